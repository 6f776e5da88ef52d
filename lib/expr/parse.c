/*
 * parse.c - the tree of an expression, by recursive descent, where operators
 * of two operands climb by their precedence.
 */
#include <string.h>

#include "expr/private.h"

struct parser {
	struct n62_exprs *x;
	const struct source *source;
	struct token t; /* the next one */
	size_t end;     /* of the one before */
	int depth;
	struct n62_err *err;
};

static struct ast *parse_expr(struct parser *p);
static struct ast *parse_operand(struct parser *p);

static void *fail(struct parser *p, size_t at, const char *what)
{
	expr_fail(p->x, p->source, at, p->err, "%s", what);
	return NULL;
}

/* The next token cannot stand here. */
static void *unexpected(struct parser *p, const char *wanted)
{
	const char *text = p->source->text;
	size_t n = p->t.end - p->t.at;
	char word[40] = "";
	const char *near;

	if (n >= sizeof word)
		n = sizeof word - 1;
	memcpy(word, text + p->t.at, n);
	if (p->t.kind == T_BAD && p->t.bad)
		return fail(p, p->t.at, p->t.bad);
	if (p->t.kind == T_BAD) {
		near = expr_unit_nearest(word);
		expr_fail(p->x, p->source, p->t.at, p->err,
		    "%s is no unit%s%s%s", word, near ? "; do you mean " : "",
		    near ? near : "", near ? "?" : "");
		return NULL;
	}
	if (p->t.kind == T_END)
		expr_fail(p->x, p->source, p->t.at, p->err,
		    "the text ends where %s is missing", wanted);
	else
		expr_fail(p->x, p->source, p->t.at, p->err,
		    "%s is wanted here, not %s", wanted, word);
	return NULL;
}

static void advance(struct parser *p)
{
	p->end = p->t.end;
	p->t = expr_token(p->source->text, p->source->n, p->t.end);
}

static bool take(struct parser *p, enum token_kind kind)
{
	if (p->t.kind != kind)
		return false;
	advance(p);
	return true;
}

static int want(struct parser *p, enum token_kind kind, const char *what)
{
	if (take(p, kind))
		return 0;
	unexpected(p, what);
	return -1;
}

static struct n62_word word_at(const struct parser *p, const struct token *t)
{
	return (struct n62_word){ p->source->text + t->at, t->end - t->at };
}

static struct ast *new_ast(struct parser *p, enum ast_op op, size_t at)
{
	struct ast *a = n62_arena_new(&p->x->arena, 1, sizeof *a, p->err);

	if (!a)
		return NULL;
	a->op = op;
	a->at = a->mark = (uint32_t)at;
	a->end = (uint32_t)p->end;
	return a;
}

/* The height, once all below is known. */
static struct ast *finish(struct parser *p, struct ast *a)
{
	a->end = (uint32_t)p->end;
	for (int i = 0; i < 3; i++)
		for (const struct ast *k = a->kid[i]; k; k = k->next)
			if (k->height >= a->height)
				a->height = k->height + 1;
	if (a->height > EXPR_HEIGHT)
		return fail(p, a->mark, "the expression is nested too deeply");
	return a;
}

static struct ast *new_pair(
    struct parser *p, enum ast_op op, struct ast *a, struct ast *b, size_t mark)
{
	struct ast *pair = new_ast(p, op, a->at);

	if (!pair)
		return NULL;
	pair->kid[0] = a;
	pair->kid[1] = b;
	pair->mark = (uint32_t)mark;
	return finish(p, pair);
}

/* ---- operands ------------------------------------------------------- */

static struct ast *parse_number(struct parser *p)
{
	struct token t = p->t;
	struct ast *a;

	advance(p);
	a = new_ast(p, A_NUMBER, t.at);
	if (!a)
		return NULL;
	a->number = t.number;
	a->unit = t.unit;
	a->has_unit = t.has_unit;
	return a;
}

static struct ast *parse_word(struct parser *p, enum ast_op op)
{
	struct token t = p->t;
	struct ast *a;

