/*
 * check.c - from trees to nodes: kinds and units of what operators join.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "expr/private.h"

int expr_bad(struct binder *b, size_t at, const char *format, ...)
{
	char text[sizeof b->err->text];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return expr_fail(b->x, b->source, at, b->err, "%s", text);
}

struct quote expr_quote(const struct binder *b, const struct ast *a)
{
	struct quote q;
	size_t n = a->end - a->at, most = sizeof q.text - 4;
	const char *from = b->source->text + a->at;

	if (n <= most) {
		memcpy(q.text, from, n);
		q.text[n] = '\0';
	} else {
		while (most > 0 && (from[most] & 0xc0) == 0x80)
			most--;
		memcpy(q.text, from, most);
		memcpy(q.text + most, "...", 4);
	}
	for (char *c = q.text; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	return q;
}

int expr_here(const struct binder *b)
{
	return b->scope ? expr_shape(b->x, b->scope->view) : 0;
}

/* ---- kinds ----------------------------------------------------------- */

static const char *kind_name(enum n62_expr_kind kind)
{
	static const char *const names[] = { "a number", "true or false",
		"a text", "a four-vector" };

	return names[kind];
}

static int check_kind(struct binder *b, const struct ast *a, struct value *v,
    enum n62_expr_kind kind)
{
	struct quote q;

	if (expr_check(b, a, v) < 0)
		return -1;
	if (v->kind == kind)
		return 0;
	q = expr_quote(b, a);
	if (v->kind == N62_EXPR_NUMBER && kind == N62_EXPR_TRUTH)
		return expr_bad(b, a->at,
		    "%s is a number, but a condition is wanted; compare it "
		    "with something, as in %s != 0",
		    q.text, q.text);
	if (v->kind == N62_EXPR_TRUTH && kind == N62_EXPR_NUMBER)
		return expr_bad(b, a->at,
		    "%s is true or false, but a number is wanted; write "
		    "(if %s then 1 else 0)",
		    q.text, q.text);
	return expr_bad(b, a->at, "%s is %s, but %s is wanted", q.text,
	    kind_name(v->kind),
	    kind == N62_EXPR_TRUTH ? "a condition" : kind_name(kind));
}

int expr_check_number(struct binder *b, const struct ast *a, struct value *v)
{
	return check_kind(b, a, v, N62_EXPR_NUMBER);
}

int expr_check_truth(struct binder *b, const struct ast *a, struct value *v)
{
	return check_kind(b, a, v, N62_EXPR_TRUTH);
}

int expr_check_vector(struct binder *b, const struct ast *a, struct value *v)
{
	return check_kind(b, a, v, N62_EXPR_VECTOR);
}

/* ---- units ----------------------------------------------------------- */

struct unit_name {
	char text[EXPR_UNIT_TEXT];
};

static struct unit_name unit_name(const struct value *v)
{
	struct unit_name u;

	expr_dim_text(v->dim, u.text);
	if (v->unit && strlen(v->unit) < sizeof u.text)
		memcpy(u.text, v->unit, strlen(v->unit) + 1);
	return u;
}

int expr_check_pure(struct binder *b, const struct ast *a, struct value *v)
{
	if (expr_check_number(b, a, v) < 0)
		return -1;
	if (expr_dim_none(v->dim))
		return 0;
	return expr_bad(b, a->at,
	    "%s is in %s, but a number without unit is wanted; divide it by a "
	    "unit, as in %s / (1 %s)",
	    expr_quote(b, a).text, unit_name(v).text, expr_quote(b, a).text,
	    unit_name(v).text);
}

bool expr_is_zero(const struct n62_exprs *x, const struct value *v)
{
	return v->kind == N62_EXPR_NUMBER && expr_dim_none(v->dim) &&
	       x->nodes[v->v[0]].shape < 0 && x->nodes[v->v[0]].value == 0;
}

