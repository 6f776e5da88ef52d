/*
 * eval.c - evaluation: each node at most once for the entries of its shape,
 * when its value is asked for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr/private.h"

struct operand expr_operand(const struct n62_exprs *x, int node)
{
	const struct node *n = &x->nodes[node];
	struct operand o = { 0 };

	o.step = n->shape >= 0;
	if (n->truth)
		o.truth = n->shape < 0 ? &n->bit : n->data;
	else
		o.number = n->shape < 0 ? &n->value : n->data;
	return o;
}

static void fill(
    const struct node *n, struct operand from, void *out, uint32_t count)
{
	if (n->truth)
		memset(out, *from.truth, count);
	for (uint32_t i = 0; i < count && !n->truth; i++)
		((double *)out)[i] = *from.number;
}

static void spread(
    const struct node *n, const struct space *s, struct operand from, void *out)
{
	if (n->truth) {
		for (uint32_t i = 0; i < s->n; i++)
			((uint8_t *)out)[i] =
			    from.truth[s->own_parent[i] * from.step];
	} else {
		for (uint32_t i = 0; i < s->n; i++)
			((double *)out)[i] =
			    from.number[s->own_parent[i] * from.step];
	}
}

/* The place of each element in its list. */
static void find_places(
    const struct n62_exprs *x, const struct node *n, double *out)
{
	const struct space *s = &x->spaces[n->view];
	const struct space *rows = &x->spaces[n->shape];
	const uint32_t *in_block = NULL;

	if (s->op == S_LIST) {
		for (uint32_t i = 0; i < s->entries; i++)
			for (uint32_t j = s->offsets[i]; j < s->offsets[i + 1];
			     j++)
				out[j] = j - s->offsets[i];
		return;
	}
	for (int i = 0; i < x->table->ncolumns && !in_block; i++)
		if (x->table->columns[i].list == s->list)
			in_block = n62_offsets(
			    x->block, (struct n62_col){ x->table_number, i });
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t e = rows->event ? rows->event[i] : i;

		out[i] = s->element[i] == EXPR_NONE || !in_block
			     ? (double)NAN
			     : s->element[i] - in_block[e];
	}
}

static void find_valid(
    const struct n62_exprs *x, const struct node *n, uint8_t *out)
{
	const struct space *s = &x->spaces[n->view];

	for (uint32_t i = 0; i < s->n; i++)
		out[i] = s->op != S_POINT || s->element[i] != EXPR_NONE;
}

/* Operations on operands of the same shape. */
static int eval_kernel(
    struct n62_exprs *x, struct node *n, uint32_t count, struct n62_err *err)
{
	const int kids[3] = { n->a, n->b, n->c };
	struct operand in[3] = { { 0 } };

	for (int i = 0; i < 3; i++) {
		if (kids[i] < 0)
			continue;
		if (expr_eval(x, kids[i], err) < 0)
			return -1;
		in[i] = expr_operand(x, kids[i]);
		/* The rest of a condition that holds nowhere. */
		if (n->op == N_AND && i == 0 && in[0].step == 1 &&
		    !memchr(in[0].truth, 1, count)) {
			n->data = in[0].truth;
			return 0;
		}
	}
	expr_kernel(n->op, in, n->own, n->own, count);
	return 0;
}

static int eval_new(
    struct n62_exprs *x, int node, uint32_t count, struct n62_err *err)
{
	struct node *n = &x->nodes[node];

	switch (n->op) {
	case N_FILL:
		fill(n, expr_operand(x, n->a), n->own, count);
		return 0;
	case N_SPREAD:
		if (expr_eval(x, n->a, err) < 0)
			return -1;
		spread(n, &x->spaces[n->shape], expr_operand(x, n->a), n->own);
		return 0;
	case N_PLACE:
	case N_VALID:
		if (expr_space_ready(x, n->view, err) < 0)
			return -1;
		if (n->op == N_PLACE)
			find_places(x, n, n->own);
		else
			find_valid(x, n, n->own);
		return 0;
	case N_LOAD:
	case N_LOAD_X:
	case N_AT:
	case N_SLOT:
	case N_TEXT:
	case N_LOAD_BITS:
	case N_LOAD_LT:
	case N_LOAD_LE:
	case N_LOAD_GT:
	case N_LOAD_GE:
		return expr_eval_load(x, n, n->own, count, err);
	default:
		if (n->op >= N_COUNT)
			return expr_eval_reduce(x, node, n->own, err);
		return eval_kernel(x, n, count, err);
	}
}

int expr_eval(struct n62_exprs *x, int node, struct n62_err *err)
{
	struct node *n = &x->nodes[node];
	const struct space *s;

	if (n->shape < 0)
		return 0;
	if (expr_space_ready(x, n->shape, err) < 0)
		return -1;
	s = &x->spaces[n->shape];
	if (n->epoch == s->epoch)
		return 0;
	if (expr_room(&n->own, &n->room, s->n,
		n->truth ? sizeof(uint8_t) : sizeof(double), err) < 0)
		return -1;
	n->data = n->own;
	if (eval_new(x, node, s->n, err) < 0)
		return -1;
	n->epoch = s->epoch;
	return 0;
}

/* ---- for callers ------------------------------------------------------ */

int n62_exprs_begin(struct n62_exprs *x, const struct n62_block *b,
    const struct n62_expr_rows *rows, struct n62_err *err)
{
	struct space *s = x->spaces;

	if (!x->bound || b->table != x->table_number)
		return n62_fail(err, N62_USAGE,
		    "expressions are not bound to the table of the block");
	for (uint32_t i = 0; rows->event && i < rows->nrows; i++)
		if (rows->event[i] >= b->rows)
			return n62_fail(err, N62_USAGE,
			    "row %u of an evaluation is of no event", i);
	if (!rows->event && rows->nrows > b->rows)
		return n62_fail(err, N62_USAGE,
		    "an evaluation has more rows than the block");
	x->block = b;
	x->rows = *rows;
	s->n = rows->nrows;
	s->event = rows->event;
	s->epoch = ++x->tick;
	return 0;
}

static int eval_value(
    struct n62_exprs *x, int number, int n, struct n62_err *err)
{
	const struct value *v = &x->entries[number].value;

	for (int i = 0; i < n; i++)
		if (expr_eval(x, v->v[i], err) < 0)
			return -1;
	return 0;
}

int n62_exprs_truths(struct n62_exprs *x, int number, const uint8_t **truths,
    struct n62_err *err)
{
	if (eval_value(x, number, 1, err) < 0)
		return -1;
	*truths = x->nodes[x->entries[number].value.v[0]].data;
	return 0;
}

int n62_exprs_columns(struct n62_exprs *x, int number, const double **columns,
    struct n62_err *err)
{
	const struct entry *e = &x->entries[number];
	int n = e->covariance ? 6 : e->value.kind == N62_EXPR_VECTOR ? 4 : 1;

	if (eval_value(x, number, n, err) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		columns[i] = x->nodes[e->value.v[i]].data;
	return 0;
}

int n62_exprs_numbers(struct n62_exprs *x, int number, const double **numbers,
    struct n62_err *err)
{
	return n62_exprs_columns(x, number, numbers, err);
}

int n62_exprs_vectors(struct n62_exprs *x, int number, const double *vectors[4],
    struct n62_err *err)
{
	return n62_exprs_columns(x, number, vectors, err);
}

const uint32_t *n62_exprs_offsets(const struct n62_exprs *x, int number)
{
	return x->spaces[x->entries[number].shape].offsets;
}
