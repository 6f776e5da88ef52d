/*
 * raw_random.h - random, well-formed events of raw bursts, for tests and
 * measurements. Elements lie in the arrays in the order in which a decoder
 * meets them.
 */
#ifndef NA62_RAW_RANDOM_H
#define NA62_RAW_RANDOM_H

#include <string.h>

#include "raw/raw.h"

/* What an event is made of. */
enum rnd_family {
	RND_TEL62,
	RND_SRB,
	RND_GTK,
	RND_CREAM,
	RND_L0TP,
	RND_L1TP,
	RND_L2,
	RND_DIM,
	RND_TRUTH,
	RND_EOB, /* an end of burst: texts, counters, packets */
	RND_FAMILIES,
	RND_ALL = RND_FAMILIES, /* all but the end of burst */
	RND_FULL,               /* what the detector sends, boards and hits */
	RND_SIMULATED           /* the same with its truth */
};

struct rnd {
	struct n62_raw_event *e;
	struct n62_rng g;
	struct n62_err err;
	bool full;
};

static inline uint32_t rnd_below(struct rnd *t, uint32_t n)
{
	return n62_rng_below(&t->g, n);
}

/* lo to hi, both included. */
static inline uint32_t rnd_in(struct rnd *t, uint32_t lo, uint32_t hi)
{
	return lo + rnd_below(t, hi - lo + 1);
}

static inline uint32_t rnd_bits(struct rnd *t, unsigned n)
{
	return n62_rng_u32(&t->g) >> (32 - n);
}

static inline void *rnd_more(
    struct rnd *t, enum n62_raw_array which, uint32_t n)
{
	void *p = n62_raw_more(t->e, which, n, &t->err);

	if (!p)
		__builtin_trap();
	return p;
}

/* ---- frames --------------------------------------------------------- */

static inline void rnd_source(struct rnd *t, uint8_t id)
{
	struct n62_raw_source *s = rnd_more(t, N62_RAW_A_SOURCE, 1);

	s->id = id;
	s->block = t->e->n[N62_RAW_A_BLOCK];
}

/* One block more of the last source. */
static inline struct n62_raw_block *rnd_block(
    struct rnd *t, uint16_t sub, uint8_t payload)
{
	struct n62_raw_block *b = rnd_more(t, N62_RAW_A_BLOCK, 1);
	struct n62_raw_source *s = &t->e->source[t->e->n[N62_RAW_A_SOURCE] - 1];

	s->nblocks++;
	b->source = s->id;
	b->sub = sub;
	b->payload = payload;
	b->format = 1;
	b->timestamp = t->e->head.timestamp;
	return b;
}

static inline void rnd_l1(struct rnd *t, struct n62_raw_block *b)
{
	b->format = 0;
	b->number = t->e->head.number;
	b->trigger = t->e->head.l0;
	b->spare = (uint16_t)rnd_bits(t, 16);
}

static inline void rnd_words(struct rnd *t, struct n62_raw_block *b, uint32_t n)
{
	uint32_t *w = rnd_more(t, N62_RAW_A_WORD, n);

	b->payload = N62_RAW_OPAQUE;
	b->first = t->e->n[N62_RAW_A_WORD] - n;
	b->n = n;
	for (uint32_t i = 0; i < n; i++)
		w[i] = n62_rng_u32(&t->g);
}

/* ---- TEL62 ---------------------------------------------------------- */

/* Hits of one slot, in the order of time. */
static inline void rnd_slot(
    struct rnd *t, int32_t slot, uint32_t base, uint32_t n)
{
	struct n62_raw_tdc *h = rnd_more(t, N62_RAW_A_TDC, n);
	uint32_t time = 0;

	for (uint32_t i = 0; i < n; i++) {
		time += rnd_below(t, 256 / n);
		h[i].time = slot * 256 + (int32_t)time;
		h[i].channel = base + rnd_below(t, 128);
		h[i].edge = (uint8_t)rnd_in(t, N62_RAW_LEAD, N62_RAW_TRAIL);
		if (!t->full && rnd_below(t, 8) == 0)
			h[i].word = rnd_bits(t, 2);
		if (t->full || rnd_below(t, 20) > 0)
			continue;
		h[i].edge = N62_RAW_TDC_WORD;
		h[i].time = slot * 256;
		h[i].word = (uint32_t)6 << 28 | rnd_bits(t, 28);
		h[i].channel =
		    base + (h[i].word >> 19 & 31) + 32 * (h[i].word >> 24 & 3);
	}
}

