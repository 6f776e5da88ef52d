/*
 * ask.c - a question as options and cards write it.
 */
#include <math.h>
#include <string.h>

#include "private.h"

static enum n62_shape shape_of(const char *name)
{
	if (strcmp(name, "gauss") == 0)
		return N62_GAUSS;
	if (strcmp(name, "lognormal") == 0)
		return N62_LOGNORMAL;
	return strcmp(name, "gamma") == 0 ? N62_GAMMA : N62_KNOWN;
}

static int read_ses(
    const char *text, struct n62_question *q, struct n62_err *err)
{
	double down;

	q->ses = NAN;
	if (!text)
		return 0;
	if (n62_measured(text, &q->ses, &q->ses_sigma, &down, err) < 0)
		return n62_fail_at(err, "--ses");
	if (down != q->ses_sigma)
		return n62_fail(err, N62_USAGE,
		    "--ses: its error must be symmetric, not %s", text);
	return 0;
}

/* "Y/TAU": Y events where TAU b are expected. */
static int read_control(
    const char *text, struct n62_count *c, struct n62_err *err)
{
	const char *slash = strchr(text, '/');

	if (!slash ||
	    n62_get_f64(text, (size_t)(slash - text), &c->control) < 0 ||
	    n62_get_f64(slash + 1, strlen(slash + 1), &c->tau) < 0)
		return n62_fail(err, N62_DATA,
		    "--control: %s is not such as 5/2.5, events over the size "
		    "of their region",
		    text);
	if (n62_count_control(c, err) < 0)
		return n62_fail_at(err, "--control");
	return 0;
}

/* "0.85+-0.03", or "85/100": of so many tried. */
static int read_efficiency(
    const char *text, struct n62_question *q, struct n62_err *err)
{
	const char *slash = strchr(text, '/');
	double p;

	if (!slash)
		return n62_product_read(text, &q->efficiency, err);
	if (n62_get_f64(text, (size_t)(slash - text), &q->passed) < 0 ||
	    n62_get_f64(slash + 1, strlen(slash + 1), &q->tried) < 0 ||
	    !(q->passed > 0 && q->passed <= q->tried && q->tried <= 1e15))
		return n62_fail(err, N62_DATA,
		    "%s is not such as 85/100, of which none is 0", text);
	p = q->passed / q->tried;
	q->efficiency = (struct n62_value){ p, sqrt(p * (1 - p) / q->tried) };
	return 0;
}

static int read_physics(const struct n62_question_text *o,
    struct n62_question *q, struct n62_err *err)
{
	q->acceptance = (struct n62_value){ 1, 0 };
	q->efficiency = (struct n62_value){ 1, 0 };
	q->mass = o->mass;
	q->trials = o->trials;
	if (!(o->trials == 0 || (o->trials >= 1 && o->trials <= 1e15)))
		return n62_fail(err, N62_DATA,
		    "--trials: %.10g places, not at least 1", o->trials);
	if (o->norm && o->ses)
		return n62_fail(
		    err, N62_USAGE, "give either --ses or --norm, not both");
	if (o->acceptance && !o->norm)
		return n62_fail(err, N62_USAGE, "--acceptance needs --norm");
	if (o->norm && n62_norm_read(o->norm, &q->norm, err) < 0)
		return n62_fail_at(err, "--norm");
	if (o->acceptance &&
	    n62_product_read(o->acceptance, &q->acceptance, err) < 0)
		return n62_fail_at(err, "--acceptance");
	if (o->efficiency && read_efficiency(o->efficiency, q, err) < 0)
		return n62_fail_at(err, "--efficiency");
	return o->hnl ? n62_question_hnl(q, o->hnl, err) : 0;
}

int n62_question_read(const struct n62_question_text *o, struct n62_question *q,
    struct n62_err *err)
{
	*q = (struct n62_question){ .two_sided = o->two_sided };
	if (o->method && n62_method_read(o->method, &q->method, err) < 0)
		return -1;
	q->c = (struct n62_count){ .cl = o->cl,
		.power = o->power,
		.bounded = o->bounded,
		.b_shape = shape_of(o->shape),
		.e_shape = shape_of(o->ses_shape) };
	if (o->background && n62_measured(o->background, &q->c.b, &q->c.b_up,
				 &q->c.b_down, err) < 0)
		return n62_fail_at(err, "--background");
	if (o->background && o->control)
		return n62_fail(err, N62_USAGE,
		    "give either --background or --control, not both");
	if (q->c.b_up != q->c.b_down && q->c.b_shape != N62_GAUSS)
		return n62_fail(err, N62_USAGE,
		    "--background: asymmetric errors go with --shape gauss");
	if (o->events && n62_get_i64(o->events, strlen(o->events), &q->c.n) < 0)
		return n62_fail(err, N62_DATA,
		    "--events: %s is not a whole number", o->events);
	if (o->control && read_control(o->control, &q->c, err) < 0)
		return -1;
	if (read_ses(o->ses, q, err) < 0)
		return -1;
	return read_physics(o, q, err);
}

/* ---- lists ---------------------------------------------------------- */

static int count_items(const char *text)
{
	int n = 1;

	for (; *text; text++)
		n += *text == ',';
	return n;
}

/* Item i of a list, or its only one; texts are cut where they are. */
static const char *item(char *copy, int i)
{
	bool one = count_items(copy) == 1;

	for (; i > 0 && !one; i--)
		copy += strcspn(copy, ",") + 1;
	copy[strcspn(copy, ",")] = 0;
	return copy;
}

enum {
	LISTS = 6,
	LONGEST = 1000
};

/* Question i of n. */
static int read_one(const struct n62_question_text *o, int i, int n,
    struct n62_question *q, struct n62_err *err)
{
	struct n62_question_text one = *o;
	const char **list[LISTS] = { &one.events, &one.background, &one.ses,
		&one.acceptance, &one.control, &one.efficiency };
	char copy[LISTS][LONGEST];

	for (int k = 0; k < LISTS; k++) {
		const char *text = *list[k];
		int m = text ? count_items(text) : 1;

		if (!text)
			continue;
		if ((m != 1 && m != n) || strlen(text) >= LONGEST)
			return n62_fail(err, N62_USAGE,
			    "%s has %d items, --events %d", text, m, n);
		memcpy(copy[k], text, strlen(text) + 1);
		*list[k] = item(copy[k], i);
	}
	return n62_question_read(&one, q, err);
}

int n62_questions_read(const struct n62_question_text *o,
    struct n62_question q[16], struct n62_err *err)
{
	int n = count_items(o->events);

	if (n > STATS_EXPERIMENTS)
		return n62_fail(err, N62_USAGE,
		    "--events has %d items, more than %d", n,
		    STATS_EXPERIMENTS);
	for (int i = 0; i < n; i++)
		if (read_one(o, i, n, &q[i], err) < 0)
			return -1;
	return n;
}
