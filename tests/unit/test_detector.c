/*
 * test_detector.c - the channel maps that are compiled in: counts, both
 * directions, and single wires typed from the lists of the specification.
 */
#include "check.h"
#include "detector/detector.h"

static struct n62_conditions *conditions;

static struct n62_wiring *wiring(uint32_t run)
{
	struct n62_err err = { 0 };
	struct n62_wiring *w = n62_wiring_new(conditions, run, &err);

	if (!CHECK(w != NULL)) {
		check_note("%s", err.text);
		exit(1);
	}
	return w;
}

/* The element on a channel if it is of that detector, or -1. */
static int32_t element(const struct n62_wiring *w, int d, uint32_t channel)
{
	const struct n62_cable *cable =
	    n62_cable(w, n62_det_info[d].source, channel);

	return cable && cable->detector == d ? cable->element : -1;
}

static void names(void)
{
	struct n62_err err = { 0 };

	CHECK(n62_det_find("KTAG", &err) == N62_KTAG);
	CHECK(n62_det_find("newchod", &err) == N62_NEWCHOD);
	CHECK(n62_det_find("LKR", &err) == N62_LKR);
	CHECK(n62_det_find("STRAY", &err) == -1);
	CHECK(err.code == N62_USAGE);
	CHECK_TEXT(
	    err.text, "there is no detector 'STRAY'; did you mean STRAW");
	for (int d = 0; d < N62_DETS; d++) {
		CHECK(n62_det_find(n62_det_info[d].list, &err) == d);
		CHECK(n62_det_info[d].source % 4 == 0);
	}
}

/* ---- counts ----------------------------------------------------------- */

/* Connected channels; those of the specification, and for the others what
 * its text says: 3 stations of 18000 pixels, 88 scintillators read at both
 * ends, 44 at both ends, 384 channels less the 37 that are not connected,
 * two times four channels. */
static const uint32_t counts[N62_DETS] = {
	[N62_KTAG] = 8 * 48,
	[N62_GTK] = 3 * 18000,
	[N62_CHANTI] = 6 * 48 * 2,
	[N62_LAV] = 2496 * 2,
	[N62_STRAW] = 7680,
	[N62_CHOD] = 128,
	[N62_NEWCHOD] = 152 * 2,
	[N62_RICH] = 1952 + 244,
	[N62_IRC] = 8,
	[N62_SAC] = 8,
	[N62_LKR] = 13212,
	[N62_MUV0] = 18,
	[N62_MUV1] = 88 * 2,
	[N62_MUV2] = 44 * 2,
	[N62_MUV3] = 148 * 2,
	[N62_HASC] = 384 - 37,
	[N62_SAV] = 8,
};

static void count(void)
{
	struct n62_wiring *w = wiring(9000);

	for (int d = 0; d < N62_DETS; d++)
		if (!CHECK(w->map[d].used == counts[d]))
			check_note(
			    "%s: %u", n62_det_info[d].name, w->map[d].used);
	n62_wiring_free(w);
}

/* Each connected channel leads to an element that leads back, each element
 * to a channel that leads back, and there are as many of both. */
static void both_ways(uint32_t run)
{
	struct n62_wiring *w = wiring(run);
	uint32_t wires[N62_DETS] = { 0 };

	for (unsigned id = 0; id < N62_SOURCES_END; id += 4)
		for (uint32_t c = 0; c < w->source[id / 4].channels; c++) {
			const struct n62_cable *cable = n62_cable(w, id, c);

			if (!cable)
				continue;
			if (!CHECK(cable->detector < N62_DETS))
				return;
			CHECK(n62_det_info[cable->detector].source == id);
			CHECK(n62_channel(w, cable->detector, cable->element) ==
			      (int32_t)c);
			CHECK(w->tags[cable->tag][0] != '\0');
			wires[cable->detector]++;
		}
	for (int d = 0; d < N62_DETS; d++) {
		uint32_t found = 0;

		for (uint32_t e = 0; e < w->map[d].elements; e++) {
			int32_t c = n62_channel(w, d, (int32_t)e);

			if (c < 0)
				continue;
			CHECK(element(w, d, (uint32_t)c) == (int32_t)e);
			found++;
		}
		CHECK(found == wires[d] && found == w->map[d].used);
		CHECK(found == counts[d]);
	}
	n62_wiring_free(w);
}

