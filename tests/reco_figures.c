/*
 * reco_figures.c - how good a reconstruction of simulated events is:
 *
 *	reco_figures RECO.n62
 *
 * prints lines NAME VALUE, of the decay of the event's kaon:
 *	accepted    charged daughters that cross all chambers, 90 mm or more
 *	            from the middle of their holes, and do not decay before
 *	efficiency  part of them that has a track
 *	unlinked    part of all tracks that has no true particle
 *	charge      part of tracks with the wrong charge
 *	p           core of p/p_true - 1; p_pull etc. in units of the errors
 *	kaons       part of events with a kaon within 3 ns
 *	beams       part of those with the beam particle, place to 1 mm
 *	beam_p ...  core of p/p_true - 1, pulls
 *	vertices    of three accepted tracks
 *	z, mass     core of the distance in z (mm), and of m(3 pi) - m(K) (MeV)
 *	x_pull ...  pulls of the vertex
 * A core is half of what 68.3 % of the values are in.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "detector/detector.h"
#include "physics/physics.h"
#include "record/record.h"

enum {
	MOST = 1 << 18
};

/* ---- figures ---------------------------------------------------------- */

enum figure {
	P,
	P_PULL,
	BEAM_P,
	BEAM_P_PULL,
	BEAM_DXDZ_PULL,
	BEAM_DYDZ_PULL,
	VERTEX_X,
	VERTEX_Y,
	VERTEX_Z,
	Z,
	MASS,
	FIGURES
};
static const char *const names[FIGURES] = { "p", "p_pull", "beam_p",
	"beam_p_pull", "beam_dxdz_pull", "beam_dydz_pull", "x_pull", "y_pull",
	"z_pull", "z", "mass" };

static struct values {
	double *v;
	size_t n;
} values[FIGURES];

static struct {
	double events, accepted, found, tracks, unlinked, charge, kaons, beams,
	    vertices;
} total;

static void fail(const char *text)
{
	fprintf(stderr, "reco_figures: %s\n", text);
	exit(1);
}

