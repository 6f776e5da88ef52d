/*
 * straw_fit.c - the fit of a track to its hits: five parameters in front of
 * the first chamber, and a kink in each of the first three.
 *
 * It is a Kalman filter in the form of information, against the beam (R.
 * Fruehwirth, Nucl. Instrum. Meth. A 262 (1987) 444): the inverse covariance
 * and its product with the parameters, as differences from a reference that
 * is carried exactly. Hits of a chamber are summed up by view first. A kink
 * takes information about slopes away with the inverse of a 2 x 2 matrix
 * (Woodbury's identity); all of it is solved once, at the end. Going forward
 * again gives the kinks, and with them the track in each chamber.
 */
#include <math.h>
#include <string.h>

#include "reco/straw.h"

/* Information: f(d) = d' m d - 2 v' d + c. */
struct info {
	double m[RECO_STATE][RECO_STATE], v[RECO_STATE], c;
};

/* What a chamber needs to give its kink again. */
struct kink {
	double s[2][2];                /* inverse of (1/theta^2 + block of m) */
	double m[2][RECO_STATE], v[2]; /* before: its rows of m and v */
};

enum {
	X,
	Y,
	TX,
	TY,
	K
};

/* ---- steps ------------------------------------------------------------ */

static void fly(struct straw_state *s, double d)
{
	s->x += d * s->tx;
	s->y += d * s->ty;
}

/* The magnet as a thin lens, which changes px and leaves p. */
static bool bend(struct straw_state *s, double kick)
{
	double n = 1 / sqrt(1 + s->tx * s->tx + s->ty * s->ty);
	double sx = s->tx * n - s->k * kick, sy = s->ty * n;
	double sz2 = 1 - sx * sx - sy * sy;

	if (!(sz2 > 0.5))
		return false;
	n = 1 / sqrt(sz2);
	s->tx = sx * n;
	s->ty = sy * n;
	return true;
}

/* The lever of the step from chamber c to the next one. */
static bool next_chamber(
    const struct reco_params *p, struct straw_state *s, int c)
{
	double z = n62_straw_z[c], to = n62_straw_z[c + 1];

	if (c != 1) {
		fly(s, to - z);
		return true;
	}
	fly(s, N62_MNP33_Z - z);
	if (!bend(s, p->straw_kick))
		return false;
	fly(s, to - N62_MNP33_Z);
	return true;
}

bool straw_carry(const struct reco_params *p, const struct straw_state *at,
    struct straw_state place[CHAMBERS])
{
	place[0] = *at;
	fly(&place[0], n62_straw_z[0] - RECO_UP_Z);
	for (int c = 1; c < CHAMBERS; c++) {
		place[c] = place[c - 1];
		if (!next_chamber(p, &place[c], c - 1))
			return false;
	}
	return true;
}

/* F' m F and F' v, F = 1 + d (to, from). */
static void step_back(struct info *o, int to, int from, double d)
{
	for (int i = 0; i < RECO_STATE; i++)
		o->m[i][from] += d * o->m[i][to];
	for (int i = 0; i < RECO_STATE; i++)
		o->m[from][i] += d * o->m[to][i];
	o->v[from] += d * o->v[to];
}

static void fly_back(struct info *o, double d)
{
	step_back(o, X, TX, d);
	step_back(o, Y, TY, d);
}

/* From chamber c + 1 to chamber c. */
static void chamber_back(const struct reco_params *p, struct info *o, int c)
{
	double z = n62_straw_z[c], to = n62_straw_z[c + 1];

	if (c != 1) {
		fly_back(o, to - z);
		return;
	}
	fly_back(o, to - N62_MNP33_Z);
	step_back(o, TX, K, -p->straw_kick);
	fly_back(o, N62_MNP33_Z - z);
}

/* ---- hits ------------------------------------------------------------- */

/* Sums over the hits of a view: of weight, weight dz, ... */
struct sums {
	double g, gd, gdd, gm, gmd, gmm;
};

