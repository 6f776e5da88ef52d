/*
 * test_physics_matrix.c - squares of matrix elements, point by point, against
 * others that were written in another way: currents contracted with the
 * tensor of the leptons, and amplitudes multiplied out with Dirac matrices.
 * Phase space against exact volumes.
 */
#include "dirac.h"

/* ---- three bodies ----------------------------------------------------- */

/* A point of flat phase space, and its variables. */
static struct phys_three point(
    const struct phys_decay *d, struct n62_rng *r, struct n62_p4 *p)
{
	int third = d->matrix->third, i = third == 0, j = third == 2 ? 1 : 2;
	struct n62_space space;
	struct phys_three v = { 0 };
	struct n62_p4 pair, in;

	CHECK(n62_space_init(&space, d->mass, 3, d->m, &err) == 0);
	CHECK(n62_space_draw(&space, r, p) == 0);
	v.s = n62_p4_pair_mass2(p[i], d->m[i], p[j], d->m[j]);
	pair = n62_p4_add(p[i], p[j]);
	in = n62_p4_boost(p[i], d->m[i], n62_p4_mirror(pair), sqrt(v.s));
	v.c = (in.px * pair.px + in.py * pair.py + in.pz * pair.pz) /
	      (n62_p4_p(in) * n62_p4_p(pair));
	for (int k = 0; k < 3; k++)
		v.e[k] = p[k].e;
	return v;
}

static void kl3_of(const char *name)
{
	struct phys_decay d = prepared(name);
	struct ratio ratio = { 0, 0 };
	struct n62_rng r;

	n62_rng_init(&r, 11, 0, 0);
	for (int i = 0; i < 2000; i++) {
		struct n62_p4 p[3];
		struct phys_three v = point(&d, &r, p);
		struct vec pion = vec(p[0]), j, q;
		struct vec kaon = { { d.mass, 0, 0, 0 } };
		double t = creal(dot(sum(kaon, -1, pion), sum(kaon, -1, pion)));
		double plus = 1 / (1 - t / (884.4 * 884.4));
		double zero = 1 / (1 - t / (1208.3 * 1208.3));
		double minus =
		    (zero - plus) * (d.mass * d.mass - d.m[0] * d.m[0]) / t;
		double square;

		q = sum(kaon, -1, pion);
		j = (struct vec){ { 0 } };
		j = sum(j, plus, sum(kaon, 1, pion));
		j = sum(j, minus, q);
		square = contracted(j, p[1], p[2]);
		compare(&ratio, d.matrix->three(&d, &v), square, 1e6);
	}
	check_note("%s: largest deviation %.1e", name, ratio.worst);
	CHECK(ratio.worst < 1e-9);
}

static void kl3(void)
{
	kl3_of("pi0enu");
	kl3_of("pi0munu");
	kl3_of("pinunu");
}

/* mu+ -> e+ nu nubar: currents of two pairs of left-handed leptons give 128
 * G^2 (p_mu.p_nu_e)(p_e.p_nu_mu), whose normalised rate is known. */
static void muon_lifetime(void)
{
	struct phys_decay d = prepared("mu-enunu");
	struct n62_space space;
	struct n62_rng r;
	double total = 0, width;
	int n = 400000;

	CHECK(n62_space_init(&space, d.mass, 3, d.m, &err) == 0);
	n62_rng_init(&r, 12, 0, 0);
	for (int i = 0; i < n; i++) {
		struct n62_p4 p[3];
		double w = n62_space_weighted(&space, &r, p);
		struct phys_three v = { 0, 0, { p[0].e, p[1].e, p[2].e } };

		total += w * d.matrix->three(&d, &v);
	}
	/* three() is 2 / M times the product of the scalar products. */
	total *= d.mass / 2 * 128 * N62_FERMI * N62_FERMI / 2;
	width = total / n * N62_PI * N62_PI * 2 * (d.mass - space.sum) /
		d.mass / (2 * d.mass * pow(2 * N62_PI, 5));
	check_note("lifetime of the muon: %.1f ns", N62_HBAR / width);
	CHECK(fabs(N62_HBAR / width / 2196.98 - 1) < 0.01);
}

