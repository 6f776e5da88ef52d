/*
 * raw_hits.c - random events with hits in all detectors, as an n62 stream on
 * standard output: what bursts for tests and measurements are encoded from.
 *
 *	raw_hits EVENTS SEED [SCALE [BURST [PARTICLES [RUN]]]]
 *
 * The last event ends the burst. Hits are in the order in which a decoder
 * gives them, so that decoding what na62-encode makes of them gives exactly
 * this stream again. SCALE multiplies the mean numbers of hits, which without
 * it are such that an event has some 10 kB. With PARTICLES, each event has a
 * truth of up to as many particles.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "raw/raw.h"

enum {
	START = 1600000000
};

/* Mean hits of an event. */
static const double means[N62_DETS] = {
	[N62_KTAG] = 40,
	[N62_GTK] = 30,
	[N62_CHANTI] = 4,
	[N62_LAV] = 12,
	[N62_STRAW] = 110,
	[N62_CHOD] = 10,
	[N62_NEWCHOD] = 8,
	[N62_RICH] = 35,
	[N62_IRC] = 1,
	[N62_SAC] = 1,
	[N62_LKR] = 40,
	[N62_MUV0] = 1,
	[N62_MUV1] = 24,
	[N62_MUV2] = 12,
	[N62_MUV3] = 4,
	[N62_HASC] = 1,
	[N62_SAV] = 1,
};

struct source {
	struct n62_wiring *wiring;
	struct n62_rng rng;
	struct n62_hits hits;
	double scale;
	uint64_t seed, burst, particles, run;
	uint32_t *channels[N62_DETS]; /* connected ones, ascending */
	uint8_t *taken;
	struct n62_err *err;
};

static int below(struct source *s, uint32_t n)
{
	return (int)n62_rng_below(&s->rng, n);
}

/* Connected channels of each detector. */
static int list_channels(struct source *s)
{
	for (int d = 0; d < N62_DETS; d++) {
		const struct n62_source *source =
		    &s->wiring->source[n62_det_info[d].source / 4];
		uint32_t n = 0;

		s->channels[d] = n62_new(s->wiring->map[d].used + 1, 4, s->err);
		if (!s->channels[d])
			return -1;
		for (uint32_t c = 0; c < source->channels; c++)
			if (source->cable[c].element >= 0 &&
			    source->cable[c].detector == d)
				s->channels[d][n++] = c;
	}
	s->taken = n62_new(1 << 16, 1, s->err);
	return s->taken ? 0 : -1;
}

struct hit {
	uint32_t channel;
	int32_t lead, trail;
};

/* Half of the scale of random numbers around a mean. */
static uint32_t hits_of(struct source *s, int d)
{
	double mean = means[d] * s->scale;
	uint32_t most = s->wiring->map[d].used / 2;
	uint32_t n = (uint32_t)(mean * 2 * n62_rng_uniform(&s->rng) + 0.5);

	return n < most ? n : most;
}

static struct hit random_hit(struct source *s, int d)
{
	const struct n62_map *m = &s->wiring->map[d];
	struct hit h = { s->channels[d][below(s, m->used)], 0, 0 };
	int from = m->first_slot * 256, to = (m->last_slot + 1) * 256;

	switch (n62_det_info[d].boards) {
	case N62_BOARD_SRB:
		h.lead = -261 * 256 + 8 * below(s, 16 * 32);
		h.trail = -261 * 256 + 8 * below(s, 16 * 32);
		break;
	case N62_BOARD_GTK:
		h.lead = -293 * 256 - 1 - below(s, 40 * 256);
		h.trail = h.lead + 32 * (1 + below(s, 60));
		break;
	default:
		h.lead = from + below(s, (uint32_t)(to - from));
		h.trail = h.lead + below(s, (uint32_t)(to - h.lead));
		break;
	}
	if (d != N62_GTK && below(s, 10) == 0)
		h.lead = N62_NO_EDGE;
	else if (h.trail < h.lead || (d != N62_GTK && below(s, 10) == 0))
		h.trail = N62_NO_EDGE;
	return h;
}

static int32_t first_edge(const struct hit *h)
{
	return h->lead != N62_NO_EDGE ? h->lead : h->trail;
}

