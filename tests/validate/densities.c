/*
 * densities.c - rates over the squared mass of a pair of daughters.
 *
 * Three bodies: phase space at fixed s is sqrt(lambda lambda') / s, uniform
 * in the energies of the pair's daughters, over which the square of the
 * matrix element is summed.
 */
#include <math.h>

#include "densities.h"
#include "physics/physics.h"

static double square(double x)
{
	return x * x;
}

static double kallen(double a, double b, double c)
{
	return a * a + b * b + c * c - 2 * (a * b + a * c + b * c);
}

/* ---- three bodies --------------------------------------------------- */

/* m: the masses; third: the one that is not of the pair. */
static double three(double s, int third, const double m[3],
    double (*matrix)(const double m[3], const double e[3]))
{
	enum {
		STEPS = 100
	};
	int i = third == 0, j = third == 2 ? 1 : 2;
	double m2 = square(N62_M_K), e[3], middle, swing, sum = 0;
	double a = kallen(m2, s, square(m[third]));
	double b = kallen(s, square(m[i]), square(m[j]));

	if (a <= 0 || b <= 0 || s <= square(m[i] + m[j]) ||
	    s >= square(N62_M_K - m[third]))
		return 0;
	e[third] = (m2 + square(m[third]) - s) / (2 * N62_M_K);
	middle =
	    (N62_M_K - e[third]) / 2 * (1 + (square(m[i]) - square(m[j])) / s);
	swing = sqrt(a * b) / (4 * N62_M_K * s);
	for (int n = 0; n < STEPS; n++) {
		e[i] = middle + swing * ((2 * n + 1.) / STEPS - 1);
		e[j] = N62_M_K - e[third] - e[i];
		sum += matrix(m, e);
	}
	return sum * sqrt(a * b) / s;
}

/* 1 + g u + h u^2 + k v^2 (PDG, Dalitz plot parameters of K decays). */
static double slopes(
    const double m[3], const double e[3], double g, double h, double k)
{
	double s[3], u, v, unit = square(N62_M_PI);

	for (int i = 0; i < 3; i++)
		s[i] = square(N62_M_K) + square(m[i]) - 2 * N62_M_K * e[i];
	u = (s[2] - (s[0] + s[1] + s[2]) / 3) / unit;
	v = (s[1] - s[0]) / unit;
	return 1 + g * u + h * u * u + k * v * v;
}

static double charged(const double m[3], const double e[3])
{
	return slopes(m, e, -0.21134, 0.0185, -0.00463);
}

static double neutral(const double m[3], const double e[3])
{
	return slopes(m, e, 0.626, 0.052, 0.0054);
}

static const double m_3pi[3] = { N62_M_PI, N62_M_PI, N62_M_PI };
static const double m_pi2pi0[3] = { N62_M_PI0, N62_M_PI0, N62_M_PI };
static const double m_ke3[3] = { N62_M_PI0, N62_M_E, 0 };
static const double m_kmu3[3] = { N62_M_PI0, N62_M_MU, 0 };

double den_3pi_same(double s)
{
	return three(s, 2, m_3pi, charged);
}

double den_3pi_other(double s)
{
	return three(s, 0, m_3pi, charged);
}

double den_pi2pi0(double s)
{
	return three(s, 2, m_pi2pi0, neutral);
}

/* 2 (j.l)(j.nu) - j^2 (l.nu) for the current f+ (K + pi) + f- (K - pi), with
 * poles in f+ and f0 = f+ + f- t / (M^2 - m^2). */
static double kl3(const double m[3], const double e[3])
{
	double mm = square(N62_M_K), pp = square(m[0]), ll = square(m[1]);
	double kp = N62_M_K * e[0], t = mm + pp - 2 * kp;
	double plus = 1 / (1 - t / square(884.4));
	double zero = 1 / (1 - t / square(1208.3));
	double minus = (zero - plus) * (mm - pp) / t;
	double pl = (mm - 2 * N62_M_K * e[2] - pp - ll) / 2;
	double pn = (mm + ll - 2 * N62_M_K * e[1] - pp) / 2;
	double jl =
	    plus * (N62_M_K * e[1] + pl) + minus * (N62_M_K * e[1] - pl);
	double jn =
	    plus * (N62_M_K * e[2] + pn) + minus * (N62_M_K * e[2] - pn);
	double jj = plus * plus * (mm + pp + 2 * kp) +
		    minus * minus * (mm + pp - 2 * kp) +
		    2 * plus * minus * (mm - pp);

	return 2 * jl * jn - jj * (t - ll) / 2;
}