static void add_view(struct info *o, const struct sums *s, const double *a)
{
	double aa[2][2] = { { a[0] * a[0], a[0] * a[1] },
		{ a[0] * a[1], a[1] * a[1] } };

	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < 2; k++) {
			o->m[i][k] += aa[i][k] * s->g;
			o->m[i][k + 2] += aa[i][k] * s->gd;
			o->m[i + 2][k] += aa[i][k] * s->gd;
			o->m[i + 2][k + 2] += aa[i][k] * s->gdd;
		}
		o->v[i] += a[i] * s->gm;
		o->v[i + 2] += a[i] * s->gmd;
	}
	o->c += s->gmm;
}

/* The sums over all hits, given the track in the chambers. */
static void sum_hits(const struct reco_event *ev, const struct straw_track *t,
    const struct straw_state place[CHAMBERS],
    struct sums sums[CHAMBERS * VIEWS])
{
	memset(sums, 0, CHAMBERS * VIEWS * sizeof *sums);
	for (int i = 0; i < t->nhits; i++) {
		const struct straw_used *u = &t->hit[i];
		const struct straw_hit *h =
		    &ev->straw->view[u->view].hit[u->hit];
		struct sums *s = &sums[u->view];
		double r = h->r - t->t0 * h->speed;
		double m = u->side * r -
			   straw_distance(&place[u->view / VIEWS], u->view, h);
		double g = h->weight;

		s->g += g;
		s->gd += g * h->dz;
		s->gdd += g * h->dz * h->dz;
		s->gm += g * m;
		s->gmd += g * m * h->dz;
		s->gmm += g * m * m;
	}
}

static void add_chamber(struct info *o, const struct sums *s, int c)
{
	for (int view = 0; view < VIEWS; view++)
		if (s[VIEWS * c + view].g > 0)
			add_view(o, &s[VIEWS * c + view], n62_straw_axis[view]);
}

/* ---- kinks ------------------------------------------------------------ */

/* Takes away what a kink of variance theta2 in each plane makes unknown. */
static void add_kink(struct info *o, double theta2, struct kink *k)
{
	double a = 1 / theta2 + o->m[TX][TX], b = o->m[TX][TY];
	double d = 1 / theta2 + o->m[TY][TY], det = 1 / (a * d - b * b);
	double g[2][RECO_STATE];

	k->s[0][0] = d * det;
	k->s[0][1] = k->s[1][0] = -b * det;
	k->s[1][1] = a * det;
	for (int i = 0; i < 2; i++) {
		memcpy(k->m[i], o->m[TX + i], sizeof k->m[i]);
		k->v[i] = o->v[TX + i];
	}
	for (int i = 0; i < RECO_STATE; i++)
		for (int j = 0; j < 2; j++)
			g[j][i] =
			    k->s[j][0] * k->m[0][i] + k->s[j][1] * k->m[1][i];
	for (int i = 0; i < RECO_STATE; i++) {
		for (int j = 0; j < RECO_STATE; j++)
			o->m[i][j] -=
			    k->m[0][i] * g[0][j] + k->m[1][i] * g[1][j];
		o->v[i] -= k->v[0] * g[0][i] + k->v[1] * g[1][i];
	}
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++)
			o->c -= k->v[i] * k->s[i][j] * k->v[j];
}

/* The kink of least chi2, for the difference d in front of it. */
static void take_kink(const struct kink *k, double d[RECO_STATE])
{
	double a[2];

	for (int i = 0; i < 2; i++) {
		a[i] = k->v[i];
		for (int j = 0; j < RECO_STATE; j++)
			a[i] -= k->m[i][j] * d[j];
	}
	d[TX] += k->s[0][0] * a[0] + k->s[0][1] * a[1];
	d[TY] += k->s[1][0] * a[0] + k->s[1][1] * a[1];
}

/* ---- solving ---------------------------------------------------------- */

