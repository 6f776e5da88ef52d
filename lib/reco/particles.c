/*
 * particles.c - parameters of calorimeters, RICH, vetoes and hodoscopes by
 * name, and the tables that are made of them.
 */
#include "reco/particles.h"

#include <math.h>

#include "physics/physics.h"

#define SLOT(name, field)                                                      \
	{                                                                      \
		name, offsetof(struct reco_particles, field)                   \
	}

static const struct n62_param_slot slots[] = {
	SLOT("lkr.count", lkr.count),
	SLOT("lkr.pedestal", lkr.pedestal),
	SLOT("lkr.bias", lkr.bias),
	SLOT("lkr.threshold", lkr.threshold),
	SLOT("lkr.shaping", lkr.shaping),
	SLOT("lkr.window", lkr.window),
	SLOT("lkr.cell_window", lkr.cell_window),
	SLOT("lkr.seed", lkr.seed),
	SLOT("lkr.split", lkr.split),
	SLOT("lkr.split_add", lkr.split_add),
	SLOT("lkr.radius", lkr.radius),
	SLOT("lkr.weight", lkr.weight),
	SLOT("lkr.weight_radius", lkr.weight_radius),
	SLOT("lkr.core", lkr.core),
	SLOT("lkr.tail", lkr.tail),
	SLOT("lkr.share", lkr.share),
	SLOT("lkr.scale", lkr.scale),
	SLOT("lkr.stochastic", lkr.stochastic),
	SLOT("lkr.noise", lkr.noise),
	SLOT("lkr.constant", lkr.constant),
	SLOT("lkr.place", lkr.place),
	SLOT("lkr.place0", lkr.place0),
	SLOT("lkr.time0", lkr.time0),
	SLOT("lkr.time1", lkr.time1),
	SLOT("lkr.time2", lkr.time2),
	SLOT("lkr.hole", lkr.hole),
	SLOT("lkr.match", lkr.match),
	SLOT("lkr.match_time", lkr.match_time),
	SLOT("rich.focal", rich.focal),
	SLOT("rich.refraction", rich.refraction),
	SLOT("rich.nhits", rich.nhits),
	SLOT("rich.sigma", rich.sigma),
	SLOT("rich.window", rich.window),
	SLOT("rich.background", rich.background),
	SLOT("rich.disc", rich.disc),
	SLOT("rich.mirrors", rich.mirrors),
	SLOT("rich.pipe", rich.pipe),
	SLOT("rich.road", rich.road),
	SLOT("rich.least", rich.least),
	SLOT("rich.sigma_time", rich.sigma_time),
	SLOT("rich.time_road", rich.time_road),
	SLOT("muv12.count", muv12.count),
	SLOT("muv12.pedestal", muv12.pedestal),
	SLOT("muv12.window", muv12.window),
	SLOT("muv12.radius", muv12.radius),
	SLOT("muv12.attenuation", muv12.attenuation),
	SLOT("candidate.window", candidate.window),
	SLOT("candidate.width", candidate.width),
	SLOT("lav.rise", candidate.lav_rise),
	SLOT("lav.tot", candidate.lav_tot),
	SLOT("lav.width", candidate.lav_width),
	SLOT("chanti.sigma", candidate.sigma[N62_CHANTI]),
	SLOT("lav.sigma", candidate.sigma[N62_LAV]),
	SLOT("irc.sigma", candidate.sigma[N62_IRC]),
	SLOT("sac.sigma", candidate.sigma[N62_SAC]),
	SLOT("newchod_pmt.sigma", candidate.sigma[N62_NEWCHOD]),
	SLOT("muv0.sigma", candidate.sigma[N62_MUV0]),
	SLOT("muv3.sigma", candidate.sigma[N62_MUV3]),
	SLOT("hasc.sigma", candidate.sigma[N62_HASC]),
	SLOT("pi0.least", pi0.least),
	SLOT("pi0.time", pi0.time),
	SLOT("pi0.apart", pi0.apart),
	SLOT("pi0.low", pi0.low),
	SLOT("pi0.high", pi0.high),
	SLOT("pi0.sigma_time", pi0.sigma_time),
	{ NULL, 0 },
};

/* ---- profile of a shower ---------------------------------------------- */

