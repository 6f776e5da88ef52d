/*
 * spinor.h - leptons of matrix elements that are multiplied out in numbers:
 * spinors in the chiral representation, where gamma^mu has the blocks
 * sigma^mu = (1, sigma) and sigmabar^mu = (1, -sigma), and 1 - gamma5 is
 * twice the upper half (M. Peskin and D. Schroeder, An introduction to
 * quantum field theory, 1995, chapter 3).
 */
#ifndef NA62_PHYSICS_SPINOR_H
#define NA62_PHYSICS_SPINOR_H

#include <complex.h>

#include "physics/private.h"

/* Half of a spinor. */
struct phys_half {
	double complex v[2];
};

struct phys_spinor {
	struct phys_half left, right; /* upper and lower */
};

/* A complex four-vector, e first. */
struct phys_vec {
	double complex v[4];
};

/* p.sigma s, or p.sigmabar s. */
struct phys_half phys_sigma(struct n62_p4 p, struct phys_half s);
struct phys_half phys_sigmabar(struct n62_p4 p, struct phys_half s);

/* The spinors u and v, spin 0 and 1: sums over both give p-slash + m and
 * p-slash - m. */
struct phys_spinor phys_lepton(struct n62_p4 p, double m, int spin);
struct phys_spinor phys_antilepton(struct n62_p4 p, double m, int spin);
/* u of a neutrino, which has a left half only. */
struct phys_half phys_neutrino(struct n62_p4 p);

/* a+ s, a+ sigma^mu s and a+ sigmabar^mu s. */
double complex phys_inner(struct phys_half a, struct phys_half s);
struct phys_vec phys_inner_sigma(struct phys_half a, struct phys_half s);
struct phys_vec phys_inner_sigmabar(struct phys_half a, struct phys_half s);

/* ubar gamma^mu v. */
struct phys_vec phys_pair(
    const struct phys_spinor *u, const struct phys_spinor *v);

double complex phys_dot(const struct phys_vec *a, const struct phys_vec *b);
double complex phys_dot_p4(const struct phys_vec *a, struct n62_p4 p);
/* -a.a*, which is positive for what is orthogonal to a photon. */
double phys_size2(const struct phys_vec *a);
/* a + f p */
struct phys_vec phys_plus(struct phys_vec a, double complex f, struct n62_p4 p);

#endif
