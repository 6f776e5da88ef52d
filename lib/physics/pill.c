/*
 * pill.c - K -> pi l l by one photon, and K -> pi gamma gamma.
 *
 * pill: d2Gamma / dz dcos is lambda^3/2 (1 - 4 r^2/z)^1/2 (1 - beta^2 cos^2)
 * |W|^2, W = G_F M^2 (a + b z) + W_pipi (G. D'Ambrosio, G. Ecker, G. Isidori
 * and J. Portoles, JHEP 08 (1998) 004; the loop's numbers RECALLED). pigg:
 * O(p^4) of G. Ecker, A. Pich and E. de Rafael, Nucl. Phys. B303 (1988) 665,
 * RECALLED.
 */
#include "physics/matrix.h"

enum {
	A,
	B,
	LOOP,
	C = 0
};

static const double r2 = N62_M_PI * N62_M_PI / (N62_M_K * N62_M_K);

/* G of the document: the two-pion loop at y = s / mpi^2. */
static void loop(double y, double *re, double *im)
{
	double root;

	*im = 0;
	if (y < 4) {
		*re = sqrt(4 / y - 1) * asin(sqrt(y) / 2);
		return;
	}
	root = sqrt(1 - 4 / y);
	*re = -0.5 * root * log((1 - root) / (1 + root));
	*im = -0.5 * root * N62_PI;
}

static int prepare_pill(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, d->mode->name, NULL };

	d->k[A] = phys_value(&l, "a");
	d->k[B] = phys_value(&l, "b");
	l.prefix = "pill";
	d->k[LOOP] = phys_value(&l, "loop");
	return phys_looked_up(&l, err);
}

/* |W|^2 in units of 1e-12. */
static double w2(const struct phys_decay *d, double z)
{
	const double fermi = N62_FERMI * N62_M_K * N62_M_K * 1e6;
	const double rho2 = 775 * 775 / (N62_M_K * N62_M_K);
	double w = fermi * (d->k[A] + d->k[B] * z), re, im, f;

	if (d->k[LOOP] == 0)
		return w * w;
	loop(z / r2, &re, &im);
	f = (1 - 4 * r2 / z) / 3;
	re = 4. / 9 - 4 * r2 / (3 * z) - f * re;
	im = -f * im;
	/* alpha_+ = -20.84e-8, beta_+ = -2.88e-8: RECALLED. */
	f = (-0.2084 - 0.0288 * (z - 1. / 3 - r2) / r2) * (1 + z / rho2) / r2;
	w += f * re;
	im *= f;
	return w * w + im * im;
}

static double pill(const struct phys_decay *d, const struct phys_three *v)
{
	double p = n62_p_star(d->mass, sqrt(v->s), d->m[0]);
	double beta2 = 1 - 4 * d->m[1] * d->m[1] / v->s;

	return p * p * (1 - beta2 * v->c * v->c) *
	       w2(d, v->s / (d->mass * d->mass));
}

static int prepare_pigg(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "pigg", NULL };

	d->k[C] = phys_value(&l, "c");
	return phys_looked_up(&l, err);
}

/* The loop of two photons, at x = s / m^2 of what runs in it. */
static void photons(double x, double *re, double *im)
{
	double root, l;

	*im = 0;
	if (x < 4) {
		l = asin(sqrt(x) / 2);
		*re = 1 - 4 / x * l * l;
		return;
	}
	root = sqrt(1 - 4 / x);
	l = log((1 - root) / (1 + root));
	*re = 1 + (l * l - N62_PI * N62_PI) / x;
	*im = 2 * N62_PI * l / x;
}

static double pigg(const struct phys_decay *d, const struct phys_three *v)
{
	const double eta2 = 547.862 * 547.862 / (N62_M_K * N62_M_K); /* PDG */
	double z = v->s / (d->mass * d->mass), re, im, kaon, none, c;

	photons(z / r2, &re, &im);
	photons(z, &kaon, &none);
	re = (r2 - 1 - z) * re + (1 - r2 - z) * kaon + d->k[C] * z;
	im *= r2 - 1 - z;
	c = 1 - (z - (2 + r2) / 3) / (z - eta2);
	return (re * re + im * im) / 4 + z * z * c * c;
}

const struct phys_matrix phys_pill = { .name = "pill",
	.engine = PHYS_THREE,
	.third = 0,
	.prepare = prepare_pill,
	.three = pill };

const struct phys_matrix phys_pigg = { .name = "pigg",
	.engine = PHYS_THREE,
	.third = 0,
	.prepare = prepare_pigg,
	.three = pigg };
