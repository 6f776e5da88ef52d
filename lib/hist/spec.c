/*
 * spec.c - the texts of --hist, --region, --fit and --scan.
 */
#include "hist/spec.h"

#include <math.h>
#include <string.h>

static const char *const hist_words[] = { "by", "of", "where", "weighted",
	"title", NULL };

static int begin(struct hist_clause *c, const char *text, const char **name,
    struct n62_arena *a, struct n62_err *err)
{
	if (hist_clause_begin(c, text, a, err) < 0)
		return -1;
	if (!hist_clause_name(c, name))
		return n62_fail(err, N62_USAGE,
		    "'%.100s' does not begin with a name and a colon", text);
	return 0;
}

/* The next of the keywords from word i on, or the end. */
static int next_of(
    const struct hist_clause *c, int i, const char *const *keywords)
{
	while (i < c->n && !hist_clause_any(c, i, keywords))
		i++;
	return i;
}

/* ---- --hist ----------------------------------------------------------- */

/* "0, 1, 2.5" or "0,1,2.5": words up to one that is no list of numbers. */
static int read_edges(
    struct hist_clause *c, struct hist_axis_spec *x, struct n62_err *err)
{
	double edge[HIST_WORDS];
	int n = 0;

	for (; c->i < c->n; c->i++) {
		const char *at = c->text + c->w[c->i].at;
		const char *end = at + c->w[c->i].n;

		while (at < end && n < HIST_WORDS) {
			const char *comma = memchr(at, ',', (size_t)(end - at));
			const char *to = comma ? comma : end;

			if (n62_get_f64(at, (size_t)(to - at), &edge[n]) < 0)
				break;
			n++;
			at = comma ? comma + 1 : end;
		}
		if (at < end)
			break;
	}
	if (n < 2)
		return hist_clause_fail(
		    c, c->i, "edges of bins such as 0, 1, 2.5", err);
	x->bins = n - 1;
	x->edge = n62_arena_new(c->arena, (size_t)n, sizeof *x->edge, err);
	if (!x->edge)
		return -1;
	memcpy(x->edge, edge, (size_t)n * sizeof *edge);
	return 0;
}

static int read_regular(struct hist_clause *c, int at, struct hist_axis_spec *x,
    struct n62_err *err)
{
	int64_t bins;

	if (n62_get_i64(c->text + c->w[at].at, (size_t)c->w[at].n, &bins) < 0 ||
	    bins < 1 || bins > N62_HIST_BINS)
		return hist_clause_fail(c, at, "a number of bins", err);
	x->bins = (int)bins;
	return hist_clause_range(c, &x->low, &x->high, err);
}

/* EXPR in N bins LOW..HIGH UNIT, EXPR in bins X, X, X UNIT. */
static int read_axis(
    struct hist_clause *c, struct hist_axis_spec *x, struct n62_err *err)
{
	static const char *const bins[] = { "bins", NULL };
	int at = next_of(c, c->i, bins), in;
	bool regular = !hist_clause_is(c, at - 1, "in");

	in = at - (regular ? 2 : 1);
	if (at == c->n || in < c->i || !hist_clause_is(c, in, "in"))
		return n62_fail(err, N62_USAGE,
		    "the bins are missing: NAME: EXPRESSION in 100 bins "
		    "0..80 GeV");
	for (int i = c->i; i < in; i++)
		if (hist_clause_is(c, i, "of"))
			return n62_fail(err, N62_USAGE,
			    "the list comes behind the bins: p in 100 bins "
			    "0..80 GeV of track");
	if (hist_clause_part(c, c->i, in, &x->expr, err) < 0)
		return -1;
	c->i = at + 1;
	if ((regular ? read_regular(c, at - 1, x, err)
		     : read_edges(c, x, err)) < 0)
		return -1;
	return hist_clause_unit(c, hist_words, &x->unit, err);
}

static int read_title(
    struct hist_clause *c, const char **title, struct n62_err *err)
{
	const char *word = hist_clause_word(c, c->i, err);
	size_t n = word ? strlen(word) : 0;

	if (!word)
		return -1;
	if (n < 2 || word[0] != '"' || word[n - 1] != '"')
		return hist_clause_fail(c, c->i, "a text in \"quotes\"", err);
	c->i++;
	*title = n62_arena_text(c->arena, word + 1, n - 2, err);
	return *title ? 0 : -1;
}

