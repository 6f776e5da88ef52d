/*
 * poly.c - polynomial backgrounds: the fit to the sidebands, and its integral
 * with its error.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hist/private.h"

enum {
	STEPS = 100
};

/* P_0 to P_n at t: (k + 1) P_k+1 = (2k + 1) t P_k - k P_k-1. */
static void legendre(double t, int n, double *p)
{
	p[0] = 1;
	p[1] = t;
	for (int k = 1; k < n; k++)
		p[k + 1] = ((2 * k + 1) * t * p[k] - k * p[k - 1]) / (k + 1);
}

/* The primitive of P_k is (P_k+1 - P_k-1) / (2k + 1), that of P_0 is t. */
static double primitive(const double *p, int k)
{
	return k == 0 ? p[1] : (p[k + 1] - p[k - 1]) / (2 * k + 1);
}

double n62_legendre_integral(int k, double a, double b)
{
	double pa[N62_POLY + 2], pb[N62_POLY + 2];

	legendre(a, k + 1, pa);
	legendre(b, k + 1, pb);
	return primitive(pb, k) - primitive(pa, k);
}

void hist_basis(
    const struct n62_poly *f, double a, double b, double basis[N62_POLY])
{
	double half = (f->high - f->low) / 2, middle = f->low + half;
	double pa[N62_POLY + 2], pb[N62_POLY + 2];

	legendre((a - middle) / half, N62_POLY, pa);
	legendre((b - middle) / half, N62_POLY, pb);
	for (int k = 0; k < f->n; k++)
		basis[k] = primitive(pb, k) - primitive(pa, k);
}

static double times(const double *c, const double *basis, int n)
{
	double mu = 0;

	for (int k = 0; k < n; k++)
		mu += c[k] * basis[k];
	return mu;
}

/* The bins of a fit, and what they say of each coefficient. */
struct side {
	struct n62_poly *f;
	double scale;
	int bins;
	double *v, (*basis)[N62_POLY];
};

/* ln L; -INFINITY where some bin would have no or less than no content. */
static double log_l(const struct side *d, const double *c)
{
	double sum = 0;

	for (int i = 0; i < d->bins; i++) {
		double mu = times(c, d->basis[i], d->f->n), v = d->v[i];

		if (!(mu > 0))
			return -INFINITY;
		sum += (v != 0 ? v * log(mu) : 0) - mu;
	}
	return sum;
}

/* Gradient of ln L and minus its second derivatives; Pearson's chi2. */
static double derive(
    const struct side *d, double g[N62_POLY], double h[N62_PEAK][N62_PEAK])
{
	double chi2 = 0;
	int n = d->f->n;

	memset(h, 0, sizeof(double) * N62_PEAK * N62_PEAK);
	memset(g, 0, sizeof(double) * N62_POLY);
	for (int i = 0; i < d->bins; i++) {
		const double *basis = d->basis[i];
		double mu = times(d->f->c, basis, n), v = d->v[i];

		chi2 += (v - mu) * (v - mu) / (mu > 0 ? mu : 1);
		for (int k = 0; k < n; k++) {
			g[k] += (v / mu - 1) * basis[k];
			for (int j = 0; j <= k; j++)
				h[k][j] += v / (mu * mu) * basis[k] * basis[j];
		}
	}
	return chi2;
}

/* A step of Newton, halved until ln L grows. 1: moved; 0: at the maximum, to
 * the rounding of ln L; -1: no way. */
static int newton(const struct side *d, double *best)
{
	double g[N62_POLY], h[N62_PEAK][N62_PEAK], c[N62_POLY];
	double step[N62_POLY], gain = 0;
	int n = d->f->n;

	derive(d, g, h);
	memcpy(step, g, sizeof step);
	if (!hist_solve(h, step, n))
		return -1;
	for (int k = 0; k < n; k++)
		gain += g[k] * step[k];
	if (gain < 1e-12)
		return 0;
	for (double f = 1; f > 1e-12; f /= 2) {
		double l;

		for (int k = 0; k < n; k++)
			c[k] = d->f->c[k] + f * step[k];
		l = log_l(d, c);
		if (l > *best) {
			*best = l;
			memcpy(d->f->c, c, sizeof *c * (size_t)n);
			return 1;
		}
	}
	return gain < 1e-6 * (1 + fabs(*best) * 1e-9) ? 0 : -1;
}

/* Weighted least squares where the likelihood has no maximum: variances are
 * what is expected, at least 1. For a model of coefficients its fixed point,
 * where all are above 1, is the maximum of the likelihood (J. Nelder and R.
 * Wedderburn, J. R. Stat. Soc. A 135 (1972) 370). */
static bool reweigh(const struct side *d)
{
	int n = d->f->n;

	for (int i = 0; i < STEPS; i++) {
		double h[N62_PEAK][N62_PEAK] = { { 0 } }, c[N62_POLY] = { 0 };
		double moved = 0;

		for (int b = 0; b < d->bins; b++) {
			const double *basis = d->basis[b];
			double w = 1 / fmax(1, times(d->f->c, basis, n));

			for (int k = 0; k < n; k++) {
				c[k] += w * d->v[b] * basis[k];
				for (int j = 0; j <= k; j++)
					h[k][j] += w * basis[k] * basis[j];
			}
		}
		if (!hist_solve(h, c, n))
			return false;
		for (int k = 0; k < n; k++) {
			moved += fabs(c[k] - d->f->c[k]);
			d->f->c[k] = c[k];
		}
		if (moved < 1e-9 * fabs(c[0]))
			break;
	}
	return true;
}

