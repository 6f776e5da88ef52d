/*
 * test_sim_showers.c - responses of the LAV, the hodoscopes, the calorimeters
 * and the vetoes against the published figures (JINST 12 (2017) P05025 and
 * the software of the experiment), and their hits through raw bytes and back.
 */
#include "sim/showers.h"
#include "sim_fixture.h"
#include "sums.h"

static struct n62_conditions *conditions;
static struct n62_wiring *wiring;
static struct n62_hits hits;

/* ---- making events -------------------------------------------------- */

static bool prepare_readout(void)
{
	struct n62_hits_shape shape = { (1u << N62_DETS) - 1, true };

	shape.groups |= 1u << N62_G_EVENT;
	n62_hits_init(&hits, shape);
	conditions = n62_conditions_new(&err);
	wiring = conditions ? n62_wiring_new(conditions, 8600, &err) : NULL;
	if (wiring && prepare() == 0)
		return true;
	check_note("%s", err.text);
	return false;
}

static void new_event(uint64_t number)
{
	ev.number = number - 1;
	next_event();
	n62_hits_clear(&hits);
	/* not every event begins with its clock */
	ev.phase = 24.9 * n62_rng_uniform(&ev.rng[SIM_RNG_BEAM]);
}

/* A particle of momentum p GeV/c at a place, with slopes. */
static struct sim_particle particle(
    int32_t pdg, double mass, double p, double x, double y, double z)
{
	struct sim_particle q = {
		.pdg = pdg, .mass = mass, .x = x, .y = y, .z = z
	};
	double slope = 1e-5 * x;

	q.charge = pdg == N62_PHOTON ? 0 : pdg < 0 || pdg > 100 ? 1 : -1;
	q.pz = 1e3 * p / sqrt(1 + slope * slope);
	q.px = q.pz * slope;
	q.e = sqrt(1e6 * p * p + mass * mass);
	return q;
}

/* A place in the LKr that is the same for no two events. */
static struct sim_particle at_lkr(int32_t pdg, double mass, double p)
{
	struct n62_rng *r = &ev.rng[SIM_RNG_DECAY];
	double x = 300 + 100 * n62_rng_uniform(r);
	double y = 200 + 100 * n62_rng_uniform(r);

	return particle(pdg, mass, p, x, y, 241093);
}

/* ---- a simple cluster ----------------------------------------------- */

struct cluster {
	double e0, e, x, y, t;
	int cells;
};

static const float *column(int d, int c)
{
	return hits.group[d].v[c];
}

/* Amplitude by a fit of the shape with its maximum at ns. */
static double amplitude(const uint16_t *s, int n, double ns)
{
	const struct sim_showers *p = sim.showers;
	double up = 0, down = 0;

	for (int k = 0; k < n; k++) {
		double g =
		    n62_cream_pulse(k * wiring->clock - ns, p->cream.shaping);

		up += g * (s[k] - p->cream.pedestal);
		down += g * g;
	}
	return up / down;
}

/* The public correction for energy that the zero suppression loses. */
static double corrected(double e0, int cells)
{
	return cells > 4 ? e0 * (24.12 / (17.05 + sqrt(e0)) + 0.926) : e0;
}

static double distance(int32_t element, double x, double y)
{
	struct n62_place p;

	return n62_lkr_place(element, &p) < 0 ? 1e9 : hypot(p.x - x, p.y - y);
}

/* Cells within 110 mm of the largest; the place by logarithmic weights. */
static struct cluster find_cluster(void)
{
	const struct n62_group_data *d = &hits.group[N62_LKR];
	const int32_t *element = d->v[N62_PULSE_ELEMENT];
	const uint16_t *samples = d->v[N62_PULSE_SAMPLES];
	struct cluster c = { 0 };
	struct n62_place seed = { 0 };
	double most = 0, sum = 0, ns = 0;

