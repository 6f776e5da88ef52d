/*
 * test_sim_tracking.c - what particles leave in KTAG, GTK, CHANTI, STRAW and
 * RICH against the figures of the detector, and hits that come back from the
 * bytes of an event as they were made.
 */
#include "check.h"
#include "sim/private.h"

#include <math.h>
#include <unistd.h>

static struct n62_sim sim;
static struct sim_event ev;
static struct n62_err err;
static uint64_t seed = 4;

static void next_event(void)
{
	ev.number++;
	for (uint32_t i = 0; i < SIM_STREAMS; i++)
		n62_rng_init(&ev.rng[i], seed, ev.number, i);
	sim_pulses_clear(&ev);
}

static bool near(double got, double wanted, double tolerance)
{
	return fabs(got - wanted) <= tolerance;
}

static double uniform(double low, double high)
{
	return low + (high - low) * n62_rng_uniform(&ev.rng[SIM_RNG_TRANSPORT]);
}

/* A particle of charge 1 that goes along z with these slopes. */
static struct sim_particle particle(
    int32_t pdg, double mass, double p, double tx, double ty)
{
	double pz = p / sqrt(1 + tx * tx + ty * ty);

	return (struct sim_particle){ .pdg = pdg,
		.charge = 1,
		.mass = mass,
		.px = pz * tx,
		.py = pz * ty,
		.pz = pz,
		.e = sqrt(p * p + mass * mass) };
}

/* Number, mean and spread of values. */
struct sums {
	double n, x, x2;
};

static void add(struct sums *s, double x)
{
	s->n++;
	s->x += x;
	s->x2 += x * x;
}

static double mean(const struct sums *s)
{
	return s->x / s->n;
}

static double rms(const struct sums *s)
{
	return sqrt(s->x2 / s->n - mean(s) * mean(s));
}

/* ---- KTAG --------------------------------------------------------------- */

static void ktag(void)
{
	struct sim_particle kaon = particle(321, N62_M_K, 75000, 0, 0);
	struct sim_particle pion = particle(211, N62_M_PI, 75000, 0, 0);
	struct sums n = { 0 }, time = { 0 }, sectors = { 0 };
	double pions = 0, five = 0;

	for (int i = 0; i < 20000; i++) {
		struct sums t = { 0 };
		unsigned seen = 0;

		next_event();
		sim_ktag_hit(&ev, &kaon);
		for (uint32_t k = 0; k < ev.pulses[N62_KTAG].n; k++) {
			struct sim_pulse *v = &ev.pulses[N62_KTAG].v[k];

			add(&t, (double)v->time);
			seen |= 1u << v->element / 100;
			CHECK(v->width >= 0);
		}
		add(&n, t.n);
		if (t.n > 0)
			add(&time, mean(&t));
		add(&sectors, __builtin_popcount(seen));
		five += __builtin_popcount(seen) >= 5;
		next_event();
		sim_ktag_hit(&ev, &pion);
		pions += ev.pulses[N62_KTAG].n;
	}
	check_note("KTAG: %.3f photoelectrons, %.3f sectors, mean time %.1f ps,"
		   " %.2f %% in 5 sectors, pions %.3f",
	    mean(&n), mean(&sectors), 1000 * rms(&time), five / 200,
	    pions / 20000);
	CHECK(near(mean(&n), 18, 0.15) && near(rms(&n), sqrt(18), 0.1));
	CHECK(near(rms(&time), 0.070, 0.003) && near(mean(&time), 0, 0.003));
	CHECK(five / 20000 > 0.98);
	CHECK(near(pions / 20000, 0.1, 0.01));
}

/* ---- GTK ---------------------------------------------------------------- */

