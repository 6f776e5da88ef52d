/*
 * hist.c - histograms of one dimension: points with errors, a stack, lines,
 * their ratio.
 */
#include "plot/private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bin {
	double low, high, n, w, w2;
	bool hidden;
};

/* A histogram that is drawn. */
struct bins {
	const struct plot_source *s;
	struct bin *v;
	size_t n;
	bool weighted;
};

struct hists {
	struct n62_plot *p;
	struct bins *v;
	int n;
	double width; /* of all bins; 0: they differ */
};

bool plot_is_map(const struct plot_table *t)
{
	return plot_find(t, "xlow") >= 0 && plot_find(t, "ylow") >= 0;
}

bool plot_is_hist(const struct plot_table *t)
{
	return plot_begins(t->name, "hist/") ||
	       (plot_find(t, "low") >= 0 && plot_find(t, "high") >= 0 &&
		   plot_find(t, "w") >= 0 && plot_find(t, "bin") >= 0);
}

/* ---- bins ----------------------------------------------------------- */

static int by_low(const void *a, const void *b)
{
	const struct bin *p = a, *q = b;

	return (p->low > q->low) - (p->low < q->low);
}

static int fill_bins(struct bins *b, struct n62_err *err)
{
	const struct plot_table *t = b->s->t;
	int low = plot_need(t, "low", err), high = -1, w = -1;
	int number = plot_find(t, "bin"), n = plot_find(t, "n");
	int w2 = plot_find(t, "w2"), blinded = plot_find(t, "blinded");

	if (low >= 0)
		high = plot_need(t, "high", err);
	if (high >= 0)
		w = plot_need(
		    t, n >= 0 && plot_find(t, "w") < 0 ? "n" : "w", err);
	if (w < 0)
		return -1;
	for (size_t i = 0; i < t->rows; i++) {
		struct bin *v = &b->v[b->n];

		v->low = plot_value(t, low, i, 0);
		v->high = plot_value(t, high, i, 0);
		v->w = plot_value(t, w, i, 0);
		v->n = plot_value(t, n, i, v->w);
		v->w2 = plot_value(t, w2, i, v->n);
		v->hidden = plot_value(t, blinded, i, 0) != 0;
		/* Under- and overflow have no width, or no end. */
		if (plot_value(t, number, i, 1) == 0 || !isfinite(v->low) ||
		    !isfinite(v->high) || v->low >= v->high)
			continue;
		b->weighted = b->weighted || v->w != v->n || v->w2 != v->n;
		b->n++;
	}
	qsort(b->v, b->n, sizeof *b->v, by_low);
	return 0;
}

static void rebin(struct bins *b, size_t by)
{
	size_t n = b->n / by;

	for (size_t i = 0; i < n; i++) {
		struct bin sum = b->v[i * by];

		for (size_t k = 1; k < by; k++) {
			const struct bin *v = &b->v[i * by + k];

			sum.high = v->high;
			sum.n += v->n;
			sum.w += v->w;
			sum.w2 += v->w2;
			sum.hidden = sum.hidden || v->hidden;
		}
		b->v[i] = sum;
	}
	b->n = n;
}

static int load(
    struct hists *h, const struct plot_source *s, struct n62_err *err)
{
	struct n62_plot *p = h->p;
	struct bins *b = &h->v[h->n++];

	*b = (struct bins){ .s = s,
		.v = n62_arena_new(
		    &p->arena, s->t->rows + 1, sizeof *b->v, err) };
	if (!b->v)
		return -1;
	if (fill_bins(b, err) < 0)
		return -1;
	if (p->o->rebin > 1)
		rebin(b, p->o->rebin);
	if (b->n == 0)
		return n62_fail(
		    err, N62_DATA, "%s: it has no bins", s->t->name);
	for (size_t i = 0; i < b->n; i++)
		b->v[i].hidden = b->v[i].hidden ||
				 plot_is_blinded(p, b->v[i].low, b->v[i].high);
	return 0;
}

