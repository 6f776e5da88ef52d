/*
 * layout.h - every layout of the burst format, said once.
 *
 * The encoder, the decoder and the dump all go by these tables. They are
 * constants that the compiler sees, so raw_get and raw_put with one of their
 * entries become a shift and a mask.
 */
#ifndef NA62_RAW_LAYOUT_H
#define NA62_RAW_LAYOUT_H

#include <string.h>

#include "raw/raw.h"

/* ---- access --------------------------------------------------------- */

static inline uint32_t raw_order(uint32_t v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap32(v);
#else
	return v;
#endif
}

static inline uint32_t raw_word(const unsigned char *p, size_t i)
{
	uint32_t v;

	memcpy(&v, p + 4 * i, 4);
	return raw_order(v);
}

static inline void raw_set_word(unsigned char *p, size_t i, uint32_t v)
{
	v = raw_order(v);
	memcpy(p + 4 * i, &v, 4);
}

static inline uint32_t raw_mask(const struct n62_raw_field *f)
{
	return f->bits == 32 ? UINT32_MAX : ((uint32_t)1 << f->bits) - 1;
}

/* The field of a word at hand, and what the word is made of. */
static inline uint32_t raw_of(const struct n62_raw_field *f, uint32_t word)
{
	return word >> f->shift & raw_mask(f);
}

static inline uint32_t raw_as(const struct n62_raw_field *f, uint32_t value)
{
	return (value & raw_mask(f)) << f->shift;
}

/* The field of a structure. */
static inline uint32_t raw_get(
    const struct n62_raw_field *f, const unsigned char *p)
{
	return raw_of(f, raw_word(p, f->word));
}

static inline void raw_put(
    const struct n62_raw_field *f, unsigned char *p, uint32_t value)
{
	uint32_t others = raw_word(p, f->word) & ~(raw_mask(f) << f->shift);

	raw_set_word(p, f->word, others | raw_as(f, value));
}

/* Copy i of a field that is there several times. */
static inline uint32_t raw_get_at(
    const struct n62_raw_field *f, const unsigned char *p, unsigned i)
{
	return raw_get(f, p + 4 * (size_t)f->stride * i);
}

static inline void raw_put_at(
    const struct n62_raw_field *f, unsigned char *p, unsigned i, uint32_t value)
{
	raw_put(f, p + 4 * (size_t)f->stride * i, value);
}

/* ---- burst file ----------------------------------------------------- */

enum {
	FILE_VERSION,
	FILE_ZERO,
	FILE_EVENTS,
	FILE_RUN,
	FILE_BURST,
	FILE_WORDS = 4
};
static const struct n62_raw_field raw_file[] = {
	{ "version", "format of the file", 0, 0, .bits = 24 },
	{ "zero", "0; an event has 0x62 here", 0, 24, .bits = 8 },
	{ "events", "events in this file", 1, 0, .bits = 32 },
	{ "run", "run number", 2, 0, .bits = 32 },
	{ "burst", "burst number in the run", 3, 0, .bits = 32 },
};

enum {
	EVENT_NUMBER,
	EVENT_MAGIC,
	EVENT_LENGTH,
	EVENT_BURST,
	EVENT_TIME,
	EVENT_L0,
	EVENT_L1,
	EVENT_L2,
	EVENT_SPARE1,
	EVENT_FINE,
	EVENT_SOURCES,
	EVENT_SPARE2,
	EVENT_PROCESSING,
	EVENT_SOB,
	EVENT_WORDS = 8,
	EVENT_LEAST = 9 /* words with the trailer */
};
static const struct n62_raw_field raw_event[] = {
	{ "number", "event number in the burst", 0, 0, .bits = 24 },
	{ "magic", "0x62", 0, 24, .bits = 8 },
	{ "length", "words from header to trailer", 1, 0, .bits = 32 },
	{ "burst", "burst number", 2, 0, .bits = 32 },
	{ "timestamp", "clocks since the start of the burst", 3, 0,
	    .bits = 32 },
	{ "l0", "L0 trigger type", 4, 0, .bits = 8 },
	{ "l1", "L1 trigger word", 4, 8, .bits = 8 },
	{ "l2", "L2 trigger word", 4, 16, .bits = 8 },
	{ "spare1", "0", 4, 24, .bits = 8 },
	{ "fine", "reference fine time, 1/256 clock", 5, 0, .bits = 8 },
	{ "sources", "entries of the pointer table", 5, 8, .bits = 8 },
	{ "spare2", "0", 5, 16, .bits = 16 },
	{ "processing", "0: from the detector", 6, 0, .bits = 32 },
	{ "sob", "start of the burst, UNIX seconds", 7, 0, .bits = 32 },
};

