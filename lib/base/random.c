/*
 * random.c - random numbers as a function of (seed, event, stream).
 *
 * The numbers must be the same on every machine. The logarithm and the
 * cosine of the C library differ in the last bit between versions and
 * processors, so the distributions below use series of their own, made of
 * operations that IEEE 754 defines exactly.
 */
#include <math.h>

#include "base/base.h"

#ifdef __clang__ /* gcc does not contract in ISO C */
#pragma STDC FP_CONTRACT OFF
#endif

void n62_philox(
    const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
	/* The multipliers and Weyl constants of the paper, section 3.3. */
	const uint64_t m0 = 0xd2511f53, m1 = 0xcd9e8d57;
	const uint32_t w0 = 0x9e3779b9, w1 = 0xbb67ae85;
	uint32_t c0 = counter[0], c1 = counter[1];
	uint32_t c2 = counter[2], c3 = counter[3];
	uint32_t k0 = key[0], k1 = key[1];

	for (int round = 0; round < 10; round++) {
		uint64_t p0 = m0 * c0, p1 = m1 * c2;

		c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
		c1 = (uint32_t)p1;
		c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
		c3 = (uint32_t)p0;
		k0 += w0;
		k1 += w1;
	}
	out[0] = c0;
	out[1] = c1;
	out[2] = c2;
	out[3] = c3;
}

void n62_rng_init(
    struct n62_rng *r, uint64_t seed, uint64_t event, uint32_t stream)
{
	*r = (struct n62_rng){ .used = 4 };
	r->key[0] = (uint32_t)seed;
	r->key[1] = (uint32_t)(seed >> 32);
	r->counter[1] = stream;
	r->counter[2] = (uint32_t)event;
	r->counter[3] = (uint32_t)(event >> 32);
}

uint32_t n62_rng_u32(struct n62_rng *r)
{
	if (r->used == 4) {
		n62_philox(r->counter, r->key, r->word);
		r->counter[0]++;
		r->used = 0;
	}
	return r->word[r->used++];
}

uint64_t n62_rng_u64(struct n62_rng *r)
{
	uint64_t low = n62_rng_u32(r);

	return low | (uint64_t)n62_rng_u32(r) << 32;
}

double n62_rng_uniform(struct n62_rng *r)
{
	/* 52 bits and the half are 53 bits: the sum is exact. */
	return ((double)(n62_rng_u64(r) >> 12) + 0.5) * 0x1p-52;
}

/*
 * log(x) for a positive normal x = m * 2^e, sqrt(1/2) <= m < sqrt(2), as
 * 2 atanh(s) with s = (m - 1) / (m + 1), |s| < 0.172: the first term left
 * out is below 1e-18.
 */
static double natural_log(double x)
{
	const double ln2_high = 0x1.62e42fefa38p-1;
	const double ln2_low = 0x1.ef35793c7673p-45;
	int e;
	double m = frexp(x, &e), s, t, sum = 0;

	if (m < 0x1.6a09e667f3bcdp-1) {
		m *= 2;
		e--;
	}
	s = (m - 1) / (m + 1);
	t = s * s;
	for (int k = 23; k >= 3; k -= 2)
		sum = (sum + 1.0 / k) * t;
	return e * ln2_high + (e * ln2_low + 2 * s * sum + 2 * s);
}

/*
 * cos(2 pi u) for u in (0, 1): a quarter turn is taken off exactly, and the
 * Taylor series of what is left, at most pi/4, stops below 1e-18.
 */
static double cosine_of_turn(double u)
{
	const double half_pi = 0x1.921fb54442d18p0;
	int quarter = (int)(4 * u + 0.5);
	double x = (4 * u - quarter) * half_pi, t = x * x, sum = 1;

	if (quarter % 2 == 0) {
		for (int k = 18; k >= 2; k -= 2)
			sum = 1 - sum * t / (k * (k - 1));
		return quarter == 2 ? -sum : sum;
	}
	for (int k = 19; k >= 3; k -= 2)
		sum = 1 - sum * t / (k * (k - 1));
	return quarter == 1 ? -sum * x : sum * x;
}

double n62_rng_normal(struct n62_rng *r)
{
	double radius = sqrt(-2 * natural_log(n62_rng_uniform(r)));

	return radius * cosine_of_turn(n62_rng_uniform(r));
}

double n62_rng_exponential(struct n62_rng *r)
{
	return -natural_log(n62_rng_uniform(r));
}

/*
 * The high word of a 32 by 32 bit product, with the few low words rejected
 * that would favour some results (D. Lemire, ACM TOMACS 29 (2019) 3).
 */
uint32_t n62_rng_below(struct n62_rng *r, uint32_t n)
{
	uint64_t product = (uint64_t)n62_rng_u32(r) * n;

	if ((uint32_t)product < n) {
		uint32_t least = (0 - n) % n;

		while ((uint32_t)product < least)
			product = (uint64_t)n62_rng_u32(r) * n;
	}
	return (uint32_t)(product >> 32);
}
