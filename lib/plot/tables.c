/*
 * tables.c - tables of a stream in memory: the scalar columns of those that
 * are wanted, numbers as doubles.
 */
#include "plot/private.h"

#include <stdlib.h>
#include <string.h>

/* A figure of more points than this is a mistake. */
#define MOST_ROWS 5000000

bool plot_begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

const char *plot_short(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash ? slash + 1 : name;
}

/* ---- looking up ----------------------------------------------------- */

struct plot_table *plot_tables_find(
    const struct plot_tables *t, const char *name)
{
	for (int i = 0; i < t->n; i++)
		if (strcmp(t->v[i]->name, name) == 0)
			return t->v[i];
	return NULL;
}

static int find_kind(const struct plot_table *t, const char *name, bool text)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (t->columns[i].text == text &&
		    strcmp(t->columns[i].name, name) == 0)
			return i;
	return -1;
}

int plot_find(const struct plot_table *t, const char *name)
{
	return find_kind(t, name, false);
}

int plot_need(const struct plot_table *t, const char *name, struct n62_err *err)
{
	int found = plot_find(t, name);
	const char **names, *near;

	if (found >= 0)
		return found;
	names = n62_new((size_t)t->ncolumns + 1, sizeof *names, err);
	if (!names)
		return -1;
	for (int i = 0; i < t->ncolumns; i++)
		names[i] = t->columns[i].name;
	near = n62_nearest(name, names);
	n62_fail(err, N62_DATA,
	    "table %s has no column %s of one number a row%s%s%s", t->name,
	    name, near ? "; is it " : "", near ? near : "", near ? "?" : "");
	free(names);
	return -1;
}

double plot_value(
    const struct plot_table *t, int column, size_t i, double otherwise)
{
	double v;

	if (column < 0)
		return otherwise;
	memcpy(&v, t->columns[column].values.data + i * sizeof v, sizeof v);
	return v;
}

const char *plot_word(const struct plot_table *t, const char *name, size_t i)
{
	int column = find_kind(t, name, true);
	const char *text;

	if (column < 0)
		return "";
	memcpy(&text, t->columns[column].values.data + i * sizeof text,
	    sizeof text);
	return text;
}

/* ---- reading -------------------------------------------------------- */

static const char *copy(
    struct plot_tables *t, const char *text, struct n62_err *err)
{
	return n62_arena_text(
	    &t->arena, text ? text : "", text ? strlen(text) : 0, err);
}

struct plot_table *plot_tables_add(struct plot_tables *t, const char *name,
    const char *doc, int ncolumns, struct n62_err *err)
{
	struct plot_table **all =
	    n62_arena_new(&t->arena, (size_t)t->n + 1, sizeof(*all), err);
	struct plot_table *new = n62_arena_new(&t->arena, 1, sizeof *new, err);

	if (!all || !new)
		return NULL;
	if (t->n > 0)
		memcpy(all, t->v, (size_t)t->n * sizeof(*all));
	new->name = copy(t, name, err);
	new->doc = copy(t, doc, err);
	new->columns = n62_arena_new(
	    &t->arena, (size_t)ncolumns + 1, sizeof *new->columns, err);
	if (!new->name || !new->doc || !new->columns)
		return NULL;
	t->v = all;
	return t->v[t->n++] = new;
}

/* Copies of what the schema says; scalar columns only. */
static int new_table(struct plot_tables *t, struct n62_schema *s, int number,
    struct n62_err *err)
{
	const struct n62_table *from = &s->tables[number];
	struct plot_table *out =
	    plot_tables_add(t, from->name, from->doc, from->ncolumns, err);

	if (!out)
		return -1;
	for (int i = 0; i < from->ncolumns; i++) {
		const struct n62_column *c = &from->columns[i];
		struct plot_column *to = &out->columns[out->ncolumns];

		if (c->list >= 0 || c->length > 1) {
			n62_drop_column(s, (struct n62_col){ number, i });
			continue;
		}
		to->name = copy(t, c->name, err);
		to->unit = copy(t, c->unit, err);
		to->doc = copy(t, c->doc, err);
		to->text = c->type == N62_STR;
		if (!to->name || !to->unit || !to->doc)
			return -1;
		out->ncolumns++;
	}
	return 0;
}

static int begin(struct plot_tables *t, int *place, struct n62_schema *s,
    plot_want *want, void *ctx, struct n62_err *err)
{
	t->seen = n62_arena_new(
	    &t->arena, (size_t)s->ntables + 1, sizeof *t->seen, err);
	if (!t->seen)
		return -1;
	for (int i = 0; i < s->ntables; i++) {
		t->seen[i] = copy(t, s->tables[i].name, err);
		if (!t->seen[i])
			return -1;
		place[i] = -1;
		if (!want(ctx, s->tables[i].name)) {
			n62_drop_table(s, i);
			continue;
		}
		place[i] = t->n;
		if (new_table(t, s, i, err) < 0)
			return -1;
	}
	return 0;
}

/* The values of one column of a block, appended. */
static int take_column(struct plot_tables *t, struct plot_column *c,
    const struct n62_block *b, struct n62_col col, struct n62_err *err)
{
	enum n62_type type =
	    b->schema->tables[col.table].columns[col.column].type;

	for (uint32_t i = 0; i < b->rows; i++) {
		size_t n = 0;
		const char *text = NULL;
		double v = 0;
		int r;

		if (type == N62_STR || type == N62_SUM)
			text = n62_text(b, col, i, &n);
		if (type == N62_STR) {
			text = n62_arena_text(&t->arena, text, n, err);
			r = text ? n62_buf_add(
				       &c->values, &text, sizeof text, err)
				 : -1;
		} else {
			v = text ? n62_sum_value(text, n)
				 : n62_value_f64(type, n62_values(b, col), i);
			r = n62_buf_add(&c->values, &v, sizeof v, err);
		}
		if (r < 0)
			return -1;
	}
	return 0;
}

static int take(struct plot_tables *t, struct plot_table *to,
    const struct n62_block *b, struct n62_err *err)
{
	const struct n62_table *from = &b->schema->tables[b->table];
	int k = 0;

	if (to->rows + b->rows > MOST_ROWS)
		return n62_fail(err, N62_DATA,
		    "table %s has more than %d rows; make a histogram of it",
		    to->name, MOST_ROWS);
	for (int i = 0; i < from->ncolumns; i++) {
		const struct n62_column *c = &from->columns[i];

		if (c->list >= 0 || c->length > 1)
			continue;
		if (take_column(t, &to->columns[k++], b,
			(struct n62_col){ b->table, i }, err) < 0)
			return -1;
	}
	to->rows += b->rows;
	return 0;
}

int plot_tables_read(struct plot_tables *t, struct n62_reader *in,
    plot_want *want, void *ctx, struct n62_err *err)
{
	int *place =
	    n62_arena_new(&t->arena, N62_MAX_TABLES, sizeof *place, err);
	struct n62_block *b;
	int r = place ? 1 : -1;

	while (r > 0 && (r = n62_read(in, &b, err)) > 0) {
		if (b->kind == N62_HEAD)
			r = begin(t, place, b->schema, want, ctx, err) < 0 ? -1
									   : 1;
		else if (b->kind == N62_ROWS && place[b->table] >= 0)
			r = take(t, t->v[place[b->table]], b, err) < 0 ? -1 : 1;
	}
	return r;
}

void plot_tables_free(struct plot_tables *t)
{
	for (int i = 0; i < t->n; i++)
		for (int k = 0; k < t->v[i]->ncolumns; k++)
			n62_buf_free(&t->v[i]->columns[k].values);
	n62_arena_free(&t->arena);
}