/* Whether all have the same bins; the width of the bins. */
static int compare(struct hists *h, struct n62_err *err)
{
	const struct bins *a = &h->v[0];

	h->width = a->v[0].high - a->v[0].low;
	for (size_t i = 1; i < a->n; i++)
		if (fabs(a->v[i].high - a->v[i].low - h->width) >
		    1e-6 * h->width)
			h->width = 0;
	for (int k = 1; k < h->n; k++) {
		const struct bins *b = &h->v[k];
		bool same = a->n == b->n;

		for (size_t i = 0; same && i < a->n; i++)
			same = a->v[i].low == b->v[i].low &&
			       a->v[i].high == b->v[i].high;
		if (!same)
			return n62_fail(err, N62_DATA,
			    "%s and %s have different bins", a->s->t->name,
			    b->s->t->name);
	}
	return 0;
}

/* ---- series --------------------------------------------------------- */

static const char *label_of(const struct plot_source *s)
{
	if (s->label)
		return s->label;
	return *s->t->doc ? s->t->doc : plot_short(s->t->name);
}

/* What a bin is multiplied by. */
static double factor_of(
    const struct hists *h, const struct bins *b, const struct bin *v)
{
	double f = b->s->factor;

	if (b->s->role == PLOT_STACK)
		f *= h->p->factor;
	return isnan(h->p->o->per) ? f : f * h->p->o->per / (v->high - v->low);
}

static struct plot_point point_of(
    const struct hists *h, const struct bins *b, const struct bin *v)
{
	double f = factor_of(h, b, v), low, high;
	struct plot_point q = { .x = (v->low + v->high) / 2,
		.left = v->low,
		.right = v->high,
		.y = v->w * f,
		.z = NAN };

	if (b->weighted) {
		low = v->w - sqrt(v->w2);
		high = v->w + sqrt(v->w2);
	} else {
		n62_plot_garwood(v->n, &low, &high);
	}
	q.low = fmin(low * f, high * f);
	q.high = fmax(low * f, high * f);
	return q;
}

static bool is_data(const struct bins *b)
{
	return b->s->role == PLOT_DATA || b->s->role == PLOT_TABLE;
}

static int add_data(
    struct hists *h, const struct bins *b, int nth, struct n62_err *err)
{
	static const uint32_t colours[] = { PLOT_BLACK, PLOT_BLUE,
		PLOT_VERMILLION, PLOT_PURPLE, PLOT_GREEN };
	struct n62_plot *p = h->p;
	struct plot_series *s = plot_series_add(
	    p, PLOT_POINTS, label_of(b->s), colours[nth % 5], b->n, err);

	if (!s)
		return -1;
	s->symbol = nth;
	s->bars = h->width == 0;
	s->unnamed = !b->s->label && !*b->s->t->doc;
	s->n = 0;
	for (size_t i = 0; i < b->n; i++) {
		const struct bin *v = &b->v[i];

		s->v[s->n] = point_of(h, b, v);
		p->hidden += v->hidden;
		if (v->hidden || (v->w == 0 && v->n == 0)) {
			if (v->hidden || !p->o->empty)
				s->v[s->n].low = s->v[s->n].high = NAN;
			s->v[s->n].y = NAN;
		}
		s->n++;
	}
	return 0;
}

static int add_line(
    struct hists *h, const struct bins *b, int nth, struct n62_err *err)
{
	static const uint32_t colours[] = { PLOT_VERMILLION, PLOT_BLUE,
		PLOT_GREEN, PLOT_PURPLE, PLOT_ORANGE };
	struct plot_series *s = plot_series_add(
	    h->p, PLOT_STEPS, label_of(b->s), colours[nth % 5], b->n, err);

	if (!s)
		return -1;
	s->dash = (enum plot_dash)(nth % 3);
	for (size_t i = 0; i < b->n; i++) {
		s->v[i] = point_of(h, b, &b->v[i]);
		s->v[i].low = s->v[i].high = NAN;
	}
	return 0;
}

/* The sum of all of the stack before number to, and its error. */
static void stack_sum(
    const struct hists *h, int to, size_t i, double *sum, double *error)
{
	double w2 = 0;

	*sum = 0;
	for (int k = 0; k < to; k++) {
		const struct bins *b = &h->v[k];
		double f;

		if (b->s->role != PLOT_STACK)
			continue;
		f = factor_of(h, b, &b->v[i]);
		*sum += b->v[i].w * f;
		w2 += b->v[i].w2 * f * f;
	}
	*error = sqrt(w2);
}

