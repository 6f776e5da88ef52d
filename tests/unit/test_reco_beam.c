/*
 * test_reco_beam.c - kaons in the KTAG and beam particles in the GTK against
 * what is true, with an achromat of four thin lenses.
 */
#include "check.h"

#include <math.h>

#include "reco_toy.h"

enum {
	EVENTS = 3000
};

/* A beam particle at the last station; p in GeV. */
struct beam {
	double p, x, y, tx, ty, time;
};

static void draw(struct toy *t, struct beam *b)
{
	b->p = 75 + 0.75 * n62_rng_normal(&t->rng);
	b->p = b->p > 72.5 && b->p < 77.5 ? b->p : 75;
	b->x = 40 * n62_rng_uniform(&t->rng) - 20;
	b->y = 16 * n62_rng_uniform(&t->rng) - 8;
	b->tx = 1.2e-3 + 1e-4 * n62_rng_normal(&t->rng);
	b->ty = 2.5e-5 + 0.7e-4 * n62_rng_normal(&t->rng);
	b->time = 10 * n62_rng_uniform(&t->rng) - 5;
}

static void lens(double *slope, double kick, const struct beam *b)
{
	*slope -= kick / (1000 * b->p);
}

/* Hits in the three stations, backwards. */
static void gtk(struct toy *t, const struct beam *b)
{
	static const struct {
		double z;
		int station; /* -1: magnet of the achromat, -2: TRIM5 */
		double kick;
	} way[] = { { 102400, 2, 0 }, { 102000, -2, 90 },
		{ 99460, -1, -1249.985 }, { 95860, -1, 1249.985 },
		{ 92800, 1, 0 }, { 86580, -1, 1249.985 },
		{ 82980, -1, -1249.985 }, { 79600, 0, 0 } };
	double z = 102400, x = b->x, y = b->y, tx = b->tx, ty = b->ty;
	double theta = reco_highland(0.007) / (1000 * b->p);

	for (size_t i = 0; i < sizeof way / sizeof way[0]; i++) {
		x += (way[i].z - z) * tx;
		y += (way[i].z - z) * ty;
		z = way[i].z;
		if (way[i].station == -2) {
			lens(&tx, way[i].kick, b);
		} else if (way[i].station == -1) {
			lens(&ty, way[i].kick, b);
		} else {
			toy_hit(&t->gtk, n62_gtk_element(way[i].station, x, y),
			    b->time + 0.135 * n62_rng_normal(&t->rng));
			tx += theta * n62_rng_normal(&t->rng);
			ty += theta * n62_rng_normal(&t->rng);
		}
	}
}

static void ktag(struct toy *t, double time, int photons)
{
	for (int i = 0; i < photons; i++)
		toy_hit(&t->ktag,
		    n62_ktag_element((int)n62_rng_below(&t->rng, 8),
			(int)n62_rng_below(&t->rng, 48)),
		    time + 0.29 * n62_rng_normal(&t->rng));
}

static void kaons(void)
{
	static struct toy t;
	struct toy_mean time = { .limit = 2 }, pull = { .limit = 10 };
	double found = 0, extra = 0;

	toy_open(&t, NULL);
	for (uint64_t i = 0; i < EVENTS; i++) {
		const struct reco_kaon *k;
		uint32_t n;

		toy_clear(&t, i);
		ktag(&t, 3, 18);
		for (int j = 0; j < 2; j++) /* of other particles */
			ktag(&t, 40 * n62_rng_uniform(&t.rng) - 20, 1);
		toy_make(&t);
		k = reco_objects(&t.ev, RECO_KAON, &n);
		extra += n > 1 ? n - 1 : 0;
		if (n == 0 || fabs(k[0].time - 3) > 1)
			continue;
		found++;
		toy_add(&time, k[0].time - 3);
		toy_add(&pull, (k[0].time - 3) / k[0].time_sigma);
		CHECK(k[0].sectors >= 5 && k[0].sectors <= 8);
	}
	check_note("kaons: %.4f, time +- %.4f ns, pull %.3f", found / EVENTS,
	    toy_spread(&time), toy_spread(&pull));
	CHECK(found / EVENTS > 0.99);
	CHECK(extra / EVENTS < 0.01);
	/* 0.29 / sqrt(18), and what is within a window of 2 ns but late. */
	CHECK(fabs(toy_spread(&time) - 0.068) < 0.008);
	CHECK(fabs(toy_spread(&pull) - 1) < 0.1);
	toy_close(&t);
}

