/*
 * test_planes.c - byte planes: round trips, the bytes of n62(5), damage.
 *
 * The oracle is a decoder of one value at a time, with the inflate of zlib,
 * written from the manual page.
 */
#include "check.h"
#include "record/private.h"

#include <zlib.h>

enum kind {
	NOISE,
	ZERO,
	ONES,
	SORTED,
	FALLING,
	STEPS,
	TWO_VALUES,
	SMALL,
	ALTERNATING,
	LAST_DIFFERS,
	LATE_NOISE, /* where a sample of the first values does not look */
	KINDS
};

static const unsigned widths[] = { 1, 2, 4, 8 };

static uint64_t draw(void)
{
	static uint64_t state = 7;
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t next_value(enum kind kind, uint32_t i, uint32_t n, uint64_t v)
{
	switch (kind) {
	case NOISE:
		return draw();
	case ZERO:
		return 0;
	case ONES:
		return UINT64_MAX;
	case SORTED:
		return v + draw() % 100;
	case FALLING:
		return v - draw() % 100;
	case STEPS:
		return (uint64_t)(i / 300) * 0x0101010101010101;
	case TWO_VALUES:
		return draw() % 2 * 0x123456789abcdef0;
	case SMALL:
		return draw() % 10;
	case ALTERNATING:
		return i % 2 ? 0x8000000000000000 >> i % 64 : 0;
	case LAST_DIFFERS:
		return i + 1 == n;
	default:
		return i < n / 2 ? 5 : draw();
	}
}

static void fill(
    unsigned char *values, uint32_t n, unsigned width, enum kind kind)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < n; i++) {
		unsigned char bytes[8];

		v = next_value(kind, i, n, v);
		n62_put64(bytes, v);
		memcpy(values + (size_t)i * width, bytes, width);
	}
}

/* ---- the oracle ----------------------------------------------------- */

/* Plane k behind at, by the words of n62(5); its length in the stream, or 0
 * when it is not well formed. */
static size_t plane_bytes(const unsigned char *entry, unsigned k,
    const unsigned char *at, unsigned char *out)
{
	const uint32_t n = n62_get32(entry), e = n62_get32(entry + 8 + 4 * k);
	const uint32_t length = e % (1u << 30);
	uLongf got = n;
	z_stream z = { 0 };

	if (e >> 30 == 0) {
		memcpy(out, at, n);
		return length == n ? length : 0;
	}
	if (e >> 30 == 2) {
		memset(out, at[0], n);
		return length == 1 ? length : 0;
	}
	if (e >> 30 != 1 || inflateInit2(&z, -15) != Z_OK)
		return 0;
	z.next_in = (unsigned char *)(uintptr_t)at;
	z.avail_in = length;
	z.next_out = out;
	z.avail_out = n;
	if (inflate(&z, Z_FINISH) != Z_STREAM_END)
		got = 0;
	inflateEnd(&z);
	return got > 0 && z.avail_out == 0 && z.avail_in == 0 ? length : 0;
}

/* Whether an entry and planes, size bytes, decode to these values. */
static bool decodes(const unsigned char *entry, const unsigned char *planes,
    size_t size, unsigned width, const unsigned char *values)
{
	const uint32_t n = n62_get32(entry);
	unsigned char *plane = malloc((size_t)n * width + 1);
	uint64_t last = 0, mask = UINT64_MAX >> (64 - 8 * width);
	size_t used = 0;
	bool right = plane != NULL;

	for (unsigned k = 0; right && n > 0 && k < width; k++) {
		const size_t length =
		    plane_bytes(entry, k, planes + used, plane + (size_t)k * n);

		right = length > 0 && length <= size - used;
		used += length;
	}
	for (uint32_t i = 0; right && i < n; i++) {
		unsigned char bytes[8] = { 0 };
		uint64_t v;

		for (unsigned k = 0; k < width; k++)
			bytes[k] = plane[(size_t)k * n + i];
		v = n62_get64(bytes);
		if (entry[4]) /* 0, -1, 1, -2, ... have the codes 0, 1, ... */
			v = last + (v % 2 ? ~(v / 2) : v / 2);
		v &= mask;
		last = v;
		n62_put64(bytes, v);
		right = memcmp(bytes, values + (size_t)i * width, width) == 0;
	}
	free(plane);
	return right && used == size;
}

/* ---- helpers -------------------------------------------------------- */

static struct n62_err err;
static struct rec_codec *codec;

static size_t pack(const void *values, uint32_t n, unsigned width, bool integer,
    struct n62_buf *directory, struct n62_buf *planes)
{
	directory->len = planes->len = 0;
	CHECK(rec_pack(codec, values, n, width, integer, directory, planes,
		  &err) == 0);
	CHECK(directory->len == rec_entry_size(width));
	return planes->len;
}

