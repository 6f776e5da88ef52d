/*
 * words.c - answers for a person: a sentence, every step, all methods.
 */
#include <math.h>
#include <string.h>

#include "private.h"

int n62_answer_sentence(const struct n62_question *q,
    const struct n62_answer *a, struct n62_buf *out, struct n62_err *err)
{
	bool ratio = !isnan(q->ses);
	double f = ratio ? q->ses : 1;
	const char *what = ratio ? "BR" : "signal";

	if (a->limit.empty)
		return n62_buf_printf(out, err,
		    "no %s is compatible with the data at %.10g %% CL (%s)\n",
		    what, 100 * q->c.cl, n62_method_name(q->method));
	if (a->limit.lower > 0 &&
	    n62_buf_printf(out, err, "%.3g < ", a->limit.lower * f) < 0)
		return -1;
	if (n62_buf_printf(out, err, "%s < %.3g at %.10g %% CL (%s", what,
		a->limit.upper * f, 100 * q->c.cl,
		n62_method_name(q->method)) < 0)
		return -1;
	if (ratio &&
	    n62_buf_printf(out, err, ", %.4g events", a->limit.upper) < 0)
		return -1;
	if (a->p0 < 1 &&
	    n62_buf_printf(out, err, "; p0 = %.3g, %s Z = %.2f", a->p0,
		q->two_sided ? "two-sided" : "one-sided", a->z) < 0)
		return -1;
	if (n62_buf_add(out, ")\n", 2, err) < 0)
		return -1;
	if (a->banded)
		return n62_buf_printf(out, err,
		    "expected without a signal: %.3g, 68 %% within %.3g and "
		    "%.3g, 95 %% within %.3g and %.3g\n",
		    a->band[2] * f, a->band[1] * f, a->band[3] * f,
		    a->band[0] * f, a->band[4] * f);
	return 0;
}

int n62_answer_explain(const struct n62_question *q, const struct n62_answer *a,
    struct n62_buf *out, struct n62_err *err)
{
	static const char *const shapes[] = { "known", "normal, cut off at 0",
		"log-normal with that median", "gamma with that mean",
		"two half normals, cut off at 0" };
	const struct n62_count *c = &a->count;
	struct n62_cls p;

	if (n62_buf_printf(out, err,
		"observed n = %lld\nbackground b = %.10g +%.10g -%.10g: %s\n",
		(long long)c->n, c->b, c->b_up, c->b_down,
		shapes[c->b_up > 0 ? c->b_shape : N62_KNOWN]) < 0 ||
	    n62_buf_printf(out, err,
		"efficiency e = 1 +- %.10g relative to nominal: %s\n",
		c->e_sigma,
		shapes[c->e_sigma > 0 ? c->e_shape : N62_KNOWN]) < 0)
		return -1;
	n62_cls_at(c, a->limit.upper, &p);
	if (n62_buf_printf(out, err,
		"method %s: upper end s = %.10g events, lower end %.10g\n"
		"P(<= n | b) = CLb = %.10g, averaged over b\n"
		"P(<= n | s e + b) = CLs+b = %.10g, averaged over b and e\n"
		"CLs = CLs+b / CLb = %.10g at this s; 1 - CL = %.10g\n"
		"P(>= n | b) = p0 = %.10g, %s Z = %.10g\n",
		n62_method_name(q->method), a->limit.upper, a->limit.lower,
		p.clb, p.clsb, p.cls, 1 - c->cl, a->p0,
		q->two_sided ? "two-sided" : "one-sided", a->z) < 0)
		return -1;
	if (isnan(q->ses))
		return 0;
	return n62_buf_printf(out, err, "BR = s x %.10g = %.10g\n", q->ses,
	    a->limit.upper * q->ses);
}

int n62_answer_compare(
    const struct n62_question *q, struct n62_buf *out, struct n62_err *err)
{
	double f = isnan(q->ses) ? 1 : q->ses;

	if (n62_buf_printf(out, err, "method\tlower\tupper\t%sremark\n",
		isnan(q->ses) ? "" : "br_upper\t") < 0)
		return -1;
	for (int m = 0; m < N62_METHODS; m++) {
		struct n62_question one = *q;
		struct n62_answer a = { 0 };
		struct n62_err why = { 0 };
		int r;

		one.method = (enum n62_method)m;
		r = n62_answer(&one, false, &a, &why);
		if (r < 0)
			a.limit.lower = a.limit.upper = NAN;
		if (n62_buf_printf(out, err, "%s\t%.6g\t%.6g\t",
			n62_method_name(one.method), a.limit.lower,
			a.limit.upper) < 0 ||
		    (!isnan(q->ses) && n62_buf_printf(out, err, "%.4g\t",
					   a.limit.upper * f) < 0) ||
		    n62_buf_printf(out, err, "%s\n",
			r < 0 ? why.text : n62_remark(one.method, &a.count)) <
			0)
			return -1;
	}
	return 0;
}
