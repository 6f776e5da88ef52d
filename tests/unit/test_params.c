/*
 * test_params.c - named parameters: a text of them, values that a user gives,
 * and the text again.
 */
#include <math.h>

#include "base/base.h"
#include "check.h"

static const char text[] =
    "# a comment\n"
    "\n"
    " \t\r\n"
    "  # another\r\n"
    "a.length 2.5 mm 0 10 CHOICE a length of something\n"
    "  a.share\t0.25 1 0 1 RECALLED   a share \n"
    "a.kind left choice left|right|both CHOICE a side\r\n";

static int read(struct n62_params *p, struct n62_arena *a, const char *from,
    struct n62_err *err)
{
	*p = (struct n62_params){ 0 };
	*err = (struct n62_err){ 0 };
	return n62_params_read(p, "here", from, a, err);
}

static void reads(void)
{
	struct n62_arena a = { 0 };
	struct n62_params p;
	struct n62_err err;

	if (CHECK(read(&p, &a, text, &err) == 0) && CHECK(p.n == 3)) {
		CHECK_TEXT(p.v[0].name, "a.length");
		CHECK(p.v[0].value == 2.5 && p.v[0].high == 10);
		CHECK_TEXT(p.v[0].unit, "mm");
		CHECK_TEXT(p.v[0].source, "CHOICE");
		CHECK_TEXT(p.v[0].about, "a length of something");
		CHECK_TEXT(p.v[1].name, "a.share");
		CHECK(p.v[2].value == 0);
		CHECK_TEXT(p.v[2].choices, "left|right|both");
		CHECK_TEXT(p.v[1].about, "a share");
		CHECK_TEXT(p.v[2].about, "a side");
	}
	n62_arena_free(&a);
}

/* A text, and what is said of it. */
static const struct {
	const char *text, *said;
} wrong[] = {
	{ "a", "here: line 1: a parameter is NAME VALUE UNIT LOW HIGH SOURCE "
	       "ABOUT" },
	{ "a 1 mm 0 2 CHOICE", "here: line 1: a parameter is NAME VALUE UNIT "
			       "LOW HIGH SOURCE ABOUT" },
	{ "\na 3 mm 0 2 CHOICE b", "here: line 2: a can be 0 to 2 mm, not 3" },
	{ "a x mm 0 2 CHOICE b", "here: line 1: a: 'x' is not a number" },
	{ "a 1 mm 0 inf CHOICE b", "here: line 1: 'inf' is not a number" },
	{ "a nan mm 0 1 CHOICE b", "here: line 1: a: 'nan' is not a number" },
	{ "a c choice a|b CHOICE b", "here: line 1: a can be a|b, not 'c'" },
	{ "a a|b choice a|b CHOICE b",
	    "here: line 1: a can be a|b, not 'a|b'" },
	{ "a 1 mm 0 2 CHOICE b\na 1 mm 0 2 CHOICE b",
	    "here: line 2: a is defined twice" },
};

static void refuses_texts(void)
{
	struct n62_arena a = { 0 };
	struct n62_params p;
	struct n62_err err;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		CHECK(read(&p, &a, wrong[i].text, &err) < 0);
		CHECK_TEXT(err.text, wrong[i].said);
	}
	n62_arena_free(&a);
}

static void sets(void)
{
	struct n62_arena a = { 0 };
	struct n62_params p;
	struct n62_err err;

	CHECK(read(&p, &a, text, &err) == 0);
	CHECK(n62_params_set(&p, "a.length=10", &err) == 0);
	CHECK(p.v[0].value == 10);
	CHECK(n62_params_set(&p, "a.length=0", &err) == 0);
	CHECK(p.v[0].value == 0);
	CHECK(n62_params_set(&p, "a.kind=both", &err) == 0);
	CHECK(p.v[2].value == 2);
	n62_arena_free(&a);
}

