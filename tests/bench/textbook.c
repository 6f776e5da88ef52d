/*
 * textbook.c - upper limits as a textbook says it, to be compared in speed and
 * result: CLs with averages over grids of background and efficiency, and the
 * belts of Feldman and Cousins on a grid of means.
 *
 *	textbook cls|fc ROWS.tsv
 *
 * The table is that of bench.sh: n, b, sigma_b, ses, sigma_ses; one limit at
 * 90 % a line comes out.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CL 0.9

enum {
	BACKGROUNDS = 100,
	EFFICIENCIES = 40,
	OUTCOMES = 80
};

struct input {
	int n;
	double b, sigma, r; /* r: relative error of the efficiency */
};

static double at_most(int n, double mean)
{
	double p = exp(-mean), sum = p;

	for (int k = 1; k <= n; k++)
		sum += p *= mean / k;
	return sum;
}

/* P(<= n) averaged over normal b above 0 and log-normal e. */
static double average(const struct input *in, double s)
{
	double sum = 0, norm = 0;

	for (int i = 0; i < BACKGROUNDS; i++) {
		double z = -5 + 10 * (i + 0.5) / BACKGROUNDS;
		double b = in->b + in->sigma * z, w = exp(-z * z / 2);

		if (b < 0)
			continue;
		for (int j = 0; j < EFFICIENCIES; j++) {
			double y = -5 + 10 * (j + 0.5) / EFFICIENCIES;
			double e = pow(1 + in->r, y), v = w * exp(-y * y / 2);

			sum += v * at_most(in->n, s * e + b);
			norm += v;
		}
	}
	return sum / norm;
}

static double cls(const struct input *in)
{
	double lo = 0, hi = 50, clb = average(in, 0);

	while (hi - lo > 1e-6) {
		double s = (lo + hi) / 2;

		*(average(in, s) / clb > 1 - CL ? &lo : &hi) = s;
	}
	return lo;
}

struct outcome {
	int n;
	double p, ratio;
};

static int better(const void *a, const void *b)
{
	const struct outcome *x = a, *y = b;

	return (x->ratio < y->ratio) - (x->ratio > y->ratio);
}

static bool accepted(const struct input *in, double s)
{
	struct outcome o[OUTCOMES];
	double sum = 0;

	for (int n = 0; n < OUTCOMES; n++) {
		double best = fmax(n, in->b), mean = s + in->b;

		o[n].n = n;
		o[n].p = exp(n * log(mean) - mean - lgamma(n + 1));
		o[n].ratio = n * log(mean / best) - mean + best;
	}
	qsort(o, OUTCOMES, sizeof *o, better);
	for (int i = 0; i < OUTCOMES && sum < CL; i++) {
		if (o[i].n == in->n)
			return true;
		sum += o[i].p;
	}
	return false;
}

static double fc(const struct input *in)
{
	double upper = 0;

	for (double s = 0.0025; s < 20; s += 0.005)
		if (accepted(in, s))
			upper = s;
	return upper;
}

int main(int argc, char **argv)
{
	FILE *f = argc == 3 ? fopen(argv[2], "r") : NULL;
	double ses, sigma;
	struct input in;
	char line[200];

	if (!f || !fgets(line, sizeof line, f))
		return 1;
	while (fgets(line, sizeof line, f)) {
		if (sscanf(line, "%d %lf %lf %lf %lf", &in.n, &in.b, &in.sigma,
			&ses, &sigma) != 5)
			return 1;
		in.r = sigma / ses;
		printf(
		    "%.6f\n", strcmp(argv[1], "fc") == 0 ? fc(&in) : cls(&in));
	}
	fclose(f);
	return 0;
}
