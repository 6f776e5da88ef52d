/*
 * det_straw.c - a charged particle in a chamber of the STRAW: the straws of its
 * sixteen layers that are on its line, and the edges of their pulses.
 */
#include "sim/tracking.h"

#include <math.h>

/* Line of a particle in one view: w is measured, along goes with the wire. */
struct line {
	double w, along, dw, dalong, z, t;
	double thin; /* distance from a wire over that along w */
};

/* Whether clusters were set free and seen; path: the chord in the straw. */
static bool is_seen(
    const struct sim_tracking *t, struct n62_rng *r, double distance)
{
	const double radius = N62_STRAW_RADIUS;
	double path = 2 * sqrt(radius * radius - distance * distance);
	double clusters = t->straw_clusters * path;
	double seen = t->straw_efficiency;

	/* of 20 clusters one is always there */
	if (clusters < 20)
		seen *= 1 - exp(-clusters);
	return n62_rng_uniform(r) < seen;
}

/* Spread of the drift time: that of the distance over the speed of drift. */
static double spread(const struct sim_tracking *t, double distance)
{
	const double step = 0.01;
	double near = distance < t->straw_far ? 1 - distance / t->straw_far : 0;
	double sigma = t->straw_sigma_far +
		       near * (t->straw_sigma_wire - t->straw_sigma_far);
	double low = distance > N62_STRAW_RADIUS - step
			 ? N62_STRAW_RADIUS - step
			 : distance;

	return sigma * (n62_straw_time(low + step) - n62_straw_time(low)) /
	       step;
}

static void add_straw(
    struct sim_event *ev, int32_t element, double distance, double time)
{
	const struct sim_tracking *t = ev->sim->tracking;
	struct n62_rng *r = &ev->rng[SIM_RNG_RESPONSE + N62_STRAW];
	double lead, width;

	if (!is_seen(t, r, distance))
		return;
	lead =
	    n62_straw_time(distance) + spread(t, distance) * sim_normal(t, r);
	width = t->straw_trail + t->straw_trail_sigma * sim_normal(t, r) - lead;
	if (width < t->straw_width)
		width = t->straw_width;
	sim_pulse_add(ev, N62_STRAW, element, time + lead, width);
}

static void cross_layer(struct sim_event *ev, const struct line *l, int chamber,
    int view, int layer)
{
	double dz = n62_straw_layer_z(chamber, view, layer) - l->z;
	double w = l->w + l->dw * dz, along = l->along + l->dalong * dz;
	int32_t element = n62_straw_near(chamber, view, layer, w);
	struct n62_straw_place p;
	double distance;

	if (fabs(along) > N62_STRAW_LENGTH / 2 || !n62_straw_place(element, &p))
		return;
	distance = fabs(w - p.w) * l->thin;
	if (distance < N62_STRAW_RADIUS)
		add_straw(ev, element, distance, l->t);
}

enum sim_fate sim_straw_hit(
    struct sim_event *ev, struct sim_particle *p, int chamber)
{
	double tx = p->px / p->pz, ty = p->py / p->pz;

	if (p->charge == 0)
		return SIM_PASSES;
	for (int view = 0; view < 4; view++) {
		const double *a = n62_straw_axis[view];
		struct line l = { .w = a[0] * p->x + a[1] * p->y,
			.along = a[0] * p->y - a[1] * p->x,
			.dw = a[0] * tx + a[1] * ty,
			.dalong = a[0] * ty - a[1] * tx,
			.z = p->z,
			.t = p->t };

		l.thin = 1 / sqrt(1 + l.dw * l.dw);
		for (int layer = 0; layer < 4; layer++)
			cross_layer(ev, &l, chamber, view, layer);
	}
	return SIM_PASSES;
}
