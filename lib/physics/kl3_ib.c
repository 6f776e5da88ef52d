/*
 * kl3_ib.c - K -> pi l nu with one photon from the kaon and the lepton, of
 * the amplitude of K -> pi l nu at the same momentum of the pion:
 *
 *	F_nu ubar gamma^nu (1 - gamma5) [l / l.k - P / P.k
 *	                                 + k-slash gamma / (2 l.k)] v,
 *
 * which is exact in the emission of the lepton, conserves the current, and
 * leaves out what is of the structure and of the order of k^0 in the kaon (H.
 * Fearing, E. Fischbach and J. Smith, Phys. Rev. D 2 (1970) 542). F is f+ (P
 * + p) + f- (P - p).
 */
#include "physics/matrix.h"
#include "physics/spinor.h"

enum {
	MV2,
	MS2,
	EMIN,
	COSINE
};

static int prepare(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "kl3", NULL };
	double e, slow;

	d->k[MV2] = phys_square(phys_value(&l, "mv"));
	d->k[MS2] = phys_square(phys_value(&l, "ms"));
	l.prefix = d->mode->name;
	phys_soft(d, phys_value(&l, "emin"));
	d->k[COSINE] = cos(phys_value(&l, "thetamin") * N62_PI / 180);
	/* 1 - beta cos of the photon and the fastest lepton. */
	e = (phys_square(d->mass) + phys_square(d->m[1]) -
		phys_square(d->m[0])) /
	    (2 * d->mass);
	slow = phys_square(d->m[1] / e) / 2;
	phys_octaves(&d->range[2], 1 + slow, -1, slow, 2 + slow);
	return phys_looked_up(&l, err);
}

/* F of the kaon at rest. */
static struct n62_p4 hadrons(
    const struct phys_decay *d, const struct n62_p4 *pion)
{
	double m = d->mass, m2 = m * m, mpi2 = d->m[0] * d->m[0];
	double t = m2 + mpi2 - 2 * m * pion->e;
	double plus = d->k[MV2] / (d->k[MV2] - t);
	double zero = d->k[MS2] / (d->k[MS2] - t);
	double minus = (zero - plus) * (m2 - mpi2) / t, f = plus - minus;

	return (struct n62_p4){ f * pion->px, f * pion->py, f * pion->pz,
		f * pion->e + (plus + minus) * m };
}

static double square(const struct phys_decay *d, const struct n62_p4 *p)
{
	const struct n62_p4 kaon = { 0, 0, 0, d->mass };
	double lk = n62_p4_dot(p[1], d->m[1], p[3], 0), sum = 0;
	double cosine = (p[1].e - lk / p[3].e) / n62_p4_p(p[1]);
	struct phys_half f, g;

	if (cosine > d->k[COSINE])
		return 0;
	f = phys_sigmabar(hadrons(d, &p[0]), phys_neutrino(p[2]));
	g = phys_sigma(p[3], f);
	for (int spin = 0; spin < 2; spin++) {
		struct phys_spinor v = phys_antilepton(p[1], d->m[1], spin);
		double complex s = phys_inner(f, v.left);
		struct phys_vec t = phys_inner_sigmabar(g, v.left);

		for (int i = 0; i < 4; i++)
			t.v[i] /= 2 * lk;
		t = phys_plus(t, s / lk, p[1]);
		t = phys_plus(t, -s / (d->mass * p[3].e), kaon);
		sum += phys_size2(&t);
	}
	return sum;
}

const struct phys_matrix phys_kl3_ib = { .name = "kl3-ib",
	.engine = PHYS_CHAIN,
	.third = 1,
	.prepare = prepare,
	.four = square,
	.radiative = true };
