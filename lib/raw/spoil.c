/*
 * spoil.c - damage on purpose, in the bytes of an event.
 *
 * Most kinds are one field of one structure with another value: a table says
 * which. The others need the event taken apart, see reshape.c.
 */
#include <stdlib.h>
#include <string.h>

#include "raw/private.h"
#include "raw/spoil.h"
#include "raw/walk.h"

enum op {
	SET,
	ADD,
	FLIP
};

/* Where a structure must be. */
enum where {
	ANY,
	DETECTOR, /* a source with hits, in an event with hits */
	GIGA,     /* GTK */
	CREAM,
	TEL62, /* no special frame */
	NOT_EOB
};

static const struct edit {
	uint8_t kind, layout, field, op;
	uint8_t where;
	uint32_t value;
} edits[] = {
	{ N62_RAW_EVENT_MAGIC, RAW_L_EVENT, EVENT_MAGIC, SET, ANY, 0x63 },
	{ N62_RAW_EVENT_LENGTH, RAW_L_EVENT, EVENT_LENGTH, SET, ANY, 0xffffff },
	{ N62_RAW_EVENT_BURST, RAW_L_EVENT, EVENT_BURST, FLIP, ANY, 1 << 20 },
	{ N62_RAW_EVENT_TRAILER, RAW_L_TRAILER, TRAILER_NUMBER, FLIP, ANY, 1 },
	{ N62_RAW_POINTER_RANGE, RAW_L_POINTER, POINTER_OFFSET, SET, ANY, 3 },
	{ N62_RAW_SOURCE_UNKNOWN, RAW_L_POINTER, POINTER_SOURCE, SET, ANY,
	    0x54 },
	{ N62_RAW_BLOCK_SIZE, RAW_L_L0_BLOCK, L0_SIZE, SET, DETECTOR, 6 },
	{ N62_RAW_BOARD_NUMBER, RAW_L_L0_BLOCK, L0_SUB, SET, DETECTOR, 255 },
	{ N62_RAW_BLOCK_FORMAT, RAW_L_L0_BLOCK, L0_FORMAT, SET, ANY, 7 },
	{ N62_RAW_BLOCK_TIME, RAW_L_L0_BLOCK, L0_TIME, FLIP, NOT_EOB, 1 << 8 },
	{ N62_RAW_L1_NUMBER, RAW_L_L1_BLOCK, L1_NUMBER, FLIP, ANY, 1 },
	{ N62_RAW_L1_SOURCE, RAW_L_L1_BLOCK, L1_SOURCE, FLIP, ANY, 0x40 },
	{ N62_RAW_L1_SIZE, RAW_L_L1_BLOCK, L1_SIZE, SET, GIGA, 2 },
	{ N62_RAW_TEL62_BOARD, RAW_L_TEL62_BOARD, BOARD_NUMBER, FLIP, TEL62,
	    0x80 },
	{ N62_RAW_TEL62_TYPE, RAW_L_TEL62_BOARD, BOARD_TYPE, FLIP, TEL62, 4 },
	{ N62_RAW_TEL62_MASK, RAW_L_TEL62_BOARD, BOARD_FPGAS, SET, TEL62, 0 },
	{ N62_RAW_TEL62_FPGA, RAW_L_TEL62_FPGA, FPGA_NUMBER, SET, TEL62, 5 },
	{ N62_RAW_TEL62_SLOT, RAW_L_TEL62_SLOT, SLOT_WORDS, SET, TEL62, 0 },
	{ N62_RAW_TEL62_SIZE, RAW_L_TEL62_SLOT, SLOT_WORDS, SET, TEL62,
	    0xffff },
	{ N62_RAW_TEL62_TIME, RAW_L_TEL62_TDC, TDC_TIME, FLIP, TEL62, 1 << 15 },
	{ N62_RAW_TEL62_WORD, RAW_L_TEL62_TDC, TDC_KIND, SET, TEL62, 9 },
	{ N62_RAW_TEL62_ERRORS, RAW_L_TEL62_ERRORS, ERRORS_WORDS, ADD, TEL62,
	    1 },
	{ N62_RAW_SRB_NUMBER, RAW_L_SRB, SRB_NUMBER, FLIP, ANY, 1 },
	{ N62_RAW_SRB_SIZE, RAW_L_SRB, SRB_SIZE, SET, ANY, 20 },
	/* One more could be the padding. */
	{ N62_RAW_SRB_COUNTERS, RAW_L_SRB_COUNTERS, 0, ADD, ANY, 3 },
	{ N62_RAW_SRB_LATENCY, RAW_L_SRB, SRB_CLOCK, FLIP, ANY, 1u << 31 },
	{ N62_RAW_CREAM_TRIGGER, RAW_L_L1_BLOCK, L1_TRIGGER, FLIP, CREAM, 1 },
	{ N62_RAW_CREAM_TIME, RAW_L_L1_BLOCK, L1_TIME, FLIP, CREAM, 1 << 4 },
	{ N62_RAW_CREAM_ERROR, RAW_L_L1_BLOCK, L1_ERRORS, SET, CREAM, 1 },
	{ N62_RAW_CREAM_CHECKSUM, RAW_L_CREAM_CHECKSUM, 0, FLIP, ANY, 1 << 13 },
	{ N62_RAW_CREAM_RECOVERED, RAW_L_CREAM, CREAM_SIZE, ADD, ANY, 1 },
	{ N62_RAW_GTK_TAG, RAW_L_GTK_TRAILER_1, GTRAIL1_TAG, SET, NOT_EOB, 5 },
	{ N62_RAW_GTK_CHIP, RAW_L_GTK_HIT, GIGA_CHIP, FLIP, NOT_EOB, 1 },
	{ N62_RAW_GTK_TRAILER, RAW_L_GTK_TRAILER_2, GTRAIL2_CHIP, FLIP, NOT_EOB,
	    1 },
	{ N62_RAW_GTK_TIME, RAW_L_GTK_TRAILER_1, GTRAIL1_TIME, FLIP, NOT_EOB,
	    1 << 12 },
	{ N62_RAW_GTK_NUMBER, RAW_L_GTK_TRAILER_1, GTRAIL1_NUMBER, FLIP,
	    NOT_EOB, 1 },
	{ N62_RAW_GTK_COUNT, RAW_L_GTK_TRAILER_2, GTRAIL2_COUNT, FLIP, NOT_EOB,
	    1 },
	{ N62_RAW_GTK_FRAME, RAW_L_GTK_HIT, GIGA_FRAME, FLIP, NOT_EOB, 1 },
	{ N62_RAW_L0TP_FINE, RAW_L_L0TP, L0TP_FINE, FLIP, ANY, 1 },
	{ N62_RAW_L0TP_TYPE, RAW_L_L0TP, L0TP_TYPE, FLIP, ANY, 1 },
	{ N62_RAW_L1TP_SIZE, RAW_L_L1TP, L1TP_MASKS, ADD, ANY, 1 },
	{ N62_RAW_TRUTH_SIZE, RAW_L_TRUTH, TRUTH_PARTICLES, ADD, ANY, 1 },
	{ N62_RAW_TRUTH_HEAD, RAW_L_TRUTH, TRUTH_VERSION, SET, ANY, 2 },
	{ N62_RAW_TRUTH_PARENT, RAW_L_PARTICLE, PARTICLE_PARENT, SET, ANY,
	    0x7fff },
	{ N62_RAW_PACKET_SIZE, RAW_L_PACKET, PACKET_SIZE, SET, ANY, 1 },
};

