/*
 * cli.h - what the files of the command-line kit share: the options of a tool
 * and those of every tool joined in one table, from which the parser, the
 * help, the completions and the checks are made.
 */
#ifndef NA62_BASE_CLI_H
#define NA62_BASE_CLI_H

#include "base/base.h"

#include <stdio.h>

/* Whose struct an option fills. */
enum base_cli_owner {
	BASE_CLI_TOOL,   /* the program's options struct */
	BASE_CLI_COMMON, /* struct n62_common */
	BASE_CLI_ASKED   /* struct base_cli_asked */
};

/* What was asked for instead of the tool's work. */
struct base_cli_asked {
	bool help, version, table;
	const char *completion; /* name of the shell */
};

struct base_cli_row {
	const struct n62_opt *opt;
	enum base_cli_owner owner;
};

/* The tool's own options, then the common ones, then the hidden ones. */
struct base_cli_table {
	struct base_cli_row *v;
	size_t visible; /* rows that the help shows */
	size_t n;
};

/* Joins the tables; the rows live in the arena. */
int base_cli_join(struct base_cli_table *t, const struct n62_tool *tool,
    struct n62_arena *a, struct n62_err *err);

/*
 * Parses argv into cli and asked, stopping at the first option that asks for
 * something else than the tool's work. cli->tool and cli->options are set.
 */
int base_cli_parse(struct n62_cli *cli, struct base_cli_asked *asked,
    const struct base_cli_table *t, int argc, char **argv, struct n62_err *err);

/* Whether the value of an option is a closed choice, "a|b|c". */
bool base_cli_closed(const struct n62_opt *opt);

/* What an operand or value is completed with. */
enum base_cli_fill {
	BASE_CLI_NOTHING,
	BASE_CLI_WORDS, /* the words of a closed choice */
	BASE_CLI_FILES,
	BASE_CLI_DIRS
};
enum base_cli_fill base_cli_fill(const struct n62_opt *opt);
enum base_cli_fill base_cli_fill_operand(const struct n62_tool *tool);

/* Each writes one page; the caller looks for write errors. */
void base_cli_help(const struct n62_tool *tool, const struct base_cli_table *t,
    bool bold, FILE *out);
void base_cli_dump(const struct base_cli_table *t, FILE *out);
void base_cli_bash(
    const struct n62_tool *tool, const struct base_cli_table *t, FILE *out);
void base_cli_zsh(
    const struct n62_tool *tool, const struct base_cli_table *t, FILE *out);
void base_cli_fish(
    const struct n62_tool *tool, const struct base_cli_table *t, FILE *out);

/*
 * Whether a tool's description keeps the rules: unique names and letters,
 * also against the common options; printable ASCII; help of one line without
 * a final stop; a value named exactly where one is taken; two examples.
 * The hidden --help-table refuses a table that does not.
 */
int base_cli_check(const struct n62_tool *tool, struct n62_err *err);

#endif
