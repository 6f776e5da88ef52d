/*
 * load.c - values of columns as arrays of doubles, in the order of a view.
 *
 * What is not contiguous is collected in chunks that stay in the first cache.
 */
#include <math.h>
#include <string.h>

#include "expr/private.h"

enum {
	chunk = 512
};

/* A column as a view sees it. */
struct seen {
	enum n62_type type;
	uint32_t length, k;
	const char *values;      /* NULL: there are none */
	const uint32_t *element; /* NULL: entry i is element i */
	struct n62_col col;
};

static int see(struct n62_exprs *x, const struct node *n, struct seen *s,
    struct n62_err *err)
{
	const struct n62_column *c = &x->table->columns[n->col];
	const struct space *view = &x->spaces[n->view];

	s->type = c->type;
	s->length = c->length > 0 ? c->length : 1;
	s->k = (uint32_t)n->k;
	s->col = (struct n62_col){ x->table_number, n->col };
	s->element = view->op == S_ROWS ? view->event : view->element;
	s->values = NULL;
	if (c->type == N62_STR || n62_count(x->block, s->col) == 0)
		return 0;
	s->values = n62_values(x->block, s->col);
	if (!s->values)
		return n62_fail(err, N62_DATA,
		    "the column %s is not in the block", c->name);
	return 0;
}

/* ---- collecting ------------------------------------------------------ */

static size_t place_of(const struct seen *s, size_t i)
{
	uint32_t e = s->element ? s->element[i] : (uint32_t)i;

	/* An element that is missing: any place does, see mark_missing. */
	return (size_t)(e == EXPR_NONE ? 0 : e) * s->length + s->k;
}

static void collect8(const struct seen *s, size_t i, size_t n, void *to)
{
	const uint8_t *from = (const void *)s->values;

	for (size_t j = 0; j < n; j++)
		((uint8_t *)to)[j] = from[place_of(s, i + j)];
}

static void collect16(const struct seen *s, size_t i, size_t n, void *to)
{
	const uint16_t *from = (const void *)s->values;

	for (size_t j = 0; j < n; j++)
		((uint16_t *)to)[j] = from[place_of(s, i + j)];
}

static void collect32(const struct seen *s, size_t i, size_t n, void *to)
{
	const uint32_t *from = (const void *)s->values;

	for (size_t j = 0; j < n; j++)
		((uint32_t *)to)[j] = from[place_of(s, i + j)];
}

static void collect64(const struct seen *s, size_t i, size_t n, void *to)
{
	const uint64_t *from = (const void *)s->values;

	for (size_t j = 0; j < n; j++)
		((uint64_t *)to)[j] = from[place_of(s, i + j)];
}

/* n values from entry i on, in the type of the column: where they are, or at
 * room, which holds a chunk. */
static const void *collect(const struct seen *s, size_t i, size_t n, void *room)
{
	size_t size = n62_type_size(s->type);

	if (!s->element && s->length == 1)
		return s->values + i * size;
	if (size == 1)
		collect8(s, i, n, room);
	else if (size == 2)
		collect16(s, i, n, room);
	else if (size == 4)
		collect32(s, i, n, room);
	else
		collect64(s, i, n, room);
	return room;
}

static void mark_missing(const struct seen *s, size_t i, size_t n, double *out)
{
	for (size_t j = 0; j < n; j++)
		if (s->element[i + j] == EXPR_NONE)
			out[j] = (double)NAN;
}

/* ---- widening -------------------------------------------------------- */

static void widen_i8(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = ((const int8_t *)from)[i];
}

static void widen_i16(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = ((const int16_t *)from)[i];
}

static void widen_i32(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = ((const int32_t *)from)[i];
}

static void widen_i64(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (double)((const int64_t *)from)[i];
}

static void widen_u8(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = ((const uint8_t *)from)[i];
}

static void widen_u16(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = ((const uint16_t *)from)[i];
}

static void widen_u32(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = ((const uint32_t *)from)[i];
}

static void widen_u64(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (double)((const uint64_t *)from)[i];
}

static void widen_f32(const void *from, double *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (double)((const float *)from)[i];
}

static void widen_f64(const void *from, double *to, size_t n)
{
	memcpy(to, from, n * sizeof *to);
}

static void load(const struct seen *s, double *out, size_t n)
{
	static void (*const widen[])(const void *, double *,
	    size_t) = { widen_i8, widen_i16, widen_i32, widen_i64, widen_u8,
		widen_u16, widen_u32, widen_u64, widen_f32, widen_f64 };
	uint64_t room[chunk];

	for (size_t i = 0; i < n; i += chunk) {
		size_t m = n - i < chunk ? n - i : chunk;

		widen[s->type](collect(s, i, m, room), out + i, m);
		if (s->element)
			mark_missing(s, i, m, out + i);
	}
}

/* ---- comparing floats ------------------------------------------------ */

static void less(const float *v, float c, uint8_t *o, size_t n)
{
	for (size_t i = 0; i < n; i++)
		o[i] = v[i] < c;
}

static void less_or_equal(const float *v, float c, uint8_t *o, size_t n)
{
	for (size_t i = 0; i < n; i++)
		o[i] = v[i] <= c;
}

static void greater(const float *v, float c, uint8_t *o, size_t n)
{
	for (size_t i = 0; i < n; i++)
		o[i] = v[i] > c;
}