/* The covariance then: a v a' with the contents as variances. */
static void spread(const struct side *d, double h[N62_PEAK][N62_PEAK])
{
	double a[N62_PEAK][N62_PEAK] = { { 0 } }, v[N62_POLY][N62_POLY];
	int n = d->f->n;

	memset(v, 0, sizeof v);
	for (int b = 0; b < d->bins; b++) {
		const double *basis = d->basis[b];
		double w = 1 / fmax(1, times(d->f->c, basis, n));

		for (int k = 0; k < n; k++)
			for (int j = 0; j < n; j++) {
				a[k][j] += w * basis[k] * basis[j];
				v[k][j] +=
				    w * w * d->v[b] * basis[k] * basis[j];
			}
	}
	memset(h, 0, sizeof a);
	if (!hist_invert(a, n))
		return;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			for (int r = 0; r < n; r++)
				for (int s = 0; s < n; s++)
					h[i][k] += a[i][r] * v[r][s] * a[k][s];
}

static void finish(const struct side *d, bool likely)
{
	struct n62_poly *f = d->f;
	double g[N62_POLY], h[N62_PEAK][N62_PEAK], scale = d->scale;

	f->chi2 = derive(d, g, h);
	f->ndf = d->bins - f->n;
	if (!likely)
		spread(d, h);
	else if (!hist_invert(h, f->n)) {
		f->n = 0;
		return;
	}
	for (int k = 0; k < f->n; k++) {
		f->c[k] *= scale;
		for (int j = 0; j < f->n; j++)
			f->cov[k][j] = h[k][j] * scale * scale;
	}
}

/* From a constant on: what makes the content of all bins right. */
static bool fit_order(const struct side *d, double content, double width)
{
	double l;
	int moved = 1;

	memset(d->f->c, 0, sizeof d->f->c);
	d->f->c[0] = content / width;
	l = log_l(d, d->f->c);
	for (int i = 0; i < STEPS && moved > 0; i++)
		moved = newton(d, &l);
	return moved == 0;
}

/* The bins that are used; their content, and their width in units of t. */
static int gather(struct side *d, const struct n62_spectrum *s,
    const uint8_t *use, double *content, double *width, struct n62_err *err)
{
	struct n62_poly *f = d->f;

	*content = *width = 0;
	for (int i = 0; i < s->bins; i++) {
		if (!use[i])
			continue;
		if (d->bins++ == 0)
			f->low = s->edge[i];
		f->high = s->edge[i + 1];
		*content += s->v[i] / s->scale;
		*width += s->edge[i + 1] - s->edge[i];
	}
	*width *= 2 / (f->high - f->low);
	d->v = n62_new((size_t)d->bins, sizeof *d->v, err);
	d->basis = n62_new((size_t)d->bins, sizeof *d->basis, err);
	if (!d->v || !d->basis)
		return -1;
	f->n = N62_POLY;
	for (int i = 0, k = 0; i < s->bins; i++) {
		if (!use[i])
			continue;
		d->v[k] = s->v[i] / s->scale;
		hist_basis(f, s->edge[i], s->edge[i + 1], d->basis[k++]);
	}
	return 0;
}

static void fit_best(const struct side *d, int n, double content, double width)
{
	struct n62_poly *f = d->f;

	for (f->n = n < d->bins ? n : d->bins; f->n > 0; f->n--) {
		bool likely = content > 0 && fit_order(d, content, width);

		if (likely || (content > 10 * f->n && reweigh(d))) {
			finish(d, likely);
			return;
		}
	}
	/* Nothing there: as if it could have been one event. */
	f->n = 1;
	f->c[0] = 0;
	f->cov[0][0] = d->scale * d->scale / (width * width);
	f->ndf = d->bins - 1;
}

int n62_poly_fit(const struct n62_spectrum *s, const uint8_t *use, int n,
    struct n62_poly *fit, struct n62_err *err)
{
	struct side d = { .f = fit, .scale = s->scale };
	double content, width;
	int r;

	*fit = (struct n62_poly){ 0 };
	r = gather(&d, s, use, &content, &width, err);
	fit->n = 0;
	if (r == 0 && d.bins > 0)
		fit_best(&d, n, content, width);
	free(d.v);
	free(d.basis);
	return r;
}

double n62_poly_integral(
    const struct n62_poly *f, double a, double b, double *sigma)
{
	double basis[N62_POLY], v = 0;

	if (sigma)
		*sigma = 0;
	if (f->n == 0)
		return 0;
	hist_basis(f, a, b, basis);
	for (int k = 0; k < f->n; k++)
		for (int j = 0; j < f->n; j++)
			v += basis[k] * f->cov[k][j] * basis[j];
	if (sigma)
		*sigma = sqrt(v);
	return times(f->c, basis, f->n);
}
