/*
 * reco_toy.h - hits of straight lines and a thin-lens magnet, for tests of
 * the reconstruction: another program than the simulation, and much simpler.
 */
#ifndef NA62_RECO_TOY_H
#define NA62_RECO_TOY_H

#include "reco/private.h"

enum {
	TOY_HITS = 4096,
	TOY_TRUE = 64
};

/* A charged particle at a place. */
struct toy_particle {
	double x, y, z, tx, ty, k; /* k = q/p, 1/MeV */
	double time;               /* less that of the trigger */
};

struct toy_hits {
	int32_t element[TOY_HITS];
	float lead[TOY_HITS];
	uint32_t n;
};

/* An event and the memory behind its hits; out is what is found. */
struct toy {
	struct n62_arena arena;
	struct n62_params params;
	struct n62_reco *reco;
	struct reco_event ev;
	struct reco_list out[RECO_OBJECTS];
	struct toy_hits straw, gtk, ktag;
	int32_t pdg[TOY_TRUE];
	float mc[10][TOY_TRUE];
	struct n62_rng rng;
	double efficiency, smear; /* of straws; smear: in units of the errors */
	double x0;                /* of a chamber */
	double tube;              /* field of the decay tank */
	struct n62_blue_tube field; /* the same, prepared for prepared */
	double prepared;
};

void toy_open(struct toy *t, const char *const *set);
void toy_close(struct toy *t);
/* Forgets the hits. */
void toy_clear(struct toy *t, uint64_t event);
void toy_hit(struct toy_hits *h, int32_t element, double lead);
/* To z through the field of the tank in small steps (Euler, midpoint), and
 * through the magnet. */
void toy_carry(struct toy *t, struct toy_particle *p, double z);
/* Its hits in the chambers, its scattering there, and its truth; where it was
 * in front of the first chamber comes back. */
struct toy_particle toy_track(struct toy *t, struct toy_particle p);
/* The whole of an event. */
void toy_make(struct toy *t);
struct reco_track *toy_tracks(struct toy *t, uint32_t *n);

/* Three charged particles of charges + + - with the momentum of a kaon. */
struct toy_three {
	struct toy_particle v[3], front[3];
	double x, y, z;
};
void toy_three(struct toy *t, struct toy_three *e);

/* Mean and spread of numbers; those far off are counted and left out. */
struct toy_mean {
	double sum, square, n, limit, far;
};
void toy_add(struct toy_mean *m, double v);
double toy_spread(const struct toy_mean *m);
double toy_mean(const struct toy_mean *m);

#endif
