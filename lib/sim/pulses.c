/*
 * pulses.c - what particles leave in the detectors of one event: growing
 * arrays, one for each detector, that keep their memory.
 */
#include "sim/private.h"

#include <stdlib.h>

/* Room for twice as many entries; NULL when there is no memory. */
static void *grow(struct sim_event *ev, void *v, uint32_t *cap, size_t size)
{
	struct n62_err err = { 0 };
	uint32_t more = *cap ? 2 * *cap : 64;

	v = n62_resize(v, more, size, &err);
	if (v)
		*cap = more;
	else
		ev->failed = true;
	return v;
}

/* Room for one more of the n entries of v; NULL when there is none. */
static inline void *room(
    struct sim_event *ev, void *v, uint32_t n, uint32_t *cap, size_t size)
{
	return n < *cap ? v : grow(ev, v, cap, size);
}

void sim_pulse_add(
    struct sim_event *ev, int d, int32_t element, double time, double width)
{
	struct sim_pulses *p = &ev->pulses[d];
	struct sim_pulse *v = room(ev, p->v, p->n, &p->cap, sizeof *v);

	if (!v)
		return;
	p->v = v;
	v[p->n++] = (struct sim_pulse){ element, (float)time, (float)width };
}

void sim_deposit_add(
    struct sim_event *ev, int d, int32_t element, double time, double energy)
{
	struct sim_deposits *p = &ev->deposits[d];
	struct sim_deposit *v = room(ev, p->v, p->n, &p->cap, sizeof *v);

	if (!v)
		return;
	p->v = v;
	v[p->n++] =
	    (struct sim_deposit){ element, (float)time, (float)energy, 0 };
}

void sim_pulses_clear(struct sim_event *ev)
{
	for (int d = 0; d < N62_DETS; d++)
		ev->pulses[d].n = ev->deposits[d].n = 0;
}

void sim_pulses_free(struct sim_event *ev)
{
	for (int d = 0; d < N62_DETS; d++) {
		free(ev->pulses[d].v);
		free(ev->deposits[d].v);
		ev->pulses[d] = (struct sim_pulses){ 0 };
		ev->deposits[d] = (struct sim_deposits){ 0 };
	}
}
