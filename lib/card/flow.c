/*
 * flow.c - a stream through a card: its tables pass, and limits are added.
 */
#include <math.h>
#include <string.h>

#include "card/private.h"

enum {
	MOST_NAME = 50
};

bool n62_card_scans(const struct n62_card *c)
{
	return !c || c->scan || !c->signal.region;
}

int n62_card_look_all(
    struct n62_card *c, struct n62_reader *in, struct n62_err *err)
{
	struct n62_card_look *l = n62_card_look_new(c, err);
	struct n62_block *b;
	int r = l ? 1 : -1;

	while (r > 0) {
		r = n62_read(in, &b, err);
		if (r > 0 && n62_card_look_at(l, b, err) < 0)
			r = -1;
		if (r > 0 && b->kind == N62_HEAD)
			card_drop_others(l, b->schema);
	}
	if (r == 0)
		r = n62_card_look_end(l, err);
	n62_card_look_free(l);
	return r;
}

/* ---- scans ---------------------------------------------------------- */

static int begin_scans(const struct n62_card_flow *f, struct n62_limit_scans *s,
    struct n62_err *err)
{
	*s = (struct n62_limit_scans){ .q = f->q,
		.banded = f->banded,
		.only = f->card ? f->card->scan : NULL,
		.say = f->say,
		.ctx = f->ctx };
	return f->card ? n62_card_ask_scan(f->card, f->text, &s->q, err) : 0;
}

static int end_scans(struct n62_card_flow *f, struct n62_limit_scans *s, int r,
    struct n62_err *err)
{
	if (r == 0 && s->found == 0)
		r = n62_fail(err, N62_DATA, "the stream has no table scan/%s",
		    s->only ? s->only : "NAME; a count needs --card");
	f->rows = s->rows;
	f->bad = s->bad;
	n62_limit_scans_free(s);
	return r;
}

static int flow_scans(struct n62_card_flow *f, struct n62_reader *in,
    struct n62_writer *out, struct n62_err *err)
{
	struct n62_limit_scans s;
	struct n62_block *b;
	int r = begin_scans(f, &s, err) < 0 ? -1 : 1;

	while (r > 0) {
		r = n62_read(in, &b, err);
		if (r > 0 && n62_limit_scans_step(&s, b, out, err) < 0)
			r = -1;
	}
	return end_scans(f, &s, r, err);
}

int n62_card_flow_text(struct n62_card_flow *f, const struct n62_report *report,
    struct n62_reader *in, struct n62_buf *out, struct n62_err *err)
{
	bool one = report->combine || report->measure || report->global;
	struct n62_rows *rows = NULL;
	struct n62_limit_scans s;
	struct n62_block *b;
	int r = begin_scans(f, &s, err) < 0 ? -1 : 1;

	if (r > 0 && one) {
		s.rows_of = rows = n62_rows_new(err);
		r = rows ? 1 : -1;
	}
	while (r > 0) {
		r = n62_read(in, &b, err);
		if (r > 0 &&
		    n62_limit_scans_text(&s, b, report->json, out, err) < 0)
			r = -1;
	}
	r = end_scans(f, &s, r, err);
	if (r == 0 && one)
		r = n62_report_rows(report, rows, out, err);
	n62_rows_free(rows);
	return r;
}

/* ---- one count ------------------------------------------------------ */

/* The columns of limit/NAME that are there before the limits. */
enum {
	CHANNEL,
	METHOD,
	CL,
	N,
	B,
	B_UP,
	B_DOWN,
	SES,
	SIGMA_SES,
	COLUMNS
};

static const struct n62_column columns[COLUMNS] = {
	{ "channel", "", "what is searched for", N62_STR, .list = -1 },
	{ "method", "", "how the limit was made", N62_STR, .list = -1 },
	{ "cl", "", "confidence level", N62_F64, .list = -1 },
	{ "n", "", "events observed", N62_I64, .list = -1 },
	{ "b", "", "background expected", N62_F64, .list = -1 },
	{ "sigma_b_up", "", "its upper error", N62_F64, .list = -1 },
	{ "sigma_b_down", "", "its lower error", N62_F64, .list = -1 },
	{ "ses", "", "single event sensitivity", N62_F64, .list = -1 },
	{ "sigma_ses", "", "its error", N62_F64, .list = -1 },
};

struct counting {
	struct n62_card_flow *flow;
	struct n62_card_look *look;
	struct n62_limit_stream limit;
	struct n62_schema *schema;
	struct n62_col col[COLUMNS];
	int table;
	bool ratio;
};

/* "limit/" and the name of the card without folder and suffix. */
static void table_name(const struct n62_card *c, char name[MOST_NAME + 8])
{
	const char *slash = strrchr(c->name, '/');
	const char *base = slash ? slash + 1 : c->name;
	size_t n = strcspn(base, ".");

	memcpy(name, "limit/", 7);
	strncat(name, n ? base : "card", n && n < MOST_NAME ? n : MOST_NAME);
}

