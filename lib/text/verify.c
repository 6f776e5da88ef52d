/*
 * verify.c - reads a whole stream and says each damage and where it is.
 */
#include "text/private.h"

#include <string.h>

struct verify {
	struct text_sink sink;
	uint64_t damages;
	struct n62_err err; /* of writing, which the callback cannot return */
	bool failed;
};

static void say(void *ctx, const char *sentence)
{
	struct verify *v = ctx;

	v->damages++;
	if (!v->failed &&
	    n62_buf_printf(&v->sink.buf, &v->err, "%s\n", sentence) < 0)
		v->failed = true;
}

/* Damage behind which the reader could not go on ends the reading too. */
static int read_all(struct verify *v, struct n62_reader *in, uint64_t counts[3],
    struct n62_err *err)
{
	struct n62_block *b;
	int r;

	while ((r = n62_read(in, &b, err)) > 0) {
		counts[0] += b->kind == N62_END && !b->salvaged;
		counts[1] += b->kind == N62_ROWS;
		counts[2] += b->kind == N62_ROWS ? b->rows : 0;
		if (text_sink_room(&v->sink, err) < 0)
			return -1;
	}
	if (r < 0 && err->code != N62_DATA)
		return -1;
	if (r < 0)
		say(v, err->text);
	return 0;
}

int64_t n62_text_verify(
    const struct n62_read_options *o, struct n62_out *out, struct n62_err *err)
{
	struct verify v = { .sink = { .out = out, .temp = -1 } };
	struct n62_read_options options = *o;
	struct n62_reader *in;
	uint64_t counts[3] = { 0 };
	int64_t rc = -1;

	options.salvage = true;
	options.damage = say;
	options.ctx = &v;
	in = n62_reader_open(&options, err);
	if (!in || read_all(&v, in, counts, err) < 0)
		goto out;
	if (v.failed) {
		*err = v.err;
		goto out;
	}
	if (n62_buf_printf(&v.sink.buf, err,
		"%llu damages; %llu complete segments, %llu good blocks, "
		"%llu rows\n",
		(unsigned long long)v.damages, (unsigned long long)counts[0],
		(unsigned long long)counts[1],
		(unsigned long long)counts[2]) < 0 ||
	    text_sink_flush(&v.sink, err) < 0)
		goto out;
	rc = (int64_t)v.damages;
out:
	n62_reader_free(in);
	text_sink_free(&v.sink);
	return rc;
}