static void gtk(void)
{
	struct sums one = { 0 }, two = { 0 }, x = { 0 }, y = { 0 };
	double missed = 0, tracks = 60000;

	for (int i = 0; i < tracks; i++) {
		struct sim_particle p = particle(321, N62_M_K, 75000, 0, 0);
		const struct sim_pulse *v;
		struct n62_gtk_place at;
		uint32_t n;

		next_event();
		/* where all columns are 0.3 wide */
		p.x = uniform(0.5, 5);
		p.y = uniform(-72, -48);
		sim_gtk_hit(&ev, &p, 1);
		v = ev.pulses[N62_GTK].v;
		n = ev.pulses[N62_GTK].n;
		missed += n == 0;
		if (n > 0)
			add(n == 1 ? &one : &two, (double)v->time);
		if (n != 1 || !CHECK(n62_gtk_place(v->element, &at)))
			continue;
		add(&x, p.x - at.x);
		add(&y, p.y - at.y);
	}
	check_note("GTK: %.1f %% two pixels, %.1f and %.1f ps, residuals %.1f "
		   "and %.1f um, efficiency %.2f %%",
	    100 * two.n / (one.n + two.n), 1000 * rms(&one), 1000 * rms(&two),
	    1000 * rms(&x), 1000 * rms(&y), 100 - 100 * missed / tracks);
	CHECK(near(two.n / (one.n + two.n), 0.125, 0.025));
	CHECK(near(rms(&one), 0.135, 0.003) && near(rms(&two), 0.180, 0.005));
	/* a little less than 300 um / sqrt 12: borders are where two are hit */
	CHECK(near(rms(&x), 0.0866, 0.007) && rms(&x) < 0.0866);
	CHECK(near(rms(&y), 0.0866, 0.007) && near(mean(&x), 0, 0.002));
	CHECK(near(missed / tracks, 0.01, 0.002));
}

/* ---- CHANTI ------------------------------------------------------------- */

static void chanti(void)
{
	struct sums bars = { 0 }, time = { 0 };
	double missed = 0, tracks = 20000;

	for (int i = 0; i < tracks; i++) {
		struct sim_particle p = particle(211, N62_M_PI, 20000, 0, 0);
		double low = 0;

		next_event();
		p.x = uniform(-130, 130);
		p.y = uniform(70, 130);
		CHECK(sim_chanti_hit(&ev, &p, 3) == SIM_PASSES);
		for (uint32_t k = 0; k < ev.pulses[N62_CHANTI].n; k++) {
			const struct sim_pulse *v = &ev.pulses[N62_CHANTI].v[k];

			CHECK(v->element / 100000 == 4);
			low += v->element % 10 == 0;
			add(&time, (double)v->time);
		}
		add(&bars, low);
		missed += low == 0;
		/* the beam */
		next_event();
		p.x = uniform(-47.4, 47.4);
		p.y = uniform(-32.4, 32.4);
		sim_chanti_hit(&ev, &p, 3);
		CHECK(ev.pulses[N62_CHANTI].n == 0);
	}
	check_note("CHANTI: %.2f bars a station, %.2f ns, missed %.3f %%",
	    mean(&bars), rms(&time), 100 * missed / tracks);
	CHECK(missed / tracks < 0.01);
	CHECK(mean(&bars) > 3 && mean(&bars) <= 4);
	CHECK(near(rms(&time), 1.1, 0.2) && near(mean(&time), 0, 0.5));
}

/* ---- STRAW -------------------------------------------------------------- */

