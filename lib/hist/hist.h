/*
 * hist.h - masses, histograms, peak fits and mass scans.
 *
 * A histogram is a table hist/NAME of a stream, merged by sum: its sums are
 * exact, so that the histograms of the parts of a run add up to that of the
 * run, to the last bit. Fits and scans are made of whole histograms.
 * na62-mmiss(1) is what can be asked, and how.
 *
 * Units: those of the axis for histograms and fits, GeV for masses and scans.
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_HIST_H
#define NA62_HIST_H

#include "base/base.h"
#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- histograms ------------------------------------------------------- */

enum {
	N62_HIST_BINS = 100000, /* most cells, under- and overflow included */
	N62_POLY = 7,           /* most coefficients of a background */
	N62_PEAK = 3 + N62_POLY /* most parameters of a peak */
};

/* Bins [edge[i], edge[i + 1]); the last one holds its upper edge, too. */
struct n62_axis {
	const char *label, *unit; /* "missing mass squared", "GeV2/c4" */
	int bins;
	double *edge; /* bins + 1, ascending */
	bool regular; /* of equal width */
};

/* 0 for what is below, 1 to bins, bins + 1 for what is above; -1 for nan. */
int n62_axis_find(const struct n62_axis *a, double v);

/* What fell into a bin: the number, the sums of weights and their squares.
 * Entries of weight 1 are only counted, until the sums are asked for. */
struct n62_cell {
	uint64_t n, ones;
	struct n62_sum *sums; /* of w and w^2, NULL: all weights were 1 */
};

struct n62_hist {
	const char *name, *title; /* of the table: without hist/ */
	int dim;                  /* 1 or 2 */
	struct n62_axis axis[2];
	struct n62_cell *cells; /* of cell (x, y): x + (bins of x + 2) y */
	struct n62_arena *arena;
};

/* A histogram of axes whose edges are checked (finite, ascending) and copied;
 * it lives in the arena, as what it gathers. */
int n62_hist_init(struct n62_hist *h, const char *name, const char *title,
    int dim, const struct n62_axis *axes, struct n62_arena *a,
    struct n62_err *err);
size_t n62_hist_cells(const struct n62_hist *h);
/* Adds an entry; nan values are left out. Fails for weights that are not
 * finite. */
int n62_hist_fill(
    struct n62_hist *h, double x, double y, double weight, struct n62_err *err);
/* Sums of a cell, rounded once. */
double n62_cell_w(const struct n62_cell *c);
double n62_cell_w2(const struct n62_cell *c);

/* Adds the table of a histogram to a schema: its number, or -1. */
int n62_hist_declare(
    const struct n62_hist *h, struct n62_schema *s, struct n62_err *err);
/* Writes its rows, all bins, also empty ones. */
int n62_hist_write(
    struct n62_hist *h, struct n62_writer *w, int table, struct n62_err *err);

/* Whether a table of a schema is a histogram, by its columns. */
bool n62_hist_is(const struct n62_schema *s, int table);
/* A histogram that is read from the rows of such a table. */
struct n62_hist_input;
struct n62_hist_input *n62_hist_input_new(
    const struct n62_schema *s, int table, struct n62_err *err);
void n62_hist_input_free(struct n62_hist_input *in);
/* Takes a block of rows of the table, which stays as it is. */
int n62_hist_input_add(
    struct n62_hist_input *in, const struct n62_block *b, struct n62_err *err);
/* The histogram, when all rows were given; its memory is that of in. Fails
 * when bins are missing or do not join. */
int n62_hist_input_end(
    struct n62_hist_input *in, struct n62_hist *h, struct n62_err *err);

/* ---- spectra and fits ------------------------------------------------- */

/*
 * A spectrum to be fitted: contents of bins, and by how much their variance
 * is larger than that of counts, sum w^2 / sum w (1 for counts). The
 * likelihood of weighted contents is that of counts v / scale (scaled Poisson
 * distribution; G. Bohm and G. Zech, Nucl. Instrum. Meth. A 748 (2014) 1).
 */
struct n62_spectrum {
	int bins;
	const double *edge, *v; /* bins + 1, bins */
	double scale;
};

/* That of a histogram of one dimension; its arrays are put into the arena. */
int n62_spectrum_of(const struct n62_hist *h, struct n62_spectrum *s,
    struct n62_arena *a, struct n62_err *err);

/*
 * A polynomial density: sum over k of c[k] P_k(t) with Legendre's polynomials
 * of t = (2 x - low - high) / (high - low), per unit of t; what a bin holds
 * is its integral.
 */
struct n62_poly {
	int n;            /* coefficients; 0: no background */
	double low, high; /* of the fit */
	double c[N62_POLY];
	double cov[N62_POLY][N62_POLY];
	double chi2; /* Pearson's, of the bins that were fitted */
	int ndf;
};

/* Integral of P_k(t) over t from a to b. */
double n62_legendre_integral(int k, double a, double b);

/*
 * Fits a polynomial of n coefficients to the bins whose flag is not 0, by the
 * likelihood of Poisson counts, integrated over each bin; cov is the inverse
 * of the second derivatives of -ln L. The likelihood is concave: Newton's
 * method finds its only maximum. Where that is at the edge of what is
 * positive, because a steep spectrum is no such polynomial, it is weighted
 * least squares instead, with the contents as variances in cov. With less than
 * 10 events a coefficient, or fewer bins than coefficients, fit->n is lowered
 * then; it is 0 when no bin is flagged.
 */
