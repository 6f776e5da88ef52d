/*
 * private.h - what the files of lib/select share.
 *
 * place.c knows places, read.c makes statements of a text, member.c the roles
 * of a candidate, library.c finds texts, explain.c tells them. program.c hands
 * their expressions to lib/expr, columns.c finds columns, chunk.c takes some
 * events through the steps, combine.c makes the combinations of a candidate,
 * count.c counts, cand.c describes the best candidate, tables.c writes tables,
 * select.c gives blocks to threads.
 */
#ifndef NA62_SELECT_PRIVATE_H
#define NA62_SELECT_PRIVATE_H

#include "expr/expr.h"
#include "select/select.h"

/* Largest sizes. */
enum {
	SEL_MAX_TEXT = 1 << 20,
	SEL_MAX_ROLES = 16,
	SEL_MAX_STEPS = 200
};

/* A piece of the text, with the place of its first character. */
struct sel_piece {
	const char *at; /* ends with a zero byte where it is a copy */
	size_t n;
	int line, column; /* from 1 */
};

enum sel_kind {
	SEL_PARAM,
	SEL_LET,
	SEL_CANDIDATE,
	SEL_CUT,
	SEL_REGION,
	SEL_BLIND,
	SEL_WEIGHT,
	SEL_TITLE,
	SEL_ABOUT,
	SEL_SOURCE,
	SEL_KINDS
};

struct sel_statement {
	enum sel_kind kind;
	const char *name;         /* of a param, let, cut, region; or NULL */
	const char *text;         /* the expression, or the words */
	struct sel_piece where;   /* of the expression */
	const char *doc, *source; /* "" where there is none */
};

struct sel_role {
	const char *name, *list;
	struct sel_piece place;
	int of;   /* role whose elements it is one of, or -1 */
	int twin; /* role before it that may be exchanged with it, or -1 */
	const char *as; /* the particle it is taken for, or NULL */
	struct sel_piece as_place;
	const char *where; /* condition, or NULL */
	struct sel_piece where_place;
};

struct n62_selection {
	struct n62_arena arena;
	const char *name; /* for messages */
	const char *key;  /* for tables: a word */
	const char *text;
	size_t size;
	struct sel_statement *statements;
	int nstatements;
	struct sel_role *roles;
	int nroles;
	const char *best; /* expression, or NULL */
	struct sel_piece best_place;
	bool best_max;
};

/* ---- reading ---------------------------------------------------------- */

/* What a reader knows while it reads. */
struct sel_reader {
	struct n62_selection *s;
	const char *clean; /* the text without comments, of the same length */
	struct n62_buf *caret;
	struct n62_err *err;
};

