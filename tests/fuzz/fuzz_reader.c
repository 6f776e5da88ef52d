/*
 * fuzz_reader.c - arbitrary bytes as a stream, read, looked at and written
 * on. The first byte says how.
 *
 * A mutation makes a checksum wrong, and behind that nothing is looked at. So
 * in most modes the target first makes the frames agree with the bytes that
 * follow them, which is what a hostile writer would do.
 */
#define _GNU_SOURCE /* memfd_create */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "record/record.h"

enum {
	JOIN = 1,
	SALVAGE = 2,
	MEND = 4,
	PLANES = 8,
	WINDOW = 16,
	KEEP_SEQUENCE = 32,
	FRAME = 32,
	MOST = 1 << 16
};

/* ---- mending -------------------------------------------------------- */

struct mender {
	unsigned char *b; /* the stream */
	size_t n, begin;  /* of the segment */
	uint32_t salt, sequence;
	struct n62_sha256 sha;
};

static void mend_lengths(unsigned char *f, size_t left)
{
	uint32_t stored = n62_get32(f + 12);

	if (stored > left)
		stored = (uint32_t)left;
	n62_put32(f + 12, stored);
	if (f[5] == 0)
		n62_put32(f + 16, stored);
	/* Large blocks cost time and show nothing new. */
	else
		n62_put32(f + 16, n62_get32(f + 16) & 0xfffff);
}

static void mend_end(struct mender *m, unsigned char *f, size_t at)
{
	unsigned char *p = f + FRAME;
	uint32_t size = n62_get32(f + 12);

	if (size < 64)
		return;
	n62_put64(p + 8, at - m->begin);
	n62_sha256_end(&m->sha, p + 24);
	n62_put32(p + size - 8, size + FRAME);
	memcpy(p + size - 4, "\xcen62", 4);
}

/* One block; returns its length. */
static size_t mend_block(struct mender *m, size_t at, bool keep_sequence)
{
	unsigned char *f = m->b + at;
	bool head = f[4] == 'H';

	memcpy(f, "\xcen62", 4);
	mend_lengths(f, m->n - at - FRAME);
	if (head) {
		m->begin = at;
		m->sequence = 0;
		n62_sha256_init(&m->sha);
	}
	if (!keep_sequence)
		n62_put32(f + 20, m->sequence++);
	if (f[4] == 'E')
		mend_end(m, f, at);
	n62_put32(f + 24, n62_crc32(0, f + FRAME, n62_get32(f + 12)));
	n62_put32(f + 28, n62_crc32(head ? 0 : m->salt, f, 28));
	if (head)
		m->salt = n62_get32(f + 28);
	n62_sha256_add(&m->sha, f, FRAME);
	return FRAME + n62_get32(f + 12);
}

static void mend(unsigned char *b, size_t n, bool keep_sequence)
{
	struct mender m = { .b = b, .n = n };
	size_t at = 0;

	n62_sha256_init(&m.sha);
	while (n - at >= FRAME)
		at += mend_block(&m, at, keep_sequence);
}

/* ---- reading -------------------------------------------------------- */

static volatile unsigned char sink;

static void look(const void *bytes, size_t n)
{
	const unsigned char *b = bytes;

	for (size_t i = 0; i < n; i += 61)
		sink ^= b[i];
	if (n > 0)
		sink ^= b[n - 1];
}

static void look_at_column(const struct n62_block *b, struct n62_col col)
{
	const struct n62_column *c =
	    &b->schema->tables[col.table].columns[col.column];
	const uint32_t *offset = n62_offsets(b, col);
	uint32_t count = n62_count(b, col);
	size_t n;

	if (offset && offset[b->rows] * (uint64_t)c->length != count)
		abort();
	if (n62_type_size(c->type) > 0)
		look(n62_values(b, col), count * n62_type_size(c->type));
	else
		for (uint32_t i = 0; i < count; i++) {
			const char *text = n62_text(b, col, i, &n);

			look(text, n);
			if (c->type == N62_STR && !n62_utf8(text, n))
				abort();
		}
}

static void look_at_block(const struct n62_block *b)
{
	for (int i = 0; i < b->schema->tables[b->table].ncolumns; i++)
		look_at_column(b, (struct n62_col){ b->table, i });
}

static void ignore(void *ctx, const char *sentence)
{
	(void)ctx;
	if (strchr(sentence, '\n'))
		abort();
}

static int step(struct n62_reader *r, struct n62_writer **w,
    struct n62_block *b, int mode, struct n62_err *err)
{
	/* What cannot be written must still be readable. */
	struct n62_err writing = { 0 };

	if (b->kind == N62_HEAD && mode & WINDOW && !(mode & JOIN) &&
	    b->schema->ntables > 0 &&
	    n62_read_window(r, 0, 1, 1 + (uint64_t)mode, err) < 0)
		return -1;
	if (b->kind == N62_ROWS)
		look_at_block(b);
	if (*w && n62_write(*w, b, &writing) < 0) {
		n62_writer_free(*w);
		*w = NULL;
	}
	return 0;
}

static void read_all(const char *name, int mode)
{
	struct n62_err err = { 0 };
	struct n62_read_options in = { .names = &name,
		.nnames = 1,
		.threads = 1,
		.join = mode & JOIN,
		.salvage = mode & SALVAGE,
		.damage = ignore };
	struct n62_origin origin = { .tool = "fuzz", .version = "0" };
	struct n62_write_options out = { .name = "/dev/null",
		.threads = 1,
		.compress = mode & PLANES ? N62_PLANES : N62_RAW,
		.origin = &origin };
	struct n62_reader *r = n62_reader_open(&in, &err);
	struct n62_writer *w = NULL;
	struct n62_block *b;
	int status = r ? 1 : -1;

	if (r)
		w = n62_writer_open(&out, &err);
	while (status > 0 && (status = n62_read(r, &b, &err)) > 0)
		if (step(r, &w, b, mode, &err) < 0)
			status = -1;
	if (status == 0 && w)
		(void)n62_commit(w, &err);
	if (status < 0 && (err.code == N62_OK || !*err.text))
		abort();
	n62_writer_free(w);
	n62_reader_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char bytes[MOST];
	static char name[40];
	static int fd = -1;

	if (size < 1 || size > MOST)
		return 0;
	if (fd < 0) {
		fd = memfd_create("stream", MFD_CLOEXEC);
		snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	}
	memcpy(bytes, data + 1, --size);
	if (data[0] & MEND)
		mend(bytes, size, data[0] & KEEP_SEQUENCE);
	if (ftruncate(fd, (off_t)size) < 0 ||
	    pwrite(fd, bytes, size, 0) != (ssize_t)size)
		abort();
	read_all(name, data[0]);
	return 0;
}
