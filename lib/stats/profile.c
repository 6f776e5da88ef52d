/*
 * profile.c - CLs ordered by the profile likelihood ratio q-tilde, without
 * toys: all outcomes (n, m) of the signal region and of the control count
 * that stands for b +- sigma are enumerated. For each m those with a q-tilde
 * of at least the observed one are the n up to a border, and the border moves
 * by a step or so from one m to the next. The order is that of the nominal
 * sensitivity; its error is averaged over.
 */
#include <math.h>

#include "private.h"

/* Outcomes beyond this many standard deviations are below 1e-15. */
#define FAR 8.5
/* Values of m beyond which the enumeration is refused. */
#define MOST 5e4

/* b in units of its expectation, measured as m / tau; and points of e, over
 * which the probability of n is averaged. */
struct model {
	double b, tau;
	struct stats_nodes e;
};

static void set_e(const struct n62_count *c, double s, struct model *d)
{
	struct stats_prior e;
	const struct stats_piece *p = &e.piece[0];

	stats_prior_of_e(c, &e);
	d->e.n = 0;
	if (stats_add_nodes(p, fmax(-REACH_OF_PRIOR, p->lo),
		fmin(REACH_OF_PRIOR, p->hi), p->width * p->width * s,
		&d->e) < 0)
		stats_add_nodes(p, fmax(-REACH_OF_PRIOR, p->lo),
		    fmin(REACH_OF_PRIOR, p->hi), 4000, &d->e);
}

/* P(<= n | s e + b), averaged over e. */
static double most(const struct model *d, double n, double s, double b)
{
	double sum = 0;

	if (d->e.n == 1 || s == 0)
		return n62_poisson_most(n, s + b);
	for (int i = 0; i < d->e.n; i++)
		sum +=
		    exp(d->e.log_w[i]) * n62_poisson_most(n, s * d->e.x[i] + b);
	return sum;
}

static double two_deviance(double n, double mean)
{
	return n > 0 ? 2 * stats_deviance(n, mean) : 2 * mean;
}

/* The best background at s: the positive root of a quadratic equation. */
static double best_background(
    const struct model *d, double n, double m, double s)
{
	/* n / (s + b) - 1 + m / b - tau = 0 */
	double t = 1 + d->tau, p = n + m - t * s;
	double root = sqrt(p * p + 4 * t * m * s);

	if (p >= 0)
		return (p + root) / (2 * t);
	return 2 * m * s / (root - p);
}

static double q_at(const struct model *d, double n, double m, double s)
{
	double b = best_background(d, n, m, s);

	return two_deviance(n, s + b) + two_deviance(m, d->tau * b);
}

static double q_tilde(const struct model *d, double n, double m, double s)
{
	double best = n - m / d->tau;

	if (s <= best)
		return 0;
	return fmax(q_at(d, n, m, s) - (best < 0 ? q_at(d, n, m, 0) : 0), 0);
}

/* The largest n with a q-tilde of at least q, which falls with n: by growing
 * steps from near, and halves; -1 when there is none. */
static double border(
    const struct model *d, double m, double s, double q, double near)
{
	double lo = near, hi = near, step = 1;

	q -= 1e-11 * (1 + q);
	if (q_tilde(d, near, m, s) >= q) {
		do {
			lo = hi;
			hi += step;
			step *= 2;
		} while (q_tilde(d, hi, m, s) >= q);
	} else {
		do {
			hi = lo;
			lo = fmax(lo - step, -1);
			step *= 2;
		} while (lo >= 0 && q_tilde(d, lo, m, s) < q);
	}
	while (hi - lo > 1) {
		double mid = floor(0.5 * (lo + hi));

		*(q_tilde(d, mid, m, s) >= q ? &lo : &hi) = mid;
	}
	return lo;
}

/* Outcomes at least as far from s as the observed one, when the means are
 * signal + b and tau b. */
