/*
 * expr.h - expressions over the events of a stream, compiled to loops over
 * columns.
 *
 * na62-sel(5) is the language. A set of expressions is compiled together: its
 * texts are read once, bound to the columns of each segment that comes, and
 * evaluated over many rows at once. A row of the evaluation is an event of the
 * block, or one of several ways to choose objects in it: the caller says which
 * event each row is of, and which element of its list each role has there.
 *
 * Values are in GeV, mm and ns, whatever the units of columns and text.
 *
 * What a text uses must be declared before it is added: parameters, lets and
 * roles of later calls are not known to it.
 *
 * The sentence of an error in a text begins with its place, NAME:LINE:COLUMN;
 * n62_exprs_caret shows it. A set belongs to one thread; threads that work
 * side by side each make their own. Errors, ownership: see base.h.
 */
#ifndef NA62_EXPR_H
#define NA62_EXPR_H

#include "base/base.h"
#include "record/record.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

struct n62_exprs;

/* Where a text stands, for messages: "piee" line 12, or "-e". A text may have
 * several lines; what follows \ or # on a line is a blank in it. */
struct n62_expr_place {
	const char *name;
	int line, column; /* of its first character, from 1; line 0: there are
			     no lines, column 0 is taken for 1 */
	const char *line_text; /* the line it begins on, from its first column,
				  for the caret; NULL: the text stands alone */
};

enum n62_expr_kind {
	N62_EXPR_NUMBER,
	N62_EXPR_TRUTH,
	N62_EXPR_TEXT,
	N62_EXPR_VECTOR, /* four-vector */
	N62_EXPR_ANY     /* in n62_exprs_add: whatever but a text; which of them
			    n62_exprs_kind says after the bind */
};

struct n62_exprs *n62_exprs_new(struct n62_err *err);
void n62_exprs_free(struct n62_exprs *x);

/* ---- declarations --------------------------------------------------- */

/* Texts and names are copied; the texts of a place are not, and live as long
 * as the set. place may be NULL. */

/* A constant with a name, which n62_exprs_define may replace by another one
 * of the same dimension. */
int n62_exprs_param(struct n62_exprs *x, const char *name, const char *text,
    const struct n62_expr_place *place, struct n62_err *err);
/* "z_low=110 m": fails with the nearest parameter. Parameters made of this one
 * follow. To be called when all parameters are there, before the bind. */
int n62_exprs_define(
    struct n62_exprs *x, const char *setting, struct n62_err *err);

/* A name for an expression: "m", of the event and its roles, or
 * "track.electron", of the elements of a list. */
int n62_exprs_let(struct n62_exprs *x, const char *name, const char *text,
    const struct n62_expr_place *place, struct n62_err *err);

/*
 * A role: a name that stands for one element of a list in each row, with the
 * particle that it is taken for (PDG number; 0: none). vertex is the number
 * of the role, of list vertex, where the momentum of a track is taken, or -1.
 * Returns its number, from 0.
 */
int n62_exprs_role(struct n62_exprs *x, const char *name, const char *list,
    int32_t pdg, int vertex, const struct n62_expr_place *place,
    struct n62_err *err);

/*
 * Adds an expression and returns its number, from 0. With role >= 0 bare
 * names are looked for in that role's list first, as in a condition behind
 * `where`. With list it is evaluated for every element of that list; role is
 * then -1.
 */
int n62_exprs_add(struct n62_exprs *x, const char *text,
    enum n62_expr_kind kind, int role, const char *list,
    const struct n62_expr_place *place, struct n62_err *err);

/*
 * Adds the covariance of the momentum of a role, -1: of K, and returns its
 * number for n62_exprs_columns: six columns, of (px, py, pz) the lower
 * triangle by rows, in GeV2. What the stream has no errors of counts as
 * exact.
 */
int n62_exprs_add_covariance(
    struct n62_exprs *x, int role, struct n62_err *err);

/* ---- evaluation ----------------------------------------------------- */

/* Binds all names to the columns of a table, checks types and units. To be
 * called again for the next segment; numbers stay. */
int n62_exprs_bind(struct n62_exprs *x, const struct n62_schema *s, int table,
    struct n62_err *err);

/* What an expression is, after the bind: "GeV", "GeV2", "mm/ns", "" of a pure
 * number. Both belong to x until the next bind. */
const char *n62_exprs_unit(const struct n62_exprs *x, int number);
enum n62_expr_kind n62_exprs_kind(const struct n62_exprs *x, int number);

/* The rows of an evaluation. */
struct n62_expr_rows {
	uint32_t nrows;
	const uint32_t *event; /* of each row; NULL: row i is event i */
	/* For each role the place in its list, from 0, in each row (-1 or
	 * beyond the list: none); NULL for roles not chosen yet, which are
	 * none everywhere. NULL: no role is. */
	const int32_t *const *index;
};

/* Begins an evaluation. The arrays of rows, and the block, must live until
 * the next one; so do results. Common parts of the expressions that are asked
 * for in between are evaluated once. */
int n62_exprs_begin(struct n62_exprs *x, const struct n62_block *b,
    const struct n62_expr_rows *rows, struct n62_err *err);

/* The values of an expression: one for each row, or for each element of the
 * list of each row, one behind the other. truths are 0 or 1. */
int n62_exprs_truths(struct n62_exprs *x, int number, const uint8_t **truths,
    struct n62_err *err);
int n62_exprs_numbers(struct n62_exprs *x, int number, const double **numbers,
    struct n62_err *err);
/* Those of a four-vector: px, py, pz, E; those of a covariance: its six. */
int n62_exprs_columns(struct n62_exprs *x, int number, const double **columns,
    struct n62_err *err);
/* The same for a four-vector only. */
int n62_exprs_vectors(struct n62_exprs *x, int number, const double *vectors[4],
    struct n62_err *err);
/* Offsets of the values of each row of an expression that was added with a
 * list: nrows + 1 of them; after its values were asked for. */
const uint32_t *n62_exprs_offsets(const struct n62_exprs *x, int number);

/* ---- single things -------------------------------------------------- */

/* The value of a text without columns, but with parameters: in GeV, mm, ns.
 * unit may be NULL; it gets a text that belongs to x. */
int n62_exprs_constant(struct n62_exprs *x, const char *text,
    const struct n62_expr_place *place, double *value, const char **unit,
    struct n62_err *err);

/*
 * Where the expression that a text begins with ends: what follows cannot be a
 * part of it, such as a second text in quotes, a [ behind a blank, a keyword,
 * or the end of the text. A text that is no expression ends at its end.
 */
const char *n62_expr_end(const char *text);

/* The PDG number of a particle by its name, "pi+"; fails with the nearest. */
int n62_exprs_particle(const struct n62_exprs *x, const char *name,
    int32_t *pdg, struct n62_err *err);

/* The number of units `to` in one unit `from`; fails when one cannot be
 * converted to the other, or is not known. */
int n62_unit_ratio(
    const char *from, const char *to, double *ratio, struct n62_err *err);

/* The line of the text of the last error, with a caret in a second line under
 * its place; "" when it was of no text. */
const char *n62_exprs_caret(const struct n62_exprs *x);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
