/*
 * cand.c - the members of the best candidate of an event, for list cand: what
 * each is, where it stands, its momentum with covariance, its time.
 */
#include "select/private.h"

#include <math.h>
#include <string.h>

/* Lists of which a member can be, by the number of column object. */
static const char *const objects[] = { "beam", "track", "pi0", "cluster" };
enum {
	OBJECTS = 4
};

static uint8_t object_of(const char *list)
{
	uint8_t o = 0;

	while (o < OBJECTS && strcmp(objects[o], list) != 0)
		o++;
	return o;
}

static float time_at(const struct n62_block *b, struct n62_col col,
    uint32_t event, int32_t index)
{
	const struct n62_column *column;

	if (col.column < 0 || index < 0)
		return NAN;
	column = &b->schema->tables[col.table].columns[col.column];
	return (float)n62_value_f64(column->type, n62_values(b, col),
	    (size_t)n62_offsets(b, col)[event] + (uint32_t)index);
}

/* The beam particle of the vertex, or the average of the beam. */
static void describe_kaon(const struct sel_chunk *c, const struct sel_rows *r,
    uint32_t row, struct sel_cand *out)
{
	const struct sel_columns *k = c->columns;
	uint32_t e = r->event[row];
	int32_t vertex = k->vertex >= 0 ? r->index[k->vertex][row] : -1;

	*out = (struct sel_cand){ .pdg = 321, .object = 0, .index = -1 };
	if (vertex >= 0 && k->vertex_beam.column >= 0)
		out->index =
		    (int32_t)n62_value_i64(c->block->schema->tables[k->table]
					       .columns[k->vertex_beam.column]
					       .type,
			n62_values(c->block, k->vertex_beam),
			(size_t)n62_offsets(c->block, k->vertex_beam)[e] +
			    (uint32_t)vertex);
	out->time =
	    out->index >= 0 ? time_at(c->block, k->beam_time, e, out->index)
	    : vertex >= 0   ? time_at(c->block, k->time[k->vertex], e, vertex)
			    : NAN;
}

static void describe(const struct sel_chunk *c, const struct sel_worker *w,
    int member, uint32_t row, struct sel_cand *out)
{
	const struct sel_program *p = &w->program;
	const struct sel_rows *r = &w->rows;
	int role = p->member[member];

	if (role < 0) {
		describe_kaon(c, r, row, out);
		return;
	}
	*out = (struct sel_cand){ .pdg = p->pdg[role],
		.object = object_of(p->s->roles[role].list),
		.index = r->index[role][row] };
	out->time = time_at(
	    c->block, c->columns->time[role], r->event[row], out->index);
}

static int fill_member(
    struct sel_chunk *c, struct sel_worker *w, int member, struct n62_err *err)
{
	const struct sel_program *p = &w->program;
	const double *v[4], *cov[6];

	if (n62_exprs_vectors(p->x, p->vector[member], v, err) < 0 ||
	    n62_exprs_columns(p->x, p->cov[member], cov, err) < 0)
		return -1;
	for (uint32_t i = 0; i < w->rows.n; i++) {
		struct sel_cand *out =
		    &c->cand[c->ncand + i * (uint32_t)p->nmembers +
			     (uint32_t)member];

		describe(c, w, member, i, out);
		for (int k = 0; k < 3; k++)
			out->p[k] = (float)v[k][i];
		for (int k = 0; k < 6; k++)
			out->cov[k] = (float)cov[k][i];
	}
	return 0;
}

int sel_cand_fill(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	const struct sel_program *p = &w->program;
	uint64_t need = c->ncand + (uint64_t)w->rows.n * (uint32_t)p->nmembers;

	if (need > c->cap) {
		struct sel_cand *v = n62_resize(c->cand, need, sizeof *v, err);

		if (!v)
			return -1;
		c->cand = v;
		c->cap = (uint32_t)need;
	}
	for (int m = 0; m < p->nmembers; m++)
		if (fill_member(c, w, m, err) < 0)
			return -1;
	c->ncand = (uint32_t)need;
	return 0;
}
