/*
 * number.c - numbers as text, fast.
 *
 * Eight digits are made at a time in one word, without a loop; the digits
 * left over come in pairs from a table. The text of a real is put together
 * from whole words: what is too much is overwritten or not counted.
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

/*
 * Eight digits as characters, the first in the lowest byte, v < 10^8. The
 * divisions by 100 and by 10 are done for all parts at once: 10486 / 2^20
 * and 103 / 2^10 are near enough for numbers below 10^4 and 10^2.
 */
static inline uint64_t eight_digits(uint32_t v)
{
	uint64_t fours = v / 10000 | (uint64_t)(v % 10000) << 32;
	uint64_t hundreds = fours * 10486 >> 20 & 0x0000007f0000007f;
	uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
	uint64_t tens = twos * 103 >> 10 & 0x000f000f000f000f;

	return (tens | (twos - 10 * tens) << 8) | 0x3030303030303030;
}

/* Stores eight characters; inline, which n62_put64 is not. */
static inline void put_word(char *text, uint64_t word)
{
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		word = __builtin_bswap64(word);
	memcpy(text, &word, sizeof word);
}

/* The digits of v before end. */
static inline void put_before(char *end, uint64_t v)
{
	uint32_t rest;

	while (v >= 100000000) {
		end -= 8;
		put_word(end, eight_digits((uint32_t)(v % 100000000)));
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

/* A decimal of 17 digits, zeros at the end included. */
struct digits {
	char lead;          /* not 0 */
	uint64_t high, low; /* the other 16 */
	unsigned n;         /* without the zeros */
	int first;          /* the power of ten that lead stands for */
};

/* Zeros at the end of eight digits. */
static inline unsigned zeros(uint64_t digits)
{
	uint64_t v = digits ^ 0x3030303030303030;

	return v ? (unsigned)__builtin_clzll(v) / 8 : 8;
}

static inline struct digits spread_f64(struct base_decimal d)
{
	unsigned n = digits_of(d.digits);
	uint64_t v = d.digits * power[17 - n];
	uint64_t rest = v % power[16];
	struct digits r;

	r.lead = (char)('0' + v / power[16]);
	r.high = eight_digits((uint32_t)(rest / power[8]));
	r.low = eight_digits((uint32_t)(rest % power[8]));
	r.n = 17 - zeros(r.low);
	if (r.n == 9)
		r.n -= zeros(r.high);
	r.first = d.exponent + (int)n - 1;
	return r;
}

/* The same where nine digits are the most. */
static inline struct digits spread_f32(struct base_decimal d)
{
	unsigned n = digits_of(d.digits);
	uint32_t v = (uint32_t)(d.digits * power[9 - n]);
	struct digits r;

	r.lead = (char)('0' + v / 100000000);
	r.high = eight_digits(v % 100000000);
	r.low = 0x3030303030303030;
	r.n = 9 - zeros(r.high);
	r.first = d.exponent + (int)n - 1;
	return r;
}

/* d.ddde-NN */
static size_t put_scientific(char *text, struct digits d)
{
	char *p = text + (d.n == 1 ? 1 : d.n + 1);

	text[0] = d.lead;
	text[1] = '.';
	put_word(text + 2, d.high);
	put_word(text + 10, d.low);
	*p++ = 'e';
	return (size_t)(p - text) + n62_put_i64(p, d.first);
}

/*
 * A positive decimal. The point stands inside the digits, before them (with
 * at most four zeros between) or behind them (up to the sixteenth place);
 * farther away an exponent is easier to read. Whole words are stored, and
 * the length says how much of them counts: at most 26 bytes of text.
 */
static inline size_t put_digits(char *text, struct digits d)
{
	unsigned whole = (unsigned)d.first + 1; /* digits before the point */
	unsigned __int128 rest = (unsigned __int128)d.low << 64 | d.high;

	if (d.first < -5 || d.first > 15)
		return put_scientific(text, d);
	if (d.first < 0) {
		char *p = text + 1 - d.first;

		put_word(text, 0x3030303030302e30); /* 0.000000 */
		p[0] = d.lead;
		put_word(p + 1, d.high);
		put_word(p + 9, d.low);
		return 1 + (size_t)-d.first + d.n;
	}
	text[0] = d.lead;
	put_word(text + 1, d.high);
	put_word(text + 9, d.low);
	if (d.n <= whole)
		return whole;
	rest >>= 8 * d.first;
	text[whole] = '.';
	put_word(text + whole + 1, (uint64_t)rest);
	if (whole <= 8)
		put_word(text + whole + 9, (uint64_t)(rest >> 64));
	return d.n + 1;
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
	return sign +
	       put_digits(text, spread_f64(base_shortest_f64(magnitude)));
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
	return sign +
	       put_digits(text, spread_f32(base_shortest_f32(magnitude)));
}
