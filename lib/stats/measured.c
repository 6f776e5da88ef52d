/*
 * measured.c - numbers with errors as people write them.
 */
#include <math.h>
#include <stdio.h>
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

/* "(3.00+-0.09)e-7": what is in the parentheses, times the power. */
static int in_parentheses(const char *text, double *value, double *up,
    double *down, struct n62_err *err)
{
	const char *end = strchr(text, ')');
	char inner[64], power[16];
	double scale;
	size_t n = end ? (size_t)(end - text) - 1 : 0;
	int wrote;

	if (!end || n >= sizeof inner || (end[1] != 'e' && end[1] != 'E'))
		goto bad;
	wrote = snprintf(power, sizeof power, "1%s", end + 1);
	if (wrote >= (int)sizeof power ||
	    n62_get_f64(power, (size_t)wrote, &scale) < 0)
		goto bad;
	memcpy(inner, text + 1, n);
	inner[n] = 0;
	if (inner[0] == '(' || n62_measured(inner, value, up, down, err) < 0)
		goto bad;
	*value *= scale;
	*up *= scale;
	*down *= scale;
	return 0;
bad:
	*err = (struct n62_err){ 0 };
	return n62_fail(
	    err, N62_DATA, "%s is not a number such as (3.00+-0.09)e-7", text);
}

int n62_measured(const char *text, double *value, double *up, double *down,
    struct n62_err *err)
{
	size_t n = number_length(text), m;
	const char *rest = text + n;

	*up = *down = 0;
	if (text[0] == '(')
		return in_parentheses(text, value, up, down, err);
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
