/*
 * reader.c - what a program sees of a stream: HEAD, rows, END, one block at
 * a time, in order.
 */
#include "record/reader.h"

#include <stdlib.h>
#include <string.h>

/* The reader's own list of its inputs; without any, standard input. */
static int copy_names(struct n62_reader *r, struct n62_err *err)
{
	static const char *const standard_input[] = { "-" };
	const char *const *from = r->o.nnames ? r->o.names : standard_input;
	int n = r->o.nnames ? r->o.nnames : 1;
	const char **to = n62_arena_new(&r->arena, (size_t)n, sizeof *to, err);

	for (int i = 0; to && i < n; i++) {
		to[i] =
		    n62_arena_text(&r->arena, from[i], strlen(from[i]), err);
		if (!to[i])
			return -1;
	}
	r->o.names = to;
	r->o.nnames = n;
	return to ? 0 : -1;
}

struct n62_reader *n62_reader_open(
    const struct n62_read_options *o, struct n62_err *err)
{
	struct n62_reader *r = n62_new(1, sizeof *r, err);

	if (!r)
		return NULL;
	r->o = *o;
	r->next_sum = -1;
	r->window_table = -1;
	r->block.kind = N62_END;
	if (copy_names(r, err) == 0 &&
	    reader_slots(r, o->threads > 1 ? o->threads : 1, err) == 0)
		return r;
	n62_reader_free(r);
	return NULL;
}

void n62_reader_free(struct n62_reader *r)
{
	if (!r)
		return;
	if (r->o.progress)
		n62_progress_end(r->o.progress);
	n62_pool_free(r->pool);
	for (int i = 0; i < r->nslots; i++) {
		free(r->slots[i].payload);
		free(r->slots[i].raw);
		free(r->slots[i].arrays);
	}
	free(r->slots);
	for (int i = 0; r->codecs && i < r->nthreads; i++)
		rec_codec_free(r->codecs[i]);
	free(r->codecs);
	free(r->index_payload);
	reader_forget_segment(r);
	n62_schema_free(r->pristine);
	for (int i = 0; i < r->nheads; i++)
		n62_schema_free(r->heads[i]);
	free(r->heads);
	rec_key_sets_free(&r->keys);
	n62_buf_free(&r->index);
	n62_arena_free(&r->arena);
	n62_buf_free(&r->scratch);
	n62_buf_free(&r->block.mask);
	if (r->in_open)
		n62_in_free(&r->in);
	free(r);
}

uint64_t n62_damages(const struct n62_reader *r)
{
	return r->damages;
}

/* ---- rows of one slot ----------------------------------------------- */

static int check_unique(
    struct n62_reader *r, const struct slot *s, struct n62_err *err)
{
	const struct n62_block *b = &r->block;
	const struct n62_table *t = &r->schema->tables[b->table];
	struct rec_keys *k = rec_key_sets_get(&r->keys, t->name, err);
	struct rec_range all = { NULL, 0, b->rows };

	if (!k)
		return -1;
	if (rec_keys_add(k, t, b->arrays, all, err) == 0)
		return 0;
	return reader_place(
	    r, &s->stored.frame, s->stored.frame.sequence, s->at, err);
}

/* Rows of a sum table: their keys ascend through all blocks of a segment. */
static int collect_sums(
    struct n62_reader *r, const struct slot *s, struct n62_err *err)
{
	const struct rec_frame *f = &s->stored.frame;
	const struct rec_layout *l = r->schema->tables[f->table].layout;
	struct table_state *t = &r->tables[f->table];
	struct rec_range all = { NULL, 0, f->rows };
	struct rec_range last = { NULL, f->rows - 1, f->rows };

	if (!rec_ledger_ascend(
		t->ledger, t->any ? t->last : NULL, t->arrays, f->rows)) {
		n62_fail(err, N62_DATA, "its keys do not ascend");
		reader_place(r, f, f->sequence, s->at, err);
		return reader_damage(r, err);
	}
	rec_rows_clear(l, t->last);
	t->any = true;
	if (rec_rows_append(l, t->last, t->arrays, last, &r->scratch, err) < 0)
		return -1;
	return rec_ledger_add(t->ledger, t->arrays, all, err);
}

