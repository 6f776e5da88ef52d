/*
 * l1_straw.h - what l1_points.c, l1_tracks.c and l1.c share: the algorithm of
 * L1 that looks for tracks in the STRAW.
 */
#ifndef SIM_L1_STRAW_H
#define SIM_L1_STRAW_H

#include "detector/detector.h"
#include "raw/raw.h"

enum {
	L1_CHAMBERS = 4,
	L1_POINTS = 96, /* of a chamber; more are passed over */
	L1_TRACKS = 10
};

/* Parameters l1straw.* of data/parameters.txt: ns, mm, MeV. */
struct sim_l1_straw {
	double lead, trail_from, trail_to;
	double pair_from, pair_to, across_from, across_to, third;
	double point, step, range, match;
	double least, most, slope; /* momentum, slope of a track */
	double cda, partner, vertex, most_one;
	double kick; /* of MNP33 */
};

struct sim_l1_point {
	double x, y;
	bool used;
};

struct sim_l1_points {
	struct sim_l1_point v[L1_CHAMBERS][L1_POINTS];
	int n[L1_CHAMBERS];
	bool full; /* there would have been more */
};

/* A line in front of MNP33: x, y at N62_MNP33_Z, and what it is. */
struct sim_l1_track {
	double x, y, tx, ty;
	double momentum;
	int charge;
	double z,
	    cda;     /* where it is closest to the axis of the beam, how far */
	bool paired; /* it comes close to another one */
};

struct sim_l1_tracks {
	struct sim_l1_track v[L1_TRACKS];
	int n;
	bool full;
	/* The two that come closest: how close; and how far from the axis of
	 * the beam that is. */
	double closest, displaced;
};

/* The points of the event that is not yet completed in the hits; time is that
 * of the trigger. */
void sim_l1_points(const struct sim_l1_straw *t, const struct n62_hits *h,
    double time, struct sim_l1_points *p);
/* Their tracks; marks the points that are used. */
void sim_l1_tracks(const struct sim_l1_straw *t, struct sim_l1_points *p,
    struct sim_l1_tracks *tracks);

#endif