static void greater_or_equal(const float *v, float c, uint8_t *o, size_t n)
{
	for (size_t i = 0; i < n; i++)
		o[i] = v[i] >= c;
}

static void compare(
    const struct seen *s, const struct node *node, uint8_t *out, size_t n)
{
	static void (*const loops[])(const float *, float, uint8_t *,
	    size_t) = { less, less_or_equal, greater, greater_or_equal };
	uint64_t room[chunk];
	float c = (float)node->value;

	for (size_t i = 0; i < n; i += chunk) {
		size_t m = n - i < chunk ? n - i : chunk;

		loops[node->op - N_LOAD_LT](
		    collect(s, i, m, room), c, out + i, m);
		for (size_t j = i; s->element && j < i + m; j++)
			out[j] &= s->element[j] != EXPR_NONE;
	}
}

/* ---- by a number of its own for each entry ---------------------------- */

/* Value a of an array column of the element. */
static void load_indexed(
    const struct seen *s, const struct operand *index, double *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t e = s->element ? s->element[i] : (uint32_t)i;
		double k = index->number[i * index->step];

		out[i] = e != EXPR_NONE && k >= 0 && k < s->length
			     ? n62_value_f64(s->type, s->values,
				   (size_t)e * s->length + (size_t)k)
			     : (double)NAN;
	}
}

/* Whole numbers of up to 64 bits, before they are rounded to doubles. */
static void load_bits(const struct seen *s, double mask, double *out, size_t n)
{
	uint64_t bits = mask < 0x1p64 ? (uint64_t)mask : UINT64_MAX;

	for (size_t i = 0; i < n; i++) {
		uint64_t v =
		    s->type == N62_I64
			? (uint64_t)n62_value_i64(
			      s->type, s->values, place_of(s, i))
			: n62_value_u64(s->type, s->values, place_of(s, i));

		out[i] = (double)(v & bits);
	}
	if (s->element)
		mark_missing(s, 0, n, out);
}

/* Value a of the whole column. */
static void load_at(const struct seen *s, const struct operand *index,
    double *out, size_t n, size_t count)
{
	for (size_t i = 0; i < n; i++) {
		double k = index->number[i * index->step];

		out[i] = k >= 0 && k < (double)count
			     ? n62_value_f64(s->type, s->values, (size_t)k)
			     : (double)NAN;
	}
}

/* Which of the values of an array column of a second element is the place of
 * the first one: its number in the whole column. */
static void find_slots(struct n62_exprs *x, const struct node *node,
    const struct seen *s, double *out, size_t n)
{
	const struct operand place = expr_operand(x, node->a);
	const uint32_t *element = x->spaces[node->view].element;

	for (size_t i = 0; i < n; i++) {
		uint32_t e = element ? element[i] : (uint32_t)i;
		double wanted = place.number[i * place.step];

		out[i] = -1;
		for (uint32_t k = 0; e != EXPR_NONE && k < s->length; k++) {
			size_t at = (size_t)e * s->length + k;

			if (n62_value_f64(s->type, s->values, at) != wanted)
				continue;
			out[i] = (double)at;
			break;
		}
	}
}

static void compare_text(struct n62_exprs *x, const struct node *node,
    const struct seen *s, uint8_t *out, size_t n)
{
	const struct n62_word *w = &x->words[(int)node->value];

	for (size_t i = 0; i < n; i++) {
		uint32_t e = s->element ? s->element[i] : (uint32_t)i;
		const char *text;
		size_t length;

		out[i] = 0;
		if (e == EXPR_NONE)
			continue;
		text =
		    n62_text(x->block, s->col, e * s->length + s->k, &length);
		out[i] = length == w->n && memcmp(text, w->at, length) == 0;
	}
}

/* What there is when the column has no values: no entry has an element. */
static void load_nothing(const struct node *node, void *out, size_t n)
{
	double *number = out;

	if (node->truth)
		memset(out, 0, n);
	for (size_t i = 0; i < n && !node->truth; i++)
		number[i] = node->op == N_SLOT ? -1 : (double)NAN;
}

int expr_eval_load(struct n62_exprs *x, struct node *node, void *out, size_t n,
    struct n62_err *err)
{
	struct operand index = { 0 };
	struct seen s;

	if (expr_space_ready(x, node->view, err) < 0 ||
	    (node->a >= 0 && expr_eval(x, node->a, err) < 0) ||
	    see(x, node, &s, err) < 0)
		return -1;
	if (node->a >= 0)
		index = expr_operand(x, node->a);
	if (node->op == N_TEXT && n62_count(x->block, s.col) > 0)
		compare_text(x, node, &s, out, n);
	else if (!s.values)
		load_nothing(node, out, n);
	else if (node->op == N_LOAD)
		load(&s, out, n);
	else if (node->op == N_LOAD_BITS)
		load_bits(&s, node->value, out, n);
	else if (node->op == N_LOAD_X)
		load_indexed(&s, &index, out, n);
	else if (node->op == N_AT)
		load_at(&s, &index, out, n, n62_count(x->block, s.col));
	else if (node->op == N_SLOT)
		find_slots(x, node, &s, out, n);
	else
		compare(&s, node, out, n);
	return 0;
}
