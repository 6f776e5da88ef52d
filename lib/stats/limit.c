/*
 * limit.c - one limit by any method, and the band of expected ones.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

static const char *const names[] = { "cls", "cls-profile", "clsb", "fc",
	"fc-raw", "rlc", "bayes", "jeffreys", "garwood", "cousins-highland",
	"asymptotic" };

const char *n62_method_name(enum n62_method m)
{
	return names[m];
}

int n62_method_of(const char *name)
{
	for (int i = 0; i < N62_METHODS; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

int n62_method_read(const char *name, enum n62_method *m, struct n62_err *err)
{
	const char *all[N62_METHODS + 1] = { NULL }, *nearest;
	int found = n62_method_of(name);

	memcpy(all, names, sizeof(names));
	nearest = n62_nearest(name, all);
	if (found < 0)
		return n62_fail(err, N62_USAGE, "there is no method %s; %s%s",
		    name, nearest ? "did you mean " : "see na62-statistics(7)",
		    nearest ? nearest : "");
	*m = (enum n62_method)found;
	return 0;
}

static bool is_known(const struct n62_count *c)
{
	return c->b_up <= 0 || c->b_shape == N62_KNOWN;
}

/* ---- what makes sense ----------------------------------------------- */

static bool between(double x, double lo, double hi)
{
	return x >= lo && x <= hi; /* false for NaN */
}

static int check_prior(
    enum n62_method m, const struct n62_count *c, struct n62_err *err)
{
	bool spread = m != N62_GARWOOD;

	if (spread && c->b == 0 && c->b_up > 0 && c->b_shape != N62_CONTROL &&
	    (c->b_shape == N62_LOGNORMAL || c->b_shape == N62_GAMMA ||
		m == N62_CLS_PROFILE))
		return n62_fail(err, N62_DATA,
		    "the background is 0, of which only a Gaussian error is "
		    "possible");
	if ((m == N62_BAYES || m == N62_JEFFREYS) && c->e_sigma > 0 &&
	    c->e_shape == N62_GAUSS)
		return n62_fail(err, N62_DATA,
		    "a Gaussian efficiency has no Bayesian limit: the "
		    "posterior density has no integral");
	if (m == N62_BAYES && !between(c->power, 0, 0.999) &&
	    !(c->power < (double)c->n + 1 && c->power >= 0 && c->b > 0))
		return n62_fail(err, N62_DATA,
		    "the power %g of the prior gives no posterior density",
		    c->power);
	return 0;
}

int n62_count_check(
    enum n62_method m, const struct n62_count *c, struct n62_err *err)
{
	if (c->n < 0 || c->n > 1000000000)
		return n62_fail(err, N62_DATA,
		    "the number of events is %lld, not 0 to 1000000000",
		    (long long)c->n);
	if (!between(c->b, 0, 1e9))
		return n62_fail(
		    err, N62_DATA, "the background is %g, not 0 to 1e9", c->b);
	if (!between(c->cl, 0.5, 1 - 0.999e-9))
		return n62_fail(err, N62_DATA,
		    "the confidence level is %g, not 0.5 to 1 - 1e-9", c->cl);
	if (c->b_shape != N62_CONTROL &&
	    (!between(c->b_up, 0, 10 * c->b + 10) ||
		!between(c->b_down, 0, 10 * c->b + 10) ||
		(c->b_up > 0) != (c->b_down > 0)))
		return n62_fail(err, N62_DATA,
		    "the error of the background %g is %g, which makes no "
		    "sense",
		    c->b, c->b_up == c->b_down ? c->b_up : c->b_down);
	if (!between(c->e_sigma, 0, 1))
		return n62_fail(err, N62_DATA,
		    "the relative error of the sensitivity is %g, not 0 to 1",
		    c->e_sigma);
	return check_prior(m, c, err);
}

/* ---- the methods of averages ---------------------------------------- */

/* What limits of one experiment with different n share. */
struct work {
	struct n62_count c;
	enum n62_method m;
	struct stats_table table;
	bool made, tabled; /* it is there; and the method uses it */
};

/* A first value, near enough for Newton's method. */
static double guess(const struct n62_count *c, bool ratio)
{
	double n = (double)c->n, over = n - c->b, log_alpha = log1p(-c->cl);
	double es = c->e_sigma * fmax(over, 1), z;
	double sigma = sqrt(n + 1 + c->b_up * c->b_up + es * es);

	if (n == 0 && ratio)
		return -log_alpha;
	if (ratio)
		log_alpha += n62_normal_log_below(over / sigma);
	z = n62_normal_z(log_alpha);
	return fmax(over + z * sigma + z * z / 3, -0.3 * log_alpha);
}