static void straw(void)
{
	struct sums view = { 0 }, all = { 0 }, part[5] = { 0 };
	struct sums wide = { 0 };
	double tracks = 20000;

	for (int i = 0; i < tracks; i++) {
		struct sim_particle p = particle(211, N62_M_PI, 20000, 0, 0);
		uint32_t in_view[4] = { 0 };

		next_event();
		p.x = uniform(-700, -300);
		p.y = uniform(80, 250);
		p.z = n62_straw_z[2];
		sim_straw_hit(&ev, &p, 2);
		for (uint32_t k = 0; k < ev.pulses[N62_STRAW].n; k++) {
			const struct sim_pulse *v = &ev.pulses[N62_STRAW].v[k];
			struct n62_straw_place at;
			double d, r;

			if (!CHECK(n62_straw_place(v->element, &at)))
				continue;
			in_view[at.view]++;
			d = fabs(n62_straw_axis[at.view][0] * p.x +
				 n62_straw_axis[at.view][1] * p.y - at.w);
			r = n62_straw_radius((double)v->time);
			CHECK(at.chamber == 2 && d < N62_STRAW_RADIUS);
			add(&part[(int)d], r - d);
			add(&all, r - d);
			add(&wide, (double)v->time + (double)v->width);
		}
		for (int k = 0; k < 4; k++) {
			add(&view, in_view[k]);
			CHECK(in_view[k] <= 3);
		}
	}
	check_note("STRAW: %.3f straws a view, residual %.0f um (%.0f %.0f "
		   "%.0f %.0f %.0f by mm from the wire), trailing %.0f+-%.0f",
	    mean(&view), 1000 * rms(&all), 1000 * rms(&part[0]),
	    1000 * rms(&part[1]), 1000 * rms(&part[2]), 1000 * rms(&part[3]),
	    1000 * rms(&part[4]), mean(&wide), rms(&wide));
	CHECK(near(mean(&view), 0.98 * 4 * 9.75 / 17.6, 0.03));
	CHECK(near(rms(&all), 0.13, 0.03));
	/* 48 to 72 um far from the wire, some 0.2 mm near it */
	CHECK(near(rms(&part[0]), 0.2, 0.07));
	for (int k = 2; k < 5; k++)
		CHECK(near(rms(&part[k]), 0.06, 0.012));
}

/* Tracks with an angle keep to the layers' own z; the beam hits nothing. */
static void straw_lines(void)
{
	struct sim_particle beam = particle(211, N62_M_PI, 75000, 1.2e-3, 0);

	for (int i = 0; i < 2000; i++) {
		struct sim_particle p =
		    particle(211, N62_M_PI, 20000, uniform(-0.02, 0.02), 0.01);

		next_event();
		p.x = uniform(-600, -200);
		p.y = uniform(-300, 300);
		p.z = n62_straw_z[1] + 1000;
		sim_straw_hit(&ev, &p, 1);
		for (uint32_t k = 0; k < ev.pulses[N62_STRAW].n; k++) {
			const struct sim_pulse *v = &ev.pulses[N62_STRAW].v[k];
			struct n62_straw_place at;
			double dz, w;

			CHECK(n62_straw_place(v->element, &at));
			dz = at.z - p.z;
			w = n62_straw_axis[at.view][0] *
				(p.x + p.px / p.pz * dz) +
			    n62_straw_axis[at.view][1] *
				(p.y + p.py / p.pz * dz);
			CHECK(fabs(w - at.w) < N62_STRAW_RADIUS + 0.01);
		}
	}
	for (int c = 0; c < 4; c++) {
		next_event();
		beam.x = n62_straw_hole_x[c];
		beam.z = n62_straw_z[c];
		sim_straw_hit(&ev, &beam, c);
		CHECK(ev.pulses[N62_STRAW].n == 0);
	}
}

/* ---- RICH --------------------------------------------------------------- */

struct ring {
	struct sums hits, radius, time;
};

/* Rings of a particle with its light in the middle of a disc. */
static struct ring rings(int32_t pdg, double mass, double p, int n)
{
	struct ring out = { 0 };

	for (int i = 0; i < n; i++) {
		struct sim_particle v = particle(pdg, mass, p,
		    uniform(-0.009, -0.0085), uniform(-0.001, 0.001));
		struct sums time = { 0 };
		int32_t seen[200];
		int nseen = 0;

		next_event();
		v.x = i % 2 ? 500 : -500;
		v.y = 300;
		v.z = 236873;
		sim_rich_hit(&ev, &v, 0);
		for (uint32_t k = 0; k < ev.pulses[N62_RICH].n; k++) {
			const struct sim_pulse *q = &ev.pulses[N62_RICH].v[k];
			struct n62_rich_place at;
			int old = 0;

			CHECK(n62_rich_place(q->element, &at));
			CHECK(at.disc == (v.x < 0) && q->width >= 11);
			if (at.pmt == 8)
				continue;
			add(&time, (double)q->time);
			while (old < nseen && seen[old] != q->element)
				old++;
			if (old < nseen)
				continue;
			seen[nseen++] = q->element;
			add(&out.radius,
			    hypot(at.x - n62_rich_shift[at.disc] -
				      N62_RICH_FOCAL * v.px / v.pz,
				at.y - N62_RICH_FOCAL * v.py / v.pz));
		}
		add(&out.hits, nseen);
		if (time.n > 3)
			add(&out.time, mean(&time));
	}
	return out;
}

