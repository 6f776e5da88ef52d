/*
 * garwood.c - errors of counts.
 */
#include "plot/private.h"
#include "stats/stats.h"

#include <math.h>

/* The probability of a normal deviation above one sigma. */
static const double ln_tail = -1.8410216450092634; /* ln 0.15865525... */

/*
 * The mean at which ln P(a, x), or ln Q(a, x), is ln_tail. P(at least n) =
 * P(n, mean) and P(at most n) = Q(n + 1, mean): Garwood, section 2. Both are
 * monotonic, so bisection between ends that bracket the root finds it.
 */
static double mean_at(double a, double n, bool upper)
{
	double low = upper ? n : 0, high = n + 4 * sqrt(n + 1) + 4;

	if (!upper)
		high = n;
	for (int i = 0; i < 200; i++) {
		double x = (low + high) / 2;
		double p =
		    upper ? n62_gamma_log_q(a, x) : n62_gamma_log_p(a, x);

		if (x <= low || x >= high)
			break;
		/* P rises with x, Q falls. */
		if ((p > ln_tail) == upper)
			low = x;
		else
			high = x;
	}
	return (low + high) / 2;
}

void n62_plot_garwood(double n, double *low, double *high)
{
	/* The interval is normal by then, to one event. */
	if (n > 1e9) {
		*low = n - sqrt(n);
		*high = n + 1 + sqrt(n);
		return;
	}
	*low = n > 0 ? mean_at(n, n, false) : 0;
	*high = mean_at(n + 1, n, true);
}