static int add_area(struct hists *h, int number, int nth, struct n62_err *err)
{
	static const uint32_t colours[] = { PLOT_SKY, PLOT_ORANGE, PLOT_GREEN,
		PLOT_PURPLE, PLOT_YELLOW, PLOT_VERMILLION, PLOT_BLUE,
		PLOT_GREY };
	const struct bins *b = &h->v[number];
	struct plot_series *s = plot_series_add(
	    h->p, PLOT_AREA, label_of(b->s), colours[nth % 8], b->n, err);
	double error;

	if (!s)
		return -1;
	for (size_t i = 0; i < b->n; i++) {
		s->v[i] = point_of(h, b, &b->v[i]);
		stack_sum(h, number, i, &s->v[i].low, &error);
		stack_sum(h, number + 1, i, &s->v[i].y, &error);
		s->v[i].high = s->v[i].y;
	}
	return 0;
}

static int add_stack(struct hists *h, int nstack, struct n62_err *err)
{
	struct plot_series *s;

	/* From the top, as the legend has them. */
	for (int k = h->n - 1, nth = nstack; k >= 0; k--)
		if (h->v[k].s->role == PLOT_STACK &&
		    add_area(h, k, --nth, err) < 0)
			return -1;
	s = plot_series_add(h->p, PLOT_HATCH, NULL, PLOT_BLACK, h->v[0].n, err);
	for (size_t i = 0; s && i < h->v[0].n; i++) {
		double sum, error;

		stack_sum(h, h->n, i, &sum, &error);
		s->v[i] = (struct plot_point){ .x = NAN,
			.left = h->v[0].v[i].low,
			.right = h->v[0].v[i].high,
			.y = sum,
			.low = sum - error,
			.high = sum + error };
	}
	return s ? 0 : -1;
}

/* ---- ratio ---------------------------------------------------------- */

/* What the data are divided by, in bin i. */
static void expected(
    const struct hists *h, int nstack, size_t i, double *sum, double *error)
{
	if (nstack > 0) {
		stack_sum(h, h->n, i, sum, error);
		return;
	}
	for (int k = 0; k < h->n; k++) {
		const struct bins *b = &h->v[k];
		double f = factor_of(h, b, &b->v[i]);

		if (b->s->role != PLOT_LINE)
			continue;
		*sum = b->v[i].w * f;
		*error = sqrt(b->v[i].w2) * fabs(f);
		return;
	}
}

static int add_ratio(struct hists *h, int nstack, struct n62_err *err)
{
	struct plot_figure *f = &h->p->f;
	int n = f->n;
	size_t bins = h->v[0].n;
	struct plot_series *s =
	    plot_series_add(h->p, PLOT_HATCH, NULL, PLOT_BLACK, bins, err);

	for (int k = 0; s && k <= n; k++) {
		const struct plot_series *from = &f->v[k];

		if (k < n && from->mark != PLOT_POINTS)
			continue;
		if (k < n)
			s = plot_series_add(
			    h->p, PLOT_POINTS, NULL, from->colour, bins, err);
		if (!s)
			break;
		/* Adding may have moved them. */
		s = &f->v[k < n ? f->n - 1 : n];
		from = &f->v[k];
		s->ratio = true;
		s->symbol = from->symbol;
		s->bars = from->bars;
		for (size_t i = 0; i < bins; i++) {
			struct plot_point *v = &s->v[i];
			double sum = 0, error = 0;

			expected(h, nstack, i, &sum, &error);
			*v = (struct plot_point){ .y = 1,
				.low = 1 - error / sum,
				.high = 1 + error / sum,
				.left = h->v[0].v[i].low,
				.right = h->v[0].v[i].high,
				.z = NAN };
			v->x = (v->left + v->right) / 2;
			if (k < n) {
				v->y = from->v[i].y / sum;
				v->low = from->v[i].low / sum;
				v->high = from->v[i].high / sum;
			}
			if (!(sum > 0))
				v->y = v->low = v->high = NAN;
		}
	}
	return s ? 0 : -1;
}

/* ---- the whole ------------------------------------------------------ */

