/*
 * raw.h - the experiment's burst file, both ways, in layers that can be used
 * alone.
 *
 *	n62_raw_open ... n62_raw_next_event   bytes of one event after another
 *	n62_raw_decode                        bytes of an event -> plain arrays
 *	n62_raw_encode                        plain arrays -> bytes of an event
 *	n62_raw_writer_new ...                events -> burst file
 *	n62_raw_dump                          an event, word by word
 *	n62_raw_spoil                         an event, damaged on purpose
 *
 * All of them are driven by one description of each layout, a table of
 * fields. Nothing here knows a detector element or a calibration: channels
 * are those of the electronics, times are integers of 1/256 clock.
 *
 * Damage is a value, not a failure: a function fails (-1) for want of memory
 * or of input, never because of what the input says. What was lost is said
 * by struct n62_raw_fault.
 *
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_RAW_H
#define NA62_RAW_H

#include "base/base.h"
#include "detector/detector.h"
#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- layouts -------------------------------------------------------- */

/* What the bits of a field are. */
enum n62_raw_number {
	N62_RAW_UNSIGNED,
	N62_RAW_SIGNED,
	N62_RAW_SINGLE,    /* IEEE 754 */
	N62_RAW_DOUBLE,    /* likewise; the high half is the next word */
	N62_RAW_TEXT_HIGH, /* four characters, the first in the high byte */
	N62_RAW_TEXT_LOW   /* the same, the first in the low byte */
};

/*
 * A field: bits [shift, shift + bits) of a little-endian 32-bit word. One
 * that is there several times has times > 0, and its copies are stride words
 * apart; names then holds a name for each copy, or is NULL.
 */
struct n62_raw_field {
	const char *name;
	const char *text; /* its meaning, one line */
	uint16_t word;    /* counted from the start of the structure */
	uint8_t shift, bits;
	uint8_t times, stride;
	uint8_t number; /* enum n62_raw_number */
	const char *const *names;
};

struct n62_raw_layout {
	const char *name;
	const struct n62_raw_field *fields;
	unsigned nfields, words;
};

/* The value of a field of the structure that starts at p. */
uint32_t n62_raw_get(const struct n62_raw_field *f, const void *p);
void n62_raw_put(const struct n62_raw_field *f, void *p, uint32_t value);

/* The layout of that name, or NULL; the i-th layout, or NULL. */
const struct n62_raw_layout *n62_raw_layout(const char *name);
const struct n62_raw_layout *n62_raw_layout_at(unsigned i);
/* That of the body of an end-of-burst packet, or NULL: not known. */
const struct n62_raw_layout *n62_raw_packet_layout(
    unsigned detector, uint32_t words);

/* ---- sources -------------------------------------------------------- */

/* Number of a source / 4 is its place in arrays of N62_RAW_SOURCES. */
enum {
	N62_RAW_KTAG = 0x04,
	N62_RAW_GTK = 0x08,
	N62_RAW_CHANTI = 0x0c,
	N62_RAW_LAV = 0x10,
	N62_RAW_STRAW = 0x14,
	N62_RAW_CHOD = 0x18,
	N62_RAW_RICH = 0x1c,
	N62_RAW_IRC = 0x20,
	N62_RAW_LKR = 0x24,
	N62_RAW_MUV1 = 0x28,
	N62_RAW_MUV2 = 0x2c,
	N62_RAW_MUV3 = 0x30,
	N62_RAW_SAC = 0x34,
	N62_RAW_HAC = 0x3c,
	N62_RAW_L0TP = 0x40,
	N62_RAW_L1TP = 0x44,
	N62_RAW_L2EB = 0x48,
	N62_RAW_DIM = 0x4c,
	/* What is true of a simulated event. The experiment has no such source.
	 * Its numbers are multiples of four from 04 up, so this one, the last
	 * below 80, is as far as can be from one that it may yet give away, and
	 * a quarter of it is still a bit of a 32-bit mask of systems. A reader
	 * that does not know it gets past it by the pointer table. */
	N62_RAW_TRUTH = 0x7c,
	N62_RAW_SOURCES = 64
};

/* "CHOD", or NULL for a number that no source has. */
const char *n62_raw_source_name(unsigned source);

/* Types of trigger, the low byte of the trigger word. */
enum {
	N62_RAW_PHYSICS = 0x01,
	N62_RAW_PERIODIC = 0x02,
	N62_RAW_CONTROL = 0x10,
	N62_RAW_SOB = 0x22,
	N62_RAW_EOB = 0x23
};
/* Whether frames of this type carry no hits (0x20 to 0x27). */
bool n62_raw_is_special(unsigned type);

/* ---- damage --------------------------------------------------------- */

/* How much is lost. */
enum n62_raw_level {
	N62_RAW_WARNING, /* nothing */
	N62_RAW_LOST,    /* a source, a block, a slot or a hit */
	N62_RAW_FATAL    /* the event or the file */
};

