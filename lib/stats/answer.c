/*
 * answer.c - all that is asked of one experiment: limit, band, significance,
 * in events and as a branching ratio; and what there is to say about it.
 */
#include <math.h>
#include <string.h>

#include "private.h"

/* The relative error of the efficiency: with the binomial model alone, or of
 * all that has one. */
static void spread_efficiency(const struct n62_question *q,
    const struct n62_answer *a, struct n62_count *c)
{
	double other = 0, r = 0;

	if (q->efficiency.value > 0)
		r = q->efficiency.sigma / q->efficiency.value;
	if (!isnan(a->ses))
		other = a->ses_sigma / a->ses;
	if (q->tried > 0 && other == 0) {
		c->passed = q->passed;
		c->tried = q->tried;
	}
	if (!isnan(a->ses) || r > 0)
		c->e_sigma = r > 0 ? sqrt(r * r + other * other) : other;
}

int stats_prepare(const struct n62_question *q, struct n62_count *c,
    struct n62_answer *a, struct n62_err *err)
{
	*c = q->c;
	if (stats_sensitivity(q, a, err) < 0)
		return -1;
	spread_efficiency(q, a, c);
	if (c->b_shape == N62_GAUSS && c->b_up != c->b_down)
		c->b_shape = N62_HALVES;
	return 0;
}

int n62_answer(const struct n62_question *q, bool banded, struct n62_answer *a,
    struct n62_err *err)
{
	double e = q->efficiency.value > 0 ? q->efficiency.value : 1;

	if (stats_prepare(q, &a->count, a, err) < 0 ||
	    stats_limit_p0(q->method, &a->count, &a->limit,
		banded ? a->band : NULL, &a->log_p0, err) < 0)
		return -1;
	a->limit.lower /= e;
	a->limit.upper /= e;
	for (int i = 0; banded && i < 5; i++)
		a->band[i] /= e;
	a->banded = banded;
	a->p0 = exp(a->log_p0);
	a->z = n62_normal_z(a->log_p0 - (q->two_sided ? log(2) : 0));
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
		return !errors || stats_fc_exact(c)
			   ? "two-sided"
			   : "two-sided; normal distributions for many events";
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
		return "b as a control count";
	case N62_JEFFREYS:
		return "covers too little for few events and little b";
	default:
		return "valid";
	}
}
