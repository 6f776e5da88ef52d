/*
 * test_stats_golden.c - every row of tests/golden against lib/stats, to the
 * digits that the row has.
 */
#include "check.h"
#include "stats/stats.h"

#include <math.h>

enum {
	MAX_COLUMNS = 24
};

/* A table of text with a header line, one row at a time. */
struct table {
	FILE *file;
	char head[2000], line[2000];
	char *names[MAX_COLUMNS], *cells[MAX_COLUMNS];
	int ncolumns, rows;
};

static int split(char *line, char **cells)
{
	int n = 0;

	line[strcspn(line, "\n")] = 0;
	for (char *at = line; at && n < MAX_COLUMNS; n++) {
		cells[n] = at;
		at = strchr(at, '\t');
		if (at)
			*at++ = 0;
	}
	return n;
}

static void open_table(struct table *t, const char *name)
{
	char path[1000];
	const char *top = getenv("NA62_TOP");

	memset(t, 0, sizeof(*t));
	snprintf(path, sizeof(path), "%s/tests/golden/%s.tsv", top ? top : ".",
	    name);
	t->file = fopen(path, "r");
	if (CHECK(t->file && fgets(t->head, sizeof(t->head), t->file)))
		t->ncolumns = split(t->head, t->names);
}

/* Closes the table at its end, where it must have had so many rows. */
static bool next_row(struct table *t, int wanted)
{
	if (t->file && fgets(t->line, sizeof(t->line), t->file)) {
		CHECK(split(t->line, t->cells) == t->ncolumns);
		t->rows++;
		return true;
	}
	if (t->file)
		fclose(t->file);
	CHECK(t->rows == wanted);
	return false;
}

static const char *text(const struct table *t, const char *name)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (strcmp(t->names[i], name) == 0)
			return t->cells[i];
	CHECK(strlen(name) == 0); /* no such column */
	return "";
}

static double number(const struct table *t, const char *name)
{
	return strtod(text(t, name), NULL);
}

/* Ten digits, of which the last may be off by one. */
static bool same(double got, double wanted)
{
	bool is = fabs(got - wanted) <= 1.01e-9 * fabs(wanted) ||
		  (wanted == 0 && got == 0);

	if (!is)
		check_note("got %.12g, wanted %.12g", got, wanted);
	return is;
}

static void row_check(const struct table *t, double got, const char *name)
{
	if (CHECK(same(got, number(t, name))))
		return;
	for (int i = 0; i < t->ncolumns && i < 8; i++)
		printf("%s %s  ", i ? "" : "#", t->cells[i]);
	printf("(%s)\n", name);
}

static struct n62_count count_of(const struct table *t)
{
	return (struct n62_count){ .n = (int64_t)number(t, "n"),
		.cl = number(t, "cl"),
		.b = number(t, "b") };
}

static void limit_check(
    const struct table *t, enum n62_method m, const struct n62_count *c)
{
	struct n62_interval i;
	struct n62_err err = { 0 };

	if (!CHECK(n62_limit(m, c, &i, NULL, &err) == 0))
		check_note("%s", err.text);
	row_check(t, i.lower, "lower");
	row_check(t, i.upper, "upper");
}

static void classical(void)
{
	struct table t;

	for (open_table(&t, "classical"); next_row(&t, 186);) {
		struct n62_count c = count_of(&t);

		limit_check(&t,
		    strcmp(text(&t, "method"), "garwood-central") ? N62_CLSB
								  : N62_GARWOOD,
		    &c);
	}
}

static void averages(void)
{
	static const char *const shapes[] = { "-known", "-tgauss", "-lognormal",
		"-gamma" };
	struct table t;

	for (open_table(&t, "cls_bayes"); next_row(&t, 84);) {
		struct n62_count c = count_of(&t);
		const char *name = text(&t, "method");

		c.b_up = c.b_down = number(&t, "sigma_b");
		for (int k = 0; k < 4; k++)
			if (strstr(name, shapes[k]))
				c.b_shape = (enum n62_shape)k;
		if (strncmp(name, "bayes", 5) == 0)
			limit_check(&t, N62_JEFFREYS, &c);
		else
			limit_check(&t,
			    strncmp(name, "clsb", 4) ? N62_CLS : N62_CLSB, &c);
	}
}

