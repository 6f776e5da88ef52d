/*
 * combine.c - CLs of several independent counts that have a branching ratio in
 * common.
 *
 * Outcomes are ordered by the ratio of the products of likelihoods with and
 * without the signal, W = sum of n_i ln(1 + s_i / b_i) (T. Junk, Nucl.
 * Instrum. Meth. A 434 (1999) 435; A. Read, J. Phys. G 28 (2002) 2693), each
 * probability averaged over the errors of its background and sensitivity. All
 * outcomes of one half of the experiments meet all of the other half, both
 * sorted by W: thousands times thousands cost thousands. The part of W that is
 * of experiments with too many events for that is one normal variable, with
 * its skewness.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

enum {
	MOST_OUTCOMES = 400000 /* of one half */
};

/* One outcome: W, and its probability without and with the signal. */
struct outcome {
	double w, p[2];
};

struct half {
	struct outcome *v;
	size_t n, room;
	double sum[2]; /* of p */
};

struct part {
	struct stats_outcomes *o;
	struct n62_count c;
	double share; /* of the signal that is expected in all */
	double weight;
	bool many; /* no table: part of the normal variable */
	double p[2][STATS_FEW + 1];
};

/* The sum of n_i w_i of experiments with many events. */
struct normal {
	double mean, variance, third;
};

struct work {
	struct part part[STATS_EXPERIMENTS];
	int n;
	struct stats_prior common;
	struct half half[2]; /* even and odd parts; all, where some are many */
	bool many;
	struct normal normal[2]; /* without and with the signal */
	double far;              /* a signal that is hardly allowed */
};

/* ---- preparation ---------------------------------------------------- */

/* As many events as happen, for a signal of this share of so many. */
static int reach(const struct part *p, double signal)
{
	double s = signal * p->share * (1 + 5 * p->c.e_sigma);
	double b = p->c.b + 6 * fmax(p->c.b_up, p->c.b_down), m = s + b;
	double most = fmax(m + 9 * sqrt(m) + 20, (double)p->c.n + 30);

	return most < STATS_FEW ? (int)most : STATS_FEW;
}

/* All tables end at the same signal: beyond it the limit is not. */
static int make_tables(struct work *w, double most, struct n62_err *err)
{
	w->many = false;
	for (int i = 0; i < w->n; i++) {
		struct part *p = &w->part[i];
		int top = reach(p, most);

		p->many = top == STATS_FEW;
		w->many |= p->many;
		if (p->many)
			continue;
		if (stats_outcomes_make(&p->c, top, p->o) < 0)
			return n62_fail(err, N62_DATA,
			    "the error of the background of experiment %d is "
			    "too wide",
			    i + 1);
	}
	return 0;
}

/* Whether an experiment is in a half. */
static bool is_in(const struct work *w, int i, int odd)
{
	if (w->many)
		return odd == 0 && !w->part[i].many;
	return i % 2 == odd;
}

static int make_half(struct work *w, int odd, struct n62_err *err)
{
	struct half *h = &w->half[odd];
	double n = 1;

	for (int i = 0; i < w->n; i++)
		if (is_in(w, i, odd))
			n *= w->part[i].o->top + 1;
	if (n > MOST_OUTCOMES)
		return n62_fail(err, N62_DATA,
		    "there are too many outcomes to be combined exactly");
	h->room = (size_t)n;
	h->v = n62_new(h->room, sizeof *h->v, err);
	return h->v ? 0 : -1;
}

/* ---- all outcomes of a half ----------------------------------------- */

static void sink(struct outcome *v, size_t at, size_t n)
{
	struct outcome o = v[at];

	for (size_t child; (child = 2 * at + 1) < n; at = child) {
		child += child + 1 < n && v[child + 1].w > v[child].w;
		if (v[child].w <= o.w)
			break;
		v[at] = v[child];
	}
	v[at] = o;
}

/* By W, with a heap: qsort would allocate, thousands of times. */
static void sort(struct outcome *v, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sink(v, i, n);
	while (n > 1) {
		struct outcome o = v[--n];

		v[n] = v[0];
		v[0] = o;
		sink(v, 0, n);
	}
}

/* The outcomes of one more experiment with each that is there. */
static void multiply(struct half *h, const struct part *p)
{
	size_t n = h->n;

	for (int k = p->o->top; k >= 0; k--)
		for (size_t i = 0; i < n; i++) {
			struct outcome *o = &h->v[(size_t)k * n + i];

			o->w = h->v[i].w + k * p->weight;
			o->p[0] = h->v[i].p[0] * p->p[0][k];
			o->p[1] = h->v[i].p[1] * p->p[1][k];
		}
	h->n = n * (size_t)(p->o->top + 1);
}

