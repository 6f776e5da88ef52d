/*
 * det_hasc.c - the HASC: pions that leave the beam pipe near the beam's end.
 *
 * Each module has ten sensors along z, each with four thresholds. A hadron's
 * shower begins after an interaction length (two sensors on average) and
 * falls off behind: CHOICE.
 */
#include "sim/showers.h"

enum {
	SENSORS = 10,
	THRESHOLDS = 4,
	STEP = 100 /* of an element, from one threshold to the next */
};

static void hit_sensor(
    struct sim_event *ev, int32_t element, double t, double mips)
{
	const struct sim_showers *s = sim_showers(ev);
	double threshold = s->hasc.threshold;

	t += s->hasc.time * n62_rng_normal(sim_rng(ev, N62_HASC));
	for (int k = 0; k < THRESHOLDS && mips > threshold; k++) {
		sim_pulse_height(ev, N62_HASC, element + STEP * k, t,
		    mips / threshold, s->hodo.tot);
		threshold *= 2;
	}
}

enum sim_fate sim_hasc_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_HASC);
	int32_t element = n62_hasc_element(p->x, p->y);
	double start = SENSORS, most = s->hasc.gain * p->e * 1e-3;

	(void)which;
	if (element < 0 || (p->charge == 0 && p->pdg != N62_PHOTON))
		return SIM_PASSES;
	if (!sim_is_muon(p))
		start =
		    sim_is_electromagnetic(p) ? 0 : 2 * n62_rng_exponential(r);
	for (int k = 0; k < SENSORS; k++) {
		double behind = k + 1 - start;
		double mips =
		    p->charge != 0 ? sim_moyal(r, 1, s->hodo.width) : 0;

		if (behind > 0)
			mips = most * behind * exp(1 - behind);
		hit_sensor(ev, element + k, p->t, mips);
	}
	return sim_is_muon(p) ? SIM_PASSES : SIM_STOPS;
}
