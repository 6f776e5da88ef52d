/*
 * plot_tables.c - writes a stream of tables that na62-plot draws, of those
 * kinds that are named:
 *
 *	plot_tables KIND ... >FILE
 *
 * KIND[=TABLE[:DOC]] is data, signal, background (histograms), region,
 * blinded (regions), fit, map, grid (three columns), scan, limit, event. Its
 * table is called TABLE, if given. All numbers are functions of the kind.
 */
#include "record/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BINS = 60
};

static struct n62_schema *schema;
static struct n62_err err;

static void give_up(void)
{
	fprintf(stderr, "plot_tables: %s\n", err.text);
	exit(1);
}

static int add_table(const char *name, enum n62_merge merge, const char *doc)
{
	int t = n62_add_table(schema, name, merge, doc, &err);

	if (t < 0)
		give_up();
	return t;
}

static void add(int table, const char *name, enum n62_type type,
    const char *unit, const char *doc, bool key)
{
	struct n62_column c = { .name = name,
		.unit = unit,
		.doc = doc,
		.type = type,
		.list = -1,
		.key = key };
	struct n62_col col;

	if (n62_add_column(schema, table, &c, &col, &err) < 0)
		give_up();
}

/* ---- values --------------------------------------------------------- */

/* The value of a column of doubles, i64, i32 or u64, in a row. */
static void set(struct n62_block *b, int column, uint32_t row, double v)
{
	struct n62_col col = { b->table, column };
	struct n62_sum sum = { 0 };
	unsigned char bytes[N62_SUM_BYTES];
	size_t n;

	switch (schema->tables[b->table].columns[column].type) {
	case N62_F64:
		((double *)n62_change(b, col))[row] = v;
		break;
	case N62_I64:
	case N62_U64:
		((int64_t *)n62_change(b, col))[row] = (int64_t)v;
		break;
	case N62_I32:
		((int32_t *)n62_change(b, col))[row] = (int32_t)v;
		break;
	case N62_U8:
		((uint8_t *)n62_change(b, col))[row] = (uint8_t)v;
		break;
	default:
		n62_sum_add(&sum, v);
		n = n62_sum_bytes(&sum, bytes);
		if (n62_fill_text(b, col, (char *)bytes, n, &err) < 0)
			give_up();
	}
}

static void set_text(struct n62_block *b, int column, const char *text)
{
	struct n62_col col = { b->table, column };

	if (n62_fill_text(b, col, text, strlen(text), &err) < 0)
		give_up();
}

static double gauss(double x, double mean, double sigma)
{
	double d = (x - mean) / sigma;

	return exp(-d * d / 2) / sigma * 0.3989422804014327;
}

/* Poisson by multiplication of uniform numbers; for small means. */
static double poisson(struct n62_rng *r, double mean)
{
	double product = n62_rng_uniform(r), n = 0;

	if (mean > 500)
		return floor(mean + sqrt(mean) * n62_rng_normal(r) + 0.5);
	for (; product > exp(-mean); n++)
		product *= n62_rng_uniform(r);
	return n;
}

/* ---- histograms ----------------------------------------------------- */

static double density(const char *kind, double x)
{
	double signal = 2200 * gauss(x, 493.68, 1.7);
	double tail = 9 * exp(-(x - 465) / 14);

	if (strcmp(kind, "signal") == 0)
		return signal;
	return strcmp(kind, "background") == 0 ? tail : signal + tail;
}

static int new_hist(const char *name, const char *doc)
{
	int t = add_table(name, N62_BY_SUM, doc);

	add(t, "bin", N62_I32, "", "bin", true);
	add(t, "low", N62_F64, "MeV/c2", "m(pi+ e+ e-)", true);
	add(t, "high", N62_F64, "MeV/c2", "upper end", true);
	add(t, "n", N62_U64, "", "entries", false);
	add(t, "w", N62_SUM, "", "sum of weights", false);
	add(t, "w2", N62_SUM, "", "sum of squared weights", false);
	return t;
}

static void fill_hist(struct n62_block *b, const char *kind)
{
	bool data = strcmp(kind, "data") == 0;
	struct n62_rng r;

	n62_rng_init(&r, 1, strlen(kind), 0);
	for (uint32_t i = 0; i < BINS + 2; i++) {
		double low = 465 + (i == 0 ? 0 : i - 1.0);
		double high = i == 0 ? low : i > BINS ? low : low + 1;
		double mean = density(kind, (low + high) / 2);
		double n = poisson(&r, data ? mean : 10 * mean);

		set(b, 0, i, i);
		set(b, 1, i, low);
		set(b, 2, i, high);
		set(b, 3, i, n);
		set(b, 4, i, data ? n : n / 10);
		set(b, 5, i, data ? n : n / 100);
	}
}

