/*
 * feldman_average.c - Feldman and Cousins' interval with errors of background
 * and efficiency: the order and the sums are those of probabilities averaged
 * over both (J. Conrad, O. Botner, A. Hallgren, C. Perez de los Heros, Phys.
 * Rev. D 67 (2003) 012002).
 *
 * As without errors, a larger signal prefers larger counts: the outcomes that
 * rank above n are n+1..k for a large signal, or j..n-1 for a small one, and
 * each joins at one signal, which is solved for. Between two of these the
 * probability of the outcomes above n has one maximum, and the ends of the
 * interval are where it passes the confidence level.
 */
#include <math.h>

#include "private.h"

struct belt {
	struct stats_outcomes o;
	int n;
	double b, cl;
	double best[STATS_FEW + 1]; /* ln of the largest P(k | s), or NaN */
	/* P(k | 0), and its derivative in s. */
	double none[STATS_FEW + 1], rises[STATS_FEW + 1];
};

/* ---- roots ---------------------------------------------------------- */

typedef double root_fn(struct belt *f, int k, double s);

/* The root of fn in [lo, hi], at whose ends it has other signs: by chords,
 * halving the value at an end that stays (the Illinois rule). */
static double root(struct belt *f, root_fn *fn, int k, double lo, double hi)
{
	double at_lo = fn(f, k, lo), at_hi = fn(f, k, hi);
	int stays = 0;

	for (int i = 0; i < 200 && hi - lo > 1e-12 * hi; i++) {
		double s = (lo * at_hi - hi * at_lo) / (at_hi - at_lo), v;

		if (!(s > lo && s < hi))
			s = 0.5 * (lo + hi);
		v = fn(f, k, s);
		if (v == 0)
			return s;
		if ((v > 0) == (at_hi > 0)) {
			hi = s;
			at_hi = v;
			at_lo *= stays == 1 ? 0.5 : 1;
			stays = 1;
		} else {
			lo = s;
			at_lo = v;
			at_hi *= stays == -1 ? 0.5 : 1;
			stays = -1;
		}
	}
	return 0.5 * (lo + hi);
}

/* An upper bracket for a function that is above 0, or below, at lo. */
static double beyond(struct belt *f, root_fn *fn, int k, double lo, double step)
{
	bool over = fn(f, k, lo) > 0;
	double hi = lo + step;

	for (int i = 0; i < 60 && (fn(f, k, hi) > 0) == over; i++) {
		step *= 2;
		hi += step;
	}
	return hi;
}

/* The root near a first value, by secants; NaN when they do not find it. */
static double near_root(
    struct belt *f, root_fn *fn, int k, double first, double error)
{
	double last = first, at_last = fn(f, k, last), s = first * 1.02 + 0.02;

	for (int i = 0; i < 12; i++) {
		double at = fn(f, k, s);
		double next = s - at * (s - last) / (at - at_last);

		if (!(next > 0))
			next = 0.3 * s;
		if (at == 0 || fabs(next - s) <= error * (s + 1e-3))
			return next;
		last = s;
		at_last = at;
		s = next;
	}
	return NAN;
}

/* ---- ranks ---------------------------------------------------------- */

/* d ln P(k | s) / ds. */
static double rise(struct belt *f, int k, double s)
{
	double p[STATS_FEW + 1], slope[STATS_FEW + 1];

	stats_outcomes_at(&f->o, s, p, slope);
	/* Far below its best signal P(k | s) may be too small for a number. */
	return p[k] > 0 ? slope[k] / p[k] : 1;
}

/* Whether k fits best without a signal. */
static bool falls(const struct belt *f, int k)
{
	return f->none[k] > 0 && f->rises[k] <= 0;
}

/* ln of the largest P(k | s). */
static double best(struct belt *f, int k)
{
	double p[STATS_FEW + 1], s;

	if (!isnan(f->best[k]))
		return f->best[k];
	if (falls(f, k))
		return f->best[k] = log(f->none[k]);
	/* Next to the maximum its place matters by the square. */
	s = near_root(f, rise, k, fmax(k - f->b, 0.1), 1e-6);
	if (isnan(s))
		s = root(f, rise, k, 0, beyond(f, rise, k, 0, k + 1));
	stats_outcomes_at(&f->o, s, p, NULL);
	return f->best[k] = log(p[k]);
}

/* How much higher k ranks than n. */
static double advantage(struct belt *f, int k, double s)
{
	double p[STATS_FEW + 1];

	stats_outcomes_at(&f->o, s, p, NULL);
	return log(p[k] / p[f->n]) - best(f, k) + best(f, f->n);
}

/* g of feldman.c: where outcomes join without errors. */
static double g(double k, double b)
{
	double at = fmax(k, b);

	return at > 0 ? k * log(at) - at : 0;
}

/* The signal at which k and n rank the same: more prefers the larger. 0 when
 * they do so, or would only do so, without a signal. */
static double joins(struct belt *f, int k)
{
	double none =
	    log(f->none[k] / f->none[f->n]) - best(f, k) + best(f, f->n);
	double first = exp((g(k, f->b) - g(f->n, f->b)) / (k - f->n)), s;

	if (none * (k - f->n) >= 0)
		return 0;
	s = near_root(f, advantage, k, fmax(first - f->b, 0.1), 1e-8);
	if (isnan(s))
		s = root(f, advantage, k, 0, beyond(f, advantage, k, 0, k + 1));
	return s;
}

/* ---- sums ----------------------------------------------------------- */

static double sum(struct belt *f, int from, int to, double s)
{
	double p[STATS_FEW + 1], all = 0;

	stats_outcomes_at(&f->o, s, p, NULL);
	for (int k = from; k <= to; k++)
		all += p[k];
	return all - f->cl;
}

