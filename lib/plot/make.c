/*
 * make.c - a figure: its options, then its parts, each by the kind of table.
 */
#include "plot/private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- help for the parts --------------------------------------------- */

struct plot_series *plot_series_add(struct n62_plot *p, enum plot_mark mark,
    const char *label, uint32_t colour, size_t n, struct n62_err *err)
{
	struct plot_series *all =
	    n62_arena_new(&p->arena, (size_t)p->f.n + 1, sizeof *all, err);
	struct plot_series *s;

	if (!all)
		return NULL;
	if (p->f.n > 0)
		memcpy(all, p->f.v, (size_t)p->f.n * sizeof *all);
	p->f.v = all;
	s = &all[p->f.n];
	*s = (struct plot_series){ .mark = mark,
		.label = label,
		.colour = colour,
		.v = n62_arena_new(&p->arena, n + 1, sizeof *s->v, err),
		.n = n };
	if (!s->v)
		return NULL;
	p->f.n++;
	return s;
}

void plot_say(const struct n62_plot *p, bool detail, const char *format, ...)
{
	char text[300];
	va_list args;

	if (!p->o->say)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	p->o->say(p->o->ctx, detail, text);
}

/* ---- options -------------------------------------------------------- */

int n62_plot_format(const struct n62_plot_options *o, const char *output,
    enum n62_plot_format *format, struct n62_err *err)
{
	static const char *const names[] = { "svg", "pdf", "png", "txt", "gp",
		NULL };
	const char *dot = output ? strrchr(output, '.') : NULL;
	const char *name = o->format ? o->format : dot ? dot + 1 : "txt";

	for (int i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0) {
			*format = (enum n62_plot_format)i;
			return 0;
		}
	return n62_fail(err, N62_USAGE,
	    "%s: its end does not say a format of svg, pdf, png, txt, gp; "
	    "give --format",
	    output ? output : name);
}

static int read_size(struct n62_plot *p, struct n62_err *err)
{
	const char *text = p->o->size;
	const char *by = text ? strchr(text, 'x') : NULL;
	struct plot_figure *f = &p->f;

	f->width = 140;
	f->height = 105;
	if (!text)
		return 0;
	if (!by)
		return n62_fail(err, N62_USAGE,
		    "--size: a size is WIDTHxHEIGHT, not %s", text);
	if (plot_number("size", text, (size_t)(by - text), &f->width, err) <
		0 ||
	    plot_number("size", by + 1, strlen(by + 1), &f->height, err) < 0)
		return -1;
	if (!(f->width >= 20 && f->width <= 2000 && f->height >= 5 &&
		f->height <= 2000))
		return n62_fail(err, N62_USAGE,
		    "--size: %s is not 20x5 to 2000x2000", text);
	return 0;
}

static int read_font(struct n62_plot *p, struct n62_err *err)
{
	const char *text = p->o->font;
	const char *comma = text ? strrchr(text, ',') : NULL;
	struct plot_figure *f = &p->f;

	f->font = "Helvetica";
	f->font_size = fmin(fmax(4.6 + 0.047 * f->width, 6), 24);
	if (!text)
		return 0;
	if (comma && comma[1] &&
	    plot_number(
		"font", comma + 1, strlen(comma + 1), &f->font_size, err) < 0)
		return -1;
	if (!(f->font_size >= 2 && f->font_size <= 200))
		return n62_fail(
		    err, N62_USAGE, "--font: the size is not 2 to 200");
	if (strlen(text) > 100)
		return n62_fail(err, N62_USAGE, "--font: it is too long");
	for (const char *c = text; *c && c != comma; c++)
		if (strchr("'\"\\`;:{}\n", *c))
			return n62_fail(
			    err, N62_USAGE, "--font: a name has no %c", *c);
	if (comma != text && *text)
		f->font = n62_arena_text(&p->arena, text,
		    comma ? (size_t)(comma - text) : strlen(text), err);
	return f->font ? 0 : -1;
}

