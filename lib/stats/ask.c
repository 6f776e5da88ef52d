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

int n62_question_read(const struct n62_question_text *o, struct n62_question *q,
    struct n62_err *err)
{
	*q = (struct n62_question){ .two_sided = o->two_sided };
	if (n62_method_read(o->method, &q->method, err) < 0)
		return -1;
	q->c = (struct n62_count){ .cl = o->cl,
		.power = o->power,
		.bounded = o->bounded,
		.b_shape = shape_of(o->shape),
		.e_shape = shape_of(o->ses_shape) };
	if (o->background && n62_measured(o->background, &q->c.b, &q->c.b_up,
				 &q->c.b_down, err) < 0)
		return n62_fail_at(err, "--background");
	if (q->c.b_up != q->c.b_down && q->c.b_shape != N62_GAUSS)
		return n62_fail(err, N62_USAGE,
		    "--background: asymmetric errors go with --shape gauss");
	if (o->events && n62_get_i64(o->events, strlen(o->events), &q->c.n) < 0)
		return n62_fail(err, N62_DATA,
		    "--events: %s is not a whole number", o->events);
	return read_ses(o->ses, q, err);
}
