/*
 * l0.c - primitives of L0 from the digitised hits of an event.
 *
 * The event is the one that is not yet completed in the hits. Everything
 * within a window around one time is one primitive; what the
 * firmware does in slots of 6.25 ns comes to that. The names are those of the
 * bits of primitives (na62-raw(5)); what an outer tile is, and how clusters
 * of the LKr are counted, is a CHOICE.
 */
#include <math.h>
#include <string.h>

#include "sim/trigger.h"

const char *const sim_condition_names[L0_CONDITIONS + 1] = {
	"RICH",
	"CHOD",
	"LAV",
	"TALK",
	"QE1",
	"QE2",
	"QE3",
	"QE4",
	"Q1",
	"Q2",
	"QX",
	"H1",
	"H2",
	"HT1",
	"HT2",
	"HO1",
	"HTO1",
	"UTMC",
	"UTMCO",
	"MQE1",
	"MQE2",
	"MQE3",
	"MQE4",
	"M1",
	"M2",
	"ML1",
	"ML2",
	"MM2",
	"MT1",
	"MT2",
	"MO1",
	"MO2",
	"MLO1",
	"MLO2",
	"MMO2",
	"MTO1",
	"MTO2",
	"MOQ2",
	"MOQX",
	"E10",
	"E20",
	"E40",
	"C1E10",
	"C2E10",
	"LKr",
};

int sim_condition_find(const char *name, size_t n)
{
	for (int i = 0; i < L0_CONDITIONS; i++)
		if (strlen(sim_condition_names[i]) == n &&
		    memcmp(sim_condition_names[i], name, n) == 0)
			return i;
	return -1;
}

/* ---- words ---------------------------------------------------------- */

enum {
	PRESENT = 14,   /* bit of a primitive that is there */
	NEW_MUV3 = 7962 /* first run with quadrants of the MUV3 */
};

#define NONE L0_CONDITIONS

static const uint8_t newchod_bits[PRESENT] = { L0_QE1, L0_QE2, L0_QE3, L0_QE4,
	L0_HO1, L0_HTO1, L0_H1, L0_HT1, L0_H2, L0_HT2, L0_Q2, L0_QX, L0_UTMC,
	L0_UTMCO };
static const uint8_t muv3_bits[PRESENT] = { L0_MQE1, L0_MQE2, L0_MQE3, L0_MQE4,
	L0_MTO1, L0_MT1, L0_MTO2, L0_MT2, L0_MOQ2, L0_MOQX, L0_MO1, L0_M1,
	L0_MO2, L0_M2 };
static const uint8_t muv3_bits_2016[PRESENT] = { L0_ML1, L0_MT1, L0_MLO1,
	L0_MTO1, L0_MLO2, L0_MTO2, L0_MMO2, L0_ML2, L0_MT2, L0_MM2, L0_MO1,
	L0_M1, L0_MO2, L0_M2 };
static const uint8_t calo_bits[PRESENT] = { NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, L0_C2E10, L0_C1E10, NONE, L0_E40, L0_E20, L0_E10 };

static uint16_t word_of(
    const struct sim_primitives *p, const uint8_t bits[PRESENT], int there)
{
	unsigned word = (unsigned)(p->have >> there & 1) << PRESENT;

	for (int b = 0; bits && b < PRESENT; b++)
		if (bits[b] != NONE)
			word |= (unsigned)(p->have >> bits[b] & 1) << b;
	return (uint16_t)word;
}

static void set_words(struct sim_primitives *p, uint32_t run)
{
	p->word[L0_A_CHOD] = word_of(p, NULL, L0_CHOD);
	p->word[L0_B_RICH] = word_of(p, NULL, L0_RICH);
	p->word[L0_C_LAV] = word_of(p, NULL, L0_LAV);
	p->word[L0_D_MUV3] =
	    word_of(p, run < NEW_MUV3 ? muv3_bits_2016 : muv3_bits, L0_M1);
	p->word[L0_E_NEWCHOD] = word_of(p, newchod_bits, L0_H1);
	p->word[L0_F_TALK] = word_of(p, NULL, L0_TALK);
	p->word[L0_G_CALO] = word_of(p, calo_bits, L0_LKR);
}

/* ---- hits near a time ----------------------------------------------- */

/* Hits of a detector, and when. */
struct look {
	const int32_t *element;
	const float *lead;
	uint32_t n, i;
	double time, window;
	double sum; /* of the times that were taken */
	uint32_t taken;
};

