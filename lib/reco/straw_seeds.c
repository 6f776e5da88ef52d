/*
 * straw_seeds.c - points of the chambers -> seeds of tracks: straight in y,
 * and in x two lines that meet at the magnet.
 *
 * A pair of points in front of the magnet that points back to the beam is
 * looked for behind it, with four points where possible; then pairs behind
 * the magnet take the one that is missing in front.
 */
#include "reco/straw.h"

#include <math.h>
#include <string.h>

/* A straight line, and the momentum where it is known. */
struct line {
	double x, y, z, tx, ty;
};

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

	return (struct line){ a->x, a->y, z, (b->x - a->x) * d,
		(b->y - a->y) * d };
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

static void add_seed(struct reco_event *ev, const struct line *up, double k,
    int p0, int p1, int p2, int p3)
{
	struct straw_seed *s = new_seed(ev);
	double d = RECO_UP_Z - up->z;

	if (!s)
		return;
	*s = (struct straw_seed){ { (int16_t)p0, (int16_t)p1, (int16_t)p2,
				      (int16_t)p3 },
		{ up->x + up->tx * d, up->y + up->ty * d, up->tx, up->ty, k },
		0 };
}

/* ---- from the front --------------------------------------------------- */

/* q/p of the line that goes on to a point behind the magnet. */
static double bend_to(const struct reco_event *ev, const struct line *up,
    const struct straw_point *p, double z)
{
	double tx = (p->x - bend_x(up)) / (z - N62_MNP33_Z);

	return (up->tx - tx) / ev->par->straw_kick;
}

static bool fits_y(const struct reco_event *ev, const struct line *l,
    const struct straw_point *p, double z, double k)
{
	double d = z - l->z;

	return fabs(k) * ev->par->straw_pmin * 1000 < 1 &&
	       fabs(l->y + l->ty * d - p->y) < tolerance(ev, k, d);
}

/* The point of a chamber nearest to (x, y), or -1. */
static int nearest(const struct straw_points *p, double x, double y,
    double limit)
{
	double best = limit * limit;
	int found = -1;

	for (int i = 0; i < p->n; i++) {
		double dx = p->v[i].x - x, dy = p->v[i].y - y;
		double d = dx * dx + dy * dy;

		if (d < best) {
			best = d;
			found = i;
		}
	}
	return found;
}

/* The point of chamber 3 on the way from the magnet to a point of chamber 4. */
static int between(const struct reco_event *ev, const struct line *up,
    const struct straw_point *last, double k)
{
	double z = n62_straw_z[2], x = bend_x(up);
	double f = (z - N62_MNP33_Z) / (n62_straw_z[3] - N62_MNP33_Z);
	double g = (z - up->z) / (n62_straw_z[3] - up->z);

	return nearest(&ev->straw->points[2], x + (last->x - x) * f,
	    up->y + (last->y - up->y) * g, tolerance(ev, k, 12000));
}

/* A mask of the points of chamber 3 or 4 that are in seeds of four points. */
struct taken {
	uint8_t pair[POINTS_OF_CHAMBER][POINTS_OF_CHAMBER]; /* of 3 and 4 */
};

static void go_on(struct reco_event *ev, const struct line *up, int i, int j,
    struct taken *taken)
{
	const struct straw_points *p3 = &ev->straw->points[2];
	const struct straw_points *p4 = &ev->straw->points[3];
	bool used[POINTS_OF_CHAMBER] = { false };

	for (int m = 0; m < p4->n; m++) {
		double k = bend_to(ev, up, &p4->v[m], n62_straw_z[3]);
		int n;

		if (!fits_y(ev, up, &p4->v[m], n62_straw_z[3], k))
			continue;
		n = between(ev, up, &p4->v[m], k);
		if (n >= 0) {
			used[n] = true;
			taken->pair[n][m] = 1;
		}
		add_seed(ev, up, k, i, j, n, m);
	}
	for (int n = 0; n < p3->n; n++) {
		double k = bend_to(ev, up, &p3->v[n], n62_straw_z[2]);

		if (!used[n] && fits_y(ev, up, &p3->v[n], n62_straw_z[2], k))
			add_seed(ev, up, k, i, j, n, -1);
	}
}

/* ---- from behind ------------------------------------------------------ */

/* The line in front of the magnet from a point there to where one behind it
 * comes from. */
static void go_back(struct reco_event *ev, const struct line *down,
    int chamber, int n, int m)
{
	const struct straw_points *p = &ev->straw->points[chamber];
	double z = n62_straw_z[chamber], x = bend_x(down);

	for (int i = 0; i < p->n; i++) {
		double tx = (x - p->v[i].x) / (N62_MNP33_Z - z);
		double k = (tx - down->tx) / ev->par->straw_kick;
		double far = n62_straw_z[3];
		struct line up = { p->v[i].x, p->v[i].y, z, tx,
			(down->y + down->ty * (far - down->z) - p->v[i].y) /
			    (far - z) };

		if (fits_y(ev, down, &p->v[i], z, k) &&
		    points_back(ev->par, &up))
			add_seed(ev, &up, k, chamber == 0 ? i : -1,
			    chamber == 1 ? i : -1, n, m);
	}
}

void straw_seeds(struct reco_event *ev)
{
	const struct straw_points *p = ev->straw->points;
	struct taken taken;

	ev->straw->nseeds = 0;
	memset(&taken, 0, sizeof taken);
	for (int i = 0; i < p[0].n; i++)
		for (int j = 0; j < p[1].n; j++) {
			struct line up =
			    line_of(&p[0].v[i], 0, &p[1].v[j], 1);

			if (points_back(ev->par, &up))
				go_on(ev, &up, i, j, &taken);
		}
	for (int n = 0; n < p[2].n; n++)
		for (int m = 0; m < p[3].n; m++) {
			struct line down =
			    line_of(&p[2].v[n], 2, &p[3].v[m], 3);

			if (taken.pair[n][m] || fabs(down.ty) > 0.03 ||
			    fabs(down.tx) > 0.12)
				continue;
			go_back(ev, &down, 0, n, m);
			go_back(ev, &down, 1, n, m);
		}
}
