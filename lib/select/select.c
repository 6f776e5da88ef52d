/*
 * select.c - a selection at work on a stream: blocks in chunks on several
 * threads, each of which has the expressions for itself, and what they
 * counted put together.
 *
 * With one thread a block is one chunk. What becomes of an event depends on
 * nothing else, and counts add up in any order, so threads change nothing.
 */
#include "select/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 512, /* events, where there are several threads */
	DEPTH = 64,  /* chunks at work */
	KEY = 64     /* bytes of a name in the cut flow */
};

struct n62_select {
	struct n62_select_options o;
	struct n62_pool *pool;
	struct sel_worker *workers;
	int nworkers;
	struct sel_columns columns;
	struct sel_tables tables;
	struct sel_counts segment, total;
	struct sel_chunk *chunks;
	uint32_t nchunks;
	char key[KEY]; /* name of this selection in the cut flow */
	struct n62_select_count *flow;
	struct n62_select_region *regions;
};

/* ---- making ----------------------------------------------------------- */

static int make_workers(struct n62_select *s, struct n62_err *err)
{
	s->workers = n62_new((size_t)s->nworkers, sizeof *s->workers, err);
	if (!s->workers)
		return -1;
	for (int i = 0; i < s->nworkers; i++) {
		struct sel_worker *w = &s->workers[i];
		int nroles = s->o.selection->nroles;

		if (sel_program_init(&w->program, s->o.selection, s->o.defines,
			s->o.caret, err) < 0 ||
		    sel_counts_init(&w->counts, &w->program, err) < 0)
			return -1;
		w->rows.nroles = w->ways.nroles = w->spare.nroles = nroles;
	}
	return 0;
}

struct n62_select *n62_select_new(
    const struct n62_select_options *o, struct n62_err *err)
{
	struct n62_select *s = n62_new(1, sizeof *s, err);

	if (!s)
		return NULL;
	s->o = *o;
	s->nworkers = o->threads > 1 ? o->threads : 1;
	s->pool = n62_pool_new(s->nworkers, DEPTH, sel_chunk_run, err);
	if (s->pool && make_workers(s, err) == 0 &&
	    sel_counts_init(&s->segment, &s->workers[0].program, err) == 0 &&
	    sel_counts_init(&s->total, &s->workers[0].program, err) == 0)
		return s;
	n62_select_free(s);
	return NULL;
}

static void free_worker(struct sel_worker *w)
{
	sel_program_free(&w->program);
	sel_counts_free(&w->counts);
	sel_rows_free(&w->rows);
	sel_rows_free(&w->ways);
	sel_rows_free(&w->spare);
	free(w->fails);
	free(w->failed);
	free(w->weight);
}

void n62_select_free(struct n62_select *s)
{
	if (!s)
		return;
	n62_pool_free(s->pool);
	for (int i = 0; s->workers && i < s->nworkers; i++)
		free_worker(&s->workers[i]);
	for (uint32_t i = 0; i < s->nchunks; i++) {
		free(s->chunks[i].cand);
		n62_buf_free(&s->chunks[i].caret);
	}
	sel_counts_free(&s->segment);
	sel_counts_free(&s->total);
	free(s->workers);
	free(s->chunks);
	free(s->flow);
	free(s->regions);
	free(s);
}

/* ---- a segment -------------------------------------------------------- */

static void show(const struct n62_select *s, const char *caret)
{
	struct n62_err unused = { 0 };

	if (s->o.caret && caret && *caret)
		n62_buf_printf(s->o.caret, &unused, "%s\n", caret);
}

/* Tables are added first: lib/expr keeps pointers into the schema. */
static int bind(
    struct n62_select *s, struct n62_schema *schema, struct n62_err *err)
{
	const struct sel_program *p = &s->workers[0].program;
	int table = n62_find_table(schema, "event", err);

	if (table < 0 || sel_columns_find(&s->columns, schema, p, err) < 0 ||
	    sel_tables_add(&s->tables, schema, p, err) < 0)
		return -1;
	for (int i = 0; i < s->nworkers; i++) {
		struct n62_exprs *x = s->workers[i].program.x;

		if (n62_exprs_bind(x, schema, table, err) < 0) {
			show(s, n62_exprs_caret(x));
			return -1;
		}
	}
	snprintf(s->key, sizeof s->key, "%s", s->o.selection->key);
	return 0;
}

/* A selection that was there before keeps its name in the cut flow: where
 * the same is applied again it is called NAME_2. */
static void meet(struct n62_select *s, const struct n62_block *b)
{
	struct n62_col col = { s->tables.cutflow, 0 };
	const char *key = s->o.selection->key, *name;
	int last = 1;
	size_t n;

	for (uint32_t i = 0; i < b->rows; i++) {
		size_t same = strlen(key);
		int64_t number = 1;

		name = n62_text(b, col, i, &n);
		if (n < same || strncmp(name, key, same) != 0 ||
		    (n > same &&
			(name[same] != '_' || n62_get_i64(name + same + 1,
						  n - same - 1, &number) < 0)))
			continue;
		if (number >= last && number < 1000)
			last = (int)number + 1;
	}
	if (last > 1)
		snprintf(s->key, sizeof s->key, "%s_%d", key, last);
}

/* ---- a block ---------------------------------------------------------- */

static int grow_chunks(struct n62_select *s, uint32_t n, struct n62_err *err)
{
	struct sel_chunk *v;

	if (n <= s->nchunks)
		return 0;
	v = n62_resize(s->chunks, n, sizeof *v, err);
	if (!v)
		return -1;
	memset(v + s->nchunks, 0, (n - s->nchunks) * sizeof *v);
	s->chunks = v;
	s->nchunks = n;
	return 0;
}

