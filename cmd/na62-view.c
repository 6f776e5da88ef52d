/*
 * na62-view.c - shows, checks and converts n62 streams: options, and calls
 * into lib/text.
 */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

struct view_options {
	bool head, schema, count, stats, verify, provenance, script, import;
	struct n62_texts tables, columns, keys;
	uint64_t rows, skip;
	const char *lists, *format, *merge;
	bool json, no_header, exact;
};

#define AT(member) offsetof(struct view_options, member)

static const struct n62_opt options[] = {
	{ "head", 'H', N62_OPT_FLAG, NULL, AT(head),
	    "Show the HEAD of the first segment as JSON", true },
	{ "schema", 0, N62_OPT_FLAG, NULL, AT(schema),
	    "Show tables, columns, types, units, descriptions", true },
	{ "count", 0, N62_OPT_FLAG, NULL, AT(count), "Show the number of rows",
	    true },
	{ "stats", 0, N62_OPT_FLAG, NULL, AT(stats),
	    "Show values, missing, min, max and mean of each column", true },
	{ "verify", 0, N62_OPT_FLAG, NULL, AT(verify),
	    "Check everything and say what is damaged", true },
	{ "provenance", 0, N62_OPT_FLAG, NULL, AT(provenance),
	    "Show the chain of programs that made the stream", true },
	{ "script", 0, N62_OPT_FLAG, NULL, AT(script),
	    "Show it as a shell script that makes the stream again", true },
	{ "import", 0, N62_OPT_FLAG, NULL, AT(import),
	    "Read text with a header line, write a stream", false },
	{ "table", 't', N62_OPT_LIST, "NAME", AT(tables),
	    "The table; may be repeated", false },
	{ "columns", 'c', N62_OPT_LIST, "NAMES", AT(columns),
	    "Columns or lists and their order, such as run,track.p", true },
	{ "rows", 'n', N62_OPT_UINT, "N", AT(rows), "At most N rows", true },
	{ "skip", 0, N62_OPT_UINT, "N", AT(skip), "Leave out the first N rows",
	    true },
	{ "lists", 0, N62_OPT_TEXT, "cells|count|rows", AT(lists),
	    "All elements in a cell, their number, or a line for each", true },
	{ "format", 'f', N62_OPT_TEXT, "tsv|csv|json|npy|npz", AT(format),
	    "The format of the text", false },
	{ "json", 0, N62_OPT_FLAG, NULL, AT(json), "Short for --format json",
	    true },
	{ "no-header", 0, N62_OPT_FLAG, NULL, AT(no_header),
	    "Leave out the header line", true },
	{ "exact", 0, N62_OPT_FLAG, NULL, AT(exact),
	    "Write exact sums with all digits", true },
	{ "merge", 0, N62_OPT_TEXT, "append|sum|unique|same", AT(merge),
	    "With --import: the merge rule of the table", false },
	{ "key", 0, N62_OPT_LIST, "NAMES", AT(keys),
	    "With --import: the columns that identify a row", false },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"Five rows, two columns",
	"na62-view -n 5 -c run,track.p run8600.n62",
	"A table of text as a stream",
	"na62-view --import --table mass mass.tsv | na62-view --schema",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-view",
	.summary = "Shows, checks and converts n62 streams",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

/* Which of the words, separated by '|' in the option table, it is. */
static int choice(const char *word, const char *const *words)
{
	int i = 0;

	while (words[i] && strcmp(words[i], word) != 0)
		i++;
	return i;
}

static enum n62_text_format format_of(const struct view_options *o)
{
	static const char *const words[] = { "tsv", "csv", "json", "npy", "npz",
		NULL };

	if (o->json || !o->format)
		return o->json ? N62_JSON : N62_TSV;
	return (enum n62_text_format)choice(o->format, words);
}

static enum n62_text_lists lists_of(const struct view_options *o)
{
	static const char *const words[] = { "cells", "count", "rows", NULL };

	return (enum n62_text_lists)choice(o->lists, words);
}

static void note(void *ctx, const char *sentence)
{
	n62_say(ctx, "%s", sentence);
}

/* ---- text to a stream ----------------------------------------------- */

static bool is_csv(const struct view_options *o, const char *name)
{
	size_t n = strlen(name);

	if (o->format)
		return format_of(o) == N62_CSV;
	return n > 4 && strcmp(name + n - 4, ".csv") == 0;
}

static int import_one(struct n62_importer *im, const struct view_options *o,
    const char *name, struct n62_err *err)
{
	struct n62_in in = { 0 };
	int rc = n62_in_open(&in, name, err);

	if (rc == 0)
		rc = n62_import_read(im, &in, is_csv(o, name), err);
	n62_in_free(&in);
	return rc;
}

static int check_import(const struct view_options *o, struct n62_err *err)
{
	enum n62_text_format f = format_of(o);

	if (o->tables.n > 1)
		return n62_fail(err, N62_USAGE, "--import makes one table");
	if (f != N62_TSV && f != N62_CSV)
		return n62_fail(
		    err, N62_USAGE, "--import reads tsv or csv, not this");
	if (o->columns.n || o->skip || o->rows != UINT64_MAX || o->no_header)
		return n62_fail(err, N62_USAGE,
		    "--import takes all rows and columns of its text");
	return 0;
}

static int import(struct n62_cli *cli, struct n62_err *err)
{
	static const char *const words[] = { "append", "sum", "unique", "same",
		NULL };
	const struct view_options *o = cli->options;
	struct n62_progress progress;
	struct n62_import_options io = {
		.table = o->tables.n ? o->tables.v[0] : "event",
		.merge = (enum n62_merge)choice(o->merge, words),
		.keys = o->keys.v,
		.nkeys = (int)o->keys.n,
		.progress = &progress,
	};
	struct n62_origin texts = { .inputs = cli->operands,
		.ninputs = cli->noperands };
	struct n62_importer *im = NULL;
	struct n62_writer *w = NULL;
	int rc = -1;

	if (check_import(o, err) < 0)
		return -1;
	n62_progress_start(&progress, cli);
	if (n62_open_out(cli, &texts, NULL, &w, err) == 0)
		im = n62_import_new(&io, w, err);
	if (!im)
		goto out;
	for (int i = 0; i < cli->noperands; i++)
		if (import_one(im, o, cli->operands[i], err) < 0)
			goto out;
	rc = n62_import_end(im, err);
	if (rc == 0)
		rc = n62_commit(w, err);
out:
	n62_progress_end(&progress);
	n62_writer_free(w);
	n62_import_free(im);
	return rc;
}

/* ---- a stream to text ----------------------------------------------- */

/* The folder of the output, or of temporary files. */
static const char *temporary(struct n62_cli *cli, struct n62_err *err)
{
	const char *name = cli->common.output, *slash;
	const char *folder = getenv("TMPDIR");

	if (!name || strcmp(name, "-") == 0)
		return folder && *folder ? folder : "/tmp";
	slash = strrchr(name, '/');
	if (!slash)
		return ".";
	return n62_arena_text(
	    &cli->arena, name, (size_t)(slash - name) + 1, err);
}

static int verify(struct n62_cli *cli, struct n62_out *out, struct n62_err *err)
{
	struct n62_progress progress;
	struct n62_read_options ro = {
		.names = cli->operands,
		.nnames = cli->noperands,
		.threads = (int)cli->common.threads,
		.progress = &progress,
	};
	int64_t n;

	n62_progress_start(&progress, cli);
	n = n62_text_verify(&ro, out, err);
	if (n <= 0)
		return (int)n;
	if (n62_out_commit(out, err) < 0)
		return -1;
	return n62_fail(err, N62_DATA, "%lld damages were found", (long long)n);
}

static int show(struct n62_cli *cli, struct n62_reader *in, struct n62_out *out,
    struct n62_err *err)
{
	const struct view_options *o = cli->options;
	struct n62_text_options to = {
		.format = format_of(o),
		.lists = lists_of(o),
		.no_header = o->no_header,
		.exact = o->exact,
		.tables = o->tables.v,
		.ntables = (int)o->tables.n,
		.columns = o->columns.v,
		.ncolumns = (int)o->columns.n,
		.skip = o->skip,
		.rows = o->rows,
		.threads = (int)cli->common.threads,
		.temporary = temporary(cli, err),
		.note = note,
		.ctx = cli,
	};

	if (!to.temporary)
		return -1;
	if (o->head)
		return n62_text_head(in, out, err);
	if (o->schema)
		return n62_text_schema(in, out, err);
	if (o->provenance)
		return n62_text_provenance(in, out, err);
	if (o->script)
		return n62_text_script(in, out, err);
	if (o->count)
		return n62_text_count(in, out, &to, err);
	if (o->stats)
		return n62_text_stats(in, out, &to, err);
	return n62_text_rows(in, out, &to, err);
}

/* The output may not be one of the inputs. */
static int check_output(
    const struct n62_cli *cli, const struct n62_out *out, struct n62_err *err)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < cli->noperands; i++) {
		struct n62_in in = { 0 };

		if (n62_in_is_once(cli->operands[i]))
			continue;
		rc = n62_in_open(&in, cli->operands[i], err);
		if (rc == 0)
			rc = n62_out_check(out, &in, err);
		n62_in_free(&in);
	}
	return rc;
}