static inline void rnd_errors(struct rnd *t, struct n62_raw_fpga *f, bool last)
{
	uint32_t *w;

	f->spare = (uint8_t)rnd_bits(t, 8);
	f->flags = (uint8_t)(rnd_bits(t, 7) << 1);
	if (rnd_below(t, 10) == 0) {
		f->nerrors = rnd_below(t, 6);
		f->error0 = (uint8_t)rnd_below(t, f->nerrors + 1);
		f->block = true;
		f->flags |= 1;
		w = rnd_more(t, N62_RAW_A_WORD, f->nerrors);
		f->error = t->e->n[N62_RAW_A_WORD] - f->nerrors;
		for (uint32_t i = 0; i < f->nerrors; i++)
			w[i] = n62_rng_u32(&t->g);
	} else if (last && rnd_below(t, 10) == 0)
		f->flags |= 1;
}

static inline void rnd_fpga(struct rnd *t, struct n62_raw_block *b,
    uint8_t number, bool last, uint32_t hits)
{
	uint32_t place = t->e->n[N62_RAW_A_FPGA];
	struct n62_raw_fpga *f = rnd_more(t, N62_RAW_A_FPGA, 1);
	int32_t slot = -(int32_t)rnd_in(t, t->full ? 4 : 0, t->full ? 6 : 60);
	uint32_t most = t->full ? 4 : 30;

	f->number = number;
	f->spare = 0xff;
	f->first = t->e->n[N62_RAW_A_TDC];
	while (hits > 0 && slot <= (t->full ? 6 : 60)) {
		uint32_t n = rnd_in(t, 1, hits < 6 ? hits : 6);

		rnd_slot(t, slot, 512 * (uint32_t)b->sub + 128 * number, n);
		hits -= n;
		slot += (int32_t)rnd_in(t, 1, most);
	}
	f = &t->e->fpga[place];
	f->n = t->e->n[N62_RAW_A_TDC] - f->first;
	if (!t->full)
		rnd_errors(t, f, last);
}

static inline void rnd_tel62(
    struct rnd *t, uint16_t board, uint32_t mask, uint32_t hits)
{
	struct n62_raw_block *b = rnd_block(t, board, N62_RAW_TEL62);

	b->first = t->e->n[N62_RAW_A_FPGA];
	b->n = (uint32_t)__builtin_popcount(mask);
	b->head = mask | (uint32_t)(t->e->head.l0 << 2 & 0xff) << 8 |
		  (uint32_t)board << 16 | 1u << 24;
	if (!t->full)
		b->head |= rnd_bits(t, 3) << 5;
	for (uint8_t i = 0; i < 4; i++)
		if (mask >> i & 1)
			rnd_fpga(t, b, i, mask >> i == 1, rnd_below(t, hits));
}

static inline void rnd_tel62_source(
    struct rnd *t, uint8_t id, uint16_t boards, uint32_t hits)
{
	rnd_source(t, id);
	for (uint16_t i = 0; i < boards; i++)
		if (t->full || rnd_below(t, 3) > 0)
			rnd_tel62(t, i, t->full ? 15 : rnd_in(t, 1, 15), hits);
}

/* ---- STRAW ---------------------------------------------------------- */

