/*
 * transport.c - a particle on its way from where it comes to be through all
 * planes behind it, up to its decay or its end.
 *
 * Between planes it moves in one step: through the residual field of the
 * decay tank by the sums of lib/detector, through a magnet as through a thin
 * lens. At a plane the detector sees it, and then the material there acts on
 * it, all at once: scattering, loss of energy, bremsstrahlung, conversion,
 * interactions of hadrons.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/beam.h"

/* ---- between planes ------------------------------------------------- */

void sim_fly(struct sim_particle *p, double z)
{
	double d = z - p->z;
	double pt2 = p->px * p->px + p->py * p->py;

	p->x += d * p->px / p->pz;
	p->y += d * p->py / p->pz;
	/* Behind light along z: path / beta - d, path = d p / pz, without the
	 * difference of nearly equal numbers. */
	p->t +=
	    d * (p->mass * p->mass + pt2) / (p->pz * (p->e + p->pz) * N62_C);
	p->z = z;
}

/* Sets pz from the other components and the size of the momentum. */
static bool set_pz(struct sim_particle *p, double p2)
{
	double pz2 = p2 - p->px * p->px - p->py * p->py;

	if (!(pz2 > 0.01 * p2))
		return false;
	p->pz = sqrt(pz2);
	return true;
}

static bool fly_in_tube(
    const struct sim_beam *b, struct sim_particle *p, double z)
{
	struct n62_field_step s;
	double unit = p->charge * N62_T_MM, p2 = sim_p2(p), dx, dy;

	if (!n62_blue_tube_step(&b->tube, p->z, z, &s)) {
		sim_fly(p, z);
		return true;
	}
	dx = -unit * s.twice[1] / p->pz;
	dy = unit * s.twice[0] / p->pz;
	sim_fly(p, z);
	p->x += dx;
	p->y += dy;
	p->px -= unit * s.once[1];
	p->py += unit * s.once[0];
	return set_pz(p, p2);
}

bool sim_carry(const struct sim_beam *b, struct sim_particle *p, double z)
{
	if (p->pz <= 0)
		return false;
	if (p->charge == 0) {
		sim_fly(p, z);
		return true;
	}
	for (int i = 0; i < 2; i++) {
		const struct sim_lens *l = &b->lens[i];
		double p2;

		if (p->z >= l->z || z < l->z)
			continue;
		p2 = sim_p2(p);
		if (!fly_in_tube(b, p, l->z))
			return false;
		p->px -= p->charge * l->kick;
		p->bent = true;
		if (!set_pz(p, p2))
			return false;
	}
	return fly_in_tube(b, p, z);
}

/* ---- in the material ------------------------------------------------ */

bool sim_scatter(struct sim_particle *p, double angle, struct n62_rng *r)
{
	/* p beta = p^2 / E; the momentum across is p theta. */
	double p2 = sim_p2(p), across = angle * p->e / sqrt(p2), v[2];

	if (across * across > 0.25 * p2)
		return false;
	sim_normals(r, v);
	p->px += across * v[0];
	p->py += across * v[1];
	return set_pz(p, p2);
}

/* Gives the particle this energy, and its momentum the size that belongs to
 * it. */
static bool set_energy(struct sim_particle *p, double e, double least_p)
{
	double m2 = p->mass * p->mass, p2 = e * e - m2, scale;

	if (e <= p->mass || p2 < least_p * least_p)
		return false;
	scale = sqrt(p2 / sim_p2(p));
	p->px *= scale;
	p->py *= scale;
	p->pz *= scale;
	p->e = e;
	return true;
}

/* The photon or electron of energy e that leaves p along its direction. */
static struct sim_particle offspring(const struct sim_particle *p, int32_t pdg,
    double mass, double e, enum sim_process process)
{
	struct sim_particle q = *p;
	double scale = sqrt((e * e - mass * mass) / sim_p2(p));

	q.pdg = pdg;
	q.charge = sim_charge(pdg);
	q.mass = mass;
	q.process = (uint8_t)process;
	q.px *= scale;
	q.py *= scale;
	q.pz *= scale;
	q.e = e;
	return q;
}