/* The order is that of the conditions in na62-raw(5). */
enum n62_raw_kind {
	N62_RAW_FILE_MAGIC,
	N62_RAW_FILE_VERSION,
	N62_RAW_FILE_EMPTY,
	N62_RAW_FILE_TABLES,
	N62_RAW_FILE_FIRST,
	N62_RAW_FILE_ORDER,
	N62_RAW_EVENT_MAGIC,
	N62_RAW_EVENT_LENGTH,
	N62_RAW_EVENT_NUMBER,
	N62_RAW_EVENT_TRIGGER,
	N62_RAW_EVENT_BURST,
	N62_RAW_EVENT_RUN,
	N62_RAW_EVENT_TRAILER,
	N62_RAW_POINTER_RANGE,
	N62_RAW_SOURCE_UNKNOWN,
	N62_RAW_SOURCE_REPEATED,
	N62_RAW_BLOCK_SIZE,
	N62_RAW_BOARD_NUMBER,
	N62_RAW_BOARD_REPEATED,
	N62_RAW_BOARD_MISSING,
	N62_RAW_BLOCK_FORMAT,
	N62_RAW_BLOCK_TIME,
	N62_RAW_PIECE_MISSING,
	N62_RAW_EOB_UNFINISHED,
	N62_RAW_L1_NUMBER,
	N62_RAW_L1_SOURCE,
	N62_RAW_L1_SIZE,
	N62_RAW_L1_LARGE,
	N62_RAW_TEL62_EMPTY,
	N62_RAW_TEL62_BOARD,
	N62_RAW_TEL62_TYPE,
	N62_RAW_TEL62_MASK,
	N62_RAW_TEL62_FPGA,
	N62_RAW_TEL62_SLOT,
	N62_RAW_TEL62_SIZE,
	N62_RAW_TEL62_WINDOW,
	N62_RAW_TEL62_TRIGGER,
	N62_RAW_TEL62_TIME,
	N62_RAW_TEL62_WORD,
	N62_RAW_TEL62_ERRORS,
	N62_RAW_TEL62_REPEATED,
	N62_RAW_TEL62_ORDER,
	N62_RAW_TEL62_FLAG,
	N62_RAW_TEL62_TDC_ERROR,
	N62_RAW_TEL62_ERROR,
	N62_RAW_TEL62_FAKE_EOB,
	N62_RAW_TEL62_UNCONNECTED, /* counted by who knows the channel map */
	N62_RAW_SRB_NUMBER,
	N62_RAW_SRB_SIZE,
	N62_RAW_SRB_COUNTERS,
	N62_RAW_SRB_LATENCY,
	N62_RAW_SRB_PADDING,
	N62_RAW_SRB_REPEATED,
	N62_RAW_SRB_FLAGS,
	N62_RAW_SRB_UNCONNECTED, /* likewise */
	N62_RAW_CREAM_SIZE,
	N62_RAW_CREAM_TRIGGER,
	N62_RAW_CREAM_TIME,
	N62_RAW_CREAM_ERROR,
	N62_RAW_CREAM_CHECKSUM,
	N62_RAW_CREAM_SAMPLES,
	N62_RAW_CREAM_ZERO,
	N62_RAW_CREAM_RECOVERED,
	N62_RAW_CREAM_REQUEST,
	N62_RAW_CREAM_MASKED, /* likewise */
	N62_RAW_CREAM_OSCILLATION,
	N62_RAW_GTK_TAG,
	N62_RAW_GTK_CHIP,
	N62_RAW_GTK_TRAILER,
	N62_RAW_GTK_TIME,
	N62_RAW_GTK_NUMBER,
	N62_RAW_GTK_COUNT,
	N62_RAW_GTK_FRAME,
	N62_RAW_GTK_GROUPS,
	N62_RAW_GTK_PCS,
	N62_RAW_GTK_REPEATED,
	N62_RAW_GTK_FULL,
	N62_RAW_L0TP_SIZE,
	N62_RAW_L0TP_FINE,
	N62_RAW_L0TP_TYPE,
	N62_RAW_L1TP_SIZE,
	N62_RAW_PACKET_SIZE,
	N62_RAW_EOB_ABSENT,
	N62_RAW_EOB_ORDER,
	N62_RAW_TRUTH_SIZE,
	N62_RAW_TRUTH_HEAD,
	N62_RAW_TRUTH_PARENT,
	N62_RAW_SOURCE_UNREAD,
	N62_RAW_KINDS
};

/* What is known of a kind. */
struct n62_raw_kind_info {
	const char *name;  /* "tel62-slot" */
	const char *text;  /* "a slot of no words" */
	uint8_t condition; /* 1 to 25, the line in na62-raw(5) */
	uint8_t level;     /* enum n62_raw_level */
};
extern const struct n62_raw_kind_info n62_raw_kinds[N62_RAW_KINDS];
/* The kind of that name, or -1. */
int n62_raw_kind_find(const char *name);

/* One piece of damage. */
struct n62_raw_fault {
	uint64_t at;    /* byte in the burst file */
	uint32_t event; /* its number, or UINT32_MAX: of the file */
	int32_t source; /* or -1: not of one source */
	int32_t board;  /* or -1: not of one board */
	uint16_t kind;  /* enum n62_raw_kind */
	uint8_t level;  /* enum n62_raw_level */
};
/* "event 4660, byte 68, source CHOD (0x18), board 0: a slot of no words" */
int n62_raw_fault_text(
    const struct n62_raw_fault *f, struct n62_buf *b, struct n62_err *err);

/* ---- one event as plain arrays -------------------------------------- */

/* The words before the pointer table. length and the number of sources are
 * made by the encoder. */
struct n62_raw_header {
	uint32_t number; /* 24 bits */
	uint32_t length; /* words */
	uint32_t burst;
	uint32_t timestamp;
	uint8_t l0, l1, l2, reserved1;
	uint8_t fine;
	uint16_t reserved2;
	uint32_t processing;
	uint32_t sob; /* UNIX time */
};

/* The blocks of one source. */
struct n62_raw_source {
	uint32_t block, nblocks;
	uint32_t at, size; /* bytes in the event */
	uint8_t id;
	bool skipped; /* not wanted, unknown or damaged: no blocks */
};

/* What a block holds, and so which arrays its elements are in. */
enum n62_raw_payload {
	N62_RAW_OPAQUE,  /* n words in words */
	N62_RAW_MISSING, /* the farm had to do without: nothing */
	N62_RAW_TEL62,   /* n fpga */
	N62_RAW_TEXT,    /* TEL62, special frame: n text */
	N62_RAW_SRB,     /* n straw */
	N62_RAW_GIGA,    /* GTK: n group */
	N62_RAW_CREAM,   /* n cell */
	N62_RAW_L0,      /* L0TP: 1 l0tp */
	N62_RAW_L0EOB,   /* L0TP, end of burst: 1 l0eob */
	N62_RAW_L1,      /* L1TP: 1 l1tp */
	N62_RAW_L2,      /* its word is head */
	N62_RAW_PACKETS, /* DIM: a word without meaning in head, n packet */
	N62_RAW_TRUE,    /* of the simulation: 1 truth */
	N62_RAW_UNREAD   /* a whole source, without header: n words in words */
};