/* What is not set, what is said, and that nothing has changed. */
static const struct {
	const char *given, *said;
} refused[] = {
	{ "a.length", "'a.length' is not NAME=VALUE" },
	{ "a.length=", "a.length: '' is not a number" },
	{ "a.length=1e", "a.length: '1e' is not a number" },
	{ "a.length=10.1", "a.length can be 0 to 10 mm, not 10.1" },
	{ "a.length=nan", "a.length: 'nan' is not a number" },
	{ "a.share=-1", "a.share can be 0 to 1, not -1" },
	{ "a.kind=up", "a.kind can be left|right|both, not 'up'" },
	{ "a.kind=lef", "a.kind can be left|right|both, not 'lef'" },
	{ "a.lenght=1",
	    "there is no parameter 'a.lenght'; did you mean 'a.length'?" },
	{ "something=1", "there is no parameter 'something'" },
};

static void refuses_values(void)
{
	struct n62_arena a = { 0 };
	struct n62_params p;
	struct n62_err err;

	CHECK(read(&p, &a, text, &err) == 0);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		err = (struct n62_err){ 0 };
		CHECK(n62_params_set(&p, refused[i].given, &err) < 0);
		CHECK_TEXT(err.text, refused[i].said);
		CHECK(err.code == N62_USAGE);
	}
	CHECK(p.v[0].value == 2.5 && p.v[1].value == 0.25);
	CHECK(p.v[2].value == 0);
	n62_arena_free(&a);
}

struct wanted {
	double share, length;
};

static void gives(void)
{
	static const struct n62_param_slot slots[] = {
		{ "a.length", offsetof(struct wanted, length) },
		{ "a.share", offsetof(struct wanted, share) },
		{ NULL, 0 },
	};
	static const struct n62_param_slot missing[] = {
		{ "a.lengths", offsetof(struct wanted, length) },
		{ NULL, 0 },
	};
	struct n62_arena a = { 0 };
	struct n62_params p;
	struct n62_err err;
	struct wanted w = { NAN, NAN };

	CHECK(read(&p, &a, text, &err) == 0);
	CHECK(n62_params_get(&p, slots, &w, &err) == 0);
	CHECK(w.length == 2.5 && w.share == 0.25);
	CHECK(n62_params_get(&p, missing, &w, &err) < 0);
	CHECK(n62_params_find(&p, "a.kind", &err) == &p.v[2]);
	CHECK(!n62_params_find(&p, "a", &err));
	n62_arena_free(&a);
}

/* Printed and read again, twice: nothing is lost, not a bit of a value. */
static void prints(void)
{
	struct n62_arena a = { 0 };
	struct n62_buf once = { 0 }, twice = { 0 };
	struct n62_params p, q;
	struct n62_err err;

	CHECK(read(&p, &a, text, &err) == 0);
	CHECK(n62_params_set(&p, "a.share=0.30000000000000004", &err) == 0);
	CHECK(n62_params_set(&p, "a.kind=right", &err) == 0);
	CHECK(n62_params_print(&p, &once, &err) == 0);
	CHECK(read(&q, &a, n62_buf_text(&once, &err), &err) == 0);
	CHECK(q.n == 3 && q.v[1].value == p.v[1].value && q.v[2].value == 1);
	CHECK(n62_params_print(&q, &twice, &err) == 0);
	CHECK_TEXT(n62_buf_text(&twice, &err), once.data);
	CHECK(strstr(once.data, "a.kind right choice left|right|both"));
	n62_buf_free(&once);
	n62_buf_free(&twice);
	n62_arena_free(&a);
}

int main(void)
{
	check_run("a text becomes parameters", reads);
	check_run(
	    "texts with mistakes are refused, with the line", refuses_texts);
	check_run("values are set", sets);
	check_run("values that cannot be are refused", refuses_values);
	check_run("values are given by name", gives);
	check_run("printed parameters are read again", prints);
	return check_end();
}
