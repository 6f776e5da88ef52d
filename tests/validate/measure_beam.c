/*
 * measure_beam.c - the kaon in KTAG and GTK, without pile-up: photoelectrons,
 * sectors, efficiencies, times, and momentum and direction as the experiment
 * reconstructs them.
 */
#include "validate.h"

/* A station: the mean of the pixels of its only particle. */
struct station {
	int pixels;
	double x, y, t;
};

static struct beam {
	struct val_list photons, halves, single, hit, track, p, tx, ty;
	double events, tagged, all3, seen[3], pairs, stations;
	double mean_p, mean_p2, mean_tx;
} beam;

static void ktag(const struct val_event *e)
{
	const struct val_hits *h = &e->det[N62_KTAG];
	double sum[2] = { 0 }, middle = val_kaon_time(e);
	unsigned sectors = 0;
	int n[2] = { 0 }, count = 0;

	for (uint32_t i = 0; i < h->n; i++) {
		struct n62_ktag_place place;
		double t = val_time(e, N62_KTAG, i);

		if (isnan(t) || !n62_ktag_place(h->element[i], &place))
			continue;
		sectors |= 1u << place.sector;
		sum[count % 2] += t;
		n[count++ % 2]++;
	}
	val_add(&beam.photons, count);
	beam.tagged += __builtin_popcount(sectors) >= 5;
	if (count < 10)
		return;
	/* Two halves differ by twice what their mean is wrong by. */
	val_add(&beam.halves, (sum[0] / n[0] - sum[1] / n[1]) / 2);
	for (uint32_t i = 0; i < h->n; i++)
		val_add(&beam.single, (val_time(e, N62_KTAG, i) - middle) *
					  sqrt(count / (count - 1.)));
}

static void gtk_hits(const struct val_event *e, struct station s[3])
{
	const struct val_hits *h = &e->det[N62_GTK];

	for (uint32_t i = 0; i < h->n; i++) {
		struct n62_gtk_place place;
		struct station *at;

		if (!n62_gtk_place(h->element[i], &place))
			continue;
		at = &s[place.station];
		at->pixels++;
		at->x += place.x;
		at->y += place.y;
		at->t += val_time(e, N62_GTK, i);
	}
	for (int k = 0; k < 3; k++) {
		beam.seen[k] += s[k].pixels > 0;
		beam.stations += s[k].pixels > 0;
		beam.pairs += s[k].pixels > 1;
		s[k].x /= s[k].pixels;
		s[k].y /= s[k].pixels;
		s[k].t /= s[k].pixels;
	}
}

/*
 * The line through the three stations, x of the first two referred to the
 * line behind TRIM5, with the errors of pixels and of scattering: 0.087 mm,
 * and what a station bends over the way to GTK3. 1/sigma^2 of GTK1 and GTK2
 * include the scattering in GTK2 (17 microrad), 10 m before GTK3.
 */
static double slope_of(const double z[3], const double x[3])
{
	static const double sigma[3] = { 0.25, 0.17, 0.087 };
	double w = 0, wz = 0, wx = 0, wzz = 0, wzx = 0;

	for (int k = 0; k < 3; k++) {
		double one = 1 / (sigma[k] * sigma[k]), at = z[k] - z[2];

		w += one;
		wz += one * at;
		wx += one * x[k];
		wzz += one * at * at;
		wzx += one * at * x[k];
	}
	return (w * wzx - wz * wx) / (w * wzz - wz * wz);
}

