/*
 * fill.c - rows of events: masses into their columns, then histograms and
 * regions. Data in a blind region is neither counted nor passed on.
 */
#include <math.h>
#include <string.h>

#include "hist/job.h"

static void fill_mass(
    const struct n62_mmiss *m, struct n62_block *b, struct job_mass *q)
{
	double *value = n62_change(b, q->value);
	double *sigma = n62_change(b, q->sigma);

	for (uint32_t i = 0; i < b->rows; i++) {
		struct hist_body body[HIST_DAUGHTERS + 1];
		int sign[HIST_DAUGHTERS + 1], n;
		double m2, e;

		n = hist_source_bodies(m->source, b, i, &q->h, body, sign);
		value[i] = sigma[i] = NAN;
		if (n == 0)
			continue;
		q->found++;
		m2 = hist_mass2(body, sign, n, &e);
		if (q->h.miss) {
			value[i] = m2;
			sigma[i] = e;
		} else if (m2 > 0) {
			value[i] = sqrt(m2);
			sigma[i] = e / (2 * value[i]);
		}
	}
}

static bool is_data(
    const struct n62_mmiss *m, const struct n62_block *b, uint32_t row)
{
	const uint32_t *at;

	if (!m->has_mc)
		return true;
	at = n62_offsets(b, m->mc);
	return at[row] == at[row + 1];
}

static double weight_of(
    const struct n62_mmiss *m, const struct n62_block *b, uint32_t row)
{
	return m->weight.there ? hist_number_get(&m->weight, b, row, 0) : 1;
}

/* ---- regions ---------------------------------------------------------- */

/* Values and conditions of an expression; NULL: there is none. */
static int values(struct n62_mmiss *m, const struct job_value *v,
    const double **numbers, struct n62_err *err)
{
	*numbers = NULL;
	return v->number < 0
		   ? 0
		   : n62_exprs_numbers(m->exprs, v->number, numbers, err);
}

static int truths(struct n62_mmiss *m, const struct job_value *v,
    const uint8_t **t, struct n62_err *err)
{
	*t = NULL;
	return v->number < 0 ? 0
			     : n62_exprs_truths(m->exprs, v->number, t, err);
}

static int fill_region(struct n62_mmiss *m, struct job_region *r,
    const struct n62_block *b, uint8_t *blind, struct n62_err *err)
{
	bool hide = r->spec.blind && !m->o.unblind;
	const uint8_t *where;
	const double *x;

	if (values(m, &r->value, &x, err) < 0 ||
	    truths(m, &r->where, &where, err) < 0)
		return -1;
	for (uint32_t i = 0; i < b->rows; i++) {
		double v = x[i] * r->value.factor;

		if ((where && !where[i]) ||
		    !(v >= r->spec.low && v <= r->spec.high))
			continue;
		if (hide && is_data(m, b, i)) {
			blind[i] = 1;
			continue;
		}
		if (hist_cell_add(
			&r->cell, weight_of(m, b, i), &m->arena, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- histograms ------------------------------------------------------- */

struct filling {
	const double *x, *y, *weight;
	const uint8_t *where;
};

static int fill_elements(struct job_hist *h, const struct filling *f,
    uint32_t from, uint32_t to, double weight, struct n62_err *err)
{
	for (uint32_t i = from; i < to; i++) {
		double x, y = 0;

		if (f->where && !f->where[i])
			continue;
		x = f->x[i] * h->axis[0].factor;
		if (f->y)
			y = f->y[i] * h->axis[1].factor;
		if (n62_hist_fill(&h->h, x, y,
			f->weight ? f->weight[i] : weight, err) < 0)
			return -1;
	}
	return 0;
}

static int fill_hist(struct n62_mmiss *m, struct job_hist *h,
    const struct n62_block *b, const uint8_t *blind, struct n62_err *err)
{
	struct filling f = { .y = NULL };
	const uint32_t *at = NULL;

	if (values(m, &h->axis[0], &f.x, err) < 0 ||
	    (h->h.dim > 1 && values(m, &h->axis[1], &f.y, err) < 0) ||
	    truths(m, &h->where, &f.where, err) < 0 ||
	    values(m, &h->weight, &f.weight, err) < 0)
		return -1;
	if (h->spec.list)
		at = n62_exprs_offsets(m->exprs, h->axis[0].number);
	for (uint32_t i = 0; i < b->rows; i++) {
		double w = f.weight ? 1 : weight_of(m, b, i);

		if (blind[i])
			continue;
		if (fill_elements(h, &f, at ? at[i] : i, at ? at[i + 1] : i + 1,
			w, err) < 0)
			return -1;
	}
	return 0;
}

static int fill_all(struct n62_mmiss *m, struct n62_block *b, uint8_t *blind,
    struct n62_err *err)
{
	struct n62_expr_rows rows = { .nrows = b->rows };

	if (!m->exprs)
		return 0;
	if (n62_exprs_begin(m->exprs, b, &rows, err) < 0)
		return -1;
	for (int i = 0; i < m->nregions; i++)
		if (fill_region(m, &m->regions[i], b, blind, err) < 0)
			return n62_fail_at(
			    err, "--region %s", m->regions[i].spec.name);
	for (int i = 0; i < m->nhists; i++)
		if (fill_hist(m, &m->hists[i], b, blind, err) < 0)
			return n62_fail_at(
			    err, "--hist %s", m->hists[i].spec.name);
	return 0;
}

int job_fill(struct n62_mmiss *m, struct n62_block *b, struct n62_err *err)
{
	struct n62_buf blind = { 0 };
	uint64_t hidden = 0;
	int r = n62_buf_reserve(&blind, (size_t)b->rows + 1, err);

	for (int i = 0; i < m->nmasses; i++)
		fill_mass(m, b, &m->masses[i]);
	if (r == 0) {
		memset(blind.data, 0, b->rows);
		r = fill_all(m, b, (uint8_t *)blind.data, err);
	}
	for (uint32_t i = 0; r == 0 && i < b->rows; i++)
		hidden += blind.data[i] != 0;
	if (r == 0 && (hidden > 0 || m->o.drop_events)) {
		uint8_t *keep = n62_mask(b, err);

		r = keep ? 0 : -1;
		for (uint32_t i = 0; keep && i < b->rows; i++)
			keep[i] = !blind.data[i] && !m->o.drop_events;
	}
	n62_buf_free(&blind);
	m->events += b->rows;
	m->blind += hidden;
	return r;
}
