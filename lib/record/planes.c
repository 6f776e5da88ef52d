/*
 * planes.c - arrays of numbers as byte planes: codec 1 of n62(5).
 *
 * The low bytes of measured numbers are noise and the high ones nearly
 * constant. Taken apart, the first are stored as they are and the second
 * deflated. A sample of the values decides, before any work is done, which
 * plane is which and whether differences are smaller than the values.
 */
/* zlib then takes its input as const. */
#define ZLIB_CONST

#include "record/private.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	BLOCK = 256,   /* values that are split or joined at a time */
	SAMPLE = 4096, /* values that are looked at before packing, at most */
	LEAST = 512,   /* and at least */
	CHUNKS = 4,    /* places that the sample is taken from */
	MAX_WIDTH = 8,
	ONE_BIT = 1 << 12, /* unit of estimated sizes */
	PER_SYMBOL = 2955  /* ONE_BIT / log(4) */
};

enum mode {
	STORED,
	DEFLATED,
	CONSTANT
};

/* An entry of a plane: mode and length. */
enum {
	MODE_SHIFT = 30,
	LENGTH_MASK = (1 << MODE_SHIFT) - 1
};

static const char too_long[] =
    "an array of %u values is longer than a block may be";

/* How a plane is tried to be coded. */
enum coding {
	HUFFMAN, /* deflate without matches */
	RUNS,    /* deflate with runs of a byte as the only matches */
	PLAIN    /* not at all */
};

struct rec_codec {
	z_stream deflate; /* for runs */
	bool deflating;   /* it has to be ended */
	struct libdeflate_decompressor *inflate;
	struct n62_buf filtered;      /* the values behind the filter */
	struct n62_buf split;         /* their planes */
	uint64_t differences[SAMPLE]; /* of one piece of the sample */
	unsigned char sample[SAMPLE * MAX_WIDTH];
	uint32_t entropy[SAMPLE + 1]; /* n log2(n), times ONE_BIT */
};

/* log2(n) * ONE_BIT by repeated squaring, the same on every machine. */
static uint32_t log2_fixed(uint32_t n)
{
	uint32_t log = 0;
	uint64_t x;

	while (n >> log > 1)
		log++;
	x = (uint64_t)n << (31 - log); /* 1 <= x < 2, in units of 2^-31 */
	for (int i = 0; i < 12; i++) {
		x = x * x >> 31;
		log *= 2;
		if (x >> 32) {
			x >>= 1;
			log++;
		}
	}
	return log;
}

struct rec_codec *rec_codec_new(struct n62_err *err)
{
	struct rec_codec *c = n62_new(1, sizeof *c, err);

	if (!c)
		return NULL;
	c->inflate = libdeflate_alloc_decompressor();
	if (c->inflate)
		return c;
	n62_fail(err, N62_MEM, "no memory for decompression");
	rec_codec_free(c);
	return NULL;
}

/* What only packing needs: a codec that unpacks does not pay for it. */
static int ready_to_pack(struct rec_codec *c, struct n62_err *err)
{
	if (c->deflating)
		return 0;
	c->deflating =
	    deflateInit2(&c->deflate, 1, Z_DEFLATED, -15, 8, Z_RLE) == Z_OK;
	if (!c->deflating)
		return n62_fail(err, N62_MEM, "no memory for compression");
	for (uint32_t n = 1; n <= SAMPLE; n++)
		c->entropy[n] = n * log2_fixed(n);
	return 0;
}

void rec_codec_free(struct rec_codec *c)
{
	if (!c)
		return;
	if (c->deflating)
		deflateEnd(&c->deflate);
	libdeflate_free_decompressor(c->inflate);
	n62_buf_free(&c->filtered);
	n62_buf_free(&c->split);
	free(c);
}

/* ---- the filter delta ----------------------------------------------- */

static void delta8(const uint8_t *v, size_t n, uint8_t last, uint8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		const uint8_t d = (uint8_t)(v[i] - last);

		last = v[i];
		out[i] = (uint8_t)((d << 1) ^ (0 - (d >> 7)));
	}
}

static void delta16(const uint16_t *v, size_t n, uint16_t last, uint16_t *out)
{
	for (size_t i = 0; i < n; i++) {
		const uint16_t d = (uint16_t)(v[i] - last);

		last = v[i];
		out[i] = (uint16_t)((d << 1) ^ (0 - (d >> 15)));
	}
}

static void delta32(const uint32_t *v, size_t n, uint32_t last, uint32_t *out)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t d = v[i] - last;

		last = v[i];
		out[i] = (d << 1) ^ (0 - (d >> 31));
	}
}

