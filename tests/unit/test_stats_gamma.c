/*
 * test_stats_gamma.c - tails of the gamma and normal distributions against
 * values of mpmath with 40 and 50 digits, and against each other.
 */
#include "check.h"
#include "stats/stats.h"

#include <math.h>

/* ln Q(a, x) and ln P(a, x). */
static const double tails[][4] = {
	{ 1, 0.1, -0.100000000000000006, -2.35216846104409076 },
	{ 1, 50, -50.0, -1.92874984796391778e-22 },
	{ 0.5, 0.3, -0.824217544387922125, -0.577282474532503113 },
	{ 0.5, 2, -3.09003715312208664, -0.0465679122923901635 },
	{ 2.5, 1, -0.163525275594650345, -1.89143640761823294 },
	{ 11, 3, -0.000292379689423312031, -8.13760348040060027 },
	{ 11, 40, -17.9381340645786475, -1.62019528370259019e-8 },
	{ 12, 12, -0.773062341396752584, -0.619148547215927035 },
	{ 13, 11, -0.372954378554428839, -1.16698744497202419 },
	{ 20, 6.5, -0.0000160863487288836842, -11.0375475938505243 },
	{ 20, 46, -12.0859962281487937, -5.63793096924516858e-6 },
	{ 20, 100, -51.6337375446769785, -3.76489357600147497e-23 },
	{ 50, 30, -0.000519026133311341464, -7.56381582470717246 },
	{ 100, 140, -8.73375113358262461, -0.000161070145812063507 },
	{ 100, 90.5, -0.188137889184704079, -1.7631746835360201 },
	{ 300, 301, -0.756413571410224037, -0.633646372151416282 },
	{ 1000, 900, -0.000550053517414344731, -7.5057699942338924 },
	{ 1000, 1200, -20.4700505208983039, -1.28816060945782217e-9 },
	{ 10000, 10300, -6.52215627064222385, -0.001471577135086933 },
	{ 10000, 9000, -2.07329920243392801e-25, -56.8354861687522492 },
	{ 1e+06, 1002000, -3.78081511447302704, -0.0230681310714884 },
	{ 1e+06, 997000, -0.00133900022813256601, -6.61650146730678703 },
	{ 1e+09, 1000040000, -2.27348524049218366, -0.108646730488384556 },
	{ 1e+09, 999940000, -0.0293134499064103384, -3.54432974905705339 },
	{ 1e+09, 1000180000, -18.8848613753769281, -6.28649992243486345e-9 },
};

/* Of the logarithm, absolutely or relatively, whichever is larger. */
static bool near(double got, double wanted, double error)
{
	bool is = fabs(got - wanted) <= error * fmax(1, fabs(wanted));

	/* A logarithm near 0 is a tail, and must be right as such. */
	if (fabs(wanted) < 1)
		is = is && fabs(got - wanted) <= error * fabs(wanted) + 1e-300;
	if (!is)
		check_note("got %.17g, wanted %.17g", got, wanted);
	return is;
}

static void gamma_tails(void)
{
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		const double *t = tails[i];

		CHECK(near(n62_gamma_log_q(t[0], t[1]), t[2], 1e-13));
		CHECK(near(n62_gamma_log_p(t[0], t[1]), t[3], 1e-13));
	}
	CHECK(n62_gamma_log_q(3, 0) == 0 &&
	      n62_gamma_log_q(3, INFINITY) < -1e300);
	CHECK(n62_gamma_log_p(3, INFINITY) == 0);
}

/* Q(a + 1, x) - Q(a, x) = x^a exp(-x) / Gamma(a + 1), across the borders
 * between the expansions. */
