/*
 * place_newchod.c - where the tiles of the NewCHOD are: bricks of one size,
 * of which a tile has up to four.
 *
 * The table is that of the software of the experiment (NewCHODGeometry).
 */
#include "detector/detector.h"

#include <math.h>

enum {
	SIDE = 10,  /* bricks of a quadrant in x and y */
	TILES = 38, /* of a quadrant */
	SECOND = 50 /* added to an element: the second photomultiplier */
};

static const double width = 134, height = 107, hole = 140;
static const double plane_z = 238131.5;

/* Tile of a brick: rows from the inside in |y|, columns in |x|. */
static const uint8_t tile_of[SIDE][SIDE] = {
	{ 1, 1, 2, 3, 4, 4, 5, 5, 0, 0 },
	{ 6, 7, 8, 9, 10, 10, 11, 11, 0, 0 },
	{ 12, 13, 14, 14, 15, 15, 16, 16, 0, 0 },
	{ 17, 18, 19, 19, 20, 20, 21, 21, 0, 0 },
	{ 22, 22, 23, 23, 24, 24, 25, 25, 0, 0 },
	{ 26, 26, 27, 27, 28, 28, 29, 0, 0, 0 },
	{ 30, 30, 31, 31, 32, 32, 29, 0, 0, 0 },
	{ 33, 33, 34, 34, 35, 35, 0, 0, 0, 0 },
	{ 36, 36, 37, 37, 35, 0, 0, 0, 0, 0 },
	{ 38, 38, 37, 37, 0, 0, 0, 0, 0, 0 },
};

int n62_newchod_bricks(int32_t element, struct n62_place brick[4])
{
	int quadrant = element / 100, tile = element % SECOND, n = 0;
	/* 1: + +, 2: + -, 3: - -, 4: - + */
	int right = quadrant <= 2 ? 1 : -1;
	int up = quadrant == 1 || quadrant == 4 ? 1 : -1;

	if (quadrant < 1 || quadrant > 4 || tile < 1 || tile > TILES)
		return -1;
	for (int row = 0; row < SIDE; row++) {
		for (int c = 0; c < SIDE; c++) {
			if (tile_of[row][c] != tile)
				continue;
			brick[n++] =
			    (struct n62_place){ right * (c + 0.5) * width,
				    up * (row + 0.5) * height, plane_z,
				    width / 2, height / 2 };
		}
	}
	return n;
}

int n62_newchod_place(int32_t element, struct n62_place *p)
{
	struct n62_place brick[4], low, high;
	int n = n62_newchod_bricks(element, brick);

	if (n < 0)
		return -1;
	low = high = brick[0];
	for (int i = 1; i < n; i++) {
		low.x = fmin(low.x, brick[i].x);
		low.y = fmin(low.y, brick[i].y);
		high.x = fmax(high.x, brick[i].x);
		high.y = fmax(high.y, brick[i].y);
	}
	p->x = (low.x + high.x) / 2;
	p->y = (low.y + high.y) / 2;
	p->z = plane_z;
	p->hx = (high.x - low.x + width) / 2;
	p->hy = (high.y - low.y + height) / 2;
	return 0;
}

int32_t n62_newchod_element(double x, double y)
{
	double column = fabs(x) / width, row = fabs(y) / height;
	int quadrant = x >= 0 ? (y >= 0 ? 1 : 2) : (y < 0 ? 3 : 4);
	int tile;

	if (!(column < SIDE && row < SIDE) || x * x + y * y < hole * hole)
		return -1;
	tile = tile_of[(int)row][(int)column];
	return tile > 0 ? 100 * quadrant + tile : -1;
}
