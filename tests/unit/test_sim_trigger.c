/*
 * test_sim_trigger.c - L0 and L1 on hits made by hand: which conditions and
 * which bits of the primitives follow from which elements, near which time.
 *
 * The oracle is what na62-raw(5) and na62-sim(1) say of the names.
 */
#include <math.h>

#include "check.h"
#include "sim/trigger.h"

static struct n62_err err;
static struct n62_arena arena;
static struct sim_trigger *t;
static struct n62_hits hits;
static struct sim_primitives p;

enum {
	RUN = 8885
};

static const struct n62_builtin *builtin(const char *name)
{
	const struct n62_builtin *b = sim_builtin;

	while (b->name && strcmp(b->name, name) != 0)
		b++;
	return b;
}

/* All parameters, as na62-sim has them. */
static bool prepare(void)
{
	static const char name[] = "parameters.txt";
	struct n62_params params = { 0 };

	if (n62_params_read(&params, name, builtin(name)->text, &arena, &err) <
	    0)
		return false;
	t = sim_trigger_new(&params, &arena, &err);
	return t && sim_masks_read(t, "masks.txt", builtin("masks.txt")->text,
			&arena, &err) == 0;
}

static void clear(void)
{
	n62_hits_clear(&hits);
	for (int d = 0; d < N62_DETS; d++)
		n62_hits_reserve(&hits, d, 1, &err);
}

static void add(int d, int32_t element, double time)
{
	struct n62_group_data *g = &hits.group[d];

	if (!CHECK(n62_hits_add(&hits, d, &err) == 0))
		exit(1);
	((int32_t *)g->v[N62_HIT_ELEMENT])[g->n - 1] = element;
	((float *)g->v[N62_HIT_LEAD])[g->n - 1] = (float)time;
}

static void add_energy(int x, int y, double time, double mev)
{
	struct n62_group_data *g = &hits.group[N62_LKR];

	if (!CHECK(n62_hits_add(&hits, N62_LKR, &err) == 0))
		exit(1);
	((int32_t *)g->v[N62_PULSE_ELEMENT])[g->n - 1] = 1000 * x + y;
	((float *)g->v[N62_PULSE_TIME])[g->n - 1] =
	    (float)(time + n62_det_info[N62_LKR].latency * N62_CLOCK);
	((float *)g->v[N62_PULSE_PEAK])[g->n - 1] = (float)(mev / 3.3);
}

static bool has(const char *name)
{
	int c = sim_condition_find(name, strlen(name));

	CHECK(c >= 0);
	return p.have >> c & 1;
}

static void look(double time)
{
	sim_l0_primitives(t, &hits, time, RUN, &p);
}

/* ---- L0 ------------------------------------------------------------- */

static void nothing(void)
{
	clear();
	look(10);
	CHECK(p.have == 0);
	for (int k = 0; k < L0_DETECTORS; k++)
		CHECK(p.word[k] == 0);
	CHECK(sim_l0_time(t, &hits, 12.5) == 12.5);
}

/* Tile 12 of quadrant 1 with both photomultipliers, tile 30 of quadrant 3
 * with one. */
static void newchod(void)
{
	clear();
	add(N62_NEWCHOD, 112, 20);
	add(N62_NEWCHOD, 162, 21);
	look(20);
	CHECK(has("QE1") && !has("QE2") && has("Q1") && !has("Q2"));
	CHECK(has("H1") && has("HT1") && !has("H2") && has("UTMC"));
	CHECK(has("HO1") && has("HTO1"));
	/* QE1 0, HO1 4, HTO1 5, H1 6, HT1 7, UTMC 12, UTMCO 13, there 14 */
	CHECK(p.word[L0_E_NEWCHOD] == 0x70f1);
	CHECK(fabs(p.time[L0_E_NEWCHOD] - 20.5) < 1e-6);
	add(N62_NEWCHOD, 330, 20);
	look(20);
	CHECK(has("QE3") && has("Q2") && has("QX") && has("H2"));
	CHECK(!has("HT2"));
	add(N62_NEWCHOD, 380, 26);
	look(20);
	CHECK(!has("HT2")); /* 6 ns apart */
	add(N62_NEWCHOD, 431, 24);
	add(N62_NEWCHOD, 481, 24);
	look(20);
	CHECK(has("HT2") && has("UTMC"));
	look(50);
	CHECK(p.have == 0);
}

