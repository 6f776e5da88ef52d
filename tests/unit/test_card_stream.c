/*
 * test_card_stream.c - counts of a card from the tables of a stream, and the
 * limits that are added to it.
 */
#define _GNU_SOURCE /* mkdtemp */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "card/card.h"
#include "check.h"

/* ---- a stream ------------------------------------------------------- */

struct row {
	const char *a, *b; /* key texts */
	double low, high;  /* number of a cut in low */
	uint64_t n;
	double w;
	uint8_t blinded;
};

/* Rows of each table; the end has no key. */
struct content {
	struct row regions[4], others[4], bins[6], cuts[4];
	double decays;
};

static const struct content usual = {
	.regions = { { "signal", "", -0.006, 0.004, 2, 2.5, 0 },
	    { "side", "", 0.004, 0.02, 30, 30, 0 } },
	.others = { { "extra", "", 0, 1, 5, 5, 0 } },
	.bins = { { "", "", 0, 1, 1, 1, 0 }, { "", "", 1, 2, 10, 10, 0 },
	    { "", "", 2, 3, 100, 100, 0 }, { "", "", 3, 4, 1000, 1000, 0 } },
	.cuts = { { "piee", "all", 0, 0, 900, 900, 0 },
	    { "piee", "mass", 1, 0, 700, 700, 0 },
	    { "3pi", "mass", 3, 0, 1, 1, 0 } },
};

/* A table with its columns in order: keys, then n, w, w2. */
static int add_table(struct n62_schema *s, const char *name,
    const char *const names[], const enum n62_type types[], int n,
    struct n62_col cols[])
{
	struct n62_err err = { 0 };
	int t = n62_add_table(s, name, N62_BY_SUM, "a table", &err);

	for (int i = 0; i < n; i++) {
		struct n62_column c = { .name = names[i],
			.unit = "",
			.doc = "a column",
			.type = types[i],
			.list = -1,
			.key = i < n - (types[n - 1] == N62_SUM ? 3 : 0) };

		if (!CHECK(n62_add_column(s, t, &c, &cols[i], &err) == 0))
			check_note("%s", err.text);
	}
	return t;
}

static void fill_sum(struct n62_block *b, struct n62_col col, double v)
{
	unsigned char bytes[N62_SUM_BYTES];
	struct n62_sum s = { 0 };
	struct n62_err err = { 0 };

	n62_sum_add(&s, v);
	CHECK(n62_fill_text(b, col, (const char *)bytes,
		  n62_sum_bytes(&s, bytes), &err) == 0);
}

static void fill_text(struct n62_block *b, struct n62_col col, const char *text)
{
	struct n62_err err = { 0 };

	CHECK(n62_fill_text(b, col, text, strlen(text), &err) == 0);
}

static void fill_f64(struct n62_block *b, struct n62_col col, double v)
{
	*(double *)n62_change(b, col) = v;
}

enum layout {
	REGIONS,
	BINS,
	CUTS
};

static void write_rows(struct n62_writer *w, int table, enum layout l,
    const struct n62_col *col, const struct row *rows, bool blinded)
{
	struct n62_err err = { 0 };

	for (; rows->a; rows++) {
		struct n62_block *b = n62_rows(w, table, 1, &err);
		int sums = l == REGIONS ? 3 + blinded : l == BINS ? 3 : 3;

		if (l == BINS)
			*(int32_t *)n62_change(b, col[0]) =
			    (int32_t)rows->low + 1;
		else
			fill_text(b, col[0], rows->a);
		if (l == CUTS) {
			*(int32_t *)n62_change(b, col[1]) = (int32_t)rows->low;
			fill_text(b, col[2], rows->b);
		} else {
			fill_f64(b, col[1], rows->low);
			fill_f64(b, col[2], rows->high);
		}
		if (l == REGIONS && blinded)
			*(uint8_t *)n62_change(b, col[3]) = rows->blinded;
		*(uint64_t *)n62_change(b, col[sums]) = rows->n;
		fill_sum(b, col[sums + 1], rows->w);
		fill_sum(b, col[sums + 2], rows->w);
		CHECK(n62_write(w, b, &err) == 0);
	}
}

static void write_tally(
    struct n62_writer *w, int table, const struct n62_col *col, double decays)
{
	struct n62_err err = { 0 };
	struct n62_block *b = n62_rows(w, table, 1, &err);

