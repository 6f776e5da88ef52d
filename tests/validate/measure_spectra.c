/*
 * measure_spectra.c - squared masses of pairs of daughters in the truth of
 * simulated decays, against the densities of densities.h. The points of the
 * pictures go to DIRECTORY/KEY.dat.
 *
 *	na62-sim 3pi --level hits | measure_spectra DIRECTORY 3pi
 *
 * Decays with a photon on a charged leg are left out: the densities are those
 * without. With radiation.emin at its largest they are few.
 */
#include <stdio.h>

#include "validate.h"
#include "validate/densities.h"

enum {
	BINS = 40,
	STEPS = 20 /* of a density in each bin */
};

#define SQUARE(x) ((x) * (x))

static const struct spectrum {
	const char *what, *key;
	int32_t pair[2];
	double (*density)(double s);
	double low, high;
} spectra[] = {
	{ "3pi", "spectrum.3pi.same", { N62_PION, N62_PION }, den_3pi_same,
	    SQUARE(2 * N62_M_PI), SQUARE(N62_M_K - N62_M_PI) },
	{ "3pi", "spectrum.3pi.other", { N62_PION, -N62_PION }, den_3pi_other,
	    SQUARE(2 * N62_M_PI), SQUARE(N62_M_K - N62_M_PI) },
	{ "pi2pi0", "spectrum.pi2pi0", { N62_PION0, N62_PION0 }, den_pi2pi0,
	    SQUARE(2 * N62_M_PI0), SQUARE(N62_M_K - N62_M_PI) },
	{ "pi0enu", "spectrum.pi0enu.lnu", { -N62_ELECTRON, N62_NU_E },
	    den_ke3_lnu, SQUARE(N62_M_E), SQUARE(N62_M_K - N62_M_PI0) },
	{ "pi0enu", "spectrum.pi0enu.pil", { N62_PION0, -N62_ELECTRON },
	    den_ke3_pil, SQUARE(N62_M_PI0 + N62_M_E), SQUARE(N62_M_K) },
	{ "pi0munu", "spectrum.pi0munu.lnu", { -N62_MUON, N62_NU_MU },
	    den_kmu3_lnu, SQUARE(N62_M_MU), SQUARE(N62_M_K - N62_M_PI0) },
	{ "pi0munu", "spectrum.pi0munu.pil", { N62_PION0, -N62_MUON },
	    den_kmu3_pil, SQUARE(N62_M_PI0 + N62_M_MU), SQUARE(N62_M_K) },
	{ "ke4", "spectrum.ke4.pipi", { N62_PION, -N62_PION }, den_ke4_pi,
	    SQUARE(2 * N62_M_PI), SQUARE(N62_M_K) },
	{ "ke4", "spectrum.ke4.enu", { -N62_ELECTRON, N62_NU_E }, den_ke4_e, 0,
	    SQUARE(N62_M_K - 2 * N62_M_PI) },
	{ "piee", "spectrum.piee", { -N62_ELECTRON, N62_ELECTRON }, den_piee,
	    SQUARE(2 * N62_M_E), SQUARE(N62_M_K - N62_M_PI) },
	{ "pimumu", "spectrum.pimumu", { -N62_MUON, N62_MUON }, den_pimumu,
	    SQUARE(2 * N62_M_MU), SQUARE(N62_M_K - N62_M_PI) },
	/* ln((2 m_e / m_pi0)^2) to 0, of daughters of pi0 */
	{ "dalitz", "spectrum.dalitz", { -N62_ELECTRON, N62_ELECTRON },
	    den_dalitz, -11.15, 0 },
};

enum {
	SPECTRA = sizeof spectra / sizeof spectra[0]
};

struct measured {
	const char *what;
	double counts[SPECTRA][BINS];
};

static double mass_of(int32_t pdg)
{
	switch (abs(pdg)) {
	case N62_ELECTRON:
		return N62_M_E;
	case N62_MUON:
		return N62_M_MU;
	case N62_PION:
		return N62_M_PI;
	case N62_PION0:
		return N62_M_PI0;
	default:
		return 0;
	}
}

static bool radiated(const struct val_event *e)
{
	return val_daughter(e, N62_PHOTON) >= 0;
}

/* The first from on with this number and this parent, of a decay. */
static int find(const struct val_event *e, int from, int32_t pdg, int parent)
{
	for (uint32_t i = (uint32_t)from; i < e->mc.n; i++)
		if (e->mc.pdg[i] == pdg && e->mc.parent[i] == parent &&
		    e->mc.process[i] == 1)
			return (int)i;
	return -1;
}

static void add(const struct val_event *e, const struct spectrum *s,
    double counts[BINS], int parent)
{
	double ma = mass_of(s->pair[0]), mb = mass_of(s->pair[1]), x;
	int a = find(e, 1, s->pair[0], parent), b;

	if (a < 0)
		return;
	b = find(e, s->pair[1] == s->pair[0] ? a + 1 : 1, s->pair[1], parent);
	if (b < 0)
		return;
	x = n62_p4_pair_mass2(val_p4(e, a, ma), ma, val_p4(e, b, mb), mb);
	if (parent > 0)
		x = log(x / SQUARE(N62_M_PI0));
	x = (x - s->low) / (s->high - s->low) * BINS;
	if (x >= 0 && x < BINS)
		counts[(int)x]++;
}

static void each(const struct val_event *e, void *ctx)
{
	struct measured *m = ctx;

	for (int k = 0; k < SPECTRA; k++) {
		const struct spectrum *s = &spectra[k];

		if (strcmp(s->what, m->what) != 0)
			continue;
		if (strcmp(m->what, "dalitz") != 0) {
			if (!radiated(e))
				add(e, s, m->counts[k], 0);
			continue;
		}
		for (uint32_t i = 1; i < e->mc.n; i++)
			if (e->mc.pdg[i] == N62_PION0)
				add(e, s, m->counts[k], (int)i);
	}
}

static void compare(const struct measured *m, int k, const char *directory)
{
	const struct spectrum *s = &spectra[k];
	double width = (s->high - s->low) / BINS, expected[BINS] = { 0 };
	char path[4096];

	for (int i = 0; i < BINS; i++)
		for (int n = 0; n < STEPS; n++)
			expected[i] += s->density(
			    s->low + width * (i + (n + 0.5) / STEPS));
	snprintf(path, sizeof path, "%s/%s.dat", directory, s->key);
	val_row_chi2(
	    s->key, path, s->low, s->high, m->counts[k], expected, BINS);
}

int main(int argc, char **argv)
{
	struct measured m = { 0 };

	if (argc != 3)
		val_die("measure_spectra DIRECTORY MODE");
	m.what = argv[2];
	val_events(each, &m);
	for (int k = 0; k < SPECTRA; k++)
		if (strcmp(spectra[k].what, m.what) == 0)
			compare(&m, k, argv[1]);
	return 0;
}
