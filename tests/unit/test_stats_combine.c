/*
 * test_stats_combine.c - several experiments at once: against one, against
 * naive sums over all outcomes, and against intervals of one; and the best of
 * a scan.
 */
#include "check.h"
#include "stats/stats.h"

#include <math.h>

static struct n62_question question(int64_t n, double b, double sigma)
{
	return (struct n62_question){ .ses = NAN,
		.c = { .n = n,
		    .cl = 0.9,
		    .b = b,
		    .b_up = sigma,
		    .b_down = sigma,
		    .b_shape = N62_GAUSS,
		    .e_shape = N62_LOGNORMAL } };
}

static struct n62_answer combined(
    const struct n62_question *q, int n, double common)
{
	struct n62_answer a = { 0 };
	struct n62_err err = { 0 };

	if (!CHECK(n62_combine(q, n, common, true, &a, &err) == 0))
		check_note("%s", err.text);
	return a;
}

static bool near(double a, double b, double error)
{
	return fabs(a - b) <= error * fabs(b);
}

/* A combination of one is that one: limit, band and p-value. */
static void one(void)
{
	for (int64_t n = 0; n < 12; n += 3)
		for (int m = N62_CLS; m <= N62_CLSB; m += 2) {
			struct n62_question q = question(n, 1.3, 0.4);
			struct n62_answer a, b;
			struct n62_err err = { 0 };

			q.method = (enum n62_method)m;
			q.ses = 3e-11;
			q.ses_sigma = 0.4e-11;
			CHECK(n62_answer(&q, true, &b, &err) == 0);
			a = combined(&q, 1, 0);
			CHECK(near(a.limit.upper, b.limit.upper, 1e-9));
			CHECK(near(a.p0, b.p0, 1e-9) && a.ses == q.ses);
			for (int k = 0; k < 5; k++)
				CHECK(near(a.band[k], b.band[k], 1e-9));
			/* An error of all is one of this. */
			q.ses_sigma = 0;
			a = combined(&q, 1, 0.4 / 3);
			CHECK(near(a.limit.upper, b.limit.upper, 1e-9));
		}
}

/* Parts of one experiment with the same purity are that experiment. */
static void parts(void)
{
	struct n62_question q[4] = { question(1, 0.5, 0), question(0, 1, 0),
		question(3, 0.25, 0), question(1, 0.75, 0) };
	struct n62_question all = question(5, 2.5, 0);
	struct n62_answer a, b;
	struct n62_err err = { 0 };

	for (int i = 0; i < 4; i++)
		q[i].ses = 1e-10 / q[i].c.b;
	all.ses = 1e-10 / 2.5;
	a = combined(q, 4, 0);
	CHECK(n62_answer(&all, true, &b, &err) == 0);
	CHECK(near(a.limit.upper, b.limit.upper, 1e-9));
	CHECK(near(a.ses, b.ses, 1e-14) && near(a.p0, b.p0, 1e-9));
	CHECK(a.count.n == 5);
	for (int k = 0; k < 5; k++)
		CHECK(near(a.band[k], b.band[k], 1e-9));
}

/* CLs by loops over the counts of three experiments with b known. */
static double naive(
    const double *b, const double *f, const int64_t *n, double s)
{
	double at = 0, p[2] = { 0, 0 }, w[3];

	for (int i = 0; i < 3; i++) {
		w[i] = log1p(s * f[i] / b[i]);
		at += (double)n[i] * w[i];
	}
	for (int i = 0; i < 60; i++)
		for (int j = 0; j < 60; j++)
			for (int k = 0; k < 60; k++) {
				if (i * w[0] + j * w[1] + k * w[2] > at + 1e-9)
					break;
				for (int with = 0; with < 2; with++)
					p[with] +=
					    exp(n62_poisson_log(
						    i, b[0] + with * s * f[0]) +
						n62_poisson_log(
						    j, b[1] + with * s * f[1]) +
						n62_poisson_log(
						    k, b[2] + with * s * f[2]));
			}
	return p[1] / p[0];
}

static void loops(void)
{
	static const double b[3] = { 0.3, 1.5, 4 }, f[3] = { 0.15, 0.35, 0.5 };
	static const int64_t counts[][3] = { { 0, 0, 0 }, { 1, 2, 5 },
		{ 0, 4, 2 }, { 2, 0, 9 } };

	for (int c = 0; c < 4; c++) {
		struct n62_question q[3];
		double u;

		for (int i = 0; i < 3; i++) {
			q[i] = question(counts[c][i], b[i], 0);
			q[i].ses = 1 / f[i];
		}
		u = combined(q, 3, 0).limit.upper;
		/* The largest that is still allowed. */
		CHECK(naive(b, f, counts[c], u * (1 - 1e-7)) > 0.1);
		CHECK(naive(b, f, counts[c], u * (1 + 1e-7)) <= 0.1);
		CHECK(naive(b, f, counts[c], u * 1.02) <= 0.1);
	}
}

