/*
 * test_raw_fill.c - edges of random events, whole and damaged, become the
 * hits of a second pairing, which looks for the open hit of a channel by
 * going back through the list, and pulses those of a second search.
 *
 * usage: test_raw_fill [EVENTS [SEED]]
 */
#include "check.h"
#include "raw_random.h"

#include <inttypes.h>
#include <math.h>

static uint64_t events = 2000, seed = 20181112;
static struct n62_err err;

/* An edge hit as it should be. */
struct hit {
	int det;
	int32_t element, raw[2];
	float ns[2];
	uint32_t channel;
	size_t block;
	unsigned flags;
};

static struct hit wanted[1 << 16];
static size_t nwanted;
static uint64_t unconnected, outside;

struct world {
	struct n62_wiring *w;
	struct n62_fill f;
	struct n62_hits h;
	uint64_t count[N62_RAW_KINDS];
};

/* ---- the second pairing --------------------------------------------- */

/* The hit that a trailing edge ends: the last of its channel and block, when
 * it has no end. */
static struct hit *find_open(size_t block, uint32_t channel)
{
	for (size_t i = nwanted; i-- > 0 && wanted[i].block == block;)
		if (wanted[i].channel == channel)
			return wanted[i].raw[1] == N62_NO_EDGE ? &wanted[i]
							       : NULL;
	return NULL;
}

static void want_edge(const struct world *t, const struct n62_raw_block *b,
    size_t block, uint32_t channel, int32_t time, int trailing, unsigned flags)
{
	const struct n62_cable *c = n62_cable(t->w, b->source, channel);
	struct hit *hit = NULL;

	if (!c) {
		unconnected++;
		return;
	}
	if (c->dead || time < t->f.from[c->detector] ||
	    time > t->f.to[c->detector]) {
		outside++;
		return;
	}
	if (trailing)
		hit = find_open(block, channel);
	if (!hit) {
		hit = &wanted[nwanted++];
		*hit = (struct hit){ .det = c->detector,
			.element = c->element,
			.raw = { N62_NO_EDGE, N62_NO_EDGE },
			.ns = { NAN, NAN },
			.channel = channel,
			.block = block };
	}
	hit->raw[trailing] = time;
	hit->ns[trailing] = (float)(time * (t->w->clock / 256) - (double)c->t0);
	hit->flags |= flags << 2 * trailing;
}

static void want_block(
    const struct world *t, const struct n62_raw_event *e, size_t k)
{
	const struct n62_raw_block *b = &e->block[k];

	for (uint32_t i = 0; b->payload == N62_RAW_TEL62 && i < b->n; i++) {
		const struct n62_raw_fpga *f = &e->fpga[b->first + i];

		for (uint32_t j = 0; j < f->n; j++) {
			const struct n62_raw_tdc *d = &e->tdc[f->first + j];

			if (d->edge != N62_RAW_TDC_WORD)
				want_edge(t, b, k, d->channel, d->time,
				    d->edge == N62_RAW_TRAIL, 0);
		}
	}
	for (uint32_t i = 0; b->payload == N62_RAW_SRB && i < b->n; i++) {
		const struct n62_raw_straw *s = &e->straw[b->first + i];

		want_edge(t, b, k, s->channel, s->time,
		    s->edge == N62_RAW_STRAW_TRAIL, s->flags);
	}
}

/* ---- comparing ------------------------------------------------------ */