static int new_map(const char *name, const char *doc)
{
	int t = add_table(name, N62_BY_SUM, doc);

	add(t, "xbin", N62_I32, "", "", true);
	add(t, "xlow", N62_F64, "GeV/c", "momentum", true);
	add(t, "xhigh", N62_F64, "GeV/c", "", true);
	add(t, "ybin", N62_I32, "", "", true);
	add(t, "ylow", N62_F64, "GeV2/c4", "missing mass squared", true);
	add(t, "yhigh", N62_F64, "GeV2/c4", "", true);
	add(t, "n", N62_U64, "", "", false);
	add(t, "w", N62_SUM, "", "", false);
	add(t, "w2", N62_SUM, "", "", false);
	return t;
}

static void fill_map(struct n62_block *b)
{
	struct n62_rng r;

	n62_rng_init(&r, 1, 77, 0);
	for (uint32_t i = 0; i < 40 * 30; i++) {
		double x = i % 40 + 5, y = -0.05 + i / 40 * 0.005;
		double n = poisson(
		    &r, 40 * gauss(y, 0.0195, 0.004 + 0.0002 * x) / 100 *
				exp(-(x - 30) * (x - 30) / 300) * 40 +
			    0.3);
		const double v[] = { i % 40 + 1.0, x, x + 1, i / 40 + 1.0, y,
			y + 0.005, n, n, n };

		for (int k = 0; k < 9; k++)
			set(b, k, i, v[k]);
	}
}

/* ---- others --------------------------------------------------------- */

static int new_region(const char *name)
{
	int t = add_table(name, N62_BY_SUM, "regions");

	add(t, "region", N62_STR, "", "", true);
	add(t, "low", N62_F64, "MeV/c2", "m(pi+ e+ e-)", true);
	add(t, "high", N62_F64, "MeV/c2", "", true);
	add(t, "blinded", N62_U8, "", "", true);
	add(t, "n", N62_U64, "", "", false);
	return t;
}

static void fill_region(struct n62_block *b, bool blinded)
{
	set_text(b, 0, "signal");
	set_text(b, 0, "control");
	for (uint32_t i = 0; i < 2; i++) {
		set(b, 1, i, i ? 505 : 488);
		set(b, 2, i, i ? 520 : 500);
		set(b, 3, i, blinded && i == 0);
		set(b, 4, i, 10);
	}
}

static void fill_numbers(
    struct n62_block *b, uint32_t row, const double *v, int n)
{
	for (int k = 0; k < n; k++)
		set(b, k, row, v[k]);
}

static int new_append(const char *name, const char *doc,
    const char *const *columns, const char *unit)
{
	int t = add_table(name, N62_APPEND, doc);

	for (int i = 0; columns[i]; i++)
		add(t, columns[i], N62_F64, i == 0 ? unit : "",
		    strcmp(columns[i], "mass") == 0 ? "mass of N" : "", false);
	return t;
}

static void fill_fit(struct n62_block *b)
{
	const double v[] = { 493.675, 0.036, 1.703, 0.026, 2201, 47, 488, 499,
		1, 0.1 };

	fill_numbers(b, 0, v, 10);
}

static void fill_limit(struct n62_block *b, bool scan)
{
	struct n62_rng r;

	n62_rng_init(&r, 1, 99, 0);
	for (uint32_t i = 0; i < b->rows; i++) {
		double mass = 0.15 + i * 0.3 / b->rows;
		double bg = 6 + 40 * (mass - 0.15), ses = 2e-9;
		double n = poisson(&r, bg), med, up;

		ses *= 1 + 20 * (mass - 0.25) * (mass - 0.25) +
		       60 * fmax(0, mass - 0.38);
		med = (1.64 * sqrt(bg) + 1) * ses;
		up = fmax(1.2, n - bg + 1.64 * sqrt(bg) + 1) * ses;
		if (scan) {
			const double v[] = { mass, n, bg, 0.12 * bg };

			fill_numbers(b, i, v, 4);
		} else {
			const double v[] = { mass, n, bg, up, med * 0.55,
				med * 0.72, med, med * 1.4, med * 1.9 };

			fill_numbers(b, i, v, 9);
		}
	}
}

static void fill_grid(struct n62_block *b)
{
	for (uint32_t i = 0; i < b->rows; i++) {
		double x = 0.1 + (i % 30) * 0.02;
		double y = -8 + (i / 30) * 0.1;
		double d = (y + 6.2 + 3 * (x - 0.35) * (x - 0.35)) / 0.4;
		double e = (x - 0.35) / 0.18;
		const double v[] = { x, pow(10, y),
			14 * exp(-d * d / 2 - e * e / 2) };

		fill_numbers(b, i, v, 3);
	}
}

static void fill_event(struct n62_block *b)
{
	for (uint32_t i = 0; i < b->rows; i++) {
		const double v[] = { i, 3 + 0.1 * i + sin(i), 0.5 };

		fill_numbers(b, i, v, 3);
	}
}