static void delta64(const uint64_t *v, size_t n, uint64_t last, uint64_t *out)
{
	for (size_t i = 0; i < n; i++) {
		const uint64_t d = v[i] - last;

		last = v[i];
		out[i] = (d << 1) ^ (0 - (d >> 63));
	}
}

/* Differences of the n values from value number from on. */
static void delta(
    const void *values, size_t from, size_t n, unsigned width, void *out)
{
	if (width == 1) {
		const uint8_t *v = (const uint8_t *)values + from;

		delta8(v, n, from ? v[-1] : 0, out);
	} else if (width == 2) {
		const uint16_t *v = (const uint16_t *)values + from;

		delta16(v, n, from ? v[-1] : 0, out);
	} else if (width == 4) {
		const uint32_t *v = (const uint32_t *)values + from;

		delta32(v, n, from ? v[-1] : 0, out);
	} else {
		const uint64_t *v = (const uint64_t *)values + from;

		delta64(v, n, from ? v[-1] : 0, out);
	}
}

static void undelta8(uint8_t *v, size_t n)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum = (uint8_t)(sum + ((v[i] >> 1) ^ (0 - (v[i] & 1))));
		v[i] = sum;
	}
}

static void undelta16(uint16_t *v, size_t n)
{
	uint16_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum = (uint16_t)(sum + ((v[i] >> 1) ^ (0 - (v[i] & 1))));
		v[i] = sum;
	}
}

static void undelta32(uint32_t *v, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += (v[i] >> 1) ^ (0 - (v[i] & 1));
		v[i] = sum;
	}
}

static void undelta64(uint64_t *v, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += (v[i] >> 1) ^ (0 - (v[i] & 1));
		v[i] = sum;
	}
}

static void undelta(void *values, size_t n, unsigned width)
{
	if (width == 1)
		undelta8(values, n);
	else if (width == 2)
		undelta16(values, n);
	else if (width == 4)
		undelta32(values, n);
	else
		undelta64(values, n);
}

/* ---- planes --------------------------------------------------------- */

#ifdef __SSE2__
static __m128i load(const unsigned char *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

static void store(unsigned char *p, __m128i v)
{
	_mm_storeu_si128((__m128i *)p, v);
}
#endif

/*
 * Taking the even and the odd bytes apart, and then doing it again to both,
 * ends at the planes: the lowest bit of the number of a plane is decided
 * first. The vectors are spelt out because clang makes far slower ones.
 */
static void unzip(const unsigned char *restrict in, size_t n,
    unsigned char *restrict even, unsigned char *restrict odd)
{
	size_t i = 0;

#ifdef __SSE2__
	const __m128i low = _mm_set1_epi16(0xff);

	for (; i + 16 <= n; i += 16) {
		const __m128i a = load(in + 2 * i), b = load(in + 2 * i + 16);

		store(even + i, _mm_packus_epi16(_mm_and_si128(a, low),
				    _mm_and_si128(b, low)));
		store(odd + i, _mm_packus_epi16(
				   _mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8)));
	}
#endif
	for (; i < n; i++) {
		even[i] = in[2 * i];
		odd[i] = in[2 * i + 1];
	}
}

static void zip(const unsigned char *restrict even,
    const unsigned char *restrict odd, size_t n, unsigned char *restrict out)
{
	size_t i = 0;

#ifdef __SSE2__
	for (; i + 16 <= n; i += 16) {
		const __m128i a = load(even + i), b = load(odd + i);

		store(out + 2 * i, _mm_unpacklo_epi8(a, b));
		store(out + 2 * i + 16, _mm_unpackhi_epi8(a, b));
	}
#endif
	for (; i < n; i++) {
		out[2 * i] = even[i];
		out[2 * i + 1] = odd[i];
	}
}

/* The planes k, k + step, ... of a block of values, from the byte at on. */
static void split_block(const unsigned char *in, size_t n, unsigned width,
    unsigned char *const *plane, unsigned step, size_t at)
{
	unsigned char even[BLOCK * MAX_WIDTH / 2], odd[BLOCK * MAX_WIDTH / 2];

	if (width == 1) {
		memcpy(plane[0] + at, in, n);
	} else if (width == 2) {
		unzip(in, n, plane[0] + at, plane[step] + at);
	} else {
		unzip(in, n * width / 2, even, odd);
		split_block(even, n, width / 2, plane, 2 * step, at);
		split_block(odd, n, width / 2, plane + step, 2 * step, at);
	}
}

