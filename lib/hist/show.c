/*
 * show.c - histograms, fits and scans as text for people.
 */
#include <math.h>
#include <string.h>

#include "hist/job.h"

enum {
	LINES = 40,  /* most lines of a histogram */
	WIDTH = 50,  /* of its longest bar */
	SHADES = 10, /* of a map */
	MAP_X = 64,
	MAP_Y = 32
};

/* Bins from edge from to edge to of a line. */
struct group {
	int from, to;
	double w, w2;
};

/* ---- one axis --------------------------------------------------------- */

/* The first and the last bin with an entry. */
static bool filled(const struct n62_hist *h, int *first, int *last)
{
	*first = *last = -1;
	for (int i = 0; i < h->axis[0].bins; i++) {
		if (h->cells[i + 1].n == 0)
			continue;
		if (*first < 0)
			*first = i;
		*last = i;
	}
	return *first >= 0;
}

/* Where there are more bins than lines, up to 1 entry in 100 is left out at
 * both ends together, so that a peak is not crowded by its tails. */
static uint64_t trim(const struct n62_hist *h, int *first, int *last)
{
	uint64_t all = 0, out = 0, n;

	for (int i = *first; i <= *last; i++)
		all += h->cells[i + 1].n;
	while (*last - *first >= LINES) {
		bool low = h->cells[*first + 1].n <= h->cells[*last + 1].n;

		n = h->cells[(low ? *first : *last) + 1].n;
		if ((out + n) * 100 > all)
			break;
		out += n;
		*first += low;
		*last -= !low;
	}
	return out;
}

static int group(const struct n62_hist *h, struct group g[LINES], uint64_t *out)
{
	int first, last, n = 0, step;

	*out = 0;
	if (!filled(h, &first, &last))
		return 0;
	*out = trim(h, &first, &last);
	step = (last - first) / LINES + 1;
	for (int i = first; i <= last; i += step) {
		g[n] = (struct group){ i, i + step, 0, 0 };
		if (g[n].to > h->axis[0].bins)
			g[n].to = h->axis[0].bins;
		for (int k = g[n].from; k < g[n].to; k++) {
			g[n].w += n62_cell_w(&h->cells[k + 1]);
			g[n].w2 += n62_cell_w2(&h->cells[k + 1]);
		}
		n++;
	}
	return n;
}

static int put_bar(double part, struct n62_buf *out, struct n62_err *err)
{
	char bar[WIDTH + 1];
	int n = (int)lround(part * WIDTH);

	n = n < 0 ? 0 : n > WIDTH ? WIDTH : n;
	memset(bar, '#', (size_t)n);
	bar[n] = 0;
	return n62_buf_printf(out, err, "|%s\n", bar);
}

static int print_bars(
    const struct n62_hist *h, struct n62_buf *out, struct n62_err *err)
{
	struct group g[LINES];
	uint64_t beyond;
	int n = group(h, g, &beyond);
	double top = 0;

	for (int i = 0; i < n; i++)
		top = fmax(top, g[i].w);
	for (int i = 0; i < n; i++)
		if (n62_buf_printf(out, err, "%12.6g %12.6g  %10.6g +- %-9.4g",
			h->axis[0].edge[g[i].from], h->axis[0].edge[g[i].to],
			g[i].w, sqrt(g[i].w2)) < 0 ||
		    put_bar(top > 0 ? g[i].w / top : 0, out, err) < 0)
			return -1;
	if (beyond == 0)
		return 0;
	return n62_buf_printf(out, err,
	    "%llu entries are in bins beyond these\n",
	    (unsigned long long)beyond);
}

/* Mean and rms of the bins' middles. */
static int print_moments(
    const struct n62_hist *h, struct n62_buf *out, struct n62_err *err)
{
	const struct n62_axis *a = &h->axis[0];
	double w = 0, x = 0, x2 = 0, mean;

	for (int i = 0; i < a->bins; i++) {
		double v = n62_cell_w(&h->cells[i + 1]);

		w += v;
		x += v * (a->edge[i] + a->edge[i + 1]) / 2;
	}
	mean = x / w;
	for (int i = 0; i < a->bins; i++)
		x2 += n62_cell_w(&h->cells[i + 1]) *
		      pow((a->edge[i] + a->edge[i + 1]) / 2 - mean, 2);
	if (!(w > 0))
		return n62_buf_printf(out, err, "\n");
	return n62_buf_printf(
	    out, err, "; mean %.6g, rms %.4g\n", mean, sqrt(fmax(0, x2 / w)));
}

static int print_one(
    const struct n62_hist *h, struct n62_buf *out, struct n62_err *err)
{
	const struct n62_cell *under = &h->cells[0];
	const struct n62_cell *over = &h->cells[h->axis[0].bins + 1];
	uint64_t n = 0;

	for (int i = 1; i <= h->axis[0].bins; i++)
		n += h->cells[i].n;
	if (n62_buf_printf(out, err, "%llu entries, %llu below, %llu above",
		(unsigned long long)n, (unsigned long long)under->n,
		(unsigned long long)over->n) < 0 ||
	    print_moments(h, out, err) < 0)
		return -1;
	return print_bars(h, out, err);
}

/* ---- two axes --------------------------------------------------------- */

