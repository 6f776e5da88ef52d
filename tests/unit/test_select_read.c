/*
 * test_select_read.c - selections as texts: what is told of them, and a
 * message with a mark under the place for each thing that can be wrong.
 */
#include "check.h"

#include "select/select.h"

/* What --explain says of a text, or the message and the mark. */
static const char *told(const char *text)
{
	static char answer[4000];
	struct n62_buf b = { 0 };
	struct n62_err err = { 0 };
	struct n62_selection *s =
	    n62_selection_text("t.sel", text, strlen(text), &b, &err);

	if (s && n62_selection_explain(s, &b, &err) == 0)
		snprintf(answer, sizeof answer, "%s", n62_buf_text(&b, &err));
	else
		snprintf(answer, sizeof answer, "%s\n%s", err.text,
		    b.len > 0 ? n62_buf_text(&b, &err) : "");
	n62_selection_free(s);
	n62_buf_free(&b);
	return answer;
}

static void statements(void)
{
	CHECK_TEXT(told("# a comment\n"
			"title  Two   words # not this\n"
			"source A paper\n"
			"\n"
			"param low = 3 GeV \"least\" [A paper]\n"
			"let m = mass(a,\n"
			"   b) # a comment\n"
			"let track.good = \\\n"
			"p > low\n"
			"cut one m > 1 GeV \"more than one\"[B; C]\n"
			"cut two any(x where y == \"z\")\n"
			"cut three decay == \"piee\"\n"
			"cut four decay == \"piee\" \"simulated\"\n"
			"cut five vertex.track[0] > [D]\n"
			"region signal m in 1..2 GeV\n"
			"blind signal\n"
			"weight 2 * weight\n"),
	    "t.sel: Two words\n"
	    "Source: A paper\n"
	    "     parameter low: 3 GeV\n      least\n      [A paper]\n"
	    "     quantity m: mass(a, b)\n"
	    "     quantity track.good: p > low\n"
	    "  1. one: m > 1 GeV\n      more than one\n      [B; C]\n"
	    "  2. two: any(x where y == \"z\")\n"
	    "  3. three: decay == \"piee\"\n"
	    "  4. four: decay == \"piee\"\n      simulated\n"
	    "  5. five: vertex.track[0] >\n      [D]\n"
	    "     region signal: m in 1..2 GeV\n"
	    "     region signal is blind: events of data in it are left out "
	    "behind the candidate, unless --unblind\n"
	    "     weight 2 * weight\n");
}

static void candidates(void)
{
	static const char wanted[] =
	    "t.sel: \n  1. candidate\n"
	    "      v: one of list vertex, where n == 3\n"
	    "      pi: one of list track of v, taken for pi+, where q > 0\n"
	    "      e1: one of list track of v, taken for e+\n"
	    "      e2: one of list track of v, taken for e+, another one like "
	    "e1\n"
	    "      the combination with the largest v.z is taken\n";

	CHECK_TEXT(told("candidate v: vertex where n == 3\n"
			"   pi: track of v as pi+ where\n"
			"      q > 0\n"
			"   e1, e2: track of v as e+\n"
			"   best by max v.z\n"),
	    wanted);
	CHECK_TEXT(told("candidate v: vertex where n == 3; pi: track of v "
			"where q > 0 as pi+; e1,e2: track of v as e+;"
			"best by max v.z"),
	    wanted);
	CHECK_TEXT(told("candidate a: track; best by min(a.p, 1)"),
	    "t.sel: \n  1. candidate\n      a: one of list track\n"
	    "      the combination with the smallest min(a.p, 1) is taken\n");
}

