/*
 * parametric.c - one event without hits: the kaon, its decay and what comes of
 * it, each particle through par_follow and then into objects.
 *
 * Beam and decays are those of the full simulation, from the same sequences of
 * random numbers; what detectors and reconstruction do is drawn from one of
 * its own.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/parametric.h"

const size_t par_size[PAR_LISTS] = {
	[PAR_KAON] = sizeof(struct par_kaon),
	[PAR_BEAM] = sizeof(struct par_beam),
	[PAR_TRACK] = sizeof(struct par_track),
	[PAR_VERTEX] = sizeof(struct par_vertex),
	[PAR_CLUSTER] = sizeof(struct par_cluster),
	[PAR_PI0] = sizeof(struct par_pi0),
	[PAR_LAV] = sizeof(struct par_candidate),
	[PAR_NEWCHOD] = sizeof(struct par_candidate),
	[PAR_IRC] = sizeof(struct par_candidate),
	[PAR_SAC] = sizeof(struct par_candidate),
	[PAR_MUV3] = sizeof(struct par_candidate),
};

/* ---- lists ------------------------------------------------------------ */

static bool grow(struct par_rows *r, size_t size, uint32_t cap)
{
	struct n62_err err = { 0 };
	void *v;

	cap = cap < 2 * r->cap ? 2 * r->cap : cap;
	v = n62_resize(r->v, cap, size, &err);
	if (!v)
		return false;
	r->v = v;
	r->cap = cap;
	return true;
}

/* Room for n more rows and one to spare. */
static inline bool reserve(struct par_rows *r, size_t size, uint32_t n)
{
	return r->n + n < r->cap || grow(r, size, r->n + n + 1);
}

void *par_add(struct n62_sim_objects *o, enum par_list list)
{
	struct par_rows *r = &o->list[list];
	char *at;

	if (!reserve(r, par_size[list], 1)) {
		o->failed = true;
		return (char *)r->v + r->n * par_size[list];
	}
	at = (char *)r->v + r->n++ * par_size[list];
	r->count[o->events]++;
	memset(at, 0, par_size[list]);
	return at;
}

void *par_here(const struct n62_sim_objects *o, enum par_list list, uint32_t *n)
{
	const struct par_rows *r = &o->list[list];

	*n = r->count[o->events];
	return (char *)r->v + (r->n - *n) * par_size[list];
}

struct n62_sim_objects *sim_objects_new(struct n62_err *err)
{
	struct n62_sim_objects *o = n62_new(1, sizeof *o, err);

	for (int i = 0; o && i < PAR_LISTS; i++)
		if (!reserve(&o->list[i], par_size[i], PAR_EVENTS)) {
			sim_objects_free(o);
			n62_fail(err, N62_MEM, "no memory for objects");
			return NULL;
		}
	return o;
}

void sim_objects_free(struct n62_sim_objects *o)
{
	for (int i = 0; o && i < PAR_LISTS; i++)
		free(o->list[i].v);
	if (o)
		free(o->truth.v);
	free(o);
}

void sim_objects_clear(struct n62_sim_objects *o)
{
	for (int i = 0; i < PAR_LISTS; i++)
		o->list[i].n = 0;
	o->truth.n = 0;
	o->events = 0;
	o->failed = false;
}

/* ---- an event --------------------------------------------------------- */

static void clear(
    struct sim_event *ev, uint64_t number, struct n62_sim_objects *o)
{
	static const int used[] = { SIM_RNG_BEAM, SIM_RNG_DECAY,
		SIM_RNG_TRANSPORT, SIM_RNG_TRIGGER, SIM_RNG_RESPONSE };

	ev->number = number;
	for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
		n62_rng_init(&ev->rng[used[i]], ev->sim->seed, number,
		    (uint32_t)used[i]);
	ev->ntodo = 0;
	ev->ntruth = 0;
	ev->weight = 1;
	ev->decay = NULL;
	ev->failed = false;
	for (int i = 0; i < PAR_LISTS; i++)
		o->list[i].count[o->events] = 0;
}

static bool worth_following(
    const struct sim_beam *b, const struct sim_particle *p)
{
	if (p->charge == 0)
		return p->e > b->photon_cut;
	return sim_p2(p) > b->charged_cut * b->charged_cut;
}

static void follow(struct par_event *e, const struct sim_particle *p)
{
	struct par_way w;

	if (!worth_following(e->ev->sim->beam, p) || !par_follow(e, p, &w))
		return;
	par_track_add(e, &w);
	par_vetoes(e, &w);
}

static void fill_truth(const struct sim_event *ev, struct n62_sim_objects *o)
{
	struct par_rows *t = &o->truth;

	if (!reserve(t, sizeof *ev->truth, ev->ntruth)) {
		o->failed = true;
		return;
	}
	t->count[o->events] = ev->ntruth;
	memcpy((struct sim_truth *)t->v + t->n, ev->truth,
	    ev->ntruth * sizeof *ev->truth);
	t->n += ev->ntruth;
}

/* Tracks do not say what they are. */
static void forget_truth(struct n62_sim_objects *o)
{
	uint32_t n;
	struct par_track *t = par_here(o, PAR_TRACK, &n);

	o->truth.count[o->events] = 0;
	for (uint32_t i = 0; i < n; i++) {
		t[i].mc = -1;
		t[i].mc_chi2 = NAN;
	}
}

void sim_objects_row(struct n62_sim_objects *o, uint32_t run, uint32_t burst,
    uint32_t number, double time)
{
	o->run = run;
	o->burst = burst;
	o->number[o->events] = number;
	o->time[o->events] = (uint32_t)time;
	o->events++;
}

int sim_objects_event(struct sim_event *ev, uint64_t number, bool truth,
    struct n62_sim_objects *o, struct n62_err *err)
{
	struct par_event e = { .ev = ev,
		.par = ev->sim->parametric,
		.out = o,
		.rng = &ev->rng[SIM_RNG_RESPONSE] };
	struct sim_particle at3;

	clear(ev, number, o);
	e.late = e.par->trigger_time * par_normal(&e);
	sim_kaon_draw(ev, &at3);
	e.kaon = at3;
	sim_kaon_fly(ev, &e.kaon);
	par_kaon_beam(&e, &at3);
	if (!sim_decay(ev, &e.kaon, ev->sim->kaon))
		return n62_fail(err, N62_DATA,
		    "event %llu could not be made: no decay was found",
		    (unsigned long long)number);
	while (ev->ntodo > 0) {
		struct sim_particle p = ev->todo[--ev->ntodo];

		follow(&e, &p);
	}
	par_vertices(&e);
	par_pairs(&e);
	o->weight[o->events] = truth ? ev->weight : 1;
	o->decay[o->events] = truth && ev->decay ? ev->decay : "";
	if (truth)
		fill_truth(ev, o);
	else
		forget_truth(o);
	if (ev->failed || o->failed)
		return n62_fail(err, N62_MEM,
		    "event %llu could not be made: memory is short",
		    (unsigned long long)number);
	return 0;
}
