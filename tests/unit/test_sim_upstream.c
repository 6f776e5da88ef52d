/*
 * test_sim_upstream.c - what comes of beam particles before GTK3 and in it:
 * the way through the magnets, what is stopped there, and interactions.
 *
 * Oracles: the way back of the beam, which the forward one must undo; rates by
 * hand from lifetimes and lengths; conservation of energy.
 */
#include "sim_recorder.h"

static struct n62_sim s;
static struct sim_event ev;
static struct n62_err err;

static bool start(const char *const *set)
{
	ev = (struct sim_event){ 0 };
	return sim_start(&s, "munu", set) && sim_event_init(&ev, &s, &err) == 0;
}

static void stop(void)
{
	sim_event_free(&ev);
	sim_end(&s);
}

static void seed(uint64_t number)
{
	for (uint32_t k = 0; k < SIM_STREAMS; k++)
		n62_rng_init(&ev.rng[k], 7, number, k);
	ev.ntruth = ev.ntodo = 0;
	nseen = 0;
}

/* A particle of the beam back to GTK1 and on to GTK3 again. */
static void there_and_back(void)
{
	const char *const set[] = { "material.gtk=0", NULL };
	double worst = 0, turned = 0;
	int stopped = 0;

	if (!start(set))
		return;
	for (uint64_t i = 0; i < 2000; i++) {
		struct sim_particle at3 = { .pdg = N62_KAON,
			.charge = 1,
			.mass = N62_M_K },
				    p;
		double z = 79600 + 22000 * (double)i / 2000;

		seed(i);
		sim_beam_draw(s.beam, &ev.rng[SIM_RNG_BEAM], 0, &at3);
		p = at3;
		sim_beam_hits_before(&ev, z, &p, &ev.rng[SIM_RNG_BEAM]);
		CHECK(p.z == z);
		/* GTK2 at 92800 has seen it if it came there */
		CHECK((seen_at('G', 1) != NULL) == (z >= 92800));
		CHECK(seen_at('K', 0) && !seen_at('G', 2));
		nseen = 0;
		if (!sim_upstream(&ev, &p)) {
			stopped++;
			continue;
		}
		worst = fmax(worst, fabs(p.x - at3.x) + fabs(p.y - at3.y));
		turned =
		    fmax(turned, fabs(p.px - at3.px) + fabs(p.py - at3.py));
		CHECK(seen_at('G', 2) && p.z == 102400);
	}
	check_note(
	    "off by %.1e mm, %.1e MeV; %d stopped", worst, turned, stopped);
	CHECK(worst < 1e-3 && turned < 1e-2);
	CHECK(stopped < 20); /* the edge of the beam, in the collimator */
	stop();
}

static bool comes(
    int32_t pdg, double mass, double p, double x, double y, double z)
{
	struct sim_particle q = particle(pdg, mass, z, p);

	seed(0);
	q.x = x;
	q.y = y;
	return sim_upstream(&ev, &q);
}

/* A pion of 30 GeV/c turns by 25 mrad too much in each magnet; a muon does not
 * mind iron, but the scraper; photons need holes. */
static void stopped(void)
{
	const char *const old[] = { "beam.collimator=50", NULL };

	if (!start(NULL))
		return;
	CHECK(!comes(N62_PION, N62_M_PI, 30000, 0, 0, 80000));
	CHECK(comes(N62_PION, N62_M_PI, 75000, 0, 0, 80000));
	CHECK(comes(-N62_MUON, N62_M_MU, 30000, 0, 0, 95000));
	CHECK(!comes(-N62_MUON, N62_M_MU, 30000, 0, 20, 90000));
	CHECK(comes(N62_PHOTON, 0, 10000, 10, 10, 99500));
	CHECK(!comes(N62_PHOTON, 0, 10000, 10, 17, 99500));
	CHECK(!comes(N62_PHOTON, 0, 10000, 35, 60, 99500));
	CHECK(!comes(N62_PHOTON, 0, 10000, 0, -60, 95000));
	stop();
	if (!start(old))
		return;
	CHECK(comes(N62_PHOTON, 0, 10000, 35, 60, 99500));
	stop();
}

