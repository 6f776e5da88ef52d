/*
 * text.c - limits of a whole table of text, from an input to an output, a
 * piece at a time: the length of the table does not matter.
 */
#include <string.h>

#include "private.h"

enum {
	PIECE = 1 << 15, /* bytes of a read */
	ENOUGH = 1 << 16 /* of results, to be written */
};

struct copy {
	struct n62_limit_text *t;
	struct n62_limit_table *table;
	struct n62_buf results;
	struct n62_out *file;
};

static int put_results(struct copy *c, struct n62_err *err)
{
	size_t n = c->results.len;

	c->results.len = 0;
	return n62_out_write(c->file, c->results.data, n, err);
}

/* One line, ended by 0; the first is the header. */
static int take_line(struct copy *c, char *line, struct n62_err *err)
{
	struct n62_limit_text *t = c->t;
	struct n62_err why = { 0 };
	struct n62_limit_row row;
	size_t n = strlen(line);
	int r;

	if (n > 0 && line[n - 1] == '\r')
		line[n - 1] = 0;
	if (!c->table) {
		c->table = n62_limit_table_new(line, &t->q, t->banded, t->json,
		    t->rows_of ? NULL : &c->results, err);
		return c->table ? 0 : -1;
	}
	t->rows++;
	if (t->rows_of)
		r = n62_limit_table_ask(c->table, line, &row, &why);
	else
		r = n62_limit_table_row(c->table, line, &c->results, &why);
	if (r < 0) {
		if (why.code == N62_MEM) {
			*err = why;
			return -1;
		}
		t->bad++;
		t->say(t->ctx, t->rows, why.text);
	} else if (t->rows_of && n62_rows_add(t->rows_of, &row, err) < 0)
		return -1;
	return c->results.len < ENOUGH ? 0 : put_results(c, err);
}

/* The whole lines that are there; what is left moves to the front. */
static int take_lines(struct copy *c, struct n62_buf *text, struct n62_err *err)
{
	char *at = text->data, *end;
	size_t left = text->len;

	while ((end = memchr(at, '\n', left))) {
		*end = 0;
		if (take_line(c, at, err) < 0)
			return -1;
		left -= (size_t)(end + 1 - at);
		at = end + 1;
	}
	memmove(text->data, at, left);
	text->len = left;
	return 0;
}

static int take_all(struct copy *c, struct n62_in *in, struct n62_buf *text,
    struct n62_err *err)
{
	ssize_t got;

	do {
		if (n62_buf_reserve(text, 2 * PIECE, err) < 0)
			return -1;
		got = n62_in_read(in, text->data + text->len, PIECE, err);
		if (got < 0)
			return -1;
		text->len += (size_t)got;
		/* The last line may have no newline. */
		if (got == 0 && text->len > 0)
			text->data[text->len++] = '\n';
		if (take_lines(c, text, err) < 0)
			return -1;
	} while (got > 0);
	if (!c->table)
		return n62_fail(err, N62_DATA, "it is empty");
	return c->t->rows_of ? 0 : put_results(c, err);
}

int n62_limit_text(struct n62_limit_text *t, struct n62_in *in,
    struct n62_out *out, struct n62_err *err)
{
	struct copy c = { .t = t, .file = out };
	struct n62_buf text = { 0 };
	int r = take_all(&c, in, &text, err);

	n62_limit_table_free(c.table);
	n62_buf_free(&c.results);
	n62_buf_free(&text);
	return r;
}
