/*
 * regions.c - what is drawn over a histogram: ranges, and curves of fits.
 */
#include "plot/private.h"

#include <math.h>
#include <string.h>

/* Points of a curve. */
#define STEPS 400

/* ---- ranges --------------------------------------------------------- */

static struct plot_arrow *add_arrow(struct n62_plot *p, struct n62_err *err)
{
	struct plot_figure *f = &p->f;
	struct plot_arrow *all =
	    n62_arena_new(&p->arena, (size_t)f->narrows + 1, sizeof *all, err);

	if (!all)
		return NULL;
	if (f->narrows > 0)
		memcpy(all, f->arrows, (size_t)f->narrows * sizeof *all);
	f->arrows = all;
	return &all[f->narrows++];
}

static int of_table(
    struct n62_plot *p, const struct plot_table *t, struct n62_err *err)
{
	int low = plot_need(t, "low", err), high = -1;
	int blinded = plot_find(t, "blinded");

	if (low >= 0)
		high = plot_need(t, "high", err);
	if (high < 0)
		return -1;
	for (size_t i = 0; i < t->rows; i++) {
		struct plot_arrow *a = add_arrow(p, err);

		if (!a)
			return -1;
		a->low = plot_value(t, low, i, 0);
		a->high = plot_value(t, high, i, 0);
		a->label = plot_word(t, "region", i);
		a->blinded = plot_value(t, blinded, i, 0) != 0;
	}
	return 0;
}

/* LOW:HIGH:LABEL */
static int of_option(struct n62_plot *p, const char *text, struct n62_err *err)
{
	const char *first = strchr(text, ':'), *second;
	struct plot_arrow *a = add_arrow(p, err);

	if (!a)
		return -1;
	if (!first)
		return n62_fail(err, N62_USAGE,
		    "--arrow: an arrow is LOW:HIGH:LABEL, not %s", text);
	second = strchr(first + 1, ':');
	*a = (struct plot_arrow){ .low = -INFINITY,
		.high = INFINITY,
		.label = second ? second + 1 : "" };
	if (!second)
		second = first + strlen(first);
	if (first > text && plot_number("arrow", text, (size_t)(first - text),
				&a->low, err) < 0)
		return -1;
	if (second > first + 1 &&
	    plot_number("arrow", first + 1, (size_t)(second - first) - 1,
		&a->high, err) < 0)
		return -1;
	if (!(a->low < a->high))
		return n62_fail(
		    err, N62_USAGE, "--arrow: %s has no width", text);
	return 0;
}

int plot_make_regions(struct n62_plot *p, struct n62_err *err)
{
	for (int i = 0; i < p->sources.n; i++)
		if (p->sources.v[i].role == PLOT_REGION &&
		    of_table(p, p->sources.v[i].t, err) < 0)
			return -1;
	for (size_t i = 0; i < p->o->arrow.n; i++)
		if (of_option(p, p->o->arrow.v[i], err) < 0)
			return -1;
	return 0;
}

bool plot_is_blinded(const struct n62_plot *p, double left, double right)
{
	for (int i = 0; i < p->f.narrows; i++) {
		const struct plot_arrow *a = &p->f.arrows[i];

		if (a->blinded && right > a->low && left < a->high)
			return true;
	}
	return false;
}

/* ---- fits ----------------------------------------------------------- */

/* A value with two digits of its error: "493.68 +- 0.02". */
static int measured(
    struct n62_buf *b, double v, double error, struct n62_err *err)
{
	int decimals;

	if (!(error > 0) || !isfinite(error))
		return n62_buf_printf(b, err, "%.5g", v);
	decimals = 1 - (int)floor(log10(error));
	if (decimals < 0)
		decimals = 0;
	if (decimals > 15)
		return n62_buf_printf(b, err, "%.4g +- %.2g", v, error);
	return n62_buf_printf(
	    b, err, "%.*f +- %.*f", decimals, v, decimals, error);
}

static const char *fit_label(struct n62_plot *p, const struct plot_source *s,
    size_t row, struct n62_err *err)
{
	const struct plot_table *t = s->t;
	struct n62_buf b = { 0 };
	const char *label = NULL;
	int mean = plot_find(t, "mean"), width = plot_find(t, "width");

	if (s->label)
		return s->label;
	if (n62_buf_printf(&b, err, "fit: ") < 0 ||
	    measured(&b, plot_value(t, mean, row, 0),
		plot_value(t, plot_find(t, "mean_sigma"), row, 0), err) < 0 ||
	    n62_buf_printf(&b, err, ", sigma = ") < 0 ||
	    measured(&b, plot_value(t, width, row, 0),
		plot_value(t, plot_find(t, "width_sigma"), row, 0), err) < 0)
		goto out;
	label = n62_arena_text(&p->arena, b.data, b.len, err);
out:
	n62_buf_free(&b);
	return label;
}

/* Events per unit of x: a Gaussian on a polynomial of x - mean. */
static double density(const struct plot_table *t, size_t row, double x)
{
	static const double root_2pi = 2.5066282746310002;
	double mean = plot_value(t, plot_find(t, "mean"), row, 0);
	double sigma = plot_value(t, plot_find(t, "width"), row, 0);
	double d = (x - mean) / sigma, power = 1;
	double sum = plot_value(t, plot_find(t, "yield"), row, 0) *
		     exp(-d * d / 2) / (sigma * root_2pi);

	for (int k = 0; k < 10; k++, power *= x - mean) {
		char name[] = { 'b', (char)('0' + k), 0 };

		sum += power * plot_value(t, plot_find(t, name), row, 0);
	}
	return sum;
}

static int one_fit(struct n62_plot *p, const struct plot_source *s, size_t row,
    uint32_t colour, double width, struct n62_err *err)
{
	const struct plot_table *t = s->t;
	const char *label = fit_label(p, s, row, err);
	struct plot_series *q;
	double mean = plot_value(t, plot_find(t, "mean"), row, 0);
	double sigma = plot_value(t, plot_find(t, "width"), row, 0);
	double low = plot_value(t, plot_find(t, "low"), row, mean - 5 * sigma);
	double high =
	    plot_value(t, plot_find(t, "high"), row, mean + 5 * sigma);

	if (!label)
		return -1;
	if (!isfinite(mean) || !(sigma > 0) || !(low < high)) {
		plot_say(p, false, "%s: there is no fit: %s", t->name,
		    plot_word(t, "note", row));
		return 0;
	}
	q = plot_series_add(p, PLOT_PATH, label, colour, STEPS + 1, err);
	if (!q)
		return -1;
	q->derived = true;
	for (int i = 0; i <= STEPS; i++) {
		double x = low + (high - low) * i / STEPS;

		q->v[i] = (struct plot_point){ x, x, x,
			density(t, row, x) * width * s->factor, NAN, NAN, NAN };
	}
	return 0;
}

int plot_make_fit(struct n62_plot *p, const struct plot_source *s, int nth,
    double width, struct n62_err *err)
{
	static const char *const needed[] = { "mean", "width", "yield" };
	static const uint32_t colours[] = { PLOT_BLUE, PLOT_VERMILLION,
		PLOT_PURPLE };

	for (int i = 0; i < 3; i++)
		if (plot_need(s->t, needed[i], err) < 0)
			return -1;
	if (!(width > 0))
		return n62_fail(err, N62_USAGE,
		    "%s: a curve over bins of different widths needs --per",
		    s->t->name);
	for (size_t i = 0; i < s->t->rows; i++)
		if (one_fit(p, s, i, colours[(nth + (int)i) % 3], width, err) <
		    0)
			return -1;
	return 0;
}