/* Neighbouring quadrants are not opposite; the tiles at the beam are not
 * outer; five tiles are too many for UTMC. */
static void newchod_quadrants(void)
{
	clear();
	add(N62_NEWCHOD, 101, 0);
	add(N62_NEWCHOD, 151, 0);
	look(0);
	CHECK(has("HT1") && !has("HO1") && !has("HTO1") && !has("UTMCO"));
	add(N62_NEWCHOD, 210, 0);
	look(0);
	CHECK(has("Q2") && !has("QX") && has("HO1"));
	for (int tile = 20; tile < 24; tile++) {
		CHECK(has("UTMC"));
		add(N62_NEWCHOD, 400 + tile, 0);
		add(N62_NEWCHOD, 450 + tile, 0);
		look(0);
	}
	CHECK(has("QX") && has("HT2") && !has("UTMC") && has("H1"));
}

static void muv3(void)
{
	clear();
	add(N62_MUV3, 0, 5); /* a corner: x and y below 0 */
	look(5);
	CHECK(has("M1") && has("ML1") && !has("MT1") && has("MO1"));
	CHECK(has("MQE3") && !has("MQE1") && !has("M2"));
	/* MQE3 2, MO1 10, M1 11, there 14 */
	CHECK(p.word[L0_D_MUV3] == 0x4c04);
	add(N62_MUV3, 200, 6);
	add(N62_MUV3, 143, 5);
	look(5);
	CHECK(has("MT1") && has("M2") && has("MO2") && has("MQE1"));
	CHECK(has("MOQ2") && has("MOQX") && has("MM2") && !has("MT2"));
	sim_l0_primitives(t, &hits, 5, 7900, &p);
	/* of 2016: ML1 0 MT1 1 MLO1 2 MTO1 3 MMO2 6 MM2 9 MO1 M1 MO2 M2 */
	CHECK(p.word[L0_D_MUV3] == 0x7e4f);
	clear();
	add(N62_MUV3, 144, 5);
	look(5);
	CHECK(has("M1") && !has("MO1"));
}

static void others(void)
{
	clear();
	add(N62_RICH, 100301, 3); /* two photomultipliers of one cell */
	add(N62_RICH, 100302, 3);
	add(N62_RICH, 110301, 3);
	look(3);
	CHECK(!has("RICH") && p.word[L0_B_RICH] == 0);
	add(N62_RICH, 400, 3);
	look(3);
	CHECK(has("RICH") && p.word[L0_B_RICH] == 0x4000);
	CHECK(fabs(sim_l0_time(t, &hits, 5) - 3) < 1e-6);
	add(N62_CHOD, 3, 3); /* vertical, quadrant 0 */
	add(N62_CHOD, 64 + 16 + 3, 3);
	look(3);
	CHECK(!has("CHOD")); /* horizontal, quadrant 1 */
	add(N62_CHOD, 64 + 3, 3);
	look(3);
	CHECK(has("CHOD") && p.word[L0_A_CHOD] == 0x4000);
	add(N62_LAV, 121000, 3);
	add(N62_LAV, 1111000, 3);
	look(3);
	CHECK(!has("LAV")); /* the low threshold; another station */
	add(N62_LAV, 1121000, 3);
	look(3);
	CHECK(has("LAV"));
	for (int sector = 1; sector <= 5; sector++) {
		CHECK(!has("TALK"));
		add(N62_KTAG, 100 * sector + 11, 3);
		look(3);
	}
	CHECK(has("TALK") && p.word[L0_F_TALK] == 0x4000);
}

