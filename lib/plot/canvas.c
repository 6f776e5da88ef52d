/*
 * canvas.c - a picture of characters: bars of eighths, lines of the dots of
 * Braille, colours of a terminal.
 */
#include "canvas.h"

#include <math.h>

struct plot_cell *plot_cell(struct plot_canvas *c, int column, int row)
{
	if (column < 0 || row < 0 || column >= c->width || row >= c->height)
		return NULL;
	return &c->v[row * c->width + column];
}

void plot_cell_put(struct plot_canvas *c, int column, int row, char ascii,
    uint16_t unicode, uint32_t colour)
{
	struct plot_cell *cell = plot_cell(c, column, row);

	if (cell)
		*cell = (struct plot_cell){
			.shown = c->unicode ? unicode : (uint8_t)ascii,
			.colour = colour,
		};
}

void plot_cell_bar(struct plot_canvas *c, int column, double low, double high,
    char ascii, uint32_t colour)
{
	/* U+2581 is an eighth of a block, U+2588 the whole. */
	double bottom = fmin(fmax(low, 0), 1), top = fmin(fmax(high, 0), 1);
	int from = (int)floor(bottom * c->height * 8 + 0.5);
	int to = (int)floor(top * c->height * 8 + 0.5);

	/* What is not nothing is seen. */
	if (to == from && high > low && high > 0)
		to++;
	for (int row = c->height - 1; row >= 0; row--) {
		int base = (c->height - 1 - row) * 8;
		int filled = to - base < 8 ? to - base : 8;

		if (to <= base || from >= base + 8)
			continue;
		if (c->unicode || filled >= 4)
			plot_cell_put(c, column, row, ascii,
			    (uint16_t)(0x2580 + filled), colour);
		else
			plot_cell_put(c, column, row, '.', '.', colour);
	}
}

static void dot(
    struct plot_canvas *c, double x, double y, bool dashed, uint32_t colour)
{
	static const uint8_t bits[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 },
		{ 0x04, 0x20 }, { 0x40, 0x80 } };
	int u = (int)floor(x * c->width * 2);
	int v = (int)floor((1 - y) * c->height * 4);
	struct plot_cell *cell;

	if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1))
		return;
	if (dashed && c->unicode && u % 4 > 1)
		return;
	u = u < 2 * c->width ? u : 2 * c->width - 1;
	v = v < 4 * c->height ? v : 4 * c->height - 1;
	cell = plot_cell(c, u / 2, v / 4);
	if (!c->unicode) {
		plot_cell_put(c, u / 2, v / 4, dashed ? '-' : '*', '*', colour);
		return;
	}
	cell->dots = (uint8_t)(cell->dots | bits[v % 4][u % 2]);
	cell->colour = colour;
}

void plot_cell_line(struct plot_canvas *c, double x0, double y0, double x1,
    double y1, bool dashed, uint32_t colour)
{
	double steps =
	    fmax(fabs(x1 - x0) * c->width * 2, fabs(y1 - y0) * c->height * 4);
	int n = steps < 4000 ? (int)ceil(steps) : 4000;

	if (!isfinite(steps))
		return;
	for (int i = 0; i <= n; i++) {
		double t = n > 0 ? (double)i / n : 0;

		dot(c, x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, dashed, colour);
	}
}

int plot_put_unicode(struct n62_buf *b, uint32_t c, struct n62_err *err)
{
	char text[3];

	if (c < 0x80) {
		text[0] = (char)c;
		return n62_buf_add(b, text, 1, err);
	}
	if (c < 0x800) {
		text[0] = (char)(0xc0 | c >> 6);
		text[1] = (char)(0x80 | (c & 63));
		return n62_buf_add(b, text, 2, err);
	}
	text[0] = (char)(0xe0 | c >> 12);
	text[1] = (char)(0x80 | (c >> 6 & 63));
	text[2] = (char)(0x80 | (c & 63));
	return n62_buf_add(b, text, 3, err);
}

int plot_put_colour(struct n62_buf *b, uint32_t colour, struct n62_err *err)
{
	unsigned red = colour >> 16 & 255, green = colour >> 8 & 255;
	unsigned blue = colour & 255;

	if (colour == 0)
		return n62_buf_printf(b, err, "\033[0m");
	/* The cube of 6 x 6 x 6 colours of 256-colour terminals. */
	return n62_buf_printf(b, err, "\033[38;5;%um",
	    16 + 36 * ((red + 25) / 51) + 6 * ((green + 25) / 51) +
		(blue + 25) / 51);
}

int plot_canvas_row(const struct plot_canvas *c, int row, bool colours,
    struct n62_buf *out, struct n62_err *err)
{
	uint32_t now = 0;
	int end = c->width, r = 0;

	while (end > 0 && !c->v[row * c->width + end - 1].shown &&
	       !c->v[row * c->width + end - 1].dots)
		end--;
	for (int i = 0; r == 0 && i < end; i++) {
		const struct plot_cell *cell = &c->v[row * c->width + i];
		uint32_t shown = cell->dots    ? 0x2800u + cell->dots
				 : cell->shown ? cell->shown
					       : ' ';

		if (colours && cell->colour != now) {
			now = cell->colour;
			r = plot_put_colour(out, now, err);
		}
		if (r == 0)
			r = plot_put_unicode(out, shown, err);
	}
	if (r == 0 && now != 0)
		r = plot_put_colour(out, 0, err);
	return r;
}
