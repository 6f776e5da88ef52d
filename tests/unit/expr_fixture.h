/*
 * expr_fixture.h - a small block of events with the lists of a reconstructed
 * stream and columns of every type, filled at random, for the tests of
 * expressions.
 */
#ifndef NA62_EXPR_FIXTURE_H
#define NA62_EXPR_FIXTURE_H

#include "expr/expr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIXTURE_LISTS = 7,
	FIXTURE_COLUMNS = 128,
	FIXTURE_LONGEST = 5
};

struct fixture {
	struct n62_schema *s;
	struct n62_writer *w;
	struct n62_block *b;
	int ncolumns;
	struct n62_err err;
};

static const char *const fixture_lists[FIXTURE_LISTS] = { "track", "vertex",
	"beam", "cluster", "pi0", "mc", "tag" };

static const struct fixture_column {
	const char *list, *name;
	enum n62_type type;
	uint32_t length;
	const char *unit;
	double low, high; /* of the values; low > high: nan now and then */
} fixture_columns[] = {
	{ "", "run", N62_U32, 1, "", 8000, 8010 },
	{ "", "time", N62_U32, 1, "clock", 0, 1e6 },
	{ "", "weight", N62_F64, 1, "", 3, -3 },
	{ "", "quality", N62_U64, 1, "", 0, 0 },
	{ "", "decay", N62_STR, 1, "", 0, 0 },
	{ "", "l0masks", N62_U16, 1, "", 0, 65535 },
	{ "", "small", N62_I8, 1, "", -5, 5 },
	{ "", "fine", N62_U8, 1, "clock/256", 0, 255 },
	{ "", "short", N62_I16, 1, "", -300, 300 },
	{ "", "big", N62_I64, 1, "", -1e15, 1e15 },
	{ "", "primitive", N62_U16, 4, "", 0, 100 },
	{ "", "total", N62_SUM, 1, "", 0, 0 },
	{ "track", "p", N62_F32, 1, "GeV/c", 5, 70 },
	{ "track", "q", N62_I32, 1, "", -1, 1 },
	{ "track", "x", N62_F32, 1, "mm", -1000, 1000 },
	{ "track", "y", N62_F32, 1, "mm", -1000, 1000 },
	{ "track", "dxdz", N62_F32, 1, "", -0.01, 0.01 },
	{ "track", "dydz", N62_F32, 1, "", -0.01, 0.01 },
	{ "track", "time", N62_F32, 1, "ns", 20, -20 },
	{ "track", "cluster", N62_I32, 1, "", -1, 4 },
	{ "track", "eop", N62_F32, 1, "", 1.2, 0 },
	{ "track", "cov", N62_F32, 15, "", 0, 1e-6 },
	{ "track", "likelihood", N62_F32, 4, "", -10, 10 },
	{ "vertex", "n", N62_I32, 1, "", 1, 3 },
	{ "vertex", "track", N62_I32, 3, "", -1, 4 },
	{ "vertex", "beam", N62_I32, 1, "", -1, 3 },
	{ "vertex", "x", N62_F32, 1, "mm", -50, 50 },
	{ "vertex", "y", N62_F32, 1, "mm", -50, 50 },
	{ "vertex", "z", N62_F32, 1, "mm", 1e5, 1.8e5 },
	{ "vertex", "chi2", N62_F32, 1, "", 0, 40 },
	{ "vertex", "track_px", N62_F32, 3, "GeV/c", -0.3, 0.3 },
	{ "vertex", "track_py", N62_F32, 3, "GeV/c", -0.3, 0.3 },
	{ "vertex", "track_pz", N62_F32, 3, "GeV/c", 5, 60 },
	{ "vertex", "track_cov", N62_F32, 18, "", 0, 1e-8 },
	{ "vertex", "beam_dxdz", N62_F32, 1, "", 0.0014, 0.001 },
	{ "vertex", "beam_dydz", N62_F32, 1, "", 2e-4, -2e-4 },
	{ "beam", "p", N62_F32, 1, "GeV/c", 73, 77 },
	{ "beam", "p_sigma", N62_F32, 1, "GeV/c", 0.1, 0.2 },
	{ "beam", "dxdz", N62_F32, 1, "", 0.001, 0.0014 },
	{ "beam", "dydz", N62_F32, 1, "", -2e-4, 2e-4 },
	{ "beam", "dxdz_sigma", N62_F32, 1, "", 1e-5, 2e-5 },
	{ "beam", "dydz_sigma", N62_F32, 1, "", 1e-5, 2e-5 },
	{ "cluster", "e", N62_F32, 1, "GeV", 1, 50 },
	{ "cluster", "e_sigma", N62_F32, 1, "GeV", 0.01, 0.1 },
	{ "cluster", "x", N62_F32, 1, "mm", -1000, 1000 },
	{ "cluster", "y", N62_F32, 1, "mm", -1000, 1000 },
	{ "cluster", "time", N62_F32, 1, "ns", -20, 20 },
	{ "cluster", "track", N62_I32, 1, "", -1, 4 },
	{ "pi0", "cluster", N62_I32, 2, "", -1, 4 },
	{ "pi0", "e", N62_F32, 1, "GeV", 2, 60 },
	{ "pi0", "e_sigma", N62_F32, 1, "GeV", 0.1, 0.2 },
	{ "pi0", "px", N62_F32, 1, "GeV/c", -0.3, 0.3 },
	{ "pi0", "py", N62_F32, 1, "GeV/c", -0.3, 0.3 },
	{ "pi0", "pz", N62_F32, 1, "GeV/c", 2, 60 },
	{ "mc", "px", N62_F32, 1, "MeV/c", -300, 300 },
	{ "mc", "py", N62_F32, 1, "MeV/c", -300, 300 },
	{ "mc", "pz", N62_F32, 1, "MeV/c", 1e3, 75e3 },
	{ "mc", "x", N62_F64, 1, "cm", -100, 100 },
	{ "tag", "name", N62_STR, 1, "", 0, 0 },
	{ "tag", "word", N62_U64, 2, "", 0, 0 },
	{ "tag", "labels", N62_STR, 2, "", 0, 0 },
};