	fill_text(b, col[0], "simulated/fiducial");
	fill_sum(b, col[1], decays);
	CHECK(n62_write(w, b, &err) == 0);
}

static void write_stream(const char *name, const struct content *c)
{
	static const char *const regions[] = { "region", "low", "high",
		"blinded", "n", "w", "w2" };
	static const enum n62_type region_types[] = { N62_STR, N62_F64, N62_F64,
		N62_U8, N62_U64, N62_SUM, N62_SUM };
	static const char *const others[] = { "region", "low", "high", "n", "w",
		"w2" };
	static const enum n62_type other_types[] = { N62_STR, N62_F64, N62_F64,
		N62_U64, N62_SUM, N62_SUM };
	static const char *const bins[] = { "bin", "low", "high", "n", "w",
		"w2" };
	static const enum n62_type bin_types[] = { N62_I32, N62_F64, N62_F64,
		N62_U64, N62_SUM, N62_SUM };
	static const char *const cuts[] = { "selection", "number", "cut",
		"events", "w", "w2" };
	static const enum n62_type cut_types[] = { N62_STR, N62_I32, N62_STR,
		N62_U64, N62_SUM, N62_SUM };
	struct n62_col col[5][7];
	struct n62_err err = { 0 };
	struct n62_schema *s = n62_schema_new(&err);
	struct n62_write_options o = { .name = name };
	struct n62_writer *w;
	int t[5];

	t[0] = add_table(s, "region/m", regions, region_types, 7, col[0]);
	t[1] = add_table(s, "region/x", others, other_types, 6, col[1]);
	t[2] = add_table(s, "hist/m", bins, bin_types, 6, col[2]);
	t[3] = add_table(s, "cutflow", cuts, cut_types, 6, col[3]);
	t[4] = n62_add_table(s, "tally", N62_BY_SUM, "counts", &err);
	CHECK(n62_add_column(s, t[4],
		  &(struct n62_column){ .name = "name",
		      .unit = "",
		      .doc = "of what",
		      .type = N62_STR,
		      .list = -1,
		      .key = true },
		  &col[4][0], &err) == 0);
	CHECK(n62_add_column(s, t[4],
		  &(struct n62_column){ .name = "sum",
		      .unit = "",
		      .doc = "sum",
		      .type = N62_SUM,
		      .list = -1 },
		  &col[4][1], &err) == 0);
	w = n62_writer_open(&o, &err);
	if (!CHECK(w && n62_write_head(w, s, &err) == 0))
		check_note("%s", err.text);
	write_rows(w, t[0], REGIONS, col[0], c->regions, true);
	write_rows(w, t[1], REGIONS, col[1], c->others, false);
	write_rows(w, t[2], BINS, col[2], c->bins, false);
	write_rows(w, t[3], CUTS, col[3], c->cuts, false);
	if (c->decays > 0)
		write_tally(w, t[4], col[4], c->decays);
	CHECK(n62_write_end(w, &err) == 0 && n62_commit(w, &err) == 0);
	n62_writer_free(w);
	n62_schema_free(s);
}

/* ---- the stream through a card -------------------------------------- */

static struct n62_card *card(const char *text)
{
	struct n62_err err = { 0 };
	struct n62_card *c = n62_card_parse(text, strlen(text), "c.yaml", &err);

	if (!CHECK(c != NULL))
		check_note("%s", err.text);
	return c;
}

static struct n62_reader *open_in(const char *const *name)
{
	struct n62_err err = { 0 };
	struct n62_read_options o = {
		.names = name, .nnames = 1, .join = true
	};

	return n62_reader_open(&o, &err);
}

/* Counts of a stream for a card, or why not. */
static int look(
    struct n62_card *c, const struct content *content, struct n62_err *err)
{
	const char *name = "in.n62";
	struct n62_reader *in;
	int r;

	*err = (struct n62_err){ 0 };
	write_stream(name, content);
	in = open_in(&name);
	r = in ? n62_card_look_all(c, in, err) : -1;
	n62_reader_free(in);
	return r;
}

