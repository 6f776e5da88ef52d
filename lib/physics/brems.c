/*
 * brems.c - inner bremsstrahlung of K -> mu nu and K -> pi pi0, with x and y
 * twice the energies of photon and charged daughter over the kaon mass.
 *
 * Both have a pole 1/x, which the range of the pair mass takes, and one in
 * w = 2 p.k / M^2, which is weak for daughters as heavy as these.
 */
#include "physics/matrix.h"

enum {
	R,
	R0,
	YMIN,
	YMAX
};

void phys_soft(struct phys_decay *d, double emin)
{
	double m2 = d->mass * d->mass, sum = 0;

	for (int i = 0; i < d->n - 1; i++)
		sum += d->m[i];
	phys_octaves(&d->range[0], m2, -1, 2 * d->mass * emin, m2 - sum * sum);
}

static int prepare_mu(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, d->mode->name, NULL };

	d->k[R] = phys_square(d->m[0] / d->mass);
	phys_soft(d, phys_value(&l, "emin"));
	return phys_looked_up(&l, err);
}

/* d2Gamma/dx dy of J. Bijnens, G. Ecker and J. Gasser, Nucl. Phys. B396
 * (1993) 81, without structure-dependent terms. */
static double mu(const struct phys_decay *d, const struct phys_three *v)
{
	double r = d->k[R], x = 2 * v->e[2] / d->mass;
	double y = 2 * v->e[0] / d->mass, w = x + y - 1 - r;

	return (1 - y + r) / (x * x * w) *
	       (x * x + 2 * (1 - x) * (1 - r) - 2 * x * r * (1 - r) / w);
}

static int prepare_pi(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, d->mode->name, NULL };
	double m = d->m[0], low = phys_value(&l, "tmin") + m;
	double high = phys_value(&l, "tmax") + m, rest;

	if (phys_looked_up(&l, err) < 0)
		return -1;
	if (low >= high)
		return n62_fail(err, N62_USAGE,
		    "pipi0gamma.tmin must be below pipi0gamma.tmax");
	d->k[R] = phys_square(m / d->mass);
	d->k[R0] = phys_square(d->m[1] / d->mass);
	d->k[YMIN] = 2 * low / d->mass;
	d->k[YMAX] = 2 * high / d->mass;
	/* The softest photon beside the fastest pi+: it flies against the
	 * system of pi0 and photon, of mass squared rest. */
	rest = phys_square(d->mass - high) - (high - m) * (high + m);
	phys_soft(
	    d, (rest - d->m[1] * d->m[1]) /
		   (2 * (d->mass - high + sqrt((high - m) * (high + m)))));
	return 0;
}

/* -(p_K / p_K.k - p / p.k)^2: F. Low, Phys. Rev. 110 (1958) 974. */
static double pi(const struct phys_decay *d, const struct phys_three *v)
{
	double r = d->k[R], x = 2 * v->e[2] / d->mass;
	double y = 2 * v->e[0] / d->mass, w = x + y - 1 - r + d->k[R0];

	if (y < d->k[YMIN] || y > d->k[YMAX])
		return 0;
	return y / (x * w) - 1 / (x * x) - r / (w * w);
}

const struct phys_matrix phys_mu_ib = { .name = "mu-ib",
	.engine = PHYS_THREE,
	.third = 2,
	.prepare = prepare_mu,
	.three = mu,
	.radiative = true };

const struct phys_matrix phys_pi_ib = { .name = "pi-ib",
	.engine = PHYS_THREE,
	.third = 2,
	.prepare = prepare_pi,
	.three = pi,
	.radiative = true };
