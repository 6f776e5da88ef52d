/*
 * packets.c - the DIM source, to which the end-of-burst packets of run
 * control are appended, and payloads that are kept as words.
 */
#include "raw/private.h"

int64_t raw_keep(struct raw_decoder *d, const unsigned char *p, uint32_t n)
{
	uint32_t *to = n62_raw_more(d->e, N62_RAW_A_WORD, n, d->err);

	if (!to)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		to[i] = raw_word(p, i);
	return (int64_t)d->e->n[N62_RAW_A_WORD] - n;
}

int raw_opaque_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	int64_t first = raw_keep(d, p, n);

	if (first < 0)
		return -1;
	b->payload = N62_RAW_OPAQUE;
	b->first = (uint32_t)first;
	b->n = n;
	return 1;
}

int raw_opaque_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	if (!raw_has(c->e, N62_RAW_A_WORD, b->first, b->n))
		return raw_cannot(c, b, "a list of words");
	return raw_add_words(c, b->first, b->n);
}

/* ---- DIM ------------------------------------------------------------ */

/* One packet of the left words at p; returns its words, 0: none, or -1. */
static int64_t decode_packet(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t left)
{
	uint32_t words = raw_get(&raw_packet[PACKET_SIZE], p);
	struct n62_raw_packet *to;
	int64_t first;

	if (words < PACKET_WORDS || words > left) {
		raw_fault(d, N62_RAW_PACKET_SIZE, b->sub, raw_at(d, p));
		return 0;
	}
	to = n62_raw_more(d->e, N62_RAW_A_PACKET, 1, d->err);
	first = raw_keep(d, p + 4 * PACKET_WORDS, words - PACKET_WORDS);
	if (!to || first < 0)
		return -1;
	to->first = (uint32_t)first;
	to->n = words - PACKET_WORDS;
	to->timestamp = raw_get(&raw_packet[PACKET_TIME], p);
	to->detector = (uint8_t)raw_get(&raw_packet[PACKET_DETECTOR], p);
	to->block = (uint8_t)raw_get(&raw_packet[PACKET_BLOCK], p);
	return words;
}

int raw_dim_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	bool eob = d->e->head.l0 == N62_RAW_EOB;
	int64_t words;

	if (n == 0 || (n > 1 && !eob))
		return raw_opaque_decode(d, b, p, n);
	b->payload = N62_RAW_PACKETS;
	b->head = raw_word(p, 0);
	b->first = d->e->n[N62_RAW_A_PACKET];
	for (uint32_t at = 1; at < n; at += (uint32_t)words) {
		words = 0;
		if (n - at >= PACKET_WORDS)
			words = decode_packet(d, b, p + 4 * at, n - at);
		else
			raw_fault(d, N62_RAW_PACKET_SIZE, b->sub,
			    raw_at(d, p + 4 * at));
		if (words < 0)
			return -1;
		if (words == 0)
			break;
	}
	b->n = d->e->n[N62_RAW_A_PACKET] - b->first;
	return 1;
}

int raw_dim_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	if (!raw_has(c->e, N62_RAW_A_PACKET, b->first, b->n))
		return raw_cannot(c, b, "a list of packets");
	if (raw_add(c, b->head) < 0)
		return -1;
	for (uint32_t i = 0; i < b->n; i++) {
		const struct n62_raw_packet *t = &c->e->packet[b->first + i];
		unsigned char *p;

		if (t->n > 0xffff - PACKET_WORDS ||
		    !raw_has(c->e, N62_RAW_A_WORD, t->first, t->n))
			return raw_cannot(c, b, "a packet");
		p = raw_add_room(c, PACKET_WORDS);
		if (!p)
			return -1;
		raw_put(&raw_packet[PACKET_SIZE], p, PACKET_WORDS + t->n);
		raw_put(&raw_packet[PACKET_BLOCK], p, t->block);
		raw_put(&raw_packet[PACKET_DETECTOR], p, t->detector);
		raw_put(&raw_packet[PACKET_TIME], p, t->timestamp);
		if (raw_add_words(c, t->first, t->n) < 0)
			return -1;
	}
	return 0;
}

/* Packets go behind those of the source DIM, which is the last of the event to
 * have some. */
const struct n62_raw_packet *n62_raw_packet_add(struct n62_raw_event *e,
    unsigned detector, uint32_t words, struct n62_err *err)
{
	struct n62_raw_block *b = NULL;
	struct n62_raw_packet *p;

	for (uint32_t i = 0; i < e->n[N62_RAW_A_BLOCK]; i++)
		if (e->block[i].payload == N62_RAW_PACKETS)
			b = &e->block[i];
	if (!b || b->first + b->n != e->n[N62_RAW_A_PACKET]) {
		n62_fail(err, N62_DATA,
		    "the end of a burst has no room for packets");
		return NULL;
	}
	p = n62_raw_more(e, N62_RAW_A_PACKET, 1, err);
	if (!p || !n62_raw_more(e, N62_RAW_A_WORD, words, err))
		return NULL;
	b->n++;
	p->first = e->n[N62_RAW_A_WORD] - words;
	p->n = words;
	p->timestamp = e->head.timestamp;
	p->detector = (uint8_t)detector;
	return p;
}
