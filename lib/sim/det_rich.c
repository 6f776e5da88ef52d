/*
 * det_rich.c - the Cherenkov light of a charged particle in the RICH, from the
 * neon over the mirrors to the cones of the photomultipliers.
 *
 * A mirror turns directions into places on its disc, so that a photon is
 * followed by its slopes; where it was emitted only says which mirror it meets.
 * Its way takes the same time from everywhere and is left out of times.
 */
#include "sim/tracking.h"

#include <math.h>
#include <stdlib.h>

/* The neon, as far as the mirrors (FW). */
static const double entrance = 219445, mirrors = 236873;

/* Axis of the beam pipe: x = 34 at 219445, 2 at 237326 (FW). */
static double pipe_x(double z)
{
	return 34 + (z - 219445) * (2 - 34.) / (237326 - 219445.);
}

static bool in_pipe(const struct sim_tracking *t, double x, double y, double z)
{
	double dx = x - pipe_x(z);

	return dx * dx + y * y < t->rich_pipe * t->rich_pipe;
}

/* ---- tables ---------------------------------------------------------- */

/*
 * The charge of a photoelectron has the density q^(shape - 1) exp(-shape q /
 * charge), and a pulse of charge q takes 2 sigma sqrt(2 ln(q / threshold)) +
 * least. Its quantiles, from sums over small steps.
 */
static void make_widths(struct sim_tracking *t)
{
	enum {
		steps = 100000
	};
	double low = t->rich_threshold, high = low + 6 * t->rich_charge;
	double step = (high - low) / steps, sum = 0, whole = 0;
	int k = 0;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < steps; i++) {
			double x = (low + (i + 0.5) * step) / t->rich_charge;
			double q = low + (i + 1) * step;

			if (pass == 0) {
				whole += exp(t->rich_shape * (log(x) - x)) / x;
				continue;
			}
			while (k < SIM_BINS && sum >= whole * k / SIM_BINS)
				t->rich_width.at[k++] =
				    (float)(2 * t->rich_tot_sigma *
						sqrt(
						    2 * log((q - step) / low)) +
					    t->rich_tot_least);
			sum += exp(t->rich_shape * (log(x) - x)) / x;
		}
	while (k <= SIM_BINS) {
		t->rich_width.at[k] = t->rich_width.at[k > 0 ? k - 1 : 0];
		k++;
	}
}

/* The photomultiplier that sees a photon; -1: none. */
static int32_t seen_by(
    const struct sim_tracking *t, int disc, double x, double y)
{
	int32_t e = n62_rich_element(disc, x, y);
	struct n62_rich_place p;

	if (!n62_rich_place(e, &p))
		return -1;
	x -= p.x;
	y -= p.y;
	return x * x + y * y < t->rich_cone * t->rich_cone ? e : -1;
}

/* A random ring at beta = 1 whose middle is near that of a disc: the share of
 * its photons that each photomultiplier sees. */
static void draw_ring(
    const struct sim_tracking *t, struct n62_rng *r, double *share, int n)
{
	double radius =
	    N62_RICH_FOCAL * sqrt(t->rich_sin2 / (1 - t->rich_sin2));
	double x = N62_RICH_PITCH * n62_rng_uniform(r);
	double y = N62_RICH_PITCH * n62_rng_uniform(r);

	for (int i = 0; i < n; i++) {
		double phi = 2 * N62_PI * n62_rng_uniform(r);
		double dx =
		    radius * cos(phi) + t->rich_smear * sim_normal(t, r);
		double dy =
		    radius * sin(phi) + t->rich_smear * sim_normal(t, r);
		int32_t e = seen_by(t, 0, x + dx, y + dy);

		if (e >= 0)
			share[e] += 1. / n;
	}
}

/* Hits of n photons, and how fast they grow with n: a photomultiplier that
 * sees the share s is hit with 1 - exp(-n s). */
static double hits_of(const double *share, int shares, double n, double *slope)
{
	double hits = 0;

	*slope = 0;
	for (int i = 0; i < shares; i++) {
		double none = exp(-n * share[i]);

		hits += 1 - none;
		*slope += share[i] * none;
	}
	return hits;
}

/* Moves what is not 0 to the front; returns how many that are. */
static int squeeze(double *share, int shares)
{
	int n = 0;

	for (int i = 0; i < shares; i++)
		if (share[i] > 0)
			share[n++] = share[i];
	return n;
}

/*
 * How many photons must reach the disc for nhits photomultipliers to see some,
 * as a mean of several rings.
 */
