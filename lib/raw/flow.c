/*
 * flow.c - from inputs to batches of columns, on several threads: the main
 * thread reads events into chunks, workers decode them, and the main thread
 * gives the batches on in the order of the input.
 */
#include "raw/fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK_EVENTS = 128,
	CHUNK_BYTES = 1 << 20
};

struct event_bytes {
	size_t from, n;
	uint64_t at; /* byte in the file */
};

/* Some events of a burst: their bytes, and what was made of them. */
struct chunk {
	struct n62_buf bytes;
	struct event_bytes event[CHUNK_EVENTS];
	int n;
	struct flow *flow;
	struct n62_hits hits;
	struct n62_flow_stats stats;
	struct n62_simulated simulated;
	struct n62_raw_fault fault; /* the first one */
	bool faulty, ended;
	int status;
	struct n62_err err;
};

struct worker {
	struct n62_raw_event event;
	struct n62_fill fill;
};

struct flow {
	struct n62_flow *f;
	struct n62_pool *pool;
	struct chunk *chunks;
	int nchunks, next;
	struct worker *workers;
	struct n62_raw_options options;
	struct n62_wiring *wiring;
	struct n62_flow_burst burst;
	struct n62_hits row;
	uint64_t bad;               /* systems of the burst */
	struct n62_raw_fault fault; /* of a frame, at which --strict stops */
	bool faulty;
	struct n62_err lost; /* the file lost last, not yet said */
};

void n62_flow_stats_add(
    struct n62_flow_stats *to, const struct n62_flow_stats *from)
{
	/* nothing but counters of one type */
	uint64_t *a = (uint64_t *)to;
	const uint64_t *b = (const uint64_t *)from;

	for (size_t i = 0; i < sizeof *to / sizeof *a; i++)
		a[i] += b[i];
}

/* ---- a worker ------------------------------------------------------- */

static bool has_mask(const struct flow *x, const struct n62_raw_event *e)
{
	uint16_t masks = x->f->pick.masks;

	return !masks ||
	       (e->n[N62_RAW_A_L0TP] > 0 && (e->l0tp[0].flags & masks));
}

static void note_fault(struct chunk *c, const struct n62_raw_fault *fault)
{
	if (!c->faulty)
		c->fault = *fault;
	c->faulty = true;
}

static void count_event(struct chunk *c, const struct n62_raw_event *e)
{
	struct n62_flow_stats *s = &c->stats;

	s->events++;
	s->types[e->head.l0]++;
	for (int m = 0; m < 16 && e->n[N62_RAW_A_L0TP] > 0; m++)
		s->masks[m] += e->l0tp[0].flags >> m & 1;
	for (uint32_t i = 0; i < e->n[N62_RAW_A_SOURCE]; i++) {
		s->bytes[e->source[i].id / 4] += e->source[i].size;
		s->blocks[e->source[i].id / 4] += e->source[i].nblocks;
	}
	s->particles += e->n[N62_RAW_A_PARTICLE];
	s->simulated += e->n[N62_RAW_A_TRUTH] > 0;
	for (int d = 0; d < N62_DETS; d++) {
		uint32_t n = c->hits.group[d].n -
			     n62_hits_first(&c->hits, d, c->hits.events - 1);

		s->hits[d] += n;
		s->events_with[d] += n > 0;
	}
}

static int keep_event(struct chunk *c, struct worker *w,
    const struct n62_raw_event *e, const unsigned char *bytes)
{
	const struct n62_pick *pick = &c->flow->f->pick;
	bool wanted = n62_picks_event(pick, e->head.number, e->head.l0) &&
		      has_mask(c->flow, e);

	if (e->head.l0 == N62_RAW_EOB) {
		n62_hits_fill_end(&c->hits, e);
		/* as for the row: of two ends the first counts */
		if (!c->ended)
			n62_simulated_get(&c->simulated, e);
		c->ended = true;
	}
	if (!wanted)
		return 0;
	if (n62_hits_fill(
		&c->hits, &w->fill, e, bytes, c->stats.count, &c->err) < 0)
		return -1;
	count_event(c, e);
	return 0;
}

