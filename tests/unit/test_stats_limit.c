/*
 * test_stats_limit.c - what must hold of limits for any input: that they are
 * finite and monotone, agree with known limits at the borders of the range,
 * and cover as often as the theory says.
 */
#include "check.h"
#include "stats/stats.h"

#include <math.h>

static double upper_of(enum n62_method m, const struct n62_count *c)
{
	struct n62_interval i;
	struct n62_err err = { 0 };

	if (!CHECK(n62_limit(m, c, &i, NULL, &err) == 0)) {
		check_note("%s", err.text);
		return NAN;
	}
	CHECK(i.lower >= 0 && i.lower <= i.upper && isfinite(i.upper));
	return i.upper;
}

static double span(struct n62_rng *r, double lo, double hi)
{
	return exp(log(lo) + n62_rng_uniform(r) * log(hi / lo));
}

/* An experiment of any size, with n not far from b. */
static struct n62_count any_count(struct n62_rng *r, double most)
{
	double b = span(r, 1e-3, most), n, sigma;
	struct n62_count c = { .cl = 1 - span(r, 2e-9, 0.5) };

	sigma = span(r, 1e-4, 1) * b;
	n = b + n62_rng_normal(r) * sqrt(b + sigma * sigma);
	c.n = (int64_t)fmax(n, 0);
	c.b = b;
	c.b_up = c.b_down = sigma;
	c.b_shape = (enum n62_shape)n62_rng_below(r, 5);
	if (c.b_shape == N62_HALVES)
		c.b_down = fmin(0.5 * sigma, b);
	c.e_shape = n62_rng_below(r, 2) ? N62_LOGNORMAL : N62_KNOWN;
	c.e_sigma = c.e_shape ? span(r, 1e-3, 0.3) : 0;
	return c;
}

static void say(const struct n62_count *c)
{
	check_note("n %lld b %.17g +- %.17g %.17g shape %d e %.17g cl %.17g",
	    (long long)c->n, c->b, c->b_up, c->b_down, (int)c->b_shape,
	    c->e_sigma, c->cl);
}

/* CLs: grows with n and with the level, and never less than -ln alpha. */
static void monotone(double most, int runs)
{
	struct n62_rng r;

	n62_rng_init(&r, 20, (uint64_t)most, 0);
	for (int i = 0; i < runs; i++) {
		struct n62_count c = any_count(&r, most), d = c;
		double u = upper_of(N62_CLS, &c), b = upper_of(N62_CLSB, &c);
		bool fine = u > 0 && b <= u * (1 + 1e-9);

		d.n++;
		fine = fine && upper_of(N62_CLS, &d) > u * (1 - 1e-9);
		d = c;
		d.cl = 1 - 0.9 * (1 - c.cl);
		fine = fine && upper_of(N62_CLS, &d) > u * (1 - 1e-9);
		fine =
		    fine && (c.e_sigma > 0 || u > -log1p(-c.cl) * (1 - 1e-9));
		if (!CHECK(fine))
			say(&c);
	}
}

static void monotone_small(void)
{
	monotone(200, 1000);
}

static void monotone_large(void)
{
	monotone(1e9, 60);
}

/* Without a spread of e the limit for no event does not depend on b. */
static void no_event(void)
{
	struct n62_rng r;

	n62_rng_init(&r, 21, 0, 0);
	for (int i = 0; i < 1000; i++) {
		struct n62_count c = any_count(&r, 1e9);

		c.n = 0;
		c.e_sigma = 0;
		if (!CHECK(fabs(upper_of(N62_CLS, &c) / -log1p(-c.cl) - 1) <
			   1e-10))
			say(&c);
	}
}

/* Tables and integrals meet: the limit at 300 and 301 events lies on the
 * same smooth curve. */
static void seamless(void)
{
	struct n62_rng r;

	n62_rng_init(&r, 22, 0, 0);
	for (int i = 0; i < 60; i++) {
		struct n62_count c = any_count(&r, 10);
		double u[6], d;

		c.b = 250 + 100 * n62_rng_uniform(&r);
		c.b_up = c.b_down = c.b * span(&r, 1e-3, 0.5);
		for (int k = 0; k < 6; k++) {
			c.n = 298 + k;
			u[k] = upper_of(N62_CLS, &c);
		}
		/* The fifth difference of a smooth function of n / 17. */
		d = u[5] - 5 * u[4] + 10 * u[3] - 10 * u[2] + 5 * u[1] - u[0];
		if (!CHECK(fabs(d) < 1e-6 * u[0]))
			say(&c);
	}
}

