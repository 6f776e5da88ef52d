/*
 * layout.c - the layouts as data, for whoever prints or searches them.
 */
#include "raw/layout.h"

/* ---- bodies of end-of-burst packets --------------------------------- */

static const struct n62_raw_field l1_body[] = {
	{ "format", "1", 0, 0, .bits = 8 },
	{ "timeout", "1: the PC ran out of time", 0, 8, .bits = 8 },
	{ "spare", "reserved", 0, 16, .bits = 16 },
	{ "corrupted", "corrupted headers", 1, 0, .bits = 32 },
	{ "input", "events in", 2, 0, .bits = 32 },
	{ "special", "special events", 3, 0, .bits = 32 },
	{ "control", "control events", 4, 0, .bits = 32 },
	{ "periodic", "periodic events", 5, 0, .bits = 32 },
	{ "physics", "physics events", 6, 0, .bits = 32 },
	{ "several", "physics events of several masks", 7, 0, .bits = 32 },
	{ "requests", "requests to CREAMs", 8, 0, .bits = 32 },
	{ "output", "events out", 9, 0, .bits = 32 },
	{ "accepted", "events accepted", 10, 0, .bits = 32 },
	{ "late", "events out of time", 11, 0, .bits = 32 },
	{ "disabled", "events with all algorithms disabled", 12, 0,
	    .bits = 32 },
	{ "bypass", "events bypassed", 13, 0, .bits = 32 },
	{ "flagged", "events flagged", 14, 0, .bits = 32 },
	{ "autopass", "events passed automatically", 15, 0, .bits = 32 },
	{ "mask-spare", "reserved, per L0 mask", 16, 0, .bits = 32, .times = 16,
	    .stride = 3 },
	{ "mask-input", "events in, per L0 mask", 17, 0, .bits = 32,
	    .times = 16, .stride = 3 },
	{ "mask-accepted", "events accepted, per L0 mask", 18, 0, .bits = 32,
	    .times = 16, .stride = 3 },
};

static const struct n62_raw_field l2_body[] = {
	{ "format", "0", 0, 0, .bits = 8 },
	{ "timeout", "1: the PC ran out of time", 0, 8, .bits = 8 },
	{ "spare", "reserved", 0, 16, .bits = 16 },
	{ "spare2", "reserved", 1, 0, .bits = 32 },
	{ "input", "events in", 2, 0, .bits = 32 },
	{ "special", "special events", 3, 0, .bits = 32 },
	{ "control", "control events", 4, 0, .bits = 32 },
	{ "periodic", "periodic events", 5, 0, .bits = 32 },
	{ "physics", "physics events", 6, 0, .bits = 32 },
	{ "several", "physics events of several masks", 7, 0, .bits = 32 },
	{ "output", "events out", 8, 0, .bits = 32 },
	{ "accepted", "events accepted", 9, 0, .bits = 32 },
	{ "late", "events out of time", 10, 0, .bits = 32 },
	{ "disabled", "events with all algorithms disabled", 11, 0,
	    .bits = 32 },
	{ "bypass", "events bypassed", 12, 0, .bits = 32 },
	{ "flagged", "events flagged", 13, 0, .bits = 32 },
	{ "autopass", "events passed automatically", 14, 0, .bits = 32 },
	{ "mask-spare", "reserved, per L0 mask", 15, 0, .bits = 32, .times = 16,
	    .stride = 3 },
	{ "mask-input", "events in, per L0 mask", 16, 0, .bits = 32,
	    .times = 16, .stride = 3 },
	{ "mask-accepted", "events accepted, per L0 mask", 17, 0, .bits = 32,
	    .times = 16, .stride = 3 },
};

static const char *const magnets[] = { "BEND_101_195", "BEND_101_196",
	"TRIM_101_102" };
static const char *const scalers[] = { "QX", "Q1_OR", "MUV1_OR_MUV2", "MUV3",
	"NHOD", "IRC", "CHANTI", "ECN3_008", "ECN3_009", "ECN3_010", "ECN3_011",
	"ECN3_012", "ARGONION" };

