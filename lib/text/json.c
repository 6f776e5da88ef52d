/*
 * json.c - rows as JSON lines (RFC 8259): one object for each row, a list as
 * an array of objects.
 */
#include "text/private.h"

#include <string.h>

/* Writes one character inside a string; returns how many bytes it took. */
static size_t put_char(char *to, char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char plain[] = "\"\\\n\t\r", letter[] = "\"\\ntr";
	const char *found = c ? strchr(plain, c) : NULL;

	if (found) {
		to[0] = '\\';
		to[1] = letter[found - plain];
		return 2;
	}
	if ((unsigned char)c >= 0x20) {
		to[0] = c;
		return 1;
	}
	memcpy(to, "\\u00", 4);
	to[4] = hex[(unsigned char)c >> 4];
	to[5] = hex[c & 15];
	return 6;
}

int text_json_string(
    struct n62_buf *to, const char *s, size_t n, struct n62_err *err)
{
	if (n62_buf_reserve(to, 6 * n + 2, err) < 0)
		return -1;
	to->data[to->len++] = '"';
	for (size_t i = 0; i < n; i++)
		to->len += put_char(to->data + to->len, s[i]);
	to->data[to->len++] = '"';
	return 0;
}

/* Names need no escapes. */
static int put_key(struct n62_buf *to, const char *name, struct n62_err *err)
{
	size_t n = strlen(name);
	char *p;

	if (n62_buf_reserve(to, n + 3, err) < 0)
		return -1;
	p = to->data + to->len;
	*p++ = '"';
	memcpy(p, name, n);
	p[n] = '"';
	p[n + 1] = ':';
	to->len += n + 3;
	return 0;
}

static int put_value(const struct n62_block *b, const struct text_cell *c,
    size_t i, struct n62_buf *to, struct n62_err *err)
{
	const char *s;
	size_t n;

	if (c->shape == TEXT_NUMBERS) {
		if (n62_buf_reserve(to, N62_NUMBER, err) < 0)
			return -1;
		to->len += text_put_json_number(
		    to->data + to->len, c->type, c->values, i);
		return 0;
	}
	s = n62_text(b, c->col, (uint32_t)i, &n);
	if (c->shape == TEXT_SUMS)
		return text_put_sum(to, s, n, false, true, err);
	return text_json_string(to, s, n, err);
}

/* An entry of a column: a value, or an array of them. */
static int put_entry(const struct n62_block *b, const struct text_cell *c,
    size_t entry, struct n62_buf *to, struct n62_err *err)
{
	size_t first = entry * c->length;

	if (c->length == 1)
		return put_value(b, c, first, to, err);
	for (size_t i = 0; i < c->length; i++)
		if (n62_buf_add(to, i ? "," : "[", 1, err) < 0 ||
		    put_value(b, c, first + i, to, err) < 0)
			return -1;
	return n62_buf_add(to, "]", 1, err);
}

/* One element of a list as an object of the n columns at c. */
static int put_element(const struct n62_block *b, const struct text_cell *c,
    int n, size_t element, struct n62_buf *to, struct n62_err *err)
{
	for (int i = 0; i < n; i++)
		if (n62_buf_add(to, i ? "," : "{", 1, err) < 0 ||
		    put_key(to, c[i].name, err) < 0 ||
		    put_entry(b, &c[i], element, to, err) < 0)
			return -1;
	return n62_buf_add(to, "}", 1, err);
}

static int put_list(const struct text_plan *p, const struct n62_block *b,
    const struct text_cell *c, int n, uint32_t row, uint32_t element,
    struct n62_buf *to, struct n62_err *err)
{
	uint32_t first = c->offsets[row], last = c->offsets[row + 1];

	if (c->shape == TEXT_COUNT) {
		if (n62_buf_reserve(to, N62_NUMBER, err) < 0)
			return -1;
		to->len += n62_put_u64(to->data + to->len, last - first);
		return 0;
	}
	if (p->element_list >= 0)
		return put_element(b, c, n, element, to, err);
	if (n62_buf_add(to, "[", 1, err) < 0)
		return -1;
	for (uint32_t i = first; i < last; i++)
		if ((i > first && n62_buf_add(to, ",", 1, err) < 0) ||
		    put_element(b, c, n, i, to, err) < 0)
			return -1;
	return n62_buf_add(to, "]", 1, err);
}

/* How many cells from c on are columns of the same list. */
static int group_size(const struct text_plan *p, const struct text_cell *c)
{
	const struct text_cell *end = p->cells + p->ncells;
	int n = 1;

	while (c + n < end && c->list >= 0 && c[n].list == c->list)
		n++;
	return n;
}

static int put_row(const struct text_plan *p, const struct n62_block *b,
    uint32_t row, uint32_t element, struct n62_buf *to, struct n62_err *err)
{
	for (int i = 0, n; i < p->ncells; i += n) {
		const struct text_cell *c = &p->cells[i];
		int r;

		n = group_size(p, c);
		if (n62_buf_add(to, i ? "," : "{", 1, err) < 0 ||
		    put_key(to, c->list < 0 ? c->name : c->list_name, err) < 0)
			return -1;
		r = c->list < 0 ? put_entry(b, c, row, to, err)
				: put_list(p, b, c, n, row, element, to, err);
		if (r < 0)
			return -1;
	}
	return n62_buf_add(to, "}", 1, err);
}

int text_put_json(const struct text_plan *p, const struct n62_block *b,
    uint32_t row, uint32_t element, struct n62_buf *to, struct n62_err *err)
{
	bool named = p->o->ntables > 1;

	if (named && (n62_buf_add(to, "{", 1, err) < 0 ||
			 put_key(to, p->table, err) < 0))
		return -1;
	if (put_row(p, b, row, element, to, err) < 0)
		return -1;
	return named ? n62_buf_add(to, "}\n", 2, err)
		     : n62_buf_add(to, "\n", 1, err);
}
