/*
 * flow.c - a block of events: its rows in chunks on several threads, and the
 * objects of the chunks, in their order, as the lists of the block.
 *
 * Chunks have a fixed number of rows, and each event depends on nothing but
 * its own hits, so the result does not depend on the threads.
 */
#include <stdlib.h>
#include <string.h>

#include "reco/private.h"

enum {
	CHUNK = 32, /* rows */
	DEPTH = 64  /* chunks at work */
};

/* Some rows and what was found in them. */
struct chunk {
	struct reco_flow *flow;
	uint32_t from, to;
	struct reco_list out[RECO_OBJECTS];
	bool failed;
};

struct reco_flow {
	struct n62_pool *pool;
	struct reco_event *events; /* one for each worker */
	int workers;
	struct reco_columns *columns;
	struct reco_arrays arrays; /* of the block */
	struct chunk **chunks;
	const struct reco_list **parts;
	uint32_t nchunks, cap;
	uint32_t *counts[RECO_OBJECTS]; /* by row */
	uint8_t *flags;
	uint32_t rows; /* room in counts and flags */
};

/* ---- the work of a thread --------------------------------------------- */

static void run_chunk(void *job, int worker)
{
	struct chunk *c = job;
	struct reco_flow *f = c->flow;
	struct reco_event *ev = &f->events[worker];

	for (int o = 0; o < RECO_OBJECTS; o++)
		c->out[o].n = 0;
	ev->out = c->out;
	ev->failed = false;
	for (uint32_t row = c->from; row < c->to; row++) {
		reco_arrays_row(&f->arrays, row, ev);
		reco_event_make(ev);
		for (int o = 0; o < RECO_OBJECTS; o++)
			f->counts[o][row] = c->out[o].n - ev->first[o];
		f->flags[row] = ev->cut_short;
	}
	c->failed = ev->failed;
}

/* ---- memory ----------------------------------------------------------- */

static int make_events(
    struct reco_flow *f, const struct n62_reco *r, struct n62_err *err)
{
	f->events = n62_new((size_t)f->workers, sizeof *f->events, err);
	if (!f->events)
		return -1;
	for (int i = 0; i < f->workers; i++)
		if (reco_event_init(&f->events[i], r, err) < 0)
			return -1;
	return 0;
}

struct reco_flow *reco_flow_new(
    const struct n62_reco *r, int threads, struct n62_err *err)
{
	struct reco_flow *f = n62_new(1, sizeof *f, err);

	if (!f)
		return NULL;
	f->workers = threads > 1 ? threads : 1;
	f->pool = n62_pool_new(f->workers, DEPTH, run_chunk, err);
	if (!f->pool || make_events(f, r, err) < 0) {
		reco_flow_free(f);
		return NULL;
	}
	return f;
}

static void free_chunk(struct chunk *c)
{
	for (int o = 0; c && o < RECO_OBJECTS; o++)
		free(c->out[o].v);
	free(c);
}

void reco_flow_free(struct reco_flow *f)
{
	if (!f)
		return;
	n62_pool_free(f->pool);
	for (int i = 0; f->events && i < f->workers; i++)
		reco_event_free(&f->events[i]);
	for (uint32_t i = 0; i < f->nchunks; i++)
		free_chunk(f->chunks[i]);
	for (int o = 0; o < RECO_OBJECTS; o++)
		free(f->counts[o]);
	reco_columns_free(f->columns);
	free(f->events);
	free(f->chunks);
	free(f->parts);
	free(f->flags);
	free(f);
}

/* Room for what the rows of a block need. */
static int grow_rows(struct reco_flow *f, uint32_t rows, struct n62_err *err)
{
	uint8_t *flags;

	if (rows <= f->rows)
		return 0;
	for (int o = 0; o < RECO_OBJECTS; o++) {
		uint32_t *v = n62_resize(f->counts[o], rows, sizeof *v, err);

		if (!v)
			return -1;
		f->counts[o] = v;
	}
	flags = n62_resize(f->flags, rows, 1, err);
	if (!flags)
		return -1;
	f->flags = flags;
	f->rows = rows;
	return 0;
}

static int grow_chunks(struct reco_flow *f, uint32_t n, struct n62_err *err)
{
	struct chunk **v;
	const struct reco_list **parts;

	if (n > f->cap) {
		v = n62_resize(f->chunks, n, sizeof *v, err);
		if (!v)
			return -1;
		f->chunks = v;
		parts = n62_resize(f->parts, n, sizeof *parts, err);
		if (!parts)
			return -1;
		f->parts = parts;
		f->cap = n;
	}
	while (f->nchunks < n) {
		struct chunk *c = n62_new(1, sizeof *c, err);

		if (!c)
			return -1;
		f->chunks[f->nchunks++] = c;
	}
	return 0;
}

/* ---- a block ---------------------------------------------------------- */

static int run_rows(
    struct reco_flow *f, uint32_t rows, uint32_t n, struct n62_err *err)
{
	bool failed = false;

	for (uint32_t i = 0; i < n; i++) {
		struct chunk *c = f->chunks[i];

		c->flow = f;
		c->from = i * CHUNK;
		c->to = rows - c->from < CHUNK ? rows : c->from + CHUNK;
		if (n62_pool_inside(f->pool) == DEPTH)
			n62_pool_get(f->pool);
		n62_pool_put(f->pool, c);
	}
	while (n62_pool_get(f->pool))
		;
	for (uint32_t i = 0; i < n; i++)
		failed |= f->chunks[i]->failed;
	if (failed)
		return n62_fail(
		    err, N62_MEM, "no memory for what was found in the events");
	return 0;
}

static void count(
    struct n62_reco *r, const struct reco_flow *f, uint32_t rows, uint32_t n)
{
	struct n62_reco_count *c = &r->count;

	c->events += rows;
	for (uint32_t i = 0; i < n; i++) {
		c->kaons += f->chunks[i]->out[RECO_KAON].n;
		c->beams += f->chunks[i]->out[RECO_BEAM].n;
		c->tracks += f->chunks[i]->out[RECO_TRACK].n;
		c->vertices += f->chunks[i]->out[RECO_VERTEX].n;
	}
	for (uint32_t i = 0; i < rows; i++)
		c->cut_short += f->flags[i];
}

static int make_block(
    struct n62_reco *r, struct n62_block *b, struct n62_err *err)
{
	struct reco_flow *f = r->flow;
	uint32_t n = (b->rows + CHUNK - 1) / CHUNK;

	if (grow_rows(f, b->rows, err) < 0 || grow_chunks(f, n, err) < 0)
		return -1;
	reco_arrays_init(&f->arrays, f->columns, b);
	if (run_rows(f, b->rows, n, err) < 0)
		return -1;
	for (int o = 0; o < RECO_OBJECTS; o++) {
		for (uint32_t i = 0; i < n; i++)
			f->parts[i] = &f->chunks[i]->out[o];
		if (reco_columns_fill(f->columns, b, (enum reco_object)o,
			f->counts[o], f->parts, n, err) < 0)
			return -1;
	}
	reco_columns_flag(f->columns, b, f->flags);
	count(r, f, b->rows, n);
	return 0;
}

int n62_reco_step(struct n62_block *b, void *ctx, struct n62_err *err)
{
	struct n62_reco *r = ctx;

	if (b->kind == N62_HEAD) {
		reco_columns_free(r->flow->columns);
		r->flow->columns = reco_columns_new(r, b->schema, err);
		return r->flow->columns ? 0 : -1;
	}
	if (b->kind != N62_ROWS ||
	    b->table != reco_columns_table(r->flow->columns))
		return 0;
	return make_block(r, b, err);
}
