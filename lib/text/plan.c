/*
 * plan.c - the cells of a line: which columns are shown, in which order, and
 * how each is written.
 */
#include "text/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- choosing the columns ------------------------------------------- */

static void fill_cell(struct text_plan *p, const struct n62_table *t, int table,
    int column, bool count)
{
	const struct n62_column *c = &t->columns[column];

	p->cells[p->ncells++] = (struct text_cell){
		.col = { table, column },
		.type = count ? N62_U32 : c->type,
		.shape = count                ? TEXT_COUNT
			 : c->type == N62_STR ? TEXT_TEXTS
			 : c->type == N62_SUM ? TEXT_SUMS
					      : TEXT_NUMBERS,
		.length = count ? 1 : c->length,
		.list = c->list,
		.name = c->name,
		.list_name = c->list < 0 ? NULL : t->lists[c->list].name,
		.unit = count ? "" : c->unit,
	};
}

/* Adds a column; a list that is only counted is added once. */
static int add_column(struct text_plan *p, const struct n62_table *t, int table,
    int column, struct n62_err *err)
{
	int list = t->columns[column].list;
	bool count = p->o->lists == N62_LISTS_COUNT && list >= 0;

	for (int i = 0; i < p->ncells; i++) {
		if (count && p->cells[i].list == list)
			return 0;
		if (p->cells[i].col.column == column)
			return n62_fail(err, N62_USAGE,
			    "column %s is chosen twice",
			    t->columns[column].name);
	}
	if (p->o->lists == N62_LISTS_ROWS && list >= 0) {
		if (p->element_list >= 0 && p->element_list != list)
			return n62_fail(err, N62_USAGE,
			    "one line for each element cannot show both %s "
			    "and %s; choose the columns of one list",
			    t->lists[p->element_list].name,
			    t->lists[list].name);
		p->element_list = list;
	}
	fill_cell(p, t, table, column, count);
	return 0;
}

static int find_list(const struct n62_table *t, const char *name)
{
	for (int i = 0; i < t->nlists; i++)
		if (strcmp(t->lists[i].name, name) == 0)
			return i;
	return -1;
}

static int add_named(struct text_plan *p, const struct n62_schema *s, int table,
    const char *name, struct n62_err *err)
{
	const struct n62_table *t = &s->tables[table];
	int list = find_list(t, name);
	struct n62_col col;

	if (list < 0) {
		if (n62_find(s, t->name, name, N62_ANY, &col, err) < 0)
			return text_usage(err);

		return add_column(p, t, table, col.column, err);
	}
	for (int i = 0; i < t->ncolumns; i++)
		if (t->columns[i].list == list && !t->columns[i].dropped &&
		    add_column(p, t, table, i, err) < 0)
			return -1;
	return 0;
}

/* A list of names such as "run,track.p". */
static int add_names(struct text_plan *p, const struct n62_schema *s, int table,
    const char *names, struct n62_err *err)
{
	struct n62_buf one = { 0 };
	int rc = -1;

	for (;;) {
		size_t n = strcspn(names, ",");

		one.len = 0;
		if (n62_buf_add(&one, names, n, err) < 0 ||
		    !n62_buf_text(&one, err) ||
		    add_named(p, s, table, one.data, err) < 0)
			break;
		if (!names[n]) {
			rc = 0;
			break;
		}
		names += n + 1;
	}
	n62_buf_free(&one);
	return rc;
}

static int add_cells(struct text_plan *p, const struct n62_schema *s, int table,
    struct n62_err *err)
{
	const struct n62_table *t = &s->tables[table];

	for (int i = 0; i < p->o->ncolumns; i++)
		if (add_names(p, s, table, p->o->columns[i], err) < 0)
			return -1;
	for (int i = 0; p->o->ncolumns == 0 && i < t->ncolumns; i++)
		if (!t->columns[i].dropped &&
		    add_column(p, t, table, i, err) < 0)
			return -1;
	return 0;
}

/* Brings the columns of each list together, behind the first of them. */
static int group_lists(struct text_plan *p, struct n62_err *err)
{
	struct text_cell *to =
	    n62_new((size_t)p->ncells, sizeof *p->cells, err);
	int n = 0;

	if (!to)
		return -1;
	for (int i = 0; i < p->ncells; i++) {
		int list = p->cells[i].list;
		bool done = false;

		for (int k = 0; list >= 0 && k < n; k++)
			done = done || to[k].list == list;
		if (done)
			continue;
		to[n++] = p->cells[i];
		for (int k = i + 1; list >= 0 && k < p->ncells; k++)
			if (p->cells[k].list == list)
				to[n++] = p->cells[k];
	}
	free(p->cells);
	p->cells = to;
	return 0;
}

/* ---- header --------------------------------------------------------- */

static int head_cell(
    struct n62_buf *to, const struct text_cell *c, struct n62_err *err)
{
	const char *list = c->list_name ? c->list_name : "";
	bool count = c->shape == TEXT_COUNT;

	if (n62_buf_printf(to, err, "%s%s%s:%s", list,
		*list && !count ? "." : "", count ? "" : c->name,
		n62_type_name(c->type)) < 0)
		return -1;
	if (c->length > 1 && n62_buf_printf(to, err, "x%u", c->length) < 0)
		return -1;
	if (!*c->unit)
		return 0;
	if (n62_buf_add(to, "[", 1, err) < 0 ||
	    text_escape(to, c->unit, strlen(c->unit), false, err) < 0)
		return -1;
	return n62_buf_add(to, "]", 1, err);
}

static int make_header(struct text_plan *p, struct n62_err *err)
{
	for (int i = 0; i < p->ncells; i++)
		if ((i > 0 && n62_buf_add(&p->header, "\t", 1, err) < 0) ||
		    head_cell(&p->header, &p->cells[i], err) < 0)
			return -1;
	return 0;
}

/* ---- the plan ------------------------------------------------------- */

int text_plan_make(struct text_plan *p, const struct n62_schema *s, int table,
    const struct n62_text_options *o, struct n62_err *err)
{
	const struct n62_table *t = &s->tables[table];

	*p = (struct text_plan){ .o = o, .table = t->name, .element_list = -1 };
	p->cells = n62_new((size_t)t->ncolumns, sizeof *p->cells, err);
	if (!p->cells || add_cells(p, s, table, err) < 0)
		return -1;
	if (o->format == N62_JSON && group_lists(p, err) < 0)
		return -1;
	p->fixed = (size_t)p->ncells * (N62_NUMBER + 1) + 2;
	return make_header(p, err);
}

void text_plan_drop(const struct text_plan *p, struct n62_schema *s)
{
	int table = p->cells[0].col.table;
	const struct n62_table *t = &s->tables[table];

	for (int i = 0; t->merge == N62_APPEND && i < t->ncolumns; i++) {
		bool shown = false;

		for (int k = 0; k < p->ncells && !shown; k++)
			shown = p->cells[k].col.column == i;
		if (!shown)
			n62_drop_column(s, (struct n62_col){ table, i });
	}
}

void text_plan_free(struct text_plan *p)
{
	free(p->cells);
	n62_buf_free(&p->header);
	*p = (struct text_plan){ 0 };
}

void text_plan_bind(struct text_plan *p, struct n62_block *b)
{
	p->elements = NULL;
	for (int i = 0; i < p->ncells; i++) {
		struct text_cell *c = &p->cells[i];

		c->offsets = n62_offsets(b, c->col);
		c->values = NULL;
		if (c->shape == TEXT_NUMBERS)
			c->values = n62_values(b, c->col);
		if (p->element_list >= 0 && c->list == p->element_list)
			p->elements = c->offsets;
	}
}
