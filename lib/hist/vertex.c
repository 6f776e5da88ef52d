/*
 * vertex.c - the particles of a hypothesis from the lists of na62-reco.
 *
 * Charged ones are the tracks of a vertex with as many tracks and the same
 * charges. Of several vertices, and several ways to name tracks of a charge,
 * that with the largest sum of -chi2/2 of the vertex and of what E/p, MUV3 and
 * RICH say of each track is taken, the first of equal ones.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hist/mass.h"

enum column {
	V_N,
	V_TRACK,
	V_CHI2,
	V_X,
	V_Y,
	V_Z,
	V_TIME,
	V_PX,
	V_PY,
	V_PZ,
	V_COV,
	T_Q,
	T_EOP,
	T_MUV3,
	T_RICH,
	V_BEAM,
	V_DXDZ,
	V_DYDZ,
	B_P,
	B_P_SIGMA,
	B_DXDZ_SIGMA,
	B_DYDZ_SIGMA,
	P_CLUSTER,
	P_TIME,
	P_Z,
	P_Z_SIGMA,
	C_E,
	C_E_SIGMA,
	C_X,
	C_Y,
	C_XY_SIGMA,
	C_TIME,
	C_TRACK,
	COLUMNS
};

static const struct {
	const char *name;
	uint32_t length;
} columns[COLUMNS] = {
	[V_N] = { "vertex.n", 1 },
	[V_TRACK] = { "vertex.track", HIST_LEGS },
	[V_CHI2] = { "vertex.chi2", 1 },
	[V_X] = { "vertex.x", 1 },
	[V_Y] = { "vertex.y", 1 },
	[V_Z] = { "vertex.z", 1 },
	[V_TIME] = { "vertex.time", 1 },
	[V_PX] = { "vertex.track_px", HIST_LEGS },
	[V_PY] = { "vertex.track_py", HIST_LEGS },
	[V_PZ] = { "vertex.track_pz", HIST_LEGS },
	[V_COV] = { "vertex.track_cov", 6 * HIST_LEGS },
	[T_Q] = { "track.q", 1 },
	[T_EOP] = { "track.eop", 1 },
	[T_MUV3] = { "track.muv3_tile", 1 },
	[T_RICH] = { "track.rich_likelihood", 4 },
	[V_BEAM] = { "vertex.beam", 1 },
	[V_DXDZ] = { "vertex.beam_dxdz", 1 },
	[V_DYDZ] = { "vertex.beam_dydz", 1 },
	[B_P] = { "beam.p", 1 },
	[B_P_SIGMA] = { "beam.p_sigma", 1 },
	[B_DXDZ_SIGMA] = { "beam.dxdz_sigma", 1 },
	[B_DYDZ_SIGMA] = { "beam.dydz_sigma", 1 },
	[P_CLUSTER] = { "pi0.cluster", 2 },
	[P_TIME] = { "pi0.time", 1 },
	[P_Z] = { "pi0.z", 1 },
	[P_Z_SIGMA] = { "pi0.z_sigma", 1 },
	[C_E] = { "cluster.e", 1 },
	[C_E_SIGMA] = { "cluster.e_sigma", 1 },
	[C_X] = { "cluster.x", 1 },
	[C_Y] = { "cluster.y", 1 },
	[C_XY_SIGMA] = { "cluster.xy_sigma", 1 },
	[C_TIME] = { "cluster.time", 1 },
	[C_TRACK] = { "cluster.track", 1 },
};

/* In ln L: for what E/p or MUV3 speak against (2 % of the particles do), and
 * the most that the RICH may say; CHOICE. */
static const double against = 4;
static const double front = 241093; /* mm, of the LKr: na62-reco(1) */
static const double in_time = 5;    /* ns, of neutral particles; CHOICE */

struct hist_vertices {
	struct hist_number in[COLUMNS];
};

/* E/p, MUV3 and RICH may be missing. */
static bool is_needed(int k, bool beam, bool neutral)
{
	if (k <= T_Q)
		return true;
	if (k < V_BEAM)
		return false;
	return k < P_CLUSTER ? beam : neutral;
}

struct hist_vertices *hist_vertices_new(
    const struct n62_schema *s, bool beam, bool neutral, struct n62_err *err)
{
	struct hist_vertices *v = n62_new(1, sizeof *v, err);

	for (int k = 0; v && k < COLUMNS; k++) {
		struct n62_err absent = { 0 };

		if (hist_number_find(&v->in[k], s, columns[k].name,
			columns[k].length, &absent) == 0 ||
		    !is_needed(k, beam, neutral))
			continue;
		*err = absent;
		n62_fail_at(err, "no list cand, and no vertices");
		free(v);
		return NULL;
	}
	return v;
}

static double get(const struct hist_vertices *v, const struct n62_block *b,
    enum column c, uint32_t i, uint32_t k)
{
	return v->in[c].there ? hist_number_get(&v->in[c], b, i, k) : NAN;
}

/* ---- charged particles ------------------------------------------------ */

