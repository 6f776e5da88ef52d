/*
 * private.h - what the files of lib/record share and nobody else sees.
 */
#ifndef NA62_RECORD_PRIVATE_H
#define NA62_RECORD_PRIVATE_H

#include "record/record.h"

/* ---- planes.c: one array of numbers as byte planes ---------------------- */

/* Scratch memory of one thread. */
struct rec_codec;
struct rec_codec *rec_codec_new(struct n62_err *err);
void rec_codec_free(struct rec_codec *c);

/* Bytes of the directory entry of an array: see n62(5), codec 1. */
static inline size_t rec_entry_size(unsigned width)
{
	return 8 + 4 * (size_t)width;
}

/*
 * Appends the directory entry of n values of width 1, 2, 4 or 8 bytes to
 * directory and their planes to planes. integer allows the filter delta.
 * Equal values give equal bytes on every machine and in every thread.
 */
int rec_pack(struct rec_codec *c, const void *values, uint32_t n,
    unsigned width, bool integer, struct n62_buf *directory,
    struct n62_buf *planes, struct n62_err *err);

/*
 * Looks at a directory entry: the count, and the bytes that its planes take.
 * Fails when the entry contradicts itself.
 */
int rec_entry_read(const unsigned char *entry, unsigned width, bool integer,
    uint32_t *count, uint64_t *stored, struct n62_err *err);

/* Decodes the array whose entry passed rec_entry_read, from its planes. */
int rec_unpack(struct rec_codec *c, const unsigned char *entry,
    const unsigned char *planes, unsigned width, void *values,
    struct n62_err *err);

#endif