int expr_check_same(struct binder *b, const struct ast *p,
    const struct value *v, const struct ast *q, const struct value *w,
    struct dim *dim)
{
	*dim = expr_is_zero(b->x, v) ? w->dim : v->dim;
	if (expr_dim_same(v->dim, w->dim) || expr_is_zero(b->x, v) ||
	    expr_is_zero(b->x, w))
		return 0;
	if (expr_dim_none(v->dim)) {
		const struct ast *a = p;
		const struct value *u = v;

		p = q;
		v = w;
		q = a;
		w = u;
	}
	if (expr_dim_none(w->dim) && q->op == A_NUMBER)
		return expr_bad(b, q->at,
		    "%s has no unit, but %s is in %s: write %s %s",
		    expr_quote(b, q).text, expr_quote(b, p).text,
		    unit_name(v).text, expr_quote(b, q).text,
		    unit_name(v).text);
	if (expr_dim_none(w->dim))
		return expr_bad(b, q->at, "%s has no unit, but %s is in %s",
		    expr_quote(b, q).text, expr_quote(b, p).text,
		    unit_name(v).text);
	return expr_bad(b, q->at, "%s is in %s, but %s is in %s",
	    expr_quote(b, q).text, unit_name(w).text, expr_quote(b, p).text,
	    unit_name(v).text);
}

/* ---- arithmetic ------------------------------------------------------ */

static int set_number(struct value *v, int node)
{
	v->kind = N62_EXPR_NUMBER;
	v->unit = NULL;
	v->v[0] = node;
	return node < 0 ? -1 : 0;
}

static int set_truth(struct value *v, int node)
{
	*v = (struct value){ .kind = N62_EXPR_TRUTH, .v = { node } };
	return node < 0 ? -1 : 0;
}

static int check_literal(struct binder *b, const struct ast *a, struct value *v)
{
	if (a->op == A_TEXT) {
		v->kind = N62_EXPR_TEXT;
		v->text = a->word;
		return 0;
	}
	if (a->op == A_TRUTH)
		return set_truth(v, expr_truth(b->x, a->number != 0, b->err));
	v->dim = a->unit.dim;
	return set_number(v,
	    expr_number(b->x, a->number * a->unit.mul / a->unit.div, b->err));
}

static int check_mass(struct binder *b, const struct ast *a, struct value *v)
{
	const struct n62_particle *p = n62_particle(b->x->physics, a->pdg);

	v->dim = (struct dim){ 2, 0, 0 };
	return set_number(v, expr_number(b->x, p->mass / 1000, b->err));
}

static int check_negative(
    struct binder *b, const struct ast *a, struct value *v)
{
	int n = 1;

	if (expr_check(b, a->kid[0], v) < 0)
		return -1;
	if (v->kind == N62_EXPR_VECTOR)
		n = 4;
	else if (v->kind != N62_EXPR_NUMBER)
		return expr_check_number(b, a->kid[0], v);
	for (int i = 0; i < n; i++) {
		v->v[i] = expr_op(b->x, N_NEG, v->v[i], -1, -1, b->err);
		if (v->v[i] < 0)
			return -1;
	}
	v->unit = NULL;
	return 0;
}

static int add_vectors(struct binder *b, const struct ast *a,
    const struct value *p, const struct value *q, struct value *v)
{
	enum node_op op = a->op == A_ADD ? N_ADD : N_SUB;

	if (p->kind != N62_EXPR_VECTOR)
		return expr_check_vector(b, a->kid[0], v);
	if (q->kind != N62_EXPR_VECTOR)
		return expr_check_vector(b, a->kid[1], v);
	v->kind = N62_EXPR_VECTOR;
	for (int i = 0; i < 4; i++) {
		v->v[i] = expr_op(b->x, op, p->v[i], q->v[i], -1, b->err);
		if (v->v[i] < 0)
			return -1;
	}
	return 0;
}

static int check_sum(struct binder *b, const struct ast *a, struct value *v)
{
	struct value p = { 0 }, q = { 0 };

	if (expr_check(b, a->kid[0], &p) < 0 ||
	    expr_check(b, a->kid[1], &q) < 0)
		return -1;
	if (p.kind == N62_EXPR_VECTOR || q.kind == N62_EXPR_VECTOR)
		return add_vectors(b, a, &p, &q, v);
	if (p.kind != N62_EXPR_NUMBER)
		return expr_check_number(b, a->kid[0], &p);
	if (q.kind != N62_EXPR_NUMBER)
		return expr_check_number(b, a->kid[1], &q);
	if (expr_check_same(b, a->kid[0], &p, a->kid[1], &q, &v->dim) < 0)
		return -1;
	return set_number(v, expr_op(b->x, a->op == A_ADD ? N_ADD : N_SUB,
				 p.v[0], q.v[0], -1, b->err));
}