int n62_poly_fit(const struct n62_spectrum *s, const uint8_t *use, int n,
    struct n62_poly *fit, struct n62_err *err);
/* Its integral from a to b and, with sigma, the error by cov. */
double n62_poly_integral(
    const struct n62_poly *f, double a, double b, double *sigma);

/* A Gaussian on a polynomial. */
struct n62_peak {
	double yield, mean, width;      /* of the Gaussian: events, sigma */
	double sigma[3];                /* their errors */
	double cov[N62_PEAK][N62_PEAK]; /* with the coefficients behind */
	struct n62_poly background;     /* its cov, chi2: of the whole fit */
	double low, high;               /* range: whole bins */
	double chi2;                    /* Pearson's */
	int ndf;
	double log_l; /* ln L without terms of the data alone */
	int steps;
};

/*
 * Fits bins of [low, high] with n coefficients of background (0: none), by
 * the likelihood of Poisson counts, the Gaussian integrated over each bin:
 * Levenberg and Marquardt's damped scoring, then the inverse of all second
 * derivatives (of those expected, where they are not positive). A background
 * that would be negative somewhere is given fewer coefficients. With core > 0
 * the range is that of mean -+ core widths, found in turns. Fails, with the
 * reason, when there is no peak, or one narrower than a fifth of a bin.
 */
int n62_peak_fit(const struct n62_spectrum *s, double low, double high, int n,
    double core, struct n62_peak *p, struct n62_err *err);
/* ln L of the spectrum for parameters (yield, mean, width, coefficients). */
double n62_peak_log_l(const struct n62_spectrum *s, const struct n62_peak *p,
    const double *parameters);

/* ---- scans ------------------------------------------------------------ */

/* A mass, in GeV, and what is known of its signal. NAN: not known. */
struct n62_scan_point {
	double mass, sigma;
	double acceptance, sigma_acceptance;
	double ses, sigma_ses;
};

struct n62_scan_options {
	double window, sideband; /* in sigmas: 1.5, 11.25 */
	int order, alternative;  /* of the polynomials: 3, 4; -1: none */
};

struct n62_scan_row {
	double mass, sigma, low, high; /* of the window: whole bins */
	double n;                      /* contents of the window */
	double b, sigma_b;             /* background, its whole error */
	double sigma_fit, b_alternative;
	double fraction; /* of a Gaussian that is in the window */
	double acceptance, sigma_acceptance, ses, sigma_ses;
	struct n62_poly fit;
};

/*
 * The spectrum of a histogram against the mass: its own axis in GeV, or the
 * roots of an axis in GeV2, of which the bins above 0 are taken.
 */
int n62_scan_spectrum(const struct n62_hist *h, struct n62_spectrum *s,
    struct n62_arena *a, struct n62_err *err);
/*
 * One mass: counts in the bins whose middles are in mass -+ window sigma, and
 * a polynomial fitted to those outside, up to sideband sigma (as for K+ -> e+
 * N, Phys. Lett. B 807 (2020) 135599). The error of the background is that of
 * the fit, and the difference to the alternative order, in quadrature. The
 * acceptance is multiplied, ses divided, by the part of a Gaussian inside.
 */
int n62_scan_one(const struct n62_spectrum *s, const struct n62_scan_point *p,
    const struct n62_scan_options *o, struct n62_scan_row *row,
    struct n62_err *err);

/* Unit of an axis as a power of GeV: 1e-3 and 1 for MeV/c2. False when it is
 * no energy. */
bool n62_energy_unit(const char *unit, double *factor, int *power);

/* ---- all of na62-mmiss ------------------------------------------------ */

/* What is asked for: texts as na62-mmiss(1) has them. Zeroed: masses of list
 * cand and their histograms. */
struct n62_mmiss_options {
	struct n62_texts miss, mass, hist, region, fit, scan;
	const char *kaon;              /* best, gtk, beam; NULL: best */
	const struct n62_params *beam; /* of n62_mmiss_params; NULL: built in */
	bool unblind, drop_events;
	bool whole; /* keep all histograms of the input for n62_mmiss_print */
	/* Called with a sentence for what does not stop the work. */
	void (*say)(void *ctx, const char *sentence);
	void *ctx;
};

struct n62_mmiss;

/* The average beam: named parameters, see base.h. */
int n62_mmiss_params(
    struct n62_params *p, struct n62_arena *a, struct n62_err *err);
/* The options must live as long as it. */
struct n62_mmiss *n62_mmiss_new(
    const struct n62_mmiss_options *o, struct n62_err *err);
void n62_mmiss_free(struct n62_mmiss *m);
/*
 * Takes each block of one joined stream before it is written to w: adds
 * tables and columns to the N62_HEAD, fills columns and histograms, and at
 * N62_END writes the rows of its tables. w may be NULL.
 */
int n62_mmiss_step(struct n62_mmiss *m, struct n62_block *b,
    struct n62_writer *w, struct n62_err *err);
/* After the N62_END: appends all results as text for people. */
int n62_mmiss_print(
    const struct n62_mmiss *m, struct n62_buf *out, struct n62_err *err);
/* The line of an expression that was refused with a caret below, or "". */
const char *n62_mmiss_caret(const struct n62_mmiss *m);
/* Events that were seen, and those left out as blind. */
uint64_t n62_mmiss_events(const struct n62_mmiss *m, uint64_t *blind);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