/* A vanishing error is no error, for every shape and on both ways. */
static void small_errors(void)
{
	for (int shape = N62_GAUSS; shape <= N62_HALVES; shape++)
		for (int64_t n = 0; n < 2000; n = 3 * n + 1) {
			struct n62_count c = { .n = n, .cl = 0.9, .b = 3.5 };
			double known = upper_of(N62_CLS, &c), u;

			c.b_shape = (enum n62_shape)shape;
			c.b_up = 1e-6;
			c.b_down = 0.9e-6;
			c.e_shape = N62_LOGNORMAL;
			c.e_sigma = 1e-7;
			u = upper_of(N62_CLS, &c);
			if (!CHECK(fabs(u / known - 1) < 1e-6))
				say(&c);
		}
}

/* P(<= n) of a Poisson count whose mean is normal, by Edgeworth's expansion to
 * 1/n: cumulants are those of exp(t) - 1 in the normal one's. next: without,
 * it is the normal distribution. */
static double edgeworth(double n, double mean, double sigma, bool next)
{
	double v = sigma * sigma, k2 = mean + v,
	       x = (n + 0.5 - mean) / sqrt(k2);
	double skew = (mean + 3 * v) / (k2 * sqrt(k2));
	double kurt = (mean + 7 * v) / (k2 * k2), x2 = x * x, more;

	if (!next)
		return n62_normal_below((n - mean) / sqrt(k2));
	more = skew / 6 * (x2 - 1) + kurt / 24 * x * (x2 - 3) +
	       skew * skew / 72 * x * (x2 * x2 - 10 * x2 + 15);
	return n62_normal_below(x) -
	       exp(-0.5 * x2) / sqrt(2 * 3.14159265358979323846) * more;
}

static double normal_cls(const struct n62_count *c, bool next)
{
	double lo = 0, hi = 1e6, n = (double)c->n;
	double target = (1 - c->cl) * edgeworth(n, c->b, c->b_up, next);

	while (hi - lo > 1e-13 * hi) {
		double s = 0.5 * (lo + hi);

		*(edgeworth(n, s + c->b, c->b_up, next) > target ? &lo : &hi) =
		    s;
	}
	return lo;
}

/*
 * A million events. The normal limit, with the variance of the signal that is
 * tested, agrees to 1e-6 of n where no fewer events were seen than expected,
 * and to 2.5e-6 with a deficit of two standard deviations, which takes CLs to
 * smaller probabilities: it leaves out half an event of continuity and as much
 * of skewness. With these next orders it agrees to 1e-7 of itself.
 */
static void many_events(void)
{
	double n = 1e6, z = 1.2815515655446004;
	double mean = n + z * sqrt(n) + (z * z + 2) / 3;
	static const double sigmas[] = { 0, 100, 1000, 10000 };

	/* The quantile by the expansion of E. Cornish and R. Fisher. */
	CHECK(fabs(n62_poisson_upper(n, log(0.1)) / mean - 1) < 1e-7);
	for (int i = 0; i < 4; i++)
		for (double off = -2; off <= 3; off++) {
			double s = sqrt(1e6 + sigmas[i] * sigmas[i]), u;
			struct n62_count c = { .cl = 0.9,
				.b = 1e6,
				.b_up = sigmas[i],
				.b_down = sigmas[i],
				.b_shape = N62_GAUSS };

			c.n = (int64_t)(1e6 + off * s);
			u = upper_of(N62_CLS, &c);
			CHECK(fabs(u - normal_cls(&c, false)) <
			      (off < 0 ? 2.5e-6 : 1e-6) * n);
			if (!CHECK(fabs(u / normal_cls(&c, true) - 1) < 1e-7))
				say(&c);
		}
}

/* Feldman and Cousins for a million events: the normal interval of their
 * section IV.B to 1e-6 of n, with the variance at the end. */
static void many_unified(void)
{
	for (double off = -1; off <= 5; off += 2) {
		struct n62_count c = { .cl = 0.9, .b = 1e6 };
		struct n62_interval i, normal;
		struct n62_err err = { 0 };
		double sigma;

		c.n = (int64_t)(1e6 + off * 1e3);
		CHECK(n62_limit(N62_FC_RAW, &c, &i, NULL, &err) == 0);
		sigma = sqrt(1e6 + i.upper);
		n62_fc_gauss(off * 1e3 / sigma, 0.9, &normal);
		CHECK(fabs(i.upper - normal.upper * sigma) < 1e-6 * 1e6 * 1.5);
		sigma = sqrt(1e6 + i.lower);
		n62_fc_gauss(off * 1e3 / sigma, 0.9, &normal);
		CHECK(fabs(i.lower - normal.lower * sigma) < 1e-6 * 1e6 * 1.5);
		check_note("%g sigma: %.2f to %.2f", off, i.lower, i.upper);
	}
}

/* A scan: from few events to many the limit is one smooth curve, in units of
 * the standard deviation of the background, without a seam. */
