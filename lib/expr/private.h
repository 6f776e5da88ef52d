/*
 * private.h - what the files of the expression room share.
 *
 * Text becomes a tree (struct ast, parse.c) that knows no stream. At the bind
 * the tree becomes nodes (struct node): operations on whole arrays, all in
 * one table in which equal operations are one node, so that what several
 * expressions have in common is evaluated once. Units are gone by then: nodes
 * hold GeV, mm and ns.
 *
 * Every node has a shape, the space of which it has one value per entry: the
 * rows, or the elements of a list of each entry of another shape. A view says
 * which element of a list belongs to each entry of its shape: for the space of
 * a list the element itself, for a point one chosen by an index.
 */
#ifndef NA62_EXPR_PRIVATE_H
#define NA62_EXPR_PRIVATE_H

#include "expr/expr.h"
#include "physics/physics.h"

enum {
	EXPR_TEXT = 1 << 16,     /* longest text */
	EXPR_HEIGHT = 400,       /* of a tree */
	EXPR_NODE_HEIGHT = 1500, /* of the nodes, lets within lets */
	EXPR_NODES = 1 << 16,
	EXPR_SPACES = 1 << 10,
	EXPR_BATCH = 1 << 15,    /* elements of a list evaluated at once inside
				   a reduction, so that they stay in a cache */
	EXPR_ELEMENTS = 1 << 22, /* most of one entry */
	EXPR_AT_ONCE = 1 << 25   /* most of all rows */
};

/* ---- units ---------------------------------------------------------- */

/* Twice the exponents of energy, length and time. */
struct dim {
	int8_t e, l, t;
};

/* v of the unit is v * mul / div in GeV, mm, ns. */
struct unit {
	struct dim dim;
	double mul, div;
};

/* Reads a unit that begins a text of n bytes, up to what is no unit; returns
 * how many bytes it has, 0: none. */
size_t expr_unit_scan(const char *text, size_t n, struct unit *u);
/* The unit of a column; what is not known is a pure number. */
struct unit expr_unit_of(const char *text);
/* The nearest name of a unit, or NULL. */
const char *expr_unit_nearest(const char *word);
bool expr_dim_same(struct dim a, struct dim b);
bool expr_dim_none(struct dim d);
/* a + sign * b; -1 when it is out of range. */
int expr_dim_add(struct dim a, struct dim b, int sign, struct dim *sum);
/* The text of a dimension in GeV, mm, ns. */
enum {
	EXPR_UNIT_TEXT = 48
};
void expr_dim_text(struct dim d, char text[EXPR_UNIT_TEXT]);

/* ---- text ----------------------------------------------------------- */

struct source {
	const char *text;
	size_t n;
	struct n62_expr_place place;
};