static void by_tail(
    const struct work *w, const struct n62_count *c, struct n62_interval *limit)
{
	bool bayes = w->m == N62_BAYES || w->m == N62_JEFFREYS;
	bool ratio = bayes || w->m == N62_CLS;
	double power = w->m == N62_JEFFREYS ? 0.5 : c->power, slope;
	double a = (double)c->n + 1 - (bayes ? power : 0);
	double target = log1p(-c->cl);
	struct stats_tail t;

	stats_tail_make(
	    c, a, bayes, w->tabled && a == floor(a) ? &w->table : NULL, &t);
	if (ratio) {
		t.offset = 0;
		target += stats_tail_log(&t, 0, &slope);
	}
	limit->upper = stats_tail_solve(&t, target, guess(c, ratio));
	limit->empty = !ratio && limit->upper == 0;
}

/* ---- the others ----------------------------------------------------- */

static void garwood(const struct n62_count *c, struct n62_interval *limit)
{
	double n = (double)c->n, log_half = log((1 - c->cl) / 2);

	limit->upper = fmax(n62_poisson_upper(n, log_half) - c->b, 0);
	limit->lower = fmax(n62_poisson_lower(n, log_half) - c->b, 0);
	limit->empty = limit->upper == 0;
}

static void rolke(const struct n62_count *c, struct n62_interval *limit)
{
	struct n62_rolke m;

	stats_rolke_model(c, (double)c->n, &m);
	m.cl = c->cl;
	m.bounded = c->bounded;
	n62_rolke_limit(&m, limit);
	/* Of a binomial efficiency the limit is on s itself. */
	if (m.e_kind == N62_ROLKE_COUNT) {
		limit->lower *= m.z / m.m;
		limit->upper *= m.z / m.m;
	}
}

static int one(const struct work *w, int64_t n, struct n62_interval *limit,
    struct n62_err *err)
{
	struct n62_count c = w->c;

	c.n = n;
	*limit = (struct n62_interval){ 0 };
	switch (w->m) {
	case N62_CLS_PROFILE:
		return stats_profile_limit(&c, limit, err);
	case N62_FC:
	case N62_FC_RAW:
		if (!is_known(&c) || (c.e_sigma > 0 && c.e_shape != N62_KNOWN))
			return stats_fc_average(&c, limit, err);
		n62_fc_poisson((double)n, c.b, c.cl, w->m == N62_FC, limit);
		return 0;
	case N62_RLC:
		rolke(&c, limit);
		return 0;
	case N62_GARWOOD:
		garwood(&c, limit);
		return 0;
	case N62_ASYMPTOTIC:
		stats_asymptotic(&c, limit, NULL);
		return 0;
	default:
		by_tail(w, &c, limit);
		return 0;
	}
}

/* ---- the distribution of n without a signal ------------------------- */

/* ln P(<= n). */
static double log_most(const struct n62_count *c, int64_t n)
{
	struct stats_tail t;
	double slope;

	if (is_known(c))
		return n62_gamma_log_q((double)n + 1, c->b);
	stats_tail_make(c, (double)n + 1, 0, NULL, &t);
	return stats_tail_log(&t, 0, &slope);
}

/* In units of sigma the distribution is nearly straight: a few steps. */
int64_t n62_background_quantile(const struct n62_count *c, double sigmas)
{
	double up = is_known(c) ? 0 : fmax(c->b_up, c->b_down);
	double sigma = sqrt(c->b + up * up) + 0.5;
	const int64_t none = INT64_MAX / 4;
	int64_t lo = -1, hi = none, at;

	at = (int64_t)fmax(c->b + sigmas * sigma, 0);
	while (hi - lo > 1) {
		double z = -n62_normal_z(log_most(c, at)), step;

		*(z < sigmas ? &lo : &hi) = at;
		step = fmin(fabs((sigmas - z) * sigma), 1e15);
		at += (z < sigmas ? 1 : -1) * ((int64_t)step + 1);
		if (at <= lo || at >= hi)
			at = hi == none ? 2 * lo + 2 : lo + (hi - lo) / 2;
	}
	return hi;
}

/* The same from a table, or -1 when it ends before. */
static int64_t quantile_in(const struct stats_table *t, double sigmas)
{
	double target = n62_normal_below(sigmas) * exp(-t->log_scale);

	for (int j = 0; j <= t->n; j++)
		if (t->sum[j] >= target)
			return j;
	return -1;
}

double n62_log_p0(const struct n62_count *c)
{
	if (c->n == 0)
		return 0;
	if (is_known(c))
		return n62_gamma_log_p((double)c->n, c->b);
	return stats_log_least(c, (double)c->n);
}

/* ---- all together --------------------------------------------------- */

static bool uses_table(const struct work *w)
{
	if (is_known(&w->c) && w->c.e_sigma <= 0)
		return false;
	return w->m == N62_CLS || w->m == N62_CLSB ||
	       w->m == N62_COUSINS_HIGHLAND ||
	       (w->m == N62_BAYES && w->c.power == 0);
}

