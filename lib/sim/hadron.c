/*
 * hadron.c - the inelastic interaction of a hadron with a nucleus of the
 * material that it crosses: pions instead of it.
 *
 * A model for vetoes and backgrounds, not for yields (CHOICE): as many pions as
 * in collisions of protons, evenly in rapidity and with the usual transverse
 * momenta, that share its energy. What the nucleus sets free is left out.
 */
#include <math.h>

#include "sim/beam.h"

enum {
	MOST = 32 /* pions */
};

/* Mean number of charged particles of p p at the square s of the energy, in
 * GeV^2: 0.88 + 0.44 ln s + 0.118 ln^2 s, RECALLED from the Review of Particle
 * Physics; half as many neutral pions are with them. */
static double mean_pions(double e)
{
	double l = log(2 * SIM_M_PROTON * e * 1e-6);

	return l > 0 ? 1.5 * (0.88 + 0.44 * l + 0.118 * l * l) : 1.5;
}

static int count_pions(struct n62_rng *r, double mean)
{
	double least = exp(-mean), product = n62_rng_uniform(r);
	int n = 0;

	while (product > least && n < MOST) {
		product *= n62_rng_uniform(r);
		n++;
	}
	return n;
}

/* Both photons of a pi0, at once. */
static void decay_pi0(struct sim_event *ev, const struct sim_particle *pi0)
{
	struct n62_rng *r = &ev->rng[SIM_RNG_TRANSPORT];
	const struct n62_p4 frame = { pi0->px, pi0->py, pi0->pz, pi0->e };
	double e = N62_M_PI0 / 2, z = 2 * n62_rng_uniform(r) - 1;
	double phi = 2 * N62_PI * n62_rng_uniform(r), across = sqrt(1 - z * z);
	struct n62_p4 rest = { e * across * cos(phi), e * across * sin(phi),
		e * z, e };

	for (int k = 0; k < 2; k++) {
		struct n62_p4 lab = n62_p4_boost(rest, 0, frame, N62_M_PI0);
		struct sim_particle q = *pi0;

		q.pdg = N62_PHOTON;
		q.charge = 0;
		q.mass = 0;
		q.px = lab.px;
		q.py = lab.py;
		q.pz = lab.pz;
		q.e = lab.e;
		sim_push(ev, &q);
		rest = (struct n62_p4){ -rest.px, -rest.py, -rest.pz, rest.e };
	}
}

/* Two directions across that of p, which goes forward. */
static void across(
    const struct sim_particle *p, double size, double u[3], double v[3])
{
	double n = sqrt(p->px * p->px + p->pz * p->pz);

	u[0] = p->pz / n;
	u[1] = 0;
	u[2] = -p->px / n;
	v[0] = -p->px * p->py / (size * n);
	v[1] = n / size;
	v[2] = -p->pz * p->py / (size * n);
}

/* A pion of energy e with the transverse momentum kick; one too slow for that
 * stays in the nucleus. */
static void emit(struct sim_event *ev, const struct sim_particle *p, int charge,
    double e, const double kick[2])
{
	double mass = charge == 0 ? N62_M_PI0 : N62_M_PI;
	double size = sqrt(sim_p2(p)), u[3], v[3];
	double along2 =
	    e * e - mass * mass - kick[0] * kick[0] - kick[1] * kick[1];
	struct sim_particle q = *p;
	double along;

	if (along2 <= 0)
		return;
	along = sqrt(along2) / size;
	across(p, size, u, v);
	q.pdg = charge == 0 ? N62_PION0 : charge * N62_PION;
	q.charge = (int8_t)charge;
	q.mass = mass;
	q.process = SIM_OTHER;
	q.e = e;
	q.px = along * p->px + kick[0] * u[0] + kick[1] * v[0];
	q.py = along * p->py + kick[0] * u[1] + kick[1] * v[1];
	q.pz = along * p->pz + kick[0] * u[2] + kick[1] * v[2];
	if (charge == 0)
		decay_pi0(ev, &q);
	else
		sim_push(ev, &q);
}

/*
 * Energies are even in their logarithm, from the transverse mass to all, and
 * then scaled to make up that of the hadron. Charges go round: its own, the
 * opposite, none.
 */
void sim_interact(struct sim_event *ev, const struct sim_particle *p)
{
	const struct sim_beam *b = ev->sim->beam;
	struct n62_rng *r = &ev->rng[SIM_RNG_TRANSPORT];
	int n = 1 + count_pions(r, fmax(mean_pions(p->e) - 1, 0));
	double least = fmax(N62_M_PI, b->hadron_kick), sum = 0;
	double energy[MOST + 1], plateau = fmax(log(p->e / least), 0);

	for (int i = 0; i < n; i++) {
		energy[i] = exp(plateau * n62_rng_uniform(r));
		sum += energy[i];
	}
	for (int i = 0; i < n; i++) {
		static const int round[3] = { 1, -1, 0 };
		double kick[2];

		sim_normals(r, kick);
		kick[0] *= b->hadron_kick;
		kick[1] *= b->hadron_kick;
		emit(ev, p, round[i % 3] * p->charge, p->e * energy[i] / sum,
		    kick);
	}
}
