/*
 * card.h - analysis cards: what a limit is made from, as a text in YAML.
 *
 * A card names regions, a normalisation, backgrounds and systematic errors;
 * counts come from it or from a stream. Together they are a question for
 * lib/stats. The format, and the formulas, are in na62-card(5).
 *
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_CARD_H
#define NA62_CARD_H

#include "stats/stats.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* Largest sizes of a text. */
enum {
	N62_CARD_BYTES = 256 << 10,
	N62_CARD_DEPTH = 8,
	N62_CARD_NODES = 10000
};

/* A number with its errors, 1 or 0 where it is not given. */
struct n62_card_number {
	double value, up, down;
	bool given;
};

/* Where the count of a region is: in a table of regions (table NULL: in any),
 * a histogram or a cut flow. Absent texts are NULL, absent borders NaN. */
struct n62_card_region {
	const char *name, *variable, *unit;
	const char *table, *histogram, *cutflow, *cut;
	double low, high;
	struct n62_card_number observed;
	/* of a stream: */
	bool found, blinded;
	double n, w, w2; /* entries, sum of weights, sum of their squares */
};

/* region is NULL where the value is given. */
struct n62_card_background {
	const char *name;
	struct n62_card_number value, factor;
	struct n62_card_region *region;
	enum n62_shape shape;
};

/* background is NULL for the signal, or for all of them with of_all. */
struct n62_card_error {
	const char *name;
	double relative;
	bool of_all;
	struct n62_card_background *background;
};

struct n62_card_norm {
	bool given;
	const char *channel;
	struct n62_card_number kaons, yield, background, branching, acceptance,
	    efficiency, downscaling;
	struct n62_card_region *region; /* of the yield, or NULL */
};

struct n62_card_signal {
	struct n62_card_region *region; /* NULL: the card has no regions */
	struct n62_card_number acceptance, efficiency, branching, ses;
	enum n62_shape shape;
	/* of a simulated stream: weight of the decays in the fiducial volume
	 * (0: it is not simulated) */
	double decays;
};

struct n62_card {
	const char *name, *channel, *title, *source, *scan;
	const char *method; /* NULL: not given */
	double cl;          /* 0: not given */
	double published;   /* NaN: not given */
	bool counts;        /* a simulated stream stands for data */
	struct n62_card_region *regions;
	int nregions;
	struct n62_card_norm norm;
	struct n62_card_signal signal;
	struct n62_card_background *backgrounds;
	int nbackgrounds;
	struct n62_card_error *errors;
	int nerrors;
	/* of the library: */
	struct n62_arena arena;
	bool streamed; /* counts come from a stream */
	bool varied;   /* options change what the published limit is for */
};

/* ---- cards ---------------------------------------------------------- */

/* A card from a text; what names it in messages: "WHAT:LINE: sentence". */
struct n62_card *n62_card_parse(
    const char *text, size_t n, const char *what, struct n62_err *err);
/* One that is compiled in, or the file of that name. */
struct n62_card *n62_card_read(const char *name, struct n62_err *err);
void n62_card_free(struct n62_card *c);

/* The text of a card that is compiled in; fails with the nearest name. */
const struct n62_builtin *n62_card_builtin(
    const char *name, struct n62_err *err);
/* Appends the names of all, each with its title, one a line. */
int n62_card_list(struct n62_buf *out, struct n62_err *err);

/* ---- to a question -------------------------------------------------- */

/* Gives a question as options write it the method and level of a card, where
 * those are NULL and NaN. */
void n62_card_defaults(struct n62_card *c, struct n62_question_text *o);

/* Kaon decays and single event sensitivity by the card; not given where it
 * does not say. */
int n62_card_kaons(const struct n62_card *c, struct n62_card_number *kaons,
    struct n62_err *err);
int n62_card_ses(
    const struct n62_card *c, struct n62_card_number *ses, struct n62_err *err);
/* The sum of the backgrounds. */
int n62_card_background(const struct n62_card *c, struct n62_card_number *b,
    enum n62_shape *shape, struct n62_err *err);