static void fill(struct work *w, int odd)
{
	struct half *h = &w->half[odd];
	size_t kept = 0;

	h->v[0] = (struct outcome){ 0, { 1, 1 } };
	h->n = 1;
	for (int i = 0; i < w->n; i++)
		if (is_in(w, i, odd))
			multiply(h, &w->part[i]);
	/* What never happens only takes time. */
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].p[0] > 1e-30 || h->v[i].p[1] > 1e-30)
			h->v[kept++] = h->v[i];
	h->n = kept;
	sort(h->v, h->n);
	h->sum[0] = h->sum[1] = 0;
	for (size_t i = 0; i < h->n; i++)
		for (int k = 0; k < 2; k++)
			h->sum[k] += h->v[i].p[k];
}

/* Cumulants of the counts with many events, of which the means spread. */
static void fill_normal(struct work *w, double s)
{
	for (int with = 0; with < 2; with++) {
		struct normal sum = { 0 };

		for (int i = 0; i < w->n; i++) {
			const struct part *p = &w->part[i];
			double signal = with * s * p->share, weight = p->weight;
			double up = fmax(p->c.b_up, p->c.b_down);
			double e = signal * p->c.e_sigma, v = up * up + e * e;

			if (!p->many)
				continue;
			sum.mean += weight * (signal + p->c.b);
			weight *= p->weight;
			sum.variance += weight * (signal + p->c.b + v);
			weight *= p->weight;
			sum.third += weight * (signal + p->c.b + 3 * v);
		}
		w->normal[with] = sum;
	}
}

/* P(<= x) of it, or above x, by Edgeworth's expansion to the skewness, which
 * is not to be trusted far out. */
static double normal_tail(const struct normal *n, double x, bool above)
{
	double sd = sqrt(n->variance), z = (x - n->mean) / sd, p, more;
	double skew = n->third / (sd * sd * sd);

	p = n62_normal_below(above ? -z : z);
	more = exp(-0.5 * z * z) * 0.39894228040143267794 * (z * z - 1) *
	       (above ? skew : -skew) / 6;
	return fmin(fmax(p + more, 0.1 * p), fmin(10 * p, 1));
}

/* The signal is that of s times e; the order is that of s. */
static void set_signal(struct work *w, double s, double e)
{
	for (int i = 0; i < w->n; i++) {
		struct part *p = &w->part[i];
		double expected = s * p->share;
		double b = fmax(p->c.b, 1e-6 * expected);

		p->weight = log1p(expected / b);
		if (p->many)
			continue;
		stats_outcomes_at(p->o, 0, p->p[0], NULL);
		stats_outcomes_at(p->o, expected * e, p->p[1], NULL);
	}
	fill(w, 0);
	fill(w, 1);
	fill_normal(w, s * e);
}

/* ---- sums over pairs ------------------------------------------------ */

/* Outcomes of equal W are equal in spite of rounding. */
static double above(double w)
{
	return w + 1e-10 * (1 + fabs(w));
}

/* P(W <= at), with or without the signal. */
static double most(const struct work *w, double at, int with)
{
	const struct half *a = &w->half[0], *b = &w->half[1];
	double sum = 0, below = 0;
	size_t j = 0;

	if (w->many) {
		for (size_t i = 0; i < a->n; i++)
			sum += a->v[i].p[with] * normal_tail(&w->normal[with],
						     at - a->v[i].w, false);
		return sum;
	}
	at = above(at);
	for (size_t i = a->n; i-- > 0;) {
		while (j < b->n && b->v[j].w + a->v[i].w <= at)
			below += b->v[j++].p[with];
		sum += a->v[i].p[with] * below;
	}
	return sum;
}

/* P(W >= at). */
static double least(const struct work *w, double at, int with)
{
	const struct half *a = &w->half[0], *b = &w->half[1];
	double sum = 0, over = 0;
	size_t j = b->n;

	if (w->many) {
		for (size_t i = 0; i < a->n; i++)
			sum += a->v[i].p[with] * normal_tail(&w->normal[with],
						     at - a->v[i].w, true);
		return sum;
	}
	at -= 1e-10 * (1 + fabs(at));
	for (size_t i = 0; i < a->n; i++) {
		while (j > 0 && b->v[j - 1].w + a->v[i].w >= at)
			over += b->v[--j].p[with];
		sum += a->v[i].p[with] * over;
	}
	return sum;
}

static double observed(const struct work *w)
{
	double sum = 0;

	for (int i = 0; i < w->n; i++)
		sum += (double)w->part[i].c.n * w->part[i].weight;
	return sum;
}