/* Energy per area at the square of a distance: two terms of the form of G.
 * Grindhammer and S. Peters, hep-ex/0001020, equation 17. */
static double density(const struct reco_lkr_params *p, double r2)
{
	double core2 = p->core * p->core, tail2 = p->tail * p->tail;
	double a = core2 / ((r2 + core2) * (r2 + core2));
	double b = tail2 / ((r2 + tail2) * (r2 + tail2));

	return (p->share * a + (1 - p->share) * b) / N62_PI;
}

/* The integral over a cell whose middle is so far along x. */
static double over_cell(const struct reco_lkr_params *p, double distance)
{
	enum {
		steps = 16
	};
	double step = N62_LKR_CELL / steps, sum = 0;

	for (int i = 0; i < steps; i++)
		for (int j = 0; j < steps; j++) {
			double x = distance + (i + 0.5 - steps / 2.) * step;
			double y = (j + 0.5 - steps / 2.) * step;

			sum += density(p, x * x + y * y);
		}
	return sum * step * step;
}

/* ---- phase of a pulse ------------------------------------------------- */

/* The parabola through the largest sample, at 0, and its neighbours, of a
 * pulse of height 1 whose maximum is so long after it. */
static void parabola(double shaping, double ns, double *height, double *at)
{
	double low = n62_cream_pulse(-N62_CLOCK - ns, shaping);
	double mid = n62_cream_pulse(-ns, shaping);
	double high = n62_cream_pulse(N62_CLOCK - ns, shaping);
	double a = low - 2 * mid + high, b = (high - low) / 2;

	*at = -b / a * N62_CLOCK;
	*height = mid - b * b / (2 * a);
}

/* Inverts it by bisection: found times grow with true ones. */
static void fill_phases(struct reco_particles *q)
{
	for (int i = 0; i < RECO_PHASES; i++) {
		double wanted = ((i + 0.5) / RECO_PHASES - 0.5) * N62_CLOCK;
		double low = -N62_CLOCK, high = N62_CLOCK, height, at;

		for (int k = 0; k < 40; k++) {
			double mid = (low + high) / 2;

			parabola(q->lkr.shaping, mid, &height, &at);
			if (at < wanted)
				low = mid;
			else
				high = mid;
		}
		parabola(q->lkr.shaping, low, &height, &at);
		q->height[i] = (float)(1 / height);
		q->later[i] = (float)(low - wanted);
	}
}

/* ---- places ----------------------------------------------------------- */

static void fill_strips(struct reco_particles *q)
{
	for (int32_t i = 0; i < RECO_STRIPS; i++) {
		struct n62_place none = { 0 };

		if (n62_muv1_place(i, &q->strip[0][i]) < 0)
			q->strip[0][i] = none;
		if (n62_muv2_place(i, &q->strip[1][i]) < 0)
			q->strip[1][i] = none;
	}
}

/* ---- all of them ------------------------------------------------------ */

static int check(const struct reco_particles *q, struct n62_err *err)
{
	if (q->rich.refraction <= 0)
		return n62_fail(err, N62_USAGE,
		    "rich.refraction is %g: without it there is no light",
		    q->rich.refraction);
	if (q->pi0.low >= q->pi0.high)
		return n62_fail(err, N62_USAGE,
		    "pi0.low, %g GeV, must be below pi0.high, %g GeV",
		    q->pi0.low, q->pi0.high);
	return 0;
}

const struct reco_particles *reco_particles_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	struct reco_particles *q = n62_arena_new(a, 1, sizeof *q, err);
	double index;

	if (!q || n62_params_get(p, slots, q, err) < 0 || check(q, err) < 0)
		return NULL;
	for (int i = 0; i < RECO_PROFILE; i++)
		q->profile[i] = (float)over_cell(&q->lkr, i);
	fill_phases(q);
	fill_strips(q);
	for (int i = 0; i < RECO_AZIMUTHS; i++) {
		double phi = 2 * N62_PI * (i + 0.5) / RECO_AZIMUTHS;

		q->azimuth[i][0] = cos(phi);
		q->azimuth[i][1] = sin(phi);
	}
	index = 1 + q->rich.refraction;
	q->sin2 = 1 - 1 / (index * index);
	return q;
}
