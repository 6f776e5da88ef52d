/*
 * parametric_vertex.c - vertices of three tracks, of two, and of one with the
 * beam particle, from their smeared lines.
 *
 * The lines are those in the plane of the kaon's decay, where the errors of a
 * track are alike in x and y and free of those of the others. With weights w
 * and deviations from weighted means the sum of squares is least at dz =
 * - sum w d.(t - <t>) / sum w (t - <t>)^2; that is the fit of P. Billoir et al.
 * (Nucl. Instrum. Meth. A 241 (1985) 115) for such errors.
 */
#include <math.h>

#include "sim/parametric.h"

/* As in na62-reco: the limits of what becomes a vertex. */
static const double zmin = 98000, zmax = 183000;
static const double chi2_most[PAR_LEGS + 1] = { 0, 0, 50, 100 };
static const double cda_most = 60;

struct sums {
	double w, x, y, tx, ty; /* of the weights; means */
	double slopes;          /* sum w (t - <t>)^2 */
};

/* Momentum of a track that has this slope, and the sums. */
static void set_momentum(
    struct par_vertex *v, int i, double p, double tx, double ty)
{
	double pz = p / sqrt(1 + tx * tx + ty * ty);

	v->track_px[i] = (float)(pz * tx);
	v->track_py[i] = (float)(pz * ty);
	v->track_pz[i] = (float)pz;
	v->px += v->track_px[i];
	v->py += v->track_py[i];
	v->pz += v->track_pz[i];
}

static void set_time(struct par_vertex *v, const struct par_track *t)
{
	double sum = 0, weight = 0;

	for (int i = 0; i < v->n; i++) {
		const struct par_track *q = &t[v->track[i]];
		double w = 1 / ((double)q->time_sigma * q->time_sigma);

		sum += w * q->time;
		weight += w;
		v->q += q->q;
	}
	v->time = (float)(sum / weight);
	v->time_sigma = (float)(1 / sqrt(weight));
}

static void add_up(const struct par_leg *const *l, int n, struct sums *s)
{
	*s = (struct sums){ 0 };
	for (int i = 0; i < n; i++) {
		double w = 1 / l[i]->var;

		s->w += w;
		s->x += w * l[i]->x;
		s->y += w * l[i]->y;
		s->tx += w * l[i]->tx;
		s->ty += w * l[i]->ty;
	}
	s->x /= s->w;
	s->y /= s->w;
	s->tx /= s->w;
	s->ty /= s->w;
	for (int i = 0; i < n; i++) {
		double a = l[i]->tx - s->tx, b = l[i]->ty - s->ty;

		s->slopes += (a * a + b * b) / l[i]->var;
	}
}

/* Slopes at the vertex: it pulls at the place of the track, and that at its
 * slope; what is left of their errors. */
static void set_leg(struct par_vertex *v, int i, const struct par_leg *l,
    const struct sums *s, double dz, double p, double sigma_qp)
{
	double x = l->x + dz * l->tx - (double)v->x;
	double y = l->y + dz * l->ty - (double)v->y;
	double a = l->tx - s->tx, b = l->ty - s->ty;
	double free = l->var - 1 / s->w, g2 = l->gain * l->gain;
	float *c = &v->track_cov[6 * i];

	set_momentum(v, i, p, l->tx - l->gain * x, l->ty - l->gain * y);
	c[0] = (float)(l->angle2 - g2 * (free - a * a / s->slopes));
	c[2] = (float)(l->angle2 - g2 * (free - b * b / s->slopes));
	c[1] = (float)(g2 * a * b / s->slopes);
	c[5] = (float)(sigma_qp * sigma_qp);
}

/* Of the place of the beam particle at the vertex, in x and in y. */
static double beam_var(const struct par_event *e, const struct par_vertex *v)
{
	double dz = (double)v->z - 102400;

	return pow(e->par->gtk_place, 2) + pow(dz * e->par->gtk_angle, 2);
}

/* The beam particle at the vertex. */
static void set_beam(const struct par_event *e, struct par_vertex *v)
{
	double dz = (double)v->z - e->kaon.z;
	uint32_t n;

	v->beam = -1;
	v->beam_dxdz = v->beam_dydz = v->cda = v->cda_sigma = NAN;
	par_here(e->out, PAR_BEAM, &n);
	if (n == 0)
		return;
	v->beam = 0;
	v->beam_dxdz = (float)e->beam[2];
	v->beam_dydz = (float)e->beam[3];
	v->cda = (float)par_size2(e->beam[0] + dz * e->beam[2] - (double)v->x,
	    e->beam[1] + dz * e->beam[3] - (double)v->y);
	v->cda_sigma =
	    (float)sqrt((double)(v->cov[0] + v->cov[2]) / 2 + beam_var(e, v));
}

