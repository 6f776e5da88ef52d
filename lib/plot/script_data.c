/*
 * script_data.c - the data of a script as here-documents of numbers, and how
 * each is drawn.
 */
#include "script.h"

#include <math.h>
#include <stdio.h>

/* ---- data ----------------------------------------------------------- */

static const struct plot_axis *axis_y(
    const struct plot_script *s, const struct plot_series *q)
{
	return q->ratio ? &s->p->f.r : &s->p->f.y;
}

/* Into the range of the axis, so that nothing needs to be clipped. */
static double clamp(const struct plot_axis *a, double v)
{
	return fmin(fmax(v, a->low), a->high);
}

static bool inside(const struct plot_axis *a, double v)
{
	return v >= a->low && v <= a->high;
}

static void pair(struct plot_script *s, double x, double y)
{
	plot_put_number(s, x);
	plot_put_number(s, y);
	plot_put(s, "\n");
}

/* Whether the point is a part of the polygon or line. */
static bool is_there(const struct plot_series *q, size_t i)
{
	const struct plot_point *v = &q->v[i];

	if (q->mark == PLOT_PATH || q->mark == PLOT_STEPS)
		return isfinite(v->x) && isfinite(v->y);
	return isfinite(v->low) && isfinite(v->high);
}

/* The end of the run of points that begins at i; steps also end where the
 * next bin is not beside this one. */
static size_t run_end(const struct plot_series *q, size_t i)
{
	bool steps = q->mark == PLOT_STEPS || q->mark == PLOT_AREA ||
		     q->mark == PLOT_HATCH;

	for (i++; i < q->n && is_there(q, i); i++)
		if (steps && q->v[i].left != q->v[i - 1].right)
			break;
	return i;
}

/* One end of the steps, in either direction. */
static void step_line(struct plot_script *s, const struct plot_series *q,
    size_t from, size_t to, int which)
{
	const struct plot_axis *x = &s->p->f.x, *y = axis_y(s, q);

	for (size_t k = from; k < to; k++) {
		size_t i = which < 0 ? to - 1 - (k - from) : k;
		const struct plot_point *v = &q->v[i];
		double at = clamp(y, which < 0 ? v->low
				     : which   ? v->high
					       : v->y);
		double left = clamp(x, v->left), right = clamp(x, v->right);

		if (right <= left)
			continue;
		pair(s, which < 0 ? right : left, at);
		pair(s, which < 0 ? left : right, at);
	}
}

static void run_data(
    struct plot_script *s, const struct plot_series *q, size_t from, size_t to)
{
	const struct plot_axis *y = axis_y(s, q);

	switch (q->mark) {
	case PLOT_AREA:
	case PLOT_HATCH:
		step_line(s, q, from, to, 1);
		step_line(s, q, from, to, -1);
		break;
	case PLOT_STEPS:
		step_line(s, q, from, to, 0);
		break;
	case PLOT_BAND:
		for (size_t i = from; i < to; i++)
			pair(s, q->v[i].x, clamp(y, q->v[i].high));
		for (size_t i = to; i-- > from;)
			pair(s, q->v[i].x, clamp(y, q->v[i].low));
		break;
	default:
		for (size_t i = from; i < to; i++)
			pair(s, q->v[i].x, q->v[i].y);
	}
	plot_put(s, "\n");
}

/* x y left right low high z; a point without y has only its error. */
static size_t point_data(
    struct plot_script *s, const struct plot_series *q, bool bare)
{
	size_t rows = 0;
	const struct plot_axis *x = &s->p->f.x, *y = axis_y(s, q);

