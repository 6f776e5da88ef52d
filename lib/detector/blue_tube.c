/*
 * blue_tube.c - the residual magnetic field of the decay tank: its table, and
 * what it does to a particle between two places.
 *
 * The field was measured on the axis; between the points it is taken as
 * linear, beyond the first and the last as zero. For a track of small slopes
 * the deflection is then the integral of a polynomial of first degree, and
 * the displacement that of a second one: both are kept summed up from the
 * first point, so that a step costs the same whatever its length.
 */
#include "detector/detector.h"

enum {
	POINTS = N62_BLUE_TUBE_POINTS,
	BINS = N62_BLUE_TUBE_BINS
};

/* z in mm; Bx and By in microtesla: the framework's map, seen in one public
 * copy (BlueTubeMagneticFieldMap). */
static const struct {
	double z, b[2];
} table[POINTS] = {
	{ 104458, { -68.7, -24.7 } },
	{ 106795, { -39.6, -21.6 } },
	{ 107795, { -16.9, -25.9 } },
	{ 108795, { 4.7, -35.3 } },
	{ 109795, { -14.0, -48.0 } },
	{ 110795, { -28.4, -50.5 } },
	{ 111795, { -19.2, -38.4 } },
	{ 112795, { -10.2, -32.2 } },
	{ 113795, { -8.7, -30.9 } },
	{ 114795, { 5.5, -23.3 } },
	{ 115795, { 17.2, -21.5 } },
	{ 117395, { 41.9, -23.9 } },
	{ 118445, { 89.0, -29.4 } },
	{ 119395, { 82.7, -14.7 } },
	{ 120195, { 65.8, -13.2 } },
	{ 122706, { 6.6, -7.2 } },
	{ 125206, { -8.5, -16.3 } },
	{ 127706, { 1.7, -23.5 } },
	{ 130315, { 7.7, -17.1 } },
	{ 132815, { 1.2, -15.9 } },
	{ 135315, { -1.4, -19.9 } },
	{ 137925, { 5.0, -12.7 } },
	{ 140425, { 24.2, -29.6 } },
	{ 142925, { 17.3, -5.9 } },
	{ 145535, { 15.7, 4.0 } },
	{ 148035, { 32.6, -2.8 } },
	{ 150735, { 17.3, -10.1 } },
	{ 153145, { -6.5, -3.5 } },
	{ 154395, { -27.5, -10.4 } },
	{ 155645, { -25.4, -12.2 } },
	{ 156895, { -15.5, -12.9 } },
	{ 158145, { -21.2, -22.3 } },
	{ 159660, { -8.8, -21.1 } },
	{ 161460, { -9.7, -15.1 } },
	{ 163410, { -12.1, -5.3 } },
	{ 168455, { 4.2, -3.2 } },
	{ 170335, { 3.9, -5.9 } },
	{ 175865, { 13.0, -4.4 } },
	{ 177845, { 17.1, -8.4 } },
	{ 181175, { 4.1, -8.5 } },
};

static const double microtesla = 1e-6;

void n62_blue_tube_init(struct n62_blue_tube *t, double scale)
{
	*t = (struct n62_blue_tube){ 0 };
	for (int i = 0; i < POINTS; i++) {
		t->z[i] = table[i].z;
		for (int k = 0; k < 2; k++)
			t->b[k][i] = scale * microtesla * table[i].b[k];
	}
	for (int i = 1; i < POINTS; i++)
		for (int k = 0; k < 2; k++) {
			double d = t->z[i] - t->z[i - 1];
			double b = t->b[k][i - 1], up = t->b[k][i] - b;

			t->slope[k][i - 1] = up / d;
			t->once[k][i] = t->once[k][i - 1] + d * (b + up / 2);
			t->twice[k][i] =
			    t->twice[k][i - 1] +
			    d * (t->once[k][i - 1] + d * (b / 2 + up / 6));
		}
	t->width = (t->z[POINTS - 1] - t->z[0]) / BINS;
	for (int i = 0, k = 0; i < BINS; i++) {
		while (t->z[k + 1] <= t->z[0] + i * t->width)
			k++;
		t->point[i] = (uint8_t)k;
	}
}

/* The integral of the field up to z, and that of this integral. */
static void sums(const struct n62_blue_tube *t, double z, int k, int i,
    double *once, double *twice)
{
	double d = z - t->z[i], b = t->b[k][i], s = t->slope[k][i];

	*once = t->once[k][i] + d * (b + d * s / 2);
	*twice = t->twice[k][i] + d * (t->once[k][i] + d * (b / 2 + d * s / 6));
}

/* The last point before z, which is inside the table. */
static int point_before(const struct n62_blue_tube *t, double z)
{
	int bin = (int)((z - t->z[0]) / t->width);
	int i = t->point[bin < BINS ? bin : BINS - 1];

	while (i < POINTS - 2 && t->z[i + 1] <= z)
		i++;
	return i;
}

static double clip(const struct n62_blue_tube *t, double z)
{
	if (z < t->z[0])
		return t->z[0];
	return z > t->z[POINTS - 1] ? t->z[POINTS - 1] : z;
}

bool n62_blue_tube_step(const struct n62_blue_tube *t, double from, double to,
    struct n62_field_step *s)
{
	double a = clip(t, from), b = clip(t, to);
	int i, j;

	*s = (struct n62_field_step){ { 0, 0 }, { 0, 0 } };
	if (a == b)
		return false;
	i = point_before(t, a);
	j = point_before(t, b);
	for (int k = 0; k < 2; k++) {
		double once[2], twice[2];

		sums(t, a, k, i, &once[0], &twice[0]);
		sums(t, b, k, j, &once[1], &twice[1]);
		s->once[k] = once[1] - once[0];
		/* With the deflection, it goes on in a straight line from b. */
		s->twice[k] = twice[1] - twice[0] - once[0] * (b - a) +
			      s->once[k] * (to - b);
	}
	return true;
}
