/*
 * cli_probe.c - a program that has an option of every kind and prints what
 * the command-line kit made of its arguments; tests/cli.bats drives it.
 */
#include "base/base.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct options {
	bool header;
	const char *columns, *format, *dir;
	uint64_t rows;
	double cut;
	struct n62_texts tables;
	bool hasty;
	const char *fail;
};

#define AT(member) offsetof(struct options, member)

static const struct n62_opt options[] = {
	{ "header", 'H', N62_OPT_FLAG, NULL, AT(header), "Show the header only",
	    false },
	{ "columns", 'c', N62_OPT_TEXT, "NAME,...", AT(columns),
	    "Show these columns [all], in this order: it's the order of the "
	    "output too",
	    false },
	{ "rows", 'n', N62_OPT_UINT, "N", AT(rows), "Stop after N rows",
	    false },
	{ "cut", 0, N62_OPT_REAL, "GEV", AT(cut), "Leave out what is below GEV",
	    false },
	{ "table", 't', N62_OPT_LIST, "TABLE", AT(tables),
	    "Show TABLE; may be given again", false },
	{ "format", 0, N62_OPT_TEXT, "tsv|csv|json", AT(format),
	    "How to write rows", false },
	{ "scratch", 'd', N62_OPT_TEXT, "DIR", AT(dir),
	    "Keep large intermediate results in DIR", true },
	{ "hasty", 0, N62_OPT_FLAG, NULL, AT(hasty),
	    "Do not read the input at all", true },
	{ "fail", 0, N62_OPT_TEXT, "data|io|mem|usage|retry", AT(fail),
	    "Fail in this way", true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = { "The first ten rows",
	"na62-probe -n 10 run.n62", "Two columns as CSV",
	"na62-probe --format csv -c run,burst run.n62", NULL };

static const struct n62_tool tool = {
	.name = "na62-probe",
	.summary = "Print what the command-line kit made of the arguments",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

static void print_texts(const char *name, const char *const *v, size_t n)
{
	printf("%s:", name);
	for (size_t i = 0; i < n; i++)
		printf(" <%s>", v[i]);
	printf("\n");
}

static int fail(const char *how, struct n62_err *err)
{
	static const struct {
		const char *name;
		enum n62_code code;
	} codes[] = {
		{ "data", N62_DATA },
		{ "io", N62_IO },
		{ "mem", N62_MEM },
		{ "usage", N62_USAGE },
		{ "retry", N62_RETRY },
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (!strcmp(how, codes[i].name))
			return n62_fail(err, codes[i].code, "%s failure", how);
	return 0;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	const struct options *o = cli->options;
	const struct n62_common *c = &cli->common;
	struct n62_progress progress;

	if (!o->hasty && n62_cli_inputs(cli, err) < 0)
		return -1;
	n62_progress_start(&progress, cli);
	n62_progress_show(&progress, 1000, 50, 200);
	n62_progress_end(&progress);
	n62_say(cli, "said to a person");
	if (o->fail)
		return fail(o->fail, err);
	printf("header: %d\ncolumns: %s\nrows: %" PRIu64 "\ncut: %g\n",
	    o->header, o->columns ? o->columns : "", o->rows, o->cut);
	printf("format: %s\nscratch: %s\n", o->format, o->dir ? o->dir : "");
	print_texts("table", o->tables.v, o->tables.n);
	printf("output: %s\nthreads: %" PRIu64 "\nverbose: %d\n",
	    c->output ? c->output : "", c->threads, c->verbose);
	printf("compress: %s\nsalvage: %d\nno-provenance: %d\n", c->compress,
	    c->salvage, c->no_provenance);
	print_texts("operands", cli->operands, (size_t)cli->noperands);
	print_texts("record", cli->record.v, cli->record.n);
	return 0;
}

int main(int argc, char **argv)
{
	struct options o = { .format = "tsv", .rows = 100 };

	return n62_main(&tool, argc, argv, &o, run);
}
