/*
 * place_muv3.c - where the tiles of the MUV3 are: 12 x 12 squares, the middle
 * four of which are eight smaller ones around a hole.
 *
 * Sizes and numbering: software of the experiment (MUV3Geometry). The 0.8 mm
 * between two tiles belong to them; they are a part of the inefficiency.
 */
#include "detector/detector.h"

#include <math.h>

enum {
	SIDE = 12,
	OUTER = SIDE * SIDE,
	TILES = OUTER + 8,
	SECOND = 200 /* added to an element: the second photomultiplier */
};

static const double size = 220, small = 440 / 3.0, hole = 103;
static const double plane_z = 246800;

/* Tiles 144 to 151: column and row in the middle square of 3 x 3. */
static const int8_t inner[8][2] = { { 0, 0 }, { 1, 0 }, { 2, 0 }, { 0, 1 },
	{ 2, 1 }, { 0, 2 }, { 1, 2 }, { 2, 2 } };

int n62_muv3_place(int32_t element, struct n62_place *p)
{
	int tile = element % SECOND;
	bool middle = tile == 65 || tile == 66 || tile == 77 || tile == 78;

	if (element < 0 || element >= 2 * SECOND || tile >= TILES || middle)
		return -1;
	p->z = plane_z;
	if (tile < OUTER) {
		p->x = (tile % SIDE - (SIDE - 1) / 2.0) * size;
		p->y = (tile / SIDE - (SIDE - 1) / 2.0) * size;
		p->hx = p->hy = size / 2;
	} else {
		p->x = (inner[tile - OUTER][0] - 1) * small;
		p->y = (inner[tile - OUTER][1] - 1) * small;
		p->hx = p->hy = small / 2;
	}
	return 0;
}

static int32_t inner_tile(double x, double y)
{
	int c = (int)floor(x / small + 1.5), r = (int)floor(y / small + 1.5);
	int k = 3 * r + c;

	if (k == 4)
		return -1;
	return OUTER + (k < 4 ? k : k - 1);
}

int32_t n62_muv3_element(double x, double y)
{
	double c = floor(x / size) + SIDE / 2, r = floor(y / size) + SIDE / 2;
	if (!(c >= 0 && r >= 0 && c < SIDE && r < SIDE) ||
	    x * x + y * y < hole * hole)
		return -1;
	if (x >= -size && x < size && y >= -size && y < size)
		return inner_tile(x, y);
	return SIDE * (int32_t)r + (int32_t)c;
}