static void calorimeter(void)
{
	clear();
	add_energy(20, 20, 7, 8000);
	look(7);
	CHECK(has("LKr") && !has("E10") && p.word[L0_G_CALO] == 0x4000);
	add_energy(21, 20, 7, 4000);
	look(7);
	/* C1E10 9, E10 13 */
	CHECK(has("E10") && has("C1E10") && !has("C2E10") && !has("E20"));
	CHECK(p.word[L0_G_CALO] == 0x6200);
	add_energy(90, 20, 7, 9000);
	look(7);
	CHECK(has("E20") && has("C2E10") && !has("E40"));
	add_energy(60, 90, 7 + 30, 90000); /* not in time */
	look(7);
	CHECK(!has("E40"));
	add_energy(60, 90, 7 - 20, 30000);
	look(7);
	CHECK(has("E40"));
}

/* ---- L1 ------------------------------------------------------------- */

static bool ask(const char *name, double time)
{
	struct sim_verdicts v = { 0 };
	struct sim_call call = { 0 };

	CHECK(sim_call_find(name, strlen(name), &call));
	return sim_l1_ask(t, &hits, time, &call, &v);
}

static void l1_hits(void)
{
	clear();
	CHECK(!ask("KTAG", 0) && !ask("CHOD", 0) && !ask("RICH", 0));
	CHECK(!ask("LAV", 0) && !ask("IRCSAC", 0) && !ask("MUV3", 0));
	CHECK(!ask("NewCHOD", 0) && !ask("STRAW1", 0));
	for (int sector = 1; sector <= 5; sector++)
		add(N62_KTAG, 100 * sector + 11, 4);
	CHECK(ask("KTAG", 0) && !ask("KTAG", 30));
	add(N62_LAV, 20000, 15);
	add(N62_LAV, 31000, 15);
	add(N62_LAV, 10000, 15);   /* the first station */
	add(N62_LAV, 121000, 15);  /* the last */
	add(N62_LAV, 1020000, 15); /* the high threshold */
	CHECK(!ask("LAV", 0));
	add(N62_LAV, 52000, -15);
	CHECK(ask("LAV", 0));
	add(N62_SAC, 1001, 25);
	CHECK(!ask("IRCSAC", 0) && ask("IRCSAC", 10));
	add(N62_NEWCHOD, 112, 0);
	add(N62_NEWCHOD, 162, 6);
	CHECK(!ask("NewCHOD", 0));
	add(N62_NEWCHOD, 162, -4);
	CHECK(ask("NewCHOD", 0));
	add(N62_MUV3, 17, 0);
	CHECK(!ask("MUV3", 0));
	add(N62_MUV3, 217, 8);
	CHECK(ask("MUV3", 0));
}

static void l1_rich(void)
{
	int32_t near[4], far;

	for (int k = 0; k < 4; k++)
		near[k] =
		    n62_rich_element(0, 150 * cos(0.5 * k), 150 * sin(0.5 * k));
	far = n62_rich_element(1, -270, 0);
	clear();
	for (int k = 0; k < 4; k++) {
		CHECK(!ask("RICH", 0) && near[k] >= 0);
		add(N62_RICH, near[k], 0);
	}
	CHECK(ask("RICH", 0));
	/* 10 to 150 less 127 on disc 0; -270 less 177 on disc 1 */
	CHECK(far >= 0);
	add(N62_RICH, far, 0);
	CHECK(!ask("RICH", 0));
}

/* Five photomultipliers on a ring of 150 mm, then five on a line. */
static void l1_ring(void)
{
	clear();
	for (int k = 0; k < 5; k++)
		add(N62_RICH,
		    n62_rich_element(0, 150 * cos(1.1 * k), 150 * sin(1.1 * k)),
		    0);
	CHECK(ask("RICH", 0) && !ask("RICH", 30));
	clear();
	for (int k = 0; k < 5; k++)
		add(N62_RICH, n62_rich_element(0, 36 * k, 0), 0);
	CHECK(!ask("RICH", 0)); /* a radius without end */
}

