/*
 * make.c - from columns to the arrays of one event, which the encoder turns
 * into bytes: the inverse of fill.c.
 *
 * The hits of a source are sorted into the order of its words once; a block
 * then takes those of its board.
 */
#include "raw/fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A block to be made: a row of list block. */
struct block_row {
	unsigned source, board;
	uint32_t time, head, more;
	const uint32_t *word; /* nwords of them: the block as it is */
	uint32_t nwords;
};

struct make {
	struct n62_make *m;
	const struct n62_hits *h;
	uint32_t event;
	struct n62_raw_event *e;
	struct n62_err *err;
	uint32_t particles; /* of list mc that are in blocks already */
};

static const void *column(const struct make *x, int group, int c)
{
	return x->h->group[group].v[c];
}

static uint32_t event32(const struct make *x, int c)
{
	const uint32_t *v = column(x, N62_G_EVENT, c);

	return v[x->event];
}

static uint8_t event8(const struct make *x, int c)
{
	const uint8_t *v = column(x, N62_G_EVENT, c);

	return v[x->event];
}

/* Rows [*from, *to) of a list; none when there is no such list. */
static void rows_of(
    const struct make *x, int group, uint32_t *from, uint32_t *to)
{
	bool there = x->h->shape.groups >> group & 1;

	*from = there ? n62_hits_first(x->h, group, x->event) : 0;
	*to = there ? x->h->group[group].end[x->event] : 0;
}

static bool is_special(const struct make *x)
{
	return n62_raw_is_special(x->e->head.l0);
}

static enum n62_raw_payload payload_of(unsigned source)
{
	switch (source) {
	case N62_RAW_STRAW:
		return N62_RAW_SRB;
	case N62_RAW_GTK:
		return N62_RAW_GIGA;
	case N62_RAW_LKR:
	case N62_RAW_MUV1:
	case N62_RAW_MUV2:
		return N62_RAW_CREAM;
	case N62_RAW_L0TP:
		return N62_RAW_L0;
	case N62_RAW_L1TP:
		return N62_RAW_L1;
	case N62_RAW_L2EB:
		return N62_RAW_L2;
	case N62_RAW_DIM:
		return N62_RAW_PACKETS;
	case N62_RAW_TRUTH:
		return N62_RAW_TRUE;
	default:
		return N62_RAW_TEL62;
	}
}

static bool is_level1(unsigned source)
{
	enum n62_raw_payload p = payload_of(source);

	return p == N62_RAW_GIGA || p == N62_RAW_CREAM;
}

/* ---- edges of a source ---------------------------------------------- */

static int add_edges(struct make *x, int group)
{
	const uint16_t *channel = column(x, group, N62_HIT_CHANNEL);
	const int32_t *time[2] = { column(x, group, N62_HIT_LEAD_RAW),
		column(x, group, N62_HIT_TRAIL_RAW) };
	const uint8_t *flags =
	    group == N62_STRAW ? column(x, group, N62_STRAW_FLAGS) : NULL;
	uint32_t from, to;

	rows_of(x, group, &from, &to);
	for (uint32_t i = from; i < to; i++) {
		for (int t = 0; t < 2; t++) {
			struct n62_edge edge = { time[t][i], channel[i],
				(uint8_t)t, flags ? flags[i] >> 2 * t & 3 : 0 };

			if (edge.time != N62_NO_EDGE &&
			    n62_buf_add(
				&x->m->edges, &edge, sizeof edge, x->err) < 0)
				return -1;
		}
	}
	return 0;
}

/* Collects and sorts the edges of all detectors of the source. */
static int collect_edges(struct make *x, unsigned source)
{
	x->m->edges.len = 0;
	if (payload_of(source) != N62_RAW_TEL62 && source != N62_RAW_STRAW)
		return 0;
	for (int d = 0; d < N62_DETS; d++)
		if (n62_det_info[d].source == source && add_edges(x, d) < 0)
			return -1;
	if (x->m->edges.len > 0)
		qsort(x->m->edges.data,
		    x->m->edges.len / sizeof(struct n62_edge),
		    sizeof(struct n62_edge),
		    source == N62_RAW_STRAW ? raw_straw_order : raw_edge_order);
	return 0;
}

