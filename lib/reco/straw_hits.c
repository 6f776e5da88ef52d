/*
 * straw_hits.c - the hits of the STRAW in time with the event, by view, and
 * the clusters of a view: hits of different layers whose circles agree on a
 * place on one side of their wires.
 *
 * The layers are staggered so that a track crosses at least two of them,
 * which decides nearly always on which side of each wire it passed.
 */
#include "reco/straw.h"

#include <math.h>
#include <string.h>

enum {
	ELEMENTS = CHAMBERS * VIEWS * LAYERS * N62_STRAW_WIRES
};

const struct reco_wire *straw_wires_new(
    struct n62_arena *a, struct n62_err *err)
{
	struct reco_wire *w = n62_arena_new(a, ELEMENTS, sizeof *w, err);

	for (int32_t i = 0; w && i < ELEMENTS; i++) {
		struct n62_straw_place p;

		w[i].view = -1;
		if (!n62_straw_place(i, &p))
			continue;
		w[i] = (struct reco_wire){ p.w, p.z - n62_straw_z[p.chamber],
			(int8_t)(VIEWS * p.chamber + p.view), (int8_t)p.layer };
	}
	return w;
}

bool straw_sees(int view, double x, double y)
{
	const double *a = n62_straw_axis[view % VIEWS];
	double w = a[0] * x + a[1] * y, along = a[0] * y - a[1] * x;
	double hole = a[0] * n62_straw_hole_x[view / VIEWS];

	return fabs(w - hole) > N62_STRAW_HOLE && fabs(w) < 1030 &&
	       fabs(along) < N62_STRAW_LENGTH / 2;
}

bool straw_touched(const struct straw_view *v, double w)
{
	const double near = N62_STRAW_RADIUS + 2;
	int i = 0;

	while (i < v->n && v->hit[i].w < w - near)
		i++;
	return i < v->n && v->hit[i].w < w + near;
}

/* ---- hits ------------------------------------------------------------- */

/* Into its place by w. */
static void insert(struct straw_view *v, const struct straw_hit *h)
{
	int i = v->n++;

	for (; i > 0 && v->hit[i - 1].w > h->w; i--)
		v->hit[i] = v->hit[i - 1];
	v->hit[i] = *h;
}

void straw_hits(struct reco_event *ev)
{
	const struct reco_hits *in = &ev->hits[N62_STRAW];
	const struct reco_params *p = ev->par;
	struct reco_straw *s = ev->straw;

	for (int i = 0; i < CHAMBERS * VIEWS; i++)
		s->view[i].n = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		int32_t element = in->element[i];
		double time = in->lead[i] - in->zero + p->straw_shift;
		const struct reco_wire *w;
		struct straw_hit h = { 0 };

		if (!(time > -p->straw_before && time < p->straw_after) ||
		    element < 0 || element >= ELEMENTS)
			continue;
		w = &ev->reco->wire[element];
		if (w->view < 0)
			continue;
		if (s->view[w->view].n == HITS_OF_VIEW) {
			ev->cut_short = true;
			continue;
		}
		straw_drift(ev->reco->drift, time, &h);
		h.w = w->w;
		h.dz = w->dz;
		h.layer = (uint8_t)w->layer;
		insert(&s->view[w->view], &h);
	}
}

/* ---- clusters --------------------------------------------------------- */

/* A hit with a side: the place of the track, and the error of it. */
struct side {
	double w, sigma2, weight; /* square of its error; 1 over it */
	uint8_t hit, layer;
	int8_t side;
};

struct sides {
	struct side v[2 * HITS_OF_VIEW];
	int n;
};

static void insert_side(struct sides *s, const struct side *one)
{
	int i = s->n++;

	for (; i > 0 && s->v[i - 1].w > one->w; i--)
		s->v[i] = s->v[i - 1];
	s->v[i] = *one;
}

/* Both sides of all hits, moved to the middle of the view along the slope
 * that a track from the decay volume has there. */