static int print_map(
    const struct n62_hist *h, struct n62_buf *out, struct n62_err *err)
{
	static const char shades[] = " .:-=+*#%@";
	double map[MAP_Y][MAP_X] = { { 0 } }, top = 0;
	int nx = h->axis[0].bins, ny = h->axis[1].bins;
	int mx = nx < MAP_X ? nx : MAP_X, my = ny < MAP_Y ? ny : MAP_Y;

	for (int y = 0; y < ny; y++)
		for (int x = 0; x < nx; x++) {
			double *v = &map[(long)y * my / ny][(long)x * mx / nx];

			*v += n62_cell_w(
			    &h->cells[(size_t)(x + 1) +
				      (size_t)(y + 1) * ((size_t)nx + 2)]);
			top = fmax(top, *v);
		}
	for (int y = my - 1; y >= 0; y--) {
		char line[MAP_X + 1];

		for (int x = 0; x < mx; x++) {
			double f = top > 0 ? sqrt(fmax(0, map[y][x] / top)) : 0;
			int k = (int)ceil(f * (SHADES - 1));

			line[x] = shades[k];
		}
		line[mx] = 0;
		if (n62_buf_printf(out, err, "%12.6g |%s|\n",
			h->axis[1].edge[(long)y * ny / my], line) < 0)
			return -1;
	}
	return n62_buf_printf(out, err, "%12s  %.6g to %.6g %s, up: %s [%s]\n",
	    "", h->axis[0].edge[0], h->axis[0].edge[nx], h->axis[0].unit,
	    h->axis[1].label, h->axis[1].unit);
}

static int print_hist(
    const struct n62_hist *h, struct n62_buf *out, struct n62_err *err)
{
	const char *unit = h->axis[0].unit;

	if (n62_buf_printf(out, err, "%shist/%s: %s%s%s%s\n",
		out->len ? "\n" : "", h->name, h->axis[0].label,
		*unit ? " [" : "", unit, *unit ? "]" : "") < 0)
		return -1;
	return h->dim > 1 ? print_map(h, out, err) : print_one(h, out, err);
}

/* ---- results ---------------------------------------------------------- */

static int print_region(const struct n62_mmiss *m, const struct job_region *r,
    struct n62_buf *out, struct n62_err *err)
{
	bool blind = r->spec.blind && !m->o.unblind;

	return n62_buf_printf(out, err,
	    "region %s: %s in %.6g..%.6g %s: %llu events, weight %.6g +- "
	    "%.4g%s\n",
	    r->spec.name, r->spec.expr.text, r->spec.low, r->spec.high,
	    r->spec.unit, (unsigned long long)r->cell.n, n62_cell_w(&r->cell),
	    sqrt(n62_cell_w2(&r->cell)), blind ? ", blind for data" : "");
}

static int print_fit(const struct n62_mmiss *m, const struct job_fit *f,
    struct n62_buf *out, struct n62_err *err)
{
	const struct n62_peak *p = &f->peak;
	const char *unit = "";

	for (int i = 0; i < m->nhists; i++)
		if (strcmp(m->hists[i].h.name, f->spec.hist) == 0)
			unit = m->hists[i].h.axis[0].unit;
	for (int i = 0; i < m->ninputs; i++)
		if (strcmp(m->inputs[i].h.name, f->spec.hist) == 0)
			unit = m->inputs[i].h.axis[0].unit;
	if (f->why.code)
		return n62_buf_printf(
		    out, err, "fit %s: %s\n", f->spec.name, f->why.text);
	return n62_buf_printf(out, err,
	    "fit %s: mean %.7g +- %.2g %s, width %.5g +- %.2g %s, yield %.6g "
	    "+- %.3g, chi2/ndf %.4g/%d in %.6g..%.6g\n",
	    f->spec.name, p->mean, p->sigma[1], unit, p->width, p->sigma[2],
	    unit, p->yield, p->sigma[0], p->chi2, p->ndf, p->low, p->high);
}

static int print_scan(
    const struct job_scan *c, struct n62_buf *out, struct n62_err *err)
{
	if (n62_buf_printf(out, err,
		"%sscan %s\n%12s %12s %12s %10s %12s %10s %7s\n",
		out->len ? "\n" : "", c->spec.name, "mass [MeV]", "low", "high",
		"n", "b", "sigma_b", "z") < 0)
		return -1;
	for (size_t i = 0; i < c->points.n; i++) {
		const struct n62_scan_row *r = &c->rows[i];
		double e = sqrt(r->b + r->sigma_b * r->sigma_b);

		if (n62_buf_printf(out, err,
			"%12.6g %12.6g %12.6g %10.8g %12.6g %10.4g %7.2f\n",
			r->mass * 1e3, r->low * 1e3, r->high * 1e3, r->n, r->b,
			r->sigma_b, e > 0 ? (r->n - r->b) / e : 0) < 0)
			return -1;
	}
	return 0;
}

int n62_mmiss_print(
    const struct n62_mmiss *m, struct n62_buf *out, struct n62_err *err)
{
	for (int i = 0; i < m->nhists; i++)
		if (print_hist(&m->hists[i].h, out, err) < 0)
			return -1;
	for (int i = 0; i < m->ninputs; i++)
		if (print_hist(&m->inputs[i].h, out, err) < 0)
			return -1;
	if (m->nregions + m->nfits > 0 && out->len > 0 &&
	    n62_buf_printf(out, err, "\n") < 0)
		return -1;
	for (int i = 0; i < m->nregions; i++)
		if (print_region(m, &m->regions[i], out, err) < 0)
			return -1;
	for (int i = 0; i < m->nfits; i++)
		if (print_fit(m, &m->fits[i], out, err) < 0)
			return -1;
	for (int i = 0; i < m->nscans; i++)
		if (print_scan(&m->scans[i], out, err) < 0)
			return -1;
	return 0;
}
