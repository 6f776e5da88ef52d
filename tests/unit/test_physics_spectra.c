/*
 * test_physics_spectra.c - what the generator makes of single modes:
 * distributions against densities that are written down and integrated here;
 * that of Ke4 is the one of make validate.
 */
#include "physics_draw.h"
#include "validate/densities.h"

/* ---- K -> 3 pi -------------------------------------------------------- */

struct slopes {
	double g, h, k;
	bool coulomb;
};

static double repel(double s, double sign)
{
	double m2 = square(N62_M_PI);
	double beta = sqrt(s * (s - 4 * m2)) / (s - 2 * m2);
	double x = sign * 2 * N62_PI / (137.036 * (beta > 0.05 ? beta : 0.05));

	return x / (exp(x) - 1);
}

static double k3pi(const struct shape *f, const double *e)
{
	const struct slopes *k = f->of;
	double m2 = square(N62_M_PI), s[3], u, v, c = 1;

	for (int i = 0; i < 3; i++)
		s[i] = square(f->mass) + square(f->m[i]) - 2 * f->mass * e[i];
	u = (s[2] - (s[0] + s[1] + s[2]) / 3) / m2;
	v = (s[1] - s[0]) / m2;
	if (k->coulomb)
		c = repel(s[2], 1) * repel(s[0], -1) * repel(s[1], -1);
	return c * (1 + k->g * u + k->h * u * u + k->k * v * v);
}

static void three_pions(void)
{
	struct slopes charged = { -0.21134, 0.0185, -0.00463, false };
	struct slopes neutral = { 0.626, 0.052, 0.0054, false };
	struct shape f = {
		.mass = N62_M_K, .third = 2, .square = k3pi, .of = &charged
	};

	/* s0 of three charged pions: 0.10072 GeV^2. */
	CHECK(fabs((square(N62_M_K) + 3 * square(N62_M_PI)) / 3 - 100720) < 5);
	check_shape("3pi", &f, 400000, false);
	f.third = 0;
	check_shape("3pi", &f, 400000, false);
	f.of = &neutral;
	check_shape("pi2pi0", &f, 400000, false);
	f.third = 2;
	check_shape("pi2pi0", &f, 400000, false);
	charged.coulomb = true;
	f.of = &charged;
	set("3pi.coulomb", "on");
	check_shape("3pi", &f, 400000, false);
	f.third = 0;
	check_shape("3pi", &f, 400000, false);
	set("3pi.coulomb", "off");
}

/* ---- Kl3 -------------------------------------------------------------- */

/* 2 (j.l)(j.nu) - j^2 (l.nu) for the current f+ (K + pi) + f- (K - pi). */
static double kl3_square(const struct shape *f, const double *e)
{
	double m = f->mass, mm = m * m, pp = square(f->m[0]);
	double ll = square(f->m[1]), t = mm + pp - 2 * m * e[0];
	double plus = 1 / (1 - t / square(884.4));
	double zero = 1 / (1 - t / square(1208.3));
	double minus = ll > 0 ? (zero - plus) * (mm - pp) / t : 0;
	double pl = (mm - 2 * m * e[2] - pp - ll) / 2;
	double pn = (mm + ll - 2 * m * e[1] - pp) / 2;
	double ln = (t - ll) / 2, kp = m * e[0];
	double jl = plus * (m * e[1] + pl) + minus * (m * e[1] - pl);
	double jn = plus * (m * e[2] + pn) + minus * (m * e[2] - pn);
	double jj = plus * plus * (mm + pp + 2 * kp) +
		    minus * minus * (mm + pp - 2 * kp) +
		    2 * plus * minus * (mm - pp);

	return 2 * jl * jn - jj * ln;
}

/* The integral of the weight of a prepared decay: its rate, up to what is
 * common to all with the same mother. */
