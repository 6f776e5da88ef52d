/*
 * test_physics.c - the table, its parameters and names; four-vectors; two
 * bodies; heavy neutral leptons; flight.
 */
#include "chi2.h"
#include "physics_fixture.h"

/* Within a relative error. */
static bool near(double a, double b, double error)
{
	return fabs(a - b) <= error * fabs(b);
}

/* ---- the table -------------------------------------------------------- */

static void masses(void)
{
	static const struct {
		int32_t pdg;
		double mass;
		int charge;
	} all[] = { { N62_KAON, N62_M_K, 1 }, { N62_PION, N62_M_PI, 1 },
		{ -N62_PION, N62_M_PI, -1 }, { N62_PION0, N62_M_PI0, 0 },
		{ N62_MUON, N62_M_MU, -1 }, { -N62_MUON, N62_M_MU, 1 },
		{ -N62_ELECTRON, N62_M_E, 1 }, { N62_PHOTON, 0, 0 } };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const struct n62_particle *q =
		    n62_particle(physics, all[i].pdg);

		CHECK(
		    q && q->mass == all[i].mass && q->charge == all[i].charge);
	}
	CHECK(n62_particle(physics, 4711) == NULL);
	CHECK(near(
	    N62_C * n62_particle(physics, N62_KAON)->lifetime, 3711, 1e-4));
}

/* Charge and energy allow each decay; the sums of the table are those of the
 * Particle Data Group. */
static void modes(void)
{
	const struct n62_mode *m;
	double leading = 0, pi0 = 0;
	int n = 0;

	for (; (m = n62_physics_mode(physics, n)); n++) {
		const struct n62_particle *q = n62_particle(physics, m->mother);
		double mass = q->mass;
		int charge = q->charge;

		for (int i = 0; i < m->n; i++) {
			q = n62_particle(physics, m->pdg[i]);
			mass -= q->mass;
			charge -= q->charge;
		}
		CHECK(mass > 0 && charge == 0);
		CHECK(m->about[0] != '\0');
		if (m->mother == N62_KAON && m->br > 0.01)
			leading += m->br;
		if (m->mother == N62_PION0)
			pi0 += m->br;
	}
	CHECK(n == 49);
	CHECK(near(leading, 0.9999, 1e-4));
	CHECK(near(pi0, 1, 1e-4));
}

static void names(void)
{
	static const struct {
		const char *written, *name;
	} all[] = { { "munuee", "munuee" }, { "K+ -> mu- nu e+ e+", "munuee" },
		{ "K+->e+ nu mu-   e+", "munuee" },
		{ "K+ -> mu+ nu e+ e-", "munuee-sm" },
		{ "  K+ -> nu_mu gamma mu+", "munugamma" },
		{ "K+ -> pi+ pi0 gamma", "pipi0gamma" },
		{ "K+ -> e+ e- pi0 pi+", "pipi0ee" },
		{ "K+ -> pi+ nu nubar", "pinunu" },
		{ "K+ -> pi+ nu nu", "pinunu" },
		{ "K+ -> pi+ pi0 pi0", "pi2pi0" },
		{ "K+ -> pi- mu+ mu+", "lnv-pimumu" },
		{ "K+ -> pi+ mu+ mu-", "pimumu" },
		{ "K+ -> mu- pi+ e+", "lfv-pimue" },
		{ "K+ -> pi+ pi0", "pipi0" },
		{ "K+ -> pi0 pi+, pi0 -> e+ mu-", "lfv-pi0mue" },
		{ "K+ -> mu+ nu nu nu", "mu3nu" }, { "K+ -> mu+ N", "hnl-mu" },
		{ "K+ -> X nu mu+", "munux" },
		{ "pi0 -> gamma e- e+", "pi0-eeg" },
		{ "mu+ -> nu e+ nu", "mu-enunu" } };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		int found = n62_decay_find(physics, all[i].written, &err);

		if (CHECK(found >= 0))
			CHECK_TEXT(n62_physics_mode(physics, found)->name,
			    all[i].name);
		else
			check_note("%s", err.text);
	}
}

