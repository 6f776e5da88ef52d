/*
 * columns.c - the columns of the stream: which ones are read, and those that
 * are added, each with its unit and sentence and its place in its struct.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reco/private.h"

/* ---- what is added ---------------------------------------------------- */

struct added {
	const char *name, *unit, *doc;
	enum n62_type type;
	uint32_t length;
	size_t at;
};

#define REAL(of, name, unit, doc)                                              \
	{                                                                      \
#name, unit, doc, N62_F32, 1, offsetof(struct of, name)        \
	}
#define WHOLE(of, name, doc)                                                   \
	{                                                                      \
#name, "", doc, N62_I32, 1, offsetof(struct of, name)          \
	}
#define REALS(of, name, unit, n, doc)                                          \
	{                                                                      \
#name, unit, doc, N62_F32, n, offsetof(struct of, name)        \
	}

#define T(name, unit, doc) REAL(reco_kaon, name, unit, doc)
static const struct added kaon[] = {
	T(time, "ns", "time less that of the trigger"),
	T(time_sigma, "ns", "its error"),
	WHOLE(reco_kaon, sectors, "sectors of the KTAG with light"),
	WHOLE(reco_kaon, hits, "photomultipliers with light"),
	{ 0 },
};
#undef T

#define T(name, unit, doc) REAL(reco_beam, name, unit, doc)
static const struct added beam[] = {
	T(p, "GeV/c", "momentum"),
	T(p_sigma, "GeV/c", "its error"),
	T(dxdz, "", "slope at the third station, z = 102400 mm"),
	T(dydz, "", "slope in y"),
	T(dxdz_sigma, "", "its error"),
	T(dydz_sigma, "", "its error"),
	T(x, "mm", "place at the third station"),
	T(y, "mm", "place in y"),
	T(x_sigma, "mm", "its error"),
	T(y_sigma, "mm", "its error"),
	T(time, "ns", "time less that of the trigger"),
	T(time_sigma, "ns", "its error"),
	T(ktag_time, "ns", "time of the kaon in the KTAG"),
	T(chi2_time, "", "chi2 of the times of the stations, 2 degrees"),
	T(chi2_x, "", "chi2 of the line in x, 1 degree"),
	T(chi2_beam, "", "chi2 against the beam, 3 degrees"),
	WHOLE(reco_beam, kaon, "place in list kaon, from 0"),
	{ 0 },
};
#undef T

#define T(name, unit, doc) REAL(reco_track, name, unit, doc)
#define I(name, doc) WHOLE(reco_track, name, doc)
static const struct added track[] = {
	T(p, "GeV/c", "momentum"),
	T(p_sigma, "GeV/c", "its error"),
	I(q, "charge"),
	T(x, "mm", "place at z = 183000 mm"),
	T(y, "mm", "place in y"),
	T(dxdz, "", "slope there"),
	T(dydz, "", "slope in y"),
	T(qp, "c/GeV", "charge over momentum"),
	REALS(reco_track, cov, "", RECO_COV,
	    "covariance of x, y, dxdz, dydz, qp: lower triangle by rows"),
	T(down_x, "mm", "place at z = 219500 mm"),
	T(down_y, "mm", "place in y"),
	T(down_dxdz, "", "slope there"),
	T(down_dydz, "", "slope in y"),
	T(chi2, "", "chi2 of the fit"),
	I(ndf, "its degrees of freedom"),
	I(hits, "hits of the STRAW"),
	I(chambers, "chambers with two views, one bit each"),
	I(views, "views with hits, bit 4 chamber + view"),
	I(shared, "hits that a better track has too"),
	T(straw_time, "ns", "time from the drift times"),
	T(straw_time_sigma, "ns", "its error"),
	T(time, "ns",
	    "time less that of the trigger: best of CHOD, NewCHOD, "
	    "STRAW"),
	T(time_sigma, "ns", "its error"),
	T(chod_time, "ns", "of the slabs it passes, nan: none"),
	T(newchod_time, "ns", "of the tile it passes, nan: none"),
	T(muv3_time, "ns", "of the tile nearest to it, nan: none"),
	T(muv3_distance, "mm", "how far it passes that tile, nan: none"),
	I(muv3_tile, "that tile, -1: none"),
	I(cluster, "place in list cluster of its cluster, -1: none"),
	T(eop, "", "energy of that cluster over momentum, nan: none"),
	T(eop_sigma, "", "its error, nan: none"),
	T(cluster_distance, "mm", "how far it passes the cluster, nan: none"),
	T(muv1, "GeV", "energy in the MUV1 near the track"),
	T(muv2, "GeV", "energy in the MUV2 near the track"),
	REALS(reco_track, rich_likelihood, "", RECO_HYPOTHESES,
	    "ln of the likelihood of e, mu, pi, K over that of no light"),
	I(rich_best, "the largest: 1 e, 2 mu, 3 pi, 4 K, 0: no light"),
	I(rich_hits, "hits of the ring that was fitted, 0: none"),
	T(rich_time, "ns", "time of the hits of the ring, nan: none"),
	T(rich_time_sigma, "ns", "its error, nan: none"),
	T(rich_radius, "mm", "radius of the ring, nan: none"),
	T(rich_radius_sigma, "mm", "its error, nan: none"),
	T(rich_x, "mm", "its middle less that expected, nan: none"),
	T(rich_y, "mm", "its middle less that expected, nan: none"),
	T(rich_chi2, "", "chi2 of its fit, hits - 3 degrees, nan: none"),
	T(rich_mass2, "GeV2/c4", "mass squared by radius and p, nan: none"),
	T(rich_mass2_sigma, "GeV2/c4", "its error, nan: none"),
	I(mc, "place in list mc of the true particle, -1: none"),
	T(mc_chi2, "", "its distance, per parameter, nan: none"),
	{ 0 },
};
#undef T
#undef I

