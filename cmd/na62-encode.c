/*
 * na62-encode.c - an n62 stream of hits to raw bursts.
 */
#include <string.h>

#include "raw/raw.h"

static struct encode_options {
	const char *directory, *conditions;
	struct n62_texts damage;
	uint64_t seed;
	bool headerless;
} opt;

static const struct n62_opt options[] = {
	{ "directory", 'd', N62_OPT_TEXT, "DIR",
	    offsetof(struct encode_options, directory),
	    "Write one file for each burst into DIR, under its usual name",
	    true },
	{ "conditions", 'c', N62_OPT_TEXT, "FILE",
	    offsetof(struct encode_options, conditions),
	    "Replace channel maps and calibration by those of FILE", false },
	{ "headerless", 0, N62_OPT_FLAG, NULL,
	    offsetof(struct encode_options, headerless),
	    "Write files as in 2014, without header and tables", false },
	{ "damage", 0, N62_OPT_LIST, "KIND:RATE",
	    offsetof(struct encode_options, damage),
	    "Damage this part of the events on purpose", false },
	{ "seed", 0, N62_OPT_UINT, "N", offsetof(struct encode_options, seed),
	    "Seed of the damage (default 0)", false },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"The same burst again",
	"na62-decode --exact burst.dat | na62-encode -o again.dat",
	"One event in ten with a wrong checksum in a CREAM",
	"na62-encode --damage cream-checksum:0.1 hits.n62 >bad.dat",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-encode",
	.summary = "Turns an n62 stream of hits into raw bursts",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

struct encode {
	struct n62_cli *cli;
	struct n62_conditions *conditions;
	struct n62_wiring *wiring;
	struct n62_hits_cols cols;
	struct n62_hits hits;
	struct n62_make make;
	struct n62_raw_event event;
	struct n62_buf bytes;
	struct n62_raw_spoiler spoiler;
	struct n62_raw_writer *writer; /* of the burst at hand, or NULL */
	uint32_t run, burst, start;
	int bursts;
};

/* ---- one burst ------------------------------------------------------ */

static int end_burst(struct encode *x, struct n62_err *err)
{
	struct n62_raw_name name = {
		.sob = x->start, .run = x->run, .burst = x->burst
	};
	struct n62_raw_file f = { opt.directory, x->cli->common.output,
		{ .fd = -1 } };
	int r = -1;

	if (!x->writer)
		return 0;
	if (n62_raw_file_open(&f, &name, err) == 0 &&
	    n62_raw_spoiler_end(&x->spoiler, x->writer, &f.out, err) == 0)
		r = n62_out_commit(&f.out, err);
	n62_raw_file_close(&f);
	n62_raw_writer_free(x->writer);
	x->writer = NULL;
	return r;
}

static int begin_burst(struct encode *x, uint32_t i, struct n62_err *err)
{
	void *const *v = x->hits.group[N62_G_EVENT].v;

	if (end_burst(x, err) < 0)
		return -1;
	if (x->bursts++ > 0 && !opt.directory)
		return n62_fail(err, N62_USAGE,
		    "there is more than one burst; give --directory DIR");
	x->run = ((const uint32_t *)v[N62_EV_RUN])[i];
	x->burst = ((const uint32_t *)v[N62_EV_BURST])[i];
	x->start = ((const uint32_t *)v[N62_EV_START])[i];
	n62_raw_options_init(&x->make.options, x->run);
	n62_wiring_free(x->wiring);
	x->wiring = n62_wiring_new(x->conditions, x->run, err);
	if (!x->wiring)
		return -1;
	x->writer = n62_raw_writer_new(x->run, x->burst, err);
	x->make.old = opt.headerless;
	if (x->writer && opt.headerless)
		n62_raw_writer_headerless(x->writer);
	return x->writer ? 0 : -1;
}

/* ---- events --------------------------------------------------------- */

static int put_event(struct encode *x, uint32_t i, struct n62_err *err)
{
	x->bytes.len = 0;
	if (n62_hits_make(&x->hits, i, &x->make, &x->event, err) < 0)
		return -1;
	n62_raw_spoiler_wiring(&x->spoiler, &x->event, x->wiring);
	if (n62_raw_encode(&x->event, &x->bytes, err) < 0)
		return n62_fail_at(err, "run %u, burst %u", x->run, x->burst);
	return n62_raw_spoiler_add(&x->spoiler, x->writer, &x->bytes, err);
}

static int put_rows(struct encode *x, struct n62_block *b, struct n62_err *err)
{
	const uint32_t *run, *burst;

	if (n62_hits_read(b, &x->cols, &x->hits, err) < 0)
		return -1;
	run = x->hits.group[N62_G_EVENT].v[N62_EV_RUN];
	burst = x->hits.group[N62_G_EVENT].v[N62_EV_BURST];
	for (uint32_t i = 0; i < b->rows; i++) {
		bool same =
		    x->writer && run[i] == x->run && burst[i] == x->burst;

		if (!same && begin_burst(x, i, err) < 0)
			return -1;
		if ((!same || i == 0) &&
		    n62_hits_wire(&x->hits, &x->cols, x->wiring, err) < 0)
			return -1;
		if (put_event(x, i, err) < 0)
			return -1;
	}
	return 0;
}

static int encode(struct encode *x, struct n62_reader *in, struct n62_err *err)
{
	struct n62_block *b;
	int r;

	while ((r = n62_read(in, &b, err)) > 0) {
		if (b->kind == N62_HEAD) {
			n62_hits_free(&x->hits);
			if (n62_hits_find(b->schema, &x->cols, err) < 0)
				return -1;
			n62_hits_init(&x->hits, x->cols.shape);
		} else if (b->kind == N62_ROWS && b->table == x->cols.event &&
			   put_rows(x, b, err) < 0)
			return -1;
	}
	if (r < 0 || end_burst(x, err) < 0)
		return -1;
	if (x->bursts == 0)
		return n62_fail(
		    err, N62_DATA, "there is no event in the input");
	return 0;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct encode x = { .cli = cli };
	struct n62_reader *in = NULL;
	int r = -1;

	if (opt.directory && cli->common.output)
		return n62_fail(err, N62_USAGE,
		    "--output and --directory exclude each other");
	x.spoiler.seed = opt.seed;
	x.conditions = n62_conditions_new(err);
	if (x.conditions &&
	    (!opt.conditions ||
		n62_conditions_read(x.conditions, opt.conditions, err) == 0) &&
	    n62_raw_spoiler_parse(&x.spoiler, &opt.damage, err) == 0 &&
	    n62_cli_inputs(cli, err) == 0 &&
	    n62_open_in(cli, false, &in, err) == 0)
		r = encode(&x, in, err);
	n62_reader_free(in);
	n62_raw_writer_free(x.writer);
	n62_hits_free(&x.hits);
	n62_make_free(&x.make);
	n62_raw_free(&x.event);
	n62_buf_free(&x.bytes);
	n62_wiring_free(x.wiring);
	n62_conditions_free(x.conditions);
	if (r == 0 && opt.damage.n > 0)
		n62_say(cli, "%llu pieces of damage were made",
		    (unsigned long long)x.spoiler.made);
	return r;
}

int main(int argc, char **argv)
{
	return n62_main(&tool, argc, argv, &opt, run);
}
