/*
 * stats.h - limits, intervals and significances of counting experiments.
 *
 * n events are observed where s e + b are expected: the signal s, an
 * efficiency e relative to its nominal value 1, the background b. All limits
 * are on s. Every method is described, with its formula and its reference,
 * in na62-statistics(7).
 *
 * Errors, ownership and threads: see base.h. No function keeps a state.
 */
#ifndef NA62_STATS_H
#define NA62_STATS_H

#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- functions ------------------------------------------------------ */

/*
 * ln of the regularised incomplete gamma functions Q(a, x), upper, and
 * P(a, x) = 1 - Q, lower, for a > 0 (NIST DLMF 8.2.4). The error of the
 * logarithm is a few 1e-15, or that much of itself, up to a = 1e9.
 */
double n62_gamma_log_q(double a, double x);
double n62_gamma_log_p(double a, double x);

/* ln of mean^n exp(-mean) / Gamma(n + 1), for real n >= 0. */
double n62_poisson_log(double n, double mean);
/* P(<= n), P(>= n), and P(from <= n <= to) of a Poisson distribution. */
double n62_poisson_most(double n, double mean);
double n62_poisson_least(double n, double mean);
double n62_poisson_within(double from, double to, double mean);
/* The mean at which P(<= n), respectively P(>= n), has this logarithm. */
double n62_poisson_upper(double n, double log_p);
double n62_poisson_lower(double n, double log_p);

/* The cumulative normal distribution, and its logarithm. */
double n62_normal_below(double z);
double n62_normal_log_below(double z);
/* The z above which a normal distribution has the probability exp(log_p). */
double n62_normal_z(double log_p);

/* ---- limits --------------------------------------------------------- */

/* What is known of a nuisance. */
enum n62_shape {
	N62_KNOWN,     /* its value */
	N62_GAUSS,     /* normal, cut off at 0 */
	N62_LOGNORMAL, /* median, and a factor 1 + sigma / median */
	N62_GAMMA,     /* mean and standard deviation */
	N62_HALVES,    /* two half normal distributions: asymmetric errors */
	N62_CONTROL    /* events in a control region: see struct n62_count */
};

/*
 * One counting experiment. b_up and b_down are the errors of b, the same
 * unless b_shape is N62_HALVES; e_sigma is the relative error of the single
 * event sensitivity, with e_shape N62_KNOWN, N62_GAUSS or N62_LOGNORMAL.
 * With b_shape N62_CONTROL, control events were seen where tau b are
 * expected; n62_count_control then sets b to control / tau and its errors.
 * Averages over b are then those of the posterior density of a flat prior, a
 * gamma distribution of shape control + 1: p0 is the binomial one.
 * power is that of N62_BAYES: the prior is (s e + b)^-power.
 */
struct n62_count {
	int64_t n;
	double cl;
	double b, b_up, b_down;
	enum n62_shape b_shape, e_shape;
	double e_sigma;
	double control, tau;
	double passed, tried; /* N62_RLC: e is binomial when tried is above 0 */
	double power;
	bool bounded; /* N62_RLC: the fit does not go below s = 0 */
};

/* Sets b_shape, b and its errors from control and tau. */
int n62_count_control(struct n62_count *c, struct n62_err *err);

enum n62_method {
	N62_CLS,
	N62_CLS_PROFILE,
	N62_CLSB,
	N62_FC,
	N62_FC_RAW,
	N62_RLC,
	N62_BAYES,
	N62_JEFFREYS,
	N62_GARWOOD,
	N62_COUSINS_HIGHLAND,
	N62_ASYMPTOTIC,
	N62_METHODS /* their number */
};

/* "cls", "cls-profile", ... as of --method; -1 when there is no such name. */
const char *n62_method_name(enum n62_method m);
int n62_method_of(const char *name);
/* The same for what a user wrote: fails with the nearest name. */
int n62_method_read(const char *name, enum n62_method *m, struct n62_err *err);

/*
 * lower is 0 for methods that give upper limits. empty: no s >= 0 is
 * compatible with the data, and both ends are 0. raised: N62_RLC found an
 * interval below 0 and took more events, as TRolke does.
 */