static bool same_decay(int i, const char *decay)
{
	const struct n62_mode *m = n62_physics_mode(physics, i);

	return m && strcmp(m->decay, decay) == 0;
}

/* Each mode is found by its name, and by its own decay, unless that is the
 * decay of one before it. */
static void own_names(void)
{
	const struct n62_mode *m;
	int first;

	for (int i = 0; (m = n62_physics_mode(physics, i)); i++) {
		CHECK(n62_decay_find(physics, m->name, &err) == i);
		first = n62_decay_find(physics, m->decay, &err);
		CHECK(m->pi0 || first == i ||
		      (first < i && same_decay(first, m->decay)));
	}
}

static void wrong_names(void)
{
	static const char *const all[][2] = {
		{ "munue",
		    "there is no decay 'munue' in the table; did you mean "
		    "munu" },
		{ "rubbish", "there is no decay 'rubbish' in the table" },
		{ "K+ -> mu+ mu+ pi+",
		    "there is no decay 'K+ -> mu+ mu+ pi+' in the table; did "
		    "you mean K+ -> pi+ mu+ mu-, or K+ -> pi- mu+ mu+" },
		{ "K+ -> gama mu+ nu",
		    "'gama' is not a particle; did you mean gamma" },
		{ "K+ ->", "there is no decay 'K+ ->' in the table" },
		{ "", "there is no decay '' in the table" },
		{ ", ->", "there is no decay ', ->' in the table" },
		{ "K+ -> pi+ pi0, pi0 -> e+ e- e+",
		    "there is no decay 'K+ -> pi+ pi0, pi0 -> e+ e- e+' in "
		    "the table; did you mean K+ -> pi+ pi0" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		CHECK(n62_decay_find(physics, all[i][0], &err) == -1);
		CHECK_TEXT(err.text, all[i][1]);
		CHECK(err.code == N62_USAGE);
	}
}

/* ---- parameters ------------------------------------------------------- */

static void parameters(void)
{
	struct n62_physics *p = n62_physics_new(&err);

	CHECK(n62_physics_set(p, "hnl.mass=123.5", &err) == 0);
	CHECK(n62_physics_get(p, "hnl.mass") == 123.5);
	CHECK(n62_particle(p, N62_HNL)->mass == 123.5);
	CHECK(n62_physics_set(p, "munux.spin=vector", &err) == 0);
	CHECK(n62_physics_get(p, "munux.spin") == 1);
	CHECK(isnan(n62_physics_get(p, "hnl")));
	n62_physics_free(p);
}

static void wrong_parameters(void)
{
	static const char *const all[][2] = {
		{ "hnl.mas=1", "there is no parameter 'hnl.mas'; did you mean "
			       "'hnl.mass'?" },
		{ "zzz=1", "there is no parameter 'zzz'" },
		{ "hnl.mass", "'hnl.mass' is not NAME=VALUE" },
		{ "hnl.mass=500", "hnl.mass can be 0 to 493.166 MeV, not 500" },
		{ "munux.mass=388.0181",
		    "munux.mass can be 1 to 388.018 MeV, not 388.0181" },
		{ "3pi.g=2", "3pi.g can be -1 to 1, not 2" },
		{ "munux.spin=two",
		    "munux.spin can be scalar|vector|muon-vector, not 'two'" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		CHECK(n62_physics_set(physics, all[i][0], &err) == -1);
		CHECK_TEXT(err.text, all[i][1]);
		CHECK(err.code == N62_USAGE);
	}
	CHECK(n62_physics_get(physics, "hnl.mass") == 300);
}

/* A mass that one mode allows may be too much for another. */
static void thresholds(void)
{
	struct n62_physics *p = n62_physics_new(&err);
	struct n62_plan plan = { .mode = "hnl-mu" };
	struct n62_decays *d;

	CHECK(n62_physics_set(p, "hnl.mass=450", &err) == 0);
	CHECK(n62_decays_new(p, &plan, &err) == NULL);
	CHECK_TEXT(err.text,
	    "hnl-mu: hnl.mass must be below 388.0186245 MeV, which is all that "
	    "K+ -> mu+ N leaves, not 450");
	plan.mode = "hnl-e";
	d = n62_decays_new(p, &plan, &err);
	CHECK(d != NULL);
	n62_decays_free(d);
	plan.pi0 = "3pi";
	CHECK(n62_decays_new(p, &plan, &err) == NULL);
	CHECK_TEXT(err.text, "3pi is no decay of a pi0");
	plan = (struct n62_plan){ .mother = N62_PHOTON };
	CHECK(n62_decays_new(p, &plan, &err) == NULL);
	CHECK_TEXT(
	    err.text, "the table has no decay of gamma with a branching ratio");
	plan.mother = 5;
	CHECK(n62_decays_new(p, &plan, &err) == NULL);
	CHECK_TEXT(err.text, "there is no particle with the number 5");
	CHECK(n62_physics_set(p, "pipi0gamma.tmin=95", &err) == 0);
	plan = (struct n62_plan){ .mode = "pipi0gamma" };
	CHECK(n62_decays_new(p, &plan, &err) == NULL);
	CHECK_TEXT(err.text, "pipi0gamma.tmin must be below pipi0gamma.tmax");
	n62_physics_free(p);
}

static int lines(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void printed(void)
{
	struct n62_buf b = { 0 };
	const char *text;

	CHECK(n62_decays_print(physics, &b, &err) == 0);
	text = n62_buf_text(&b, &err);
	CHECK(lines(text) == 50);
	CHECK(strstr(text, "K+ -> pi+ pi0, pi0 -> mu- e+") != NULL);
	n62_buf_free(&b);
}

/* ---- tables of one's own ---------------------------------------------- */

/* What is printed is read again, and gives the same. */
static void printed_and_read(void)
{
	struct n62_buf text = { 0 }, again = { 0 }, list[2] = { 0 };
	struct n62_physics *p;

	CHECK(n62_decays_text(physics, &text, &err) == 0);
	p = n62_physics_read("own", n62_buf_text(&text, &err), &err);
	if (!CHECK(p != NULL)) {
		check_note("%s", err.text);
		return;
	}
	CHECK(n62_decays_text(p, &again, &err) == 0);
	CHECK_TEXT(n62_buf_text(&again, &err), n62_buf_text(&text, &err));
	CHECK(n62_decays_print(physics, &list[0], &err) == 0);
	CHECK(n62_decays_print(p, &list[1], &err) == 0);
	CHECK_TEXT(n62_buf_text(&list[0], &err), n62_buf_text(&list[1], &err));
	n62_buf_free(&text);
	n62_buf_free(&again);
	n62_buf_free(&list[0]);
	n62_buf_free(&list[1]);
	n62_physics_free(p);
}

/* A table of two modes: their shares, and nothing else that is found. */
static void own_table(void)
{
	struct n62_physics *p = n62_physics_read("own",
	    " \r\n# mine\r\n"
	    "mode munu 0.6 0 X two-body : K+ -> mu+ nu_mu \r\n"
	    "mode gone 0.2 0 X flat : K+ -> pi+ pi+ pi-\n"
	    "mode part 0.1 0 X flat within gone : K+ -> pi+ pi+ pi- gamma\n"
	    "mode pi0-gg 1 0 X two-body : pi0 -> gamma gamma",
	    &err);
	struct n62_decays *d;
	const struct n62_share *share;
	int n;

	if (!CHECK(p != NULL)) {
		check_note("%s", err.text);
		return;
	}
	CHECK(n62_decay_find(p, "K+ -> mu+ nu", &err) == 0);
	CHECK_TEXT(n62_physics_mode(p, 0)->decay, "K+ -> mu+ nu_mu");
	CHECK(n62_decay_find(p, "piee", &err) == -1);
	CHECK(n62_physics_get(p, "hnl.mass") == 300);
	d = n62_decays_new(p, &(struct n62_plan){ 0 }, &err);
	if (CHECK(d != NULL)) {
		share = n62_decays_shares(d, &n);
		CHECK(n == 2 && near(share[0].share, 0.75, 1e-12));
	}
	n62_decays_free(d);
	n62_physics_free(p);
}

static void wrong_tables(void)
{
	static const char *const all[][2] = {
		{ "mod munu",
		    "own: line 1: a line begins with mode, mass or matrix, "
		    "not with 'mod'" },
		{ "\n\nmode munu", "own: line 3: the line is too short" },
		{ "mode munu x 0 X two-body : K+ -> mu+ nu_mu",
		    "own: line 1: 'x' is not a number" },
		{ "mode munu 0.6 0 X", "own: line 1: the line is too short" },
		{ "mode munu 1.6 0 X two-body : K+ -> mu+ nu_mu",
		    "own: line 1: the branching ratio of munu can be 0 to 1, "
		    "not 1.6" },
		{ "mode munu nan 0 X two-body : K+ -> mu+ nu_mu",
		    "own: line 1: the branching ratio of munu can be 0 to 1, "
		    "not nan" },
		{ "mode munu 0.6 -1 X two-body : K+ -> mu+ nu_mu",
		    "own: line 1: the error of munu can be 0 to 1, not -1" },
		{ "mode munu 0.6 0 X twobody : K+ -> mu+ nu_mu",
		    "own: line 1: there is no matrix element 'twobody'" },
		{ "mode munu 0.6 0 X two-body K+ -> mu+ nu_mu",
		    "own: line 1: 'K+' is none of within MODE, pi0 MODE, and "
		    "the colon before the decay" },
		{ "mode munu 0.6 0 X two-body : K+ -> muon+ nu_mu",
		    "own: line 1: 'muon+' is not a particle" },
		{ "mode munu 0.6 0 X two-body : K+ mu+ nu_mu",
		    "own: line 1: the decay cannot have 'mu+' at its place" },
		{ "mode munu 0.6 0 X two-body : K+ -> mu+ -> nu_mu",
		    "own: line 1: the decay cannot have '->' at its place" },
		{ "mode many 0.6 0 X flat : K+ -> e+ e- e+ e- nu_e nu_e",
		    "own: line 1: the decay cannot have 'nu_e' at its place" },
		{ "mode munu 0.6 0 X two-body : K+ -> mu+",
		    "own: line 1: munu needs a decay with 2 to 5 daughters" },
		{ "mode munu 0.6 0 X two-body :",
		    "own: line 1: munu needs a decay with 2 to 5 daughters" },
		{ "mode munu 0.6 0 X two-body : K- -> mu- nu_mu",
		    "own: line 1: munu must be the decay of the antiparticle "
		    "of K-" },
		{ "mode munu 0.6 0 X two-body : K+ -> mu- nu_mu",
		    "own: line 1: munu does not conserve the charge: K+ -> "
		    "mu- nu_mu" },
		{ "mode four 0.6 0 X flat : K+ -> pi+ pi+ pi- pi0",
		    "own: line 1: four is above threshold: K+ -> pi+ pi+ pi- "
		    "pi0" },
		{ "mode mix 0.6 0 X two-body : K+ -> mu+ nu_mu",
		    "own: line 1: 'mix' has another meaning, and cannot be a "
		    "mode" },
		{ "mode a 0.6 0 X two-body : K+ -> mu+ nu_mu\n"
		  "mode a 0.6 0 X two-body : K+ -> e+ nu_e",
		    "own: line 2: there are two modes a" },
		{ "mode a 0.6 0 X two-body within b : K+ -> mu+ nu_mu",
		    "own: line 1: a has no mode b beside it" },
		{ "#\nmode a 0.6 0 X two-body pi0 b : K+ -> pi+ pi0",
		    "own: line 2: a has no decay of pi0 b beside it" },
		{ "mass Y hnl.mass", "own: line 1: there is no particle 'Y'" },
		{ "mass X hnl.mas",
		    "own: line 1: there is no parameter 'hnl.mas'; did you "
		    "mean 'hnl.mass'?" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct n62_physics *p =
		    n62_physics_read("own", all[i][0], &err);

		CHECK(p == NULL);
		CHECK_TEXT(err.text, all[i][1]);
		n62_physics_free(p);
	}
}

/* Modes that are in order by themselves, with matrix elements that are not
 * for them. */
static void wrong_matrices(void)
{
	static const char *const all[][2] = {
		{ "mode a 1 0 X dalitz : K+ -> mu+ nu_mu",
		    "a: the matrix element dalitz is not for 2 daughters" },
		{ "mode a 1 0 X k3pi : K+ -> pi+ pi+ pi-",
		    "the table has no parameter a.g" },
		{ "mode a 1 0 X kl3-ib : K+ -> gamma mu+ nu_mu pi0",
		    "a: the matrix element kl3-ib has its photon last" },
		{ "mode a 1 0 X ke4 : pi+ -> mu+ nu_mu",
		    "the table has no decay of K+ with a branching ratio" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct n62_physics *p =
		    n62_physics_read("own", all[i][0], &err);

		CHECK(p && !n62_decays_new(
			       p, &(struct n62_plan){ .pi0 = "none" }, &err));
		CHECK_TEXT(err.text, all[i][1]);
		n62_physics_free(p);
	}
}

/* Reads man/man7/na62-decays.7. */
static char *manual(void)
{
	static char page[65536];
	const char *top = getenv("NA62_TOP");
	char path[4096];
	size_t n = 0;
	FILE *f;

	snprintf(
	    path, sizeof path, "%s/man/man7/na62-decays.7", top ? top : ".");
	f = fopen(path, "r");
	if (CHECK(f != NULL)) {
		n = fread(page, 1, sizeof page - 1, f);
		fclose(f);
	}
	page[n] = '\0';
	return page;
}

/* Whether a line of the page begins with the name, and has the number (NaN:
 * any) and the word in its columns. */
static bool documented(
    const char *page, const char *name, double value, const char *word)
{
	const char *at;
	char begin[80], line[300];
	bool number = isnan(value);

	snprintf(begin, sizeof begin, "\n.It Li %s Ta ", name);
	at = strstr(page, begin);
	if (!at)
		return false;
	snprintf(line, sizeof line, "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
	for (at = line; (at = strstr(at, " Ta ")); at++)
		number = number || strtod(at + 4, NULL) == value;
	return number && strstr(line, word);
}

/* The manual page has all modes and parameters with their values. */
static void in_manual(void)
{
	const struct n62_params *params = n62_physics_params(physics);
	const char *page = manual();
	const struct n62_mode *m;

	for (int i = 0; (m = n62_physics_mode(physics, i)); i++)
		if (!CHECK(documented(page, m->name, m->br, m->matrix)))
			check_note("%s", m->name);
	CHECK(params->n > 20);
	for (size_t i = 0; i < params->n; i++) {
		const struct n62_param *q = &params->v[i];

		if (!CHECK(documented(
			page, q->name, q->choices ? NAN : q->value, q->source)))
			check_note("%s", q->name);
	}
}

/* ---- four-vectors ----------------------------------------------------- */

/*
 * With (E + P) / M = k, a power of two, and light-cone components that are
 * integers, all results are exact numbers: pt 3, pl -4, e 5 becomes
 * ((k - 9/k) / 2, (k + 9/k) / 2), without mass.
 */
static void boost_exact(void)
{
	for (double k = 1; k < 1e6; k *= 2) {
		struct n62_p4 frame = { 0, 0, 2 * (k - 1 / k) / 2,
			2 * (k + 1 / k) / 2 };
		struct n62_p4 a = { 3, 0, -4, 5 };
		struct n62_p4 b = n62_p4_boost(a, 0, frame, 2), c;
		double energy = (k + 9 / k) / 2;

		CHECK(b.px == 3 && b.py == 0);
		CHECK(fabs(b.pz - (k - 9 / k) / 2) <= 1e-15 * energy);
		CHECK(fabs(b.e - energy) <= 1e-15 * energy);
		c = n62_p4_boost(b, 0, n62_p4_mirror(frame), 2);
		CHECK(fabs(c.pz + 4) <= 1e-14 && fabs(c.e - 5) <= 1e-14);
	}
}

/* An electron and a kaon of 75 GeV: the mass stays, products stay, to the
 * rounding of directions times gamma, which is 152. */
static void boost_random(void)
{
	struct n62_rng r;
	double worst = 0;

	n62_rng_init(&r, 1, 0, 0);
	for (int i = 0; i < 100000; i++) {
		double v[3], p = 300 * n62_rng_uniform(&r), dot;
		struct n62_p4 a, b, frame, a2, b2;

		n62_direction(&r, v);
		frame = n62_p4_on_shell(
		    75e3 * v[0], 75e3 * v[1], 75e3 * v[2], N62_M_K);
		n62_direction(&r, v);
		a = n62_p4_on_shell(p * v[0], p * v[1], p * v[2], N62_M_E);
		n62_direction(&r, v);
		b = n62_p4_on_shell(p * v[0], p * v[1], p * v[2], 0);
		dot = n62_p4_dot(a, N62_M_E, b, 0);
		a2 = n62_p4_boost(a, N62_M_E, frame, N62_M_K);
		b2 = n62_p4_boost(b, 0, frame, N62_M_K);
		CHECK(near(a2.e,
		    n62_p4_dot(a, N62_M_E, n62_p4_mirror(frame), N62_M_K) /
			N62_M_K,
		    1e-13));
		CHECK(
		    near(a2.e, sqrt(n62_p4_p2(a2) + N62_M_E * N62_M_E), 1e-13));
		/* Directions are known to 1e-16, angles in the laboratory
		 * are of the order 1/gamma = 0.0066. */
		if (dot > 1e-3 * a.e * b.e &&
		    fabs(n62_p4_dot(a2, N62_M_E, b2, 0) / dot - 1) > worst)
			worst = fabs(n62_p4_dot(a2, N62_M_E, b2, 0) / dot - 1);
	}
	check_note("products before and after a boost agree to %.1e", worst);
	CHECK(worst < 1e-10);
}

/* Two photons with a small angle: e e' (1 - cos), known as a series. */
static void small_angles(void)
{
	for (double angle = 1; angle > 1e-9; angle /= 7) {
		struct n62_p4 a = { 0, 0, 20e3, 20e3 };
		struct n62_p4 b = { 30e3 * sin(angle), 0, 30e3 * cos(angle),
			30e3 };
		double half = sin(angle / 2);

		CHECK(near(
		    n62_p4_dot(a, 0, b, 0), 600e6 * 2 * half * half, 1e-14));
		CHECK(near(n62_p4_pair_mass2(a, 0, b, 0),
		    1200e6 * 2 * half * half, 1e-14));
	}
}

static double flat(double x, const void *of)
{
	(void)x;
	(void)of;
	return 1;
}

static void directions(void)
{
	struct hist h[4] = { hist_new(-1, 1), hist_new(-1, 1), hist_new(-1, 1),
		hist_new(-N62_PI, N62_PI) };
	struct n62_rng r;

	n62_rng_init(&r, 2, 0, 0);
	for (int i = 0; i < 200000; i++) {
		double v[3];

		n62_direction(&r, v);
		for (int k = 0; k < 3; k++)
			hist_add(&h[k], v[k], 1);
		hist_add(&h[3], atan2(v[1], v[0]), 1);
		CHECK(near(v[0] * v[0] + v[1] * v[1] + v[2] * v[2], 1, 1e-14));
	}
	for (int k = 0; k < 4; k++)
		chi2_check("direction", chi2_density(&h[k], flat, NULL));
}

/* ---- two bodies, heavy leptons ---------------------------------------- */

static void two_bodies(void)
{
	static const double hnl[][2] = { { 50, 232.75 }, { 100, 224.39 },
		{ 150, 210.31 }, { 200, 190.26 }, { 250, 163.71 },
		{ 300, 129.32 }, { 350, 82.54 }, { 384, 25.96 } };

	CHECK(fabs(n62_p_star(N62_M_K, N62_M_MU, 0) - 235.53) < 0.005);
	CHECK(fabs(n62_p_star(N62_M_K, N62_M_E, 0) - 246.84) < 0.005);
	CHECK(fabs(n62_p_star(N62_M_K, N62_M_PI, N62_M_PI0) - 205.14) < 0.005);
	CHECK(fabs(n62_p_star(N62_M_PI, N62_M_MU, 0) - 29.79) < 0.005);
	for (size_t i = 0; i < sizeof hnl / sizeof *hnl; i++)
		CHECK(fabs(n62_p_star(N62_M_K, N62_M_MU, hnl[i][0]) -
			   hnl[i][1]) < 0.005);
	CHECK(n62_p_star(N62_M_K, N62_M_MU, 388.02) == 0);
	CHECK(n62_kallen(5, 3, 1) == 9 * 1 * 3 * 7);
}

/* Three digits of Shrock's function. */
static void rho(void)
{
	static const double all[][3] = { { 50, 1.24, 9.4e3 },
		{ 100, 1.89, 3.5e4 }, { 150, 2.78, 7.1e4 },
		{ 200, 3.62, 1.1e5 }, { 250, 4.10, 1.3e5 },
		{ 300, 3.90, 1.4e5 }, { 350, 2.72, 1.2e5 } };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		CHECK(near(n62_hnl_rho(N62_M_K, N62_M_MU, all[i][0]), all[i][1],
		    0.005));
		CHECK(near(
		    n62_hnl_rho(N62_M_K, N62_M_E, all[i][0]), all[i][2], 0.05));
	}
	CHECK(near(n62_hnl_rho(N62_M_K, N62_M_MU, 384), 0.85, 0.005));
	CHECK(near(n62_hnl_rho(N62_M_K, N62_M_MU, 0), 1, 1e-12));
	CHECK(near(n62_hnl_rho(N62_M_K, N62_M_E, 0), 1, 1e-9));
	CHECK(n62_hnl_rho(N62_M_K, N62_M_MU, 389) == 0);
}

/*
 * Three limits. Without lepton masses nu mu mu tends to C1 Gamma(3 nu); N
 * with the muon's mass, decaying like a muon, is the muon: Gamma(nu e mu) of
 * a mass m tends to 1 / tau_mu (m / m_mu)^5; and f_pi from the pion itself:
 * the width of pi -> mu nu, which has the coupling of pi mu, is 1 / tau_pi.
 */
static void widths(void)
{
	struct n62_hnl h = { 0.2 * N62_M_K, { 1, 0, 0 }, false };
	double three, muon, width, ratio;

	h.mass = 1000;
	three = n62_hnl_width(&h, N62_HNL_3NU);
	ratio = (1 + 4 * 0.231 + 8 * 0.231 * 0.231) / 4;
	CHECK(near(n62_hnl_width(&h, N62_HNL_EE), three * ratio, 1e-4));
	muon = N62_HBAR / 2196.98 * pow(1000 / N62_M_MU, 5);
	/* The muon's own width has a radiative correction of -0.4 %. */
	CHECK(near(three, muon, 0.006));
	h.u2[0] = 0;
	h.u2[1] = 1;
	h.mass = 300;
	width = n62_hnl_width(&h, N62_HNL_PI_MU);
	CHECK(width > 0 && n62_hnl_width(&h, N62_HNL_PI_E) == 0);
	/* The same coupling in pi -> mu nu, with the roles of N and pi
	 * exchanged: G^2 f^2 m_mu^2 M (1 - m_mu^2/M^2)^2 / (8 pi). */
	ratio = 1 - N62_M_MU * N62_M_MU / (N62_M_PI * N62_M_PI);
	width = N62_FERMI * N62_FERMI * N62_F_PI_V_UD * N62_F_PI_V_UD *
		N62_M_MU * N62_M_MU * N62_M_PI * ratio * ratio / (8 * N62_PI);
	CHECK(near(width, N62_HBAR / 26.033, 0.02));
	h.mass = 240;
	CHECK(n62_hnl_width(&h, N62_HNL_PI_MU) == 0);
	CHECK(n62_hnl_width(&h, N62_HNL_MUMU) > 0);
	h.mass = 211;
	CHECK(n62_hnl_width(&h, N62_HNL_MUMU) == 0);
	width = n62_hnl_lifetime(&h);
	h.majorana = true;
	CHECK(near(n62_hnl_lifetime(&h), width / 2, 1e-12));
	h.u2[1] = 0;
	CHECK(isinf(n62_hnl_lifetime(&h)));
}

/* Near threshold the series of a difference of large terms must not lose
 * itself: the width is positive and rises with the mass. */
static void widths_rise(void)
{
	struct n62_hnl h = { 1.1, { 1, 1, 1 }, false };
	double last[N62_HNL_CHANNELS] = { 0 };

	for (; h.mass < 490; h.mass *= 1.03)
		for (int c = 0; c < N62_HNL_CHANNELS; c++) {
			double w = n62_hnl_width(&h, (enum n62_hnl_channel)c);

			CHECK(w >= last[c] && (w > 0 || last[c] == 0));
			last[c] = w;
		}
	for (int c = 0; c < N62_HNL_CHANNELS; c++)
		CHECK(last[c] > 0);
}

/* ---- flight ----------------------------------------------------------- */

static double falling(double x, const void *of)
{
	return exp(-x / *(const double *)of);
}

static void flight(void)
{
	double length = n62_decay_length(
	    75e3, N62_M_K, n62_particle(physics, N62_KAON)->lifetime);
	struct hist all = hist_new(0, 3e6), some = hist_new(105e3, 180e3);
	struct hist much = hist_new(0, 2e6);
	struct n62_rng r;

	CHECK(near(length, 563.8e3, 1e-4));
	CHECK(near(n62_decay_probability(75e3, length), 0.125, 0.004));
	CHECK(near(n62_decay_probability(80e3, length), 0.132, 0.004));
	CHECK(isinf(n62_decay_length(1, N62_M_E, INFINITY)));
	CHECK(n62_decay_probability(1, INFINITY) == 0);
	n62_rng_init(&r, 3, 0, 0);
	for (int i = 0; i < 400000; i++) {
		double x = n62_flight_between(&r, length, 105e3, 180e3);

		CHECK(x >= 105e3 && x < 180e3);
		hist_add(&some, x, 1);
		hist_add(&all, n62_flight(&r, length), 1);
		hist_add(&much, n62_flight_between(&r, length, 0, 2e6), 1);
	}
	chi2_check("flight", chi2_density(&all, falling, &length));
	chi2_check(
	    "in the fiducial volume", chi2_density(&some, falling, &length));
	chi2_check("in 2 km", chi2_density(&much, falling, &length));
}

int main(void)
{
	read_table();
	check_run("masses", masses);
	check_run("modes", modes);
	check_run("decays by name", names);
	check_run("decays by their own names", own_names);
	check_run("wrong names", wrong_names);
	check_run("parameters", parameters);
	check_run("wrong parameters", wrong_parameters);
	check_run("thresholds", thresholds);
	check_run("what is printed", printed);
	check_run("the manual page", in_manual);
	check_run("the table is printed and read", printed_and_read);
	check_run("a table of one's own", own_table);
	check_run("tables with mistakes", wrong_tables);
	check_run("matrix elements that do not fit", wrong_matrices);
	check_run("boosts with exact results", boost_exact);
	check_run("boosts of random vectors", boost_random);
	check_run("small angles", small_angles);
	check_run("directions", directions);
	check_run("two bodies", two_bodies);
	check_run("production of heavy leptons", rho);
	check_run("decay of heavy leptons", widths);
	check_run("widths rise with the mass", widths_rise);
	check_run("flight", flight);
	n62_physics_free(physics);
	return check_end();
}
