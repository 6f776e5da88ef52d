/*
 * vertex.c - vertices of three and of two tracks, and the closest approach of
 * a track to a beam particle.
 *
 * The fit is that of P. Billoir, R. Fruehwirth and M. Regler (Nucl. Instrum.
 * Meth. A 241 (1985) 115), in the plane of the vertex: there the slopes and
 * the momentum of a track are free of the position, so that of each only the
 * 2 x 2 covariance of x and y counts; what the vertex says of them comes
 * afterwards. Each turn carries the tracks through the field of the decay
 * tank to where the turn before has found the vertex.
 */
#include <math.h>

#include "reco/private.h"

enum {
	TURNS = 4
};

/* A track at RECO_UP_Z, and in the plane of the vertex. */
struct leg {
	const struct reco_track *track;
	double v0[RECO_STATE], c0[RECO_STATE][RECO_STATE];
	double v[RECO_STATE], c[RECO_STATE][RECO_STATE];
	double w[2][2]; /* inverse of the covariance of x and y */
};

struct fit {
	struct leg leg[RECO_LEGS];
	int n;
	double x, y, z, cov[3][3], chi2;
};

/* ---- the fit ---------------------------------------------------------- */

static void set_leg(struct leg *l, const struct reco_track *t)
{
	l->track = t;
	reco_track_state(t, l->v0, l->c0);
}

static bool carry(const struct n62_blue_tube *tube, struct leg *l, double z)
{
	struct reco_step s;
	double det;

	reco_step_init(&s, tube, RECO_UP_Z, z);
	reco_step_state(&s, l->v0, l->v);
	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k < RECO_STATE; k++)
			l->c[i][k] = l->c0[i][k];
	reco_step_cov(&s, l->c);
	det = l->c[0][0] * l->c[1][1] - l->c[0][1] * l->c[0][1];
	l->w[0][0] = l->c[1][1] / det;
	l->w[0][1] = l->w[1][0] = -l->c[0][1] / det;
	l->w[1][1] = l->c[0][0] / det;
	return det > 0;
}

/* Where straight lines are nearest to each other; NaN when parallel. */
static double guess_z(const struct fit *f)
{
	double mean[4] = { 0 }, up = 0, down = 0;

	for (int i = 0; i < f->n; i++)
		for (int k = 0; k < 4; k++)
			mean[k] += f->leg[i].v0[k] / f->n;
	for (int i = 0; i < f->n; i++)
		for (int k = 0; k < 2; k++) {
			double s = f->leg[i].v0[k + 2] - mean[k + 2];

			up += (f->leg[i].v0[k] - mean[k]) * s;
			down += s * s;
		}
	return RECO_UP_Z - up / down;
}

/* The inverse of a symmetric 3 x 3 matrix. */
static bool invert3(double a[3][3], double out[3][3])
{
	double det = 0;

	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++) {
			int r = (k + 1) % 3, s = (k + 2) % 3;
			int t = (i + 1) % 3, u = (i + 2) % 3;

			out[i][k] = a[r][t] * a[s][u] - a[r][u] * a[s][t];
		}
	for (int k = 0; k < 3; k++)
		det += a[0][k] * out[k][0];
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			out[i][k] /= det;
	return det > 0;
}

/* What a leg says of the vertex (x, y, z - f->z): j' w j and j' w (x, y). */
static void add_leg(const struct leg *l, double a[3][3], double b[3])
{
	double j[2][3] = { { 1, 0, -l->v[2] }, { 0, 1, -l->v[3] } };
	double wj[2][3];

	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 3; k++)
			wj[i][k] = l->w[i][0] * j[0][k] + l->w[i][1] * j[1][k];
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++)
			a[i][k] += j[0][i] * wj[0][k] + j[1][i] * wj[1][k];
		b[i] += wj[0][i] * l->v[0] + wj[1][i] * l->v[1];
	}
}

static double chi2_of(const struct fit *f, double dz)
{
	double sum = 0;

	for (int i = 0; i < f->n; i++) {
		const struct leg *l = &f->leg[i];
		double dx = l->v[0] + dz * l->v[2] - f->x;
		double dy = l->v[1] + dz * l->v[3] - f->y;

		sum += dx * dx * l->w[0][0] + 2 * dx * dy * l->w[0][1] +
		       dy * dy * l->w[1][1];
	}
	return sum;
}

