/*
 * number.c - numbers as text, fast.
 *
 * Digits are written two at a time from a table, eight at a time where
 * there are many, because a division by a constant costs as much as several
 * stores.
 */
#include <string.h>

#include "base/base.h"
#include "base/schubfach.h"

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";

static const uint64_t power[] = { 1u, 10u, 100u, 1000u, 10000u, 100000u,
	1000000u, 10000000u, 100000000u, 1000000000u, 10000000000u,
	100000000000u, 1000000000000u, 10000000000000u, 100000000000000u,
	1000000000000000u, 10000000000000000u, 100000000000000000u,
	1000000000000000000u, 10000000000000000000u };

/* Decimal digits of v: 1233 / 4096 is a little more than log10(2). */
static inline unsigned digits_of(uint64_t v)
{
	unsigned bits = 64 - (unsigned)__builtin_clzll(v | 1);
	unsigned n = bits * 1233 >> 12;

	return n + (v >= power[n] || n == 0);
}

static inline void put_pair(char *text, uint32_t v)
{
	memcpy(text, pairs + 2 * v, 2);
}

/* v < 10^8, with leading zeros. */
static inline void put_eight(char *text, uint32_t v)
{
	uint32_t high = v / 10000, low = v % 10000;

	put_pair(text, high / 100);
	put_pair(text + 2, high % 100);
	put_pair(text + 4, low / 100);
	put_pair(text + 6, low % 100);
}

/* The digits of v before end. */
static inline void put_before(char *end, uint64_t v)
{
	uint32_t rest;

	while (v >= 100000000) {
		end -= 8;
		put_eight(end, (uint32_t)(v % 100000000));
		v /= 100000000;
	}
	for (rest = (uint32_t)v; rest >= 100; rest /= 100) {
		end -= 2;
		put_pair(end, rest % 100);
	}
	if (rest >= 10)
		put_pair(end - 2, rest);
	else
		end[-1] = (char)('0' + rest);
}

size_t n62_put_u64(char *text, uint64_t v)
{
	unsigned n = digits_of(v);

	put_before(text + n, v);
	return n;
}

size_t n62_put_i64(char *text, int64_t v)
{
	if (v >= 0)
		return n62_put_u64(text, (uint64_t)v);
	*text = '-';
	return 1 + n62_put_u64(text + 1, 0 - (uint64_t)v);
}

/* Without the zeros at the end, up to 16 of them. */
static inline struct base_decimal trim(struct base_decimal d)
{
	while (d.digits % 10000 == 0) {
		d.digits /= 10000;
		d.exponent += 4;
	}
	if (d.digits % 100 == 0) {
		d.digits /= 100;
		d.exponent += 2;
	}
	if (d.digits % 10 == 0) {
		d.digits /= 10;
		d.exponent += 1;
	}
	return d;
}

/* d.ddde-NN, for the power of ten of the first digit. */
static size_t put_scientific(char *text, uint64_t digits, unsigned n, int first)
{
	char *p = text + 1 + n;

	put_before(p, digits);
	text[0] = text[1];
	text[1] = '.';
	if (n == 1)
		p--;
	*p++ = 'e';
	return (size_t)(p - text) + n62_put_i64(p, first);
}

/*
 * A positive decimal. The point stands inside the digits, before them (with
 * at most four zeros between) or behind them (up to the sixteenth place);
 * farther away an exponent is easier to read.
 */
static inline size_t put_decimal(char *text, struct base_decimal d)
{
	unsigned n = digits_of(d.digits);
	int first = d.exponent + (int)n - 1;

	if (first < -5 || first > 15)
		return put_scientific(text, d.digits, n, first);
	if (first < 0) {
		size_t zeros = (size_t)-first - 1;

		memcpy(text, "0.000000", 8);
		put_before(text + 2 + zeros + n, d.digits);
		return 2 + zeros + n;
	}
	if (d.exponent >= 0) {
		put_before(text + n, d.digits);
		memset(text + n, '0', (size_t)d.exponent);
		return n + (size_t)d.exponent;
	}
	put_before(text + 1 + n, d.digits);
	memmove(text, text + 1, (size_t)first + 1);
	text[first + 1] = '.';
	return n + 1;
}

static size_t put_special(char *text, bool nan)
{
	memcpy(text, nan ? "nan" : "inf", 3);
	return 3;
}

size_t n62_put_f64(char *text, double v)
{
	uint64_t bits, magnitude;
	size_t sign;
	double m;

	memcpy(&bits, &v, sizeof bits);
	magnitude = bits & ~((uint64_t)1 << 63);
	if (magnitude >= 0x7ff0000000000000)
		sign = v < 0;
	else
		sign = bits >> 63;
	*text = '-';
	text += sign;
	if (magnitude >= 0x7ff0000000000000)
		return sign + put_special(text, magnitude > 0x7ff0000000000000);
	memcpy(&m, &magnitude, sizeof m);
	/* Below 2^53 an integer has no shorter neighbour. */
	if (m < 0x1p53 && (double)(int64_t)m == m)
		return sign + n62_put_u64(text, (uint64_t)m);
	return sign + put_decimal(text, trim(base_shortest_f64(magnitude)));
}

size_t n62_put_f32(char *text, float v)
{
	uint32_t bits, magnitude;
	size_t sign;
	float m;

	memcpy(&bits, &v, sizeof bits);
	magnitude = bits & ~((uint32_t)1 << 31);
	if (magnitude >= 0x7f800000)
		sign = v < 0;
	else
		sign = bits >> 31;
	*text = '-';
	text += sign;
	if (magnitude >= 0x7f800000)
		return sign + put_special(text, magnitude > 0x7f800000);
	memcpy(&m, &magnitude, sizeof m);
	if (m < 0x1p24f && (float)(int32_t)m == m)
		return sign + n62_put_u64(text, (uint64_t)m);
	return sign + put_decimal(text, trim(base_shortest_f32(magnitude)));
}
