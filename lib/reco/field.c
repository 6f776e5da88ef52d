/*
 * field.c - the parameters of a track and their covariance through the decay
 * tank and its residual field, and scattering.
 *
 * For the small slopes here a step is linear in the five parameters x, y,
 * dx/dz, dy/dz, q/p: a straight line, and what the integrals of the field
 * over the step add in proportion to q/p (lib/detector, blue_tube.c).
 */
#include <math.h>

#include "reco/private.h"

double reco_highland(double x0)
{
	return x0 > 0 ? 13.6 * sqrt(x0) * (1 + 0.038 * log(x0)) : 0;
}

void reco_step_init(
    struct reco_step *s, const struct n62_blue_tube *t, double from, double to)
{
	struct n62_field_step f;

	*s = (struct reco_step){ .length = to - from };
	if (!n62_blue_tube_step(t, from, to, &f))
		return;
	s->bend[0] = -N62_T_MM * f.twice[1];
	s->bend[1] = N62_T_MM * f.twice[0];
	s->bend[2] = -N62_T_MM * f.once[1];
	s->bend[3] = N62_T_MM * f.once[0];
}

void reco_step_state(const struct reco_step *s, const double from[RECO_STATE],
    double to[RECO_STATE])
{
	double v[RECO_STATE];

	for (int i = 0; i < 4; i++)
		v[i] = from[i] + s->bend[i] * from[4];
	v[0] += s->length * from[2];
	v[1] += s->length * from[3];
	v[4] = from[4];
	for (int i = 0; i < RECO_STATE; i++)
		to[i] = v[i];
}

/* F C: rows of F. */
static void rows(const struct reco_step *s, double c[RECO_STATE][RECO_STATE])
{
	for (int k = 0; k < RECO_STATE; k++) {
		c[0][k] += s->length * c[2][k] + s->bend[0] * c[4][k];
		c[1][k] += s->length * c[3][k] + s->bend[1] * c[4][k];
		c[2][k] += s->bend[2] * c[4][k];
		c[3][k] += s->bend[3] * c[4][k];
	}
}

void reco_step_cov(const struct reco_step *s, double c[RECO_STATE][RECO_STATE])
{
	rows(s, c);
	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k < i; k++) {
			double v = c[i][k];

			c[i][k] = c[k][i];
			c[k][i] = v;
		}
	rows(s, c);
}

void reco_track_state(const struct reco_track *t, double v[RECO_STATE],
    double c[RECO_STATE][RECO_STATE])
{
	int n = 0;

	v[0] = t->x;
	v[1] = t->y;
	v[2] = t->dxdz;
	v[3] = t->dydz;
	v[4] = t->qp / 1000;
	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k <= i; k++) {
			double scale =
			    (i == 4 ? 1e-3 : 1) * (k == 4 ? 1e-3 : 1);

			c[i][k] = c[k][i] = scale * t->cov[n++];
		}
}