	for (uint32_t i = 0; i < d->n; i++) {
		double peak = (double)column(N62_LKR, N62_PULSE_PEAK)[i];

		if (peak > most) {
			most = peak;
			ns = (double)column(N62_LKR, N62_PULSE_TIME)[i];
			n62_lkr_place(element[i], &seed);
		}
	}
	/* the vertex of a parabola is not that of the pulse */
	for (double best = 0, t = ns - 4; d->n && t < ns + 4; t += 0.2) {
		double sum2 = 0;

		for (uint32_t i = 0; i < d->n; i++) {
			double a = amplitude(samples + 8 * i, 8, t), g = 0;

			if (distance(element[i], seed.x, seed.y) > 30)
				continue;
			for (int k = 0; k < 8; k++) {
				double v =
				    n62_cream_pulse(k * wiring->clock - t,
					sim.showers->cream.shaping);

				g += v * v;
			}
			sum2 += a * a * g;
		}
		if (sum2 > best) {
			best = sum2;
			c.t = t;
		}
	}
	for (uint32_t i = 0; i < d->n; i++) {
		if (distance(element[i], seed.x, seed.y) > 110)
			continue;
		c.e0 += sim.showers->cream.count *
			amplitude(samples + 8 * i, 8, c.t);
		c.cells++;
	}
	for (uint32_t i = 0; i < d->n; i++) {
		double e = sim.showers->cream.count *
			   amplitude(samples + 8 * i, 8, c.t);
		double w = e > 0 ? log(e / c.e0) + 4.2 : 0;
		struct n62_place p;

		if (w <= 0 || distance(element[i], seed.x, seed.y) > 45)
			continue;
		n62_lkr_place(element[i], &p);
		c.x += w * p.x;
		c.y += w * p.y;
		sum += w;
	}
	c.x = sum > 0 ? c.x / sum : 0;
	c.y = sum > 0 ? c.y / sum : 0;
	c.e = corrected(c.e0, c.cells);
	return c;
}

static struct cluster shoot(struct sim_particle *p)
{
	sim_calorimeter_hit(&ev, p, 0);
	CHECK(sim_digitise_samples(&ev, wiring, UINT32_MAX, &hits, &err) == 0);
	return find_cluster();
}

/* ---- LKr ------------------------------------------------------------ */

static void electron_at(double p)
{
	struct sums ratio = { 0 }, cells = { 0 }, x = { 0 }, t = { 0 };
	double sigma = sqrt(0.048 * 0.048 / p + 0.11 * 0.11 / (p * p) + 81e-6);
	double place = sqrt(4.2 * 4.2 / p + 0.36);
	double time = 0.56 + 1.53 / p - 0.233 / sqrt(p);

	for (uint64_t k = 0; k < 1500; k++) {
		struct sim_particle e;
		struct cluster c;

		new_event(k);
		e = at_lkr(-N62_ELECTRON, N62_M_E, p);
		c = shoot(&e);
		sums_add(&ratio, c.e / (1e3 * p));
		sums_add(&cells, c.cells);
		sums_add(&x, c.x - e.x);
		sums_add(&x, c.y - e.y);
		sums_add(&t, c.t - ev.phase - 4 * wiring->clock);
	}
	check_note("%2g GeV: E/p %.4f +- %.4f (formula %.4f), %.1f cells, "
		   "place %.2f mm (%.2f), time %.2f ns (%.2f)",
	    p, mean(&ratio), rms(&ratio), sigma, mean(&cells), rms(&x), place,
	    rms(&t), time);
	CHECK(fabs(mean(&ratio) - 1) < 0.005);
	CHECK(fabs(rms(&ratio) / sigma - 1) < 0.15);
	CHECK(mean(&cells) > p && mean(&cells) < 1.5 * p + 10);
	CHECK(rms(&x) < 1.15 * place && fabs(mean(&x)) < 0.3);
	CHECK(fabs(rms(&t) / time - 1) < 0.2);
}

static void electrons(void)
{
	electron_at(5);
	electron_at(10);
	electron_at(25);
	electron_at(50);
}

