/*
 * stream.h - what the programs of tests/fault share: one stream of 65536
 * bytes in two segments, streams taken apart into blocks and put together
 * again, reading with a count, and loops on several processes.
 *
 * The functions without a result end the program when the test itself cannot
 * go on, which is a failure.
 */
#ifndef NA62_FAULT_STREAM_H
#define NA62_FAULT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/record.h"

enum {
	STREAM_BYTES = 65536,
	STREAM_TABLES = 4,
	FRAME = 32,
	MOST_BLOCKS = 256
};

/* One block of a stream; payload belongs to whoever made the stream. */
struct piece {
	unsigned char type; /* 'H', 'D', 'S', 'I', 'E' */
	uint8_t codec;
	uint16_t table;
	uint32_t rows, stored, raw;
	const unsigned char *payload;
	/* where it was found: */
	size_t at, size;
	unsigned segment; /* from 1 */
	uint32_t sequence;
};

struct stream {
	unsigned char *bytes;
	size_t size;
	struct piece piece[MOST_BLOCKS];
	int n;
};

/* The stream, the same in every run: segment 1 raw, segment 2 planes; tables
 * event (append, with lists and texts), burst (unique), tally (sum) and
 * config (same). */
void stream_make(struct stream *s);

/* One segment of such tables. */
struct recipe {
	uint32_t seed;
	unsigned batches; /* blocks of events */
	uint32_t rows;    /* of events in each, at most 256 */
	bool planes;
	uint32_t head_size; /* bytes of HEAD, filled up; 0: as they come */
};
void stream_segment(struct stream *to, const struct recipe *r);
void stream_free(struct stream *s);
/* Finds the blocks of s->bytes by the lengths in their frames. */
void stream_split(struct stream *s);
/* Appends blocks as they should be: numbers, checksums, INDEX and END are
 * made anew. pieces: one segment. */
void stream_join(struct stream *to, const struct piece *pieces, int n);
/* Appends a block of the segment whose HEAD has the checksum salt; returns
 * the checksum of its frame. */
uint32_t stream_block(
    struct stream *to, const struct piece *p, uint32_t sequence, uint32_t salt);

/* ---- reading -------------------------------------------------------- */

struct seen {
	uint64_t rows[STREAM_TABLES];
	unsigned heads, ends;
	uint64_t sum; /* of all bytes of all columns */
	struct n62_err err;
};

/* A file in memory, with a name under which it can be opened. */
struct memory {
	int fd;
	char name[40];
};

void memory_open(struct memory *m);
void memory_set(struct memory *m, const void *bytes, size_t n);

/* Reads all of it: the result of the last n62_read. out: NULL, or the output
 * to which everything is written and which is committed at the end. */
int stream_read(
    const char *name, const struct n62_write_options *out, struct seen *seen);
/* Looks at every value of a block. */
uint64_t stream_touch(const struct n62_block *b);

/* ---- loops ---------------------------------------------------------- */

enum {
	COUNTERS = 8
};

/* Calls work(i, counters) for each i < n, on two processes; counters are
 * added up. A negative result of work is a miss, of which the first few are
 * to be told by work itself. Returns the number of misses. */
extern void (*share_end)(void); /* called by each process at its end */
uint64_t share(size_t n, int (*work)(size_t i, uint64_t *counters),
    uint64_t counters[COUNTERS]);
/* Says a miss, unless there were many. Returns -1. */
int miss(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void give_up(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
