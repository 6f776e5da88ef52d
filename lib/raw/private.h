/*
 * private.h - what the files of lib/raw share and nobody else sees.
 */
#ifndef NA62_RAW_PRIVATE_H
#define NA62_RAW_PRIVATE_H

#include "raw/layout.h"
#include "raw/raw.h"

struct raw_decoder;
/*
 * Each decoder gets a block whose header is filled in and the n words behind
 * it. It fills in the rest and returns 1, 0 when the block is lost, or -1.
 * What a lost block has left in the arrays is taken away by the caller.
 */
typedef int raw_decode_payload(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n);

/* An event that is being decoded. */
struct raw_decoder {
	struct n62_raw_event *e;
	const struct n62_raw_options *o;
	uint64_t *count; /* of faults, or NULL */
	const unsigned char *bytes;
	size_t n;
	uint64_t offset; /* of the event in the file */
	bool special;    /* the trigger is a special one */
	struct n62_err *err;
	/* The source at work: */
	int source; /* or -1 */
	raw_decode_payload *payload;
	uint32_t boards;          /* that it has; 0: unknown */
	uint32_t time;            /* stamp that its L0 blocks should have */
	bool whole;               /* it is one block, whatever the size says */
	uint16_t samples;         /* of the first CREAM, 0: none yet */
	uint32_t there;           /* boards so far */
	uint32_t seen[2048 / 32]; /* their sub-IDs */
};

/* An event that is being encoded. */
struct raw_encoder {
	const struct n62_raw_event *e;
	struct n62_buf *b;
	size_t start; /* of the event in b */
	struct n62_err *err;
};

/* ---- fault.c -------------------------------------------------------- */

/* Counts a fault at a byte of the event and lists it. */
void raw_fault(
    struct raw_decoder *d, enum n62_raw_kind kind, int board, size_t at);

/* ---- event.c -------------------------------------------------------- */

/* Makes room for n more elements of an array. */
int raw_grow(struct n62_raw_event *e, enum n62_raw_array which, uint32_t n,
    struct n62_err *err);
static inline int raw_reserve(struct n62_raw_event *e, enum n62_raw_array which,
    uint32_t n, struct n62_err *err)
{
	uint32_t cap = e->cap[which];

	/* Even an empty array has an address. */
	if (cap > 0 && n <= cap - e->n[which])
		return 0;
	return raw_grow(e, which, n, err);
}
/* Whether elements first, first + 1, ... first + n - 1 are there. */
bool raw_has(const struct n62_raw_event *e, enum n62_raw_array which,
    uint32_t first, uint32_t n);

/* ---- decode.c ------------------------------------------------------- */

/* Whether a source has L1 blocks. */
bool raw_is_l1(unsigned source);

/* ---- payloads ------------------------------------------------------- */

raw_decode_payload raw_opaque_decode, raw_tel62_decode, raw_srb_decode,
    raw_gtk_decode, raw_cream_decode, raw_l0tp_decode, raw_l1tp_decode,
    raw_l2_decode, raw_dim_decode, raw_truth_decode;

/* Each encoder appends what follows the header of the block. */
typedef int raw_encode_payload(
    struct raw_encoder *c, const struct n62_raw_block *b);
raw_encode_payload raw_opaque_encode, raw_tel62_encode, raw_text_encode,
    raw_srb_encode, raw_gtk_encode, raw_cream_encode, raw_l0tp_encode,
    raw_l0eob_encode, raw_l1tp_encode, raw_l2_encode, raw_dim_encode,
    raw_truth_encode;

/* Copies n words into e->word; gives the place of the first, or -1. */
int64_t raw_keep(struct raw_decoder *d, const unsigned char *p, uint32_t n);
/* Appends one word, n words of e->word, room for n zeroed words. */
int raw_add(struct raw_encoder *c, uint32_t word);
int raw_add_words(struct raw_encoder *c, uint32_t first, uint32_t n);
unsigned char *raw_add_room(struct raw_encoder *c, uint32_t n);
/* Fails: a value of this block cannot be encoded. */
int raw_cannot(const struct raw_encoder *c, const struct n62_raw_block *b,
    const char *what);

/* Bits that are set; the compiler's own is a call on plain x86-64. */
static inline uint32_t raw_ones(uint32_t v)
{
	v -= v >> 1 & 0x55555555;
	v = (v & 0x33333333) + (v >> 2 & 0x33333333);
	v = (v + (v >> 4)) & 0x0f0f0f0f;
	return v * 0x01010101 >> 24;
}

/* The byte of the event that p is. */
static inline size_t raw_at(const struct raw_decoder *d, const unsigned char *p)
{
	return (size_t)(p - d->bytes);
}

/* cream.c: the size in words of a CREAM block from what two of its three
 * lengths say, 0 when none agree. recovered: the third is wrong. */
uint32_t raw_cream_extent(const unsigned char *p, size_t left, bool *recovered);

/* The XOR of all words but the last of a CREAM block of n words. */
uint32_t raw_cream_sum(const unsigned char *p, uint32_t n);

/* A slot of a TEL62 from its low 16 bits and the time stamp of the event. */
static inline uint32_t raw_unwrap(uint32_t low, uint32_t timestamp)
{
	uint32_t slot = (timestamp & 0xffff0000) | low;
	uint32_t high = timestamp & 0xf000;

	if (high == 0xf000 && (low & 0xf000) == 0)
		slot += 0x10000;
	if (high == 0 && (low & 0xf000) == 0xf000)
		slot -= 0x10000;
	return slot;
}

#endif
