/*
 * caret.c - sentences about a place in a text, and the line with a caret
 * under that place.
 */
#include <stdio.h>
#include <string.h>

#include "expr/private.h"

enum {
	widest = 100 /* columns of a line that is shown */
};

/* The line of the text around a byte: where it begins and ends. */
struct shown {
	const char *line;
	size_t n, caret;
	int number, column; /* of the caret, from 1 */
};

static struct shown find_line(const struct source *s, size_t at)
{
	struct shown v = { .number = s->place.line };
	size_t from = 0, to;
	int first = s->place.column > 0 ? s->place.column - 1 : 0;

	for (size_t i = 0; i < at && i < s->n; i++) {
		if (s->text[i] == '\n') {
			from = i + 1;
			v.number++;
		}
	}
	for (to = from; to < s->n && s->text[to] != '\n'; to++)
		;
	v.line = s->text + from;
	v.n = to - from;
	v.caret = at - from;
	v.column = (int)v.caret + 1 + (from == 0 ? first : 0);
	if (from == 0 && s->place.line_text) {
		v.line = s->place.line_text;
		v.n = strcspn(v.line, "\n");
		v.caret += (size_t)first;
	}
	if (v.caret > v.n)
		v.caret = v.n;
	return v;
}

static int show(struct n62_buf *b, const struct shown *v, struct n62_err *err)
{
	size_t from = 0, n = v->n;

	if (v->caret > widest * 3 / 4)
		from = v->caret - widest * 3 / 4;
	/* Not in the middle of a character of several bytes. */
	while (from < v->caret && (v->line[from] & 0xc0) == 0x80)
		from++;
	n -= from;
	if (n > widest)
		n = widest;
	while (n > 0 && from + n < v->n && (v->line[from + n] & 0xc0) == 0x80)
		n--;
	if (n62_buf_add(b, v->line + from, n, err) < 0 ||
	    n62_buf_add(b, "\n", 1, err) < 0)
		return -1;
	for (size_t i = from; i < v->caret; i++) {
		if ((v->line[i] & 0xc0) != 0x80 &&
		    n62_buf_add(b, v->line[i] == '\t' ? "\t" : " ", 1, err) < 0)
			return -1;
	}
	return n62_buf_add(b, "^", 1, err);
}

int expr_fail(struct n62_exprs *x, const struct source *s, size_t at,
    struct n62_err *err, const char *format, ...)
{
	struct shown v = find_line(s, at);
	struct n62_err no_memory = { 0 };
	const char *name = s->place.name ? s->place.name : "expression";
	char text[sizeof err->text];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	x->caret.len = 0;
	if (show(&x->caret, &v, &no_memory) < 0 ||
	    !n62_buf_text(&x->caret, &no_memory))
		x->caret.len = 0;
	if (s->place.line > 0)
		return n62_fail(err, N62_USAGE, "%s:%d:%d: %s", name, v.number,
		    v.column, text);
	return n62_fail(
	    err, N62_USAGE, "%s: column %d: %s", name, v.column, text);
}

const char *n62_exprs_caret(const struct n62_exprs *x)
{
	return x->caret.len > 0 ? x->caret.data : "";
}
