/*
 * showers.c - parameters and tables of the calorimeters, vetoes and
 * hodoscopes, and the distributions that all of them use.
 */
#include "sim/showers.h"

#define SLOT(name, member)                                                     \
	{                                                                      \
		name, offsetof(struct sim_showers, member)                     \
	}
#define RESOLUTION(name, member)                                               \
	SLOT(name ".stochastic", member.resolution.stochastic),                \
	    SLOT(name ".constant", member.resolution.constant)

static const struct n62_param_slot slots[] = {
	SLOT("lav.mip", lav.mip),
	SLOT("lav.low", lav.low),
	SLOT("lav.high", lav.high),
	RESOLUTION("lav", lav),
	SLOT("lav.noise", lav.resolution.noise),
	SLOT("lav.depth", lav.depth),
	SLOT("lav.spread", lav.spread),
	SLOT("lav.rise", lav.rise),
	SLOT("lav.tot", lav.tot),
	SLOT("lav.time", lav.time),
	SLOT("lav.time0", lav.time0),
	SLOT("lav.miss50", lav.at[0]),
	SLOT("lav.miss100", lav.at[1]),
	SLOT("lav.miss200", lav.at[2]),
	SLOT("lav.miss500", lav.at[3]),
	SLOT("hodo.tot", hodo.tot),
	SLOT("hodo.mip", hodo.mip),
	SLOT("hodo.width", hodo.width),
	SLOT("chod.efficiency", chod.efficiency),
	SLOT("chod.speed", chod.speed),
	SLOT("chod.time", chod.time),
	SLOT("newchod.efficiency", newchod.efficiency),
	SLOT("newchod.time", newchod.time),
	SLOT("muv0.efficiency", muv0.efficiency),
	SLOT("muv0.time", muv0.time),
	SLOT("muv0.high", muv0.high),
	SLOT("muv3.efficiency", muv3.efficiency),
	SLOT("muv3.time", muv3.time),
	RESOLUTION("lkr", lkr),
	SLOT("lkr.noise", lkr.resolution.noise),
	SLOT("lkr.scale", lkr.scale),
	SLOT("lkr.core", lkr.core),
	SLOT("lkr.tail", lkr.tail),
	SLOT("lkr.share", lkr.share),
	SLOT("lkr.spot", lkr.spot),
	SLOT("lkr.position", lkr.position),
	SLOT("lkr.position0", lkr.position0),
	SLOT("lkr.time0", lkr.time0),
	SLOT("lkr.time1", lkr.time1),
	SLOT("lkr.time2", lkr.time2),
	SLOT("lkr.least", lkr.least),
	SLOT("lkr.miss500", lkr.at[0]),
	SLOT("lkr.miss1000", lkr.at[1]),
	SLOT("lkr.miss3000", lkr.at[2]),
	SLOT("lkr.miss5000", lkr.at[3]),
	SLOT("lkr.miss10000", lkr.at[4]),
	SLOT("lkr.mip", lkr.mip),
	SLOT("lkr.mip_width", lkr.mip_width),
	SLOT("lkr.mip_core", lkr.mip_core),
	SLOT("hadron.lkr", hadron.lkr),
	SLOT("hadron.muv1", hadron.muv1),
	SLOT("hadron.muv2", hadron.muv2),
	SLOT("hadron.wall", hadron.wall),
	RESOLUTION("hadron", hadron),
	SLOT("hadron.noise", hadron.resolution.noise),
	SLOT("hadron.a", hadron.a),
	SLOT("hadron.b", hadron.b),
	SLOT("hadron.core", hadron.core),
	SLOT("hadron.tail", hadron.tail),
	SLOT("hadron.share", hadron.share),
	SLOT("hadron.scale", hadron.scale),
	SLOT("hadron.spot", hadron.spot),
	SLOT("hadron.muv1_low", hadron.muv1_low),
	SLOT("hadron.strip", hadron.strip),
	SLOT("muv1.mip", muv12.mip1),
	SLOT("muv2.mip", muv12.mip2),
	SLOT("muv12.mip_width", muv12.mip_width),
	SLOT("muv12.attenuation", muv12.attenuation),
	SLOT("muv12.time", muv12.time),
	SLOT("muon.hard", hard),
	RESOLUTION("irc", irc),
	SLOT("irc.mip", irc.mip),
	SLOT("irc.low", irc.low),
	SLOT("irc.high", irc.high),
	SLOT("irc.time", irc.time),
	SLOT("irc.miss1000", irc.at[0]),
	SLOT("irc.miss5000", irc.at[1]),
	SLOT("hasc.threshold", hasc.threshold),
	SLOT("hasc.gain", hasc.gain),
	SLOT("hasc.time", hasc.time),
	SLOT("cream.count", cream.count),
	SLOT("cream.noise", cream.noise),
	SLOT("cream.common", cream.common),
	SLOT("cream.threshold", cream.threshold),
	SLOT("cream.pedestal", cream.pedestal),
	SLOT("cream.shaping", cream.shaping),
	{ NULL, 0 },
};

