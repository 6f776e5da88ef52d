/*
 * test_sim_beam.c - the kaon from KTAG to its decay, and the pile-up, against
 * the numbers of the layout: fractions that decay, the displacement in the
 * achromat, the axis of the beam, rates.
 */
#include "sim_recorder.h"

static const char *const still[] = { "material.gtk=0", "magnet.tube=0",
	"beam.dxdz_sigma=0", "beam.dydz=0", "beam.dydz_sigma=0",
	"beam.p_sigma=0", NULL };

static struct sim_particle kaon_of(struct sim_event *ev, uint64_t number)
{
	struct sim_particle k;

	for (uint32_t i = 0; i < SIM_STREAMS; i++)
		n62_rng_init(&ev->rng[i], ev->sim->seed, number, i);
	ev->ntruth = 0;
	nseen = 0;
	sim_kaon(ev, &k);
	return k;
}

/* The formula of the momentum from the three stations, see beam.c. */
static double measured_momentum(void)
{
	double y[3], alpha = 13.2 / 22.8;
	double kick = N62_T_MM * 1.6678 * 2500;

	for (int i = 0; i < 3; i++)
		y[i] = seen_at('G', i)->y;
	return kick * 3600 / ((1 - alpha) * y[0] + alpha * y[2] - y[1]);
}

static void stations(void)
{
	static const double z[] = { 79600, 92800, 102400 };
	const char *const set[] = { "material.gtk=0", NULL };
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	double worst = 0, back = 0;

	if (!sim_start(&s, "munu", set) || sim_event_init(&ev, &s, &err) < 0)
		return;
	for (uint64_t i = 0; i < 2000; i++) {
		struct sim_particle k = kaon_of(&ev, i);
		double p = sqrt(sim_p2(&k)), x[3];

		CHECK(nseen == 4 && seen_at('K', 0)->z == 69278);
		for (int g = 0; g < 3; g++)
			CHECK(seen_at('G', g)->z == z[g]);
		worst = fmax(worst, fabs(measured_momentum() / p - 1));
		/* Behind TRIM5 it is a straight line in x. */
		for (int g = 0; g < 3; g++)
			x[g] = seen_at('G', g)->x -
			       90.0 / p * (102000 - z[g]) * (g < 2);
		back =
		    fmax(back, fabs((x[2] - x[0]) / 22800 -
				    seen_at('G', 2)->px / seen_at('G', 2)->pz));
	}
	check_note("momentum from the GTK: %.1e off, slope %.1e", worst, back);
	CHECK(worst < 1e-4);
	CHECK(back < 1e-6);
	sim_event_free(&ev);
	sim_end(&s);
}

/* Scattering in the stations: 12.3 microrad at each, 0.7 % X0. */
static void stations_scatter(void)
{
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	struct sums momentum = { 0 }, line = { 0 };
	double theta = 13.6 / 75000 * sqrt(0.007) * (1 + 0.038 * log(0.007));

	if (!sim_start(&s, "munu", NULL) || sim_event_init(&ev, &s, &err) < 0)
		return;
	for (uint64_t i = 0; i < 20000; i++) {
		struct sim_particle k = kaon_of(&ev, i);
		const struct sim_particle *g3 = seen_at('G', 2);

		sums_add(&momentum, measured_momentum() / sqrt(sim_p2(&k)));
		sums_add(&line, seen_at('G', 1)->x - g3->x +
				    g3->px / g3->pz * 9600 -
				    90 / sqrt(sim_p2(&k)) * 9200);
	}
	check_note("scattering: %.3f mm at GTK2, momentum %.2e", rms(&line),
	    rms(&momentum));
	CHECK(fabs(rms(&line) / (theta * 9600) - 1) < 0.03);
	CHECK(rms(&momentum) > 0.0003 && rms(&momentum) < 0.002);
	sim_event_free(&ev);
	sim_end(&s);
}