static const unsigned char *bytes_of(const struct n62_buf *b)
{
	return (const unsigned char *)b->data;
}

/* ---- tests ---------------------------------------------------------- */

static void round_trip(uint32_t n, unsigned width, enum kind kind, bool integer)
{
	struct n62_buf d = { 0 }, p = { 0 };
	unsigned char *v = malloc((size_t)n * width + 1);
	unsigned char *back = malloc((size_t)n * width + 1), *exact;
	uint32_t count;
	uint64_t stored;

	fill(v, n, width, kind);
	pack(v, n, width, integer, &d, &p);
	CHECK(p.len <= (size_t)n * width);
	CHECK(integer || d.data[4] == 0);
	CHECK(decodes(bytes_of(&d), bytes_of(&p), p.len, width, v));
	CHECK(rec_entry_read(
		  bytes_of(&d), width, integer, &count, &stored, &err) == 0);
	CHECK(count == n && stored == p.len);
	/* behind the last byte nothing may be read, which ASan sees */
	exact = malloc(p.len + (p.len == 0));
	memcpy(exact, p.data, p.len);
	back[(size_t)n * width] = 0x5a;
	CHECK(rec_unpack(codec, bytes_of(&d), exact, width, back, &err) == 0);
	CHECK(memcmp(v, back, (size_t)n * width) == 0);
	CHECK(back[(size_t)n * width] == 0x5a);
	free(exact);
	free(v);
	free(back);
	n62_buf_free(&d);
	n62_buf_free(&p);
}

static void round_trips(void)
{
	static const uint32_t lengths[] = { 0, 1, 2, 3, 4, 5, 15, 16, 17, 31,
		33, 255, 256, 257, 511, 512, 513, 516, 2047, 2048, 2051, 4096,
		16383, 16384, 16385, 65535, 65536, 70000 };

	for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
		for (int w = 0; w < 4; w++)
			for (int kind = 0; kind < KINDS; kind++)
				for (int integer = 0; integer < 2; integer++)
					round_trip(lengths[l], widths[w],
					    (enum kind)kind, integer);
}

static void all_short_lengths(void)
{
	for (uint32_t n = 0; n < 700; n++)
		round_trip(n, widths[n % 4], (enum kind)(n % KINDS), n % 8 < 4);
}

/* The sizes that the codec is there for: bounds with a margin of a tenth
 * over what the entropy of each kind allows. */
static void sizes(void)
{
	enum {
		N = 16384
	};
	static uint64_t v[N];
	struct n62_buf d = { 0 }, p = { 0 };

	fill((unsigned char *)v, N, 4, ZERO);
	CHECK(pack(v, N, 4, true, &d, &p) == 4);
	fill((unsigned char *)v, N, 8, NOISE);
	CHECK(pack(v, N, 8, true, &d, &p) == N * 8);
	CHECK(d.data[4] == 0);
	fill((unsigned char *)v, N, 8, SORTED);
	CHECK(pack(v, N, 8, true, &d, &p) < N * 67 / 80 * 11 / 10);
	CHECK(d.data[4] == 1);
	fill((unsigned char *)v, N, 4, FALLING);
	CHECK(pack(v, N, 4, true, &d, &p) < N * 67 / 80 * 11 / 10);
	CHECK(d.data[4] == 1);
	fill((unsigned char *)v, N, 2, SMALL);
	CHECK(pack(v, N, 2, true, &d, &p) < N * 34 / 80 * 11 / 10);
	CHECK(d.data[4] == 0);
	/* the end of block takes half of the shorter codes: 1.5 bits each */
	fill((unsigned char *)v, N, 4, TWO_VALUES);
	CHECK(pack(v, N, 4, false, &d, &p) < N * 6 / 8 * 11 / 10);
	fill((unsigned char *)v, N, 4, STEPS);
	CHECK(pack(v, N, 4, false, &d, &p) < 2000);
	n62_buf_free(&d);
	n62_buf_free(&p);
}

/* Packing appends, and what was packed before leaves no trace. */
static void appends(void)
{
	static uint32_t v[5000];
	struct n62_buf d = { 0 }, p = { 0 }, d2 = { 0 }, p2 = { 0 };
	struct rec_codec *other = rec_codec_new(&err);

	fill((unsigned char *)v, 5000, 4, SORTED);
	pack(v, 5000, 4, true, &d, &p);
	CHECK(n62_buf_add(&d2, "abc", 3, &err) == 0);
	CHECK(n62_buf_add(&p2, "defgh", 5, &err) == 0);
	CHECK(rec_pack(other, v, 5000, 4, true, &d2, &p2, &err) == 0);
	CHECK(d2.len == d.len + 3 && memcmp(d2.data, "abc", 3) == 0);
	CHECK(p2.len == p.len + 5 && memcmp(p2.data, "defgh", 5) == 0);
	CHECK(memcmp(d2.data + 3, d.data, d.len) == 0);
	CHECK(memcmp(p2.data + 5, p.data, p.len) == 0);
	rec_codec_free(other);
	n62_buf_free(&d);
	n62_buf_free(&p);
	n62_buf_free(&d2);
	n62_buf_free(&p2);
}

