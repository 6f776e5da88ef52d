/*
 * emit.c - blocks on their way to the output: gathered rows, encoded by
 * several threads where they are compressed, written in order.
 */
#include "record/writer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

/* ---- threads -------------------------------------------------------- */

static void encode(void *job, int worker)
{
	struct out_slot *s = job;
	struct rec_frame *f = &s->frame;

	if (rec_encode_planes(s->writer->codecs[worker], s->layout, s->rows,
		&s->directory, &s->planes, &s->err) < 0)
		return;
	f->stored = (uint32_t)(s->directory.len + s->planes.len);
	f->payload_crc = n62_crc32(0, s->directory.data, s->directory.len);
	f->payload_crc =
	    n62_crc32(f->payload_crc, s->planes.data, s->planes.len);
}

int writer_pool(struct n62_writer *w, int threads, struct n62_err *err)
{
	int depth = threads > 1 ? threads + 2 : 1;

	w->nthreads = threads;
	w->codecs = n62_new((size_t)threads, sizeof *w->codecs, err);
	w->slots = n62_new((size_t)depth, sizeof *w->slots, err);
	if (!w->codecs || !w->slots)
		return -1;
	w->nslots = depth;
	for (int i = 0; i < depth; i++)
		w->slots[i].writer = w;
	for (int i = 0; i < threads; i++) {
		w->codecs[i] = rec_codec_new(err);
		if (!w->codecs[i])
			return -1;
	}
	w->pool = n62_pool_new(threads, depth, encode, err);
	return w->pool ? 0 : -1;
}

void writer_pool_free(struct n62_writer *w)
{
	n62_pool_free(w->pool);
	for (int i = 0; i < w->nslots; i++) {
		rec_arrays_free(w->slots[i].rows, w->slots[i].narrays);
		n62_buf_free(&w->slots[i].directory);
		n62_buf_free(&w->slots[i].planes);
	}
	free(w->slots);
	for (int i = 0; w->codecs && i < w->nthreads; i++)
		rec_codec_free(w->codecs[i]);
	free(w->codecs);
}

/* ---- the output ----------------------------------------------------- */

static int add_index(
    struct n62_writer *w, const struct rec_frame *f, struct n62_err *err)
{
	unsigned char entry[REC_INDEX_ENTRY];

	/* One entry too many says that the segment has too many blocks. */
	if (w->index.len > N62_MAX_RAW ||
	    (f->type != REC_DATA && f->type != REC_SUM))
		return 0;
	n62_put64(entry, w->out.at - w->begin);
	n62_put32(entry + 8, f->rows);
	n62_put32(entry + 12, f->table);
	return n62_buf_add(&w->index, entry, sizeof entry, err);
}

/* Numbers the frame, puts it into the digest and the index, and writes it
 * and the payload, whose CRC it has. */
static int emit(struct n62_writer *w, struct rec_frame *f, struct iovec *parts,
    int n, struct n62_err *err)
{
	unsigned char bytes[REC_FRAME];

	f->sequence = w->sequence++;
	rec_frame_write(f, w->salt, bytes);
	if (f->type != REC_END)
		n62_sha256_add(&w->sha, bytes, sizeof bytes);
	if (add_index(w, f, err) < 0)
		return -1;
	parts[0] = (struct iovec){ bytes, sizeof bytes };
	return n62_out_writev(&w->out, parts, n, err);
}

static int emit_payload(struct n62_writer *w, struct rec_frame *f,
    const void *payload, struct n62_err *err)
{
	struct iovec parts[2];

	parts[1].iov_base = (void *)(uintptr_t)payload;
	parts[1].iov_len = f->stored;
	return emit(w, f, parts, 2, err);
}

int writer_block(struct n62_writer *w, struct rec_frame *f, const void *payload,
    struct n62_err *err)
{
	f->payload_crc = n62_crc32(0, payload, f->stored);
	return emit_payload(w, f, payload, err);
}

static char block_type(const struct n62_writer *w, int table)
{
	return w->schema->tables[table].merge == N62_BY_SUM ? REC_SUM
							    : REC_DATA;
}

static int too_large(const struct n62_writer *w, int table, struct n62_err *err)
{
	return n62_fail(err, N62_DATA,
	    "%s: a row of table %s has more than %d bytes", w->out.name,
	    w->schema->tables[table].name, N62_MAX_RAW);
}

static const unsigned char gap[64];

/* The kept arrays and the gaps between them as parts behind the frame. */
static int raw_parts(struct n62_writer *w, const struct rec_layout *l,
    const struct rec_array *arrays, uint32_t *crc, struct n62_err *err)
{
	struct iovec *v;
	uint64_t at = 0;
	int n = 1;

	w->parts.len = 0;
	if (n62_buf_reserve(
		&w->parts, (2 * (size_t)l->n + 1) * sizeof *v, err) < 0)
		return -1;
	v = (struct iovec *)(void *)w->parts.data;
	*crc = 0;
	for (int i = 0; i < l->n; i++) {
		size_t size = (size_t)arrays[i].n * l->part[i].width;
		size_t pad = (size_t)(-at & 63);

		if (!l->part[i].kept)
			continue;
		if (pad > 0)
			v[n++] = (struct iovec){ (void *)(uintptr_t)gap, pad };
		*crc = n62_crc32(*crc, gap, pad);
		if (size > 0)
			v[n++] = (struct iovec){ arrays[i].p, size };
		*crc = n62_crc32(*crc, arrays[i].p, size);
		at += pad + size;
	}
	return n;
}

