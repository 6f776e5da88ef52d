/*
 * scan_lines.c - the same limits of scans as text: a table with a header for
 * each scan, or JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* Columns that text has: one number or text a row. */
static bool is_shown(const struct n62_column *c)
{
	return c->list < 0 && c->length <= 1 && c->type != N62_SUM &&
	       !c->dropped;
}

static int put_cell(const struct n62_block *b, struct n62_col col, uint32_t row,
    struct n62_buf *out, struct n62_err *err)
{
	enum n62_type type =
	    b->schema->tables[col.table].columns[col.column].type;
	char text[N62_NUMBER];
	size_t n;
	const char *at;

	if (type != N62_STR) {
		n = n62_value_text(text, type, n62_values(b, col), row);
		return n62_buf_add(out, text, n, err);
	}
	at = n62_text(b, col, row, &n);
	if (n62_buf_add(out, at, n, err) < 0)
		return -1;
	/* What would be another cell or line. */
	for (char *p = out->data + out->len - n; p < out->data + out->len; p++)
		if (*p == '\t' || *p == '\n' || *p == 0)
			*p = ' ';
	return 0;
}

/* The header, with units where there are, or the cells of a row. */
static int put_line(const struct n62_block *b, int table, const uint32_t *row,
    struct n62_buf *line, struct n62_err *err)
{
	const struct n62_table *t = &b->schema->tables[table];
	bool first = true;

	line->len = 0;
	for (int i = 0; i < t->ncolumns; i++) {
		const struct n62_column *c = &t->columns[i];

		if (!is_shown(c))
			continue;
		if (!first && n62_buf_add(line, "\t", 1, err) < 0)
			return -1;
		first = false;
		if (row ? put_cell(b, (struct n62_col){ table, i }, *row, line,
			      err) < 0
			: n62_buf_printf(line, err, "%s:%s%s%s%s", c->name,
			      n62_type_name(c->type), *c->unit ? "[" : "",
			      c->unit, *c->unit ? "]" : "") < 0)
			return -1;
	}
	return 0;
}

/* The header of a table that begins. */
static int begin_table(struct n62_limit_scans *s, const struct n62_block *b,
    bool json, struct n62_buf *out, struct n62_err *err)
{
	const char *line;

	n62_limit_table_free(s->text);
	s->text = NULL;
	s->text_table = b->table;
	if (put_line(b, b->table, NULL, &s->line, err) < 0)
		return -1;
	line = n62_buf_text(&s->line, err);
	if (line)
		s->text = n62_limit_table_new(
		    line, &s->q, s->banded, json, s->rows_of ? NULL : out, err);
	return s->text ? 0 : -1;
}

static int put_row(struct n62_limit_scans *s, const struct n62_block *b,
    uint32_t row, struct n62_buf *out, struct n62_err *err)
{
	struct n62_err why = { 0 };
	struct n62_limit_row kept;
	const char *line;
	int r;

	if (put_line(b, b->table, &row, &s->line, err) < 0)
		return -1;
	line = n62_buf_text(&s->line, err);
	if (!line)
		return -1;
	s->rows++;
	r = s->rows_of ? n62_limit_table_ask(s->text, line, &kept, &why)
		       : n62_limit_table_row(s->text, line, out, &why);
	if (r == 0)
		return s->rows_of ? n62_rows_add(s->rows_of, &kept, err) : 0;
	if (why.code == N62_MEM) {
		*err = why;
		return -1;
	}
	s->bad++;
	s->say(s->ctx, s->rows, why.text);
	return 0;
}

/* Nothing is written, so what is no scan need not be decoded. */
static void drop_others(struct n62_schema *s)
{
	for (int i = 0; i < s->ntables; i++)
		if (!n62_scan_name(s->tables[i].name))
			n62_drop_table(s, i);
}

int n62_limit_scans_text(struct n62_limit_scans *s, const struct n62_block *b,
    bool json, struct n62_buf *out, struct n62_err *err)
{
	const char *name;

	if (b->kind == N62_HEAD) {
		s->text_table = -1;
		drop_others(b->schema);
	}
	if (b->kind != N62_ROWS)
		return 0;
	name = n62_scan_name(b->schema->tables[b->table].name);
	if (!name || (s->only && strcmp(s->only, name) != 0))
		return 0;
	if (s->text_table != b->table) {
		s->found++;
		if (begin_table(s, b, json, out, err) < 0)
			return -1;
	}
	for (uint32_t row = 0; row < b->rows; row++)
		if (put_row(s, b, row, out, err) < 0)
			return -1;
	return 0;
}
