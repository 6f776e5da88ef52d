/*
 * private.h - what the files of lib/record share and nobody else sees.
 */
#ifndef NA62_RECORD_PRIVATE_H
#define NA62_RECORD_PRIVATE_H

#include "record/record.h"

/* ---- frame.c: the 32 bytes before each payload ---------------------- */

enum {
	REC_FRAME = 32,
	REC_HEAD = 'H',
	REC_DATA = 'D',
	REC_SUM = 'S',
	REC_INDEX = 'I',
	REC_END = 'E',
	REC_RAW = 0,
	REC_PLANES = 1,
	REC_INDEX_ENTRY = 16,
	REC_MAX_INDEX = N62_MAX_RAW / REC_INDEX_ENTRY
};

struct rec_frame {
	char type;
	uint8_t codec;
	uint16_t table;
	uint32_t rows, stored, raw, sequence;
	uint32_t payload_crc;
	uint32_t crc; /* of the frame; that of HEAD salts all others */
};

extern const unsigned char rec_magic[4];

/* Sets f->crc. The salt is the crc of the HEAD, 0 for a HEAD itself. */
void rec_frame_write(struct rec_frame *f, uint32_t salt, unsigned char *bytes);
/* Checks magic, CRC, and all that can be checked without the HEAD. */
int rec_frame_read(struct rec_frame *f, const unsigned char *bytes,
    uint32_t salt, struct n62_err *err);
/* "HEAD", "DATA", ... */
const char *rec_frame_name(char type);

/* The payload of END but for the rows of each table. */
struct rec_end {
	uint64_t flags, offset, index;
	unsigned char digest[32];
};
enum {
	REC_END_SALVAGED = 1
};
static inline uint32_t rec_end_size(int ntables)
{
	return 64 + 8 * (uint32_t)ntables;
}

/* ---- head.c: the JSON object of HEAD -------------------------------- */

/* A schema from the payload of HEAD; input is the name of where it was. */
struct n62_schema *rec_head_parse(
    const char *text, size_t n, const char *input, struct n62_err *err);
/* The payload of HEAD, appended to b. provenance: a json_t array or NULL. */
int rec_head_render(const struct n62_schema *s, void *provenance,
    struct n62_buf *b, struct n62_err *err);

/* Frees what it keeps of the JSON. */
void rec_head_release(struct n62_schema *s);

/* ---- schema.c ------------------------------------------------------- */

/* Checks what can only be known when all columns are there. */
int rec_schema_check(const struct n62_schema *s, struct n62_err *err);
/* Number of the table among those that are written. */
int rec_table_out(const struct n62_schema *s, int table);
/* How many tables are written. */
int rec_tables_out(const struct n62_schema *s);

/* ---- provenance.c --------------------------------------------------- */

/*
 * The provenance array of an output: the entries of all inputs and one for
 * the program itself. s is the schema that was read; more are the other
 * inputs of a joined stream. Gives a new json_t.
 */
void *rec_provenance(const struct n62_schema *const *inputs, int ninputs,
    const struct n62_origin *o, struct n62_err *err);

/* ---- layout.c: a table as a sequence of arrays ---------------------- */

enum rec_role {
	REC_VALUES,  /* of a column of numbers */
	REC_LIST,    /* offsets of a list, u32 */
	REC_OFFSETS, /* offsets of texts, u32 */
	REC_BYTES    /* of texts */
};

struct rec_part {
	enum rec_role role;
	enum n62_type type;
	unsigned width;
	uint32_t length;
	int list, column; /* -1: none */
	bool given;       /* in the input */
	bool kept;        /* in the output */
	bool wanted;      /* decoded: kept, or only read */
};

struct rec_layout {
	struct rec_part *part;
	int n;
	int *list; /* part of the offsets of each list */
};

