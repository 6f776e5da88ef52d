/*
 * text.h - n62 streams to and from text and numpy files.
 *
 * What is written and read, byte by byte, is specified in na62-view(1). The
 * functions read a stream to its end (unless they say otherwise), so that
 * damage behind the rows of interest is an error too, and write to an output
 * that the caller opens and commits.
 *
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_TEXT_H
#define NA62_TEXT_H

#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- what is shown -------------------------------------------------- */

enum n62_text_format {
	N62_TSV,
	N62_CSV,
	N62_JSON,
	N62_NPY,
	N62_NPZ
};

enum n62_text_lists {
	N62_LISTS_CELLS, /* all elements of a row in one cell for each column */
	N62_LISTS_COUNT, /* their number */
	N62_LISTS_ROWS   /* a line for each element of one list */
};

/* Strings and arrays must live as long as the call that takes them. */
struct n62_text_options {
	enum n62_text_format format;
	enum n62_text_lists lists;
	bool no_header, exact;
	const char *const *tables; /* none: the first merged by append */
	int ntables;
	const char *const *columns; /* each a list "run,track.p"; none: all */
	int ncolumns;
	uint64_t skip, rows; /* rows [skip, skip + rows) of each table */
	int threads;
	const char *temporary; /* folder for temporary files */
	/* Called with a sentence that is worth saying, or NULL. */
	void (*note)(void *ctx, const char *sentence);
	void *ctx;
};

/* ---- rows and columns ----------------------------------------------- */

/* The reader of these functions joins the segments of its stream. */

/* Rows as TSV, CSV or JSON lines, or columns as npy or npz. Stops reading
 * behind the last row wanted. */
int n62_text_rows(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err);

/* The number of rows of each table. */
int n62_text_count(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err);

/* A line of statistics for each column. */
int n62_text_stats(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err);

/* ---- what a stream says about itself -------------------------------- */

/* These four read the first HEAD only. */
int n62_text_head(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err);
int n62_text_schema(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err);
int n62_text_provenance(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err);
int n62_text_script(
    struct n62_reader *in, struct n62_out *out, struct n62_err *err);

/*
 * Reads the inputs named in o, salvaging, and writes a line for each damage
 * and one with totals. Returns the number of damages, or -1. damage and ctx
 * of o are not looked at.
 */
int64_t n62_text_verify(
    const struct n62_read_options *o, struct n62_out *out, struct n62_err *err);

/* ---- text to a stream ----------------------------------------------- */

struct n62_import_options {
	const char *table;
	enum n62_merge merge;
	const char *const *keys; /* each a list "run,burst" */
	int nkeys;
	struct n62_progress *progress; /* or NULL */
};

struct n62_importer;

/* The importer writes one segment to w, which it does not own and which must
 * be freed first. */
struct n62_importer *n62_import_new(const struct n62_import_options *o,
    struct n62_writer *w, struct n62_err *err);
/*
 * Appends the rows of one text. The header of the first defines the table;
 * the others must have the same.
 */
int n62_import_read(
    struct n62_importer *im, struct n62_in *in, bool csv, struct n62_err *err);
/* Completes the segment. The caller commits the writer. */
int n62_import_end(struct n62_importer *im, struct n62_err *err);
void n62_import_free(struct n62_importer *im);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
