/*
 * asymptotic.c - CLs by the asymptotic distribution of q-tilde (G. Cowan, K.
 * Cranmer, E. Gross, O. Vitells, Eur. Phys. J. C 71 (2011) 1554, section
 * 3.7), with the profile likelihood of rolke.c.
 */
#include <math.h>

#include "private.h"

/* q-tilde at s: 0 for s below the best one, which is not below 0. */
static double q_tilde(const struct n62_rolke *m, double s)
{
	double best = m->n - m->b, q;

	if (s <= best)
		return 0;
	q = n62_rolke_profile(m, s);
	if (best < 0)
		q -= n62_rolke_profile(m, 0);
	return fmax(q, 0);
}

/* ln CLs at s. */
static double log_cls(
    const struct n62_rolke *data, const struct n62_rolke *asimov, double s)
{
	double q = q_tilde(data, s), qa = q_tilde(asimov, s);
	double r = sqrt(q), ra = sqrt(qa);

	if (q <= qa || ra == 0)
		return n62_normal_log_below(-r) - n62_normal_log_below(ra - r);
	return n62_normal_log_below(-(q + qa) / (2 * ra)) -
	       n62_normal_log_below(-(q - qa) / (2 * ra));
}

/* The s at which f(ctx, s) falls to 0. */
static double bisect(
    double (*f)(const void *ctx, double s), const void *ctx, double step)
{
	double lo = 0, hi = step;

	for (int i = 0; i < 200 && f(ctx, hi) > 0; i++) {
		lo = hi;
		hi *= 2;
	}
	for (int i = 0; i < 200; i++) {
		double mid = 0.5 * (lo + hi);

		if (mid == lo || mid == hi)
			break;
		*(f(ctx, mid) > 0 ? &lo : &hi) = mid;
	}
	return 0.5 * (lo + hi);
}

struct observed {
	struct n62_rolke data, asimov;
	double log_alpha;
};

static double observed_rest(const void *ctx, double s)
{
	const struct observed *o = ctx;

	return log_cls(&o->data, &o->asimov, s) - o->log_alpha;
}

struct expected {
	struct n62_rolke asimov;
	double root; /* of q-tilde of the Asimov data at the limit */
};

static double expected_rest(const void *ctx, double s)
{
	const struct expected *e = ctx;

	return e->root - sqrt(q_tilde(&e->asimov, s));
}

void stats_asymptotic(
    const struct n62_count *c, struct n62_interval *limit, double band[5])
{
	double alpha = 1 - c->cl, step = sqrt(c->b + (double)c->n + 1);
	struct observed o = { .log_alpha = log(alpha) };
	struct expected e;

	stats_rolke_model(c, (double)c->n, &o.data);
	stats_rolke_model(c, c->b, &o.asimov);
	limit->upper = bisect(observed_rest, &o, step);
	if (!band)
		return;
	e.asimov = o.asimov;
	for (int i = 0; i < 5; i++) {
		double z = i - 2;

		e.root =
		    z + n62_normal_z(o.log_alpha + n62_normal_log_below(z));
		band[i] = bisect(expected_rest, &e, step);
	}
}
