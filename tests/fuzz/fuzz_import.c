/*
 * fuzz_import.c - any bytes as a text to import. The first byte says how:
 * bit 0 CSV, bits 1 and 2 the merge rule, bit 3 a key.
 */
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int import(
    struct n62_importer *im, struct n62_in *in, bool csv, struct n62_err *err)
{
	if (n62_import_read(im, in, csv, err) < 0)
		return -1;
	return n62_import_end(im, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = { "k" };
	unsigned how = size ? data[0] : 0;
	struct n62_import_options io = {
		.table = "event",
		.merge = (enum n62_merge)(how >> 1 & 3),
		.keys = keys,
		.nkeys = how >> 3 & 1,
	};
	struct n62_write_options wo = { .name = "/dev/null", .threads = 1 };
	struct n62_err err = { 0 };
	struct n62_in in = { 0 };
	struct n62_writer *w = n62_writer_open(&wo, &err);
	struct n62_importer *im = n62_import_new(&io, w, &err);
	int r;

	if (!w || !im || n62_in_open(&in, "/dev/null", &err) < 0 ||
	    (size > 1 && n62_in_back(&in, data + 1, size - 1, &err) < 0)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	r = import(im, &in, how & 1, &err);
	/* A failure has a sentence, success has none. */
	if ((r < 0) != (err.text[0] != '\0'))
		abort();
	n62_in_free(&in);
	n62_writer_free(w);
	n62_import_free(im);
	return 0;
}