/* Energy in LKr, MUV1 and MUV2; what is seen twice is taken half. */
static double energy_of_all(void)
{
	double sum = 0;

	for (uint32_t i = 0; i < ev.deposits[N62_LKR].n; i++)
		sum += (double)ev.deposits[N62_LKR].v[i].energy /
		       sim.showers->lkr.scale;
	for (uint32_t i = 0; i < ev.deposits[N62_MUV1].n; i++)
		sum += (double)ev.deposits[N62_MUV1].v[i].energy / 2;
	for (uint32_t i = 0; i < ev.deposits[N62_MUV2].n; i++)
		sum += (double)ev.deposits[N62_MUV2].v[i].energy;
	return sum;
}

static void pion_at(double p)
{
	struct sums ratio = { 0 }, all = { 0 };
	int n = 5000, high = 0, tracks = 0;
	double sigma =
	    sqrt(0.115 * 0.115 + 0.38 * 0.38 / p + 1.37 * 1.37 / (p * p));

	for (uint64_t k = 0; k < (uint64_t)n; k++) {
		struct sim_particle q;
		struct cluster c;

		new_event(k);
		q = at_lkr(N62_PION, N62_M_PI, p);
		c = shoot(&q);
		sums_add(&ratio, c.e / (1e3 * p));
		high += c.e > 0.95e3 * p;
		tracks += c.e < 1500 && c.cells <= 4 && c.e0 > 300;
		sums_add(&all, energy_of_all() / (1e3 * p));
	}
	check_note("pions of %g GeV: E/p %.3f +- %.3f, %.2f %% above 0.95, "
		   "%.1f %% tracks, all %.3f +- %.3f (%.3f)",
	    p, mean(&ratio), rms(&ratio), 100.0 * high / n, 100.0 * tracks / n,
	    mean(&all), rms(&all), sigma);
	CHECK(fabs(mean(&ratio) - 0.5) < 0.05);
	CHECK(high > 0.006 * n && high < 0.014 * n);
	CHECK(fabs(tracks - 0.125 * n) < 0.015 * n);
	CHECK(fabs(mean(&all) - 1) < 0.06);
	CHECK(fabs(rms(&all) / sigma - 1) < 0.15);
}

static void pions(void)
{
	pion_at(15);
	pion_at(40);
}

static void muons(void)
{
	struct sums energy = { 0 };
	int n = 8000, high = 0, passed = 0, one = 0, both = 0;

	for (uint64_t k = 0; k < (uint64_t)n; k++) {
		struct sim_particle p;
		struct cluster c;

		new_event(k);
		p = at_lkr(N62_MUON, N62_M_MU, 10);
		c = shoot(&p);
		if (c.e < 1000)
			sums_add(&energy, c.e);
		high += c.e > 0.2 * 10e3;
		p.x += 60;
		p.z = 246800;
		passed += sim_calorimeter_hit(&ev, &p, 0) == SIM_PASSES;
		sim_muv3_hit(&ev, &p, 0);
		one += ev.pulses[N62_MUV3].n > 0;
		both += ev.pulses[N62_MUV3].n == 2;
	}
	check_note("muons: %.0f MeV, %.2f %% with E/p > 0.2, MUV3 %.2f %%, "
		   "both photomultipliers %.2f %%",
	    mean(&energy), 100.0 * high / n, 100.0 * one / n, 100.0 * both / n);
	CHECK(fabs(mean(&energy) - 550) < 30);
	CHECK(high < 0.01 * n && passed == n);
	CHECK(both >= 0.995 * n && both <= 0.999 * n);
}

/* Interaction lengths from the LKr to the MUV3: exp(-14) is seen by nobody,
 * so that the depths are made smaller by a factor of four. */
