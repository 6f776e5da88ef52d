/*
 * srb.c - the payload of a STRAW readout board: half words for the hits of
 * 16 slots, and how many there are in each.
 */
#include "raw/private.h"

static int lost(struct raw_decoder *d, const struct n62_raw_block *b,
    enum n62_raw_kind kind, const unsigned char *at)
{
	raw_fault(d, kind, b->sub, raw_at(d, at));
	return 0;
}

static uint32_t half_word(const unsigned char *p, uint32_t i)
{
	return (uint32_t)p[2 * i] | (uint32_t)p[2 * i + 1] << 8;
}

/* A hit that is flagged, or the same as the one before. */
static void odd_hit(struct raw_decoder *d, const struct n62_raw_block *b,
    const unsigned char *p, bool repeated)
{
	if (raw_of(&raw_straw[STRAW_FLAGS], half_word(p, 0)))
		lost(d, b, N62_RAW_SRB_FLAGS, p);
	if (repeated)
		lost(d, b, N62_RAW_SRB_REPEATED, p);
}

/*
 * All hits, whose slots are counted from time on. How many slots on each is
 * from the one before is noted first, so that no branch depends on how many
 * hits a slot has: it could not be foretold.
 */
static void decode_hits(struct raw_decoder *d, const struct n62_raw_block *b,
    const unsigned char *p, const unsigned char *counters, int32_t time)
{
	struct n62_raw_straw *hit = d->e->straw + b->first;
	uint32_t before = UINT32_MAX, board = 256 * (uint32_t)b->sub;
	unsigned char steps[255 * SRB_SLOTS + 1];

	memset(steps, 0, b->n + 1);
	for (uint32_t i = 0, k = 0; i < SRB_SLOTS - 1; i++)
		steps[k += counters[i]]++;
	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t w = half_word(p, i);
		uint32_t flags = raw_of(&raw_straw[STRAW_FLAGS], w);
		bool repeated = w == before && steps[i] == 0;

		time += 256 * steps[i];
		hit[i].channel =
		    (uint16_t)(board + raw_of(&raw_straw[STRAW_ADDRESS], w));
		hit[i].edge = (uint8_t)raw_of(&raw_straw[STRAW_EDGE], w);
		hit[i].flags = (uint8_t)flags;
		hit[i].time =
		    time + 8 * (int32_t)raw_of(&raw_straw[STRAW_FINE], w);
		if (flags || repeated)
			odd_hit(d, b, p + 2 * i, repeated);
		before = w;
	}
}

/* The sum of 8 bytes. */
static uint32_t sum_bytes(const unsigned char *p)
{
	const uint64_t low = 0x00ff00ff00ff00ff, ones = 0x0001000100010001;
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return (uint32_t)(((v & low) + (v >> 8 & low)) * ones >> 48);
}

/* Checks the header and the counters; returns the number of hits, or -1. */
static int64_t count_hits(struct raw_decoder *d, const struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	const uint32_t most_latency = 60000;
	uint32_t room, hits, size = raw_get(&raw_srb[SRB_SIZE], p);

	if (raw_get(&raw_srb[SRB_NUMBER], p) != b->sub)
		return lost(d, b, N62_RAW_SRB_NUMBER, p) - 1;
	if (size != 4 * n)
		return lost(d, b, N62_RAW_SRB_SIZE, p) - 1;
	if (b->timestamp - b->clock > most_latency)
		return lost(d, b, N62_RAW_SRB_LATENCY, p + 4) - 1;
	hits = sum_bytes(p + size - SRB_SLOTS) + sum_bytes(p + size - 8);
	room = (size - SRB_LEAST) / 2;
	if (room != hits + hits % 2)
		return lost(d, b, N62_RAW_SRB_COUNTERS, p + size - SRB_SLOTS) -
		       1;
	if (hits % 2 && half_word(p + 4 * SRB_WORDS, hits) != 0xffff)
		lost(d, b, N62_RAW_SRB_PADDING, p + 4 * SRB_WORDS + 2 * hits);
	return hits;
}

int raw_srb_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	struct n62_raw_event *e = d->e;
	int64_t hits;
	uint32_t slot;

	if (n < SRB_LEAST / 4)
		return lost(d, b, N62_RAW_SRB_SIZE, p);
	b->payload = N62_RAW_SRB;
	b->head = raw_word(p, 0) & 0xffff;
	b->clock = raw_get(&raw_srb[SRB_CLOCK], p);
	hits = count_hits(d, b, p, n);
	if (hits < 0)
		return 0;
	if (raw_reserve(e, N62_RAW_A_STRAW, (uint32_t)hits, d->err) < 0)
		return -1;
	b->first = e->n[N62_RAW_A_STRAW];
	b->n = (uint32_t)hits;
	slot = b->clock - e->head.timestamp;
	decode_hits(d, b, p + 4 * SRB_WORDS, p + 4 * (size_t)n - SRB_SLOTS,
	    (int32_t)(slot * 256));
	e->n[N62_RAW_A_STRAW] += b->n;
	return 1;
}

/* ---- encoding ------------------------------------------------------- */

/* The slot of a hit, 16 when it is in none. */
static uint32_t slot_of(const struct raw_encoder *c,
    const struct n62_raw_block *b, const struct n62_raw_straw *h)
{
	uint32_t slot =
	    c->e->head.timestamp + (uint32_t)(h->time >> 8) - b->clock;

	return slot < SRB_SLOTS ? slot : SRB_SLOTS;
}

static int encode_hits(struct raw_encoder *c, const struct n62_raw_block *b,
    unsigned char *at, unsigned char *counters)
{
	uint32_t before = 0;

	for (uint32_t i = 0; i < b->n; i++) {
		const struct n62_raw_straw *h = &c->e->straw[b->first + i];
		uint32_t slot = slot_of(c, b, h);
		uint32_t w =
		    raw_as(&raw_straw[STRAW_FINE], (uint32_t)h->time >> 3) |
		    raw_as(&raw_straw[STRAW_EDGE], h->edge) |
		    raw_as(&raw_straw[STRAW_ADDRESS], h->channel) |
		    raw_as(&raw_straw[STRAW_FLAGS], h->flags);

		if (slot == SRB_SLOTS || slot < before || h->time & 7 ||
		    h->edge > 1 || h->flags > 3 || h->channel >> 8 != b->sub ||
		    counters[slot] == 255)
			return raw_cannot(c, b, "a hit");
		before = slot;
		counters[slot]++;
		at[2 * i] = (unsigned char)w;
		at[2 * i + 1] = (unsigned char)(w >> 8);
	}
	return 0;
}

int raw_srb_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	uint32_t words = SRB_LEAST / 4 + (b->n + 1) / 2;
	unsigned char *p;

	if (!raw_has(c->e, N62_RAW_A_STRAW, b->first, b->n) ||
	    raw_of(&raw_srb[SRB_NUMBER], b->head) != b->sub || b->head > 0xffff)
		return raw_cannot(c, b, "the header of the SRB");
	p = raw_add_room(c, words);
	if (!p)
		return -1;
	raw_set_word(p, 0, b->head | raw_as(&raw_srb[SRB_SIZE], 4 * words));
	raw_put(&raw_srb[SRB_CLOCK], p, b->clock);
	if (b->n % 2) {
		p[4 * SRB_WORDS + 2 * b->n] = 0xff;
		p[4 * SRB_WORDS + 2 * b->n + 1] = 0xff;
	}
	return encode_hits(
	    c, b, p + 4 * SRB_WORDS, p + 4 * (size_t)words - SRB_SLOTS);
}
