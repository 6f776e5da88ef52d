/*
 * reshape.c - damage that needs an event taken apart: pieces that are
 * missing, doubled, or of another size.
 *
 * Elements that are added go to a copy of their list at the end of the
 * array, so that no other list moves.
 */
#include <string.h>

#include "raw/private.h"
#include "raw/spoil.h"

struct shape {
	struct n62_raw_event *e;
	struct n62_rng *rng;
	enum n62_raw_kind kind;
	struct n62_err *err;
};

/* ---- choosing ------------------------------------------------------- */

/* A random block of this payload with at least least elements, or NULL. */
static struct n62_raw_block *any_block(
    struct shape *t, enum n62_raw_payload payload, uint32_t least)
{
	struct n62_raw_block *found = NULL;
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->e->n[N62_RAW_A_BLOCK]; i++) {
		struct n62_raw_block *b = &t->e->block[i];

		if (b->payload == payload && b->n >= least &&
		    n62_rng_below(t->rng, ++n) == 0)
			found = b;
	}
	return found;
}

/* The last of the source's blocks is taken off; the source that has more
 * than one board, of L0 or that of the GTK. */
static int remove_block(struct shape *t, bool gtk)
{
	for (uint32_t i = 0; i < t->e->n[N62_RAW_A_SOURCE]; i++) {
		struct n62_raw_source *s = &t->e->source[i];

		if ((s->id == N62_RAW_GTK) != gtk || s->nblocks < 2 ||
		    (!gtk && (raw_is_l1(s->id) || s->id >= N62_RAW_L0TP)))
			continue;
		s->nblocks--;
		return 1;
	}
	return 0;
}

/* ---- lists with more elements --------------------------------------- */

/* Copies n elements from first on to the end of an array, with room for more
 * behind; gives the new place of the first, or -1. */
static int64_t copy_list(struct shape *t, enum n62_raw_array which, size_t size,
    uint32_t first, uint32_t n, uint32_t more)
{
	char *to = n62_raw_more(t->e, which, n + more, t->err);
	uint32_t place = t->e->n[which] - n - more;

	if (!to)
		return -1;
	memcpy(to, to - size * (place - first), size * n);
	return place;
}

/* An FPGA with one hit more, a copy of a random one; NULL: there is none. */
static struct n62_raw_tdc *add_tdc(struct shape *t, int *r)
{
	struct n62_raw_event *e = t->e;
	struct n62_raw_fpga *f = NULL;
	uint32_t n = 0, at;
	int64_t first;

	for (uint32_t i = 0; i < e->n[N62_RAW_A_FPGA]; i++)
		if (e->fpga[i].n > 0 && n62_rng_below(t->rng, ++n) == 0)
			f = &e->fpga[i];
	*r = 0;
	if (!f)
		return NULL;
	first = copy_list(t, N62_RAW_A_TDC, sizeof *e->tdc, f->first, f->n, 1);
	*r = first < 0 ? -1 : 1;
	if (first < 0)
		return NULL;
	at = n62_rng_below(t->rng, f->n);
	f->first = (uint32_t)first;
	memmove(e->tdc + first + at + 1, e->tdc + first + at,
	    (f->n - at) * sizeof *e->tdc);
	f->n++;
	return e->tdc + first + at + 1;
}

static int spoil_tdc(struct shape *t)
{
	int r;
	struct n62_raw_tdc *h = add_tdc(t, &r);

	if (!h || t->kind == N62_RAW_TEL62_REPEATED)
		return r;
	if (t->kind == N62_RAW_TEL62_TDC_ERROR) {
		h->edge = N62_RAW_TDC_WORD;
		h->word = (uint32_t)N62_RAW_TDC_WORD << 28 | 1;
	} else if ((h->time & 0xff) == 0)
		return 0;
	/* Either way it begins with its slot. */
	h->time = (int32_t)((uint32_t)h->time & 0xffffff00);
	return 1;
}

static int repeat_straw(struct shape *t)
{
	struct n62_raw_block *b = any_block(t, N62_RAW_SRB, 1);
	struct n62_raw_straw *h;
	int64_t first;

	if (!b)
		return 0;
	first = copy_list(t, N62_RAW_A_STRAW, sizeof *h, b->first, b->n, 1);
	if (first < 0)
		return -1;
	h = t->e->straw + first;
	h[b->n] = h[b->n - 1];
	b->first = (uint32_t)first;
	b->n++;
	return 1;
}