static void punch_through(void)
{
	struct sim_showers thin = *sim.showers;
	const struct sim_showers *whole = sim.showers;
	int n = 20000, passed = 0;
	double sum;

	thin.hadron.lkr /= 4;
	thin.hadron.muv1 /= 4;
	thin.hadron.muv2 /= 4;
	thin.hadron.wall /= 4;
	sum = thin.hadron.lkr + thin.hadron.muv1 + thin.hadron.muv2 +
	      thin.hadron.wall;
	sim.showers = &thin;
	for (uint64_t k = 0; k < (uint64_t)n; k++) {
		struct sim_particle p;

		new_event(k);
		p = at_lkr(N62_PION, N62_M_PI, 25);
		passed += sim_calorimeter_hit(&ev, &p, 0) == SIM_PASSES;
	}
	sim.showers = whole;
	CHECK(fabs(4 * sum - 14.28) < 0.3);
	CHECK(fabs(passed - n * exp(-sum)) < 5 * sqrt(n * exp(-sum)));
}

/* ---- photons -------------------------------------------------------- */

/* Part of photons of that energy without a pulse in the LAV. */
static double lav_misses(double mev, int n)
{
	int missed = 0;

	for (uint64_t k = 0; k < (uint64_t)n; k++) {
		struct n62_rng *r = &ev.rng[SIM_RNG_DECAY];
		struct sim_particle p;
		double phi;

		new_event(k);
		phi = 6.28 * n62_rng_uniform(r);
		p = particle(N62_PHOTON, 0, mev * 1e-3, 600, 0, 121363);
		p.x = 600 * cos(phi);
		p.y = 600 * sin(phi);
		sim_lav_hit(&ev, &p, 0);
		missed += ev.pulses[N62_LAV].n == 0;
	}
	return (double)missed / n;
}

static void lav(void)
{
	double at50 = lav_misses(50, 20000), at100 = lav_misses(100, 50000);
	double at200 = lav_misses(200, 200000);

	check_note("LAV misses %.3f, %.4f, %.5f at 50, 100, 200 MeV", at50,
	    at100, at200);
	CHECK(fabs(at50 - 0.1) < 0.008);
	CHECK(fabs(at100 - 0.02) < 0.003);
	CHECK(fabs(at200 - 0.001) < 0.0003);
}

/* Low and high thresholds of a muon and of a photon of 1 GeV. */
static void lav_thresholds(void)
{
	struct sums blocks = { 0 }, time = { 0 };
	int high = 0, n = 2000;

	for (uint64_t k = 0; k < (uint64_t)n; k++) {
		struct sim_particle p;
		const struct sim_pulses *v = &ev.pulses[N62_LAV];
		int lows = 0, highs = 0;

		new_event(k);
		p = particle(N62_PHOTON, 0, 1, 610, 40, 121363);
		CHECK(sim_lav_hit(&ev, &p, 0) == SIM_STOPS);
		for (uint32_t i = 0; i < v->n; i++) {
			bool is_high = v->v[i].element >= 1000000;

			lows += !is_high;
			highs += is_high;
			CHECK(
			    n62_channel(wiring, N62_LAV, v->v[i].element) >= 0);
		}
		sums_add(&blocks, lows);
		high += highs > 0;
		CHECK(highs <= lows);
		/* the first block is the first that was hit */
		if (v->n > 0)
			sums_add(&time, (double)v->v[0].time);
		new_event(k);
		p = particle(N62_MUON, N62_M_MU, 10, 610, 40, 121363);
		CHECK(sim_lav_hit(&ev, &p, 0) == SIM_PASSES);
	}
	check_note("LAV, photons of 1 GeV: %.1f blocks, time %.2f +- %.2f ns",
	    mean(&blocks), mean(&time), rms(&time));
	CHECK(high == n);
	CHECK(mean(&blocks) > 2 && mean(&blocks) < 8);
	CHECK(rms(&time) > 0.2 && rms(&time) < 1);
}

