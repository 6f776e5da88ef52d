/*
 * test_expr_errors.c - mistakes in expressions: each sentence, and the column
 * of its caret.
 */
#include "check.h"
#include "expr_fixture.h"

static struct fixture f;

/* A text, its sentence behind the place, the column of the caret. */
static const struct mistake {
	const char *text, *sentence;
	int column;
} mistakes[] = {
	{ "sum(1, 2)", "the form is sum(EXPRESSION of LIST where CONDITION)",
	    1 },
	{ "max(cluster.e where track < 0)",
	    "the form is max(e of cluster where CONDITION)", 1 },
	{ "sum(cluster.e)", "the form is sum(e of cluster where CONDITION)",
	    1 },
	{ "K[0]", "K has no index", 3 },
	{ "mu[0].p", "mu has no index", 4 },
	{ "mu[0]", "mu has no index", 4 },
	{ "run > 1 && run < 2", "the operator is written `and`", 9 },
	{ "run > 1 || run < 2", "the operator is written `or`", 9 },
	{ "run ** 2", "powers are written with ^", 5 },
	{ "run = 8", "equality is written ==", 5 },
	{ "!(run > 1)", "the operator is written `not`", 1 },
	{ "run | 1", "there is no operator |; `or` joins conditions", 5 },
	{ "~run", "there is no operator ~; `not` turns a condition round", 1 },
	{ "run > 1 ? 2 : 3", "a choice is written `if a then b else c`", 9 },
	{ "decay == 'mix'", "texts are written in \"...\"", 10 },
	{ "decay == \"mix", "a text ends with \" on its line", 10 },
	{ "run @ 2", "this character has no meaning here", 5 },
	{ "run & 0x", "0x wants digits behind it", 7 },
	{ "run & 0x12345678912345678", "a number of more than 64 bits", 7 },
	{ "run & 0x123456789abcdef01", "a number of more than 64 bits", 7 },
	{ "run & 0x123456789abcdef1", "a number of more than 53 bits", 7 },
	{ "run > 1e999", "this number is too large", 7 },
	{ "mu.p > 8 Gev", "Gev is no unit; do you mean GeV?", 10 },
	{ "mu.p > 8 parsec", "parsec is no unit", 10 },
	{ "run +", "the text ends where a value is missing", 6 },
	{ "(run", "the text ends where ) is missing", 5 },
	{ "run run", "an operator or the end is wanted here, not run", 5 },
	{ "run > > 2", "a value is wanted here, not >", 7 },
	{ "count(3)", "the name of a list is wanted here, not 3", 7 },
	{ "count(track, q > 0)", "the form is count(LIST where CONDITION)",
	    12 },
	{ "any(track: q > 0)", "the form is any(LIST where CONDITION)", 10 },
	{ "all(track where q > 0)",
	    "the form is all(LIST where CONDITION: CONDITION) or all(LIST: "
	    "CONDITION)",
	    22 },
	{ "all(track where q > 0, p > 2 GeV)",
	    "the form is all(LIST where CONDITION: CONDITION) or all(LIST: "
	    "CONDITION)",
	    22 },
	{ "sum(cluster.e where track < 0)",
	    "the form is sum(e of cluster where CONDITION)", 1 },
	{ "sum(e + 1 GeV where track < 0)",
	    "the form is sum(EXPRESSION of LIST where CONDITION)", 1 },
	{ "mean(weight)",
	    "the form is mean(EXPRESSION of LIST where CONDITION)", 1 },
	{ "min(weight)",
	    "the forms are min(A, B) and min(EXPRESSION of LIST where "
	    "CONDITION)",
	    1 },
	{ "abs(weight, run)", "abs takes 1 argument", 1 },
	{ "atan2(weight)", "atan2 takes 2 arguments", 1 },
	{ "pt(mu)", "pt takes two four-vectors, as in pt(mu + e1, K)", 1 },
	{ "angle(mu, mu, mu)",
	    "angle takes two four-vectors, as in angle(mu + e1, K)", 1 },
	{ "sqr(weight)", "there is no function sqr; do you mean sqrt?", 1 },
	{ "track(0)", "track is a list; an element of it is written track[0]",
	    1 },
	{ "wibblewobble(2)", "there is no function wibblewobble", 1 },
	{ "mu as pj+", "there is no particle pj+; do you mean pi+?", 7 },
	{ "m(K)", "there is no particle K", 3 },
	{ "mu as 3", "the name of a particle is wanted here, not 3", 7 },
	{ "v.", "the text ends where a name is missing", 3 },
	{ "track[0].p > 8",
	    "8 has no unit, but track[0].p is in GeV/c: write 8 GeV/c", 14 },
	{ "8 < track[0].p",
	    "8 has no unit, but track[0].p is in GeV/c: write 8 GeV/c", 1 },
	{ "track[0].p > run", "run has no unit, but track[0].p is in GeV/c",
	    14 },
	{ "track[0].p > track[0].x",
	    "track[0].x is in mm, but track[0].p is in GeV/c", 14 },
	{ "track[0].p + 1",
	    "1 has no unit, but track[0].p is in GeV/c: write 1 GeV/c", 14 },
	{ "track[0].p in 8..65",
	    "8 has no unit, but track[0].p is in GeV/c: write 8 GeV/c", 15 },
	{ "track[0].p in {1, 2}",
	    "1 has no unit, but track[0].p is in GeV/c: write 1 GeV/c", 16 },
	{ "if run > 1 then 1 GeV else 2",
	    "2 has no unit, but 1 GeV is in GeV: write 2 GeV", 28 },
	{ "min(track[0].p, 3)",
	    "3 has no unit, but track[0].p is in GeV/c: write 3 GeV/c", 17 },
	{ "run and weight > 1",
	    "run is a number, but a condition is wanted; compare it with "
	    "something, as in run != 0",
	    1 },
	{ "not run",
	    "run is a number, but a condition is wanted; compare it with "
	    "something, as in run != 0",
	    5 },
	{ "weight + (run > 1)",
	    "(run > 1) is true or false, but a number is wanted; write (if "
	    "(run > 1) then 1 else 0)",
	    10 },
	{ "if run then 1 else 2",
	    "run is a number, but a condition is wanted; compare it with "
	    "something, as in run != 0",
	    4 },
	{ "if run > 1 then decay else 2",
	    "decay is a text, but a number is wanted", 17 },
	{ "sqrt(decay)", "decay is a text, but a number is wanted", 6 },
	{ "log(track[0].p)",
	    "track[0].p is in GeV/c, but a number without unit is wanted; "
	    "divide it by a unit, as in track[0].p / (1 GeV/c)",
	    5 },
	{ "track[0].p ^ weight",
	    "track[0].p is in GeV/c, and its power must be a constant", 14 },
	{ "track[0].p ^ 0.3", "a unit cannot be raised to this power", 14 },
	{ "track[0].p ^ 200", "a unit cannot be raised to this power", 14 },
	{ "sqrt(sqrt(sqrt(track[0].p)))",
	    "the unit of sqrt(track[0].p) has no square root", 6 },
	{ "track[0].p & 1",
	    "track[0].p is in GeV/c, but a number without unit is wanted; "
	    "divide it by a unit, as in track[0].p / (1 GeV/c)",
	    1 },
	{ "mu > 1",
	    "mu is a four-vector and 1 is a number: they cannot be compared",
	    4 },
	{ "mu == mu", "mu is a four-vector and cannot be compared so", 4 },
	{ "mu + run", "run is a number, but a four-vector is wanted", 6 },
	{ "run - mu", "run is a number, but a four-vector is wanted", 1 },
	{ "-decay", "decay is a text, but a number is wanted", 2 },
	{ "-(run > 1)",
	    "(run > 1) is true or false, but a number is wanted; write (if "
	    "(run > 1) then 1 else 0)",
	    2 },
	{ "mu * 2", "mu is a four-vector, but a number is wanted", 1 },
	{ "(run > 1) < (run > 2)",
	    "(run > 1) is true or false and cannot be compared so", 11 },
	{ "run == decay",
	    "run is a number and decay is a text: they cannot be compared", 5 },
	{ "decay < \"mix\"", "decay is a text and cannot be compared so", 7 },
	{ "decay == tag[0].name", "only one of two texts can be a column", 7 },
	{ "decay", "decay is a text, but a number is wanted", 1 },
	{ "runn > 8005", "there is no runn; do you mean run?", 1 },
	{ "trak[0].p", "there is no trak; do you mean trk?", 1 },
	{ "count(trak where p > 1 GeV)",
	    "there is no list trak; do you mean track?", 7 },
	{ "count(wibblewobble)", "there is no list wibblewobble", 7 },
	{ "track[0].pp", "list track has no pp", 10 },
	{ "event.runn", "the table has no runn; do you mean run?", 7 },
	{ "event.zzzzzz", "the table has no zzzzzz", 7 },
	{ "p > 1 GeV",
	    "p is a column of list track: name the element, as in track[0].p, "
	    "or write any(track where ...)",
	    1 },
	{ "track.p > 1 GeV",
	    "track.p has a value for each element of the list: name one, "
	    "track[0].p, or write any(track where ...)",
	    1 },
	{ "track",
	    "track is a list: name one element, track[0].p, or write "
	    "count(track where ...), any, all, or sum(EXPRESSION of track)",
	    1 },
	{ "track[0]",
	    "an element of list track is no value; say what of it, as in "
	    "track[0].p",
	    1 },
	{ "track[0] > 1",
	    "an element of list track is no value; say what of it, as in "
	    "track[0].p",
	    1 },
	{ "total > 1",
	    "total is an exact sum, which has no place in an expression", 1 },
	{ "primitive > 1", "primitive has 4 values; one is primitive[0]", 1 },
	{ "primitive[4] > 1",
	    "the values of primitive are numbered from 0 to 3", 11 },
	{ "primitive[-1]", "the values of primitive are numbered from 0 to 3",
	    11 },
	{ "run[0]", "run has one value, and no index", 1 },
	{ "(run + 1)[0]", "(run + 1) has no index", 10 },
	{ "tag[0].name[run]", "tag[0].name has one value, and no index", 1 },
	{ "tag[0].word[cluster[0].track] > 1 and any(track where "
	  "tag[0].word[index] > 1)",
	    "the index of tag[0].word changes from element to element of "
	    "another list",
	    67 },
	{ "v.track[0].p", "v.track[0] is no object and has no p", 12 },
	{ "run.x", "run is no object and has no x", 5 },
	{ "mu.zz", "list track has no zz", 4 },
	{ "(mu).e2", "list track has no e2", 6 },
	{ "trk", "trk is taken for no particle; say which, as in trk as pi+",
	    1 },
	{ "m_mu[0]", "m_mu has no index", 6 },
	{ "mu.electron[1]", "mu.electron has no index", 13 },
	{ "v as pi+", "an element of list vertex is no particle", 1 },
	{ "(mu + mu) as pi+",
	    "(mu + mu) is no object of a list; `as` says which particle one is",
	    1 },
	{ "tag[0] as pi+", "an element of list tag is no particle", 1 },
	{ "cluster[0] as gamma > 2",
	    "cluster[0] as gamma is a four-vector and 2 is a number: they "
	    "cannot be compared",
	    21 },
	{ "mass(run)", "run is a number, but a four-vector is wanted", 6 },
	{ "mass(v)", "v is taken for no particle; say which, as in v as pi+",
	    6 },
	{ "{1, 2}", "a value is wanted here, not {", 1 },
	{ "run in 1", "the text ends where .. is missing", 9 },
	{ "run in {1, 2", "the text ends where } is missing", 13 },
	{ "if run > 1 then 2", "the text ends where else is missing", 18 },
	{ "count(track where)", "a value is wanted here, not )", 18 },
	{ "sum(of track)", "a value is wanted here, not of", 5 },
	{ "where", "a value is wanted here, not where", 1 },
	{ "track[0.p", "p is no unit", 9 },
	{ "1 GeV ^ 60 * 1 GeV ^ 60", "a unit cannot be raised to this power",
	    9 },
	{ "z_low > 3", "3 has no unit, but z_low is in mm: write 3 mm", 9 },
	{ "z_low in 8..65 GeV", "8 is in GeV, but z_low is in mm", 10 },
	{ "(1 GeV^8)^6 * (1 GeV^8)^6", "the power of the unit is out of range",
	    13 },
	{ "tag[0].labels[small] == \"mix\"",
	    "the index of a text must be a constant", 15 },
	{ "tag[0].labels == \"mix\"",
	    "tag[0].labels has 2 values; one is tag[0].labels[0]", 1 },
	{ "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	    "there is no "
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...",
	    1 },
	{ "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx("
	  "1)",
	    "there is no such function", 1 },
	{ "count("
	  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx)",
	    "there is no such list", 7 },
};