static void profile_ordering(void)
{
	struct table t;
	struct n62_err err = { 0 };

	for (open_table(&t, "cls_profile"); next_row(&t, 16);) {
		struct n62_count c = count_of(&t);
		struct n62_interval i;
		struct n62_cls p;

		c.b_up = c.b_down = number(&t, "sigma_b");
		c.b_shape = N62_GAMMA;
		if (strcmp(text(&t, "method"), "ul-profile-exact") == 0) {
			CHECK(n62_limit(N62_CLS_PROFILE, &c, &i, NULL, &err) ==
			      0);
			row_check(&t, i.upper, "mu");
			continue;
		}
		CHECK(n62_cls_profile(&c, number(&t, "mu"), &p, &err) == 0);
		row_check(&t, p.cls, "cls");
		row_check(&t, p.clsb, "clsb");
		row_check(&t, p.clb, "clb");
	}
}

/*
 * The rows that average over a normal efficiency cut off at 0 were made with
 * Gauss and Legendre's rule of 400 points over 8 standard deviations to each
 * side, leaving out the points below 0: next to the cut that is wrong by up
 * to half a step. This repeats it, so that the rows prove their own error;
 * the exact values are in exact_efficiency.
 */
enum {
	POINTS = 400
};

static void legendre(double *x, double *w)
{
	for (int i = 0; i < POINTS; i++) {
		double d = 1, slope = 1;

		x[i] =
		    cos(3.14159265358979323846 * (i + 0.75) / (POINTS + 0.5));
		for (int k = 0; k < 50 && fabs(d) > 1e-16; k++) {
			double p0 = 1, p1 = x[i];

			for (int j = 2; j <= POINTS; j++) {
				double p2 =
				    ((2 * j - 1) * x[i] * p1 - (j - 1) * p0) /
				    j;

				p0 = p1;
				p1 = p2;
			}
			slope = POINTS * (x[i] * p1 - p0) / (x[i] * x[i] - 1);
			d = p1 / slope;
			x[i] -= d;
		}
		w[i] = 2 / ((1 - x[i] * x[i]) * slope * slope);
	}
}

static double coarse_limit(const struct n62_count *c, bool ratio)
{
	static double x[POINTS], w[POINTS];
	double lo = 0, hi = 200, target = 1 - c->cl;

	if (w[0] == 0)
		legendre(x, w);
	if (ratio)
		target *= n62_poisson_most((double)c->n, c->b);
	while (hi - lo > 1e-13 * hi) {
		double s = 0.5 * (lo + hi), sum = 0, all = 0;

		for (int i = 0; i < POINTS; i++) {
			double e = 1 + 8 * c->e_sigma * x[i];
			double p = w[i] * exp(-32 * x[i] * x[i]);

			if (e <= 0)
				continue;
			all += p;
			sum += p * n62_poisson_most((double)c->n, s * e + c->b);
		}
		*(sum / all > target ? &lo : &hi) = s;
	}
	return lo < 1e-12 ? 0 : lo;
}

/* By mpmath with 25 digits: the average of exp(-s e) over the normal
 * distribution with mean 1 and sigma 0.3, cut off at 0, is 0.1. */
static void exact_efficiency(void)
{
	struct n62_count c = {
		.cl = 0.9, .e_sigma = 0.3, .e_shape = N62_GAUSS
	};
	struct n62_interval i;
	struct n62_err err = { 0 };

	CHECK(n62_limit(N62_CLS, &c, &i, NULL, &err) == 0);
	CHECK(fabs(i.upper - 2.602420584027145922918509) < 1e-12);
	CHECK(fabs(coarse_limit(&c, true) - 2.602640159) < 1e-9);
}