/* The smallest W with P(<= W) of at least Phi(sigmas) without a signal. */
static double quantile(const struct work *w, double sigmas)
{
	double lo = -1, hi = 1, target = n62_normal_below(sigmas);

	for (int i = 0; i < 2; i++)
		hi += w->half[i].n ? w->half[i].v[w->half[i].n - 1].w : 0;
	hi += w->normal[0].mean + 40 * sqrt(w->normal[0].variance);
	while (hi - lo > 1e-13 * (1 + hi)) {
		double mid = 0.5 * (lo + hi);

		*(most(w, mid, 0) >= target ? &hi : &lo) = mid;
	}
	return hi;
}

/* ---- the limit ------------------------------------------------------ */

/* What a limit is asked for: the observed W, or a quantile of it. */
struct target {
	bool expected, ratio;
	double sigmas, alpha;
};

/* CLs, or CLs+b, for the signal s. */
static double level(struct work *w, const struct target *t, double s)
{
	const struct stats_piece *e = &w->common.piece[0];
	struct stats_nodes nodes;
	double at, below, sum = 0;

	set_signal(w, s, 1);
	at = t->expected ? quantile(w, t->sigmas) : observed(w);
	below = t->ratio ? most(w, at, 0) : 1;
	if (e->width == 0)
		return most(w, at, 1) / below;
	nodes.n = 0;
	stats_add_nodes(e, -REACH_OF_PRIOR, REACH_OF_PRIOR,
	    e->width * e->width * s, &nodes);
	for (int i = 0; i < nodes.n; i++) {
		set_signal(w, s, nodes.x[i]);
		sum += exp(nodes.log_w[i]) * most(w, at, 1);
	}
	return sum / below;
}

/*
 * The level jumps where outcomes change their order; the limit is the largest
 * signal that is still allowed. Steps down from where it is far from allowed
 * find it; NaN when the tables end before.
 */
static double solve(struct work *w, const struct target *t)
{
	double hi = fmin(2, 0.1 * w->far), lo;

	while (level(w, t, hi) > 0.5 * t->alpha) {
		hi *= 1.4;
		if (hi > w->far)
			return NAN;
	}
	for (lo = 0.95 * hi; lo > 1e-9; lo *= 0.95) {
		if (level(w, t, lo) > t->alpha)
			break;
		hi = lo;
	}
	if (lo <= 1e-9)
		return 0;
	while (hi - lo > 1e-11 * hi) {
		double mid = 0.5 * (lo + hi);

		*(level(w, t, mid) > t->alpha ? &lo : &hi) = mid;
	}
	return 0.5 * (lo + hi);
}

/* A signal that the experiment which says most does not allow, alone: mostly
 * the others do not change that. */
static double far(const struct work *w, double cl, double common)
{
	double least = INFINITY, log_p = log1p(-cl) - 1;

	for (int i = 0; i < w->n; i++) {
		const struct n62_count *c = &w->part[i].c;
		double up = fmax(c->b_up, c->b_down), e = c->e_sigma + common;
		double n = fmax((double)c->n, c->b + 3 * sqrt(c->b));
		double s = n62_poisson_upper(n, log_p) - c->b;

		s += n62_normal_z(log_p) * up;
		least = fmin(least, s * (1 + 4 * e) / w->part[i].share);
	}
	return 2 * least;
}

/* ln of the probability without a signal of outcomes as far from it, in the
 * order of sum n_i s_i / b_i: most powerful for small signals. */
static double log_p0(struct work *w)
{
	for (int i = 0; i < w->n; i++) {
		struct part *p = &w->part[i];

		p->weight = p->share / fmax(p->c.b, 1e-6);
		if (p->many)
			continue;
		stats_outcomes_at(p->o, 0, p->p[0], NULL);
		memcpy(p->p[1], p->p[0], sizeof p->p[0]);
	}
	fill(w, 0);
	fill(w, 1);
	fill_normal(w, 0);
	return log(fmin(least(w, observed(w), 0), 1));
}

static double hypotenuse(double x, double y)
{
	return sqrt(x * x + y * y);
}

/* ---- questions ------------------------------------------------------ */