static bool same_float(float a, float b)
{
	return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool same_hit(
    const struct n62_group_data *d, uint32_t i, const struct hit *w)
{
	return ((int32_t *)d->v[N62_HIT_ELEMENT])[i] == w->element &&
	       ((uint16_t *)d->v[N62_HIT_CHANNEL])[i] == w->channel &&
	       ((int32_t *)d->v[N62_HIT_LEAD_RAW])[i] == w->raw[0] &&
	       ((int32_t *)d->v[N62_HIT_TRAIL_RAW])[i] == w->raw[1] &&
	       same_float(((float *)d->v[N62_HIT_LEAD])[i], w->ns[0]) &&
	       same_float(((float *)d->v[N62_HIT_TRAIL])[i], w->ns[1]) &&
	       (w->det != N62_STRAW ||
		   ((uint8_t *)d->v[N62_STRAW_FLAGS])[i] == w->flags);
}

static bool same_hits(const struct n62_hits *h)
{
	uint32_t at[N62_DETS] = { 0 };

	for (size_t i = 0; i < nwanted; i++) {
		const struct hit *w = &wanted[i];
		const struct n62_group_data *d = &h->group[w->det];

		if (at[w->det] >= d->n || !same_hit(d, at[w->det]++, w))
			return false;
	}
	for (int d = 0; d < N62_DETS; d++)
		if (n62_det_info[d].boards < N62_BOARD_GTK &&
		    at[d] != h->group[d].n)
			return false;
	return true;
}

/* Peak above pedestal, and a time no more than half a sample from the first
 * largest sample: the parabola has its vertex there. */
static bool same_pulse(const struct world *t, const struct n62_group_data *d,
    uint32_t i, const struct n62_raw_event *e, const struct n62_raw_cell *c,
    const struct n62_cable *cable)
{
	const uint16_t *s = e->sample + c->first;
	unsigned at = 0, low = 0;
	double clocks;
	float peak;

	for (unsigned k = 1; k < c->n; k++) {
		at = s[k] > s[at] ? k : at;
		low = s[k] < s[low] ? k : low;
	}
	peak = ((float *)d->v[N62_PULSE_PEAK])[i];
	clocks =
	    ((double)((float *)d->v[N62_PULSE_TIME])[i] + (double)cable->t0) /
	    t->w->clock;
	return ((int32_t *)d->v[N62_PULSE_ELEMENT])[i] == cable->element &&
	       ((float *)d->v[N62_PULSE_PEDESTAL])[i] == (float)s[low] &&
	       peak >= (float)(s[at] - s[low]) && fabs(clocks - at) < 0.501;
}

static bool same_pulses(const struct world *t, const struct n62_raw_event *e)
{
	uint32_t at[N62_DETS] = { 0 };

	for (uint32_t k = 0; k < e->n[N62_RAW_A_BLOCK]; k++) {
		const struct n62_raw_block *b = &e->block[k];

		for (uint32_t i = 0; b->payload == N62_RAW_CREAM && i < b->n;
		     i++) {
			const struct n62_raw_cell *c = &e->cell[b->first + i];
			const struct n62_cable *w =
			    n62_cable(t->w, b->source, c->channel);

			if (w && !w->dead && c->n > 0 &&
			    !same_pulse(t, &t->h.group[w->detector],
				at[w->detector]++, e, c, w))
				return false;
		}
	}
	return true;
}

/* ---- events --------------------------------------------------------- */

static void one_event(struct world *t, struct n62_raw_event *e,
    struct n62_buf *bytes, const struct n62_raw_options *o)
{
	uint64_t before = unconnected;

	n62_hits_clear(&t->h);
	memset(t->count, 0, sizeof t->count);
	nwanted = 0;
	if (n62_raw_decode(e, bytes->data, bytes->len, 0, o, t->count, &err) <
	    1)
		return;
	CHECK(n62_hits_fill(&t->h, &t->f, e, (const unsigned char *)bytes->data,
		  t->count, &err) == 0);
	for (uint32_t k = 0; k < e->n[N62_RAW_A_BLOCK]; k++)
		want_block(t, e, k);
	if (!CHECK(same_hits(&t->h)) || !CHECK(same_pulses(t, e)))
		check_note(
		    "seed %" PRIu64 ", event %" PRIu32, seed, e->head.number);
	CHECK(unconnected - before == t->count[N62_RAW_TEL62_UNCONNECTED] +
					  t->count[N62_RAW_SRB_UNCONNECTED]);
}

static void fill_all(struct world *t, bool damaged)
{
	static const enum rnd_family families[] = { RND_TEL62, RND_SRB,
		RND_CREAM, RND_ALL, RND_FULL };
	struct n62_raw_event e = { 0 };
	struct n62_raw_options o;
	struct n62_buf b = { 0 };
	struct n62_rng rng;
	uint64_t hits = 0, made = 0;

	n62_raw_options_init(&o, 9000);
	n62_rng_init(&rng, seed, 0, 77);
	for (uint64_t i = 0; i < events; i++) {
		b.len = 0;
		rnd_event(&e, families[i % 5], seed, (uint32_t)i);
		if (!CHECK(n62_raw_encode(&e, &b, &err) == 0))
			break;
		for (int k = 0; k < 3 && damaged; k++)
			made += n62_raw_spoil(&b,
				    n62_rng_below(&rng, N62_RAW_KINDS), &rng,
				    &err) > 0;
		one_event(t, &e, &b, &o);
		hits += nwanted;
	}
	check_note("%" PRIu64 " hits, %" PRIu64 " pieces of damage, %" PRIu64
		   " edges unconnected, %" PRIu64 " outside, seed %" PRIu64,
	    hits, made, unconnected, outside, seed);
	CHECK(hits > events);
	CHECK(damaged == (made > 0));
	n62_buf_free(&b);
	n62_raw_free(&e);
}

static void with_world(bool damaged, int32_t from, int32_t to)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	struct n62_hits_shape shape = { (1u << N62_DETS) - 1, false };
	struct world t = { 0 };

	shape.groups |= 1u << N62_G_EVENT | 1u << N62_G_L1;
	unconnected = outside = 0;
	t.w = c ? n62_wiring_new(c, 9000, &err) : NULL;
	if (CHECK(t.w != NULL) && CHECK(n62_fill_init(&t.f, &err) == 0)) {
		n62_hits_init(&t.h, shape);
		t.f.wiring = t.w;
		for (int d = 0; d < N62_DETS; d++) {
			t.f.from[d] = from;
			t.f.to[d] = to;
		}
		fill_all(&t, damaged);
	}
	n62_hits_free(&t.h);
	n62_fill_free(&t.f);
	n62_wiring_free(t.w);
	n62_conditions_free(c);
}

static void whole(void)
{
	with_world(false, INT32_MIN, INT32_MAX);
	CHECK(outside == 0);
}

static void damaged(void)
{
	with_world(true, INT32_MIN, INT32_MAX);
}

static void windowed(void)
{
	with_world(false, -1000, 1000);
	CHECK(outside > 0);
}

int main(int argc, char **argv)
{
	if (argc > 1 && n62_get_u64(argv[1], strlen(argv[1]), &events) < 0)
		return 2;
	if (argc > 2 && n62_get_u64(argv[2], strlen(argv[2]), &seed) < 0)
		return 2;
	check_run("hits of whole events", whole);
	check_run("hits of damaged events", damaged);
	check_run("hits in a window", windowed);
	return check_end();
}
