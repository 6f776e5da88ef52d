/*
 * open.c - the streams of a program, by its command line.
 */
#include "record/private.h"

#include <string.h>

static enum n62_compress compress_of(const struct n62_common *c)
{
	if (!c->compress || strcmp(c->compress, "auto") == 0)
		return N62_AUTO;
	return strcmp(c->compress, "none") == 0 ? N62_RAW : N62_PLANES;
}

static void say_damage(void *cli, const char *sentence)
{
	n62_say(cli, "left out: %s", sentence);
}

int n62_open_opened(struct n62_cli *cli, bool join, struct n62_in *opened,
    struct n62_reader **in, struct n62_err *err)
{
	struct n62_progress *progress =
	    n62_arena_new(&cli->arena, 1, sizeof *progress, err);
	struct n62_read_options o = {
		.names = cli->operands,
		.nnames = cli->noperands,
		.threads = (int)cli->common.threads,
		.join = join,
		.salvage = cli->common.salvage,
		.damage = say_damage,
		.ctx = cli,
		.progress = progress,
		.opened = opened,
	};

	if (!progress)
		return -1;
	n62_progress_start(progress, cli);
	*in = n62_reader_open(&o, err);
	return *in ? 0 : -1;
}

int n62_open_in(
    struct n62_cli *cli, bool join, struct n62_reader **in, struct n62_err *err)
{
	return n62_open_opened(cli, join, NULL, in, err);
}

int n62_open_out(struct n62_cli *cli, const struct n62_origin *extra,
    struct n62_reader *in, struct n62_writer **out, struct n62_err *err)
{
	struct n62_origin *origin =
	    n62_arena_new(&cli->arena, 1, sizeof *origin, err);
	struct n62_write_options o = {
		.name = cli->common.output,
		.threads = (int)cli->common.threads,
		.compress = compress_of(&cli->common),
		.origin = cli->common.no_provenance ? NULL : origin,
		.reader = in,
	};

	if (!origin)
		return -1;
	if (extra)
		*origin = *extra;
	origin->tool = cli->tool->name;
	origin->version = n62_version();
	origin->options = cli->record.v;
	origin->noptions = (int)cli->record.n;
	*out = n62_writer_open(&o, err);
	return *out ? 0 : -1;
}

int n62_open(struct n62_cli *cli, struct n62_reader **in,
    struct n62_writer **out, struct n62_err *err)
{
	*in = NULL;
	*out = NULL;
	if (n62_cli_inputs(cli, err) < 0 ||
	    n62_open_in(cli, false, in, err) < 0)
		return -1;
	return n62_open_out(cli, NULL, *in, out, err);
}

void n62_close(struct n62_reader *in, struct n62_writer *out)
{
	n62_writer_free(out);
	n62_reader_free(in);
}

int n62_filter(struct n62_cli *cli,
    int (*step)(struct n62_block *b, void *ctx, struct n62_err *err), void *ctx,
    struct n62_err *err)
{
	struct n62_reader *in;
	struct n62_writer *out;
	struct n62_block *b;
	int r = n62_open(cli, &in, &out, err);

	if (r == 0)
		while ((r = n62_read(in, &b, err)) > 0)
			if (step(b, ctx, err) < 0 ||
			    n62_write(out, b, err) < 0) {
				r = -1;
				break;
			}
	if (r == 0)
		r = n62_commit(out, err);
	n62_close(in, out);
	return r;
}