/*
 * Fills in count, background and sensitivity of a question, but for those
 * that o, the options it was read from, has. blinded is set when the signal
 * region is blinded: then only expected limits make sense.
 */
int n62_card_ask(const struct n62_card *c, const struct n62_question_text *o,
    struct n62_question *q, bool *blinded, struct n62_err *err);

/* Appends all steps from the card to the question, with numbers. */
int n62_card_explain(
    const struct n62_card *c, struct n62_buf *out, struct n62_err *err);

/* Appends what a report asks of the question of a card, with its title and
 * the published limit. blinded: there is no observed limit. */
int n62_card_report(const struct n62_card *c, const struct n62_report *r,
    const struct n62_question *q, bool blinded, struct n62_buf *out,
    struct n62_err *err);

/* ---- counts of a stream --------------------------------------------- */

/* Looks at a block of a stream for counts; of N62_HEAD, for its tables. All
 * blocks must pass before n62_card_ask. */
struct n62_card_look;
struct n62_card_look *n62_card_look_new(
    struct n62_card *c, struct n62_err *err);
int n62_card_look_at(
    struct n62_card_look *l, const struct n62_block *b, struct n62_err *err);
/* The end: every region that is needed must have been found. */
int n62_card_look_end(struct n62_card_look *l, struct n62_err *err);
void n62_card_look_free(struct n62_card_look *l);

/* ---- limits of a stream --------------------------------------------- */

/*
 * Passes a stream on, with limits added: with a card that has a signal region
 * a table limit/NAME of one row, NAME being that of the card without folder
 * and suffix; otherwise, or where the card names a scan, one for each scan.
 * in gives all segments as one. card may be NULL; q was read from text; say
 * is called for rows that cannot be answered.
 */
struct n62_card_flow {
	struct n62_card *card;
	const struct n62_question_text *text;
	struct n62_question q;
	bool banded;
	void (*say)(void *ctx, uint64_t row, const char *sentence);
	void *ctx;
	uint64_t rows, bad;
};
int n62_card_flow(struct n62_card_flow *f, struct n62_reader *in,
    struct n62_writer *out, struct n62_err *err);
/* The limits of its scans as text or JSON, or what a report says of all. */
int n62_card_flow_text(struct n62_card_flow *f, const struct n62_report *report,
    struct n62_reader *in, struct n62_buf *out, struct n62_err *err);

/* Reads a whole stream for its counts, where the card has a signal region. */
int n62_card_look_all(
    struct n62_card *c, struct n62_reader *in, struct n62_err *err);
/* Whether a card is for scans, and not for one count. */
bool n62_card_scans(const struct n62_card *c);
/* Sets what the rows of a scan take from a card. */
int n62_card_ask_scan(const struct n62_card *c,
    const struct n62_question_text *o, struct n62_question *q,
    struct n62_err *err);

/* ---- for programs --------------------------------------------------- */

/* What a program that makes limits was asked for; card is that of card_name,
 * or both are NULL. say of report is set by these functions. */
struct n62_card_job {
	struct n62_question_text q;
	struct n62_report report;
	const char *card_name;
	struct n62_card *card;
	bool observed, text;
};

/* Reads the card, and gives q what it says. */
int n62_card_begin(struct n62_card_job *j, struct n62_err *err);
/* Whether the counts are those of options or card: without operands, and with
 * nothing as standard input that a program before could write to. */
bool n62_card_alone(const struct n62_cli *cli, const struct n62_card_job *j);
/* Appends the answer for those. */
int n62_card_single(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_buf *out, struct n62_err *err);
/* The operands or standard input: a table of text, to text, or a stream, to a
 * stream or, where that is asked for or to a terminal, to text. */
int n62_card_inputs(struct n62_cli *cli, const struct n62_card_job *j,
    struct n62_out *file, struct n62_err *err);
/* Limits beside the rows of a table of a stream. */
int n62_card_beside(struct n62_cli *cli, const struct n62_card_job *j,
    const char *table, struct n62_err *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
