/*
 * trigger.h - what l0.c, l1.c and trigger.c share: conditions of L0,
 * algorithms of L1, the table of masks, and what is decided of an event.
 */
#ifndef SIM_TRIGGER_H
#define SIM_TRIGGER_H

#include "sim/l1_straw.h"
#include "sim/private.h"

/* What a mask may ask for; the bits of primitives are made of these. */
enum sim_condition {
	L0_RICH,
	L0_CHOD,
	L0_LAV,
	L0_TALK,
	L0_QE1, /* NewCHOD; the order of these 15 is that of the MUV3's */
	L0_QE2,
	L0_QE3,
	L0_QE4,
	L0_Q1,
	L0_Q2,
	L0_QX,
	L0_H1,
	L0_H2,
	L0_HT1,
	L0_HT2,
	L0_HO1,
	L0_HTO1,
	L0_UTMC,
	L0_UTMCO,
	L0_MQE1, /* MUV3 */
	L0_MQE2,
	L0_MQE3,
	L0_MQE4,
	L0_M1,
	L0_M2,
	L0_ML1,
	L0_ML2,
	L0_MM2,
	L0_MT1,
	L0_MT2,
	L0_MO1,
	L0_MO2,
	L0_MLO1,
	L0_MLO2,
	L0_MMO2,
	L0_MTO1,
	L0_MTO2,
	L0_MOQ2,
	L0_MOQX,
	L0_E10, /* LKr */
	L0_E20,
	L0_E40,
	L0_C1E10,
	L0_C2E10,
	L0_LKR,
	L0_CONDITIONS
};

/* Detectors in the order of the L0TP. */
enum {
	L0_A_CHOD,
	L0_B_RICH,
	L0_C_LAV,
	L0_D_MUV3,
	L0_E_NEWCHOD,
	L0_F_TALK,
	L0_G_CALO,
	L0_DETECTORS
};

/* Numbers of the algorithms in the L1TP block. */
enum {
	L1_CHOD,
	L1_RICH,
	L1_KTAG,
	L1_LAV,
	L1_IRCSAC,
	L1_STRAW,
	L1_MUV3,
	L1_NEWCHOD,
	L1_ALGORITHMS
};

/* Kinds of the STRAW algorithm. */
enum {
	STRAW_ONE,
	STRAW_NEGATIVE,
	STRAW_THREE,
	STRAW_KINDS
};

struct sim_call {
	uint8_t algorithm, kind;
	bool forbidden;
};

struct sim_mask {
	const char *name;
	int number; /* -1: control */
	uint32_t downscaling;
	uint64_t required, forbidden; /* bit: enum sim_condition */
	int ncalls;
	struct sim_call call[L1_ALGORITHMS];
};

enum {
	SIM_MASKS = 16,
	SIM_LINES = SIM_MASKS + 1
};

struct sim_trigger {
	/* Parameters of data/parameters.txt; times in ns, energies in MeV. */
	double window, coincidence;
	double rich_cells, utmc, talk_sectors, lkr_least;
	double e10, e20, e40, cluster;
	double downscaling;      /* 0: none at all */
	double rate, primitives; /* of L0 triggers, of primitives, per ns */
	double periodic;         /* of periodic triggers, per ns */
	double l1_window, l1_veto, l1_sectors, l1_rich_least, l1_rich_most;
	double l1_rich_spread, l1_rich_radius, l1_rich_off;
	double l1_lav, l1_newchod;
	struct sim_l1_straw straw;
	double lkr_window;
	double lkr_count; /* MeV */
	double protons;   /* of a burst */
	struct sim_mask mask[SIM_LINES];
	int masks;
};

/* Reads a table of masks, as na62-sim(1) says. */
int sim_masks_read(struct sim_trigger *t, const char *what, const char *text,
    struct n62_arena *a, struct n62_err *err);

/* The primitives of one slot. */
struct sim_primitives {
	uint64_t have; /* bit: enum sim_condition */
	double time[L0_DETECTORS];
	uint16_t word[L0_DETECTORS];
};

/* Where the L0TP looks: the time of the RICH, else of the NewCHOD, near the
 * event, else that of the event. */
double sim_l0_time(
    const struct sim_trigger *t, const struct n62_hits *h, double event);
/* Fills p with what the hits around a time make; the meaning of the bits of
 * the MUV3 depends on the run. */
void sim_l0_primitives(const struct sim_trigger *t, const struct n62_hits *h,
    double time, uint32_t run, struct sim_primitives *p);
/* The condition of that name of n bytes, or -1; its name. */
int sim_condition_find(const char *name, size_t n);
extern const char *const sim_condition_names[L0_CONDITIONS + 1];

/* What an algorithm says: verdict, and what it has counted. */
struct sim_verdict {
	bool asked, positive;
	uint32_t count;
	bool overflow; /* there was more than is looked at */
};
struct sim_verdicts {
	struct sim_verdict of[L1_ALGORITHMS][STRAW_KINDS];
	bool searched; /* for tracks */
	struct sim_l1_tracks tracks;
};
/* Asks an algorithm unless it was asked before. */
bool sim_l1_ask(const struct sim_trigger *t, const struct n62_hits *h,
    double time, const struct sim_call *call, struct sim_verdicts *v);
/* Half-width in ns, as the block says it. */
double sim_l1_window(const struct sim_trigger *t, int algorithm);
/* The name of an algorithm and, of STRAW, its kind. */
bool sim_call_find(const char *name, size_t n, struct sim_call *call);

/* Bits of the word of L1. */
enum {
	SIM_L1_ACCEPTED = 0x01,
	SIM_L1_DISABLED = 0x10,
	SIM_L1_AUTOPASS = 0x80
};

/* All that the trigger says of an event. */
struct sim_decision {
	double time;                   /* ns after the time stamp */
	struct sim_primitives slot[3]; /* of the trigger, before, behind */
	uint16_t made, sent;           /* masks before, behind downscaling */
	bool control_made, control_sent;
	uint8_t type, data;
	uint8_t l1;
	uint16_t l1masks; /* sent masks that L1 passes */
	bool kept;
	struct sim_verdicts verdicts;
};
/* L0, from the detectors that it looks at, a bit of enum n62_det each; and
 * L1. */
#define SIM_L0_LOOKS                                                           \
	(1u << N62_CHOD | 1u << N62_RICH | 1u << N62_LAV | 1u << N62_MUV3 |    \
	    1u << N62_NEWCHOD | 1u << N62_KTAG | 1u << N62_LKR)
void sim_decide_l0(const struct sim_trigger *t, struct sim_event *ev,
    const struct n62_hits *h, uint32_t run, struct sim_decision *d);
void sim_decide_l1(const struct sim_trigger *t, const struct n62_hits *h,
    struct sim_decision *d);
/* The mask of that number, or NULL. */
const struct sim_mask *sim_mask_of(const struct sim_trigger *t, int number);

/* trigger.c: into the columns of the event and list l1. */
int sim_decision_fill(const struct sim_trigger *t, const struct sim_decision *d,
    struct n62_hits *h, struct n62_err *err);
/* The parts of algorithms, which have no columns, into the L1TP block. */
int sim_decision_algorithms(const struct sim_trigger *t,
    const struct sim_decision *d, struct n62_raw_event *e, struct n62_err *err);

#endif
