/*
 * l1_tracks.c - tracks of the STRAW as L1 finds them: points of three chambers
 * or four on one line in y, by a Hough transform, whose lines in x meet in
 * MNP33.
 *
 * Bins and limits are those of the experiment's public code (NA62/
 * na62-trigger-algorithms, l1/StrawAlgo.cpp). It bends tracks at the end of
 * the box of MNP33 and asks for lines that miss each other by -13 to 0 mm
 * there; where they bend here, that is the same width around 0 (CHOICE).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/l1_straw.h"

enum {
	SLOPES = 160,
	INTERCEPTS = 200,
	CANDIDATES = 8 /* points of a chamber near a line */
};

/* A bit for each chamber with a point in a bin, and the bins that have three
 * or more. */
struct hough {
	uint8_t chambers[SLOPES][INTERCEPTS];
	uint16_t bin[SLOPES * INTERCEPTS];
	int n;
};

/* Points of chambers, or NULL, that may be one track. */
struct choice {
	struct sim_l1_point *point[L1_CHAMBERS];
};

struct search {
	const struct sim_l1_straw *t;
	struct sim_l1_points *points;
	struct sim_l1_tracks *tracks;
	struct hough hough;
};

static double behind(int chamber)
{
	return n62_straw_z[chamber] - N62_MNP33_Z;
}

static double slope_of(const struct sim_l1_straw *t, int bin)
{
	return (bin - (SLOPES - 1) / 2.0) * t->step;
}

/* ---- the transform -------------------------------------------------- */

static int count_bits(uint8_t chambers)
{
	static const uint8_t bits[1 << L1_CHAMBERS] = { 0, 1, 1, 2, 1, 2, 2, 3,
		1, 2, 2, 3, 2, 3, 3, 4 };

	return bits[chambers];
}

static void mark_bin(struct hough *h, int slope, int intercept, uint8_t bit)
{
	uint8_t *at, before;

	if (intercept < 0 || intercept >= INTERCEPTS)
		return;
	at = &h->chambers[slope][intercept];
	before = *at;
	*at |= bit;
	if (count_bits(before) == 2 && count_bits(*at) == 3)
		h->bin[h->n++] = (uint16_t)(slope * INTERCEPTS + intercept);
}

/* Marks the bin of an intercept, which is in units of bins, and the one beside
 * it that is nearer: points of a line may be on both sides of an edge
 * (CHOICE). */
static void mark(struct hough *h, int slope, double intercept, int chamber)
{
	int at = (int)floor(intercept);
	int beside = intercept - at < 0.5 ? at - 1 : at + 1;
	uint8_t bit = (uint8_t)(1u << chamber);

	mark_bin(h, slope, at, bit);
	mark_bin(h, slope, beside, bit);
}

static int compare_bins(const void *a, const void *b)
{
	uint16_t x = *(const uint16_t *)a, y = *(const uint16_t *)b;

	return (x > y) - (x < y);
}

static void fill(struct search *s)
{
	double width = s->t->range / INTERCEPTS;
	struct hough *h = &s->hough;

	memset(h->chambers, 0, sizeof h->chambers);
	h->n = 0;
	for (int c = 0; c < L1_CHAMBERS; c++)
		for (int i = 0; i < s->points->n[c]; i++)
			for (int k = 0; k < SLOPES; k++) {
				double y = s->points->v[c][i].y -
					   slope_of(s->t, k) * behind(c);

				mark(h, k, y / width + INTERCEPTS / 2.0, c);
			}
	qsort(h->bin, (size_t)h->n, sizeof *h->bin, compare_bins);
}

/* ---- a choice of points --------------------------------------------- */

/* The line in y, by least squares; false: a point is off it. */
static bool fit_y(const struct sim_l1_straw *t, const struct choice *q,
    struct sim_l1_track *k, double *off)
{
	double n = 0, z = 0, zz = 0, y = 0, zy = 0, d;

