/*
 * measure_rich.c - rings of muons in the RICH, without pile-up: photons,
 * radius, resolution and time, of tracks whose whole ring is on a disc.
 */
#include "validate.h"

enum {
	MOST = 128
};

static const double index_of_neon = 1 + 62e-6;

static struct rich {
	struct val_list hits, radius, position, single, time, kaon;
} rich;

/* A hit in the frame of the ring's centre. */
struct photon {
	double x, y, t;
};

/* The ring and its surroundings are on both discs. */
static bool contained(const struct val_line *l, const struct val_line *mirror)
{
	for (int d = 0; d < 2; d++)
		if (hypot(N62_RICH_FOCAL * l->tx + n62_rich_shift[d],
			N62_RICH_FOCAL * l->ty) > 120)
			return false;
	return hypot(mirror->x, mirror->y) > 350 &&
	       hypot(mirror->x, mirror->y) < 1000;
}

static int collect(const struct val_event *e, const struct val_line *l,
    double ring, struct photon *v)
{
	const struct val_hits *h = &e->det[N62_RICH];
	int n = 0;

	for (uint32_t i = 0; i < h->n && n < MOST; i++) {
		struct n62_rich_place p;
		struct photon *f = &v[n];

		f->t = val_time(e, N62_RICH, i);
		/* pmt 8 is the OR of a cell. */
		if (isnan(f->t) || !n62_rich_place(h->element[i], &p) ||
		    p.pmt >= 8)
			continue;
		f->x = p.x - n62_rich_shift[p.disc] - N62_RICH_FOCAL * l->tx;
		f->y = p.y - N62_RICH_FOCAL * l->ty;
		if (fabs(hypot(f->x, f->y) - ring) < 20)
			n++;
	}
	return n;
}

/* Radius of the circle through the points: linear least squares of x^2 + y^2
 * = a x + b y + c (I. Kasa, IEEE Trans. Instrum. Meas. 25 (1976) 8). */
static double circle(const struct photon *v, int n, double centre[2])
{
	double mx = 0, my = 0, xx = 0, yy = 0, xy = 0, xr = 0, yr = 0, r = 0;
	double det;

	for (int i = 0; i < n; i++) {
		mx += v[i].x / n;
		my += v[i].y / n;
	}
	for (int i = 0; i < n; i++) {
		double x = v[i].x - mx, y = v[i].y - my, s = x * x + y * y;

		xx += x * x;
		yy += y * y;
		xy += x * y;
		xr += x * s / 2;
		yr += y * s / 2;
		r += s / n;
	}
	det = xx * yy - xy * xy;
	centre[0] = (xr * yy - yr * xy) / det;
	centre[1] = (yr * xx - xr * xy) / det;
	r = sqrt(r + centre[0] * centre[0] + centre[1] * centre[1]);
	centre[0] += mx;
	centre[1] += my;
	return r;
}

/* A ring against the kaon: what its photons have in common is in it. */
static void times(const struct val_event *e, const struct photon *v, int n)
{
	double mean = 0, kaon = val_kaon_time(e);

	for (int i = 0; i < n; i++)
		mean += v[i].t / n;
	if (!isnan(kaon)) {
		val_add(&rich.time, mean - kaon);
		val_add(&rich.kaon, val_kaon_halves(e));
	}
	for (int i = 0; i < n; i++)
		val_add(&rich.single, (v[i].t - mean) * sqrt(n / (n - 1.)));
}

static void each(const struct val_event *e, void *ctx)
{
	const double most = 1 - 1 / (index_of_neon * index_of_neon);
	int muon = val_daughter(e, -N62_MUON), n;
	double p, ring, sine2, cosine, centre[2];
	struct val_line l, mirror;
	struct photon v[MOST];

	(void)ctx;
	if (muon < 0 || (double)e->mc.end_z[muon] < 241000 ||
	    (double)e->mc.z[muon] > 182000)
		return;
	p = n62_p4_p(val_p4(e, muon, N62_M_MU));
	l = val_line_at(e, muon, 219600);
	mirror = val_line_at(e, muon, 236873);
	if (p < 35000 || !contained(&l, &mirror))
		return;
	cosine = sqrt(1 + N62_M_MU * N62_M_MU / (p * p)) / index_of_neon;
	sine2 = 1 - cosine * cosine;
	ring = N62_RICH_FOCAL * sqrt(sine2) / cosine;
	n = collect(e, &l, ring, v);
	/* What it would be at beta = 1. */
	val_add(&rich.hits, n * most / sine2);
	if (n < 6)
		return;
	val_add(&rich.radius, circle(v, n, centre) - ring);
	for (int i = 0; i < n; i++)
		val_add(&rich.position, hypot(v[i].x, v[i].y) - ring);
	times(e, v, n);
}

static const struct val_picture pictures[] = {
	{ "rich.hits", 0, 30, 14, 3.74 },
	{ "rich.radius", -8, 8, 0, 1.5 },
	{ "rich.single", -1.5, 1.5, 0, 0 },
};

static void draw(const char *directory)
{
	val_draw(directory, &pictures[0], &rich.hits);
	val_draw(directory, &pictures[1], &rich.radius);
	val_draw(directory, &pictures[2], &rich.single);
}

int main(int argc, char **argv)
{
	double both, kaon, time;

	if (argc != 2)
		val_die("measure_rich DIRECTORY");
	val_events(each, NULL);
	draw(argv[1]);
	val_row_mean("rich.hits", &rich.hits);
	val_row_mean("rich.bias", &rich.radius);
	val_row_sigma("rich.radius", &rich.radius, 1);
	val_row_rms("rich.position", &rich.position, 1);
	val_row_sigma("rich.single", &rich.single, 1000);
	both = val_sigma(&rich.time);
	kaon = val_sigma(&rich.kaon);
	time = sqrt(both * both - kaon * kaon);
	val_row("rich.time", 1000 * time,
	    1000 * both * both / time * sqrt(0.82 / rich.time.n));
	return 0;
}
