/*
 * place_straw.c - the wires of the STRAW, and the drift in a straw. Offsets and
 * missing straws are those of the trigger (NA62/na62-trigger-algorithms,
 * l1/straw_algorithm) and of NA62Analysis (StrawPlace).
 */
#include "detector/detector.h"

#include <math.h>

#define HALF_SQRT2 0.70710678118654752

const double n62_straw_axis[4][2] = { { HALF_SQRT2, -HALF_SQRT2 },
	{ HALF_SQRT2, HALF_SQRT2 }, { 1, 0 }, { 0, 1 } };
const double n62_straw_z[4] = { 183508, 194066, 204459, 218885 };
const double n62_straw_hole_x[4] = { 101.2, 114.4, 92.4, 52.8 };

enum {
	missing = 7 /* straws, at the hole */
};

/* Wire 0, by view and layer. */
static const double offset[4][4] = {
	{ -1058.2, -1067.0, -1071.4, -1062.6 },
	{ -1062.6, -1071.4, -1067.0, -1058.2 },
	{ -1058.2, -1067.0, -1071.4, -1062.6 },
	{ -1080.2, -1089.0, -1084.6, -1075.8 },
};

/* First straw of a view. */
static const uint8_t first[4] = { 1, 1, 1, 2 };
static const uint8_t last[4] = { 119, 119, 119, 120 };

/* The last straw before the hole, by chamber, view and layer. */
static const uint8_t before[4][4][4] = {
	{ { 60, 61, 61, 60 }, { 60, 61, 61, 60 }, { 62, 62, 63, 62 },
	    { 57, 58, 58, 57 } },
	{ { 61, 61, 61, 61 }, { 61, 61, 61, 61 }, { 63, 63, 63, 63 },
	    { 57, 58, 58, 57 } },
	{ { 60, 60, 61, 60 }, { 60, 61, 60, 60 }, { 61, 62, 62, 62 },
	    { 57, 58, 58, 57 } },
	{ { 58, 59, 59, 59 }, { 59, 59, 59, 58 }, { 59, 60, 60, 59 },
	    { 57, 58, 58, 57 } },
};

static bool exists(int chamber, int view, int layer, int straw)
{
	int gap = straw - before[chamber][view][layer];

	return straw >= first[view] && straw <= last[view] &&
	       !(gap > 0 && gap <= missing);
}

double n62_straw_wire0(int view, int layer)
{
	return offset[view][layer];
}

/* Views are 57, 233 and 57 apart, half views 26, planes 11 (FW). */
double n62_straw_layer_z(int chamber, int view, int layer)
{
	static const double views[4] = { -173.5, -116.5, 116.5, 173.5 };
	static const double layers[4] = { -18.5, -7.5, 7.5, 18.5 };

	return n62_straw_z[chamber] + views[view] + layers[layer];
}

bool n62_straw_place(int32_t element, struct n62_straw_place *p)
{
	int at = element / N62_STRAW_WIRES, straw = element % N62_STRAW_WIRES;
	int chamber = at / 16, view = at / 4 % 4, layer = at % 4;

	if (element < 0 || chamber > 3 || !exists(chamber, view, layer, straw))
		return false;
	*p = (struct n62_straw_place){ chamber, view, layer, straw,
		N62_STRAW_PITCH * straw + offset[view][layer],
		n62_straw_layer_z(chamber, view, layer) };
	return true;
}

int32_t n62_straw_element(int chamber, int view, int layer, int straw)
{
	if (chamber < 0 || chamber > 3 || view < 0 || view > 3 || layer < 0 ||
	    layer > 3 || !exists(chamber, view, layer, straw))
		return -1;
	return (16 * chamber + 4 * view + layer) * N62_STRAW_WIRES + straw;
}

int32_t n62_straw_near(int chamber, int view, int layer, double w)
{
	double j = rint((w - offset[view][layer]) / N62_STRAW_PITCH);

	if (!(j >= 0 && j < N62_STRAW_WIRES))
		return -1;
	return n62_straw_element(chamber, view, layer, (int)j);
}

/* ---- drift ----------------------------------------------------------- */

/*
 * With t in microseconds and u = t - delay,
 *	r = -start + sqrt(a u - b u^2) - c t	(DigiManager.cpp)
 */
static const double delay = 0.00807073, start = 2.29722;
static const double a = 763.831, b = 58.9754, c = 22.5652;

double n62_straw_radius(double time)
{
	double u = time / 1000 - delay, r;

	if (u <= 0)
		return 0;
	/* beyond the straw; the square root has an end further on */
	if (u > 0.2)
		return N62_STRAW_RADIUS;
	r = -start + sqrt(u * (a - b * u)) - c * time / 1000;
	return r < 0 ? 0 : r > N62_STRAW_RADIUS ? N62_STRAW_RADIUS : r;
}

/* The smaller root of (a u - b u^2) = (k + c u)^2, k = r + start + c delay. */
double n62_straw_time(double radius)
{
	double r = radius < N62_STRAW_RADIUS ? radius : N62_STRAW_RADIUS;
	double k = r + start + c * delay, half = a / 2 - c * k;

	return 1000 *
	       (delay +
		   k * k / (half + sqrt(half * half - (b + c * c) * k * k)));
}
