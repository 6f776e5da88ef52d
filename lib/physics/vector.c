/*
 * vector.c - products and boosts of four-vectors, without cancellation.
 */
#include "physics/private.h"

/*
 * e e' - |p||p'| is (m^2 e'^2 + m'^2 p^2) / (e e' + |p||p'|), all terms
 * positive; |p||p'| - p.p' is (p x p')^2 / (|p||p'| + p.p') when the vectors
 * are on the same side.
 */
double n62_p4_dot(struct n62_p4 a, double ma, struct n62_p4 b, double mb)
{
	double pa2 = n62_p4_p2(a), p = sqrt(pa2 * n62_p4_p2(b));
	double scalar = a.px * b.px + a.py * b.py + a.pz * b.pz;
	double x = a.py * b.pz - a.pz * b.py;
	double y = a.pz * b.px - a.px * b.pz;
	double z = a.px * b.py - a.py * b.px;
	double slow = ma * ma * b.e * b.e + mb * mb * pa2;
	double aside = p - scalar;

	if (scalar > 0)
		aside = (x * x + y * y + z * z) / (p + scalar);
	return (slow > 0 ? slow / (a.e * b.e + p) : 0) + aside;
}

double n62_p4_pair_mass2(struct n62_p4 a, double ma, struct n62_p4 b, double mb)
{
	return ma * ma + mb * mb + 2 * n62_p4_dot(a, ma, b, mb);
}

double phys_along(double mass, double pt2, double *pl, double scale)
{
	double mt2 = mass * mass + pt2, e = sqrt(mt2 + *pl * *pl);
	double large = e + fabs(*pl), small = large > 0 ? mt2 / large : 0;
	double plus = (*pl < 0 ? small : large) * scale;
	double minus = (*pl < 0 ? large : small) / scale;

	*pl = (plus - minus) / 2;
	return (plus + minus) / 2;
}

struct n62_p4 n62_p4_boost(
    struct n62_p4 a, double ma, struct n62_p4 frame, double m)
{
	double p = n62_p4_p(frame), pl, shift, e;
	double nx, ny, nz, tx, ty, tz;

	if (p == 0)
		return a;
	nx = frame.px / p;
	ny = frame.py / p;
	nz = frame.pz / p;
	pl = a.px * nx + a.py * ny + a.pz * nz;
	tx = a.px - pl * nx;
	ty = a.py - pl * ny;
	tz = a.pz - pl * nz;
	shift = pl;
	e = phys_along(ma, tx * tx + ty * ty + tz * tz, &shift,
	    (sqrt(p * p + m * m) + p) / m);
	return (struct n62_p4){ tx + shift * nx, ty + shift * ny,
		tz + shift * nz, e };
}
