/*
 * straw_points.c - clusters of the views of a chamber -> points in x and y.
 *
 * Each pair of x and y, or of the two diagonal views, says where the others
 * must have a cluster. A point has three views, or two where a track passes
 * the holes of the other two. Any three views contain one of these pairs.
 */
#include "reco/straw.h"

#include <math.h>

/* The views of a pair, and the two others. */
struct pair {
	uint8_t a, b, other[2];
};

/* First the two that are tried for all clusters, then those that are tried
 * at the holes only. */
static const struct pair pairs[] = {
	{ 2, 3, { 0, 1 } },
	{ 0, 1, { 2, 3 } },
	{ 0, 2, { 1, 3 } },
	{ 0, 3, { 1, 2 } },
	{ 1, 2, { 0, 3 } },
	{ 1, 3, { 0, 2 } },
};
static const double farthest = 1100; /* from the axis, mm */
static const double middle[VIEWS] = { -173.5, -116.5, 116.5, 173.5 };

enum {
	FULL_PAIRS = 2,
	PAIRS = sizeof pairs / sizeof pairs[0]
};

/* Slopes of a track from the decay volume, to move from view to view. */
struct aim {
	double x, lever;
};

static struct aim aim_at(const struct reco_event *ev, int chamber)
{
	double z = n62_straw_z[chamber];

	return (struct aim){ straw_beam_x(z), 1 / (z - ev->par->straw_source) };
}

/* x and y of the clusters of a pair: x = xa wa + xb wb + x0, and y. */
struct solve {
	double xa, xb, x0, ya, yb, y0;
};

/* w = a0 (x + tx dz) + a1 (y + ty dz), where tx and ty are proportional to
 * x - aim.x and y, for both views. */
static void prepare(const struct aim *aim, int kind, struct solve *s)
{
	const double *a = n62_straw_axis[pairs[kind].a];
	const double *b = n62_straw_axis[pairs[kind].b];
	double fa = middle[pairs[kind].a] * aim->lever;
	double fb = middle[pairs[kind].b] * aim->lever;
	double va = a[0] * aim->x * fa, vb = b[0] * aim->x * fb;
	double det = 1 / (a[0] * b[1] - a[1] * b[0]);

	s->xa = b[1] * det / (1 + fa);
	s->xb = -a[1] * det / (1 + fb);
	s->ya = -b[0] * det / (1 + fa);
	s->yb = a[0] * det / (1 + fb);
	s->x0 = s->xa * va + s->xb * vb;
	s->y0 = s->ya * va + s->yb * vb;
}

static void cross(
    const struct solve *s, double wa, double wb, double *x, double *y)
{
	*x = s->xa * wa + s->xb * wb + s->x0;
	*y = s->ya * wa + s->yb * wb + s->y0;
}

/* ---- where clusters are ----------------------------------------------- */

enum {
	BIN = 4, /* mm */
	BINS = 640
};

/* Of each view of a chamber, the bins within the tolerance of a cluster: most
 * places that are asked for have none, and are settled by one look. */
struct chart {
	bool near[VIEWS][BINS];
	double tolerance;
};

static int bin_of(double w)
{
	int i = (int)(w / BIN + BINS / 2.);

	return i < 0 ? 0 : i < BINS ? i : BINS - 1;
}

static void draw_chart(
    const struct reco_event *ev, int chamber, struct chart *chart)
{
	const struct straw_clusters *c = &ev->straw->clusters[VIEWS * chamber];
	double t = chamber < 2 ? ev->par->straw_tolerance_up
			       : ev->par->straw_tolerance_down;

	*chart = (struct chart){ .tolerance = t };
	for (int view = 0; view < VIEWS; view++)
		for (int i = 0; i < c[view].n; i++)
			for (int k = bin_of(c[view].v[i].w - t);
			     k <= bin_of(c[view].v[i].w + t); k++)
				chart->near[view][k] = true;
}

/* The cluster of a view that is nearest to w, or -1. */
static int nearest(const struct chart *chart, const struct straw_clusters *c,
    int view, double w)
{
	double tolerance = chart->tolerance;
	int best = -1;

	if (!chart->near[view][bin_of(w)])
		return -1;
	c += view;
	for (int i = 0; i < c->n; i++) {
		double d = fabs(c->v[i].w - w);

		if (d < tolerance) {
			tolerance = d;
			best = i;
		}
	}
	return best;
}

/* The z at which a pair of views measures x and y, less that of the middle
 * of the chamber; and the slopes that were assumed. */