static void bijective(void)
{
	const uint32_t runs[] = { 0, 8508, 8509, 8557, 8558, UINT32_MAX };

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		both_ways(runs[i]);
}

static void outside(void)
{
	struct n62_wiring *w = wiring(9000);

	CHECK(!n62_cable(w, 0x18, 512));
	CHECK(!n62_cable(w, 0x18, UINT32_MAX));
	CHECK(!n62_cable(w, 0x18, 1));
	CHECK(!n62_cable(w, 0x40, 0));
	CHECK(!n62_cable(w, 0x80, 0));
	CHECK(!n62_cable(w, 1000, 0));
	CHECK(n62_channel(w, N62_CHOD, -1) == -1);
	CHECK(n62_channel(w, N62_CHOD, 128) == -1);
	CHECK(n62_channel(w, N62_CHOD, INT32_MAX) == -1);
	CHECK(n62_channel(w, N62_LAV, 0) == -1);
	n62_wiring_free(w);
}

/* ---- single wires ----------------------------------------------------- */

struct wire {
	int d;
	uint32_t channel;
	int32_t element;
};

/* First, last and irregular entries of the lists of the specification. */
static const struct wire wires[] = {
	/* CHOD, list A.1: the ends of its rows, the moved slabs. */
	{ N62_CHOD, 0, 63 },
	{ N62_CHOD, 60, 48 },
	{ N62_CHOD, 64, -1 },
	{ N62_CHOD, 68, 113 },
	{ N62_CHOD, 80, -1 },
	{ N62_CHOD, 124, 127 },
	{ N62_CHOD, 128, 40 },
	{ N62_CHOD, 160, 32 },
	{ N62_CHOD, 176, -1 },
	{ N62_CHOD, 188, 39 },
	{ N62_CHOD, 192, 103 },
	{ N62_CHOD, 224, 111 },
	{ N62_CHOD, 304, -1 },
	{ N62_CHOD, 316, 24 },
	{ N62_CHOD, 320, 88 },
	{ N62_CHOD, 368, -1 },
	{ N62_CHOD, 380, 87 },
	{ N62_CHOD, 388, 1 },
	{ N62_CHOD, 448, 79 },
	{ N62_CHOD, 508, 64 },
	{ N62_CHOD, 66, 112 },
	{ N62_CHOD, 82, 116 },
	{ N62_CHOD, 178, 36 },
	{ N62_CHOD, 306, 27 },
	{ N62_CHOD, 370, 84 },
	{ N62_CHOD, 67, -1 },
	/* NewCHOD, list A.2. */
	{ N62_NEWCHOD, 191, -1 },
	{ N62_NEWCHOD, 192, 101 },
	{ N62_NEWCHOD, 200, 151 },
	{ N62_NEWCHOD, 207, 161 },
	{ N62_NEWCHOD, 224, 107 },
	{ N62_NEWCHOD, 256, 114 },
	{ N62_NEWCHOD, 261, 121 },
	{ N62_NEWCHOD, 262, -1 },
	{ N62_NEWCHOD, 269, 171 },
	{ N62_NEWCHOD, 272, 414 },
	{ N62_NEWCHOD, 288, 401 },
	{ N62_NEWCHOD, 352, 301 },
	{ N62_NEWCHOD, 416, 314 },
	{ N62_NEWCHOD, 432, 214 },
	{ N62_NEWCHOD, 511, 279 },
	/* MUV3, list A.3. */
	{ N62_MUV3, 0, 150 },
	{ N62_MUV3, 8, 350 },
	{ N62_MUV3, 15, 341 },
	{ N62_MUV3, 71, -1 },
	{ N62_MUV3, 79, -1 },
	{ N62_MUV3, 96, -1 },
	{ N62_MUV3, 199, 0 },
	{ N62_MUV3, 207, 200 },
	{ N62_MUV3, 224, -1 },
	{ N62_MUV3, 272, 147 },
	{ N62_MUV3, 273, -1 },
	{ N62_MUV3, 280, 347 },
	{ N62_MUV3, 343, 119 },
	{ N62_MUV3, 351, 319 },
	/* LAV: the formula of the specification by hand. */
	{ N62_LAV, 0, 10000 },
	{ N62_LAV, 1, 1010000 },
	{ N62_LAV, 7, 1010003 },
	{ N62_LAV, 8, 10010 },
	{ N62_LAV, 64, 11000 },
	{ N62_LAV, 320, -1 },
	{ N62_LAV, 512, 20000 },
	{ N62_LAV, 2560, 60000 },
	{ N62_LAV, 2656, 61000 },
	{ N62_LAV, 4096, 90000 },
	{ N62_LAV, 4215, 1090143 },
	{ N62_LAV, 4216, -1 },
	{ N62_LAV, 4224, 91000 },
	{ N62_LAV, 6143, 1123153 },
	/* RICH, list A.4. */
	{ N62_RICH, 0, 5407 },
	{ N62_RICH, 3, 5401 },
	{ N62_RICH, 7, 5400 },
	{ N62_RICH, 8, 4507 },
	{ N62_RICH, 480, 7 },
	{ N62_RICH, 488, -1 },
	{ N62_RICH, 512, 11007 },
	{ N62_RICH, 999, 13500 },
	{ N62_RICH, 1024, 105407 },
	{ N62_RICH, 1536, 111007 },
	{ N62_RICH, 2048, 5410 },
	{ N62_RICH, 2051, 2310 },
	{ N62_RICH, 2052, -1 },
	{ N62_RICH, 2056, 4410 },
	{ N62_RICH, 2168, 10 },
	{ N62_RICH, 2169, -1 },
	{ N62_RICH, 2176, 11010 },
	{ N62_RICH, 2248, -1 },
	{ N62_RICH, 2252, 12810 },
	{ N62_RICH, 2432, -1 },
	{ N62_RICH, 2436, 111010 },
	/* KTAG, list A.5. */
	{ N62_KTAG, 0, 166 },
	{ N62_KTAG, 8, 167 },
	{ N62_KTAG, 128, 175 },
	{ N62_KTAG, 376, 141 },
	{ N62_KTAG, 384, 256 },
	{ N62_KTAG, 760, 272 },
	{ N62_KTAG, 768, 366 },
	{ N62_KTAG, 3064, 872 },
	{ N62_KTAG, 4, -1 },
	/* CHANTI, list A.6. */
	{ N62_CHANTI, 32, 100000 },
	{ N62_CHANTI, 33, 100001 },
	{ N62_CHANTI, 34, 111110 },
	{ N62_CHANTI, 47, 111051 },
	{ N62_CHANTI, 48, 101050 },
	{ N62_CHANTI, 61, 101111 },
	{ N62_CHANTI, 62, 110000 },
	{ N62_CHANTI, 95, 110161 },
	{ N62_CHANTI, 96, -1 },
	{ N62_CHANTI, 160, 100160 },
	{ N62_CHANTI, 191, 100011 },
	{ N62_CHANTI, 288, 200000 },
	{ N62_CHANTI, 192, 200160 },
	{ N62_CHANTI, 544, 300000 },
	{ N62_CHANTI, 672, 300160 },
	{ N62_CHANTI, 800, 400000 },
	{ N62_CHANTI, 704, 400160 },
	{ N62_CHANTI, 928, 500000 },
	{ N62_CHANTI, 1023, 500011 },
	{ N62_CHANTI, 416, 600000 },
	{ N62_CHANTI, 480, 600160 },
	/* The guests of source 0x20, at run 8600. */
	{ N62_SAC, 2, 0 },
	{ N62_SAC, 3, 1000 },
	{ N62_SAC, 27, 1003 },
	{ N62_IRC, 66, -1 },
	{ N62_IRC, 98, 0 },
	{ N62_IRC, 123, 1003 },
	{ N62_MUV0, 128, 0 },
	{ N62_MUV0, 129, 10 },
	{ N62_MUV0, 145, 18 },
	{ N62_NEWCHOD, 128, -1 },
	{ N62_NEWCHOD, 264, -1 },
	{ N62_NEWCHOD, 270, 164 },
	/* Crate 31: slot 3 is index 0, slot 13 is index 8. */
	{ N62_MUV1, 15872, 151 },
	{ N62_MUV1, 15873, 251 },
	{ N62_MUV1, 15887, 258 },
	{ N62_MUV1, 15888, 101 },
	{ N62_MUV1, 15936, 167 },
	{ N62_MUV1, 15940, 177 },
	{ N62_MUV1, 15952, 117 },
	{ N62_MUV1, 15963, 230 },
	{ N62_MUV1, 16031, 240 },
	{ N62_MUV1, 16032, -1 },
	{ N62_MUV1, 16048, 141 },
	{ N62_MUV1, 16063, 294 },
	{ N62_MUV2, 16128, -1 },
	{ N62_MUV2, 16129, 272 },
	{ N62_MUV2, 16130, 166 },
	{ N62_MUV2, 16133, 267 },
	{ N62_MUV2, 16134, 168 },
	{ N62_MUV2, 16142, 172 },
	{ N62_MUV2, 16143, 268 },
	{ N62_MUV2, 16146, 116 },
	{ N62_MUV2, 16160, 158 },
	{ N62_MUV2, 16191, 215 },
	{ N62_MUV2, 16208, -1 },
	{ N62_MUV2, 16223, 207 },
	{ N62_SAV, 16224, 1 },
	{ N62_SAV, 16230, 4 },
	{ N62_SAV, 16232, 11 },
	{ N62_SAV, 16238, 14 },
	{ N62_SAV, 16225, -1 },
	/* HASC. */
	{ N62_HASC, 0, 0 },
	{ N62_HASC, 1, 100 },
	{ N62_HASC, 59, 314 },
	{ N62_HASC, 60, -1 },
	{ N62_HASC, 61, 15 },
	{ N62_HASC, 63, 215 },
	{ N62_HASC, 68, 17 },
	{ N62_HASC, 99, 224 },
	{ N62_HASC, 128, 32 },
	{ N62_HASC, 130, 132 },
	{ N62_HASC, 227, 156 },
	{ N62_HASC, 315, 278 },
	{ N62_HASC, 331, 282 },
	{ N62_HASC, 335, 183 },
	{ N62_HASC, 355, 288 },
	{ N62_HASC, 360, 16 },
	{ N62_HASC, 366, 226 },
	{ N62_HASC, 371, 327 },
	{ N62_HASC, 375, 336 },
	{ N62_HASC, 379, 338 },
	{ N62_HASC, 380, -1 },
};