	advance(p);
	a = new_ast(p, op, t.at);
	if (!a)
		return NULL;
	a->word = word_at(p, &t);
	if (op == A_TEXT)
		a->word = (struct n62_word){ a->word.at + 1, a->word.n - 2 };
	return a;
}

/* "pi+": a name and a sign directly behind it. */
static int parse_particle(struct parser *p, int32_t *pdg)
{
	struct token t = p->t;
	const char *text = p->source->text;
	struct n62_err unknown = { 0 };
	char name[32] = "";
	size_t n;

	if (t.kind != T_NAME) {
		unexpected(p, "the name of a particle");
		return -1;
	}
	if (t.end < p->source->n && (text[t.end] == '+' || text[t.end] == '-'))
		t.end++;
	n = t.end - t.at;
	memcpy(name, text + t.at, n < sizeof name ? n : sizeof name - 1);
	*pdg = 0;
	if (p->x->physics && n62_exprs_particle(p->x, name, pdg, &unknown) < 0)
		return expr_fail(
		    p->x, p->source, t.at, p->err, "%s", unknown.text);
	p->t.end = t.end;
	advance(p);
	return 0;
}

/* The words of count(track where ...), behind the parenthesis: the list, the
 * condition, and of all() what is to hold. */
static struct ast *parse_list(struct parser *p, struct ast *a)
{
	if (p->t.kind != T_NAME)
		return unexpected(p, "the name of a list");
	a->list = word_at(p, &p->t);
	a->list_at = (uint32_t)p->t.at;
	advance(p);
	if (take(p, T_WHERE)) {
		a->kid[1] = parse_expr(p);
		if (!a->kid[1])
			return NULL;
	}
	return a;
}

static const char *const over_lists[] = { "count", "any", "all" };

static bool is_over_list(struct n62_word w)
{
	for (int i = 0; i < 3; i++)
		if (n62_word_is(w, over_lists[i]))
			return true;
	return false;
}

static struct ast *wrong_list(struct parser *p, const struct ast *a)
{
	const char *form = "count(LIST where CONDITION)";

	if (n62_word_is(a->word, "any"))
		form = "any(LIST where CONDITION)";
	else if (n62_word_is(a->word, "all"))
		form = "all(LIST where CONDITION: CONDITION) or "
		       "all(LIST: CONDITION)";
	expr_fail(p->x, p->source, p->t.at, p->err, "the form is %s", form);
	return NULL;
}

static struct ast *parse_over_list(struct parser *p, struct ast *a)
{
	bool all = n62_word_is(a->word, "all");

	a->op = A_REDUCE;
	if (!parse_list(p, a))
		return NULL;
	if (p->t.kind == T_BAD)
		return unexpected(p, ")");
	if (all && p->t.kind != T_COLON)
		return wrong_list(p, a);
	if (all) {
		advance(p);
		a->kid[0] = parse_expr(p);
		if (!a->kid[0])
			return NULL;
	}
	if (p->t.kind != T_CLOSE)
		return p->t.kind == T_END ? unexpected(p, ")")
					  : wrong_list(p, a);
	advance(p);
	return finish(p, a);
}

static bool is_reduction(struct n62_word w)
{
	static const char *const names[] = { "sum", "min", "max", "mean" };

	for (int i = 0; i < 4; i++)
		if (n62_word_is(w, names[i]))
			return true;
	return false;
}

/* A function of several numbers as well. */
static bool is_either(struct n62_word w)
{
	return n62_word_is(w, "min") || n62_word_is(w, "max");
}

/* sum(cluster.e where ...), as one would write it elsewhere. */
static struct ast *wrong_reduction(struct parser *p, const struct ast *a)
{
	const struct ast *k = a->kid[0];
	int n = (int)a->word.n;

