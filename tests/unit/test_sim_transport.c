/*
 * test_sim_transport.c - particles on their way: fields, scattering,
 * conversions, decays in flight, and the truth that is written of them.
 */
#include "sim_recorder.h"

/* Nothing but vacuum, or with the materials that are named behind. */
#define VACUUM                                                                 \
	"material.straw=0", "material.rich_front=0", "material.neon=0",        \
	    "material.mirror=0", "material.rich_back=0", "material.newchod=0", \
	    "material.chod=0", "material.lkr_front=0", "nuclear.straw=0",      \
	    "nuclear.rich_front=0", "nuclear.neon=0", "nuclear.mirror=0",      \
	    "nuclear.rich_back=0", "nuclear.newchod=0", "nuclear.chod=0",      \
	    "nuclear.lkr_front=0"

struct bench {
	struct n62_sim s;
	struct sim_event ev;
};

static bool start(struct bench *b, const char *mode, const char *const *set)
{
	struct n62_err err = { 0 };

	return sim_start(&b->s, mode, set) &&
	       sim_event_init(&b->ev, &b->s, &err) == 0;
}

static void end(struct bench *b)
{
	sim_event_free(&b->ev);
	sim_end(&b->s);
}

/* Moves p alone, with the random numbers of event number. */
static void send(struct bench *b, const struct sim_particle *p, uint64_t number)
{
	struct sim_event *ev = &b->ev;

	for (uint32_t i = 0; i < SIM_STREAMS; i++)
		n62_rng_init(&ev->rng[i], 7, number, i);
	ev->ntruth = 0;
	nseen = 0;
	sim_push(ev, p);
	sim_transport(ev);
	CHECK(ev->ntodo == 0 && !ev->failed);
}

/* ---- fields --------------------------------------------------------- */

/* The change of slope tells the momentum: 270 MeV/c. */
static void kick(void)
{
	const char *const set[] = { VACUUM, NULL };
	struct bench b;

	if (!start(&b, "munu", set))
		return;
	for (int sign = -1; sign <= 1; sign += 2) {
		struct sim_particle p =
		    particle(sign * N62_PION, N62_M_PI, 190000, 20000);
		const struct sim_particle *s2, *s3, *s4;
		double before, after;

		for (uint64_t i = 0; i == 0 || !seen_at('S', 3); i++)
			send(&b, &p, i);
		s2 = seen_at('S', 1);
		s3 = seen_at('S', 2);
		s4 = seen_at('S', 3);
		before = s2->px / s2->pz;
		after = (s4->x - s3->x) / (s4->z - s3->z);
		CHECK(!s2->bent && s3->bent);
		CHECK(fabs(270 / 20000.0 * -sign - (after - before)) < 2e-6);
		CHECK(fabs(s4->x + sign * 0.0135 * (218885 - 196995)) < 0.1);
		CHECK(fabs(sqrt(sim_p2(s4)) - 20000) < 1e-6);
	}
	end(&b);
}

/* The integrals of the residual field, from its table by another sum, and a
 * step that is the same in one, in many, and back. */
static void tube(void)
{
	struct n62_blue_tube t;
	struct n62_field_step s, part;
	double once[2] = { 0 }, twice[2] = { 0 }, z = 100000;

	n62_blue_tube_init(&t, 1);
	CHECK(n62_blue_tube_step(&t, 100000, 190000, &s));
	check_note("Bx %.4f, By %.4f T mm", s.once[0], s.once[1]);
	CHECK(fabs(s.once[0] - 0.348) < 5e-4 && fabs(s.once[1] + 1.12) < 5e-4);
	for (int i = 1; i <= 1000; i++) {
		double next = 100000 + 90.0 * i;

		n62_blue_tube_step(&t, z, next, &part);
		for (int k = 0; k < 2; k++) {
			twice[k] += once[k] * (next - z) + part.twice[k];
			once[k] += part.once[k];
		}
		z = next;
	}
	for (int k = 0; k < 2; k++) {
		CHECK(fabs(once[k] - s.once[k]) < 1e-10);
		CHECK(fabs(twice[k] - s.twice[k]) < 1e-6);
	}
	CHECK(n62_blue_tube_step(&t, 190000, 100000, &part));
	CHECK(fabs(part.once[1] + s.once[1]) < 1e-12);
	/* back on the same line: x(a) = x(b) + slope(b) (a - b) + twice */
	CHECK(fabs(part.twice[1] - (s.once[1] * 90000 - s.twice[1])) < 1e-6);
	CHECK(!n62_blue_tube_step(&t, 190000, 250000, &part));
}

