/*
 * canvas.h - a picture of characters.
 */
#ifndef NA62_PLOT_CANVAS_H
#define NA62_PLOT_CANVAS_H

#include "plot/private.h"

#pragma GCC visibility push(hidden)

struct plot_cell {
	uint16_t shown;  /* Unicode, of the basic plane; 0: a blank */
	uint8_t dots;    /* of Braille, instead, when not 0 */
	uint32_t colour; /* 0xrrggbb; 0: that of the terminal */
};

struct plot_canvas {
	int width, height; /* characters, of the frame */
	bool unicode;
	struct plot_cell *v; /* rows from the top */
};

/* The cell, or NULL outside. */
struct plot_cell *plot_cell(struct plot_canvas *c, int column, int row);
/* Draws one of two characters, without and with Unicode. */
void plot_cell_put(struct plot_canvas *c, int column, int row, char ascii,
    uint16_t unicode, uint32_t colour);
/* A column filled from height low to high, from 0 to 1 of the canvas. */
void plot_cell_bar(struct plot_canvas *c, int column, double low, double high,
    char ascii, uint32_t colour);
/* A line between two places, from 0 to 1. */
void plot_cell_line(struct plot_canvas *c, double x0, double y0, double x1,
    double y1, bool dashed, uint32_t colour);
/* One row, with colours or without, and no newline. */
int plot_canvas_row(const struct plot_canvas *c, int row, bool colours,
    struct n62_buf *out, struct n62_err *err);
/* Appends a character as UTF-8. */
int plot_put_unicode(struct n62_buf *b, uint32_t c, struct n62_err *err);
/* Switches to a colour; 0 switches back. */
int plot_put_colour(struct n62_buf *b, uint32_t colour, struct n62_err *err);

#pragma GCC visibility pop

#endif
