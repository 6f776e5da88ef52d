/*
 * ke4.c - K -> pi pi l nu in the five variables of Cabibbo and Maksymowicz:
 * intensities I1 to I9 of the form factors F, G, H, with the mass of the
 * lepton, after J. Bijnens, G. Colangelo and J. Gasser, Nucl. Phys. B427
 * (1994) 427, eqs. 2.8 to 2.12. R, which counts by the square of the lepton
 * mass, is left out.
 */
#include "physics/matrix.h"

enum {
	FS1,
	FS2,
	FE1,
	FP,
	GP,
	GP1,
	HP,
	DELTA
};

static int prepare(
    struct phys_decay *d, const struct n62_physics *p, struct n62_err *err)
{
	struct phys_lookup l = { p, "ke4", NULL };

	d->k[FS1] = phys_value(&l, "fs1");
	d->k[FS2] = phys_value(&l, "fs2");
	d->k[FE1] = phys_value(&l, "fe1");
	if (d->charge[0] != 0) {
		d->k[FP] = phys_value(&l, "fp");
		d->k[GP] = phys_value(&l, "gp");
		d->k[GP1] = phys_value(&l, "gp1");
		d->k[HP] = phys_value(&l, "hp");
		d->k[DELTA] = phys_value(&l, "delta");
	}
	return phys_looked_up(&l, err);
}

/* F1 and F4 = re + i im, F2 and F3 are real. */
struct form {
	double re1, im1, f2, f3, re4, im4;
};

static void factors(
    const struct phys_decay *d, const struct phys_pairs *v, struct form *f)
{
	const double *k = d->k;
	double m2 = d->mass * d->mass, four = 4 * N62_M_PI * N62_M_PI;
	double spi = v->s[0], se = v->s[1], c = v->c[0];
	double q2 = spi / four - 1, pl = (m2 - spi - se) / 2;
	double sigma = 2 * n62_p_star(sqrt(spi), d->m[0], d->m[1]) / sqrt(spi);
	double x = d->mass * n62_p_star(d->mass, sqrt(spi), sqrt(se));
	double fs = 1 + k[FS1] * q2 + k[FS2] * q2 * q2 + k[FE1] * se / four;
	double g = k[GP] + k[GP1] * q2, f_re = fs, f_im = 0;

	/* The phase grows like the momentum of the pions, to its value at
	 * 350 MeV (CHOICE). */
	if (k[DELTA] != 0) {
		double limit = 350. * 350. / four - 1;
		double delta = k[DELTA] * sqrt(q2 / limit);

		f_re = fs * cos(delta);
		f_im = fs * sin(delta);
	}
	f_re += k[FP] * c;
	f->re1 = x * f_re + sigma * pl * c * g;
	f->im1 = x * f_im;
	f->f2 = sigma * sqrt(spi * se) * g;
	f->f3 = sigma * x * sqrt(spi * se) * k[HP] / m2;
	f->re4 = -pl * f_re - sigma * x * c * g;
	f->im4 = -pl * f_im;
}

static double ke4(const struct phys_decay *d, const struct phys_pairs *v)
{
	struct form f;
	double z = d->m[2] * d->m[2] / v->s[1], left = 1 - z;
	double tp2 = 1 - v->c[0] * v->c[0], tp = sqrt(tp2);
	double ce = v->c[1], te2 = 1 - ce * ce, te = sqrt(te2);
	double one, four, plus, minus, cross, sum;
	double cos2phi = v->cosphi * v->cosphi - v->sinphi * v->sinphi;

	factors(d, v, &f);
	one = f.re1 * f.re1 + f.im1 * f.im1;
	four = f.re4 * f.re4 + f.im4 * f.im4;
	plus = (f.f2 * f.f2 + f.f3 * f.f3) * tp2;
	minus = (f.f2 * f.f2 - f.f3 * f.f3) * tp2;
	cross = f.re1 * f.re4 + f.im1 * f.im4;
	sum = ((1 + z) * one + (3 + z) * plus / 2 + 2 * z * four) / 4;
	sum -= left * (one - plus / 2) / 4 * (ce * ce - te2);
	sum -= left * minus / 4 * te2 * cos2phi;
	sum += left * f.re1 * f.f2 / 2 * tp * 2 * te * ce * v->cosphi;
	sum -= (f.re1 * f.f3 + z * f.re4 * f.f2) * tp * te * v->cosphi;
	sum -= (f.f2 * f.f3 * tp2 - z * cross) * ce;
	/* F1* F2 has the imaginary part -im1 f2; phi turns to the right about
	 * the flight of the pions here, to the left in the paper. */
	sum -= (f.im1 * f.f2 + z * f.im4 * f.f3) * tp * te * v->sinphi;
	sum += left * f.im1 * f.f3 / 2 * tp * 2 * te * ce * v->sinphi;
	/* I9 would be the imaginary part of F2* F3, which are real. */
	return left * sum;
}

const struct phys_matrix phys_ke4 = {
	.name = "ke4", .engine = PHYS_PAIRS, .prepare = prepare, .pairs = ke4
};

const struct phys_matrix phys_ke4_pi0 = { .name = "ke4-pi0",
	.engine = PHYS_PAIRS,
	.prepare = prepare,
	.pairs = ke4 };
