/*
 * walk.c - goes over an event and says what each word of it is.
 *
 * It believes the lengths as far as they stay inside, and calls what it
 * cannot place a plain word.
 */
#include "raw/walk.h"
#include "raw/private.h"

struct walk {
	const unsigned char *p;
	size_t at, end; /* bytes; end: of the innermost piece */
	raw_see *see;
	void *what;
	int source, board;
	unsigned l0;
	int failed;
};

static size_t left(const struct walk *t)
{
	return (t->end - t->at) / 4;
}

static const unsigned char *here(const struct walk *t)
{
	return t->p + t->at;
}

/* Words [from, to) of a layout that begins at byte at. */
static void say(
    struct walk *t, int layout, size_t at, uint32_t from, uint32_t to)
{
	struct raw_spot spot = { n62_raw_layout_at((unsigned)layout), at, from,
		to, false, t->source, t->board };

	if (!t->failed)
		t->failed = t->see(t->what, &spot);
}

/* A whole structure here, and on to what is behind it. */
static void take(struct walk *t, int layout, uint32_t words)
{
	say(t, layout, t->at, 0, words);
	t->at += 4 * (size_t)words;
}

/* n single words, or what there is. */
static void take_each(struct walk *t, int layout, size_t n)
{
	for (; n > 0 && left(t) > 0; n--)
		take(t, layout, 1);
}

static void take_rest(struct walk *t)
{
	take_each(t, RAW_L_WORD, SIZE_MAX);
}

/* ---- payloads ------------------------------------------------------- */

static void walk_fpga(struct walk *t)
{
	uint32_t head = raw_word(here(t), 0);
	uint32_t slots = raw_of(&raw_fpga[FPGA_SLOTS], head);

	take(t, RAW_L_TEL62_FPGA, 1);
	for (; slots > 0 && left(t) > 0; slots--) {
		uint32_t n = raw_get(&raw_slot[SLOT_WORDS], here(t));

		take(t, RAW_L_TEL62_SLOT, 1);
		take_each(t, RAW_L_TEL62_TDC, n > 0 ? n - 1 : 0);
	}
	if (raw_of(&raw_fpga[FPGA_FLAGS], head) & 1 && left(t) > 0 &&
	    raw_get(&raw_errors[ERRORS_1], here(t)) != 0xff) {
		uint32_t n = raw_get(&raw_errors[ERRORS_WORDS], here(t));

		take(t, RAW_L_TEL62_ERRORS, 1);
		take_each(t, RAW_L_TEL62_ERROR, n > 0 ? n - 1 : 0);
	}
}

static void walk_tel62(struct walk *t)
{
	if (left(t) > 0)
		take(t, RAW_L_TEL62_BOARD, 1);
	while (left(t) > 0 && !n62_raw_is_special(t->l0))
		walk_fpga(t);
	while (left(t) > 0) {
		uint32_t n = raw_get(&raw_text[TEXT_WORDS], here(t));

		take(t, RAW_L_TEL62_TEXT, 1);
		take_each(t, RAW_L_TEL62_CHARS, n > 0 ? n - 1 : 0);
	}
}

static void walk_srb(struct walk *t)
{
	if (left(t) < SRB_LEAST / 4)
		return;
	take(t, RAW_L_SRB, SRB_WORDS);
	for (; left(t) > SRB_SLOTS / 4; t->at += 4)
		for (size_t i = 0; i < 4 && !t->failed; i += 2) {
			struct raw_spot spot = { n62_raw_layout_at(RAW_L_STRAW),
				t->at + i, 0, 0, true, t->source, t->board };

			t->failed = t->see(t->what, &spot);
		}
	take(t, RAW_L_SRB_COUNTERS, SRB_SLOTS / 4);
}

