/*
 * measure_reco.c - what na62-reco finds of simulated decays against truth:
 * efficiency, resolutions, and whether errors are what they say.
 *
 *	measure_reco PREFIX [DIRECTORY]
 *
 * prints rows PREFIX.track.efficiency and so on; those of which there is
 * nothing in the sample are left out.
 */
#include "objects.h"

#include <stdio.h>

enum column {
	KAON_TIME = VAL_OWN,
	BEAM_P,
	BEAM_P_SIGMA,
	BEAM_DXDZ,
	BEAM_DYDZ,
	BEAM_DXDZ_SIGMA,
	BEAM_DYDZ_SIGMA,
	BEAM_X,
	BEAM_Y,
	BEAM_TIME,
	TRACK_MC,
	TRACK_QP,
	TRACK_COV,
	TRACK_Q,
	TRACK_TIME,
	TRACK_RICH_TIME,
	TRACK_RICH_HITS,
	VERTEX_N,
	VERTEX_TRACK,
	VERTEX_X,
	VERTEX_Y,
	VERTEX_Z,
	VERTEX_COV,
	VERTEX_PX,
	VERTEX_PY,
	VERTEX_PZ,
	VERTEX_TRACK_COV,
	VERTEX_BEAM,
	VERTEX_BEAM_DXDZ,
	VERTEX_BEAM_DYDZ,
	VERTEX_CDA,
	VERTEX_CDA_SIGMA,
	CLUSTER_E,
	CLUSTER_E_SIGMA,
	CLUSTER_X,
	CLUSTER_SIGMA,
	CLUSTER_MC,
	CLUSTER_DISTANCE,
	PI0_CLUSTER,
	PI0_MASS,
	PI0_MASS_SIGMA
};
static const char *const names[] = { "kaon.time", "beam.p", "beam.p_sigma",
	"beam.dxdz", "beam.dydz", "beam.dxdz_sigma", "beam.dydz_sigma",
	"beam.x", "beam.y", "beam.time", "track.mc", "track.qp", "track.cov",
	"track.q", "track.time", "track.rich_time", "track.rich_hits",
	"vertex.n", "vertex.track", "vertex.x", "vertex.y", "vertex.z",
	"vertex.cov", "vertex.track_px", "vertex.track_py", "vertex.track_pz",
	"vertex.track_cov", "vertex.beam", "vertex.beam_dxdz",
	"vertex.beam_dydz", "vertex.cda", "vertex.cda_sigma", "cluster.e",
	"cluster.e_sigma", "cluster.x", "cluster.xy_sigma", "cluster.mc",
	"cluster.distance", "pi0.cluster", "pi0.mass", "pi0.mass_sigma", NULL };

/* ---- what is collected ------------------------------------------------ */

/* Widths that are rows of the report: each times a scale. */
enum figure {
	P15,
	P25,
	P35,
	P_PULL,
	ANGLE15,
	ANGLE25,
	ANGLE35,
	ANGLE_PULL,
	BEAM_P_WIDTH,
	BEAM_P_PULL,
	BEAM_SLOPE,
	BEAM_SLOPE_PULL,
	X_PULL,
	Y_PULL,
	Z_PULL,
	Z_WIDTH,
	MASS,
	CDA_PULL,
	ONE_Z_PULL,
	MISSING,
	CLUSTER10,
	CLUSTER_PULL,
	PLACE_PULL,
	PI0,
	PI0_PULL,
	FIGURES
};