/* ---- the structures of an event ------------------------------------- */

static int add_spot(void *what, const struct raw_spot *spot)
{
	struct raw_spots *t = what;

	if (t->n == t->cap) {
		size_t cap = t->cap ? 2 * t->cap : 1024;
		struct raw_spot *v = n62_resize(t->v, cap, sizeof *v, t->err);

		if (!v)
			return -1;
		t->v = v;
		t->cap = cap;
	}
	t->v[t->n++] = *spot;
	return 0;
}

static bool is_there(const struct raw_spot *s, int where, unsigned l0)
{
	bool l1 = s->source >= 0 && raw_is_l1((unsigned)s->source);

	switch (where) {
	case DETECTOR:
		return s->source < N62_RAW_L0TP && !n62_raw_is_special(l0);
	case GIGA:
		return s->source == N62_RAW_GTK;
	case CREAM:
		return l1 && s->source != N62_RAW_GTK &&
		       !n62_raw_is_special(l0);
	case TEL62:
	case NOT_EOB:
		return !n62_raw_is_special(l0);
	default:
		return true;
	}
}

/* A random one of the structures, or NULL. */
static const struct raw_spot *choose(const struct raw_spots *t, int layout,
    int where, unsigned l0, struct n62_rng *rng)
{
	const struct n62_raw_layout *l = n62_raw_layout_at((unsigned)layout);
	const struct raw_spot *found = NULL;
	uint32_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].layout == l && is_there(&t->v[i], where, l0) &&
		    n62_rng_below(rng, ++n) == 0)
			found = &t->v[i];
	return found;
}

