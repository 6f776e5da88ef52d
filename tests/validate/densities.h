/*
 * densities.h - rates over the squared mass of a pair of daughters, in any
 * normalisation. The formulas are those of na62-decays(7), written again.
 */
#ifndef NA62_DENSITIES_H
#define NA62_DENSITIES_H

double den_3pi_same(double s);  /* K -> 3 pi, pi+ pi+ */
double den_3pi_other(double s); /* pi+ pi- */
double den_pi2pi0(double s);    /* K -> pi pi0 pi0, pi0 pi0 */
double den_ke3_lnu(double s);   /* K -> pi0 l nu: l nu; pi0 l */
double den_ke3_pil(double s);
double den_kmu3_lnu(double s);
double den_kmu3_pil(double s);
double den_ke4_pi(double s); /* Ke4: pi pi; e nu */
double den_ke4_e(double s);
double den_piee(double s); /* K -> pi l l: l l */
double den_pimumu(double s);
/* pi0 -> e e gamma over ln(s / m(pi0)^2). */
double den_dalitz(double l);

#endif
