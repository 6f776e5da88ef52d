/*
 * parametric_columns.c - objects as rows of the table event: the members of
 * their structs go to the columns of the same names.
 *
 * The lists are those that na62-reco adds to a schema; one that is not there
 * is left out. Structs become columns some rows at a time, which are in the
 * cache then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/parametric.h"

enum {
	MOST_COLUMNS = 64,
	TILE = 64 /* rows */
};

struct member {
	const char *name;
	enum n62_type type;
	uint32_t words;
	size_t at; /* in words */
};

#define MEMBER(of, name, type)                                                 \
	{                                                                      \
#name, type, sizeof(((struct par_##of *)NULL)->name) / 4,      \
		    offsetof(struct par_##of, name) / 4                        \
	}

#define T(name) MEMBER(kaon, name, N62_F32)
#define I(name) MEMBER(kaon, name, N62_I32)
static const struct member kaon[] = { T(time), T(time_sigma), I(sectors),
	I(hits), { 0 } };
#undef T
#undef I

#define T(name) MEMBER(beam, name, N62_F32)
#define I(name) MEMBER(beam, name, N62_I32)
static const struct member beam[] = { T(p), T(p_sigma), T(dxdz), T(dydz),
	T(dxdz_sigma), T(dydz_sigma), T(x), T(y), T(x_sigma), T(y_sigma),
	T(time), T(time_sigma), T(ktag_time), T(chi2_time), T(chi2_x),
	T(chi2_beam), I(kaon), { 0 } };
#undef T
#undef I

#define T(name) MEMBER(track, name, N62_F32)
#define I(name) MEMBER(track, name, N62_I32)
static const struct member track[] = { T(p), T(p_sigma), I(q), T(x), T(y),
	T(dxdz), T(dydz), T(qp), T(cov), T(down_x), T(down_y), T(down_dxdz),
	T(down_dydz), T(chi2), I(ndf), I(hits), I(chambers), I(views),
	I(shared), T(straw_time), T(straw_time_sigma), T(time), T(time_sigma),
	T(chod_time), T(newchod_time), T(muv3_time), T(muv3_distance),
	I(muv3_tile), I(cluster), T(eop), T(eop_sigma), T(cluster_distance),
	T(muv1), T(muv2), T(rich_likelihood), I(rich_best), I(rich_hits),
	T(rich_time), T(rich_time_sigma), T(rich_radius), T(rich_radius_sigma),
	T(rich_x), T(rich_y), T(rich_chi2), T(rich_mass2), T(rich_mass2_sigma),
	I(mc), T(mc_chi2), { 0 } };
#undef T
#undef I

#define T(name) MEMBER(vertex, name, N62_F32)
#define I(name) MEMBER(vertex, name, N62_I32)
static const struct member vertex[] = { I(n), I(track), I(beam), I(q), T(x),
	T(y), T(z), T(cov), T(chi2), I(ndf), T(time), T(time_sigma), T(px),
	T(py), T(pz), T(track_px), T(track_py), T(track_pz), T(track_cov),
	T(beam_dxdz), T(beam_dydz), T(cda), T(cda_sigma), { 0 } };
#undef T
#undef I

#define T(name) MEMBER(cluster, name, N62_F32)
#define I(name) MEMBER(cluster, name, N62_I32)
static const struct member cluster[] = { T(e), T(e_sigma), T(x), T(y),
	T(xy_sigma), T(time), T(time_sigma), T(seed), T(nearest), I(cells),
	I(track), T(distance), { 0 } };
#undef T
#undef I

#define T(name) MEMBER(pi0, name, N62_F32)
#define I(name) MEMBER(pi0, name, N62_I32)
static const struct member pi0[] = { I(cluster), T(e), T(e_sigma), T(time),
	T(time_sigma), T(z), T(z_sigma), T(px), T(py), T(pz), I(vertex),
	T(mass), T(mass_sigma), { 0 } };
#undef T
#undef I

#define T(name) MEMBER(candidate, name, N62_F32)
#define I(name) MEMBER(candidate, name, N62_I32)
static const struct member candidate[] = { T(time), T(time_sigma), T(x), T(y),
	T(z), I(element), I(hits), I(high), { 0 } };
#undef T
#undef I

static const struct {
	const char *name;
	const struct member *members;
} lists[PAR_LISTS] = {
	[PAR_KAON] = { "kaon", kaon },
	[PAR_BEAM] = { "beam", beam },
	[PAR_TRACK] = { "track", track },
	[PAR_VERTEX] = { "vertex", vertex },
	[PAR_CLUSTER] = { "cluster", cluster },
	[PAR_PI0] = { "pi0", pi0 },
	[PAR_LAV] = { "lav_veto", candidate },
	[PAR_NEWCHOD] = { "newchod_veto", candidate },
	[PAR_IRC] = { "irc_veto", candidate },
	[PAR_SAC] = { "sac_veto", candidate },
	[PAR_MUV3] = { "muv3_veto", candidate },
};

struct n62_sim_columns {
	struct n62_hits_cols hits;
	struct n62_col col[PAR_LISTS][MOST_COLUMNS]; /* table -1: not there */
};

/* ---- looking up ------------------------------------------------------- */

static int find(const struct n62_schema *s, const char *list,
    const struct member *m, struct n62_col *col, struct n62_err *err)
{
	char name[2 * N62_MAX_NAME];
	struct n62_err none = { 0 };
	const struct n62_column *c;

	snprintf(name, sizeof name, "%s.%s", list, m->name);
	if (n62_find(s, "event", name, N62_ANY, col, &none) < 0) {
		*col = (struct n62_col){ -1, -1 };
		return 0;
	}
	c = &s->tables[col->table].columns[col->column];
	if (c->type != m->type || c->length != m->words)
		return n62_fail(err, N62_DATA,
		    "column event.%s has another type or length than "
		    "simulated objects",
		    name);
	return 0;
}

struct n62_sim_columns *n62_sim_columns_new(
    const struct n62_schema *s, struct n62_err *err)
{
	struct n62_sim_columns *c = n62_new(1, sizeof *c, err);

	if (!c || n62_hits_find(s, &c->hits, err) < 0)
		goto fail;
	for (int l = 0; l < PAR_LISTS; l++)
		for (int i = 0; lists[l].members[i].name; i++)
			if (find(s, lists[l].name, &lists[l].members[i],
				&c->col[l][i], err) < 0)
				goto fail;
	return c;
fail:
	n62_sim_columns_free(c);
	return NULL;
}

void n62_sim_columns_free(struct n62_sim_columns *c)
{
	free(c);
}

/* ---- lists of objects ------------------------------------------------- */

struct copy {
	const struct member *m;
	uint32_t *to;
};

/* Rows from..to of one column. */
static void copy_tile(const struct copy *c, const uint32_t *v, size_t stride,
    uint32_t from, uint32_t to)
{
	uint32_t words = c->m->words;
	const uint32_t *src = v + c->m->at;

	if (words == 1)
		for (uint32_t i = from; i < to; i++)
			c->to[i] = src[i * stride];
	else
		for (uint32_t i = from; i < to; i++)
			memcpy(c->to + i * words, src + i * stride, 4 * words);
}

static int write_list(struct n62_block *b, const struct n62_col *col, int list,
    const struct par_rows *r, struct n62_err *err)
{
	const struct member *m = lists[list].members;
	struct copy copy[MOST_COLUMNS];
	int n = 0;

	if (col[0].table < 0)
		return 0;
	if (n62_fill_list(b, col[0], r->count, err) < 0)
		return -1;
	for (int i = 0; m[i].name; i++)
		if (col[i].table >= 0)
			copy[n++] =
			    (struct copy){ &m[i], n62_change(b, col[i]) };
	for (uint32_t from = 0; from < r->n; from += TILE) {
		uint32_t to = from + TILE < r->n ? from + TILE : r->n;

		for (int i = 0; i < n; i++)
			copy_tile(&copy[i], r->v, par_size[list] / 4, from, to);
	}
	return 0;
}

/* ---- the event and the truth ------------------------------------------ */

static void fill32(
    struct n62_block *b, struct n62_col col, uint32_t n, uint32_t v)
{
	uint32_t *to = n62_change(b, col);

	for (uint32_t i = 0; i < n; i++)
		to[i] = v;
}

static int write_event(struct n62_block *b, const struct n62_col *col,
    const struct n62_sim_objects *o, struct n62_err *err)
{
	uint32_t n = o->events;

	fill32(b, col[N62_EV_RUN], n, o->run);
	fill32(b, col[N62_EV_BURST], n, o->burst);
	fill32(b, col[N62_EV_START], n, n62_sim_start(o->burst));
	memset(n62_change(b, col[N62_EV_L0TYPE]), N62_RAW_PHYSICS, n);
	memcpy(n62_change(b, col[N62_EV_NUMBER]), o->number, 4 * n);
	memcpy(n62_change(b, col[N62_EV_TIME]), o->time, 4 * n);
	memcpy(n62_change(b, col[N62_EV_WEIGHT]), o->weight, 8 * n);
	for (uint32_t i = 0; i < n; i++)
		if (n62_fill_text(b, col[N62_EV_DECAY], o->decay[i],
			strlen(o->decay[i]), err) < 0)
			return -1;
	return 0;
}

static int write_truth(struct n62_block *b, const struct n62_col *col,
    const struct par_rows *r, struct n62_err *err)
{
	const struct sim_truth *t = r->v;
	int32_t *pdg;
	int16_t *parent;
	uint8_t *process, *overlay;

	if (n62_fill_list(b, col[N62_MC_PDG], r->count, err) < 0)
		return -1;
	pdg = n62_change(b, col[N62_MC_PDG]);
	parent = n62_change(b, col[N62_MC_PARENT]);
	process = n62_change(b, col[N62_MC_PROCESS]);
	overlay = n62_change(b, col[N62_MC_OVERLAY]);
	for (uint32_t i = 0; i < r->n; i++) {
		pdg[i] = t[i].pdg;
		parent[i] = t[i].parent;
		process[i] = t[i].process;
		overlay[i] = t[i].overlay;
	}
	for (int k = 0; k < N62_MC_COLUMNS - N62_MC_X; k++) {
		float *to = n62_change(b, col[N62_MC_X + k]);

		for (uint32_t i = 0; i < r->n; i++)
			to[i] = (&t[i].x)[k];
	}
	return 0;
}

int n62_sim_objects_write(struct n62_writer *w, const struct n62_sim_columns *c,
    const struct n62_sim_objects *o, struct n62_err *err)
{
	struct n62_block *b;

	if (o->events == 0)
		return 0;
	b = n62_rows(w, c->hits.event, o->events, err);
	if (!b || write_event(b, c->hits.col[N62_G_EVENT], o, err) < 0 ||
	    write_truth(b, c->hits.col[N62_G_MC], &o->truth, err) < 0)
		return -1;
	for (int l = 0; l < PAR_LISTS; l++)
		if (write_list(b, c->col[l], l, &o->list[l], err) < 0)
			return -1;
	return n62_write(w, b, err);
}
