/*
 * writer.h - the writer as its two files share it: writer.c (segments and
 * what is in them), emit.c (blocks, their encoding by threads, the output).
 */
#ifndef NA62_RECORD_WRITER_H
#define NA62_RECORD_WRITER_H

#include "record/private.h"

/*
 * Bytes of raw payload after which a block is written: in a pipe what stays
 * in the second-level cache, in a file columns that compress well.
 */
enum {
	TARGET_RAW = 256 << 10,
	TARGET_PLANES = 2 << 20
};

/* What the writer keeps of a table of the segment. */
struct out_table {
	struct rec_array *rows; /* gathered, not written yet */
	struct rec_array *own;  /* of n62_rows */
	int narrays;
	uint32_t nrows;
	uint64_t total;            /* rows written, gathered ones included */
	struct rec_ledger *ledger; /* of sum tables */
};

/* A block on its way to the output. */
struct out_slot {
	struct n62_writer *writer;
	const struct rec_layout *layout;
	struct rec_frame frame;
	struct rec_array *rows; /* to be encoded */
	int narrays;
	struct n62_buf directory, planes; /* of the payload */
	struct n62_err err;
};

struct n62_writer {
	struct n62_out out;
	bool out_open, planes, complete;
	uint32_t target;
	const struct n62_origin *origin;

	struct n62_schema *schema; /* NULL between segments */
	struct out_table *tables;
	int ntables;
	struct rec_key_sets keys;
	uint64_t begin; /* of the segment in the output */
	uint32_t salt, sequence;
	struct n62_sha256 sha;
	struct n62_buf index;
	struct n62_buf end; /* the block END, held back */

	struct out_slot *slots;
	int nslots, nthreads;
	uint64_t put;
	struct n62_pool *pool;
	struct rec_codec **codecs;

	struct n62_block block; /* of n62_rows */
	struct n62_buf scratch, pick, parts, sizes;
};

/* The threads of a writer of planes. */
int writer_pool(struct n62_writer *w, int threads, struct n62_err *err);
void writer_pool_free(struct n62_writer *w);

/* Writes a block at once; f gets its sequence and CRCs. */
int writer_block(struct n62_writer *w, struct rec_frame *f, const void *payload,
    struct n62_err *err);
/* Writes all rows of the arrays as one raw block, in order after what is on
 * its way. */
int writer_direct(struct n62_writer *w, int table,
    const struct rec_array *arrays, uint32_t rows, struct n62_err *err);
/* Writes a payload as it was read, in order. */
int writer_stored(struct n62_writer *w, const struct rec_frame *f,
    const unsigned char *payload, struct n62_err *err);
/* Puts rows behind those gathered, and sends them on when there are enough. */
int writer_gather(struct n62_writer *w, int table,
    const struct rec_array *arrays, struct rec_range r, struct n62_err *err);
/* Sends on what was gathered of a table. */
int writer_flush(struct n62_writer *w, int table, struct n62_err *err);
/* Waits for all blocks on their way. */
int writer_drain(struct n62_writer *w, struct n62_err *err);

#endif
