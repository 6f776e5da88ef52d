/*
 * gtk.c - beam particles in the GTK in time with a kaon of the KTAG: clusters
 * of pixels, all triplets of the three stations, momentum and slopes.
 *
 * The four magnets of the achromat displace the second station in y by
 * (kick) (distance of two magnets) / p and cancel otherwise; TRIM5 in front
 * of the third one turns the beam in x. With the line between the first and
 * the third station, a = (z2 - z1) / (z3 - z1),
 *	p = kick distance / ((1 - a) y1 + a y3 - y2).
 */
#include "reco/private.h"

#include <math.h>

enum {
	MOST = 64 /* clusters of a station in time with a kaon */
};

struct cluster {
	double x, y, time, x_sigma, y_sigma, time_sigma;
	int n;
};

struct station {
	struct cluster v[MOST];
	int n;
};

static const double magnets = 3600; /* between two of the achromat */
static const double trim5_z = 102000;
static const double first_to_last = 22800, lever = 13200.0 / 22800;

/* ---- clusters --------------------------------------------------------- */

static void add_hit(struct reco_event *ev, struct station *s,
    const struct n62_gtk_place *p, double time)
{
	const struct reco_params *par = ev->par;
	const double flat = 1 / sqrt(12), shared = 0.05;

	for (int i = 0; i < s->n; i++) {
		struct cluster *c = &s->v[i];
		double dx = fabs(p->x - c->x), dy = fabs(p->y - c->y);

		if (c->n != 1 || dx > par->gtk_merge || dy > par->gtk_merge ||
		    dx + dy > par->gtk_merge ||
		    fabs(time - c->time) > par->gtk_merge_time)
			continue;
		c->x = (c->x + p->x) / 2;
		c->y = (c->y + p->y) / 2;
		c->time = (c->time + time) / 2;
		c->time_sigma = par->gtk_sigma2;
		if (dx > dy)
			c->x_sigma = shared;
		else
			c->y_sigma = shared;
		c->n++;
		return;
	}
	if (s->n == MOST) {
		ev->cut_short = true;
		return;
	}
	s->v[s->n++] = (struct cluster){ p->x, p->y, time, p->width * flat,
		p->height * flat, par->gtk_sigma1, 1 };
}

/* The clusters of all stations near a time. */
static void find_clusters(
    struct reco_event *ev, double time, struct station station[3])
{
	const struct reco_hits *in = &ev->hits[N62_GTK];

	for (int i = 0; i < 3; i++)
		station[i].n = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		double t = in->lead[i] - in->zero;
		struct n62_gtk_place p;

		if (fabs(t - time) < ev->par->gtk_window &&
		    n62_gtk_place(in->element[i], &p))
			add_hit(ev, &station[p.station], &p, t);
	}
}

/* ---- tracks ----------------------------------------------------------- */

static double square(double v)
{
	return v * v;
}

/* Mean time by weights; its chi2 has two degrees of freedom. */
static void fit_time(const struct cluster *const c[3], struct reco_beam *b)
{
	double sum = 0, weight = 0, chi2 = 0;

	for (int i = 0; i < 3; i++) {
		sum += c[i]->time / square(c[i]->time_sigma);
		weight += 1 / square(c[i]->time_sigma);
	}
	for (int i = 0; i < 3; i++)
		chi2 += square((c[i]->time - sum / weight) / c[i]->time_sigma);
	b->time = (float)(sum / weight);
	b->time_sigma = (float)(1 / sqrt(weight));
	b->chi2_time = (float)chi2;
}

/* Momentum and slope in y; p in MeV is returned. */
static double fit_y(const struct reco_params *p,
    const struct cluster *const c[3], struct reco_beam *b)
{
	double bend = (1 - lever) * c[0]->y + lever * c[2]->y - c[1]->y;
	double size = p->gtk_bend * magnets / bend;
	double theta2 = square(p->gtk_theta / size);
	double sigma2 = square((1 - lever) * c[0]->y_sigma) +
			square(c[1]->y_sigma) + square(lever * c[2]->y_sigma) +
			theta2 * square((1 - lever) * 13200);

	b->p = (float)(size / 1000);
	b->p_sigma = (float)(size / 1000 * sqrt(sigma2) / fabs(bend));
	b->y = (float)c[2]->y;
	b->y_sigma = (float)c[2]->y_sigma;
	b->dydz = (float)((c[2]->y - c[0]->y) / first_to_last);
	b->dydz_sigma =
	    (float)sqrt((square(c[0]->y_sigma) + square(c[2]->y_sigma)) /
			    square(first_to_last) +
			theta2 * (1 + square(lever)));
	return size;
}