/* A set with something of everything. */
static struct n62_exprs *make_set(void)
{
	struct n62_err err = { 0 };
	struct n62_exprs *x = n62_exprs_new(&err);

	n62_exprs_role(x, "v", "vertex", 0, -1, NULL, &err);
	n62_exprs_role(x, "mu", "track", 13, 0, NULL, &err);
	n62_exprs_role(x, "trk", "track", 0, 0, NULL, &err);
	n62_exprs_param(x, "z_low", "107 m", NULL, &err);
	n62_exprs_param(x, "two", "2", NULL, &err);
	n62_exprs_let(x, "track.electron", "eop in 0.9..1.1", NULL, &err);
	n62_exprs_let(x, "m_mu", "mass(mu)", NULL, &err);
	CHECK_TEXT(err.text, "");
	return x;
}

/* "COLUMN: SENTENCE" of a place without lines. */
static void check_sentence(const char *got, const struct mistake *m)
{
	char wanted[600];

	snprintf(
	    wanted, sizeof wanted, "-e: column %d: %s", m->column, m->sentence);
	CHECK_TEXT(got, wanted);
}

static void has_a_sentence_and_a_caret(void)
{
	const struct n62_expr_place place = { .name = "-e" };

	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		const struct mistake *m = &mistakes[i];
		struct n62_exprs *x = make_set();
		struct n62_err err = { 0 };
		int n = n62_exprs_add(
		    x, m->text, N62_EXPR_ANY, -1, NULL, &place, &err);
		char caret[300];

		CHECK(n < 0 || n62_exprs_bind(x, f.s, 0, &err) < 0);
		check_sentence(err.text, m);
		snprintf(caret, sizeof caret, "%s\n%*s^", m->text,
		    m->column - 1, "");
		CHECK_TEXT(n62_exprs_caret(x), caret);
		n62_exprs_free(x);
	}
}

