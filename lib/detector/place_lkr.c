/*
 * place_lkr.c - where the cells of the LKr are: a grid of 128 x 128 squares,
 * of which an octagon with a hole is there.
 *
 * Size of a cell and position of the front: software of the experiment
 * (LKrParameters). Which cells are there follows its readout map, in which
 * 13212 have a channel; the calorimeter is said to have 13248, of which it is
 * not known which 36 are not read.
 */
#include "detector/detector.h"

#include <math.h>

enum {
	GRID = 128,
	ROWS = 38 /* from the edge, in which the octagon is narrower */
};

static const double front = 241093;

/* First cell of a row, counted from the edge. */
static const uint8_t first[ROWS] = { 38, 37, 36, 35, 34, 33, 32, 32, 30, 29, 28,
	27, 26, 25, 24, 24, 22, 21, 20, 19, 18, 17, 16, 16, 14, 13, 12, 11, 10,
	9, 8, 8, 6, 5, 4, 3, 2, 1 };
/* Last cell before the hole, of rows 59 to 63. */
static const uint8_t last[] = { 60, 59, 58, 58, 58 };

bool n62_lkr_exists(int i, int j)
{
	int a, b;

	if (i < 0 || j < 0 || i >= GRID || j >= GRID)
		return false;
	a = i < GRID / 2 ? i : GRID - 1 - i;
	b = j < GRID / 2 ? j : GRID - 1 - j;
	if (a < (b < ROWS ? first[b] : 1))
		return false;
	return b < 59 || a <= last[b - 59];
}

int n62_lkr_place(int32_t element, struct n62_place *p)
{
	int i = element / 1000, j = element % 1000;

	if (element < 0 || !n62_lkr_exists(i, j))
		return -1;
	p->x = (i - (GRID - 1) / 2.0) * N62_LKR_CELL;
	p->y = (j - (GRID - 1) / 2.0) * N62_LKR_CELL;
	p->z = front;
	p->hx = p->hy = N62_LKR_CELL / 2;
	return 0;
}

int32_t n62_lkr_element(double x, double y)
{
	double i = floor(x / N62_LKR_CELL) + GRID / 2;
	double j = floor(y / N62_LKR_CELL) + GRID / 2;

	if (!(i >= 0 && j >= 0 && i < GRID && j < GRID) ||
	    !n62_lkr_exists((int)i, (int)j))
		return -1;
	return 1000 * (int32_t)i + (int32_t)j;
}
