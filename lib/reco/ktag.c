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

/* Hits from..to-1 are those between the times. */
static void span(
    const struct lights *s, double first, double last, int *from, int *to)
{
	for (*from = 0; *from < s->n && s->v[*from].time < first; ++*from)
		;
	for (*to = *from; *to < s->n && s->v[*to].time <= last; ++*to)
		;
}

/* The window with most hits; how many. */
static int fullest(const struct lights *s, double width, int *from, int *to)
{
	int most = 0;

	for (int i = 0, k = 0; i < s->n; i++) {
		while (k < s->n && s->v[k].time <= s->v[i].time + width)
			k++;
		if (k - i <= most)
			continue;
		most = k - i;
		*from = i;
		*to = k;
	}
	return most;
}

static void forget(struct lights *s, int from, int to)
{
	for (int i = to; i < s->n; i++)
		s->v[from + i - to] = s->v[i];
	s->n -= to - from;
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

/* The fullest window first, moved to the middle of what it has; kaons that
 * follow each other closely are told apart better than from the first on. */
void reco_ktag(struct reco_event *ev)
{
	double width = ev->par->ktag_width;
	int least = (int)ev->par->ktag_sectors, from = 0, to = 0;
	struct lights s;

	select_hits(ev, &s);
	while (fullest(&s, width, &from, &to) >= least) {
		for (int i = 0; i < 2; i++) {
			double mean = mean_time(&s.v[from], to - from);

			span(
			    &s, mean - width / 2, mean + width / 2, &from, &to);
		}
		if (from == to)
			return;
		if (count_sectors(&s.v[from], to - from) >= least)
			add_kaon(ev, &s.v[from], to - from);
		forget(&s, from, to);
	}
}
