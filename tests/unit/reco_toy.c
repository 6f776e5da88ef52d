/*
 * reco_toy.c - see reco_toy.h.
 */
#include "reco_toy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reco/straw.h"

/* ---- the event -------------------------------------------------------- */

static void stop(const struct n62_err *err)
{
	printf("Bail out! %s\n", err->text);
	exit(1);
}

void toy_open(struct toy *t, const char *const *set)
{
	struct n62_reco_options o = { .params = &t->params, .threads = 1 };
	struct n62_err err = { 0 };

	memset(t, 0, sizeof *t);
	t->efficiency = 0.985;
	t->smear = t->tube = 1;
	t->x0 = 0.0045;
	if (n62_reco_params(&t->params, &t->arena, &err) < 0)
		stop(&err);
	for (; set && *set; set++)
		if (n62_params_set(&t->params, *set, &err) < 0)
			stop(&err);
	t->reco = n62_reco_new(&o, &err);
	if (!t->reco || reco_event_init(&t->ev, t->reco, &err) < 0)
		stop(&err);
	t->ev.out = t->out;
}

void toy_close(struct toy *t)
{
	for (int o = 0; o < RECO_OBJECTS; o++)
		free(t->out[o].v);
	reco_event_free(&t->ev);
	n62_reco_free(t->reco);
	n62_arena_free(&t->arena);
}

void toy_clear(struct toy *t, uint64_t event)
{
	n62_rng_init(&t->rng, 1, event, 0);
	t->straw.n = t->gtk.n = t->ktag.n = t->ev.mc.n = 0;
}

void toy_hit(struct toy_hits *h, int32_t element, double lead)
{
	if (element < 0 || h->n == TOY_HITS)
		return;
	h->element[h->n] = element;
	h->lead[h->n++] = (float)lead;
}

static struct reco_hits hits_of(const struct toy_hits *h)
{
	return (struct reco_hits){ h->element, h->lead, NULL, 0, h->n };
}

void toy_make(struct toy *t)
{
	t->ev.time = 0;
	t->ev.hits[N62_STRAW] = hits_of(&t->straw);
	t->ev.hits[N62_GTK] = hits_of(&t->gtk);
	t->ev.hits[N62_KTAG] = hits_of(&t->ktag);
	t->ev.mc.pdg = t->pdg;
	for (int i = 0; i < 10; i++)
		t->ev.mc.v[i] = t->mc[i];
	for (int o = 0; o < RECO_OBJECTS; o++)
		t->out[o].n = 0;
	reco_event_make(&t->ev);
}

struct reco_track *toy_tracks(struct toy *t, uint32_t *n)
{
	return reco_objects(&t->ev, RECO_TRACK, n);
}

/* ---- particles -------------------------------------------------------- */

/* The residual field at z, by steps that are small against its table. */
static void field_at(struct toy *t, double z, double b[2])
{
	struct n62_field_step s;

	if (t->prepared != t->tube)
		n62_blue_tube_init(&t->field, t->tube);
	t->prepared = t->tube;
	n62_blue_tube_step(&t->field, z - 0.5, z + 0.5, &s);
	b[0] = s.once[0];
	b[1] = s.once[1];
}

static void step(struct toy *t, struct toy_particle *p, double d)
{
	double b[2];

	p->x += p->tx * d / 2;
	p->y += p->ty * d / 2;
	if (t->tube != 0 && p->z < 183000) {
		field_at(t, p->z + d / 2, b);
		p->tx -= p->k * N62_T_MM * b[1] * d;
		p->ty += p->k * N62_T_MM * b[0] * d;
	}
	p->x += p->tx * d / 2;
	p->y += p->ty * d / 2;
	p->z += d;
}

static void magnet(struct toy_particle *p)
{
	double n = sqrt(1 + p->tx * p->tx + p->ty * p->ty);
	double sx = p->tx / n - 270 * p->k, sy = p->ty / n;
	double sz = sqrt(1 - sx * sx - sy * sy);

	p->tx = sx / sz;
	p->ty = sy / sz;
}

void toy_carry(struct toy *t, struct toy_particle *p, double z)
{
	if (p->z < N62_MNP33_Z && z > N62_MNP33_Z) {
		toy_carry(t, p, N62_MNP33_Z);
		magnet(p);
	}
	while (t->tube != 0 && p->z + 100 < z && p->z < 183000)
		step(t, p, 100);
	step(t, p, z - p->z);
}

static void add_truth(struct toy *t, const struct toy_particle *p)
{
	uint32_t i = t->ev.mc.n++;
	double size = 1 / fabs(p->k);
	double pz = size / sqrt(1 + p->tx * p->tx + p->ty * p->ty);
	double v[10] = { p->x, p->y, p->z, p->time, pz * p->tx, pz * p->ty, pz,
		0, 0, 250000 };

	t->pdg[i] = p->k > 0 ? 211 : -211;
	for (int k = 0; k < 10; k++)
		t->mc[k][i] = (float)v[k];
}

