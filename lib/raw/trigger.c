/*
 * trigger.c - the blocks of the trigger levels: L0TP, L1TP, L2.
 *
 * L0TP is a table of fixed size. L1TP is a tree: masks, and in each its
 * algorithms; its writer leaves it unwritten at times, so that one that does
 * not parse is a warning, and kept as words.
 */
#include "raw/private.h"

/* Where the three slots of L0TP have their primitives and fine times. */
static const struct {
	uint8_t primitives, fines;
} slots[3] = { { 0, 8 }, { 10, 14 }, { 16, 20 } };

enum {
	systems = 7
};

/* ---- L0TP ----------------------------------------------------------- */

static void read_slot(struct n62_raw_l0slot *s, const unsigned char *p, int i)
{
	const unsigned char *first = p + 4 * slots[i].primitives;
	const unsigned char *fines = p + 4 * slots[i].fines;

	/* The low half of the very first word is not spare. */
	if (i > 0)
		s->spare =
		    (uint16_t)raw_get(&raw_primitive[PRIMITIVE_SPARE], first);
	for (int k = 0; k < systems; k++) {
		s->primitive[k] =
		    (uint16_t)raw_get(&raw_primitive[PRIMITIVE_0 + k], first);
		s->fine[k] = (uint8_t)raw_get(&raw_fines[k], fines);
	}
	s->pad = (uint8_t)raw_get(&raw_fines[FINES_PAD], fines);
}

static void write_slot(const struct n62_raw_l0slot *s, unsigned char *p, int i)
{
	unsigned char *first = p + 4 * slots[i].primitives;
	unsigned char *fines = p + 4 * slots[i].fines;

	if (i > 0)
		raw_put(&raw_primitive[PRIMITIVE_SPARE], first, s->spare);
	for (int k = 0; k < systems; k++) {
		raw_put(
		    &raw_primitive[PRIMITIVE_0 + k], first, s->primitive[k]);
		raw_put(&raw_fines[k], fines, s->fine[k]);
	}
	raw_put(&raw_fines[FINES_PAD], fines, s->pad);
}

static int decode_l0eob(
    struct raw_decoder *d, struct n62_raw_block *b, const unsigned char *p)
{
	struct n62_raw_l0eob *t =
	    n62_raw_more(d->e, N62_RAW_A_L0EOB, 1, d->err);

	if (!t)
		return -1;
	for (int i = 0; i < L0TP_EOB_WORDS; i++)
		t->word[i] = raw_word(p, (size_t)i);
	b->payload = N62_RAW_L0EOB;
	b->first = d->e->n[N62_RAW_A_L0EOB] - 1;
	b->n = 1;
	return 1;
}

static void read_l0tp(struct n62_raw_l0tp *t, const unsigned char *p)
{
	t->fine = (uint8_t)raw_get(&raw_l0tp[L0TP_FINE], p);
	t->data_type = (uint8_t)raw_get(&raw_l0tp[L0TP_DATA], p);
	t->type = (uint8_t)raw_get(&raw_l0tp[L0TP_TYPE], p);
	t->previous_type = (uint8_t)raw_get(&raw_l0tp[L0TP_PREVIOUS_TYPE], p);
	t->flags = (uint16_t)raw_get(&raw_l0tp[L0TP_FLAGS], p);
	t->previous = raw_get(&raw_l0tp[L0TP_PREVIOUS], p);
	t->word7 = raw_get(&raw_l0tp[L0TP_WORD7], p);
	for (int i = 0; i < 4; i++)
		t->primitives[i] =
		    (uint8_t)raw_get(&raw_l0tp[L0TP_COUNT0 + i], p);
	for (int i = 0; i < 3; i++)
		read_slot(&t->slot[i], p, i);
}

int raw_l0tp_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	const struct n62_raw_header *h = &d->e->head;
	bool eob = h->l0 == N62_RAW_EOB;
	struct n62_raw_l0tp *t;

	if (n != (eob ? L0TP_EOB_WORDS : L0TP_WORDS)) {
		raw_fault(d, N62_RAW_L0TP_SIZE, b->sub, b->at);
		return 0;
	}
	if (eob)
		return decode_l0eob(d, b, p);
	t = n62_raw_more(d->e, N62_RAW_A_L0TP, 1, d->err);
	if (!t)
		return -1;
	read_l0tp(t, p);
	b->payload = N62_RAW_L0;
	b->first = d->e->n[N62_RAW_A_L0TP] - 1;
	b->n = 1;
	if (t->fine != h->fine)
		raw_fault(d, N62_RAW_L0TP_FINE, b->sub, raw_at(d, p));
	if (t->type != h->l0)
		raw_fault(d, N62_RAW_L0TP_TYPE, b->sub, raw_at(d, p) + 20);
	return 1;
}