static void walk_gtk(struct walk *t)
{
	while (left(t) >= GIGA_WORDS) {
		switch (raw_get(&raw_giga[GIGA_TAG], here(t))) {
		case 0:
			take(t, RAW_L_GTK_HIT, GIGA_WORDS);
			break;
		case 0xa:
			take(t, RAW_L_GTK_TRAILER_1, GIGA_WORDS);
			break;
		case 0xe:
			take(t, RAW_L_GTK_TRAILER_3, GIGA_WORDS);
			break;
		case 0xf:
			take(t, RAW_L_GTK_TRAILER_2, GIGA_WORDS);
			break;
		default:
			take_each(t, RAW_L_WORD, GIGA_WORDS);
		}
	}
}

static void walk_cream(struct walk *t)
{
	if (left(t) < CREAM_WORDS + 1)
		return;
	take(t, RAW_L_CREAM, CREAM_WORDS);
	take_each(t, RAW_L_CREAM_SAMPLES, left(t) - 1);
	take_each(t, RAW_L_CREAM_CHECKSUM, 1);
}

static void walk_l0tp(struct walk *t)
{
	static const struct {
		uint8_t layout, at, words;
	} parts[] = { { RAW_L_L0TP_FINES, 8, 2 },
		{ RAW_L_L0TP_PRIMITIVES, 10, 4 }, { RAW_L_L0TP_FINES, 14, 2 },
		{ RAW_L_L0TP_PRIMITIVES, 16, 4 }, { RAW_L_L0TP_FINES, 20, 2 } };

	if (t->l0 == N62_RAW_EOB && left(t) == L0TP_EOB_WORDS)
		take(t, RAW_L_L0TP_EOB, L0TP_EOB_WORDS);
	if (left(t) != L0TP_WORDS)
		return;
	say(t, RAW_L_L0TP, t->at, 0, 1);
	say(t, RAW_L_L0TP_PRIMITIVES, t->at, 0, PRIMITIVE_WORDS);
	say(t, RAW_L_L0TP, t->at, 4, 8);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		say(t, parts[i].layout, t->at + 4 * parts[i].at, 0,
		    parts[i].words);
	t->at = t->end;
}

static void walk_l1tp(struct walk *t)
{
	uint32_t masks;

	if (left(t) <= L1TP_WORDS)
		return;
	masks = raw_get(&raw_l1tp[L1TP_MASKS], here(t));
	take(t, RAW_L_L1TP, L1TP_WORDS);
	for (; masks > 0 && left(t) >= L1MASK_WORDS; masks--) {
		uint32_t n = raw_get(&raw_l1mask[L1MASK_ALGOS], here(t));

		take(t, RAW_L_L1TP_MASK, L1MASK_WORDS);
		for (; n > 0 && left(t) >= L1ALGO_WORDS; n--) {
			uint32_t words =
			    raw_get(&raw_l1algo[L1ALGO_SIZE], here(t));

			take(t, RAW_L_L1TP_ALGORITHM, L1ALGO_WORDS);
			take_each(t, RAW_L_WORD,
			    words > L1ALGO_WORDS ? words - L1ALGO_WORDS : 0);
		}
	}
}

static void walk_packet(struct walk *t)
{
	const struct n62_raw_layout *body;
	uint32_t n = raw_get(&raw_packet[PACKET_SIZE], here(t));
	uint32_t detector = raw_get(&raw_packet[PACKET_DETECTOR], here(t));

	take(t, RAW_L_PACKET, PACKET_WORDS);
	n = n > PACKET_WORDS ? n - PACKET_WORDS : 0;
	body = n62_raw_packet_layout(detector, n);
	if (!body || left(t) < n) {
		take_each(t, RAW_L_WORD, n);
		return;
	}
	take(t, (int)(body - n62_raw_layout_at(0)), n);
}

static void walk_dim(struct walk *t)
{
	take_each(t, RAW_L_WORD, 1);
	while (t->l0 == N62_RAW_EOB && left(t) >= PACKET_WORDS)
		walk_packet(t);
}

static void walk_truth(struct walk *t)
{
	if (left(t) < TRUTH_WORDS)
		return;
	take(t, RAW_L_TRUTH, TRUTH_WORDS);
	while (left(t) >= PARTICLE_WORDS)
		take(t, RAW_L_PARTICLE, PARTICLE_WORDS);
}

