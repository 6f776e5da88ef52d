/*
 * sums.h - mean and spread of numbers that come one after the other.
 */
#ifndef NA62_SUMS_H
#define NA62_SUMS_H

#include <math.h>
#include <stdbool.h>

struct sums {
	double n, sum, sum2;
};

static inline void sums_add(struct sums *s, double v)
{
	s->n++;
	s->sum += v;
	s->sum2 += v * v;
}

static inline double mean(const struct sums *s)
{
	return s->sum / s->n;
}

static inline double rms(const struct sums *s)
{
	double m = mean(s);

	return sqrt(s->sum2 / s->n - m * m);
}

/* Whether a mean agrees with what was wanted, within sigmas of its error. */
static inline bool agrees(const struct sums *s, double wanted, double sigmas)
{
	return fabs(mean(s) - wanted) < sigmas * rms(s) / sqrt(s->n);
}

#endif
