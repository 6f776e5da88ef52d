/*
 * test_cli.c - the command-line kit from inside: random command lines against
 * what was put into them, tables that break the rules, every allocation
 * failing in turn.
 */
#define _XOPEN_SOURCE 700 /* posix_openpt */

#include "base/cli.h"

#include "check.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

struct values {
	bool flag, other;
	const char *text, *choice;
	uint64_t count;
	double real;
	struct n62_texts list;
};

#define AT(member) offsetof(struct values, member)
#define END                                                                    \
	{                                                                      \
		NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false                    \
	}

static const struct n62_opt options[] = {
	{ "flag", 'f', N62_OPT_FLAG, NULL, AT(flag), "A flag", false },
	{ "other", 0, N62_OPT_FLAG, NULL, AT(other), "A flag", true },
	{ "text", 't', N62_OPT_TEXT, "FILE", AT(text), "A text", false },
	{ "choice", 'c', N62_OPT_TEXT, "one|two|three", AT(choice), "A choice",
	    false },
	{ "count", 'n', N62_OPT_UINT, "N", AT(count), "A count", false },
	{ "real", 0, N62_OPT_REAL, "X", AT(real), "A real", false },
	{ "list", 'l', N62_OPT_LIST, "ITEM", AT(list), "A list", false },
	END,
};

static const char *const examples[] = { "One", "na62-test one", "Two",
	"na62-test two", NULL };

