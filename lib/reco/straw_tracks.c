/*
 * straw_tracks.c - seeds -> tracks: fit to the hits of their clusters, best
 * ones first, then to all hits near them, without those that are far off;
 * ghosts, which share too many hits with a better track, are dropped.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reco/straw.h"

/* ---- seeds ------------------------------------------------------------ */

static void add_cluster(
    struct straw_track *t, int view, const struct straw_cluster *c)
{
	for (int i = 0; i < c->n; i++)
		t->hit[t->nhits++] =
		    (struct straw_used){ (uint8_t)view, c->hit[i], c->side[i] };
}

static void hits_of_point(const struct reco_straw *s, int chamber,
    const struct straw_point *p, struct straw_track *t)
{
	for (int view = 0; view < VIEWS; view++) {
		int k = p->cluster[view], of = VIEWS * chamber + view;

		if (k >= 0)
			add_cluster(t, of, &s->clusters[of].v[k]);
	}
}

/* The hits of the clusters of a seed. */
static void hits_of_seed(const struct reco_straw *s,
    const struct straw_seed *seed, struct straw_track *t)
{
	t->nhits = 0;
	for (int c = 0; c < CHAMBERS; c++)
		if (seed->point[c] >= 0)
			hits_of_point(s, c, &s->points[c].v[seed->point[c]], t);
}

/* Fits a seed to its hits; false: they do not belong together. */
static bool fit_seed(const struct reco_event *ev, struct straw_track *t)
{
	const struct reco_params *p = ev->par;

	return t->nhits >= 6 && straw_fit(ev, t) &&
	       t->chi2 < p->straw_seed_chi2 * (t->nhits - RECO_STATE) &&
	       fabs(t->at.k) * p->straw_pmin * 1000 < 1;
}

/* The better ones first. */
static int by_quality(const void *va, const void *vb)
{
	const struct straw_seed *a = va, *b = vb;

	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	return memcmp(a->point, b->point, sizeof a->point);
}

/* ---- hits ------------------------------------------------------------- */

/* The best hit of each layer of a view within the road. */
struct picked {
	int hit[LAYERS];
	int8_t side[LAYERS];
	double off[LAYERS];
};

static void pick(const struct straw_view *v, int view,
    const struct straw_track *t, double road, double nsigma, struct picked *out)
{
	const struct straw_state *s = &t->place[view / VIEWS];
	const double *a = n62_straw_axis[view % VIEWS];
	double dz = view % VIEWS < 2 ? -145 : 145; /* good enough here */
	const double near = 8;
	int first = 0;
	double w = a[0] * (s->x + s->tx * dz) + a[1] * (s->y + s->ty * dz);

	for (int i = 0; i < LAYERS; i++)
		out->hit[i] = -1;
	while (first < v->n && v->hit[first].w < w - near)
		first++;
	for (int i = first; i < v->n && v->hit[i].w < w + near; i++) {
		const struct straw_hit *h = &v->hit[i];
		double d, off, limit = road + nsigma * h->sigma;

		d = straw_distance(s, view, h);
		off = fabs(fabs(d) - (h->r - t->t0 * h->speed));
		if (off > limit || fabs(d) > N62_STRAW_RADIUS + limit)
			continue;
		if (out->hit[h->layer] >= 0 && out->off[h->layer] < off)
			continue;
		out->hit[h->layer] = i;
		out->side[h->layer] = d < 0 ? -1 : 1;
		out->off[h->layer] = off;
	}
}

static void collect(const struct reco_event *ev, struct straw_track *t,
    double road, double nsigma)
{
	t->nhits = 0;
	for (int view = 0; view < CHAMBERS * VIEWS; view++) {
		struct picked p;

		pick(&ev->straw->view[view], view, t, road, nsigma, &p);
		for (int i = 0; i < LAYERS; i++)
			if (p.hit[i] >= 0)
				t->hit[t->nhits++] =
				    (struct straw_used){ (uint8_t)view,
					    (uint8_t)p.hit[i], p.side[i] };
	}
}

