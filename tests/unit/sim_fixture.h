/*
 * sim_fixture.h - a simulation without beam and decays, and one event, for
 * tests of what detectors answer and of what is made of it.
 */
#ifndef SIM_FIXTURE_H
#define SIM_FIXTURE_H

#include <math.h>

#include "check.h"
#include "sim/private.h"

static struct n62_sim sim;
static struct sim_event ev;
static struct n62_err err;

/* Parameters and tables of the detectors. */
static inline int prepare(void)
{
	for (const struct n62_builtin *b = sim_builtin; b->name; b++)
		if (strcmp(b->name, "parameters.txt") == 0 &&
		    n62_params_read(
			&sim.params, b->name, b->text, &sim.arena, &err) < 0)
			return -1;
	sim.tracking = sim_tracking_new(&sim.params, &sim.arena, &err);
	sim.showers = sim_showers_new(&sim.params, &sim.arena, &err);
	ev.sim = &sim;
	return sim.tracking && sim.showers ? 0 : -1;
}

static inline void release(void)
{
	sim_digitise_free(&ev);
	sim_pulses_free(&ev);
	n62_arena_free(&sim.arena);
}

static inline void next_event(void)
{
	ev.number++;
	for (uint32_t i = 0; i < SIM_STREAMS; i++)
		n62_rng_init(&ev.rng[i], 4, ev.number, i);
	sim_pulses_clear(&ev);
}

static inline bool near(double got, double wanted, double tolerance)
{
	return fabs(got - wanted) <= tolerance;
}

static inline double uniform(double low, double high)
{
	return low + (high - low) * n62_rng_uniform(&ev.rng[SIM_RNG_TRANSPORT]);
}

#endif
