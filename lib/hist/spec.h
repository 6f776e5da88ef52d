/*
 * spec.h - what the texts of --hist, --region, --fit and --scan ask for;
 * na62-mmiss(1) has their grammar. Parts of a text are copied to an arena;
 * `at` is where in the text they begin, for messages.
 */
#ifndef NA62_HIST_SPEC_H
#define NA62_HIST_SPEC_H

#include "hist/private.h"

/* An expression as it stands in the text; text NULL: none. */
struct hist_part {
	const char *text;
	int at;
};

struct hist_axis_spec {
	struct hist_part expr;
	int bins;
	double low, high;
	double *edge; /* NULL: bins of equal width */
	const char *unit;
};

struct hist_spec {
	const char *source; /* the whole text */
	const char *name, *title;
	int dim;
	struct hist_axis_spec axis[2];
	const char *list; /* NULL: of the event */
	struct hist_part where, weight;
};

struct hist_region_spec {
	const char *source, *name;
	struct hist_part expr, where;
	double low, high;
	const char *unit;
	bool blind;
};

struct hist_fit_spec {
	const char *name, *hist;
	double low, high; /* NAN: all of it */
	const char *unit; /* of low and high, NULL: none given */
	double core;
	int coefficients; /* of the background */
};

struct hist_scan_spec {
	const char *name, *hist;
	const char *points;        /* file, or NULL */
	double from, to, step;     /* GeV; step NAN: sigma */
	double sigma[N62_POLY];    /* GeV: coefficients of powers of m in the
				      unit of the text */
	int nsigma;                /* 0: none given */
	double sigma_unit;         /* that unit in GeV */
	double sigma2;             /* of the squared mass, GeV2; NAN: none */
	struct n62_scan_point all; /* acceptance and ses of every point */
	struct n62_scan_options o;
};

int hist_spec_read(struct hist_spec *s, const char *text, struct n62_arena *a,
    struct n62_err *err);
int hist_region_read(struct hist_region_spec *s, const char *text,
    struct n62_arena *a, struct n62_err *err);
int hist_fit_read(struct hist_fit_spec *s, const char *text,
    struct n62_arena *a, struct n62_err *err);
int hist_scan_read(struct hist_scan_spec *s, const char *text,
    struct n62_arena *a, struct n62_err *err);

/* The masses of a scan, from its file or its range. */
struct hist_points {
	struct n62_scan_point *v;
	size_t n;
	bool acceptance, ses; /* are known */
};
int hist_points_make(struct hist_points *p, const struct hist_scan_spec *s,
    struct n62_arena *a, struct n62_err *err);

/* ---- clause.c: words outside of parentheses and quotes */

struct hist_word {
	int at, n;
	bool bare; /* may be a keyword: holds no parenthesis and no quote */
};

enum {
	HIST_WORDS = 400
};

struct hist_clause {
	const char *text;
	struct n62_arena *arena;
	struct hist_word w[HIST_WORDS];
	int n, i; /* words; the next one */
};

int hist_clause_begin(struct hist_clause *c, const char *text,
    struct n62_arena *a, struct n62_err *err);
/* "NAME:" at its begin; false when there is none. */
bool hist_clause_name(struct hist_clause *c, const char **name);
/* Whether word i is this keyword, or one of keywords (ends with NULL). */
bool hist_clause_is(const struct hist_clause *c, int i, const char *keyword);
bool hist_clause_any(
    const struct hist_clause *c, int i, const char *const *keywords);
/* The text from word i to before word to. */
int hist_clause_part(const struct hist_clause *c, int i, int to,
    struct hist_part *p, struct n62_err *err);
const char *hist_clause_word(
    const struct hist_clause *c, int i, struct n62_err *err);
/* The next word as a number, a range "A..B", 0.2 or 0.2+-0.01. */
int hist_clause_number(struct hist_clause *c, double *v, struct n62_err *err);
bool hist_clause_is_range(const struct hist_clause *c, int i);
int hist_clause_range(
    struct hist_clause *c, double *low, double *high, struct n62_err *err);
int hist_clause_measured(
    struct hist_clause *c, double *v, double *sigma, struct n62_err *err);
/* The next word as a unit, when there is one that is none of keywords: "". */
int hist_clause_unit(struct hist_clause *c, const char *const *keywords,
    const char **unit, struct n62_err *err);
/* Fails at word i: what is due there. */
int hist_clause_fail(
    const struct hist_clause *c, int i, const char *due, struct n62_err *err);

#endif