/* Decays before GTK3 in 300 ns, for a beam of 36 MHz of kaons and 420 MHz of
 * pions: exp(22.8 m / length) - 1 of them; and interactions. */
static void rates(void)
{
	const char *const set[] = { "pileup.halo=0", "pileup.zmax=103000",
		"pileup.beam_from=0", "pileup.beam_to=0", "pileup.spread=0",
		NULL };
	double kaons = 0, pions = 0, hadrons = 0, events = 3000;

	if (!start(set))
		return;
	s.intensity = 1;
	for (uint64_t i = 0; i < (uint64_t)events; i++) {
		seed(i);
		sim_pileup(&ev);
		for (uint32_t k = 0; k < ev.ntruth; k++) {
			const struct sim_truth *t = &ev.truth[k];
			bool before = (double)t->z < 102399;

			if (t->process != SIM_BEAM)
				continue;
			kaons += before && t->pdg == N62_KAON;
			pions += before && t->pdg == N62_PION;
			hadrons += !before && t->end_z < t->z + 1;
		}
	}
	check_note("%.3f kaons, %.3f pions, %.3f interactions in 300 ns",
	    kaons / events, pions / events, hadrons / events);
	CHECK(fabs(kaons / events - 0.3 * 36 * expm1(22.8 / 563.8)) < 0.04);
	CHECK(fabs(pions / events - 0.3 * 420 * expm1(22.8 / 4194)) < 0.06);
	CHECK(fabs(hadrons / events - 0.3 * 594 * 0.0012) < 0.03);
	stop();
}

/* Pions share the energy; CHANTI sees nearly all interactions in GTK3. */
static void interactions(void)
{
	double chanti = 0, most = 0, n = 5000;
	struct sums energy = { 0 }, charged = { 0 }, kick = { 0 };

	if (!start(NULL))
		return;
	for (uint64_t i = 0; i < (uint64_t)n; i++) {
		struct sim_particle p =
		    particle(N62_PION, N62_M_PI, 102400, 75000);
		double e = 0, count = 0;
		bool in = false;

		seed(i);
		sim_interact(&ev, &p);
		for (uint32_t k = 0; k < ev.ntodo; k++) {
			const struct sim_particle *q = &ev.todo[k];

			CHECK(fabs(q->e * q->e - sim_p2(q) -
				   q->mass * q->mass) < 1e-6 * q->e * q->e);
			e += q->e;
			count += q->charge != 0;
			if (q->charge != 0)
				sums_add(&kick, q->px);
		}
		most = fmax(most, e / p.e);
		sums_add(&energy, e / 75000);
		sums_add(&charged, count);
		sim_transport(&ev);
		for (int k = 0; k < nseen; k++)
			in |= seen[k].what == 'c' && seen[k].p.charge != 0 &&
			      fabs(seen[k].p.x) < 150 &&
			      fabs(seen[k].p.y) < 150 &&
			      (fabs(seen[k].p.x) > 47.5 ||
				  fabs(seen[k].p.y) > 32.5);
		chanti += in;
	}
	check_note("%.2f charged, %.3f of the energy, CHANTI sees %.3f",
	    mean(&charged), mean(&energy), chanti / n);
	CHECK(most < 1 + 1e-9);
	CHECK(mean(&energy) > 0.9);
	CHECK(fabs(rms(&kick) - 250) < 15);
	/* 6 of protons on protons; some stay in the nucleus */
	CHECK(mean(&charged) > 4 && mean(&charged) < 7);
	CHECK(chanti / n > 0.9);
	stop();
}

int main(void)
{
	check_run("back to GTK1 and on again", there_and_back);
	check_run("what is stopped before GTK3", stopped);
	check_run("rates of decays and interactions", rates);
	check_run("interactions in GTK3", interactions);
	return check_end();
}
