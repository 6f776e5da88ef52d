/*
 * private.h - what the files of lib/physics share: the table as it was read,
 * and prepared decays.
 *
 * A prepared decay is a weight on the unit cube. A point of the cube is
 * accepted with the probability weight / maximum, then turned in space. The
 * cube is mapped onto the variables of one of three engines:
 *
 *	SPACE  n bodies by GENBOD (space.c), for flat phase space
 *	THREE  a pair and a third body: s, the mass of the pair squared, and
 *	       the cosine of the decay angle of the pair (three.c)
 *	PAIRS  two pairs: both masses, both angles, and the azimuth between
 *	       their planes (pairs.c)
 *	CHAIN  three bodies and a photon: the mass squared of the three, that
 *	       of a pair of them, and angles (chain.c)
 *
 * The engine puts in the phase space, the matrix element its square, of the
 * variables or of the four-vectors.
 */
#ifndef NA62_PHYSICS_PRIVATE_H
#define NA62_PHYSICS_PRIVATE_H

#include "physics/physics.h"

enum {
	PHYS_DIMENSIONS = 5,
	PHYS_CONSTANTS = 24,
	PHYS_TRIES = 1000000
};

/* ---- the table -------------------------------------------------------- */

extern const struct n62_builtin physics_builtin[];

/* The particle whose mass is a parameter. */
struct phys_tie {
	int particle;
	size_t param;
};

struct phys_about {
	const char *name, *about;
};

struct n62_physics {
	struct n62_arena arena;
	struct n62_params params;
	struct n62_buf particles; /* of struct n62_particle */
	struct n62_buf modes;     /* of struct n62_mode */
	struct n62_buf abouts;    /* of struct phys_about */
	struct n62_buf ties;      /* of struct phys_tie */
	struct n62_buf lines;     /* of int: where each mode is */
	const char *text;         /* of the modes, and its size */
	size_t size;
};

int phys_parse_particles(
    struct n62_physics *p, const struct n62_builtin *file, struct n62_err *err);
int phys_parse_decays(
    struct n62_physics *p, const struct n62_builtin *file, struct n62_err *err);
/* Whether a mode is in order, before it joins the others; then whether those
 * that modes name are there. */
int phys_check_mode(
    const struct n62_physics *p, const struct n62_mode *m, struct n62_err *err);
int phys_check_modes(
    const struct n62_physics *p, const char *file, struct n62_err *err);
/* Whether there is a matrix element of that name. */
bool phys_has_matrix(const char *name);
/* The particle of that name and length, with "nu" for nu_e; or NULL. */
const struct n62_particle *phys_named(
    const struct n62_physics *p, const char *name, size_t n);

/* ---- variables of the engines ----------------------------------------- */

/*
 * A map of u in (0, 1) onto s = offset + sign g, low < g < high: linear when
 * octaves is 0, otherwise piecewise linear on [low 2^j, low 2^(j+1)], which
 * follows a density 1/g within a factor of two, without a logarithm.
 */
struct phys_range {
	double offset, sign, low, high;
	int octaves;
};

void phys_linear(struct phys_range *r, double low, double high);
/* For poles at s = offset. */
void phys_octaves(
    struct phys_range *r, double offset, double sign, double low, double high);
/* s and ds/du; a negative derivative: s is outside. */
double phys_map(const struct phys_range *r, double u, double *s);

struct phys_three {
	double s;    /* mass squared of the pair */
	double c;    /* cosine between the first of the pair and the flight
			of the pair, in the rest frame of the pair */
	double e[3]; /* energies in the rest frame of the mother, as the
			daughters are ordered in the mode */
};

struct phys_pairs {
	double s[2], c[2];     /* (1, 2) and (3, 4); c: of 1 and of 3, with the
				  flight of their own pair */
	double cosphi, sinphi; /* from the plane of 1 to that of 3 */
};

/*
 * Of CHAIN: all is the mass squared of the three bodies. The third of them,
 * in their frame, has the cosine c with the photon; the first of the pair, in
 * the frame of the pair, the cosine d and the azimuth with fixed axes.
 */
