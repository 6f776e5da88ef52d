/*
 * parametric_track.c - the kaon in KTAG and GTK, and tracks: their parameters
 * with errors, and what the detectors behind the STRAW say of them.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/parametric.h"

/* The RICH has n - 1 = 62e-6: sin^2 of the angle of light at beta = 1; LIGHT is
 * what a hit says, see set_likelihoods (na62-detector(7)). */
#define NEWCHOD_Z 238131.5
#define FOCAL 17020
#define SIN2_MOST 1.2399e-4
#define LIGHT 5

static const double mass_of[PAR_KINDS] = { N62_M_E, N62_M_MU, N62_M_PI,
	N62_M_K };

/* ---- the kaon --------------------------------------------------------- */

static int32_t add_kaon(struct par_event *e)
{
	const struct sim_parametric *par = e->par;
	struct par_kaon *k;

	if (!par_happens(e, par->ktag_efficiency))
		return -1;
	k = par_add(e->out, PAR_KAON);
	k->time = (float)(e->late + par->ktag_time * par_normal(e));
	k->time_sigma = (float)par->ktag_time;
	k->hits = (int32_t)(par->ktag_hits +
			    sqrt(par->ktag_hits) * par_normal(e) + 0.5);
	k->hits = k->hits < 5 ? 5 : k->hits;
	k->sectors = k->hits < 8 ? k->hits : 8;
	return 0;
}

/* The kaon smeared in the GTK; the same errors where it decays. */
void par_kaon_beam(struct par_event *e, const struct sim_particle *at3)
{
	const struct sim_parametric *par = e->par;
	const struct sim_particle *k = &e->kaon;
	double off[4], dz = k->z - at3->z, chi2[4];
	double p = sqrt(sim_p2(at3)), near[4] = { at3->x, at3->y,
		at3->px / at3->pz, at3->py / at3->pz };
	int32_t kaon = add_kaon(e);
	struct par_beam *b;

	if (kaon < 0 || !par_happens(e, par->gtk_efficiency))
		return;
	b = par_add(e->out, PAR_BEAM);
	for (int i = 0; i < 4; i++)
		off[i] =
		    (i < 2 ? par->gtk_place : par->gtk_angle) * par_normal(e);
	e->beam[0] = k->x + off[0] + dz * off[2];
	e->beam[1] = k->y + off[1] + dz * off[3];
	e->beam[2] = k->px / k->pz + off[2];
	e->beam[3] = k->py / k->pz + off[3];
	for (int i = 0; i < 4; i++)
		chi2[i] = par_normal(e);
	*b = (struct par_beam){ .p = (float)(1e-3 * p +
					     par->gtk_p * par_normal(e)),
		.p_sigma = (float)par->gtk_p,
		.dxdz = (float)(near[2] + off[2]),
		.dydz = (float)(near[3] + off[3]),
		.dxdz_sigma = (float)par->gtk_angle,
		.dydz_sigma = (float)par->gtk_angle,
		.x = (float)(near[0] + off[0]),
		.y = (float)(near[1] + off[1]),
		.x_sigma = (float)par->gtk_place,
		.y_sigma = (float)par->gtk_place,
		.time =
		    (float)(at3->t + e->late + par->gtk_time * par_normal(e)),
		.time_sigma = (float)par->gtk_time,
		.ktag_time = ((struct par_kaon *)e->out->list[PAR_KAON]
				  .v)[e->out->list[PAR_KAON].n - 1]
				 .time,
		.chi2_time = (float)(chi2[0] * chi2[0] + chi2[1] * chi2[1]),
		.chi2_x = (float)(chi2[2] * chi2[2]),
		.chi2_beam = (float)(chi2[3] * chi2[3]),
		.kaon = kaon };
}

/* ---- parameters of a track -------------------------------------------- */

/* The line in the plane of the kaon's decay; a particle that comes from
 * farther down is followed back straight. */
static void set_leg(struct par_event *e, const struct par_way *w,
    const double off[4], double place, double angle, struct par_leg *l)
{
	const struct sim_particle *p = w->p;
	double back = e->kaon.z - p->z, lever = e->kaon.z - PAR_UP_Z;

	l->tx = p->px / p->pz;
	l->ty = p->py / p->pz;
	l->x = p->x + back * l->tx + off[0] + lever * off[2];
	l->y = p->y + back * l->ty + off[1] + lever * off[3];
	l->tx += off[2];
	l->ty += off[3];
	l->angle2 = angle * angle;
	l->var = place * place + lever * lever * l->angle2;
	l->gain = lever * l->angle2 / l->var;
}

static void set_line(struct par_event *e, const struct par_way *w,
    struct par_track *t, struct par_leg *l)
{
	const struct sim_parametric *par = e->par;
	const struct sim_particle *u = &w->up, *d = &w->down;
	double gev = 1e-3 * sqrt(sim_p2(u)), off[5], chi2 = 0;
	double sp = par_size2(par->p_scatter, par->p_line * gev);
	double angle = par_size2(par->angle_scatter / gev, par->angle_line);
	double place = par_size2(par->place_scatter / gev, par->place_line);
	double p;

