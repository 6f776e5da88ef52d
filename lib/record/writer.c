/*
 * writer.c - segments to a file or pipe: HEAD, rows gathered into blocks of a
 * good size, sums, INDEX, END.
 */
#include "record/writer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int open_output(struct n62_writer *w, const char *name,
    enum n62_compress compress, struct n62_err *err)
{
	w->out_open = true;
	if (n62_out_open(&w->out, name, err) < 0)
		return -1;
	if (w->out.terminal)
		return n62_fail(err, N62_USAGE,
		    "a stream is not for a terminal: write it to a file with "
		    "-o, or look at it with | na62-view");
	w->planes =
	    compress == N62_PLANES || (compress == N62_AUTO && w->out.regular);
	w->target = w->planes ? TARGET_PLANES : TARGET_RAW;
	return 0;
}

struct n62_writer *n62_writer_open(
    const struct n62_write_options *o, struct n62_err *err)
{
	struct n62_writer *w = n62_new(1, sizeof *w, err);
	int threads = o->threads > 1 ? o->threads : 1;

	if (!w)
		return NULL;
	w->origin = o->origin;
	if (open_output(w, o->name, o->compress, err) == 0 &&
	    (!w->planes || writer_pool(w, threads, err) == 0)) {
		if (o->reader)
			rec_reader_guard(o->reader, &w->out);
		return w;
	}
	n62_writer_free(w);
	return NULL;
}

int n62_writer_check(
    const struct n62_writer *w, const struct n62_in *in, struct n62_err *err)
{
	return n62_out_check(&w->out, in, err);
}

static void forget_segment(struct n62_writer *w)
{
	for (int i = 0; i < w->ntables; i++) {
		struct out_table *t = &w->tables[i];

		rec_ledger_free(t->ledger);
		rec_arrays_free(t->rows, t->narrays);
		rec_arrays_free(t->own, t->narrays);
	}
	free(w->tables);
	w->tables = NULL;
	w->ntables = 0;
	w->schema = NULL;
}

void n62_writer_free(struct n62_writer *w)
{
	if (!w)
		return;
	writer_pool_free(w);
	forget_segment(w);
	rec_key_sets_free(&w->keys);
	n62_buf_free(&w->index);
	n62_buf_free(&w->end);
	n62_buf_free(&w->scratch);
	n62_buf_free(&w->pick);
	n62_buf_free(&w->parts);
	n62_buf_free(&w->sizes);
	n62_buf_free(&w->block.mask);
	if (w->out_open)
		n62_out_free(&w->out);
	free(w);
}

/* ---- HEAD ----------------------------------------------------------- */

/* Writes the END that was held back. */
static int release_end(struct n62_writer *w, struct n62_err *err)
{
	size_t n = w->end.len;

	w->end.len = 0;
	return n62_out_write(&w->out, w->end.data, n, err);
}

static int render_head(struct n62_writer *w, const struct n62_schema *s,
    struct n62_buf *b, struct n62_err *err)
{
	const struct n62_schema *self[1] = { s };
	const struct n62_schema *const *streams = self;
	json_t *provenance = NULL;
	int n = 1, status;

	if (s->nheads > 0) {
		streams = (const struct n62_schema *const *)s->heads;
		n = s->nheads;
	}
	if (w->origin) {
		provenance = rec_provenance(streams, n, w->origin, err);
		if (!provenance)
			return -1;
	}
	status = rec_head_render(s, provenance, b, err);
	json_decref(provenance);
	return status;
}

static int start_table(struct n62_writer *w, int i, struct n62_err *err)
{
	struct n62_table *t = &w->schema->tables[i];
	struct out_table *o = &w->tables[i];

	if (t->changed && rec_layout_make(t, err) < 0)
		return -1;
	o->narrays = t->layout->n;
	o->rows = n62_new((size_t)o->narrays, sizeof *o->rows, err);
	o->own = n62_new((size_t)o->narrays, sizeof *o->own, err);
	if (!o->rows || !o->own)
		return -1;
	if (t->merge != N62_BY_SUM)
		return 0;
	o->ledger = rec_ledger_new(t, err);
	return o->ledger ? 0 : -1;
}

int n62_write_head(
    struct n62_writer *w, struct n62_schema *s, struct n62_err *err)
{
	struct rec_frame f = { .type = REC_HEAD };
	struct n62_buf b = { 0 };
	int status;

