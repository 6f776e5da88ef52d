/*
 * digitise_samples.c - from energy in the channels of the calorimeters to
 * samples, and what na62-decode makes of them.
 *
 * A channel is kept when one of its samples is high enough. Noise is made for
 * channels that have energy only: one without would need a fluctuation of
 * more than six standard deviations to be kept, once in 10^4 events.
 */
#include "sim/showers.h"

#include <string.h>

enum {
	CHANNELS = 16384 + 512, /* of a source: crates 0 to 32 */
	LONGEST = 10,           /* samples */
	NONE = 0                /* end of a chain; others are index + 1 */
};

/* The channels of a detector with energy in them. */
struct crates {
	uint32_t used[CHANNELS / 32]; /* a bit for each */
	uint32_t head[CHANNELS];      /* of the chain, where used */
};

struct digitiser {
	struct sim_event *ev;
	const struct n62_wiring *w;
	struct n62_hits *h;
	int d;
	uint32_t n;             /* samples */
	double common[LONGEST]; /* noise of all channels, counts */
	double shape[LONGEST];  /* of a pulse at time */
	double time;
	double margin; /* the most that noise can add, counts */
};

/* Chains the deposits of each channel. */
static uint32_t chain(
    const struct digitiser *x, struct crates *c, struct sim_deposits *p)
{
	uint32_t channels = 0;

	memset(c->used, 0, sizeof c->used);
	for (uint32_t i = 0; i < p->n; i++) {
		int32_t k = n62_channel(x->w, x->d, p->v[i].element);
		const struct n62_cable *cable;
		uint32_t bit;

		if (k < 0 || k >= CHANNELS)
			continue;
		cable = n62_cable(x->w, n62_det_info[x->d].source, (uint32_t)k);
		if (!cable || cable->dead)
			continue;
		bit = 1u << k % 32;
		p->v[i].next = c->used[k / 32] & bit ? c->head[k] : NONE;
		channels += p->v[i].next == NONE;
		c->used[k / 32] |= bit;
		c->head[k] = i + 1;
	}
	return channels;
}

/* Heights of the samples of a pulse with its maximum at this time after the
 * first sample, ns. Cells of one shower have the same. */
static void set_shape(struct digitiser *x, double time)
{
	double shaping = sim_showers(x->ev)->cream.shaping;

	if (time == x->time)
		return;
	x->time = time;
	for (uint32_t k = 0; k < x->n; k++)
		x->shape[k] = n62_cream_pulse(k * x->w->clock - time, shaping);
}

static void add_noise(struct digitiser *x, double sample[LONGEST])
{
	const struct sim_showers *s = sim_showers(x->ev);
	struct n62_rng *r = sim_rng(x->ev, x->d);
	uint32_t u = 0;

	for (uint32_t k = 0; k < x->n; k++) {
		u = k % 2 == 0 ? n62_rng_u32(r) : u >> 16;
		sample[k] = s->cream.pedestal + x->common[k] +
			    s->cream.noise * sim_quantile(s, u);
	}
}

/* Adds a pulse for each deposit of a chain. */
static void add_pulses(struct digitiser *x, double sample[LONGEST],
    const struct sim_deposit *v, uint32_t i, const struct n62_cable *cable)
{
	const struct sim_showers *s = sim_showers(x->ev);
	double t0 =
	    (double)cable->t0 + x->w->clock * n62_det_info[x->d].latency;

	for (; i != NONE; i = v[i - 1].next) {
		double height = (double)v[i - 1].energy / s->cream.count;

		set_shape(x, (double)v[i - 1].time + x->ev->phase + t0);
		for (uint32_t k = 0; k < x->n; k++)
			sample[k] += height * x->shape[k];
	}
}

/* Whether the energy of a chain may reach the threshold with noise. */
static bool may_pass(
    const struct digitiser *x, const struct sim_deposit *v, uint32_t i)
{
	const struct sim_showers *s = sim_showers(x->ev);
	double height = x->margin;

	for (; i != NONE; i = v[i - 1].next)
		height += (double)v[i - 1].energy / s->cream.count;
	return height >= s->cream.threshold;
}

/* Counts, and whether one of them is above the threshold. */
static bool convert(const struct digitiser *x, const double sample[LONGEST],
    uint16_t count[LONGEST])
{
	const struct sim_showers *s = sim_showers(x->ev);
	double least = s->cream.pedestal + s->cream.threshold;
	bool high = false;

	for (uint32_t k = 0; k < x->n; k++) {
		double v = sample[k] + 0.5;

		v = v < 0 ? 0 : v > 16383 ? 16383 : v;
		count[k] = (uint16_t)v;
		high = high || count[k] >= least;
	}
	return high;
}

static void digitise_channel(struct digitiser *x, uint32_t channel,
    const struct sim_deposit *v, uint32_t first)
{
	const struct n62_cable *cable =
	    n62_cable(x->w, n62_det_info[x->d].source, channel);
	double sample[LONGEST];
	uint16_t count[LONGEST];

	if (!may_pass(x, v, first))
		return;
	add_noise(x, sample);
	add_pulses(x, sample, v, first, cable);
	if (convert(x, sample, count))
		n62_hits_pulse(x->h, cable, x->w->clock, channel, count, x->n);
}

static void set_common_noise(struct digitiser *x)
{
	const struct sim_showers *s = sim_showers(x->ev);
	double most = 0;

	for (uint32_t k = 0; k < x->n; k++) {
		x->common[k] =
		    s->cream.common * n62_rng_normal(sim_rng(x->ev, x->d));
		most = fmax(most, x->common[k]);
	}
	x->margin =
	    most + s->cream.noise * (double)s->normal[SIM_QUANTILES - 1];
}

static int digitise_detector(
    struct digitiser *x, struct crates *c, struct n62_err *err)
{
	struct sim_deposits *p = &x->ev->deposits[x->d];

	if (p->n == 0 || !(x->h->shape.groups >> x->d & 1))
		return 0;
	if (n62_hits_reserve(x->h, x->d, chain(x, c, p), err) < 0)
		return -1;
	x->n = n62_group_docs[x->d].columns[N62_PULSE_SAMPLES].length;
	x->time = NAN;
	set_common_noise(x);
	for (uint32_t i = 0; i < CHANNELS / 32; i++) {
		for (uint32_t bits = c->used[i]; bits; bits &= bits - 1) {
			uint32_t k = 32 * i + (uint32_t)__builtin_ctz(bits);

			digitise_channel(x, k, p->v, c->head[k]);
		}
	}
	return 0;
}

int sim_digitise_samples(struct sim_event *ev, const struct n62_wiring *w,
    uint32_t detectors, struct n62_hits *h, struct n62_err *err)
{
	static const int sampled[] = { N62_LKR, N62_MUV1, N62_MUV2, N62_SAV };
	struct digitiser x = { .ev = ev, .w = w, .h = h };
	struct crates c;

	for (size_t i = 0; i < sizeof sampled / sizeof *sampled; i++) {
		x.d = sampled[i];
		if (detectors >> x.d & 1 && digitise_detector(&x, &c, err) < 0)
			return -1;
	}
	return 0;
}