static const struct n62_tool tool = {
	.name = "na62-test",
	.summary = "Test the kit",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

/* xorshift64 (G. Marsaglia, J. Stat. Software 8 (2003) 14). */
static uint64_t seed = 88172645463325252u;

static unsigned below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

/* ---- one parse ------------------------------------------------------ */

struct parsed {
	struct n62_cli cli;
	struct base_cli_asked asked;
	struct values values;
	struct n62_err err;
	int status;
};

static void parse(struct parsed *p, int argc, char **argv)
{
	struct base_cli_table table;

	memset(p, 0, sizeof(*p));
	p->cli.tool = &tool;
	p->cli.options = &p->values;
	p->status = base_cli_join(&table, &tool, &p->cli.arena, &p->err);
	if (!p->status)
		p->status = base_cli_parse(
		    &p->cli, &p->asked, &table, argc, argv, &p->err);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_texts(const struct n62_texts *a, const struct n62_texts *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return true;
}

static bool same_values(const struct values *a, const struct values *b)
{
	return a->flag == b->flag && a->other == b->other &&
	       same_text(a->text, b->text) && same_text(a->choice, b->choice) &&
	       a->count == b->count && !(a->real < b->real) &&
	       !(a->real > b->real) && same_texts(&a->list, &b->list);
}

/* ---- random command lines ------------------------------------------- */

#define WORDS 64

/* A command line under construction, and what must come out of it. */
struct line {
	char words[WORDS][64];
	char *argv[WORDS + 1];
	int argc;
	struct values values;
	const char *list[WORDS], *operands[WORDS];
	int noperands;
	char record[WORDS][64];
	int nrecord;
};

static const char *const texts[] = { "a", "", "-", "--", "-q", "a b", "x=y",
	"\xc3\xa9", "--list=z" };
static const char *const choices[] = { "one", "two", "three" };
static const char *const counts[] = { "0", "7", "18446744073709551615" };
static const uint64_t count_values[] = { 0, 7, UINT64_MAX };
static const char *const reals[] = { "-1.5", "1e3", "0.25" };
static const double real_values[] = { -1.5, 1e3, 0.25 };

/* Draws a value for the option and notes it; NULL for a flag. */
static const char *draw(struct line *l, const struct n62_opt *opt)
{
	unsigned three = below(3);
	const char *text = texts[below(sizeof(texts) / sizeof(texts[0]))];
	struct values *v = &l->values;

	if (opt->at == AT(flag))
		return v->flag = true, NULL;
	if (opt->at == AT(other))
		return v->other = true, NULL;
	if (opt->at == AT(text))
		return v->text = text;
	if (opt->at == AT(choice))
		return v->choice = choices[three];
	if (opt->at == AT(count))
		return v->count = count_values[three], counts[three];
	if (opt->at == AT(real))
		return v->real = real_values[three], reals[three];
	l->list[v->list.n++] = text;
	v->list.v = l->list;
	return text;
}

static char *word(struct line *l)
{
	l->argv[l->argc] = l->words[l->argc];
	return l->words[l->argc++];
}

static void add_option(struct line *l)
{
	const struct n62_opt *opt = &options[below(7)];
	const char *value = draw(l, opt);
	bool apart = below(2), letter = opt->letter && below(2);
	char *w = word(l);

	/* An empty value cannot be joined to a letter. */
	if (letter && value && !*value)
		apart = true;
	if (letter)
		snprintf(w, 64, "-%s%c%s", below(2) ? "v" : "", opt->letter,
		    value && !apart ? value : "");
	else
		snprintf(w, 64, "--%s%s%s", opt->name,
		    value && !apart ? "=" : "", value && !apart ? value : "");
	if (value && apart)
		snprintf(word(l), 64, "%s", value);
	if (!opt->aside)
		snprintf(l->record[l->nrecord++], 64, "--%s%s%s", opt->name,
		    value ? "=" : "", value ? value : "");
}

static void add_operand(struct line *l, const char *text)
{
	l->operands[l->noperands++] = text;
	snprintf(word(l), 64, "%s", text);
}

static void make_line(struct line *l)
{
	unsigned n = below(12);

	memset(l, 0, sizeof(*l));
	snprintf(word(l), 64, "na62-test");
	for (unsigned i = 0; i < n; i++)
		if (below(4))
			add_option(l);
		else
			add_operand(l, below(2) ? "-" : "file");
	if (!below(2))
		return;
	snprintf(word(l), 64, "--");
	for (n = below(4); n > 0; n--)
		add_operand(l, texts[below(9)]);
}

static bool came_out(const struct parsed *p, const struct line *l)
{
	if (p->status < 0 || p->cli.noperands != l->noperands ||
	    p->cli.operands[l->noperands] ||
	    p->cli.record.n != (size_t)l->nrecord ||
	    !same_values(&p->values, &l->values))
		return false;
	for (int i = 0; i < l->noperands; i++)
		if (strcmp(p->cli.operands[i], l->operands[i]))
			return false;
	for (int i = 0; i < l->nrecord; i++)
		if (strcmp(p->cli.record.v[i], l->record[i]))
			return false;
	return true;
}

/* The record, given as a command line, makes the same result. */
static bool record_repeats(const struct parsed *p)
{
	char *argv[WORDS + 1] = { NULL }, name[] = "na62-test";
	struct parsed again;
	bool same;
	int argc = 0;

	argv[argc++] = name;
	for (size_t i = 0; i < p->cli.record.n; i++)
		argv[argc++] = strdup(p->cli.record.v[i]);
	parse(&again, argc, argv);
	again.values.other = p->values.other;
	same = !again.status && same_values(&again.values, &p->values) &&
	       same_texts(&again.cli.record, &p->cli.record);
	n62_arena_free(&again.cli.arena);
	while (argc > 1)
		free(argv[--argc]);
	return same;
}

static void random_lines(void)
{
	static struct line l;
	struct parsed p;
	int lines = 20000, right = 0, repeated = 0;

	for (int i = 0; i < lines; i++) {
		make_line(&l);
		parse(&p, l.argc, l.argv);
		right += came_out(&p, &l);
		repeated += record_repeats(&p);
		n62_arena_free(&p.cli.arena);
	}
	CHECK(right == lines);
	CHECK(repeated == lines);
	check_note("%d random command lines: %d parsed right, %d repeated "
		   "from their record",
	    lines, right, repeated);
}

/* Words of few letters, so that many are nearly right. */
static void random_words(void)
{
	static const char letters[] = "--=ftclnxioe\n\xc3\xa9 1";
	static struct line l;
	struct parsed p;
	int refused = 0, clean = 0;

	for (int i = 0; i < 50000; i++) {
		memset(&l, 0, sizeof(l));
		for (int words = 1 + (int)below(4); words > 0; words--) {
			char *w = word(&l);

			for (unsigned n = below(8); n > 0; n--)
				*w++ = letters[below(sizeof(letters) - 1)];
		}
		parse(&p, l.argc, l.argv);
		n62_arena_free(&p.cli.arena);
		if (!p.status)
			continue;
		refused++;
		clean += p.err.code == N62_USAGE && *p.err.text &&
			 !strchr(p.err.text, '\n') &&
			 strlen(p.err.text) < 180 &&
			 p.err.text[strlen(p.err.text) - 1] != '.';
	}
	CHECK(refused > 1000);
	CHECK(clean == refused);
	check_note(
	    "%d random lines refused, %d with a clean message", refused, clean);
}

/* ---- refusals ------------------------------------------------------- */

static bool is_option(const struct base_cli_table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->v[i].opt->name, name))
			return true;
	return false;
}

