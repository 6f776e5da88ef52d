/*
 * solve.c - small symmetric positive matrices, by the method of Cholesky.
 *
 * Rows are scaled by the roots of the diagonal first: parameters differ by
 * many orders of magnitude (a yield of millions, a width of MeV).
 */
#include <float.h>
#include <math.h>

#include "hist/private.h"

/* a = s l l' s with the scales s; l in the lower triangle of a. */
static bool decompose(double a[N62_PEAK][N62_PEAK], double *scale, int n)
{
	for (int i = 0; i < n; i++) {
		if (!(a[i][i] > 0) || !isfinite(a[i][i]))
			return false;
		scale[i] = sqrt(a[i][i]);
	}
	for (int i = 0; i < n; i++)
		for (int k = 0; k <= i; k++) {
			double v = a[i][k] / (scale[i] * scale[k]);

			for (int j = 0; j < k; j++)
				v -= a[i][j] * a[k][j];
			if (i == k && !(v > 100 * DBL_EPSILON))
				return false;
			a[i][k] = i == k ? sqrt(v) : v / a[k][k];
		}
	return true;
}

static void substitute(
    double a[N62_PEAK][N62_PEAK], const double *scale, double *b, int n)
{
	for (int i = 0; i < n; i++) {
		b[i] /= scale[i];
		for (int k = 0; k < i; k++)
			b[i] -= a[i][k] * b[k];
		b[i] /= a[i][i];
	}
	for (int i = n - 1; i >= 0; i--) {
		for (int k = i + 1; k < n; k++)
			b[i] -= a[k][i] * b[k];
		b[i] /= a[i][i];
	}
	for (int i = 0; i < n; i++)
		b[i] /= scale[i];
}

bool hist_solve(double a[N62_PEAK][N62_PEAK], double *b, int n)
{
	double scale[N62_PEAK];

	if (!decompose(a, scale, n))
		return false;
	substitute(a, scale, b, n);
	return true;
}

bool hist_invert(double a[N62_PEAK][N62_PEAK], int n)
{
	double scale[N62_PEAK], out[N62_PEAK][N62_PEAK];

	if (!decompose(a, scale, n))
		return false;
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < n; k++)
			out[i][k] = i == k;
		substitute(a, scale, out[i], n);
	}
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			a[i][k] = (out[i][k] + out[k][i]) / 2;
	return true;
}
