/*
 * record.h - the n62 stream: tables of typed columns through pipes and files.
 *
 * The bytes are specified in n62(5). A program sees a stream as blocks: at
 * the begin of each segment an N62_HEAD, where it looks up columns and adds
 * new ones; then N62_ROWS, each with some rows of one table as plain arrays;
 * in the end N62_END. n62_filter makes a filter of one function that is given
 * each block in turn; what the function does not touch, tables and columns
 * that it does not know, is passed on. examples/filter.c is such a program.
 *
 * Errors, ownership and threads: see base.h.
 */
#ifndef NA62_RECORD_H
#define NA62_RECORD_H

#include "base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- schema --------------------------------------------------------- */

enum n62_type {
	N62_I8,
	N62_I16,
	N62_I32,
	N62_I64,
	N62_U8,
	N62_U16,
	N62_U32,
	N62_U64,
	N62_F32,
	N62_F64,
	N62_STR, /* UTF-8 text */
	N62_SUM, /* exact sum of reals, see struct n62_sum */
	N62_ANY  /* in n62_find: whatever it is */
};

enum n62_merge {
	N62_APPEND,
	N62_BY_SUM,
	N62_UNIQUE,
	N62_SAME
};

/* Largest sizes; the reason for each is in n62(5). */
enum {
	N62_MAX_TABLES = 4096,
	N62_MAX_COLUMNS = 4096,
	N62_MAX_LISTS = 1024,
	N62_MAX_ALL_COLUMNS = 65536,
	N62_MAX_LENGTH = 65536,
	N62_MAX_NAME = 64,
	N62_MAX_HEAD = 8 << 20,
	N62_MAX_TREE = 1 << 18,
	N62_MAX_DEPTH = 1000,
	N62_MAX_RAW = 16 << 20,
	N62_MAX_STORED = 17 << 20
};

struct n62_column {
	const char *name; /* without the name of the list */
	const char *unit; /* "" for a pure number */
	const char *doc;  /* one line */
	enum n62_type type;
	uint32_t length; /* values in one entry; 0 is taken for 1 */
	int list;        /* number of the list it belongs to, or -1 */
	bool key;
	/* of the library: */
	bool given; /* part of the input, not added */
	bool dropped;
	bool hidden; /* dropped, but decoded */
	int part;    /* its values among the arrays of the table */
	void *json;  /* as it was read, or NULL */
};

struct n62_list {
	const char *name, *doc;
	bool given;
	void *json;
};

struct n62_table {
	const char *name, *doc;
	enum n62_merge merge;
	struct n62_column *columns; /* in the order of adding */
	int ncolumns;
	struct n62_list *lists;
	int nlists;
	/* of the library: */
	bool given, dropped, changed;
	struct rec_layout *layout;
	void *json;
};

/* The tables of one segment. Strings live as long as the schema. */
struct n62_schema {
	struct n62_table *tables;
	int ntables;
	/* of the library: */
	int ncolumns;              /* of all tables */
	void *json;                /* HEAD as it was read */
	char *input;               /* name of the input that it was read from */
	struct n62_schema **heads; /* of a joined stream: all its HEADs */
	int nheads;
	char digest[65]; /* SHA-256 of that HEAD in hexadecimal, or "" */
	struct n62_arena arena;
};

/* Handle of a column of one schema; make it once, use it in every block. */
struct n62_col {
	int table, column;
};

const char *n62_type_name(enum n62_type t);
/* -1 when there is no such type. */
int n62_type_of(const char *name);
/* Bytes of one value; 0 for N62_STR and N62_SUM. */
size_t n62_type_size(enum n62_type t);
const char *n62_merge_name(enum n62_merge m);

struct n62_schema *n62_schema_new(struct n62_err *err);
void n62_schema_free(struct n62_schema *s);

/*
 * Add to a schema: one's own, or that of an N62_HEAD block before it is
 * written. Strings are copied. The number of the new table or list, or -1.
 */
