/*
 * beam.c - the parameters of the beam, a beam particle at GTK3, its way back
 * to KTAG, and the kaon of the event up to its decay.
 *
 * A beam particle is drawn at GTK3, where the beam is known best, and traced
 * back to where it came from: through TRIM5, the four magnets of the achromat
 * and the stations of the GTK. The magnets are thin lenses in their centres,
 * which change a slope by kick / p. Between GTK1 and GTK3 those of the
 * achromat cancel, and GTK2 is displaced by kick (distance) / p: that is how
 * the momentum is measured (0.2 %).
 */
#include <math.h>

#include "sim/beam.h"

/* ---- parameters ----------------------------------------------------- */

#define SLOT(name, field)                                                      \
	{                                                                      \
		name, offsetof(struct sim_beam, field)                         \
	}

static const struct n62_param_slot slots[] = {
	SLOT("beam.p", p),
	SLOT("beam.p_sigma", p_sigma),
	SLOT("beam.p_cut", p_cut),
	SLOT("beam.x_flat", x_flat),
	SLOT("beam.x_blur", x_blur),
	SLOT("beam.x_cut", x_cut),
	SLOT("beam.y_sigma", y_sigma),
	SLOT("beam.y_cut", y_cut),
	SLOT("beam.dxdz", dxdz),
	SLOT("beam.dxdz_sigma", dxdz_sigma),
	SLOT("beam.dydz", dydz),
	SLOT("beam.dydz_sigma", dydz_sigma),
	SLOT("beam.x_correlation", x_correlation),
	SLOT("beam.y_correlation", y_correlation),
	SLOT("beam.zmin", zmin),
	SLOT("beam.zmax", zmax),
	SLOT("magnet.trim5", trim5),
	SLOT("magnet.achromat", achromat),
	SLOT("magnet.tube", tube_scale),
	SLOT("magnet.mnp33", mnp33),
	SLOT("magnet.dump", dump),
	SLOT("material.gtk", gtk_x0),
	SLOT("nuclear.gtk", gtk_lambda),
	SLOT("nuclear.kick", hadron_kick),
	SLOT("beam.collimator", collimator),
	SLOT("transport.brems_cut", brems_cut),
	SLOT("transport.photon_cut", photon_cut),
	SLOT("transport.charged_cut", charged_cut),
	SLOT("transport.sharing", sharing),
	SLOT("pileup.rate", rate),
	SLOT("pileup.pion", pion),
	SLOT("pileup.proton", proton),
	SLOT("pileup.kaon", kaon),
	SLOT("pileup.muon", muon),
	SLOT("pileup.spread", spread),
	SLOT("pileup.most", most),
	SLOT("pileup.beam_from", beam_from),
	SLOT("pileup.beam_to", beam_to),
	SLOT("pileup.from", from),
	SLOT("pileup.to", to),
	SLOT("pileup.zmin", decay_zmin),
	SLOT("pileup.zmax", decay_zmax),
	SLOT("pileup.halo", halo),
	SLOT("halo.rmin", halo_rmin),
	SLOT("halo.rmax", halo_rmax),
	SLOT("halo.power", halo_power),
	SLOT("halo.slope", halo_slope),
	SLOT("halo.pmin", halo_pmin),
	SLOT("halo.pmax", halo_pmax),
	{ NULL, 0 },
};

/* The same sources as for the others. */
static const double gtk1_z = 79600, trim5_z = 102000, gtk3_z = 102400;

/* Pairs of values that do not fit each other. */
static int check(const struct sim_beam *b, struct n62_err *err)
{
	if (b->zmin >= b->zmax)
		return n62_fail(err, N62_USAGE,
		    "beam.zmin, %g mm, must be below beam.zmax, %g mm", b->zmin,
		    b->zmax);
	if (b->halo_rmin >= b->halo_rmax)
		return n62_fail(err, N62_USAGE,
		    "halo.rmin, %g mm, must be below halo.rmax, %g mm",
		    b->halo_rmin, b->halo_rmax);
	if (b->halo_pmin > b->halo_pmax)
		return n62_fail(err, N62_USAGE,
		    "halo.pmin, %g MeV, is above halo.pmax, %g MeV",
		    b->halo_pmin, b->halo_pmax);
	if (fabs(b->pion + b->proton + b->kaon + b->muon - 1) > 1e-6)
		return n62_fail(err, N62_USAGE,
		    "pileup.pion, proton, kaon and muon sum up to %g, not 1",
		    b->pion + b->proton + b->kaon + b->muon);
	return 0;
}

