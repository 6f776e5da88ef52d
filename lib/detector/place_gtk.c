/*
 * place_gtk.c - the pixels of the GTK: 5 by 2 chips of 40 by 45, whose pixels
 * are 0.3 by 0.3, and 0.4 wide where two chips meet.
 */
#include "detector/detector.h"

#include <math.h>

const double n62_gtk_z[3] = { 79600, 92800, 102400 };
const double n62_gtk_y[3] = { 0, -60, 0 };

enum {
	station_step = 100000,
	columns_of_chip = 40
};

static const double pitch = 0.3, wide = 0.4;
static const double half_x = 30.4, half_y = 13.5;
static const double first_chip = 12.1, chip = 12.2; /* their widths */

/* Left edge of a column; each column that is wide shifts those behind it. */
static double edge(int column)
{
	int k = column / columns_of_chip;
	int before = k > 0 ? 2 * k - 1 + (column % columns_of_chip > 0) : 0;

	return -half_x + pitch * column + (wide - pitch) * before;
}

bool n62_gtk_place(int32_t element, struct n62_gtk_place *p)
{
	int pixel = element % station_step, station = element / station_step;
	double left;

	if (element < 0 || station > 2 ||
	    pixel >= N62_GTK_COLUMNS * N62_GTK_ROWS)
		return false;
	p->station = station;
	p->column = pixel % N62_GTK_COLUMNS;
	p->row = pixel / N62_GTK_COLUMNS;
	left = edge(p->column);
	p->width =
	    (p->column < N62_GTK_COLUMNS - 1 ? edge(p->column + 1) : half_x) -
	    left;
	p->height = pitch;
	p->x = left + p->width / 2;
	p->y = n62_gtk_y[station] - half_y + pitch * (p->row + 0.5);
	p->z = n62_gtk_z[station];
	return true;
}

static int column_at(double x)
{
	double u = x + half_x;
	int k = u < first_chip ? 0 : 1 + (int)((u - first_chip) / chip), i;

	k = k > 4 ? 4 : k;
	if (k > 0)
		u -= first_chip + chip * (k - 1) + wide - pitch;
	i = u < pitch ? 0 : (int)(u / pitch);
	i = i < columns_of_chip ? i : columns_of_chip - 1;
	return columns_of_chip * k + i;
}

int32_t n62_gtk_element(int station, double x, double y)
{
	double v;
	int row;

	if (station < 0 || station > 2)
		return -1;
	v = y - n62_gtk_y[station] + half_y;
	if (!(fabs(x) < half_x) || !(v >= 0 && v < 2 * half_y))
		return -1;
	row = (int)(v / pitch);
	row = row < N62_GTK_ROWS ? row : N62_GTK_ROWS - 1;
	return station_step * station + column_at(x) + N62_GTK_COLUMNS * row;
}