static int check_product(struct binder *b, const struct ast *a, struct value *v)
{
	int sign = a->op == A_MUL ? 1 : -1;
	struct value p = { 0 }, q = { 0 };

	if (expr_check_number(b, a->kid[0], &p) < 0 ||
	    expr_check_number(b, a->kid[1], &q) < 0)
		return -1;
	if (expr_dim_add(p.dim, q.dim, sign, &v->dim) < 0)
		return expr_bad(
		    b, a->mark, "the power of the unit is out of range");
	return set_number(v, expr_op(b->x, sign > 0 ? N_MUL : N_DIV, p.v[0],
				 q.v[0], -1, b->err));
}

/* A power of a half: of an exponent of a dimension, which is doubled. */
static int scale_exponent(int8_t *e, double power)
{
	double v = *e * power;

	if (v != floor(v) || fabs(v) > 100)
		return -1;
	*e = (int8_t)v;
	return 0;
}

static int power_node(
    struct n62_exprs *x, int base, double power, struct n62_err *err)
{
	int one;

	if (power == 2)
		return expr_op(x, N_MUL, base, base, -1, err);
	if (power == 0.5)
		return expr_op(x, N_SQRT, base, -1, -1, err);
	if (power == -1) {
		one = expr_number(x, 1, err);
		return one < 0 ? -1 : expr_op(x, N_DIV, one, base, -1, err);
	}
	one = expr_number(x, power, err);
	return one < 0 ? -1 : expr_op(x, N_POWER, base, one, -1, err);
}

static int check_power(struct binder *b, const struct ast *a, struct value *v)
{
	struct value p = { 0 }, q = { 0 };
	const struct node *n;

	if (expr_check_number(b, a->kid[0], &p) < 0 ||
	    expr_check_pure(b, a->kid[1], &q) < 0)
		return -1;
	n = &b->x->nodes[q.v[0]];
	v->dim = p.dim;
	if (n->shape < 0) {
		if (scale_exponent(&v->dim.e, n->value) < 0 ||
		    scale_exponent(&v->dim.l, n->value) < 0 ||
		    scale_exponent(&v->dim.t, n->value) < 0)
			return expr_bad(b, a->kid[1]->at,
			    "a unit cannot be raised to this power");
		return set_number(
		    v, power_node(b->x, p.v[0], n->value, b->err));
	}
	if (!expr_dim_none(p.dim))
		return expr_bad(b, a->kid[1]->at,
		    "%s is in %s, and its power must be a constant",
		    expr_quote(b, a->kid[0]).text, unit_name(&p).text);
	return set_number(
	    v, expr_op(b->x, N_POWER, p.v[0], q.v[0], -1, b->err));
}

/* A bare column of 64 bits keeps them all. */
static bool has_64_bits(const struct n62_exprs *x, int node)
{
	const struct node *n = &x->nodes[node];
	enum n62_type t;

	if (n->op != N_LOAD)
		return false;
	t = x->table->columns[n->col].type;
	return t == N62_I64 || t == N62_U64;
}

static int check_bits(struct binder *b, const struct ast *a, struct value *v)
{
	struct value p = { 0 }, q = { 0 };
	struct node n;

	if (expr_check_pure(b, a->kid[0], &p) < 0 ||
	    expr_check_pure(b, a->kid[1], &q) < 0)
		return -1;
	if (has_64_bits(b->x, q.v[0])) {
		struct value swap = p;

		p = q;
		q = swap;
	}
	if (has_64_bits(b->x, p.v[0]) && b->x->nodes[q.v[0]].shape < 0 &&
	    b->x->nodes[q.v[0]].value >= 0) {
		n = b->x->nodes[p.v[0]];
		n.op = N_LOAD_BITS;
		n.value = b->x->nodes[q.v[0]].value;
		return set_number(v, expr_node(b->x, &n, b->err));
	}
	return set_number(v, expr_op(b->x, N_BITS, p.v[0], q.v[0], -1, b->err));
}

/* ---- conditions ------------------------------------------------------ */

/* A text column and a literal, one of which is v. */
static int same_text(
    struct binder *b, size_t at, const struct value *v, const struct value *w)
{
	struct n62_exprs *x = b->x;
	struct node n = EXPR_NODE(N_TEXT);
	struct n62_word *words;

