/*
 * tail.c - P(<= n | s e + b) averaged over the priors of b and e, and where
 * it falls to a given value.
 *
 * With few events it is the distribution of the background count folded with
 * that of the signal, a polynomial in s times exp(-s) for each point of e.
 * With many it is an integral over Q(a, s e + b). Both are logarithms: the
 * ratio of CLs exists where both of its terms are below 1e-300.
 */
#include <math.h>
#include <string.h>

#include "private.h"

void stats_tail_make(const struct n62_count *c, double a, int power,
    const struct stats_table *table, struct stats_tail *t)
{
	t->a = a;
	t->power = power;
	stats_prior_of_b(c, &t->b);
	stats_prior_of_e(c, &t->e);
	t->table = table;
	t->nodes.n = 0;
	t->built = -1;
	t->offset = table ? table->log_scale : 0;
}

/* ---- few events ----------------------------------------------------- */

/* ln exp(-s e) as a weight of the prior of e. */
static double log_none(const void *ctx, double e, double *slope)
{
	double s = *(const double *)ctx;

	*slope = -s;
	return -s * e;
}

/* Points in e that are good up to a little above s. */
static void build_nodes(struct stats_tail *t, double s)
{
	const struct stats_piece *e = &t->e.piece[0];
	double lo = 0, hi = 0, most = 1.5 * s + 1;
	struct stats_weight g = { log_none, &most };

	if (e->width > 0) {
		stats_range(e, &g, &lo, &hi);
		hi = fmax(hi, fmin(REACH_OF_PRIOR, e->hi));
	}
	t->nodes.n = 0;
	/* Too many points only for limits beyond what a table is for. */
	if (stats_add_nodes(e, lo, hi, e->width * e->width * most, &t->nodes) <
	    0)
		stats_add_nodes(e, lo, hi, 4000, &t->nodes);
	t->built = most;
}

/* exp(x) times what the table gives at x expected events, and minus its
 * derivative: sums over i of x^i / i! times sum[n - i] and p[n - i]. */
static void fold(
    const struct stats_table *t, int n, double x, double *value, double *loss)
{
	double v = t->sum[0], l = t->p[0];

	for (int i = n; i >= 1; i--) {
		double f = x / i;

		v = t->sum[n - i + 1] + v * f;
		l = t->p[n - i + 1] + l * f;
	}
	*value = v;
	*loss = l;
}

static double log_by_table(struct stats_tail *t, double s, double *slope)
{
	double value = 0, loss = 0;
	int n = (int)t->a - 1;

	if (s > t->built)
		build_nodes(t, s);
	for (int i = 0; i < t->nodes.n; i++) {
		double e = t->nodes.x[i], v, l, w = t->nodes.log_w[i] - s * e;

		/* Beyond that P(<= 300) is below exp(-200). */
		if (s * e > 700)
			continue;
		fold(t->table, n, s * e, &v, &l);
		w = exp(w);
		if (t->power)
			w /= e;
		value += w * v;
		loss += w * l * e;
	}
	*slope = -loss / value;
	return log(value) + t->offset;
}

/* ---- many events ---------------------------------------------------- */

struct shift {
	double a, by, factor;
	bool lower;
};

/* ln Q(a, by + factor x), or ln P. */
static double log_q(const void *ctx, double x, double *slope)
{
	const struct shift *h = ctx;
	double at = h->by + h->factor * x;
	double q =
	    h->lower ? n62_gamma_log_p(h->a, at) : n62_gamma_log_q(h->a, at);

	if (at > 0)
		*slope = h->a / at * exp(n62_poisson_log(h->a, at) - q);
	else
		*slope = h->lower ? INFINITY : (h->a > 1 ? 0 : 1);
	*slope *= h->lower ? h->factor : -h->factor;
	return q;
}

/* One more term of a sum of exponentials. */
struct sum {
	double top, value, slope;
};

static void sum_add(struct sum *s, double log_term, double slope)
{
	double f;

	if (log_term > s->top) {
		f = exp(s->top - log_term);
		s->value *= f;
		s->slope *= f;
		s->top = log_term;
	}
	f = exp(log_term - s->top);
	s->value += f;
	s->slope += f * slope;
}

/* The integral over [lo, hi] in panels that are halved until nothing
 * changes: for a prior much wider than the step of Q. */
