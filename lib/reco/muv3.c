/*
 * muv3.c - the tile of the MUV3 with light that is nearest to where a track
 * comes, within what scattering in the calorimeters and the iron allows. Its
 * time is the mean of its photomultipliers.
 */
#include <math.h>

#include "reco/private.h"

enum {
	SECOND = 200 /* added to an element: the second photomultiplier */
};

/* How far a point is from a tile; 0 inside. */
static double distance(const struct n62_place *p, double x, double y)
{
	double dx = fabs(x - p->x) - p->hx, dy = fabs(y - p->y) - p->hy;

	return reco_length(dx > 0 ? dx : 0, dy > 0 ? dy : 0);
}

static void find_tile(const struct reco_event *ev, struct reco_track *t)
{
	const struct reco_hits *in = &ev->hits[N62_MUV3];
	const struct reco_params *p = ev->par;
	double limit = p->muv3_search * p->muv3_scatter / (1000 * t->p);
	int32_t first = -1;

	for (uint32_t i = 0; i < in->n; i++) {
		double time = in->lead[i] - in->zero, l, d;
		struct n62_place place;

		if (!(fabs(time - t->time) < p->muv3_window) ||
		    n62_muv3_place(in->element[i], &place) < 0)
			continue;
		l = place.z - RECO_DOWN_Z;
		d = distance(&place, t->down_x + l * t->down_dxdz,
		    t->down_y + l * t->down_dydz);
		if (t->muv3_tile == in->element[i] % SECOND &&
		    in->element[i] != first) {
			t->muv3_time = (t->muv3_time + (float)time) / 2;
			continue;
		}
		if (d > limit || (t->muv3_tile >= 0 && d >= t->muv3_distance))
			continue;
		first = in->element[i];
		t->muv3_tile = in->element[i] % SECOND;
		t->muv3_distance = (float)d;
		t->muv3_time = (float)time;
	}
}

void reco_muv3(struct reco_event *ev)
{
	uint32_t n;
	struct reco_track *t = reco_objects(ev, RECO_TRACK, &n);

	for (uint32_t i = 0; i < n; i++)
		find_tile(ev, &t[i]);
}
