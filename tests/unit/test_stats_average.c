/*
 * test_stats_average.c - Feldman and Cousins' interval of averaged
 * probabilities: against plain sums over fine steps of background and
 * efficiency, and where errors vanish or events are many.
 */
#include "check.h"
#include "stats/stats.h"

#include <math.h>

enum {
	TOP = 80,    /* counts */
	STEPS = 200, /* of each error */
	GRID = 1200  /* signals at which the best is looked for */
};

/* P(k | s) in steps of 0.04 standard deviations to 4 at each side, of the
 * middle rule: good to 1e-4, as the tails are cut off. */
struct sums {
	double b[TOP + 1]; /* of the background */
	struct n62_count c;
	double best[TOP + 1];
};

static double weight(int i, double *z)
{
	*z = -4 + 8 * (i + 0.5) / STEPS;
	return exp(-0.5 * *z * *z);
}

static void add_poisson(double *p, double mean, double w)
{
	double v = w * exp(-mean);

	for (int k = 0; k <= TOP; k++) {
		p[k] += v;
		v *= mean / (k + 1);
	}
}

static void all_counts(const struct sums *f, double s, double *p)
{
	double signal[TOP + 1] = { 0 }, sum = 0, z;

	for (int i = 0; i < STEPS; i++) {
		double w = weight(i, &z);

		add_poisson(signal, s * exp(z * log1p(f->c.e_sigma)), w);
		sum += w;
	}
	for (int k = 0; k <= TOP; k++) {
		p[k] = 0;
		for (int j = 0; j <= k; j++)
			p[k] += f->b[j] * signal[k - j] / sum;
	}
}

static void prepare(struct sums *f)
{
	double sum = 0, p[TOP + 1];

	for (int k = 0; k <= TOP; k++)
		f->b[k] = f->best[k] = 0;
	for (int i = 0; i < STEPS; i++) {
		double z, w = weight(i, &z), b = f->c.b + z * f->c.b_up;

		if (b < 0)
			continue;
		add_poisson(f->b, b, w);
		sum += w;
	}
	for (int k = 0; k <= TOP; k++)
		f->b[k] /= sum;
	for (int i = 0; i < GRID; i++) {
		all_counts(f, 0.06 * i, p);
		for (int k = 0; k <= TOP; k++)
			f->best[k] = fmax(f->best[k], p[k]);
	}
}

/* The probability of what ranks above n. */
static double above(const struct sums *f, int n, double s)
{
	double p[TOP + 1], sum = 0;

	all_counts(f, s, p);
	/* Counts whose best signal is beyond the grid are not there. */
	for (int k = 0; k <= 50; k++)
		if (k != n && p[k] / f->best[k] > p[n] / f->best[n])
			sum += p[k];
	return sum;
}

static void brute_force(void)
{
	static const double cases[][3] = { { 1.2, 0.4, 0.1 }, { 3, 1, 0 },
		{ 0.5, 0.1, 0.3 }, { 4, 0.5, 0.05 } };

	for (int i = 0; i < 4; i++) {
		struct sums f = { .c = { .cl = 0.9,
				      .b = cases[i][0],
				      .b_up = cases[i][1],
				      .b_down = cases[i][1],
				      .b_shape = N62_GAUSS,
				      .e_shape = N62_LOGNORMAL,
				      .e_sigma = cases[i][2] } };

		prepare(&f);
		for (int n = 0; n <= 9; n += 3) {
			struct n62_interval l;
			struct n62_err err = { 0 };

			f.c.n = n;
			CHECK(n62_limit(N62_FC, &f.c, &l, NULL, &err) == 0);
			check_note("n %d b %g +- %g r %g: %.4f to %.4f", n,
			    f.c.b, f.c.b_up, f.c.e_sigma, l.lower, l.upper);
			CHECK(above(&f, n, l.upper - 0.01) < 0.9);
			for (double s = l.upper + 0.01; s < l.upper + 3;
			     s += 0.2)
				CHECK(above(&f, n, s) > 0.9);
			if (l.lower == 0) {
				CHECK(above(&f, n, 0.001) < 0.9);
				continue;
			}
			CHECK(above(&f, n, l.lower + 0.01) < 0.9);
			for (double s = l.lower - 0.01; s > 0; s -= 0.2)
				CHECK(above(&f, n, s) > 0.9);
		}
	}
}

/* Errors that vanish leave the interval of a known background, whatever the
 * shape, the counts and the level. */
