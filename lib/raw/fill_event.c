/*
 * fill_event.c - from the arrays of one event to a row of table event: its
 * header and trigger, its blocks, and what an exact encoding needs of them.
 */
#include "raw/fill.h"

#include <string.h>

/* The values of a column for the event that is being filled. */
static void *value(const struct raw_fill *x, int column)
{
	return (char *)x->h->group[N62_G_EVENT].v[column] +
	       x->h->events * raw_hits_size(N62_G_EVENT, column);
}

static void set32(const struct raw_fill *x, int column, uint32_t v)
{
	memcpy(value(x, column), &v, sizeof v);
}

static void set8(const struct raw_fill *x, int column, uint8_t v)
{
	memcpy(value(x, column), &v, sizeof v);
}

/* ---- header and trigger --------------------------------------------- */

static uint64_t quality(const struct n62_raw_event *e)
{
	uint64_t bits = 0;

	for (uint32_t i = 0; i < e->n[N62_RAW_A_FAULT]; i++)
		if (e->fault[i].level != N62_RAW_WARNING)
			bits |= n62_systems_of_source(e->fault[i].source);
	return bits;
}

static int fill_header(struct raw_fill *x)
{
	const struct n62_raw_header *head = &x->e->head;
	uint64_t bits = quality(x->e) | x->f->bad;
	double weight = 1;

	if (n62_hits_add(x->h, N62_G_EVENT, x->err) < 0)
		return -1;
	set32(x, N62_EV_RUN, x->f->run);
	set32(x, N62_EV_BURST, head->burst);
	set32(x, N62_EV_NUMBER, head->number);
	set32(x, N62_EV_TIME, head->timestamp);
	set8(x, N62_EV_FINE, head->fine);
	set8(x, N62_EV_L0TYPE, head->l0);
	set8(x, N62_EV_L1WORD, head->l1);
	set8(x, N62_EV_L2WORD, head->l2);
	set32(x, N62_EV_PROCESSING, head->processing);
	set32(x, N62_EV_START, head->sob);
	memcpy(value(x, N62_EV_QUALITY), &bits, sizeof bits);
	memcpy(value(x, N62_EV_WEIGHT), &weight, sizeof weight);
	return 0;
}

static void fill_l0(struct raw_fill *x, const struct n62_raw_block *b)
{
	const struct n62_raw_l0tp *t = &x->e->l0tp[b->first];
	uint16_t *primitive = value(x, N62_EV_PRIMITIVE);
	uint8_t *fine = value(x, N62_EV_PRIMITIVE_FINE);

	memcpy(value(x, N62_EV_MASKS), &t->flags, sizeof t->flags);
	set8(x, N62_EV_DATATYPE, t->data_type);
	set8(x, N62_EV_BEFORE_TYPE, t->previous_type);
	set32(x, N62_EV_BEFORE, t->previous);
	memcpy(value(x, N62_EV_PRIMITIVE_COUNT), t->primitives, 4);
	for (int s = 0; s < 3; s++) {
		memcpy(primitive + 7 * s, t->slot[s].primitive, 14);
		memcpy(fine + 7 * s, t->slot[s].fine, 7);
	}
	x->plain = t->word7 == 0 && t->fine == x->e->head.fine &&
		   t->type == x->e->head.l0 && b->sub == 3;
	for (int s = 0; s < 3; s++)
		x->plain =
		    x->plain && t->slot[s].pad == 0 && t->slot[s].spare == 0;
}

/* What the algorithms of a mask said, by their number. */
static void fill_algorithms(struct n62_group_data *d, uint32_t i,
    const struct n62_raw_l1algo *a, uint32_t n)
{
	uint8_t *quality = (uint8_t *)d->v[N62_L1_QUALITY];
	uint8_t *flags = (uint8_t *)d->v[N62_L1_ALGORITHM_FLAGS];

	quality += (size_t)i * N62_L1_MOST;
	flags += (size_t)i * N62_L1_MOST;
	memset(quality, 0, N62_L1_MOST);
	memset(flags, 0, N62_L1_MOST);
	for (uint32_t k = 0; k < n; k++) {
		if (a[k].algorithm >= N62_L1_MOST)
			continue;
		quality[a[k].algorithm] = a[k].quality;
		flags[a[k].algorithm] = a[k].flags;
	}
}

