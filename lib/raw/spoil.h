/*
 * spoil.h - between spoil.c and reshape.c.
 */
#ifndef NA62_RAW_SPOIL_H
#define NA62_RAW_SPOIL_H

#include "raw/walk.h"

struct raw_spots {
	struct raw_spot *v;
	size_t n, cap;
	struct n62_err *err;
};

/* Damage for which the event is decoded, changed and encoded again: 1, 0
 * when it is none of those or the event has no place for it, or -1. */
int raw_reshape(struct n62_buf *event, enum n62_raw_kind kind,
    struct n62_rng *rng, struct n62_err *err);

#endif
