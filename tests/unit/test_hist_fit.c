/*
 * test_hist_fit.c - fits of peaks and polynomials: toy experiments, and
 * derivatives by differences.
 */
#include <math.h>

#include "check.h"
#include "hist/hist.h"
#include "sums.h"

enum {
	BINS = 80
};

static const double low = 450, high = 530;

static struct n62_rng rng;

static double uniform(double a, double b)
{
	return a + (b - a) * n62_rng_uniform(&rng);
}

/* A Poisson number, by the times between events. */
static int poisson(double mean)
{
	double t = n62_rng_exponential(&rng);
	int n = 0;

	for (; t < mean; t += n62_rng_exponential(&rng))
		n++;
	return n;
}

struct toy {
	double edge[BINS + 1], v[BINS];
	struct n62_spectrum s;
};

static void toy_begin(struct toy *t)
{
	for (int i = 0; i <= BINS; i++)
		t->edge[i] = low + (high - low) * i / BINS;
	memset(t->v, 0, sizeof t->v);
	t->s = (struct n62_spectrum){ BINS, t->edge, t->v, 1 };
}

static void toy_add(struct toy *t, double x, double w)
{
	int i = (int)floor((x - low) / (high - low) * BINS);

	if (i >= 0 && i < BINS)
		t->v[i] += w;
}

/* Density 1 + slope t, -1 < t < 1, |slope| < 1. */
static double linear(double slope)
{
	for (;;) {
		double t = uniform(-1, 1);

		if (uniform(0, 2) < 1 + slope * t)
			return low + (high - low) * (t + 1) / 2;
	}
}

static void fill(struct toy *t, double peak, double rest, double w)
{
	toy_begin(t);
	for (int n = poisson(peak); n > 0; n--)
		toy_add(t, 493.7 + 2.3 * n62_rng_normal(&rng), w);
	for (int n = poisson(rest); n > 0; n--)
		toy_add(t, linear(-0.4), w);
}

static void check_pull(const char *what, const struct sums *s)
{
	check_note("pull of %s: mean %.3f, rms %.3f", what, mean(s), rms(s));
	CHECK(fabs(mean(s)) < 0.15);
	CHECK(fabs(rms(s) - 1) < 0.1);
}

static void pulls(double peak, double rest, double w, int n)
{
	static const double truth[3] = { 0, 493.7, 2.3 };
	static const char *const names[3] = { "yield", "mean", "width" };
	struct sums pull[3] = { { 0 } };

	for (int i = 0; i < 600; i++) {
		struct n62_err err = { 0 };
		struct n62_peak p;
		struct toy t;

		fill(&t, peak, rest, w);
		t.s.scale = w;
		if (!CHECK(n62_peak_fit(&t.s, low, high, n, 0, &p, &err) == 0))
			return;
		CHECK(p.background.n == n);
		sums_add(&pull[0], (p.yield - peak * w) / p.sigma[0]);
		for (int k = 1; k < 3; k++) {
			double v = k == 1 ? p.mean : p.width;

			sums_add(&pull[k], (v - truth[k]) / p.sigma[k]);
		}
	}
	for (int k = 0; k < 3; k++)
		check_pull(names[k], &pull[k]);
}

static void peak_many(void)
{
	n62_rng_init(&rng, 62, 1, 0);
	pulls(2000, 3000, 1, 2);
}

static void peak_weighted(void)
{
	n62_rng_init(&rng, 62, 2, 0);
	pulls(1000, 1000, 0.25, 2);
}

static void peak_alone(void)
{
	n62_rng_init(&rng, 62, 3, 0);
	pulls(300, 0, 1, 0);
}

/* The maximum of the likelihood is mostly at the edge then. */
static void peak_in_vain(void)
{
	n62_rng_init(&rng, 62, 9, 0);
	for (int i = 0; i < 100; i++) {
		struct n62_err err = { 0 };
		struct n62_peak p;
		struct toy t;

		fill(&t, 300, 0, 1);
		CHECK(n62_peak_fit(&t.s, low, high, 3, 0, &p, &err) == 0);
		CHECK(fabs(p.yield - 300) < 5 * sqrt(300));
		CHECK(p.sigma[0] > 0.9 * sqrt(p.yield));
		CHECK(fabs(p.mean - 493.7) < 5 * p.sigma[1]);
		CHECK(fabs(p.width - 2.3) < 5 * p.sigma[2]);
	}
}

