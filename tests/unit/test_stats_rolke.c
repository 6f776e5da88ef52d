/*
 * test_stats_rolke.c - the profile likelihood of all models of Rolke, Lopez
 * and Conrad against a search that knows only the likelihood.
 */
#include "check.h"
#include "stats/stats.h"

#include <math.h>

static double ln_poisson(double n, double mean)
{
	return (n > 0 ? n * log(mean) : 0) - mean;
}

static double square(double x)
{
	return x * x;
}

/* -2 ln L, up to a constant. */
static double two_nll(const struct n62_rolke *m, double s, double b, double e)
{
	double l = ln_poisson(m->n, e * s + b);

	if (m->b_kind == N62_ROLKE_COUNT)
		l += ln_poisson(m->y, m->tau * b);
	if (m->b_kind == N62_ROLKE_GAUSS)
		l -= square((b - m->b) / m->b_sigma) / 2;
	if (m->e_kind == N62_ROLKE_COUNT)
		l += m->z * log(e) + (m->m - m->z) * log1p(-e);
	if (m->e_kind == N62_ROLKE_GAUSS)
		l -= square((e - m->e) / m->e_sigma) / 2;
	return -2 * l;
}

/* The smallest value of a function of one nuisance, by golden sections. */
struct search {
	const struct n62_rolke *m;
	double s, e;
};

static double at_b(const struct search *f, double b)
{
	return two_nll(f->m, f->s, b, f->e);
}

static double at_e(const struct search *f, double e);

static double smallest(double (*f)(const struct search *, double),
    const struct search *ctx, double lo, double hi)
{
	const double ratio = 0.6180339887498949;

	for (int i = 0; i < 90; i++) {
		double a = hi - ratio * (hi - lo), b = lo + ratio * (hi - lo);

		if (f(ctx, a) < f(ctx, b))
			hi = b;
		else
			lo = a;
	}
	return f(ctx, 0.5 * (lo + hi));
}

static double at_e(const struct search *f, double e)
{
	struct search g = *f;

	g.e = e;
	if (f->m->b_kind == N62_ROLKE_KNOWN)
		return at_b(&g, f->m->b);
	return smallest(at_b, &g, 1e-12, 60);
}

static double searched(const struct n62_rolke *m, double s)
{
	struct search f = { m, s, m->e };

	if (m->e_kind == N62_ROLKE_KNOWN)
		return at_e(&f, m->e);
	return smallest(
	    at_e, &f, 1e-9, m->e_kind == N62_ROLKE_COUNT ? 1 - 1e-9 : 3);
}

/* Differences to s = 1, which leave the constant out. */
static void compare(const struct n62_rolke *m)
{
	double zero = searched(m, 1) - n62_rolke_profile(m, 1);

	for (double s = 0; s < 30; s = 1.8 * s + 0.3) {
		double a = searched(m, s) - zero, b = n62_rolke_profile(m, s);

		if (!CHECK(fabs(a - b) < 1e-8 * (1 + fabs(a))))
			check_note("models %d %d, n %g, s %g: %.12g, not %.12g",
			    (int)m->b_kind, (int)m->e_kind, m->n, s, b, a);
	}
}

static void profiles(void)
{
	for (int bk = 0; bk < 3; bk++)
		for (int ek = 0; ek < 3; ek++)
			for (double n = 0; n < 20; n = 2 * n + 1) {
				struct n62_rolke m = { .n = n,
					.b_kind = (enum n62_rolke_kind)bk,
					.e_kind = (enum n62_rolke_kind)ek,
					.b = 3,
					.b_sigma = 0.7,
					.y = 5,
					.tau = 2,
					.e = 0.8,
					.e_sigma = 0.1,
					.z = 40,
					.m = 60 };

				compare(&m);
			}
}

/* At the ends -2 ln of the likelihood ratio is the quantile of chi2. */
static void ends(void)
{
	for (int bounded = 0; bounded < 2; bounded++)
		for (double n = 4; n < 400; n *= 3) {
			struct n62_rolke m = { .n = n,
				.cl = 0.9,
				.b_kind = N62_ROLKE_COUNT,
				.e_kind = N62_ROLKE_COUNT,
				.y = 5,
				.tau = 2,
				.z = 40,
				.m = 60,
				.bounded = bounded };
			struct n62_interval i;
			double best = (n - 2.5) * 60 / 40, q;

			n62_rolke_limit(&m, &i);
			CHECK(i.lower < best && best < i.upper);
			CHECK(fabs(n62_rolke_profile(&m, best)) < 1e-9);
			q = n62_rolke_profile(&m, i.upper);
			CHECK(fabs(q - 2.705543454095404) < 1e-10);
			if (i.lower > 0) {
				q = n62_rolke_profile(&m, i.lower);
				CHECK(fabs(q - 2.705543454095404) < 1e-10);
			}
		}
}

/* An empty control region: b is 0 until the data ask for more. */
static void empty_control(void)
{
	struct n62_rolke m = {
		.n = 3, .b_kind = N62_ROLKE_COUNT, .y = 0, .tau = 1, .e = 1
	};

	/* At s = 1: (1 + tau) b = n - (1 + tau) s, so b = 0.5. */
	CHECK(fabs(n62_rolke_profile(&m, 1) -
		   2 * (3 * log(3 / 1.5) + 1.5 - 3 + 0.5)) < 1e-12);
	CHECK(fabs(n62_rolke_profile(&m, 3)) < 1e-12);
}

int main(void)
{
	check_run("nine models against a search", profiles);
	check_run("ends of intervals", ends);
	check_run("no event in the control region", empty_control);
	return check_end();
}
