/*
 * scan.c - the significance of the best of many hypotheses: by the number of
 * windows that do not overlap, and by the upcrossings of the scan itself.
 */
#include <math.h>
#include <stdlib.h>

#include "private.h"

struct place {
	double at, low, high, log_p0;
	size_t row;
};

static int make_place(const struct n62_limit_row *row, size_t number,
    struct place *p, struct n62_err *err)
{
	struct n62_count c;
	struct n62_answer a;

	if (stats_prepare(&row->q, &c, &a, err) < 0 ||
	    n62_count_check(row->q.method, &c, err) < 0)
		return -1;
	*p = (struct place){ row->q.mass, row->low, row->high, n62_log_p0(&c),
		number };
	if (isnan(p->at))
		p->at = 0.5 * (p->low + p->high);
	if (isnan(p->at))
		p->at = (double)number;
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* How much of the line the hypothesis i stands for: half the way to each of
 * its neighbours, and at the ends twice half the way to the only one. */
static double step(const struct place *v, size_t n, size_t i)
{
	double left = i > 0 ? v[i].at - v[i - 1].at : NAN;
	double right = i + 1 < n ? v[i + 1].at - v[i].at : NAN;

	if (isnan(left) && isnan(right))
		return v[i].high - v[i].low;
	if (isnan(left))
		left = right;
	if (isnan(right))
		right = left;
	return 0.5 * (left + right);
}

/* The best place, and sums over all of them in order. */
static void look(const struct place *v, size_t n, struct n62_global *g)
{
	size_t best = 0;
	bool was_above = true;

	for (size_t i = 0; i < n; i++) {
		bool is_above = v[i].log_p0 < log(0.5);

		if (v[i].log_p0 < v[best].log_p0)
			best = i;
		g->windows += step(v, n, i) / (v[i].high - v[i].low);
		g->upcrossings += is_above && !was_above;
		was_above = is_above;
	}
	/* Not fewer places than one. */
	g->windows = g->windows < 1 ? 1 : g->windows;
	g->row = v[best].row + 1;
	g->at = v[best].at;
	g->log_p0 = v[best].log_p0;
}

int n62_scan_global(const struct n62_limit_row *rows, size_t n,
    struct n62_global *g, struct n62_err *err)
{
	struct place *v;
	double log_p;
	int r = 0;

	*g = (struct n62_global){ .hypotheses = n };
	if (n == 0)
		return n62_fail(err, N62_DATA, "there is no hypothesis");
	v = n62_new(n, sizeof *v, err);
	if (!v)
		return -1;
	for (size_t i = 0; r == 0 && i < n; i++)
		if (make_place(&rows[i], i, &v[i], err) < 0)
			r = n62_fail_at(err, "row %zu", i + 1);
	if (r == 0) {
		qsort(v, n, sizeof *v, by_place);
		look(v, n, g);
	}
	free(v);
	g->p0 = exp(g->log_p0);
	g->z = n62_normal_z(g->log_p0);
	log_p = n62_global_trials(g->log_p0, g->windows);
	g->p_windows = exp(log_p);
	g->z_windows = n62_normal_z(log_p);
	g->p_upcrossings =
	    g->z > 0 ? fmin(n62_global_upcrossings(g->z, g->upcrossings, 0), 1)
		     : 1;
	g->z_upcrossings = n62_normal_z(log(g->p_upcrossings));
	return r;
}

int n62_global_sentence(
    const struct n62_global *g, struct n62_buf *out, struct n62_err *err)
{
	if (n62_buf_printf(out, err,
		"%llu hypotheses; the best is row %llu, at %.10g: p0 = %.3g, "
		"one-sided Z = %.2f\n",
		(unsigned long long)g->hypotheses, (unsigned long long)g->row,
		g->at, g->p0, g->z) < 0)
		return -1;
	if (!isnan(g->windows) &&
	    n62_buf_printf(out, err,
		"%.1f windows that do not overlap: global p0 = %.3g, one-sided "
		"Z = %.2f\n",
		g->windows, g->p_windows, g->z_windows) < 0)
		return -1;
	return n62_buf_printf(out, err,
	    "%.0f upcrossings of Z = 0: global p0 <= %.3g, one-sided Z >= "
	    "%.2f\n",
	    g->upcrossings, g->p_upcrossings, g->z_upcrossings);
}

int n62_global_json(
    const struct n62_global *g, struct n62_buf *out, struct n62_err *err)
{
	if (n62_buf_printf(out, err, "{\"hypotheses\": %llu, \"row\": %llu, ",
		(unsigned long long)g->hypotheses,
		(unsigned long long)g->row) < 0 ||
	    stats_json_real("at", g->at, out, err) < 0 ||
	    stats_json_real("p0", g->p0, out, err) < 0 ||
	    stats_json_real("z", g->z, out, err) < 0 ||
	    stats_json_real("windows", g->windows, out, err) < 0 ||
	    stats_json_real("p_windows", g->p_windows, out, err) < 0 ||
	    stats_json_real("z_windows", g->z_windows, out, err) < 0 ||
	    stats_json_real("p_upcrossings", g->p_upcrossings, out, err) < 0 ||
	    stats_json_real("z_upcrossings", g->z_upcrossings, out, err) < 0)
		return -1;
	return n62_buf_printf(
	    out, err, "\"upcrossings\": %.0f}\n", g->upcrossings);
}
