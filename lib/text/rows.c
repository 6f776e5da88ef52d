/*
 * rows.c - the rows of the chosen tables as text. The rows of a block are
 * divided among the threads, and the pieces written in order.
 */
#include "text/private.h"

#include <stdlib.h>
#include <string.h>

/* A piece smaller than this is not worth a thread. */
enum {
	PIECE_ROWS = 128
};

/* One table on its way out; all but the first collect in a temporary. */
struct section {
	struct text_plan plan;
	struct text_sink sink;
};

struct piece {
	const struct text_plan *plan;
	const struct n62_block *block;
	uint32_t from, to;
	struct n62_buf out;
	struct n62_err err;
	int result;
};

struct rows {
	const struct n62_text_options *o;
	struct text_walk walk;
	struct section *sections;
	int nsections;
	struct n62_pool *pool;
	struct piece *pieces;
	int npieces;
};

/* ---- sections ------------------------------------------------------- */

static int open_sections(
    struct rows *r, struct n62_out *out, struct n62_err *err)
{
	int n = r->o->ntables > 1 ? r->o->ntables : 1;

	r->sections = n62_new((size_t)n, sizeof *r->sections, err);
	if (!r->sections)
		return -1;
	for (int i = 0; i < n; i++) {
		struct text_sink *s = &r->sections[i].sink;

		s->temp = -1;
		r->nsections = i + 1;
		if (i == 0) {
			s->out = out;
			continue;
		}
		s->temp = n62_scratch_open(r->o->temporary, err);
		if (s->temp < 0)
			return -1;
	}
	return 0;
}

static int put_title(
    const struct rows *r, struct section *s, struct n62_err *err)
{
	struct n62_buf *to = &s->sink.buf;

	if (r->o->format == N62_JSON)
		return 0;
	if (r->o->ntables > 1 &&
	    n62_buf_printf(to, err, "# table %s\n", s->plan.table) < 0)
		return -1;
	return r->o->no_header ? 0 : text_put_header(&s->plan, to, err);
}

static int begin(struct rows *r, struct n62_schema *s, struct n62_err *err)
{
	for (int i = 0; i < r->nsections; i++) {
		struct section *x = &r->sections[i];

		if (text_plan_make(
			&x->plan, s, r->walk.tracks[i].table, r->o, err) < 0)
			return -1;
		text_plan_drop(&x->plan, s);
		if (put_title(r, x, err) < 0)
			return -1;
	}
	return 0;
}

static int join_sections(struct rows *r, struct n62_err *err)
{
	struct text_sink *first = &r->sections[0].sink;

	for (int i = 1; i < r->nsections; i++) {
		if (r->o->format != N62_JSON &&
		    text_sink_add(first, "\n", 1, err) < 0)
			return -1;
		if (text_sink_move(first, &r->sections[i].sink, err) < 0)
			return -1;
	}
	return text_sink_flush(first, err);
}

/* ---- lines ---------------------------------------------------------- */

static int put_line(const struct text_plan *p, const struct n62_block *b,
    uint32_t row, uint32_t element, struct n62_buf *to, struct n62_err *err)
{
	if (p->o->format == N62_JSON)
		return text_put_json(p, b, row, element, to, err);
	return text_put_delimited(p, b, row, element, to, err);
}

static int put_row(const struct text_plan *p, const struct n62_block *b,
    uint32_t row, struct n62_buf *to, struct n62_err *err)
{
	if (!p->elements)
		return put_line(p, b, row, 0, to, err);
	for (uint32_t e = p->elements[row]; e < p->elements[row + 1]; e++)
		if (put_line(p, b, row, e, to, err) < 0)
			return -1;
	return 0;
}

static void run_piece(void *job, int worker)
{
	struct piece *x = job;

	(void)worker;
	x->result = 0;
	for (uint32_t i = x->from; i < x->to && x->result == 0; i++)
		x->result = put_row(x->plan, x->block, i, &x->out, &x->err);
}

/* ---- blocks --------------------------------------------------------- */

static int put_alone(
    struct section *s, const struct text_view *v, struct n62_err *err)
{
	for (uint32_t i = v->from; i < v->to; i++)
		if (put_row(&s->plan, v->block, i, &s->sink.buf, err) < 0 ||
		    text_sink_room(&s->sink, err) < 0)
			return -1;
	return 0;
}

/* Writes the pieces in the order of their rows; all must be fetched. */
static int fetch(struct rows *r, struct text_sink *to, struct n62_err *err)
{
	struct piece *x;
	int rc = 0;

	while ((x = n62_pool_get(r->pool))) {
		if (rc == 0 && x->result < 0) {
			*err = x->err;
			rc = -1;
		}
		if (rc == 0)
			rc = text_sink_add(to, x->out.data, x->out.len, err);
		x->out.len = 0;
	}
	return rc;
}

static int put_shared(struct rows *r, struct section *s,
    const struct text_view *v, struct n62_err *err)
{
	uint32_t rows = v->to - v->from, n = rows / PIECE_ROWS;

	n = n < (uint32_t)r->npieces ? n : (uint32_t)r->npieces;
	for (uint32_t i = 0; i < n; i++) {
		struct piece *x = &r->pieces[i];

		x->plan = &s->plan;
		x->block = v->block;
		x->from = v->from + (uint32_t)((uint64_t)rows * i / n);
		x->to = v->from + (uint32_t)((uint64_t)rows * (i + 1) / n);
		n62_pool_put(r->pool, x);
	}
	return fetch(r, &s->sink, err);
}

static int put_block(
    struct rows *r, const struct text_view *v, struct n62_err *err)
{
	struct section *s = &r->sections[v->track];

	text_plan_bind(&s->plan, v->block);
	if (r->pool && v->to - v->from >= 2 * PIECE_ROWS)
		return put_shared(r, s, v, err);
	return put_alone(s, v, err);
}

/* ---- the whole ------------------------------------------------------ */

static int open_pool(struct rows *r, struct n62_err *err)
{
	int n = r->o->threads;

	if (n < 2)
		return 0;
	r->pieces = n62_new((size_t)n, sizeof *r->pieces, err);
	if (!r->pieces)
		return -1;
	r->npieces = n;
	r->pool = n62_pool_new(n, n, run_piece, err);
	return r->pool ? 0 : -1;
}

static void close_rows(struct rows *r)
{
	n62_pool_free(r->pool);
	for (int i = 0; i < r->npieces; i++)
		n62_buf_free(&r->pieces[i].out);
	free(r->pieces);
	for (int i = 0; i < r->nsections; i++) {
		text_plan_free(&r->sections[i].plan);
		text_sink_free(&r->sections[i].sink);
	}
	free(r->sections);
	text_walk_free(&r->walk);
}

int n62_text_rows(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err)
{
	struct rows r = { .o = o };
	struct n62_err late = { 0 };
	struct text_view v;
	int rc = -1, more;

	if (o->format == N62_NPY || o->format == N62_NPZ)
		return text_numpy(in, out, o, err);
	text_walk_start(&r.walk, in, o);
	if (open_sections(&r, out, err) < 0 || open_pool(&r, err) < 0)
		goto out;
	while ((more = text_walk_next(&r.walk, &v, err)) > 0) {
		if (v.block->kind == N62_HEAD
			? begin(&r, v.block->schema, err) < 0
			: put_block(&r, &v, err) < 0)
			goto out;
	}
	/* What was whole before a damage is delivered. */
	rc = join_sections(&r, more < 0 ? &late : err);
	rc = more < 0 ? -1 : rc;
out:
	close_rows(&r);
	return rc;
}