static inline void rnd_srb(struct rnd *t, uint16_t srb, uint32_t most)
{
	struct n62_raw_block *b = rnd_block(t, srb, N62_RAW_SRB);
	uint32_t n = rnd_below(t, most + 1), slot = 0;
	struct n62_raw_straw *h = rnd_more(t, N62_RAW_A_STRAW, n);
	uint32_t latency = t->full ? 0x2006 : rnd_below(t, 60001);

	b->timestamp += 0x1f01;
	b->clock = b->timestamp - latency;
	b->head = srb | (uint32_t)t->e->head.l0 << 8;
	if (!t->full)
		b->head |= rnd_bits(t, 3) << 5;
	b->first = t->e->n[N62_RAW_A_STRAW] - n;
	b->n = n;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t left = 15 - slot;

		slot += rnd_below(t, left * 2 / (n - i) + 1 < left + 1
					 ? left * 2 / (n - i) + 1
					 : left + 1);
		h[i].time =
		    (int32_t)((b->clock + slot - t->e->head.timestamp) * 256) +
		    8 * (int32_t)rnd_bits(t, 5);
		h[i].channel = (uint16_t)(256 * srb + rnd_below(t, 256));
		h[i].edge = (uint8_t)rnd_bits(t, 1);
		if (!t->full && rnd_below(t, 9) == 0)
			h[i].flags = (uint8_t)rnd_bits(t, 2);
	}
}

/* ---- GTK ------------------------------------------------------------ */

static inline void rnd_group(
    struct rnd *t, uint16_t pc, uint8_t chip, uint32_t n)
{
	static const uint32_t offsets[] = { 293, 289, 290 };
	struct n62_raw_group *g = rnd_more(t, N62_RAW_A_GROUP, 1);
	struct n62_raw_giga *h = rnd_more(t, N62_RAW_A_GIGA, n);
	const int32_t frame = 65536;

	g->first = t->e->n[N62_RAW_A_GIGA] - n;
	g->n = n;
	g->chip = chip;
	g->number = t->e->head.number;
	g->timestamp = t->e->head.timestamp - offsets[pc / 2];
	g->count = (g->number + 1) & 0xffffff;
	g->type = (uint8_t)(t->e->head.l0 << 2);
	g->before = (uint16_t)rnd_bits(t, 16);
	for (uint32_t i = 0; i < n; i++) {
		int32_t since = (int32_t)(g->timestamp % 256) * 256;
		int32_t f = (int32_t)(g->timestamp / 256);
		int32_t in_frame = (int32_t)rnd_bits(t, 16), over, coarse;

		if (!t->full && rnd_bits(t, 1)) {
			h[i].lead = in_frame - frame - since;
			f--;
		} else
			h[i].lead = in_frame - since;
		if (!t->full)
			h[i].flags = (uint8_t)rnd_bits(t, 3);
		/* The coarse count of the start as it was sent. */
		coarse = in_frame / 32 + 2048 * (f & 1) +
			 (h[i].flags & 1 && in_frame % 32 > 20);
		over = (int32_t)rnd_bits(t, 6);
		h[i].trail = (int32_t)rnd_bits(t, 5);
		coarse += over - (h[i].flags & 2 && h[i].trail > 20);
		h[i].trail +=
		    coarse * 32 - since +
		    ((f & ~1) - (int32_t)(g->timestamp / 256)) * frame;
		h[i].station = (uint8_t)(pc / 2);
		h[i].chip = chip;
		h[i].quarter = (uint8_t)rnd_bits(t, 2);
		h[i].pixel_group = (uint8_t)rnd_below(t, 90);
		h[i].arbiter = (uint8_t)(1 << rnd_below(t, 5));
		if (!t->full)
			h[i].pileup = (uint8_t)rnd_bits(t, 5);
	}
}

static inline void rnd_pc(struct rnd *t, uint16_t pc, uint32_t most)
{
	struct n62_raw_block *b = rnd_block(t, pc, N62_RAW_GIGA);

	rnd_l1(t, b);
	b->first = t->e->n[N62_RAW_A_GROUP];
	b->n = 10;
	for (uint8_t i = 0; i < 10; i++)
		rnd_group(
		    t, pc, (uint8_t)(5 * (pc % 2) + i / 2), rnd_below(t, most));
}

/* ---- CREAM ---------------------------------------------------------- */

