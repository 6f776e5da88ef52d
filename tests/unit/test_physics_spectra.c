/*
 * test_physics_spectra.c - what the generator makes: distributions against
 * densities that are written down and integrated here, the mix, radiation,
 * secondary pi0, and four-momentum.
 */
#include "chi2.h"
#include "physics/private.h"
#include "physics_fixture.h"

static struct n62_decays *generator(const struct n62_plan *plan)
{
	struct n62_decays *d = n62_decays_new(physics, plan, &err);

	if (!CHECK(d != NULL)) {
		check_note("%s", err.text);
		exit(1);
	}
	return d;
}

static struct n62_decays *of_mode(const char *name)
{
	return generator(&(struct n62_plan){ .mode = name, .pi0 = "none" });
}

/* The i-th decay. */
static void draw(
    const struct n62_decays *d, uint64_t i, struct n62_products *out)
{
	struct n62_rng r;

	n62_rng_init(&r, 20, i, 0);
	CHECK(n62_decays_draw(d, &r, out) == 0);
}

/* ---- densities of three bodies ---------------------------------------- */

static double square(double x)
{
	return x * x;
}

/* lambda(a, b, c) of squares. */
static double kallen(double a, double b, double c)
{
	return a * a + b * b + c * c - 2 * (a * b + a * c + b * c);
}

/* Phase space times a square of three energies, over the mass squared of all
 * but the daughter number third. */
struct shape {
	double mass, m[3];
	int third;
	double (*square)(const struct shape *f, const double *e);
	const void *of;
	int steps;        /* of the angle of the pair; 0: 200 */
	double low, high; /* range of s; 0: all */
};

static double over_s(double s, const void *of)
{
	const struct shape *f = of;
	int k = f->third, i = k == 0, j = k == 2 ? 1 : 2;
	double m2 = f->mass * f->mass;
	double a = kallen(m2, s, square(f->m[k]));
	double b = kallen(s, square(f->m[i]), square(f->m[j]));
	double e[3], middle, swing, sum = 0;
	int steps = f->steps ? f->steps : 200;

	if (a <= 0 || b <= 0 || s <= square(f->m[i] + f->m[j]))
		return 0;
	e[k] = (m2 + square(f->m[k]) - s) / (2 * f->mass);
	middle = (f->mass - e[k]) / 2 *
		 (1 + (square(f->m[i]) - square(f->m[j])) / s);
	swing = sqrt(a * b) / (4 * f->mass * s);
	for (int n = 0; n < steps; n++) {
		e[i] = middle + swing * ((2 * n + 1.) / steps - 1);
		e[j] = f->mass - e[k] - e[i];
		sum += f->square ? f->square(f, e) : 1;
	}
	return sum * sqrt(a * b) / s;
}

/* The same, by the logarithm. */
static double over_log(double l, const void *of)
{
	return exp(l) * over_s(exp(l), of);
}

static double mass_of_others(const struct n62_products *p, int k)
{
	int i = k == 0, j = k == 2 ? 1 : 2;

	return n62_p4_pair_mass2(
	    p->v[i].p, p->v[i].mass, p->v[j].p, p->v[j].mass);
}

/* Draws a mode and compares s of one pair with the shape. */
static void check_shape(
    const char *name, struct shape *f, int events, bool log_s)
{
	struct n62_decays *d = of_mode(name);
	int k = f->third, i = k == 0, j = k == 2 ? 1 : 2;
	double low, high;
	struct n62_products p;
	struct hist h;
	char what[80];

	draw(d, 0, &p);
	for (int n = 0; n < 3; n++)
		f->m[n] = p.v[n].mass;
	low = f->low > 0 ? f->low : square(f->m[i] + f->m[j]);
	high = f->high > 0 ? f->high : square(f->mass - f->m[k]);
	h = log_s ? hist_new(log(low), log(high)) : hist_new(low, high);
	for (int n = 0; n < events; n++) {
		double s;

		draw(d, (uint64_t)n, &p);
		s = mass_of_others(&p, k);
		hist_add(&h, log_s ? log(s) : s, 1);
	}
	snprintf(what, sizeof what, "%s, mass of all but the %d.", name, k + 1);
	chi2_check(what, chi2_density(&h, log_s ? over_log : over_s, f));
	n62_decays_free(d);
}

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

