/*
 * test_plot_figure.c - lib/plot without streams: intervals of counts, ticks,
 * typesetting and its quotes, sources.
 */
#include "plot/private.h"
#include "stats/stats.h"

#include <math.h>

#include "check.h"

/* ---- intervals ------------------------------------------------------ */

/* P(at most n) of a mean, term by term from the largest down. */
static double at_most(double n, double mean)
{
	double sum = 0;

	for (double k = 0; k <= n; k++)
		sum += exp(k * log(mean) - mean - lgamma(k + 1));
	return sum;
}

static void intervals(void)
{
	const double tail = 0.15865525393145705;
	double low, high;

	n62_plot_garwood(0, &low, &high);
	CHECK(low == 0 && fabs(high + log(tail)) < 1e-12);
	for (double n = 1; n <= 400; n = n < 30 ? n + 1 : floor(n * 1.3)) {
		n62_plot_garwood(n, &low, &high);
		CHECK(fabs(at_most(n, high) - tail) < 1e-10);
		CHECK(fabs(1 - at_most(n - 1, low) - tail) < 1e-10);
		CHECK(low < n && n < high);
	}
	/* Far out it is the normal interval, but for one event. */
	n62_plot_garwood(1e18, &low, &high);
	CHECK(high - 1e18 == 1e9 && 1e18 - low == 1e9);
	n62_plot_garwood(1e8, &low, &high);
	CHECK(fabs(high - 1e8 - 1e4) < 2 && fabs(1e8 - 1e4 - low) < 2);
}

/* ---- ticks ---------------------------------------------------------- */

static double number(const struct plot_axis *a, const struct plot_tick *t)
{
	double v = NAN;

	if (!t->text[0] && a->log)
		return pow(10, t->power);
	if (n62_get_f64(t->text, strlen(t->text), &v) < 0)
		return NAN;
	return a->power < 0 ? v / pow(10, -a->power) : v * pow(10, a->power);
}

static void check_axis(const struct plot_axis *a, int most)
{
	int large = 0;
	double step = a->high - a->low, before = NAN;

	for (int i = 0; i < a->nticks; i++) {
		const struct plot_tick *t = &a->ticks[i];

		CHECK(plot_axis_at(a, t->at) > -1e-6 &&
		      plot_axis_at(a, t->at) < 1 + 1e-6);
		CHECK(i == 0 || t->at > a->ticks[i - 1].at);
		if (t->small)
			continue;
		large++;
		CHECK(fabs(number(a, t) - t->at) <=
		      1e-9 * (a->log ? t->at : step));
		if (!a->log && !isnan(before) && large > 2)
			CHECK(fabs(t->at - before - step) < 1e-6 * step);
		if (!isnan(before))
			step = t->at - before;
		before = t->at;
	}
	if (!CHECK(large >= (a->log ? 1 : 3) && large <= most))
		check_note("%g to %g has %d", a->low, a->high, large);
}

static void ticks(void)
{
	struct plot_axis a = { .low = 0 };
	struct n62_rng r;

	for (uint64_t i = 0; i < 20000; i++) {
		double size, at;

		n62_rng_init(&r, 1, i, 0);
		size = pow(10, 24 * n62_rng_uniform(&r) - 12);
		at = (n62_rng_uniform(&r) - 0.5) * size * 200;
		a = (struct plot_axis){ .low = at, .high = at + size };
		plot_axis_ticks(&a, 6);
		check_axis(&a, 12);
		a.log = true;
		a.low = size;
		a.high = size * pow(10, 1 + 14 * n62_rng_uniform(&r));
		plot_axis_ticks(&a, 6);
		check_axis(&a, 10);
		at = n62_rng_uniform(&r);
		CHECK(fabs(plot_axis_at(&a, plot_axis_value(&a, at)) - at) <
		      1e-9);
	}
	a = (struct plot_axis){ .low = 0, .high = 1.2e6 };
	plot_axis_ticks(&a, 6);
	CHECK(a.power == 6);
	CHECK_TEXT(a.ticks[0].text, "0.0");
	a = (struct plot_axis){ .low = 1e15, .high = 1e15 + 1 };
	plot_axis_ticks(&a, 6);
	CHECK(a.nticks == 0);
	a = (struct plot_axis){ .low = -1e308, .high = 1e308 };
	plot_axis_ticks(&a, 6);
	CHECK(a.nticks == 0);
	a = (struct plot_axis){ .low = 0, .high = 0 };
	plot_axis_ticks(&a, 6);
	CHECK(a.nticks == 0);
}

/* ---- text ----------------------------------------------------------- */