static inline void rnd_cream(struct rnd *t, uint32_t crate, uint32_t index,
    uint16_t samples, uint32_t mask)
{
	uint32_t slot = index < 8 ? index + 3 : index + 5;
	struct n62_raw_block *b =
	    rnd_block(t, (uint16_t)(slot | crate << 5), N62_RAW_CREAM);
	uint32_t n = (uint32_t)__builtin_popcount(mask);
	struct n62_raw_cell *c = rnd_more(t, N62_RAW_A_CELL, n);
	uint16_t *s = rnd_more(t, N62_RAW_A_SAMPLE, n * samples);

	rnd_l1(t, b);
	b->timestamp += 0x1f01;
	b->head = rnd_bits(t, 1) << 30;
	b->samples = samples;
	b->first = t->e->n[N62_RAW_A_CELL] - n;
	b->n = n;
	for (uint32_t i = 0; i < n * samples; i++)
		s[i] = (uint16_t)(385 + rnd_bits(t, 5));
	for (; mask; mask &= mask - 1, c++) {
		c->channel =
		    512 * crate + 32 * index + (uint32_t)__builtin_ctz(mask);
		c->n = samples;
		c->first = t->e->n[N62_RAW_A_SAMPLE] - n-- * samples;
	}
}

static inline void rnd_creams(struct rnd *t, uint8_t id)
{
	uint16_t samples = (uint16_t)(2 * rnd_in(t, 1, 8));
	uint32_t crate = rnd_below(t, 32);

	rnd_source(t, id);
	for (uint32_t i = 0; i < 16; i++)
		if (rnd_below(t, 3) == 0)
			rnd_cream(t, crate, i, samples,
			    n62_rng_u32(&t->g) & n62_rng_u32(&t->g));
}

/* ---- trigger -------------------------------------------------------- */

static inline void rnd_l0tp(struct rnd *t)
{
	struct n62_raw_l0tp *l = rnd_more(t, N62_RAW_A_L0TP, 1);
	struct n62_raw_block *b;

	rnd_source(t, N62_RAW_L0TP);
	b = rnd_block(t, 3, N62_RAW_L0);
	b->first = t->e->n[N62_RAW_A_L0TP] - 1;
	b->n = 1;
	l->fine = t->e->head.fine;
	l->type = t->e->head.l0;
	l->data_type = (uint8_t)rnd_bits(t, 8);
	l->previous_type = (uint8_t)rnd_bits(t, 8);
	l->flags = (uint16_t)rnd_bits(t, 16);
	l->previous = n62_rng_u32(&t->g);
	l->word7 = n62_rng_u32(&t->g);
	for (int i = 0; i < 4; i++)
		l->primitives[i] = (uint8_t)rnd_bits(t, 8);
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 7; k++) {
			l->slot[i].primitive[k] = (uint16_t)rnd_bits(t, 16);
			l->slot[i].fine[k] = (uint8_t)rnd_bits(t, 8);
		}
		l->slot[i].pad = (uint8_t)rnd_bits(t, 8);
		l->slot[i].spare = i > 0 ? (uint16_t)rnd_bits(t, 16) : 0;
	}
}

static inline void rnd_algos(struct rnd *t, struct n62_raw_l1mask *m)
{
	struct n62_raw_l1algo *a = rnd_more(t, N62_RAW_A_L1ALGO, m->n);

	m->first = t->e->n[N62_RAW_A_L1ALGO] - m->n;
	for (uint32_t i = 0; i < m->n; i++) {
		a[i].words = rnd_bits(t, 1) ? 4 : 13;
		a[i].order = (uint8_t)rnd_bits(t, 8);
		a[i].algorithm = (uint8_t)rnd_bits(t, 8);
		a[i].quality = (uint8_t)rnd_bits(t, 8);
		a[i].downscale = (uint16_t)rnd_bits(t, 16);
		a[i].window = (uint8_t)rnd_bits(t, 8);
		a[i].flags = (uint8_t)rnd_bits(t, 8);
		for (int k = 0; k < a[i].words - 2; k++)
			a[i].data[k] = n62_rng_u32(&t->g);
	}
}