static void single_wires(void)
{
	struct n62_wiring *w = wiring(8600);

	for (size_t i = 0; i < sizeof wires / sizeof *wires; i++) {
		const struct wire *x = &wires[i];
		int32_t got = element(w, x->d, x->channel);

		if (!CHECK(got == x->element))
			check_note("%s channel %u: %d, not %d",
			    n62_det_info[x->d].name, x->channel, got,
			    x->element);
	}
	n62_wiring_free(w);
}

/* ---- rules of the specification, written down a second time ----------- */

static void gtk(void)
{
	struct n62_wiring *w = wiring(9000);

	for (uint32_t c = 0; c < 54000; c++) {
		int32_t station = (int32_t)c / 18000;
		int32_t chip = (int32_t)c / 1800 % 10;
		int32_t quarter = (int32_t)c / 450 % 4;
		int32_t group = (int32_t)c / 5 % 90, h = (int32_t)c % 5;
		int32_t x = 10 * quarter + group / 9, y = group % 9 + 9 * h;

		if (chip >= 5) {
			x = 39 - x;
			y = 44 - y;
		}
		CHECK(element(w, N62_GTK, c) == 100000 * station + x +
						    40 * (chip % 5) + 200 * y +
						    9000 * (chip / 5));
	}
	n62_wiring_free(w);
}

