/*
 * private.h - what the files of lib/reco share: the hits of an event as they
 * lie in a block, the objects that come of them, parameters, and the memory
 * of a worker.
 *
 * The order of things (event.c):
 *	ktag.c    hits -> kaons: coincidences of sectors
 *	gtk.c     hits -> beam particles in time with a kaon
 *	straw_*.c hits -> clusters -> points -> seeds -> tracks (straw.h)
 *	chod.c    slabs and tiles at a track: its time
 *	muv3.c    tiles of muons at a track
 *	lkr.c     cells -> clusters, with a track or without (particles.h)
 *	rich.c    light at a track
 *	muv12.c   energy of hadrons at a track
 *	truth.c   the true particle of a track
 *	vertex.c  vertices of tracks, and of a track with the beam
 *	pi0.c     pairs of clusters
 *	coincidence.c  hits of vetoes and hodoscopes, with a track or without
 *
 * Units: mm, ns, MeV; momenta of objects in GeV, as they are written. Places
 * are in the frame of na62-detector(7). Times of hits count from the time
 * stamp of the event; those of objects from its fine time.
 *
 * Everything but struct reco_event is immutable while events are made, and a
 * reco_event belongs to one thread.
 */
#ifndef RECO_PRIVATE_H
#define RECO_PRIVATE_H

#include <math.h>

#include "base/base.h"
#include "detector/detector.h"
#include "reco/reco.h"
#include "record/record.h"

/* The files of lib/reco/data. */
extern const struct n62_builtin reco_builtin[];

/* ---- objects ---------------------------------------------------------- */

enum reco_object {
	RECO_KAON,
	RECO_BEAM,
	RECO_TRACK,
	RECO_VERTEX,
	RECO_CLUSTER,
	RECO_PI0,
	RECO_CHANTI,
	RECO_LAV,
	RECO_CHOD,
	RECO_NEWCHOD,
	RECO_IRC,
	RECO_SAC,
	RECO_MUV0,
	RECO_MUV3,
	RECO_HASC,
	RECO_OBJECTS
};

/* Each struct is as wide as its columns in the stream: see columns.c. */
struct reco_kaon {
	float time, time_sigma;
	int32_t sectors, hits;
};

/* At the last station of the GTK; momentum in GeV. */
struct reco_beam {
	float p, p_sigma;
	float dxdz, dydz, dxdz_sigma, dydz_sigma;
	float x, y, x_sigma, y_sigma;
	float time, time_sigma;
	float ktag_time;
	float chi2_time, chi2_x, chi2_beam;
	int32_t kaon; /* index in the list */
};

enum {
	RECO_COV = 15, /* of x, y, dxdz, dydz, q/p: a lower triangle */
	RECO_LEGS = 3, /* most tracks of a vertex */
	RECO_HYPOTHESES = 4
};

struct reco_track {
	float p, p_sigma;
	int32_t q;
	float x, y, dxdz, dydz, qp; /* at RECO_UP_Z, q/p in 1/GeV */
	float cov[RECO_COV];
	float down_x, down_y, down_dxdz, down_dydz; /* at RECO_DOWN_Z */
	float chi2;
	int32_t ndf, hits, chambers, views, shared;
	float straw_time, straw_time_sigma;
	float time, time_sigma; /* the best that there is */
	float chod_time, newchod_time, muv3_time, muv3_distance;
	int32_t muv3_tile;
	int32_t cluster; /* index in the list */
	float eop, eop_sigma, cluster_distance;
	float muv1, muv2; /* GeV */
	/* Logarithms of likelihoods over that of background alone: e, mu, pi,
	 * K; which is the largest, 1 to 4, or 0. */
	float rich_likelihood[RECO_HYPOTHESES];
	int32_t rich_best, rich_hits;
	float rich_time, rich_time_sigma;
	float rich_radius, rich_radius_sigma, rich_x, rich_y, rich_chi2;
	float rich_mass2, rich_mass2_sigma;
	int32_t mc;
	float mc_chi2;
};

struct reco_vertex {
	int32_t n, track[RECO_LEGS], beam;
	int32_t q;
	float x, y, z, cov[6];
	float chi2;
	int32_t ndf;
	float time, time_sigma;
	float px, py, pz; /* sum of the tracks */
	float track_px[RECO_LEGS], track_py[RECO_LEGS], track_pz[RECO_LEGS];
	float track_cov[6 * RECO_LEGS]; /* dxdz, dydz, q/p */
	float beam_dxdz, beam_dydz, cda, cda_sigma;
};

