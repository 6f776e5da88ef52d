/*
 * params.c - numbers with a name, a unit, a range and a source, that a text
 * defines and a user may change.
 */
#include <math.h>
#include <string.h>

#include "base/base.h"

static int get_text(struct n62_word w, const char **to, struct n62_arena *a,
    struct n62_err *err)
{
	if (w.n == 0)
		return n62_fail(err, N62_DATA,
		    "a parameter is NAME VALUE UNIT LOW HIGH SOURCE ABOUT");
	*to = n62_arena_text(a, w.at, w.n, err);
	return *to ? 0 : -1;
}

static int get_number(struct n62_word w, double *to, struct n62_err *err)
{
	if (n62_get_f64(w.at, w.n, to) < 0 || !isfinite(*to))
		return n62_fail(
		    err, N62_DATA, "'%.*s' is not a number", (int)w.n, w.at);
	return 0;
}

/* The index of a word of "A|B|C", or -1. */
static int choice_index(const char *choices, struct n62_word w)
{
	for (int i = 0;; i++) {
		size_t n = strcspn(choices, "|");

		if (n == w.n && memcmp(choices, w.at, n) == 0)
			return i;
		if (!choices[n])
			return -1;
		choices += n + 1;
	}
}

/* The value that a word gives to a parameter. */
static int get_value(
    struct n62_param *p, struct n62_word w, struct n62_err *err)
{
	bool bare = strcmp(p->unit, "1") == 0;
	double value;

	if (p->choices) {
		int i = choice_index(p->choices, w);

		if (i < 0)
			return n62_fail(err, N62_USAGE,
			    "%s can be %s, not '%.*s'", p->name, p->choices,
			    (int)w.n, w.at);
		p->value = i;
		return 0;
	}
	if (get_number(w, &value, err) < 0)
		return n62_fail_at(err, "%s", p->name);
	if (!(value >= p->low && value <= p->high))
		return n62_fail(err, N62_USAGE,
		    "%s can be %.9g to %.9g%s%s, not %.9g", p->name, p->low,
		    p->high, bare ? "" : " ", bare ? "" : p->unit, value);
	p->value = value;
	return 0;
}

static int get_range(struct n62_param *p, struct n62_line *l,
    struct n62_arena *a, struct n62_err *err)
{
	struct n62_word low, high;

	n62_next_word(l, &low);
	if (strcmp(p->unit, "choice") == 0) {
		p->unit = "1";
		return get_text(low, &p->choices, a, err);
	}
	n62_next_word(l, &high);
	if (get_number(low, &p->low, err) < 0)
		return -1;
	return get_number(high, &p->high, err);
}

static int next_text(struct n62_line *l, const char **to, struct n62_arena *a,
    struct n62_err *err)
{
	struct n62_word w;

	n62_next_word(l, &w);
	return get_text(w, to, a, err);
}

static int read_line(struct n62_param *p, struct n62_line l,
    struct n62_arena *a, struct n62_err *err)
{
	struct n62_word value;

	if (next_text(&l, &p->name, a, err) < 0)
		return -1;
	n62_next_word(&l, &value);
	if (next_text(&l, &p->unit, a, err) < 0 ||
	    get_range(p, &l, a, err) < 0 ||
	    next_text(&l, &p->source, a, err) < 0 ||
	    get_text(n62_rest(l), &p->about, a, err) < 0)
		return -1;
	return get_value(p, value, err);
}

static struct n62_param *find(const struct n62_params *p, struct n62_word name)
{
	for (size_t i = 0; i < p->n; i++)
		if (n62_word_is(name, p->v[i].name))
			return &p->v[i];
	return NULL;
}

