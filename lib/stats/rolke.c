/*
 * rolke.c - the profile likelihood of Rolke, Lopez and Conrad, all models.
 *
 * With r = n / (e s + b) - 1 at the best nuisances, the equations of all of
 * them are explicit in r: b + sigma^2 r, y / (tau - r), e + sigma^2 s r, and
 * a quadratic one. So the profile is the root of one rising function of r,
 * whatever the model, and the derivative of ln L in s is r e.
 */
#include <math.h>

#include "private.h"

void stats_rolke_model(const struct n62_count *c, double n, struct n62_rolke *m)
{
	*m = (struct n62_rolke){ .n = n, .b = c->b, .e = 1 };
	if (c->b_up > 0 &&
	    (c->b_shape == N62_GAMMA || c->b_shape == N62_CONTROL)) {
		m->b_kind = N62_ROLKE_COUNT;
		stats_control(c, &m->y, &m->tau);
	} else if (c->b_up > 0 && c->b_shape != N62_KNOWN) {
		m->b_kind = N62_ROLKE_GAUSS;
		m->b_sigma = 0.5 * (c->b_up + c->b_down);
	}
	if (c->tried > 0) {
		m->e_kind = N62_ROLKE_COUNT;
		m->z = c->passed;
		m->m = c->tried;
	} else if (c->e_sigma > 0) {
		m->e_kind = N62_ROLKE_GAUSS;
		m->e_sigma = c->e_sigma;
	}
}

struct fit {
	double r, b, e;
};

static double b_at(const struct n62_rolke *m, double r)
{
	switch (m->b_kind) {
	case N62_ROLKE_GAUSS:
		return fmax(m->b + m->b_sigma * m->b_sigma * r, 0);
	case N62_ROLKE_COUNT:
		return m->y > 0 ? m->y / (m->tau - r) : 0;
	default:
		return m->b;
	}
}

static double e_at(const struct n62_rolke *m, double s, double r)
{
	double sr = s * r, half, root;

	switch (m->e_kind) {
	case N62_ROLKE_GAUSS:
		return fmax(m->e + m->e_sigma * m->e_sigma * sr, 0);
	case N62_ROLKE_COUNT:
		/* sr e^2 + (m - sr) e - z = 0 */
		half = m->m - sr;
		root = sqrt(half * half + 4 * sr * m->z);
		return half > 0 ? 2 * m->z / (half + root)
				: (root - half) / (2 * sr);
	default:
		return m->e;
	}
}

static void fit_at(const struct n62_rolke *m, double s, double r, struct fit *f)
{
	f->r = r;
	f->b = b_at(m, r);
	f->e = e_at(m, s, r);
}

/* The best nuisances at s. */
static void fit(const struct n62_rolke *m, double s, struct fit *f)
{
	double lo = -1, hi = 1, most = INFINITY;

	fit_at(m, s, -1, f);
	if (m->n == 0)
		return;
	if (m->b_kind == N62_ROLKE_COUNT)
		most = m->tau;
	hi = fmin(hi, 0.5 * most);
	for (int i = 0; i < 2000; i++) {
		fit_at(m, s, hi, f);
		if (f->e * s + f->b > m->n / (1 + hi))
			break;
		lo = hi;
		hi = isinf(most) ? 2 * hi + 1 : 0.5 * (hi + most);
		/* No event in the control region: b is free at r = tau. */
		if (hi >= most * (1 - 1e-15) && m->y == 0) {
			fit_at(m, s, most, f);
			f->b = m->n / (1 + most) - f->e * s;
			return;
		}
	}
	for (int i = 0; i < 200 && hi - lo > 1e-16 * (1 + fabs(hi)); i++) {
		double mid = 0.5 * (lo + hi);

		if (mid == lo || mid == hi)
			break;
		fit_at(m, s, mid, f);
		*(f->e * s + f->b > m->n / (1 + mid) ? &hi : &lo) = mid;
	}
}

/* ---- the likelihood ------------------------------------------------- */