	for (int i = 0; i < 5; i++) {
		off[i] = par_normal(e);
		chi2 += off[i] * off[i];
		off[i] *= i < 2 ? place : i < 4 ? angle : sp;
	}
	p = gev * fabs(1 + off[4]);
	t->p = (float)p;
	t->p_sigma = (float)(sp * p);
	t->q = w->p->charge;
	t->x = (float)(u->x + off[0]);
	t->y = (float)(u->y + off[1]);
	t->dxdz = (float)(u->px / u->pz + off[2]);
	t->dydz = (float)(u->py / u->pz + off[3]);
	t->qp = (float)(w->p->charge / p);
	t->cov[0] = t->cov[2] = (float)(place * place);
	t->cov[5] = t->cov[9] = (float)(angle * angle);
	t->cov[14] = (float)(sp * sp / (p * p));
	t->down_x = (float)(d->x + place * par_normal(e));
	t->down_y = (float)(d->y + place * par_normal(e));
	t->down_dxdz = (float)(d->px / d->pz + angle * par_normal(e));
	t->down_dydz = (float)(d->py / d->pz + angle * par_normal(e));
	t->mc_chi2 = (float)(chi2 / 5);
	set_leg(e, w, off, place, angle, l);
}

static void set_fit(
    struct par_event *e, const struct par_way *w, struct par_track *t)
{
	t->hits = 2 * w->nviews;
	t->ndf = t->hits - 5;
	t->chi2 = (float)(t->ndf + sqrt(2.0 * t->ndf) * par_normal(e));
	t->chi2 = t->chi2 > 0 ? t->chi2 : 0;
	t->chambers = w->chambers;
	t->views = (int32_t)w->views;
	t->mc = w->p->mc;
}

/* ---- its times -------------------------------------------------------- */

/* A tile of the NewCHOD: its time, or NaN. */
static double see_newchod(struct par_event *e, const struct par_way *w)
{
	const struct sim_particle *d = &w->down;
	double dz = NEWCHOD_Z - d->z, time, x, y;

	if (w->p->charge == 0 || !w->newchod ||
	    !par_happens(e, e->par->newchod_efficiency))
		return NAN;
	x = d->x + dz * d->px / d->pz;
	y = d->y + dz * d->py / d->pz;
	time = w->p->t + e->late + e->par->newchod_time * par_normal(e);
	par_candidate_add(
	    e, PAR_NEWCHOD, time, x, y, NEWCHOD_Z, n62_newchod_element(x, y));
	return time;
}

static void set_times(struct par_event *e, const struct par_way *w,
    double newchod, struct par_track *t)
{
	const struct sim_parametric *par = e->par;
	double now = w->p->t + e->late;

	t->straw_time_sigma = (float)par->straw_time;
	t->straw_time = (float)(now + par->straw_time * par_normal(e));
	t->time = t->straw_time;
	t->time_sigma = t->straw_time_sigma;
	t->chod_time = t->newchod_time = NAN;
	if (newchod == newchod) {
		t->time = t->newchod_time = (float)newchod;
		t->time_sigma = (float)par->newchod_time;
	}
	if (w->chod && par_happens(e, par->chod_efficiency)) {
		t->time = t->chod_time =
		    (float)(now + par->chod_time * par_normal(e));
		t->time_sigma = (float)par->chod_time;
	}
}

/* ---- what it is ------------------------------------------------------- */

static void no_ring(struct par_track *t)
{
	t->rich_best = t->rich_hits = 0;
	t->rich_time = t->rich_time_sigma = NAN;
	t->rich_radius = t->rich_radius_sigma = NAN;
	t->rich_x = t->rich_y = t->rich_chi2 = NAN;
	t->rich_mass2 = t->rich_mass2_sigma = NAN;
}

/* sin^2 of the angle of light: 1 - 1 / (n beta)^2; 0: there is none. */
static double sin2_of(double p, double mass)
{
	double s = SIN2_MOST - mass * mass / (p * p);

	return s > 0 ? s : 0;
}

/* The hypothesis that is taken: 1 to 3, or 0. */
static int draw_hypothesis(struct par_event *e, int kind, double gev)
{
	double u = par_u32(e) * 0x1p-32;

	for (int h = 0; h < 3; h++) {
		u -= par_curve_at(&e->par->rich[kind][h], gev);
		if (u < 0)
			return h + 1;
	}
	return 0;
}

/* Likelihoods over that of no light: LIGHT for each hit, less what the ring
 * is off, but never below that of no hit; the one that was taken is best. */
static void set_likelihoods(struct par_track *t, double sigma)
{
	float *l = t->rich_likelihood;
	double light = LIGHT * t->rich_hits;

	for (int k = 0; k < PAR_KINDS; k++) {
		double s = sin2_of(1e3 * (double)t->p, mass_of[k]);
		double d = ((double)t->rich_radius - FOCAL * sqrt(s)) / sigma;

		if (k + 1 == t->rich_best)
			l[k] = (float)light;
		else
			l[k] = (float)fmax(
			    light - 1 - d * d / 2, -(double)t->rich_hits);
	}
}

