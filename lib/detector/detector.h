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
	/* Clocks from the time stamp of an event to the raw time of what is in
	 * time with it. STRAW: slot 0 of a board is 261 clocks before the time
	 * stamp, and its window begins 100 ns before the trigger. GTK: a chip
	 * sends up to 256 clocks before time stamps that are 289 to 293 clocks
	 * early; where in there is a CHOICE. CREAM: the maximum of a pulse is
	 * in the fifth sample. */
	int latency;
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

/* ---- places: KTAG, GTK, CHANTI, STRAW, RICH ----------------------------- */

/*
 * Where the elements are, and which element is somewhere: mm in the frame of
 * na62-detector(7). Functions that look up an element give false for a number
 * that none has; those that look for one give -1 where there is none.
 * FW and TA are the sources of the channel maps, see na62-conditions(5).
 */

enum {
	N62_KTAG_SECTORS = 8,
	N62_KTAG_PMTS = 48, /* of a sector */
	N62_GTK_COLUMNS = 200,
	N62_GTK_ROWS = 90,
	N62_CHANTI_BARS = 17,
	N62_STRAW_WIRES = 122 /* numbers in a layer: 112 of them exist */
};

struct n62_ktag_place {
	int sector;    /* 0-7 */
	int row, cone; /* as the map has them, from 1 */
	int pmt;       /* 0-47 in its sector, by row and cone */
};
bool n62_ktag_place(int32_t element, struct n62_ktag_place *p);
int32_t n62_ktag_element(int sector, int pmt);

/* Centres of the sensors (FW). */
extern const double n62_gtk_z[3], n62_gtk_y[3];

struct n62_gtk_place {
	int station; /* 0-2 */
	int column, row;
	double x, y, z;       /* of the middle of the pixel */
	double width, height; /* 0.3, or 0.4 wide between two chips (FW) */
};
/* Columns and rows count in the direction of x and y. CHOICE: that of column
 * 0 is not public for a sensor that is mounted mirrored. */
bool n62_gtk_place(int32_t element, struct n62_gtk_place *p);
int32_t n62_gtk_element(int station, double x, double y);

/* Middle of the stations, and the half sizes of the hole for the beam (FW). */
extern const double n62_chanti_z[6], n62_chanti_hole[2];
#define N62_CHANTI_PITCH 16.5 /* of bars, which are twice as wide */
#define N62_CHANTI_HALF 150.0 /* of a station */

/*
 * A bar is a triangle, 33 wide and 16.5 high; neighbours point to opposite
 * sides. Those with numbers 5 to 11 are cut by the hole: side 1 is the half at
 * lower numbers of the other coordinate. CHOICE: ring 0 of the map measures x
 * and ring 1 y, bar 8 is in the middle, threshold 0 is the lower one.
 */
struct n62_chanti_place {
	int plane; /* 0-5 */
	int view;  /* 0: x, 1: y */
	int side, bar, threshold;
	double w, z; /* of its middle line */
};
bool n62_chanti_place(int32_t element, struct n62_chanti_place *p);
/* Of the half on which along, the other coordinate, is; -1 in the hole. */
int32_t n62_chanti_element(
    int plane, int view, int bar, double along, int threshold);

/*
 * STRAW. Chambers, views and layers count from 0; a layer is 2 half + plane.
 * Its measured coordinate is w = axis[view][0] x + axis[view][1] y: (x - y) /
 * sqrt 2, (x + y) / sqrt 2, x, y (TA).
 */
extern const double n62_straw_axis[4][2];
extern const double n62_straw_z[4];      /* centres of the chambers (TA) */
extern const double n62_straw_hole_x[4]; /* centres of the holes (FW) */
#define N62_STRAW_PITCH 17.6             /* of wires in a layer (TA) */
#define N62_STRAW_RADIUS 4.875           /* inner one of a straw (FW) */
#define N62_STRAW_LENGTH 2100.0          /* (FW) */
#define N62_STRAW_HOLE 63.8 /* half of what is free of wires in each view */

