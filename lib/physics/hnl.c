/*
 * hnl.c - heavy neutral leptons: how often kaons make them, and how fast they
 * decay. Formulas and constants: na62-decays(7).
 */
#include "physics/private.h"

double n62_hnl_rho(double mass, double ml, double mn)
{
	double x = ml * ml / (mass * mass), y = mn * mn / (mass * mass);
	double root = 2 * n62_p_star(mass, ml, mn) / mass;

	return (x + y - (x - y) * (x - y)) * root / (x * (1 - x) * (1 - x));
}

/* G^2 m^5 / (192 pi^3): three massless leptons. */
static double three_leptons(double m)
{
	return N62_FERMI * N62_FERMI * pow(m, 5) / (192 * pow(N62_PI, 3));
}

static double pion_lepton(double m, double ml)
{
	double a = ml * ml / (m * m), b = N62_M_PI * N62_M_PI / (m * m);
	double root = 2 * n62_p_star(m, ml, N62_M_PI) / m;
	double coupling = N62_FERMI * N62_F_PI_V_UD;

	return coupling * coupling * pow(m, 3) / (16 * N62_PI) *
	       ((1 - a) * (1 - a) - b * (1 + a)) * root;
}

static double pi0_neutrino(double m)
{
	double a = 1 - N62_M_PI0 * N62_M_PI0 / (m * m);
	double coupling = N62_FERMI * N62_F_PI;

	if (a <= 0)
		return 0;
	return coupling * coupling * pow(m, 3) * a * a / (32 * N62_PI);
}

/* nu l+ l-; same: the neutrino is of the lepton's family. */
static double pair(double m, double ml, bool same)
{
	double s = N62_WEINBERG, sign = same ? 1 : -1;
	double c1 = (1 + sign * 4 * s + 8 * s * s) / 4;
	double c2 = s * (2 * s + sign) / 2;
	double x = ml * ml / (m * m), root, l;

	if (4 * x >= 1)
		return 0;
	root = sqrt(1 - 4 * x);
	/* The numerator 1 - 3x - (1-x) root is 4 x^3 over the same with plus:
	 * its square terms are (1-3x)^2 - (1-x)^2 (1-4x) = 4 x^3. */
	l = log(4 * x * x / ((1 - 3 * x + (1 - x) * root) * (1 + root)));
	return three_leptons(m) *
	       (c1 * ((1 - 14 * x - 2 * x * x - 12 * x * x * x) * root +
			 12 * x * x * (x * x - 1) * l) +
		   4 * c2 *
		       (x * (2 + 10 * x - 12 * x * x) * root +
			   6 * x * x * (1 - 2 * x + 2 * x * x) * l));
}

/* nu e mu: only the muon's mass counts. */
static double different(double m)
{
	double x = N62_M_MU * N62_M_MU / (m * m);

	if (x >= 1)
		return 0;
	return three_leptons(m) * (1 - 8 * x + 8 * x * x * x - x * x * x * x -
				      12 * x * x * log(x));
}

double n62_hnl_width(const struct n62_hnl *h, enum n62_hnl_channel channel)
{
	const double *u2 = h->u2;
	double m = h->mass, sum = u2[0] + u2[1] + u2[2], width = 0;

	switch (channel) {
	case N62_HNL_3NU:
		width = three_leptons(m) * sum;
		break;
	case N62_HNL_PI0_NU:
		width = pi0_neutrino(m) * sum;
		break;
	case N62_HNL_PI_E:
		width = pion_lepton(m, N62_M_E) * u2[0];
		break;
	case N62_HNL_PI_MU:
		width = pion_lepton(m, N62_M_MU) * u2[1];
		break;
	case N62_HNL_EE:
		width = pair(m, N62_M_E, true) * u2[0] +
			pair(m, N62_M_E, false) * (u2[1] + u2[2]);
		break;
	case N62_HNL_MUMU:
		width = pair(m, N62_M_MU, true) * u2[1] +
			pair(m, N62_M_MU, false) * (u2[0] + u2[2]);
		break;
	case N62_HNL_EMU:
		width = different(m) * (u2[0] + u2[1]);
		break;
	case N62_HNL_CHANNELS:
		break;
	}
	return h->majorana ? 2 * width : width;
}

double n62_hnl_lifetime(const struct n62_hnl *h)
{
	double sum = 0;

	for (int c = 0; c < N62_HNL_CHANNELS; c++)
		sum += n62_hnl_width(h, (enum n62_hnl_channel)c);
	return N62_HBAR / sum;
}
