/*
 * stream.h - bytes of burst files, wherever they are: for reader.c alone.
 */
#ifndef NA62_RAW_STREAM_H
#define NA62_RAW_STREAM_H

#include "raw/raw.h"

struct archive;

/*
 * A file, or a stream of the files that are in an archive. bytes[begin, end)
 * is the window: what was read and not yet passed over.
 */
struct raw_stream {
	struct n62_in in;
	struct archive *archive; /* NULL: the bytes are taken as they are */
	char *feed;              /* what libarchive is reading */
	bool used, ended;
	const char *called;  /* in messages, or NULL: as it was opened */
	struct n62_buf path; /* of the file, or ARCHIVE:MEMBER */
	size_t member;       /* where in path the member's name begins */
	unsigned char *bytes;
	size_t begin, end, cap;
	uint64_t at;           /* position of begin in the file */
	struct n62_err failed; /* while libarchive was reading */
};

int raw_stream_open(
    struct raw_stream *s, const char *name, struct n62_err *err);
/* Goes to the next file; 1, 0 when there is none, or -1. */
int raw_stream_next(struct raw_stream *s, struct n62_err *err);
/* Makes the window n bytes long where the file has them; returns its length,
 * or -1. */
ssize_t raw_stream_fill(struct raw_stream *s, size_t n, struct n62_err *err);
/* Passes over n bytes of the window. */
void raw_stream_skip(struct raw_stream *s, size_t n);
void raw_stream_free(struct raw_stream *s);

#endif
