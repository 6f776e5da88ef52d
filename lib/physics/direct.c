/*
 * direct.c - K -> pi pi0 with photons of the structure of the kaon.
 *
 * pi-de is direct emission of a magnetic photon, which is Low's square times
 * (P.k p.k)^2 (N. Christ, Phys. Rev. 159 (1967) 1292). pi-ee has a virtual
 * photon of the currents of kaon and pion, and the magnetic term, which do
 * not interfere in the spectra (H. Pichl, Eur. Phys. J. C20 (2001) 371; L.
 * Cappiello, O. Cata, G. D'Ambrosio and D. Gao, Eur. Phys. J. C72 (2012)
 * 1872).
 */
#include "physics/matrix.h"

enum {
	MAGNETIC
};

/* G = 2 P.p P.k p.k - (m P.k)^2 - (M p.k)^2 is both squares, up to the
 * factor; x = 2 P.k / M^2, w = 2 p.k / M^2. */
static double de(const struct phys_decay *d, const struct phys_three *v)
{
	double m = d->mass, r = phys_square(d->m[0] / m);
	double x = 2 * v->e[2] / m, y = 2 * v->e[0] / m;
	double w = x + y - 1 - r + phys_square(d->m[1] / m);

	return y * x * w - r * x * x - w * w;
}

static int prepare(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "pipi0", NULL };
	double pair = d->m[2] + d->m[3], m2 = d->mass * d->mass;

	/* GeV^-4 */
	d->k[MAGNETIC] = 1e-12 * phys_value(&l, "xm");
	phys_octaves(&d->range[0], m2, -1, 2 * d->mass * pair - pair * pair,
	    m2 - phys_square(d->m[0] + d->m[1]));
	phys_octaves(&d->range[1], 0, 1, pair * pair,
	    phys_square(d->mass - d->m[0] - d->m[1]));
	return phys_looked_up(&l, err);
}

static double dot(struct n62_p4 a, struct n62_p4 b)
{
	return a.e * b.e - a.px * b.px - a.py * b.py - a.pz * b.pz;
}

/* A real current j with the tensor of the pair p, p', which is 4 (p p' + p'
 * p - g q^2 / 2). */
static double with_pair(
    struct n62_p4 j, struct n62_p4 p, struct n62_p4 other, double q2)
{
	return 8 * dot(j, p) * dot(j, other) - 2 * q2 * dot(j, j);
}

static struct n62_p4 times(struct n62_p4 a, double f)
{
	return (struct n62_p4){ f * a.px, f * a.py, f * a.pz, f * a.e };
}

static double ee(const struct phys_decay *d, const struct n62_p4 *p)
{
	struct n62_p4 q = n62_p4_add(p[2], p[3]), j, magnetic;
	double q2 = n62_p4_pair_mass2(p[2], d->m[2], p[3], d->m[3]);
	double pion = 2 * n62_p4_dot(p[0], d->m[0], q, sqrt(q2)) + q2;
	double kaon = 2 * d->mass * q.e - q2, f = d->k[MAGNETIC] * d->mass;

	/* (2p + q) / (2p.q + q^2) - (2P - q) / (2P.q - q^2) */
	j = times(p[0], 2 / pion);
	j = n62_p4_add(j, times(q, 1 / pion + 1 / kaon));
	j.e -= 2 * d->mass / kaon;
	/* epsilon(p, P, q) of a kaon at rest */
	magnetic = (struct n62_p4){ f * (p[0].py * q.pz - p[0].pz * q.py),
		f * (p[0].pz * q.px - p[0].px * q.pz),
		f * (p[0].px * q.py - p[0].py * q.px), 0 };
	return (with_pair(j, p[2], p[3], q2) +
		   with_pair(magnetic, p[2], p[3], q2)) /
	       (q2 * q2);
}

const struct phys_matrix phys_pi_de = { .name = "pi-de",
	.engine = PHYS_THREE,
	.third = 2,
	.three = de,
	.radiative = true };

const struct phys_matrix phys_pi_ee = {
	.name = "pi-ee", .engine = PHYS_PAIRS, .prepare = prepare, .four = ee
};
