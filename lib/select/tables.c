/*
 * tables.c - what a selection adds to a stream: list cand of table event, and
 * the sum tables cutflow and region/NAME.
 */
#include "select/private.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- columns ---------------------------------------------------------- */

static const struct n62_column cand_columns[] = {
	{ "pdg", "", "hypothesis: number of the particle by the PDG", N62_I32,
	    1, -1, .key = false },
	{ "object", "", "0 beam, 1 track, 2 pi0, 3 cluster, 4 other", N62_U8, 1,
	    -1, .key = false },
	{ "index", "", "its place in that list, -1: the average of the beam",
	    N62_I32, 1, -1, .key = false },
	{ "px", "GeV/c", "momentum at the vertex", N62_F32, 1, -1,
	    .key = false },
	{ "py", "GeV/c", "momentum in y", N62_F32, 1, -1, .key = false },
	{ "pz", "GeV/c", "momentum in z", N62_F32, 1, -1, .key = false },
	{ "cov", "GeV2/c2", "covariance of px, py, pz: lower triangle by rows",
	    N62_F32, 6, -1, .key = false },
	{ "time", "ns", "time less that of the trigger, nan: none", N62_F32, 1,
	    -1, .key = false },
	{ NULL, NULL, NULL, N62_ANY, 0, 0, .key = false },
};

static const struct n62_column cutflow_columns[] = {
	{ "selection", "", "name of the selection", N62_STR, 1, -1,
	    .key = true },
	{ "number", "", "place of the cut, 0: all events", N62_I32, 1, -1,
	    .key = true },
	{ "cut", "", "name of the cut", N62_STR, 1, -1, .key = true },
	{ "events", "", "events that pass this and all cuts before", N62_U64, 1,
	    -1, .key = false },
	{ "w", "", "sum of their weights", N62_SUM, 1, -1, .key = false },
	{ "w2", "", "sum of the squares of their weights", N62_SUM, 1, -1,
	    .key = false },
	{ "n1", "", "events that pass all other cuts", N62_U64, 1, -1,
	    .key = false },
	{ "n1_w", "", "sum of their weights", N62_SUM, 1, -1, .key = false },
	{ NULL, NULL, NULL, N62_ANY, 0, 0, .key = false },
};

static const struct n62_column region_columns[] = {
	{ "region", "", "name of the region", N62_STR, 1, -1, .key = true },
	{ "low", "", "lower end; 0 with high 0: it is no range", N62_F64, 1, -1,
	    .key = true },
	{ "high", "", "upper end", N62_F64, 1, -1, .key = true },
	{ "blinded", "", "1: events of data are not counted", N62_U8, 1, -1,
	    .key = true },
	{ "n", "", "events", N62_U64, 1, -1, .key = false },
	{ "w", "", "sum of their weights", N62_SUM, 1, -1, .key = false },
	{ "w2", "", "sum of the squares of their weights", N62_SUM, 1, -1,
	    .key = false },
	{ NULL, NULL, NULL, N62_ANY, 0, 0, .key = false },
};

static int add_columns(struct n62_schema *s, int table, int list,
    const struct n62_column *c, struct n62_col *first, struct n62_err *err)
{
	struct n62_col col;

	for (const struct n62_column *i = c; i->name; i++) {
		struct n62_column column = *i;

		column.list = list;
		if (n62_add_column(s, table, &column, &col, err) < 0)
			return -1;
		if (first && i == c)
			*first = col;
	}
	return 0;
}

/* A list cand of a selection before this one goes. */
static int add_cand(
    struct sel_tables *t, struct n62_schema *s, int table, struct n62_err *err)
{
	const struct n62_table *event = &s->tables[table];
	int list;

	for (int i = 0; i < event->ncolumns; i++)
		if (event->columns[i].list >= 0 &&
		    strcmp(event->lists[event->columns[i].list].name, "cand") ==
			0)
			n62_drop_column(s, (struct n62_col){ table, i });
	list = n62_add_list(s, table, "cand",
	    "members of the best candidate, the kaon first", err);
	return list < 0
		   ? -1
		   : add_columns(s, table, list, cand_columns, &t->cand, err);
}