	if (!v->text.at) {
		const struct value *swap = v;

		v = w;
		w = swap;
	}
	if (v->text.at && w->text.at)
		return expr_truth(x,
		    v->text.n == w->text.n &&
			memcmp(v->text.at, w->text.at, v->text.n) == 0,
		    b->err);
	if (!v->text.at)
		return expr_bad(b, at, "only one of two texts can be a column");
	words = expr_grow(x->words, x->nwords, sizeof *words, b->err);
	if (!words)
		return -1;
	x->words = words;
	words[x->nwords] = v->text;
	n.view = w->v[0];
	n.shape = expr_shape(x, n.view);
	n.col = w->v[1];
	n.k = w->v[2];
	n.value = x->nwords++;
	return expr_node(x, &n, b->err);
}

static int not_node(struct binder *b, int node)
{
	return node < 0 ? -1 : expr_op(b->x, N_NOT, node, -1, -1, b->err);
}

static int compare_numbers(struct binder *b, enum ast_op op,
    const struct value *v, const struct value *w)
{
	int p = v->v[0], q = w->v[0];

	switch (op) {
	case A_LT:
		return expr_op(b->x, N_LT, p, q, -1, b->err);
	case A_LE:
		return expr_op(b->x, N_LE, p, q, -1, b->err);
	case A_GT:
		return expr_op(b->x, N_LT, q, p, -1, b->err);
	case A_GE:
		return expr_op(b->x, N_LE, q, p, -1, b->err);
	case A_EQ:
		return expr_op(b->x, N_EQ, p, q, -1, b->err);
	default:
		return expr_op(b->x, N_NE, p, q, -1, b->err);
	}
}

/* One comparison; returns its node. */
static int compare(struct binder *b, enum ast_op op, size_t mark,
    const struct ast *p, const struct value *v, const struct ast *q,
    const struct value *w)
{
	bool equality = op == A_EQ || op == A_NE;
	struct dim dim;
	int node;

	if (v->kind != w->kind)
		return expr_bad(b, mark,
		    "%s is %s and %s is %s: they cannot be compared",
		    expr_quote(b, p).text, kind_name(v->kind),
		    expr_quote(b, q).text, kind_name(w->kind));
	if (v->kind == N62_EXPR_NUMBER)
		return expr_check_same(b, p, v, q, w, &dim) < 0
			   ? -1
			   : compare_numbers(b, op, v, w);
	if (!equality || v->kind == N62_EXPR_VECTOR)
		return expr_bad(b, mark, "%s is %s and cannot be compared so",
		    expr_quote(b, p).text, kind_name(v->kind));
	node = v->kind == N62_EXPR_TEXT
		   ? same_text(b, mark, v, w)
		   : expr_op(b->x, N_SAME, v->v[0], w->v[0], -1, b->err);
	return op == A_NE ? not_node(b, node) : node;
}

static int both(struct binder *b, enum node_op op, int p, int q)
{
	return p < 0 || q < 0 ? -1 : expr_op(b->x, op, p, q, -1, b->err);
}

static int check_compare(struct binder *b, const struct ast *a, struct value *v)
{
	const struct ast *p = a->kid[0];
	struct value left = { 0 }, right;
	int all = -1, node;

	if (expr_check(b, p, &left) < 0)
		return -1;
	for (const struct ast *q = p->next; q; p = q, q = q->next) {
		right = (struct value){ 0 };
		if (expr_check(b, q, &right) < 0)
			return -1;
		node = compare(
		    b, q->compare, q->compare_mark, p, &left, q, &right);
		if (node < 0)
			return -1;
		all = all < 0 ? node : both(b, N_AND, all, node);
		if (all < 0)
			return -1;
		left = right;
	}
	return set_truth(v, all);
}

static int check_range(struct binder *b, const struct ast *a, struct value *v)
{
	struct value p = { 0 }, low = { 0 }, high = { 0 };
	int from, to;

	if (expr_check_number(b, a->kid[0], &p) < 0 ||
	    expr_check_number(b, a->kid[1], &low) < 0 ||
	    expr_check_number(b, a->kid[2], &high) < 0)
		return -1;
	from = compare(b, A_GE, a->mark, a->kid[0], &p, a->kid[1], &low);
	if (from < 0)
		return -1;
	to = compare(b, A_LE, a->mark, a->kid[0], &p, a->kid[2], &high);
	return set_truth(v, both(b, N_AND, from, to));
}