static int read_log(struct n62_plot *p, struct n62_err *err)
{
	const char *text = p->o->log ? p->o->log : "";

	if (strcmp(text, "none") == 0)
		return 0;
	for (const char *c = text; *c; c++) {
		if (!strchr("xyz", *c))
			return n62_fail(err, N62_USAGE,
			    "--log: letters of x, y, z, or none, not %s", text);
		p->f.x.log = p->f.x.log || *c == 'x';
		p->f.y.log = p->f.y.log || *c == 'y';
		p->f.z.log = p->f.z.log || *c == 'z';
	}
	return 0;
}

static int read_levels(struct n62_plot *p, struct n62_err *err)
{
	const char *at = p->o->contour;
	struct plot_map *m = &p->f.map;
	double *levels;

	if (!at)
		return 0;
	levels = n62_arena_new(&p->arena, strlen(at) + 1, sizeof *levels, err);
	if (!levels)
		return -1;
	m->levels = levels;
	for (;;) {
		size_t n = strcspn(at, ",");

		if (plot_number("contour", at, n, &levels[m->nlevels++], err) <
		    0)
			return -1;
		if (!at[n])
			return 0;
		at += n + 1;
	}
}

static int read_axes(struct n62_plot *p, struct n62_err *err)
{
	const struct n62_plot_options *o = p->o;
	struct plot_figure *f = &p->f;
	const char *const text[] = { o->xlabel, o->ylabel, o->zlabel };
	struct plot_axis *const axis[] = { &f->x, &f->y, &f->z };

	for (int i = 0; i < 3; i++) {
		axis[i]->label = text[i] ? text[i] : "";
		axis[i]->own = text[i];
	}
	f->r.label = "ratio";
	if (read_log(p, err) < 0)
		return -1;
	if (plot_axis_range(&f->x, "range", o->range, err) < 0 ||
	    plot_axis_range(&f->y, "yrange", o->yrange, err) < 0 ||
	    plot_axis_range(&f->z, "zrange", o->zrange, err) < 0)
		return -1;
	return plot_axis_range(&f->r, "ratio-range", o->ratio_range, err);
}

static int read_place(struct n62_plot *p, struct n62_err *err)
{
	static const char *const names[] = { "top-right", "top-left",
		"bottom-right", "bottom-left", "none", "auto", NULL };
	const char *name = p->o->legend ? p->o->legend : "auto";

	for (int i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0) {
			p->f.place = (enum plot_place)i;
			return 0;
		}
	return n62_fail(err, N62_USAGE, "--legend: %s is no place", name);
}

static int read_sources(struct n62_plot *p, struct n62_err *err)
{
	const struct n62_plot_options *o = p->o;
	const struct n62_texts *const lists[] = { &o->table, &o->data,
		&o->stack, &o->line, &o->curve, &o->fit, &o->region };

	for (int k = 0; k <= PLOT_REGION; k++)
		for (size_t i = 0; i < lists[k]->n; i++)
			if (plot_sources_add(&p->sources, &p->arena,
				(enum plot_role)k, lists[k]->v[i], err) < 0)
				return -1;
	return 0;
}

static int check(const struct n62_plot_options *o, struct n62_err *err)
{
	if ((!o->x || !o->y) && (o->z || o->xerr || o->yerr || o->join))
		return n62_fail(err, N62_USAGE,
		    "--z, --xerr, --yerr and --join need --x and --y");
	if (!isnan(o->per) && !(o->per > 0 && o->per < INFINITY))
		return n62_fail(err, N62_USAGE, "--per: a width is above 0");
	if (o->dpi > 2400)
		return n62_fail(err, N62_USAGE, "--dpi: at most 2400");
	return 0;
}

struct n62_plot *n62_plot_new(
    const struct n62_plot_options *o, struct n62_err *err)
{
	struct n62_plot *p = n62_new(1, sizeof *p, err);

	if (!p)
		return NULL;
	p->o = o;
	p->factor = 1;
	if (check(o, err) < 0 || read_size(p, err) < 0 ||
	    read_font(p, err) < 0 || read_axes(p, err) < 0 ||
	    read_levels(p, err) < 0 || read_place(p, err) < 0 ||
	    read_sources(p, err) < 0) {
		n62_plot_free(p);
		return NULL;
	}
	return p;
}

