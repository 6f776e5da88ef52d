/*
 * test_physics_radiative.c - what the generator makes of decays with real and
 * virtual photons: distributions against densities, and against events with
 * weights whose phase space is made in another way. The matrix elements are
 * tested in test_physics_photons.c.
 */
#include "physics_draw.h"

/* ---- three bodies ----------------------------------------------------- */

/* SD+ and SD- with F_V = 0.091 (1 + 0.38 (1 - x)), F_A = 0.034. */
static double structure(const struct shape *f, const double *e)
{
	double r = square(f->m[0] / f->mass), x = 2 * e[2] / f->mass;
	double y = 2 * e[0] / f->mass, v = 0.091 * (1.38 - 0.38 * x);

	return square(v + 0.034) * (x + y - 1 - r) *
		   ((x + y - 1) * (1 - x) - r) +
	       square(v - 0.034) * (1 - y + r) * ((1 - x) * (1 - y) + r);
}

/* The determinant of Gram of kaon, pion and photon. */
static double magnetic(const struct shape *f, const double *e)
{
	double m = f->mass, kk = m * e[2], kp = m * e[0];
	double pk =
	    (square(m) + square(f->m[1]) - 2 * m * e[1] - square(f->m[0])) / 2;

	return 2 * kp * kk * pk - square(f->m[0] * kk) - square(m * pk);
}

static void real_photons(void)
{
	struct shape f = { .mass = N62_M_K };

	for (f.third = 0; f.third < 3; f.third++) {
		f.square = structure;
		check_shape("munugamma-sd", &f, 100000, false);
		check_shape("enugamma", &f, 100000, false);
		f.square = magnetic;
		check_shape("pipi0-de", &f, 100000, false);
	}
}

/* The mode by its number: munugamma-sd shares its decay with munugamma. */
static struct phys_decay prepared(const char *name)
{
	struct phys_decay d = { 0 };
	int i = n62_decay_find(physics, name, &err);

	CHECK(i >= 0 && phys_prepare(&d, physics, n62_physics_mode(physics, i),
			    &err) == 0);
	return d;
}

/* Compares the five histograms of two samples. */
static void compare(const char *name, const struct five *f)
{
	for (int k = 0; k < 5; k++) {
		char what[80];

		snprintf(what, sizeof what, "%s, variable %d", name, k + 1);
		chi2_check(what, two_samples(&f[0], &f[1], k));
	}
}

/* ---- three bodies and a photon ---------------------------------------- */

static double cosine(struct n62_p4 a, struct n62_p4 b)
{
	return (a.px * b.px + a.py * b.py + a.pz * b.pz) /
	       (n62_p4_p(a) * n62_p4_p(b));
}

/* Energies of the photon and the second, cosines between the photon and
 * the second, the first, and the angle between these two. */
static struct phys_pairs variables(const struct n62_p4 *p)
{
	double c = cosine(p[0], p[1]);

	return (struct phys_pairs){ { p[3].e, p[1].e },
		{ cosine(p[1], p[3]), cosine(p[0], p[3]) }, c,
		sqrt((1 - c) * (1 + c)) };
}

static void photon_of(const char *name, double emin, double emax)
{
	struct n62_decays *d = of_mode(name);
	struct phys_decay q = prepared(name);
	struct five f[2] = { 0 };
	struct n62_space space;
	struct n62_products p;
	struct phys_pairs v;
	struct n62_rng r;

	CHECK(n62_space_init(&space, q.mass, 4, q.m, &err) == 0);
	for (int i = 0; i < 2; i++) {
		f[i].h[0] = hist_new(emin, emax);
		f[i].h[1] = hist_new(q.m[1], q.mass / 2);
		f[i].h[2] = f[i].h[3] = hist_new(-1, 1);
		f[i].h[4] = hist_new(0, N62_PI);
	}
	n62_rng_init(&r, 31, 0, 0);
	for (int i = 0; i < 60000; i++) {
		struct n62_p4 out[4];

		draw(d, (uint64_t)i, &p);
		for (int k = 0; k < 4; k++)
			out[k] = p.v[k].p;
		CHECK(p.n == 4 && p.v[3].pdg == N62_PHOTON);
		CHECK(out[3].e >= emin);
		v = variables(out);
		five_add(&f[0], &v, 1);
		for (int n = 0; n < 8; n++) {
			double w = n62_space_weighted(&space, &r, out);

			v = variables(out);
			if (out[3].e > emin)
				five_add(
				    &f[1], &v, w * q.matrix->four(&q, out));
		}
	}
	compare(name, f);
	n62_decays_free(d);
}

