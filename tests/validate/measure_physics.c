/*
 * measure_physics.c - phase space and four-momentum as the library makes
 * them: volumes by the mean weight of random events against exact integrals,
 * and the balance of decays of all modes.
 */
#include <stdio.h>

#include "validate.h"

static double factorial(int n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

/* The volume by the mean weight, over the exact one (physics.h). */
static void volume(const char *key, int n, const double *m, double exact)
{
	enum {
		EVENTS = 400000
	};
	const double mass = N62_M_K;
	struct n62_space s;
	struct n62_err err = { 0 };
	struct n62_p4 p[N62_BODIES];
	struct n62_rng r;
	double sum = 0, square = 0, unit, free;

	if (n62_space_init(&s, mass, n, m, &err) < 0)
		val_die(err.text);
	if (exact <= 0)
		exact = n62_space_volume(&s);
	n62_rng_init(&r, 1, (uint64_t)n, 0);
	for (int i = 0; i < EVENTS; i++) {
		double w = n62_space_weighted(&s, &r, p);

		sum += w;
		square += w * w;
	}
	sum /= EVENTS;
	square = square / EVENTS - sum * sum;
	free = mass - s.sum;
	unit = pow(N62_PI, n - 1) * pow(2 * free, n - 2) /
	       (mass * factorial(n - 2) * exact);
	val_row(key, sum * unit, sqrt(square / EVENTS) * unit);
}

/* n massless bodies: (pi/2)^(n-1) M^(2n-4) / ((n-1)! (n-2)!). */
static double massless(int n)
{
	return pow(N62_PI / 2, n - 1) * pow(N62_M_K, 2 * n - 4) /
	       (factorial(n - 1) * factorial(n - 2));
}

static void volumes(void)
{
	static const double none[5] = { 0 };
	static const double pions[3] = { N62_M_PI, N62_M_PI, N62_M_PI };
	static const double ke4[4] = { N62_M_PI, N62_M_PI, N62_M_E, 0 };

	volume("volume.massless3", 3, none, massless(3));
	volume("volume.massless4", 4, none, massless(4));
	volume("volume.massless5", 5, none, massless(5));
	volume("volume.3pi", 3, pions, 0);
	volume("volume.ke4", 4, ke4, 0);
}

static double unbalanced(const struct n62_products *p, double mass)
{
	struct n62_p4 sum = { 0, 0, 0, -mass };

	for (int i = 0; i < p->n; i++)
		if (!p->v[i].decayed)
			sum = n62_p4_add(sum, p->v[i].p);
	return fmax(fmax(fabs(sum.e), fabs(sum.px)),
		   fmax(fabs(sum.py), fabs(sum.pz))) /
	       mass;
}

static void balance(void)
{
	struct n62_err err = { 0 };
	struct n62_physics *physics = n62_physics_new(&err);
	const struct n62_mode *m;
	double worst = 0;

	if (!physics)
		val_die(err.text);
	for (int k = 0; (m = n62_physics_mode(physics, k)); k++) {
		struct n62_plan plan = { .mode = m->name, .radiation = true };
		struct n62_decays *d = n62_decays_new(physics, &plan, &err);
		double mass = n62_particle(physics, m->mother)->mass;

		if (!d)
			val_die(err.text);
		for (uint64_t i = 0; i < 5000; i++) {
			struct n62_products p;
			struct n62_rng r;

			n62_rng_init(&r, 2, i, 0);
			if (n62_decays_draw(d, &r, &p) < 0)
				val_die("a decay was not found");
			worst = fmax(worst, unbalanced(&p, mass));
		}
		n62_decays_free(d);
	}
	n62_physics_free(physics);
	val_row("balance.drawn", worst, 0);
}

int main(void)
{
	volumes();
	balance();
	return 0;
}
