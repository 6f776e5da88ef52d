/*
 * columns.c - the columns of the tables event and burst, each with its type,
 * unit and sentence: what na62-raw(5) lists and every program goes by.
 */
#include "raw/raw.h"

#define CLOCK "clock"
#define FINE "clock/256"

static const struct n62_column_doc event[] = {
	[N62_EV_RUN] = { "run", "", "run", N62_U32, 1 },
	[N62_EV_BURST] = { "burst", "", "burst of the run", N62_U32, 1 },
	[N62_EV_NUMBER] = { "number", "", "event of the burst", N62_U32, 1 },
	[N62_EV_TIME] = { "time", CLOCK, "time stamp of the trigger", N62_U32,
	    1 },
	[N62_EV_FINE] = { "fine", FINE, "fine time of the trigger", N62_U8, 1 },
	[N62_EV_L0TYPE] = { "l0type", "", "L0 trigger type", N62_U8, 1 },
	[N62_EV_L1WORD] = { "l1word", "", "L1 trigger word", N62_U8, 1 },
	[N62_EV_L2WORD] = { "l2word", "", "L2 trigger word", N62_U8, 1 },
	[N62_EV_QUALITY] = { "quality", "",
	    "systems with damage or in the list of bad bursts, one bit each",
	    N62_U64, 1 },
	[N62_EV_WEIGHT] = { "weight", "",
	    "weight of a forced decay; 1 otherwise, and in data", N62_F64, 1 },
	[N62_EV_DECAY] = { "decay", "",
	    "decay that was simulated; empty in data", N62_STR, 1 },
	[N62_EV_MASKS] = { "l0masks", "", "L0 masks that fired, one bit each",
	    N62_U16, 1 },
	[N62_EV_DATATYPE] = { "l0data", "", "type of the L0TP data", N62_U8,
	    1 },
	[N62_EV_BEFORE] = { "before", CLOCK, "time stamp of the trigger before",
	    N62_U32, 1 },
	[N62_EV_BEFORE_TYPE] = { "before_type", "",
	    "L0 trigger type of the trigger before", N62_U8, 1 },
	[N62_EV_PRIMITIVE] = { "primitive", "",
	    "L0 primitives A to G: of the trigger, the slot before, behind",
	    N62_U16, 21 },
	[N62_EV_PRIMITIVE_FINE] = { "primitive_fine", FINE, "their fine times",
	    N62_U8, 21 },
	[N62_EV_PRIMITIVE_COUNT] = { "primitive_count", "",
	    "primitives of A, B, D, E since the trigger before", N62_U8, 4 },
	[N62_EV_PROCESSING] = { "processing", "",
	    "0: as it came from the detector", N62_U32, 1 },
	[N62_EV_START] = { "start", "s",
	    "start of the burst since 1970, in this event", N62_U32, 1 },
};

