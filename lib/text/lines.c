/*
 * lines.c - lines of TSV and records of CSV (RFC 4180), split into cells in
 * place. Memory is bounded by the longest line that is allowed.
 */
#include "text/private.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the first read. */
enum {
	FIRST = 8 << 10
};

/* Moves what is left to the front and reads more behind it. */
static int fill(struct text_lines *l, struct n62_err *err)
{
	ssize_t got;

	if (l->from > 0) {
		memmove(l->data, l->data + l->from, l->to - l->from);
		l->to -= l->from;
		l->from = 0;
	}
	/* It grows while there is more; one byte stays free, for the zero
	 * behind the last cell. */
	if (l->cap < TEXT_CHUNK || l->to + TEXT_CHUNK / 2 >= l->cap) {
		size_t cap = l->cap ? 2 * l->cap : FIRST;
		char *p = n62_resize(l->data, cap, 1, err);

		if (!p)
			return -1;
		l->data = p;
		l->cap = cap;
	}
	got = n62_in_read(l->in, l->data + l->to, l->cap - l->to - 1, err);
	if (got < 0)
		return -1;
	l->end = (size_t)got < l->cap - l->to - 1;
	l->to += (size_t)got;
	return 0;
}

static bool odd_marks(const char *s, size_t n)
{
	const char *end = s + n, *p = s;
	bool odd = false;

	while ((p = memchr(p, '"', (size_t)(end - p)))) {
		odd = !odd;
		p++;
	}
	return odd;
}

/*
 * Finds the next record: 1, 0 at the end, -1. In CSV an end of line is that
 * of the record when the number of quotation marks before it is even.
 */
static int find(struct text_lines *l, struct n62_err *err)
{
	size_t seen = 0;
	bool open = false;

	l->number = ++l->next;
	if (!l->data && fill(l, err) < 0)
		return -1;
	for (;;) {
		char *p = l->data + l->from, *stop = NULL;
		size_t n = l->to - l->from;

		if (n > seen)
			stop = memchr(p + seen, '\n', n - seen);
		if (stop)
			n = (size_t)(stop - p);
		if (l->csv && n > seen)
			open ^= odd_marks(p + seen, n - seen);
		if (stop && open) {
			l->next++;
			seen = n + 1;
			continue;
		}
		if (n > TEXT_LINE_MAX)
			return n62_fail(
			    err, N62_DATA, "the line is longer than 16 MiB");
		if (!stop && !l->end) {
			seen = n;
			if (fill(l, err) < 0)
				return -1;
			continue;
		}
		if (open)
			return n62_fail(
			    err, N62_DATA, "a quotation mark is never closed");
		l->line = p;
		l->n = n;
		l->from += stop ? n + 1 : n;
		return stop || n > 0;
	}
}

static int add_cell(
    struct text_lines *l, char *s, size_t n, struct n62_err *err)
{
	if (l->ncells == N62_MAX_COLUMNS)
		return n62_fail(
		    err, N62_DATA, "more than %d cells", N62_MAX_COLUMNS);
	if (l->ncells == l->room) {
		size_t room = l->room ? 2 * l->room : 64;
		struct text_span *c =
		    n62_resize(l->cells, room, sizeof *c, err);

		if (!c)
			return -1;
		l->cells = c;
		l->room = room;
	}
	l->cells[l->ncells++] = (struct text_span){ s, n };
	return 0;
}

static int split_tabs(struct text_lines *l, struct n62_err *err)
{
	char *p = l->line, *end = p + l->n;

	for (;;) {
		char *tab = memchr(p, '\t', (size_t)(end - p));
		char *stop = tab ? tab : end;

		if (add_cell(l, p, (size_t)(stop - p), err) < 0)
			return -1;
		*stop = '\0';
		if (!tab)
			return 0;
		p = tab + 1;
	}
}

/* Takes the quotation marks off the cell at p, and sets where it stopped. */
static size_t unquote(char *p, char *end, char **stop)
{
	char *to = p, *from = p + 1;

	for (; from < end; from++) {
		if (*from == '"' && (++from == end || *from != '"'))
			break;
		*to++ = *from;
	}
	*stop = from;
	return (size_t)(to - p);
}

static int split_commas(struct text_lines *l, struct n62_err *err)
{
	char *p = l->line, *end = p + l->n, *stop;

	for (;; p = stop + 1) {
		size_t n;
		bool last;

		if (p < end && *p == '"') {
			n = unquote(p, end, &stop);
			if (stop < end && *stop != ',')
				return n62_fail(err, N62_DATA,
				    "cell %zu: text behind its closing "
				    "quotation mark",
				    l->ncells + 1);
		} else {
			stop = memchr(p, ',', (size_t)(end - p));
			stop = stop ? stop : end;
			n = (size_t)(stop - p);
			if (memchr(p, '"', n))
				return n62_fail(err, N62_DATA,
				    "cell %zu: a quotation mark inside an "
				    "unquoted cell",
				    l->ncells + 1);
		}
		last = stop == end;
		if (add_cell(l, p, n, err) < 0)
			return -1;
		p[n] = '\0';
		if (last)
			return 0;
	}
}

int text_lines_next(struct text_lines *l, struct n62_err *err)
{
	int r = find(l, err);

	if (r <= 0)
		return r;
	if (l->n > 0 && l->line[l->n - 1] == '\r')
		l->n--;
	if (l->number == 1 && l->n >= 3 &&
	    memcmp(l->line, "\xef\xbb\xbf", 3) == 0) {
		l->line += 3;
		l->n -= 3;
	}
	l->ncells = 0;
	if ((l->csv ? split_commas(l, err) : split_tabs(l, err)) < 0)
		return -1;
	return 1;
}

void text_lines_free(struct text_lines *l)
{
	free(l->data);
	free(l->cells);
	*l = (struct text_lines){ 0 };
}

ssize_t text_unescape(char *s, size_t n)
{
	static const char letter[] = "tnr\\,;", plain[] = "\t\n\r\\,;";
	char *to, *end = s + n, *from = memchr(s, '\\', n);

	if (!from)
		return (ssize_t)n;
	for (to = from; from < end; from++) {
		const char *found;

		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		if (++from == end)
			return -1;
		if (*from == 'e')
			continue;
		found = *from ? strchr(letter, *from) : NULL;
		if (!found)
			return -1;
		*to++ = plain[found - letter];
	}
	return to - s;
}