static void recurrence(void)
{
	for (double a = 0.5; a < 3e6; a = a < 40 ? a + 0.5 : a * 1.07)
		for (double r = -0.8; r < 2; r += 0.043) {
			double x = a * (1 + r);
			double q = exp(n62_gamma_log_q(a, x));
			double p = exp(n62_gamma_log_p(a, x));
			double q1 = exp(n62_gamma_log_q(a + 1, x));
			double p1 = exp(n62_gamma_log_p(a + 1, x));
			double term = exp(n62_poisson_log(a, x));

			CHECK(fabs(p + q - 1) < 1e-14);
			CHECK(
			    fabs(q1 - q - term) <
			    1e-13 * (1 - log(q1 + 1e-280)) * fmax(q1, 1e-280));
			CHECK(fabs(p - p1 - term) <
			      1e-13 * (1 - log(p + 1e-280)) * fmax(p, 1e-280));
		}
}

static void sums(void)
{
	for (double mean = 0.1; mean < 500; mean *= 1.7) {
		double sum = 0;

		for (int n = 0; n < 60; n++) {
			sum += exp(n62_poisson_log(n, mean));
			CHECK(fabs(n62_poisson_most(n, mean) - sum) <
			      1e-13 * sum);
			CHECK(fabs(n62_poisson_most(n, mean) +
				   n62_poisson_least(n + 1, mean) - 1) < 1e-14);
			CHECK(fabs(n62_poisson_within(2, n + 2, mean) +
				   n62_poisson_most(1, mean) +
				   n62_poisson_least(n + 3, mean) - 1) < 1e-14);
		}
	}
}

static void quantiles(void)
{
	for (double n = 0; n < 2e9; n = n < 10 ? n + 1 : floor(n * 3.7))
		for (double log_p = -0.01; log_p > -25; log_p *= 1.6) {
			double up = n62_poisson_upper(n, log_p);
			double q = n62_gamma_log_q(n + 1, up), low, p;
			/* The last digit of the mean, in the logarithm. */
			double digit = 1e-15 * sqrt(n + 1) * 30 + 1e-13;

			CHECK(fabs(q - log_p) < digit * (1 - log_p));
			low = n62_poisson_lower(n, log_p);
			if (n == 0) {
				CHECK(low == 0);
				continue;
			}
			p = n62_gamma_log_p(n, low);
			CHECK(fabs(p - log_p) < digit * (1 - log_p));
		}
}

/* Abramowitz and Stegun, tables 26.1 and 26.2, and mpmath. */
static void normal(void)
{
	CHECK(near(n62_normal_log_below(-40), -804.608442013753788, 1e-14));
	CHECK(near(n62_normal_log_below(-13), -87.9897199710225197, 1e-14));
	CHECK(near(n62_normal_below(1.5), 0.93319279873114193, 1e-15));
	CHECK(near(n62_normal_z(log(0.05)), 1.6448536269514722, 1e-14));
	CHECK(near(n62_normal_z(log(2.866515718791939e-7)), 5, 1e-14));
	CHECK(fabs(n62_normal_z(log(0.5))) < 1e-15);
	for (double z = -8; z < 38; z += 0.013)
		CHECK(fabs(n62_normal_z(n62_normal_log_below(-z)) - z) < 1e-9 &&
		      (z < -5 ||
			  fabs(n62_normal_z(n62_normal_log_below(-z)) - z) <
			      1e-13 * (1 + fabs(z)) +
				  4e-16 * exp(z < 0 ? z * z / 2 : 0)));
}

static void global(void)
{
	CHECK(near(
	    n62_global_trials(log(0.01), 10), log(1 - pow(0.99, 10)), 1e-14));
	CHECK(near(n62_global_trials(-700, 100), -700 + log(100.0), 1e-14));
	CHECK(n62_global_trials(0, 7) == 0);
}

int main(void)
{
	check_run("gamma tails to 13 digits", gamma_tails);
	check_run("gamma tails obey their recurrence", recurrence);
	check_run("Poisson tails are sums and complements", sums);
	check_run("Poisson quantiles invert the tails", quantiles);
	check_run("the normal distribution", normal);
	check_run("trials factors", global);
	return check_end();
}
