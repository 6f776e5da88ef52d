/*
 * test_reco_calorimeters.c - clusters of simulated photons and electrons, E/p,
 * two showers in one another, pi0, and what is behind the LKr, against the
 * resolutions of the detector paper (JINST 12 (2017) P05025).
 */
#include "reco_gun.h"

static struct gun gun;

/* The cluster that is nearest to a place. */
static const struct reco_cluster *nearest(double x, double y)
{
	uint32_t n;
	const struct reco_cluster *v = reco_objects(&gun.ev, RECO_CLUSTER, &n);
	const struct reco_cluster *best = NULL;
	double most = 100;

	for (uint32_t i = 0; i < n; i++) {
		double d = hypot((double)v[i].x - x, (double)v[i].y - y);

		if (d < most) {
			most = d;
			best = &v[i];
		}
	}
	return best;
}

static uint32_t clusters(void)
{
	uint32_t n;

	reco_objects(&gun.ev, RECO_CLUSTER, &n);
	return n;
}

static double resolution(double e)
{
	return sqrt(0.048 * 0.048 / e + 0.11 * 0.11 / (e * e) + 81e-6);
}

/* ---- photons just in front of the LKr --------------------------------- */

static void photon_at(double e)
{
	static struct gun_numbers ratio, place, time, pull[3];
	double sigma = resolution(e), mm = sqrt(4.2 * 4.2 / e + 0.36);
	double ns = 0.56 + 1.53 / e - 0.233 / sqrt(e);
	int shot = 3000, found = 0, more = 0;

	ratio.n = place.n = time.n = pull[0].n = pull[1].n = pull[2].n = 0;
	for (int k = 0; k < shot; k++) {
		double at[3] = { 0, 0, 240000 }, slope[2] = { 0, 0 };
		const struct reco_cluster *c;

		gun_load(&gun, (uint64_t)k);
		at[0] = gun_uniform(&gun, 200, 800);
		at[1] = gun_uniform(&gun, -500, 500);
		gun_shoot(&gun, &gun_photon, e, at, slope);
		gun_make(&gun);
		c = nearest(at[0], at[1]);
		if (!c)
			continue;
		found++;
		more += clusters() > 1;
		gun_add(&ratio, (double)c->e / e);
		gun_add(&place, (double)c->x - at[0]);
		gun_add(&time, (double)c->time);
		gun_add(&pull[0], ((double)c->e - e) / (double)c->e_sigma);
		gun_add(&pull[1], ((double)c->y - at[1]) / (double)c->xy_sigma);
		gun_add(&pull[2], (double)(c->time / c->time_sigma));
	}
	check_note("%2g GeV: found %.4f, split %.4f, E %.4f +- %.4f (%.4f), "
		   "place %+.2f +- %.2f mm (%.2f), time %+.2f +- %.2f ns "
		   "(%.2f), pulls %.2f %.2f %.2f",
	    e, found / (double)shot, more / (double)shot, gun_middle(&ratio),
	    gun_width(&ratio), sigma, gun_middle(&place), gun_width(&place), mm,
	    gun_middle(&time), gun_width(&time), ns, gun_width(&pull[0]),
	    gun_width(&pull[1]), gun_width(&pull[2]));
	CHECK(found > 0.99 * shot && more < 0.005 * shot);
	/* The scale makes up for the matter in front, which is not here. */
	CHECK(fabs(gun_middle(&ratio) - 1.005) < 0.005);
	CHECK(fabs(gun_width(&ratio) / sigma - 1) < 0.15);
	CHECK(gun_width(&place) < 1.15 * mm);
	CHECK(fabs(gun_middle(&time)) < 0.1);
	CHECK(fabs(gun_width(&time) / ns - 1) < 0.15);
	for (int i = 0; i < 3; i++)
		CHECK(fabs(gun_width(&pull[i]) - 1) < 0.15);
}