/* By how much the drift times are late, if the track is right: least squares
 * of r - |d| = speed t0. */
static void measure_time(const struct reco_event *ev, struct straw_track *t)
{
	double sum = 0, weight = 0;

	for (int i = 0; i < t->nhits; i++) {
		const struct straw_used *u = &t->hit[i];
		const struct straw_hit *h =
		    &ev->straw->view[u->view].hit[u->hit];
		double d =
		    straw_distance(&t->place[u->view / VIEWS], u->view, h);
		double g = h->speed * h->weight;

		sum += g * (h->r - u->side * d);
		weight += g * h->speed;
	}
	if (weight > 0) {
		t->t0 = sum / weight;
		t->t0_sigma = 1 / sqrt(weight);
	}
}

/* Views with hits: bit 4 chamber + view. */
static unsigned views_of(const struct straw_track *t)
{
	unsigned views = 0;

	for (int i = 0; i < t->nhits; i++)
		views |= 1u << t->hit[i].view;
	return views;
}

static int bits(unsigned v)
{
	int n = 0;

	for (; v; v &= v - 1)
		n++;
	return n;
}

/* Chambers with two views. */
static unsigned chambers_of(unsigned views)
{
	unsigned chambers = 0;

	for (int c = 0; c < CHAMBERS; c++)
		if (bits(views >> (VIEWS * c) & 15) >= 2)
			chambers |= 1u << c;
	return chambers;
}

/* ---- tracks ----------------------------------------------------------- */

static bool is_good(const struct reco_params *p, const struct straw_track *t)
{
	int chambers = bits(chambers_of(views_of(t)));
	double chi2 = chambers < CHAMBERS ? p->straw_chi2_three : p->straw_chi2;

	return t->nhits >= p->straw_hits && chambers >= p->straw_chambers &&
	       t->chi2 < chi2 * (t->nhits - RECO_STATE) &&
	       fabs(t->at.k) * p->straw_pmin * 1000 < 1;
}

/* Whether it shares too many of its hits with tracks before it. */
static bool is_ghost(
    const struct reco_params *p, const struct straw_track *t, int shared)
{
	int chambers = bits(chambers_of(views_of(t)));

	return shared > t->nhits * (chambers < CHAMBERS ? p->straw_shared_three
							: p->straw_shared);
}

/* Whether another fit would change nothing that counts. */
static bool is_settled(
    const struct straw_track *t, const struct straw_track *old)
{
	const double step = 0.5; /* ns */

	return t->nhits == old->nhits && fabs(t->t0 - old->t0) < step &&
	       memcmp(t->hit, old->hit, (size_t)t->nhits * sizeof *t->hit) == 0;
}

/* From a wide road to a narrow one; then once more with the time of the
 * track, and with the sides and hits that go with it. */
static bool refine(const struct reco_event *ev, struct straw_track *t)
{
	const struct reco_params *p = ev->par;

	if (!straw_carry(p, &t->at, t->place))
		return false;
	collect(ev, t, p->straw_road, p->straw_trim);
	if (t->nhits < 8 || !straw_fit(ev, t))
		return false;
	for (int i = 0; i < 2; i++) {
		struct straw_track old = *t;

		measure_time(ev, t);
		collect(ev, t, i == 0 ? p->straw_road / 4 : 0, p->straw_trim);
		if (i > 0 && is_settled(t, &old))
			break;
		if (t->nhits < 8 || !straw_fit(ev, t))
			return false;
	}
	measure_time(ev, t);
	return is_good(p, t);
}

/* Hits that tracks before have too. */
static int shared_hits(const struct reco_straw *s, const struct straw_track *t)
{
	int n = 0;

	for (int i = 0; i < t->nhits; i++)
		n += s->view[t->hit[i].view].hit[t->hit[i].hit].used;
	return n;
}