static double rate_of(const char *name)
{
	struct phys_decay d;
	double sum = 0;
	int n = 1000;

	CHECK(
	    phys_prepare(&d, physics,
		n62_physics_mode(physics, n62_decay_find(physics, name, &err)),
		&err) == 0);
	for (int i = 0; i < n * n; i++) {
		double u[2] = { (i % n + 0.5) / n, (i / n + 0.5) / n };

		sum += phys_three_weight(&d, u);
	}
	return sum / (n * n);
}

static void kl3(void)
{
	struct shape f = { .mass = N62_M_K, .square = kl3_square };
	double ratio = rate_of("pi0munu") / rate_of("pi0enu");

	for (f.third = 0; f.third < 3; f.third++) {
		check_shape("pi0enu", &f, 300000, false);
		check_shape("pi0munu", &f, 300000, false);
		check_shape("pinunu", &f, 100000, false);
	}
	check_note("Kmu3 / Ke3 is %.4f", ratio);
	CHECK(fabs(ratio - 0.6618) < 0.0002);
}

/* ---- K -> pi l l ------------------------------------------------------ */

struct pill {
	double a, b, ml, mpi;
};

static double complex_square(double re, double im)
{
	return re * re + im * im;
}

/* dBR/dz with the loop of two pions. */
static double pill_rate(double z, const void *of)
{
	const struct pill *f = of;
	double m2 = square(N62_M_K), r = square(N62_M_PI) / m2;
	double rl = square(f->ml) / m2, y = z / r, g, gi = 0, re, im, line;
	double lambda = kallen(1, z, r);

	if (lambda <= 0 || z <= 4 * rl)
		return 0;
	if (y < 4) {
		g = sqrt(4 / y - 1) * asin(sqrt(y) / 2);
	} else {
		double s = sqrt(1 - 4 / y);

		g = -s / 2 * log((1 - s) / (1 + s));
		gi = -s / 2 * N62_PI;
	}
	re = 4. / 9 - 4 / (3 * y) - (1 - 4 / y) / 3 * g;
	im = -(1 - 4 / y) / 3 * gi;
	line = (-20.84e-8 - 2.88e-8 * (z - (1. / 3 + r)) / r) / r *
	       (1 + z / (square(775) / m2));
	re = 1.1663787e-5 * 1e-6 * m2 * (f->a + f->b * z) + line * re;
	return square(1 / 137.036) * N62_M_K / (12 * N62_PI) /
	       pow(4 * N62_PI, 4) * pow(lambda, 1.5) * sqrt(1 - 4 * rl / z) *
	       (1 + 2 * rl / z) * complex_square(re, line * im) * 12.379 /
	       6.582119569e-13;
}

static void pion_pair(const char *name, const struct pill *f, double br)
{
	struct n62_decays *d = of_mode(name);
	double m2 = square(N62_M_K), low = square(2 * f->ml) / m2, sum = 0;
	double high = square(N62_M_K - N62_M_PI) / m2;
	struct hist z = hist_new(low, high);
	struct n62_products p;
	int n = 100000;

	for (int i = 0; i < n; i++)
		sum += pill_rate(low + (high - low) * (i + 0.5) / n, f);
	sum *= (high - low) / n;
	check_note("%s: BR %.4g", name, sum);
	CHECK(fabs(sum / br - 1) < 0.005);
	for (int i = 0; i < 300000; i++) {
		draw(d, (uint64_t)i, &p);
		hist_add(&z, mass_of_others(&p, 0) / m2, 1);
	}
	chi2_check(name, chi2_density(&z, pill_rate, f));
	n62_decays_free(d);
}

static double sine2(double c, const void *of)
{
	return 1 - *(const double *)of * c * c;
}