int n62_add_table(struct n62_schema *s, const char *name, enum n62_merge merge,
    const char *doc, struct n62_err *err);
int n62_add_list(struct n62_schema *s, int table, const char *name,
    const char *doc, struct n62_err *err);
/* Only the first part of the column, up to key, is looked at. */
int n62_add_column(struct n62_schema *s, int table,
    const struct n62_column *column, struct n62_col *col, struct n62_err *err);

/* Leaves a table or column out of what is written, and saves decoding it. */
void n62_drop_table(struct n62_schema *s, int table);
void n62_drop_column(struct n62_schema *s, struct n62_col col);
/* The same for a column that was found before and is read all the same. */
void n62_hide_column(struct n62_schema *s, struct n62_col col);

/* The number of the table, or -1; n62_find_table also fills err. */
int n62_table_number(const struct n62_schema *s, const char *name);
int n62_find_table(
    const struct n62_schema *s, const char *name, struct n62_err *err);
/*
 * The column called name ("run", "track.p") of a table. Fails with the
 * nearest name when there is none, and when type is neither N62_ANY nor that
 * of the column.
 */
int n62_find(const struct n62_schema *s, const char *table, const char *name,
    enum n62_type type, struct n62_col *col, struct n62_err *err);
/* Appends the full name of a column to b: "track.p". */
int n62_column_name(const struct n62_table *t, int column, struct n62_buf *b,
    struct n62_err *err);

/*
 * Compares what two schemas write. Returns 0 when their tables and columns
 * agree (descriptions and units included), otherwise -1 with a sentence that
 * names the first difference; a and b are called by the two names.
 */
int n62_schema_same(const struct n62_schema *a, const char *aname,
    const struct n62_schema *b, const char *bname, struct n62_err *err);

/* ---- blocks --------------------------------------------------------- */

enum n62_kind {
	N62_HEAD, /* a segment begins: schema may be changed now */
	N62_ROWS, /* rows of one table */
	N62_END   /* the segment was complete */
};

struct rec_array;

/* What n62_read gives; valid until the next n62_read. */
struct n62_block {
	enum n62_kind kind;
	struct n62_schema *schema;
	int table;      /* of N62_ROWS */
	uint32_t rows;  /* those masked out included */
	uint64_t first; /* number of the first row in its table and segment,
			   when joined in the stream */
	bool salvaged;  /* of N62_END: parts of the segment are missing */
	/* of the library: */
	struct rec_array *arrays;        /* by part of the layout */
	struct n62_buf mask;             /* of n62_mask; empty: all rows */
	const struct rec_stored *stored; /* as read, if it still is so */
	bool own;                        /* made by n62_rows */
};

/*
 * The values of a column, aligned to 64 bytes, in the type of the column:
 * rows * length values for a column of the table, n62_offsets()[rows] *
 * length for a column of a list; NULL for a dropped column. Columns that
 * were added are zero at first; those of an added list exist after
 * n62_fill_list. Not for N62_STR and N62_SUM.
 */
const void *n62_values(const struct n62_block *b, struct n62_col col);
/* The same, to be written to. */
void *n62_change(struct n62_block *b, struct n62_col col);
/* Number of values of the column in this block, whatever its type. */
uint32_t n62_count(const struct n62_block *b, struct n62_col col);
/*
 * Offsets of the list that the column belongs to: row i has the elements
 * from offset[i] up to offset[i + 1]. NULL for a column of the table.
 */
const uint32_t *n62_offsets(const struct n62_block *b, struct n62_col col);
/* Value i of a column of type N62_STR or N62_SUM: its n bytes. */
const char *n62_text(
    const struct n62_block *b, struct n62_col col, uint32_t i, size_t *n);

/*
 * Value i of an array of numbers: of one of the types i8 to i64, u8 to u64,
 * of any type of numbers, and as text, for which text has room for N62_NUMBER
 * bytes; the length is returned.
 */
