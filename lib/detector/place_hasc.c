/*
 * place_hasc.c - where the modules of the HASC are: nine squares beside the
 * beam, on the side to which positive particles are bent.
 *
 * Size of a module and z: software of the experiment (HAC). CHOICE: modules
 * form a square of 3 x 3, module 3 row + column from low x and y, whose edge
 * is 100 mm from the beam, which is at x = -76 there.
 */
#include "detector/detector.h"

#include <math.h>

enum {
	SIDE = 3,
	THRESHOLDS = 4
};

static const double size = 100, plane_z = 253350, plane_x = -326;

int n62_hasc_place(int32_t element, struct n62_place *p)
{
	int module = element % 100 / 10;

	if (element < 0 || element >= 100 * THRESHOLDS || module >= SIDE * SIDE)
		return -1;
	p->x = plane_x + (module % SIDE - 1) * size;
	p->y = (module / SIDE - 1) * size;
	p->z = plane_z;
	p->hx = p->hy = size / 2;
	return 0;
}

int32_t n62_hasc_element(double x, double y)
{
	double c = floor((x - plane_x) / size + SIDE / 2.0);
	double r = floor(y / size + SIDE / 2.0);

	if (!(c >= 0 && r >= 0 && c < SIDE && r < SIDE))
		return -1;
	return 10 * (SIDE * (int32_t)r + (int32_t)c);
}
