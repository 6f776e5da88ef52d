/*
 * table.c - histograms as tables of a stream, one row for each bin, and back.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hist/private.h"

/* Keys of an axis, and their names with one axis and with two. */
enum {
	BIN,
	LOW,
	HIGH,
	KEYS
};

static const char *const key_names[3][KEYS] = { { "bin", "low", "high" },
	{ "xbin", "xlow", "xhigh" }, { "ybin", "ylow", "yhigh" } };

static const char *const sum_names[] = { "n", "w", "w2" };

enum {
	PREFIX = 5 /* of hist/ */
};

static const char *const *names_of(int dim, int axis)
{
	return key_names[dim == 1 ? 0 : 1 + axis];
}

/* ---- to a stream ------------------------------------------------------ */

static int declare_axis(const struct n62_hist *h, int axis, int table,
    struct n62_schema *s, struct n62_err *err)
{
	const struct n62_axis *a = &h->axis[axis];
	const char *const *name = names_of(h->dim, axis);
	struct n62_column c[KEYS] = {
		{ .name = name[BIN],
		    .unit = "",
		    .doc = "bin, 0 below the first, one more than the last "
			   "above",
		    .type = N62_I32 },
		{ .name = name[LOW],
		    .unit = a->unit,
		    .doc = a->label,
		    .type = N62_F64 },
		{ .name = name[HIGH],
		    .unit = a->unit,
		    .doc = "upper edge of the bin",
		    .type = N62_F64 },
	};

	for (int k = 0; k < KEYS; k++) {
		c[k].list = -1;
		c[k].key = true;
		if (n62_add_column(s, table, &c[k], NULL, err) < 0)
			return -1;
	}
	return 0;
}

int n62_hist_declare(
    const struct n62_hist *h, struct n62_schema *s, struct n62_err *err)
{
	static const char *const docs[] = { "entries", "sum of their weights",
		"sum of the squares of their weights" };
	struct n62_buf name = { 0 };
	const char *text = NULL;
	int table = -1;

	if (n62_buf_printf(&name, err, "hist/%s", h->name) == 0)
		text = n62_buf_text(&name, err);
	if (text)
		table = n62_add_table(s, text, N62_BY_SUM, h->title, err);
	n62_buf_free(&name);
	for (int i = 0; table >= 0 && i < h->dim; i++)
		if (declare_axis(h, i, table, s, err) < 0)
			return -1;
	for (int k = 0; table >= 0 && k < 3; k++) {
		struct n62_column c = { .name = sum_names[k],
			.unit = "",
			.doc = docs[k],
			.type = k == 0 ? N62_U64 : N62_SUM,
			.list = -1 };

		if (n62_add_column(s, table, &c, NULL, err) < 0)
			return -1;
	}
	return table;
}

int hist_cell_put(const struct n62_cell *c, int which, struct n62_block *b,
    struct n62_col col, struct n62_err *err)
{
	unsigned char bytes[N62_SUM_BYTES];
	struct n62_sum s = { 0 };
	double ones = (double)c->ones;

	if (c->sums)
		s = c->sums[which];
	if (n62_sum_add(&s, ones) < 0)
		return n62_fail(err, N62_DATA, "a sum of weights is too large");
	return n62_fill_text(
	    b, col, (const char *)bytes, n62_sum_bytes(&s, bytes), err);
}

/* Below the first bin and above the last there is no other edge. */
static void edges(const struct n62_axis *a, int bin, double *low, double *high)
{
	*low = a->edge[bin > 0 ? bin - 1 : 0];
	*high = a->edge[bin <= a->bins ? bin : a->bins];
}

static int write_rows(const struct n62_hist *h, struct n62_block *b,
    size_t first, struct n62_err *err)
{
	int table = b->table, keys = h->dim * KEYS, side = h->axis[0].bins + 2;

	for (int i = 0; i < keys; i++) {
		struct n62_col col = { table, i };
		const struct n62_axis *a = &h->axis[i / KEYS];
		void *v = n62_change(b, col);

		for (uint32_t r = 0; r < b->rows; r++) {
			size_t cell = first + r, n = (size_t)side;
			int bin = (int)(i < KEYS ? cell % n : cell / n);
			double low, high;

			edges(a, bin, &low, &high);
			if (i % KEYS == BIN)
				((int32_t *)v)[r] = bin;
			else
				((double *)v)[r] = i % KEYS == LOW ? low : high;
		}
	}
	for (uint32_t r = 0; r < b->rows; r++) {
		const struct n62_cell *c = &h->cells[first + r];
		struct n62_col n = { table, keys };

		((uint64_t *)n62_change(b, n))[r] = c->n;
		for (int k = 0; k < 2; k++)
			if (hist_cell_put(c, k, b,
				(struct n62_col){ table, keys + 1 + k },
				err) < 0)
				return -1;
	}
	return 0;
}