static double probability(
    const struct model *d, double s, double q, double signal, double b)
{
	double mean = d->tau * b, wide = FAR * sqrt(mean) + 40, sum = 0;
	double from = fmax(floor(mean - wide), 0), near, last = -2, p = 0;

	near = floor(fmax(s + from / d->tau, 0));
	for (double m = from; m <= mean + wide; m++) {
		near = border(d, m, s, q, fmax(near, 0));
		/* The border often stays where it is. */
		if (near != last)
			p = most(d, near, signal, b);
		last = near;
		sum += exp(n62_poisson_log(m, mean)) * p;
	}
	return fmin(sum, 1);
}

/* The observed statistic, and both probabilities. */
static void evaluate(const struct n62_count *c, double s, struct n62_cls *p)
{
	double n = (double)c->n, y, q;
	struct model d;

	d.b = c->b;
	stats_control(c, &y, &d.tau);
	set_e(c, s, &d);
	q = q_tilde(&d, n, y, s);

	if (q <= 0) {
		*p = (struct n62_cls){ 1, 1, 1 };
		return;
	}
	p->clsb = probability(&d, s, q, s, best_background(&d, n, y, s));
	p->clb = probability(&d, s, q, 0, best_background(&d, n, y, 0));
	p->cls = p->clsb / p->clb;
}

/* With b known the order is that of n. */
static void evaluate_known(
    const struct n62_count *c, double s, struct n62_cls *p)
{
	double n = (double)c->n, log_b;
	struct model d;

	if (s <= n - c->b) {
		*p = (struct n62_cls){ 1, 1, 1 };
		return;
	}
	set_e(c, s, &d);
	p->clsb = most(&d, n, s, c->b);
	p->clb = n62_poisson_most(n, c->b);
	/* Both may be too small to divide. */
	log_b = n62_gamma_log_q(n + 1, c->b);
	p->cls = 0;
	for (int i = 0; i < d.e.n; i++)
		p->cls += exp(d.e.log_w[i] - log_b +
			      n62_gamma_log_q(n + 1, s * d.e.x[i] + c->b));
}

int n62_cls_profile(
    const struct n62_count *c, double s, struct n62_cls *p, struct n62_err *err)
{
	double y, tau, spread;

	if (c->b_up <= 0 || c->b_shape == N62_KNOWN) {
		evaluate_known(c, s, p);
		return 0;
	}
	stats_control(c, &y, &tau);
	spread = 2 * FAR * sqrt(y);
	if (spread > MOST)
		return n62_fail(err, N62_DATA,
		    "the outcomes of %.3g +- %.3g background events are too "
		    "many to enumerate",
		    c->b, c->b_up);
	evaluate(c, s, p);
	return 0;
}

/*
 * CLs jumps where an outcome joins; the limit is the largest s that is still
 * allowed. Steps down from where it is far from allowed find it.
 */
int stats_profile_limit(
    const struct n62_count *c, struct n62_interval *limit, struct n62_err *err)
{
	double alpha = 1 - c->cl, best = fmax((double)c->n - c->b, 0);
	double sigma = sqrt((double)c->n + c->b + c->b_up * c->b_up +
			    c->e_sigma * c->e_sigma * best * best + 1);
	double above = sigma, hi, lo, step;
	struct n62_cls p;

	do {
		above *= 1.5;
		hi = best + above;
		if (n62_cls_profile(c, hi, &p, err) < 0)
			return -1;
	} while (p.cls > 0.3 * alpha);
	step = 0.02 * sigma;
	for (lo = hi - step; lo > 0; lo -= step) {
		n62_cls_profile(c, lo, &p, err);
		if (p.cls > alpha)
			break;
		hi = lo;
	}
	lo = fmax(lo, 0);
	while (hi - lo > 1e-13 * hi) {
		double mid = 0.5 * (lo + hi);

		n62_cls_profile(c, mid, &p, err);
		*(p.cls > alpha ? &lo : &hi) = mid;
	}
	limit->upper = 0.5 * (lo + hi);
	return 0;
}
