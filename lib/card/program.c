/*
 * program.c - what a program that makes limits does by its command line: one
 * answer, a table of text, a stream.
 */
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "card/private.h"

static void say(void *ctx, const char *sentence)
{
	n62_say(ctx, "%s", sentence);
}

static struct n62_report report_of(
    struct n62_cli *cli, const struct n62_card_job *j)
{
	struct n62_report r = j->report;

	r.say = say;
	r.ctx = cli;
	return r;
}

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

static int finish(
    struct n62_out *file, const struct n62_buf *out, struct n62_err *err)
{
	if (n62_out_write(file, out->data, out->len, err) < 0)
		return -1;
	return n62_out_commit(file, err);
}

/* ---- one answer ----------------------------------------------------- */

int n62_card_begin(struct n62_card_job *j, struct n62_err *err)
{
	if (!j->card_name)
		return 0;
	j->card = n62_card_read(j->card_name, err);
	if (!j->card)
		return -1;
	n62_card_defaults(j->card, &j->q);
	return 0;
}

bool n62_card_alone(const struct n62_cli *cli, const struct n62_card_job *j)
{
	struct stat st;

	if (!j->card)
		return j->q.events;
	return cli->noperands == 0 &&
	       (fstat(STDIN_FILENO, &st) < 0 || S_ISCHR(st.st_mode));
}

static int from_card(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_report r = report_of(cli, j);
	struct n62_question q;
	bool blinded;

	if (n62_question_read(&j->q, &q, err) < 0 ||
	    n62_card_ask(j->card, &j->q, &q, &blinded, err) < 0)
		return -1;
	return n62_card_report(j->card, &r, &q, blinded, out, err);
}

int n62_card_single(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_report r = report_of(cli, j);
	struct n62_question q[16];
	int n;

	if (j->card)
		return from_card(cli, j, out, err);
	if (cli->noperands > 0)
		return n62_fail(
		    err, N62_USAGE, "give either --events or tables, not both");
	if (!j->q.background && !j->q.control)
		return n62_fail(
		    err, N62_USAGE, "--events needs --background, even if 0");
	n = n62_questions_read(&j->q, q, err);
	return n < 0 ? -1 : n62_report_answer(&r, q, n, out, err);
}

/* ---- tables of text ------------------------------------------------- */

static int from_table(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_in *in, struct n62_out *file, struct n62_buf *out,
    struct n62_err *err)
{
	struct voice voice = { .cli = cli, .name = in->name };
	struct n62_report report = report_of(cli, j);
	bool one = report.combine || report.measure || report.global;
	struct n62_limit_text t = { .banded = !j->observed,
		.json = report.json,
		.say = say_row,
		.ctx = &voice };
	int r;

	if (n62_question_read(&j->q, &t.q, err) < 0)
		return -1;
	if (cli->noperands > 1)
		return n62_fail(err, N62_USAGE, "give one table");
	if (one && !(t.rows_of = n62_rows_new(err)))
		return -1;
	r = n62_out_check(file, in, err);
	if (r == 0 && n62_limit_text(&t, in, file, err) < 0)
		r = n62_fail_at(err, "%s", in->name);
	/* What is left out of a combination makes it wrong. */
	if (r == 0 && one && (t.bad == 0 || report.global))
		r = n62_report_rows(&report, t.rows_of, out, err);
	n62_rows_free(t.rows_of);
	if (r == 0)
		r = finish(file, out, err);
	return r < 0 ? -1 : count_bad(t.bad, t.rows, err);
}

/* ---- streams -------------------------------------------------------- */

int n62_card_beside(struct n62_cli *cli, const struct n62_card_job *j,
    const char *table, struct n62_err *err)
{
	struct voice voice = { .cli = cli };
	struct n62_limit_stream s = { .table = table,
		.banded = !j->observed,
		.say = say_row,
		.ctx = &voice };
	int r;

	if (j->report.json || j->q.events || j->card)
		return n62_fail(err, N62_USAGE,
		    "--table goes with none of --events, --json and --card; "
		    "na62-view --json writes JSON of a stream");
	if (n62_question_read(&j->q, &s.q, err) < 0)
		return -1;
	r = n62_filter(cli, n62_limit_stream_step, &s, err);
	n62_limit_stream_free(&s);
	return r < 0 ? -1 : count_bad(s.bad, s.rows, err);
}

static int to_text(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_card_flow *f, struct n62_reader *in, struct n62_out *file,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_report report = report_of(cli, j);
	int r;

	if (n62_card_scans(f->card))
		r = n62_card_flow_text(f, &report, in, out, err);
	else {
		r = n62_card_look_all(f->card, in, err);
		if (r == 0)
			r = from_card(cli, j, out, err);
	}
	return r < 0 ? -1 : finish(file, out, err);
}

static int to_stream(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_card_flow *f, struct n62_reader *in, struct n62_err *err)
{
	struct n62_origin origin = { .inputs = &j->card_name,
		.ninputs = j->card_name && strpbrk(j->card_name, "/.") };
	struct n62_writer *out = NULL;
	int r = n62_open_out(cli, &origin, in, &out, err);

	if (r == 0)
		r = n62_card_flow(f, in, out, err);
	if (r == 0)
		r = n62_commit(out, err);
	n62_writer_free(out);
	return r;
}

static int from_stream(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_in *first, struct n62_out *file, struct n62_buf *out,
    struct n62_err *err)
{
	const struct n62_report *r = &j->report;
	struct voice voice = { .cli = cli };
	struct n62_card_flow f = { .card = j->card,
		.text = &j->q,
		.banded = !j->observed,
		.say = say_row,
		.ctx = &voice };
	bool text = j->text || r->json || r->explain || r->compare ||
		    r->measure || r->global || r->combine || file->terminal;
	struct n62_reader *in = NULL;
	int status = n62_question_read(&j->q, &f.q, err);

	if (status == 0)
		status = n62_open_opened(cli, true, first, &in, err);
	if (status == 0 && text)
		status = to_text(cli, j, &f, in, file, out, err);
	else if (status == 0) {
		/* The writer opens it anew, as that of a stream. */
		n62_out_free(file);
		status = to_stream(cli, j, &f, in, err);
	}
	n62_reader_free(in);
	return status < 0 ? -1 : count_bad(f.bad, f.rows, err);
}

/* ---- whatever comes ------------------------------------------------- */

int n62_card_inputs(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_out *file, struct n62_err *err)
{
	struct n62_in in = { .fd = -1 };
	struct n62_buf out = { 0 };
	bool is = false;
	int r = n62_cli_inputs(cli, err);

	if (r == 0)
		r = n62_in_open(&in, cli->operands[0], err);
	if (r == 0)
		r = n62_in_is_stream(&in, &is, err);
	/* With a card, the reader of streams says what it is instead. */
	if (r == 0)
		r = is || j->card ? from_stream(cli, j, &in, file, &out, err)
				  : from_table(cli, j, &in, file, &out, err);
	n62_in_free(&in);
	n62_buf_free(&out);
	return r;
}