static struct row {
	const char *key;
	double scale;
	struct val_picture picture; /* low, high, mean, sigma; 0, 0: none */
	struct val_list list;
} rows[FIGURES] = {
	[P15] = { "track.p15", 100, { NULL, -2, 2, 0, 0.361 }, { 0 } },
	[P25] = { "track.p25", 100, { NULL, -2, 2, 0, 0.380 }, { 0 } },
	[P35] = { "track.p35", 100, { NULL, -2, 2, 0, 0.403 }, { 0 } },
	[P_PULL] = { "track.p_pull", 1, { NULL, -5, 5, 0, 1 }, { 0 } },
	[ANGLE15] = { "track.angle15", 1e6, { NULL, -300, 300, 0, 50 }, { 0 } },
	[ANGLE25] = { "track.angle25", 1e6, { NULL, -200, 200, 0, 31 }, { 0 } },
	[ANGLE35] = { "track.angle35", 1e6, { NULL, -150, 150, 0, 23 }, { 0 } },
	[ANGLE_PULL] = { "track.angle_pull", 1, { NULL, -5, 5, 0, 1 }, { 0 } },
	[BEAM_P_WIDTH] = { "beam.p", 100, { NULL, -1, 1, 0, 0.2 }, { 0 } },
	[BEAM_P_PULL] = { "beam.p_pull", 1, { NULL, -5, 5, 0, 1 }, { 0 } },
	[BEAM_SLOPE] = { "beam.angle", 1e6, { NULL, -80, 80, 0, 16 }, { 0 } },
	[BEAM_SLOPE_PULL] = { "beam.angle_pull", 1, { 0 }, { 0 } },
	[X_PULL] = { "vertex.x_pull", 1, { 0 }, { 0 } },
	[Y_PULL] = { "vertex.y_pull", 1, { 0 }, { 0 } },
	[Z_PULL] = { "vertex.z_pull", 1, { NULL, -5, 5, 0, 1 }, { 0 } },
	[Z_WIDTH] = { "vertex.z", 1e-3, { NULL, -2, 2, 0, 0.35 }, { 0 } },
	[MASS] = { "vertex.mass", 1, { NULL, -5, 5, 0, 0.7 }, { 0 } },
	[CDA_PULL] = { "vertex.cda_pull", 1, { 0 }, { 0 } },
	[ONE_Z_PULL] = { "vertex.one_z_pull", 1, { 0 }, { 0 } },
	[MISSING] = { "missing", 1e3, { NULL, -5, 5, 0, 1 }, { 0 } },
	[CLUSTER10] = { "cluster.e10", 100, { NULL, -10, 10, 0, 2.1 }, { 0 } },
	[CLUSTER_PULL] = { "cluster.pull", 1, { NULL, -5, 5, 0, 1 }, { 0 } },
	[PLACE_PULL] = { "cluster.x_pull", 1, { NULL, -5, 5, 0, 1 }, { 0 } },
	[PI0] = { "pi0.mass", 1e3, { NULL, -10, 10, 0, 2.1 }, { 0 } },
	[PI0_PULL] = { "pi0.pull", 1, { NULL, -5, 5, 0, 1 }, { 0 } },
};

static struct {
	double events, accepted, found, tracks, unlinked, charge, kaons, beams;
} total;

static void put(enum figure f, double v)
{
	val_add(&rows[f].list, v);
}

/* Into the one of three bands around 15, 25 and 35 GeV where p is, MeV. */
static void put_band(int first, double p, double v)
{
	static const double middle[] = { 15e3, 25e3, 35e3 };

	for (int k = 0; k < 3; k++)
		if (fabs(p / middle[k] - 1) < 0.15)
			put((enum figure)(first + k), v);
}

/* ---- times ------------------------------------------------------------ */

/*
 * All times are less that of the trigger, which has an error of its own; so
 * that of one detector follows from the differences between three, whose
 * errors have nothing to do with each other:
 * 2 var(a) = var(a - b) + var(a - c) - var(b - c).
 */
enum clock {
	OF_KAON,
	OF_BEAM,
	OF_RICH,
	OF_TRACK,
	CLOCKS
};
static double now[CLOCKS];
static struct val_list apart[CLOCKS][CLOCKS];

static void compare_times(void)
{
	for (int a = 0; a < CLOCKS; a++)
		for (int b = 0; b < a; b++)
			if (isfinite(now[a]) && isfinite(now[b]))
				val_add(&apart[a][b], now[a] - now[b]);
}

static double variance(int a, int b)
{
	double sigma = val_sigma(&apart[a > b ? a : b][a > b ? b : a]);

	return sigma * sigma;
}

static void print_time(
    const char *prefix, const char *name, int a, int b, int c)
{
	double v = (variance(a, b) + variance(a, c) - variance(b, c)) / 2;
	char key[64];

	snprintf(key, sizeof key, "%s.%s", prefix, name);
	val_row(key, sqrt(v),
	    (variance(a, b) + variance(a, c)) / sqrt(v) *
		sqrt(0.41 / apart[1][0].n));
}

/* ---- tracks ----------------------------------------------------------- */

