/*
 * event.c - one event: its objects and the order of the steps.
 */
#include <stdlib.h>

#include "reco/particles.h"
#include "reco/straw.h"

const size_t reco_size[RECO_OBJECTS] = {
	[RECO_KAON] = sizeof(struct reco_kaon),
	[RECO_BEAM] = sizeof(struct reco_beam),
	[RECO_TRACK] = sizeof(struct reco_track),
	[RECO_VERTEX] = sizeof(struct reco_vertex),
	[RECO_CLUSTER] = sizeof(struct reco_cluster),
	[RECO_PI0] = sizeof(struct reco_pi0),
	[RECO_CHANTI] = sizeof(struct reco_candidate),
	[RECO_LAV] = sizeof(struct reco_candidate),
	[RECO_CHOD] = sizeof(struct reco_candidate),
	[RECO_NEWCHOD] = sizeof(struct reco_candidate),
	[RECO_IRC] = sizeof(struct reco_candidate),
	[RECO_SAC] = sizeof(struct reco_candidate),
	[RECO_MUV0] = sizeof(struct reco_candidate),
	[RECO_MUV3] = sizeof(struct reco_candidate),
	[RECO_HASC] = sizeof(struct reco_candidate),
};

int reco_event_init(
    struct reco_event *ev, const struct n62_reco *r, struct n62_err *err)
{
	*ev = (struct reco_event){ .reco = r, .par = &r->par };
	ev->straw = n62_new(1, sizeof *ev->straw, err);
	ev->cells = n62_new(1, sizeof *ev->cells, err);
	if (ev->straw && ev->cells)
		return 0;
	reco_event_free(ev);
	return -1;
}

void reco_event_free(struct reco_event *ev)
{
	free(ev->straw);
	free(ev->cells);
	ev->straw = NULL;
	ev->cells = NULL;
}

void *reco_add(struct reco_event *ev, enum reco_object o)
{
	struct reco_list *l = &ev->out[o];
	struct n62_err err = { 0 };

	if (l->n == l->cap) {
		uint32_t cap = l->cap ? 2 * l->cap : 64;
		char *v = n62_resize(l->v, cap, reco_size[o], &err);

		if (!v) {
			ev->failed = true;
			return NULL;
		}
		l->v = v;
		l->cap = cap;
	}
	char *at = (char *)l->v + reco_size[o] * l->n++;

	for (size_t i = 0; i < reco_size[o]; i++)
		at[i] = 0;
	return at;
}

void *reco_objects(const struct reco_event *ev, enum reco_object o, uint32_t *n)
{
	const struct reco_list *l = &ev->out[o];

	*n = l->n - ev->first[o];
	return *n ? (char *)l->v + reco_size[o] * ev->first[o] : NULL;
}

void reco_event_make(struct reco_event *ev)
{
	for (int o = 0; o < RECO_OBJECTS; o++)
		ev->first[o] = ev->out[o].n;
	ev->cut_short = false;
	reco_ktag(ev);
	reco_gtk(ev);
	reco_straw(ev);
	reco_chod(ev);
	reco_muv3(ev);
	reco_lkr(ev);
	reco_rich(ev);
	reco_muv12(ev);
	reco_truth(ev);
	reco_vertices(ev);
	reco_pi0(ev);
	reco_candidates(ev);
	reco_chod_pairs(ev);
}