/* The factor that makes the stack as large as the data in the range. */
static int normalise(struct hists *h, struct n62_err *err)
{
	const struct plot_axis *x = &h->p->f.x;
	double data = 0, stack = 0;

	for (int k = 0; k < h->n; k++) {
		const struct bins *b = &h->v[k];

		for (size_t i = 0; i < b->n; i++) {
			const struct bin *v = &b->v[i];
			double centre = (v->low + v->high) / 2;

			if (v->hidden || (x->low_fixed && centre < x->low) ||
			    (x->high_fixed && centre > x->high))
				continue;
			if (b->s->role == PLOT_STACK)
				stack += v->w * b->s->factor;
			else if (is_data(b))
				data += v->w * b->s->factor;
		}
	}
	if (!(data > 0) || !(stack > 0))
		return n62_fail(err, N62_DATA,
		    "--normalise: there are no entries of %s in the range",
		    data > 0 ? "the stack" : "the data");
	h->p->factor = data / stack;
	plot_say(h->p, true, "the stack is multiplied by %.6g", data / stack);
	return 0;
}

static int set_labels(struct hists *h, struct n62_err *err)
{
	struct n62_plot *p = h->p;
	const struct plot_table *t = h->v[0].s->t;
	const struct plot_column *c = &t->columns[plot_find(t, "low")];
	struct n62_buf text = { 0 };
	double width = isnan(p->o->per) ? h->width : p->o->per;
	int r = 0;

	if (!p->f.x.own) {
		p->f.x.label = *c->doc ? c->doc : plot_short(t->name);
		p->f.x.unit = c->unit;
	}
	if (p->f.y.own)
		return 0;
	/* A power in the unit of the width is typeset behind a ^. */
	if (width > 0)
		r = n62_buf_printf(&text, err, "entries / (%.6g%s", width,
		    *c->unit ? " " : "");
	for (const char *u = c->unit; r == 0 && width > 0 && *u; u++) {
		bool power = u > c->unit && *u >= '0' && *u <= '9' &&
			     ((u[-1] | 32) >= 'a' && (u[-1] | 32) <= 'z');

		r = n62_buf_printf(&text, err, "%s%c", power ? "^" : "", *u);
	}
	if (r == 0)
		r = width > 0 ? n62_buf_add(&text, ")", 1, err)
			      : n62_buf_printf(&text, err, "entries / bin");
	if (r == 0)
		p->f.y.label =
		    n62_arena_text(&p->arena, text.data, text.len, err);
	n62_buf_free(&text);
	return r < 0 || !p->f.y.label ? -1 : 0;
}

static int add_all(struct hists *h, int nstack, struct n62_err *err)
{
	int nth = 0, r = 0;

	if (nstack > 0)
		r = add_stack(h, nstack, err);
	for (int k = 0; r == 0 && k < h->n; k++)
		if (h->v[k].s->role == PLOT_LINE)
			r = add_line(h, &h->v[k], nth++, err);
	nth = 0;
	for (int k = 0; r == 0 && k < h->n; k++)
		if (is_data(&h->v[k]))
			r = add_data(h, &h->v[k], nth++, err);
	if (r == 0 && h->p->o->ratio)
		r = add_ratio(h, nstack, err);
	return r;
}

int plot_make_hist(struct n62_plot *p, double *width, struct n62_err *err)
{
	struct hists h = { .p = p };
	int count[PLOT_REGION + 1] = { 0 }, nstack, nfirst;

	h.v = n62_arena_new(
	    &p->arena, (size_t)p->sources.n + 1, sizeof *h.v, err);
	if (!h.v)
		return -1;
	for (int i = 0; i < p->sources.n; i++) {
		const struct plot_source *s = &p->sources.v[i];

		if (s->role > PLOT_LINE ||
		    (s->role == PLOT_TABLE && !plot_is_hist(s->t)))
			continue;
		count[s->role]++;
		if (load(&h, s, err) < 0)
			return -1;
	}
	nstack = count[PLOT_STACK];
	nfirst = count[PLOT_DATA] + count[PLOT_TABLE];
	if ((p->o->ratio || p->o->normalise) &&
	    (nfirst == 0 || nstack + count[PLOT_LINE] == 0))
		return n62_fail(err, N62_USAGE,
		    "--ratio and --normalise need --data and --stack");
	if (compare(&h, err) < 0 ||
	    (p->o->normalise && normalise(&h, err) < 0) ||
	    set_labels(&h, err) < 0)
		return -1;
	*width = isnan(p->o->per) ? h.width : p->o->per;
	p->f.counts = true;
	return add_all(&h, nstack, err);
}
