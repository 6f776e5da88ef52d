/*
 * test_join.c - many streams read as one: sums that do not depend on how a
 * run was split, keys that may occur once, windows, and what is left of a
 * damaged stream.
 */
#include "check.h"
#include "record/record.h"

#include <fcntl.h>
#include <unistd.h>

enum {
	FILES = 6,
	ROWS = 4000
};

static struct n62_err err;
static struct n62_rng rng;
static char name[FILES + 1][40];

/* A run: for each event a number, and what it adds to the tally. */
static struct entry {
	uint32_t bin;
	char label;
	int64_t count;
	double weight;
} run[ROWS];

struct tables {
	struct n62_schema *s;
	struct n62_col number, burst, setting, bin, label, count, weight;
};

static void column(struct tables *t, int table, const char *called,
    enum n62_type type, bool key, struct n62_col *col)
{
	struct n62_column c = {
		.name = called, .type = type, .list = -1, .key = key
	};

	CHECK(n62_add_column(t->s, table, &c, col, &err) == 0);
}

static struct tables make_tables(void)
{
	struct tables t = { .s = n62_schema_new(&err) };

	n62_add_table(t.s, "event", N62_APPEND, "", &err);
	column(&t, 0, "number", N62_U32, false, &t.number);
	n62_add_table(t.s, "burst", N62_UNIQUE, "", &err);
	column(&t, 1, "burst", N62_U32, true, &t.burst);
	n62_add_table(t.s, "setting", N62_SAME, "", &err);
	column(&t, 2, "value", N62_F64, false, &t.setting);
	n62_add_table(t.s, "tally", N62_BY_SUM, "", &err);
	column(&t, 3, "bin", N62_U32, true, &t.bin);
	column(&t, 3, "label", N62_STR, true, &t.label);
	column(&t, 3, "count", N62_I64, false, &t.count);
	column(&t, 3, "weight", N62_SUM, false, &t.weight);
	return t;
}

static int write_tally(
    struct n62_writer *w, const struct tables *t, uint32_t from, uint32_t to)
{
	struct n62_block *b = n62_rows(w, 3, to - from, &err);
	unsigned char bytes[N62_SUM_BYTES];

	for (uint32_t i = from; i < to; i++) {
		struct n62_sum sum = { 0 };
		size_t n;

		((uint32_t *)n62_change(b, t->bin))[i - from] = run[i].bin;
		((int64_t *)n62_change(b, t->count))[i - from] = run[i].count;
		n62_fill_text(b, t->label, &run[i].label, 1, &err);
		n62_sum_add(&sum, run[i].weight);
		n = n62_sum_bytes(&sum, bytes);
		n62_fill_text(b, t->weight, (char *)bytes, n, &err);
	}
	return n62_write(w, b, &err);
}

static int write_number(struct n62_writer *w, struct n62_col col, double v)
{
	struct n62_block *b = n62_rows(w, col.table, 1, &err);

	if (col.table == 2)
		*(double *)n62_change(b, col) = v;
	else
		*(uint32_t *)n62_change(b, col) = (uint32_t)v;
	return n62_write(w, b, &err);
}

/* Events [from, to) of the run as a stream of its own. */
static void make_part(const char *file, uint32_t from, uint32_t to,
    uint32_t burst, double setting)
{
	struct n62_write_options o = { .name = file,
		.threads = 1,
		.compress = burst % 2 ? N62_RAW : N62_PLANES };
	struct n62_writer *w = n62_writer_open(&o, &err);
	struct tables t = make_tables();

	CHECK(n62_write_head(w, t.s, &err) == 0);
	CHECK(write_number(w, t.setting, setting) == 0);
	CHECK(write_number(w, t.burst, burst) == 0);
	for (uint32_t i = from; i < to; i++)
		CHECK(write_number(w, t.number, i) == 0);
	for (uint32_t i = from, end; i < to; i = end) {
		end = i + 1 + n62_rng_below(&rng, 500);
		end = end < to ? end : to;
		CHECK(write_tally(w, &t, i, end) == 0);
	}
	CHECK(n62_write_end(w, &err) == 0 && n62_commit(w, &err) == 0);
	n62_writer_free(w);
	n62_schema_free(t.s);
}

static struct n62_reader *open_files(int first, int n, bool join, bool salvage)
{
	const char *names[FILES + 1];
	struct n62_read_options o = { .names = names,
		.nnames = n,
		.threads = 1,
		.join = join,
		.salvage = salvage };

	for (int i = 0; i < n; i++)
		names[i] = name[first + i];
	err = (struct n62_err){ 0 };
	return n62_reader_open(&o, &err);
}

enum {
	TABLES = 4
};

