/*
 * tel62.c - the payload of a TEL62: hits of TDCs in slots of one clock, or
 * the texts of a special frame.
 *
 * 11 bits of a hit's time repeat the low bits of its slot. So the time is
 * taken from the slot and checked against the word, and the slots of a block
 * follow from its hits again when it is encoded.
 */
#include <string.h>

#include "raw/private.h"

enum {
	fpgas = 4,
	low_bits = 0x7ff, /* of a slot, in the time of a hit */
	no_block = 0xff,  /* n1 of an error header that is none */
	channels = 128    /* of an FPGA */
};

/* A board at work. */
struct board {
	struct raw_decoder *d;
	struct n62_raw_block *b;
	const unsigned char *p, *end;
	uint32_t slots, bad_slots;
	size_t bad_at; /* of the first bad slot */
	uint32_t due;  /* FPGAs that may still come */
};

static int lost(
    const struct board *t, enum n62_raw_kind kind, const unsigned char *at)
{
	raw_fault(t->d, kind, t->b->sub, raw_at(t->d, at));
	return 0;
}

static size_t words_left(const struct board *t)
{
	return (size_t)(t->end - t->p) / 4;
}

/* ---- hits ----------------------------------------------------------- */

/* The words of one FPGA. */
struct words {
	uint32_t base;   /* number of its first channel */
	uint32_t before; /* the word before */
	int32_t last;    /* and its time */
	bool disorder;   /* was said already */
};

/* A word that is no good hit; returns whether it is kept all the same. */
static bool odd_word(const struct board *t, const unsigned char *p,
    uint32_t slot, uint32_t base, struct n62_raw_tdc *hit)
{
	uint32_t w = raw_word(p, 0), kind = raw_of(&raw_tdc[TDC_KIND], w);

	if (kind == N62_RAW_LEAD || kind == N62_RAW_TRAIL)
		return lost(t, N62_RAW_TEL62_TIME, p);
	if (kind != N62_RAW_TDC_WORD)
		return lost(t, N62_RAW_TEL62_WORD, p);
	lost(t, N62_RAW_TEL62_TDC_ERROR, p);
	hit->time = (int32_t)(slot - t->d->e->head.timestamp) * 256;
	hit->channel = base + 32 * raw_of(&raw_tdc[TDC_CHIP], w) +
		       raw_of(&raw_tdc[TDC_CHANNEL], w);
	hit->word = w;
	hit->edge = N62_RAW_TDC_WORD;
	return true;
}

/* A word that is the one before, or earlier; returns whether there was
 * disorder. */
static bool wrong_order(const struct board *t, const unsigned char *p,
    const struct words *o, bool repeated, bool back)
{
	if (repeated)
		lost(t, N62_RAW_TEL62_REPEATED, p);
	if (back && !o->disorder)
		lost(t, N62_RAW_TEL62_ORDER, p);
	return o->disorder || back;
}

/* The n words of a slot into hit; returns the place behind those kept. */
static inline struct n62_raw_tdc *decode_words(const struct board *t,
    struct words *o, struct n62_raw_tdc *hit, const unsigned char *p,
    uint32_t n, uint32_t slot)
{
	/* What is the same in all edges of the slot: kinds but for their last
	 * bit, and the part of the time that the slot has, too. */
	uint32_t kinds = raw_as(&raw_tdc[TDC_KIND], N62_RAW_LEAD & ~1u);
	uint32_t good = raw_as(&raw_tdc[TDC_TIME], slot << 8) | kinds;
	uint32_t fixed = raw_as(&raw_tdc[TDC_TIME], low_bits << 8) |
			 raw_as(&raw_tdc[TDC_KIND], ~1u);
	int32_t start =
	    (int32_t)((slot & ~(uint32_t)low_bits) - t->d->e->head.timestamp) *
	    256;

	for (; n > 0; n--, p += 4) {
		uint32_t w = raw_word(p, 0);
		int32_t since = start + (int32_t)raw_of(&raw_tdc[TDC_TIME], w);

		if ((w ^ good) & fixed) {
			hit += odd_word(t, p, slot, o->base, hit);
			continue;
		}
		hit->time = since;
		hit->channel = o->base + 32 * raw_of(&raw_tdc[TDC_CHIP], w) +
			       raw_of(&raw_tdc[TDC_CHANNEL], w);
		hit->word = raw_of(&raw_tdc[TDC_SPARE], w);
		hit->edge = (uint8_t)raw_of(&raw_tdc[TDC_KIND], w);
		hit++;
		if (w == o->before || since < o->last)
			o->disorder = wrong_order(
			    t, p, o, w == o->before, since < o->last);
		o->before = w;
		o->last = since;
	}
	return hit;
}

