/*
 * objects.h - events as objects for burst.c and run.c; what is in them is
 * known to parametric*.c only.
 */
#ifndef SIM_OBJECTS_H
#define SIM_OBJECTS_H

#include "sim/private.h"
#include "sim/sim.h"

enum {
	SIM_OBJECTS_EVENTS = 1024 /* room: a block of a stream */
};

struct n62_sim_objects *sim_objects_new(struct n62_err *err);
void sim_objects_free(struct n62_sim_objects *o);
void sim_objects_clear(struct n62_sim_objects *o);

/* All of event number, which sim_objects_row completes with what its row has
 * besides. */
int sim_objects_event(struct sim_event *ev, uint64_t number, bool truth,
    struct n62_sim_objects *o, struct n62_err *err);
void sim_objects_row(struct n62_sim_objects *o, uint32_t run, uint32_t burst,
    uint32_t number, double time);

#endif
