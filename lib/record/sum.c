/*
 * sum.c - exact sums of doubles.
 *
 * Every finite double is a whole multiple of 2^-1074 below 2^1024, so a
 * fixed-point number of 2240 bits holds any sum of them without rounding,
 * and the order of adding cannot matter (R. Neal, arXiv:1505.05571). The
 * digits have 32 bits but live in 64, so that carries may wait.
 */
#include "record/record.h"

#include <math.h>
#include <string.h>

enum {
	BYTES = 4 * N62_SUM_DIGITS,
	TOP = N62_SUM_DIGITS - 1,
	MAX_K = 300,
	LOWEST = 1080, /* the lowest bit is worth 2^-LOWEST */
	/* One addition changes a digit by less than 2^33: with this many of
	 * them no digit leaves 64 bits. */
	MAX_PENDING = 1 << 29
};

/* Sums up to here fit with their sign, whatever carries are pending. */
static const int64_t max_top = (int64_t)1 << 29;

/* Brings all digits but the top one into 0 to 2^32 - 1. */
static void carry(struct n62_sum *s)
{
	int64_t over = 0;

	for (int i = 0; i < TOP; i++) {
		const int64_t d = s->digit[i] + over;

		s->digit[i] = d & 0xffffffff;
		over = (d - s->digit[i]) / ((int64_t)1 << 32);
	}
	s->digit[TOP] += over;
	s->pending = 0;
}

static void count_addition(struct n62_sum *s)
{
	if (++s->pending == MAX_PENDING)
		carry(s);
}

int n62_sum_add(struct n62_sum *s, double v)
{
	uint64_t bits, m, low, high;
	unsigned e;
	int64_t *d, sign;

	if (!isfinite(v))
		return -1;
	memcpy(&bits, &v, sizeof bits);
	sign = bits >> 63 ? -1 : 1;
	e = (unsigned)(bits >> 52) & 0x7ff;
	m = bits & 0xfffffffffffff;
	if (e > 0)
		m |= (uint64_t)1 << 52;
	else
		e = 1;
	/* v is m * 2^(e - 1075): bit 0 of m stands at bit e + 5 of the sum */
	e += LOWEST - 1075;
	d = s->digit + e / 32;
	low = (m & 0xffffffff) << e % 32;
	high = (m >> 32) << e % 32;
	d[0] += sign * (int64_t)(low & 0xffffffff);
	d[1] += sign * (int64_t)((low >> 32) + (high & 0xffffffff));
	d[2] += sign * (int64_t)(high >> 32);
	count_addition(s);
	return 0;
}

/* Whether b is the byte that a longer two's complement number would have
 * above the byte below. */
static bool extends(unsigned char b, unsigned char below)
{
	return b == (below & 0x80 ? 0xff : 0);
}

/* Whether bytes, not empty, are as n62(5) wants them. */
static bool canonical(const unsigned char *b, size_t n)
{
	if (n < 3 || n > N62_SUM_BYTES || n62_get16(b) > MAX_K)
		return false;
	if (b[2] == 0)
		return false;
	return n == 3 || !extends(b[n - 1], b[n - 2]);
}

/* Adds sign times the n bytes m, in two's complement, from byte k on. */
static void add_digits(
    struct n62_sum *s, const unsigned char *m, size_t n, size_t k, int sign)
{
	for (size_t i = 0; i < n; i++) {
		int64_t b = m[i];

		if (i == n - 1 && b & 0x80)
			b -= 256;
		b *= (int64_t)1 << 8 * ((k + i) % 4);
		s->digit[(k + i) / 4] += sign * b;
	}
	count_addition(s);
}

bool n62_sum_valid(const void *bytes, size_t n)
{
	const unsigned char *b = bytes;

	return n == 0 || (canonical(b, n) && n62_get16(b) + n - 2 <= BYTES);
}

int n62_sum_add_bytes(struct n62_sum *s, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	size_t k;

	if (n == 0)
		return 0;
	if (!canonical(b, n))
		return -1;
	k = n62_get16(b);
	if (k + n - 2 > BYTES)
		return -1;
	add_digits(s, b + 2, n - 2, k, 1);
	if (s->digit[TOP] < -max_top || s->digit[TOP] > max_top) {
		add_digits(s, b + 2, n - 2, k, -1);
		return -1;
	}
	return 0;
}

size_t n62_sum_bytes(struct n62_sum *s, unsigned char bytes[N62_SUM_BYTES])
{
	unsigned char m[BYTES];
	size_t k = 0, n = BYTES;

	carry(s);
	for (int i = 0; i < N62_SUM_DIGITS; i++)
		n62_put32(m + 4 * i, (uint32_t)s->digit[i]);
	while (k < n && m[k] == 0)
		k++;
	if (k == n)
		return 0;
	while (n - k > 1 && extends(m[n - 1], m[n - 2]))
		n--;
	n62_put16(bytes, (uint16_t)k);
	memcpy(bytes + 2, m + k, n - k);
	return 2 + n - k;
}

/* The value of the n bytes m in two's complement without its sign. */
static void magnitude(const unsigned char *m, size_t n, unsigned char *out)
{
	const unsigned flip = m[n - 1] & 0x80 ? 0xff : 0;
	unsigned over = flip & 1;

	for (size_t i = 0; i < n; i++) {
		over += m[i] ^ flip;
		out[i] = (unsigned char)over;
		over >>= 8;
	}
}

/* Bit i of the bytes m; bits below 0 are zero. */
static unsigned bit(const unsigned char *m, int i)
{
	return i < 0 ? 0 : (unsigned)m[i / 8] >> i % 8 & 1;
}

/* Whether a bit below bit i is set. */
static bool any_below(const unsigned char *m, int i)
{
	while (i > 0 && !bit(m, i - 1))
		i--;
	return i > 0;
}

double n62_sum_value(const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	unsigned char m[N62_SUM_BYTES] = { 0 };
	uint64_t whole = 0;
	int top, last, k;
	double v;

	if (n == 0)
		return 0;
	if (!canonical(b, n))
		return (double)NAN;
	n -= 2;
	magnitude(b + 2, n, m);
	k = 8 * n62_get16(b);
	top = 8 * (int)n - 1;
	while (!bit(m, top))
		top--;
	/* the last bit that a double keeps: 53 of them, none under 2^-1074 */
	last = top - 52;
	if (k + last < LOWEST - 1074)
		last = LOWEST - 1074 - k;
	for (int i = top; i >= last; i--)
		whole = 2 * whole + bit(m, i);
	if (bit(m, last - 1) && (whole & 1 || any_below(m, last - 1)))
		whole++;
	v = ldexp((double)whole, k + last - LOWEST);
	return b[n + 1] & 0x80 ? -v : v;
}