/* Second derivatives by differences, inverted by Gauss and Jordan. */
static bool invert(double *a, double *out, int n)
{
	for (int i = 0; i < n * n; i++)
		out[i] = i % (n + 1) == 0;
	for (int i = 0; i < n; i++) {
		double d = a[i * n + i];

		if (d == 0)
			return false;
		for (int k = 0; k < n; k++) {
			a[i * n + k] /= d;
			out[i * n + k] /= d;
		}
		for (int r = 0; r < n; r++) {
			double f = a[r * n + i];

			for (int k = 0; r != i && k < n; k++) {
				a[r * n + k] -= f * a[i * n + k];
				out[r * n + k] -= f * out[i * n + k];
			}
		}
	}
	return true;
}

static double moved(const struct toy *t, const struct n62_peak *p, double *q,
    int i, double di, int k, double dk)
{
	double l, oi = q[i], ok = q[k];

	q[i] += di;
	q[k] += dk;
	l = n62_peak_log_l(&t->s, p, q);
	q[i] = oi;
	q[k] = ok;
	return l;
}

static void covariance(void)
{
	enum {
		N = 6
	};
	double q[N], h[N * N], c[N * N], step[N];
	struct n62_err err = { 0 };
	struct n62_peak p;
	struct toy t;

	n62_rng_init(&rng, 62, 4, 0);
	fill(&t, 500, 800, 1);
	CHECK(n62_peak_fit(&t.s, low, high, 3, 0, &p, &err) == 0);
	q[0] = p.yield;
	q[1] = p.mean;
	q[2] = p.width;
	for (int k = 3; k < N; k++)
		q[k] = p.background.c[k - 3];
	CHECK(fabs(n62_peak_log_l(&t.s, &p, q) - p.log_l) < 1e-9);
	for (int k = 0; k < N; k++)
		step[k] = 0.02 * sqrt(p.cov[k][k]);
	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++) {
			double di = step[i], dk = step[k];

			h[i * N + k] = -(moved(&t, &p, q, i, di, k, dk) -
					   moved(&t, &p, q, i, di, k, -dk) -
					   moved(&t, &p, q, i, -di, k, dk) +
					   moved(&t, &p, q, i, -di, k, -dk)) /
				       (4 * di * dk);
		}
	CHECK(invert(h, c, N));
	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++)
			CHECK(fabs(c[i * N + k] - p.cov[i][k]) <
			      2e-3 * sqrt(p.cov[i][i] * p.cov[k][k]));
}

static void maximum(void)
{
	struct n62_err err = { 0 };
	struct n62_peak p;
	struct toy t;
	double q[5];

	n62_rng_init(&rng, 62, 5, 0);
	for (int i = 0; i < 20; i++) {
		fill(&t, 100, 100, 1);
		CHECK(n62_peak_fit(&t.s, low, high, 2, 0, &p, &err) == 0);
		CHECK(p.background.n == 2);
		for (int k = 0; k < 10; k++) {
			q[0] = p.yield + 0.01 * p.sigma[0] * uniform(-1, 1);
			q[1] = p.mean + 0.01 * p.sigma[1] * uniform(-1, 1);
			q[2] = p.width + 0.01 * p.sigma[2] * uniform(-1, 1);
			for (int j = 0; j < 2; j++)
				q[3 + j] = p.background.c[j] +
					   0.01 * sqrt(p.cov[3 + j][3 + j]) *
					       uniform(-1, 1);
			CHECK(n62_peak_log_l(&t.s, &p, q) <= p.log_l + 1e-9);
		}
	}
}

