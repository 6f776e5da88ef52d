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
	static const char *const files[] = { "beam.txt", "showers.txt",
		"tracking.txt", "trigger.txt" };
	struct n62_params params = { 0 };

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (n62_params_read(&params, files[i], builtin(files[i])->text,
			&arena, &err) < 0)
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
	struct sim_event ev = { 0 };
	struct sim_verdicts v = { 0 };
	struct sim_call call = { 0 };

	CHECK(sim_call_find(name, strlen(name), &call));
	return sim_l1_ask(t, &ev, &hits, time, &call, &v);
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
		near[k] = n62_rich_element(0, 60.0 * k, 0);
	far = n62_rich_element(1, -270, 0);
	clear();
	for (int k = 0; k < 4; k++) {
		CHECK(!ask("RICH", 0) && near[k] >= 0);
		add(N62_RICH, near[k], 0);
	}
	CHECK(ask("RICH", 0));
	/* 0 to 180 less 127 on disc 0; -270 less 177 on disc 1: 500 apart */
	CHECK(far >= 0);
	add(N62_RICH, far, 0);
	CHECK(!ask("RICH", 0));
}

/* A particle from z = 150 m on, with slopes, up to the end. */
static struct sim_truth true_track(int32_t pdg, double p_gev, double tx)
{
	double pz = 1000 * p_gev / sqrt(1 + tx * tx);

	return (struct sim_truth){ .pdg = pdg,
		.process = SIM_DECAY,
		.x = 50,
		.z = 150000,
		.px = (float)(pz * tx),
		.pz = (float)pz,
		.end_z = 241093 };
}

static bool ask_straw(const char *name, struct sim_truth *v, uint32_t n)
{
	struct sim_event ev = { .truth = v, .ntruth = n };
	struct sim_verdicts verdicts = { 0 };
	struct sim_call call = { 0 };

	CHECK(sim_call_find(name, strlen(name), &call));
	return sim_l1_ask(t, &ev, &hits, 0, &call, &verdicts);
}

static void l1_straw(void)
{
	struct sim_truth v[3] = { true_track(N62_PION, 30, 0.006),
		true_track(N62_PION, 60, -0.006),
		true_track(-N62_PION, 20, 0.008) };

	clear();
	CHECK(ask_straw("STRAW1", v, 1) && !ask_straw("STRAW1", v + 1, 1));
	CHECK(!ask_straw("STRAW1", v + 2, 1));
	CHECK(!ask_straw("STRAWEXO", v, 2) && ask_straw("STRAWEXO", v, 3));
	CHECK(!ask_straw("STRAW3", v, 2) && ask_straw("STRAW3", v, 3));
	v[0].pdg = N62_PHOTON;
	CHECK(!ask_straw("STRAW1", v, 1));
	v[0] = true_track(-N62_MUON, 30, 0.0012); /* in the holes */
	CHECK(!ask_straw("STRAW1", v, 1));
	v[0] = true_track(N62_PION, 30, 0.006);
	v[0].end_z = 200000; /* two chambers */
	CHECK(!ask_straw("STRAW1", v, 1));
	v[0] = true_track(N62_PION, 30, 0.025);
	CHECK(!ask_straw("STRAW1", v, 1));
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
	check_run("L1: the STRAW", l1_straw);
	n62_hits_free(&hits);
	n62_arena_free(&arena);
	return check_end();
}
