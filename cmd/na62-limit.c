/*
 * na62-limit.c - limits of counting experiments: one from options, or those
 * of the rows of a table; options, and calls into lib/stats.
 */
#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct limit_options {
	const char *events, *background, *ses, *shape, *ses_shape, *method;
	const char *table;
	double cl, power, trials;
	bool bounded, two_sided, expected, observed, json, explain, compare;
};

#define AT(member) offsetof(struct limit_options, member)

static const struct n62_opt options[] = {
	{ "events", 'n', N62_OPT_TEXT, "N", AT(events), "Events observed",
	    false },
	{ "background", 'b', N62_OPT_TEXT, "B", AT(background),
	    "Background expected: 0.26, 0.26+-0.04 or 7.0+1.1-0.8", false },
	{ "ses", 's', N62_OPT_TEXT, "S", AT(ses),
	    "Single event sensitivity: 3.53e-11+-0.12e-11", false },
	{ "method", 'm', N62_OPT_TEXT, "NAME", AT(method),
	    "How the limit is made; see na62-statistics(7)", false },
	{ "cl", 0, N62_OPT_REAL, "CL", AT(cl),
	    "Confidence level, 0.9 if not given", false },
	{ "shape", 0, N62_OPT_TEXT, "gauss|lognormal|gamma|known", AT(shape),
	    "What the error of the background means", false },
	{ "ses-shape", 0, N62_OPT_TEXT, "lognormal|gauss|known", AT(ses_shape),
	    "What the error of the sensitivity means", false },
	{ "power", 0, N62_OPT_REAL, "P", AT(power),
	    "With bayes: the prior is the -P th power of the mean", false },
	{ "bounded", 0, N62_OPT_FLAG, NULL, AT(bounded),
	    "With rlc: no fit goes below a signal of 0", false },
	{ "two-sided", 0, N62_OPT_FLAG, NULL, AT(two_sided),
	    "Let z be that of a deviation to either side", false },
	{ "trials", 0, N62_OPT_REAL, "N", AT(trials),
	    "Say also the p-value of the best of N independent places", false },
	{ "table", 't', N62_OPT_TEXT, "NAME", AT(table),
	    "The input is an n62 stream: add limits to this table", false },
	{ "expected", 'e', N62_OPT_FLAG, NULL, AT(expected),
	    "With -n: also the limits expected without a signal", false },
	{ "observed", 0, N62_OPT_FLAG, NULL, AT(observed),
	    "With a table: leave the expected limits out", false },
	{ "json", 0, N62_OPT_FLAG, NULL, AT(json), "Write JSON", false },
	{ "explain", 0, N62_OPT_FLAG, NULL, AT(explain),
	    "With -n: every step with its numbers", false },
	{ "compare", 0, N62_OPT_FLAG, NULL, AT(compare),
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

/* ---- the question --------------------------------------------------- */

static enum n62_shape shape_of(const char *name)
{
	if (strcmp(name, "gauss") == 0)
		return N62_GAUSS;
	if (strcmp(name, "lognormal") == 0)
		return N62_LOGNORMAL;
	return strcmp(name, "gamma") == 0 ? N62_GAMMA : N62_KNOWN;
}

static int read_ses(
    const struct limit_options *o, struct n62_question *q, struct n62_err *err)
{
	double down;

	q->ses = NAN;
	if (!o->ses)
		return 0;
	if (n62_measured(o->ses, &q->ses, &q->ses_sigma, &down, err) < 0)
		return n62_fail_at(err, "--ses");
	if (down != q->ses_sigma)
		return n62_fail(err, N62_USAGE,
		    "--ses: its error must be symmetric, not %s", o->ses);
	return 0;
}

static int read_question(
    const struct limit_options *o, struct n62_question *q, struct n62_err *err)
{
	*q = (struct n62_question){ .two_sided = o->two_sided };
	if (n62_method_read(o->method, &q->method, err) < 0)
		return -1;
	q->c = (struct n62_count){ .cl = o->cl,
		.power = o->power,
		.bounded = o->bounded,
		.b_shape = shape_of(o->shape),
		.e_shape = shape_of(o->ses_shape) };
	if (o->background && n62_measured(o->background, &q->c.b, &q->c.b_up,
				 &q->c.b_down, err) < 0)
		return n62_fail_at(err, "--background");
	if (q->c.b_up != q->c.b_down && q->c.b_shape != N62_GAUSS)
		return n62_fail(err, N62_USAGE,
		    "--background: asymmetric errors go with --shape gauss");
	if (o->events && n62_get_i64(o->events, strlen(o->events), &q->c.n) < 0)
		return n62_fail(err, N62_DATA,
		    "--events: %s is not a whole number", o->events);
	return read_ses(o, q, err);
}

/* ---- one limit ------------------------------------------------------ */

static void warn(const struct n62_cli *cli, const struct n62_question *q,
    const struct n62_answer *a)
{
	const char *remark = n62_remark(q->method, &a->count);

	if (strncmp(remark, "not valid", 9) == 0)
		n62_say(cli, "%s is %s", n62_method_name(q->method), remark);
	if (a->limit.raised)
		n62_say(cli,
		    "rlc: the interval is below 0; that of more events, as "
		    "TRolke takes it, is given");
}

static int one_limit(
    struct n62_cli *cli, struct n62_buf *out, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_question q;
	struct n62_answer a;

	if (cli->noperands > 0)
		return n62_fail(
		    err, N62_USAGE, "give either --events or tables, not both");
	if (!o->background)
		return n62_fail(
		    err, N62_USAGE, "--events needs --background, even if 0");
	if (read_question(o, &q, err) < 0 ||
	    n62_answer(&q, o->expected, &a, err) < 0)
		return -1;
	warn(cli, &q, &a);
	if (o->compare)
		return n62_answer_compare(&q, out, err);
	if (o->json)
		return n62_answer_json(&q, &a, out, err);
	if ((o->explain && n62_answer_explain(&q, &a, out, err) < 0) ||
	    n62_answer_sentence(&q, &a, out, err) < 0)
		return -1;
	if (o->trials > 1)
		return n62_buf_printf(out, err,
		    "best of %.10g places: p0 = %.3g, one-sided Z = %.2f\n",
		    o->trials, exp(n62_global_trials(log(a.p0), o->trials)),
		    n62_normal_z(n62_global_trials(log(a.p0), o->trials)));
	return 0;
}

/* ---- tables --------------------------------------------------------- */

struct tables {
	struct n62_cli *cli;
	struct n62_limit_table *table;
	struct n62_buf *out;
	struct n62_out *file;
	uint64_t line, bad;
	const char *name;
};

/* One line, ended by 0. */
static int take_line(struct tables *t, char *line, struct n62_err *err)
{
	const struct limit_options *o = t->cli->options;
	struct n62_err why = { 0 };
	struct n62_question q;
	size_t n = strlen(line);

	t->line++;
	if (n > 0 && line[n - 1] == '\r')
		line[n - 1] = 0;
	if (!t->table) {
		if (read_question(o, &q, err) < 0)
			return -1;
		t->table = n62_limit_table_new(
		    line, &q, !o->observed, o->json, t->out, err);
		return t->table ? 0 : n62_fail_at(err, "%s", t->name);
	}
	if (n62_limit_table_row(t->table, line, t->out, &why) < 0) {
		if (why.code == N62_MEM) {
			*err = why;
			return -1;
		}
		t->bad++;
		n62_say(t->cli, "%s: row %llu: %s", t->name,
		    (unsigned long long)t->line - 1, why.text);
	}
	if (t->out->len < 1 << 16)
		return 0;
	n = t->out->len;
	t->out->len = 0;
	return n62_out_write(t->file, t->out->data, n, err);
}

static int read_table(struct tables *t, struct n62_in *in, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	ssize_t got = 1;
	int r = 0;

	while (r == 0 && got > 0) {
		char *at, *end;

		r = n62_buf_reserve(&text, 1 << 16, err);
		got = r < 0
			  ? -1
			  : n62_in_read(in, text.data + text.len, 1 << 15, err);
		if (got < 0) {
			r = -1;
			break;
		}
		text.len += (size_t)got;
		/* The last line may have no newline. */
		if (got == 0 && text.len > 0 && text.data[text.len - 1] != '\n')
			text.data[text.len++] = '\n';
		at = text.data;
		while (r == 0 && (end = memchr(at, '\n',
				      text.len - (size_t)(at - text.data)))) {
			*end = 0;
			r = take_line(t, at, err);
			at = end + 1;
		}
		text.len -= (size_t)(at - text.data);
		memmove(text.data, at, text.len);
	}
	n62_buf_free(&text);
	return r;
}

static int all_tables(struct n62_cli *cli, struct n62_out *file,
    struct n62_buf *out, struct n62_err *err)
{
	struct tables t = { .cli = cli, .out = out, .file = file };
	int r = n62_cli_inputs(cli, err);

	if (r == 0 && cli->noperands > 1)
		r = n62_fail(err, N62_USAGE, "give one table");
	for (int i = 0; r == 0 && i < cli->noperands; i++) {
		struct n62_in in = { 0 };

		r = n62_in_open(&in, cli->operands[i], err);
		t.name = in.name;
		if (r == 0)
			r = n62_out_check(file, &in, err);
		if (r == 0)
			r = read_table(&t, &in, err);
		if (r == 0 && !t.table)
			r = n62_fail(err, N62_DATA, "%s: it is empty", in.name);
		n62_in_free(&in);
	}
	n62_limit_table_free(t.table);
	if (r == 0 && t.bad > 0) {
		if (n62_out_write(file, out->data, out->len, err) < 0 ||
		    n62_out_commit(file, err) < 0)
			return -1;
		return n62_fail(err, N62_DATA, "%llu of %llu rows are bad",
		    (unsigned long long)t.bad, (unsigned long long)t.line - 1);
	}
	return r;
}

/* ---- streams -------------------------------------------------------- */

static void say_row(void *ctx, uint64_t row, const char *sentence)
{
	n62_say(ctx, "row %llu: %s", (unsigned long long)row, sentence);
}

static int stream(struct n62_cli *cli, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_limit_stream s = {
		.table = o->table, .say = say_row, .ctx = cli
	};

	if (o->json || o->observed || o->events)
		return n62_fail(err, N62_USAGE,
		    "--table does not go with --json, --observed or --events");
	if (read_question(o, &s.q, err) < 0 ||
	    n62_filter(cli, n62_limit_stream_step, &s, err) < 0)
		return -1;
	if (s.bad > 0)
		return n62_fail(err, N62_DATA, "%llu of %llu rows are bad",
		    (unsigned long long)s.bad, (unsigned long long)s.rows);
	return 0;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	const struct limit_options *o = cli->options;
	struct n62_out file = { 0 };
	struct n62_buf out = { 0 };
	int r;

	if (!o->events && (o->explain || o->compare || o->expected))
		return n62_fail(err, N62_USAGE,
		    "--explain, --compare and --expected go with --events");
	if (o->table)
		return stream(cli, err);
	r = n62_out_open(&file, cli->common.output, err);
	if (r == 0)
		r = o->events ? one_limit(cli, &out, err)
			      : all_tables(cli, &file, &out, err);
	if (r == 0)
		r = n62_out_write(&file, out.data, out.len, err);
	if (r == 0)
		r = n62_out_commit(&file, err);
	n62_buf_free(&out);
	n62_out_free(&file);
	return r;
}

int main(int argc, char **argv)
{
	struct limit_options o = { .method = "cls",
		.cl = 0.9,
		.shape = "gauss",
		.ses_shape = "lognormal" };

	return n62_main(&tool, argc, argv, &o, run);
}