static void set_rich(
    struct par_event *e, const struct par_way *w, int kind, struct par_track *t)
{
	const struct sim_parametric *par = e->par;
	double p = 1e3 * (double)t->p, s, sigma, r;

	no_ring(t);
	t->rich_best = kind < 0 || w->decay < PAR_DOWN_Z
			   ? 0
			   : draw_hypothesis(e, kind, (double)t->p);
	if (t->rich_best == 0)
		return;
	s = sin2_of(p, mass_of[t->rich_best - 1]);
	t->rich_hits = (int32_t)(par->rich_nhits * s / SIN2_MOST +
				 sqrt(par->rich_nhits) * par_normal(e) + 0.5);
	t->rich_hits = t->rich_hits < 4 ? 4 : t->rich_hits;
	sigma = par->rich_radius * sqrt(par->rich_nhits / t->rich_hits);
	r = FOCAL * sqrt(s) + sigma * par_normal(e);
	t->rich_radius = (float)r;
	t->rich_radius_sigma = (float)sigma;
	t->rich_x = (float)(sigma * par_normal(e));
	t->rich_y = (float)(sigma * par_normal(e));
	t->rich_chi2 = (float)(t->rich_hits - 3);
	t->rich_time =
	    (float)(w->p->t + e->late + par->rich_time * par_normal(e));
	t->rich_time_sigma = (float)par->rich_time;
	s = r / FOCAL;
	t->rich_mass2 = (float)(1e-6 * p * p * (SIN2_MOST - s * s));
	t->rich_mass2_sigma = (float)(2e-6 * p * p * s * sigma / FOCAL);
	set_likelihoods(t, sigma);
}

/* A tile near the track; the place of the particle there by scattering. */
static void set_muv3(
    struct par_event *e, const struct par_way *w, int kind, struct par_track *t)
{
	const struct sim_parametric *par = e->par;
	double gev = (double)t->p, sigma = par->muv3_scatter / gev;
	double dz = 246800 - PAR_LKR_Z, x, y;

	t->muv3_time = t->muv3_distance = NAN;
	t->muv3_tile = -1;
	if (kind < 0 || w->decay < PAR_LKR_Z ||
	    !par_happens(e, par_curve_at(&par->muv3[kind], gev)))
		return;
	x = w->x + dz * w->down.px / w->down.pz + sigma * par_normal(e);
	y = w->y + dz * w->down.py / w->down.pz + sigma * par_normal(e);
	t->muv3_tile = n62_muv3_element(x, y);
	if (t->muv3_tile < 0)
		return;
	t->muv3_time =
	    (float)(w->p->t + e->late + par->muv3_time * par_normal(e));
	t->muv3_distance = 0;
	par_candidate_add(
	    e, PAR_MUV3, t->muv3_time, x, y, 246800, t->muv3_tile);
}

static void set_cluster(
    struct par_event *e, const struct par_way *w, int32_t track)
{
	double energy = par_energy(e, w);
	int32_t cluster = energy > 0 ? par_cluster_add(e, w, energy) : -1;
	uint32_t n;
	struct par_track *t =
	    (struct par_track *)par_here(e->out, PAR_TRACK, &n) + track;
	struct par_cluster *c = par_here(e->out, PAR_CLUSTER, &n);

	t->cluster = cluster;
	t->eop = t->eop_sigma = t->cluster_distance = NAN;
	if (cluster < 0)
		return;
	c += cluster;
	c->track = track;
	c->distance =
	    (float)par_size2((double)c->x - w->x, (double)c->y - w->y);
	t->cluster_distance = c->distance;
	t->eop = c->e / t->p;
	t->eop_sigma = (float)par_size2(
	    (double)(c->e_sigma / t->p), (double)(t->eop * t->p_sigma / t->p));
}

/* ---- all of it -------------------------------------------------------- */

/* A particle without a track leaves its cluster all the same. */
static void without_track(struct par_event *e, const struct par_way *w)
{
	double energy = par_energy(e, w);

	if (energy > 0)
		par_cluster_add(e, w, energy);
}

void par_track_add(struct par_event *e, const struct par_way *w)
{
	int kind = par_kind(w->p->pdg);
	double gev = 1e-3 * sqrt(sim_p2(w->p));
	double newchod = see_newchod(e, w);
	struct par_track *t;
	uint32_t n;

	par_here(e->out, PAR_TRACK, &n);
	if (!w->track || kind < 0 || n == PAR_TRACKS ||
	    !par_happens(e, par_curve_at(&e->par->efficiency[kind], gev))) {
		without_track(e, w);
		return;
	}
	t = par_add(e->out, PAR_TRACK);
	set_line(e, w, t, &e->leg[n]);
	set_fit(e, w, t);
	set_times(e, w, newchod, t);
	set_rich(e, w, kind, t);
	set_muv3(e, w, kind, t);
	set_cluster(e, w, (int32_t)n);
}
