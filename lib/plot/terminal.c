/*
 * terminal.c - the figure as text.
 */
#include "canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct page {
	const struct n62_plot *p;
	struct plot_canvas c;
	int left;  /* characters before the frame */
	bool bars; /* points are drawn as bars: there is nothing else */
	enum plot_pen pen;
	struct n62_buf *out;
	struct n62_err *err;
};

/* ---- series --------------------------------------------------------- */

static double at_x(const struct page *g, double v)
{
	return plot_axis_at(&g->p->f.x, v);
}

static double at_y(const struct page *g, double v)
{
	return plot_axis_at(&g->p->f.y, v);
}

/* The nearest of n places; ends of cells that differ by rounding are at one. */
static int place(double at, int n)
{
	return (int)floor(fmin(fmax(at, 0), 1) * n + 0.5 - 1e-6);
}

static int row_of(const struct page *g, double y)
{
	double at = at_y(g, y);

	if (!(at >= 0 && at <= 1))
		return -1;
	return (int)fmin(floor((1 - at) * g->c.height), g->c.height - 1);
}

/* Of the bins that reach into a column, the highest; or -1. */
static long highest(
    const struct page *g, const struct plot_series *s, int column)
{
	double from = (double)column / g->c.width;
	double to = (column + 1.0) / g->c.width, eps = 1e-6 / g->c.width;
	long best = -1;

	for (size_t i = 0; i < s->n; i++) {
		const struct plot_point *v = &s->v[i];

		if (at_x(g, v->right) <= from + eps ||
		    at_x(g, v->left) >= to - eps || isnan(v->y))
			continue;
		/* A column between two bins shows the one at its centre. */
		if (at_x(g, v->right) < to &&
		    at_x(g, v->right) - from < (to - from) / 2 &&
		    at_x(g, v->left) < from)
			continue;
		if (at_x(g, v->left) > from &&
		    to - at_x(g, v->left) <= (to - from) / 2 &&
		    at_x(g, v->right) > to)
			continue;
		if (best < 0 || v->y > s->v[best].y)
			best = (long)i;
	}
	return best;
}

static void draw_area(struct page *g, const struct plot_series *s, char ascii)
{
	double base = g->p->f.y.log ? g->p->f.y.low : 0;

	for (int k = 0; k < g->c.width; k++) {
		long i = highest(g, s, k);
		double low;

		if (i < 0)
			continue;
		low = s->mark == PLOT_AREA ? s->v[i].low : base;
		plot_cell_bar(&g->c, k, at_y(g, low), at_y(g, s->v[i].y), ascii,
		    s->colour);
	}
}

static void draw_steps(struct page *g, const struct plot_series *s)
{
	for (int k = 0; k < g->c.width; k++) {
		long i = highest(g, s, k);

		if (i >= 0)
			plot_cell_put(&g->c, k, row_of(g, s->v[i].y), '-',
			    0x2500, s->colour);
	}
}

static void draw_points(struct page *g, const struct plot_series *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct plot_point *v = &s->v[i];
		double at = at_x(g, v->x) * g->c.width;
		int low = row_of(g, v->low), high = row_of(g, v->high);

		if (!(at >= 0 && at <= g->c.width))
			continue;
		if (v->low < g->p->f.y.low)
			low = g->c.height - 1;
		for (int row = high; high >= 0 && row <= low; row++)
			plot_cell_put(&g->c, (int)fmin(at, g->c.width - 1), row,
			    '|', 0x2502, s->colour);
	}
	for (size_t i = 0; i < s->n; i++) {
		double x = at_x(g, s->v[i].x) * g->c.width;

		if (x >= 0 && x <= g->c.width && !isnan(s->v[i].y))
			plot_cell_put(&g->c, (int)fmin(x, g->c.width - 1),
			    row_of(g, s->v[i].y), 'o', 0x25cf, s->colour);
	}
}

static void draw_path(struct page *g, const struct plot_series *s)
{
	for (size_t i = 1; i < s->n; i++) {
		const struct plot_point *v = &s->v[i - 1], *w = &s->v[i];

		if (isfinite(v->y) && isfinite(w->y))
			plot_cell_line(&g->c, at_x(g, v->x), at_y(g, v->y),
			    at_x(g, w->x), at_y(g, w->y), s->dash != PLOT_SOLID,
			    s->colour);
	}
}

