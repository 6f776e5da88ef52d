/*
 * place_irc_sac.c - where the four sectors of the IRC and the four quadrants of
 * the SAC are.
 *
 * Sizes: software of the experiment (IRC, SAC). CHOICE: both are counted
 * counterclockwise, seen by the beam with x to the right, from x, y > 0.
 */
#include "detector/detector.h"

#include <math.h>

enum {
	HIGH = 1000 /* added to an element: the high threshold */
};

static const double irc_z = 239611, irc_inner = 60.5, irc_outer = 145;
static const double irc_shift = 12; /* of the hole in x */
static const double sac_z = 260956, sac_half = 102.5;

static int place(int32_t element, double z, double half, struct n62_place *p)
{
	int n = element % HIGH;

	if (element < 0 || element >= 2 * HIGH || n > 3)
		return -1;
	p->x = half / 2 * (n == 0 || n == 3 ? 1 : -1);
	p->y = half / 2 * (n < 2 ? 1 : -1);
	p->z = z;
	p->hx = p->hy = half / 2;
	return 0;
}

static int32_t quadrant(double x, double y)
{
	return x >= 0 ? (y >= 0 ? 0 : 3) : (y >= 0 ? 1 : 2);
}

int n62_irc_place(int32_t element, struct n62_place *p)
{
	return place(element, irc_z, irc_outer, p);
}

int32_t n62_irc_element(double x, double y)
{
	double in = x - irc_shift;

	if (!(x * x + y * y < irc_outer * irc_outer) ||
	    in * in + y * y < irc_inner * irc_inner)
		return -1;
	return quadrant(x, y);
}

int n62_sac_place(int32_t element, struct n62_place *p)
{
	return place(element, sac_z, sac_half, p);
}

int32_t n62_sac_element(double x, double y)
{
	if (!(fabs(x) < sac_half && fabs(y) < sac_half))
		return -1;
	return quadrant(x, y);
}
