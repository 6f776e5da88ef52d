/*
 * sim.h - simulated bursts: kaons that decay, what they and the rest of the
 * beam leave in the detectors, digitised, triggered, and written as the
 * experiment writes it or as the hits that na62-decode would make of that.
 *
 * A simulation (struct n62_sim) is prepared once and does not change any
 * more; a run (struct n62_sim_run) makes events of it on several threads and
 * hands them over in order. The seed and the number of an event fix it.
 *
 * The models are described in na62-detector(7) and na62-decays(7), the
 * trigger in na62-sim(1).
 *
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_SIM_H
#define NA62_SIM_H

#include "base/base.h"
#include "detector/detector.h"
#include "raw/raw.h"
#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- a simulation --------------------------------------------------- */

/* What is wished for. Zeroed: the mix of decays without pile-up. */
struct n62_sim_wish {
	const char *decay;    /* a name or a decay; NULL: "mix" */
	const char *pi0;      /* how every pi0 decays; NULL: by itself */
	struct n62_texts set; /* "NAME=VALUE" */
	const char *decays;   /* a file with a table of decays, or NULL */
	const char *triggers; /* a file with a table of masks, or NULL */
	uint64_t seed;
	double intensity; /* in units of the nominal one, 0 to 10 */
};

struct n62_sim;

/*
 * Prepares. Fails with N62_USAGE for an unknown decay or parameter, a value
 * out of its range, and a decay above threshold; takes some milliseconds for
 * each mode.
 */
struct n62_sim *n62_sim_new(const struct n62_sim_wish *w, struct n62_err *err);
void n62_sim_free(struct n62_sim *s);

/* Append text: the parameters of decays and simulation as they are set, in
 * the format of n62_params_read; all decays; the tables of decays and of masks,
 * as they are read. Each needs only decays, triggers and set of the wish. */
int n62_sim_parameters(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err);
int n62_sim_decays(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err);
int n62_sim_decay_table(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err);
int n62_sim_triggers(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err);

/* ---- a run ---------------------------------------------------------- */

/* Events of L1, and physics events behind it. */
enum {
	N62_SIM_L1_INPUT,
	N62_SIM_L1_CONTROL,
	N62_SIM_L1_PERIODIC,
	N62_SIM_L1_PHYSICS,
	N62_SIM_L1_SEVERAL, /* of several masks */
	N62_SIM_L1_OUTPUT,
	N62_SIM_L1_ACCEPTED,
	N62_SIM_L1_DISABLED, /* masks without algorithms */
	N62_SIM_L1_AUTOPASS,
	N62_SIM_L2_PHYSICS,
	N62_SIM_L2_SEVERAL,
	N62_SIM_L1_COUNTS
};

/* Sums over the events of a burst or of a run. */
struct n62_sim_sums {
	struct n62_simulated simulated; /* see raw.h */
	uint64_t primitives[7];         /* of L0, in the order of the L0TP */
	uint64_t opposite, any;         /* events with QX, with Q1 */
	uint64_t made[16];              /* L0 masks before downscaling */
	uint64_t sent[16];              /* and behind it */
	uint64_t control[2];            /* likewise, control triggers */
	uint64_t passed[16];            /* masks sent that L1 passes */
	uint64_t l1[N62_SIM_L1_COUNTS];
};

/* Some events as objects, as na62-reco makes them of hits. */
struct n62_sim_objects;

/* Where the events of a run go. Functions that are NULL are not called. */
struct n62_sim_sink {
	void *ctx;
	int (*begin)(void *ctx, uint32_t burst, struct n62_err *err);
	/* One event as the bytes of a burst file; with hits they are not
	 * made. */
	int (*event)(
	    void *ctx, const void *bytes, size_t n, struct n62_err *err);
	/* Some events as columns; last: a row of table burst, too. */
	int (*hits)(void *ctx, const struct n62_hits *h, bool last,
	    struct n62_err *err);
	int (*objects)(
	    void *ctx, const struct n62_sim_objects *o, struct n62_err *err);
	int (*end)(void *ctx, struct n62_err *err);
	/* Events so far, of all that there will be. */
	void (*progress)(void *ctx, uint64_t events, uint64_t total);
};

struct n62_sim_run {
	const struct n62_sim *sim;
	const struct n62_conditions *conditions;
	uint32_t run, burst;   /* of the first events of the whole run */
	uint64_t events;       /* of the whole run */
	uint64_t per_burst;    /* of a burst, at least 1 */
	uint64_t first, count; /* to be made: whole bursts, or any objects */
	bool trigger;          /* drop what the trigger drops */
	bool truth;
	bool hits; /* columns instead of bytes */
	/* Objects from smeared truth instead of either; the end of a burst
	 * goes to hits. There is no pile-up and no trigger. */
	bool objects;
	int threads;
	struct n62_sim_sink sink;
	struct n62_sim_sums sums; /* of the bursts, or objects, so far */
};

/*
 * Makes the events. Memory is some chunks of events for each thread, whatever
 * their number. Fails with N62_USAGE when first and count are not those of the
 * run. The job that makes the last object of a burst ends it.
 */
int n62_sim_run(struct n62_sim_run *r, struct n62_err *err);

/*
 * Where objects go in a schema that has the tables of n62_hits_schema, the
 * list mc among them, and the lists of objects that na62-reco adds; those that
 * are not there are left out. Then the objects as rows.
 */
struct n62_sim_columns;
struct n62_sim_columns *n62_sim_columns_new(
    const struct n62_schema *s, struct n62_err *err);
void n62_sim_columns_free(struct n62_sim_columns *c);
int n62_sim_objects_write(struct n62_writer *w, const struct n62_sim_columns *c,
    const struct n62_sim_objects *o, struct n62_err *err);

/* Start of a burst in seconds since 1970: what its name has, too. */
uint32_t n62_sim_start(uint32_t burst);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