/* A block: one board, CREAM or PC. */
struct n62_raw_block {
	uint8_t source;
	uint8_t payload; /* enum n62_raw_payload */
	uint8_t format;  /* L0: 1, or 0 in 2014; L1: bits 24-31 of word 3 */
	uint8_t trigger; /* L1 only */
	uint16_t sub;    /* board; CREAM: slot | crate << 5 */
	uint16_t spare;  /* L1: high half of word 1 */
	uint32_t timestamp;
	uint32_t number;   /* L1: event number */
	uint32_t at, size; /* bytes in the event; the encoder makes them */
	uint32_t first, n; /* its elements */
	/* TEL62: mask (low 8 bits of the board header), type, board and format
	 * are bytes 0 to 3 of head. SRB: bits 0-15 of word 0. CREAM: bits
	 * 25-31 of word 4 at their place, and the samples of a channel. */
	uint32_t head;
	uint32_t clock; /* SRB: that of the first slot */
	uint16_t samples;
};

enum {
	N62_RAW_LEAD = 4,
	N62_RAW_TRAIL = 5,
	N62_RAW_TDC_WORD = 6, /* an error word: time is that of its slot */
	N62_RAW_STRAW_LEAD = 0,
	N62_RAW_STRAW_TRAIL = 1
};

/* A word of a TDC. time: 1/256 clock since the time stamp of the event. */
struct n62_raw_tdc {
	int32_t time;
	uint32_t channel; /* 512 board + 128 FPGA + 32 chip + channel */
	uint32_t word;    /* an error word as it is; otherwise bits 26-27 */
	uint8_t edge;     /* N62_RAW_LEAD, _TRAIL or _TDC_WORD */
};

struct n62_raw_fpga {
	uint32_t first, n;       /* tdc, in the order of the words */
	uint32_t error, nerrors; /* words: error block without its header */
	uint8_t number, spare;   /* spare: bits 8-15 of its header */
	uint8_t flags;           /* bits 24-31; bit 0: an error block */
	uint8_t error0;          /* words of frame 0 of the error block */
	bool block;              /* the error block is there */
};

/* Of a special frame of a TEL62: bytes in text, in the order of reading, and
 * so words are big-endian there. */
struct n62_raw_text {
	uint32_t first, n; /* n: a multiple of 4, zeroes at the end */
	uint32_t head;     /* bits 12-15 and 24-31 of word 0, at their place */
	uint8_t number;    /* FPGA, 4: SL */
};

/* time: 1/256 clock since the time stamp of the event, in steps of 8. */
struct n62_raw_straw {
	int32_t time;
	uint16_t channel; /* 256 SRB + address */
	uint8_t edge;     /* N62_RAW_STRAW_LEAD, _TRAIL */
	uint8_t flags;    /* bits 14-15 */
};

/*
 * A hit of the GTK; times count 1/256 clock from the time stamp of the group,
 * in the middle of their bin: add 1/2.
 */
struct n62_raw_giga {
	int32_t lead, trail;
	uint8_t station; /* 0-2 */
	uint8_t chip, quarter, pixel_group;
	uint8_t arbiter, pileup;
	/* Bit 0, 1: the selector of the leading, trailing edge is not the
	 * parity of the coarse time; 2: the status bit. */
	uint8_t flags;
};

/* Half a chip of the GTK and its trailers. */
struct n62_raw_group {
	uint32_t first, n;          /* giga */
	uint32_t number, timestamp; /* trailer 1 */
	uint32_t count;             /* trailer 2: triggers */
	uint16_t before;            /* hits since the last trigger */
	uint8_t chip, type;
};

/* A channel of a CREAM; its samples are in sample. */
struct n62_raw_cell {
	uint32_t channel; /* 512 crate + 32 slot index + channel */
	uint32_t first;
	uint16_t n;
};

struct n62_raw_l0slot {
	uint16_t primitive[7]; /* CHOD RICH LAV MUV3 NewCHOD TALK LKr */
	uint16_t spare;        /* low half of the first word, slots 1 and 2 */
	uint8_t fine[7], pad;
};

struct n62_raw_l0tp {
	uint8_t fine, data_type;
	uint8_t type, previous_type;
	uint16_t flags;        /* bit m: mask m fired */
	uint8_t primitives[4]; /* CHOD RICH MUV3 NewCHOD since last trigger */
	uint32_t previous;     /* time stamp of the previous trigger */
	uint32_t word7;
	struct n62_raw_l0slot slot[3]; /* trigger, one before, one after */
};

/* The end-of-burst block of L0TP, see n62_raw_layout("l0tp-eob"). */
struct n62_raw_l0eob {
	uint32_t word[210];
};

struct n62_raw_l1algo {
	uint8_t words; /* 4, or 13 for STRAW */
	uint8_t order, algorithm, quality;
	uint16_t downscale;
	uint8_t window, flags;
	uint32_t data[11]; /* words - 2 of them */
};

struct n62_raw_l1mask {
	uint32_t first, n; /* l1algo */
	uint8_t trigger, id, flags, fine;
	uint8_t source, straw_type;
	uint16_t reduction;
};

struct n62_raw_l1tp {
	uint32_t first, n; /* l1mask */
	uint8_t length, fine, source, flag_mode, format, bypass;
	uint16_t downscale, reduction, autoflag;
};

struct n62_raw_packet {
	uint32_t first, n; /* words of the body */
	uint32_t timestamp;
	uint8_t detector, block;
};

enum {
	N62_RAW_DECAY = 16, /* bytes of the name of a decay */
	/* Of one block, whose size has 16 bits; more go into more blocks. */
	N62_RAW_MAX_PARTICLES = 1259
};

/* How a true particle came to be. */
enum n62_raw_process {
	N62_RAW_OF_BEAM,
	N62_RAW_OF_DECAY,
	N62_RAW_OF_CONVERSION,     /* of a photon to a pair */
	N62_RAW_OF_BREMSSTRAHLUNG, /* a photon */
	N62_RAW_OF_OTHER           /* of any other interaction */
};

/* A true particle; mm, MeV/c, and ns after the time of the event. */
struct n62_raw_particle {
	int32_t pdg;
	int16_t parent;  /* place in the list of the event, or -1: none */
	uint8_t process; /* enum n62_raw_process */
	/* 0: the kaon of the trigger and what came of it; k: the k-th particle
	 * of the pile-up, likewise; 255: one beyond the 254th. */
	uint8_t overlay;
	float start[4], p[3], end[4]; /* x y z t, px py pz, x y z t */
};

