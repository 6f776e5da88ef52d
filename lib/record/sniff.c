/*
 * sniff.c - what a file that is no n62 stream looks like, for a message that
 * helps.
 */
#include "record/private.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *magic;
	size_t n;
	const char *what;
} known[] = {
	{ "\x1f\x8b", 2, "gzip data" },
	{ "\xfd"
	  "7zXZ",
	    5, "xz data" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd data" },
	{ "BZh", 3, "bzip2 data" },
	{ "PK\x03\x04", 4, "a zip archive" },
	{ "root", 4, "a ROOT file" },
	{ "\x89HDF", 4, "an HDF5 file" },
	{ "\x7f"
	  "ELF",
	    4, "a program" },
	{ "%PDF", 4, "a PDF document" },
	{ "\x89PNG", 4, "a PNG picture" },
	{ "\x93NUMPY", 6, "a numpy array" },
	{ "{", 1, "JSON text" },
	{ "#!", 2, "a script" },
};

static bool all_text(const unsigned char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isprint(b[i]) && !isspace(b[i]))
			return false;
	return true;
}

/* Text mode or a 7-bit line has been at the magic of a stream. */
static bool damaged_magic(const unsigned char *b)
{
	return memcmp(b + 1, "n62", 3) == 0;
}

const char *rec_sniff(const unsigned char *b, size_t n)
{
	if (n >= 4 && memcmp(b, rec_magic, 4) == 0)
		return "an n62 stream without its begin, or a damaged one";
	if (n >= 4 && damaged_magic(b))
		return "an n62 stream that was changed by a transfer in text "
		       "mode";
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (n >= known[i].n &&
		    memcmp(b, known[i].magic, known[i].n) == 0)
			return known[i].what;
	if (all_text(b, n))
		return "text; na62-view --import makes a stream of a table";
	return "binary data of another kind";
}

int n62_in_is_stream(struct n62_in *in, bool *is, struct n62_err *err)
{
	unsigned char first[4];
	ssize_t n = n62_in_read(in, first, sizeof first, err);

	if (n < 0 || n62_in_back(in, first, (size_t)n, err) < 0)
		return -1;
	*is = n == 4 && memcmp(first, rec_magic, 4) == 0;
	return 0;
}
