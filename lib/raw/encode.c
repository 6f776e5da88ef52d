/*
 * encode.c - plain arrays to the bytes of an event. Sizes, offsets, counters
 * and checksums are made here; a value that has no place is refused.
 */
#include "raw/private.h"

int raw_cannot(const struct raw_encoder *c, const struct n62_raw_block *b,
    const char *what)
{
	return n62_fail(c->err, N62_DATA,
	    "event %lu, source 0x%02x, board %u: %s cannot be encoded",
	    (unsigned long)c->e->head.number, b->source, b->sub, what);
}

unsigned char *raw_add_room(struct raw_encoder *c, uint32_t n)
{
	size_t bytes = 4 * (size_t)n;
	unsigned char *p;

	if (n62_buf_reserve(c->b, bytes, c->err) < 0)
		return NULL;
	p = (unsigned char *)c->b->data + c->b->len;
	memset(p, 0, bytes);
	c->b->len += bytes;
	return p;
}

int raw_add(struct raw_encoder *c, uint32_t word)
{
	unsigned char *p = raw_add_room(c, 1);

	if (!p)
		return -1;
	raw_set_word(p, 0, word);
	return 0;
}

int raw_add_words(struct raw_encoder *c, uint32_t first, uint32_t n)
{
	unsigned char *p = raw_add_room(c, n);

	if (!p)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		raw_set_word(p, i, c->e->word[first + i]);
	return 0;
}

/* ---- blocks --------------------------------------------------------- */

static int encode_nothing(struct raw_encoder *c, const struct n62_raw_block *b)
{
	(void)c;
	(void)b;
	return 0;
}

static int encode_payload(struct raw_encoder *c, const struct n62_raw_block *b)
{
	static raw_encode_payload *const by_payload[] = {
		[N62_RAW_OPAQUE] = raw_opaque_encode,
		[N62_RAW_MISSING] = encode_nothing,
		[N62_RAW_TEL62] = raw_tel62_encode,
		[N62_RAW_TEXT] = raw_text_encode,
		[N62_RAW_SRB] = raw_srb_encode,
		[N62_RAW_GIGA] = raw_gtk_encode,
		[N62_RAW_CREAM] = raw_cream_encode,
		[N62_RAW_L0] = raw_l0tp_encode,
		[N62_RAW_L0EOB] = raw_l0eob_encode,
		[N62_RAW_L1] = raw_l1tp_encode,
		[N62_RAW_L2] = raw_l2_encode,
		[N62_RAW_PACKETS] = raw_dim_encode,
		[N62_RAW_TRUE] = raw_truth_encode,
	};

	if (b->payload >= sizeof by_payload / sizeof *by_payload)
		return raw_cannot(c, b, "its kind of payload");
	return by_payload[b->payload](c, b);
}

/* The bytes from start on, after more may have moved them. */
static unsigned char *from(const struct raw_encoder *c, size_t start)
{
	return (unsigned char *)c->b->data + start;
}

static int encode_l0(struct raw_encoder *c, const struct n62_raw_block *b)
{
	bool dim_eob = b->source == N62_RAW_DIM && c->e->head.l0 == N62_RAW_EOB;
	size_t start = c->b->len, size;

	if (b->sub > 255 || b->format > 1)
		return raw_cannot(c, b, "the header");
	if (!raw_add_room(c, b->format == 0 ? 1 : L0_WORDS) ||
	    encode_payload(c, b) < 0)
		return -1;
	size = c->b->len - start;
	if (size > 0xffff && !dim_eob)
		return raw_cannot(c, b, "more than 65535 bytes");
	/* The sum beyond 16 bits is carried on, as the merger does. */
	raw_set_word(from(c, start), 0,
	    (raw_as(&raw_l0[L0_SUB], b->sub) |
		raw_as(&raw_l0[L0_FORMAT], b->format)) +
		(uint32_t)size);
	if (b->format != 0)
		raw_put(&raw_l0[L0_TIME], from(c, start), b->timestamp);
	return 0;
}

