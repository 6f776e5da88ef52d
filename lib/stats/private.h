/*
 * private.h - what the files of lib/stats share.
 */
#ifndef NA62_STATS_PRIVATE_H
#define NA62_STATS_PRIVATE_H

#include "stats/stats.h"

/* a ln(a / x) + x - a, without cancellation near x = a. */
double stats_deviance(double a, double x);

/* ---- priors of nuisances -------------------------------------------- */

/*
 * A part of a prior in a standard variable z in [lo, hi]: the quantity is
 * mid + width z, or mid exp(width z); the density in z is exp(log_norm)
 * times exp(-z^2 / 2), or exp(k (width z - expm1(width z))) of a gamma
 * distribution with shape k.
 */
struct stats_piece {
	double mid, width, lo, hi, log_norm, k;
	bool exponential, gamma;
};

struct stats_prior {
	struct stats_piece piece[2];
	int n;
};

/* A function of the quantity by which the prior is multiplied: its
 * logarithm, with the derivative in slope. */
typedef double stats_log_fn(const void *ctx, double x, double *slope);

struct stats_weight {
	stats_log_fn *fn;
	const void *ctx;
};

/* How far from 0 in z a normal prior has weight. */
#define REACH_OF_PRIOR 8.95

/* Points of a quadrature: values and the logarithms of their weights. */
enum {
	STATS_NODES = 2048
};

struct stats_nodes {
	int n;
	double x[STATS_NODES], log_w[STATS_NODES];
};

double stats_value(const struct stats_piece *p, double z);
double stats_log_density(const struct stats_piece *p, double z);
void stats_prior_of_b(const struct n62_count *c, struct stats_prior *p);
/* Events of the control count that stands for b, and its size: real ones, or
 * (b / sigma)^2. */
void stats_control(const struct n62_count *c, double *y, double *tau);
void stats_prior_of_e(const struct n62_count *c, struct stats_prior *p);

/*
 * The range of z outside of which prior times weight is below exp(-40) of its
 * largest value, for a weight whose product with the prior has one maximum.
 */
void stats_range(const struct stats_piece *p, const struct stats_weight *g,
    double *lo, double *hi);
/*
 * Appends points that integrate over [lo, hi] what is smooth on the scale
 * 1 / sqrt(1 + curve) in z; -1 when that takes too many of them.
 */
int stats_add_nodes(const struct stats_piece *p, double lo, double hi,
    double curve, struct stats_nodes *nodes);

/* Appends the 16 points of one panel. */
void stats_add_panel(const struct stats_piece *p, double lo, double hi,
    struct stats_nodes *nodes);

/* ---- few events: sums ----------------------------------------------- */

enum {
	STATS_FEW = 300 /* most events in a table */
};

/*
 * The distribution of the background count, averaged over the prior of b:
 * p[j] and its sums up to j, both times exp(-log_scale).
 */
struct stats_table {
	int n; /* largest j */
	double p[STATS_FEW + 1], sum[STATS_FEW + 1], log_scale;
};

/* -1 when sums are not the way: too many events or points. */
int stats_table_make(const struct stats_prior *b, int n, struct stats_table *t);

/* P(n | s) for n from 0 to top, averaged over b and e. */
struct stats_outcomes {
	struct stats_table b; /* p is not scaled here */
	struct stats_prior e;
	int top;
};

/* -1 when there are too many events, or points. */
int stats_outcomes_make(
    const struct n62_count *c, int top, struct stats_outcomes *o);
/* slope: the derivatives in s, or NULL. */
void stats_outcomes_at(
    const struct stats_outcomes *o, double s, double *p, double *slope);

/* ---- P(<= n | s e + b), averaged ------------------------------------ */

/*
 * The logarithm of the average over b and e of Q(a, s e + b) / e^power, and
 * its derivative in s. For whole a with a table, otherwise by quadrature.
 */
struct stats_tail {
	double a;
	int power; /* 0, or 1 for the flat prior in s */
	struct stats_prior b, e;
	const struct stats_table *table; /* or NULL */
	struct stats_nodes nodes;        /* of e, with a table */
	double built;                    /* the s that they are good for */
	double offset; /* log_scale of the table; 0 where ratios are taken */
};

void stats_tail_make(const struct n62_count *c, double a, int power,
    const struct stats_table *table, struct stats_tail *t);
double stats_tail_log(struct stats_tail *t, double s, double *slope);

