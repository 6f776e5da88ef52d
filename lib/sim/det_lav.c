/*
 * det_lav.c - the LAV: lead glass with two thresholds.
 *
 * A photon or electron showers along z through the ring that it meets first
 * and those behind; a charged particle leaves energy by its path. The depth
 * of a shower follows 1 - exp(-(t/T)^1.5), T = 2 + ln(E/20 MeV) in radiation
 * lengths (CHOICE, near the curves of the Review of Particle Physics).
 */
#include "sim/showers.h"

enum {
	HIGH = 1000000 /* added to an element: the high threshold */
};

static const double glass = 110; /* of a ring, along z */

/* Where a particle goes through the glass of one station. */
struct way {
	const struct n62_lav_station *s;
	int station, layer; /* the ring that it meets first */
	double z;           /* where it does */
};

static double ring_z(const struct n62_lav_station *s, int layer)
{
	return s->front + layer * (s->back - s->front + 10) / s->layers;
}

static double radius_at(const struct sim_particle *p, double z)
{
	double x = sim_x_at(p, z), y = sim_y_at(p, z);

	return sqrt(x * x + y * y);
}

/* The first ring in the way of the particle; false when there is none. */
static bool find_way(const struct sim_particle *p, int which, struct way *w)
{
	double r, back, inner2, x, y;

	w->station = which + 1;
	w->s = n62_lav_station(w->station);
	x = sim_x_at(p, w->s->back);
	y = sim_y_at(p, w->s->back);
	inner2 = w->s->inner * w->s->inner;
	/* most pass inside: the axis is near the beam */
	if (p->x * p->x + p->y * p->y < inner2 && x * x + y * y < inner2)
		return false;
	for (w->layer = 0; w->layer < w->s->layers; w->layer++) {
		w->z = ring_z(w->s, w->layer);
		r = radius_at(p, w->z);
		if (r > w->s->outer)
			return false;
		if (r >= w->s->inner)
			return true;
		back = radius_at(p, w->z + glass);
		if (back < w->s->inner)
			continue;
		w->z += glass * (w->s->inner - r) / (back - r);
		return true;
	}
	return false;
}

/* The pulses of a block with energy e. */
static void hit_block(struct sim_event *ev, int32_t element, double t, double e)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_LAV);
	double sigma;

	if (e <= s->lav.low)
		return;
	sigma = sqrt(
	    s->lav.time * s->lav.time * 1e3 / e + s->lav.time0 * s->lav.time0);
	t += sigma * n62_rng_normal(r);
	sim_pulse_height(ev, N62_LAV, element, t + s->lav.rise * s->lav.low / e,
	    e / s->lav.low, s->lav.tot);
	sim_pulse_height(ev, N62_LAV, element + HIGH,
	    t + s->lav.rise * s->lav.high / e, e / s->lav.high, s->lav.tot);
}

/* Energy in a ring, shared with the nearest neighbour of the block. */
static void hit_ring(struct sim_event *ev, const struct way *w, int layer,
    double x, double y, double t, double e)
{
	const struct sim_showers *s = sim_showers(ev);
	int32_t element = n62_lav_element(w->station, layer, x, y);
	double half = N62_PI / w->s->blocks, r = sqrt(x * x + y * y), off,
	       share;
	struct n62_lav_place place;

	n62_lav_place(element, &place);
	off = atan2(y, x) - place.phi;
	off -= 2 * N62_PI * rint(off / (2 * N62_PI));
	share = 0.5 * exp(-r * (half - fabs(off)) / s->lav.spread);
	hit_block(ev, element, t, e * (1 - share));
	off = place.phi + copysign(2 * half, off);
	hit_block(ev,
	    n62_lav_element(w->station, layer, r * cos(off), r * sin(off)), t,
	    e * share);
}

static double depth_part(double t, double scale)
{
	double u = t / scale;

	return 1 - exp(-u * sqrt(u));
}

/*
 * A photon is missed as often as the table says and not more: one that is not
 * has the energy for the low threshold.
 */
static void shower(
    struct sim_event *ev, const struct sim_particle *p, const struct way *w)
{
	const struct sim_showers *s = sim_showers(ev);
	double e = sim_smear(sim_rng(ev, N62_LAV), &s->lav.resolution, p->e);
	double scale = fmax(2 + log(p->e / 20), 1), t = 0, before = 0, first;

	for (int layer = w->layer; layer < w->s->layers; layer++) {
		double front = ring_z(w->s, layer), z = front + glass / 2;
		double from = layer == w->layer ? w->z : front, now;

		t += (front + glass - from) / s->lav.depth;
		now = depth_part(t, scale);
		first = e * (now - before);
		if (layer == w->layer && w->s->layers - layer == 1)
			first = e;
		before = now;
		if (p->pdg == N62_PHOTON && layer == w->layer)
			first = fmax(first, 2.1 * s->lav.low);
		hit_ring(
		    ev, w, layer, sim_x_at(p, z), sim_y_at(p, z), p->t, first);
	}
}

static void track(
    struct sim_event *ev, const struct sim_particle *p, const struct way *w)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_LAV);

	for (int layer = w->layer; layer < w->s->layers; layer++) {
		double front = ring_z(w->s, layer), z = front + glass / 2;
		double from = layer == w->layer ? w->z : front;
		double e = s->lav.mip * (front + glass - from) / glass;

		if (radius_at(p, z) > w->s->outer)
			return;
		hit_ring(ev, w, layer, sim_x_at(p, z), sim_y_at(p, z), p->t,
		    sim_smear(r, &s->lav.resolution, e));
	}
}

/* Muons go on; all else ends in the glass or the vessel. */
enum sim_fate sim_lav_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_showers *s = sim_showers(ev);
	struct way w;

	if (!(p->pz > 0) || !find_way(p, which, &w))
		return SIM_PASSES;
	if (sim_is_electromagnetic(p)) {
		if (p->pdg != N62_PHOTON ||
		    !sim_missed(sim_rng(ev, N62_LAV), &s->lav.miss, p->e))
			shower(ev, p, &w);
		return SIM_STOPS;
	}
	if (p->charge == 0)
		return SIM_PASSES;
	track(ev, p, &w);
	return sim_is_muon(p) ? SIM_PASSES : SIM_STOPS;
}