static void photons(void)
{
	if (!gun_open(&gun, "munu", 0, false))
		return;
	photon_at(3);
	photon_at(10);
	photon_at(25);
	photon_at(50);
	gun_close(&gun);
}

/* The same by a fit of the samples. */
static void samples(void)
{
	if (!gun_open(&gun, "munu", 0, true))
		return;
	photon_at(3);
	photon_at(25);
	gun_close(&gun);
}

/* Two photons so near that their cells overlap. */
static void overlap_at(double apart, double e, double f)
{
	static struct gun_numbers first, second;
	int shot = 1500, both = 0;

	first.n = second.n = 0;
	for (int k = 0; k < shot; k++) {
		double at[3] = { 0, 0, 240000 }, slope[2] = { 0, 0 };
		double phi;
		const struct reco_cluster *a, *b;

		gun_load(&gun, (uint64_t)k);
		at[0] = gun_uniform(&gun, 200, 800);
		at[1] = gun_uniform(&gun, -500, 500);
		phi = gun_uniform(&gun, 0, 6.283);
		gun_shoot(&gun, &gun_photon, e, at, slope);
		at[0] += apart * cos(phi);
		at[1] += apart * sin(phi);
		gun_shoot(&gun, &gun_photon, f, at, slope);
		gun_make(&gun);
		b = nearest(at[0], at[1]);
		a = nearest(at[0] - apart * cos(phi), at[1] - apart * sin(phi));
		if (!a || !b || a == b)
			continue;
		both++;
		gun_add(&first, (double)a->e / e);
		gun_add(&second, (double)b->e / f);
	}
	check_note("%g and %g GeV, %g mm apart: both in %.4f, E %.4f +- %.4f "
		   "(alone %.4f) and %.4f +- %.4f (%.4f)",
	    e, f, apart, both / (double)shot, gun_middle(&first),
	    gun_width(&first), resolution(e), gun_middle(&second),
	    gun_width(&second), resolution(f));
	CHECK(both > 0.98 * shot);
	CHECK(fabs(gun_middle(&first) - 1) < 0.02);
	CHECK(fabs(gun_middle(&second) - 1) < 0.03);
	CHECK(gun_width(&first) < 2 * resolution(e));
	CHECK(gun_width(&second) < 2 * resolution(f));
}

static void overlaps(void)
{
	if (!gun_open(&gun, "munu", 0, false))
		return;
	overlap_at(150, 20, 10);
	overlap_at(80, 20, 10);
	overlap_at(60, 15, 15);
	gun_close(&gun);
}

/* ---- tracks ----------------------------------------------------------- */

/* Through the whole spectrometer. */
static const struct sim_truth *through(
    const struct bullet *b, double p, uint64_t number)
{
	double at[3] = { 0, 0, 180000 }, slope[2];

	gun_load(&gun, number);
	at[0] = gun_uniform(&gun, 350, 650);
	at[1] = gun_uniform(&gun, -300, 300);
	slope[0] = gun_uniform(&gun, 0.003, 0.006);
	slope[1] = 1e-5 * at[1];
	return gun_shoot(&gun, b, p, at, slope);
}

/* Whether it comes to cells of the LKr, not near its hole. */
static bool in_lkr(const struct reco_track *t)
{
	double l = 241093 - RECO_DOWN_Z;
	double x = (double)t->down_x + l * (double)t->down_dxdz;
	double y = (double)t->down_y + l * (double)t->down_dydz;

	return hypot(x, y) > 150 && fabs(x) < 1100 && fabs(y) < 800;
}

