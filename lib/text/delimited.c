/*
 * delimited.c - lines of TSV and CSV. Cells of numbers are written straight
 * into room that was reserved for the line; all others reserve their own.
 */
#include "text/private.h"

#include <string.h>

/* The letter behind the backslash, or 0 for a character that needs none. */
static char escape_of(char c, bool many)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\\':
		return '\\';
	case ',':
	case ';':
		return many ? c : 0;
	default:
		return 0;
	}
}

int text_escape(
    struct n62_buf *to, const char *s, size_t n, bool many, struct n62_err *err)
{
	char *p;

	if (n62_buf_reserve(to, 2 * n, err) < 0)
		return -1;
	p = to->data + to->len;
	for (size_t i = 0; i < n; i++) {
		char letter = escape_of(s[i], many);

		if (letter)
			*p++ = '\\';
		*p++ = letter ? letter : s[i];
	}
	to->len = (size_t)(p - to->data);
	return 0;
}

/* Puts the cell that begins at start in quotation marks if it needs them. */
static int quote(
    struct n62_buf *to, size_t start, bool alone, struct n62_err *err)
{
	size_t n = to->len - start, marks = 0;
	bool needed = alone && n == 0;
	char *from, *end;

	for (size_t i = start; i < to->len; i++) {
		marks += to->data[i] == '"';
		needed = needed || strchr(",\"\r\n", to->data[i]);
	}
	if (!needed)
		return 0;
	if (n62_buf_reserve(to, marks + 2, err) < 0)
		return -1;
	from = to->data + to->len;
	end = from + marks + 2;
	to->len = (size_t)(end - to->data);
	*--end = '"';
	while (n-- > 0) {
		*--end = *--from;
		if (*from == '"')
			*--end = '"';
	}
	*--end = '"';
	return 0;
}

static void separate(const struct text_cell *c, size_t nth, struct n62_buf *to)
{
	if (nth > 0)
		to->data[to->len++] = nth % c->length ? ';' : ',';
}

static int put_numbers(const struct text_plan *p, const struct text_cell *c,
    size_t first, size_t last, struct n62_buf *to, struct n62_err *err)
{
	size_t room = (last - first) * (N62_NUMBER + 1) + p->fixed;

	if (last - first != 1 && n62_buf_reserve(to, room, err) < 0)
		return -1;
	for (size_t i = first; i < last; i++) {
		separate(c, i - first, to);
		to->len +=
		    n62_value_text(to->data + to->len, c->type, c->values, i);
	}
	return 0;
}

static int put_text(const struct text_plan *p, const struct text_cell *c,
    const char *s, size_t n, struct n62_buf *to, struct n62_err *err)
{
	bool many = c->list >= 0 || c->length > 1;

	if (n == 0 && c->list >= 0)
		return n62_buf_add(to, "\\e", 2, err);
	if (!many && p->o->format == N62_CSV)
		return n62_buf_add(to, s, n, err);
	return text_escape(to, s, n, many, err);
}

static int put_texts(const struct text_plan *p, const struct n62_block *b,
    const struct text_cell *c, size_t first, size_t last, struct n62_buf *to,
    struct n62_err *err)
{
	for (size_t i = first; i < last; i++) {
		const char *s;
		size_t n;
		int r;

		if (n62_buf_reserve(to, 1, err) < 0)
			return -1;
		separate(c, i - first, to);
		s = n62_text(b, c->col, (uint32_t)i, &n);
		r = c->shape == TEXT_SUMS
			? text_put_sum(to, s, n, p->o->exact, false, err)
			: put_text(p, c, s, n, to, err);
		if (r < 0)
			return -1;
	}
	return n62_buf_reserve(to, p->fixed, err);
}

static int put_cell(const struct text_plan *p, const struct n62_block *b,
    const struct text_cell *c, uint32_t row, uint32_t element,
    struct n62_buf *to, struct n62_err *err)
{
	size_t first, last;

	text_range(c, row, &first, &last);
	if (c->shape == TEXT_COUNT) {
		to->len += n62_put_u64(
		    to->data + to->len, c->offsets[row + 1] - c->offsets[row]);
		return 0;
	}
	if (p->element_list >= 0 && c->list >= 0) {
		first = (size_t)element * c->length;
		last = first + c->length;
	}
	if (c->shape == TEXT_NUMBERS)
		return put_numbers(p, c, first, last, to, err);
	return put_texts(p, b, c, first, last, to, err);
}

/* A single number, whatever its column, is never quoted. */
static bool may_need_quotes(
    const struct text_plan *p, const struct text_cell *c)
{
	return p->o->format == N62_CSV &&
	       (c->shape == TEXT_TEXTS ||
		   (c->list >= 0 && p->element_list < 0));
}

int text_put_delimited(const struct text_plan *p, const struct n62_block *b,
    uint32_t row, uint32_t element, struct n62_buf *to, struct n62_err *err)
{
	char sep = p->o->format == N62_CSV ? ',' : '\t';

	if (n62_buf_reserve(to, p->fixed, err) < 0)
		return -1;
	for (int i = 0; i < p->ncells; i++) {
		const struct text_cell *c = &p->cells[i];
		size_t start;

		if (i > 0)
			to->data[to->len++] = sep;
		start = to->len;
		if (put_cell(p, b, c, row, element, to, err) < 0)
			return -1;
		if (may_need_quotes(p, c) &&
		    (quote(to, start, p->ncells == 1, err) < 0 ||
			n62_buf_reserve(to, p->fixed, err) < 0))
			return -1;
	}
	to->data[to->len++] = '\n';
	return 0;
}

int text_put_header(
    const struct text_plan *p, struct n62_buf *to, struct n62_err *err)
{
	const char *s = p->header.data, *end = s + p->header.len;

	while (p->o->format == N62_CSV) {
		const char *tab = memchr(s, '\t', (size_t)(end - s));
		size_t n = (size_t)((tab ? tab : end) - s), start = to->len;

		if (n62_buf_add(to, s, n, err) < 0 ||
		    quote(to, start, false, err) < 0)
			return -1;
		if (!tab)
			return n62_buf_add(to, "\n", 1, err);
		if (n62_buf_add(to, ",", 1, err) < 0)
			return -1;
		s = tab + 1;
	}
	if (n62_buf_add(to, s, (size_t)(end - s), err) < 0)
		return -1;
	return n62_buf_add(to, "\n", 1, err);
}
