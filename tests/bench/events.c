/*
 * events.c - synthetic events for the measurements: 12 integers and 38 reals
 * of 4 bytes each, distributed like the candidates of K+ -> pi+ nu nu.
 *
 * The table is written as an n62 stream or as text; a table of hits has the
 * integers of detectors; SAM records of 203 bytes are for samtools. Events
 * are drawn once into a pool that is longer than any block and then repeated,
 * with their own numbers and times, so that writing them costs little.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

enum {
	INTEGERS = 12,
	REALS = 38,
	COLUMNS = INTEGERS + REALS,
	POOL = 65536,
	BLOCK = 1310,     /* rows given to the writer at a time */
	BURST = 260000000 /* ticks of 25 ns */
};

static const struct n62_column columns[COLUMNS] = {
	{ .name = "run", .type = N62_U32 },
	{ .name = "burst", .type = N62_U32 },
	{ .name = "number", .type = N62_U32 },
	{ .name = "time", .type = N62_U32, .unit = "25 ns" },
	{ .name = "trigger", .type = N62_U32 },
	{ .name = "fine", .type = N62_U32 },
	{ .name = "kind", .type = N62_U32 },
	{ .name = "nhit", .type = N62_U32 },
	{ .name = "ntrack", .type = N62_U32 },
	{ .name = "ncluster", .type = N62_U32 },
	{ .name = "nlav", .type = N62_U32 },
	{ .name = "nsac", .type = N62_U32 },
	{ .name = "p", .type = N62_F32, .unit = "GeV/c" },
	{ .name = "pbeam", .type = N62_F32, .unit = "GeV/c" },
	{ .name = "mmiss2", .type = N62_F32, .unit = "GeV2/c4" },
	{ .name = "z", .type = N62_F32, .unit = "mm" },
	{ .name = "theta", .type = N62_F32 },
	{ .name = "x", .type = N62_F32, .unit = "mm" },
	{ .name = "y", .type = N62_F32, .unit = "mm" },
	{ .name = "cda", .type = N62_F32, .unit = "mm" },
	{ .name = "dxbeam", .type = N62_F32 },
	{ .name = "dybeam", .type = N62_F32 },
	{ .name = "dx", .type = N62_F32 },
	{ .name = "dy", .type = N62_F32 },
	{ .name = "t0", .type = N62_F32, .unit = "ns" },
	{ .name = "t1", .type = N62_F32, .unit = "ns" },
	{ .name = "t2", .type = N62_F32, .unit = "ns" },
	{ .name = "t3", .type = N62_F32, .unit = "ns" },
	{ .name = "t4", .type = N62_F32, .unit = "ns" },
	{ .name = "t5", .type = N62_F32, .unit = "ns" },
	{ .name = "t6", .type = N62_F32, .unit = "ns" },
	{ .name = "t7", .type = N62_F32, .unit = "ns" },
	{ .name = "radius", .type = N62_F32, .unit = "cm" },
	{ .name = "like0", .type = N62_F32 },
	{ .name = "like1", .type = N62_F32 },
	{ .name = "like2", .type = N62_F32 },
	{ .name = "like3", .type = N62_F32 },
	{ .name = "elkr", .type = N62_F32, .unit = "GeV" },
	{ .name = "emuv", .type = N62_F32, .unit = "GeV" },
	{ .name = "ratio", .type = N62_F32 },
	{ .name = "eextra", .type = N62_F32, .unit = "GeV" },
	{ .name = "x0", .type = N62_F32, .unit = "mm" },
	{ .name = "x1", .type = N62_F32, .unit = "mm" },
	{ .name = "x2", .type = N62_F32, .unit = "mm" },
	{ .name = "x3", .type = N62_F32, .unit = "mm" },
	{ .name = "x4", .type = N62_F32, .unit = "mm" },
	{ .name = "x5", .type = N62_F32, .unit = "mm" },
	{ .name = "x6", .type = N62_F32, .unit = "mm" },
	{ .name = "x7", .type = N62_F32, .unit = "mm" },
	{ .name = "x8", .type = N62_F32, .unit = "mm" },
};

/* Integers and bits of reals by column; in the columns of numbers and times
 * the steps from one event to the next. */
