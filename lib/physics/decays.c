/*
 * decays.c - the generator: a choice of modes, and one decay after another.
 */
#include <stdlib.h>
#include <string.h>

#include "physics/private.h"

/* Modes with their shares; below is the sum of the shares up to each. */
struct choice {
	struct phys_decay *decay;
	struct n62_share *share;
	double *below;
	int n;
};

struct n62_decays {
	struct n62_arena arena;
	struct choice modes, pi0;
	double pi0_weight; /* of a pi0 whose mode is forced */
	bool none;         /* pi0 shall not decay */
	bool radiation, mirror;
};

/* ---- preparation ------------------------------------------------------ */

static int choice_new(
    struct n62_decays *d, struct choice *c, int n, struct n62_err *err)
{
	size_t room = (size_t)n;

	c->decay = n62_arena_new(&d->arena, room, sizeof *c->decay, err);
	c->share = n62_arena_new(&d->arena, room, sizeof *c->share, err);
	c->below = n62_arena_new(&d->arena, room, sizeof *c->below, err);
	return c->decay && c->share && c->below ? 0 : -1;
}

/* The energy from which photons count. */
static int photons(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	d->emin = n62_physics_get(p, "radiation.emin");
	if (isnan(d->emin))
		return n62_fail(
		    err, N62_DATA, "the table says nothing of photons");
	phys_radiation_prepare(d);
	return 0;
}

static int add(struct choice *c, const struct n62_physics *p,
    const struct n62_mode *mode, double share, struct n62_err *err)
{
	if (phys_prepare(&c->decay[c->n], p, mode, err) < 0 ||
	    photons(&c->decay[c->n], p, err) < 0)
		return -1;
	c->share[c->n++] = (struct n62_share){ mode, share };
	return 0;
}

/* All modes of a mother that take part in a mix. */
static int add_mix(struct n62_decays *d, struct choice *c,
    const struct n62_physics *p, int32_t mother, struct n62_err *err)
{
	const struct n62_mode *m;
	double sum = 0;
	int n = 0;

	while (n62_physics_mode(p, n))
		n++;
	if (choice_new(d, c, n, err) < 0)
		return -1;
	for (int i = 0; (m = n62_physics_mode(p, i)); i++)
		if (m->mother == mother && m->br > 0 && !m->within) {
			if (add(c, p, m, m->br, err) < 0)
				return -1;
			sum += m->br;
		}
	if (c->n == 0)
		return n62_fail(err, N62_DATA,
		    "the table has no decay of %s with a branching ratio",
		    n62_particle(p, mother)->name);
	for (int i = 0; i < c->n; i++)
		c->share[i].share /= sum;
	return 0;
}

static int add_one(struct n62_decays *d, struct choice *c,
    const struct n62_physics *p, const char *name, struct n62_err *err)
{
	int i = n62_decay_find(p, name, err);

	if (i < 0 || choice_new(d, c, 1, err) < 0)
		return -1;
	return add(c, p, n62_physics_mode(p, i), 1, err);
}

static void sum_up(struct choice *c)
{
	double sum = 0;

	for (int i = 0; i < c->n; i++) {
		sum += c->share[i].share;
		c->below[i] = sum;
	}
}

static int choose_pi0(struct n62_decays *d, const struct n62_physics *p,
    const char *name, struct n62_err *err)
{
	bool of_mode = false;

	d->pi0_weight = 1;
	if (name && strcmp(name, "none") == 0) {
		d->none = true;
		return 0;
	}
	if (!name && d->modes.n == 1) {
		name = d->modes.share[0].mode->pi0;
		of_mode = name != NULL;
	}
	if (!name)
		return add_mix(d, &d->pi0, p, N62_PION0, err);
	if (add_one(d, &d->pi0, p, name, err) < 0)
		return -1;
	if (d->pi0.share[0].mode->mother != N62_PION0)
		return n62_fail(err, N62_USAGE, "%s is no decay of a pi0",
		    d->pi0.share[0].mode->name);
	if (!of_mode && d->pi0.share[0].mode->br > 0)
		d->pi0_weight = d->pi0.share[0].mode->br;
	return 0;
}

