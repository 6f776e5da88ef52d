/*
 * chi2.h - histograms of random numbers against densities: the probability
 * that chi-squared is as large as it is or larger.
 *
 * Seeds are fixed, so a test gives the same probability each time; one below
 * CHI2_LEAST fails. A histogram of the wrong distribution gives 0.
 */
#ifndef NA62_CHI2_H
#define NA62_CHI2_H

#include <math.h>

#include "check.h"

#define CHI2_LEAST 1e-3

enum {
	CHI2_BINS = 40
};

struct hist {
	double low, high;
	double v[CHI2_BINS], sum; /* sum: with what is outside */
};

static inline struct hist hist_new(double low, double high)
{
	return (struct hist){ .low = low, .high = high };
}

static inline void hist_add(struct hist *h, double x, double weight)
{
	double at = (x - h->low) / (h->high - h->low) * CHI2_BINS;

	h->sum += weight;
	if (at >= 0 && at < CHI2_BINS)
		h->v[(int)at] += weight;
}

/* Probability of a chi-squared of n degrees above x: the series or the
 * continued fraction of the incomplete gamma function. */
static inline double chi2_above(double x, int n)
{
	double a = n / 2., t = x / 2, sum = 1 / a, term = sum, b, c, d;
	double front = exp(a * log(t) - t - lgamma(a));

	if (t < a + 1) {
		for (int i = 1; i < 2000; i++) {
			term *= t / (a + i);
			sum += term;
		}
		return 1 - sum * front;
	}
	b = t + 1 - a;
	c = 1e300;
	d = 1 / b;
	sum = d;
	for (int i = 1; i < 2000; i++) {
		double an = -i * (i - a);

		b += 2;
		d = 1 / (an * d + b);
		c = b + an / c;
		sum *= c * d;
	}
	return front * sum;
}

/* Counts against expectations of any normalisation; bins that expect less
 * than 10 are joined to the next. */
static inline double chi2_counts(
    const double *counts, const double *expected, int n)
{
	double all = 0, norm = 0, seen = 0, due = 0, chi2 = 0;
	int degrees = -1;

	for (int i = 0; i < n; i++) {
		all += counts[i];
		norm += expected[i];
	}
	for (int i = 0; i < n; i++) {
		seen += counts[i];
		due += expected[i] * all / norm;
		if (due < 10)
			continue;
		chi2 += (seen - due) * (seen - due) / due;
		degrees++;
		seen = due = 0;
	}
	return degrees < 1 ? 0 : chi2_above(chi2, degrees);
}

/* A histogram against a density of x, integrated in every bin. */
static inline double chi2_density(const struct hist *h,
    double (*density)(double x, const void *of), const void *of)
{
	enum {
		STEPS = 40
	};
	double width = (h->high - h->low) / CHI2_BINS, expected[CHI2_BINS];

	for (int i = 0; i < CHI2_BINS; i++) {
		expected[i] = 0;
		for (int k = 0; k < STEPS; k++)
			expected[i] += density(
			    h->low + width * (i + (k + 0.5) / STEPS), of);
	}
	return chi2_counts(h->v, expected, CHI2_BINS);
}

/* Says the probability, and fails when it is too low. */
static inline void chi2_check(const char *what, double probability)
{
	check_note("%s: probability %.3g", what, probability);
	CHECK(probability > CHI2_LEAST);
}

#endif