static void set_levers(const struct aim *aim, int kind, struct straw_point *p)
{
	const struct pair *q = &pairs[kind];
	double mean = (middle[q->a] + middle[q->b]) / 2;

	p->dzx = kind == 0 ? middle[2] : mean;
	p->dzy = kind == 0 ? middle[3] : mean;
	if (p->views == VIEWS) {
		p->dzx = (middle[2] + (middle[0] + middle[1]) / 2) / 2;
		p->dzy = (middle[3] + (middle[0] + middle[1]) / 2) / 2;
	}
	p->tx = (p->x - aim->x) * aim->lever;
	p->ty = p->y * aim->lever;
}

/* The mean of x and y from two pairs of views, where there are both. */
static void refine(const struct straw_clusters *c, const struct aim *aim,
    struct straw_point *p)
{
	struct solve diagonal;
	double x, y;

	if (p->views < VIEWS)
		return;
	prepare(aim, 1, &diagonal);
	cross(&diagonal, c[0].v[p->cluster[0]].w, c[1].v[p->cluster[1]].w, &x,
	    &y);
	p->x = (p->x + x) / 2;
	p->y = (p->y + y) / 2;
}

/* Where a view is crossed. */
static double place_in(
    const struct aim *aim, int view, const struct straw_point *p)
{
	const double *a = n62_straw_axis[view];
	double dz = middle[view] * aim->lever;

	return a[0] * (p->x + (p->x - aim->x) * dz) + a[1] * (p->y + p->y * dz);
}

/* Whether one of the other views of a pair is in the hole. */
static bool at_hole(int chamber, int kind, double x, double y)
{
	const uint8_t *other = pairs[kind].other;

	return !straw_sees(VIEWS * chamber + other[0], x, y) ||
	       !straw_sees(VIEWS * chamber + other[1], x, y);
}

/*
 * Looks for the other views. Two are enough where at least one of the others
 * is in the hole, and none of the others is without any hit. false: it is no
 * point, or one that the first pair finds as well.
 */
static bool complete(const struct reco_event *ev, int chamber, int kind,
    const struct aim *aim, const struct chart *chart, struct straw_point *p)
{
	const struct straw_clusters *c = &ev->straw->clusters[VIEWS * chamber];
	const struct straw_view *v = &ev->straw->view[VIEWS * chamber];
	int hidden = 0, touched = 0;

	for (int i = 0; i < 2; i++) {
		int view = pairs[kind].other[i];
		double w = place_in(aim, view, p);

		p->cluster[view] = (int16_t)nearest(chart, c, view, w);
		if (p->cluster[view] >= 0)
			p->views++;
		else if (!straw_sees(VIEWS * chamber + view, p->x, p->y))
			hidden++;
		else
			touched += straw_touched(&v[view], w);
	}
	if (kind >= FULL_PAIRS && p->views > 2)
		return false;
	refine(c, aim, p);
	set_levers(aim, kind, p);
	if (p->views == 2)
		return hidden > 0 && hidden + touched == 2;
	return kind == 0 || p->views == 3;
}

static void pair_up(struct reco_event *ev, int chamber, int kind,
    const struct aim *aim, const struct chart *chart)
{
	const struct straw_clusters *c = &ev->straw->clusters[VIEWS * chamber];
	const struct straw_clusters *ca = &c[pairs[kind].a];
	const struct straw_clusters *cb = &c[pairs[kind].b];
	struct straw_points *out = &ev->straw->points[chamber];
	struct solve s;

	prepare(aim, kind, &s);
	for (int i = 0; i < ca->n; i++) {
		for (int k = 0; k < cb->n; k++) {
			struct straw_point p;

			cross(&s, ca->v[i].w, cb->v[k].w, &p.x, &p.y);
			if (p.x * p.x + p.y * p.y > farthest * farthest ||
			    (kind >= FULL_PAIRS &&
				!at_hole(chamber, kind, p.x, p.y)))
				continue;
			p.cluster[pairs[kind].a] = (int16_t)i;
			p.cluster[pairs[kind].b] = (int16_t)k;
			p.views = 2;
			p.used = false;
			if (!complete(ev, chamber, kind, aim, chart, &p))
				continue;
			if (out->n == POINTS_OF_CHAMBER) {
				ev->cut_short = true;
				return;
			}
			out->v[out->n++] = p;
		}
	}
}

void straw_points(struct reco_event *ev)
{
	for (int chamber = 0; chamber < CHAMBERS; chamber++) {
		struct aim aim = aim_at(ev, chamber);
		struct chart chart;

		draw_chart(ev, chamber, &chart);
		ev->straw->points[chamber].n = 0;
		for (int kind = 0; kind < PAIRS; kind++)
			pair_up(ev, chamber, kind, &aim, &chart);
	}
}