static int encode_l1(struct raw_encoder *c, const struct n62_raw_block *b)
{
	size_t start = c->b->len, words;
	unsigned char *p;

	if (!raw_add_room(c, L1_WORDS) || encode_payload(c, b) < 0)
		return -1;
	words = (c->b->len - start) / 4;
	if (words > raw_mask(&raw_l1[L1_SIZE]) || b->number > 0xffffff)
		return raw_cannot(c, b, "the header");
	p = from(c, start);
	raw_put(&raw_l1[L1_NUMBER], p, b->number);
	raw_put(&raw_l1[L1_SOURCE], p, b->source);
	raw_put(&raw_l1[L1_SIZE], p, (uint32_t)words);
	raw_put(&raw_l1[L1_SPARE], p, b->spare);
	raw_put(&raw_l1[L1_TIME], p, b->timestamp);
	raw_put(&raw_l1[L1_SUB], p, b->sub);
	raw_put(&raw_l1[L1_TRIGGER], p, b->trigger);
	raw_put(&raw_l1[L1_ERRORS], p, b->format);
	if (b->payload == N62_RAW_CREAM)
		raw_set_word(p, words - 1, raw_cream_sum(p, (uint32_t)words));
	return 0;
}

/* ---- event ---------------------------------------------------------- */

static void write_head(const struct raw_encoder *c, uint32_t words)
{
	const struct n62_raw_header *h = &c->e->head;
	unsigned char *p = from(c, c->start);

	raw_put(&raw_event[EVENT_NUMBER], p, h->number);
	raw_put(&raw_event[EVENT_MAGIC], p, 0x62);
	raw_put(&raw_event[EVENT_LENGTH], p, words);
	raw_put(&raw_event[EVENT_BURST], p, h->burst);
	raw_put(&raw_event[EVENT_TIME], p, h->timestamp);
	raw_put(&raw_event[EVENT_L0], p, h->l0);
	raw_put(&raw_event[EVENT_L1], p, h->l1);
	raw_put(&raw_event[EVENT_L2], p, h->l2);
	raw_put(&raw_event[EVENT_SPARE1], p, h->reserved1);
	raw_put(&raw_event[EVENT_FINE], p, h->fine);
	raw_put(&raw_event[EVENT_SOURCES], p, c->e->n[N62_RAW_A_SOURCE]);
	raw_put(&raw_event[EVENT_SPARE2], p, h->reserved2);
	raw_put(&raw_event[EVENT_PROCESSING], p, h->processing);
	raw_put(&raw_event[EVENT_SOB], p, h->sob);
}

static int encode_source(struct raw_encoder *c, uint32_t i)
{
	const struct n62_raw_source *s = &c->e->source[i];
	size_t offset = (c->b->len - c->start) / 4;
	int r = 0;

	raw_set_word(from(c, c->start), EVENT_WORDS + i,
	    raw_as(&raw_pointer[POINTER_OFFSET], (uint32_t)offset) |
		raw_as(&raw_pointer[POINTER_SOURCE], s->id));
	if (!raw_has(c->e, N62_RAW_A_BLOCK, s->block, s->nblocks))
		return n62_fail(c->err, N62_DATA,
		    "event %lu, source 0x%02x: it has not that many blocks",
		    (unsigned long)c->e->head.number, s->id);
	for (uint32_t k = 0; k < s->nblocks && r == 0; k++) {
		const struct n62_raw_block *b = &c->e->block[s->block + k];

		if (b->source != s->id)
			return raw_cannot(c, b, "a block of another source");
		if (b->payload == N62_RAW_UNREAD)
			r = raw_opaque_encode(c, b);
		else
			r = raw_is_l1(s->id) ? encode_l1(c, b)
					     : encode_l0(c, b);
	}
	return r;
}

int n62_raw_encode(
    const struct n62_raw_event *e, struct n62_buf *b, struct n62_err *err)
{
	struct raw_encoder c = { e, b, b->len, err };
	uint32_t n = e->n[N62_RAW_A_SOURCE];

	if (n > 255 || e->head.number > 0xffffff)
		return n62_fail(err, N62_DATA,
		    "event %lu: its header cannot be encoded",
		    (unsigned long)e->head.number);
	if (!raw_add_room(&c, EVENT_WORDS + n))
		return -1;
	for (uint32_t i = 0; i < n; i++)
		if (encode_source(&c, i) < 0)
			return -1;
	if (raw_add(&c, e->head.number) < 0)
		return -1;
	if (b->len - c.start > N62_RAW_MAX_EVENT)
		return n62_fail(err, N62_DATA,
		    "event %lu has more than %d bytes",
		    (unsigned long)e->head.number, N62_RAW_MAX_EVENT);
	write_head(&c, (uint32_t)((b->len - c.start) / 4));
	return 0;
}
