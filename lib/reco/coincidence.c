/*
 * coincidence.c - hits of vetoes and hodoscopes that are near each other in
 * space and time, as candidates.
 *
 * What is near in space is said by a number for each hit: the station of the
 * CHANTI and of the LAV, the tile of NewCHOD, MUV0 and MUV3, the module of
 * the HASC, all of IRC and of SAC. Edges of the LAV are later the lower the
 * pulse is, which the time over threshold tells.
 */
#include "reco/particles.h"

#include <math.h>
#include <stdlib.h>

enum {
	MOST = 1024, /* hits of a detector */
	NEWCHOD_SECOND = 50,
	MUV3_SECOND = 200,
	SECTOR_HIGH = 1000,
	MUV0_HIGH = 10,
	HASC_HIGH = 100,
	SENSORS = 10 /* of a module of the HASC */
};

struct spot {
	double time, x, y, z;
	int32_t element;
	int32_t group;
	bool high;
};

struct spots {
	struct spot v[MOST];
	int n;
};

/* ---- where a hit is, and with which others it may be ------------------- */

static bool use_place(struct spot *s, int bad, const struct n62_place *p)
{
	s->x = p->x;
	s->y = p->y;
	s->z = p->z;
	return bad == 0;
}

static bool chanti(struct spot *s)
{
	struct n62_chanti_place p;

	if (!n62_chanti_place(s->element, &p))
		return false;
	s->x = p.view == 0 ? p.w : 0;
	s->y = p.view == 1 ? p.w : 0;
	s->z = p.z;
	s->group = p.plane;
	s->high = p.threshold > 0;
	return true;
}

static bool lav(struct spot *s)
{
	struct n62_lav_place p;

	if (n62_lav_place(s->element, &p) < 0)
		return false;
	s->x = p.x;
	s->y = p.y;
	s->z = p.z;
	s->group = p.station;
	s->high = p.high;
	return true;
}

static bool newchod(struct spot *s)
{
	struct n62_place p;
	int32_t quadrant = s->element / 100, tile = s->element % 100;

	s->group = 100 * quadrant + tile % NEWCHOD_SECOND;
	return use_place(s, n62_newchod_place(s->element, &p), &p);
}

static bool irc(struct spot *s)
{
	struct n62_place p;

	s->high = s->element >= SECTOR_HIGH;
	return use_place(s, n62_irc_place(s->element, &p), &p);
}

static bool sac(struct spot *s)
{
	struct n62_place p;

	s->high = s->element >= SECTOR_HIGH;
	return use_place(s, n62_sac_place(s->element, &p), &p);
}

static bool muv0(struct spot *s)
{
	struct n62_place p;

	s->high = s->element >= MUV0_HIGH;
	s->group = s->element % MUV0_HIGH;
	return use_place(s, n62_muv0_place(s->element, &p), &p);
}

static bool muv3(struct spot *s)
{
	struct n62_place p;

	s->group = s->element % MUV3_SECOND;
	return use_place(s, n62_muv3_place(s->element, &p), &p);
}

static bool hasc(struct spot *s)
{
	struct n62_place p;

	s->high = s->element >= HASC_HIGH;
	s->group = s->element % HASC_HIGH / SENSORS;
	return use_place(s, n62_hasc_place(s->element, &p), &p);
}

static const struct {
	enum reco_object object;
	enum n62_det det;
	bool (*locate)(struct spot *s);
} kinds[] = {
	{ RECO_CHANTI, N62_CHANTI, chanti },
	{ RECO_LAV, N62_LAV, lav },
	{ RECO_NEWCHOD, N62_NEWCHOD, newchod },
	{ RECO_IRC, N62_IRC, irc },
	{ RECO_SAC, N62_SAC, sac },
	{ RECO_MUV0, N62_MUV0, muv0 },
	{ RECO_MUV3, N62_MUV3, muv3 },
	{ RECO_HASC, N62_HASC, hasc },
};

