/*
 * digitise.c - from the pulses on channels of TDCs to hits: pulses that are too
 * close join, edges fall into bins and windows, and the functions that append
 * the hits are those of the decoder.
 *
 * What is sorted are numbers of 64 bits that hold all of an edge.
 */
#include "sim/tracking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	fine_bits = 16,      /* index of a pulse in a key */
	slot = 256,          /* of raw time, a clock */
	coarse = 8,          /* raw time of a bin of the straws */
	giga_longest = 1920, /* raw time that fits into a word of the GTK */
	far = 1 << 22,       /* raw times beyond are nobody's */
	straw_slots = 16     /* of an SRB, the first 4 before the trigger */
};

/* A pulse on a channel, raw times before they fall into bins. */
struct raw_pulse {
	double lead, trail;
	uint32_t channel;
};

struct scratch {
	struct n62_fill fill;
	uint64_t *key, *spare;
	struct raw_pulse *pulse, *joined;
	struct n62_edge *edge;
	uint32_t cap;
};

struct digitiser {
	const struct sim_event *ev;
	const struct n62_wiring *w;
	struct scratch *s;
	struct n62_hits *h;
	struct n62_err *err;
	int d;
	int32_t from, to; /* raw times that are read out */
	uint32_t n;       /* pulses, then joined pulses */
};

/* ---- memory ---------------------------------------------------------- */

static struct scratch *get_scratch(struct sim_event *ev, struct n62_err *err)
{
	struct scratch *s = ev->scratch;

	if (s)
		return s;
	s = n62_new(1, sizeof *s, err);
	if (!s || n62_fill_init(&s->fill, err) < 0) {
		free(s);
		return NULL;
	}
	ev->scratch = s;
	return s;
}

void sim_digitise_free(struct sim_event *ev)
{
	struct scratch *s = ev->scratch;

	if (!s)
		return;
	n62_fill_free(&s->fill);
	free(s->key);
	free(s->spare);
	free(s->pulse);
	free(s->joined);
	free(s->edge);
	free(s);
	ev->scratch = NULL;
}

/* Grows an array to n entries; what was in it is not wanted any more. */
static int make_room(void *array, uint32_t n, size_t size, struct n62_err *err)
{
	void *p;

	memcpy(&p, array, sizeof p);
	p = n62_resize(p, n, size, err);
	if (!p)
		return -1;
	memcpy(array, &p, sizeof p);
	return 0;
}

/* For n pulses, which have twice as many edges. */
static int reserve(struct scratch *s, uint32_t n, struct n62_err *err)
{
	uint32_t cap = s->cap ? s->cap : 256;

	if (n <= s->cap)
		return 0;
	if (n >> fine_bits)
		return n62_fail(err, N62_MEM,
		    "an event has %u pulses in one detector, more than %d", n,
		    1 << fine_bits);
	while (cap < n)
		cap *= 2;
	if (make_room(&s->key, 2 * cap, sizeof *s->key, err) < 0 ||
	    make_room(&s->spare, 2 * cap, sizeof *s->spare, err) < 0 ||
	    make_room(&s->pulse, cap, sizeof *s->pulse, err) < 0 ||
	    make_room(&s->joined, cap, sizeof *s->joined, err) < 0 ||
	    make_room(&s->edge, 2 * cap, sizeof *s->edge, err) < 0)
		return -1;
	s->cap = cap;
	return 0;
}

/* ---- sorting --------------------------------------------------------- */

static void merge(uint64_t *to, const uint64_t *a, uint32_t na,
    const uint64_t *b, uint32_t nb)
{
	while (na > 0 && nb > 0) {
		bool first = *a <= *b;

		*to++ = first ? *a : *b;
		a += first;
		na -= first;
		b += !first;
		nb -= !first;
	}
	memcpy(to, na ? a : b, (na + nb) * sizeof *to);
}