int64_t n62_value_i64(enum n62_type t, const void *values, size_t i);
uint64_t n62_value_u64(enum n62_type t, const void *values, size_t i);
double n62_value_f64(enum n62_type t, const void *values, size_t i);
size_t n62_value_text(
    char *text, enum n62_type t, const void *values, size_t i);

/* Gives an added list, named by one of its columns, counts[row] elements in
 * each row, all zero. */
int n62_fill_list(struct n62_block *b, struct n62_col col,
    const uint32_t *counts, struct n62_err *err);
/* The same for who then writes every value of every column of the list, of
 * which none is of type N62_STR or N62_SUM: they are not zeroed. */
int n62_size_list(struct n62_block *b, struct n62_col col,
    const uint32_t *counts, struct n62_err *err);
/* Sets the next value of an added column of type N62_STR or N62_SUM; values
 * that are never set are empty. */
int n62_fill_text(struct n62_block *b, struct n62_col col, const char *text,
    size_t n, struct n62_err *err);

/*
 * One byte for each row: rows whose byte is 0 are not written, nor are their
 * lists. All bytes are 1 at first; asking again gives the same bytes.
 */
uint8_t *n62_mask(struct n62_block *b, struct n62_err *err);

/* ---- reader --------------------------------------------------------- */

struct n62_reader;

struct n62_read_options {
	const char *const *names; /* inputs, read one after the other */
	int nnames;               /* none: standard input */
	int threads;
	/* Give all segments as one: they must have the same tables, sum tables
	 * are added up, same tables compared. */
	bool join;
	bool salvage; /* go on behind damage */
	/* Called with a sentence for each damage met while salvaging. */
	void (*damage)(void *ctx, const char *sentence);
	void *ctx;
	struct n62_progress *progress; /* or NULL */
	/* The first input, when it is open already; the reader takes it, and
	 * zeroes it. names has its name all the same. */
	struct n62_in *opened;
};

/* Whether an open input begins like an n62 stream; what was read to see it is
 * given back. */
int n62_in_is_stream(struct n62_in *in, bool *is, struct n62_err *err);

struct n62_reader *n62_reader_open(
    const struct n62_read_options *o, struct n62_err *err);
/* 1 and the next block; 0 at the end of a complete stream; -1. */
int n62_read(struct n62_reader *r, struct n62_block **b, struct n62_err *err);
/*
 * Called at an N62_HEAD: from this segment, when joined from the stream, only
 * rows [from, to) of the table are wanted. Whole blocks outside are not
 * decoded, and not even read where the input allows; first in the blocks says
 * where one is. Sum tables are not given, and the totals of the segment are
 * not checked.
 */
int n62_read_window(struct n62_reader *r, int table, uint64_t from, uint64_t to,
    struct n62_err *err);
/* Damages met so far; not 0 only when salvaging. */
uint64_t n62_damages(const struct n62_reader *r);
void n62_reader_free(struct n62_reader *r);

/* ---- writer --------------------------------------------------------- */

struct n62_writer;

/* How the rows are stored. */
enum n62_compress {
	N62_AUTO, /* planes to regular files, else raw */
	N62_RAW,
	N62_PLANES
};

/* What is said of the writing program in the provenance. */
struct n62_origin {
	const char *tool, *version;
	const char *const *options; /* noptions of them */
	int noptions;
	const char *const *inputs; /* names of inputs that are no streams */
	int ninputs;
	const uint64_t *seed; /* or NULL */
};

struct n62_write_options {
	const char *name; /* file; NULL or "-": standard output */
	int threads;
	enum n62_compress compress;
	const struct n62_origin *origin; /* lives as long as the writer;
					    NULL: no provenance at all */
	struct n62_reader *reader; /* may not read what is written, or NULL */
};

/* Refuses a terminal. */
struct n62_writer *n62_writer_open(
    const struct n62_write_options *o, struct n62_err *err);
/* Fails when the output would replace the file that in, no stream, reads. */
int n62_writer_check(
    const struct n62_writer *w, const struct n62_in *in, struct n62_err *err);