static size_t count_lines(const char *text)
{
	size_t n = 1;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

/* Room for more parameters behind those that are there. */
static int grow(
    struct n62_params *p, size_t more, struct n62_arena *a, struct n62_err *err)
{
	struct n62_param *v;

	v = n62_arena_new(a, p->n + more, sizeof *v, err);
	if (!v)
		return -1;
	if (p->n > 0)
		memcpy(v, p->v, p->n * sizeof *v);
	p->v = v;
	return 0;
}

int n62_params_read(struct n62_params *p, const char *what, const char *text,
    struct n62_arena *a, struct n62_err *err)
{
	const char *end;

	if (grow(p, count_lines(text), a, err) < 0)
		return -1;
	for (unsigned line = 1; *text; line++, text = end + (*end != 0)) {
		struct n62_param *q = &p->v[p->n];
		struct n62_word all;

		end = text + strcspn(text, "\n");
		all = n62_rest((struct n62_line){ text, end });
		if (all.n == 0 || *all.at == '#')
			continue;
		if (read_line(q, (struct n62_line){ text, end }, a, err) < 0)
			return n62_fail_at(err, "%s: line %u", what, line);
		if (find(p, (struct n62_word){ q->name, strlen(q->name) }))
			return n62_fail(err, N62_DATA,
			    "%s: line %u: %s is defined twice", what, line,
			    q->name);
		p->n++;
	}
	return 0;
}

static int fail_unknown(
    const struct n62_params *p, struct n62_word name, struct n62_err *err)
{
	struct n62_arena a = { 0 };
	const char **names = n62_arena_new(&a, p->n + 1, sizeof *names, err);
	char *word = n62_arena_text(&a, name.at, name.n, err);
	const char *nearest;

	if (names && word) {
		for (size_t i = 0; i < p->n; i++)
			names[i] = p->v[i].name;
		nearest = n62_nearest(word, names);
		n62_fail(err, N62_USAGE, "there is no parameter '%s'%s%s%s",
		    word, nearest ? "; did you mean '" : "",
		    nearest ? nearest : "", nearest ? "'?" : "");
	}
	n62_arena_free(&a);
	return -1;
}

const struct n62_param *n62_params_find(
    const struct n62_params *p, const char *name, struct n62_err *err)
{
	struct n62_word w = { name, strlen(name) };
	const struct n62_param *q = find(p, w);

	if (!q)
		fail_unknown(p, w, err);
	return q;
}

int n62_params_set(
    struct n62_params *p, const char *assignment, struct n62_err *err)
{
	const char *equal = strchr(assignment, '=');
	struct n62_param *q;
	struct n62_word name;

	if (!equal)
		return n62_fail(
		    err, N62_USAGE, "'%s' is not NAME=VALUE", assignment);
	name = (struct n62_word){ assignment, (size_t)(equal - assignment) };
	q = find(p, name);
	if (!q)
		return fail_unknown(p, name, err);
	equal++;
	if (get_value(q, (struct n62_word){ equal, strlen(equal) }, err) == 0)
		return 0;
	/* the same in a text is a fault of the text */
	err->code = N62_USAGE;
	return -1;
}

int n62_params_get(const struct n62_params *p,
    const struct n62_param_slot *slots, void *to, struct n62_err *err)
{
	for (; slots->name; slots++) {
		const struct n62_param *q =
		    n62_params_find(p, slots->name, err);

		if (!q)
			return -1;
		memcpy((char *)to + slots->at, &q->value, sizeof q->value);
	}
	return 0;
}

static int print_choice(
    const struct n62_param *q, struct n62_buf *b, struct n62_err *err)
{
	const char *word = q->choices;

	for (int i = 0; i < (int)q->value; i++)
		word += strcspn(word, "|") + 1;
	return n62_buf_printf(b, err, "%s %.*s choice %s %s %s\n", q->name,
	    (int)strcspn(word, "|"), word, q->choices, q->source, q->about);
}

static int print_number(
    const struct n62_param *q, struct n62_buf *b, struct n62_err *err)
{
	char value[N62_NUMBER + 1];

	value[n62_put_f64(value, q->value)] = 0;
	return n62_buf_printf(b, err, "%s %s %s %g %g %s %s\n", q->name, value,
	    q->unit, q->low, q->high, q->source, q->about);
}

int n62_params_print(
    const struct n62_params *p, struct n62_buf *b, struct n62_err *err)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct n62_param *q = &p->v[i];

		if ((q->choices ? print_choice(q, b, err)
				: print_number(q, b, err)) < 0)
			return -1;
	}
	return 0;
}

int n62_params_out(
    const struct n62_params *p, const char *name, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int r = n62_params_print(p, &text, err);

	if (r == 0)
		r = n62_out_text(name, &text, err);
	n62_buf_free(&text);
	return r;
}