static int view(struct n62_cli *cli, struct n62_err *err)
{
	const struct view_options *o = cli->options;
	bool first = o->head || o->schema || o->provenance || o->script;
	struct n62_reader *in = NULL;
	struct n62_out out = { 0 };
	int rc = n62_out_open(&out, cli->common.output, err);

	if (rc == 0)
		rc = check_output(cli, &out, err);
	/* Counting decodes next to nothing, less than threads cost. */
	if (o->count)
		cli->common.threads = 1;
	if (rc == 0 && o->verify)
		rc = verify(cli, &out, err);
	else if (rc == 0)
		rc = n62_open_in(cli, !first, &in, err);
	if (in)
		rc = show(cli, in, &out, err);
	n62_reader_free(in);
	if (rc == 0)
		rc = n62_out_commit(&out, err);
	n62_out_free(&out);
	return rc;
}

/* ---- the program ---------------------------------------------------- */

static int run(struct n62_cli *cli, struct n62_err *err)
{
	const struct view_options *o = cli->options;

	if (o->head + o->schema + o->count + o->stats + o->verify +
		o->provenance + o->script + o->import >
	    1)
		return n62_fail(err, N62_USAGE,
		    "choose one of --head --schema --count --stats --verify "
		    "--provenance --script --import");
	if (o->json && o->format && strcmp(o->format, "json") != 0)
		return n62_fail(err, N62_USAGE,
		    "--json contradicts --format %s", o->format);
	if (!o->import && (o->keys.n || strcmp(o->merge, "append") != 0))
		return n62_fail(
		    err, N62_USAGE, "--merge and --key go with --import");
	if (o->columns.n && o->tables.n > 1)
		return n62_fail(err, N62_USAGE,
		    "--columns chooses from one table; give one --table");
	if (n62_cli_inputs(cli, err) < 0)
		return -1;
	return o->import ? import(cli, err) : view(cli, err);
}

int main(int argc, char **argv)
{
	struct view_options o = {
		.rows = UINT64_MAX, .lists = "cells", .merge = "append"
	};

	return n62_main(&tool, argc, argv, &o, run);
}