static void rich_hits(void)
{
	struct ring e = rings(-11, N62_M_E, 30000, 4000);
	struct ring pi = rings(211, N62_M_PI, 20000, 4000);
	double share = pow(147.5 / 189.3, 2);

	check_note("RICH: %.2f hits at beta = 1, rms %.2f; %.2f of a pion of "
		   "20 GeV; time of a ring %.0f ps",
	    mean(&e.hits), rms(&e.hits), mean(&pi.hits), 1000 * rms(&e.time));
	CHECK(near(mean(&e.hits), 14, 0.03 * 14));
	CHECK(near(mean(&pi.hits), 14 * share, 0.05 * 14 * share));
	CHECK(rms(&e.time) < 0.1);
}

/* Radii in mm of the rings of e, mu and pi, for p in GeV; 0: none. */
static const double radii[][4] = { { 10, 189.3, 59.8, 0 },
	{ 12.5, 189.3, 123.2, 0 }, { 15, 189.3, 146.6, 104.0 },
	{ 20, 189.3, 166.6, 147.5 }, { 25, 189.3, 175.1, 163.8 },
	{ 30, 189.3, 179.6, 172.0 }, { 35, 189.3, 182.2, 176.8 },
	{ 40, 189.3, 183.9, 179.8 }, { 45, 189.3, 185.1, 181.8 },
	{ 50, 189.3, 185.9, 183.3 }, { 65, 189.3, 187.3, 185.8 },
	{ 75, 189.3, 187.8, 186.6 } };

static void rich_radii(void)
{
	static const double mass[3] = { N62_M_E, N62_M_MU, N62_M_PI };
	static const int32_t pdg[3] = { -11, -13, 211 };
	double worst = 0;

	for (size_t i = 0; i < sizeof radii / sizeof *radii; i++)
		for (int k = 0; k < 3; k++) {
			double wanted = radii[i][k + 1];
			struct ring r =
			    rings(pdg[k], mass[k], 1000 * radii[i][0], 800);
			double got, off;

			if (wanted <= 0) {
				CHECK(r.hits.x <= 0);
				continue;
			}
			/* what pixels and smearing add on a circle */
			got = mean(&r.radius);
			got -= 24 / (2 * got);
			off = fabs(got - wanted);
			worst = off > worst ? off : worst;
			if (!CHECK(off < 1))
				check_note("p %g, %d: %.2f instead of %.1f",
				    radii[i][0], (int)pdg[k], got, wanted);
		}
	check_note("RICH: radii within %.2f mm", worst);
}

/* Nothing from a particle in the pipe; half a ring at the edge of a disc. */
static void rich_borders(void)
{
	struct sim_particle beam = particle(211, N62_M_PI, 75000, -2.4e-3, 0);
	struct sums half = { 0 };

	beam.x = 17.8;
	beam.z = 236873;
	for (int i = 0; i < 1000; i++) {
		struct sim_particle e =
		    particle(-11, N62_M_E, 20000, 0.0103, 0);

		next_event();
		sim_rich_hit(&ev, &beam, 0);
		CHECK(ev.pulses[N62_RICH].n == 0);
		e.x = 600;
		e.z = 236873;
		sim_rich_hit(&ev, &e, 0);
		add(&half, ev.pulses[N62_RICH].n / 2.);
	}
	CHECK(mean(&half) > 3 && mean(&half) < 11);
}

/* ---- digitising --------------------------------------------------------- */

static struct n62_conditions *conditions;
static struct n62_wiring *wiring;

static struct n62_hits hits(void)
{
	struct n62_hits h;

