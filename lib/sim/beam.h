/*
 * beam.h - what the files of the beam, of decays, transport and pile-up
 * share: their parameters, and the steps of a particle.
 */
#ifndef SIM_BEAM_H
#define SIM_BEAM_H

#include "sim/private.h"

/* Lifetimes in ns, as in physics: PDGlive, and scikit-hep/particle. */
#define SIM_TAU_K 12.379
#define SIM_TAU_PI 26.033
#define SIM_TAU_MU 2196.98
#define SIM_M_PROTON 938.2720813 /* MeV; PDG */

enum {
	SIM_N62_P = 2212, /* proton, PDG number */
	SIM_STOPS_MAX = 64
};

/* A plane with its parameters looked up. */
struct sim_stop {
	const struct sim_plane *plane;
	double z, tube2; /* square of the radius; infinite: none */
	double x0, loss;
	double angle;   /* Highland's, of p beta = 1 MeV */
	double convert; /* probability that a photon converts */
	double nuclear; /* that a hadron interacts */
	double hole_x, hole2;
	bool showers; /* thick: photons and electrons end here */
};

/* Momentum along x that a magnet at z takes from a charge of 1. */
struct sim_lens {
	double z, kick;
};

struct sim_beam {
	/* data/parameters.txt, by name */
	double p, p_sigma, p_cut;
	double x_flat, x_blur, x_cut, y_sigma, y_cut;
	double dxdz, dxdz_sigma, dydz, dydz_sigma, x_correlation, y_correlation;
	double zmin, zmax;
	double trim5, achromat, tube_scale, mnp33, dump;
	double gtk_x0, gtk_lambda, hadron_kick, collimator;
	double brems_cut, photon_cut, charged_cut, sharing;
	double rate, pion, proton, kaon, muon;
	double spread, most, beam_from, beam_to, from, to;
	double decay_zmin, decay_zmax;
	double halo, halo_rmin, halo_rmax, halo_power, halo_slope;
	double halo_pmin, halo_pmax;
	/* made of them */
	double gtk_angle; /* Highland's, of p beta = 1 MeV */
	/* slope that goes with a place, and the spread of the rest of it */
	double x_turn, y_turn, x_spread, y_spread;
	struct n62_blue_tube tube;
	struct sim_lens lens[2];
	struct sim_stop stop[SIM_STOPS_MAX];
	int nstops;
};

static inline double sim_p2(const struct sim_particle *p)
{
	return p->px * p->px + p->py * p->py + p->pz * p->pz;
}

/* normal.c: two normal numbers, by the polar method of G. Marsaglia and T.
 * Bray (SIAM Rev. 6 (1964) 260); good to 32 bits, which is 6 sigma. */
void sim_normals(struct n62_rng *r, double v[2]);

/* plane.c: looks up what the planes need, into b->stop; and the scattering
 * angle in rad of so many radiation lengths at p beta = 1 MeV (Highland, as
 * in the Review of Particle Physics; 0 without material). */
int sim_stops_init(
    struct sim_beam *b, const struct n62_params *p, struct n62_err *err);
double sim_highland(double x0);

/* transport.c: moves a particle straight on to z, or back to it, and its
 * delay behind light with it. The momentum may have changed its direction
 * since then, not its size. */
void sim_fly(struct sim_particle *p, double z);
/* Moves a particle forward to z through the fields, without looking at
 * planes. false: it turned round and is lost. */
bool sim_carry(const struct sim_beam *b, struct sim_particle *p, double z);
/* Changes the direction by a normal angle with this sigma in each plane, in
 * units of 1/(p beta); false: it no longer goes forward. */
bool sim_scatter(struct sim_particle *p, double angle, struct n62_rng *r);
/* Moves all particles of ev->todo, and what comes of them, to their end. */
void sim_transport(struct sim_event *ev);

/* beam.c: a particle in GTK3 whose kind is known: pdg, mass, charge; t0 is
 * its time at the target. */
void sim_beam_draw(const struct sim_beam *b, struct n62_rng *r, double t0,
    struct sim_particle *p);
/* Its hits in KTAG and in the three stations of the GTK. */
void sim_beam_hits(
    struct sim_event *ev, const struct sim_particle *p, struct n62_rng *r);
/* Of one that only comes to z: its hits before; and moves it back there. */
void sim_beam_hits_before(
    struct sim_event *ev, double z, struct sim_particle *p, struct n62_rng *r);
/* Mean distance along z to the decay. */
double sim_decay_length_z(const struct sim_particle *p, double lifetime);
/* The kaon of the event, up to its decay: p is it at that place. It is drawn
 * in GTK3, which sets the weight of the event, leaves its hits in KTAG and GTK,
 * and flies. */
void sim_kaon(struct sim_event *ev, struct sim_particle *p);
void sim_kaon_draw(struct sim_event *ev, struct sim_particle *p);
void sim_kaon_fly(struct sim_event *ev, struct sim_particle *p);

/*
 * decay.c: the products of p, which is at the place of its decay, go to the
 * truth and to ev->todo; those of the kaon of the event give it its name and
 * their weight. false: no decay was found, which is never (n62_decays_draw).
 */
bool sim_decay(struct sim_event *ev, const struct sim_particle *p,
    const struct n62_decays *d);
/* Charge, in units of e, of the particles that occur here; 0 for others. */
int8_t sim_charge(int32_t pdg);

/* upstream.c: moves a particle on to GTK3; false: it ends before. */
bool sim_upstream(struct sim_event *ev, struct sim_particle *p);

/* hadron.c: pions instead of a hadron, which is in some material, go to the
 * truth and to ev->todo. */
void sim_interact(struct sim_event *ev, const struct sim_particle *p);

/* pileup.c: everything else that is there at the same time. */
void sim_pileup(struct sim_event *ev);

/* truth.c: the beginning of a particle that sim_transport will not move, and
 * the end of any, where it is now. */
int32_t sim_truth_begin(struct sim_event *ev, const struct sim_particle *p);
void sim_truth_end(struct sim_event *ev, const struct sim_particle *p);

#endif
