/*
 * script.h - what the parts of the script of gnuplot share.
 */
#ifndef NA62_PLOT_SCRIPT_H
#define NA62_PLOT_SCRIPT_H

#include "plot/private.h"

#pragma GCC visibility push(hidden)

struct plot_script {
	const struct n62_plot *p;
	struct n62_buf *b;
	struct n62_err *err;
	bool failed;
	bool ratio; /* the panel that is written */
	/* What a point of the font, a mark and a tick are for the terminal. */
	double font, mark, tick;
	/* Rows written of each series, bare ones behind, and of the map. */
	size_t *rows;
};

void plot_put(struct plot_script *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A number with a blank before it, shortest and exact. */
void plot_put_number(struct plot_script *s, double v);
/* A text typeset and quoted; own: it is an option, which may be markup. */
void plot_put_text(struct plot_script *s, const char *text, bool own);

/* The data of all series and of the map, as here-documents. */
void plot_put_data(struct plot_script *s);
/* The elements of a plot command: those of one panel. */
void plot_put_elements(struct plot_script *s);

#pragma GCC visibility pop

#endif
