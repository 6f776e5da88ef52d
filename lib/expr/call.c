/*
 * call.c - functions, and reductions over lists.
 */
#include <string.h>

#include "expr/private.h"

/* What a function wants of the units of its arguments, and gives. */
enum rule {
	KEEPS, /* any, the same for all; gives it */
	HALVES,
	PURE,
	RATIO, /* any, the same for all; gives a pure number */
	TRUTH  /* any; gives a truth */
};

static const struct function {
	const char *name;
	enum node_op op;
	int least, most; /* arguments */
	enum rule rule;
} functions[] = {
	{ "abs", N_ABS, 1, 1, KEEPS },
	{ "sqrt", N_SQRT, 1, 1, HALVES },
	{ "exp", N_EXP, 1, 1, PURE },
	{ "log", N_LOG, 1, 1, PURE },
	{ "sin", N_SIN, 1, 1, PURE },
	{ "cos", N_COS, 1, 1, PURE },
	{ "tan", N_TAN, 1, 1, PURE },
	{ "asin", N_ASIN, 1, 1, PURE },
	{ "acos", N_ACOS, 1, 1, PURE },
	{ "atan", N_ATAN, 1, 1, PURE },
	{ "atan2", N_ATAN2, 2, 2, RATIO },
	{ "min", N_MIN, 2, 1000, KEEPS },
	{ "max", N_MAX, 2, 1000, KEEPS },
	{ "floor", N_FLOOR, 1, 1, PURE },
	{ "round", N_ROUND, 1, 1, PURE },
	{ "isfinite", N_FINITE, 1, 1, TRUTH },
	{ "exists", N_EXISTS, 1, 1, TRUTH },
};

enum {
	nfunctions = sizeof functions / sizeof functions[0]
};

static int count_arguments(const struct ast *a)
{
	int n = 0;

	for (const struct ast *k = a->kid[0]; k; k = k->next)
		n++;
	return n;
}

static int wrong_count(struct binder *b, const struct ast *a, int least)
{
	return expr_bad(b, a->at, "%.*s takes %d argument%s", (int)a->word.n,
	    a->word.at, least, least == 1 ? "" : "s");
}

/* Two arguments that can be compared, or more for min and max. */
static int call_several(struct binder *b, const struct ast *a,
    const struct function *f, struct value *v)
{
	const struct ast *first = a->kid[0];
	struct value next;
	struct dim dim;

	if (expr_check_number(b, first, v) < 0)
		return -1;
	for (const struct ast *k = first->next; k; k = k->next) {
		if (expr_check_number(b, k, &next) < 0 ||
		    expr_check_same(b, first, v, k, &next, &dim) < 0)
			return -1;
		v->dim = dim;
		v->v[0] = expr_op(b->x, f->op, v->v[0], next.v[0], -1, b->err);
		if (v->v[0] < 0)
			return -1;
	}
	v->unit = NULL;
	if (f->rule == RATIO)
		v->dim = (struct dim){ 0, 0, 0 };
	return 0;
}

static int call_one(struct binder *b, const struct ast *a,
    const struct function *f, struct value *v)
{
	int r = f->rule == PURE ? expr_check_pure(b, a->kid[0], v)
				: expr_check_number(b, a->kid[0], v);

	if (r < 0)
		return -1;
	v->v[0] = expr_op(b->x, f->op, v->v[0], -1, -1, b->err);
	v->unit = NULL;
	if (f->rule == HALVES) {
		if (v->dim.e % 2 || v->dim.l % 2 || v->dim.t % 2)
			return expr_bad(b, a->at,
			    "the unit of %s has no square root",
			    expr_quote(b, a->kid[0]).text);
		v->dim.e /= 2;
		v->dim.l /= 2;
		v->dim.t /= 2;
	}
	if (f->rule == TRUTH) {
		v->kind = N62_EXPR_TRUTH;
		v->dim = (struct dim){ 0, 0, 0 };
	}
	return v->v[0] < 0 ? -1 : 0;
}