enum {
	POINTER_OFFSET,
	POINTER_SOURCE
};
static const struct n62_raw_field raw_pointer[] = {
	{ "offset", "words from the start of the event", 0, 0, .bits = 24 },
	{ "source", "number of the source", 0, 24, .bits = 8 },
};

enum {
	TRAILER_NUMBER,
	TRAILER_ZERO
};
static const struct n62_raw_field raw_trailer[] = {
	{ "number", "event number again", 0, 0, .bits = 24 },
	{ "zero", "0", 0, 24, .bits = 8 },
};

/* ---- blocks --------------------------------------------------------- */

enum {
	L0_SIZE,
	L0_SUB,
	L0_FORMAT,
	L0_TIME,
	L0_WORDS = 2
};
static const struct n62_raw_field raw_l0[] = {
	{ "size", "bytes of the block with this header", 0, 0, .bits = 16 },
	{ "sub", "board", 0, 16, .bits = 8 },
	{ "format", "1; 0 in 2014, without the next word", 0, 24, .bits = 8 },
	{ "timestamp", "clocks; ffffffff: the block is missing", 1, 0,
	    .bits = 32 },
};

enum {
	L1_NUMBER,
	L1_SOURCE,
	L1_SIZE,
	L1_SPARE,
	L1_TIME,
	L1_SUB,
	L1_TRIGGER,
	L1_ERRORS,
	L1_WORDS = 4
};
static const struct n62_raw_field raw_l1[] = {
	{ "number", "event number", 0, 0, .bits = 24 },
	{ "source", "number of the source", 0, 24, .bits = 8 },
	{ "words", "words of the block with this header", 1, 0, .bits = 16 },
	{ "spare", "reserved", 1, 16, .bits = 16 },
	{ "timestamp", "clocks; ffffffff: the block is missing", 2, 0,
	    .bits = 32 },
	{ "sub", "PC, or slot + 32 crate", 3, 0, .bits = 16 },
	{ "trigger", "L0 trigger type", 3, 16, .bits = 8 },
	{ "errors", "L1 error bits of a CREAM", 3, 24, .bits = 8 },
};

/* ---- TEL62 ---------------------------------------------------------- */

enum {
	BOARD_FPGAS,
	BOARD_SL,
	BOARD_SPARE,
	BOARD_TYPE,
	BOARD_NUMBER,
	BOARD_FORMAT
};
static const struct n62_raw_field raw_board[] = {
	{ "fpgas", "bit i: FPGA i is there", 0, 0, .bits = 4 },
	{ "sl", "the SL FPGA is there", 0, 4, .bits = 1 },
	{ "spare", "0", 0, 5, .bits = 3 },
	{ "type", "L0 trigger type times 4", 0, 8, .bits = 8 },
	{ "number", "board", 0, 16, .bits = 8 },
	{ "format", "1", 0, 24, .bits = 8 },
};

enum {
	FPGA_SLOTS,
	FPGA_SPARE,
	FPGA_NUMBER,
	FPGA_FLAGS
};
static const struct n62_raw_field raw_fpga[] = {
	{ "slots", "slots that are not empty", 0, 0, .bits = 8 },
	{ "spare", "reserved", 0, 8, .bits = 8 },
	{ "number", "FPGA", 0, 16, .bits = 8 },
	{ "flags", "bit 0: an error block follows the slots", 0, 24,
	    .bits = 8 },
};