	for (int c = 0; c < L1_CHAMBERS; c++) {
		double at = behind(c);

		if (!q->point[c])
			continue;
		n++;
		z += at;
		zz += at * at;
		y += q->point[c]->y;
		zy += at * q->point[c]->y;
	}
	d = n * zz - z * z;
	k->ty = (n * zy - z * y) / d;
	k->y = (zz * y - z * zy) / d;
	*off = 0;
	for (int c = 0; c < L1_CHAMBERS; c++)
		if (q->point[c])
			*off = fmax(*off,
			    fabs(q->point[c]->y - k->y - k->ty * behind(c)));
	return *off < t->point;
}

/* The line through the points of two chambers, at MNP33. */
static void line_x(const struct choice *q, int first, double *x, double *tx)
{
	const struct sim_l1_point *a = q->point[first];
	const struct sim_l1_point *b = q->point[first + 1];

	*tx = (b->x - a->x) / (behind(first + 1) - behind(first));
	*x = a->x - *tx * behind(first);
}

/* Both lines in x: of three chambers, one side has a point only, and its line
 * goes through the other's in MNP33. */
static void fit_x(
    const struct choice *q, struct sim_l1_track *k, double *bent, double *off)
{
	bool front = q->point[0] && q->point[1];
	bool back = q->point[2] && q->point[3];
	double x = 0;
	int one;

	*off = *bent = 0;
	if (front)
		line_x(q, 0, &k->x, &k->tx);
	if (back)
		line_x(q, 2, &x, bent);
	if (front && back) {
		*off = fabs(x - k->x);
		return;
	}
	one = front ? (q->point[2] ? 2 : 3) : (q->point[0] ? 0 : 1);
	if (front) {
		*bent = (q->point[one]->x - k->x) / behind(one);
	} else {
		k->x = x;
		k->tx = (q->point[one]->x - x) / behind(one);
	}
}

/* Whether it is a track; off: how badly the points fit. */
static bool judge(const struct sim_l1_straw *t, const struct choice *q,
    struct sim_l1_track *k, double *off)
{
	double bent, x_off, y_off, change;

	*k = (struct sim_l1_track){ 0 };
	if (!fit_y(t, q, k, &y_off))
		return false;
	fit_x(q, k, &bent, &x_off);
	if (x_off >= t->match)
		return false;
	*off = x_off + y_off;
	change = k->tx - bent;
	k->momentum = fabs(t->kick / change);
	k->charge = (change > 0) == (t->kick > 0) ? 1 : -1;
	return k->momentum > t->least && k->momentum < t->most &&
	       fabs(k->tx) < t->slope && fabs(k->ty) < t->slope;
}

/* ---- a bin ---------------------------------------------------------- */

struct near {
	struct sim_l1_point *v[CANDIDATES];
	int n;
};

/* Points that are not used near a line; how many chambers have some. */
static int look_near(struct search *s, double y, double ty, struct near *list)
{
	double width = s->t->range / INTERCEPTS;
	int chambers = 0;

	for (int c = 0; c < L1_CHAMBERS; c++) {
		list[c].n = 0;
		for (int i = 0; i < s->points->n[c]; i++) {
			struct sim_l1_point *p = &s->points->v[c][i];

			if (!p->used && list[c].n < CANDIDATES &&
			    fabs(p->y - y - ty * behind(c)) < width)
				list[c].v[list[c].n++] = p;
		}
		chambers += list[c].n > 0;
	}
	return chambers;
}

/* Choice number i of the points of the lists, one of each chamber but for
 * chamber without; false: there are no more. */
static bool choose(
    const struct near *list, int without, unsigned i, struct choice *q)
{
	for (int c = 0; c < L1_CHAMBERS; c++) {
		unsigned n = (unsigned)list[c].n;

		q->point[c] = NULL;
		if (c == without)
			continue;
		if (n == 0)
			return false;
		q->point[c] = list[c].v[i % n];
		i /= n;
	}
	return i == 0;
}

/* Points beside those of a track are of the same straws. */
static void keep(
    struct search *s, const struct choice *q, const struct sim_l1_track *k)
{
	struct sim_l1_tracks *to = s->tracks;
	double width = s->t->range / INTERCEPTS;

