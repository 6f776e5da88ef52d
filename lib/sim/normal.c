/*
 * normal.c - pairs of normal numbers.
 *
 * Scattering takes two at a time, and a particle of the beam some ten: they
 * come at a third of the cost of two by n62_rng_normal, with the logarithm of
 * the C library.
 */
#include <math.h>

#include "sim/beam.h"

void sim_normals(struct n62_rng *r, double v[2])
{
	const double unit = 0x1p-31;
	double a, b, s;

	do {
		a = unit * (int32_t)n62_rng_u32(r) + unit / 2;
		b = unit * (int32_t)n62_rng_u32(r) + unit / 2;
		s = a * a + b * b;
	} while (s >= 1);
	s = sqrt(-2 * log(s) / s);
	v[0] = s * a;
	v[1] = s * b;
}