static void set_cov(struct par_vertex *v, const struct sums *s)
{
	double tx = s->tx, ty = s->ty, z = 1 / s->slopes, w = 1 / s->w;

	v->cov[0] = (float)(w + tx * tx * z);
	v->cov[1] = (float)(tx * ty * z);
	v->cov[2] = (float)(w + ty * ty * z);
	v->cov[3] = (float)(tx * z);
	v->cov[4] = (float)(ty * z);
	v->cov[5] = (float)z;
}

static void try_tracks(
    struct par_event *e, const struct par_track *t, const int32_t *which, int n)
{
	struct par_vertex v = { .n = n, .ndf = 2 * n - 3 }, *out;
	const struct par_leg *l[PAR_LEGS] = { NULL };
	double up = 0, dz, chi2 = 0;
	struct sums s;

	for (int i = 0; i < PAR_LEGS; i++)
		v.track[i] = i < n ? which[i] : -1;
	for (int i = 0; i < n; i++)
		l[i] = &e->leg[which[i]];
	add_up(l, n, &s);
	for (int i = 0; i < n; i++)
		up += ((l[i]->x - s.x) * (l[i]->tx - s.tx) +
			  (l[i]->y - s.y) * (l[i]->ty - s.ty)) /
		      l[i]->var;
	dz = -up / s.slopes;
	v.x = (float)(s.x + dz * s.tx);
	v.y = (float)(s.y + dz * s.ty);
	v.z = (float)(e->kaon.z + dz);
	for (int i = 0; i < n; i++) {
		double x = l[i]->x + dz * l[i]->tx - (double)v.x;
		double y = l[i]->y + dz * l[i]->ty - (double)v.y;

		chi2 += (x * x + y * y) / l[i]->var;
	}
	if (!(chi2 < chi2_most[n] && (double)v.z > zmin && (double)v.z < zmax))
		return;
	v.chi2 = (float)chi2;
	for (int i = 0; i < n; i++)
		set_leg(&v, i, l[i], &s, dz, (double)t[which[i]].p,
		    sqrt((double)t[which[i]].cov[PAR_COV - 1]));
	set_cov(&v, &s);
	set_time(&v, t);
	set_beam(e, &v);
	out = par_add(e->out, PAR_VERTEX);
	*out = v;
}

/* Errors: across, those of both lines; along z, over their angle. */
static void set_approach_cov(const struct par_event *e, struct par_vertex *v,
    const struct par_leg *l, double s2)
{
	double var = l->var + beam_var(e, v);
	float *c = v->track_cov;

	v->cda_sigma = (float)sqrt(var);
	v->cov[0] = v->cov[2] = (float)(var / 4);
	v->cov[5] = (float)(var / s2);
	v->chi2 = (float)((double)v->cda * (double)v->cda / var);
	v->ndf = 1;
	c[0] = c[2] = (float)l->angle2;
}

/* Where the track and the beam particle are nearest to each other. */
static void try_beam(
    struct par_event *e, const struct par_track *t, int32_t which)
{
	const struct par_leg *l = &e->leg[which];
	double x = l->x - e->beam[0], y = l->y - e->beam[1];
	double tx = l->tx - e->beam[2], ty = l->ty - e->beam[3];
	double s2 = tx * tx + ty * ty, dz = -(x * tx + y * ty) / s2;
	struct par_vertex v = { .n = 1, .track = { which, -1, -1 } }, *out;

	v.z = (float)(e->kaon.z + dz);
	v.x = (float)(l->x + dz * l->tx - (x + dz * tx) / 2);
	v.y = (float)(l->y + dz * l->ty - (y + dz * ty) / 2);
	if (!((double)v.z > zmin && (double)v.z < zmax))
		return;
	set_beam(e, &v);
	v.cda = (float)par_size2(x + dz * tx, y + dz * ty);
	if (!((double)v.cda < cda_most))
		return;
	set_momentum(&v, 0, (double)t[which].p, l->tx, l->ty);
	v.track_cov[5] = t[which].cov[PAR_COV - 1];
	set_approach_cov(e, &v, l, s2);
	set_time(&v, t);
	out = par_add(e->out, PAR_VERTEX);
	*out = v;
}

void par_vertices(struct par_event *e)
{
	uint32_t all, beams;
	const struct par_track *t = par_here(e->out, PAR_TRACK, &all);
	int32_t n = (int32_t)all, i[PAR_LEGS];

	par_here(e->out, PAR_BEAM, &beams);
	for (i[0] = 0; i[0] < n; i[0]++)
		for (i[1] = i[0] + 1; i[1] < n; i[1]++)
			for (i[2] = i[1] + 1; i[2] < n; i[2]++)
				try_tracks(e, t, i, 3);
	for (i[0] = 0; i[0] < n; i[0]++)
		for (i[1] = i[0] + 1; i[1] < n; i[1]++)
			try_tracks(e, t, i, 2);
	for (i[0] = 0; beams > 0 && i[0] < n; i[0]++)
		try_beam(e, t, i[0]);
}
