/*
 * table.c - the distribution of the background count for few events: each
 * probability averaged over the prior of b, once, so that a limit costs one
 * polynomial per step. For the gamma distribution it is the negative
 * binomial.
 */
#include <math.h>

#include "private.h"

/* ln of b^j exp(-b) as a weight of the prior. */
static double log_power(const void *ctx, double x, double *slope)
{
	double j = *(const double *)ctx;

	if (x <= 0) {
		*slope = j > 0 ? INFINITY : -1;
		return j > 0 ? -INFINITY : 0;
	}
	*slope = j / x - 1;
	return (j > 0 ? j * log(x) : 0) - x;
}

static void make_binomial(const struct stats_piece *b, struct stats_table *t)
{
	double scale = b->mid / b->k, q = scale / (1 + scale);
	double log_p = -b->k * log1p(scale);
	/* In logarithms up to the largest, to start from what is not 0. */
	double log_q = log(q), top = log_p;

	for (int j = 1; j <= t->n; j++) {
		log_p += log((b->k + j - 1) / j) + log_q;
		t->p[j] = log_p;
		top = fmax(top, log_p);
	}
	t->p[0] = -b->k * log1p(scale);
	t->log_scale = top;
	for (int j = 0; j <= t->n; j++)
		t->p[j] = exp(t->p[j] - top);
}

/* Adds the Poisson probabilities of one mean, from the largest of them, which
 * is given with its weight, to both sides. */
static void add_poisson(
    struct stats_table *t, double mean, int peak, double weight)
{
	double v = weight;

	for (int j = peak; j >= 0 && v > 0; v *= j / mean, j--)
		t->p[j] += v;
	v = weight;
	for (int j = peak + 1; j <= t->n && v > 0; j++) {
		v *= mean / j;
		t->p[j] += v;
	}
}

static int peak_of(const struct stats_table *t, double mean)
{
	return mean < t->n ? (int)mean : t->n;
}

/* Points that serve all j from 0 to n of one piece. */
static int add_points(
    const struct stats_piece *b, int n, struct stats_nodes *nodes)
{
	double first = 0, last = n, lo, hi, lo2, hi2, x, curve;
	struct stats_weight g = { log_power, &first };

	if (b->width == 0)
		return stats_add_nodes(b, 0, 0, 0, nodes);
	stats_range(b, &g, &lo, &hi);
	g.ctx = &last;
	stats_range(b, &g, &lo2, &hi2);
	lo = fmin(lo, lo2);
	hi = fmax(hi, hi2);
	/* Curvature of j ln x - x in z, at the mode of the last. */
	x = fmax(stats_value(b, 0.5 * (lo2 + hi2)), n > 0 ? 1e-3 : 0);
	curve = b->width * b->width *
		(b->exponential ? x : (n > 0 ? n / (x * x) : 0));
	return stats_add_nodes(b, lo, hi, curve, nodes);
}

static int make_poisson(const struct stats_prior *b, struct stats_table *t)
{
	struct stats_nodes nodes;
	double top = -INFINITY;

	nodes.n = 0;
	for (int i = 0; i < b->n; i++)
		if (add_points(&b->piece[i], t->n, &nodes) < 0)
			return -1;
	for (int i = 0; i < nodes.n; i++) {
		double x = nodes.x[i];

		nodes.log_w[i] += n62_poisson_log(peak_of(t, x), x);
		top = fmax(top, nodes.log_w[i]);
	}
	t->log_scale = top;
	for (int j = 0; j <= t->n; j++)
		t->p[j] = 0;
	for (int i = 0; i < nodes.n; i++)
		add_poisson(t, nodes.x[i], peak_of(t, nodes.x[i]),
		    exp(nodes.log_w[i] - top));
	return 0;
}

int stats_table_make(const struct stats_prior *b, int n, struct stats_table *t)
{
	if (n > STATS_FEW)
		return -1;
	t->n = n;
	if (b->piece[0].gamma)
		make_binomial(&b->piece[0], t);
	else if (make_poisson(b, t) < 0)
		return -1;
	t->sum[0] = t->p[0];
	for (int j = 1; j <= n; j++)
		t->sum[j] = t->sum[j - 1] + t->p[j];
	return 0;
}
