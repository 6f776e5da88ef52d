/*
 * outcomes.c - the probabilities of all counts of one experiment for a signal,
 * averaged over background and efficiency: the distribution of the background
 * count folded with that of the signal.
 */
#include <math.h>
#include <string.h>

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
 * them to both sides. */
static void add_poisson(double *p, int top, double mean, double weight)
{
	int peak = mean < top ? (int)mean : top;
	double first = weight * exp(n62_poisson_log(peak, mean)), v = first;

	for (int j = peak; j >= 0 && v > 0; v *= j / mean, j--)
		p[j] += v;
	v = first;
	for (int j = peak + 1; j <= top && v > 0; j++) {
		v *= mean / j;
		p[j] += v;
	}
}

/* What the signal alone makes, averaged over e, and weighted with e. */
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
		signal[n] = weighted[n] = 0;
	for (int i = 0; i < nodes.n; i++) {
		double x = nodes.x[i], w = exp(nodes.log_w[i]);

		add_poisson(signal, o->top, s * x, w);
		if (e->width > 0)
			add_poisson(weighted, o->top, s * x, w * x);
	}
	if (e->width == 0)
		memcpy(
		    weighted, signal, (size_t)(o->top + 1) * sizeof *weighted);
}

void stats_outcomes_at(
    const struct stats_outcomes *o, double s, double *p, double *slope)
{
	double signal[STATS_FEW + 1], weighted[STATS_FEW + 1];

	signal_counts(o, fmax(s, 0), signal, weighted);
	for (int n = 0; n <= o->top; n++) {
		double sum = 0, rise = -o->b.p[0] * weighted[n];

		for (int j = 0; j <= n; j++)
			sum += o->b.p[j] * signal[n - j];
		/* d/ds of e^-se (se)^i / i! is e times that of i - 1 less
		 * that of i. */
		for (int j = 1; slope && j <= n; j++)
			rise += (o->b.p[j - 1] - o->b.p[j]) * weighted[n - j];
		p[n] = sum;
		if (slope)
			slope[n] = rise;
	}
}