/* The truth of an event, or a part of its particles. */
struct n62_raw_truth {
	uint32_t first, n; /* particle */
	double weight;     /* of forced decays, otherwise 1 */
	/* Name of the decay, printable ASCII, zeroes behind it. */
	char decay[N62_RAW_DECAY];
};

/* The arrays of an event. */
enum n62_raw_array {
	N62_RAW_A_SOURCE,
	N62_RAW_A_BLOCK,
	N62_RAW_A_WORD,
	N62_RAW_A_FPGA,
	N62_RAW_A_TDC,
	N62_RAW_A_TEXT,
	N62_RAW_A_CHAR,
	N62_RAW_A_STRAW,
	N62_RAW_A_GROUP,
	N62_RAW_A_GIGA,
	N62_RAW_A_CELL,
	N62_RAW_A_SAMPLE,
	N62_RAW_A_L0TP,
	N62_RAW_A_L0EOB,
	N62_RAW_A_L1TP,
	N62_RAW_A_L1MASK,
	N62_RAW_A_L1ALGO,
	N62_RAW_A_PACKET,
	N62_RAW_A_TRUTH,
	N62_RAW_A_PARTICLE,
	N62_RAW_A_FAULT,
	N62_RAW_ARRAYS
};

/* Zeroed memory is a valid, empty event. n counts by enum n62_raw_array. */
struct n62_raw_event {
	struct n62_raw_header head;
	struct n62_raw_source *source;
	struct n62_raw_block *block;
	uint32_t *word;
	struct n62_raw_fpga *fpga;
	struct n62_raw_tdc *tdc;
	struct n62_raw_text *text;
	char *chars;
	struct n62_raw_straw *straw;
	struct n62_raw_group *group;
	struct n62_raw_giga *giga;
	struct n62_raw_cell *cell;
	uint16_t *sample;
	struct n62_raw_l0tp *l0tp;
	struct n62_raw_l0eob *l0eob;
	struct n62_raw_l1tp *l1tp;
	struct n62_raw_l1mask *l1mask;
	struct n62_raw_l1algo *l1algo;
	struct n62_raw_packet *packet;
	struct n62_raw_truth *truth;
	struct n62_raw_particle *particle;
	struct n62_raw_fault *fault; /* at most N62_RAW_MAX_FAULTS */
	uint32_t n[N62_RAW_ARRAYS];
	uint32_t cap[N62_RAW_ARRAYS]; /* of the library */
};

enum {
	/* Faults of one event that are listed one by one; all are counted. */
	N62_RAW_MAX_FAULTS = 256,
	/* Largest event in bytes: many times what the farm can send. */
	N62_RAW_MAX_EVENT = 8 << 20,
	/* Most events of one file: those the farm can number, and some. */
	N62_RAW_MAX_EVENTS = 1 << 21
};

/* Appends n elements, zeroed, to an array; gives the first, or NULL. */
void *n62_raw_more(struct n62_raw_event *e, enum n62_raw_array which,
    uint32_t n, struct n62_err *err);
/* Empties every array and keeps the memory. */
void n62_raw_clear(struct n62_raw_event *e);
void n62_raw_free(struct n62_raw_event *e);

/* ---- decoding and encoding an event --------------------------------- */

struct n62_raw_options {
	uint64_t wanted; /* bit i: source 4 i is decoded */
	/* Bit i: source 4 i has a layout that is not public: its words are
	 * kept. */
	uint64_t unread;
	uint16_t boards[N62_RAW_SOURCES]; /* how many there are; 0: unknown */
	/* First and last slot of a TEL62, clocks since the time stamp. */
	int16_t first_slot[N62_RAW_SOURCES], last_slot[N62_RAW_SOURCES];
	uint32_t straw_offset; /* of the time stamp of an SRB block */
	uint32_t cream_offset;
	uint32_t gtk_offset[3]; /* per station, subtracted */
};
/* Everything wanted; boards of 2017-18, wide slots, offsets of the run. */
void n62_raw_options_init(struct n62_raw_options *o, uint32_t run);

/*
 * Decodes one event that starts at byte offset of its file. Returns 1, 0 when
 * nothing can be made of it, or -1. The faults are in e->fault, and each is
 * added to count[kind] when count is not NULL.
 */
int n62_raw_decode(struct n62_raw_event *e, const void *bytes, size_t n,
    uint64_t offset, const struct n62_raw_options *o,
    uint64_t count[N62_RAW_KINDS], struct n62_err *err);

/* The header alone; false when the bytes do not begin like an event. */
bool n62_raw_head(struct n62_raw_header *h, const void *bytes, size_t n);

/* Appends the bytes of an event to b. Fails when a value does not fit. */
int n62_raw_encode(
    const struct n62_raw_event *e, struct n62_buf *b, struct n62_err *err);

/* ---- burst files ---------------------------------------------------- */

/* na62raw_<sob>-<merger>-<run>-<burst>[_<copy>].dat */
struct n62_raw_name {
	uint32_t sob, merger, run, burst;
	uint32_t copy; /* 0: none */
};
/* Takes the last part of a path; false when it is not such a name. */
bool n62_raw_name_parse(struct n62_raw_name *name, const char *path);
int n62_raw_name_print(
    const struct n62_raw_name *name, struct n62_buf *b, struct n62_err *err);

struct n62_raw_burst {
	uint32_t run, burst; /* 0 when a header-less file has no such name */
	uint32_t events;     /* as the header says */
	bool headerless;     /* of 2014 */
	bool lost;           /* no event can be read; fault[0] says why */
	bool named;          /* name is one of the experiment */
	struct n62_raw_name name;
	const char *path; /* of the file, or ARCHIVE:MEMBER */
	/* Faults that belong to no event: the last are there at the end. */
	struct n62_raw_fault fault[16];
	uint32_t nfaults;
	uint64_t count[N62_RAW_KINDS]; /* also those of the events' frames */
	uint64_t bytes;                /* read so far */
	uint64_t skipped;              /* bytes that belong to no event */
};

/* The bytes of one event, valid until the next call. */
struct n62_raw_piece {
	const unsigned char *bytes;
	size_t n;
	uint64_t at;                   /* byte in the burst file */
	struct n62_raw_fault fault[8]; /* what its frame has to say */
	uint32_t nfaults;
};

