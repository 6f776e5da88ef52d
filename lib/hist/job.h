/*
 * job.h - what the files of one pass share: what was asked for, where it is in
 * the stream, and what has come of it.
 */
#ifndef NA62_HIST_JOB_H
#define NA62_HIST_JOB_H

#include "expr/expr.h"
#include "hist/mass.h"
#include "hist/spec.h"

/* A mass, and its columns. */
struct job_mass {
	struct hist_hypothesis h;
	struct n62_col value, sigma;
	uint64_t found; /* events that have it */
};

/* An expression of the set, -1: none; its values are divided by factor. */
struct job_value {
	int number;
	double factor;
};

struct job_hist {
	struct hist_spec spec;
	struct job_value axis[2], where, weight;
	struct n62_hist h;
	int table;
};

struct job_region {
	struct hist_region_spec spec;
	struct job_value value, where;
	struct n62_cell cell;
	int table;
};

/* A histogram that is in the input. */
struct job_input {
	struct n62_hist_input *in;
	int table;
	struct n62_hist h; /* after the END */
};

struct job_fit {
	struct hist_fit_spec spec;
	struct n62_peak peak;
	struct n62_err why; /* it has no result */
	int table;
};

struct job_scan {
	struct hist_scan_spec spec;
	struct hist_points points;
	struct n62_scan_row *rows;
	int table;
};

struct n62_mmiss {
	struct n62_mmiss_options o;
	struct n62_arena arena;
	enum hist_kaon kaon;
	struct hist_beam beam;
	struct job_mass *masses;
	struct job_hist *hists;
	struct job_region *regions;
	struct job_fit *fits;
	struct job_scan *scans;
	struct job_input *inputs;
	int nmasses, nhists, nregions, nfits, nscans, ninputs;
	struct n62_exprs *exprs; /* NULL: no expression yet */
	struct hist_source *source;
	int event;                 /* table, or -1 */
	struct hist_number weight; /* column weight of event */
	struct n62_col mc;         /* a column of list mc */
	bool has_mc;
	uint64_t events, blind;
};

/* ---- bind.c: the N62_HEAD */

int job_bind(struct n62_mmiss *m, struct n62_schema *s, struct n62_err *err);
/* A histogram by its name: of this pass or of the input, or NULL. */
struct n62_hist *job_hist_named(struct n62_mmiss *m, const char *name);

/* ---- fill.c: rows of events */

int job_fill(struct n62_mmiss *m, struct n62_block *b, struct n62_err *err);

/* ---- finish.c: the N62_END */

/* Tables of what comes at the end, added to a schema. */
int job_declare_region(
    struct job_region *r, struct n62_schema *s, struct n62_err *err);
int job_declare_fit(struct job_fit *f, const struct n62_hist *h,
    struct n62_schema *s, struct n62_err *err);
int job_declare_scan(
    struct job_scan *c, struct n62_schema *s, struct n62_err *err);
int job_finish(struct n62_mmiss *m, struct n62_writer *w, struct n62_err *err);

#endif
