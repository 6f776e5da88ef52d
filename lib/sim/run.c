/*
 * run.c - the events of a run on several threads, given on in order.
 *
 * A chunk is some events of one burst; a worker makes all of it. The main
 * thread hands chunks out, takes them back in order, and closes a burst
 * behind its last one.
 */
#include <stdlib.h>

#include "sim/burst.h"

enum {
	CHUNK_EVENTS = 64,
	MOST_EVENTS = N62_RAW_MAX_EVENTS - 1 /* of a burst, and its end */
};

struct chunk {
	struct run *run;
	uint64_t first; /* number of its first event */
	uint32_t n;
	bool begins, ends; /* the burst */
	struct n62_hits hits;
	struct n62_sim_objects *objects; /* NULL: hits or bytes */
	struct n62_buf bytes;
	size_t end[CHUNK_EVENTS]; /* of each event in bytes */
	uint32_t events;          /* there */
	struct n62_sim_sums sums;
	int status;
	struct n62_err err;
};

struct run {
	struct n62_sim_run *r;
	struct n62_wiring *wiring;
	struct sim_worker *workers;
	int nworkers;
	struct chunk *chunks;
	int nchunks;
	struct n62_pool *pool;
	struct n62_sim_sums burst; /* of the burst at hand */
	struct n62_hits end;       /* the end of a burst */
	struct n62_buf end_bytes;
};

/* ---- a worker ------------------------------------------------------- */

static int make_event(struct chunk *c, struct sim_worker *w, uint64_t number)
{
	const struct n62_sim_run *r = c->run->r;
	int kept;

	if (!r->hits)
		n62_hits_clear(&c->hits);
	kept = sim_burst_event(
	    r, w, c->run->wiring, number, &c->hits, &c->sums, &c->err);
	if (kept <= 0)
		return kept;
	if (!r->hits && sim_burst_bytes(r, w, &c->hits, &c->bytes, &c->err) < 0)
		return -1;
	c->end[c->events++] = c->bytes.len;
	return 0;
}

static int make_objects(struct chunk *c, struct sim_worker *w, uint64_t number)
{
	return sim_burst_objects(
	    c->run->r, w, number, c->objects, &c->sums, &c->err);
}

static void make_chunk(void *job, int worker)
{
	struct chunk *c = job;
	struct sim_worker *w = &c->run->workers[worker];

	n62_hits_clear(&c->hits);
	c->bytes.len = 0;
	c->events = 0;
	c->sums = (struct n62_sim_sums){ 0 };
	c->status = 0;
	if (c->objects)
		sim_objects_clear(c->objects);
	for (uint32_t i = 0; i < c->n && c->status == 0; i++)
		c->status = c->objects ? make_objects(c, w, c->first + i)
				       : make_event(c, w, c->first + i);
}

/* ---- the main thread ------------------------------------------------ */

static uint32_t burst_of(const struct n62_sim_run *r, uint64_t number)
{
	return r->burst + (uint32_t)(number / r->per_burst);
}

static int give_events(struct run *x, struct chunk *c, struct n62_err *err)
{
	const struct n62_sim_sink *s = &x->r->sink;
	size_t from = 0;

	if (c->objects)
		return s->objects ? s->objects(s->ctx, c->objects, err) : 0;
	if (x->r->hits)
		return s->hits ? s->hits(s->ctx, &c->hits, false, err) : 0;
	for (uint32_t i = 0; i < c->events && s->event; i++) {
		if (s->event(s->ctx, c->bytes.data + from, c->end[i] - from,
			err) < 0)
			return -1;
		from = c->end[i];
	}
	return 0;
}

static int end_burst(struct run *x, const struct chunk *c, struct n62_err *err)
{
	const struct n62_sim_sink *s = &x->r->sink;
	uint32_t burst = burst_of(x->r, c->first);
	uint64_t decays = (c->first + c->n - 1) % x->r->per_burst + 1;
	int r = sim_burst_end(x->r, &x->workers[0], burst, decays, &x->burst,
	    &x->end, &x->end_bytes, err);

	if (r < 0)
		return -1;
	if (c->objects || x->r->hits)
		r = s->hits ? s->hits(s->ctx, &x->end, true, err) : 0;
	else if (s->event)
		r = s->event(s->ctx, x->end_bytes.data, x->end_bytes.len, err);
	if (!c->objects)
		sim_sums_take(&x->r->sums, &x->burst);
	if (r == 0 && s->end)
		r = s->end(s->ctx, err);
	x->burst = (struct n62_sim_sums){ 0 };
	return r;
}

static int take_chunk(struct run *x, struct n62_err *err)
{
	const struct n62_sim_sink *s = &x->r->sink;
	struct chunk *c = n62_pool_get(x->pool);

	if (c->status < 0) {
		*err = c->err;
		return -1;
	}
	if (c->begins && s->begin &&
	    s->begin(s->ctx, burst_of(x->r, c->first), err) < 0)
		return -1;
	/* objects have no end of a burst that would round their sums */
	sim_sums_add(c->objects ? &x->r->sums : &x->burst, &c->sums);
	if (give_events(x, c, err) < 0 || (c->ends && end_burst(x, c, err) < 0))
		return -1;
	if (s->progress)
		s->progress(s->ctx, c->first + c->n - x->r->first, x->r->count);
	return 0;
}