static struct look look_at(
    const struct n62_hits *h, int d, double time, double window)
{
	const struct n62_group_data *g = &h->group[d];
	uint32_t first = n62_hits_first(h, d, h->events);

	return (
	    struct look){ .element = (int32_t *)g->v[N62_HIT_ELEMENT] + first,
		.lead = (float *)g->v[N62_HIT_LEAD] + first,
		.n = g->n - first,
		.time = time,
		.window = window };
}

/* The element of the next hit in the window, or -1. */
static int32_t next(struct look *l)
{
	while (l->i < l->n) {
		uint32_t i = l->i++;
		double t = (double)l->lead[i];

		/* a hit without leading edge has no time */
		if (l->element[i] < 0 || !(fabs(t - l->time) < l->window))
			continue;
		l->sum += t;
		l->taken++;
		return l->element[i];
	}
	return -1;
}

static double mean(const struct look *l)
{
	return l->taken > 0 ? l->sum / l->taken : l->time;
}

static void set(struct sim_primitives *p, int condition, bool yes)
{
	if (yes)
		p->have |= (uint64_t)1 << condition;
}

/* ---- tiles with two photomultipliers -------------------------------- */

enum {
	TILES = 152 /* of the NewCHOD as of the MUV3 */
};

/* Times of both photomultipliers of all tiles; NaN: none. */
struct tiles {
	float time[2][TILES];
};

/* How many tiles: with one photomultiplier, with both; away from the beam;
 * and in which quadrants. */
struct counts {
	int loose, tight, outer_loose, outer_tight;
	unsigned quadrants, outer_quadrants;
};

static int newchod_tile(int32_t element, int *side)
{
	int tile = element % 100;

	*side = tile > 50;
	tile -= 50 * *side;
	return tile >= 1 && tile <= 38 ? (element / 100 - 1) * 38 + tile - 1
				       : -1;
}

static int muv3_tile(int32_t element, int *side)
{
	*side = element >= 200;
	return element - 200 * *side;
}

/* Within two bricks of the axis, by the map of tiles in na62-detector(7). */
static bool newchod_is_outer(int tile)
{
	int number = tile % 38 + 1;

	return number != 1 && number != 2 && number != 6 && number != 7;
}

static bool muv3_is_outer(int tile)
{
	return tile < 144;
}

static int newchod_quadrant(int tile)
{
	return tile / 38;
}

/* Quadrants as those of the NewCHOD; -1 for a tile on an axis. */
static int muv3_quadrant(int tile)
{
	static const int8_t inner[8] = { 2, -1, 1, -1, -1, 3, -1, 0 };
	bool left, low;

	if (tile >= 144)
		return inner[tile - 144];
	left = tile % 12 < 6;
	low = tile / 12 < 6;
	return left ? (low ? 2 : 3) : (low ? 1 : 0);
}

static const struct tile_kind {
	int detector, present;
	int (*tile)(int32_t element, int *side);
	bool (*outer)(int tile);
	int (*quadrant)(int tile);
} newchod = { N62_NEWCHOD, L0_H1, newchod_tile, newchod_is_outer,
	newchod_quadrant },
  muv3 = { N62_MUV3, L0_M1, muv3_tile, muv3_is_outer, muv3_quadrant };

static void count_tile(
    const struct tile_kind *k, int tile, bool tight, struct counts *c)
{
	int quadrant = k->quadrant(tile);
	unsigned bit = quadrant >= 0 ? 1u << quadrant : 0;

	c->tight += tight;
	c->loose += !tight;
	c->quadrants |= bit;
	if (!k->outer(tile))
		return;
	c->outer_tight += tight;
	c->outer_loose += !tight;
	c->outer_quadrants |= bit;
}

/* Counts the tiles; gives the mean time. */
static double count_tiles(const struct tile_kind *k, struct look l,
    double coincidence, struct counts *c)
{
	struct tiles t;
	int32_t element;
	int tile, side;

	for (int i = 0; i < 2 * TILES; i++)
		t.time[i / TILES][i % TILES] = NAN;
	while ((element = next(&l)) >= 0) {
		tile = k->tile(element, &side);
		if (tile >= 0 && tile < TILES)
			t.time[side][tile] = l.lead[l.i - 1];
	}
	*c = (struct counts){ 0 };
	for (int i = 0; i < TILES && l.taken > 0; i++) {
		float apart = t.time[0][i] - t.time[1][i];

		if (!isnan(t.time[0][i]) || !isnan(t.time[1][i]))
			count_tile(k, i, fabs((double)apart) < coincidence, c);
	}
	return mean(&l);
}

static int bits_of(unsigned x)
{
	return __builtin_popcount(x);
}

