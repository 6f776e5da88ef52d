/*
 * test_reco_straw.c - tracks of the STRAW against what is true: efficiency,
 * ghosts, resolution, pulls, time.
 */
#include "check.h"

#include <math.h>

#include "reco/straw.h"
#include "reco_toy.h"

/* Errors of one kind over their errors. */
struct figures {
	struct toy_mean pull[5], p, slope, time, time_pull;
	double wanted, found, ghosts, chi2, ndf, wrong_charge;
};

static void start(struct figures *f)
{
	*f = (struct figures){ 0 };
	for (int i = 0; i < 5; i++)
		f->pull[i].limit = 6;
	f->p.limit = f->slope.limit = f->time.limit = f->time_pull.limit =
	    HUGE_VAL;
}

static void compare(
    struct figures *f, const struct reco_track *t, const struct toy_particle *p)
{
	double d[5] = { t->x - p->x, t->y - p->y, t->dxdz - p->tx,
		t->dydz - p->ty, t->qp - 1000 * p->k };

	for (int i = 0; i < 5; i++)
		toy_add(&f->pull[i], d[i] / sqrt(t->cov[i * (i + 3) / 2]));
	if (fabs(d[4] / p->k) < 100)
		toy_add(&f->p, d[4] / (1000 * p->k));
	if (fabs(d[2]) < 1e-3)
		toy_add(&f->slope, d[2]);
	toy_add(&f->time, t->straw_time - p->time);
	toy_add(&f->time_pull, (t->straw_time - p->time) / t->straw_time_sigma);
	f->chi2 += t->chi2;
	f->ndf += t->ndf;
	f->wrong_charge += t->q != (p->k > 0 ? 1 : -1);
}

static void tally(
    struct figures *f, struct toy *t, const struct toy_particle *front, int n)
{
	uint32_t found;
	const struct reco_track *v = toy_tracks(t, &found);
	bool seen[8] = { false };

	f->wanted += n;
	for (uint32_t i = 0; i < found; i++) {
		int mc = v[i].mc;

		if (mc < 0 || mc >= n || seen[mc]) {
			f->ghosts++;
			continue;
		}
		seen[mc] = true;
		f->found++;
		compare(f, &v[i], &front[mc]);
	}
}

static void note(const char *what, const struct figures *f)
{
	check_note("%s: %.0f tracks, efficiency %.4f, ghosts %.5f, charge "
		   "wrong %.5f, chi2/ndf %.3f",
	    what, f->wanted, f->found / f->wanted, f->ghosts / f->wanted,
	    f->wrong_charge / f->wanted, f->chi2 / f->ndf);
	for (int i = 0; i < 5; i++)
		check_note("  pull %d: mean %+.3f spread %.3f, far %.5f", i,
		    toy_mean(&f->pull[i]), toy_spread(&f->pull[i]),
		    f->pull[i].far / f->found);
	check_note("  p %+.5f +- %.5f, slope %.2f urad, time %+.2f +- %.2f ns, "
		   "pull %.2f",
	    toy_mean(&f->p), toy_spread(&f->p), 1e6 * toy_spread(&f->slope),
	    toy_mean(&f->time), toy_spread(&f->time),
	    toy_spread(&f->time_pull));
}

static void three(void)
{
	static struct toy t;
	struct figures f;

	toy_open(&t, NULL);
	start(&f);
	for (uint64_t i = 0; i < 3000; i++) {
		struct toy_three e;

		toy_clear(&t, i);
		toy_three(&t, &e);
		toy_make(&t);
		tally(&f, &t, e.front, 3);
	}
	note("three tracks", &f);
	CHECK(f.found / f.wanted > 0.97);
	CHECK(f.ghosts / f.wanted < 0.01);
	CHECK(f.chi2 / f.ndf > 0.9 && f.chi2 / f.ndf < 1.1);
	for (int i = 0; i < 5; i++) {
		CHECK(fabs(toy_spread(&f.pull[i]) - 1) < 0.1);
		CHECK(fabs(toy_mean(&f.pull[i])) < 0.1);
	}
	toy_close(&t);
}

/* Momenta of the table of resolutions by the information matrix: sigma_p/p
 * for four chambers of 0.0045 radiation lengths with 60 micron each, and the
 * slope, with 80 micron. */
static const struct {
	double p, sigma_p, slope;
} table[] = { { 10, 0.00351, 73 }, { 20, 0.00361, 38 }, { 50, 0.00410, 17 } };

static void one(void)
{
	static struct toy t;

	toy_open(&t, NULL);
	for (int k = 0; k < 3; k++) {
		struct figures f;

		start(&f);
		for (uint64_t i = 0; i < 3000; i++) {
			struct toy_particle p = { .z = 140000,
				.x = 45,
				.k = (i % 2 ? -1 : 1) / (1000 * table[k].p) };

			toy_clear(&t, i);
			p.tx = 0.005 + 0.002 * n62_rng_uniform(&t.rng);
			p.ty = 0.005 * n62_rng_uniform(&t.rng);
			p = toy_track(&t, p);
			toy_make(&t);
			tally(&f, &t, &p, 1);
		}
		note("one track", &f);
		CHECK(f.found / f.wanted > 0.98);
		CHECK(fabs(toy_spread(&f.p) / table[k].sigma_p - 1) < 0.08);
		CHECK(fabs(1e6 * toy_spread(&f.slope) / table[k].slope - 1) <
		      0.12);
	}
	toy_close(&t);
}

