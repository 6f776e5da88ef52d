/*
 * walk.h - every structure of an event, in order: for the dump and the
 * spoiler.
 */
#ifndef NA62_RAW_WALK_H
#define NA62_RAW_WALK_H

#include "raw/layout.h"

/* One structure, or words [from, to) of one. */
struct raw_spot {
	const struct n62_raw_layout *layout;
	size_t at; /* byte of the event where it begins */
	uint32_t from, to;
	bool half;  /* of two bytes */
	int source; /* or -1 */
	int board;  /* sub-ID of the block, or -1 */
};

/* Calls see for each; it may return -1, which ends the walk. Whatever the
 * bytes are, no word is left out and none outside is touched. */
typedef int raw_see(void *what, const struct raw_spot *spot);
int raw_walk(const unsigned char *bytes, size_t n, raw_see *see, void *what);

#endif