static int failed(struct n62_select *s, uint32_t n, struct n62_err *err)
{
	for (uint32_t i = 0; i < n; i++) {
		struct n62_err unused = { 0 };

		if (s->chunks[i].err.code == N62_OK)
			continue;
		*err = s->chunks[i].err;
		show(s, n62_buf_text(&s->chunks[i].caret, &unused));
		return -1;
	}
	return 0;
}

static void run(struct n62_select *s, const struct n62_block *b, uint8_t *keep,
    uint32_t n, uint32_t size)
{
	for (uint32_t i = 0; i < n; i++) {
		struct sel_chunk *c = &s->chunks[i];

		c->workers = s->workers;
		c->columns = &s->columns;
		c->block = b;
		c->from = i * size;
		c->to = b->rows - c->from < size ? b->rows : c->from + size;
		c->unblind = s->o.unblind;
		c->keep = keep;
		if (n62_pool_inside(s->pool) == DEPTH)
			n62_pool_get(s->pool);
		n62_pool_put(s->pool, c);
	}
	while (n62_pool_get(s->pool))
		;
}

static int select_rows(
    struct n62_select *s, struct n62_block *b, struct n62_err *err)
{
	uint32_t size = s->nworkers > 1 ? CHUNK : b->rows;
	uint32_t n = b->rows > 0 ? (b->rows + size - 1) / size : 0;
	uint8_t *keep = n62_mask(b, err);

	if (n == 0)
		return 0;
	if (!keep || grow_chunks(s, n, err) < 0)
		return -1;
	run(s, b, keep, n, size);
	if (failed(s, n, err) < 0)
		return -1;
	if (s->tables.cand.column < 0)
		return 0;
	return sel_tables_cand(
	    &s->tables, b, s->chunks, n, s->workers[0].program.nmembers, err);
}

int n62_select_step(
    struct n62_select *s, struct n62_block *b, struct n62_err *err)
{
	if (b->kind == N62_HEAD)
		return bind(s, b->schema, err);
	if (b->kind != N62_ROWS)
		return 0;
	if (b->table == s->columns.table)
		return select_rows(s, b, err);
	if (b->table == s->tables.cutflow)
		meet(s, b);
	return 0;
}

/* ---- counts ----------------------------------------------------------- */

/* Those of all threads; those that pass all cuts also pass all others. */
static int gather(struct n62_select *s, struct n62_err *err)
{
	struct sel_counts *c = &s->segment;
	const struct sel_step *steps = s->workers[0].program.steps;
	struct sel_count passed;
	int r = 0;

	sel_counts_clear(c);
	for (int i = 0; i < s->nworkers && r == 0; i++) {
		r = sel_counts_join(c, &s->workers[i].counts);
		sel_counts_clear(&s->workers[i].counts);
	}
	for (int i = 0; i < c->nsteps && r == 0; i++) {
		passed = c->step[c->nsteps - 1];
		if (steps[i].kind == SEL_STEP_BLIND)
			c->others[i] = (struct sel_count){ 0 };
		r = sel_count_join(&c->others[i], &passed);
	}
	if (r == 0)
		r = sel_counts_join(&s->total, c);
	return r < 0 ? n62_fail(err, N62_DATA, "a sum of weights is too large")
		     : 0;
}

int n62_select_tables(
    struct n62_select *s, struct n62_writer *w, struct n62_err *err)
{
	if (gather(s, err) < 0)
		return -1;
	if (!w)
		return 0;
	return sel_tables_write(&s->tables, w, &s->workers[0].program, s->key,
	    &s->segment, s->o.unblind, err);
}

static double value(struct n62_sum sum)
{
	unsigned char bytes[N62_SUM_BYTES];

	return n62_sum_value(bytes, n62_sum_bytes(&sum, bytes));
}

static void put_count(struct n62_select_count *to, const char *name,
    const struct sel_count *passed, const struct sel_count *others)
{
	*to = (struct n62_select_count){ .name = name,
		.events = passed->events,
		.weight = value(sel_count_w(passed)) };
	if (!others)
		return;
	to->cut = true;
	to->others = others->events;
	to->others_weight = value(sel_count_w(others));
}

static void put_regions(struct n62_select *s)
{
	const struct sel_counts *c = &s->total;
	const struct sel_region *g = s->workers[0].program.regions;

	for (int i = 0; i < c->nregions; i++)
		s->regions[i] = (struct n62_select_region){ .name = g[i].name,
			.events = c->region[i].events,
			.weight = value(sel_count_w(&c->region[i])),
			.blinded = sel_is_masked(c, &g[i], s->o.unblind) };
}

int n62_select_flow(
    struct n62_select *s, struct n62_select_flow *flow, struct n62_err *err)
{
	const struct sel_counts *c = &s->total;
	const struct sel_step *steps = s->workers[0].program.steps;

	if (!s->flow)
		s->flow = n62_new((size_t)c->nsteps + 1, sizeof *s->flow, err);
	if (!s->regions)
		s->regions =
		    n62_new((size_t)c->nregions, sizeof *s->regions, err);
	if (!s->flow || !s->regions)
		return -1;
	put_count(&s->flow[0], "all", &c->all, NULL);
	for (int i = 0; i < c->nsteps; i++)
		put_count(&s->flow[i + 1], steps[i].name, &c->step[i],
		    steps[i].kind == SEL_STEP_BLIND ? NULL : &c->others[i]);
	put_regions(s);
	*flow = (struct n62_select_flow){ .v = s->flow,
		.n = c->nsteps + 1,
		.regions = s->regions,
		.nregions = c->nregions,
		.data = c->data,
		.simulated = c->simulated };
	return 0;
}