/* One array of a block. Memory is owned by the array where cap is not 0. */
struct rec_array {
	void *p;
	uint32_t n;   /* values */
	size_t cap;   /* bytes */
	uint32_t set; /* texts set so far, of REC_OFFSETS */
};

/* Makes t->layout and the part numbers of its columns anew. */
int rec_layout_make(struct n62_table *t, struct n62_err *err);
void rec_layout_free(struct rec_layout *l);
/* Values that part i has in a block, by the parts before it. */
uint64_t rec_expected(const struct rec_layout *l, int i,
    const struct rec_array *arrays, uint32_t rows);
/* Room for n values; what was there stays, new bytes are undefined. */
int rec_array_reserve(
    struct rec_array *a, unsigned width, uint64_t n, struct n62_err *err);
void rec_arrays_free(struct rec_array *a, int n);

/* Bytes of the raw payload that the kept parts of arrays make. */
uint64_t rec_raw_size(const struct rec_layout *l, const struct rec_array *a);

/* Points the given arrays at a raw payload, checking all of it. */
int rec_decode_raw(const struct rec_layout *l, uint32_t rows,
    unsigned char *raw, uint32_t nraw, struct rec_array *arrays,
    struct n62_err *err);
struct rec_codec;
/* Decodes planes into raw, which has nraw bytes, and points at it. Parts
 * that are not wanted are skipped. */
int rec_decode_planes(struct rec_codec *c, const struct rec_layout *l,
    uint32_t rows, const unsigned char *stored, uint32_t nstored,
    unsigned char *raw, uint32_t nraw, struct rec_array *arrays,
    struct n62_err *err);
/* The kept arrays as planes: the two parts of the payload. */
int rec_encode_planes(struct rec_codec *c, const struct rec_layout *l,
    const struct rec_array *arrays, struct n62_buf *directory,
    struct n62_buf *planes, struct n62_err *err);

/* ---- block.c -------------------------------------------------------- */

/* The payload of a block as it was read, for passing it on untouched. */
struct rec_stored {
	struct rec_frame frame;
	const unsigned char *payload;
};

/* Readies b->arrays for b->rows rows: the arrays that are not given are
 * zeroed. */
int rec_block_ready(struct n62_block *b, struct n62_err *err);
/* Closes the texts of added columns. */
void rec_block_settle(struct n62_block *b);

/* ---- rows.c: copying rows from arrays to arrays --------------------- */

/* Rows [from, to) of a table; with pick not NULL, rows pick[from..to). */
struct rec_range {
	const uint32_t *pick;
	uint32_t from, to;
};

/* Appends rows of src to dst, kept parts only. dst owns its arrays. */
int rec_rows_append(const struct rec_layout *l, struct rec_array *dst,
    const struct rec_array *src, struct rec_range r, struct n62_buf *scratch,
    struct n62_err *err);
/* Empties dst, keeping the memory. */
void rec_rows_clear(const struct rec_layout *l, struct rec_array *dst);
/* Numbers of the rows whose mask is not 0; room for rows of them. */
uint32_t rec_rows_pick(const uint8_t *mask, uint32_t rows, uint32_t *pick);

/* ---- ledger.c: tables merged by sum, unique and same ---------------- */

/* Rows of one table by sum, in the order of their keys. */
struct rec_ledger;
/* The layout of t must be made, and t live, as long as the ledger. */
struct rec_ledger *rec_ledger_new(
    const struct n62_table *t, struct n62_err *err);
void rec_ledger_free(struct rec_ledger *g);
/* Adds rows; arrays are laid out by t of rec_ledger_new. */
int rec_ledger_add(struct rec_ledger *g, const struct rec_array *arrays,
    struct rec_range r, struct n62_err *err);
/* Whether the keys of rows of a table merged by sum ascend; before, one row
 * that stands before them, may be NULL. */
bool rec_ledger_ascend(const struct rec_ledger *g,
    const struct rec_array *before, const struct rec_array *arrays,
    uint32_t rows);