	n62_hits_init(
	    &h, (struct n62_hits_shape){
		    (1u << N62_DETS) - 1 + (1u << N62_G_EVENT), true });
	return h;
}

static void digitise(struct n62_hits *h)
{
	if (!CHECK(sim_digitise(&ev, wiring, h, &err) == 0))
		check_note("%s", err.text);
}

static int32_t raw(const struct n62_hits *h, int d, int column, uint32_t i)
{
	return ((int32_t *)h->group[d].v[column])[i];
}

static float real(const struct n62_hits *h, int d, int column, uint32_t i)
{
	return ((float *)h->group[d].v[column])[i];
}

static void joins(void)
{
	struct n62_hits h = hits();
	double tick = wiring->clock / 256;

	next_event();
	ev.phase = 10;
	/* two that overlap; one that comes 9.9 ns later, too soon; another */
	sim_pulse_add(&ev, N62_RICH, 300, 0, 5);
	sim_pulse_add(&ev, N62_RICH, 300, 9.9, 2);
	sim_pulse_add(&ev, N62_RICH, 300, 4, 5);
	sim_pulse_add(&ev, N62_RICH, 300, 17, 6);
	sim_pulse_add(&ev, N62_RICH, 301, 3, 7);
	digitise(&h);
	CHECK(h.group[N62_RICH].n == 3);
	CHECK(raw(&h, N62_RICH, N62_HIT_ELEMENT, 0) == 300);
	CHECK(raw(&h, N62_RICH, N62_HIT_LEAD_RAW, 0) == (int)(10 / tick));
	CHECK(raw(&h, N62_RICH, N62_HIT_TRAIL_RAW, 0) == (int)(21.9 / tick));
	CHECK(raw(&h, N62_RICH, N62_HIT_ELEMENT, 1) == 301);
	CHECK(raw(&h, N62_RICH, N62_HIT_LEAD_RAW, 2) == (int)(27 / tick));
	CHECK(near((double)real(&h, N62_RICH, N62_HIT_LEAD, 2),
	    (int)(27 / tick) * tick, 1e-4));
	n62_hits_free(&h);
}

static void windows(void)
{
	struct n62_hits h = hits();
	double clock = wiring->clock;

	next_event();
	ev.phase = 0;
	/* KTAG: from 2 clocks before the trigger to the end of the 4th */
	sim_pulse_add(&ev, N62_KTAG, 166, -2 * clock - 0.1, 3);
	sim_pulse_add(&ev, N62_KTAG, 167, -2 * clock + 0.1, 3);
	sim_pulse_add(&ev, N62_KTAG, 168, 5 * clock - 0.1, 3);
	sim_pulse_add(&ev, N62_KTAG, 165, 5 * clock + 0.1, 3);
	/* STRAW: 100 ns before to 300 ns behind */
	sim_pulse_add(&ev, N62_STRAW, 30, -99, 50);
	sim_pulse_add(&ev, N62_STRAW, 31, -101, 50);
	sim_pulse_add(&ev, N62_STRAW, 32, 298, 50);
	sim_pulse_add(&ev, N62_STRAW, 33, 301, 50);
	sim_pulse_add(&ev, N62_STRAW, 121, 10, 50);
	sim_pulse_add(&ev, N62_GTK, 33, 74, 10);
	sim_pulse_add(&ev, N62_GTK, 34, 76, 10);
	digitise(&h);
	CHECK(h.group[N62_KTAG].n == 3);
	CHECK(raw(&h, N62_KTAG, N62_HIT_ELEMENT, 0) == 168 ||
	      isnan(real(&h, N62_KTAG, N62_HIT_LEAD, 0)) ||
	      raw(&h, N62_KTAG, N62_HIT_ELEMENT, 0) == 167);
	CHECK(h.group[N62_STRAW].n ==
	      3 + (n62_channel(wiring, N62_STRAW, 121) >= 0));
	CHECK(h.group[N62_GTK].n == 1);
	/* latencies: the times of a stream count from the time stamp */
	CHECK(near((double)real(&h, N62_GTK, N62_HIT_LEAD, 0), 74 - 301 * clock,
	    0.06));
	for (uint32_t i = 0; i < h.group[N62_STRAW].n; i++)
		CHECK(raw(&h, N62_STRAW, N62_HIT_LEAD_RAW, i) % 8 == 0);
	n62_hits_free(&h);
}