int raw_l0tp_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	const struct n62_raw_l0tp *t;
	unsigned char *p;

	if (!raw_has(c->e, N62_RAW_A_L0TP, b->first, 1))
		return raw_cannot(c, b, "the block");
	t = c->e->l0tp + b->first;
	p = raw_add_room(c, L0TP_WORDS);
	if (!p)
		return -1;
	raw_put(&raw_l0tp[L0TP_FINE], p, t->fine);
	raw_put(&raw_l0tp[L0TP_DATA], p, t->data_type);
	raw_put(&raw_l0tp[L0TP_TYPE], p, t->type);
	raw_put(&raw_l0tp[L0TP_PREVIOUS_TYPE], p, t->previous_type);
	raw_put(&raw_l0tp[L0TP_FLAGS], p, t->flags);
	raw_put(&raw_l0tp[L0TP_PREVIOUS], p, t->previous);
	raw_put(&raw_l0tp[L0TP_WORD7], p, t->word7);
	for (int i = 0; i < 4; i++)
		raw_put(&raw_l0tp[L0TP_COUNT0 + i], p, t->primitives[i]);
	for (int i = 0; i < 3; i++)
		write_slot(&t->slot[i], p, i);
	return 0;
}

int raw_l0eob_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	unsigned char *p;

	if (!raw_has(c->e, N62_RAW_A_L0EOB, b->first, 1))
		return raw_cannot(c, b, "the block");
	p = raw_add_room(c, L0TP_EOB_WORDS);
	if (!p)
		return -1;
	for (size_t i = 0; i < L0TP_EOB_WORDS; i++)
		raw_set_word(p, i, c->e->l0eob[b->first].word[i]);
	return 0;
}

/* ---- L1TP ----------------------------------------------------------- */

/* What is left of an L1TP block. */
struct parse {
	struct raw_decoder *d;
	const unsigned char *p;
	uint32_t left; /* words */
};

/* One algorithm; 0: the words do not suffice. */
static int parse_algo(struct parse *t)
{
	struct n62_raw_l1algo *a;
	const unsigned char *p = t->p;
	uint32_t words;

	if (t->left < L1ALGO_WORDS)
		return 0;
	words = raw_get(&raw_l1algo[L1ALGO_SIZE], p);
	if (words < L1ALGO_WORDS || words > L1ALGO_MOST || words > t->left)
		return 0;
	a = n62_raw_more(t->d->e, N62_RAW_A_L1ALGO, 1, t->d->err);
	if (!a)
		return -1;
	a->words = (uint8_t)words;
	a->order = (uint8_t)raw_get(&raw_l1algo[L1ALGO_ORDER], p);
	a->algorithm = (uint8_t)raw_get(&raw_l1algo[L1ALGO_ID], p);
	a->quality = (uint8_t)raw_get(&raw_l1algo[L1ALGO_QUALITY], p);
	a->downscale = (uint16_t)raw_get(&raw_l1algo[L1ALGO_DOWNSCALE], p);
	a->window = (uint8_t)raw_get(&raw_l1algo[L1ALGO_WINDOW], p);
	a->flags = (uint8_t)raw_get(&raw_l1algo[L1ALGO_FLAGS], p);
	for (uint32_t i = L1ALGO_WORDS; i < words; i++)
		a->data[i - L1ALGO_WORDS] = raw_word(p, i);
	t->p += 4 * words;
	t->left -= words;
	return 1;
}

