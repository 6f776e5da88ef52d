/*
 * three.c - decays into a pair and a third body: the unit square becomes the
 * mass of the pair and its decay angle, and these become vectors.
 *
 * Three-body phase space is ds dcos lambda^1/2(M^2, s, m3^2)
 * lambda^1/2(s, m1^2, m2^2) / s, up to a constant. Building the pair in its
 * own frame keeps pairs of small mass exact.
 */
#include "physics/private.h"

void phys_linear(struct phys_range *r, double low, double high)
{
	*r = (struct phys_range){ 0, 1, low, high, 0 };
}

void phys_octaves(
    struct phys_range *r, double offset, double sign, double low, double high)
{
	*r = (struct phys_range){ offset, sign, low, high, 0 };
	if (low > 0 && high > 2 * low)
		frexp(high / low, &r->octaves);
}

double phys_map(const struct phys_range *r, double u, double *s)
{
	double g, slope = r->high - r->low, at = u * r->octaves;
	int octave = (int)at;

	if (r->octaves == 0) {
		g = r->low + slope * u;
	} else {
		slope = ldexp(r->low, octave);
		g = slope * (1 + (at - octave));
		slope *= r->octaves;
	}
	*s = r->offset + r->sign * g;
	return g < r->high ? slope : -1;
}

/* The indices of the pair, and the square root of s lambda. */
struct pair {
	int i, j;
	double mass, p, star; /* momenta of the pair, and inside it */
};

static struct pair pair_of(const struct phys_decay *d, double s)
{
	int third = d->matrix->third;
	struct pair q = { third == 0, third == 2 ? 1 : 2, sqrt(s), 0, 0 };

	q.p = n62_p_star(d->mass, q.mass, d->m[third]);
	q.star = n62_p_star(q.mass, d->m[q.i], d->m[q.j]);
	return q;
}

double phys_three_weight(const struct phys_decay *d, const double *u)
{
	struct phys_three v = { .c = 2 * u[1] - 1 };
	double slope = phys_map(&d->range[0], u[0], &v.s), m2;
	int third = d->matrix->third;
	double first;
	struct pair q;

	if (slope < 0)
		return 0;
	q = pair_of(d, v.s);
	first = v.s + d->m[q.i] * d->m[q.i] - d->m[q.j] * d->m[q.j];
	m2 = d->mass * d->mass;
	v.e[third] = (m2 + d->m[third] * d->m[third] - v.s) / (2 * d->mass);
	v.e[q.i] = ((d->mass - v.e[third]) * first / (2 * q.mass) +
		       q.p * q.star * v.c) /
		   q.mass;
	v.e[q.j] = d->mass - v.e[third] - v.e[q.i];
	slope *= q.p * q.star / q.mass;
	return d->matrix->three ? slope * d->matrix->three(d, &v) : slope;
}

void phys_three_build(const struct phys_decay *d, const double *u,
    struct n62_rng *r, struct n62_p4 *p)
{
	int third = d->matrix->third;
	double s, c = 2 * u[1] - 1, z, zj, pt, scale, e, m[3][3];
	struct pair q;

	phys_map(&d->range[0], u[0], &s);
	q = pair_of(d, s);
	phys_rotation(r, m);
	pt = q.star * sqrt((1 - c) * (1 + c));
	z = q.star * c;
	zj = -z;
	scale = (sqrt(q.p * q.p + s) + q.p) / q.mass;
	e = phys_along(d->m[q.i], pt * pt, &z, scale);
	p[q.i] = phys_turned(m, (struct n62_p4){ pt, 0, z, e });
	e = phys_along(d->m[q.j], pt * pt, &zj, scale);
	p[q.j] = phys_turned(m, (struct n62_p4){ -pt, 0, zj, e });
	e = sqrt(q.p * q.p + d->m[third] * d->m[third]);
	p[third] = phys_turned(m, (struct n62_p4){ 0, 0, -q.p, e });
}
