/*
 * measure_straw.c - straws on the tracks of muons, without pile-up: how many,
 * how well they measure, and the kick of the magnet and the momentum by two
 * lines through two chambers each.
 */
#include "validate.h"

enum {
	MOST = 64,
	FIT = 4 /* x, y, slopes */
};

/* A straw that a track crosses. */
struct crossing {
	int chamber, view;
	double w, z, r; /* wire, drift radius */
};

static struct straws {
	struct val_list residual, far, kick, p20, p40, per_view;
} straws;

/* ---- a line through straws ------------------------------------------ */

static double at(const double line[FIT], const struct crossing *c, double z0)
{
	const double *axis = n62_straw_axis[c->view];

	return axis[0] * (line[0] + line[2] * (c->z - z0)) +
	       axis[1] * (line[1] + line[3] * (c->z - z0));
}

/* By elimination, without pivots: the matrix is positive definite. */
static void solve(double m[FIT][FIT + 1], double out[FIT])
{
	for (int i = 0; i < FIT; i++)
		for (int k = i + 1; k < FIT; k++) {
			double f = m[k][i] / m[i][i];

			for (int j = i; j <= FIT; j++)
				m[k][j] -= f * m[i][j];
		}
	for (int i = FIT - 1; i >= 0; i--) {
		out[i] = m[i][FIT];
		for (int j = i + 1; j < FIT; j++)
			out[i] -= m[i][j] * out[j];
		out[i] /= m[i][i];
	}
}

/* The error of a drift radius, by which hits are weighted: large at the wire,
 * constant from 2 mm on. */
static double error(double r)
{
	return r < 2 ? 0.3 - 0.12 * r : 0.06;
}

/* The distance of the line from the measured circle, on the side of the wire
 * on which the line is. */
static double residual(
    const double line[FIT], const struct crossing *c, double z0)
{
	double d = at(line, c, z0) - c->w;

	return d > 0 ? d - c->r : d + c->r;
}

/* One step of least squares from the line, with hits closer than cut; the
 * number of hits. Metres for the way along z, so that the matrix is even. */
static int step(
    double line[FIT], const struct crossing *c, int n, double z0, double cut)
{
	double m[FIT][FIT + 1] = { { 0 } }, change[FIT];
	int used = 0;

	for (int i = 0; i < n; i++) {
		const double *axis = n62_straw_axis[c[i].view];
		double far = (c[i].z - z0) / 1000;
		double d = residual(line, &c[i], z0);
		double w = 1 / (error(c[i].r) * error(c[i].r));
		double by[FIT] = { axis[0], axis[1], axis[0] * far,
			axis[1] * far };

		if (fabs(d) > cut)
			continue;
		used++;
		for (int j = 0; j < FIT; j++) {
			for (int k = 0; k < FIT; k++)
				m[j][k] += w * by[j] * by[k];
			m[j][FIT] -= w * by[j] * d;
		}
	}
	if (used < 10)
		return used;
	solve(m, change);
	line[0] += change[0];
	line[1] += change[1];
	line[2] += change[2] / 1000;
	line[3] += change[3] / 1000;
	return used;
}

/* Sides of wires may change from step to step. */
static int fit(double line[FIT], const struct crossing *c, int n, double z0)
{
	int used = 0;

	for (int i = 0; i < 6; i++)
		used = step(line, c, n, z0, i < 3 ? 5 : 1);
	return used;
}

/* ---- an event ------------------------------------------------------- */

/* Hits of two chambers within 10 mm of the true line. */
static int collect(
    const struct val_event *e, int muon, int first, struct crossing *c)
{
	const struct val_hits *h = &e->det[N62_STRAW];
	double kaon = val_kaon_time(e);
	int n = 0;

	for (uint32_t i = 0; i < h->n && n < MOST; i++) {
		struct n62_straw_place p;
		struct val_line l;
		double t = val_time(e, N62_STRAW, i) - kaon;

		if (isnan(t) || !n62_straw_place(h->element[i], &p) ||
		    p.chamber / 2 != first / 2)
			continue;
		l = val_line_at(e, muon, p.z);
		if (fabs(n62_straw_axis[p.view][0] * l.x +
			 n62_straw_axis[p.view][1] * l.y - p.w) > 10)
			continue;
		c[n++] = (struct crossing){ p.chamber, p.view, p.w, p.z,
			n62_straw_radius(t) };
	}
	return n;
}