struct events {
	uint32_t pool[COLUMNS][POOL];
	uint32_t number, time, burst;
};

enum {
	BURST_COLUMN = 1,
	NUMBER_COLUMN = 2,
	TIME_COLUMN = 3
};

static void draw_integers(struct n62_rng *r, uint32_t v[INTEGERS])
{
	v[0] = 8600;
	v[BURST_COLUMN] = 0;
	v[NUMBER_COLUMN] = 1;
	v[TIME_COLUMN] = 1 + n62_rng_below(r, 400);
	v[4] = 1u << n62_rng_below(r, 7);
	v[5] = n62_rng_below(r, 256);
	v[6] = 16 + n62_rng_below(r, 3);
	v[7] = 1 + n62_rng_below(r, 20);
	v[8] = 1 + n62_rng_below(r, 3);
	v[9] = n62_rng_below(r, 9);
	v[10] = n62_rng_below(r, 10) ? 0 : n62_rng_below(r, 4);
	v[11] = n62_rng_below(r, 20) ? 0 : 1;
}

/* Squared missing mass of a pion, for small angles. */
static double missing_mass2(double pbeam, double p, double theta)
{
	const double kaon2 = 0.493677 * 0.493677, pion2 = 0.13957 * 0.13957;

	return kaon2 * (1 - p / pbeam) + pion2 * (1 - pbeam / p) -
	       p * pbeam * theta * theta;
}

static void draw_reals(struct n62_rng *r, double v[REALS])
{
	const double p = 10 + 35 * n62_rng_uniform(r);
	const double pbeam = 75 + 0.8 * n62_rng_normal(r);
	const double theta = 0.001 + 0.009 * n62_rng_uniform(r);
	const double phi = 6.283185307179586 * n62_rng_uniform(r);
	int n = 0;

	v[n++] = p;
	v[n++] = pbeam;
	v[n++] = missing_mass2(pbeam, p, theta) + 0.001 * n62_rng_normal(r);
	v[n++] = 102000 + 78000 * n62_rng_uniform(r);
	v[n++] = theta;
	v[n++] = 30 * n62_rng_normal(r);
	v[n++] = 20 * n62_rng_normal(r);
	v[n++] = 1.5 * fabs(n62_rng_normal(r));
	v[n++] = 0.0012 + 0.0001 * n62_rng_normal(r);
	v[n++] = 0.0001 * n62_rng_normal(r);
	v[n++] = theta * cos(phi);
	v[n++] = theta * sin(phi);
	for (int i = 0; i < 8; i++)
		v[n++] = 0.1 * n62_rng_normal(r);
	v[n++] = 17.9 + 0.1 * n62_rng_normal(r);
	for (int i = 0; i < 4; i++)
		v[n++] = -5 * log(n62_rng_uniform(r));
	v[n++] = p * n62_rng_uniform(r);
	v[n++] = 0.2 * p * n62_rng_uniform(r);
	v[n++] = n62_rng_uniform(r);
	v[n++] = n62_rng_below(r, 4) ? 0 : 2 * n62_rng_uniform(r);
	while (n < REALS)
		v[n++] = 100 * n62_rng_normal(r);
}

static void fill_pool(struct events *e)
{
	for (uint32_t i = 0; i < POOL; i++) {
		uint32_t integer[INTEGERS];
		double real[REALS];
		struct n62_rng r;

		n62_rng_init(&r, 1, i, 0);
		draw_integers(&r, integer);
		draw_reals(&r, real);
		for (int c = 0; c < INTEGERS; c++)
			e->pool[c][i] = integer[c];
		for (int c = 0; c < REALS; c++) {
			const float f = (float)real[c];

			memcpy(&e->pool[INTEGERS + c][i], &f, sizeof f);
		}
	}
}

/* The next event: its place in the pool and the values that count on. */
static uint32_t next_event(struct events *e, uint32_t counted[3])
{
	const uint32_t i = e->number % POOL;

	e->time += e->pool[TIME_COLUMN][i];
	if (e->time > BURST) {
		e->time = 0;
		e->burst++;
	}
	counted[0] = 1 + e->burst;
	counted[1] = e->number++;
	counted[2] = e->time;
	return i;
}

