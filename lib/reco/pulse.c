/*
 * pulse.c - height and time of a pulse of LKr, MUV1 and MUV2.
 *
 * na62-decode has the smallest sample for the pedestal, which is too low by
 * a few counts of noise in each cell, and the vertex of a parabola for the
 * maximum, which is not that of the pulse. Both are undone: the first when
 * the pedestal is known, the second by where the vertex is between samples,
 * which the time says as long as the offsets of channels are whole clocks.
 * Where there are samples, they say it for any offsets, and the height is that
 * of the shape in least squares to the largest and two on each side.
 */
#include "reco/particles.h"

#include <math.h>

enum {
	SIDE = 2 /* samples on each side of the largest */
};

/* Place in the tables of a time that counts from a sample, in clocks. */
static int phase_of(double clocks)
{
	return (int)((clocks - rint(clocks) + 0.5) * RECO_PHASES) % RECO_PHASES;
}

/* ---- of samples ------------------------------------------------------- */

struct trace {
	const uint16_t *v;
	int n, at; /* at: the largest */
	double low;
};

static struct trace trace_of(const uint16_t *v, int n)
{
	struct trace t = { .v = v, .n = n, .low = v[0] };

	for (int i = 1; i < n; i++) {
		t.at = v[i] > v[t.at] ? i : t.at;
		t.low = v[i] < t.low ? v[i] : t.low;
	}
	return t;
}

/* The vertex of the parabola, in clocks, as na62-decode finds it. */
static double vertex(const struct trace *t)
{
	double a, b;

	if (t->at == 0 || t->at + 1 >= t->n)
		return t->at;
	a = t->v[t->at - 1] - 2. * t->v[t->at] + t->v[t->at + 1];
	b = (t->v[t->at + 1] - t->v[t->at - 1]) / 2.;
	return a < 0 ? t->at - b / a : t->at;
}

static double height_at(const struct reco_particles *q, const struct trace *t,
    double ns, double pedestal)
{
	double up = 0, down = 0;

	for (int k = t->at - SIDE; k <= t->at + SIDE; k++) {
		double g;

		if (k < 0 || k >= t->n)
			continue;
		g = n62_cream_pulse(k * N62_CLOCK - ns, q->lkr.shaping);
		up += g * (t->v[k] - pedestal);
		down += g * g;
	}
	return down > 0 ? up / down : 0;
}

static double fit(const struct reco_event *ev, const struct reco_pulses *in,
    uint32_t i, double pedestal, double *time)
{
	const struct reco_particles *q = ev->reco->particles;
	struct trace t =
	    trace_of(in->samples + (size_t)i * in->length, (int)in->length);
	double found = vertex(&t), later = (double)q->later[phase_of(found)];
	double ns = found * N62_CLOCK + later;

	*time = (double)in->time[i] + later - in->zero;
	return height_at(q, &t, ns, pedestal > 0 ? pedestal : t.low);
}

/* ---- of what na62-decode found ---------------------------------------- */

double reco_pulse(const struct reco_event *ev, const struct reco_pulses *in,
    uint32_t i, double pedestal, double *time)
{
	const struct reco_particles *q = ev->reco->particles;
	double raw = (double)in->time[i], height = (double)in->peak[i];
	int phase = phase_of(raw / N62_CLOCK);

	if (in->samples)
		return fit(ev, in, i, pedestal, time);
	*time = raw + (double)q->later[phase] - in->zero;
	if (pedestal > 0)
		height += (double)in->pedestal[i] - pedestal;
	return height * (double)q->height[phase];
}