/* Tracks that are late: the time comes out, and the track is as good. */
static void late(void)
{
	static struct toy t;
	struct figures f;

	toy_open(&t, NULL);
	start(&f);
	for (uint64_t i = 0; i < 2000; i++) {
		struct toy_particle p = { .z = 130000, .x = 33, .k = 1 / 25e3 };

		toy_clear(&t, i);
		p.tx = 0.006 * n62_rng_normal(&t.rng);
		p.ty = 0.008;
		p.time = 16 * n62_rng_uniform(&t.rng) - 8;
		p = toy_track(&t, p);
		toy_make(&t);
		tally(&f, &t, &p, 1);
	}
	note("late tracks", &f);
	CHECK(f.found / f.wanted > 0.95);
	CHECK(fabs(toy_mean(&f.time)) < 0.2);
	CHECK(toy_spread(&f.time) < 0.7);
	for (int i = 0; i < 5; i++)
		CHECK(fabs(toy_spread(&f.pull[i]) - 1) < 0.15);
	toy_close(&t);
}

/* Tracks through the hole of the x or the y view of a chamber. */
static void holes(void)
{
	static struct toy t;
	double wanted = 0, found = 0, without = 0;

	toy_open(&t, NULL);
	for (uint64_t i = 0; i < 2000; i++) {
		struct toy_particle p = { .z = 120000, .x = 21, .k = 1 / 30e3 };
		const struct reco_track *v;
		uint32_t n;

		/* At chamber 2, z = 194066, 20 mm from the middle of the hole
		 * in x, and 250 mm in y, or the other way round. */
		toy_clear(&t, i);
		p.tx = (n62_straw_hole_x[1] - p.x + (i % 2 ? 250 : 20)) / 74066;
		p.ty = (i % 2 ? 20.0 : 250.0) / 74066;
		toy_track(&t, p);
		toy_make(&t);
		v = toy_tracks(&t, &n);
		wanted++;
		found += n == 1 && v[0].mc == 0;
		without += n == 1 && !(v[0].views >> (i % 2 ? 7 : 6) & 1);
	}
	check_note("holes: efficiency %.4f", found / wanted);
	CHECK(found / wanted > 0.97);
	CHECK(without == found);
	toy_close(&t);
}

/* The distance that follows from a time: unbiased, with the error it says. */
static void drift(void)
{
	static struct toy t;
	struct toy_mean pull = { .limit = 10 };

	toy_open(&t, NULL);
	toy_clear(&t, 0);
	for (int i = 0; i < 200000; i++) {
		const struct reco_params *p = &t.reco->par;
		double r = N62_STRAW_RADIUS * n62_rng_uniform(&t.rng),
		       h = 0.004;
		double near = r < p->straw_far ? 1 - r / p->straw_far : 0;
		double sigma =
		    p->straw_sigma_far +
		    near * (p->straw_sigma_wire - p->straw_sigma_far);
		struct straw_hit hit;

		if (r < h || r > N62_STRAW_RADIUS - h)
			continue;
		sigma *=
		    (n62_straw_time(r + h) - n62_straw_time(r - h)) / (2 * h);
		straw_drift(t.reco->drift,
		    n62_straw_time(r) + sigma * n62_rng_normal(&t.rng), &hit);
		toy_add(&pull, (hit.r - r) / hit.sigma);
	}
	check_note(
	    "drift: pull %+.3f +- %.3f", toy_mean(&pull), toy_spread(&pull));
	CHECK(fabs(toy_mean(&pull)) < 0.02);
	CHECK(fabs(toy_spread(&pull) - 1) < 0.03);
	CHECK(pull.far == 0);
	toy_close(&t);
}

/* Noise alone makes no tracks; too many hits are said to be so. */
static void noise(void)
{
	static struct toy t;
	double tracks = 0;
	uint32_t n;

	toy_open(&t, NULL);
	for (uint64_t i = 0; i < 300; i++) {
		toy_clear(&t, i);
		for (int k = 0; k < 200; k++)
			toy_hit(&t.straw,
			    (int32_t)n62_rng_below(&t.rng, 64 * 122),
			    180 * n62_rng_uniform(&t.rng));
		toy_make(&t);
		toy_tracks(&t, &n);
		tracks += n;
		CHECK(!t.ev.cut_short);
	}
	check_note("noise: %.4f tracks an event", tracks / 300);
	CHECK(tracks < 3);
	toy_clear(&t, 0);
	for (int32_t k = 0; k < 64 * 122 && t.straw.n < TOY_HITS; k++)
		toy_hit(&t.straw, k, 60);
	toy_make(&t);
	CHECK(t.ev.cut_short);
	toy_close(&t);
}

int main(void)
{
	check_run("distances from drift times", drift);
	check_run("three tracks", three);
	check_run("resolution", one);
	check_run("late tracks", late);
	check_run("tracks through holes", holes);
	check_run("noise", noise);
	return check_end();
}
