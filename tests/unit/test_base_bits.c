/*
 * test_base_bits.c - bytes, hashes, characters, names, words, random
 * numbers.
 */
#include <math.h>

#include "base/base.h"
#include "check.h"

/* ---- bytes and hashes ----------------------------------------------- */

static void little_endian(void)
{
	const unsigned char b[9] = { 0, 0x81, 0x72, 0x63, 0x54, 0x45, 0x36,
		0x27, 0x98 };
	unsigned char c[9] = { 0 };

	CHECK(n62_get16(b + 1) == 0x7281);
	CHECK(n62_get32(b + 1) == 0x54637281);
	CHECK(n62_get64(b + 1) == 0x9827364554637281);
	n62_put64(c + 1, 0x9827364554637281);
	CHECK(memcmp(b, c, 9) == 0);
	n62_put16(c + 1, 0x1234);
	n62_put32(c + 3, 0xfedcba98);
	CHECK(n62_get64(c + 1) == 0x9827fedcba981234);
}

/* The check value of RFC 1952's polynomial, whole and in pieces. */
static void crc(void)
{
	CHECK(n62_crc32(0, "123456789", 9) == 0xcbf43926);
	CHECK(n62_crc32(0, NULL, 0) == 0);
	CHECK(n62_crc32(7, "", 0) == 7);
	for (size_t i = 0; i <= 9; i++)
		CHECK(n62_crc32(n62_crc32(0, "123456789", i), &"123456789"[i],
			  9 - i) == 0xcbf43926);
}

static const char *hex(const unsigned char digest[32])
{
	static char text[65];

	for (int i = 0; i < 32; i++)
		sprintf(text + 2 * i, "%02x", digest[i]);
	return text;
}

static const char *sha256(const char *bytes, size_t n, size_t piece)
{
	unsigned char digest[32];
	struct n62_sha256 s;

	n62_sha256_init(&s);
	for (size_t at = 0; at < n; at += piece)
		n62_sha256_add(&s, bytes + at, n - at < piece ? n - at : piece);
	n62_sha256_end(&s, digest);
	return hex(digest);
}

/* The examples that NIST publishes with FIPS 180-4, and its CAVP's. */
static void sha256_vectors(void)
{
	static const char two_blocks[] =
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	static char million[1000000];

	CHECK_TEXT(sha256("", 0, 1), "e3b0c44298fc1c149afbf4c8996fb924"
				     "27ae41e4649b934ca495991b7852b855");
	CHECK_TEXT(sha256("abc", 3, 3), "ba7816bf8f01cfea414140de5dae2223"
					"b00361a396177a9cb410ff61f20015ad");
	CHECK_TEXT(sha256(two_blocks, 56, 56),
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1");
	memset(million, 'a', sizeof million);
	for (size_t piece = 1; piece < 1000; piece += 61)
		CHECK_TEXT(sha256(million, sizeof million, piece),
		    "cdc76e5c9914fb9281a1c7e284d73e67"
		    "f1809a48a497200e046d39ccc7112cd0");
}

/* All lengths around the padding, in pieces of all sizes, agree. */
static void sha256_lengths(void)
{
	char bytes[200], whole[65];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7);
	for (size_t n = 0; n <= sizeof bytes; n++) {
		strcpy(whole, sha256(bytes, n, n + 1));
		for (size_t piece = 1; piece < 70; piece++)
			CHECK_TEXT(sha256(bytes, n, piece), whole);
	}
}

/* ---- characters and names ------------------------------------------- */

/* The definition of RFC 3629 by decoding, for comparison. */
static bool slow_utf8(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };

	while (n > 0) {
		uint32_t c = p[0];
		size_t len = c < 0x80       ? 1
			     : c >> 5 == 6  ? 2
			     : c >> 4 == 14 ? 3
			     : c >> 3 == 30 ? 4
					    : 0;

		if (len == 0 || len > n)
			return false;
		if (len > 1)
			c &= 0x7fu >> len;
		for (size_t i = 1; i < len; i++) {
			if (p[i] >> 6 != 2)
				return false;
			c = c << 6 | (p[i] & 0x3f);
		}
		if (c < least[len] || c > 0x10ffff || (c >> 11) == 27)
			return false;
		p += len;
		n -= len;
	}
	return true;
}

