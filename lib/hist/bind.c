/*
 * bind.c - the begin of a pass: columns and tables are added to the stream,
 * and expressions tied to its columns.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hist/job.h"

/* ---- masses ----------------------------------------------------------- */

static bool has_column(const struct n62_schema *s, const char *name)
{
	struct n62_err ignored = { 0 };
	struct n62_col col;

	return n62_find(s, "event", name, N62_ANY, &col, &ignored) == 0;
}

/* Of the candidate as a whole, unless the stream has them already. */
static void add_default_masses(struct n62_mmiss *m, const struct n62_schema *s)
{
	static const struct hist_hypothesis all[2] = {
		{ .name = "mmiss2",
		    .doc = "the kaon less all of the candidate",
		    .miss = true },
		{ .name = "mass", .doc = "all of the candidate" },
	};

	for (int k = 0; k < 2; k++)
		if (!has_column(s, all[k].name))
			m->masses[m->nmasses++].h = all[k];
}

static int add_column(struct n62_schema *s, int table, const char *name,
    const char *unit, const char *doc, struct n62_col *col, struct n62_err *err)
{
	struct n62_column c = { .name = name,
		.unit = unit,
		.doc = doc,
		.type = N62_F64,
		.list = -1 };

	return n62_add_column(s, table, &c, col, err);
}

static int add_mass(struct n62_mmiss *m, struct job_mass *q,
    struct n62_schema *s, struct n62_err *err)
{
	const char *unit = q->h.miss ? "GeV2/c4" : "GeV/c2";
	struct n62_buf b = { 0 };
	const char *text;
	int r = -1;

	if (has_column(s, q->h.name))
		return n62_fail(err, N62_USAGE,
		    "events have a column %s already: write NAME=%s", q->h.name,
		    q->h.doc);
	if (n62_buf_printf(&b, err, "%s of %s",
		q->h.miss ? "missing mass squared" : "mass", q->h.doc) == 0 &&
	    (text = n62_buf_text(&b, err)))
		r = add_column(
		    s, m->event, q->h.name, unit, text, &q->value, err);
	b.len = 0;
	if (r == 0 && n62_buf_printf(&b, err, "%s_sigma", q->h.name) == 0 &&
	    (text = n62_buf_text(&b, err)))
		r = add_column(
		    s, m->event, text, unit, "its error", &q->sigma, err);
	else
		r = -1;
	n62_buf_free(&b);
	return r;
}

static int bind_masses(
    struct n62_mmiss *m, struct n62_schema *s, struct n62_err *err)
{
	bool cand = has_column(s, "cand.pdg"), neutral = false;
	bool asked = m->nmasses > 0;

	if (!asked && cand)
		add_default_masses(m, s);
	if (!asked && !cand &&
	    m->nhists + m->nregions + m->nfits + m->nscans == 0 && !m->o.whole)
		return n62_fail(err, N62_USAGE,
		    "events have no list cand, as na62-select makes it; say "
		    "what to do, such as --mass 'pi+ e+ e-'");
	for (int i = 0; i < m->nmasses; i++) {
		struct hist_hypothesis *h = &m->masses[i].h;

		for (int k = 0; k < h->n; k++)
			neutral |= hist_charge_of(h->pdg[k]) == 0;
		if (add_mass(m, &m->masses[i], s, err) < 0)
			return -1;
	}
	if (m->nmasses == 0)
		return 0;
	m->source = hist_source_new(s, cand, neutral, m->kaon, &m->beam, err);
	return m->source ? 0 : -1;
}