static void apply(
    const struct edit *e, const struct raw_spot *s, unsigned char *bytes)
{
	const struct n62_raw_field *f = &s->layout->fields[e->field];
	unsigned char *p = bytes + s->at;
	uint32_t old = raw_get(f, p);

	raw_put(f, p,
	    e->op == SET   ? e->value
	    : e->op == ADD ? old + e->value
			   : old ^ e->value);
}

/* ---- kinds that are more than one field ----------------------------- */

static bool same_board(const struct raw_spot *a, const struct raw_spot *b)
{
	return a->layout == b->layout && a->source == b->source &&
	       a->board == b->board;
}

/* Moves one slot, or all slots of a board, out of the window. */
static int move_slots(
    struct raw_spots *t, unsigned char *p, const struct raw_spot *s, bool all)
{
	const uint32_t far = 1024;
	int others = -1;

	for (size_t i = 0; i < t->n; i++)
		others += same_board(&t->v[i], s);
	if (!all && others == 0)
		return 0;
	for (size_t i = 0; i < t->n; i++)
		if (all ? same_board(&t->v[i], s) : &t->v[i] == s)
			raw_put(&raw_slot[SLOT_TIME], p + t->v[i].at,
			    raw_get(&raw_slot[SLOT_TIME], p + t->v[i].at) +
				far);
	return 1;
}

/* Gives a block, or a pointer, the number of another one. */
static int repeat(struct raw_spots *t, unsigned char *p,
    const struct raw_spot *s, const struct n62_raw_field *f)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct raw_spot *o = &t->v[i];

		if (o == s || o->layout != s->layout || o->source != s->source)
			continue;
		raw_put(f, p + s->at, raw_get(f, p + o->at));
		return 1;
	}
	return 0;
}

/* Makes all three lengths of a CREAM block different. */
static int spoil_lengths(unsigned char *p, const struct raw_spot *s)
{
	unsigned char *at = p + s->at;

	raw_put(&raw_cream[CREAM_SIZE], at,
	    raw_get(&raw_cream[CREAM_SIZE], at) + 100);
	raw_put(&raw_cream[CREAM_MASK], at,
	    raw_get(&raw_cream[CREAM_MASK], at) ^ 1);
	return raw_get(&raw_cream[CREAM_SAMPLES], at) > 0;
}

/* The last half word before the counters, where it is padding. */
static int spoil_padding(struct raw_spots *t, unsigned char *p)
{
	for (size_t i = 1; i < t->n; i++) {
		const struct raw_spot *s = &t->v[i - 1];
		bool last =
		    t->v[i].layout == n62_raw_layout_at(RAW_L_SRB_COUNTERS);

		if (!last || !s->half || n62_get16(p + s->at) != 0xffff)
			continue;
		n62_put16(p + s->at, 0xfffe);
		return 1;
	}
	return 0;
}

static int spoil_places(struct raw_spots *t, unsigned char *p,
    enum n62_raw_kind kind, unsigned l0, struct n62_rng *rng)
{
	const struct raw_spot *slot = choose(t, RAW_L_TEL62_SLOT, ANY, l0, rng);
	const struct raw_spot *s;

	switch (kind) {
	case N62_RAW_TEL62_WINDOW:
		return slot ? move_slots(t, p, slot, false) : 0;
	case N62_RAW_TEL62_TRIGGER:
		return slot ? move_slots(t, p, slot, true) : 0;
	case N62_RAW_SOURCE_REPEATED:
		s = choose(t, RAW_L_POINTER, ANY, l0, rng);
		return s ? repeat(t, p, s, &raw_pointer[POINTER_SOURCE]) : 0;
	case N62_RAW_BOARD_REPEATED:
		s = choose(t, RAW_L_L0_BLOCK, DETECTOR, l0, rng);
		return s ? repeat(t, p, s, &raw_l0[L0_SUB]) : 0;
	case N62_RAW_CREAM_SIZE:
		s = choose(t, RAW_L_CREAM, CREAM, l0, rng);
		return s ? spoil_lengths(p, s) : 0;
	case N62_RAW_SRB_PADDING:
		return spoil_padding(t, p);
	default:
		return 0;
	}
}

/* ---- all kinds ------------------------------------------------------ */

/* A change in place: 1, 0 when the event has no place for it, or -1. */
static int spoil_in_place(struct n62_buf *event, enum n62_raw_kind kind,
    struct n62_rng *rng, struct n62_err *err)
{
	struct raw_spots t = { .err = err };
	unsigned char *p = (unsigned char *)event->data;
	unsigned l0 = raw_get(&raw_event[EVENT_L0], p);
	int r = raw_walk(p, event->len, add_spot, &t);

