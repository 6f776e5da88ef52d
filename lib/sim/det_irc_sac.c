/*
 * det_irc_sac.c - the IRC and the SAC: photons beside and in the beam, seen
 * by TDCs with two thresholds and, as detector SAV, by samples.
 */
#include "sim/showers.h"

enum {
	HIGH = 1000, /* added to an element: the high threshold */
	SAV_SAC = 1, /* first element of the SAV */
	SAV_IRC = 11
};

/* A sector with energy e: its pulses and its samples. */
static void hit_sector(struct sim_event *ev, int d, int32_t element,
    int32_t sampled, double t, double e)
{
	const struct sim_showers *s = sim_showers(ev);

	t += s->irc.time * n62_rng_normal(sim_rng(ev, d));
	sim_pulse_height(ev, d, element, t, e / s->irc.low, s->hodo.tot);
	sim_pulse_height(
	    ev, d, element + HIGH, t, e / s->irc.high, s->hodo.tot);
	sim_deposit_add(ev, N62_SAV, sampled + element, t, e);
}

static enum sim_fate hit(struct sim_event *ev, const struct sim_particle *p,
    int d, int32_t element, int32_t sampled)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, d);

	if (element < 0)
		return SIM_PASSES;
	if (sim_is_electromagnetic(p)) {
		double e = sim_smear(r, &s->irc.resolution, p->e);

		if (p->pdg != N62_PHOTON || !sim_missed(r, &s->irc.miss, p->e))
			hit_sector(ev, d, element, sampled, p->t, e);
		return SIM_STOPS;
	}
	if (p->charge != 0)
		hit_sector(ev, d, element, sampled, p->t,
		    sim_moyal(r, s->irc.mip, s->hodo.width * s->irc.mip));
	return SIM_PASSES;
}

enum sim_fate sim_irc_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	(void)which;
	return hit(ev, p, N62_IRC, n62_irc_element(p->x, p->y), SAV_IRC);
}

enum sim_fate sim_sac_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	(void)which;
	return hit(ev, p, N62_SAC, n62_sac_element(p->x, p->y), SAV_SAC);
}
