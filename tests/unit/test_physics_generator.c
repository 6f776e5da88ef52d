/*
 * test_physics_generator.c - what holds for the decays of all modes:
 * four-momentum, maxima, orientation; the mix; secondary pi0, antiparticles,
 * and soft photons.
 */
#include "physics_draw.h"

/* ---- all modes -------------------------------------------------------- */

static double mother_mass(const struct n62_products *p)
{
	return n62_particle(physics, p->mode->mother)->mass;
}

/* What is not balanced, in MeV, and by how much masses are off, in units of
 * rounding. */
static double unbalanced(const struct n62_products *p, double mass)
{
	struct n62_p4 sum = { 0, 0, 0, -mass };
	double worst;

	for (int i = 0; i < p->n; i++) {
		const struct n62_product *v = &p->v[i];
		struct n62_p4 shell =
		    n62_p4_on_shell(v->p.px, v->p.py, v->p.pz, v->mass);

		CHECK(fabs(shell.e - v->p.e) <= 1e-13 * v->p.e);
		if (!v->decayed)
			sum = n62_p4_add(sum, v->p);
	}
	worst = fmax(fabs(sum.e), fabs(sum.px));
	return fmax(worst, fmax(fabs(sum.py), fabs(sum.pz)));
}

static void balanced_of(const char *name, bool radiation, double worst[2])
{
	struct n62_decays *d = generator(
	    &(struct n62_plan){ .mode = name, .radiation = radiation });
	struct n62_products p;

	for (int i = 0; i < 8000; i++) {
		double off;

		draw(d, (uint64_t)i, &p);
		off = unbalanced(&p, mother_mass(&p));
		worst[0] = off > worst[0] ? off : worst[0];
		worst[1] = p.height > worst[1] ? p.height : worst[1];
	}
	n62_decays_free(d);
}

static void balanced(void)
{
	const struct n62_mode *m;
	double worst[2] = { 0 };

	for (int i = 0; (m = n62_physics_mode(physics, i)); i++) {
		balanced_of(m->name, false, worst);
		balanced_of(m->name, true, worst);
	}
	balanced_of("mix", true, worst);
	check_note("four-momentum balanced to %.1e MeV, highest weight %.4f",
	    worst[0], worst[1]);
	CHECK(worst[0] < 1e-9);
	CHECK(worst[1] <= 1);
}

/* No weight above the maximum, for other parameters and more events. */
static void heights(void)
{
	static const char *const all[][3] = { { "ke4", "ke4.hp", "-3" },
		{ "ke4", "ke4.gp", "3" }, { "kmu4", "ke4.delta", "1" },
		{ "munux", "munux.mass", "1" },
		{ "munux", "munux.spin", "muon-vector" },
		{ "munux", "munux.mass", "388" },
		{ "munugamma", "munugamma.emin", "0.1" },
		{ "pipi0gamma", "pipi0gamma.tmin", "0" },
		{ "pipi0gamma", "pipi0gamma.tmax", "108.4" },
		{ "3pi", "3pi.coulomb", "on" }, { "3pi", "3pi.g", "1" },
		{ "pi0-4e", "dalitz.slope", "0.5" },
		{ "pi0-eeg", "dalitz.slope", "-0.5" },
		{ "pigammagamma", "pigg.c", "-5" },
		{ "pi0enu", "kl3.mv", "500" },
		{ "pi0enugamma", "pi0enugamma.thetamin", "0" },
		{ "pi0enugamma", "pi0enugamma.emin", "0.1" },
		{ "3pigamma", "3pigamma.emin", "0.1" },
		{ "enugamma", "lnugamma.slope", "-2" },
		{ "pipi0ee", "pipi0.xm", "1000" },
		{ "munuee-sm", "lnull.fr", "-1" },
		{ "munuee-sm", "munuee-sm.mmin", "370" },
		{ "enuee", "enuee.mmin", "100" },
		{ "munumumu", "lnull.fv", "1" } };
	struct n62_products p;
	double worst = 0;

	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		struct n62_decays *d;
		double old = n62_physics_get(physics, all[k][1]);
		char text[40];

		set(all[k][1], all[k][2]);
		d = of_mode(all[k][0]);
		for (int i = 0; i < 20000; i++) {
			draw(d, (uint64_t)i, &p);
			worst = p.height > worst ? p.height : worst;
		}
		n62_decays_free(d);
		snprintf(text, sizeof text, "%.17g", old);
		if (strcmp(all[k][2], "on") == 0)
			set(all[k][1], "off");
		else if (strcmp(all[k][2], "muon-vector") == 0)
			set(all[k][1], "scalar");
		else
			set(all[k][1], text);
	}
	check_note("highest weight %.4f", worst);
	CHECK(worst <= 1);
}