/* ---- four bodies ------------------------------------------------------ */

static struct phys_pairs pairs_point(
    const struct phys_decay *d, struct n62_rng *r, struct n62_p4 *p)
{
	struct n62_space space;
	struct phys_pairs v;
	struct n62_p4 a, b, pi, l;
	double z[3], pt[2], par, x[3], y[3], s = 0, t = 0, nx = 0, ny = 0;
	double c = 0;

	CHECK(n62_space_init(&space, d->mass, 4, d->m, &err) == 0);
	CHECK(n62_space_draw(&space, r, p) == 0);
	a = n62_p4_add(p[0], p[1]);
	b = n62_p4_add(p[2], p[3]);
	v.s[0] = n62_p4_mass2(a);
	v.s[1] = n62_p4_mass2(b);
	pi = n62_p4_boost(p[0], d->m[0], n62_p4_mirror(a), sqrt(v.s[0]));
	l = n62_p4_boost(p[2], d->m[2], n62_p4_mirror(b), sqrt(v.s[1]));
	par = n62_p4_p(a);
	z[0] = a.px / par;
	z[1] = a.py / par;
	z[2] = a.pz / par;
	pt[0] = pi.px * z[0] + pi.py * z[1] + pi.pz * z[2];
	pt[1] = l.px * z[0] + l.py * z[1] + l.pz * z[2];
	v.c[0] = pt[0] / n62_p4_p(pi);
	v.c[1] = -pt[1] / n62_p4_p(l);
	x[0] = pi.px - pt[0] * z[0];
	x[1] = pi.py - pt[0] * z[1];
	x[2] = pi.pz - pt[0] * z[2];
	y[0] = l.px - pt[1] * z[0];
	y[1] = l.py - pt[1] * z[1];
	y[2] = l.pz - pt[1] * z[2];
	for (int k = 0; k < 3; k++) {
		int m = (k + 1) % 3, n = (k + 2) % 3;

		nx += x[k] * x[k];
		ny += y[k] * y[k];
		c += x[k] * y[k];
		s += z[k] * (x[m] * y[n] - x[n] * y[m]);
	}
	t = sqrt(nx * ny);
	v.cosphi = c / t;
	v.sinphi = s / t;
	return v;
}

/* F P + G Q + i H/M^2 epsilon(L, P, Q): the hadronic current, with the
 * numbers of the table. */
static struct vec ke4_current(const struct phys_decay *d,
    const struct phys_pairs *v, const struct n62_p4 *p, double delta)
{
	double four = 4 * N62_M_PI * N62_M_PI, q2 = v->s[0] / four - 1;
	struct vec plus = sum(vec(p[0]), 1, vec(p[1]));
	struct vec minus = sum(vec(p[0]), -1, vec(p[1]));
	struct vec l = sum(vec(p[2]), 1, vec(p[3])), j = { { 0 } };
	complex double f =
	    1 + 0.152 * q2 - 0.073 * q2 * q2 + 0.068 * v->s[1] / four;
	double g = 0.868 + 0.089 * q2;

	/* F is Fs e^{i delta} + Fp cos theta_pi. */
	f = f * cexp(I * delta * sqrt(q2 / (350. * 350. / four - 1))) -
	    0.048 * v->c[0];
	j = sum(j, f, plus);
	j = sum(j, g, minus);
	return sum(j, -I * 0.398 / (d->mass * d->mass),
	    cross(lowered(l), lowered(plus), lowered(minus)));
}

