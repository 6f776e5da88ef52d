/*
 * event.c - one event from the random numbers to pulses and deposits, and the
 * memory that goes from one event to the next.
 */
#include <stdlib.h>

#include "sim/beam.h"

int sim_event_init(
    struct sim_event *ev, const struct n62_sim *sim, struct n62_err *err)
{
	(void)err;
	*ev = (struct sim_event){ .sim = sim };
	return 0;
}

void sim_event_free(struct sim_event *ev)
{
	sim_pulses_free(ev);
	sim_digitise_free(ev);
	free(ev->truth);
	free(ev->todo);
	*ev = (struct sim_event){ .sim = ev->sim };
}

static void clear(struct sim_event *ev, uint64_t number)
{
	ev->number = number;
	for (uint32_t i = 0; i < SIM_STREAMS; i++)
		n62_rng_init(&ev->rng[i], ev->sim->seed, number, i);
	ev->ntodo = 0;
	ev->ntruth = 0;
	sim_pulses_clear(ev);
	ev->weight = 1;
	ev->periodic = false;
	ev->decay = NULL;
	ev->failed = false;
}

static int check_memory(const struct sim_event *ev, struct n62_err *err)
{
	if (ev->failed)
		return n62_fail(err, N62_MEM,
		    "event %llu could not be made: memory is short",
		    (unsigned long long)ev->number);
	return 0;
}

bool sim_event_is_periodic(const struct n62_sim *sim, uint64_t number)
{
	struct n62_rng r;

	if (sim->periodic <= 0)
		return false;
	n62_rng_init(&r, sim->seed, number, SIM_RNG_PERIODIC);
	return n62_rng_uniform(&r) < sim->periodic;
}

int sim_event_make_periodic(
    struct sim_event *ev, uint64_t number, struct n62_err *err)
{
	clear(ev, number);
	ev->periodic = true;
	ev->weight = 0;
	ev->phase = N62_CLOCK * n62_rng_uniform(&ev->rng[SIM_RNG_BEAM]);
	sim_pileup(ev);
	return check_memory(ev, err);
}

/*
 * The kaon comes first and has its own numbers, so that it and what comes of
 * it are the same with any pile-up.
 */
int sim_event_make(struct sim_event *ev, uint64_t number, struct n62_err *err)
{
	struct sim_particle kaon;

	clear(ev, number);
	ev->phase = N62_CLOCK * n62_rng_uniform(&ev->rng[SIM_RNG_BEAM]);
	sim_kaon(ev, &kaon);
	if (!sim_decay(ev, &kaon, ev->sim->kaon))
		return n62_fail(err, N62_DATA,
		    "event %llu could not be made: no decay was found",
		    (unsigned long long)number);
	sim_transport(ev);
	sim_pileup(ev);
	return check_memory(ev, err);
}
