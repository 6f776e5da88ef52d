/*
 * maximum.c - the largest weight of a prepared decay on the unit cube.
 *
 * The weights are products of roots, poles and polynomials that are smooth
 * inside each octave of a range. Thousands of points of a Halton sequence
 * (J. Halton, Numer. Math. 2 (1960) 84) find the hills, a compass search
 * climbs the highest, and what it finds is raised by 5 per cent. The tests
 * hold that no drawn weight is above.
 */
#include <string.h>

#include "physics/private.h"

enum {
	POINTS = 4096,
	HILLS = 24
};

typedef double weight_of(const struct phys_decay *d, const double *u);

struct hill {
	double height, u[PHYS_DIMENSIONS];
};

static double halton(int i, int base)
{
	double f = 1, x = 0;

	for (; i > 0; i /= base) {
		f /= base;
		x += f * (i % base);
	}
	return x;
}

/* Keeps the highest, in order. */
static void keep(struct hill *hills, const struct hill *h)
{
	int i = HILLS;

	for (; i > 0 && hills[i - 1].height < h->height; i--)
		if (i < HILLS)
			hills[i] = hills[i - 1];
	if (i < HILLS)
		hills[i] = *h;
}

/* One step in each direction; whether one of them went up. */
static bool step(const struct phys_decay *d, weight_of *weight, struct hill *h,
    int dimensions, double size)
{
	bool up = false;

	for (int i = 0; i < 2 * dimensions; i++) {
		struct hill to = *h;
		double *x = &to.u[i / 2];

		*x += i % 2 ? size : -size;
		*x = *x < 1e-9 ? 1e-9 : *x > 1 - 1e-9 ? 1 - 1e-9 : *x;
		to.height = weight(d, to.u);
		if (to.height > h->height) {
			*h = to;
			up = true;
		}
	}
	return up;
}

double phys_maximum(const struct phys_decay *d, weight_of *weight)
{
	static const int base[PHYS_DIMENSIONS] = { 2, 3, 5, 7, 11 };
	struct hill hills[HILLS], h;
	int n = phys_dimensions(d);
	double max = 0;

	memset(hills, 0, sizeof hills);
	for (int i = 1; i <= POINTS; i++) {
		for (int k = 0; k < n; k++)
			h.u[k] = halton(i, base[k]);
		h.height = weight(d, h.u);
		keep(hills, &h);
	}
	for (int i = 0; i < HILLS; i++) {
		h = hills[i];
		for (double size = 0.05; size > 1e-6; size /= 2)
			for (int try = 0; try < 100; try++)
				if (!step(d, weight, &h, n, size))
					break;
		if (h.height > max)
			max = h.height;
	}
	return 1.05 * max;
}
