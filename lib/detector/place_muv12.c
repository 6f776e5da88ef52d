/*
 * place_muv12.c - where the strips of the MUV1 and the MUV2 are.
 *
 * Both have strips along x and along y. Those of the MUV1 are read at both
 * ends, but the ones that the hole cuts in two; those of the MUV2 are halves,
 * read at their outer end. Widths and positions: software of the experiment
 * (MUV1Geometry, MUV2Geometry), of which also is that even sides have strips
 * along x. CHOICE: which of two sides is at positive coordinates.
 */
#include "detector/detector.h"

#include <math.h>

struct module {
	double z;
	double half_x, half_y; /* of the scintillator */
	double width, middle;  /* of a strip, and of those in the middle */
	double hole;           /* radius */
	int strips;            /* of a side */
	int narrow;            /* in the middle, on each side of 0 */
	bool halves;           /* all strips are halves */
};

static const struct module muv1 = { 243418, 1365, 1315, 60, 54, 108, 44, 2,
	false };
static const struct module muv2 = { 244435, 1300, 1300, 119, 108, 106, 22, 1,
	true };

/* Distance from the middle at which strip k, counted from it, begins. */
static double edge(const struct module *m, int k)
{
	int narrow = k < m->narrow ? k : m->narrow;

	return narrow * m->middle + (k - narrow) * m->width;
}

static bool is_half(const struct module *m, int k)
{
	return m->halves || edge(m, k) < m->hole;
}

static int place(const struct module *m, int32_t element, struct n62_place *p)
{
	int side = element / 50 - 2, n = element % 50, half = m->strips / 2;
	int k = n > half ? n - half - 1 : half - n;
	double across, width, along, length;

	if (element < 0 || side < 0 || side > 3 || n < 1 || n > m->strips)
		return -1;
	width = edge(m, k + 1) - edge(m, k);
	across = (edge(m, k) + width / 2) * (n > half ? 1 : -1);
	length = side % 2 == 0 ? m->half_x : m->half_y;
	along = is_half(m, k) ? length / 2 * (side < 2 ? 1 : -1) : 0;
	length = is_half(m, k) ? length / 2 : length;
	*p = side % 2 == 0
		 ? (struct n62_place){ along, across, m->z, length, width / 2 }
		 : (struct n62_place){ across, along, m->z, width / 2, length };
	return 0;
}

/* Strip counted from the middle at this distance from it. */
static int strip_at(const struct module *m, double distance)
{
	double wide = distance - m->narrow * m->middle;

	return wide < 0 ? (int)(distance / m->middle)
			: m->narrow + (int)(wide / m->width);
}

static int32_t find(const struct module *m, int side, double x, double y)
{
	double across = side % 2 == 0 ? y : x, along = side % 2 == 0 ? x : y;
	double length = side % 2 == 0 ? m->half_x : m->half_y;
	int k, half = m->strips / 2;

	if (!(fabs(across) < edge(m, half) && fabs(along) < length) ||
	    x * x + y * y < m->hole * m->hole)
		return -1;
	k = strip_at(m, fabs(across));
	if (is_half(m, k) && (along >= 0) != (side < 2))
		return -1;
	return 50 * side + 100 + (across >= 0 ? half + 1 + k : half - k);
}

int n62_muv1_place(int32_t element, struct n62_place *p)
{
	return place(&muv1, element, p);
}

int32_t n62_muv1_element(int side, double x, double y)
{
	return find(&muv1, side, x, y);
}

int n62_muv2_place(int32_t element, struct n62_place *p)
{
	return place(&muv2, element, p);
}

int32_t n62_muv2_element(int side, double x, double y)
{
	return find(&muv2, side, x, y);
}
