/*
 * peak.c - fits of a Gaussian on a polynomial background.
 *
 * Inside, contents and parameters are those of counts: divided by the scale
 * of the spectrum.
 */
#include <math.h>
#include <string.h>

#include "hist/private.h"

#define SQRT_1_2 0.70710678118654752440
#define SQRT_1_2PI 0.39894228040143267794

enum {
	YIELD,
	MEAN,
	WIDTH,
	SHAPE, /* parameters of the Gaussian */
	STEPS = 200,
	TURNS = 20
};

/* A fit: bins from to to of the spectrum. */
struct fit {
	const struct n62_spectrum *s;
	int from, to, n; /* n: parameters */
	struct n62_poly bg;
	double q[N62_PEAK], log_l;
};

/* A bin, and what the parameters say of it. */
struct bin {
	double v, mu, d[N62_PEAK];
	double u[2], phi[2]; /* edges in widths from the mean, density there */
};

/* The part of a Gaussian between a and b; in a tail without cancellation. */
static double between(double a, double b)
{
	if (a > 0)
		return 0.5 * (erfc(a * SQRT_1_2) - erfc(b * SQRT_1_2));
	return 0.5 * (erfc(-b * SQRT_1_2) - erfc(-a * SQRT_1_2));
}

double hist_gauss(double mean, double width, double a, double b)
{
	return between((a - mean) / width, (b - mean) / width);
}

static void look(const struct fit *f, const double *q, int i, struct bin *b)
{
	b->v = f->s->v[i] / f->s->scale;
	for (int k = 0; k < 2; k++) {
		b->u[k] = (f->s->edge[i + k] - q[MEAN]) / q[WIDTH];
		b->phi[k] = SQRT_1_2PI * exp(-0.5 * b->u[k] * b->u[k]);
	}
	b->d[YIELD] = between(b->u[0], b->u[1]);
	b->d[MEAN] = -q[YIELD] / q[WIDTH] * (b->phi[1] - b->phi[0]);
	b->d[WIDTH] =
	    -q[YIELD] / q[WIDTH] * (b->u[1] * b->phi[1] - b->u[0] * b->phi[0]);
	hist_basis(&f->bg, f->s->edge[i], f->s->edge[i + 1], b->d + SHAPE);
	b->mu = q[YIELD] * b->d[YIELD];
	for (int k = SHAPE; k < f->n; k++)
		b->mu += q[k] * b->d[k];
	/* Far from a peak without background nothing is left of it. */
	if (b->mu >= 0 && b->mu < 1e-300)
		b->mu = 1e-300;
}

static double log_l(const struct fit *f, const double *q)
{
	double sum = 0;

	if (!(q[WIDTH] > 0) || !(q[YIELD] > 0))
		return -INFINITY;
	for (int i = f->from; i < f->to; i++) {
		struct bin b;

		look(f, q, i, &b);
		if (!(b.mu > 0))
			return -INFINITY;
		sum += (b.v != 0 ? b.v * log(b.mu) : 0) - b.mu;
	}
	return sum;
}

/* ---- steps ------------------------------------------------------------ */

/* The gradient of ln L and the information that is expected. */
static void derive(
    const struct fit *f, double g[N62_PEAK], double a[N62_PEAK][N62_PEAK])
{
	memset(g, 0, sizeof(double) * N62_PEAK);
	memset(a, 0, sizeof(double) * N62_PEAK * N62_PEAK);
	for (int i = f->from; i < f->to; i++) {
		struct bin b;

		look(f, f->q, i, &b);
		for (int k = 0; k < f->n; k++) {
			g[k] += (b.v / b.mu - 1) * b.d[k];
			for (int j = 0; j <= k; j++)
				a[k][j] += b.d[k] * b.d[j] / b.mu;
		}
	}
}

/* 1: moved; 0: at a maximum; -1: no way. */
static int step(struct fit *f, double *lambda)
{
	double g[N62_PEAK], a[N62_PEAK][N62_PEAK];

	derive(f, g, a);
	for (; *lambda < 1e12; *lambda *= 10) {
		double damped[N62_PEAK][N62_PEAK], d[N62_PEAK], q[N62_PEAK];
		double l, gain = 0;

		memcpy(damped, a, sizeof damped);
		memcpy(d, g, sizeof d);
		for (int k = 0; k < f->n; k++)
			damped[k][k] *= 1 + *lambda;
		if (!hist_solve(damped, d, f->n))
			continue;
		for (int k = 0; k < f->n; k++) {
			q[k] = f->q[k] + d[k];
			gain += g[k] * d[k];
		}
		if (gain < 1e-10 && *lambda < 1)
			return 0;
		l = log_l(f, q);
		if (!(l > f->log_l))
			continue;
		f->log_l = l;
		memcpy(f->q, q, sizeof(double) * (size_t)f->n);
		*lambda = *lambda > 1e-9 ? *lambda / 10 : *lambda;
		return 1;
	}
	return -1;
}