static int decode_one(struct chunk *c, struct worker *w, int i)
{
	const struct event_bytes *piece = &c->event[i];
	const unsigned char *bytes =
	    (const unsigned char *)c->bytes.data + piece->from;
	struct n62_raw_event *e = &w->event;
	int r = n62_raw_decode(e, bytes, piece->n, piece->at, &c->flow->options,
	    c->stats.count, &c->err);

	if (r < 0)
		return -1;
	c->stats.frames++;
	c->stats.lost += r == 0;
	w->fill.faulty = false;
	w->fill.at = piece->at;
	if (r > 0 && keep_event(c, w, e, bytes) < 0)
		return -1;
	if (e->n[N62_RAW_A_FAULT] > 0)
		note_fault(c, &e->fault[0]);
	else if (w->fill.faulty)
		note_fault(c, &w->fill.fault);
	return 0;
}

static void decode_chunk(void *job, int worker)
{
	struct chunk *c = job;
	struct worker *w = &c->flow->workers[worker];
	const struct flow *x = c->flow;

	w->fill.wiring = x->wiring;
	w->fill.run = x->burst.run;
	w->fill.bad = x->bad;
	w->fill.exact = x->f->exact;
	for (int d = 0; d < N62_DETS; d++) {
		double tick = x->wiring->clock / 256;

		if (!x->f->window[d])
			continue;
		w->fill.from[d] = (int32_t)ceil(x->f->from[d] / tick);
		w->fill.to[d] = (int32_t)floor(x->f->to[d] / tick);
	}
	n62_hits_clear(&c->hits);
	c->stats = (struct n62_flow_stats){ 0 };
	if (c->ended)
		c->simulated = (struct n62_simulated){ 0 };
	c->faulty = c->ended = false;
	c->status = n62_hits_add(&c->hits, N62_G_BURST, &c->err);
	for (int i = 0; i < c->n && c->status == 0; i++)
		c->status = decode_one(c, w, i);
}

/* ---- the main thread ------------------------------------------------ */

static int fail_fault(const struct flow *x, const struct n62_raw_fault *fault,
    struct n62_err *err)
{
	struct n62_buf text = { 0 };

	if (n62_raw_fault_text(fault, &text, err) == 0 &&
	    n62_buf_text(&text, err))
		n62_fail(err, N62_DATA, "%s: %s", x->burst.input, text.data);
	n62_buf_free(&text);
	return -1;
}

static void *row_value(struct n62_hits *h, int column)
{
	return h->group[N62_G_BURST].v[column];
}

/* What an end-of-burst event says goes into the row of the burst. */
static void take_end(struct flow *x, struct n62_hits *from)
{
	for (int c = N62_BU_T10; c < N62_BU_COLUMNS; c++)
		memcpy(row_value(&x->row, c), row_value(from, c),
		    raw_hits_size(N62_G_BURST, c));
}

static int take_chunk(struct flow *x, struct chunk *c, struct n62_err *err)
{
	uint8_t *ended = row_value(&x->row, N62_BU_ENDED);

	if (c->status < 0) {
		*err = c->err;
		return -1;
	}
	if (x->f->strict && c->faulty)
		return fail_fault(x, &c->fault, err);
	n62_flow_stats_add(&x->burst.stats, &c->stats);
	if (x->burst.start == 0 && c->hits.events > 0)
		x->burst.start =
		    ((uint32_t *)c->hits.group[N62_G_EVENT].v[N62_EV_START])[0];
	if (c->ended) {
		if (!*ended)
			n62_simulated_take(&x->f->simulated, &c->simulated);
		*ended = 1;
		take_end(x, &c->hits);
	}
	return x->f->events ? x->f->events(x->f->ctx, &c->hits, err) : 0;
}

static int take_oldest(struct flow *x, struct n62_err *err)
{
	struct chunk *c = n62_pool_get(x->pool);

	return c ? take_chunk(x, c, err) : 0;
}

static int take_all(struct flow *x, struct n62_err *err)
{
	int r = 0;

	while (n62_pool_inside(x->pool) > 0 && r == 0)
		r = take_oldest(x, err);
	return r;
}

static int add_piece(
    struct chunk *c, const struct n62_raw_piece *p, struct n62_err *err)
{
	c->event[c->n] = (struct event_bytes){ c->bytes.len, p->n, p->at };
	c->n++;
	return n62_buf_add(&c->bytes, p->bytes, p->n, err);
}

/* Whether the event must be decoded: it is wanted, or ends the burst. */
static bool is_wanted(const struct flow *x, const struct n62_raw_piece *p)
{
	struct n62_raw_header head;

	if (!n62_raw_head(&head, p->bytes, p->n))
		return true;
	return head.l0 == N62_RAW_EOB ||
	       n62_picks_event(&x->f->pick, head.number, head.l0);
}

