/*
 * test_place.c - where the elements of the tracking detectors are: each place
 * leads back to its element, elements are those of the channel maps, and
 * figures of the layout that do not follow from the tables as they are typed.
 */
#include "check.h"
#include "detector/detector.h"

#include <math.h>

static struct n62_wiring *wiring;

static bool near(double got, double wanted, double tolerance)
{
	return fabs(got - wanted) <= tolerance;
}

/* ---- KTAG ------------------------------------------------------------- */

static void ktag(void)
{
	uint32_t n = 0;

	for (int s = 0; s < N62_KTAG_SECTORS; s++)
		for (int k = 0; k < N62_KTAG_PMTS; k++) {
			int32_t e = n62_ktag_element(s, k);
			struct n62_ktag_place p;

			if (!CHECK(n62_ktag_place(e, &p)))
				continue;
			CHECK(p.sector == s && p.pmt == k);
			CHECK(e == 100 * (s + 1) + 10 * p.row + p.cone);
			CHECK(n62_channel(wiring, N62_KTAG, e) >= 0);
			n++;
		}
	CHECK(n == wiring->map[N62_KTAG].used);
	CHECK(n62_ktag_element(8, 0) == -1);
	CHECK(n62_ktag_element(0, 48) == -1);
	for (int32_t e = -5; e < 1000; e++) {
		struct n62_ktag_place p;

		CHECK(n62_ktag_place(e, &p) ==
		      (n62_channel(wiring, N62_KTAG, e) >= 0));
	}
}

/* ---- GTK -------------------------------------------------------------- */

static void gtk(void)
{
	uint32_t wide = 0, n = 0;

	for (uint32_t i = 0; i < wiring->map[N62_GTK].elements; i++) {
		struct n62_gtk_place p;
		int32_t e = (int32_t)i;

		if (!n62_gtk_place(e, &p)) {
			CHECK(n62_channel(wiring, N62_GTK, e) < 0);
			continue;
		}
		n++;
		CHECK(n62_channel(wiring, N62_GTK, e) >= 0);
		wide += p.row == 0 && p.width > 0.35;
		/* the corners of the pixel belong to it */
		for (int k = 0; k < 4; k++)
			CHECK(n62_gtk_element(p.station,
				  p.x + (k % 2 ? 0.499 : -0.499) * p.width,
				  p.y + (k / 2 ? 0.499 : -0.499) * p.height) ==
			      e);
	}
	CHECK(n == 54000);
	/* two columns at each of four borders between chips, three times */
	CHECK(wide == 24);
}

static void gtk_edges(void)
{
	struct n62_gtk_place p;

	/* the sensors are 60.8 by 27.0, that of GTK2 60 mm lower */
	CHECK(n62_gtk_place(n62_gtk_element(1, 30.39, -46.51), &p));
	CHECK(p.column == 199 && p.row == 89);
	CHECK(near(p.x, 30.25, 1e-9) && near(p.y, -46.65, 1e-9));
	CHECK(n62_gtk_element(0, 30.41, 0) == -1);
	CHECK(n62_gtk_element(0, 0, 13.51) == -1);
	CHECK(n62_gtk_element(1, 0, 0) == -1);
	CHECK(n62_gtk_element(0, NAN, 0) == -1);
	CHECK(n62_gtk_element(3, 0, 0) == -1);
	/* chip 0 ends behind its wide column 39 */
	CHECK(n62_gtk_place(39, &p) && near(p.x, -30.4 + 12.1 - 0.2, 1e-9));
	CHECK(n62_gtk_place(40, &p) && near(p.x, -30.4 + 12.1 + 0.2, 1e-9));
	CHECK(n62_gtk_place(100, &p) && near(p.x, 0.15, 1e-9));
}

/* ---- CHANTI ----------------------------------------------------------- */

static void chanti(void)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < wiring->map[N62_CHANTI].elements; i++) {
		struct n62_chanti_place p;
		int32_t e = (int32_t)i;
		bool there = n62_chanti_place(e, &p);

		CHECK(there == (n62_channel(wiring, N62_CHANTI, e) >= 0));
		if (!there)
			continue;
		n++;
		CHECK(n62_chanti_element(p.plane, p.view, p.bar,
			  p.side ? -100 : 100, p.threshold) == e);
	}
	CHECK(n == 576);
	/* the bar in the middle has no light in the hole */
	CHECK(n62_chanti_element(0, 0, 8, 30, 0) == -1);
	CHECK(n62_chanti_element(0, 0, 8, 33, 0) == 100080);
	CHECK(n62_chanti_element(0, 1, 8, 33, 0) == -1);
	CHECK(n62_chanti_element(0, 1, 8, -48, 1) == 111081);
	CHECK(n62_chanti_element(0, 0, 0, 0, 0) == 100000);
}