/* -2 ln of a Poisson probability relative to the best mean. */
static double two_deviance(double n, double mean)
{
	if (n == 0)
		return 2 * mean;
	return mean > 0 ? 2 * stats_deviance(n, mean) : INFINITY;
}

static double square(double x)
{
	return x * x;
}

/* -2 ln of a binomial probability relative to the best one. */
static double two_binomial(double z, double m, double e)
{
	double d = 0;

	if (z > 0)
		d += z * log(z / (m * e));
	if (m > z)
		d += (m - z) * log((m - z) / (m * (1 - e)));
	return 2 * d;
}

double n62_rolke_profile(const struct n62_rolke *m, double s)
{
	struct fit f;
	double q;

	fit(m, s, &f);
	q = two_deviance(m->n, fmax(f.e * s + f.b, 0));
	if (m->b_kind == N62_ROLKE_GAUSS && m->b_sigma > 0)
		q += square((f.b - m->b) / m->b_sigma);
	if (m->b_kind == N62_ROLKE_COUNT)
		q += two_deviance(m->y, m->tau * f.b);
	if (m->e_kind == N62_ROLKE_GAUSS && m->e_sigma > 0)
		q += square((f.e - m->e) / m->e_sigma);
	if (m->e_kind == N62_ROLKE_COUNT)
		q += two_binomial(m->z, m->m, f.e);
	return q;
}

/* Where the likelihood is largest. */
static double best(const struct n62_rolke *m)
{
	double b = m->b_kind == N62_ROLKE_COUNT ? m->y / m->tau : m->b;
	double e = m->e_kind == N62_ROLKE_COUNT ? m->z / m->m : m->e;

	return (m->n - b) / e;
}

/* The root of profile = level between in, below it, and out. */
static double cross(
    const struct n62_rolke *m, double level, double in, double out)
{
	double s = 0.5 * (in + out);

	for (int i = 0; i < 200; i++) {
		double q = n62_rolke_profile(m, s) - level, next, lo, hi;
		struct fit f;

		*(q > 0 ? &out : &in) = s;
		fit(m, s, &f);
		next = s + q / (2 * f.r * f.e);
		lo = fmin(in, out);
		hi = fmax(in, out);
		if (fabs(next - s) <= 1e-14 * fabs(s))
			return s;
		if (!(next > lo && next < hi))
			next = 0.5 * (in + out);
		s = next;
	}
	return s;
}

/* Whether the whole interval of the unbounded likelihood is below 0. */
static bool is_below(struct n62_rolke m, double n, double delta)
{
	m.n = n;
	return best(&m) < 0 && n62_rolke_profile(&m, 0) > delta;
}

/* The next n with an interval that reaches 0. */
static double raise_n(const struct n62_rolke *m, double delta)
{
	double lo = m->n, step = 1, hi = lo + 1;

	for (; is_below(*m, hi, delta); hi += step) {
		lo = hi;
		step *= 2;
	}
	while (hi - lo > 1) {
		double mid = lo + floor(0.5 * (hi - lo));

		*(is_below(*m, mid, delta) ? &lo : &hi) = mid;
	}
	return hi;
}

void n62_rolke_limit(const struct n62_rolke *r, struct n62_interval *limit)
{
	struct n62_rolke m = *r;
	double at, level, out, step,
	    delta = square(n62_normal_z(log((1 - r->cl) / 2)));

	*limit = (struct n62_interval){ 0 };
	if (!m.bounded && is_below(m, m.n, delta)) {
		m.n = raise_n(&m, delta);
		limit->raised = true;
	}
	/* The largest likelihood is saturated: its -2 ln is 0. */
	at = best(&m);
	level = delta;
	if (at < 0 && m.bounded)
		level += n62_rolke_profile(&m, 0);
	at = fmax(at, 0);
	step = sqrt(m.n + 1) + 1;
	for (out = at + step; n62_rolke_profile(&m, out) < level; step *= 2)
		out = at + step;
	limit->upper = cross(&m, level, at, out);
	if (at > 0 && n62_rolke_profile(&m, 0) > level)
		limit->lower = cross(&m, level, at, 0);
}
