/*
 * fetch.c - blocks from the input into slots, checked and decoded, possibly
 * by several threads; and the way on behind damage.
 */
#include "record/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int reader_place(const struct n62_reader *r, const struct rec_frame *f,
    uint64_t sequence, uint64_t at, struct n62_err *err)
{
	const char *table = "";
	char segment[40] = "";
	/* Before its HEAD is whole the segment is not counted. */
	uint64_t local = r->local + (r->stage == BEFORE_HEAD);

	if (f && r->schema && f->table < r->schema->ntables &&
	    (f->type == REC_DATA || f->type == REC_SUM))
		table = r->schema->tables[f->table].name;
	if (local > 1)
		snprintf(segment, sizeof segment, "segment %llu, ",
		    (unsigned long long)local);
	return n62_fail_at(err, "%s: %sblock %llu%s%s%s%s%s at byte %llu",
	    r->in.name, segment, (unsigned long long)sequence, f ? " (" : "",
	    f ? rec_frame_name(f->type) : "", *table ? " of table " : "", table,
	    f ? ")" : "", (unsigned long long)at);
}

int reader_damage(struct n62_reader *r, struct n62_err *err)
{
	if (!r->o.salvage || err->code != N62_DATA)
		return -1;
	r->hurt = true;
	r->damages++;
	if (r->o.damage)
		r->o.damage(r->o.ctx, err->text);
	*err = (struct n62_err){ 0 };
	return 0;
}

/* ---- decoding ------------------------------------------------------- */

static int reserve(
    unsigned char **p, size_t *cap, size_t need, struct n62_err *err)
{
	void *q;

	if (*p && need <= *cap)
		return 0;
	need = (need + need / 4 + 4096) & ~(size_t)63;
	if (posix_memalign(&q, 64, need) != 0)
		return n62_fail(err, N62_MEM, "out of memory for a block");
	free(*p);
	*p = q;
	*cap = need;
	return 0;
}

static void decode(void *job, int worker)
{
	struct slot *s = job;
	const struct rec_frame *f = &s->stored.frame;
	const struct rec_layout *l = s->reader->schema->tables[f->table].layout;
	struct rec_codec **codec = &s->reader->codecs[worker];

	if (f->codec == REC_RAW) {
		rec_decode_raw(
		    l, f->rows, s->payload, f->raw, s->arrays, &s->err);
		return;
	}
	if (!*codec)
		*codec = rec_codec_new(&s->err);
	if (*codec && reserve(&s->raw, &s->raw_cap, f->raw, &s->err) == 0)
		rec_decode_planes(*codec, l, f->rows, s->payload, f->stored,
		    s->raw, f->raw, s->arrays, &s->err);
}

int reader_slots(struct n62_reader *r, int threads, struct n62_err *err)
{
	int depth = threads > 1 ? 2 * threads : 1;

	r->nthreads = threads;
	r->codecs = n62_new((size_t)threads, sizeof *r->codecs, err);
	r->slots = n62_new((size_t)depth, sizeof *r->slots, err);
	if (!r->codecs || !r->slots)
		return -1;
	r->nslots = depth;
	for (int i = 0; i < depth; i++)
		r->slots[i].reader = r;
	return 0;
}

/* Threads, once there is something to decode. */
static int start_pool(struct n62_reader *r, struct n62_err *err)
{
	if (!r->pool)
		r->pool = n62_pool_new(r->nthreads, r->nslots, decode, err);
	return r->pool ? 0 : -1;
}

/*
 * Decodes a slot. A raw payload is only pointed at, which is done at once: a
 * thread would cost more, and pull the payload into another cache.
 */
static int put_slot(struct n62_reader *r, struct slot *s, struct n62_err *err)
{
	s->pooled = s->stored.frame.codec != REC_RAW;
	if (s->pooled && start_pool(r, err) < 0)
		return -1;
	r->put++;
	if (s->pooled)
		n62_pool_put(r->pool, s);
	else
		decode(s, 0);
	return 0;
}