/* By merging, from runs that are sorted by insertion. */
static void sort_keys(struct scratch *s, uint32_t n)
{
	enum {
		run = 8
	};

	for (uint32_t i = 0; i < n; i++) {
		uint64_t v = s->key[i];
		uint32_t k = i;

		for (; k % run > 0 && s->key[k - 1] > v; k--)
			s->key[k] = s->key[k - 1];
		s->key[k] = v;
	}
	for (uint32_t size = run; size < n; size *= 2) {
		uint64_t *done = s->spare;

		for (uint32_t i = 0; i < n; i += 2 * size) {
			uint32_t left = n - i;
			uint32_t na = left < size ? left : size;
			uint32_t nb = left - na < size ? left - na : size;

			merge(
			    s->spare + i, s->key + i, na, s->key + i + na, nb);
		}
		s->spare = s->key;
		s->key = done;
	}
}

/* A time as bits of a key; raw times are far below 2^23. */
static uint64_t time_bits(int64_t time, int bits)
{
	return (uint64_t)(time + ((int64_t)1 << (bits - 1)));
}

/* ---- pulses ---------------------------------------------------------- */

/*
 * Pulses of channels that are there into raw times, sorted by channel and
 * time; 256ths of a raw unit are enough for the order.
 */
static void wire_pulses(struct digitiser *t)
{
	const struct sim_pulses *p = &t->ev->pulses[t->d];
	unsigned source = n62_det_info[t->d].source;
	double tick = t->w->clock / slot;
	double shift = slot * n62_det_info[t->d].latency;
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		const struct sim_pulse *v = &p->v[i];
		int32_t channel = n62_channel(t->w, t->d, v->element);
		const struct n62_cable *cable;
		double lead, trail;

		if (channel < 0)
			continue;
		cable = n62_cable(t->w, source, (uint32_t)channel);
		lead = ((double)v->time + t->ev->phase + (double)cable->t0) /
			   tick +
		       shift;
		trail = lead + (double)v->width / tick;
		if (cable->dead || !(fabs(lead) < far) || !(fabs(trail) < far))
			continue;
		t->s->pulse[n] =
		    (struct raw_pulse){ lead, trail, (uint32_t)channel };
		t->s->key[n] =
		    (uint64_t)channel << 48 |
		    time_bits((int64_t)(lead * 256), 32) << fine_bits | n;
		n++;
	}
	sort_keys(t->s, n);
	t->n = n;
}

/* Pulses of a channel that begin within the dead times of the one before
 * prolong it. What is left is in the order of channels and times. */
static void join_pulses(struct digitiser *t)
{
	const struct sim_tracking *p = t->ev->sim->tracking;
	double tick = t->w->clock / slot;
	double same = p->dead[t->d] / tick, opposite = p->dead_opposite / tick;
	struct raw_pulse *to = NULL;
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->n; i++) {
		const struct raw_pulse *v =
		    &t->s->pulse[t->s->key[i] & ((1 << fine_bits) - 1)];

		if (!to || v->channel != to->channel ||
		    (v->lead >= to->lead + same &&
			v->lead >= to->trail + opposite)) {
			to = &t->s->joined[n++];
			*to = *v;
		} else if (v->trail > to->trail) {
			to->trail = v->trail;
		}
	}
	t->n = n;
}

/* ---- edges ----------------------------------------------------------- */

/* The bin of an edge, as it is read out; false when it is outside. */
static bool to_bin(const struct digitiser *t, double time, int32_t *bin)
{
	int unit = t->d == N62_STRAW ? coarse : 1;

	*bin = unit * (int32_t)floor(time / unit);
	return *bin >= t->from && *bin <= t->to;
}

/* Edges in the order of the words: by FPGA or SRB, then time, channel, kind. */
static int add_edges(const struct digitiser *t)
{
	int shift = t->d == N62_STRAW ? 8 : 7;
	uint32_t low = (1u << shift) - 1, n = 0;
	struct scratch *s = t->s;

	for (uint32_t i = 0; i < t->n; i++) {
		const struct raw_pulse *v = &s->joined[i];

		for (uint32_t k = 0; k < 2; k++) {
			int32_t bin;

			if (!to_bin(t, k ? v->trail : v->lead, &bin))
				continue;
			s->key[n++] = (uint64_t)(v->channel >> shift) << 41 |
				      time_bits(bin, 32) << 9 |
				      (v->channel & low) << 1 | k;
		}
	}
	sort_keys(s, n);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t key = s->key[i];

		s->edge[i] =
		    (struct n62_edge){ (int32_t)((key >> 9) - 0x80000000u),
			    (uint16_t)(key >> 41 << shift | (key >> 1 & low)),
			    key & 1, 0 };
	}
	return n62_hits_edges(
	    t->h, &s->fill, n62_det_info[t->d].source, s->edge, n, t->err);
}