double den_ke3_lnu(double s)
{
	return three(s, 0, m_ke3, kl3);
}

double den_ke3_pil(double s)
{
	return three(s, 2, m_ke3, kl3);
}

double den_kmu3_lnu(double s)
{
	return three(s, 0, m_kmu3, kl3);
}

double den_kmu3_pil(double s)
{
	return three(s, 2, m_kmu3, kl3);
}

/* ---- Ke4 ------------------------------------------------------------ */

/* The rate of N. Cabibbo and A. Maksymowicz, Phys. Rev. 137 (1965) B438,
 * over the angles of the leptons, summed over cos(theta_pi). */
static double ke4(double spi, double se)
{
	double m2 = square(N62_M_K), four = 4 * square(N62_M_PI);
	double x, sigma, fs, g, q2, sum = 0;

	if (spi <= four || sqrt(spi) + sqrt(se) >= N62_M_K)
		return 0;
	x = sqrt(kallen(m2, spi, se)) / 2;
	sigma = sqrt(1 - four / spi);
	q2 = spi / four - 1;
	fs = 1 + 0.152 * q2 - 0.073 * q2 * q2 + 0.068 * se / four;
	g = 0.868 + 0.089 * q2;
	for (int i = 0; i < 20; i++) {
		double c = (i + 0.5) / 10 - 1;
		double f1 =
		    x * (fs - 0.048 * c) + sigma * (m2 - spi - se) / 2 * c * g;
		double f2 = square(sigma * g) * spi * se;
		double f3 = square(sigma * x * 0.398 / m2) * spi * se;

		sum += f1 * f1 + (f2 + f3) * (1 - c * c);
	}
	return x * sigma * sum;
}

double den_ke4_pi(double spi)
{
	double sum = 0, high = square(N62_M_K - sqrt(spi));

	for (int i = 0; i < 100; i++)
		sum += high * ke4(spi, high * (i + 0.5) / 100);
	return sum;
}

double den_ke4_e(double se)
{
	double low = 4 * square(N62_M_PI), sum = 0;
	double range = square(N62_M_K - sqrt(se)) - low;

	for (int i = 0; i < 100; i++)
		sum += range * ke4(low + range * (i + 0.5) / 100, se);
	return sum;
}

/* ---- K -> pi l l ---------------------------------------------------- */

/* a + b z with the loop of two pions (G. D'Ambrosio et al., JHEP 08 (1998)
 * 004; its constants RECALLED). */
static double pill(double s, double ml, double a, double b)
{
	double m2 = square(N62_M_K), r = square(N62_M_PI) / m2;
	double rl = square(ml) / m2, z = s / m2, y = z / r;
	double g, gi = 0, chi, line, re, lambda = kallen(1, z, r);

	if (lambda <= 0 || z <= 4 * rl)
		return 0;
	if (y < 4) {
		g = sqrt(4 / y - 1) * asin(sqrt(y) / 2);
	} else {
		double root = sqrt(1 - 4 / y);

		g = -root / 2 * log((1 - root) / (1 + root));
		gi = -root / 2 * N62_PI;
	}
	chi = 4. / 9 - 4 / (3 * y) - (1 - 4 / y) / 3 * g;
	line = (-20.84e-8 - 2.88e-8 * (z - 1. / 3 - r) / r) / r *
	       (1 + z * m2 / square(775));
	re = N62_FERMI * m2 * (a + b * z) + line * chi;
	return pow(lambda, 1.5) * sqrt(1 - 4 * rl / z) * (1 + 2 * rl / z) *
	       (re * re + square(line * (1 - 4 / y) / 3 * gi));
}

double den_piee(double s)
{
	return pill(s, N62_M_E, -0.578, -0.779);
}

double den_pimumu(double s)
{
	return pill(s, N62_M_MU, -0.575, -0.722);
}

/* ---- pi0 -> e e gamma ----------------------------------------------- */

/* N. Kroll and W. Wada, Phys. Rev. 98 (1955) 1355, with a form factor. */
double den_dalitz(double l)
{
	double x = exp(l), q = 4 * square(N62_M_E / N62_M_PI0) / x;

	return q >= 1 ? 0
		      : (1 + q / 2) * sqrt(1 - q) * square(1 + 0.0368 * x) *
			    pow(1 - x, 3);
}