	for (int c = 0; c < L1_CHAMBERS; c++)
		for (int i = 0; q->point[c] && i < s->points->n[c]; i++) {
			struct sim_l1_point *p = &s->points->v[c][i];

			p->used |= fabs(p->x - q->point[c]->x) < width &&
				   fabs(p->y - q->point[c]->y) < width;
		}
	to->full |= to->n == L1_TRACKS;
	if (to->n < L1_TRACKS)
		to->v[to->n++] = *k;
}

/* The best track of a bin; false: there is none. without: -1, or the chamber
 * that it needs no point of. */
static bool try_bin(struct search *s, const struct near *list, int without)
{
	struct choice q, best_q = { { NULL } };
	struct sim_l1_track k, best = { 0 };
	double off, least = INFINITY;

	for (unsigned i = 0; choose(list, without, i, &q); i++)
		if (judge(s->t, &q, &k, &off) && off < least) {
			least = off;
			best = k;
			best_q = q;
		}
	if (least == INFINITY)
		return false;
	keep(s, &best_q, &best);
	return true;
}

/* All tracks of bins with points of so many chambers. */
static void search_bins(struct search *s, int chambers)
{
	const struct hough *h = &s->hough;
	double width = s->t->range / INTERCEPTS;
	struct near list[L1_CHAMBERS];

	for (int i = 0; i < h->n; i++) {
		int slope = h->bin[i] / INTERCEPTS;
		int intercept = h->bin[i] % INTERCEPTS;
		double y = (intercept + 0.5 - INTERCEPTS / 2.0) * width;
		double ty = slope_of(s->t, slope);

		if (count_bits(h->chambers[slope][intercept]) < chambers)
			continue;
		while (look_near(s, y, ty, list) >= chambers) {
			bool found = false;
			int without = chambers == L1_CHAMBERS ? -1 : 0;

			do
				found = try_bin(s, list, without);
			while (
			    !found && without >= 0 && ++without < L1_CHAMBERS);
			if (!found)
				break;
		}
	}
}

/* ---- what tracks are ------------------------------------------------ */

/* Where two lines are closest, x, y at N62_MNP33_Z: the middle of their
 * shortest distance, and that. */
static double closest(const struct sim_l1_track *a,
    const struct sim_l1_track *b, double *x, double *y, double *z)
{
	double dx = a->x - b->x, dy = a->y - b->y;
	double dtx = a->tx - b->tx, dty = a->ty - b->ty;
	double across = dtx * dtx + dty * dty, at;

	at = across > 0 ? -(dx * dtx + dy * dty) / across : 0;
	*z = N62_MNP33_Z + at;
	*x = (a->x + b->x + at * (a->tx + b->tx)) / 2;
	*y = (a->y + b->y + at * (a->ty + b->ty)) / 2;
	return sqrt(pow(dx + at * dtx, 2) + pow(dy + at * dty, 2));
}

/* The beam: x = y = 0 at GTK3, with a slope in x. */
static const struct sim_l1_track axis = { .x = 1.2e-3 * (N62_MNP33_Z - 102400),
	.tx = 1.2e-3 };

static void find_vertices(
    const struct sim_l1_straw *t, struct sim_l1_tracks *tracks)
{
	double x, y, z;

	tracks->closest = INFINITY;
	for (int i = 0; i < tracks->n; i++) {
		struct sim_l1_track *a = &tracks->v[i];

		a->cda = closest(a, &axis, &x, &y, &a->z);
		for (int k = 0; k < i; k++) {
			struct sim_l1_track *b = &tracks->v[k];
			double cda = closest(a, b, &x, &y, &z);
			double off = x - axis.x - axis.tx * (z - N62_MNP33_Z);

			if (cda < t->partner)
				a->paired = b->paired = true;
			if (cda >= tracks->closest)
				continue;
			tracks->closest = cda;
			tracks->displaced = sqrt(off * off + y * y);
		}
	}
}

void sim_l1_tracks(const struct sim_l1_straw *t, struct sim_l1_points *p,
    struct sim_l1_tracks *tracks)
{
	struct search s;

	s.t = t;
	s.points = p;
	s.tracks = tracks;
	tracks->n = 0;
	tracks->full = p->full;
	tracks->displaced = 0;
	fill(&s);
	search_bins(&s, 4);
	search_bins(&s, 3);
	find_vertices(t, tracks);
}
