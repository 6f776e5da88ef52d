/*
 * gamma.c - the incomplete gamma function and Poisson tails, in logarithms.
 *
 * Where a is large and x near it, the uniform expansion of N. Temme in the
 * form of A. Gil, J. Segura, N. Temme, SIAM J. Sci. Comput. 34 (2012) A2965,
 * section 2.5; elsewhere the power series or the continued fraction. The
 * common factor x^a exp(-x) / Gamma(a + 1) comes from the deviance and the
 * remainder of Stirling's series (C. Loader, Fast and accurate computation
 * of binomial probabilities, 2000), which do not cancel.
 */
#include "stats/stats.h"

#include <float.h>
#include <math.h>

#include "private.h"

#define LN_SQRT_2PI 0.91893853320467274178
#define SQRT_PI_2 1.25331413731550025121
#define SQRT_PI 1.77245385090551602730

/* ln Gamma(a + 1) - (a + 1/2) ln a + a - ln sqrt(2 pi): B_2k / 2k(2k-1). */
static double stirling_rest(double a)
{
	static const double c[] = { 0.0833333333333333333,
		-0.00277777777777777778, 0.000793650793650793651,
		-0.000595238095238095238, 0.000841750841750841751,
		-0.00191752691752691753, 0.00641025641025641026 };
	double r = 1 / (a * a), s = 0;

	if (a < 12)
		return lgamma(a + 1) - (a + 0.5) * log(a) + a - LN_SQRT_2PI;
	for (int i = 6; i >= 0; i--)
		s = s * r + c[i];
	return s / a;
}

double stats_deviance(double a, double x)
{
	double d = a - x, v = d / (a + x), s = d * v, t = 2 * a * v;

	if (fabs(d) >= 0.1 * (a + x))
		return a * log(a / x) + x - a;
	for (int k = 3; k < 100; k += 2) {
		double before = s;

		t *= v * v;
		s += t / k;
		if (s == before)
			break;
	}
	return s;
}

/* ln of x^a exp(-x) / Gamma(a + 1). */
static double log_factor(double a, double x)
{
	return -stats_deviance(a, x) - stirling_rest(a) - LN_SQRT_2PI -
	       0.5 * log(a);
}

/* P(a, x) by that factor: 1 + x / (a + 1) + x^2 / (a + 1)(a + 2) + ... */
static double series(double a, double x)
{
	double term = 1, sum = 1;

	for (int k = 1; k < 100000 && term > sum * DBL_EPSILON / 4; k++) {
		term *= x / (a + k);
		sum += term;
	}
	return sum;
}

/* Q(a, x) by that factor, times a: the continued fraction of Legendre by the
 * method of Lentz. */
static double fraction(double a, double x)
{
	double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;

	for (int i = 1; i < 100000; i++) {
		double p = i * (a - i), step;

		b += 2;
		d = 1 / (p * d + b);
		c = b + p / c;
		step = c * d;
		h *= step;
		if (fabs(step - 1) < DBL_EPSILON)
			break;
	}
	return h;
}

/* exp(y^2) erfc(y) for y >= 0. */
static double erfc_scaled(double y)
{
	double r = 1 / (2 * y * y), s = 1;

	if (y < 10)
		return exp(y * y) * erfc(y);
	for (int k = 25; k >= 1; k -= 2)
		s = 1 - k * r * s;
	return s / (y * SQRT_PI);
}

/* The sum S_a(eta): coefficients of eta / (lambda - 1) in powers of eta,
 * where eta^2 / 2 = lambda - 1 - ln lambda; recursion of section 2.5. */
static double temme_sum(double a, double eta)
{
	static const double f[] = { 1.0, -0.333333333333333333,
		0.0833333333333333333, -0.0148148148148148148,
		0.00115740740740740741, 0.0003527336860670194,
		-0.000178755144032921811, 0.0000391926317852243778,
		-2.18544851067999216e-6, -1.85406221071515996e-6,
		8.29671134095308601e-7, -1.76659527368260793e-7,
		6.70785354340149858e-9, 1.0261809784240308e-8,
		-4.38203601845335319e-9, 9.14769958223679023e-10,
		-2.55141939949462498e-11, -5.83077213255042507e-11,
		2.43619480206674162e-11, -5.02766928011417559e-12,
		1.10043920319561348e-13, 3.37176326240098538e-13,
		-1.39238872241816207e-13, 2.85348938070474432e-14,
		-5.13911183424257262e-16, -1.97522882943494428e-15,
		8.09952115670456133e-16 };
	double b1 = f[26], b0 = f[25], sum = b0;

	/* b0, b1 are the coefficients m and m + 1; sum is Horner's. */
	for (int m = 24; m >= 1; m--) {
		double b = f[m] + (m + 1) * b1 / a;

		b1 = b0;
		b0 = b;
		sum = sum * eta + b;
	}
	return sum / (1 + b1 / a);
}

