/*
 * det_lkr.c - energy in the cells of the LKr: showers and tracks.
 *
 * A shower is shared by a table of what part of it is in which cell around
 * it, for places within the cell; the cells then fluctuate like sums of
 * grains, with the energy of the shower kept. The cells of the LKr point to
 * the decay region, so that a shower is where its particle enters.
 */
#include "sim/showers.h"

/* Offset from the middle of the cell in steps of the table; *mirror when the
 * table is to be read backwards. */
static int table_index(double v, double *cell, int *mirror)
{
	double u = v / N62_LKR_CELL, off;

	*cell = floor(u);
	off = u - *cell - 0.5;
	*mirror = off < 0;
	off = fabs(off) * 2 * SIM_GRID;
	return off < SIM_GRID ? (int)off : SIM_GRID - 1;
}

/* Lets the energies of cells fluctuate and keeps their sum. */
static void fluctuate(
    struct sim_event *ev, float e[SIM_CELLS], double spot, double least)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_LKR);
	float sum = 0, now = 0, grain = (float)spot, low = (float)least, scale;
	uint32_t u = 0, drawn = 0;

	for (int k = 0; k < SIM_CELLS; k++) {
		float v = e[k];

		sum += v;
		if (v >= low) {
			u = drawn++ % 2 == 0 ? n62_rng_u32(r) : u >> 16;
			v += sqrtf(v * grain) * (float)sim_quantile(s, u);
			v = v > 0 ? v : 0;
		}
		e[k] = v;
		now += v;
	}
	scale = now > 0 ? sum / now : 0;
	for (int k = 0; k < SIM_CELLS; k++)
		e[k] *= scale;
}

void sim_lkr_shower(struct sim_event *ev, const struct sim_profile *f, double x,
    double y, double t, double e, double spot)
{
	const struct sim_showers *s = sim_showers(ev);
	double cx, cy;
	int mx, my, i = table_index(x, &cx, &mx), j = table_index(y, &cy, &my);
	const float *part = f->part[i][j];
	float cell[SIM_CELLS], whole = (float)(e * s->lkr.scale);

	for (int k = 0; k < SIM_CELLS; k++)
		cell[k] = part[k] * whole;
	if (spot > 0)
		fluctuate(ev, cell, spot, s->lkr.least);
	for (int k = 0; k < SIM_CELLS; k++) {
		int dx = k / SIM_SIDE - SIM_REACH;
		int dy = k % SIM_SIDE - SIM_REACH;
		int a = (int)cx + 64 + (mx ? -dx : dx);
		int b = (int)cy + 64 + (my ? -dy : dy);

		if (cell[k] >= (float)s->lkr.least && n62_lkr_exists(a, b))
			sim_deposit_add(
			    ev, N62_LKR, 1000 * a + b, t, (double)cell[k]);
	}
}

static double time_of(struct sim_event *ev, double t, double e)
{
	const struct sim_showers *s = sim_showers(ev);
	double gev = fmax(e * 1e-3, 0.3);
	double sigma =
	    s->lkr.time0 + s->lkr.time1 / gev - s->lkr.time2 / sqrt(gev);

	return t + sigma * n62_rng_normal(sim_rng(ev, N62_LKR));
}

void sim_lkr_electron(struct sim_event *ev, const struct sim_particle *p)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_LKR);
	double e = sim_smear(r, &s->lkr.resolution, p->e);
	double a = s->lkr.position, b = s->lkr.position0;
	double sigma = sqrt(a * a * 1e3 / p->e + b * b);
	double x = p->x + sigma * n62_rng_normal(r);
	double y = p->y + sigma * n62_rng_normal(r);

	sim_lkr_shower(
	    ev, s->electron, x, y, time_of(ev, p->t, p->e), e, s->lkr.spot);
}

void sim_lkr_mip(struct sim_event *ev, const struct sim_particle *p)
{
	const struct sim_showers *s = sim_showers(ev);
	double most = s->lkr.mip - 1.27 * s->lkr.mip_width;
	double e = sim_moyal(sim_rng(ev, N62_LKR), most, s->lkr.mip_width);

	sim_lkr_shower(ev, s->track, p->x, p->y, time_of(ev, p->t, e), e, 0);
}