/* With a core the wide part does not widen the narrow one. */
static void core(void)
{
	struct n62_err err = { 0 };
	struct n62_peak p, q;
	struct toy t;

	n62_rng_init(&rng, 62, 6, 0);
	toy_begin(&t);
	for (int i = 0; i < 20000; i++)
		toy_add(
		    &t, 490 + (i % 10 == 0 ? 9 : 2) * n62_rng_normal(&rng), 1);
	CHECK(n62_peak_fit(&t.s, low, high, 1, 0, &q, &err) == 0);
	CHECK(n62_peak_fit(&t.s, low, high, 1, 2, &p, &err) == 0);
	check_note("width %.3f alone, %.3f in the core", q.width, p.width);
	CHECK(fabs(p.width - 2) < 0.1);
	CHECK(q.width > p.width);
	CHECK(fabs(p.low - (p.mean - 2 * p.width)) < 1);
	CHECK(fabs(p.high - (p.mean + 2 * p.width)) < 1);
}

static void refused(void)
{
	struct n62_err err = { 0 };
	struct n62_peak p;
	struct toy t;

	toy_begin(&t);
	CHECK(n62_peak_fit(&t.s, low, high, 2, 0, &p, &err) == -1);
	CHECK_TEXT(err.text, "there are 0 entries in the range of the fit");
	CHECK(n62_peak_fit(&t.s, 480, 481, 2, 0, &p, &err) == -1);
	CHECK_TEXT(err.text, "there are 1 bins in the range of the fit");
}

/* ---- polynomials ------------------------------------------------------ */

static void legendre(void)
{
	/* P_2 = (3 t^2 - 1) / 2, P_3 = (5 t^3 - 3 t) / 2. */
	double a = -0.3, b = 0.9;

	CHECK(fabs(n62_legendre_integral(0, a, b) - 1.2) < 1e-15);
	CHECK(
	    fabs(n62_legendre_integral(1, a, b) - (b * b - a * a) / 2) < 1e-15);
	CHECK(fabs(n62_legendre_integral(2, a, b) -
		   (b * b * b - b - a * a * a + a) / 2) < 1e-15);
	CHECK(fabs(n62_legendre_integral(3, a, b) -
		   (5 * pow(b, 4) - 6 * b * b - 5 * pow(a, 4) + 6 * a * a) /
		       8) < 1e-15);
}

/* Contents that are a polynomial are found again exactly. */
static void exact(void)
{
	double c[4] = { 400, -150, 60, 25 };
	uint8_t use[BINS];
	struct n62_err err = { 0 };
	struct n62_poly f;
	struct toy t;

	toy_begin(&t);
	for (int i = 0; i < BINS; i++) {
		use[i] = i < 30 || i >= 42;
		for (int k = 0; k < 4; k++)
			t.v[i] +=
			    c[k] * n62_legendre_integral(k, 2. * i / BINS - 1,
				       2. * (i + 1) / BINS - 1);
	}
	CHECK(n62_poly_fit(&t.s, use, 4, &f, &err) == 0);
	CHECK(f.n == 4 && f.ndf == BINS - 12 - 4);
	for (int k = 0; k < 4; k++)
		CHECK(fabs(f.c[k] - c[k]) < 1e-4);
	CHECK(f.chi2 < 1e-9);
}

/* The integral of the sideband fit in the window: pulls, and how often it is
 * within one sigma. */
static void sideband(double events)
{
	struct sums pull = { 0 };
	uint8_t use[BINS];
	int inside = 0, all = 800;

	for (int i = 0; i < BINS; i++)
		use[i] = i < 36 || i >= 44;
	for (int i = 0; i < all; i++) {
		double b, sigma, truth;
		struct n62_err err = { 0 };
		struct n62_poly f;
		struct toy t;

		fill(&t, 0, events, 1);
		CHECK(n62_poly_fit(&t.s, use, 4, &f, &err) == 0);
		CHECK(f.n == 4);
		b = n62_poly_integral(&f, t.edge[36], t.edge[44], &sigma);
		/* 1 - 0.4 t between -0.1 and 0.1: a tenth. */
		truth = events * 0.1;
		sums_add(&pull, (b - truth) / sigma);
		inside += fabs(b - truth) < sigma;
	}
	check_pull("a sideband's integral", &pull);
	check_note("within one sigma: %.1f %%", 100. * inside / all);
	CHECK(fabs((double)inside / all - 0.6827) < 0.05);
}