struct n62_interval {
	double lower, upper;
	bool empty, raised;
};

/*
 * Whether an experiment makes sense for a method: all numbers finite, 0 <= n
 * <= 1e9, 0 <= b <= 1e9, 0.5 <= cl <= 1 - 1e-9, errors not negative and not
 * above 10 times the value (b) or 1 (e). A failure names the quantity.
 */
int n62_count_check(
    enum n62_method m, const struct n62_count *c, struct n62_err *err);

/*
 * The limit, and with band (or NULL) the limits that are expected without a
 * signal: at the quantiles of -2, -1, 0, 1, 2 standard deviations of the
 * distribution of n. Checks as above.
 */
int n62_limit(enum n62_method m, const struct n62_count *c,
    struct n62_interval *limit, double band[5], struct n62_err *err);

/* The smallest n with P(<= n) >= Phi(sigmas) without a signal. */
int64_t n62_background_quantile(const struct n62_count *c, double sigmas);

/* ln P(>= n) without a signal, averaged over b. One-sided: the Z of it is
 * n62_normal_z(p), the two-sided one n62_normal_z(p - ln 2). */
double n62_log_p0(const struct n62_count *c);

/*
 * The probability that the interval contains s when s is true and b has its
 * nominal value, by the sum over n; 0 or 1 ends of the sum are below 1e-12.
 */
int n62_coverage(enum n62_method m, const struct n62_count *c, double s,
    double *coverage, struct n62_err *err);

/* The same for n values of s, with each interval made once. */
int n62_coverages(enum n62_method m, const struct n62_count *c, const double *s,
    int n, double *coverage, struct n62_err *err);

/* ---- parts of methods ----------------------------------------------- */

/* Feldman and Cousins for Poisson with known b (Phys. Rev. D 57 (1998) 3873,
 * section IV): the hull of the exact interval; monotone: its upper end is
 * raised to the largest at any larger b, as section IV.C has it. */
void n62_fc_poisson(
    double n, double b, double cl, bool monotone, struct n62_interval *limit);
/* The same for a normal x with sigma 1 and mean >= 0 (section IV.B). */
void n62_fc_gauss(double x, double cl, struct n62_interval *limit);

/* What is measured of the background and the efficiency of one of the models
 * of Rolke, Lopez and Conrad (Nucl. Instrum. Meth. A 551 (2005) 493). */
enum n62_rolke_kind {
	N62_ROLKE_KNOWN,
	N62_ROLKE_GAUSS, /* value and sigma */
	N62_ROLKE_COUNT  /* b: y events in a region tau times as large;
			    e: z of m trials */
};

struct n62_rolke {
	double n, cl;
	enum n62_rolke_kind b_kind, e_kind;
	double b, b_sigma, y, tau;
	double e, e_sigma, z, m;
	bool bounded;
};

/* -2 ln of the largest likelihood at s, up to a constant. */
double n62_rolke_profile(const struct n62_rolke *r, double s);
void n62_rolke_limit(const struct n62_rolke *r, struct n62_interval *limit);

/* CLs, CLs+b and CLb of the profile likelihood ordering at s: b is measured
 * by a Poisson count with mean (b / sigma)^2, which had that value (G. Cowan
 * et al., Eur. Phys. J. C 71 (2011) 1554, the statistic q-tilde). */
struct n62_cls {
	double cls, clsb, clb;
};
int n62_cls_profile(const struct n62_count *c, double s, struct n62_cls *p,
    struct n62_err *err);

/* R. Cousins, V. Highland, Nucl. Instrum. Meth. A 320 (1992) 331: the limit
 * upper of known efficiency, corrected for a relative error r by the
 * expansion of eq. 17 to first order, and in closed form. */
double n62_highland_first(double upper, double n, double b, double r);
double n62_highland_second(double upper, double n, double b, double r);

/* ---- significance --------------------------------------------------- */

/* Expected significance of s over b +- sigma (G. Cowan, Discovery sensitivity
 * for a counting experiment with background uncertainty, 2012, eq. 20; the
 * first article above, eq. 97, for sigma = 0). */
double n62_asimov_z(double s, double b, double sigma);