void n62_plot_free(struct n62_plot *p)
{
	if (!p)
		return;
	plot_tables_free(&p->tables);
	n62_arena_free(&p->arena);
	free(p);
}

bool n62_plot_wants_input(const struct n62_plot *p)
{
	bool none = true;

	for (int i = 0; i < p->sources.n; i++) {
		if (!p->sources.v[i].file)
			return true;
		none = none && p->sources.v[i].role >= PLOT_CURVE;
	}
	/* Curves of files alone are a figure; regions are not. */
	for (int i = 0; i < p->sources.n; i++)
		if (p->sources.v[i].role == PLOT_CURVE)
			none = false;
	return none;
}

/* ---- the parts ------------------------------------------------------ */

enum kind {
	HIST,
	MAP,
	LIMIT,
	SCAN,
	COLUMNS,
	OVER /* drawn over others */
};

static enum kind kind_of(const struct n62_plot *p, const struct plot_source *s)
{
	if (s->role >= PLOT_CURVE)
		return OVER;
	if (p->o->x && p->o->y && s->role == PLOT_TABLE &&
	    !plot_begins(s->t->name, "limit/"))
		return COLUMNS;
	if (plot_is_map(s->t))
		return MAP;
	if (s->role != PLOT_TABLE || plot_is_hist(s->t))
		return HIST;
	if (plot_find(s->t, "n") >= 0 && plot_find(s->t, "b") >= 0 &&
	    plot_find(s->t, "upper") < 0 && plot_find(s->t, "br_upper") < 0)
		return SCAN;
	return LIMIT;
}

/* Kinds whose y axes mean the same may be together. */
static int check_kinds(
    struct n62_plot *p, int count[OVER + 1], struct n62_err *err)
{
	const char *first = NULL;
	enum kind kind = OVER;

	for (int i = 0; i < p->sources.n; i++) {
		const struct plot_source *s = &p->sources.v[i];
		enum kind k = kind_of(p, s);

		count[k]++;
		plot_say(p, true, "drawing %s", s->t->name);
		if (k == OVER)
			continue;
		if (first && (k != kind || k == MAP))
			return n62_fail(err, N62_USAGE,
			    "%s and %s cannot be in one figure", first,
			    s->t->name);
		if (k == MAP && s->role != PLOT_TABLE)
			return n62_fail(err, N62_USAGE,
			    "%s has two dimensions; draw it with --table",
			    s->t->name);
		first = s->t->name;
		kind = k;
	}
	return 0;
}

static int make_each(struct n62_plot *p, struct n62_err *err)
{
	for (int i = 0; i < p->sources.n; i++) {
		const struct plot_source *s = &p->sources.v[i];
		enum kind k = kind_of(p, s);
		int r = 0;

		if (k == MAP)
			r = plot_make_map(p, s, err);
		else if (k == SCAN)
			r = plot_make_scan(p, s, err);
		else if (k == COLUMNS)
			r = plot_make_columns(p, s, i, err);
		if (r < 0)
			return -1;
	}
	return 0;
}

static int make_over(struct n62_plot *p, double width, struct n62_err *err)
{
	int curves = 0, fits = 0;

	for (int i = 0; i < p->sources.n; i++) {
		const struct plot_source *s = &p->sources.v[i];

		if (s->role == PLOT_CURVE &&
		    plot_make_curve(p, s, curves++, err) < 0)
			return -1;
		if (s->role == PLOT_FIT &&
		    plot_make_fit(p, s, fits++, width, err) < 0)
			return -1;
	}
	return 0;
}

/* Whether a table of regions or fits is of a histogram: by its name, by what
 * it says, or because its axis is described alike. */
