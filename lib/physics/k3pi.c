/*
 * k3pi.c - K -> 3 pi: the Dalitz plot 1 + g u + h u^2 + k v^2 of the Particle
 * Data Group, with u = (s3 - s0) / m^2, v = (s2 - s1) / m^2, m the mass of
 * pi+, s0 the mean of the s_i, and 3 the odd pion, which comes last in the
 * mode. Optionally the Gamow factor of each charged pair. With a photon, the
 * same times the square of the current.
 */
#include "physics/matrix.h"

enum {
	G,
	H,
	K,
	COULOMB
};

#define SLOWEST 0.05

/*
 * eta / (exp(eta) - 1), eta = 2 pi alpha q q' / beta (G. Gamow, Z. Phys. 51
 * (1928) 204). The relative velocity beta is held above SLOWEST, to keep the
 * weight bounded (CHOICE).
 */
static double gamow(double beta, int charges)
{
	double eta;

	beta = beta > SLOWEST ? beta : SLOWEST;
	eta = 2 * N62_PI * N62_ALPHA * charges / beta;
	return eta / expm1(eta);
}

static double relative(double s)
{
	double a = s - 2 * N62_M_PI * N62_M_PI;
	double m2 = 2 * N62_M_PI * N62_M_PI / a;

	return m2 < 1 ? sqrt((1 - m2) * (1 + m2)) : 0;
}

static void slopes(struct phys_decay *d, struct phys_lookup *l)
{
	d->k[G] = phys_value(l, "g");
	d->k[H] = phys_value(l, "h");
	d->k[K] = phys_value(l, "k");
}

static int prepare(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, d->mode->name, NULL };

	slopes(d, &l);
	if (d->charge[0] != 0)
		d->k[COULOMB] = phys_value(&l, "coulomb");
	/* The two attracting pairs have narrow peaks, which the search of the
	 * maximum may miss. */
	if (d->k[COULOMB] != 0)
		d->raise = phys_square(gamow(0, -1));
	return phys_looked_up(&l, err);
}

/* 1 + g u + h u^2 + k v^2 */
static double polynomial(const struct phys_decay *d, const double *s)
{
	double m2 = N62_M_PI * N62_M_PI, u, w, square;

	u = (s[2] - (s[0] + s[1] + s[2]) / 3) / m2;
	w = (s[1] - s[0]) / m2;
	square = 1 + d->k[G] * u + d->k[H] * u * u + d->k[K] * w * w;
	return square > 0 ? square : 0;
}

static double k3pi(const struct phys_decay *d, const struct phys_three *v)
{
	double s[3], square;

	for (int i = 0; i < 3; i++)
		s[i] = phys_others(d, i, v->e[i]);
	square = polynomial(d, s);
	for (int i = 0; i < 3 && d->k[COULOMB] != 0; i++)
		square *= gamow(relative(s[i]),
		    d->charge[(i + 1) % 3] * d->charge[(i + 2) % 3]);
	return square;
}

/* ---- with a photon ---------------------------------------------------- */

/* The slopes are those of the decay without it. */
static int prepare_ib(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	const char *parent = d->mode->within;
	struct phys_lookup l = { p, parent ? parent : d->mode->name, NULL };

	slopes(d, &l);
	l.prefix = d->mode->name;
	phys_soft(d, phys_value(&l, "emin"));
	return phys_looked_up(&l, err);
}

/* -(sum of q p / p.k)^2 over the kaon and the pions: F. Low, Phys. Rev. 110
 * (1958) 974. */
static double ib(const struct phys_decay *d, const struct n62_p4 *p)
{
	struct n62_p4 j = { 0, 0, 0, -1 / p[3].e };
	double s[3];

	for (int i = 0; i < 3; i++) {
		double f = d->charge[i] / n62_p4_dot(p[i], d->m[i], p[3], 0);

		s[i] = phys_others(d, i, p[i].e);
		j.px += f * p[i].px;
		j.py += f * p[i].py;
		j.pz += f * p[i].pz;
		j.e += f * p[i].e;
	}
	return polynomial(d, s) * (n62_p4_p2(j) - j.e * j.e);
}

const struct phys_matrix phys_k3pi = { .name = "k3pi",
	.engine = PHYS_THREE,
	.third = 2,
	.prepare = prepare,
	.three = k3pi };

const struct phys_matrix phys_k3pi_ib = { .name = "k3pi-ib",
	.engine = PHYS_CHAIN,
	.third = 2,
	.prepare = prepare_ib,
	.four = ib,
	.radiative = true };