static int order(const struct hit *a, const struct hit *b, uint32_t unit)
{
	uint32_t x = a->channel / unit, y = b->channel / unit;

	if (x != y)
		return x < y ? -1 : 1;
	if (first_edge(a) != first_edge(b))
		return first_edge(a) < first_edge(b) ? -1 : 1;
	return a->channel < b->channel ? -1 : a->channel > b->channel;
}

static int by_fpga(const void *a, const void *b)
{
	return order(a, b, 128);
}

static int by_board(const void *a, const void *b)
{
	return order(a, b, 256);
}

static int by_half(const void *a, const void *b)
{
	return order(a, b, 900);
}

static void set_edge(
    struct source *s, int d, uint32_t i, bool trailing, int32_t time)
{
	struct n62_group_data *g = &s->hits.group[d];
	const struct n62_cable *cable = n62_cable(s->wiring,
	    n62_det_info[d].source, ((uint16_t *)g->v[N62_HIT_CHANNEL])[i]);
	double middle = d == N62_GTK ? 0.5 : 0;
	double ns =
	    (time + middle) * (s->wiring->clock / 256) - (double)cable->t0;

	((int32_t *)g->v[trailing ? N62_HIT_TRAIL_RAW : N62_HIT_LEAD_RAW])[i] =
	    time;
	((float *)g->v[trailing ? N62_HIT_TRAIL : N62_HIT_LEAD])[i] =
	    time == N62_NO_EDGE ? NAN : (float)ns;
}

static int put_hits(struct source *s, int d, const struct hit *h, uint32_t n)
{
	struct n62_group_data *g = &s->hits.group[d];

	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = g->n;

		if (n62_hits_add(&s->hits, d, s->err) < 0)
			return -1;
		((uint16_t *)g->v[N62_HIT_CHANNEL])[i] = (uint16_t)h[k].channel;
		((int32_t *)g->v[N62_HIT_ELEMENT])[i] =
		    n62_cable(s->wiring, n62_det_info[d].source, h[k].channel)
			->element;
		set_edge(s, d, i, false, h[k].lead);
		set_edge(s, d, i, true, h[k].trail);
		if (d == N62_GTK)
			((uint32_t *)g->v[N62_GTK_BITS])[i] =
			    1u << h[k].channel % 5 << N62_GTK_ARBITER;
	}
	return 0;
}

/* Each channel once: pairs of edges are then beyond doubt. */
static int random_hits(struct source *s, int d)
{
	uint32_t n = hits_of(s, d);
	struct hit *h = n62_new(n + 1, sizeof *h, s->err);
	uint32_t kept = 0;
	int r;

	if (!h)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		h[kept] = random_hit(s, d);
		kept += s->taken[h[kept].channel]++ == 0;
	}
	memset(s->taken, 0, 1 << 16);
	qsort(h, kept, sizeof *h,
	    d == N62_GTK     ? by_half
	    : d == N62_STRAW ? by_board
			     : by_fpga);
	r = put_hits(s, d, h, kept);
	free(h);
	return r;
}

/* ---- calorimeters --------------------------------------------------- */

static int put_pulse(struct source *s, int d, uint32_t channel)
{
	struct n62_group_data *g = &s->hits.group[d];
	const struct n62_column_doc *doc =
	    &n62_group_docs[d].columns[N62_PULSE_SAMPLES];
	uint32_t i = g->n, n = doc->length;
	double height = 20 * exp(5 * n62_rng_uniform(&s->rng));
	double middle = (n - 1) * n62_rng_uniform(&s->rng);
	uint16_t *sample;

	if (n62_hits_add(&s->hits, d, s->err) < 0)
		return -1;
	sample = (uint16_t *)g->v[N62_PULSE_SAMPLES] + (size_t)i * n;
	for (uint32_t k = 0; k < n; k++) {
		double x = (k - middle) / 3;

		sample[k] = (uint16_t)(398 + below(s, 4) +
				       (int)(height * exp(-x * x / 2)));
	}
	((uint16_t *)g->v[N62_PULSE_CHANNEL])[i] = (uint16_t)channel;
	((int32_t *)g->v[N62_PULSE_ELEMENT])[i] =
	    n62_cable(s->wiring, n62_det_info[d].source, channel)->element;
	return 0;
}

