/*
 * lkr_cells.c - pulses become cells of the LKr: height, energy, time.
 *
 * na62-decode has the smallest sample for the pedestal, which is too low by
 * a few counts of noise in each cell, and the vertex of a parabola for the
 * maximum, which is not that of the pulse. Both are undone: the first when
 * the pedestal is known, the second by where the vertex is between samples,
 * which the time says as long as the offsets of channels are whole clocks.
 * What noise adds to a maximum, the largest of several samples, is lkr.bias.
 */
#include "reco/particles.h"

#include <math.h>

double reco_pulse(const struct reco_event *ev, const struct reco_pulses *in,
    uint32_t i, double pedestal, double *time)
{
	const struct reco_particles *q = ev->reco->particles;
	double raw = (double)in->time[i], clocks = raw / N62_CLOCK;
	double height = (double)in->peak[i];
	int phase =
	    (int)((clocks - rint(clocks) + 0.5) * RECO_PHASES) % RECO_PHASES;

	*time = raw + (double)q->later[phase] - in->zero;
	if (pedestal > 0)
		height += (double)in->pedestal[i] - pedestal;
	return height * (double)q->height[phase];
}

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
		    p->bias;
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
