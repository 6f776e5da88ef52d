/*
 * dalitz.c - virtual photons of a pi0 (N. Kroll and W. Wada, Phys. Rev. 98
 * (1955) 1355), and the decay of the muon (L. Michel, Proc. Phys. Soc. A63
 * (1950) 514).
 */
#include "physics/matrix.h"

enum {
	SLOPE
};

static int prepare(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "dalitz", NULL };
	double low = phys_square(d->m[0] + d->m[1]);

	d->k[SLOPE] = phys_value(&l, "slope");
	phys_octaves(&d->range[0], 0, 1, low, d->mass * d->mass);
	d->range[1] = d->range[0];
	return phys_looked_up(&l, err);
}

/* A pair at x = s / M^2 and cosine c: pole, spin and form factor; r2 is
 * (2 m_e / M)^2. */
static double photon(const struct phys_decay *d, double s, double c)
{
	double m2 = d->mass * d->mass, x = s / m2;
	double r2 = 4 * d->m[0] * d->m[0] / m2;

	return (1 + c * c + r2 / x * (1 - c * c)) / x *
	       phys_square(1 + d->k[SLOPE] * x);
}

static double dalitz(const struct phys_decay *d, const struct phys_three *v)
{
	double p = n62_p_star(d->mass, sqrt(v->s), 0);

	return p * p * photon(d, v->s, v->c);
}

/* Without the exchange of equal leptons, and without the correlation of the
 * planes, which no distribution of one pair sees. */
static double pairs(const struct phys_decay *d, const struct phys_pairs *v)
{
	double p = n62_p_star(d->mass, sqrt(v->s[0]), sqrt(v->s[1]));

	return p * p * photon(d, v->s[0], v->c[0]) *
	       photon(d, v->s[1], v->c[1]);
}

/* mu+ -> e+ nu_e nubar_mu: (mu.nu_e)(e.nubar_mu). */
static double michel(const struct phys_decay *d, const struct phys_three *v)
{
	return v->e[1] * (phys_others(d, 1, v->e[1]) - d->m[0] * d->m[0]);
}

const struct phys_matrix phys_dalitz = { .name = "dalitz",
	.engine = PHYS_THREE,
	.third = 2,
	.prepare = prepare,
	.three = dalitz };

const struct phys_matrix phys_double_dalitz = { .name = "double-dalitz",
	.engine = PHYS_PAIRS,
	.prepare = prepare,
	.pairs = pairs };

const struct phys_matrix phys_michel = {
	.name = "michel", .engine = PHYS_THREE, .third = 0, .three = michel
};
