/*
 * axis.c - an axis: its range as an option, its ticks, places on it.
 */
#include "plot/private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- options -------------------------------------------------------- */

int plot_number(const char *option, const char *at, size_t n, double *v,
    struct n62_err *err)
{
	if (n62_get_f64(at, n, v) < 0 || !isfinite(*v))
		return n62_fail(err, N62_USAGE, "--%s: %.*s is no number",
		    option, (int)n, at);
	return 0;
}

int plot_axis_range(struct plot_axis *a, const char *option, const char *text,
    struct n62_err *err)
{
	const char *colon = text ? strchr(text, ':') : NULL;

	if (!text)
		return 0;
	if (!colon)
		return n62_fail(err, N62_USAGE,
		    "--%s: a range is LOW:HIGH, not %s", option, text);
	a->low_fixed = colon > text;
	a->high_fixed = colon[1] != 0;
	if (a->low_fixed &&
	    plot_number(option, text, (size_t)(colon - text), &a->low, err) < 0)
		return -1;
	if (a->high_fixed && plot_number(option, colon + 1, strlen(colon + 1),
				 &a->high, err) < 0)
		return -1;
	if (a->low_fixed && a->high_fixed && a->low >= a->high)
		return n62_fail(err, N62_USAGE,
		    "--%s: %s must not be above its upper end", option, text);
	if (a->log &&
	    ((a->low_fixed && a->low <= 0) || (a->high_fixed && a->high <= 0)))
		return n62_fail(err, N62_USAGE,
		    "--%s: a logarithmic axis begins above 0", option);
	return 0;
}

/* ---- places --------------------------------------------------------- */

double plot_axis_at(const struct plot_axis *a, double v)
{
	if (!a->log)
		return (v - a->low) / (a->high - a->low);
	if (!(v > 0))
		return -1e9;
	return (log(v) - log(a->low)) / (log(a->high) - log(a->low));
}

double plot_axis_value(const struct plot_axis *a, double at)
{
	if (a->log)
		return a->low * exp(at * (log(a->high) - log(a->low)));
	return a->low + at * (a->high - a->low);
}

/* ---- ticks ---------------------------------------------------------- */

static void add(struct plot_axis *a, double at, bool small)
{
	double place = plot_axis_at(a, at);

	if (place < -1e-9 || place > 1 + 1e-9 || a->nticks == PLOT_MOST_TICKS)
		return;
	a->ticks[a->nticks++] = (struct plot_tick){ .at = at, .small = small };
}

static struct plot_tick *last(struct plot_axis *a)
{
	return &a->ticks[a->nticks - 1];
}

static void shortest(struct plot_tick *t)
{
	t->text[n62_put_f32(t->text, (float)t->at)] = 0;
}

/* i * m * 10^k without the rounding of a power that is no integer. */
static double decimal(double i, double m, int k)
{
	return k < 0 ? i * m / pow(10, -k) : i * m * pow(10, k);
}

/* The power of ten that is taken out of the numbers of the axis. */
static int common_power(const struct plot_axis *a)
{
	double most = fmax(fabs(a->low), fabs(a->high));

	if (most >= 1e5)
		return 3 * (int)floor(log10(most) / 3);
	if (most < 1e-3 && most > 0)
		return (int)floor(log10(most) + 1e-9);
	return 0;
}

/* The power of ten below w / n, and 1, 2 or 5 of it that is above. */
static double nice(double w, int n, int *k)
{
	double rest;

	*k = (int)floor(log10(w / n));
	rest = w / n / pow(10, *k);
	if (rest < 1.5)
		return 1;
	if (rest < 3.5)
		return 2;
	if (rest < 7.5)
		return 5;
	(*k)++;
	return 1;
}

static void linear_ticks(struct plot_axis *a, int n)
{
	int k, decimals;
	double m = nice(a->high - a->low, n, &k), first, count;
	int parts = m == 2 ? 4 : 5; /* small ticks in a large one */

	a->power = common_power(a);
	decimals = k < a->power ? a->power - k : 0;
	first = ceil(a->low / decimal(1, m, k) * parts - 1e-6);
	count = floor(a->high / decimal(1, m, k) * parts + 1e-6) - first;
	/* Beyond, steps are lost in rounding. */
	if (!(count >= 0 && count < PLOT_MOST_TICKS) || fabs(first) > 1e14)
		return;
	for (double i = first; i <= first + count; i++) {
		bool small = fmod(i, parts) != 0;
		/* A small step is a whole number of tenths of m. */
		double at = small ? decimal(i, m * 10 / parts, k - 1)
				  : decimal(i / parts, m, k) + 0.0;

		add(a, at, small);
		if (a->nticks > 0 && !small && last(a)->at == at) {
			double shown = a->power < 0 ? at * pow(10, -a->power)
						    : at / pow(10, a->power);

			snprintf(last(a)->text, sizeof last(a)->text, "%.*f",
			    decimals, shown == 0 ? 0.0 : shown);
		}
	}
}

/* 1 and 10 are themselves, other powers of ten 10^power. */
static void decade(struct plot_axis *a, int power)
{
	last(a)->power = power;
	if (power == 0 || power == 1)
		snprintf(last(a)->text, sizeof last(a)->text, "%s",
		    power ? "10" : "1");
}

static void log_ticks(struct plot_axis *a, int n)
{
	int from = (int)floor(log10(a->low) - 1e-9);
	int to = (int)ceil(log10(a->high) + 1e-9);
	double decades = log10(a->high) - log10(a->low);
	int skip = (int)ceil(decades / (n + 1));

	for (int k = from; k <= to; k++) {
		bool shown = (k % skip + skip) % skip == 0;
		int before = a->nticks;

		add(a, decimal(1, 1, k), !shown);
		if (a->nticks > before && shown) {
			if (decades < 2)
				shortest(last(a));
			else
				decade(a, k);
		}
		for (int i = 2; decades <= 12 && i < 10; i++) {
			bool label = decades < 2 && (i == 2 || i == 5);

			before = a->nticks;
			add(a, decimal(i, 1, k), !label);
			if (a->nticks > before && label)
				shortest(last(a));
		}
	}
}

void plot_axis_ticks(struct plot_axis *a, int n)
{
	a->nticks = 0;
	a->power = 0;
	if (!(a->high - a->low > 1e-290) || !isfinite(a->high - a->low) ||
	    (a->log && !(a->low > 1e-300)))
		return;
	if (a->log)
		log_ticks(a, n);
	else
		linear_ticks(a, n);
}