enum {
	SLOT_TIME,
	SLOT_WORDS
};
static const struct n62_raw_field raw_slot[] = {
	{ "time", "low 16 bits of its time stamp", 0, 0, .bits = 16 },
	{ "words", "words of the slot with this one", 0, 16, .bits = 16 },
};

enum {
	TDC_TIME,
	TDC_CHANNEL,
	TDC_CHIP,
	TDC_SPARE,
	TDC_KIND
};
static const struct n62_raw_field raw_tdc[] = {
	{ "time", "1/256 clock", 0, 0, .bits = 19 },
	{ "channel", "channel of the TDC", 0, 19, .bits = 5 },
	{ "chip", "TDC", 0, 24, .bits = 2 },
	{ "spare", "not used", 0, 26, .bits = 2 },
	{ "kind", "4 leading, 5 trailing, 6 TDC error", 0, 28, .bits = 4 },
};

enum {
	ERRORS_0,
	ERRORS_1,
	ERRORS_WORDS
};
static const struct n62_raw_field raw_errors[] = {
	{ "frame0", "words for frame 0", 0, 0, .bits = 8 },
	{ "frame1", "words for frame 1", 0, 8, .bits = 8 },
	{ "words", "words of the error block with this one", 0, 16,
	    .bits = 16 },
};

enum {
	ERROR_BITS,
	ERROR_KIND
};
static const struct n62_raw_field raw_error[] = {
	{ "bits", "what went wrong", 0, 0, .bits = 30 },
	{ "kind", "0, 1: TDCs; 2: organiser; 3: limiter", 0, 30, .bits = 2 },
};

enum {
	TEXT_WORDS,
	TEXT_SPARE1,
	TEXT_FPGA,
	TEXT_SPARE2
};
static const struct n62_raw_field raw_text[] = {
	{ "words", "words of the FPGA's part with this one", 0, 0, .bits = 12 },
	{ "spare1", "0", 0, 12, .bits = 4 },
	{ "fpga", "FPGA, 4: SL", 0, 16, .bits = 8 },
	{ "spare2", "0", 0, 24, .bits = 8 },
};

/* ---- STRAW ---------------------------------------------------------- */

enum {
	SRB_NUMBER,
	SRB_FLAGS,
	SRB_TYPE,
	SRB_SIZE,
	SRB_CLOCK,
	SRB_WORDS = 2,
	SRB_SLOTS = 16,
	SRB_LEAST = 24 /* bytes: header and counters */
};
static const struct n62_raw_field raw_srb[] = {
	{ "number", "SRB", 0, 0, .bits = 5 },
	{ "flags", "flags", 0, 5, .bits = 3 },
	{ "type", "L0 trigger type", 0, 8, .bits = 8 },
	{ "size", "bytes of the packet", 0, 16, .bits = 16 },
	{ "clock", "clocks, of the first of 16 slots", 1, 0, .bits = 32 },
};

enum {
	STRAW_FINE,
	STRAW_EDGE,
	STRAW_ADDRESS,
	STRAW_FLAGS
};
/* In a half word. */
static const struct n62_raw_field raw_straw[] = {
	{ "fine", "1/32 clock", 0, 0, .bits = 5 },
	{ "edge", "0 leading, 1 trailing", 0, 5, .bits = 1 },
	{ "address", "straw, the high four bits its cover", 0, 6, .bits = 8 },
	{ "flags", "error, multiple hit", 0, 14, .bits = 2 },
};

/* ---- GTK ------------------------------------------------------------ */

