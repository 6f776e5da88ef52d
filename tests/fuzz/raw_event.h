/*
 * raw_event.h - what the fuzz targets of raw events share: one event through
 * every step, with the oracle that what is whole comes out as it went in.
 */
#ifndef NA62_FUZZ_RAW_EVENT_H
#define NA62_FUZZ_RAW_EVENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "raw/raw.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct steps {
	struct n62_wiring *wiring;
	struct n62_raw_options options;
	struct n62_raw_event event, again;
	struct n62_fill fill;
	struct n62_hits hits;
	struct n62_make make;
	struct n62_buf bytes;
	struct n62_err err;
};

/* Whatever went wrong is a finding: no input may make a step fail. */
static void finding(const struct steps *s, const char *what)
{
	fprintf(stderr, "%s: %s\n", what, s->err.text);
	abort();
}

static struct steps *steps(void)
{
	static struct steps s;
	struct n62_hits_shape shape = { UINT32_MAX >> (32 - N62_GROUPS), true };

	if (s.wiring)
		return &s;
	/* both live as long as the program */
	s.wiring = n62_wiring_new(n62_conditions_new(&s.err), 8800, &s.err);
	if (!s.wiring || n62_fill_init(&s.fill, &s.err) < 0)
		finding(&s, "start");
	for (int a = 0; a < N62_RAW_ARRAYS; a++)
		if (!n62_raw_more(&s.event, (enum n62_raw_array)a, 0, &s.err))
			finding(&s, "start");
	n62_raw_options_init(&s.options, 8800);
	s.make.options = s.options;
	s.fill.wiring = s.wiring;
	s.fill.run = 8800;
	s.fill.exact = true;
	n62_hits_init(&s.hits, shape);
	return &s;
}

/* Whether the arrays hold all that is in the bytes: not what is between the
 * data of sources, or in reserved bits. */
static bool is_complete(struct steps *s, const unsigned char *bytes, size_t n)
{
	s->bytes.len = 0;
	if (s->event.n[N62_RAW_A_FAULT] > 0 || s->event.head.reserved1 ||
	    s->event.head.reserved2)
		return false;
	if (n62_raw_encode(&s->event, &s->bytes, &s->err) < 0)
		finding(s, "encode an event without fault");
	return s->bytes.len == n && memcmp(s->bytes.data, bytes, n) == 0;
}

/* Events are of this run from now on. */
static inline void set_run(uint32_t run)
{
	struct steps *s = steps();

	n62_raw_options_init(&s->options, run);
	s->make.options = s->options;
	s->fill.run = run;
}

/* Decodes n bytes; when they are whole, they must come back. */
static void try_event(const unsigned char *bytes, size_t n)
{
	struct steps *s = steps();
	uint64_t count[N62_RAW_KINDS] = { 0 };
	int r =
	    n62_raw_decode(&s->event, bytes, n, 0, &s->options, count, &s->err);

	if (r < 0)
		finding(s, "decode");
	n62_hits_clear(&s->hits);
	if (r == 0)
		return;
	if (n62_hits_fill(
		&s->hits, &s->fill, &s->event, bytes, count, &s->err) < 0)
		finding(s, "fill");
	if (!is_complete(s, bytes, n))
		return;
	s->bytes.len = 0;
	if (n62_hits_make(&s->hits, 0, &s->make, &s->again, &s->err) < 0)
		finding(s, "make");
	if (n62_raw_encode(&s->again, &s->bytes, &s->err) < 0)
		finding(s, "encode");
	if (s->bytes.len != n || memcmp(s->bytes.data, bytes, n) != 0)
		finding(s, "an event without fault did not come back");
}

/* ---- a payload in an event of its own --------------------------------- */

static void put_word(struct n62_buf *b, uint32_t v)
{
	unsigned char word[4];
	struct n62_err err = { 0 };

	n62_put32(word, v);
	if (n62_buf_add(b, word, 4, &err) < 0)
		abort();
}

static void put_block_header(struct n62_buf *b, unsigned source,
    unsigned trigger, const uint8_t *data, size_t words)
{
	bool level1 = source == N62_RAW_GTK ||
		      (source >= N62_RAW_LKR && source <= N62_RAW_MUV2);
	uint32_t offset = source == N62_RAW_STRAW ? 0x1f01 : 0;
	uint32_t time = 0x12345;

	if (level1) {
		put_word(b, 7 | source << 24);
		put_word(b, (uint32_t)words + 4);
		put_word(b, source == N62_RAW_GTK ? time : time + 0x1f01);
		put_word(b, n62_get16(data) | (trigger & 63) << 16);
	} else {
		put_word(b, (uint32_t)(8 + 4 * words) | 1u << 24 |
				(uint32_t)data[0] << 16);
		put_word(b, time + offset);
	}
}

/*
 * An event with one block: bytes 0 and 1 are its board, bit 0 of byte 2 makes
 * it one of the end of burst, bit 1 sets the checksum of a CREAM right.
 */
static inline void try_payload(
    unsigned source, const uint8_t *data, size_t size)
{
	static struct n62_buf b;
	unsigned trigger;
	size_t words, start;
	struct n62_err err = { 0 };
	uint32_t sum = 0;

	if (size < 8 || size > 9000)
		return;
	trigger = data[2] & 1 ? N62_RAW_EOB : N62_RAW_PHYSICS;
	words = (size - 3) / 4;
	b.len = 0;
	put_word(&b, 7 | 0x62u << 24);
	put_word(&b, 0);
	put_word(&b, 20);
	put_word(&b, 0x12345);
	put_word(&b, trigger);
	put_word(&b, 1 << 8 | 0x50);
	put_word(&b, 0);
	put_word(&b, 1600000000);
	put_word(&b, 9 | source << 24);
	start = b.len;
	put_block_header(&b, source, trigger, data, words);
	if (n62_buf_add(&b, data + 3, 4 * words, &err) < 0)
		abort();
	if (data[2] & 2) {
		for (size_t i = start; i + 4 < b.len; i += 4)
			sum ^= n62_get32(b.data + i);
		n62_put32(b.data + b.len - 4, sum);
	}
	put_word(&b, 7);
	n62_put32(b.data + 4, (uint32_t)(b.len / 4));
	try_event((const unsigned char *)b.data, b.len);
}

#endif
