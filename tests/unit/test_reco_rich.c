/*
 * test_reco_rich.c - rings of simulated muons, pions and positrons against
 * momentum and mass: separation, radius, time; and the times of tracks by the
 * CHOD and of candidates of vetoes.
 */
#include "reco_gun.h"

static struct gun gun;

static const double index_of_neon = 1 + 62e-6;

/* 17 m times the tangent of the angle of light. */
static double radius(double p, double mass)
{
	double cos = sqrt(1 + mass * mass / (1e6 * p * p)) / index_of_neon;

	return cos < 1 ? 17000 * sqrt(1 / (cos * cos) - 1) : 0;
}

/* What was found of a kind of particle. */
struct tally {
	struct gun_numbers separation; /* ln of pi over mu */
	struct gun_numbers off, pull, time, time_pull, mass2, chod, chod_pull;
	struct gun_numbers pair; /* crossing of slabs less the track's time */
	double chi2, ndf;
	int tracks, rings, best[RECO_HYPOTHESES + 1];
};

/* The crossing that is at the track. */
static void add_pair(struct tally *y, const struct reco_track *t)
{
	uint32_t n;
	const struct reco_candidate *c = reco_objects(&gun.ev, RECO_CHOD, &n);
	double l = 239009 - RECO_DOWN_Z;
	double px = (double)t->down_x + l * (double)t->down_dxdz;
	double py = (double)t->down_y + l * (double)t->down_dydz;

	for (uint32_t i = 0; i < n; i++)
		if (fabs((double)c[i].x - px) < 50 &&
		    fabs((double)c[i].y - py) < 50)
			gun_add(&y->pair, (double)(c[i].time - t->chod_time));
}

static void add(struct tally *y, const struct reco_track *t, double r)
{
	y->tracks++;
	y->best[t->rich_best]++;
	gun_add(&y->separation,
	    t->rich_best == 0
		? -1000
		: (double)(t->rich_likelihood[2] - t->rich_likelihood[1]));
	if (!isnan(t->chod_time)) {
		gun_add(&y->chod, (double)t->chod_time);
		gun_add(&y->chod_pull, (double)(t->time / t->time_sigma));
	}
	add_pair(y, t);
	if (t->rich_hits < 4)
		return;
	y->rings++;
	y->chi2 += (double)t->rich_chi2;
	y->ndf += t->rich_hits - 3;
	gun_add(&y->off, (double)t->rich_radius - r);
	gun_add(&y->pull,
	    ((double)t->rich_radius - r) / (double)t->rich_radius_sigma);
	gun_add(&y->time, (double)t->rich_time);
	gun_add(&y->time_pull, (double)(t->rich_time / t->rich_time_sigma));
	gun_add(&y->mass2, (double)t->rich_mass2);
}

static void shoot(
    struct tally *y, const struct bullet *b, double low, double high, int shots)
{
	*y = (struct tally){ 0 };
	for (int k = 0; k < shots; k++) {
		double at[3] = { 0, 0, 180000 }, slope[2], p;
		const struct reco_track *t;
		const struct sim_truth *m;

		gun_load(&gun, (uint64_t)k);
		p = gun_uniform(&gun, low, high);
		at[0] = gun_uniform(&gun, 200, 500);
		at[1] = gun_uniform(&gun, -300, 300);
		slope[0] = gun_uniform(&gun, 0.002, 0.006);
		slope[1] = 1e-5 * at[1];
		m = gun_shoot(&gun, b, p, at, slope);
		gun_make(&gun);
		t = gun_track(&gun);
		if (t && m->end_z > 237326)
			add(y, t, radius(p, b->mass));
	}
}