static double uniform(double x, const void *of)
{
	(void)x;
	(void)of;
	return 1;
}

/* The orientation of each engine is uniform. */
static void orientation(void)
{
	static const char *const names[] = { "munu", "pi0enu", "ke4",
		"munuee" };

	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		struct n62_decays *d = of_mode(names[k]);
		struct hist h[3] = { hist_new(-1, 1), hist_new(-1, 1),
			hist_new(-N62_PI, N62_PI) };
		struct n62_products p;

		for (int i = 0; i < 50000; i++) {
			struct n62_p4 a, b;

			draw(d, (uint64_t)i, &p);
			a = p.v[0].p;
			b = p.v[1].p;
			hist_add(&h[0], a.pz / n62_p4_p(a), 1);
			hist_add(&h[1], b.px / n62_p4_p(b), 1);
			hist_add(&h[2], atan2(b.pz, b.py), 1);
		}
		for (int i = 0; i < 3; i++)
			chi2_check(
			    names[k], chi2_density(&h[i], uniform, NULL));
		n62_decays_free(d);
	}
}

static void mix(void)
{
	struct n62_decays *d = generator(&(struct n62_plan){ .pi0 = "none" });
	const struct n62_share *shares;
	double counts[40] = { 0 }, expected[40], sum = 0, probability;
	struct n62_products p;
	int n;

	shares = n62_decays_shares(d, &n);
	CHECK(n == 23);
	for (int i = 0; i < 2000000; i++) {
		int k = 0;

		draw(d, (uint64_t)i, &p);
		while (shares[k].mode != p.mode)
			k++;
		counts[k]++;
	}
	for (int k = 0; k < n; k++) {
		expected[k] = shares[k].mode->br;
		sum += shares[k].share;
		CHECK(!shares[k].mode->within);
		check_note("%-12s %7.0f, expected %.1f", shares[k].mode->name,
		    counts[k], shares[k].share * 2e6);
	}
	CHECK(fabs(sum - 1) < 1e-12);
	probability = chi2_counts(counts, expected, n);
	chi2_check("mix", probability);
	n62_decays_free(d);
}

/* ---- secondary pi0, antiparticles, radiation -------------------------- */

static void neutral_pions(void)
{
	struct n62_decays *d =
	    generator(&(struct n62_plan){ .mode = "pi2pi0" });
	double counts[4] = { 0 };
	double br[4] = { 0.98823, 0.01174, 3.34e-5, 6.5e-8 };
	struct n62_products p;

	for (int i = 0; i < 100000; i++) {
		draw(d, (uint64_t)i, &p);
		CHECK(p.v[0].decayed && p.v[1].decayed && !p.v[2].decayed);
		CHECK(p.weight == 1);
		for (int k = 0; k < 2; k++) {
			struct n62_p4 sum = { 0, 0, 0, 0 };
			int charged = 0, n = 0;

			for (int j = 3; j < p.n; j++)
				if (p.v[j].from == k) {
					sum = n62_p4_add(sum, p.v[j].p);
					charged += p.v[j].pdg != N62_PHOTON;
					n++;
				}
			sum = n62_p4_minus(sum, p.v[k].p);
			CHECK(n62_p4_p2(sum) + square(sum.e) < 1e-18);
			counts[charged == 4             ? 2
			       : n == 2 && charged == 2 ? 3
							: charged / 2]++;
		}
	}
	chi2_check("decays of pi0", chi2_counts(counts, br, 4));
	n62_decays_free(d);
}

static void forced_pions(void)
{
	struct n62_decays *d =
	    generator(&(struct n62_plan){ .mode = "pi2pi0", .pi0 = "pi0-eeg" });
	struct n62_products p;

	draw(d, 1, &p);
	CHECK(p.n == 9);
	CHECK(fabs(p.weight - 0.01174 * 0.01174) < 1e-15);
	n62_decays_free(d);
	d = generator(&(struct n62_plan){ .mode = "lfv-pi0mue" });
	draw(d, 1, &p);
	CHECK(p.n == 4 && p.weight == 1);
	CHECK(p.v[2].pdg == N62_MUON && p.v[3].pdg == -N62_ELECTRON);
	CHECK(p.v[2].from == 1 && p.v[3].from == 1);
	n62_decays_free(d);
	d = generator(&(struct n62_plan){ .mode = "pipi0", .pi0 = "none" });
	draw(d, 1, &p);
	CHECK(p.n == 2 && p.weight == 1 && !p.v[1].decayed);
	n62_decays_free(d);
}

