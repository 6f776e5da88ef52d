/*
 * test_place_calo.c - places of the elements of hodoscopes, vetoes and
 * calorimeters against the channel maps and against each other.
 *
 * Whoever is connected has a place, and whoever has a place is connected, for
 * all detectors whose maps are complete; the middle of an element is in that
 * element; random points are in the rectangle of their element.
 */
#include "check.h"
#include "detector/detector.h"

#include <math.h>

static struct n62_err err;
static struct n62_conditions *conditions;
static struct n62_wiring *wiring;

/* A detector by the functions of its places. */
struct places {
	int det;
	int (*place)(int32_t element, struct n62_place *p);
	int32_t (*element)(int32_t like, double x, double y);
	int32_t highest;
	double range;
	int count;      /* elements */
	bool all_wired; /* each of them has a channel */
};

static int lav_place(int32_t element, struct n62_place *p)
{
	struct n62_lav_place l;

	if (n62_lav_place(element, &l) < 0)
		return -1;
	*p = (struct n62_place){ l.x, l.y, l.z, 190, 190 };
	return 0;
}

static int32_t lav_element(int32_t like, double x, double y)
{
	int32_t high = like >= 1000000 ? 1000000 : 0;

	like -= high;
	return high + n62_lav_element(like / 10000, like / 1000 % 10, x, y);
}

static int32_t chod_element(int32_t like, double x, double y)
{
	return n62_chod_element(like / 64, x, y);
}

static int32_t newchod_element(int32_t like, double x, double y)
{
	int32_t e = n62_newchod_element(x, y);

	return e < 0 ? e : e + (like % 100 > 50 ? 50 : 0);
}

static int32_t lkr_element(int32_t like, double x, double y)
{
	(void)like;
	return n62_lkr_element(x, y);
}

static int32_t muv0_element(int32_t like, double x, double y)
{
	int32_t e = n62_muv0_element(x, y);

	return e < 0 ? e : e + like / 10 * 10;
}

static int32_t muv1_element(int32_t like, double x, double y)
{
	return n62_muv1_element(like / 50 - 2, x, y);
}

static int32_t muv2_element(int32_t like, double x, double y)
{
	return n62_muv2_element(like / 50 - 2, x, y);
}

static int32_t muv3_element(int32_t like, double x, double y)
{
	int32_t e = n62_muv3_element(x, y);

	return e < 0 ? e : e + like / 200 * 200;
}

static int32_t irc_element(int32_t like, double x, double y)
{
	int32_t e = n62_irc_element(x, y);

	return e < 0 ? e : e + like / 1000 * 1000;
}

static int32_t sac_element(int32_t like, double x, double y)
{
	int32_t e = n62_sac_element(x, y);

	return e < 0 ? e : e + like / 1000 * 1000;
}

static int32_t hasc_element(int32_t like, double x, double y)
{
	int32_t e = n62_hasc_element(x, y);

	return e < 0 ? e : e + like / 100 * 100 + like % 10;
}

/* Counts: detector paper; 4992 = 2 x 2496 channels of the LAV. */
static const struct places all[] = {
	{ N62_LAV, lav_place, lav_element, 1200000, 0, 4992, true },
	{ N62_CHOD, n62_chod_place, chod_element, 300, 1300, 128, true },
	{ N62_NEWCHOD, n62_newchod_place, newchod_element, 1000, 1200, 304,
	    true },
	{ N62_LKR, n62_lkr_place, lkr_element, 200000, 1300, 13212, true },
	{ N62_MUV0, n62_muv0_place, muv0_element, 100, 3200, 18, true },
	{ N62_MUV1, n62_muv1_place, muv1_element, 500, 1500, 176, true },
	{ N62_MUV2, n62_muv2_place, muv2_element, 500, 1500, 88, true },
	{ N62_MUV3, n62_muv3_place, muv3_element, 600, 1500, 296, true },
	{ N62_IRC, n62_irc_place, irc_element, 3000, 200, 8, true },
	{ N62_SAC, n62_sac_place, sac_element, 3000, 200, 8, true },
	{ N62_HASC, n62_hasc_place, hasc_element, 500, 600, 360, false },
};

enum {
	NALL = sizeof all / sizeof *all
};

/* Elements with a place are those with a channel. */
static void maps(void)
{
	for (int k = 0; k < NALL; k++) {
		const struct places *d = &all[k];
		struct n62_place p;
		int count = 0, wired = 0;

		for (int32_t e = -5; e < d->highest; e++) {
			bool there = d->place(e, &p) == 0;
			bool on = n62_channel(wiring, d->det, e) >= 0;

			count += there;
			wired += on;
			CHECK(there || !on);
			CHECK(on || !there || !d->all_wired);
		}
		CHECK(count == d->count);
		if (d->all_wired)
			CHECK(wired == d->count);
		check_note("%s: %d places, %d channels",
		    n62_det_info[d->det].name, count, wired);
	}
}