static int32_t straw_of(uint32_t channel)
{
	unsigned srb = channel / 256, cover = channel / 16 % 16;
	unsigned i = channel % 16, view = srb / 2 % 4, half, layer;
	bool high = srb % 2 == 0;
	int base = high ? view == 3 ? 113 : 114 : 56, straw;

	if (high && (cover == 11 || cover == 15))
		return -1;
	half = cover / 4 % 2 == 0;
	base -= cover / 4 >= 2 ? 8 : 0;
	base -= 16 * (int)(cover % 4);
	if (view % 2 == half) {
		straw = base + (int)i / 2;
		layer = half ^ (i % 2) ^ (i >= 2);
	} else {
		straw = base + 7 - (int)i / 2;
		layer = half ^ (i % 2) ^ (i >= 14);
	}
	return (int32_t)(((srb / 8 * 4 + view) * 4 + 2 * half + layer) * 122) +
	       straw;
}

static void straw(void)
{
	struct n62_wiring *w = wiring(9000);

	for (uint32_t c = 0; c < 32 * 256; c++)
		CHECK(element(w, N62_STRAW, c) == straw_of(c));
	n62_wiring_free(w);
}

/* A cell of the octagon outside of the hole for the beam. */
static bool is_cell(int x, int y)
{
	int q = y < 64 ? y : 127 - y, bend = q % 8 < 6 ? q % 8 : 6;
	int first = 38 - 8 * (q / 8) - bend;
	int hole = q < 59 ? 0 : q == 59 ? 3 : q == 60 ? 4 : 5;

	if (first < 1)
		first = 1;
	if (x < first || x > 127 - first)
		return false;
	return x < 64 - hole || x > 63 + hole;
}

