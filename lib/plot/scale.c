/*
 * scale.c - the ranges of the axes, so that what is drawn, the legend and the
 * arrows have room, and the places of the frame.
 */
#include "plot/private.h"

#include <math.h>
#include <string.h>

/* ---- the frame ------------------------------------------------------ */

double plot_em(const struct n62_plot *p)
{
	return p->f.font_size * 25.4 / 72;
}

/* Characters of the longest text at the ticks. */
static double tick_width(const struct plot_axis *a)
{
	double most = 2;

	for (int i = 0; i < a->nticks; i++) {
		const struct plot_tick *t = &a->ticks[i];
		double n = plot_text_width(t->text);

		if (a->log && !t->small && !t->text[0])
			n = t->power < -9 || t->power > 9 ? 3.6 : 3;
		most = fmax(most, n);
	}
	return most;
}

static bool above_frame(const struct n62_plot *p)
{
	const struct plot_figure *f = &p->f;

	return *f->title || p->o->note || f->y.power != 0;
}

struct plot_frame plot_frame(const struct n62_plot *p)
{
	const struct plot_figure *f = &p->f;
	double em = plot_em(p);
	double left = 0.58 * tick_width(&f->y) + 2.6;
	double right = 1.3, top = 0.9;

	if (p->o->ratio)
		left = fmax(left, 0.58 * tick_width(&f->r) + 2.6);
	if (f->map.n > 0 && f->map.colours)
		right = 0.58 * tick_width(&f->z) + 5.2;
	if (above_frame(p))
		top = 2.1;
	return (struct plot_frame){ left * em / f->width,
		1 - right * em / f->width, 3.7 * em / f->height,
		1 - top * em / f->height };
}

double plot_frame_width(const struct n62_plot *p)
{
	struct plot_frame f = plot_frame(p);

	return (f.right - f.left) * p->f.width;
}

double plot_frame_height(const struct n62_plot *p)
{
	struct plot_frame f = plot_frame(p);

	return (f.top - f.bottom) * p->f.height * (p->o->ratio ? 0.7 : 1);
}

/* ---- what is drawn -------------------------------------------------- */

/* Larger values have no axis, nor have smaller ones a logarithmic one. */
#define MOST 1e290

static void grow(double v, bool positive, double *low, double *high)
{
	if (!(fabs(v) < MOST) || (positive && v < 1 / MOST))
		return;
	*low = fmin(*low, v);
	*high = fmax(*high, v);
}

static void ends_of_x(const struct n62_plot *p, double *low, double *high)
{
	bool log = p->f.x.log;

	*low = INFINITY;
	*high = -INFINITY;
	for (int i = 0; i < p->f.n; i++) {
		const struct plot_series *s = &p->f.v[i];

		for (size_t k = 0; !s->derived && k < s->n; k++) {
			grow(s->v[k].left, log, low, high);
			grow(s->v[k].right, log, low, high);
		}
	}
	for (size_t k = 0; k < p->f.map.n; k++) {
		grow(p->f.map.v[k].left, log, low, high);
		grow(p->f.map.v[k].right, log, low, high);
	}
}

static bool in_x(const struct n62_plot *p, const struct plot_point *v)
{
	return v->right >= p->f.x.low && v->left <= p->f.x.high;
}

static void ends_of_y(const struct n62_plot *p, double *low, double *high)
{
	bool log = p->f.y.log;

	*low = INFINITY;
	*high = -INFINITY;
	for (int i = 0; i < p->f.n; i++) {
		const struct plot_series *s = &p->f.v[i];

		for (size_t k = 0; !s->ratio && k < s->n; k++) {
			if (!in_x(p, &s->v[k]))
				continue;
			/* Errors, tails and small parts of a stack do not
			 * stretch a logarithmic axis. */
			if ((!log && s->mark != PLOT_AREA) ||
			    s->mark == PLOT_BAND)
				grow(s->v[k].low, log, low, high);
			grow(s->v[k].high, false, &(double){ 0 }, high);
			if (!log ||
			    (!s->derived && (s->mark != PLOT_AREA || i == 0)))
				grow(s->v[k].y, log, low, high);
		}
	}
	for (size_t k = 0; k < p->f.map.n; k++) {
		grow(p->f.map.v[k].low, log, low, high);
		grow(p->f.map.v[k].high, log, low, high);
	}
}

static void ends_of_z(const struct n62_plot *p, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t k = 0; k < p->f.map.n; k++)
		if (in_x(p, &p->f.map.v[k]))
			grow(p->f.map.v[k].z, p->f.z.log, low, high);
	for (int i = 0; i < p->f.n; i++)
		for (size_t k = 0; k < p->f.v[i].n; k++)
			grow(p->f.v[i].v[k].z, p->f.z.log, low, high);
}