/* The first edge whose channel, shifted, is not below key. */
static uint32_t first_edge(const struct make *x, int shift, unsigned key)
{
	const struct n62_edge *edge = (const void *)x->m->edges.data;
	uint32_t low = 0;
	uint32_t high = (uint32_t)(x->m->edges.len / sizeof *edge);

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if ((unsigned)edge[mid].channel >> shift < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int make_fpga(
    struct make *x, struct n62_raw_block *b, unsigned number, uint8_t spare)
{
	const struct n62_edge *edge = (const void *)x->m->edges.data;
	unsigned key = 4u * b->sub + number;
	uint32_t from = first_edge(x, 7, key);
	uint32_t n = first_edge(x, 7, key + 1) - from;
	struct n62_raw_tdc *t = n62_raw_more(x->e, N62_RAW_A_TDC, n, x->err);
	struct n62_raw_fpga *f = n62_raw_more(x->e, N62_RAW_A_FPGA, 1, x->err);

	if (!t || !f)
		return -1;
	f->first = x->e->n[N62_RAW_A_TDC] - n;
	f->n = n;
	f->number = (uint8_t)number;
	f->spare = spare;
	/* in 2014 the number of slots was there once more */
	if (x->m->old)
		f->spare = n > 0;
	for (uint32_t i = 0; i < n; i++) {
		t[i].time = edge[from + i].time;
		t[i].channel = edge[from + i].channel;
		t[i].edge =
		    edge[from + i].trailing ? N62_RAW_TRAIL : N62_RAW_LEAD;
		if (x->m->old && i > 0 && t[i].time >> 8 != t[i - 1].time >> 8)
			f->spare++;
	}
	b->n++;
	return 0;
}

static int make_tel62(
    struct make *x, struct n62_raw_block *b, const struct block_row *row)
{
	b->first = x->e->n[N62_RAW_A_FPGA];
	for (unsigned k = 0; k < 4; k++)
		if (row->head >> k & 1 &&
		    make_fpga(x, b, k, (uint8_t)row->more) < 0)
			return -1;
	return 0;
}

static int make_srb(
    struct make *x, struct n62_raw_block *b, const struct block_row *row)
{
	const struct n62_edge *edge = (const void *)x->m->edges.data;
	uint32_t from = first_edge(x, 8, row->board);
	uint32_t n = first_edge(x, 8, row->board + 1) - from;
	struct n62_raw_straw *s =
	    n62_raw_more(x->e, N62_RAW_A_STRAW, n, x->err);

	if (!s)
		return -1;
	b->first = x->e->n[N62_RAW_A_STRAW] - n;
	b->n = n;
	b->clock = row->more;
	for (uint32_t i = 0; i < n; i++) {
		s[i].time = edge[from + i].time;
		s[i].channel = edge[from + i].channel;
		s[i].edge = edge[from + i].trailing ? N62_RAW_STRAW_TRAIL
						    : N62_RAW_STRAW_LEAD;
		s[i].flags = edge[from + i].flags;
	}
	return 0;
}

/* ---- GTK ------------------------------------------------------------ */

static int make_giga(struct make *x, uint32_t i, int32_t shift)
{
	const uint16_t *channel = column(x, N62_GTK, N62_HIT_CHANNEL);
	const int32_t *lead = column(x, N62_GTK, N62_HIT_LEAD_RAW);
	const int32_t *trail = column(x, N62_GTK, N62_HIT_TRAIL_RAW);
	const uint32_t *bits = column(x, N62_GTK, N62_GTK_BITS);
	uint32_t arbiter = 1u << channel[i] % 5;
	uint32_t b = bits[i] ? bits[i] : arbiter << N62_GTK_ARBITER;
	struct n62_raw_giga *hit =
	    n62_raw_more(x->e, N62_RAW_A_GIGA, 1, x->err);

	if (!hit)
		return -1;
	hit->lead = lead[i] - shift;
	hit->trail = trail[i] - shift;
	hit->station = (uint8_t)(channel[i] / 18000);
	hit->chip = (uint8_t)(channel[i] / 1800 % 10);
	hit->quarter = channel[i] / 450 % 4;
	hit->pixel_group = (uint8_t)(channel[i] / 5 % 90);
	hit->pileup = b >> N62_GTK_PILEUP & 31;
	hit->arbiter = b >> N62_GTK_ARBITER & 31;
	hit->flags = b >> N62_GTK_FLAGS & 7;
	return 0;
}

/* Half a chip: the hits of two of its quarters. */
static int make_group(struct make *x, const struct n62_raw_block *b,
    unsigned half, uint32_t timestamp)
{
	const uint16_t *channel = column(x, N62_GTK, N62_HIT_CHANNEL);
	int32_t shift = (int32_t)((timestamp - x->e->head.timestamp) << 8);
	struct n62_raw_group *g =
	    n62_raw_more(x->e, N62_RAW_A_GROUP, 1, x->err);
	unsigned chip = 5u * (b->sub % 2) + half / 2;
	unsigned wanted = 20u * (b->sub / 2) + 2 * chip + half % 2;
	uint32_t from, to;

	if (!g)
		return -1;
	g->first = x->e->n[N62_RAW_A_GIGA];
	g->number = x->e->head.number;
	g->count = (g->number + 1) & 0xffffff;
	g->timestamp = timestamp;
	g->chip = (uint8_t)chip;
	g->type = (uint8_t)(x->e->head.l0 << 2);
	rows_of(x, N62_GTK, &from, &to);
	for (uint32_t i = from; i < to; i++)
		if (channel[i] / 900u == wanted && make_giga(x, i, shift) < 0)
			return -1;
	g->n = x->e->n[N62_RAW_A_GIGA] - g->first;
	g->before = (uint16_t)g->n;
	return 0;
}

static int make_gtk(
    struct make *x, struct n62_raw_block *b, const struct block_row *row)
{
	b->first = x->e->n[N62_RAW_A_GROUP];
	b->n = 10;
	for (unsigned half = 0; half < 10; half++)
		if (make_group(x, b, half, row->more) < 0)
			return -1;
	return 0;
}

/* ---- CREAM ---------------------------------------------------------- */

/* The CREAM of a channel as it is in a block header: slot and crate. */
static unsigned cream_of(unsigned channel)
{
	unsigned index = channel / 32 % 16;

	return channel / 512 << 5 | (index < 8 ? index + 3 : index + 5);
}

static int make_cells(struct make *x, struct n62_raw_block *b, int group)
{
	const uint16_t *channel = column(x, group, N62_PULSE_CHANNEL);
	const uint16_t *samples = column(x, group, N62_PULSE_SAMPLES);
	uint32_t length =
	    n62_group_docs[group].columns[N62_PULSE_SAMPLES].length;
	uint32_t from, to;

	rows_of(x, group, &from, &to);
	for (uint32_t i = from; samples && i < to; i++) {
		struct n62_raw_cell *cell;
		uint16_t *s;

		if (cream_of(channel[i]) != b->sub)
			continue;
		cell = n62_raw_more(x->e, N62_RAW_A_CELL, 1, x->err);
		s = n62_raw_more(x->e, N62_RAW_A_SAMPLE, length, x->err);
		if (!cell || !s)
			return -1;
		memcpy(s, samples + (size_t)i * length, length * sizeof *s);
		cell->channel = channel[i];
		cell->first = x->e->n[N62_RAW_A_SAMPLE] - length;
		cell->n = (uint16_t)length;
		b->n++;
	}
	return 0;
}

static int make_cream(
    struct make *x, struct n62_raw_block *b, const struct block_row *row)
{
	b->first = x->e->n[N62_RAW_A_CELL];
	b->samples = (uint16_t)row->more;
	for (int d = 0; d < N62_DETS; d++)
		if (n62_det_info[d].source == row->source &&
		    make_cells(x, b, d) < 0)
			return -1;
	return 0;
}

/* ---- trigger -------------------------------------------------------- */

static int make_l0(struct make *x, struct n62_raw_block *b)
{
	struct n62_raw_l0tp *t = n62_raw_more(x->e, N62_RAW_A_L0TP, 1, x->err);
	const uint16_t *masks = column(x, N62_G_EVENT, N62_EV_MASKS);
	const uint16_t *primitive = column(x, N62_G_EVENT, N62_EV_PRIMITIVE);
	const uint8_t *fine = column(x, N62_G_EVENT, N62_EV_PRIMITIVE_FINE);
	const uint8_t *count = column(x, N62_G_EVENT, N62_EV_PRIMITIVE_COUNT);

	if (!t)
		return -1;
	b->first = x->e->n[N62_RAW_A_L0TP] - 1;
	b->n = 1;
	t->fine = x->e->head.fine;
	t->type = x->e->head.l0;
	t->data_type = event8(x, N62_EV_DATATYPE);
	t->previous = event32(x, N62_EV_BEFORE);
	t->previous_type = event8(x, N62_EV_BEFORE_TYPE);
	t->flags = masks[x->event];
	memcpy(t->primitives, count + (size_t)x->event * 4, 4);
	for (int s = 0; s < 3; s++) {
		size_t at = (size_t)x->event * 21 + 7 * (size_t)s;

		memcpy(t->slot[s].primitive, primitive + at, 14);
		memcpy(t->slot[s].fine, fine + at, 7);
	}
	return 0;
}

static int make_l0_end(struct make *x, struct n62_raw_block *b)
{
	struct n62_raw_l0eob *t =
	    n62_raw_more(x->e, N62_RAW_A_L0EOB, 1, x->err);

	if (!t)
		return -1;
	t->word[0] = (uint32_t)x->e->head.l0 << 8;
	b->payload = N62_RAW_L0EOB;
	b->first = x->e->n[N62_RAW_A_L0EOB] - 1;
	b->n = 1;
	return 0;
}

static int make_l1(struct make *x, struct n62_raw_block *b)
{
	struct n62_raw_l1tp *t;
	uint32_t from, to;

	rows_of(x, N62_G_L1, &from, &to);
	if (from == to) {
		b->payload = N62_RAW_OPAQUE;
		return 0;
	}
	t = n62_raw_more(x->e, N62_RAW_A_L1TP, 1, x->err);
	if (!t)
		return -1;
	b->first = x->e->n[N62_RAW_A_L1TP] - 1;
	b->n = 1;
	t->first = x->e->n[N62_RAW_A_L1MASK];
	t->n = to - from;
	t->length = 12;
	t->fine = x->e->head.fine;
	t->format = 2;
	t->downscale = t->reduction = 1;
	for (uint32_t i = from; i < to; i++) {
		const struct n62_group_data *d = &x->h->group[N62_G_L1];
		struct n62_raw_l1mask *m =
		    n62_raw_more(x->e, N62_RAW_A_L1MASK, 1, x->err);
		uint8_t reference;

		if (!m)
			return -1;
		m->first = x->e->n[N62_RAW_A_L1ALGO];
		m->id = ((uint8_t *)d->v[N62_L1_MASK])[i];
		m->trigger = ((uint8_t *)d->v[N62_L1_WORD])[i];
		m->flags = ((uint8_t *)d->v[N62_L1_FLAGS])[i];
		m->reduction = ((uint16_t *)d->v[N62_L1_REDUCTION])[i];
		m->fine = ((uint8_t *)d->v[N62_L1_FINE])[i];
		reference = ((uint8_t *)d->v[N62_L1_REFERENCE])[i];
		m->source = reference & 15;
		m->straw_type = reference >> 4;
	}
	return 0;
}

/* ---- blocks --------------------------------------------------------- */

/* The packet of the beam, empty: what it says is not in table event. */
static int make_beam(struct make *x, struct n62_raw_block *b)
{
	const uint32_t words = 89; /* from run 7701 */
	struct n62_raw_packet *p =
	    n62_raw_more(x->e, N62_RAW_A_PACKET, 1, x->err);

	if (!p || !n62_raw_more(x->e, N62_RAW_A_WORD, words, x->err))
		return -1;
	p->first = x->e->n[N62_RAW_A_WORD] - words;
	p->n = words;
	p->timestamp = x->e->head.timestamp;
	p->detector = N62_RAW_DIM;
	b->first = x->e->n[N62_RAW_A_PACKET] - 1;
	b->n = 1;
	return 0;
}

/* A special frame of a TEL62 without text. */
static int make_text(struct make *x, struct n62_raw_block *b)
{
	b->payload = N62_RAW_TEXT;
	b->first = x->e->n[N62_RAW_A_TEXT];
	b->n = 4;
	for (unsigned k = 0; k < 4; k++) {
		struct n62_raw_text *t =
		    n62_raw_more(x->e, N62_RAW_A_TEXT, 1, x->err);

		if (!t)
			return -1;
		t->first = x->e->n[N62_RAW_A_CHAR];
		t->number = (uint8_t)k;
	}
	return 0;
}

static bool is_unread(const struct make *x, unsigned source)
{
	return x->m->options.unread >> source / 4 & 1;
}

/* The block as its words say, with its header. */
static int make_opaque(
    struct make *x, struct n62_raw_block *b, const struct block_row *row)
{
	uint32_t head = is_level1(row->source) ? 4 : 2, *word;

	if (!is_level1(row->source) && row->word[0] >> 24 == 0)
		head = 1;
	if (is_unread(x, row->source))
		head = 0;
	if (row->nwords < head)
		return n62_fail(x->err, N62_DATA,
		    "the words of a block are fewer than its header has");
	b->payload = head == 0 ? N62_RAW_UNREAD : N62_RAW_OPAQUE;
	if (head == 4) {
		b->number = row->word[0] & 0xffffff;
		b->spare = (uint16_t)(row->word[1] >> 16);
		b->sub = (uint16_t)row->word[3];
		b->trigger = (uint8_t)(row->word[3] >> 16);
		b->format = (uint8_t)(row->word[3] >> 24);
	} else if (head > 0) {
		b->sub = row->word[0] >> 16 & 0xff;
		b->format = (uint8_t)(row->word[0] >> 24);
	}
	b->timestamp = head == 4 ? row->word[2] : head == 2 ? row->word[1] : 0;
	b->n = row->nwords - head;
	word = n62_raw_more(x->e, N62_RAW_A_WORD, b->n, x->err);
	if (!word)
		return -1;
	b->first = x->e->n[N62_RAW_A_WORD] - b->n;
	memcpy(word, row->word + head, (size_t)b->n * 4);
	return 0;
}

static int make_payload(
    struct make *x, struct n62_raw_block *b, const struct block_row *row)
{
	switch (b->payload) {
	case N62_RAW_TEL62:
		return is_special(x) ? make_text(x, b) : make_tel62(x, b, row);
	case N62_RAW_SRB:
		return make_srb(x, b, row);
	case N62_RAW_GIGA:
		return make_gtk(x, b, row);
	case N62_RAW_CREAM:
		return make_cream(x, b, row);
	case N62_RAW_L0:
		return x->e->head.l0 == N62_RAW_EOB ? make_l0_end(x, b)
						    : make_l0(x, b);
	case N62_RAW_L1:
		return make_l1(x, b);
	case N62_RAW_L2:
		b->head = x->e->head.l2;
		return 0;
	case N62_RAW_PACKETS:
		return x->e->head.l0 == N62_RAW_EOB ? make_beam(x, b) : 0;
	case N62_RAW_TRUE:
		return raw_make_truth(
		    x->h, x->event, x->particles, row->more, x->e, b, x->err);
	default:
		return 0;
	}
}

static int make_block(struct make *x, const struct block_row *row)
{
	struct n62_raw_block *b =
	    n62_raw_more(x->e, N62_RAW_A_BLOCK, 1, x->err);
	uint8_t l0 = x->e->head.l0;

	if (!b)
		return -1;
	b->source = (uint8_t)row->source;
	b->sub = (uint16_t)row->board;
	b->timestamp = row->time;
	b->head = row->head;
	b->payload = (uint8_t)payload_of(row->source);
	if (row->nwords > 0)
		return make_opaque(x, b, row);
	if (is_level1(row->source)) {
		b->number = x->e->head.number;
		b->trigger = b->payload == N62_RAW_CREAM ? l0 & 0x3f : l0;
	} else {
		b->format = x->m->old ? 0 : 1;
	}
	return make_payload(x, b, row);
}

static struct n62_raw_source *new_source(struct make *x, unsigned id)
{
	struct n62_raw_source *s =
	    n62_raw_more(x->e, N62_RAW_A_SOURCE, 1, x->err);

	if (!s || collect_edges(x, id) < 0)
		return NULL;
	s->id = (uint8_t)id;
	s->block = x->e->n[N62_RAW_A_BLOCK];
	return s;
}

static void end_source(struct make *x)
{
	struct n62_raw_source *s = &x->e->source[x->e->n[N62_RAW_A_SOURCE] - 1];

	s->nblocks = x->e->n[N62_RAW_A_BLOCK] - s->block;
}

/* ---- blocks by the lists -------------------------------------------- */

static struct block_row listed(
    const struct make *x, unsigned source, uint32_t i, uint32_t word)
{
	const struct n62_group_data *d = &x->h->group[N62_G_BLOCK];
	const uint32_t *words = x->h->group[N62_G_WORD].v[N62_WORD_VALUE];

	return (struct block_row){ source,
		((uint16_t *)d->v[N62_BLOCK_BOARD])[i],
		((uint32_t *)d->v[N62_BLOCK_TIME])[i],
		((uint32_t *)d->v[N62_BLOCK_HEAD])[i],
		((uint32_t *)d->v[N62_BLOCK_MORE])[i], words + word,
		((uint32_t *)d->v[N62_BLOCK_WORDS])[i] };
}

static int make_listed(struct make *x)
{
	const uint8_t *id = column(x, N62_G_SOURCE, N62_SOURCE_ID);
	const uint32_t *blocks = column(x, N62_G_SOURCE, N62_SOURCE_BLOCKS);
	uint32_t source, sources, block, nblocks, word, words;

	rows_of(x, N62_G_SOURCE, &source, &sources);
	rows_of(x, N62_G_BLOCK, &block, &nblocks);
	rows_of(x, N62_G_WORD, &word, &words);
	for (; source < sources; source++) {
		if (!new_source(x, id[source]))
			return -1;
		for (uint32_t k = 0; k < blocks[source]; k++, block++) {
			struct block_row row;

			if (block == nblocks)
				return n62_fail(x->err, N62_DATA,
				    "list block has fewer blocks than list "
				    "source counts");
			row = listed(x, id[source], block, word);
			if (row.nwords > words - word)
				return n62_fail(x->err, N62_DATA,
				    "list word has fewer words than list "
				    "block counts");
			word += row.nwords;
			if (make_block(x, &row) < 0)
				return -1;
			if (id[source] == N62_RAW_TRUTH)
				x->particles += row.more;
		}
		end_source(x);
	}
	return 0;
}

/* ---- the boards of 2017-18 ------------------------------------------ */

static struct block_row usual(
    const struct make *x, unsigned source, unsigned board)
{
	const struct n62_raw_options *o = &x->m->options;
	uint32_t now = x->e->head.timestamp, l0 = x->e->head.l0;
	uint32_t straw = is_special(x) ? 0 : o->straw_offset;
	uint32_t cream = is_special(x) ? 0 : o->cream_offset;
	struct block_row row = { source, board, now, 0, 0, NULL, 0 };

	switch (payload_of(source)) {
	case N62_RAW_TEL62:
		row.head = 0xf | (l0 << 2 & 0xff) << 8 | board << 16 | 1 << 24;
		row.more = 0xff;
		break;
	case N62_RAW_SRB:
		row.head = board | l0 << 8;
		row.time = now + straw;
		/* the mean latency of real boards */
		row.more = row.time - 0x2006;
		break;
	case N62_RAW_GIGA:
		row.more = now - o->gtk_offset[board / 2];
		break;
	case N62_RAW_CREAM:
		row.head = source == N62_RAW_LKR ? 1u << 30 : 0;
		row.time = now + cream;
		break;
	default:
		break;
	}
	return row;
}

/* CREAMs that have hits in this list, once each, in the order of the hits. */
static int make_usual_creams(struct make *x, int group)
{
	const uint16_t *channel = column(x, group, N62_PULSE_CHANNEL);
	uint8_t seen[2048 / 8] = { 0 };
	uint32_t from, to;

	if (!column(x, group, N62_PULSE_SAMPLES) || is_special(x))
		return 0;
	rows_of(x, group, &from, &to);
	for (uint32_t i = from; i < to; i++) {
		unsigned cream = cream_of(channel[i] & 0x7fff);
		struct block_row row =
		    usual(x, n62_det_info[group].source, cream);

		if (seen[cream / 8] >> cream % 8 & 1)
			continue;
		seen[cream / 8] |= (uint8_t)(1u << cream % 8);
		row.more =
		    n62_group_docs[group].columns[N62_PULSE_SAMPLES].length;
		if (make_block(x, &row) < 0)
			return -1;
	}
	return 0;
}

/* A source that is empty, as must be the lists of its detectors. */
static int make_unread_source(struct make *x, unsigned source)
{
	uint32_t from, to;

	for (int d = 0; d < N62_DETS; d++) {
		if (n62_det_info[d].source != source)
			continue;
		rows_of(x, d, &from, &to);
		if (from < to)
			return n62_fail(x->err, N62_DATA,
			    "hits of the %s cannot be encoded before run 4300",
			    n62_det_info[d].name);
	}
	if (!new_source(x, source))
		return -1;
	end_source(x);
	return 0;
}

static int make_usual_source(struct make *x, unsigned source)
{
	unsigned boards = x->m->options.boards[source / 4];

	if (is_unread(x, source))
		return make_unread_source(x, source);
	if (!new_source(x, source))
		return -1;
	if (payload_of(source) == N62_RAW_CREAM) {
		for (int d = 0; d < N62_DETS; d++)
			if (n62_det_info[d].source == source &&
			    make_usual_creams(x, d) < 0)
				return -1;
		boards = 0;
	} else if (source == N62_RAW_L0TP) {
		/* its one board calls itself 3 */
		struct block_row row = usual(x, source, 3);

		if (make_block(x, &row) < 0)
			return -1;
		boards = 0;
	} else if (source == N62_RAW_GTK && is_special(x)) {
		boards = 0;
	} else if (source >= N62_RAW_L1TP) {
		boards = 1;
	}
	for (unsigned k = 0; k < boards; k++) {
		struct block_row row = usual(x, source, k);

		if (make_block(x, &row) < 0)
			return -1;
	}
	end_source(x);
	return 0;
}

/* Not there in an event of which nothing is known to be true. */
static int make_usual_truth(struct make *x)
{
	const double *weight = column(x, N62_G_EVENT, N62_EV_WEIGHT);
	const char *decay = column(x, N62_G_EVENT, N62_EV_DECAY);
	uint32_t from, to;
	unsigned board = 0;

	rows_of(x, N62_G_MC, &from, &to);
	if (from == to && !(weight[x->event] < 1 || weight[x->event] > 1) &&
	    !decay[(size_t)x->event * N62_RAW_DECAY])
		return 0;
	if (!new_source(x, N62_RAW_TRUTH))
		return -1;
	do {
		struct block_row row = usual(x, N62_RAW_TRUTH, board++);

		row.more = to - from - x->particles;
		if (row.more > N62_RAW_MAX_PARTICLES)
			row.more = N62_RAW_MAX_PARTICLES;
		if (make_block(x, &row) < 0)
			return -1;
		x->particles += row.more;
	} while (x->particles < to - from);
	end_source(x);
	return 0;
}

static int make_usual(struct make *x)
{
	static const uint8_t sources[] = { N62_RAW_KTAG, N62_RAW_CHANTI,
		N62_RAW_LAV, N62_RAW_STRAW, N62_RAW_CHOD, N62_RAW_RICH,
		N62_RAW_IRC, N62_RAW_MUV3, N62_RAW_HAC, N62_RAW_L0TP,
		N62_RAW_L1TP, N62_RAW_L2EB, N62_RAW_DIM, N62_RAW_GTK,
		N62_RAW_LKR, N62_RAW_MUV1, N62_RAW_MUV2 };

	for (size_t i = 0; i < sizeof sources; i++)
		if (make_usual_source(x, sources[i]) < 0)
			return -1;
	return make_usual_truth(x);
}

/* ---- an event ------------------------------------------------------- */

int n62_hits_make(const struct n62_hits *h, uint32_t i, struct n62_make *m,
    struct n62_raw_event *e, struct n62_err *err)
{
	uint32_t exact =
	    1u << N62_G_SOURCE | 1u << N62_G_BLOCK | 1u << N62_G_WORD;
	struct make x = { m, h, i, e, err, 0 };

	n62_raw_clear(e);
	/* even an array that stays empty has an address */
	for (int a = 0; a < N62_RAW_ARRAYS; a++)
		if (!n62_raw_more(e, (enum n62_raw_array)a, 0, err))
			return -1;
	e->head = (struct n62_raw_header){
		.number = event32(&x, N62_EV_NUMBER),
		.burst = event32(&x, N62_EV_BURST),
		.timestamp = event32(&x, N62_EV_TIME),
		.l0 = event8(&x, N62_EV_L0TYPE),
		.l1 = event8(&x, N62_EV_L1WORD),
		.l2 = event8(&x, N62_EV_L2WORD),
		.fine = event8(&x, N62_EV_FINE),
		.processing = event32(&x, N62_EV_PROCESSING),
		.sob = event32(&x, N62_EV_START),
	};
	if ((h->shape.groups & exact) == exact)
		return make_listed(&x);
	return make_usual(&x);
}

/* ---- channels and times that a stream does not have ----------------- */

static int add_channels(
    struct n62_hits *h, int d, const struct n62_wiring *w, struct n62_err *err)
{
	const int32_t *element = h->group[d].v[N62_HIT_ELEMENT];
	uint16_t *channel = h->group[d].v[N62_HIT_CHANNEL];

	for (uint32_t i = 0; i < h->group[d].n; i++) {
		int32_t c = n62_channel(w, d, element[i]);

		if (c < 0)
			return n62_fail(err, N62_DATA,
			    "%s: element %d is not connected in runs %u to %u",
			    n62_det_info[d].name, (int)element[i],
			    w->map[d].first_run, w->map[d].last_run);
		channel[i] = (uint16_t)c;
	}
	return 0;
}

static void add_times(
    struct n62_hits *h, int d, int real, int raw, const struct n62_wiring *w)
{
	const uint16_t *channel = h->group[d].v[N62_HIT_CHANNEL];
	const float *ns = h->group[d].v[real];
	int32_t *time = h->group[d].v[raw];
	double shift = n62_det_info[d].boards == N62_BOARD_GTK ? 0.5 : 0;

	for (uint32_t i = 0; i < h->group[d].n; i++) {
		const struct n62_cable *cable =
		    n62_cable(w, n62_det_info[d].source, channel[i]);
		double t = (double)ns[i] + (cable ? (double)cable->t0 : 0);
		double ticks = rint(t / (w->clock / 256) - shift);

		time[i] =
		    fabs(ticks) < INT32_MAX ? (int32_t)ticks : N62_NO_EDGE;
	}
}

int n62_hits_wire(struct n62_hits *h, const struct n62_hits_cols *cols,
    const struct n62_wiring *w, struct n62_err *err)
{
	for (int d = 0; d < N62_DETS; d++) {
		const struct n62_col *col = cols->col[d];

		if (!(cols->shape.groups >> d & 1))
			continue;
		if (col[N62_HIT_CHANNEL].table < 0 &&
		    add_channels(h, d, w, err) < 0)
			return -1;
		if (n62_det_info[d].boards == N62_BOARD_CREAM)
			continue;
		if (col[N62_HIT_LEAD_RAW].table < 0)
			add_times(h, d, N62_HIT_LEAD, N62_HIT_LEAD_RAW, w);
		if (col[N62_HIT_TRAIL_RAW].table < 0)
			add_times(h, d, N62_HIT_TRAIL, N62_HIT_TRAIL_RAW, w);
	}
	return 0;
}

void n62_make_free(struct n62_make *m)
{
	if (m)
		n62_buf_free(&m->edges);
}