static void positrons_at(double p)
{
	static struct gun_numbers eop;
	double sigma = hypot(resolution(p), hypot(0.003, 5e-5 * p));
	int shot = 2000, tracks = 0, matched = 0, window = 0;

	eop.n = 0;
	for (int k = 0; k < shot; k++) {
		const struct reco_track *t;

		through(&gun_positron, p, (uint64_t)k);
		gun_make(&gun);
		t = gun_track(&gun);
		if (!t || !in_lkr(t))
			continue;
		tracks++;
		matched += t->cluster >= 0;
		window += t->eop > 0.9f && t->eop < 1.1f;
		if (t->cluster >= 0)
			gun_add(&eop, (double)t->eop);
	}
	check_note("positrons of %g GeV: %d tracks of %d, matched %.4f, E/p "
		   "%.4f +- %.4f (%.4f), 0.9 to 1.1: %.4f",
	    p, tracks, shot, matched / (double)tracks, gun_middle(&eop),
	    gun_width(&eop), sigma, window / (double)tracks);
	CHECK(tracks > 0.85 * shot && matched > 0.99 * tracks);
	CHECK(fabs(gun_middle(&eop) - 1) < 0.015);
	CHECK(fabs(gun_width(&eop) / sigma - 1) < 0.25);
	CHECK(window > 0.95 * tracks);
}

static void positrons(void)
{
	if (!gun_open(&gun, "munu", 0, false))
		return;
	positrons_at(10);
	positrons_at(30);
	gun_close(&gun);
}

/* Pions: E/p, and the energy of all calorimeters. */
static void pions_at(double p)
{
	static struct gun_numbers eop, all;
	int shot = 3000, tracks = 0, high = 0, matched = 0;

	eop.n = all.n = 0;
	for (int k = 0; k < shot; k++) {
		const struct reco_track *t;

		through(&gun_pion, p, (uint64_t)k);
		gun_make(&gun);
		t = gun_track(&gun);
		if (!t || !in_lkr(t))
			continue;
		tracks++;
		matched += t->cluster >= 0;
		high += t->eop > 0.95f;
		if (t->cluster < 0)
			continue;
		gun_add(&eop, (double)t->eop);
		gun_add(&all, (double)t->eop + (double)(t->muv1 + t->muv2) / p);
	}
	check_note("pions of %g GeV: matched %.4f, E/p %.3f, above 0.95 %.4f, "
		   "with MUV1 and MUV2 %.3f +- %.3f",
	    p, matched / (double)tracks, gun_middle(&eop),
	    high / (double)tracks, gun_middle(&all), gun_width(&all));
	/* One in seven interacts in front of the LKr, and may miss it. */
	CHECK(matched > 0.86 * tracks);
	CHECK(gun_middle(&eop) > 0.4 && gun_middle(&eop) < 0.6);
	CHECK(high > 0.004 * tracks && high < 0.02 * tracks);
	CHECK(fabs(gun_middle(&all) - 1) < 0.15);
	CHECK(gun_width(&all) < 0.25);
}

static void pions(void)
{
	if (!gun_open(&gun, "munu", 0, false))
		return;
	pions_at(15);
	pions_at(25);
	pions_at(40);
	gun_close(&gun);
}

/* Whether it comes to tiles of the MUV3, not near their edges. */
static bool in_muv3(const struct reco_track *t)
{
	double l = 246800 - RECO_DOWN_Z;
	double x = (double)t->down_x + l * (double)t->down_dxdz;
	double y = (double)t->down_y + l * (double)t->down_dydz;

	return hypot(x, y) > 150 && fabs(x) < 1250 && fabs(y) < 1250;
}