/* The values of a band at a place of x, between two of its points. */
static void draw_band(struct page *g, const struct plot_series *s, bool dense)
{
	for (size_t i = 1; i < s->n; i++) {
		const struct plot_point *v = &s->v[i - 1], *w = &s->v[i];
		double from = at_x(g, v->x), to = at_x(g, w->x);
		int end = place(to, g->c.width);

		for (int k = place(from, g->c.width); k < end; k++) {
			double x = (k + 0.5) / g->c.width;
			double t = to > from ? (x - from) / (to - from) : 2;
			double low, high;

			if (t < 0 || t > 1)
				continue;
			low = at_y(g, v->low) * (1 - t) + at_y(g, w->low) * t;
			high =
			    at_y(g, v->high) * (1 - t) + at_y(g, w->high) * t;
			for (int row = 0; row < g->c.height; row++) {
				double y = 1 - (row + 0.5) / g->c.height;

				if (y >= low && y <= high)
					plot_cell_put(&g->c, k, row,
					    dense ? ':' : '.',
					    dense ? 0x2592 : 0x2591, s->colour);
			}
		}
	}
}

/* Areas, then what lies on them. */
static void draw_series(struct page *g)
{
	static const char letters[] = "#%+=xo*";
	int bands = 0;

	for (int i = 0, k = 0; i < g->p->f.n; i++) {
		const struct plot_series *s = &g->p->f.v[i];

		if (s->ratio)
			continue;
		if (s->mark == PLOT_AREA)
			draw_area(g, s, letters[k++ % 7]);
		else if (s->mark == PLOT_BAND)
			draw_band(g, s, bands++ > 0);
		else if (s->mark == PLOT_STEPS)
			draw_steps(g, s);
		else if (s->mark == PLOT_POINTS && g->bars)
			draw_area(g, s, '#');
		else if (s->mark == PLOT_POINTS)
			draw_points(g, s);
	}
	for (int i = 0; i < g->p->f.n; i++)
		if (g->p->f.v[i].mark == PLOT_PATH)
			draw_path(g, &g->p->f.v[i]);
}

/* ---- maps and regions ----------------------------------------------- */

static void draw_map(struct page *g)
{
	static const char ascii[] = ".:-=+*#%@";
	static const uint16_t shades[] = { 0x2591, 0x2592, 0x2593, 0x2588 };
	const struct plot_map *m = &g->p->f.map;

	for (size_t i = 0; i < m->n; i++) {
		const struct plot_point *v = &m->v[i];
		double z = fmin(fmax(plot_axis_at(&g->p->f.z, v->z), 0), 0.999);
		int from = place(at_x(g, v->left), g->c.width);
		int to = place(at_x(g, v->right), g->c.width);
		int top = place(1 - at_y(g, v->high), g->c.height);
		int end = place(1 - at_y(g, v->low), g->c.height);

		if (isnan(v->z))
			continue;
		for (int row = top < 0 ? 0 : top; row < end; row++)
			for (int k = from < 0 ? 0 : from;
			     k < to && k < g->c.width; k++)
				plot_cell_put(&g->c, k, row,
				    ascii[(int)(z * 9)], shades[(int)(z * 4)],
				    PLOT_BLUE);
	}
}

static void draw_regions(struct page *g)
{
	for (int i = 0; i < g->p->f.narrows; i++) {
		const struct plot_arrow *a = &g->p->f.arrows[i];
		double width = g->c.width;
		double from = fmin(fmax(at_x(g, a->low) * width, -1), width);
		double to = fmin(fmax(at_x(g, a->high) * width, -1), width);

		for (int row = 0; row < g->c.height; row++) {
			if (from >= 0 && from < g->c.width)
				plot_cell_put(&g->c, (int)from, row, ':',
				    0x250a, PLOT_GREY);
			if (to >= 0 && to < g->c.width)
				plot_cell_put(&g->c, (int)to, row, ':', 0x250a,
				    PLOT_GREY);
			for (int k = (int)from + 1;
			     a->blinded && k < to && k < g->c.width; k++)
				if ((k + row) % 2 == 0)
					plot_cell_put(
					    &g->c, k, row, '/', '/', PLOT_GREY);
		}
	}
}

/* ---- around the frame ----------------------------------------------- */

static int put(struct page *g, const char *text)
{
	return n62_buf_add(g->out, text, strlen(text), g->err);
}

enum {
	TICK_SIZE = N62_NUMBER + 1
};

/* The text of a tick. */
static void tick_text(
    const struct plot_axis *a, const struct plot_tick *t, char text[TICK_SIZE])
{
	if (t->text[0] || !a->log)
		snprintf(text, TICK_SIZE, "%s", t->text);
	else
		snprintf(text, TICK_SIZE, "1e%d", t->power);
}

