/*
 * reco.h - from hits to what left them: kaons, beam particles, tracks and
 * vertices, as lists that are added to the table event of an n62 stream.
 *
 * na62-reco(1) lists the columns with their units and says how each is made.
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_RECO_H
#define NA62_RECO_H

#include "base/base.h"
#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* The parameters of the reconstruction, with the values that are compiled in,
 * to be changed by n62_params_set; their texts belong to the arena. */
int n62_reco_params(
    struct n62_params *p, struct n62_arena *a, struct n62_err *err);

struct n62_reco_options {
	const struct n62_params *params; /* needed by n62_reco_new only */
	int threads;
	bool drop_hits; /* leave the lists of hits out of what is written */
};

/* A reconstruction, ready for a stream. */
struct n62_reco;
struct n62_reco *n62_reco_new(
    const struct n62_reco_options *o, struct n62_err *err);
void n62_reco_free(struct n62_reco *r);

/*
 * A step of n62_filter with the reconstruction as ctx: adds the lists to the
 * head of a segment, and fills them in each block of events. Lists of hits
 * that the stream lacks are taken as empty. The result does not depend on
 * the number of threads.
 */
int n62_reco_step(struct n62_block *b, void *ctx, struct n62_err *err);

/* Adds the lists of objects to the table event, number table, of a schema, for
 * a program that has objects from elsewhere. */
int n62_reco_schema(struct n62_schema *s, int table, struct n62_err *err);

/* Events and what was found in them, over all blocks so far. */
struct n62_reco_count {
	uint64_t events, kaons, beams, tracks, vertices;
	uint64_t cut_short; /* events with too many hits or candidates */
};
struct n62_reco_count n62_reco_count(const struct n62_reco *r);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
