/*
 * fields.c - the values of a mapping, by a table of the keys that it may have
 * with the place and the kind of each value.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "card/private.h"

enum {
	MOST_KEYS = 16
};

int card_say(const struct card_reader *r, const struct card_node *n,
    const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return card_fail(r->err, r->what, n->line, "%s", text);
}

/* Without blanks, and without a percent sign at the end, which is said. */
static int squeeze(const char *from, char *to, size_t size, bool *percent)
{
	size_t n = 0;

	for (; *from; from++) {
		if (*from == ' ' || *from == '\t')
			continue;
		if (n + 1 == size)
			return -1;
		to[n++] = *from;
	}
	*percent = n > 1 && to[n - 1] == '%';
	to[n - *percent] = 0;
	return 0;
}

int card_number(const char *text, struct n62_card_number *v)
{
	struct n62_err ignored = { 0 };
	double unit = 1;
	char bare[100];
	bool percent;

	if (squeeze(text, bare, sizeof bare, &percent) < 0 ||
	    n62_measured(bare, &v->value, &v->up, &v->down, &ignored) < 0)
		return -1;
	if (percent)
		unit = 0.01;
	v->value *= unit;
	v->up *= unit;
	v->down *= unit;
	v->given = true;
	return isfinite(v->value) && isfinite(v->up) && isfinite(v->down) &&
		       v->up >= 0 && v->down >= 0
		   ? 0
		   : -1;
}

static int read_number(const struct card_reader *r, const struct card_node *n,
    struct n62_card_number *v)
{
	if (card_number(n->text, v) == 0)
		return 0;
	return card_say(r, n,
	    "%s is '%.40s', not a number such as 0.26, 0.26 +- 0.04, "
	    "7.0 +1.1 -0.8 or 1.4 %%",
	    n->key, n->text);
}

int card_real(
    const struct card_reader *r, const struct card_node *n, double *to)
{
	struct n62_card_number v;

	if (read_number(r, n, &v) < 0)
		return -1;
	if (v.up > 0 || v.down > 0)
		return card_say(r, n, "%s has no error", n->key);
	*to = v.value;
	return 0;
}

static int read_shape(
    const struct card_reader *r, const struct card_node *n, enum n62_shape *to)
{
	static const char *const names[] = { "known", "gauss", "lognormal",
		"gamma" };

	for (int i = 0; i < 4; i++)
		if (strcmp(n->text, names[i]) == 0) {
			*to = (enum n62_shape)i;
			return 0;
		}
	return card_say(r, n,
	    "%s is '%.40s', not gauss, lognormal, gamma or known", n->key,
	    n->text);
}

static int read_value(const struct card_reader *r, const struct card_node *n,
    const struct card_key *k, void *object)
{
	void *to = (char *)object + k->at;

	if (k->kind == CARD_KEY_NODE) {
		*(const struct card_node **)to = n;
		return 0;
	}
	if (n->kind != CARD_TEXT)
		return card_say(r, n, "%s must be one value", n->key);
	switch (k->kind) {
	case CARD_KEY_NUMBER:
		return read_number(r, n, to);
	case CARD_KEY_REAL:
		return card_real(r, n, to);
	case CARD_KEY_SHAPE:
		return read_shape(r, n, to);
	default:
		if (strchr(n->text, '\n') || !*n->text)
			return card_say(r, n, "%s must be one line", n->key);
		*(const char **)to = n->text;
		return 0;
	}
}

static int unknown_key(const struct card_reader *r, const struct card_node *n,
    const struct card_key *keys)
{
	const char *names[MOST_KEYS + 1] = { 0 };
	const char *near;

	for (int i = 0; keys[i].name; i++)
		names[i] = keys[i].name;
	near = n62_nearest(n->key, names);
	return card_fail(r->err, r->what, n->key_line,
	    "unknown key '%.40s'%s%s%s", n->key, near ? "; did you mean '" : "",
	    near ? near : "", near ? "'?" : "");
}

int card_read(const struct card_reader *r, const struct card_node *map,
    const char *name, const struct card_key *keys, void *object)
{
	if (map->kind != CARD_MAP)
		return card_say(r, map, "%s must be keys with values", name);
	for (const struct card_node *n = map->first; n; n = n->next) {
		const struct card_key *k = keys;

		while (k->name && strcmp(k->name, n->key) != 0)
			k++;
		if (!k->name)
			return unknown_key(r, n, keys);
		if (read_value(r, n, k, object) < 0)
			return -1;
	}
	return 0;
}