static void angle_of(const char *name, int i, int j, double slope)
{
	struct n62_decays *d = of_mode(name);
	struct hist h = hist_new(-1, 1);
	struct n62_products p;

	for (int n = 0; n < 200000; n++) {
		draw(d, (uint64_t)n, &p);
		/* Pairs of small mass know their angle badly. */
		if (n62_p4_pair_mass2(
			p.v[i].p, p.v[i].mass, p.v[j].p, p.v[j].mass) > 400)
			hist_add(&h, pair_cosine(&p, i, j), 1);
	}
	chi2_check(name, chi2_density(&h, sine2, &slope));
	n62_decays_free(d);
}

static void pion_pairs(void)
{
	pion_pair("pimumu",
	    &(struct pill){ -0.575, -0.722, N62_M_MU, N62_M_PI }, 8.86e-8);
	pion_pair("piee", &(struct pill){ -0.578, -0.779, N62_M_E, N62_M_PI },
	    3.08e-7);
	angle_of("piee", 1, 2, 1);
}

/* ---- photons of the weak current -------------------------------------- */

static double munugamma(const struct shape *f, const double *e)
{
	double m = f->mass, r = square(f->m[0] / m), x = 2 * e[2] / m;
	double y = 2 * e[0] / m, w = x + y - 1 - r,
	       cut = *(const double *)f->of;

	if (e[2] < cut)
		return 0;
	return 1 / (137.036 * 2 * N62_PI) / square(1 - r) * (1 - y + r) /
	       (x * x * w) *
	       (x * x + 2 * (1 - x) * (1 - r) - 2 * x * r * (1 - r) / w);
}

/* Branching ratio of mu nu gamma with E > cut and p_mu < pmax. */
static double munugamma_br(double cut, double pmax)
{
	struct shape f = { .mass = N62_M_K,
		.m = { N62_M_MU },
		.third = 2,
		.square = munugamma,
		.of = &cut };
	double r = square(N62_M_MU / N62_M_K), sum = 0, m = N62_M_K;
	double low = log(2 * cut / m), high = log(1 - r);
	int n = 2000;

	for (int i = 0; i < n; i++) {
		double x = exp(low + (high - low) * (i + 0.5) / n);
		double from = 1 - x + r / (1 - x), to = 1 + r;

		for (int k = 0; k < n; k++) {
			double y = from + (to - from) * (k + 0.5) / n;
			double e[3] = { y * m / 2, 0, x * m / 2 };

			if (square(e[0]) - square(N62_M_MU) < square(pmax))
				sum += x * (to - from) * munugamma(&f, e);
		}
	}
	return 0.6356 * sum * (high - low) / n / n;
}

static double low_square(const struct shape *f, const double *e)
{
	double m = f->mass, kk = m * e[2], t = e[0] - f->m[0];
	/* p.k from the mass of pi+ and photon. */
	double pp =
	    (square(m) + square(f->m[1]) - 2 * m * e[1] - square(f->m[0])) / 2;

	if (t < 55 || t > 90)
		return 0;
	return 2 * m * e[0] / (kk * pp) - square(m / kk) - square(f->m[0] / pp);
}

static void inner_photons(void)
{
	double cut = 10, all = munugamma_br(10, 1e3), slow, seen[2] = { 0 };
	struct shape f = {
		.mass = N62_M_K, .third = 2, .square = munugamma, .of = &cut
	};
	struct n62_decays *d;
	struct n62_products p;
	double share;
	int n = 300000;

	slow = munugamma_br(1, 231.5);
	check_note("mu nu gamma: %.4g above 10 MeV, %.4g below 231.5 MeV/c",
	    all, slow);
	CHECK(fabs(all - 4.3e-3) < 0.05e-3 && fabs(slow - 5.5e-3) < 0.05e-3);
	check_shape("munugamma", &f, 300000, false);
	f.third = 0;
	f.steps = 4000;
	check_shape("munugamma", &f, 300000, false);
	f.square = low_square;
	f.steps = 400;
	f.low = square(N62_M_K - N62_M_PI) - 2 * N62_M_K * 90;
	f.high = square(N62_M_K - N62_M_PI) - 2 * N62_M_K * 55;
	check_shape("pipi0gamma", &f, 200000, false);
	/* Both regions in one sample. */
	set("munugamma.emin", "1");
	d = of_mode("munugamma");
	for (int i = 0; i < n; i++) {
		draw(d, (uint64_t)i, &p);
		seen[0] += n62_p4_p(p.v[0].p) < 231.5;
		seen[1] += p.v[2].p.e > 10;
	}
	n62_decays_free(d);
	set("munugamma.emin", "10");
	share = slow / munugamma_br(1, 1e3);
	CHECK(fabs(seen[0] / n - share) < 4 * sqrt(share * (1 - share) / n));
	share = all / munugamma_br(1, 1e3);
	CHECK(fabs(seen[1] / n - share) < 4 * sqrt(share * (1 - share) / n));
}

