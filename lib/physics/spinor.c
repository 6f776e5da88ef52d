/*
 * spinor.c - spinors and currents of leptons, in numbers.
 */
#include "physics/spinor.h"

/* p.sigma or, with the opposite momentum, p.sigmabar. */
struct phys_half phys_sigma(struct n62_p4 p, struct phys_half s)
{
	double complex t = p.px + I * p.py;

	return (struct phys_half){ { (p.e - p.pz) * s.v[0] - conj(t) * s.v[1],
	    (p.e + p.pz) * s.v[1] - t * s.v[0] } };
}

struct phys_half phys_sigmabar(struct n62_p4 p, struct phys_half s)
{
	return phys_sigma(n62_p4_mirror(p), s);
}

/* The square root of p.sigma is (p.sigma + m) / (2 (e + m))^1/2. */
static struct phys_half root(struct n62_p4 p, double m, int spin)
{
	double norm = 1 / sqrt(2 * (p.e + m));
	struct phys_half s = { { norm * (spin == 0), norm * (spin == 1) } };
	struct phys_half r = phys_sigma(p, s);

	r.v[spin] += m * norm;
	return r;
}

struct phys_spinor phys_lepton(struct n62_p4 p, double m, int spin)
{
	return (struct phys_spinor){ root(p, m, spin),
		root(n62_p4_mirror(p), m, spin) };
}

struct phys_spinor phys_antilepton(struct n62_p4 p, double m, int spin)
{
	struct phys_spinor s = phys_lepton(p, m, spin);

	s.right.v[0] = -s.right.v[0];
	s.right.v[1] = -s.right.v[1];
	return s;
}

/* A column of p.sigma, which is u u+. */
struct phys_half phys_neutrino(struct n62_p4 p)
{
	int spin = p.pz > 0;
	double norm = 1 / sqrt(p.e + fabs(p.pz));

	return phys_sigma(p,
	    (struct phys_half){ { norm * (spin == 0), norm * (spin == 1) } });
}

double complex phys_inner(struct phys_half a, struct phys_half s)
{
	return conj(a.v[0]) * s.v[0] + conj(a.v[1]) * s.v[1];
}

struct phys_vec phys_inner_sigma(struct phys_half a, struct phys_half s)
{
	double complex up = conj(a.v[0]) * s.v[0];
	double complex down = conj(a.v[1]) * s.v[1];
	double complex right = conj(a.v[0]) * s.v[1];
	double complex left = conj(a.v[1]) * s.v[0];

	return (struct phys_vec){ { up + down, right + left, I * (left - right),
	    up - down } };
}

struct phys_vec phys_inner_sigmabar(struct phys_half a, struct phys_half s)
{
	struct phys_vec w = phys_inner_sigma(a, s);

	for (int i = 1; i < 4; i++)
		w.v[i] = -w.v[i];
	return w;
}

struct phys_vec phys_pair(
    const struct phys_spinor *u, const struct phys_spinor *v)
{
	struct phys_vec a = phys_inner_sigmabar(u->left, v->left);
	struct phys_vec b = phys_inner_sigma(u->right, v->right);

	for (int i = 0; i < 4; i++)
		a.v[i] += b.v[i];
	return a;
}

double complex phys_dot(const struct phys_vec *a, const struct phys_vec *b)
{
	return a->v[0] * b->v[0] - a->v[1] * b->v[1] - a->v[2] * b->v[2] -
	       a->v[3] * b->v[3];
}

double complex phys_dot_p4(const struct phys_vec *a, struct n62_p4 p)
{
	return a->v[0] * p.e - a->v[1] * p.px - a->v[2] * p.py - a->v[3] * p.pz;
}

static double norm2(double complex z)
{
	return creal(z) * creal(z) + cimag(z) * cimag(z);
}

double phys_size2(const struct phys_vec *a)
{
	return norm2(a->v[1]) + norm2(a->v[2]) + norm2(a->v[3]) -
	       norm2(a->v[0]);
}

struct phys_vec phys_plus(struct phys_vec a, double complex f, struct n62_p4 p)
{
	a.v[0] += f * p.e;
	a.v[1] += f * p.px;
	a.v[2] += f * p.py;
	a.v[3] += f * p.pz;
	return a;
}