static struct slot *slot_at(const struct n62_reader *r, uint64_t number)
{
	return &r->slots[number % (uint64_t)r->nslots];
}

struct slot *reader_slot(struct n62_reader *r)
{
	struct slot *s = slot_at(r, r->got);

	if (r->got == r->put)
		return NULL;
	r->got++;
	return s->pooled ? n62_pool_get(r->pool) : s;
}

/* Whether there is room for one more block, and nothing to give at once. */
static bool has_room(struct n62_reader *r)
{
	/* The slot in the cache is the best one. */
	if (r->got == r->put)
		r->got = r->put = 0;
	return r->got == r->put || (r->put - r->got < (uint64_t)r->nslots &&
				       slot_at(r, r->got)->pooled);
}

/* ---- the input ------------------------------------------------------ */

static int truncated(const struct n62_reader *r, struct n62_err *err)
{
	return n62_fail(err, N62_DATA,
	    "%s: the stream is truncated: it ends at byte %llu without an END",
	    r->in.name, (unsigned long long)r->in.at);
}

int reader_payload(struct n62_reader *r, const struct rec_frame *f, uint64_t at,
    unsigned char **bytes, size_t *cap, struct n62_err *err)
{
	ssize_t got;
	uint32_t crc;

	if (reserve(bytes, cap, f->stored, err) < 0)
		return -1;
	got = n62_in_read(&r->in, *bytes, f->stored, err);
	if (got < 0)
		return -1;
	if ((size_t)got < f->stored)
		return truncated(r, err);
	crc = n62_crc32(0, *bytes, f->stored);
	if (crc == f->payload_crc)
		return 0;
	n62_fail(err, N62_DATA,
	    "its payload is damaged (CRC %08x, computed %08x)", f->payload_crc,
	    crc);
	reader_place(r, f, f->sequence, at, err);
	/* Its length may lie about where the next block begins. */
	if (r->o.salvage)
		n62_in_back(&r->in, *bytes, f->stored, err);
	return -1;
}

/* Whether a block of this segment, or a HEAD, begins at b. */
static bool is_frame(const struct n62_reader *r, const unsigned char *b)
{
	struct n62_err unused = { 0 };
	struct rec_frame f;

	if (memcmp(b, rec_magic, sizeof rec_magic) != 0 ||
	    rec_frame_read(&f, b, r->salt, &unused) < 0)
		return false;
	return f.type == REC_HEAD || r->stage != BEFORE_HEAD;
}

/* The first frame in n bytes; NULL when there is none. */
static const unsigned char *find_frame(
    const struct n62_reader *r, const unsigned char *b, size_t n)
{
	const unsigned char *end = b + n;

	while ((size_t)(end - b) >= REC_FRAME) {
		b = memchr(b, rec_magic[0], (size_t)(end - b) - REC_FRAME + 1);
		if (!b || is_frame(r, b))
			return b;
		b++;
	}
	return NULL;
}

/* Moves to the next frame that is right: 1; 0 at the end of the input. */
static int resync(struct n62_reader *r, struct n62_err *err)
{
	enum {
		CHUNK = 1 << 16
	};
	unsigned char *b = n62_new(1, CHUNK, err);
	const unsigned char *found = NULL;
	size_t have = 0;
	ssize_t got = 1;

	while (b && !found && got > 0) {
		got = n62_in_read(&r->in, b + have, CHUNK - have, err);
		if (got < 0)
			break;
		have += (size_t)got;
		found = find_frame(r, b, have);
		if (found) {
			got = n62_in_back(
			    &r->in, found, have - (size_t)(found - b), err);
		} else if (have >= REC_FRAME) {
			memmove(b, b + have - REC_FRAME + 1, REC_FRAME - 1);
			have = REC_FRAME - 1;
		}
	}
	free(b);
	return !b || got < 0 ? -1 : found != NULL;
}

