/*
 * na62-merge.c - makes one n62 stream of many.
 */
#include <stdlib.h>

#include "record/record.h"

static struct merge_options {
	const char *files_from;
	bool keep_going;
} opt;

static const struct n62_opt options[] = {
	{ "files-from", 'l', N62_OPT_TEXT, "FILE",
	    offsetof(struct merge_options, files_from),
	    "Read more names of inputs from FILE, one a line", true },
	{ "keep-going", 'k', N62_OPT_FLAG, NULL,
	    offsetof(struct merge_options, keep_going),
	    "Leave out inputs that are missing or damaged", true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"All bursts of a run",
	"na62-merge -o run8600.n62 burst*.n62",
	"Names from a list; what is missing is said",
	"na62-merge --keep-going --files-from list.txt -o all.n62",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-merge",
	.summary = "Makes one n62 stream of many",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

/* The operands and the lines of --files-from. */
static int collect(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_texts list = { cli->operands, (size_t)cli->noperands };

	if (!opt.files_from)
		return n62_cli_inputs(cli, err);
	if (n62_list_read(opt.files_from, &cli->arena, &list, err) < 0)
		return -1;
	if (list.n == 0)
		return n62_fail(err, N62_DATA, "%s: the list names no input",
		    opt.files_from);
	cli->operands = list.v;
	cli->noperands = (int)list.n;
	return 0;
}

/* ---- --keep-going --------------------------------------------------- */

/* Reads a whole input. 0, or -1 with what is wrong with it. */
static int check_input(
    const struct n62_cli *cli, const char *name, struct n62_err *err)
{
	struct n62_read_options o = {
		.names = &name, .nnames = 1, .threads = (int)cli->common.threads
	};
	struct n62_reader *r = n62_reader_open(&o, err);
	struct n62_block *b;
	int status = r ? 1 : -1;

	while (status > 0)
		status = n62_read(r, &b, err);
	n62_reader_free(r);
	return status;
}

/* Leaves out, and counts, the inputs that cannot be merged. */
static int leave_out(
    struct n62_cli *cli, uint64_t *missing, struct n62_err *err)
{
	int kept = 0;

	for (int i = 0; i < cli->noperands; i++) {
		const char *name = cli->operands[i];
		int status =
		    n62_in_is_once(name)
			? n62_fail(err, N62_IO,
			      "%s: it is no file that can be read twice", name)
			: check_input(cli, name, err);

		if (status == 0) {
			cli->operands[kept++] = name;
			continue;
		}
		if (err->code == N62_MEM)
			return -1;
		n62_say(cli, "left out: %s", err->text);
		*err = (struct n62_err){ 0 };
		++*missing;
	}
	cli->noperands = kept;
	if (kept == 0)
		return n62_fail(err, N62_DATA, "no input is left to merge");
	return 0;
}

/* ---- merging -------------------------------------------------------- */

static int copy(struct n62_reader *in, struct n62_writer *out, uint64_t *rows,
    struct n62_err *err)
{
	struct n62_block *b;
	int r;

	while ((r = n62_read(in, &b, err)) > 0) {
		if (b->kind == N62_ROWS)
			*rows += b->rows;
		if (n62_write(out, b, err) < 0)
			return -1;
	}
	return r < 0 ? -1 : n62_commit(out, err);
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_reader *in = NULL;
	struct n62_writer *out = NULL;
	uint64_t missing = 0, rows = 0;
	int r;

	if (collect(cli, err) < 0 ||
	    (opt.keep_going && leave_out(cli, &missing, err) < 0))
		return -1;
	r = n62_open_in(cli, true, &in, err);
	if (r == 0)
		r = n62_open_out(cli, NULL, in, &out, err);
	if (r == 0)
		r = copy(in, out, &rows, err);
	n62_close(in, out);
	if (r == 0 && cli->common.verbose)
		n62_say(cli, "%d inputs, %llu rows", cli->noperands,
		    (unsigned long long)rows);
	if (r == 0 && missing > 0)
		return n62_fail(err, N62_DATA,
		    "%llu of the inputs are missing in the output",
		    (unsigned long long)missing);
	return r;
}

int main(int argc, char **argv)
{
	return n62_main(&tool, argc, argv, &opt, run);
}
