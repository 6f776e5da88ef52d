/*
 * physics.h - what kaons and their daughters do: particles, four-vectors,
 * phase space, and decays with their matrix elements.
 *
 * Units: MeV for energies, momenta and masses (c = 1), mm and ns for lengths
 * and times, MeV for widths, charges in units of the positron's.
 *
 * What is known about decays is text, in lib/physics/data/, compiled in:
 * branching ratios, matrix elements and their parameters, each with its
 * source. na62-decays(7) is that table for people, with the formulas. From
 * the table, and what the user changes of it (struct n62_physics), comes a
 * prepared generator (struct n62_decays), which does not change any more and
 * may be used by any number of threads.
 *
 * The same random sequence gives the same decay on every machine: what goes
 * into a four-vector is made of operations that IEEE 754 defines exactly.
 * Functions of the C library (logarithms, powers) take part only in weights,
 * which are compared with random numbers.
 *
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_PHYSICS_H
#define NA62_PHYSICS_H

#include <math.h>

#include "base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- units and constants ---------------------------------------------- */

#define N62_C 299.792458           /* speed of light, mm/ns; exact (SI) */
#define N62_HBAR 6.582119569e-13   /* MeV ns; exact (SI), rounded */
#define N62_HBAR_C 197.3269804e-12 /* MeV mm; exact (SI), rounded */
#define N62_ALPHA (1 / 137.035999) /* fine-structure constant; CODATA */
#define N62_FERMI 1.1663787e-11    /* G_F, MeV^-2; PDG */
#define N62_WEINBERG 0.231         /* sin^2 of the weak angle; PDG */
#define N62_F_PI_V_UD 127.13       /* MeV; ALPINIST */
#define N62_F_K_V_US 35.09         /* MeV; ALPINIST */
#define N62_F_PI 130.2             /* MeV; ALPINIST */
#define N62_PI 3.14159265358979324

/* Masses in MeV, for code that needs them as constants; a test holds them
 * against data/particles.txt, which says the sources. */
#define N62_M_K 493.677
#define N62_M_PI 139.57039
#define N62_M_PI0 134.9768
#define N62_M_MU 105.6583755
#define N62_M_E 0.51099895

/* Numbers of the Particle Data Group for what occurs here. Antiparticles are
 * negative. N is a heavy neutral lepton, X an invisible boson. */
enum n62_pdg {
	N62_ELECTRON = 11,
	N62_NU_E = 12,
	N62_MUON = 13,
	N62_NU_MU = 14,
	N62_NU_TAU = 16,
	N62_PHOTON = 22,
	N62_BOSON_X = 51,
	N62_PION0 = 111,
	N62_PION = 211,
	N62_KAON = 321,
	N62_HNL = 9900012
};

/* ---- four-vectors ----------------------------------------------------- */

struct n62_p4 {
	double px, py, pz, e;
};

static inline struct n62_p4 n62_p4_add(struct n62_p4 a, struct n62_p4 b)
{
	a.px += b.px;
	a.py += b.py;
	a.pz += b.pz;
	a.e += b.e;
	return a;
}

static inline struct n62_p4 n62_p4_minus(struct n62_p4 a, struct n62_p4 b)
{
	a.px -= b.px;
	a.py -= b.py;
	a.pz -= b.pz;
	a.e -= b.e;
	return a;
}

/* The same energy, the opposite momentum: as the frame for n62_p4_boost, it
 * leads from the laboratory into the rest frame. */
static inline struct n62_p4 n62_p4_mirror(struct n62_p4 a)
{
	a.px = -a.px;
	a.py = -a.py;
	a.pz = -a.pz;
	return a;
}

/* Square and size of the momentum. */
static inline double n62_p4_p2(struct n62_p4 a)
{
	return a.px * a.px + a.py * a.py + a.pz * a.pz;
}

static inline double n62_p4_p(struct n62_p4 a)
{
	return sqrt(n62_p4_p2(a));
}

/* The square of the mass, as (e - p)(e + p): what rounding of e and p leaves
 * of it, and no more is lost. */