/* IRC, SAC and LKr miss photons as their tables say. */
static void small_angle(void)
{
	int n = 100000, irc = 0, sac = 0, lkr = 0;

	for (uint64_t k = 0; k < (uint64_t)n; k++) {
		struct sim_particle p;

		new_event(k);
		p = particle(N62_PHOTON, 0, 1, 100, 20, 239611);
		sim_irc_hit(&ev, &p, 0);
		irc += ev.pulses[N62_IRC].n == 0;
		p = particle(N62_PHOTON, 0, 5, 50, 20, 260956);
		sim_sac_hit(&ev, &p, 0);
		sac += ev.pulses[N62_SAC].n == 0;
		p = at_lkr(N62_PHOTON, 0, 0.5);
		sim_calorimeter_hit(&ev, &p, 0);
		lkr += ev.deposits[N62_LKR].n == 0;
	}
	check_note("misses: IRC %.4f, SAC %.5f, LKr %.4f", 1.0 * irc / n,
	    1.0 * sac / n, 1.0 * lkr / n);
	CHECK(fabs(irc - 0.01 * n) < 5 * sqrt(0.01 * n));
	CHECK(fabs(sac - 0.0005 * n) < 5 * sqrt(0.0005 * n));
	CHECK(fabs(lkr - 0.01 * n) < 5 * sqrt(0.01 * n));
}

/* ---- hodoscopes ----------------------------------------------------- */

static void hodoscopes(void)
{
	struct sums chod = { 0 }, raw = { 0 }, tile = { 0 }, muv3 = { 0 };
	int n = 10000, hit = 0;

	for (uint64_t k = 0; k < (uint64_t)n; k++) {
		const struct sim_pulses *v = ev.pulses;
		struct n62_rng *r = &ev.rng[SIM_RNG_DECAY];
		struct sim_particle p;

		new_event(k);
		p = particle(N62_PION, N62_M_PI, 20,
		    150 + 400 * n62_rng_uniform(r),
		    150 + 400 * n62_rng_uniform(r), 239009);
		p.t = 1.5;
		sim_chod_hit(&ev, &p, 0);
		sim_newchod_hit(&ev, &p, 0);
		sim_muv3_hit(&ev, &p, 0);
		hit += v[N62_CHOD].n > 0;
		if (v[N62_CHOD].n) {
			double t = (double)v[N62_CHOD].v[0].time;

			sums_add(&raw, t);
			sums_add(
			    &chod, t - n62_chod_path(
					   v[N62_CHOD].v[0].element, p.x, p.y) /
					   160);
		}
		for (uint32_t i = 0; i < v[N62_NEWCHOD].n; i++)
			sums_add(&tile, (double)v[N62_NEWCHOD].v[i].time);
		for (uint32_t i = 0; i < v[N62_MUV3].n; i++)
			sums_add(&muv3, (double)v[N62_MUV3].v[i].time);
	}
	check_note("times: CHOD %.2f ns, %.2f ns corrected, NewCHOD %.2f ns, "
		   "MUV3 %.2f ns; CHOD efficiency %.3f",
	    rms(&raw), rms(&chod), rms(&tile), rms(&muv3), 1.0 * hit / n);
	CHECK(rms(&chod) > 0.2 && rms(&chod) < 0.25);
	CHECK(fabs(mean(&chod) - 1.5) < 0.02);
	CHECK(rms(&raw) > 0.6);
	CHECK(fabs(rms(&tile) - 0.8) < 0.03 && fabs(mean(&tile) - 1.5) < 0.05);
	CHECK(fabs(rms(&muv3) - 0.45) < 0.02);
	CHECK(fabs(hit - 0.985 * n) < 0.015 * n);
}

