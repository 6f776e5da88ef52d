/*
 * matrix.h - the matrix elements, which matrices.c lists, and how they look
 * up their parameters.
 */
#ifndef NA62_PHYSICS_MATRIX_H
#define NA62_PHYSICS_MATRIX_H

#include "physics/private.h"

extern const struct phys_matrix phys_k3pi, phys_kl3, phys_pinunu, phys_kl3_ib,
    phys_ke4, phys_ke4_pi0, phys_pill, phys_pigg, phys_mu_ib, phys_pi_ib,
    phys_munux, phys_dalitz, phys_double_dalitz, phys_michel, phys_k3pi_ib,
    phys_lnu_sd, phys_lnu_ll, phys_pi_de, phys_pi_ee;

/* The parameter PREFIX.NAME; *missing is set when there is none. */
struct phys_lookup {
	const struct n62_physics *p;
	const char *prefix;
	const char *missing;
};
double phys_value(struct phys_lookup *l, const char *name);
/* 0, or the failure that a parameter is missing. */
int phys_looked_up(const struct phys_lookup *l, struct n62_err *err);

/* The range of the mass of all against which a photon recoils, which is the
 * last daughter and has emin at least. */
void phys_soft(struct phys_decay *d, double emin);

/* (P - p_i)^2 of a daughter with this energy: mass squared of the others. */
static inline double phys_others(const struct phys_decay *d, int i, double e)
{
	return d->mass * d->mass + d->m[i] * d->m[i] - 2 * d->mass * e;
}

static inline double phys_square(double x)
{
	return x * x;
}

#endif