/* A table, or the one that is there, if it has the same columns. */
static int add_table(struct n62_schema *s, const char *name, const char *doc,
    const struct n62_column *columns, struct n62_err *err)
{
	int table = n62_table_number(s, name);
	const struct n62_table *t;

	if (table < 0) {
		table = n62_add_table(s, name, N62_BY_SUM, doc, err);
		if (table < 0 ||
		    add_columns(s, table, -1, columns, NULL, err) < 0)
			return -1;
		return table;
	}
	t = &s->tables[table];
	for (int i = 0; i < t->ncolumns || columns[i].name; i++)
		if (i == t->ncolumns || !columns[i].name ||
		    strcmp(t->columns[i].name, columns[i].name) != 0 ||
		    t->columns[i].type != columns[i].type ||
		    t->columns[i].key != columns[i].key ||
		    t->columns[i].length != columns[i].length)
			return n62_fail(err, N62_DATA,
			    "the stream has a table %s of another kind", name);
	return table;
}

/* That of the ends of all regions, or "" where they have different ones. */
static const char *region_unit(const struct sel_program *p)
{
	const char *unit = NULL;

	for (int i = 0; i < p->nregions; i++) {
		const struct sel_region *g = &p->regions[i];

		if (g->low == 0 && g->high == 0)
			continue;
		if (unit && strcmp(g->unit, unit) != 0)
			return "";
		unit = g->unit;
	}
	return unit ? unit : "";
}

int sel_tables_add(struct sel_tables *t, struct n62_schema *s,
    const struct sel_program *p, struct n62_err *err)
{
	const char *key = p->s->key;
	struct n62_column
	    columns[sizeof region_columns / sizeof *region_columns];
	char name[N62_MAX_NAME + 1];

	*t = (struct sel_tables){ { -1, -1 }, -1, -1 };
	if (p->nmembers > 0 &&
	    add_cand(t, s, n62_table_number(s, "event"), err) < 0)
		return -1;
	t->cutflow = add_table(
	    s, "cutflow", "events behind each cut", cutflow_columns, err);
	if (t->cutflow < 0)
		return -1;
	if (p->nregions == 0)
		return 0;
	/* The name of a table begins with a letter: region/k3pi. */
	snprintf(name, sizeof name, "region/%s%.50s",
	    isalpha((unsigned char)*key) ? "" : "k", key);
	memcpy(columns, region_columns, sizeof columns);
	columns[1].unit = columns[2].unit = region_unit(p);
	t->region = add_table(s, name, "events in regions", columns, err);
	return t->region < 0 ? -1 : 0;
}

/* ---- list cand -------------------------------------------------------- */

/* The n-th column of a block of columns. */
static struct n62_col nth(struct n62_col first, int n)
{
	return (struct n62_col){ first.table, first.column + n };
}

static void copy_cand(struct n62_block *b, struct n62_col first,
    const struct sel_cand *v, uint32_t n, uint32_t at)
{
	int32_t *pdg = n62_change(b, nth(first, 0));
	uint8_t *object = n62_change(b, nth(first, 1));
	int32_t *index = n62_change(b, nth(first, 2));
	float *px = n62_change(b, nth(first, 3));
	float *py = n62_change(b, nth(first, 4));
	float *pz = n62_change(b, nth(first, 5));
	float *cov = n62_change(b, nth(first, 6));
	float *time = n62_change(b, nth(first, 7));

	for (uint32_t i = 0; i < n; i++) {
		pdg[at + i] = v[i].pdg;
		object[at + i] = v[i].object;
		index[at + i] = v[i].index;
		px[at + i] = v[i].p[0];
		py[at + i] = v[i].p[1];
		pz[at + i] = v[i].p[2];
		memcpy(cov + (size_t)6 * (at + i), v[i].cov, sizeof v[i].cov);
		time[at + i] = v[i].time;
	}
}

int sel_tables_cand(const struct sel_tables *t, struct n62_block *b,
    const struct sel_chunk *chunks, uint32_t n, int members,
    struct n62_err *err)
{
	uint32_t *counts = n62_new(b->rows, sizeof *counts, err), at = 0;
	const uint8_t *keep = chunks[0].keep;
	int status;

	if (!counts)
		return -1;
	for (uint32_t i = 0; i < b->rows; i++)
		counts[i] = keep[i] ? (uint32_t)members : 0;
	status = n62_size_list(b, t->cand, counts, err);
	for (uint32_t i = 0; i < n && status == 0; i++) {
		copy_cand(b, t->cand, chunks[i].cand, chunks[i].ncand, at);
		at += chunks[i].ncand;
	}
	free(counts);
	return status;
}

