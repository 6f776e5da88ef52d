/*
 * truth.c - the true particles of an event, and those still to be moved.
 *
 * A particle enters once, where it comes to be, and is ended once, where it
 * decays, stops or leaves the experiment. What is never moved, a neutrino,
 * ends where it begins.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/beam.h"

enum {
	MOST = INT16_MAX /* particles of which a child can name its parent */
};

/* Room for one more element; false, and ev->failed, when there is none. */
static bool room(
    struct sim_event *ev, void **v, uint32_t n, uint32_t *cap, size_t size)
{
	uint32_t more = *cap < 64 ? 64 : 2 * *cap;
	void *bigger;

	if (n < *cap)
		return true;
	bigger = realloc(*v, more * size);
	if (!bigger) {
		ev->failed = true;
		return false;
	}
	*v = bigger;
	*cap = more;
	return true;
}

int32_t sim_truth_begin(struct sim_event *ev, const struct sim_particle *p)
{
	void *v = ev->truth;

	if (ev->ntruth == MOST ||
	    !room(ev, &v, ev->ntruth, &ev->cap_truth, sizeof *ev->truth))
		return -1;
	ev->truth = v;
	ev->truth[ev->ntruth++] = (struct sim_truth){
		.pdg = p->pdg,
		.parent = (int16_t)p->mc,
		.process = p->process,
		.overlay = p->overlay,
		.x = (float)p->x,
		.y = (float)p->y,
		.z = (float)p->z,
		.t = (float)p->t,
		.px = (float)p->px,
		.py = (float)p->py,
		.pz = (float)p->pz,
	};
	return (int32_t)ev->ntruth - 1;
}

int32_t sim_push(struct sim_event *ev, const struct sim_particle *p)
{
	struct sim_particle own = *p;
	void *v = ev->todo;

	own.mc = sim_truth_begin(ev, p);
	sim_truth_end(ev, &own);
	if (p->charge == 0 && p->pdg != N62_PHOTON)
		return own.mc;
	if (room(ev, &v, ev->ntodo, &ev->cap_todo, sizeof *ev->todo)) {
		ev->todo = v;
		ev->todo[ev->ntodo++] = own;
	}
	return own.mc;
}

void sim_truth_end(struct sim_event *ev, const struct sim_particle *p)
{
	struct sim_truth *t;

	if (p->mc < 0)
		return;
	t = &ev->truth[p->mc];
	t->end_x = (float)p->x;
	t->end_y = (float)p->y;
	t->end_z = (float)p->z;
	t->end_t = (float)p->t;
}