/* Fills a chunk. 1, or 0 at the end of the burst. */
static int read_chunk(struct flow *x, struct n62_raw_reader *reader,
    struct chunk *c, struct n62_err *err)
{
	struct n62_raw_piece p;
	int r = 1;

	c->n = 0;
	c->bytes.len = 0;
	while (c->n < CHUNK_EVENTS && c->bytes.len < CHUNK_BYTES) {
		r = n62_raw_next_event(reader, &p, err);
		/* at the end, too: of what was there instead of an event */
		if (r >= 0 && x->f->strict && p.nfaults > 0) {
			x->fault = p.fault[0];
			x->faulty = true;
			return 0;
		}
		if (r <= 0)
			break;
		if (!is_wanted(x, &p))
			x->burst.stats.frames++;
		else if (add_piece(c, &p, err) < 0)
			return -1;
	}
	return r;
}

static int read_burst(
    struct flow *x, struct n62_raw_reader *reader, struct n62_err *err)
{
	int r = 1;

	while (r > 0) {
		struct chunk *c = &x->chunks[x->next];

		if (n62_pool_inside(x->pool) == x->nchunks &&
		    take_oldest(x, err) < 0)
			return -1;
		r = read_chunk(x, reader, c, err);
		if (r < 0)
			return -1;
		if (c->n == 0)
			break;
		x->next = (x->next + 1) % x->nchunks;
		n62_pool_put(x->pool, c);
		if (x->f->progress)
			x->f->progress(x->f->ctx,
			    x->f->total.frames + x->burst.stats.frames,
			    x->f->bytes);
	}
	if (take_all(x, err) < 0)
		return -1;
	return x->faulty ? fail_fault(x, &x->fault, err) : 0;
}

/* ---- a burst ----------------------------------------------------------- */

static void set_row(struct flow *x, int column, uint32_t v)
{
	memcpy(row_value(&x->row, column), &v, sizeof v);
}

/* The wiring of the run: that of the burst before, if it still holds. */
static int wire(struct flow *x, uint32_t run, struct n62_err *err)
{
	if (x->wiring && run >= x->wiring->first_run &&
	    run <= x->wiring->last_run)
		return 0;
	n62_wiring_free(x->wiring);
	x->wiring = n62_wiring_new(x->f->conditions, run, err);
	return x->wiring ? 0 : -1;
}

/* A source is read out around the trigger as widely as any detector in it. */
static void set_options(struct flow *x, uint32_t run)
{
	struct n62_raw_options *o = &x->options;
	bool given[N62_RAW_SOURCES] = { false };

	n62_raw_options_init(o, run);
	for (int d = 0; d < N62_DETS; d++) {
		const struct n62_map *m = &x->wiring->map[d];
		int i = n62_det_info[d].source / 4;
		int16_t first = (int16_t)m->first_slot;
		int16_t last = (int16_t)m->last_slot;

		if (first == 0 && last == 0)
			continue;
		if (!given[i] || first < o->first_slot[i])
			o->first_slot[i] = first;
		if (!given[i] || last > o->last_slot[i])
			o->last_slot[i] = last;
		given[i] = true;
	}
}

static int begin_burst(
    struct flow *x, const struct n62_raw_burst *b, struct n62_err *err)
{
	uint64_t bad;

	x->burst = (struct n62_flow_burst){ .input = b->path,
		.run = b->run,
		.burst = b->burst,
		.row = &x->row };
	x->burst.start = b->named ? b->name.sob : 0;
	bad = x->bad = n62_bad_systems(&x->f->pick, b->run, b->burst);
	if (x->f->strict && b->nfaults > 0)
		return fail_fault(x, &b->fault[0], err);
	if (wire(x, b->run, err) < 0)
		return -1;
	set_options(x, b->run);
	n62_hits_clear(&x->row);
	if (n62_hits_add(&x->row, N62_G_BURST, err) < 0)
		return -1;
	set_row(x, N62_BU_RUN, b->run);
	set_row(x, N62_BU_BURST, b->burst);
	set_row(x, N62_BU_VERSION, b->headerless ? 0 : 1);
	memcpy(row_value(&x->row, N62_BU_BAD), &bad, sizeof bad);
	return 0;
}

static int end_burst(
    struct flow *x, const struct n62_raw_burst *b, struct n62_err *err)
{
	struct n62_flow_stats *s = &x->burst.stats;

