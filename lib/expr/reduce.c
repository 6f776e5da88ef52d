/*
 * reduce.c - counts, sums and the like over the elements of lists: loops over
 * segments.
 */
#include <math.h>

#include "expr/private.h"

/* Elements of one entry: [from, to), with what is looked at. */
struct segment {
	uint32_t from, to;
	struct operand value, condition; /* condition.truth NULL: none */
};

static bool holds(const struct segment *s, uint32_t i)
{
	return !s->condition.truth || s->condition.truth[i * s->condition.step];
}

static double count(const struct segment *s)
{
	uint32_t n = 0;

	if (!s->condition.truth)
		return s->to - s->from;
	for (uint32_t i = s->from; i < s->to; i++)
		n += s->condition.truth[i * s->condition.step];
	return n;
}

static double sum(const struct segment *s)
{
	double v = 0;

	for (uint32_t i = s->from; i < s->to; i++)
		if (holds(s, i))
			v += s->value.number[i * s->value.step];
	return v;
}

static double mean(const struct segment *s)
{
	return sum(s) / count(s);
}

static double least(const struct segment *s)
{
	double v = (double)NAN;

	for (uint32_t i = s->from; i < s->to; i++) {
		double w = s->value.number[i * s->value.step];

		if (holds(s, i) && !(w >= v) && w == w)
			v = w;
	}
	return v;
}

static double largest(const struct segment *s)
{
	double v = (double)NAN;

	for (uint32_t i = s->from; i < s->to; i++) {
		double w = s->value.number[i * s->value.step];

		if (holds(s, i) && !(w <= v) && w == w)
			v = w;
	}
	return v;
}

static bool any(const struct segment *s)
{
	return count(s) > 0;
}

/* Every element of the condition has the value. */
static bool all(const struct segment *s)
{
	for (uint32_t i = s->from; i < s->to; i++)
		if (holds(s, i) && !s->value.truth[i * s->value.step])
			return false;
	return true;
}

static void reduce(const struct node *node, const struct space *space,
    struct segment s, void *out)
{
	for (uint32_t i = 0; i < space->entries; i++) {
		double *number = (double *)out + space->first + i;
		uint8_t *truth = (uint8_t *)out + space->first + i;

		s.from = space->offsets[i];
		s.to = space->offsets[i + 1];
		if (node->op == N_COUNT)
			*number = count(&s);
		else if (node->op == N_ANY)
			*truth = any(&s);
		else if (node->op == N_ALL)
			*truth = all(&s);
		else if (node->op == N_SUM)
			*number = sum(&s);
		else if (node->op == N_MEAN)
			*number = mean(&s);
		else if (node->op == N_LEAST)
			*number = least(&s);
		else
			*number = largest(&s);
	}
}

/* The elements that are laid out now. */
static int reduce_batch(struct n62_exprs *x, const struct node *node, void *out,
    struct n62_err *err)
{
	const struct space *space = &x->spaces[node->view];
	struct segment s = { 0 };

	if (node->a >= 0) {
		if (expr_eval(x, node->a, err) < 0)
			return -1;
		s.value = expr_operand(x, node->a);
	}
	if (node->b >= 0) {
		if (expr_eval(x, node->b, err) < 0)
			return -1;
		s.condition = expr_operand(x, node->b);
	}
	reduce(node, space, s, out);
	return 0;
}

/*
 * Evaluates what a node needs of the shapes around the elements. It might
 * contain a reduction over the same elements, which must not lay them out
 * anew while they are being gone through in batches.
 */
static int prepare(struct n62_exprs *x, int node, int depth, uint64_t pass,
    struct n62_err *err)
{
	struct node *n = &x->nodes[node];
	int kids[4] = { n->a, n->b, n->c, -1 };

	if (n->shape < 0 || n->seen == pass)
		return 0;
	n->seen = pass;
	if (x->spaces[n->shape].depth <= depth)
		return expr_eval(x, node, err);
	if (n->view >= 0)
		kids[3] = x->spaces[n->view].index;
	for (int i = 0; i < 4; i++)
		if (kids[i] >= 0 && prepare(x, kids[i], depth, pass, err) < 0)
			return -1;
	return 0;
}

static int prepare_all(
    struct n62_exprs *x, const struct node *n, struct n62_err *err)
{
	uint64_t pass = ++x->tick;
	int depth = x->spaces[n->shape].depth;

	if (n->a >= 0 && prepare(x, n->a, depth, pass, err) < 0)
		return -1;
	return n->b >= 0 ? prepare(x, n->b, depth, pass, err) : 0;
}

int expr_eval_reduce(
    struct n62_exprs *x, int node, void *out, struct n62_err *err)
{
	const struct node *n = &x->nodes[node];
	struct space *s = &x->spaces[n->view];
	const struct space *parent = &x->spaces[n->shape];
	int64_t entries = parent->n;

	if (s->of != parent->epoch || s->first != 0 || s->entries != parent->n)
		entries = expr_space_batch(x, n->view, 0, err);
	if (entries < 0)
		return -1;
	if (entries == (int64_t)parent->n)
		return reduce_batch(x, n, out, err);
	if (prepare_all(x, n, err) < 0)
		return -1;
	for (uint32_t first = 0; first < parent->n;
	     first += (uint32_t)entries) {
		entries = expr_space_batch(x, n->view, first, err);
		if (entries < 0 || reduce_batch(x, n, out, err) < 0)
			return -1;
	}
	s->of = 0;
	return 0;
}
