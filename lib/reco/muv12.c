/*
 * muv12.c - energy of hadrons and muons in MUV1 and MUV2 at a track.
 *
 * Strips along x and strips along y see a part each, so that the sum of both
 * views is the energy. A strip with light at both ends has the energy as the
 * geometric mean of the two; one that is read at one end is corrected for the
 * way of the light from where the track is.
 */
#include "reco/particles.h"

#include <math.h>

enum {
	SIDES = 4,
	OF_SIDE = 50, /* numbers of strips */
	FIRST = 2     /* element of side 0, in OF_SIDE */
};

struct module {
	int pulses; /* enum, RECO_MUV1 or RECO_MUV2 */
	double z;
	int number; /* among the tables of places */
};

static const struct module modules[] = { { RECO_MUV1, 243418, 0 },
	{ RECO_MUV2, 244435, 1 } };

/* Light of the strips near a track: MeV, 0 where there is none. */
struct strips {
	double e[SIDES][OF_SIDE];
	bool whole[SIDES][OF_SIDE]; /* not a half, or one of two */
};

/* Over the light at the end, for a strip that is read at one end only. */
static double weakened(const struct reco_muv12_params *p,
    const struct n62_place *place, int side, double along)
{
	double middle = side % 2 == 0 ? place->x : place->y;
	double half = side % 2 == 0 ? place->hx : place->hy;
	double end = middle + (side < 2 ? half : -half);

	return exp((half - fabs(end - along)) / p->attenuation);
}

static void fill(const struct reco_event *ev, const struct module *m,
    const struct reco_track *t, struct strips *s)
{
	const struct reco_muv12_params *p = &ev->reco->particles->muv12;
	const struct n62_place *strip = ev->reco->particles->strip[m->number];
	const struct reco_pulses *in = &ev->pulses[m->pulses];
	double l = m->z - RECO_DOWN_Z;
	double x = (double)t->down_x + l * (double)t->down_dxdz;
	double y = (double)t->down_y + l * (double)t->down_dydz;

	for (uint32_t i = 0; i < in->n; i++) {
		int32_t element = in->element[i];
		int side = element / OF_SIDE - FIRST;
		const struct n62_place *at;
		double time, e;

		if (element < 0 || element >= RECO_STRIPS)
			continue;
		at = &strip[element];
		if (at->z == 0 ||
		    fabs(side % 2 == 0 ? at->y - y : at->x - x) > p->radius)
			continue;
		e = p->count * reco_pulse(ev, in, i, p->pedestal, &time);
		if (fabs(time - (double)t->time) > p->window || e <= 0)
			continue;
		s->whole[side][element % OF_SIDE] =
		    (side % 2 == 0 ? at->x : at->y) == 0;
		s->e[side][element % OF_SIDE] =
		    e / weakened(p, at, side, side % 2 == 0 ? x : y);
	}
}

/* One view: both ends, or the one that there is, or both halves. */
static double sum_of(const struct strips *s, int view)
{
	double sum = 0;

	for (int k = 0; k < OF_SIDE; k++) {
		double a = s->e[view][k], b = s->e[view + 2][k];

		sum +=
		    s->whole[view][k] && a > 0 && b > 0 ? sqrt(a * b) : a + b;
	}
	return sum;
}

static float energy(const struct reco_event *ev, const struct module *m,
    const struct reco_track *t)
{
	struct strips s = { 0 };

	if (ev->pulses[m->pulses].n == 0)
		return 0;
	fill(ev, m, t, &s);
	return (float)((sum_of(&s, 0) + sum_of(&s, 1)) / 1000);
}

void reco_muv12(struct reco_event *ev)
{
	uint32_t n;
	struct reco_track *t = reco_objects(ev, RECO_TRACK, &n);

	for (uint32_t i = 0; i < n; i++) {
		t[i].muv1 = energy(ev, &modules[0], &t[i]);
		t[i].muv2 = energy(ev, &modules[1], &t[i]);
	}
}