static const struct n62_column_doc burst[] = {
	[N62_BU_RUN] = { "run", "", "run", N62_U32, 1 },
	[N62_BU_BURST] = { "burst", "", "burst of the run", N62_U32, 1 },
	[N62_BU_START] = { "start", "s", "start of the burst since 1970",
	    N62_U32, 1 },
	[N62_BU_VERSION] = { "version", "",
	    "version of the file, 0 without a header", N62_U32, 1 },
	[N62_BU_EVENTS] = { "events", "", "events that the file says to have",
	    N62_U32, 1 },
	[N62_BU_READ] = { "read", "", "events that were decoded", N62_U32, 1 },
	[N62_BU_LOST] = { "lost", "", "events lost by damage", N62_U32, 1 },
	[N62_BU_ENDED] = { "ended", "", "1: there is an end-of-burst event",
	    N62_U8, 1 },
	[N62_BU_BAD] = { "bad", "", "systems in the list of bad bursts",
	    N62_U64, 1 },
	[N62_BU_T10] = { "t10", "", "intensity at the target T10, protons",
	    N62_F32, 1 },
	[N62_BU_T10_DOWNSTREAM] = { "t10_downstream", "",
	    "the same behind the target", N62_F32, 1 },
	[N62_BU_T10_RAW] = { "t10_raw", "", "the same, raw", N62_F32, 1 },
	[N62_BU_T10_MULTIPLICITY] = { "t10_multiplicity", "",
	    "multiplicity of T10", N62_U32, 1 },
	[N62_BU_T10_SYMMETRY] = { "t10_symmetry", "", "symmetry of T10",
	    N62_U32, 1 },
	[N62_BU_T10_SYMMETRY_BARE] = { "t10_symmetry_bare", "",
	    "the same without monitor", N62_U32, 1 },
	[N62_BU_MAGNETS] = { "magnets", "A",
	    "currents of BEND_101_195, BEND_101_196, TRIM_101_102", N62_F32,
	    3 },
	[N62_BU_SCALERS] = { "scalers", "",
	    "QX, Q1_OR, MUV1_OR_MUV2, MUV3, NHOD, IRC, CHANTI, ECN3_008, "
	    "ECN3_009, ECN3_010, ECN3_011, ECN3_012, ARGONION (in 10000)",
	    N62_U32, 13 },
	[N62_BU_STRUCTURE] = { "structure", "",
	    "time structure by CHOD, RICH, LAV, MUV3, NewCHOD, TALK, LKr",
	    N62_F32, 7 },
	[N62_BU_RATES] = { "rates", "",
	    "mean rates of primitives of CHOD, RICH, LAV, MUV3, NewCHOD, TALK, "
	    "LKr",
	    N62_F32, 7 },
	[N62_BU_LATENCY] = { "latency", "", "L0 latency", N62_U32, 1 },
	[N62_BU_PRIMITIVES] = { "primitives", "",
	    "primitives received of CHOD, RICH, LAV, MUV3, NewCHOD, TALK, LKr",
	    N62_U32, 7 },
	[N62_BU_TRIGGERS] = { "triggers", "", "triggers sent, for each L0 mask",
	    N62_U32, 16 },
	[N62_BU_GENERATED] = { "generated", "",
	    "triggers before downscaling, for each L0 mask", N62_U32, 16 },
	[N62_BU_DOWNSCALING] = { "downscaling", "",
	    "downscaling of each L0 mask", N62_U32, 16 },
	[N62_BU_CHOKES] = { "chokes", "", "chokes", N62_U32, 1 },
	[N62_BU_ERRORS] = { "errors", "", "errors that the L0TP received",
	    N62_U32, 1 },
	[N62_BU_PERIODIC] = { "periodic", "", "periodic triggers", N62_U32, 1 },
	[N62_BU_CALIBRATION] = { "calibration", "", "calibration triggers",
	    N62_U32, 1 },
	[N62_BU_CONTROL] = { "control", "", "control triggers sent", N62_U32,
	    1 },
	[N62_BU_CONTROL_GENERATED] = { "control_generated", "",
	    "control triggers before downscaling", N62_U32, 1 },
	[N62_BU_CONTROL_DOWNSCALING] = { "control_downscaling", "",
	    "downscaling of control triggers", N62_U32, 1 },
	[N62_BU_L1_PCS] = { "l1_pcs", "",
	    "PCs of L1 that reported; what follows is added up", N62_U32, 1 },
	[N62_BU_L1_CORRUPTED] = { "l1_corrupted", "", "corrupted headers",
	    N62_U32, 1 },
	[N62_BU_L1_INPUT] = { "l1_input", "", "events in", N62_U32, 1 },
	[N62_BU_L1_SPECIAL] = { "l1_special", "", "special events", N62_U32,
	    1 },
	[N62_BU_L1_CONTROL] = { "l1_control", "", "control events", N62_U32,
	    1 },
	[N62_BU_L1_PERIODIC] = { "l1_periodic", "", "periodic events", N62_U32,
	    1 },
	[N62_BU_L1_PHYSICS] = { "l1_physics", "", "physics events", N62_U32,
	    1 },
	[N62_BU_L1_SEVERAL] = { "l1_several", "",
	    "physics events of several masks", N62_U32, 1 },
	[N62_BU_L1_REQUESTS] = { "l1_requests", "", "requests to CREAMs",
	    N62_U32, 1 },
	[N62_BU_L1_OUTPUT] = { "l1_output", "", "events out", N62_U32, 1 },
	[N62_BU_L1_ACCEPTED] = { "l1_accepted", "", "events accepted", N62_U32,
	    1 },
	[N62_BU_L1_LATE] = { "l1_late", "", "events out of time", N62_U32, 1 },
	[N62_BU_L1_DISABLED] = { "l1_disabled", "",
	    "events with all algorithms disabled", N62_U32, 1 },
	[N62_BU_L1_BYPASS] = { "l1_bypass", "", "events bypassed", N62_U32, 1 },
	[N62_BU_L1_FLAGGED] = { "l1_flagged", "", "events flagged", N62_U32,
	    1 },
	[N62_BU_L1_AUTOPASS] = { "l1_autopass", "",
	    "events passed automatically", N62_U32, 1 },
	[N62_BU_L1_MASK_INPUT] = { "l1_mask_input", "",
	    "events in, for each L0 mask", N62_U32, 16 },
	[N62_BU_L1_MASK_ACCEPTED] = { "l1_mask_accepted", "",
	    "events accepted, for each L0 mask", N62_U32, 16 },
	[N62_BU_L2_PCS] = { "l2_pcs", "",
	    "PCs of L2 that reported; what follows is added up", N62_U32, 1 },
	[N62_BU_L2_INPUT] = { "l2_input", "", "events in", N62_U32, 1 },
	[N62_BU_L2_OUTPUT] = { "l2_output", "", "events out", N62_U32, 1 },
	[N62_BU_L2_ACCEPTED] = { "l2_accepted", "", "events accepted", N62_U32,
	    1 },
	[N62_BU_L2_MASK_INPUT] = { "l2_mask_input", "",
	    "events in, for each L0 mask", N62_U32, 16 },
	[N62_BU_L2_MASK_ACCEPTED] = { "l2_mask_accepted", "",
	    "events accepted, for each L0 mask", N62_U32, 16 },
};