static void walk_payload(struct walk *t)
{
	bool special = n62_raw_is_special(t->l0);

	switch (t->source) {
	case N62_RAW_STRAW:
		if (!special)
			walk_srb(t);
		break;
	case N62_RAW_GTK:
		walk_gtk(t);
		break;
	case N62_RAW_LKR:
	case N62_RAW_MUV1:
	case N62_RAW_MUV2:
		if (!special)
			walk_cream(t);
		break;
	case N62_RAW_L0TP:
		walk_l0tp(t);
		break;
	case N62_RAW_L1TP:
		walk_l1tp(t);
		break;
	case N62_RAW_L2EB:
		break;
	case N62_RAW_DIM:
		walk_dim(t);
		break;
	case N62_RAW_TRUTH:
		walk_truth(t);
		break;
	default:
		walk_tel62(t);
	}
	take_rest(t);
}

/* ---- frames --------------------------------------------------------- */

/* The header of a block; returns the bytes of the block, 0: cannot be. */
static size_t walk_header(struct walk *t)
{
	bool l1 = raw_is_l1((unsigned)t->source);
	const unsigned char *p = here(t);
	uint32_t header = l1 ? L1_WORDS : L0_WORDS;
	size_t size;

	t->board = -1;
	if (!l1 && raw_get(&raw_l0[L0_FORMAT], p) == 0)
		header = 1;
	if (left(t) < header)
		return 0;
	size = l1 ? 4 * raw_get(&raw_l1[L1_SIZE], p)
		  : raw_get(&raw_l0[L0_SIZE], p);
	if (t->source == N62_RAW_DIM && t->l0 == N62_RAW_EOB)
		size = t->end - t->at;
	t->board = (int)(l1 ? raw_get(&raw_l1[L1_SUB], p)
			    : raw_get(&raw_l0[L0_SUB], p));
	if (size < 4 * header || size > t->end - t->at || size % 4 != 0)
		return 0;
	take(t, l1 ? RAW_L_L1_BLOCK : RAW_L_L0_BLOCK, header);
	return size;
}

static void walk_source(struct walk *t, size_t end)
{
	bool known = n62_raw_source_name((unsigned)t->source) != NULL;

	while (t->at < end && !t->failed) {
		size_t start = t->at, size;

		t->end = end;
		size = known ? walk_header(t) : 0;
		if (size == 0) {
			take_rest(t);
			break;
		}
		t->end = start + size;
		walk_payload(t);
	}
	t->board = -1;
}

/* The source of the last pointer not behind word at, or -1; *end becomes the
 * next offset behind it. */
static int source_at(const struct walk *t, uint32_t sources, size_t *end)
{
	int source = -1;

	for (uint32_t i = 0; i < sources; i++) {
		uint32_t v = raw_word(t->p, EVENT_WORDS + i);
		size_t at = 4 * (size_t)raw_of(&raw_pointer[POINTER_OFFSET], v);

		if (at <= t->at)
			source = (int)raw_of(&raw_pointer[POINTER_SOURCE], v);
		else if (at < *end)
			*end = at;
	}
	return source;
}

int raw_walk(const unsigned char *bytes, size_t n, raw_see *see, void *what)
{
	struct walk t = {
		.p = bytes, .see = see, .what = what, .source = -1, .board = -1
	};
	size_t all = n / 4 * 4;
	uint32_t sources;

	t.end = all;
	if (all < 4 * EVENT_LEAST) {
		take_rest(&t);
		return t.failed;
	}
	sources = raw_get(&raw_event[EVENT_SOURCES], bytes);
	t.l0 = raw_get(&raw_event[EVENT_L0], bytes);
	take(&t, RAW_L_EVENT, EVENT_WORDS);
	t.end = all - 4;
	if (sources > left(&t))
		sources = (uint32_t)left(&t);
	take_each(&t, RAW_L_POINTER, sources);
	while (t.at < all - 4 && !t.failed) {
		size_t end = all - 4;

		t.source = source_at(&t, sources, &end);
		walk_source(&t, end);
	}
	t.source = -1;
	t.end = all;
	take_each(&t, RAW_L_TRAILER, 1);
	return t.failed;
}
