/*
 * test_hist_mass.c - masses against four-vectors by hand, and their errors
 * against differences and random momenta.
 */
#include <math.h>

#include "check.h"
#include "hist/mass.h"
#include "sums.h"

static const double mk = N62_M_K / 1000, mpi = N62_M_PI / 1000;

static double sq(double v)
{
	return v * v;
}

/* A kaon of 75 GeV decays to two pions at rest in a line: all by hand. */
static void two_body(void)
{
	const double sigma[3] = { 0.2, 0, 0 }, v[3] = { 75, 0, 0 };
	double mpi0 = N62_M_PI0 / 1000, e, cov[6] = { 0 };
	struct hist_body body[2];
	int sign[2] = { 1, -1 };
	double p, pz, g = sqrt(75 * 75 + mk * mk) / mk, b = 75 / mk;

	/* Momentum and energy of the pi+ in the frame of the kaon. */
	p = sqrt((sq(mk) - sq(mpi + mpi0)) * (sq(mk) - sq(mpi - mpi0))) /
	    (2 * mk);
	e = sqrt(p * p + mpi * mpi);
	pz = b * e;
	body[0] = hist_body_beam(v, sigma, mk);
	body[1].p = n62_p4_on_shell(p, 0, pz, mpi);
	CHECK(fabs(body[1].p.e - g * e) < 1e-12);
	memcpy(body[1].cov, cov, sizeof cov);
	CHECK(fabs(hist_mass2(body, sign, 2, &e) - mpi0 * mpi0) < 1e-11);
	/* d m2 / d pK = 2 (E pK / EK - P). */
	CHECK(fabs(e - 0.2 * fabs(2 * ((body[0].p.e - body[1].p.e) * 75 /
					      body[0].p.e -
					  (75 - pz)))) < 1e-12);
}

/* Lower triangle of a covariance l l'. */
static void cov_of(double l[3][3], double c[6])
{
	int n = 0;

	for (int i = 0; i < 3; i++)
		for (int k = 0; k <= i; k++, n++) {
			c[n] = 0;
			for (int j = 0; j < 3; j++)
				c[n] += l[i][j] * l[k][j];
		}
}

/* Slopes and curvature of a track, moved by normal numbers times l. */
static struct hist_body moved(
    const double v[3], double l[3][3], const double z[3], const double cov[6])
{
	double w[3];

	for (int i = 0; i < 3; i++) {
		w[i] = v[i];
		for (int k = 0; k < 3; k++)
			w[i] += l[i][k] * z[k];
	}
	return hist_body_slopes(w, cov, mpi);
}

static void pulls(void)
{
	/* Two pions of 30 and 20 GeV, 5 mrad and 4 mrad from the axis. */
	const double v[2][3] = { { 5e-3, 1e-3, 1 / 30. },
		{ -4e-3, 2e-3, -1 / 20. } };
	double l[2][3][3] = { { { 3e-5, 0, 0 }, { 1e-5, 2e-5, 0 },
				  { 2e-5, 0, 1e-4 } },
		{ { 4e-5, 0, 0 }, { 0, 3e-5, 0 }, { 0, 3e-5, 2e-4 } } };
	double cov[2][6], truth, z[3] = { 0 }, sigma;
	struct hist_body body[2];
	int sign[2] = { 1, 1 };
	struct sums pull = { 0 };
	struct n62_rng r;

	for (int i = 0; i < 2; i++) {
		cov_of(l[i], cov[i]);
		body[i] = moved(v[i], l[i], z, cov[i]);
	}
	truth = hist_mass2(body, sign, 2, &sigma);
	n62_rng_init(&r, 1, 2, 3);
	for (int k = 0; k < 4000; k++) {
		double m2;

		for (int i = 0; i < 2; i++) {
			for (int j = 0; j < 3; j++)
				z[j] = n62_rng_normal(&r);
			body[i] = moved(v[i], l[i], z, cov[i]);
		}
		m2 = hist_mass2(body, sign, 2, &sigma);
		sums_add(&pull, (m2 - truth) / sigma);
	}
	check_note(
	    "pull of a mass: mean %.3f, rms %.3f", mean(&pull), rms(&pull));
	CHECK(fabs(mean(&pull)) < 0.05);
	CHECK(fabs(rms(&pull) - 1) < 0.04);
}

