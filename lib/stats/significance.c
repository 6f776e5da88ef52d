/*
 * significance.c - how unlikely the background alone is: expected, of on and
 * off counts, and where one has looked elsewhere.
 */
#include <math.h>

#include "private.h"

double n62_asimov_z(double s, double b, double sigma)
{
	double v = sigma * sigma, q;

	if (s <= 0)
		return 0;
	if (b <= 0)
		return INFINITY;
	if (v == 0)
		return sqrt(2 * stats_deviance(s + b, b));
	q = (s + b) * log((s + b) * (b + v) / (b * b + (s + b) * v)) -
	    b * b / v * log1p(v * s / (b * (b + v)));
	return sqrt(2 * q);
}

/*
 * ln of the regularised incomplete beta function I_x(a, b) for x below the
 * mean: its continued fraction, NIST DLMF 8.17.22, by the method of Lentz.
 */
static double log_beta_below(double x, double a, double b)
{
	double front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) +
		       b * log1p(-x) - log(a);
	double c = 1, d = 1 / fmax(1 - (a + b) * x / (a + 1), 1e-300), h = d;

	for (int k = 1; k < 100000; k++) {
		double up = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
		double low = -(a + k) * (a + b + k) * x /
			     ((a + 2 * k) * (a + 2 * k + 1));

		d = 1 / (1 + up * d);
		c = 1 + up / c;
		h *= d * c;
		d = 1 / (1 + low * d);
		c = 1 + low / c;
		h *= d * c;
		if (fabs(d * c - 1) < 1e-16)
			break;
	}
	return front + log(h);
}

double n62_on_off_binomial(double on, double off, double tau)
{
	double x = 1 / (1 + tau), log_p;

	if (on <= 0)
		return -INFINITY;
	if (x < (on + 1) / (on + off + 3))
		log_p = log_beta_below(x, on, off + 1);
	else
		log_p = log1p(-exp(log_beta_below(1 - x, off + 1, on)));
	return n62_normal_z(log_p);
}

double n62_on_off_likelihood(double on, double off, double tau)
{
	double all = on + off, b = all / (1 + tau), q;

	q = stats_deviance(on, b) + stats_deviance(off, tau * b);
	if (on == 0)
		q = b + stats_deviance(off, tau * b);
	else if (off == 0)
		q = stats_deviance(on, b) + tau * b;
	return on >= off / tau ? sqrt(2 * q) : -sqrt(2 * q);
}

double n62_global_trials(double log_p, double trials)
{
	double none;

	if (log_p >= 0)
		return 0;
	none = trials * log1p(-exp(log_p));
	/* For p below 1e-300 or so the sum of the trials. */
	return log_p < -600 ? log_p + log(trials) : log(-expm1(none));
}

double n62_global_upcrossings(double z, double upcrossings, double level)
{
	return n62_normal_below(-z) + upcrossings * exp(-0.5 * (z * z - level));
}
