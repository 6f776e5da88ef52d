/*
 * chod.c - the slabs of the CHOD and the tiles of the NewCHOD at a track, and
 * the time of the track from them.
 *
 * Slabs: the track says where in both it passed, so that the path of light
 * is known; the time is the mean of a vertical and a horizontal one. Tiles:
 * the mean of the two photomultipliers.
 */
#include <math.h>

#include "reco/private.h"

static const double chod_z[2] = { 239009, 239389 };
static const double newchod_z = 238131.5;

enum {
	NEWCHOD_SECOND = 50 /* added to an element: the second one */
};

/* Where a track is behind the last chamber. */
static void point_at(const struct reco_track *t, double z, double *x, double *y)
{
	*x = t->down_x + (z - RECO_DOWN_Z) * t->down_dxdz;
	*y = t->down_y + (z - RECO_DOWN_Z) * t->down_dydz;
}

/* The time of the hit of an element, less the delay, that is nearest to t0, or
 * NaN. */
static double nearest_time(const struct reco_event *ev, int d, int32_t element,
    double delay, double t0, double window)
{
	const struct reco_hits *in = &ev->hits[d];
	double best = NAN;

	if (element < 0)
		return NAN;
	for (uint32_t i = 0; i < in->n; i++) {
		double time = in->lead[i] - in->zero - delay;

		if (in->element[i] != element || !(fabs(time - t0) < window))
			continue;
		best = time;
		window = fabs(time - t0);
	}
	return best;
}

/* The mean of those that are there. */
static double mean_of(const double time[2], int *n)
{
	*n = !isnan(time[0]) + !isnan(time[1]);
	if (*n == 2)
		return (time[0] + time[1]) / 2;
	return isnan(time[0]) ? time[1] : time[0];
}

static void set_chod(const struct reco_event *ev, struct reco_track *t)
{
	const struct reco_params *p = ev->par;
	double time[2];
	int n;

	for (int plane = 0; plane < 2; plane++) {
		double x, y, delay;
		int32_t slab;

		point_at(t, chod_z[plane], &x, &y);
		slab = n62_chod_element(plane, x, y);
		delay =
		    slab < 0 ? 0 : n62_chod_path(slab, x, y) / p->chod_speed;
		time[plane] = nearest_time(
		    ev, N62_CHOD, slab, delay, t->straw_time, p->chod_window);
	}
	t->chod_time = (float)mean_of(time, &n);
	if (n == 0)
		return;
	t->time = t->chod_time;
	t->time_sigma = (float)(p->chod_sigma / sqrt(n));
}

static void set_newchod(const struct reco_event *ev, struct reco_track *t)
{
	const struct reco_params *p = ev->par;
	double x, y, time[2];
	int32_t tile;
	int n;

	point_at(t, newchod_z, &x, &y);
	tile = n62_newchod_element(x, y);
	for (int i = 0; i < 2; i++)
		time[i] = nearest_time(ev, N62_NEWCHOD,
		    tile < 0 ? -1 : tile + i * NEWCHOD_SECOND, 0, t->straw_time,
		    p->newchod_window);
	t->newchod_time = (float)mean_of(time, &n);
	if (n == 0 || !isnan(t->chod_time) ||
	    t->straw_time_sigma < p->newchod_sigma / sqrt(n))
		return;
	t->time = t->newchod_time;
	t->time_sigma = (float)(p->newchod_sigma / sqrt(n));
}

void reco_chod(struct reco_event *ev)
{
	uint32_t n;
	struct reco_track *t = reco_objects(ev, RECO_TRACK, &n);

	for (uint32_t i = 0; i < n; i++) {
		set_chod(ev, &t[i]);
		set_newchod(ev, &t[i]);
	}
}