/* "PLACE: sentence" for the byte at of a text, and the caret. */
int expr_fail(struct n62_exprs *x, const struct source *s, size_t at,
    struct n62_err *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

enum token_kind {
	T_END,
	T_NUMBER,
	T_NAME,
	T_TEXT,
	T_BAD, /* bad says why */
	T_LT,
	T_LE,
	T_GT,
	T_GE,
	T_EQ,
	T_NE,
	T_ADD,
	T_SUB,
	T_MUL,
	T_DIV,
	T_POWER,
	T_BITS,
	T_DOT,
	T_RANGE,
	T_COMMA,
	T_COLON,
	T_OPEN,
	T_CLOSE,
	T_INDEX,
	T_INDEX_END,
	T_SET,
	T_SET_END,
	/* words that are no names */
	T_AND,
	T_OR,
	T_NOT,
	T_IN,
	T_IF,
	T_THEN,
	T_ELSE,
	T_WHERE,
	T_OF,
	T_AS,
	T_TRUE,
	T_FALSE
};

struct token {
	enum token_kind kind;
	size_t at, end; /* its bytes */
	bool blank;     /* there is one before it */
	double number;
	struct unit unit; /* of a number */
	bool has_unit;
	const char *bad;
};

/* The token that follows the byte from. */
struct token expr_token(const char *text, size_t n, size_t from);

enum ast_op {
	A_NUMBER,
	A_TRUTH,
	A_TEXT,
	A_NAME,
	A_DOT,    /* kid[0] . word */
	A_INDEX,  /* kid[0] [ kid[1] ] */
	A_CALL,   /* word ( kid[0] and its next ) */
	A_REDUCE, /* word ( kid[0] of list where kid[1] ), or all ( list where
		     kid[1] : kid[0] ) */
	A_AS,     /* kid[0] as pdg */
	A_MASS,   /* m(pdg) */
	A_NEG,
	A_NOT,
	A_ADD,
	A_SUB,
	A_MUL,
	A_DIV,
	A_POWER,
	A_BITS,
	A_LT, /* these only as compare */
	A_LE,
	A_GT,
	A_GE,
	A_EQ,
	A_NE,
	A_COMPARE, /* kid[0] and its next, each compared with the one before */
	A_AND,
	A_OR,
	A_RANGE, /* kid[0] in kid[1] .. kid[2] */
	A_SET,   /* kid[0] in { kid[1] and its next } */
	A_IF     /* kid[0], kid[1], kid[2] */
};

struct ast {
	enum ast_op op;
	int height;
	uint32_t at, end; /* its text */
	uint32_t mark;    /* where a caret for its operator goes */
	struct ast *kid[3], *next;
	enum ast_op compare;   /* of A_COMPARE: with the operand before */
	uint32_t compare_mark; /* where that operator is */
	double number;         /* as written */
	struct unit unit;      /* of it */
	bool has_unit;
	int32_t pdg;
	struct n62_word word, list;
	uint32_t list_at;
};

/* The tree of a whole text; of its begin, when end is not NULL, which then
 * gets how many bytes that is. */
struct ast *expr_parse(struct n62_exprs *x, const struct source *s, size_t *end,
    struct n62_err *err);

/* ---- the set -------------------------------------------------------- */

struct tree {
	struct source source;
	struct ast *root;
};

/* What was declared before a text: as many of each. */
struct known {
	int params, lets, roles;
};

struct param {
	const char *name;
	struct tree tree;
	double value;
	struct dim dim;
	bool defined; /* value is not that of the tree */
};

struct let {
	const char *name, *list; /* list: or NULL */
	struct tree tree;
	struct known known;
};

struct role {
	const char *name, *list_name;
	int32_t pdg;
	int vertex;
	struct source source;
	/* of the bind: */
	int list, view;
};

struct value {
	enum n62_expr_kind kind;
	struct dim dim;
	int v[6];             /* nodes */
	const char *unit;     /* as the column has it, or NULL */
	struct n62_word text; /* of a literal; at NULL: v is view, column, k */
};

struct entry {
	struct tree tree;
	enum n62_expr_kind kind;
	int role;
	const char *list; /* or NULL */
	bool covariance;
	struct known known;
	/* of the bind: */
	struct value value;
	int shape;
	char unit[EXPR_UNIT_TEXT];
};

/* ---- nodes ---------------------------------------------------------- */

enum node_op {
	N_CONST,     /* value */
	N_FILL,      /* a constant a, in a shape */
	N_SPREAD,    /* a, of the shape's parent, for each of its elements */
	N_LOAD,      /* value k of column col of view */
	N_LOAD_X,    /* value a of it */
	N_TEXT,      /* column col of view is the text number `value` */
	N_LOAD_BITS, /* N_LOAD, with the bits of `value` only */
	N_PLACE,     /* index of view's element in its list */
	N_VALID,     /* whether view has an element */
	N_AT,   /* value a of all values of col, whatever the element; nan */
	N_SLOT, /* value number in col of view k that is the place of view's
		     element; -1 */
	/* numbers of numbers */
	N_NEG,
	N_ABS,
	N_SQRT,
	N_EXP,
	N_LOG,
	N_SIN,
	N_COS,
	N_TAN,
	N_ASIN,
	N_ACOS,
	N_ATAN,
	N_FLOOR,
	N_ROUND,
	N_ADD,
	N_SUB,
	N_MUL,
	N_DIV,
	N_POWER,
	N_BITS,
	N_ATAN2,
	N_MIN,
	N_MAX,
	N_OR_ELSE, /* a, or b where a is nan */
	N_IF,      /* a: truth, b, c */
	/* truths of numbers */
	N_LT,
	N_LE,
	N_EQ,
	N_NE,
	N_EXISTS,
	N_FINITE,
	N_LOAD_LT, /* N_LOAD of f32 compared with value */
	N_LOAD_LE,
	N_LOAD_GT,
	N_LOAD_GE,
	/* truths of truths */
	N_NOT,
	N_AND,
	N_OR,
	N_SAME,
	N_IF_TRUTH,
	/* over the elements of space view */
	N_COUNT, /* where a, or all of them */
	N_ANY,
	N_ALL, /* of those where b, a */
	N_SUM, /* of a where b */
	N_LEAST,
	N_LARGEST,
	N_MEAN
};

struct node {
	/* what it is: */
	enum node_op op;
	int shape; /* -1: a constant */
	int view, col, k;
	int a, b, c;
	double value;
	/* */
	bool truth;
	uint8_t bit; /* a constant truth */
	int height;
	int same; /* next of its hash */
	/* of the evaluation: */
	uint64_t epoch; /* of its shape, when it was evaluated */
	uint64_t seen;  /* by expr_eval_reduce */
	const void *data;
	void *own;
	size_t room; /* bytes at own */
};

enum space_op {
	S_ROWS,
	S_LIST,
	S_POINT
};

struct space {
	enum space_op op;
	int parent; /* a shape; -1 of the rows */
	int list;
	int index; /* S_POINT: node, or -1 */
	int role;  /* S_POINT: number, or -1 */
	int depth;
	bool wants_event, wants_parent;
	/* of the evaluation: */
	uint64_t epoch, of; /* its own, and that of the parent it was made
			       for */
	uint32_t n;
	const uint32_t *event;   /* NULL: entry i is of event i */
	const uint32_t *element; /* NULL: entry i is element i */
	const uint32_t *offsets; /* in it, for each entry of the parent */
	uint32_t first;          /* entry of the parent it begins with */
	uint32_t entries;        /* of the parent it covers */
	uint32_t *own_event, *own_element, *own_offsets, *own_parent;
	size_t room_event, room_element, room_offsets, room_parent;
};

#define EXPR_NONE UINT32_MAX /* in element: there is none */

/* One value of a let in a view. */
struct memo {
	int let, view, next;
	struct value value;
};

struct n62_exprs {
	struct n62_arena arena;
	struct n62_physics *physics;
	struct param *params;
	struct let *lets;
	struct role *roles;
	struct entry *entries;
	int nparams, nlets, nroles, nentries;
	struct n62_buf caret;
	char unit[EXPR_UNIT_TEXT]; /* of n62_exprs_constant */
	/* of the bind: */
	const struct n62_schema *schema;
	const struct n62_table *table;
	int table_number;
	bool bound;
	struct node *nodes;
	struct space *spaces;
	struct memo *memos;
	struct n62_word *words;
	int nnodes, nspaces, nmemos, nwords;
	int *hash; /* of nodes */
	/* of the evaluation: */
	const struct n62_block *block;
	struct n62_expr_rows rows;
	uint64_t tick;
};

/* Grows an array of n elements for one more, and zeroes that. */
void *expr_grow(void *old, int n, size_t size, struct n62_err *err);

/* ---- nodes and spaces (node.c, space.c) ------------------------------- */

/* The number of a node like this one, or -1. Constants are folded. */
int expr_node(struct n62_exprs *x, const struct node *n, struct n62_err *err);
int expr_number(struct n62_exprs *x, double value, struct n62_err *err);
int expr_truth(struct n62_exprs *x, bool value, struct n62_err *err);
/* A node to begin with: of no shape, without operands. */
#define EXPR_NODE(kind)                                                        \
	{                                                                      \
		.op = (kind), .shape = -1, .view = -1, .col = -1, .a = -1,     \
		.b = -1, .c = -1                                               \
	}
/* Operations on up to three nodes, brought to one shape. */
int expr_op(struct n62_exprs *x, enum node_op op, int a, int b, int c,
    struct n62_err *err);
/* The node in a shape that lies within its own; a constant stays one, but
 * for expr_fill. */
int expr_bring(struct n62_exprs *x, int node, int shape, struct n62_err *err);
int expr_fill(struct n62_exprs *x, int node, int shape, struct n62_err *err);
void expr_nodes_free(struct n62_exprs *x);

/* The space of that kind, new or known. */
int expr_space(struct n62_exprs *x, enum space_op op, int parent, int list,
    int index, int role, struct n62_err *err);
int expr_shape(const struct n62_exprs *x, int view);

/* ---- binding (check.c, name.c, call.c, vector.c) ---------------------- */

/* Where bare names are looked for: from the innermost list outwards. */
struct scope {
	const struct scope *outer;
	int list, view;
};

struct binder {
	struct n62_exprs *x;
	const struct source *source;
	const struct scope *scope;
	struct known known;
	size_t at; /* the name or object that is being looked at */
	struct n62_err *err;
};

/* A short quotation of a text, for sentences. */
struct quote {
	char text[64];
};
struct quote expr_quote(const struct binder *b, const struct ast *a);

int expr_check(struct binder *b, const struct ast *a, struct value *v);
/* The same, of one kind; what it is needed for is in the sentence. */
int expr_check_number(struct binder *b, const struct ast *a, struct value *v);
int expr_check_truth(struct binder *b, const struct ast *a, struct value *v);
int expr_check_pure(struct binder *b, const struct ast *a, struct value *v);
int expr_check_vector(struct binder *b, const struct ast *a, struct value *v);
/* Fails unless the two can be added and compared; dim is that of both. */
int expr_check_same(struct binder *b, const struct ast *p,
    const struct value *v, const struct ast *q, const struct value *w,
    struct dim *dim);
int expr_bad(struct binder *b, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The space where a text is evaluated now. */
int expr_here(const struct binder *b);
bool expr_is_zero(const struct n62_exprs *x, const struct value *v);

/* The value of a let in the rows, or in all elements of its list. */
int expr_check_let(struct binder *b, int let, struct value *v);
int expr_check_name(struct binder *b, const struct ast *a, struct value *v);
int expr_check_dot(struct binder *b, const struct ast *a, struct value *v);
int expr_check_index(struct binder *b, const struct ast *a, struct value *v);
int expr_check_call(struct binder *b, const struct ast *a, struct value *v);
int expr_check_reduce(struct binder *b, const struct ast *a, struct value *v);
/* Fails, with the list nearest to a->list. */
int expr_unknown_list(struct binder *b, const struct ast *a);
/* A function of four-vectors with n arguments; 1: it is none. */
int expr_check_vector_call(
    struct binder *b, const struct ast *a, int n, struct value *v);

/* Number of the list or column of that name, or -1. */
int expr_find_list(const struct n62_exprs *x, struct n62_word name);
int expr_find_column(const struct n62_exprs *x, int list, struct n62_word name);
int expr_find_role(const struct binder *b, struct n62_word name);
/* The value of column col (value k of each) of a view. */
int expr_load(struct n62_exprs *x, int view, int col, int k, struct value *v,
    struct n62_err *err);
/* The view of an element that a tree names: a role, an enclosing list,
 * track[0]; 0 and its view and list, 1: it names none, -1. */
int expr_find_view(struct binder *b, const struct ast *a, int *view, int *list);

/* What the element of a view is as a particle. */
int expr_particle_vector(struct binder *b, const struct ast *a, int view,
    int list, int32_t pdg, int vertex, struct value *v);
int expr_role_vector(struct binder *b, const struct ast *a, int role,
    int32_t pdg, struct value *v);
/* K, or K_beam with average. */
int expr_kaon_vector(struct binder *b, bool average, struct value *v);
/* Which of the tracks of a vertex role the track of a view is, as a number in
 * the whole column vertex.track, or -1 in it; and value number `at` of a
 * column. */
int expr_vertex_slot(struct binder *b, int view, int vertex);
int expr_vertex_value(struct binder *b, int list, const char *name, int at);
/* The size of the momentum of a four-vector. */
int expr_vector_size(struct binder *b, const int v[3]);
/* The role of the vertex where a momentum is taken, or -1. */
int expr_role_vertex(const struct binder *b, int vertex);
/* The view of the beam particle of the candidate's vertex; 1: there is no such
 * thing in the stream, -1. */
int expr_kaon_view(struct binder *b, int *view, int *list);
int expr_covariance(struct binder *b, int role, struct value *v);

/* ---- evaluation (eval.c, load.c, kernel.c, reduce.c) ------------------- */

/* Values of an operand: entry i is at i * step. */
struct operand {
	const double *number;
	const uint8_t *truth;
	size_t step;
};

int expr_eval(struct n62_exprs *x, int node, struct n62_err *err);
struct operand expr_operand(const struct n62_exprs *x, int node);
/* One of the operations on numbers and truths, for n entries. */
void expr_kernel(enum node_op op, const struct operand in[3], double *number,
    uint8_t *truth, size_t n);
/* One that reads a column. */
int expr_eval_load(struct n62_exprs *x, struct node *node, void *out, size_t n,
    struct n62_err *err);
int expr_eval_reduce(
    struct n62_exprs *x, int node, void *out, struct n62_err *err);
/* Makes a space ready. */
int expr_space_ready(struct n62_exprs *x, int space, struct n62_err *err);
/* The space of a list for entries of its parent from first on, as many as fit
 * into a batch; returns how many, or -1. */
int64_t expr_space_batch(
    struct n62_exprs *x, int space, uint32_t first, struct n62_err *err);
void expr_spaces_free(struct n62_exprs *x);
/* Room for n values of size bytes at *own. */
int expr_room(
    void **own, size_t *room, size_t n, size_t size, struct n62_err *err);

#endif
