/*
 * measure_lav.c - photons of K -> pi pi0 that end in a station of the LAV,
 * without pile-up and material: how many leave no hit there or in the next.
 */
#include "validate.h"

static struct lav {
	double photons[2], missed[2]; /* 0.2 to 0.5 GeV; above */
	double low, low_missed;       /* 0.1 to 0.2 GeV */
} lav;

/* The station in whose glass the photon ends, seen or not; 0: none, or not
 * well within. */
static int station_of(const struct val_event *e, int i)
{
	for (int k = 1; k <= 12; k++) {
		const struct n62_lav_station *s = n62_lav_station(k);
		struct val_line front = val_line_at(e, i, s->front);
		struct val_line back = val_line_at(e, i, s->back);
		double end = (double)e->mc.end_z[i];

		if (end > s->front - 1 && end < s->back)
			return hypot(front.x, front.y) < s->outer - 20 &&
				       hypot(back.x, back.y) > s->inner + 20
				   ? k
				   : 0;
	}
	return 0;
}

/* A hit in the station or the next, within 20 degrees. */
static bool seen(const struct val_event *e, int i, int station)
{
	const struct val_hits *h = &e->det[N62_LAV];
	struct val_line l = val_line_at(e, i, n62_lav_station(station)->front);
	double phi = atan2(l.y, l.x);

	for (uint32_t k = 0; k < h->n; k++) {
		struct n62_lav_place p;

		/* No leading edge is a hit, too: another one came before. */
		if (n62_lav_place(h->element[k], &p) < 0 || p.high ||
		    p.station < station || p.station > station + 1)
			continue;
		if (fabs(remainder(p.phi - phi, 2 * N62_PI)) < 0.35)
			return true;
	}
	return false;
}

static void photon(const struct val_event *e, int i)
{
	double gev = n62_p4_p(val_p4(e, i, 0)) / 1000;
	int station = gev > 0.1 ? station_of(e, i) : 0;
	bool missed;

	if (station == 0)
		return;
	missed = !seen(e, i, station);
	if (gev < 0.2) {
		lav.low++;
		lav.low_missed += missed;
	} else {
		lav.photons[gev > 0.5]++;
		lav.missed[gev > 0.5] += missed;
	}
}

static void each(const struct val_event *e, void *ctx)
{
	(void)ctx;
	for (uint32_t i = 1; i < e->mc.n; i++)
		if (e->mc.pdg[i] == N62_PHOTON && e->mc.parent[i] > 0 &&
		    e->mc.pdg[e->mc.parent[i]] == N62_PION0)
			photon(e, (int)i);
}

int main(void)
{
	val_events(each, NULL);
	val_row_part("lav.miss150", lav.low_missed, lav.low);
	val_row_part("lav.miss350", lav.missed[0], lav.photons[0]);
	val_row_part("lav.miss500", lav.missed[1], lav.photons[1]);
	return 0;
}