/* ---- STRAW ------------------------------------------------------------ */

static void straws(void)
{
	uint32_t n = 0, layer[64] = { 0 };

	for (int32_t e = -1; e < 16 * 4 * N62_STRAW_WIRES + 1; e++) {
		struct n62_straw_place p;

		if (!n62_straw_place(e, &p))
			continue;
		n++;
		layer[16 * p.chamber + 4 * p.view + p.layer]++;
		CHECK(n62_channel(wiring, N62_STRAW, e) >= 0);
		CHECK(n62_straw_element(p.chamber, p.view, p.layer, p.straw) ==
		      e);
		CHECK(
		    n62_straw_near(p.chamber, p.view, p.layer, p.w + 8.7) == e);
		CHECK(
		    n62_straw_near(p.chamber, p.view, p.layer, p.w - 8.7) == e);
	}
	CHECK(n == 7168);
	for (int i = 0; i < 64; i++)
		CHECK(layer[i] == 112);
	CHECK(n62_straw_near(0, 0, 0, NAN) == -1);
	CHECK(n62_straw_near(0, 0, 0, 1e9) == -1);
}

/* The wires on both sides of the hole, as the trigger has them
 * (StrawAlgo.cpp, HoleChamberMin and HoleChamberMax). */
static void hole(void)
{
	static const double bounds[4][3][2] = {
		{ { 6.6, 134.2 }, { 37.4, 165.0 }, { -63.8, 63.8 } },
		{ { 15.4, 143.0 }, { 50.6, 178.2 }, { -63.8, 63.8 } },
		{ { 2.2, 129.8 }, { 28.6, 156.2 }, { -63.8, 63.8 } },
		{ { -24.2, 103.4 }, { -11.0, 116.6 }, { -63.8, 63.8 } },
	};

	for (int c = 0; c < 4; c++)
		for (int v = 0; v < 4; v++) {
			const double *b = bounds[c][v < 2 ? 0 : v - 1];
			double center =
			    n62_straw_axis[v][0] * n62_straw_hole_x[c];
			double low = -1e9, high = 1e9;

			for (int32_t e = 0; e < 7808; e++) {
				struct n62_straw_place p;

				if (!n62_straw_place(e, &p) || p.chamber != c ||
				    p.view != v)
					continue;
				if (p.w < center && p.w > low)
					low = p.w;
				if (p.w > center && p.w < high)
					high = p.w;
			}
			CHECK(near(low, b[0], 1e-6));
			CHECK(near(high, b[1], 1e-6));
			CHECK(near(center, (low + high) / 2, 2.3));
			CHECK(near(high - low, 2 * N62_STRAW_HOLE, 1e-6));
		}
}

/* A straight line along z at normal incidence: 4 * 9.75 / 17.6 straws a view,
 * and what is not covered by one layer is by another. */