static int read_rest(
    struct hist_clause *c, struct hist_spec *s, struct n62_err *err)
{
	int to = next_of(c, c->i + 1, hist_words), r;

	c->i++;
	if (hist_clause_is(c, c->i - 1, "by")) {
		if (s->dim == 2)
			return hist_clause_fail(
			    c, c->i - 1, "no third axis", err);
		return read_axis(c, &s->axis[s->dim++], err);
	}
	if (hist_clause_is(c, c->i - 1, "of")) {
		s->list = hist_clause_word(c, c->i++, err);
		return s->list ? 0 : -1;
	}
	if (hist_clause_is(c, c->i - 1, "title"))
		return read_title(c, &s->title, err);
	if (hist_clause_is(c, c->i - 1, "where"))
		r = hist_clause_part(c, c->i, to, &s->where, err);
	else
		r = hist_clause_part(c, c->i, to, &s->weight, err);
	c->i = to;
	return r;
}

int hist_spec_read(struct hist_spec *s, const char *text, struct n62_arena *a,
    struct n62_err *err)
{
	struct hist_clause c;

	*s = (struct hist_spec){ .source = text, .dim = 1 };
	if (begin(&c, text, &s->name, a, err) < 0 ||
	    read_axis(&c, &s->axis[0], err) < 0)
		return -1;
	while (c.i < c.n) {
		if (!hist_clause_any(&c, c.i, hist_words))
			return hist_clause_fail(
			    &c, c.i, "by, of, where, weighted or title", err);
		if (read_rest(&c, s, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- --region --------------------------------------------------------- */

int hist_region_read(struct hist_region_spec *s, const char *text,
    struct n62_arena *a, struct n62_err *err)
{
	static const char *const words[] = { "where", "blind", NULL };
	struct hist_clause c;
	int in = -1, end;

	*s = (struct hist_region_spec){ .source = text };
	if (begin(&c, text, &s->name, a, err) < 0)
		return -1;
	end = next_of(&c, c.i, words);
	for (int i = c.i; i < end; i++)
		if (hist_clause_is(&c, i, "in") &&
		    hist_clause_is_range(&c, i + 1))
			in = i;
	if (in < 0)
		return n62_fail(err, N62_USAGE,
		    "the range is missing: NAME: EXPRESSION in 485..502 MeV");
	if (hist_clause_part(&c, c.i, in, &s->expr, err) < 0)
		return -1;
	c.i = in + 1;
	if (hist_clause_range(&c, &s->low, &s->high, err) < 0 ||
	    hist_clause_unit(&c, words, &s->unit, err) < 0)
		return -1;
	if (c.n > c.i && hist_clause_is(&c, c.n - 1, "blind")) {
		s->blind = true;
		c.n--;
	}
	if (hist_clause_is(&c, c.i, "where")) {
		int from = c.i + 1;

		c.i = c.n;
		return hist_clause_part(&c, from, c.n, &s->where, err);
	}
	return c.i < c.n ? hist_clause_fail(&c, c.i, "where or blind", err) : 0;
}

/* ---- --fit ------------------------------------------------------------ */

static const char *const fit_words[] = { "in", "core", "background", NULL };

static int read_background(
    struct hist_clause *c, int *coefficients, struct n62_err *err)
{
	static const char *const names[] = { "none", "flat", "linear",
		"quadratic", "cubic", NULL };

	for (int k = 0; names[k]; k++)
		if (hist_clause_is(c, c->i, names[k])) {
			*coefficients = k;
			c->i++;
			return 0;
		}
	return hist_clause_fail(
	    c, c->i, "none, flat, linear, quadratic or cubic", err);
}

static int fit_clause(
    struct hist_clause *c, struct hist_fit_spec *s, struct n62_err *err)
{
	int r;

	c->i++;
	if (hist_clause_is(c, c->i - 1, "background"))
		return read_background(c, &s->coefficients, err);
	if (hist_clause_is(c, c->i - 1, "core")) {
		if (hist_clause_number(c, &s->core, err) < 0)
			return -1;
		if (!(s->core >= 1 && s->core <= 10))
			return n62_fail(err, N62_USAGE,
			    "a core of %g widths is not from 1 to 10", s->core);
		return 0;
	}
	r = hist_clause_range(c, &s->low, &s->high, err);
	return r < 0 ? -1 : hist_clause_unit(c, fit_words, &s->unit, err);
}

int hist_fit_read(struct hist_fit_spec *s, const char *text,
    struct n62_arena *a, struct n62_err *err)
{
	struct hist_clause c;
	bool named;

	*s = (struct hist_fit_spec){
		.low = NAN, .high = NAN, .coefficients = 2
	};
	if (hist_clause_begin(&c, text, a, err) < 0)
		return -1;
	named = hist_clause_name(&c, &s->name);
	s->hist = hist_clause_word(&c, c.i++, err);
	if (!s->hist)
		return -1;
	if (!named)
		s->name = s->hist;
	while (c.i < c.n) {
		if (!hist_clause_any(&c, c.i, fit_words))
			return hist_clause_fail(
			    &c, c.i, "in, core or background", err);
		if (fit_clause(&c, s, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- --scan ----------------------------------------------------------- */

static const char *const scan_words[] = { "from", "to", "step", "points",
	"sigma", "sigma2", "window", "sideband", "order", "alternative",
	"acceptance", "ses", NULL };

/* A unit of energy to a power, which must be there. */
static int energy(
    struct hist_clause *c, int power, double *factor, struct n62_err *err)
{
	const char *unit;
	int got;

	if (hist_clause_unit(c, scan_words, &unit, err) < 0)
		return -1;
	if (n62_energy_unit(unit, factor, &got) && got == power)
		return 0;
	return n62_fail(err, N62_USAGE,
	    "behind the number %s is due, such as %s",
	    power == 1 ? "a unit of mass" : "the square of one",
	    power == 1 ? "MeV" : "GeV2");
}

static int read_grid(
    struct hist_clause *c, struct hist_scan_spec *s, struct n62_err *err)
{
	double factor;

	if (hist_clause_number(c, &s->from, err) < 0)
		return -1;
	if (!hist_clause_is(c, c->i, "to"))
		return hist_clause_fail(c, c->i, "to", err);
	c->i++;
	if (hist_clause_number(c, &s->to, err) < 0 ||
	    energy(c, 1, &factor, err) < 0)
		return -1;
	s->from *= factor;
	s->to *= factor;
	if (!(s->from > 0 && s->from <= s->to))
		return n62_fail(
		    err, N62_USAGE, "masses go from above 0 to a larger one");
	return 0;
}

static int read_step(
    struct hist_clause *c, struct hist_scan_spec *s, struct n62_err *err)
{
	double factor;

	if (hist_clause_is(c, c->i, "sigma")) {
		c->i++;
		return 0;
	}
	if (hist_clause_number(c, &s->step, err) < 0 ||
	    energy(c, 1, &factor, err) < 0)
		return -1;
	s->step *= factor;
	return s->step > 0
		   ? 0
		   : n62_fail(err, N62_USAGE, "the step is not above 0");
}

/* Coefficients with commas behind all but the last. */
static int read_sigma(
    struct hist_clause *c, struct hist_scan_spec *s, struct n62_err *err)
{
	bool more = true;

	for (s->nsigma = 0; more; s->nsigma++) {
		struct hist_word *w = c->i < c->n ? &c->w[c->i] : NULL;

		if (s->nsigma == N62_POLY)
			return n62_fail(err, N62_USAGE,
			    "sigma has more than %d coefficients", N62_POLY);
		more = w && w->n > 1 && c->text[w->at + w->n - 1] == ',';
		if (more)
			w->n--;
		if (hist_clause_number(c, &s->sigma[s->nsigma], err) < 0)
			return -1;
	}
	return energy(c, 1, &s->sigma_unit, err);
}

static int read_sigma2(
    struct hist_clause *c, struct hist_scan_spec *s, struct n62_err *err)
{
	double factor;

	if (hist_clause_number(c, &s->sigma2, err) < 0 ||
	    energy(c, 2, &factor, err) < 0)
		return -1;
	s->sigma2 *= factor;
	return 0;
}

static int read_order(
    struct hist_clause *c, int least, int *order, struct n62_err *err)
{
	double v;

	if (least < 0 && hist_clause_is(c, c->i, "none")) {
		c->i++;
		*order = -1;
		return 0;
	}
	if (hist_clause_number(c, &v, err) < 0)
		return -1;
	if (v != floor(v) || v < 0 || v >= N62_POLY)
		return n62_fail(err, N62_USAGE,
		    "the order of a polynomial is %g, not 0 to %d", v,
		    N62_POLY - 1);
	*order = (int)v;
	return 0;
}

static int read_width(struct hist_clause *c, double *width, struct n62_err *err)
{
	if (hist_clause_number(c, width, err) < 0)
		return -1;
	return *width > 0 && *width <= 1000
		   ? 0
		   : n62_fail(err, N62_USAGE,
			 "a width of %g sigmas is not from 0 to 1000", *width);
}

static int read_points(
    struct hist_clause *c, struct hist_scan_spec *s, struct n62_err *err)
{
	s->points = hist_clause_word(c, c->i++, err);
	return s->points ? 0 : -1;
}

static int scan_clause(
    struct hist_clause *c, struct hist_scan_spec *s, struct n62_err *err)
{
	int i = c->i++;

	if (hist_clause_is(c, i, "from"))
		return read_grid(c, s, err);
	if (hist_clause_is(c, i, "step"))
		return read_step(c, s, err);
	if (hist_clause_is(c, i, "points"))
		return read_points(c, s, err);
	if (hist_clause_is(c, i, "sigma"))
		return read_sigma(c, s, err);
	if (hist_clause_is(c, i, "sigma2"))
		return read_sigma2(c, s, err);
	if (hist_clause_is(c, i, "window"))
		return read_width(c, &s->o.window, err);
	if (hist_clause_is(c, i, "sideband"))
		return read_width(c, &s->o.sideband, err);
	if (hist_clause_is(c, i, "order"))
		return read_order(c, 0, &s->o.order, err);
	if (hist_clause_is(c, i, "alternative"))
		return read_order(c, -1, &s->o.alternative, err);
	if (hist_clause_is(c, i, "acceptance"))
		return hist_clause_measured(
		    c, &s->all.acceptance, &s->all.sigma_acceptance, err);
	if (hist_clause_is(c, i, "ses"))
		return hist_clause_measured(
		    c, &s->all.ses, &s->all.sigma_ses, err);
	return hist_clause_fail(c, i,
	    "from, step, points, sigma, sigma2, window, sideband, order, "
	    "alternative, acceptance or ses",
	    err);
}

static int check_scan(const struct hist_scan_spec *s, struct n62_err *err)
{
	if ((s->points != NULL) == (s->from > 0))
		return n62_fail(err, N62_USAGE,
		    "the masses are due, either 'from 144 to 462 MeV' or "
		    "'points FILE'");
	if ((s->nsigma > 0) == !isnan(s->sigma2) &&
	    (!s->points || s->nsigma > 0))
		return n62_fail(err, N62_USAGE,
		    "the resolution is due, either 'sigma 1.2 MeV' or "
		    "'sigma2 0.001 GeV2'");
	if (!(s->o.window < s->o.sideband))
		return n62_fail(err, N62_USAGE,
		    "the sideband of %g sigmas is not wider than the window "
		    "of %g",
		    s->o.sideband, s->o.window);
	return 0;
}

int hist_scan_read(struct hist_scan_spec *s, const char *text,
    struct n62_arena *a, struct n62_err *err)
{
	struct hist_clause c;
	int alternative = -2;

	*s = (struct hist_scan_spec){ .step = NAN,
		.sigma2 = NAN,
		.all = { NAN, NAN, NAN, 0, NAN, 0 },
		.o = { 1.5, 11.25, 3, alternative } };
	if (begin(&c, text, &s->name, a, err) < 0)
		return -1;
	s->hist = hist_clause_word(&c, c.i++, err);
	if (!s->hist)
		return -1;
	while (c.i < c.n)
		if (scan_clause(&c, s, err) < 0)
			return -1;
	if (s->o.alternative == alternative)
		s->o.alternative =
		    s->o.order + 1 < N62_POLY ? s->o.order + 1 : -1;
	return check_scan(s, err);
}