/* In the LKr; energies in GeV. */
struct reco_cluster {
	float e, e_sigma, x, y, xy_sigma, time, time_sigma;
	float seed;    /* energy of its largest cell */
	float nearest; /* distance of the next one */
	int32_t cells;
	int32_t track; /* index in the list */
	float distance;
	int32_t mc;
};

/* Two photons; momentum if they come from the axis of the beam. */
struct reco_pi0 {
	int32_t cluster[2];
	float e, e_sigma, time, time_sigma;
	float z, z_sigma, px, py, pz;
	int32_t vertex; /* index in the list */
	float mass, mass_sigma;
};

/* Hits of a veto or hodoscope that are together. */
struct reco_candidate {
	float time, time_sigma, x, y, z;
	int32_t element; /* of the earliest hit */
	int32_t hits, high;
};

/* Where the parameters of tracks are given: in front of the first chamber,
 * behind the field of the decay tank; and behind the last chamber. */
#define RECO_UP_Z 183000.0
#define RECO_DOWN_Z 219500.0

/* Objects of many events, one behind the other. */
struct reco_list {
	void *v;
	uint32_t n, cap;
};

/* ---- parameters ------------------------------------------------------- */

/* data/reco.txt, by name; see there for what each is. */
struct reco_params {
	double ktag_window, ktag_width, ktag_sectors, ktag_sigma;
	double gtk_window, gtk_merge, gtk_merge_time, gtk_match, gtk_sigma1,
	    gtk_sigma2, gtk_x0, gtk_bend, gtk_trim5, gtk_pmin, gtk_pmax,
	    gtk_chi2_time, gtk_chi2_x, gtk_chi2_beam, gtk_most, gtk_theta;
	double beam_p, beam_p_sigma, beam_dxdz, beam_dxdz_sigma, beam_dydz,
	    beam_dydz_sigma;
	double straw_sigma_wire, straw_sigma_far, straw_far, straw_shift,
	    straw_before, straw_after, straw_slack, straw_nsigma, straw_source,
	    straw_tolerance_up, straw_tolerance_down, straw_corridor,
	    straw_match, straw_x0, straw_kick, straw_pmin, straw_slope,
	    straw_seed_chi2, straw_road, straw_trim, straw_chi2, straw_hits,
	    straw_theta, straw_chambers, straw_shared, straw_chi2_three,
	    straw_shared_three;
	double chod_window, chod_sigma, chod_speed, newchod_window,
	    newchod_sigma;
	double muv3_window, muv3_scatter, muv3_search;
	double vertex_zmin, vertex_zmax, vertex_time, vertex_chi2_2,
	    vertex_chi2_3, vertex_cda, vertex_beam_time;
	double tube;
	double mc_nsigma;
};

/* ---- hits of an event ------------------------------------------------- */

/* A list of hits with two edges, as it lies in the block. */
struct reco_hits {
	const int32_t *element;
	const float *lead, *trail;
	double zero; /* lead of a hit in time with the trigger */
	uint32_t n;
};

/* Detectors that are read as samples. */
enum {
	RECO_LKR,
	RECO_MUV1,
	RECO_MUV2,
	RECO_SAMPLED
};

struct reco_pulses {
	const int32_t *element;
	const float *peak, *pedestal, *time;
	double zero; /* time of a pulse in time with the trigger */
	uint32_t n;
	const uint16_t *samples; /* NULL: there are none */
	uint32_t length;         /* of those of a pulse */
};

struct reco_mc {
	const int32_t *pdg;
	const float *v[10]; /* x y z t px py pz end_x end_y end_z */
	uint32_t n;
};

/* ---- one event -------------------------------------------------------- */

struct reco_straw;

struct reco_event {
	const struct n62_reco *reco;
	const struct reco_params *par;
	double time; /* of the trigger, after the time stamp */
	struct reco_hits hits[N62_DETS];
	struct reco_pulses pulses[RECO_SAMPLED];
	struct reco_mc mc;
	struct reco_list *out;        /* RECO_OBJECTS of them */
	uint32_t first[RECO_OBJECTS]; /* of this event */
	struct reco_straw *straw;     /* memory of straw_*.c */
	struct reco_cells *cells;     /* memory of lkr.c */
	bool cut_short;               /* there was too much of something */
	bool failed;                  /* memory was short */
};

/* A new object of the event, zeroed; NULL when there is no memory. It is
 * valid until the next one. */
void *reco_add(struct reco_event *ev, enum reco_object o);
/* Those of the event so far, *n of them. */
void *reco_objects(
    const struct reco_event *ev, enum reco_object o, uint32_t *n);
extern const size_t reco_size[RECO_OBJECTS];