static void gtk_track(const struct val_event *e, const struct station s[3])
{
	const double trim5 = 102000, alpha = 13.2 / 22.8, kick = 1.249985;
	double true_p = n62_p4_p(val_p4(e, 0, N62_M_K)), x[3];
	double pz = (double)e->mc.pz[0];
	double p =
	    kick * 3600 / ((1 - alpha) * s[0].y + alpha * s[2].y - s[1].y);

	for (int k = 0; k < 3; k++)
		x[k] = s[k].x + 0.090 / p * fmin(n62_gtk_z[k] - trim5, 0);
	val_add(&beam.p, 1000 * p / true_p - 1);
	val_add(&beam.tx,
	    1e6 * (slope_of(n62_gtk_z, x) - (double)e->mc.px[0] / pz));
	val_add(&beam.ty,
	    1e6 * ((s[2].y - s[0].y) / 22800 - (double)e->mc.py[0] / pz));
}

static void gtk_time(const struct val_event *e, const struct station s[3])
{
	double kaon = val_kaon_time(e);

	for (int k = 0; k < 3; k++)
		if (s[k].pixels == 1)
			val_add(&beam.hit, s[k].t - kaon);
	if (s[0].pixels && s[1].pixels && s[2].pixels)
		val_add(&beam.track, (s[0].t + s[1].t + s[2].t) / 3 - kaon);
}

static void each(const struct val_event *e, void *ctx)
{
	struct station s[3] = { 0 };
	double p = n62_p4_p(val_p4(e, 0, N62_M_K)) / 1000;

	(void)ctx;
	beam.events++;
	beam.mean_p += p;
	beam.mean_p2 += p * p;
	beam.mean_tx += (double)(e->mc.px[0] / e->mc.pz[0]);
	ktag(e);
	gtk_hits(e, s);
	gtk_time(e, s);
	if (s[0].pixels && s[1].pixels && s[2].pixels) {
		beam.all3++;
		gtk_track(e, s);
	}
}

/* The error of the kaon's time is part of the difference. */
static void row_time(const char *key, struct val_list *l, double kaon)
{
	double sigma = val_sigma(l);

	val_row(
	    key, sqrt(sigma * sigma - kaon * kaon), sigma * sqrt(0.82 / l->n));
}

static const struct val_picture pictures[] = {
	{ "ktag.time", -0.3, 0.3, 0, 0.07 },
	{ "gtk.momentum", -0.01, 0.01, 0, 0.002 },
	{ "gtk.slope_x", -80, 80, 0, 16 },
};

static void draw(const char *directory)
{
	val_draw(directory, &pictures[0], &beam.halves);
	val_draw(directory, &pictures[1], &beam.p);
	val_draw(directory, &pictures[2], &beam.tx);
}

int main(int argc, char **argv)
{
	double n, kaon;

	if (argc != 2)
		val_die("measure_beam DIRECTORY");
	val_events(each, NULL);
	draw(argv[1]);
	n = beam.events;
	kaon = val_sigma(&beam.halves);
	val_row("beam.p", beam.mean_p / n, 0.75 / sqrt(n));
	val_row("beam.spread",
	    sqrt(beam.mean_p2 / n - beam.mean_p * beam.mean_p / n / n),
	    0.75 / sqrt(2 * n));
	val_row("beam.slope", 1e3 * beam.mean_tx / n, 0.12 / sqrt(n));
	val_row_mean("ktag.photons", &beam.photons);
	val_row_part("ktag.efficiency", beam.tagged, n);
	val_row_sigma("ktag.time", &beam.halves, 1);
	val_row_sigma("ktag.single", &beam.single, 1);
	val_row_part("gtk.station1", beam.seen[0], n);
	val_row_part("gtk.station2", beam.seen[1], n);
	val_row_part("gtk.station3", beam.seen[2], n);
	val_row_part("gtk.three", beam.all3, n);
	val_row_part("gtk.pairs", beam.pairs, beam.stations);
	val_row_sigma("gtk.momentum", &beam.p, 100);
	val_row_mean("gtk.bias", &beam.p);
	val_row_sigma("gtk.slope_x", &beam.tx, 1);
	val_row_sigma("gtk.slope_y", &beam.ty, 1);
	row_time("gtk.single", &beam.hit, kaon);
	row_time("gtk.time", &beam.track, kaon);
	return 0;
}
