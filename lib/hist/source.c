/*
 * source.c - the particles of a hypothesis in an event: of the candidate that
 * na62-select has chosen, or of a vertex.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hist/mass.h"

int hist_number_find(struct hist_number *c, const struct n62_schema *s,
    const char *name, uint32_t length, struct n62_err *err)
{
	const struct n62_column *column;

	if (n62_find(s, "event", name, N62_ANY, &c->col, err) < 0)
		return -1;
	column = &s->tables[c->col.table].columns[c->col.column];
	c->type = column->type;
	c->length = column->length;
	if (n62_type_size(c->type) == 0 || c->length != length)
		return n62_fail(err, N62_DATA,
		    "column %s of table event is not of %u numbers", name,
		    (unsigned)length);
	c->there = true;
	return 0;
}

double hist_number_get(const struct hist_number *c, const struct n62_block *b,
    uint32_t i, uint32_t k)
{
	return n62_value_f64(
	    c->type, n62_values(b, c->col), (size_t)i * c->length + k);
}

/* ---- list cand -------------------------------------------------------- */

enum {
	PDG,
	OBJECT,
	INDEX,
	PX,
	PY,
	PZ,
	COV,
	COLUMNS
};

struct hist_source {
	bool cand;
	enum hist_kaon kaon;
	struct hist_beam beam;
	struct hist_number in[COLUMNS];
	struct hist_vertices *vertices;
};

static int find_cand(
    struct hist_source *s, const struct n62_schema *schema, struct n62_err *err)
{
	static const char *const names[COLUMNS] = { "cand.pdg", "cand.object",
		"cand.index", "cand.px", "cand.py", "cand.pz", "cand.cov" };

	for (int i = 0; i < COLUMNS; i++)
		if (hist_number_find(
			&s->in[i], schema, names[i], i == COV ? 6 : 1, err) < 0)
			return -1;
	return 0;
}

struct hist_source *hist_source_new(const struct n62_schema *schema, bool cand,
    bool neutral, enum hist_kaon kaon, const struct hist_beam *beam,
    struct n62_err *err)
{
	struct hist_source *s = n62_new(1, sizeof *s, err);
	int r;

	if (!s)
		return NULL;
	s->cand = cand;
	s->kaon = kaon;
	s->beam = *beam;
	if (cand)
		r = find_cand(s, schema, err);
	else {
		s->vertices = hist_vertices_new(
		    schema, kaon == HIST_KAON_GTK, neutral, err);
		r = s->vertices ? 0 : -1;
	}
	if (r == 0)
		return s;
	hist_source_free(s);
	return NULL;
}

void hist_source_free(struct hist_source *s)
{
	if (s)
		free(s->vertices);
	free(s);
}

static struct hist_body average(const struct hist_beam *b)
{
	double v[3] = { b->p, b->dxdz, b->dydz };
	double sigma[3] = { b->p_sigma, b->dxdz_sigma, b->dydz_sigma };

	return hist_body_beam(v, sigma, N62_M_K / 1000);
}

static double get(const struct hist_source *s, const struct n62_block *b,
    int column, uint32_t i)
{
	return hist_number_get(&s->in[column], b, i, 0);
}

static struct hist_body member(
    const struct hist_source *s, const struct n62_block *b, uint32_t i)
{
	struct hist_body out;

	out.p = n62_p4_on_shell(get(s, b, PX, i), get(s, b, PY, i),
	    get(s, b, PZ, i), hist_mass_of((int32_t)get(s, b, PDG, i)));
	for (uint32_t k = 0; k < 6; k++)
		out.cov[k] = hist_number_get(&s->in[COV], b, i, k);
	return out;
}

/* The kaon of the candidate, by what is wanted of it. */
static bool set_kaon(const struct hist_source *s, const struct n62_block *b,
    uint32_t from, uint32_t to, struct hist_body *kaon)
{
	*kaon = average(&s->beam);
	if (s->kaon == HIST_KAON_BEAM)
		return true;
	for (uint32_t i = from; i < to; i++)
		if (get(s, b, OBJECT, i) == 0 && get(s, b, INDEX, i) >= 0) {
			*kaon = member(s, b, i);
			return true;
		}
	return s->kaon == HIST_KAON_BEST;
}

/* Members in the order of the candidate, each once. */
static int take_members(const struct hist_source *s, const struct n62_block *b,
    uint32_t from, uint32_t to, const struct hist_hypothesis *h,
    struct hist_body *body)
{
	uint32_t used = 0;
	int n = 0;

	for (uint32_t i = from; h->n == 0 && i < to; i++)
		if (get(s, b, OBJECT, i) != 0 && n < HIST_DAUGHTERS)
			body[n++] = member(s, b, i);
	for (; n < h->n; n++) {
		uint32_t i = from;

		while (
		    i < to && i - from < 32 &&
		    (get(s, b, OBJECT, i) == 0 || (used & 1u << (i - from)) ||
			get(s, b, PDG, i) != h->pdg[n]))
			i++;
		if (i == to || i - from >= 32)
			return 0;
		used |= 1u << (i - from);
		body[n] = member(s, b, i);
	}
	return n;
}

/* ---- both ------------------------------------------------------------- */

int hist_source_bodies(const struct hist_source *s, const struct n62_block *b,
    uint32_t row, const struct hist_hypothesis *h,
    struct hist_body body[HIST_DAUGHTERS + 1], int sign[HIST_DAUGHTERS + 1])
{
	const uint32_t *at;
	int n;

	for (int i = 0; i <= HIST_DAUGHTERS; i++)
		sign[i] = i > 0 && h->miss ? -1 : 1;
	if (s->cand) {
		at = n62_offsets(b, s->in[PDG].col);
		if (h->miss && !set_kaon(s, b, at[row], at[row + 1], &body[0]))
			return 0;
		n = take_members(s, b, at[row], at[row + 1], h, &body[h->miss]);
	} else {
		struct hist_body kaon = { .p.e = 0 };

		n = hist_vertices_bodies(
		    s->vertices, b, row, h, &body[h->miss], &kaon);
		if (s->kaon == HIST_KAON_BEAM)
			kaon.p.e = 0;
		if (h->miss && !(kaon.p.e > 0) && s->kaon == HIST_KAON_GTK)
			return 0;
		if (h->miss)
			body[0] = kaon.p.e > 0 ? kaon : average(&s->beam);
	}
	return n > 0 ? n + h->miss : 0;
}
