/*
 * na62-select.c - keeps the events that pass a selection.
 */
#include <stdio.h>

#include "select/select.h"

static struct select_cmd {
	struct n62_texts conditions, defines;
	bool list, print, explain, unblind, cutflow;
	struct n62_buf caret; /* of an error in a selection */
} opt;

static const struct n62_opt options[] = {
	{ "expression", 'e', N62_OPT_LIST, "EXPR",
	    offsetof(struct select_cmd, conditions),
	    "Keep events for which EXPR is true; may be repeated", false },
	{ "define", 0, N62_OPT_LIST, "NAME=VALUE",
	    offsetof(struct select_cmd, defines),
	    "Give a parameter of the selection another value; may be repeated",
	    false },
	{ "unblind", 0, N62_OPT_FLAG, NULL,
	    offsetof(struct select_cmd, unblind),
	    "Keep events of data in blind regions", false },
	{ "cutflow", 0, N62_OPT_FLAG, NULL,
	    offsetof(struct select_cmd, cutflow),
	    "Print the cut flow on standard output, and write no events",
	    true },
	{ "list", 0, N62_OPT_FLAG, NULL, offsetof(struct select_cmd, list),
	    "Print the names of the built-in selections, and stop", true },
	{ "print", 0, N62_OPT_FLAG, NULL, offsetof(struct select_cmd, print),
	    "Print the text of the selection, and stop", true },
	{ "explain", 0, N62_OPT_FLAG, NULL,
	    offsetof(struct select_cmd, explain),
	    "Print what each cut does and where it is from, and stop", true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"The normalisation of searches with electrons, and its cut flow",
	"na62-reco hits.n62 | na62-select piee -o piee.n62",
	"Two tracks above 10 GeV/c",
	"na62-select -e 'count(track where p > 10 GeV) == 2' a.n62 >two.n62",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-select",
	.summary = "Keeps the events that pass a selection",
	.operands = "[SELECTION] [FILE ...]",
	.options = options,
	.examples = examples,
};

/* The name of the selection goes to the provenance with the options, so that
 * it stands in front of the inputs. */
static int record(struct n62_cli *cli, const char *name, struct n62_err *err)
{
	struct n62_texts *r = &cli->record;
	const char **v = n62_arena_new(&cli->arena, r->n + 1, sizeof *v, err);

	if (!v)
		return -1;
	for (size_t i = 0; i < r->n; i++)
		v[i] = r->v[i];
	v[r->n] = name;
	*r = (struct n62_texts){ v, r->n + 1 };
	return 0;
}

/* The selection of the first operand, or of the conditions. */
static struct n62_selection *selection(struct n62_cli *cli, struct n62_err *err)
{
	if (opt.conditions.n > 0)
		return n62_selection_conditions(&opt.conditions, err);
	if (cli->noperands == 0) {
		n62_fail(err, N62_USAGE,
		    "which selection? One of --list, a file, or a condition "
		    "with -e");
		return NULL;
	}
	cli->operands++;
	cli->noperands--;
	if (record(cli, cli->operands[-1], err) < 0)
		return NULL;
	return n62_selection_read(cli->operands[-1], &opt.caret, err);
}

/* ---- texts ------------------------------------------------------------ */

static int tell(
    const struct n62_selection *s, struct n62_cli *cli, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int r;

	if (opt.list)
		r = n62_selection_list(&text, err);
	else if (opt.print)
		r = n62_selection_print(s, &text, err);
	else
		r = n62_selection_explain(s, &text, err);
	if (r == 0)
		r = n62_out_text(cli->common.output, &text, err);
	n62_buf_free(&text);
	return r;
}

/* ---- events ----------------------------------------------------------- */

static int pass(struct n62_select *s, struct n62_reader *in,
    struct n62_writer *out, struct n62_err *err)
{
	struct n62_block *b;
	int r;

	while ((r = n62_read(in, &b, err)) > 0)
		if (n62_select_step(s, b, err) < 0 ||
		    (b->kind == N62_END &&
			n62_select_tables(s, out, err) < 0) ||
		    (out && n62_write(out, b, err) < 0))
			return -1;
	return r;
}

/* All that is to be said, before the output counts. */
static int report(const struct n62_cli *cli, struct n62_select *s,
    struct n62_buf *text, struct n62_err *err)
{
	struct n62_select_flow f;

	if (cli->common.quiet && !opt.cutflow)
		return 0;
	if (n62_select_flow_print(s, text, err) < 0)
		return -1;
	if (!cli->common.verbose)
		return 0;
	if (n62_select_flow(s, &f, err) < 0)
		return -1;
	return n62_buf_printf(text, err,
	    "%llu events of data, %llu simulated\n", (unsigned long long)f.data,
	    (unsigned long long)f.simulated);
}

static int filter(
    struct n62_select *s, struct n62_cli *cli, struct n62_err *err)
{
	struct n62_reader *in = NULL;
	struct n62_writer *out = NULL;
	struct n62_buf text = { 0 };
	int r = n62_cli_inputs(cli, err);

	if (r == 0)
		r = n62_open_in(cli, false, &in, err);
	if (r == 0 && !opt.cutflow)
		r = n62_open_out(cli, NULL, in, &out, err);
	if (r == 0)
		r = pass(s, in, out, err);
	if (r == 0)
		r = report(cli, s, &text, err);
	if (r == 0)
		r = opt.cutflow ? n62_out_text(cli->common.output, &text, err)
				: n62_commit(out, err);
	if (r == 0 && !opt.cutflow && text.len > 0)
		fwrite(text.data, 1, text.len, stderr);
	n62_buf_free(&text);
	n62_close(in, out);
	return r;
}

static int apply(
    const struct n62_selection *s, struct n62_cli *cli, struct n62_err *err)
{
	struct n62_select_options o = { .selection = s,
		.defines = &opt.defines,
		.threads = (int)cli->common.threads,
		.unblind = opt.unblind,
		.caret = &opt.caret };
	struct n62_select *select = n62_select_new(&o, err);
	int r = select ? filter(select, cli, err) : -1;

	n62_select_free(select);
	return r;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_selection *s;
	int r;

	if (opt.list)
		return tell(NULL, cli, err);
	s = selection(cli, err);
	if (!s)
		return -1;
	if (opt.print || opt.explain)
		r = tell(s, cli, err);
	else
		r = apply(s, cli, err);
	n62_selection_free(s);
	return r;
}

int main(int argc, char **argv)
{
	int status = n62_main(&tool, argc, argv, &opt, run);

	if (opt.caret.len > 0)
		fwrite(opt.caret.data, 1, opt.caret.len, stderr);
	n62_buf_free(&opt.caret);
	return status;
}
