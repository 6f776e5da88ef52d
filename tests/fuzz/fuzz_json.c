/*
 * fuzz_json.c - any bytes as JSON. What jansson refuses we refuse and the
 * other way round, but for what test_json.c lists; what is read is equal, and
 * is the same again when it is written and read.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "record/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Equal in every bit that can be written, and in the order of keys. */
static bool same_tree(const json_t *a, const json_t *b)
{
	const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
	char *x = json_dumps(a, flags), *y = json_dumps(b, flags);
	bool same = x && y && strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

static void compare(const json_t *ours, const char *text, size_t n)
{
	const size_t flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES;
	json_t *theirs = json_loadb(text, n, flags, NULL);

	if (!ours != !theirs || (ours && !same_tree(ours, theirs)))
		abort();
	json_decref(theirs);
}

static void write_and_read(const json_t *v)
{
	struct n62_buf b = { 0 };
	struct n62_err err = { 0 };
	json_t *again = NULL;

	if (rec_json_write(v, false, &b, &err) == 0)
		again = rec_json_read(b.data, b.len, &err);
	if (!again || !same_tree(v, again))
		abort();
	json_decref(again);
	n62_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct n62_err err = { 0 };
	json_t *v = rec_json_read(text, size, &err);
	bool nul = size > 0 && memchr(text, 0, size);

	if (!v != (err.code == N62_DATA) || strchr(err.text, '\n') ||
	    (v && nul))
		abort();
	/* Both bounds are ours. */
	if (!nul && !strstr(err.text, "more than"))
		compare(v, text, size);
	if (v)
		write_and_read(v);
	json_decref(v);
	return 0;
}