	if (is_either(a->word) && p->t.kind != T_WHERE)
		expr_fail(p->x, p->source, a->at, p->err,
		    "the forms are %.*s(A, B) and %.*s(EXPRESSION of LIST "
		    "where CONDITION)",
		    n, a->word.at, n, a->word.at);
	else if (k->op == A_DOT && k->kid[0]->op == A_NAME)
		expr_fail(p->x, p->source, a->at, p->err,
		    "the form is %.*s(%.*s of %.*s where CONDITION)", n,
		    a->word.at, (int)k->word.n, k->word.at,
		    (int)k->kid[0]->word.n, k->kid[0]->word.at);
	else
		expr_fail(p->x, p->source, a->at, p->err,
		    "the form is %.*s(EXPRESSION of LIST where CONDITION)", n,
		    a->word.at);
	return NULL;
}

static struct ast *parse_call(struct parser *p, struct ast *a)
{
	struct ast **last = &a->kid[0];

	a->op = A_CALL;
	advance(p);
	if (n62_word_is(a->word, "m")) {
		a->op = A_MASS;
		if (parse_particle(p, &a->pdg) < 0 || want(p, T_CLOSE, ")") < 0)
			return NULL;
		return finish(p, a);
	}
	if (is_over_list(a->word))
		return parse_over_list(p, a);
	do {
		*last = parse_expr(p);
		if (!*last)
			return NULL;
		last = &(*last)->next;
	} while (take(p, T_COMMA));
	if (is_reduction(a->word) && p->t.kind == T_WHERE)
		return wrong_reduction(p, a);
	if (is_reduction(a->word) && !a->kid[0]->next && take(p, T_OF)) {
		a->op = A_REDUCE;
		if (!parse_list(p, a))
			return NULL;
	}
	if (want(p, T_CLOSE, ")") < 0)
		return NULL;
	if (a->op == A_CALL && is_reduction(a->word) &&
	    (!a->kid[0]->next || !is_either(a->word)))
		return wrong_reduction(p, a);
	return finish(p, a);
}

static struct ast *parse_parentheses(struct parser *p)
{
	struct ast *a;
	size_t at = p->t.at;

	advance(p);
	a = parse_expr(p);
	if (!a || want(p, T_CLOSE, ")") < 0)
		return NULL;
	a->at = (uint32_t)at;
	a->end = (uint32_t)p->end;
	return a;
}

static struct ast *parse_primary(struct parser *p)
{
	struct ast *a;

	switch (p->t.kind) {
	case T_NUMBER:
		return parse_number(p);
	case T_TEXT:
		return parse_word(p, A_TEXT);
	case T_TRUE:
	case T_FALSE:
		a = parse_word(p, A_TRUTH);
		if (a)
			a->number = a->word.n == 4;
		return a;
	case T_NAME:
		a = parse_word(p, A_NAME);
		return a && p->t.kind == T_OPEN ? parse_call(p, a) : a;
	case T_OPEN:
		return parse_parentheses(p);
	default:
		return unexpected(p, "a value");
	}
}

static struct ast *parse_dot(struct parser *p, struct ast *a)
{
	struct ast *dot;
	struct token t;

	advance(p);
	t = p->t;
	if (t.kind < T_AND && t.kind != T_NAME)
		return unexpected(p, "a name");
	advance(p);
	dot = new_pair(p, A_DOT, a, NULL, t.at);
	if (dot)
		dot->word = word_at(p, &t);
	return dot;
}

/* What stands behind a primary. A [ behind a blank is none of it: something
 * else follows the expression there. */
static struct ast *parse_postfix(struct parser *p)
{
	struct ast *a = parse_primary(p), *b;
	size_t mark;

	while (a) {
		mark = p->t.at;
		if (p->t.kind == T_DOT) {
			a = parse_dot(p, a);
		} else if (p->t.kind == T_INDEX && !p->t.blank) {
			advance(p);
			b = parse_expr(p);
			if (!b || want(p, T_INDEX_END, "]") < 0)
				return NULL;
			a = new_pair(p, A_INDEX, a, b, mark);
		} else if (take(p, T_AS)) {
			int32_t pdg;

			if (parse_particle(p, &pdg) < 0)
				return NULL;
			a = new_pair(p, A_AS, a, NULL, mark);
			if (a)
				a->pdg = pdg;
		} else {
			break;
		}
	}
	return a;
}