/* All slots of an FPGA; returns 1, or 0 when the block is lost. */
static int decode_slots(
    struct board *t, const struct n62_raw_fpga *f, uint32_t slots)
{
	struct n62_raw_event *e = t->d->e;
	struct n62_raw_tdc *hit = e->tdc + f->first;
	int source = t->d->source / 4;
	int32_t first = t->d->o->first_slot[source];
	int32_t last = t->d->o->last_slot[source];
	struct words o = { .base = 512u * t->b->sub + channels * f->number,
		.last = INT32_MIN };

	t->slots += slots;
	for (; slots > 0; slots--) {
		uint32_t head, words, slot;
		int32_t since;

		if (words_left(t) == 0)
			return lost(t, N62_RAW_TEL62_SIZE, t->p);
		head = raw_word(t->p, 0);
		words = raw_of(&raw_slot[SLOT_WORDS], head);
		if (words == 0)
			return lost(t, N62_RAW_TEL62_SLOT, t->p);
		if (words > words_left(t))
			return lost(t, N62_RAW_TEL62_SIZE, t->p);
		slot = raw_unwrap(
		    raw_of(&raw_slot[SLOT_TIME], head), e->head.timestamp);
		since = (int32_t)(slot - e->head.timestamp);
		if (since >= first && since <= last)
			hit =
			    decode_words(t, &o, hit, t->p + 4, words - 1, slot);
		else if (t->bad_slots++ == 0)
			t->bad_at = raw_at(t->d, t->p);
		t->p += 4 * words;
	}
	e->n[N62_RAW_A_TDC] = (uint32_t)(hit - e->tdc);
	return 1;
}

/* ---- FPGAs ---------------------------------------------------------- */

/* The error block that the FPGA has announced. */
static int decode_errors(struct board *t, struct n62_raw_fpga *f)
{
	uint32_t head, n0, n1, words;
	int64_t first;

	head = words_left(t) > 0 ? raw_word(t->p, 0) : 0;
	n0 = raw_of(&raw_errors[ERRORS_0], head);
	n1 = raw_of(&raw_errors[ERRORS_1], head);
	words = raw_of(&raw_errors[ERRORS_WORDS], head);
	if (words_left(t) == 0 || n1 == no_block) {
		lost(t, N62_RAW_TEL62_FLAG, t->p - 4);
		return 1;
	}
	if (words != 1 + n0 + n1 || words > words_left(t))
		return lost(t, N62_RAW_TEL62_ERRORS, t->p);
	if (words > 1)
		lost(t, N62_RAW_TEL62_ERROR, t->p);
	first = raw_keep(t->d, t->p + 4, words - 1);
	if (first < 0)
		return -1;
	f->error = (uint32_t)first;
	f->nerrors = words - 1;
	f->error0 = (uint8_t)n0;
	f->block = true;
	t->p += 4 * words;
	return 1;
}

/* Whether FPGA i may come now: those that are flagged, each once. */
static bool expected(struct board *t, uint32_t i)
{
	if (i > fpgas || !(t->due >> i & 1)) {
		lost(t, N62_RAW_TEL62_FPGA, t->p);
		return false;
	}
	t->due &= ~((uint32_t)1 << i);
	return true;
}

/* The FPGA is made where it stays, behind the last one; it stays there when
 * it is good. */
