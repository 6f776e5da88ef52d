/*
 * curve.c - the lines of others: a text file of two numbers a line.
 */
#include "plot/private.h"

#include <string.h>

int plot_is_stream(const char *file, bool *stream, struct n62_err *err)
{
	struct n62_in in = { 0 };
	unsigned char magic[4];
	ssize_t n = -1;

	/* A pipe can be read only once; then it is a stream. */
	*stream = true;
	if (n62_in_is_once(file))
		return 0;
	if (n62_in_open(&in, file, err) == 0)
		n = n62_in_read(&in, magic, sizeof magic, err);
	n62_in_free(&in);
	*stream = n == 4 && memcmp(magic, "\xcen62", 4) == 0;
	return n < 0 ? -1 : 0;
}

/* Whether the separator is a comma, which blanks may surround, or blanks. */
static void next_number(struct n62_line *l, struct n62_word *w)
{
	struct n62_word rest = n62_rest(*l);
	size_t n = 0;

	while (n < rest.n && !strchr(" \t,;\r", rest.at[n]))
		n++;
	*w = (struct n62_word){ rest.at, n };
	l->at = rest.at + n;
	rest = n62_rest(*l);
	if (rest.n > 0 && (*rest.at == ',' || *rest.at == ';'))
		l->at = rest.at + 1;
}

static int take_line(struct plot_table *t, const char *file, size_t number,
    struct n62_line l, struct n62_err *err)
{
	struct n62_word first, second, rest = n62_rest(l);
	double v[2];

	if (rest.n == 0 || *rest.at == '#')
		return 0;
	next_number(&l, &first);
	next_number(&l, &second);
	if (n62_get_f64(first.at, first.n, &v[0]) < 0 ||
	    n62_get_f64(second.at, second.n, &v[1]) < 0) {
		if (t->rows == 0 && t->ncolumns == 0) {
			t->ncolumns = 2;
			return 0;
		}
		return n62_fail(err, N62_DATA,
		    "%s: line %zu does not begin with two numbers", file,
		    number);
	}
	t->ncolumns = 2;
	t->rows++;
	if (n62_buf_add(&t->columns[0].values, &v[0], sizeof *v, err) < 0)
		return -1;
	return n62_buf_add(&t->columns[1].values, &v[1], sizeof *v, err);
}

static int take_lines(struct plot_table *t, const char *file,
    const struct n62_buf *text, struct n62_err *err)
{
	const char *at = text->data, *end = at + text->len;

	for (size_t number = 1; at < end; number++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		struct n62_line l = { at, stop ? stop : end };

		if (take_line(t, file, number, l, err) < 0)
			return -1;
		at = l.end + 1;
	}
	t->ncolumns = 2;
	if (t->rows == 0)
		return n62_fail(
		    err, N62_DATA, "%s: it has no line of two numbers", file);
	return 0;
}

static int read_text(
    const char *file, struct n62_buf *text, struct n62_err *err)
{
	struct n62_in in = { 0 };
	ssize_t n = n62_in_open(&in, file, err) < 0 ? -1 : 1;

	while (n > 0) {
		if (text->len > 64 << 20) {
			n62_fail(err, N62_DATA, "%s: it is too large", file);
			n = -1;
		} else if (n62_buf_reserve(text, 1 << 16, err) < 0) {
			n = -1;
		} else {
			n = n62_in_read(
			    &in, text->data + text->len, 1 << 16, err);
			text->len += n > 0 ? (size_t)n : 0;
		}
	}
	n62_in_free(&in);
	return n < 0 ? -1 : 0;
}

int plot_curve_read(struct plot_tables *t, const char *file,
    struct plot_table **table, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	struct plot_table *new = plot_tables_add(t, file, "", 2, err);
	int r;

	*table = new;
	if (!new)
		return -1;
	new->columns[0] = (struct plot_column){ "x", "", "", false, { 0 } };
	new->columns[1] = (struct plot_column){ "y", "", "", false, { 0 } };
	r = read_text(file, &text, err);
	if (r == 0)
		r = take_lines(new, file, &text, err);
	new->ncolumns = 2;
	n62_buf_free(&text);
	return r;
}