static void one_curve(void)
{
	double last = 0;

	for (double b = 20; b < 1e9; b *= 1.31) {
		struct n62_count c = { .n = (int64_t)round(b),
			.cl = 0.9,
			.b = round(b),
			.b_up = 0.01 * b,
			.b_down = 0.01 * b,
			.b_shape = N62_GAUSS };
		double x = upper_of(N62_CLS, &c) / sqrt(c.b + c.b_up * c.b_up);

		/* It falls to 1.645 like 1 / sqrt(b). */
		CHECK(x > 1.6448536 && x < 1.6449 + 1.9 / sqrt(b));
		CHECK(last == 0 ||
		      (x < last && last - x < 0.25 / sqrt(b) + 1e-6));
		last = x;
	}
	CHECK(last < 1.64495);
}

/* The largest excess of arXiv:2005.09575: 3.6 sigma, and an observed limit of
 * 2.97 times the expected one. */
static void excess(void)
{
	struct n62_count c = { .cl = 0.9, .b = 4e6, .b_shape = N62_GAUSS };
	double ratio;

	c.n = 4000000 + 7200;
	ratio = upper_of(N62_CLS, &c);
	c.n = 4000000;
	ratio /= upper_of(N62_CLS, &c);
	CHECK(fabs(ratio - 4.882 / 1.645) < 0.005);
}

/* With shape k and scale t, the average of a gamma prior is the negative
 * binomial distribution: a sum of its own for each n. */
static void gamma_prior(void)
{
	struct n62_count c = {
		.n = 4, .cl = 0.95, .b = 2.5, .b_shape = N62_GAMMA
	};
	double k = 6.25, t = 0.4, sum = 0, all = 0, p = pow(1 / (1 + t), k), u;

	c.b_up = c.b_down = 1;
	u = upper_of(N62_CLS, &c);
	for (int j = 0; j <= 4; j++) {
		sum += p * n62_poisson_most(4 - j, u);
		all += p;
		p *= (k + j) / (j + 1) * t / (1 + t);
	}
	CHECK(fabs(sum / all - 0.05) < 1e-13);
	/* And the p-value of at least one event is 1 - p(0). */
	c.n = 1;
	CHECK(fabs(exp(n62_log_p0(&c)) - (1 - pow(1 / (1 + t), k))) < 1e-13);
}

/* The distribution of n without a signal sums to one, whichever way. */
static void probabilities(void)
{
	struct n62_rng r;

	n62_rng_init(&r, 23, 0, 0);
	for (int i = 0; i < 300; i++) {
		struct n62_count c = any_count(&r, 300), d;
		int64_t n = n62_background_quantile(&c, 1);
		double q = n62_normal_below(1);

		/* P(<= n) is the complement of P(>= n + 1). */
		d = c;
		d.n = n + 1;
		CHECK(-expm1(n62_log_p0(&d)) >= q * (1 - 1e-9));
		d.n = n;
		if (!CHECK(n == 0 || -expm1(n62_log_p0(&d)) < q * (1 + 1e-9)))
			say(&c);
	}
}

static void no_nan(void)
{
	struct n62_rng r;

	n62_rng_init(&r, 24, 0, 0);
	for (int i = 0; i < 120; i++) {
		struct n62_count c = any_count(&r, i % 4 ? 30 : 1e4);

		for (int m = 0; m < N62_METHODS; m++)
			if (m != N62_CLS_PROFILE ||
			    (c.b < 30 && c.b_up > 0.03 * c.b && c.n < 60))
				upper_of((enum n62_method)m, &c);
		if (check_failures) {
			say(&c);
			return;
		}
	}
}

/* The corners of what is accepted, where methods once did not end. */
static void corners(void)
{
	static const double at[][3] = { { 0, 0, 0 }, { 0, 0, 1 }, { 1e9, 0, 0 },
		{ 0, 1e9, 0 }, { 1e9, 1e9, 1e6 }, { 5, 1e6, 1e4 },
		{ 1000, 1, 0.3 }, { 3, 100, 30 }, { 1000000, 3, 0.5 } };
	static const double levels[] = { 0.5, 0.9, 1 - 1e-9 };

	for (int m = 0; m < N62_METHODS; m++)
		for (int i = 0; i < 9; i++)
			for (int l = 0; l < 3; l++) {
				struct n62_count c = { .n = (int64_t)at[i][0],
					.cl = levels[l],
					.b = at[i][1],
					.b_up = at[i][2],
					.b_down = at[i][2],
					.b_shape = N62_GAUSS };

				if (m == N62_CLS_PROFILE && c.b_up > 0.5)
					continue;
				upper_of((enum n62_method)m, &c);
			}
}

/* Feldman and Cousins: the upper end falls with b, lies above the raw one,
 * and nowhere below the raw one of a larger b. */