/* Rows of a table merged by same: 1 when the program is to see them. */
static int collect_same(struct n62_reader *r, struct n62_err *err)
{
	struct table_state *t = &r->tables[r->block.table];
	struct rec_range all = { NULL, 0, r->block.rows };

	if (rec_rows_append(r->schema->tables[r->block.table].layout,
		r->segment == 1 ? t->first : t->again, t->arrays, all,
		&r->scratch, err) < 0)
		return -1;
	return r->segment == 1;
}

/* Whether the payload that was read is what would be written. */
static bool is_verbatim(const struct rec_layout *l)
{
	for (int i = 0; i < l->n; i++)
		if (l->part[i].given != l->part[i].kept)
			return false;
	return true;
}

static int make_block(
    struct n62_reader *r, const struct slot *s, struct n62_err *err)
{
	const struct rec_frame *f = &s->stored.frame;
	const struct rec_layout *l = r->schema->tables[f->table].layout;
	struct n62_block *b = &r->block;

	b->kind = N62_ROWS;
	b->table = f->table;
	b->rows = f->rows;
	b->first = s->first;
	b->arrays = r->tables[f->table].arrays;
	b->stored = is_verbatim(l) ? &s->stored : NULL;
	for (int i = 0; i < l->n; i++)
		if (l->part[i].given)
			b->arrays[i] = s->arrays[i];
	return rec_block_ready(b, err);
}

/* 1: r->block is for the program; 0: it was taken in. */
static int take_slot(struct n62_reader *r, struct slot *s, struct n62_err *err)
{
	const struct rec_frame *f = &s->stored.frame;
	const struct n62_table *t = &r->schema->tables[f->table];

	if (s->err.code != N62_OK) {
		*err = s->err;
		reader_place(r, f, f->sequence, s->at, err);
		return reader_damage(r, err);
	}
	if (make_block(r, s, err) < 0)
		return -1;
	if (t->merge == N62_BY_SUM)
		return collect_sums(r, s, err);
	if (t->merge == N62_UNIQUE && check_unique(r, s, err) < 0)
		return -1;
	if (t->merge == N62_SAME && r->o.join)
		return collect_same(r, err);
	return 1;
}

/* ---- sums and END --------------------------------------------------- */

/* The next sum table that has rows becomes the block, in the end END. */
static int take_sums(struct n62_reader *r)
{
	struct n62_block *b = &r->block;

	for (; r->next_sum < r->ntables; r->next_sum++) {
		struct rec_ledger *g = r->tables[r->next_sum].ledger;

		if (!g || r->hurt)
			continue;
		b->arrays = rec_ledger_rows(g, &b->rows);
		if (b->rows == 0)
			continue;
		b->kind = N62_ROWS;
		b->table = r->next_sum++;
		b->first = 0;
		b->stored = NULL;
		b->mask.len = 0;
		return 1;
	}
	b->kind = N62_END;
	b->salvaged |= r->hurt;
	r->next_sum = -1;
	return 1;
}

/* One step: 1: r->block is for the program; 0: go on; 2: end of stream. */
static int step(struct n62_reader *r, struct n62_err *err)
{
	struct slot *s;
	int status;

	if (r->next_sum >= 0)
		return take_sums(r);
	if (r->stage == BEFORE_HEAD && !r->finished) {
		status = reader_begin(r, err);
		if (status != 2)
			return status;
		r->finished = true;
		if (!r->schema)
			return n62_fail(err, N62_DATA,
			    "nothing can be salvaged: there is no whole HEAD");
		r->next_sum = r->o.join ? 0 : -1;
		return r->o.join ? 0 : 2;
	}
	if (r->finished)
		return 2;
	reader_fetch(r, err);
	s = reader_slot(r);
	if (s)
		return take_slot(r, s, err);
	if (r->failed.code != N62_OK) {
		*err = r->failed;
		return -1;
	}
	return reader_end(r, err);
}

int n62_read(struct n62_reader *r, struct n62_block **b, struct n62_err *err)
{
	int status;

	if (r->head_given && reader_start_tables(r, err) < 0)
		return -1;
	if (r->block.kind == N62_END)
		r->block.salvaged = false;
	do
		status = step(r, err);
	while (status == 0);
	if (r->o.progress && status == 1)
		n62_progress_show(r->o.progress, r->block.first, r->in.at,
		    r->in.seekable ? r->in.size : 0);
	*b = &r->block;
	return status == 1 ? 1 : status == 2 ? 0 : -1;
}

void rec_reader_guard(struct n62_reader *r, const struct n62_out *out)
{
	r->guarded = out;
}
