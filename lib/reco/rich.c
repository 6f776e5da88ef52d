/*
 * rich.c - light of the RICH at a track: how likely each particle is, the
 * ring, its time.
 *
 * Mirrors turn directions into places, so that in both discs together the
 * light of a track is a ring whose middle is known from its slopes behind the
 * magnet, and whose radius follows from momentum and mass. The likelihood of a
 * hypothesis, over that of background alone, is that of a Poisson process in
 * the plane: exp(-N) times, for each hit, 1 + density of the ring over that of
 * the background. The ring that is fitted is free: its hits are found by the
 * radius around which there are the most, whatever the hypotheses are.
 */
#include "reco/particles.h"

#include <math.h>

#include "physics/physics.h"

enum {
	MOST = 4096,  /* hits of an event that are looked at */
	ROUNDS = 4,   /* of the fit */
	OUTER = 215,  /* mm, beyond all rings */
	INNER = 25,   /* mm, no ring is smaller */
	NO_LIGHT = -1 /* radius */
};

/* The neon, as far as the mirrors (FW). */
static const double entrance = 219445, mirrors = 236873;

static const double mass[RECO_HYPOTHESES] = { N62_M_E, N62_M_MU, N62_M_PI,
	N62_M_K };

/* A hit, from the middle that is expected. */
struct light {
	double x, y, r, time;
};

struct lights {
	struct light v[MOST];
	int n;
};

/* Axis of the beam pipe: x = 34 at 219445, 2 at 237326 (FW). */
static double pipe_x(double z)
{
	return 34 + (z - 219445) * (2 - 34.) / (237326 - 219445.);
}

/* ---- what is expected ------------------------------------------------- */

/* sin^2 of the angle of light of a mass at a momentum, both MeV. */
static double sin2_of(const struct reco_particles *q, double p, double m)
{
	double cos2 = (1 - q->sin2) * (1 + m * m / (p * p));

	return cos2 < 1 ? 1 - cos2 : 0;
}

static double radius_of(const struct reco_particles *q, double sin2)
{
	return sin2 > 0 ? q->rich.focal * sqrt(sin2 / (1 - sin2)) : NO_LIGHT;
}

/* Whether light of a track at this azimuth, from half way to the mirrors,
 * meets a mirror and then a disc. */
static bool is_seen(const struct reco_particles *q, const struct reco_track *t,
    double dx, double dy)
{
	const struct reco_rich_params *p = &q->rich;
	double tx = (double)t->down_dxdz, ty = (double)t->down_dydz;
	double way = (mirrors - entrance) / 2, l = mirrors - RECO_DOWN_Z;
	double x = (double)t->down_x + l * tx + way * dx;
	double y = (double)t->down_y + l * ty + way * dy;
	double in = x - pipe_x(mirrors);
	double u, v;

	if (x * x + y * y > p->mirrors * p->mirrors ||
	    in * in + y * y < p->pipe * p->pipe)
		return false;
	u = p->focal * (tx + dx) + n62_rich_shift[in < 0];
	v = p->focal * (ty + dy);
	return u * u + v * v < p->disc * p->disc;
}

static double acceptance(
    const struct reco_particles *q, const struct reco_track *t, double radius)
{
	double tangent = radius / q->rich.focal;
	int seen = 0;

	for (int k = 0; k < RECO_AZIMUTHS; k++)
		seen += is_seen(q, t, tangent * q->azimuth[k][0],
		    tangent * q->azimuth[k][1]);
	return (double)seen / RECO_AZIMUTHS;
}

/* ---- hits ------------------------------------------------------------- */

/* All hits of photomultipliers, both discs on top of each other. */
static void find_light(struct reco_event *ev, struct lights *all)
{
	const struct reco_hits *in = &ev->hits[N62_RICH];

	all->n = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		double time = (double)in->lead[i] - in->zero;
		struct n62_rich_place at;

		if (!n62_rich_place(in->element[i], &at) || at.pmt > 7)
			continue;
		if (all->n == MOST) {
			ev->cut_short = true;
			return;
		}
		all->v[all->n++] =
		    (struct light){ at.x - n62_rich_shift[at.disc], at.y, 0,
			    time };
	}
}