static void prepare(struct work *w, bool band)
{
	struct stats_prior b;
	double most = (double)w->c.n;

	if (w->m == N62_COUSINS_HIGHLAND) {
		w->c.e_shape = N62_GAUSS;
		w->c.b_shape = is_known(&w->c) ? N62_KNOWN : N62_GAUSS;
	}
	if (w->m == N62_GARWOOD)
		w->c.e_sigma = 0;
	w->made = w->tabled = false;
	if (!uses_table(w) && (!band || is_known(&w->c)))
		return;
	/* As far as the quantile of two standard deviations, mostly. */
	if (band)
		most = fmax(most,
		    w->c.b + 2.6 * sqrt(w->c.b + w->c.b_up * w->c.b_up) + 3);
	if (most > STATS_FEW)
		most = (double)w->c.n;
	stats_prior_of_b(&w->c, &b);
	if (most <= STATS_FEW)
		w->made = stats_table_make(&b, (int)most, &w->table) == 0;
	w->tabled = w->made && uses_table(w);
}

static int expected(const struct work *w, double band[5], struct n62_err *err)
{
	int64_t last = -1;
	struct n62_interval limit;

	for (int i = 0; i < 5; i++) {
		int64_t n = w->made ? quantile_in(&w->table, i - 2) : -1;
		struct work few = *w;

		if (n < 0) {
			n = n62_background_quantile(&w->c, i - 2);
			few.tabled = w->tabled && n <= w->table.n;
		}
		if (n != last && one(&few, n, &limit, err) < 0)
			return -1;
		last = n;
		band[i] = limit.upper;
	}
	return 0;
}

/* From the table where the complement has all digits. */
static double log_p0(const struct work *w, const struct n62_count *c)
{
	double below;

	if (!w->made || c->n == 0 || c->n > w->table.n ||
	    w->m == N62_COUSINS_HIGHLAND)
		return n62_log_p0(c);
	below = w->table.sum[c->n - 1] * exp(w->table.log_scale);
	return below < 0.999 ? log1p(-below) : n62_log_p0(c);
}

int stats_limit_p0(enum n62_method m, const struct n62_count *c,
    struct n62_interval *limit, double band[5], double *log_p,
    struct n62_err *err)
{
	struct work w;

	if (n62_count_check(m, c, err) < 0)
		return -1;
	w.c = *c;
	w.m = m;
	prepare(&w, band != NULL);
	if (log_p)
		*log_p = log_p0(&w, c);
	if (m == N62_ASYMPTOTIC) {
		*limit = (struct n62_interval){ 0 };
		stats_asymptotic(c, limit, band);
		return 0;
	}
	if (one(&w, c->n, limit, err) < 0)
		return -1;
	return band ? expected(&w, band, err) : 0;
}

int n62_limit(enum n62_method m, const struct n62_count *c,
    struct n62_interval *limit, double band[5], struct n62_err *err)
{
	return stats_limit_p0(m, c, limit, band, NULL, err);
}

void n62_cls_at(const struct n62_count *c, double s, struct n62_cls *p)
{
	struct stats_tail t;
	double slope, log_b, log_sb;

	stats_tail_make(c, (double)c->n + 1, 0, NULL, &t);
	log_b = stats_tail_log(&t, 0, &slope);
	log_sb = stats_tail_log(&t, s, &slope);
	*p = (struct n62_cls){ exp(log_sb - log_b), exp(log_sb), exp(log_b) };
}

/* P(lower <= s <= upper), over the n with a probability. */
static double covered(
    const struct n62_interval *of, int64_t from, double s, double b)
{
	double mean = s + b, sum = 0;
	int64_t lo = (int64_t)fmax(mean - 7.5 * sqrt(mean), 0);
	int64_t hi = (int64_t)(mean + 7.5 * sqrt(mean) + 25);

	for (int64_t n = lo; n <= hi; n++) {
		const struct n62_interval *i = &of[n - from];

		if (!i->empty && i->lower <= s && s <= i->upper)
			sum += exp(n62_poisson_log((double)n, mean));
	}
	return fmin(sum, 1);
}

int n62_coverages(enum n62_method m, const struct n62_count *c, const double *s,
    int n, double *coverage, struct n62_err *err)
{
	struct work w = { .c = *c, .m = m };
	struct n62_interval *of;
	double least = INFINITY, most = 0;
	int64_t from;
	int r = 0;

	if (n62_count_check(m, c, err) < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		least = fmin(least, s[i] + c->b);
		most = fmax(most, s[i] + c->b);
	}
	from = (int64_t)fmax(least - 7.5 * sqrt(least), 0);
	w.c.n = (int64_t)(most + 7.5 * sqrt(most) + 25);
	of = n62_new((size_t)(w.c.n - from + 1), sizeof *of, err);
	if (!of)
		return -1;
	prepare(&w, false);
	for (int64_t k = from; r == 0 && k <= w.c.n; k++)
		r = one(&w, k, &of[k - from], err);
	for (int i = 0; r == 0 && i < n; i++)
		coverage[i] = covered(of, from, s[i], c->b);
	free(of);
	return r;
}

int n62_coverage(enum n62_method m, const struct n62_count *c, double s,
    double *coverage, struct n62_err *err)
{
	return n62_coverages(m, c, &s, 1, coverage, err);
}