/* Pions beside the beam are seen, those in the pipe go on. */
static void beside_the_beam(void)
{
	struct sim_particle p;
	uint32_t before;

	new_event(1);
	p = particle(N62_PION, N62_M_PI, 40, -300, 20, 253350);
	CHECK(sim_hasc_hit(&ev, &p, 0) == SIM_STOPS);
	CHECK(ev.pulses[N62_HASC].n > 10);
	before = ev.pulses[N62_HASC].n;
	p = particle(N62_PION, N62_M_PI, 40, -76, 0, 253350);
	CHECK(sim_hasc_hit(&ev, &p, 0) == SIM_PASSES);
	CHECK(ev.pulses[N62_HASC].n == before);
	p = particle(-N62_PION, N62_M_PI, 5, 2245, 50, 237358);
	p.charge = -1;
	CHECK(sim_muv0_hit(&ev, &p, 0) == SIM_PASSES);
	CHECK(ev.pulses[N62_MUV0].n == 2);
	p = particle(N62_PION, N62_M_PI, 70, 10, 0, 241093);
	CHECK(sim_calorimeter_hit(&ev, &p, 0) == SIM_PASSES);
	CHECK(ev.deposits[N62_LKR].n == 0);
}

/* ---- samples to raw bytes and back ---------------------------------- */

static struct n62_fill fill;
static struct n62_make make;

/* Something for each detector. */
static void crowd(uint64_t number)
{
	struct n62_rng *r = &ev.rng[SIM_RNG_DECAY];
	struct sim_particle p;

	new_event(number);
	for (int k = 0; k < 3; k++) {
		p = at_lkr(N62_PHOTON, 0, 3 + 4 * k);
		p.x -= 250 * k;
		p.t = 3 * k;
		sim_calorimeter_hit(&ev, &p, 0);
	}
	for (int k = 0; k < 4; k++) {
		p = at_lkr(N62_PION, N62_M_PI, 30);
		p.y -= 600 * n62_rng_uniform(r);
		p.t = 40 * (n62_rng_uniform(r) - 0.5);
		sim_calorimeter_hit(&ev, &p, 0);
		sim_chod_hit(&ev, &p, k % 2);
		sim_newchod_hit(&ev, &p, 0);
		sim_muv3_hit(&ev, &p, 0);
		p.x += 2000;
		sim_muv0_hit(&ev, &p, 0);
		p = particle(N62_PHOTON, 0, 1, 610, 40 * k, 121363);
		sim_lav_hit(&ev, &p, 0);
		p = particle(N62_PION, N62_M_PI, 30, -300, 20, 253350);
		sim_hasc_hit(&ev, &p, 0);
	}
	p = particle(N62_PHOTON, 0, 8, 100, 20, 239611);
	sim_irc_hit(&ev, &p, 0);
	p = particle(N62_PHOTON, 0, 8, 50, 20, 260956);
	sim_sac_hit(&ev, &p, 0);
}

static bool same_list(const struct n62_hits *a, const struct n62_hits *b, int d)
{
	uint32_t n = a->group[d].n;
	bool same = n == b->group[d].n;

	for (int c = 0; same && n > 0 && c < n62_group_docs[d].ncolumns; c++) {
		const struct n62_column_doc *doc =
		    &n62_group_docs[d].columns[c];

		same = memcmp(a->group[d].v[c], b->group[d].v[c],
			   n * n62_type_size(doc->type) * doc->length) == 0;
	}
	return same;
}

static void there_and_back_once(struct n62_hits *back, struct n62_raw_event *e,
    struct n62_raw_event *f, struct n62_buf *b)
{
	uint64_t count[N62_RAW_KINDS] = { 0 };

	b->len = 0;
	if (!CHECK(n62_hits_add(&hits, N62_G_EVENT, &err) == 0) ||
	    !CHECK(n62_hits_end_event(&hits, &err) == 0))
		return;
	((uint8_t *)hits.group[N62_G_EVENT].v[N62_EV_L0TYPE])[0] = 1;
	CHECK(n62_hits_make(&hits, 0, &make, e, &err) == 0);
	CHECK(n62_raw_encode(e, b, &err) == 0);
	CHECK(n62_raw_decode(
		  f, b->data, b->len, 0, &make.options, count, &err) == 1);
	n62_hits_clear(back);
	CHECK(n62_hits_fill(
		  back, &fill, f, (unsigned char *)b->data, count, &err) == 0);
	for (int k = 0; k < N62_RAW_KINDS; k++)
		CHECK(count[k] == 0);
}

