/*
 * burst.h - what run.c, burst.c and burst_end.c share: an event or the end of a
 * burst, from the simulation to columns and bytes.
 */
#ifndef SIM_BURST_H
#define SIM_BURST_H

#include "sim/objects.h"
#include "sim/sim.h"
#include "sim/trigger.h"

/* What one thread needs. */
struct sim_worker {
	struct sim_event event;
	struct n62_make make;
	struct n62_raw_event raw;
	struct sim_decision decision;
};

/* All groups of the columns of an event. */
struct n62_hits_shape sim_shape(void);

/*
 * Event number of the run: appended to h and completed, unless the trigger
 * drops it; 1, 0 when it was dropped, or -1. sums grows in any case.
 */
int sim_burst_event(const struct n62_sim_run *r, struct sim_worker *w,
    const struct n62_wiring *wiring, uint64_t number, struct n62_hits *h,
    struct n62_sim_sums *sums, struct n62_err *err);

/* The same as objects, without a trigger. */
int sim_burst_objects(const struct n62_sim_run *r, struct sim_worker *w,
    uint64_t number, struct n62_sim_objects *o, struct n62_sim_sums *sums,
    struct n62_err *err);

/* burst.c: room for lists that may stay empty, so that they have addresses;
 * and a row of table event, zero but for what all events have. */
int sim_burst_reserve(struct n62_hits *h, struct n62_err *err);
int sim_burst_row(const struct n62_sim_run *r, uint32_t burst, uint32_t number,
    struct n62_hits *h, struct n62_err *err);

/* The bytes of the last event of h, appended to b. */
int sim_burst_bytes(const struct n62_sim_run *r, struct sim_worker *w,
    const struct n62_hits *h, struct n62_buf *b, struct n62_err *err);

/* The end of a burst of that many decays: an event and a row of table burst
 * in h, and its bytes in b. */
int sim_burst_end(const struct n62_sim_run *r, struct sim_worker *w,
    uint32_t burst, uint64_t decays, struct n62_sim_sums *sums,
    struct n62_hits *h, struct n62_buf *b, struct n62_err *err);

/* Add: those of some events, exactly; those of a burst, as it says them. */
void sim_sums_add(struct n62_sim_sums *to, const struct n62_sim_sums *from);
void sim_sums_take(struct n62_sim_sums *to, struct n62_sim_sums *burst);

#endif