struct n62_straw_place {
	int chamber, view, layer, straw; /* straw: number in its layer */
	double w, z;                     /* of the wire */
};
bool n62_straw_place(int32_t element, struct n62_straw_place *p);
int32_t n62_straw_element(int chamber, int view, int layer, int straw);
/* The straw whose wire is nearest to w. */
int32_t n62_straw_near(int chamber, int view, int layer, double w);
/* Wire 0 of a layer, were it there; the z of a layer. */
double n62_straw_wire0(int view, int layer);
double n62_straw_layer_z(int chamber, int view, int layer);

/*
 * Distance to the wire in mm from the drift time in ns, the relation that was
 * fitted to data (TA): 0 up to 17.6 ns, the radius of the straw from 166 ns.
 * And its inverse, exact.
 */
double n62_straw_radius(double time);
double n62_straw_time(double radius);

/*
 * RICH. Photons of slopes tx and ty arrive on the disc of their mirrors at
 * x = focal tx + shift[disc], y = focal ty from its middle, which is at
 * x = flange[disc] (TA; shift is the centre of curvature of the mirrors, 1760
 * and -1390, less flange). Disc 0 is Jura, x > 0; disc 1 is Saleve.
 */
extern const double n62_rich_shift[2], n62_rich_flange[2];
#define N62_RICH_FOCAL 17000.0
#define N62_RICH_PITCH 18.0 /* of photomultipliers in a row (FW) */

struct n62_rich_place {
	int disc, half; /* half 0 is the upper one */
	int cell, pmt;  /* 0-60, 0-7 */
	double x, y;    /* of the cone, from the middle of the disc */
};
/* The OR of a cell, pmt 8, is where the mean of its photomultipliers is. */
bool n62_rich_place(int32_t element, struct n62_rich_place *p);
/* The photomultiplier that is nearest. */
int32_t n62_rich_element(int disc, double x, double y);
/* The OR of the cell of a photomultiplier. */
int32_t n62_rich_cell(int32_t element);
/* ---- places of hodoscopes, vetoes and calorimeters -------------------- */

/*
 * From the number of an element to its place and back; positions in mm in the
 * frame of na62-detector(7). The functions _place fill p and return 0, or -1
 * when there is no such element; elements of a second threshold or of a
 * second photomultiplier have the place of the first. The functions _element
 * give the first of them for a point, or -1 where the detector has nothing
 * (holes, gaps, outside). Dimensions: NA62 detector paper (JINST 12 (2017)
 * P05025) and the software of the experiment; each file place_*.c says what
 * is a choice of ours because the numbering is not public.
 */

/* A rectangle at z: its centre and half of its sizes. */
struct n62_place {
	double x, y, z;
	double hx, hy;
};

/* A station of the LAV: rings of lead glass from front to back. */
struct n62_lav_station {
	double front, back;  /* z of the glass */
	double inner, outer; /* radius of the glass */
	int layers, blocks;  /* rings, and blocks of a ring */
	double first;        /* azimuth of block 0 of ring 0, rad */
	double turn;         /* azimuth from one ring to the next, rad */
};
/* Station 1 to 12, or NULL. */
const struct n62_lav_station *n62_lav_station(int station);

struct n62_lav_place {
	int station, layer, block; /* block: around the ring, from 0 */
	bool high;                 /* its high threshold */
	double x, y, z;            /* the middle of the glass */
	double phi;                /* azimuth */
};
int n62_lav_place(int32_t element, struct n62_lav_place *p);
/* The block at the azimuth of (x, y); the radius plays no part. */
int32_t n62_lav_element(int station, int layer, double x, double y);

/* plane 0: vertical slabs; 1: horizontal ones. */
int n62_chod_place(int32_t element, struct n62_place *p);
int32_t n62_chod_element(int plane, double x, double y);
/* How much farther light goes from (x, y) to the photomultiplier of the slab
 * than from the slab's middle, which is where T0 is defined. */
