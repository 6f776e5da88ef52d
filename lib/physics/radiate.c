/*
 * radiate.c - photons of charged legs.
 *
 * A leg with velocity beta in the rest frame of a charged mother radiates
 * (2 alpha / pi) (atanh(beta) / beta - 1) dE / E photons, the classical
 * current of mother and leg (J. Jackson, Classical electrodynamics, chapter
 * 15), times a factor that takes off the hard end: 1 - x for a scalar, 1 - x
 * + x^2/2 for a lepton, x = E / E_max (as in E. Barberio and Z. Was, Comput.
 * Phys. Commun. 79 (1994) 291; RECALLED). Their number is a Poisson number,
 * which exponentiates; legs do not interfere. The leg keeps its direction,
 * everything else recoils as one system that keeps its mass.
 */
#include "physics/private.h"

enum {
	PHOTONS = 4 /* of one decay: more is below 1e-6 */
};

/* atanh(b) / b - 1, also for small b. */
static double current(double b)
{
	double b2 = b * b;

	if (b2 < 1e-4)
		return b2 * (1. / 3 + b2 * (1. / 5 + b2 / 7));
	return atanh(b) / b - 1;
}

/* Mass squared of all but one leg of energy e. */
static double rest2(const struct phys_decay *d, double mass, double e)
{
	double m2 = d->mass * d->mass + mass * mass - 2 * d->mass * e;

	return m2 > 0 ? m2 : 0;
}

/* The photon with which the leg would rest. Below, there is a momentum for any
 * angle between them; the few harder photons, of legs thrown back, are left
 * out. */
static double hardest(const struct phys_decay *d, double mass, double recoil)
{
	double free = d->mass - mass;

	return (free - recoil) * (free + recoil) / (2 * free);
}

static double rate(double beta, double emin, double emax)
{
	if (emax <= emin)
		return 0;
	return 2 * N62_ALPHA / N62_PI * current(beta) * log(emax / emin);
}

/* An upper limit of the mean number of photons of a leg, so that most events
 * need no logarithm. */
void phys_radiation_prepare(struct phys_decay *d)
{
	double sum = 0;

	for (int i = 0; i < d->n; i++)
		sum += d->m[i];
	for (int i = 0; i < d->n; i++) {
		double p = n62_p_star(d->mass, d->m[i], sum - d->m[i]);
		double e = sqrt(p * p + d->m[i] * d->m[i]);

		d->often[i] = 0;
		if (d->charge[i] != 0)
			d->often[i] = rate(p / e, d->emin, d->mass / 2);
	}
}

/* ---- one photon ------------------------------------------------------- */

/* 1 - beta cos of a photon with the density beta^2 sin^2 / (1 - beta cos)^2:
 * 1/y by phys_inverse, the rest 2 - y - (1 - beta^2) / y is largest at y =
 * sqrt(1 - beta^2). */
static double angle(struct n62_rng *r, double b)
{
	double rest = (1 - b) * (1 + b), largest = 2 - 2 * sqrt(rest);

	for (int try = 0; try < 1000; try++) {
		double y = phys_inverse(r, 1 - b, 1 + b);

		if (n62_rng_uniform(r) * largest < 2 - y - rest / y)
			return y;
	}
	return 1; /* a leg at rest, where rounding is all that is left */
}

/* What is kept at the hard end. */
static bool soft_enough(struct n62_rng *r, double x, bool scalar)
{
	return n62_rng_uniform(r) < (scalar ? 1 - x : 1 - x + x * x / 2);
}

/*
 * The momentum of a leg, whose direction has the cosine c with a photon of
 * energy k, such that all else has the mass squared m2: the root of
 * (M - k) sqrt(p^2 + m^2) + k c p = A. Negative: there is none.
 */
static double leg_momentum(
    const struct phys_decay *d, double m, double m2, double k, double c)
{
	double w = d->mass - k, q = k * c, w2 = (w - q) * (w + q);
	double a = (d->mass * (d->mass - 2 * k) + m * m - m2) / 2;
	double root = a * a - m * m * w2;

	if (root < 0)
		return -1;
	return (w * sqrt(root) - a * q) / w2;
}