static int find_photons(struct sim_tracking *t, struct n62_err *err)
{
	enum {
		rings = 16,
		draws = 4096,
		elements = 20000,
		most = 200
	};
	double *share = n62_new(elements, rings * sizeof *share, err);
	double n = t->rich_nhits, limit, slope;
	struct n62_rng r;
	int shares;

	if (!share)
		return -1;
	n62_rng_init(&r, 0, 0, 0);
	for (int i = 0; i < rings; i++)
		draw_ring(t, &r, share + (size_t)i * elements, draws);
	shares = squeeze(share, rings * elements);
	limit = hits_of(share, shares, most, &slope) / rings;
	/* Newton's method; the number of hits is concave. */
	for (int k = 0; k < 20 && n > 0 && n < most; k++)
		n += (rings * t->rich_nhits -
			 hits_of(share, shares, n, &slope)) /
		     slope;
	free(share);
	if (t->rich_nhits > limit)
		return n62_fail(err, N62_USAGE,
		    "rich.nhits is %g, but a ring cannot have more than %.1f "
		    "hits with the other parameters",
		    t->rich_nhits, limit);
	t->rich_photons = n;
	return 0;
}

int sim_rich_tables(struct sim_tracking *t, struct n62_err *err)
{
	double index = 1 + t->rich_refraction;

	t->rich_sin2 = 1 - 1 / (index * index);
	make_widths(t);
	return find_photons(t, err);
}

/* ---- light ----------------------------------------------------------- */

static double response_time(const struct sim_tracking *t, struct n62_rng *r)
{
	double u = n62_rng_uniform(r), normal = sim_normal(t, r);

	if (u < t->rich_late)
		return t->rich_late_sigma * fabs(normal);
	if (u < t->rich_late + t->rich_wide)
		return t->rich_shift2 + t->rich_sigma2 * normal;
	return t->rich_sigma1 * normal;
}

/* The particle's light: tan of its angle, and its line x + tx (z - mirrors). */
struct light {
	double x, y, tx, ty, tan, time;
};

/* A photon hits a mirror; the disc that it is sent to, or -1. */
static int disc_of(const struct sim_tracking *t, double x, double y)
{
	if (x * x + y * y > t->rich_mirrors * t->rich_mirrors ||
	    in_pipe(t, x, y, mirrors))
		return -1;
	return x < pipe_x(mirrors);
}

static void add_photon(struct sim_event *ev, const struct light *l)
{
	const struct sim_tracking *t = ev->sim->tracking;
	struct n62_rng *r = &ev->rng[SIM_RNG_RESPONSE + N62_RICH];
	double phi = 2 * N62_PI * n62_rng_uniform(r);
	double way = (mirrors - entrance) * n62_rng_uniform(r);
	double dx = l->tan * cos(phi), dy = l->tan * sin(phi);
	double time, width, x, y;
	int32_t e;
	int disc;

	if (in_pipe(t, l->x - way * l->tx, l->y - way * l->ty, mirrors - way))
		return;
	disc = disc_of(t, l->x + way * dx, l->y + way * dy);
	if (disc < 0)
		return;
	x = N62_RICH_FOCAL * (l->tx + dx) + n62_rich_shift[disc] +
	    t->rich_smear * sim_normal(t, r);
	y = N62_RICH_FOCAL * (l->ty + dy) + t->rich_smear * sim_normal(t, r);
	e = seen_by(t, disc, x, y);
	if (e < 0)
		return;
	time = l->time + response_time(t, r);
	width = sim_draw(&t->rich_width, r);
	sim_pulse_add(ev, N62_RICH, e, time, width);
	sim_pulse_add(ev, N62_RICH, n62_rich_cell(e), time, width);
}

/* sin^2 of the angle of light, cos = 1 / (n beta); 0 below the threshold. */
static double sin2_of(
    const struct sim_tracking *t, const struct sim_particle *p)
{
	double p2 = p->px * p->px + p->py * p->py + p->pz * p->pz;
	double cos2 = (1 - t->rich_sin2) * (1 + p->mass * p->mass / p2);

	return cos2 < 1 ? 1 - cos2 : 0;
}

enum sim_fate sim_rich_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_tracking *t = ev->sim->tracking;
	struct n62_rng *r = &ev->rng[SIM_RNG_RESPONSE + N62_RICH];
	double sin2 = p->charge == 0 ? 0 : sin2_of(t, p), dz = mirrors - p->z;
	struct light l = { .tx = p->px / p->pz, .ty = p->py / p->pz };
	double way = mirrors - entrance;
	int n;

	(void)which;
	if (sin2 <= 0)
		return SIM_PASSES;
	l.x = p->x + l.tx * dz;
	l.y = p->y + l.ty * dz;
	l.time = p->t + t->rich_common * sim_normal(t, r);
	l.tan = sqrt(sin2 / (1 - sin2));
	if (in_pipe(t, l.x, l.y, mirrors) &&
	    in_pipe(t, l.x - way * l.tx, l.y - way * l.ty, entrance))
		return SIM_PASSES;
	n = sim_poisson(r, exp(-t->rich_photons * sin2 / t->rich_sin2));
	for (; n > 0; n--)
		add_photon(ev, &l);
	return SIM_PASSES;
}
