/*
 * mass.h - what the files about masses share: hypotheses, particles with the
 * errors of their momenta, and columns of table event.
 */
#ifndef NA62_HIST_MASS_H
#define NA62_HIST_MASS_H

#include "hist/private.h"
#include "physics/physics.h"

enum {
	HIST_DAUGHTERS = 8, /* most particles of a hypothesis */
	HIST_LEGS = 3       /* tracks of a vertex */
};

/* ---- hypothesis.c */

/* "NAME=K - mu- - e+ - e+", "NAME=pi+ e+ e-". n 0: all of list cand. */
struct hist_hypothesis {
	const char *name;
	const char *doc; /* as it was written */
	bool miss;       /* the kaon less the particles, squared mass */
	int n;
	int32_t pdg[HIST_DAUGHTERS];
};

int hist_hypothesis_read(struct hist_hypothesis *h, const char *text, bool miss,
    struct n62_arena *a, struct n62_err *err);
/* Mass in GeV and charge of what can be measured. */
double hist_mass_of(int32_t pdg);
int hist_charge_of(int32_t pdg);

/* ---- body.c */

/* A particle in GeV with the covariance of px, py, pz: lower triangle. */
struct hist_body {
	struct n62_p4 p;
	double cov[6];
};

/* From slopes and q/p in c/GeV with their covariance, lower triangle. */
struct hist_body hist_body_slopes(
    const double v[3], const double cov[6], double mass);
/* From momentum and slopes with independent errors. */
struct hist_body hist_body_beam(
    const double v[3], const double sigma[3], double mass);
/* A photon from a place (mm) to another: energy and its error, error of x and
 * y of the end. */
struct hist_body hist_body_photon(double e, double e_sigma,
    const double from[3], const double to[3], double sigma);
/* Sum of two photons, on the shell of a mass. */
struct hist_body hist_body_pair(
    const struct hist_body *a, const struct hist_body *b, double mass);

/* The squared mass of the sum of sign[i] body[i], and its error. */
double hist_mass2(
    const struct hist_body *body, const int *sign, int n, double *sigma);

/* ---- source.c */

/* A column of numbers, whatever their type. */
struct hist_number {
	struct n62_col col;
	enum n62_type type;
	uint32_t length;
	bool there;
};

int hist_number_find(struct hist_number *c, const struct n62_schema *s,
    const char *name, uint32_t length, struct n62_err *err);
/* Number k of element i of the block's column. */
double hist_number_get(const struct hist_number *c, const struct n62_block *b,
    uint32_t i, uint32_t k);

/* What is known of an average kaon, and where the masses come from. */
struct hist_beam {
	double p, p_sigma, dxdz, dxdz_sigma, dydz, dydz_sigma;
};

enum hist_kaon {
	HIST_KAON_BEST, /* of the GTK, or the average */
	HIST_KAON_GTK,
	HIST_KAON_BEAM
};

struct hist_source;
/* cand: from that list, else from list vertex, with clusters where some
 * hypothesis has neutral particles. */
struct hist_source *hist_source_new(const struct n62_schema *s, bool cand,
    bool neutral, enum hist_kaon kaon, const struct hist_beam *beam,
    struct n62_err *err);
void hist_source_free(struct hist_source *s);
/*
 * The bodies of a hypothesis in an event, the kaon first; sign[i] is how they
 * are added. How many, or 0 when the event does not have them.
 */
int hist_source_bodies(const struct hist_source *s, const struct n62_block *b,
    uint32_t row, const struct hist_hypothesis *h,
    struct hist_body body[HIST_DAUGHTERS + 1], int sign[HIST_DAUGHTERS + 1]);

/* ---- vertex.c: the same from list vertex */

struct hist_vertices;
struct hist_vertices *hist_vertices_new(
    const struct n62_schema *s, bool beam, bool neutral, struct n62_err *err);
/* Of the vertex and the assignment that fit best; kaon->p.e stays as it is
 * where no beam particle was found. */
int hist_vertices_bodies(const struct hist_vertices *v,
    const struct n62_block *b, uint32_t row, const struct hist_hypothesis *h,
    struct hist_body *body, struct hist_body *kaon);

#endif