static int prepare(struct n62_decays *d, const struct n62_physics *p,
    const struct n62_plan *plan, struct n62_err *err)
{
	int32_t mother = plan->mother ? plan->mother : N62_KAON;
	const struct n62_particle *q = n62_particle(p, mother);
	bool mix = !plan->mode || strcmp(plan->mode, "mix") == 0;

	if (!q)
		return n62_fail(err, N62_USAGE,
		    "there is no particle with the number %d", (int)mother);
	/* The table has the decays of positive particles: mu+ is -13. */
	d->mirror = q->charge < 0;
	d->radiation = plan->radiation;
	if ((mix ? add_mix(d, &d->modes, p, d->mirror ? -mother : mother, err)
		 : add_one(d, &d->modes, p, plan->mode, err)) < 0)
		return -1;
	if (choose_pi0(d, p, plan->pi0, err) < 0)
		return -1;
	sum_up(&d->modes);
	sum_up(&d->pi0);
	return 0;
}

struct n62_decays *n62_decays_new(const struct n62_physics *p,
    const struct n62_plan *plan, struct n62_err *err)
{
	struct n62_decays *d = n62_new(1, sizeof *d, err);

	if (d && prepare(d, p, plan, err) < 0) {
		n62_decays_free(d);
		return NULL;
	}
	return d;
}

void n62_decays_free(struct n62_decays *d)
{
	if (d)
		n62_arena_free(&d->arena);
	free(d);
}

const struct n62_share *n62_decays_shares(const struct n62_decays *d, int *n)
{
	*n = d->modes.n;
	return d->modes.share;
}

/* ---- one decay -------------------------------------------------------- */

static const struct phys_decay *choose(
    const struct choice *c, struct n62_rng *r)
{
	double u;
	int i = 0;

	if (c->n == 1)
		return c->decay;
	u = n62_rng_uniform(r) * c->below[c->n - 1];
	while (i < c->n - 1 && u >= c->below[i])
		i++;
	return &c->decay[i];
}

/* Appends the daughters, as products of from. */
static int append(const struct phys_decay *d, struct n62_rng *r, int from,
    struct n62_products *out)
{
	struct n62_p4 p[N62_DECAY_BODIES];
	double height;

	if (phys_draw(d, r, p, &height) < 0)
		return -1;
	if (height > out->height)
		out->height = height;
	for (int i = 0; i < d->n; i++)
		out->v[out->n++] = (struct n62_product){ d->mode->pdg[i], from,
			false, d->m[i], p[i] };
	return 0;
}

static int decay_pi0(const struct n62_decays *d, struct n62_rng *r,
    struct n62_products *out, int which)
{
	struct n62_product *pi0 = &out->v[which];
	int first = out->n;

	if (append(choose(&d->pi0, r), r, which, out) < 0)
		return -1;
	for (int i = first; i < out->n; i++)
		out->v[i].p = n62_p4_boost(
		    out->v[i].p, out->v[i].mass, pi0->p, pi0->mass);
	pi0->decayed = true;
	out->weight *= d->pi0_weight;
	return 0;
}

/* Photons of the daughters. */
static void charged_legs(const struct n62_decays *d, struct n62_rng *r,
    const struct phys_decay *mode, struct n62_products *out)
{
	if (d->radiation && !mode->matrix->radiative &&
	    mode->mode->mother != N62_PION0)
		phys_radiate(mode, r, out);
}

static void mirror(struct n62_products *out)
{
	for (int i = 0; i < out->n; i++) {
		int32_t pdg = out->v[i].pdg;

		if (pdg != N62_PHOTON && pdg != N62_PION0 &&
		    pdg != N62_BOSON_X && pdg != N62_HNL)
			out->v[i].pdg = -pdg;
	}
}

int n62_decays_draw(
    const struct n62_decays *d, struct n62_rng *r, struct n62_products *out)
{
	const struct phys_decay *mode = choose(&d->modes, r);
	int n;

	out->mode = mode->mode;
	out->n = 0;
	out->weight = 1;
	out->height = 0;
	if (append(mode, r, -1, out) < 0)
		return -1;
	charged_legs(d, r, mode, out);
	n = out->n;
	for (int i = 0; i < n && !d->none; i++)
		if (out->v[i].pdg == N62_PION0 && decay_pi0(d, r, out, i) < 0)
			return -1;
	if (d->mirror)
		mirror(out);
	return 0;
}
