/*
 * lnu.c - K -> l nu with a photon, real or virtual: inner bremsstrahlung and
 * the structure of the kaon, by J. Bijnens, G. Ecker and J. Gasser, Nucl.
 * Phys. B396 (1993) 81.
 *
 * lnu-sd is the part of the structure with a real photon, where V + A and
 * V - A do not interfere; with inner bremsstrahlung they do, which is left
 * out. lnu-ll has a pair of leptons, and everything: the amplitude T.j / q^2
 * is multiplied out in numbers.
 */
#include "physics/matrix.h"
#include "physics/spinor.h"

#define F_K 155.7 /* decay constant of the kaon in MeV; PDG */

enum {
	FV,
	FA,
	SLOPE,
	FR = SLOPE
};

/* ---- real photons ----------------------------------------------------- */

static int prepare_sd(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "lnugamma", NULL };

	d->k[FV] = phys_value(&l, "fv");
	d->k[FA] = phys_value(&l, "fa");
	d->k[SLOPE] = phys_value(&l, "slope");
	return phys_looked_up(&l, err);
}

static double sd(const struct phys_decay *d, const struct phys_three *v)
{
	double r = phys_square(d->m[0] / d->mass), x = 2 * v->e[2] / d->mass;
	double y = 2 * v->e[0] / d->mass;
	double fv = d->k[FV] * (1 + d->k[SLOPE] * (1 - x)), fa = d->k[FA];
	double plus = (x + y - 1 - r) * ((x + y - 1) * (1 - x) - r);
	double minus = (1 - y + r) * ((1 - x) * (1 - y) + r);

	return phys_square(fv + fa) * plus + phys_square(fv - fa) * minus;
}

/* ---- virtual photons -------------------------------------------------- */

static int prepare_ll(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "lnull", NULL };
	double m = d->mass, least;

	/* In units of F_K: what is in the amplitude of the paper over it. */
	d->k[FV] = -phys_value(&l, "fv") / (m * F_K);
	d->k[FA] = -phys_value(&l, "fa") / (m * F_K);
	d->k[FR] = -phys_value(&l, "fr") / (m * F_K);
	l.prefix = d->mode->name;
	least = fmax(d->m[2] + d->m[3], phys_value(&l, "mmin"));
	phys_octaves(&d->range[0], m * m, -1, least * (2 * m - least),
	    m * m - d->m[0] * d->m[0]);
	phys_octaves(
	    &d->range[1], 0, 1, least * least, phys_square(m - d->m[0]));
	return phys_looked_up(&l, err);
}

/* One lepton, its neutrino, and the photon of momentum q. */
struct line {
	struct n62_p4 l, w, q; /* w: the lepton and the neutrino */
	struct phys_half nu;
	double m, q2, lq, wq; /* lq: 2 l.q + q^2, wq: w.q */
};

static struct line line_of(
    const struct phys_decay *d, const struct n62_p4 *p, int lepton, int other)
{
	struct line a = { p[lepton], n62_p4_add(p[lepton], p[1]),
		n62_p4_add(p[other], p[3]), phys_neutrino(p[1]), d->m[lepton],
		0, 0, 0 };
	double m = d->m[other];

	a.q2 = n62_p4_pair_mass2(p[other], m, p[3], m);
	a.lq = 2 * n62_p4_dot(a.l, a.m, a.q, sqrt(a.q2)) + a.q2;
	a.wq =
	    (d->mass * d->mass - a.q2 - n62_p4_pair_mass2(a.l, a.m, p[1], 0)) /
	    2;
	return a;
}

/* m ubar (1 + gamma5) [(2P - q) / (2P.q - q^2) - (2l + q-slash gamma) /
 * (2l.q + q^2)] v, over 2. */
static struct phys_vec bremsstrahlung(const struct phys_decay *d,
    const struct line *a, const struct phys_spinor *v)
{
	double complex s = a->m * phys_inner(a->nu, v->right);
	double pq = 2 * d->mass * a->q.e - a->q2;
	const struct n62_p4 kaon = { 0, 0, 0, d->mass };
	struct phys_vec t =
	    phys_inner_sigma(phys_sigmabar(a->q, a->nu), v->right);

	for (int i = 0; i < 4; i++)
		t.v[i] *= -a->m / a->lq;
	t = phys_plus(t, -2 * s / a->lq, a->l);
	t = phys_plus(t, 2 * s / pq, kaon);
	return phys_plus(t, -s / pq, a->q);
}

/* Poles of mesons in q^2 and W^2, as in the measurement of the form factors
 * (A. Poblaguev et al., Phys. Rev. Lett. 89 (2002) 061803; RECALLED). */
static struct form {
	double v, a, r;
} form(const struct phys_decay *d, const struct line *a)
{
	const double rho = 770, star = 892, axial = 1270;
	double w2 = d->mass * d->mass - a->q2 - 2 * a->wq;
	double q = 1 / (1 - a->q2 / (rho * rho));

	return (struct form){ q * d->k[FV] / (1 - w2 / (star * star)),
		q * d->k[FA] / (1 - w2 / (axial * axial)), q * d->k[FR] };
}