#define T(name, unit, doc) REAL(reco_vertex, name, unit, doc)
#define V(name, unit, n, doc) REALS(reco_vertex, name, unit, n, doc)
static const struct added vertex[] = {
	WHOLE(reco_vertex, n, "tracks: 3, 2, or 1 with a beam particle"),
	{ "track", "", "their places in list track, -1: none", N62_I32,
	    RECO_LEGS, offsetof(struct reco_vertex, track) },
	WHOLE(reco_vertex, beam, "nearest in list beam in time, -1: none"),
	WHOLE(reco_vertex, q, "sum of the charges"),
	T(x, "mm", "place"),
	T(y, "mm", "place"),
	T(z, "mm", "place"),
	V(cov, "mm2", 6, "covariance of x, y, z: lower triangle by rows"),
	T(chi2, "", "chi2 of the fit"),
	WHOLE(reco_vertex, ndf, "its degrees of freedom"),
	T(time, "ns", "mean time of the tracks less that of the trigger"),
	T(time_sigma, "ns", "its error"),
	T(px, "GeV/c", "sum of the momenta"),
	T(py, "GeV/c", "sum of the momenta"),
	T(pz, "GeV/c", "sum of the momenta"),
	V(track_px, "GeV/c", RECO_LEGS, "momentum of each track there"),
	V(track_py, "GeV/c", RECO_LEGS, "momentum of each track there"),
	V(track_pz, "GeV/c", RECO_LEGS, "momentum of each track there"),
	V(track_cov, "", 6 * RECO_LEGS,
	    "covariance of dx/dz, dy/dz, q/p in c/GeV of each: lower triangle"),
	T(beam_dxdz, "", "slope of the beam particle there, nan: none"),
	T(beam_dydz, "", "slope of the beam particle there, nan: none"),
	T(cda, "mm", "how far the beam particle passes it, nan: none"),
	T(cda_sigma, "mm", "its error, nan: none"),
	{ 0 },
};
#undef T
#undef V

#define T(name, unit, doc) REAL(reco_cluster, name, unit, doc)
static const struct added cluster[] = {
	T(e, "GeV", "energy"),
	T(e_sigma, "GeV", "its error"),
	T(x, "mm", "place at z = 241093 mm"),
	T(y, "mm", "place in y"),
	T(xy_sigma, "mm", "error of both"),
	T(time, "ns", "time less that of the trigger"),
	T(time_sigma, "ns", "its error"),
	T(seed, "GeV", "energy of its largest cell"),
	T(nearest, "mm", "distance of the next cluster, nan: none"),
	WHOLE(reco_cluster, cells, "cells"),
	WHOLE(reco_cluster, track, "nearest in list track, -1: none"),
	T(distance, "mm", "how far that passes it, nan: none"),
	WHOLE(reco_cluster, mc,
	    "place in list mc of the true particle that ends there, -1: none"),
	{ 0 },
};
#undef T

