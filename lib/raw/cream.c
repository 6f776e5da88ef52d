/*
 * cream.c - the block of a CREAM: samples of its channels, and the one
 * checksum of the whole format.
 *
 * The size of a block is said three times: in the L1 header, in the payload,
 * and by mask and number of samples. Two that agree outvote the third.
 */
#include "raw/private.h"

enum {
	channels = 32,
	slots = 16,      /* with CREAMs, of a crate */
	oscillation = 10 /* per cent */
};

static int lost(struct raw_decoder *d, const struct n62_raw_block *b,
    enum n62_raw_kind kind, const unsigned char *at)
{
	raw_fault(d, kind, b->sub, raw_at(d, at));
	return 0;
}

/* ---- size and checksum ---------------------------------------------- */

/* Words of a block with the payload at p, by mask and number of samples. */
static uint32_t size_of_content(const unsigned char *p)
{
	uint32_t n = raw_ones(raw_get(&raw_cream[CREAM_MASK], p));

	return CREAM_LEAST + n * raw_get(&raw_cream[CREAM_SAMPLES], p) / 2;
}

uint32_t raw_cream_extent(const unsigned char *p, size_t left, bool *recovered)
{
	uint32_t header = raw_get(&raw_l1[L1_SIZE], p), payload, content;

	*recovered = false;
	if (left < CREAM_LEAST)
		return header;
	p += 4 * L1_WORDS;
	payload = raw_get(&raw_cream[CREAM_SIZE], p) + L1_WORDS;
	content = size_of_content(p);
	*recovered = header != payload || header != content;
	if (header == payload || header == content)
		return header;
	*recovered = payload == content && payload <= left;
	return payload == content ? payload : 0;
}

uint32_t raw_cream_sum(const unsigned char *p, uint32_t n)
{
	uint64_t pair, sum = 0;
	uint32_t i = 0;

	/* The order of bytes does not matter to an XOR, but to raw_order. */
	for (; i + 2 < n; i += 2) {
		memcpy(&pair, p + 4 * (size_t)i, sizeof pair);
		sum ^= pair;
	}
	sum ^= sum >> 32;
	if (i + 1 < n)
		return raw_order((uint32_t)sum) ^ raw_word(p, i);
	return raw_order((uint32_t)sum);
}

/* The checksum holds for the block as it was before a length was spoiled. */
static bool good_sum(const unsigned char *block, uint32_t words)
{
	const unsigned char *p = block + 4 * L1_WORDS;
	uint32_t rest =
	    raw_cream_sum(block, words) ^ raw_word(block, words - 1);
	uint32_t header = raw_get(&raw_l1[L1_SIZE], block) ^ words;
	uint32_t payload =
	    raw_get(&raw_cream[CREAM_SIZE], p) ^ (words - L1_WORDS);

	return rest == 0 || rest == header || rest == payload;
}

/* ---- decoding ------------------------------------------------------- */

/* Slots 3-10 and 13-20 of a crate have CREAMs: 0-15; others give 16. */
static uint32_t slot_index(uint32_t slot)
{
	if (slot >= 3 && slot <= 10)
		return slot - 3;
	if (slot >= 13 && slot <= 20)
		return slot - 5;
	return slots;
}

/* The readout number of channel 0; false when there is no such slot. */
static bool first_channel(uint32_t sub, uint32_t *channel)
{
	uint32_t index = slot_index(raw_of(&raw_sub[SUB_SLOT], sub));
	uint32_t crate = raw_of(&raw_sub[SUB_CRATE], sub);

	*channel = 512 * crate + channels * index;
	return index < slots && sub < 2048;
}

/*
 * Whether the samples at p, in pairs, are those of a healthy channel. Two
 * pairs are added at a time, with 32 bits for each sum.
 */
static bool good_samples(struct raw_decoder *d, const struct n62_raw_block *b,
    const unsigned char *p)
{
	const uint64_t low = 0x0000ffff0000ffff;
	uint64_t evens = 0, odds = 0, even, odd, gap;
	uint32_t i = 0, pairs = b->samples / 2u;

	for (; i + 1 < pairs; i += 2) {
		uint64_t w = raw_word(p, i) | (uint64_t)raw_word(p, i + 1)
						  << 32;

		evens += w & low;
		odds += w >> 16 & low;
	}
	if (i < pairs) {
		evens += raw_word(p, i) & low;
		odds += raw_word(p, i) >> 16;
	}
	even = (evens >> 32) + (evens & UINT32_MAX);
	odd = (odds >> 32) + (odds & UINT32_MAX);
	if ((even == 0 || odd == 0) && b->samples > 0)
		return lost(d, b, N62_RAW_CREAM_ZERO, p);
	gap = even > odd ? even - odd : odd - even;
	if (100 * gap > oscillation * (even + odd))
		lost(d, b, N62_RAW_CREAM_OSCILLATION, p);
	return true;
}

static void copy_samples(uint16_t *to, const unsigned char *p, uint32_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	for (uint32_t i = 0; i < n; i++)
		to[i] = (uint16_t)(p[2 * i] | p[2 * i + 1] << 8);
#else
	memcpy(to, p, 2 * (size_t)n);
#endif
}

/* The channels of the mask, whose samples begin at p. All samples are
 * copied at once; a channel that is lost leaves a gap. */
