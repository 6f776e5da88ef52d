/*
 * columns.c - the columns that a selection reads by itself: the lists of its
 * roles, the places that one list has of another, weights and truth.
 */
#include "select/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct n62_col none = { -1, -1 };

/* A column with numbers of types below end, if there is one. */
static void find_if_there(const struct n62_schema *s, const char *name,
    enum n62_type end, struct n62_col *col)
{
	struct n62_err unused = { 0 };

	if (n62_find(s, "event", name, N62_ANY, col, &unused) < 0 ||
	    s->tables[col->table].columns[col->column].type >= end)
		*col = none;
}

/* With the nearest name. */
static int no_list(const struct n62_schema *s, int table,
    const struct n62_selection *sel, const struct sel_role *r,
    struct n62_err *err)
{
	const struct n62_table *t = &s->tables[table];
	struct n62_expr_place at = sel_place(sel, r->place);
	const char **names, *near;

	names = n62_new((size_t)t->nlists + 1, sizeof *names, err);
	if (!names)
		return -1;
	for (int i = 0; i < t->nlists; i++)
		names[i] = t->lists[i].name;
	near = n62_nearest(r->list, names);
	free(names);
	return n62_fail(err, N62_USAGE,
	    "%s:%d:%d: the events have no list '%s'%s%s%s", at.name, at.line,
	    at.column, r->list, near ? "; did you mean '" : "",
	    near ? near : "", near ? "'?" : "");
}

/* Any column of a list of table event. */
static struct n62_col of_list(
    const struct n62_schema *s, int table, const char *list)
{
	const struct n62_table *t = &s->tables[table];

	for (int i = 0; i < t->ncolumns; i++)
		if (t->columns[i].list >= 0 && !t->columns[i].dropped &&
		    strcmp(t->lists[t->columns[i].list].name, list) == 0)
			return (struct n62_col){ table, i };
	return none;
}

static int find_role(struct sel_columns *c, const struct n62_schema *s,
    const struct n62_selection *sel, int role, struct n62_err *err)
{
	const struct sel_role *r = &sel->roles[role];
	struct n62_expr_place at = sel_place(sel, r->place);
	char name[2 * N62_MAX_NAME + 2];

	c->list[role] = of_list(s, c->table, r->list);
	if (c->list[role].column < 0)
		return no_list(s, c->table, sel, r, err);
	snprintf(name, sizeof name, "%s.time", r->list);
	find_if_there(s, name, N62_STR, &c->time[role]);
	c->of[role] = none;
	if (r->of < 0)
		return 0;
	snprintf(name, sizeof name, "%s.%s", sel->roles[r->of].list, r->list);
	find_if_there(s, name, N62_F32, &c->of[role]);
	if (c->of[role].column >= 0)
		return 0;
	return n62_fail(err, N62_USAGE,
	    "%s:%d:%d: there is no column %s with places in list %s", at.name,
	    at.line, at.column, name, r->list);
}

int sel_columns_find(struct sel_columns *c, const struct n62_schema *s,
    const struct sel_program *p, struct n62_err *err)
{
	*c = (struct sel_columns){ .vertex = -1 };
	c->table = n62_find_table(s, "event", err);
	if (c->table < 0)
		return -1;
	for (int i = 0; i < p->s->nroles; i++) {
		if (find_role(c, s, p->s, i, err) < 0)
			return -1;
		if (c->vertex < 0 && strcmp(p->s->roles[i].list, "vertex") == 0)
			c->vertex = i;
	}
	find_if_there(s, "weight", N62_STR, &c->weight);
	c->mc = of_list(s, c->table, "mc");
	find_if_there(s, "vertex.beam", N62_F32, &c->vertex_beam);
	find_if_there(s, "beam.time", N62_STR, &c->beam_time);
	return 0;
}