enum {
	GIGA_PILEUP,
	GIGA_ARBITER,
	GIGA_PIXELS,
	GIGA_STATUS,
	GIGA_FRAME,
	GIGA_STATION,
	GIGA_CHIP,
	GIGA_TAG,
	GIGA_TRAIL_FINE,
	GIGA_OVER,
	GIGA_TRAIL_SELECT,
	GIGA_LEAD_FINE,
	GIGA_LEAD_COARSE,
	GIGA_LEAD_SELECT,
	GIGA_QUARTER,
	GIGA_WORDS = 2
};
static const struct n62_raw_field raw_giga[] = {
	{ "pileup", "pixels of the group hit later", 0, 0, .bits = 5 },
	{ "arbiter", "pixels of the group hit first", 0, 5, .bits = 5 },
	{ "group", "pixel group 0-89", 0, 10, .bits = 7 },
	{ "status", "0", 0, 17, .bits = 1 },
	{ "frame", "low bits of the frame count", 0, 18, .bits = 4 },
	{ "station", "1-3", 0, 22, .bits = 2 },
	{ "chip", "0-9", 0, 24, .bits = 4 },
	{ "tag", "0: a hit", 0, 28, .bits = 4 },
	{ "trail-fine", "Gray, 1/256 clock", 1, 0, .bits = 5 },
	{ "over", "time over threshold, 1/8 clock", 1, 5, .bits = 6 },
	{ "trail-select", "parity of the coarse time", 1, 11, .bits = 1 },
	{ "lead-fine", "Gray, 1/256 clock", 1, 12, .bits = 5 },
	{ "lead-coarse", "Gray, 1/8 clock", 1, 17, .bits = 12 },
	{ "lead-select", "parity of the coarse time", 1, 29, .bits = 1 },
	{ "quarter", "quarter of the chip", 1, 30, .bits = 2 },
};

enum {
	GTRAIL1_NUMBER,
	GTRAIL1_CHIP,
	GTRAIL1_TAG,
	GTRAIL1_TIME
};
static const struct n62_raw_field raw_gtrail1[] = {
	{ "number", "event number", 0, 0, .bits = 24 },
	{ "chip", "0-9", 0, 24, .bits = 4 },
	{ "tag", "a: first trailer", 0, 28, .bits = 4 },
	{ "timestamp", "of the trigger, clocks", 1, 0, .bits = 32 },
};

enum {
	GTRAIL2_TYPE,
	GTRAIL2_BEFORE,
	GTRAIL2_CHIP,
	GTRAIL2_TAG,
	GTRAIL2_COUNT,
	GTRAIL2_HITS
};
static const struct n62_raw_field raw_gtrail2[] = {
	{ "type", "L0 trigger type times 4", 0, 0, .bits = 8 },
	{ "before", "hits since the last trigger", 0, 8, .bits = 16 },
	{ "chip", "0-9", 0, 24, .bits = 4 },
	{ "tag", "f: second trailer", 0, 28, .bits = 4 },
	{ "count", "triggers: event number + 1", 1, 0, .bits = 24 },
	{ "hits", "hits of the group", 1, 24, .bits = 8 },
};

enum {
	GTRAIL3_FIRMWARE,
	GTRAIL3_CHIP,
	GTRAIL3_TAG,
	GTRAIL3_HITS
};
static const struct n62_raw_field raw_gtrail3[] = {
	{ "firmware", "its version", 0, 0, .bits = 24 },
	{ "chip", "0-9", 0, 24, .bits = 4 },
	{ "tag", "e: third trailer", 0, 28, .bits = 4 },
	{ "hits", "hits of the burst", 1, 0, .bits = 32 },
};

/* ---- CREAM ---------------------------------------------------------- */

/* From word 4 of the block. */
enum {
	CREAM_SIZE,
	CREAM_SAMPLES,
	CREAM_FLAGS,
	CREAM_MASK,
	CREAM_WORDS = 2,
	CREAM_LEAST = 7, /* words of a block without channels */
	CREAM_REQUESTED = 1 << 6
};
static const struct n62_raw_field raw_cream[] = {
	{ "words", "words from here to the checksum", 0, 0, .bits = 16 },
	{ "samples", "samples of a channel", 0, 16, .bits = 9 },
	{ "flags", "bit 5: zero-suppressed, bit 6: on L0 request", 0, 25,
	    .bits = 7 },
	{ "mask", "bit i: channel i is there", 1, 0, .bits = 32 },
};

enum {
	SUB_SLOT,
	SUB_CRATE
};
static const struct n62_raw_field raw_sub[] = {
	{ "slot", "VME slot", 0, 0, .bits = 5 },
	{ "crate", "VME crate", 0, 5, .bits = 6 },
};