/* Every beginning of every long name, alone and with a value. */
static void no_abbreviation(void)
{
	struct n62_arena arena = { 0 };
	struct base_cli_table t;
	struct n62_err err = { 0 };
	struct parsed p;
	int tried = 0, refused = 0;

	if (!CHECK(!base_cli_join(&t, &tool, &arena, &err)))
		return;
	for (size_t i = 0; i < t.n; i++) {
		const char *name = t.v[i].opt->name;

		for (size_t n = 1; n < strlen(name); n++) {
			char self[] = "na62-test", text[80], cut[64];
			char *argv[] = { self, text, NULL };

			snprintf(cut, sizeof(cut), "%.*s", (int)n, name);
			if (is_option(&t, cut))
				continue;
			snprintf(text, sizeof(text), "--%s%s", cut,
			    t.v[i].opt->value ? "=1" : "");
			parse(&p, 2, argv);
			tried++;
			refused += p.status < 0 && p.err.code == N62_USAGE &&
				   !strncmp(p.err.text, "unknown option", 14);
			n62_arena_free(&p.cli.arena);
		}
	}
	CHECK(tried > 80);
	CHECK(refused == tried);
	check_note("%d abbreviations: %d refused", tried, refused);
	n62_arena_free(&arena);
}

/* getopt must forget that it was inside -vZ. */
static void parses_again_after_a_refusal(void)
{
	char self[] = "na62-test", bad[] = "-vZf", good[] = "-f", file[] = "a";
	char *first[] = { self, bad, file, NULL };
	char *second[] = { self, good, file, NULL };
	struct parsed p;

	parse(&p, 3, first);
	CHECK(p.status < 0);
	CHECK_TEXT(p.err.text, "unknown option '-Z'; try 'na62-test --help'");
	n62_arena_free(&p.cli.arena);
	parse(&p, 3, second);
	CHECK(!p.status && p.values.flag && !p.cli.common.verbose);
	CHECK(p.cli.noperands == 1);
	n62_arena_free(&p.cli.arena);
}

static void question_ends_the_parse(void)
{
	char self[] = "na62-test", help[] = "--help", bad[] = "--zork";
	char *before[] = { self, help, bad, NULL };
	char *after[] = { self, bad, help, NULL };
	struct parsed p;

	parse(&p, 3, before);
	CHECK(!p.status && p.asked.help);
	n62_arena_free(&p.cli.arena);
	parse(&p, 3, after);
	CHECK(p.status < 0);
	n62_arena_free(&p.cli.arena);
}

/* ---- the rules of a table ------------------------------------------- */