/* What fits through GTK1 is as wide there as in GTK3. */
static void through_gtk1(void)
{
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	struct sums x[2] = { { 0 } }, y[2] = { { 0 } };
	const char *const set[] = { "material.gtk=0", NULL };

	if (!sim_start(&s, "munu", set) || sim_event_init(&ev, &s, &err) < 0)
		return;
	for (uint64_t i = 0; i < 20000; i++) {
		kaon_of(&ev, i);
		for (int k = 0; k < 2; k++) {
			const struct sim_particle *g = seen_at('G', 2 * k);

			CHECK(fabs(g->x) <= 30.4001 && fabs(g->y) <= 13.5001);
			sums_add(&x[k], g->x);
			sums_add(&y[k], g->y);
		}
	}
	CHECK(fabs(rms(&x[0]) / rms(&x[1]) - 1) < 0.03);
	CHECK(fabs(rms(&y[0]) / rms(&y[1]) - 1) < 0.03);
	sim_event_free(&ev);
	sim_end(&s);
}

static void profile(void)
{
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	struct sums x = { 0 }, y = { 0 }, p = { 0 }, tx = { 0 }, ty = { 0 };

	if (!sim_start(&s, "munu", NULL) || sim_event_init(&ev, &s, &err) < 0)
		return;
	for (uint64_t i = 0; i < 20000; i++) {
		const struct sim_particle *g;

		kaon_of(&ev, i);
		g = seen_at('G', 2);
		CHECK(fabs(g->x) <= 30.4 && fabs(g->y) <= 13.5);
		sums_add(&x, g->x);
		sums_add(&y, g->y);
		sums_add(&p, sqrt(sim_p2(g)));
		sums_add(&tx, g->px / g->pz);
		sums_add(&ty, g->py / g->pz);
	}
	CHECK(agrees(&x, 0, 4) && agrees(&y, 0, 4) && agrees(&p, 75000, 4));
	CHECK(agrees(&tx, 1.2e-3, 4) && agrees(&ty, 2.5e-5, 4));
	CHECK(fabs(rms(&p) - 750) < 15);
	CHECK(fabs(rms(&tx) - 1.2e-4) < 3e-6);
	CHECK(fabs(rms(&ty) - 1e-4) < 3e-6);
	/* A flat top of 44 mm, smeared: sqrt(22^2/3 + 4^2), less the cut. */
	CHECK(rms(&x) > 13 && rms(&x) < 13.4);
	/* sigma 6 mm, cut at 2.25 sigma */
	CHECK(fabs(rms(&y) - 5.54) < 0.08);
	sim_event_free(&ev);
	sim_end(&s);
}

/* 12.5 % of the kaons that are alive at 105 m decay before 180 m. */
static void fraction(void)
{
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	struct sums inside = { 0 }, all = { 0 };
	double alive = exp(-2600 / 563.8e3);

	if (!sim_start(&s, "munu", NULL) || sim_event_init(&ev, &s, &err) < 0)
		return;
	for (uint64_t i = 0; i < 50000; i++) {
		struct sim_particle k = kaon_of(&ev, i);

		CHECK(k.z >= 102400 && k.z <= 182400);
		sums_add(&all, ev.weight);
		sums_add(&inside,
		    k.z >= 105000 && k.z < 180000 ? ev.weight / alive : 0);
	}
	check_note("decays: %.4f in 102.4-182.4 m, %.4f +- %.4f in 105-180 m",
	    mean(&all), mean(&inside), rms(&inside) / sqrt(inside.n));
	CHECK(fabs(mean(&all) - 0.132) < 0.0005);
	CHECK(fabs(mean(&inside) - 0.1246) < 0.0008);
	sim_event_free(&ev);
	sim_end(&s);
}

/* Any range, and the weights: the decays per metre fall with 563.8 m. */
static void lifetime(void)
{
	const char *const set[] = { "beam.zmin=120000", "beam.zmax=240000",
		"beam.p_sigma=0", "magnet.mnp33=0", NULL };
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	double half[2] = { 0 };

	if (!sim_start(&s, "munu", set) || sim_event_init(&ev, &s, &err) < 0)
		return;
	for (uint64_t i = 0; i < 200000; i++)
		half[kaon_of(&ev, i).z > 180000]++;
	check_note("60 m later: %.4f of the decays, %.4f expected",
	    half[1] / half[0], exp(-60 / 563.8));
	CHECK(fabs(half[1] / half[0] - exp(-60 / 563.8)) < 0.016);
	CHECK(fabs(ev.weight - (exp(-17.6 / 563.8) - exp(-137.6 / 563.8))) <
	      1e-4);
	sim_event_free(&ev);
	sim_end(&s);
}

