/*
 * coverage.c - how often intervals contain the truth, as a table.
 */
#include <math.h>
#include <string.h>

#include "private.h"

enum {
	MOST = 64 /* values of s, and of b */
};

/* The numbers of a list, "0.5,1,2"; how many. */
static int read_list(const char *text, double *v, struct n62_err *err)
{
	int n = 0;

	for (;;) {
		size_t len = strcspn(text, ",");

		if (n == MOST)
			return n62_fail(err, N62_USAGE,
			    "there are more than %d values", MOST);
		if (n62_get_f64(text, len, &v[n]) < 0 || !(v[n] >= 0) ||
		    v[n] > 1e4)
			return n62_fail(err, N62_DATA,
			    "'%.*s' is not a number from 0 to 10000", (int)len,
			    text);
		n++;
		if (!text[len])
			return n;
		text += len + 1;
	}
}

/* All s for one b, a column for each method. */
static int put_rows(const struct n62_question *q, const bool *wanted,
    const double *s, int n, struct n62_buf *out, struct n62_err *err)
{
	double covers[N62_METHODS][MOST];

	for (int m = 0; m < N62_METHODS; m++) {
		struct n62_err why = { 0 };

		if (!wanted[m] || n62_coverages((enum n62_method)m, &q->c, s, n,
				      covers[m], &why) == 0)
			continue;
		if (why.code == N62_MEM) {
			*err = why;
			return -1;
		}
		/* Not every method is for every background. */
		for (int i = 0; i < n; i++)
			covers[m][i] = NAN;
	}
	for (int i = 0; i < n; i++) {
		if (n62_buf_printf(out, err, "%.10g\t%.10g", q->c.b, s[i]) < 0)
			return -1;
		for (int m = 0; m < N62_METHODS; m++)
			if (wanted[m] && n62_buf_printf(out, err, "\t%.6f",
					     covers[m][i]) < 0)
				return -1;
		if (n62_buf_add(out, "\n", 1, err) < 0)
			return -1;
	}
	return 0;
}

int n62_coverage_table(const struct n62_question *q, bool all, const char *b,
    const char *s, struct n62_buf *out, struct n62_err *err)
{
	double backgrounds[MOST], signals[MOST];
	bool wanted[N62_METHODS];
	int nb = 1, ns = read_list(s, signals, err);

	if (ns < 0)
		return n62_fail_at(err, "--signal");
	backgrounds[0] = q->c.b;
	if (q->c.b > 1e4)
		return n62_fail(err, N62_DATA,
		    "coverage is a sum over all counts, for backgrounds up to "
		    "10000");
	if (b)
		nb = read_list(b, backgrounds, err);
	if (nb < 0)
		return n62_fail_at(err, "--background");
	if (n62_buf_printf(out, err, "b\ts") < 0)
		return -1;
	for (int m = 0; m < N62_METHODS; m++) {
		wanted[m] = all || m == (int)q->method;
		if (wanted[m] && n62_buf_printf(out, err, "\t%s",
				     n62_method_name((enum n62_method)m)) < 0)
			return -1;
	}
	if (n62_buf_add(out, "\n", 1, err) < 0)
		return -1;
	for (int i = 0; i < nb; i++) {
		struct n62_question at = *q;

		at.c.b = backgrounds[i];
		if (put_rows(&at, wanted, signals, ns, out, err) < 0)
			return -1;
	}
	return 0;
}