static int parse_mask(struct parse *t)
{
	struct n62_raw_event *e = t->d->e;
	struct n62_raw_l1mask *m;
	const unsigned char *p = t->p;
	uint32_t n;
	int r = 1;

	if (t->left < L1MASK_WORDS)
		return 0;
	m = n62_raw_more(e, N62_RAW_A_L1MASK, 1, t->d->err);
	if (!m)
		return -1;
	n = raw_get(&raw_l1mask[L1MASK_ALGOS], p);
	m->first = e->n[N62_RAW_A_L1ALGO];
	m->n = n;
	m->trigger = (uint8_t)raw_get(&raw_l1mask[L1MASK_TRIGGER], p);
	m->id = (uint8_t)raw_get(&raw_l1mask[L1MASK_ID], p);
	m->flags = (uint8_t)raw_get(&raw_l1mask[L1MASK_FLAGS], p);
	m->reduction = (uint16_t)raw_get(&raw_l1mask[L1MASK_REDUCTION], p);
	m->fine = (uint8_t)raw_get(&raw_l1mask[L1MASK_FINE], p);
	m->source = (uint8_t)raw_get(&raw_l1mask[L1MASK_SOURCE], p);
	m->straw_type = (uint8_t)raw_get(&raw_l1mask[L1MASK_STRAW], p);
	t->p += 4 * L1MASK_WORDS;
	t->left -= L1MASK_WORDS;
	while (n-- > 0 && r > 0)
		r = parse_algo(t);
	return r;
}

static void read_l1tp(struct n62_raw_l1tp *g, const unsigned char *p)
{
	g->length = (uint8_t)raw_get(&raw_l1tp[L1TP_LENGTH], p);
	g->fine = (uint8_t)raw_get(&raw_l1tp[L1TP_FINE], p);
	g->source = (uint8_t)raw_get(&raw_l1tp[L1TP_SOURCE], p);
	g->flag_mode = (uint8_t)raw_get(&raw_l1tp[L1TP_FLAG_MODE], p);
	g->format = (uint8_t)raw_get(&raw_l1tp[L1TP_FORMAT], p);
	g->downscale = (uint16_t)raw_get(&raw_l1tp[L1TP_DOWNSCALE], p);
	g->reduction = (uint16_t)raw_get(&raw_l1tp[L1TP_REDUCTION], p);
	g->n = raw_get(&raw_l1tp[L1TP_MASKS], p);
	g->bypass = (uint8_t)raw_get(&raw_l1tp[L1TP_BYPASS], p);
	g->autoflag = (uint16_t)raw_get(&raw_l1tp[L1TP_AUTOFLAG], p);
}

/* 1, 0 when the parts are not those of n words, or -1. */
static int parse_l1tp(struct parse *t)
{
	struct n62_raw_event *e = t->d->e;
	struct n62_raw_l1tp *g = n62_raw_more(e, N62_RAW_A_L1TP, 1, t->d->err);
	uint32_t masks;
	int r = 1;

	if (!g)
		return -1;
	read_l1tp(g, t->p);
	g->first = e->n[N62_RAW_A_L1MASK];
	masks = g->n;
	if (g->length != 4 * L1TP_WORDS)
		return 0;
	t->p += 4 * L1TP_WORDS;
	t->left -= L1TP_WORDS;
	while (masks-- > 0 && r > 0)
		r = parse_mask(t);
	return r > 0 ? t->left == 0 : r;
}

int raw_l1tp_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	struct n62_raw_event *e = d->e;
	struct parse t = { d, p, n };
	uint32_t l1tp = e->n[N62_RAW_A_L1TP], masks = e->n[N62_RAW_A_L1MASK];
	uint32_t algos = e->n[N62_RAW_A_L1ALGO];
	int r;

	/* In 2015 there was nothing in it. */
	if (n <= L1TP_WORDS)
		return raw_opaque_decode(d, b, p, n);
	r = parse_l1tp(&t);
	if (r < 0)
		return -1;
	if (r == 0) {
		raw_fault(d, N62_RAW_L1TP_SIZE, b->sub, raw_at(d, p));
		e->n[N62_RAW_A_L1TP] = l1tp;
		e->n[N62_RAW_A_L1MASK] = masks;
		e->n[N62_RAW_A_L1ALGO] = algos;
		return raw_opaque_decode(d, b, p, n);
	}
	b->payload = N62_RAW_L1;
	b->first = l1tp;
	b->n = 1;
	return 1;
}

