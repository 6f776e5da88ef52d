/*
 * mmiss.c - one pass over a stream: what was asked for, and its blocks.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "hist/job.h"

extern const struct n62_builtin hist_builtin[];

/* ---- parameters ------------------------------------------------------- */

int n62_mmiss_params(
    struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	for (const struct n62_builtin *b = hist_builtin; b->name; b++) {
		char *text = n62_arena_text(a, b->text, b->size, err);

		if (!text || n62_params_read(p, b->name, text, a, err) < 0)
			return -1;
	}
	return 0;
}

#define SLOT(field)                                                            \
	{                                                                      \
		"beam." #field, offsetof(struct hist_beam, field)              \
	}

static int set_beam(struct n62_mmiss *m, struct n62_err *err)
{
	static const struct n62_param_slot slots[] = { SLOT(p), SLOT(p_sigma),
		SLOT(dxdz), SLOT(dxdz_sigma), SLOT(dydz), SLOT(dydz_sigma),
		{ NULL, 0 } };
	struct n62_params own = { NULL, 0 };

	if (!m->o.beam && n62_mmiss_params(&own, &m->arena, err) < 0)
		return -1;
	return n62_params_get(
	    m->o.beam ? m->o.beam : &own, slots, &m->beam, err);
}

static int set_kaon(struct n62_mmiss *m, struct n62_err *err)
{
	static const char *const names[] = { "best", "gtk", "beam", NULL };

	m->kaon = HIST_KAON_BEST;
	if (!m->o.kaon)
		return 0;
	for (int k = 0; names[k]; k++)
		if (strcmp(m->o.kaon, names[k]) == 0) {
			m->kaon = (enum hist_kaon)k;
			return 0;
		}
	return n62_fail(
	    err, N62_USAGE, "--kaon: '%s' is not best, gtk or beam", m->o.kaon);
}

/* ---- what is asked for ------------------------------------------------ */

/* An array of n zeroed elements; at least one, so that NULL is a failure. */
static void *room(
    struct n62_mmiss *m, size_t n, size_t size, struct n62_err *err)
{
	return n62_arena_new(&m->arena, n + 1, size, err);
}

static int read_masses(struct n62_mmiss *m, struct n62_err *err)
{
	const struct n62_texts *t[2] = { &m->o.miss, &m->o.mass };

	/* Two more: those of list cand. */
	m->masses = room(m, t[0]->n + t[1]->n + 2, sizeof *m->masses, err);
	if (!m->masses)
		return -1;
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < t[k]->n; i++) {
			struct job_mass *q = &m->masses[m->nmasses];

			if (hist_hypothesis_read(
				&q->h, t[k]->v[i], k == 0, &m->arena, err) < 0)
				return n62_fail_at(err, "%s '%.100s'",
				    k ? "--mass" : "--miss", t[k]->v[i]);
			for (int j = 0; j < m->nmasses; j++)
				if (strcmp(m->masses[j].h.name, q->h.name) == 0)
					return n62_fail(err, N62_USAGE,
					    "two masses are called %s: give "
					    "one another name: NAME=%s",
					    q->h.name, q->h.doc);
			m->nmasses++;
		}
	return 0;
}

static int read_hists(struct n62_mmiss *m, struct n62_err *err)
{
	const struct n62_texts *t = &m->o.hist;

	/* Those of the masses, when nothing else is asked for, behind. */
	m->hists =
	    room(m, t->n + (size_t)m->nmasses + 2, sizeof *m->hists, err);
	if (!m->hists)
		return -1;
	for (size_t i = 0; i < t->n; i++) {
		struct job_hist *h = &m->hists[m->nhists++];

		if (hist_spec_read(&h->spec, t->v[i], &m->arena, err) < 0)
			return n62_fail_at(err, "--hist");
	}
	return 0;
}

static int read_regions(struct n62_mmiss *m, struct n62_err *err)
{
	const struct n62_texts *t = &m->o.region;

	m->regions = room(m, t->n, sizeof *m->regions, err);
	if (!m->regions)
		return -1;
	for (size_t i = 0; i < t->n; i++)
		if (hist_region_read(&m->regions[m->nregions++].spec, t->v[i],
			&m->arena, err) < 0)
			return n62_fail_at(err, "--region");
	return 0;
}

