/*
 * columns.c - tables by their columns: limits with their bands, scans,
 * curves, points.
 */
#include "plot/private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows in the order of x ----------------------------------------- */

struct row {
	double x;
	size_t i;
};

static int by_x(const void *a, const void *b)
{
	const struct row *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return (p->i > q->i) - (p->i < q->i);
}

/* The rows of a table where column x is a number, sorted by it. */
static struct row *sorted(struct n62_plot *p, const struct plot_table *t, int x,
    size_t *n, struct n62_err *err)
{
	struct row *v = n62_arena_new(&p->arena, t->rows + 1, sizeof *v, err);

	*n = 0;
	for (size_t i = 0; v && i < t->rows; i++) {
		double at = plot_value(t, x, i, 0);

		if (isfinite(at))
			v[(*n)++] = (struct row){ at, i };
	}
	if (v)
		qsort(v, *n, sizeof *v, by_x);
	return v;
}

static const char *label_of(const struct plot_source *s)
{
	if (s->label)
		return s->label;
	return *s->t->doc ? s->t->doc : plot_short(s->t->name);
}

/* The axis gets description and unit of a column, if nothing came before. */
static void name_axis(struct plot_axis *a, const struct plot_table *t, int c)
{
	if (a->own || *a->label)
		return;
	a->label = *t->columns[c].doc ? t->columns[c].doc : t->columns[c].name;
	a->unit = t->columns[c].unit;
}

/* The column of x: as asked for, mass, or the first of numbers. */
static int column_x(
    const struct n62_plot *p, const struct plot_table *t, struct n62_err *err)
{
	int c = plot_find(t, "mass");

	if (p->o->x)
		return plot_need(t, p->o->x, err);
	for (int i = 0; c < 0 && i < t->ncolumns; i++)
		if (!t->columns[i].text)
			c = i;
	if (c < 0)
		n62_fail(err, N62_DATA, "table %s has no numbers", t->name);
	return c;
}

/* Points of a line: x, y, and what is filled. */
static struct plot_series *line(struct n62_plot *p, enum plot_mark mark,
    const char *label, uint32_t colour, const struct plot_table *t,
    const struct row *rows, size_t n, const int column[3], double factor,
    struct n62_err *err)
{
	struct plot_series *s = plot_series_add(p, mark, label, colour, n, err);

	for (size_t i = 0; s && i < n; i++) {
		double x = rows[i].x;

		s->v[i] = (struct plot_point){ x, x, x,
			factor * plot_value(t, column[0], rows[i].i, NAN),
			factor * plot_value(t, column[1], rows[i].i, NAN),
			factor * plot_value(t, column[2], rows[i].i, NAN),
			NAN };
	}
	/* One row has no length; a line through it has. */
	if (s && n == 1 && mark != PLOT_POINTS) {
		s->v[1] = s->v[0];
		s->v[0].x = s->v[0].left = s->v[0].x * 0.95;
		s->v[1].x = s->v[1].right = s->v[1].x * 1.05;
		s->n = 2;
	}
	return s;
}

/* ---- limits --------------------------------------------------------- */

/* The column of the observed limit. */
static int column_upper(
    const struct n62_plot *p, const struct plot_table *t, struct n62_err *err)
{
	static const char *const names[] = { "u2_upper", "br_upper", "upper" };
	int c = -1;

	if (p->o->y)
		return plot_need(t, p->o->y, err);
	for (int i = 0; c < 0 && i < 3; i++)
		c = plot_find(t, names[i]);
	return c >= 0 ? c : plot_need(t, "upper", err);
}

/* What the axis of a limit is called, by its column. */
static const char *limit_label(const char *name)
{
	if (strcmp(name, "u2_upper") == 0)
		return "upper limit on |U|^2";
	if (strcmp(name, "br_upper") == 0)
		return "upper limit on the branching ratio";
	return strcmp(name, "upper") == 0 ? "upper limit, events" : "";
}

/* Columns of the band of 0, 1 or 2 standard deviations, or -1: those whose
 * names have upper replaced. */
static bool find_band(const struct plot_table *t, const char *upper,
    const char *const names[2], int column[3])
{
	size_t n = strlen(upper), tail = strlen("upper");
	char name[N62_MAX_NAME + 20];

	column[0] = -1;
	if (n < tail || n > N62_MAX_NAME ||
	    strcmp(upper + n - tail, "upper") != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		snprintf(name, sizeof name, "%.*s%s", (int)(n - tail), upper,
		    names[i]);
		column[i + 1] = plot_find(t, name);
		if (column[i + 1] < 0)
			return false;
	}
	return true;
}

