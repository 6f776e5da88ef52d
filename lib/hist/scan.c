/*
 * scan.c - mass after mass through a spectrum: what is in a window, and what
 * the bins around it say should be.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hist/private.h"

int n62_spectrum_of(const struct n62_hist *h, struct n62_spectrum *s,
    struct n62_arena *a, struct n62_err *err)
{
	int n = h->axis[0].bins;
	double *v = n62_arena_new(a, (size_t)n + 1, sizeof *v, err);
	double w = 0, w2 = 0;

	if (!v)
		return -1;
	if (h->dim != 1)
		return n62_fail(err, N62_USAGE,
		    "histogram %s has two axes, and a fit needs one", h->name);
	for (int i = 0; i < n; i++) {
		v[i] = n62_cell_w(&h->cells[i + 1]);
		w += v[i];
		w2 += n62_cell_w2(&h->cells[i + 1]);
	}
	*s = (struct n62_spectrum){
		.bins = n, .edge = h->axis[0].edge, .v = v, .scale = 1
	};
	if (w > 0 && w2 > 0)
		s->scale = w2 / w;
	return 0;
}

/* Edges that are squares of masses become masses; bins below 0 are left. */
static int take_roots(
    struct n62_spectrum *s, struct n62_arena *a, struct n62_err *err)
{
	double *edge = n62_arena_new(a, (size_t)s->bins + 1, sizeof *edge, err);
	int skip = 0;

	if (!edge)
		return -1;
	while (skip < s->bins && s->edge[skip] < 0)
		skip++;
	s->edge += skip;
	s->v += skip;
	s->bins -= skip;
	for (int i = 0; i <= s->bins; i++)
		edge[i] = sqrt(s->edge[i]);
	s->edge = edge;
	return 0;
}

int n62_scan_spectrum(const struct n62_hist *h, struct n62_spectrum *s,
    struct n62_arena *a, struct n62_err *err)
{
	double factor, *edge;
	int power;

	if (n62_spectrum_of(h, s, a, err) < 0)
		return -1;
	if (!n62_energy_unit(h->axis[0].unit, &factor, &power))
		return n62_fail(err, N62_USAGE,
		    "the unit of histogram %s is '%s', not of a mass or its "
		    "square",
		    h->name, h->axis[0].unit);
	edge = n62_arena_new(a, (size_t)s->bins + 1, sizeof *edge, err);
	if (!edge)
		return -1;
	for (int i = 0; i <= s->bins; i++)
		edge[i] = s->edge[i] * factor;
	s->edge = edge;
	return power == 2 ? take_roots(s, a, err) : 0;
}

/* The bins whose middles are in mass -+ reach: from, to. */
static void within(
    const struct n62_spectrum *s, double mass, double reach, int *from, int *to)
{
	int i = 0;

	while (i < s->bins && (s->edge[i] + s->edge[i + 1]) / 2 < mass - reach)
		i++;
	*from = i;
	while (i < s->bins && (s->edge[i] + s->edge[i + 1]) / 2 <= mass + reach)
		i++;
	*to = i;
}

static int set_window(const struct n62_spectrum *s,
    const struct n62_scan_point *p, const struct n62_scan_options *o, int at[2],
    struct n62_scan_row *r, struct n62_err *err)
{
	double reach = o->window * p->sigma;

	within(s, p->mass, reach, &at[0], &at[1]);
	if (at[0] == at[1])
		return n62_fail(err, N62_DATA,
		    "mass %.6g MeV: no bin of the histogram is in the window",
		    p->mass * 1e3);
	r->low = s->edge[at[0]];
	r->high = s->edge[at[1]];
	if (s->edge[0] > p->mass - reach + (r->high - r->low) / 4 ||
	    s->edge[s->bins] < p->mass + reach - (r->high - r->low) / 4)
		return n62_fail(err, N62_DATA,
		    "mass %.6g MeV: the window reaches beyond the histogram",
		    p->mass * 1e3);
	for (int i = at[0]; i < at[1]; i++)
		r->n += s->v[i];
	r->fraction = hist_gauss(p->mass, p->sigma, r->low, r->high);
	return 0;
}

static int set_background(const struct n62_spectrum *s, const int window[2],
    const struct n62_scan_options *o, uint8_t *use, struct n62_scan_row *r,
    struct n62_err *err)
{
	int from, to;

	within(s, r->mass, o->sideband * r->sigma, &from, &to);
	memset(use, 0, (size_t)s->bins);
	for (int i = from; i < to; i++)
		use[i] = i < window[0] || i >= window[1];
	if (n62_poly_fit(s, use, o->order + 1, &r->fit, err) < 0)
		return -1;
	/* Between the sidebands a polynomial may dip below 0. */
	r->b =
	    fmax(0, n62_poly_integral(&r->fit, r->low, r->high, &r->sigma_fit));
	r->b_alternative = r->b;
	if (o->alternative >= 0) {
		struct n62_poly other;

		if (n62_poly_fit(s, use, o->alternative + 1, &other, err) < 0)
			return -1;
		r->b_alternative =
		    n62_poly_integral(&other, r->low, r->high, NULL);
	}
	r->sigma_b =
	    sqrt(r->sigma_fit * r->sigma_fit + pow(r->b_alternative - r->b, 2));
	if (r->fit.n > 0)
		return 0;
	return n62_fail(err, N62_DATA, "mass %.6g MeV: there is no sideband",
	    r->mass * 1e3);
}

int n62_scan_one(const struct n62_spectrum *s, const struct n62_scan_point *p,
    const struct n62_scan_options *o, struct n62_scan_row *r,
    struct n62_err *err)
{
	uint8_t *use;
	int window[2], got;

	*r = (struct n62_scan_row){ .mass = p->mass, .sigma = p->sigma };
	if (!(p->sigma > 0) || !(p->mass > 0))
		return n62_fail(err, N62_DATA,
		    "mass %.6g MeV: its resolution is %.6g MeV", p->mass * 1e3,
		    p->sigma * 1e3);
	if (set_window(s, p, o, window, r, err) < 0)
		return -1;
	use = n62_new((size_t)s->bins, 1, err);
	if (!use)
		return -1;
	got = set_background(s, window, o, use, r, err);
	free(use);
	if (got < 0)
		return -1;
	r->acceptance = p->acceptance * r->fraction;
	r->sigma_acceptance = p->sigma_acceptance * r->fraction;
	r->ses = p->ses / r->fraction;
	r->sigma_ses = p->sigma_ses / r->fraction;
	return 0;
}
