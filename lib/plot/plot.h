/*
 * plot.h - figures of histograms, maps, limits and curves: as a script for
 * gnuplot, as the picture that gnuplot makes of it, as text for a terminal.
 *
 * What is drawn and how is said in na62-plot(1). A figure is made in three
 * steps: n62_plot_new looks at the options, n62_plot_read takes the tables
 * out of streams, and then one of the other functions writes it.
 *
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_PLOT_H
#define NA62_PLOT_H

#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

enum n62_plot_format {
	N62_PLOT_SVG,
	N62_PLOT_PDF,
	N62_PLOT_PNG,
	N62_PLOT_TXT,
	N62_PLOT_GP /* the script */
};

/* The options of na62-plot(1), by their names. Zeroed they are the defaults,
 * but for per, which then is NAN. Texts live as long as the figure. */
struct n62_plot_options {
	struct n62_texts table, data, stack, line, curve, region, fit, arrow;
	const char *x, *y, *z, *xerr, *yerr;
	const char *log, *range, *yrange, *zrange, *ratio_range;
	const char *title, *note, *xlabel, *ylabel, *zlabel;
	const char *legend, *contour, *size, *font;
	const char *format; /* of the picture, also that of a script */
	double per;
	uint64_t rebin, dpi;
	bool bare, join, normalise, ratio, empty, markup, script;
	/* of the program: */
	int columns, rows;   /* of the terminal; 0: 80 and 24 */
	bool unicode, color; /* what it can show */
	int threads;
	bool salvage;
	const char *origin; /* version and options, for script and svg; or
			       NULL */
	/* Called with a sentence that is worth saying; detail is for who wants
	 * to know all. */
	void (*say)(void *ctx, bool detail, const char *sentence);
	void *ctx;
};

struct n62_plot;

/* The format by the options and the name of the output, which may be NULL. */
int n62_plot_format(const struct n62_plot_options *o, const char *output,
    enum n62_plot_format *format, struct n62_err *err);

/* Checks the options, which live as long as the figure. */
struct n62_plot *n62_plot_new(
    const struct n62_plot_options *o, struct n62_err *err);
void n62_plot_free(struct n62_plot *p);
/* Whether some source is a table of the input. */
bool n62_plot_wants_input(const struct n62_plot *p);
/*
 * Reads the input to its end, and the files that sources name, and makes the
 * figure. in joins its segments; it is NULL where no input is wanted.
 */
int n62_plot_read(
    struct n62_plot *p, struct n62_reader *in, struct n62_err *err);

/* Appends the figure as text: lines, with UTF-8 and colours by the options. */
int n62_plot_text(
    const struct n62_plot *p, struct n62_buf *out, struct n62_err *err);
/* Appends the script that makes gnuplot write a picture of that format, one
 * of the first three, to its standard output. */
int n62_plot_script(const struct n62_plot *p, enum n62_plot_format format,
    struct n62_buf *out, struct n62_err *err);
/*
 * Runs gnuplot on a script, and appends the picture that it writes, without
 * the time in it. folder is for temporary files, which have no name. Fails
 * with what gnuplot said, or, where there is no gnuplot, with its package.
 */
int n62_plot_gnuplot(const struct n62_plot *p, const struct n62_buf *script,
    enum n62_plot_format format, const char *folder, struct n62_buf *picture,
    struct n62_err *err);

/*
 * The central interval of the mean of a Poisson distribution of which n was
 * seen, with a probability of 15.87 % on either side, as the normal one sigma
 * (F. Garwood, Biometrika 28 (1936) 437). The lower end is 0 for n = 0.
 */
void n62_plot_garwood(double n, double *low, double *high);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