/* Cosine between daughter i and the flight of the pair of i and j. */
static double pair_cosine(const struct n62_products *p, int i, int j)
{
	struct n62_p4 pair = n62_p4_add(p->v[i].p, p->v[j].p), in;
	double s =
	    n62_p4_pair_mass2(p->v[i].p, p->v[i].mass, p->v[j].p, p->v[j].mass);

	in =
	    n62_p4_boost(p->v[i].p, p->v[i].mass, n62_p4_mirror(pair), sqrt(s));
	return (in.px * pair.px + in.py * pair.py + in.pz * pair.pz) /
	       (n62_p4_p(in) * n62_p4_p(pair));
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

/* Intensity over the lepton's angles, for massless leptons, times phase
 * space: I1 - I2 / 3. */
static double ke4_rate(double spi, double se)
{
	double m2 = square(N62_M_K), four = 4 * square(N62_M_PI);
	double lambda = kallen(m2, spi, se), sum = 0, x, sigma, fs, g, q2;

	if (spi <= four || sqrt(spi) + sqrt(se) >= N62_M_K)
		return 0;
	x = sqrt(lambda) / 2;
	sigma = sqrt(1 - four / spi);
	q2 = spi / four - 1;
	fs = 1 + 0.152 * q2 - 0.073 * q2 * q2 + 0.068 * se / four;
	g = 0.868 + 0.089 * q2;
	for (int i = 0; i < 20; i++) {
		double c = (i + 0.5) / 10 - 1;
		double f1 =
		    x * (fs - 0.048 * c) + sigma * (m2 - spi - se) / 2 * c * g;
		double f2 = square(sigma * g) * spi * se;
		double f3 = square(sigma * x * 0.398 / m2) * spi * se;

		sum += f1 * f1 + (f2 + f3) * (1 - c * c);
	}
	return x * sigma * sum;
}

static double over_spi(double spi, const void *of)
{
	double sum = 0, high = square(N62_M_K - sqrt(spi));

	(void)of;
	for (int i = 0; i < 100; i++)
		sum += high * ke4_rate(spi, high * (i + 0.5) / 100);
	return sum;
}

static double over_se(double se, const void *of)
{
	double low = 4 * square(N62_M_PI), sum = 0;
	double high = square(N62_M_K - sqrt(se));

	(void)of;
	for (int i = 0; i < 100; i++)
		sum += (high - low) *
		       ke4_rate(low + (high - low) * (i + 0.5) / 100, se);
	return sum;
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

/* The five variables of a decay into two pairs, as the cosines, and the
 * azimuth between the planes. */
static struct phys_pairs pairs_of(const struct n62_products *p)
{
	struct phys_pairs v;
	struct n62_p4 a = n62_p4_add(p->v[0].p, p->v[1].p);
	const struct n62_p4 *q = &p->v[0].p, *l = &p->v[2].p;
	double n = n62_p4_p(a), z[3] = { a.px / n, a.py / n, a.pz / n };
	double qz = q->px * z[0] + q->py * z[1] + q->pz * z[2];
	double lz = l->px * z[0] + l->py * z[1] + l->pz * z[2];
	double x[3] = { q->px - qz * z[0], q->py - qz * z[1],
		q->pz - qz * z[2] };
	double y[3] = { l->px - lz * z[0], l->py - lz * z[1],
		l->pz - lz * z[2] };
	double s = 0, c = 0, norm;

	for (int k = 0; k < 3; k++) {
		int i = (k + 1) % 3, j = (k + 2) % 3;

		c += x[k] * y[k];
		s += z[k] * (x[i] * y[j] - x[j] * y[i]);
	}
	norm = hypot(c, s);
	v.cosphi = c / norm;
	v.sinphi = s / norm;
	v.s[0] =
	    n62_p4_pair_mass2(p->v[0].p, p->v[0].mass, p->v[1].p, p->v[1].mass);
	v.s[1] =
	    n62_p4_pair_mass2(p->v[2].p, p->v[2].mass, p->v[3].p, p->v[3].mass);
	v.c[0] = pair_cosine(p, 0, 1);
	v.c[1] = pair_cosine(p, 2, 3);
	return v;
}

struct five {
	struct hist h[5];
	double w2[5][CHI2_BINS];
};

static void five_add(struct five *f, const struct phys_pairs *v, double w)
{
	double x[5] = { v->s[0], v->s[1], v->c[0], v->c[1],
		atan2(v->sinphi, v->cosphi) };

	for (int k = 0; k < 5; k++) {
		struct hist *h = &f->h[k];
		double at = (x[k] - h->low) / (h->high - h->low) * CHI2_BINS;

		hist_add(h, x[k], w);
		if (at >= 0 && at < CHI2_BINS)
			f->w2[k][(int)at] += w * w;
	}
}

static double two_samples(const struct five *a, const struct five *b, int k)
{
	double scale = a->h[k].sum / b->h[k].sum, chi2 = 0;
	int degrees = -1;

	for (int i = 0; i < CHI2_BINS; i++) {
		double error = a->h[k].v[i] + square(scale) * b->w2[k][i];

		if (a->h[k].v[i] < 20)
			continue;
		chi2 += square(a->h[k].v[i] - scale * b->h[k].v[i]) / error;
		degrees++;
	}
	return chi2_above(chi2, degrees);
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

	for (int i = 0; i < 20000; i++) {
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
		{ "pi0enu", "kl3.mv", "500" } };
	struct n62_products p;
	double worst = 0;

	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		struct n62_decays *d;
		double old = n62_physics_get(physics, all[k][1]);
		char text[40];

		set(all[k][1], all[k][2]);
		d = of_mode(all[k][0]);
		for (int i = 0; i < 50000; i++) {
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
	CHECK(n == 15);
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

/* The photon that pi0enugamma must have is one that pi0enu may have. */
static void forced_photon(void)
{
	struct n62_decays *all = generator(&(struct n62_plan){
	    .mode = "pi0enu", .pi0 = "none", .radiation = true });
	struct hist h = hist_new(10, 130);
	struct n62_decays *some;
	double expected[CHI2_BINS] = { 0 }, error = 0, seen = 0;
	struct n62_products p;

	set("pi0enugamma.thetamin", "20");
	some = of_mode("pi0enugamma");
	for (int i = 0; i < 100000; i++) {
		draw(some, (uint64_t)i, &p);
		CHECK(p.n == 4 && p.v[3].pdg == N62_PHOTON);
		CHECK(p.v[3].p.e > 10);
		CHECK(cosine(p.v[1].p, p.v[3].p) < cos(20 * N62_PI / 180));
		hist_add(&h, p.v[3].p.e, 1);
	}
	for (int i = 0; i < 1000000; i++) {
		draw(all, (uint64_t)i, &p);
		if (p.n != 4 || p.v[3].p.e < 10 || p.v[3].p.e > 130 ||
		    cosine(p.v[1].p, p.v[3].p) > cos(20 * N62_PI / 180))
			continue;
		expected[(int)((p.v[3].p.e - 10) / 3)]++;
		seen++;
	}
	check_note("pi0enu: %.4f have a photon above 10 MeV and 20 degrees",
	    seen / 1e6);
	for (int i = 0; i < CHI2_BINS; i++)
		if (expected[i] > 20)
			error += square(expected[i] - seen * h.v[i] / h.sum) /
				 (expected[i] + square(seen / h.sum) * h.v[i]) /
				 CHI2_BINS;
	check_note("chi-squared per bin %.2f", error);
	CHECK(error < 2);
	set("pi0enugamma.thetamin", "0");
	n62_decays_free(all);
	n62_decays_free(some);
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
	check_run("four-momentum of all modes", balanced);
	check_run("weights below their maximum", heights);
	check_run("orientation", orientation);
	check_run("mix", mix);
	check_run("secondary pi0", neutral_pions);
	check_run("forced pi0", forced_pions);
	check_run("antiparticles", antiparticles);
	check_run("soft photons", radiation);
	check_run("forced photon", forced_photon);
	n62_physics_free(physics);
	return check_end();
}
