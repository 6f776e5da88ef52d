/*
 * kl3.c - K -> pi l nu: the density of the Dalitz plot in (E_pi, E_l) for a
 * V-A current (L. Chounet, J. Gaillard, M. Gaillard, Phys. Rept. 4 (1972)
 * 199) with form factors f+ and f0 that are poles. K -> pi nu nubar is the
 * same with a lepton without mass.
 */
#include "physics/matrix.h"

enum {
	MV2,
	MS2
};

static int prepare(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "kl3", NULL };

	d->k[MV2] = phys_square(phys_value(&l, "mv"));
	d->k[MS2] = phys_square(phys_value(&l, "ms"));
	return phys_looked_up(&l, err);
}

static double kl3(const struct phys_decay *d, const struct phys_three *v)
{
	double m = d->mass, mpi2 = d->m[0] * d->m[0], ml2 = d->m[1] * d->m[1];
	double enu = v->e[2], t = v->s;
	double epi = (m * m + mpi2 - ml2) / (2 * m) - v->e[0];
	double a = m * (2 * v->e[1] * enu - m * epi) + ml2 * (epi / 4 - enu);
	double b = ml2 * (enu - epi / 2), c = ml2 * epi / 4;
	double plus = d->k[MV2] / (d->k[MV2] - t);
	double zero = d->k[MS2] / (d->k[MS2] - t);
	double minus = (zero - plus) * (m * m - mpi2) / t;

	return a * plus * plus + b * plus * minus + c * minus * minus;
}

/* t is never 0 for a lepton with mass, and without one f- does not count. */
static double pinunu(const struct phys_decay *d, const struct phys_three *v)
{
	double m = d->mass, mpi2 = d->m[0] * d->m[0];
	double epi = (m * m + mpi2) / (2 * m) - v->e[0];
	double plus = d->k[MV2] / (d->k[MV2] - v->s);

	return m * (2 * v->e[1] * v->e[2] - m * epi) * plus * plus;
}

const struct phys_matrix phys_kl3 = { .name = "kl3",
	.engine = PHYS_THREE,
	.third = 0,
	.prepare = prepare,
	.three = kl3 };

const struct phys_matrix phys_pinunu = { .name = "pinunu",
	.engine = PHYS_THREE,
	.third = 0,
	.prepare = prepare,
	.three = pinunu };
