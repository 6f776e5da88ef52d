/*
 * det_gtk.c - a charged particle in a station of the GTK: one pixel, or two
 * where it comes close to the border between them.
 */
#include "sim/tracking.h"

#include <math.h>

/* The pixel beyond the nearest border, and how far that is. */
static int32_t neighbour(int32_t pixel, double x, double y, double *distance)
{
	struct n62_gtk_place p;
	double dx, dy;

	n62_gtk_place(pixel, &p);
	dx = p.width / 2 - fabs(x - p.x);
	dy = p.height / 2 - fabs(y - p.y);
	*distance = dx < dy ? dx : dy;
	if (dx < dy)
		return n62_gtk_element(
		    p.station, p.x + copysign(p.width, x - p.x), y);
	return n62_gtk_element(p.station, x, p.y + copysign(p.height, y - p.y));
}

/*
 * The charge spreads over 2 share, so that the part beyond a border at
 * distance d is (1 - d / share) / 2. The time over threshold goes with the
 * charge.
 */
void sim_gtk_hit(
    struct sim_event *ev, const struct sim_particle *p, int station)
{
	const struct sim_tracking *t = ev->sim->tracking;
	struct n62_rng *r = &ev->rng[SIM_RNG_RESPONSE + N62_GTK];
	int32_t pixel = n62_gtk_element(station, p->x, p->y), other;
	double tot, distance, part, time;

	if (p->charge == 0 || pixel < 0 ||
	    n62_rng_uniform(r) > t->gtk_efficiency)
		return;
	tot = t->gtk_tot + t->gtk_tot_sigma * sim_normal(t, r);
	tot = tot < 2 ? 2 : tot;
	other = neighbour(pixel, p->x, p->y, &distance);
	part = distance < t->gtk_share ? (1 - distance / t->gtk_share) / 2 : 0;
	if (other < 0 ||
	    part * tot / t->gtk_tot * t->gtk_charge < t->gtk_threshold)
		part = 0;
	time = p->t +
	       (part > 0 ? t->gtk_sigma2 : t->gtk_sigma1) * sim_normal(t, r);
	sim_pulse_add(ev, N62_GTK, pixel, time, (1 - part) * tot);
	if (part > 0)
		sim_pulse_add(ev, N62_GTK, other, time, part * tot);
}