/* Hits of the GTK by half chips, then time and channel. */
static int add_gigas(const struct digitiser *t)
{
	struct scratch *s = t->s;
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->n; i++) {
		uint64_t channel = s->joined[i].channel;
		int32_t bin;

		if (to_bin(t, s->joined[i].lead, &bin))
			s->key[n++] = channel / 900 << 58 |
				      time_bits(bin, 26) << 32 | channel << 16 |
				      i;
	}
	sort_keys(s, n);
	for (uint32_t i = 0; i < n; i++) {
		const struct raw_pulse *v = &s->joined[s->key[i] & 0xffff];
		uint32_t channel = v->channel;
		int32_t lead = (int32_t)floor(v->lead);
		int32_t trail = (int32_t)floor(v->trail);
		struct n62_raw_giga g = { .lead = lead,
			.trail = trail < lead + giga_longest
				     ? trail
				     : lead + giga_longest,
			.station = (uint8_t)(channel / 18000),
			.chip = (uint8_t)(channel / 1800 % 10),
			.quarter = channel / 450 % 4,
			.pixel_group = (uint8_t)(channel / 5 % 90),
			.arbiter = (uint8_t)(1u << channel % 5) };

		if (n62_hits_giga(t->h, &s->fill, &g, t->err) < 0)
			return -1;
	}
	return 0;
}

/* ---- an event -------------------------------------------------------- */

static void find_window(struct digitiser *t)
{
	const struct sim_tracking *p = t->ev->sim->tracking;
	const struct n62_map *m = &t->w->map[t->d];
	int first = m->first_slot, last = m->last_slot;
	int shift = n62_det_info[t->d].latency * slot;

	if (t->d == N62_GTK) {
		int32_t ticks = (int32_t)(p->window_gtk * slot / t->w->clock);

		t->from = shift - ticks;
		t->to = shift + ticks;
		return;
	}
	if (t->d == N62_STRAW) {
		first = -4;
		last = straw_slots - 5;
	} else if (first == 0 && last == 0) {
		last = (int)p->window_slots;
		first = -last;
	}
	t->from = first * slot + shift;
	t->to = last * slot + slot - 1 + shift;
}

static int digitise(struct digitiser *t)
{
	if (reserve(t->s, t->ev->pulses[t->d].n, t->err) < 0)
		return -1;
	find_window(t);
	wire_pulses(t);
	join_pulses(t);
	return t->d == N62_GTK ? add_gigas(t) : add_edges(t);
}

int sim_digitise_some(struct sim_event *ev, const struct n62_wiring *w,
    uint32_t detectors, struct n62_hits *h, struct n62_err *err)
{
	struct digitiser t = { .ev = ev, .w = w, .h = h, .err = err };

	t.s = get_scratch(ev, err);
	if (!t.s)
		return -1;
	t.s->fill.wiring = w;
	for (t.d = 0; t.d < N62_DETS; t.d++)
		if (detectors >> t.d & 1 &&
		    n62_det_info[t.d].boards != N62_BOARD_CREAM &&
		    ev->pulses[t.d].n > 0 && h->shape.groups >> t.d & 1 &&
		    digitise(&t) < 0)
			return -1;
	return sim_digitise_samples(ev, w, detectors, h, err);
}

int sim_digitise(struct sim_event *ev, const struct n62_wiring *w,
    struct n62_hits *h, struct n62_err *err)
{
	return sim_digitise_some(ev, w, UINT32_MAX, h, err);
}
