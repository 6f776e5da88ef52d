/*
 * dirac.h - four-vectors with complex components, Dirac matrices in the
 * chiral representation, and traces of them: squares of amplitudes, written
 * in another way than in the library.
 */
#ifndef DIRAC_H
#define DIRAC_H

#include <complex.h>

#include "check.h"
#include "physics/private.h"
#include "physics_fixture.h"

static inline struct phys_decay prepared(const char *name)
{
	struct phys_decay d = { 0 };
	int i = n62_decay_find(physics, name, &err);

	if (!CHECK(i >= 0 && phys_prepare(&d, physics,
				 n62_physics_mode(physics, i), &err) == 0)) {
		check_note("%s", err.text);
		exit(1);
	}
	return d;
}

/* ---- vectors and tensors ---------------------------------------------- */

/* Components e, x, y, z. */
struct vec {
	complex double v[4];
};

static inline struct vec vec(struct n62_p4 p)
{
	return (struct vec){ { p.e, p.px, p.py, p.pz } };
}

static inline struct vec sum(struct vec a, complex double f, struct vec b)
{
	for (int i = 0; i < 4; i++)
		a.v[i] += f * b.v[i];
	return a;
}

static inline complex double dot(struct vec a, struct vec b)
{
	return a.v[0] * b.v[0] - a.v[1] * b.v[1] - a.v[2] * b.v[2] -
	       a.v[3] * b.v[3];
}

static inline complex double det3(const complex double m[3][3])
{
	return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
	       m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
	       m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/* epsilon^{mu a b c}, epsilon^{0123} = -1, of lowered vectors. */
static inline struct vec cross(struct vec a, struct vec b, struct vec c)
{
	struct vec out;

	for (int mu = 0; mu < 4; mu++) {
		complex double m[3][3];

		for (int k = 0, row = 0; k < 4; k++) {
			double lower = k == 0 ? 1 : -1;

			if (k == mu)
				continue;
			m[0][row] = lower * a.v[k];
			m[1][row] = lower * b.v[k];
			m[2][row++] = lower * c.v[k];
		}
		out.v[mu] = (mu % 2 ? 1 : -1) * det3(m);
	}
	return out;
}

static inline struct vec lowered(struct vec a)
{
	for (int k = 1; k < 4; k++)
		a.v[k] = -a.v[k];
	return a;
}

/* ---- Dirac matrices --------------------------------------------------- */

struct mat {
	complex double m[4][4];
};

static inline struct mat mul(struct mat a, struct mat b)
{
	struct mat c = { { { 0 } } };

	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			for (int k = 0; k < 4; k++)
				c.m[i][j] += a.m[i][k] * b.m[k][j];
	return c;
}

static inline struct mat plus(struct mat a, complex double f, struct mat b)
{
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			a.m[i][j] += f * b.m[i][j];
	return a;
}

/* gamma^mu in the chiral representation: off-diagonal blocks. */
static inline struct mat gamma_of(int mu)
{
	static const complex double sigma[4][2][2] = { { { 1, 0 }, { 0, 1 } },
		{ { 0, 1 }, { 1, 0 } }, { { 0, -I }, { I, 0 } },
		{ { 1, 0 }, { 0, -1 } } };
	struct mat g = { { { 0 } } };
	double sign = mu == 0 ? 1 : -1;

	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++) {
			g.m[i][j + 2] = sigma[mu][i][j];
			g.m[i + 2][j] = sign * sigma[mu][i][j];
		}
	return g;
}

static inline struct mat slash(struct n62_p4 p)
{
	struct mat g = { { { 0 } } };

	g = plus(g, p.e, gamma_of(0));
	g = plus(g, -p.px, gamma_of(1));
	g = plus(g, -p.py, gamma_of(2));
	return plus(g, -p.pz, gamma_of(3));
}

static inline struct mat unit(complex double f)
{
	struct mat g = { { { 0 } } };

	for (int i = 0; i < 4; i++)
		g.m[i][i] = f;
	return g;
}

/* 1 - gamma5 is twice the projection on the upper two components. */
static inline struct mat left(void)
{
	struct mat g = { { { 0 } } };

	g.m[0][0] = g.m[1][1] = 2;
	return g;
}

/* gamma0 A^dagger gamma0 */
static inline struct mat bar(struct mat a)
{
	struct mat c;

	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			c.m[i][j] = conj(a.m[j][i]);
	return mul(gamma_of(0), mul(c, gamma_of(0)));
}

/* Spin sum of |ubar(p) A v(q)|^2. */
static inline double spins(
    struct mat a, struct n62_p4 p, double m, struct n62_p4 q)
{
	struct mat all =
	    mul(mul(plus(slash(p), 1, unit(m)), a), mul(slash(q), bar(a)));

	return creal(all.m[0][0] + all.m[1][1] + all.m[2][2] + all.m[3][3]);
}

/* A current j with the left-handed leptons l+ and neutrino n: spin sum of
 * |nbar j (1 - gamma5) l|^2. */
static inline double contracted(struct vec j, struct n62_p4 l, struct n62_p4 n)
{
	struct mat slashed = unit(0);

	for (int mu = 0; mu < 4; mu++)
		slashed =
		    plus(slashed, (mu == 0 ? 1 : -1) * j.v[mu], gamma_of(mu));
	return spins(mul(slashed, left()), n, 0, l);
}

/* Checks that all ratios got / wanted are the first one. */
struct ratio {
	double first, worst;
};

static inline void compare(
    struct ratio *r, double got, double wanted, double scale)
{
	if (r->first == 0)
		r->first = got / wanted;
	if (fabs(got - r->first * wanted) > r->worst * fabs(scale))
		r->worst = fabs(got - r->first * wanted) / fabs(scale);
}

#endif
