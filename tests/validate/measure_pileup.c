/*
 * measure_pileup.c - events with pile-up: hits of each detector, and the
 * rates of particles beside the trigger.
 *
 * All windows are away from the time of the trigger, so that they see what
 * has nothing to do with the kaon of the event.
 */
#include <stdio.h>

#include "validate.h"

static struct pileup {
	double events, hits[N62_DETS];
	double gtk, muv3, newchod;
	double straw[8000];
} pileup;

static const double from = 20, to = 45; /* ns behind the trigger */

static bool beside(double t)
{
	return t > from && t < to;
}

/* Pixels in 10 ns, where two that touch at the same time are one particle. */
static double tracks(const struct val_event *e)
{
	const struct val_hits *h = &e->det[N62_GTK];
	double n = 0;

	for (uint32_t i = 0; i < h->n; i++) {
		double t = val_time(e, N62_GTK, i) - 25;
		bool second = false;

		if (fabs(t) >= 5)
			continue;
		for (uint32_t k = 0; k < h->n && !second; k++) {
			int32_t far = h->element[i] - h->element[k];
			double late = val_time(e, N62_GTK, k) - 25 - t;

			second = (far == 1 || far == N62_GTK_COLUMNS) &&
				 fabs(late) < 1.5;
		}
		n += !second;
	}
	return n / 3;
}

/* Tiles with both photomultipliers beside the trigger; or, with once, times
 * at which there are such tiles. */
static double tiles(const struct val_event *e, int d, int32_t second, bool once)
{
	const struct val_hits *h = &e->det[d];
	struct val_list times = { 0 };
	double n = 0;

	for (uint32_t i = 0; i < h->n; i++) {
		double t = val_time(e, d, i);

		for (uint32_t k = 0; beside(t) && k < h->n; k++)
			if (h->element[k] == h->element[i] + second &&
			    fabs(val_time(e, d, k) - t) < 5) {
				val_add(&times, t);
				break;
			}
	}
	val_quantile(&times, 0);
	for (uint32_t i = 0; i < times.n; i++)
		n += !once || i == 0 || times.v[i] > times.v[i - 1] + 5;
	free(times.v);
	return n;
}

static void straws(const struct val_event *e)
{
	const struct val_hits *h = &e->det[N62_STRAW];

	/* Leading edges of one particle spread over the drift time, but their
	 * rate is that of particles. */
	for (uint32_t i = 0; i < h->n; i++) {
		double t = val_time(e, N62_STRAW, i);

		if (t > -75 && t < -25 && h->element[i] >= 0 &&
		    h->element[i] < 8000)
			pileup.straw[h->element[i]]++;
	}
}

static void each(const struct val_event *e, void *ctx)
{
	(void)ctx;
	pileup.events++;
	for (int d = 0; d < N62_DETS; d++)
		pileup.hits[d] += e->det[d].n;
	pileup.gtk += tracks(e);
	pileup.muv3 += tiles(e, N62_MUV3, 200, false);
	pileup.newchod += tiles(e, N62_NEWCHOD, 50, true);
	straws(e);
}

/* n particles in so many ns of each event, as MHz. */
static void row_rate(const char *key, double n, double ns)
{
	double unit = 1000 / (ns * pileup.events);

	val_row(key, n * unit, sqrt(n) * unit);
}

int main(void)
{
	double hottest = 0;
	char key[64];

	val_events(each, NULL);
	for (int d = 0; d < N62_DETS; d++) {
		snprintf(key, sizeof key, "hits.%s", n62_det_info[d].list);
		val_row(key, pileup.hits[d] / pileup.events, 0);
	}
	for (int k = 0; k < 8000; k++)
		hottest = fmax(hottest, pileup.straw[k]);
	val_row("pileup.gtk", pileup.gtk / pileup.events,
	    sqrt(pileup.gtk / 3) / pileup.events);
	row_rate("pileup.muv3", pileup.muv3, to - from);
	row_rate("pileup.newchod", pileup.newchod, to - from);
	row_rate("pileup.straw", hottest, 50);
	return 0;
}