/* ln of how likely it is that a particle looks like this track, less that of
 * the most likely one. */
static double looks_like(const struct hist_vertices *v,
    const struct n62_block *b, uint32_t track, int32_t pdg)
{
	static const int32_t ringed[] = { N62_ELECTRON, N62_MUON, N62_PION };
	double eop = get(v, b, T_EOP, track, 0), own = 0, best = 0;
	bool muon = get(v, b, T_MUV3, track, 0) >= 0, fits;

	if (abs(pdg) == N62_ELECTRON)
		fits = eop >= 0.9 && eop < 1.1 && !muon;
	else if (abs(pdg) == N62_MUON)
		fits = muon && !(eop >= 0.2);
	else
		fits = !muon && !(eop >= 0.9);
	for (uint32_t k = 0; v->in[T_RICH].there && k < 3; k++) {
		double l = get(v, b, T_RICH, track, k);

		best = fmax(best, l);
		own = ringed[k] == abs(pdg) ? l : own;
	}
	return (fits ? 0 : -against) + fmax(own - best, -against);
}

/* The tracks of one vertex, and the way to name them that fits best. */
struct match {
	uint32_t vertex;
	int n;
	int32_t pdg[HIST_LEGS];
	uint32_t leg[HIST_LEGS], best_leg[HIST_LEGS]; /* of each particle */
	double best;
	uint32_t best_vertex;
	bool found;
};

static void name_rest(const struct hist_vertices *v, const struct n62_block *b,
    uint32_t first_track, struct match *m, int i, double l)
{
	if (i == m->n && (!m->found || l > m->best)) {
		m->found = true;
		m->best = l;
		m->best_vertex = m->vertex;
		memcpy(m->best_leg, m->leg, sizeof m->leg);
	}
	if (i == m->n)
		return;
	for (uint32_t k = 0; k < (uint32_t)m->n; k++) {
		uint32_t t =
		    first_track + (uint32_t)get(v, b, V_TRACK, m->vertex, k);
		bool taken = false;

		for (int j = 0; j < i; j++)
			taken |= m->leg[j] == k;
		if (taken || get(v, b, T_Q, t, 0) != hist_charge_of(m->pdg[i]))
			continue;
		m->leg[i] = k;
		name_rest(v, b, first_track, m, i + 1,
		    l + looks_like(v, b, t, m->pdg[i]));
	}
}

/* All tracks of a vertex are in the list. */
static bool is_whole(const struct hist_vertices *v, const struct n62_block *b,
    uint32_t vertex, int n, uint32_t tracks)
{
	if (get(v, b, V_N, vertex, 0) != n)
		return false;
	for (uint32_t k = 0; k < (uint32_t)n; k++) {
		double t = get(v, b, V_TRACK, vertex, k);

		if (!(t >= 0 && t < tracks))
			return false;
	}
	return true;
}

static struct hist_body leg_body(const struct hist_vertices *v,
    const struct n62_block *b, uint32_t vertex, uint32_t leg, int32_t pdg)
{
	double px = get(v, b, V_PX, vertex, leg), cov[6], s[3];
	double py = get(v, b, V_PY, vertex, leg);
	double pz = get(v, b, V_PZ, vertex, leg);

	for (uint32_t k = 0; k < 6; k++)
		cov[k] = get(v, b, V_COV, vertex, 6 * leg + k);
	s[0] = px / pz;
	s[1] = py / pz;
	s[2] = hist_charge_of(pdg) / sqrt(px * px + py * py + pz * pz);
	return hist_body_slopes(s, cov, hist_mass_of(pdg));
}

static void set_kaon(const struct hist_vertices *v, const struct n62_block *b,
    uint32_t row, uint32_t vertex, struct hist_body *kaon)
{
	double beam = get(v, b, V_BEAM, vertex, 0);
	double s[3], sigma[3];
	const uint32_t *at;
	uint32_t i;

	if (!(beam >= 0) || !v->in[B_P].there)
		return;
	at = n62_offsets(b, v->in[B_P].col);
	i = at[row] + (uint32_t)beam;
	if (i >= at[row + 1])
		return;
	s[0] = get(v, b, B_P, i, 0);
	s[1] = get(v, b, V_DXDZ, vertex, 0);
	s[2] = get(v, b, V_DYDZ, vertex, 0);
	sigma[0] = get(v, b, B_P_SIGMA, i, 0);
	sigma[1] = get(v, b, B_DXDZ_SIGMA, i, 0);
	sigma[2] = get(v, b, B_DYDZ_SIGMA, i, 0);
	*kaon = hist_body_beam(s, sigma, N62_M_K / 1000);
}

/* ---- neutral particles ------------------------------------------------ */

struct photons {
	const struct hist_vertices *v;
	const struct n62_block *b;
	double at[3], time; /* of the vertex */
	uint32_t from, to;  /* clusters of the event */
	uint64_t used;      /* of them, one bit each */
};

static bool is_free(const struct photons *p, double cluster)
{
	return cluster >= 0 && cluster < p->to - p->from && cluster < 64 &&
	       !(p->used >> (int)cluster & 1);
}