static void add_adaptive(const struct stats_piece *p, const struct shift *h,
    double lo, double hi, struct sum *sum, struct stats_nodes *nodes)
{
	double mid = (h->a - h->by) / h->factor, z, w;
	double step = sqrt(h->a) / h->factor;

	/* The step of Q in z, around which panels grow by factors. */
	z = p->exponential ? log(fmax(mid, 1e-300) / p->mid) / p->width
			   : (mid - p->mid) / p->width;
	w = step / (p->width * (p->exponential ? fmax(mid, step) : 1));
	z = fmin(fmax(z, lo), hi);
	for (int side = -1; side <= 1; side += 2) {
		double end = side < 0 ? lo : hi, at = z, size = w;

		while (side * (end - at) > 0) {
			double to = at + side * fmin(size, 1);

			if (side * (end - to) < 0)
				to = end;
			nodes->n = 0;
			stats_add_panel(p, fmin(at, to), fmax(at, to), nodes);
			for (int i = 0; i < nodes->n; i++) {
				double slope, l = log_q(h, nodes->x[i], &slope);

				sum_add(sum, nodes->log_w[i] + l, slope);
			}
			at = to;
			/* Q is straight or constant beyond ten widths. */
			if (fabs(at - z) > 10 * w)
				size *= 1.5;
		}
	}
}

/* The logarithm of the average over b of Q(a, by + b), or of P. */
static double over_b(const struct stats_prior *b, const struct shift *h,
    struct stats_nodes *nodes, double *slope)
{
	struct stats_weight g = { log_q, h };
	struct sum sum = { .top = -INFINITY };

	if (b->piece[0].width == 0)
		return log_q(h, b->piece[0].mid, slope);
	for (int k = 0; k < b->n; k++) {
		const struct stats_piece *p = &b->piece[k];
		double lo, hi, x, curve;

		stats_range(p, &g, &lo, &hi);
		x = fmax(h->a - h->by, stats_value(p, 0.5 * (lo + hi)));
		curve =
		    p->width * p->width / h->a * (p->exponential ? x * x : 1);
		nodes->n = 0;
		if (curve > 100 || p->gamma ||
		    stats_add_nodes(p, lo, hi, curve, nodes) < 0) {
			add_adaptive(p, h, lo, hi, &sum, nodes);
			continue;
		}
		for (int i = 0; i < nodes->n; i++) {
			double d, l = log_q(h, nodes->x[i], &d);

			sum_add(&sum, nodes->log_w[i] + l, d);
		}
	}
	*slope = sum.slope / sum.value;
	return sum.top + log(sum.value);
}

double stats_log_least(const struct n62_count *c, double n)
{
	struct stats_prior b;
	struct stats_nodes nodes;
	struct shift h = { n, 0, 1, true };
	double slope;

	stats_prior_of_b(c, &b);
	return over_b(&b, &h, &nodes, &slope);
}

/* Points in e for the signal s. */
static void spread_e(
    const struct stats_tail *t, double s, struct stats_nodes *nodes)
{
	const struct stats_piece *e = &t->e.piece[0], *b = &t->b.piece[0];
	struct shift h = { t->a, b->mid, s, false };
	struct stats_weight g = { log_q, &h };
	double lo, hi, sigma = b->width * (b->exponential ? b->mid : 1), curve;

	nodes->n = 0;
	stats_range(e, &g, &lo, &hi);
	lo = fmin(lo, fmax(-REACH_OF_PRIOR, e->lo));
	hi = fmax(hi, fmin(REACH_OF_PRIOR, e->hi));
	curve = e->width * s * (e->width * s) / (t->a + 1 + sigma * sigma);
	if (stats_add_nodes(e, lo, hi, curve, nodes) < 0)
		stats_add_nodes(e, lo, hi, 4000, nodes);
}

static double log_by_integral(
    const struct stats_tail *t, double s, double *slope)
{
	struct stats_nodes over, inner;
	struct sum sum = { .top = -INFINITY };
	struct shift h = { t->a, s, 1, false };

	if (t->e.piece[0].width == 0)
		return over_b(&t->b, &h, &inner, slope);
	spread_e(t, s, &over);
	for (int i = 0; i < over.n; i++) {
		double d, e = over.x[i], l;

		if (e <= 0)
			continue;
		h.by = s * e;
		l = over_b(&t->b, &h, &inner, &d) - t->power * log(e);
		sum_add(&sum, over.log_w[i] + l, e * d);
	}
	*slope = sum.slope / sum.value;
	return sum.top + log(sum.value);
}

double stats_tail_log(struct stats_tail *t, double s, double *slope)
{
	return t->table ? log_by_table(t, s, slope)
			: log_by_integral(t, s, slope);
}

/*
 * Newton's method, kept between bounds. The logarithm is nearly concave (it
 * is, without the spread of e), so that the steps do not turn back.
 */
double stats_tail_solve(struct stats_tail *t, double target, double scale)
{
	double lo = 0, hi = INFINITY, s = scale, slope;

	if (!(stats_tail_log(t, 0, &slope) > target))
		return 0;
	for (int i = 0; i < 200; i++) {
		double f = stats_tail_log(t, s, &slope) - target, next;

		*(f > 0 ? &lo : &hi) = s;
		next = s - f / slope;
		if (fabs(next - s) <= 1e-13 * s)
			return next;
		if (!(next > lo && next < hi))
			next = isinf(hi) ? 2 * s + 1 : 0.5 * (lo + hi);
		s = next;
	}
	return s;
}
