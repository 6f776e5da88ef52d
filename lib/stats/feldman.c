/*
 * feldman.c - Feldman and Cousins' interval for known b, without a grid.
 *
 * With lambda = s + b, ln R of the outcome k is k ln(lambda) - lambda - g_k,
 * where g_k = k ln max(k, b) - max(k, b) is convex in k. So the outcomes that
 * rank above n are n+1..K for large lambda, or J..n-1 for small, and each of
 * them joins at a lambda of closed form, exp of a slope of g. Between two of
 * these, the probability of the outcomes above n has one maximum, and the
 * ends of the interval are where it passes the confidence level.
 */
#include <math.h>

#include "private.h"

struct belt {
	double n, b, cl;
};

static double g(double k, double b)
{
	double at = fmax(k, b);

	return at > 0 ? k * log(at) - at : 0;
}

/* lambda where k and n rank the same. */
static double joins(const struct belt *f, double k)
{
	/* Without the large common terms where both are their best fit. */
	if (k >= f->b && f->n >= f->b && f->n > 0 && k > 0) {
		double r = (k - f->n) / f->n;

		return k * exp(log1p(r) / r - 1);
	}
	return exp((g(k, f->b) - g(f->n, f->b)) / (k - f->n));
}

/* The root of P(from..to) = cl in [lo, hi], with opposite signs there. */
static double root(
    const struct belt *f, double from, double to, double lo, double hi)
{
	bool rising = n62_poisson_within(from, to, lo) < f->cl;

	double at = 0.5 * (lo + hi);

	for (int i = 0; i < 200; i++) {
		double p = n62_poisson_within(from, to, at) - f->cl, next;
		/* d/dlambda P(from..to) = pmf(from - 1) - pmf(to) */
		double slope =
		    (from > 0 ? exp(n62_poisson_log(from - 1, at)) : 0) -
		    exp(n62_poisson_log(to, at));

		*((p < 0) == rising ? &lo : &hi) = at;
		next = at - p / slope;
		if (fabs(next - at) <= 1e-12 * at)
			return next;
		if (!(next > lo && next < hi))
			next = 0.5 * (lo + hi);
		at = next;
	}
	return at;
}

/* ---- upper end ------------------------------------------------------ */

/* The largest accepted lambda of the piece on which n+1..k rank above n; -1
 * when there is none. */
static double piece_upper(const struct belt *f, double k)
{
	double lo = fmax(joins(f, k), f->b), hi = joins(f, k + 1);

	if (hi < lo)
		return -1;
	if (n62_poisson_within(f->n + 1, k, hi) < f->cl)
		return hi;
	if (n62_poisson_within(f->n + 1, k, lo) >= f->cl)
		return -1;
	return root(f, f->n + 1, k, lo, hi);
}

/* The first k behind n whose piece ends above lambda. */
static double piece_of(const struct belt *f, double lambda)
{
	double lo = f->n, hi = f->n + 2;

	while (joins(f, hi) < lambda)
		hi = f->n + 2 * (hi - f->n);
	while (hi - lo > 1) {
		double mid = floor(0.5 * (lo + hi));

		*(joins(f, mid) < lambda ? &lo : &hi) = mid;
	}
	return fmax(lo, f->n + 1);
}

/*
 * From a lambda so large that n is rejected, downwards. The probability
 * above n is a saw on a rise; with many events bisection finds the region of
 * the last tooth, as a tooth is then as high as the rise of a few.
 */
static double raw_upper(const struct belt *f)
{
	double alpha = 1 - f->cl;
	double far = n62_poisson_upper(fmax(f->n, ceil(f->b)), log(alpha) - 2);
	double k = piece_of(f, far), u, lo = f->n, hi = k;

	if (f->n > 50 || f->b > 100) {
		while (hi - lo > 64) {
			double mid = floor(0.5 * (lo + hi));

			*(piece_upper(f, mid) >= 0 ? &lo : &hi) = mid;
		}
		k = fmin(k, lo + 128);
	}
	for (; k > f->n; k--) {
		u = piece_upper(f, k);
		if (u >= 0)
			return u;
	}
	/* Only n itself: between the lambdas of its two neighbours. */
	return fmax(joins(f, f->n + 1), f->b);
}

/* ---- lower end ------------------------------------------------------ */

/* The smallest accepted lambda of the piece on which j..n-1 rank above n. */
static double piece_lower(const struct belt *f, double j)
{
	double hi = joins(f, j), lo = j > 0 ? joins(f, j - 1) : 0;

	lo = fmax(lo, f->b);
	if (hi < lo)
		return -1;
	if (n62_poisson_within(j, f->n - 1, lo) < f->cl)
		return lo;
	if (n62_poisson_within(j, f->n - 1, hi) >= f->cl)
		return -1;
	return root(f, j, f->n - 1, lo, hi);
}