static void good_table(void)
{
	struct n62_err err = { 0 };
	struct n62_tool bare = tool;

	CHECK(!base_cli_check(&tool, &err));
	bare.options = NULL;
	bare.operands = NULL;
	CHECK(!base_cli_check(&bare, &err));
}

/* Refused, with a message that has the word. */
static bool refuses(const struct n62_tool *t, const char *about)
{
	struct n62_err err = { 0 };

	if (base_cli_check(t, &err) < 0 && strstr(err.text, about))
		return true;
	check_note("wanted '%s', got '%s'", about, err.text);
	return false;
}

static void bad_options(void)
{
	static const struct {
		struct n62_opt opt;
		const char *about;
	} bad[] = {
		{ { "flag", 0, N62_OPT_FLAG, NULL, 0, "Two", 0 }, "twice" },
		{ { "output", 0, N62_OPT_FLAG, NULL, 0, "Two", 0 }, "twice" },
		{ { "help-table", 0, N62_OPT_FLAG, NULL, 0, "X", 0 }, "twice" },
		{ { "good", 'f', N62_OPT_FLAG, NULL, 0, "X", 0 }, "letter" },
		{ { "good", 'j', N62_OPT_FLAG, NULL, 0, "X", 0 }, "letter" },
		{ { "good", 'h', N62_OPT_FLAG, NULL, 0, "X", 0 }, "letter" },
		{ { "good", '?', N62_OPT_FLAG, NULL, 0, "X", 0 }, "letter" },
		{ { "good", ':', N62_OPT_FLAG, NULL, 0, "X", 0 }, "letter" },
		{ { "Good", 0, N62_OPT_FLAG, NULL, 0, "X", 0 }, "name" },
		{ { "go=d", 0, N62_OPT_FLAG, NULL, 0, "X", 0 }, "name" },
		{ { "-good", 0, N62_OPT_FLAG, NULL, 0, "X", 0 }, "name" },
		{ { "", 0, N62_OPT_FLAG, NULL, 0, "X", 0 }, "name" },
		{ { "good", 0, N62_OPT_FLAG, NULL, 0, NULL, 0 }, "help" },
		{ { "good", 0, N62_OPT_FLAG, NULL, 0, "", 0 }, "help" },
		{ { "good", 0, N62_OPT_FLAG, NULL, 0, "X.", 0 }, "help" },
		{ { "good", 0, N62_OPT_FLAG, NULL, 0, "X\nY", 0 }, "help" },
		{ { "good", 0, N62_OPT_FLAG, NULL, 0, "X\tY", 0 }, "help" },
		{ { "good", 0, N62_OPT_FLAG, NULL, 0, "\xc3\xa9", 0 }, "help" },
		{ { "good", 0, N62_OPT_FLAG, "N", 0, "X", 0 }, "flag" },
		{ { "good", 0, N62_OPT_TEXT, NULL, 0, "X", 0 }, "no name" },
		{ { "good", 0, N62_OPT_LIST, "", 0, "X", 0 }, "no name" },
		{ { "good", 0, N62_OPT_TEXT, "A B", 0, "X", 0 }, "blank" },
		{ { "good", 0, N62_OPT_TEXT, "A'B", 0, "X", 0 }, "quote" },
		{ { "good", 0, N62_OPT_TEXT, "a||b", 0, "X", 0 }, "choice" },
		{ { "good", 0, N62_OPT_TEXT, "|a", 0, "X", 0 }, "choice" },
		{ { "good", 0, N62_OPT_TEXT, "a|", 0, "X", 0 }, "choice" },
		{ { "good", 0, N62_OPT_UINT, "1|2", 0, "X", 0 }, "choice" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct n62_opt table[] = { options[0], bad[i].opt, END };
		struct n62_tool t = tool;

		t.options = table;
		CHECK(refuses(&t, bad[i].about));
	}
}

static void bad_tools(void)
{
	static const char *const one[] = { "One", "na62-test", NULL };
	static const char *const odd[] = { "One", "a", "Two", "b", "Three",
		NULL };
	static const char *const wide[] = { "One", "a", "Two",
		"a command that is longer than a line of the help may be if "
		"it shall fit 80 columns",
		NULL };
	const char *const *bad[] = { NULL, one, odd, wide };
	struct n62_tool t = tool;

	for (int i = 0; i < 4; i++) {
		t.examples = bad[i];
		CHECK(refuses(&t, "example"));
	}
	t = tool;
	t.summary = "Test the kit.";
	CHECK(refuses(&t, "summary"));
}

/* ---- progress ------------------------------------------------------- */

/* A terminal whose other side is in our hands, in place of fd 2. */
struct terminal {
	int master, saved;
	char text[500]; /* what take_text read last */
};

static bool open_terminal(struct terminal *t)
{
	int slave = -1;

	t->master = posix_openpt(O_RDWR | O_NOCTTY);
	if (t->master >= 0 && !grantpt(t->master) && !unlockpt(t->master))
		slave = open(ptsname(t->master), O_RDWR | O_NOCTTY);
	if (slave < 0) {
		if (t->master >= 0)
			close(t->master);
		return false;
	}
	t->saved = dup(STDERR_FILENO);
	dup2(slave, STDERR_FILENO);
	close(slave);
	return fcntl(t->master, F_SETFL, O_NONBLOCK) == 0;
}

static void close_terminal(struct terminal *t)
{
	dup2(t->saved, STDERR_FILENO);
	close(t->saved);
	close(t->master);
}

static const char *take_text(struct terminal *t)
{
	ssize_t n = read(t->master, t->text, sizeof(t->text) - 1);

	t->text[n > 0 ? n : 0] = 0;
	return t->text;
}

/* TEXT padded to the width of the line, and an end. */
static bool is_line(const char *got, const char *text, const char *end)
{
	char wanted[100];

	snprintf(wanted, sizeof(wanted), "%-72s%s", text, end);
	return !strcmp(got, wanted);
}

static void progress_on_a_terminal(void)
{
	struct n62_cli cli = { .tool = &tool };
	struct n62_progress p;
	struct terminal t;

	if (!open_terminal(&t)) {
		check_skip("no pseudo-terminal can be had here");
		return;
	}
	n62_progress_start(&p, &cli);
	n62_progress_show(&p, 1, 1, 4);
	CHECK_TEXT(take_text(&t), "");
	p.start -= 1.9;
	n62_progress_show(&p, 1, 1, 4);
	CHECK_TEXT(take_text(&t), "");
	p.start -= 998.1;
	n62_progress_show(&p, 2500000, 1, 4);
	CHECK(is_line(
	    take_text(&t), "na62-test: 2500000 rows, 2.5k rows/s, 25 %", "\r"));
	n62_progress_show(&p, 2600000, 1, 4);
	CHECK_TEXT(take_text(&t), "");
	p.last -= 0.2;
	n62_progress_show(&p, 20, 9, 0);
	CHECK(is_line(take_text(&t), "na62-test: 20 rows, 0.02 rows/s", "\r"));
	n62_say(&cli, "%s", "a\n\033message");
	CHECK(is_line(take_text(&t), "na62-test: a??message", "\r\n"));
	n62_progress_end(&p);
	CHECK(is_line(take_text(&t), "", "\r"));
	n62_progress_end(&p);
	CHECK_TEXT(take_text(&t), "");
	cli.common.quiet = cli.common.progress = true;
	n62_progress_start(&p, &cli);
	n62_progress_show(&p, 1, 1, 4);
	n62_say(&cli, "%s", "a message");
	CHECK_TEXT(take_text(&t), "");
	close_terminal(&t);
}

/* ---- failing allocations -------------------------------------------- */

#ifndef NA62_SANITIZE
/*
 * These stand before the C library's own; a sanitizer has the place already,
 * and counts leaks itself. Visible, so that the C library's own calls come
 * here too.
 */
#pragma GCC visibility push(default)
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t n);
extern void __libc_free(void *p);