static void note(const char *what, struct tally *y)
{
	check_note("%s: %d tracks, %.3f with a ring; none %.4f e %.4f mu %.4f "
		   "pi %.4f K %.4f",
	    what, y->tracks, y->rings / (double)y->tracks,
	    y->best[0] / (double)y->tracks, y->best[1] / (double)y->tracks,
	    y->best[2] / (double)y->tracks, y->best[3] / (double)y->tracks,
	    y->best[4] / (double)y->tracks);
	check_note("  radius %+.2f +- %.2f mm, pull %.2f, chi2/ndf %.2f, time "
		   "%+.0f +- %.0f ps, pull %.2f, CHOD %+.0f +- %.0f ps, pull "
		   "%.2f",
	    gun_middle(&y->off), gun_width(&y->off), gun_width(&y->pull),
	    y->chi2 / y->ndf, 1000 * gun_middle(&y->time),
	    1000 * gun_width(&y->time), gun_width(&y->time_pull),
	    1000 * gun_middle(&y->chod), 1000 * gun_width(&y->chod),
	    gun_width(&y->chod_pull));
}

static void check_ring(struct tally *y)
{
	CHECK(fabs(gun_middle(&y->off)) < 0.3);
	CHECK(fabs(gun_width(&y->pull) - 1) < 0.15);
	CHECK(y->chi2 / y->ndf > 0.85 && y->chi2 / y->ndf < 1.25);
	CHECK(gun_width(&y->time) < 0.085);
	/* The TDC rounds down, by half a step in the mean. */
	CHECK(fabs(gun_middle(&y->time) + N62_CLOCK / 512) < 0.04);
	CHECK(fabs(gun_width(&y->time_pull) - 1) < 0.15);
	CHECK(gun_width(&y->chod) < 0.2);
	CHECK(y->pair.n > 0.9 * y->chod.n && gun_width(&y->pair) < 0.2);
	CHECK(fabs(gun_width(&y->chod_pull) - 1) < 0.15);
}

/* Part of the tracks above a limit. */
static double above(const struct gun_numbers *m, double limit)
{
	int n = 0;

	for (int i = 0; i < m->n; i++)
		n += m->v[i] > limit;
	return n / (double)m->n;
}

/* From 15 to 35 GeV muons are suppressed a hundredfold (arXiv:1706.08496),
 * with an efficiency for pions of 75 to 90 %. */
static void separation(void)
{
	static struct tally mu, pi;
	double cut;

	if (!gun_open(&gun, "munu", 0, false))
		return;
	shoot(&mu, &gun_muon, 15, 35, 6000);
	shoot(&pi, &gun_pion, 15, 35, 6000);
	note("muons", &mu);
	note("pions", &pi);
	check_ring(&mu);
	check_ring(&pi);
	cut = gun_quantile(&mu.separation, 0.99);
	check_note("suppression by 100: efficiency for pions %.3f; of the "
		   "most likely: %.3f at %.0f",
	    above(&pi.separation, cut), pi.best[3] / (double)pi.tracks,
	    mu.tracks / (double)mu.best[3]);
	CHECK(above(&pi.separation, cut) > 0.85);
	CHECK(pi.best[3] > 0.88 * pi.tracks);
	CHECK(mu.best[3] < 0.03 * mu.tracks);
	gun_close(&gun);
}

/* A ring at beta = 1: 14 hits, 1.5 mm, 70 ps. */
static void whole_ring(void)
{
	static struct tally e;

	if (!gun_open(&gun, "munu", 0, false))
		return;
	shoot(&e, &gun_positron, 20, 30, 3000);
	note("positrons", &e);
	CHECK(e.best[1] > 0.9 * e.tracks);
	CHECK(gun_width(&e.off) < 1.8);
	CHECK(gun_width(&e.time) < 0.075);
	gun_close(&gun);
}