/* Every text of up to three bytes, and four bytes after every lead. */
static void utf8(void)
{
	static const unsigned char tail[] = { 0x00, 0x41, 0x7f, 0x80, 0x8f,
		0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xf0, 0xff };
	unsigned char b[4];
	unsigned long n = 0, good = 0;

	for (uint32_t v = 0; v < 1u << 24; v++) {
		size_t len = v < 256 ? 1 : v < 65536 ? 2 : 3;
		bool wanted;

		b[0] = (unsigned char)(v >> 8 * (len - 1));
		b[1] = (unsigned char)(len == 3 ? v >> 8 : v);
		b[2] = (unsigned char)v;
		wanted = slow_utf8(b, len);
		good += wanted;
		n++;
		CHECK(n62_utf8((char *)b, len) == wanted);
	}
	for (uint32_t v = 0; v < 65536; v++)
		for (size_t i = 0; i < 144; i++, n++) {
			b[0] = (unsigned char)(v >> 8);
			b[1] = (unsigned char)v;
			b[2] = tail[i / 12];
			b[3] = tail[i % 12];
			CHECK(n62_utf8((char *)b, 4) == slow_utf8(b, 4));
		}
	/* 127 of one byte, 30 * 64 of two, 65536 - 2 * 2048 of three. */
	CHECK(good == 127 + (127 * 127 + 1920) +
			  (127 * 127 * 127 + 2 * 127 * 1920 + 61440));
	CHECK(n62_utf8("", 0));
	CHECK(!n62_utf8("a\0b", 3));
	CHECK(n62_utf8("\xf0\x9f\x98\x80 K\xe2\x81\xba\xc2\xb5", 11));
	check_note("%lu texts of 1 to 4 bytes", n);
}

static void nearest(void)
{
	static const char *const names[] = { "threads", "output", "quiet",
		"verbose", "skip", "n", "track.p", "track.px", NULL };
	char big[200];

	CHECK_TEXT(n62_nearest("thread", names), "threads");
	CHECK_TEXT(n62_nearest("htreads", names), "threads");
	CHECK_TEXT(n62_nearest("ouptut", names), "output");
	CHECK_TEXT(n62_nearest("quite", names), "quiet");
	CHECK_TEXT(n62_nearest("track.py", names), "track.p");
	CHECK_TEXT(n62_nearest("output", names), "output");
	CHECK(n62_nearest("momentum", names) == NULL);
	CHECK(n62_nearest("x", names) == NULL);
	CHECK(n62_nearest("", names) == NULL);
	CHECK(n62_nearest("out", names + 8) == NULL);
	memset(big, 'x', sizeof big);
	big[sizeof big - 1] = '\0';
	CHECK(n62_nearest(big, names) == NULL);
}

/* ---- words of a line ------------------------------------------------ */

/* A line, its words with "|" behind each, and what is left before each. */
static const struct {
	const char *line, *words, *rests;
} lines[] = {
	{ "", "", "|" },
	{ " \t\r\n\v\f", "", "|" },
	{ "one", "one|", "one||" },
	{ " two  words\t", "two|words|", "two  words|words||" },
	{ "x=\1\x1b\xa0\x85 #", "x=\1\x1b\xa0\x85|#|",
	    "x=\1\x1b\xa0\x85 #|#||" },
	{ "\tcarriage return\r", "carriage|return|",
	    "carriage return|return||" },
};

static void words(void)
{
	struct n62_err err = { 0 };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *text = lines[i].line;
		struct n62_line l = { text, text + strlen(text) };
		struct n62_buf all = { 0 }, rests = { 0 };
		struct n62_word w, rest;
		bool more;

		do {
			rest = n62_rest(l);
			n62_buf_printf(
			    &rests, &err, "%.*s|", (int)rest.n, rest.at);
			more = n62_next_word(&l, &w);
			CHECK(more == (w.n > 0) && more == (rest.n > 0));
			if (more)
				n62_buf_printf(
				    &all, &err, "%.*s|", (int)w.n, w.at);
		} while (more);
		CHECK(l.at == l.end);
		CHECK_TEXT(n62_buf_text(&all, &err), lines[i].words);
		CHECK_TEXT(n62_buf_text(&rests, &err), lines[i].rests);
		n62_buf_free(&all);
		n62_buf_free(&rests);
	}
}

/* A line that ends within a text, and words that are parts of others. */
static void parts(void)
{
	static const char text[] = "first second third";
	struct n62_line l = { text, text + 9 };
	struct n62_word w;

	CHECK(n62_next_word(&l, &w) && n62_word_is(w, "first"));
	CHECK(!n62_word_is(w, "firs") && !n62_word_is(w, "first "));
	CHECK(!n62_word_is(w, "") && !n62_word_is(w, "First"));
	CHECK(n62_rest(l).n == 3);
	CHECK(n62_next_word(&l, &w) && n62_word_is(w, "sec"));
	CHECK(!n62_next_word(&l, &w) && n62_word_is(w, ""));
}

/* ---- random numbers ------------------------------------------------- */

/* From kat_vectors of the Random123 distribution, philox4x32 10. */
static void philox(void)
{
	static const uint32_t kat[3][10] = {
		{ 0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c,
		    0x9b00dbd8 },
		{ 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
		    0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6,
		    0x6d5451fd },
		{ 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822,
		    0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420,
		    0x24126ea1 },
	};
	uint32_t out[4];

	for (int i = 0; i < 3; i++) {
		n62_philox(kat[i], kat[i] + 4, out);
		CHECK(memcmp(out, kat[i] + 6, sizeof out) == 0);
	}
}