static const char plain[] = "channel: x\n"
			    "regions:\n"
			    "  signal: {}\n"
			    "  b: {histogram: m, low: 1, high: 3}\n"
			    "  all: {cutflow: piee}\n"
			    "  one: {cutflow: piee, cut: all}\n"
			    "  y: {table: region/x, observed: 99}\n"
			    "signal: {ses: 1e-10, acceptance: 0.2}\n"
			    "backgrounds:\n"
			    "  - {name: b, region: b, factor: 0.01}\n"
			    "  - {name: c, region: all, factor: 0.001}\n"
			    "  - {name: d, region: one, factor: 0.001}\n";

static void counts(void)
{
	struct n62_err err;
	struct n62_card *c = card(plain);
	struct n62_card_number b;
	enum n62_shape shape;

	CHECK(look(c, &usual, &err) == 0);
	CHECK(c->regions[0].n == 2 && c->regions[0].w == 2.5);
	CHECK(c->regions[1].n == 110);
	CHECK(c->regions[2].n == 700);
	CHECK(c->regions[3].n == 900);
	CHECK(c->signal.decays == 0);
	CHECK(n62_card_background(c, &b, &shape, &err) == 0);
	CHECK(fabs(b.value - (1.1 + 0.7 + 0.9)) < 1e-12);
	n62_card_free(c);
}

static void misses(void)
{
	static const struct {
		const char *text, *said;
	} wrong[] = {
		{ "channel: x\nregions: {none: {observed: 3}}\n",
		    "card c.yaml: region none is not in the stream: there is "
		    "no such row in any table region/*" },
		{ "channel: x\nregions: {r: {histogram: z, low: 0, high: "
		  "1}}\n",
		    "card c.yaml: region r is not in the stream: there is no "
		    "such row in hist/z" },
		{ "channel: x\nregions: {r: {cutflow: piee, cut: z}}\n",
		    "card c.yaml: region r is not in the stream: there is no "
		    "such row in table cutflow of piee" },
		{ "channel: x\nregions: {r: {histogram: m, low: 0.5, high: "
		  "2}}\n",
		    "region r: its borders 0.5 and 2 are not borders of bins "
		    "of hist/m: one goes from 0 to 1" },
		{ "channel: x\nregions: {r: {histogram: m, low: 2, high: 5}}\n",
		    "card c.yaml: region r is from 2 to 5, but hist/m has "
		    "bins from 2 to 4 only" },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct n62_card *c = card(wrong[i].text);
		struct n62_err err;

		CHECK(look(c, &usual, &err) < 0);
		CHECK_TEXT(err.text, wrong[i].said);
		n62_card_free(c);
	}
}

static void is_ambiguous(void)
{
	struct content two = usual;
	struct n62_err err;
	struct n62_card *c = card("channel: x\nregions: {signal: {}}\n");

	two.others[0].a = "signal";
	CHECK(look(c, &two, &err) < 0);
	CHECK_TEXT(err.text,
	    "region signal is in table region/m and in table region/x: give "
	    "the card its table");
	n62_card_free(c);
	c = card("channel: x\nregions: {signal: {table: region/x}}\n");
	CHECK(look(c, &two, &err) == 0 && c->regions[0].n == 5);
	n62_card_free(c);
}

/* A stream of signal gives the acceptance, and the card the counts. */
static void is_simulated(void)
{
	struct n62_question_text o = { .method = "cls",
		.shape = "gauss",
		.ses_shape = "lognormal",
		.cl = 0.9,
		.mass = NAN };
	struct content simulated = usual;
	struct n62_card_number ses;
	struct n62_question q;
	struct n62_err err;
	struct n62_card *c = card("channel: x\n"
				  "regions: {signal: {observed: 7}}\n"
				  "signal: {ses: 1e-10, acceptance: 0.2}\n");
	bool blinded;

	simulated.decays = 50;
	CHECK(look(c, &simulated, &err) == 0);
	/* 2.5 of 50; the variance is that of the sum of weights, 2.5 here,
	 * times 1 - 0.05. */
	CHECK(n62_card_ses(c, &ses, &err) == 0);
	CHECK(fabs(ses.value / 4e-10 - 1) < 1e-12);
	CHECK(fabs(ses.up / ses.value - sqrt(2.5 * 0.95) / 2.5) < 1e-12);
	CHECK(n62_question_read(&o, &q, &err) == 0);
	CHECK(n62_card_ask(c, &o, &q, &blinded, &err) == 0 && q.c.n == 7);
	n62_card_free(c);
	c = card("channel: x\nsimulated: counts\n"
		 "regions: {signal: {observed: 7}}\n"
		 "signal: {ses: 1e-10}\n");
	CHECK(look(c, &simulated, &err) == 0);
	CHECK(n62_card_ask(c, &o, &q, &blinded, &err) == 0 && q.c.n == 2);
	CHECK(q.ses == 1e-10);
	n62_card_free(c);
}

