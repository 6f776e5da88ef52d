/*
 * det_muv0.c - the MUV0: counters far from the beam at positive x, where slow
 * negative pions go.
 */
#include "sim/showers.h"

enum {
	HIGH = 10 /* added to an element: the high threshold */
};

enum sim_fate sim_muv0_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_MUV0);
	int32_t element;
	double t, height;

	(void)which;
	if (p->charge == 0)
		return SIM_PASSES;
	element = n62_muv0_element(p->x, p->y);
	if (element < 0 || n62_rng_uniform(r) > s->muv0.efficiency)
		return SIM_PASSES;
	t = p->t + s->muv0.time * n62_rng_normal(r);
	height = sim_moyal(r, s->hodo.mip, s->hodo.width * s->hodo.mip);
	sim_pulse_height(ev, N62_MUV0, element, t, height, s->hodo.tot);
	sim_pulse_height(ev, N62_MUV0, element + HIGH, t, height / s->muv0.high,
	    s->hodo.tot);
	return SIM_PASSES;
}