static void ke4_of(const char *name, const char *delta)
{
	struct phys_decay d;
	struct ratio ratio = { 0, 0 };
	struct n62_rng r;

	set("ke4.delta", delta);
	d = prepared(name);
	n62_rng_init(&r, 13, 0, 0);
	for (int i = 0; i < 2000; i++) {
		struct n62_p4 p[4];
		struct phys_pairs v = pairs_point(&d, &r, p);
		struct vec j = ke4_current(&d, &v, p, atof(delta));
		double square = contracted(j, p[2], p[3]);

		compare(&ratio, d.matrix->pairs(&d, &v), square, 1e7);
	}
	check_note("%s, delta %s: ratio %.6g, largest deviation %.1e", name,
	    delta, ratio.first, ratio.worst);
	CHECK(ratio.worst < 1e-6);
	set("ke4.delta", "0");
}

static void ke4(void)
{
	ke4_of("ke4", "0");
	ke4_of("kmu4", "0");
	ke4_of("ke4", "0.25");
	ke4_of("kmu4", "0.25");
}

/* ---- X from a lepton line --------------------------------------------- */

/* ubar [vertex (Q + m) / (s - m^2)] P (1 - gamma5) v, and for a vector that
 * couples to the neutrino P (1 - gamma5) (-R) / t vertex. */
static struct mat amplitude(const struct n62_p4 *p, double mass, double m,
    struct mat vertex, bool neutrino)
{
	struct n62_p4 kaon = { 0, 0, 0, mass }, from_mu, from_nu;
	struct mat weak = mul(slash(kaon), left()), a;
	double s, t;

	from_mu = n62_p4_add(p[0], p[2]);
	from_nu = n62_p4_add(p[1], p[2]);
	s = n62_p4_mass2(from_mu);
	t = n62_p4_mass2(from_nu);
	a = mul(vertex, mul(plus(slash(from_mu), 1, unit(m)), weak));
	a = plus(unit(0), 1 / (s - m * m), a);
	if (neutrino)
		a = plus(a, -1 / t, mul(weak, mul(slash(from_nu), vertex)));
	return a;
}

static double munux_square(
    const struct phys_decay *d, const struct n62_p4 *p, int spin)
{
	double m = d->m[0], mx2 = d->m[2] * d->m[2], square = 0;

	if (spin == 0)
		return spins(
		    amplitude(p, d->mass, m, unit(1), false), p[0], m, p[1]);
	for (int mu = 0; mu < 4; mu++)
		square -=
		    (mu == 0 ? 1 : -1) *
		    spins(amplitude(p, d->mass, m, gamma_of(mu), spin == 1),
			p[0], m, p[1]);
	/* The polarisation along k, where the current is not conserved. */
	return square + spins(amplitude(p, d->mass, m, slash(p[2]), spin == 1),
			    p[0], m, p[1]) /
			    mx2;
}

static void munux(void)
{
	static const char *const spin[] = { "scalar", "vector", "muon-vector" };
	static const char *const mass[] = { "10", "200", "370" };

	for (int k = 0; k < 9; k++) {
		struct phys_decay d;
		struct ratio ratio = { 0, 0 };
		struct n62_rng r;
		double largest = 0;

		set("munux.spin", spin[k / 3]);
		set("munux.mass", mass[k % 3]);
		d = prepared("munux");
		n62_rng_init(&r, 14, 0, 0);
		for (int i = 0; i < 500; i++) {
			struct n62_p4 p[3];
			struct phys_three v = point(&d, &r, p);
			double got = d.matrix->three(&d, &v);

			largest = got > largest ? got : largest;
			compare(
			    &ratio, got, munux_square(&d, p, k / 3), largest);
		}
		check_note("%s of %s MeV: largest deviation %.1e", spin[k / 3],
		    mass[k % 3], ratio.worst);
		CHECK(ratio.worst < 1e-8);
	}
}

/* ---- phase space ------------------------------------------------------ */

/* Massless: (pi/2)^(n-1) M^(2n-4) / ((n-1)! (n-2)!). */
static double massless(int n, double mass)
{
	return pow(N62_PI / 2, n - 1) * pow(mass, 2 * n - 4) /
	       (tgamma(n) * tgamma(n - 1));
}

