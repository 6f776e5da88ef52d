/*
 * parametric.h - objects as na62-reco makes them, from smeared truth: what the
 * files parametric*.c share.
 *
 *	parametric.c         an event: the kaon, its decay, all particles
 *	parametric_way.c     acceptance of a charged particle or photon
 *	parametric_track.c   tracks, and what is seen at them
 *	parametric_calo.c    clusters, pairs of photons, vetoes
 *	parametric_vertex.c  vertices
 *	parametric_columns.c the columns of the stream
 *	parametric_values.c  parameters: data/parametric.txt
 *
 * Units: mm, ns, MeV; objects have momenta and energies in GeV, as they are
 * written. Times of objects count from the time of the event.
 */
#ifndef SIM_PARAMETRIC_H
#define SIM_PARAMETRIC_H

#include <math.h>

#include "sim/beam.h"
#include "sim/objects.h"
#include "sim/sim.h"
#include "sim/tracking.h"

/* ---- objects ---------------------------------------------------------- */

/* The lists of na62-reco(1). Their members, all of 32 bits, are found in the
 * stream by their names. */
enum par_list {
	PAR_KAON,
	PAR_BEAM,
	PAR_TRACK,
	PAR_VERTEX,
	PAR_CLUSTER,
	PAR_PI0,
	PAR_LAV,
	PAR_NEWCHOD,
	PAR_IRC,
	PAR_SAC,
	PAR_MUV3,
	PAR_LISTS
};

enum {
	PAR_EVENTS = SIM_OBJECTS_EVENTS,
	PAR_COV = 15,  /* x, y, dxdz, dydz, qp: a lower triangle */
	PAR_LEGS = 3,  /* most tracks of a vertex */
	PAR_KINDS = 4, /* e, mu, pi, K */
	PAR_NODES = 8, /* momenta for which there are parameters */
	PAR_TRACKS = 8 /* most tracks of an event */
};

struct par_kaon {
	float time, time_sigma;
	int32_t sectors, hits;
};

struct par_beam {
	float p, p_sigma, dxdz, dydz, dxdz_sigma, dydz_sigma;
	float x, y, x_sigma, y_sigma, time, time_sigma, ktag_time;
	float chi2_time, chi2_x, chi2_beam;
	int32_t kaon;
};

struct par_track {
	float p, p_sigma;
	int32_t q;
	float x, y, dxdz, dydz, qp, cov[PAR_COV];
	float down_x, down_y, down_dxdz, down_dydz, chi2;
	int32_t ndf, hits, chambers, views, shared;
	float straw_time, straw_time_sigma, time, time_sigma;
	float chod_time, newchod_time, muv3_time, muv3_distance;
	int32_t muv3_tile, cluster;
	float eop, eop_sigma, cluster_distance, muv1, muv2;
	float rich_likelihood[PAR_KINDS];
	int32_t rich_best, rich_hits;
	float rich_time, rich_time_sigma, rich_radius, rich_radius_sigma;
	float rich_x, rich_y, rich_chi2, rich_mass2, rich_mass2_sigma;
	int32_t mc;
	float mc_chi2;
};

struct par_vertex {
	int32_t n, track[PAR_LEGS], beam, q;
	float x, y, z, cov[6], chi2;
	int32_t ndf;
	float time, time_sigma, px, py, pz;
	float track_px[PAR_LEGS], track_py[PAR_LEGS], track_pz[PAR_LEGS];
	float track_cov[6 * PAR_LEGS];
	float beam_dxdz, beam_dydz, cda, cda_sigma;
};

struct par_cluster {
	float e, e_sigma, x, y, xy_sigma, time, time_sigma, seed, nearest;
	int32_t cells, track;
	float distance;
};

struct par_pi0 {
	int32_t cluster[2];
	float e, e_sigma, time, time_sigma, z, z_sigma, px, py, pz;
	int32_t vertex;
	float mass, mass_sigma;
};

/* Of a veto or hodoscope. */
struct par_candidate {
	float time, time_sigma, x, y, z;
	int32_t element, hits, high;
};

/* ---- rows ------------------------------------------------------------- */

/* Objects of many events, one behind the other, and how many each has. */
struct par_rows {
	void *v;
	uint32_t n, cap;
	uint32_t count[PAR_EVENTS];
};

/* What the table event and the list mc have of some events. */
struct n62_sim_objects {
	uint32_t events, run, burst;
	struct par_rows list[PAR_LISTS];
	struct par_rows truth; /* struct sim_truth */
	uint32_t number[PAR_EVENTS], time[PAR_EVENTS];
	double weight[PAR_EVENTS];
	const char *decay[PAR_EVENTS];
	bool failed; /* memory was short */
};