/* The field by steps of 1 mm through a table read off at random places. */
static void tube_by_steps(void)
{
	struct bench b;
	struct sim_particle p = particle(N62_PION, N62_M_PI, 104000, 20000);
	double x = 0, y = 0, px = 0, py = 0;

	if (!start(&b, "munu", NULL))
		return;
	CHECK(sim_carry(b.s.beam, &p, 183000));
	for (double z = 104000; z < 183000; z++) {
		struct n62_field_step s;

		n62_blue_tube_step(&b.s.beam->tube, z + 0.49, z + 0.51, &s);
		px -= N62_T_MM * s.once[1] / 0.02;
		py += N62_T_MM * s.once[0] / 0.02;
		x += px / 20000;
		y += py / 20000;
	}
	check_note("20 GeV/c: x %.3f mm, y %.3f mm, px %.3f MeV, py %.3f MeV",
	    p.x, p.y, p.px, p.py);
	CHECK(fabs(p.x - x) < 2e-4 && fabs(p.y - y) < 2e-4);
	CHECK(fabs(p.px - 0.336) < 1e-3 && fabs(p.py - 0.104) < 1e-3);
	CHECK(p.x > 0.3 && p.x < 1);
	end(&b);
}

/* ---- material ------------------------------------------------------- */

static double highland(double x0, double p)
{
	return 13.6 / p * sqrt(x0) * (1 + 0.038 * log(x0));
}

/* Of a chamber, and of the mirrors of the RICH. */
static void scattering(void)
{
	const char *const chamber[] = { VACUUM, "material.straw=0.0045", NULL };
	const char *const mirror[] = { VACUUM, "material.mirror=0.2", NULL };
	const char *const *const set[] = { chamber, mirror };
	const double x0[] = { 0.0045, 0.2 };
	const char at[] = "SR", next[] = "SC";

	for (int k = 0; k < 2; k++) {
		struct bench b;
		struct sims {
			struct sums x, y;
		} a = { 0 };

		if (!start(&b, "munu", set[k]))
			return;
		for (uint64_t i = 0; i < 20000; i++) {
			struct sim_particle p = particle(-N62_MUON, N62_M_MU,
			    k == 0 ? 183000 : 236000, 10000);
			const struct sim_particle *one, *two;

			p.y = 500;
			send(&b, &p, i);
			one = seen_at(at[k], 0);
			two = seen_at(next[k], k == 0 ? 1 : 0);
			/* the muon may decay */
			if (!one || !two || two->pdg != p.pdg)
				continue;
			sums_add(&a.x, (two->x - one->x) / (two->z - one->z));
			sums_add(&a.y, (two->y - one->y) / (two->z - one->z));
		}
		check_note("%.4f X0: %.1f and %.1f microrad, Highland %.1f",
		    x0[k], 1e6 * rms(&a.x), 1e6 * rms(&a.y),
		    1e6 * highland(x0[k], 10000));
		CHECK(fabs(rms(&a.x) / highland(x0[k], 10000) - 1) < 0.025);
		CHECK(fabs(rms(&a.y) / highland(x0[k], 10000) - 1) < 0.025);
		end(&b);
	}
}

/* In the hole there is nothing. */
static void holes(void)
{
	struct bench b;
	struct sim_particle p = particle(-N62_MUON, N62_M_MU, 183000, 75000);

	if (!start(&b, "munu", NULL))
		return;
	p.x = 97;
	p.px = 90;
	send(&b, &p, 1);
	CHECK(seen_at('A', 0) != NULL);
	CHECK(fabs(seen_at('M', 0)->y) < 1e-9);
	CHECK(fabs(seen_at('M', 0)->e - p.e) < 1e-6);
	end(&b);
}