/* Muons: minimum ionising in all calorimeters, and a tile of the MUV3. */
static void muons(void)
{
	static struct gun_numbers lkr, muv1, muv2, time;
	int shot = 6000, tracks = 0, tile = 0, low = 0, matched = 0;

	if (!gun_open(&gun, "munu", 0, false))
		return;
	for (int k = 0; k < shot; k++) {
		const struct reco_track *t;
		const struct sim_truth *m =
		    through(&gun_muon, gun_uniform(&gun, 12, 40), (uint64_t)k);

		gun_make(&gun);
		t = gun_track(&gun);
		if (!t || m->end_z < 246800 || !in_muv3(t) || !in_lkr(t))
			continue;
		tracks++;
		matched += t->cluster >= 0;
		low += t->eop < 0.2f;
		tile += t->muv3_tile >= 0;
		if (t->cluster >= 0)
			gun_add(&lkr, (double)(t->eop * t->p));
		gun_add(&muv1, (double)t->muv1);
		gun_add(&muv2, (double)t->muv2);
		if (t->muv3_tile >= 0)
			gun_add(&time, (double)(t->muv3_time - t->time));
	}
	check_note("muons: %d tracks, matched %.4f, LKr %.3f GeV, E/p below "
		   "0.2: %.4f, MUV1 "
		   "%.3f, MUV2 %.3f GeV, tile %.4f, time less track's "
		   "%+.2f +- %.2f ns",
	    tracks, matched / (double)tracks, gun_middle(&lkr),
	    low / (double)matched, gun_middle(&muv1), gun_middle(&muv2),
	    tile / (double)tracks, gun_middle(&time), gun_width(&time));
	CHECK(fabs(gun_middle(&lkr) - 0.55) < 0.05);
	CHECK(matched > 0.98 * tracks && low > 0.99 * matched);
	CHECK(fabs(gun_middle(&muv1) - 1) < 0.1);
	CHECK(fabs(gun_middle(&muv2) - 0.9) < 0.1);
	CHECK(tile > 0.995 * tracks);
	CHECK(fabs(gun_middle(&time)) < 0.2 && gun_width(&time) < 0.45);
	gun_close(&gun);
}

/* ---- pi0 -------------------------------------------------------------- */

static bool is_good(const struct reco_cluster *c)
{
	double x = fabs((double)c->x), y = fabs((double)c->y);

	return hypot(x, y) > 150 && x < 1130 && y < 1130 && x + y < 1598 &&
	       !(c->nearest < 150);
}

/* Both clusters inside and alone, the decay in the fiducial region. */
static bool is_clean(const struct reco_pi0 *o)
{
	uint32_t n;
	const struct reco_cluster *c = reco_objects(&gun.ev, RECO_CLUSTER, &n);
	float z = gun.from.truth[0].end_z;

	return is_good(&c[o->cluster[0]]) && is_good(&c[o->cluster[1]]) &&
	       z > 105000 && z < 180000;
}

/* The mass with the vertex of pion and kaon; the place with the mass. */
static void pi0(void)
{
	static struct gun_numbers mass, place, pull;

	if (!gun_open(&gun, "pipi0", 0, false))
		return;
	for (uint64_t k = 0; k < 6000; k++) {
		uint32_t n;
		const struct reco_pi0 *o;

		gun_decay(&gun, k);
		o = reco_objects(&gun.ev, RECO_PI0, &n);
		if (n != 1 || !is_clean(o))
			continue;
		gun_add(&place, (double)o->z - (double)gun.from.truth[0].end_z);
		gun_add(
		    &pull, ((double)o->z - (double)gun.from.truth[0].end_z) /
			       (double)o->z_sigma);
		if (o->vertex >= 0)
			gun_add(&mass, 1000 * (double)o->mass);
	}
	check_note("pi0: %d, mass %.2f +- %.2f MeV of %d, z %+.0f +- %.0f mm, "
		   "pull %.2f",
	    place.n, gun_middle(&mass), gun_width(&mass), mass.n,
	    gun_middle(&place), gun_width(&place), gun_width(&pull));
	CHECK(mass.n > 1500);
	CHECK(fabs(gun_middle(&mass) - 134.977) < 0.7);
	CHECK(gun_width(&mass) < 2.6);
	CHECK(fabs(gun_middle(&place)) < 300 && gun_width(&place) < 1700);
	CHECK(gun_width(&pull) > 0.85 && gun_width(&pull) < 1.3);
	gun_close(&gun);
}

int main(void)
{
	check_run("photons", photons);
	check_run("photons by samples", samples);
	check_run("showers in one another", overlaps);
	check_run("positrons", positrons);
	check_run("pions", pions);
	check_run("muons", muons);
	check_run("pi0", pi0);
	return check_end();
}
