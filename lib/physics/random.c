/*
 * random.c - directions, rotations, densities 1/x and flights, of operations
 * that are the same on every machine: neither sine nor logarithm.
 */
#include "physics/private.h"

/* A point of the unit disc, and the square of its distance to the centre. */
static double disc(struct n62_rng *r, double *x, double *y)
{
	double s;

	do {
		*x = 2 * n62_rng_uniform(r) - 1;
		*y = 2 * n62_rng_uniform(r) - 1;
		s = *x * *x + *y * *y;
	} while (s >= 1 || s == 0);
	return s;
}

void n62_direction(struct n62_rng *r, double v[3])
{
	double x, y, s = disc(r, &x, &y), f = 2 * sqrt(1 - s);

	v[0] = f * x;
	v[1] = f * y;
	v[2] = 1 - 2 * s;
}

/* The rotation of a quaternion that is uniform on the sphere in four
 * dimensions (Marsaglia, as above). */
void phys_rotation(struct n62_rng *r, double m[3][3])
{
	double a, b, c, d, s = disc(r, &a, &b), t = disc(r, &c, &d);
	double f = sqrt((1 - s) / t);

	c *= f;
	d *= f;
	m[0][0] = 1 - 2 * (c * c + d * d);
	m[0][1] = 2 * (b * c - a * d);
	m[0][2] = 2 * (b * d + a * c);
	m[1][0] = 2 * (b * c + a * d);
	m[1][1] = 1 - 2 * (b * b + d * d);
	m[1][2] = 2 * (c * d - a * b);
	m[2][0] = 2 * (b * d - a * c);
	m[2][1] = 2 * (c * d + a * b);
	m[2][2] = 1 - 2 * (b * b + c * c);
}

/* An octave [a, 2a], each as likely as any, and within it by rejection. */
struct n62_p4 phys_turned(double m[3][3], struct n62_p4 a)
{
	return (
	    struct n62_p4){ m[0][0] * a.px + m[0][1] * a.py + m[0][2] * a.pz,
		m[1][0] * a.px + m[1][1] * a.py + m[1][2] * a.pz,
		m[2][0] * a.px + m[2][1] * a.py + m[2][2] * a.pz, a.e };
}

double phys_turn(double u, double *cosine, double *sine)
{
	int side = (int)(4 * u);
	double f = 4 * u - side, x = 1 - f, n = 1 / sqrt(x * x + f * f);

	x *= n;
	f *= n;
	*cosine = side == 0 ? x : side == 1 ? -f : side == 2 ? -x : f;
	*sine = side == 0 ? f : side == 1 ? x : side == 2 ? -f : -x;
	return n * n;
}

double phys_inverse(struct n62_rng *r, double low, double high)
{
	int octaves;
	double x;

	if (high <= 2 * low) {
		do
			x = low + (high - low) * n62_rng_uniform(r);
		while (n62_rng_uniform(r) * x >= low);
		return x;
	}
	frexp(high / low, &octaves);
	do {
		x = 1 + n62_rng_uniform(r);
		if (n62_rng_uniform(r) * x >= 1)
			continue;
		x *= ldexp(low, (int)n62_rng_below(r, (uint32_t)octaves));
		if (x <= high)
			return x;
	} while (true);
}

double n62_flight(struct n62_rng *r, double length)
{
	return length * n62_rng_exponential(r);
}

/* fmod is exact, and an exponential has no memory: behind any multiple of
 * the window it begins anew. */
double n62_flight_between(
    struct n62_rng *r, double length, double near, double far)
{
	return near + fmod(n62_flight(r, length), far - near);
}