/* A Poisson number of small mean, by the product of uniform numbers. */
static int few(struct n62_rng *r, double mean)
{
	double least = exp(-mean), product = n62_rng_uniform(r);
	int n = 0;

	while (product > least) {
		product *= n62_rng_uniform(r);
		n++;
	}
	return n;
}

/* Integral of the spectrum 4/3 - 4/3 y + y^2, over y, per radiation length,
 * from y = cut to 1. */
static double brems_number(double cut)
{
	return -4.0 / 3 * (log(cut) + 1 - cut) + (1 - cut * cut) / 2;
}

/* The share of the energy that a photon takes. */
static double brems_share(struct n62_rng *r, double cut)
{
	double y;

	do
		y = exp(n62_rng_uniform(r) * log(cut));
	while (n62_rng_uniform(r) > 1 - y + 0.75 * y * y);
	return y;
}

/*
 * Bremsstrahlung in complete screening (Review of Particle Physics, passage
 * of particles through matter), photons along the electron: their angle,
 * m/E, is small beside that of scattering. Each photon takes its share of what
 * those before it left, so that exp(-x0) of the energy remains on average.
 */
static bool radiate(
    struct sim_event *ev, struct sim_particle *p, const struct sim_stop *s)
{
	const struct sim_beam *b = ev->sim->beam;
	struct n62_rng *r = &ev->rng[SIM_RNG_TRANSPORT];
	int n;

	if (p->e <= b->brems_cut)
		return true;
	n = few(r, s->x0 * brems_number(b->brems_cut / p->e));
	for (int i = 0; i < n && p->e > b->brems_cut; i++) {
		double k = brems_share(r, b->brems_cut / p->e) * p->e;
		struct sim_particle photon =
		    offspring(p, N62_PHOTON, 0, k, SIM_BREMSSTRAHLUNG);

		sim_push(ev, &photon);
		if (!set_energy(p, p->e - k, b->charged_cut))
			return false;
	}
	return true;
}

/* What the positron takes: Bethe and Heitler in complete screening, or
 * anything. */
static double pair_share(const struct sim_beam *b, struct n62_rng *r)
{
	double u;

	do
		u = n62_rng_uniform(r);
	while (
	    b->sharing == 0 && n62_rng_uniform(r) > 1 - 4.0 / 3 * u * (1 - u));
	return u;
}

/* The photon becomes a pair, with a relative transverse momentum of some
 * electron masses. */
static void convert(struct sim_event *ev, const struct sim_particle *p)
{
	struct n62_rng *r = &ev->rng[SIM_RNG_TRANSPORT];
	double share = pair_share(ev->sim->beam, r);
	double free = p->e - 2 * N62_M_E;
	double k[2];

	sim_normals(r, k);
	for (int sign = -1; sign <= 1; sign += 2) {
		double e = N62_M_E + free * (sign < 0 ? share : 1 - share);
		struct sim_particle q = offspring(
		    p, sign * N62_ELECTRON, N62_M_E, e, SIM_CONVERSION);
		struct sim_particle turned = q;

		turned.px += sign * N62_M_E * k[0];
		turned.py += sign * N62_M_E * k[1];
		/* One of less than an MeV goes straight on. */
		sim_push(ev, set_pz(&turned, sim_p2(&q)) ? &turned : &q);
	}
}

static bool photon_in(
    struct sim_event *ev, struct sim_particle *p, const struct sim_stop *s)
{
	if (s->showers || p->e < 4 * N62_M_E)
		return false;
	if (n62_rng_uniform(&ev->rng[SIM_RNG_TRANSPORT]) >= s->convert)
		return true;
	convert(ev, p);
	return false;
}