/* On and off counts with ratio tau (R. Cousins, J. Linnemann, J. Tucker,
 * physics/0702156): the binomial Z, eq. 14, and the likelihood ratio's,
 * eq. 25 (Li and Ma). */
double n62_on_off_binomial(double on, double off, double tau);
double n62_on_off_likelihood(double on, double off, double tau);

/* 1 - (1 - p)^trials, as logarithms. */
double n62_global_trials(double log_p, double trials);
/* P(max q > z^2) <= p + N(c0) exp(-(z^2 - c0) / 2) for upcrossings N of the
 * level c0 of q (E. Gross, O. Vitells, Eur. Phys. J. C 70 (2010) 525, eq. 3),
 * with p one-sided. It may exceed 1. */
double n62_global_upcrossings(double z, double upcrossings, double level);

/* ---- for programs --------------------------------------------------- */

/* A number with its errors, or 0: "0.26", "0.26+-0.04", "7.0+1.1-0.8". */
int n62_measured(const char *text, double *value, double *up, double *down,
    struct n62_err *err);

/* A value and its error. */
struct n62_value {
	double value, sigma;
};

/*
 * A normalisation channel: decays seen, its branching ratio, acceptance,
 * trigger downscaling and further efficiency. n62_norm_kaons sets kaons, the
 * decays that there were: yield downscaling / (ratio acceptance efficiency),
 * relative errors in quadrature.
 */
struct n62_norm {
	struct n62_value yield, ratio, acceptance, downscaling, efficiency;
	struct n62_value kaons;
};
int n62_norm_kaons(struct n62_norm *n, struct n62_err *err);
/* "N=8357,B=(9.62+-0.25)e-8,A=0.109,D=1,E=1", where D and E may be absent and
 * N without an error is a count; or the kaon decays themselves. */
int n62_norm_read(const char *text, struct n62_norm *n, struct n62_err *err);
/* "0.0311+-0.0008*0.2067": a product of such numbers. */
int n62_product_read(
    const char *text, struct n62_value *v, struct n62_err *err);

/*
 * One experiment and what is asked of it. ses: the single event sensitivity,
 * NaN when there is none, or it is 1 / (norm.kaons acceptance) where
 * norm.kaons is above 0; with it the relative error in c is replaced.
 */
struct n62_question {
	enum n62_method method;
	struct n62_count c;
	double ses, ses_sigma;
	struct n62_norm norm;
	struct n62_value acceptance;
	/* The limit is on s / efficiency (0: 1); passed of tried, where tried
	 * is above 0: N62_RLC takes that for binomial. */
	struct n62_value efficiency;
	double passed, tried;
	/* K+ -> l+ N: mass of l in MeV, B(K+ -> l+ nu), and mass of N in GeV;
	 * of no use when the ratio is 0. */
	double lepton_mass, lepton_ratio, mass;
	double trials;  /* places where one looked, or 0 */
	bool two_sided; /* z for a deviation to either side */
};
/* Sets the lepton: "e" or "mu". */
int n62_question_hnl(
    struct n62_question *q, const char *lepton, struct n62_err *err);

/* band and the limit are in events, of which a branching ratio is ses times
 * and |U|^2 ses coupling times; NaN where there is none. count is c as it was
 * used. */
struct n62_answer {
	struct n62_count count;
	struct n62_interval limit;
	double band[5], p0, log_p0, z;
	double ses, ses_sigma, coupling;
	bool banded;
};

/* A question as the options of na62-limit(1) write it: shape and ses_shape are
 * there, the other texts may be NULL; without a method it is cls. mass is NaN
 * if it is not given. */
struct n62_question_text {
	const char *events, *background, *ses, *shape, *ses_shape, *method;
	const char *norm, *acceptance, *hnl, *control, *efficiency;
	double cl, power, mass, trials;
	bool bounded, two_sided;
};
int n62_question_read(const struct n62_question_text *o, struct n62_question *q,
    struct n62_err *err);
/* The same for lists, "1,2,17": as many questions as events has items, at most
 * 16, is returned, or -1. background, ses, acceptance, control and efficiency
 * have as many items, or one. */
int n62_questions_read(const struct n62_question_text *o,
    struct n62_question q[16], struct n62_err *err);

