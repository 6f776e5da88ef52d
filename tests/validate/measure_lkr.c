/*
 * measure_lkr.c - showers in the LKr, without pile-up.
 *
 *	measure_lkr DIRECTORY e    electrons of K -> e nu, no material
 *	measure_lkr DIRECTORY pi   pions of K -> pi pi0 without photons near
 *
 * The energy is that of all cells within 110 mm of the place of impact, with
 * the experiment's correction of simulated clusters for what zero suppression
 * loses: E (24.12 / (17.05 + sqrt(E)) + 0.926), E in MeV, above 4 cells.
 *
 * Heights are those of a parabola through three samples 25 ns apart above the
 * smallest sample. Two corrections are done, as a reconstruction does them:
 * heights are taken above the mean pedestal, as the smallest of eight is 1.4
 * sigma of the noise below; and divided by what the parabola gives for a pulse
 * with its maximum there between two samples where the time of the kaon says.
 * lkr.e.raw_mean and lkr.e.raw are without them.
 */
#include "validate.h"

enum {
	BANDS = 5
};

static const double band[BANDS + 1] = { 6, 12, 20, 30, 42, 56 }; /* GeV */

static struct lkr {
	struct val_list ratio[BANDS], raw, pull, all;
	double cells, showers, tried, high, mip;
} lkr;

/* Height of the parabola through the largest sample and its neighbours, for a
 * pulse of height 1 with its maximum so many ns behind a sample. */
static double parabola(double ns)
{
	const double shaping = 17.5;
	double s[8], a, b;
	int most = 1;

	for (int k = 0; k < 8; k++) {
		s[k] = n62_cream_pulse((k - 4) * N62_CLOCK - ns, shaping);
		if (s[k] > s[most])
			most = k;
	}
	a = s[most - 1] - 2 * s[most] + s[most + 1];
	b = (s[most + 1] - s[most - 1]) / 2;
	return s[most] - b * b / (2 * a);
}

struct shower {
	double energy, raw; /* raw: without the corrections of heights */
	int cells;
};

/* cream.count and cream.pedestal of the parameters. */
static const double count = 3.3, pedestal = 400;

static double lossless(double energy, int cells)
{
	return cells > 4 ? energy * (24.12 / (17.05 + sqrt(energy)) + 0.926)
			 : energy;
}

static struct shower at(const struct val_event *e, double x, double y)
{
	const struct val_hits *h = &e->det[N62_LKR];
	struct shower s = { 0 };
	double kaon = val_kaon_time(e);

	for (uint32_t i = 0; i < h->n; i++) {
		struct n62_place c;

		if (n62_lkr_place(h->element[i], &c) < 0 ||
		    hypot(c.x - x, c.y - y) > 110)
			continue;
		s.raw += count * (double)h->peak[i];
		s.energy +=
		    count * ((double)(h->peak[i] + h->pedestal[i]) - pedestal);
		s.cells++;
	}
	if (!isnan(kaon))
		s.energy /= parabola(fmod(kaon + 4 * N62_CLOCK, N62_CLOCK));
	s.energy = lossless(s.energy, s.cells);
	s.raw = lossless(s.raw, s.cells);
	return s;
}

/* Not near the beam pipe or the edge. */
static bool contained(const struct val_line *l)
{
	return hypot(l->x, l->y) > 250 && fabs(l->x) < 1000 &&
	       fabs(l->y) < 1000 && fabs(l->x) + fabs(l->y) < 1400;
}

/* No photon of the pi0 comes within 400 mm. */
static bool alone(const struct val_event *e, const struct val_line *l)
{
	for (uint32_t i = 1; i < e->mc.n && e->mc.overlay[i] == 0; i++) {
		struct val_line other = val_line_at(e, (int)i, 241093);

		if (e->mc.pdg[i] == N62_PHOTON && (double)e->mc.pz[i] > 100 &&
		    hypot(other.x - l->x, other.y - l->y) < 400)
			return false;
	}
	return true;
}

static double resolution(double gev)
{
	return hypot(hypot(0.048 / sqrt(gev), 0.11 / gev), 0.009);
}

static void electron(const struct val_event *e, void *ctx)
{
	int i = val_daughter(e, -N62_ELECTRON);
	struct val_line l;
	struct shower s;
	double p;

	(void)ctx;
	if (i < 0 || val_daughter(e, N62_PHOTON) >= 0 ||
	    (double)e->mc.end_z[i] < 241000)
		return;
	l = val_line_at(e, i, 241093);
	p = n62_p4_p(val_p4(e, i, N62_M_E));
	if (!contained(&l) || p < 6000 || p > 56000)
		return;
	s = at(e, l.x, l.y);
	for (int k = 0; k < BANDS; k++)
		if (p / 1000 < band[k + 1]) {
			val_add(&lkr.ratio[k], s.energy / p);
			break;
		}
	if (p > 42000)
		val_add(&lkr.raw, s.raw / p);
	val_add(&lkr.pull, (s.energy / p - 1) / resolution(p / 1000));
	lkr.cells += s.cells;
	lkr.showers++;
}

static void pion(const struct val_event *e, void *ctx)
{
	int i = val_daughter(e, N62_PION);
	struct val_line l;
	struct shower s;
	double p;

	(void)ctx;
	if (i < 0 || (double)e->mc.end_z[i] < 240500)
		return;
	l = val_line_at(e, i, 241093);
	p = n62_p4_p(val_p4(e, i, N62_M_PI));
	if (!contained(&l) || p < 15000 || p > 45000 || !alone(e, &l))
		return;
	s = at(e, l.x, l.y);
	lkr.tried++;
	lkr.high += s.energy / p > 0.95;
	lkr.mip += s.energy < 1000;
	val_add(&lkr.all, s.energy / p);
}

static const char *const keys[2][BANDS] = {
	{ "lkr.e.sigma9", "lkr.e.sigma16", "lkr.e.sigma25", "lkr.e.sigma36",
	    "lkr.e.sigma49" },
	{ "lkr.e.mean9", "lkr.e.mean16", "lkr.e.mean25", "lkr.e.mean36",
	    "lkr.e.mean49" },
};

static void electrons(void)
{
	for (int k = 0; k < BANDS; k++) {
		val_row_sigma(keys[0][k], &lkr.ratio[k], 100);
		val_row_mean(keys[1][k], &lkr.ratio[k]);
	}
	val_row_mean("lkr.e.raw_mean", &lkr.raw);
	val_row_sigma("lkr.e.raw", &lkr.raw, 100);
	val_row_sigma("lkr.e.pull", &lkr.pull, 1);
	val_row("lkr.e.cells", lkr.cells / lkr.showers, 0);
}

static const struct val_picture pictures[] = {
	{ "lkr.e.sigma49", 0.9, 1.1, 1, 0.0115 },
	{ "lkr.pi.mean", 0, 1.2, 0, 0 },
};

int main(int argc, char **argv)
{
	bool electron_wanted = argc == 3 && strcmp(argv[2], "e") == 0;

	if (argc != 3)
		val_die("measure_lkr DIRECTORY e|pi");
	val_events(electron_wanted ? electron : pion, NULL);
	if (electron_wanted) {
		electrons();
		val_draw(argv[1], &pictures[0], &lkr.ratio[BANDS - 1]);
		return 0;
	}
	val_draw(argv[1], &pictures[1], &lkr.all);
	val_row_mean("lkr.pi.mean", &lkr.all);
	val_row_part("lkr.pi.above", lkr.high, lkr.tried);
	val_row_part("lkr.pi.mip", lkr.mip, lkr.tried);
	return 0;
}
