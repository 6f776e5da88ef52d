/*
 * detector.h - where the cables go: which electronics channel reads which
 * element of the detector, in which runs, with its time offset, and which
 * channels are dead.
 *
 * What the library knows is text, in lib/detector/data/, compiled in; a file
 * or an archive of the user replaces any part of it. Both are written in the
 * format of na62-conditions(5). Conditions hold what is known for all runs;
 * from them comes the wiring of one run, which is plain arrays.
 *
 * A channel is numbered within its source by the kind of its boards:
 *
 *	TEL62	512 board + 128 FPGA + 32 TDC + channel
 *	SRB	256 board + straw address
 *	GTK	18000 station + 1800 chip + 450 quarter + 5 group + arbiter
 *		(station 0-2, chip 0-9, pixel group 0-89, arbiter bit 0-4)
 *	CREAM	512 crate + 32 slot index + channel
 *		(slot index 0-7: slots 3-10; 8-15: slots 13-20)
 *
 * How the elements of a detector are numbered is said by the element line of
 * its map. Both numbers are never negative; -1 means that there is none.
 */
#ifndef NA62_DETECTOR_H
#define NA62_DETECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- detectors -------------------------------------------------------- */

enum n62_det {
	N62_KTAG,
	N62_GTK,
	N62_CHANTI,
	N62_LAV,
	N62_STRAW,
	N62_CHOD,
	N62_NEWCHOD,
	N62_RICH,
	N62_IRC,
	N62_SAC,
	N62_LKR,
	N62_MUV0,
	N62_MUV1,
	N62_MUV2,
	N62_MUV3,
	N62_HASC,
	N62_SAV,
	N62_DETS
};

enum n62_boards {
	N62_BOARD_TEL62,
	N62_BOARD_SRB,
	N62_BOARD_GTK,
	N62_BOARD_CREAM
};

/* What does not change with the run. Several detectors may be guests in one
 * source: IRC, SAC, MUV0 and NewCHOD in 0x20, MUV2 and SAV in 0x2c. */
struct n62_det_info {
	const char *name; /* "NewCHOD" */
	const char *list; /* of the table event: "newchod" */
	uint8_t source;   /* source ID in the burst file */
	enum n62_boards boards;
};
extern const struct n62_det_info n62_det_info[N62_DETS];

/* The detector of that name, in upper or lower case, or -1. */
int n62_det_find(const char *name, struct n62_err *err);

/* ---- the wiring of a run ---------------------------------------------- */

/* One period of the experiment's clock in ns, unless conditions differ. */
#define N62_CLOCK 24.951059536

/* Source IDs are multiples of 4 below this. */
#define N62_SOURCES_END 0x80

/* What hangs on one channel of a source. */
struct n62_cable {
	int32_t element;  /* -1: nothing */
	float t0;         /* ns, to be subtracted from measured times */
	uint8_t detector; /* enum n62_det; N62_DETS: nothing */
	bool dead;
	uint8_t tag; /* where the knowledge comes from: index of tags */
};

struct n62_source {
	const struct n62_cable *cable; /* by channel */
	uint32_t channels;             /* length of cable */
};

struct n62_map {
	uint32_t first_run, last_run; /* it is the same in all of these */
	uint32_t used;                /* channels that are connected */
	uint32_t elements;            /* length of channel */
	const uint32_t *channel;      /* by element: channel + 1, or 0 */
	int boards; /* boards of its kind that the detector has; 0: unknown */
	int first_slot, last_slot; /* TEL62: clocks around the trigger that are
				      read out; both 0: unknown */
	const char *numbering;     /* how elements are numbered, or NULL */
};

struct n62_wiring {
	uint32_t first_run, last_run; /* the runs common to all maps */
	double clock;                 /* ns */
	struct n62_source source[N62_SOURCES_END / 4]; /* by source ID / 4 */
	struct n62_map map[N62_DETS];
	const char *const *tags; /* of the cables; tags[0] is empty */
};

/* The cable of a channel; NULL when nothing is connected. */
static inline const struct n62_cable *n62_cable(
    const struct n62_wiring *w, unsigned source, uint32_t channel)
{
	const struct n62_source *s;

	if (source >= N62_SOURCES_END)
		return NULL;
	s = &w->source[source / 4];
	if (channel >= s->channels || s->cable[channel].element < 0)
		return NULL;
	return &s->cable[channel];
}

/* The channel, in the source of the detector, of an element, or -1. */
static inline int32_t n62_channel(
    const struct n62_wiring *w, int d, int32_t element)
{
	const struct n62_map *m = &w->map[d];

	if (element < 0 || (uint32_t)element >= m->elements)
		return -1;
	return (int32_t)m->channel[element] - 1;
}

/* ---- conditions ------------------------------------------------------- */

struct n62_conditions;

/* Those that are compiled in. */
struct n62_conditions *n62_conditions_new(struct n62_err *err);
/*
 * Reads a file, plain or compressed, or an archive of such files (tar, zip,
 * cpio), whose sections take the place of what was known before for the same
 * detector and runs. "-" is standard input. After a failure c is unchanged.
 */
int n62_conditions_read(
    struct n62_conditions *c, const char *name, struct n62_err *err);
void n62_conditions_free(struct n62_conditions *c);

/*
 * The wiring of a run. It leans on c, which must live longer and may be
 * asked by several threads at once, but not while it reads.
 */
struct n62_wiring *n62_wiring_new(
    const struct n62_conditions *c, uint32_t run, struct n62_err *err);
void n62_wiring_free(struct n62_wiring *w);

/*
 * Appends the map of a detector, one channel a line, with its offsets and
 * dead channels, as text that n62_conditions_read takes.
 */
int n62_map_print(const struct n62_wiring *w, int d, struct n62_buf *out,
    struct n62_err *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
