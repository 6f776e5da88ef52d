/*
 * det_ktag.c - the light of a particle of the beam in the KTAG: photoelectrons
 * anywhere on its photomultipliers.
 */
#include "sim/tracking.h"

#include <math.h>

void sim_ktag_hit(struct sim_event *ev, const struct sim_particle *p)
{
	const struct sim_tracking *t = ev->sim->tracking;
	struct n62_rng *r = &ev->rng[SIM_RNG_RESPONSE + N62_KTAG];
	bool kaon = p->pdg == N62_KAON || p->pdg == -N62_KAON;
	int n = sim_poisson(r, exp(-(kaon ? t->ktag_photons : t->ktag_others)));

	for (; n > 0; n--) {
		int32_t pmt = t->ktag_pmt[n62_rng_below(r, SIM_KTAG_PMTS)];
		double time = p->t + t->ktag_sigma * sim_normal(t, r);

		sim_pulse_add(
		    ev, N62_KTAG, pmt, time, sim_draw(&t->ktag_width, r));
	}
}
