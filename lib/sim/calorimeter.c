/*
 * calorimeter.c - what becomes of a particle in the LKr and the iron behind:
 * which of LKr, MUV1 and MUV2 it leaves how much energy in.
 *
 * Electrons and photons end in the LKr. Hadrons interact after so many
 * interaction lengths; what does not stay in the LKr goes into MUV1 and MUV2.
 * Muons, and the hadrons that interact nowhere, go on and leave the energy of
 * their tracks; transport.c takes it from them.
 */
#include "sim/showers.h"

/* Inside is the beam pipe through all of it. */
static const double pipe = 83;

static void muv_track(struct sim_event *ev, int d, const struct sim_particle *p)
{
	const struct sim_showers *s = sim_showers(ev);
	double mean = d == N62_MUV1 ? s->muv12.mip1 : s->muv12.mip2;
	double width = s->muv12.mip_width * mean;

	sim_muv12_shower(ev, d, p,
	    sim_moyal(sim_rng(ev, d), mean - 1.27 * width, width), true);
}

/*
 * A muon that radiates a part v of its energy, v > 1/20, distributed as 1/v:
 * a shower on its track.
 */
static void radiate(struct sim_event *ev, const struct sim_particle *p)
{
	struct n62_rng *r = sim_rng(ev, N62_LKR);
	struct sim_particle photon = *p;

	if (n62_rng_uniform(r) > sim_showers(ev)->hard)
		return;
	photon.e *= pow(20, -n62_rng_uniform(r));
	sim_lkr_electron(ev, &photon);
}

static enum sim_fate muon(
    struct sim_event *ev, const struct sim_particle *p, bool in_lkr)
{
	if (in_lkr) {
		sim_lkr_mip(ev, p);
		radiate(ev, p);
	}
	muv_track(ev, N62_MUV1, p);
	muv_track(ev, N62_MUV2, p);
	return SIM_PASSES;
}

/* Energy behind the LKr, in both of its modules. */
static void behind(struct sim_event *ev, const struct sim_particle *p, double e)
{
	double low = sim_showers(ev)->hadron.muv1_low;
	double u = n62_rng_uniform(sim_rng(ev, N62_MUV1));
	double part = low + (1 - low) * u;

	sim_muv12_shower(ev, N62_MUV1, p, e * part, false);
	sim_muv12_shower(ev, N62_MUV2, p, e * (1 - part), false);
}

/*
 * The part of the true energy that is in the LKr is what makes E/p; the MUVs
 * have what is missing to the sum that is seen, with its resolution.
 */
static void shower_in_lkr(
    struct sim_event *ev, const struct sim_particle *p, double e)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_LKR);
	uint32_t u = n62_rng_u32(r) % SIM_QUANTILES;
	double in = p->e * (double)s->fraction[u];
	double t = p->t + s->lkr.time0 * n62_rng_normal(r);

	sim_lkr_shower(ev, s->hadrons, p->x, p->y, t, in * s->hadron.scale,
	    s->hadron.spot);
	if (e > in)
		behind(ev, p, e - in);
}

static enum sim_fate hadron(
    struct sim_event *ev, const struct sim_particle *p, bool in_lkr)
{
	const struct sim_showers *s = sim_showers(ev);
	struct n62_rng *r = sim_rng(ev, N62_LKR);
	double e = sim_smear(r, &s->hadron.resolution, p->e);
	double depth = n62_rng_exponential(r);

	if (in_lkr && depth < s->hadron.lkr) {
		shower_in_lkr(ev, p, e);
		return SIM_STOPS;
	}
	if (in_lkr) {
		sim_lkr_mip(ev, p);
		depth -= s->hadron.lkr;
	}
	if (depth < s->hadron.muv1) {
		behind(ev, p, e);
		return SIM_STOPS;
	}
	muv_track(ev, N62_MUV1, p);
	if (depth < s->hadron.muv1 + s->hadron.muv2) {
		sim_muv12_shower(ev, N62_MUV2, p, e, false);
		return SIM_STOPS;
	}
	muv_track(ev, N62_MUV2, p);
	depth -= s->hadron.muv1 + s->hadron.muv2;
	return depth < s->hadron.wall ? SIM_STOPS : SIM_PASSES;
}

enum sim_fate sim_calorimeter_hit(
    struct sim_event *ev, struct sim_particle *p, int which)
{
	const struct sim_showers *s = sim_showers(ev);
	bool in_lkr = n62_lkr_element(p->x, p->y) >= 0;

	(void)which;
	if (p->x * p->x + p->y * p->y < pipe * pipe)
		return SIM_PASSES;
	if (sim_is_electromagnetic(p)) {
		if (in_lkr &&
		    (p->pdg != N62_PHOTON ||
			!sim_missed(sim_rng(ev, N62_LKR), &s->lkr.miss, p->e)))
			sim_lkr_electron(ev, p);
		return SIM_STOPS;
	}
	if (p->charge == 0)
		return SIM_PASSES;
	return sim_is_muon(p) ? muon(ev, p, in_lkr) : hadron(ev, p, in_lkr);
}