/* The axis of the beam down to MUV3. */
static void axis(void)
{
	static const struct {
		double z, x;
	} at[] = {
		{ 183508, 97.3 },
		{ 194066, 110.0 },
		{ 204459, 95.6 },
		{ 218885, 61.0 },
		{ 236873, 17.8 },
		{ 238131, 14.8 },
		{ 239009, 12.7 },
		{ 241093, 7.7 },
		{ 246800, -6.0 },
	};
	struct n62_sim s;

	if (!sim_start(&s, "munu", still))
		return;
	for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
		struct sim_particle k =
		    particle(N62_KAON, N62_M_K, 102400, 75000);

		k.px = 90;
		k.pz = sqrt(75000.0 * 75000 - 90 * 90);
		CHECK(sim_carry(s.beam, &k, at[i].z));
		check_note("z %.0f: x = %.2f mm, %.1f", at[i].z, k.x, at[i].x);
		CHECK(fabs(k.x - at[i].x) < 0.2);
		CHECK(fabs(sqrt(sim_p2(&k)) - 75000) < 1e-6);
		/* 2.17e-5 of the time of flight, and the slope. */
		CHECK(fabs(k.t - (at[i].z - 102400) / N62_C *
				     (493.677 * 493.677 / 2 / 75e3 / 75e3 +
					 (1.2e-3 * 1.2e-3 / 2))) < 1e-3);
	}
	sim_end(&s);
}

/* ---- pile-up -------------------------------------------------------- */

/* Particles in the beam window, and the spread of their number. */
static void beam_rate(void)
{
	const char *const bare[] = { "nuclear.gtk=0", "pileup.zmin=102400",
		NULL };
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	struct sums beam = { 0 }, kaons = { 0 }, overlay = { 0 };
	double n = 72; /* 600 MHz in 120 ns */

	if (!sim_start(&s, "munu", bare) || sim_event_init(&ev, &s, &err) < 0)
		return;
	s.intensity = 1;
	for (uint64_t i = 0; i < 3000; i++) {
		int count = 0, k = 0;

		nseen = 0;
		CHECK(sim_event_make(&ev, i, &err) == 0);
		for (int j = 4; j < nseen; j++) {
			count += seen[j].what == 'K';
			k += seen[j].what == 'K' && seen[j].p.pdg == N62_KAON;
		}
		sums_add(&beam, count);
		sums_add(&kaons, k);
		for (uint32_t j = 0; j < ev.ntruth; j++)
			if (j > 0 && ev.truth[j].process == SIM_BEAM)
				sums_add(&overlay, ev.truth[j].overlay);
	}
	check_note("pile-up: %.1f +- %.1f particles, %.2f kaons, "
		   "%.2f that decay or are halo",
	    mean(&beam), rms(&beam), mean(&kaons), overlay.n / 3000);
	/* The cut at 2.5 takes 0.03 % of the intensity. */
	CHECK(agrees(&beam, n, 4));
	CHECK(fabs(rms(&beam) / sqrt(n + 0.35 * 0.35 * n * n) - 1) < 0.05);
	CHECK(agrees(&kaons, 0.06 * n, 4));
	/* In 120 + 180 ns: of kaons 1 - exp(-138.6 / 563.8), of pions
	 * 1 - exp(-138.6 / 4194), and 3 MHz of halo. */
	CHECK(fabs(overlay.n / 3000 - 0.3 * (36 * 0.2179 + 420 * 0.03251 + 3)) <
	      0.25);
	sim_event_free(&ev);
	sim_end(&s);
}