/* Slopes that are correlated with places of a spread: sigma' (r x / sigma +
 * sqrt(1 - r^2) n). */
static void correlate(
    double r, double size, double sigma, double *turn, double *spread)
{
	*turn = size > 0 ? r * sigma / size : 0;
	*spread = size > 0 ? sigma * sqrt(1 - r * r) : sigma;
}

static void correlate_both(struct sim_beam *b)
{
	double x2 = b->x_flat * b->x_flat / 3 + b->x_blur * b->x_blur;

	correlate(b->x_correlation, sqrt(x2), b->dxdz_sigma, &b->x_turn,
	    &b->x_spread);
	correlate(b->y_correlation, b->y_sigma, b->dydz_sigma, &b->y_turn,
	    &b->y_spread);
}

struct sim_beam *sim_beam_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	struct sim_beam *b = n62_arena_new(a, 1, sizeof *b, err);

	if (!b || n62_params_get(p, slots, b, err) < 0 || check(b, err) < 0 ||
	    sim_stops_init(b, p, err) < 0)
		return NULL;
	b->gtk_angle = sim_highland(b->gtk_x0);
	correlate_both(b);
	n62_blue_tube_init(&b->tube, b->tube_scale);
	b->lens[0] = (struct sim_lens){ N62_MNP33_Z, b->mnp33 };
	/* 2 m long from 249200 (FW:HAC). */
	b->lens[1] = (struct sim_lens){ 250200, b->dump };
	return b;
}

/* ---- a beam particle ------------------------------------------------ */

static bool draw_normal(double normal, double sigma, double cut, double *to)
{
	*to = sigma * normal;
	return fabs(*to) <= cut;
}

static bool draw_flat(
    const struct sim_beam *b, double u, double normal, double *to)
{
	*to = b->x_flat * (2 * u - 1) + b->x_blur * normal;
	return fabs(*to) <= b->x_cut;
}

/* Sets the direction, for a momentum of the size. */
static void set_slopes(
    struct sim_particle *p, double size, double tx, double ty)
{
	p->pz = size / sqrt(1 + tx * tx + ty * ty);
	p->px = tx * p->pz;
	p->py = ty * p->pz;
}

/* One try; each pair of normal numbers is used up. */
static void draw_once(const struct sim_beam *b, struct n62_rng *r, double t0,
    struct sim_particle *p)
{
	double v[2], off, size;

	do
		sim_normals(r, v);
	while (!draw_normal(v[0], b->p_sigma, b->p_cut, &off) ||
	       !draw_normal(v[1], b->y_sigma, b->y_cut, &p->y));
	size = b->p + off;
	do
		sim_normals(r, v);
	while (!draw_flat(b, n62_rng_uniform(r), v[0], &p->x));
	p->z = gtk3_z;
	p->e = sqrt(size * size + p->mass * p->mass);
	p->t = t0 + gtk3_z * p->mass * p->mass / (size * (p->e + size) * N62_C);
	p->process = SIM_BEAM;
	p->bent = false;
	off = v[1];
	sim_normals(r, v);
	set_slopes(p, size, b->dxdz + b->x_turn * p->x + b->x_spread * off,
	    b->dydz + b->y_turn * p->y + b->y_spread * v[0]);
}

/* Whether it came through GTK1, between which and GTK3 the magnets of the
 * achromat cancel. */
static bool came_through(const struct sim_beam *b, const struct sim_particle *p)
{
	double size = sqrt(sim_p2(p)), back = gtk1_z - gtk3_z;
	double x = p->x + back * p->px / p->pz -
		   p->charge * b->trim5 / size * (gtk1_z - trim5_z);
	double y = p->y + back * p->py / p->pz;

	return fabs(x) <= b->x_cut && fabs(y) <= b->y_cut;
}

/* A beam that hardly fits through GTK1, by its parameters, is as it is. */
void sim_beam_draw(const struct sim_beam *b, struct n62_rng *r, double t0,
    struct sim_particle *p)
{
	const int most = 100;

	for (int i = 0; i < most; i++) {
		draw_once(b, r, t0, p);
		if (came_through(b, p))
			break;
	}
}

