/*
 * load.c - what the user names: a file of conditions, compressed or not, or
 * an archive of such files. libarchive tells them apart.
 *
 * A plain file is to libarchive an archive of one member in the "raw"
 * format, which it takes when no other fits.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>

#include "detector/private.h"

enum {
	MOST = 64 << 20 /* bytes of all members together */
};

struct load {
	struct n62_conditions *c;
	struct n62_in in;
	struct archive *archive;
	struct n62_buf text; /* of the member */
	size_t left;         /* bytes that may still come */
};

static int archive_failed(struct load *l, struct n62_err *err)
{
	const char *why = archive_error_string(l->archive);

	return n62_fail(err, N62_DATA, "%s cannot be unpacked: %s", l->in.name,
	    why ? why : "unknown reason");
}

/* Only formats and filters that need no program beside the library. Those
 * which this libarchive lacks are found out when they are met. */
static int start(struct load *l, struct n62_err *err)
{
	struct archive *a = archive_read_new();

	l->archive = a;
	if (!a)
		return n62_fail(err, N62_MEM, "no memory for libarchive");
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_lz4(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_cpio(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
	if (archive_read_open_fd(a, l->in.fd, 1 << 16) != ARCHIVE_OK)
		return archive_failed(l, err);
	return 0;
}

static int read_text(struct load *l, struct n62_err *err)
{
	enum {
		PIECE = 1 << 16
	};
	la_ssize_t got;

	l->text.len = 0;
	do {
		if (n62_buf_reserve(&l->text, PIECE, err) < 0)
			return -1;
		got = archive_read_data(
		    l->archive, l->text.data + l->text.len, PIECE);
		if (got < 0)
			return archive_failed(l, err);
		if ((size_t)got > l->left)
			return n62_fail(err, N62_DATA,
			    "%s holds more than %d MiB", l->in.name,
			    MOST >> 20);
		l->text.len += (size_t)got;
		l->left -= (size_t)got;
	} while (got > 0);
	return 0;
}

/* Programs that make archives add files of their own, as ._x. */
static bool hidden(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (slash ? slash[1] : path[0]) == '.';
}

static int read_member(
    struct load *l, struct archive_entry *entry, struct n62_err *err)
{
	bool raw = archive_format(l->archive) == ARCHIVE_FORMAT_RAW;
	const char *path = archive_entry_pathname(entry);
	char label[300];

	if (!path)
		path = "?";
	if (!raw && (archive_entry_filetype(entry) == AE_IFDIR || hidden(path)))
		return 0;
	if (!raw && archive_entry_filetype(entry) != AE_IFREG)
		return n62_fail(err, N62_DATA, "%s: %s is not a regular file",
		    l->in.name, path);
	if (read_text(l, err) < 0)
		return -1;
	snprintf(label, sizeof label, "%s%s%s", l->in.name, raw ? "" : ":",
	    raw ? "" : path);
	return det_parse(l->c, label, l->text.data, l->text.len, err);
}

static int read_members(struct load *l, struct n62_err *err)
{
	struct archive_entry *entry;
	int r;

	for (;;) {
		r = archive_read_next_header(l->archive, &entry);
		if (r == ARCHIVE_EOF)
			return 0;
		if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
			return archive_failed(l, err);
		if (read_member(l, entry, err) < 0)
			return -1;
	}
}

int det_load(struct n62_conditions *c, const char *name, struct n62_err *err)
{
	struct load l = { .c = c, .left = MOST };
	size_t before = det_sections(c);
	int r = n62_in_open(&l.in, name, err);

	if (r == 0)
		r = start(&l, err);
	if (r == 0)
		r = read_members(&l, err);
	if (r == 0 && det_sections(c) == before)
		r = n62_fail(err, N62_DATA, "%s says nothing", l.in.name);
	archive_read_free(l.archive);
	n62_buf_free(&l.text);
	n62_in_free(&l.in);
	return r;
}