#define T(name, unit, doc) REAL(reco_pi0, name, unit, doc)
static const struct added pi0[] = {
	{ "cluster", "", "places in list cluster", N62_I32, 2,
	    offsetof(struct reco_pi0, cluster) },
	T(e, "GeV", "sum of the energies"),
	T(e_sigma, "GeV", "its error"),
	T(time, "ns", "mean time less that of the trigger"),
	T(time_sigma, "ns", "its error"),
	T(z, "mm", "where its decay has the mass of the pi0"),
	T(z_sigma, "mm", "its error"),
	T(px, "GeV/c", "momentum, from there on the axis of the beam"),
	T(py, "GeV/c", "momentum"),
	T(pz, "GeV/c", "momentum"),
	WHOLE(reco_pi0, vertex, "nearest in list vertex in time, -1: none"),
	T(mass, "GeV/c2", "mass of a decay at that vertex, nan: none"),
	T(mass_sigma, "GeV/c2", "its error, nan: none"),
	{ 0 },
};
#undef T

#define T(name, unit, doc) REAL(reco_candidate, name, unit, doc)
static const struct added candidate[] = {
	T(time, "ns", "mean time less that of the trigger"),
	T(time_sigma, "ns", "its error"),
	T(x, "mm", "mean place of the hits"),
	T(y, "mm", "place in y"),
	T(z, "mm", "place in z"),
	WHOLE(reco_candidate, element, "element of the earliest hit"),
	WHOLE(reco_candidate, hits, "hits"),
	WHOLE(reco_candidate, high, "of them, at a higher threshold"),
	{ 0 },
};
#undef T

static const struct {
	const char *name, *doc;
	const struct added *columns;
} lists[RECO_OBJECTS] = {
	[RECO_KAON] = { "kaon", "kaons in the KTAG", kaon },
	[RECO_BEAM] = { "beam", "beam particles in the GTK with a kaon in time",
	    beam },
	[RECO_TRACK] = { "track", "tracks of the STRAW", track },
	[RECO_VERTEX] = { "vertex",
	    "vertices: of three tracks, of two, of one with a beam particle",
	    vertex },
	[RECO_CLUSTER] = { "cluster", "clusters of the LKr", cluster },
	[RECO_PI0] = { "pi0", "pairs of clusters without a track", pi0 },
	[RECO_CHANTI] = { "chanti_veto", "candidates of the CHANTI",
	    candidate },
	[RECO_LAV] = { "lav_veto", "candidates of the LAV", candidate },
	[RECO_CHOD] = { "chod_veto", "crossings of slabs of the CHOD",
	    candidate },
	[RECO_NEWCHOD] = { "newchod_veto", "tiles of the NewCHOD", candidate },
	[RECO_IRC] = { "irc_veto", "candidates of the IRC", candidate },
	[RECO_SAC] = { "sac_veto", "candidates of the SAC", candidate },
	[RECO_MUV0] = { "muv0_veto", "counters of the MUV0", candidate },
	[RECO_MUV3] = { "muv3_veto", "tiles of the MUV3", candidate },
	[RECO_HASC] = { "hasc_veto", "modules of the HASC", candidate },
};

static const struct n62_column flag_column = { "reco_cut", "",
	"1: too many hits or candidates, not all were looked at", N62_U8, 1, -1,
	.key = false };

enum {
	MOST_COLUMNS = 64,
	REALS_OF_MC = 10,
	PULSE = 3 /* columns of a pulse: see struct reco_arrays */
};

/* ---- looking up ------------------------------------------------------- */