static int read_fits(struct n62_mmiss *m, struct n62_err *err)
{
	const struct n62_texts *t = &m->o.fit;

	m->fits = room(m, t->n, sizeof *m->fits, err);
	if (!m->fits)
		return -1;
	for (size_t i = 0; i < t->n; i++)
		if (hist_fit_read(
			&m->fits[m->nfits++].spec, t->v[i], &m->arena, err) < 0)
			return n62_fail_at(err, "--fit");
	return 0;
}

static int read_scans(struct n62_mmiss *m, struct n62_err *err)
{
	const struct n62_texts *t = &m->o.scan;

	m->scans = room(m, t->n, sizeof *m->scans, err);
	if (!m->scans)
		return -1;
	for (size_t i = 0; i < t->n; i++) {
		struct job_scan *c = &m->scans[m->nscans++];

		if (hist_scan_read(&c->spec, t->v[i], &m->arena, err) < 0 ||
		    hist_points_make(&c->points, &c->spec, &m->arena, err) < 0)
			return n62_fail_at(err, "--scan");
		c->rows = room(m, c->points.n, sizeof *c->rows, err);
		if (!c->rows)
			return -1;
	}
	return 0;
}

struct n62_mmiss *n62_mmiss_new(
    const struct n62_mmiss_options *o, struct n62_err *err)
{
	struct n62_mmiss *m = n62_new(1, sizeof *m, err);

	if (!m)
		return NULL;
	m->o = *o;
	if (set_beam(m, err) == 0 && set_kaon(m, err) == 0 &&
	    read_masses(m, err) == 0 && read_hists(m, err) == 0 &&
	    read_regions(m, err) == 0 && read_fits(m, err) == 0 &&
	    read_scans(m, err) == 0)
		return m;
	n62_mmiss_free(m);
	return NULL;
}

void n62_mmiss_free(struct n62_mmiss *m)
{
	if (!m)
		return;
	for (int i = 0; i < m->ninputs; i++)
		n62_hist_input_free(m->inputs[i].in);
	n62_exprs_free(m->exprs);
	hist_source_free(m->source);
	n62_arena_free(&m->arena);
	free(m);
}

const char *n62_mmiss_caret(const struct n62_mmiss *m)
{
	return m->exprs ? n62_exprs_caret(m->exprs) : "";
}

uint64_t n62_mmiss_events(const struct n62_mmiss *m, uint64_t *blind)
{
	if (blind)
		*blind = m->blind;
	return m->events;
}

/* ---- blocks ----------------------------------------------------------- */

/* Rows of fits and scans that were in the input are left out: they were of
 * other histograms. */
static bool is_replaced(const struct n62_mmiss *m, int table)
{
	bool found = false;

	for (int i = 0; i < m->nfits; i++)
		found |= m->fits[i].table == table;
	for (int i = 0; i < m->nscans; i++)
		found |= m->scans[i].table == table;
	return found;
}

static int take_rows(
    struct n62_mmiss *m, struct n62_block *b, struct n62_err *err)
{
	if (b->table == m->event)
		return job_fill(m, b, err);
	for (int i = 0; i < m->ninputs; i++)
		if (m->inputs[i].table == b->table)
			return n62_hist_input_add(m->inputs[i].in, b, err);
	if (is_replaced(m, b->table)) {
		uint8_t *keep = n62_mask(b, err);

		if (!keep)
			return -1;
		memset(keep, 0, b->rows);
	}
	return 0;
}

int n62_mmiss_step(struct n62_mmiss *m, struct n62_block *b,
    struct n62_writer *w, struct n62_err *err)
{
	switch (b->kind) {
	case N62_HEAD:
		return job_bind(m, b->schema, err);
	case N62_ROWS:
		return take_rows(m, b, err);
	default:
		return job_finish(m, w, err);
	}
}