/* Those in time with a track, from the middle of its ring. */
static void take_hits(const struct reco_rich_params *p,
    const struct lights *all, const struct reco_track *t, struct lights *s)
{
	double x0 = p->focal * (double)t->down_dxdz;
	double y0 = p->focal * (double)t->down_dydz;

	s->n = 0;
	for (int i = 0; i < all->n; i++) {
		double x = all->v[i].x - x0, y = all->v[i].y - y0;

		if (fabs(all->v[i].time - (double)t->time) < p->window)
			s->v[s->n++] = (struct light){ x, y,
				sqrt(x * x + y * y), all->v[i].time };
	}
}

/* Hits per area that are not the track's, by those of the discs. */
static double background(const struct reco_rich_params *p, int n)
{
	return p->background + n / (2 * N62_PI * p->disc * p->disc);
}

/* ---- hypotheses ------------------------------------------------------- */

static double likelihood(const struct reco_particles *q,
    const struct reco_track *t, const struct lights *s, double sin2)
{
	const struct reco_rich_params *p = &q->rich;
	double radius = radius_of(q, sin2), seen, number, density, sum;

	if (radius <= 0)
		return 0;
	seen = acceptance(q, t, radius);
	number = p->nhits * sin2 / q->sin2;
	density = number / (2 * N62_PI * radius * sqrt(2 * N62_PI) * p->sigma *
			       background(p, s->n));
	sum = -number * seen;
	for (int i = 0; i < s->n; i++) {
		double d = (s->v[i].r - radius) / p->sigma;

		if (fabs(d) < 6)
			sum += log1p(density * exp(-d * d / 2));
	}
	return sum;
}

static void judge(const struct reco_particles *q, struct reco_track *t,
    const struct lights *s)
{
	double best = 0;

	for (int h = 0; h < RECO_HYPOTHESES; h++) {
		double sin2 = sin2_of(q, 1000 * (double)t->p, mass[h]);
		double value = likelihood(q, t, s, sin2);

		t->rich_likelihood[h] = (float)value;
		if (value > best) {
			best = value;
			t->rich_best = h + 1;
		}
	}
}

/* ---- the ring --------------------------------------------------------- */

struct ring {
	double x, y, r, chi2, sigma_r;
	int n;
};

/* The radius with the most hits around it; 0: none has two. */
static double find_radius(
    const struct reco_rich_params *p, const struct lights *s)
{
	double best = 1, at = 0;

	for (int i = 0; i < s->n; i++) {
		double sum = 0, mean = 0;

		if (s->v[i].r < INNER || s->v[i].r > OUTER)
			continue;
		for (int k = 0; k < s->n; k++) {
			double d = (s->v[k].r - s->v[i].r) / (2 * p->sigma);
			double weight = d * d < 9 ? 1 - d * d / 9 : 0;

			weight *= weight;
			sum += weight;
			mean += weight * s->v[k].r;
		}
		if (sum > best) {
			best = sum;
			at = mean / sum;
		}
	}
	return at;
}

/* Solves the normal equations a d = b of three unknowns; the third diagonal
 * element of the inverse comes back, or -1. */
static double solve(double a[3][3], const double b[3], double d[3])
{
	double c00 = a[1][1] * a[2][2] - a[1][2] * a[1][2];
	double c01 = a[0][2] * a[1][2] - a[0][1] * a[2][2];
	double c02 = a[0][1] * a[1][2] - a[0][2] * a[1][1];
	double c11 = a[0][0] * a[2][2] - a[0][2] * a[0][2];
	double c12 = a[0][1] * a[0][2] - a[0][0] * a[1][2];
	double c22 = a[0][0] * a[1][1] - a[0][1] * a[0][1];
	double det = a[0][0] * c00 + a[0][1] * c01 + a[0][2] * c02;

	if (!(det > 1e-6))
		return -1;
	d[0] = (c00 * b[0] + c01 * b[1] + c02 * b[2]) / det;
	d[1] = (c01 * b[0] + c11 * b[1] + c12 * b[2]) / det;
	d[2] = (c02 * b[0] + c12 * b[1] + c22 * b[2]) / det;
	return c22 / det;
}