double n62_chod_path(int32_t element, double x, double y);

/* The rectangle around a tile. */
int n62_newchod_place(int32_t element, struct n62_place *p);
/* The bricks that a tile is made of; how many, or -1. */
int n62_newchod_bricks(int32_t element, struct n62_place brick[4]);
int32_t n62_newchod_element(double x, double y);

#define N62_LKR_CELL 19.7383881 /* size of a cell, mm */
int n62_lkr_place(int32_t element, struct n62_place *p);
int32_t n62_lkr_element(double x, double y);
/* Whether cell (i, j) is there: 13212 of them. */
bool n62_lkr_exists(int i, int j);
/* Height, in its maximum, of the pulse of a CREAM so many ns after its
 * maximum, for a time constant of shaping (17.5 ns: CHOICE). */
double n62_cream_pulse(double ns, double shaping);

int n62_muv0_place(int32_t element, struct n62_place *p);
int32_t n62_muv0_element(double x, double y);

/* side 0: strips along x, read at x > 0; 1: along y, at y > 0; 2: along x, at
 * x < 0; 3: along y, at y < 0. */
int n62_muv1_place(int32_t element, struct n62_place *p);
int32_t n62_muv1_element(int side, double x, double y);
int n62_muv2_place(int32_t element, struct n62_place *p);
int32_t n62_muv2_element(int side, double x, double y);

int n62_muv3_place(int32_t element, struct n62_place *p);
int32_t n62_muv3_element(double x, double y);

/* The square around a sector of the ring of the IRC. */
int n62_irc_place(int32_t element, struct n62_place *p);
int32_t n62_irc_element(double x, double y);
int n62_sac_place(int32_t element, struct n62_place *p);
int32_t n62_sac_element(double x, double y);

/* The module of the sensor; sensors follow each other in z. */
int n62_hasc_place(int32_t element, struct n62_place *p);
/* The first sensor of the module. */
int32_t n62_hasc_element(double x, double y);

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

/* ---- magnets ---------------------------------------------------------- */

/* Momentum in MeV/c that a charge of 1 gets from 1 T over 1 mm; exact (SI). */
#define N62_T_MM 0.299792458

/*
 * MNP33 as a thin lens: in its centre (box from 196345 to 197645 mm; one
 * public copy of the framework, and ALPINIST) the momentum along x of a
 * charge q changes by -q times the kick.
 */
#define N62_MNP33_Z 196995.0 /* mm */
#define N62_MNP33_KICK 270.0 /* MeV/c */

enum {
	N62_BLUE_TUBE_POINTS = 40,
	N62_BLUE_TUBE_BINS = 256
};

/* The residual field of the decay tank, prepared; T and mm. Index 0 is x. */
struct n62_blue_tube {
	double z[N62_BLUE_TUBE_POINTS];
	double b[2][N62_BLUE_TUBE_POINTS], slope[2][N62_BLUE_TUBE_POINTS];
	/* Integral of b over z, and that of this integral. */
	double once[2][N62_BLUE_TUBE_POINTS], twice[2][N62_BLUE_TUBE_POINTS];
	double width;                      /* of a bin */
	uint8_t point[N62_BLUE_TUBE_BINS]; /* the last one before the bin */
};

/* scale: 1 for the measured field, 0 for none. */
void n62_blue_tube_init(struct n62_blue_tube *t, double scale);

/* Integrals of (Bx, By) over a step: once, in T mm, and twice, in T mm^2. */
struct n62_field_step {
	double once[2], twice[2];
};

/*
 * The step between two places, forwards or backwards; false when there is no
 * field. To first order in the slopes a particle of charge q changes by
 *	dpx = -q N62_T_MM once[1]    dx = to - from of its slope
 *	dpy = +q N62_T_MM once[0]         - q N62_T_MM twice[1] / pz
 * and the like, with the other sign and twice[0], for y.
 */
bool n62_blue_tube_step(const struct n62_blue_tube *t, double from, double to,
    struct n62_field_step *s);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
