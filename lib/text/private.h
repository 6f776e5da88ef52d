/*
 * private.h - what the files of lib/text share and nobody else sees.
 */
#ifndef NA62_TEXT_PRIVATE_H
#define NA62_TEXT_PRIVATE_H

#include "text/text.h"

/* Makes a name that does not exist wrong usage. Returns -1. */
static inline int text_usage(struct n62_err *err)
{
	if (err->code == N62_DATA)
		err->code = N62_USAGE;
	return -1;
}

/* ---- sink.c: where text goes ---------------------------------------- */

/* Bytes that are collected before a write. */
enum {
	TEXT_CHUNK = 256 << 10
};

/* An output, or a temporary file that has no name. */
struct text_sink {
	struct n62_out *out; /* NULL: the temporary */
	int temp;            /* its descriptor, or -1 */
	struct n62_buf buf;
};

int text_temp_read(
    int fd, void *bytes, size_t n, uint64_t at, struct n62_err *err);

int text_sink_flush(struct text_sink *s, struct n62_err *err);
/* Flushes when enough was collected. */
int text_sink_room(struct text_sink *s, struct n62_err *err);
int text_sink_add(
    struct text_sink *s, const void *bytes, size_t n, struct n62_err *err);
/* Appends all that went to the temporary of from. */
int text_sink_move(
    struct text_sink *s, struct text_sink *from, struct n62_err *err);
void text_sink_free(struct text_sink *s);

/* ---- walk.c: blocks of the chosen tables ---------------------------- */

struct text_track {
	const char *name; /* of the table */
	int table;        /* its number */
	uint64_t taken;   /* rows that were given */
	bool by_sum;
};

struct text_walk {
	struct n62_reader *in;
	const struct n62_text_options *o;
	struct text_track *tracks; /* one for each chosen table */
	int ntracks;
	bool begun;
	struct n62_arena names;
};

/* What text_walk_next gives: the HEAD, or rows [from, to) of a chosen table. */
struct text_view {
	struct n62_block *block;
	int track; /* number of the chosen table, of rows only */
	uint32_t from, to;
};

void text_walk_start(struct text_walk *w, struct n62_reader *in,
    const struct n62_text_options *o);
/* 1; 0 at the end of the stream, or when all rows wanted were given; -1. */
int text_walk_next(
    struct text_walk *w, struct text_view *v, struct n62_err *err);
void text_walk_free(struct text_walk *w);

/* ---- plan.c: the cells of a line ------------------------------------ */

enum text_shape {
	TEXT_NUMBERS,
	TEXT_TEXTS,
	TEXT_SUMS,
	TEXT_COUNT /* number of elements of a list */
};

struct text_cell {
	struct n62_col col; /* for a count, any column of the list */
	enum n62_type type;
	enum text_shape shape;
	uint32_t length;
	int list; /* or -1 */
	const char *name, *list_name, *unit;
	/* Of the block at hand: */
	const void *values;
	const uint32_t *offsets;
};

struct text_plan {
	const struct n62_text_options *o;
	const char *table;
	struct text_cell *cells;
	int ncells;
	int element_list;         /* the list that gives the lines, or -1 */
	const uint32_t *elements; /* its offsets in the block at hand */
	size_t fixed;             /* bytes for a number in every cell */
	struct n62_buf header;    /* names, types and units, TSV */
};

int text_plan_make(struct text_plan *p, const struct n62_schema *s, int table,
    const struct n62_text_options *o, struct n62_err *err);
/* Saves decoding the other columns; those of other merge rules are needed
 * for the rule. */
void text_plan_drop(const struct text_plan *p, struct n62_schema *s);
void text_plan_free(struct text_plan *p);
/* Points the cells to the arrays of a block. */
void text_plan_bind(struct text_plan *p, struct n62_block *b);