/* What to say when a frame does not follow; the code of err is kept. */
static int bad_frame(const struct n62_reader *r, const unsigned char *bytes,
    size_t n, uint64_t at, struct n62_err *err)
{
	if (at == 0 && r->stage == BEFORE_HEAD &&
	    memcmp(bytes, rec_magic, n < 4 ? n : 4) != 0)
		return n62_fail(err, N62_DATA,
		    "%s: this is no n62 stream but looks like %s", r->in.name,
		    rec_sniff(bytes, n));
	if (n < REC_FRAME)
		return truncated(r, err);
	return reader_place(r, NULL, r->sequence, at, err);
}

static int next_frame(struct n62_reader *r, struct rec_frame *f, uint64_t *at,
    struct n62_err *err)
{
	unsigned char bytes[REC_FRAME];
	ssize_t got;

	*at = r->in.at;
	got = n62_in_read(&r->in, bytes, sizeof bytes, err);
	if (got < 0)
		return -1;
	if (got == 0)
		return 0;
	if (got < REC_FRAME || rec_frame_read(f, bytes, r->salt, err) < 0) {
		bad_frame(r, bytes, (size_t)got, *at, err);
		if (r->o.salvage &&
		    n62_in_back(&r->in, bytes + 1, (size_t)got - 1, err) < 0)
			err->code = N62_MEM;
		return -1;
	}
	if (f->type == REC_HEAD)
		n62_sha256_init(&r->sha);
	if (f->type != REC_END)
		n62_sha256_add(&r->sha, bytes, sizeof bytes);
	return 1;
}

int reader_find_frame(struct n62_reader *r, struct rec_frame *f, uint64_t *at,
    struct n62_err *err)
{
	int s;

	while ((s = next_frame(r, f, at, err)) < 0) {
		if (reader_damage(r, err) < 0)
			return -1;
		s = resync(r, err);
		if (s <= 0)
			return s;
	}
	return s;
}

/* ---- one block ------------------------------------------------------ */

/* Whether the sequence number is the next; the reader goes on with it. */
static int check_sequence(
    struct n62_reader *r, const struct rec_frame *f, struct n62_err *err)
{
	uint32_t expected = r->sequence;

	if (f->sequence == expected)
		return 0;
	if (f->sequence < expected)
		return n62_fail(err, N62_DATA,
		    "the block comes again, or out of order: block %u was "
		    "expected",
		    expected);
	return n62_fail(err, N62_DATA,
	    "block %u was expected: %u blocks are lost", expected,
	    f->sequence - expected);
}

/* INDEX must have an entry for each block that was met; its bytes are known
 * by their CRC. */
static int check_index(
    const struct n62_reader *r, const struct rec_frame *f, struct n62_err *err)
{
	if (f->raw != (uint64_t)f->rows * REC_INDEX_ENTRY)
		return n62_fail(err, N62_DATA, "its length is wrong");
	if (r->window_table < 0 && !r->hurt &&
	    (f->rows != r->blocks || f->payload_crc != r->index_crc))
		return n62_fail(
		    err, N62_DATA, "it is not of the blocks of this segment");
	return 0;
}

static void count_block(
    struct n62_reader *r, const struct rec_frame *f, uint64_t at)
{
	unsigned char entry[REC_INDEX_ENTRY];

	n62_put64(entry, at - r->begin);
	n62_put32(entry + 8, f->rows);
	n62_put32(entry + 12, f->table);
	r->index_crc = n62_crc32(r->index_crc, entry, sizeof entry);
	r->blocks++;
}

static int check_kind(
    struct n62_reader *r, const struct rec_frame *f, struct n62_err *err)
{
	bool sum;

	if (r->stage == BEFORE_END)
		return n62_fail(
		    err, N62_DATA, "it stands between INDEX and END");
	if (f->type == REC_INDEX)
		return check_index(r, f, err);
	if (r->stage == IN_SUMS && f->type == REC_DATA)
		return n62_fail(err, N62_DATA, "DATA stands behind SUM");
	if (f->table >= r->schema->ntables)
		return n62_fail(
		    err, N62_DATA, "there is no table %u", f->table);
	sum = r->schema->tables[f->table].merge == N62_BY_SUM;
	if (sum != (f->type == REC_SUM))
		return n62_fail(err, N62_DATA,
		    "the rows of this table do not belong into %s",
		    rec_frame_name(f->type));
	return 0;
}