static struct hist_body photon(struct photons *p, double cluster)
{
	uint32_t i = p->from + (uint32_t)cluster;
	double to[3] = { get(p->v, p->b, C_X, i, 0), get(p->v, p->b, C_Y, i, 0),
		front };

	p->used |= UINT64_C(1) << (int)cluster;
	return hist_body_photon(get(p->v, p->b, C_E, i, 0),
	    get(p->v, p->b, C_E_SIGMA, i, 0), p->at, to,
	    get(p->v, p->b, C_XY_SIGMA, i, 0));
}

/* The free cluster in time, without a track, of the largest energy. */
static bool take_photon(struct photons *p, struct hist_body *out)
{
	double best = 0, cluster = -1;

	for (uint32_t i = p->from; i < p->to; i++) {
		double e = get(p->v, p->b, C_E, i, 0);

		if (!is_free(p, i - p->from) || e <= best ||
		    get(p->v, p->b, C_TRACK, i, 0) >= 0 ||
		    !(fabs(get(p->v, p->b, C_TIME, i, 0) - p->time) < in_time))
			continue;
		best = e;
		cluster = i - p->from;
	}
	if (cluster < 0)
		return false;
	*out = photon(p, cluster);
	return true;
}

/* The pair in time whose decay with the mass of the pi0 is nearest to the
 * vertex, in its errors. */
static bool take_pi0(struct photons *p, uint32_t row, struct hist_body *out)
{
	const uint32_t *at = n62_offsets(p->b, p->v->in[P_Z].col);
	double best = INFINITY, c[2] = { -1, -1 };
	struct hist_body a, b;

	for (uint32_t i = at[row]; i < at[row + 1]; i++) {
		double one = get(p->v, p->b, P_CLUSTER, i, 0);
		double two = get(p->v, p->b, P_CLUSTER, i, 1);
		double d = fabs(get(p->v, p->b, P_Z, i, 0) - p->at[2]) /
			   get(p->v, p->b, P_Z_SIGMA, i, 0);

		if (!is_free(p, one) || !is_free(p, two) || !(d < best) ||
		    !(fabs(get(p->v, p->b, P_TIME, i, 0) - p->time) < in_time))
			continue;
		best = d;
		c[0] = one;
		c[1] = two;
	}
	if (c[0] < 0)
		return false;
	a = photon(p, c[0]);
	b = photon(p, c[1]);
	*out = hist_body_pair(&a, &b, N62_M_PI0 / 1000);
	return true;
}

static struct photons photons_of(const struct hist_vertices *v,
    const struct n62_block *b, uint32_t row, uint32_t vertex)
{
	const uint32_t *at = n62_offsets(b, v->in[C_E].col);
	struct photons p = { .v = v,
		.b = b,
		.time = get(v, b, V_TIME, vertex, 0),
		.from = at[row],
		.to = at[row + 1] };

	p.at[0] = get(v, b, V_X, vertex, 0);
	p.at[1] = get(v, b, V_Y, vertex, 0);
	p.at[2] = get(v, b, V_Z, vertex, 0);
	return p;
}

/* ---- both ------------------------------------------------------------- */

static void find_match(const struct hist_vertices *v, const struct n62_block *b,
    uint32_t row, const struct hist_hypothesis *h, struct match *m)
{
	const uint32_t *at = n62_offsets(b, v->in[V_N].col);
	const uint32_t *tracks = n62_offsets(b, v->in[T_Q].col);

	*m = (struct match){ .found = false };
	for (int i = 0; i < h->n; i++)
		if (hist_charge_of(h->pdg[i]) != 0)
			m->pdg[m->n++] = h->pdg[i];
	for (m->vertex = at[row]; m->vertex < at[row + 1]; m->vertex++)
		if (is_whole(
			v, b, m->vertex, m->n, tracks[row + 1] - tracks[row]))
			name_rest(v, b, tracks[row], m, 0,
			    -get(v, b, V_CHI2, m->vertex, 0) / 2);
}

int hist_vertices_bodies(const struct hist_vertices *v,
    const struct n62_block *b, uint32_t row, const struct hist_hypothesis *h,
    struct hist_body *body, struct hist_body *kaon)
{
	struct photons p = { .v = NULL };
	struct match m;
	int leg = 0;

	find_match(v, b, row, h, &m);
	if (!m.found)
		return 0;
	for (int i = 0; i < h->n; i++) {
		if (hist_charge_of(h->pdg[i]) != 0) {
			body[i] = leg_body(
			    v, b, m.best_vertex, m.best_leg[leg++], h->pdg[i]);
			continue;
		}
		if (!p.v)
			p = photons_of(v, b, row, m.best_vertex);
		if (!(h->pdg[i] == N62_PHOTON ? take_photon(&p, &body[i])
					      : take_pi0(&p, row, &body[i])))
			return 0;
	}
	set_kaon(v, b, row, m.best_vertex, kaon);
	return h->n;
}