/* Muons in front of MUV3: scattered by 530 mm / p (GeV/c), and 3 GeV less. */
static void iron(void)
{
	const char *const set[] = { VACUUM, NULL };
	struct bench b;
	struct sums x = { 0 }, loss = { 0 };
	struct sim_particle p;

	if (!start(&b, "munu", set))
		return;
	for (uint64_t i = 0; i < 10000; i++) {
		const struct sim_particle *m;

		p = particle(-N62_MUON, N62_M_MU, 240000, 30000);
		p.y = 600;
		send(&b, &p, i);
		m = seen_at('M', 0);
		if (!m)
			continue;
		sums_add(&x, m->x);
		sums_add(&loss, p.e - m->e);
	}
	check_note("at MUV3: %.2f mm, %.0f MeV less", rms(&x), mean(&loss));
	/* The later part scatters a slower muon: some 3 %. */
	CHECK(fabs(rms(&x) / (530.0 / 30) - 1) < 0.05);
	CHECK(fabs(mean(&loss) - 2944) < 1);
	p = particle(-N62_MUON, N62_M_MU, 240000, 2900);
	p.y = 600;
	send(&b, &p, 3);
	CHECK(!seen_at('M', 0));
	end(&b);
}

/* 1 - exp(-7/9 X) of the photons become a pair of the same momentum. */
static void conversion(void)
{
	const char *const set[] = { VACUUM, "material.mirror=0.2", NULL };
	struct bench b;
	struct sums share = { 0 };
	const uint64_t events = 20000;
	double n = (double)events, pairs = 0, want = 1 - exp(-7.0 / 9 * 0.2);

	if (!start(&b, "munu", set))
		return;
	for (uint64_t i = 0; i < events; i++) {
		struct sim_particle p = particle(N62_PHOTON, 0, 230000, 10000);
		const struct sim_truth *t = b.ev.truth;

		p.y = 600;
		send(&b, &p, i);
		t = b.ev.truth;
		if (b.ev.ntruth == 1)
			continue;
		pairs++;
		CHECK(b.ev.ntruth == 3 && t[1].pdg + t[2].pdg == 0);
		CHECK(t[1].process == SIM_CONVERSION && t[1].parent == 0);
		CHECK(t[1].z == 236873 && t[0].end_z == 236873);
		CHECK(fabs(t[1].px + t[2].px) < 1e-3 ||
		      fmin(t[1].pz, t[2].pz) < 3);
		CHECK(fabs(t[1].pz + t[2].pz - 10000) < 1);
		sums_add(&share, t[1].pz / 10000);
	}
	check_note("conversions: %.4f, %.4f expected; share %.3f +- %.3f",
	    pairs / n, want, mean(&share), rms(&share));
	CHECK(fabs(pairs / n - want) < 4 * sqrt(want * (1 - want) / n));
	/* 1 - 4/3 u (1 - u): mean 1/2, variance 1/12 * 6/5 / ... = 0.0929 */
	CHECK(agrees(&share, 0.5, 4));
	CHECK(fabs(rms(&share) * rms(&share) - 0.09286) < 0.004);
	end(&b);
}

/* The mean energy that photons above the cut take from electrons. */
/* 1 - exp(-L) of the pions become others in L interaction lengths, muons
 * never. */
static void nuclear(void)
{
	const char *const set[] = { VACUUM, "material.mirror=0.2",
		"nuclear.mirror=0.3", NULL };
	struct bench b;
	const uint64_t events = 5000;
	double n = (double)events, gone = 0, want = 1 - exp(-0.3);

	if (!start(&b, "munu", set))
		return;
	for (uint64_t i = 0; i < events; i++) {
		struct sim_particle p =
		    particle(N62_PION, N62_M_PI, 236800, 20000);
		const struct sim_truth *t;

		p.y = 600;
		send(&b, &p, i);
		t = b.ev.truth;
		if (t[0].end_z != 236873)
			continue;
		gone++;
		CHECK(b.ev.ntruth > 1 && t[1].process == SIM_OTHER);
		CHECK(t[1].parent == 0 && t[1].z == 236873);
		p = particle(-N62_MUON, N62_M_MU, 236800, 20000);
		p.y = 600;
		send(&b, &p, i);
		CHECK(b.ev.truth[0].end_z > 240000);
	}
	check_note("interactions: %.4f, %.4f expected", gone / n, want);
	CHECK(fabs(gone / n - want) < 4 * sqrt(want / n));
	end(&b);
}

