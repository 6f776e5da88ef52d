/*
 * cli_table.c - the option table of a program: its own options joined with
 * those that every program has, so that a letter means the same everywhere.
 */
#include "cli.h"

#include <string.h>

#define COMMON(member) offsetof(struct n62_common, member)
#define ASKED(member) offsetof(struct base_cli_asked, member)

static const struct n62_opt common[] = {
	{ "output", 'o', N62_OPT_TEXT, "FILE", COMMON(output),
	    "Write to FILE instead of standard output", true },
	{ "threads", 'j', N62_OPT_UINT, "N", COMMON(threads),
	    "Work on N threads, 1 to 256; the result does not depend on it",
	    true },
	{ "quiet", 'q', N62_OPT_FLAG, NULL, COMMON(quiet),
	    "Say nothing but the failure", true },
	{ "verbose", 'v', N62_OPT_FLAG, NULL, COMMON(verbose),
	    "Say what is done, and a summary at the end", true },
	{ "progress", 0, N62_OPT_FLAG, NULL, COMMON(progress),
	    "Show the progress at once, also where no terminal is", true },
	{ "compress", 0, N62_OPT_TEXT, "auto|none|planes", COMMON(compress),
	    "How to store columns; auto: planes in files, none in pipes",
	    true },
	{ "salvage", 0, N62_OPT_FLAG, NULL, COMMON(salvage),
	    "Go past damage and missing ends, and record that it was done",
	    false },
	{ "no-provenance", 0, N62_OPT_FLAG, NULL, COMMON(no_provenance),
	    "Leave the history of the result out of it", true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const struct n62_opt asked[] = {
	{ "help", 'h', N62_OPT_FLAG, NULL, ASKED(help), "Show this help",
	    true },
	{ "version", 'V', N62_OPT_FLAG, NULL, ASKED(version),
	    "Show the version", true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const struct n62_opt hidden[] = {
	{ "help-table", 0, N62_OPT_FLAG, NULL, ASKED(table), NULL, true },
	{ "help-completion", 0, N62_OPT_TEXT, "bash|zsh|fish",
	    ASKED(completion), NULL, true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static size_t count(const struct n62_opt *options)
{
	size_t n = 0;

	while (options && options[n].name)
		n++;
	return n;
}

static void append(struct base_cli_table *t, const struct n62_opt *options,
    enum base_cli_owner owner)
{
	size_t n = count(options);

	for (size_t i = 0; i < n; i++) {
		t->v[t->n].opt = &options[i];
		t->v[t->n++].owner = owner;
	}
}

int base_cli_join(struct base_cli_table *t, const struct n62_tool *tool,
    struct n62_arena *a, struct n62_err *err)
{
	size_t n =
	    count(tool->options) + count(common) + count(asked) + count(hidden);

	t->n = t->visible = 0;
	t->v = n62_arena_new(a, n, sizeof(*t->v), err);
	if (!t->v)
		return -1;
	append(t, tool->options, BASE_CLI_TOOL);
	append(t, common, BASE_CLI_COMMON);
	append(t, asked, BASE_CLI_ASKED);
	t->visible = t->n;
	append(t, hidden, BASE_CLI_ASKED);
	return 0;
}

bool base_cli_closed(const struct n62_opt *opt)
{
	return opt->value && strchr(opt->value, '|');
}

static enum base_cli_fill fill(const char *what)
{
	if (!what)
		return BASE_CLI_NOTHING;
	if (strstr(what, "FILE"))
		return BASE_CLI_FILES;
	return strstr(what, "DIR") ? BASE_CLI_DIRS : BASE_CLI_NOTHING;
}

enum base_cli_fill base_cli_fill(const struct n62_opt *opt)
{
	return base_cli_closed(opt) ? BASE_CLI_WORDS : fill(opt->value);
}

enum base_cli_fill base_cli_fill_operand(const struct n62_tool *tool)
{
	return fill(tool->operands);
}