static void straws_per_view(void)
{
	double sum = 0, positions = 0;
	int least = 9, most = 0;

	for (double w = 300; w < 900; w += 0.01) {
		int n = 0;

		for (int l = 0; l < 4; l++) {
			int32_t e = n62_straw_near(0, 2, l, w);
			struct n62_straw_place p;

			n += n62_straw_place(e, &p) &&
			     fabs(w - p.w) < N62_STRAW_RADIUS;
		}
		sum += n;
		positions++;
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	CHECK(near(sum / positions, 4 * 9.75 / 17.6, 0.01));
	CHECK(least == 2 && most == 3);
}

/* The flight times per view and plane of Spectrometer.2018.om.conf. */
static void straw_planes(void)
{
	static const double view[4] = { 0, 0.19, 0.97, 1.16 };
	static const double plane[4] = { 0, 0.04, 0.09, 0.13 };
	const double c = 299.792458;

	for (int v = 0; v < 4; v++)
		for (int l = 0; l < 4; l++)
			CHECK(near((n62_straw_layer_z(0, v, l) -
				       n62_straw_layer_z(0, 0, 0)) /
				       c,
			    view[v] + plane[l], 0.011));
	CHECK(
	    near((n62_straw_layer_z(0, 0, 0) + n62_straw_layer_z(0, 3, 3)) / 2,
		183508, 1e-9));
}

static void drift(void)
{
	/* values of the fit, from a table that was made apart */
	static const double table[][2] = { { 15, 0 }, { 20, 0.27 },
		{ 25, 0.73 }, { 30, 1.12 }, { 40, 1.73 }, { 50, 2.23 },
		{ 60, 2.63 }, { 70, 2.99 }, { 80, 3.29 }, { 90, 3.56 },
		{ 100, 3.80 }, { 110, 4.01 }, { 120, 4.20 }, { 130, 4.37 },
		{ 140, 4.53 }, { 150, 4.67 } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CHECK(near(n62_straw_radius(table[i][0]), table[i][1], 0.0071));
	for (double r = 0; r <= 4.8701; r += 0.01) {
		double t = n62_straw_time(r);

		CHECK(near(n62_straw_radius(t), r, 1e-9));
		CHECK(n62_straw_time(r + 0.005) > t);
	}
	CHECK(n62_straw_radius(-1e9) == 0 && n62_straw_radius(0) == 0);
	CHECK(n62_straw_radius(1e9) == N62_STRAW_RADIUS);
	CHECK(near(n62_straw_time(0), 17.6, 0.05));
	CHECK(near(n62_straw_time(N62_STRAW_RADIUS), 166.2, 0.5));
}

/* ---- RICH ------------------------------------------------------------- */

/* Some of PMPosition of RICH.2017.om.conf: cell (those of the lower half are
 * 61 on), photomultiplier, x, y. */
static const double positions[][4] = { { 52, 0, 135, 155.88 },
	{ 52, 7, 171, 187.06 }, { 54, 3, 234, 140.30 }, { 55, 0, -36, 265 },
	{ 60, 0, 189, 187.06 }, { 60, 7, 225, 218.24 }, { 61, 0, -270, 46.77 },
	{ 72, 2, 261, -124.71 }, { 73, 4, -252, 15.59 }, { 84, 7, 252, -140.3 },
	{ 85, 0, -288, -46.77 }, { 95, 5, 162, -171.47 },
	{ 96, 0, -297, -93.53 }, { 106, 6, 171, -218.24 },
	{ 107, 1, -243, -155.88 }, { 115, 7, 135, -249.42 },
	{ 116, 0, -225, -218.24 }, { 121, 2, 36, -296.18 } };

static void rich(void)
{
	uint32_t n = 0, cells = 0;

	for (uint32_t i = 0; i < wiring->map[N62_RICH].elements; i++) {
		struct n62_rich_place p;
		int32_t e = (int32_t)i;
		bool there = n62_rich_place(e, &p);

		CHECK(there == (n62_channel(wiring, N62_RICH, e) >= 0));
		if (!there)
			continue;
		CHECK(hypot(p.x, p.y) < 347.5 - 9);
		CHECK(n62_rich_cell(e) == e / 100 * 100 + 10);
		if (p.pmt == 8) {
			cells++;
			continue;
		}
		n++;
		/* within the circle that the cone sees, in any direction */
		for (double phi = 0; phi < 6.2; phi += 0.5)
			CHECK(n62_rich_element(p.disc, p.x + 8.99 * cos(phi),
				  p.y + 8.99 * sin(phi)) == e);
	}
	CHECK(n == 1952 && cells == 244);
}

static void rich_positions(void)
{
	struct n62_rich_place p;

	for (size_t i = 0; i < sizeof positions / sizeof *positions; i++) {
		int cell = (int)positions[i][0];
		int32_t e = 10000 * (cell / 61) + 100 * (cell % 61) +
			    (int32_t)positions[i][1];

		CHECK(n62_rich_place(e, &p));
		CHECK(near(p.x, positions[i][2], 0.006));
		CHECK(near(p.y, positions[i][3], 0.006));
		CHECK(n62_rich_place(100000 + e, &p) && p.disc == 1);
	}
	/* SCPosition: the middle of a cell */
	CHECK(n62_rich_place(10, &p));
	CHECK(near(p.x, -243, 1e-9) && near(p.y, 109.119, 0.001));
	CHECK(n62_rich_element(0, 400, 0) == -1);
	CHECK(n62_rich_element(0, NAN, 0) == -1);
	CHECK(n62_rich_element(2, 0, 0) == -1);
}

int main(void)
{
	struct n62_err err = { 0 };
	struct n62_conditions *c = n62_conditions_new(&err);

	wiring = c ? n62_wiring_new(c, 9000, &err) : NULL;
	if (!wiring)
		return 1;
	check_run("KTAG: the 48 cones of each sector", ktag);
	check_run("GTK: pixels, and where they are", gtk);
	check_run("GTK: borders of sensors and chips", gtk_edges);
	check_run("CHANTI: bars, and halves at the hole", chanti);
	check_run("STRAW: 112 straws in each of 64 layers", straws);
	check_run("STRAW: the hole for the beam", hole);
	check_run("STRAW: two or three straws a view", straws_per_view);
	check_run("STRAW: distances of views and planes", straw_planes);
	check_run("STRAW: drift times and distances", drift);
	check_run("RICH: photomultipliers, and where they are", rich);
	check_run("RICH: positions of the configuration", rich_positions);
	n62_wiring_free(wiring);
	n62_conditions_free(c);
	return check_end();
}
