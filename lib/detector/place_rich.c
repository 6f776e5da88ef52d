/*
 * place_rich.c - the photomultipliers of the RICH. The positions are those of
 * the trigger's configuration (NA62/na62-trigger-algorithms, RICH.2017.om.conf,
 * PMPosition); they follow from a rule.
 *
 * In steps of half a pitch in x and of a row in y, photomultipliers are at (X,
 * Y) with X + Y odd. Those of a cell are at
 *
 *	5 6 7        Y + 2
 *	 3 4         Y + 1
 *	0 1 2        Y          X, X + 2, X + 4; X + 1, X + 3
 *
 * and X + 5 Y - 1 is 16 row + 2 number: from one cell to the next of its row
 * goes (5, -1), which changes nothing, and the next row begins 16 on. So the
 * row of cells and the number in the cell are that number, divided by 16.
 */
#include "detector/detector.h"

#include <math.h>

const double n62_rich_shift[2] = { 127, 177 };
const double n62_rich_flange[2] = { 1633, -1567 };

#define HALF_PITCH (N62_RICH_PITCH / 2)
#define ROW (N62_RICH_PITCH * 0.86602540378443865)

enum {
	rows = 12,
	below = 6,      /* rows of the lower half, which come first here */
	half_cells = 61 /* cells of a half */
};

/* A row of cells: photomultiplier 0 of the first, cells, its number. */
struct row {
	int8_t x, y, n, first;
};

static const struct row row[rows] = { { -25, -14, 6, 55 }, { -29, -10, 9, 46 },
	{ -33, -6, 11, 35 }, { -32, -3, 11, 24 }, { -31, 0, 12, 12 },
	{ -30, 3, 12, 0 }, { -29, 6, 12, 0 }, { -28, 9, 12, 12 },
	{ -22, 11, 11, 24 }, { -21, 14, 11, 35 }, { -15, 16, 9, 46 },
	{ -4, 17, 6, 55 } };

/* Of a photomultiplier from number 0 of its cell; the OR is in the middle. */
static const int8_t in_cell[9][2] = { { 0, 0 }, { 2, 0 }, { 4, 0 }, { 1, 1 },
	{ 3, 1 }, { 0, 2 }, { 2, 2 }, { 4, 2 }, { 2, 1 } };

enum {
	is_or = 10,
	number_of_or = 8
};

bool n62_rich_place(int32_t element, struct n62_rich_place *p)
{
	int disc = element / 100000, half = element / 10000 % 10;
	int cell = element / 100 % 100, pmt = element % 100, k, i;

	if (element < 0 || disc > 1 || half > 1 || cell >= half_cells ||
	    (pmt > 7 && pmt != is_or))
		return false;
	if (pmt == is_or)
		pmt = number_of_or;
	k = half ? below - 1 : below;
	while (cell >= row[k].first + row[k].n)
		k += half ? -1 : 1;
	i = cell - row[k].first;
	*p = (struct n62_rich_place){ disc, half, cell, pmt,
		HALF_PITCH * (row[k].x + 5 * i + in_cell[pmt][0]),
		ROW * (row[k].y - i + in_cell[pmt][1]) };
	return true;
}

/* The element at a point of the lattice. */
static int32_t at_point(int disc, int x, int y)
{
	int s = x + 5 * y - 1 + 16 * below, k = s / 16, pmt = s % 16 / 2, i;

	if (s < 0 || k >= rows)
		return -1;
	x -= in_cell[pmt][0] + row[k].x;
	i = x / 5;
	if (x < 0 || i >= row[k].n)
		return -1;
	return 100000 * disc + 10000 * (k < below) + 100 * (row[k].first + i) +
	       pmt;
}

int32_t n62_rich_element(int disc, double x, double y)
{
	double u = x / HALF_PITCH, v = y / ROW;
	int near[2][2];
	double d[2];

	if (disc < 0 || disc > 1 || !(fabs(u) < 100) || !(fabs(v) < 100))
		return -1;
	/* The nearest of the row of photomultipliers below, and above. */
	for (int k = 0; k < 2; k++) {
		int line = (int)floor(v) + k;
		int odd = 1 - (line & 1);
		int column = 2 * (int)rint((u - odd) / 2) + odd;
		double dx = (u - column) * HALF_PITCH, dy = (v - line) * ROW;

		near[k][0] = column;
		near[k][1] = line;
		d[k] = dx * dx + dy * dy;
	}
	return d[0] <= d[1] ? at_point(disc, near[0][0], near[0][1])
			    : at_point(disc, near[1][0], near[1][1]);
}

int32_t n62_rich_cell(int32_t element)
{
	return element - element % 100 + is_or;
}