static int add_bands(struct n62_plot *p, const struct plot_source *s,
    const char *upper, const struct row *rows, size_t n, struct n62_err *err)
{
	static const char *const two[] = { "exp_m2", "exp_p2" };
	static const char *const one[] = { "exp_m1", "exp_p1" };
	static const char *const none[] = { "exp_med", "exp_med" };
	int c[3];

	if (find_band(s->t, upper, two, c) &&
	    !line(p, PLOT_BAND, "expected +- 2 sigma", 0xf5e663, s->t, rows, n,
		c, s->factor, err))
		return -1;
	if (find_band(s->t, upper, one, c) &&
	    !line(p, PLOT_BAND, "expected +- 1 sigma", 0x4db89a, s->t, rows, n,
		c, s->factor, err))
		return -1;
	if (find_band(s->t, upper, none, c)) {
		struct plot_series *q;

		c[0] = c[1];
		c[1] = c[2] = -1;
		q = line(p, PLOT_PATH, "median expected", PLOT_BLACK, s->t,
		    rows, n, c, s->factor, err);
		if (!q)
			return -1;
		q->dash = PLOT_DASHED;
	}
	return 0;
}

static int one_limit(struct n62_plot *p, const struct plot_source *s, int nth,
    struct n62_err *err)
{
	static const uint32_t colours[] = { PLOT_BLACK, PLOT_BLUE,
		PLOT_VERMILLION, PLOT_PURPLE };
	const struct plot_table *t = s->t;
	int x = column_x(p, t, err), y = x < 0 ? -1 : column_upper(p, t, err);
	struct plot_series *q;
	struct row *rows;
	size_t n;

	if (y < 0)
		return -1;
	rows = sorted(p, t, x, &n, err);
	if (!rows)
		return -1;
	name_axis(&p->f.x, t, x);
	if (!p->f.y.own && !*p->f.y.label)
		p->f.y.label = limit_label(t->columns[y].name);
	name_axis(&p->f.y, t, y);
	if (nth == 0 && add_bands(p, s, t->columns[y].name, rows, n, err) < 0)
		return -1;
	q = line(p, PLOT_PATH, nth == 0 && !s->label ? "observed" : label_of(s),
	    colours[nth % 4], t, rows, n, (int[3]){ y, -1, -1 }, s->factor,
	    err);
	if (!q)
		return -1;
	q->marked = n > 1 && n <= 40;
	q->symbol = nth;
	return 0;
}

/* A limit over more than this is drawn on a logarithmic axis. */
#define MUCH 20

static void choose_log(struct n62_plot *p)
{
	double low = INFINITY, high = 0;

	for (int i = 0; i < p->f.n; i++)
		for (size_t k = 0; k < p->f.v[i].n; k++) {
			const struct plot_point *v = &p->f.v[i].v[k];
			double least = isnan(v->y) ? v->low : v->y;

			low = fmin(low, least);
			high = fmax(high, isnan(v->y) ? v->high : v->y);
		}
	if (!p->o->log && low > 0 && high > MUCH * low &&
	    (!p->f.y.low_fixed || p->f.y.low > 0) &&
	    (!p->f.y.high_fixed || p->f.y.high > 0))
		p->f.y.log = true;
}

int plot_make_limits(struct n62_plot *p, struct n62_err *err)
{
	int nth = 0;

	for (int i = 0; i < p->sources.n; i++) {
		const struct plot_source *s = &p->sources.v[i];

		if (s->role != PLOT_TABLE)
			continue;
		if (one_limit(p, s, nth++, err) < 0)
			return -1;
	}
	choose_log(p);
	return 0;
}

/* ---- scans ---------------------------------------------------------- */

int plot_make_scan(
    struct n62_plot *p, const struct plot_source *s, struct n62_err *err)
{
	const struct plot_table *t = s->t;
	int x = column_x(p, t, err), n = x < 0 ? -1 : plot_need(t, "n", err);
	int b = n < 0 ? -1 : plot_need(t, "b", err);
	int error = plot_find(t, "sigma_b");
	struct plot_series *q;
	struct row *rows;
	size_t count;

