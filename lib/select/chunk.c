/*
 * chunk.c - some events on their way through the steps of a selection.
 *
 * An event that failed one cut stays, to be counted among those that pass all
 * others, until it fails a second one. Rows of events that are out are left
 * behind when they have become many: what is evaluated for them is lost.
 */
#include "select/private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	OUT = 2 /* fails of an event that is out */
};

/* ---- the begin -------------------------------------------------------- */

static int reserve(struct sel_worker *w, uint32_t n, struct n62_err *err)
{
	void *p;

	if (sel_rows_reserve(&w->rows, n, err) < 0)
		return -1;
	if (n <= w->cap)
		return 0;
	p = n62_resize(w->fails, n, 1, err);
	if (!p)
		return -1;
	w->fails = p;
	p = n62_resize(w->failed, n, 1, err);
	if (!p)
		return -1;
	w->failed = p;
	p = n62_resize(w->weight, n, sizeof *w->weight, err);
	if (!p)
		return -1;
	w->weight = p;
	w->cap = n;
	return 0;
}

static bool is_data(const struct sel_chunk *c, uint32_t event)
{
	const uint32_t *offset;

	if (c->columns->mc.column < 0)
		return true;
	offset = n62_offsets(c->block, c->columns->mc);
	return offset[event + 1] == offset[event];
}

static bool all_ones(const double *v, uint32_t n)
{
	bool ones = true;

	for (uint32_t i = 0; i < n; i++)
		ones &= v[i] == 1;
	return ones;
}

static int fill_weights(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	struct n62_col col = c->columns->weight;
	uint32_t n = c->to - c->from;
	const double *v;

	if (w->program.weight >= 0) {
		if (n62_exprs_numbers(
			w->program.x, w->program.weight, &v, err) < 0)
			return -1;
		memcpy(w->weight, v, n * sizeof *v);
	} else if (col.column >= 0) {
		const struct n62_column *column =
		    &c->block->schema->tables[col.table].columns[col.column];
		const void *values = n62_values(c->block, col);

		for (uint32_t i = 0; i < n; i++)
			w->weight[i] =
			    n62_value_f64(column->type, values, c->from + i);
	}
	w->ones =
	    (w->program.weight < 0 && col.column < 0) || all_ones(w->weight, n);
	return 0;
}

static int bad_weight(
    const struct sel_chunk *c, uint32_t event, struct n62_err *err)
{
	return n62_fail(err, N62_DATA,
	    "event %llu has a weight that is not finite, or too large",
	    (unsigned long long)(c->block->first + event));
}

/* Counts an event of the chunk. */
static int add(struct sel_chunk *c, struct sel_worker *w, uint32_t event,
    struct sel_count *to, struct n62_err *err)
{
	double weight = w->ones ? 1 : w->weight[event - c->from];

	return sel_count_add(to, weight) < 0 ? bad_weight(c, event, err) : 0;
}

static int count_all(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	struct n62_col mc = c->columns->mc;
	uint32_t n = c->to - c->from, data = n;

	if (mc.column >= 0) {
		const uint32_t *offset = n62_offsets(c->block, mc) + c->from;

		data = 0;
		for (uint32_t i = 0; i < n; i++)
			data += offset[i + 1] == offset[i];
	}
	w->counts.data += data;
	w->counts.simulated += n - data;
	if (w->ones) {
		w->counts.all.events += n;
		w->counts.all.ones += n;
		return 0;
	}
	for (uint32_t i = 0; i < n; i++)
		if (add(c, w, c->from + i, &w->counts.all, err) < 0)
			return -1;
	return 0;
}

/* All events of the chunk, counted. */
static int begin(struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	uint32_t n = c->to - c->from;

	if (reserve(w, n, err) < 0)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		w->rows.event[i] = c->from + i;
	w->rows.n = n;
	w->rows.whole = n == c->block->rows;
	w->placed = 0;
	memset(w->fails, 0, n);
	memset(w->failed, 0, n);
	if (sel_rows_begin(&w->rows, 0, &w->program, c->block, err) < 0 ||
	    fill_weights(c, w, err) < 0)
		return -1;
	return count_all(c, w, err);
}

/* ---- steps ------------------------------------------------------------ */

/* Leaves the rows of events behind that failed most cuts or more. Returns how
 * many rows went. */
static uint32_t compact(struct sel_chunk *c, struct sel_worker *w, uint8_t most)
{
	struct sel_rows *r = &w->rows;
	const uint8_t *fails = w->fails;
	uint32_t n = 0, was = r->n;

	for (int k = 0; k < w->placed; k++) {
		n = 0;
		for (uint32_t i = 0; i < was; i++) {
			r->index[k][n] = r->index[k][i];
			n += fails[r->event[i] - c->from] < most;
		}
	}
	n = 0;
	for (uint32_t i = 0; i < was; i++) {
		uint32_t event = r->event[i];

		r->event[n] = event;
		n += fails[event - c->from] < most;
	}
	r->n = n;
	r->whole = r->whole && n == was;
	return was - n;
}

static uint32_t outs(const struct sel_chunk *c, const struct sel_worker *w)
{
	const struct sel_rows *r = &w->rows;
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->n; i++)
		n += w->fails[r->event[i] - c->from] >= OUT;
	return n;
}

/* Bytes may be anything to a compiler: pointers are kept out of their way. */
static int cut(
    struct sel_chunk *c, struct sel_worker *w, int step, struct n62_err *err)
{
	const uint32_t *event = w->rows.event, n = w->rows.n, from = c->from;
	uint8_t *fails = w->fails, *last = w->failed;
	const uint8_t *truths;