/*
 * Opens a file, "-", or an archive or compressed file of libarchive's, which
 * is read as a stream. Then, for each burst, for each event:
 * 1, 0 at the end, -1.
 */
struct n62_raw_reader;
struct n62_raw_reader *n62_raw_open(const char *name, struct n62_err *err);
/* Calls the input by another name, which must last as long as the reader. */
void n62_raw_call(struct n62_raw_reader *r, const char *name);
int n62_raw_next_burst(struct n62_raw_reader *r,
    const struct n62_raw_burst **burst, struct n62_err *err);
int n62_raw_next_event(
    struct n62_raw_reader *r, struct n62_raw_piece *piece, struct n62_err *err);
void n62_raw_close(struct n62_raw_reader *r);

/*
 * Writes a burst file. The tables come first in it, so the events wait in a
 * temporary without a name.
 */
struct n62_raw_writer;
struct n62_raw_writer *n62_raw_writer_new(
    uint32_t run, uint32_t burst, struct n62_err *err);
/* Makes it a file of 2014, which has neither header nor tables. */
void n62_raw_writer_headerless(struct n62_raw_writer *w);
/* Appends one event of n bytes, which may be damaged; none when n is 0. */
int n62_raw_writer_add(
    struct n62_raw_writer *w, const void *bytes, size_t n, struct n62_err *err);
int n62_raw_writer_end(
    struct n62_raw_writer *w, struct n62_out *out, struct n62_err *err);
void n62_raw_writer_free(struct n62_raw_writer *w);

/*
 * Where bursts go: a file under its usual name in directory, or else output,
 * or standard output for NULL. Set out.fd to -1 before the first use. A
 * terminal is refused. The file comes to be by n62_out_commit.
 */
struct n62_raw_file {
	const char *directory, *output;
	struct n62_out out; /* of the burst at hand */
};
int n62_raw_file_open(struct n62_raw_file *f, const struct n62_raw_name *name,
    struct n62_err *err);
void n62_raw_file_close(struct n62_raw_file *f);

/* ---- looking at an event, and spoiling it --------------------------- */

/* Appends text to b: each word of the event, and the meaning of its fields. */
int n62_raw_dump(const void *bytes, size_t n, uint64_t offset,
    struct n62_buf *b, struct n62_err *err);

/*
 * Changes an event so that it shows damage of a kind. Returns 1, 0 when this
 * event has nothing that could show it, or -1. Kinds of the file are made by
 * n62_raw_spoil_file, in the header and tables of a whole burst file.
 */
int n62_raw_spoil(struct n62_buf *event, enum n62_raw_kind kind,
    struct n62_rng *rng, struct n62_err *err);
int n62_raw_spoil_file(struct n62_buf *file, enum n62_raw_kind kind,
    struct n62_rng *rng, struct n62_err *err);

/* ---- hits: events as columns ------------------------------------------ */

/*
 * Groups of columns: the two tables and the lists of table event. A list of
 * a detector has its name; n62_group_docs describes all.
 */
enum n62_group {
	/* The lists of detectors come first, by enum n62_det. */
	N62_G_L1 = N62_DETS,
	N62_G_MC,
	N62_G_SOURCE,
	N62_G_BLOCK,
	N62_G_WORD,
	N62_G_EVENT,
	N62_G_BURST,
	N62_GROUPS
};

/* Columns of table event. */
enum n62_event_column {
	N62_EV_RUN,
	N62_EV_BURST,
	N62_EV_NUMBER,
	N62_EV_TIME,
	N62_EV_FINE,
	N62_EV_L0TYPE,
	N62_EV_L1WORD,
	N62_EV_L2WORD,
	N62_EV_QUALITY,
	N62_EV_WEIGHT,
	N62_EV_DECAY, /* in memory N62_RAW_DECAY bytes, zeroes at the end */
	N62_EV_MASKS,
	N62_EV_DATATYPE,
	N62_EV_BEFORE,
	N62_EV_BEFORE_TYPE,
	N62_EV_PRIMITIVE,
	N62_EV_PRIMITIVE_FINE,
	N62_EV_PRIMITIVE_COUNT,
	N62_EV_PROCESSING,
	N62_EV_START,
	N62_EV_COLUMNS
};

/* Columns of a list of hits with two edges; then those of each kind. */
enum n62_hit_column {
	N62_HIT_ELEMENT,
	N62_HIT_CHANNEL,
	N62_HIT_LEAD_RAW,
	N62_HIT_TRAIL_RAW,
	N62_HIT_LEAD,
	N62_HIT_TRAIL,
	N62_HIT_COLUMNS,
	N62_STRAW_FLAGS = N62_HIT_COLUMNS,
	N62_GTK_BITS = N62_HIT_COLUMNS
};

/* Fields of column bits of the GTK: shifts. */
enum n62_gtk_bits {
	N62_GTK_PILEUP = 0,
	N62_GTK_ARBITER = 5,
	N62_GTK_FLAGS = 10
};

/* Columns of a list of calorimeter channels. */
enum n62_pulse_column {
	N62_PULSE_ELEMENT,
	N62_PULSE_CHANNEL,
	N62_PULSE_PEAK,
	N62_PULSE_PEDESTAL,
	N62_PULSE_TIME,
	N62_PULSE_SAMPLES
};

enum n62_l1_column {
	N62_L1_MASK,
	N62_L1_WORD,
	N62_L1_FLAGS,
	N62_L1_ALGORITHMS,
	N62_L1_REDUCTION,
	N62_L1_FINE,
	N62_L1_REFERENCE,
	N62_L1_QUALITY, /* of the algorithms, by their number */
	N62_L1_ALGORITHM_FLAGS,
	N62_L1_MOST = 8 /* algorithms that have a number */
};

/* Columns of list mc; from N62_MC_X on, those of start, p and end. */
enum n62_mc_column {
	N62_MC_PDG,
	N62_MC_PARENT,
	N62_MC_PROCESS,
	N62_MC_OVERLAY,
	N62_MC_X,
	N62_MC_COLUMNS = N62_MC_X + 11
};

/* Columns of the lists that an exact encoding needs. */
enum n62_exact_column {
	N62_SOURCE_ID = 0,
	N62_SOURCE_BLOCKS,
	N62_BLOCK_BOARD = 0,
	N62_BLOCK_TIME,
	N62_BLOCK_HEAD,
	N62_BLOCK_MORE,
	N62_BLOCK_WORDS,
	N62_WORD_VALUE = 0
};

