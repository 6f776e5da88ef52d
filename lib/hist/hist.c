/*
 * hist.c - histograms in memory: entries are counted and their weights added
 * up without rounding.
 */
#include "hist/hist.h"

#include <math.h>
#include <string.h>

#include "hist/private.h"

static int copy_axis(struct n62_axis *to, const struct n62_axis *from,
    struct n62_arena *a, struct n62_err *err)
{
	size_t n = (size_t)from->bins + 1;

	*to = *from;
	to->label = n62_arena_text(a, from->label, strlen(from->label), err);
	to->unit = n62_arena_text(a, from->unit, strlen(from->unit), err);
	to->edge = n62_arena_new(a, n, sizeof *to->edge, err);
	if (!to->label || !to->unit || !to->edge)
		return -1;
	memcpy(to->edge, from->edge, n * sizeof *to->edge);
	to->regular = hist_axis_is_regular(to);
	return 0;
}

size_t n62_hist_cells(const struct n62_hist *h)
{
	size_t n = 1;

	for (int i = 0; i < h->dim; i++)
		n *= (size_t)h->axis[i].bins + 2;
	return n;
}

int n62_hist_init(struct n62_hist *h, const char *name, const char *title,
    int dim, const struct n62_axis *axes, struct n62_arena *a,
    struct n62_err *err)
{
	*h = (struct n62_hist){ .dim = dim, .arena = a };
	h->name = n62_arena_text(a, name, strlen(name), err);
	h->title = n62_arena_text(a, title, strlen(title), err);
	if (!h->name || !h->title)
		return -1;
	for (int i = 0; i < dim; i++)
		if (hist_axis_check(&axes[i], name, err) < 0 ||
		    copy_axis(&h->axis[i], &axes[i], a, err) < 0)
			return -1;
	if (n62_hist_cells(h) > N62_HIST_BINS)
		return n62_fail(err, N62_USAGE,
		    "histogram %s has %zu cells; %d are the most", name,
		    n62_hist_cells(h), N62_HIST_BINS);
	h->cells = n62_arena_new(a, n62_hist_cells(h), sizeof *h->cells, err);
	return h->cells ? 0 : -1;
}

int hist_cell_add(
    struct n62_cell *c, double weight, struct n62_arena *a, struct n62_err *err)
{
	c->n++;
	if (weight == 1) {
		c->ones++;
		return 0;
	}
	if (!c->sums) {
		c->sums = n62_arena_new(a, 2, sizeof *c->sums, err);
		if (!c->sums)
			return -1;
	}
	if (n62_sum_add(&c->sums[0], weight) < 0 ||
	    n62_sum_add(&c->sums[1], weight * weight) < 0)
		return n62_fail(
		    err, N62_DATA, "the weight of an entry is %g", weight);
	return 0;
}

int n62_hist_fill(
    struct n62_hist *h, double x, double y, double weight, struct n62_err *err)
{
	int i = n62_axis_find(&h->axis[0], x), k = 0;
	struct n62_cell *c;

	if (h->dim > 1)
		k = n62_axis_find(&h->axis[1], y);
	if (i < 0 || k < 0)
		return 0;
	c = &h->cells[(size_t)i + (size_t)k * ((size_t)h->axis[0].bins + 2)];
	return hist_cell_add(c, weight, h->arena, err);
}

/* Exact as long as there are fewer than 2^53 entries. */
static double sum_of(const struct n62_cell *c, int which)
{
	unsigned char bytes[N62_SUM_BYTES];
	struct n62_sum s = { 0 };

	if (!c->sums)
		return (double)c->ones;
	s = c->sums[which];
	n62_sum_add(&s, (double)c->ones);
	return n62_sum_value(bytes, n62_sum_bytes(&s, bytes));
}

double n62_cell_w(const struct n62_cell *c)
{
	return sum_of(c, 0);
}

double n62_cell_w2(const struct n62_cell *c)
{
	return sum_of(c, 1);
}