/* All of a joined stream as bytes, for each table what is in its rows. */
static int read_all(struct n62_reader *r, struct n62_buf *out)
{
	struct n62_block *b;
	int status = r ? 1 : -1;

	while (status > 0 && (status = n62_read(r, &b, &err)) > 0)
		for (uint32_t i = 0; b->kind == N62_ROWS && i < b->rows; i++)
			for (int c = 0;
			     c < b->schema->tables[b->table].ncolumns; c++) {
				struct n62_col col = { b->table, c };
				enum n62_type t =
				    b->schema->tables[b->table].columns[c].type;
				size_t n = n62_type_size(t);
				const char *v =
				    n ? (const char *)n62_values(b, col) + i * n
				      : n62_text(b, col, i, &n);

				n62_buf_add(&out[b->table], v, n, &err);
				n62_buf_add(&out[b->table], "|", 1, &err);
			}
	n62_reader_free(r);
	return status;
}

static void merge(int first, int n, const char *to)
{
	struct n62_reader *r = open_files(first, n, true, false);
	struct n62_write_options o = { .name = to, .threads = 1 };
	struct n62_writer *w = n62_writer_open(&o, &err);
	struct n62_block *b;

	while (n62_read(r, &b, &err) > 0)
		CHECK(n62_write(w, b, &err) == 0);
	if (!CHECK(n62_commit(w, &err) == 0))
		printf("# %s\n", err.text);
	n62_reader_free(r);
	n62_writer_free(w);
}

/* Whether two streams have the same rows; empties b. */
static bool same(const struct n62_buf *a, struct n62_buf *b)
{
	bool equal = true;

	for (int i = 0; i < TABLES; i++) {
		equal = equal && a[i].len == b[i].len &&
			memcmp(a[i].data, b[i].data, a[i].len) == 0;
		n62_buf_free(&b[i]);
	}
	return equal;
}

/* ---- tests ---------------------------------------------------------- */

static void make_parts(void)
{
	uint32_t from = 0, to;

	for (int i = 0; i < FILES; i++, from = to) {
		to = from + n62_rng_below(&rng, 2 * ROWS / FILES);
		to = i == FILES - 1 || to > ROWS ? ROWS : to;
		make_part(name[i], from, to, (uint32_t)i, 1.5);
	}
}

static void any_split(void)
{
	struct n62_buf one[TABLES] = { 0 }, other[TABLES] = { 0 };

	make_parts();
	CHECK(read_all(open_files(0, FILES, true, false), one) == 0);
	for (int round = 0; round < 12; round++) {
		make_parts();
		CHECK(read_all(open_files(0, FILES, true, false), other) == 0);
		CHECK(same(one, other));
		merge(2, 3, name[FILES]);
		rename(name[FILES], name[2]);
		merge(1, 2, name[FILES]);
		rename(name[FILES], name[1]);
		rename(name[FILES - 1], name[2]);
		CHECK(read_all(open_files(0, 3, true, false), other) == 0);
		CHECK(same(one, other));
	}
	CHECK(one[0].len > 0 && one[3].len > 0);
	for (int i = 0; i < TABLES; i++)
		n62_buf_free(&one[i]);
}

/* The sums themselves, against plain addition of integers. */
static void right_sums(void)
{
	struct n62_reader *r;
	struct n62_block *b;
	int64_t expected[8] = { 0 }, counts = 0;

	for (int i = 0; i < ROWS; i++)
		expected[run[i].bin] += run[i].count;
	make_part(name[0], 0, ROWS / 2, 1, 0);
	make_part(name[1], ROWS / 2, ROWS, 2, 0);
	r = open_files(0, 2, true, false);
	while (n62_read(r, &b, &err) > 0) {
		struct n62_col bin, count;

		if (b->kind != N62_ROWS || b->table != 3)
			continue;
		n62_find(b->schema, "tally", "bin", N62_U32, &bin, &err);
		n62_find(b->schema, "tally", "count", N62_I64, &count, &err);
		for (uint32_t i = 0; i < b->rows; i++) {
			const uint32_t *key = n62_values(b, bin);

			CHECK(i == 0 || key[i - 1] <= key[i]);
			expected[key[i]] -=
			    ((const int64_t *)n62_values(b, count))[i];
			counts++;
		}
	}
	for (int i = 0; i < 8; i++)
		CHECK(expected[i] == 0);
	CHECK(counts == 8 * 3);
	n62_reader_free(r);
}

static void refused(int n, const char *sentence)
{
	struct n62_buf none[TABLES] = { 0 }, b[TABLES] = { 0 };

	CHECK(read_all(open_files(0, n, true, false), b) == -1);
	if (!CHECK(strstr(err.text, sentence) != NULL))
		printf("# %s\n", err.text);
	same(none, b);
}

static void conflicts(void)
{
	make_part(name[0], 0, 10, 7, 1);
	make_part(name[1], 10, 20, 7, 1);
	refused(2, "the key burst 7 twice");
	make_part(name[1], 10, 20, 8, 1.25);
	refused(2, "table setting must be the same");
	make_part(name[1], 10, 20, 8, 1);
	run[15].count = INT64_MAX;
	run[16].bin = run[15].bin;
	run[16].label = run[15].label;
	run[16].count = 1;
	make_part(name[1], 10, 16, 8, 1);
	make_part(name[2], 16, 20, 9, 1);
	refused(3, "the sum of column count leaves the range of i64");
	run[15].count = run[16].count = 3;
}