/* Whether the program sees anything of the block. */
static bool is_wanted(const struct n62_reader *r, const struct rec_frame *f)
{
	return !r->schema->tables[f->table].dropped && reader_wants(r, f);
}

static int slot_ready(struct slot *s, int narrays, struct n62_err *err)
{
	struct rec_array *a;

	s->err = (struct n62_err){ 0 };
	if (narrays <= s->narrays)
		return 0;
	a = n62_resize(s->arrays, (size_t)narrays, sizeof *a, err);
	if (!a)
		return -1;
	s->arrays = a;
	s->narrays = narrays;
	return 0;
}

static int fetch_rows(struct n62_reader *r, const struct rec_frame *f,
    uint64_t at, struct n62_err *err)
{
	struct slot *s = slot_at(r, r->put);
	struct table_state *t = &r->tables[f->table];
	bool wanted = is_wanted(r, f);

	r->stage = f->type == REC_SUM ? IN_SUMS : IN_DATA;
	count_block(r, f, at);
	s->first = t->before + t->rows;
	t->rows += f->rows;
	if (!wanted && r->in.seekable && r->window_table >= 0)
		return n62_in_seek(&r->in, r->in.at + f->stored, err);
	if (reader_payload(r, f, at, &s->payload, &s->payload_cap, err) < 0)
		return -1;
	if (!wanted)
		return 0;
	if (slot_ready(s, r->schema->tables[f->table].layout->n, err) < 0)
		return -1;
	s->stored = (struct rec_stored){ *f, s->payload };
	s->at = at;
	return put_slot(r, s, err);
}

static int fetch_block(struct n62_reader *r, const struct rec_frame *f,
    uint64_t at, struct n62_err *err)
{
	if (f->type == REC_HEAD || f->type == REC_END) {
		r->have_frame = true;
		r->frame = *f;
		r->frame_at = at;
		if (f->type == REC_HEAD || check_sequence(r, f, err) == 0)
			return 0;
		return reader_place(r, f, f->sequence, at, err);
	}
	if (check_kind(r, f, err) < 0)
		return reader_place(r, f, f->sequence, at, err);
	r->sequence = f->sequence + 1;
	if (f->type != REC_INDEX)
		return fetch_rows(r, f, at, err);
	r->stage = BEFORE_END;
	r->index_offset = at - r->begin;
	return reader_payload(r, f, at, &r->index_payload, &r->index_cap, err);
}

/* One block; 0, or -1 after which a salvaging reader looks for the next. */
static int fetch_one(struct n62_reader *r, struct n62_err *err)
{
	struct rec_frame f;
	uint64_t at;
	int s;

	if (r->window_table >= 0 && reader_skip(r, err) < 0)
		return -1;
	s = reader_find_frame(r, &f, &at, err);
	if (s <= 0) {
		r->ended = s == 0;
		return s;
	}
	if (f.type != REC_HEAD && f.type != REC_END &&
	    check_sequence(r, &f, err) < 0) {
		reader_place(r, &f, f.sequence, at, err);
		if (reader_damage(r, err) < 0)
			return -1;
		if (f.sequence < r->sequence)
			return n62_in_seek(&r->in, r->in.at + f.stored, err);
	}
	return fetch_block(r, &f, at, err);
}

void reader_fetch(struct n62_reader *r, struct n62_err *err)
{
	while (!r->have_frame && !r->ended && r->failed.code == N62_OK &&
	       has_room(r)) {
		if (fetch_one(r, err) == 0)
			continue;
		if (reader_damage(r, err) < 0)
			r->failed = *err;
		else if (!r->have_frame && resync(r, err) < 0)
			r->failed = *err;
		*err = (struct n62_err){ 0 };
	}
}