/* Pulses everywhere: on any element, at any time. */
static void litter(int d, int n)
{
	uint32_t elements = wiring->map[d].elements;

	for (int i = 0; i < n; i++) {
		double time = uniform(-150, 350), width = uniform(0, 60);
		int32_t e;

		do
			e = (int32_t)n62_rng_below(
			    &ev.rng[SIM_RNG_TRANSPORT], elements);
		while (n62_channel(wiring, d, e) < 0);
		for (int k = 0; k < 1 + i % 3; k++)
			sim_pulse_add(&ev, d, e, time + 17 * k, width);
	}
}

static void set_event(
    struct n62_hits *h, int column, const void *value, size_t size)
{
	memcpy((char *)h->group[N62_G_EVENT].v[column] + h->events * size,
	    value, size);
}

static void add_event(struct n62_hits *h)
{
	uint32_t stamp = n62_rng_u32(&ev.rng[SIM_RNG_TRIGGER]) & 0x7fffffff;
	uint32_t number = (uint32_t)ev.number, run = 9000;
	uint8_t l0 = N62_RAW_PHYSICS;
	double one = 1;

	CHECK(n62_hits_add(h, N62_G_EVENT, &err) == 0);
	set_event(h, N62_EV_RUN, &run, 4);
	set_event(h, N62_EV_NUMBER, &number, 4);
	set_event(h, N62_EV_TIME, &stamp, 4);
	set_event(h, N62_EV_L0TYPE, &l0, 1);
	set_event(h, N62_EV_WEIGHT, &one, 8);
	CHECK(n62_hits_end_event(h, &err) == 0);
}

/* The bytes of the last event of h, and its hits again. */
static void there_and_back(struct n62_hits *h, struct n62_hits *again)
{
	static struct n62_raw_event e;
	static struct n62_make make;
	static struct n62_fill fill;
	uint64_t count[N62_RAW_KINDS] = { 0 };
	struct n62_buf b = { 0 };

	n62_raw_options_init(&make.options, 9000);
	if (!fill.wiring)
		CHECK(n62_fill_init(&fill, &err) == 0);
	fill.wiring = wiring;
	fill.run = 9000;
	if (!CHECK(n62_hits_make(h, h->events - 1, &make, &e, &err) == 0) ||
	    !CHECK(n62_raw_encode(&e, &b, &err) == 0) ||
	    !CHECK(n62_raw_decode(&e, b.data, b.len, 0, &make.options, count,
		       &err) == 1) ||
	    !CHECK(n62_hits_fill(again, &fill, &e, (unsigned char *)b.data,
		       count, &err) == 0))
		check_note("%s", err.text);
	for (int k = 0; k < N62_RAW_KINDS; k++)
		if (k != N62_RAW_GTK_FULL)
			CHECK(count[k] == 0);
	n62_buf_free(&b);
}

static bool same_hits(const struct n62_hits *a, const struct n62_hits *b, int d)
{
	uint32_t n = a->group[d].n;
	bool same = n == b->group[d].n;

	for (int c = 0; same && n > 0 && c < n62_group_docs[d].ncolumns; c++)
		same = memcmp(a->group[d].v[c], b->group[d].v[c],
			   n * n62_type_size(
				   n62_group_docs[d].columns[c].type)) == 0;
	return same;
}

