/*
 * reco_gun.h - particles shot through the detectors of the simulation, and
 * the reconstruction of their hits: for tests of the one by the other.
 */
#ifndef NA62_RECO_GUN_H
#define NA62_RECO_GUN_H

#include <math.h>

#include "check.h"
#include "reco/particles.h"
#include "sim/beam.h"
#include "sim/sim.h"

struct gun {
	struct n62_sim *sim;
	struct n62_conditions *conditions;
	struct n62_wiring *wiring;
	struct n62_hits hits;
	struct sim_event from;
	struct n62_arena arena;
	struct n62_params params;
	struct n62_reco *reco;
	struct reco_event ev;
	struct reco_list out[RECO_OBJECTS];
};

/* Kinds of particles to shoot. */
struct bullet {
	int32_t pdg;
	int8_t charge;
	double mass;
};
static const struct bullet gun_positron = { -11, 1, 0.51099895 },
			   gun_muon = { -13, 1, 105.6583755 },
			   gun_pion = { 211, 1, 139.57039 },
			   gun_photon = { 22, 0, 0 };

/* decay: for gun_decay; false: it said why. */
static inline bool gun_open(
    struct gun *g, const char *decay, double intensity, bool samples)
{
	struct n62_sim_wish wish = { .decay = decay, .seed = 11 };
	struct n62_reco_options o = { .params = &g->params, .threads = 1 };
	struct n62_hits_shape shape = { (1u << N62_DETS) - 1, samples };
	struct n62_err err = { 0 };

	*g = (struct gun){ 0 };
	wish.intensity = intensity;
	g->sim = n62_sim_new(&wish, &err);
	g->conditions = n62_conditions_new(&err);
	g->wiring =
	    g->conditions ? n62_wiring_new(g->conditions, 8885, &err) : NULL;
	n62_hits_init(&g->hits, shape);
	if (g->sim && g->wiring &&
	    sim_event_init(&g->from, g->sim, &err) == 0 &&
	    n62_reco_params(&g->params, &g->arena, &err) == 0)
		g->reco = n62_reco_new(&o, &err);
	g->ev.out = g->out;
	if (g->reco && reco_event_init(&g->ev, g->reco, &err) == 0) {
		g->ev.out = g->out;
		return true;
	}
	check_note("%s", err.text);
	return CHECK(g->reco != NULL && g->ev.straw != NULL);
}

static inline void gun_close(struct gun *g)
{
	for (int o = 0; o < RECO_OBJECTS; o++)
		free(g->out[o].v);
	reco_event_free(&g->ev);
	n62_reco_free(g->reco);
	n62_arena_free(&g->arena);
	sim_digitise_free(&g->from);
	sim_event_free(&g->from);
	n62_hits_free(&g->hits);
	n62_wiring_free(g->wiring);
	n62_conditions_free(g->conditions);
	n62_sim_free(g->sim);
}

/* A new event without anything in it. */
static inline void gun_load(struct gun *g, uint64_t number)
{
	struct sim_event *s = &g->from;

	for (uint32_t k = 0; k < SIM_STREAMS; k++)
		n62_rng_init(&s->rng[k], 5, number, k);
	s->ntodo = s->ntruth = 0;
	sim_pulses_clear(s);
	s->phase = N62_CLOCK * n62_rng_uniform(&s->rng[SIM_RNG_BEAM]);
}

static inline double gun_uniform(struct gun *g, double low, double high)
{
	return low +
	       (high - low) * n62_rng_uniform(&g->from.rng[SIM_RNG_DECAY]);
}

/* A particle of p GeV at a place, with slopes; its truth comes back. */
static inline const struct sim_truth *gun_shoot(struct gun *g,
    const struct bullet *b, double p, const double at[3], const double slope[2])
{
	struct sim_particle v = { .pdg = b->pdg,
		.charge = b->charge,
		.mass = b->mass,
		.mc = -1,
		.x = at[0],
		.y = at[1],
		.z = at[2],
		.bent = at[2] > N62_MNP33_Z };
	int32_t mc;

	v.pz = 1000 * p / sqrt(1 + slope[0] * slope[0] + slope[1] * slope[1]);
	v.px = v.pz * slope[0];
	v.py = v.pz * slope[1];
	v.e = sqrt(1e6 * p * p + b->mass * b->mass);
	mc = sim_push(&g->from, &v);
	sim_transport(&g->from);
	return &g->from.truth[mc];
}

/* Hits of what was shot, and what is found in them. */
static inline void gun_make(struct gun *g)
{
	static const int sampled[] = { N62_LKR, N62_MUV1, N62_MUV2 };
	struct reco_event *ev = &g->ev;
	struct n62_err err = { 0 };

	n62_hits_clear(&g->hits);
	CHECK(sim_digitise(&g->from, g->wiring, &g->hits, &err) == 0);
	ev->time = g->from.phase;
	for (int d = 0; d < N62_DETS; d++) {
		const struct n62_group_data *v = &g->hits.group[d];

		ev->hits[d] = (struct reco_hits){ v->v[N62_HIT_ELEMENT],
			v->v[N62_HIT_LEAD], v->v[N62_HIT_TRAIL],
			ev->time + n62_det_info[d].latency * N62_CLOCK, v->n };
	}
	for (int k = 0; k < RECO_SAMPLED; k++) {
		const struct n62_group_data *v = &g->hits.group[sampled[k]];

		ev->pulses[k] = (struct reco_pulses){ v->v[N62_PULSE_ELEMENT],
			v->v[N62_PULSE_PEAK], v->v[N62_PULSE_PEDESTAL],
			v->v[N62_PULSE_TIME],
			ev->time + n62_det_info[sampled[k]].latency * N62_CLOCK,
			v->n, v->v[N62_PULSE_SAMPLES],
			n62_group_docs[sampled[k]]
			    .columns[N62_PULSE_SAMPLES]
			    .length };
	}
	for (int o = 0; o < RECO_OBJECTS; o++)
		g->out[o].n = 0;
	reco_event_make(ev);
}

/* A whole kaon decay. */
static inline void gun_decay(struct gun *g, uint64_t number)
{
	struct n62_err err = { 0 };

	CHECK(sim_event_make(&g->from, number, &err) == 0);
	gun_make(g);
}

/* The only track, or NULL. */
static inline const struct reco_track *gun_track(struct gun *g)
{
	uint32_t n;
	const struct reco_track *t = reco_objects(&g->ev, RECO_TRACK, &n);

	return n == 1 ? t : NULL;
}

/* Numbers, of which the middle and the half width of 68 % are wanted. */
enum {
	GUN_MOST = 20000
};

struct gun_numbers {
	double v[GUN_MOST];
	int n;
};

static inline void gun_add(struct gun_numbers *m, double v)
{
	if (m->n < GUN_MOST)
		m->v[m->n++] = v;
}

static inline int gun_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static inline double gun_quantile(struct gun_numbers *m, double part)
{
	qsort(m->v, (size_t)m->n, sizeof m->v[0], gun_compare);
	return m->n > 0 ? m->v[(int)(part * (m->n - 1))] : NAN;
}

static inline double gun_middle(struct gun_numbers *m)
{
	return gun_quantile(m, 0.5);
}

static inline double gun_width(struct gun_numbers *m)
{
	return (gun_quantile(m, 0.8413) - gun_quantile(m, 0.1587)) / 2;
}

#endif
