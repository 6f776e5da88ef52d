/*
 * showers.h - what the files of the calorimeters, vetoes and hodoscopes
 * share: their parameters, tables, and a few distributions.
 */
#ifndef SIM_SHOWERS_H
#define SIM_SHOWERS_H

#include "sim/private.h"

#include <math.h>

enum {
	SIM_GRID = 16, /* places of a shower in half a cell */
	SIM_REACH = 6, /* cells that it reaches on each side */
	SIM_SIDE = 2 * SIM_REACH + 1,
	SIM_CELLS = SIM_SIDE * SIM_SIDE,
	SIM_QUANTILES = 4096, /* of tables of distributions */
	SIM_MISS = 5          /* points of a table of inefficiencies */
};

/* Parts of the energy of a shower in the cells around it, for each place of
 * its middle in a quarter of a cell; the other quarters are its mirror. */
struct sim_profile {
	float part[SIM_GRID][SIM_GRID][SIM_CELLS];
};

/* Inefficiency by energy: straight lines in the logarithms of both. */
struct sim_miss {
	int n;
	double log_e[SIM_MISS], log_miss[SIM_MISS];
};

/* Relative resolution: stochastic / sqrt(E) (+) noise / E (+) constant. */
struct sim_resolution {
	double stochastic, noise, constant; /* E in GeV */
};

struct sim_showers {
	struct {
		double mip, low, high, depth, spread, rise, tot, time, time0;
		struct sim_resolution resolution;
		double at[4]; /* inefficiencies */
		struct sim_miss miss;
	} lav;
	struct {
		double tot, mip, width;
	} hodo;
	struct {
		double efficiency, speed, time;
	} chod, newchod, muv3;
	struct {
		double efficiency, time, high;
	} muv0;
	struct {
		struct sim_resolution resolution;
		double scale, core, tail, share, spot, position, position0;
		double time0, time1, time2, least;
		double mip, mip_width, mip_core;
		double at[5];
		struct sim_miss miss;
	} lkr;
	struct {
		double lkr, muv1, muv2, wall; /* interaction lengths */
		struct sim_resolution resolution;
		double a, b, core, tail, share, scale, spot, muv1_low, strip;
	} hadron;
	struct {
		double mip1, mip2, mip_width, attenuation, time;
	} muv12;
	double hard; /* of muons */
	struct {
		struct sim_resolution resolution;
		double mip, low, high, time;
		double at[2];
		struct sim_miss miss;
	} irc;
	struct {
		double threshold, gain, time;
	} hasc;
	struct {
		double count, noise, common, threshold, pedestal, shaping;
	} cream;
	/* Tables: showers in the LKr of electrons and hadrons, and tracks. */
	struct sim_profile *electron, *hadrons, *track;
	float normal[SIM_QUANTILES];   /* quantiles of the normal */
	float fraction[SIM_QUANTILES]; /* and of the part in the LKr */
};

static inline const struct sim_showers *sim_showers(const struct sim_event *ev)
{
	return ev->sim->showers;
}

/* The random numbers of the response of a detector. */
static inline struct n62_rng *sim_rng(struct sim_event *ev, int d)
{
	return &ev->rng[SIM_RNG_RESPONSE + d];
}

/* Normal by its 4096 quantiles, which end at 3.7: for what is drawn often
 * and has no tails that matter. */
static inline double sim_quantile(const struct sim_showers *s, uint32_t u)
{
	return (double)s->normal[u & (SIM_QUANTILES - 1)];
}

/* Energy with its resolution, not below 0; MeV. Below the energies for which
 * a formula was made, where it gives more than one half, that is taken. */
double sim_smear(
    struct n62_rng *r, const struct sim_resolution *resolution, double e);
/* Like an energy loss with this most probable value and width: the
 * distribution of Moyal (Phil. Mag. 46 (1955) 263), whose mean is 1.27 widths
 * above the most probable. */
double sim_moyal(struct n62_rng *r, double most_probable, double width);
/* Whether a photon of this energy in MeV is missed. */
bool sim_missed(struct n62_rng *r, const struct sim_miss *m, double e);
/* A pulse of this height in thresholds, with a width by its logarithm. */
void sim_pulse_height(struct sim_event *ev, int d, int32_t element, double time,
    double height, double tot);

static inline bool sim_is_electromagnetic(const struct sim_particle *p)
{
	return p->pdg == N62_PHOTON || p->pdg == N62_ELECTRON ||
	       p->pdg == -N62_ELECTRON;
}

static inline bool sim_is_muon(const struct sim_particle *p)
{
	return p->pdg == N62_MUON || p->pdg == -N62_MUON;
}

/* Where the particle is at another z, going straight on. */
static inline double sim_x_at(const struct sim_particle *p, double z)
{
	return p->x + p->px / p->pz * (z - p->z);
}

static inline double sim_y_at(const struct sim_particle *p, double z)
{
	return p->y + p->py / p->pz * (z - p->z);
}

/* Energy in the cells of the LKr around (x, y). */
void sim_lkr_shower(struct sim_event *ev, const struct sim_profile *f, double x,
    double y, double t, double e, double spot);
/* The same for a shower of electrons and photons of energy e, with all its
 * resolutions; and for a charged track that does not interact. */
void sim_lkr_electron(struct sim_event *ev, const struct sim_particle *p);
void sim_lkr_mip(struct sim_event *ev, const struct sim_particle *p);
/* Energy in the strips of MUV1 (d: N62_MUV1) or MUV2 where the particle goes,
 * on the scale of hadrons; spread across them or as a track. */
void sim_muv12_shower(struct sim_event *ev, int d, const struct sim_particle *p,
    double e, bool track);

#endif