static void too_long(void)
{
	static const uint64_t v = 0;
	struct n62_buf d = { 0 }, p = { 0 };

	CHECK(rec_pack(codec, &v, (N62_MAX_RAW >> 3) + 1, 8, true, &d, &p,
		  &err) == -1);
	CHECK(err.code == N62_DATA);
	CHECK(d.len == 0 && p.len == 0);
}

/* An entry of two planes of n bytes. */
static int read_entry(uint32_t n, uint32_t filter, uint32_t plane0,
    uint32_t plane1, bool integer, uint64_t *stored)
{
	unsigned char entry[16];
	uint32_t count;

	n62_put32(entry, n);
	n62_put32(entry + 4, filter);
	n62_put32(entry + 8, plane0);
	n62_put32(entry + 12, plane1);
	memset(&err, 0, sizeof err);
	return rec_entry_read(entry, 2, integer, &count, stored, &err);
}

static void entries(void)
{
	const unsigned char one_too_many[] = { 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0,
		0x80 };
	const uint32_t deflated = 1u << 30, constant = 2u << 30;
	const uint32_t most = N62_MAX_RAW / 2;
	uint64_t s;
	uint32_t n;

	CHECK(read_entry(9, 0, 9, 9, false, &s) == 0 && s == 18);
	CHECK(read_entry(9, 1, 9, 9, true, &s) == 0 && s == 18);
	CHECK(read_entry(9, 0, constant | 1, 9, false, &s) == 0 && s == 10);
	CHECK(read_entry(9, 0, deflated | 7, 9, false, &s) == 0 && s == 16);
	CHECK(read_entry(0, 0, 0, 0, false, &s) == 0 && s == 0);
	CHECK(read_entry(most, 0, most, most, false, &s) == 0);
	/* mode 3, then lengths that do not belong to their modes */
	CHECK(read_entry(9, 0, 9, 3u << 30 | 9, false, &s) == -1);
	CHECK(err.code == N62_DATA && err.text[0]);
	CHECK(read_entry(9, 0, 9, 8, false, &s) == -1);
	CHECK(read_entry(9, 0, 10, 9, false, &s) == -1);
	CHECK(read_entry(9, 0, constant | 2, 9, false, &s) == -1);
	CHECK(read_entry(9, 0, constant, 9, false, &s) == -1);
	CHECK(read_entry(0, 0, constant | 1, 0, false, &s) == -1);
	CHECK(read_entry(9, 0, deflated | 0x3fffffff, 9, false, &s) == -1);
	CHECK(read_entry(9, 0, deflated | 1000, 9, false, &s) == -1);
	/* filters */
	CHECK(read_entry(9, 1, 9, 9, false, &s) == -1);
	CHECK(read_entry(9, 2, 9, 9, true, &s) == -1);
	for (unsigned bit = 8; bit < 32; bit++)
		CHECK(read_entry(9, 1u << bit, 9, 9, true, &s) == -1);
	/* too long for a block */
	CHECK(rec_entry_read(one_too_many, 1, false, &n, &s, &err) == -1);
	CHECK(read_entry(most + 1, 0, most + 1, most + 1, false, &s) == -1);
	CHECK(read_entry(
		  0x3fffffff, 0, constant | 1, constant | 1, false, &s) == -1);
	CHECK(read_entry(
		  UINT32_MAX, 0, constant | 1, constant | 1, false, &s) == -1);
}

/* Matches over a distance, which the packer never writes, are right too; a
 * deflated plane that is not shorter than the plane is not. */
static void foreign(void)
{
	enum {
		N = 600
	};
	unsigned char plain[N], deflated[N], v[N], entry[12] = { 0 };
	z_stream z = { 0 };
	uint32_t n;
	uint64_t stored;

	for (unsigned i = 0; i < N; i++)
		plain[i] = (unsigned char)(i % 97 * 5);
	CHECK(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) ==
	      Z_OK);
	z.next_in = plain;
	z.avail_in = N;
	z.next_out = deflated;
	z.avail_out = N;
	CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
	n62_put32(entry, N);
	n62_put32(entry + 8, 1u << 30 | (uint32_t)z.total_out);
	CHECK(rec_entry_read(entry, 1, false, &n, &stored, &err) == 0);
	CHECK(n == N && stored == z.total_out);
	CHECK(rec_unpack(codec, entry, deflated, 1, v, &err) == 0);
	CHECK(memcmp(v, plain, N) == 0);
	deflateEnd(&z);
	n62_put32(entry + 8, 1u << 30 | N);
	CHECK(rec_entry_read(entry, 1, false, &n, &stored, &err) == -1);
}