/* ---- trigger -------------------------------------------------------- */

enum {
	L0TP_FINE,
	L0TP_DATA,
	L0TP_PREVIOUS,
	L0TP_TYPE,
	L0TP_PREVIOUS_TYPE,
	L0TP_FLAGS,
	L0TP_COUNT0,
	L0TP_COUNT1,
	L0TP_COUNT2,
	L0TP_COUNT3,
	L0TP_WORD7,
	L0TP_WORDS = 22,
	L0TP_EOB_WORDS = 210
};
static const struct n62_raw_field raw_l0tp[] = {
	{ "fine", "reference fine time, 1/256 clock", 0, 0, .bits = 8 },
	{ "data", "data type: 1 physics, 2 periodic, 10 control", 0, 8,
	    .bits = 8 },
	{ "previous", "time stamp of the previous trigger", 4, 0, .bits = 32 },
	{ "type", "L0 trigger type", 5, 0, .bits = 8 },
	{ "previous-type", "that of the previous trigger", 5, 8, .bits = 8 },
	{ "flags", "bit m: mask m fired", 5, 16, .bits = 16 },
	{ "count-chod", "primitives since the last trigger", 6, 0, .bits = 8 },
	{ "count-rich", "primitives since the last trigger", 6, 8, .bits = 8 },
	{ "count-muv3", "primitives since the last trigger", 6, 16, .bits = 8 },
	{ "count-newchod", "primitives since the last trigger", 6, 24,
	    .bits = 8 },
	{ "word7", "0, or the time stamp shuffled", 7, 0, .bits = 32 },
};

/* Of the trigger's slot at words 0 and 8, one slot before at 10 and 14, one
 * slot after at 16 and 20. */
enum {
	PRIMITIVE_SPARE,
	PRIMITIVE_0,
	PRIMITIVE_WORDS = 4
};
static const struct n62_raw_field raw_primitive[] = {
	{ "low", "reserved but in the first word", 0, 0, .bits = 16 },
	{ "chod", "primitive", 0, 16, .bits = 16 },
	{ "rich", "primitive", 1, 0, .bits = 16 },
	{ "lav", "primitive", 1, 16, .bits = 16 },
	{ "muv3", "primitive", 2, 0, .bits = 16 },
	{ "newchod", "primitive", 2, 16, .bits = 16 },
	{ "talk", "primitive", 3, 0, .bits = 16 },
	{ "lkr", "primitive", 3, 16, .bits = 16 },
};
enum {
	FINES_PAD = 7,
	FINES_WORDS = 2
};
static const struct n62_raw_field raw_fines[] = {
	{ "chod", "fine time of the primitive", 0, 0, .bits = 8 },
	{ "rich", "fine time of the primitive", 0, 8, .bits = 8 },
	{ "lav", "fine time of the primitive", 0, 16, .bits = 8 },
	{ "muv3", "fine time of the primitive", 0, 24, .bits = 8 },
	{ "newchod", "fine time of the primitive", 1, 0, .bits = 8 },
	{ "talk", "fine time of the primitive", 1, 8, .bits = 8 },
	{ "lkr", "fine time of the primitive", 1, 16, .bits = 8 },
	{ "pad", "0", 1, 24, .bits = 8 },
};

static const char *const raw_l0_names[] = { "CHOD", "RICH", "LAV", "MUV3",
	"NewCHOD", "TALK", "LKr" };