enum n62_burst_column {
	N62_BU_RUN,
	N62_BU_BURST,
	N62_BU_START,
	N62_BU_VERSION,
	N62_BU_EVENTS,
	N62_BU_READ,
	N62_BU_LOST,
	N62_BU_ENDED,
	N62_BU_BAD,
	/* From here on, what the end-of-burst event says: of the beam, */
	N62_BU_T10,
	N62_BU_T10_DOWNSTREAM,
	N62_BU_T10_RAW,
	N62_BU_T10_MULTIPLICITY,
	N62_BU_T10_SYMMETRY,
	N62_BU_T10_SYMMETRY_BARE,
	N62_BU_MAGNETS,
	N62_BU_SCALERS,
	N62_BU_STRUCTURE,
	N62_BU_RATES,
	/* the L0TP, */
	N62_BU_LATENCY,
	N62_BU_PRIMITIVES,
	N62_BU_TRIGGERS,
	N62_BU_GENERATED,
	N62_BU_DOWNSCALING,
	N62_BU_CHOKES,
	N62_BU_ERRORS,
	N62_BU_PERIODIC,
	N62_BU_CALIBRATION,
	N62_BU_CONTROL,
	N62_BU_CONTROL_GENERATED,
	N62_BU_CONTROL_DOWNSCALING,
	/* the PCs of L1, added up, and those of L2. */
	N62_BU_L1_PCS,
	N62_BU_L1_CORRUPTED,
	N62_BU_L1_INPUT,
	N62_BU_L1_SPECIAL,
	N62_BU_L1_CONTROL,
	N62_BU_L1_PERIODIC,
	N62_BU_L1_PHYSICS,
	N62_BU_L1_SEVERAL,
	N62_BU_L1_REQUESTS,
	N62_BU_L1_OUTPUT,
	N62_BU_L1_ACCEPTED,
	N62_BU_L1_LATE,
	N62_BU_L1_DISABLED,
	N62_BU_L1_BYPASS,
	N62_BU_L1_FLAGGED,
	N62_BU_L1_AUTOPASS,
	N62_BU_L1_MASK_INPUT,
	N62_BU_L1_MASK_ACCEPTED,
	N62_BU_L2_PCS,
	N62_BU_L2_INPUT,
	N62_BU_L2_OUTPUT,
	N62_BU_L2_ACCEPTED,
	N62_BU_L2_MASK_INPUT,
	N62_BU_L2_MASK_ACCEPTED,
	N62_BU_COLUMNS
};

enum {
	N62_GROUP_COLUMNS = 56, /* at most, in one group */
	N62_NO_EDGE = INT32_MIN /* in lead_raw and trail_raw */
};

struct n62_column_doc {
	const char *name, *unit, *doc;
	enum n62_type type;
	uint32_t length;
};
struct n62_group_doc {
	const char *name, *doc;
	const struct n62_column_doc *columns;
	int ncolumns;
	int nkeys; /* so many columns, from the first, are the key */
};
/* N62_GROUPS of them. */
extern const struct n62_group_doc n62_group_docs[];

/* The values of the columns of one group; n entries with room for cap. */
struct n62_group_data {
	uint32_t n, cap;
	void *v[N62_GROUP_COLUMNS]; /* NULL: not wanted, or not there */
	uint32_t *end; /* of a list: entries up to the end of each event */
};

/* Which groups and optional columns there are. */
struct n62_hits_shape {
	uint32_t groups; /* bit g: group g */
	bool samples;    /* of calorimeter channels */
};

/*
 * Some events. Entries of group g of event i are those from
 * n62_hits_first(h, g, i) up to h->group[g].end[i].
 */
struct n62_hits {
	struct n62_hits_shape shape;
	struct n62_group_data group[N62_GROUPS];
	uint32_t events; /* complete ones */
	uint32_t cap;    /* of all end[] */
};

uint32_t n62_hits_first(const struct n62_hits *h, int group, uint32_t event);
void n62_hits_init(struct n62_hits *h, struct n62_hits_shape shape);
/* Forgets all events and keeps the memory. */
void n62_hits_clear(struct n62_hits *h);
void n62_hits_free(struct n62_hits *h);
/* Makes room for more entries of a group. */
int n62_hits_reserve(
    struct n62_hits *h, int group, uint32_t more, struct n62_err *err);
/* Appends one zeroed entry. */
int n62_hits_add(struct n62_hits *h, int group, struct n62_err *err);
/* Completes, or takes back, the event whose entries were added last. */
int n62_hits_end_event(struct n62_hits *h, struct n62_err *err);
void n62_hits_undo_event(struct n62_hits *h);

/* Where the tables and columns are in a schema; table -1 where not there. */
struct n62_hits_cols {
	struct n62_hits_shape shape;
	struct n62_col col[N62_GROUPS][N62_GROUP_COLUMNS];
	int event, burst;
};

/* Adds the tables event and burst. */
int n62_hits_schema(struct n62_schema *s, struct n62_hits_shape shape,
    struct n62_hits_cols *cols, struct n62_err *err);
/* Finds those that are there; the event table must be. */
int n62_hits_find(const struct n62_schema *s, struct n62_hits_cols *cols,
    struct n62_err *err);
/* Writes the events in h as rows. */
int n62_hits_write(struct n62_writer *w, const struct n62_hits_cols *cols,
    const struct n62_hits *h, struct n62_err *err);
/* Writes the rows of group N62_BURST in h. */
int n62_hits_write_burst(struct n62_writer *w, const struct n62_hits_cols *cols,
    const struct n62_hits *h, struct n62_err *err);
/* Reads a block of rows of either table, replacing what h held of it. */
int n62_hits_read(const struct n62_block *b, const struct n62_hits_cols *cols,
    struct n62_hits *h, struct n62_err *err);

/* ---- which events are wanted -------------------------------------------- */

/* Ranges of numbers, each within a range of runs. */
struct n62_ranges {
	struct n62_range *v;
	size_t n;
};

/* A burst that is bad for some systems. */
struct n62_bad {
	uint32_t run, burst;
	uint64_t systems;
};

