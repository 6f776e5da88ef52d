/*
 * parametric_values.c - the parameters of parametric*.c, by name, and values
 * that depend on the momentum.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/parametric.h"

#define SLOT(name, field)                                                      \
	{                                                                      \
		"par." name, offsetof(struct sim_parametric, field)            \
	}
#define SAME(field) SLOT(#field, field)

static const struct n62_param_slot slots[] = {
	SAME(trigger_time),
	SAME(ktag_efficiency),
	SAME(ktag_time),
	SAME(ktag_hits),
	SAME(gtk_efficiency),
	SAME(gtk_p),
	SAME(gtk_angle),
	SAME(gtk_place),
	SAME(gtk_time),
	SAME(p_scatter),
	SAME(p_line),
	SAME(angle_scatter),
	SAME(angle_line),
	SAME(place_scatter),
	SAME(place_line),
	SAME(straw_time),
	SAME(chod_time),
	SAME(chod_efficiency),
	SAME(newchod_time),
	SAME(newchod_efficiency),
	SAME(lkr_stochastic),
	SAME(lkr_noise),
	SAME(lkr_constant),
	SAME(lkr_scale),
	SAME(lkr_place),
	SAME(lkr_place0),
	SAME(lkr_time),
	SAME(lkr_time_low),
	SAME(lkr_efficiency),
	SAME(photon_efficiency),
	SAME(pion_efficiency),
	SAME(mip_energy),
	SAME(mip_sigma),
	SAME(pion_mip),
	SAME(pion_mean),
	SAME(pion_sigma),
	SAME(pion_tail),
	SAME(rich_nhits),
	SAME(rich_radius),
	SAME(rich_time),
	SAME(muv3_time),
	SAME(muv3_scatter),
	SAME(veto_time),
	{ NULL, 0 },
};

/* GeV, as in the names of the parameters. */
static const int node[PAR_NODES] = { 5, 10, 15, 20, 30, 40, 50, 65 };
static const char *const kind[3] = { "e", "mu", "pi" };

static int get_curve(const struct n62_params *p, struct par_curve *c,
    const char *name, struct n62_err *err)
{
	for (int i = 0; i < PAR_NODES; i++) {
		char full[64];
		const struct n62_param *q;

		snprintf(full, sizeof full, "par.%s_%d", name, node[i]);
		q = n62_params_find(p, full, err);
		if (!q)
			return -1;
		c->at[i] = q->value;
	}
	return 0;
}

static int get_curves(
    const struct n62_params *p, struct sim_parametric *s, struct n62_err *err)
{
	char name[32];

	for (int k = 0; k < 3; k++) {
		snprintf(name, sizeof name, "track_%s", kind[k]);
		if (get_curve(p, &s->efficiency[k], name, err) < 0)
			return -1;
		snprintf(name, sizeof name, "muv3_%s", kind[k]);
		if (get_curve(p, &s->muv3[k], name, err) < 0)
			return -1;
		for (int h = 0; h < 3; h++) {
			snprintf(name, sizeof name, "rich_%s_as_%s", kind[k],
			    kind[h]);
			if (get_curve(p, &s->rich[k][h], name, err) < 0)
				return -1;
		}
	}
	return 0;
}

/* Probabilities of one particle to be taken for each. */
static int check(const struct sim_parametric *s, struct n62_err *err)
{
	for (int k = 0; k < 3; k++)
		for (int i = 0; i < PAR_NODES; i++) {
			double sum = 0;

			for (int h = 0; h < 3; h++)
				sum += s->rich[k][h].at[i];
			if (sum > 1.001) /* as rounded */
				return n62_fail(err, N62_USAGE,
				    "par.rich_%s_as_e_%d, mu and pi sum up to "
				    "%g, which is more than 1",
				    kind[k], node[i], sum);
		}
	return 0;
}

struct sim_parametric *sim_parametric_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	struct sim_parametric *s = n62_arena_new(a, 1, sizeof *s, err);

	if (!s || n62_params_get(p, slots, s, err) < 0 ||
	    get_curves(p, s, err) < 0 || check(s, err) < 0)
		return NULL;
	return s;
}

double par_curve_at(const struct par_curve *c, double gev)
{
	int i = 0;
	double f;

	if (gev <= node[0])
		return c->at[0];
	while (i < PAR_NODES - 1 && gev > node[i + 1])
		i++;
	if (i == PAR_NODES - 1)
		return c->at[i];
	f = (gev - node[i]) / (node[i + 1] - node[i]);
	return c->at[i] + f * (c->at[i + 1] - c->at[i]);
}

int par_kind(int32_t pdg)
{
	switch (abs(pdg)) {
	case N62_ELECTRON:
		return 0;
	case N62_MUON:
		return 1;
	case N62_PION:
		return 2;
	default:
		return -1;
	}
}