static void put(enum figure f, double v)
{
	if (!values[f].v)
		values[f].v = malloc(MOST * sizeof *values[f].v);
	if (!values[f].v || values[f].n == MOST)
		fail("too many values");
	values[f].v[values[f].n++] = v;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double core(struct values *v)
{
	if (v->n < 10)
		return NAN;
	qsort(v->v, v->n, sizeof *v->v, by_size);
	return (v->v[(size_t)(0.84134 * (double)v->n)] -
		   v->v[(size_t)(0.15866 * (double)v->n)]) /
	       2;
}

/* ---- columns ---------------------------------------------------------- */

/* Those that are read: one struct for all lists. */
enum list {
	MC,
	KAON,
	BEAM,
	TRACK,
	VERTEX,
	LISTS
};
static const char *const columns[LISTS][24] = {
	{ "mc.pdg", "mc.parent", "mc.overlay", "mc.x", "mc.y", "mc.z", "mc.px",
	    "mc.py", "mc.pz", "mc.end_x", "mc.end_y", "mc.end_z" },
	{ "kaon.time" },
	{ "beam.p", "beam.p_sigma", "beam.dxdz", "beam.dxdz_sigma", "beam.dydz",
	    "beam.dydz_sigma", "beam.x", "beam.y" },
	{ "track.mc", "track.qp", "track.cov", "track.q" },
	{ "vertex.n", "vertex.track", "vertex.x", "vertex.y", "vertex.z",
	    "vertex.cov", "vertex.track_px", "vertex.track_py",
	    "vertex.track_pz" },
};
enum {
	PDG,
	PARENT,
	OVERLAY,
	X0,
	Y0,
	Z0,
	PX,
	PY,
	PZ,
	EX,
	EY,
	EZ
};

static struct n62_col col[LISTS][24];
static const struct n62_block *block;

/* Value k of entry i of a column. */
static double get(enum list l, int c, uint32_t i, uint32_t k)
{
	const struct n62_table *t = &block->schema->tables[block->table];
	const struct n62_column *m = &t->columns[col[l][c].column];

	return n62_value_f64(
	    m->type, n62_values(block, col[l][c]), (size_t)i * m->length + k);
}

static void range(enum list l, uint32_t row, uint32_t *from, uint32_t *to)
{
	const uint32_t *o = n62_offsets(block, col[l][0]);

	*from = o[row];
	*to = o[row + 1];
}

/* ---- truth ------------------------------------------------------------ */

static int charge_of(int pdg)
{
	return abs(pdg) == 11 || abs(pdg) == 13 ? (pdg > 0 ? -1 : 1)
	       : abs(pdg) == 211                ? (pdg > 0 ? 1 : -1)
						: 0;
}

static double size_of(uint32_t i)
{
	return sqrt(pow(get(MC, PX, i, 0), 2) + pow(get(MC, PY, i, 0), 2) +
		    pow(get(MC, PZ, i, 0), 2));
}

/* Whether particle i, a daughter of the kaon, crosses all chambers. */
static bool accepted(uint32_t i)
{
	double tx = get(MC, PX, i, 0) / get(MC, PZ, i, 0);
	double ty = get(MC, PY, i, 0) / get(MC, PZ, i, 0);
	double z = get(MC, Z0, i, 0), x = get(MC, X0, i, 0);
	double y = get(MC, Y0, i, 0);
	int q = charge_of((int)get(MC, PDG, i, 0));

	if (q == 0 || get(MC, OVERLAY, i, 0) != 0 ||
	    get(MC, PARENT, i, 0) != 0 || z > 180000 ||
	    get(MC, EZ, i, 0) < n62_straw_z[3])
		return false;
	for (int c = 0; c < 4; c++) {
		double to = n62_straw_z[c];

		if (c == 2) {
			x += tx * (N62_MNP33_Z - z);
			y += ty * (N62_MNP33_Z - z);
			z = N62_MNP33_Z;
			tx -= q * N62_MNP33_KICK / size_of(i);
		}
		x += tx * (to - z);
		y += ty * (to - z);
		z = to;
		if (hypot(x - n62_straw_hole_x[c], y) < 90 ||
		    hypot(x, y) > 1000)
			return false;
	}
	return true;
}

/* ---- an event --------------------------------------------------------- */

static void look_at_track(uint32_t t, uint32_t mc)
{
	int q = charge_of((int)get(MC, PDG, mc, 0));
	double qp = q / size_of(mc) * 1000, d = get(TRACK, 1, t, 0) - qp;

	total.charge += (int)get(TRACK, 3, t, 0) != q;
	put(P, -d / qp);
	put(P_PULL, d / sqrt(get(TRACK, 2, t, 14)));
}

static void look_at_tracks(uint32_t row, uint32_t mc, uint32_t nmc)
{
	uint32_t from, to;

	range(TRACK, row, &from, &to);
	total.tracks += to - from;
	for (uint32_t i = mc; i < nmc; i++) {
		if (!accepted(i))
			continue;
		total.accepted++;
		for (uint32_t t = from; t < to; t++) {
			if (get(TRACK, 0, t, 0) != i - mc)
				continue;
			total.found++;
			look_at_track(t, i);
			break;
		}
	}
	for (uint32_t t = from; t < to; t++)
		total.unlinked += get(TRACK, 0, t, 0) < 0;
}

static void look_at_beams(uint32_t row, uint32_t mc)
{
	uint32_t from, to;

	range(KAON, row, &from, &to);
	for (uint32_t i = from; i < to; i++)
		if (fabs(get(KAON, 0, i, 0)) < 3) {
			total.kaons++;
			break;
		}
	range(BEAM, row, &from, &to);
	for (uint32_t i = from; i < to; i++) {
		double p = size_of(mc) / 1000, pz = get(MC, PZ, mc, 0);

		if (hypot(get(BEAM, 6, i, 0) - get(MC, X0, mc, 0),
			get(BEAM, 7, i, 0) - get(MC, Y0, mc, 0)) > 1)
			continue;
		total.beams++;
		put(BEAM_P, get(BEAM, 0, i, 0) / p - 1);
		put(BEAM_P_PULL, (get(BEAM, 0, i, 0) - p) / get(BEAM, 1, i, 0));
		put(BEAM_DXDZ_PULL,
		    (get(BEAM, 2, i, 0) - get(MC, PX, mc, 0) / pz) /
			get(BEAM, 3, i, 0));
		put(BEAM_DYDZ_PULL,
		    (get(BEAM, 4, i, 0) - get(MC, PY, mc, 0) / pz) /
			get(BEAM, 5, i, 0));
		break;
	}
}

/* The mass of three pions over that of a kaon, in MeV. */
static double mass_of(uint32_t v)
{
	struct n62_p4 sum = { 0, 0, 0, 0 };

	for (uint32_t k = 0; k < 3; k++)
		sum =
		    n62_p4_add(sum, n62_p4_on_shell(1000 * get(VERTEX, 6, v, k),
					1000 * get(VERTEX, 7, v, k),
					1000 * get(VERTEX, 8, v, k), N62_M_PI));
	return sqrt(n62_p4_mass2(sum)) - N62_M_K;
}

static bool all_accepted(uint32_t v, uint32_t track, uint32_t mc)
{
	for (uint32_t k = 0; k < 3; k++) {
		double i =
		    get(TRACK, 0, track + (uint32_t)get(VERTEX, 1, v, k), 0);

		if (i < 0 || !accepted(mc + (uint32_t)i))
			return false;
	}
	return true;
}

static void look_at_vertices(uint32_t row, uint32_t mc)
{
	uint32_t from, to, track, end;

	range(VERTEX, row, &from, &to);
	range(TRACK, row, &track, &end);
	for (uint32_t v = from; v < to; v++) {
		if (get(VERTEX, 0, v, 0) != 3 || !all_accepted(v, track, mc))
			continue;
		total.vertices++;
		for (int k = 0; k < 3; k++)
			put((enum figure)(VERTEX_X + k),
			    (get(VERTEX, 2 + k, v, 0) -
				get(MC, EX + k, mc, 0)) /
				sqrt(get(VERTEX, 5, v,
				    (uint32_t)(k * (k + 3) / 2))));
		put(Z, get(VERTEX, 4, v, 0) - get(MC, EZ, mc, 0));
		put(MASS, mass_of(v));
	}
}

static void look_at(const struct n62_block *b)
{
	block = b;
	for (uint32_t row = 0; row < b->rows; row++) {
		uint32_t mc, end;

		range(MC, row, &mc, &end);
		if (mc == end || get(MC, PDG, mc, 0) != N62_KAON)
			continue;
		total.events++;
		look_at_tracks(row, mc, end);
		look_at_beams(row, mc);
		look_at_vertices(row, mc);
	}
}

/* ---- the stream ------------------------------------------------------- */

static int find(const struct n62_schema *s, struct n62_err *err)
{
	for (int l = 0; l < LISTS; l++)
		for (int c = 0; columns[l][c]; c++)
			if (n62_find(s, "event", columns[l][c], N62_ANY,
				&col[l][c], err) < 0)
				return -1;
	return 0;
}

static void print(void)
{
	printf("events %g\naccepted %g\nefficiency %.5f\nunlinked %.5f\n"
	       "charge %.5f\nkaons %.5f\nbeams %.5f\nvertices %g\n",
	    total.events, total.accepted, total.found / total.accepted,
	    total.unlinked / total.tracks, total.charge / total.found,
	    total.kaons / total.events, total.beams / total.events,
	    total.vertices);
	for (int f = 0; f < FIGURES; f++)
		printf("%s %.6g\n", names[f], core(&values[f]));
}

int main(int argc, char **argv)
{
	const char *name = argc == 2 ? argv[1] : "-";
	struct n62_read_options o = {
		.names = &name, .nnames = 1, .threads = 1
	};
	struct n62_err err = { 0 };
	struct n62_reader *r = n62_reader_open(&o, &err);
	struct n62_block *b;
	int status = r ? 1 : -1;

	while (status > 0 && (status = n62_read(r, &b, &err)) > 0) {
		if (b->kind == N62_HEAD && find(b->schema, &err) < 0)
			status = -1;
		else if (b->kind == N62_ROWS && b->table == col[MC][0].table)
			look_at(b);
	}
	if (status < 0)
		fail(err.text);
	n62_reader_free(r);
	print();
	for (int f = 0; f < FIGURES; f++)
		free(values[f].v);
	return 0;
}