static inline void rnd_l1tp(struct rnd *t)
{
	struct n62_raw_l1tp *l = rnd_more(t, N62_RAW_A_L1TP, 1);
	struct n62_raw_block *b;
	struct n62_raw_l1mask *m;

	rnd_source(t, N62_RAW_L1TP);
	b = rnd_block(t, 0, N62_RAW_L1);
	b->first = t->e->n[N62_RAW_A_L1TP] - 1;
	b->n = 1;
	l->length = 12;
	l->n = rnd_in(t, 1, t->full ? 3 : 16);
	l->fine = (uint8_t)rnd_bits(t, 8);
	l->source = (uint8_t)rnd_bits(t, 4);
	l->flag_mode = (uint8_t)rnd_bits(t, 4);
	l->format = 2;
	l->bypass = (uint8_t)rnd_bits(t, 8);
	l->downscale = (uint16_t)rnd_bits(t, 16);
	l->reduction = (uint16_t)rnd_bits(t, 16);
	l->autoflag = (uint16_t)rnd_bits(t, 16);
	m = rnd_more(t, N62_RAW_A_L1MASK, l->n);
	l->first = t->e->n[N62_RAW_A_L1MASK] - l->n;
	for (uint32_t i = 0; i < l->n; i++) {
		m[i].n = rnd_below(t, 7);
		m[i].trigger = (uint8_t)rnd_bits(t, 8);
		m[i].id = (uint8_t)rnd_bits(t, 4);
		m[i].flags = (uint8_t)rnd_bits(t, 8);
		m[i].fine = (uint8_t)rnd_bits(t, 8);
		m[i].source = (uint8_t)rnd_bits(t, 4);
		m[i].straw_type = (uint8_t)rnd_bits(t, 4);
		m[i].reduction = (uint16_t)rnd_bits(t, 16);
		rnd_algos(t, &m[i]);
	}
}

static inline void rnd_l2(struct rnd *t)
{
	rnd_source(t, N62_RAW_L2EB);
	rnd_block(t, 0, N62_RAW_L2)->head = n62_rng_u32(&t->g);
}

/* ---- truth ---------------------------------------------------------- */

static inline void rnd_particle(
    struct rnd *t, struct n62_raw_particle *v, uint32_t i)
{
	v->pdg = (int32_t)n62_rng_u32(&t->g);
	v->parent = (int16_t)((int32_t)rnd_below(t, i + 1) - 1);
	v->process = (uint8_t)rnd_bits(t, 8);
	v->overlay = (uint8_t)rnd_bits(t, 8);
	for (int k = 0; k < 4; k++) {
		v->start[k] = (float)(1e6 * n62_rng_uniform(&t->g));
		v->end[k] = (float)(-1e6 * n62_rng_uniform(&t->g));
		v->p[k % 3] = (float)(1e5 * n62_rng_uniform(&t->g));
	}
}

/* One block, or two, the second of which continues the first. */
static inline void rnd_truth(struct rnd *t, uint32_t most)
{
	uint16_t blocks = (uint16_t)rnd_in(t, 1, 2);
	double weight = 2 * n62_rng_uniform(&t->g);
	uint32_t length = rnd_below(t, N62_RAW_DECAY + 1);
	char decay[N62_RAW_DECAY] = "";

	for (uint32_t i = 0; i < length; i++)
		decay[i] = (char)rnd_in(t, '!', '~');
	rnd_source(t, N62_RAW_TRUTH);
	for (uint16_t i = 0; i < blocks; i++) {
		struct n62_raw_block *b = rnd_block(t, i, N62_RAW_TRUE);
		struct n62_raw_truth *x = rnd_more(t, N62_RAW_A_TRUTH, 1);
		uint32_t place = t->e->n[N62_RAW_A_PARTICLE];

		b->first = t->e->n[N62_RAW_A_TRUTH] - 1;
		b->n = 1;
		x->first = place;
		x->n = rnd_below(t, most + 1);
		x->weight = weight;
		memcpy(x->decay, decay, sizeof decay);
		for (uint32_t k = 0; k < x->n; k++)
			rnd_particle(
			    t, rnd_more(t, N62_RAW_A_PARTICLE, 1), place + k);
	}
}

/* ---- end of burst --------------------------------------------------- */

