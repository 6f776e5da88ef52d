/*
 * place.c - places in the text of a selection, for messages; and the text
 * without comments, of the same length, so that places in both agree.
 */
#include "select/private.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- places ----------------------------------------------------------- */

static void find_place(
    const struct sel_reader *r, const char *at, int *line, int *column)
{
	*line = *column = 1;
	for (const char *c = r->clean; c < at; c++) {
		++*column;
		if (*c == '\n') {
			++*line;
			*column = 1;
		}
	}
}

/* The line of the text with a mark under the column. */
static void mark(struct sel_reader *r, size_t at, int column)
{
	const char *text = r->s->text, *begin, *end;
	struct n62_err unused = { 0 };

	if (!r->caret)
		return;
	begin = text + at - (column - 1);
	end = memchr(text + at, '\n', r->s->size - at);
	if (!end)
		end = text + r->s->size;
	n62_buf_printf(r->caret, &unused, "%.*s\n", (int)(end - begin), begin);
	for (const char *c = begin; c < text + at; c++)
		n62_buf_add(r->caret, *c == '\t' ? "\t" : " ", 1, &unused);
	n62_buf_add(r->caret, "^\n", 2, &unused);
}

int sel_fail(struct sel_reader *r, const char *at, const char *format, ...)
{
	char text[300];
	int line, column;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	find_place(r, at, &line, &column);
	mark(r, (size_t)(at - r->clean), column);
	return n62_fail(
	    r->err, N62_USAGE, "%s:%d:%d: %s", r->s->name, line, column, text);
}

struct sel_piece sel_piece(
    const struct sel_reader *r, const char *from, const char *end)
{
	struct sel_piece p = { 0 };

	while (from < end && isspace((unsigned char)*from))
		from++;
	while (end > from && isspace((unsigned char)end[-1]))
		end--;
	p.at = from;
	p.n = (size_t)(end - from);
	find_place(r, from, &p.line, &p.column);
	return p;
}

const char *sel_copy(struct sel_reader *r, struct sel_piece p)
{
	return n62_arena_text(&r->s->arena, p.at, p.n, r->err);
}

struct n62_expr_place sel_place(
    const struct n62_selection *s, struct sel_piece p)
{
	const char *line = s->text;

	for (int i = 1; i < p.line; i++)
		line = strchr(line, '\n') + 1;
	return (struct n62_expr_place){ .name = s->name,
		.line = p.line,
		.column = p.column,
		.line_text = line };
}

bool sel_is_name(const char *at, size_t n)
{
	if (n == 0 || n > N62_MAX_NAME ||
	    (!isalpha((unsigned char)*at) && *at != '_'))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)at[i]) && at[i] != '_')
			return false;
	return true;
}

/* ---- comments --------------------------------------------------------- */

/* Makes blanks of comments and of the backslashes at ends of lines. */
static void blank_comments(char *clean, size_t size)
{
	bool quoted = false, comment = false;
	char *end = clean + size;

	for (char *c = clean; c < end; c++) {
		if (*c == '\n')
			quoted = comment = false;
		else if (*c == '"' && !comment)
			quoted = !quoted;
		else if (*c == '#' && !quoted)
			comment = true;
		if (comment)
			*c = ' ';
	}
}

int sel_clean(struct sel_reader *r)
{
	struct n62_selection *s = r->s;
	char *clean;

	if (s->size > SEL_MAX_TEXT)
		return n62_fail(r->err, N62_USAGE,
		    "%s: a selection has at most %d bytes", s->name,
		    SEL_MAX_TEXT);
	if (!n62_utf8(s->text, s->size))
		return n62_fail(r->err, N62_USAGE,
		    "%s: a selection is a text in UTF-8, this is not", s->name);
	clean = n62_arena_text(&s->arena, s->text, s->size, r->err);
	if (!clean)
		return -1;
	blank_comments(clean, s->size);
	r->clean = clean;
	return 0;
}
