/*
 * gtk.c - the payload of a GTK PC: ten groups of hits, each half a chip, and
 * behind each group its two trailers.
 *
 * A coarse counter is sent in Gray code with a selector that should be its
 * parity. Late in a fine period (above 20 of 32) a selector that disagrees
 * tells that the counter has already moved on, and one is subtracted.
 */
#include "raw/private.h"

enum {
	item = 8, /* bytes */
	tag_hit = 0,
	tag_trailer1 = 0xa,
	tag_trailer2 = 0xf,
	groups = 10,
	late = 20,  /* fine times above it are corrected */
	full = 20,  /* hits at which the chip stops */
	frame = 256 /* clocks */
};

/* A block at work. */
struct pc {
	struct raw_decoder *d;
	struct n62_raw_block *b;
	const unsigned char *p, *end;
	uint32_t station;
};

static int lost(
    const struct pc *t, enum n62_raw_kind kind, const unsigned char *at)
{
	raw_fault(t->d, kind, t->b->sub, raw_at(t->d, at));
	return 0;
}

static uint32_t to_gray(uint32_t v)
{
	return v ^ v >> 1;
}

static uint32_t from_gray(uint32_t v)
{
	v ^= v >> 8;
	v ^= v >> 4;
	v ^= v >> 2;
	return v ^ v >> 1;
}

/* ---- times ---------------------------------------------------------- */

/* Both times of a hit; l is the time stamp of its group. */
static void read_times(
    struct n62_raw_giga *h, const unsigned char *p, uint32_t l)
{
	uint32_t sent = from_gray(raw_get(&raw_giga[GIGA_LEAD_COARSE], p));
	uint32_t fine = from_gray(raw_get(&raw_giga[GIGA_LEAD_FINE], p));
	uint32_t odd = (sent & 1) != raw_get(&raw_giga[GIGA_LEAD_SELECT], p);
	uint32_t moved = odd && fine > late;
	uint32_t coarse = (sent - moved) & 0xfff;
	int32_t now = (int32_t)(l / frame), f = now;
	int32_t start = (int32_t)(l % frame) * 256;

	if ((uint32_t)(f & 1) != coarse >> 11)
		f--;
	h->lead =
	    (f - now) * 65536 + (int32_t)((coarse & 0x7ff) * 32 + fine) - start;
	/* The end is counted from an even frame, whatever that of the start. */
	sent = coarse + moved + raw_get(&raw_giga[GIGA_OVER], p);
	fine = from_gray(raw_get(&raw_giga[GIGA_TRAIL_FINE], p));
	h->flags = (uint8_t)odd;
	odd = (sent & 1) != raw_get(&raw_giga[GIGA_TRAIL_SELECT], p);
	moved = odd && fine > late;
	h->trail = ((f & ~1) - now) * 65536 +
		   (int32_t)((sent - moved) * 32 + fine) - start;
	h->flags |=
	    (uint8_t)(odd << 1 | raw_get(&raw_giga[GIGA_STATUS], p) << 2);
}

/* The inverse; false when the times do not fit. */
static bool write_times(
    const struct n62_raw_giga *h, unsigned char *p, uint32_t l)
{
	int32_t now = (int32_t)(l / frame), start = (int32_t)(l % frame) * 256;
	int32_t lead = h->lead + start, f = now + (lead >> 16), trail;
	uint32_t odd = h->flags & 1, fine = lead & 31, over;
	uint32_t coarse = (lead >> 5 & 0x7ff) | (uint32_t)(f & 1) << 11;
	uint32_t first = coarse + (odd && fine > late);

	if (f != now && f != now - 1)
		return false;
	raw_put(&raw_giga[GIGA_LEAD_COARSE], p, to_gray(first & 0xfff));
	raw_put(&raw_giga[GIGA_LEAD_FINE], p, to_gray(fine));
	raw_put(&raw_giga[GIGA_LEAD_SELECT], p, first ^ odd);
	trail = h->trail + start - ((f & ~1) - now) * 65536;
	odd = h->flags >> 1 & 1;
	fine = trail & 31;
	over = (uint32_t)(trail >> 5) + (odd && fine > late) - first;
	raw_put(&raw_giga[GIGA_OVER], p, over);
	raw_put(&raw_giga[GIGA_TRAIL_FINE], p, to_gray(fine));
	raw_put(&raw_giga[GIGA_TRAIL_SELECT], p, (first + over) ^ odd);
	raw_put(&raw_giga[GIGA_STATUS], p, (uint32_t)h->flags >> 2);
	return over <= raw_mask(&raw_giga[GIGA_OVER]);
}