static int fill_l1(struct raw_fill *x, const struct n62_raw_block *b)
{
	struct n62_group_data *d = &x->h->group[N62_G_L1];
	const struct n62_raw_l1tp *t = &x->e->l1tp[b->first];

	if (!raw_wanted(x, N62_G_L1) || b->n == 0)
		return 0;
	if (n62_hits_reserve(x->h, N62_G_L1, t->n, x->err) < 0)
		return -1;
	for (uint32_t k = 0; k < t->n; k++) {
		const struct n62_raw_l1mask *m = &x->e->l1mask[t->first + k];
		uint32_t i = d->n++;

		((uint8_t *)d->v[N62_L1_MASK])[i] = m->id;
		((uint8_t *)d->v[N62_L1_WORD])[i] = m->trigger;
		((uint8_t *)d->v[N62_L1_FLAGS])[i] = m->flags;
		((uint8_t *)d->v[N62_L1_ALGORITHMS])[i] = (uint8_t)m->n;
		((uint16_t *)d->v[N62_L1_REDUCTION])[i] = m->reduction;
		((uint8_t *)d->v[N62_L1_FINE])[i] = m->fine;
		((uint8_t *)d->v[N62_L1_REFERENCE])[i] =
		    (uint8_t)(m->source | m->straw_type << 4);
		fill_algorithms(d, i, x->e->l1algo + m->first, m->n);
	}
	return 0;
}

/* ---- what an exact encoding needs ----------------------------------- */

static int edge_order(
    const struct n62_edge *x, const struct n62_edge *y, int shift)
{
	if (x->channel >> shift != y->channel >> shift)
		return x->channel < y->channel ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->channel != y->channel)
		return x->channel < y->channel ? -1 : 1;
	return x->trailing - y->trailing;
}

int raw_edge_order(const void *a, const void *b)
{
	return edge_order(a, b, 7);
}

int raw_straw_order(const void *a, const void *b)
{
	return edge_order(a, b, 8);
}

static bool tel62_is_plain(
    const struct n62_raw_event *e, const struct n62_raw_block *b)
{
	struct n62_edge last, now = { INT32_MIN, 0, 0, 0 };
	uint32_t mask = 0;

	for (uint32_t k = 0; k < b->n; k++) {
		const struct n62_raw_fpga *f = &e->fpga[b->first + k];

		if (f->flags || f->spare != e->fpga[b->first].spare ||
		    mask >> f->number)
			return false;
		mask |= 1u << f->number;
		now = (struct n62_edge){ INT32_MIN, 0, 0, 0 };
		now.channel = (uint16_t)(512 * b->sub + 128 * f->number);
		for (uint32_t i = 0; i < f->n; i++) {
			const struct n62_raw_tdc *t = &e->tdc[f->first + i];

			last = now;
			now = (struct n62_edge){ t->time, (uint16_t)t->channel,
				t->edge == N62_RAW_TRAIL, 0 };
			if (t->word || t->edge == N62_RAW_TDC_WORD ||
			    raw_edge_order(&last, &now) > 0)
				return false;
		}
	}
	return mask == (b->head & 0xf);
}

/* Straws of one slot come in the order of edges, whatever their half. */
static bool srb_is_plain(
    const struct n62_raw_event *e, const struct n62_raw_block *b)
{
	for (uint32_t i = 1; i < b->n; i++) {
		const struct n62_raw_straw *p = &e->straw[b->first + i - 1];
		const struct n62_raw_straw *q = p + 1;
		int edge = q->edge - p->edge;

		if (p->time > q->time ||
		    (p->time == q->time &&
			(p->channel > q->channel ||
			    (p->channel == q->channel && edge < 0))))
			return false;
	}
	return true;
}

static bool gtk_is_plain(
    const struct n62_raw_event *e, const struct n62_raw_block *b)
{
	uint32_t last = 0;

	for (uint32_t k = 0; k < b->n; k++) {
		const struct n62_raw_group *g = &e->group[b->first + k];
		const struct n62_raw_group *first = &e->group[b->first];

		if (g->chip != 5 * (b->sub % 2) + k / 2 ||
		    g->number != e->head.number ||
		    g->count != ((g->number + 1) & 0xffffff) ||
		    g->timestamp != first->timestamp || g->before != g->n ||
		    g->type != (uint8_t)(e->head.l0 << 2))
			return false;
		for (uint32_t i = 0; i < g->n; i++) {
			const struct n62_raw_giga *hit = &e->giga[g->first + i];

			if (hit->quarter / 2u != k % 2 ||
			    hit->station != b->sub / 2)
				return false;
		}
		last = k;
	}
	return b->n == 10 && last == 9;
}