/* All products but the leg, from a system of momentum before to after. */
static void recoil(struct n62_products *out, int leg, double mass,
    struct n62_p4 before, struct n62_p4 after)
{
	for (int i = 0; i < out->n; i++) {
		struct n62_product *v = &out->v[i];

		if (i == leg)
			continue;
		if (out->n == 2) {
			v->p = after;
			return;
		}
		v->p = n62_p4_boost(v->p, v->mass, n62_p4_mirror(before), mass);
		v->p = n62_p4_boost(v->p, v->mass, after, mass);
	}
}

/* A unit vector with the cosine c to the unit vector a, at any azimuth. */
static void aside(struct n62_rng *r, const double a[3], double c, double v[3])
{
	double along, norm = 0, s = sqrt((1 - c) * (1 + c));

	do {
		n62_direction(r, v);
		along = a[0] * v[0] + a[1] * v[1] + a[2] * v[2];
		norm = 1 - along * along;
	} while (norm < 0.1);
	for (int i = 0; i < 3; i++)
		v[i] = c * a[i] + s * (v[i] - along * a[i]) / sqrt(norm);
}

/* Adds a photon of energy k and cosine c to the leg; false when that is not
 * possible. */
static bool emit(const struct phys_decay *d, struct n62_rng *r,
    struct n62_products *out, int leg, double k, double c)
{
	struct n62_product *v = &out->v[leg];
	double p = n62_p4_p(v->p), m2 = rest2(d, v->mass, v->p.e), now;
	double n[3] = { v->p.px / p, v->p.py / p, v->p.pz / p }, g[3];
	struct n62_p4 before = n62_p4_mirror(v->p), photon, after;

	if (out->n == 2)
		m2 = out->v[1 - leg].mass * out->v[1 - leg].mass;
	now = leg_momentum(d, v->mass, m2, k, c);
	if (!(now > 0))
		return false;
	aside(r, n, c, g);
	photon = (struct n62_p4){ k * g[0], k * g[1], k * g[2], k };
	v->p = n62_p4_on_shell(now * n[0], now * n[1], now * n[2], v->mass);
	after = n62_p4_mirror(n62_p4_add(v->p, photon));
	after = n62_p4_on_shell(after.px, after.py, after.pz, sqrt(m2));
	recoil(out, leg, sqrt(m2), before, after);
	out->v[out->n++] =
	    (struct n62_product){ .pdg = N62_PHOTON, .from = -1, .p = photon };
	return true;
}

/* ---- soft photons ----------------------------------------------------- */

static double recoil_mass(
    const struct phys_decay *d, const struct n62_products *out, int leg)
{
	if (out->n == 2)
		return out->v[1 - leg].mass;
	return sqrt(rest2(d, out->v[leg].mass, out->v[leg].p.e));
}

/* A Poisson number of photons of one leg, of which some are taken off. */
static void radiate_leg(const struct phys_decay *d, struct n62_rng *r,
    struct n62_products *out, int leg, double u)
{
	const struct n62_product *v = &out->v[leg];
	double beta = n62_p4_p(v->p) / v->p.e;
	double emax = hardest(d, v->mass, recoil_mass(d, out, leg));
	double mean = rate(beta, d->emin, emax), p = exp(-mean);

	for (int i = 1; u > p && out->n < d->n + PHOTONS; i++) {
		double k, c;

		u -= p;
		p *= mean / i;
		beta = n62_p4_p(v->p) / v->p.e;
		emax = hardest(d, v->mass, recoil_mass(d, out, leg));
		if (emax <= d->emin || beta <= 0)
			return;
		k = phys_inverse(r, d->emin, emax);
		if (!soft_enough(r, k / emax, d->scalar[leg]))
			continue;
		c = (1 - angle(r, beta)) / beta;
		c = c > 1 ? 1 : c < -1 ? -1 : c;
		emit(d, r, out, leg, k, c);
	}
}

void phys_radiate(
    const struct phys_decay *d, struct n62_rng *r, struct n62_products *out)
{
	for (int leg = 0; leg < d->n; leg++) {
		double u;

		if (d->charge[leg] == 0)
			continue;
		/* The chance of no photon is at least 1 - often. */
		u = n62_rng_uniform(r);
		if (u > 1 - d->often[leg])
			radiate_leg(d, r, out, leg, u);
	}
}