static void mark(struct reco_straw *s, const struct straw_track *t)
{
	for (int i = 0; i < t->nhits; i++) {
		struct straw_hit *h =
		    &s->view[t->hit[i].view].hit[t->hit[i].hit];

		h->used = true;
	}
}

static void fill(const struct straw_track *t, int shared, struct reco_track *o)
{
	struct straw_state down = t->place[CHAMBERS - 1];
	double d = RECO_DOWN_Z - n62_straw_z[CHAMBERS - 1];
	double k = t->at.k;
	int n = 0;

	o->p = (float)(1e-3 / fabs(k));
	o->p_sigma = (float)(1e-3 * sqrt(t->cov[4][4]) / (k * k));
	o->q = k > 0 ? 1 : -1;
	o->x = (float)t->at.x;
	o->y = (float)t->at.y;
	o->dxdz = (float)t->at.tx;
	o->dydz = (float)t->at.ty;
	o->qp = (float)(1000 * k);
	for (int i = 0; i < RECO_STATE; i++)
		for (int j = 0; j <= i; j++)
			o->cov[n++] =
			    (float)(t->cov[i][j] * (i == 4 ? 1e3 : 1) *
				    (j == 4 ? 1e3 : 1));
	o->down_x = (float)(down.x + d * down.tx);
	o->down_y = (float)(down.y + d * down.ty);
	o->down_dxdz = (float)down.tx;
	o->down_dydz = (float)down.ty;
	o->chi2 = (float)t->chi2;
	o->ndf = t->nhits - RECO_STATE;
	o->hits = t->nhits;
	o->views = (int32_t)views_of(t);
	o->chambers = (int32_t)chambers_of((unsigned)o->views);
	o->shared = shared;
	o->straw_time = o->time = (float)t->t0;
	o->straw_time_sigma = o->time_sigma = (float)t->t0_sigma;
	o->chod_time = o->newchod_time = o->muv3_time = NAN;
	o->muv3_distance = NAN;
	o->muv3_tile = o->mc = -1;
	o->mc_chi2 = NAN;
}

static void try_seed(struct reco_event *ev, const struct straw_seed *seed)
{
	const double taken = 0.7; /* of its hits: it is a track already */
	struct straw_track t = { .at = seed->at };
	struct reco_track *o;
	int shared;

	hits_of_seed(ev->straw, seed, &t);
	if (shared_hits(ev->straw, &t) > taken * t.nhits || !fit_seed(ev, &t) ||
	    !refine(ev, &t))
		return;
	shared = shared_hits(ev->straw, &t);
	if (is_ghost(ev->par, &t, shared))
		return;
	o = reco_add(ev, RECO_TRACK);
	if (!o)
		return;
	fill(&t, shared, o);
	mark(ev->straw, &t);
}

/* Points of which most hits are those of tracks are not used again. */
static void mark_points(struct reco_straw *s)
{
	for (int c = 0; c < CHAMBERS; c++)
		for (int i = 0; i < s->points[c].n; i++) {
			struct straw_point *p = &s->points[c].v[i];
			struct straw_track t = { .nhits = 0 };

			hits_of_point(s, c, p, &t);
			p->used = 2 * shared_hits(s, &t) > t.nhits;
		}
}

/* Tracks of four points first: what they leave is little. */
void reco_straw(struct reco_event *ev)
{
	struct reco_straw *s = ev->straw;

	straw_hits(ev);
	straw_clusters(ev);
	straw_points(ev);
	for (int points = 4; points >= 3; points--) {
		straw_seeds(ev, points);
		qsort(s->seed, (size_t)s->nseeds, sizeof *s->seed, by_quality);
		for (int i = 0; i < s->nseeds; i++)
			try_seed(ev, &s->seed[i]);
		if (points == 4)
			mark_points(s);
	}
}
