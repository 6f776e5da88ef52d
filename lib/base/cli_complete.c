/*
 * cli_complete.c - completion scripts for bash, zsh and fish from the option
 * table. They stand alone: bash-completion need not be loaded. base_cli_check
 * keeps what needs quoting out of names and values, so that only help texts
 * are quoted here.
 */
#include "cli.h"

#include <string.h>

/* text with a backslash before each character of special; inside single
 * quotes of the shell. */
static void quoted(FILE *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else if (strchr(special, *text))
			fprintf(out, "\\%c", *text);
		else
			fputc(*text, out);
	}
}

/* The words of "a|b|c" with blanks between. */
static void words(FILE *out, const char *choices)
{
	for (; *choices; choices++)
		fputc(*choices == '|' ? ' ' : *choices, out);
}

/* na62-view as the name of a shell function: _na62_view. */
static void function(FILE *out, const struct n62_tool *tool)
{
	fputc('_', out);
	for (const char *c = tool->name; *c; c++)
		fputc(*c == '-' ? '_' : *c, out);
}

static void bash_begin(FILE *out, const struct n62_tool *tool)
{
	fprintf(out, "# bash completion for %s\n\n", tool->name);
	function(out, tool);
	fputs("()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]}\n"
	      "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tlocal i\n"
	      "\n"
	      "\tCOMPREPLY=()\n"
	      "\t# --name=value comes as three words\n"
	      "\tif [[ $cur == = ]]; then\n"
	      "\t\tcur=''\n"
	      "\telif [[ $prev == = ]]; then\n"
	      "\t\tprev=${COMP_WORDS[COMP_CWORD-2]}\n"
	      "\tfi\n"
	      "\t# behind -- there are only operands\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\t[[ ${COMP_WORDS[i]} == -- ]] && cur='' prev=''\n"
	      "\tdone\n",
	    out);
}

/* "\t-o|--output)" */
static void bash_case(FILE *out, const struct n62_opt *opt)
{
	fputc('\t', out);
	if (opt->letter)
		fprintf(out, "-%c|", opt->letter);
	fprintf(out, "--%s)\n", opt->name);
}

/* With no reply, readline completes files, as -o default says. */
static void bash_fill(
    FILE *out, enum base_cli_fill fill, const struct n62_opt *opt)
{
	switch (fill) {
	case BASE_CLI_NOTHING:
		fputs("\t\tcompopt +o default\n", out);
		break;
	case BASE_CLI_WORDS:
		fputs("\t\tcompopt +o default\n"
		      "\t\tmapfile -t COMPREPLY < <(compgen -W '",
		    out);
		words(out, opt->value);
		fputs("' -- \"$cur\")\n", out);
		break;
	case BASE_CLI_FILES:
		break;
	case BASE_CLI_DIRS:
		fputs("\t\tcompopt +o default -o dirnames\n", out);
		break;
	}
}

static void bash_values(FILE *out, const struct base_cli_table *t)
{
	fputs("\tcase $prev in\n", out);
	for (size_t i = 0; i < t->visible; i++) {
		const struct n62_opt *opt = t->v[i].opt;

		if (opt->kind == N62_OPT_FLAG)
			continue;
		bash_case(out, opt);
		bash_fill(out, base_cli_fill(opt), opt);
		fputs("\t\treturn\n\t\t;;\n", out);
	}
	fputs("\tesac\n", out);
}

static void bash_names(FILE *out, const struct base_cli_table *t)
{
	fputs("\tif [[ $cur == -* ]]; then\n"
	      "\t\tcompopt +o default\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W '",
	    out);
	for (size_t i = 0; i < t->visible; i++) {
		const struct n62_opt *opt = t->v[i].opt;

		fputs(i ? "\n\t\t\t" : "", out);
		if (opt->letter)
			fprintf(out, "-%c ", opt->letter);
		fprintf(out, "--%s", opt->name);
	}
	fputs("' -- \"$cur\")\n"
	      "\t\treturn\n"
	      "\tfi\n",
	    out);
}

void base_cli_bash(
    const struct n62_tool *tool, const struct base_cli_table *t, FILE *out)
{
	bash_begin(out, tool);
	bash_values(out, t);
	bash_names(out, t);
	bash_fill(out, base_cli_fill_operand(tool), NULL);
	fputs("} &&\n\tcomplete -o default -F ", out);
	function(out, tool);
	fprintf(out, " %s\n", tool->name);
}