	if (w->schema)
		return n62_fail(
		    err, N62_USAGE, "HEAD was written where END was due");
	if (rec_schema_check(s, err) < 0)
		return -1;
	w->schema = s;
	w->tables = n62_new((size_t)s->ntables, sizeof *w->tables, err);
	if (!w->tables)
		return -1;
	w->ntables = s->ntables;
	for (int i = 0; i < s->ntables; i++)
		if (start_table(w, i, err) < 0)
			return -1;
	status = render_head(w, s, &b, err);
	if (status == 0)
		status = release_end(w, err);
	w->begin = w->out.at;
	w->sequence = 0;
	w->salt = 0;
	w->index.len = 0;
	n62_sha256_init(&w->sha);
	if (status == 0) {
		f.stored = f.raw = (uint32_t)b.len;
		status = writer_block(w, &f, b.data, err);
		w->salt = f.crc;
	}
	n62_buf_free(&b);
	return status;
}

/* ---- rows ----------------------------------------------------------- */

/* Whether the rows are to be gathered with others before they are written. */
static bool is_small(const struct n62_writer *w, uint64_t size)
{
	return w->planes || size < w->target / 2 || size > N62_MAX_RAW;
}

/* Rows of a table that is written as DATA or SUM blocks. */
static int append_rows(struct n62_writer *w, int table,
    const struct rec_array *arrays, struct rec_range r, struct n62_err *err)
{
	const struct rec_layout *l = w->schema->tables[table].layout;
	struct out_table *t = &w->tables[table];
	uint64_t size = rec_raw_size(l, arrays);
	uint32_t all = r.to, step;

	if (!r.pick && r.from == 0 && !is_small(w, size)) {
		if (writer_flush(w, table, err) < 0)
			return -1;
		t->total += r.to;
		return writer_direct(w, table, arrays, r.to, err);
	}
	/* Rows in steps that make about one block each. */
	step = (uint32_t)((uint64_t)(r.to - r.from) * w->target / (size + 1));
	step = step ? step : 1;
	for (; r.from < all; r.from = r.to) {
		r.to = all - r.from < step ? all : r.from + step;
		if (writer_gather(w, table, arrays, r, err) < 0)
			return -1;
	}
	return 0;
}

/* A block that may pass as it was read. */
static bool passes(const struct n62_writer *w, const struct n62_block *b)
{
	uint8_t codec = w->planes ? REC_PLANES : REC_RAW;

	return b->stored && b->mask.len == 0 &&
	       b->stored->frame.codec == codec &&
	       b->stored->frame.raw >= w->target / 2;
}

static int pass(struct n62_writer *w, struct n62_block *b, struct n62_err *err)
{
	struct rec_frame f = b->stored->frame;

	if (writer_flush(w, b->table, err) < 0)
		return -1;
	w->tables[b->table].total += b->rows;
	f.table = (uint16_t)rec_table_out(w->schema, b->table);
	return writer_stored(w, &f, b->stored->payload, err);
}

static int pick_rows(struct n62_writer *w, const struct n62_block *b,
    struct rec_range *r, struct n62_err *err)
{
	uint32_t *pick;

	*r = (struct rec_range){ NULL, 0, b->rows };
	if (b->mask.len == 0)
		return 0;
	w->pick.len = 0;
	if (n62_buf_reserve(
		&w->pick, ((size_t)b->rows + 1) * sizeof *pick, err) < 0)
		return -1;
	pick = (uint32_t *)(void *)w->pick.data;
	r->to = rec_rows_pick((const uint8_t *)b->mask.data, b->rows, pick);
	if (r->to < b->rows)
		r->pick = pick;
	return 0;
}

static int write_rows(
    struct n62_writer *w, struct n62_block *b, struct n62_err *err)
{
	const struct n62_table *t = &w->schema->tables[b->table];
	struct rec_keys *keys;
	struct rec_range r;

	if (t->dropped)
		return 0;
	rec_block_settle(b);
	if (pick_rows(w, b, &r, err) < 0)
		return -1;
	if (r.to == 0)
		return 0;
	if (t->merge == N62_BY_SUM)
		return rec_ledger_add(
		    w->tables[b->table].ledger, b->arrays, r, err);
	if (t->merge == N62_UNIQUE) {
		keys = rec_key_sets_get(&w->keys, t->name, err);
		if (!keys || rec_keys_add(keys, t, b->arrays, r, err) < 0)
			return -1;
	}
	if (passes(w, b))
		return pass(w, b, err);
	return append_rows(w, b->table, b->arrays, r, err);
}

