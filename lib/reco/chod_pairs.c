/*
 * chod_pairs.c - crossings of a vertical and a horizontal slab of the CHOD that
 * have light at one time, whether a track is there or not.
 *
 * Where slabs cross, the path of light along both is known, so that the time
 * can be corrected for it.
 */
#include "reco/particles.h"

#include <math.h>

enum {
	MOST = 64 /* slabs with light */
};

struct slab {
	int32_t element;
	double time, at; /* the place that it measures, mm */
};

struct slabs {
	struct slab v[2][MOST];
	int n[2];
};

/* Those near the trigger; light may be late by the length of a slab. */
static void take_slabs(struct reco_event *ev, struct slabs *s)
{
	const struct reco_hits *in = &ev->hits[N62_CHOD];
	double window = ev->reco->particles->candidate.window;

	s->n[0] = s->n[1] = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		double time = (double)in->lead[i] - in->zero;
		struct n62_place p;
		int plane;

		if (!(fabs(time) < window) ||
		    n62_chod_place(in->element[i], &p) < 0)
			continue;
		plane = p.hy < p.hx;
		if (s->n[plane] == MOST) {
			ev->cut_short = true;
			continue;
		}
		s->v[plane][s->n[plane]++] = (struct slab){ in->element[i],
			time, plane == 0 ? p.x : p.y };
	}
}

static double time_at(
    const struct reco_event *ev, const struct slab *s, double x, double y)
{
	return s->time - n62_chod_path(s->element, x, y) / ev->par->chod_speed;
}

static void try_pair(
    struct reco_event *ev, const struct slab *a, const struct slab *b)
{
	double x = a->at, y = b->at, width, time[2];
	struct n62_place p;
	struct reco_candidate *c;

	if (n62_chod_element(0, x, y) != a->element ||
	    n62_chod_element(1, x, y) != b->element)
		return;
	width = ev->reco->particles->candidate.width;
	time[0] = time_at(ev, a, x, y);
	time[1] = time_at(ev, b, x, y);
	if (fabs(time[0] - time[1]) > width ||
	    n62_chod_place(a->element, &p) < 0)
		return;
	c = reco_add(ev, RECO_CHOD);
	if (!c)
		return;
	c->time = (float)((time[0] + time[1]) / 2);
	c->time_sigma = (float)(ev->par->chod_sigma / sqrt(2));
	c->x = (float)x;
	c->y = (float)y;
	c->z = (float)p.z;
	c->element = a->element;
	c->hits = 2;
}

void reco_chod_pairs(struct reco_event *ev)
{
	struct slabs s;

	take_slabs(ev, &s);
	for (int i = 0; i < s.n[0]; i++)
		for (int k = 0; k < s.n[1]; k++)
			try_pair(ev, &s.v[0][i], &s.v[1][k]);
}
