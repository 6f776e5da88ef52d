/*
 * sim.c - a simulation is prepared: parameters, decays, the trigger.
 */
#include "sim/sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/beam.h"
#include "sim/trigger.h"

static const char masks_name[] = "masks.txt";

/* ---- parameters ----------------------------------------------------- */

/* Those of lib/sim/data: every file but the table of masks, that is one for
 * the full simulation, and what was fitted to it for the parametric level. */
static int read_parameters(struct n62_sim *s, struct n62_err *err)
{
	for (const struct n62_builtin *b = sim_builtin; b->name; b++)
		if (strcmp(b->name, masks_name) != 0 &&
		    n62_params_read(
			&s->params, b->name, b->text, &s->arena, err) < 0)
			return -1;
	return 0;
}

/* The parameters of decays, then those of the simulation: a copy. */
static struct n62_params all_parameters(struct n62_sim *s, struct n62_err *err)
{
	const struct n62_params *decays = n62_physics_params(s->physics);
	struct n62_params all = { 0 };

	all.v = n62_arena_new(
	    &s->arena, decays->n + s->params.n, sizeof *all.v, err);
	if (!all.v)
		return all;
	all.n = decays->n + s->params.n;
	memcpy(all.v, decays->v, decays->n * sizeof *all.v);
	memcpy(all.v + decays->n, s->params.v, s->params.n * sizeof *all.v);
	return all;
}

/* What is wrong is said of all of them; then one of the two has it. */
static int set_one(
    struct n62_sim *s, const char *assignment, struct n62_err *err)
{
	struct n62_params all = all_parameters(s, err);
	struct n62_err elsewhere = { 0 };

	if (!all.v || n62_params_set(&all, assignment, err) < 0)
		return -1;
	if (n62_physics_set(s->physics, assignment, &elsewhere) == 0)
		return 0;
	return n62_params_set(&s->params, assignment, err);
}

static int read_file(const char *name, struct n62_buf *b, struct n62_err *err)
{
	struct n62_in in;
	ssize_t n = -1;

	if (n62_in_open(&in, name, err) == 0)
		do {
			n = n62_buf_reserve(b, 4096, err) < 0
				? -1
				: n62_in_read(&in, b->data + b->len, 4096, err);
			b->len += n > 0 ? (size_t)n : 0;
		} while (n > 0 && b->len < 1 << 20);
	n62_in_free(&in);
	if (n < 0)
		return -1;
	if (memchr(b->data, 0, b->len) || b->len >= 1 << 20)
		return n62_fail(err, N62_DATA, "%s: it is no text", name);
	return n62_buf_text(b, err) ? 0 : -1;
}

/* The table of decays, that of a file or the one that is compiled in. */
static struct n62_physics *table(
    const struct n62_sim_wish *w, struct n62_err *err)
{
	struct n62_physics *p = NULL;
	struct n62_buf text = { 0 };

	if (!w->decays)
		return n62_physics_new(err);
	if (read_file(w->decays, &text, err) == 0)
		p = n62_physics_read(w->decays, text.data, err);
	n62_buf_free(&text);
	return p;
}

/* Everything that does not depend on the decay. */
static int prepare(
    struct n62_sim *s, const struct n62_sim_wish *w, struct n62_err *err)
{
	s->physics = table(w, err);
	if (!s->physics || read_parameters(s, err) < 0)
		return -1;
	for (size_t i = 0; i < w->set.n; i++)
		if (set_one(s, w->set.v[i], err) < 0)
			return -1;
	return 0;
}

/* ---- the table of masks --------------------------------------------- */

/* The table that is asked for: its text. */
static int masks_text(
    const struct n62_sim_wish *w, struct n62_buf *b, struct n62_err *err)
{
	if (w->triggers)
		return read_file(w->triggers, b, err);
	for (const struct n62_builtin *f = sim_builtin; f->name; f++)
		if (strcmp(f->name, masks_name) == 0 &&
		    n62_buf_add(b, f->text, f->size, err) < 0)
			return -1;
	return n62_buf_text(b, err) ? 0 : -1;
}

static int prepare_trigger(
    struct n62_sim *s, const struct n62_sim_wish *w, struct n62_err *err)
{
	struct sim_trigger *t = sim_trigger_new(&s->params, &s->arena, err);
	struct n62_buf text = { 0 };
	int r = -1;

	if (t && masks_text(w, &text, err) == 0)
		r = sim_masks_read(t, w->triggers ? w->triggers : masks_name,
		    text.data, &s->arena, err);
	n62_buf_free(&text);
	s->trigger = t;
	return r;
}

/* ---- decays --------------------------------------------------------- */

