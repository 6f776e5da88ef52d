/*
 * test_reco_match.c - what detectors behind the chambers say of a track: the
 * CHOD, the NewCHOD, the MUV3; and the true particle that it belongs to.
 */
#include "check.h"

#include <math.h>

#include "reco_toy.h"

static struct toy_hits chod, newchod, muv3;

static void set_hits(struct toy *t, int d, const struct toy_hits *h)
{
	t->ev.hits[d] =
	    (struct reco_hits){ h->element, h->lead, NULL, 0, h->n };
}

/* A track, where it is at z, with no hits of others. */
static struct toy_particle fly(struct toy *t, uint64_t event)
{
	struct toy_particle p = { .x = 30, .z = 125000, .k = 1 / 20e3 };

	toy_clear(t, event);
	chod.n = newchod.n = muv3.n = 0;
	p.tx = 0.004 + 0.002 * n62_rng_uniform(&t->rng);
	p.ty = 0.003 + 0.003 * n62_rng_uniform(&t->rng);
	toy_track(t, p);
	set_hits(t, N62_CHOD, &chod);
	set_hits(t, N62_NEWCHOD, &newchod);
	set_hits(t, N62_MUV3, &muv3);
	return p;
}

static void make(struct toy *t)
{
	set_hits(t, N62_CHOD, &chod);
	set_hits(t, N62_NEWCHOD, &newchod);
	set_hits(t, N62_MUV3, &muv3);
	toy_make(t);
}

static struct toy_particle at(struct toy *t, struct toy_particle p, double z)
{
	toy_carry(t, &p, z);
	return p;
}

/* Slabs at 2 ns, with the path of light; others, and late ones, do not count.
 */
static void slabs(void)
{
	static struct toy t;
	static const double z[2] = { 239009, 239389 };
	int good = 0, events = 200;

	toy_open(&t, NULL);
	t.x0 = 0;
	for (int i = 0; i < events; i++) {
		struct toy_particle p = fly(&t, (uint64_t)i);
		const struct reco_track *v;
		uint32_t n;

		for (int plane = 0; plane < 2; plane++) {
			struct toy_particle q = at(&t, p, z[plane]);
			int32_t slab = n62_chod_element(plane, q.x, q.y);

			toy_hit(&chod, slab,
			    2 + n62_chod_path(slab, q.x, q.y) / 160);
			toy_hit(&chod, slab, 35);
			toy_hit(&chod, n62_chod_element(plane, -q.x, -q.y), 0);
		}
		make(&t);
		v = toy_tracks(&t, &n);
		good += n == 1 && fabs(v->chod_time - 2) < 0.05 &&
			v->time == v->chod_time && isnan(v->newchod_time) &&
			fabs(v->time_sigma - 0.22 / sqrt(2)) < 1e-6;
	}
	check_note("slabs: %d of %d", good, events);
	/* At borders of slabs the neighbour may be taken. */
	CHECK(good > 0.95 * events);
	toy_close(&t);
}

static void tiles(void)
{
	static struct toy t;
	int time = 0, muon = 0, none = 0, events = 200;

	toy_open(&t, NULL);
	t.x0 = 0;
	for (int i = 0; i < events; i++) {
		struct toy_particle p = fly(&t, (uint64_t)i);
		struct toy_particle q = at(&t, p, 238131.5);
		struct toy_particle m = at(&t, p, 246800);
		int32_t tile = n62_newchod_element(q.x, q.y);
		const struct reco_track *v;
		uint32_t n;

		toy_hit(&newchod, tile, 1);
		toy_hit(&newchod, tile + 50, 2);
		toy_hit(&muv3, n62_muv3_element(m.x, m.y), i % 2 ? 1 : 40);
		toy_hit(&muv3,
		    n62_muv3_element(m.x > 0 ? m.x - 660 : m.x + 660, m.y), 1);
		make(&t);
		v = toy_tracks(&t, &n);
		if (n != 1)
			continue;
		time += fabs(v->newchod_time - 1.5) < 1e-5;
		if (i % 2)
			muon += v->muv3_tile == n62_muv3_element(m.x, m.y) &&
				v->muv3_distance < 5 && v->muv3_time == 1;
		else
			none += v->muv3_tile == -1 && isnan(v->muv3_time);
	}
	check_note("tiles: %d times, %d muons, %d none", time, muon, none);
	CHECK(time > 0.97 * events);
	CHECK(muon > 0.48 * events && none > 0.48 * events);
	toy_close(&t);
}

/* The nearer one of two true particles; none where both are elsewhere. */
static void truth(void)
{
	static struct toy t;
	const struct reco_track *v;
	uint32_t n;

	toy_open(&t, NULL);
	for (int other = 0; other < 3; other++) {
		fly(&t, 7);
		for (int k = 0; k < 10; k++)
			t.mc[k][1] = t.mc[k][0];
		t.pdg[1] = t.pdg[0];
		t.ev.mc.n = 2;
		if (other == 0)
			t.mc[0][0] += 30; /* x of the first */
		else if (other == 1)
			t.pdg[0] = -t.pdg[0];
		else
			t.mc[9][0] = t.mc[9][1] = 184000; /* both ended */
		make(&t);
		v = toy_tracks(&t, &n);
		CHECK(n == 1 && v->mc == (other < 2 ? 1 : -1));
		CHECK(isnan(v->mc_chi2) == (other == 2));
	}
	toy_close(&t);
}

int main(void)
{
	check_run("slabs", slabs);
	check_run("tiles", tiles);
	check_run("truth", truth);
	return check_end();
}