/* Without fluctuation the numbers are those of Poisson; 0 is nothing. */
static void poisson(void)
{
	const char *const set[] = { "pileup.spread=0", "pileup.from=0",
		"pileup.to=0", "pileup.beam_from=-5", "pileup.beam_to=5",
		"pileup.zmax=103000", NULL };
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	double counts[4] = { 0 }, chi2 = 0, expected = exp(-3) * 30000;
	int none = 0;

	if (!sim_start(&s, "munu", set) || sim_event_init(&ev, &s, &err) < 0)
		return;
	for (uint64_t i = 0; i < 30000; i++) {
		int count = 0;

		s.intensity = 0.5;
		for (uint32_t k = 0; k < SIM_STREAMS; k++)
			n62_rng_init(&ev.rng[k], 3, i, k);
		nseen = 0;
		sim_pileup(&ev);
		for (int j = 0; j < nseen; j++)
			count += seen[j].what == 'K';
		if (count < 4)
			counts[count]++;
		ev.ntruth = 0;
		nseen = 0;
		s.intensity = 0;
		sim_pileup(&ev);
		none += nseen;
	}
	for (int k = 0; k < 4; k++) {
		chi2 +=
		    (counts[k] - expected) * (counts[k] - expected) / expected;
		expected *= 3.0 / (k + 1);
	}
	check_note("numbers of Poisson: chi2 %.1f for 4 bins", chi2);
	CHECK(chi2 < 18.5);
	CHECK(none == 0);
	sim_event_free(&ev);
	sim_end(&s);
}

/* Decays come at the same rate where every particle is drawn and where only
 * those are that decay. */
static void decay_rate(void)
{
	const char *const set[] = { "pileup.halo=0", "nuclear.gtk=0",
		"pileup.zmin=102400", NULL };
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	double inside[2] = { 0 }, outside[2] = { 0 }, far = 0, n = 0;

	if (!sim_start(&s, "munu", set) || sim_event_init(&ev, &s, &err) < 0)
		return;
	s.intensity = 1;
	for (uint64_t i = 0; i < 6000; i++) {
		nseen = 0;
		CHECK(sim_event_make(&ev, i, &err) == 0);
		for (uint32_t j = 1; j < ev.ntruth; j++) {
			const struct sim_truth *t = &ev.truth[j];
			bool kaon = t->pdg == N62_KAON;

			if (t->process != SIM_BEAM)
				continue;
			CHECK(fabsf(t->t) < 150.01f && t->end_z < 241000);
			*(fabsf(t->t) < 60 ? &inside[kaon] : &outside[kaon]) +=
			    1;
			if (kaon) {
				far += t->end_z > 180000;
				n++;
			}
		}
	}
	check_note("pions %.0f and %.0f in 180 ns, kaons %.0f and %.0f",
	    1.5 * inside[0], outside[0], 1.5 * inside[1], outside[1]);
	/* The intensity fluctuates for both alike. */
	for (int k = 0; k < 2; k++)
		CHECK(fabs(1.5 * inside[k] - outside[k]) <
		      4 * sqrt(2.25 * inside[k] + outside[k]));
	CHECK(fabs(far / n - (exp(-77.6 / 563.8) - exp(-138.6 / 563.8)) /
				 (1 - exp(-138.6 / 563.8))) < 0.02);
	sim_event_free(&ev);
	sim_end(&s);
}

/* 3 MHz of muons around the beam, as R^-1.5: half of them below 253 mm. */
static void halo(void)
{
	const char *const set[] = { "pileup.rate=0", NULL };
	struct n62_sim s;
	struct sim_event ev;
	struct n62_err err = { 0 };
	struct sums number = { 0 }, plus = { 0 };
	double below = 0, n = 0;

	if (!sim_start(&s, "munu", set) || sim_event_init(&ev, &s, &err) < 0)
		return;
	s.intensity = 1;
	for (uint64_t i = 0; i < 10000; i++) {
		int count = 0;

		CHECK(sim_event_make(&ev, i, &err) == 0);
		for (uint32_t j = 1; j < ev.ntruth; j++) {
			const struct sim_truth *t = &ev.truth[j];
			float r = hypotf(t->x, t->y);

			if (t->process != SIM_BEAM)
				continue;
			count++;
			CHECK(abs(t->pdg) == N62_MUON);
			CHECK(r > 99.9f && r < 1500.1f);
			below += r < 252.7f;
			sums_add(&plus, t->pdg < 0);
		}
		n += count;
		sums_add(&number, count);
	}
	check_note("halo: %.3f muons, %.3f of them below 253 mm", mean(&number),
	    below / n);
	CHECK(agrees(&number, 0.9, 4));
	CHECK(agrees(&plus, 0.5, 4));
	CHECK(fabs(below / n - 0.5) < 4 * 0.5 / sqrt(n));
	sim_event_free(&ev);
	sim_end(&s);
}

