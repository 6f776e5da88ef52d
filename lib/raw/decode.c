/*
 * decode.c - one event: header, pointer table, blocks. What is in a block is
 * left to the file of its payload.
 *
 * The pieces are independent. A block whose header holds is lost alone; one
 * whose size is wrong takes the rest of its source with it, for there is no
 * mark between blocks. A source is found through the pointer table, so none
 * is lost because of another.
 */
#include <string.h>

#include "raw/private.h"

enum {
	most_l1_words = 9500 / 4
};

void n62_raw_options_init(struct n62_raw_options *o, uint32_t run)
{
	static const struct {
		uint8_t source;
		uint16_t boards;
	} known[] = { { N62_RAW_KTAG, 6 }, { N62_RAW_GTK, 6 },
		{ N62_RAW_CHANTI, 2 }, { N62_RAW_LAV, 12 },
		{ N62_RAW_STRAW, 32 }, { N62_RAW_CHOD, 1 }, { N62_RAW_RICH, 5 },
		{ N62_RAW_IRC, 1 }, { N62_RAW_MUV3, 1 }, { N62_RAW_HAC, 1 } };
	const int last_run_of_2016 = 6999, wide = 64;
	/* Up to then the CREAMs wrote words of the other byte order, and the
	 * GTK blocks of another kind. */
	const uint32_t first_run_of_2016 = 4300;

	*o = (struct n62_raw_options){ .wanted = UINT64_MAX };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		o->boards[known[i].source / 4] = known[i].boards;
	for (int i = 0; i < N62_RAW_SOURCES; i++) {
		o->first_slot[i] = (int16_t)-wide;
		o->last_slot[i] = (int16_t)wide;
	}
	o->straw_offset = o->cream_offset = 0x1f01;
	if (run > 0 && run <= (uint32_t)last_run_of_2016)
		o->straw_offset = 0xf01;
	if (run > 0 && run < first_run_of_2016)
		o->unread = (uint64_t)1 << N62_RAW_GTK / 4 |
			    (uint64_t)1 << N62_RAW_LKR / 4 |
			    (uint64_t)1 << N62_RAW_MUV1 / 4 |
			    (uint64_t)1 << N62_RAW_MUV2 / 4;
	o->gtk_offset[0] = 293;
	o->gtk_offset[1] = 289;
	o->gtk_offset[2] = 290;
}

/* ---- header --------------------------------------------------------- */

bool n62_raw_head(struct n62_raw_header *h, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	if (n < 4 * EVENT_WORDS || raw_get(&raw_event[EVENT_MAGIC], p) != 0x62)
		return false;
	h->number = raw_get(&raw_event[EVENT_NUMBER], p);
	h->length = raw_get(&raw_event[EVENT_LENGTH], p);
	h->burst = raw_get(&raw_event[EVENT_BURST], p);
	h->timestamp = raw_get(&raw_event[EVENT_TIME], p);
	h->l0 = (uint8_t)raw_get(&raw_event[EVENT_L0], p);
	h->l1 = (uint8_t)raw_get(&raw_event[EVENT_L1], p);
	h->l2 = (uint8_t)raw_get(&raw_event[EVENT_L2], p);
	h->reserved1 = (uint8_t)raw_get(&raw_event[EVENT_SPARE1], p);
	h->fine = (uint8_t)raw_get(&raw_event[EVENT_FINE], p);
	h->reserved2 = (uint16_t)raw_get(&raw_event[EVENT_SPARE2], p);
	h->processing = raw_get(&raw_event[EVENT_PROCESSING], p);
	h->sob = raw_get(&raw_event[EVENT_SOB], p);
	return true;
}

/* The whole frame of the event; returns whether it can be used. */
static bool read_frame(struct raw_decoder *d, uint32_t *sources)
{
	struct n62_raw_header *h = &d->e->head;
	const unsigned char *p = d->bytes;
	uint32_t last;

	if (!n62_raw_head(h, p, d->n)) {
		raw_fault(d,
		    d->n < 4 * EVENT_WORDS ? N62_RAW_EVENT_LENGTH
					   : N62_RAW_EVENT_MAGIC,
		    -1, 0);
		return false;
	}
	*sources = raw_get(&raw_event[EVENT_SOURCES], p);
	if (h->length < EVENT_LEAST + *sources || h->length > d->n / 4) {
		raw_fault(d, N62_RAW_EVENT_LENGTH, -1, 4);
		return false;
	}
	last = h->length - 1;
	if (raw_word(p, last) != h->number) {
		raw_fault(d, N62_RAW_EVENT_TRAILER, -1, 4 * (size_t)last);
		return false;
	}
	d->special = n62_raw_is_special(h->l0);
	if (h->l0 == N62_RAW_EOB && h->l1 == 0xfe && h->l2 == 0xfe)
		raw_fault(d, N62_RAW_EOB_UNFINISHED, -1, 16);
	return true;
}