	for (size_t i = 0; i < q->n; i++) {
		const struct plot_point *v = &q->v[i];
		double low = isfinite(v->low) ? v->low : v->y;
		double high = isfinite(v->high) ? v->high : v->y;

		if (!isfinite(low) || !isfinite(high) || isnan(v->y) != bare ||
		    !inside(x, v->x) || high < y->low || low > y->high)
			continue;
		plot_put_number(s, v->x);
		/* The mark is left out where only the error is inside. */
		plot_put_number(s, bare ? clamp(y, low) : v->y);
		plot_put_number(s, clamp(x, v->left));
		plot_put_number(s, clamp(x, v->right));
		plot_put_number(s, clamp(y, low));
		plot_put_number(s, clamp(y, high));
		if (isfinite(v->z))
			plot_put_number(s, v->z);
		plot_put(s, "\n");
		rows++;
	}
	return rows;
}

static bool has_bare(const struct plot_series *q)
{
	for (size_t i = 0; q->mark == PLOT_POINTS && i < q->n; i++)
		if (isnan(q->v[i].y) && isfinite(q->v[i].high))
			return true;
	return false;
}

static void series_data(struct plot_script *s, int number)
{
	const struct plot_series *q = &s->p->f.v[number];

	plot_put(s, "$s%d << EOD\n", number);
	if (q->mark == PLOT_POINTS)
		s->rows[2 * number] = point_data(s, q, false);
	for (size_t i = 0; q->mark != PLOT_POINTS && i < q->n;) {
		size_t end = run_end(q, i);

		if (is_there(q, i)) {
			run_data(s, q, i, end);
			s->rows[2 * number]++;
		}
		i = is_there(q, i) ? end : i + 1;
	}
	plot_put(s, "EOD\n");
	if (!has_bare(q))
		return;
	plot_put(s, "$e%d << EOD\n", number);
	s->rows[2 * number + 1] = point_data(s, q, true);
	plot_put(s, "EOD\n");
}

/* The other end of a cell, a little inside the neighbour that is drawn over it
 * later: without, light shines through between two cells. */
static double under(
    const struct plot_axis *a, double end, double frame, const double *next)
{
	if (!next || isnan(*next))
		return end;
	return plot_axis_value(a, plot_axis_at(a, end) + 0.15 / frame);
}

/* Cells as x y left right low high z. */
static void cell_data(struct plot_script *s)
{
	const struct plot_figure *f = &s->p->f;

	double width = plot_frame_width(s->p);
	double height = plot_frame_height(s->p);

	plot_put(s, "$map << EOD\n");
	for (size_t i = 0; i < f->map.n; i++) {
		const struct plot_point *v = &f->map.v[i];
		bool grid = f->map.nx > 0;
		const double *right =
		    grid && (i + 1) % f->map.nx ? &v[1].z : NULL;
		const double *above =
		    grid && i + f->map.nx < f->map.n ? &v[f->map.nx].z : NULL;
		const double place[] = { v->x, v->y, clamp(&f->x, v->left),
			clamp(&f->x, under(&f->x, v->right, width, right)),
			clamp(&f->y, v->low),
			clamp(&f->y, under(&f->y, v->high, height, above)),
			clamp(&f->z, v->z) };

		if (isnan(v->z) || place[2] >= place[3] ||
		    place[4] >= place[5] || (f->z.log && v->z <= 0))
			continue;
		for (int k = 0; k < 7; k++)
			plot_put_number(s, place[k]);
		plot_put(s, "\n");
		s->rows[2 * f->n]++;
	}
	plot_put(s, "EOD\n");
}

/* Whether there is a contour at all. */
static bool is_crossed(const struct plot_map *m, double level)
{
	bool below = false, above = false;

	for (size_t i = 0; i < m->n; i++) {
		double z = isfinite(m->v[i].z) ? m->v[i].z : 0;

		below = below || z < level;
		above = above || z > level;
	}
	return below && above;
}

