/*
 * stream.c - limits of the rows of a table of an n62 stream, one block at a
 * time.
 */
#include <math.h>
#include <string.h>

#include "private.h"

enum {
	N,
	B,
	SIGMA_B,
	B_UP,
	B_DOWN,
	SES,
	SIGMA_SES,
	CL,
	KNOWN
};

static const char *const columns[KNOWN] = { "n", "b", "sigma_b", "sigma_b_up",
	"sigma_b_down", "ses", "sigma_ses", "cl" };

/* Name and description of what is added; the first LIMITS also as br_. */
enum {
	RESULTS = 9,
	LIMITS = 7
};

static const char *const results[RESULTS][2] = {
	{ "lower", "lower end, events" },
	{ "upper", "upper end, events" },
	{ "exp_m2", "expected without a signal, -2 sigma" },
	{ "exp_m1", "expected without a signal, -1 sigma" },
	{ "exp_med", "expected without a signal, median" },
	{ "exp_p1", "expected without a signal, +1 sigma" },
	{ "exp_p2", "expected without a signal, +2 sigma" },
	{ "p0", "P(>= n) without a signal" },
	{ "z", "significance" },
};

static int add_columns(
    struct n62_limit_stream *s, struct n62_schema *schema, struct n62_err *err)
{
	for (int k = 0; k < RESULTS + LIMITS; k++) {
		const char *const *r = results[k < RESULTS ? k : k - RESULTS];
		char name[20] = "br_";
		struct n62_column c = { .name = r[0],
			.unit = "",
			.doc = r[1],
			.type = N62_F64,
			.list = -1 };

		if (k >= RESULTS) {
			if (!s->ratio)
				break;
			memcpy(name + 3, r[0], strlen(r[0]) + 1);
			c.name = name;
			c.doc = "the same as a branching ratio";
		}
		if (n62_add_column(schema, s->number, &c, &s->out[k], err) < 0)
			return -1;
	}
	return n62_add_column(schema, s->number,
	    &(struct n62_column){ .name = "note",
		.unit = "",
		.doc = "valid, or what to mind",
		.type = N62_STR,
		.list = -1 },
	    &s->note, err);
}

static int find_columns(
    struct n62_limit_stream *s, struct n62_schema *schema, struct n62_err *err)
{
	s->number = n62_find_table(schema, s->table, err);
	if (s->number < 0)
		return -1;
	for (int k = 0; k < KNOWN; k++) {
		const struct n62_column *c;
		struct n62_err absent = { 0 };

		s->there[k] = n62_find(schema, s->table, columns[k], N62_ANY,
				  &s->in[k], &absent) == 0;
		if (!s->there[k] && k <= B) {
			*err = absent;
			return -1;
		}
		if (!s->there[k])
			continue;
		c = &schema->tables[s->number].columns[s->in[k].column];
		if (c->list >= 0 || c->length > 1 ||
		    n62_type_size(c->type) == 0)
			return n62_fail(err, N62_DATA,
			    "table %s, column %s: it is not one number a row",
			    s->table, columns[k]);
		s->type[k] = c->type;
	}
	s->ratio = s->there[SES] || !isnan(s->q.ses);
	return add_columns(s, schema, err);
}

static double value(const struct n62_limit_stream *s, const struct n62_block *b,
    int k, uint32_t row, double otherwise)
{
	if (!s->there[k])
		return otherwise;
	return n62_value_f64(s->type[k], n62_values(b, s->in[k]), row);
}

static int answer(const struct n62_limit_stream *s, const struct n62_block *b,
    uint32_t row, struct n62_question *q, struct n62_answer *a,
    struct n62_err *err)
{
	double n = value(s, b, N, row, 0);

	*q = s->q;
	if (!(fabs(n) < 1e15) || n != floor(n))
		return n62_fail(
		    err, N62_DATA, "n is %g, not a whole number", n);
	q->c.n = (int64_t)n;
	q->c.b = value(s, b, B, row, 0);
	q->c.b_up = value(s, b, SIGMA_B, row, q->c.b_up);
	q->c.b_down = value(s, b, SIGMA_B, row, q->c.b_down);
	q->c.b_up = value(s, b, B_UP, row, q->c.b_up);
	q->c.b_down = value(s, b, B_DOWN, row, q->c.b_down);
	q->ses = value(s, b, SES, row, q->ses);
	q->ses_sigma = value(s, b, SIGMA_SES, row, q->ses_sigma);
	q->c.cl = value(s, b, CL, row, q->c.cl);
	if (s->there[SES] && isnan(q->ses))
		return n62_fail(err, N62_DATA, "ses is nan");
	return n62_answer(q, true, a, err);
}

static void put(const struct n62_limit_stream *s, struct n62_block *b,
    uint32_t row, const struct n62_answer *a, double ses)
{
	double v[RESULTS] = { a->limit.lower, a->limit.upper, a->band[0],
		a->band[1], a->band[2], a->band[3], a->band[4], a->p0, a->z };

	for (int k = 0; k < RESULTS; k++)
		((double *)n62_change(b, s->out[k]))[row] = v[k];
	for (int k = 0; s->ratio && k < LIMITS; k++)
		((double *)n62_change(b, s->out[RESULTS + k]))[row] =
		    v[k] * ses;
}

static int do_row(struct n62_limit_stream *s, struct n62_block *b, uint32_t row,
    struct n62_err *err)
{
	struct n62_question q;
	struct n62_answer a;
	struct n62_err why = { 0 };
	const char *note;

	if (answer(s, b, row, &q, &a, &why) < 0) {
		a = (struct n62_answer){ .limit = { NAN, NAN, false, false },
			.band = { NAN, NAN, NAN, NAN, NAN },
			.p0 = NAN,
			.z = NAN };
		note = why.text;
		s->bad++;
		s->say(s->ctx, s->rows + row + 1, note);
	} else
		note = n62_remark(q.method, &a.count);
	put(s, b, row, &a, q.ses);
	return n62_fill_text(b, s->note, note, strlen(note), err);
}

int n62_limit_stream_step(struct n62_block *b, void *ctx, struct n62_err *err)
{
	struct n62_limit_stream *s = ctx;

	if (b->kind == N62_HEAD)
		return find_columns(s, b->schema, err);
	if (b->kind != N62_ROWS || b->table != s->number)
		return 0;
	for (uint32_t row = 0; row < b->rows; row++)
		if (do_row(s, b, row, err) < 0)
			return -1;
	s->rows += b->rows;
	return 0;
}
