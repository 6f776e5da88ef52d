/*
 * measure_mix.c - the mix of decays of kaons: how often each mode occurs, and
 * where the kaons decay; and the balance of the true particles.
 */
#include <stdio.h>

#include "validate.h"

enum {
	MODES = 64
};

static struct mix {
	const struct n62_share *share;
	int n;
	double counts[MODES], expected[MODES];
	double kaons, early, fiducial, tank; /* sums of weights */
	double worst;                        /* mass of all daughters */
} mix;

static double mass_of(const struct n62_physics *p, int32_t pdg)
{
	const struct n62_particle *a = n62_particle(p, pdg);

	if (!a)
		a = n62_particle(p, -pdg);
	return a ? a->mass : 0;
}

static void balance(const struct val_event *e, const struct n62_physics *p)
{
	struct n62_p4 sum = { 0 };

	for (uint32_t i = 1; i < e->mc.n && e->mc.overlay[i] == 0; i++)
		if (e->mc.parent[i] == 0)
			sum = n62_p4_add(
			    sum, val_p4(e, (int)i, mass_of(p, e->mc.pdg[i])));
	mix.worst =
	    fmax(mix.worst, fabs(sqrt(n62_p4_mass2(sum)) / N62_M_K - 1));
}

static void each(const struct val_event *e, void *ctx)
{
	double z = (double)e->mc.end_z[0];

	for (int k = 0; k < mix.n; k++)
		if (strcmp(mix.share[k].mode->name, e->decay) == 0)
			mix.counts[k]++;
	mix.kaons++;
	mix.tank += e->weight;
	if (z < 105000)
		mix.early += e->weight;
	else if (z < 180000)
		mix.fiducial += e->weight;
	balance(e, ctx);
}

int main(void)
{
	struct n62_err err = { 0 };
	struct n62_physics *p = n62_physics_new(&err);
	struct n62_decays *d = NULL;

	if (p)
		d = n62_decays_new(p, &(struct n62_plan){ 0 }, &err);
	if (!d)
		val_die(err.text);
	mix.share = n62_decays_shares(d, &mix.n);
	if (mix.n > MODES)
		val_die("there are more modes than measure_mix has room for");
	val_events(each, p);
	for (int k = 0; k < mix.n; k++) {
		char key[80];

		mix.expected[k] = mix.share[k].share;
		snprintf(key, sizeof key, "mix.%s", mix.share[k].mode->name);
		if (mix.share[k].share > 0.01)
			val_row_part(key, mix.counts[k], mix.kaons);
	}
	val_row_chi2("mix.chi2", NULL, 0, 1, mix.counts, mix.expected, mix.n);
	val_row("decays.tank", mix.tank / mix.kaons, 1e-6);
	val_row("decays.fiducial", mix.fiducial / (mix.kaons - mix.early),
	    mix.fiducial / mix.kaons / sqrt(mix.kaons) *
		sqrt(1 - mix.fiducial / mix.tank));
	val_row("balance.truth", mix.worst, 0);
	n62_decays_free(d);
	n62_physics_free(p);
	return 0;
}