/* ---- pointer table -------------------------------------------------- */

/* Fills in the sources; those with offsets that cannot be are skipped. */
static int read_pointers(struct raw_decoder *d, uint32_t n)
{
	struct n62_raw_source *s =
	    n62_raw_more(d->e, N62_RAW_A_SOURCE, n, d->err);
	const unsigned char *table = d->bytes + 4 * EVENT_WORDS;
	uint32_t least = EVENT_WORDS + n, end = d->e->head.length - 1;
	bool seen[256] = { false };

	if (!s)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t v = raw_word(table, i);
		uint32_t at = raw_of(&raw_pointer[POINTER_OFFSET], v);
		uint32_t to = end;

		if (i + 1 < n)
			to = raw_of(&raw_pointer[POINTER_OFFSET],
			    raw_word(table, i + 1));
		s[i].id = (uint8_t)raw_of(&raw_pointer[POINTER_SOURCE], v);
		d->source = s[i].id;
		s[i].skipped = true;
		if (at < least || to < at || to > end) {
			raw_fault(d, N62_RAW_POINTER_RANGE, -1,
			    4 * (EVENT_WORDS + (size_t)i));
			continue;
		}
		s[i].at = 4 * at;
		s[i].size = 4 * (to - at);
		if (!n62_raw_source_name(s[i].id))
			raw_fault(d, N62_RAW_SOURCE_UNKNOWN, -1, s[i].at);
		else if (seen[s[i].id])
			raw_fault(d, N62_RAW_SOURCE_REPEATED, -1, s[i].at);
		else
			s[i].skipped = !(d->o->wanted >> s[i].id / 4 & 1);
		seen[s[i].id] = true;
	}
	return 0;
}

/* ---- blocks --------------------------------------------------------- */

bool raw_is_l1(unsigned source)
{
	return source == N62_RAW_GTK || source == N62_RAW_LKR ||
	       source == N62_RAW_MUV1 || source == N62_RAW_MUV2;
}

static raw_decode_payload *payload_of(unsigned source, bool special)
{
	switch (source) {
	case N62_RAW_STRAW:
		return special ? raw_opaque_decode : raw_srb_decode;
	case N62_RAW_GTK:
		return special ? raw_opaque_decode : raw_gtk_decode;
	case N62_RAW_LKR:
	case N62_RAW_MUV1:
	case N62_RAW_MUV2:
		return special ? raw_opaque_decode : raw_cream_decode;
	case N62_RAW_L0TP:
		return raw_l0tp_decode;
	case N62_RAW_L1TP:
		return raw_l1tp_decode;
	case N62_RAW_L2EB:
		return raw_l2_decode;
	case N62_RAW_DIM:
		return raw_dim_decode;
	case N62_RAW_TRUTH:
		return raw_truth_decode;
	default:
		return raw_tel62_decode;
	}
}

/* Whether this board is one of the source's and new. */
static bool new_board(struct raw_decoder *d, const struct n62_raw_block *b)
{
	uint32_t bit = (uint32_t)1 << b->sub % 32;

	if (b->sub >= 2048 || (d->boards > 0 && b->sub >= d->boards)) {
		raw_fault(d, N62_RAW_BOARD_NUMBER, b->sub, b->at);
		return false;
	}
	if (d->seen[b->sub / 32] & bit) {
		raw_fault(d, N62_RAW_BOARD_REPEATED, b->sub, b->at);
		return false;
	}
	d->seen[b->sub / 32] |= bit;
	d->there++;
	return true;
}

static int decode_block(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t words)
{
	struct n62_raw_event *e = d->e;
	uint32_t before[N62_RAW_ARRAYS], faults;
	int r;

	if (words == 0 && b->timestamp == UINT32_MAX) {
		b->payload = N62_RAW_MISSING;
		raw_fault(d, N62_RAW_PIECE_MISSING, b->sub, b->at);
		return 1;
	}
	if (!new_board(d, b))
		return 0;
	memcpy(before, e->n, sizeof before);
	r = d->payload(d, b, p, words);
	if (r != 0)
		return r;
	faults = e->n[N62_RAW_A_FAULT];
	memcpy(e->n, before, sizeof before);
	e->n[N62_RAW_A_FAULT] = faults;
	return 0;
}

