/*
 * answer.c - all that is asked of one experiment: limit, band, significance,
 * in events and as a branching ratio; and what there is to say about it.
 */
#include <math.h>
#include <string.h>

#include "private.h"

int n62_answer(const struct n62_question *q, bool banded, struct n62_answer *a,
    struct n62_err *err)
{
	struct n62_count c = q->c;
	double log_p;

	if (!isnan(q->ses)) {
		if (!(q->ses > 0 && isfinite(q->ses)))
			return n62_fail(err, N62_DATA,
			    "the single event sensitivity is %g, not above 0",
			    q->ses);
		c.e_sigma = q->ses_sigma / q->ses;
	}
	if (c.b_shape == N62_GAUSS && c.b_up != c.b_down)
		c.b_shape = N62_HALVES;
	if (stats_limit_p0(q->method, &c, &a->limit, banded ? a->band : NULL,
		&log_p, err) < 0)
		return -1;
	a->count = c;
	a->banded = banded;
	a->p0 = exp(log_p);
	a->z = n62_normal_z(log_p - (q->two_sided ? log(2) : 0));
	return 0;
}

/* Whether one of few is too few for a normal distribution. */
static bool few(const struct n62_count *c)
{
	return c->n < 10 || c->b < 10;
}

const char *n62_remark(enum n62_method m, const struct n62_count *c)
{
	bool errors = c->b_up > 0 || c->e_sigma > 0;

	switch (m) {
	case N62_ASYMPTOTIC:
		return few(c) ? "not valid: n or b is below 10"
			      : "approximation for many events";
	case N62_FC:
	case N62_FC_RAW:
		return errors ? "two-sided; leaves the errors out"
			      : "two-sided";
	case N62_GARWOOD:
		return errors ? "central; leaves the errors out; may be empty"
			      : "central; may be empty";
	case N62_CLSB:
	case N62_COUSINS_HIGHLAND:
		return "may be empty; excludes where nothing is measured";
	case N62_RLC:
		return few(c) ? "two-sided; covers too little for few events"
			      : "two-sided";
	case N62_CLS_PROFILE:
		return c->e_sigma > 0 ? "leaves the error of the sensitivity "
					"out; b as a control count"
				      : "b as a control count";
	case N62_JEFFREYS:
		return "covers too little for few events and little b";
	default:
		return "valid";
	}
}