struct reco_columns {
	int table;
	bool has[N62_DETS], has_mc;
	struct n62_col element[N62_DETS], lead[N62_DETS], trail[N62_DETS];
	bool has_pulses[RECO_SAMPLED];
	struct n62_col cell[RECO_SAMPLED], pulse[RECO_SAMPLED][PULSE];
	struct n62_col samples[RECO_SAMPLED];
	uint32_t length[RECO_SAMPLED]; /* of samples; 0: there are none */
	struct n62_col fine, pdg, mc[REALS_OF_MC], flag;
	struct n62_col out[RECO_OBJECTS][MOST_COLUMNS];
};

/* Detectors whose hits are used. */
static const uint8_t read_from[] = { N62_KTAG, N62_GTK, N62_STRAW, N62_CHOD,
	N62_NEWCHOD, N62_MUV3, N62_RICH, N62_CHANTI, N62_LAV, N62_IRC, N62_SAC,
	N62_MUV0, N62_HASC };
static const uint8_t sampled[RECO_SAMPLED] = { N62_LKR, N62_MUV1, N62_MUV2 };
enum {
	READ = sizeof read_from
};

/* Whether the table has a list of that name. */
static bool has_list(const struct n62_table *t, const char *name)
{
	for (int i = 0; i < t->nlists; i++)
		if (strcmp(t->lists[i].name, name) == 0)
			return true;
	return false;
}

static int find(const struct n62_schema *s, const char *list, const char *name,
    enum n62_type type, struct n62_col *col, struct n62_err *err)
{
	char full[N62_MAX_NAME * 2];

	snprintf(full, sizeof full, "%s.%s", list, name);
	return n62_find(s, "event", full, type, col, err);
}

/* Samples, if there are some: na62-decode --samples. */
static void find_samples(
    struct reco_columns *c, const struct n62_table *t, int d)
{
	const char *list = n62_det_info[sampled[d]].list;

	for (int i = 0; i < t->ncolumns; i++) {
		const struct n62_column *v = &t->columns[i];

		if (v->list >= 0 && strcmp(t->lists[v->list].name, list) == 0 &&
		    strcmp(v->name, "samples") == 0 && v->type == N62_U16) {
			c->samples[d] = (struct n62_col){ c->table, i };
			c->length[d] = v->length;
		}
	}
}

static int find_pulses(
    struct reco_columns *c, const struct n62_schema *s, struct n62_err *err)
{
	static const char *const name[PULSE] = { "peak", "pedestal", "time" };

	for (int d = 0; d < RECO_SAMPLED; d++) {
		const char *list = n62_det_info[sampled[d]].list;

		c->has_pulses[d] = has_list(&s->tables[c->table], list);
		if (!c->has_pulses[d])
			continue;
		if (find(s, list, "element", N62_I32, &c->cell[d], err) < 0)
			return -1;
		for (int k = 0; k < PULSE; k++)
			if (find(s, list, name[k], N62_F32, &c->pulse[d][k],
				err) < 0)
				return -1;
		find_samples(c, &s->tables[c->table], d);
	}
	return 0;
}

static int find_hits(
    struct reco_columns *c, const struct n62_schema *s, struct n62_err *err)
{
	const struct n62_table *t = &s->tables[c->table];
	bool any = false;

	for (int i = 0; i < READ; i++) {
		int d = read_from[i];
		const char *list = n62_det_info[d].list;

		c->has[d] = has_list(t, list);
		any |= c->has[d];
		if (!c->has[d])
			continue;
		if (find(s, list, "element", N62_I32, &c->element[d], err) <
			0 ||
		    find(s, list, "lead", N62_F32, &c->lead[d], err) < 0 ||
		    find(s, list, "trail", N62_F32, &c->trail[d], err) < 0)
			return -1;
	}
	if (find_pulses(c, s, err) < 0)
		return -1;
	for (int d = 0; d < RECO_SAMPLED; d++)
		any |= c->has_pulses[d];
	if (!any)
		return n62_fail(err, N62_DATA,
		    "the table event has no hits; na62-decode makes them");
	return n62_find(s, "event", "fine", N62_U8, &c->fine, err);
}

static int find_mc(
    struct reco_columns *c, const struct n62_schema *s, struct n62_err *err)
{
	static const char *const name[REALS_OF_MC] = { "x", "y", "z", "t", "px",
		"py", "pz", "end_x", "end_y", "end_z" };