/* ---- decoding ------------------------------------------------------- */

/* Whether the hit is one of this group. */
static bool good_hit(
    const struct pc *t, const unsigned char *p, const struct n62_raw_group *g)
{
	if (raw_get(&raw_giga[GIGA_CHIP], p) != g->chip ||
	    raw_get(&raw_giga[GIGA_STATION], p) != t->station + 1)
		return lost(t, N62_RAW_GTK_CHIP, p);
	if (raw_get(&raw_giga[GIGA_FRAME], p) != (g->timestamp / frame & 15))
		return lost(t, N62_RAW_GTK_FRAME, p);
	return true;
}

/* The n hits of a group. */
static int decode_hits(const struct pc *t, const unsigned char *p, uint32_t n,
    struct n62_raw_group *g)
{
	struct n62_raw_event *e = t->d->e;
	struct n62_raw_giga *h;

	if (raw_reserve(e, N62_RAW_A_GIGA, n, t->d->err) < 0)
		return -1;
	g->first = e->n[N62_RAW_A_GIGA];
	h = e->giga + g->first;
	for (uint32_t i = 0; i < n; i++, p += item) {
		if (!good_hit(t, p, g))
			continue;
		if (i > 0 && memcmp(p, p - item, item) == 0)
			lost(t, N62_RAW_GTK_REPEATED, p);
		h->station = (uint8_t)t->station;
		h->chip = g->chip;
		h->quarter = (uint8_t)raw_get(&raw_giga[GIGA_QUARTER], p);
		h->pixel_group = (uint8_t)raw_get(&raw_giga[GIGA_PIXELS], p);
		h->arbiter = (uint8_t)raw_get(&raw_giga[GIGA_ARBITER], p);
		h->pileup = (uint8_t)raw_get(&raw_giga[GIGA_PILEUP], p);
		read_times(h, p, g->timestamp);
		h++;
	}
	g->n = (uint32_t)(h - (e->giga + g->first));
	e->n[N62_RAW_A_GIGA] += g->n;
	return 1;
}

/* Whether the two trailers at p belong to the event, the PC and n hits. */
static bool good_trailers(const struct pc *t, const unsigned char *p,
    const struct n62_raw_group *g, uint32_t n)
{
	const struct raw_decoder *d = t->d;

	if (raw_get(&raw_gtrail2[GTRAIL2_CHIP], p + item) != g->chip)
		return lost(t, N62_RAW_GTK_TRAILER, p + item);
	if (g->chip / 5 != t->b->sub % 2)
		return lost(t, N62_RAW_GTK_CHIP, p);
	if (g->timestamp != d->e->head.timestamp - d->o->gtk_offset[t->station])
		return lost(t, N62_RAW_GTK_TIME, p + 4);
	if (g->number != d->e->head.number)
		return lost(t, N62_RAW_GTK_NUMBER, p);
	if (raw_get(&raw_gtrail2[GTRAIL2_HITS], p + item) != n ||
	    g->count != ((g->number + 1) & 0xffffff))
		return lost(t, N62_RAW_GTK_COUNT, p + item + 4);
	return true;
}

/* Keeps a group of n hits whose trailers are at p. */
static int decode_group(const struct pc *t, const unsigned char *p, uint32_t n)
{
	struct n62_raw_event *e = t->d->e;
	struct n62_raw_group *g;

	if (raw_reserve(e, N62_RAW_A_GROUP, 1, t->d->err) < 0)
		return -1;
	g = &e->group[e->n[N62_RAW_A_GROUP]];
	g->number = raw_get(&raw_gtrail1[GTRAIL1_NUMBER], p);
	g->chip = (uint8_t)raw_get(&raw_gtrail1[GTRAIL1_CHIP], p);
	g->timestamp = raw_get(&raw_gtrail1[GTRAIL1_TIME], p);
	g->type = (uint8_t)raw_get(&raw_gtrail2[GTRAIL2_TYPE], p + item);
	g->before = (uint16_t)raw_get(&raw_gtrail2[GTRAIL2_BEFORE], p + item);
	g->count = raw_get(&raw_gtrail2[GTRAIL2_COUNT], p + item);
	if (!good_trailers(t, p, g, n))
		return 0;
	if (n >= full)
		lost(t, N62_RAW_GTK_FULL, p);
	if (decode_hits(t, p - (size_t)item * n, n, g) < 0)
		return -1;
	e->n[N62_RAW_A_GROUP]++;
	return 1;
}

static uint32_t tag_at(const struct pc *t)
{
	if (t->p == t->end)
		return UINT32_MAX;
	return raw_get(&raw_giga[GIGA_TAG], t->p);
}

