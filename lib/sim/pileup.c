/*
 * pileup.c - what else is there while the event is read: other particles of
 * the beam, the decays of some of them, and muons around the beam.
 *
 * The intensity of the moment is the mean times a number that is distributed
 * as Gamma. Particles come one after the other with exponential gaps, so
 * that their numbers are those of Poisson. In the window of the beam
 * detectors every particle is drawn and leaves its hits in KTAG and GTK; most
 * do not decay and are forgotten then. In the rest of the window of the
 * slower detectors only those are drawn that decay, or interact in GTK3; in
 * all of it, those that decay before.
 */
#include <math.h>

#include "sim/beam.h"

static const double gtk3_z = 102400;

/* A pile-up in the making. */
struct pile {
	struct sim_event *ev;
	const struct sim_beam *b;
	struct n62_rng *r;
	int overlay; /* of the particle before in the truth */
};

/* Gamma distribution of mean 1 (G. Marsaglia and W. Tsang, ACM Trans. Math.
 * Softw. 26 (2000) 363), for an rms up to 1, cut at most. */
static double intensity(struct n62_rng *r, double rms, double most)
{
	double d, c, f = 1;

	/* nothing, or so little that d is all rounding */
	if (rms < 1e-6)
		return 1;
	d = 1 / (rms * rms) - 1.0 / 3;
	c = 1 / sqrt(9 * d);
	do {
		double x = n62_rng_normal(r), v = 1 + c * x;

		if (v <= 0) {
			f = most + 1;
			continue;
		}
		v = v * v * v;
		f = most + 1;
		if (log(n62_rng_uniform(r)) < x * x / 2 + d * (1 - v + log(v)))
			f = d * v * rms * rms;
	} while (f > most);
	return f;
}

static uint8_t next_overlay(struct pile *u)
{
	if (u->overlay < UINT8_MAX)
		u->overlay++;
	return (uint8_t)u->overlay;
}

static const struct kind {
	int32_t pdg;
	double mass, lifetime; /* 0: it passes */
} kinds[] = {
	{ N62_PION, N62_M_PI, SIM_TAU_PI },
	{ N62_KAON, N62_M_K, SIM_TAU_K },
	{ SIM_N62_P, SIM_M_PROTON, 0 },
	{ -N62_MUON, N62_M_MU, 0 },
};

static const struct kind *draw_kind(const struct pile *u)
{
	const double share[] = { u->b->pion, u->b->kaon, u->b->proton };
	double v = n62_rng_uniform(u->r);
	int i = 0;

	while (i < 3 && v >= share[i])
		v -= share[i++];
	return &kinds[i];
}

static bool is_hadron(const struct kind *k)
{
	return k->pdg != -N62_MUON;
}

static void draw(const struct pile *u, const struct kind *k, double t,
    struct sim_particle *p)
{
	*p = (struct sim_particle){
		.pdg = k->pdg,
		.charge = 1,
		.mass = k->mass,
		.mc = -1,
		.overlay = UINT8_MAX,
	};
	sim_beam_draw(u->b, u->r, t, p);
}

static void decay(struct pile *u, struct sim_particle *p, double z)
{
	const struct n62_sim *sim = u->ev->sim;

	p->overlay = next_overlay(u);
	p->mc = sim_truth_begin(u->ev, p);
	if (sim_carry(u->b, p, z))
		sim_decay(u->ev, p, p->pdg == N62_KAON ? sim->mix : sim->pion);
	sim_truth_end(u->ev, p);
	sim_transport(u->ev);
}

/* In GTK3, where p is. */
static void interact(struct pile *u, struct sim_particle *p)
{
	p->overlay = next_overlay(u);
	p->mc = sim_truth_begin(u->ev, p);
	sim_truth_end(u->ev, p);
	sim_interact(u->ev, p);
	sim_transport(u->ev);
}

/* All particles of the beam. */
static void beam_at(struct pile *u, double t)
{
	const struct kind *k = draw_kind(u);
	struct sim_particle p;
	double z;

	draw(u, k, t, &p);
	sim_beam_hits(u->ev, &p, u->r);
	if (is_hadron(k) && n62_rng_uniform(u->r) < u->b->gtk_lambda) {
		interact(u, &p);
		return;
	}
	if (k->lifetime <= 0)
		return;
	z = p.z + n62_flight(u->r, sim_decay_length_z(&p, k->lifetime));
	if (z < u->b->decay_zmax)
		decay(u, &p, z);
}

/* Probability of the decay of a particle of the mean momentum. */
static double decays(const struct sim_beam *b, const struct kind *k)
{
	return n62_decay_probability(b->decay_zmax - gtk3_z,
	    n62_decay_length(b->p, k->mass, k->lifetime));
}