/*
 * Writes a block that was read, or rows made by n62_rows. The first of a
 * segment is its N62_HEAD, the last its N62_END; between them any order.
 * Rows of sum tables are added up by key until N62_END, keys of unique
 * tables are held against all keys before, rows of same tables must repeat
 * those of the segments before.
 */
int n62_write(struct n62_writer *w, struct n62_block *b, struct n62_err *err);
/* N62_HEAD and N62_END for a program that has no such block at hand. The
 * schema must live until the end. */
int n62_write_head(
    struct n62_writer *w, struct n62_schema *s, struct n62_err *err);
int n62_write_end(struct n62_writer *w, struct n62_err *err);
/*
 * A block of zeroed rows for a table of the schema of n62_write_head, to be
 * filled and given to n62_write; valid until the next n62_rows.
 */
struct n62_block *n62_rows(
    struct n62_writer *w, int table, uint32_t rows, struct n62_err *err);
/* Makes the output permanent. Nothing is under the name before, and an
 * output without it has no END that counts. */
int n62_commit(struct n62_writer *w, struct n62_err *err);
/* Before the reader, or the schema, whose rows it was given. */
void n62_writer_free(struct n62_writer *w);

/* ---- for programs --------------------------------------------------- */

/*
 * The whole of a filter: reads the operands of a command line, or standard
 * input, as one stream, gives each block to step, which may change it, and
 * writes it to the output, with all common options and the provenance. step
 * returns 0, or -1 to fail.
 */
int n62_filter(struct n62_cli *cli,
    int (*step)(struct n62_block *b, void *ctx, struct n62_err *err), void *ctx,
    struct n62_err *err);

/*
 * The streams of a program by its command line, with all its common options
 * and its provenance: its operands, or standard input, as one stream, and
 * its output. n62_close accepts what n62_open left after a failure.
 */
int n62_open(struct n62_cli *cli, struct n62_reader **in,
    struct n62_writer **out, struct n62_err *err);
void n62_close(struct n62_reader *in, struct n62_writer *out);
/*
 * One of them alone. join as in struct n62_read_options. Of extra, which may
 * be NULL, inputs and seed go into the provenance; in may be NULL.
 */
int n62_open_in(struct n62_cli *cli, bool join, struct n62_reader **in,
    struct n62_err *err);
/* The same with opened of struct n62_read_options. */
int n62_open_opened(struct n62_cli *cli, bool join, struct n62_in *opened,
    struct n62_reader **in, struct n62_err *err);
int n62_open_out(struct n62_cli *cli, const struct n62_origin *extra,
    struct n62_reader *in, struct n62_writer **out, struct n62_err *err);

/* ---- exact sums ----------------------------------------------------- */

/*
 * A sum of doubles without rounding: digits of 32 bits, least significant
 * first, of a fixed-point number whose lowest bit is worth 2^-1080, each
 * in 64 bits so that carries may wait (R. Neal, Fast exact summation using
 * small and large superaccumulators, arXiv:1505.05571, section 2). Zeroed
 * memory is the sum 0.
 */
enum {
	N62_SUM_DIGITS = 70,
	N62_SUM_BYTES = 300
};

struct n62_sum {
	int64_t digit[N62_SUM_DIGITS];
	uint32_t pending; /* additions since the carries were done */
};

/* Adds v; -1 when v is not finite, and then nothing is added. */
int n62_sum_add(struct n62_sum *s, double v);
/* Whether the bytes are those of a sum, in the one form that it may have. */
bool n62_sum_valid(const void *bytes, size_t n);
/* Adds a sum given by its bytes in the stream; -1 when they are malformed
 * or the sum leaves the range. */
int n62_sum_add_bytes(struct n62_sum *s, const void *bytes, size_t n);
/* The canonical bytes of n62(5); returns how many. */
size_t n62_sum_bytes(struct n62_sum *s, unsigned char bytes[N62_SUM_BYTES]);
/* The nearest double to a sum given by its bytes, ties to even; infinite
 * when it is too large, NaN when the bytes are malformed. */
double n62_sum_value(const void *bytes, size_t n);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
