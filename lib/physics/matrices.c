/*
 * matrices.c - from a mode of the table to a prepared decay: its matrix
 * element by name, its masses, the ranges of its variables, its maximum.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "physics/matrix.h"

static const struct phys_matrix flat = { .name = "flat" };
static const struct phys_matrix flat_three = {
	.name = "flat", .engine = PHYS_THREE, .third = 2
};
static const struct phys_matrix two_body = { .name = "two-body" };

static const struct phys_matrix *const matrices[] = { &flat, &two_body,
	&phys_k3pi, &phys_kl3, &phys_pinunu, &phys_kl3_ib, &phys_ke4,
	&phys_ke4_pi0, &phys_pill, &phys_pigg, &phys_mu_ib, &phys_pi_ib,
	&phys_munux, &phys_dalitz, &phys_double_dalitz, &phys_michel,
	&phys_k3pi_ib, &phys_lnu_sd, &phys_lnu_ll, &phys_pi_de, &phys_pi_ee };

double phys_value(struct phys_lookup *l, const char *name)
{
	char whole[80];
	double v;

	snprintf(whole, sizeof whole, "%s.%s", l->prefix, name);
	v = n62_physics_get(l->p, whole);
	if (isnan(v) && !l->missing)
		l->missing = name;
	return v;
}

int phys_looked_up(const struct phys_lookup *l, struct n62_err *err)
{
	if (l->missing)
		return n62_fail(err, N62_DATA,
		    "the table has no parameter %s.%s", l->prefix, l->missing);
	return 0;
}

bool phys_has_matrix(const char *name)
{
	for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++)
		if (strcmp(matrices[i]->name, name) == 0)
			return true;
	return false;
}

static int find_matrix(struct phys_decay *d, struct n62_err *err)
{
	const char *name = d->mode->matrix;

	for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++)
		if (strcmp(matrices[i]->name, name) == 0) {
			d->matrix = matrices[i];
			if (d->matrix == &flat && d->n == 3)
				d->matrix = &flat_three;
			return 0;
		}
	return n62_fail(err, N62_DATA, "there is no matrix element '%s'", name);
}

/* The sentence names the parameter where a mass is one. */
static int check_threshold(const struct phys_decay *d,
    const struct n62_physics *p, struct n62_err *err)
{
	const struct phys_tie *tie = (const void *)p->ties.data;
	size_t nties = p->ties.len / sizeof *tie;
	double sum = 0;

	for (int i = 0; i < d->n; i++)
		sum += d->m[i];
	if (sum < d->mass)
		return 0;
	for (size_t k = 0; k < nties; k++)
		for (int i = 0; i < d->n; i++) {
			const struct n62_particle *q =
			    n62_physics_particle(p, tie[k].particle);
			double limit = d->mass - (sum - d->m[i]);

			if (q->pdg != d->mode->pdg[i])
				continue;
			return n62_fail(err, N62_USAGE,
			    "%s: %s must be below %.12g MeV, which is all "
			    "that %s leaves, not %.12g",
			    d->mode->name, p->params.v[tie[k].param].name,
			    limit, d->mode->decay, d->m[i]);
		}
	return n62_fail(err, N62_DATA,
	    "%s: daughters of %.9g MeV cannot come from %.9g MeV",
	    d->mode->name, sum, d->mass);
}

static int fill(struct phys_decay *d, const struct n62_physics *p,
    const struct n62_mode *mode, struct n62_err *err)
{
	const struct n62_particle *mother = n62_particle(p, mode->mother);

	*d = (struct phys_decay){ .mode = mode, .n = mode->n, .raise = 1 };
	d->mass = mother->mass;
	for (int i = 0; i < d->n; i++) {
		const struct n62_particle *q = n62_particle(p, mode->pdg[i]);

		d->m[i] = q->mass;
		d->charge[i] = q->charge;
		d->scalar[i] = abs(q->pdg) > 100;
	}
	return check_threshold(d, p, err);
}

static void ranges(struct phys_decay *d)
{
	int third = d->matrix->third;
	int i = third == 0, j = third == 2 ? 1 : 2;
	const double *m = d->m;

	if (d->matrix->engine == PHYS_THREE)
		phys_linear(&d->range[0], phys_square(m[i] + m[j]),
		    phys_square(d->mass - m[third]));
	if (d->matrix->engine == PHYS_CHAIN) {
		double three = d->m[0] + d->m[1] + d->m[2];

		phys_linear(
		    &d->range[0], phys_square(three), phys_square(d->mass));
		phys_linear(&d->range[1], phys_square(m[i] + m[j]),
		    phys_square(d->mass - m[third]));
		phys_linear(&d->range[2], -1, 1);
	}
	if (d->matrix->engine == PHYS_PAIRS) {
		phys_linear(&d->range[0], phys_square(m[0] + m[1]),
		    phys_square(d->mass - m[2] - m[3]));
		phys_linear(&d->range[1], phys_square(m[2] + m[3]),
		    phys_square(d->mass - m[0] - m[1]));
	}
}

static const struct {
	int dimensions;
	double (*weight)(const struct phys_decay *d, const double *u);
	void (*build)(const struct phys_decay *d, const double *u,
	    struct n62_rng *r, struct n62_p4 *p);
} engines[] = {
	[PHYS_THREE] = { 2, phys_three_weight, phys_three_build },
	[PHYS_PAIRS] = { 5, phys_pairs_weight, phys_pairs_build },
	[PHYS_CHAIN] = { 5, phys_chain_weight, phys_chain_build },
};

int phys_prepare(struct phys_decay *d, const struct n62_physics *p,
    const struct n62_mode *mode, struct n62_err *err)
{
	if (fill(d, p, mode, err) < 0 || find_matrix(d, err) < 0)
		return -1;
	if (d->matrix->engine == PHYS_SPACE)
		return n62_space_init(&d->space, d->mass, d->n, d->m, err);
	if (d->n != (d->matrix->engine == PHYS_THREE ? 3 : 4))
		return n62_fail(err, N62_DATA,
		    "%s: the matrix element %s is not for %d daughters",
		    mode->name, mode->matrix, d->n);
	if (d->matrix->engine == PHYS_CHAIN && d->m[3] != 0)
		return n62_fail(err, N62_DATA,
		    "%s: the matrix element %s has its photon last", mode->name,
		    mode->matrix);
	ranges(d);
	if (d->matrix->prepare && d->matrix->prepare(d, p, err) < 0)
		return -1;
	d->max = d->raise * phys_maximum(d, engines[d->matrix->engine].weight);
	if (!(d->max > 0))
		return n62_fail(err, N62_USAGE,
		    "%s is not possible with these parameters", mode->name);
	return 0;
}

int phys_dimensions(const struct phys_decay *d)
{
	return engines[d->matrix->engine].dimensions;
}

int phys_draw(const struct phys_decay *d, struct n62_rng *r, struct n62_p4 *p,
    double *height)
{
	int n = phys_dimensions(d);
	double u[PHYS_DIMENSIONS];

	*height = 1;
	if (d->matrix->engine == PHYS_SPACE)
		return n62_space_draw(&d->space, r, p);
	for (int try = 0; try < PHYS_TRIES; try++) {
		for (int i = 0; i < n; i++)
			u[i] = n62_rng_uniform(r);
		*height = engines[d->matrix->engine].weight(d, u);
		if (n62_rng_uniform(r) * d->max >= *height)
			continue;
		*height /= d->max;
		engines[d->matrix->engine].build(d, u, r, p);
		return 0;
	}
	return -1;
}
