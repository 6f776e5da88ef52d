/*
 * finish.c - the end of a pass: fits and scans of the whole histograms, and
 * the rows of all tables.
 */
#include <math.h>
#include <string.h>

#include "hist/job.h"

enum {
	TRIANGLE = N62_POLY * (N62_POLY + 1) / 2
};

/* ---- tables ----------------------------------------------------------- */

struct col {
	const char *name, *unit, *doc;
	enum n62_type type;
	uint32_t length;
	bool key;
};

static bool is_same(const struct n62_table *t, int i, const struct col *c)
{
	const struct n62_column *own = t->columns + (i < t->ncolumns ? i : 0);

	return i < t->ncolumns && own->type == c->type &&
	       own->length == c->length && strcmp(own->unit, c->unit) == 0 &&
	       strcmp(own->name, c->name) == 0;
}

static int add_columns(
    struct n62_schema *s, int table, const struct col *c, struct n62_err *err)
{
	for (; c->name; c++) {
		struct n62_column column = { .name = c->name,
			.unit = c->unit,
			.doc = c->doc,
			.type = c->type,
			.length = c->length,
			.list = -1,
			.key = c->key };

		if (n62_add_column(s, table, &column, NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* A table of the input is taken when it is one that is appended to and has
 * the same columns. */
static int take_table(const struct n62_schema *s, int table,
    const struct col *c, struct n62_err *err)
{
	const struct n62_table *t = &s->tables[table];
	bool same = t->merge == N62_APPEND && t->given;

	for (int i = 0; same && c[i].name; i++)
		same = is_same(t, i, &c[i]);
	return same ? table
		    : n62_fail(err, N62_USAGE,
			  "there is a table %s already: give another name",
			  t->name);
}

/* The table PREFIX/OF with these columns. */
static int declare(struct n62_schema *s, const char *prefix, const char *of,
    enum n62_merge merge, const char *doc, const struct col *c,
    struct n62_err *err)
{
	struct n62_buf b = { 0 };
	const char *name = NULL;
	int table = -1;

	if (n62_buf_printf(&b, err, "%s/%s", prefix, of) == 0)
		name = n62_buf_text(&b, err);
	if (name && n62_table_number(s, name) >= 0)
		table = take_table(s, n62_table_number(s, name), c, err);
	else if (name) {
		table = n62_add_table(s, name, merge, doc, err);
		if (table >= 0 && add_columns(s, table, c, err) < 0)
			table = -1;
	}
	n62_buf_free(&b);
	return table;
}

int job_declare_region(
    struct job_region *r, struct n62_schema *s, struct n62_err *err)
{
	const char *unit = r->spec.unit;
	const struct col c[] = {
		{ "region", "", "name of the region", N62_STR, 1, true },
		{ "low", unit, r->spec.expr.text, N62_F64, 1, true },
		{ "high", unit, "upper end, inside", N62_F64, 1, true },
		{ "blinded", "", "1: data in it was left out", N62_U8, 1,
		    true },
		{ "n", "", "events", N62_U64, 1, false },
		{ "w", "", "sum of their weights", N62_SUM, 1, false },
		{ "w2", "", "sum of the squares of their weights", N62_SUM, 1,
		    false },
		{ NULL, NULL, NULL, N62_U8, 0, false },
	};

	r->table = declare(
	    s, "region", r->spec.name, N62_BY_SUM, r->spec.expr.text, c, err);
	return r->table < 0 ? -1 : 0;
}

enum fit_column {
	F_HIST,
	F_MEAN,
	F_MEAN_SIGMA,
	F_WIDTH,
	F_WIDTH_SIGMA,
	F_YIELD,
	F_YIELD_SIGMA,
	F_CHI2,
	F_NDF,
	F_LOW,
	F_HIGH,
	F_COV,
	F_TERMS,
	F_B0,
	F_NOTE = F_B0 + 4
};

int job_declare_fit(struct job_fit *f, const struct n62_hist *h,
    struct n62_schema *s, struct n62_err *err)
{
	const char *u = h->axis[0].unit;
	const struct col c[] = {
		{ "hist", "", "histogram that was fitted", N62_STR, 1, false },
		{ "mean", u, "mean of the Gaussian", N62_F64, 1, false },
		{ "mean_sigma", u, "its error", N62_F64, 1, false },
		{ "width", u, "sigma of the Gaussian", N62_F64, 1, false },
		{ "width_sigma", u, "its error", N62_F64, 1, false },
		{ "yield", "", "events in the Gaussian", N62_F64, 1, false },
		{ "yield_sigma", "", "its error", N62_F64, 1, false },
		{ "chi2", "", "chi2 of the bins", N62_F64, 1, false },
		{ "ndf", "", "its degrees of freedom", N62_I32, 1, false },
		{ "low", u, "begin of the range", N62_F64, 1, false },
		{ "high", u, "its end", N62_F64, 1, false },
		{ "cov", "", "covariance of yield, mean, width: lower triangle",
		    N62_F64, 6, false },
		{ "terms", "", "coefficients of the background", N62_I32, 1,
		    false },
		{ "b0", "", "background: events per unit of x at the mean",
		    N62_F64, 1, false },
		{ "b1", "", "the same: coefficient of x - mean", N62_F64, 1,
		    false },
		{ "b2", "", "of its square", N62_F64, 1, false },
		{ "b3", "", "of its third power", N62_F64, 1, false },
		{ "note", "", "why there is no result", N62_STR, 1, false },
		{ NULL, NULL, NULL, N62_U8, 0, false },
	};

	f->table = declare(s, "fit", f->spec.name, N62_APPEND,
	    "Gaussian on a polynomial", c, err);
	return f->table < 0 ? -1 : 0;
}

enum scan_column {
	S_MASS,
	S_LOW,
	S_HIGH,
	S_N,
	S_B,
	S_SIGMA_B,
	S_RESOLUTION,
	S_FRACTION,
	S_SIGMA_FIT,
	S_ALTERNATIVE,
	S_CHI2,
	S_NDF,
	S_TERMS,
	S_COEFFICIENT,
	S_B_COV,
	S_MORE
};

int job_declare_scan(
    struct job_scan *j, struct n62_schema *s, struct n62_err *err)
{
	struct col c[S_MORE + 5] = {
		{ "mass", "GeV/c2", "mass that is looked for", N62_F64, 1,
		    false },
		{ "low", "GeV/c2", "begin of the window", N62_F64, 1, false },
		{ "high", "GeV/c2", "its end", N62_F64, 1, false },
		{ "n", "", "events in the window", N62_I64, 1, false },
		{ "b", "", "background in the window, of the sidebands",
		    N62_F64, 1, false },
		{ "sigma_b", "", "its error", N62_F64, 1, false },
		{ "resolution", "GeV/c2", "sigma of the mass", N62_F64, 1,
		    false },
		{ "fraction", "", "part of a Gaussian in the window", N62_F64,
		    1, false },
		{ "sigma_fit", "", "error of b by the fit alone", N62_F64, 1,
		    false },
		{ "b_alternative", "", "b by the alternative polynomial",
		    N62_F64, 1, false },
		{ "chi2", "", "chi2 of the sidebands", N62_F64, 1, false },
		{ "ndf", "", "its degrees of freedom", N62_I32, 1, false },
		{ "terms", "", "coefficients of the polynomial", N62_I32, 1,
		    false },
		{ "b_coefficient", "",
		    "of Legendre polynomials over the sidebands", N62_F64,
		    N62_POLY, false },
		{ "b_cov", "", "their covariance: lower triangle", N62_F64,
		    TRIANGLE, false },
	};
	int n = S_MORE;

	if (j->points.acceptance) {
		c[n++] = (struct col){ "acceptance", "",
			"acceptance, of the window, too", N62_F64, 1, false };
		c[n++] = (struct col){ "sigma_acceptance", "", "its error",
			N62_F64, 1, false };
	}
	if (j->points.ses) {
		c[n++] = (struct col){ "ses", "", "single event sensitivity",
			N62_F64, 1, false };
		c[n++] = (struct col){ "sigma_ses", "", "its error", N62_F64, 1,
			false };
	}
	j->table = declare(s, "scan", j->spec.name, N62_APPEND,
	    "windows in a mass spectrum", c, err);
	return j->table < 0 ? -1 : 0;
}

/* ---- rows ------------------------------------------------------------- */

static void put(struct n62_block *b, int column, uint32_t i, double v)
{
	struct n62_col col = { b->table, column };

	((double *)n62_change(b, col))[i] = v;
}

static void put_i32(struct n62_block *b, int column, uint32_t i, int32_t v)
{
	struct n62_col col = { b->table, column };

	((int32_t *)n62_change(b, col))[i] = v;
}

static int put_text(
    struct n62_block *b, int column, const char *text, struct n62_err *err)
{
	struct n62_col col = { b->table, column };

	return n62_fill_text(b, col, text, strlen(text), err);
}

static int write_region(const struct job_region *r, bool blinded,
    struct n62_writer *w, struct n62_err *err)
{
	struct n62_block *b = n62_rows(w, r->table, 1, err);

	if (!b || put_text(b, 0, r->spec.name, err) < 0)
		return -1;
	put(b, 1, 0, r->spec.low);
	put(b, 2, 0, r->spec.high);
	*(uint8_t *)n62_change(b, (struct n62_col){ r->table, 3 }) = blinded;
	*(uint64_t *)n62_change(b, (struct n62_col){ r->table, 4 }) = r->cell.n;
	for (int k = 0; k < 2; k++)
		if (hist_cell_put(&r->cell, k, b,
			(struct n62_col){ r->table, 5 + k }, err) < 0)
			return -1;
	return n62_write(w, b, err);
}

/* The background per unit of x, as a polynomial of x - mean: from those of
 * Legendre in t by powers of t, around the t of the mean. */
static void density(const struct n62_peak *p, double b[4])
{
	static const double legendre[4][4] = { { 1 }, { 0, 1 },
		{ -0.5, 0, 1.5 }, { 0, -1.5, 0, 2.5 } };
	static const double choose[4][4] = { { 1 }, { 1, 1 }, { 1, 2, 1 },
		{ 1, 3, 3, 1 } };
	double half = (p->background.high - p->background.low) / 2;
	double t = (p->mean - p->background.low) / half - 1;

	for (int m = 0; m < 4; m++) {
		b[m] = 0;
		for (int j = m; j < 4; j++) {
			double a = 0;

			for (int k = 0; k < p->background.n; k++)
				a += p->background.c[k] * legendre[k][j];
			b[m] += a * choose[j][m] * pow(t, j - m);
		}
		b[m] /= pow(half, m + 1);
	}
}

static int write_fit(
    const struct job_fit *f, struct n62_writer *w, struct n62_err *err)
{
	struct n62_block *b = n62_rows(w, f->table, 1, err);
	const struct n62_peak *p = &f->peak;
	double background[4];
	const double v[] = { p->mean, p->sigma[1], p->width, p->sigma[2],
		p->yield, p->sigma[0], p->chi2 };

	if (!b || put_text(b, F_HIST, f->spec.hist, err) < 0 ||
	    put_text(b, F_NOTE, f->why.text, err) < 0)
		return -1;
	for (int i = 0; i < 7; i++)
		put(b, F_MEAN + i, 0, f->why.code ? NAN : v[i]);
	put_i32(b, F_NDF, 0, p->ndf);
	put(b, F_LOW, 0, f->why.code ? NAN : p->low);
	put(b, F_HIGH, 0, f->why.code ? NAN : p->high);
	for (uint32_t i = 0, n = 0; i < 3; i++)
		for (uint32_t k = 0; k <= i; k++)
			put(b, F_COV, n++, p->cov[i][k]);
	put_i32(b, F_TERMS, 0, p->background.n);
	density(p, background);
	for (int k = 0; k < 4; k++)
		put(b, F_B0 + k, 0, f->why.code ? NAN : background[k]);
	return n62_write(w, b, err);
}

static void put_point(struct n62_block *b, uint32_t i,
    const struct n62_scan_row *r, const struct hist_points *points)
{
	struct n62_col n = { b->table, S_N };
	int more = S_MORE;

	((int64_t *)n62_change(b, n))[i] = llround(r->n);
	put(b, S_MASS, i, r->mass);
	put(b, S_LOW, i, r->low);
	put(b, S_HIGH, i, r->high);
	put(b, S_B, i, r->b);
	put(b, S_SIGMA_B, i, r->sigma_b);
	put(b, S_RESOLUTION, i, r->sigma);
	put(b, S_FRACTION, i, r->fraction);
	put(b, S_SIGMA_FIT, i, r->sigma_fit);
	put(b, S_ALTERNATIVE, i, r->b_alternative);
	put(b, S_CHI2, i, r->fit.chi2);
	put_i32(b, S_NDF, i, r->fit.ndf);
	put_i32(b, S_TERMS, i, r->fit.n);
	for (uint32_t k = 0, c = 0; k < N62_POLY; k++) {
		put(b, S_COEFFICIENT, i * N62_POLY + k, r->fit.c[k]);
		for (uint32_t j = 0; j <= k; j++, c++)
			put(b, S_B_COV, i * TRIANGLE + c, r->fit.cov[k][j]);
	}
	if (points->acceptance) {
		put(b, more++, i, r->acceptance);
		put(b, more++, i, r->sigma_acceptance);
	}
	if (points->ses) {
		put(b, more++, i, r->ses);
		put(b, more++, i, r->sigma_ses);
	}
}

static int write_scan(
    const struct job_scan *c, struct n62_writer *w, struct n62_err *err)
{
	size_t n = c->points.n, step = 4096;

	for (size_t i = 0; i < n; i += step) {
		uint32_t rows = (uint32_t)(n - i < step ? n - i : step);
		struct n62_block *b = n62_rows(w, c->table, rows, err);

		if (!b)
			return -1;
		for (uint32_t k = 0; k < rows; k++)
			put_point(b, k, &c->rows[i + k], &c->points);
		if (n62_write(w, b, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- results ---------------------------------------------------------- */

/* A fit without a result is told of and marked; the rest goes on. */
static int make_fit(struct n62_mmiss *m, struct job_fit *f, struct n62_err *err)
{
	const struct n62_hist *h = job_hist_named(m, f->spec.hist);
	const struct n62_axis *a = &h->axis[0];
	double low = isnan(f->spec.low) ? a->edge[0] : f->spec.low;
	double high = isnan(f->spec.high) ? a->edge[a->bins] : f->spec.high;
	struct n62_spectrum s;

	if (n62_spectrum_of(h, &s, &m->arena, err) < 0)
		return -1;
	if (n62_peak_fit(&s, low, high, f->spec.coefficients, f->spec.core,
		&f->peak, &f->why) == 0) {
		/* It may have tried what failed first. */
		f->why = (struct n62_err){ .code = N62_OK };
		return 0;
	}
	f->peak = (struct n62_peak){ .ndf = 0 };
	if (m->o.say) {
		struct n62_err text = f->why;

		n62_fail_at(&text, "fit %s", f->spec.name);
		m->o.say(m->o.ctx, text.text);
	}
	return 0;
}

static int make_scan(
    struct n62_mmiss *m, struct job_scan *c, struct n62_err *err)
{
	const struct n62_hist *h = job_hist_named(m, c->spec.hist);
	struct n62_spectrum s;

	if (n62_scan_spectrum(h, &s, &m->arena, err) < 0)
		return -1;
	for (size_t i = 0; i < c->points.n; i++)
		if (n62_scan_one(
			&s, &c->points.v[i], &c->spec.o, &c->rows[i], err) < 0)
			return -1;
	return 0;
}

static int make_all(struct n62_mmiss *m, struct n62_err *err)
{
	for (int i = 0; i < m->ninputs; i++)
		if (n62_hist_input_end(m->inputs[i].in, &m->inputs[i].h, err) <
		    0)
			return -1;
	for (int i = 0; i < m->nfits; i++)
		if (make_fit(m, &m->fits[i], err) < 0)
			return n62_fail_at(
			    err, "--fit %s", m->fits[i].spec.name);
	for (int i = 0; i < m->nscans; i++)
		if (make_scan(m, &m->scans[i], err) < 0)
			return n62_fail_at(
			    err, "--scan %s", m->scans[i].spec.name);
	return 0;
}

/* A hypothesis that never fits is most often a mistake. */
static void say_absent(const struct n62_mmiss *m)
{
	for (int i = 0; m->o.say && m->events > 0 && i < m->nmasses; i++) {
		const struct job_mass *q = &m->masses[i];
		struct n62_err text = { 0 };

		if (q->found > 0)
			continue;
		n62_fail(&text, N62_OK, "mass %s: no event has %s", q->h.name,
		    q->h.doc);
		m->o.say(m->o.ctx, text.text);
	}
}

int job_finish(struct n62_mmiss *m, struct n62_writer *w, struct n62_err *err)
{
	say_absent(m);
	if (make_all(m, err) < 0)
		return -1;
	for (int i = 0; w && i < m->nhists; i++)
		if (n62_hist_write(&m->hists[i].h, w, m->hists[i].table, err) <
		    0)
			return -1;
	for (int i = 0; w && i < m->nregions; i++) {
		const struct job_region *r = &m->regions[i];

		if (write_region(r, r->spec.blind && !m->o.unblind, w, err) < 0)
			return -1;
	}
	for (int i = 0; w && i < m->nfits; i++)
		if (write_fit(&m->fits[i], w, err) < 0)
			return -1;
	for (int i = 0; w && i < m->nscans; i++)
		if (write_scan(&m->scans[i], w, err) < 0)
			return -1;
	return 0;
}