	c->has_mc = has_list(&s->tables[c->table], "mc");
	if (!c->has_mc)
		return 0;
	for (int i = 0; i < REALS_OF_MC; i++)
		if (find(s, "mc", name[i], N62_F32, &c->mc[i], err) < 0)
			return -1;
	return find(s, "mc", "pdg", N62_I32, &c->pdg, err);
}

static int add_list(
    struct reco_columns *c, struct n62_schema *s, int o, struct n62_err *err)
{
	const struct added *a = lists[o].columns;
	int list = n62_add_list(s, c->table, lists[o].name, lists[o].doc, err);

	if (list < 0)
		return -1;
	for (int i = 0; a[i].name; i++) {
		struct n62_column column = { a[i].name, a[i].unit, a[i].doc,
			a[i].type, a[i].length, list, .key = false };

		if (n62_add_column(s, c->table, &column, &c->out[o][i], err) <
		    0)
			return -1;
	}
	return 0;
}

static bool is_same(struct n62_col a, struct n62_col b)
{
	return a.table == b.table && a.column == b.column;
}

/* Whether a column of hits is read here. */
static bool is_read(const struct reco_columns *c, struct n62_col col)
{
	for (int d = 0; d < N62_DETS; d++)
		if (c->has[d] &&
		    (is_same(col, c->element[d]) || is_same(col, c->lead[d]) ||
			is_same(col, c->trail[d])))
			return true;
	for (int d = 0; d < RECO_SAMPLED; d++) {
		if (!c->has_pulses[d])
			continue;
		if (is_same(col, c->cell[d]) ||
		    (c->length[d] > 0 && is_same(col, c->samples[d])))
			return true;
		for (int k = 0; k < PULSE; k++)
			if (is_same(col, c->pulse[d][k]))
				return true;
	}
	return false;
}

/* Leaves a column of hits out, but for what is read of it here. */
static void hide_column(
    const struct reco_columns *c, struct n62_schema *s, int number)
{
	struct n62_col col = { c->table, number };

	if (is_read(c, col))
		n62_hide_column(s, col);
	else
		n62_drop_column(s, col);
}

/* Leaves the hits of all detectors out of what is written. */
static void hide_hits(const struct reco_columns *c, struct n62_schema *s)
{
	const struct n62_table *t = &s->tables[c->table];

	for (int i = 0; i < t->ncolumns; i++) {
		int list = t->columns[i].list;

		for (int d = 0; list >= 0 && d < N62_DETS; d++)
			if (strcmp(t->lists[list].name, n62_det_info[d].list) ==
			    0)
				hide_column(c, s, i);
	}
}

static int add_all(
    struct reco_columns *c, struct n62_schema *s, struct n62_err *err)
{
	for (int o = 0; o < RECO_OBJECTS; o++)
		if (add_list(c, s, o, err) < 0)
			return -1;
	return n62_add_column(s, c->table, &flag_column, &c->flag, err);
}

int n62_reco_schema(struct n62_schema *s, int table, struct n62_err *err)
{
	struct reco_columns c = { .table = table };

	return add_all(&c, s, err);
}

struct reco_columns *reco_columns_new(
    const struct n62_reco *r, struct n62_schema *s, struct n62_err *err)
{
	struct reco_columns *c = n62_new(1, sizeof *c, err);

	if (!c)
		return NULL;
	c->table = n62_find_table(s, "event", err);
	if (c->table < 0 || find_hits(c, s, err) < 0 || find_mc(c, s, err) < 0)
		goto fail;
	if (add_all(c, s, err) < 0)
		goto fail;
	if (r->drop_hits)
		hide_hits(c, s);
	return c;
fail:
	reco_columns_free(c);
	return NULL;
}

void reco_columns_free(struct reco_columns *c)
{
	free(c);
}

int reco_columns_table(const struct reco_columns *c)
{
	return c->table;
}

/* ---- reading ---------------------------------------------------------- */