static void join_block(const unsigned char *const *plane, unsigned step,
    size_t at, size_t n, unsigned width, unsigned char *out)
{
	unsigned char even[BLOCK * MAX_WIDTH / 2], odd[BLOCK * MAX_WIDTH / 2];

	if (width == 1) {
		memcpy(out, plane[0] + at, n);
	} else if (width == 2) {
		zip(plane[0] + at, plane[step] + at, n, out);
	} else {
		join_block(plane, 2 * step, at, n, width / 2, even);
		join_block(plane + step, 2 * step, at, n, width / 2, odd);
		zip(even, odd, n * width / 2, out);
	}
}

/* Writes the planes of n values from their byte at on. */
static void split(const unsigned char *values, size_t n, unsigned width,
    unsigned char *const *plane, size_t at)
{
	for (size_t i = 0; i < n; i += BLOCK)
		split_block(values + i * width, n - i < BLOCK ? n - i : BLOCK,
		    width, plane, 1, at + i);
}

static void join(const unsigned char *const *plane, size_t n, unsigned width,
    unsigned char *values)
{
	for (size_t i = 0; i < n; i += BLOCK)
		join_block(plane, 1, i, n - i < BLOCK ? n - i : BLOCK, width,
		    values + i * width);
}

/* ---- what a plane will cost ----------------------------------------- */

/*
 * Bits of entropy, times ONE_BIT, of n bytes, corrected for what a sample has
 * too little (G. Miller, Note on the bias of information estimates, 1955);
 * used is how many different bytes there are.
 */
static uint32_t entropy(
    const struct rec_codec *c, const unsigned char *p, size_t n, uint32_t *used)
{
	/* four, so that equal neighbours do not wait for each other */
	uint32_t count[4][256] = { { 0 } }, sum = c->entropy[n];
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		count[0][p[i]]++;
		count[1][p[i + 1]]++;
		count[2][p[i + 2]]++;
		count[3][p[i + 3]]++;
	}
	for (; i < n; i++)
		count[0][p[i]]++;
	for (i = 0; i < 256; i++) {
		const uint32_t k =
		    count[0][i] + count[1][i] + count[2][i] + count[3][i];

		sum -= c->entropy[k];
		*used += k > 0;
	}
	return sum + *used * PER_SYMBOL;
}

/* How many of n bytes differ from the one before. */
static uint32_t changes(const unsigned char *p, size_t n)
{
	const uint64_t ones = UINT64_MAX / 255, low7 = 0x7f * ones;
	uint32_t sum = 0;
	size_t i = 1;

	for (; i + 8 <= n; i += 8) {
		uint64_t a, b;

		memcpy(&a, p + i - 1, 8);
		memcpy(&b, p + i, 8);
		a ^= b;
		/* bit 7 of each byte: whether the byte is not 0 */
		a |= (a & low7) + low7;
		sum += (uint32_t)((a >> 7 & ones) * ones >> 56);
	}
	for (; i < n; i++)
		sum += p[i] != p[i - 1];
	return sum;
}

/*
 * Says how to code a plane of n bytes that has this sample of m, and
 * estimates the bits, times ONE_BIT, that it will take: its entropy, at least
 * one for each symbol, or about two symbols of 8 for each change between
 * runs; and 4 for the code of each byte that is used.
 */
static enum coding judge(const struct rec_codec *c, const unsigned char *p,
    size_t m, size_t n, uint64_t *size)
{
	const uint32_t change = changes(p, m);
	uint32_t used = 0;
	uint64_t e = entropy(c, p, m, &used);

	if (change < m / 4) {
		if (e > change * 16 * ONE_BIT)
			e = change * 16 * ONE_BIT;
		*size = e * n / m;
		return RUNS;
	}
	if (e < m * ONE_BIT)
		e = m * ONE_BIT;
	*size = e * n / m + used * 4 * ONE_BIT;
	if (*size < n * ONE_BIT * 15 / 2)
		return HUFFMAN;
	*size = n * ONE_BIT * 8;
	return PLAIN;
}

/* How many of more than LEAST values are looked at: a quarter. */
static size_t sample_size(size_t n)
{
	if (n / 4 < LEAST)
		return LEAST;
	return n / 4 < SAMPLE ? n / 4 / CHUNKS * CHUNKS : SAMPLE;
}