static int encode_algo(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_l1algo *a)
{
	unsigned char *p;

	if (a->words < L1ALGO_WORDS || a->words > L1ALGO_MOST)
		return raw_cannot(c, b, "an algorithm");
	p = raw_add_room(c, a->words);
	if (!p)
		return -1;
	raw_put(&raw_l1algo[L1ALGO_SIZE], p, a->words);
	raw_put(&raw_l1algo[L1ALGO_ORDER], p, a->order);
	raw_put(&raw_l1algo[L1ALGO_ID], p, a->algorithm);
	raw_put(&raw_l1algo[L1ALGO_QUALITY], p, a->quality);
	raw_put(&raw_l1algo[L1ALGO_DOWNSCALE], p, a->downscale);
	raw_put(&raw_l1algo[L1ALGO_WINDOW], p, a->window);
	raw_put(&raw_l1algo[L1ALGO_FLAGS], p, a->flags);
	for (size_t i = L1ALGO_WORDS; i < a->words; i++)
		raw_set_word(p, i, a->data[i - L1ALGO_WORDS]);
	return 0;
}

static int encode_mask(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_l1mask *m)
{
	unsigned char *p;

	if (m->n > 255 || m->source > 15 || m->straw_type > 15 ||
	    !raw_has(c->e, N62_RAW_A_L1ALGO, m->first, m->n))
		return raw_cannot(c, b, "a mask");
	p = raw_add_room(c, L1MASK_WORDS);
	if (!p)
		return -1;
	raw_put(&raw_l1mask[L1MASK_ALGOS], p, m->n);
	raw_put(&raw_l1mask[L1MASK_TRIGGER], p, m->trigger);
	raw_put(&raw_l1mask[L1MASK_ID], p, m->id);
	raw_put(&raw_l1mask[L1MASK_FLAGS], p, m->flags);
	raw_put(&raw_l1mask[L1MASK_REDUCTION], p, m->reduction);
	raw_put(&raw_l1mask[L1MASK_FINE], p, m->fine);
	raw_put(&raw_l1mask[L1MASK_SOURCE], p, m->source);
	raw_put(&raw_l1mask[L1MASK_STRAW], p, m->straw_type);
	for (uint32_t i = 0; i < m->n; i++)
		if (encode_algo(c, b, &c->e->l1algo[m->first + i]) < 0)
			return -1;
	return 0;
}

static int encode_global(struct raw_encoder *c, const struct n62_raw_l1tp *g)
{
	unsigned char *p = raw_add_room(c, L1TP_WORDS);

	if (!p)
		return -1;
	raw_put(&raw_l1tp[L1TP_LENGTH], p, g->length);
	raw_put(&raw_l1tp[L1TP_FINE], p, g->fine);
	raw_put(&raw_l1tp[L1TP_SOURCE], p, g->source);
	raw_put(&raw_l1tp[L1TP_FLAG_MODE], p, g->flag_mode);
	raw_put(&raw_l1tp[L1TP_FORMAT], p, g->format);
	raw_put(&raw_l1tp[L1TP_DOWNSCALE], p, g->downscale);
	raw_put(&raw_l1tp[L1TP_REDUCTION], p, g->reduction);
	raw_put(&raw_l1tp[L1TP_MASKS], p, g->n);
	raw_put(&raw_l1tp[L1TP_BYPASS], p, g->bypass);
	raw_put(&raw_l1tp[L1TP_AUTOFLAG], p, g->autoflag);
	return 0;
}

int raw_l1tp_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	const struct n62_raw_l1tp *g;

	if (!raw_has(c->e, N62_RAW_A_L1TP, b->first, 1))
		return raw_cannot(c, b, "the block");
	g = c->e->l1tp + b->first;
	/* Without a mask it would be read as a block of 2015. */
	if (g->n == 0 || g->n > 255 || g->source > 15 || g->flag_mode > 15 ||
	    g->length != 4 * L1TP_WORDS ||
	    !raw_has(c->e, N62_RAW_A_L1MASK, g->first, g->n))
		return raw_cannot(c, b, "the header of L1TP");
	if (encode_global(c, g) < 0)
		return -1;
	for (uint32_t i = 0; i < g->n; i++)
		if (encode_mask(c, b, &c->e->l1mask[g->first + i]) < 0)
			return -1;
	return 0;
}

/* ---- L2 ------------------------------------------------------------- */

int raw_l2_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	if (n != 1)
		return raw_opaque_decode(d, b, p, n);
	b->payload = N62_RAW_L2;
	b->head = raw_word(p, 0);
	return 1;
}

int raw_l2_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	return raw_add(c, b->head);
}