int stats_shares(const struct n62_question *q, int n, struct n62_count *c,
    double *share, struct n62_answer *a, struct n62_err *err)
{
	double sum = 0;
	bool none = false;

	if (n < 1 || n > STATS_EXPERIMENTS)
		return n62_fail(err, N62_DATA,
		    "%d experiments cannot be combined, but 1 to %d", n,
		    STATS_EXPERIMENTS);
	*a = (struct n62_answer){ 0 };
	for (int i = 0; i < n; i++) {
		struct n62_answer one;

		if (stats_prepare(&q[i], &c[i], &one, err) < 0 ||
		    n62_count_check(N62_CLS, &c[i], err) < 0)
			return n62_fail_at(err, "experiment %d", i + 1);
		if (i > 0 && none != isnan(one.ses))
			return n62_fail(err, N62_DATA,
			    "either all experiments have a sensitivity, or "
			    "none");
		none = isnan(one.ses);
		share[i] = none ? 1 : 1 / one.ses;
		if (q[i].efficiency.value > 0)
			share[i] *= q[i].efficiency.value;
		sum += share[i];
		a->coupling = one.coupling;
		a->count.n += c[i].n;
		a->count.b += c[i].b;
		a->count.b_up = hypotenuse(a->count.b_up, c[i].b_up);
		a->count.b_down = hypotenuse(a->count.b_down, c[i].b_down);
	}
	for (int i = 0; i < n; i++)
		share[i] /= sum;
	a->count.cl = q[0].c.cl;
	a->ses = none ? NAN : 1 / sum;
	return 0;
}

static int prepare(struct work *w, const struct n62_question *q, double common,
    struct n62_answer *a, struct n62_err *err)
{
	struct n62_count c[STATS_EXPERIMENTS],
	    e = { .e_shape = N62_LOGNORMAL, .e_sigma = common };
	double share[STATS_EXPERIMENTS];

	if (stats_shares(q, w->n, c, share, a, err) < 0)
		return -1;
	if (!(common >= 0 && common <= 1))
		return n62_fail(err, N62_DATA,
		    "the common relative error is %g, not 0 to 1", common);
	stats_prior_of_e(&e, &w->common);
	for (int i = 0; i < w->n; i++) {
		struct part *p = &w->part[i];

		p->c = c[i];
		p->share = share[i];
		p->o = n62_new(1, sizeof *p->o, err);
		if (!p->o)
			return -1;
	}
	w->far = far(w, q[0].c.cl, common);
	return 0;
}

/* Whether the tables reach as far as the limits. */
static bool answer(struct work *w, const struct n62_question *q, bool banded,
    struct n62_answer *a)
{
	bool found;

	struct target t = { .ratio = q->method == N62_CLS,
		.alpha = 1 - q->c.cl };

	a->log_p0 = log_p0(w);
	a->p0 = exp(a->log_p0);
	a->z = n62_normal_z(a->log_p0 - (q->two_sided ? log(2) : 0));
	a->limit.upper = solve(w, &t);
	a->limit.empty = a->limit.upper == 0;
	a->banded = banded;
	found = !isnan(a->limit.upper);
	t.expected = true;
	for (int i = 0; found && banded && i < 5; i++) {
		t.sigmas = i - 2;
		a->band[i] = solve(w, &t);
		found = !isnan(a->band[i]);
	}
	return found;
}

/* With tables that reach further and further. */
static int search(struct work *w, const struct n62_question *q, bool banded,
    struct n62_answer *a, struct n62_err *err)
{
	for (int i = 0; i < 12; i++) {
		if (make_tables(w, w->far, err) < 0 ||
		    make_half(w, 0, err) < 0 || make_half(w, 1, err) < 0)
			return -1;
		set_signal(w, 1, 1);
		if (most(w, observed(w), 0) < 1e-280)
			return n62_fail(err, N62_DATA,
			    "the counts are too far below the backgrounds");
		if (answer(w, q, banded, a))
			return 0;
		free(w->half[0].v);
		free(w->half[1].v);
		w->half[0].v = w->half[1].v = NULL;
		w->far *= 3;
	}
	return n62_fail(err, N62_DATA, "no signal is excluded");
}

int n62_combine(const struct n62_question *q, int n, double common, bool banded,
    struct n62_answer *a, struct n62_err *err)
{
	struct work *w;
	int r;

	if (q[0].method != N62_CLS && q[0].method != N62_CLSB)
		return n62_fail(err, N62_USAGE,
		    "experiments are combined by cls or clsb, not by %s",
		    n62_method_name(q[0].method));
	w = n62_new(1, sizeof *w, err);
	if (!w)
		return -1;
	w->n = n;
	r = prepare(w, q, common, a, err);
	if (r == 0)
		r = search(w, q, banded, a, err);
	for (int i = 0; i < n && i < STATS_EXPERIMENTS; i++)
		free(w->part[i].o);
	free(w->half[0].v);
	free(w->half[1].v);
	free(w);
	return r;
}