/* ---- back to where it came from ------------------------------------- */

enum {
	TRIM5 = -2,
	MAGNET = -1, /* of the achromat */
	KTAG = 3     /* 0 to 2: the stations of the GTK */
};

/* Against the beam. Places: public framework (GigaTracker, Cedar). */
static const struct {
	double z;
	int what;
	int sign; /* of the slope in y that the magnet adds */
} way_back[] = {
	{ 102400, 2, 0 },
	{ 102000, TRIM5, 0 },
	{ 99460, MAGNET, -1 },
	{ 95860, MAGNET, 1 },
	{ 92800, 1, 0 },
	{ 86580, MAGNET, 1 },
	{ 82980, MAGNET, -1 },
	{ 79600, 0, 0 },
	{ 69278, KTAG, 0 },
};

static void without_magnet(
    struct sim_particle *p, double size, double dtx, double dty)
{
	double tx = p->px / p->pz - dtx, ty = p->py / p->pz - dty;

	set_slopes(p, size, tx, ty);
}

/* Detectors see it up to a place, where *p is then moved. */
static void trace_back(
    struct sim_event *ev, struct sim_particle *at, double to, struct n62_rng *r)
{
	const struct sim_beam *b = ev->sim->beam;
	struct sim_particle p = *at;
	double size = sqrt(sim_p2(&p)), unit = p.charge / size;
	size_t n = sizeof way_back / sizeof way_back[0];

	for (size_t i = 0; i < n; i++) {
		int what = way_back[i].what;

		if (p.z > to && way_back[i].z <= to) {
			sim_fly(&p, to);
			*at = p;
		}
		sim_fly(&p, way_back[i].z);
		if (what == TRIM5) {
			without_magnet(&p, size, unit * b->trim5, 0);
		} else if (what == MAGNET) {
			without_magnet(
			    &p, size, 0, way_back[i].sign * unit * b->achromat);
		} else if (what == KTAG) {
			sim_ktag_hit(ev, &p);
		} else if (way_back[i].z <= to) {
			sim_gtk_hit(ev, &p, what);
			/* KTAG sees no direction. */
			if (b->gtk_angle > 0 && what > 0)
				sim_scatter(&p, b->gtk_angle, r);
		}
	}
}

void sim_beam_hits(
    struct sim_event *ev, const struct sim_particle *at3, struct n62_rng *r)
{
	struct sim_particle p = *at3;

	trace_back(ev, &p, INFINITY, r);
}

void sim_beam_hits_before(
    struct sim_event *ev, double z, struct sim_particle *p, struct n62_rng *r)
{
	trace_back(ev, p, z, r);
}

/* ---- the kaon of the event ------------------------------------------ */

double sim_decay_length_z(const struct sim_particle *p, double lifetime)
{
	return n62_decay_length(p->pz, p->mass, lifetime);
}

void sim_kaon_draw(struct sim_event *ev, struct sim_particle *p)
{
	const struct sim_beam *b = ev->sim->beam;
	double length, near, far;

	*p = (struct sim_particle){
		.pdg = N62_KAON,
		.charge = 1,
		.mass = N62_M_K,
		.mc = -1,
	};
	sim_beam_draw(b, &ev->rng[SIM_RNG_BEAM], 0, p);
	length = sim_decay_length_z(p, SIM_TAU_K);
	near = b->zmin - gtk3_z;
	far = b->zmax - gtk3_z;
	ev->weight =
	    exp(-near / length) * n62_decay_probability(far - near, length);
}

void sim_kaon_fly(struct sim_event *ev, struct sim_particle *p)
{
	const struct sim_beam *b = ev->sim->beam;
	double length = sim_decay_length_z(p, SIM_TAU_K);

	p->mc = sim_truth_begin(ev, p);
	sim_carry(b, p,
	    gtk3_z + n62_flight_between(&ev->rng[SIM_RNG_BEAM], length,
			 b->zmin - gtk3_z, b->zmax - gtk3_z));
	sim_truth_end(ev, p);
}

void sim_kaon(struct sim_event *ev, struct sim_particle *p)
{
	sim_kaon_draw(ev, p);
	sim_beam_hits(ev, p, &ev->rng[SIM_RNG_BEAM]);
	sim_kaon_fly(ev, p);
}
