/*
 * place_muv0.c - where the counters of the MUV0 are: 3 x 3 of three sizes.
 *
 * Sizes: software of the experiment (MUV0). CHOICE: counter 3 row + column,
 * counted from low x and y.
 */
#include "detector/detector.h"

enum {
	SIDE = 3,
	HIGH = 10 /* added to an element: the high threshold */
};

static const double plane_z = 237358, plane_x = 2245;
static const double column[SIDE + 1] = { -700, -100, 300, 700 };
static const double row[SIDE + 1] = { -700, -300, 100, 700 };

int n62_muv0_place(int32_t element, struct n62_place *p)
{
	int tile = element % HIGH, r = tile / SIDE, c = tile % SIDE;

	if (element < 0 || element >= 2 * HIGH || r >= SIDE)
		return -1;
	p->x = plane_x + (column[c] + column[c + 1]) / 2;
	p->y = (row[r] + row[r + 1]) / 2;
	p->z = plane_z;
	p->hx = (column[c + 1] - column[c]) / 2;
	p->hy = (row[r + 1] - row[r]) / 2;
	return 0;
}

/* The interval of edges in which v is, or -1. */
static int between(const double *edge, double v)
{
	for (int i = 0; i < SIDE; i++)
		if (v >= edge[i] && v < edge[i + 1])
			return i;
	return -1;
}

int32_t n62_muv0_element(double x, double y)
{
	int c = between(column, x - plane_x), r = between(row, y);

	return c < 0 || r < 0 ? -1 : SIDE * r + c;
}
