/*
 * munux.c - K -> mu nu X with an invisible X from the lepton line: a scalar
 * of the muon, a vector of the conserved current L_mu - L_tau, or a vector
 * of the muon only. Squares of amplitudes for a pointlike C P (1 - gamma5),
 * checked against explicit traces; after the model of G. Krnjaic, G.
 * Marques-Tavares, D. Redigolo and K. Tobioka, arXiv:1902.07715.
 */
#include "physics/matrix.h"

enum {
	SPIN
};

static int prepare(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "munux", NULL };
	double m = d->m[0], mx = d->m[2];

	d->k[SPIN] = phys_value(&l, "spin");
	phys_octaves(&d->range[0], m * m, 1, mx * (2 * m + mx),
	    d->mass * d->mass - m * m);
	return phys_looked_up(&l, err);
}

/* p: muon, k: X, q: neutrino, Q = p + k, R = q + k. */
struct products {
	double s, t, m2, a, b; /* a = 1/(s-m^2), b = 1/t */
	double pq, pQ, qQ, pR, qR;
};

static double scalar(const struct products *f)
{
	return f->a * f->a *
	       (f->qQ * 2 * f->m2 * (f->pQ + f->s) +
		   f->s * (f->s - f->m2) * f->pq);
}

static double conserved(const struct products *f)
{
	double aa =
	    2 * f->pQ * f->qQ - (f->s - f->m2) * f->pq - 4 * f->m2 * f->qQ;
	double ab = 4 * f->qQ * f->pR - 2 * f->m2 * f->qR;
	double bb = 2 * f->pR * f->qR - f->t * f->pq;

	return f->a * f->a * aa + f->a * f->b * ab + f->b * f->b * bb;
}

static double muon_only(const struct phys_decay *d, const struct products *f)
{
	double mass2 = d->mass * d->mass, mx2 = d->m[2] * d->m[2];
	double pP = (mass2 + f->m2 - f->t) / 2, qP = (mass2 - f->s) / 2;
	double t0 =
	    16 * f->a * f->a *
	    (f->s * f->s * f->pq + f->m2 * (2 * f->pQ * f->qQ - f->s * f->pq) -
		4 * f->m2 * f->s * f->qQ);

	return t0 + 8 * (2 * pP * qP - mass2 * f->pq) / mx2;
}

static double munux(const struct phys_decay *d, const struct phys_three *v)
{
	double mass2 = d->mass * d->mass, m2 = d->m[0] * d->m[0];
	double mx2 = d->m[2] * d->m[2], s = v->s;
	double t = phys_others(d, 0, v->e[0]);
	struct products f = { s, t, m2, 1 / (s - m2), 1 / t,
		(mass2 + mx2 - s - t) / 2, (s + m2 - mx2) / 2, (mass2 - s) / 2,
		(mass2 - m2 - t) / 2, (t - mx2) / 2 };

	if (d->k[SPIN] == 0)
		return scalar(&f);
	return d->k[SPIN] == 1 ? conserved(&f) : muon_only(d, &f);
}

const struct phys_matrix phys_munux = { .name = "munux",
	.engine = PHYS_THREE,
	.third = 1,
	.prepare = prepare,
	.three = munux };