int n62_answer(const struct n62_question *q, bool banded, struct n62_answer *a,
    struct n62_err *err);

/*
 * Independent experiments, 1 to 16, of one branching ratio (or, without any
 * sensitivity, of one signal that is the same in each): CLs (or CLs+b) of the
 * product of their likelihoods. common is a relative error that all
 * sensitivities share, besides their own. The answer is in events of all
 * together, ses is that of all; q[0] says level and method.
 */
int n62_combine(const struct n62_question *q, int n, double common, bool banded,
    struct n62_answer *a, struct n62_err *err);

/*
 * The branching ratio (or the signal) of such experiments that the profile
 * likelihood is largest at, not below 0, with its errors at the level of q[0];
 * those with all nuisances known; and the difference in quadrature. z is the
 * root of -2 ln of the likelihood ratio of no signal.
 */
struct n62_measurement {
	bool ratio;
	double cl, best, up, down;
	double stat_up, stat_down, syst_up, syst_down;
	double z;
};
int n62_measure(const struct n62_question *q, int n, double common,
    struct n62_measurement *m, struct n62_err *err);
int n62_measurement_sentence(
    const struct n62_measurement *m, struct n62_buf *out, struct n62_err *err);
int n62_measurement_json(
    const struct n62_measurement *m, struct n62_buf *out, struct n62_err *err);

/* A few words on a method for these numbers: "valid", or what to mind. */
const char *n62_remark(enum n62_method m, const struct n62_count *c);

/* CLs, CLs+b and CLb at s with averaged nuisances, ordered by n. */
void n62_cls_at(const struct n62_count *c, double s, struct n62_cls *p);

/*
 * The limits of a table of text, row by row. header is the first line, whose
 * columns n, b, sigma_b, ses, sigma_ses, cl and method are looked at, with or
 * without a type as na62-view writes it (n:i64); q has what is not there.
 * Lines end without a newline. The result is appended to out: the line as it
 * is with columns added, or with json one object. A row that cannot be
 * answered is marked and -1 returned with the reason. Where out is NULL
 * n62_limit_table_ask says what rows ask.
 */
struct n62_limit_table;
struct n62_limit_table *n62_limit_table_new(const char *header,
    const struct n62_question *q, bool banded, bool json, struct n62_buf *out,
    struct n62_err *err);
int n62_limit_table_row(struct n62_limit_table *t, const char *line,
    struct n62_buf *out, struct n62_err *err);
void n62_limit_table_free(struct n62_limit_table *t);

/* What a row asks, and its columns low and high, NaN where there is none. */
struct n62_limit_row {
	struct n62_question q;
	double low, high;
};
int n62_limit_table_ask(struct n62_limit_table *t, const char *line,
    struct n62_limit_row *row, struct n62_err *err);

/*
 * All rows of a text, from an input to an output. q, banded, json and say are
 * set, the rest is zero; say is called for each row that cannot be answered,
 * which is marked, with its number from 1 behind the header. Where rows_of
 * is set rows are kept there, and nothing is written.
 */
struct n62_rows;
struct n62_rows *n62_rows_new(struct n62_err *err);
int n62_rows_add(
    struct n62_rows *s, const struct n62_limit_row *row, struct n62_err *err);
void n62_rows_free(struct n62_rows *s);

struct n62_limit_text {
	struct n62_question q;
	bool banded, json;
	struct n62_rows *rows_of;
	void (*say)(void *ctx, uint64_t row, const char *sentence);
	void *ctx;
	uint64_t rows, bad;
};
int n62_limit_text(struct n62_limit_text *t, struct n62_in *in,
    struct n62_out *out, struct n62_err *err);

/*
 * The same for a table of an n62 stream: the step of n62_filter, with such an
 * object as its context. table, q and say are set, the rest is zero; say is
 * called for each row that cannot be answered, which is marked, with its
 * number from 1.
 */
struct n62_limit_stream {
	const char *table;
	struct n62_question q;
	bool banded;
	void (*say)(void *ctx, uint64_t row, const char *sentence);
	void *ctx;
	uint64_t rows, bad;
	/* of the library: */
	int number;
	struct n62_stream_columns *columns;
};
void n62_limit_stream_free(struct n62_limit_stream *s);
int n62_limit_stream_step(struct n62_block *b, void *ctx, struct n62_err *err);