static bool turn(const struct n62_blue_tube *tube, struct fit *f)
{
	double a[3][3] = { { 0 } }, b[3] = { 0 }, dz;

	for (int i = 0; i < f->n; i++) {
		if (!carry(tube, &f->leg[i], f->z))
			return false;
		add_leg(&f->leg[i], a, b);
	}
	if (!invert3(a, f->cov))
		return false;
	f->x = f->y = dz = 0;
	for (int k = 0; k < 3; k++) {
		f->x += f->cov[0][k] * b[k];
		f->y += f->cov[1][k] * b[k];
		dz += f->cov[2][k] * b[k];
	}
	f->chi2 = chi2_of(f, dz);
	f->z += dz;
	return true;
}

static bool fit_vertex(const struct reco_event *ev, struct fit *f)
{
	f->z = guess_z(f);
	for (int i = 0; i < TURNS; i++) {
		/* Far outside there is no field; and no convergence. */
		if (!(f->z > ev->par->vertex_zmin - 20000 &&
			f->z < ev->par->vertex_zmax + 3000) ||
		    !turn(&ev->reco->tube, f))
			return false;
	}
	return f->z > ev->par->vertex_zmin && f->z < ev->par->vertex_zmax;
}

/* ---- what the vertex says of the tracks ------------------------------- */

/* cov = c_ss - g (w^-1 - j cov_v j') g', g = c_sx w, of slopes and q/p. A
 * track alone has learnt nothing. */
static void leg_cov(
    const struct fit *f, const struct leg *l, double g[3][2], float out[6])
{
	double j[2][3] = { { 1, 0, -l->v[2] }, { 0, 1, -l->v[3] } };
	double d[2][2];
	int n = 0;

	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++) {
			d[i][k] = f->n > 1 ? l->c[i][k] : 0;
			for (int r = 0; r < 3; r++)
				for (int s = 0; s < 3; s++)
					d[i][k] -=
					    j[i][r] * f->cov[r][s] * j[k][s];
		}
	for (int i = 0; i < 3; i++)
		for (int k = 0; k <= i; k++) {
			double v = l->c[2 + i][2 + k];

			for (int r = 0; r < 2; r++)
				for (int s = 0; s < 2; s++)
					v -= g[i][r] * d[r][s] * g[k][s];
			out[n++] = (float)(v * (i == 2 ? 1e3 : 1) *
					   (k == 2 ? 1e3 : 1));
		}
}

/* Momentum of leg i at the vertex, in GeV. */
static void set_momentum(const struct fit *f, int i, struct reco_vertex *v)
{
	const struct leg *l = &f->leg[i];
	double d[2] = { f->x - l->v[0], f->y - l->v[1] };
	double g[3][2], s[3], p;

	for (int k = 0; k < 3; k++) {
		s[k] = l->v[2 + k];
		for (int r = 0; r < 2; r++) {
			g[k][r] = l->c[2 + k][0] * l->w[0][r] +
				  l->c[2 + k][1] * l->w[1][r];
			s[k] += g[k][r] * d[r];
		}
	}
	leg_cov(f, l, g, &v->track_cov[6 * i]);
	p = 1e-3 / fabs(s[2]) / sqrt(1 + s[0] * s[0] + s[1] * s[1]);
	v->track_px[i] = (float)(p * s[0]);
	v->track_py[i] = (float)(p * s[1]);
	v->track_pz[i] = (float)p;
	v->px += v->track_px[i];
	v->py += v->track_py[i];
	v->pz += v->track_pz[i];
}

static void fill(const struct fit *f, struct reco_vertex *v)
{
	double sum = 0, weight = 0;
	int n = 0;

	v->n = f->n;
	v->x = (float)f->x;
	v->y = (float)f->y;
	v->z = (float)f->z;
	for (int i = 0; i < 3; i++)
		for (int k = 0; k <= i; k++)
			v->cov[n++] = (float)f->cov[i][k];
	v->chi2 = (float)f->chi2;
	v->ndf = 2 * f->n - 3;
	for (int i = 0; i < f->n; i++) {
		const struct reco_track *t = f->leg[i].track;
		double w = 1 / ((double)t->time_sigma * t->time_sigma);

		v->q += t->q;
		sum += w * t->time;
		weight += w;
		set_momentum(f, i, v);
	}
	v->time = (float)(sum / weight);
	v->time_sigma = (float)(1 / sqrt(weight));
}