struct phys_chain {
	double all, pair, c, d, cosphi, sinphi;
};

/* ---- prepared decays -------------------------------------------------- */

struct phys_decay;

struct phys_matrix {
	const char *name;
	enum {
		PHYS_SPACE,
		PHYS_THREE,
		PHYS_PAIRS,
		PHYS_CHAIN
	} engine;
	int third; /* THREE, CHAIN: the daughter that is not of the pair */
	/* Fills d->k from parameters, changes ranges; may be NULL. */
	int (*prepare)(struct phys_decay *d, const struct n62_physics *p,
	    struct n62_err *err);
	/* |M|^2 up to a constant; NULL: 1. */
	double (*three)(const struct phys_decay *d, const struct phys_three *v);
	double (*pairs)(const struct phys_decay *d, const struct phys_pairs *v);
	/* PAIRS, CHAIN: of the daughters in the rest frame of the mother. */
	double (*four)(const struct phys_decay *d, const struct n62_p4 *p);
	/* Whether the photons of the mode are all that there are. */
	bool radiative;
};

struct phys_decay {
	const struct n62_mode *mode;
	const struct phys_matrix *matrix;
	int n;
	double mass, m[N62_DECAY_BODIES];
	int charge[N62_DECAY_BODIES];
	bool scalar[N62_DECAY_BODIES]; /* as opposed to a lepton */
	double k[PHYS_CONSTANTS];
	double max;
	double raise; /* by which the maximum is raised beyond its margin */
	struct n62_space space;
	struct phys_range range[3];
	double emin;                    /* of photons */
	double often[N62_DECAY_BODIES]; /* most photons of a leg, on average */
};

int phys_prepare(struct phys_decay *d, const struct n62_physics *p,
    const struct n62_mode *mode, struct n62_err *err);
/* The daughters, d->n of them. *height: see struct n62_products. */
int phys_draw(const struct phys_decay *d, struct n62_rng *r, struct n62_p4 *p,
    double *height);

int phys_dimensions(const struct phys_decay *d);
double phys_three_weight(const struct phys_decay *d, const double *u);
void phys_three_build(const struct phys_decay *d, const double *u,
    struct n62_rng *r, struct n62_p4 *p);
double phys_pairs_weight(const struct phys_decay *d, const double *u);
void phys_pairs_build(const struct phys_decay *d, const double *u,
    struct n62_rng *r, struct n62_p4 *p);
double phys_chain_weight(const struct phys_decay *d, const double *u);
void phys_chain_build(const struct phys_decay *d, const double *u,
    struct n62_rng *r, struct n62_p4 *p);
/* The largest value of the weight on the cube, with a margin. */
double phys_maximum(const struct phys_decay *d,
    double (*weight)(const struct phys_decay *, const double *));

/* ---- photons ---------------------------------------------------------- */

/* Prepares d->often, from radiation.emin. */
void phys_radiation_prepare(struct phys_decay *d);
/* Adds photons to the products, which are those of a decay at rest. */
void phys_radiate(
    const struct phys_decay *d, struct n62_rng *r, struct n62_products *out);

/* ---- random ----------------------------------------------------------- */

/* A rotation, uniform: its rows are an orthonormal basis. */
void phys_rotation(struct n62_rng *r, double m[3][3]);
/* A four-vector in a frame that is turned by it. */
struct n62_p4 phys_turned(double m[3][3], struct n62_p4 a);
/* Cosine and sine of an angle that goes around once with u, and dangle/du:
 * points of a square, moved onto the circle. */
double phys_turn(double u, double *cosine, double *sine);
/* A density 1/x on (low, high), low > 0. */
double phys_inverse(struct n62_rng *r, double low, double high);
/*
 * A particle with transverse momentum pt and longitudinal pl in the frame of
 * a system, which moves along the axis; scale is (E + P) / M of the system.
 * Returns the energy, *pl becomes the longitudinal momentum in that frame.
 */
double phys_along(double mass, double pt2, double *pl, double scale);

#endif