/* The events from first on that are in one burst, and not too many. */
static void set_chunk(struct run *x, struct chunk *c, uint64_t first)
{
	uint64_t place = first % x->r->per_burst;
	uint64_t left = x->r->first + x->r->count - first;
	uint64_t of_run = x->r->events - first;
	uint64_t of_burst = x->r->per_burst - place;
	uint64_t most = x->r->objects ? SIM_OBJECTS_EVENTS : CHUNK_EVENTS;

	of_burst = of_burst < of_run ? of_burst : of_run;
	most = most < left ? most : left;
	c->run = x;
	c->first = first;
	c->n = (uint32_t)(of_burst < most ? of_burst : most);
	c->begins = place == 0;
	c->ends = c->n == of_burst;
}

static int make_all(struct run *x, struct n62_err *err)
{
	uint64_t at = x->r->first, to = at + x->r->count;
	int next = 0;

	while (at < to) {
		struct chunk *c = &x->chunks[next];

		if (n62_pool_inside(x->pool) == x->nchunks &&
		    take_chunk(x, err) < 0)
			return -1;
		set_chunk(x, c, at);
		at += c->n;
		n62_pool_put(x->pool, c);
		next = (next + 1) % x->nchunks;
	}
	while (n62_pool_inside(x->pool) > 0)
		if (take_chunk(x, err) < 0)
			return -1;
	return 0;
}

/* ---- all ------------------------------------------------------------ */

static int check_share(const struct n62_sim_run *r, struct n62_err *err)
{
	unsigned long long per = r->per_burst, total = r->events;

	if (per < 1 || per > MOST_EVENTS)
		return n62_fail(err, N62_USAGE,
		    "a burst can have 1 to %d decays, not %llu", MOST_EVENTS,
		    per);
	if (r->count == 0 || r->first > r->events ||
	    r->count > r->events - r->first)
		return n62_fail(err, N62_USAGE,
		    "the run has events 0 to %llu; those from %llu on are not "
		    "%llu of them",
		    total - 1, (unsigned long long)r->first,
		    (unsigned long long)r->count);
	if (!r->objects &&
	    (r->first % per != 0 ||
		(r->count % per != 0 && r->first + r->count != r->events)))
		return n62_fail(err, N62_USAGE,
		    "a share of the run must be whole bursts, but at level "
		    "parametric: multiples of %llu events, see --per-burst",
		    per);
	if ((r->events - 1) / per > UINT32_MAX - r->burst)
		return n62_fail(err, N62_USAGE,
		    "the number of a burst has 32 bits; these are too many");
	return 0;
}

static int run_new(struct run *x, struct n62_sim_run *r, struct n62_err *err)
{
	int threads = r->threads > 0 ? r->threads : 1;

	*x = (struct run){ .r = r };
	x->nchunks = threads > 1 ? 2 * threads : 1;
	x->chunks = n62_new((size_t)x->nchunks, sizeof *x->chunks, err);
	x->workers = n62_new((size_t)threads, sizeof *x->workers, err);
	x->wiring = n62_wiring_new(r->conditions, r->run, err);
	if (!x->chunks || !x->workers || !x->wiring)
		return -1;
	for (; x->nworkers < threads; x->nworkers++) {
		struct sim_worker *w = &x->workers[x->nworkers];

		n62_raw_options_init(&w->make.options, r->run);
		if (sim_event_init(&w->event, r->sim, err) < 0)
			return -1;
	}
	for (int i = 0; i < x->nchunks; i++) {
		n62_hits_init(&x->chunks[i].hits, sim_shape());
		if (r->objects &&
		    !(x->chunks[i].objects = sim_objects_new(err)))
			return -1;
	}
	n62_hits_init(&x->end, sim_shape());
	x->pool = n62_pool_new(threads, x->nchunks, make_chunk, err);
	return x->pool ? 0 : -1;
}

static void run_free(struct run *x)
{
	n62_pool_free(x->pool);
	for (int i = 0; i < x->nworkers; i++) {
		sim_digitise_free(&x->workers[i].event);
		sim_event_free(&x->workers[i].event);
		n62_make_free(&x->workers[i].make);
		n62_raw_free(&x->workers[i].raw);
	}
	for (int i = 0; x->chunks && i < x->nchunks; i++) {
		n62_hits_free(&x->chunks[i].hits);
		sim_objects_free(x->chunks[i].objects);
		n62_buf_free(&x->chunks[i].bytes);
	}
	n62_hits_free(&x->end);
	n62_buf_free(&x->end_bytes);
	n62_wiring_free(x->wiring);
	free(x->workers);
	free(x->chunks);
}

int n62_sim_run(struct n62_sim_run *r, struct n62_err *err)
{
	struct run x = { 0 };
	int status = check_share(r, err);

	if (status < 0)
		return -1;
	status = run_new(&x, r, err);
	if (status == 0)
		status = make_all(&x, err);
	run_free(&x);
	return status;
}