/* Values [first, last) of the cell that belong to a row. */
static inline void text_range(
    const struct text_cell *c, uint32_t row, size_t *first, size_t *last)
{
	size_t from = row, to = (size_t)row + 1;

	if (c->offsets) {
		from = c->offsets[row];
		to = c->offsets[row + 1];
	}
	*first = from * c->length;
	*last = to * c->length;
}

/* ---- numbers.c: single values as text ------------------------------- */

/* As n62_value_text, but null for NaN and infinities. */
size_t text_put_json_number(
    char *text, enum n62_type t, const void *values, size_t i);

/* Appends the sum given by its bytes: rounded, or exactly as an expansion. */
int text_put_sum(struct n62_buf *to, const char *bytes, size_t n, bool exact,
    bool json, struct n62_err *err);

/* ---- delimited.c, json.c: lines ------------------------------------- */

/* Appends the header line, or the line of a row (of one element of it, when
 * the plan has a line for each). */
int text_put_header(
    const struct text_plan *p, struct n62_buf *to, struct n62_err *err);
int text_put_delimited(const struct text_plan *p, const struct n62_block *b,
    uint32_t row, uint32_t element, struct n62_buf *to, struct n62_err *err);
int text_put_json(const struct text_plan *p, const struct n62_block *b,
    uint32_t row, uint32_t element, struct n62_buf *to, struct n62_err *err);

/* Appends n bytes with the escapes of TSV, and those of separators when many
 * values share a cell. */
int text_escape(struct n62_buf *to, const char *s, size_t n, bool many,
    struct n62_err *err);
/* Appends n bytes as a JSON string. */
int text_json_string(
    struct n62_buf *to, const char *s, size_t n, struct n62_err *err);

/* ---- provenance.c --------------------------------------------------- */

/* Append the array "provenance" of a HEAD as a chain, as a shell script. */
struct json_t;
int text_put_chain(
    const struct json_t *provenance, struct n62_buf *to, struct n62_err *err);
int text_put_script(
    const struct json_t *provenance, struct n62_buf *to, struct n62_err *err);

/* ---- numpy.c, zip.c ------------------------------------------------- */

int text_numpy(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err);

/* A zip archive of stored members, written in order (PKWARE, APPNOTE.TXT). */
struct text_zip {
	struct text_sink *sink;
	uint64_t at; /* bytes written */
	uint64_t members;
	struct n62_buf directory;
};

/* Begins a member; exactly size bytes with that CRC-32 must follow. */
int text_zip_member(struct text_zip *z, const char *name, uint64_t size,
    uint32_t crc, struct n62_err *err);
int text_zip_add(
    struct text_zip *z, const void *bytes, size_t n, struct n62_err *err);
int text_zip_end(struct text_zip *z, struct n62_err *err);

/* ---- header.c: name:type[unit] -------------------------------------- */

struct text_name {
	char name[N62_MAX_NAME + 1];
	char list[N62_MAX_NAME + 1]; /* "" outside a list */
	char *unit;                  /* in the text given */
	enum n62_type type;
	uint32_t length;
};

/* Takes a cell of a header apart; the text is changed. */
int text_name_parse(struct text_name *to, char *cell, struct n62_err *err);

/* ---- lines.c: lines and cells of an input --------------------------- */

enum {
	TEXT_LINE_MAX = 16 << 20
};

struct text_lines {
	struct n62_in *in;
	bool csv, end;
	uint64_t number; /* of the first line of the record, from 1 */
	uint64_t next;   /* of the line behind it */
	char *data;      /* bytes [from, to) are not yet used */
	size_t from, to, cap;
	char *line; /* the record, without its end of line */
	size_t n;
	struct text_span *cells;
	size_t ncells, room;
};

struct text_span {
	char *s;
	size_t n;
};

/* Reads the next record and splits it: 1, 0 at the end, -1. */
int text_lines_next(struct text_lines *l, struct n62_err *err);
void text_lines_free(struct text_lines *l);

/* Undoes text_escape in place; returns the length, or -1 for an escape that
 * does not exist. */
ssize_t text_unescape(char *s, size_t n);

#endif