/* ---- X, flat modes ---------------------------------------------------- */

static double of_matrix(const struct shape *f, const double *e)
{
	const struct phys_decay *d = f->of;
	struct phys_three v = { 0, 0, { e[0], e[1], e[2] } };
	int k = d->matrix->third;

	v.s = square(d->mass) + square(d->m[k]) - 2 * d->mass * e[k];
	return d->matrix->three(d, &v);
}

/* The squares themselves are tested in test_physics_matrix.c. */
static void invisible(void)
{
	static const char *const spin[] = { "scalar", "vector", "muon-vector" };
	static const char *const mass[] = { "10", "200", "370" };
	int number = n62_decay_find(physics, "munux", &err);

	for (int k = 0; k < 9; k++) {
		struct phys_decay d;
		struct shape f = {
			.mass = N62_M_K, .square = of_matrix, .of = &d
		};

		set("munux.spin", spin[k / 3]);
		set("munux.mass", mass[k % 3]);
		CHECK(phys_prepare(&d, physics,
			  n62_physics_mode(physics, number), &err) == 0);
		check_shape("munux", &f, 100000, false);
	}
	set("munux.spin", "scalar");
	set("munux.mass", "200");
}

/* The loops of pi gamma gamma: the rate with G8 = 9e-6 GeV^-2, and the mass
 * of the photons. */
static void two_photons(void)
{
	struct phys_decay d;
	struct shape f = { .mass = N62_M_K, .square = of_matrix, .of = &d };
	double sum = 0, r = square(N62_M_PI / N62_M_K);
	double high = square(1 - sqrt(r)), scale;

	CHECK(phys_prepare(&d, physics,
		  n62_physics_mode(
		      physics, n62_decay_find(physics, "pigammagamma", &err)),
		  &err) == 0);
	for (int i = 0; i < 1000; i++) {
		struct phys_three v = { 0 };
		double z = high * (i + 0.5) / 1000;

		v.s = z * square(N62_M_K);
		sum += sqrt(kallen(1, z, r)) * d.matrix->three(&d, &v);
	}
	scale = 9e-12 / 137.036 / N62_PI;
	sum *= high / 1000 * pow(N62_M_K, 5) / (1024 * pow(N62_PI, 3)) * scale *
	       scale * 12.379 / 6.582119569e-13;
	check_note("pi gamma gamma: BR %.3g", sum);
	CHECK(sum > 0.7e-6 && sum < 1.3e-6);
	check_shape("pigammagamma", &f, 200000, false);
}

/* K -> mu 3 nu: three massless particles have a volume that goes like t. */
static double three_neutrinos(double t, const void *of)
{
	double a = kallen(square(N62_M_K), t, square(N62_M_MU));

	(void)of;
	return a > 0 ? sqrt(a) * t : 0;
}

