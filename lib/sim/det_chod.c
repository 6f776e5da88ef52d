/*
 * det_chod.c - the CHOD: a slab of each plane, whose light goes to its outer
 * end.
 */
#include "sim/showers.h"

enum sim_fate sim_chod_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_CHOD);
	int32_t element;
	double t;

	if (p->charge == 0)
		return SIM_PASSES;
	element = n62_chod_element(which, p->x, p->y);
	if (element < 0 || n62_rng_uniform(r) > s->chod.efficiency)
		return SIM_PASSES;
	t = p->t + n62_chod_path(element, p->x, p->y) / s->chod.speed +
	    s->chod.time * n62_rng_normal(r);
	sim_pulse_height(ev, N62_CHOD, element, t,
	    sim_moyal(r, s->hodo.mip, s->hodo.width * s->hodo.mip),
	    s->hodo.tot);
	return SIM_PASSES;
}