static inline void rnd_dim(struct rnd *t, uint32_t packets)
{
	struct n62_raw_block *b;
	struct n62_raw_packet *p;

	rnd_source(t, N62_RAW_DIM);
	b = rnd_block(t, 0, N62_RAW_PACKETS);
	b->head = n62_rng_u32(&t->g);
	b->first = t->e->n[N62_RAW_A_PACKET];
	b->n = packets;
	p = rnd_more(t, N62_RAW_A_PACKET, packets);
	for (uint32_t i = 0; i < packets; i++) {
		uint32_t *w;

		p[i].n =
		    rnd_below(t, 8) ? rnd_below(t, 100) : rnd_below(t, 20000);
		w = rnd_more(t, N62_RAW_A_WORD, p[i].n);
		p[i].first = t->e->n[N62_RAW_A_WORD] - p[i].n;
		p[i].timestamp = t->e->head.timestamp;
		p[i].detector = (uint8_t)(4 * rnd_below(t, 20));
		p[i].block = (uint8_t)rnd_bits(t, 8);
		for (uint32_t k = 0; k < p[i].n; k++)
			w[k] = n62_rng_u32(&t->g);
	}
}

static inline void rnd_texts(struct rnd *t, uint16_t board)
{
	struct n62_raw_block *b = rnd_block(t, board, N62_RAW_TEXT);
	uint32_t mask = rnd_in(t, 1, 31);

	b->first = t->e->n[N62_RAW_A_TEXT];
	b->n = (uint32_t)__builtin_popcount(mask);
	b->head = mask | (uint32_t)(t->e->head.l0 << 2) << 8 |
		  (uint32_t)board << 16 | 1u << 24;
	for (uint8_t i = 0; i < 5; i++) {
		struct n62_raw_text *x;
		char *c;

		if (!(mask >> i & 1))
			continue;
		x = rnd_more(t, N62_RAW_A_TEXT, 1);
		x->number = i;
		x->n = 4 * rnd_below(t, 60);
		x->head = rnd_bits(t, 4) << 12 | rnd_bits(t, 8) << 24;
		c = rnd_more(t, N62_RAW_A_CHAR, x->n);
		x->first = t->e->n[N62_RAW_A_CHAR] - x->n;
		for (uint32_t k = 0; k < x->n; k++)
			c[k] = (char)rnd_in(t, 10, 126);
	}
}

static inline void rnd_eob(struct rnd *t)
{
	static const uint8_t words[] = { N62_RAW_STRAW, N62_RAW_GTK,
		N62_RAW_LKR };
	struct n62_raw_block *b;
	struct n62_raw_l0eob *l;

	rnd_source(t, N62_RAW_KTAG);
	for (uint16_t i = 0; i < 6; i++)
		rnd_texts(t, i);
	for (size_t i = 0; i < sizeof words; i++) {
		rnd_source(t, words[i]);
		b = rnd_block(t, (uint16_t)rnd_below(t, 6), N62_RAW_OPAQUE);
		if (words[i] != N62_RAW_STRAW)
			rnd_l1(t, b);
		rnd_words(t, b, rnd_in(t, 1, 40));
	}
	rnd_source(t, N62_RAW_L0TP);
	b = rnd_block(t, 3, N62_RAW_L0EOB);
	l = rnd_more(t, N62_RAW_A_L0EOB, 1);
	b->n = 1;
	for (int i = 0; i < 210; i++)
		l->word[i] = n62_rng_u32(&t->g);
	rnd_source(t, N62_RAW_RICH);
	b = rnd_block(t, 0, N62_RAW_MISSING);
	b->timestamp = UINT32_MAX;
	rnd_source(t, N62_RAW_MUV1);
	b = rnd_block(t, 0, N62_RAW_MISSING);
	rnd_l1(t, b);
	b->timestamp = UINT32_MAX;
	rnd_dim(t, rnd_below(t, 6));
}

/* ---- events --------------------------------------------------------- */