static void lengthened(void)
{
	static const double levels[] = { 0.6827, 0.9, 0.95, 0.99 };

	for (int l = 0; l < 4; l++)
		for (int64_t n = 0; n < 12; n++) {
			double last = INFINITY, most = 0;

			for (double b = 26; b >= 0; b -= 0.0625) {
				struct n62_count c = {
					.n = n, .cl = levels[l], .b = b
				};
				double raw = upper_of(N62_FC_RAW, &c);
				double u = upper_of(N62_FC, &c);

				most = fmax(most, raw);
				CHECK(u >= most * (1 - 1e-9));
				CHECK(b == 26 || u >= last * (1 - 1e-9));
				last = u;
			}
		}
}

/* The printed NA62 limit of K+ -> mu- nu e+ e+, and the example of the page. */
static void published(void)
{
	struct n62_count c = { .n = 0,
		.cl = 0.9,
		.b = 0.26,
		.b_up = 0.04,
		.b_down = 0.04,
		.b_shape = N62_GAUSS,
		.e_shape = N62_LOGNORMAL,
		.e_sigma = 0.12 / 3.53 };
	double br = upper_of(N62_CLS, &c) * 3.53e-11;

	CHECK(br > 8.125e-11 && br < 8.135e-11);
}

static void bad_input(void)
{
	static const struct {
		struct n62_count c;
		const char *says;
	} bad[] = {
		{ { .n = -1, .cl = 0.9 }, "events is -1" },
		{ { .cl = 0.9, .b = -0.5 }, "background is -0.5" },
		{ { .cl = 0.9, .b = NAN }, "background is nan" },
		{ { .cl = 1, .b = 1 }, "confidence level is 1" },
		{ { .cl = NAN, .b = 1 }, "confidence level is nan" },
		{ { .cl = 0.9, .b = 1, .b_up = 50, .b_down = 50 },
		    "error of the background" },
		{ { .cl = 0.9, .b = 1, .e_sigma = 2 }, "sensitivity is 2" },
		{ { .cl = 0.9,
		      .b_up = 1,
		      .b_down = 1,
		      .b_shape = N62_LOGNORMAL },
		    "background is 0" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct n62_interval l;
		struct n62_err err = { 0 };

		CHECK(n62_limit(N62_CLS, &bad[i].c, &l, NULL, &err) == -1);
		if (!CHECK(strstr(err.text, bad[i].says)))
			check_note("%s", err.text);
	}
}

/* ---- coverage ------------------------------------------------------- */

/* What theory says of b known: the unified and the central intervals and
 * CLs cover at least as often as said for every s; CLs+b exactly one-sided,
 * so at least; the others may not. */
static void coverage(void)
{
	static const double b[] = { 0, 0.5, 3, 10 };
	struct n62_err err = { 0 };

	for (int m = 0; m < N62_METHODS; m++) {
		double least = 2, most = 0, sum = 0;
		int cells = 0;
		bool sure = m == N62_CLS || m == N62_CLSB || m == N62_FC ||
			    m == N62_FC_RAW || m == N62_GARWOOD;

		if (m == N62_CLS_PROFILE)
			continue;
		for (int i = 0; i < 4; i++)
			for (double s = 0.05; s < 12; s += 0.37) {
				struct n62_count c = { .cl = 0.9, .b = b[i] };
				double p = 0;

				CHECK(n62_coverage((enum n62_method)m, &c, s,
					  &p, &err) == 0);
				CHECK(!sure || p >= 0.9 - 1e-9);
				least = fmin(least, p);
				most = fmax(most, p);
				sum += p;
				cells++;
			}
		CHECK(cells == 132 && most <= 1);
		check_note("coverage of %s at 90 %%: %.4f to %.4f, mean %.4f",
		    n62_method_name((enum n62_method)m), least, most,
		    sum / cells);
		/* CLs covers more than CLs+b wherever b is not 0. */
		if (m == N62_CLS)
			CHECK(sum / cells > 0.94);
		if (m == N62_ASYMPTOTIC)
			CHECK(least < 0.9);
	}
}

int main(void)
{
	check_run("CLs limits are monotone, few events", monotone_small);
	check_run("CLs limits are monotone, up to 1e9", monotone_large);
	check_run("no event: -ln alpha for any background", no_event);
	check_run("sums and integrals meet", seamless);
	check_run("small errors are none", small_errors);
	check_run("many events are normal", many_events);
	check_run("many events by Feldman and Cousins", many_unified);
	check_run("one curve from few events to many", one_curve);
	check_run("a published excess", excess);
	check_run("gamma prior is negative binomial", gamma_prior);
	check_run("probabilities sum to one", probabilities);
	check_run("no method gives NaN", no_nan);
	check_run("corners of the range", corners);
	check_run("Feldman and Cousins falls with b", lengthened);
	check_run("a published limit", published);
	check_run("senseless input is named", bad_input);
	check_run("coverage by the sum over n", coverage);
	return check_end();
}