/* Zeroed: everything. Memory belongs to the arena of the parsers. */
struct n62_pick {
	struct n62_ranges runs, bursts, events;
	bool types_given, types[256]; /* L0 trigger types */
	uint16_t masks;               /* L0 masks; 0: any */
	uint64_t part, parts;         /* the part-th of parts; 0: all */
	struct n62_bad *bad;          /* sorted */
	size_t nbad;
	uint64_t ignore; /* systems that may be bad */
	bool only_bad;
};

/* "8518-8802,8900", "12-40" or with runs "8600:12-40,8601:7". */
int n62_pick_ranges(struct n62_ranges *r, const char *text, bool with_runs,
    struct n62_arena *a, struct n62_err *err);
/* "physics,control,0x23" */
int n62_pick_types(struct n62_pick *p, const char *text, struct n62_err *err);
/* "0,4-7" */
int n62_pick_masks(struct n62_pick *p, const char *text, struct n62_err *err);
/* "3/10" */
int n62_pick_part(struct n62_pick *p, const char *text, struct n62_err *err);
/* Lines of run, burst and a hexadecimal mask of systems. */
int n62_pick_bad_file(struct n62_pick *p, const char *name, struct n62_arena *a,
    struct n62_err *err);
/* "LKr,GTK" to ignore */
int n62_pick_ignore(struct n62_pick *p, const char *text, struct n62_err *err);

/* "STRAW,LKr": sets the bits of their groups. */
int n62_pick_detectors(uint32_t *groups, const char *text, struct n62_err *err);
/* The first run of the ranges; without any, the newest that is known. */
uint32_t n62_pick_first_run(const struct n62_pick *p);

/* Whether input number i, from 0, is of this part. */
bool n62_picks_input(const struct n62_pick *p, uint64_t i);
/* Systems for which a burst is in the list, the ignored ones too. */
uint64_t n62_bad_systems(
    const struct n62_pick *p, uint32_t run, uint32_t burst);
bool n62_picks_burst(const struct n62_pick *p, uint32_t run, uint32_t burst);
bool n62_picks_event(const struct n62_pick *p, uint32_t number, uint8_t l0);

/* ---- between the arrays of an event and columns ------------------------- */

/* The bit of a detector, or of source S, in column quality and in lists of
 * bad bursts: mostly that of S / 4; 0 is for the event as a whole. */
int n62_system_of_detector(int d);
uint64_t n62_systems_of_source(int source);
/* The bit of a system by its name ("LKr", "L0TP"), or -1. */
int n62_system_find(const char *name, struct n62_err *err);

/* How events become hits. Zero it, then n62_fill_init. */
struct n62_fill {
	const struct n62_wiring *wiring;
	/* Hits outside are left out: 1/256 clock after the time stamp. */
	int32_t from[N62_DETS], to[N62_DETS];
	uint32_t run;
	uint64_t bad; /* systems in the list of bad bursts */
	uint64_t at;  /* byte of the event in the file */
	/* The first thing that only the wiring can tell, for --strict. */
	struct n62_raw_fault fault;
	bool faulty;
	bool exact; /* fill the lists that an exact encoding needs */
	/* of the library: */
	struct raw_open *open;
	uint32_t stamp;
};
int n62_fill_init(struct n62_fill *f, struct n62_err *err);
void n62_fill_free(struct n62_fill *f);

/*
 * Appends the event, as n62_raw_decode has made it from bytes, to h and
 * completes it. Adds to count what only the wiring can tell.
 */
int n62_hits_fill(struct n62_hits *h, struct n62_fill *f,
    const struct n62_raw_event *e, const unsigned char *bytes,
    uint64_t count[N62_RAW_KINDS], struct n62_err *err);

/* One edge of a TEL62 or an SRB. time: 1/256 clock since the time stamp. */
struct n62_edge {
	int32_t time;
	uint16_t channel;
	uint8_t trailing, flags;
};
/*
 * Append the hits that n62_hits_fill makes of n edges of a source, which are
 * in the order of words: by board and FPGA, then time, channel and kind; and
 * the hit of one word of the GTK, whose times count from the time stamp of the
 * event. Edges of channels without a cable are passed over.
 */
int n62_hits_edges(struct n62_hits *h, struct n62_fill *f, unsigned source,
    const struct n62_edge *edge, uint32_t n, struct n62_err *err);
int n62_hits_giga(struct n62_hits *h, struct n62_fill *f,
    const struct n62_raw_giga *g, struct n62_err *err);
/*
 * Appends the channel of a calorimeter, with what is made of its n samples,
 * to the list of its detector, which must have room (n62_hits_reserve).
 * clock: of the wiring, ns.
 */
void n62_hits_pulse(struct n62_hits *h, const struct n62_cable *cable,
    double clock, uint32_t channel, const uint16_t *samples, uint32_t n);
/* Completes the last row of group N62_BURST by an end-of-burst event. */
void n62_hits_fill_end(struct n62_hits *h, const struct n62_raw_event *e);

/*
 * Fills the columns channel, lead_raw and trail_raw that the input did not
 * have from element, lead and trail. A time that is no number is no edge.
 */
int n62_hits_wire(struct n62_hits *h, const struct n62_hits_cols *cols,
    const struct n62_wiring *w, struct n62_err *err);

/*
 * The arrays of event i. Sources and boards are those of the lists source and
 * block, or, without them, those of 2017-18.
 */
struct n62_make {
	struct n62_raw_options options;
	bool old; /* blocks as in 2014 */
	/* of the library: */
	struct n62_buf edges;
};
int n62_hits_make(const struct n62_hits *h, uint32_t i, struct n62_make *m,
    struct n62_raw_event *e, struct n62_err *err);
void n62_make_free(struct n62_make *m);

/* ---- what a simulation stands for ----------------------------------- */

enum n62_simulated_count {
	N62_SIMULATED_KAONS,    /* at GTK3 that the decays stand for */
	N62_SIMULATED_DECAYS,   /* all that were simulated */
	N62_SIMULATED_FIDUCIAL, /* between 105 and 180 m */
	N62_SIMULATED_WRITTEN,  /* in the events of the burst */
	N62_SIMULATED_COUNTS
};
/* Their names in the table tally; ends with NULL. */
extern const char *const n62_simulated_names[N62_SIMULATED_COUNTS + 1];

