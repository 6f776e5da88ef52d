/*
 * l1_points.c - points of the STRAW as L1 makes them of hits: edges in time,
 * clusters of the straws of a view, and points where views agree.
 *
 * Windows are those of the experiment's public code (NA62/
 * na62-trigger-algorithms, l1/StrawAlgo.cpp). A single straw is no cluster,
 * as nothing says on which side of it the track was. CHOICE: views need
 * not agree that have the hole for the beam there, and one of the others may
 * be silent.
 */
#include <math.h>

#include "sim/l1_straw.h"

enum {
	VIEWS = 4,
	HITS = 96, /* of a view */
	CLUSTERS = 64
};

struct hit {
	double w, r;
	int layer;
	bool used; /* by a cluster of its half of the view */
};

struct view {
	struct hit hit[HITS];
	int n;
	double at[CLUSTERS];
	bool used[CLUSTERS]; /* by a point */
	int clusters;
};

/* ---- hits ----------------------------------------------------------- */

static bool in_time(const struct sim_l1_straw *t, double lead, double trail)
{
	return lead > 0 && lead < t->lead && trail > t->trail_from &&
	       trail < t->trail_to && lead > 4.8 * trail - 1150 &&
	       lead < 1.35 * trail - 50;
}

static bool take_hits(const struct sim_l1_straw *t, const struct n62_hits *h,
    double time, struct view v[L1_CHAMBERS * VIEWS])
{
	const struct n62_group_data *g = &h->group[N62_STRAW];
	const int32_t *element = g->v[N62_HIT_ELEMENT];
	const float *lead = g->v[N62_HIT_LEAD], *trail = g->v[N62_HIT_TRAIL];
	double zero = time + n62_det_info[N62_STRAW].latency * N62_CLOCK;
	bool full = false;

	for (uint32_t i = n62_hits_first(h, N62_STRAW, h->events); i < g->n;
	     i++) {
		double drift = (double)lead[i] - zero;
		struct n62_straw_place p;
		struct view *at;

		if (!in_time(t, drift, (double)trail[i] - zero) ||
		    !n62_straw_place(element[i], &p))
			continue;
		at = &v[VIEWS * p.chamber + p.view];
		full |= at->n == HITS;
		if (at->n < HITS)
			at->hit[at->n++] = (struct hit){ p.w,
				n62_straw_radius(drift), p.layer, false };
	}
	return full;
}

/* ---- clusters ------------------------------------------------------- */

static void add_cluster(struct view *v, double at)
{
	if (v->clusters == CLUSTERS)
		return;
	v->at[v->clusters] = at;
	v->used[v->clusters++] = false;
}

/* Half way between the circles of two wires, on the sides that face. */
static double between(const struct hit *a, const struct hit *b)
{
	double side = a->w < b->w ? 1 : -1;

	return (a->w + side * a->r + b->w - side * b->r) / 2;
}

/* Beyond the wire of the smaller circle. */
static double beyond(const struct hit *a, const struct hit *b)
{
	const struct hit *small = a->r < b->r ? a : b;
	const struct hit *large = a->r < b->r ? b : a;
	double side = large->w < small->w ? 1 : -1;

	return (small->w + side * small->r + large->w + side * large->r) / 2;
}

/* A hit of the other half of the view that is there, too. */
static double with_third(
    const struct sim_l1_straw *t, struct view *v, int half, double at)
{
	for (int k = 0; k < v->n; k++) {
		struct hit *h = &v->hit[k];
		double side = at < h->w ? -1 : 1;

		if (h->layer / 2 == half || fabs(h->w - at) >= t->third)
			continue;
		h->used = true;
		return (2 * at + h->w + side * h->r) / 3;
	}
	return at;
}

/* Neighbours of the two layers of a half view: the wires are 8.8 mm apart. */
static void pair_half(const struct sim_l1_straw *t, struct view *v)
{
	const double apart = 9;

	for (int i = 0; i < v->n; i++)
		for (int k = 0; k < v->n; k++) {
			struct hit *a = &v->hit[i], *b = &v->hit[k];
			double sum = a->r + b->r;

			if (a->layer % 2 != 0 || b->layer != a->layer + 1 ||
			    fabs(a->w - b->w) >= apart || sum <= t->pair_from ||
			    sum >= t->pair_to)
				continue;
			a->used = b->used = true;
			add_cluster(
			    v, with_third(t, v, a->layer / 2, between(a, b)));
		}
}

/* Neighbours of different half views: 4.4 mm apart. */
static void pair_across(const struct sim_l1_straw *t, struct view *v)
{
	const double apart = 5;

	for (int i = 0; i < v->n; i++)
		for (int k = 0; k < v->n; k++) {
			const struct hit *a = &v->hit[i], *b = &v->hit[k];
			double sum = a->r + b->r, off = fabs(a->r - b->r);

			if (a->used || b->used || a->layer > 1 ||
			    b->layer < 2 || fabs(a->w - b->w) >= apart)
				continue;
			if (sum > t->across_from && sum < t->across_to)
				add_cluster(v, between(a, b));
			else if (off > t->across_from && off < t->across_to)
				add_cluster(v, beyond(a, b));
		}
}

/* ---- points --------------------------------------------------------- */

static double project(int view, double x, double y)
{
	return n62_straw_axis[view][0] * x + n62_straw_axis[view][1] * y;
}