/* A track: place and slopes at z, and the charge over the momentum in GeV. */
struct line {
	double x, y, z, tx, ty, q;
};

/* What it leaves in the straws of chambers from..to, so much late. */
static void add_track(struct line l, int from, int to, double late)
{
	double zero = n62_det_info[N62_STRAW].latency * N62_CLOCK + late;

	for (int at = 16 * from; at < 16 * to; at++) {
		int chamber = at / 16, view = at / 4 % 4, layer = at % 4;
		double z = n62_straw_layer_z(chamber, view, layer);
		double after = fmax(z - N62_MNP33_Z, 0);
		double x = l.x + l.tx * (z - l.z) - 0.27 * l.q * after;
		double y = l.y + l.ty * (z - l.z);
		double w =
		    n62_straw_axis[view][0] * x + n62_straw_axis[view][1] * y;
		int32_t e = n62_straw_near(chamber, view, layer, w);
		struct n62_straw_place wire;
		struct n62_group_data *g = &hits.group[N62_STRAW];

		if (!n62_straw_place(e, &wire) ||
		    fabs(w - wire.w) >= N62_STRAW_RADIUS)
			continue;
		add(N62_STRAW, e, zero + n62_straw_time(fabs(w - wire.w)));
		((float *)g->v[N62_HIT_TRAIL])[g->n - 1] = (float)(zero + 160);
	}
}

static struct sim_l1_tracks find_tracks(double time)
{
	struct sim_l1_points points;
	struct sim_l1_tracks k;

	sim_l1_points(&t->straw, &hits, time, &points);
	sim_l1_tracks(&t->straw, &points, &k);
	return k;
}

/* Three tracks of one vertex on the axis of the beam at 150 m. */
static const struct line three[3] = {
	{ 57, 0, 150000, 0.0065, 0.0021, 1 / 30. },
	{ 57, 0, 150000, -0.0062, -0.0047, 1 / 60. },
	{ 57, 0, 150000, 0.0032, -0.0083, -1 / 20. },
};

static void l1_straw_track(void)
{
	for (int i = 0; i < 3; i++) {
		struct sim_l1_tracks k;

		clear();
		add_track(three[i], 0, 4, 0);
		k = find_tracks(0);
		if (!CHECK(k.n == 1))
			continue;
		CHECK(fabs(k.v[0].charge / k.v[0].momentum * 1000 / three[i].q -
			   1) < 0.02);
		CHECK(fabs(k.v[0].tx - three[i].tx) < 5e-5);
		CHECK(fabs(k.v[0].ty - three[i].ty) < 5e-5);
		CHECK(fabs(k.v[0].z - 150000) < 1000 && k.v[0].cda < 5);
	}
}

static void l1_straw(void)
{
	struct line l = three[0];

	clear();
	CHECK(!ask("STRAW1", 0) && !ask("STRAWEXO", 0) && !ask("STRAW3", 0));
	add_track(three[0], 0, 4, 0);
	CHECK(ask("STRAW1", 0) && !ask("STRAWEXO", 0));
	CHECK(!ask("STRAW1", -200) && !ask("STRAW1", 200));
	add_track(three[1], 0, 4, 0);
	CHECK(!ask("STRAW1", 0)); /* the other one comes close to it */
	CHECK(!ask("STRAW3", 0));
	add_track(three[2], 0, 4, 0);
	CHECK(ask("STRAW3", 0) && ask("STRAWEXO", 0));
	clear();
	add_track(three[1], 0, 4, 0);
	CHECK(!ask("STRAW1", 0)); /* 60 GeV/c */
	clear();
	add_track(three[0], 0, 4, 0);
	add_track(three[1], 0, 4, 300); /* of another event */
	CHECK(ask("STRAW1", 0));
	clear();
	add_track(three[0], 0, 3, 0);
	CHECK(ask("STRAW1", 0)); /* three chambers */
	clear();
	add_track(three[0], 0, 2, 0);
	CHECK(!ask("STRAW1", 0));
	l.x += 300; /* past the axis of the beam by 270 mm */
	l.tx = 0.0012;
	clear();
	add_track(l, 0, 4, 0);
	CHECK(find_tracks(0).n == 1 && !ask("STRAW1", 0));
	l = three[0];
	l.tx = 0.022;
	l.x = -500;
	clear();
	add_track(l, 0, 4, 0);
	CHECK(!ask("STRAW1", 0));
}