#define EDGES                                                                  \
	[N62_HIT_ELEMENT] = { "element", "",                                   \
		"element of the detector, -1: not connected", N62_I32, 1 },    \
	[N62_HIT_CHANNEL] = { "channel", "", "channel of the electronics",     \
		N62_U16, 1 },                                                  \
	[N62_HIT_LEAD_RAW] = { "lead_raw", FINE,                               \
		"leading edge after the time stamp, -2147483648: none",        \
		N62_I32, 1 },                                                  \
	[N62_HIT_TRAIL_RAW] = { "trail_raw", FINE,                             \
		"trailing edge after the time stamp, -2147483648: none",       \
		N62_I32, 1 },                                                  \
	[N62_HIT_LEAD] = { "lead", "ns", "leading edge less T0, nan: none",    \
		N62_F32, 1 },                                                  \
	[N62_HIT_TRAIL] = { "trail", "ns", "trailing edge less T0, nan: none", \
		N62_F32, 1 }

static const struct n62_column_doc hits[] = { EDGES };

static const struct n62_column_doc straw[] = {
	EDGES,
	[N62_STRAW_FLAGS] = { "flags", "",
	    "error flags, bits 0 and 1 of the leading, 2 and 3 of the "
	    "trailing edge",
	    N62_U8, 1 },
};