/* Away from the holes, and where all views have wires. */
static bool inside(const struct val_event *e, int muon)
{
	for (int k = 0; k < 4; k++) {
		struct val_line l = val_line_at(e, muon, n62_straw_z[k]);
		double r = hypot(l.x - n62_straw_hole_x[k], l.y);

		if (hypot(l.x, l.y) > 950 || r < 200)
			return false;
	}
	return true;
}

static void count_views(const struct crossing *c, int n)
{
	int views[4][4] = { { 0 } };

	for (int i = 0; i < n; i++)
		views[c[i].chamber][c[i].view]++;
	for (int k = c[0].chamber / 2 * 2, last = k + 2; k < last; k++)
		for (int v = 0; v < 4; v++)
			val_add(&straws.per_view, views[k][v]);
}

static bool line_of(
    const struct val_event *e, int muon, int first, double line[FIT])
{
	double z0 = (n62_straw_z[first] + n62_straw_z[first + 1]) / 2;
	struct val_line l = val_line_at(e, muon, z0);
	struct crossing c[MOST];
	int n = collect(e, muon, first, c), used;

	if (n < 10)
		return false;
	count_views(c, n);
	line[0] = l.x;
	line[1] = l.y;
	line[2] = l.tx;
	line[3] = l.ty;
	used = fit(line, c, n, z0);
	for (int i = 0; i < n && used > 12; i++) {
		double d = residual(line, &c[i], z0) *
			   sqrt(used / (used - (double)FIT));

		if (fabs(d) < 3)
			val_add(&straws.residual, d);
		if (fabs(d) < 3 && c[i].r > 2)
			val_add(&straws.far, d);
	}
	return used > 12;
}

static void each(const struct val_event *e, void *ctx)
{
	double front[FIT], back[FIT], p, kick, measured;
	int muon = val_daughter(e, -N62_MUON);

	(void)ctx;
	if (muon < 0 || (double)e->mc.end_z[muon] < 241000 ||
	    (double)e->mc.z[muon] > 182000 || !inside(e, muon) ||
	    val_daughter(e, N62_PHOTON) >= 0)
		return;
	p = n62_p4_p(val_p4(e, muon, N62_M_MU));
	if (!line_of(e, muon, 0, front) || !line_of(e, muon, 2, back))
		return;
	/* Of sines of angles, as the momentum along x changes. */
	kick = front[2] / sqrt(1 + front[2] * front[2] + front[3] * front[3]) -
	       back[2] / sqrt(1 + back[2] * back[2] + back[3] * back[3]);
	val_add(&straws.kick, kick * p);
	measured = N62_MNP33_KICK / kick;
	if (p > 18000 && p < 22000)
		val_add(&straws.p20, 100 * (measured / p - 1));
	if (p > 36000 && p < 44000)
		val_add(&straws.p40, 100 * (measured / p - 1));
}

/* The width of all is that of the tails, too: near the wire the error is five
 * times as large as far from it. um. */
static void row_rms(const char *key, const struct val_list *l)
{
	double sum = 0, rms;

	for (uint32_t i = 0; i < l->n; i++)
		sum += l->v[i] * l->v[i];
	rms = 1000 * sqrt(sum / l->n);
	val_row(key, rms, rms / sqrt(l->n));
}

static const struct val_picture pictures[] = {
	{ "straw.residual", -1, 1, 0, 0.13 },
	{ "straw.kick", 255, 285, 270, 0 },
	{ "straw.p20", -2, 2, 0, 0.37 },
};

static void draw(const char *directory)
{
	val_draw(directory, &pictures[0], &straws.residual);
	val_draw(directory, &pictures[1], &straws.kick);
	val_draw(directory, &pictures[2], &straws.p20);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		val_die("measure_straw DIRECTORY");
	val_events(each, NULL);
	draw(argv[1]);
	/* The median: 1/p of scattered tracks has tails. */
	val_row("straw.kick", val_quantile(&straws.kick, 0.5),
	    1.25 * val_sigma(&straws.kick) / sqrt(straws.kick.n));
	val_row_mean("straw.per_view", &straws.per_view);
	row_rms("straw.residual", &straws.residual);
	val_row_sigma("straw.far", &straws.far, 1000);
	val_row_sigma("straw.p20", &straws.p20, 1);
	val_row_sigma("straw.p40", &straws.p40, 1);
	return 0;
}
