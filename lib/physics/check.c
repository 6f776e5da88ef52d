/*
 * check.c - what is wrong with a mode of the table, be it read from a file of
 * the user's.
 */
#include <string.h>

#include "physics/private.h"

static int check_numbers(const struct n62_mode *m, struct n62_err *err)
{
	if (!(m->br >= 0 && m->br <= 1))
		return n62_fail(err, N62_DATA,
		    "the branching ratio of %s can be 0 to 1, not %g", m->name,
		    m->br);
	if (!(m->error >= 0 && m->error <= 1))
		return n62_fail(err, N62_DATA,
		    "the error of %s can be 0 to 1, not %g", m->name, m->error);
	return 0;
}

static int check_decay(
    const struct n62_physics *p, const struct n62_mode *m, struct n62_err *err)
{
	const struct n62_particle *q = n62_particle(p, m->mother);
	double mass = q ? q->mass : 0;
	int charge = q ? q->charge : 0;

	if (m->n < 2)
		return n62_fail(err, N62_DATA,
		    "%s needs a decay with 2 to %d daughters", m->name,
		    N62_DECAY_BODIES);
	/* Antiparticles decay by the modes of the particles. */
	if (charge < 0)
		return n62_fail(err, N62_DATA,
		    "%s must be the decay of the antiparticle of %s", m->name,
		    q->name);
	for (int i = 0; i < m->n; i++) {
		q = n62_particle(p, m->pdg[i]);
		charge -= q->charge;
		if (q->pdg != N62_HNL && q->pdg != N62_BOSON_X)
			mass -= q->mass;
	}
	if (charge != 0)
		return n62_fail(err, N62_DATA,
		    "%s does not conserve the charge: %s", m->name, m->decay);
	if (!(mass > 0))
		return n62_fail(err, N62_DATA, "%s is above threshold: %s",
		    m->name, m->decay);
	return 0;
}

static const struct n62_mode *named(
    const struct n62_physics *p, const char *name)
{
	const struct n62_mode *m;

	for (int i = 0; (m = n62_physics_mode(p, i)); i++)
		if (strcmp(m->name, name) == 0)
			break;
	return m;
}

int phys_check_mode(
    const struct n62_physics *p, const struct n62_mode *m, struct n62_err *err)
{
	if (named(p, m->name))
		return n62_fail(
		    err, N62_DATA, "there are two modes %s", m->name);
	if (strcmp(m->name, "mix") == 0 || strcmp(m->name, "none") == 0)
		return n62_fail(err, N62_DATA,
		    "'%s' has another meaning, and cannot be a mode", m->name);
	if (!phys_has_matrix(m->matrix))
		return n62_fail(err, N62_DATA,
		    "there is no matrix element '%s'", m->matrix);
	if (check_numbers(m, err) < 0)
		return -1;
	return check_decay(p, m, err);
}

/* The other mode that one names, with this mother. */
static int check_other(const struct n62_physics *p, const struct n62_mode *m,
    const char *name, int32_t mother, struct n62_err *err)
{
	const struct n62_mode *other = name ? named(p, name) : NULL;

	if (!name || (other && other != m && other->mother == mother))
		return 0;
	return n62_fail(err, N62_DATA, "%s has no %s %s beside it", m->name,
	    mother == N62_PION0 ? "decay of pi0" : "mode", name);
}

int phys_check_modes(
    const struct n62_physics *p, const char *file, struct n62_err *err)
{
	const int *line = (const void *)p->lines.data;
	const struct n62_mode *m;

	for (int i = 0; (m = n62_physics_mode(p, i)); i++)
		if (check_other(p, m, m->within, m->mother, err) < 0 ||
		    check_other(p, m, m->pi0, N62_PION0, err) < 0)
			return n62_fail_at(err, "%s: line %d", file, line[i]);
	return 0;
}