/* Sets what is not fixed; pads by a part of the length on either side. */
static void set_ends(struct plot_axis *a, double low, double high, double pad)
{
	double by;

	if (!(low <= high)) {
		low = a->log ? 1 : 0;
		high = a->log ? 10 : 1;
	}
	if (high - low <= 1e-12 * fabs(high)) {
		by = low == 0 ? 1 : fabs(low) * 0.1;
		low -= a->log ? 0.5 * by : by;
		high += by;
	}
	by = (a->log ? log(high) - log(low) : high - low) * pad;
	if (!a->low_fixed)
		a->low = a->log ? low * exp(-by) : low - by;
	if (!a->high_fixed)
		a->high = a->log ? high * exp(by) : high + by;
	if (a->high <= a->low && a->high_fixed)
		a->low = a->log ? a->high / 10 : a->high - 1;
	else if (a->high <= a->low)
		a->high = a->log ? a->low * 10 : a->low + 1;
}

/* ---- legend and arrows ---------------------------------------------- */

int plot_legend_lines(const struct n62_plot *p)
{
	int n = 0;

	for (int i = 0; i < p->f.n; i++)
		n += p->f.v[i].label && !p->f.v[i].ratio;
	return n + p->f.map.nlevels;
}

/* A rectangle in the frame, from 0 to 1. */
struct box {
	double left, right, bottom, top;
};

/* The lowest and the highest that is drawn between left and right. */
static void occupied(const struct n62_plot *p, struct box *b, bool with_arrows)
{
	const struct plot_figure *f = &p->f;

	b->bottom = 1;
	b->top = 0;
	for (int i = 0; i < f->n; i++) {
		const struct plot_series *s = &f->v[i];

		for (size_t k = 0; !s->ratio && k < s->n; k++) {
			const struct plot_point *v = &s->v[k];
			double high = isnan(v->high) ? v->y : v->high;
			double low = isnan(v->low) ? v->y : v->low;

			if (isnan(high) ||
			    plot_axis_at(&f->x, v->right) < b->left ||
			    plot_axis_at(&f->x, v->left) > b->right)
				continue;
			b->top = fmax(b->top, plot_axis_at(&f->y, high));
			b->bottom = fmin(b->bottom, plot_axis_at(&f->y, low));
		}
	}
	for (int i = 0; with_arrows && i < f->narrows; i++) {
		const struct plot_arrow *a = &f->arrows[i];
		double half = plot_text_width(a->label) * 0.24 * plot_em(p) /
			      plot_frame_width(p);
		double l = fmax(plot_axis_at(&f->x, a->low), 0);
		double r = fmin(plot_axis_at(&f->x, a->high), 1);

		if (fmax(r, (l + r) / 2 + half) < b->left ||
		    fmin(l, (l + r) / 2 - half) > b->right)
			continue;
		b->top = fmax(b->top,
		    a->height + 1.5 * plot_em(p) / plot_frame_height(p));
	}
}

/* Heights of the arrows, above what is under them and above each other;
 * whether all are inside the frame. */
static bool place_arrows(struct n62_plot *p)
{
	struct plot_figure *f = &p->f;
	double line = plot_em(p) / plot_frame_height(p);
	bool inside = true;
	int n = f->narrows;

	for (int i = 0; i < n; i++) {
		struct plot_arrow *a = &f->arrows[i];
		double half = plot_text_width(a->label) * 0.24 * plot_em(p) /
			      plot_frame_width(p);
		double l = fmax(plot_axis_at(&f->x, a->low), 0);
		double r = fmin(plot_axis_at(&f->x, a->high), 1);
		struct box b = { fmin(l, (l + r) / 2 - half),
			fmax(r, (l + r) / 2 + half), 0, 0 };

		a->height = -1;
		f->narrows = i;
		occupied(p, &b, true);
		f->narrows = n;
		a->height = fmax(b.top, 0.1) + 0.6 * line;
		inside = inside && a->height + 1.5 * line < 0.99;
	}
	return inside;
}

double plot_legend_width(const struct n62_plot *p)
{
	double widest = 0;

	for (int i = 0; i < p->f.n; i++)
		if (p->f.v[i].label)
			widest = fmax(widest, plot_text_width(p->f.v[i].label));
	/* A contour is named by the label and a number of that width. */
	if (p->f.map.nlevels > 0)
		widest = fmax(widest, plot_text_width(p->f.z.label) + 6);
	return (0.5 * widest + 4.3) * plot_em(p) / plot_frame_width(p);
}

