/*
 * measure_lav.c - photons of K -> pi pi0 that fly into a station of the LAV,
 * without pile-up and material: how many the station, or one behind it, does
 * not see.
 */
#include "validate.h"

static struct lav {
	double photons[2], missed[2]; /* 0.2 to 0.5 GeV; above */
	double low, low_missed;       /* 0.1 to 0.2 GeV */
} lav;

/* Stations have five or four rings; photons fly outwards, into the first
 * whose face they meet between the radii. 0: none. */
static int first_station(const struct val_event *e, int i)
{
	for (int k = 1; k <= 12; k++) {
		const struct n62_lav_station *s = n62_lav_station(k);
		struct val_line l = val_line_at(e, i, s->front);
		double r = hypot(l.x, l.y);

		if ((double)e->mc.z[i] < s->front && r > s->inner + 20 &&
		    r < s->outer - 20)
			return k;
		/* It met the side, or the vessel, before. */
		if ((double)e->mc.z[i] < s->front && r > s->inner - 20)
			return 0;
	}
	return 0;
}

/* A hit in the station or the next, within 20 degrees. */
static bool seen(const struct val_event *e, int i, int station)
{
	const struct val_hits *h = &e->det[N62_LAV];
	struct val_line l =
	    val_line_at(e, i, n62_lav_station(station)->front);
	double phi = atan2(l.y, l.x);

	for (uint32_t k = 0; k < h->n; k++) {
		struct n62_lav_place p;

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
	int station = gev > 0.1 ? first_station(e, i) : 0;
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