/* Whether the card may have a sensitivity, when all of the stream was seen. */
static bool may_have_ses(
    const struct n62_card_flow *f, const struct n62_schema *s)
{
	const struct n62_card *c = f->card;

	return f->text->ses || c->signal.ses.given ||
	       (c->norm.given && (c->signal.acceptance.given ||
				     n62_table_number(s, "tally") >= 0));
}

static int count_begin(
    struct counting *c, struct n62_schema *s, struct n62_err *err)
{
	char name[MOST_NAME + 8];

	table_name(c->flow->card, name);
	if (n62_table_number(s, name) >= 0)
		return n62_fail(
		    err, N62_DATA, "the stream has a table %s already", name);
	c->schema = s;
	c->ratio = may_have_ses(c->flow, s);
	c->table = n62_add_table(
	    s, name, N62_APPEND, "the limit by an analysis card", err);
	if (c->table < 0)
		return -1;
	for (int k = 0; k < COLUMNS; k++)
		if ((k < SES || c->ratio) &&
		    n62_add_column(s, c->table, &columns[k], &c->col[k], err) <
			0)
			return -1;
	c->limit = (struct n62_limit_stream){ .q = c->flow->q,
		.table = s->tables[c->table].name,
		.banded = c->flow->banded,
		.say = c->flow->say,
		.ctx = c->flow->ctx };
	return n62_limit_stream_step(
	    &(struct n62_block){ .kind = N62_HEAD, .schema = s }, &c->limit,
	    err);
}

static void put(
    const struct counting *c, struct n62_block *b, int k, double value)
{
	*(double *)n62_change(b, c->col[k]) = value;
}

/* A blinded region has no observed limit. */
static int hide_observed(
    const struct counting *c, struct n62_block *b, struct n62_err *err)
{
	static const char *const observed[] = { "lower", "upper", "p0", "z",
		"br_lower", "br_upper" };

	for (size_t i = 0; i < sizeof observed / sizeof *observed; i++) {
		struct n62_col col;

		if (i >= 4 && !c->ratio)
			break;
		if (n62_find(c->schema, c->limit.table, observed[i], N62_F64,
			&col, err) < 0)
			return -1;
		*(double *)n62_change(b, col) = NAN;
	}
	return 0;
}

static int count_end(
    struct counting *c, struct n62_writer *out, struct n62_err *err)
{
	const struct n62_card *card = c->flow->card;
	struct n62_question *q = &c->limit.q;
	const char *method = n62_method_name(q->method);
	struct n62_block *b;
	bool blinded;

	if (n62_card_look_end(c->look, err) < 0 ||
	    n62_card_ask(card, c->flow->text, q, &blinded, err) < 0)
		return -1;
	if (c->ratio && isnan(q->ses))
		return n62_fail(err, N62_DATA,
		    "card %s: signal has neither acceptance nor ses, and the "
		    "stream is not simulated",
		    card->name);
	b = n62_rows(out, c->table, 1, err);
	if (!b ||
	    n62_fill_text(b, c->col[CHANNEL], card->channel,
		strlen(card->channel), err) < 0 ||
	    n62_fill_text(b, c->col[METHOD], method, strlen(method), err) < 0)
		return -1;
	*(int64_t *)n62_change(b, c->col[N]) = q->c.n;
	put(c, b, CL, q->c.cl);
	put(c, b, B, q->c.b);
	put(c, b, B_UP, q->c.b_up);
	put(c, b, B_DOWN, q->c.b_down);
	if (c->ratio) {
		put(c, b, SES, q->ses);
		put(c, b, SIGMA_SES, q->ses_sigma);
	}
	if (n62_limit_stream_step(b, &c->limit, err) < 0 ||
	    (blinded && hide_observed(c, b, err) < 0))
		return -1;
	return n62_write(out, b, err);
}

static int count_step(struct counting *c, struct n62_block *b,
    struct n62_writer *out, struct n62_err *err)
{
	if (n62_card_look_at(c->look, b, err) < 0 ||
	    (b->kind == N62_HEAD && count_begin(c, b->schema, err) < 0) ||
	    (b->kind == N62_END && count_end(c, out, err) < 0))
		return -1;
	return n62_write(out, b, err);
}

static int flow_count(struct n62_card_flow *f, struct n62_reader *in,
    struct n62_writer *out, struct n62_err *err)
{
	struct counting c = { .flow = f };
	struct n62_block *b;
	int r = 1;

	c.look = n62_card_look_new(f->card, err);
	if (!c.look)
		return -1;
	while (r > 0) {
		r = n62_read(in, &b, err);
		if (r > 0 && count_step(&c, b, out, err) < 0)
			r = -1;
	}
	n62_card_look_free(c.look);
	n62_limit_stream_free(&c.limit);
	f->rows = c.limit.rows;
	f->bad = c.limit.bad;
	return r;
}

int n62_card_flow(struct n62_card_flow *f, struct n62_reader *in,
    struct n62_writer *out, struct n62_err *err)
{
	if (n62_card_scans(f->card))
		return flow_scans(f, in, out, err);
	return flow_count(f, in, out, err);
}