/* A cloud of single hits: at most an accident makes a track of it. */
static void l1_straw_noise(void)
{
	struct n62_rng r;
	int tracks = 0;

	n62_rng_init(&r, 1, 2, 3);
	for (int i = 0; i < 50; i++) {
		clear();
		for (int k = 0; k < 60; k++) {
			struct n62_group_data *g = &hits.group[N62_STRAW];
			double zero =
			    n62_det_info[N62_STRAW].latency * N62_CLOCK;
			int32_t e =
			    (int32_t)n62_rng_below(&r, 64 * N62_STRAW_WIRES);

			add(N62_STRAW, e, zero + 150 * n62_rng_uniform(&r));
			((float *)g->v[N62_HIT_TRAIL])[g->n - 1] =
			    (float)(zero + 160);
		}
		tracks += find_tracks(0).n;
	}
	CHECK(tracks <= 1);
}

/* The words of the algorithm in the L1TP block. */
static void l1_straw_words(void)
{
	struct n62_raw_event e = { 0 };
	struct sim_decision d = { 0 };
	const struct n62_raw_l1algo *a = NULL;

	clear();
	for (int i = 0; i < 3; i++)
		add_track(three[i], 0, 4, 0);
	CHECK(sim_l1_ask(t, &hits, 0,
	    &(struct sim_call){ L1_STRAW, STRAW_NEGATIVE, false },
	    &d.verdicts));
	if (!CHECK(n62_raw_more(&e, N62_RAW_A_L1MASK, 1, &err) != NULL))
		return;
	e.l1mask[0].id = 1; /* MT */
	CHECK(sim_decision_algorithms(t, &d, &e, &err) == 0);
	for (uint32_t i = 0; i < e.n[N62_RAW_A_L1ALGO]; i++)
		if (e.l1algo[i].algorithm == L1_STRAW)
			a = &e.l1algo[i];
	if (CHECK(a != NULL)) {
		int32_t sum = 0;

		CHECK(a->words == 13 && a->data[10] == 3);
		for (int i = 0; i < 3; i++) {
			CHECK(abs((int32_t)a->data[i] - 150000) < 1000);
			sum += (int32_t)a->data[4 + i];
		}
		CHECK(abs(sum - 30000 - 60000 + 20000) < 1500);
		CHECK(a->data[3] == 0 && a->data[7] == 0);
		CHECK(a->data[8] < 5 && a->data[9] < 5);
	}
	n62_raw_free(&e);
}

int main(void)
{
	n62_hits_init(
	    &hits, (struct n62_hits_shape){ (1u << N62_DETS) - 1, true });
	if (!CHECK(prepare()))
		return check_end();
	check_run("no hits: no primitive", nothing);
	check_run("NewCHOD: tiles and words", newchod);
	check_run("NewCHOD: quadrants and multiplicity", newchod_quadrants);
	check_run("MUV3: tiles, and words of 2016 and later", muv3);
	check_run("RICH, CHOD, LAV, KTAG", others);
	check_run("LKr: energy and clusters, in time", calorimeter);
	check_run("L1: KTAG, LAV, IRC and SAC, NewCHOD, MUV3", l1_hits);
	check_run("L1: the RICH", l1_rich);
	check_run("L1: the ring of the RICH", l1_ring);
	check_run("L1: a track of the STRAW", l1_straw_track);
	check_run("L1: verdicts of the STRAW", l1_straw);
	check_run("L1: noise of the STRAW", l1_straw_noise);
	check_run("L1: words of the STRAW", l1_straw_words);
	n62_hits_free(&hits);
	n62_arena_free(&arena);
	return check_end();
}