enum {
	fixture_columns_n = sizeof fixture_columns / sizeof fixture_columns[0]
};

static inline void fixture_fill_column(struct fixture *f,
    const struct fixture_column *c, struct n62_col col, struct n62_rng *r)
{
	static const char *const texts[] = { "", "K+ -> pi+ pi+ pi-", "mix" };
	uint32_t n = n62_count(f->b, col);
	void *to = c->type < N62_STR ? n62_change(f->b, col) : NULL;

	for (uint32_t i = 0; i < n; i++) {
		double v = c->low + (c->high - c->low) * n62_rng_uniform(r);
		const char *text = texts[n62_rng_below(r, 3)];

		if (c->low > c->high && n62_rng_below(r, 8) == 0)
			v = (double)NAN;
		if (c->type == N62_STR || c->type == N62_SUM)
			n62_fill_text(f->b, col, text,
			    c->type == N62_SUM ? 0 : strlen(text), &f->err);
		else if (c->type == N62_F32)
			((float *)to)[i] = (float)v;
		else if (c->type == N62_F64)
			((double *)to)[i] = v;
		else if (c->type == N62_U64)
			((uint64_t *)to)[i] = n62_rng_u64(r);
		else if (c->type == N62_I64)
			((int64_t *)to)[i] = (int64_t)floor(v + 0.5);
		else if (c->type == N62_I32 || c->type == N62_U32)
			((int32_t *)to)[i] = (int32_t)floor(v + 0.5);
		else if (c->type == N62_I16 || c->type == N62_U16)
			((uint16_t *)to)[i] = (uint16_t)(int)floor(v + 0.5);
		else
			((uint8_t *)to)[i] = (uint8_t)(int)floor(v + 0.5);
	}
}

/* Lengths of the lists, then all values. */
static inline void fixture_fill(
    struct fixture *f, uint32_t rows, uint64_t seed, uint32_t longest)
{
	uint32_t *counts = calloc(rows ? rows : 1, sizeof *counts);
	struct n62_rng r;
	const char *list = "";

	n62_rng_init(&r, seed, 0, 0);
	f->b = n62_rows(f->w, 0, rows, &f->err);
	for (int i = 0; i < fixture_columns_n; i++) {
		const struct fixture_column *c = &fixture_columns[i];
		struct n62_col col = { 0, i };

		if (strcmp(list, c->list) != 0) {
			list = c->list;
			for (uint32_t j = 0; j < rows; j++)
				counts[j] = n62_rng_below(&r, longest + 1);
			n62_fill_list(f->b, col, counts, &f->err);
		}
		fixture_fill_column(f, c, col, &r);
	}
	free(counts);
}

static inline int fixture_list(const char *name)
{
	for (int i = 0; i < FIXTURE_LISTS; i++)
		if (strcmp(fixture_lists[i], name) == 0)
			return i;
	return -1;
}

/* f->err.text is empty when all went well. */
static inline void fixture_make(
    struct fixture *f, uint32_t rows, uint64_t seed, uint32_t longest)
{
	struct n62_write_options o = { .name = "/dev/null", .threads = 1 };

	*f = (struct fixture){ 0 };
	f->s = n62_schema_new(&f->err);
	n62_add_table(f->s, "event", N62_APPEND, "", &f->err);
	for (int i = 0; i < FIXTURE_LISTS; i++)
		n62_add_list(f->s, 0, fixture_lists[i], "", &f->err);
	for (int i = 0; i < fixture_columns_n; i++) {
		const struct fixture_column *c = &fixture_columns[i];
		struct n62_column column = { .name = c->name,
			.unit = c->unit,
			.type = c->type,
			.length = c->length,
			.list = fixture_list(c->list) };
		struct n62_col col;

		n62_add_column(f->s, 0, &column, &col, &f->err);
	}
	f->w = n62_writer_open(&o, &f->err);
	n62_write_head(f->w, f->s, &f->err);
	fixture_fill(f, rows, seed, longest);
}

static inline void fixture_free(struct fixture *f)
{
	n62_writer_free(f->w);
	n62_schema_free(f->s);
}

#endif
