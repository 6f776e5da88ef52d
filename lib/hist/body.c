/*
 * body.c - four-momenta with errors, and the mass of a sum of them.
 */
#include <math.h>

#include "hist/mass.h"

/* j c j' of a 3 x 3 matrix and a lower triangle, added to out. */
static void carry(double j[3][3], const double c[6], double out[6])
{
	double full[3][3] = { { c[0], c[1], c[3] }, { c[1], c[2], c[4] },
		{ c[3], c[4], c[5] } };
	int n = 0;

	for (int i = 0; i < 3; i++)
		for (int k = 0; k <= i; k++, n++)
			for (int r = 0; r < 3; r++)
				for (int s = 0; s < 3; s++)
					out[n] +=
					    j[i][r] * full[r][s] * j[k][s];
}

/* Of p (a, b, 1) / sqrt(1 + a^2 + b^2) by a, b and p. */
static void slopes_jacobian(double p, double a, double b, double j[3][3])
{
	double s2 = 1 + a * a + b * b, s = sqrt(s2), f = p / (s * s2);

	j[0][0] = p / s - f * a * a;
	j[0][1] = j[1][0] = -f * a * b;
	j[1][1] = p / s - f * b * b;
	j[2][0] = -f * a;
	j[2][1] = -f * b;
	j[0][2] = a / s;
	j[1][2] = b / s;
	j[2][2] = 1 / s;
}

static struct hist_body body_of(double p, double a, double b, double j[3][3],
    const double cov[6], double mass)
{
	double s = sqrt(1 + a * a + b * b);
	struct hist_body out = { .cov = { 0 } };

	out.p = n62_p4_on_shell(p * a / s, p * b / s, p / s, mass);
	carry(j, cov, out.cov);
	return out;
}

struct hist_body hist_body_slopes(
    const double v[3], const double cov[6], double mass)
{
	double p = 1 / fabs(v[2]), j[3][3];

	slopes_jacobian(p, v[0], v[1], j);
	for (int i = 0; i < 3; i++)
		j[i][2] *= -p / v[2];
	return body_of(p, v[0], v[1], j, cov, mass);
}

struct hist_body hist_body_beam(
    const double v[3], const double sigma[3], double mass)
{
	double cov[6] = { sigma[1] * sigma[1], 0, sigma[2] * sigma[2], 0, 0,
		sigma[0] * sigma[0] };
	double j[3][3];

	slopes_jacobian(v[0], v[1], v[2], j);
	return body_of(v[0], v[1], v[2], j, cov, mass);
}

struct hist_body hist_body_photon(double e, double e_sigma,
    const double from[3], const double to[3], double sigma)
{
	double d[3], u[3], l = 0, j[3][3];
	double cov[6] = { e_sigma * e_sigma, 0, sigma * sigma, 0, 0,
		sigma * sigma };
	struct hist_body out = { .cov = { 0 } };

	for (int i = 0; i < 3; i++) {
		d[i] = to[i] - from[i];
		l += d[i] * d[i];
	}
	l = sqrt(l);
	for (int i = 0; i < 3; i++)
		u[i] = d[i] / l;
	for (int i = 0; i < 3; i++) {
		j[i][0] = u[i];
		j[i][1] = e / l * ((i == 0) - u[i] * u[0]);
		j[i][2] = e / l * ((i == 1) - u[i] * u[1]);
	}
	out.p = (struct n62_p4){ e * u[0], e * u[1], e * u[2], e };
	carry(j, cov, out.cov);
	return out;
}

struct hist_body hist_body_pair(
    const struct hist_body *a, const struct hist_body *b, double mass)
{
	struct n62_p4 p = n62_p4_add(a->p, b->p);
	struct hist_body out = { .cov = { 0 } };

	out.p = n62_p4_on_shell(p.px, p.py, p.pz, mass);
	for (int i = 0; i < 6; i++)
		out.cov[i] = a->cov[i] + b->cov[i];
	return out;
}

/* By the momentum of body i, m^2 = E^2 - P^2 changes by 2 s (E p/e - P). */
double hist_mass2(
    const struct hist_body *body, const int *sign, int n, double *sigma)
{
	struct n62_p4 sum = { 0 };
	double var = 0;

	for (int i = 0; i < n; i++)
		sum = sign[i] < 0 ? n62_p4_minus(sum, body[i].p)
				  : n62_p4_add(sum, body[i].p);
	for (int i = 0; i < n; i++) {
		struct n62_p4 p = body[i].p;
		const double *c = body[i].cov;
		double f = sum.e / p.e;
		double g[3] = { 2 * (f * p.px - sum.px),
			2 * (f * p.py - sum.py), 2 * (f * p.pz - sum.pz) };

		var += g[0] * g[0] * c[0] + g[1] * g[1] * c[2] +
		       g[2] * g[2] * c[5] +
		       2 * (g[0] * g[1] * c[1] + g[0] * g[2] * c[3] +
			       g[1] * g[2] * c[4]);
	}
	*sigma = sqrt(var);
	return n62_p4_mass2(sum);
}