static void different_tables(void)
{
	struct n62_write_options o = { .name = name[1], .threads = 1 };
	struct n62_writer *w = n62_writer_open(&o, &err);
	struct tables t = make_tables();

	column(&t, 3, "extra", N62_U8, false, &t.weight);
	CHECK(n62_write_head(w, t.s, &err) == 0 &&
	      n62_write_end(w, &err) == 0 && n62_commit(w, &err) == 0);
	n62_writer_free(w);
	n62_schema_free(t.s);
	make_part(name[0], 0, 10, 7, 1);
	refused(2, "table tally, column 5 differs in its name: none in");
}

/* Rows [from, to) and no block that has none of them. */
static void window(uint32_t from, uint32_t to)
{
	struct n62_reader *r = open_files(0, 1, false, false);
	struct n62_col number = { 0, 0 };
	struct n62_block *b;
	uint32_t next = from;

	while (n62_read(r, &b, &err) > 0) {
		if (b->kind == N62_HEAD)
			CHECK(n62_read_window(r, 0, from, to, &err) == 0);
		if (b->kind != N62_ROWS)
			continue;
		CHECK(b->table == 0 && b->first < to);
		CHECK(b->first + b->rows > from);
		for (uint32_t i = 0; i < b->rows; i++) {
			uint64_t row = b->first + i;

			CHECK(((const uint32_t *)n62_values(b, number))[i] ==
			      row);
			next += row == next && row < to;
		}
	}
	CHECK(next == (to < ROWS ? to : ROWS));
	n62_reader_free(r);
}

static void windows(void)
{
	for (uint32_t kind = 0; kind < 2; kind++) {
		make_part(name[0], 0, ROWS, kind, 1);
		for (int i = 0; i < 40; i++) {
			uint32_t from = n62_rng_below(&rng, ROWS);

			window(from, from + 1 + n62_rng_below(&rng, 2000));
		}
		window(0, ROWS);
	}
}

static uint64_t salvage(const char *file, bool *marked, bool *sums)
{
	struct n62_read_options o = {
		.names = &file, .nnames = 1, .threads = 1, .salvage = true
	};
	struct n62_reader *r = n62_reader_open(&o, &err);
	struct n62_block *b;
	uint64_t rows = 0;
	int status;

	*marked = *sums = false;
	while ((status = n62_read(r, &b, &err)) > 0) {
		rows += b->kind == N62_ROWS && b->table == 0 ? b->rows : 0;
		*sums |= b->kind == N62_ROWS && b->table == 3;
		*marked |= b->kind == N62_END && b->salvaged;
	}
	CHECK(status == 0 || (status < 0 && rows == 0));
	n62_reader_free(r);
	return rows;
}

/* A byte changed, or some left out, at 200 places: the other blocks are
 * delivered, sums are not, and the segment is marked. */
static void salvaging(void)
{
	struct n62_buf b = { 0 };
	struct n62_in in;
	bool marked, sums;
	uint64_t all;

	make_part(name[0], 0, ROWS, 1, 1);
	all = salvage(name[0], &marked, &sums);
	CHECK(all == ROWS && !marked && sums);
	CHECK(n62_in_open(&in, name[0], &err) == 0);
	n62_buf_reserve(&b, in.size, &err);
	n62_in_read(&in, b.data, in.size, &err);
	n62_in_free(&in);
	for (int i = 0; i < 200; i++) {
		uint64_t at = n62_rng_below(&rng, (uint32_t)in.size);
		uint64_t gap = n62_rng_below(&rng, 3) * 37;
		int fd = open(name[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
		uint64_t rows;

		if (at + gap + 1 > in.size)
			gap = 0;
		b.data[at + gap] ^= 4;
		CHECK(write(fd, b.data, at) == (ssize_t)at);
		CHECK(write(fd, b.data + at + gap, in.size - at - gap) ==
		      (ssize_t)(in.size - at - gap));
		close(fd);
		b.data[at + gap] ^= 4;
		rows = salvage(name[1], &marked, &sums);
		CHECK(rows <= ROWS && !sums && (marked || rows == 0));
	}
	n62_buf_free(&b);
}

int main(void)
{
	n62_rng_init(&rng, 62, 2, 0);
	for (int i = 0; i < ROWS; i++)
		run[i] = (struct entry){ n62_rng_below(&rng, 8),
			"abc"[n62_rng_below(&rng, 3)],
			(int64_t)n62_rng_below(&rng, 1000) - 500,
			n62_rng_normal(&rng) * 1e6 };
	for (int i = 0; i <= FILES; i++) {
		snprintf(name[i], sizeof name[i], "/tmp/na62-join-XXXXXX");
		close(mkstemp(name[i]));
	}
	check_run("a run split and merged in any way", any_split);
	check_run("sums are those of the rows", right_sums);
	check_run("keys, settings and sums in conflict", conflicts);
	check_run("different tables", different_tables);
	check_run("windows", windows);
	check_run("what is left of a damaged stream", salvaging);
	for (int i = 0; i <= FILES; i++)
		unlink(name[i]);
	return check_end();
}
