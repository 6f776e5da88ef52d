/*
 * cli_check.c - holds a tool's description against the rules that getopt,
 * the help page and the completions rely on. A failure here is a mistake of
 * the programmer, found by a test.
 */
#include "cli.h"

#include <string.h>

/* Longest line of an example or option, so that the help fits 80 columns. */
#define WIDEST 76

static bool printable(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static bool one_line(const char *text)
{
	return text && *text && printable(text) &&
	       text[strlen(text) - 1] != '.';
}

static int check_name(const struct n62_opt *opt, struct n62_err *err)
{
	const char *name = opt->name;

	if (!*name ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") !=
		strlen(name) ||
	    name[0] == '-')
		return n62_fail(err, N62_USAGE,
		    "option '%s': the name is not of lower-case letters, "
		    "digits and dashes",
		    name);
	if (opt->letter && !strchr("abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
			       opt->letter))
		return n62_fail(err, N62_USAGE,
		    "option '%s': the letter is neither letter nor digit",
		    name);
	return 0;
}

/* A closed choice has no empty word, and only a text can be chosen. */
static bool good_choice(const struct n62_opt *opt)
{
	const char *value = opt->value;

	return value[0] != '|' && value[strlen(value) - 1] != '|' &&
	       !strstr(value, "||") &&
	       (opt->kind == N62_OPT_TEXT || opt->kind == N62_OPT_LIST);
}

static int check_value(const struct n62_opt *opt, struct n62_err *err)
{
	const char *name = opt->name, *value = opt->value;

	if (opt->kind == N62_OPT_FLAG) {
		if (value)
			return n62_fail(err, N62_USAGE,
			    "option '%s': a flag with a value", name);
		return 0;
	}
	if (!value || !*value)
		return n62_fail(
		    err, N62_USAGE, "option '%s': the value has no name", name);
	if (!printable(value) || strpbrk(value, " '\"\\`$[]"))
		return n62_fail(err, N62_USAGE,
		    "option '%s': the name of the value has a blank, quote "
		    "or bracket",
		    name);
	if (base_cli_closed(opt) && !good_choice(opt))
		return n62_fail(err, N62_USAGE,
		    "option '%s': the choice is malformed", name);
	if (strlen(name) + strlen(value) > WIDEST - 9)
		return n62_fail(
		    err, N62_USAGE, "option '%s': too wide for the help", name);
	return 0;
}

static int check_unique(
    const struct base_cli_table *t, size_t i, struct n62_err *err)
{
	const struct n62_opt *opt = t->v[i].opt;

	for (size_t j = 0; j < i; j++) {
		const struct n62_opt *other = t->v[j].opt;

		if (!strcmp(opt->name, other->name))
			return n62_fail(err, N62_USAGE,
			    "option '%s': the name is used twice", opt->name);
		if (opt->letter && opt->letter == other->letter)
			return n62_fail(err, N62_USAGE,
			    "options '%s' and '%s' have the same letter",
			    other->name, opt->name);
	}
	return 0;
}

static int check_examples(const struct n62_tool *tool, struct n62_err *err)
{
	size_t n = 0;

	while (tool->examples && tool->examples[n]) {
		const char *line = tool->examples[n++];

		if (!one_line(line) || strlen(line) > WIDEST)
			return n62_fail(err, N62_USAGE,
			    "example '%.80s' is not one line of %d columns",
			    line, WIDEST);
	}
	if (n < 4 || n % 2)
		return n62_fail(err, N62_USAGE,
		    "there are not two examples, each a text and a command");
	return 0;
}

static int check_options(const struct base_cli_table *t, struct n62_err *err)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct n62_opt *opt = t->v[i].opt;

		if (check_name(opt, err) < 0 || check_value(opt, err) < 0 ||
		    check_unique(t, i, err) < 0)
			return -1;
		if (i < t->visible && !one_line(opt->help))
			return n62_fail(err, N62_USAGE,
			    "option '%s': the help is not one line without "
			    "a final stop",
			    opt->name);
	}
	return 0;
}

int base_cli_check(const struct n62_tool *tool, struct n62_err *err)
{
	struct n62_arena arena = { 0 };
	struct base_cli_table t;
	int status = -1;

	if (base_cli_join(&t, tool, &arena, err) < 0)
		goto out;
	if (!one_line(tool->name) || !one_line(tool->summary) ||
	    strlen(tool->summary) >= WIDEST) {
		n62_fail(err, N62_USAGE,
		    "the name or summary is not one line without a final "
		    "stop");
		goto out;
	}
	if (check_options(&t, err) < 0 || check_examples(tool, err) < 0)
		goto out;
	status = 0;
out:
	n62_arena_free(&arena);
	return status;
}