static double raw_lower(const struct belt *f)
{
	double lo = -1, hi = f->n, j = 0;

	if (f->n <= f->b)
		return f->b;
	/* As above, from the other side. */
	if (f->n > 50) {
		while (hi - lo > 64) {
			double mid = floor(0.5 * (lo + hi));

			*(piece_lower(f, mid) >= 0 ? &hi : &lo) = mid;
		}
		j = fmax(hi - 128, 0);
	}
	for (; j < f->n; j++) {
		double l = piece_lower(f, j);

		if (l >= 0)
			return l;
	}
	return fmax(joins(f, f->n - 1), f->b);
}

/* ---- monotone in b -------------------------------------------------- */

/* lambda > its maximum where P(n+1..k) has fallen to cl, or -1 when it never
 * reaches cl. */
static double falls(const struct belt *f, double k)
{
	double top = exp((lgamma(k + 1) - lgamma(f->n + 1)) / (k - f->n));
	double hi;

	if (n62_poisson_within(f->n + 1, k, top) <= f->cl)
		return -1;
	hi = n62_poisson_upper(k, log1p(-f->cl) - 1);
	return root(f, f->n + 1, k, top, fmax(hi, 1.01 * top));
}

/*
 * The background at which the outcome k joins at this lambda, for n < b < k:
 * k ln k - k - n ln b + b = (k - n) ln lambda, which rises with b. -1 when
 * there is none.
 */
static double background_at(const struct belt *f, double k, double lambda)
{
	double right = (k - f->n) * log(lambda) - k * log(k) + k;
	double lo = f->n, hi = k;

	if (hi - f->n * log(hi) < right ||
	    (f->n > 0 && lo - f->n * log(lo) > right))
		return -1;
	for (int i = 0; i < 100 && hi - lo > 1e-15 * hi; i++) {
		double mid = 0.5 * (lo + hi);

		*(mid - f->n * log(mid) < right ? &lo : &hi) = mid;
	}
	return 0.5 * (lo + hi);
}

/* The background at which the piece of k is accepted up to its right end, and
 * where that end is; -1 when there is none. */
static double accepted_from(const struct belt *f, double k, double *lambda)
{
	*lambda = falls(f, k);
	return *lambda < 0 ? -1 : background_at(f, k + 1, *lambda);
}

/*
 * The upper end as a function of b falls, but for jumps where a new piece is
 * accepted at its right end; so the largest at any larger b is at b or just
 * at a jump. The jumps get lower with b: a few of them decide.
 */
static double lengthen(const struct belt *f, double upper)
{
	double lo = fmax(floor(f->b) - 1, f->n), hi = lo + 1, step = 1, lambda;
	int worse = 0;

	/* The first k with a background of at least b. */
	for (; accepted_from(f, hi, &lambda) < f->b; step *= 2) {
		lo = hi;
		hi += step;
	}
	while (hi - lo > 1) {
		double mid = floor(0.5 * (lo + hi));

		*(accepted_from(f, mid, &lambda) < f->b ? &lo : &hi) = mid;
	}
	for (double k = hi; worse < 3; k++) {
		double b = accepted_from(f, k, &lambda), s = lambda - b;

		worse = b >= f->b && s > upper ? 0 : worse + 1;
		if (b >= f->b)
			upper = fmax(upper, s);
	}
	return upper;
}

void n62_fc_poisson(
    double n, double b, double cl, bool monotone, struct n62_interval *limit)
{
	struct belt f = { n, b, cl };

	*limit = (struct n62_interval){ 0 };
	limit->lower = fmax(raw_lower(&f) - b, 0);
	limit->upper = fmax(raw_upper(&f) - b, 0);
	if (monotone && n < b)
		limit->upper = lengthen(&f, limit->upper);
}

/* ---- normal, mean >= 0 ---------------------------------------------- */

/* The probability of what ranks above x when mu is true. */
static double above(double x, double mu)
{
	double d = fabs(x - mu), left, right;

	if (mu > x) {
		right = x >= 0 ? d : sqrt(mu * mu - 2 * x * mu);
		return n62_normal_below(right) - n62_normal_below(-d);
	}
	left = 2 * mu - x >= 0 ? -d : -0.5 * mu - 0.5 * d * d / mu;
	return n62_normal_below(d) - n62_normal_below(left);
}

void n62_fc_gauss(double x, double cl, struct n62_interval *limit)
{
	double lo = fmax(x, 0), hi = lo + n62_normal_z(log((1 - cl) / 4));

	for (int i = 0; i < 100; i++) {
		double mid = 0.5 * (lo + hi);

		*(above(x, mid) < cl ? &lo : &hi) = mid;
	}
	*limit = (struct n62_interval){ .upper = lo };
	if (x <= 0 || above(x, 1e-300) < cl)
		return;
	for (lo = 0, hi = x; hi - lo > 1e-16 * hi;) {
		double mid = 0.5 * (lo + hi);

		if (mid == lo || mid == hi)
			break;
		*(above(x, mid) < cl ? &hi : &lo) = mid;
	}
	limit->lower = hi;
}
