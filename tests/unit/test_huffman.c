/*
 * test_huffman.c - deflate without matches: zlib inflates it to the same
 * bytes, and makes nothing much smaller.
 */
#include "check.h"
#include "record/private.h"

#include <zlib.h>

enum {
	MOST = 100000,
	GUARD = 0xa5
};

static unsigned char in[MOST], out[MOST + 64], back[MOST + 1];

static uint32_t draw(uint32_t n)
{
	static uint64_t state = 7;
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (uint32_t)((z ^ z >> 31) % n);
}

/* The same by zlib: the smallest that this kind of deflate should be. */
static uint32_t zlib_size(uint32_t n)
{
	static unsigned char unused[2 * MOST];
	z_stream z = { 0 };
	uint32_t size;

	if (deflateInit2(&z, 1, Z_DEFLATED, -15, 9, Z_HUFFMAN_ONLY) != Z_OK)
		return 0;
	z.next_in = in;
	z.avail_in = n;
	z.next_out = unused;
	z.avail_out = sizeof unused;
	CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
	size = (uint32_t)z.total_out;
	deflateEnd(&z);
	return size;
}

static bool inflates(uint32_t size, uint32_t n)
{
	z_stream z = { 0 };
	int status;

	if (inflateInit2(&z, -15) != Z_OK)
		return false;
	z.next_in = out;
	z.avail_in = size;
	z.next_out = back;
	z.avail_out = sizeof back;
	status = inflate(&z, Z_FINISH);
	inflateEnd(&z);
	return status == Z_STREAM_END && z.avail_in == 0 && z.total_out == n &&
	       memcmp(in, back, n) == 0;
}

/* Codes the first n bytes of in; returns the size. */
static uint32_t try_bytes(uint32_t n)
{
	uint32_t size, again;

	memset(out, GUARD, sizeof out);
	size = rec_huffman(in, n, out, MOST);
	if (size == 0)
		return 0;
	CHECK(inflates(size, n));
	/* Codes of 11 bits cost a little; for few bytes, or noise, zlib has
	 * blocks without a table of codes. */
	CHECK(size <= zlib_size(n) * 1.005 + 100);
	/* With just enough room it is the same, and nothing else is written. */
	memset(out, GUARD, sizeof out);
	again = rec_huffman(in, n, out, size + 8);
	CHECK(again == size && inflates(size, n));
	for (size_t i = size + 8; i < sizeof out; i++)
		CHECK(out[i] == GUARD);
	return size;
}

static void one_value(void)
{
	memset(in, 7, sizeof in);
	for (uint32_t n = 1; n <= 300; n++)
		CHECK(try_bytes(n) > 0);
	CHECK(try_bytes(32767) > 0 && try_bytes(32768) > 0 &&
	      try_bytes(32769) > 0);
	CHECK(try_bytes(MOST - 1) < MOST / 8 + 100);
	CHECK(rec_huffman(in, 0, out, MOST) == 0);
}

/* Geometric, with a mean of about scale. */
static void geometric(void)
{
	for (uint32_t scale = 1; scale < 100; scale += 1 + scale / 3) {
		for (size_t i = 0; i < sizeof in; i++)
			for (in[i] = 0; in[i] < 255 && draw(scale + 1);)
				in[i]++;
		CHECK(try_bytes(MOST / 2) > 0);
		for (uint32_t n = 1; n < 2000; n += 37)
			CHECK(try_bytes(n) > 0);
	}
}

/* Counts like the numbers of Fibonacci have the deepest tree of all: 20 deep
 * here, so that the codes must be cut. */
static void deep(void)
{
	uint32_t n = 0, a = 1, b = 1;

	for (int s = 0; n + a < 28000; s++) {
		memset(in + n, 11 * s, a);
		n += a;
		b += a;
		a = b - a;
	}
	for (uint32_t i = n - 1; i > 0; i--) {
		const uint32_t k = draw(i + 1);
		const unsigned char c = in[i];

		in[i] = in[k];
		in[k] = c;
	}
	CHECK(n == 17710);
	CHECK(try_bytes(n) > 0);
}

/* A few frequent values and all others once: many codes beyond the limit. */
static void rare(void)
{
	for (uint32_t frequent = 1; frequent < 8; frequent++) {
		for (uint32_t i = 0; i < 30000; i++)
			in[i] = (unsigned char)(i < 256 ? i : draw(frequent));
		CHECK(try_bytes(30000) > 0);
	}
}

static void noise(void)
{
	for (size_t i = 0; i < sizeof in; i++)
		in[i] = (unsigned char)draw(256);
	for (uint32_t n = 1; n < MOST - 20000; n += n / 2 + 1)
		CHECK(try_bytes(n) > 0);
	/* Not smaller: no room. */
	CHECK(rec_huffman(in, 50000, out, 50000) == 0);
}

static void alphabets(void)
{
	for (uint32_t n = 1; n <= 256; n++) {
		for (size_t i = 0; i < 3000; i++)
			in[i] = (unsigned char)(draw(n) * 31);
		CHECK(try_bytes(3000) > 0);
	}
}

int main(void)
{
	check_run("one value, all lengths up to 300", one_value);
	check_run("geometric distributions", geometric);
	check_run("a tree deeper than the codes may be", deep);
	check_run("many rare values", rare);
	check_run("noise, and no room for it", noise);
	check_run("alphabets of 1 to 256 values", alphabets);
	return check_end();
}