/* ---- errors ----------------------------------------------------------- */

/* Minus (v / mu - 1) times the second derivatives of the Gaussian of a bin:
 * those of N (Phi(b) - Phi(a)) by N, mean, width. */
static void bend(
    const struct fit *f, const struct bin *b, double h[N62_PEAK][N62_PEAK])
{
	double w = f->q[WIDTH], n = f->q[YIELD] / (w * w), r = b->v / b->mu - 1;
	double mm = 0, mw = 0, ww = 0, ym = 0, yw = 0;

	for (int k = 0; k < 2; k++) {
		double u = b->u[k], p = k ? b->phi[k] : -b->phi[k];

		ym -= p / w;
		yw -= u * p / w;
		mm -= n * u * p;
		mw += n * (1 - u * u) * p;
		ww += n * u * (2 - u * u) * p;
	}
	h[MEAN][YIELD] -= r * ym;
	h[WIDTH][YIELD] -= r * yw;
	h[MEAN][MEAN] -= r * mm;
	h[WIDTH][MEAN] -= r * mw;
	h[WIDTH][WIDTH] -= r * ww;
}

/* Minus all second derivatives of ln L. */
static void observe(
    const struct fit *f, double h[N62_PEAK][N62_PEAK], double *chi2)
{
	*chi2 = 0;
	memset(h, 0, sizeof(double) * N62_PEAK * N62_PEAK);
	for (int i = f->from; i < f->to; i++) {
		struct bin b;

		look(f, f->q, i, &b);
		for (int k = 0; k < f->n; k++)
			for (int j = 0; j <= k; j++)
				h[k][j] +=
				    b.v / (b.mu * b.mu) * b.d[k] * b.d[j];
		bend(f, &b, h);
		/* Nothing was expected and nothing is there. */
		if (b.mu > 1e-9 || b.v > 0)
			*chi2 += (b.v - b.mu) * (b.v - b.mu) / b.mu;
	}
}

/* In units of the spectrum again. */
static int deliver(const struct fit *f, struct n62_peak *p, struct n62_err *err)
{
	double scale = f->s->scale, by[N62_PEAK];

	observe(f, p->cov, &p->chi2);
	if (!hist_invert(p->cov, f->n)) {
		/* A shape that is far from that of the spectrum. */
		derive(f, by, p->cov);
		if (!hist_invert(p->cov, f->n))
			return n62_fail(err, N62_DATA,
			    "the errors are not defined: use more bins");
	}
	for (int k = 0; k < f->n; k++)
		by[k] = k == MEAN || k == WIDTH ? 1 : scale;
	for (int k = 0; k < f->n; k++)
		for (int j = 0; j < f->n; j++)
			p->cov[k][j] *= by[k] * by[j];
	p->background = f->bg;
	for (int k = SHAPE; k < f->n; k++) {
		p->background.c[k - SHAPE] = f->q[k] * scale;
		memcpy(p->background.cov[k - SHAPE], p->cov[k] + SHAPE,
		    sizeof(double) * (size_t)(f->n - SHAPE));
	}
	p->yield = f->q[YIELD] * scale;
	p->mean = f->q[MEAN];
	p->width = f->q[WIDTH];
	for (int k = 0; k < SHAPE; k++)
		p->sigma[k] = sqrt(p->cov[k][k]);
	p->low = f->bg.low;
	p->high = f->bg.high;
	p->ndf = f->to - f->from - f->n;
	p->log_l = f->log_l;
	p->background.chi2 = p->chi2;
	p->background.ndf = p->ndf;
	return 0;
}

double n62_peak_log_l(const struct n62_spectrum *s, const struct n62_peak *p,
    const double *parameters)
{
	struct fit f = { .s = s, .n = SHAPE + p->background.n };
	double q[N62_PEAK];

	f.bg = p->background;
	for (int k = 0; k < f.n; k++)
		q[k] = k == MEAN || k == WIDTH ? parameters[k]
					       : parameters[k] / s->scale;
	while (f.from < s->bins && s->edge[f.from] < p->low)
		f.from++;
	f.to = f.from;
	while (f.to < s->bins && s->edge[f.to] < p->high)
		f.to++;
	return log_l(&f, q);
}

/* ---- where to start --------------------------------------------------- */

/* Density at both ends of the range, of a fifth of the bins each. */
static double floor_of(const struct fit *f)
{
	int n = (f->to - f->from) / 5;
	double v = 0, width = 0;

	n = n ? n : 1;
	for (int i = f->from; i < f->to; i++) {
		if (i >= f->from + n && i < f->to - n)
			continue;
		v += f->s->v[i] / f->s->scale;
		width += f->s->edge[i + 1] - f->s->edge[i];
	}
	return v / width;
}