/*
 * The best of n hypotheses in any order. Their place is the mass, the middle
 * of low and high, or the number of the row. windows, those that do not
 * overlap, is the sum of the steps over the widths high - low, NaN without
 * them; upcrossings are those of Z = 0 from one hypothesis to the next, and
 * p_upcrossings is the bound of n62_global_upcrossings with them.
 */
struct n62_global {
	uint64_t hypotheses, row; /* row: of the best, from 1 */
	double at, log_p0, p0, z;
	double windows, p_windows, z_windows;
	double upcrossings, p_upcrossings, z_upcrossings;
};
int n62_scan_global(const struct n62_limit_row *rows, size_t n,
    struct n62_global *g, struct n62_err *err);
int n62_global_sentence(
    const struct n62_global *g, struct n62_buf *out, struct n62_err *err);
int n62_global_json(
    const struct n62_global *g, struct n62_buf *out, struct n62_err *err);

/*
 * Appends a table of coverages of the method of q, or of all: a row for each
 * of the lists b and s, "0.5,1,2". Without b it is that of q, with its errors,
 * whose nominal values are true.
 */
int n62_coverage_table(const struct n62_question *q, bool all, const char *b,
    const char *s, struct n62_buf *out, struct n62_err *err);

/* The NAME of a table scan/NAME, or NULL. */
const char *n62_scan_name(const char *table);

/*
 * Passes blocks of a stream on to out, and adds a table limit/NAME for each
 * of its tables scan/NAME: its columns, without lists, and those of
 * struct n62_limit_stream. q and say are set, only is the NAME of the one scan
 * that is meant, or NULL; the rest is zero. found counts scans. Text goes to
 * rows_of, where that is given, instead.
 */
struct n62_limit_scans {
	struct n62_question q;
	bool banded;
	const char *only;
	struct n62_rows *rows_of;
	void (*say)(void *ctx, uint64_t row, const char *sentence);
	void *ctx;
	uint64_t rows, bad, found;
	/* of the library: */
	struct stats_scan *scans;
	int nscans;
	struct n62_limit_table *text;
	int text_table;
	struct n62_buf line;
};
int n62_limit_scans_step(struct n62_limit_scans *s, struct n62_block *b,
    struct n62_writer *out, struct n62_err *err);
/* The same as text: appends a table with a header for each scan of a block,
 * or JSON. */
int n62_limit_scans_text(struct n62_limit_scans *s, const struct n62_block *b,
    bool json, struct n62_buf *out, struct n62_err *err);
void n62_limit_scans_free(struct n62_limit_scans *s);

/* An answer as a sentence (two with a band); every step to it, with numbers;
 * and the limits of all methods with a remark on each, tab-separated. */
int n62_answer_sentence(const struct n62_question *q,
    const struct n62_answer *a, struct n62_buf *out, struct n62_err *err);
int n62_answer_explain(const struct n62_question *q, const struct n62_answer *a,
    struct n62_buf *out, struct n62_err *err);
int n62_answer_compare(
    const struct n62_question *q, struct n62_buf *out, struct n62_err *err);

/*
 * What is wanted of one question, or of several experiments, as the options of
 * na62-limit(1) of these names say it. say gets what a reader must know of an
 * answer whatever its form.
 */
struct n62_report {
	bool expected, json, explain, compare, combine, measure, global;
	double common;
	void (*say)(void *ctx, const char *sentence);
	void *ctx;
};
/* Whether these go together; events: the question is not from a table. */
int n62_report_check(
    const struct n62_report *r, bool events, struct n62_err *err);
int n62_report_answer(const struct n62_report *r, const struct n62_question *q,
    int n, struct n62_buf *out, struct n62_err *err);
/* The same for rows that were kept, and global. */
int n62_report_rows(const struct n62_report *r, const struct n62_rows *s,
    struct n62_buf *out, struct n62_err *err);

/* One answer as such an object. */
int n62_answer_json(const struct n62_question *q, const struct n62_answer *a,
    struct n62_buf *out, struct n62_err *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