static int random_pulses(struct source *s, int d)
{
	const uint32_t *channels = s->channels[d];
	uint32_t used = s->wiring->map[d].used;
	double part = means[d] * s->scale / used;

	for (uint32_t i = 0; i < used; i++)
		if (n62_rng_uniform(&s->rng) < part &&
		    put_pulse(s, d, channels[i]) < 0)
			return -1;
	return 0;
}

/* ---- trigger -------------------------------------------------------- */

static int random_masks(struct source *s)
{
	struct n62_group_data *g = &s->hits.group[N62_G_L1];
	int n = below(s, 4);

	for (int m = 0; m < n; m++) {
		uint32_t i = g->n;

		if (n62_hits_add(&s->hits, N62_G_L1, s->err) < 0)
			return -1;
		((uint8_t *)g->v[N62_L1_MASK])[i] = (uint8_t)(3 * m);
		((uint8_t *)g->v[N62_L1_WORD])[i] = (uint8_t)below(s, 256);
		((uint16_t *)g->v[N62_L1_REDUCTION])[i] = 1;
		((uint8_t *)g->v[N62_L1_FINE])[i] = (uint8_t)below(s, 256);
	}
	return 0;
}

/* ---- truth ---------------------------------------------------------- */

static int truth(struct source *s, uint32_t i)
{
	static const int32_t pdg[] = { 321, -13, 14, 211, 111, 22, 11, -11 };
	struct n62_group_data *g = &s->hits.group[N62_G_MC];
	void *const *v = s->hits.group[N62_G_EVENT].v;
	int n = below(s, (uint32_t)s->particles + 1);

	((double *)v[N62_EV_WEIGHT])[i] = n62_rng_uniform(&s->rng);
	memcpy(
	    (char *)v[N62_EV_DECAY] + (size_t)i * N62_RAW_DECAY, "munuee", 6);
	for (int k = 0; k < n; k++) {
		uint32_t at = g->n;

		if (n62_hits_add(&s->hits, N62_G_MC, s->err) < 0)
			return -1;
		((int32_t *)g->v[N62_MC_PDG])[at] = pdg[k % 8];
		((int16_t *)g->v[N62_MC_PARENT])[at] =
		    (int16_t)(below(s, (uint32_t)k + 1) - 1);
		((uint8_t *)g->v[N62_MC_PROCESS])[at] = (uint8_t)below(s, 5);
		((uint8_t *)g->v[N62_MC_OVERLAY])[at] = (uint8_t)(k / 20);
		for (int c = N62_MC_X; c < N62_MC_COLUMNS; c++)
			((float *)g->v[c])[at] =
			    (float)(1e5 * n62_rng_uniform(&s->rng));
	}
	return 0;
}

/* ---- an event ------------------------------------------------------- */

static void set32(struct source *s, int column, uint32_t i, uint32_t v)
{
	((uint32_t *)s->hits.group[N62_G_EVENT].v[column])[i] = v;
}

static void set8(struct source *s, int column, uint32_t i, uint8_t v)
{
	((uint8_t *)s->hits.group[N62_G_EVENT].v[column])[i] = v;
}

static void trigger(struct source *s, uint32_t i)
{
	void *const *v = s->hits.group[N62_G_EVENT].v;

	((uint16_t *)v[N62_EV_MASKS])[i] = (uint16_t)(1u << below(s, 16));
	for (uint32_t k = 0; k < 21; k++) {
		((uint16_t *)v[N62_EV_PRIMITIVE])[21 * i + k] =
		    (uint16_t)(below(s, 2) << 14);
		((uint8_t *)v[N62_EV_PRIMITIVE_FINE])[21 * i + k] =
		    (uint8_t)below(s, 256);
	}
	set8(s, N62_EV_DATATYPE, i, 1);
	set8(s, N62_EV_L1WORD, i, 1);
	set8(s, N62_EV_BEFORE_TYPE, i, 1);
	set32(s, N62_EV_BEFORE, i, 4000 * i);
}

