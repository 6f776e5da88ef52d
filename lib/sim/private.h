/*
 * private.h - what the files of lib/sim share: particles on their way, what
 * they leave in the detectors, and one event in the making.
 *
 * The order of things (event.c):
 *	beam.c       the kaon at GTK3, back to KTAG and GTK; pile-up likewise
 *	decay.c      the kaon's decay and those of its products (lib/physics)
 *	transport.c  each particle through the planes of plane.c, in their order
 *	det_*.c      what a particle leaves in a detector: pulses and deposits
 *	digitise.c   pulses of a TDC channel -> edges; deposits -> samples
 *	trigger.c    primitives, masks and the L1 decision from the hits
 *	truth.c      the true particles
 *
 * Units: mm, ns, MeV. The origin is the T10 target, z along the undeflected
 * beam, x and y as in na62-detector(7). The time of a particle is its delay
 * behind light that leaves the target at the time of the event, t - z/c, so
 * that everything in time with the event has times near 0 everywhere, as
 * hits have after the correction by the offsets of their channels.
 *
 * Everything but struct sim_event is immutable while events are made, and a
 * sim_event belongs to one thread. The random numbers of an event are
 * sequences of (seed, event, stream): one for each enum sim_stream.
 */
#ifndef SIM_PRIVATE_H
#define SIM_PRIVATE_H

#include "base/base.h"
#include "detector/detector.h"
#include "physics/physics.h"
#include "raw/raw.h"

/* The files of lib/sim/data. */
extern const struct n62_builtin sim_builtin[];

/* ---- random numbers ------------------------------------------------- */

enum sim_stream {
	SIM_RNG_BEAM,
	SIM_RNG_DECAY,
	SIM_RNG_TRANSPORT,
	SIM_RNG_TRIGGER,
	SIM_RNG_PILEUP,   /* numbers, times and kinds of the others */
	SIM_RNG_RESPONSE, /* + enum n62_det: that of a detector */
	SIM_RNG_PERIODIC = SIM_RNG_RESPONSE + N62_DETS,
	SIM_STREAMS
};

/* ---- particles ------------------------------------------------------ */

/* Where a particle comes from, as in the truth block of na62-raw(5). */
enum sim_process {
	SIM_BEAM,
	SIM_DECAY,
	SIM_CONVERSION,
	SIM_BREMSSTRAHLUNG,
	SIM_OTHER
};

/* A particle at a place. Direction and energy follow from p. */
struct sim_particle {
	int32_t pdg;
	int8_t charge;   /* in units of e */
	uint8_t process; /* enum sim_process */
	uint8_t overlay; /* 0: the kaon of the event; k: k-th pile-up */
	bool bent;       /* it is behind MNP33 */
	int32_t mc;      /* its entry in sim_event.truth */
	double mass;
	double x, y, z, t;
	double px, py, pz, e;
};

/* One true particle, see na62-raw(5), block truth. */
struct sim_truth {
	int32_t pdg;
	int16_t parent; /* -1: none */
	uint8_t process, overlay;
	float x, y, z, t; /* where it came to be */
	float px, py, pz;
	float end_x, end_y, end_z, end_t;
};

/* ---- planes --------------------------------------------------------- */

struct sim_event;

/* What becomes of a particle at a plane. */
enum sim_fate {
	SIM_PASSES,
	SIM_STOPS
};

/*
 * A place of constant z with something in it, for particles that go down the
 * beam line behind GTK3. The particle is at the plane when hit is called,
 * which may change it (a muon loses energy) or add others (sim_push).
 */
struct sim_plane {
	double z;
	double radius; /* of the tube from the plane before to this one: what
			  is outside has been stopped, but muons; 0: no tube */
	/* NULL: only material. which: station, chamber, plane. */
	enum sim_fate (*hit)(
	    struct sim_event *ev, struct sim_particle *p, int which);
	int which;
	const char *name;
	/* Parameters by name, or NULL: radiation lengths, interaction
	 * lengths of pions, and the energy that a charged particle leaves.
	 * Scattering, bremsstrahlung, conversion, interactions of hadrons and
	 * this loss are done by transport.c behind the call of hit, outside of
	 * the hole, a circle around (hole_x, 0). */
	const char *material, *nuclear, *loss;
	double hole_x, hole;
};
extern const struct sim_plane sim_planes[]; /* by z; ends with z 0 */

/*
 * The functions of the planes, each in the file of its detector. Charged
 * particles and photons come to all of them; neutrinos never. A particle
 * that misses the detector passes.
 */
enum sim_fate sim_chanti_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_lav_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_straw_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_rich_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_muv0_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_newchod_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_chod_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_irc_hit(struct sim_event *, struct sim_particle *, int);
/* LKr; a hadron's shower goes on into MUV1 and MUV2 from there. Muons pass,
 * and hadrons that did not interact up to MUV3's wall (punch-through). */