/*
 * H^{mu nu} l_nu, over 2: i V epsilon^{mu nu a b} q_a P_b - A (q.W g^{mu nu}
 * - W^mu q^nu) - A2 (q^2 g^{mu nu} - q^mu q^nu) - A4 (q.W q^mu - q^2 W^mu)
 * W^nu, where A2 and A4 are of the charge radius: A4 = -A2 / (M^2 - W^2). What
 * goes along q has no effect on a conserved current. V is positive here where
 * epsilon^{0123} is 1 (CHOICE): so it reduces the rates, which are then those
 * that were measured and published.
 */
static struct phys_vec structure(const struct phys_decay *d,
    const struct line *a, const struct phys_spinor *v)
{
	struct phys_vec l = phys_inner_sigmabar(a->nu, v->left), h;
	double complex ql = phys_dot_p4(&l, a->q);
	double complex wl = phys_dot_p4(&l, a->w);
	const struct n62_p4 q = a->q;
	struct form k = form(d, a);
	double along = a->q2 * k.r / (2 * a->wq + a->q2);
	double all = -k.a * a->wq - k.r * a->q2;
	double complex f = I * k.v * d->mass;

	h.v[0] = all * l.v[0];
	h.v[1] = all * l.v[1] + f * (l.v[2] * q.pz - l.v[3] * q.py);
	h.v[2] = all * l.v[2] + f * (l.v[3] * q.px - l.v[1] * q.pz);
	h.v[3] = all * l.v[3] + f * (l.v[1] * q.py - l.v[2] * q.px);
	return phys_plus(h, k.a * ql - along * wl, a->w);
}

static struct phys_vec current(
    const struct phys_decay *d, const struct line *a, int spin)
{
	struct phys_spinor v = phys_antilepton(a->l, a->m, spin);
	struct phys_vec t = bremsstrahlung(d, a, &v);
	struct phys_vec h = structure(d, a, &v);

	for (int i = 0; i < 4; i++)
		t.v[i] -= h.v[i];
	return t;
}

/* The sum over spins of a pair: its tensor is 4 (p p' + p' p - g q^2 / 2). */
static double different(const struct phys_decay *d, const struct n62_p4 *p)
{
	struct line a = line_of(d, p, 0, 2);
	double sum = 0;

	for (int spin = 0; spin < 2; spin++) {
		struct phys_vec t = current(d, &a, spin);
		double complex plus = phys_dot_p4(&t, p[2]);
		double complex minus = phys_dot_p4(&t, p[3]);

		sum +=
		    8 * creal(plus * conj(minus)) + 2 * a.q2 * phys_size2(&t);
	}
	return sum / (a.q2 * a.q2);
}

/* The amplitudes of both spins of the lepton, and of the pair: T and j. */
struct amplitudes {
	struct phys_vec t[2], j[2][2]; /* j: spin of l-, of l+ */
};

static void amplitudes(const struct phys_decay *d, const struct line *a,
    const struct n62_p4 *p, int other, struct amplitudes *to)
{
	for (int i = 0; i < 2; i++) {
		struct phys_spinor u = phys_lepton(p[3], d->m[3], i);

		to->t[i] = current(d, a, i);
		for (int k = 0; k < 2; k++) {
			struct phys_spinor v =
			    phys_antilepton(p[other], d->m[other], k);

			to->j[i][k] = phys_pair(&u, &v);
		}
	}
}

/* Two equal leptons: the amplitude changes its sign with them. The one of
 * the heavier pair is the first, so that the pole is in the other pair. */
static double equal(const struct phys_decay *d, const struct n62_p4 *p)
{
	struct line a = line_of(d, p, 0, 2), b = line_of(d, p, 2, 0);
	struct amplitudes one, two;
	double sum = 0;

	if (b.q2 < a.q2)
		return 0;
	amplitudes(d, &a, p, 2, &one);
	amplitudes(d, &b, p, 0, &two);
	for (int n = 0; n < 8; n++) {
		int i = n & 1, k = n >> 1 & 1, minus = n >> 2;
		double complex all =
		    phys_dot(&one.t[i], &one.j[minus][k]) / a.q2 -
		    phys_dot(&two.t[k], &two.j[minus][i]) / b.q2;

		sum += creal(all * conj(all));
	}
	return sum;
}

static double ll(const struct phys_decay *d, const struct n62_p4 *p)
{
	return d->mode->pdg[0] == d->mode->pdg[2] ? equal(d, p)
						  : different(d, p);
}

const struct phys_matrix phys_lnu_sd = { .name = "lnu-sd",
	.engine = PHYS_THREE,
	.third = 2,
	.prepare = prepare_sd,
	.three = sd,
	.radiative = true };

const struct phys_matrix phys_lnu_ll = { .name = "lnu-ll",
	.engine = PHYS_PAIRS,
	.prepare = prepare_ll,
	.four = ll };