/* The last two fields are not in the shortest body, of 71 words. */
static const struct n62_raw_field beam_body[] = {
	{ "t10-intensity", "protons on T10", 0, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "t10-downstream", "the same behind it", 1, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "t10-raw", "raw intensity", 2, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "t10-multiplicity", "multiplicity", 3, 0, .bits = 32 },
	{ "t10-symmetry", "symmetry", 4, 0, .bits = 32 },
	{ "t10-symmetry-bare", "symmetry without monitor", 5, 0, .bits = 32 },
	{ "t10-spare", "reserved", 6, 0, .bits = 32 },
	{ "magnet-acquired", "stamp of acquisition", 7, 0, .bits = 32,
	    .times = 3, .stride = 4, .names = magnets },
	{ "magnet-cycle", "stamp of the cycle", 8, 0, .bits = 32, .times = 3,
	    .stride = 4, .names = magnets },
	{ "magnet-spare", "reserved", 9, 0, .bits = 32, .times = 3, .stride = 4,
	    .names = magnets },
	{ "magnet-current", "current", 10, 0, .bits = 32, .times = 3,
	    .stride = 4, .number = N62_RAW_SINGLE, .names = magnets },
	{ "scaler-acquired", "stamp of acquisition", 19, 0, .bits = 32,
	    .times = 13, .stride = 4, .names = scalers },
	{ "scaler", "counts, ARGONION in 10000", 20, 0, .bits = 32, .times = 13,
	    .stride = 4, .names = scalers },
	{ "scaler-cycle", "stamp of the cycle", 21, 0, .bits = 32, .times = 13,
	    .stride = 4, .names = scalers },
	{ "scaler-spare", "reserved", 22, 0, .bits = 32, .times = 13,
	    .stride = 4, .names = scalers },
	{ "structure", "time structure", 71, 0, .bits = 32, .times = 7,
	    .stride = 1, .number = N62_RAW_SINGLE, .names = raw_l0_names },
	{ "rate", "mean rate of primitives", 78, 0, .bits = 32, .times = 7,
	    .stride = 1, .number = N62_RAW_SINGLE, .names = raw_l0_names },
};

/* From run 7701: four words more behind the target. */
static const struct n62_raw_field beam_body_2017[] = {
	{ "t10-intensity", "protons on T10", 0, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "t10-downstream", "the same behind it", 1, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "t10-raw", "raw intensity", 2, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "t10-multiplicity", "multiplicity", 3, 0, .bits = 32 },
	{ "t10-symmetry", "symmetry", 4, 0, .bits = 32 },
	{ "t10-symmetry-bare", "symmetry without monitor", 5, 0, .bits = 32 },
	{ "t10-spare", "reserved", 6, 0, .bits = 32 },
	{ "t10-more", "not described", 7, 0, .bits = 32, .times = 4,
	    .stride = 1 },
	{ "magnet-acquired", "stamp of acquisition", 11, 0, .bits = 32,
	    .times = 3, .stride = 4, .names = magnets },
	{ "magnet-cycle", "stamp of the cycle", 12, 0, .bits = 32, .times = 3,
	    .stride = 4, .names = magnets },
	{ "magnet-spare", "reserved", 13, 0, .bits = 32, .times = 3,
	    .stride = 4, .names = magnets },
	{ "magnet-current", "current", 14, 0, .bits = 32, .times = 3,
	    .stride = 4, .number = N62_RAW_SINGLE, .names = magnets },
	{ "scaler-acquired", "stamp of acquisition", 23, 0, .bits = 32,
	    .times = 13, .stride = 4, .names = scalers },
	{ "scaler", "counts, ARGONION in 10000", 24, 0, .bits = 32, .times = 13,
	    .stride = 4, .names = scalers },
	{ "scaler-cycle", "stamp of the cycle", 25, 0, .bits = 32, .times = 13,
	    .stride = 4, .names = scalers },
	{ "scaler-spare", "reserved", 26, 0, .bits = 32, .times = 13,
	    .stride = 4, .names = scalers },
	{ "structure", "time structure", 75, 0, .bits = 32, .times = 7,
	    .stride = 1, .number = N62_RAW_SINGLE, .names = raw_l0_names },
	{ "rate", "mean rate of primitives", 82, 0, .bits = 32, .times = 7,
	    .stride = 1, .number = N62_RAW_SINGLE, .names = raw_l0_names },
};

/* ---- all ------------------------------------------------------------ */

