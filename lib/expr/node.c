/*
 * node.c - the table of nodes: equal operations are one node, constants are
 * folded, operands are brought to one shape.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expr/private.h"

enum {
	buckets = 1 << 12
};

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15;
	return h ^ h >> 29;
}

static uint64_t value_bits(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	return bits;
}

static unsigned hash(const struct node *n)
{
	uint64_t h = mix(0, (uint64_t)n->op);

	h = mix(h, (uint64_t)n->shape << 32 ^ (uint64_t)n->view);
	h = mix(h, (uint64_t)n->col << 32 ^ (uint64_t)n->k);
	h = mix(h, (uint64_t)n->a << 32 ^ (uint64_t)n->b);
	h = mix(h, (uint64_t)n->c << 1 ^ n->bit);
	return (unsigned)(mix(h, value_bits(n->value)) % buckets);
}

static bool equal(const struct node *p, const struct node *q)
{
	return p->op == q->op && p->shape == q->shape && p->view == q->view &&
	       p->col == q->col && p->k == q->k && p->a == q->a &&
	       p->b == q->b && p->c == q->c && p->truth == q->truth &&
	       p->bit == q->bit && value_bits(p->value) == value_bits(q->value);
}

void *expr_grow(void *old, int n, size_t size, struct n62_err *err)
{
	void *new = old;

	/* Room is doubled whenever n is a power of two. */
	if ((n & (n - 1)) == 0) {
		new = n62_resize(old, n > 0 ? 2 * (size_t)n : 1, size, err);
		if (!new)
			return NULL;
	}
	memset((char *)new + (size_t)n *size, 0, size);
	return new;
}

static bool makes_truth(enum node_op op)
{
	return op == N_TEXT || op == N_VALID ||
	       (op >= N_LT && op <= N_IF_TRUTH) || (op >= N_ANY && op <= N_ALL);
}

static int height_of(const struct n62_exprs *x, const struct node *n)
{
	const int kids[3] = { n->a, n->b, n->c };
	int most = 0;

	for (int i = 0; i < 3; i++)
		if (kids[i] >= 0 && x->nodes[kids[i]].height > most)
			most = x->nodes[kids[i]].height;
	if (n->view >= 0 && x->spaces[n->view].index >= 0 &&
	    x->nodes[x->spaces[n->view].index].height > most)
		most = x->nodes[x->spaces[n->view].index].height;
	return most + 1;
}

static int new_hash(struct n62_exprs *x, struct n62_err *err)
{
	x->hash = n62_new(buckets, sizeof *x->hash, err);
	if (!x->hash)
		return -1;
	for (int i = 0; i < buckets; i++)
		x->hash[i] = -1;
	return 0;
}

int expr_node(struct n62_exprs *x, const struct node *n, struct n62_err *err)
{
	struct node new = *n, *nodes;
	unsigned h;

	if (!x->hash && new_hash(x, err) < 0)
		return -1;
	new.truth |= makes_truth(new.op);
	h = hash(&new);
	for (int i = x->hash[h]; i >= 0; i = x->nodes[i].same)
		if (equal(&x->nodes[i], &new))
			return i;
	new.height = height_of(x, &new);
	if (x->nnodes >= EXPR_NODES || new.height > EXPR_NODE_HEIGHT)
		return n62_fail(
		    err, N62_USAGE, "the expressions are too large");
	nodes = expr_grow(x->nodes, x->nnodes, sizeof *nodes, err);
	if (!nodes)
		return -1;
	x->nodes = nodes;
	new.same = x->hash[h];
	nodes[x->nnodes] = new;
	x->hash[h] = x->nnodes;
	return x->nnodes++;
}

void expr_nodes_free(struct n62_exprs *x)
{
	for (int i = 0; i < x->nnodes; i++)
		free(x->nodes[i].own);
	free(x->nodes);
	free(x->hash);
	x->nodes = NULL;
	x->hash = NULL;
	x->nnodes = 0;
}

int expr_number(struct n62_exprs *x, double value, struct n62_err *err)
{
	struct node n = EXPR_NODE(N_CONST);

	n.value = value;
	return expr_node(x, &n, err);
}

int expr_truth(struct n62_exprs *x, bool value, struct n62_err *err)
{
	struct node n = EXPR_NODE(N_CONST);

	n.truth = true;
	n.bit = value;
	return expr_node(x, &n, err);
}