/* Many events: near the exact limit of one, the sum where the purities are the
 * same, and no change by an experiment that sees next to nothing. */
static void many(void)
{
	static const double b[] = { 400, 1e4, 1e6 };

	for (int i = 0; i < 3; i++)
		for (double off = -1; off <= 3; off++) {
			double sigma = 0.5 * sqrt(b[i]);
			struct n62_question q[3];
			struct n62_answer one_, all;
			struct n62_err err = { 0 };

			q[0] =
			    question((int64_t)(b[i] + off * 1.1 * sqrt(b[i])),
				b[i], sigma);
			q[0].ses = 1e-10;
			CHECK(n62_answer(&q[0], true, &one_, &err) == 0);
			all = combined(q, 1, 0);
			/* Without the half event of continuity. */
			CHECK(fabs(all.limit.upper - one_.limit.upper) < 0.8);
			CHECK(fabs(all.band[3] - one_.band[3]) < 1.2);
			CHECK(fabs(all.z - one_.z) < 0.7 / sqrt(b[i]));
			q[1] = question(2, 1.5, 0.4);
			q[1].ses = 1;
			q[2] = question(0, 0.5, 0);
			q[2].ses = 1;
			CHECK(near(combined(q, 3, 0).limit.upper,
			    all.limit.upper, 1e-6));
			/* Two halves. */
			q[0].c.b_up = q[0].c.b_down = 0;
			all = combined(q, 1, 0);
			q[1] = q[0];
			q[0].c.n = (int64_t)(b[i] / 2);
			q[1].c.n -= q[0].c.n;
			q[0].c.b = q[1].c.b = b[i] / 2;
			q[0].ses = q[1].ses = 2e-10;
			if (b[i] > 1e3)
				CHECK(near(combined(q, 2, 0).limit.upper,
				    all.limit.upper, 1e-6));
		}
}

/* One that says next to everything beside one with many events, which only
 * orders outcomes of the same count in the first: the limit moves from that of
 * a count less to that of this count, as the other goes from deficit to
 * excess. */
static void few_and_many(void)
{
	struct n62_question q[2] = { question(1, 0.5, 0),
		question(0, 1e6, 300) };
	double least, most, last = 0;

	q[0].ses = 1e-10;
	q[1].ses = 1e-10;
	most = combined(q, 1, 0).limit.upper;
	least = -log(0.1);
	for (double off = -4; off <= 4; off++) {
		double u;

		q[1].c.n = (int64_t)(1e6 + 1e3 * off);
		u = combined(q, 2, 0).limit.upper / 2;
		CHECK(u > last && u > least * 0.98 && u < most * 1.02);
		last = u;
		if (off == -4)
			CHECK(near(u, least, 0.02));
	}
	CHECK(near(last, most, 0.02));
}

/* A contradiction: nothing here, much there. */
static void contradiction(void)
{
	struct n62_question q[2] = { question(0, 0.5, 0), question(60, 5, 0) };
	double u;

	q[0].ses = q[1].ses = 1e-10;
	u = combined(q, 2, 0).limit.upper;
	/* As one, it would be 60 of 5.5. */
	CHECK(u > 40 && u < 80);
	q[1].c.n = 0;
	q[1].c.b = 1e6;
	{
		struct n62_answer a;
		struct n62_err err = { 0 };

		CHECK(n62_combine(q, 2, 0, false, &a, &err) < 0);
		CHECK(strstr(err.text, "too far below"));
	}
}

/* More data without a signal: the expected limit is better than that of each
 * alone, and an error in common makes it worse. */
static void order(void)
{
	struct n62_question q[2] = { question(1, 0.15, 0.05),
		question(2, 1.5, 0.3) };
	double both, alone, wide;

	q[0].ses = 3.15e-10;
	q[1].ses = 0.389e-10;
	both = combined(q, 2, 0).band[2] * combined(q, 2, 0).ses;
	alone = combined(q + 1, 1, 0).band[2] * q[1].ses;
	wide = combined(q, 2, 0.3).band[2] * combined(q, 2, 0.3).ses;
	CHECK(both < alone && wide > both);
}