/* ---- places ----------------------------------------------------------- */

static void names_file_and_line(void)
{
	const struct n62_expr_place place = { .name = "piee",
		.line = 12,
		.column = 15,
		.line_text = "cut  chi2     v.chi2 <\nrest of the file" };
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };

	CHECK(n62_exprs_add(x, "v.chi2 < \\\n\t25 # all\n\tand runn == 3",
		  N62_EXPR_ANY, -1, NULL, &place, &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "piee:14:6: there is no runn; do you mean run?");
	CHECK_TEXT(n62_exprs_caret(x), "\tand runn == 3\n\t    ^");
	CHECK(n62_exprs_add(x, "v.chi2 < < 25", N62_EXPR_ANY, -1, NULL, &place,
		  &err) < 0);
	CHECK_TEXT(err.text, "piee:12:24: a value is wanted here, not <");
	CHECK_TEXT(n62_exprs_caret(x),
	    "cut  chi2     v.chi2 <\n                      ^");
	n62_exprs_free(x);
}

static void counts_characters(void)
{
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };

	CHECK(n62_exprs_add(x, "decay == \"\xc3\xa4\" ou", N62_EXPR_ANY, -1,
		  NULL, NULL, &err) < 0);
	CHECK_TEXT(
	    n62_exprs_caret(x), "decay == \"\xc3\xa4\" ou\n             ^");
	CHECK(n62_exprs_add(x, "\xff", N62_EXPR_ANY, -1, NULL, NULL, &err) < 0);
	CHECK_TEXT(err.text, "an expression is not UTF-8 text");
	CHECK_TEXT(n62_exprs_caret(x), "");
	n62_exprs_free(x);
}