static void bremsstrahlung(void)
{
	const char *const set[] = { VACUUM, "material.mirror=0.1", NULL };
	struct bench b;
	struct sums left = { 0 }, photons = { 0 };
	double c = 1e-3, mean_number;

	if (!start(&b, "munu", set))
		return;
	for (uint64_t i = 0; i < 40000; i++) {
		struct sim_particle p =
		    particle(N62_ELECTRON, N62_M_E, 230000, 10000);
		double sum = 0;

		p.y = 600;
		send(&b, &p, i);
		for (int k = 0; k < nseen; k++) {
			if (seen[k].what != 'E')
				continue;
			sum += seen[k].p.e;
			if (seen[k].p.charge)
				sums_add(&left, seen[k].p.e / p.e);
		}
		CHECK(fabs(sum - p.e) < 30);
		sums_add(&photons, b.ev.ntruth - 1);
		for (uint32_t k = 1; k < b.ev.ntruth; k++)
			CHECK(b.ev.truth[k].process == SIM_BREMSSTRAHLUNG &&
			      b.ev.truth[k].pdg == N62_PHOTON);
	}
	mean_number = 0.1 * (4.0 / 3 * (log(1 / c) - 1 + c) + (1 - c * c) / 2);
	check_note("photons above 10 MeV: %.4f, %.4f expected", mean(&photons),
	    mean_number);
	check_note("energy left: %.4f +- %.4f, %.4f expected", mean(&left),
	    rms(&left), exp(-0.1 * (1 - 4.0 / 3 * c)));
	CHECK(fabs(mean(&photons) / mean_number - 1) < 0.02);
	CHECK(agrees(&left, exp(-0.1 * (1 - 4.0 / 3 * c)), 4));
	end(&b);
}

/* What is outside of the tube is lost, but muons. */
static void tube_wall(void)
{
	struct bench b;
	struct sim_particle p = particle(N62_PHOTON, 0, 110000, 10000);

	if (!start(&b, "munu", NULL))
		return;
	p.px = 800;
	send(&b, &p, 1);
	CHECK(seen_at('L', 0) != NULL && !seen_at('L', 1));
	CHECK(b.ev.truth[0].end_z <= 128973);
	p = particle(-N62_MUON, N62_M_MU, 110000, 10000);
	p.x = 1300;
	send(&b, &p, 1);
	CHECK(seen_at('S', 0) != NULL);
	p.z = 300000;
	send(&b, &p, 1);
	CHECK(nseen == 0);
	end(&b);
}

/* ---- decays --------------------------------------------------------- */

/* Pions live 55.9 m per GeV/c; kinks are at most 39.4 MeV/p, and cos theta
 * in the pion's frame is flat, so that of its energy the muon keeps from
 * 57.3 % up, uniformly. */
