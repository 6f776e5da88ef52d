/*
 * test_sim_tracking.c - what particles leave in KTAG, GTK, CHANTI, STRAW and
 * RICH against the figures of the detector.
 */
#include "sim_fixture.h"
#include "sums.h"

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

			sums_add(&t, (double)v->time);
			seen |= 1u << v->element / 100;
			CHECK(v->width >= 0);
		}
		sums_add(&n, t.n);
		if (t.n > 0)
			sums_add(&time, mean(&t));
		sums_add(&sectors, __builtin_popcount(seen));
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
			sums_add(n == 1 ? &one : &two, (double)v->time);
		if (n != 1 || !CHECK(n62_gtk_place(v->element, &at)))
			continue;
		sums_add(&x, p.x - at.x);
		sums_add(&y, p.y - at.y);
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
			sums_add(&time, (double)v->time);
		}
		sums_add(&bars, low);
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
			sums_add(&part[(int)d], r - d);
			sums_add(&all, r - d);
			sums_add(&wide, (double)v->time + (double)v->width);
		}
		for (int k = 0; k < 4; k++) {
			sums_add(&view, in_view[k]);
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
			sums_add(&time, (double)q->time);
			while (old < nseen && seen[old] != q->element)
				old++;
			if (old < nseen)
				continue;
			seen[nseen++] = q->element;
			sums_add(&out.radius,
			    hypot(at.x - n62_rich_shift[at.disc] -
				      N62_RICH_FOCAL * v.px / v.pz,
				at.y - N62_RICH_FOCAL * v.py / v.pz));
		}
		sums_add(&out.hits, nseen);
		if (time.n > 3)
			sums_add(&out.time, mean(&time));
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
				CHECK(r.hits.sum <= 0);
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
		sums_add(&half, ev.pulses[N62_RICH].n / 2.);
	}
	CHECK(mean(&half) > 3 && mean(&half) < 11);
}

/* ---- parameters --------------------------------------------------------- */

/* Sets a parameter and makes the tables anew: what is said about it. */
static const char *refused(const char *assignment)
{
	err.code = 0;
	err.text[0] = 0;
	if (!CHECK(n62_params_set(&sim.params, assignment, &err) == 0))
		return err.text;
	return sim_tracking_new(&sim.params, &sim.arena, &err) ? "" : err.text;
}

static void inconsistent(void)
{
	CHECK_TEXT(refused("chanti.low=2"),
	    "chanti.low is 2 MeV, but can be at most chanti.high, 1");
	CHECK_TEXT(refused("chanti.low=0.5"), "");
	CHECK_TEXT(refused("rich.late=0.95"),
	    "rich.wide is 0.11, but can be at most 1 - rich.late, 0.05");
	CHECK_TEXT(refused("rich.late=0"), "");
	CHECK_TEXT(refused("rich.nhits=0"), "");
	CHECK_TEXT(refused("rich.nhits=40"), "");
	/* a ring of 76 mm does not have as many photomultipliers */
	CHECK(strstr(refused("rich.refraction=1e-5"), "cannot have more"));
}

/* ---- */

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
	check_run("parameters that contradict others", inconsistent);
	release();
	return check_end();
}