static void vanish(void)
{
	static const double b[] = { 1e-3, 3.5, 20 };
	static const double levels[] = { 0.6827, 0.95, 0.9999 };

	for (int i = 0; i < 36; i++)
		for (int64_t n = 0; n < 80; n = 2 * n + 1) {
			struct n62_count c = {
				.n = n, .cl = levels[i % 3], .b = b[i / 3 % 3]
			};
			struct n62_interval known, l;
			struct n62_err err = { 0 };

			CHECK(
			    n62_limit(N62_FC_RAW, &c, &known, NULL, &err) == 0);
			c.b_shape = (enum n62_shape)(N62_GAUSS + i / 9);
			c.b_up = 1e-6 * c.b;
			c.b_down = 0.9e-6 * c.b;
			c.e_shape = N62_LOGNORMAL;
			c.e_sigma = 1e-7;
			CHECK(n62_limit(N62_FC_RAW, &c, &l, NULL, &err) == 0);
			if (CHECK(fabs(l.upper - known.upper) <
				  1e-5 * known.upper) &&
			    CHECK(fabs(l.lower - known.lower) < 1e-5))
				continue;
			check_note("n %d b %g cl %g: %g %g, not %g %g", (int)n,
			    c.b, c.cl, l.lower, l.upper, known.lower,
			    known.upper);
		}
}

/* For many events the interval is a normal one, which the enumeration comes
 * near to, and which for b known is that of the exact algorithm. */
static void many(void)
{
	struct n62_count c = { .n = 130,
		.cl = 0.9,
		.b = 100,
		.b_up = 10,
		.b_down = 10,
		.b_shape = N62_GAUSS };
	struct n62_interval l, wide;
	struct n62_err err = { 0 };

	CHECK(n62_limit(N62_FC, &c, &l, NULL, &err) == 0);
	/* Without the enumeration: half the scale of errors, twice of events
	 * gives about twice the ends. */
	c.n = 1300;
	c.b = 1000;
	c.b_up = c.b_down = 1e-3;
	CHECK(n62_limit(N62_FC, &c, &wide, NULL, &err) == 0);
	c.b_shape = N62_KNOWN;
	CHECK(n62_limit(N62_FC, &c, &l, NULL, &err) == 0);
	CHECK(fabs(wide.upper - l.upper) < 0.01 * l.upper);
	CHECK(fabs(wide.lower - l.lower) < 0.01 * l.lower);
	c = (struct n62_count){ .n = 1000000000,
		.cl = 0.9,
		.b = 1e9 - 1e6,
		.b_up = 1e6,
		.b_down = 1e6,
		.b_shape = N62_GAUSS };
	CHECK(n62_limit(N62_FC, &c, &l, NULL, &err) == 0);
	/* x = 1 of table X: 0 to 2.64. */
	CHECK(l.lower == 0 && fabs(l.upper / 1e6 - 2.64) < 0.01);
}

/* The error of the sensitivity in cls-profile: without an event CLs is the
 * average of exp(-s e), as for cls; with b known and s above n - b it is cls;
 * and with everything it grows. */
static void profile(void)
{
	for (int64_t n = 0; n < 9; n += 4) {
		struct n62_count c = { .n = n,
			.cl = 0.9,
			.b = 1.5,
			.b_shape = N62_GAMMA,
			.e_shape = N62_LOGNORMAL,
			.e_sigma = 0.2 };
		struct n62_interval l, known, none;
		struct n62_err err = { 0 };

		CHECK(n62_limit(N62_CLS_PROFILE, &c, &l, NULL, &err) == 0);
		CHECK(n62_limit(N62_CLS, &c, &known, NULL, &err) == 0);
		CHECK(fabs(l.upper / known.upper - 1) < 1e-9);
		c.b_up = c.b_down = 0.5;
		CHECK(n62_limit(N62_CLS_PROFILE, &c, &l, NULL, &err) == 0);
		CHECK(n62_limit(N62_CLS, &c, &known, NULL, &err) == 0);
		if (n == 0)
			CHECK(fabs(l.upper / known.upper - 1) < 1e-9);
		c.e_sigma = 0;
		CHECK(n62_limit(N62_CLS_PROFILE, &c, &none, NULL, &err) == 0);
		CHECK(l.upper > none.upper && l.upper < 1.3 * none.upper);
	}
}

/* How often the interval contains the truth where b is at its nominal value:
 * the averages cover on the whole. */
static void coverage(void)
{
	struct n62_count c = { .cl = 0.9,
		.b = 3,
		.b_up = 0.6,
		.b_down = 0.6,
		.b_shape = N62_GAUSS,
		.e_shape = N62_LOGNORMAL,
		.e_sigma = 0.1 };
	double s[20], p[20], sum = 0;
	struct n62_err err = { 0 };

	for (int i = 0; i < 20; i++)
		s[i] = 0.5 + 0.5 * i;
	CHECK(n62_coverages(N62_FC, &c, s, 20, p, &err) == 0);
	for (int i = 0; i < 20; i++) {
		CHECK(p[i] > 0.88 && p[i] <= 1);
		sum += p[i] / 20;
	}
	check_note("mean coverage %.4f", sum);
	CHECK(sum > 0.9);
}

int main(void)
{
	check_run("the interval by plain sums", brute_force);
	check_run("errors that vanish", vanish);
	check_run("many events", many);
	check_run("cls-profile with an error of the sensitivity", profile);
	check_run("averages cover", coverage);
	return check_end();
}
