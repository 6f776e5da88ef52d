/*
 * tracking.c - the parameters of the tracking detectors by name, the tables
 * that are made of them, and random numbers from tables.
 */
#include "sim/tracking.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#define SLOT(name, member)                                                     \
	{                                                                      \
		name, offsetof(struct sim_tracking, member)                    \
	}

static const struct n62_param_slot slots[] = {
	SLOT("ktag.photons", ktag_photons),
	SLOT("ktag.others", ktag_others),
	SLOT("ktag.sigma", ktag_sigma),
	SLOT("ktag.height", ktag_height),
	SLOT("ktag.tot", ktag_tot),
	SLOT("gtk.efficiency", gtk_efficiency),
	SLOT("gtk.sigma1", gtk_sigma1),
	SLOT("gtk.sigma2", gtk_sigma2),
	SLOT("gtk.tot", gtk_tot),
	SLOT("gtk.tot_sigma", gtk_tot_sigma),
	SLOT("gtk.charge", gtk_charge),
	SLOT("gtk.threshold", gtk_threshold),
	SLOT("gtk.share", gtk_share),
	SLOT("chanti.sigma", chanti_sigma),
	SLOT("chanti.speed", chanti_speed),
	SLOT("chanti.energy", chanti_energy),
	SLOT("chanti.tail", chanti_tail),
	SLOT("chanti.low", chanti_low),
	SLOT("chanti.high", chanti_high),
	SLOT("chanti.tot", chanti_tot),
	SLOT("straw.efficiency", straw_efficiency),
	SLOT("straw.clusters", straw_clusters),
	SLOT("straw.sigma_wire", straw_sigma_wire),
	SLOT("straw.sigma_far", straw_sigma_far),
	SLOT("straw.far", straw_far),
	SLOT("straw.trail", straw_trail),
	SLOT("straw.trail_sigma", straw_trail_sigma),
	SLOT("straw.width", straw_width),
	SLOT("rich.nhits", rich_nhits),
	SLOT("rich.refraction", rich_refraction),
	SLOT("rich.smear", rich_smear),
	SLOT("rich.cone", rich_cone),
	SLOT("rich.mirrors", rich_mirrors),
	SLOT("rich.pipe", rich_pipe),
	SLOT("rich.sigma1", rich_sigma1),
	SLOT("rich.sigma2", rich_sigma2),
	SLOT("rich.shift2", rich_shift2),
	SLOT("rich.wide", rich_wide),
	SLOT("rich.late", rich_late),
	SLOT("rich.late_sigma", rich_late_sigma),
	SLOT("rich.common", rich_common),
	SLOT("rich.charge", rich_charge),
	SLOT("rich.shape", rich_shape),
	SLOT("rich.threshold", rich_threshold),
	SLOT("rich.tot_sigma", rich_tot_sigma),
	SLOT("rich.tot_least", rich_tot_least),
	SLOT("dead.opposite", dead_opposite),
	SLOT("window.gtk", window_gtk),
	SLOT("window.slots", window_slots),
	{ NULL, 0 },
};

/* dead.NAME, by the names of the lists; detectors with TDCs have one. */
static int get_dead(
    struct sim_tracking *t, const struct n62_params *p, struct n62_err *err)
{
	for (int d = 0; d < N62_DETS; d++) {
		const struct n62_param *q;
		char name[32];

		if (n62_det_info[d].boards == N62_BOARD_CREAM)
			continue;
		snprintf(name, sizeof name, "dead.%s", n62_det_info[d].list);
		q = n62_params_find(p, name, err);
		if (!q)
			return -1;
		t->dead[d] = q->value;
	}
	return 0;
}

/* The quantiles of the normal distribution, by Newton's method from the one
 * before; the outermost are not used. */
static void make_normal(struct sim_quantiles *q)
{
	double x = -3;

	for (int k = 1; k < SIM_BINS; k++) {
		double p = (double)k / SIM_BINS;

		for (int i = 0; i < 12; i++)
			x -= (erfc(-x * 0.70710678118654752) / 2 - p) *
			     sqrt(2 * N62_PI) * exp(x * x / 2);
		q->at[k] = (float)x;
	}
	q->at[0] = q->at[1];
	q->at[SIM_BINS] = q->at[SIM_BINS - 1];
}

/* A pulse of height h thresholds is over it for tot ln h; h - 1 falls off
 * exponentially. */
static void make_ktag(struct sim_tracking *t)
{
	for (int k = 0; k <= SIM_BINS; k++) {
		double p = (k < SIM_BINS ? k : SIM_BINS - 0.5) / SIM_BINS;
		double h = 1 - (t->ktag_height - 1) * log(1 - p);

		t->ktag_width.at[k] = (float)(t->ktag_tot * log(h));
	}
	for (int i = 0; i < SIM_KTAG_PMTS; i++)
		t->ktag_pmt[i] =
		    n62_ktag_element(i / N62_KTAG_PMTS, i % N62_KTAG_PMTS);
}

static int check_values(const struct sim_tracking *t, struct n62_err *err)
{
	if (t->chanti_low > t->chanti_high)
		return n62_fail(err, N62_USAGE,
		    "chanti.low is %g MeV, but can be at most chanti.high, %g",
		    t->chanti_low, t->chanti_high);
	if (t->rich_wide + t->rich_late > 1)
		return n62_fail(err, N62_USAGE,
		    "rich.wide is %g, but can be at most 1 - rich.late, %g",
		    t->rich_wide, 1 - t->rich_late);
	return 0;
}

struct sim_tracking *sim_tracking_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	struct sim_tracking *t = n62_arena_new(a, 1, sizeof *t, err);

	if (!t || n62_params_get(p, slots, t, err) < 0 ||
	    get_dead(t, p, err) < 0 || check_values(t, err) < 0)
		return NULL;
	make_normal(&t->normal);
	make_ktag(t);
	return sim_rich_tables(t, err) < 0 ? NULL : t;
}

/* Beyond a: G. Marsaglia, Technometrics 6 (1964) 101. */
static double normal_tail(struct n62_rng *r, double a)
{
	double x, y;

	do {
		x = n62_rng_exponential(r) / a;
		y = n62_rng_exponential(r);
	} while (2 * y < x * x);
	return a + x;
}

double sim_normal(const struct sim_tracking *t, struct n62_rng *r)
{
	return sim_normal_of(t, r, n62_rng_u32(r));
}

double sim_normal_of(
    const struct sim_tracking *t, struct n62_rng *r, uint32_t u)
{
	const float *at = t->normal.at;
	uint32_t k = u >> 22;
	double f;

	if (k == 0)
		return -normal_tail(r, -(double)at[1]);
	if (k == SIM_BINS - 1)
		return normal_tail(r, (double)at[SIM_BINS - 1]);
	f = (double)(u & 0x3fffff) * 0x1p-22;
	return (double)at[k] + f * (double)(at[k + 1] - at[k]);
}

int sim_poisson(struct n62_rng *r, double none)
{
	double product = n62_rng_uniform(r);
	int n = 0;

	while (product > none) {
		product *= n62_rng_uniform(r);
		n++;
	}
	return n;
}