static const struct n62_column_doc gtk[] = {
	EDGES,
	[N62_GTK_BITS] = { "bits", "",
	    "masks of pile-up 0-4 and arbiter 5-9, synchronisation 10-15, "
	    "frame 16-19",
	    N62_U32, 1 },
};

#define PULSE(samples)                                                         \
	[N62_PULSE_ELEMENT] = { "element", "",                                 \
		"element of the detector, -1: not connected", N62_I32, 1 },    \
	[N62_PULSE_CHANNEL] = { "channel", "", "channel of the electronics",   \
		N62_U16, 1 },                                                  \
	[N62_PULSE_PEAK] = { "peak", "count",                                  \
		"height of the pulse above the pedestal", N62_F32, 1 },        \
	[N62_PULSE_PEDESTAL] = { "pedestal", "count",                          \
		"smallest of the samples", N62_F32, 1 },                       \
	[N62_PULSE_TIME] = { "time", "ns",                                     \
		"of the peak after the first sample, less T0", N62_F32, 1 },   \
	[N62_PULSE_SAMPLES] = { "samples", "count", "the samples", N62_U16,    \
		samples }

static const struct n62_column_doc pulse8[] = { PULSE(8) };
static const struct n62_column_doc pulse10[] = { PULSE(10) };

static const struct n62_column_doc l1[] = {
	[N62_L1_MASK] = { "mask", "", "L0 mask", N62_U8, 1 },
	[N62_L1_WORD] = { "word", "", "trigger word of the mask", N62_U8, 1 },
	[N62_L1_FLAGS] = { "flags", "", "flags of the mask", N62_U8, 1 },
	[N62_L1_ALGORITHMS] = { "algorithms", "", "algorithms enabled", N62_U8,
	    1 },
	[N62_L1_REDUCTION] = { "reduction", "", "reduction factor", N62_U16,
	    1 },
	[N62_L1_FINE] = { "fine", FINE, "reference fine time", N62_U8, 1 },
	[N62_L1_REFERENCE] = { "reference", "",
	    "bits 0-3 source of that time, 4-7 kind of STRAW algorithm", N62_U8,
	    1 },
	[N62_L1_QUALITY] = { "quality", "",
	    "of CHOD, RICH, KTAG, LAV, IRC/SAC, STRAW, MUV3, NewCHOD: bit 0 "
	    "verdict, 1 overflow, 2 bad, 4 empty, 6 processed, 7 reference",
	    N62_U8, N62_L1_MOST },
	[N62_L1_ALGORITHM_FLAGS] = { "algorithm_flags", "",
	    "of the same: bit 0 downscaled, 2 required, 4 flagging, 6 enabled",
	    N62_U8, N62_L1_MOST },
};

static const struct n62_column_doc mc[] = {
	[N62_MC_PDG] = { "pdg", "", "number of the particle by the PDG",
	    N62_I32, 1 },
	[N62_MC_PARENT] = { "parent", "",
	    "place of the parent in this list, from 0; -1: none", N62_I16, 1 },
	[N62_MC_PROCESS] = { "process", "",
	    "0 beam, 1 decay, 2 conversion, 3 bremsstrahlung, 4 other", N62_U8,
	    1 },
	[N62_MC_OVERLAY] = { "overlay", "",
	    "0: of the trigger; k: of the k-th pile-up particle, 255: of more",
	    N62_U8, 1 },
	[N62_MC_X] = { "x", "mm", "where it began", N62_F32, 1 },
	{ "y", "mm", "where it began", N62_F32, 1 },
	{ "z", "mm", "where it began", N62_F32, 1 },
	{ "t", "ns", "when it began less z/c, after the time of the event",
	    N62_F32, 1 },
	{ "px", "MeV/c", "momentum when it began", N62_F32, 1 },
	{ "py", "MeV/c", "momentum when it began", N62_F32, 1 },
	{ "pz", "MeV/c", "momentum when it began", N62_F32, 1 },
	{ "end_x", "mm", "where it ended", N62_F32, 1 },
	{ "end_y", "mm", "where it ended", N62_F32, 1 },
	{ "end_z", "mm", "where it ended", N62_F32, 1 },
	{ "end_t", "ns", "when it ended less z/c, after the time of the event",
	    N62_F32, 1 },
};

