/*
 * dump.c - an event word by word: where it is, its bits, and what each of
 * its fields is.
 */
#include <string.h>

#include "raw/private.h"
#include "raw/walk.h"

struct dump {
	const unsigned char *p;
	uint64_t offset;
	struct n62_buf *b;
	struct n62_err *err;
	size_t before; /* byte of the word printed last, + 1 */
	int source, board;
};

/* A line when another source or block begins. */
static int put_place(struct dump *t, const struct raw_spot *s)
{
	const char *name;

	if (s->source == t->source && s->board == t->board)
		return 0;
	t->source = s->source;
	t->board = s->board;
	if (s->source < 0)
		return n62_buf_printf(t->b, t->err, "\n");
	name = n62_raw_source_name((unsigned)s->source);
	if (n62_buf_printf(t->b, t->err, "\n%s (0x%02x)",
		name ? name : "unknown source", (unsigned)s->source) < 0)
		return -1;
	if (s->board >= 0 &&
	    n62_buf_printf(t->b, t->err, ", board %d", s->board) < 0)
		return -1;
	return n62_buf_printf(t->b, t->err, "\n");
}

/* "   byte  bits      structure" */
static int put_word(struct dump *t, const struct raw_spot *s, size_t at)
{
	const unsigned char *p = t->p + at;
	unsigned long long place = t->offset + at;

	if (t->before == at + 1)
		return n62_buf_printf(
		    t->b, t->err, "%18s  %s", "", s->layout->name);
	t->before = at + 1;
	if (s->half)
		return n62_buf_printf(t->b, t->err, "%8llx      %02x%02x  %s",
		    place, p[1], p[0], s->layout->name);
	return n62_buf_printf(t->b, t->err, "%8llx  %08lx  %s", place,
	    (unsigned long)raw_word(p, 0), s->layout->name);
}

static int put_text(struct dump *t, uint32_t word, bool high_first)
{
	char text[4];

	for (int i = 0; i < 4; i++) {
		unsigned c = word >> (high_first ? 24 - 8 * i : 8 * i) & 0xff;

		text[i] = c >= 32 && c < 127 ? (char)c : '.';
	}
	return n62_buf_printf(t->b, t->err, " \"%.4s\"", text);
}

/* A number that is not unsigned; next is the word behind value. */
static int put_number(struct dump *t, const struct n62_raw_field *f,
    uint32_t value, uint32_t next)
{
	uint64_t both = value | (uint64_t)next << 32;
	double wide;
	float real;
	uint32_t sign = (uint32_t)1 << (f->bits - 1);

	switch (f->number) {
	case N62_RAW_SINGLE:
		memcpy(&real, &value, sizeof real);
		return n62_buf_printf(t->b, t->err, "=%g", (double)real);
	case N62_RAW_DOUBLE:
		memcpy(&wide, &both, sizeof wide);
		return n62_buf_printf(t->b, t->err, "=%g", wide);
	case N62_RAW_SIGNED:
		return n62_buf_printf(t->b, t->err, "=%ld",
		    (long)(value & ~sign) - (long)(value & sign));
	default:
		return put_text(t, value, f->number == N62_RAW_TEXT_HIGH);
	}
}

/* "name[i]=value" of the word at p. */
static int put_value(struct dump *t, const struct n62_raw_field *f,
    const unsigned char *p, uint32_t word, unsigned i)
{
	uint32_t value = raw_of(f, word);

	if (n62_buf_printf(t->b, t->err, " %s", f->name) < 0)
		return -1;
	if (f->times > 0 && f->names &&
	    n62_buf_printf(t->b, t->err, "[%s]", f->names[i]) < 0)
		return -1;
	if (f->times > 0 && !f->names &&
	    n62_buf_printf(t->b, t->err, "[%u]", i) < 0)
		return -1;
	if (f->number != N62_RAW_UNSIGNED)
		return put_number(t, f, value,
		    f->number == N62_RAW_DOUBLE ? raw_word(p, 1) : 0);
	return n62_buf_printf(t->b, t->err, "=%lu", (unsigned long)value);
}

/* Which copy of the field is in this word; -1: none. */
static int copy_in(const struct n62_raw_field *f, uint32_t word)
{
	uint32_t i;

	if (word < f->word)
		return -1;
	if (f->times == 0)
		return word == f->word ? 0 : -1;
	i = (word - f->word) / f->stride;
	return i < f->times && f->word + i * f->stride == word ? (int)i : -1;
}

/* The fields of one word, and the meaning of them when there is but one. */
static int put_fields(struct dump *t, const struct raw_spot *s, uint32_t word)
{
	const struct n62_raw_layout *l = s->layout;
	const unsigned char *p = t->p + s->at + 4 * (size_t)word;
	uint32_t bits =
	    s->half ? (uint32_t)p[0] | (uint32_t)p[1] << 8 : raw_word(p, 0);
	const char *text = NULL;
	int n = 0;

	for (unsigned i = 0; i < l->nfields; i++) {
		const struct n62_raw_field *f = &l->fields[i];
		int copy = copy_in(f, word);

		if (copy < 0)
			continue;
		text = f->text;
		n++;
		if (put_value(t, f, p, bits, (unsigned)copy) < 0)
			return -1;
	}
	if (n == 1 && n62_buf_printf(t->b, t->err, "  (%s)", text) < 0)
		return -1;
	return n62_buf_printf(t->b, t->err, "\n");
}

static int see(void *what, const struct raw_spot *s)
{
	struct dump *t = what;

	if (put_place(t, s) < 0)
		return -1;
	for (uint32_t i = s->from; i < s->to || (s->half && i == 0); i++)
		if (put_word(t, s, s->at + 4 * (size_t)i) < 0 ||
		    put_fields(t, s, i) < 0)
			return -1;
	return 0;
}

int n62_raw_dump(const void *bytes, size_t n, uint64_t offset,
    struct n62_buf *b, struct n62_err *err)
{
	struct dump t = { bytes, offset, b, err, 0, -1, -1 };

	return raw_walk(bytes, n, see, &t);
}
