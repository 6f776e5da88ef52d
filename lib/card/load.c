/*
 * load.c - where cards come from: those that are compiled in, and files.
 */
#include <string.h>

#include "card/private.h"

enum {
	MOST_CARDS = 100,
	SUFFIX = 4 /* ".txt" */
};

/* The name of a card without the suffix of its text. */
static bool is_name(const struct n62_builtin *b, const char *name)
{
	size_t n = strlen(b->name) - SUFFIX;

	return strlen(name) == n && memcmp(b->name, name, n) == 0;
}

const struct n62_builtin *n62_card_builtin(
    const char *name, struct n62_err *err)
{
	const char *names[MOST_CARDS + 1] = { 0 };
	struct n62_arena a = { 0 };
	const char *near;
	int n = 0;

	for (const struct n62_builtin *b = card_builtin; b->name; b++)
		if (is_name(b, name))
			return b;
	for (const struct n62_builtin *b = card_builtin;
	     b->name && n < MOST_CARDS; b++) {
		names[n] =
		    n62_arena_text(&a, b->name, strlen(b->name) - SUFFIX, err);
		if (!names[n++])
			goto out;
	}
	near = n62_nearest(name, names);
	n62_fail(err, N62_USAGE, "no card is called '%.80s'%s%s%s", name,
	    near ? "; did you mean '" : "; --list-cards has all",
	    near ? near : "", near ? "'?" : "");
out:
	n62_arena_free(&a);
	return NULL;
}

static struct n62_card *read_file(const char *name, struct n62_err *err)
{
	struct n62_in in = { .fd = -1 };
	struct n62_buf text = { 0 };
	struct n62_card *c = NULL;
	ssize_t n;

	/* One byte more than allowed tells that there is more. */
	if (n62_in_open(&in, name, err) < 0 ||
	    n62_buf_reserve(&text, N62_CARD_BYTES + 1, err) < 0)
		goto out;
	n = n62_in_read(&in, text.data, N62_CARD_BYTES + 1, err);
	if (n >= 0)
		c = n62_card_parse(text.data, (size_t)n, name, err);
out:
	n62_in_free(&in);
	n62_buf_free(&text);
	return c;
}

struct n62_card *n62_card_read(const char *name, struct n62_err *err)
{
	const struct n62_builtin *b;
	struct n62_err unknown = { 0 };

	/* A path, or something with a suffix, is a file. */
	if (strpbrk(name, "/."))
		return read_file(name, err);
	b = n62_card_builtin(name, &unknown);
	if (b)
		return n62_card_parse(b->text, b->size, name, err);
	*err = unknown;
	return NULL;
}

int n62_card_list(struct n62_buf *out, struct n62_err *err)
{
	for (const struct n62_builtin *b = card_builtin; b->name; b++) {
		int width = (int)strlen(b->name) - SUFFIX;
		struct n62_card *c =
		    n62_card_parse(b->text, b->size, b->name, err);
		int r;

		if (!c)
			return -1;
		r = n62_buf_printf(out, err, "%.*s%*s  %s\n", width, b->name,
		    width < 16 ? 16 - width : 0, "",
		    c->title ? c->title : c->channel);
		n62_card_free(c);
		if (r < 0)
			return -1;
	}
	return 0;
}
