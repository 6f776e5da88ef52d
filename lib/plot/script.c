/*
 * script.c - the script that makes gnuplot draw the figure. All places are
 * fixed here, so that every terminal of gnuplot gives the same picture.
 */
#include "script.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xe2\x88\x92" /* as long as +, unlike the hyphen */

void plot_put(struct plot_script *s, const char *format, ...)
{
	char text[400];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n >= (int)sizeof text)
		n = (int)sizeof text - 1;
	if (!s->failed && n62_buf_add(s->b, text, (size_t)n, s->err) < 0)
		s->failed = true;
}

void plot_put_number(struct plot_script *s, double v)
{
	char text[N62_NUMBER + 1] = " ";
	size_t n = n62_put_f64(text + 1, v);

	if (!s->failed && n62_buf_add(s->b, text, n + 1, s->err) < 0)
		s->failed = true;
}

static enum plot_pen pen(const struct plot_script *s, bool own)
{
	return own && s->p->o->markup ? PLOT_PEN_MARKUP : PLOT_PEN_GNUPLOT;
}

void plot_put_text(struct plot_script *s, const char *text, bool own)
{
	if (!s->failed && plot_text(s->b, pen(s, own), text, s->err) < 0)
		s->failed = true;
}

/* ---- the terminal --------------------------------------------------- */

static void terminal(struct plot_script *s, enum n62_plot_format format)
{
	const struct plot_figure *f = &s->p->f;
	double dpi = s->p->o->dpi ? (double)s->p->o->dpi : 200;

	if (format == N62_PLOT_PDF)
		plot_put(s,
		    "set terminal pdfcairo enhanced color size %.6gcm,%.6gcm "
		    "font '%s,%.6g' fontscale 0.75 linewidth 0.8 butt\n",
		    f->width / 10, f->height / 10, f->font, f->font_size);
	else if (format == N62_PLOT_PNG)
		plot_put(s,
		    "set terminal pngcairo enhanced color size %.0f,%.0f "
		    "font '%s,%.6g' fontscale %.6g linewidth %.6g "
		    "pointscale %.6g butt\n",
		    f->width * dpi / 25.4, f->height * dpi / 25.4, f->font,
		    f->font_size, dpi / 96, dpi / 96, dpi / 96);
	else
		plot_put(s,
		    "set terminal svg enhanced size %.0f,%.0f "
		    "font '%s,%.6g' linewidth 1 butt background '#ffffff'\n",
		    f->width * 96 / 25.4, f->height * 96 / 25.4, f->font,
		    f->font_size * 96 / 72);
}

/* Only what cannot mean anything to gnuplot. */
static void comment(struct plot_script *s, const char *text)
{
	char c[2] = { 0 };

	for (; text && *text; text++) {
		bool plain = (*text >= '0' && *text <= '9') ||
			     ((*text | 32) >= 'a' && (*text | 32) <= 'z') ||
			     strchr(" -+=.,:/_<>()", *text);

		c[0] = plain ? *text : '?';
		plot_put(s, "%s", c);
	}
}

static void begin(struct plot_script *s, enum n62_plot_format format)
{
	const char *const names[] = { "svg", "pdf", "png" };

	if (s->p->o->origin) {
		plot_put(s, "# ");
		comment(s, s->p->o->origin);
		plot_put(s, "\n");
	}
	plot_put(s, "# gnuplot SCRIPT >FIGURE.%s\n", names[format]);
	plot_put(s, "set encoding utf8\n");
	terminal(s, format);
	plot_put(s, "set border 31 lw 1 lc rgb '#000000'\n"
		    "set tics front\n"
		    "set errorbars small 0\n"
		    "set clip two\n"
		    "unset key\n");
}

/* ---- axes ----------------------------------------------------------- */

/* The number of a tick: 10^power, M 10^E of MeE, or as it is. */
static void tick_text(
    struct plot_script *s, const struct plot_axis *a, const struct plot_tick *t)
{
	const char *text = t->text, *e = strchr(text, 'e');
	const char *minus = "";
	int power = t->power;
	int64_t v;

	plot_put(s, "'");
	if (*text == '-') {
		plot_put(s, MINUS);
		text++;
	}
	plot_put(s, "%.*s", e ? (int)(e - text) : (int)strlen(text), text);
	if (e && n62_get_i64(e + 1, strlen(e + 1), &v) == 0) {
		plot_put(s, "\xc3\x97");
		power = (int)v;
	}
	if (power < 0)
		minus = MINUS;
	if (e || (!*text && a->log))
		plot_put(s, "10^{%s%d}", minus, power < 0 ? -power : power);
	plot_put(s, "'");
}