/* The inverse of a positive matrix by Cholesky's decomposition. Scales: the
 * parameters differ by many orders of magnitude, which does not matter. */
static bool invert(
    double a[RECO_STATE][RECO_STATE], double out[RECO_STATE][RECO_STATE])
{
	double l[RECO_STATE][RECO_STATE] = { { 0 } };

	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k <= i; k++) {
			double v = a[i][k];

			for (int j = 0; j < k; j++)
				v -= l[i][j] * l[k][j];
			if (i > k) {
				l[i][k] = v * l[k][k];
				continue;
			}
			if (!(v > 1e-12 * a[i][i]))
				return false;
			l[i][i] = 1 / sqrt(v); /* the inverse is kept */
		}
	/* The inverse of l in its place. */
	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k < i; k++) {
			double v = 0;

			for (int j = k; j < i; j++)
				v -= l[i][j] * l[j][k];
			l[i][k] = v * l[i][i];
		}
	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k <= i; k++) {
			double v = 0;

			for (int j = i; j < RECO_STATE; j++)
				v += l[j][i] * l[j][k];
			out[i][k] = out[k][i] = v;
		}
	return true;
}

static void times(double m[RECO_STATE][RECO_STATE], const double v[RECO_STATE],
    double out[RECO_STATE])
{
	for (int i = 0; i < RECO_STATE; i++) {
		out[i] = 0;
		for (int k = 0; k < RECO_STATE; k++)
			out[i] += m[i][k] * v[k];
	}
}

static void add(struct straw_state *s, const double d[RECO_STATE])
{
	s->x += d[X];
	s->y += d[Y];
	s->tx += d[TX];
	s->ty += d[TY];
	s->k += d[K];
}

/* The difference d, in front of the first chamber, through the chambers. */
static void forward(const struct reco_params *p, const struct kink kink[],
    double d[RECO_STATE], struct straw_state place[CHAMBERS])
{
	d[X] += (n62_straw_z[0] - RECO_UP_Z) * d[TX];
	d[Y] += (n62_straw_z[0] - RECO_UP_Z) * d[TY];
	for (int c = 0; c < CHAMBERS; c++) {
		double l = c < 3 ? n62_straw_z[c + 1] - n62_straw_z[c] : 0;
		double behind = c == 1 ? n62_straw_z[2] - N62_MNP33_Z : 0;

		add(&place[c], d);
		if (c == CHAMBERS - 1)
			return;
		take_kink(&kink[c], d);
		d[X] += l * d[TX];
		d[Y] += l * d[TY];
		if (c == 1) {
			d[X] -= behind * p->straw_kick * d[K];
			d[TX] -= p->straw_kick * d[K];
		}
	}
}

bool straw_fit(const struct reco_event *ev, struct straw_track *t)
{
	const struct reco_params *p = ev->par;
	struct sums sums[CHAMBERS * VIEWS];
	struct kink kink[CHAMBERS - 1];
	struct info o = { 0 };
	double d[RECO_STATE], theta = ev->par->straw_theta * t->at.k;

	/* Of a straight track, enough to be invertible. */
	theta = theta * theta > 1e-12 ? theta * theta : 1e-12;
	if (!straw_carry(p, &t->at, t->place))
		return false;
	sum_hits(ev, t, t->place, sums);
	add_chamber(&o, sums, CHAMBERS - 1);
	for (int c = CHAMBERS - 2; c >= 0; c--) {
		chamber_back(p, &o, c);
		add_kink(&o, theta, &kink[c]);
		add_chamber(&o, sums, c);
	}
	fly_back(&o, n62_straw_z[0] - RECO_UP_Z);
	if (!invert(o.m, t->cov))
		return false;
	times(t->cov, o.v, d);
	t->chi2 = o.c;
	for (int i = 0; i < RECO_STATE; i++)
		t->chi2 -= o.v[i] * d[i];
	add(&t->at, d);
	forward(p, kink, d, t->place);
	return isfinite(t->chi2);
}