/* ---- rows ------------------------------------------------------------- */

/* A block that is filled row by row. */
struct filler {
	struct n62_block *b;
	struct n62_err *err;
};

static int put_text(const struct filler *f, int column, const char *text)
{
	return n62_fill_text(f->b, (struct n62_col){ f->b->table, column },
	    text, strlen(text), f->err);
}

static int put_sum(const struct filler *f, int column, struct n62_sum sum)
{
	char bytes[N62_SUM_BYTES];
	size_t n = n62_sum_bytes(&sum, (unsigned char *)bytes);

	return n62_fill_text(
	    f->b, (struct n62_col){ f->b->table, column }, bytes, n, f->err);
}

static void *values(const struct filler *f, int column)
{
	return n62_change(f->b, (struct n62_col){ f->b->table, column });
}

static int put_cut(const struct filler *f, uint32_t row, const char *key,
    const char *name, struct sel_count *passed, struct sel_count *others)
{
	((int32_t *)values(f, 1))[row] = (int32_t)row;
	((uint64_t *)values(f, 3))[row] = passed->events;
	((uint64_t *)values(f, 6))[row] = others->events;
	if (put_text(f, 0, key) < 0 || put_text(f, 2, name) < 0 ||
	    put_sum(f, 4, sel_count_w(passed)) < 0 ||
	    put_sum(f, 5, sel_count_w2(passed)) < 0)
		return -1;
	return put_sum(f, 7, sel_count_w(others));
}

static int write_cutflow(const struct sel_tables *t, struct n62_writer *w,
    const struct sel_program *p, const char *key, const struct sel_counts *c,
    struct n62_err *err)
{
	struct filler f = { NULL, err };
	struct sel_count all = c->all, passed, others;

	f.b = n62_rows(w, t->cutflow, (uint32_t)p->nsteps + 1, err);
	if (!f.b || put_cut(&f, 0, key, "all", &all, &all) < 0)
		return -1;
	for (int i = 0; i < p->nsteps; i++) {
		passed = c->step[i];
		others = c->others[i];
		if (put_cut(&f, (uint32_t)i + 1, key, p->steps[i].name, &passed,
			&others) < 0)
			return -1;
	}
	return n62_write(w, f.b, err);
}

static int put_region(const struct filler *f, uint32_t row,
    const struct sel_region *g, bool blinded, const struct sel_count *c)
{
	((double *)values(f, 1))[row] = g->low;
	((double *)values(f, 2))[row] = g->high;
	((uint8_t *)values(f, 3))[row] = blinded;
	((uint64_t *)values(f, 4))[row] = c->events;
	if (put_text(f, 0, g->name) < 0 || put_sum(f, 5, sel_count_w(c)) < 0)
		return -1;
	return put_sum(f, 6, sel_count_w2(c));
}

bool sel_is_masked(
    const struct sel_counts *c, const struct sel_region *g, bool unblind)
{
	return g->blind && !unblind && (c->hidden > 0 || c->simulated == 0);
}

/* A blind region has a row for the data, whose 0 is no count, and one for
 * simulated events, where there are any of these. */
static int write_regions(const struct sel_tables *t, struct n62_writer *w,
    const struct sel_program *p, const struct sel_counts *c, bool unblind,
    struct n62_err *err)
{
	static const struct sel_count nothing;
	struct filler f = { NULL, err };
	uint32_t rows = 0, row = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < p->nregions; i++) {
			const struct sel_region *g = &p->regions[i];
			bool masked = sel_is_masked(c, g, unblind);
			bool counted = !masked || c->simulated > 0;

			if (pass == 0)
				rows += (uint32_t)(masked + counted);
			else if ((masked && put_region(&f, row++, g, true,
						&nothing) < 0) ||
				 (counted && put_region(&f, row++, g, false,
						 &c->region[i]) < 0))
				return -1;
		}
		if (pass == 0) {
			f.b = n62_rows(w, t->region, rows, err);
			if (!f.b)
				return -1;
		}
	}
	return n62_write(w, f.b, err);
}

int sel_tables_write(const struct sel_tables *t, struct n62_writer *w,
    const struct sel_program *p, const char *key,
    const struct sel_counts *counts, bool unblind, struct n62_err *err)
{
	if (write_cutflow(t, w, p, key, counts, err) < 0)
		return -1;
	return t->region >= 0 ? write_regions(t, w, p, counts, unblind, err)
			      : 0;
}