static void pion_decay(void)
{
	const char *const set[] = { VACUUM, "magnet.tube=0", NULL };
	struct bench b;
	const uint64_t events = 20000;
	double n = (double)events, before = 0, decayed = 0, low = 1e9, high = 0;
	double path = 60000, length = 55.92e3 * 10, most = 0, bins[10] = { 0 };
	double chi2 = 0;

	if (!start(&b, "munu", set))
		return;
	for (uint64_t i = 0; i < events; i++) {
		struct sim_particle p =
		    particle(-N62_PION, N62_M_PI, 110000, 10000);
		const struct sim_truth *mu = NULL, *nu = NULL;
		double e, f;

		send(&b, &p, i);
		before += b.ev.truth[0].end_z < 110000 + path;
		for (uint32_t k = 1; k < b.ev.ntruth; k++) {
			const struct sim_truth *t = &b.ev.truth[k];

			if (t->parent == 0 && t->pdg == N62_MUON)
				mu = t;
			if (t->parent == 0 && t->pdg == -N62_NU_MU)
				nu = t;
		}
		if (!mu || mu->z > 190000)
			continue;
		CHECK(nu && mu->process == SIM_DECAY);
		CHECK(fabs(mu->px + nu->px) < 0.01 &&
		      fabs(mu->pz + nu->pz - 10000) < 0.01);
		decayed++;
		most = fmax(most, atan2(hypot(mu->px, mu->py), mu->pz));
		e = sqrt(mu->px * mu->px + mu->py * mu->py + mu->pz * mu->pz +
			 N62_M_MU * N62_M_MU);
		f = e / p.e;
		low = fmin(low, f);
		high = fmax(high, f);
		f = 10 * (f - 0.57309) / (1 - 0.57309);
		if (CHECK(f > -1e-2 && f < 10.01))
			bins[(int)fmin(fmax(f, 0), 9.999)]++;
	}
	for (int i = 0; i < 10; i++)
		chi2 += (bins[i] - decayed / 10) * (bins[i] - decayed / 10) /
			(decayed / 10);
	check_note("pi- 10 GeV/c: %.4f decay in 60 m, %.4f expected; kink up "
		   "to %.3f mrad; muon keeps %.4f to %.4f, chi2 %.1f for 9",
	    before / n, 1 - exp(-path / length), 1e3 * most, low, high, chi2);
	CHECK(fabs(before / n - (1 - exp(-path / length))) < 0.009);
	CHECK(most < 3.95e-3 && most > 3.9e-3);
	CHECK(fabs(low - 0.573) < 0.002 && fabs(high - 1) < 0.002);
	CHECK(chi2 < 27.9);
	end(&b);
}

/* Muons 6234 m per GeV/c, into an electron and two neutrinos. */
static void muon_decay(void)
{
	const char *const set[] = { VACUUM, NULL };
	struct bench b;
	const uint64_t events = 20000;
	double n = (double)events, decayed = 0;

	if (!start(&b, "munu", set))
		return;
	for (uint64_t i = 0; i < events; i++) {
		struct sim_particle p =
		    particle(-N62_MUON, N62_M_MU, 120000, 500);
		const struct sim_truth *t;

		send(&b, &p, i);
		t = b.ev.truth;
		if (b.ev.ntruth < 4 || t[1].z > 180000)
			continue;
		decayed++;
		CHECK(t[1].pdg == -N62_ELECTRON && t[2].pdg == N62_NU_E &&
		      t[3].pdg == -N62_NU_MU);
	}
	check_note("mu+ 0.5 GeV/c: %.4f decay in 60 m, %.4f expected",
	    decayed / n, 1 - exp(-60 / 3117.0));
	CHECK(fabs(decayed / n - (1 - exp(-60 / 3117.0))) < 0.004);
	end(&b);
}

/* Energy and momentum of each decay in the truth, from float columns; the
 * vertex is where the parent ends, and photons of a pi0 name it. */
static double mass_of(int32_t pdg)
{
	switch (abs(pdg)) {
	case N62_ELECTRON:
		return N62_M_E;
	case N62_MUON:
		return N62_M_MU;
	case N62_PION:
		return N62_M_PI;
	case N62_PION0:
		return N62_M_PI0;
	case N62_KAON:
		return N62_M_K;
	default:
		return 0;
	}
}

static double energy(const struct sim_truth *t)
{
	double p2 = (double)t->px * t->px + (double)t->py * t->py +
		    (double)t->pz * t->pz,
	       m = mass_of(t->pdg);

	return sqrt(p2 + m * m);
}