static void refused(void)
{
	struct n62_question q[2] = { question(1, 0.15, 0), question(2, 1, 0) };
	struct n62_answer a;
	struct n62_err err = { 0 };

	q[0].ses = 1e-10;
	CHECK(n62_combine(q, 2, 0, false, &a, &err) < 0);
	CHECK(strstr(err.text, "either all experiments have a sensitivity"));
	err = (struct n62_err){ 0 };
	q[1].ses = 1e-10;
	q[1].c.b = -1;
	CHECK(n62_combine(q, 2, 0, false, &a, &err) < 0);
	CHECK(strstr(err.text, "experiment 2: the background is -1"));
	err = (struct n62_err){ 0 };
	q[1].c.b = 1;
	q[0].method = N62_FC;
	CHECK(n62_combine(q, 2, 0, false, &a, &err) < 0);
	CHECK(strstr(err.text, "not by fc"));
}

/* ---- measurements --------------------------------------------------- */

/* Of one experiment: the bounded interval of Rolke, Lopez and Conrad. */
static void interval(void)
{
	for (int64_t n = 0; n < 30; n += 5) {
		struct n62_question q = question(n, 7, 1);
		struct n62_measurement m;
		struct n62_interval i;
		struct n62_err err = { 0 };

		q.c.cl = 0.6827;
		q.c.bounded = true;
		q.c.e_sigma = 0.05;
		CHECK(n62_measure(&q, 1, 0, &m, &err) == 0);
		CHECK(n62_limit(N62_RLC, &q.c, &i, NULL, &err) == 0);
		CHECK(fabs(m.best - fmax((double)n - 7, 0)) < 1e-6);
		CHECK(fabs(m.best + m.up - i.upper) < 1e-6);
		CHECK(fabs(m.best - m.down - i.lower) < 1e-6);
		CHECK(m.up >= m.stat_up - 1e-6 &&
		      near(m.stat_up * m.stat_up + m.syst_up * m.syst_up,
			  m.up * m.up, 1e-6));
		CHECK(n > 7 ? m.z > 0 : m.z == 0);
	}
}

/* Equal experiments: the mean, with an error smaller by the root of their
 * number; an error in common stays. */
static void mean(void)
{
	struct n62_question q[9];
	struct n62_measurement all, single;
	struct n62_err err = { 0 };

	for (int i = 0; i < 9; i++) {
		q[i] = question(110, 10, 0);
		q[i].ses = 1e-10;
		q[i].c.cl = 0.6827;
	}
	CHECK(n62_measure(q, 9, 0, &all, &err) == 0);
	CHECK(n62_measure(q, 1, 0, &single, &err) == 0);
	CHECK(near(all.best, 1e-8, 1e-6) && near(single.best, 1e-8, 1e-6));
	CHECK(near(3 * all.up, single.up, 0.03) && all.syst_up == 0);
	CHECK(near(all.z, 3 * single.z, 1e-6));
	CHECK(n62_measure(q, 9, 0.2, &all, &err) == 0);
	CHECK(near(all.syst_down, 0.2e-8, 0.2) && all.syst_up > all.syst_down);
}

/* ---- scans ---------------------------------------------------------- */

/* A scan in steps of a third of a window, out of order. */
static void best_of(void)
{
	struct n62_limit_row rows[264];
	struct n62_global g;
	struct n62_err err = { 0 };
	double p;

	for (int i = 0; i < 264; i++) {
		double x = 0.1 + 0.001 * ((i * 5) % 264);

		rows[i] =
		    (struct n62_limit_row){ question(100 + (i % 2), 100.5, 0),
			    x - 0.0015, x + 0.0015 };
		rows[i].q.mass = i % 3 ? x : NAN;
	}
	rows[40].q.c.n = 140;
	CHECK(n62_scan_global(rows, 264, &g, &err) == 0);
	CHECK(g.row == 41 && near(g.at, 0.1 + 0.001 * 200, 1e-12));
	CHECK(near(g.windows, 88, 1e-9));
	p = exp(n62_log_p0(&rows[40].q.c));
	CHECK(near(g.p0, p, 1e-12));
	CHECK(near(g.p_windows, 1 - pow(1 - p, 88), 1e-9));
	/* Places alternate between odd and even numbers. */
	CHECK(fabs(g.upcrossings - 132) <= 1);
	CHECK(near(g.p_upcrossings,
	    n62_global_upcrossings(g.z, g.upcrossings, 0), 1e-12));
	CHECK(n62_scan_global(rows, 0, &g, &err) < 0);
}

int main(void)
{
	check_run("a combination of one", one);
	check_run("parts of one experiment", parts);
	check_run("three experiments by loops", loops);
	check_run("many events are normal", many);
	check_run("few events beside many", few_and_many);
	check_run("a contradiction", contradiction);
	check_run("more data say more", order);
	check_run("what cannot be combined", refused);
	check_run("a measurement is the interval of rlc", interval);
	check_run("a measurement of equal experiments", mean);
	check_run("the best of a scan", best_of);
	return check_end();
}
