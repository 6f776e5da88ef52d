/*
 * params.c - the parameters by name, and a reconstruction made of them.
 */
#include <stddef.h>
#include <stdlib.h>

#include "reco/particles.h"
#include "reco/straw.h"

#define SLOT(name, field)                                                      \
	{                                                                      \
		name, offsetof(struct reco_params, field)                      \
	}

static const struct n62_param_slot slots[] = {
	SLOT("ktag.window", ktag_window),
	SLOT("ktag.width", ktag_width),
	SLOT("ktag.sectors", ktag_sectors),
	SLOT("ktag.sigma", ktag_sigma),
	SLOT("gtk.window", gtk_window),
	SLOT("gtk.merge", gtk_merge),
	SLOT("gtk.merge_time", gtk_merge_time),
	SLOT("gtk.match", gtk_match),
	SLOT("gtk.sigma1", gtk_sigma1),
	SLOT("gtk.sigma2", gtk_sigma2),
	SLOT("gtk.x0", gtk_x0),
	SLOT("gtk.bend", gtk_bend),
	SLOT("gtk.trim5", gtk_trim5),
	SLOT("gtk.pmin", gtk_pmin),
	SLOT("gtk.pmax", gtk_pmax),
	SLOT("gtk.chi2_time", gtk_chi2_time),
	SLOT("gtk.chi2_x", gtk_chi2_x),
	SLOT("gtk.chi2_beam", gtk_chi2_beam),
	SLOT("gtk.most", gtk_most),
	SLOT("beam.p", beam_p),
	SLOT("beam.p_sigma", beam_p_sigma),
	SLOT("beam.dxdz", beam_dxdz),
	SLOT("beam.dxdz_sigma", beam_dxdz_sigma),
	SLOT("beam.dydz", beam_dydz),
	SLOT("beam.dydz_sigma", beam_dydz_sigma),
	SLOT("straw.sigma_wire", straw_sigma_wire),
	SLOT("straw.sigma_far", straw_sigma_far),
	SLOT("straw.far", straw_far),
	SLOT("straw.shift", straw_shift),
	SLOT("straw.before", straw_before),
	SLOT("straw.after", straw_after),
	SLOT("straw.slack", straw_slack),
	SLOT("straw.nsigma", straw_nsigma),
	SLOT("straw.source", straw_source),
	SLOT("straw.tolerance_up", straw_tolerance_up),
	SLOT("straw.tolerance_down", straw_tolerance_down),
	SLOT("straw.corridor", straw_corridor),
	SLOT("straw.match", straw_match),
	SLOT("straw.x0", straw_x0),
	SLOT("straw.kick", straw_kick),
	SLOT("straw.pmin", straw_pmin),
	SLOT("straw.slope", straw_slope),
	SLOT("straw.seed_chi2", straw_seed_chi2),
	SLOT("straw.road", straw_road),
	SLOT("straw.trim", straw_trim),
	SLOT("straw.chi2", straw_chi2),
	SLOT("straw.chi2_three", straw_chi2_three),
	SLOT("straw.hits", straw_hits),
	SLOT("straw.chambers", straw_chambers),
	SLOT("straw.shared", straw_shared),
	SLOT("straw.shared_three", straw_shared_three),
	SLOT("chod.window", chod_window),
	SLOT("chod.sigma", chod_sigma),
	SLOT("chod.speed", chod_speed),
	SLOT("newchod.window", newchod_window),
	SLOT("newchod.sigma", newchod_sigma),
	SLOT("muv3.window", muv3_window),
	SLOT("muv3.scatter", muv3_scatter),
	SLOT("muv3.search", muv3_search),
	SLOT("vertex.zmin", vertex_zmin),
	SLOT("vertex.zmax", vertex_zmax),
	SLOT("vertex.time", vertex_time),
	SLOT("vertex.chi2_2", vertex_chi2_2),
	SLOT("vertex.chi2_3", vertex_chi2_3),
	SLOT("vertex.cda", vertex_cda),
	SLOT("vertex.beam_time", vertex_beam_time),
	SLOT("field.tube", tube),
	SLOT("mc.nsigma", mc_nsigma),
	{ NULL, 0 },
};

int n62_reco_params(
    struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	for (const struct n62_builtin *b = reco_builtin; b->name; b++)
		if (n62_params_read(p, b->name, b->text, a, err) < 0)
			return -1;
	return 0;
}

/* Pairs of values that do not fit each other. */
static int check(const struct reco_params *p, struct n62_err *err)
{
	if (p->straw_kick == 0)
		return n62_fail(err, N62_USAGE,
		    "straw.kick is 0: without a magnet there is no momentum");
	if (p->vertex_zmin >= p->vertex_zmax)
		return n62_fail(err, N62_USAGE,
		    "vertex.zmin, %g mm, must be below vertex.zmax, %g mm",
		    p->vertex_zmin, p->vertex_zmax);
	return 0;
}

struct n62_reco *n62_reco_new(
    const struct n62_reco_options *o, struct n62_err *err)
{
	struct n62_reco *r = n62_new(1, sizeof *r, err);

	if (!r)
		return NULL;
	r->drop_hits = o->drop_hits;
	if (n62_params_get(o->params, slots, &r->par, err) < 0 ||
	    check(&r->par, err) < 0)
		goto fail;
	r->par.straw_theta = reco_highland(r->par.straw_x0);
	r->par.gtk_theta = reco_highland(r->par.gtk_x0);
	n62_blue_tube_init(&r->tube, r->par.tube);
	r->particles = reco_particles_new(o->params, &r->arena, err);
	r->drift = straw_drift_new(&r->par, &r->arena, err);
	r->wire = straw_wires_new(&r->arena, err);
	r->flow = reco_flow_new(r, o->threads, err);
	if (r->particles && r->drift && r->wire && r->flow)
		return r;
fail:
	n62_reco_free(r);
	return NULL;
}

void n62_reco_free(struct n62_reco *r)
{
	if (!r)
		return;
	reco_flow_free(r->flow);
	n62_arena_free(&r->arena);
	free(r);
}

struct n62_reco_count n62_reco_count(const struct n62_reco *r)
{
	return r->count;
}
