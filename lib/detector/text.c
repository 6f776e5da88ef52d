/*
 * text.c - the numbers among the words of a line of conditions.
 */
#include <math.h>
#include <string.h>

#include "detector/private.h"

/* A word in a message is cut at a length that leaves room for the rest. */
static int shown(const struct n62_word *w)
{
	return w->n < 40 ? (int)w->n : 40;
}

int det_number(const struct n62_word *w, int64_t low, int64_t high,
    const char *what, int64_t *v, struct n62_err *err)
{
	if (n62_get_i64(w->at, w->n, v) < 0)
		return n62_fail(
		    err, N62_DATA, "'%.*s' is not %s", shown(w), w->at, what);
	if (*v < low || *v > high)
		return n62_fail(err, N62_DATA,
		    "%s must be from %lld to %lld, not %lld", what,
		    (long long)low, (long long)high, (long long)*v);
	return 0;
}

int det_real(
    const struct n62_word *w, double limit, double *v, struct n62_err *err)
{
	if (n62_get_f64(w->at, w->n, v) < 0)
		return n62_fail(
		    err, N62_DATA, "'%.*s' is not a number", shown(w), w->at);
	if (!(fabs(*v) <= limit))
		return n62_fail(err, N62_DATA,
		    "%.*s ns is not between -%g and %g ns", shown(w), w->at,
		    limit, limit);
	return 0;
}

bool det_range(const struct n62_word *w, char between, struct n62_word *a,
    struct n62_word *b)
{
	const char *sign =
	    w->n > 1 ? memchr(w->at + 1, between, w->n - 1) : NULL;

	if (!sign)
		return false;
	*a = (struct n62_word){ w->at, (size_t)(sign - w->at) };
	*b = (struct n62_word){ sign + 1, w->n - a->n - 1 };
	return true;
}
