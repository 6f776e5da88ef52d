/*
 * na62-limit.c - limits of counting experiments: one from options, or those
 * of the rows of a table; options, and calls into lib/stats.
 */
#include "card/card.h"

#include <math.h>
#include <string.h>

struct limit_options {
	struct n62_card_job job;
	const char *table, *signal, *print_card;
	bool coverage, list_cards;
};

#define AT(member) offsetof(struct limit_options, member)

static const struct n62_opt options[] = {
	{ "card", 'c', N62_OPT_TEXT, "CARD", AT(job.card_name),
	    "Limits by an analysis card, of a stream or of its own counts",
	    false },
	{ "list-cards", 0, N62_OPT_FLAG, NULL, AT(list_cards),
	    "List the cards that are compiled in", false },
	{ "print-card", 0, N62_OPT_TEXT, "NAME", AT(print_card),
	    "Print a card that is compiled in", false },
	{ "events", 'n', N62_OPT_TEXT, "N", AT(job.q.events),
	    "Events observed; 1,2,17: of several experiments", false },
	{ "background", 'b', N62_OPT_TEXT, "B", AT(job.q.background),
	    "Background expected: 0.26, 0.26+-0.04 or 7.0+1.1-0.8", false },
	{ "ses", 's', N62_OPT_TEXT, "S", AT(job.q.ses),
	    "Single event sensitivity: 3.53e-11+-0.12e-11", false },
	{ "norm", 0, N62_OPT_TEXT, "N=,B=,A=", AT(job.q.norm),
	    "Sensitivity from a normalisation channel, or its number of kaons",
	    false },
	{ "acceptance", 0, N62_OPT_TEXT, "A", AT(job.q.acceptance),
	    "With --norm: of the signal; a product: 0.0311*0.2067", false },
	{ "control", 0, N62_OPT_TEXT, "Y/TAU", AT(job.q.control),
	    "Background: Y events in a region TAU times as large", false },
	{ "efficiency", 0, N62_OPT_TEXT, "E", AT(job.q.efficiency),
	    "Of the signal: 0.85+-0.03, or passed/tried", false },
	{ "hnl", 0, N62_OPT_TEXT, "e|mu", AT(job.q.hnl),
	    "Limit on the mixing |U|^2 of K+ -> l+ N", false },
	{ "mass", 0, N62_OPT_REAL, "GEV", AT(job.q.mass),
	    "With --hnl: the mass of N, in GeV", false },
	{ "method", 'm', N62_OPT_TEXT, "NAME", AT(job.q.method),
	    "How the limit is made; see na62-statistics(7)", false },
	{ "cl", 0, N62_OPT_REAL, "CL", AT(job.q.cl),
	    "Confidence level, 0.9 if not given, 0.6827 with --measure",
	    false },
	{ "shape", 0, N62_OPT_TEXT, "gauss|lognormal|gamma|known",
	    AT(job.q.shape), "What the error of the background means", false },
	{ "ses-shape", 0, N62_OPT_TEXT, "lognormal|gauss|known",
	    AT(job.q.ses_shape), "What the error of the sensitivity means",
	    false },
	{ "power", 0, N62_OPT_REAL, "P", AT(job.q.power),
	    "With bayes: the prior is the -P th power of the mean", false },
	{ "bounded", 0, N62_OPT_FLAG, NULL, AT(job.q.bounded),
	    "With rlc: no fit goes below a signal of 0", false },
	{ "two-sided", 0, N62_OPT_FLAG, NULL, AT(job.q.two_sided),
	    "Let z be that of a deviation to either side", false },
	{ "trials", 0, N62_OPT_REAL, "N", AT(job.q.trials),
	    "Say also the p-value of the best of N independent places", false },
	{ "combine", 0, N62_OPT_FLAG, NULL, AT(job.report.combine),
	    "One limit from all rows of a table", false },
	{ "common", 0, N62_OPT_REAL, "R", AT(job.report.common),
	    "Relative error that all sensitivities have in common", false },
	{ "measure", 0, N62_OPT_FLAG, NULL, AT(job.report.measure),
	    "A value with errors, by the profile likelihood", false },
	{ "global", 0, N62_OPT_FLAG, NULL, AT(job.report.global),
	    "Of a table: the best row, and how significant it is in a scan",
	    false },
	{ "coverage", 0, N62_OPT_FLAG, NULL, AT(coverage),
	    "A table of coverages, of all methods or the one given", false },
	{ "signal", 0, N62_OPT_TEXT, "S", AT(signal),
	    "With --coverage: the signals, such as 0.5,1,2", false },
	{ "table", 't', N62_OPT_TEXT, "NAME", AT(table),
	    "The input is an n62 stream: add limits to this table", false },
	{ "expected", 'e', N62_OPT_FLAG, NULL, AT(job.report.expected),
	    "With one count: also the limits expected without a signal",
	    false },
	{ "observed", 0, N62_OPT_FLAG, NULL, AT(job.observed),
	    "With a table: leave the expected limits out", false },
	{ "json", 0, N62_OPT_FLAG, NULL, AT(job.report.json), "Write JSON",
	    false },
	{ "text", 0, N62_OPT_FLAG, NULL, AT(job.text),
	    "Of a stream: write text, as to a terminal", false },
	{ "explain", 0, N62_OPT_FLAG, NULL, AT(job.report.explain),
	    "With one count: every step with its numbers", false },
	{ "compare", 0, N62_OPT_FLAG, NULL, AT(job.report.compare),
	    "With one count: all methods, and which are valid here", false },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"The limit on K+ -> mu- nu e+ e+",
	"na62-limit -n 0 -b 0.26+-0.04 --ses 3.53e-11+-0.12e-11",
	"The limit of a spectrum by the card of its analysis",
	"na62-limit --card munuee --text spectrum.n62",
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

static int coverage(
    struct n62_cli *cli, struct n62_buf *out, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_question_text t = o->job.q;
	struct n62_question q;
	const char *b = o->job.q.background;
	bool list = !b || strchr(b, ',');

	if (cli->noperands > 0)
		return n62_fail(
		    err, N62_USAGE, "--coverage goes without a table");
	if (list)
		t.background = NULL;
	if (n62_question_read(&t, &q, err) < 0)
		return -1;
	if (!b && !o->job.q.control)
		b = "0,0.5,1,2,3,5,10";
	return n62_coverage_table(
	    &q, !o->job.q.method, list ? b : NULL, o->signal, out, err);
}

/* What needs no input. */
static int page(struct n62_cli *cli, struct n62_buf *out, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	const struct n62_builtin *b;

	if (o->list_cards)
		return n62_card_list(out, err);
	if (o->coverage)
		return coverage(cli, out, err);
	if (!o->print_card)
		return n62_card_single(cli, &o->job, out, err);
	b = n62_card_builtin(o->print_card, err);
	return b ? n62_buf_add(out, b->text, b->size, err) : -1;
}

static int text(struct n62_cli *cli, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_out file = { .fd = -1 };
	struct n62_buf out = { 0 };
	int r = n62_out_open(&file, cli->common.output, err);

	if (r == 0 && !o->list_cards && !o->print_card && !o->coverage &&
	    !n62_card_alone(cli, &o->job))
		r = n62_card_inputs(cli, &o->job, &file, err);
	else if (r == 0) {
		r = page(cli, &out, err);
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
	bool one = o->job.report.combine || o->job.report.measure ||
		   o->job.report.global || o->coverage;

	if (n62_card_begin(&o->job, err) < 0)
		return -1;
	if (isnan(o->job.q.cl))
		o->job.q.cl = o->job.report.measure ? 0.6827 : 0.9;
	if (n62_report_check(&o->job.report,
		o->job.q.events ||
		    (o->job.card && !n62_card_scans(o->job.card)),
		err) < 0)
		return -1;
	if (o->coverage && (o->job.report.combine || o->job.report.measure ||
			       o->job.report.global || o->job.q.events))
		return n62_fail(err, N62_USAGE,
		    "--coverage goes with none of --events, --combine, "
		    "--measure and --global");
	if (o->table && one)
		return n62_fail(err, N62_USAGE,
		    "--combine, --measure, --global and --coverage read text: "
		    "na62-view writes it");
	return o->table ? n62_card_beside(cli, &o->job, o->table, err)
			: text(cli, err);
}

int main(int argc, char **argv)
{
	struct limit_options o = { .signal =
				       "0.25,0.5,1,1.5,2,3,4,5,6,8,10,12,15,20",
		.job.q = { .cl = NAN,
		    .mass = NAN,
		    .shape = "gauss",
		    .ses_shape = "lognormal" } };

	int status = n62_main(&tool, argc, argv, &o, run);

	n62_card_free(o.job.card);
	return status;
}
