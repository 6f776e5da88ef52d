/*
 * kernel.c - arithmetic, comparisons and logic: one loop over arrays for each
 * operation. The step of an operand is 0 where it is a constant.
 *
 * What is not a number compares false, and min and max take the other value.
 */
#include <math.h>
#include <string.h>

#include "expr/private.h"

struct arrays {
	const double *a, *b;
	size_t sa, sb, n;
};

/* ---- numbers of one number ------------------------------------------- */

static void negate(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = -v->a[i * v->sa];
}

static void absolute(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = fabs(v->a[i * v->sa]);
}

static void root(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = sqrt(v->a[i * v->sa]);
}

/* The functions of the C library. */
static void call_library(
    const struct arrays *v, double *o, double (*function)(double))
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = function(v->a[i * v->sa]);
}

static void exponential(const struct arrays *v, double *o)
{
	call_library(v, o, exp);
}

static void logarithm(const struct arrays *v, double *o)
{
	call_library(v, o, log);
}

static void sine(const struct arrays *v, double *o)
{
	call_library(v, o, sin);
}

static void cosine(const struct arrays *v, double *o)
{
	call_library(v, o, cos);
}

static void tangent(const struct arrays *v, double *o)
{
	call_library(v, o, tan);
}

static void arcsine(const struct arrays *v, double *o)
{
	call_library(v, o, asin);
}

static void arccosine(const struct arrays *v, double *o)
{
	call_library(v, o, acos);
}

static void arctangent(const struct arrays *v, double *o)
{
	call_library(v, o, atan);
}

static void below(const struct arrays *v, double *o)
{
	call_library(v, o, floor);
}

static void nearest(const struct arrays *v, double *o)
{
	call_library(v, o, round);
}

/* ---- numbers of two and more ----------------------------------------- */

static void add(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] + v->b[i * v->sb];
}

static void subtract(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] - v->b[i * v->sb];
}

static void multiply(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] * v->b[i * v->sb];
}

static void divide(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] / v->b[i * v->sb];
}

static void power(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = pow(v->a[i * v->sa], v->b[i * v->sb]);
}

/* A whole number as 64 bits, negative ones as their two's complement; 2^64,
 * which is UINT64_MAX rounded, as all bits. */
static bool to_bits(double v, uint64_t *bits)
{
	if (v >= 0 && v < 0x1p64)
		*bits = (uint64_t)v;
	else if (v == 0x1p64)
		*bits = UINT64_MAX;
	else if (v >= -0x1p63 && v < 0)
		*bits = (uint64_t)(int64_t)v;
	else
		return false;
	return true;
}

static void and_bits(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++) {
		uint64_t p, q;

		o[i] =
		    to_bits(v->a[i * v->sa], &p) && to_bits(v->b[i * v->sb], &q)
			? (double)(p & q)
			: (double)NAN;
	}
}

static void arctangent2(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = atan2(v->a[i * v->sa], v->b[i * v->sb]);
}

static void least(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++) {
		double a = v->a[i * v->sa], b = v->b[i * v->sb];

		o[i] = a <= b || b != b ? a : b;
	}
}

static void largest(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++) {
		double a = v->a[i * v->sa], b = v->b[i * v->sb];

		o[i] = a >= b || b != b ? a : b;
	}
}

static void or_else(const struct arrays *v, double *o)
{
	for (size_t i = 0; i < v->n; i++) {
		double a = v->a[i * v->sa];

		o[i] = a == a ? a : v->b[i * v->sb];
	}
}

/* ---- truths of numbers ----------------------------------------------- */

static void less(const struct arrays *v, uint8_t *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] < v->b[i * v->sb];
}

static void less_or_equal(const struct arrays *v, uint8_t *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] <= v->b[i * v->sb];
}

static void equal(const struct arrays *v, uint8_t *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] == v->b[i * v->sb];
}

static void different(const struct arrays *v, uint8_t *o)
{
	for (size_t i = 0; i < v->n; i++) {
		double a = v->a[i * v->sa], b = v->b[i * v->sb];

		o[i] = (a < b) | (a > b);
	}
}

static void exists(const struct arrays *v, uint8_t *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = v->a[i * v->sa] == v->a[i * v->sa];
}

static void finite_number(const struct arrays *v, uint8_t *o)
{
	for (size_t i = 0; i < v->n; i++)
		o[i] = isfinite(v->a[i * v->sa]) != 0;
}

/* ---- truths of truths ------------------------------------------------ */

static void truths_of_truths(
    enum node_op op, const struct operand in[3], uint8_t *o, size_t n)
{
	const uint8_t *a = in[0].truth, *b = in[1].truth, *c = in[2].truth;
	size_t sa = in[0].step, sb = in[1].step, sc = in[2].step;

	if (op == N_NOT) {
		for (size_t i = 0; i < n; i++)
			o[i] = !a[i * sa];
	} else if (op == N_AND) {
		for (size_t i = 0; i < n; i++)
			o[i] = a[i * sa] & b[i * sb];
	} else if (op == N_OR) {
		for (size_t i = 0; i < n; i++)
			o[i] = a[i * sa] | b[i * sb];
	} else if (op == N_SAME) {
		for (size_t i = 0; i < n; i++)
			o[i] = a[i * sa] == b[i * sb];
	} else {
		for (size_t i = 0; i < n; i++)
			o[i] = a[i * sa] ? b[i * sb] : c[i * sc];
	}
}

static void choose(const struct operand in[3], double *o, size_t n)
{
	const uint8_t *a = in[0].truth;
	const double *b = in[1].number, *c = in[2].number;

	for (size_t i = 0; i < n; i++)
		o[i] =
		    a[i * in[0].step] ? b[i * in[1].step] : c[i * in[2].step];
}

void expr_kernel(enum node_op op, const struct operand in[3], double *number,
    uint8_t *truth, size_t n)
{
	static void (*const numbers[])(
	    const struct arrays *v, double *o) = { negate, absolute, root,
		exponential, logarithm, sine, cosine, tangent, arcsine,
		arccosine, arctangent, below, nearest, add, subtract, multiply,
		divide, power, and_bits, arctangent2, least, largest, or_else };
	static void (*const truths[])(const struct arrays *v, uint8_t *o) = {
		less, less_or_equal, equal, different, exists, finite_number
	};
	struct arrays v = { .a = in[0].number,
		.b = in[1].number,
		.sa = in[0].step,
		.sb = in[1].step,
		.n = n };

	if (op == N_IF)
		choose(in, number, n);
	else if (op < N_LT)
		numbers[op - N_NEG](&v, number);
	else if (op <= N_FINITE)
		truths[op - N_LT](&v, truth);
	else
		truths_of_truths(op, in, truth, n);
}