static void sequence(void)
{
	struct n62_rng r, again;
	uint32_t counter[4] = { 0, 9, 0x55667788, 0x11223344 }, out[4];
	uint32_t key[2] = { 0xbbccddee, 0xaa };

	n62_rng_init(&r, 0xaabbccddee, 0x1122334455667788, 9);
	again = r;
	for (uint32_t block = 0; block < 5; block++) {
		counter[0] = block;
		n62_philox(counter, key, out);
		for (int i = 0; i < 4; i++)
			CHECK(n62_rng_u32(&r) == out[i]);
	}
	counter[0] = 0;
	n62_philox(counter, key, out);
	CHECK(n62_rng_u64(&again) == ((uint64_t)out[1] << 32 | out[0]));
	CHECK(
	    n62_rng_uniform(&again) ==
	    ((double)(((uint64_t)out[3] << 32 | out[2]) >> 12) + 0.5) / 0x1p52);
}

/* A generator whose next block of words is chosen by the test. */
static struct n62_rng fixed(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	struct n62_rng r;

	n62_rng_init(&r, 0, 0, 0);
	r.used = 0;
	r.word[0] = a;
	r.word[1] = b;
	r.word[2] = c;
	r.word[3] = d;
	return r;
}

static void uniform_ends(void)
{
	struct n62_rng r = fixed(0, 0, 0xffffffff, 0xffffffff);

	CHECK(n62_rng_uniform(&r) == 0x1p-53);
	CHECK(n62_rng_uniform(&r) == 1 - 0x1p-53);
}

/* Against the same formula with the C library's functions. */
static void normal_values(void)
{
	const int wanted = 1000000;
	struct n62_rng r, same;
	double worst = 0, sum = 0, squares = 0, fourth = 0;

	n62_rng_init(&r, 3, 0, 0);
	same = r;
	for (int i = 0; i < wanted; i++) {
		double x = n62_rng_normal(&r);
		double radius = sqrt(-2 * log(n62_rng_uniform(&same)));
		double y = radius * cos(2 * acos(-1) * n62_rng_uniform(&same));

		worst = fmax(worst, fabs(x - y) / fmax(radius, 1e-3));
		sum += x;
		squares += x * x;
		fourth += x * x * x * x;
	}
	CHECK(worst < 1e-15);
	/* Five standard deviations of each moment. */
	CHECK(fabs(sum / wanted) < 5 / sqrt(wanted));
	CHECK(fabs(squares / wanted - 1) < 5 * sqrt(2.0 / wanted));
	CHECK(fabs(fourth / wanted - 3) < 5 * sqrt(96.0 / wanted));
	check_note("%d normal numbers, farthest from libm %.1e", wanted, worst);
}

/* The smallest and the greatest logarithm, and each quarter turn. */
static void normal_edges(void)
{
	static const uint32_t turn[] = { 0, 0x1fffffff, 0x20000000, 0x40000000,
		0x60000000, 0x80000000, 0xa0000000, 0xc0000000, 0xe0000000,
		0xffffffff };
	static const uint32_t part[] = { 0, 1u << 20, 0x7fffffff, 0xb504f333,
		0xffffffff };

	for (size_t i = 0; i < 10; i++)
		for (size_t k = 0; k < 5; k++) {
			struct n62_rng r =
			    fixed(part[k], part[k], turn[i], turn[i]);
			struct n62_rng same = r;
			double x = n62_rng_normal(&r);
			double radius = sqrt(-2 * log(n62_rng_uniform(&same)));
			double u = n62_rng_uniform(&same);
			double y = radius * cos(2 * acos(-1) * u);

			CHECK(fabs(x - y) < 2e-15 * radius);
		}
}

/* Each result is hit as often as the others, by chi-squared. */
static void below(void)
{
	const int wanted = 600000;
	int count[6] = { 0 };
	struct n62_rng r;
	double chi2 = 0;

	n62_rng_init(&r, 4, 0, 0);
	for (int i = 0; i < wanted; i++) {
		uint32_t k = n62_rng_below(&r, 6);

		if (CHECK(k < 6))
			count[k]++;
	}
	for (int i = 0; i < 6; i++) {
		double d = count[i] - wanted / 6.0;

		chi2 += d * d / (wanted / 6.0);
	}
	/* Five degrees of freedom: exceeded once in 10^5. */
	CHECK(chi2 < 30.9);
	CHECK(n62_rng_below(&r, 1) == 0);
	/* 2^32 = 3 * 1431655765 + 1: the word 0 is the one rejected. */
	r = fixed(0, 0xffffffff, 0, 0);
	CHECK(n62_rng_below(&r, 3) == 2);
}

int main(void)
{
	check_run("little-endian integers", little_endian);
	check_run("CRC-32", crc);
	check_run("SHA-256 vectors", sha256_vectors);
	check_run("SHA-256 of all lengths", sha256_lengths);
	check_run("UTF-8", utf8);
	check_run("nearest names", nearest);
	check_run("words of a line", words);
	check_run("words of a part of a text", parts);
	check_run("Philox vectors", philox);
	check_run("the sequence of an event", sequence);
	check_run("uniform numbers stay inside", uniform_ends);
	check_run("normal numbers", normal_values);
	check_run("normal numbers at the edges", normal_edges);
	check_run("integers below a limit", below);
	return check_end();
}