/* ---- candidates ------------------------------------------------------- */

/* By group, then time; hits at one time by their element. */
static int compare(const void *a, const void *b)
{
	const struct spot *s = a, *u = b;

	if (s->group != u->group)
		return s->group < u->group ? -1 : 1;
	if (s->time < u->time || s->time > u->time)
		return s->time < u->time ? -1 : 1;
	return s->element < u->element ? -1 : s->element > u->element;
}

/* How much later an edge is than a high pulse's; a pulse without an end is
 * high. */
static double slewing(const struct reco_candidate_params *p,
    const struct reco_hits *in, uint32_t i)
{
	double width;

	if (!in->trail)
		return 0;
	width = (double)(in->trail[i] - in->lead[i]);
	return width >= 0 ? p->lav_rise * exp(-width / p->lav_tot) : 0;
}

static void take_hits(struct reco_event *ev, int det,
    bool (*locate)(struct spot *), struct spots *s)
{
	const struct reco_candidate_params *p = &ev->reco->particles->candidate;
	const struct reco_hits *in = &ev->hits[det];

	s->n = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		struct spot spot = { .element = in->element[i],
			.time = (double)in->lead[i] - in->zero };

		if (det == N62_LAV)
			spot.time -= slewing(p, in, i);
		if (!(fabs(spot.time) < p->window) || spot.element < 0 ||
		    !locate(&spot))
			continue;
		if (s->n == MOST) {
			ev->cut_short = true;
			return;
		}
		s->v[s->n++] = spot;
	}
	qsort(s->v, (size_t)s->n, sizeof s->v[0], compare);
}

static void add(struct reco_event *ev, enum reco_object o, double sigma,
    const struct spot *v, int n)
{
	struct reco_candidate *c = reco_add(ev, o);
	double t = 0, x = 0, y = 0, z = 0;

	if (!c)
		return;
	for (int i = 0; i < n; i++) {
		t += v[i].time;
		x += v[i].x;
		y += v[i].y;
		z += v[i].z;
		c->high += v[i].high;
	}
	c->time = (float)(t / n);
	/* Two thresholds of one pulse are late or early together. */
	c->time_sigma = (float)(sigma / sqrt(n > c->high ? n - c->high : 1));
	c->x = (float)(x / n);
	c->y = (float)(y / n);
	c->z = (float)(z / n);
	c->element = v[0].element;
	c->hits = n;
}

/* A CHANTI's place is that of two views, each by itself. */
static void place_chanti(struct reco_candidate *c, const struct spot *v, int n)
{
	double sum[2] = { 0 };
	int of[2] = { 0 };

	for (int i = 0; i < n; i++) {
		struct n62_chanti_place p;

		if (!n62_chanti_place(v[i].element, &p))
			continue;
		sum[p.view] += p.w;
		of[p.view]++;
	}
	c->x = of[0] ? (float)(sum[0] / of[0]) : NAN;
	c->y = of[1] ? (float)(sum[1] / of[1]) : NAN;
}

void reco_candidates(struct reco_event *ev)
{
	const struct reco_candidate_params *p = &ev->reco->particles->candidate;
	struct spots s;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		int det = (int)kinds[k].det;
		double width = det == N62_LAV ? p->lav_width : p->width;

		take_hits(ev, det, kinds[k].locate, &s);
		for (int i = 0, n; i < s.n; i += n) {
			struct reco_candidate *c;
			uint32_t all;

			for (n = 1; i + n < s.n; n++)
				if (s.v[i + n].group != s.v[i].group ||
				    s.v[i + n].time - s.v[i].time > width)
					break;
			add(ev, kinds[k].object, p->sigma[det], &s.v[i], n);
			c = reco_objects(ev, kinds[k].object, &all);
			if (det == N62_CHANTI && c && all > 0)
				place_chanti(&c[all - 1], &s.v[i], n);
		}
	}
}
