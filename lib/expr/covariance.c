/*
 * covariance.c - errors of momenta: of tracks at their vertex, photons, pairs
 * of them and the beam.
 */
#include "expr/private.h"

int expr_covariance(struct binder *b, int role, struct value *v)
{
	int zero = expr_number(b->x, 0, b->err);

	(void)role;
	*v = (struct value){ .kind = N62_EXPR_NUMBER, .dim = { 4, 0, 0 } };
	for (int i = 0; i < 6; i++)
		v->v[i] = zero;
	return zero < 0 ? -1 : 0;
}