/* Repeats the last hit of a group, or fills the group up with copies. */
static int more_giga(struct shape *t, uint32_t more)
{
	struct n62_raw_event *e = t->e;
	struct n62_raw_group *g = NULL;
	struct n62_raw_giga *h;
	uint32_t n = 0;
	int64_t first;

	for (uint32_t i = 0; i < e->n[N62_RAW_A_GROUP]; i++)
		if (e->group[i].n > 0 && n62_rng_below(t->rng, ++n) == 0)
			g = &e->group[i];
	if (!g)
		return 0;
	first = copy_list(t, N62_RAW_A_GIGA, sizeof *h, g->first, g->n, more);
	if (first < 0)
		return -1;
	h = e->giga + first;
	for (uint32_t i = 0; i < more; i++) {
		h[g->n + i] = h[g->n - 1];
		if (more > 1)
			h[g->n + i].pixel_group =
			    (uint8_t)((h[g->n - 1].pixel_group + i + 1) % 90);
	}
	g->first = (uint32_t)first;
	g->n += more;
	return 1;
}

/* ---- blocks of another kind ----------------------------------------- */

/* Replaces what is in a block by n words of nothing. */
static int empty(struct shape *t, enum n62_raw_payload payload, uint32_t n)
{
	struct n62_raw_block *b = any_block(t, payload, 0);

	if (!b)
		return 0;
	if (!n62_raw_more(t->e, N62_RAW_A_WORD, n, t->err))
		return -1;
	b->payload = N62_RAW_OPAQUE;
	b->first = t->e->n[N62_RAW_A_WORD] - n;
	b->n = n;
	return 1;
}

static int lose_piece(struct shape *t)
{
	uint32_t n = t->e->n[N62_RAW_A_BLOCK];
	struct n62_raw_block *b;

	if (n == 0)
		return 0;
	b = &t->e->block[n62_rng_below(t->rng, n)];
	if (b->source == N62_RAW_DIM)
		return 0;
	b->payload = N62_RAW_MISSING;
	b->sub = 0;
	b->timestamp = UINT32_MAX;
	b->trigger = N62_RAW_EOB;
	return 1;
}

/* Gives an FPGA an error block, or only says so. */
static int add_errors(struct shape *t, uint32_t n)
{
	struct n62_raw_block *b = any_block(t, N62_RAW_TEL62, 1);
	struct n62_raw_fpga *f;

	if (!b)
		return 0;
	f = &t->e->fpga[b->first + b->n - 1];
	if (f->block)
		return 0;
	if (!n62_raw_more(t->e, N62_RAW_A_WORD, n, t->err))
		return -1;
	f->flags |= 1;
	f->block = n > 0;
	f->error = t->e->n[N62_RAW_A_WORD] - n;
	f->nerrors = n;
	return 1;
}

/* ---- CREAMs --------------------------------------------------------- */

/* A block with two samples more; not the first of its source, with which the
 * others are compared. */
static int more_samples(struct shape *t)
{
	struct n62_raw_event *e = t->e;

	for (uint32_t i = 1; i < e->n[N62_RAW_A_BLOCK]; i++) {
		struct n62_raw_block *b = &e->block[i];

		if (b->payload != N62_RAW_CREAM || b->n == 0 ||
		    b->source == N62_RAW_MUV2 ||
		    e->block[i - 1].source != b->source)
			continue;
		for (uint32_t k = 0; k < b->n; k++) {
			struct n62_raw_cell *c = &e->cell[b->first + k];
			int64_t first = copy_list(t, N62_RAW_A_SAMPLE,
			    sizeof *e->sample, c->first, c->n, 2);

			if (first < 0)
				return -1;
			c->first = (uint32_t)first;
			c->n = (uint16_t)(c->n + 2);
		}
		b->samples = (uint16_t)(b->samples + 2);
		return 1;
	}
	return 0;
}