/* The rows so far; the arrays belong to the ledger. */
struct rec_array *rec_ledger_rows(struct rec_ledger *g, uint32_t *rows);
void rec_ledger_clear(struct rec_ledger *g);

/* Keys met so far in a table merged by unique. */
struct rec_keys;
struct rec_keys *rec_keys_new(struct n62_err *err);
void rec_keys_free(struct rec_keys *k);
/* Fails, naming the key, when one of the rows was there before. */
int rec_keys_add(struct rec_keys *k, const struct n62_table *t,
    const struct rec_array *arrays, struct rec_range r, struct n62_err *err);

/* The sets of all unique tables of a stream, by name of the table. Zeroed
 * memory has none. */
struct rec_key_set {
	char *name;
	struct rec_keys *keys;
};
struct rec_key_sets {
	struct rec_key_set *v;
	int n;
};
/* The set of the table, made when there is none; NULL on failure. */
struct rec_keys *rec_key_sets_get(
    struct rec_key_sets *sets, const char *name, struct n62_err *err);
void rec_key_sets_free(struct rec_key_sets *sets);

/* Compares rows, naming the first column and row that differ. */
int rec_rows_equal(const struct n62_table *t, const struct rec_array *a,
    const struct rec_array *b, struct n62_err *err);

/* ---- sniff.c -------------------------------------------------------- */

/* What the first n bytes of something that is no stream look like. */
const char *rec_sniff(const unsigned char *bytes, size_t n);

/* ---- index.c -------------------------------------------------------- */

/*
 * Begins of all segments of a seekable input, found from its end, in order.
 * Fails when the input does not end with an END.
 */
int rec_segments(
    struct n62_in *in, struct n62_buf *begins, struct n62_err *err);
/*
 * The payload of the INDEX of the segment at begin whose HEAD has the CRC
 * salt, and where its frame is in the segment; 0 where it has none.
 */
int rec_index_read(struct n62_in *in, uint64_t begin, uint32_t salt,
    struct n62_buf *entries, uint64_t *index, struct n62_err *err);

/* ---- reader.c ------------------------------------------------------- */

/* From now on an input that is the file out writes to is refused. */
void rec_reader_guard(struct n62_reader *r, const struct n62_out *out);

/* ---- huffman.c ------------------------------------------------------ */

/*
 * Deflates n bytes, not none, without matches; returns how many bytes of out
 * it takes, 0 when that may be more than room less 8.
 */
uint32_t rec_huffman(
    const unsigned char *p, uint32_t n, unsigned char *out, uint32_t room);

/* ---- planes.c: one array of numbers as byte planes ------------------ */

/* Scratch memory of one thread. */
struct rec_codec;
struct rec_codec *rec_codec_new(struct n62_err *err);
void rec_codec_free(struct rec_codec *c);

/* Bytes of the directory entry of an array: see n62(5), codec 1. */
static inline size_t rec_entry_size(unsigned width)
{
	return 8 + 4 * (size_t)width;
}

/*
 * Appends the directory entry of n values of width 1, 2, 4 or 8 bytes to
 * directory and their planes to planes. integer allows the filter delta.
 * Equal values give equal bytes on every machine and in every thread.
 */
int rec_pack(struct rec_codec *c, const void *values, uint32_t n,
    unsigned width, bool integer, struct n62_buf *directory,
    struct n62_buf *planes, struct n62_err *err);

/*
 * Looks at a directory entry: the count, and the bytes that its planes take.
 * Fails when the entry contradicts itself.
 */
int rec_entry_read(const unsigned char *entry, unsigned width, bool integer,
    uint32_t *count, uint64_t *stored, struct n62_err *err);

/* Decodes the array whose entry passed rec_entry_read, from its planes. */
int rec_unpack(struct rec_codec *c, const unsigned char *entry,
    const unsigned char *planes, unsigned width, void *values,
    struct n62_err *err);

#endif