/* ---- events --------------------------------------------------------- */

static uint32_t hash_of_event(const struct sim_event *ev)
{
	uint32_t crc = n62_crc32(0, ev->truth, ev->ntruth * sizeof *ev->truth);

	for (int i = 0; i < nseen; i++)
		crc = n62_crc32(crc, &seen[i].p.x, 8 * sizeof(double));
	crc = n62_crc32(crc, &ev->phase, sizeof ev->phase);
	return n62_crc32(crc, &ev->weight, sizeof ev->weight);
}

/* The same whatever was made before; the kaon the same with any pile-up. */
static void repeated(void)
{
	struct n62_sim s;
	struct sim_event ev, other;
	struct n62_err err = { 0 };
	uint32_t first[20], differ = 0;

	if (!sim_start(&s, "mix", NULL) || sim_event_init(&ev, &s, &err) < 0)
		return;
	s.intensity = 0.5;
	for (uint64_t i = 0; i < 20; i++) {
		nseen = 0;
		CHECK(sim_event_make(&ev, i, &err) == 0);
		first[i] = hash_of_event(&ev);
		differ += i > 0 && first[i] != first[i - 1];
		CHECK(ev.phase > 0 && ev.phase < N62_CLOCK);
	}
	CHECK(differ == 19);
	sim_event_init(&other, &s, &err);
	for (uint64_t i = 20; i-- > 0;) {
		uint32_t n;

		nseen = 0;
		CHECK(sim_event_make(&other, i, &err) == 0);
		CHECK(hash_of_event(&other) == first[i]);
		s.intensity = 0;
		CHECK(sim_event_make(&ev, i, &err) == 0);
		s.intensity = 0.5;
		n = ev.ntruth;
		CHECK(n <= other.ntruth &&
		      memcmp(ev.truth, other.truth, n * sizeof *ev.truth) == 0);
		CHECK(n == other.ntruth || other.truth[n].overlay == 1);
	}
	sim_event_free(&ev);
	sim_event_free(&other);
	sim_end(&s);
}

static bool refused(const char *a, const char *b, const char *says)
{
	const char *const set[] = { a, b, NULL };
	struct n62_params p = { 0 };
	struct n62_arena arena = { 0 };
	struct n62_err err = { 0 };
	bool ok = true;

	for (const struct n62_builtin *t = sim_builtin; t->name; t++)
		if (strcmp(t->name, "parameters.txt") == 0)
			n62_params_read(&p, t->name, t->text, &arena, &err);
	for (int i = 0; i < 2; i++)
		ok &= n62_params_set(&p, set[i], &err) == 0;
	ok = ok && !sim_beam_new(&p, &arena, &err) && err.code == N62_USAGE &&
	     strstr(err.text, says);
	n62_arena_free(&arena);
	return ok;
}

static void refuses(void)
{
	CHECK(refused("beam.zmin=150000", "beam.zmax=150000",
	    "beam.zmin, 150000 mm, must be below beam.zmax"));
	CHECK(refused("pileup.pion=0.5", "pileup.kaon=0.5", "not 1"));
	CHECK(refused("halo.pmin=75000", "halo.pmax=70000", "is above"));
	CHECK(refused("halo.rmin=900", "halo.rmax=900", "below halo.rmax"));
}

int main(void)
{
	check_run("hits of KTAG and GTK", stations);
	check_run("scattering in the GTK", stations_scatter);
	check_run("beam at GTK3", profile);
	check_run("the beam fits through GTK1", through_gtk1);
	check_run("fraction of kaons that decay", fraction);
	check_run("lifetime of the kaon", lifetime);
	check_run("axis of the beam", axis);
	check_run("rate of the pile-up", beam_rate);
	check_run("numbers of Poisson", poisson);
	check_run("rate of decays", decay_rate);
	check_run("halo", halo);
	check_run("the same event again", repeated);
	check_run("values that do not fit", refuses);
	return check_end();
}