static int check_set(struct binder *b, const struct ast *a, struct value *v)
{
	struct value p = { 0 }, q;
	int any = -1, node;

	if (expr_check(b, a->kid[0], &p) < 0)
		return -1;
	for (const struct ast *k = a->kid[1]; k; k = k->next) {
		q = (struct value){ 0 };
		if (expr_check(b, k, &q) < 0)
			return -1;
		node = compare(b, A_EQ, k->at, a->kid[0], &p, k, &q);
		if (node < 0)
			return -1;
		any = any < 0 ? node : both(b, N_OR, any, node);
		if (any < 0)
			return -1;
	}
	return set_truth(v, any);
}

static int check_logic(struct binder *b, const struct ast *a, struct value *v)
{
	struct value p = { 0 }, q = { 0 };

	if (expr_check_truth(b, a->kid[0], &p) < 0)
		return -1;
	if (a->op == A_NOT)
		return set_truth(v, not_node(b, p.v[0]));
	if (expr_check_truth(b, a->kid[1], &q) < 0)
		return -1;
	return set_truth(
	    v, both(b, a->op == A_AND ? N_AND : N_OR, p.v[0], q.v[0]));
}

static int check_if(struct binder *b, const struct ast *a, struct value *v)
{
	struct value c = { 0 }, p = { 0 }, q = { 0 };

	if (expr_check_truth(b, a->kid[0], &c) < 0 ||
	    expr_check(b, a->kid[1], &p) < 0)
		return -1;
	if (p.kind == N62_EXPR_TRUTH) {
		if (expr_check_truth(b, a->kid[2], &q) < 0)
			return -1;
		return set_truth(v,
		    expr_op(b->x, N_IF_TRUTH, c.v[0], p.v[0], q.v[0], b->err));
	}
	if (p.kind != N62_EXPR_NUMBER)
		return expr_check_number(b, a->kid[1], &p);
	if (expr_check_number(b, a->kid[2], &q) < 0 ||
	    expr_check_same(b, a->kid[1], &p, a->kid[2], &q, &v->dim) < 0)
		return -1;
	return set_number(
	    v, expr_op(b->x, N_IF, c.v[0], p.v[0], q.v[0], b->err));
}

static int check_as(struct binder *b, const struct ast *a, struct value *v)
{
	const struct ast *of = a->kid[0];
	int role = of->op == A_NAME ? expr_find_role(b, of->word) : -1;
	int view, list, found;

	if (role >= 0)
		return expr_role_vector(b, of, role, a->pdg, v);
	found = expr_find_view(b, of, &view, &list);
	if (found < 0)
		return -1;
	if (found == 0)
		return expr_particle_vector(b, of, view, list, a->pdg, -1, v);
	return expr_bad(b, of->at,
	    "%s is no object of a list; `as` says which particle one is",
	    expr_quote(b, of).text);
}

int expr_check(struct binder *b, const struct ast *a, struct value *v)
{
	*v = (struct value){ 0 };
	b->at = a->at;
	switch (a->op) {
	case A_NUMBER:
	case A_TRUTH:
	case A_TEXT:
		return check_literal(b, a, v);
	case A_NAME:
		return expr_check_name(b, a, v);
	case A_DOT:
		return expr_check_dot(b, a, v);
	case A_INDEX:
		return expr_check_index(b, a, v);
	case A_CALL:
		return expr_check_call(b, a, v);
	case A_REDUCE:
		return expr_check_reduce(b, a, v);
	case A_AS:
		return check_as(b, a, v);
	case A_MASS:
		return check_mass(b, a, v);
	case A_NEG:
		return check_negative(b, a, v);
	case A_ADD:
	case A_SUB:
		return check_sum(b, a, v);
	case A_MUL:
	case A_DIV:
		return check_product(b, a, v);
	case A_POWER:
		return check_power(b, a, v);
	case A_BITS:
		return check_bits(b, a, v);
	case A_COMPARE:
		return check_compare(b, a, v);
	case A_RANGE:
		return check_range(b, a, v);
	case A_SET:
		return check_set(b, a, v);
	case A_IF:
		return check_if(b, a, v);
	default:
		return check_logic(b, a, v);
	}
}
