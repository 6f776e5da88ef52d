/*
 * reader.h - the reader as its four files share it: reader.c (what the
 * program sees), fetch.c (blocks from the input), segment.c (begin and end of
 * segments), window.c (reading a part only).
 */
#ifndef NA62_RECORD_READER_H
#define NA62_RECORD_READER_H

#include "record/private.h"

/* Where in a segment the reader is. */
enum stage {
	BEFORE_HEAD, /* between segments */
	IN_DATA,
	IN_SUMS,
	BEFORE_END
};

/* One block on its way from the input to the program. */
struct slot {
	struct n62_reader *reader;
	struct rec_stored stored;
	uint64_t at;    /* of its frame in the input */
	uint64_t first; /* number of its first row */
	unsigned char *payload, *raw;
	size_t payload_cap, raw_cap;
	struct rec_array *arrays; /* of the given parts */
	int narrays;
	bool pooled;        /* given to a thread to be decoded */
	struct n62_err err; /* of decoding */
};

/* What the reader keeps of a table. */
struct table_state {
	struct rec_array *arrays; /* of the block in the program's hands */
	int narrays;
	uint64_t rows;             /* in this segment so far */
	uint64_t before;           /* joined: in the segments before */
	struct rec_ledger *ledger; /* of sum tables */
	struct rec_array *last;    /* and their last row in this segment */
	bool any;                  /* which there is */
	struct rec_array *first;   /* same tables, joined: of segment 1 */
	struct rec_array *again;   /* and of this segment */
};

struct n62_reader {
	struct n62_read_options o; /* names: its own, at least one */
	struct n62_arena arena;
	struct n62_in in;
	bool in_open;
	const struct n62_out *guarded; /* may not be an input */
	int next_name;
	enum stage stage;
	uint64_t segment; /* number of the segment in the stream, from 1 */
	uint64_t local;   /* and in its input */
	uint64_t begin;   /* of the segment in the input */
	uint32_t salt, sequence; /* of HEAD; of the next block */
	struct n62_sha256 sha;
	uint32_t blocks, index_crc; /* of the INDEX that there should be */
	uint64_t index_offset;      /* of the INDEX that was met, or 0 */
	bool hurt;                  /* this segment has damage */
	uint64_t damages;

	struct n62_schema *schema;   /* as the program made it */
	struct n62_schema *pristine; /* joined: as it was read */
	struct table_state *tables;
	int ntables;
	struct rec_key_sets keys;
	struct n62_schema **heads; /* joined, to be written: all HEADs */
	int nheads;

	struct slot *slots;
	int nslots;
	uint64_t put, got; /* slots filled, and given, so far */
	struct n62_pool *pool;
	struct rec_codec **codecs; /* one for each thread */
	int nthreads;

	unsigned char *index_payload; /* read only to be checked */
	size_t index_cap;

	bool have_frame; /* a frame that is not DATA or SUM waits */
	struct rec_frame frame;
	uint64_t frame_at;
	bool ended;            /* no more input */
	struct n62_err failed; /* to be told once all slots are delivered */

	struct n62_block block;
	struct n62_buf scratch;
	bool head_given; /* the program may have changed the schema */
	int next_sum;    /* table whose sums come next; -1: not yet */
	bool finished;   /* nothing comes behind these sums */

	int window_table; /* -1: all */
	uint64_t window_from, window_to;
	struct n62_buf index;
	uint64_t index_at;
	bool index_tried;
};

/* "NAME: segment 2, block 3 (DATA of table event) at byte 512: " */
int reader_place(const struct n62_reader *r, const struct rec_frame *f,
    uint64_t sequence, uint64_t at, struct n62_err *err);
/*
 * A damage: told and forgotten when salvaging (returns 0), the failure of
 * the call otherwise (returns -1).
 */
int reader_damage(struct n62_reader *r, struct n62_err *err);

/* fetch.c: fills slots until they are full or the oldest is ready, or a frame
 * of another kind or the end of the input is met. A failure is kept in
 * r->failed. */
void reader_fetch(struct n62_reader *r, struct n62_err *err);
/* The next frame: 1; 0 at the end of the input. Salvaging, the next one that
 * is right. */
int reader_find_frame(struct n62_reader *r, struct rec_frame *f, uint64_t *at,
    struct n62_err *err);
/* Reads the payload of f and holds it against its CRC. */
int reader_payload(struct n62_reader *r, const struct rec_frame *f, uint64_t at,
    unsigned char **bytes, size_t *cap, struct n62_err *err);
/* Slots for so many threads. */
int reader_slots(struct n62_reader *r, int threads, struct n62_err *err);
/* The oldest slot, decoded; NULL when there is none. */
struct slot *reader_slot(struct n62_reader *r);

/*
 * segment.c: the begin of the next segment. 1 when the program is to see its
 * HEAD; 0 when it is one of a joined stream, or was damage; 2 at the end of
 * the whole stream.
 */
int reader_begin(struct n62_reader *r, struct n62_err *err);
/* Layouts and ledgers, once the program has made its changes at HEAD. */
int reader_start_tables(struct n62_reader *r, struct n62_err *err);
/* The end of the segment: its END, or in its place damage. */
int reader_end(struct n62_reader *r, struct n62_err *err);
void reader_forget_segment(struct n62_reader *r);
/* join.c: reads all HEADs of the inputs that are files; salvaging, those of
 * the files that are whole. */
int reader_read_heads(struct n62_reader *r, struct n62_err *err);

/* window.c: moves the input over blocks that are not wanted. */
int reader_skip(struct n62_reader *r, struct n62_err *err);
/* Whether the block has rows of the window. */
bool reader_wants(const struct n62_reader *r, const struct rec_frame *f);

#endif
