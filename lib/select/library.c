/*
 * library.c - selections that are built in, and those in files.
 */
#include "select/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "piee" is in piee.txt. */
static bool is_called(const struct n62_builtin *b, const char *name)
{
	size_t n = strlen(b->name) - strlen(".txt");

	return strlen(name) == n && strncmp(b->name, name, n) == 0;
}

static int unknown(const char *name, struct n62_err *err)
{
	const char *names[100] = { NULL }, *near;
	char text[99][40];
	int n = 0;

	for (const struct n62_builtin *b = select_builtin; b->name && n < 99;
	     b++, n++) {
		snprintf(text[n], sizeof text[n], "%.*s",
		    (int)(strlen(b->name) - strlen(".txt")), b->name);
		names[n] = text[n];
	}
	near = n62_nearest(name, names);
	return n62_fail(err, N62_USAGE,
	    "there is no selection '%.80s'%s%s%s; one in a file has a point "
	    "or a slash in its name",
	    name, near ? "; did you mean '" : "", near ? near : "",
	    near ? "'?" : "");
}

static struct n62_selection *read_file(
    const char *name, struct n62_buf *caret, struct n62_err *err)
{
	struct n62_selection *s = NULL;
	struct n62_in in;
	char *text = NULL;
	ssize_t n = -1;

	if (n62_in_open(&in, name, err) == 0) {
		text = n62_new(SEL_MAX_TEXT + 1, 1, err);
		if (text)
			n = n62_in_read(&in, text, SEL_MAX_TEXT + 1, err);
		if (n >= 0)
			s = n62_selection_text(
			    name, text, (size_t)n, caret, err);
	}
	free(text);
	n62_in_free(&in);
	return s;
}

struct n62_selection *n62_selection_read(
    const char *name, struct n62_buf *caret, struct n62_err *err)
{
	for (const struct n62_builtin *b = select_builtin; b->name; b++)
		if (is_called(b, name))
			return n62_selection_text(
			    name, b->text, b->size, caret, err);
	if (strpbrk(name, "./"))
		return read_file(name, caret, err);
	unknown(name, err);
	return NULL;
}

/* ---- conditions of a command line ------------------------------------- */

struct n62_selection *n62_selection_conditions(
    const struct n62_texts *conditions, struct n62_err *err)
{
	struct n62_buf b = { 0 };
	struct n62_selection *s = NULL;
	int status = 0;

	/* Statements of one line, even if the conditions have several. */
	for (size_t i = 0; i < conditions->n && status == 0; i++) {
		size_t from = b.len + (i > 0);

		status = n62_buf_printf(&b, err, "%scut e%zu %s",
		    i > 0 ? "\n" : "", i + 1, conditions->v[i]);
		for (size_t k = from; k < b.len; k++)
			if (b.data[k] == '\n')
				b.data[k] = ' ';
	}
	if (status == 0)
		s = n62_selection_text("-e", b.data, b.len, NULL, err);
	if (s)
		s->key = "expression";
	n62_buf_free(&b);
	return s;
}

/* ---- texts ------------------------------------------------------------ */

int n62_selection_list(struct n62_buf *b, struct n62_err *err)
{
	for (const struct n62_builtin *t = select_builtin; t->name; t++) {
		struct n62_selection *s;
		char name[40];
		int r;

		snprintf(name, sizeof name, "%.*s",
		    (int)(strlen(t->name) - strlen(".txt")), t->name);
		s = n62_selection_read(name, NULL, err);
		if (!s)
			return -1;
		r = n62_buf_printf(b, err, "%-12s %s\n", name, sel_title(s));
		n62_selection_free(s);
		if (r < 0)
			return -1;
	}
	return 0;
}

int n62_selection_print(
    const struct n62_selection *s, struct n62_buf *b, struct n62_err *err)
{
	bool ended = s->size > 0 && s->text[s->size - 1] == '\n';

	if (n62_buf_add(b, s->text, s->size, err) < 0)
		return -1;
	return ended ? 0 : n62_buf_add(b, "\n", 1, err);
}