/*
 * The middle of an element is in it. Tiles 35 of the NewCHOD are left out:
 * they have the shape of an L.
 */
static void middles(void)
{
	for (int k = 0; k < NALL; k++) {
		const struct places *d = &all[k];
		struct n62_place p;

		for (int32_t e = 0; e < d->highest; e++) {
			int32_t back;

			if (d->place(e, &p) < 0 ||
			    (d->det == N62_NEWCHOD && e % 50 == 35))
				continue;
			back = d->element(e, p.x, p.y);
			if (!CHECK(back == e))
				check_note("%s: %d gives %d",
				    n62_det_info[d->det].name, (int)e,
				    (int)back);
		}
	}
}

/* Random points are in the rectangle of their element, and fill it. */
static void points(void)
{
	struct n62_rng rng;

	n62_rng_init(&rng, 62, 1, 0);
	for (int k = 1; k < NALL; k++) {
		const struct places *d = &all[k];
		double low = 0, high = 0;

		for (int n = 0; n < 100000; n++) {
			double x = d->range * (2 * n62_rng_uniform(&rng) - 1);
			double y = d->range * (2 * n62_rng_uniform(&rng) - 1);
			int32_t like = d->det == N62_CHOD ? 64 * (n & 1)
							  : 100 + 50 * (n & 3);
			struct n62_place p;
			int32_t e;

			if (d->det != N62_CHOD && d->det != N62_MUV1 &&
			    d->det != N62_MUV2)
				like = 0;
			e = d->element(like, x, y);
			if (e < 0)
				continue;
			if (!CHECK(d->place(e, &p) == 0))
				continue;
			CHECK(fabs(x - p.x) <= p.hx + 1e-9);
			CHECK(fabs(y - p.y) <= p.hy + 1e-9);
			low = fmin(low, (x - p.x) / p.hx);
			high = fmax(high, (x - p.x) / p.hx);
		}
		CHECK(low < -0.98 && high > 0.98);
	}
}

/* Numbers that are public. */
static void numbers(void)
{
	struct n62_place p, b[4];
	struct n62_lav_place l;
	int cells = 0, tiles = 0;

	CHECK(n62_chod_place(64 + 3, &p) == 0);
	CHECK(p.y == 227.59 && p.x == 605 && p.z == 239389);
	/* Light: 605 mm more from the middle line than from the middle. */
	CHECK(n62_chod_path(64 + 3, 0, 230) == 605);
	CHECK(n62_chod_path(64 + 3, 1210, 230) == -605);
	CHECK(n62_chod_element(0, 100, 50) < 0); /* in the hole */
	CHECK(n62_newchod_element(0, 150) == 106);
	CHECK(n62_newchod_bricks(235, b) == 3);
	CHECK(n62_newchod_bricks(237, b) == 4);
	CHECK(n62_newchod_element(8 * 134 + 1, 10) < 0);
	CHECK(n62_muv3_element(-1319, -1319) == 0);
	CHECK(n62_muv3_element(0, 150) == 150);
	CHECK(n62_muv3_element(60, 80) < 0); /* in the hole */
	CHECK(n62_muv3_element(221, 60) == 79);
	CHECK(n62_lkr_element(0.1, 110) == 1000 * 64 + 69);
	CHECK(n62_lkr_element(0.1, 90.1) < 0); /* in the hole */
	CHECK(n62_lkr_element(0, 0) < 0);
	for (int i = 0; i < 128; i++)
		for (int j = 0; j < 128; j++)
			cells += n62_lkr_exists(i, j);
	CHECK(cells == 13212);
	for (int32_t e = 0; e < 500; e++)
		tiles += e % 100 < 50 && n62_newchod_place(e, &p) == 0;
	CHECK(tiles == 152);
	CHECK(n62_lav_place(14000, &l) == 0 && l.z == 121363 + 480 + 55);
	/* the last ring of station 1 ends where the glass does */
	CHECK(fabs(l.z + 55 - 121953) < 1e-9);
	/* MUV1: 44 strips, four of them narrow: 2616 mm */
	CHECK(n62_muv1_place(144, &p) == 0 && p.y + p.hy == 1308);
	CHECK(n62_muv2_place(101, &p) == 0 && p.y == -1238.5);
	CHECK(n62_irc_element(65, 0) < 0 && n62_irc_element(-60, 5) == 1);
}

int main(void)
{
	conditions = n62_conditions_new(&err);
	if (!CHECK(conditions != NULL))
		return 1;
	wiring = n62_wiring_new(conditions, 8600, &err);
	if (!CHECK(wiring != NULL))
		return 1;
	check_run("channel maps", maps);
	check_run("middles", middles);
	check_run("random points", points);
	check_run("public numbers", numbers);
	n62_wiring_free(wiring);
	n62_conditions_free(conditions);
	return check_end();
}
