/*
 * parametric_way.c - acceptance: which views of the STRAW a charged particle
 * crosses, which detectors behind them, and where it ends before.
 *
 * The particle goes through the fields as in the full simulation, without
 * material. Behind the last chamber its way is a straight line.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/parametric.h"

/* As in det_straw.c and plane.c: places of the STRAW; MUV1 to MUV3, NewCHOD
 * and CHOD begin outside of a hole. */
#define HOLE 63.8
#define STRAW_HALF (N62_STRAW_LENGTH / 2)
#define NEWCHOD_Z 238131
#define CHOD_Z 239200

enum {
	LAST_LAV = 12,
	LEAST_CHAMBERS = 3, /* of a track, as in na62-reco(1) */
	LEAST_VIEWS = 7     /* 14 hits */
};

static double x_at(const struct sim_particle *p, double z)
{
	return p->x + (z - p->z) * p->px / p->pz;
}

static double y_at(const struct sim_particle *p, double z)
{
	return p->y + (z - p->z) * p->py / p->pz;
}

static bool ring(double x, double y, double inner, double outer)
{
	double r2 = x * x + y * y;

	return r2 > inner * inner && r2 < outer * outer;
}

/* The first station of the LAV before z that stands in the way. */
static int lav_before(const struct sim_particle *p, double z)
{
	for (int i = 1; i <= LAST_LAV; i++) {
		const struct n62_lav_station *s = n62_lav_station(i);

		if (s->front < p->z)
			continue;
		if (s->front > z)
			break;
		if (ring(x_at(p, s->back), y_at(p, s->back), s->inner,
			s->outer + 200))
			return i;
	}
	return 0;
}

static void cross_chamber(
    struct par_way *w, const struct sim_particle *p, int chamber)
{
	int n = 0;

	if (p->x * p->x + p->y * p->y > STRAW_HALF * STRAW_HALF)
		return;
	for (int view = 0; view < 4; view++) {
		const double *a = n62_straw_axis[view];
		double off =
		    a[0] * (p->x - n62_straw_hole_x[chamber]) + a[1] * p->y;

		if (fabs(off) < HOLE)
			continue;
		w->views |= 1u << (4 * chamber + view);
		n++;
	}
	w->nviews += n;
	w->chambers |= (n >= 2) << chamber;
}

static int bits(int v)
{
	return (v & 1) + (v >> 1 & 1) + (v >> 2 & 1) + (v >> 3 & 1);
}

/* Mean distance to the decay, as in transport.c. */
static double decay_place(
    const struct par_event *e, const struct sim_particle *p)
{
	int kind = par_kind(p->pdg);
	double lifetime = kind == 1 ? SIM_TAU_MU : SIM_TAU_PI;

	if (kind < 1)
		return INFINITY;
	return p->z + sim_decay_length_z(p, lifetime) *
			  n62_rng_exponential(&e->ev->rng[SIM_RNG_TRANSPORT]);
}

static void behind(struct par_way *w, const struct sim_particle *p)
{
	double x = x_at(p, NEWCHOD_Z), y = y_at(p, NEWCHOD_Z);

	w->newchod = ring(x, y, 140, 1070);
	x = x_at(p, CHOD_Z);
	y = y_at(p, CHOD_Z);
	w->chod =
	    n62_chod_element(0, x, y) >= 0 || n62_chod_element(1, x, y) >= 0;
	w->x = x_at(p, PAR_LKR_Z);
	w->y = y_at(p, PAR_LKR_Z);
	w->lkr = n62_lkr_element(w->x, w->y) >= 0;
}

/* Where its way ends; its children come to be where it decays. */
static void end(struct par_event *e, struct sim_particle *p, struct par_way *w)
{
	const struct n62_sim *sim = e->ev->sim;
	bool decays = w->decay < PAR_LKR_Z;

	w->lkr &= !decays;
	if (!sim_carry(sim->beam, p, decays ? w->decay : PAR_LKR_Z))
		return;
	if (decays)
		sim_decay(
		    e->ev, p, par_kind(p->pdg) == 1 ? sim->muon : sim->pion);
	sim_truth_end(e->ev, p);
}

/* Through the chambers; false: it turned round. */
static bool cross(
    struct par_event *e, struct sim_particle *p, struct par_way *w)
{
	const struct sim_beam *beam = e->ev->sim->beam;

	if (p->z < PAR_UP_Z && !sim_carry(beam, p, PAR_UP_Z))
		return false;
	w->up = *p;
	for (int c = 0; c < 4; c++) {
		if (!sim_carry(beam, p, n62_straw_z[c]))
			return false;
		cross_chamber(w, p, c);
	}
	w->track =
	    bits(w->chambers) >= LEAST_CHAMBERS && w->nviews >= LEAST_VIEWS;
	return true;
}

static bool follow_charged(struct par_event *e, struct par_way *w)
{
	const struct sim_beam *beam = e->ev->sim->beam;
	struct sim_particle q = *w->p;

	w->decay = decay_place(e, &q);
	w->lav = lav_before(&q, fmin(w->decay, PAR_UP_Z));
	if (w->lav > 0 && par_kind(q.pdg) != 1)
		return true;
	if (w->decay > n62_straw_z[3] && q.z < n62_straw_z[0] &&
	    !cross(e, &q, w))
		return false;
	if (w->decay > PAR_DOWN_Z && q.z < PAR_DOWN_Z) {
		if (!sim_carry(beam, &q, PAR_DOWN_Z))
			return false;
		behind(w, &q);
	}
	w->down = q;
	end(e, &q, w);
	return true;
}

bool par_follow(
    struct par_event *e, const struct sim_particle *p, struct par_way *w)
{
	*w = (struct par_way){ .p = p, .decay = INFINITY };
	if (!(p->pz > 0))
		return false;
	if (p->charge != 0)
		return follow_charged(e, w);
	w->lav = lav_before(p, PAR_LKR_Z);
	w->down = *p;
	if (w->lav == 0 && p->z < PAR_LKR_Z)
		behind(w, p);
	return true;
}