/* The block is behind the last one; it stays when it is good. */
static int try_block(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t words)
{
	int r = decode_block(d, b, p, words);

	if (r > 0)
		d->e->n[N62_RAW_A_BLOCK]++;
	return r < 0 ? -1 : 0;
}

/* The end-of-burst packets were appended behind the back of the 16-bit size,
 * so this source is one block, whatever its size says. */
static bool is_dim_eob(const struct raw_decoder *d)
{
	return d->source == N62_RAW_DIM && d->e->head.l0 == N62_RAW_EOB;
}

/* The header of an L0 block; returns the words of it, or 0: cannot be. */
static uint32_t read_l0(const struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, size_t left)
{
	uint32_t header, size = raw_get(&raw_l0[L0_SIZE], p);
	uint32_t first = raw_word(p, 0);

	b->format = (uint8_t)raw_get(&raw_l0[L0_FORMAT], p);
	header = b->format == 0 ? 1 : L0_WORDS;
	if (d->whole) {
		/* A sum beyond 16 bits was carried into the sub-ID. */
		size = (uint32_t)left;
		first -= size;
	}
	b->size = size;
	if (size < 4 * header || size % 4 != 0 || size > left)
		return 0;
	b->sub = (uint16_t)raw_of(&raw_l0[L0_SUB], first);
	b->timestamp = d->time;
	if (header == L0_WORDS)
		b->timestamp = raw_get(&raw_l0[L0_TIME], p);
	return header;
}

static int l0_block(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, size_t left)
{
	uint32_t header = read_l0(d, b, p, left);

	if (header == 0) {
		raw_fault(d, N62_RAW_BLOCK_SIZE,
		    (int)raw_get(&raw_l0[L0_SUB], p), b->at);
		b->size = 0;
		return 0;
	}
	if (b->format > 1) {
		raw_fault(d, N62_RAW_BLOCK_FORMAT, b->sub, b->at);
		return 0;
	}
	if (!d->special && b->timestamp != d->time &&
	    !(b->timestamp == UINT32_MAX && b->size == 4 * L0_WORDS)) {
		raw_fault(d, N62_RAW_BLOCK_TIME, b->sub, b->at + 4);
		return 0;
	}
	return try_block(d, b, p + 4 * header, b->size / 4 - header);
}

static void read_l1(struct n62_raw_block *b, const unsigned char *p)
{
	b->number = raw_get(&raw_l1[L1_NUMBER], p);
	b->spare = (uint16_t)raw_get(&raw_l1[L1_SPARE], p);
	b->timestamp = raw_get(&raw_l1[L1_TIME], p);
	b->sub = (uint16_t)raw_get(&raw_l1[L1_SUB], p);
	b->trigger = (uint8_t)raw_get(&raw_l1[L1_TRIGGER], p);
	b->format = (uint8_t)raw_get(&raw_l1[L1_ERRORS], p);
}

/* The size of an L1 block in words; 0: cannot be. */
static uint32_t l1_size(
    struct raw_decoder *d, const unsigned char *p, size_t left)
{
	uint32_t words;
	bool recovered = false;

	if (left < 4 * L1_WORDS)
		return 0;
	words = raw_get(&raw_l1[L1_SIZE], p);
	if (d->source != N62_RAW_GTK && !d->special && words != L1_WORDS) {
		words = raw_cream_extent(p, left / 4, &recovered);
		if (recovered)
			raw_fault(d, N62_RAW_CREAM_RECOVERED,
			    (int)raw_get(&raw_l1[L1_SUB], p), raw_at(d, p));
	}
	return words < L1_WORDS || words > left / 4 ? 0 : words;
}