/* One that decays. */
static void decay_at(struct pile *u, double t)
{
	double pion = u->b->pion * decays(u->b, &kinds[0]);
	double kaon = u->b->kaon * decays(u->b, &kinds[1]);
	const struct kind *k =
	    &kinds[n62_rng_uniform(u->r) * (pion + kaon) < kaon];
	struct sim_particle p;
	double far;

	draw(u, k, t, &p);
	far = u->b->decay_zmax - p.z;
	decay(u, &p,
	    p.z + n62_flight_between(
		      u->r, sim_decay_length_z(&p, k->lifetime), 0, far));
}

/* A hadron that interacts in GTK3. */
static void interact_at(struct pile *u, double t)
{
	const struct kind *k;
	struct sim_particle p;

	do
		k = draw_kind(u);
	while (!is_hadron(k));
	draw(u, k, t, &p);
	interact(u, &p);
}

/* Those that decay before GTK3, for each that comes there: a particle is drawn
 * as if it came there. */
static double early(const struct sim_beam *b, const struct kind *k)
{
	return expm1((gtk3_z - b->decay_zmin) /
		     n62_decay_length(b->p, k->mass, k->lifetime));
}

static void early_at(struct pile *u, double t)
{
	double pion = u->b->pion * early(u->b, &kinds[0]);
	double kaon = u->b->kaon * early(u->b, &kinds[1]);
	const struct kind *k =
	    &kinds[n62_rng_uniform(u->r) * (pion + kaon) < kaon];
	struct sim_particle p;
	double from = u->b->decay_zmin;

	draw(u, k, t, &p);
	sim_beam_hits_before(u->ev,
	    from + n62_flight_between(u->r, sim_decay_length_z(&p, k->lifetime),
		       0, gtk3_z - from),
	    &p, u->r);
	decay(u, &p, p.z);
}

/* A muon beside the beam, at GTK3. */
static void halo_at(struct pile *u, double t)
{
	const struct sim_beam *b = u->b;
	double power = 1 - b->halo_power;
	double near = pow(b->halo_rmin, power), far = pow(b->halo_rmax, power);
	double radius =
	    pow(near + n62_rng_uniform(u->r) * (far - near), 1 / power);
	double turn = 2 * N62_PI * n62_rng_uniform(u->r);
	double size = b->halo_pmin +
		      (b->halo_pmax - b->halo_pmin) * n62_rng_uniform(u->r);
	int charge = n62_rng_uniform(u->r) < 0.5 ? -1 : 1;
	struct sim_particle p = {
		.pdg = -charge * N62_MUON,
		.charge = (int8_t)charge,
		.mass = N62_M_MU,
		.process = SIM_BEAM,
		.mc = -1,
		.z = gtk3_z,
		.t = t,
	};

	p.x = radius * cos(turn);
	p.y = radius * sin(turn);
	p.px = size * (b->dxdz + b->halo_slope * n62_rng_normal(u->r));
	p.py = size * b->halo_slope * n62_rng_normal(u->r);
	p.pz = sqrt(size * size - p.px * p.px - p.py * p.py);
	p.e = sqrt(size * size + p.mass * p.mass);
	p.overlay = next_overlay(u);
	sim_push(u->ev, &p);
	sim_transport(u->ev);
}

/* Calls at for times between from and to, so many per ns. */
static void process(struct pile *u, void (*at)(struct pile *, double),
    double rate, double from, double to)
{
	double t = from;

	if (rate <= 0)
		return;
	while ((t += n62_rng_exponential(u->r) / rate) < to)
		at(u, t);
}

void sim_pileup(struct sim_event *ev)
{
	const struct sim_beam *b = ev->sim->beam;
	struct pile u = { ev, b, &ev->rng[SIM_RNG_PILEUP], 0 };
	const double per_ns = 1e-3; /* MHz */
	double f, rate, decaying, interacting, from, to;

	if (ev->sim->intensity <= 0)
		return;
	f = ev->sim->intensity * intensity(u.r, b->spread, b->most) * per_ns;
	rate = f * b->rate;
	decaying = rate * (b->pion * decays(b, &kinds[0]) +
			      b->kaon * decays(b, &kinds[1]));
	interacting = rate * (1 - b->muon) * b->gtk_lambda;
	process(&u, beam_at, rate, b->beam_from, b->beam_to);
	from = fmin(b->from, b->beam_from);
	to = fmax(b->to, b->beam_to);
	process(&u, decay_at, decaying, from, b->beam_from);
	process(&u, decay_at, decaying, b->beam_to, to);
	process(&u, interact_at, interacting, from, b->beam_from);
	process(&u, interact_at, interacting, b->beam_to, to);
	process(&u, early_at,
	    rate *
		(b->pion * early(b, &kinds[0]) + b->kaon * early(b, &kinds[1])),
	    from, to);
	process(&u, halo_at, f * b->halo, from, to);
}
