/*
 * stream.c - bytes of burst files: plain, compressed, packed.
 *
 * A plain file goes without libarchive, which would copy it once more. All
 * others are read as streams through it, so nothing is ever unpacked to disk
 * and a pipe is as good as a file.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "raw/private.h"
#include "raw/stream.h"

enum {
	chunk = 1 << 18, /* fits into a cache of the second level */
	feed = 1 << 16,
	probe = 4 * EVENT_WORDS
};

/* ---- libarchive ----------------------------------------------------- */

static la_ssize_t feed_archive(
    struct archive *a, void *stream, const void **bytes)
{
	struct raw_stream *s = stream;
	ssize_t n = n62_in_read(&s->in, s->feed, feed, &s->failed);

	*bytes = s->feed;
	if (n < 0)
		archive_set_error(a, EIO, "%s", s->failed.text);
	return n;
}

static const char *name_of(const struct raw_stream *s)
{
	return s->called ? s->called : s->in.name;
}

static int archive_failed(struct raw_stream *s, struct n62_err *err)
{
	const char *why = archive_error_string(s->archive);

	if (s->failed.code != N62_OK) {
		*err = s->failed;
		return -1;
	}
	return n62_fail(
	    err, N62_DATA, "%s: %s", name_of(s), why ? why : "it is damaged");
}

/* The formats in which bursts are kept; never those that run a program. */
static int choose_formats(struct archive *a)
{
	int r = archive_read_support_filter_gzip(a);

	r |= archive_read_support_filter_bzip2(a);
	r |= archive_read_support_filter_xz(a);
	r |= archive_read_support_filter_zstd(a);
	r |= archive_read_support_filter_lz4(a);
	r |= archive_read_support_format_tar(a);
	r |= archive_read_support_format_cpio(a);
	r |= archive_read_support_format_zip_streamable(a);
	r |= archive_read_support_format_raw(a);
	r |= archive_read_support_format_empty(a);
	return r;
}

static int open_archive(struct raw_stream *s, struct n62_err *err)
{
	s->feed = n62_new(feed, 1, err);
	if (!s->feed)
		return -1;
	s->archive = archive_read_new();
	if (!s->archive)
		return n62_fail(err, N62_MEM, "no memory for libarchive");
	if (choose_formats(s->archive) != ARCHIVE_OK)
		return n62_fail(err, N62_IO,
		    "this libarchive lacks a format that bursts come in");
	if (archive_read_open(s->archive, s, NULL, feed_archive, NULL) !=
	    ARCHIVE_OK)
		return archive_failed(s, err);
	return 0;
}

/* ---- opening -------------------------------------------------------- */

/* Whether the first bytes are those of a burst that is not packed. A tar may
 * begin with the name of its first file, and that with anything. */
static bool is_plain(const unsigned char *p, size_t n)
{
	struct n62_raw_header h;

	if (n >= 4 && raw_word(p, 0) == 1)
		return true;
	return n62_raw_head(&h, p, n) && h.length >= EVENT_LEAST &&
	       h.length <= N62_RAW_MAX_EVENT / 4;
}

int raw_stream_open(struct raw_stream *s, const char *name, struct n62_err *err)
{
	unsigned char first[probe];
	ssize_t n;

	*s = (struct raw_stream){ .in = { .fd = -1 } };
	if (n62_in_open(&s->in, name, err) < 0)
		return -1;
	n = n62_in_read(&s->in, first, sizeof first, err);
	if (n < 0 || n62_in_back(&s->in, first, (size_t)n, err) < 0)
		return -1;
	return is_plain(first, (size_t)n) ? 0 : open_archive(s, err);
}

/* The path of what comes now. */
static int set_path(
    struct raw_stream *s, const char *member, struct n62_err *err)
{
	const char *name = name_of(s);

	s->path.len = 0;
	s->member = 0;
	if (n62_buf_add(&s->path, name, strlen(name), err) < 0)
		return -1;
	if (!member)
		return n62_buf_text(&s->path, err) ? 0 : -1;
	s->member = s->path.len + 1;
	if (n62_buf_printf(&s->path, err, ":%s", member) < 0)
		return -1;
	return n62_buf_text(&s->path, err) ? 0 : -1;
}

static int next_member(struct raw_stream *s, struct n62_err *err)
{
	struct archive_entry *entry;
	int r;

	do
		r = archive_read_next_header(s->archive, &entry);
	while (r == ARCHIVE_RETRY ||
	       ((r == ARCHIVE_OK || r == ARCHIVE_WARN) &&
		   archive_entry_filetype(entry) != AE_IFREG));
	if (r == ARCHIVE_EOF)
		return 0;
	if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
		return archive_failed(s, err);
	if (archive_format(s->archive) == ARCHIVE_FORMAT_RAW)
		return set_path(s, NULL, err) < 0 ? -1 : 1;
	return set_path(s, archive_entry_pathname(entry), err) < 0 ? -1 : 1;
}

int raw_stream_next(struct raw_stream *s, struct n62_err *err)
{
	s->begin = s->end = 0;
	s->at = 0;
	s->ended = false;
	if (s->archive)
		return next_member(s, err);
	if (s->used)
		return 0;
	s->used = true;
	return set_path(s, NULL, err) < 0 ? -1 : 1;
}

/* ---- the window ----------------------------------------------------- */

static ssize_t read_some(
    struct raw_stream *s, unsigned char *to, size_t n, struct n62_err *err)
{
	la_ssize_t got;

	if (!s->archive)
		return n62_in_read(&s->in, to, n, err);
	do
		got = archive_read_data(s->archive, to, n);
	while (got == ARCHIVE_RETRY);
	return got < 0 ? archive_failed(s, err) : (ssize_t)got;
}

/* Moves the window to the start of its memory, which holds n bytes then. */
static int make_room(struct raw_stream *s, size_t n, struct n62_err *err)
{
	size_t left = s->end - s->begin, cap = s->cap ? s->cap : 2 * chunk;
	unsigned char *p;

	if (left > 0)
		memmove(s->bytes, s->bytes + s->begin, left);
	s->begin = 0;
	s->end = left;
	if (s->cap >= n)
		return 0;
	while (cap < n)
		cap *= 2;
	p = n62_resize(s->bytes, cap, 1, err);
	if (!p)
		return -1;
	s->bytes = p;
	s->cap = cap;
	return 0;
}

ssize_t raw_stream_fill(struct raw_stream *s, size_t n, struct n62_err *err)
{
	while (s->end - s->begin < n && !s->ended) {
		ssize_t got;

		if (s->cap - s->end < chunk && make_room(s, n + chunk, err) < 0)
			return -1;
		got = read_some(s, s->bytes + s->end, chunk, err);
		if (got < 0)
			return -1;
		s->end += (size_t)got;
		s->ended = got == 0;
	}
	return (ssize_t)(s->end - s->begin);
}

void raw_stream_skip(struct raw_stream *s, size_t n)
{
	s->begin += n;
	s->at += n;
}

void raw_stream_free(struct raw_stream *s)
{
	if (s->archive)
		archive_read_free(s->archive);
	n62_in_free(&s->in);
	n62_buf_free(&s->path);
	free(s->feed);
	free(s->bytes);
	*s = (struct raw_stream){ .in = { .fd = -1 } };
}