/* K- decays as K+ with all signs changed. */
static void antiparticles(void)
{
	struct n62_decays *plus = generator(&(struct n62_plan){ 0 });
	struct n62_decays *minus =
	    generator(&(struct n62_plan){ .mother = -N62_KAON });
	struct n62_products a, b;

	for (int i = 0; i < 10000; i++) {
		draw(plus, (uint64_t)i, &a);
		draw(minus, (uint64_t)i, &b);
		CHECK(a.n == b.n && a.mode == b.mode);
		for (int k = 0; k < a.n; k++) {
			bool self =
			    a.v[k].pdg == N62_PHOTON || a.v[k].pdg == N62_PION0;

			CHECK(b.v[k].pdg == (self ? a.v[k].pdg : -a.v[k].pdg));
			CHECK(a.v[k].p.pz == b.v[k].p.pz);
		}
	}
	n62_decays_free(plus);
	n62_decays_free(minus);
	minus = generator(&(struct n62_plan){ .mother = N62_MUON });
	draw(minus, 1, &a);
	CHECK(a.v[0].pdg == N62_ELECTRON && a.v[1].pdg == -N62_NU_E &&
	      a.v[2].pdg == N62_NU_MU);
	n62_decays_free(minus);
}

struct current {
	double beta, emax;
	bool scalar;
};

static double soft_density(double l, const void *of)
{
	const struct current *c = of;
	double x = exp(l) / c->emax;

	return x >= 1 ? 0 : c->scalar ? 1 - x : 1 - x + x * x / 2;
}

static double classical(double cosine, const void *of)
{
	double b = ((const struct current *)of)->beta;

	return b * b * (1 - cosine * cosine) / square(1 - b * cosine);
}

static double cosine(struct n62_p4 a, struct n62_p4 b)
{
	return (a.px * b.px + a.py * b.py + a.pz * b.pz) /
	       (n62_p4_p(a) * n62_p4_p(b));
}

/* Photons of a two-body decay: number, energy, and angle to the leg. */
static void soft_photons(
    const char *name, double leg, double other, bool scalar)
{
	double p = n62_p_star(N62_M_K, leg, other), mean = 0, seen = 0;
	struct current c = { p / sqrt(p * p + leg * leg),
		(N62_M_K - leg - square(other) / (N62_M_K - leg)) / 2, scalar };
	struct n62_decays *d = generator(&(struct n62_plan){
	    .mode = name, .pi0 = "none", .radiation = true });
	struct hist energy = hist_new(0, log(c.emax)), angle = hist_new(-1, 1);
	struct n62_products out;
	int events = 1000000, n = 1000;

	for (int i = 0; i < events; i++) {
		draw(d, (uint64_t)i, &out);
		seen += out.n - 2;
		for (int k = 2; k < out.n; k++)
			hist_add(&energy, log(out.v[k].p.e), 1);
		if (out.n == 3)
			hist_add(&angle, cosine(out.v[0].p, out.v[2].p), 1);
	}
	for (int i = 0; i < n; i++)
		mean += soft_density(log(c.emax) * (i + 0.5) / n, &c);
	mean *= log(c.emax) / n * 2 / (137.036 * N62_PI) *
		(log((1 + c.beta) / (1 - c.beta)) / (2 * c.beta) - 1);
	check_note(
	    "%s: %.6f photons, expected %.6f", name, seen / events, mean);
	CHECK(fabs(seen / events - mean) < 4 * sqrt(mean / events));
	chi2_check("energy", chi2_density(&energy, soft_density, &c));
	chi2_check("angle", chi2_density(&angle, classical, &c));
	n62_decays_free(d);
}

static void radiation(void)
{
	soft_photons("munu", N62_M_MU, 0, false);
	soft_photons("pipi0", N62_M_PI, N62_M_PI0, true);
}

int main(void)
{
	read_table();
	check_run("four-momentum of all modes", balanced);
	check_run("weights below their maximum", heights);
	check_run("orientation", orientation);
	check_run("mix", mix);
	check_run("secondary pi0", neutral_pions);
	check_run("forced pi0", forced_pions);
	check_run("antiparticles", antiparticles);
	check_run("soft photons", radiation);
	n62_physics_free(physics);
	return check_end();
}
