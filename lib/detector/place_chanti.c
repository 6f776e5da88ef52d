/*
 * place_chanti.c - the bars of the CHANTI: six stations of two layers of 17,
 * seven of which are cut by the hole for the beam.
 */
#include "detector/detector.h"

#include <math.h>

const double n62_chanti_z[6] = { 102427, 102485, 102600, 102830, 103290,
	104210 };
const double n62_chanti_hole[2] = { 47.5, 32.5 };

enum {
	first_cut = 5,
	last_cut = 11,
	middle = 8
};

static bool is_cut(int bar)
{
	return bar >= first_cut && bar <= last_cut;
}

bool n62_chanti_place(int32_t element, struct n62_chanti_place *p)
{
	int plane = element / 100000 - 1, ring = element / 10000 % 10;
	int side = element / 1000 % 10, bar = element / 10 % 100;
	int threshold = element % 10;

	if (element < 0 || plane < 0 || plane > 5 || ring > 1 || side > 1 ||
	    bar >= N62_CHANTI_BARS || threshold > 1 ||
	    (side == 1 && !is_cut(bar)))
		return false;
	*p = (struct n62_chanti_place){ .plane = plane,
		.view = ring,
		.side = side,
		.bar = bar,
		.threshold = threshold,
		.w = N62_CHANTI_PITCH * (bar - middle),
		.z = n62_chanti_z[plane] + N62_CHANTI_PITCH * (ring - 0.5) };
	return true;
}

int32_t n62_chanti_element(
    int plane, int view, int bar, double along, int threshold)
{
	int side;

	if (plane < 0 || plane > 5 || view < 0 || view > 1 || bar < 0 ||
	    bar >= N62_CHANTI_BARS || !(fabs(along) < N62_CHANTI_HALF))
		return -1;
	if (is_cut(bar) && fabs(along) < n62_chanti_hole[1 - view])
		return -1;
	side = is_cut(bar) && along < 0;
	return 100000 * (plane + 1) + 10000 * view + 1000 * side + 10 * bar +
	       threshold;
}