/* Takes the next group off; 0: the order of its words is broken. */
static int next_group(struct pc *t)
{
	uint32_t n = 0;

	for (; tag_at(t) == tag_hit; n++)
		t->p += item;
	if (tag_at(t) != tag_trailer1)
		return lost(t, N62_RAW_GTK_TAG, t->p);
	t->p += item;
	if (tag_at(t) != tag_trailer2)
		return lost(t, N62_RAW_GTK_TAG, t->p);
	t->p += item;
	return decode_group(t, t->p - 2 * item, n) < 0 ? -1 : 1;
}

int raw_gtk_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	struct pc t = { .d = d,
		.b = b,
		.p = p,
		.end = p + 4 * (size_t)n,
		.station = b->sub / 2u };
	int count = 0, r;

	if (t.station > 2)
		return lost(&t, N62_RAW_BOARD_NUMBER, p);
	if (n % 2 != 0)
		return lost(&t, N62_RAW_GTK_TAG, t.end - 4);
	b->payload = N62_RAW_GIGA;
	b->first = d->e->n[N62_RAW_A_GROUP];
	for (; t.p < t.end; count++) {
		r = next_group(&t);
		if (r <= 0)
			return r;
	}
	b->n = d->e->n[N62_RAW_A_GROUP] - b->first;
	if (count != groups)
		lost(&t, N62_RAW_GTK_GROUPS, p);
	return 1;
}

/* ---- encoding ------------------------------------------------------- */

static int encode_hit(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_group *g, const struct n62_raw_giga *h)
{
	unsigned char *p = raw_add_room(c, GIGA_WORDS);

	if (!p)
		return -1;
	raw_put(&raw_giga[GIGA_TAG], p, tag_hit);
	raw_put(&raw_giga[GIGA_CHIP], p, g->chip);
	raw_put(&raw_giga[GIGA_STATION], p, h->station + 1u);
	raw_put(&raw_giga[GIGA_FRAME], p, g->timestamp / frame);
	raw_put(&raw_giga[GIGA_PIXELS], p, h->pixel_group);
	raw_put(&raw_giga[GIGA_ARBITER], p, h->arbiter);
	raw_put(&raw_giga[GIGA_PILEUP], p, h->pileup);
	raw_put(&raw_giga[GIGA_QUARTER], p, h->quarter);
	if (!write_times(h, p, g->timestamp) || h->chip != g->chip ||
	    h->station != b->sub / 2 || h->pixel_group > 127 ||
	    h->arbiter > 31 || h->pileup > 31 || h->quarter > 3)
		return raw_cannot(c, b, "a hit");
	return 0;
}

static int encode_group(struct raw_encoder *c, const struct n62_raw_block *b,
    const struct n62_raw_group *g)
{
	unsigned char *p;

	if (!raw_has(c->e, N62_RAW_A_GIGA, g->first, g->n) || g->n > 255 ||
	    g->chip > 9)
		return raw_cannot(c, b, "a group");
	for (uint32_t i = 0; i < g->n; i++)
		if (encode_hit(c, b, g, &c->e->giga[g->first + i]) < 0)
			return -1;
	p = raw_add_room(c, 4);
	if (!p)
		return -1;
	raw_put(&raw_gtrail1[GTRAIL1_TAG], p, tag_trailer1);
	raw_put(&raw_gtrail1[GTRAIL1_CHIP], p, g->chip);
	raw_put(&raw_gtrail1[GTRAIL1_NUMBER], p, g->number);
	raw_put(&raw_gtrail1[GTRAIL1_TIME], p, g->timestamp);
	p += item;
	raw_put(&raw_gtrail2[GTRAIL2_TAG], p, tag_trailer2);
	raw_put(&raw_gtrail2[GTRAIL2_CHIP], p, g->chip);
	raw_put(&raw_gtrail2[GTRAIL2_BEFORE], p, g->before);
	raw_put(&raw_gtrail2[GTRAIL2_TYPE], p, g->type);
	raw_put(&raw_gtrail2[GTRAIL2_HITS], p, g->n);
	raw_put(&raw_gtrail2[GTRAIL2_COUNT], p, g->count);
	return 0;
}

int raw_gtk_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	if (!raw_has(c->e, N62_RAW_A_GROUP, b->first, b->n))
		return raw_cannot(c, b, "a list of groups");
	for (uint32_t i = 0; i < b->n; i++)
		if (encode_group(c, b, &c->e->group[b->first + i]) < 0)
			return -1;
	return 0;
}