/* A new object of the event that is being made, zeroed; when there is no
 * memory, the last one again. Valid until the next of its list. */
void *par_add(struct n62_sim_objects *o, enum par_list list);
/* Those of the event so far. */
void *par_here(
    const struct n62_sim_objects *o, enum par_list list, uint32_t *n);
extern const size_t par_size[PAR_LISTS];

/* ---- parameters ------------------------------------------------------- */

/* A value at some momenta, between which it is a straight line. */
struct par_curve {
	double at[PAR_NODES];
};

struct sim_parametric {
	/* data/parametric.txt, by name */
	double trigger_time, ktag_efficiency, ktag_time, ktag_hits;
	double gtk_efficiency, gtk_p, gtk_angle, gtk_place, gtk_time;
	double p_scatter, p_line, angle_scatter, angle_line;
	double place_scatter, place_line;
	double straw_time, chod_time, chod_efficiency;
	double newchod_time, newchod_efficiency;
	double lkr_stochastic, lkr_noise, lkr_constant, lkr_scale;
	double lkr_place, lkr_place0, lkr_time, lkr_time_low, lkr_efficiency;
	double photon_efficiency, pion_efficiency;
	double mip_energy, mip_sigma, pion_mip, pion_mean, pion_sigma;
	double pion_tail;
	double rich_nhits, rich_radius, rich_time;
	double muv3_time, muv3_scatter;
	double veto_time;
	struct par_curve efficiency[3]; /* of tracks: e, mu, pi */
	struct par_curve muv3[3];       /* a match: e, mu, pi */
	struct par_curve rich[3][3];    /* hypothesis 1 to 3 of e, mu, pi */
};

double par_curve_at(const struct par_curve *c, double gev);
/* e, mu, pi: 0 to 2; -1: something else. */
int par_kind(int32_t pdg);

/* ---- one event -------------------------------------------------------- */

/* A charged particle that has a track, or a photon: where it is seen. */
struct par_way {
	const struct sim_particle *p; /* where it began */
	struct sim_particle up, down; /* at PAR_UP_Z and PAR_DOWN_Z */
	uint32_t views;
	int chambers, nviews;
	bool track; /* it crossed enough of the STRAW */
	bool newchod, chod, lkr;
	double x, y;  /* at the LKr */
	int lav;      /* station that it hit, 0: none */
	double decay; /* z of its decay, or INFINITY */
};

/* z of the columns of na62-reco(1), and the front of the LKr. */
#define PAR_UP_Z 183000.0
#define PAR_DOWN_Z 219500.0
#define PAR_LKR_Z 241093.0

/* A track in the plane of the kaon's decay. */
struct par_leg {
	double x, y, tx, ty; /* smeared */
	double var, angle2;  /* of x and y; of the slopes */
	double gain;         /* covariance of place and slope over var */
};

struct par_event {
	struct sim_event *ev;
	const struct sim_parametric *par;
	struct n62_sim_objects *out;
	struct n62_rng *rng;
	struct sim_particle kaon; /* where it decays */
	double beam[4];           /* x, y, slopes there, smeared */
	double late;              /* all times, by that of the trigger */
	struct par_leg leg[PAR_TRACKS];
};

/* n62_rng_u32, of which three calls of four are two instructions. */
static inline uint32_t par_u32(const struct par_event *e)
{
	struct n62_rng *r = e->rng;

	return r->used < 4 ? r->word[r->used++] : n62_rng_u32(r);
}

static inline double par_normal(const struct par_event *e)
{
	return sim_normal_of(e->ev->sim->tracking, e->rng, par_u32(e));
}

static inline double par_size2(double a, double b)
{
	return sqrt(a * a + b * b);
}

/* Whether something of this probability happens. */
static inline bool par_happens(const struct par_event *e, double probability)
{
	return par_u32(e) * 0x1p-32 < probability;
}

/* false: p has turned round. Charged particles that decay are so in truth. */
bool par_follow(
    struct par_event *e, const struct sim_particle *p, struct par_way *w);
void par_kaon_beam(struct par_event *e, const struct sim_particle *at3);
void par_track_add(struct par_event *e, const struct par_way *w);
/* What w leaves in the LKr; its cluster, or -1. */
int32_t par_cluster_add(
    struct par_event *e, const struct par_way *w, double energy);
/* Energy in the LKr of the particle, MeV; 0: nothing is seen. */
double par_energy(struct par_event *e, const struct par_way *w);
/* Photons and charged particles in LAV, IRC and SAC. */
void par_vetoes(struct par_event *e, const struct par_way *w);
void par_candidate_add(struct par_event *e, enum par_list list, double t,
    double x, double y, double z, int32_t element);
void par_pairs(struct par_event *e);
void par_vertices(struct par_event *e);

#endif
