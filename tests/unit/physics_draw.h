/*
 * physics_draw.h - decays of the generator, and distributions of them: the
 * mass of a pair of three bodies against a density that is integrated, and
 * the five variables of two pairs against another sample.
 */
#ifndef PHYSICS_DRAW_H
#define PHYSICS_DRAW_H

#include "chi2.h"
#include "physics/private.h"
#include "physics_fixture.h"

static inline struct n62_decays *generator(const struct n62_plan *plan)
{
	struct n62_decays *d = n62_decays_new(physics, plan, &err);

	if (!CHECK(d != NULL)) {
		check_note("%s", err.text);
		exit(1);
	}
	return d;
}

static inline struct n62_decays *of_mode(const char *name)
{
	return generator(&(struct n62_plan){ .mode = name, .pi0 = "none" });
}

/* The i-th decay. */
static inline void draw(
    const struct n62_decays *d, uint64_t i, struct n62_products *out)
{
	struct n62_rng r;

	n62_rng_init(&r, 20, i, 0);
	CHECK(n62_decays_draw(d, &r, out) == 0);
}

/* ---- three bodies ----------------------------------------------------- */

static inline double square(double x)
{
	return x * x;
}

/* lambda(a, b, c) of squares. */
static inline double kallen(double a, double b, double c)
{
	return a * a + b * b + c * c - 2 * (a * b + a * c + b * c);
}

/* Phase space times a square of three energies, over the mass squared of all
 * but the daughter number third. */
struct shape {
	double mass, m[3];
	int third;
	double (*square)(const struct shape *f, const double *e);
	const void *of;
	int steps;        /* of the angle of the pair; 0: 200 */
	double low, high; /* range of s; 0: all */
};

static inline double over_s(double s, const void *of)
{
	const struct shape *f = of;
	int k = f->third, i = k == 0, j = k == 2 ? 1 : 2;
	double m2 = f->mass * f->mass;
	double a = kallen(m2, s, square(f->m[k]));
	double b = kallen(s, square(f->m[i]), square(f->m[j]));
	double e[3], middle, swing, sum = 0;
	int steps = f->steps ? f->steps : 200;

	if (a <= 0 || b <= 0 || s <= square(f->m[i] + f->m[j]))
		return 0;
	e[k] = (m2 + square(f->m[k]) - s) / (2 * f->mass);
	middle = (f->mass - e[k]) / 2 *
		 (1 + (square(f->m[i]) - square(f->m[j])) / s);
	swing = sqrt(a * b) / (4 * f->mass * s);
	for (int n = 0; n < steps; n++) {
		e[i] = middle + swing * ((2 * n + 1.) / steps - 1);
		e[j] = f->mass - e[k] - e[i];
		sum += f->square ? f->square(f, e) : 1;
	}
	return sum * sqrt(a * b) / s;
}

/* The same, by the logarithm. */
static inline double over_log(double l, const void *of)
{
	return exp(l) * over_s(exp(l), of);
}

static inline double mass_of_others(const struct n62_products *p, int k)
{
	int i = k == 0, j = k == 2 ? 1 : 2;

	return n62_p4_pair_mass2(
	    p->v[i].p, p->v[i].mass, p->v[j].p, p->v[j].mass);
}

/* Draws a mode and compares s of one pair with the shape. */
static inline void check_shape(
    const char *name, struct shape *f, int events, bool log_s)
{
	struct n62_decays *d = of_mode(name);
	int k = f->third, i = k == 0, j = k == 2 ? 1 : 2;
	double low, high;
	struct n62_products p;
	struct hist h;
	char what[80];

	draw(d, 0, &p);
	for (int n = 0; n < 3; n++)
		f->m[n] = p.v[n].mass;
	low = f->low > 0 ? f->low : square(f->m[i] + f->m[j]);
	high = f->high > 0 ? f->high : square(f->mass - f->m[k]);
	h = log_s ? hist_new(log(low), log(high)) : hist_new(low, high);
	for (int n = 0; n < events; n++) {
		double s;

		draw(d, (uint64_t)n, &p);
		s = mass_of_others(&p, k);
		hist_add(&h, log_s ? log(s) : s, 1);
	}
	snprintf(what, sizeof what, "%s, mass of all but the %d.", name, k + 1);
	chi2_check(what, chi2_density(&h, log_s ? over_log : over_s, f));
	n62_decays_free(d);
}