/* ---- operators ------------------------------------------------------ */

static struct ast *parse_power(struct parser *p)
{
	struct ast *a = parse_postfix(p), *b;
	size_t mark = p->t.at;

	if (!a || !take(p, T_POWER))
		return a;
	b = parse_operand(p);
	return b ? new_pair(p, A_POWER, a, b, mark) : NULL;
}

/* A sign or a power; as deep as they come one behind the other. */
static struct ast *parse_operand(struct parser *p)
{
	struct ast *a = NULL, *b;
	size_t at = p->t.at;

	if (++p->depth > EXPR_HEIGHT)
		return fail(p, at, "the expression is nested too deeply");
	if (take(p, T_ADD)) {
		a = parse_operand(p);
	} else if (take(p, T_SUB)) {
		b = parse_operand(p);
		if (b)
			a = new_pair(p, A_NEG, b, NULL, at);
		if (a)
			a->at = (uint32_t)at;
	} else {
		a = parse_power(p);
	}
	p->depth--;
	return a;
}

static int precedence(enum token_kind kind, enum ast_op *op)
{
	switch (kind) {
	case T_MUL:
		*op = A_MUL;
		return 3;
	case T_DIV:
		*op = A_DIV;
		return 3;
	case T_ADD:
		*op = A_ADD;
		return 2;
	case T_SUB:
		*op = A_SUB;
		return 2;
	case T_BITS:
		*op = A_BITS;
		return 1;
	default:
		return 0;
	}
}

static struct ast *parse_sum(struct parser *p, int least)
{
	struct ast *a = parse_operand(p), *b;
	enum ast_op op;
	int level;

	while (a && (level = precedence(p->t.kind, &op)) >= least) {
		size_t mark = p->t.at;

		advance(p);
		b = parse_sum(p, level + 1);
		a = b ? new_pair(p, op, a, b, mark) : NULL;
	}
	return a;
}

/* A number or its negative, without a unit. */
static struct ast *bare_number(struct ast *a)
{
	while (a->op == A_NEG)
		a = a->kid[0];
	return a->op == A_NUMBER && !a->has_unit ? a : NULL;
}

/* 8..65 GeV is 8 GeV..65 GeV. */
static void share_unit(struct ast *low, struct ast *high)
{
	struct ast *to = bare_number(low);

	while (high->op == A_NEG)
		high = high->kid[0];
	if (to && high->op == A_NUMBER && high->has_unit) {
		to->unit = high->unit;
		to->has_unit = true;
	}
}

static struct ast *parse_set(struct parser *p, struct ast *a, size_t mark)
{
	struct ast *set = new_ast(p, A_SET, a->at);
	struct ast **last;

	if (!set)
		return NULL;
	set->mark = (uint32_t)mark;
	set->kid[0] = a;
	last = &set->kid[1];
	do {
		*last = parse_expr(p);
		if (!*last)
			return NULL;
		last = &(*last)->next;
	} while (take(p, T_COMMA));
	if (want(p, T_SET_END, "}") < 0)
		return NULL;
	return finish(p, set);
}

static struct ast *parse_in(struct parser *p, struct ast *a, size_t mark)
{
	struct ast *low, *high, *range;

	if (take(p, T_SET))
		return parse_set(p, a, mark);
	low = parse_sum(p, 1);
	if (!low || want(p, T_RANGE, "..") < 0)
		return NULL;
	high = parse_sum(p, 1);
	if (!high)
		return NULL;
	share_unit(low, high);
	range = new_pair(p, A_RANGE, a, low, mark);
	if (!range)
		return NULL;
	range->kid[2] = high;
	return finish(p, range);
}

static bool comparison(enum token_kind kind, enum ast_op *op)
{
	if (kind < T_LT || kind > T_NE)
		return false;
	*op = A_LT + (kind - T_LT);
	return true;
}

