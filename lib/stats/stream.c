/*
 * stream.c - limits of the rows of a table of an n62 stream, one block at a
 * time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

struct n62_stream_columns {
	struct stats_row row;
	struct stats_set set;
	struct n62_col in[STATS_CELLS], out[STATS_ADDED], note, method;
	enum n62_type type[STATS_CELLS];
	bool named; /* there is a column method */
};

static int add_columns(
    struct n62_limit_stream *s, struct n62_schema *schema, struct n62_err *err)
{
	struct n62_stream_columns *c = s->columns;

	for (int k = 0; k < STATS_ADDED; k++) {
		char name[STATS_NAME];
		struct n62_column new = {
			.name = name, .unit = "", .type = N62_F64, .list = -1
		};

		stats_added(k, name, &new.doc);
		if (stats_is_added(&c->set, k) &&
		    n62_add_column(schema, s->number, &new, &c->out[k], err) <
			0)
			return -1;
	}
	return n62_add_column(schema, s->number,
	    &(struct n62_column){ .name = "note",
		.unit = "",
		.doc = "valid, or what to mind",
		.type = N62_STR,
		.list = -1 },
	    &c->note, err);
}

static int find_column(struct n62_limit_stream *s,
    const struct n62_schema *schema, int k, struct n62_err *err)
{
	struct n62_stream_columns *cs = s->columns;
	const struct n62_column *c;
	struct n62_err absent = { 0 };

	cs->row.there[k] = n62_find(schema, s->table, stats_cells[k], N62_ANY,
			       &cs->in[k], &absent) == 0;
	if (!cs->row.there[k])
		return 0;
	c = &schema->tables[s->number].columns[cs->in[k].column];
	if (c->list >= 0 || c->length > 1 || n62_type_size(c->type) == 0)
		return n62_fail(err, N62_DATA,
		    "table %s, column %s: it is not one number a row", s->table,
		    stats_cells[k]);
	cs->type[k] = c->type;
	if (k == STATS_MASS)
		cs->row.mass_unit = stats_mass_unit(c->unit, strlen(c->unit));
	return 0;
}

static int find_columns(
    struct n62_limit_stream *s, struct n62_schema *schema, struct n62_err *err)
{
	struct n62_stream_columns *c;
	struct n62_err absent = { 0 };

	s->number = n62_find_table(schema, s->table, err);
	if (s->number < 0)
		return -1;
	if (!s->columns)
		s->columns = n62_new(1, sizeof *s->columns, err);
	if (!s->columns)
		return -1;
	c = s->columns;
	for (int k = 0; k < STATS_CELLS; k++)
		if (find_column(s, schema, k, err) < 0)
			return -1;
	/* The window of a row is of no use for a limit. */
	c->row.there[STATS_LOW] = c->row.there[STATS_HIGH] = false;
	if (stats_row_complete(c->row.there, &s->q, err) < 0)
		return n62_fail_at(err, "table %s", s->table);
	c->named = n62_find(schema, s->table, "method", N62_STR, &c->method,
		       &absent) == 0;
	c->set = stats_set_of(&s->q, c->row.there, s->banded);
	return add_columns(s, schema, err);
}

/* The method of a row, if it has one. */
static int method_of(const struct n62_stream_columns *c,
    const struct n62_block *b, uint32_t row, enum n62_method *m,
    struct n62_err *err)
{
	const char *text;
	char name[32];
	size_t n;

	if (!c->named)
		return 0;
	text = n62_text(b, c->method, row, &n);
	snprintf(name, sizeof name, "%.*s", (int)n, text);
	return n62_method_read(name, m, err);
}

static int answer(const struct n62_limit_stream *s, const struct n62_block *b,
    uint32_t row, struct n62_question *q, struct n62_answer *a,
    struct n62_err *err)
{
	struct n62_stream_columns *c = s->columns;

	*q = s->q;
	for (int k = 0; k < STATS_CELLS; k++)
		if (c->row.there[k])
			c->row.v[k] = n62_value_f64(
			    c->type[k], n62_values(b, c->in[k]), row);
	if (stats_row_question(&c->row, &s->q, q, err) < 0 ||
	    method_of(c, b, row, &q->method, err) < 0)
		return -1;
	return n62_answer(q, s->banded, a, err);
}

static int do_row(struct n62_limit_stream *s, struct n62_block *b, uint32_t row,
    struct n62_err *err)
{
	const struct n62_stream_columns *c = s->columns;
	struct n62_question q;
	struct n62_answer a;
	struct n62_err why = { 0 };
	const char *note;
	double v[STATS_ADDED];
	int r = answer(s, b, row, &q, &a, &why);

	if (r < 0) {
		note = why.text;
		s->bad++;
		s->say(s->ctx, s->rows + row + 1, note);
	} else
		note = n62_remark(q.method, &a.count);
	stats_values(&q, r < 0 ? NULL : &a, v);
	for (int k = 0; k < STATS_ADDED; k++)
		if (stats_is_added(&c->set, k))
			((double *)n62_change(b, c->out[k]))[row] = v[k];
	return n62_fill_text(b, c->note, note, strlen(note), err);
}

int n62_limit_stream_step(struct n62_block *b, void *ctx, struct n62_err *err)
{
	struct n62_limit_stream *s = ctx;

	if (b->kind == N62_HEAD)
		return find_columns(s, b->schema, err);
	if (b->kind != N62_ROWS || b->table != s->number)
		return 0;
	for (uint32_t row = 0; row < b->rows; row++)
		if (do_row(s, b, row, err) < 0)
			return -1;
	s->rows += b->rows;
	return 0;
}

void n62_limit_stream_free(struct n62_limit_stream *s)
{
	free(s->columns);
	s->columns = NULL;
}