static int l1_block(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, size_t left)
{
	uint32_t words = l1_size(d, p, left);

	b->size = 4 * words;
	if (words == 0) {
		bool whole = left >= 4 * L1_WORDS;
		bool fits = whole && raw_get(&raw_l1[L1_SIZE], p) >= L1_WORDS &&
			    raw_get(&raw_l1[L1_SIZE], p) <= left / 4;

		raw_fault(d, fits ? N62_RAW_CREAM_SIZE : N62_RAW_L1_SIZE,
		    whole ? (int)raw_get(&raw_l1[L1_SUB], p) : -1, b->at);
		return 0;
	}
	read_l1(b, p);
	if (words > most_l1_words)
		raw_fault(d, N62_RAW_L1_LARGE, b->sub, b->at + 4);
	else if (b->number != d->e->head.number)
		raw_fault(d, N62_RAW_L1_NUMBER, b->sub, b->at);
	else if (raw_get(&raw_l1[L1_SOURCE], p) != (uint32_t)d->source)
		raw_fault(d, N62_RAW_L1_SOURCE, b->sub, b->at);
	else
		return try_block(d, b, p + 4 * L1_WORDS, words - L1_WORDS);
	return 0;
}

/* Warns when boards of a source that was read out are not there. */
static void missing_boards(struct raw_decoder *d, struct n62_raw_source *s)
{
	if (d->there == 0 || d->there >= d->boards)
		return;
	raw_fault(d,
	    s->id == N62_RAW_GTK ? N62_RAW_GTK_PCS : N62_RAW_BOARD_MISSING, -1,
	    s->at);
}

/* A source whose layout nobody has published. */
static int keep_source(struct raw_decoder *d, struct n62_raw_source *s)
{
	struct n62_raw_block *b;
	int64_t first;

	d->source = s->id;
	s->block = d->e->n[N62_RAW_A_BLOCK];
	if (s->size == 0)
		return 0;
	b = n62_raw_more(d->e, N62_RAW_A_BLOCK, 1, d->err);
	first = raw_keep(d, d->bytes + s->at, s->size / 4);
	if (!b || first < 0)
		return -1;
	b->source = s->id;
	b->payload = N62_RAW_UNREAD;
	b->at = s->at;
	b->size = s->size;
	b->first = (uint32_t)first;
	b->n = s->size / 4;
	s->nblocks = 1;
	raw_fault(d, N62_RAW_SOURCE_UNREAD, -1, s->at);
	return 0;
}

/* What all blocks of a source have in common. */
static void begin_source(struct raw_decoder *d, unsigned id)
{
	d->source = (int)id;
	d->payload = payload_of(id, d->special);
	d->boards = d->o->boards[id / 4];
	d->time = d->e->head.timestamp;
	if (id == N62_RAW_STRAW)
		d->time += d->o->straw_offset;
	d->whole = is_dim_eob(d);
	d->samples = 0;
	d->there = 0;
	memset(d->seen, 0, sizeof d->seen);
}

static int decode_source(struct raw_decoder *d, uint32_t i)
{
	struct n62_raw_event *e = d->e;
	struct n62_raw_source *s = &e->source[i];
	size_t at = s->at, end = at + s->size;
	bool l1 = raw_is_l1(s->id);
	int r = 0;

	if (d->o->unread >> s->id / 4 & 1)
		return keep_source(d, s);
	begin_source(d, s->id);
	s->block = e->n[N62_RAW_A_BLOCK];
	while (at < end && r == 0) {
		struct n62_raw_block *b;

		if (raw_reserve(e, N62_RAW_A_BLOCK, 1, d->err) < 0)
			return -1;
		b = &e->block[e->n[N62_RAW_A_BLOCK]];
		*b = (struct n62_raw_block){ .source = s->id,
			.at = (uint32_t)at };
		r = l1 ? l1_block(d, b, d->bytes + at, end - at)
		       : l0_block(d, b, d->bytes + at, end - at);
		if (b->size == 0)
			break;
		at += b->size;
	}
	s->nblocks = e->n[N62_RAW_A_BLOCK] - s->block;
	missing_boards(d, s);
	return r;
}

int n62_raw_decode(struct n62_raw_event *e, const void *bytes, size_t n,
    uint64_t offset, const struct n62_raw_options *o,
    uint64_t count[N62_RAW_KINDS], struct n62_err *err)
{
	struct raw_decoder d = { .e = e,
		.o = o,
		.count = count,
		.bytes = bytes,
		.n = n,
		.offset = offset,
		.source = -1,
		.err = err };
	uint32_t sources;

	n62_raw_clear(e);
	if (raw_reserve(e, N62_RAW_A_FAULT, N62_RAW_MAX_FAULTS, err) < 0)
		return -1;
	if (!read_frame(&d, &sources))
		return 0;
	if (read_pointers(&d, sources) < 0)
		return -1;
	for (uint32_t i = 0; i < sources; i++)
		if (!e->source[i].skipped && decode_source(&d, i) < 0)
			return -1;
	return 1;
}