static void lkr(void)
{
	struct n62_wiring *w = wiring(9000);
	int cells = 0;

	for (int x = 0; x < 128; x++)
		for (int y = 0; y < 128; y++) {
			int32_t c = n62_channel(w, N62_LKR, 1000 * x + y);

			CHECK(is_cell(x, y) == (c >= 0));
			cells += c >= 0;
			/* Neighbours within a module are neighbours on its
			 * connector. */
			if (c >= 0 && x % 4 < 3 && is_cell(x + 1, y))
				CHECK(n62_channel(w, N62_LKR,
					  1000 * (x + 1) + y) == c + 8);
			if (c >= 0 && y % 8 < 7 && is_cell(x, y + 1))
				CHECK(n62_channel(w, N62_LKR,
					  1000 * x + y + 1) == c - 1);
		}
	CHECK(cells == 13212);
	n62_wiring_free(w);
}

/* ---- lists that no rule covers ---------------------------------------- */

/* Each number n of a run first, first + 1, ... is followed by n + 100. */
static const struct {
	int32_t first, n;
} muv1_runs[] = { { 151, 8 }, { 101, 8 }, { 159, 8 }, { 109, 8 }, { 167, 2 },
	{ 177, 6 }, { 117, 2 }, { 127, 6 }, { 169, 8 }, { 119, 8 }, { 183, 8 },
	{ 133, 8 }, { -1, 8 }, { 141, 4 }, { 191, 4 } },
  muv2_runs[] = { { -1, 1 }, { 116, 7 }, { 158, 8 }, { 108, 8 }, { -1, 1 },
	  { 151, 7 }, { -1, 1 }, { 101, 7 } };

static uint32_t check_pairs(const struct n62_wiring *w, int d, uint32_t channel,
    int32_t first, int32_t n)
{
	for (int32_t i = 0; i < n; i++, channel += 2) {
		int32_t e = first < 0 ? -1 : first + i;

		CHECK(element(w, d, channel) == e);
		CHECK(element(w, d, channel + 1) == (e < 0 ? -1 : e + 100));
	}
	return channel;
}

static void muv1_muv2(void)
{
	const int32_t odd[16] = { -1, 272, 166, 266, 167, 267, 168, -1, 169,
		269, 170, 270, 171, 271, 172, 268 };
	struct n62_wiring *w = wiring(9000);
	uint32_t channel = 512 * 31;

	for (size_t i = 0; i < sizeof muv1_runs / sizeof *muv1_runs; i++)
		channel = check_pairs(
		    w, N62_MUV1, channel, muv1_runs[i].first, muv1_runs[i].n);
	CHECK(channel == 512 * 31 + 6 * 32);
	channel = 512 * 31 + 8 * 32;
	for (int i = 0; i < 16; i++)
		CHECK(element(w, N62_MUV2, channel++) == odd[i]);
	for (size_t i = 0; i < sizeof muv2_runs / sizeof *muv2_runs; i++)
		channel = check_pairs(
		    w, N62_MUV2, channel, muv2_runs[i].first, muv2_runs[i].n);
	CHECK(channel == 512 * 31 + 11 * 32);
	n62_wiring_free(w);
}