static int decode_fpga(struct board *t)
{
	struct n62_raw_event *e = t->d->e;
	struct n62_raw_fpga *f;
	uint32_t head;
	int r;

	if (words_left(t) == 0)
		return lost(t, N62_RAW_TEL62_SIZE, t->p);
	head = raw_word(t->p, 0);
	if (!expected(t, raw_of(&raw_fpga[FPGA_NUMBER], head)))
		return 0;
	t->p += 4;
	f = &e->fpga[e->n[N62_RAW_A_FPGA]];
	f->first = e->n[N62_RAW_A_TDC];
	f->error = f->nerrors = 0;
	f->number = (uint8_t)raw_of(&raw_fpga[FPGA_NUMBER], head);
	f->spare = (uint8_t)raw_of(&raw_fpga[FPGA_SPARE], head);
	f->flags = (uint8_t)raw_of(&raw_fpga[FPGA_FLAGS], head);
	f->error0 = 0;
	f->block = false;
	r = decode_slots(t, f, raw_of(&raw_fpga[FPGA_SLOTS], head));
	if (r <= 0)
		return r;
	f->n = e->n[N62_RAW_A_TDC] - f->first;
	if (f->flags & 1) {
		r = decode_errors(t, f);
		if (r <= 0)
			return r;
	}
	e->n[N62_RAW_A_FPGA]++;
	return 1;
}

/* ---- special frames ------------------------------------------------- */

/* One FPGA's part. Its words are big-endian: that is how its text reads. */
static int decode_text(struct board *t)
{
	struct n62_raw_event *e = t->d->e;
	struct n62_raw_text *text;
	uint32_t head, words;
	char *to;

	if (words_left(t) == 0)
		return lost(t, N62_RAW_TEL62_SIZE, t->p);
	head = raw_word(t->p, 0);
	words = raw_of(&raw_text[TEXT_WORDS], head);
	if (words == 0 || words > words_left(t))
		return lost(t, N62_RAW_TEL62_SIZE, t->p);
	if (!expected(t, raw_of(&raw_text[TEXT_FPGA], head)))
		return 0;
	text = n62_raw_more(e, N62_RAW_A_TEXT, 1, t->d->err);
	to = n62_raw_more(e, N62_RAW_A_CHAR, 4 * (words - 1), t->d->err);
	if (!text || !to)
		return -1;
	text->number = (uint8_t)raw_of(&raw_text[TEXT_FPGA], head);
	text->head = head & ~(raw_as(&raw_text[TEXT_WORDS], UINT32_MAX) |
				raw_as(&raw_text[TEXT_FPGA], UINT32_MAX));
	text->n = 4 * (words - 1);
	text->first = e->n[N62_RAW_A_CHAR] - text->n;
	for (uint32_t i = 0; i < text->n; i++)
		to[i] = (char)t->p[4 + (i ^ 3)];
	t->p += 4 * words;
	return 1;
}

/* ---- boards --------------------------------------------------------- */

/* The header of the board; returns how many FPGAs follow, 0: lost. */
static int read_board(struct board *t)
{
	const struct raw_decoder *d = t->d;
	uint32_t head = t->b->head, type;
	uint32_t mask = raw_of(&raw_board[BOARD_FPGAS], head);

	type = (uint32_t)d->e->head.l0 << 2 & 0xff;
	if (raw_of(&raw_board[BOARD_NUMBER], head) != t->b->sub)
		return lost(t, N62_RAW_TEL62_BOARD, t->p);
	if (raw_of(&raw_board[BOARD_TYPE], head) != type)
		return lost(t, N62_RAW_TEL62_TYPE, t->p);
	if (d->special)
		mask |= raw_of(&raw_board[BOARD_SL], head) << fpgas;
	else if (raw_of(&raw_board[BOARD_SL], head))
		mask = 0;
	if (mask == 0)
		return lost(t, N62_RAW_TEL62_MASK, t->p);
	t->p += 4;
	return (int)raw_ones(mask);
}

/* All slots outside the window: the trigger of the board was another one. */
static int check_slots(const struct board *t)
{
	const unsigned char *at = t->d->bytes + t->bad_at;

	if (t->bad_slots == 0)
		return 1;
	if (t->bad_slots == t->slots)
		return lost(t, N62_RAW_TEL62_TRIGGER, at);
	for (uint32_t i = 0; i < t->bad_slots; i++)
		lost(t, N62_RAW_TEL62_WINDOW, at);
	return 1;
}