enum sim_fate sim_calorimeter_hit(
    struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_muv3_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_hasc_hit(struct sim_event *, struct sim_particle *, int);
enum sim_fate sim_sac_hit(struct sim_event *, struct sim_particle *, int);

/* The two detectors of the beam, called by beam.c for a beam particle that is
 * there. station: 0 to 2. */
void sim_ktag_hit(struct sim_event *ev, const struct sim_particle *p);
void sim_gtk_hit(
    struct sim_event *ev, const struct sim_particle *p, int station);

/* ---- what is left in the detectors ---------------------------------- */

/*
 * A pulse on a channel of a TDC before the discriminator is done with it:
 * element as in detector.h, its leading edge and its width in ns. A detector
 * with two thresholds makes a pulse for each.
 */
struct sim_pulse {
	int32_t element;
	float time, width;
};

/* Energy in a cell or strip of a calorimeter that is read as samples. */
struct sim_deposit {
	int32_t element;
	float time, energy; /* MeV */
	uint32_t next;      /* of digitise_samples.c */
};

/* Growing array that keeps its memory from event to event. */
struct sim_pulses {
	struct sim_pulse *v;
	uint32_t n, cap;
};
struct sim_deposits {
	struct sim_deposit *v;
	uint32_t n, cap;
};

/* Append (pulses.c); when there is no memory, ev->failed is set, which event.c
 * reports: the response functions need not look. */
void sim_pulse_add(
    struct sim_event *ev, int d, int32_t element, double time, double width);
void sim_deposit_add(
    struct sim_event *ev, int d, int32_t element, double time, double energy);
/* Forget what was left, or free its memory. */
void sim_pulses_clear(struct sim_event *ev);
void sim_pulses_free(struct sim_event *ev);

/* ---- parameters ----------------------------------------------------- */

/*
 * What each group of files needs of data/parameters.txt, read by name
 * once (n62_params_get), and tables made from it; both belong to the
 * arena. Nothing is looked up by name while events are made.
 */
struct sim_beam;       /* beam.c, transport.c, pileup.c */
struct sim_tracking;   /* KTAG, GTK, CHANTI, STRAW, RICH */
struct sim_showers;    /* LAV, hodoscopes, calorimeters, MUV, HASC, IRC, SAC */
struct sim_trigger;    /* trigger.c */
struct sim_parametric; /* parametric*.c */

struct sim_beam *sim_beam_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err);
struct sim_tracking *sim_tracking_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err);
struct sim_showers *sim_showers_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err);
struct sim_trigger *sim_trigger_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err);
struct sim_parametric *sim_parametric_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err);

/* A prepared simulation: immutable. */
struct n62_sim {
	struct n62_arena arena;
	struct n62_params params;
	const struct sim_beam *beam;
	const struct sim_tracking *tracking;
	const struct sim_showers *showers;
	const struct sim_trigger *trigger;
	const struct sim_parametric *parametric;
	struct n62_physics *physics;
	struct n62_decays *kaon; /* the mode that was asked for */
	struct n62_decays *mix;  /* of accidental kaons; NULL: without them */
	struct n62_decays *pion, *muon;
	uint64_t seed;
	double intensity; /* of the nominal; 0: no pile-up */
	double periodic;  /* share of events that are periodic triggers */
};

/* ---- one event ------------------------------------------------------ */

struct sim_event {
	const struct n62_sim *sim;
	uint64_t number; /* of the event, counted from 0 over all bursts */
	double phase;    /* of the event in its clock period, ns */
	struct n62_rng rng[SIM_STREAMS];
	/* Particles that transport.c has still to move. */
	struct sim_particle *todo;
	uint32_t ntodo, cap_todo;
	struct sim_truth *truth;
	uint32_t ntruth, cap_truth;
	struct sim_pulses pulses[N62_DETS];
	struct sim_deposits deposits[N62_DETS];
	double weight;
	bool periodic;     /* a time at which no kaon was asked for */
	const char *decay; /* short name of the mode */
	bool failed;       /* memory was short */
	void *scratch;     /* of digitise.c */
};

/* event.c. An event is used again and again; zeroed memory may be freed. */
int sim_event_init(
    struct sim_event *ev, const struct n62_sim *sim, struct n62_err *err);
/*
 * All of event number: the kaon, its decay, the others, pulses, deposits and
 * truth; ready for sim_digitise. It depends on sim and number only. weight is
 * the branching ratio of what was forced, times the probability that a kaon of
 * GTK3 decays between beam.zmin and beam.zmax.
 */
int sim_event_make(struct sim_event *ev, uint64_t number, struct n62_err *err);
/* Whether the event is a periodic trigger; and that: only pile-up, of weight
 * 0. */
bool sim_event_is_periodic(const struct n62_sim *sim, uint64_t number);
int sim_event_make_periodic(
    struct sim_event *ev, uint64_t number, struct n62_err *err);
void sim_event_free(struct sim_event *ev);

/*
 * A new particle: into the truth, and to be moved if it is charged or a
 * photon. p->mc is the place of its parent in the truth, or -1. Returns its
 * own.
 */
int32_t sim_push(struct sim_event *ev, const struct sim_particle *p);

/*
 * From pulses and deposits to the hits of the event, in the order and with
 * the values that na62-decode would give: times in 1/256 clock since the time
 * stamp, offsets of the channels added, edges merged within the dead time,
 * windows of the readout, dead channels left out. They are appended to the
 * lists of h; the event is not completed (n62_hits_end_event). The first call
 * makes the scratch of ev.
 */
int sim_digitise(struct sim_event *ev, const struct n62_wiring *w,
    struct n62_hits *h, struct n62_err *err);
/* The same of some detectors only, a bit of enum n62_det each; the result does
 * not depend on the order. */
int sim_digitise_some(struct sim_event *ev, const struct n62_wiring *w,
    uint32_t detectors, struct n62_hits *h, struct n62_err *err);
void sim_digitise_free(struct sim_event *ev);

/* Its part for detectors that are read as samples: digitise_samples.c. */
int sim_digitise_samples(struct sim_event *ev, const struct n62_wiring *w,
    uint32_t detectors, struct n62_hits *h, struct n62_err *err);

#endif