static void efficiency(void)
{
	struct table t;

	for (open_table(&t, "cousins_highland"); next_row(&t, 325);) {
		struct n62_count c = count_of(&t);
		const char *name = text(&t, "method");
		struct n62_interval i;
		struct n62_err err = { 0 };
		double n = (double)c.n, r = number(&t, "sigma_eff_rel");

		CHECK(n62_limit(N62_CLSB, &c, &i, NULL, &err) == 0);
		c.e_sigma = r;
		c.e_shape = N62_GAUSS;
		if (strstr(name, "firstorder"))
			row_check(&t, n62_highland_first(i.upper, n, c.b, r),
			    "upper");
		else if (strstr(name, "secondorder"))
			row_check(&t, n62_highland_second(i.upper, n, c.b, r),
			    "upper");
		else if (r > 0.1) {
			bool ratio = strncmp(name, "cls", 3) == 0;

			row_check(&t, coarse_limit(&c, ratio), "upper");
			CHECK(n62_limit(ratio ? N62_CLS : N62_COUSINS_HIGHLAND,
				  &c, &i, NULL, &err) == 0);
			CHECK(fabs(i.upper - number(&t, "upper")) <
			      5e-4 * i.upper);
		} else
			limit_check(&t,
			    strncmp(name, "cls", 3) ? N62_COUSINS_HIGHLAND
						    : N62_CLS,
			    &c);
	}
}

static void feldman_cousins(void)
{
	struct table t;

	for (open_table(&t, "fc"); next_row(&t, 504);) {
		struct n62_count c = count_of(&t);

		limit_check(&t,
		    strcmp(text(&t, "method"), "fc") ? N62_FC_RAW : N62_FC, &c);
	}
}

/* The paper's grid was 0.005 wide, and it printed two decimals. */
static void feldman_cousins_printed(void)
{
	struct table t;

	for (open_table(&t, "fc_printed"); next_row(&t, 242);) {
		struct n62_count c = count_of(&t);
		struct n62_interval i;

		n62_fc_poisson((double)c.n, c.b, c.cl,
		    strcmp(text(&t, "origin"), "paper") == 0, &i);
		CHECK(fabs(i.upper - number(&t, "upper")) < 0.0101);
		CHECK(fabs(i.lower - number(&t, "lower")) < 0.0101);
	}
}

static void feldman_cousins_normal(void)
{
	struct table t;

	for (open_table(&t, "fc_gauss"); next_row(&t, 124);) {
		struct n62_interval i;

		n62_fc_gauss(number(&t, "x"), number(&t, "cl"), &i);
		row_check(&t, i.lower, "lower");
		row_check(&t, i.upper, "upper");
	}
}

static void rolke(void)
{
	struct table t;

	for (open_table(&t, "rolke"); next_row(&t, 100);) {
		struct n62_interval i;
		bool count = strstr(text(&t, "method"), "poissonbkg");
		struct n62_rolke m = { .n = number(&t, "n"),
			.cl = number(&t, "cl"),
			.b_kind = count ? N62_ROLKE_COUNT : N62_ROLKE_GAUSS,
			.b = number(&t, "b"),
			.b_sigma = number(&t, "sigma_b"),
			.y = number(&t, "b"),
			.tau = 1,
			.e_kind = count ? N62_ROLKE_KNOWN : N62_ROLKE_GAUSS,
			.e = 1,
			.e_sigma = 0.1,
			.bounded = strstr(text(&t, "method"), "-bounded") };

		n62_rolke_limit(&m, &i);
		row_check(&t, i.lower, "lower");
		row_check(&t, i.upper, "upper");
		CHECK(i.raised == (number(&t, "raised") != 0));
	}
}

static void asymptotic(void)
{
	static const char *const names[] = { "exp_m2", "exp_m1", "exp_med",
		"exp_p1", "exp_p2" };
	struct table t;

	for (open_table(&t, "asymptotic"); next_row(&t, 18);) {
		struct n62_count c = count_of(&t);
		struct n62_interval i;
		struct n62_err err = { 0 };
		double band[5];

		CHECK(n62_limit(N62_ASYMPTOTIC, &c, &i, band, &err) == 0);
		row_check(&t, i.upper, "upper");
		for (int k = 0; k < 5; k++)
			row_check(&t, band[k], names[k]);
	}
}

