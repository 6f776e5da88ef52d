/*
 * join.c - the HEADs of all segments of all inputs, read before the first
 * row, so that the provenance of a joined stream names every input. Nobody
 * needs them where nothing is written.
 */
#include "record/reader.h"

#include <stdlib.h>

static int add_head(struct n62_reader *r, struct n62_in *in, uint64_t begin,
    struct n62_buf *text, struct n62_err *err)
{
	unsigned char bytes[REC_FRAME];
	struct n62_schema **heads;
	struct rec_frame f;
	ssize_t got;

	if (n62_in_seek(in, begin, err) < 0)
		return -1;
	got = n62_in_read(in, bytes, sizeof bytes, err);
	if (got < 0)
		return -1;
	if (got < REC_FRAME || rec_frame_read(&f, bytes, 0, err) < 0 ||
	    f.type != REC_HEAD)
		return n62_fail(err, N62_DATA, "no segment begins at byte %llu",
		    (unsigned long long)begin);
	text->len = 0;
	heads = n62_resize(r->heads, (size_t)r->nheads + 1, sizeof *heads, err);
	if (!heads)
		return -1;
	r->heads = heads;
	if (n62_buf_reserve(text, f.stored, err) < 0)
		return -1;
	got = n62_in_read(in, text->data, f.stored, err);
	if (got < 0)
		return -1;
	heads[r->nheads] =
	    rec_head_parse(text->data, (size_t)got, in->name, err);
	if (!heads[r->nheads])
		return -1;
	r->nheads++;
	return 0;
}

static int add_input(
    struct n62_reader *r, const char *name, struct n62_err *err)
{
	struct n62_buf begins = { 0 }, text = { 0 };
	struct n62_in in = { 0 };
	const uint64_t *begin;
	int status;

	if (n62_in_open(&in, name, err) < 0) {
		n62_in_free(&in);
		return -1;
	}
	status = rec_segments(&in, &begins, err);
	begin = (const uint64_t *)(const void *)begins.data;
	for (size_t i = 0; status == 0 && i < begins.len / sizeof *begin; i++)
		status = add_head(r, &in, begin[i], &text, err);
	if (status < 0)
		n62_fail_at(err, "%s", name);
	n62_buf_free(&begins);
	n62_buf_free(&text);
	n62_in_free(&in);
	return status;
}

int reader_read_heads(struct n62_reader *r, struct n62_err *err)
{
	for (int i = 0; i < r->o.nnames; i++) {
		if (n62_in_is_once(r->o.names[i]) ||
		    add_input(r, r->o.names[i], err) == 0)
			continue;
		/* It is said once more when its rows are read. */
		if (!r->o.salvage || err->code != N62_DATA)
			return -1;
		*err = (struct n62_err){ 0 };
	}
	return 0;
}