/* Channels of HASC that do not follow the rule; -1: not connected. */
static const int32_t hasc_odd[][2] = { { 60, -1 }, { 61, 15 }, { 62, 115 },
	{ 63, 215 }, { 64, -1 }, { 65, -1 }, { 66, -1 }, { 67, -1 }, { 98, -1 },
	{ 99, 224 }, { 104, -1 }, { 105, -1 }, { 106, -1 }, { 107, -1 },
	{ 108, -1 }, { 109, -1 }, { 110, -1 }, { 111, -1 }, { 127, -1 },
	{ 129, -1 }, { 130, 132 }, { 131, 232 }, { 144, -1 }, { 145, -1 },
	{ 146, -1 }, { 147, -1 }, { 152, -1 }, { 153, -1 }, { 154, -1 },
	{ 155, -1 }, { 224, -1 }, { 225, -1 }, { 226, 56 }, { 227, 156 },
	{ 287, -1 }, { 313, -1 }, { 314, 178 }, { 315, 278 }, { 328, -1 },
	{ 329, 82 }, { 330, 182 }, { 331, 282 }, { 332, -1 }, { 333, -1 },
	{ 334, 83 }, { 335, 183 }, { 354, -1 }, { 355, 288 }, { 360, 16 },
	{ 361, 116 }, { 362, 216 }, { 363, 316 }, { 364, 26 }, { 365, 126 },
	{ 366, 226 }, { 367, -1 }, { 368, 27 }, { 369, 127 }, { 370, 227 },
	{ 371, 327 }, { 372, 36 }, { 373, 136 }, { 374, 236 }, { 375, 336 },
	{ 376, 38 }, { 377, 138 }, { 378, 238 }, { 379, 338 }, { 380, -1 },
	{ 381, -1 }, { 382, -1 }, { 383, -1 } };

static void hasc(void)
{
	struct n62_wiring *w = wiring(9000);
	size_t odd = 0;

	for (int32_t c = 0; c < 512; c++) {
		int32_t e = c < 384 ? 100 * (c % 4) + c / 4 : -1;

		if (odd < sizeof hasc_odd / sizeof *hasc_odd &&
		    hasc_odd[odd][0] == c)
			e = hasc_odd[odd++][1];
		CHECK(element(w, N62_HASC, (uint32_t)c) == e);
	}
	CHECK(odd == sizeof hasc_odd / sizeof *hasc_odd);
	n62_wiring_free(w);
}

/* The elements that the detectors are known to have. */
static void complete(void)
{
	struct n62_wiring *w = wiring(9000);

	for (int32_t i = 0; i < 128; i++)
		CHECK(n62_channel(w, N62_CHOD, i) >= 0);
	for (int32_t q = 100; q <= 400; q += 100)
		for (int32_t tile = 1; tile <= 38; tile++) {
			CHECK(n62_channel(w, N62_NEWCHOD, q + tile) >= 0);
			CHECK(n62_channel(w, N62_NEWCHOD, q + tile + 50) >= 0);
		}
	/* The four tiles of MUV3 in the middle have given way to the inner
	 * ones. */
	for (int32_t i = 0; i < 152; i++) {
		bool middle = i == 65 || i == 66 || i == 77 || i == 78;

		CHECK((n62_channel(w, N62_MUV3, i) < 0) == middle);
		CHECK((n62_channel(w, N62_MUV3, i + 200) < 0) == middle);
	}
	for (int32_t i = 0; i < 100; i++)
		for (int32_t sector = 2; sector <= 8; sector++)
			CHECK((n62_channel(w, N62_KTAG, 100 + i) < 0) ==
			      (n62_channel(w, N62_KTAG, 100 * sector + i) < 0));
	for (int32_t side = 100; side < 300; side += 50)
		for (int32_t i = 1; i <= 44; i++) {
			CHECK(n62_channel(w, N62_MUV1, side + i) >= 0);
			CHECK((n62_channel(w, N62_MUV2, side + i) < 0) ==
			      (i > 22));
		}
	n62_wiring_free(w);
}

/* ---- runs ------------------------------------------------------------- */