static int event(struct source *s, uint64_t number, bool last)
{
	uint32_t i = s->hits.events;

	n62_rng_init(&s->rng, s->seed, number, 0);
	if (n62_hits_add(&s->hits, N62_G_EVENT, s->err) < 0)
		return -1;
	set32(s, N62_EV_RUN, i, (uint32_t)s->run);
	set32(s, N62_EV_BURST, i, (uint32_t)s->burst);
	set32(s, N62_EV_START, i, START);
	set32(s, N62_EV_NUMBER, i, (uint32_t)(3 * number + 1));
	set32(s, N62_EV_TIME, i,
	    (uint32_t)(0x10000 + 700 * number) + (uint32_t)below(s, 600));
	set8(s, N62_EV_FINE, i, (uint8_t)below(s, 256));
	set8(s, N62_EV_L0TYPE, i, last ? N62_RAW_EOB : N62_RAW_PHYSICS);
	((double *)s->hits.group[N62_G_EVENT].v[N62_EV_WEIGHT])[i] = 1;
	if (!last)
		trigger(s, i);
	if (!last && random_masks(s) < 0)
		return -1;
	if (!last && s->particles > 0 && truth(s, i) < 0)
		return -1;
	for (int d = 0; d < N62_DETS && !last; d++)
		if ((n62_det_info[d].boards == N62_BOARD_CREAM
			    ? random_pulses(s, d)
			    : random_hits(s, d)) < 0)
			return -1;
	return n62_hits_end_event(&s->hits, s->err);
}

static int write_events(struct source *s, struct n62_writer *w, uint64_t events)
{
	struct n62_schema *schema = n62_schema_new(s->err);
	struct n62_hits_shape shape = { (1u << N62_DETS) - 1, true };
	struct n62_hits_cols cols;
	int r = -1;

	shape.groups |= 1u << N62_G_EVENT | 1u << N62_G_L1 | 1u << N62_G_MC;
	n62_hits_init(&s->hits, shape);
	if (schema && n62_hits_schema(schema, shape, &cols, s->err) == 0)
		r = n62_write_head(w, schema, s->err);
	for (uint64_t i = 0; i < events && r == 0; i++) {
		r = event(s, i, i + 1 == events);
		if (r == 0 && (i % 64 == 63 || i + 1 == events)) {
			r = n62_hits_write(w, &cols, &s->hits, s->err);
			n62_hits_clear(&s->hits);
		}
	}
	if (r == 0)
		r = n62_write_end(w, s->err);
	if (r == 0)
		r = n62_commit(w, s->err);
	n62_schema_free(schema);
	return r;
}

int main(int argc, char **argv)
{
	struct n62_err err = { 0 };
	struct n62_write_options o = { .compress = N62_RAW };
	struct source s = { .err = &err, .scale = 1, .burst = 20, .run = 8800 };
	struct n62_conditions *c = n62_conditions_new(&err);
	struct n62_writer *w = NULL;
	uint64_t events;
	int r = -1;

	if (argc < 3 || n62_get_u64(argv[1], strlen(argv[1]), &events) < 0 ||
	    n62_get_u64(argv[2], strlen(argv[2]), &s.seed) < 0 ||
	    (argc > 3 && n62_get_f64(argv[3], strlen(argv[3]), &s.scale) < 0) ||
	    (argc > 4 && n62_get_u64(argv[4], strlen(argv[4]), &s.burst) < 0) ||
	    (argc > 5 &&
		n62_get_u64(argv[5], strlen(argv[5]), &s.particles) < 0) ||
	    (argc > 6 && n62_get_u64(argv[6], strlen(argv[6]), &s.run) < 0)) {
		fprintf(stderr, "usage: raw_hits EVENTS SEED "
				"[SCALE [BURST [PARTICLES [RUN]]]]\n");
		return 2;
	}
	if (c)
		s.wiring = n62_wiring_new(c, (uint32_t)s.run, &err);
	if (s.wiring && list_channels(&s) == 0)
		w = n62_writer_open(&o, &err);
	if (w)
		r = write_events(&s, w, events);
	if (r < 0)
		fprintf(stderr, "raw_hits: %s\n", err.text);
	n62_writer_free(w);
	n62_hits_free(&s.hits);
	for (int d = 0; d < N62_DETS; d++)
		free(s.channels[d]);
	free(s.taken);
	n62_wiring_free(s.wiring);
	n62_conditions_free(c);
	return r < 0;
}
