/*
 * physics.c - the table in memory: what is in it, and parameters, which the
 * user may change.
 */
#include <stdlib.h>
#include <string.h>

#include "physics/private.h"

static const struct n62_builtin *builtin(const char *name, struct n62_err *err)
{
	for (const struct n62_builtin *b = physics_builtin; b->name; b++)
		if (strcmp(b->name, name) == 0)
			return b;
	n62_fail(err, N62_DATA, "%s is not compiled in", name);
	return NULL;
}

static int read_all(struct n62_physics *p, const struct n62_builtin *decays,
    struct n62_err *err)
{
	const struct n62_builtin *particles = builtin("particles.txt", err);
	const struct n62_builtin *params = builtin("parameters.txt", err);

	if (!particles || !params ||
	    phys_parse_particles(p, particles, err) < 0 ||
	    n62_params_read(
		&p->params, params->name, params->text, &p->arena, err) < 0)
		return -1;
	p->text = n62_arena_text(&p->arena, decays->text, decays->size, err);
	p->size = decays->size;
	return p->text ? phys_parse_decays(p, decays, err) : -1;
}

struct n62_physics *n62_physics_read(
    const char *name, const char *text, struct n62_err *err)
{
	const struct n62_builtin decays = { name, text, strlen(text) };
	struct n62_physics *p = n62_new(1, sizeof *p, err);

	if (p && read_all(p, &decays, err) < 0) {
		n62_physics_free(p);
		return NULL;
	}
	return p;
}

struct n62_physics *n62_physics_new(struct n62_err *err)
{
	const struct n62_builtin *decays = builtin("decays.txt", err);

	return decays ? n62_physics_read(decays->name, decays->text, err)
		      : NULL;
}

int n62_decays_text(
    const struct n62_physics *p, struct n62_buf *out, struct n62_err *err)
{
	return n62_buf_add(out, p->text, p->size, err);
}

void n62_physics_free(struct n62_physics *p)
{
	if (p) {
		n62_buf_free(&p->particles);
		n62_buf_free(&p->modes);
		n62_buf_free(&p->abouts);
		n62_buf_free(&p->ties);
		n62_buf_free(&p->lines);
		n62_arena_free(&p->arena);
	}
	free(p);
}

/* ---- what is in it ---------------------------------------------------- */

static const void *entry(const struct n62_buf *b, int i, size_t size)
{
	if (i < 0 || (size_t)i >= b->len / size)
		return NULL;
	return b->data + (size_t)i * size;
}

const struct n62_particle *n62_physics_particle(
    const struct n62_physics *p, int i)
{
	return entry(&p->particles, i, sizeof(struct n62_particle));
}

const struct n62_mode *n62_physics_mode(const struct n62_physics *p, int i)
{
	return entry(&p->modes, i, sizeof(struct n62_mode));
}

const struct n62_params *n62_physics_params(const struct n62_physics *p)
{
	return &p->params;
}

const struct n62_particle *n62_particle(
    const struct n62_physics *p, int32_t pdg)
{
	const struct n62_particle *q = NULL;

	for (int i = 0; (q = n62_physics_particle(p, i)); i++)
		if (q->pdg == pdg)
			break;
	return q;
}

/* ---- parameters ------------------------------------------------------- */

double n62_physics_get(const struct n62_physics *p, const char *name)
{
	for (size_t i = 0; i < p->params.n; i++)
		if (strcmp(p->params.v[i].name, name) == 0)
			return p->params.v[i].value;
	return NAN;
}

int n62_physics_set(
    struct n62_physics *p, const char *assignment, struct n62_err *err)
{
	struct n62_particle *particles = (void *)p->particles.data;
	const struct phys_tie *tie = (const void *)p->ties.data;

	if (n62_params_set(&p->params, assignment, err) < 0)
		return -1;
	for (size_t k = 0; k < p->ties.len / sizeof *tie; k++)
		particles[tie[k].particle].mass =
		    p->params.v[tie[k].param].value;
	return 0;
}