static const struct n62_raw_layout layouts[RAW_LAYOUTS] = {
	[RAW_L_FILE] = { "file", raw_file, sizeof raw_file / sizeof *raw_file,
	    4 },
	[RAW_L_EVENT] = { "event", raw_event,
	    sizeof raw_event / sizeof *raw_event, 8 },
	[RAW_L_POINTER] = { "pointer", raw_pointer,
	    sizeof raw_pointer / sizeof *raw_pointer, 1 },
	[RAW_L_TRAILER] = { "trailer", raw_trailer,
	    sizeof raw_trailer / sizeof *raw_trailer, 1 },
	[RAW_L_L0_BLOCK] = { "l0-block", raw_l0, sizeof raw_l0 / sizeof *raw_l0,
	    2 },
	[RAW_L_L1_BLOCK] = { "l1-block", raw_l1, sizeof raw_l1 / sizeof *raw_l1,
	    4 },
	[RAW_L_TEL62_BOARD] = { "tel62-board", raw_board,
	    sizeof raw_board / sizeof *raw_board, 1 },
	[RAW_L_TEL62_FPGA] = { "tel62-fpga", raw_fpga,
	    sizeof raw_fpga / sizeof *raw_fpga, 1 },
	[RAW_L_TEL62_SLOT] = { "tel62-slot", raw_slot,
	    sizeof raw_slot / sizeof *raw_slot, 1 },
	[RAW_L_TEL62_TDC] = { "tel62-tdc", raw_tdc,
	    sizeof raw_tdc / sizeof *raw_tdc, 1 },
	[RAW_L_TEL62_ERRORS] = { "tel62-errors", raw_errors,
	    sizeof raw_errors / sizeof *raw_errors, 1 },
	[RAW_L_TEL62_ERROR] = { "tel62-error", raw_error,
	    sizeof raw_error / sizeof *raw_error, 1 },
	[RAW_L_TEL62_TEXT] = { "tel62-text", raw_text,
	    sizeof raw_text / sizeof *raw_text, 1 },
	[RAW_L_SRB] = { "srb", raw_srb, sizeof raw_srb / sizeof *raw_srb, 2 },
	[RAW_L_STRAW] = { "straw", raw_straw,
	    sizeof raw_straw / sizeof *raw_straw, 1 },
	[RAW_L_GTK_HIT] = { "gtk-hit", raw_giga,
	    sizeof raw_giga / sizeof *raw_giga, 2 },
	[RAW_L_GTK_TRAILER_1] = { "gtk-trailer-1", raw_gtrail1,
	    sizeof raw_gtrail1 / sizeof *raw_gtrail1, 2 },
	[RAW_L_GTK_TRAILER_2] = { "gtk-trailer-2", raw_gtrail2,
	    sizeof raw_gtrail2 / sizeof *raw_gtrail2, 2 },
	[RAW_L_GTK_TRAILER_3] = { "gtk-trailer-3", raw_gtrail3,
	    sizeof raw_gtrail3 / sizeof *raw_gtrail3, 2 },
	[RAW_L_CREAM] = { "cream", raw_cream,
	    sizeof raw_cream / sizeof *raw_cream, 2 },
	[RAW_L_CREAM_SUB] = { "cream-sub", raw_sub,
	    sizeof raw_sub / sizeof *raw_sub, 1 },
	[RAW_L_L0TP] = { "l0tp", raw_l0tp, sizeof raw_l0tp / sizeof *raw_l0tp,
	    22 },
	[RAW_L_L0TP_PRIMITIVES] = { "l0tp-primitives", raw_primitive,
	    sizeof raw_primitive / sizeof *raw_primitive, 4 },
	[RAW_L_L0TP_FINES] = { "l0tp-fines", raw_fines,
	    sizeof raw_fines / sizeof *raw_fines, 2 },
	[RAW_L_L0TP_EOB] = { "l0tp-eob", raw_l0eob,
	    sizeof raw_l0eob / sizeof *raw_l0eob, 210 },
	[RAW_L_L1TP] = { "l1tp", raw_l1tp, sizeof raw_l1tp / sizeof *raw_l1tp,
	    3 },
	[RAW_L_L1TP_MASK] = { "l1tp-mask", raw_l1mask,
	    sizeof raw_l1mask / sizeof *raw_l1mask, 2 },
	[RAW_L_L1TP_ALGORITHM] = { "l1tp-algorithm", raw_l1algo,
	    sizeof raw_l1algo / sizeof *raw_l1algo, 2 },
	[RAW_L_PACKET] = { "packet", raw_packet,
	    sizeof raw_packet / sizeof *raw_packet, 2 },
	[RAW_L_WORD] = { "word", raw_plain,
	    sizeof raw_plain / sizeof *raw_plain, 1 },
	[RAW_L_EOB_L1] = { "eob-l1", l1_body, sizeof l1_body / sizeof *l1_body,
	    64 },
	[RAW_L_EOB_L2] = { "eob-l2", l2_body, sizeof l2_body / sizeof *l2_body,
	    63 },
	[RAW_L_EOB_BEAM_71] = { "eob-beam-71", beam_body,
	    sizeof beam_body / sizeof *beam_body - 2, 71 },
	[RAW_L_EOB_BEAM_85] = { "eob-beam-85", beam_body,
	    sizeof beam_body / sizeof *beam_body, 85 },
	[RAW_L_EOB_BEAM_89] = { "eob-beam-89", beam_body_2017,
	    sizeof beam_body_2017 / sizeof *beam_body_2017, 89 },
	[RAW_L_TEL62_CHARS] = { "tel62-chars", raw_chars,
	    sizeof raw_chars / sizeof *raw_chars, 1 },
	[RAW_L_SRB_COUNTERS] = { "srb-counters", raw_counters,
	    sizeof raw_counters / sizeof *raw_counters, 4 },
	[RAW_L_CREAM_SAMPLES] = { "cream-samples", raw_samples,
	    sizeof raw_samples / sizeof *raw_samples, 1 },
	[RAW_L_CREAM_CHECKSUM] = { "cream-checksum", raw_checksum,
	    sizeof raw_checksum / sizeof *raw_checksum, 1 },
	[RAW_L_TRUTH] = { "truth", raw_truth,
	    sizeof raw_truth / sizeof *raw_truth, TRUTH_WORDS },
	[RAW_L_PARTICLE] = { "particle", raw_particle,
	    sizeof raw_particle / sizeof *raw_particle, PARTICLE_WORDS },
};

