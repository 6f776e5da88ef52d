/*
 * hypothesis.c - "K - mu- - e+ - e+" and "pi+ e+ e-": which particles a mass
 * is made of.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hist/mass.h"

static const struct particle {
	const char *name;
	int32_t pdg;
	double mass; /* MeV */
	int charge;
} particles[] = {
	{ "e+", -N62_ELECTRON, N62_M_E, 1 },
	{ "e-", N62_ELECTRON, N62_M_E, -1 },
	{ "mu+", -N62_MUON, N62_M_MU, 1 },
	{ "mu-", N62_MUON, N62_M_MU, -1 },
	{ "pi+", N62_PION, N62_M_PI, 1 },
	{ "pi-", -N62_PION, N62_M_PI, -1 },
	{ "K+", N62_KAON, N62_M_K, 1 },
	{ "K-", -N62_KAON, N62_M_K, -1 },
	{ "pi0", N62_PION0, N62_M_PI0, 0 },
	{ "gamma", N62_PHOTON, 0, 0 },
};

enum {
	PARTICLES = sizeof particles / sizeof *particles
};

static const struct particle *by_pdg(int32_t pdg)
{
	for (int i = 0; i < PARTICLES; i++)
		if (particles[i].pdg == pdg)
			return &particles[i];
	return NULL;
}

double hist_mass_of(int32_t pdg)
{
	const struct particle *p = by_pdg(pdg);

	return p ? p->mass / 1000 : NAN;
}

int hist_charge_of(int32_t pdg)
{
	const struct particle *p = by_pdg(pdg);

	return p ? p->charge : 0;
}

static int add(
    struct hist_hypothesis *h, struct n62_word w, struct n62_err *err)
{
	const char *names[PARTICLES + 1] = { NULL }, *near;
	char word[20] = "";

	if (h->n == HIST_DAUGHTERS)
		return n62_fail(err, N62_USAGE, "%d particles are the most",
		    HIST_DAUGHTERS);
	for (int i = 0; i < PARTICLES; i++) {
		names[i] = particles[i].name;
		if (n62_word_is(w, names[i])) {
			h->pdg[h->n++] = particles[i].pdg;
			return 0;
		}
	}
	if (w.n < sizeof word)
		memcpy(word, w.at, w.n);
	near = n62_nearest(word, names);
	return n62_fail(err, N62_USAGE, "'%.*s' is no particle%s%s",
	    (int)(w.n < 50 ? w.n : 50), w.at, near ? "; did you mean " : "",
	    near ? near : "");
}

/* Words: of a mass all are particles; of a missing mass K, then pairs of a
 * minus and a particle. */
static int read_words(
    struct hist_hypothesis *h, const char *text, struct n62_err *err)
{
	struct n62_line l = { text, text + strlen(text) };
	struct n62_word w;
	bool due = !h->miss;

	if (h->miss && !(n62_next_word(&l, &w) &&
			   (n62_word_is(w, "K") || n62_word_is(w, "K+"))))
		return n62_fail(
		    err, N62_USAGE, "a missing mass begins with K: 'K - mu+'");
	while (n62_next_word(&l, &w)) {
		if (h->miss && !due) {
			if (!n62_word_is(w, "-"))
				return n62_fail(err, N62_USAGE,
				    "a minus between blanks is due before "
				    "'%.*s': 'K - mu- - e+ - e+'",
				    (int)(w.n < 50 ? w.n : 50), w.at);
			due = true;
			continue;
		}
		if (add(h, w, err) < 0)
			return -1;
		due = !h->miss;
	}
	if (h->n == 0 || (h->miss && due))
		return n62_fail(err, N62_USAGE, "a particle is missing");
	return 0;
}

static int count_charged(const struct hist_hypothesis *h, struct n62_err *err)
{
	int charged = 0;

	for (int i = 0; i < h->n; i++)
		charged += hist_charge_of(h->pdg[i]) != 0;
	if (charged < 1 || charged > HIST_LEGS)
		return n62_fail(err, N62_USAGE,
		    "it has %d charged particles, and vertices have 1 to %d",
		    charged, HIST_LEGS);
	return 0;
}

int hist_hypothesis_read(struct hist_hypothesis *h, const char *text, bool miss,
    struct n62_arena *a, struct n62_err *err)
{
	const char *equals = strchr(text, '=');

	*h = (struct hist_hypothesis){ .miss = miss };
	h->name = miss ? "mmiss2" : "mass";
	if (equals) {
		h->name = n62_arena_text(a, text, (size_t)(equals - text), err);
		if (!h->name)
			return -1;
		text = equals + 1;
	}
	if (strlen(h->name) > N62_MAX_NAME - 6)
		return n62_fail(err, N62_USAGE, "the name is too long");
	h->doc = n62_arena_text(a, text, strlen(text), err);
	if (!h->doc)
		return -1;
	return read_words(h, text, err) < 0 ? -1 : count_charged(h, err);
}
