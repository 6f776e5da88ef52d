/*
 * report.c - the answer by a card: with its title, its steps, and the limit
 * that was published.
 */
#include <math.h>

#include "card/private.h"

/* Only what is expected: the count of a blinded region is none. */
static int put_blinded(const struct n62_card *c, const struct n62_report *r,
    const struct n62_question *q, struct n62_buf *out, struct n62_err *err)
{
	struct n62_answer a;
	double unit;

	if (r->measure || r->combine || r->compare)
		return n62_fail(err, N62_DATA,
		    "the signal region of card %s is blinded", c->name);
	if (n62_answer(q, true, &a, err) < 0)
		return -1;
	a.limit.lower = a.limit.upper = a.p0 = a.z = NAN;
	if (r->json)
		return n62_answer_json(q, &a, out, err);
	if (r->explain && n62_card_explain(c, out, err) < 0)
		return -1;
	unit = isnan(a.ses) ? 1 : a.ses;
	return n62_buf_printf(out, err,
	    "%s, blinded: expected at %.10g %% CL (%s) without a signal: %.3g, "
	    "68 %% within %.3g and %.3g, 95 %% within %.3g and %.3g\n",
	    c->title ? c->title : c->channel, 100 * q->c.cl,
	    n62_method_name(q->method), a.band[2] * unit, a.band[1] * unit,
	    a.band[3] * unit, a.band[0] * unit, a.band[4] * unit);
}

static int put_published(const struct n62_card *c, const struct n62_question *q,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_answer a;
	double ours;

	if (isnan(c->published) || c->varied)
		return 0;
	if (n62_answer(q, false, &a, err) < 0)
		return -1;
	ours = a.limit.upper * (isnan(a.ses) ? 1 : a.ses);
	return n62_buf_printf(out, err, "published: %.3g, ours is %.3f of it\n",
	    c->published, ours / c->published);
}

int n62_card_report(const struct n62_card *c, const struct n62_report *r,
    const struct n62_question *q, bool blinded, struct n62_buf *out,
    struct n62_err *err)
{
	bool sentence = !r->json && !r->compare;

	if (blinded)
		return put_blinded(c, r, q, out, err);
	if (sentence && r->explain && n62_card_explain(c, out, err) < 0)
		return -1;
	if (sentence && !r->explain &&
	    n62_buf_printf(out, err, "%s: ", c->title ? c->title : c->channel) <
		0)
		return -1;
	if (n62_report_answer(r, q, 1, out, err) < 0)
		return -1;
	return sentence && !r->measure ? put_published(c, q, out, err) : 0;
}
