/*
 * words.c - answers for a person: a sentence, every step, all methods.
 */
#include <math.h>
#include <string.h>

#include "private.h"

/* What the limit is on, and its value for one event. */
static const char *quantity(
    const struct n62_question *q, const struct n62_answer *a, double *unit)
{
	*unit = isnan(a->ses) ? 1 : a->ses;
	if (isnan(a->ses))
		return "signal";
	if (!(q->lepton_ratio > 0))
		return "BR";
	*unit *= a->coupling;
	return q->lepton_mass < 1 ? "|U_e4|^2" : "|U_mu4|^2";
}

int n62_answer_sentence(const struct n62_question *q,
    const struct n62_answer *a, struct n62_buf *out, struct n62_err *err)
{
	double f;
	const char *what = quantity(q, a, &f);
	bool ratio = !isnan(a->ses);

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

static int explain_value(const char *what, struct n62_value v,
    struct n62_buf *out, struct n62_err *err)
{
	return n62_buf_printf(
	    out, err, "%s = %.10g +- %.4g\n", what, v.value, v.sigma);
}

static int explain_norm(
    const struct n62_question *q, struct n62_buf *out, struct n62_err *err)
{
	const struct n62_norm *n = &q->norm;

	if (n->yield.value > 0 &&
	    (explain_value("normalisation: yield N", n->yield, out, err) < 0 ||
		explain_value("  branching ratio B", n->ratio, out, err) < 0 ||
		explain_value("  acceptance A", n->acceptance, out, err) < 0 ||
		explain_value("  downscaling D", n->downscaling, out, err) <
		    0 ||
		explain_value("  efficiency E", n->efficiency, out, err) < 0))
		return -1;
	if (explain_value(
		n->yield.value > 0 ? "kaons N_K = N D / (B A E)" : "kaons N_K",
		n->kaons, out, err) < 0)
		return -1;
	return explain_value("acceptance", q->acceptance, out, err);
}

static int explain_physics(const struct n62_question *q,
    const struct n62_answer *a, struct n62_buf *out, struct n62_err *err)
{
	bool norm = isnan(q->ses);

	if ((norm && explain_norm(q, out, err) < 0) ||
	    n62_buf_printf(out, err, "sensitivity%s = %.10g +- %.4g\n",
		norm ? " 1 / (N_K acceptance)" : "", a->ses,
		a->ses_sigma) < 0 ||
	    n62_buf_printf(out, err, "BR = s x %.10g = %.10g\n", a->ses,
		a->limit.upper * a->ses) < 0)
		return -1;
	if (isnan(a->coupling))
		return 0;
	return n62_buf_printf(out, err,
	    "mass %.10g GeV: B(K -> l nu) rho = %.10g x %.10g\n"
	    "|U|^2 = BR / (B rho) = %.10g\n",
	    q->mass, q->lepton_ratio, 1 / (a->coupling * q->lepton_ratio),
	    a->limit.upper * a->ses * a->coupling);
}

int n62_answer_explain(const struct n62_question *q, const struct n62_answer *a,
    struct n62_buf *out, struct n62_err *err)
{
	static const char *const shapes[] = { "known", "normal, cut off at 0",
		"log-normal with that median", "gamma with that mean",
		"two half normals, cut off at 0",
		"gamma, as the control count says" };
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
	if (q->efficiency.value != 1 &&
	    n62_buf_printf(out, err,
		"limits are on s / %.10g, what there was before it\n",
		q->efficiency.value) < 0)
		return -1;
	n62_cls_at(c, a->limit.upper * q->efficiency.value, &p);
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
	return isnan(a->ses) ? 0 : explain_physics(q, a, out, err);
}

int n62_answer_compare(
    const struct n62_question *q, struct n62_buf *out, struct n62_err *err)
{
	struct stats_set set = stats_set_of(q, NULL, false);

	if (n62_buf_printf(out, err, "method\tlower\tupper\t%sremark\n",
		set.ratio ? "br_upper\t" : "") < 0)
		return -1;
	for (int m = 0; m < N62_METHODS; m++) {
		struct n62_question one = *q;
		struct n62_answer a = { 0 };
		struct n62_err why = { 0 };
		int r;

		one.method = (enum n62_method)m;
		r = n62_answer(&one, false, &a, &why);
		if (r < 0)
			a.limit.lower = a.limit.upper = a.ses = NAN;
		if (n62_buf_printf(out, err, "%s\t%.6g\t%.6g\t",
			n62_method_name(one.method), a.limit.lower,
			a.limit.upper) < 0 ||
		    (set.ratio && n62_buf_printf(out, err, "%.4g\t",
				      a.limit.upper * a.ses) < 0) ||
		    n62_buf_printf(out, err, "%s\n",
			r < 0 ? why.text : n62_remark(one.method, &a.count)) <
			0)
			return -1;
	}
	return 0;
}