static long alive, until_failure = -1;

static bool fails(void)
{
	return until_failure >= 0 && until_failure-- == 0;
}

void *malloc(size_t n)
{
	void *p = fails() ? NULL : __libc_malloc(n);

	alive += p != NULL;
	return p;
}

void *calloc(size_t count, size_t size)
{
	void *p = fails() ? NULL : __libc_calloc(count, size);

	alive += p != NULL;
	return p;
}

void *realloc(void *old, size_t n)
{
	void *p = fails() ? NULL : __libc_realloc(old, n);

	alive += p && !old;
	return p;
}

void free(void *p)
{
	alive -= p != NULL;
	__libc_free(p);
}

#pragma GCC visibility pop

static int run_well(struct n62_cli *cli, struct n62_err *err)
{
	return n62_cli_inputs(cli, err);
}

/* Runs a command line with the k-th allocation failing. */
static int main_failing(long k, int argc, char **argv, long *left)
{
	struct values values = { 0 };
	long before = alive;
	int status;

	until_failure = k;
	status = n62_main(&tool, argc, argv, &values, run_well);
	*left = until_failure;
	until_failure = -1;
	CHECK(alive == before);
	return status;
}

/* Fails each allocation in turn until none is left to fail. */
static void fail_each(int argc, char **argv, int wanted, int least)
{
	long left;
	int k = 0, out_of_memory = 0;

	for (;; k++) {
		int status = main_failing(k, argc, argv, &left);

		if (left >= 0) {
			CHECK(status == wanted);
			break;
		}
		/* stdio can do without its buffer. */
		CHECK(status == 1 || status == wanted);
		out_of_memory += status == 1;
	}
	CHECK(out_of_memory >= least);
	check_note("%s ...: %d allocations failed, %d times status 1, no leak",
	    argv[1], k, out_of_memory);
}

