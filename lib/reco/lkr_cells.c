/*
 * lkr_cells.c - pulses become cells of the LKr: energy and time.
 *
 * What noise adds to a maximum, the largest of several samples, is lkr.bias;
 * a fit of samples does not have it.
 */
#include "reco/particles.h"

#include <math.h>

void reco_lkr_cells(struct reco_event *ev, struct reco_cells *c)
{
	const struct reco_lkr_params *p = &ev->reco->particles->lkr;
	const struct reco_pulses *in = &ev->pulses[RECO_LKR];

	for (int k = 0; k < c->n; k++)
		c->at[c->v[k].i][c->v[k].j] = 0;
	c->n = 0;
	for (uint32_t k = 0; k < in->n; k++) {
		int i = in->element[k] / 1000, j = in->element[k] % 1000;
		double time, e;

		e = p->count * reco_pulse(ev, in, k, p->pedestal, &time) -
		    (in->samples ? 0 : p->bias);
		if (e <= 0 || !(fabs(time) < p->cell_window) || i < 0 ||
		    j < 0 || i >= RECO_GRID || j >= RECO_GRID || c->at[i][j])
			continue;
		if (c->n == RECO_CELLS) {
			ev->cut_short = true;
			return;
		}
		c->v[c->n] = (struct reco_cell){ (float)e, (float)time, 0,
			(uint8_t)i, (uint8_t)j };
		c->at[i][j] = (uint16_t)++c->n;
	}
}