/* `not` between a value and `in`. */
static bool take_not_in(struct parser *p)
{
	struct token t = p->t;

	if (t.kind != T_NOT)
		return false;
	return expr_token(p->source->text, p->source->n, t.end).kind == T_IN;
}

/* All of a < b <= c is one node, so that b is looked at once. */
static struct ast *parse_chain(struct parser *p, struct ast *a)
{
	struct ast *chain = new_ast(p, A_COMPARE, a->at), *last = a;
	enum ast_op op;

	if (!chain)
		return NULL;
	chain->kid[0] = a;
	chain->mark = (uint32_t)p->t.at;
	while (comparison(p->t.kind, &op)) {
		uint32_t mark = (uint32_t)p->t.at;

		advance(p);
		last->next = parse_sum(p, 1);
		last = last->next;
		if (!last)
			return NULL;
		last->compare = op;
		last->compare_mark = mark;
	}
	return finish(p, chain);
}

static struct ast *parse_comparison(struct parser *p)
{
	struct ast *a = parse_sum(p, 1);
	size_t mark = p->t.at;
	enum ast_op op;

	if (a && take_not_in(p)) {
		advance(p);
		advance(p);
		a = parse_in(p, a, mark);
		return a ? new_pair(p, A_NOT, a, NULL, mark) : NULL;
	}
	if (a && take(p, T_IN))
		return parse_in(p, a, mark);
	return a && comparison(p->t.kind, &op) ? parse_chain(p, a) : a;
}

static struct ast *parse_not(struct parser *p)
{
	struct ast *a;
	size_t at = p->t.at;

	if (!take(p, T_NOT))
		return parse_comparison(p);
	if (++p->depth > EXPR_HEIGHT)
		return fail(p, at, "the expression is nested too deeply");
	a = parse_not(p);
	p->depth--;
	if (a)
		a = new_pair(p, A_NOT, a, NULL, at);
	if (a)
		a->at = (uint32_t)at;
	return a;
}

static struct ast *parse_and(struct parser *p)
{
	struct ast *a = parse_not(p), *b;
	size_t mark = p->t.at;

	while (a && take(p, T_AND)) {
		b = parse_not(p);
		a = b ? new_pair(p, A_AND, a, b, mark) : NULL;
		mark = p->t.at;
	}
	return a;
}

static struct ast *parse_or(struct parser *p)
{
	struct ast *a = parse_and(p), *b;
	size_t mark = p->t.at;

	while (a && take(p, T_OR)) {
		b = parse_and(p);
		a = b ? new_pair(p, A_OR, a, b, mark) : NULL;
		mark = p->t.at;
	}
	return a;
}

static struct ast *parse_if(struct parser *p)
{
	struct ast *a = new_ast(p, A_IF, p->t.at);

	advance(p);
	if (!a)
		return NULL;
	a->kid[0] = parse_expr(p);
	if (!a->kid[0] || want(p, T_THEN, "then") < 0)
		return NULL;
	a->kid[1] = parse_expr(p);
	if (!a->kid[1] || want(p, T_ELSE, "else") < 0)
		return NULL;
	a->kid[2] = parse_expr(p);
	return a->kid[2] ? finish(p, a) : NULL;
}

static struct ast *parse_expr(struct parser *p)
{
	struct ast *a;

	if (++p->depth > EXPR_HEIGHT)
		return fail(p, p->t.at, "the expression is nested too deeply");
	a = p->t.kind == T_IF ? parse_if(p) : parse_or(p);
	p->depth--;
	return a;
}

struct ast *expr_parse(struct n62_exprs *x, const struct source *s, size_t *end,
    struct n62_err *err)
{
	struct parser p = { .x = x, .source = s, .err = err };
	struct ast *a;

	p.t = expr_token(s->text, s->n, 0);
	a = parse_expr(&p);
	if (!a)
		return NULL;
	if (end)
		*end = p.end;
	else if (p.t.kind != T_END)
		return unexpected(&p, "an operator or the end");
	return a;
}