static const struct n62_raw_field raw_l0eob[] = {
	{ "zero", "0", 0, 0, .bits = 8 },
	{ "data", "23: end of burst", 0, 8, .bits = 8 },
	{ "latency", "L0 latency", 0, 16, .bits = 16 },
	{ "fine-bits", "bits of the fine time", 1, 0, .bits = 8 },
	{ "reference", "reference detector", 1, 8, .bits = 8 },
	{ "control", "control detector", 1, 16, .bits = 8 },
	{ "zero2", "0", 1, 24, .bits = 8 },
	{ "zero3", "0", 2, 0, .bits = 16 },
	{ "control-downscale", "downscaling of control triggers", 2, 16,
	    .bits = 16 },
	{ "control-made", "control triggers before downscaling", 3, 0,
	    .bits = 32 },
	{ "previous", "time stamp of the previous trigger", 4, 0, .bits = 32 },
	{ "type", "L0 trigger type", 5, 0, .bits = 8 },
	{ "previous-type", "that of the previous trigger", 5, 8, .bits = 8 },
	{ "flags", "trigger flags", 5, 16, .bits = 16 },
	{ "primitives", "primitives received", 6, 0, .bits = 32, .times = 7,
	    .stride = 1, .names = raw_l0_names },
	{ "chokes", "chokes", 13, 0, .bits = 32 },
	{ "errors", "errors", 14, 0, .bits = 32 },
	{ "periodic", "periodic triggers", 15, 0, .bits = 32 },
	{ "calibration", "calibration triggers", 16, 0, .bits = 32 },
	{ "control-sent", "control triggers sent", 17, 0, .bits = 32 },
	{ "mask", "number of the mask", 18, 0, .bits = 8, .times = 16,
	    .stride = 12 },
	{ "mask-spare", "0", 18, 8, .bits = 24, .times = 16, .stride = 12 },
	{ "mask-downscale", "its downscaling", 19, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-sent", "its triggers sent", 20, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-made", "its triggers before downscaling", 21, 0, .bits = 32,
	    .times = 16, .stride = 12 },
	{ "mask-chod", "required bits, then those of no matter", 22, 0,
	    .bits = 32, .times = 16, .stride = 12 },
	{ "mask-rich", "likewise", 23, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-lav", "likewise", 24, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-muv3", "likewise", 25, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-newchod", "likewise", 26, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-talk", "likewise", 27, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-lkr", "likewise", 28, 0, .bits = 32, .times = 16,
	    .stride = 12 },
	{ "mask-spare2", "reserved", 29, 0, .bits = 32, .times = 16,
	    .stride = 12 },
};

enum {
	L1TP_LENGTH,
	L1TP_FINE,
	L1TP_SOURCE,
	L1TP_FLAG_MODE,
	L1TP_FORMAT,
	L1TP_DOWNSCALE,
	L1TP_REDUCTION,
	L1TP_MASKS,
	L1TP_BYPASS,
	L1TP_AUTOFLAG,
	L1TP_WORDS = 3
};
static const struct n62_raw_field raw_l1tp[] = {
	{ "length", "bytes of this part: 12", 0, 0, .bits = 8 },
	{ "fine", "reference fine time", 0, 8, .bits = 8 },
	{ "source", "of the reference time", 0, 16, .bits = 4 },
	{ "flag-mode", "flag mode", 0, 20, .bits = 4 },
	{ "format", "1 from run 8520, 2 from run 8584", 0, 24, .bits = 8 },
	{ "downscale", "downscaling", 1, 0, .bits = 16 },
	{ "reduction", "reduction", 1, 16, .bits = 16 },
	{ "masks", "masks enabled", 2, 0, .bits = 8 },
	{ "bypass", "probability of bypassing", 2, 8, .bits = 8 },
	{ "autoflag", "automatic flagging", 2, 16, .bits = 16 },
};

enum {
	L1MASK_ALGOS,
	L1MASK_TRIGGER,
	L1MASK_ID,
	L1MASK_FLAGS,
	L1MASK_REDUCTION,
	L1MASK_FINE,
	L1MASK_SOURCE,
	L1MASK_STRAW,
	L1MASK_WORDS = 2
};
static const struct n62_raw_field raw_l1mask[] = {
	{ "algorithms", "algorithms enabled", 0, 0, .bits = 8 },
	{ "trigger", "trigger word", 0, 8, .bits = 8 },
	{ "id", "mask 0-15", 0, 16, .bits = 8 },
	{ "flags", "bit 6 flagged, 4 all disabled, 2 timeout", 0, 24,
	    .bits = 8 },
	{ "reduction", "reduction", 1, 0, .bits = 16 },
	{ "fine", "reference fine time", 1, 16, .bits = 8 },
	{ "source", "of the reference time", 1, 24, .bits = 4 },
	{ "straw-type", "kind of STRAW algorithm", 1, 28, .bits = 4 },
};