/* ---- profiles ------------------------------------------------------- */

/* Energy per area at the square of a distance; its integral is 1. The form is
 * that of G. Grindhammer and S. Peters, hep-ex/0001020, for a fixed depth. */
struct form {
	double core2, tail2, share;
};

static double density(const struct form *f, double r2)
{
	double a = f->core2 / ((r2 + f->core2) * (r2 + f->core2));
	double b = f->tail2 / ((r2 + f->tail2) * (r2 + f->tail2));

	return (f->share * a + (1 - f->share) * b) / N62_PI;
}

/* The integral over the cell whose middle is (x, y) from the shower's. */
static double over_cell(const struct form *f, double x, double y)
{
	double h = N62_LKR_CELL, sum = 0;
	int n = fabs(x) < 2 * h && fabs(y) < 2 * h ? 12 : 2;

	for (int i = 0; i < n; i++) {
		for (int j = 0; j < n; j++) {
			double u = x + ((i + 0.5) / n - 0.5) * h;
			double v = y + ((j + 0.5) / n - 0.5) * h;

			sum += density(f, u * u + v * v);
		}
	}
	return sum * h * h / (n * n);
}

static void fill_cells(
    const struct form *f, double x, double y, float part[SIM_CELLS])
{
	for (int i = -SIM_REACH; i <= SIM_REACH; i++)
		for (int j = -SIM_REACH; j <= SIM_REACH; j++)
			*part++ = (float)over_cell(
			    f, i * N62_LKR_CELL - x, j * N62_LKR_CELL - y);
}

/* A narrow core would fall between the points of the integral; the parts of
 * the middle cells take what is then missing or too much. */
static void normalise(float part[SIM_CELLS], double whole)
{
	double sum = 0;

	for (int k = 0; k < SIM_CELLS; k++)
		sum += (double)part[k];
	for (int k = 0; k < SIM_CELLS; k++)
		part[k] = (float)((double)part[k] * whole / sum);
}

static struct sim_profile *new_profile(struct n62_arena *a, double core,
    double tail, double share, struct n62_err *err)
{
	struct form f = { core * core, tail * tail, share };
	double reach = (SIM_REACH + 0.5) * N62_LKR_CELL;
	/* the area of the square is that of a circle of this radius */
	double r2 = 4 * reach * reach / N62_PI;
	double inside =
	    share * r2 / (r2 + f.core2) + (1 - share) * r2 / (r2 + f.tail2);
	struct sim_profile *p = n62_arena_new(a, 1, sizeof *p, err);
	double step = N62_LKR_CELL / 2 / SIM_GRID;

	if (!p)
		return NULL;
	for (int i = 0; i < SIM_GRID; i++) {
		for (int j = 0; j < SIM_GRID; j++) {
			fill_cells(&f, (i + 0.5) * step, (j + 0.5) * step,
			    p->part[i][j]);
			normalise(p->part[i][j], inside);
		}
	}
	return p;
}

/* ---- other tables --------------------------------------------------- */

/* Quantiles of the normal: bisection of the error function. */
static void fill_normal(float q[SIM_QUANTILES])
{
	for (int i = 0; i < SIM_QUANTILES; i++) {
		double wanted = (i + 0.5) / SIM_QUANTILES, low = -6, high = 6;

		while (high - low > 1e-7) {
			double mid = (low + high) / 2;

			if (0.5 * erfc(-mid / sqrt(2)) < wanted)
				low = mid;
			else
				high = mid;
		}
		q[i] = (float)low;
	}
}