static void photons(void)
{
	photon_of("3pigamma", 30, 75);
	set("pi2pi0gamma.emin", "30");
	photon_of("pi2pi0gamma", 30, 80);
	set("pi2pi0gamma.emin", "10");
	set("pi0enugamma.emin", "30");
	set("pi0enugamma.thetamin", "20");
	photon_of("pi0enugamma", 30, 230);
	set("pi0enugamma.emin", "10");
	set("pi0enugamma.thetamin", "10");
	photon_of("pi0munugamma", 30, 210);
}

/* ---- a virtual photon ------------------------------------------------- */

/*
 * Three bodies of flat phase space, of which the third is a photon with a
 * mass whose logarithm is uniform, and its isotropic decay; the weight.
 */
static double virtual_photon(
    const struct phys_decay *d, struct n62_rng *r, struct n62_p4 *p)
{
	double pair = 2 * d->m[2], most = d->mass - d->m[0] - d->m[1];
	double mass = pair * exp(log(most / pair) * n62_rng_uniform(r));
	double m[3] = { d->m[0], d->m[1], mass }, star, v[3], weight;
	struct n62_space space;
	struct n62_p4 three[3];

	CHECK(n62_space_init(&space, d->mass, 3, m, &err) == 0);
	weight = n62_space_weighted(&space, r, three);
	star = n62_p_star(mass, d->m[2], d->m[2]);
	weight *= (d->mass - space.sum) * star * mass;
	n62_direction(r, v);
	p[0] = three[0];
	p[1] = three[1];
	for (int k = 0; k < 2; k++) {
		double s = k == 0 ? star : -star;

		p[2 + k] = n62_p4_boost(
		    n62_p4_on_shell(s * v[0], s * v[1], s * v[2], d->m[2]),
		    d->m[2], three[2], mass);
	}
	return weight;
}

static void pair_of(const char *name, int events)
{
	struct n62_decays *d = of_mode(name);
	struct phys_decay q = prepared(name);
	struct five f[2] = { 0 };
	struct n62_products p;
	struct phys_pairs v;
	struct n62_rng r;

	for (int i = 0; i < 2; i++) {
		f[i].h[0] = hist_new(square(q.m[0] + q.m[1]), square(q.mass));
		f[i].h[1] = hist_new(2 * log(2 * q.m[2]), 2 * log(q.mass));
		f[i].h[2] = f[i].h[3] = hist_new(-1, 1);
		f[i].h[4] = hist_new(-N62_PI, N62_PI);
	}
	n62_rng_init(&r, 32, 0, 0);
	for (int i = 0; i < events; i++) {
		struct n62_p4 out[4];

		draw(d, (uint64_t)i, &p);
		v = pairs_of(&p);
		v.s[1] = log(v.s[1]);
		five_add(&f[0], &v, 1);
		for (int n = 0; n < 10; n++) {
			double w = virtual_photon(&q, &r, out);

			for (int k = 0; k < 4; k++)
				p.v[k].p = out[k];
			v = pairs_of(&p);
			v.s[1] = log(v.s[1]);
			five_add(&f[1], &v, w * q.matrix->four(&q, out));
		}
	}
	compare(name, f);
	n62_decays_free(d);
}

/* The pair that is named last is the lighter one of two. */
static void lighter_pair(void)
{
	struct n62_decays *d = of_mode("enuee");
	struct n62_products p;

	for (int i = 0; i < 2000; i++) {
		draw(d, (uint64_t)i, &p);
		CHECK(n62_p4_pair_mass2(p.v[2].p, N62_M_E, p.v[3].p, N62_M_E) <=
		      n62_p4_pair_mass2(p.v[0].p, N62_M_E, p.v[3].p, N62_M_E));
	}
	n62_decays_free(d);
}

static void pairs(void)
{
	pair_of("munuee-sm", 40000);
	pair_of("enumumu", 40000);
	pair_of("munumumu", 20000);
	pair_of("enuee", 10000);
	pair_of("pipi0ee", 40000);
	lighter_pair();
}

int main(void)
{
	read_table();
	check_run("structure and direct emission", real_photons);
	check_run("three bodies and a photon", photons);
	check_run("pairs of leptons", pairs);
	n62_physics_free(physics);
	return check_end();
}
