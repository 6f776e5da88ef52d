/*
 * ktag.c - kaons in the KTAG: coincidences of light in several sectors.
 */
#include "reco/private.h"

#include <math.h>

enum {
	MOST = 1024 /* hits */
};

struct light {
	double time;
	uint8_t sector;
};

struct lights {
	struct light v[MOST];
	int n;
};

/* The hits near the trigger, in time. */
static void select_hits(struct reco_event *ev, struct lights *s)
{
	const struct reco_hits *in = &ev->hits[N62_KTAG];

	s->n = 0;
	for (uint32_t i = 0; i < in->n; i++) {
		double time = in->lead[i] - in->zero;
		struct n62_ktag_place p;
		int k;

		if (!(fabs(time) < ev->par->ktag_window) ||
		    !n62_ktag_place(in->element[i], &p))
			continue;
		if (s->n == MOST) {
			ev->cut_short = true;
			return;
		}
		for (k = s->n++; k > 0 && s->v[k - 1].time > time; k--)
			s->v[k] = s->v[k - 1];
		s->v[k] = (struct light){ time, (uint8_t)p.sector };
	}
}

static int count_sectors(const struct light *v, int n)
{
	unsigned seen = 0;
	int sectors = 0;

	for (int i = 0; i < n; i++)
		seen |= 1u << v[i].sector;
	for (; seen; seen &= seen - 1)
		sectors++;
	return sectors;
}

static double mean_time(const struct light *v, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += v[i].time;
	return sum / n;
}

/* Hits from i on that are not later than the time. */
static int count_until(const struct lights *s, int i, double time)
{
	int n = 0;

	while (i + n < s->n && s->v[i + n].time < time)
		n++;
	return n;
}

static void add_kaon(struct reco_event *ev, const struct light *v, int n)
{
	struct reco_kaon *k = reco_add(ev, RECO_KAON);

	if (!k)
		return;
	k->time = (float)mean_time(v, n);
	k->time_sigma = (float)(ev->par->ktag_sigma / sqrt(n));
	k->hits = n;
	k->sectors = count_sectors(v, n);
}

/* A window slides until it has enough sectors; it is then moved to where it
 * is around the mean of what it has. */
void reco_ktag(struct reco_event *ev)
{
	double width = ev->par->ktag_width;
	struct lights s;

	select_hits(ev, &s);
	for (int i = 0; i < s.n;) {
		int n = count_until(&s, i, s.v[i].time + width), k = i;
		double mean;

		if (count_sectors(&s.v[i], n) < ev->par->ktag_sectors) {
			i++;
			continue;
		}
		mean = mean_time(&s.v[i], n);
		while (s.v[k].time < mean - width / 2)
			k++;
		n = count_until(&s, k, mean + width / 2);
		if (count_sectors(&s.v[k], n) >= ev->par->ktag_sectors)
			add_kaon(ev, &s.v[k], n);
		i = k + n;
	}
}