enum {
	L1ALGO_SIZE,
	L1ALGO_ORDER,
	L1ALGO_ID,
	L1ALGO_QUALITY,
	L1ALGO_DOWNSCALE,
	L1ALGO_WINDOW,
	L1ALGO_FLAGS,
	L1ALGO_WORDS = 2,
	L1ALGO_MOST = 13
};
static const struct n62_raw_field raw_l1algo[] = {
	{ "words", "words of this part: 4, STRAW 13", 0, 0, .bits = 8 },
	{ "order", "its turn", 0, 8, .bits = 8 },
	{ "algorithm",
	    "0 CHOD 1 RICH 2 KTAG 3 LAV 4 IRC/SAC 5 STRAW 6 MUV3 7 NewCHOD", 0,
	    16, .bits = 8 },
	{ "quality",
	    "bit 7 reference, 6 processed, 4 empty, 2 bad, 1 overflow, 0 "
	    "verdict",
	    0, 24, .bits = 8 },
	{ "downscale", "downscaling", 1, 0, .bits = 16 },
	{ "window", "half-width, ns", 1, 16, .bits = 8 },
	{ "flags", "bit 6 enabled, 4 flagging, 2 required, 0 downscaled", 1, 24,
	    .bits = 8 },
};

/* ---- end of burst --------------------------------------------------- */

enum {
	PACKET_SIZE,
	PACKET_BLOCK,
	PACKET_DETECTOR,
	PACKET_TIME,
	PACKET_WORDS = 2
};
static const struct n62_raw_field raw_packet[] = {
	{ "words", "words of the packet with this header", 0, 0, .bits = 16 },
	{ "block", "number of the sender", 0, 16, .bits = 8 },
	{ "detector", "44 L1 PC, 48 L2 PC, 4c beam", 0, 24, .bits = 8 },
	{ "timestamp", "of the end of burst, clocks", 1, 0, .bits = 32 },
};

/* ---- truth ---------------------------------------------------------- */

enum {
	TRUTH_VERSION,
	TRUTH_SIZE,
	TRUTH_PARTICLES,
	TRUTH_WEIGHT,
	TRUTH_DECAY,
	TRUTH_WORDS = 7
};
static const struct n62_raw_field raw_truth[] = {
	{ "version", "1", 0, 0, .bits = 8 },
	{ "words", "words of a particle: 13", 0, 8, .bits = 8 },
	{ "particles", "particles of the block", 0, 16, .bits = 16 },
	{ "weight", "weight of the event", 1, 0, .bits = 32,
	    .number = N62_RAW_DOUBLE },
	{ "decay", "name of the decay", 3, 0, .bits = 32, .times = 4,
	    .stride = 1, .number = N62_RAW_TEXT_LOW },
};

