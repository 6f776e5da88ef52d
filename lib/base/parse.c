/*
 * parse.c - numbers from text, strictly and correctly rounded.
 *
 * A real is taken apart into an integer of up to 19 digits and a power of
 * ten. If both are exact in double, one multiplication or division rounds
 * correctly (W. Clinger, How to read floating point numbers accurately,
 * 1990); most numbers are of this kind. The others go to strtod, which does
 * all of it but wants a terminated text and would accept more than we do.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* Decimal digits only; -1 when there is none, another character, too many. */
static int get_digits(const char *p, const char *end, uint64_t *v)
{
	uint64_t sum = 0;

	if (p == end)
		return -1;
	for (; p < end; p++) {
		unsigned digit = (unsigned)(*p - '0');

		if (digit > 9 || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return -1;
	}
	*v = sum;
	return 0;
}

int n62_get_u64(const char *text, size_t n, uint64_t *v)
{
	const char *end = text + n;

	if (n > 0 && *text == '+')
		text++;
	return get_digits(text, end, v);
}

int n62_get_i64(const char *text, size_t n, int64_t *v)
{
	const char *end = text + n;
	bool negative = n > 0 && *text == '-';
	uint64_t m;

	if (n > 0 && (*text == '-' || *text == '+'))
		text++;
	if (get_digits(text, end, &m) < 0 || m > (uint64_t)INT64_MAX + negative)
		return -1;
	*v = negative ? (int64_t)(0 - m) : (int64_t)m;
	return 0;
}

/* ---- reals ---------------------------------------------------------- */

/*
 * No midpoint between two doubles has more than 767 significant digits;
 * what follows only matters by being zero or not.
 */
enum {
	most_digits = 770
};

/* The value is digits * 10^exponent, where all digits fit. */
struct real {
	bool negative, exact;  /* exact: no digit was dropped from digits */
	const char *from, *to; /* the digits and the point */
	uint64_t digits;       /* the first 19 */
	int64_t exponent;      /* of the last of those */
	int64_t written;       /* the exponent as written */
};

static bool is_digit(char c)
{
	return (unsigned)(c - '0') <= 9;
}

/* The exponent; one that is too large for any number stays so. */
static int scan_exponent(const char *p, const char *end, int64_t *v)
{
	const int64_t huge = (int64_t)1 << 60;
	bool negative = p < end && *p == '-';

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (p == end)
		return -1;
	*v = 0;
	for (; p < end; p++) {
		if (!is_digit(*p))
			return -1;
		if (*v < huge / 10)
			*v = 10 * *v + (*p - '0');
	}
	if (negative)
		*v = -*v;
	return 0;
}

/* Digits with at most one point; returns the place behind them or NULL. */
static const char *scan_digits(const char *p, const char *end, struct real *r)
{
	bool point = false, any = false;
	int significant = 0;

	for (r->from = p; p < end; p++) {
		if (*p == '.' && !point) {
			point = true;
			continue;
		}
		if (!is_digit(*p))
			break;
		any = true;
		if (significant < 19) {
			r->digits = 10 * r->digits + (uint64_t)(*p - '0');
			significant += r->digits != 0;
			r->exponent -= point;
		} else {
			r->exact = false;
			r->exponent += !point;
		}
	}
	r->to = p;
	return any ? p : NULL;
}

static int scan(const char *p, const char *end, struct real *r)
{
	if (p < end && (*p == '-' || *p == '+'))
		r->negative = *p++ == '-';
	p = scan_digits(p, end, r);
	if (!p)
		return -1;
	if (p < end && (*p | 0x20) != 'e')
		return -1;
	if (p < end && scan_exponent(p + 1, end, &r->written) < 0)
		return -1;
	r->exponent += r->written;
	return 0;
}

/* inf, infinity and nan, in letters of any case. */
static int get_word(const char *p, const char *end, double *v)
{
	static const char *const words[] = { "inf", "infinity", "nan" };
	size_t n, i;
	bool negative = p < end && *p == '-';

	if (p < end && (*p == '-' || *p == '+'))
		p++;
	n = (size_t)(end - p);
	for (size_t w = 0; w < 3; w++) {
		if (n != strlen(words[w]))
			continue;
		for (i = 0; i < n && (p[i] | 0x20) == words[w][i]; i++)
			;
		if (i == n) {
			*v = w == 2 ? (double)NAN : (double)INFINITY;
			*v = negative ? -*v : *v;
			return 0;
		}
	}
	return -1;
}

/* Clinger's case; the magnitude, or -1 when it is not one. */
static double exact_product(const struct real *r)
{
	static const double power[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
		1e19, 1e20, 1e21, 1e22 };

	if (r->exact && r->digits == 0)
		return 0;
	if (!r->exact || r->digits > (uint64_t)1 << 53 || r->exponent < -22 ||
	    r->exponent > 22)
		return -1;
	if (r->exponent < 0)
		return (double)r->digits / power[-r->exponent];
	return (double)r->digits * power[r->exponent];
}

/*
 * The same number in a bounded form, "DDDDeNNN", for strtod: without leading
 * zeros and the point, and with a 1 in place of digits beyond most_digits.
 */
static void normalise(const struct real *r, char text[most_digits + 32])
{
	int n = 0;
	int64_t exponent = r->written;
	bool point = false, sticky = false;

	for (const char *p = r->from; p < r->to; p++) {
		if (*p == '.') {
			point = true;
		} else if (n < most_digits) {
			if (n > 0 || *p != '0')
				text[n++] = *p;
			exponent -= point;
		} else {
			sticky |= *p != '0';
			exponent += !point;
		}
	}
	if (sticky) {
		text[n++] = '1';
		exponent--;
	}
	/* Far outside of all doubles; keeps the text short. */
	if (exponent > 99999)
		exponent = 99999;
	else if (exponent < -99999)
		exponent = -99999;
	snprintf(text + n, 16, "e%d", (int)exponent);
}

int n62_get_f64(const char *text, size_t n, double *v)
{
	struct real r = { .exact = true };
	char copy[most_digits + 32];
	double m;

	if (scan(text, text + n, &r) < 0)
		return get_word(text, text + n, v);
	m = exact_product(&r);
	if (m < 0) {
		normalise(&r, copy);
		m = strtod(copy, NULL);
	}
	*v = r.negative ? -m : m;
	return isinf(m) ? -1 : 0;
}

/*
 * Rounding to double and then to float is right unless the double lies on a
 * midpoint of floats: there, and only there, the first rounding may have
 * moved it over. Below FLT_MIN the midpoints are others.
 */
static bool rounds_once(double m)
{
	uint64_t bits;

	memcpy(&bits, &m, sizeof bits);
	return m == 0 ||
	       (m >= (double)FLT_MIN && (bits & 0x1fffffff) != 0x10000000);
}

int n62_get_f32(const char *text, size_t n, float *v)
{
	struct real r = { .exact = true };
	char copy[most_digits + 32];
	double m;
	float f;

	if (scan(text, text + n, &r) < 0) {
		if (get_word(text, text + n, &m) < 0)
			return -1;
		*v = (float)m;
		return 0;
	}
	m = exact_product(&r);
	if (m >= 0 && rounds_once(m)) {
		f = (float)m;
	} else {
		normalise(&r, copy);
		f = strtof(copy, NULL);
	}
	*v = r.negative ? -f : f;
	return isinf(f) ? -1 : 0;
}