static void there_and_back(void)
{
	static const int lists[] = { N62_LAV, N62_CHOD, N62_NEWCHOD, N62_IRC,
		N62_SAC, N62_LKR, N62_MUV0, N62_MUV1, N62_MUV2, N62_MUV3,
		N62_HASC, N62_SAV };
	enum {
		LISTS = sizeof lists / sizeof *lists,
		EVENTS = 200
	};
	struct n62_raw_event e = { 0 }, f = { 0 };
	struct n62_buf b = { 0 };
	struct n62_hits back;
	uint64_t seen[LISTS] = { 0 };

	n62_hits_init(&back, hits.shape);
	CHECK(n62_fill_init(&fill, &err) == 0);
	fill.wiring = wiring;
	n62_raw_options_init(&make.options, 8600);
	for (uint64_t k = 0; k < EVENTS; k++) {
		crowd(k);
		CHECK(sim_digitise(&ev, wiring, &hits, &err) == 0);
		there_and_back_once(&back, &e, &f, &b);
		for (int i = 0; i < LISTS; i++) {
			if (!CHECK(same_list(&hits, &back, lists[i])))
				check_note("%s", n62_det_info[lists[i]].name);
			seen[i] += back.group[lists[i]].n;
		}
	}
	for (int i = 0; i < LISTS; i++) {
		CHECK(seen[i] >= EVENTS);
		check_note("%s: %.1f hits an event",
		    n62_det_info[lists[i]].name, (double)seen[i] / EVENTS);
	}
	n62_hits_free(&back);
	n62_raw_free(&e);
	n62_raw_free(&f);
	n62_buf_free(&b);
	n62_fill_free(&fill);
	n62_make_free(&make);
}

/* Two pulses in one cell add up; a saturated one stays at 16383. */
static void pile_up(void)
{
	uint16_t *s;

	new_event(3);
	ev.phase = 0;
	sim_deposit_add(&ev, N62_LKR, 1000 * 80 + 80, 0, 3300);
	sim_deposit_add(&ev, N62_LKR, 1000 * 80 + 80, 24.951, 3300);
	sim_deposit_add(&ev, N62_LKR, 1000 * 81 + 80, 0, 3.3 * 20000);
	sim_deposit_add(&ev, N62_LKR, 1000 * 82 + 80, 0, 3.3 * 8);
	CHECK(sim_digitise_samples(&ev, wiring, UINT32_MAX, &hits, &err) == 0);
	if (!CHECK(hits.group[N62_LKR].n == 2))
		return;
	for (uint32_t i = 0; i < 2; i++) {
		const int32_t *e = hits.group[N62_LKR].v[N62_PULSE_ELEMENT];
		double one = 1000 * n62_cream_pulse(24.951, 17.5);
		double before = 1000 * n62_cream_pulse(-24.951, 17.5);

		s = (uint16_t *)hits.group[N62_LKR].v[N62_PULSE_SAMPLES] +
		    8 * i;
		if (e[i] == 81080) {
			CHECK(s[4] == 16383);
			continue;
		}
		CHECK(fabs(s[4] - 400 - 1000 - before) < 20);
		CHECK(fabs(s[5] - 400 - 1000 - one) < 20);
		CHECK(fabs(s[0] - 400.0) < 20);
	}
}

int main(void)
{
	if (!CHECK(prepare_readout()))
		return 1;
	check_run("electrons in the LKr", electrons);
	check_run("pions", pions);
	check_run("muons", muons);
	check_run("punch-through", punch_through);
	check_run("inefficiency of the LAV", lav);
	check_run("thresholds of the LAV", lav_thresholds);
	check_run("IRC, SAC, LKr", small_angle);
	check_run("hodoscopes", hodoscopes);
	check_run("beside the beam", beside_the_beam);
	check_run("pulses in one cell", pile_up);
	check_run("hits to bytes and back", there_and_back);
	release();
	n62_hits_free(&hits);
	n62_wiring_free(wiring);
	n62_conditions_free(conditions);
	return check_end();
}