static int spoil_samples(struct shape *t)
{
	struct n62_raw_block *b = any_block(t, N62_RAW_CREAM, 1);
	bool zero = t->kind == N62_RAW_CREAM_ZERO;
	const struct n62_raw_cell *c;

	if (!b)
		return 0;
	c = &t->e->cell[b->first + n62_rng_below(t->rng, b->n)];
	for (uint32_t i = 0; i < c->n; i++)
		if (i % 2 == 0 || !zero)
			t->e->sample[c->first + i] =
			    zero ? 0 : (uint16_t)(i % 2 ? 500 : 1000);
	return c->n > 0;
}

/* ---- all ------------------------------------------------------------ */

static int spoil_gtk(struct shape *t)
{
	struct n62_raw_block *b = any_block(t, N62_RAW_GIGA, 1);

	switch (t->kind) {
	case N62_RAW_GTK_GROUPS:
		if (b)
			b->n--;
		return b != NULL;
	case N62_RAW_GTK_PCS:
		return remove_block(t, true);
	case N62_RAW_GTK_REPEATED:
		return more_giga(t, 1);
	case N62_RAW_GTK_FULL:
		return more_giga(t, 20);
	default:
		return 0;
	}
}

static int spoil_creams(struct shape *t)
{
	struct n62_raw_block *b = any_block(t, N62_RAW_CREAM, 0);

	switch (t->kind) {
	case N62_RAW_CREAM_SAMPLES:
		return more_samples(t);
	case N62_RAW_CREAM_ZERO:
	case N62_RAW_CREAM_OSCILLATION:
		return spoil_samples(t);
	case N62_RAW_CREAM_REQUEST:
		if (b)
			b->head |= 1u << 31;
		return b != NULL;
	default:
		return 0;
	}
}

static int spoil_straws(struct shape *t)
{
	struct n62_raw_block *b = any_block(t, N62_RAW_SRB, 1);

	if (!b)
		return 0;
	if (t->kind == N62_RAW_SRB_REPEATED)
		return repeat_straw(t);
	t->e->straw[b->first + n62_rng_below(t->rng, b->n)].flags = 1;
	return 1;
}

static int unfinished(struct shape *t)
{
	struct n62_raw_header *h = &t->e->head;

	if (h->l0 != N62_RAW_EOB)
		return 0;
	h->l1 = h->l2 = 0xfe;
	return 1;
}

static int change(struct shape *t)
{
	const uint32_t large = 9500 / 4;

	switch (t->kind) {
	case N62_RAW_BOARD_MISSING:
		return remove_block(t, false);
	case N62_RAW_PIECE_MISSING:
		return lose_piece(t);
	case N62_RAW_EOB_UNFINISHED:
		return unfinished(t);
	case N62_RAW_L1_LARGE:
		return empty(t, N62_RAW_GIGA, large);
	case N62_RAW_TEL62_EMPTY:
		return empty(t, N62_RAW_TEL62, 0);
	case N62_RAW_TEL62_FAKE_EOB:
		return empty(t, N62_RAW_TEXT, 0);
	case N62_RAW_TEL62_FLAG:
		return add_errors(t, 0);
	case N62_RAW_TEL62_ERROR:
	case N62_RAW_TEL62_ERRORS:
		return add_errors(t, 2);
	case N62_RAW_TEL62_REPEATED:
	case N62_RAW_TEL62_ORDER:
	case N62_RAW_TEL62_TDC_ERROR:
		return spoil_tdc(t);
	case N62_RAW_SRB_REPEATED:
	case N62_RAW_SRB_FLAGS:
		return spoil_straws(t);
	case N62_RAW_L0TP_SIZE:
		return empty(t, N62_RAW_L0, 10);
	default:
		return spoil_gtk(t) + spoil_creams(t);
	}
}

int raw_reshape(struct n62_buf *event, enum n62_raw_kind kind,
    struct n62_rng *rng, struct n62_err *err)
{
	struct n62_raw_event e = { 0 };
	struct shape t = { &e, rng, kind, err };
	struct n62_raw_options o;
	int r;

	n62_raw_options_init(&o, 0);
	r = n62_raw_decode(&e, event->data, event->len, 0, &o, NULL, err);
	if (r > 0)
		r = change(&t);
	if (r > 0) {
		event->len = 0;
		r = n62_raw_encode(&e, event, err) < 0 ? -1 : 1;
	}
	n62_raw_free(&e);
	return r;
}