static inline double n62_p4_mass2(struct n62_p4 a)
{
	double p = n62_p4_p(a);

	return (a.e - p) * (a.e + p);
}

/* A particle of this mass and momentum. */
static inline struct n62_p4 n62_p4_on_shell(
    double px, double py, double pz, double mass)
{
	struct n62_p4 a = { px, py, pz, 0 };

	a.e = sqrt(n62_p4_p2(a) + mass * mass);
	return a;
}

/*
 * The product a.b of two particles with masses ma and mb, to a relative
 * error of some 1e-15 also where e e' and p.p' are nearly equal: e e' - p p'
 * is rationalised, and p p' - p.p' comes from the cross product.
 */
double n62_p4_dot(struct n62_p4 a, double ma, struct n62_p4 b, double mb);
/* The square of the invariant mass of the two, with the same care. */
double n62_p4_pair_mass2(
    struct n62_p4 a, double ma, struct n62_p4 b, double mb);

/*
 * a, a particle of mass ma in the rest frame of a particle, in the frame
 * where that one has mass m > 0 and four-momentum frame. Light-cone
 * components are scaled, so that nothing cancels: the relative error is some
 * 1e-16, times gamma for what flies backward, as the rounding of its
 * direction alone gives (the textbook's formula: gamma^2). The mass is kept.
 * Only the momentum of frame is used.
 */
struct n62_p4 n62_p4_boost(
    struct n62_p4 a, double ma, struct n62_p4 frame, double m);

/* ---- kinematics and phase space --------------------------------------- */

/*
 * Kallen's function a^2 + b^2 + c^2 - 2ab - 2bc - 2ca of the squares of three
 * masses, from the masses, in factors: (M+m1+m2)(M-m1-m2)(M-m1+m2)(M+m1-m2).
 */
static inline double n62_kallen(double mass, double m1, double m2)
{
	return (mass + m1 + m2) * (mass - m1 - m2) * (mass - m1 + m2) *
	       (mass + m1 - m2);
}

/* Momentum of the daughters of a two-body decay in the rest frame of the
 * mother; 0 where the decay is not possible. */
static inline double n62_p_star(double mass, double m1, double m2)
{
	double k = n62_kallen(mass, m1, m2);

	return mass > m1 + m2 && k > 0 ? sqrt(k) / (2 * mass) : 0;
}

enum {
	N62_BODIES = 8 /* most daughters of phase space */
};

/*
 * Flat n-body phase space, 2 <= n <= N62_BODIES, by the algorithm of Raubold
 * and Lynch (F. James, CERN 68-15, 1968, section 3; GENBOD).
 */
struct n62_space {
	int n;
	double mass, m[N62_BODIES];
	double sum; /* of m */
	double max; /* of the weight, or above: never below any weight */
};

/* Fails when the daughters are too heavy, with the limit in the sentence. */
int n62_space_init(struct n62_space *s, double mass, int n, const double *m,
    struct n62_err *err);
/* One weighted event: the weight, from 0 to s->max; p[n] are the daughters
 * in the rest frame of the mother. */
double n62_space_weighted(
    const struct n62_space *s, struct n62_rng *r, struct n62_p4 *p);
/* One event of weight 1. Fails (-1) after a million tries; as the efficiency
 * is above a thousandth for all decays here, that is never. */
int n62_space_draw(
    const struct n62_space *s, struct n62_rng *r, struct n62_p4 *p);
/*
 * The volume: the integral of delta4(P - sum p) times the product of
 * d3p / (2 E), in MeV^(2n-4), without factors of 2 pi; for n up to 4, by
 * recursion (E. Byckling and K. Kajantie, Particle kinematics, 1973, chapter
 * V), to a relative 1e-9 (n = 4: 1e-6); NaN for larger n. The mean of the
 * weights above is volume M (n-2)! / (pi^(n-1) (2T)^(n-2)), T = M - sum m.
 */
double n62_space_volume(const struct n62_space *s);

/* Uniform on the unit sphere, without sine or cosine (G. Marsaglia, Ann.
 * Math. Stat. 43 (1972) 645). */
void n62_direction(struct n62_rng *r, double v[3]);