static void axis(struct plot_script *s, const char *name,
    const struct plot_axis *a, bool labels)
{
	plot_put(s, "%s logscale %s\nset %srange [", a->log ? "set" : "unset",
	    name, name);
	plot_put_number(s, a->low);
	plot_put(s, " :");
	plot_put_number(s, a->high);
	plot_put(s, " ]\nset %stics %s scale %.4g,%.4g (", name,
	    strcmp(name, "cb") == 0 ? "out nomirror" : "in mirror", s->tick,
	    s->tick / 2);
	for (int i = 0; i < a->nticks; i++) {
		const struct plot_tick *t = &a->ticks[i];
		/* It would touch the lowest of the upper panel. */
		bool top =
		    s->ratio && a == &s->p->f.r && plot_axis_at(a, t->at) > 0.9;

		plot_put(s, "%s", i > 0 ? ", " : "");
		if (t->small || top || !labels)
			plot_put(s, "''");
		else
			tick_text(s, a, t);
		plot_put_number(s, t->at);
		plot_put(s, " %d", t->small);
	}
	plot_put(s, ")\n");
}

/* A label, and where it is: at its end of the axis. */
static void label(struct plot_script *s, int number, const struct plot_axis *a,
    const char *place)
{
	if (!*a->label)
		return;
	plot_put(s, "set label %d ", number);
	if (!s->failed && plot_label(s->b, pen(s, a->own), a, s->err) < 0)
		s->failed = true;
	plot_put(s, " at %s\n", place);
}

/* The power of ten of an axis, where its label cannot have it. */
static void power(struct plot_script *s, int number, const struct plot_axis *a,
    const char *place)
{
	if (a->power != 0)
		plot_put(s,
		    "set label %d '\xc3\x97"
		    "10^{%s%d}' at %s\n",
		    number, a->power < 0 ? MINUS : "",
		    a->power < 0 ? -a->power : a->power, place);
}

/* The label of x, with the power. */
static void label_x(struct plot_script *s)
{
	struct plot_axis x = s->p->f.x;
	char place[100], suffix[40];
	bool markup = pen(s, x.own) == PLOT_PEN_MARKUP;

	snprintf(suffix, sizeof suffix,
	    " (\xc3\x97"
	    "10^%s%d%s)",
	    markup ? "{" : "", x.power, markup ? "}" : "");
	if (x.power != 0)
		x.suffix = suffix;
	snprintf(place, sizeof place, "graph 1, screen %.5f right",
	    0.9 * plot_em(s->p) / s->p->f.height);
	label(s, 2, &x, place);
}

static void labels(struct plot_script *s, bool lowest)
{
	const struct plot_figure *f = &s->p->f;
	double em = plot_em(s->p);
	char place[100];

	snprintf(place, sizeof place, "screen %.5f, graph 1 right rotate by 90",
	    1.0 * em / f->width);
	label(s, 1, s->ratio ? &f->r : &f->y, place);
	if (lowest)
		label_x(s);
	if (!s->ratio)
		power(s, 4, &f->y, "graph 0, graph 1 left offset 0,0.8");
	if (f->map.n > 0 && f->map.colours) {
		snprintf(place, sizeof place,
		    "screen %.5f, graph 1 right rotate by 90",
		    1 - 0.9 * em / f->width);
		label(s, 5, &f->z, place);
	}
}

/* ---- what is around ------------------------------------------------- */

static void titles(struct plot_script *s)
{
	const struct plot_figure *f = &s->p->f;

	if (*f->title) {
		bool left = s->p->o->note && f->y.power == 0;

		plot_put(s, "set label 6 ");
		plot_put_text(s, f->title, f->own_title);
		plot_put(s, " at graph %s offset 0,0.9\n",
		    left ? "0, graph 1 left" : "0.5, graph 1 center");
	}
	if (s->p->o->note) {
		plot_put(s, "set label 7 ");
		plot_put_text(s, s->p->o->note, true);
		plot_put(s, " at graph 1, graph 1 right offset 0,0.9\n");
	}
}

/* By its upper or lower left corner: gnuplot's widths of texts are guesses. */
static void key(struct plot_script *s)
{
	const struct plot_figure *f = &s->p->f;
	bool left = f->place == PLOT_TOP_LEFT || f->place == PLOT_BOTTOM_LEFT;
	bool top = f->place == PLOT_TOP_LEFT || f->place == PLOT_TOP_RIGHT;
	double gap = 0.5 * plot_em(s->p) / plot_frame_width(s->p);

	if (f->place == PLOT_NOWHERE)
		return;
	plot_put(s,
	    "set key at graph %.5f,graph %.5f %s left Left reverse samplen 2 "
	    "spacing %.4g width 0 font ',%.6g'\n",
	    left ? gap : 1 - plot_legend_width(s->p),
	    top ? 1 - 0.4 * plot_em(s->p) / plot_frame_height(s->p)
		: 0.4 * plot_em(s->p) / plot_frame_height(s->p),
	    top ? "top" : "bottom", 1.15 / s->font,
	    0.9 * f->font_size * s->font);
}

/* A line at an end of a region, and the head of its arrow. */
static void region_end(
    struct plot_script *s, const struct plot_arrow *a, double at)
{
	plot_put(s, "set arrow from");
	plot_put_number(s, at);
	plot_put(s, ",graph 0 to");
	plot_put_number(s, at);
	plot_put(s, ",graph %.5f nohead lw 1 dt (4,4) lc rgb '#444444' front\n",
	    a->height);
}

