/*
 * det_chanti.c - a charged particle in a station of the CHANTI: it shares its
 * path in each layer between two neighbouring triangular bars.
 */
#include "sim/tracking.h"

#include <math.h>

/* Where light is on its way for the mean time: bars are read at that end of
 * them to which along, or in a half of side 1 its opposite, grows. */
static double middle_of(const struct n62_chanti_place *p)
{
	int32_t e = n62_chanti_element(p->plane, p->view, p->bar, 0, 0);

	return e >= 0 ? 0
		      : (N62_CHANTI_HALF + n62_chanti_hole[1 - p->view]) / 2;
}

static void add_bar(struct sim_event *ev, int32_t element, double along,
    double path, double time)
{
	const struct sim_tracking *t = ev->sim->tracking;
	struct n62_rng *r = &ev->rng[SIM_RNG_RESPONSE + N62_CHANTI];
	const double threshold[2] = { t->chanti_low, t->chanti_high };
	struct n62_chanti_place p;
	double energy, far;

	if (!n62_chanti_place(element, &p))
		return;
	energy = path * t->chanti_energy *
		 (1 + t->chanti_tail * n62_rng_exponential(r));
	far = middle_of(&p) - (p.side ? -along : along);
	time += far / t->chanti_speed + t->chanti_sigma * sim_normal(t, r);
	for (int k = 0; k < 2; k++)
		if (energy > threshold[k])
			sim_pulse_add(ev, N62_CHANTI, element + k, time,
			    t->chanti_tot * log(energy / threshold[k]));
}

enum sim_fate sim_chanti_hit(
    struct sim_event *ev, struct sim_particle *p, int plane)
{
	double at[2] = { p->x, p->y };
	double *w, *along;

	if (p->charge == 0 || fabs(p->x) > N62_CHANTI_HALF ||
	    fabs(p->y) > N62_CHANTI_HALF)
		return SIM_PASSES;
	if (fabs(p->x) < n62_chanti_hole[0] && fabs(p->y) < n62_chanti_hole[1])
		return SIM_PASSES;
	for (int view = 0; view < 2; view++) {
		double u, bar, part;

		w = &at[view];
		along = &at[1 - view];
		u = *w / N62_CHANTI_PITCH + (N62_CHANTI_BARS - 1) / 2;
		bar = floor(u);
		part = u - bar;
		for (int k = 0; k < 2; k++)
			add_bar(ev,
			    n62_chanti_element(
				plane, view, (int)bar + k, *along, 0),
			    *along, N62_CHANTI_PITCH * (k ? part : 1 - part),
			    p->t);
	}
	return SIM_PASSES;
}
