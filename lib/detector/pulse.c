/*
 * pulse.c - the shape of a pulse in the samples of the calorimeters.
 *
 * CHOICE: three equal stages of shaping, x^3 exp(-x), which rises in three
 * time constants. With 17.5 ns, it is 71 ns wide at half of its height.
 */
#include "detector/detector.h"

#include <math.h>

double n62_cream_pulse(double ns, double shaping)
{
	double x = 1 + ns / (3 * shaping);

	return x > 0 ? x * x * x * exp(-ns / shaping) : 0;
}