/* ---- flight ----------------------------------------------------------- */

/* Mean path in mm of a particle: p c tau / m; infinite when it is stable. */
static inline double n62_decay_length(double p, double mass, double lifetime)
{
	return p / mass * N62_C * lifetime;
}

/* Probability to decay on a path: 1 - exp(-path / length). */
static inline double n62_decay_probability(double path, double length)
{
	return -expm1(-path / length);
}

/* A random path to the decay, in mm. */
double n62_flight(struct n62_rng *r, double length);
/* The same, given that the decay is between near and far: exact, as the
 * remainder of an exponential path divided by far - near. */
double n62_flight_between(
    struct n62_rng *r, double length, double near, double far);

/* ---- heavy neutral leptons -------------------------------------------- */

/*
 * The rate of M -> l N over that of M -> l nu, per |U|^2, from masses: rho(x,
 * y) = [x + y - (x-y)^2] lambda^1/2(1, x, y) / (x (1-x)^2), x = (ml/M)^2, y =
 * (mN/M)^2 (R. Shrock, Phys. Rev. D 24 (1981) 1232; RECALLED). 0 above the
 * threshold.
 */
double n62_hnl_rho(double mass, double ml, double mn);

/* N of this mass and these mixings |U_e|^2, |U_mu|^2, |U_tau|^2. */
struct n62_hnl {
	double mass;
	double u2[3];
	bool majorana; /* twice the widths of a Dirac particle */
};

enum n62_hnl_channel {
	N62_HNL_3NU,    /* nu nu nubar */
	N62_HNL_PI0_NU, /* pi0 nu */
	N62_HNL_PI_E,   /* pi+ e- */
	N62_HNL_PI_MU,  /* pi+ mu- */
	N62_HNL_EE,     /* nu e+ e- */
	N62_HNL_MUMU,   /* nu mu+ mu- */
	N62_HNL_EMU,    /* nu e mu, both charges */
	N62_HNL_CHANNELS
};

/* Partial width in MeV for masses below that of the rho, after the formulas
 * of ALPINIST (hnl/decay_widths.py); see na62-decays(7). */
double n62_hnl_width(const struct n62_hnl *h, enum n62_hnl_channel channel);
/* hbar over the sum of all widths, in ns; infinite without mixing. */
double n62_hnl_lifetime(const struct n62_hnl *h);

/* ---- the table -------------------------------------------------------- */

struct n62_particle {
	const char *name; /* "pi+", as it is written in a decay */
	int32_t pdg;
	double mass;     /* MeV */
	int charge;      /* units of the positron's */
	double lifetime; /* ns; INFINITY: stable */
	const char *source;
};

enum {
	N62_DECAY_BODIES = 5, /* most daughters in the table */
	N62_PRODUCTS = 20     /* most particles that a decay makes: with
				 those of two pi0, and photons */
};

/* A decay mode of the table. */
struct n62_mode {
	const char *name;   /* "pi0enu" */
	const char *decay;  /* "K+ -> pi0 e+ nu_e" */
	double br, error;   /* branching ratio; br 0: only searched for */
	const char *source; /* of br: a paper, or RECALLED, CHOICE, DERIVED */
	const char *matrix; /* name of the matrix element: "kl3" */
	const char *about;  /* the matrix element in a few words */
	const char *within; /* the mode whose br has this one in it, or NULL:
			       munugamma is within munu */
	const char *pi0;    /* the forced mode of its pi0, or NULL */
	int32_t mother;     /* PDG number */
	int n;              /* daughters, in the order of decay */
	int32_t pdg[N62_DECAY_BODIES];
};

/* Particles, modes and parameters. */
struct n62_physics;

/* Those that are compiled in. */
struct n62_physics *n62_physics_new(struct n62_err *err);
/* The same, with the modes of a text in the format of data/decays.txt, which
 * replaces that one; particles and parameters are those that are compiled in.
 * Fails with N62_DATA and "NAME: line 7: what". */
struct n62_physics *n62_physics_read(
    const char *name, const char *text, struct n62_err *err);
void n62_physics_free(struct n62_physics *p);