/* One text for each message. */
static void mistakes(void)
{
	static const struct {
		const char *text, *message;
	} all[] = {
		{ "cut a x\nctu b y",
		    "t.sel:2:1: there is no statement 'ctu'; did you mean "
		    "'cut'?\nctu b y\n^\n" },
		{ "cut", "t.sel:1:4: cut needs a name\ncut\n   ^\n" },
		{ "cut a.b x",
		    "t.sel:1:5: 'a.b' cannot name a cut\ncut a.b x\n    ^\n" },
		{ "let a.b.c = 1", "t.sel:1:5: 'a.b.c' cannot name a let\n"
				   "let a.b.c = 1\n    ^\n" },
		{ "param a 3",
		    "t.sel:1:9: param a needs = and a value\nparam a 3\n"
		    "        ^\n" },
		{ "let a == 3",
		    "t.sel:1:7: let a needs = and a value\nlet a == 3\n"
		    "      ^\n" },
		{ "cut a",
		    "t.sel:1:6: cut a needs a condition\ncut a\n     ^\n" },
		{ "region a", "t.sel:1:9: region a needs a condition\n"
			      "region a\n        ^\n" },
		{ "let a =",
		    "t.sel:1:8: let a needs a value\nlet a =\n       ^\n" },
		{ "weight", "t.sel:1:7: weight needs a value\nweight\n"
			    "      ^\n" },
		{ "cut a x\ncut a y",
		    "t.sel:2:5: a second cut a\ncut a y\n    ^\n" },
		{ "title a\ntitle b",
		    "t.sel:2:1: a second title\ntitle b\n^\n" },
		{ "blind a",
		    "t.sel:1:7: there is no region a in front of this\n"
		    "blind a\n      ^\n" },
		{ "region a x\nblind a b",
		    "t.sel:2:9: there is more than one name\nblind a b\n"
		    "        ^\n" },
		{ "candidate", "t.sel:1:10: a candidate needs a role, such as "
			       "pi: track as pi+ where q > 0\ncandidate\n"
			       "         ^\n" },
		{ "candidate track where q > 0",
		    "t.sel:1:11: ROLE: LIST, or best by, is expected here\n"
		    "candidate track where q > 0\n          ^\n" },
		{ "candidate a:",
		    "t.sel:1:13: a list is missing, such as track, vertex or "
		    "pi0\ncandidate a:\n            ^\n" },
		{ "candidate a: track of v",
		    "t.sel:1:23: there is no role 'v' in front of this\n"
		    "candidate a: track of v\n                      ^\n" },
		{ "candidate a: track as",
		    "t.sel:1:22: as needs a particle, such as pi+\n"
		    "candidate a: track as\n                     ^\n" },
		{ "candidate a: track where",
		    "t.sel:1:25: where needs a condition\n"
		    "candidate a: track where\n                        ^\n" },
		{ "candidate a: track is q",
		    "t.sel:1:20: of ROLE, as PARTICLE or where CONDITION is "
		    "expected here\ncandidate a: track is q\n"
		    "                   ^\n" },
		{ "candidate a, a: track",
		    "t.sel:1:14: a second role a\ncandidate a, a: track\n"
		    "             ^\n" },
		{ "candidate 1: track", "t.sel:1:11: '1' cannot name a role\n"
					"candidate 1: track\n          ^\n" },
		{ "candidate a: track; best of b",
		    "t.sel:1:26: by is expected here: best by min X\n"
		    "candidate a: track; best of b\n"
		    "                         ^\n" },
		{ "candidate a: track; best by x; best by y",
		    "t.sel:1:37: a second best\n"
		    "candidate a: track; best by x; best by y\n"
		    "                                    ^\n" },
		{ "candidate a: track; best by min",
		    "t.sel:1:32: best by needs a value\n"
		    "candidate a: track; best by min\n"
		    "                               ^\n" },
		{ "candidate a: track\ncandidate b: track",
		    "t.sel:2:1: a second candidate\ncandidate b: track\n"
		    "^\n" },
		{ "title \xff", "t.sel: a selection is a text in UTF-8, this "
				"is not\n" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		CHECK_TEXT(told(all[i].text), all[i].message);
}

/* Numbers of statements and roles end with a message, not in the arrays. */
static void too_many(void)
{
	struct n62_buf b = { 0 };
	struct n62_err err = { 0 };

	for (int i = 0; i < 201; i++)
		n62_buf_printf(&b, &err, "cut a%d x\n", i);
	CHECK(strncmp(told(n62_buf_text(&b, &err)),
		  "t.sel:201:1: there are more than 200 statements", 47) == 0);
	b.len = 0;
	n62_buf_printf(&b, &err, "candidate a0");
	for (int i = 1; i < 17; i++)
		n62_buf_printf(&b, &err, ", a%d", i);
	n62_buf_printf(&b, &err, ": track");
	CHECK(strstr(told(n62_buf_text(&b, &err)),
		  "a candidate has at most 16 roles") != NULL);
	n62_buf_free(&b);
}

/* All that are built in can be read, and say where each cut is from. */
static void built_in(void)
{
	struct n62_buf b = { 0 }, text = { 0 };
	struct n62_err err = { 0 };
	int n = 0;

	CHECK(n62_selection_list(&b, &err) == 0);
	for (const char *c = n62_buf_text(&b, &err); *c;
	     c = strchr(c, '\n') + 1) {
		char name[40];
		struct n62_selection *s;

		snprintf(name, sizeof name, "%.*s", (int)strcspn(c, " "), c);
		s = n62_selection_read(name, NULL, &err);
		if (!CHECK(s))
			continue;
		text.len = 0;
		CHECK(n62_selection_print(s, &text, &err) == 0);
		for (const char *cut =
			 strstr(n62_buf_text(&text, &err), "\ncut ");
		     cut; cut = strstr(cut + 1, "\ncut ")) {
			const char *end = strpbrk(cut + 1, "\n");

			while (end && (end[1] == ' ' || end[1] == '\t'))
				end = strpbrk(end + 1, "\n");
			CHECK(end && end[-1] == ']');
		}
		n62_selection_free(s);
		n++;
	}
	CHECK(n == 11);
	CHECK(!n62_selection_read("pie", NULL, &err));
	CHECK_TEXT(err.text, "there is no selection 'pie'; did you mean "
			     "'piee'?; one in a file has a point or a slash "
			     "in its name");
	n62_buf_free(&b);
	n62_buf_free(&text);
}

int main(void)
{
	check_run("statements of all kinds", statements);
	check_run("roles of a candidate", candidates);
	check_run("a message for each mistake", mistakes);
	check_run("too many of something", too_many);
	check_run("all selections that are built in", built_in);
	return check_end();
}
