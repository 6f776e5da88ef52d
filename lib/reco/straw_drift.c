/*
 * straw_drift.c - from the drift time to the distance from the wire: a table
 * of the mean and the spread of the distance, given the measured time.
 *
 * The relation of lib/detector is inverted in the sense of Bayes: tracks are
 * spread evenly over the straw, and the time is smeared by the spread of the
 * distance over the speed of drift. So errors are right also at the wire,
 * where the relation is flat, and at the wall, where it ends.
 */
#include "reco/straw.h"

#include <math.h>

enum {
	BINS = 512,
	STEPS = 200 /* of the distance */
};

static const double first = -20, step = 0.5; /* ns */

struct reco_drift {
	float r[BINS + 1], sigma[BINS + 1], speed[BINS + 1];
};

/* Of the distance; the same form as in the simulation. */
static double spread_at(const struct reco_params *p, double r)
{
	double near = r < p->straw_far ? 1 - r / p->straw_far : 0;

	return p->straw_sigma_far +
	       near * (p->straw_sigma_wire - p->straw_sigma_far);
}

/* Time and its spread, for a distance. */
struct cell {
	double r, time, sigma;
};

static void make_cells(const struct reco_params *p, struct cell c[STEPS])
{
	const double width = N62_STRAW_RADIUS / STEPS;

	for (int i = 0; i < STEPS; i++) {
		double r = (i + 0.5) * width;
		double slow = (n62_straw_time(r + width / 2) -
				  n62_straw_time(r - width / 2)) /
			      width;

		c[i] = (struct cell){ r, n62_straw_time(r),
			slow * spread_at(p, r) };
	}
}

/* Beyond all times, the nearest distance that occurs, with its spread. */
static void outside(
    const struct reco_params *p, double time, double *r, double *sigma)
{
	*r = n62_straw_radius(time);
	*sigma = spread_at(p, *r);
}

static void moments(const struct reco_params *p, const struct cell *c,
    double time, double *r, double *sigma)
{
	double sum = 0, mean = 0, square = 0;

	for (int i = 0; i < STEPS; i++) {
		double u = (time - c[i].time) / c[i].sigma;
		double weight = u * u < 100 ? exp(-u * u / 2) / c[i].sigma : 0;

		sum += weight;
		mean += weight * c[i].r;
		square += weight * c[i].r * c[i].r;
	}
	if (sum < 1e-6) {
		outside(p, time, r, sigma);
		return;
	}
	mean /= sum;
	square = square / sum - mean * mean;
	*r = mean;
	*sigma = sqrt(square > 1e-6 ? square : 1e-6);
}

const struct reco_drift *straw_drift_new(
    const struct reco_params *p, struct n62_arena *a, struct n62_err *err)
{
	struct reco_drift *d = n62_arena_new(a, 1, sizeof *d, err);
	struct cell *c = n62_arena_new(a, STEPS, sizeof *c, err);

	if (!d || !c)
		return NULL;
	make_cells(p, c);
	for (int i = 0; i <= BINS; i++) {
		double r, sigma;

		moments(p, c, first + step * i, &r, &sigma);
		d->r[i] = (float)r;
		d->sigma[i] = (float)sigma;
	}
	for (int i = 0; i <= BINS; i++) {
		int low = i > 0 ? i - 1 : 0, high = i < BINS ? i + 1 : BINS;

		d->speed[i] =
		    (d->r[high] - d->r[low]) / (float)(step * (high - low));
	}
	return d;
}

void straw_drift(const struct reco_drift *d, double time, struct straw_hit *h)
{
	double u = (time - first) / step, f;
	int i;

	u = u > 0 ? u : 0;
	u = u < BINS - 1e-6 ? u : BINS - 1e-6;
	i = (int)u;
	f = u - i;
	h->r = d->r[i] + f * (d->r[i + 1] - d->r[i]);
	h->sigma = d->sigma[i] + f * (d->sigma[i + 1] - d->sigma[i]);
	h->weight = 1 / (h->sigma * h->sigma);
	h->speed = d->speed[i];
}