static void round_trip(void)
{
	struct n62_hits h = hits(), again = hits();
	uint32_t n[N62_DETS] = { 0 };

	for (int i = 0; i < 300; i++) {
		next_event();
		ev.phase = uniform(0, 24.95);
		for (int d = 0; d < N62_DETS; d++)
			if (n62_det_info[d].boards != N62_BOARD_CREAM)
				litter(d, (int)uniform(0, 60));
		digitise(&h);
		add_event(&h);
		there_and_back(&h, &again);
		for (int d = 0; d < N62_DETS; d++) {
			if (!CHECK(same_hits(&h, &again, d)))
				check_note("%s", n62_det_info[d].name);
			n[d] += h.group[d].n;
		}
		if (i % 50 == 49) {
			n62_hits_clear(&h);
			n62_hits_clear(&again);
		}
	}
	for (int d = 0; d < N62_DETS; d++)
		if (n62_det_info[d].boards != N62_BOARD_CREAM)
			CHECK(n[d] > 1000);
	n62_hits_free(&h);
	n62_hits_free(&again);
}

/* Offsets and dead channels that a user gives. */
static int read_patch(void)
{
	static const char text[] = "t0 STRAW\n0+1 = 3.5 -2 7.25 for 50 by 3\n"
				   "t0 KTAG\n0+8 = 1.5 for 90 by 8\n"
				   "dead KTAG\n8 16 24\n";
	char name[] = "/tmp/na62-tracking-XXXXXX";
	int fd = mkstemp(name), r = -1;

	if (fd < 0)
		return -1;
	if (write(fd, text, sizeof text - 1) == sizeof text - 1)
		r = n62_conditions_read(conditions, name, &err);
	close(fd);
	unlink(name);
	n62_wiring_free(wiring);
	wiring = r == 0 ? n62_wiring_new(conditions, 9000, &err) : NULL;
	return wiring ? 0 : -1;
}

static void with_conditions(void)
{
	struct n62_hits h = hits();
	double tick = wiring->clock / 256;

	next_event();
	ev.phase = 1;
	sim_pulse_add(&ev, N62_KTAG, 166, 2, 10);
	sim_pulse_add(&ev, N62_KTAG, 167, 2, 10);
	digitise(&h);
	/* 167 is on channel 8, which is dead */
	CHECK(h.group[N62_KTAG].n == 1);
	CHECK(raw(&h, N62_KTAG, N62_HIT_LEAD_RAW, 0) == (int)(4.5 / tick));
	CHECK(near((double)real(&h, N62_KTAG, N62_HIT_LEAD, 0), 3, 0.1));
	n62_hits_free(&h);
	round_trip();
}

/* ---- */

static int prepare(void)
{
	for (const struct n62_builtin *b = sim_builtin; b->name; b++)
		if ((strcmp(b->name, "tracking.txt") == 0 ||
			strcmp(b->name, "showers.txt") == 0) &&
		    n62_params_read(
			&sim.params, b->name, b->text, &sim.arena, &err) < 0)
			return -1;
	sim.tracking = sim_tracking_new(&sim.params, &sim.arena, &err);
	sim.showers = sim_showers_new(&sim.params, &sim.arena, &err);
	conditions = n62_conditions_new(&err);
	wiring = conditions ? n62_wiring_new(conditions, 9000, &err) : NULL;
	ev.sim = &sim;
	return sim.tracking && sim.showers && wiring ? 0 : -1;
}

int main(void)
{
	if (prepare() < 0) {
		check_note("%s", err.text);
		return 1;
	}
	check_run("KTAG: photoelectrons of kaons and others", ktag);
	check_run("GTK: pixels, sharing, times", gtk);
	check_run("CHANTI: bars of a station, and its hole", chanti);
	check_run("STRAW: straws of a view, residuals", straw);
	check_run("STRAW: lines through the layers, the hole", straw_lines);
	check_run("RICH: hits of a ring, its time", rich_hits);
	check_run("RICH: radii of e, mu and pi", rich_radii);
	check_run("RICH: beam pipe and edge of a disc", rich_borders);
	check_run("pulses that are close join", joins);
	check_run("windows of the readout, latencies", windows);
	check_run("hits come back from bytes as they were made", round_trip);
	if (CHECK(read_patch() == 0))
		check_run(
		    "the same with offsets and dead channels", with_conditions);
	else
		check_note("%s", err.text);
	sim_digitise_free(&ev);
	sim_pulses_free(&ev);
	n62_wiring_free(wiring);
	n62_conditions_free(conditions);
	n62_arena_free(&sim.arena);
	return check_end();
}