const struct n62_raw_layout *n62_raw_layout_at(unsigned i)
{
	return i < RAW_LAYOUTS ? &layouts[i] : NULL;
}

const struct n62_raw_layout *n62_raw_layout(const char *name)
{
	for (int i = 0; i < RAW_LAYOUTS; i++)
		if (strcmp(layouts[i].name, name) == 0)
			return &layouts[i];
	return NULL;
}

const struct n62_raw_layout *n62_raw_packet_layout(
    unsigned detector, uint32_t words)
{
	if (detector == N62_RAW_L1TP && words == 64)
		return &layouts[RAW_L_EOB_L1];
	if (detector == N62_RAW_L2EB && words == 63)
		return &layouts[RAW_L_EOB_L2];
	if (detector != N62_RAW_DIM)
		return NULL;
	switch (words) {
	case 71:
		return &layouts[RAW_L_EOB_BEAM_71];
	case 85:
		return &layouts[RAW_L_EOB_BEAM_85];
	case 89:
		return &layouts[RAW_L_EOB_BEAM_89];
	default:
		return NULL;
	}
}

uint32_t n62_raw_get(const struct n62_raw_field *f, const void *p)
{
	return raw_get(f, p);
}

void n62_raw_put(const struct n62_raw_field *f, void *p, uint32_t value)
{
	raw_put(f, p, value);
}

/* ---- sources -------------------------------------------------------- */

const char *n62_raw_source_name(unsigned source)
{
	static const char *const names[] = { NULL, "KTAG", "GTK", "CHANTI",
		"LAV", "STRAW", "CHOD", "RICH", "IRC", "LKr", "MUV1", "MUV2",
		"MUV3", "SAC", NULL, "HAC", "L0TP", "L1TP", "L2EB", "DIM" };

	if (source == N62_RAW_TRUTH)
		return "TRUTH";
	if (source % 4 != 0 || source / 4 >= sizeof names / sizeof *names)
		return NULL;
	return names[source / 4];
}

bool n62_raw_is_special(unsigned type)
{
	return type >= 0x20 && type <= 0x27;
}