/* Without any wish each mass gets a histogram. */
static int add_default_hists(struct n62_mmiss *m, struct n62_err *err)
{
	if (m->nhists + m->nregions + m->nfits + m->nscans > 0)
		return 0;
	for (int i = 0; i < m->nmasses; i++) {
		const struct hist_hypothesis *h = &m->masses[i].h;
		struct n62_buf b = { 0 };
		const char *text = NULL;

		if (n62_buf_printf(&b, err,
			h->miss ? "%s: %s in 1500 bins -0.15..0.15 GeV2"
				: "%s: %s in 600 bins 0..600 MeV",
			h->name, h->name) == 0)
			text = n62_buf_text(&b, err);
		if (text)
			text = n62_arena_text(&m->arena, text, b.len, err);
		n62_buf_free(&b);
		if (!text || hist_spec_read(&m->hists[m->nhists++].spec, text,
				 &m->arena, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- expressions ------------------------------------------------------ */

/* The text of an option, by which errors name the place. */
struct text {
	const char *option, *text, *list;
};

static int add_part(struct n62_mmiss *m, const struct text *of,
    const struct hist_part *p, enum n62_expr_kind kind, struct job_value *v,
    struct n62_err *err)
{
	struct n62_expr_place at = {
		.name = of->option, .column = p->at + 1, .line_text = of->text
	};

	v->number = -1;
	v->factor = 1;
	if (!p->text)
		return 0;
	v->number =
	    n62_exprs_add(m->exprs, p->text, kind, -1, of->list, &at, err);
	return v->number < 0 ? -1 : 0;
}

static int compile_hist(
    struct n62_mmiss *m, struct job_hist *h, struct n62_err *err)
{
	const struct hist_spec *s = &h->spec;
	const struct text of = { "--hist", s->source, s->list };

	for (int i = 0; i < s->dim; i++)
		if (add_part(m, &of, &s->axis[i].expr, N62_EXPR_NUMBER,
			&h->axis[i], err) < 0)
			return -1;
	if (add_part(m, &of, &s->where, N62_EXPR_TRUTH, &h->where, err) < 0)
		return -1;
	return add_part(m, &of, &s->weight, N62_EXPR_NUMBER, &h->weight, err);
}

static int compile(struct n62_mmiss *m, struct n62_err *err)
{
	m->exprs = n62_exprs_new(err);
	if (!m->exprs)
		return -1;
	for (int i = 0; i < m->nhists; i++)
		if (compile_hist(m, &m->hists[i], err) < 0)
			return -1;
	for (int i = 0; i < m->nregions; i++) {
		struct job_region *r = &m->regions[i];
		const struct text of = { "--region", r->spec.source, NULL };

		if (add_part(m, &of, &r->spec.expr, N62_EXPR_NUMBER, &r->value,
			err) < 0 ||
		    add_part(m, &of, &r->spec.where, N62_EXPR_TRUTH, &r->where,
			err) < 0)
			return -1;
	}
	return 0;
}

/* How many units of the text one unit of the values is. */
static int set_factor(const struct n62_mmiss *m, struct job_value *v,
    const char *unit, struct n62_err *err)
{
	const char *own = n62_exprs_unit(m->exprs, v->number);

	if (!*own && !*unit)
		return 0;
	if (*own && !*unit)
		return n62_fail(err, N62_USAGE,
		    "its values are in %s: a unit is due behind the range",
		    own);
	if (!*own)
		return n62_fail(err, N62_USAGE,
		    "its values have no unit, but the range is in %s", unit);
	return n62_unit_ratio(own, unit, &v->factor, err);
}

/* The description of a column, or the expression itself. */
static const char *label_of(
    const struct n62_schema *s, const char *list, const char *expr)
{
	char name[2 * N62_MAX_NAME + 2];
	struct n62_err ignored = { 0 };
	struct n62_col col;
	const char *doc = "";
	int n = snprintf(name, sizeof name, "%s%s%s", list ? list : "",
	    list ? "." : "", expr);

	/* What is too long is no name. */
	if (n < (int)sizeof name &&
	    n62_find(s, "event", name, N62_ANY, &col, &ignored) == 0)
		doc = s->tables[col.table].columns[col.column].doc;
	return *doc ? doc : expr;
}

static int make_axis(struct n62_mmiss *m, const struct n62_schema *s,
    struct job_hist *h, int i, struct n62_axis *a, struct n62_err *err)
{
	struct hist_axis_spec *x = &h->spec.axis[i];

	a->label = label_of(s, h->spec.list, x->expr.text);
	a->unit = x->unit;
	if (!x->edge)
		return hist_axis_regular(
		    a, x->bins, x->low, x->high, &m->arena, err);
	a->bins = x->bins;
	a->edge = x->edge;
	return 0;
}

static int declare_hist(struct n62_mmiss *m, struct n62_schema *s,
    struct job_hist *h, struct n62_err *err)
{
	struct n62_axis axis[2] = { { 0 } };
	const char *title = h->spec.title;

	for (int i = 0; i < h->spec.dim; i++)
		if (make_axis(m, s, h, i, &axis[i], err) < 0)
			return -1;
	if (!title)
		title = h->spec.dim > 1 ? h->spec.name : axis[0].label;
	if (n62_hist_init(&h->h, h->spec.name, title, h->spec.dim, axis,
		&m->arena, err) < 0)
		return -1;
	h->table = n62_hist_declare(&h->h, s, err);
	return h->table < 0 ? -1 : 0;
}

static int declare_own(
    struct n62_mmiss *m, struct n62_schema *s, struct n62_err *err)
{
	for (int i = 0; i < m->nhists; i++)
		if (declare_hist(m, s, &m->hists[i], err) < 0)
			return n62_fail_at(
			    err, "--hist %s", m->hists[i].spec.name);
	for (int i = 0; i < m->nregions; i++)
		if (job_declare_region(&m->regions[i], s, err) < 0)
			return n62_fail_at(
			    err, "--region %s", m->regions[i].spec.name);
	return 0;
}

/* The last of all: a set leans on the tables as they are when it is bound. */
static int bind_exprs(
    struct n62_mmiss *m, const struct n62_schema *s, struct n62_err *err)
{
	if (m->nhists + m->nregions == 0)
		return 0;
	if (compile(m, err) < 0 ||
	    n62_exprs_bind(m->exprs, s, m->event, err) < 0)
		return -1;
	for (int i = 0; i < m->nhists; i++) {
		struct job_hist *h = &m->hists[i];

		for (int k = 0; k < h->spec.dim; k++)
			if (set_factor(
				m, &h->axis[k], h->spec.axis[k].unit, err) < 0)
				return n62_fail_at(
				    err, "--hist %s", h->spec.name);
	}
	for (int i = 0; i < m->nregions; i++) {
		struct job_region *r = &m->regions[i];

		if (set_factor(m, &r->value, r->spec.unit, err) < 0)
			return n62_fail_at(err, "--region %s", r->spec.name);
	}
	return 0;
}

/* ---- histograms of the input, fits and scans -------------------------- */

struct n62_hist *job_hist_named(struct n62_mmiss *m, const char *name)
{
	for (int i = 0; i < m->nhists; i++)
		if (strcmp(m->hists[i].h.name, name) == 0)
			return &m->hists[i].h;
	for (int i = 0; i < m->ninputs; i++)
		if (m->inputs[i].h.name &&
		    strcmp(m->inputs[i].h.name, name) == 0)
			return &m->inputs[i].h;
	return NULL;
}

/* Until its rows are there a histogram of the input has only its axes' labels
 * and units. */
static int add_input(struct n62_mmiss *m, const struct n62_schema *s, int table,
    struct n62_err *err)
{
	struct job_input *in = &m->inputs[m->ninputs];
	const struct n62_table *t = &s->tables[table];
	bool one = strcmp(t->columns[0].name, "bin") == 0;

	in->table = table;
	in->in = n62_hist_input_new(s, table, err);
	if (!in->in)
		return -1;
	m->ninputs++;
	in->h.name =
	    n62_arena_text(&m->arena, t->name + 5, strlen(t->name + 5), err);
	in->h.axis[0].unit = n62_arena_text(
	    &m->arena, t->columns[1].unit, strlen(t->columns[1].unit), err);
	in->h.dim = one ? 1 : 2;
	return in->h.name && in->h.axis[0].unit ? 0 : -1;
}

static int want_hist(struct n62_mmiss *m, const struct n62_schema *s,
    const char *name, struct n62_err *err)
{
	struct n62_buf b = { 0 };
	const char *full = NULL;
	int table = -1;

	if (job_hist_named(m, name))
		return 0;
	if (n62_buf_printf(&b, err, "hist/%s", name) == 0)
		full = n62_buf_text(&b, err);
	if (full)
		table = n62_find_table(s, full, err);
	n62_buf_free(&b);
	if (table < 0)
		return -1;
	if (!n62_hist_is(s, table))
		return n62_fail(err, N62_DATA,
		    "table hist/%s has not the columns of a histogram", name);
	return add_input(m, s, table, err);
}

static int bind_inputs(
    struct n62_mmiss *m, struct n62_schema *s, struct n62_err *err)
{
	m->inputs = n62_arena_new(&m->arena,
	    (size_t)(m->nfits + m->nscans + s->ntables) + 1, sizeof *m->inputs,
	    err);
	if (!m->inputs)
		return -1;
	for (int i = 0; i < m->nfits; i++)
		if (want_hist(m, s, m->fits[i].spec.hist, err) < 0)
			return n62_fail_at(err, "--fit");
	for (int i = 0; i < m->nscans; i++)
		if (want_hist(m, s, m->scans[i].spec.hist, err) < 0)
			return n62_fail_at(err, "--scan");
	for (int i = 0; m->o.whole && i < s->ntables; i++)
		if (s->tables[i].given && n62_hist_is(s, i) &&
		    want_hist(m, s, s->tables[i].name + 5, err) < 0)
			return -1;
	return 0;
}

/* The range of a fit in units of its histogram. */
static int bind_fit(struct n62_mmiss *m, struct job_fit *f,
    struct n62_schema *s, struct n62_err *err)
{
	const struct n62_hist *h = job_hist_named(m, f->spec.hist);
	const char *own = h->axis[0].unit;
	double ratio = 1;

	if (h->dim != 1)
		return n62_fail(err, N62_USAGE,
		    "histogram %s has two axes, and a fit needs one", h->name);
	if (f->spec.unit && strcmp(f->spec.unit, own) != 0 &&
	    n62_unit_ratio(f->spec.unit, own, &ratio, err) < 0)
		return -1;
	f->spec.low *= ratio;
	f->spec.high *= ratio;
	return job_declare_fit(f, h, s, err);
}

/* ---- all -------------------------------------------------------------- */

static int bind_event(
    struct n62_mmiss *m, struct n62_schema *s, struct n62_err *err)
{
	struct n62_err absent = { 0 };

	m->event = n62_table_number(s, "event");
	if (m->event < 0) {
		if (m->nmasses + m->nhists + m->nregions == 0)
			return 0;
		return n62_find_table(s, "event", err);
	}
	m->has_mc =
	    n62_find(s, "event", "mc.pdg", N62_ANY, &m->mc, &absent) == 0;
	if (has_column(s, "weight") &&
	    hist_number_find(&m->weight, s, "weight", 1, err) < 0)
		return -1;
	if (bind_masses(m, s, err) < 0 || add_default_hists(m, err) < 0)
		return -1;
	return declare_own(m, s, err);
}

int job_bind(struct n62_mmiss *m, struct n62_schema *s, struct n62_err *err)
{
	if (bind_event(m, s, err) < 0 || bind_inputs(m, s, err) < 0)
		return -1;
	for (int i = 0; i < m->nfits; i++)
		if (bind_fit(m, &m->fits[i], s, err) < 0)
			return n62_fail_at(
			    err, "--fit %s", m->fits[i].spec.name);
	for (int i = 0; i < m->nscans; i++)
		if (job_declare_scan(&m->scans[i], s, err) < 0)
			return n62_fail_at(
			    err, "--scan %s", m->scans[i].spec.name);
	return bind_exprs(m, s, err);
}