/* Splits a sample of the values into planes; returns their length. */
static size_t take_sample(struct rec_codec *c, const unsigned char *values,
    size_t n, unsigned width, bool filter, unsigned char **plane)
{
	const size_t part = n > LEAST ? sample_size(n) / CHUNKS : n;
	const size_t chunks = n > LEAST ? CHUNKS : 1;
	const unsigned char *from;

	for (unsigned k = 0; k < width; k++)
		plane[k] = c->sample + k * SAMPLE;
	for (size_t i = 0; i < chunks; i++) {
		const size_t at =
		    chunks > 1 ? i * (n - part) / (chunks - 1) : 0;

		from = values + at * width;
		if (filter) {
			delta(values, at, part, width, c->differences);
			from = (const unsigned char *)c->differences;
		}
		split(from, part, width, plane, i * part);
	}
	return chunks * part;
}

/* How an array is packed. */
struct plan {
	bool delta;
	enum coding coding[MAX_WIDTH];
};

/* Makes the plan with or without filter; returns the estimated size. */
static uint64_t try_plan(struct rec_codec *c, const unsigned char *values,
    size_t n, unsigned width, bool filter, struct plan *plan)
{
	unsigned char *plane[MAX_WIDTH];
	const size_t m = take_sample(c, values, n, width, filter, plane);
	uint64_t total = 0;

	plan->delta = filter;
	for (unsigned k = 0; k < width; k++) {
		uint64_t size;

		plan->coding[k] = judge(c, plane[k], m, n, &size);
		total += size;
	}
	return total;
}

static struct plan make_plan(struct rec_codec *c, const unsigned char *values,
    size_t n, unsigned width, bool integer)
{
	struct plan plain = { 0 }, filtered;
	uint64_t size;

	if (n == 0)
		return plain;
	size = try_plan(c, values, n, width, false, &plain);
	if (integer && try_plan(c, values, n, width, true, &filtered) < size)
		return filtered;
	return plain;
}

/* ---- packing -------------------------------------------------------- */

static bool constant(const unsigned char *p, size_t n)
{
	return n > 0 && memcmp(p, p + 1, n - 1) == 0;
}

/* Deflates p to out; returns the size, or 0 when it is not smaller. */
static uint32_t deflate_runs(
    z_stream *z, const unsigned char *p, uint32_t n, unsigned char *out)
{
	if (n == 0 || deflateReset(z) != Z_OK)
		return 0;
	z->next_in = p;
	z->avail_in = n;
	z->next_out = out;
	z->avail_out = n - 1;
	return deflate(z, Z_FINISH) == Z_STREAM_END ? n - 1 - z->avail_out : 0;
}

/* Writes a plane to out, which has room for n bytes; returns its entry. */
static uint32_t pack_plane(struct rec_codec *c, const unsigned char *p,
    uint32_t n, enum coding coding, unsigned char *out)
{
	uint32_t size = 0;

	if (constant(p, n)) {
		*out = *p;
		return (uint32_t)CONSTANT << MODE_SHIFT | 1;
	}
	if (coding == HUFFMAN)
		size = rec_huffman(p, n, out, n);
	else if (coding == RUNS)
		size = deflate_runs(&c->deflate, p, n, out);
	if (size > 0)
		return (uint32_t)DEFLATED << MODE_SHIFT | size;
	memcpy(out, p, n);
	return (uint32_t)STORED << MODE_SHIFT | n;
}

/* Appends the planes p[] to planes and their entries to directory, both of
 * which have room. */
static void pack_planes(struct rec_codec *c, const struct plan *plan,
    unsigned char *const *p, uint32_t n, unsigned width,
    struct n62_buf *directory, struct n62_buf *planes)
{
	unsigned char head[8 + 4 * MAX_WIDTH] = { 0 };

	n62_put32(head, n);
	head[4] = plan->delta;
	for (unsigned k = 0; k < width; k++) {
		unsigned char *out =
		    (unsigned char *)planes->data + planes->len;
		uint32_t entry = pack_plane(c, p[k], n, plan->coding[k], out);

		n62_put32(head + 8 + 4 * k, entry);
		planes->len += entry & LENGTH_MASK;
	}
	memcpy(directory->data + directory->len, head, rec_entry_size(width));
	directory->len += rec_entry_size(width);
}

int rec_pack(struct rec_codec *c, const void *values, uint32_t n,
    unsigned width, bool integer, struct n62_buf *directory,
    struct n62_buf *planes, struct n62_err *err)
{
	const size_t size = (size_t)n * width;
	const unsigned char *v = values;
	unsigned char *plane[MAX_WIDTH];
	struct plan plan;

