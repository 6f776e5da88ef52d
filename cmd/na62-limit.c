/*
 * na62-limit.c - limits of counting experiments: one from options, or those
 * of the rows of a table; options, and calls into lib/stats.
 */
#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct limit_options {
	struct n62_question_text q;
	struct n62_report report;
	const char *table, *signal;
	bool observed, coverage;
};

#define AT(member) offsetof(struct limit_options, member)

static const struct n62_opt options[] = {
	{ "events", 'n', N62_OPT_TEXT, "N", AT(q.events),
	    "Events observed; 1,2,17: of several experiments", false },
	{ "background", 'b', N62_OPT_TEXT, "B", AT(q.background),
	    "Background expected: 0.26, 0.26+-0.04 or 7.0+1.1-0.8", false },
	{ "ses", 's', N62_OPT_TEXT, "S", AT(q.ses),
	    "Single event sensitivity: 3.53e-11+-0.12e-11", false },
	{ "norm", 0, N62_OPT_TEXT, "N=,B=,A=", AT(q.norm),
	    "Sensitivity from a normalisation channel, or its number of kaons",
	    false },
	{ "acceptance", 0, N62_OPT_TEXT, "A", AT(q.acceptance),
	    "With --norm: of the signal; a product: 0.0311*0.2067", false },
	{ "control", 0, N62_OPT_TEXT, "Y/TAU", AT(q.control),
	    "Background: Y events in a region TAU times as large", false },
	{ "efficiency", 0, N62_OPT_TEXT, "E", AT(q.efficiency),
	    "Of the signal: 0.85+-0.03, or passed/tried", false },
	{ "hnl", 0, N62_OPT_TEXT, "e|mu", AT(q.hnl),
	    "Limit on the mixing |U|^2 of K+ -> l+ N", false },
	{ "mass", 0, N62_OPT_REAL, "GEV", AT(q.mass),
	    "With --hnl: the mass of N, in GeV", false },
	{ "method", 'm', N62_OPT_TEXT, "NAME", AT(q.method),
	    "How the limit is made; see na62-statistics(7)", false },
	{ "cl", 0, N62_OPT_REAL, "CL", AT(q.cl),
	    "Confidence level, 0.9 if not given, 0.6827 with --measure",
	    false },
	{ "shape", 0, N62_OPT_TEXT, "gauss|lognormal|gamma|known", AT(q.shape),
	    "What the error of the background means", false },
	{ "ses-shape", 0, N62_OPT_TEXT, "lognormal|gauss|known",
	    AT(q.ses_shape), "What the error of the sensitivity means", false },
	{ "power", 0, N62_OPT_REAL, "P", AT(q.power),
	    "With bayes: the prior is the -P th power of the mean", false },
	{ "bounded", 0, N62_OPT_FLAG, NULL, AT(q.bounded),
	    "With rlc: no fit goes below a signal of 0", false },
	{ "two-sided", 0, N62_OPT_FLAG, NULL, AT(q.two_sided),
	    "Let z be that of a deviation to either side", false },
	{ "trials", 0, N62_OPT_REAL, "N", AT(q.trials),
	    "Say also the p-value of the best of N independent places", false },
	{ "combine", 0, N62_OPT_FLAG, NULL, AT(report.combine),
	    "One limit from all rows of a table", false },
	{ "common", 0, N62_OPT_REAL, "R", AT(report.common),
	    "Relative error that all sensitivities have in common", false },
	{ "measure", 0, N62_OPT_FLAG, NULL, AT(report.measure),
	    "A value with errors, by the profile likelihood", false },
	{ "global", 0, N62_OPT_FLAG, NULL, AT(report.global),
	    "Of a table: the best row, and how significant it is in a scan",
	    false },
	{ "coverage", 0, N62_OPT_FLAG, NULL, AT(coverage),
	    "A table of coverages, of all methods or the one given", false },
	{ "signal", 0, N62_OPT_TEXT, "S", AT(signal),
	    "With --coverage: the signals, such as 0.5,1,2", false },
	{ "table", 't', N62_OPT_TEXT, "NAME", AT(table),
	    "The input is an n62 stream: add limits to this table", false },
	{ "expected", 'e', N62_OPT_FLAG, NULL, AT(report.expected),
	    "With -n: also the limits expected without a signal", false },
	{ "observed", 0, N62_OPT_FLAG, NULL, AT(observed),
	    "With a table: leave the expected limits out", false },
	{ "json", 0, N62_OPT_FLAG, NULL, AT(report.json), "Write JSON", false },
	{ "explain", 0, N62_OPT_FLAG, NULL, AT(report.explain),
	    "With -n: every step with its numbers", false },
	{ "compare", 0, N62_OPT_FLAG, NULL, AT(report.compare),
	    "With -n: all methods, and which are valid here", false },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"The limit on K+ -> mu- nu e+ e+",
	"na62-limit -n 0 -b 0.26+-0.04 --ses 3.53e-11+-0.12e-11",
	"Limits for each row of a table with columns n, b, sigma_b",
	"na62-limit scan.tsv -o limits.tsv",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-limit",
	.summary = "Sets limits from counts of events",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

/* ---- one answer ----------------------------------------------------- */

static void say(void *ctx, const char *sentence)
{
	n62_say(ctx, "%s", sentence);
}

static struct n62_report report_of(struct n62_cli *cli)
{
	const struct limit_options *o = cli->options;
	struct n62_report r = o->report;

	r.say = say;
	r.ctx = cli;
	return r;
}

static int from_options(
    struct n62_cli *cli, struct n62_buf *out, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_report r = report_of(cli);
	struct n62_question q[16];
	int n;

	if (cli->noperands > 0)
		return n62_fail(
		    err, N62_USAGE, "give either --events or tables, not both");
	if (!o->q.background && !o->q.control)
		return n62_fail(
		    err, N62_USAGE, "--events needs --background, even if 0");
	n = n62_questions_read(&o->q, q, err);
	return n < 0 ? -1 : n62_report_answer(&r, q, n, out, err);
}

static int coverage(
    struct n62_cli *cli, struct n62_buf *out, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_question_text t = o->q;
	struct n62_question q;
	const char *b = o->q.background;
	bool list = !b || strchr(b, ',');

	if (cli->noperands > 0)
		return n62_fail(
		    err, N62_USAGE, "--coverage goes without a table");
	if (list)
		t.background = NULL;
	if (n62_question_read(&t, &q, err) < 0)
		return -1;
	if (!b && !o->q.control)
		b = "0,0.5,1,2,3,5,10";
	return n62_coverage_table(
	    &q, !o->q.method, list ? b : NULL, o->signal, out, err);
}

/* ---- tables --------------------------------------------------------- */

struct voice {
	const struct n62_cli *cli;
	const char *name; /* of the table, or NULL */
};

static void say_row(void *ctx, uint64_t row, const char *sentence)
{
	const struct voice *v = ctx;

	n62_say(v->cli, "%s%srow %llu: %s", v->name ? v->name : "",
	    v->name ? ": " : "", (unsigned long long)row, sentence);
}

static int count_bad(uint64_t bad, uint64_t rows, struct n62_err *err)
{
	if (bad == 0)
		return 0;
	return n62_fail(err, N62_DATA, "%llu of %llu rows are bad",
	    (unsigned long long)bad, (unsigned long long)rows);
}

static int read_rows(struct n62_cli *cli, struct voice *voice,
    struct n62_limit_text *t, struct n62_out *file, struct n62_err *err)
{
	struct n62_in in = { 0 };
	int r = n62_in_open(&in, cli->operands[0], err);

	voice->name = in.name;
	if (r == 0)
		r = n62_out_check(file, &in, err);
	if (r == 0 && n62_limit_text(t, &in, file, err) < 0)
		r = n62_fail_at(err, "%s", in.name);
	n62_in_free(&in);
	return r;
}

static int from_table(struct n62_cli *cli, struct n62_out *file,
    struct n62_buf *out, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct voice voice = { .cli = cli };
	struct n62_report report = report_of(cli);
	bool one = report.combine || report.measure || report.global;
	struct n62_limit_text t = { .banded = !o->observed,
		.json = report.json,
		.say = say_row,
		.ctx = &voice };
	int r;

	if (n62_question_read(&o->q, &t.q, err) < 0 ||
	    n62_cli_inputs(cli, err) < 0)
		return -1;
	if (cli->noperands > 1)
		return n62_fail(err, N62_USAGE, "give one table");
	if (one && !(t.rows_of = n62_rows_new(err)))
		return -1;
	r = read_rows(cli, &voice, &t, file, err);
	/* What is left out of a combination makes it wrong. */
	if (r == 0 && one && (t.bad == 0 || report.global))
		r = n62_report_rows(&report, t.rows_of, out, err);
	n62_rows_free(t.rows_of);
	if (r == 0)
		r = n62_out_write(file, out->data, out->len, err);
	if (r == 0)
		r = n62_out_commit(file, err);
	return r < 0 ? -1 : count_bad(t.bad, t.rows, err);
}

static int stream(struct n62_cli *cli, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct voice voice = { .cli = cli };
	struct n62_limit_stream s = { .table = o->table,
		.banded = !o->observed,
		.say = say_row,
		.ctx = &voice };
	int r;

	if (o->report.json || o->q.events)
		return n62_fail(err, N62_USAGE,
		    "--table goes neither with --events nor with --json; "
		    "na62-view --json writes JSON of a stream");
	if (n62_question_read(&o->q, &s.q, err) < 0)
		return -1;
	r = n62_filter(cli, n62_limit_stream_step, &s, err);
	n62_limit_stream_free(&s);
	if (r < 0)
		return -1;
	return count_bad(s.bad, s.rows, err);
}

static int text(struct n62_cli *cli, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_out file = { 0 };
	struct n62_buf out = { 0 };
	int r = n62_out_open(&file, cli->common.output, err);

	if (r == 0 && !o->coverage && !o->q.events)
		r = from_table(cli, &file, &out, err);
	else if (r == 0) {
		r = o->coverage ? coverage(cli, &out, err)
				: from_options(cli, &out, err);
		if (r == 0)
			r = n62_out_write(&file, out.data, out.len, err);
		if (r == 0)
			r = n62_out_commit(&file, err);
	}
	n62_buf_free(&out);
	n62_out_free(&file);
	return r;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct limit_options *o = cli->options;
	bool one = o->report.combine || o->report.measure || o->report.global ||
		   o->coverage;

	if (isnan(o->q.cl))
		o->q.cl = o->report.measure ? 0.6827 : 0.9;
	if (n62_report_check(&o->report, o->q.events != NULL, err) < 0)
		return -1;
	if (o->coverage && (o->report.combine || o->report.measure ||
			       o->report.global || o->q.events))
		return n62_fail(err, N62_USAGE,
		    "--coverage goes with none of --events, --combine, "
		    "--measure and --global");
	if (o->table && one)
		return n62_fail(err, N62_USAGE,
		    "--combine, --measure, --global and --coverage read text: "
		    "na62-view writes it");
	return o->table ? stream(cli, err) : text(cli, err);
}

int main(int argc, char **argv)
{
	struct limit_options o = { .signal =
				       "0.25,0.5,1,1.5,2,3,4,5,6,8,10,12,15,20",
		.q = { .cl = NAN,
		    .mass = NAN,
		    .shape = "gauss",
		    .ses_shape = "lognormal" } };

	return n62_main(&tool, argc, argv, &o, run);
}