static void failing_allocations(void)
{
	char self[] = "na62-test", list[] = "-la", choice[] = "--choice=two",
	     file[] = "x", help[] = "--help", zork[] = "--zork",
	     typo[] = "--choice=tow", zsh[] = "--help-completion=zsh",
	     table[] = "--help-table";
	static char *many[10000];
	char *good[] = { self, list, choice, list, file, NULL };
	char *page[] = { self, help, NULL };
	char *unknown[] = { self, zork, NULL };
	char *wrong[] = { self, typo, NULL };
	char *script[] = { self, zsh, NULL };
	char *dump[] = { self, table, NULL };
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	int nowhere = open("/dev/null", O_WRONLY);

	fflush(stdout);
	dup2(nowhere, STDOUT_FILENO);
	dup2(nowhere, STDERR_FILENO);
	for (int i = 1; i < 9999; i++)
		many[i] = file;
	many[0] = self;
	fail_each(9999, many, 0, 1);
	fail_each(5, good, 0, 1);
	fail_each(2, page, 0, 2);
	fail_each(2, unknown, 2, 1);
	fail_each(2, wrong, 2, 1);
	fail_each(2, script, 0, 1);
	fail_each(2, dump, 0, 1);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	close(nowhere);
}
#endif

int main(void)
{
	check_run("random command lines come out as put in", random_lines);
	check_run("random words give results or clean messages", random_words);
	check_run("no abbreviation is accepted", no_abbreviation);
	check_run("a parse after a refusal", parses_again_after_a_refusal);
	check_run("--help ends the parse", question_ends_the_parse);
	check_run("a good table passes", good_table);
	check_run("options against the rules", bad_options);
	check_run("tools against the rules", bad_tools);
	check_run("progress on a terminal", progress_on_a_terminal);
#ifndef NA62_SANITIZE
	check_run("each allocation fails in turn", failing_allocations);
#endif
	return check_end();
}
