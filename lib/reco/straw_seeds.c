/*
 * straw_seeds.c - points of the chambers -> seeds of tracks: straight in y,
 * and in x two lines that meet at the magnet.
 *
 * A pair of points in front of the magnet that points back to the beam is
 * looked for behind it. Of three points, pairs behind the magnet also look for
 * the one in front.
 */
#include "reco/straw.h"

#include <math.h>

static const double steepest = 0.12; /* slope behind the magnet */
static const double view_off = 0.1;  /* what a missing view counts */

/* A straight line. */
struct line {
	double x, y, z, tx, ty;
};

/* The x and y of a point for other slopes than those that it was made for. */
static double x_of(const struct straw_point *p, double tx)
{
	return p->x - p->dzx * (tx - p->tx);
}

static double y_of(const struct straw_point *p, double ty)
{
	return p->y - p->dzy * (ty - p->ty);
}

/* How far a point may be off: what it is itself, and the scattering of a
 * track of momentum 1/|k| over the distance. */
static double tolerance(const struct reco_event *ev, double k, double length)
{
	return ev->par->straw_match + 4 * 0.75 * fabs(k) * fabs(length);
}

static struct line line_of(const struct straw_point *a, int chamber_a,
    const struct straw_point *b, int chamber_b)
{
	double z = n62_straw_z[chamber_a];
	double d = 1 / (n62_straw_z[chamber_b] - z);

	double tx = (b->x - a->x) * d, ty = (b->y - a->y) * d;
	double x = x_of(a, tx), y = y_of(a, ty);

	return (struct line){ x, y, z, (x_of(b, tx) - x) * d,
		(y_of(b, ty) - y) * d };
}

/* Whether it comes from the beam, in front of the first chamber. */
static bool points_back(const struct reco_params *p, const struct line *l)
{
	double dx = l->x - straw_beam_x(l->z), sx = l->tx - 1.2e-3;
	double s2 = sx * sx + l->ty * l->ty;
	double miss = dx * l->ty - l->y * sx;

	if (fabs(l->tx) > p->straw_slope || fabs(l->ty) > p->straw_slope)
		return false;
	return miss * miss < s2 * p->straw_corridor * p->straw_corridor ||
	       dx * dx + l->y * l->y < p->straw_corridor * p->straw_corridor;
}

/* The x of a line at the magnet. */
static double bend_x(const struct line *l)
{
	return l->x + l->tx * (N62_MNP33_Z - l->z);
}

static struct straw_seed *new_seed(struct reco_event *ev)
{
	struct reco_straw *s = ev->straw;

	if (s->nseeds == SEEDS) {
		ev->cut_short = true;
		return NULL;
	}
	return &s->seed[s->nseeds++];
}

/* Views that a point lacks. */
static int lacks(const struct reco_straw *s, int chamber, int point)
{
	return point < 0 ? 0 : VIEWS - s->points[chamber].v[point].views;
}

static void add_seed(struct reco_event *ev, const struct line *up, double k,
    double off, const int point[CHAMBERS])
{
	struct straw_seed *s = new_seed(ev);
	double d = RECO_UP_Z - up->z;

	if (!s)
		return;
	s->at = (struct straw_state){ up->x + up->tx * d, up->y + up->ty * d,
		up->tx, up->ty, k };
	s->off = off;
	for (int c = 0; c < CHAMBERS; c++) {
		s->point[c] = (int16_t)point[c];
		s->off += view_off * lacks(ev->straw, c, point[c]);
	}
}

/* ---- from the front --------------------------------------------------- */

/* Where a line in front of the magnet goes on to. */
struct course {
	double tx, k; /* slope behind the magnet, q/p */
	double x, y;  /* of the point that it goes to */
	double off;   /* square of how far it misses it, in tolerances */
};

/* Whether it can go to a point of a chamber behind the magnet. */
static bool goes_to(const struct reco_event *ev, const struct line *up,
    const struct straw_point *p, int chamber, struct course *c)
{
	double z = n62_straw_z[chamber], x = bend_x(up), y;
	double d = 1 / (z - N62_MNP33_Z);
	double least = 1 / (1000 * ev->par->straw_pmin);

	c->y = y_of(p, up->ty);
	y = up->y + up->ty * (z - up->z) - c->y;
	/* As far as a track of the least momentum may be off: most points. */
	if (fabs(y) > tolerance(ev, least, z - up->z))
		return false;
	c->tx = (p->x - x) * d;
	c->x = x_of(p, c->tx);
	c->tx = (c->x - x) * d;
	c->k = (up->tx - c->tx) / ev->par->straw_kick;
	y /= tolerance(ev, c->k, z - up->z);
	c->off = y * y;
	return fabs(c->k) * ev->par->straw_pmin * 1000 < 1 && c->off < 1;
}