/* Room between the legend in a corner and what is drawn there. */
static double clearance(const struct n62_plot *p, enum plot_place place)
{
	double line = plot_em(p) / plot_frame_height(p);
	double height = (1.25 * plot_legend_lines(p) + 0.8) * line;
	double width = plot_legend_width(p);
	bool left = place == PLOT_TOP_LEFT || place == PLOT_BOTTOM_LEFT;
	bool top = place == PLOT_TOP_LEFT || place == PLOT_TOP_RIGHT;
	struct box b = { left ? 0 : 1 - width, left ? width : 1, 0, 0 };

	occupied(p, &b, true);
	return top ? 1 - height - b.top : b.bottom - height;
}

/* The best place; the room that it has. */
static double place_legend(struct n62_plot *p)
{
	static const enum plot_place places[] = { PLOT_TOP_RIGHT, PLOT_TOP_LEFT,
		PLOT_BOTTOM_RIGHT, PLOT_BOTTOM_LEFT };
	const char *asked = p->o->legend;
	double most = -INFINITY;

	if (p->f.place == PLOT_NOWHERE || plot_legend_lines(p) == 0)
		return 1;
	if (asked && strcmp(asked, "auto") != 0)
		return clearance(p, p->f.place);
	for (int i = 0; i < 4; i++) {
		double room = clearance(p, places[i]);

		/* The first that has room, else the one with most. */
		if (room > most && most < 0) {
			most = room;
			p->f.place = places[i];
		}
	}
	return most;
}

/* ---- all axes ------------------------------------------------------- */

/* Raises the upper end until everything has room. */
static void make_room(struct n62_plot *p)
{
	struct plot_axis *y = &p->f.y;

	for (int i = 0; i < 80; i++) {
		bool arrows, legend;

		plot_axis_ticks(y, 6);
		arrows = place_arrows(p);
		legend = place_legend(p) >= 0;
		if ((arrows && legend) || y->high_fixed)
			break;
		y->high = plot_axis_value(y, 1.04);
	}
}

/* Counts begin at 0, or below the smallest on a logarithmic axis. */
static void scale_y(struct n62_plot *p)
{
	struct plot_axis *y = &p->f.y;
	double low, high;
	bool counts = p->f.counts;

	ends_of_y(p, &low, &high);
	if (p->f.map.n > 0) {
		set_ends(y, low, high, 0);
		plot_axis_ticks(y, 6);
		if (p->f.place == PLOT_AUTO)
			p->f.place = PLOT_TOP_RIGHT;
		return;
	}
	if (counts && !y->log && low >= 0) {
		set_ends(y, 0, high, 0);
		if (!y->high_fixed)
			y->high *= 1.08;
	} else if (counts && y->log) {
		set_ends(y, fmax(low / 2, high * 1e-7), high, 0);
	} else {
		set_ends(y, low, high, 0.06);
	}
	make_room(p);
}

static void scale_ratio(struct n62_plot *p)
{
	double low = 0.5, high = 1.5;

	for (int i = 0; i < p->f.n; i++) {
		const struct plot_series *s = &p->f.v[i];

		for (size_t k = 0; s->ratio && k < s->n; k++)
			if (s->mark == PLOT_POINTS && in_x(p, &s->v[k]) &&
			    fabs(s->v[k].y - 1) > 0.45) {
				low = 0;
				high = 2;
			}
	}
	set_ends(&p->f.r, low, high, 0);
	plot_axis_ticks(&p->f.r, 4);
}

/* As many numbers as fit side by side. */
static void fit_ticks(struct n62_plot *p)
{
	struct plot_axis *x = &p->f.x;

	for (int n = 8; n > 1; n--) {
		double length = 0;

		plot_axis_ticks(x, n);
		for (int i = 0; i < x->nticks; i++)
			if (!x->ticks[i].small)
				length += 0.58 * tick_width(x) + 0.9;
		if (length * plot_em(p) < plot_frame_width(p))
			break;
	}
}

int plot_scale(struct n62_plot *p, struct n62_err *err)
{
	struct plot_figure *f = &p->f;
	double low, high, pad = f->counts || f->map.n > 0 ? 0 : 0.03;

	ends_of_x(p, &low, &high);
	if (!(low <= high))
		return n62_fail(err, N62_DATA,
		    "there is nothing to draw: no bin or row%s",
		    f->x.log ? " above 0, where a logarithmic axis begins"
			     : "");
	set_ends(&f->x, low, high, pad);
	scale_y(p);
	fit_ticks(p);
	ends_of_z(p, &low, &high);
	if (low > 0 && !f->z.log)
		low = f->counts ? 0 : low;
	set_ends(&f->z, low, high, 0);
	plot_axis_ticks(&f->z, 6);
	if (p->o->ratio)
		scale_ratio(p);
	return 0;
}