struct n62_block *n62_rows(
    struct n62_writer *w, int table, uint32_t rows, struct n62_err *err)
{
	struct n62_block *b = &w->block;

	b->kind = N62_ROWS;
	b->schema = w->schema;
	b->table = table;
	b->rows = rows;
	b->arrays = w->tables[table].own;
	b->own = true;
	return rec_block_ready(b, err) < 0 ? NULL : b;
}

/* ---- END ------------------------------------------------------------ */

static int write_sums(struct n62_writer *w, struct n62_err *err)
{
	for (int i = 0; i < w->ntables; i++) {
		struct rec_range r = { NULL, 0, 0 };
		const struct rec_array *arrays;

		if (w->schema->tables[i].dropped || !w->tables[i].ledger)
			continue;
		arrays = rec_ledger_rows(w->tables[i].ledger, &r.to);
		if (r.to > 0 && (append_rows(w, i, arrays, r, err) < 0 ||
				    writer_flush(w, i, err) < 0))
			return -1;
	}
	return 0;
}

static int write_index(struct n62_writer *w, uint64_t *at, struct n62_err *err)
{
	struct rec_frame f = { .type = REC_INDEX };

	*at = 0;
	f.rows = (uint32_t)(w->index.len / REC_INDEX_ENTRY);
	if (!w->out.regular || f.rows == 0 || f.rows > REC_MAX_INDEX)
		return 0;
	*at = w->out.at - w->begin;
	f.raw = f.stored = (uint32_t)w->index.len;
	return writer_block(w, &f, w->index.data, err);
}

/* END stays here until the next HEAD or the commit: should the input turn out
 * bad behind this segment, the output is truncated for its reader too. */
static int write_end_block(
    struct n62_writer *w, bool salvaged, uint64_t index, struct n62_err *err)
{
	int ntables = rec_tables_out(w->schema), k = 0, status;
	uint32_t size = rec_end_size(ntables);
	unsigned char *b = n62_new(1, size, err), frame[REC_FRAME];
	struct rec_frame f = { .type = REC_END,
		.rows = (uint32_t)ntables,
		.stored = size,
		.raw = size };

	if (!b)
		return -1;
	n62_put64(b, salvaged ? REC_END_SALVAGED : 0);
	n62_put64(b + 8, w->out.at - w->begin);
	n62_put64(b + 16, index);
	n62_sha256_end(&w->sha, b + 24);
	for (int i = 0; i < w->ntables; i++)
		if (!w->schema->tables[i].dropped)
			n62_put64(b + 56 + 8 * k++, w->tables[i].total);
	n62_put32(b + size - 8, size + REC_FRAME);
	memcpy(b + size - 4, rec_magic, 4);
	f.payload_crc = n62_crc32(0, b, size);
	f.sequence = w->sequence++;
	rec_frame_write(&f, w->salt, frame);
	status = n62_buf_add(&w->end, frame, sizeof frame, err);
	if (status == 0)
		status = n62_buf_add(&w->end, b, size, err);
	free(b);
	return status;
}

static int write_end(struct n62_writer *w, bool salvaged, struct n62_err *err)
{
	uint64_t index;

	for (int i = 0; i < w->ntables; i++)
		if (writer_flush(w, i, err) < 0)
			return -1;
	if (write_sums(w, err) < 0 || writer_drain(w, err) < 0 ||
	    write_index(w, &index, err) < 0 ||
	    write_end_block(w, salvaged, index, err) < 0)
		return -1;
	forget_segment(w);
	w->complete = true;
	return 0;
}

int n62_write_end(struct n62_writer *w, struct n62_err *err)
{
	return write_end(w, false, err);
}

int n62_write(struct n62_writer *w, struct n62_block *b, struct n62_err *err)
{
	switch (b->kind) {
	case N62_HEAD:
		return n62_write_head(w, b->schema, err);
	case N62_ROWS:
		return write_rows(w, b, err);
	default:
		return write_end(w, b->salvaged, err);
	}
}

int n62_commit(struct n62_writer *w, struct n62_err *err)
{
	if (w->schema || !w->complete)
		return n62_fail(
		    err, N62_USAGE, "the output has no END and is not kept");
	if (release_end(w, err) < 0)
		return -1;
	return n62_out_commit(&w->out, err);
}
