/*
 * pairs.c - decays into two pairs, (1, 2) and (3, 4): masses, decay angles
 * and the azimuth between the planes from the unit cube (N. Cabibbo and A.
 * Maksymowicz, Phys. Rev. 137 (1965) B438), and vectors from these.
 *
 * Four-body phase space is ds ds' dcos dcos' dphi lambda^1/2(M^2, s, s')
 * lambda^1/2(s, ..) / s lambda^1/2(s', ..) / s', up to a constant.
 */
#include "physics/private.h"

static double variables(
    const struct phys_decay *d, const double *u, struct phys_pairs *v)
{
	double a = phys_map(&d->range[0], u[0], &v->s[0]);
	double b = phys_map(&d->range[1], u[1], &v->s[1]);

	v->c[0] = 2 * u[2] - 1;
	v->c[1] = 2 * u[3] - 1;
	if (a < 0 || b < 0)
		return 0;
	return a * b * phys_turn(u[4], &v->cosphi, &v->sinphi);
}

/* One pair, which flies along the axis with momentum p; its first body has
 * the azimuth (x, y). */
static void build(const struct phys_decay *d, int first, double s, double c,
    double p, const double azimuth[2], double out[2][4])
{
	double mass = sqrt(s);
	double star = n62_p_star(mass, d->m[first], d->m[first + 1]);
	double pt = star * sqrt((1 - c) * (1 + c));
	double scale = (sqrt(p * p + s) + p) / mass;

	for (int i = 0; i < 2; i++) {
		double sign = i == 0 ? 1 : -1, z = sign * star * c;

		out[i][3] = phys_along(d->m[first + i], pt * pt, &z, scale);
		out[i][0] = sign * pt * azimuth[0];
		out[i][1] = sign * pt * azimuth[1];
		out[i][2] = z;
	}
}

/* Those of a decay along the axis. */
static void vectors(
    const struct phys_decay *d, const struct phys_pairs *v, struct n62_p4 *p)
{
	double momentum, q[4][4];
	const double x[2] = { 1, 0 };

	momentum = n62_p_star(d->mass, sqrt(v->s[0]), sqrt(v->s[1]));
	build(d, 0, v->s[0], v->c[0], momentum, x, q);
	build(d, 2, v->s[1], v->c[1], momentum,
	    (const double[2]){ v->cosphi, v->sinphi }, q + 2);
	for (int i = 0; i < 4; i++)
		p[i] = (struct n62_p4){ q[i][0], q[i][1],
			i < 2 ? q[i][2] : -q[i][2], q[i][3] };
}

double phys_pairs_weight(const struct phys_decay *d, const double *u)
{
	struct phys_pairs v;
	double weight = variables(d, u, &v), a, b;
	struct n62_p4 p[4];

	if (weight <= 0)
		return 0;
	a = sqrt(v.s[0]);
	b = sqrt(v.s[1]);
	weight *= n62_p_star(d->mass, a, b) * n62_p_star(a, d->m[0], d->m[1]) *
		  n62_p_star(b, d->m[2], d->m[3]) / (a * b);
	if (!(weight > 0))
		return 0;
	if (d->matrix->pairs)
		return weight * d->matrix->pairs(d, &v);
	vectors(d, &v, p);
	return weight * d->matrix->four(d, p);
}

void phys_pairs_build(const struct phys_decay *d, const double *u,
    struct n62_rng *r, struct n62_p4 *p)
{
	struct phys_pairs v;
	double m[3][3];

	variables(d, u, &v);
	vectors(d, &v, p);
	phys_rotation(r, m);
	for (int i = 0; i < 4; i++)
		p[i] = phys_turned(m, p[i]);
}