int n62_hist_write(
    struct n62_hist *h, struct n62_writer *w, int table, struct n62_err *err)
{
	size_t cells = n62_hist_cells(h), step = 4096;

	for (size_t i = 0; i < cells; i += step) {
		size_t n = cells - i < step ? cells - i : step;
		struct n62_block *b = n62_rows(w, table, (uint32_t)n, err);

		if (!b || write_rows(h, b, i, err) < 0 ||
		    n62_write(w, b, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- from a stream ---------------------------------------------------- */

/* A bin of one axis as it was read. */
struct edge {
	int32_t bin;
	double low, high;
};

struct row {
	struct edge e[2];
	struct n62_cell c;
};

struct n62_hist_input {
	struct n62_arena arena;
	const char *name, *title;
	const char *label[2], *unit[2];
	int dim, table;
	struct n62_col key[2][KEYS], sum[3];
	struct row *rows;
	size_t n, room;
};

static bool has(const struct n62_table *t, int i, const char *name,
    enum n62_type type, bool key)
{
	const struct n62_column *c;

	if (i >= t->ncolumns)
		return false;
	c = &t->columns[i];
	return c->list < 0 && c->length <= 1 && c->type == type &&
	       c->key == key && strcmp(c->name, name) == 0;
}

/* The axes of a histogram, 0: it is none. */
static int dim_of(const struct n62_table *t)
{
	static const enum n62_type types[KEYS] = { N62_I32, N62_F64, N62_F64 };
	int dim = t->ncolumns > 0 && has(t, 0, "bin", N62_I32, true) ? 1 : 2;

	if (t->merge != N62_BY_SUM || t->dropped || t->nlists > 0 ||
	    strncmp(t->name, "hist/", PREFIX) != 0)
		return 0;
	for (int i = 0; i < dim * KEYS; i++)
		if (!has(t, i, names_of(dim, i / KEYS)[i % KEYS],
			types[i % KEYS], true))
			return 0;
	for (int k = 0; k < 3; k++)
		if (!has(t, dim * KEYS + k, sum_names[k],
			k == 0 ? N62_U64 : N62_SUM, false))
			return 0;
	return t->ncolumns == dim * KEYS + 3 ? dim : 0;
}

bool n62_hist_is(const struct n62_schema *s, int table)
{
	return dim_of(&s->tables[table]) > 0;
}

struct n62_hist_input *n62_hist_input_new(
    const struct n62_schema *s, int table, struct n62_err *err)
{
	struct n62_hist_input *in = n62_new(1, sizeof *in, err);
	const struct n62_table *t = &s->tables[table];

	if (!in)
		return NULL;
	in->dim = dim_of(t);
	in->table = table;
	in->name = n62_arena_text(
	    &in->arena, t->name + PREFIX, strlen(t->name + PREFIX), err);
	in->title = n62_arena_text(&in->arena, t->doc, strlen(t->doc), err);
	for (int i = 0; i < in->dim * KEYS + 3; i++)
		*(i < in->dim * KEYS ? &in->key[i / KEYS][i % KEYS]
				     : &in->sum[i - in->dim * KEYS]) =
		    (struct n62_col){ table, i };
	for (int i = 0; i < in->dim; i++) {
		const struct n62_column *c =
		    &t->columns[in->key[i][LOW].column];

		in->label[i] =
		    n62_arena_text(&in->arena, c->doc, strlen(c->doc), err);
		in->unit[i] =
		    n62_arena_text(&in->arena, c->unit, strlen(c->unit), err);
		if (!in->label[i] || !in->unit[i])
			in->name = NULL;
	}
	if (in->name && in->title)
		return in;
	n62_hist_input_free(in);
	return NULL;
}

void n62_hist_input_free(struct n62_hist_input *in)
{
	if (!in)
		return;
	n62_arena_free(&in->arena);
	free(in->rows);
	free(in);
}

static int read_cell(struct n62_hist_input *in, const struct n62_block *b,
    uint32_t r, struct n62_cell *c, struct n62_err *err)
{
	c->n = ((const uint64_t *)n62_values(b, in->sum[0]))[r];
	c->sums = n62_arena_new(&in->arena, 2, sizeof *c->sums, err);
	if (!c->sums)
		return -1;
	for (int k = 0; k < 2; k++) {
		size_t n;
		const char *bytes = n62_text(b, in->sum[1 + k], r, &n);

		if (n62_sum_add_bytes(&c->sums[k], bytes, n) < 0)
			return n62_fail(err, N62_DATA,
			    "histogram %s: a sum is malformed", in->name);
	}
	return 0;
}

int n62_hist_input_add(
    struct n62_hist_input *in, const struct n62_block *b, struct n62_err *err)
{
	if (in->n + b->rows > N62_HIST_BINS)
		return n62_fail(err, N62_DATA,
		    "histogram %s has more than %d bins", in->name,
		    N62_HIST_BINS);
	if (in->n + b->rows > in->room) {
		size_t room = 2 * (in->n + b->rows);
		struct row *rows =
		    n62_resize(in->rows, room, sizeof *rows, err);

		if (!rows)
			return -1;
		in->rows = rows;
		in->room = room;
	}
	for (uint32_t r = 0; r < b->rows; r++) {
		struct row *row = &in->rows[in->n];

		*row = (struct row){ 0 };
		for (int i = 0; i < in->dim; i++) {
			const struct n62_col *k = in->key[i];

			row->e[i].bin =
			    ((const int32_t *)n62_values(b, k[BIN]))[r];
			row->e[i].low =
			    ((const double *)n62_values(b, k[LOW]))[r];
			row->e[i].high =
			    ((const double *)n62_values(b, k[HIGH]))[r];
		}
		if (read_cell(in, b, r, &row->c, err) < 0)
			return -1;
		in->n++;
	}
	return 0;
}

static int broken(const struct n62_hist_input *in, struct n62_err *err)
{
	return n62_fail(err, N62_DATA,
	    "histogram %s: its bins do not join; streams with other bins "
	    "were merged, or rows are missing",
	    in->name);
}

/* The edges of an axis, each from the bin above it. */
static int find_edges(
    struct n62_hist_input *in, int i, struct n62_axis *a, struct n62_err *err)
{
	int32_t last = 0;

	for (size_t r = 0; r < in->n; r++)
		if (in->rows[r].e[i].bin > last)
			last = in->rows[r].e[i].bin;
	if (last < 2 || last > N62_HIST_BINS)
		return broken(in, err);
	a->bins = last - 1;
	a->label = in->label[i];
	a->unit = in->unit[i];
	a->edge = n62_arena_new(&in->arena, (size_t)last, sizeof *a->edge, err);
	if (!a->edge)
		return -1;
	for (size_t r = 0; r < in->n; r++) {
		const struct edge *e = &in->rows[r].e[i];

		if (e->bin > 0)
			a->edge[e->bin - 1] = e->low;
	}
	return 0;
}

static bool fits(const struct edge *e, const struct n62_axis *a)
{
	double low, high;

	if (e->bin < 0 || e->bin > a->bins + 1)
		return false;
	edges(a, e->bin, &low, &high);
	return low == e->low && high == e->high;
}

int n62_hist_input_end(
    struct n62_hist_input *in, struct n62_hist *h, struct n62_err *err)
{
	struct n62_axis axis[2] = { { 0 } };

	for (int i = 0; i < in->dim; i++)
		if (find_edges(in, i, &axis[i], err) < 0)
			return -1;
	if (n62_hist_init(
		h, in->name, in->title, in->dim, axis, &in->arena, err) < 0)
		return -1;
	if (in->n != n62_hist_cells(h))
		return broken(in, err);
	for (size_t r = 0; r < in->n; r++) {
		const struct row *row = &in->rows[r];
		size_t cell = (size_t)row->e[0].bin;

		for (int i = 0; i < in->dim; i++)
			if (!fits(&row->e[i], &h->axis[i]))
				return broken(in, err);
		if (in->dim > 1)
			cell += (size_t)row->e[1].bin *
				((size_t)h->axis[0].bins + 2);
		h->cells[cell] = row->c;
	}
	return 0;
}
