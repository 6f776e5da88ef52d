/*
 * lkr.c - clusters of the LKr, and which one is that of a track.
 *
 * A cell that is larger than all around it is the middle of a cluster, unless
 * larger clusters explain what is in it. Each cell is shared by the clusters
 * in reach as their energies and the profile of a shower say, twice, since
 * both get better by it. The place is a mean with logarithmic weights (T. C.
 * Awes and others, Nucl. Instrum. Meth. A 311 (1992) 130).
 */
#include "reco/particles.h"

#include <math.h>
#include <stdlib.h>

enum {
	MOST = 64, /* clusters of an event */
	REACH = 7, /* cells of the square around a middle */
	ROUNDS = 2
};

static const double front = 241093;

struct shower {
	int i, j; /* its middle cell */
	double t; /* of that */
	double e; /* MeV, as in the cells */
	double x, y;
	double seed;
	int cells;
	bool alone; /* no other shower reaches its cells */
};

struct showers {
	const struct reco_lkr_params *p;
	const float *profile;
	struct reco_cells *c;
	struct shower v[MOST];
	int n;
	int reach; /* cells */
};

static double middle_of(int i)
{
	return (i - (RECO_GRID - 1) / 2.) * N62_LKR_CELL;
}

static struct reco_cell *cell_at(struct reco_cells *c, int i, int j)
{
	if (i < 0 || j < 0 || i >= RECO_GRID || j >= RECO_GRID || !c->at[i][j])
		return NULL;
	return &c->v[c->at[i][j] - 1];
}

/* What a shower is expected to leave in a cell. */
static double expected(
    const struct showers *s, const struct shower *w, int i, int j)
{
	double dx = middle_of(i) - w->x, dy = middle_of(j) - w->y;
	int bin = (int)(sqrt(dx * dx + dy * dy) + 0.5);

	return bin < RECO_PROFILE ? w->e * (double)s->profile[bin] : 0;
}

/* ---- middles ---------------------------------------------------------- */

/* Whether no cell around is larger; of two equal ones the first counts. */
static bool is_largest(struct reco_cells *c, const struct reco_cell *v)
{
	for (int k = 0; k < 9; k++) {
		const struct reco_cell *u =
		    cell_at(c, v->i + k / 3 - 1, v->j + k % 3 - 1);

		if (u && u != v && (u->e > v->e || (u->e >= v->e && u < v)))
			return false;
	}
	return true;
}

/* Middle and energy by the nine cells, to begin with. */
static struct shower first_guess(
    const struct showers *s, const struct reco_cell *v)
{
	struct shower w = { .i = v->i, .j = v->j };
	double x = 0, y = 0;

	for (int k = 0; k < 9; k++) {
		int i = v->i + k / 3 - 1, j = v->j + k % 3 - 1;
		const struct reco_cell *u = cell_at(s->c, i, j);

		if (!u)
			continue;
		w.e += (double)u->e;
		x += (double)u->e * middle_of(i);
		y += (double)u->e * middle_of(j);
	}
	w.t = (double)v->t;
	w.x = x / w.e;
	w.y = y / w.e;
	w.seed = (double)v->e;
	return w;
}

/* Cells that may be middles, the largest first; at most MOST. */
static int find_seeds(
    struct reco_event *ev, const struct showers *s, uint16_t seeds[MOST])
{
	const struct reco_cell *v = s->c->v;
	int n = 0;

	for (int k = 0; k < s->c->n; k++) {
		int at;

		if ((double)v[k].e < s->p->seed ||
		    fabs((double)v[k].t) > s->p->window ||
		    !is_largest(s->c, &v[k]))
			continue;
		if (n == MOST) {
			ev->cut_short = true;
			if (v[seeds[n - 1]].e >= v[k].e)
				continue;
			n--;
		}
		for (at = n++; at > 0 && v[seeds[at - 1]].e < v[k].e; at--)
			seeds[at] = seeds[at - 1];
		seeds[at] = (uint16_t)k;
	}
	return n;
}

static void find_showers(struct reco_event *ev, struct showers *s)
{
	uint16_t seeds[MOST];
	int n = find_seeds(ev, s, seeds);

	s->n = 0;
	for (int k = 0; k < n; k++) {
		const struct reco_cell *v = &s->c->v[seeds[k]];
		double others = 0;

		for (int m = 0; m < s->n; m++)
			others += expected(s, &s->v[m], v->i, v->j);
		if (others < 0.01 * (double)v->e ||
		    (double)v->e > s->p->split * others + s->p->split_add)
			s->v[s->n++] = first_guess(s, v);
	}
}

