/*
 * physics.c - the table in memory: what is in it, and parameters, which the
 * user may change.
 */
#include <stdlib.h>
#include <string.h>

#include "physics/private.h"

static int read_builtin(
    struct n62_physics *p, const char *name, struct n62_err *err)
{
	for (const struct n62_builtin *b = physics_builtin; b->name; b++)
		if (strcmp(b->name, name) == 0)
			return phys_parse(p, b, err);
	return n62_fail(err, N62_DATA, "%s is not compiled in", name);
}

struct n62_physics *n62_physics_new(struct n62_err *err)
{
	struct n62_physics *p = n62_new(1, sizeof *p, err);

	if (p && (read_builtin(p, "particles.txt", err) < 0 ||
		     read_builtin(p, "decays.txt", err) < 0)) {
		n62_physics_free(p);
		return NULL;
	}
	return p;
}

void n62_physics_free(struct n62_physics *p)
{
	if (p) {
		n62_buf_free(&p->particles);
		n62_buf_free(&p->modes);
		n62_buf_free(&p->params);
		n62_buf_free(&p->abouts);
		n62_buf_free(&p->ties);
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

const struct n62_param *n62_physics_param(const struct n62_physics *p, int i)
{
	return entry(&p->params, i, sizeof(struct n62_param));
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

static const struct n62_param *named(
    const struct n62_physics *p, const char *name, int *index)
{
	const struct n62_param *q;

	for (*index = 0; (q = n62_physics_param(p, *index)); ++*index)
		if (strcmp(q->name, name) == 0)
			break;
	return q;
}

double n62_physics_get(const struct n62_physics *p, const char *name)
{
	int i;
	const struct n62_param *q = named(p, name, &i);

	return q ? q->value : NAN;
}

static int unknown(
    const struct n62_physics *p, const char *name, struct n62_err *err)
{
	size_t n = p->params.len / sizeof(struct n62_param);
	const char **names = n62_new(n + 1, sizeof *names, err), *near;

	if (!names)
		return -1;
	for (size_t i = 0; i < n; i++)
		names[i] = n62_physics_param(p, (int)i)->name;
	near = n62_nearest(name, names);
	n62_fail(err, N62_USAGE, "there is no parameter '%.60s'%s%s", name,
	    near ? "; did you mean " : "", near ? near : "");
	free(names);
	return -1;
}

/* The index of a word among "a|b|c". */
static int chosen(const struct n62_param *q, const char *value, double *v,
    struct n62_err *err)
{
	const char *at = q->choices;
	size_t n = strlen(value);

	for (int i = 0; at; i++) {
		size_t length = strcspn(at, "|");

		if (n == length && memcmp(at, value, n) == 0) {
			*v = i;
			return 0;
		}
		at = at[length] ? at + length + 1 : NULL;
	}
	return n62_fail(err, N62_USAGE, "%s must be one of %s, not '%.60s'",
	    q->name, q->choices, value);
}

static int measured(const struct n62_param *q, const char *value, double *v,
    struct n62_err *err)
{
	const char *unit = strcmp(q->unit, "1") == 0 ? "" : q->unit;

	if (n62_get_f64(value, strlen(value), v) < 0)
		return n62_fail(err, N62_USAGE,
		    "%s must be a number, not '%.60s'", q->name, value);
	if (!(*v >= q->low && *v <= q->high))
		return n62_fail(err, N62_USAGE,
		    "%s must be from %.9g to %.9g%s%s, not %.60s", q->name,
		    q->low, q->high, *unit ? " " : "", unit, value);
	return 0;
}

int n62_physics_set(struct n62_physics *p, const char *name, const char *value,
    struct n62_err *err)
{
	const struct phys_tie *tie = (const void *)p->ties.data;
	int i;
	const struct n62_param *q = named(p, name, &i);
	double v;

	if (!q)
		return unknown(p, name, err);
	if ((q->choices ? chosen(q, value, &v, err)
			: measured(q, value, &v, err)) < 0)
		return -1;
	((struct n62_param *)(void *)p->params.data)[i].value = v;
	for (size_t k = 0; k < p->ties.len / sizeof *tie; k++)
		if (tie[k].param == i)
			((struct n62_particle *)(void *)
				p->particles.data)[tie[k].particle]
			    .mass = v;
	return 0;
}