int expr_bring(struct n62_exprs *x, int node, int shape, struct n62_err *err)
{
	struct node n = EXPR_NODE(N_SPREAD);

	if (x->nodes[node].shape == shape || x->nodes[node].shape < 0)
		return node;
	n.a = expr_bring(x, node, x->spaces[shape].parent, err);
	if (n.a < 0)
		return -1;
	x->spaces[shape].wants_parent = true;
	n.shape = shape;
	n.truth = x->nodes[n.a].truth;
	return expr_node(x, &n, err);
}

int expr_fill(struct n62_exprs *x, int node, int shape, struct n62_err *err)
{
	struct node n = EXPR_NODE(N_FILL);

	if (x->nodes[node].shape >= 0)
		return expr_bring(x, node, shape, err);
	n.a = node;
	n.shape = shape;
	n.truth = x->nodes[node].truth;
	return expr_node(x, &n, err);
}

/* ---- folding and fusing ---------------------------------------------- */

static int fold(struct n62_exprs *x, const struct node *n, struct n62_err *err)
{
	const int kids[3] = { n->a, n->b, n->c };
	struct operand in[3] = { { 0 } };
	double number = 0;
	uint8_t truth = 0;

	for (int i = 0; i < 3; i++)
		if (kids[i] >= 0)
			in[i] = expr_operand(x, kids[i]);
	expr_kernel(n->op, in, &number, &truth, 1);
	return makes_truth(n->op) ? expr_truth(x, truth, err)
				  : expr_number(x, number, err);
}

/* Whether a node gives the bare values of a column of floats. */
static bool loads_floats(const struct n62_exprs *x, int node)
{
	const struct node *n = &x->nodes[node];

	return n->op == N_LOAD && x->table->columns[n->col].type == N62_F32;
}

/*
 * A column of floats compared with a constant c, without widening: x < c and
 * x >= c hold where they do for the smallest float not below c, the other
 * two where they do for the largest float not above it.
 */
static int fuse(struct n62_exprs *x, const struct node *n, struct n62_err *err)
{
	bool left = loads_floats(x, n->a);
	struct node new = x->nodes[left ? n->a : n->b];
	double c = x->nodes[left ? n->b : n->a].value;
	float f = (float)c;
	bool up;

	if (left)
		new.op = n->op == N_LT ? N_LOAD_LT : N_LOAD_LE;
	else
		new.op = n->op == N_LT ? N_LOAD_GT : N_LOAD_GE;
	up = new.op == N_LOAD_LT || new.op == N_LOAD_GE;
	if (up && (double)f < c)
		f = nextafterf(f, INFINITY);
	else if (!up && (double)f > c)
		f = nextafterf(f, -INFINITY);
	new.value = (double)f;
	new.truth = true;
	new.own = NULL;
	new.room = 0;
	return expr_node(x, &new, err);
}

static bool is_constant(const struct n62_exprs *x, int node)
{
	return node < 0 || x->nodes[node].shape < 0;
}

int expr_op(struct n62_exprs *x, enum node_op op, int a, int b, int c,
    struct n62_err *err)
{
	struct node n = EXPR_NODE(op);
	int *const to[3] = { &n.a, &n.b, &n.c };
	const int kids[3] = { a, b, c };

	n.a = a;
	n.b = b;
	n.c = c;
	if (is_constant(x, a) && is_constant(x, b) && is_constant(x, c))
		return fold(x, &n, err);
	if ((op == N_LT || op == N_LE) &&
	    ((loads_floats(x, a) && is_constant(x, b)) ||
		(loads_floats(x, b) && is_constant(x, a))))
		return fuse(x, &n, err);
	for (int i = 0; i < 3; i++) {
		int shape = kids[i] < 0 ? -1 : x->nodes[kids[i]].shape;

		if (shape >= 0 && (n.shape < 0 || x->spaces[shape].depth >
						      x->spaces[n.shape].depth))
			n.shape = shape;
	}
	for (int i = 0; i < 3; i++) {
		if (kids[i] < 0)
			continue;
		*to[i] = expr_bring(x, kids[i], n.shape, err);
		if (*to[i] < 0)
			return -1;
	}
	return expr_node(x, &n, err);
}