static void sidebands(void)
{
	n62_rng_init(&rng, 62, 7, 0);
	sideband(2000);
	sideband(40000);
}

static void few(void)
{
	uint8_t use[BINS] = { 0 };
	struct n62_err err = { 0 };
	struct n62_poly f;
	struct toy t;
	double sigma;

	toy_begin(&t);
	CHECK(n62_poly_fit(&t.s, use, 4, &f, &err) == 0);
	CHECK(f.n == 0);
	CHECK(n62_poly_integral(&f, low, high, &sigma) == 0 && sigma == 0);
	for (int i = 0; i < BINS; i++)
		use[i] = i < 40;
	CHECK(n62_poly_fit(&t.s, use, 4, &f, &err) == 0);
	CHECK(f.n == 1);
	/* No event in 40 bins: 0 +- 1/4 in 10. */
	CHECK(n62_poly_integral(&f, t.edge[50], t.edge[60], &sigma) == 0);
	CHECK(fabs(sigma - 0.25) < 1e-12);
	t.v[3] = 1;
	CHECK(n62_poly_fit(&t.s, use, 4, &f, &err) == 0);
	CHECK(f.n >= 1);
	CHECK(n62_poly_integral(&f, t.edge[0], t.edge[40], &sigma) > 0.99);
	CHECK(sigma > 0.5 && sigma < 3);
}

/* ---- scans ------------------------------------------------------------ */

/* What the published scan does, on a flat spectrum without a signal. */
static void scans(void)
{
	struct n62_scan_options o = { 1.5, 11.25, 3, -1 };
	struct n62_scan_point p = { 0.3, 0.002, 0.2, 0.01, NAN, NAN };
	double edge[601], v[600];
	struct n62_spectrum s = { 600, edge, v, 1 };
	struct n62_err err = { 0 };
	struct n62_scan_row r;
	struct sums z = { 0 };

	n62_rng_init(&rng, 62, 8, 0);
	for (int i = 0; i <= 600; i++)
		edge[i] = 0.27 + 1e-4 * i;
	for (int k = 0; k < 300; k++) {
		for (int i = 0; i < 600; i++)
			v[i] = poisson(30);
		if (!CHECK(n62_scan_one(&s, &p, &o, &r, &err) == 0))
			return;
		CHECK(
		    fabs(r.low - 0.297) < 1e-9 && fabs(r.high - 0.303) < 1e-9);
		sums_add(&z, (r.n - r.b) / sqrt(r.b + r.sigma_b * r.sigma_b));
	}
	check_note("z: mean %.3f, rms %.3f", mean(&z), rms(&z));
	CHECK(fabs(mean(&z)) < 0.2 && fabs(rms(&z) - 1) < 0.12);
	CHECK(fabs(r.fraction - 0.866386) < 1e-5);
	CHECK(fabs(r.acceptance - 0.2 * r.fraction) < 1e-12);
	CHECK(fabs(r.fit.low - 0.2775) < 1e-9);
	CHECK(fabs(r.fit.high - 0.3225) < 1e-9);
	CHECK(r.sigma_b == r.sigma_fit);
	o.alternative = 4;
	CHECK(n62_scan_one(&s, &p, &o, &r, &err) == 0);
	CHECK(r.sigma_b > r.sigma_fit && r.b_alternative != r.b);
	p.mass = 0.329;
	CHECK(n62_scan_one(&s, &p, &o, &r, &err) == -1);
	CHECK_TEXT(
	    err.text, "mass 329 MeV: the window reaches beyond the histogram");
}

int main(void)
{
	check_run("pulls of a peak on a slope", peak_many);
	check_run("pulls with weights", peak_weighted);
	check_run("pulls without background", peak_alone);
	check_run("a background that is not there", peak_in_vain);
	check_run("covariance against differences", covariance);
	check_run("the maximum is one", maximum);
	check_run("the core of a peak with tails", core);
	check_run("no peak is an error", refused);
	check_run("integrals of Legendre's polynomials", legendre);
	check_run("a polynomial is found again", exact);
	check_run("integrals of sideband fits", sidebands);
	check_run("sidebands with few events", few);
	check_run("a scan without a signal", scans);
	return check_end();
}