/* Errors of beam particles, photons and pairs, by random ones. */
static void beams(void)
{
	const double v[3] = { 75, 1.2e-3, 2.5e-5 };
	const double s[3] = { 0.15, 16e-6, 16e-6 };
	struct hist_body b = hist_body_beam(v, s, mk);
	struct sums c[6] = { { 0 } };
	struct n62_rng r;

	n62_rng_init(&r, 1, 2, 4);
	for (int k = 0; k < 20000; k++) {
		double w[3], d[3];
		struct hist_body o;
		int n = 0;

		for (int i = 0; i < 3; i++)
			w[i] = v[i] + s[i] * n62_rng_normal(&r);
		o = hist_body_beam(w, s, mk);
		d[0] = o.p.px - b.p.px;
		d[1] = o.p.py - b.p.py;
		d[2] = o.p.pz - b.p.pz;
		for (int i = 0; i < 3; i++)
			for (int j = 0; j <= i; j++)
				sums_add(&c[n++], d[i] * d[j]);
	}
	for (int i = 0; i < 6; i++)
		CHECK(agrees(&c[i], b.cov[i], 5));
}

static void photons(void)
{
	const double from[3] = { 10, -5, 150000 }, to[3] = { 600, 300, 241093 };
	struct hist_body g = hist_body_photon(20, 0.3, from, to, 2), pair;
	struct sums c[6] = { { 0 } };
	struct n62_rng r;

	CHECK(fabs(n62_p4_mass2(g.p)) < 1e-12 && g.p.e == 20);
	CHECK(fabs(g.p.px / g.p.pz - 590 / 91093.) < 1e-15);
	n62_rng_init(&r, 1, 2, 5);
	for (int k = 0; k < 20000; k++) {
		double w[3] = { to[0] + 2 * n62_rng_normal(&r),
			to[1] + 2 * n62_rng_normal(&r), to[2] };
		struct hist_body o = hist_body_photon(
		    20 + 0.3 * n62_rng_normal(&r), 0.3, from, w, 2);
		double d[3] = { o.p.px - g.p.px, o.p.py - g.p.py,
			o.p.pz - g.p.pz };
		int n = 0;

		for (int i = 0; i < 3; i++)
			for (int j = 0; j <= i; j++)
				sums_add(&c[n++], d[i] * d[j]);
	}
	for (int i = 0; i < 6; i++)
		CHECK(agrees(&c[i], g.cov[i], 5));
	pair = hist_body_pair(&g, &g, N62_M_PI0 / 1000);
	CHECK(fabs(n62_p4_mass2(pair.p) - sq(N62_M_PI0 / 1000)) < 1e-9);
	CHECK(pair.p.pz == 2 * g.p.pz && pair.cov[5] == 2 * g.cov[5]);
}

/* ---- texts ------------------------------------------------------------ */

static void refuse(const char *text, bool miss, const char *sentence)
{
	struct n62_arena a = { NULL };
	struct n62_err err = { 0 };
	struct hist_hypothesis h;

	CHECK(hist_hypothesis_read(&h, text, miss, &a, &err) == -1);
	CHECK_TEXT(err.text, sentence);
	n62_arena_free(&a);
}

static void hypotheses(void)
{
	struct n62_arena a = { NULL };
	struct n62_err err = { 0 };
	struct hist_hypothesis h;

	CHECK(hist_hypothesis_read(
		  &h, "x=K - mu- -  e+ - e+", true, &a, &err) == 0);
	CHECK_TEXT(h.name, "x");
	CHECK(h.miss && h.n == 3);
	CHECK(h.pdg[0] == 13 && h.pdg[1] == -11 && h.pdg[2] == -11);
	CHECK(hist_hypothesis_read(&h, "pi+ pi0 gamma", false, &a, &err) == 0);
	CHECK_TEXT(h.name, "mass");
	CHECK(h.pdg[0] == 211 && h.pdg[1] == 111 && h.pdg[2] == 22);
	n62_arena_free(&a);
	refuse("pi+ - e+", true, "a missing mass begins with K: 'K - mu+'");
	refuse("K mu+", true,
	    "a minus between blanks is due before 'mu+': 'K - mu- - e+ - e+'");
	refuse("K - mu+ -", true, "a particle is missing");
	refuse("K", true, "a particle is missing");
	refuse("", false, "a particle is missing");
	refuse("pi+ muu-", false, "'muu-' is no particle; did you mean mu-");
	refuse("pi0 gamma", false,
	    "it has 0 charged particles, and vertices have 1 to 3");
	refuse("e+ e- e+ e-", false,
	    "it has 4 charged particles, and vertices have 1 to 3");
}