/* Quantiles of the beta distribution by summing its density. */
static void fill_beta(float q[SIM_QUANTILES], double a, double b)
{
	enum {
		STEPS = 1 << 16
	};
	double sum = 0, all = 0;
	int i = 0;

	for (int k = 0; k < STEPS; k++) {
		double x = (k + 0.5) / STEPS;

		all += exp((a - 1) * log(x) + (b - 1) * log(1 - x));
	}
	for (int k = 0; k < STEPS; k++) {
		double x = (k + 0.5) / STEPS;

		sum += exp((a - 1) * log(x) + (b - 1) * log(1 - x)) / all;
		while (i < SIM_QUANTILES && (i + 0.5) / SIM_QUANTILES <= sum)
			q[i++] = (float)x;
	}
	while (i < SIM_QUANTILES)
		q[i++] = 1;
}

static void fill_miss(
    struct sim_miss *m, const double *e, const double *miss, int n)
{
	m->n = n;
	for (int i = 0; i < n; i++) {
		m->log_e[i] = log(e[i]);
		m->log_miss[i] = log(fmax(miss[i], 1e-12));
	}
}

static int fill_tables(
    struct sim_showers *s, struct n62_arena *a, struct n62_err *err)
{
	static const double lav[] = { 50, 100, 200, 500 };
	static const double lkr[] = { 500, 1000, 3000, 5000, 10000 };
	static const double irc[] = { 1000, 5000 };

	s->electron =
	    new_profile(a, s->lkr.core, s->lkr.tail, s->lkr.share, err);
	s->hadrons = new_profile(
	    a, s->hadron.core, s->hadron.tail, s->hadron.share, err);
	s->track = new_profile(a, s->lkr.mip_core, s->lkr.mip_core, 1, err);
	if (!s->electron || !s->hadrons || !s->track)
		return -1;
	fill_normal(s->normal);
	fill_beta(s->fraction, s->hadron.a, s->hadron.b);
	fill_miss(&s->lav.miss, lav, s->lav.at, 4);
	fill_miss(&s->lkr.miss, lkr, s->lkr.at, 5);
	fill_miss(&s->irc.miss, irc, s->irc.at, 2);
	return 0;
}

/* A pulse is above its high threshold only where it is above its low one. */
static int check_values(const struct sim_showers *s, struct n62_err *err)
{
	if (s->lav.low > s->lav.high)
		return n62_fail(err, N62_USAGE,
		    "lav.low is %g MeV, but can be at most lav.high, %g",
		    s->lav.low, s->lav.high);
	if (s->irc.low > s->irc.high)
		return n62_fail(err, N62_USAGE,
		    "irc.low is %g MeV, but can be at most irc.high, %g",
		    s->irc.low, s->irc.high);
	return 0;
}

struct sim_showers *sim_showers_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	struct sim_showers *s = n62_arena_new(a, 1, sizeof *s, err);

	if (!s || n62_params_get(p, slots, s, err) < 0 ||
	    check_values(s, err) < 0 || fill_tables(s, a, err) < 0)
		return NULL;
	return s;
}

/* ---- distributions -------------------------------------------------- */

double sim_smear(
    struct n62_rng *r, const struct sim_resolution *resolution, double e)
{
	double gev = e * 1e-3;
	double a = resolution->stochastic, b = resolution->noise / gev;
	double c = resolution->constant;
	double sigma = sqrt(a * a / gev + b * b + c * c);
	double seen = e * (1 + fmin(sigma, 0.5) * n62_rng_normal(r));

	return seen > 0 ? seen : 0;
}

double sim_moyal(struct n62_rng *r, double most_probable, double width)
{
	double z = n62_rng_normal(r);

	return most_probable - width * log(z * z + 1e-9);
}

bool sim_missed(struct n62_rng *r, const struct sim_miss *m, double e)
{
	double x = log(e), u = log(n62_rng_uniform(r)), slope;
	int i = 0;

	if (x >= m->log_e[m->n - 1])
		return u < m->log_miss[m->n - 1];
	while (i < m->n - 2 && x > m->log_e[i + 1])
		i++;
	slope = (m->log_miss[i + 1] - m->log_miss[i]) /
		(m->log_e[i + 1] - m->log_e[i]);
	return u < m->log_miss[i] + slope * (x - m->log_e[i]);
}

void sim_pulse_height(struct sim_event *ev, int d, int32_t element, double time,
    double height, double tot)
{
	if (height > 1)
		sim_pulse_add(ev, d, element, time, tot * log(height));
}