/* Values of columns first to last of n events from place i of the pool. */
static void copy_columns(const struct events *e, struct n62_block *b, int first,
    int last, uint32_t i, uint32_t at, uint32_t n)
{
	for (int c = first; c < last; c++) {
		struct n62_col col = { b->table, c };

		memcpy((uint32_t *)n62_change(b, col) + at, &e->pool[c][i],
		    n * sizeof e->pool[c][i]);
	}
}

static void fill_rows(struct events *e, struct n62_block *b)
{
	uint32_t i, step;

	for (uint32_t at = 0; at < b->rows; at += step) {
		i = (e->number + at) % POOL;
		step = b->rows - at < POOL - i ? b->rows - at : POOL - i;
		copy_columns(e, b, 0, BURST_COLUMN, i, at, step);
		copy_columns(e, b, TIME_COLUMN + 1, COLUMNS, i, at, step);
	}
	for (i = 0; i < b->rows; i++) {
		uint32_t counted[3];

		next_event(e, counted);
		for (int c = 0; c < 3; c++) {
			struct n62_col col = { b->table, BURST_COLUMN + c };

			((uint32_t *)n62_change(b, col))[i] = counted[c];
		}
	}
}

/* ---- hits ----------------------------------------------------------- */

static const struct n62_column hit_columns[] = {
	{ .name = "time", .type = N62_U32, .unit = "25 ns" },
	{ .name = "stamp", .type = N62_U64, .unit = "ps" },
	{ .name = "fine", .type = N62_U8 },
	{ .name = "channel", .type = N62_U16 },
	{ .name = "straw", .type = N62_U16, .doc = "sorted in each event" },
};

/* Times that grow, channels that are random or sorted for each event. */
static void fill_hits(struct events *e, struct n62_block *b)
{
	struct n62_col c = { b->table, 0 };
	uint32_t *time = n62_change(b, c), straw = 0;
	uint64_t *stamp = (c.column = 1, n62_change(b, c));
	uint8_t *fine = (c.column = 2, n62_change(b, c));
	uint16_t *channel = (c.column = 3, n62_change(b, c));
	uint16_t *sorted = (c.column = 4, n62_change(b, c));
	struct n62_rng r;

	n62_rng_init(&r, 2, e->number, 0);
	for (uint32_t i = 0; i < b->rows; i++) {
		e->time += n62_rng_below(&r, 20);
		straw += n62_rng_below(&r, 600);
		straw = straw < 7168 ? straw : n62_rng_below(&r, 600);
		time[i] = e->time;
		fine[i] = (uint8_t)n62_rng_below(&r, 256);
		stamp[i] = (e->time * 256ull + fine[i]) * 97;
		channel[i] = (uint16_t)n62_rng_below(&r, 2048);
		sorted[i] = (uint16_t)straw;
	}
	e->number += b->rows;
}

/* ---- streams -------------------------------------------------------- */

struct kind {
	const char *name;
	const struct n62_column *columns;
	int ncolumns;
	void (*fill)(struct events *e, struct n62_block *b);
};

static const struct kind event_kind = { "event", columns, COLUMNS, fill_rows };
static const struct kind hit_kind = { "hit", hit_columns,
	sizeof hit_columns / sizeof *hit_columns, fill_hits };

static int make_schema(
    struct n62_schema *s, const struct kind *kind, struct n62_err *err)
{
	int table = n62_add_table(s, kind->name, N62_APPEND, "", err);

	for (int c = 0; table >= 0 && c < kind->ncolumns; c++) {
		struct n62_column column = kind->columns[c];
		struct n62_col unused;

		column.list = -1;
		if (n62_add_column(s, table, &column, &unused, err) < 0)
			return -1;
	}
	return table < 0 ? -1 : 0;
}

static int write_rows(struct events *e, struct n62_writer *w,
    const struct kind *kind, uint64_t n, struct n62_err *err)
{
	while (n > 0) {
		uint32_t rows = n < BLOCK ? (uint32_t)n : BLOCK;
		struct n62_block *b = n62_rows(w, 0, rows, err);

		if (!b)
			return -1;
		kind->fill(e, b);
		if (n62_write(w, b, err) < 0)
			return -1;
		n -= rows;
	}
	return 0;
}

