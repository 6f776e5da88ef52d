/*
 * measured.c - numbers with errors as people write them.
 */
#include <math.h>
#include <string.h>

#include "private.h"

/* The length of the number that text begins with: up to a sign that is
 * neither its own nor that of an exponent. */
static size_t number_length(const char *text)
{
	size_t i = text[0] != 0;

	while (text[i] && ((text[i] != '+' && text[i] != '-') ||
			      text[i - 1] == 'e' || text[i - 1] == 'E'))
		i++;
	return i;
}

int n62_measured(const char *text, double *value, double *up, double *down,
    struct n62_err *err)
{
	size_t n = number_length(text), m;
	const char *rest = text + n;

	*up = *down = 0;
	if (n62_get_f64(text, n, value) < 0)
		goto bad;
	if (*rest == 0)
		return 0;
	if (strncmp(rest, "+-", 2) == 0) {
		if (n62_get_f64(rest + 2, strlen(rest + 2), up) < 0)
			goto bad;
		*down = *up;
		return 0;
	}
	m = 1 + number_length(rest + 1);
	if (*rest != '+' || rest[m] != '-' ||
	    n62_get_f64(rest + 1, m - 1, up) < 0 ||
	    n62_get_f64(rest + m + 1, strlen(rest + m + 1), down) < 0)
		goto bad;
	return 0;
bad:
	return n62_fail(err, N62_DATA,
	    "%s is not a number such as 0.26, 0.26+-0.04 or 7.0+1.1-0.8", text);
}