static void flat(void)
{
	struct shape f = { .mass = N62_M_K };
	struct n62_decays *d = of_mode("mu3nu");
	struct hist h = hist_new(0, square(N62_M_K - N62_M_MU));
	struct n62_products p;

	for (int i = 0; i < 100000; i++) {
		draw(d, (uint64_t)i, &p);
		hist_add(&h,
		    square(N62_M_K) + square(N62_M_MU) -
			2 * N62_M_K * p.v[0].p.e,
		    1);
	}
	chi2_check("mu3nu", chi2_density(&h, three_neutrinos, NULL));
	n62_decays_free(d);
	for (f.third = 0; f.third < 3; f.third++) {
		check_shape("lnv-pimumu", &f, 100000, false);
		check_shape("lfv-pimue", &f, 100000, false);
	}
}

/* ---- pi0 and muon ----------------------------------------------------- */

/* dGamma / dln(x) over Gamma(gamma gamma). */
static double kroll_wada(double x)
{
	double q = 4 * square(N62_M_E / N62_M_PI0) / x;

	if (q >= 1)
		return 0;
	return 2 / (137.036 * 3 * N62_PI) * (1 + q / 2) * sqrt(1 - q) *
	       square(1 + 0.0368 * x);
}

static double dalitz_density(double l, const void *of)
{
	double x = exp(l);

	(void)of;
	return kroll_wada(x) * pow(1 - x, 3);
}

static double pairs_density(double l, const void *of)
{
	double x = exp(l), low = *(const double *)of, sum = 0;

	for (int i = 0; i < 100; i++) {
		double y = exp(low * (1 - (i + 0.5) / 100));

		if (sqrt(x) + sqrt(y) < 1)
			sum += kroll_wada(y) * pow(kallen(1, x, y), 1.5);
	}
	return sum * kroll_wada(x);
}

static void log_mass(
    const char *name, double low, double (*density)(double, const void *))
{
	struct n62_decays *d = of_mode(name);
	struct hist h = hist_new(low, 0);
	struct n62_products p;

	for (int i = 0; i < 300000; i++) {
		draw(d, (uint64_t)i, &p);
		hist_add(&h,
		    log(n62_p4_pair_mass2(
			    p.v[0].p, p.v[0].mass, p.v[1].p, p.v[1].mass) /
			square(N62_M_PI0)),
		    1);
	}
	chi2_check(name, chi2_density(&h, density, &low));
	n62_decays_free(d);
}

static void dalitz(void)
{
	double low = 2 * log(2 * N62_M_E / N62_M_PI0), sum = 0;
	int n = 100000;

	for (int i = 0; i < n; i++)
		sum += dalitz_density(low * (1 - (i + 0.5) / n), NULL);
	sum *= -low / n;
	check_note("pi0 -> e e gamma / gamma gamma: %.6f", sum);
	CHECK(fabs(sum - 0.011880) < 2e-6);
	log_mass("pi0-eeg", low, dalitz_density);
	log_mass("pi0-4e", low, pairs_density);
	angle_of("pi0-eeg", 0, 1, -1);
	angle_of("pi0-4e", 2, 3, -1);
}

/* Michel's spectrum with rho = 3/4, x = E / E_max. */
static double michel_density(double x, const void *of)
{
	double most = (square(N62_M_MU) + square(N62_M_E)) / (2 * N62_M_MU);
	double x0 = N62_M_E / most;

	(void)of;
	if (x <= x0)
		return 0;
	return sqrt(x * x - x0 * x0) *
	       (x * (1 - x) + 0.75 * 2 / 9 * (4 * x * x - 3 * x - x0 * x0));
}

static void michel(void)
{
	struct n62_decays *d = of_mode("mu-enunu");
	double most = (square(N62_M_MU) + square(N62_M_E)) / (2 * N62_M_MU);
	struct hist h = hist_new(0, 1);
	struct n62_products p;

	for (int i = 0; i < 400000; i++) {
		draw(d, (uint64_t)i, &p);
		hist_add(&h, p.v[0].p.e / most, 1);
	}
	chi2_check("Michel", chi2_density(&h, michel_density, NULL));
	n62_decays_free(d);
}

/* ---- Ke4 -------------------------------------------------------------- */

