/*
 * count.c - numbers of events and exact sums of their weights, which add up to
 * the same whatever thread counted what.
 */
#include "select/private.h"

#include <stdlib.h>
#include <string.h>

int sel_count_add(struct sel_count *c, double weight)
{
	if (weight == 1) {
		c->ones++;
	} else {
		/* A square may be too large where the weight is not. */
		if (n62_sum_add(&c->w2, weight * weight) < 0 ||
		    n62_sum_add(&c->w, weight) < 0)
			return -1;
	}
	c->events++;
	return 0;
}

static int join_sum(struct n62_sum *to, struct n62_sum *from)
{
	unsigned char bytes[N62_SUM_BYTES];
	size_t n = n62_sum_bytes(from, bytes);

	return n62_sum_add_bytes(to, bytes, n);
}

int sel_count_join(struct sel_count *to, struct sel_count *from)
{
	to->events += from->events;
	to->ones += from->ones;
	if (from->events == from->ones)
		return 0;
	return join_sum(&to->w, &from->w) < 0 ||
		       join_sum(&to->w2, &from->w2) < 0
		   ? -1
		   : 0;
}

/* Numbers of events are below 2^53 for as long as anyone waits. */
struct n62_sum sel_count_w(const struct sel_count *c)
{
	struct n62_sum s = c->w;

	n62_sum_add(&s, (double)c->ones);
	return s;
}

struct n62_sum sel_count_w2(const struct sel_count *c)
{
	struct n62_sum s = c->w2;

	n62_sum_add(&s, (double)c->ones);
	return s;
}

int sel_counts_init(
    struct sel_counts *c, const struct sel_program *p, struct n62_err *err)
{
	*c =
	    (struct sel_counts){ .nsteps = p->nsteps, .nregions = p->nregions };
	c->step = n62_new((size_t)c->nsteps, sizeof *c->step, err);
	c->others = n62_new((size_t)c->nsteps, sizeof *c->others, err);
	c->region = n62_new((size_t)c->nregions, sizeof *c->region, err);
	return c->step && c->others && c->region ? 0 : -1;
}

void sel_counts_free(struct sel_counts *c)
{
	free(c->step);
	free(c->others);
	free(c->region);
	*c = (struct sel_counts){ 0 };
}

void sel_counts_clear(struct sel_counts *c)
{
	size_t size = sizeof(struct sel_count);

	memset(c->step, 0, (size_t)c->nsteps * size);
	memset(c->others, 0, (size_t)c->nsteps * size);
	memset(c->region, 0, (size_t)c->nregions * size);
	memset(&c->all, 0, size);
	c->data = c->simulated = c->hidden = 0;
}

int sel_counts_join(struct sel_counts *to, struct sel_counts *from)
{
	int r = sel_count_join(&to->all, &from->all);

	for (int i = 0; i < to->nsteps && r == 0; i++) {
		r = sel_count_join(&to->step[i], &from->step[i]);
		r |= sel_count_join(&to->others[i], &from->others[i]);
	}
	for (int i = 0; i < to->nregions && r == 0; i++)
		r = sel_count_join(&to->region[i], &from->region[i]);
	to->data += from->data;
	to->hidden += from->hidden;
	to->simulated += from->simulated;
	return r;
}
