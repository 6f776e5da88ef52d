/*
 * decay.c - what a kaon, pion or muon becomes: its products at rest from
 * lib/physics, brought into the laboratory, and handed on.
 *
 * A pi0 that decayed has an entry in the truth, and its products name it as
 * their parent; nothing else is made of it.
 */
#include <stdlib.h>

#include "sim/beam.h"

int8_t sim_charge(int32_t pdg)
{
	int sign = pdg < 0 ? -1 : 1;

	switch (abs(pdg)) {
	case N62_ELECTRON:
	case N62_MUON:
		return (int8_t)-sign;
	case N62_PION:
	case N62_KAON:
	case SIM_N62_P:
		return (int8_t)sign;
	default:
		return 0;
	}
}

/* The antiparticle, for those that have one. */
static int32_t opposite(int32_t pdg)
{
	bool same = pdg == N62_PHOTON || pdg == N62_PION0 ||
		    pdg == N62_BOSON_X || pdg == N62_HNL;

	return same ? pdg : -pdg;
}

/* Whether these are the products of the antiparticle. */
static bool conjugate(
    const struct sim_particle *p, const struct n62_products *v)
{
	int sum = 0;

	for (int i = 0; i < v->n; i++)
		if (!v->v[i].decayed)
			sum += sim_charge(v->v[i].pdg);
	return sum == -p->charge;
}

bool sim_decay(struct sim_event *ev, const struct sim_particle *p,
    const struct n62_decays *d)
{
	const struct n62_p4 frame = { p->px, p->py, p->pz, p->e };
	struct n62_products v;
	int32_t mc[N62_PRODUCTS];
	bool flip;

	if (n62_decays_draw(d, &ev->rng[SIM_RNG_DECAY], &v) < 0)
		return false;
	flip = conjugate(p, &v);
	for (int i = 0; i < v.n; i++) {
		const struct n62_product *from = &v.v[i];
		struct n62_p4 lab =
		    n62_p4_boost(from->p, from->mass, frame, p->mass);
		struct sim_particle q = *p;

		q.pdg = flip ? opposite(from->pdg) : from->pdg;
		q.charge = sim_charge(q.pdg);
		q.process = SIM_DECAY;
		q.mc = from->from < 0 ? p->mc : mc[from->from];
		q.mass = from->mass;
		q.px = lab.px;
		q.py = lab.py;
		q.pz = lab.pz;
		q.e = lab.e;
		mc[i] = sim_push(ev, &q);
	}
	if (p->process == SIM_BEAM && p->overlay == 0) {
		ev->decay = v.mode->name;
		ev->weight *= v.weight;
	}
	return true;
}
