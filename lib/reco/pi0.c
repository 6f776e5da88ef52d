/*
 * pi0.c - pairs of clusters without a track, as the photons of a pi0.
 *
 * Their energies and the distance r between them say how far in front of the
 * LKr a pi0 decayed, sqrt(E1 E2) r / m, for small angles (nlurkin/NA62Analysis
 * has the same). With a vertex of charged particles in time the mass can be
 * had instead.
 */
#include "reco/particles.h"

#include <math.h>

#include "physics/physics.h"

static const double front = 241093, gtk3 = 102400;

static bool is_photon(
    const struct reco_pi0_params *p, const struct reco_cluster *c)
{
	return c->track < 0 && (double)c->e > p->least;
}

static double square(double v)
{
	return v * v;
}

static bool fits(const struct reco_pi0_params *p, const struct reco_cluster *a,
    const struct reco_cluster *b)
{
	double e = (double)(a->e + b->e);

	return fabs((double)(a->time - b->time)) < p->time &&
	       reco_length((double)(a->x - b->x), (double)(a->y - b->y)) >
		   p->apart &&
	       e > p->low && e < p->high;
}

/* Momentum of a photon from a place to its cluster. */
static void momentum(
    const struct reco_cluster *c, const double from[3], double p[3])
{
	double d[3] = { (double)c->x - from[0], (double)c->y - from[1],
		front - from[2] };
	double l = sqrt(square(d[0]) + square(d[1]) + square(d[2]));

	for (int i = 0; i < 3; i++)
		p[i] = (double)c->e * d[i] / l;
}

/* Of sqrt(E1 E2) r, relative. */
static double relative_error(
    const struct reco_cluster *a, const struct reco_cluster *b)
{
	double r = reco_length((double)(a->x - b->x), (double)(a->y - b->y));
	double place2 =
	    square((double)a->xy_sigma) + square((double)b->xy_sigma);

	return sqrt(square((double)(a->e_sigma / a->e)) / 4 +
		    square((double)(b->e_sigma / b->e)) / 4 + place2 / (r * r));
}

/* m^2 = 2 E1 E2 (1 - cos), the difference without cancellation. */
static double mass_at(const struct reco_cluster *a,
    const struct reco_cluster *b, const double from[3])
{
	double p[3], q[3], d2 = 0, e = (double)a->e, f = (double)b->e;

	momentum(a, from, p);
	momentum(b, from, q);
	for (int i = 0; i < 3; i++)
		d2 += square(p[i] / e - q[i] / f);
	return sqrt(e * f * d2);
}

static void set_decay(const struct reco_event *ev, struct reco_pi0 *o,
    const struct reco_cluster *a, const struct reco_cluster *b)
{
	const struct reco_params *par = ev->par;
	double r = reco_length((double)(a->x - b->x), (double)(a->y - b->y));
	double away =
	    sqrt((double)a->e * (double)b->e) * r / (N62_M_PI0 / 1000);
	double at[3] = { 0, 0, front - away }, p[3], q[3];

	at[0] = par->beam_dxdz * (at[2] - gtk3);
	at[1] = par->beam_dydz * (at[2] - gtk3);
	momentum(a, at, p);
	momentum(b, at, q);
	o->e = a->e + b->e;
	o->e_sigma = (float)reco_length((double)a->e_sigma, (double)b->e_sigma);
	o->z = (float)at[2];
	o->z_sigma = (float)(away * relative_error(a, b));
	o->px = (float)(p[0] + q[0]);
	o->py = (float)(p[1] + q[1]);
	o->pz = (float)(p[2] + q[2]);
	o->time = (a->time + b->time) / 2;
	o->time_sigma =
	    (float)reco_length((double)a->time_sigma, (double)b->time_sigma) /
	    2;
}

/* Of the vertices that are nearest in time, the first has the most tracks. */
static void set_mass(const struct reco_event *ev, struct reco_pi0 *o,
    const struct reco_cluster *a, const struct reco_cluster *b)
{
	double most = ev->reco->particles->pi0.sigma_time;
	uint32_t n;
	const struct reco_vertex *v = reco_objects(ev, RECO_VERTEX, &n);
	double at[3];

	o->vertex = -1;
	o->mass = o->mass_sigma = NAN;
	for (uint32_t i = 0; i < n; i++) {
		double d = fabs((double)(v[i].time - o->time));

		if (d >= most)
			continue;
		most = d;
		o->vertex = (int32_t)i;
	}
	if (o->vertex < 0)
		return;
	v += o->vertex;
	at[0] = (double)v->x;
	at[1] = (double)v->y;
	at[2] = (double)v->z;
	o->mass = (float)mass_at(a, b, at);
	o->mass_sigma = (float)((double)o->mass *
				reco_length(relative_error(a, b),
				    sqrt((double)v->cov[5]) / (front - at[2])));
}

void reco_pi0(struct reco_event *ev)
{
	const struct reco_pi0_params *p = &ev->reco->particles->pi0;
	uint32_t n;
	const struct reco_cluster *c = reco_objects(ev, RECO_CLUSTER, &n);

	for (uint32_t i = 0; i < n; i++) {
		if (!is_photon(p, &c[i]))
			continue;
		for (uint32_t k = i + 1; k < n; k++) {
			struct reco_pi0 *o;

			if (!is_photon(p, &c[k]) || !fits(p, &c[i], &c[k]))
				continue;
			o = reco_add(ev, RECO_PI0);
			if (!o)
				return;
			o->cluster[0] = (int32_t)i;
			o->cluster[1] = (int32_t)k;
			set_decay(ev, o, &c[i], &c[k]);
			set_mass(ev, o, &c[i], &c[k]);
		}
	}
}