/* ---- two pairs -------------------------------------------------------- */

/* Cosine between daughter i and the flight of the pair of i and j. */
static inline double pair_cosine(const struct n62_products *p, int i, int j)
{
	struct n62_p4 pair = n62_p4_add(p->v[i].p, p->v[j].p), in;
	double s =
	    n62_p4_pair_mass2(p->v[i].p, p->v[i].mass, p->v[j].p, p->v[j].mass);

	in =
	    n62_p4_boost(p->v[i].p, p->v[i].mass, n62_p4_mirror(pair), sqrt(s));
	return (in.px * pair.px + in.py * pair.py + in.pz * pair.pz) /
	       (n62_p4_p(in) * n62_p4_p(pair));
}

/* The five variables of a decay into two pairs, as the cosines, and the
 * azimuth between the planes. */
static inline struct phys_pairs pairs_of(const struct n62_products *p)
{
	struct phys_pairs v;
	struct n62_p4 a = n62_p4_add(p->v[0].p, p->v[1].p);
	const struct n62_p4 *q = &p->v[0].p, *l = &p->v[2].p;
	double n = n62_p4_p(a), z[3] = { a.px / n, a.py / n, a.pz / n };
	double qz = q->px * z[0] + q->py * z[1] + q->pz * z[2];
	double lz = l->px * z[0] + l->py * z[1] + l->pz * z[2];
	double x[3] = { q->px - qz * z[0], q->py - qz * z[1],
		q->pz - qz * z[2] };
	double y[3] = { l->px - lz * z[0], l->py - lz * z[1],
		l->pz - lz * z[2] };
	double s = 0, c = 0, norm;

	for (int k = 0; k < 3; k++) {
		int i = (k + 1) % 3, j = (k + 2) % 3;

		c += x[k] * y[k];
		s += z[k] * (x[i] * y[j] - x[j] * y[i]);
	}
	norm = hypot(c, s);
	v.cosphi = c / norm;
	v.sinphi = s / norm;
	v.s[0] =
	    n62_p4_pair_mass2(p->v[0].p, p->v[0].mass, p->v[1].p, p->v[1].mass);
	v.s[1] =
	    n62_p4_pair_mass2(p->v[2].p, p->v[2].mass, p->v[3].p, p->v[3].mass);
	v.c[0] = pair_cosine(p, 0, 1);
	v.c[1] = pair_cosine(p, 2, 3);
	return v;
}

struct five {
	struct hist h[5];
	double w2[5][CHI2_BINS];
};

static inline void five_add(
    struct five *f, const struct phys_pairs *v, double w)
{
	double x[5] = { v->s[0], v->s[1], v->c[0], v->c[1],
		atan2(v->sinphi, v->cosphi) };

	for (int k = 0; k < 5; k++) {
		struct hist *h = &f->h[k];
		double at = (x[k] - h->low) / (h->high - h->low) * CHI2_BINS;

		hist_add(h, x[k], w);
		if (at >= 0 && at < CHI2_BINS)
			f->w2[k][(int)at] += w * w;
	}
}

static inline double two_samples(
    const struct five *a, const struct five *b, int k)
{
	double scale = a->h[k].sum / b->h[k].sum, chi2 = 0;
	int degrees = -1;

	for (int i = 0; i < CHI2_BINS; i++) {
		double error = a->h[k].v[i] + square(scale) * b->w2[k][i];

		if (a->h[k].v[i] < 20)
			continue;
		chi2 += square(a->h[k].v[i] - scale * b->h[k].v[i]) / error;
		degrees++;
	}
	return chi2_above(chi2, degrees);
}

#endif
