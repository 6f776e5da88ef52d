/*
 * fuzz_select.c - any text as a selection. One that can be read is told; one
 * that fits the events is applied to them, in one chunk and in two, which
 * must agree in the events that pass, in their candidates and in all counts.
 */
#include <stdio.h>
#include <stdlib.h>

#include "select/private.h"
#include "unit/expr_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	ROWS = 12,
	FIRST = 5 /* rows of the first of two chunks */
};

struct run {
	struct sel_worker worker;
	struct sel_columns columns;
	struct sel_chunk chunk[2];
	uint8_t keep[ROWS];
	bool failed;
};

static void begin(struct run *r, const struct n62_selection *s,
    const struct fixture *f, struct n62_err *err)
{
	struct sel_worker *w = &r->worker;
	struct n62_buf caret = { 0 };

	*r = (struct run){ 0 };
	w->rows.nroles = w->ways.nroles = w->spare.nroles = s->nroles;
	r->failed =
	    sel_program_init(&w->program, s, NULL, &caret, err) < 0 ||
	    sel_counts_init(&w->counts, &w->program, err) < 0 ||
	    sel_columns_find(&r->columns, f->s, &w->program, err) < 0 ||
	    n62_exprs_bind(w->program.x, f->s, r->columns.table, err) < 0;
	if (r->failed != (err->text[0] != '\0'))
		abort();
	n62_buf_free(&caret);
}

static void apply(struct run *r, const struct fixture *f, int chunks)
{
	for (int i = 0; i < chunks && !r->failed; i++) {
		struct sel_chunk *c = &r->chunk[i];

		c->workers = &r->worker;
		c->columns = &r->columns;
		c->block = f->b;
		c->from = i == 0 ? 0 : FIRST;
		c->to = i + 1 == chunks ? ROWS : FIRST;
		c->keep = r->keep;
		sel_chunk_run(c, 0);
		r->failed = c->err.code != N62_OK;
	}
}

static void same_count(struct sel_count *a, struct sel_count *b)
{
	unsigned char bytes[2][N62_SUM_BYTES];
	size_t n = n62_sum_bytes(&a->w, bytes[0]);

	if (a->events != b->events || a->ones != b->ones ||
	    n62_sum_bytes(&b->w, bytes[1]) != n ||
	    memcmp(bytes[0], bytes[1], n) != 0)
		abort();
}

/* Bits, but for the sign of nan. */
static void same_cand(const struct sel_cand *a, const struct sel_cand *b)
{
	const float *x = a->p, *y = b->p;

	if (a->pdg != b->pdg || a->index != b->index || a->object != b->object)
		abort();
	for (int i = 0; i < 3; i++)
		if (x[i] != y[i] && (x[i] == x[i] || y[i] == y[i]))
			abort();
}

static void compare(struct run *a, struct run *b)
{
	struct sel_counts *p = &a->worker.counts, *q = &b->worker.counts;
	uint32_t n = a->chunk[0].ncand, first = b->chunk[0].ncand;
	uint64_t before = ROWS;

	if (memcmp(a->keep, b->keep, ROWS) != 0 ||
	    n != first + b->chunk[1].ncand)
		abort();
	same_count(&p->all, &q->all);
	for (int i = 0; i < p->nsteps; i++) {
		same_count(&p->step[i], &q->step[i]);
		same_count(&p->others[i], &q->others[i]);
		if (p->step[i].events > before)
			abort();
		before = p->step[i].events;
	}
	for (int i = 0; i < p->nregions; i++) {
		same_count(&p->region[i], &q->region[i]);
		if (p->region[i].events > before)
			abort();
	}
	for (uint32_t i = 0; i < n; i++)
		same_cand(&a->chunk[0].cand[i],
		    i < first ? &b->chunk[0].cand[i]
			      : &b->chunk[1].cand[i - first]);
}

static void end(struct run *r)
{
	struct sel_worker *w = &r->worker;

	sel_program_free(&w->program);
	sel_counts_free(&w->counts);
	sel_rows_free(&w->rows);
	sel_rows_free(&w->ways);
	sel_rows_free(&w->spare);
	free(w->fails);
	free(w->failed);
	free(w->weight);
	for (int i = 0; i < 2; i++) {
		free(r->chunk[i].cand);
		n62_buf_free(&r->chunk[i].caret);
	}
}

static void run_twice(const struct n62_selection *s, const struct fixture *f)
{
	static struct run one, two;
	struct n62_err err = { 0 };

	begin(&one, s, f, &err);
	if (!one.failed) {
		begin(&two, s, f, &err);
		apply(&one, f, 1);
		apply(&two, f, 2);
		if (one.failed != two.failed)
			abort();
		if (!one.failed)
			compare(&one, &two);
		end(&two);
	}
	end(&one);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fixture f;
	struct n62_err err = { 0 };
	struct n62_buf text = { 0 }, caret = { 0 };
	struct n62_selection *s;

	if (!f.b) {
		fixture_make(&f, ROWS, 7, FIXTURE_LONGEST);
		if (f.err.text[0])
			abort();
	}
	s = n62_selection_text("fuzz", (const char *)data, size, &caret, &err);
	if (!s && err.text[0] == '\0')
		abort();
	if (s && n62_selection_explain(s, &text, &err) < 0)
		abort();
	if (s)
		run_twice(s, &f);
	n62_selection_free(s);
	n62_buf_free(&text);
	n62_buf_free(&caret);
	return 0;
}
