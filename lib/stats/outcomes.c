/*
 * outcomes.c - the probabilities of all counts of one experiment for a signal,
 * averaged over background and efficiency: the distribution of the background
 * count folded with that of the signal.
 */
#include <math.h>

#include "private.h"

int stats_outcomes_make(
    const struct n62_count *c, int top, struct stats_outcomes *o)
{
	struct stats_prior b;
	double scale;

	stats_prior_of_b(c, &b);
	stats_prior_of_e(c, &o->e);
	if (stats_table_make(&b, top, &o->b) < 0)
		return -1;
	scale = exp(o->b.log_scale);
	for (int j = 0; j <= top; j++)
		o->b.p[j] *= scale;
	o->top = top;
	return 0;
}

/* Adds weight times the Poisson probabilities of a mean, from the largest of
 * them to both sides, as far as they matter. */
static void add_poisson(double *p, int top, double mean, double weight)
{
	int peak = mean < top ? (int)mean : top;
	double first = weight * exp(n62_poisson_log(peak, mean)), v = first;
	double least = 1e-22 * first, down = 1 / mean;

	for (int j = peak; j >= 0 && v > least; v *= j * down, j--)
		p[j] += v;
	v = first;
	for (int j = peak + 1; j <= top && v > least; j++) {
		v *= mean / j;
		p[j] += v;
	}
}

/* What the signal alone makes, averaged over e, and, where weighted is not
 * NULL, weighted with e. */
static void signal_counts(
    const struct stats_outcomes *o, double s, double *signal, double *weighted)
{
	const struct stats_piece *e = &o->e.piece[0];
	double lo = fmax(-REACH_OF_PRIOR, e->lo);
	double hi = fmin(REACH_OF_PRIOR, e->hi);
	struct stats_nodes nodes;

	nodes.n = 0;
	if (stats_add_nodes(e, lo, hi, e->width * e->width * s, &nodes) < 0)
		stats_add_nodes(e, lo, hi, 4000, &nodes);
	for (int n = 0; n <= o->top; n++)
		signal[n] = 0;
	for (int n = 0; weighted && n <= o->top; n++)
		weighted[n] = 0;
	for (int i = 0; i < nodes.n; i++) {
		double x = nodes.x[i], w = exp(nodes.log_w[i]);

		add_poisson(signal, o->top, s * x, w);
		if (weighted)
			add_poisson(weighted, o->top, s * x, w * x);
	}
}

void stats_outcomes_at(
    const struct stats_outcomes *o, double s, double *p, double *slope)
{
	double signal[STATS_FEW + 1], weighted[STATS_FEW + 1];

	signal_counts(o, fmax(s, 0), signal, slope ? weighted : NULL);
	for (int n = 0; n <= o->top; n++) {
		double sum = 0, rise = 0;

		for (int j = 0; j <= n; j++)
			sum += o->b.p[j] * signal[n - j];
		/* d/ds of e^-se (se)^i / i! is e times that of i - 1 less
		 * that of i. */
		if (slope)
			rise = -o->b.p[0] * weighted[n];
		for (int j = 1; slope && j <= n; j++)
			rise += (o->b.p[j - 1] - o->b.p[j]) * weighted[n - j];
		p[n] = sum;
		if (slope)
			slope[n] = rise;
	}
}