int writer_direct(struct n62_writer *w, int table,
    const struct rec_array *arrays, uint32_t rows, struct n62_err *err)
{
	const struct rec_layout *l = w->schema->tables[table].layout;
	struct rec_frame f = { .type = block_type(w, table), .rows = rows };
	int n;

	f.table = (uint16_t)rec_table_out(w->schema, table);
	f.raw = f.stored = (uint32_t)rec_raw_size(l, arrays);
	n = raw_parts(w, l, arrays, &f.payload_crc, err);
	if (n < 0)
		return -1;
	return emit(w, &f, (struct iovec *)(void *)w->parts.data, n, err);
}

/* ---- slots ---------------------------------------------------------- */

/* Writes the oldest block on its way. */
static int retire(struct n62_writer *w, struct n62_err *err)
{
	struct out_slot *s = n62_pool_get(w->pool);
	struct iovec parts[3];

	if (s->err.code != N62_OK) {
		*err = s->err;
		return -1;
	}
	parts[1] = (struct iovec){ s->directory.data, s->directory.len };
	parts[2] = (struct iovec){ s->planes.data, s->planes.len };
	return emit(w, &s->frame, parts, 3, err);
}

int writer_drain(struct n62_writer *w, struct n62_err *err)
{
	while (w->pool && n62_pool_inside(w->pool) > 0)
		if (retire(w, err) < 0)
			return -1;
	return 0;
}

static struct out_slot *next_slot(struct n62_writer *w, struct n62_err *err)
{
	struct out_slot *s;

	if (n62_pool_inside(w->pool) == w->nslots && retire(w, err) < 0)
		return NULL;
	s = &w->slots[w->put++ % (uint64_t)w->nslots];
	s->err = (struct n62_err){ 0 };
	return s;
}

/* Hands the gathered rows over to the slot, which gives its own arrays. */
static int swap_rows(
    struct out_slot *s, struct out_table *t, struct n62_err *err)
{
	struct rec_array *swap = s->rows;
	int n = s->narrays;

	if (n != t->narrays) {
		rec_arrays_free(s->rows, s->narrays);
		s->rows = NULL;
		swap = n62_new((size_t)t->narrays, sizeof *swap, err);
		if (!swap)
			return -1;
	}
	s->rows = t->rows;
	s->narrays = t->narrays;
	t->rows = swap;
	return 0;
}

int writer_stored(struct n62_writer *w, const struct rec_frame *f,
    const unsigned char *payload, struct n62_err *err)
{
	struct rec_frame frame = *f;

	if (writer_drain(w, err) < 0)
		return -1;
	return emit_payload(w, &frame, payload, err);
}

static int send_planes(struct n62_writer *w, int table, struct n62_err *err)
{
	struct out_table *t = &w->tables[table];
	struct out_slot *s = next_slot(w, err);

	if (!s || swap_rows(s, t, err) < 0)
		return -1;
	s->layout = w->schema->tables[table].layout;
	s->frame = (struct rec_frame){ .type = block_type(w, table),
		.codec = REC_PLANES,
		.table = (uint16_t)rec_table_out(w->schema, table),
		.rows = t->nrows };
	s->frame.raw = (uint32_t)rec_raw_size(s->layout, s->rows);
	n62_pool_put(w->pool, s);
	return 0;
}

int writer_flush(struct n62_writer *w, int table, struct n62_err *err)
{
	const struct rec_layout *l = w->schema->tables[table].layout;
	struct out_table *t = &w->tables[table];
	int status;

	if (t->nrows == 0)
		return 0;
	if (w->planes)
		status = send_planes(w, table, err);
	else
		status = writer_direct(w, table, t->rows, t->nrows, err);
	t->nrows = 0;
	rec_rows_clear(l, t->rows);
	return status;
}

/* ---- gathering ------------------------------------------------------ */

static int remember(const struct rec_layout *l, const struct rec_array *a,
    struct n62_buf *sizes, struct n62_err *err)
{
	sizes->len = 0;
	for (int i = 0; i < l->n; i++)
		if (n62_buf_add(sizes, &a[i].n, sizeof a[i].n, err) < 0)
			return -1;
	return 0;
}

static void restore(const struct rec_layout *l, struct rec_array *a,
    const struct n62_buf *sizes)
{
	for (int i = 0; i < l->n; i++)
		a[i].n = n62_get32(sizes->data + 4 * (size_t)i);
}

/* A step that does not fit: it begins a new block, or comes in two halves. */
static int gather_again(struct n62_writer *w, int table,
    const struct rec_array *arrays, struct rec_range r, struct n62_err *err)
{
	struct rec_range half = r;

	if (w->tables[table].nrows > 0)
		return writer_flush(w, table, err) < 0
			   ? -1
			   : writer_gather(w, table, arrays, r, err);
	if (r.to - r.from == 1)
		return too_large(w, table, err);
	half.to = r.from = r.from + (r.to - r.from) / 2;
	if (writer_gather(w, table, arrays, half, err) < 0)
		return -1;
	return writer_gather(w, table, arrays, r, err);
}

int writer_gather(struct n62_writer *w, int table,
    const struct rec_array *arrays, struct rec_range r, struct n62_err *err)
{
	const struct rec_layout *l = w->schema->tables[table].layout;
	struct out_table *t = &w->tables[table];
	uint64_t size;

	if (remember(l, t->rows, &w->sizes, err) < 0 ||
	    rec_rows_append(l, t->rows, arrays, r, &w->scratch, err) < 0)
		return -1;
	size = rec_raw_size(l, t->rows);
	if (size > N62_MAX_RAW) {
		restore(l, t->rows, &w->sizes);
		return gather_again(w, table, arrays, r, err);
	}
	t->nrows += r.to - r.from;
	t->total += r.to - r.from;
	return size >= w->target ? writer_flush(w, table, err) : 0;
}