/* A plane that inflates to too few or too many bytes, or ends before its
 * length does. */
static void wrong_lengths(void)
{
	static const unsigned char planes[] = "\1\3\0\xfc\xff\2\2\1\0";
	unsigned char entry[12] = { 0 }, v[8] = { 0 };

	for (unsigned n = 0; n < 8; n++)
		for (unsigned length = 0; length <= 9; length++) {
			const int right = n == 3 && length == 8;

			n62_put32(entry, n);
			n62_put32(entry + 8, 1u << 30 | length);
			memset(&err, 0, sizeof err);
			CHECK(rec_unpack(codec, entry, planes, 1, v, &err) ==
			      right - 1);
			CHECK((err.code == N62_DATA) == !right);
		}
}

/* Reads and decodes what may be damaged. Everything has its exact size, so
 * that ASan sees each byte outside. Returns whether it was found. */
static bool try_damaged(const unsigned char *entry, unsigned width,
    const unsigned char *planes, size_t size)
{
	unsigned char *values, *exact;
	uint32_t n;
	uint64_t stored;
	int r;

	memset(&err, 0, sizeof err);
	if (rec_entry_read(entry, width, true, &n, &stored, &err) < 0)
		return CHECK(err.text[0] != 0);
	if (stored != size) /* as the caller finds */
		return true;
	values = malloc((size_t)n * width + (n == 0));
	exact = malloc(size);
	memcpy(exact, planes, size);
	r = rec_unpack(codec, entry, exact, width, values, &err);
	if (r < 0)
		CHECK(err.code == N62_DATA && err.text[0] != 0);
	free(values);
	free(exact);
	return r < 0;
}

static void damage(uint32_t n, unsigned width, enum kind kind)
{
	struct n62_buf d = { 0 }, p = { 0 };
	unsigned char *v = malloc((size_t)n * width);
	unsigned found = 0, tried = 0;

	fill(v, n, width, kind);
	pack(v, n, width, true, &d, &p);
	for (size_t i = 0; i < d.len + p.len; i++) {
		char *byte = i < d.len ? d.data + i : p.data + i - d.len;
		const char right = *byte;

		for (unsigned bit = 0; bit < 9; bit++) {
			*byte = (char)(bit < 8 ? right ^ 1 << bit : ~right);
			found += try_damaged(
			    bytes_of(&d), width, bytes_of(&p), p.len);
			tried++;
		}
		*byte = right;
	}
	CHECK(!try_damaged(bytes_of(&d), width, bytes_of(&p), p.len));
	check_note("width %u, kind %d: %u of %u damages found", width,
	    (int)kind, found, tried);
	free(v);
	n62_buf_free(&d);
	n62_buf_free(&p);
}

static void every_bit(void)
{
	for (int w = 0; w < 4; w++) {
		damage(900, widths[w], SMALL);
		damage(700, widths[w], SORTED);
		damage(600, widths[w], STEPS);
	}
}

/* Random bytes as deflate streams. */
static void random_planes(void)
{
	unsigned char entry[16] = { 0 }, bytes[64];

	for (int i = 0; i < 20000; i++) {
		const uint32_t n = (uint32_t)(draw() % 2000);
		const uint32_t a = (uint32_t)(draw() % 32);

		for (size_t k = 0; k < sizeof bytes; k++)
			bytes[k] = (unsigned char)draw();
		n62_put32(entry, n);
		n62_put32(entry + 8, 1u << 30 | a);
		n62_put32(entry + 12, 1u << 30 | (64 - a));
		try_damaged(entry, 2, bytes, sizeof bytes);
	}
}

int main(void)
{
	codec = rec_codec_new(&err);
	if (!codec)
		return 1;
	check_run("round trips, and the oracle decodes", round_trips);
	check_run("all lengths up to 700", all_short_lengths);
	check_run("sizes", sizes);
	check_run(
	    "packing appends, and equal values give equal bytes", appends);
	check_run("an array longer than a block", too_long);
	check_run("entries that contradict themselves", entries);
	check_run("encodings of other writers", foreign);
	check_run("planes of a wrong length", wrong_lengths);
	check_run("every bit and every byte of an encoding damaged", every_bit);
	check_run("random planes", random_planes);
	rec_codec_free(codec);
	return check_end();
}