/* It becomes others then. */
static bool interacts(struct sim_event *ev, const struct sim_particle *p,
    const struct sim_stop *s)
{
	int kind = abs(p->pdg);

	if (kind == N62_ELECTRON || kind == N62_MUON ||
	    n62_rng_uniform(&ev->rng[SIM_RNG_TRANSPORT]) >= s->nuclear)
		return false;
	sim_interact(ev, p);
	return true;
}

/* false: it ends here. */
static bool material(
    struct sim_event *ev, struct sim_particle *p, const struct sim_stop *s)
{
	const struct sim_beam *b = ev->sim->beam;
	double x = p->x - s->hole_x;

	if (x * x + p->y * p->y < s->hole2)
		return true;
	if (p->charge == 0)
		return photon_in(ev, p, s);
	if (s->nuclear > 0 && interacts(ev, p, s))
		return false;
	if (!sim_scatter(p, s->angle, &ev->rng[SIM_RNG_TRANSPORT]))
		return false;
	if (abs(p->pdg) == N62_ELECTRON)
		return !s->showers && radiate(ev, p, s);
	return s->loss <= 0 || set_energy(p, p->e - s->loss, b->charged_cut);
}

/* ---- from beginning to end ------------------------------------------ */

/* Where along z the particle will decay. */
static double decay_place(struct sim_event *ev, const struct sim_particle *p)
{
	int kind = abs(p->pdg);
	double lifetime;

	if (kind == N62_MUON)
		lifetime = SIM_TAU_MU;
	else if (kind == N62_PION)
		lifetime = SIM_TAU_PI;
	else
		return INFINITY;
	return p->z + sim_decay_length_z(p, lifetime) *
			  n62_rng_exponential(&ev->rng[SIM_RNG_TRANSPORT]);
}

static void decay_at(struct sim_event *ev, struct sim_particle *p, double z)
{
	const struct n62_sim *sim = ev->sim;

	if (sim_carry(sim->beam, p, z))
		sim_decay(
		    ev, p, abs(p->pdg) == N62_MUON ? sim->muon : sim->pion);
}

static bool worth_moving(const struct sim_beam *b, const struct sim_particle *p)
{
	if (p->pz <= 0)
		return false;
	if (p->charge == 0)
		return p->e > b->photon_cut;
	return sim_p2(p) > b->charged_cut * b->charged_cut;
}

/* false: it has come to its end in this plane or before; what the wall of the
 * tube stops ends, in the truth, at the plane behind. */
static bool pass(
    struct sim_event *ev, struct sim_particle *p, const struct sim_stop *s)
{
	const struct sim_plane *plane = s->plane;

	if (!sim_carry(ev->sim->beam, p, s->z))
		return false;
	if (p->x * p->x + p->y * p->y > s->tube2 && abs(p->pdg) != N62_MUON)
		return false;
	if (plane->hit && plane->hit(ev, p, plane->which) == SIM_STOPS)
		return false;
	return s->x0 <= 0 || material(ev, p, s);
}

static void move(struct sim_event *ev, struct sim_particle *p)
{
	const struct sim_beam *b = ev->sim->beam;
	double last;
	int i = 0;

	if (!worth_moving(b, p))
		return;
	if (p->z < b->stop[0].z && !sim_upstream(ev, p)) {
		sim_truth_end(ev, p);
		return;
	}
	last = decay_place(ev, p);
	while (i < b->nstops && b->stop[i].z <= p->z)
		i++;
	for (; i < b->nstops; i++) {
		if (b->stop[i].z >= last) {
			decay_at(ev, p, last);
			break;
		}
		if (!pass(ev, p, &b->stop[i]))
			break;
	}
	sim_truth_end(ev, p);
}

void sim_transport(struct sim_event *ev)
{
	while (ev->ntodo > 0) {
		struct sim_particle p = ev->todo[--ev->ntodo];

		move(ev, &p);
	}
}
