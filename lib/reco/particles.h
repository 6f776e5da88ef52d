/*
 * particles.h - what tells particles apart behind the STRAW, and what is seen
 * of those without a track: parameters, tables, objects and steps of
 *
 *	lkr_cells.c    pulses -> cells with energy and time
 *	lkr.c          cells -> clusters; which cluster is that of a track
 *	rich.c         light at a track: likelihoods, the ring, its time
 *	muv12.c        energy in MUV1 and MUV2 at a track
 *	coincidence.c  hits of vetoes and hodoscopes -> candidates
 *	chod_pairs.c   crossings of slabs of the CHOD
 *	pi0.c          pairs of photons
 */
#ifndef RECO_PARTICLES_H
#define RECO_PARTICLES_H

#include "reco/private.h"

/* ---- parameters ------------------------------------------------------- */

enum {
	RECO_PROFILE = 256, /* entries of the profile of a shower */
	RECO_AZIMUTHS = 24, /* of a ring, for its acceptance */
	RECO_PHASES = 64,   /* entries of a clock period */
	RECO_STRIPS = 300   /* elements of MUV1, and of MUV2 */
};

/* data/particles.txt, by name; see there for what each is. */
struct reco_lkr_params {
	double count, pedestal, bias, threshold, shaping, window, cell_window,
	    seed, split, split_add, radius, weight, weight_radius, core, tail,
	    share, scale;
	double stochastic, noise, constant, place, place0, time0, time1, time2;
	double hole, match, match_time;
};

struct reco_rich_params {
	double focal, refraction, nhits, sigma, window, background, disc,
	    mirrors, pipe, road, least, sigma_time, time_road;
};

struct reco_muv12_params {
	double count, pedestal, window, radius, attenuation;
};

struct reco_candidate_params {
	double window, width, lav_rise, lav_tot, lav_width;
	double sigma[N62_DETS];
};

struct reco_pi0_params {
	double least, time, apart, low, high, sigma_time;
};

struct reco_particles {
	struct reco_lkr_params lkr;
	struct reco_rich_params rich;
	struct reco_muv12_params muv12;
	struct reco_candidate_params candidate;
	struct reco_pi0_params pi0;
	/* Part of a shower that is in a cell, by the distance of its middle
	 * from the shower in mm. */
	float profile[RECO_PROFILE];
	/* By where, in its clock period, na62-decode has the maximum of a
	 * pulse: its true height over that found, and how much later it is in
	 * truth, ns. */
	float height[RECO_PHASES], later[RECO_PHASES];
	double azimuth[RECO_AZIMUTHS][2]; /* cos, sin */
	/* Of MUV1 and of MUV2, by element; z 0: no such strip. */
	struct n62_place strip[2][RECO_STRIPS];
	double sin2; /* of the angle of light at beta = 1 */
};

/* particles.c */
const struct reco_particles *reco_particles_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err);

/* ---- memory ----------------------------------------------------------- */

enum {
	RECO_GRID = 128, /* cells of the LKr in a row */
	RECO_CELLS = 4096
};

struct reco_cell {
	float e;      /* MeV */
	float t;      /* ns, less the time of the trigger */
	float others; /* expected of all clusters, for the sharing */
	uint8_t i, j;
};

/* The cells of an event, and which is where: number + 1, or 0. */
struct reco_cells {
	struct reco_cell v[RECO_CELLS];
	int n;
	uint16_t at[RECO_GRID][RECO_GRID];
};

/* Fills the cells; those of the event before are taken from the grid. */
void reco_lkr_cells(struct reco_event *ev, struct reco_cells *c);

/* Height of pulse i in counts above the pedestal and its time, ns, less that
 * of the trigger. pedestal 0: the smallest of its samples. */
double reco_pulse(const struct reco_event *ev, const struct reco_pulses *in,
    uint32_t i, double pedestal, double *time);

#endif
