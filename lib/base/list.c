/*
 * list.c - names of inputs, one a line, as batch systems give them.
 */
#include <ctype.h>
#include <string.h>

#include "base/base.h"

/* The line without blanks at its ends. */
static void trim(const char **line, size_t *n)
{
	while (*n > 0 && isspace((unsigned char)**line)) {
		++*line;
		--*n;
	}
	while (*n > 0 && isspace((unsigned char)(*line)[*n - 1]))
		--*n;
}

static int add_line(struct n62_buf *names, struct n62_arena *a,
    const char *line, size_t n, struct n62_err *err)
{
	const char *name;

	trim(&line, &n);
	if (n == 0 || line[0] == '#')
		return 0;
	if (memchr(line, 0, n))
		return n62_fail(err, N62_DATA, "a name contains NUL");
	name = n62_arena_text(a, line, n, err);
	return name ? n62_buf_add(names, &name, sizeof name, err) : -1;
}

static int read_all(
    struct n62_in *in, struct n62_buf *text, struct n62_err *err)
{
	enum {
		CHUNK = 1 << 16,
		MOST = 64 << 20
	};
	ssize_t got;

	do {
		if (n62_buf_reserve(text, CHUNK, err) < 0)
			return -1;
		got = n62_in_read(in, text->data + text->len, CHUNK, err);
		if (got < 0)
			return -1;
		text->len += (size_t)got;
		if (text->len > MOST)
			return n62_fail(
			    err, N62_DATA, "the list is longer than 64 MiB");
	} while (got > 0);
	return 0;
}

static int add_lines(struct n62_buf *names, struct n62_arena *a,
    const struct n62_buf *text, struct n62_err *err)
{
	size_t at = 0;

	while (at < text->len) {
		const char *line = text->data + at;
		const char *end = memchr(line, '\n', text->len - at);
		size_t n = end ? (size_t)(end - line) : text->len - at;

		if (add_line(names, a, line, n, err) < 0)
			return -1;
		at += n + 1;
	}
	return 0;
}

int n62_list_read(const char *name, struct n62_arena *a, struct n62_texts *list,
    struct n62_err *err)
{
	struct n62_buf text = { 0 }, names = { 0 };
	struct n62_in in = { .fd = -1 };
	int r = n62_in_open(&in, name, err);

	if (r == 0)
		r = n62_buf_add(
		    &names, list->v, list->n * sizeof *list->v, err);
	if (r == 0)
		r = read_all(&in, &text, err);
	if (r == 0)
		r = add_lines(&names, a, &text, err);
	if (r == 0) {
		list->n = names.len / sizeof *list->v;
		list->v = n62_arena_new(a, list->n + 1, sizeof *list->v, err);
		r = list->v ? 0 : -1;
	}
	if (r == 0 && list->n > 0)
		memcpy(list->v, names.data, names.len);
	else if (r < 0)
		n62_fail_at(err, "%s", name);
	n62_in_free(&in);
	n62_buf_free(&text);
	n62_buf_free(&names);
	return r;
}