/* The point of chamber 3 on a course to a point of chamber 4, or -1. How far
 * it is off is added to that of the course. */
static int between(
    const struct reco_event *ev, const struct line *up, struct course *c)
{
	const struct straw_points *p = &ev->straw->points[2];
	double z = n62_straw_z[2], x = c->x + c->tx * (z - n62_straw_z[3]);
	double ty = (c->y - up->y) / (n62_straw_z[3] - up->z);
	double y = up->y + ty * (z - up->z);
	double limit = tolerance(ev, c->k, 12000), best = limit * limit;
	int found = -1;

	for (int i = 0; i < p->n; i++) {
		double dx = x_of(&p->v[i], c->tx) - x;
		double dy = y_of(&p->v[i], ty) - y, d = dx * dx + dy * dy;

		if (d < best && !p->v[i].used) {
			best = d;
			found = i;
		}
	}
	if (found >= 0)
		c->off += best / (limit * limit);
	return found;
}

static void go_on(
    struct reco_event *ev, const struct line *up, int i, int j, int points)
{
	const struct straw_points *p3 = &ev->straw->points[2];
	const struct straw_points *p4 = &ev->straw->points[3];
	struct course c;

	for (int m = 0; m < p4->n; m++) {
		int n;

		if (p4->v[m].used || !goes_to(ev, up, &p4->v[m], 3, &c))
			continue;
		n = between(ev, up, &c);
		if ((n >= 0) == (points == 4))
			add_seed(ev, up, c.k, c.off, (int[]){ i, j, n, m });
	}
	for (int n = 0; points == 3 && n < p3->n; n++)
		if (!p3->v[n].used && goes_to(ev, up, &p3->v[n], 2, &c))
			add_seed(ev, up, c.k, c.off, (int[]){ i, j, n, -1 });
}

/* ---- from behind ------------------------------------------------------ */

/* The line in front of the magnet from a point there to where one behind it
 * comes from. */
static void go_back(
    struct reco_event *ev, const struct line *down, int chamber, int n, int m)
{
	const struct straw_points *p = &ev->straw->points[chamber];
	double z = n62_straw_z[chamber], x = bend_x(down);

	for (int i = 0; i < p->n; i++) {
		double y = y_of(&p->v[i], down->ty);
		double tx = (x - p->v[i].x) / (N62_MNP33_Z - z);
		double k = (tx - down->tx) / ev->par->straw_kick;
		double far = n62_straw_z[3];
		struct line up = { x_of(&p->v[i], tx), y, z, tx,
			(down->y + down->ty * (far - down->z) - y) /
			    (far - z) };
		double off = (down->y + down->ty * (z - down->z) - y) /
			     tolerance(ev, k, z - down->z);

		if (!p->v[i].used && off * off < 1 &&
		    fabs(k) * ev->par->straw_pmin * 1000 < 1 &&
		    points_back(ev->par, &up))
			add_seed(ev, &up, k, off * off,
			    (int[]){ chamber == 0 ? i : -1,
				chamber == 1 ? i : -1, n, m });
	}
}

static void from_behind(struct reco_event *ev)
{
	const struct straw_points *p = ev->straw->points;

	for (int n = 0; n < p[2].n; n++)
		for (int m = 0; m < p[3].n; m++) {
			struct line down;

			if (p[2].v[n].used || p[3].v[m].used)
				continue;
			down = line_of(&p[2].v[n], 2, &p[3].v[m], 3);
			if (fabs(down.ty) > ev->par->straw_slope ||
			    fabs(down.tx) > steepest)
				continue;
			go_back(ev, &down, 0, n, m);
			go_back(ev, &down, 1, n, m);
		}
}

void straw_seeds(struct reco_event *ev, int points)
{
	const struct straw_points *p = ev->straw->points;

	ev->straw->nseeds = 0;
	for (int i = 0; i < p[0].n; i++)
		for (int j = 0; j < p[1].n; j++) {
			struct line up;

			if (p[0].v[i].used || p[1].v[j].used)
				continue;
			up = line_of(&p[0].v[i], 0, &p[1].v[j], 1);
			if (points_back(ev->par, &up))
				go_on(ev, &up, i, j, points);
		}
	if (points == 3)
		from_behind(ev);
}