/* The s > 0 where it falls to target, or 0 when it is below at s = 0. */
double stats_tail_solve(struct stats_tail *t, double target, double scale);

/* ln of the average over b of P(n, b), the probability of n or more. */
double stats_log_least(const struct n62_count *c, double n);

/* n62_limit, and n62_log_p0 (or NULL) from the same sums. */
int stats_limit_p0(enum n62_method m, const struct n62_count *c,
    struct n62_interval *limit, double band[5], double *log_p,
    struct n62_err *err);

/* ---- columns of tables ---------------------------------------------- */

/* Numbers that a row may have. */
enum stats_cell {
	STATS_N,
	STATS_B,
	STATS_SIGMA_B,
	STATS_B_UP,
	STATS_B_DOWN,
	STATS_SES,
	STATS_SIGMA_SES,
	STATS_CL,
	STATS_ACCEPTANCE,
	STATS_SIGMA_ACCEPTANCE,
	STATS_MASS,
	STATS_CONTROL,
	STATS_TAU,
	STATS_LOW,
	STATS_HIGH,
	STATS_CELLS
};
extern const char *const stats_cells[STATS_CELLS]; /* their names */

struct stats_row {
	bool there[STATS_CELLS];
	double v[STATS_CELLS];
	double mass_unit; /* in GeV */
};

/* Whether the columns that must be there are; those without a use for this
 * question may hold anything, and are taken out. */
int stats_row_complete(
    bool there[STATS_CELLS], const struct n62_question *q, struct n62_err *err);
/* The question of a row; what it has not is taken from the other question. */
int stats_row_question(const struct stats_row *r, const struct n62_question *of,
    struct n62_question *q, struct n62_err *err);
/* That of a column in GeV: 1e-3 for MeV. */
double stats_mass_unit(const char *unit, size_t n);

/* Columns that can be added, and those that are. */
enum {
	STATS_ADDED = 25,
	STATS_NAME = 20
};
struct stats_set {
	bool banded, ratio, coupling, global;
};
/* there: of a table, or NULL for a single question. */
struct stats_set stats_set_of(
    const struct n62_question *q, const bool there[STATS_CELLS], bool banded);
bool stats_is_added(const struct stats_set *s, int k);
void stats_added(int k, char name[STATS_NAME], const char **doc);
/* All values, NaN where there is none; a may be NULL. */
void stats_values(const struct n62_question *q, const struct n62_answer *a,
    double v[STATS_ADDED]);

/* Appends "name": value, to a JSON object, and a string. */
int stats_json_real(
    const char *name, double v, struct n62_buf *out, struct n62_err *err);
int stats_json_text(
    const char *text, size_t n, struct n62_buf *out, struct n62_err *err);
int stats_json_values(const struct stats_set *s, const double v[STATS_ADDED],
    struct n62_buf *out, struct n62_err *err);

/* The count as it is used, with the error of the sensitivity, and what
 * stats_sensitivity sets. */
int stats_prepare(const struct n62_question *q, struct n62_count *c,
    struct n62_answer *a, struct n62_err *err);

enum {
	STATS_EXPERIMENTS = 16
};
/* The same for experiments of one branching ratio: the counts, their shares
 * of the signal, and of all together count, ses and coupling of an answer. */
int stats_shares(const struct n62_question *q, int n, struct n62_count *c,
    double *share, struct n62_answer *a, struct n62_err *err);

/* Sets the sensitivity of an answer, with its error, and the coupling. */
int stats_sensitivity(
    const struct n62_question *q, struct n62_answer *a, struct n62_err *err);

/* ---- other methods -------------------------------------------------- */

/* The model of rolke.c for a counting experiment with a real n: a gamma
 * shape of b is a Poisson count, all others are normal. */
void stats_rolke_model(
    const struct n62_count *c, double n, struct n62_rolke *m);
/* Feldman and Cousins' interval of averaged probabilities. */
int stats_fc_average(
    const struct n62_count *c, struct n62_interval *limit, struct n62_err *err);
/* Whether that enumerates outcomes; otherwise they are normal. */
bool stats_fc_exact(const struct n62_count *c);
/* The limit, and the band (or NULL). */
void stats_asymptotic(
    const struct n62_count *c, struct n62_interval *limit, double band[5]);
int stats_profile_limit(
    const struct n62_count *c, struct n62_interval *limit, struct n62_err *err);

#endif