	if (n62_exprs_truths(
		w->program.x, w->program.steps[step].expr, &truths, err) < 0)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t e = event[i] - from;
		bool failed = !truths[i];

		fails[e] = (uint8_t)(fails[e] + (failed && fails[e] < OUT));
		last[e] = failed ? (uint8_t)step : last[e];
	}
	return 0;
}

static int blind(struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	const struct sel_rows *r = &w->rows;
	const struct sel_program *p = &w->program;
	const uint8_t *truths;

	for (uint32_t i = 0; i < r->n; i++)
		w->counts.hidden += w->fails[r->event[i] - c->from] < OUT &&
				    is_data(c, r->event[i]);
	for (int g = 0; g < p->nregions && !c->unblind; g++) {
		if (!p->regions[g].blind)
			continue;
		if (n62_exprs_truths(p->x, p->regions[g].expr, &truths, err) <
		    0)
			return -1;
		for (uint32_t i = 0; i < r->n; i++)
			if (truths[i] && is_data(c, r->event[i]))
				w->fails[r->event[i] - c->from] = OUT;
	}
	return 0;
}

static int count(
    struct sel_chunk *c, struct sel_worker *w, int step, struct n62_err *err)
{
	const uint32_t *event = w->rows.event, n = w->rows.n, from = c->from;
	const uint8_t *fails = w->fails;
	struct sel_count *to = &w->counts.step[step];
	uint32_t passed = 0;

	for (uint32_t i = 0; i < n && !w->ones; i++)
		if (fails[event[i] - from] == 0 &&
		    add(c, w, event[i], to, err) < 0)
			return -1;
	if (!w->ones)
		return 0;
	for (uint32_t i = 0; i < n; i++)
		passed += fails[event[i] - from] == 0;
	to->events += passed;
	to->ones += passed;
	return 0;
}

static int run_step(
    struct sel_chunk *c, struct sel_worker *w, int step, struct n62_err *err)
{
	switch (w->program.steps[step].kind) {
	case SEL_STEP_CANDIDATE:
		compact(c, w, OUT);
		return sel_combine(c, w, (uint8_t)step, err);
	case SEL_STEP_BLIND:
		return blind(c, w, err);
	default:
		return cut(c, w, step, err);
	}
}

static int run_steps(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	const struct sel_program *p = &w->program;

	for (int s = 0; s < p->nsteps && w->rows.n > 0; s++) {
		bool again = p->steps[s].kind == SEL_STEP_CANDIDATE;

		if (run_step(c, w, s, err) < 0 || count(c, w, s, err) < 0)
			return -1;
		if (again)
			w->placed = p->s->nroles;
		if (s + 1 < p->nsteps && 4 * outs(c, w) > w->rows.n)
			again |= compact(c, w, OUT) > 0;
		if (again && sel_rows_begin(&w->rows, w->placed, &w->program,
				 c->block, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- the end ---------------------------------------------------------- */

/* Events that failed one cut only. */
static int count_others(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	uint32_t n = c->to - c->from, failed[SEL_MAX_STEPS + 1] = { 0 };
	struct sel_count *others = w->counts.others;

	for (uint32_t e = 0; e < n && !w->ones; e++)
		if (w->fails[e] == 1 &&
		    add(c, w, c->from + e, &others[w->failed[e]], err) < 0)
			return -1;
	if (!w->ones)
		return 0;
	for (uint32_t e = 0; e < n; e++)
		failed[w->failed[e]] += w->fails[e] == 1;
	for (int i = 0; i < w->counts.nsteps; i++) {
		others[i].events += failed[i];
		others[i].ones += failed[i];
	}
	return 0;
}

static int count_regions(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	const struct sel_program *p = &w->program;
	const struct sel_rows *r = &w->rows;
	const uint8_t *truths;

	for (int g = 0; g < p->nregions; g++) {
		if (n62_exprs_truths(p->x, p->regions[g].expr, &truths, err) <
		    0)
			return -1;
		for (uint32_t i = 0; i < r->n; i++)
			if (truths[i] && add(c, w, r->event[i],
					     &w->counts.region[g], err) < 0)
				return -1;
	}
	return 0;
}

static int end(struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	const struct sel_program *p = &w->program;

	if (count_others(c, w, err) < 0)
		return -1;
	memset(c->keep + c->from, 0, c->to - c->from);
	compact(c, w, 1);
	for (uint32_t i = 0; i < w->rows.n; i++)
		c->keep[w->rows.event[i]] = 1;
	if (w->rows.n == 0 || (p->nregions == 0 && p->nmembers == 0))
		return 0;
	if (sel_rows_begin(&w->rows, p->s->nroles, &w->program, c->block, err) <
		0 ||
	    count_regions(c, w, err) < 0)
		return -1;
	return p->nmembers > 0 ? sel_cand_fill(c, w, err) : 0;
}

void sel_chunk_run(void *job, int worker)
{
	struct sel_chunk *c = job;
	struct sel_worker *w = &c->workers[worker];
	struct n62_err unused = { 0 };

	c->ncand = 0;
	c->err = (struct n62_err){ 0 };
	c->caret.len = 0;
	if (begin(c, w, &c->err) < 0 || run_steps(c, w, &c->err) < 0 ||
	    end(c, w, &c->err) < 0)
		n62_buf_printf(
		    &c->caret, &unused, "%s", n62_exprs_caret(w->program.x));
}