/* Density of a bin and its neighbours, above the floor. */
static double height(const struct fit *f, int i, double floor)
{
	int from = i > f->from ? i - 1 : i, to = i + 1 < f->to ? i + 2 : i + 1;
	double v = 0;

	for (int k = from; k < to; k++)
		v += f->s->v[k] / f->s->scale;
	return v / (f->s->edge[to] - f->s->edge[from]) - floor;
}

static bool start(struct fit *f)
{
	double floor = f->n > SHAPE ? floor_of(f) : 0, top = 0, sum = 0;
	const double *edge = f->s->edge;
	int best = f->from, a, b;

	for (int i = f->from; i < f->to; i++) {
		double h = height(f, i, floor);

		if (h > top) {
			top = h;
			best = i;
		}
	}
	if (!(top > 0))
		return false;
	for (a = best; a > f->from && height(f, a - 1, floor) > top / 2;)
		a--;
	for (b = best; b < f->to - 1 && height(f, b + 1, floor) > top / 2;)
		b++;
	for (int i = a; i <= b; i++)
		sum +=
		    f->s->v[i] / f->s->scale - floor * (edge[i + 1] - edge[i]);
	memset(f->q, 0, sizeof f->q);
	/* Of a Gaussian 76 % are inside of its full width at half height. */
	f->q[YIELD] = sum > 0 ? sum / 0.76 : 1;
	f->q[MEAN] = (edge[a] + edge[b + 1]) / 2;
	f->q[WIDTH] = (edge[b + 1] - edge[a]) / 2.355;
	if (f->n > SHAPE)
		f->q[SHAPE] = floor > 0 ? floor * (f->bg.high - f->bg.low) / 2
					: 1e-3 * (sum + 1);
	return true;
}

/* ---- the fit ---------------------------------------------------------- */

static void set_range(struct fit *f, double low, double high)
{
	const double *edge = f->s->edge;

	f->from = 0;
	while (f->from < f->s->bins &&
	       (edge[f->from] + edge[f->from + 1]) / 2 < low)
		f->from++;
	f->to = f->from;
	while (
	    f->to < f->s->bins && (edge[f->to] + edge[f->to + 1]) / 2 <= high)
		f->to++;
	f->bg.low = edge[f->from < f->s->bins ? f->from : 0];
	f->bg.high = edge[f->to];
}

static int enough(const struct fit *f, struct n62_err *err)
{
	double content = 0;

	if (f->to - f->from < SHAPE + 1)
		return n62_fail(err, N62_DATA,
		    "there are %d bins in the range of the fit",
		    f->to - f->from);
	for (int i = f->from; i < f->to; i++)
		content += f->s->v[i] / f->s->scale;
	if (content < 5)
		return n62_fail(err, N62_DATA,
		    "there are %.3g entries in the range of the fit", content);
	return 0;
}

/* A maximum inside of what is allowed, with that background. */
static bool climb(struct fit *f, struct n62_peak *p)
{
	double lambda = 1e-3;
	int moved = 1;

	if (!start(f))
		return false;
	f->log_l = log_l(f, f->q);
	for (p->steps = 0; p->steps < STEPS && moved > 0; p->steps++)
		moved = step(f, &lambda);
	return moved == 0 && f->q[MEAN] > f->bg.low &&
	       f->q[MEAN] < f->bg.high && f->q[WIDTH] < f->bg.high - f->bg.low;
}

/* Of a peak within a bin neither place nor width is known. */
static bool is_narrow(const struct fit *f)
{
	double bin = (f->bg.high - f->bg.low) / (f->to - f->from);

	return f->q[WIDTH] < bin / 5;
}

/* A background that wants to be negative somewhere is made simpler. */
static int fit_range(
    struct fit *f, int n, struct n62_peak *p, struct n62_err *err)
{
	if (enough(f, err) < 0)
		return -1;
	n62_fail(err, N62_DATA, "there is no peak");
	if (n > f->to - f->from - SHAPE - 1)
		n = f->to - f->from - SHAPE - 1;
	for (; n >= 0; n--) {
		f->bg.n = n;
		f->n = SHAPE + n;
		if (!climb(f, p))
			continue;
		if (is_narrow(f))
			n62_fail(err, N62_DATA,
			    "the peak is narrower than a fifth of a bin: use "
			    "more bins");
		else if (deliver(f, p, err) == 0)
			return 0;
	}
	return -1;
}

int n62_peak_fit(const struct n62_spectrum *s, double low, double high, int n,
    double core, struct n62_peak *p, struct n62_err *err)
{
	struct fit f = { .s = s };

	*p = (struct n62_peak){ 0 };
	set_range(&f, low, high);
	if (fit_range(&f, n, p, err) < 0)
		return -1;
	for (int i = 0; core > 0 && i < TURNS; i++) {
		double a = fmax(low, p->mean - core * p->width);
		double b = fmin(high, p->mean + core * p->width);
		int from = f.from, to = f.to;

		set_range(&f, a, b);
		if (f.from == from && f.to == to)
			break;
		if (fit_range(&f, n, p, err) < 0)
			return -1;
	}
	return 0;
}