/* ---- sharing ---------------------------------------------------------- */

/* The cells in reach of a shower. */
struct reached {
	struct reco_cell *cell[4 * REACH * REACH];
	float distance2[4 * REACH * REACH];
	int n;
};

static void reach(
    const struct showers *s, const struct shower *w, struct reached *r)
{
	double most =
	    s->p->radius * s->p->radius / (N62_LKR_CELL * N62_LKR_CELL);

	r->n = 0;
	for (int di = -s->reach; di <= s->reach; di++)
		for (int dj = -s->reach; dj <= s->reach; dj++) {
			struct reco_cell *u =
			    cell_at(s->c, w->i + di, w->j + dj);

			if (!u || di * di + dj * dj > most)
				continue;
			r->distance2[r->n] = (float)(di * di + dj * dj);
			r->cell[r->n++] = u;
		}
}

/*
 * The part of a cell that is the shower's, MeV. What is in a cell only thanks
 * to others would be below the threshold of the readout without them; it is
 * left out, since the correction for that threshold counts it as lost.
 */
static double part_of(
    const struct showers *s, const struct shower *w, const struct reco_cell *u)
{
	double all = (double)u->others, own;

	if (w->alone)
		return (double)u->e;
	own = expected(s, w, u->i, u->j);
	if (all <= 0 || (own < s->p->threshold && own < 0.5 * all))
		return 0;
	return (double)u->e * own / all;
}

static void place(const struct showers *s, struct shower *w,
    const struct reached *r, const double *part)
{
	double most = s->p->weight_radius / N62_LKR_CELL;
	double sum = 0, x = 0, y = 0;

	for (int k = 0; k < r->n; k++) {
		double weight;

		if ((double)r->distance2[k] > most * most || part[k] <= 0)
			continue;
		weight = s->p->weight + log(part[k] / w->e);
		if (weight <= 0)
			continue;
		sum += weight;
		x += weight * middle_of(r->cell[k]->i);
		y += weight * middle_of(r->cell[k]->j);
	}
	if (sum > 0) {
		w->x = x / sum;
		w->y = y / sum;
	}
}

/* Energy and place of a shower by its parts of the cells. */
static struct shower remake(
    const struct showers *s, const struct shower *w, const struct reached *r)
{
	struct shower next = *w;
	double part[4 * REACH * REACH];

	next.e = 0;
	next.cells = 0;
	for (int k = 0; k < r->n; k++) {
		part[k] = part_of(s, w, r->cell[k]);
		next.e += part[k];
		next.cells += part[k] > 0.5 * (double)r->cell[k]->e;
	}
	if (next.e > 0)
		place(s, &next, r, part);
	return next;
}

static void find_alone(struct showers *s)
{
	int near = 2 * s->reach;

	for (int k = 0; k < s->n; k++) {
		struct shower *a = &s->v[k];

		a->alone = true;
		for (int m = 0; m < s->n; m++)
			if (m != k && abs(s->v[m].i - a->i) <= near &&
			    abs(s->v[m].j - a->j) <= near)
				a->alone = false;
	}
}

/* What all showers that are not alone are expected to leave in cells. */
static void expect(const struct showers *s, struct reached *r)
{
	for (int k = 0; k < s->n; k++) {
		if (s->v[k].alone)
			continue;
		reach(s, &s->v[k], r);
		for (int m = 0; m < r->n; m++)
			r->cell[m]->others = 0;
	}
	for (int k = 0; k < s->n; k++) {
		if (s->v[k].alone)
			continue;
		reach(s, &s->v[k], r);
		for (int m = 0; m < r->n; m++)
			r->cell[m]->others += (float)expected(
			    s, &s->v[k], r->cell[m]->i, r->cell[m]->j);
	}
}

static void share(struct showers *s, int round)
{
	struct reached r;
	struct shower next[MOST];

	expect(s, &r);
	for (int k = 0; k < s->n; k++) {
		next[k] = s->v[k];
		if (s->v[k].alone && round > 0)
			continue;
		reach(s, &s->v[k], &r);
		next[k] = remake(s, &s->v[k], &r);
	}
	for (int k = 0; k < s->n; k++)
		s->v[k] = next[k];
}

