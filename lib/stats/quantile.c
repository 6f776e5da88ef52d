/*
 * quantile.c - the means at which Poisson tails have given probabilities:
 * Newton's method on the logarithms, which are concave in the mean.
 */
#include <math.h>

#include "private.h"

/* ln of the density of the tail of shape a at x: d/dx of P(a, x). */
static double log_density(double a, double x)
{
	return n62_poisson_log(a, x) + log(a / x);
}

double n62_poisson_upper(double n, double log_p)
{
	double a = n + 1, z = n62_normal_z(log_p), c = 1 - 1 / (9 * a);
	double x = a * pow(c + z / (3 * sqrt(a)), 3); /* Wilson, Hilferty */

	if (log_p >= 0)
		return 0;
	x = fmax(x, fmax(1e-3 * a, -log_p));
	for (int i = 0; i < 100; i++) {
		double q = n62_gamma_log_q(a, x), step;

		step = (q - log_p) / exp(log_density(a, x) - q);
		step = fmax(step, -0.5 * x);
		x += step;
		if (fabs(step) <= 4e-16 * x)
			break;
	}
	return x;
}

double n62_poisson_lower(double n, double log_p)
{
	double z, c, x;

	if (n <= 0 || isinf(log_p))
		return 0;
	z = n62_normal_z(log_p);
	c = 1 - 1 / (9 * n) - z / (3 * sqrt(n));
	/* P(n, x) is at least the first term of its series times exp(-x). */
	x = c > 0.3 ? n * c * c * c : exp((log_p + lgamma(n + 1)) / n);
	for (int i = 0; i < 100; i++) {
		double p = n62_gamma_log_p(n, x), step;

		step = (log_p - p) / exp(log_density(n, x) - p);
		step = fmin(fmax(step, -0.5 * x), x);
		x += step;
		if (fabs(step) <= 4e-16 * x)
			break;
	}
	return x;
}