static void contour_data(struct plot_script *s)
{
	const struct plot_map *m = &s->p->f.map;

	plot_put(s, "$grid << EOD\n");
	for (size_t i = 0; i < m->n; i++) {
		plot_put_number(s, m->v[i].x);
		plot_put_number(s, m->v[i].y);
		plot_put_number(s, isfinite(m->v[i].z) ? m->v[i].z : 0);
		plot_put(s, "\n%s", (i + 1) % m->nx == 0 ? "\n" : "");
	}
	plot_put(s, "EOD\nset contour base\nunset surface\n");
	for (int i = 0; i < m->nlevels; i++) {
		if (!is_crossed(m, m->levels[i]))
			continue;
		plot_put(s, "set cntrparam levels discrete");
		plot_put_number(s, m->levels[i]);
		plot_put(s,
		    "\nset table $c%d\nsplot $grid with lines\n"
		    "unset table\n",
		    i);
	}
	plot_put(s, "unset contour\nset surface\n");
}

void plot_put_data(struct plot_script *s)
{
	const struct plot_figure *f = &s->p->f;

	for (int i = 0; i < f->n; i++)
		series_data(s, i);
	if (f->map.n > 0 && f->map.colours)
		cell_data(s);
	if (f->map.n > 0 && f->map.nlevels > 0)
		contour_data(s);
}

/* ---- elements ------------------------------------------------------- */

/* A colour two thirds as bright. */
static uint32_t darker(uint32_t c)
{
	return (c >> 16 & 255) * 2 / 3 << 16 | (c >> 8 & 255) * 2 / 3 << 8 |
	       (c & 255) * 2 / 3;
}

static int symbol(const struct plot_series *q)
{
	static const int types[] = { 7, 4, 9, 12, 6 };

	return types[q->symbol % 5];
}

static const char *dash(const struct plot_series *q)
{
	return q->dash == PLOT_SOLID    ? ""
	       : q->dash == PLOT_DASHED ? " dt (9,5)"
					: " dt (2,3)";
}

static void style(struct plot_script *s, const struct plot_series *q)
{
	switch (q->mark) {
	case PLOT_AREA:
		plot_put(s, " fc rgb '#%06x' fs solid 1 border rgb '#%06x'",
		    q->colour, darker(q->colour));
		break;
	case PLOT_BAND:
		plot_put(s, " fc rgb '#%06x' fs solid 1 noborder", q->colour);
		break;
	case PLOT_HATCH:
		plot_put(
		    s, " fc rgb '#555555' fs transparent pattern 5 noborder");
		break;
	case PLOT_STEPS:
	case PLOT_PATH:
		plot_put(s, " lc rgb '#%06x' lw 1.8%s", q->colour, dash(q));
		break;
	case PLOT_POINTS:
		plot_put(s, " pt %d ps %.4g lc rgb '#%06x' lw 1.2", symbol(q),
		    0.55 * s->mark, q->colour);
	}
}

/* Errors as lines without ends: gnuplot's own leave a gap at the points. */
static void bar(
    struct plot_script *s, char block, int number, const char *columns)
{
	plot_put(s,
	    "$%c%d using %s with vectors nohead lw 1.2 lc rgb '#%06x' "
	    "notitle, \\\n  ",
	    block, number, columns, s->p->f.v[number].colour);
}

static void points(struct plot_script *s, int number)
{
	const struct plot_series *q = &s->p->f.v[number];
	bool z = false, errors = false;

	for (size_t i = 0; i < q->n; i++) {
		z = z || isfinite(q->v[i].z);
		errors = errors || q->v[i].low < q->v[i].y ||
			 q->v[i].high > q->v[i].y;
	}
	if (z) {
		plot_put(s, "$s%d using 1:2:7 with points pt 7 ps %.4g palette",
		    number, 0.55 * s->mark);
		return;
	}
	if (q->joined)
		plot_put(s,
		    "$s%d using 1:2 with lines lc rgb '#%06x' notitle, \\\n  ",
		    number, q->colour);
	if (errors)
		bar(s, 's', number, "1:5:(0):($6-$5)");
	if (q->bars)
		bar(s, 's', number, "3:2:($4-$3):(0)");
	plot_put(s, "$s%d using 1:2 with points", number);
	style(s, q);
}