/* Where the lines of two clusters of different views cross. */
static void cross(int i, double wi, int k, double wk, double *x, double *y)
{
	const double *a = n62_straw_axis[i], *b = n62_straw_axis[k];
	double d = a[0] * b[1] - a[1] * b[0];

	*x = (wi * b[1] - wk * a[1]) / d;
	*y = (wk * a[0] - wi * b[0]) / d;
}

/* In the gap that the hole for the beam leaves in a view. */
static bool is_blind(int chamber, int view, double w)
{
	double hole = n62_straw_axis[view][0] * n62_straw_hole_x[chamber];

	return fabs(w - hole) < N62_STRAW_HOLE + N62_STRAW_PITCH / 2;
}

/* The cluster of a view that is nearest to w within a distance, or -1. */
static int nearest(const struct view *v, double w, double within)
{
	int best = -1;

	for (int i = 0; i < v->clusters; i++)
		if (fabs(v->at[i] - w) < within) {
			within = fabs(v->at[i] - w);
			best = i;
		}
	return best;
}

static bool is_there(const struct sim_l1_points *p, int chamber, double x,
    double y, double within)
{
	for (int i = 0; i < p->n[chamber]; i++)
		if (fabs(p->v[chamber][i].x - x) < within &&
		    fabs(p->v[chamber][i].y - y) < within)
			return true;
	return false;
}

static void add_point(struct sim_l1_points *p, int chamber, double x, double y)
{
	int n = p->n[chamber];

	if (n == L1_POINTS) {
		p->full = true;
		return;
	}
	p->v[chamber][n] = (struct sim_l1_point){ x, y, false };
	p->n[chamber]++;
}

/*
 * How sure a point of two views is: what the others say of it, and whether
 * its clusters are those of better ones. The best kinds are looked for first.
 */
enum sureness {
	ALL_AGREE, /* that are not blind */
	ONE_SILENT,
	NONE_SEES,
	KINDS
};

/* A place where clusters of two views cross; -1: none of that view. */
struct place {
	double x, y;
	int cluster[VIEWS];
};

/* Adds the clusters of other views that agree; KINDS: it is nothing. */
static enum sureness confirm(const struct sim_l1_straw *t,
    const struct view v[VIEWS], int chamber, struct place *at)
{
	int agree = 0, see = 0;

	for (int k = 0; k < VIEWS; k++) {
		double w = project(k, at->x, at->y);

		if (at->cluster[k] >= 0)
			continue;
		at->cluster[k] = nearest(&v[k], w, t->point);
		agree += at->cluster[k] >= 0;
		see += at->cluster[k] >= 0 || !is_blind(chamber, k, w);
	}
	if (see == 0)
		return NONE_SEES;
	if (agree == 0)
		return KINDS;
	return see == agree ? ALL_AGREE : see == agree + 1 ? ONE_SILENT : KINDS;
}

/* How many of its clusters points that are more sure have. */
static int count_used(const struct view v[VIEWS], const struct place *at)
{
	int n = 0;

	for (int k = 0; k < VIEWS; k++)
		n += at->cluster[k] >= 0 && v[k].used[at->cluster[k]];
	return n;
}

static void take(struct view v[VIEWS], int chamber, const struct place *at,
    struct sim_l1_points *p)
{
	for (int k = 0; k < VIEWS; k++)
		if (at->cluster[k] >= 0)
			v[k].used[at->cluster[k]] = true;
	add_point(p, chamber, at->x, at->y);
}

/* Points of that kind where clusters of two views cross. */
static void cross_views(const struct sim_l1_straw *t, struct view v[VIEWS],
    int chamber, const int pair[2], enum sureness kind, struct sim_l1_points *p)
{
	const struct view *a = &v[pair[0]], *b = &v[pair[1]];
	static const int most_used[KINDS] = { VIEWS, 1, 0 };

	for (int i = 0; i < a->clusters; i++)
		for (int k = 0; k < b->clusters; k++) {
			struct place at = { .cluster = { -1, -1, -1, -1 } };

			cross(
			    pair[0], a->at[i], pair[1], b->at[k], &at.x, &at.y);
			at.cluster[pair[0]] = i;
			at.cluster[pair[1]] = k;
			if (fabs(at.x) < N62_STRAW_LENGTH / 2 &&
			    fabs(at.y) < N62_STRAW_LENGTH / 2 &&
			    confirm(t, v, chamber, &at) == kind &&
			    count_used(v, &at) <= most_used[kind] &&
			    !is_there(p, chamber, at.x, at.y, t->point))
				take(v, chamber, &at, p);
		}
}

static void find_points(const struct sim_l1_straw *t, struct view v[VIEWS],
    int chamber, struct sim_l1_points *p)
{
	static const int pairs[][2] = { { 2, 3 }, { 0, 1 }, { 0, 2 }, { 1, 2 },
		{ 0, 3 }, { 1, 3 } };

	p->n[chamber] = 0;
	for (int kind = 0; kind < KINDS; kind++)
		for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
			cross_views(
			    t, v, chamber, pairs[i], (enum sureness)kind, p);
}

void sim_l1_points(const struct sim_l1_straw *t, const struct n62_hits *h,
    double time, struct sim_l1_points *p)
{
	struct view v[L1_CHAMBERS * VIEWS];

	for (int i = 0; i < L1_CHAMBERS * VIEWS; i++)
		v[i].n = v[i].clusters = 0;
	p->full = take_hits(t, h, time, v);
	for (int i = 0; i < L1_CHAMBERS * VIEWS; i++) {
		pair_half(t, &v[i]);
		pair_across(t, &v[i]);
	}
	for (int c = 0; c < L1_CHAMBERS; c++)
		find_points(t, v + VIEWS * c, c, p);
}
