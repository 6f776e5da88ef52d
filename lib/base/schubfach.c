/*
 * schubfach.c - the shortest decimal of a binary floating point number.
 *
 * R. Giulietti, The Schubfach way to render doubles (2020). A number
 * v = c * 2^q is what every real between its two midpoints reads back as.
 * Choose k such that 10^k is just not wider than that interval: it holds a
 * multiple of 10^k, and at most one multiple of 10^(k+1), which is taken
 * when it is there. Everything is scaled by 4 / 10^k, so that v and the
 * midpoints are integers but for a fraction, of which one bit is kept: set
 * when the fraction is not zero ("round to odd", section 9.4). With 128 bits
 * for 10^-k, for floats 64, no comparison comes out differently.
 */
#include <stdbool.h>

#include "base/schubfach.h"

/* floor(e * log10(2)), less log10(4/3) for the closer lower midpoint. */
static int floor_log10_pow2(int e, bool closer)
{
	return (e * 1262611 - (closer ? 524031 : 0)) >> 22;
}

/* floor(e * log2(10)) */
static int floor_log2_pow10(int e)
{
	return (e * 1741647) >> 19;
}

/* The product of a power of ten and n, without its lowest 128 bits. */
static uint64_t scale64(const uint64_t power[2], uint64_t n)
{
	unsigned __int128 low = (unsigned __int128)power[1] * n;
	unsigned __int128 high = (unsigned __int128)power[0] * n;

	high += (uint64_t)(low >> 64);
	return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* The same without its lowest 64 bits, for n < 2^32. */
static uint64_t scale32(uint64_t power, uint64_t n)
{
	unsigned __int128 p = (unsigned __int128)power * n;

	return (uint64_t)(p >> 64) | ((uint64_t)p >> 32 > 1);
}

/*
 * Four times the number and its midpoints in units of 10^k; those that read
 * back as the number, when even, include the midpoints.
 */
struct interval {
	uint64_t below, number, above;
	bool even;
};

/*
 * A multiple of ten when one is inside; otherwise the neighbour that alone
 * is inside, or else the nearer one, the even one of two as near. Which it
 * is looks random to the processor, so all are computed and no branch has
 * to be guessed.
 */
static inline struct base_decimal choose(struct interval v, int k)
{
	uint64_t lower = v.below + !v.even, upper = v.above - !v.even;
	uint64_t s = v.number / 4, tens = s / 10;
	bool ten_down = lower <= 40 * tens, ten_up = 40 * tens + 40 <= upper;
	bool one_down = lower <= 4 * s, one_up = 4 * s + 4 <= upper;
	bool coarse = (s >= 10) & (ten_down != ten_up);
	bool nearer_up = v.number + (s & 1) > 4 * s + 2;
	bool up = (one_up & !one_down) | ((one_up == one_down) & nearer_up);
	uint64_t fine = s + up;

	fine ^= (fine ^ (tens + ten_up)) & (0 - (uint64_t)coarse);
	return (struct base_decimal){ fine, k + coarse };
}

struct base_decimal base_shortest_f64(uint64_t bits)
{
	uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
	int biased = (int)(bits >> 52 & 0x7ff);
	uint64_t c = biased ? fraction | (uint64_t)1 << 52 : fraction;
	int q = (biased ? biased : 1) - 1075;
	/* Below a power of two the numbers lie twice as dense. */
	bool closer = fraction == 0 && biased > 1;
	int k = floor_log10_pow2(q, closer);
	int shift = q + floor_log2_pow10(-k) + 1;
	const uint64_t *power = base_pow10[-k - BASE_POW10_FIRST];
	struct interval v;

	v.below = scale64(power, (4 * c - 2 + closer) << shift);
	v.number = scale64(power, 4 * c << shift);
	v.above = scale64(power, (4 * c + 2) << shift);
	v.even = c % 2 == 0;
	return choose(v, k);
}

struct base_decimal base_shortest_f32(uint32_t bits)
{
	uint32_t fraction = bits & (((uint32_t)1 << 23) - 1);
	int biased = (int)(bits >> 23 & 0xff);
	uint64_t c = biased ? fraction | (uint32_t)1 << 23 : fraction;
	int q = (biased ? biased : 1) - 150;
	bool closer = fraction == 0 && biased > 1;
	int k = floor_log10_pow2(q, closer);
	int shift = q + floor_log2_pow10(-k) + 1;
	const uint64_t *wide = base_pow10[-k - BASE_POW10_FIRST];
	uint64_t power = wide[0] + (wide[1] != 0);
	struct interval v;

	v.below = scale32(power, (4 * c - 2 + closer) << shift);
	v.number = scale32(power, 4 * c << shift);
	v.above = scale32(power, (4 * c + 2) << shift);
	v.even = c % 2 == 0;
	return choose(v, k);
}