/* ln of the upper (side > 0) or lower tail, whichever x lies in. */
static double temme(double a, double eta, double dev, int side)
{
	double y = sqrt(dev);
	double main = SQRT_PI_2 * sqrt(a) * erfc_scaled(y);

	return -dev - LN_SQRT_2PI - 0.5 * log(a) +
	       log(main + side * temme_sum(a, eta));
}

/* ln of the smaller tail, more or less; sets whether that is Q. */
static double log_tail(double a, double x, bool *upper)
{
	double dev, eta;

	if (a >= 12 && x > 0.3 * a && x < 2.3 * a) {
		dev = stats_deviance(a, x);
		eta = sqrt(2 * dev / a);
		*upper = x >= a;
		return temme(a, *upper ? eta : -eta, dev, *upper ? 1 : -1);
	}
	*upper = x >= a && x >= 1.1;
	if (*upper)
		return log_factor(a, x) + log(a) + log(fraction(a, x));
	return log_factor(a, x) + log(series(a, x));
}

/* ln(1 - exp(t)). */
static double log_rest(double t)
{
	return t > -0.693 ? log(-expm1(t)) : log1p(-exp(t));
}

double n62_gamma_log_q(double a, double x)
{
	bool upper;
	double t;

	if (x <= 0)
		return 0;
	if (isinf(x))
		return -INFINITY;
	t = log_tail(a, x, &upper);
	return upper ? fmin(t, 0) : log_rest(fmin(t, 0));
}

double n62_gamma_log_p(double a, double x)
{
	bool upper;
	double t;

	if (x <= 0)
		return -INFINITY;
	if (isinf(x))
		return 0;
	t = log_tail(a, x, &upper);
	return upper ? log_rest(fmin(t, 0)) : fmin(t, 0);
}

double n62_poisson_log(double n, double mean)
{
	/* ln n! */
	static const double few[] = { 0, 0, 0.6931471805599453,
		1.791759469228055, 3.1780538303479458, 4.787491742782046,
		6.579251212010101, 8.525161361065415, 10.60460290274525,
		12.801827480081469, 15.104412573075516, 17.502307845873887,
		19.987214495661885 };

	if (mean <= 0)
		return n == 0 ? 0 : -INFINITY;
	if (n > 0 && n <= 12 && n == floor(n))
		return n * log(mean) - mean - few[(int)n];
	return n == 0 ? -mean : log_factor(n, mean);
}

double n62_poisson_most(double n, double mean)
{
	if (n < 0)
		return 0;
	/* Few events: the sum costs less than the function. */
	if (n < 8 && mean < 600) {
		double sum = 1;

		for (double k = n; k >= 1; k--)
			sum = 1 + sum * mean / k;
		/* Horner from the far end: 1 + m (1 + m/2 (1 + ...)). */
		return exp(-mean) * sum;
	}
	return exp(n62_gamma_log_q(n + 1, mean));
}

double n62_poisson_least(double n, double mean)
{
	return n <= 0 ? 1 : exp(n62_gamma_log_p(n, mean));
}

double n62_poisson_within(double from, double to, double mean)
{
	double inside;

	if (to < from)
		return 0;
	if (to - from < 40 && mean < 600) {
		double term = exp(n62_poisson_log(from, mean));

		inside = term;
		for (double k = from + 1; k <= to; k++)
			inside += term *= mean / k;
		return fmin(inside, 1);
	}
	/* Differences of the tails on the side where they are small. */
	if (from > mean)
		inside = n62_poisson_least(from, mean) -
			 n62_poisson_least(to + 1, mean);
	else if (to < mean)
		inside = n62_poisson_most(to, mean) -
			 n62_poisson_most(from - 1, mean);
	else
		inside = 1 - n62_poisson_most(from - 1, mean) -
			 n62_poisson_least(to + 1, mean);
	return fmin(fmax(inside, 0), 1);
}