static double over_spi(double spi, const void *of)
{
	(void)of;
	return den_ke4_pi(spi);
}

static double over_se(double se, const void *of)
{
	(void)of;
	return den_ke4_e(se);
}

static void ke4_masses(void)
{
	struct n62_decays *d = of_mode("ke4");
	double four = 4 * square(N62_M_PI);
	struct hist spi = hist_new(four, square(N62_M_K));
	struct hist se = hist_new(0, square(N62_M_K - 2 * N62_M_PI));
	struct n62_products p;

	for (int i = 0; i < 200000; i++) {
		draw(d, (uint64_t)i, &p);
		hist_add(&spi,
		    n62_p4_pair_mass2(p.v[0].p, N62_M_PI, p.v[1].p, N62_M_PI),
		    1);
		hist_add(
		    &se, n62_p4_pair_mass2(p.v[2].p, N62_M_E, p.v[3].p, 0), 1);
	}
	chi2_check("Ke4, S_pi", chi2_density(&spi, over_spi, NULL));
	chi2_check("Ke4, S_e", chi2_density(&se, over_se, NULL));
	n62_decays_free(d);
}

/* The generator against events of flat phase space with weights. */
static void ke4_angles(const char *name)
{
	static const char *const what[] = { "S_pi", "S_l", "cos theta_pi",
		"cos theta_l", "phi" };
	struct n62_decays *d = of_mode(name);
	struct five f[2] = { 0 };
	struct phys_decay q;
	struct n62_space space;
	struct n62_products p;
	struct phys_pairs v;
	struct n62_rng r;

	CHECK(
	    phys_prepare(&q, physics,
		n62_physics_mode(physics, n62_decay_find(physics, name, &err)),
		&err) == 0);
	CHECK(n62_space_init(&space, q.mass, 4, q.m, &err) == 0);
	for (int i = 0; i < 2; i++) {
		f[i].h[0] =
		    hist_new(square(q.m[0] + q.m[1]), square(q.mass - q.m[2]));
		f[i].h[1] =
		    hist_new(square(q.m[2]), square(q.mass - q.m[0] - q.m[1]));
		f[i].h[2] = f[i].h[3] = hist_new(-1, 1);
		f[i].h[4] = hist_new(-N62_PI, N62_PI);
	}
	n62_rng_init(&r, 30, 0, 0);
	for (int i = 0; i < 150000; i++) {
		struct n62_p4 out[4];
		double w;

		draw(d, (uint64_t)i, &p);
		v = pairs_of(&p);
		five_add(&f[0], &v, 1);
		for (int n = 0; n < 3; n++) {
			w = n62_space_weighted(&space, &r, out);
			for (int k = 0; k < 4; k++)
				p.v[k].p = out[k];
			v = pairs_of(&p);
			five_add(&f[1], &v, w * q.matrix->pairs(&q, &v));
		}
	}
	for (int k = 0; k < 5; k++) {
		check_note("%s, %s:", name, what[k]);
		chi2_check("two samples", two_samples(&f[0], &f[1], k));
	}
	n62_decays_free(d);
}

static void ke4(void)
{
	ke4_masses();
	set("ke4.delta", "0.25");
	ke4_angles("ke4");
	set("ke4.delta", "0");
	ke4_angles("kmu4");
	ke4_angles("ke4-pi0");
	ke4_angles("kmu4-pi0");
}

int main(void)
{
	read_table();
	check_run("K -> 3 pi", three_pions);
	check_run("Kl3 and pi nu nu", kl3);
	check_run("K -> pi l l", pion_pairs);
	check_run("inner bremsstrahlung", inner_photons);
	check_run("mu nu X", invisible);
	check_run("pi gamma gamma", two_photons);
	check_run("flat phase space", flat);
	check_run("virtual photons of a pi0", dalitz);
	check_run("decay of the muon", michel);
	check_run("Kl4", ke4);
	n62_physics_free(physics);
	return check_end();
}