	if (b->nfaults > 0 && x->f->strict)
		return fail_fault(x, &b->fault[0], err);
	for (int k = 0; k < N62_RAW_KINDS; k++)
		s->count[k] += b->count[k];
	if (s->frames < b->events)
		s->lost += b->events - s->frames;
	set_row(x, N62_BU_START, x->burst.start);
	set_row(x, N62_BU_EVENTS, b->events);
	set_row(x, N62_BU_READ, (uint32_t)s->events);
	set_row(x, N62_BU_LOST, (uint32_t)s->lost);
	x->burst.bytes = b->bytes;
	x->f->bytes += b->bytes;
	x->f->bursts++;
	n62_flow_stats_add(&x->f->total, s);
	return x->f->burst ? x->f->burst(x->f->ctx, &x->burst, err) : 0;
}

/* ---- files of which nothing can be read ----------------------------- */

static void say_lost(struct flow *x)
{
	if (x->lost.text[0] && x->f->lost)
		x->f->lost(x->f->ctx, x->lost.text);
	x->lost = (struct n62_err){ 0 };
}

/* Counts what is lost; the sentence waits until it is known to be none by
 * which the flow fails. */
static int lose_burst(
    struct flow *x, const struct n62_raw_burst *b, struct n62_err *err)
{
	struct n62_flow_stats *s = &x->f->total;

	x->burst = (struct n62_flow_burst){ .input = b->path };
	say_lost(x);
	fail_fault(x, &b->fault[0], &x->lost);
	if (x->f->strict) {
		*err = x->lost;
		return -1;
	}
	x->f->lost_bursts++;
	for (int k = 0; k < N62_RAW_KINDS; k++)
		s->count[k] += b->count[k];
	if (b->events <= N62_RAW_MAX_EVENTS)
		s->lost += b->events;
	return 0;
}

/* An input without any burst in it: the same as a file without an event. */
static int lose_input(struct flow *x, const char *input, struct n62_err *err)
{
	struct n62_raw_burst b = { .path = input, .lost = true, .nfaults = 1 };

	b.fault[0] = (struct n62_raw_fault){ .event = UINT32_MAX,
		.source = -1,
		.board = -1,
		.kind = N62_RAW_FILE_EMPTY,
		.level = N62_RAW_FATAL };
	b.count[N62_RAW_FILE_EMPTY] = 1;
	return lose_burst(x, &b, err);
}

/* Nothing at all could be read, and that is not what was asked for. */
static int check_some(struct flow *x, struct n62_err *err)
{
	const struct n62_flow *f = x->f;

	if (f->total.frames == 0 && x->lost.text[0]) {
		*err = x->lost;
		return -1;
	}
	if (f->total.frames == 0 && f->total.lost > 0)
		return n62_fail(
		    err, N62_DATA, "there is not one whole event in the input");
	say_lost(x);
	return 0;
}

static int skip_burst(struct n62_raw_reader *reader, struct n62_err *err)
{
	struct n62_raw_piece p;
	int r;

	do
		r = n62_raw_next_event(reader, &p, err);
	while (r > 0);
	return r;
}

static int take_burst(struct flow *x, struct n62_raw_reader *reader,
    const struct n62_raw_burst *b, struct n62_err *err)
{
	bool known = !b->lost || b->named || b->events > 0;

	if (known && !n62_picks_burst(&x->f->pick, b->run, b->burst)) {
		x->f->skipped++;
		return skip_burst(reader, err);
	}
	if (b->lost)
		return lose_burst(x, b, err);
	if (begin_burst(x, b, err) < 0 || read_burst(x, reader, err) < 0)
		return -1;
	return end_burst(x, b, err);
}

/* 1; 0 when there was no burst. */
static int read_bursts(
    struct flow *x, struct n62_raw_reader *reader, struct n62_err *err)
{
	const struct n62_raw_burst *b;
	int some = 0, r;

	while ((r = n62_raw_next_burst(reader, &b, err)) > 0) {
		some = 1;
		if (take_burst(x, reader, b, err) < 0)
			return -1;
	}
	return r < 0 ? -1 : some;
}

static int read_input(struct flow *x, const char *input, struct n62_err *err)
{
	struct n62_fetch *fetch = n62_fetch_open(input, x->f->copier, err);
	struct n62_err closing = { 0 };
	int r;

	if (!fetch)
		return -1;
	r = read_bursts(x, n62_fetch_reader(fetch), err);
	if (n62_fetch_close(fetch, r >= 0, &closing) < 0 && r >= 0) {
		*err = closing;
		return -1;
	}
	return r == 0 ? lose_input(x, input, err) : r < 0 ? -1 : 0;
}

