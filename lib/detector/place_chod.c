/*
 * place_chod.c - where the slabs of the CHOD are.
 *
 * Positions are those of the public trigger configuration of the experiment
 * (NA62/na62-trigger-algorithms, CHOD.2017.om.conf); widths and lengths of
 * its software. CHOICE, since the numbering is not public: quadrants are
 * counted as those of the NewCHOD, counters from the beam outwards. Slabs
 * begin at the middle line and are read at their outer end.
 */
#include "detector/detector.h"

#include <math.h>

enum {
	PLANES = 2,
	QUADRANTS = 4,
	COUNTERS = 16
};

static const double centre[COUNTERS] = { 32.5, 97.53, 162.56, 227.59, 292.62,
	357.65, 422.68, 487.71, 552.74, 617.77, 682.80, 764.83, 863.86, 962.89,
	1061.92, 1160.95 };
static const double length[COUNTERS] = { 1210, 1210, 1210, 1210, 1210, 1210,
	1210, 1210, 1191, 1126, 1061, 996, 897, 798, 699, 600 };
static const double plane_z[PLANES] = { 239009, 239389 };
static const double hole = 128;

/* Signs of x and y in the quadrants. */
static const int sign[QUADRANTS][2] = { { 1, 1 }, { 1, -1 }, { -1, -1 },
	{ -1, 1 } };

static double half_width(int counter)
{
	return counter < 11 ? 32.5 : 49.5;
}

int n62_chod_place(int32_t element, struct n62_place *p)
{
	int plane = element / (QUADRANTS * COUNTERS);
	int quadrant = element / COUNTERS % QUADRANTS;
	int counter = element % COUNTERS;
	double across, along;

	if (element < 0 || plane >= PLANES)
		return -1;
	across = centre[counter];
	along = length[counter] / 2;
	p->x = sign[quadrant][0] * (plane == 0 ? across : along);
	p->y = sign[quadrant][1] * (plane == 0 ? along : across);
	p->z = plane_z[plane];
	p->hx = plane == 0 ? half_width(counter) : along;
	p->hy = plane == 0 ? along : half_width(counter);
	return 0;
}

/* The slab at this distance from the middle line, or -1: the gap of 0.03 mm
 * between two slabs, or beyond the last. */
static int counter_at(double across)
{
	int k = (int)(across / 65.03);

	if (across >= 715.3)
		k = 11 + (int)((across - 715.33) / 99.03);
	if (k >= COUNTERS || fabs(across - centre[k]) > half_width(k))
		return -1;
	return k;
}

int32_t n62_chod_element(int plane, double x, double y)
{
	double across = fabs(plane == 0 ? x : y);
	double along = fabs(plane == 0 ? y : x);
	int quadrant = x >= 0 ? (y >= 0 ? 0 : 1) : (y < 0 ? 2 : 3);
	int k;

	if (!(x * x + y * y > hole * hole) || across > 1300)
		return -1;
	k = counter_at(across);
	if (k < 0 || along > length[k])
		return -1;
	return QUADRANTS * COUNTERS * plane + COUNTERS * quadrant + k;
}

double n62_chod_path(int32_t element, double x, double y)
{
	int plane = element / (QUADRANTS * COUNTERS);

	return length[element % COUNTERS] / 2 - fabs(plane == 0 ? y : x);
}