/* Sources of 2017-18 with about as many hits as give 8 to 20 KB. */
static inline void rnd_full(struct rnd *t)
{
	rnd_tel62_source(t, N62_RAW_KTAG, 6, 24);
	rnd_tel62_source(t, N62_RAW_CHANTI, 2, 14);
	rnd_tel62_source(t, N62_RAW_LAV, 12, 10);
	rnd_source(t, N62_RAW_STRAW);
	for (uint16_t i = 0; i < 32; i++)
		rnd_srb(t, i, 24);
	rnd_tel62_source(t, N62_RAW_CHOD, 1, 30);
	rnd_tel62_source(t, N62_RAW_RICH, 5, 24);
	rnd_tel62_source(t, N62_RAW_IRC, 1, 20);
	rnd_tel62_source(t, N62_RAW_MUV3, 1, 20);
	rnd_tel62_source(t, N62_RAW_HAC, 1, 10);
	rnd_l0tp(t);
	rnd_l1tp(t);
	rnd_l2(t);
	rnd_dim(t, 0);
	rnd_source(t, N62_RAW_GTK);
	for (uint16_t i = 0; i < 6; i++)
		rnd_pc(t, i, 7);
	rnd_source(t, N62_RAW_LKR);
	for (uint32_t i = 0; i < 30; i++)
		rnd_cream(t, 1 + i, rnd_below(t, 16), 8,
		    n62_rng_u32(&t->g) & n62_rng_u32(&t->g) &
			n62_rng_u32(&t->g));
	rnd_source(t, N62_RAW_MUV1);
	for (uint32_t i = 0; i < 6; i++)
		rnd_cream(t, 31, i, 10, UINT32_MAX);
	rnd_source(t, N62_RAW_MUV2);
	for (uint32_t i = 0; i < 3; i++)
		rnd_cream(t, 31, 8 + i, 10, UINT32_MAX);
}

static inline void rnd_sources(struct rnd *t, enum rnd_family family)
{
	bool all = family == RND_ALL;

	if (all || family == RND_TEL62) {
		rnd_tel62_source(t, N62_RAW_CHOD, 1, 30);
		rnd_tel62_source(t, N62_RAW_LAV, 12, 8);
	}
	if (all || family == RND_SRB) {
		rnd_source(t, N62_RAW_STRAW);
		for (uint16_t i = 0; i < 32; i += (uint16_t)rnd_in(t, 1, 20))
			rnd_srb(t, i, 40);
	}
	if (all || family == RND_L0TP)
		rnd_l0tp(t);
	if (all || family == RND_L1TP)
		rnd_l1tp(t);
	if (all || family == RND_L2)
		rnd_l2(t);
	if (all || family == RND_DIM)
		rnd_dim(t, 0);
	if (all || family == RND_GTK) {
		rnd_source(t, N62_RAW_GTK);
		for (uint16_t i = 0; i < 6; i += (uint16_t)rnd_in(t, 1, 4))
			rnd_pc(t, i, 12);
	}
	if (all || family == RND_CREAM) {
		rnd_creams(t, N62_RAW_LKR);
		rnd_creams(t, N62_RAW_MUV2);
	}
	if (all || family == RND_TRUTH)
		rnd_truth(t, 40);
	if (family == RND_EOB)
		rnd_eob(t);
}

/* A function of the seed and the number. */
static inline void rnd_event(struct n62_raw_event *e, enum rnd_family family,
    uint64_t seed, uint32_t number)
{
	struct rnd t = { .e = e, .full = family >= RND_FULL };

	n62_rng_init(&t.g, seed, number, family);
	n62_raw_clear(e);
	e->head.number = number & 0xffffff;
	e->head.burst = 20;
	e->head.timestamp = n62_rng_u32(&t.g) >> rnd_below(&t, 24);
	e->head.l0 = family == RND_EOB ? N62_RAW_EOB : N62_RAW_PHYSICS;
	e->head.l1 = (uint8_t)rnd_bits(&t, 7);
	e->head.l2 = (uint8_t)rnd_bits(&t, 7);
	e->head.fine = (uint8_t)rnd_bits(&t, 8);
	e->head.sob = 1500000000;
	if (t.full) {
		e->head.timestamp = 100000 + number % 200000 * 400;
		rnd_full(&t);
		if (family == RND_SIMULATED)
			rnd_truth(&t, 40);
		return;
	}
	e->head.reserved1 = (uint8_t)rnd_bits(&t, 8);
	e->head.reserved2 = (uint16_t)rnd_bits(&t, 16);
	e->head.processing = n62_rng_u32(&t.g);
	rnd_sources(&t, family);
}

#endif