/* ---- all --------------------------------------------------------------- */

static int flow_new(struct flow *x, struct n62_flow *f, struct n62_err *err)
{
	int threads = f->threads > 0 ? f->threads : 1;

	*x = (struct flow){ .f = f };
	/* A lone thread waits for nobody, and one chunk is easier to keep in
	 * its cache than two. */
	x->nchunks = threads > 1 ? 2 * threads : 1;
	x->chunks = n62_new((size_t)x->nchunks, sizeof *x->chunks, err);
	x->workers = n62_new((size_t)threads, sizeof *x->workers, err);
	if (!x->chunks || !x->workers)
		return -1;
	n62_hits_init(
	    &x->row, (struct n62_hits_shape){ 1u << N62_G_BURST, false });
	for (int i = 0; i < threads; i++)
		if (n62_fill_init(&x->workers[i].fill, err) < 0)
			return -1;
	for (int i = 0; i < x->nchunks; i++) {
		x->chunks[i].flow = x;
		n62_hits_init(&x->chunks[i].hits, f->shape);
		x->chunks[i].hits.shape.groups |=
		    1u << N62_G_EVENT | 1u << N62_G_BURST;
	}
	x->pool = n62_pool_new(threads, x->nchunks, decode_chunk, err);
	return x->pool ? 0 : -1;
}

static void flow_free(struct flow *x)
{
	int threads = x->f->threads > 0 ? x->f->threads : 1;

	n62_pool_free(x->pool);
	for (int i = 0; x->chunks && i < x->nchunks; i++) {
		n62_buf_free(&x->chunks[i].bytes);
		n62_hits_free(&x->chunks[i].hits);
	}
	for (int i = 0; x->workers && i < threads; i++) {
		n62_raw_free(&x->workers[i].event);
		n62_fill_free(&x->workers[i].fill);
	}
	n62_hits_free(&x->row);
	n62_wiring_free(x->wiring);
	free(x->chunks);
	free(x->workers);
}

int n62_flow_run(struct n62_flow *f, struct n62_err *err)
{
	struct flow x;
	int r = flow_new(&x, f, err);

	for (int i = 0; i < f->nnames && r == 0; i++)
		if (n62_picks_input(&f->pick, (uint64_t)i))
			r = read_input(&x, f->names[i], err);
	if (r == 0)
		r = check_some(&x, err);
	flow_free(&x);
	return r;
}

/* ---- one event, word by word ---------------------------------------- */

static int dump_burst(struct n62_raw_reader *reader, uint64_t event,
    struct n62_buf *b, struct n62_err *err)
{
	struct n62_raw_header head;
	struct n62_raw_piece p;
	int r;

	while ((r = n62_raw_next_event(reader, &p, err)) > 0)
		if (n62_raw_head(&head, p.bytes, p.n) && head.number == event)
			return n62_raw_dump(p.bytes, p.n, p.at, b, err) < 0 ? -1
									    : 1;
	return r;
}

/* 1 when the event was found. */
static int dump_input(const struct n62_flow *f, const char *input,
    uint64_t event, struct n62_buf *b, struct n62_err *err)
{
	struct n62_fetch *fetch = n62_fetch_open(input, f->copier, err);
	const struct n62_raw_burst *burst;
	struct n62_err closing = { 0 };
	struct n62_raw_reader *reader;
	int r = 0, next;

	if (!fetch)
		return -1;
	reader = n62_fetch_reader(fetch);
	do {
		next = n62_raw_next_burst(reader, &burst, err);
		if (next > 0)
			r = n62_picks_burst(&f->pick, burst->run, burst->burst)
				? dump_burst(reader, event, b, err)
				: skip_burst(reader, err);
	} while (next > 0 && r == 0);
	n62_fetch_close(fetch, false, &closing);
	return next < 0 ? -1 : r;
}

int n62_flow_dump(const struct n62_flow *f, uint64_t event, struct n62_buf *b,
    struct n62_err *err)
{
	int r = 0;

	for (int i = 0; i < f->nnames && r == 0; i++)
		r = dump_input(f, f->names[i], event, b, err);
	if (r == 0)
		return n62_fail(err, N62_DATA, "there is no event %llu",
		    (unsigned long long)event);
	return r < 0 ? -1 : 0;
}