static int left_margin(const struct plot_axis *a)
{
	int most = 3;

	for (int i = 0; i < a->nticks; i++) {
		char text[TICK_SIZE];

		if (a->ticks[i].small)
			continue;
		tick_text(a, &a->ticks[i], text);
		most = (int)strlen(text) > most ? (int)strlen(text) : most;
	}
	return most + 2;
}

static int label_line(struct page *g, const struct plot_axis *a, int column)
{
	if (!*a->label && a->power == 0)
		return 0;
	if (n62_buf_printf(g->out, g->err, "%*s", column, "") < 0 ||
	    plot_label(g->out, g->pen, a, g->err) < 0)
		return -1;
	if (a->power != 0 &&
	    n62_buf_printf(g->out, g->err, " (1e%d)", a->power) < 0)
		return -1;
	return put(g, "\n");
}

static int rows(struct page *g)
{
	const struct plot_axis *y = &g->p->f.y;

	for (int row = 0; row < g->c.height; row++) {
		char text[TICK_SIZE] = "";
		bool tick = false;

		for (int i = 0; i < y->nticks && !tick; i++)
			if (!y->ticks[i].small &&
			    row_of(g, y->ticks[i].at) == row) {
				tick = true;
				tick_text(y, &y->ticks[i], text);
			}
		if (n62_buf_printf(g->out, g->err, "%*s ", g->left - 2, text) <
			0 ||
		    put(g, g->c.unicode ? tick ? "\xe2\x94\xa4" : "\xe2\x94\x82"
			   : tick       ? "+"
					: "|") < 0 ||
		    plot_canvas_row(
			&g->c, row, g->p->o->color, g->out, g->err) < 0 ||
		    put(g, "\n") < 0)
			return -1;
	}
	return 0;
}

static int column_of(const struct page *g, const struct plot_tick *t)
{
	int at = (int)floor(at_x(g, t->at) * g->c.width);

	return at < g->c.width ? at : g->c.width - 1;
}

static int axis_line(struct page *g)
{
	const struct plot_axis *x = &g->p->f.x;
	int r = n62_buf_printf(g->out, g->err, "%*s%s", g->left - 1, "",
	    g->c.unicode ? "\xe2\x94\x94" : "+");

	for (int k = 0; r == 0 && k < g->c.width; k++) {
		bool tick = false;

		for (int i = 0; i < x->nticks; i++)
			tick = tick || (!x->ticks[i].small &&
					   column_of(g, &x->ticks[i]) == k);
		r = put(g, g->c.unicode ? tick ? "\xe2\x94\xac" : "\xe2\x94\x80"
			   : tick       ? "+"
					: "-");
	}
	return r < 0 ? -1 : put(g, "\n");
}

static int tick_line(struct page *g)
{
	const struct plot_axis *x = &g->p->f.x;
	char line[2100], text[TICK_SIZE];
	int size = g->left + g->c.width + 6, end = 0;

	if (size > (int)sizeof line)
		size = (int)sizeof line;
	memset(line, ' ', sizeof line);
	for (int i = 0; i < x->nticks; i++) {
		int n, from;

		if (x->ticks[i].small)
			continue;
		tick_text(x, &x->ticks[i], text);
		n = (int)strlen(text);
		from = g->left + column_of(g, &x->ticks[i]) - n / 2;
		if (from < end || from + n >= size)
			continue;
		memcpy(line + from, text, (size_t)n);
		/* A blank between two numbers. */
		end = from + n + 1;
	}
	if (end == 0)
		return put(g, "\n");
	line[end - 1] = 0;
	return put(g, line) < 0 ? -1 : put(g, "\n");
}

/* What a series is drawn with. nth: among the areas, or the bands. */
static uint32_t sign(const struct page *g, const struct plot_series *s, int nth)
{
	static const char letters[] = "#%+=xo*";
	bool unicode = g->c.unicode;

	switch (s->mark) {
	case PLOT_BAND:
		if (unicode)
			return nth > 0 ? 0x2592 : 0x2591;
		return nth > 0 ? ':' : '.';
	case PLOT_PATH:
		if (unicode)
			return s->dash == PLOT_SOLID ? 0x28c0 : 0x2840;
		return s->dash == PLOT_SOLID ? '*' : '-';
	case PLOT_STEPS:
		return unicode ? 0x2500 : '-';
	case PLOT_POINTS:
		if (!g->bars)
			return unicode ? 0x25cf : 'o';
		break;
	default:
		break;
	}
	return unicode ? 0x2588 : (uint8_t)letters[nth % 7];
}

static int legend_line(
    struct page *g, const struct plot_series *s, uint32_t shown)
{
	bool colour = g->p->o->color && s->colour;