static bool belongs(const struct plot_table *t, const char *prefix,
    const struct plot_table *hist)
{
	const char *name = plot_short(hist->name), *of;
	const struct plot_column *a, *b;
	int low = plot_find(t, "low"), axis = plot_find(hist, "low");

	if (!plot_begins(t->name, prefix) || t->rows == 0 || low < 0 ||
	    axis < 0)
		return false;
	of = plot_word(t, "hist", 0);
	if (*of)
		return strcmp(of, name) == 0 || strcmp(of, hist->name) == 0;
	a = &t->columns[low];
	b = &hist->columns[axis];
	return strcmp(plot_short(t->name), name) == 0 ||
	       (*a->doc && strcmp(a->doc, b->doc) == 0 &&
		   strcmp(a->unit, b->unit) == 0);
}

/* Regions and fits of the first histogram. */
static int add_overlays(struct n62_plot *p, struct n62_err *err)
{
	static const struct {
		enum plot_role role;
		const char *prefix;
	} kinds[] = { { PLOT_FIT, "fit/" }, { PLOT_REGION, "region/" } };
	const struct plot_table *hist = NULL;
	bool given[2] = { false, false };

	for (int i = 0; i < p->sources.n; i++) {
		const struct plot_source *s = &p->sources.v[i];

		if (!hist && kind_of(p, s) == HIST)
			hist = s->t;
		for (int k = 0; k < 2; k++)
			given[k] = given[k] || s->role == kinds[k].role;
	}
	for (int k = 0; hist && !p->o->bare && k < 2; k++)
		for (int i = 0; !given[k] && i < p->tables.n; i++) {
			const struct plot_table *t = p->tables.v[i];

			if (!belongs(t, kinds[k].prefix, hist))
				continue;
			if (plot_sources_add(&p->sources, &p->arena,
				kinds[k].role, "-", err) < 0)
				return -1;
			p->sources.v[p->sources.n - 1].t = t;
		}
	return 0;
}

/* The description of the only table, or nothing. */
static void set_title(struct n62_plot *p)
{
	const struct plot_table *only = NULL;
	int n = 0;

	p->f.title = p->o->title ? p->o->title : "";
	p->f.own_title = p->o->title;
	for (int i = 0; i < p->sources.n; i++)
		if (p->sources.v[i].role < PLOT_CURVE) {
			only = p->sources.v[i].t;
			n++;
		}
	if (!p->o->title && n == 1 && only->doc)
		p->f.title = only->doc;
}

/* What is said by the title needs no legend, nor does the only series that
 * has no other name than its table. */
static void set_legend(struct n62_plot *p)
{
	bool only = plot_legend_lines(p) == 1;

	for (int i = 0; i < p->f.n; i++) {
		struct plot_series *s = &p->f.v[i];

		if (s->label &&
		    (strcmp(s->label, p->f.title) == 0 || (only && s->unnamed)))
			s->label = NULL;
	}
}

int plot_make(struct n62_plot *p, struct n62_err *err)
{
	int count[OVER + 1] = { 0 };
	double width = 0;

	if (add_overlays(p, err) < 0 || check_kinds(p, count, err) < 0 ||
	    plot_make_regions(p, err) < 0)
		return -1;
	set_title(p);
	if (count[HIST] == 0 && (p->o->ratio || p->o->normalise))
		return n62_fail(err, N62_USAGE,
		    "--ratio and --normalise are for histograms");
	if (count[HIST] > 0 && plot_make_hist(p, &width, err) < 0)
		return -1;
	if (count[LIMIT] > 0 && plot_make_limits(p, err) < 0)
		return -1;
	if (make_each(p, err) < 0 || make_over(p, width, err) < 0)
		return -1;
	if (p->hidden > 0)
		plot_say(
		    p, false, "%zu bins are blinded and not drawn", p->hidden);
	set_legend(p);
	/* A title that repeats the axis says nothing. */
	if (!p->f.own_title && strcmp(p->f.title, p->f.x.label) == 0)
		p->f.title = "";
	return plot_scale(p, err);
}

int n62_plot_read(
    struct n62_plot *p, struct n62_reader *in, struct n62_err *err)
{
	if (plot_sources_read(p, in, err) < 0)
		return -1;
	return plot_make(p, err);
}
