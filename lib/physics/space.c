/*
 * space.c - flat phase space of n bodies, after Raubold and Lynch.
 *
 * The decay is a chain of two-body decays through systems of the first 2, 3,
 * ... bodies. Their masses are spread uniformly over what is allowed, in
 * order, and the weight is the product of the momenta of the chain. Each
 * momentum is largest when its system is as heavy as it can be (all kinetic
 * energy in it) and the system inside is as light as it can be, which bounds
 * the weight from above, rigorously.
 */
#include "physics/private.h"

int n62_space_init(struct n62_space *s, double mass, int n, const double *m,
    struct n62_err *err)
{
	double inside = m[0], kinetic;

	if (n < 2 || n > N62_BODIES)
		return n62_fail(err, N62_USAGE,
		    "phase space is for 2 to %d bodies, not for %d", N62_BODIES,
		    n);
	*s = (struct n62_space){ .n = n, .mass = mass, .max = 1 };
	for (int i = 0; i < n; i++) {
		s->m[i] = m[i];
		s->sum += m[i];
	}
	kinetic = mass - s->sum;
	if (!(kinetic > 0))
		return n62_fail(err, N62_USAGE,
		    "daughters of %.9g MeV cannot come from %.9g MeV", s->sum,
		    mass);
	for (int k = 1; k < n; k++) {
		s->max *= n62_p_star(inside + m[k] + kinetic, inside, m[k]);
		inside += m[k];
	}
	return 0;
}

static void sort(double *v, int n)
{
	for (int i = 1; i < n; i++) {
		double x = v[i];
		int j = i;

		for (; j > 0 && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

/* The masses of the systems of the first 1, 2, ... n bodies, the momenta with
 * which they decay (p[k]: system k into system k-1 and body k), the weight. */
static double chain(
    const struct n62_space *s, struct n62_rng *r, double *system, double *p)
{
	double u[N62_BODIES], sum = s->m[0], weight = 1;
	double kinetic = s->mass - s->sum;
	int n = s->n;

	for (int i = 0; i < n - 2; i++)
		u[i] = n62_rng_uniform(r);
	sort(u, n - 2);
	system[0] = sum;
	for (int k = 1; k < n; k++) {
		sum += s->m[k];
		system[k] = k == n - 1 ? s->mass : sum + u[k - 1] * kinetic;
		p[k] = n62_p_star(system[k], system[k - 1], s->m[k]);
		weight *= p[k];
	}
	return weight;
}

/* From inside to outside: the bodies so far recoil against the next one. */
static void decay(const struct n62_space *s, struct n62_rng *r,
    const double *system, const double *p, struct n62_p4 *out)
{
	struct n62_p4 recoil;
	double v[3];

	out[0] = (struct n62_p4){ 0, 0, 0, s->m[0] };
	for (int k = 1; k < s->n; k++) {
		n62_direction(r, v);
		recoil = n62_p4_on_shell(
		    p[k] * v[0], p[k] * v[1], p[k] * v[2], system[k - 1]);
		if (k == 1)
			out[0] = recoil;
		for (int i = 0; k > 1 && i < k; i++)
			out[i] = n62_p4_boost(
			    out[i], s->m[i], recoil, system[k - 1]);
		out[k] = n62_p4_on_shell(
		    -recoil.px, -recoil.py, -recoil.pz, s->m[k]);
	}
}

double n62_space_weighted(
    const struct n62_space *s, struct n62_rng *r, struct n62_p4 *p)
{
	double system[N62_BODIES], momentum[N62_BODIES];
	double weight = chain(s, r, system, momentum);

	decay(s, r, system, momentum, p);
	return weight;
}

int n62_space_draw(
    const struct n62_space *s, struct n62_rng *r, struct n62_p4 *p)
{
	double system[N62_BODIES], momentum[N62_BODIES];

	for (int try = 0; try < PHYS_TRIES; try++) {
		double weight = chain(s, r, system, momentum);

		if (s->n > 2 && n62_rng_uniform(r) * s->max >= weight)
			continue;
		decay(s, r, system, momentum, p);
		return 0;
	}
	return -1;
}

/* ---- volume ----------------------------------------------------------- */

/*
 * Integral over the mass of the system of all bodies but the last. With
 * mass = low + (high - low) sin^2(x) the roots at both ends become smooth and
 * the function of x periodic, for which equal steps converge fast.
 */
static double volume(int n, double mass, const double *m)
{
	int steps = n == 3 ? 2000 : 400;
	double low = 0, high = mass - m[n - 1], sum = 0;

	if (n == 2)
		return N62_PI * n62_p_star(mass, m[0], m[1]) / mass;
	for (int i = 0; i < n - 1; i++)
		low += m[i];
	for (int i = 1; i < steps; i++) {
		double x = N62_PI / 2 * i / steps;
		double t = sin(x) * sin(x);
		double system = low + (high - low) * t;

		if (system <= 0)
			continue;
		sum += volume(n - 1, system, m) * 2 * system * sin(2 * x) *
		       n62_p_star(mass, system, m[n - 1]);
	}
	return sum * (high - low) * N62_PI / (2 * steps) * N62_PI / mass;
}

double n62_space_volume(const struct n62_space *s)
{
	return s->n > 4 ? NAN : volume(s->n, s->mass, s->m);
}