static void look_at_track(uint32_t t, uint32_t mc)
{
	double p = val_momentum(mc), qp = val_charge(mc) / p * 1000;
	double d = val_get(TRACK_QP, t, 0) - qp;

	total.charge += (int)val_get(TRACK_Q, t, 0) != val_charge(mc);
	put_band(P15, p, -d / qp);
	put(P_PULL, d / sqrt(val_get(TRACK_COV, t, 14)));
	if (val_get(TRACK_RICH_HITS, t, 0) >= 8) {
		now[OF_TRACK] = val_get(TRACK_TIME, t, 0);
		now[OF_RICH] = val_get(TRACK_RICH_TIME, t, 0);
	}
}

static void look_at_tracks(uint32_t row, uint32_t mc, uint32_t end)
{
	uint32_t from, to;

	val_range(TRACK_MC, row, &from, &to);
	total.tracks += to - from;
	for (uint32_t i = mc; i < end; i++) {
		if (!val_accepted(i))
			continue;
		total.accepted++;
		for (uint32_t t = from; t < to; t++) {
			if (val_get(TRACK_MC, t, 0) != i - mc)
				continue;
			total.found++;
			look_at_track(t, i);
			break;
		}
	}
	for (uint32_t t = from; t < to; t++)
		total.unlinked += val_get(TRACK_MC, t, 0) < 0;
}

/* ---- the beam --------------------------------------------------------- */

static bool is_kaon(uint32_t beam, uint32_t mc)
{
	return hypot(val_get(BEAM_X, beam, 0) - val_get(MC_X, mc, 0),
		   val_get(BEAM_Y, beam, 0) - val_get(MC_Y, mc, 0)) < 1;
}

static void look_at_beam(uint32_t i, uint32_t mc)
{
	double p = val_momentum(mc) / 1000, pz = val_get(MC_PZ, mc, 0);
	double dx = val_get(BEAM_DXDZ, i, 0) - val_get(MC_PX, mc, 0) / pz;
	double dy = val_get(BEAM_DYDZ, i, 0) - val_get(MC_PY, mc, 0) / pz;

	put(BEAM_P_WIDTH, val_get(BEAM_P, i, 0) / p - 1);
	put(BEAM_P_PULL,
	    (val_get(BEAM_P, i, 0) - p) / val_get(BEAM_P_SIGMA, i, 0));
	put(BEAM_SLOPE, dx);
	put(BEAM_SLOPE, dy);
	put(BEAM_SLOPE_PULL, dx / val_get(BEAM_DXDZ_SIGMA, i, 0));
	put(BEAM_SLOPE_PULL, dy / val_get(BEAM_DYDZ_SIGMA, i, 0));
	now[OF_BEAM] = val_get(BEAM_TIME, i, 0);
}

static void look_at_beams(uint32_t row, uint32_t mc)
{
	uint32_t from, to;

	val_range(KAON_TIME, row, &from, &to);
	for (uint32_t i = from; i < to; i++)
		if (!(fabs(val_get(KAON_TIME, i, 0)) > fabs(now[OF_KAON])))
			now[OF_KAON] = val_get(KAON_TIME, i, 0);
	total.kaons += fabs(now[OF_KAON]) < 3;
	val_range(BEAM_P, row, &from, &to);
	for (uint32_t i = from; i < to; i++)
		if (is_kaon(i, mc)) {
			total.beams++;
			look_at_beam(i, mc);
			break;
		}
}

/* ---- vertices --------------------------------------------------------- */

static struct n62_p4 leg(uint32_t v, uint32_t k)
{
	return n62_p4_on_shell(1000 * val_get(VERTEX_PX, v, k),
	    1000 * val_get(VERTEX_PY, v, k), 1000 * val_get(VERTEX_PZ, v, k),
	    N62_M_PI);
}

/* The true particle of track k of a vertex; false: none that is accepted. */
static bool true_leg(
    uint32_t v, uint32_t k, uint32_t track, uint32_t mc, uint32_t *i)
{
	double of =
	    val_get(TRACK_MC, track + (uint32_t)val_get(VERTEX_TRACK, v, k), 0);

	*i = mc + (of < 0 ? 0 : (uint32_t)of);
	return of >= 0 && val_accepted(*i);
}

