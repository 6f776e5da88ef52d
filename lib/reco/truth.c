/*
 * truth.c - the true particle of a track: the charged one that comes nearest
 * to it in position, slope and momentum in front of the first chamber.
 *
 * Hits do not say who made them. A particle that is there in truth, carried
 * through the field of the decay tank, is compared with the track by the
 * covariance of the track, to which what a fit cannot know is added.
 */
#include <math.h>

#include "physics/physics.h"
#include "reco/particles.h"

/* Added to the errors: mistakes on the side of a wire, scattering. */
static const double blur_place = 0.5, blur_slope = 5e-5, blur_p = 0.02;

static const double lkr_z = 241093; /* its front */

enum {
	MC_X,
	MC_Y,
	MC_Z,
	MC_T,
	MC_PX,
	MC_PY,
	MC_PZ,
	MC_END_X,
	MC_END_Y,
	MC_END_Z
};

static int charge_of(int32_t pdg)
{
	int size = pdg < 0 ? -pdg : pdg, sign = pdg < 0 ? -1 : 1;

	switch (size) {
	case N62_ELECTRON:
	case N62_MUON:
		return -sign;
	case N62_PION:
	case N62_KAON:
	case 2212: /* proton */
		return sign;
	default:
		return 0;
	}
}

/* The true particle in front of the chambers; false: it is not there. */
static bool carry(const struct reco_event *ev, uint32_t i, double v[RECO_STATE])
{
	const float *const *a = ev->mc.v;
	double px = a[MC_PX][i], py = a[MC_PY][i], pz = a[MC_PZ][i];
	int q = charge_of(ev->mc.pdg[i]);
	struct reco_step s;

	/* Of one that decays in the spectrometer, the child may be nearer. */
	if (q == 0 || !(pz > 0) || a[MC_Z][i] > n62_straw_z[1] ||
	    a[MC_END_Z][i] < n62_straw_z[1])
		return false;
	v[0] = a[MC_X][i];
	v[1] = a[MC_Y][i];
	v[2] = px / pz;
	v[3] = py / pz;
	v[4] = q / sqrt(px * px + py * py + pz * pz);
	reco_step_init(&s, &ev->reco->tube, a[MC_Z][i], RECO_UP_Z);
	reco_step_state(&s, v, v);
	return true;
}

static double distance2(const double v[RECO_STATE], const double u[RECO_STATE],
    double c[RECO_STATE][RECO_STATE])
{
	double sum = 0;

	for (int i = 0; i < RECO_STATE; i++) {
		double blur = i < 2   ? blur_place
			      : i < 4 ? blur_slope
				      : blur_p * fabs(u[4]);
		double d = v[i] - u[i];

		sum += d * d / (c[i][i] + blur * blur);
	}
	return sum;
}

static void link_track(const struct reco_event *ev, struct reco_track *t)
{
	double u[RECO_STATE], c[RECO_STATE][RECO_STATE], v[RECO_STATE];
	double limit = ev->par->mc_nsigma * ev->par->mc_nsigma;

	reco_track_state(t, u, c);
	for (uint32_t i = 0; i < ev->mc.n; i++) {
		double d;

		if (!carry(ev, i, v))
			continue;
		d = distance2(v, u, c) / RECO_STATE;
		if (d < limit) {
			limit = d;
			t->mc = (int32_t)i;
			t->mc_chi2 = (float)d;
		}
	}
}

/* Of particles that end in front of the cluster, in time, the nearest. */
static void link_cluster(const struct reco_event *ev, struct reco_cluster *c)
{
	const struct reco_lkr_params *p = &ev->reco->particles->lkr;
	const float *const *a = ev->mc.v;
	double limit = p->match;

	c->mc = -1;
	for (uint32_t i = 0; i < ev->mc.n; i++) {
		double d = reco_length((double)(a[MC_END_X][i] - c->x),
		    (double)(a[MC_END_Y][i] - c->y));

		if (d >= limit || fabs((double)a[MC_END_Z][i] - lkr_z) > 1 ||
		    fabs((double)(a[MC_T][i] - c->time)) > p->match_time)
			continue;
		limit = d;
		c->mc = (int32_t)i;
	}
}

static void link_clusters(struct reco_event *ev)
{
	uint32_t n;
	struct reco_cluster *c = reco_objects(ev, RECO_CLUSTER, &n);

	for (uint32_t i = 0; i < n; i++)
		link_cluster(ev, &c[i]);
}

void reco_truth(struct reco_event *ev)
{
	uint32_t n;
	struct reco_track *t = reco_objects(ev, RECO_TRACK, &n);

	for (uint32_t i = 0; i < n; i++)
		link_track(ev, &t[i]);
	link_clusters(ev);
}