int raw_tel62_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	struct board t = { .d = d, .b = b, .p = p, .end = p + 4 * (size_t)n };
	enum n62_raw_array which = d->special ? N62_RAW_A_TEXT : N62_RAW_A_FPGA;
	int count, r;

	if (n == 0 && d->e->head.l0 == N62_RAW_EOB) {
		lost(&t, N62_RAW_TEL62_FAKE_EOB, d->bytes + b->at);
		return raw_opaque_decode(d, b, p, n);
	}
	if (n == 0)
		return lost(&t, N62_RAW_TEL62_EMPTY, d->bytes + b->at);
	b->payload = d->special ? N62_RAW_TEXT : N62_RAW_TEL62;
	b->head = raw_word(p, 0);
	b->first = d->e->n[which];
	t.due = raw_of(&raw_board[BOARD_FPGAS], b->head) |
		raw_of(&raw_board[BOARD_SL], b->head) << fpgas;
	count = read_board(&t);
	if (count == 0)
		return 0;
	/* There cannot be more hits than words. */
	if (raw_reserve(d->e, which, (uint32_t)count, d->err) < 0 ||
	    raw_reserve(d->e, N62_RAW_A_TDC, n, d->err) < 0)
		return -1;
	for (int i = 0; i < count; i++) {
		r = d->special ? decode_text(&t) : decode_fpga(&t);
		if (r <= 0)
			return r;
	}
	if (t.p != t.end)
		return lost(&t, N62_RAW_TEL62_SIZE, t.p);
	b->n = d->e->n[which] - b->first;
	return check_slots(&t);
}

/* ---- encoding ------------------------------------------------------- */

/* Slot of a hit in clocks, from the start of the burst. */
static uint32_t slot_of(
    const struct raw_encoder *c, const struct n62_raw_tdc *h)
{
	return c->e->head.timestamp + (uint32_t)(h->time >> 8);
}

static uint32_t tdc_word(
    const struct raw_encoder *c, const struct n62_raw_tdc *h)
{
	uint32_t time = c->e->head.timestamp * 256 + (uint32_t)h->time;

	if (h->edge == N62_RAW_TDC_WORD)
		return h->word;
	return raw_as(&raw_tdc[TDC_TIME], time) |
	       raw_as(&raw_tdc[TDC_CHANNEL], h->channel) |
	       raw_as(&raw_tdc[TDC_CHIP], h->channel >> 5) |
	       raw_as(&raw_tdc[TDC_SPARE], h->word) |
	       raw_as(&raw_tdc[TDC_KIND], h->edge);
}

static bool good_hit(const struct raw_encoder *c, const struct n62_raw_tdc *h,
    const struct n62_raw_block *b, const struct n62_raw_fpga *f)
{
	uint32_t slot = slot_of(c, h);
	uint32_t base = 512 * (uint32_t)b->sub + 128 * (uint32_t)f->number;

	if (h->edge < N62_RAW_LEAD || h->edge > N62_RAW_TDC_WORD ||
	    h->channel / channels != base / channels)
		return false;
	if (h->edge == N62_RAW_TDC_WORD &&
	    raw_of(&raw_tdc[TDC_KIND], h->word) != N62_RAW_TDC_WORD)
		return false;
	return raw_unwrap(slot & 0xffff, c->e->head.timestamp) == slot;
}

/* The hits from first on that are in one slot; returns how many, or -1. */
static int encode_slot(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_fpga *f, uint32_t first)
{
	const struct n62_raw_tdc *h = &c->e->tdc[f->first + first];
	uint32_t n = 0, left = f->n - first;
	unsigned char *p;

	while (n < left && n < 0xfffe && h[n].time >> 8 == h->time >> 8)
		if (!good_hit(c, &h[n++], b, f))
			return raw_cannot(c, b, "a hit");
	p = raw_add_room(c, 1 + n);
	if (!p)
		return -1;
	raw_put(&raw_slot[SLOT_TIME], p, slot_of(c, h));
	raw_put(&raw_slot[SLOT_WORDS], p, 1 + n);
	for (uint32_t i = 0; i < n; i++)
		raw_set_word(p, 1 + i, tdc_word(c, &h[i]));
	return (int)n;
}

