/*
 * select.h - selections: text files of named cuts, of candidates made of
 * tracks, clusters and vertices, and of signal regions, applied to the table
 * event of an n62 stream.
 *
 * na62-sel(5) is the language of the files, na62-select(1) the program. The
 * events that pass stay, with the best candidate as list cand; how many
 * passed each cut comes as table cutflow, and what is in the regions as table
 * region/NAME.
 *
 * Errors, ownership and threads: see base.h. The sentence of an error in a
 * selection begins with NAME:LINE:COLUMN. Functions that take a buffer caret,
 * which may be NULL, append the line of the text and one with a mark under
 * the place, both whole lines.
 */
#ifndef NA62_SELECT_H
#define NA62_SELECT_H

#include "base/base.h"
#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- texts ------------------------------------------------------------ */

/* A selection as it was read: statements whose expressions are not looked
 * at yet. */
struct n62_selection;

/* One that is built in, by its name, or a file: a name with a slash or a
 * point in it. */
struct n62_selection *n62_selection_read(
    const char *name, struct n62_buf *caret, struct n62_err *err);
/* From size bytes of text. */
struct n62_selection *n62_selection_text(const char *name, const char *text,
    size_t size, struct n62_buf *caret, struct n62_err *err);
/* From conditions alone, each of which is a cut. */
struct n62_selection *n62_selection_conditions(
    const struct n62_texts *conditions, struct n62_err *err);
void n62_selection_free(struct n62_selection *s);

/* Each appends text for people: names and titles of those built in, the text
 * as it was read, what each statement does and where it comes from. */
int n62_selection_list(struct n62_buf *b, struct n62_err *err);
int n62_selection_print(
    const struct n62_selection *s, struct n62_buf *b, struct n62_err *err);
int n62_selection_explain(
    const struct n62_selection *s, struct n62_buf *b, struct n62_err *err);

/* ---- at work ---------------------------------------------------------- */

struct n62_select_options {
	const struct n62_selection *selection; /* outlives the struct */
	const struct n62_texts *defines;       /* "NAME=VALUE", or NULL */
	int threads;
	bool unblind;          /* leave blind regions of data in */
	struct n62_buf *caret; /* outlives the struct, or NULL */
};

struct n62_select;
struct n62_select *n62_select_new(
    const struct n62_select_options *o, struct n62_err *err);
void n62_select_free(struct n62_select *s);

/*
 * A step of a filter: binds the selection to the head of a segment, whose
 * schema gets list cand and the tables cutflow and region/NAME; then takes
 * events that do not pass out of each block. At the N62_END, before it is
 * written, n62_select_tables writes the rows of these tables. The result
 * does not depend on the number of threads.
 */
int n62_select_step(
    struct n62_select *s, struct n62_block *b, struct n62_err *err);
int n62_select_tables(
    struct n62_select *s, struct n62_writer *w, struct n62_err *err);

/* ---- the cut flow ----------------------------------------------------- */

/* How many events passed a step, and the sum of their weights. */
struct n62_select_count {
	const char *name; /* of the cut; "all", "candidate", "blind" */
	uint64_t events;  /* that passed this and all before */
	double weight;    /* sum of theirs */
	bool cut;         /* it has counts of all but this one: */
	uint64_t others;  /* that passed all others */
	double others_weight;
};

/* Events that passed all, in a region. */
struct n62_select_region {
	const char *name;
	uint64_t events;
	double weight;
	bool blinded; /* events of data are not among them */
};

/* Over all segments so far, in order; the first is of all events. */
struct n62_select_flow {
	const struct n62_select_count *v;
	int n;
	const struct n62_select_region *regions;
	int nregions;
	uint64_t data, simulated; /* of all events */
};

/* The counts live until the next call. */
int n62_select_flow(
    struct n62_select *s, struct n62_select_flow *flow, struct n62_err *err);
/* Appends it as a table for people: events, weights, efficiencies of each cut
 * and of all so far, and of each cut behind all others; regions below. */
int n62_select_flow_print(
    struct n62_select *s, struct n62_buf *b, struct n62_err *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