/* One step of Gauss and Newton over the hits near the ring. */
static bool improve(
    const struct reco_rich_params *p, const struct lights *s, struct ring *f)
{
	double a[3][3] = { { 0 } }, b[3] = { 0 }, d[3], inverse;

	f->n = 0;
	f->chi2 = 0;
	for (int i = 0; i < s->n; i++) {
		double dx = s->v[i].x - f->x, dy = s->v[i].y - f->y;
		double r = sqrt(dx * dx + dy * dy), off = r - f->r, g[3];

		if (fabs(off) > p->road || r < 1)
			continue;
		g[0] = dx / r;
		g[1] = dy / r;
		g[2] = 1;
		for (int k = 0; k < 3; k++) {
			b[k] += g[k] * off;
			for (int m = 0; m < 3; m++)
				a[k][m] += g[k] * g[m];
		}
		f->chi2 += off * off / (p->sigma * p->sigma);
		f->n++;
	}
	inverse = f->n < (int)p->least ? -1 : solve(a, b, d);
	if (inverse < 0)
		return false;
	f->x += d[0];
	f->y += d[1];
	f->r += d[2];
	f->sigma_r = p->sigma * sqrt(inverse);
	return true;
}

/* Mean time of the hits of the ring, without those far from it. */
static void set_time(const struct reco_rich_params *p, const struct lights *s,
    const struct ring *f, struct reco_track *t)
{
	double mean = 0, road = HUGE_VAL;

	for (int k = 0; k < 4; k++) {
		double sum = 0;
		int n = 0;

		for (int i = 0; i < s->n; i++) {
			double r =
			    reco_length(s->v[i].x - f->x, s->v[i].y - f->y);

			if (fabs(r - f->r) > p->road ||
			    fabs(s->v[i].time - mean) > road)
				continue;
			sum += s->v[i].time;
			n++;
		}
		if (n == 0)
			return;
		mean = sum / n;
		road = k == 0 ? 2 * p->time_road : p->time_road;
		t->rich_time = (float)mean;
		t->rich_time_sigma = (float)(p->sigma_time / sqrt(n));
	}
}

/* m^2 = p^2 (n^2 cos^2 - 1), the angle by the radius. */
static void set_mass(
    const struct reco_particles *q, const struct ring *f, struct reco_track *t)
{
	double p2 = (double)t->p * (double)t->p, tangent, cos2, n2, slope;

	tangent = f->r / q->rich.focal;
	cos2 = 1 / (1 + tangent * tangent);
	n2 = 1 / (1 - q->sin2);
	slope = 2 * p2 * n2 * cos2 * cos2 * tangent / q->rich.focal;
	t->rich_mass2 = (float)(p2 * (n2 * cos2 - 1));
	t->rich_mass2_sigma = (float)reco_length(slope * f->sigma_r,
	    2 * (double)t->rich_mass2 * (double)(t->p_sigma / t->p));
}

static void fit_ring(const struct reco_particles *q, const struct lights *s,
    struct reco_track *t)
{
	struct ring f = { .r = find_radius(&q->rich, s) };

	if (f.r <= 0)
		return;
	for (int k = 0; k < ROUNDS; k++)
		if (!improve(&q->rich, s, &f))
			return;
	if (f.r < INNER || f.r > OUTER)
		return;
	t->rich_hits = f.n;
	t->rich_radius = (float)f.r;
	t->rich_radius_sigma = (float)f.sigma_r;
	t->rich_x = (float)f.x;
	t->rich_y = (float)f.y;
	t->rich_chi2 = (float)f.chi2;
	set_time(&q->rich, s, &f, t);
	set_mass(q, &f, t);
}

void reco_rich(struct reco_event *ev)
{
	uint32_t n;
	struct reco_track *t = reco_objects(ev, RECO_TRACK, &n);
	struct lights all, s;

	if (n > 0)
		find_light(ev, &all);
	for (uint32_t i = 0; i < n; i++) {
		t[i].rich_time = t[i].rich_time_sigma = NAN;
		t[i].rich_radius = t[i].rich_radius_sigma = NAN;
		t[i].rich_x = t[i].rich_y = t[i].rich_chi2 = NAN;
		t[i].rich_mass2 = t[i].rich_mass2_sigma = NAN;
		take_hits(&ev->reco->particles->rich, &all, &t[i], &s);
		judge(ev->reco->particles, &t[i], &s);
		fit_ring(ev->reco->particles, &s, &t[i]);
	}
}