/* Quadrants 1 and 3, or 2 and 4. */
static bool are_opposite(unsigned quadrants)
{
	return (quadrants & 5) == 5 || (quadrants & 10) == 10;
}

static void newchod_primitive(const struct sim_trigger *t,
    const struct n62_hits *h, double time, struct sim_primitives *p)
{
	struct counts c;

	p->time[L0_E_NEWCHOD] = count_tiles(&newchod,
	    look_at(h, N62_NEWCHOD, time, t->window), t->coincidence, &c);
	for (int q = 0; q < 4; q++)
		set(p, L0_QE1 + q, c.quadrants >> q & 1);
	set(p, L0_Q1, c.quadrants != 0);
	set(p, L0_Q2, bits_of(c.quadrants) >= 2);
	set(p, L0_QX, are_opposite(c.quadrants));
	set(p, L0_H1, c.loose + c.tight >= 1);
	set(p, L0_H2, c.loose + c.tight >= 2);
	set(p, L0_HT1, c.tight >= 1);
	set(p, L0_HT2, c.tight >= 2);
	set(p, L0_HO1, c.outer_loose + c.outer_tight >= 1);
	set(p, L0_HTO1, c.outer_tight >= 1);
	set(p, L0_UTMC, c.tight >= 1 && c.tight < t->utmc);
	set(p, L0_UTMCO, c.outer_tight >= 1 && c.outer_tight < t->utmc);
}

static void muv3_primitive(const struct sim_trigger *t,
    const struct n62_hits *h, double time, struct sim_primitives *p)
{
	struct counts c;

	p->time[L0_D_MUV3] = count_tiles(
	    &muv3, look_at(h, N62_MUV3, time, t->window), t->coincidence, &c);
	for (int q = 0; q < 4; q++)
		set(p, L0_MQE1 + q, c.quadrants >> q & 1);
	set(p, L0_M1, c.loose + c.tight >= 1);
	set(p, L0_M2, c.loose + c.tight >= 2);
	set(p, L0_ML1, c.loose >= 1);
	set(p, L0_ML2, c.loose >= 2);
	set(p, L0_MM2, c.loose >= 1 && c.tight >= 1);
	set(p, L0_MT1, c.tight >= 1);
	set(p, L0_MT2, c.tight >= 2);
	set(p, L0_MO1, c.outer_loose + c.outer_tight >= 1);
	set(p, L0_MO2, c.outer_loose + c.outer_tight >= 2);
	set(p, L0_MLO1, c.outer_loose >= 1);
	set(p, L0_MLO2, c.outer_loose >= 2);
	set(p, L0_MMO2, c.outer_loose >= 1 && c.outer_tight >= 1);
	set(p, L0_MTO1, c.outer_tight >= 1);
	set(p, L0_MTO2, c.outer_tight >= 2);
	set(p, L0_MOQ2, bits_of(c.outer_quadrants) >= 2);
	set(p, L0_MOQX, are_opposite(c.outer_quadrants));
}

/* ---- the other detectors -------------------------------------------- */

static void rich_primitive(const struct sim_trigger *t,
    const struct n62_hits *h, double time, struct sim_primitives *p)
{
	struct look l = look_at(h, N62_RICH, time, t->window);
	uint64_t seen[32] = { 0 };
	int32_t element;
	int cells = 0;

	while ((element = next(&l)) >= 0) {
		/* 1000 disk + 100 half + cell */
		unsigned cell = (unsigned)element / 100 % 2048;

		cells += !(seen[cell / 64] >> cell % 64 & 1);
		seen[cell / 64] |= (uint64_t)1 << cell % 64;
	}
	p->time[L0_B_RICH] = mean(&l);
	set(p, L0_RICH, cells >= t->rich_cells);
}

static void chod_primitive(const struct sim_trigger *t,
    const struct n62_hits *h, double time, struct sim_primitives *p)
{
	struct look l = look_at(h, N62_CHOD, time, t->window);
	unsigned quadrants[2] = { 0 };
	int32_t element;

	while ((element = next(&l)) >= 0)
		quadrants[element / 64 % 2] |= 1u << element / 16 % 4;
	p->time[L0_A_CHOD] = mean(&l);
	set(p, L0_CHOD, (quadrants[0] & quadrants[1]) != 0);
}

static void lav_primitive(const struct sim_trigger *t, const struct n62_hits *h,
    double time, struct sim_primitives *p)
{
	struct look l = look_at(h, N62_LAV, time, t->window);
	int32_t element;

	p->time[L0_C_LAV] = time;
	while ((element = next(&l)) >= 0)
		if (element >= 1000000 && element % 1000000 / 10000 == 12) {
			p->time[L0_C_LAV] = (double)l.lead[l.i - 1];
			set(p, L0_LAV, true);
		}
}