/* ":FILE:_files": the name of a value and what completes it. */
static void zsh_value(FILE *out, enum base_cli_fill fill, const char *value)
{
	fputc(':', out);
	if (fill == BASE_CLI_WORDS)
		fputs("choice", out);
	else
		quoted(out, value, ":\\");
	fputc(':', out);
	switch (fill) {
	case BASE_CLI_NOTHING:
		fputc(' ', out);
		break;
	case BASE_CLI_WORDS:
		fputc('(', out);
		words(out, value);
		fputc(')', out);
		break;
	case BASE_CLI_FILES:
		fputs("_files", out);
		break;
	case BASE_CLI_DIRS:
		fputs("_files -/", out);
		break;
	}
}

/*
 * '(-o --output)'{-o+,--output=}'[help]:FILE:_files': in the parentheses what
 * is no longer offered once this is there. A list may come again, and nothing
 * follows a question for the help.
 */
static void zsh_option(FILE *out, const struct base_cli_row *row)
{
	const struct n62_opt *opt = row->opt;
	bool flag = opt->kind == N62_OPT_FLAG;

	fputs(" \\\n\t'", out);
	if (row->owner == BASE_CLI_ASKED)
		fputs("(- *)", out);
	else if (opt->kind == N62_OPT_LIST)
		fputs("*", out);
	else if (opt->letter)
		fprintf(out, "(-%c --%s)", opt->letter, opt->name);
	if (opt->letter)
		fprintf(out, "'{-%c%s,--%s%s}'", opt->letter, flag ? "" : "+",
		    opt->name, flag ? "" : "=");
	else
		fprintf(out, "--%s%s", opt->name, flag ? "" : "=");
	fputc('[', out);
	quoted(out, opt->help, "[]\\");
	fputc(']', out);
	if (!flag)
		zsh_value(out, base_cli_fill(opt), opt->value);
	fputc('\'', out);
}

void base_cli_zsh(
    const struct n62_tool *tool, const struct base_cli_table *t, FILE *out)
{
	enum base_cli_fill fill = base_cli_fill_operand(tool);

	fprintf(out, "#compdef %s\n\n_arguments -s -S", tool->name);
	for (size_t i = 0; i < t->visible; i++)
		zsh_option(out, &t->v[i]);
	if (fill != BASE_CLI_NOTHING) {
		fputs(" \\\n\t'*", out);
		zsh_value(out, fill, fill == BASE_CLI_DIRS ? "DIR" : "FILE");
		fputc('\'', out);
	}
	fputc('\n', out);
}

static void fish_value(FILE *out, const struct n62_opt *opt)
{
	switch (base_cli_fill(opt)) {
	case BASE_CLI_NOTHING:
		fputs(" -x", out);
		break;
	case BASE_CLI_WORDS:
		fputs(" -x -a '", out);
		words(out, opt->value);
		fputc('\'', out);
		break;
	case BASE_CLI_FILES:
		fputs(" -r -F", out);
		break;
	case BASE_CLI_DIRS:
		fputs(" -x -a '(__fish_complete_directories)'", out);
		break;
	}
}

void base_cli_fish(
    const struct n62_tool *tool, const struct base_cli_table *t, FILE *out)
{
	const char *name = tool->name;

	fprintf(out, "# fish completion for %s\n\n", name);
	if (base_cli_fill_operand(tool) == BASE_CLI_NOTHING)
		fprintf(out, "complete -c %s -f\n", name);
	if (base_cli_fill_operand(tool) == BASE_CLI_DIRS)
		fprintf(out,
		    "complete -c %s -f -a '(__fish_complete_directories)'\n",
		    name);
	for (size_t i = 0; i < t->visible; i++) {
		const struct n62_opt *opt = t->v[i].opt;

		fprintf(out, "complete -c %s", name);
		if (opt->letter)
			fprintf(out, " -s %c", opt->letter);
		fprintf(out, " -l %s", opt->name);
		if (opt->kind != N62_OPT_FLAG)
			fish_value(out, opt);
		fputs(" -d '", out);
		quoted(out, opt->help, "\\");
		fputs("'\n", out);
	}
}