static void say(void *ctx, uint64_t row, const char *sentence)
{
	(void)row;
	(void)ctx;
	check_note("%s", sentence);
}

/* The columns of the one row of limit/c. */
static void check_limit(const char *name, const struct n62_question *q)
{
	struct n62_reader *in = open_in(&name);
	struct n62_err err = { 0 };
	struct n62_answer a;
	struct n62_block *b;
	struct n62_col upper, n, median;
	int rows = 0;

	CHECK(n62_answer(q, true, &a, &err) == 0);
	while (n62_read(in, &b, &err) > 0) {
		if (b->kind == N62_HEAD &&
		    !CHECK(n62_find(b->schema, "limit/c", "br_upper", N62_F64,
			       &upper, &err) == 0 &&
			   n62_find(b->schema, "limit/c", "br_exp_med", N62_F64,
			       &median, &err) == 0 &&
			   n62_find(b->schema, "limit/c", "n", N62_I64, &n,
			       &err) == 0))
			break;
		if (b->kind != N62_ROWS || b->table != upper.table)
			continue;
		rows += (int)b->rows;
		CHECK(*(const int64_t *)n62_values(b, n) == q->c.n);
		CHECK(*(const double *)n62_values(b, median) ==
		      a.band[2] * q->ses);
		if (q->c.n == 0)
			CHECK(isnan(*(const double *)n62_values(b, upper)));
		else
			CHECK(*(const double *)n62_values(b, upper) ==
			      a.limit.upper * q->ses);
	}
	CHECK(rows == 1);
	n62_reader_free(in);
}

/* A limit beside what was there; with a blinded region, what is expected. */
static void adds(bool blinded)
{
	const char *name = "in.n62", *to = "out.n62";
	struct content content = usual;
	struct n62_question_text o = { .method = "cls",
		.shape = "gauss",
		.ses_shape = "lognormal",
		.cl = 0.9,
		.mass = NAN };
	struct n62_err err = { 0 };
	struct n62_card_flow f = { .text = &o, .banded = true, .say = say };
	struct n62_write_options w = { .name = to };
	struct n62_reader *in;
	struct n62_writer *out;

	if (blinded) {
		content.regions[0].blinded = 1;
		content.regions[0].n = 0;
	}
	write_stream(name, &content);
	f.card = card("channel: x\nregions: {signal: {}}\n"
		      "signal: {ses: 2e-11 +- 1e-12}\n"
		      "backgrounds: [{name: b, value: 0.5 +0.2 -0.1}]\n");
	CHECK(n62_question_read(&o, &f.q, &err) == 0);
	in = open_in(&name);
	out = n62_writer_open(&w, &err);
	CHECK(n62_card_flow(&f, in, out, &err) == 0);
	CHECK(n62_commit(out, &err) == 0);
	CHECK_TEXT(err.text, "");
	n62_close(in, out);
	f.q.c.n = blinded ? 0 : 2;
	f.q.c.b = 0.5;
	f.q.c.b_up = 0.2;
	f.q.c.b_down = 0.1;
	f.q.ses = 2e-11;
	f.q.ses_sigma = 1e-12;
	check_limit(to, &f.q);
	n62_card_free(f.card);
}

static void adds_a_limit(void)
{
	adds(false);
}

static void keeps_a_blind_eye(void)
{
	adds(true);
}

int main(void)
{
	char folder[] = "/tmp/na62-card-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	check_run("counts are found in regions, bins and cuts", counts);
	check_run("what is not there is said", misses);
	check_run("a region in two tables needs one", is_ambiguous);
	check_run("a simulated stream gives the acceptance", is_simulated);
	check_run("a limit is added to the stream", adds_a_limit);
	check_run("a blinded region has expected limits", keeps_a_blind_eye);
	unlink("in.n62");
	unlink("out.n62");
	rmdir(folder);
	return check_end();
}