enum {
	PARTICLE_PDG,
	PARTICLE_PARENT,
	PARTICLE_PROCESS,
	PARTICLE_OVERLAY,
	PARTICLE_START, /* four, then three, then four */
	PARTICLE_P = PARTICLE_START + 4,
	PARTICLE_END = PARTICLE_P + 3,
	PARTICLE_WORDS = 13
};
static const struct n62_raw_field raw_particle[] = {
	{ "pdg", "number of the particle by the PDG", 0, 0, .bits = 32,
	    .number = N62_RAW_SIGNED },
	{ "parent", "place of the parent in the list, -1: none", 1, 0,
	    .bits = 16, .number = N62_RAW_SIGNED },
	{ "process", "0 beam, 1 decay, 2 conversion, 3 bremsstrahlung, 4 other",
	    1, 16, .bits = 8 },
	{ "overlay", "0 of the trigger, k of the k-th pile-up particle", 1, 24,
	    .bits = 8 },
	{ "x", "where it began, mm", 2, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "y", "likewise", 3, 0, .bits = 32, .number = N62_RAW_SINGLE },
	{ "z", "likewise", 4, 0, .bits = 32, .number = N62_RAW_SINGLE },
	{ "t", "when it began, ns after the time of the event", 5, 0,
	    .bits = 32, .number = N62_RAW_SINGLE },
	{ "px", "momentum there, MeV/c", 6, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "py", "likewise", 7, 0, .bits = 32, .number = N62_RAW_SINGLE },
	{ "pz", "likewise", 8, 0, .bits = 32, .number = N62_RAW_SINGLE },
	{ "end_x", "where it ended, mm", 9, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
	{ "end_y", "likewise", 10, 0, .bits = 32, .number = N62_RAW_SINGLE },
	{ "end_z", "likewise", 11, 0, .bits = 32, .number = N62_RAW_SINGLE },
	{ "end_t", "when it ended, ns", 12, 0, .bits = 32,
	    .number = N62_RAW_SINGLE },
};

/* A word without parts. */
static const struct n62_raw_field raw_plain[] = {
	{ "word", "a word", 0, 0, .bits = 32 },
};

/* Four bytes of a text; the first is the highest. */
static const struct n62_raw_field raw_chars[] = {
	{ "text", "four characters, the first in the high byte", 0, 0,
	    .bits = 32, .number = N62_RAW_TEXT_HIGH },
};

static const struct n62_raw_field raw_counters[] = {
	{ "hits0", "hits of slots 0, 4, 8, 12", 0, 0, .bits = 8, .times = 4,
	    .stride = 1 },
	{ "hits1", "hits of slots 1, 5, 9, 13", 0, 8, .bits = 8, .times = 4,
	    .stride = 1 },
	{ "hits2", "hits of slots 2, 6, 10, 14", 0, 16, .bits = 8, .times = 4,
	    .stride = 1 },
	{ "hits3", "hits of slots 3, 7, 11, 15", 0, 24, .bits = 8, .times = 4,
	    .stride = 1 },
};

static const struct n62_raw_field raw_samples[] = {
	{ "first", "sample", 0, 0, .bits = 16 },
	{ "second", "the next sample", 0, 16, .bits = 16 },
};

static const struct n62_raw_field raw_checksum[] = {
	{ "sum", "XOR of all words before it", 0, 0, .bits = 32 },
};

/* ---- all ------------------------------------------------------------ */

/* Places in the list of layouts. */
enum {
	RAW_L_FILE,
	RAW_L_EVENT,
	RAW_L_POINTER,
	RAW_L_TRAILER,
	RAW_L_L0_BLOCK,
	RAW_L_L1_BLOCK,
	RAW_L_TEL62_BOARD,
	RAW_L_TEL62_FPGA,
	RAW_L_TEL62_SLOT,
	RAW_L_TEL62_TDC,
	RAW_L_TEL62_ERRORS,
	RAW_L_TEL62_ERROR,
	RAW_L_TEL62_TEXT,
	RAW_L_SRB,
	RAW_L_STRAW,
	RAW_L_GTK_HIT,
	RAW_L_GTK_TRAILER_1,
	RAW_L_GTK_TRAILER_2,
	RAW_L_GTK_TRAILER_3,
	RAW_L_CREAM,
	RAW_L_CREAM_SUB,
	RAW_L_L0TP,
	RAW_L_L0TP_PRIMITIVES,
	RAW_L_L0TP_FINES,
	RAW_L_L0TP_EOB,
	RAW_L_L1TP,
	RAW_L_L1TP_MASK,
	RAW_L_L1TP_ALGORITHM,
	RAW_L_PACKET,
	RAW_L_WORD,
	RAW_L_EOB_L1,
	RAW_L_EOB_L2,
	RAW_L_EOB_BEAM_71,
	RAW_L_EOB_BEAM_85,
	RAW_L_EOB_BEAM_89,
	RAW_L_TEL62_CHARS,
	RAW_L_SRB_COUNTERS,
	RAW_L_CREAM_SAMPLES,
	RAW_L_CREAM_CHECKSUM,
	RAW_L_TRUTH,
	RAW_L_PARTICLE,
	RAW_LAYOUTS
};

#endif
