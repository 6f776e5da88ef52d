/*
 * tracking.h - parameters and tables of KTAG, GTK, CHANTI, STRAW and RICH, and
 * of the TDCs of all detectors.
 */
#ifndef SIM_TRACKING_H
#define SIM_TRACKING_H

#include "sim/private.h"

enum {
	SIM_BINS = 1024,
	SIM_KTAG_PMTS = N62_KTAG_SECTORS * N62_KTAG_PMTS
};

/* A distribution by its quantiles k / SIM_BINS, between which it is flat. */
struct sim_quantiles {
	float at[SIM_BINS + 1];
};

struct sim_tracking {
	double ktag_photons, ktag_others, ktag_sigma, ktag_height, ktag_tot;
	double gtk_efficiency, gtk_sigma1, gtk_sigma2, gtk_tot, gtk_tot_sigma;
	double gtk_charge, gtk_threshold, gtk_share;
	double chanti_sigma, chanti_speed, chanti_energy, chanti_tail;
	double chanti_low, chanti_high, chanti_tot;
	double straw_efficiency, straw_clusters;
	double straw_sigma_wire, straw_sigma_far, straw_far;
	double straw_trail, straw_trail_sigma, straw_width;
	double rich_nhits, rich_refraction, rich_smear, rich_cone;
	double rich_mirrors, rich_pipe;
	double rich_sigma1, rich_sigma2, rich_shift2, rich_wide;
	double rich_late, rich_late_sigma, rich_common;
	double rich_charge, rich_shape, rich_threshold;
	double rich_tot_sigma, rich_tot_least;
	double dead_opposite, window_gtk, window_slots;
	double dead[N62_DETS];
	/* Made of them. */
	struct sim_quantiles normal, ktag_width, rich_width;
	int32_t ktag_pmt[SIM_KTAG_PMTS];
	double rich_photons; /* of a whole ring that reach the disc */
	double rich_sin2;    /* of the angle at beta = 1 */
};

/* A draw from the quantiles. */
static inline double sim_draw(const struct sim_quantiles *q, struct n62_rng *r)
{
	uint32_t u = n62_rng_u32(r), k = u >> 22;
	double f = (double)(u & 0x3fffff) * 0x1p-22;

	return (double)q->at[k] + f * (double)(q->at[k + 1] - q->at[k]);
}

/* A standard normal number: exact beyond the first and the last quantile. */
double sim_normal(const struct sim_tracking *t, struct n62_rng *r);
/* The same, of which the first word is drawn. */
double sim_normal_of(
    const struct sim_tracking *t, struct n62_rng *r, uint32_t u);
/* As many as happen where exp(-mean) is the chance of none. */
int sim_poisson(struct n62_rng *r, double none);
/* Tables of det_rich.c. */
int sim_rich_tables(struct sim_tracking *t, struct n62_err *err);

#endif