/* Distance to time, with the errors that the reconstruction goes by. */
static double drift_time(struct toy *t, double r)
{
	const struct reco_params *p = &t->reco->par;
	double near = r < p->straw_far ? 1 - r / p->straw_far : 0;
	double sigma = p->straw_sigma_far +
		       near * (p->straw_sigma_wire - p->straw_sigma_far);
	double h = 0.005, low = r > h ? r - h : 0;
	double high = r + h < N62_STRAW_RADIUS ? r + h : N62_STRAW_RADIUS;
	double slow =
	    (n62_straw_time(high) - n62_straw_time(low)) / (high - low);

	return n62_straw_time(r) +
	       t->smear * sigma * slow * n62_rng_normal(&t->rng);
}

static void straws(struct toy *t, const struct toy_particle *p, int chamber)
{
	for (int view = 0; view < VIEWS; view++)
		for (int layer = 0; layer < LAYERS; layer++) {
			const double *a = n62_straw_axis[view];
			double z = n62_straw_layer_z(chamber, view, layer);
			double x = p->x + (z - p->z) * p->tx;
			double y = p->y + (z - p->z) * p->ty;
			double w = a[0] * x + a[1] * y;
			int32_t e = n62_straw_near(chamber, view, layer, w);
			struct n62_straw_place s;
			double r;

			if (!n62_straw_place(e, &s) ||
			    fabs(a[0] * y - a[1] * x) > 1050)
				continue;
			r = fabs(w - s.w);
			if (r < N62_STRAW_RADIUS &&
			    n62_rng_uniform(&t->rng) < t->efficiency)
				toy_hit(&t->straw, e,
				    p->time + drift_time(t, r) -
					t->reco->par.straw_shift);
		}
}

struct toy_particle toy_track(struct toy *t, struct toy_particle p)
{
	double theta = reco_highland(t->x0) * p.k;
	struct toy_particle front;

	add_truth(t, &p);
	toy_carry(t, &p, RECO_UP_Z);
	front = p;
	for (int c = 0; c < CHAMBERS; c++) {
		toy_carry(t, &p, n62_straw_z[c]);
		straws(t, &p, c);
		p.tx += theta * n62_rng_normal(&t->rng);
		p.ty += theta * n62_rng_normal(&t->rng);
	}
	return front;
}

/* ---- three of them ---------------------------------------------------- */

/* Whether it crosses all chambers outside the holes, by R > 90 mm. */
static bool accepted(struct toy *t, struct toy_particle p)
{
	for (int c = 0; c < CHAMBERS; c++) {
		toy_carry(t, &p, n62_straw_z[c]);
		if (hypot(p.x - n62_straw_hole_x[c], p.y) < 90 ||
		    hypot(p.x, p.y) > 1000)
			return false;
	}
	return true;
}

/* Shares of 75 GeV, and transverse momenta up to 200 MeV that cancel. */
static bool try_three(struct toy *t, struct toy_three *e)
{
	double share[3], pt[3][2], sum = 0;

	e->z = 105000 + 65000 * n62_rng_uniform(&t->rng);
	e->x = 1.2e-3 * (e->z - 102400) + 20 * n62_rng_uniform(&t->rng) - 10;
	e->y = 20 * n62_rng_uniform(&t->rng) - 10;
	for (int i = 0; i < 3; i++) {
		share[i] = 0.15 + n62_rng_uniform(&t->rng);
		sum += share[i];
		for (int k = 0; k < 2; k++)
			pt[i][k] = i < 2 ? 200 * n62_rng_uniform(&t->rng) - 100
					 : -pt[0][k] - pt[1][k];
	}
	for (int i = 0; i < 3; i++) {
		double p = 75000 * share[i] / sum;

		e->v[i] = (struct toy_particle){ e->x, e->y, e->z,
			1.2e-3 + pt[i][0] / p, pt[i][1] / p,
			(i == 2 ? -1 : 1) / p, 0 };
		if (!accepted(t, e->v[i]))
			return false;
	}
	return true;
}

void toy_three(struct toy *t, struct toy_three *e)
{
	double tube = t->tube;

	t->tube = 0; /* the acceptance need not be exact */
	while (!try_three(t, e))
		;
	t->tube = tube;
	for (int i = 0; i < 3; i++)
		e->front[i] = toy_track(t, e->v[i]);
}

/* ---- numbers ---------------------------------------------------------- */

void toy_add(struct toy_mean *m, double v)
{
	if (!(fabs(v) < m->limit)) {
		m->far++;
		return;
	}
	m->sum += v;
	m->square += v * v;
	m->n++;
}

double toy_mean(const struct toy_mean *m)
{
	return m->sum / m->n;
}

double toy_spread(const struct toy_mean *m)
{
	return sqrt(m->square / m->n - pow(toy_mean(m), 2));
}
