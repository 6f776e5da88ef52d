/*
 * report.c - the one answer to one question or several, in the form that is
 * wanted: a sentence, the steps to it, all methods, JSON.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

int n62_report_check(
    const struct n62_report *r, bool events, struct n62_err *err)
{
	if (!events && (r->explain || r->compare))
		return n62_fail(
		    err, N62_USAGE, "--explain and --compare go with --events");
	if (!events && r->expected && !r->combine)
		return n62_fail(err, N62_USAGE,
		    "--expected goes with --events or --combine");
	if (r->global && (r->combine || r->measure || events))
		return n62_fail(err, N62_USAGE,
		    "--global goes with none of --events, --combine and "
		    "--measure");
	return 0;
}

/* What a reader must know of the answer, whatever its form. */
static void warn(const struct n62_report *r, const struct n62_question *q,
    const struct n62_answer *a)
{
	const char *remark = n62_remark(q->method, &a->count);
	char text[200];

	if (strncmp(remark, "not valid", 9) == 0) {
		snprintf(text, sizeof text, "%s is %s",
		    n62_method_name(q->method), remark);
		r->say(r->ctx, text);
	}
	if (a->limit.raised)
		r->say(r->ctx,
		    "rlc: the interval is below 0; that of more events, as "
		    "TRolke takes it, is given");
}

static int one(const struct n62_report *r, const struct n62_question *q,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_answer a;
	double p;

	if (n62_answer(q, r->expected, &a, err) < 0)
		return -1;
	warn(r, q, &a);
	if (r->compare)
		return n62_answer_compare(q, out, err);
	if (r->json)
		return n62_answer_json(q, &a, out, err);
	if ((r->explain && n62_answer_explain(q, &a, out, err) < 0) ||
	    n62_answer_sentence(q, &a, out, err) < 0)
		return -1;
	if (!(q->trials > 1))
		return 0;
	p = n62_global_trials(a.log_p0, q->trials);
	return n62_buf_printf(out, err,
	    "best of %.10g places: p0 = %.3g, one-sided Z = %.2f\n", q->trials,
	    exp(p), n62_normal_z(p));
}

int n62_report_answer(const struct n62_report *r, const struct n62_question *q,
    int n, struct n62_buf *out, struct n62_err *err)
{
	struct n62_measurement m;
	struct n62_answer a;

	if (r->measure) {
		if (n62_measure(q, n, r->common, &m, err) < 0)
			return -1;
		return r->json ? n62_measurement_json(&m, out, err)
			       : n62_measurement_sentence(&m, out, err);
	}
	if (n == 1 && !r->combine)
		return one(r, q, out, err);
	if (r->explain || r->compare)
		return n62_fail(err, N62_USAGE,
		    "--explain and --compare are for one experiment");
	if (n62_combine(q, n, r->common, r->expected, &a, err) < 0)
		return -1;
	return r->json ? n62_answer_json(q, &a, out, err)
		       : n62_answer_sentence(q, &a, out, err);
}

/* ---- rows ----------------------------------------------------------- */

struct n62_rows {
	struct n62_limit_row *v;
	size_t n, room;
};

struct n62_rows *n62_rows_new(struct n62_err *err)
{
	return n62_new(1, sizeof(struct n62_rows), err);
}

void n62_rows_free(struct n62_rows *s)
{
	if (!s)
		return;
	free(s->v);
	free(s);
}

int n62_rows_add(
    struct n62_rows *s, const struct n62_limit_row *row, struct n62_err *err)
{
	if (s->n == s->room) {
		size_t room = 2 * s->room + 64;
		void *v = n62_resize(s->v, room, sizeof *s->v, err);

		if (!v)
			return -1;
		s->v = v;
		s->room = room;
	}
	s->v[s->n++] = *row;
	return 0;
}

static int combined(const struct n62_report *r, const struct n62_rows *s,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_question q[STATS_EXPERIMENTS];

	if (s->n < 1 || s->n > STATS_EXPERIMENTS)
		return n62_fail(err, N62_DATA,
		    "%zu rows cannot be combined, but 1 to %d", s->n,
		    STATS_EXPERIMENTS);
	for (size_t i = 0; i < s->n; i++)
		q[i] = s->v[i].q;
	return n62_report_answer(r, q, (int)s->n, out, err);
}

int n62_report_rows(const struct n62_report *r, const struct n62_rows *s,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_global g;

	if (!r->global)
		return combined(r, s, out, err);
	if (n62_scan_global(s->v, s->n, &g, err) < 0)
		return -1;
	return r->json ? n62_global_json(&g, out, err)
		       : n62_global_sentence(&g, out, err);
}