static void make_sides(const struct reco_event *ev, int view, struct sides *s)
{
	const struct straw_view *v = &ev->straw->view[view];
	double z = n62_straw_z[view / VIEWS];
	double beam = n62_straw_axis[view % VIEWS][0] * straw_beam_x(z);
	double lever = 1 / (z - ev->par->straw_source);
	/* Of the views, in every chamber. */
	static const double middle[VIEWS] = { -173.5, -116.5, 116.5, 173.5 };

	s->n = 0;
	for (int i = 0; i < v->n; i++) {
		const struct straw_hit *h = &v->hit[i];
		double slope = (h->w - beam) * lever;
		double w = h->w - slope * (h->dz - middle[view % VIEWS]);

		for (int side = -1; side < 2; side += 2) {
			struct side one = { w + side * h->r,
				h->sigma * h->sigma, h->weight, (uint8_t)i,
				h->layer, (int8_t)side };

			insert_side(s, &one);
		}
	}
}

static bool agree(
    const struct reco_params *p, const struct side *a, const struct side *b)
{
	double n2 = p->straw_nsigma * p->straw_nsigma;
	double d = b->w - a->w - p->straw_slack;

	return d <= 0 || d * d <= n2 * (a->sigma2 + b->sigma2);
}

/* Whether all hits of c are in old. */
static bool is_in(
    const struct straw_cluster *old, const struct straw_cluster *c)
{
	for (int i = 0; i < c->n; i++) {
		bool there = false;

		for (int k = 0; k < old->n; k++)
			there |= old->hit[k] == c->hit[i] &&
				 old->side[k] == c->side[i];
		if (!there)
			return false;
	}
	return true;
}

/* Whether all hits of c are in one of the last clusters. */
static bool is_part(
    const struct straw_clusters *all, const struct straw_cluster *c)
{
	for (int i = all->n - 1; i >= 0 && i > all->n - 4; i--)
		if (is_in(&all->v[i], c))
			return true;
	return false;
}

/* The cluster that begins with side i: it and those that agree with it, the
 * nearest one of each layer. */
static void begin_cluster(const struct reco_params *p, const struct sides *s,
    int i, struct straw_cluster *c, double *sum)
{
	unsigned layers = 1u << s->v[i].layer;
	double weight = s->v[i].weight;

	*c = (struct straw_cluster){ .n = 1 };
	c->hit[0] = s->v[i].hit;
	c->side[0] = s->v[i].side;
	c->w = weight * s->v[i].w;
	*sum = weight;
	for (int k = i + 1; k < s->n && s->v[k].w - s->v[i].w < 5; k++) {
		const struct side *b = &s->v[k];

		if (layers >> b->layer & 1 || !agree(p, &s->v[i], b))
			continue;
		layers |= 1u << b->layer;
		c->hit[c->n] = b->hit;
		c->side[c->n++] = b->side;
		c->w += b->weight * b->w;
		*sum += b->weight;
	}
}

static void cluster_view(struct reco_event *ev, int view, struct sides *s)
{
	static const double middle[VIEWS] = { -173.5, -116.5, 116.5, 173.5 };
	struct straw_clusters *all = &ev->straw->clusters[view];

	make_sides(ev, view, s);
	all->n = 0;
	for (int i = 0; i < s->n; i++) {
		struct straw_cluster c;
		double sum;

		begin_cluster(ev->par, s, i, &c, &sum);
		if (c.n < 2 || is_part(all, &c))
			continue;
		if (all->n == CLUSTERS_OF_VIEW) {
			ev->cut_short = true;
			return;
		}
		c.w /= sum;
		c.dz = middle[view % VIEWS];
		all->v[all->n++] = c;
	}
}

void straw_clusters(struct reco_event *ev)
{
	struct sides s;

	for (int view = 0; view < CHAMBERS * VIEWS; view++)
		cluster_view(ev, view, &s);
}
