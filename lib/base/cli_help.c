/*
 * cli_help.c - the help page of a program and the plain dump of its options,
 * both from the option table. The page fits 80 columns; what a newcomer needs
 * comes first: usage, purpose, examples.
 */
#include "cli.h"

#include <string.h>

#define WIDTH 80
/* An option with its value that is wider has its help on the next line. */
#define WIDEST 26

struct page {
	FILE *out;
	bool bold;
	int column; /* where the help of an option starts */
};

static void heading(const struct page *p, const char *text)
{
	fprintf(p->out, "%s%s%s", p->bold ? "\033[1m" : "", text,
	    p->bold ? "\033[0m" : "");
}

/* "  -o, --output FILE" and its width; out may be NULL. */
static int left_part(FILE *out, const struct n62_opt *opt)
{
	char letter[8] = "      ";

	if (opt->letter)
		snprintf(letter, sizeof(letter), "  -%c, ", opt->letter);
	if (out)
		fprintf(out, "%s--%s%s%s", letter, opt->name,
		    opt->value ? " " : "", opt->value ? opt->value : "");
	return (int)(strlen(letter) + 2 + strlen(opt->name) +
		     (opt->value ? 1 + strlen(opt->value) : 0));
}

static int find_column(const struct base_cli_table *t)
{
	int widest = 0;

	for (size_t i = 0; i < t->visible; i++) {
		int width = left_part(NULL, t->v[i].opt);

		if (width <= WIDEST && width > widest)
			widest = width;
	}
	return widest + 2;
}

/* Breaks text between words; every line starts at the column. */
static void wrap(const struct page *p, const char *text)
{
	int room = WIDTH - 1 - p->column, used = 0;

	while (*text) {
		int n = (int)strcspn(text, " ");

		if (used && used + 1 + n > room) {
			fprintf(p->out, "\n%*s", p->column, "");
			used = 0;
		}
		fprintf(p->out, "%s%.*s", used ? " " : "", n, text);
		used += n + (used ? 1 : 0);
		text += n;
		text += strspn(text, " ");
	}
	fputc('\n', p->out);
}

static void option(const struct page *p, const struct n62_opt *opt)
{
	int width = left_part(p->out, opt);

	if (width + 2 > p->column) {
		fputc('\n', p->out);
		width = 0;
	}
	fprintf(p->out, "%*s", p->column - width, "");
	wrap(p, opt->help);
}

static void options(const struct page *p, const struct base_cli_table *t)
{
	if (t->v[0].owner == BASE_CLI_TOOL)
		heading(p, "\nOptions:\n");
	for (size_t i = 0; i < t->visible; i++) {
		if (t->v[i].owner != BASE_CLI_TOOL &&
		    (i == 0 || t->v[i - 1].owner == BASE_CLI_TOOL))
			heading(p, "\nOptions of every na62 program:\n");
		option(p, t->v[i].opt);
	}
}

void base_cli_help(const struct n62_tool *tool, const struct base_cli_table *t,
    bool bold, FILE *out)
{
	struct page p = { out, bold, find_column(t) };
	const char *const *text = tool->examples;

	heading(&p, "Usage:");
	fprintf(out, " %s [OPTION ...]%s%s\n%s.\n", tool->name,
	    tool->operands ? " " : "", tool->operands ? tool->operands : "",
	    tool->summary);
	if (text && *text)
		heading(&p, "\nExamples:\n");
	for (; text && text[0] && text[1]; text += 2)
		fprintf(out, "  %s:\n    %s\n", text[0], text[1]);
	options(&p, t);
	heading(&p, "\nExit status:");
	fprintf(out,
	    " 0 done, 1 failed, 2 wrong usage, 75 worth trying again.\n"
	    "The manual: man %s\n",
	    tool->name);
}

void base_cli_dump(const struct base_cli_table *t, FILE *out)
{
	for (size_t i = 0; i < t->visible; i++) {
		const struct n62_opt *opt = t->v[i].opt;

		fprintf(out, "%s\t%c\t%s\t%s\t%d\n", opt->name,
		    opt->letter ? opt->letter : '-',
		    opt->value ? opt->value : "-", opt->help, opt->aside);
	}
}