static void look_at_three(uint32_t v, uint32_t track, uint32_t mc)
{
	struct n62_p4 sum = { 0, 0, 0, 0 };
	uint32_t i;

	for (uint32_t k = 0; k < 3; k++) {
		if (!true_leg(v, k, track, mc, &i))
			return;
		sum = n62_p4_add(sum, leg(v, k));
	}
	for (uint32_t k = 0; k < 3; k++) {
		double d = val_get(VERTEX_X + (int)k, v, 0) -
			   val_get(MC_END_X + (int)k, mc, 0);

		put((enum figure)(X_PULL + (int)k),
		    d / sqrt(val_get(VERTEX_COV, v, k * (k + 3) / 2)));
		if (k == 2)
			put(Z_WIDTH, d);
		true_leg(v, k, track, mc, &i);
		d = val_get(VERTEX_PY, v, k) / val_get(VERTEX_PZ, v, k) -
		    val_get(MC_PY, i, 0) / val_get(MC_PZ, i, 0);
		put_band(ANGLE15, val_momentum(i), d);
		put(ANGLE_PULL,
		    d / sqrt(val_get(VERTEX_TRACK_COV, v, 6 * k + 2)));
	}
	put(MASS, sqrt(n62_p4_mass2(sum)) - N62_M_K);
}

/* The missing mass squared of a pion, in GeV^2, less that of a pi0. */
static void look_at_one(uint32_t v, uint32_t track, uint32_t beam, uint32_t mc)
{
	uint32_t b = beam + (uint32_t)val_get(VERTEX_BEAM, v, 0), i;
	struct n62_p4 kaon;
	double p, tx, ty;

	if (!true_leg(v, 0, track, mc, &i) || !is_kaon(b, mc))
		return;
	p = val_get(VERTEX_CDA, v, 0) / val_get(VERTEX_CDA_SIGMA, v, 0);
	put(CDA_PULL, p); /* it has no sign, and so gets both */
	put(CDA_PULL, -p);
	put(ONE_Z_PULL, (val_get(VERTEX_Z, v, 0) - val_get(MC_END_Z, mc, 0)) /
			    sqrt(val_get(VERTEX_COV, v, 5)));
	if (val_get(MC_PDG, i, 0) != N62_PION)
		return;
	tx = val_get(VERTEX_BEAM_DXDZ, v, 0);
	ty = val_get(VERTEX_BEAM_DYDZ, v, 0);
	p = 1000 * val_get(BEAM_P, b, 0) / sqrt(1 + tx * tx + ty * ty);
	kaon = n62_p4_on_shell(p * tx, p * ty, p, N62_M_K);
	p = n62_p4_mass2(n62_p4_minus(kaon, leg(v, 0)));
	p = (p - N62_M_PI0 * N62_M_PI0) * 1e-6;
	if (val_momentum(i) > 15e3 && val_momentum(i) < 45e3 && fabs(p) < 0.01)
		put(MISSING, p);
}

static void look_at_vertices(uint32_t row, uint32_t mc)
{
	uint32_t from, to, track, beam, end;

	val_range(VERTEX_N, row, &from, &to);
	val_range(TRACK_MC, row, &track, &end);
	val_range(BEAM_P, row, &beam, &end);
	for (uint32_t v = from; v < to; v++) {
		if (val_get(VERTEX_N, v, 0) == 3)
			look_at_three(v, track, mc);
		if (val_get(VERTEX_N, v, 0) == 1)
			look_at_one(v, track, beam, mc);
	}
}

/* ---- photons ---------------------------------------------------------- */

/* Whether the two photons of a pi0 are all there is of electrons and photons:
 * none was converted, or came from what showers. */
static bool is_clean(uint32_t mc, uint32_t end)
{
	int photons = 0, others = 0;

	for (uint32_t i = mc; i < end; i++) {
		int pdg = abs((int)val_get(MC_PDG, i, 0));
		double of = val_get(MC_PARENT, i, 0);

		if (pdg == N62_PHOTON && of > 0 &&
		    val_get(MC_OVERLAY, i, 0) == 0 &&
		    val_get(MC_PDG, mc + (uint32_t)of, 0) == N62_PION0)
			photons++;
		else
			others += pdg == N62_PHOTON || pdg == N62_ELECTRON;
	}
	return photons == 2 && others == 0;
}