static double volume_of(const struct n62_space *s, double mean)
{
	int n = s->n;

	return mean * pow(N62_PI, n - 1) * pow(2 * (s->mass - s->sum), n - 2) /
	       (s->mass * tgamma(n - 1));
}

static void volumes(void)
{
	double none[N62_BODIES] = { 0 };
	double pions[] = { N62_M_PI, N62_M_PI, N62_M_E, 0 };
	struct n62_space s;

	for (int n = 2; n <= 4; n++) {
		double error = n == 4 ? 1e-6 : 1e-9;

		CHECK(n62_space_init(&s, N62_M_K, n, none, &err) == 0);
		CHECK(fabs(n62_space_volume(&s) / massless(n, N62_M_K) - 1) <
		      error);
	}
	/* Threshold: three bodies tend to pi^3 T^2 sqrt(m1 m2 m3 / M^3) / 2
	 * times (1 + ...) in the kinetic energy T. */
	CHECK(n62_space_init(&s, 400.001, 3, (const double[]){ 100, 140, 160 },
		  &err) == 0);
	CHECK(fabs(n62_space_volume(&s) /
		       (pow(N62_PI, 3) / 2 * 1e-6 *
			   sqrt(100. * 140 * 160 / pow(400, 3))) -
		   1) < 1e-4);
	CHECK(n62_space_init(&s, N62_M_K, 4, pions, &err) == 0);
	CHECK(n62_space_volume(&s) < massless(4, N62_M_K));
	CHECK(n62_space_init(&s, N62_M_K, 5, none, &err) == 0);
	CHECK(isnan(n62_space_volume(&s)));
}

/* The mean weight of 2 to 8 bodies is the volume, and no weight is above
 * the maximum. */
static void weights(void)
{
	double m[2][N62_BODIES] = { { 0 },
		{ 60, 60, 50, 40, 0.5, 20, 30, 10 } };

	for (int k = 0; k < 14; k++) {
		int n = 2 + k / 2, events = 100000;
		double one = 0, two = 0, volume, error, exact;
		struct n62_p4 p[N62_BODIES];
		struct n62_space s;
		struct n62_rng r;

		CHECK(n62_space_init(&s, N62_M_K, n, m[k % 2], &err) == 0);
		n62_rng_init(&r, 15, (uint64_t)k, 0);
		for (int i = 0; i < events; i++) {
			double w = n62_space_weighted(&s, &r, p);

			CHECK(w >= 0 && w <= s.max * (1 + 1e-14));
			one += w;
			two += w * w;
		}
		one /= events;
		error = two / events - one * one;
		error = sqrt(error > 0 ? error / events : 0) / one;
		volume = volume_of(&s, one);
		exact = k % 2 ? n62_space_volume(&s) : massless(n, N62_M_K);
		check_note("%d bodies: volume / exact %.5f +- %.5f, "
			   "efficiency %.4f",
		    n, volume / exact, error, one / s.max);
		if (!isnan(exact))
			CHECK(fabs(volume / exact - 1) < 4 * error + 1e-9);
	}
}

static void wrong_space(void)
{
	double m[N62_BODIES + 1] = { 300, 200 };
	struct n62_space s;

	CHECK(n62_space_init(&s, N62_M_K, 2, m, &err) == -1);
	CHECK_TEXT(
	    err.text, "daughters of 500 MeV cannot come from 493.677 MeV");
	CHECK(n62_space_init(&s, N62_M_K, 9, m, &err) == -1);
	CHECK_TEXT(err.text, "phase space is for 2 to 8 bodies, not for 9");
}

int main(void)
{
	read_table();
	check_run("Kl3 and pi nu nu: current and leptons", kl3);
	check_run("lifetime of the muon", muon_lifetime);
	check_run("Kl4: current and leptons", ke4);
	check_run("mu nu X: Dirac matrices", munux);
	check_run("volumes of phase space", volumes);
	check_run("weights of phase space", weights);
	check_run("impossible phase space", wrong_space);
	n62_physics_free(physics);
	return check_end();
}