static struct n62_decays *decays(
    const struct n62_sim *s, struct n62_plan plan, struct n62_err *err)
{
	plan.radiation = true;
	return n62_decays_new(s->physics, &plan, err);
}

/* pi+ and mu+: antiparticles decay by the same tables. */
static int prepare_decays(
    struct n62_sim *s, const struct n62_sim_wish *w, struct n62_err *err)
{
	s->kaon = decays(
	    s, (struct n62_plan){ .mode = w->decay, .pi0 = w->pi0 }, err);
	if (!s->kaon)
		return -1;
	s->pion = decays(s, (struct n62_plan){ .mother = N62_PION }, err);
	if (!s->pion)
		return -1;
	s->muon = decays(s, (struct n62_plan){ .mother = -N62_MUON }, err);
	if (!s->muon)
		return -1;
	/* finding the largest weights of all modes takes a while */
	if (!(s->intensity > 0))
		return 0;
	s->mix = decays(s, (struct n62_plan){ 0 }, err);
	return s->mix ? 0 : -1;
}

/*
 * Periodic triggers come at their own times, between the decays of the beam
 * that is simulated. Only a mix has those at their rate.
 */
static double periodic_share(
    const struct n62_sim *s, const struct n62_sim_wish *w)
{
	const struct sim_beam *b = s->beam;
	double length = n62_decay_length(b->p, N62_M_K, SIM_TAU_K);
	double per_ns = 1e-3; /* MHz */
	double decays = s->intensity * b->rate * b->kaon * per_ns *
			exp(-(b->zmin - n62_gtk_z[2]) / length) *
			n62_decay_probability(b->zmax - b->zmin, length);

	if (!(decays > 0) || w->pi0 ||
	    (w->decay && strcmp(w->decay, "mix") != 0))
		return 0;
	return s->trigger->periodic / (s->trigger->periodic + decays);
}

/* ---- all ------------------------------------------------------------ */

struct n62_sim *n62_sim_new(const struct n62_sim_wish *w, struct n62_err *err)
{
	struct n62_sim *s = n62_new(1, sizeof *s, err);

	if (!s)
		return NULL;
	s->seed = w->seed;
	s->intensity = w->intensity;
	if (!(w->intensity >= 0 && w->intensity <= 10))
		n62_fail(err, N62_USAGE,
		    "the intensity can be 0 to 10 times the nominal one, not "
		    "%g",
		    w->intensity);
	else if (prepare(s, w, err) == 0 && prepare_trigger(s, w, err) == 0 &&
		 (s->beam = sim_beam_new(&s->params, &s->arena, err)) &&
		 (s->tracking = sim_tracking_new(&s->params, &s->arena, err)) &&
		 (s->showers = sim_showers_new(&s->params, &s->arena, err)) &&
		 (s->parametric =
			 sim_parametric_new(&s->params, &s->arena, err)) &&
		 prepare_decays(s, w, err) == 0) {
		s->periodic = periodic_share(s, w);
		return s;
	}
	n62_sim_free(s);
	return NULL;
}

void n62_sim_free(struct n62_sim *s)
{
	if (!s)
		return;
	n62_decays_free(s->kaon);
	n62_decays_free(s->mix);
	n62_decays_free(s->pion);
	n62_decays_free(s->muon);
	n62_physics_free(s->physics);
	n62_arena_free(&s->arena);
	free(s);
}

/* ---- text ----------------------------------------------------------- */

int n62_sim_parameters(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err)
{
	struct n62_sim s = { 0 };
	struct n62_params all;
	int r = -1;

	if (prepare(&s, w, err) == 0 && (all = all_parameters(&s, err)).v)
		r = n62_params_print(&all, out, err);
	n62_physics_free(s.physics);
	n62_arena_free(&s.arena);
	return r;
}

int n62_sim_decays(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err)
{
	struct n62_sim s = { 0 };
	int r = prepare(&s, w, err);

	if (r == 0)
		r = n62_decays_print(s.physics, out, err);
	n62_physics_free(s.physics);
	n62_arena_free(&s.arena);
	return r;
}

int n62_sim_decay_table(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err)
{
	struct n62_physics *p = table(w, err);
	int r = p ? n62_decays_text(p, out, err) : -1;

	n62_physics_free(p);
	return r;
}

int n62_sim_triggers(
    const struct n62_sim_wish *w, struct n62_buf *out, struct n62_err *err)
{
	struct n62_arena a = { 0 };
	struct sim_trigger t = { 0 };
	size_t from = out->len;
	int r = masks_text(w, out, err);

	/* what is printed can be read again */
	if (r == 0)
		r = sim_masks_read(&t, w->triggers ? w->triggers : masks_name,
		    out->data + from, &a, err);
	n62_arena_free(&a);
	return r;
}
