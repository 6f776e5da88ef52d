/*
 * measure_muons.c - muons behind the RICH, without pile-up: efficiencies and
 * times of CHOD, NewCHOD and MUV3, and what they leave in the LKr.
 */
#include "validate.h"

static const double chod_z[2] = { 239009, 239389 };
static const double light = 160; /* mm/ns along a slab, a parameter */

static struct muons {
	struct val_list chod, newchod, muv3, mip;
	double tracks, slabs;   /* of the CHOD: two for each track */
	double on_tiles, tiles; /* NewCHOD */
	double on_pads, pads;   /* MUV3 */
	double on_lkr, below;   /* E/p < 0.2 */
} muons;

/* The first hit of the element in the detector, or NaN. */
static double time_of(const struct val_event *e, int d, int32_t element)
{
	for (uint32_t i = 0; i < e->det[d].n; i++)
		if (e->det[d].element[i] == element)
			return val_time(e, d, i);
	return NAN;
}

/* Not closer than 10 mm to where the element ends. */
static bool within(const struct n62_place *p, const struct val_line *l)
{
	return fabs(l->x - p->x) < p->hx - 10 && fabs(l->y - p->y) < p->hy - 10;
}

static void chod(const struct val_event *e, int muon)
{
	double t[2];

	for (int k = 0; k < 2; k++) {
		struct val_line l = val_line_at(e, muon, chod_z[k]);
		int32_t slab = n62_chod_element(k, l.x, l.y);
		struct n62_place p;

		if (slab < 0 || n62_chod_place(slab, &p) < 0 || !within(&p, &l))
			return;
		t[k] = time_of(e, N62_CHOD, slab) -
		       n62_chod_path(slab, l.x, l.y) / light;
	}
	muons.tracks += 2;
	muons.slabs += !isnan(t[0]) + !isnan(t[1]);
	if (!isnan(t[0]) && !isnan(t[1]))
		val_add(&muons.chod, (t[0] - t[1]) / sqrt(2));
}

/* The difference of the times of two photomultipliers, as the error of one.
 * What the TDC rounds is spread evenly over its step, so that quantiles do not
 * jump from one step to the next. */
static void add_pair(struct val_list *l, double a, double b)
{
	double even = fmod(l->n * 0.6180339887498949, 1) - 0.5;

	val_add(l, (a - b + even * N62_CLOCK / 256) / sqrt(2));
}

/* Both photomultipliers of a tile; the other's number is other higher. */
static void tile(const struct val_event *e, int d, int32_t element, int other,
    double *pair, double *of, struct val_list *times)
{
	double a = time_of(e, d, element), b = time_of(e, d, element + other);

	++*of;
	if (isnan(a) || isnan(b))
		return;
	++*pair;
	add_pair(times, a, b);
}

static void newchod(const struct val_event *e, int muon)
{
	struct val_line l = val_line_at(e, muon, 238131);
	int32_t element = n62_newchod_element(l.x, l.y);
	struct n62_place b[4];
	int n = element < 0 ? 0 : n62_newchod_bricks(element, b);

	for (int i = 0; i < n; i++)
		if (within(&b[i], &l) && hypot(l.x, l.y) > 160 &&
		    hypot(l.x, l.y) < 1050)
			tile(e, N62_NEWCHOD, element, 50, &muons.tiles,
			    &muons.on_tiles, &muons.newchod);
}

/* Behind 2 m of iron: only where scattering cannot leave the tile's
 * neighbourhood; any tile with both photomultipliers counts. */
static void muv3(const struct val_event *e, int muon)
{
	const struct val_hits *h = &e->det[N62_MUV3];
	struct val_line l = val_line_at(e, muon, 246800);
	bool found = false;

	if (fmax(fabs(l.x), fabs(l.y)) > 1150 || hypot(l.x, l.y) < 300)
		return;
	muons.on_pads++;
	for (uint32_t i = 0; i < h->n; i++) {
		double other;

		if (h->element[i] >= 200)
			continue;
		other = time_of(e, N62_MUV3, h->element[i] + 200);
		if (isnan(other) || isnan(val_time(e, N62_MUV3, i)))
			continue;
		found = true;
		add_pair(&muons.muv3, val_time(e, N62_MUV3, i), other);
	}
	muons.pads += found;
}

static void lkr(const struct val_event *e, int muon, double p)
{
	const struct val_hits *h = &e->det[N62_LKR];
	struct val_line l = val_line_at(e, muon, 241093);
	double sum = 0;

	if (n62_lkr_element(l.x, l.y) < 0 || hypot(l.x, l.y) < 200)
		return;
	for (uint32_t i = 0; i < h->n; i++) {
		struct n62_place c;

		if (n62_lkr_place(h->element[i], &c) == 0 &&
		    hypot(c.x - l.x, c.y - l.y) < 60)
			sum += 3.3 * (double)h->peak[i];
	}
	if (sum > 0)
		val_add(&muons.mip, sum);
	muons.on_lkr++;
	muons.below += sum / p < 0.2;
}

static void each(const struct val_event *e, void *ctx)
{
	int muon = val_daughter(e, -N62_MUON);
	double p;

	(void)ctx;
	if (muon < 0 || (double)e->mc.end_z[muon] < 240500)
		return;
	p = n62_p4_p(val_p4(e, muon, N62_M_MU));
	if (p < 12000)
		return;
	chod(e, muon);
	newchod(e, muon);
	lkr(e, muon, p);
	if (p > 15000)
		muv3(e, muon);
}

static const struct val_picture pictures[] = {
	{ "chod.time", -1, 1, 0, 0.225 },
	{ "muv3.time", -2, 2, 0, 0.45 },
	{ "lkr.mip", 0, 1500, 550, 0 },
};

static void draw(const char *directory)
{
	val_draw(directory, &pictures[0], &muons.chod);
	val_draw(directory, &pictures[1], &muons.muv3);
	val_draw(directory, &pictures[2], &muons.mip);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		val_die("measure_muons DIRECTORY");
	val_events(each, NULL);
	draw(argv[1]);
	val_row_part("chod.efficiency", muons.slabs, muons.tracks);
	val_row_sigma("chod.time", &muons.chod, 1);
	val_row_part("newchod.efficiency", muons.tiles, muons.on_tiles);
	val_row_sigma("newchod.time", &muons.newchod, 1);
	val_row_part("muv3.efficiency", muons.pads, muons.on_pads);
	val_row_sigma("muv3.time", &muons.muv3, 1);
	val_row("lkr.mip", val_quantile(&muons.mip, 0.5),
	    1.25 * val_sigma(&muons.mip) / sqrt(muons.mip.n));
	val_row_part("lkr.muons_below", muons.below, muons.on_lkr);
	return 0;
}