/* The true photon of a cluster; false: it is of something else. */
static bool true_photon(uint32_t cluster, uint32_t mc, uint32_t *i)
{
	double of = val_get(CLUSTER_MC, cluster, 0);

	*i = mc + (of < 0 ? 0 : (uint32_t)of);
	return of >= 0 && val_get(MC_PDG, *i, 0) == N62_PHOTON;
}

static void look_at_cluster(uint32_t c, uint32_t i)
{
	double p = val_momentum(i), d = val_get(CLUSTER_E, c, 0) - p / 1000;
	double z = 241093 - val_get(MC_Z, i, 0);

	if (fabs(p / 10e3 - 1) < 0.15)
		put(CLUSTER10, 1000 * d / p);
	put(CLUSTER_PULL, d / val_get(CLUSTER_E_SIGMA, c, 0));
	put(PLACE_PULL, (val_get(CLUSTER_X, c, 0) - val_get(MC_X, i, 0) -
			    z * val_get(MC_PX, i, 0) / val_get(MC_PZ, i, 0)) /
			    val_get(CLUSTER_SIGMA, c, 0));
}

static void look_at_photons(uint32_t row, uint32_t mc, uint32_t end)
{
	uint32_t first, from, to, i;

	if (!is_clean(mc, end))
		return;
	val_range(CLUSTER_E, row, &first, &to);
	for (uint32_t c = first; c < to; c++)
		if (true_photon(c, mc, &i))
			look_at_cluster(c, i);
	val_range(PI0_MASS, row, &from, &to);
	for (uint32_t k = from; k < to; k++) {
		double d = val_get(PI0_MASS, k, 0) - N62_M_PI0 / 1000;
		uint32_t a = first + (uint32_t)val_get(PI0_CLUSTER, k, 0);
		uint32_t b = first + (uint32_t)val_get(PI0_CLUSTER, k, 1);

		if (!isfinite(d) || !true_photon(a, mc, &i) ||
		    !true_photon(b, mc, &i))
			continue;
		put(PI0, d);
		put(PI0_PULL, d / val_get(PI0_MASS_SIGMA, k, 0));
	}
}

/* ---- all of it -------------------------------------------------------- */

static void each(uint32_t row)
{
	uint32_t mc, end;

	val_range(MC_PDG, row, &mc, &end);
	total.events++;
	for (int k = 0; k < CLOCKS; k++)
		now[k] = NAN;
	look_at_tracks(row, mc, end);
	look_at_beams(row, mc);
	compare_times();
	look_at_vertices(row, mc);
	look_at_photons(row, mc, end);
}

static void part(const char *prefix, const char *name, double k, double n)
{
	char key[64];

	snprintf(key, sizeof key, "%s.%s", prefix, name);
	if (n > 0)
		val_row_part(key, k, n);
}

static void print(const char *prefix, const char *directory)
{
	part(prefix, "track.efficiency", total.found, total.accepted);
	part(prefix, "track.unlinked", total.unlinked, total.tracks);
	part(prefix, "track.charge", total.charge, total.found);
	part(prefix, "kaon.found", total.kaons, total.events);
	part(prefix, "beam.found", total.beams, total.events);
	if (apart[OF_BEAM][OF_KAON].n > 20) {
		print_time(prefix, "kaon.time", OF_KAON, OF_BEAM, OF_RICH);
		print_time(prefix, "beam.time", OF_BEAM, OF_KAON, OF_RICH);
		print_time(prefix, "rich.time", OF_RICH, OF_KAON, OF_BEAM);
		print_time(prefix, "track.time", OF_TRACK, OF_KAON, OF_BEAM);
	}
	for (int f = 0; f < FIGURES; f++) {
		struct row *r = &rows[f];
		char key[64];

		if (r->list.n < 20)
			continue;
		snprintf(key, sizeof key, "%s.%s", prefix, r->key);
		val_row_sigma(key, &r->list, r->scale);
		for (uint32_t i = 0; i < r->list.n; i++)
			r->list.v[i] *= r->scale;
		r->picture.key = key;
		if (directory && r->picture.sigma > 0)
			val_draw(directory, &r->picture, &r->list);
	}
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3)
		val_die("measure_reco PREFIX [DIRECTORY]");
	val_objects(names, each);
	print(argv[1], argc == 3 ? argv[2] : NULL);
	for (int f = 0; f < FIGURES; f++)
		free(rows[f].list.v);
	return 0;
}
