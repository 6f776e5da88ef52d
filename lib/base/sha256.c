/*
 * sha256.c - the hash function SHA-256 (FIPS 180-4, section 6.2).
 */
#include <string.h>

#include "base/base.h"

/* The first 32 bits of the fractions of the cube roots of 64 primes. */
static const uint32_t round_constant[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf,
	0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
	0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7,
	0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
	0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
	0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
	0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c,
	0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee,
	0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2 };

static uint32_t rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

/* Message schedule W of a block. */
static void expand(const unsigned char block[64], uint32_t w[64])
{
	for (int t = 0; t < 16; t++)
		w[t] = __builtin_bswap32(n62_get32(block + 4 * t));
	for (int t = 16; t < 64; t++) {
		uint32_t a = w[t - 15], b = w[t - 2];
		uint32_t s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3;
		uint32_t s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10;

		w[t] = s1 + w[t - 7] + s0 + w[t - 16];
	}
}

/* The eight words carry the names of the standard. */
static void compress(uint32_t state[8], const unsigned char block[64])
{
	uint32_t w[64];
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];

	expand(block, w);
	for (int t = 0; t < 64; t++) {
		uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
		uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
		uint32_t choice = (e & f) ^ (~e & g);
		uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
		uint32_t t1 = h + s1 + choice + round_constant[t] + w[t];

		h = g;
		g = f;
		f = e;
		e = d + t1;
		d = c;
		c = b;
		b = a;
		a = t1 + s0 + majority;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

void n62_sha256_init(struct n62_sha256 *s)
{
	/* The first 32 bits of the fractions of the square roots of primes. */
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
		0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memset(s, 0, sizeof *s);
	memcpy(s->state, start, sizeof start);
}

void n62_sha256_add(struct n62_sha256 *s, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	size_t held = s->bytes % 64;

	s->bytes += n;
	if (held > 0 && held + n >= 64) {
		memcpy(s->block + held, p, 64 - held);
		compress(s->state, s->block);
		p += 64 - held;
		n -= 64 - held;
		held = 0;
	}
	for (; held == 0 && n >= 64; p += 64, n -= 64)
		compress(s->state, p);
	if (n > 0)
		memcpy(s->block + held, p, n);
}

void n62_sha256_end(struct n62_sha256 *s, unsigned char digest[32])
{
	static const unsigned char padding[64] = { 0x80 };
	uint64_t bits = __builtin_bswap64(s->bytes * 8);
	unsigned char length[8];

	n62_put64(length, bits);
	/* One byte 80, zeros up to 8 bytes before the end of a block. */
	n62_sha256_add(s, padding, 64 - (s->bytes + 8) % 64);
	n62_sha256_add(s, length, 8);
	for (int i = 0; i < 8; i++)
		n62_put32(digest + 4 * i, __builtin_bswap32(s->state[i]));
}
