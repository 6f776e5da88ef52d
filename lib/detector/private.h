/*
 * private.h - what the files of lib/detector share: conditions as they were
 * read, section by section and line by line, not yet laid out.
 *
 * text.c reads numbers, parse.c makes sections of lines, load.c opens what the
 * user names, lay.c unrolls lines into the arrays of a wiring, wiring.c
 * chooses the sections of a run.
 */
#ifndef NA62_DETECTOR_PRIVATE_H
#define NA62_DETECTOR_PRIVATE_H

#include "detector/detector.h"

enum {
	DET_CHANNELS = 1 << 16, /* more than any channel */
	DET_ELEMENTS = 1 << 21, /* more than any element */
	DET_LOOPS = 8,
	DET_TAGS = 256
};

struct det_runs {
	uint32_t first, last;
};

struct det_loop {
	int32_t count, channel, element; /* times, and the steps by it */
};

enum det_what {
	DET_WIRES,  /* channel + step i has the i-th element */
	DET_EXISTS, /* these elements exist */
	DET_T0,     /* channel + step i has the i-th offset */
	DET_DEAD    /* these channels are dead */
};

/*
 * One line: a list, and loops around it, the first being the innermost. The
 * list is of elements, channels or offsets.
 */
struct det_line {
	enum det_what what;
	int number; /* in the file */
	struct det_runs runs;
	uint8_t tag;
	int32_t channel, step;
	int32_t n;
	const int32_t *list; /* -1: none */
	const float *offset; /* ns; NaN: none */
	int loops;
	struct det_loop loop[DET_LOOPS];
};

enum det_kind {
	DET_MAP_SECTION,
	DET_T0_SECTION,
	DET_DEAD_SECTION,
	DET_CLOCK,
	DET_BOARDS,
	DET_WINDOW
};

/*
 * A section, or a statement that is one by itself. For a run, the last one
 * of a kind and detector that covers the run is valid.
 */
struct det_section {
	enum det_kind kind;
	int detector; /* -1: of none */
	struct det_runs runs;
	uint8_t tag;
	const char *file;
	int number;             /* of its first line */
	double clock;           /* DET_CLOCK */
	int value[2];           /* DET_BOARDS: [0]; DET_WINDOW */
	const char *numbering;  /* DET_MAP_SECTION; or NULL */
	struct det_line *lines; /* nlines of them */
	int nlines;
	/* Ends of what its lines speak of. */
	int32_t channels, elements;
};

struct n62_conditions {
	struct n62_arena arena;
	struct n62_buf sections; /* of struct det_section */
	const char *tags[DET_TAGS];
	int ntags;
};

/* ---- what is compiled in ---------------------------------------------- */

extern const struct n62_builtin detector_builtin[];

/* ---- sections --------------------------------------------------------- */

static inline size_t det_sections(const struct n62_conditions *c)
{
	return c->sections.len / sizeof(struct det_section);
}

static inline const struct det_section *det_section(
    const struct n62_conditions *c, size_t i)
{
	return (const struct det_section *)(void *)c->sections.data + i;
}

/* Whether the runs cover a run; narrows *same, runs around that run, to those
 * for which the answer is the same. */
bool det_covers(const struct det_runs *r, uint32_t run, struct det_runs *same);

/* ---- words ------------------------------------------------------------ */

int det_number(const struct n62_word *w, int64_t low, int64_t high,
    const char *what, int64_t *v, struct n62_err *err);
int det_real(
    const struct n62_word *w, double limit, double *v, struct n62_err *err);
/* "A-B": true and the two texts. A minus sign in front is none. */
bool det_range(const struct n62_word *w, char between, struct n62_word *a,
    struct n62_word *b);

/* ---- reading ---------------------------------------------------------- */

/* Adds the sections of a text. */
int det_parse(struct n62_conditions *c, const char *file, const char *text,
    size_t n, struct n62_err *err);
/* Reads what the user names. */
int det_load(struct n62_conditions *c, const char *name, struct n62_err *err);

/* ---- laying out ------------------------------------------------------- */

/* A wiring under construction: its arrays, which are const for users. */
struct det_build {
	struct n62_wiring w;
	struct n62_cable *cable[N62_SOURCES_END / 4];
	uint32_t *channel[N62_DETS];
	struct det_runs same[N62_DETS]; /* for which a map is what it is */
};

/* One without cables and with room for these maps, by detector; a NULL
 * section stands for none. */
struct det_build *det_build_new(
    const struct det_section *const maps[N62_DETS], struct n62_err *err);
void det_build_free(struct det_build *b);

/* Puts the lines of a section that cover the run into a wiring. */
int det_lay_map(const struct det_section *s, uint32_t run, struct det_build *b,
    struct n62_err *err);
int det_lay_t0(const struct det_section *s, uint32_t run, struct det_build *b,
    struct n62_err *err);
int det_lay_dead(const struct det_section *s, uint32_t run, struct det_build *b,
    struct n62_err *err);

#endif