	if (n62_buf_printf(g->out, g->err, "%*s", g->left, "") < 0 ||
	    (colour && plot_put_colour(g->out, s->colour, g->err) < 0) ||
	    plot_put_unicode(g->out, shown, g->err) < 0 ||
	    (colour && plot_put_colour(g->out, 0, g->err) < 0) ||
	    put(g, " ") < 0 || plot_text(g->out, g->pen, s->label, g->err) < 0)
		return -1;
	return put(g, "\n");
}

static int legend(struct page *g)
{
	int count[PLOT_HATCH + 1] = { 0 };

	for (int i = 0; i < g->p->f.n; i++) {
		const struct plot_series *s = &g->p->f.v[i];
		int nth = count[s->mark];

		/* Points drawn as bars are the only series. */
		count[s->mark] += s->mark != PLOT_POINTS && !s->ratio;
		if (s->label && !s->ratio &&
		    legend_line(g, s, sign(g, s, nth)) < 0)
			return -1;
	}
	return 0;
}

/* ---- the whole ------------------------------------------------------ */

static int title(struct page *g)
{
	const struct plot_figure *f = &g->p->f;

	if (!*f->title && !g->p->o->note)
		return 0;
	if (n62_buf_printf(g->out, g->err, "%*s", g->left, "") < 0 ||
	    plot_text(g->out, g->pen, f->title, g->err) < 0)
		return -1;
	if (g->p->o->note &&
	    (put(g, *f->title ? "   " : "") < 0 ||
		plot_text(g->out, g->pen, g->p->o->note, g->err) < 0))
		return -1;
	return put(g, "\n");
}

/* The room for the frame, in characters. */
static void measure(struct page *g, int *width, int *height)
{
	const struct n62_plot *p = g->p;
	int lines = 2 + (*p->f.title || p->o->note) + (*p->f.x.label != 0) +
		    (*p->f.y.label != 0);

	*width = p->o->size          ? (int)p->f.width
		 : p->o->columns > 0 ? p->o->columns
				     : 80;
	*height = p->o->size       ? (int)p->f.height
		  : p->o->rows > 0 ? p->o->rows
				   : 24;
	if (p->f.place != PLOT_NOWHERE)
		lines += plot_legend_lines(p);
	g->left = left_margin(&p->f.y);
	*width -= g->left + 1;
	*height -= lines;
	*width = *width < 10 ? 10 : *width;
	*height = *height < 4 ? 4 : *height;
}

static bool only_points(const struct n62_plot *p)
{
	int n = 0;

	for (int i = 0; i < p->f.n; i++)
		n += !p->f.v[i].ratio && p->f.v[i].mark != PLOT_PATH;
	return p->f.counts && n == 1 && p->f.v[0].mark == PLOT_POINTS &&
	       p->f.v[0].n > 0 && p->f.v[0].v[0].right > p->f.v[0].v[0].left;
}

static int page(struct page *g)
{
	draw_map(g);
	draw_series(g);
	draw_regions(g);
	if (title(g) < 0 || label_line(g, &g->p->f.y, 0) < 0 || rows(g) < 0 ||
	    axis_line(g) < 0 || tick_line(g) < 0 ||
	    label_line(g, &g->p->f.x, g->left) < 0)
		return -1;
	return g->p->f.place == PLOT_NOWHERE ? 0 : legend(g);
}

int n62_plot_text(
    const struct n62_plot *p, struct n62_buf *out, struct n62_err *err)
{
	/* The legend is below the frame and regions have no labels, so that
	 * the axis needs no room for them. */
	struct n62_plot plain = *p;
	struct n62_arena arena = { 0 };
	struct page g = { .p = &plain,
		.out = out,
		.err = err,
		.pen = p->o->unicode ? PLOT_PEN_UNICODE : PLOT_PEN_ASCII };
	int r = -1;

	plain.f.narrows = 0;
	plain.f.place = PLOT_NOWHERE;
	if (plot_scale(&plain, err) < 0)
		return -1;
	plain.f.narrows = p->f.narrows;
	plain.f.place = p->f.place;
	g.bars = only_points(p);
	measure(&g, &g.c.width, &g.c.height);
	plot_axis_ticks(&plain.f.y, g.c.height / 3);
	plot_axis_ticks(&plain.f.x, g.c.width / 11);
	g.c.unicode = p->o->unicode;
	g.c.v = n62_arena_new(
	    &arena, (size_t)(g.c.width * g.c.height), sizeof *g.c.v, err);
	if (g.c.v)
		r = page(&g);
	n62_arena_free(&arena);
	return r;
}