/* A line through the three, as if TRIM5 had not turned the beam; scattering
 * in the second station moves the first, that in the third all others. */
static void fit_x(const struct reco_params *p, const struct cluster *const c[3],
    double size, struct reco_beam *b)
{
	double turn = p->gtk_trim5 / size, theta2 = square(p->gtk_theta / size);
	double s = 0, sz = 0, szz = 0, sx = 0, sxz = 0, det, chi2 = 0;
	double x[3], z[3], w[3];

	for (int i = 0; i < 3; i++) {
		double more = i == 0 ? theta2 * square(13200) : 0;

		z[i] = n62_gtk_z[i] - n62_gtk_z[2];
		x[i] = c[i]->x - (i < 2 ? turn * (trim5_z - n62_gtk_z[i]) : 0);
		w[i] = 1 / (square(c[i]->x_sigma) + more);
		s += w[i];
		sz += w[i] * z[i];
		szz += w[i] * z[i] * z[i];
		sx += w[i] * x[i];
		sxz += w[i] * x[i] * z[i];
	}
	det = s * szz - sz * sz;
	b->dxdz = (float)((s * sxz - sz * sx) / det);
	b->x = (float)((szz * sx - sz * sxz) / det);
	b->dxdz_sigma = (float)sqrt(s / det + theta2);
	b->x_sigma = (float)sqrt(szz / det);
	for (int i = 0; i < 3; i++)
		chi2 += w[i] * square(x[i] - b->x - b->dxdz * z[i]);
	b->chi2_x = (float)chi2;
}

static bool is_good(const struct reco_params *p, const struct reco_beam *b)
{
	return b->p > p->gtk_pmin && b->p < p->gtk_pmax &&
	       b->chi2_time < p->gtk_chi2_time && b->chi2_x < p->gtk_chi2_x &&
	       b->chi2_beam < p->gtk_chi2_beam &&
	       fabs(b->time - b->ktag_time) < p->gtk_match;
}

static bool fit(const struct reco_params *p, const struct cluster *const c[3],
    struct reco_beam *b)
{
	double size = fit_y(p, c, b);

	if (!(size > 0))
		return false;
	fit_x(p, c, size, b);
	fit_time(c, b);
	b->chi2_beam =
	    (float)(square((b->p - p->beam_p) / p->beam_p_sigma) +
		    square((b->dxdz - p->beam_dxdz) / p->beam_dxdz_sigma) +
		    square((b->dydz - p->beam_dydz) / p->beam_dydz_sigma));
	return is_good(p, b);
}

static void find_beams(struct reco_event *ev, int32_t kaon, double time,
    const struct station station[3])
{
	struct reco_beam b = { .kaon = kaon, .ktag_time = (float)time };
	const struct cluster *c[3];
	int n = 0;

	for (int i = 0; i < station[0].n; i++)
		for (int j = 0; j < station[1].n; j++)
			for (int k = 0; k < station[2].n; k++) {
				struct reco_beam *out;

				c[0] = &station[0].v[i];
				c[1] = &station[1].v[j];
				c[2] = &station[2].v[k];
				if (!fit(ev->par, c, &b))
					continue;
				if (n++ >= ev->par->gtk_most) {
					ev->cut_short = true;
					return;
				}
				out = reco_add(ev, RECO_BEAM);
				if (out)
					*out = b;
			}
}

void reco_gtk(struct reco_event *ev)
{
	uint32_t n;
	const struct reco_kaon *k = reco_objects(ev, RECO_KAON, &n);
	struct station station[3];

	for (uint32_t i = 0; i < n; i++) {
		find_clusters(ev, k[i].time, station);
		find_beams(ev, (int32_t)i, k[i].time, station);
	}
}