/* Sets a parameter, as n62_params_set: "hnl.mass=300". */
int n62_physics_set(
    struct n62_physics *p, const char *assignment, struct n62_err *err);
/* The value of a parameter, or NaN. */
double n62_physics_get(const struct n62_physics *p, const char *name);
/* All of them, to look at. */
const struct n62_params *n62_physics_params(const struct n62_physics *p);

/* The i-th of each table; NULL behind the last. They belong to p. */
const struct n62_particle *n62_physics_particle(
    const struct n62_physics *p, int i);
const struct n62_mode *n62_physics_mode(const struct n62_physics *p, int i);

/* The particle of a PDG number, or NULL. */
const struct n62_particle *n62_particle(
    const struct n62_physics *p, int32_t pdg);

/*
 * The number of a mode: by its short name ("pi0enu"), or by a decay as the
 * Particle Data Group writes it ("K+ -> e+ nu pi0"), with any spaces and any
 * order of daughters; nu stands for any neutrino, nubar as well. -1 for what
 * is not in the table, with the nearest names.
 */
int n62_decay_find(
    const struct n62_physics *p, const char *name, struct n62_err *err);

/* Appends the modes as a text table: name, decay, branching ratio, matrix
 * element, source. */
int n62_decays_print(
    const struct n62_physics *p, struct n62_buf *out, struct n62_err *err);
/* Appends the text that the modes come from. */
int n62_decays_text(
    const struct n62_physics *p, struct n62_buf *out, struct n62_err *err);

/* ---- the generator ---------------------------------------------------- */

/* What is to be generated. Zeroed, it is the mix of all K+ decays, without
 * radiation. */
struct n62_plan {
	int32_t mother;   /* PDG number; 0: K+. Antiparticles decay as the
			     particles of the table do, with all signs
			     changed. Ignored when mode says another. */
	const char *mode; /* short name or decay; NULL or "mix": all modes of
			     the mother with a branching ratio, but those
			     that are within another one, in proportion */
	const char *pi0;  /* how every pi0 decays: a mode ("pi0-eeg"), "none",
			     or NULL: by branching ratio, or as the K+ mode
			     says */
	bool radiation;   /* soft photons on charged legs, from
			     radiation.emin on */
};

/* One mode of a generator, and its share; those of all modes sum up to 1. */
struct n62_share {
	const struct n62_mode *mode;
	double share;
};

/* A prepared generator. It leans on nothing, but shares->mode on p. */
struct n62_decays;

/*
 * Prepares: looks up parameters, refuses decays above threshold with the
 * limit, and finds the largest weight of every matrix element. Takes about a
 * millisecond a mode, and 20 for a virtual photon of leptons.
 */
struct n62_decays *n62_decays_new(const struct n62_physics *p,
    const struct n62_plan *plan, struct n62_err *err);
void n62_decays_free(struct n62_decays *d);

/* The modes, *n of them, in the order of the table. */
const struct n62_share *n62_decays_shares(const struct n62_decays *d, int *n);

/* One particle that a decay made. */
struct n62_product {
	int32_t pdg;
	int from;     /* -1: of the mother; or the index, lower than its own,
			 of the pi0 it comes from */
	bool decayed; /* a pi0 whose daughters follow */
	double mass;
	struct n62_p4 p; /* in the rest frame of the mother */
};

struct n62_products {
	const struct n62_mode *mode;
	int n;
	struct n62_product v[N62_PRODUCTS];
	double weight; /* 1, times the branching ratio of what was forced by
			  plan.pi0 on each pi0 */
	double height; /* weight of the accepted point over the largest found
			  at preparation: never above 1 where all is right */
};

/*
 * One decay at rest: the daughters of the mode in its order, photons of
 * radiation, then the daughters of each pi0. Unpolarised: the orientation is
 * uniform. Pure: depends on d and r only, allocates nothing. Returns 0, or
 * -1 after a million rejected points, which is never for efficiencies above
 * 1e-3; all here have more, and *out then holds nothing.
 */
int n62_decays_draw(
    const struct n62_decays *d, struct n62_rng *r, struct n62_products *out);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