/* ---- kinds ---------------------------------------------------------- */

static const struct kind {
	const char *name, *table;
	uint32_t rows;
} kinds[] = {
	{ "data", "hist/m", BINS + 2 },
	{ "signal", "hist/signal", BINS + 2 },
	{ "background", "hist/background", BINS + 2 },
	{ "region", "region/m", 2 },
	{ "blinded", "region/m", 2 },
	{ "fit", "fit/m", 1 },
	{ "map", "hist/pm", 1200 },
	{ "grid", "exclusion", 30 * 35 },
	{ "scan", "scan/hnl", 60 },
	{ "limit", "limit/hnl", 60 },
	{ "point", "limit/one", 1 },
	{ "event", "event", 30 },
	{ NULL, NULL, 0 },
};

static int new_table(const struct kind *k, const char *name, const char *doc)
{
	static const char *const fit[] = { "mean", "mean_sigma", "width",
		"width_sigma", "yield", "yield_sigma", "low", "high", "b0",
		"b1", NULL };
	static const char *const scan[] = { "mass", "n", "b", "sigma_b", NULL };
	static const char *const limit[] = { "mass", "n", "b", "br_upper",
		"br_exp_m2", "br_exp_m1", "br_exp_med", "br_exp_p1",
		"br_exp_p2", NULL };
	static const char *const grid[] = { "mass", "coupling", "events",
		NULL };
	static const char *const event[] = { "time", "level", "error", NULL };

	if (strcmp(k->name, "region") == 0 || strcmp(k->name, "blinded") == 0)
		return new_region(name);
	if (strcmp(k->name, "map") == 0)
		return new_map(name, doc ? doc : "Selected events");
	if (strcmp(k->name, "fit") == 0)
		return new_append(name, "", fit, "MeV/c2");
	if (strcmp(k->name, "scan") == 0)
		return new_append(name, "", scan, "GeV/c2");
	if (strcmp(k->name, "limit") == 0 || strcmp(k->name, "point") == 0)
		return new_append(name, "K+ -> mu+ N", limit, "GeV/c2");
	if (strcmp(k->name, "grid") == 0)
		return new_append(name, "", grid, "GeV/c2");
	if (strcmp(k->name, "event") == 0)
		return new_append(name, "", event, "s");
	return new_hist(name, doc ? doc : "K+ -> pi+ e+ e-");
}

static void fill(struct n62_block *b, const char *kind)
{
	if (strcmp(kind, "region") == 0 || strcmp(kind, "blinded") == 0)
		fill_region(b, strcmp(kind, "blinded") == 0);
	else if (strcmp(kind, "map") == 0)
		fill_map(b);
	else if (strcmp(kind, "fit") == 0)
		fill_fit(b);
	else if (strcmp(kind, "scan") == 0)
		fill_limit(b, true);
	else if (strcmp(kind, "limit") == 0 || strcmp(kind, "point") == 0)
		fill_limit(b, false);
	else if (strcmp(kind, "grid") == 0)
		fill_grid(b);
	else if (strcmp(kind, "event") == 0)
		fill_event(b);
	else
		fill_hist(b, kind);
}

/* The kind of an argument, which is cut at = and : */
static const struct kind *take(char *argument, char **table, char **doc)
{
	const struct kind *k = kinds;

	*table = strchr(argument, '=');
	if (*table)
		*(*table)++ = 0;
	*doc = *table ? strchr(*table, ':') : NULL;
	if (*doc)
		*(*doc)++ = 0;
	while (k->name && strcmp(k->name, argument) != 0)
		k++;
	if (!k->name) {
		n62_fail(&err, N62_USAGE, "no kind %s", argument);
		give_up();
	}
	return k;
}

int main(int argc, char **argv)
{
	struct n62_write_options o = { .compress = N62_RAW, .threads = 1 };
	struct n62_writer *w = n62_writer_open(&o, &err);

	schema = n62_schema_new(&err);
	if (!w || !schema)
		give_up();
	for (int i = 1; i < argc; i++) {
		char *table, *doc;
		const struct kind *k = take(argv[i], &table, &doc);

		new_table(k, table ? table : k->table, doc);
	}
	if (n62_write_head(w, schema, &err) < 0)
		give_up();
	for (int i = 1; i < argc; i++) {
		char *table, *doc;
		const struct kind *k = take(argv[i], &table, &doc);
		struct n62_block *b = n62_rows(w, i - 1, k->rows, &err);

		if (!b)
			give_up();
		fill(b, k->name);
		if (n62_write(w, b, &err) < 0)
			give_up();
	}
	if (n62_write_end(w, &err) < 0 || n62_commit(w, &err) < 0)
		give_up();
	n62_writer_free(w);
	n62_schema_free(schema);
	return 0;
}
