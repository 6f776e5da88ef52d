/*
 * highland.c - the limits of Cousins and Highland by expansion, for those who
 * compare with tables made that way; the average itself is in tail.c.
 */
#include <math.h>

#include "private.h"

double n62_highland_first(double upper, double n, double b, double r)
{
	return upper * (1 + (upper + b - n) * r * r / 2);
}

double n62_highland_second(double upper, double n, double b, double r)
{
	double e = upper + b - n, root = 1 - e * e * r * r;

	if (fabs(e) * r < 1e-4)
		return n62_highland_first(upper, n, b, r);
	return root < 0 ? NAN : upper * (1 + (1 - sqrt(root)) / e);
}