/* The daughters by decay of entry i; their number. */
static int vertex(const struct sim_event *ev, uint32_t i, double left[4])
{
	const struct sim_truth *v = ev->truth;
	int n = 0;

	for (uint32_t k = i + 1; k < ev->ntruth; k++) {
		if (v[k].parent != (int)i || v[k].process != SIM_DECAY)
			continue;
		if (n++ == 0)
			left[0] = left[1] = left[2] = left[3] = 0;
		left[0] += v[k].px;
		left[1] += v[k].py;
		left[2] += v[k].pz;
		left[3] += energy(&v[k]);
		CHECK(v[k].x == v[i].end_x && v[k].y == v[i].end_y &&
		      v[k].z == v[i].end_z && v[k].t == v[i].end_t);
	}
	return n;
}

/* Fields turn a charged particle between its entry and its end. */
static void truth(void)
{
	const char *const set[] = { VACUUM, "magnet.tube=0", NULL };
	struct bench b;
	struct n62_err err = { 0 };
	int vertices = 0, pi0 = 0;

	if (!start(&b, "mix", set))
		return;
	for (uint64_t i = 0; i < 3000; i++) {
		nseen = 0;
		CHECK(sim_event_make(&b.ev, i, &err) == 0);
		CHECK(b.ev.decay && b.ev.truth[0].pdg == N62_KAON &&
		      b.ev.truth[0].parent == -1 && b.ev.truth[0].z == 102400);
		for (uint32_t k = 0; k < b.ev.ntruth; k++) {
			const struct sim_truth *t = &b.ev.truth[k];
			double sum[4];

			CHECK(t->parent < (int)k && t->overlay == 0);
			/* in the iron, muons get slower */
			if (vertex(&b.ev, k, sum) == 0 || t->end_z > 241000)
				continue;
			vertices++;
			pi0 += t->pdg == N62_PION0;
			CHECK(fabs(sum[3] - energy(t)) < 0.05);
			CHECK(fabs(hypot(hypot(sum[0], sum[1]), sum[2]) -
				   sqrt(energy(t) * energy(t) -
					mass_of(t->pdg) * mass_of(t->pdg))) <
			      0.05);
			if (t->end_z > 196000)
				continue;
			CHECK(fabs(sum[0] - t->px) < 0.02 &&
			      fabs(sum[1] - t->py) < 0.02);
		}
	}
	check_note("%d vertices, %d of pi0", vertices, pi0);
	CHECK(vertices > 4000 && pi0 > 900);
	end(&b);
}

/* Planes in order, and every detector of them. */
static void planes(void)
{
	int n = 0;

	for (const struct sim_plane *p = sim_planes; p->z > 0; p++, n++) {
		CHECK(p->name != NULL);
		CHECK(p[1].z == 0 || p[1].z > p->z);
		CHECK(p->hit || p->material);
	}
	CHECK(n < SIM_STOPS_MAX);
}

/* Lifetimes and masses are those of lib/physics. */
static void constants(void)
{
	static const struct {
		int32_t pdg;
		double mass, lifetime;
	} all[] = {
		{ N62_KAON, N62_M_K, SIM_TAU_K },
		{ N62_PION, N62_M_PI, SIM_TAU_PI },
		{ -N62_MUON, N62_M_MU, SIM_TAU_MU },
	};
	struct n62_err err = { 0 };
	struct n62_physics *p = n62_physics_new(&err);

	for (int i = 0; i < 3; i++) {
		const struct n62_particle *q = n62_particle(p, all[i].pdg);

		CHECK(q->mass == all[i].mass);
		CHECK(q->lifetime == all[i].lifetime);
		CHECK(q->charge == sim_charge(all[i].pdg));
	}
	n62_physics_free(p);
}

int main(void)
{
	check_run("planes", planes);
	check_run("constants", constants);
	check_run("kick of MNP33", kick);
	check_run("residual field", tube);
	check_run("residual field by small steps", tube_by_steps);
	check_run("scattering", scattering);
	check_run("holes", holes);
	check_run("iron in front of MUV3", iron);
	check_run("conversion", conversion);
	check_run("interactions of hadrons", nuclear);
	check_run("bremsstrahlung", bremsstrahlung);
	check_run("walls", tube_wall);
	check_run("pions decay", pion_decay);
	check_run("muons decay", muon_decay);
	check_run("truth", truth);
	return check_end();
}