/* ---- the beam --------------------------------------------------------- */

/* A beam particle at z: charge 1, forwards through the field. */
static void beam_at(const struct reco_event *ev, const struct reco_beam *b,
    double z, double v[RECO_STATE])
{
	struct reco_step s;

	v[0] = b->x;
	v[1] = b->y;
	v[2] = b->dxdz;
	v[3] = b->dydz;
	v[4] = 1 / (1000.0 * b->p);
	reco_step_init(&s, &ev->reco->tube, n62_gtk_z[2], z);
	reco_step_state(&s, v, v);
}

/* Places of the beam particle dz behind the third station: xx, yx, yy; the
 * fit has x and y apart. */
static void beam_cov(const struct reco_beam *b, double dz, double c[3])
{
	c[0] = pow(b->x_sigma, 2) + pow(dz * b->dxdz_sigma, 2);
	c[1] = 0;
	c[2] = pow(b->y_sigma, 2) + pow(dz * b->dydz_sigma, 2);
}

/* The error of the distance d[2] of a vertex from the beam at its z, along
 * the distance, to first order; of a distance 0 the mean of both axes. */
static double cda_sigma(
    const struct reco_vertex *v, const struct reco_beam *b, const double d[2])
{
	double l = reco_length(d[0], d[1]), c[3], u[3], sum = 0;
	int n = 0;

	beam_cov(b, v->z - n62_gtk_z[2], c);
	u[0] = l > 0 ? d[0] / l : sqrt(0.5);
	u[1] = l > 0 ? d[1] / l : sqrt(0.5);
	u[2] = -u[0] * v->beam_dxdz - u[1] * v->beam_dydz;
	for (int i = 0; i < 3; i++)
		for (int k = 0; k <= i; k++)
			sum += (i == k ? 1 : 2) * u[i] * u[k] * v->cov[n++];
	return sqrt(sum + u[0] * u[0] * c[0] + u[1] * u[1] * c[2]);
}

/* The beam particle in time that is nearest to the vertex. */
static void find_beam(const struct reco_event *ev, struct reco_vertex *v)
{
	uint32_t n;
	const struct reco_beam *b = reco_objects(ev, RECO_BEAM, &n);
	double best = INFINITY;

	v->beam = -1;
	v->cda = v->cda_sigma = v->beam_dxdz = v->beam_dydz = NAN;
	for (uint32_t i = 0; i < n; i++) {
		double s[RECO_STATE], xy[2], d;

		if (fabs(b[i].time - v->time) > ev->par->vertex_beam_time)
			continue;
		beam_at(ev, &b[i], v->z, s);
		xy[0] = v->x - s[0];
		xy[1] = v->y - s[1];
		d = reco_length(xy[0], xy[1]);
		if (d >= best)
			continue;
		best = d;
		v->beam = (int32_t)i;
		v->cda = (float)d;
		v->beam_dxdz = (float)s[2];
		v->beam_dydz = (float)s[3];
		v->cda_sigma = (float)cda_sigma(v, &b[i], xy);
	}
}

/* The errors of a vertex of a track and the beam: across, those of both; in
 * z, those along the difference of the slopes over its size. */
static void approach_cov(const struct reco_beam *b, const struct leg *l,
    const double s[2], double dz, struct reco_vertex *v)
{
	double s2 = s[0] * s[0] + s[1] * s[1];
	double u = -s[1], w = s[0]; /* across both */
	double c[3], cx, cy, cxy, z, across;

	beam_cov(b, dz, c);
	cx = l->c[0][0] + c[0];
	cy = l->c[1][1] + c[2];
	cxy = l->c[0][1] + c[1];
	z = (s[0] * s[0] * cx + 2 * s[0] * s[1] * cxy + s[1] * s[1] * cy) /
	    (s2 * s2);
	across = (u * u * cx + 2 * u * w * cxy + w * w * cy) / s2;

	v->cov[0] = (float)(cx / 4);
	v->cov[1] = (float)(cxy / 4);
	v->cov[2] = (float)(cy / 4);
	v->cov[5] = (float)z;
	v->cda_sigma = (float)sqrt(across);
	v->chi2 = (float)(v->cda * v->cda / across);
	v->ndf = 1;
}

