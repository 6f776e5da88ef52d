/*
 * index.c - finding things in a file from its end: segments by their END,
 * blocks by INDEX.
 */
#include "record/private.h"

#include <string.h>

/* Reads n bytes at an absolute position. */
static int read_at(
    struct n62_in *in, uint64_t at, void *bytes, size_t n, struct n62_err *err)
{
	ssize_t got;

	if (n62_in_seek(in, at, err) < 0)
		return -1;
	got = n62_in_read(in, bytes, n, err);
	if (got < 0)
		return -1;
	if ((size_t)got < n)
		return n62_fail(err, N62_DATA, "the file became shorter");
	return 0;
}

static int no_end(uint64_t end, struct n62_err *err)
{
	return n62_fail(err, N62_DATA,
	    "there is no END before byte %llu: the stream is truncated",
	    (unsigned long long)end);
}

/* The END that ends at byte end: its payload but for the rows of tables. */
static int read_end(struct n62_in *in, uint64_t end, struct rec_end *e,
    uint64_t *begin, struct n62_err *err)
{
	unsigned char tail[8], fixed[56];
	uint64_t size;

	if (end < REC_FRAME + 8 || read_at(in, end - 8, tail, 8, err) < 0)
		return err->code ? -1 : no_end(end, err);
	size = n62_get32(tail);
	if (memcmp(tail + 4, rec_magic, 4) != 0 || size > end ||
	    size < REC_FRAME + rec_end_size(0))
		return no_end(end, err);
	if (read_at(in, end - size + REC_FRAME, fixed, sizeof fixed, err) < 0)
		return -1;
	e->flags = n62_get64(fixed);
	e->offset = n62_get64(fixed + 8);
	e->index = n62_get64(fixed + 16);
	memcpy(e->digest, fixed + 24, 32);
	if (e->offset > end - size || e->index > e->offset)
		return no_end(end, err);
	*begin = end - size - e->offset;
	return 0;
}

/* Turns the order of the numbers round. */
static void reverse(uint64_t *v, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint64_t swap = v[i];

		v[i] = v[n - 1 - i];
		v[n - 1 - i] = swap;
	}
}

int rec_segments(struct n62_in *in, struct n62_buf *begins, struct n62_err *err)
{
	uint64_t end = in->size, begin;
	struct rec_end e;

	begins->len = 0;
	do {
		if (read_end(in, end, &e, &begin, err) < 0 ||
		    n62_buf_add(begins, &begin, sizeof begin, err) < 0)
			return -1;
		end = begin;
	} while (end > 0);
	reverse(
	    (uint64_t *)(void *)begins->data, begins->len / sizeof(uint64_t));
	return 0;
}

/* END of the segment that begins at begin. */
static int end_of(
    struct n62_in *in, uint64_t begin, struct rec_end *e, struct n62_err *err)
{
	uint64_t end = in->size, at;

	do {
		if (read_end(in, end, e, &at, err) < 0)
			return -1;
		end = at;
	} while (at > begin);
	return at == begin ? 0 : no_end(end, err);
}

int rec_index_read(struct n62_in *in, uint64_t begin, uint32_t salt,
    struct n62_buf *entries, uint64_t *index, struct n62_err *err)
{
	unsigned char bytes[REC_FRAME];
	struct rec_frame f;
	struct rec_end e;

	entries->len = 0;
	if (end_of(in, begin, &e, err) < 0)
		return -1;
	*index = e.index;
	if (e.index == 0)
		return 0;
	if (read_at(in, begin + e.index, bytes, sizeof bytes, err) < 0 ||
	    rec_frame_read(&f, bytes, salt, err) < 0)
		return -1;
	if (f.type != REC_INDEX || f.raw != f.rows * (uint64_t)REC_INDEX_ENTRY)
		return n62_fail(err, N62_DATA, "END points to no INDEX");
	if (n62_buf_reserve(entries, f.raw, err) < 0 ||
	    read_at(
		in, begin + e.index + REC_FRAME, entries->data, f.raw, err) < 0)
		return -1;
	if (n62_crc32(0, entries->data, f.raw) != f.payload_crc)
		return n62_fail(err, N62_DATA, "INDEX is damaged");
	entries->len = f.raw;
	return 0;
}
