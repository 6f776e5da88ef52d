/*
 * straw.h - what the files of the STRAW share.
 *
 *	straw_drift.c   drift time -> distance from the wire
 *	straw_hits.c    hits of an event by view; clusters of a view
 *	straw_points.c  clusters of the views of a chamber -> points
 *	straw_seeds.c   points of the chambers -> seeds
 *	straw_fit.c     the fit of a track to hits
 *	straw_tracks.c  seeds -> tracks
 *
 * A view is 4 chamber + view, from 0 to 15. Within a chamber, dz is z less
 * that of its centre; w is the coordinate that a view measures.
 */
#ifndef RECO_STRAW_H
#define RECO_STRAW_H

#include "reco/private.h"

enum {
	CHAMBERS = 4,
	VIEWS = 4, /* of a chamber */
	LAYERS = 4,
	HITS_OF_VIEW = 120,
	CLUSTERS_OF_VIEW = 120,
	POINTS_OF_CHAMBER = 120,
	SEEDS = 240,
	HITS_OF_TRACK = CHAMBERS * VIEWS * LAYERS
};

/* Where a wire is: by element. */
struct reco_wire {
	double w, dz;
	int8_t view, layer; /* view -1: no such straw */
};

struct straw_hit {
	double w, dz;    /* of the wire */
	double r, sigma; /* distance from it */
	double weight;   /* 1 / sigma^2 */
	double speed;    /* d r / d time, mm/ns */
	uint8_t layer;
	bool used; /* by a track */
};

struct straw_view {
	struct straw_hit hit[HITS_OF_VIEW]; /* by w */
	int n;
};

/* Hits of different layers that agree on a place. */
struct straw_cluster {
	double w, dz;
	uint8_t n;
	uint8_t hit[LAYERS];
	int8_t side[LAYERS]; /* of the wire: w of the track less w of wire */
};

struct straw_clusters {
	struct straw_cluster v[CLUSTERS_OF_VIEW];
	int n;
};

/* x and y in the middle of a chamber, for slopes tx and ty; they change by
 * -dzx and -dzy times what is added to these. */
struct straw_point {
	double x, y, tx, ty, dzx, dzy;
	int views;
	bool used;              /* its hits are those of tracks */
	int16_t cluster[VIEWS]; /* -1: none */
};

struct straw_points {
	struct straw_point v[POINTS_OF_CHAMBER];
	int n;
};

struct straw_state {
	double x, y, tx, ty, k; /* k = q/p, 1/MeV */
};

/* A hit of a track. */
struct straw_used {
	uint8_t view, hit;
	int8_t side;
};

struct straw_track {
	struct straw_state at;              /* at RECO_UP_Z */
	double cov[RECO_STATE][RECO_STATE]; /* of at */
	struct straw_state place[CHAMBERS]; /* in the middle of each */
	struct straw_used hit[HITS_OF_TRACK];
	int nhits;
	double chi2;
	double t0, t0_sigma; /* of the drift times */
};

struct straw_seed {
	int16_t point[CHAMBERS]; /* -1: none */
	struct straw_state at;
	double off; /* how bad it looks: less is better */
};

struct reco_straw {
	struct straw_view view[CHAMBERS * VIEWS];
	struct straw_clusters clusters[CHAMBERS * VIEWS];
	struct straw_points points[CHAMBERS];
	struct straw_seed seed[SEEDS];
	int nseeds;
};

/* The distance and its error from a drift time. */
struct reco_drift;
const struct reco_drift *straw_drift_new(
    const struct reco_params *p, struct n62_arena *a, struct n62_err *err);
void straw_drift(const struct reco_drift *d, double time, struct straw_hit *h);
const struct reco_wire *straw_wires_new(
    struct n62_arena *a, struct n62_err *err);

void straw_hits(struct reco_event *ev);
void straw_clusters(struct reco_event *ev);
void straw_points(struct reco_event *ev);
/* Seeds of four points, or of three of those that are not used. */
void straw_seeds(struct reco_event *ev, int points);

/*
 * Fits t->at to the hits of t, and sets its covariance, its places and chi2.
 * false: there is too little information.
 */
bool straw_fit(const struct reco_event *ev, struct straw_track *t);
/* From the plane in front of the first chamber to the middle of all four. */
bool straw_carry(const struct reco_params *p, const struct straw_state *at,
    struct straw_state place[CHAMBERS]);
/* The distance of a track from the wire, with its sign. */
static inline double straw_distance(
    const struct straw_state *s, int view, const struct straw_hit *h)
{
	const double *a = n62_straw_axis[view % VIEWS];

	return a[0] * (s->x + s->tx * h->dz) + a[1] * (s->y + s->ty * h->dz) -
	       h->w;
}

/* Where the beam is, x; for pointing. */
static inline double straw_beam_x(double z)
{
	return 1.2e-3 * (z - 102400);
}

/* Whether (x, y) is where a view has wires; and whether it has a hit there. */
bool straw_sees(int view, double x, double y);
bool straw_touched(const struct straw_view *v, double w);

#endif