static int encode_errors(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_fpga *f)
{
	uint32_t n1 = f->nerrors - f->error0;

	if (!f->block)
		return 0;
	if (f->error0 > f->nerrors || n1 >= no_block || !(f->flags & 1) ||
	    !raw_has(c->e, N62_RAW_A_WORD, f->error, f->nerrors))
		return raw_cannot(c, b, "an error block");
	if (raw_add(c, raw_as(&raw_errors[ERRORS_0], f->error0) |
			   raw_as(&raw_errors[ERRORS_1], n1) |
			   raw_as(&raw_errors[ERRORS_WORDS], 1 + f->nerrors)) <
	    0)
		return -1;
	return raw_add_words(c, f->error, f->nerrors);
}

static int encode_fpga(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_fpga *f)
{
	size_t head = c->b->len;
	uint32_t slots = 0;
	int n;

	if (!raw_has(c->e, N62_RAW_A_TDC, f->first, f->n))
		return raw_cannot(c, b, "an FPGA");
	if (raw_add(c, 0) < 0)
		return -1;
	for (uint32_t i = 0; i < f->n; i += (uint32_t)n, slots++) {
		n = encode_slot(c, b, f, i);
		if (n < 0)
			return -1;
	}
	if (slots > raw_mask(&raw_fpga[FPGA_SLOTS]))
		return raw_cannot(c, b, "the number of slots");
	raw_set_word((unsigned char *)c->b->data + head, 0,
	    raw_as(&raw_fpga[FPGA_SLOTS], slots) |
		raw_as(&raw_fpga[FPGA_SPARE], f->spare) |
		raw_as(&raw_fpga[FPGA_NUMBER], f->number) |
		raw_as(&raw_fpga[FPGA_FLAGS], f->flags));
	return encode_errors(c, b, f);
}

/* Whether the FPGAs are those that the header of the board flags. */
static int encode_board(
    struct raw_encoder *c, const struct n62_raw_block *b, uint32_t present)
{
	uint32_t mask = b->head & 0x1f;

	if (raw_of(&raw_board[BOARD_NUMBER], b->head) != b->sub ||
	    mask != present || raw_ones(mask) != b->n)
		return raw_cannot(c, b, "the header of the board");
	return raw_add(c, b->head);
}

int raw_tel62_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	uint32_t present = 0;

	if (!raw_has(c->e, N62_RAW_A_FPGA, b->first, b->n))
		return raw_cannot(c, b, "a list of FPGAs");
	for (uint32_t i = 0; i < b->n; i++)
		present |= 1u << (c->e->fpga[b->first + i].number & 15);
	if (encode_board(c, b, present) < 0)
		return -1;
	for (uint32_t i = 0; i < b->n; i++)
		if (encode_fpga(c, b, &c->e->fpga[b->first + i]) < 0)
			return -1;
	return 0;
}

static int encode_text(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_text *t)
{
	unsigned char *p;

	if (!raw_has(c->e, N62_RAW_A_CHAR, t->first, t->n) || t->n % 4 != 0 ||
	    t->n / 4 >= raw_mask(&raw_text[TEXT_WORDS]))
		return raw_cannot(c, b, "a text");
	p = raw_add_room(c, 1 + t->n / 4);
	if (!p)
		return -1;
	raw_set_word(p, 0, t->head);
	raw_put(&raw_text[TEXT_WORDS], p, 1 + t->n / 4);
	raw_put(&raw_text[TEXT_FPGA], p, t->number);
	for (uint32_t i = 0; i < t->n; i++)
		p[4 + (i ^ 3)] = (unsigned char)c->e->chars[t->first + i];
	return 0;
}

int raw_text_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	uint32_t present = 0;

	if (!raw_has(c->e, N62_RAW_A_TEXT, b->first, b->n))
		return raw_cannot(c, b, "a list of texts");
	for (uint32_t i = 0; i < b->n; i++)
		present |= 1u << (c->e->text[b->first + i].number & 15);
	if (encode_board(c, b, present) < 0)
		return -1;
	for (uint32_t i = 0; i < b->n; i++)
		if (encode_text(c, b, &c->e->text[b->first + i]) < 0)
			return -1;
	return 0;
}