	if (size > N62_MAX_RAW)
		return n62_fail(err, N62_DATA, too_long, n);
	c->filtered.len = c->split.len = 0;
	if (ready_to_pack(c, err) < 0 ||
	    n62_buf_reserve(&c->filtered, size, err) < 0 ||
	    n62_buf_reserve(&c->split, size, err) < 0 ||
	    n62_buf_reserve(directory, rec_entry_size(width), err) < 0 ||
	    n62_buf_reserve(planes, size, err) < 0)
		return -1;
	plan = make_plan(c, v, n, width, integer);
	if (plan.delta) {
		delta(v, 0, n, width, c->filtered.data);
		v = (const unsigned char *)c->filtered.data;
	}
	for (unsigned k = 0; k < width; k++)
		plane[k] = (unsigned char *)c->split.data + (size_t)k * n;
	split(v, n, width, plane, 0);
	pack_planes(c, &plan, plane, n, width, directory, planes);
	return 0;
}

/* ---- unpacking ------------------------------------------------------ */

/* Whether an entry of a plane of n bytes can be true. */
static bool possible(uint32_t entry, uint32_t n)
{
	const uint32_t length = entry & LENGTH_MASK;

	switch (entry >> MODE_SHIFT) {
	case STORED:
		return length == n;
	case DEFLATED:
		return length < n;
	case CONSTANT:
		return length == 1 && n > 0;
	}
	return false;
}

int rec_entry_read(const unsigned char *entry, unsigned width, bool integer,
    uint32_t *count, uint64_t *stored, struct n62_err *err)
{
	const uint32_t n = n62_get32(entry);

	*count = n;
	*stored = 0;
	if ((uint64_t)n * width > N62_MAX_RAW)
		return n62_fail(err, N62_DATA, too_long, n);
	if (entry[4] > integer)
		return n62_fail(err, N62_DATA,
		    "the filter %d is not one for this array", entry[4]);
	if (entry[5] || entry[6] || entry[7])
		return n62_fail(err, N62_DATA,
		    "the entry of an array has bytes that must be zero");
	for (unsigned k = 0; k < width; k++) {
		const uint32_t plane = n62_get32(entry + 8 + 4 * k);

		if (!possible(plane, n))
			return n62_fail(err, N62_DATA,
			    "plane %u of an array of %u values cannot have "
			    "mode %u and %u bytes",
			    k, n, plane >> MODE_SHIFT, plane & LENGTH_MASK);
		*stored += plane & LENGTH_MASK;
	}
	return 0;
}

/* Decodes a plane of n bytes that is not stored as it is. */
static int expand_plane(struct rec_codec *c, uint32_t entry,
    const unsigned char *in, uint32_t n, unsigned char *out)
{
	const uint32_t length = entry & LENGTH_MASK;
	size_t used;

	if (entry >> MODE_SHIFT == CONSTANT) {
		memset(out, *in, n);
		return 0;
	}
	if (libdeflate_deflate_decompress_ex(c->inflate, in, length, out, n,
		&used, NULL) != LIBDEFLATE_SUCCESS)
		return -1;
	return used == length ? 0 : -1;
}

/* Finds where the planes are, expanding to scratch those that need it. */
static int expand(struct rec_codec *c, const unsigned char *entry,
    const unsigned char *in, unsigned width, unsigned char *scratch,
    const unsigned char **plane, struct n62_err *err)
{
	const uint32_t n = n62_get32(entry);

	for (unsigned k = 0; k < width; k++) {
		const uint32_t e = n62_get32(entry + 8 + 4 * k);

		plane[k] = in;
		if (e >> MODE_SHIFT != STORED) {
			if (expand_plane(c, e, in, n, scratch) < 0)
				return n62_fail(err, N62_DATA,
				    "plane %u does not inflate to %u bytes", k,
				    n);
			plane[k] = scratch;
			scratch += n;
		}
		in += e & LENGTH_MASK;
	}
	return 0;
}

int rec_unpack(struct rec_codec *c, const unsigned char *entry,
    const unsigned char *planes, unsigned width, void *values,
    struct n62_err *err)
{
	const uint32_t n = n62_get32(entry);
	const unsigned char *plane[MAX_WIDTH];

	c->split.len = 0;
	if (n62_buf_reserve(&c->split, (size_t)n * width, err) < 0)
		return -1;
	if (expand(c, entry, planes, width, (unsigned char *)c->split.data,
		plane, err) < 0)
		return -1;
	join(plane, n, width, values);
	if (entry[4])
		undelta(values, n, width);
	return 0;
}