static const char *typeset(enum plot_pen pen, const char *text)
{
	static struct n62_buf b;
	struct n62_err err = { 0 };

	b.len = 0;
	return plot_text(&b, pen, text, &err) < 0 ? NULL
						  : n62_buf_text(&b, &err);
}

static void texts(void)
{
	static const struct {
		const char *text, *gnuplot, *unicode, *ascii;
	} cases[] = {
		{ "K+ -> pi+ e+ e-", "'K^{+} → π^{+} e^{+} e^{−}'",
		    "K⁺ → π⁺ e⁺ e⁻", "K+ -> pi+ e+ e-" },
		{ "m(pi+e-)", "'m(π^{+}e^{−})'", "m(π⁺e⁻)", "m(pi+e-)" },
		{ "pi0 -> gamma gamma", "'π^{0} → γ γ'", "π⁰ → γ γ",
		    "pi0 -> gamma gamma" },
		{ "m^2_miss", "'m^{2}\\_miss'", "m²_miss", "m^2_miss" },
		{ "0.5+-0.1", "'0.5±0.1'", "0.5±0.1", "0.5+-0.1" },
		{ "pion number e-mail p", "'pion number e-mail p'",
		    "pion number e-mail p", "pion number e-mail p" },
		{ "it's {a} ~b @c &d \\e",
		    "'it''s \\{a\\} \\~b \\@c \\&d \\\\e'",
		    "it's {a} ~b @c &d \\e", "it's {a} ~b @c &d \\e" },
		{ "`id` \"x\" $y", "'`id` \"x\" $y'", "`id` \"x\" $y",
		    "`id` \"x\" $y" },
		{ "a\nb\033[1m\302\233c", "'a b [1m c'", "a b [1m c",
		    "a b [1m c" },
		{ "µ", "'µ'", "µ", "?" },
		{ "\377", "'?'", "?", "?" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK_TEXT(
		    typeset(PLOT_PEN_GNUPLOT, cases[i].text), cases[i].gnuplot);
		CHECK_TEXT(
		    typeset(PLOT_PEN_UNICODE, cases[i].text), cases[i].unicode);
		CHECK_TEXT(
		    typeset(PLOT_PEN_ASCII, cases[i].text), cases[i].ascii);
	}
	CHECK_TEXT(typeset(PLOT_PEN_MARKUP, "m^2_{a'}\n"), "'m^2_{a''} '");
}

static void labels(void)
{
	struct plot_axis a = { .label = "missing mass squared",
		.unit = "GeV2/c4" };
	struct n62_buf b = { 0 };
	struct n62_err err = { 0 };

	CHECK(plot_label(&b, PLOT_PEN_GNUPLOT, &a, &err) == 0);
	CHECK_TEXT(
	    n62_buf_text(&b, &err), "'missing mass squared [GeV^{2}/c^{4}]'");
	b.len = 0;
	a.unit = "cm-2 s-1";
	CHECK(plot_label(&b, PLOT_PEN_UNICODE, &a, &err) == 0);
	CHECK_TEXT(n62_buf_text(&b, &err), "missing mass squared [cm⁻² s⁻¹]");
	b.len = 0;
	a.unit = "1";
	CHECK(plot_label(&b, PLOT_PEN_ASCII, &a, &err) == 0);
	CHECK_TEXT(n62_buf_text(&b, &err), "missing mass squared");
	n62_buf_free(&b);
}

/* Whatever the text, one pair of quotes and no control characters. */
static void quotes(void)
{
	static const char letters[] = "'\\\"`{}_^@&~$\n\t%!#;|<>-+ aepi0";
	struct n62_rng r;

	for (uint64_t i = 0; i < 20000; i++) {
		char text[20];
		const char *got;
		size_t n, quote = 0, shown;

		n62_rng_init(&r, 2, i, 0);
		n = n62_rng_below(&r, sizeof text);
		for (size_t k = 0; k < n; k++)
			text[k] =
			    letters[n62_rng_below(&r, sizeof letters - 1)];
		text[n] = 0;
		got = typeset(PLOT_PEN_GNUPLOT, text);
		if (!CHECK(got))
			return;
		shown = strlen(got);
		CHECK(shown >= 2 && *got == '\'' && got[shown - 1] == '\'');
		for (size_t k = 1; k + 1 < shown; k++) {
			CHECK((unsigned char)got[k] >= ' ');
			if (got[k] == '\'')
				quote++;
			else
				CHECK(quote % 2 == 0);
		}
		CHECK(quote % 2 == 0);
	}
}

/* ---- sources -------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void sources(void)
{
	static const struct {
		const char *text, *label, *file, *table;
		double factor;
	} cases[] = {
		{ "hist/m", NULL, NULL, "hist/m", 1 },
		{ "m:K+ -> pi+ e+ e-", "K+ -> pi+ e+ e-", NULL, "m", 1 },
		{ "m:a = b", "a = b", NULL, "m", 1 },
		{ "m:a: b@0.5", "a: b", NULL, "m", 0.5 },
		{ "piee=piee.n62", "piee", "piee.n62", NULL, 1 },
		{ "piee=d/x.n62:hist/m@2e3", "piee", "d/x.n62", "hist/m",
		    2000 },
		{ "a@b=c", "a@b", "c", NULL, 1 },
		{ "a\\,b=c", "a,b", "c", NULL, 1 },
		{ "=c", "", "c", NULL, 1 },
	};
	static const char *const bad[] = { "", ":x", "a=", "a=b:", "a,,b" };
	struct n62_arena arena = { 0 };
	struct n62_err err = { 0 };
	struct plot_sources s = { 0 };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct plot_source *v;

		s = (struct plot_sources){ 0 };
		CHECK(plot_sources_add(
			  &s, &arena, PLOT_DATA, cases[i].text, &err) == 0);
		v = s.v;
		if (!CHECK(s.n == 1 && same(v->label, cases[i].label) &&
			   same(v->file, cases[i].file) &&
			   same(v->table, cases[i].table) &&
			   v->factor == cases[i].factor))
			check_note("of %s", cases[i].text);
	}
	s = (struct plot_sources){ 0 };
	CHECK(
	    plot_sources_add(&s, &arena, PLOT_STACK, "a:b,c=d,e@2", &err) == 0);
	CHECK(s.n == 3 && same(s.v[1].file, "d") && s.v[2].factor == 2);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		s = (struct plot_sources){ 0 };
		CHECK(
		    plot_sources_add(&s, &arena, PLOT_DATA, bad[i], &err) < 0 &&
		    err.code == N62_USAGE);
	}
	n62_arena_free(&arena);
}

/* ---- options -------------------------------------------------------- */

static void refused(void)
{
	const struct {
		struct n62_plot_options o;
		const char *why;
	} cases[] = {
		{ { .range = "5" }, "--range: a range is LOW:HIGH, not 5" },
		{ { .range = "5:4" },
		    "--range: 5:4 must not be above its upper end" },
		{ { .range = "a:4" }, "--range: a is no number" },
		{ { .yrange = "-1:", .log = "y" },
		    "--yrange: a logarithmic axis begins above 0" },
		{ { .log = "q" }, "--log: letters of x, y, z, or none, not q" },
		{ { .size = "5" }, "--size: a size is WIDTHxHEIGHT, not 5" },
		{ { .size = "1x1" }, "--size: 1x1 is not 20x5 to 2000x2000" },
		{ { .font = "A'B" }, "--font: a name has no '" },
		{ { .font = ",900" }, "--font: the size is not 2 to 200" },
		{ { .legend = "here" }, "--legend: here is no place" },
		{ { .contour = "1,,2" }, "--contour:  is no number" },
		{ { .z = "z" },
		    "--z, --xerr, --yerr and --join need --x and --y" },
		{ { .dpi = 9999 }, "--dpi: at most 2400" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct n62_plot_options o = cases[i].o;
		struct n62_err err = { 0 };

		o.per = NAN;
		CHECK(!n62_plot_new(&o, &err) && err.code == N62_USAGE);
		CHECK_TEXT(err.text, cases[i].why);
	}
}

static void formats(void)
{
	struct n62_plot_options o = { .per = NAN };
	enum n62_plot_format f = N62_PLOT_SVG;
	struct n62_err err = { 0 };

	CHECK(n62_plot_format(&o, NULL, &f, &err) == 0 && f == N62_PLOT_TXT);
	CHECK(
	    n62_plot_format(&o, "a.b.pdf", &f, &err) == 0 && f == N62_PLOT_PDF);
	CHECK(n62_plot_format(&o, "a.eps", &f, &err) < 0 &&
	      err.code == N62_USAGE);
	o.format = "png";
	CHECK(n62_plot_format(&o, "a.eps", &f, &err) == 0 && f == N62_PLOT_PNG);
}

int main(void)
{
	check_run("intervals of counts have their tails", intervals);
	check_run("ticks are inside, even, and say where they are", ticks);
	check_run("texts are typeset", texts);
	check_run("labels have units", labels);
	check_run("no text leaves its quotes", quotes);
	check_run("sources are read", sources);
	check_run("options that make no sense are refused", refused);
	check_run("the format is known", formats);
	return check_end();
}