static void talk_primitive(const struct sim_trigger *t,
    const struct n62_hits *h, double time, struct sim_primitives *p)
{
	struct look l = look_at(h, N62_KTAG, time, t->window);
	unsigned sectors = 0;
	int32_t element;

	while ((element = next(&l)) >= 0)
		sectors |= 1u << element / 100 % 16;
	p->time[L0_F_TALK] = mean(&l);
	set(p, L0_TALK, bits_of(sectors) >= t->talk_sectors);
}

enum {
	GRID = 16 /* the LKr in squares of 8 by 8 cells */
};

/* Squares above a threshold that none of their neighbours is above. */
static int count_clusters(const float e[GRID + 2][GRID + 2], double least)
{
	int n = 0;

	for (int x = 1; x <= GRID; x++)
		for (int y = 1; y <= GRID; y++) {
			bool top = (double)e[x][y] > least;

			for (int k = 0; k < 9 && top; k++) {
				float other = e[x + k / 3 - 1][y + k % 3 - 1];

				/* of two equal ones the first */
				top =
				    k < 4 ? e[x][y] > other : e[x][y] >= other;
			}
			n += top;
		}
	return n;
}

static void calo_primitive(const struct sim_trigger *t,
    const struct n62_hits *h, double time, struct sim_primitives *p)
{
	const struct n62_group_data *g = &h->group[N62_LKR];
	const int32_t *element = g->v[N62_PULSE_ELEMENT];
	const float *peak = g->v[N62_PULSE_PEAK];
	const float *when = g->v[N62_PULSE_TIME];
	float e[GRID + 2][GRID + 2] = { { 0 } };
	double peak_time = time + n62_det_info[N62_LKR].latency * N62_CLOCK;
	double sum = 0;
	int clusters;

	p->time[L0_G_CALO] = time;
	for (uint32_t i = n62_hits_first(h, N62_LKR, h->events); i < g->n;
	     i++) {
		double energy = (double)peak[i] * t->lkr_count;
		unsigned x = (unsigned)element[i] / 1000 / 8 % GRID + 1;
		unsigned y = (unsigned)element[i] % 1000 / 8 % GRID + 1;

		if (element[i] < 0 ||
		    !(fabs((double)when[i] - peak_time) < t->lkr_window))
			continue;
		sum += energy;
		e[x][y] += (float)energy;
	}
	clusters = count_clusters(e, t->cluster);
	set(p, L0_LKR, sum > t->lkr_least);
	set(p, L0_E10, sum > t->e10);
	set(p, L0_E20, sum > t->e20);
	set(p, L0_E40, sum > t->e40);
	set(p, L0_C1E10, sum > t->e10 && clusters >= 1);
	set(p, L0_C2E10, sum > t->e10 && clusters >= 2);
}

/* ---- all ------------------------------------------------------------ */

void sim_l0_primitives(const struct sim_trigger *t, const struct n62_hits *h,
    double time, uint32_t run, struct sim_primitives *p)
{
	*p = (struct sim_primitives){ 0 };
	chod_primitive(t, h, time, p);
	rich_primitive(t, h, time, p);
	lav_primitive(t, h, time, p);
	muv3_primitive(t, h, time, p);
	newchod_primitive(t, h, time, p);
	talk_primitive(t, h, time, p);
	calo_primitive(t, h, time, p);
	set_words(p, run);
}

/* The mean of the hits of the fullest window near a time, or NaN: the window
 * moves from hit to hit. */
static double fullest(
    const struct n62_hits *h, int d, double time, double window, uint32_t least)
{
	struct look l = look_at(h, d, time, 2 * window);
	uint32_t most = 0;
	double at = NAN;

	while (next(&l) >= 0) {
		double middle = (double)l.lead[l.i - 1] + window / 2;
		struct look inside = look_at(h, d, middle, window / 2 + 0.01);

		while (next(&inside) >= 0)
			;
		if (inside.taken >= least && inside.taken > most) {
			most = inside.taken;
			at = mean(&inside);
		}
	}
	return at;
}

double sim_l0_time(
    const struct sim_trigger *t, const struct n62_hits *h, double event)
{
	double at = fullest(
	    h, N62_RICH, event, t->coincidence, (uint32_t)t->rich_cells);

	if (isnan(at))
		at = fullest(h, N62_NEWCHOD, event, t->coincidence, 1);
	return isnan(at) ? event : at;
}