static double sum_above(struct belt *f, int k, double s)
{
	return sum(f, f->n + 1, k, s);
}

static double sum_below(struct belt *f, int j, double s)
{
	return sum(f, j, f->n - 1, s);
}

/* ---- ends ----------------------------------------------------------- */

/* The largest signal that is accepted while n+1..k rank above n, -1 when there
 * is none; lo is where k joins. */
static double piece_upper(struct belt *f, int k, double lo, double hi)
{
	if (hi < lo)
		return -1;
	if (sum_above(f, k, hi) < 0)
		return hi;
	if (sum_above(f, k, lo) >= 0)
		return -1;
	return root(f, sum_above, k, lo, hi);
}

/* From a signal that rejects n, downwards. */
static double upper(struct belt *f, double far)
{
	double hi = far, lo;
	int k = f->n + 1, top = f->o.top;

	/* The largest k that ranks above n there. */
	for (int last = top; k < last;) {
		int mid = (k + last + 1) / 2;

		if (advantage(f, mid, far) > 0)
			k = mid;
		else
			last = mid - 1;
	}
	for (; k > f->n; k--, hi = lo) {
		double u;

		lo = joins(f, k);
		u = piece_upper(f, k, lo, hi);
		if (u >= 0)
			return u;
	}
	return hi;
}

/* The smallest accepted signal while j..n-1 rank above n. */
static double piece_lower(struct belt *f, int j, double lo, double hi)
{
	if (hi < lo)
		return -1;
	if (sum_below(f, j, lo) < 0)
		return lo;
	if (sum_below(f, j, hi) >= 0)
		return -1;
	return root(f, sum_below, j, lo, hi);
}

/* From no signal, upwards. */
static double lower(struct belt *f)
{
	double lo = 0;

	if (falls(f, f->n))
		return 0;
	for (int j = 0; j < f->n; j++) {
		double hi = joins(f, j), l;

		if (hi <= lo)
			continue;
		l = piece_lower(f, j, lo, hi);
		if (l >= 0)
			return l;
		lo = hi;
	}
	return lo;
}

/* ---- how far -------------------------------------------------------- */

/* A signal at which no outcome up to n is accepted, and the largest count that
 * matters there. */
static double reach(const struct n62_count *c, double *top)
{
	double log_p = log1p(-c->cl) - 2, z = n62_normal_z(log_p);
	double n = fmax((double)c->n, ceil(c->b)), far, wide, deep;
	double up = fmax(c->b_up, c->b_down), spread = c->e_sigma;

	if (c->b_up <= 0 || c->b_shape == N62_KNOWN)
		up = 0;
	if (c->e_shape == N62_KNOWN)
		spread = 0;
	far = n62_poisson_upper(n, log_p) - fmax(c->b - z * up, 0);
	if (c->e_shape == N62_LOGNORMAL)
		far *= exp(z * log1p(spread));
	else
		far /= fmax(1 - z * spread, 1e-3);
	/* What is beyond is small beside 1 - CL. */
	deep = fmax(5, z + 1.5);
	wide = c->e_shape == N62_LOGNORMAL ? expm1(deep * log1p(spread))
					   : deep * spread;
	wide = far * wide * far * wide + deep * up * deep * up +
	       deep * deep * (far + c->b);
	*top = far + c->b + sqrt(wide) + 0.3 * deep * deep + 5;
	return far;
}

bool stats_fc_exact(const struct n62_count *c)
{
	double top;

	reach(c, &top);
	return top <= STATS_FEW;
}

/* ---- many events ---------------------------------------------------- */

/* The end of the normal interval whose width is that at the end itself. */
static double normal_end(const struct n62_count *c, bool is_upper)
{
	double x = (double)c->n - c->b, lo = 0, hi = INFINITY, s = fmax(x, 1);
	double known = c->b_shape == N62_KNOWN ? 0 : 1;

	for (int i = 0; i < 400; i++) {
		double up = known * (x > 0 ? c->b_up : c->b_down);
		double e = c->e_shape == N62_KNOWN ? 0 : c->e_sigma * s;
		double sigma = sqrt(s + c->b + up * up + e * e), end;
		struct n62_interval l;

		n62_fc_gauss(x / sigma, c->cl, &l);
		end = sigma * (is_upper ? l.upper : l.lower);
		*(end > s ? &lo : &hi) = s;
		if (!isinf(hi) && hi - lo <= 1e-12 * hi)
			break;
		s = isinf(hi) ? 2 * s : 0.5 * (lo + hi);
		if (s > 1e15)
			return INFINITY;
	}
	return 0.5 * (lo + hi);
}

static int by_normal(
    const struct n62_count *c, struct n62_interval *limit, struct n62_err *err)
{
	limit->lower = normal_end(c, false);
	limit->upper = normal_end(c, true);
	if (!isfinite(limit->upper))
		return n62_fail(err, N62_DATA,
		    "the relative error %g of the sensitivity gives no upper "
		    "end at this confidence level",
		    c->e_sigma);
	/* Below 1e-9 of an event the search has found 0. */
	limit->lower = limit->lower < 1e-9 ? 0 : limit->lower;
	return 0;
}

int stats_fc_average(
    const struct n62_count *c, struct n62_interval *limit, struct n62_err *err)
{
	struct belt f = { .n = (int)c->n, .b = c->b, .cl = c->cl };
	double top, far = reach(c, &top);

	if (top > STATS_FEW || stats_outcomes_make(c, (int)top, &f.o) < 0)
		return by_normal(c, limit, err);
	for (int k = 0; k <= f.o.top; k++)
		f.best[k] = NAN;
	stats_outcomes_at(&f.o, 0, f.none, f.rises);
	limit->lower = lower(&f);
	limit->upper = upper(&f, far);
	return 0;
}
