/*
 * points.c - the masses of a scan: from a range, a resolution apart, or from
 * a table of text.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "hist/spec.h"

enum {
	MOST = 100000
};

static double sigma_at(const struct hist_scan_spec *s, double mass)
{
	double v = 0, m = mass / s->sigma_unit;

	if (s->nsigma == 0)
		return s->sigma2 / (2 * mass);
	for (int k = s->nsigma - 1; k >= 0; k--)
		v = v * m + s->sigma[k];
	return v * s->sigma_unit;
}

static int check_sigma(const struct n62_scan_point *p, struct n62_err *err)
{
	if (!(p->sigma > 0) || !(p->mass > 0))
		return n62_fail(err, N62_USAGE,
		    "mass %.6g MeV has the resolution %.6g MeV; both must be "
		    "above 0",
		    p->mass * 1e3, p->sigma * 1e3);
	return 0;
}

/* ---- a range ---------------------------------------------------------- */

static int make_range(struct hist_points *p, const struct hist_scan_spec *s,
    struct n62_arena *a, struct n62_err *err)
{
	double m = s->from;
	size_t n = 0;

	/* A step that does not change the mass any more would not end. */
	for (int fill = 0; fill < 2; fill++) {
		m = s->from;
		for (n = 0; m <= s->to * (1 + 1e-12); n++) {
			struct n62_scan_point q = s->all;

			q.mass = m;
			q.sigma = sigma_at(s, m);
			if (check_sigma(&q, err) < 0)
				return -1;
			if (n == MOST)
				return n62_fail(err, N62_USAGE,
				    "there would be more than %d masses", MOST);
			if (fill)
				p->v[n] = q;
			/* Products, so that steps do not add up errors. */
			m = isnan(s->step)
				? m + q.sigma
				: s->from + s->step * (double)(n + 1);
		}
		if (!fill)
			p->v = n62_arena_new(a, n + 1, sizeof *p->v, err);
		if (!p->v)
			return -1;
	}
	p->n = n;
	return 0;
}

/* ---- a file ----------------------------------------------------------- */

static const struct column {
	const char *name;
	size_t at;
	bool mass; /* has a unit of mass */
} columns[] = {
	{ "mass", offsetof(struct n62_scan_point, mass), true },
	{ "sigma", offsetof(struct n62_scan_point, sigma), true },
	{ "acceptance", offsetof(struct n62_scan_point, acceptance), false },
	{ "sigma_acceptance", offsetof(struct n62_scan_point, sigma_acceptance),
	    false },
	{ "ses", offsetof(struct n62_scan_point, ses), false },
	{ "sigma_ses", offsetof(struct n62_scan_point, sigma_ses), false },
};

enum {
	COLUMNS = sizeof columns / sizeof *columns,
	CELLS = 100,
	SIGMA = 1
};

struct header {
	int which[CELLS]; /* of columns, or -1 */
	double factor[CELLS];
	int n;
	bool there[COLUMNS];
};

/* "mass[MeV]" or "mass:f64[MeV]". */
static int read_name(struct header *h, struct n62_word w, struct n62_err *err)
{
	const char *open = memchr(w.at, '[', w.n);
	const char *colon = memchr(w.at, ':', w.n);
	size_t n = w.n;
	char unit[32] = "";
	int power = 0;

	if (open && w.at[w.n - 1] == ']') {
		size_t k = (size_t)(w.at + w.n - 1 - open) - 1;

		n = (size_t)(open - w.at);
		if (k < sizeof unit)
			memcpy(unit, open + 1, k);
	}
	if (colon && (size_t)(colon - w.at) < n)
		n = (size_t)(colon - w.at);
	h->which[h->n] = -1;
	h->factor[h->n] = 1;
	for (int k = 0; k < COLUMNS; k++) {
		if (strlen(columns[k].name) != n ||
		    memcmp(columns[k].name, w.at, n) != 0)
			continue;
		h->which[h->n] = k;
		h->there[k] = true;
		if (columns[k].mass &&
		    (!n62_energy_unit(unit, &h->factor[h->n], &power) ||
			power != 1))
			return n62_fail(err, N62_DATA,
			    "column %s has no unit of mass: write %s[MeV]",
			    columns[k].name, columns[k].name);
	}
	h->n++;
	return 0;
}

static int read_header(struct header *h, const char *line, struct n62_err *err)
{
	struct n62_line l = { line, line + strlen(line) };
	struct n62_word w;

	while (n62_next_word(&l, &w)) {
		if (h->n == CELLS)
			return n62_fail(err, N62_DATA,
			    "the table has more than %d columns", CELLS);
		if (read_name(h, w, err) < 0)
			return -1;
	}
	return h->there[0] ? 0
			   : n62_fail(err, N62_DATA,
				 "the first line names no column mass[MeV]");
}

static int read_row(const struct header *h, const char *line,
    const struct hist_scan_spec *s, struct n62_scan_point *q,
    struct n62_err *err)
{
	struct n62_line l = { line, line + strlen(line) };
	struct n62_word w;
	double v;

	*q = s->all;
	for (int i = 0; i < h->n; i++) {
		if (!n62_next_word(&l, &w))
			return n62_fail(err, N62_DATA,
			    "'%.60s' has %d cells, not %d", line, i, h->n);
		if (h->which[i] < 0)
			continue;
		if (n62_get_f64(w.at, w.n, &v) < 0 || !isfinite(v))
			return n62_fail(err, N62_DATA, "'%.*s' is no number",
			    (int)(w.n < 50 ? w.n : 50), w.at);
		*(double *)((char *)q + columns[h->which[i]].at) =
		    v * h->factor[i];
	}
	if (!h->there[SIGMA])
		q->sigma = sigma_at(s, q->mass);
	return check_sigma(q, err);
}

static int read_file(struct hist_points *p, const struct hist_scan_spec *s,
    struct n62_arena *a, struct n62_err *err)
{
	struct n62_texts lines = { NULL, 0 };
	struct header h = { .n = 0 };

	if (n62_list_read(s->points, a, &lines, err) < 0)
		return -1;
	if (lines.n < 2 || lines.n > MOST)
		return n62_fail(err, N62_DATA,
		    "%s: it has no masses, or more than %d", s->points, MOST);
	if (read_header(&h, lines.v[0], err) < 0)
		return n62_fail_at(err, "%s", s->points);
	if (!h.there[SIGMA] && s->nsigma == 0 && isnan(s->sigma2))
		return n62_fail(err, N62_DATA,
		    "%s: the resolution is due, a column sigma[MeV], or "
		    "'sigma 1.2 MeV' behind the name",
		    s->points);
	p->v = n62_arena_new(a, lines.n, sizeof *p->v, err);
	if (!p->v)
		return -1;
	for (size_t i = 1; i < lines.n; i++)
		if (read_row(&h, lines.v[i], s, &p->v[p->n++], err) < 0)
			return n62_fail_at(err, "%s", s->points);
	return 0;
}

int hist_points_make(struct hist_points *p, const struct hist_scan_spec *s,
    struct n62_arena *a, struct n62_err *err)
{
	*p = (struct hist_points){ .n = 0 };
	if ((s->points ? read_file(p, s, a, err) : make_range(p, s, a, err)) <
	    0)
		return -1;
	p->acceptance = !isnan(p->v[0].acceptance);
	p->ses = !isnan(p->v[0].ses);
	return 0;
}
