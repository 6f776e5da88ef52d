/*
 * axis.c - which bin a value is in, and units of axes.
 */
#include <math.h>
#include <string.h>

#include "hist/private.h"

/* The bin by its width is at most one away from that by the edges, which
 * decide. */
static int guess(const struct n62_axis *a, double v)
{
	double low = a->edge[0], high = a->edge[a->bins];
	int i = (int)((v - low) / (high - low) * a->bins);

	if (i >= a->bins)
		i = a->bins - 1;
	if (v < a->edge[i])
		i--;
	else if (v >= a->edge[i + 1])
		i++;
	return i;
}

static int halve(const struct n62_axis *a, double v)
{
	int from = 0, to = a->bins;

	while (to - from > 1) {
		int middle = from + (to - from) / 2;

		if (v < a->edge[middle])
			to = middle;
		else
			from = middle;
	}
	return from;
}

int n62_axis_find(const struct n62_axis *a, double v)
{
	if (isnan(v))
		return -1;
	if (v < a->edge[0])
		return 0;
	if (v >= a->edge[a->bins])
		return v > a->edge[a->bins] ? a->bins + 1 : a->bins;
	return 1 + (a->regular ? guess(a, v) : halve(a, v));
}

int hist_axis_check(
    const struct n62_axis *a, const char *name, struct n62_err *err)
{
	if (a->bins < 1 || a->bins > N62_HIST_BINS)
		return n62_fail(err, N62_USAGE,
		    "histogram %s has %d bins, not 1 to %d", name, a->bins,
		    N62_HIST_BINS);
	for (int i = 0; i <= a->bins; i++)
		if (!isfinite(a->edge[i]) ||
		    (i > 0 && !(a->edge[i] > a->edge[i - 1])))
			return n62_fail(err, N62_USAGE,
			    "histogram %s: the edges of its bins do not "
			    "ascend: edge %d is %.10g",
			    name, i + 1, a->edge[i]);
	return 0;
}

int hist_axis_regular(struct n62_axis *a, int bins, double low, double high,
    struct n62_arena *arena, struct n62_err *err)
{
	a->edge = n62_arena_new(arena, (size_t)bins + 1, sizeof *a->edge, err);
	if (!a->edge)
		return -1;
	a->bins = bins;
	a->regular = true;
	for (int i = 0; i < bins; i++)
		a->edge[i] = low + (high - low) * ((double)i / bins);
	a->edge[bins] = high;
	return 0;
}

bool hist_axis_is_regular(const struct n62_axis *a)
{
	double low = a->edge[0], high = a->edge[a->bins];

	for (int i = 1; i < a->bins; i++) {
		double v = low + (high - low) * ((double)i / a->bins);

		if (fabs(v - a->edge[i]) > 1e-6 * (high - low) / a->bins)
			return false;
	}
	return true;
}

bool n62_energy_unit(const char *unit, double *factor, int *power)
{
	static const struct {
		const char *name;
		double gev;
	} units[] = { { "eV", 1e-9 }, { "keV", 1e-6 }, { "MeV", 1e-3 },
		{ "GeV", 1 }, { "TeV", 1e3 } };
	static const char *const once[] = { "", "/c", "/c2", "/c^2", NULL };
	static const char *const twice[] = { "2", "^2", "2/c2", "2/c4",
		"^2/c^2", "^2/c^4", NULL };

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t n = strlen(units[i].name);

		if (strncmp(unit, units[i].name, n) != 0)
			continue;
		for (int k = 0; once[k]; k++)
			if (strcmp(unit + n, once[k]) == 0) {
				*factor = units[i].gev;
				*power = 1;
				return true;
			}
		for (int k = 0; twice[k]; k++)
			if (strcmp(unit + n, twice[k]) == 0) {
				*factor = units[i].gev * units[i].gev;
				*power = 2;
				return true;
			}
	}
	return false;
}