/* Two lines: carried to where they are nearest, some times. */
static bool approach(const struct reco_event *ev, const struct reco_beam *b,
    struct fit *f, struct reco_vertex *v)
{
	double u[RECO_STATE], d[2], s[2], s2, z = 140000;

	for (int i = 0; i < TURNS; i++) {
		beam_at(ev, b, z, u);
		if (!carry(&ev->reco->tube, &f->leg[0], z))
			return false;
		for (int k = 0; k < 2; k++) {
			d[k] = f->leg[0].v[k] - u[k];
			s[k] = f->leg[0].v[k + 2] - u[k + 2];
		}
		s2 = s[0] * s[0] + s[1] * s[1];
		if (i < TURNS - 1)
			z -= (d[0] * s[0] + d[1] * s[1]) / s2;
		if (!(z > ev->par->vertex_zmin && z < ev->par->vertex_zmax))
			return false;
	}
	f->z = z;
	f->x = f->leg[0].v[0];
	f->y = f->leg[0].v[1];
	f->chi2 = 0;
	fill(f, v);
	v->x = (float)(f->x - d[0] / 2);
	v->y = (float)(f->y - d[1] / 2);
	v->cda = (float)reco_length(d[0], d[1]);
	v->beam_dxdz = (float)u[2];
	v->beam_dydz = (float)u[3];
	approach_cov(b, &f->leg[0], s, z - n62_gtk_z[2], v);
	return v->cda < ev->par->vertex_cda;
}

/* ---- all of them ------------------------------------------------------ */

static bool in_time(const struct reco_event *ev, const struct reco_track *t,
    const int32_t *i, int n)
{
	for (int a = 1; a < n; a++)
		for (int b = 0; b < a; b++)
			if (fabs(t[i[a]].time - t[i[b]].time) >
			    ev->par->vertex_time)
				return false;
	return true;
}

static void put(
    struct reco_event *ev, struct reco_vertex *v, const int32_t *i, int n)
{
	struct reco_vertex *out = reco_add(ev, RECO_VERTEX);

	for (int k = 0; k < RECO_LEGS; k++)
		v->track[k] = k < n ? i[k] : -1;
	if (out)
		*out = *v;
}

static void try_vertex(
    struct reco_event *ev, const struct reco_track *t, const int32_t *i, int n)
{
	double limit = n == 3 ? ev->par->vertex_chi2_3 : ev->par->vertex_chi2_2;
	struct reco_vertex v = { 0 };
	struct fit f = { .n = n };

	if (!in_time(ev, t, i, n))
		return;
	for (int k = 0; k < n; k++)
		set_leg(&f.leg[k], &t[i[k]]);
	if (!fit_vertex(ev, &f) || !(f.chi2 < limit))
		return;
	fill(&f, &v);
	find_beam(ev, &v);
	put(ev, &v, i, n);
}

static void try_beams(
    struct reco_event *ev, const struct reco_track *t, int32_t i)
{
	uint32_t n;
	const struct reco_beam *b = reco_objects(ev, RECO_BEAM, &n);
	struct fit f = { .n = 1 };

	set_leg(&f.leg[0], &t[i]);
	for (uint32_t k = 0; k < n; k++) {
		struct reco_vertex v = { 0 };

		if (fabs(b[k].time - t[i].time) > ev->par->vertex_beam_time ||
		    !approach(ev, &b[k], &f, &v))
			continue;
		v.beam = (int32_t)k;
		put(ev, &v, &i, 1);
	}
}

void reco_vertices(struct reco_event *ev)
{
	uint32_t all;
	const struct reco_track *t = reco_objects(ev, RECO_TRACK, &all);
	int32_t n = all < 20 ? (int32_t)all : 20, i[RECO_LEGS];

	ev->cut_short |= all > 20;
	for (i[0] = 0; i[0] < n; i[0]++)
		for (i[1] = i[0] + 1; i[1] < n; i[1]++)
			for (i[2] = i[1] + 1; i[2] < n; i[2]++)
				try_vertex(ev, t, i, 3);
	for (i[0] = 0; i[0] < n; i[0]++)
		for (i[1] = i[0] + 1; i[1] < n; i[1]++)
			try_vertex(ev, t, i, 2);
	for (i[0] = 0; i[0] < n; i[0]++)
		try_beams(ev, t, i[0]);
}