	if (b < 0)
		return -1;
	rows = sorted(p, t, x, &count, err);
	if (!rows)
		return -1;
	name_axis(&p->f.x, t, x);
	if (!p->f.y.own)
		p->f.y.label = "events in the window";
	q = error < 0
		? NULL
		: line(p, PLOT_BAND, "error of the background", PLOT_SKY, t,
		      rows, count, (int[3]){ -1, b, b }, s->factor, err);
	for (size_t i = 0; q && i < count; i++) {
		double by = s->factor * plot_value(t, error, rows[i].i, 0);

		q->v[i].low -= by;
		q->v[i].high += by;
	}
	if ((error >= 0 && !q) ||
	    !line(p, PLOT_PATH, "background expected", PLOT_BLUE, t, rows,
		count, (int[3]){ b, -1, -1 }, s->factor, err))
		return -1;
	q = line(p, PLOT_POINTS, "observed", PLOT_BLACK, t, rows, count,
	    (int[3]){ n, -1, -1 }, 1, err);
	for (size_t i = 0; q && i < count; i++) {
		n62_plot_garwood(q->v[i].y, &q->v[i].low, &q->v[i].high);
		q->v[i].y *= s->factor;
		q->v[i].low *= s->factor;
		q->v[i].high *= s->factor;
	}
	p->f.counts = true;
	return q ? 0 : -1;
}

/* ---- curves --------------------------------------------------------- */

int plot_make_curve(struct n62_plot *p, const struct plot_source *s, int nth,
    struct n62_err *err)
{
	static const uint32_t colours[] = { PLOT_VERMILLION, PLOT_BLUE,
		PLOT_PURPLE, PLOT_GREEN, PLOT_ORANGE };
	const struct plot_table *t = s->t;
	bool text = plot_find(t, "x") == 0 && t->ncolumns == 2;
	int x = text ? 0 : column_x(p, t, err), y = text ? 1 : -1;
	struct plot_series *q;
	struct row *rows = NULL;

	if (x >= 0 && y < 0)
		y = column_upper(p, t, err);
	if (y >= 0)
		rows = n62_arena_new(&p->arena, t->rows + 1, sizeof *rows, err);
	if (!rows)
		return -1;
	/* A curve may turn back: its rows keep their order. */
	for (size_t i = 0; i < t->rows; i++)
		rows[i] = (struct row){ plot_value(t, x, i, 0), i };
	if (!text) {
		name_axis(&p->f.x, t, x);
		name_axis(&p->f.y, t, y);
	}
	q = line(p, PLOT_PATH, label_of(s), colours[nth % 5], t, rows, t->rows,
	    (int[3]){ y, -1, -1 }, s->factor, err);
	if (!q)
		return -1;
	q->dash = nth % 2 ? PLOT_DOTTED : PLOT_DASHED;
	return 0;
}

/* ---- points --------------------------------------------------------- */

int plot_make_columns(struct n62_plot *p, const struct plot_source *s, int nth,
    struct n62_err *err)
{
	static const uint32_t colours[] = { PLOT_BLACK, PLOT_BLUE,
		PLOT_VERMILLION, PLOT_GREEN, PLOT_PURPLE };
	const struct n62_plot_options *o = p->o;
	const struct plot_table *t = s->t;
	const char *const names[] = { o->x, o->y, o->xerr, o->yerr };
	int c[4];
	struct plot_series *q;

	if (o->z)
		return plot_make_map(p, s, err);
	for (int i = 0; i < 4; i++) {
		c[i] = names[i] ? plot_need(t, names[i], err) : -1;
		if (names[i] && c[i] < 0)
			return -1;
	}
	name_axis(&p->f.x, t, c[0]);
	name_axis(&p->f.y, t, c[1]);
	q = plot_series_add(
	    p, PLOT_POINTS, label_of(s), colours[nth % 5], t->rows, err);
	if (!q)
		return -1;
	q->symbol = nth;
	q->joined = o->join;
	q->bars = o->xerr;
	q->unnamed = !s->label && !*t->doc;
	for (size_t i = 0; i < t->rows; i++) {
		double x = plot_value(t, c[0], i, 0);
		double y = s->factor * plot_value(t, c[1], i, 0);
		double xerr = fabs(plot_value(t, c[2], i, 0));
		double yerr = fabs(s->factor * plot_value(t, c[3], i, 0));

		q->v[i] = (struct plot_point){ x, x - xerr, x + xerr, y,
			y - yerr, y + yerr, NAN };
	}
	return 0;
}