static int decode_channels(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t mask, uint32_t base)
{
	struct n62_raw_event *e = d->e;
	uint32_t n = b->samples, all = n * raw_ones(mask);
	uint32_t first = e->n[N62_RAW_A_SAMPLE];
	struct n62_raw_cell *c;

	if (raw_reserve(e, N62_RAW_A_CELL, channels, d->err) < 0 ||
	    raw_reserve(e, N62_RAW_A_SAMPLE, all, d->err) < 0)
		return -1;
	b->first = e->n[N62_RAW_A_CELL];
	c = e->cell + b->first;
	copy_samples(e->sample + first, p, all);
	e->n[N62_RAW_A_SAMPLE] += all;
	for (; mask; mask &= mask - 1, p += 2 * n, first += n) {
		if (!good_samples(d, b, p))
			continue;
		c->channel = base + (uint32_t)__builtin_ctz(mask);
		c->first = first;
		c->n = b->samples;
		c++;
	}
	b->n = (uint32_t)(c - (e->cell + b->first));
	e->n[N62_RAW_A_CELL] += b->n;
	return 1;
}

/* What can be wrong with the block as a whole. */
static bool good_block(struct raw_decoder *d, const struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	const struct n62_raw_header *h = &d->e->head;
	uint32_t time = h->timestamp + d->o->cream_offset;

	if (b->format != 0)
		return lost(d, b, N62_RAW_CREAM_ERROR, p - 4);
	if ((b->trigger & 0x3f) != (h->l0 & 0x3f))
		return lost(d, b, N62_RAW_CREAM_TRIGGER, p - 4);
	if ((b->timestamp ^ time) & 0x7fffffff)
		return lost(d, b, N62_RAW_CREAM_TIME, p - 8);
	if (!good_sum(p - 4 * L1_WORDS, n + L1_WORDS))
		return lost(d, b, N62_RAW_CREAM_CHECKSUM, p + 4 * n - 4);
	if (size_of_content(p) != n + L1_WORDS)
		return lost(d, b, N62_RAW_CREAM_SIZE, p);
	return true;
}

/* Only in the source of MUV2 two kinds of boards are together. */
static bool good_count(struct raw_decoder *d, const struct n62_raw_block *b,
    const unsigned char *p)
{
	bool mixed = d->source == N62_RAW_MUV2;

	if (b->samples % 2 != 0 ||
	    (d->samples > 0 && d->samples != b->samples && !mixed))
		return lost(d, b, N62_RAW_CREAM_SAMPLES, p);
	d->samples = b->samples;
	return true;
}

int raw_cream_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	uint32_t base;

	if (n < CREAM_LEAST - L1_WORDS)
		return lost(d, b, N62_RAW_CREAM_SIZE, p);
	if (!first_channel(b->sub, &base))
		return lost(d, b, N62_RAW_BOARD_NUMBER, p - 4);
	b->payload = N62_RAW_CREAM;
	b->samples = (uint16_t)raw_get(&raw_cream[CREAM_SAMPLES], p);
	b->head = raw_word(p, 0) & raw_as(&raw_cream[CREAM_FLAGS], UINT32_MAX);
	if (!good_block(d, b, p, n) || !good_count(d, b, p))
		return 0;
	if (raw_of(&raw_cream[CREAM_FLAGS], b->head) & CREAM_REQUESTED)
		lost(d, b, N62_RAW_CREAM_REQUEST, p);
	return decode_channels(d, b, p + 4 * CREAM_WORDS,
	    raw_get(&raw_cream[CREAM_MASK], p), base);
}

/* ---- encoding ------------------------------------------------------- */

static int encode_cells(struct raw_encoder *c, const struct n62_raw_block *b,
    unsigned char *p, uint32_t base)
{
	unsigned char *to = p + 4 * CREAM_WORDS;
	uint32_t mask = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		const struct n62_raw_cell *cell = &c->e->cell[b->first + i];
		uint32_t channel = cell->channel - base;

		/* Bits not below the channel: it is not the next one. */
		if (channel >= channels || mask >> channel ||
		    cell->n != b->samples ||
		    !raw_has(c->e, N62_RAW_A_SAMPLE, cell->first, cell->n))
			return raw_cannot(c, b, "a channel");
		mask |= (uint32_t)1 << channel;
		for (uint32_t j = 0; j < cell->n; j++, to += 2)
			n62_put16(to, c->e->sample[cell->first + j]);
	}
	raw_put(&raw_cream[CREAM_MASK], p, mask);
	return 0;
}

/* The checksum is left to whoever completes the header of the block. */
int raw_cream_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	uint32_t words = CREAM_LEAST - L1_WORDS + b->n * b->samples / 2u, base;
	unsigned char *p;

	if (!first_channel(b->sub, &base) || b->samples > 511 ||
	    b->samples % 2 != 0 || b->n > channels ||
	    !raw_has(c->e, N62_RAW_A_CELL, b->first, b->n))
		return raw_cannot(c, b, "the header of the CREAM");
	p = raw_add_room(c, words);
	if (!p)
		return -1;
	raw_set_word(p, 0, b->head);
	raw_put(&raw_cream[CREAM_SIZE], p, words);
	raw_put(&raw_cream[CREAM_SAMPLES], p, b->samples);
	return encode_cells(c, b, p, base);
}