static int unknown_function(struct binder *b, const struct ast *a)
{
	static const char *const others[] = { "count", "any", "all", "sum",
		"mean", "mass", "mass2", "p", "pt", "angle", "energy", "m" };
	const int nothers = sizeof others / sizeof others[0];
	const char *names[nfunctions + sizeof others / sizeof others[0] + 1];
	char word[N62_MAX_NAME + 1] = "";
	const char *near;
	int n = 0;

	for (int i = 0; i < nfunctions; i++)
		names[n++] = functions[i].name;
	for (int i = 0; i < nothers; i++)
		names[n++] = others[i];
	names[n] = NULL;
	if (a->word.n > N62_MAX_NAME)
		return expr_bad(b, a->at, "there is no such function");
	memcpy(word, a->word.at, a->word.n);
	if (expr_find_list(b->x, a->word) >= 0)
		return expr_bad(b, a->at,
		    "%s is a list; an element of it is written %s[0]", word,
		    word);
	near = n62_nearest(word, names);
	return near
		   ? expr_bad(b, a->at,
			 "there is no function %s; do you mean %s?", word, near)
		   : expr_bad(b, a->at, "there is no function %s", word);
}

int expr_check_call(struct binder *b, const struct ast *a, struct value *v)
{
	const struct function *f = NULL;
	int n = count_arguments(a), done;

	for (int i = 0; i < nfunctions; i++)
		if (n62_word_is(a->word, functions[i].name))
			f = &functions[i];
	if (!f) {
		done = expr_check_vector_call(b, a, n, v);
		return done <= 0 ? done : unknown_function(b, a);
	}
	if (n < f->least || n > f->most)
		return wrong_count(b, a, f->least);
	return f->least > 1 ? call_several(b, a, f, v) : call_one(b, a, f, v);
}

/* ---- reductions ------------------------------------------------------ */

static const struct {
	const char *name;
	enum node_op op;
} reductions[] = {
	{ "count", N_COUNT },
	{ "any", N_ANY },
	{ "all", N_ALL },
	{ "sum", N_SUM },
	{ "min", N_LEAST },
	{ "max", N_LARGEST },
	{ "mean", N_MEAN },
};

int expr_unknown_list(struct binder *b, const struct ast *a)
{
	const struct n62_table *t = b->x->table;
	const char *names[N62_MAX_LISTS + 1], *near = NULL;
	char word[N62_MAX_NAME + 1] = "";
	int n = 0;

	if (a->list.n > N62_MAX_NAME)
		return expr_bad(b, a->list_at, "there is no such list");
	memcpy(word, a->list.at, a->list.n);
	for (int i = 0; t && i < t->nlists; i++)
		names[n++] = t->lists[i].name;
	names[n] = NULL;
	near = n62_nearest(word, names);
	if (near)
		return expr_bad(b, a->list_at,
		    "there is no list %s; do you mean %s?", word, near);
	return expr_bad(b, a->list_at, "there is no list %s", word);
}

/* The nodes of value and condition, in the space of the elements. */
static int check_inside(struct binder *b, const struct ast *a, int list,
    int space, struct node *n, struct value *v)
{
	struct scope scope = { b->scope, list, space };
	struct binder inner = *b;
	struct value c = { 0 };
	bool all = n->op == N_ALL;

	inner.scope = &scope;
	if (a->kid[0]) {
		if ((all ? expr_check_truth(&inner, a->kid[0], v)
			 : expr_check_number(&inner, a->kid[0], v)) < 0)
			return -1;
		n->a = expr_fill(b->x, v->v[0], space, b->err);
		if (n->a < 0)
			return -1;
	}
	if (a->kid[1]) {
		if (expr_check_truth(&inner, a->kid[1], &c) < 0)
			return -1;
		n->b = expr_fill(b->x, c.v[0], space, b->err);
		if (n->b < 0)
			return -1;
	}
	return 0;
}

int expr_check_reduce(struct binder *b, const struct ast *a, struct value *v)
{
	struct node n = EXPR_NODE(N_COUNT);
	int list = expr_find_list(b->x, a->list), space;

	for (size_t i = 0; i < sizeof reductions / sizeof reductions[0]; i++)
		if (n62_word_is(a->word, reductions[i].name))
			n.op = reductions[i].op;
	if (list < 0)
		return expr_unknown_list(b, a);
	n.shape = expr_here(b);
	space = expr_space(b->x, S_LIST, n.shape, list, -1, -1, b->err);
	if (space < 0 || check_inside(b, a, list, space, &n, v) < 0)
		return -1;
	n.view = space;
	v->unit = NULL;
	v->kind =
	    n.op == N_ANY || n.op == N_ALL ? N62_EXPR_TRUTH : N62_EXPR_NUMBER;
	v->v[0] = expr_node(b->x, &n, b->err);
	return v->v[0] < 0 ? -1 : 0;
}