/* To the two digits that are printed. */
static bool as_printed(double got, double printed)
{
	char a[32], b[32];

	snprintf(a, sizeof(a), "%.1e", got);
	snprintf(b, sizeof(b), "%.1e", printed);
	return strcmp(a, b) == 0;
}

/* The published limits, by CLs with both errors: all but that of K+ -> pi-
 * mu+ mu+ (4.31 for 4.2), which it gives with the background known. */
static void published(void)
{
	static const char *const shapes[] = { "ul_cls_known", "ul_cls_tgauss",
		"ul_cls_lognormal", "ul_cls_gamma" };
	struct table t;
	int agree = 0;

	for (open_table(&t, "na62"); next_row(&t, 8);) {
		struct n62_count c = count_of(&t);
		struct n62_interval i;
		struct n62_err err = { 0 };
		double ses = number(&t, "ses");
		double printed = number(&t, "published_br_ul");

		c.b_up = c.b_down = number(&t, "sigma_b");
		for (int k = 0; k < 4; k++) {
			c.b_shape = (enum n62_shape)k;
			CHECK(n62_limit(N62_CLS, &c, &i, NULL, &err) == 0);
			row_check(&t, i.upper, shapes[k]);
		}
		c.b_shape = N62_KNOWN;
		CHECK(n62_limit(N62_FC, &c, &i, NULL, &err) == 0);
		row_check(&t, i.upper, "ul_fc");
		c.b_shape = N62_GAUSS;
		c.e_shape = N62_LOGNORMAL;
		c.e_sigma = number(&t, "sigma_ses") / ses;
		CHECK(n62_limit(N62_CLS, &c, &i, NULL, &err) == 0);
		agree += as_printed(i.upper * ses, printed);
		check_note("%s: %.3g, published %.2g", text(&t, "decay"),
		    i.upper * ses, printed);
	}
	CHECK(agree == 7);
}

static void significances(void)
{
	struct table t;

	for (open_table(&t, "asimov"); next_row(&t, 13);) {
		double s = number(&t, "s"), b = number(&t, "b");
		double sigma = number(&t, "sigma_b");

		row_check(&t, n62_asimov_z(s, b, 0), "z_known_b");
		if (sigma > 0)
			row_check(
			    &t, n62_asimov_z(s, b, sigma), "z_with_sigma_b");
	}
	for (open_table(&t, "on_off"); next_row(&t, 5);) {
		double on = number(&t, "n_on"), off = number(&t, "n_off");
		double tau = number(&t, "tau");

		row_check(&t, n62_on_off_binomial(on, off, tau), "z_bi");
		row_check(&t, n62_on_off_likelihood(on, off, tau), "z_pl");
	}
	for (open_table(&t, "gross_vitells"); next_row(&t, 16);) {
		double p = n62_global_upcrossings(number(&t, "z"),
		    number(&t, "upcrossings"), number(&t, "level"));

		row_check(&t, p, "p_global");
		if (p < 1)
			row_check(&t, n62_normal_z(log(p)), "z_global");
	}
}

int main(void)
{
	check_run("classical limits and intervals", classical);
	check_run("CLs, CLs+b and Jeffreys with all shapes", averages);
	check_run(
	    "CLs in the order of the profile likelihood", profile_ordering);
	check_run("averaged and expanded efficiencies", efficiency);
	check_run("an averaged efficiency to 12 digits", exact_efficiency);
	check_run("Feldman and Cousins", feldman_cousins);
	check_run("Feldman and Cousins, as printed", feldman_cousins_printed);
	check_run("Feldman and Cousins, normal", feldman_cousins_normal);
	check_run("Rolke, Lopez, Conrad", rolke);
	check_run("asymptotic CLs with bands", asymptotic);
	check_run("published limits: seven of eight as printed", published);
	check_run("significances", significances);
	return check_end();
}