static int write_stream(
    struct events *e, const struct kind *kind, uint64_t n, struct n62_err *err)
{
	const struct n62_write_options o = { .compress = N62_RAW };
	struct n62_writer *w = n62_writer_open(&o, err);
	struct n62_schema *s = n62_schema_new(err);
	int r = -1;

	if (w && s && make_schema(s, kind, err) == 0 &&
	    n62_write_head(w, s, err) == 0 &&
	    write_rows(e, w, kind, n, err) == 0 && n62_write_end(w, err) == 0)
		r = n62_commit(w, err);
	n62_writer_free(w);
	n62_schema_free(s);
	return r;
}

/* ---- text ----------------------------------------------------------- */

static size_t put_value(char *text, int column, uint32_t bits)
{
	float f;

	if (column < INTEGERS)
		return n62_put_u64(text, bits);
	memcpy(&f, &bits, sizeof f);
	return n62_put_f32(text, f);
}

static void write_text(struct events *e, uint64_t n)
{
	for (int c = 0; c < COLUMNS; c++)
		printf("%s%c", columns[c].name, c + 1 < COLUMNS ? '\t' : '\n');
	while (n-- > 0) {
		char line[COLUMNS * (N62_NUMBER + 1)], *p = line;
		uint32_t counted[3], i = next_event(e, counted);

		for (int c = 0; c < COLUMNS; c++) {
			const bool counts =
			    c >= BURST_COLUMN && c <= TIME_COLUMN;

			p += put_value(p, c,
			    counts ? counted[c - BURST_COLUMN] : e->pool[c][i]);
			*p++ = c + 1 < COLUMNS ? '\t' : '\n';
		}
		fwrite(line, 1, (size_t)(p - line), stdout);
	}
}

/* As many records pass a mapping quality of 30 as events pass the cut. */
static void write_sam(uint64_t n)
{
	char bases[101] = "", qualities[101] = "";

	puts("@HD\tVN:1.6\tSO:unsorted\n@SQ\tSN:chr1\tLN:248956422");
	for (uint64_t i = 0; i < n; i++) {
		struct n62_rng r;
		uint32_t quality;

		n62_rng_init(&r, 3, i, 0);
		quality = n62_rng_below(&r, 1000) < 115
			      ? 30 + n62_rng_below(&r, 31)
			      : n62_rng_below(&r, 30);
		for (int c = 0; c < 100; c++) {
			const uint32_t u = n62_rng_u32(&r);

			bases[c] = "ACGT"[u & 3];
			qualities[c] = (char)('5' + (u >> 8) % 20);
		}
		printf("r%llu\t0\tchr1\t%u\t%u\t100M\t*\t0\t0\t%s\t%s\t"
		       "NM:i:%u\n",
		    (unsigned long long)i, 1 + n62_rng_below(&r, 240000000),
		    quality, bases, qualities, n62_rng_below(&r, 5));
	}
}

/* ---- main ----------------------------------------------------------- */

static int write_all(const char *what, uint64_t n, struct n62_err *err)
{
	struct events *e;
	int r = 0;

	if (strcmp(what, "sam") == 0) {
		write_sam(n);
		return 0;
	}
	e = n62_new(1, sizeof *e, err);
	if (!e)
		return -1;
	if (strcmp(what, "hits") == 0) {
		r = write_stream(e, &hit_kind, n, err);
	} else {
		fill_pool(e);
		if (strcmp(what, "n62") == 0)
			r = write_stream(e, &event_kind, n, err);
		else
			write_text(e, n);
	}
	free(e);
	return r;
}

static bool is_known(const char *what)
{
	static const char *const known[] = { "n62", "hits", "tsv", "sam" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(what, known[i]) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct n62_err err = { 0 };
	uint64_t n;

	if (argc != 3 || !is_known(argv[1]) ||
	    n62_get_u64(argv[2], strlen(argv[2]), &n) < 0) {
		fputs("usage: events n62|hits|tsv|sam N\n", stderr);
		return 2;
	}
	if (write_all(argv[1], n, &err) < 0) {
		fprintf(stderr, "events: %s\n", err.text);
		return 1;
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("events");
		return 1;
	}
	return 0;
}