/* Numbers, and exact sums of weights. Zeroed: nothing. */
struct n62_simulated {
	uint64_t count[N62_SIMULATED_COUNTS];
	struct n62_sum sum[N62_SIMULATED_COUNTS];
};
/* Adds one; -1 when the weight is not finite. */
int n62_simulated_add(
    struct n62_simulated *s, enum n62_simulated_count which, double weight);
double n62_simulated_sum(
    struct n62_simulated *s, enum n62_simulated_count which);
/* Adds those of a burst, whose sums are rounded to doubles, as they are in its
 * packet. */
void n62_simulated_take(struct n62_simulated *to, struct n62_simulated *burst);
/*
 * Appends a packet to an end-of-burst event as n62_hits_make makes it, with a
 * body of zeroes, which are e->word from its first on. It stays where it is
 * until the next one. NULL: no memory, or not such an event.
 */
const struct n62_raw_packet *n62_raw_packet_add(struct n62_raw_event *e,
    unsigned detector, uint32_t words, struct n62_err *err);
/*
 * Appends the packet of these sums to such an event, rounded to doubles. Adds
 * what the packets of an event say.
 */
int n62_simulated_put(
    struct n62_simulated *s, struct n62_raw_event *e, struct n62_err *err);
void n62_simulated_get(struct n62_simulated *s, const struct n62_raw_event *e);

/* ---- a flow of bursts ----------------------------------------------- */

/* What was met in a burst. */
struct n62_flow_stats {
	uint64_t events; /* decoded and wanted */
	uint64_t frames; /* met */
	uint64_t lost;   /* of which nothing could be made */
	uint64_t types[256];
	uint64_t masks[16];
	uint64_t bytes[N62_RAW_SOURCES], blocks[N62_RAW_SOURCES];
	uint64_t hits[N62_DETS];
	uint64_t events_with[N62_DETS]; /* at least one hit */
	uint64_t particles, simulated;  /* true ones; events with them */
	uint64_t count[N62_RAW_KINDS];  /* of damage */
};

struct n62_flow_burst {
	const char *input;
	uint32_t run, burst, start;
	uint64_t bytes;
	struct n62_flow_stats stats;
	struct n62_hits *row; /* group N62_G_BURST has one row */
};

struct n62_flow {
	const char *const *names;
	int nnames;
	int threads;
	struct n62_pick pick;
	struct n62_conditions *conditions;
	struct n62_hits_shape shape;
	double from[N62_DETS], to[N62_DETS]; /* windows in ns */
	bool window[N62_DETS];
	bool exact, strict;
	const char *copier; /* program that fetches root://, NULL: xrdcp */
	void *ctx;
	/* Called in the order of the input: some events; the end of a burst
	 * that was picked. */
	int (*events)(void *ctx, const struct n62_hits *h, struct n62_err *err);
	int (*burst)(
	    void *ctx, const struct n62_flow_burst *b, struct n62_err *err);
	void (*progress)(void *ctx, uint64_t events, uint64_t bytes);
	/* Called with a sentence for each file of which nothing can be read,
	 * unless the flow fails by it. */
	void (*lost)(void *ctx, const char *why);
	/* Added up over all bursts; of those that are lost, what their header
	 * says and the kind of damage are in total. */
	struct n62_flow_stats total;
	struct n62_simulated simulated;
	uint64_t bursts, skipped, lost_bursts, bytes;
};

/* "CHOD=-50:50", in ns. */
int n62_flow_window(struct n62_flow *f, const char *text, struct n62_err *err);
/* Appends the text of the first event with that number. */
int n62_flow_dump(const struct n62_flow *f, uint64_t event, struct n62_buf *b,
    struct n62_err *err);
/* Decodes all inputs. Fails when there is damage and not one event. */
int n62_flow_run(struct n62_flow *f, struct n62_err *err);
void n62_flow_stats_add(
    struct n62_flow_stats *to, const struct n62_flow_stats *from);

/* The table tally: what was met, added up by name. Columns count and sum are
 * next to column name. */
int n62_tally_schema(
    struct n62_schema *s, struct n62_col *name, struct n62_err *err);
int n62_tally_write(struct n62_writer *w, struct n62_col name,
    const struct n62_flow *f, struct n62_err *err);

/* Append text for a person: one line for each kind of damage; a burst. */
int n62_flow_damage(
    const struct n62_flow_stats *s, struct n62_buf *b, struct n62_err *err);
int n62_flow_inspect(
    const struct n62_flow_burst *burst, struct n62_buf *b, struct n62_err *err);

/*
 * Opens an input: a file, "-", an archive, or a root:// URL, which a child
 * process fetches; its status is part of n62_fetch_close.
 */
struct n62_fetch;
struct n62_fetch *n62_fetch_open(
    const char *name, const char *copier, struct n62_err *err);
struct n62_raw_reader *n62_fetch_reader(struct n62_fetch *f);
/* whole: the input was read to its end, so that the child must succeed. */
int n62_fetch_close(struct n62_fetch *f, bool whole, struct n62_err *err);

/*
 * Damage for a whole burst by the texts KIND or KIND:RATE. Zero it, set the
 * seed. Kinds that no event can show are made in the file as a whole, once.
 */
struct n62_raw_spoiler {
	uint64_t seed;
	uint64_t made; /* pieces so far */
	double rate[N62_RAW_KINDS];
	uint64_t done[N62_RAW_KINDS];
	uint64_t events;
};
int n62_raw_spoiler_parse(struct n62_raw_spoiler *s,
    const struct n62_texts *texts, struct n62_err *err);
/* Kinds that only the wiring can tell; before the event is encoded. */
void n62_raw_spoiler_wiring(struct n62_raw_spoiler *s, struct n62_raw_event *e,
    const struct n62_wiring *w);
/* n62_raw_writer_add and _end; the event is changed. */
int n62_raw_spoiler_add(struct n62_raw_spoiler *s, struct n62_raw_writer *w,
    struct n62_buf *event, struct n62_err *err);
int n62_raw_spoiler_end(struct n62_raw_spoiler *s, struct n62_raw_writer *w,
    struct n62_out *out, struct n62_err *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
