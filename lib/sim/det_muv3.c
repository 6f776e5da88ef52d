/*
 * det_muv3.c - the MUV3: a tile with two photomultipliers behind all iron.
 */
#include "sim/showers.h"

enum {
	SECOND = 200 /* added to an element: the second photomultiplier */
};

enum sim_fate sim_muv3_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_MUV3);
	int32_t element;
	double height;

	(void)which;
	if (p->charge == 0)
		return SIM_PASSES;
	element = n62_muv3_element(p->x, p->y);
	if (element < 0)
		return SIM_PASSES;
	height = sim_moyal(r, s->hodo.mip, s->hodo.width * s->hodo.mip);
	for (int k = 0; k < 2; k++)
		if (n62_rng_uniform(r) < s->muv3.efficiency)
			sim_pulse_height(ev, N62_MUV3, element + k * SECOND,
			    p->t + s->muv3.time * n62_rng_normal(r), height,
			    s->hodo.tot);
	return SIM_PASSES;
}
