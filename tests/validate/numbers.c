/*
 * numbers.c - lists of numbers, and lines of the report.
 */
#include <stdio.h>

#include "unit/chi2.h"
#include "validate.h"

/* ---- lists ---------------------------------------------------------- */

void val_add(struct val_list *l, double v)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 1024;
		l->v = realloc(l->v, l->cap * sizeof *l->v);
		if (!l->v)
			val_die("no memory");
	}
	l->v[l->n++] = v;
}

double val_mean(const struct val_list *l)
{
	double sum = 0;

	for (uint32_t i = 0; i < l->n; i++)
		sum += l->v[i];
	return sum / l->n;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double val_quantile(struct val_list *l, double part)
{
	if (l->n == 0)
		return NAN;
	qsort(l->v, l->n, sizeof *l->v, compare);
	return l->v[(uint32_t)(part * (l->n - 1))];
}

double val_sigma(struct val_list *l)
{
	return (val_quantile(l, 0.84134) - val_quantile(l, 0.15866)) / 2;
}

/* ---- lines ---------------------------------------------------------- */

void val_row(const char *key, double value, double error)
{
	printf("%s %.6g %.3g\n", key, value, error);
}

void val_row_mean(const char *key, struct val_list *l)
{
	double mean = val_mean(l), square = 0;

	for (uint32_t i = 0; i < l->n; i++)
		square += (l->v[i] - mean) * (l->v[i] - mean);
	val_row(key, mean, sqrt(square / l->n / l->n));
}

/* The error is that of a normal distribution, whose quantiles at one sigma
 * give sigma with a variance of 1.09 / (1.34 n). */
void val_row_sigma(const char *key, struct val_list *l, double scale)
{
	double sigma = scale * val_sigma(l);

	val_row(key, sigma, sigma * sqrt(0.82 / l->n));
}

void val_row_rms(const char *key, const struct val_list *l, double scale)
{
	double mean = val_mean(l), square = 0, rms;

	for (uint32_t i = 0; i < l->n; i++)
		square += (l->v[i] - mean) * (l->v[i] - mean);
	rms = scale * sqrt(square / l->n);
	val_row(key, rms, rms / sqrt(2.0 * l->n));
}

void val_row_part(const char *key, double k, double n)
{
	double part = k / n, least = 1 / n;

	val_row(key, part, fmax(least, sqrt(part * (1 - part) / n)));
}

/* ---- pictures ------------------------------------------------------- */

enum {
	PICTURE_BINS = 60
};

void val_draw(const char *directory, const struct val_picture *p,
    const struct val_list *l)
{
	double counts[PICTURE_BINS] = { 0 };
	double width = (p->high - p->low) / PICTURE_BINS;
	char path[4096];
	FILE *f;

	for (uint32_t i = 0; i < l->n; i++) {
		double at = (l->v[i] - p->low) / width;

		if (at >= 0 && at < PICTURE_BINS)
			counts[(int)at]++;
	}
	snprintf(path, sizeof path, "%s/%s.hist", directory, p->key);
	f = fopen(path, "w");
	if (!f)
		val_die("the points of a picture could not be written");
	for (int i = 0; i < PICTURE_BINS; i++) {
		double x = p->low + width * (i + 0.5);
		double u = p->sigma > 0 ? (x - p->mean) / p->sigma : INFINITY;
		double due = isinf(u) ? 0
				      : l->n * width / p->sigma *
					    exp(-u * u / 2) / sqrt(2 * N62_PI);

		fprintf(
		    f, "%.8g %g %g %g\n", x, counts[i], sqrt(counts[i]), due);
	}
	if (fclose(f) != 0)
		val_die("the points of a picture could not be written");
}

/* ---- chi-squared ---------------------------------------------------- */

/* Joins bins that expect less than 10, as chi2_counts. */
static double chi2_of(
    const double *counts, const double *expected, int n, int *degrees)
{
	double seen = 0, due = 0, chi2 = 0;

	*degrees = -1;
	for (int i = 0; i < n; i++) {
		seen += counts[i];
		due += expected[i];
		if (due < 10)
			continue;
		chi2 += (seen - due) * (seen - due) / due;
		++*degrees;
		seen = due = 0;
	}
	return chi2;
}

void val_row_chi2(const char *key, const char *path, double low, double high,
    const double *counts, double *expected, int n)
{
	double all = 0, norm = 0, chi2;
	FILE *f = path ? fopen(path, "w") : NULL;
	int degrees;

	for (int i = 0; i < n; i++) {
		all += counts[i];
		norm += expected[i];
	}
	for (int i = 0; i < n; i++) {
		expected[i] *= all / norm;
		if (f)
			fprintf(f, "%.8g %g %g %g\n",
			    low + (high - low) * (i + 0.5) / n, counts[i],
			    sqrt(counts[i]), expected[i]);
	}
	if ((path && !f) || (f && fclose(f) != 0))
		val_die("the points of a picture could not be written");
	chi2 = chi2_of(counts, expected, n, &degrees);
	if (degrees < 1)
		val_die("there are too few events for chi-squared");
	printf("%s %.3g 0 chi2/ndf %.1f/%d\n", key, chi2_above(chi2, degrees),
	    chi2, degrees);
}