void reco_arrays_init(struct reco_arrays *a, const struct reco_columns *c,
    const struct n62_block *b)
{
	*a = (struct reco_arrays){ .fine = n62_values(b, c->fine) };
	for (int d = 0; d < N62_DETS; d++) {
		if (!c->has[d])
			continue;
		a->element[d] = n62_values(b, c->element[d]);
		a->lead[d] = n62_values(b, c->lead[d]);
		a->trail[d] = n62_values(b, c->trail[d]);
		a->offsets[d] = n62_offsets(b, c->element[d]);
	}
	for (int d = 0; d < RECO_SAMPLED; d++) {
		if (!c->has_pulses[d])
			continue;
		a->cell[d] = n62_values(b, c->cell[d]);
		a->pulse_offsets[d] = n62_offsets(b, c->cell[d]);
		a->length[d] = c->length[d];
		if (c->length[d] > 0)
			a->samples[d] = n62_values(b, c->samples[d]);
		for (int k = 0; k < PULSE; k++)
			a->pulse[d][k] = n62_values(b, c->pulse[d][k]);
	}
	if (!c->has_mc)
		return;
	a->pdg = n62_values(b, c->pdg);
	a->mc_offsets = n62_offsets(b, c->pdg);
	for (int i = 0; i < REALS_OF_MC; i++)
		a->mc[i] = n62_values(b, c->mc[i]);
}

/* The pulses of a row. */
static void pulses_row(
    const struct reco_arrays *a, uint32_t row, struct reco_event *ev)
{
	for (int d = 0; d < RECO_SAMPLED; d++) {
		uint32_t from;

		ev->pulses[d].n = 0;
		if (!a->cell[d])
			continue;
		from = a->pulse_offsets[d][row];
		ev->pulses[d] = (struct reco_pulses){ a->cell[d] + from,
			a->pulse[d][0] + from, a->pulse[d][1] + from,
			a->pulse[d][2] + from,
			ev->time + n62_det_info[sampled[d]].latency * N62_CLOCK,
			a->pulse_offsets[d][row + 1] - from, NULL,
			a->length[d] };
		if (a->samples[d])
			ev->pulses[d].samples =
			    a->samples[d] + (size_t)from * a->length[d];
	}
}

void reco_arrays_row(
    const struct reco_arrays *a, uint32_t row, struct reco_event *ev)
{
	ev->time = a->fine[row] * (N62_CLOCK / 256);
	for (int d = 0; d < N62_DETS; d++) {
		uint32_t from;

		ev->hits[d].n = 0;
		if (!a->element[d])
			continue;
		from = a->offsets[d][row];
		ev->hits[d] = (struct reco_hits){ a->element[d] + from,
			a->lead[d] + from, a->trail[d] + from,
			ev->time + n62_det_info[d].latency * N62_CLOCK,
			a->offsets[d][row + 1] - from };
	}
	pulses_row(a, row, ev);
	ev->mc.n = 0;
	if (!a->pdg)
		return;
	ev->mc.n = a->mc_offsets[row + 1] - a->mc_offsets[row];
	ev->mc.pdg = a->pdg + a->mc_offsets[row];
	for (int i = 0; i < REALS_OF_MC; i++)
		ev->mc.v[i] = a->mc[i] + a->mc_offsets[row];
}

/* ---- writing ---------------------------------------------------------- */

/* One column from the structs of a part to the values from n on. */
static void copy(
    const struct added *a, size_t size, const struct reco_list *part, char *to)
{
	const char *from = part->v;
	size_t bytes = n62_type_size(a->type) * a->length;

	for (uint32_t i = 0; i < part->n; i++)
		memcpy(to + i * bytes, from + i * size + a->at, bytes);
}

int reco_columns_fill(const struct reco_columns *c, struct n62_block *b,
    enum reco_object o, const uint32_t *counts,
    const struct reco_list *const *parts, uint32_t nparts, struct n62_err *err)
{
	const struct added *a = lists[o].columns;

	if (n62_fill_list(b, c->out[o][0], counts, err) < 0)
		return -1;
	for (int i = 0; a[i].name; i++) {
		char *to = n62_change(b, c->out[o][i]);

		for (uint32_t k = 0; k < nparts; k++) {
			copy(&a[i], reco_size[o], parts[k], to);
			to += n62_type_size(a[i].type) * a[i].length *
			      parts[k]->n;
		}
	}
	return 0;
}

void reco_columns_flag(
    const struct reco_columns *c, struct n62_block *b, const uint8_t *flags)
{
	memcpy(n62_change(b, c->flag), flags, b->rows);
}
