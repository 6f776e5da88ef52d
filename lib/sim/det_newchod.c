/*
 * det_newchod.c - the NewCHOD: a tile with two photomultipliers.
 */
#include "sim/showers.h"

enum {
	SECOND = 50 /* added to an element: the second photomultiplier */
};

enum sim_fate sim_newchod_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_NEWCHOD);
	int32_t element;
	double height;

	(void)which;
	if (p->charge == 0)
		return SIM_PASSES;
	element = n62_newchod_element(p->x, p->y);
	if (element < 0)
		return SIM_PASSES;
	height = sim_moyal(r, s->hodo.mip, s->hodo.width * s->hodo.mip);
	for (int k = 0; k < 2; k++)
		if (n62_rng_uniform(r) < s->newchod.efficiency)
			sim_pulse_height(ev, N62_NEWCHOD, element + k * SECOND,
			    p->t + s->newchod.time * n62_rng_normal(r), height,
			    s->hodo.tot);
	return SIM_PASSES;
}