/* Makes r->clean: comments become blanks. */
int sel_clean(struct sel_reader *r);
/* Fails at a place of the text. */
int sel_fail(struct sel_reader *r, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A piece of the clean text with its place, without blanks at its ends. */
struct sel_piece sel_piece(
    const struct sel_reader *r, const char *from, const char *end);
/* A copy of it that ends with a zero byte, or NULL. */
const char *sel_copy(struct sel_reader *r, struct sel_piece p);
bool sel_is_name(const char *at, size_t n);
/* The title, or "". */
const char *sel_title(const struct n62_selection *s);
/* The roles of a candidate statement. */
int sel_read_members(struct sel_reader *r, const char *from, const char *end);

/* The place of a piece, for lib/expr. */
struct n62_expr_place sel_place(
    const struct n62_selection *s, struct sel_piece p);

/* ---- expressions ------------------------------------------------------ */

enum sel_step_kind {
	SEL_STEP_CUT,
	SEL_STEP_CANDIDATE,
	SEL_STEP_BLIND
};

/* What is done to the events, in order. */
struct sel_step {
	enum sel_step_kind kind;
	const char *name;
	int expr; /* of a cut */
};

struct sel_region {
	const char *name, *text;
	int expr;
	double low, high; /* of `X in LOW..HIGH`; 0, 0: it has another form */
	char unit[32];    /* of these, where there is a range */
	bool blind;
};

/* A selection with its expressions, for one thread. */
struct sel_program {
	const struct n62_selection *s;
	struct n62_exprs *x;
	struct sel_step steps[SEL_MAX_STEPS + 1];
	int nsteps;
	struct sel_region *regions;
	int nregions;
	int32_t pdg[SEL_MAX_ROLES]; /* 0: no hypothesis */
	int where[SEL_MAX_ROLES];   /* condition of a role, or -1 */
	int best, weight;           /* or -1 */
	/* Of the kaon, then of each role with a hypothesis: */
	int nmembers;
	int member[SEL_MAX_ROLES + 1]; /* role, -1: the kaon */
	int vector[SEL_MAX_ROLES + 1], cov[SEL_MAX_ROLES + 1];
};

int sel_program_init(struct sel_program *p, const struct n62_selection *s,
    const struct n62_texts *defines, struct n62_buf *caret,
    struct n62_err *err);
void sel_program_free(struct sel_program *p);
/* The role that has the vertex of another, or -1. */
int sel_vertex_of(const struct n62_selection *s, int role);

/* ---- counts ----------------------------------------------------------- */

/* Some events and their weights. Most weights are 1: those are counted. */
struct sel_count {
	uint64_t events, ones;
	struct n62_sum w, w2; /* of the others */
};

/* -1 when the weight is not finite, and then nothing is counted. */
int sel_count_add(struct sel_count *c, double weight);
/* Adds the counts of one to those of another; the sums keep their value. */
int sel_count_join(struct sel_count *to, struct sel_count *from);
/* The sums with the ones in them. */
struct n62_sum sel_count_w(const struct sel_count *c);
struct n62_sum sel_count_w2(const struct sel_count *c);

/* What is counted in a stream, by one thread or by all. */
struct sel_counts {
	struct sel_count all, *step, *others; /* nsteps each */
	struct sel_count *region;             /* nregions */
	uint64_t data, simulated;
	uint64_t hidden; /* of data, that came to the blinding */
	int nsteps, nregions;
};

int sel_counts_init(
    struct sel_counts *c, const struct sel_program *p, struct n62_err *err);
void sel_counts_free(struct sel_counts *c);
void sel_counts_clear(struct sel_counts *c);
int sel_counts_join(struct sel_counts *to, struct sel_counts *from);

extern const struct n62_builtin select_builtin[];

/* ---- columns ---------------------------------------------------------- */

/* Columns of table event that a selection reads by itself; those with
 * column -1 are not in the stream. */
struct sel_columns {
	int table;
	struct n62_col weight; /* where no weight is said */
	struct n62_col mc;
	struct n62_col list[SEL_MAX_ROLES]; /* one of the list of each role */
	struct n62_col of[SEL_MAX_ROLES];   /* places of its elements */
	struct n62_col time[SEL_MAX_ROLES];
	struct n62_col vertex_beam, beam_time;
	int vertex; /* role of the vertex of the kaon, or -1 */
};

int sel_columns_find(struct sel_columns *c, const struct n62_schema *s,
    const struct sel_program *p, struct n62_err *err);

/* ---- rows ------------------------------------------------------------- */

/* Rows of an evaluation: the event of each, and the places of its roles. */
struct sel_rows {
	uint32_t n, cap;
	uint32_t *event;
	int32_t *index[SEL_MAX_ROLES];
	int nroles;
	bool whole; /* row i is event i, of all events of the block */
	const int32_t *placed[SEL_MAX_ROLES]; /* index, for lib/expr */
};

int sel_rows_reserve(struct sel_rows *r, uint32_t cap, struct n62_err *err);
void sel_rows_free(struct sel_rows *r);
/* Row from becomes row to, of the same or of other rows. */
void sel_rows_move(struct sel_rows *dst, uint32_t to,
    const struct sel_rows *src, uint32_t from);
/* Begins an evaluation in which the first nroles are placed. */
int sel_rows_begin(struct sel_rows *r, int nroles, struct sel_program *p,
    const struct n62_block *b, struct n62_err *err);

/* ---- one thread ------------------------------------------------------- */

/* A member of a candidate, as in list cand. */
struct sel_cand {
	int32_t pdg, index;
	uint8_t object;
	float p[3], cov[6], time;
};

/* What one thread has of its own. */
struct sel_worker {
	struct sel_program program;
	struct sel_counts counts;
	struct sel_rows rows, ways, spare; /* events; combinations */
	uint8_t *fails;                    /* cuts that an event failed */
	uint8_t *failed;                   /* the last of them */
	double *weight;
	bool ones;  /* all weights are 1 */
	int placed; /* roles that rows have */
	uint32_t cap;
};

/* Some events of a block, and what becomes of them. */
struct sel_chunk {
	struct sel_worker *workers; /* of all threads */
	const struct sel_columns *columns;
	const struct n62_block *block;
	uint32_t from, to;
	bool unblind;
	uint8_t *keep;         /* of the events of the block */
	struct sel_cand *cand; /* of the events that pass, in order */
	uint32_t ncand, cap;
	struct n62_err err;
	struct n62_buf caret;
};

/* The job of a thread. */
void sel_chunk_run(void *job, int worker);
/* The best combination of each event of w->rows, if it has one, in
 * w->rows; fails of the others is not 0 any more. */
int sel_combine(struct sel_chunk *c, struct sel_worker *w, uint8_t step,
    struct n62_err *err);
/* The members of the candidates of w->rows. */
int sel_cand_fill(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err);

/* ---- tables ----------------------------------------------------------- */

/* Columns that a selection adds to a schema; each block of columns stands in
 * the order of its table, from the first. */
struct sel_tables {
	struct n62_col cand; /* column -1: none */
	int cutflow, region; /* -1: none */
};

int sel_tables_add(struct sel_tables *t, struct n62_schema *s,
    const struct sel_program *p, struct n62_err *err);
/* List cand of a block, of the chunks in order. */
int sel_tables_cand(const struct sel_tables *t, struct n62_block *b,
    const struct sel_chunk *chunks, uint32_t n, int members,
    struct n62_err *err);
/* Whether the region hides events of data: not the end of a burst, which has
 * no true particles either, in a simulation. */
bool sel_is_masked(
    const struct sel_counts *c, const struct sel_region *g, bool unblind);
int sel_tables_write(const struct sel_tables *t, struct n62_writer *w,
    const struct sel_program *p, const char *key,
    const struct sel_counts *counts, bool unblind, struct n62_err *err);

#endif