/* A long line is shown around the caret. */
static void shows_part_of_a_long_line(void)
{
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };
	char text[400];
	size_t n = 0;
	const char *caret;

	for (int i = 0; i < 60; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "run + ");
	snprintf(text + n, sizeof text - n, "runn + run");
	CHECK(n62_exprs_add(x, text, N62_EXPR_ANY, -1, NULL, NULL, &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text,
	    "expression: column 361: there is no runn; do you mean run?");
	caret = n62_exprs_caret(x);
	CHECK(strchr(caret, '\n') - caret <= 100);
	CHECK(strlen(strchr(caret, '\n') + 1) == 76);
	CHECK(strncmp(caret + 75, "runn + run\n", 11) == 0);
	n62_exprs_free(x);
}

/* ---- declarations ----------------------------------------------------- */

static void refuses_declarations(void)
{
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };

	CHECK(n62_exprs_param(x, "two", "3", NULL, &err) < 0);
	CHECK_TEXT(err.text,
	    "expression: column 1: there is something called two already");
	CHECK(n62_exprs_role(x, "z_low", "track", 0, -1, NULL, &err) < 0);
	CHECK_TEXT(err.text,
	    "expression: column 1: there is something called z_low already");
	CHECK(n62_exprs_let(x, "mu", "3", NULL, &err) < 0);
	CHECK_TEXT(err.text,
	    "expression: column 1: there is something called mu already");
	CHECK(n62_exprs_let(x, "track.electron", "q > 0", NULL, &err) < 0);
	CHECK_TEXT(err.text,
	    "expression: column 1: there is something called electron already");
	CHECK(n62_exprs_let(x, "a b", "3", NULL, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: \"a b\" cannot be a name");
	CHECK(n62_exprs_let(x, "track.in", "3", NULL, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: \"in\" cannot be a name");
	CHECK(n62_exprs_role(x, "w", "track", 77, -1, NULL, &err) < 0);
	CHECK_TEXT(
	    err.text, "expression: column 1: no particle has the number 77");
	CHECK(n62_exprs_role(x, "w", "track", 13, 3, NULL, &err) < 0);
	CHECK_TEXT(err.text, "role w comes from no role");
	CHECK(n62_exprs_add(x, "run", N62_EXPR_ANY, 3, NULL, NULL, &err) < 0);
	CHECK_TEXT(err.text, "an expression of a role that is none");
	CHECK(n62_exprs_param(x, "three", "run + 1", NULL, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: there is no run");
	CHECK(n62_exprs_param(x, "three", "tow + 1", NULL, &err) < 0);
	CHECK_TEXT(err.text,
	    "expression: column 1: there is no tow; do you mean two?");
	n62_exprs_free(x);
}

static void refuses_settings(void)
{
	static const struct {
		const char *setting, *sentence, *caret;
	} settings[] = {
		{ "z_low", "\"z_low\" is no setting; the form is NAME=VALUE",
		    "" },
		{ "z_lo=3 m", "there is no parameter z_lo; do you mean z_low?",
		    "" },
		{ "wibblewobble=3", "there is no parameter wibblewobble", "" },
		{ "z_low=3",
		    "--define: column 7: parameter z_low has a unit, such as "
		    "mm; this has none",
		    "z_low=3\n      ^" },
		{ "z_low=3 GeV",
		    "--define: column 7: parameter z_low has a unit such as "
		    "mm, but this is in GeV",
		    "z_low=3 GeV\n      ^" },
		{ "two=3 mm",
		    "--define: column 5: parameter two has no unit, but this "
		    "is in mm",
		    "two=3 mm\n    ^" },
		{ "two=3 +",
		    "--define: column 8: the text ends where a value is "
		    "missing",
		    "two=3 +\n       ^" },
	};
	struct n62_exprs *x = make_set();

	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		struct n62_err err = { 0 };

		CHECK(n62_exprs_define(x, settings[i].setting, &err) < 0);
		CHECK_TEXT(err.text, settings[i].sentence);
		CHECK_TEXT(n62_exprs_caret(x), settings[i].caret);
	}
	n62_exprs_free(x);
}

static void refuses_lists_that_are_missing(void)
{
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };

	CHECK(n62_exprs_role(x, "g", "clustr", 22, -1, NULL, &err) == 3);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: there is no list clustr; "
			     "do you mean cluster?");
	n62_exprs_free(x);
	x = make_set();
	CHECK(n62_exprs_let(x, "trac.good", "q > 0", NULL, &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: there is no list trac; do "
			     "you mean track?");
	n62_exprs_free(x);
	x = make_set();
	CHECK(n62_exprs_add(
		  x, "q > 0", N62_EXPR_TRUTH, -1, "trac", NULL, &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: there is no list trac; do "
			     "you mean track?");
	n62_exprs_free(x);
	x = make_set();
	CHECK(n62_exprs_let(x, "word", "decay", NULL, &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: a let cannot be a text");
	n62_exprs_free(x);
}

static void wants_the_right_kind(void)
{
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };

	CHECK(n62_exprs_add(x, "run", N62_EXPR_VECTOR, -1, NULL, NULL, &err) ==
	      0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 1: run is a number, but a "
			     "four-vector is wanted");
	n62_exprs_free(x);
}

/* A hundred thousand of anything is refused, and not with a full stack. */
static void bounds_depth_and_length(void)
{
	static const char *const repeated[] = { "(", "-", "not ", "2^", "abs(",
		"if (", "1 + ", "track[", "count(track where " };
	static char text[70000];

	for (size_t i = 0; i < sizeof repeated / sizeof repeated[0]; i++) {
		struct n62_exprs *x = make_set();
		struct n62_err err = { 0 };
		size_t n = 0, length = strlen(repeated[i]);

		for (int j = 0; j < 3000; j++, n += length)
			memcpy(text + n, repeated[i], length);
		memcpy(text + n, "1", 2);
		CHECK(n62_exprs_add(
			  x, text, N62_EXPR_ANY, -1, NULL, NULL, &err) < 0);
		CHECK(strstr(err.text, "the expression is nested too deeply"));
		n62_exprs_free(x);
	}
	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = ' ';
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };

	CHECK(n62_exprs_add(x, text, N62_EXPR_ANY, -1, NULL, NULL, &err) < 0);
	CHECK_TEXT(err.text, "an expression of more than 65536 bytes");
	n62_exprs_free(x);
}

/* Lets of lets may be many; what they amount to may not. */
static void bounds_all_together(void)
{
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };
	char name[20], text[80];

	CHECK(n62_exprs_let(x, "l0", "run + 0.5", NULL, &err) == 0);
	for (int i = 1; i < 4000; i++) {
		snprintf(name, sizeof name, "l%d", i);
		snprintf(text, sizeof text, "l%d * 1.5 + l%d", i - 1, i - 1);
		CHECK(n62_exprs_let(x, name, text, NULL, &err) == 0);
	}
	CHECK(n62_exprs_bind(x, f.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "the expressions are too large");
	n62_exprs_free(x);
}

static void refuses_wrong_rows(void)
{
	static const uint32_t event[2] = { 0, 8 };
	struct n62_expr_rows rows = { 2, event, NULL };
	struct n62_exprs *x = make_set();
	struct n62_err err = { 0 };

	CHECK(n62_exprs_begin(x, f.b, &rows, &err) < 0);
	CHECK_TEXT(
	    err.text, "expressions are not bound to the table of the block");
	CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0);
	CHECK(n62_exprs_begin(x, f.b, &rows, &err) < 0);
	CHECK_TEXT(err.text, "row 1 of an evaluation is of no event");
	rows = (struct n62_expr_rows){ 9, NULL, NULL };
	CHECK(n62_exprs_begin(x, f.b, &rows, &err) < 0);
	CHECK_TEXT(err.text, "an evaluation has more rows than the block");
	n62_exprs_free(x);
}

static void refuses_units(void)
{
	struct n62_err err = { 0 };
	double ratio;

	CHECK(n62_unit_ratio("mm", "GeV", &ratio, &err) < 0);
	CHECK_TEXT(err.text, "\"mm\" cannot be converted to \"GeV\"");
	CHECK(n62_unit_ratio("GeV/c2", "MeV", &ratio, &err) == 0);
	CHECK(ratio == 1000);
}

int main(void)
{
	fixture_make(&f, 8, 3, 4);
	CHECK_TEXT(f.err.text, "");
	check_run("has a sentence and a caret", has_a_sentence_and_a_caret);
	check_run("names file and line", names_file_and_line);
	check_run("counts characters", counts_characters);
	check_run("shows part of a long line", shows_part_of_a_long_line);
	check_run("refuses declarations", refuses_declarations);
	check_run("refuses settings", refuses_settings);
	check_run(
	    "refuses lists that are missing", refuses_lists_that_are_missing);
	check_run("wants the right kind", wants_the_right_kind);
	check_run("bounds depth and length", bounds_depth_and_length);
	check_run("bounds all together", bounds_all_together);
	check_run("refuses wrong rows", refuses_wrong_rows);
	check_run("refuses units", refuses_units);
	fixture_free(&f);
	return check_end();
}
