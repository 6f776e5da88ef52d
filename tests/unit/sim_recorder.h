/*
 * sim_recorder.h - detectors that write down who came, in the place of those
 * of lib/sim, and a simulation of the beam alone: for tests of the way of the
 * particles.
 */
#ifndef SIM_RECORDER_H
#define SIM_RECORDER_H

#include <math.h>

#include "check.h"
#include "sim/beam.h"
#include "sums.h"

enum {
	SEEN_MOST = 1 << 12
};

/* Particles at the detectors, in the order of their coming. */
static struct seen {
	char what; /* K KTAG, G GTK, c CHANTI, L LAV, S STRAW, R RICH, 0 MUV0,
		      N NewCHOD, C CHOD, I IRC, E LKr, M MUV3, H HASC, A SAC */
	int which;
	struct sim_particle p;
} seen[SEEN_MOST];
static int nseen;

static inline enum sim_fate see(
    char what, const struct sim_particle *p, int which, bool stops)
{
	if (nseen < SEEN_MOST)
		seen[nseen++] = (struct seen){ what, which, *p };
	return stops ? SIM_STOPS : SIM_PASSES;
}

/* The first that came to a detector, or NULL. */
static inline const struct sim_particle *seen_at(char what, int which)
{
	for (int i = 0; i < nseen; i++)
		if (seen[i].what == what && seen[i].which == which)
			return &seen[i].p;
	return NULL;
}

static inline bool showers(const struct sim_particle *p)
{
	return p->charge == 0 || abs(p->pdg) == N62_ELECTRON;
}

#define RECORDER(name, letter, stops)                                          \
	enum sim_fate name(                                                    \
	    struct sim_event *ev, struct sim_particle *p, int which)           \
	{                                                                      \
		(void)ev;                                                      \
		return see(letter, p, which, stops);                           \
	}
RECORDER(sim_chanti_hit, 'c', false)
RECORDER(sim_lav_hit, 'L', false)
RECORDER(sim_straw_hit, 'S', false)
RECORDER(sim_rich_hit, 'R', false)
RECORDER(sim_muv0_hit, '0', false)
RECORDER(sim_newchod_hit, 'N', false)
RECORDER(sim_chod_hit, 'C', false)
RECORDER(sim_irc_hit, 'I', false)
RECORDER(sim_calorimeter_hit, 'E', showers(p))
RECORDER(sim_muv3_hit, 'M', false)
RECORDER(sim_hasc_hit, 'H', false)
RECORDER(sim_sac_hit, 'A', false)

void sim_ktag_hit(struct sim_event *ev, const struct sim_particle *p)
{
	(void)ev;
	see('K', p, 0, false);
}

void sim_gtk_hit(
    struct sim_event *ev, const struct sim_particle *p, int station)
{
	(void)ev;
	see('G', p, station, false);
}

void sim_digitise_free(struct sim_event *ev)
{
	(void)ev;
}

/* ---- a simulation --------------------------------------------------- */

static struct n62_decays *decays_of(
    const struct n62_physics *p, int32_t mother, const char *mode)
{
	struct n62_plan plan = { .mother = mother, .mode = mode };
	struct n62_err err = { 0 };
	struct n62_decays *d = n62_decays_new(p, &plan, &err);

	if (!CHECK(d))
		check_note("%s", err.text);
	return d;
}

/* With parameters "NAME=VALUE", NULL behind the last. */
static bool sim_start(
    struct n62_sim *s, const char *mode, const char *const *set)
{
	struct n62_err err = { 0 };
	const struct n62_builtin *b = sim_builtin;

	*s = (struct n62_sim){ .seed = 1 };
	while (b->name && strcmp(b->name, "parameters.txt") != 0)
		b++;
	if (!CHECK(b->name) || !CHECK(n62_params_read(&s->params, b->name,
					  b->text, &s->arena, &err) == 0))
		return false;
	for (; set && *set; set++)
		CHECK(n62_params_set(&s->params, *set, &err) == 0);
	s->beam = sim_beam_new(&s->params, &s->arena, &err);
	s->physics = n62_physics_new(&err);
	if (!CHECK(s->beam) || !CHECK(s->physics)) {
		check_note("%s", err.text);
		return false;
	}
	s->kaon = decays_of(s->physics, 0, mode);
	s->mix = decays_of(s->physics, 0, "mix");
	s->pion = decays_of(s->physics, N62_PION, NULL);
	s->muon = decays_of(s->physics, -N62_MUON, NULL);
	return s->kaon && s->mix && s->pion && s->muon;
}

static void sim_end(struct n62_sim *s)
{
	n62_decays_free(s->kaon);
	n62_decays_free(s->mix);
	n62_decays_free(s->pion);
	n62_decays_free(s->muon);
	n62_physics_free(s->physics);
	n62_arena_free(&s->arena);
}

/* A particle on the axis of z, with this momentum. */
static inline struct sim_particle particle(
    int32_t pdg, double mass, double z, double p)
{
	return (struct sim_particle){
		.pdg = pdg,
		.charge = sim_charge(pdg),
		.mass = mass,
		.mc = -1,
		.z = z,
		.pz = p,
		.e = sqrt(p * p + mass * mass),
	};
}

#endif