/* Four sectors are no kaon. */
static void sectors(void)
{
	static struct toy t;
	uint32_t n;

	toy_open(&t, NULL);
	for (int sectors = 4; sectors < 6; sectors++) {
		toy_clear(&t, 0);
		for (int i = 0; i < 20; i++)
			toy_hit(&t.ktag, n62_ktag_element(i % sectors, i),
			    0.01 * i);
		toy_make(&t);
		reco_objects(&t.ev, RECO_KAON, &n);
		CHECK(n == (sectors < 5 ? 0 : 1));
	}
	toy_close(&t);
}

static void beams(void)
{
	static struct toy t;
	struct toy_mean pull[6], p = { .limit = 1 }, dx = { .limit = 1 };
	double found = 0;

	for (int i = 0; i < 6; i++)
		pull[i] = (struct toy_mean){ .limit = 8 };
	toy_open(&t, NULL);
	for (uint64_t i = 0; i < EVENTS; i++) {
		const struct reco_beam *v;
		struct beam b;
		uint32_t n;

		toy_clear(&t, i);
		draw(&t, &b);
		gtk(&t, &b);
		ktag(&t, b.time, 18);
		toy_make(&t);
		v = reco_objects(&t.ev, RECO_BEAM, &n);
		if (n != 1)
			continue;
		found++;
		toy_add(&p, v->p / b.p - 1);
		toy_add(&dx, v->dxdz - b.tx);
		toy_add(&pull[0], (v->p - b.p) / v->p_sigma);
		toy_add(&pull[1], (v->dxdz - b.tx) / v->dxdz_sigma);
		toy_add(&pull[2], (v->dydz - b.ty) / v->dydz_sigma);
		toy_add(&pull[3], (v->time - b.time) / v->time_sigma);
		toy_add(&pull[4], (v->x - b.x) / v->x_sigma);
		toy_add(&pull[5], (v->y - b.y) / v->y_sigma);
	}
	check_note("beams: %.4f, p %+.6f +- %.5f, slope %.2f urad",
	    found / EVENTS, toy_mean(&p), toy_spread(&p),
	    1e6 * toy_spread(&dx));
	for (int i = 0; i < 6; i++) {
		check_note("  pull %d: %+.3f +- %.3f", i, toy_mean(&pull[i]),
		    toy_spread(&pull[i]));
		CHECK(fabs(toy_mean(&pull[i])) < 0.1);
		CHECK(fabs(toy_spread(&pull[i]) - 1) < 0.1);
	}
	CHECK(found / EVENTS > 0.97);
	/* 0.18 % by pixels, 0.2 % with scattering, 16 microrad. */
	CHECK(fabs(toy_spread(&p) - 0.0021) < 0.0002);
	CHECK(fabs(toy_spread(&dx) - 16e-6) < 2e-6);
	toy_close(&t);
}

/* Two pixels of one particle are one; particles at another time are none. */
static void clusters(void)
{
	static struct toy t;
	const struct reco_beam *v;
	uint32_t n;

	toy_open(&t, NULL);
	toy_clear(&t, 1);
	ktag(&t, 0, 18);
	toy_hit(&t.gtk, n62_gtk_element(0, -0.45, 0.15), 0);
	toy_hit(&t.gtk, n62_gtk_element(1, -0.45, -59.85), 0);
	toy_hit(&t.gtk, n62_gtk_element(2, 0.05, 0.15), 0);
	toy_make(&t);
	v = reco_objects(&t.ev, RECO_BEAM, &n);
	if (!CHECK(n == 1))
		return;
	CHECK(fabs(v->p - 75) < 0.01); /* 4500 GeV mm / 60 mm */
	toy_hit(&t.gtk, n62_gtk_element(2, 0.05, -0.15), 0.1);
	toy_make(&t);
	v = reco_objects(&t.ev, RECO_BEAM, &n);
	if (!CHECK(n == 1))
		return;
	CHECK(fabs(v->y) < 1e-6 && v->y_sigma < 0.06);
	toy_hit(&t.gtk, n62_gtk_element(2, 0.05, 1.05), 5);
	toy_make(&t);
	reco_objects(&t.ev, RECO_BEAM, &n);
	CHECK(n == 1);
	toy_hit(&t.gtk, n62_gtk_element(2, 0.05, 1.05), 0.1);
	toy_make(&t);
	reco_objects(&t.ev, RECO_BEAM, &n);
	CHECK(n == 2);
	toy_close(&t);
}

int main(void)
{
	check_run("kaons", kaons);
	check_run("five sectors", sectors);
	check_run("beam particles", beams);
	check_run("clusters and times", clusters);
	return check_end();
}