static void region(struct plot_script *s, const struct plot_arrow *a)
{
	const struct plot_axis *x = &s->p->f.x;
	double low = fmax(a->low, x->low), high = fmin(a->high, x->high);
	double centre = plot_axis_value(
	    x, (plot_axis_at(x, low) + plot_axis_at(x, high)) / 2);
	char text[200];

	if (!(low < high))
		return;
	plot_put(s, "set object rect from");
	plot_put_number(s, low);
	plot_put(s, ",graph 0 to");
	plot_put_number(s, high);
	plot_put(s, ",graph 1 %s\n",
	    a->blinded ? "fc rgb '#888888' fs transparent pattern 4 noborder"
		       : "fc rgb '#ebf3f9' fs solid 1 noborder behind");
	if (a->low >= x->low)
		region_end(s, a, low);
	if (a->high <= x->high)
		region_end(s, a, high);
	plot_put(s, "set arrow from");
	plot_put_number(s, a->low >= x->low ? low : high);
	plot_put(s, ",graph %.5f to", a->height);
	plot_put_number(s, a->low >= x->low ? high : low);
	plot_put(s, ",graph %.5f %s filled size graph 0.012,18 lw 1.2 front\n",
	    a->height,
	    a->low >= x->low && a->high <= x->high ? "heads" : "head");
	snprintf(text, sizeof text, "%.150s%s", a->label,
	    a->blinded ? " (blinded)" : "");
	plot_put(s, "set label ");
	plot_put_text(s, text, false);
	plot_put(s, " at");
	plot_put_number(s, centre);
	plot_put(s, ",graph %.5f center offset 0,0.55 font ',%.6g' front\n",
	    a->height, 0.85 * s->p->f.font_size * s->font);
}

/* ---- maps ----------------------------------------------------------- */

/* Viridis (S. van der Walt, N. Smith, 2015) at nine places. */
static void colours(struct plot_script *s)
{
	const struct plot_figure *f = &s->p->f;
	struct plot_frame g = plot_frame(s->p);
	double em = plot_em(s->p);

	plot_put(s,
	    "set palette defined (0 '#440154', 1 '#472d7b', 2 '#3b528b', "
	    "3 '#2c728e', 4 '#21918c', 5 '#28ae80', 6 '#5ec962', "
	    "7 '#addc30', 8 '#fde725')\n");
	axis(s, "cb", &f->z, true);
	plot_put(s,
	    "set colorbox user origin screen %.5f, screen %.5f "
	    "size screen %.5f, screen %.5f\n",
	    g.right + 0.5 * em / f->width, g.bottom, 1.1 * em / f->width,
	    g.top - g.bottom);
}

/* ---- panels --------------------------------------------------------- */

static void margins(struct plot_script *s, double bottom, double top)
{
	struct plot_frame g = plot_frame(s->p);

	plot_put(s,
	    "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
	    "set bmargin at screen %.5f\nset tmargin at screen %.5f\n",
	    g.left, g.right, bottom, top);
}

static void lower_panel(struct plot_script *s, double top)
{
	struct plot_frame g = plot_frame(s->p);
	const struct plot_axis *x = &s->p->f.x;

	s->ratio = true;
	plot_put(s, "unset key\nunset label\nunset arrow\nunset object\n");
	margins(s, g.bottom, top);
	axis(s, "x", x, true);
	axis(s, "y", &s->p->f.r, true);
	labels(s, true);
	plot_put(s, "set arrow from");
	plot_put_number(s, x->low);
	plot_put(s, ",1 to");
	plot_put_number(s, x->high);
	plot_put(s, ",1 nohead lw 1 dt (4,4) lc rgb '#444444' front\n");
	plot_put_elements(s);
	plot_put(s, "unset multiplot\n");
}

int n62_plot_script(const struct n62_plot *p, enum n62_plot_format format,
    struct n62_buf *out, struct n62_err *err)
{
	struct plot_script s = { .p = p, .b = out, .err = err };
	struct plot_frame g = plot_frame(p);
	double split = g.bottom + 0.28 * (g.top - g.bottom);
	bool ratio = p->o->ratio;

	s.font = format == N62_PLOT_SVG ? 96.0 / 72 : 1;
	s.mark = format == N62_PLOT_SVG ? 0.7 : 1;
	s.tick = format == N62_PLOT_SVG ? 0.75 : 1;
	s.rows = n62_new(2 * (size_t)p->f.n + 1, sizeof *s.rows, err);
	if (!s.rows)
		return -1;
	begin(&s, format);
	axis(&s, "x", &p->f.x, !ratio);
	axis(&s, "y", &p->f.y, true);
	plot_put_data(&s);
	if (ratio)
		plot_put(&s, "set multiplot\n");
	margins(
	    &s, ratio ? split + 0.02 * (g.top - g.bottom) : g.bottom, g.top);
	labels(&s, !ratio);
	titles(&s);
	key(&s);
	for (int i = 0; i < p->f.narrows; i++)
		region(&s, &p->f.arrows[i]);
	if (p->f.z.nticks > 0 && *p->f.z.label)
		colours(&s);
	plot_put_elements(&s);
	if (ratio)
		lower_panel(&s, split);
	free(s.rows);
	return s.failed ? -1 : 0;
}
