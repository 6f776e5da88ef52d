/*
 * fill.h - what the parts of the step from arrays to columns share.
 */
#ifndef NA62_RAW_FILL_H
#define NA62_RAW_FILL_H

#include "raw/raw.h"

/* A channel whose leading edge waits for a trailing one. */
struct raw_open {
	uint32_t stamp; /* of the block */
	uint32_t index; /* in the list of its detector */
};

struct raw_fill {
	struct n62_fill *f;
	struct n62_hits *h;
	const struct n62_raw_event *e;
	uint64_t *count;
	double tick; /* ns of 1/256 clock */
	bool plain;  /* the block can be made again from its hits */
	struct n62_err *err;
};

bool raw_wanted(const struct raw_fill *x, int group);
int raw_fill_reserve(struct raw_fill *x);
/* The hits of one block. */
void raw_fill_tel62(struct raw_fill *x, const struct n62_raw_block *b);
void raw_fill_srb(struct raw_fill *x, const struct n62_raw_block *b);
void raw_fill_gtk(struct raw_fill *x, const struct n62_raw_block *b);
void raw_fill_cream(struct raw_fill *x, const struct n62_raw_block *b);

/* truth.c: a truth block to columns and back. rows: as many rows of list mc,
 * from the from-th on. */
int raw_fill_truth(struct raw_fill *x, const struct n62_raw_block *b);
int raw_make_truth(const struct n62_hits *h, uint32_t event, uint32_t from,
    uint32_t rows, struct n62_raw_event *e, struct n62_raw_block *b,
    struct n62_err *err);

/* Whether the shape has the group and this column of it; bytes of an entry. */
bool raw_hits_has(struct n62_hits_shape shape, int group, int column);
size_t raw_hits_size(int group, int column);

/* Order of edges in a TEL62 or SRB: that in which the encoder writes them. */
int raw_edge_order(const void *a, const void *b);
int raw_straw_order(const void *a, const void *b);

#endif