struct n62_reco {
	struct reco_params par;
	const struct reco_particles *particles; /* particles.h */
	struct n62_blue_tube tube;
	const struct reco_drift *drift; /* straw_drift.c */
	const struct reco_wire *wire;   /* straw_hits.c */
	struct n62_arena arena;
	struct reco_flow *flow; /* flow.c */
	struct n62_reco_count count;
	bool drop_hits;
};

/* event.c: memory of a worker; then all of one event. */
int reco_event_init(
    struct reco_event *ev, const struct n62_reco *r, struct n62_err *err);
void reco_event_free(struct reco_event *ev);
void reco_event_make(struct reco_event *ev);

/* The steps. */
void reco_ktag(struct reco_event *ev);
void reco_gtk(struct reco_event *ev);
void reco_straw(struct reco_event *ev);
void reco_chod(struct reco_event *ev);
void reco_muv3(struct reco_event *ev);
void reco_truth(struct reco_event *ev);
void reco_lkr(struct reco_event *ev);
void reco_rich(struct reco_event *ev);
void reco_muv12(struct reco_event *ev);
void reco_vertices(struct reco_event *ev);
void reco_pi0(struct reco_event *ev);
void reco_candidates(struct reco_event *ev);
void reco_chod_pairs(struct reco_event *ev);

/* flow.c */
struct reco_flow *reco_flow_new(
    const struct n62_reco *r, int threads, struct n62_err *err);
void reco_flow_free(struct reco_flow *f);

/* columns.c: the columns of the stream that are read, and those added. */
struct reco_columns;
struct reco_columns *reco_columns_new(
    const struct n62_reco *r, struct n62_schema *s, struct n62_err *err);
void reco_columns_free(struct reco_columns *c);
int reco_columns_table(const struct reco_columns *c);

/* The columns of a block that are read. */
struct reco_arrays {
	const uint8_t *fine;
	const int32_t *element[N62_DETS]; /* NULL: there are no hits */
	const float *lead[N62_DETS], *trail[N62_DETS];
	const int32_t *cell[RECO_SAMPLED];   /* NULL: there are no pulses */
	const float *pulse[RECO_SAMPLED][3]; /* peak, pedestal, time */
	const uint32_t *pulse_offsets[RECO_SAMPLED];
	const uint16_t *samples[RECO_SAMPLED]; /* NULL: there are none */
	uint32_t length[RECO_SAMPLED];
	const uint32_t *offsets[N62_DETS], *mc_offsets;
	const int32_t *pdg; /* NULL: there is no truth */
	const float *mc[10];
};
void reco_arrays_init(struct reco_arrays *a, const struct reco_columns *c,
    const struct n62_block *b);
/* The hits of a row. */
void reco_arrays_row(
    const struct reco_arrays *a, uint32_t row, struct reco_event *ev);
/* Fills an added list: counts has an entry for each row; the objects are in
 * nparts lists, one behind the other. */
int reco_columns_fill(const struct reco_columns *c, struct n62_block *b,
    enum reco_object o, const uint32_t *counts,
    const struct reco_list *const *parts, uint32_t nparts, struct n62_err *err);
void reco_columns_flag(
    const struct reco_columns *c, struct n62_block *b, const uint8_t *flags);

/* Of two numbers of like size; the library's hypot asks for a newer glibc than
 * Enterprise Linux 9 has. */
static inline double reco_length(double x, double y)
{
	return sqrt(x * x + y * y);
}

/* ---- tracks in the field ---------------------------------------------- */

/* x, y, dx/dz, dy/dz, q/p in 1/MeV. */
enum {
	RECO_STATE = 5
};

/* Highland's angle (Review of Particle Physics, passage of particles) in rad
 * at p beta = 1 MeV. */
double reco_highland(double x0);

/* The matrix of a step through the decay tank, f: columns of q/p aside it is
 * that of a straight line of length length. */
struct reco_step {
	double length;
	double bend[4]; /* d(x, y, dx/dz, dy/dz) / d(q/p) */
};
void reco_step_init(
    struct reco_step *s, const struct n62_blue_tube *t, double from, double to);
void reco_step_state(const struct reco_step *s, const double from[RECO_STATE],
    double to[RECO_STATE]);
/* Covariance, as a full symmetric matrix, in place. */
void reco_step_cov(const struct reco_step *s, double c[RECO_STATE][RECO_STATE]);
/* A full matrix of the triangle of a track, q/p in 1/MeV. */
void reco_track_state(const struct reco_track *t, double v[RECO_STATE],
    double c[RECO_STATE][RECO_STATE]);

#endif