static void runs(void)
{
	struct n62_wiring *w = wiring(8508);

	CHECK(element(w, N62_NEWCHOD, 264) == 164);
	CHECK(element(w, N62_NEWCHOD, 270) == -1);
	CHECK(element(w, N62_IRC, 66) == 0);
	CHECK(w->first_run == 0 && w->last_run == 8508);
	CHECK(w->map[N62_IRC].first_run == 0);
	CHECK(w->map[N62_IRC].last_run == 8557);
	CHECK(w->map[N62_CHOD].last_run == UINT32_MAX);
	n62_wiring_free(w);
	w = wiring(8509);
	CHECK(element(w, N62_NEWCHOD, 264) == -1);
	CHECK(element(w, N62_NEWCHOD, 270) == 164);
	CHECK(element(w, N62_IRC, 66) == 0);
	CHECK(w->first_run == 8509 && w->last_run == 8557);
	n62_wiring_free(w);
	w = wiring(8558);
	CHECK(element(w, N62_IRC, 66) == -1);
	CHECK(element(w, N62_IRC, 98) == 0);
	CHECK(w->first_run == 8558 && w->last_run == UINT32_MAX);
	n62_wiring_free(w);
}

/* ---- what is known besides the maps ----------------------------------- */

static void boards(void)
{
	struct n62_wiring *w = wiring(9000);
	int tel62 = 0;

	CHECK(w->clock == 24.951059536);
	CHECK(w->map[N62_RICH].boards == 5);
	CHECK(w->map[N62_STRAW].boards == 32);
	CHECK(w->map[N62_LKR].boards == 432);
	CHECK(w->map[N62_LAV].first_slot == -3);
	CHECK(w->map[N62_LAV].last_slot == 7);
	CHECK(w->map[N62_NEWCHOD].first_slot == -3);
	CHECK(w->map[N62_IRC].first_slot == -4);
	CHECK(w->map[N62_LKR].first_slot == 0);
	for (int d = 0; d < N62_DETS; d++) {
		const struct n62_map *map = &w->map[d];

		if (n62_det_info[d].boards != N62_BOARD_TEL62)
			continue;
		CHECK(map->first_slot < 0 && map->last_slot > 0);
		CHECK(w->source[n62_det_info[d].source / 4].channels <=
		      512 * (uint32_t)map->boards);
		tel62 += map->boards;
	}
	/* 29 boards, of which 0x20 is one and has four guests. */
	CHECK(tel62 == 29 + 3);
	n62_wiring_free(w);
}

static const char *tag(
    const struct n62_wiring *w, unsigned source, uint32_t channel)
{
	const struct n62_cable *cable = n62_cable(w, source, channel);

	return cable ? w->tags[cable->tag] : NULL;
}

static void tags(void)
{
	struct n62_wiring *w = wiring(9000);

	CHECK_TEXT(tag(w, 0x18, 0), "TA");
	CHECK_TEXT(tag(w, 0x04, 0), "FW");
	CHECK_TEXT(tag(w, 0x20, 98), "FW");
	CHECK_TEXT(tag(w, 0x20, 270), "FW");
	CHECK_TEXT(tag(w, 0x20, 2), "TA");
	n62_wiring_free(w);
}

int main(void)
{
	struct n62_err err = { 0 };

	conditions = n62_conditions_new(&err);
	if (!conditions) {
		printf("not ok 1 - %s\n1..1\n", err.text);
		return 1;
	}
	check_run("names of detectors", names);
	check_run("connected channels of each detector", count);
	check_run("channel and element lead to each other", bijective);
	check_run("outside of the maps there is nothing", outside);
	check_run("single wires from the lists", single_wires);
	check_run("GTK pixels from their formula", gtk);
	check_run("straws from their rule", straw);
	check_run("LKr cells from the shape of the calorimeter", lkr);
	check_run("MUV1 and MUV2 from their lists", muv1_muv2);
	check_run("HASC from its rule and its patches", hasc);
	check_run("no element is missing", complete);
	check_run("maps change with the run", runs);
	check_run("boards, windows and the clock", boards);
	check_run("wires say where they are known from", tags);
	n62_conditions_free(conditions);
	return check_end();
}