static bool block_is_plain(
    const struct n62_raw_event *e, const struct n62_raw_block *b)
{
	switch (b->payload) {
	case N62_RAW_TEL62:
		return b->format == 1 && tel62_is_plain(e, b);
	case N62_RAW_SRB:
		return b->format == 1 && srb_is_plain(e, b);
	case N62_RAW_GIGA:
		return b->format == 0 && b->spare == 0 &&
		       b->number == e->head.number &&
		       b->trigger == e->head.l0 && gtk_is_plain(e, b);
	case N62_RAW_CREAM:
		return b->format == 0 && b->spare == 0 &&
		       b->number == e->head.number &&
		       b->trigger == (e->head.l0 & 0x3f);
	case N62_RAW_L0:
	case N62_RAW_TRUE:
		return b->format == 1;
	default:
		return false;
	}
}

static uint32_t more_of(
    const struct n62_raw_event *e, const struct n62_raw_block *b)
{
	switch (b->payload) {
	case N62_RAW_TEL62:
		return b->n > 0 ? e->fpga[b->first].spare : 0;
	case N62_RAW_SRB:
		return b->clock;
	case N62_RAW_GIGA:
		return b->n > 0 ? e->group[b->first].timestamp : 0;
	case N62_RAW_CREAM:
		return b->samples;
	case N62_RAW_TRUE:
		return e->truth[b->first].n;
	default:
		return 0;
	}
}

static int keep_block(struct raw_fill *x, const struct n62_raw_block *b,
    const unsigned char *bytes)
{
	struct n62_group_data *d = &x->h->group[N62_G_BLOCK];
	struct n62_group_data *words = &x->h->group[N62_G_WORD];
	bool plain = x->plain && block_is_plain(x->e, b);
	uint32_t n = plain ? 0 : b->size / 4, i;

	if (n62_hits_reserve(x->h, N62_G_BLOCK, 1, x->err) < 0 ||
	    n62_hits_reserve(x->h, N62_G_WORD, n, x->err) < 0)
		return -1;
	i = d->n++;
	((uint16_t *)d->v[N62_BLOCK_BOARD])[i] = b->sub;
	((uint32_t *)d->v[N62_BLOCK_TIME])[i] = b->timestamp;
	((uint32_t *)d->v[N62_BLOCK_HEAD])[i] = b->head;
	((uint32_t *)d->v[N62_BLOCK_MORE])[i] = more_of(x->e, b);
	((uint32_t *)d->v[N62_BLOCK_WORDS])[i] = n;
	memcpy((uint32_t *)words->v[N62_WORD_VALUE] + words->n, bytes + b->at,
	    (size_t)n * 4);
	words->n += n;
	return 0;
}

static int keep_source(struct raw_fill *x, const struct n62_raw_source *s)
{
	struct n62_group_data *d = &x->h->group[N62_G_SOURCE];

	if (n62_hits_reserve(x->h, N62_G_SOURCE, 1, x->err) < 0)
		return -1;
	((uint8_t *)d->v[N62_SOURCE_ID])[d->n] = s->id;
	((uint32_t *)d->v[N62_SOURCE_BLOCKS])[d->n] = s->nblocks;
	d->n++;
	return 0;
}

/* ---- an event ------------------------------------------------------- */

static int fill_block(struct raw_fill *x, const struct n62_raw_block *b)
{
	switch (b->payload) {
	case N62_RAW_TEL62:
		raw_fill_tel62(x, b);
		return 0;
	case N62_RAW_SRB:
		raw_fill_srb(x, b);
		return 0;
	case N62_RAW_GIGA:
		if (raw_wanted(x, N62_GTK))
			raw_fill_gtk(x, b);
		return 0;
	case N62_RAW_CREAM:
		raw_fill_cream(x, b);
		return 0;
	case N62_RAW_L0:
		fill_l0(x, b);
		return 0;
	case N62_RAW_L1:
		return fill_l1(x, b);
	case N62_RAW_TRUE:
		return raw_fill_truth(x, b);
	default:
		return 0;
	}
}

int n62_hits_fill(struct n62_hits *h, struct n62_fill *f,
    const struct n62_raw_event *e, const unsigned char *bytes,
    uint64_t count[N62_RAW_KINDS], struct n62_err *err)
{
	struct raw_fill x = { f, h, e, count, f->wiring->clock / 256, true,
		err };

	if (fill_header(&x) < 0 || raw_fill_reserve(&x) < 0)
		return -1;
	for (uint32_t s = 0; s < e->n[N62_RAW_A_SOURCE]; s++) {
		const struct n62_raw_source *source = &e->source[s];

		if (f->exact && keep_source(&x, source) < 0)
			return -1;
		for (uint32_t k = 0; k < source->nblocks; k++) {
			const struct n62_raw_block *b =
			    &e->block[source->block + k];

			x.plain = true;
			if (fill_block(&x, b) < 0 ||
			    (f->exact && keep_block(&x, b, bytes) < 0))
				return -1;
		}
	}
	return n62_hits_end_event(h, err);
}