static const struct n62_column_doc source[] = {
	[N62_SOURCE_ID] = { "id", "", "source", N62_U8, 1 },
	[N62_SOURCE_BLOCKS] = { "blocks", "", "number of its blocks", N62_U32,
	    1 },
};

static const struct n62_column_doc block[] = {
	[N62_BLOCK_BOARD] = { "board", "", "board", N62_U16, 1 },
	[N62_BLOCK_TIME] = { "time", CLOCK, "time stamp", N62_U32, 1 },
	[N62_BLOCK_HEAD] = { "head", "", "first word of the payload, by kind",
	    N62_U32, 1 },
	[N62_BLOCK_MORE] = { "more", "",
	    "TEL62: reserved byte, STRAW: clock of slot 0, CREAM: samples, "
	    "TRUTH: particles",
	    N62_U32, 1 },
	[N62_BLOCK_WORDS] = { "words", "",
	    "words that are kept as they are; 0: made from hits", N62_U32, 1 },
};

static const struct n62_column_doc word[] = {
	[N62_WORD_VALUE] = { "value", "", "word", N62_U32, 1 },
};

#define KEYED(name, doc, c, keys)                                              \
	{                                                                      \
		name, doc, c, sizeof(c) / sizeof *(c), keys                    \
	}
#define GROUP(name, doc, c) KEYED(name, doc, c, 0)

const struct n62_group_doc n62_group_docs[N62_GROUPS] = {
	[N62_G_EVENT] = GROUP("event", "triggers with their hits", event),
	[N62_G_BURST] = KEYED("burst", "bursts that were read", burst, 2),
	[N62_KTAG] = GROUP("ktag", "photomultipliers of the KTAG", hits),
	[N62_GTK] = GROUP("gtk", "pixels of the GTK", gtk),
	[N62_CHANTI] = GROUP("chanti", "bars of the CHANTI", hits),
	[N62_LAV] = GROUP("lav", "blocks of the LAV", hits),
	[N62_STRAW] = GROUP("straw", "straws", straw),
	[N62_CHOD] = GROUP("chod", "slabs of the CHOD", hits),
	[N62_NEWCHOD] = GROUP("newchod", "tiles of the NewCHOD", hits),
	[N62_RICH] = GROUP("rich", "photomultipliers of the RICH", hits),
	[N62_IRC] = GROUP("irc", "photomultipliers of the IRC", hits),
	[N62_SAC] = GROUP("sac", "photomultipliers of the SAC", hits),
	[N62_LKR] = GROUP("lkr", "cells of the LKr", pulse8),
	[N62_MUV0] = GROUP("muv0", "tiles of the MUV0", hits),
	[N62_MUV1] = GROUP("muv1", "scintillators of the MUV1", pulse10),
	[N62_MUV2] = GROUP("muv2", "scintillators of the MUV2", pulse10),
	[N62_MUV3] = GROUP("muv3", "photomultipliers of the MUV3", hits),
	[N62_HASC] = GROUP("hasc", "modules of the HASC", hits),
	[N62_SAV] = GROUP("sav", "the SAC and the IRC by their pulses", pulse8),
	[N62_G_L1] = GROUP("l1", "L0 masks that L1 looked at", l1),
	[N62_G_MC] = GROUP("mc", "true particles of a simulation", mc),
	[N62_G_SOURCE] =
	    GROUP("source", "sources, in the order of the file", source),
	[N62_G_BLOCK] =
	    GROUP("block", "blocks of the sources, in order", block),
	[N62_G_WORD] = GROUP("word", "words of the blocks, in order", word),
};