/* ---- clusters --------------------------------------------------------- */

/*
 * Corrections of the framework (LKrClusterCorrections): for what the zero
 * suppression takes, by the energy in MeV, and for what the hole takes, by
 * the distance from the beam pipe in mm.
 */
static double corrected(const struct reco_lkr_params *p, const struct shower *w)
{
	double e = w->e * p->scale, r = sqrt(w->x * w->x + w->y * w->y);

	if (w->cells > 4)
		e *= 24.12 / (17.05 + sqrt(e)) + 0.926;
	if (r > 140 && r < 185)
		e /= 1 + p->hole * (0.97249 + 1.4692e-4 * r - 1);
	return e / 1000;
}

static double quadrature(double a, double b, double c)
{
	return sqrt(a * a + b * b + c * c);
}

static void add_cluster(
    struct reco_event *ev, const struct showers *s, const struct shower *w)
{
	const struct reco_lkr_params *p = s->p;
	struct reco_cluster *c = reco_add(ev, RECO_CLUSTER);
	double e, root;

	if (!c)
		return;
	e = corrected(p, w);
	root = sqrt(e);
	c->e = (float)e;
	c->e_sigma = (float)(e * quadrature(p->stochastic / root, p->noise / e,
				     p->constant));
	c->x = (float)w->x;
	c->y = (float)w->y;
	c->xy_sigma = (float)quadrature(p->place / root, p->place0, 0);
	c->time = (float)w->t;
	c->time_sigma = (float)(p->time0 + p->time1 / e - p->time2 / root);
	c->seed = (float)(w->seed / 1000);
	c->cells = w->cells;
	c->track = -1;
	c->distance = c->nearest = NAN;
}

static void set_nearest(struct reco_cluster *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < n; k++) {
			float d = (float)reco_length((double)(v[i].x - v[k].x),
			    (double)(v[i].y - v[k].y));

			if (i != k && !(d >= v[i].nearest))
				v[i].nearest = d;
		}
}

/* ---- tracks ----------------------------------------------------------- */

static void match(const struct reco_event *ev, struct reco_track *t, int number,
    struct reco_cluster *v, uint32_t n)
{
	const struct reco_lkr_params *p = &ev->reco->particles->lkr;
	double l = front - RECO_DOWN_Z, most = p->match;
	double x = (double)t->down_x + l * (double)t->down_dxdz;
	double y = (double)t->down_y + l * (double)t->down_dydz;

	t->cluster = -1;
	t->eop = t->eop_sigma = t->cluster_distance = NAN;
	for (uint32_t i = 0; i < n; i++) {
		double d = reco_length((double)v[i].x - x, (double)v[i].y - y);

		if (fabs((double)(v[i].time - t->time)) > p->match_time)
			continue;
		if (d < p->match && !(d >= (double)v[i].distance)) {
			v[i].track = number;
			v[i].distance = (float)d;
		}
		if (d >= most)
			continue;
		most = d;
		t->cluster = (int32_t)i;
		t->cluster_distance = (float)d;
		t->eop = v[i].e / t->p;
		t->eop_sigma = (float)reco_length(
		    v[i].e_sigma / t->p, t->eop * t->p_sigma / t->p);
	}
}

void reco_lkr(struct reco_event *ev)
{
	const struct reco_particles *q = ev->reco->particles;
	struct showers s = { .p = &q->lkr,
		.profile = q->profile,
		.c = ev->cells,
		.reach = (int)(q->lkr.radius / N62_LKR_CELL) };
	struct reco_cluster *v;
	struct reco_track *t;
	uint32_t n, tracks;

	s.reach = s.reach < REACH ? s.reach : REACH - 1;
	reco_lkr_cells(ev, s.c);
	find_showers(ev, &s);
	find_alone(&s);
	for (int k = 0; k < ROUNDS && s.n > 0; k++)
		share(&s, k);
	for (int k = 0; k < s.n; k++)
		if (s.v[k].e > 0)
			add_cluster(ev, &s, &s.v[k]);
	v = reco_objects(ev, RECO_CLUSTER, &n);
	set_nearest(v, n);
	t = reco_objects(ev, RECO_TRACK, &tracks);
	for (uint32_t i = 0; i < tracks; i++)
		match(ev, &t[i], (int)i, v, n);
}