	if (r == 0)
		r = spoil_places(&t, p, kind, l0, rng);
	for (size_t i = 0; i < sizeof edits / sizeof *edits && r == 0; i++) {
		const struct raw_spot *s;

		if (edits[i].kind != kind)
			continue;
		s = choose(&t, edits[i].layout, edits[i].where, l0, rng);
		if (!s)
			break;
		apply(&edits[i], s, p);
		r = 1;
	}
	free(t.v);
	return r;
}

int n62_raw_spoil(struct n62_buf *event, enum n62_raw_kind kind,
    struct n62_rng *rng, struct n62_err *err)
{
	struct n62_raw_header h;
	int r;

	if (event->len < 4 * EVENT_LEAST ||
	    !n62_raw_head(&h, event->data, event->len))
		return 0;
	if (kind == N62_RAW_EOB_ABSENT) {
		if (h.l0 != N62_RAW_EOB)
			return 0;
		event->len = 0;
		return 1;
	}
	r = raw_reshape(event, kind, rng, err);
	if (r != 0 && kind != N62_RAW_TEL62_ERRORS)
		return r;
	return r < 0 ? -1 : spoil_in_place(event, kind, rng, err);
}

/* ---- the file ------------------------------------------------------- */

/* Exchanges the last two events and what the tables say of them. */
static int swap_last(unsigned char *p, size_t size, uint32_t n)
{
	unsigned char *offsets = p + 4 * (FILE_WORDS + 2 * (size_t)n), *copy;
	size_t a, b;

	if (n < 2)
		return 0;
	a = 4 * (size_t)raw_word(offsets, n - 2);
	b = 4 * (size_t)raw_word(offsets, n - 1);
	copy = malloc(size);
	if (!copy)
		return -1;
	memcpy(copy, p, size);
	memcpy(p + a, copy + b, size - b);
	memcpy(p + a + (size - b), copy + a, b - a);
	raw_set_word(offsets, n - 1, (uint32_t)((a + (size - b)) / 4));
	free(copy);
	for (size_t k = 0; k < 2; k++) {
		unsigned char *table = p + 4 * (FILE_WORDS + k * n);
		uint32_t v = raw_word(table, n - 2);

		raw_set_word(table, n - 2, raw_word(table, n - 1));
		raw_set_word(table, n - 1, v);
	}
	return 1;
}

/* Changes an entry of one of the three tables. */
static int spoil_table(unsigned char *p, uint32_t n, size_t table,
    uint32_t first, struct n62_rng *rng)
{
	uint32_t i;

	if (n <= first)
		return 0;
	i = first + n62_rng_below(rng, n - first);
	p += 4 * (FILE_WORDS + table * n);
	raw_set_word(p, i, raw_word(p, i) ^ 2);
	return 1;
}

int n62_raw_spoil_file(struct n62_buf *file, enum n62_raw_kind kind,
    struct n62_rng *rng, struct n62_err *err)
{
	unsigned char *p = (unsigned char *)file->data;
	uint32_t n;
	int r;

	if (file->len < 4 * FILE_WORDS || raw_get(&raw_file[FILE_ZERO], p) != 0)
		return 0;
	n = raw_get(&raw_file[FILE_EVENTS], p);
	if (file->len / 4 < FILE_WORDS + 3 * (uint64_t)n)
		return 0;
	switch (kind) {
	case N62_RAW_FILE_MAGIC:
		raw_put(&raw_file[FILE_ZERO], p, 0x17);
		return 1;
	case N62_RAW_FILE_VERSION:
		raw_put(&raw_file[FILE_VERSION], p, 2);
		return 1;
	case N62_RAW_FILE_EMPTY:
		raw_put(&raw_file[FILE_EVENTS], p, 0);
		return 1;
	case N62_RAW_FILE_TABLES:
		file->len = 4 * (FILE_WORDS + (size_t)n);
		return 1;
	case N62_RAW_FILE_FIRST:
		n62_put32(p + 4 * (FILE_WORDS + 2 * (size_t)n), 1);
		return 1;
	case N62_RAW_FILE_ORDER:
		return spoil_table(p, n, 2, 1, rng);
	case N62_RAW_EVENT_NUMBER:
		return spoil_table(p, n, 0, 0, rng);
	case N62_RAW_EVENT_TRIGGER:
		return spoil_table(p, n, 1, 0, rng);
	case N62_RAW_EVENT_RUN:
		raw_put(&raw_file[FILE_RUN], p,
		    raw_get(&raw_file[FILE_RUN], p) ^ 1);
		return 1;
	case N62_RAW_EOB_ORDER:
		r = swap_last(p, file->len, n);
		return r < 0 ? n62_fail(err, N62_MEM, "no memory for %zu bytes",
				   file->len)
			     : r;
	default:
		return 0;
	}
}
