/*
 * normal.c - the normal distribution and its inverse, in logarithms.
 */
#include "stats/stats.h"

#include <math.h>

#define SQRT_1_2 0.70710678118654752440
#define LN_SQRT_2PI 0.91893853320467274178
#define LN_2 0.69314718055994530942

double n62_normal_below(double z)
{
	return 0.5 * erfc(-z * SQRT_1_2);
}

double n62_normal_log_below(double z)
{
	double r = 1 / (z * z), s = 1;

	if (z > 5)
		return log1p(-0.5 * erfc(z * SQRT_1_2));
	if (z > -12)
		return log(0.5 * erfc(-z * SQRT_1_2));
	/* Abramowitz and Stegun 26.2.12, nested. */
	for (int k = 25; k >= 1; k -= 2)
		s = 1 - k * r * s;
	return -0.5 * z * z - LN_SQRT_2PI - log(-z) + log(s);
}

/* ln of the cumulative distribution is concave: Newton's steps come from
 * below after the first and cannot overshoot. */
static double solve(double log_p)
{
	double z = log_p < -1 ? -sqrt(-2 * log_p) : 0;

	for (int i = 0; i < 60; i++) {
		double f = n62_normal_log_below(z);
		double slope = exp(-0.5 * z * z - LN_SQRT_2PI - f);
		double step = (log_p - f) / slope;

		z += step;
		if (fabs(step) < 1e-15 * (1 + fabs(z)))
			break;
	}
	return z;
}

double n62_normal_z(double log_p)
{
	if (isnan(log_p) || log_p > 0)
		return NAN;
	if (log_p == 0)
		return -INFINITY;
	if (isinf(log_p))
		return INFINITY;
	/* The quantile of the smaller tail is the better conditioned one. */
	if (log_p > -LN_2)
		return solve(log(-expm1(log_p)));
	return -solve(log_p);
}