/* What na62-mmiss(1) says of its texts, by the sentence of each mistake. */
static void wrong(const struct n62_mmiss_options *o, const char *sentence)
{
	struct n62_err err = { 0 };
	struct n62_mmiss *m = n62_mmiss_new(o, &err);

	CHECK(!m);
	CHECK_TEXT(err.text, sentence);
	n62_mmiss_free(m);
}

static void wrong_hist(const char *text, const char *sentence)
{
	wrong(&(struct n62_mmiss_options){ .hist = { &text, 1 } }, sentence);
}

static void wrong_scan(const char *text, const char *sentence)
{
	wrong(&(struct n62_mmiss_options){ .scan = { &text, 1 } }, sentence);
}

static void texts(void)
{
	const char *text;

	wrong_hist("p in 3 bins 0..1",
	    "--hist: 'p in 3 bins 0..1' does not begin with a name and a "
	    "colon");
	wrong_hist("x: p",
	    "--hist: the bins are missing: NAME: EXPRESSION in 100 bins "
	    "0..80 GeV");
	wrong_hist("x: p in 3 bins 1..0",
	    "--hist: a range from a smaller to a larger number is due where "
	    "'1..0' stands");
	wrong_hist("x: p in 0 bins 1..2",
	    "--hist: a number of bins is due where '0' stands");
	wrong_hist("x: p in bins 1",
	    "--hist: edges of bins such as 0, 1, 2.5 is due at the end of "
	    "'x: p in bins 1'");
	wrong_hist("x: p in 3 bins 0..1 GeV when q",
	    "--hist: by, of, where, weighted or title is due where 'when' "
	    "stands");
	wrong_hist("x: p in 3 bins 0..1 title x",
	    "--hist: a text in \"quotes\" is due where 'x' stands");
	wrong_hist("x: p in 3 bins 0..1 where",
	    "--hist: an expression is due at the end of 'x: p in 3 bins 0..1 "
	    "where'");
	text = "x: p";
	wrong(&(struct n62_mmiss_options){ .region = { &text, 1 } },
	    "--region: the range is missing: NAME: EXPRESSION in 485..502 "
	    "MeV");
	text = "h core 0.5";
	wrong(&(struct n62_mmiss_options){ .fit = { &text, 1 } },
	    "--fit: a core of 0.5 widths is not from 1 to 10");
	text = "h background wavy";
	wrong(&(struct n62_mmiss_options){ .fit = { &text, 1 } },
	    "--fit: none, flat, linear, quadratic or cubic is due where "
	    "'wavy' stands");
	wrong_scan("x: h", "--scan: the masses are due, either 'from 144 to "
			   "462 MeV' or 'points FILE'");
	wrong_scan("x: h from 1 to 2 GeV",
	    "--scan: the resolution is due, either 'sigma 1.2 MeV' or "
	    "'sigma2 0.001 GeV2'");
	wrong_scan("x: h from 1 to 2 mm",
	    "--scan: behind the number a unit of mass is due, such as MeV");
	wrong_scan("x: h from 1 to 2 GeV sigma 1 MeV window 12",
	    "--scan: the sideband of 11.25 sigmas is not wider than the "
	    "window of 12");
	wrong_scan("x: h from 1 to 2 GeV sigma 1 MeV order 7",
	    "--scan: the order of a polynomial is 7, not 0 to 6");
	wrong_scan("x: h from 1 to 2 GeV sigma 1 MeV step 1e-9 MeV",
	    "--scan: there would be more than 100000 masses");
	wrong_scan("x: h from 1 to 2 GeV sigma 4, -4 GeV",
	    "--scan: mass 1000 MeV has the resolution 0 MeV; both must be "
	    "above 0");
	wrong(&(struct n62_mmiss_options){ .kaon = "any" },
	    "--kaon: 'any' is not best, gtk or beam");
}

int main(void)
{
	check_run("a two-body decay by hand", two_body);
	check_run("pulls of the mass of two tracks", pulls);
	check_run("errors of beam particles", beams);
	check_run("errors of photons", photons);
	check_run("hypotheses", hypotheses);
	check_run("each mistake in a text has its sentence", texts);
	return check_end();
}
