/*
 * map.c - maps: histograms of two dimensions, and tables of three columns
 * whose points fill a grid.
 */
#include "plot/private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_place(const void *a, const void *b)
{
	const struct plot_point *p = a, *q = b;

	if (p->y != q->y)
		return p->y < q->y ? -1 : 1;
	return (p->x > q->x) - (p->x < q->x);
}

/* Sorts the points; finds out whether they are a full grid. */
static void find_grid(struct plot_map *m)
{
	size_t nx = 0;

	qsort(m->v, m->n, sizeof *m->v, by_place);
	while (nx < m->n && m->v[nx].y == m->v[0].y)
		nx++;
	m->nx = m->ny = 0;
	if (nx < 2 || m->n % nx != 0 || m->n == nx)
		return;
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].x != m->v[i % nx].x ||
		    m->v[i].y != m->v[i / nx * nx].y ||
		    (i > 0 && i < nx && m->v[i].x == m->v[i - 1].x))
			return;
	m->nx = nx;
	m->ny = m->n / nx;
}

static int from_bins(
    struct n62_plot *p, const struct plot_source *s, struct n62_err *err)
{
	static const char *const names[] = { "xlow", "xhigh", "ylow", "yhigh",
		"w" };
	const struct plot_table *t = s->t;
	int c[5], xbin = plot_find(t, "xbin"), ybin = plot_find(t, "ybin");
	int n = plot_find(t, "n");
	struct plot_map *m = &p->f.map;

	for (int i = 0; i < 5; i++) {
		c[i] = plot_need(t, names[i], err);
		if (c[i] < 0)
			return -1;
	}
	for (size_t i = 0; i < t->rows; i++) {
		struct plot_point *v = &m->v[m->n];
		double w = plot_value(t, c[4], i, 0);

		v->left = plot_value(t, c[0], i, 0);
		v->right = plot_value(t, c[1], i, 0);
		v->low = plot_value(t, c[2], i, 0);
		v->high = plot_value(t, c[3], i, 0);
		v->x = (v->left + v->right) / 2;
		v->y = (v->low + v->high) / 2;
		v->z =
		    w == 0 && plot_value(t, n, i, w) == 0 ? NAN : w * s->factor;
		if (plot_value(t, xbin, i, 1) != 0 &&
		    plot_value(t, ybin, i, 1) != 0 && isfinite(v->x) &&
		    isfinite(v->y) && v->left < v->right && v->low < v->high)
			m->n++;
	}
	return 0;
}

/* The end of a cell between two places. */
static double between(const struct plot_axis *a, double u, double v)
{
	return a->log && u > 0 && v > 0 ? sqrt(u * v) : (u + v) / 2;
}

/* The end beyond the first or last cell: as far as the other end. */
static double beyond(const struct plot_axis *a, double at, double inner)
{
	return a->log && at > 0 && inner > 0 ? at * at / inner : 2 * at - inner;
}

static void set_cells(struct n62_plot *p)
{
	struct plot_map *m = &p->f.map;

	for (size_t i = 0; i < m->n; i++) {
		struct plot_point *v = &m->v[i];
		size_t x = i % m->nx, y = i / m->nx;

		if (x > 0)
			v->left = between(&p->f.x, v[-1].x, v->x);
		if (x + 1 < m->nx)
			v->right = between(&p->f.x, v->x, v[1].x);
		if (y > 0)
			v->low = between(&p->f.y, (v - m->nx)->y, v->y);
		if (y + 1 < m->ny)
			v->high = between(&p->f.y, v->y, (v + m->nx)->y);
		if (x == 0)
			v->left = beyond(&p->f.x, v->x, v->right);
		if (x + 1 == m->nx)
			v->right = beyond(&p->f.x, v->x, v->left);
		if (y == 0)
			v->low = beyond(&p->f.y, v->y, v->high);
		if (y + 1 == m->ny)
			v->high = beyond(&p->f.y, v->y, v->low);
	}
}

static int from_columns(struct n62_plot *p, const struct plot_source *s,
    const int c[3], struct n62_err *err)
{
	const struct plot_table *t = s->t;
	struct plot_map *m = &p->f.map;
	struct plot_series *q;

	for (size_t i = 0; i < t->rows; i++) {
		double x = plot_value(t, c[0], i, 0);
		double y = plot_value(t, c[1], i, 0);

		if (!isfinite(x) || !isfinite(y) || (p->f.x.log && x <= 0) ||
		    (p->f.y.log && y <= 0))
			continue;
		m->v[m->n++] = (struct plot_point){ x, x, x, y, y, y,
			s->factor * plot_value(t, c[2], i, 0) };
	}
	find_grid(m);
	if (m->nx > 0) {
		set_cells(p);
		m->colours = m->nlevels == 0;
		return 0;
	}
	q = plot_series_add(p, PLOT_POINTS, NULL, PLOT_BLACK, m->n, err);
	if (!q)
		return -1;
	for (size_t i = 0; i < m->n; i++) {
		q->v[i] = m->v[i];
		q->v[i].low = q->v[i].high = NAN;
	}
	m->n = 0;
	return 0;
}

static void name_axis(struct plot_axis *a, const struct plot_table *t, int c,
    const char *otherwise)
{
	if (a->own)
		return;
	a->label = *t->columns[c].doc ? t->columns[c].doc : otherwise;
	a->unit = t->columns[c].unit;
}

int plot_make_map(
    struct n62_plot *p, const struct plot_source *s, struct n62_err *err)
{
	const struct plot_table *t = s->t;
	struct plot_map *m = &p->f.map;
	const char *const names[] = { p->o->z ? p->o->x : "xlow",
		p->o->z ? p->o->y : "ylow", p->o->z ? p->o->z : "w" };
	int c[3];

	for (int i = 0; i < 3; i++) {
		c[i] = plot_need(t, names[i], err);
		if (c[i] < 0)
			return -1;
	}
	name_axis(&p->f.x, t, c[0], p->o->z ? names[0] : "x");
	name_axis(&p->f.y, t, c[1], p->o->z ? names[1] : "y");
	if (p->o->z)
		name_axis(&p->f.z, t, c[2], names[2]);
	else if (!p->f.z.own)
		p->f.z.label = "entries";
	m->v = n62_arena_new(&p->arena, t->rows + 1, sizeof *m->v, err);
	if (!m->v)
		return -1;
	if (p->o->z) {
		if (from_columns(p, s, c, err) < 0)
			return -1;
	} else {
		p->f.counts = m->colours = true;
		if (from_bins(p, s, err) < 0)
			return -1;
		find_grid(m);
	}
	if (m->nlevels > 0 && m->nx == 0)
		return n62_fail(err, N62_DATA,
		    "%s: contours need points that fill a grid", t->name);
	return 0;
}
