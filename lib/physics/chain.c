/*
 * chain.c - decays into three bodies and a photon, which comes last: the
 * three recoil against the photon, the third of them against a pair.
 *
 * Four-body phase space is ds ds' dcos dcos' dphi, with s the mass squared
 * of the three and s' that of the pair, times the momenta k / M, p / s^1/2
 * and q / s'^1/2 of the chain, up to a constant. The soft photon is at the
 * end of the range of s; the angle between the photon and the third body is
 * a variable of its own, for light leptons that radiate along their flight.
 */
#include "physics/private.h"

struct bodies {
	int i, j, third;
	double photon, apart, star; /* momenta of the chain */
};

static double variables(
    const struct phys_decay *d, const double *u, struct phys_chain *v)
{
	double a = phys_map(&d->range[0], u[0], &v->all);
	double b = phys_map(&d->range[1], u[1], &v->pair);
	double c = phys_map(&d->range[2], u[2], &v->c);

	v->d = 2 * u[3] - 1;
	if (a < 0 || b < 0 || c < 0)
		return 0;
	return a * b * c * phys_turn(u[4], &v->cosphi, &v->sinphi);
}

static struct bodies bodies(
    const struct phys_decay *d, const struct phys_chain *v)
{
	int third = d->matrix->third;
	struct bodies b = { third == 0, third == 2 ? 1 : 2, third, 0, 0, 0 };
	double mass = sqrt(v->all), pair = sqrt(v->pair);

	b.photon = n62_p_star(d->mass, mass, 0);
	b.apart = n62_p_star(mass, pair, d->m[third]);
	b.star = n62_p_star(pair, d->m[b.i], d->m[b.j]);
	return b;
}

/* The photon flies along the axis. */
static void vectors(const struct phys_decay *d, const struct phys_chain *v,
    const struct bodies *b, struct n62_p4 *p)
{
	double all = sqrt(v->all), pair = sqrt(v->pair);
	double s = sqrt(fabs((1 - v->c) * (1 + v->c))), t, x, y, z;
	struct n62_p4 three, two;

	three = n62_p4_on_shell(0, 0, -b->photon, all);
	x = b->apart * s;
	z = b->apart * v->c;
	p[b->third] = n62_p4_on_shell(x, 0, z, d->m[b->third]);
	two = n62_p4_on_shell(-x, 0, -z, pair);
	t = b->star * sqrt((1 - v->d) * (1 + v->d));
	x = t * v->cosphi;
	y = t * v->sinphi;
	z = b->star * v->d;
	p[b->i] = n62_p4_boost(
	    n62_p4_on_shell(x, y, z, d->m[b->i]), d->m[b->i], two, pair);
	p[b->j] = n62_p4_boost(
	    n62_p4_on_shell(-x, -y, -z, d->m[b->j]), d->m[b->j], two, pair);
	for (int k = 0; k < 3; k++)
		p[k] = n62_p4_boost(p[k], d->m[k], three, all);
	p[3] = (struct n62_p4){ 0, 0, b->photon, b->photon };
}

double phys_chain_weight(const struct phys_decay *d, const double *u)
{
	struct phys_chain v;
	double weight = variables(d, u, &v);
	struct n62_p4 p[4];
	struct bodies b;

	if (weight <= 0)
		return 0;
	b = bodies(d, &v);
	weight *= b.photon * b.apart * b.star / sqrt(v.all * v.pair);
	if (!(weight > 0))
		return 0;
	vectors(d, &v, &b, p);
	return weight * d->matrix->four(d, p);
}

void phys_chain_build(const struct phys_decay *d, const double *u,
    struct n62_rng *r, struct n62_p4 *p)
{
	struct phys_chain v;
	struct bodies b;
	double m[3][3];

	variables(d, u, &v);
	b = bodies(d, &v);
	vectors(d, &v, &b, p);
	phys_rotation(r, m);
	for (int i = 0; i < 4; i++)
		p[i] = phys_turned(m, p[i]);
}