/* A candidate of the LAV for each photon in it, in time. */
static void lav(void)
{
	static struct gun_numbers time;
	int shot = 2000, found = 0, more = 0;

	if (!gun_open(&gun, "munu", 0, false))
		return;
	for (int k = 0; k < shot; k++) {
		double at[3] = { 0, 0, 121300 }, slope[2] = { 0, 0 }, phi;
		const struct reco_candidate *c;
		uint32_t n;

		gun_load(&gun, (uint64_t)k);
		phi = gun_uniform(&gun, 0, 6.283);
		at[0] = 600 * cos(phi);
		at[1] = 600 * sin(phi);
		gun_shoot(
		    &gun, &gun_photon, gun_uniform(&gun, 0.5, 5), at, slope);
		gun_make(&gun);
		c = reco_objects(&gun.ev, RECO_LAV, &n);
		found += n > 0;
		more += n > 1;
		if (n != 1)
			continue;
		gun_add(&time, (double)c->time);
		CHECK(hypot((double)c->x - at[0], (double)c->y - at[1]) < 350);
	}
	check_note("LAV: found %.4f, twice %.4f, time %+.2f +- %.2f ns",
	    found / (double)shot, more / (double)shot, gun_middle(&time),
	    gun_width(&time));
	CHECK(found > 0.999 * shot && more < 0.01 * shot);
	CHECK(fabs(gun_middle(&time)) < 0.2 && gun_width(&time) < 0.5);
	gun_close(&gun);
}

/* One particle just in front of each of the other vetoes: at least its own
 * candidate, in time and in place. */
static const struct {
	const char *name;
	enum reco_object object;
	const struct bullet *what;
	double p, at[3];
	double near, sigma; /* mm, ns */
	double found;       /* at least this part */
} aims[] = {
	{ "CHANTI", RECO_CHANTI, &gun_pion, 10, { 110, 20, 102420 }, 40, 1,
	    0.97 },
	{ "NewCHOD", RECO_NEWCHOD, &gun_muon, 20, { 400, 300, 238000 }, 150,
	    0.8, 0.99 },
	{ "IRC", RECO_IRC, &gun_photon, 10, { 110, 20, 239600 }, 60, 0.5,
	    0.99 },
	{ "SAC", RECO_SAC, &gun_photon, 10, { 20, 30, 255000 }, 80, 0.5, 0.99 },
	{ "MUV0", RECO_MUV0, &gun_muon, 10, { 2300, 50, 237300 }, 400, 1,
	    0.97 },
	{ "MUV3", RECO_MUV3, &gun_muon, 20, { 500, 300, 246700 }, 170, 0.45,
	    0.995 },
	{ "HASC", RECO_HASC, &gun_pion, 40, { -320, 10, 253300 }, 60, 1, 0.9 },
};

static void aim(size_t k)
{
	static struct gun_numbers time, pull;
	int shot = 1000, found = 0;

	time.n = pull.n = 0;
	for (int i = 0; i < shot; i++) {
		const double slope[2] = { 0, 0 };
		const struct reco_candidate *c;
		uint32_t n;

		gun_load(&gun, (uint64_t)i);
		gun_shoot(&gun, aims[k].what, aims[k].p, aims[k].at, slope);
		gun_make(&gun);
		c = reco_objects(&gun.ev, aims[k].object, &n);
		if (n == 0 ||
		    !(fabs((double)c->x - aims[k].at[0]) < aims[k].near &&
			fabs((double)c->y - aims[k].at[1]) < aims[k].near))
			continue;
		found++;
		gun_add(&time, (double)c->time);
		gun_add(&pull, (double)(c->time / c->time_sigma));
	}
	check_note("%s: found %.3f, time %+.2f +- %.2f ns, pull %.2f",
	    aims[k].name, found / (double)shot, gun_middle(&time),
	    gun_width(&time), gun_width(&pull));
	CHECK(found >= aims[k].found * shot);
	CHECK(gun_width(&time) < 1.15 * aims[k].sigma);
	CHECK(gun_width(&pull) > 0.85 && gun_width(&pull) < 1.15);
}

static void vetoes(void)
{
	if (!gun_open(&gun, "munu", 0, false))
		return;
	for (size_t k = 0; k < sizeof aims / sizeof *aims; k++)
		aim(k);
	gun_close(&gun);
}

int main(void)
{
	check_run("muons and pions", separation);
	check_run("whole rings", whole_ring);
	check_run("candidates of the LAV", lav);
	check_run("candidates of the other vetoes", vetoes);
	return check_end();
}