static void element(struct plot_script *s, int number)
{
	const struct plot_series *q = &s->p->f.v[number];

	if (s->rows[2 * number + 1] > 0)
		bar(s, 'e', number, "1:5:(0):($6-$5)");
	if (s->rows[2 * number] == 0)
		return;
	if (q->mark == PLOT_POINTS) {
		points(s, number);
	} else {
		bool fill = q->mark == PLOT_AREA || q->mark == PLOT_BAND ||
			    q->mark == PLOT_HATCH;

		plot_put(s, "$s%d using 1:2 with %s", number,
		    fill        ? "filledcurves closed"
		    : q->marked ? "linespoints"
				: "lines");
		style(s, q);
		if (q->marked)
			plot_put(
			    s, " pt %d ps %.4g", symbol(q), 0.45 * s->mark);
	}
	plot_put(s, " notitle, \\\n  ");
}

static void legend_entry(struct plot_script *s, const struct plot_series *q)
{
	bool fill = q->mark == PLOT_AREA || q->mark == PLOT_BAND ||
		    q->mark == PLOT_HATCH;

	plot_put(s, "keyentry with %s",
	    q->mark == PLOT_POINTS ? "points"
	    : fill                 ? "boxes"
	    : q->marked            ? "linespoints"
				   : "lines");
	style(s, q);
	if (q->marked)
		plot_put(s, " pt %d ps %.4g", symbol(q), 0.45 * s->mark);
	plot_put(s, " title ");
	plot_put_text(s, q->label, false);
	plot_put(s, ", \\\n  ");
}

/* Points first, then in the order of drawing. */
static void legend(struct plot_script *s)
{
	const struct plot_figure *f = &s->p->f;

	for (int points = 1; points >= 0; points--)
		for (int i = 0; i < f->n; i++)
			if (f->v[i].label && !f->v[i].ratio &&
			    (f->v[i].mark == PLOT_POINTS) == points)
				legend_entry(s, &f->v[i]);
}

static void contours(struct plot_script *s)
{
	static const uint32_t colours[] = { PLOT_BLACK, PLOT_VERMILLION,
		PLOT_BLUE, PLOT_GREEN, PLOT_PURPLE };
	const struct plot_map *m = &s->p->f.map;

	for (int i = 0; i < m->nlevels; i++) {
		char text[200];

		if (!is_crossed(m, m->levels[i])) {
			plot_say(s->p, false,
			    "no contour: the map is nowhere "
			    "%.6g",
			    m->levels[i]);
			continue;
		}
		snprintf(text, sizeof text, "%.150s = %.6g", s->p->f.z.label,
		    m->levels[i]);
		plot_put(s,
		    "$c%d using 1:2 with lines lw 1.8 lc rgb '#%06x' dt %d "
		    "title ",
		    i, m->colours ? 0xd55e00 : colours[i % 5], i % 3 + 1);
		plot_put_text(s, text, s->p->f.z.own);
		plot_put(s, ", \\\n  ");
	}
}

void plot_put_elements(struct plot_script *s)
{
	const struct plot_figure *f = &s->p->f;

	plot_put(s, "plot ");
	if (s->rows[2 * f->n] > 0)
		plot_put(s,
		    "$map using 1:2:3:4:5:6:7 with boxxyerror fc palette "
		    "fs solid 1 noborder notitle, \\\n  ");
	if (f->map.n > 0 && f->map.nlevels > 0)
		contours(s);
	for (int i = 0; i < f->n; i++)
		if (f->v[i].ratio == s->ratio)
			element(s, i);
	if (!s->ratio && f->place != PLOT_NOWHERE)
		legend(s);
	/* Something that is always there ends the list. */
	plot_put(s, "1/0 notitle\n");
}
