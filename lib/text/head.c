/*
 * head.c - what the first HEAD of a stream says: as JSON, as a table for
 * people, and as the chain of programs that made it.
 */
#include "text/private.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The schema of the first segment. */
static struct n62_schema *first_head(struct n62_reader *in, struct n62_err *err)
{
	struct n62_block *b;
	int r = n62_read(in, &b, err);

	if (r == 0)
		n62_fail(err, N62_DATA, "the stream is empty");
	return r > 0 ? b->schema : NULL;
}

/* ---- JSON ----------------------------------------------------------- */

struct dump {
	struct text_sink sink;
	struct n62_err *err;
	bool failed;
};

/* What json_dumps does when memory ends is not to be relied on: it may leave
 * out a character and go on. */
static int dump(const char *text, size_t n, void *ctx)
{
	struct dump *d = ctx;

	if (!d->failed && text_sink_add(&d->sink, text, n, d->err) < 0)
		d->failed = true;
	return d->failed ? -1 : 0;
}

int n62_text_head(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err)
{
	const struct n62_schema *s = first_head(in, err);
	struct dump d = { .sink = { .out = out, .temp = -1 }, .err = err };
	size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(17);

	if (!s)
		return -1;
	if (json_dump_callback(s->json, dump, &d, flags) < 0 && !d.failed)
		d.failed = n62_fail(err, N62_MEM, "no memory for the head");
	if (!d.failed)
		d.failed = text_sink_add(&d.sink, "\n", 1, err) < 0 ||
			   text_sink_flush(&d.sink, err) < 0;
	text_sink_free(&d.sink);
	return d.failed ? -1 : 0;
}

/* ---- schema --------------------------------------------------------- */

struct line {
	struct n62_buf name, type;
	const char *unit, *doc;
};

static int list_line(
    struct line *l, const struct n62_list *list, struct n62_err *err)
{
	l->unit = "";
	l->doc = list->doc;
	if (n62_buf_printf(&l->name, err, "%s", list->name) < 0)
		return -1;
	return n62_buf_printf(&l->type, err, "list");
}

static int column_line(
    struct line *l, const struct n62_table *t, int column, struct n62_err *err)
{
	const struct n62_column *c = &t->columns[column];

	l->unit = c->unit;
	l->doc = c->doc;
	if (n62_column_name(t, column, &l->name, err) < 0 ||
	    n62_buf_printf(&l->type, err, "%s", n62_type_name(c->type)) < 0)
		return -1;
	if (c->length > 1 &&
	    n62_buf_printf(&l->type, err, "x%u", c->length) < 0)
		return -1;
	return c->key ? n62_buf_printf(&l->type, err, " key") : 0;
}

static int fill_lines(
    struct line *l, int *n, const struct n62_table *t, struct n62_err *err)
{
	for (int list = -1; list < t->nlists; list++) {
		if (list >= 0 &&
		    list_line(&l[(*n)++], &t->lists[list], err) < 0)
			return -1;
		for (int i = 0; i < t->ncolumns; i++)
			if (t->columns[i].list == list &&
			    column_line(&l[(*n)++], t, i, err) < 0)
				return -1;
	}
	return 0;
}

static int widest(int so_far, size_t n)
{
	return n > (size_t)so_far ? (int)n : so_far;
}

static int put_lines(
    const struct line *l, int n, struct n62_buf *to, struct n62_err *err)
{
	int name = 0, type = 0, unit = 0;

	for (int i = 0; i < n; i++) {
		name = widest(name, l[i].name.len);
		type = widest(type, l[i].type.len);
		unit = widest(unit, strlen(l[i].unit));
	}
	for (int i = 0; i < n; i++) {
		if (n62_buf_printf(to, err, "  %-*.*s  %-*.*s  %-*s  %s", name,
			(int)l[i].name.len, l[i].name.data, type,
			(int)l[i].type.len, l[i].type.data, unit, l[i].unit,
			l[i].doc) < 0)
			return -1;
		while (to->data[to->len - 1] == ' ')
			to->len--;
		if (n62_buf_add(to, "\n", 1, err) < 0)
			return -1;
	}
	return 0;
}

static int put_table(
    const struct n62_table *t, struct n62_buf *to, struct n62_err *err)
{
	size_t room = (size_t)t->ncolumns + (size_t)t->nlists;
	struct line *l = n62_new(room, sizeof *l, err);
	int n = 0, rc = -1;

	if (!l)
		return -1;
	if (n62_buf_printf(to, err, "table %s, merged by %s%s%s\n", t->name,
		n62_merge_name(t->merge), *t->doc ? ": " : "", t->doc) == 0 &&
	    fill_lines(l, &n, t, err) == 0)
		rc = put_lines(l, n, to, err);
	for (size_t i = 0; i < room; i++) {
		n62_buf_free(&l[i].name);
		n62_buf_free(&l[i].type);
	}
	free(l);
	return rc;
}

int n62_text_schema(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err)
{
	const struct n62_schema *s = first_head(in, err);
	struct n62_buf text = { 0 };
	int rc = s ? 0 : -1;

	for (int i = 0; rc == 0 && i < s->ntables; i++) {
		if (i > 0)
			rc = n62_buf_add(&text, "\n", 1, err);
		if (rc == 0)
			rc = put_table(&s->tables[i], &text, err);
	}
	if (rc == 0)
		rc = n62_out_write(out, text.data, text.len, err);
	n62_buf_free(&text);
	return rc;
}

/* ---- provenance ----------------------------------------------------- */

int n62_text_provenance(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err)
{
	const struct n62_schema *s = first_head(in, err);
	struct n62_buf text = { 0 };
	int rc = -1;

	if (s && text_put_chain(
		     json_object_get(s->json, "provenance"), &text, err) == 0)
		rc = n62_out_write(out, text.data, text.len, err);
	n62_buf_free(&text);
	return rc;
}

int n62_text_script(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err)
{
	const struct n62_schema *s = first_head(in, err);
	struct n62_buf text = { 0 };
	int rc = -1;

	if (s && text_put_script(
		     json_object_get(s->json, "provenance"), &text, err) == 0)
		rc = n62_out_write(out, text.data, text.len, err);
	n62_buf_free(&text);
	return rc;
}
