/*
 * cli.c - parses a command line by the option table. getopt_long splits the
 * words; the rest is ours: no abbreviations, so that an option added later
 * breaks no script, and every refusal is one line with the nearest name.
 *
 * getopt keeps its position in optind, which belongs to the C library: two
 * threads cannot parse at the same time.
 */
#include "cli.h"

#include <getopt.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* getopt's value for a long option is this plus its row; letters are below. */
#define LONG 256

/* With "-" in front, getopt gives operands where they stand, as value 1. */
#define OPERAND 1

#define MAX_THREADS 256
#define DEFAULT_THREADS 4

struct parse {
	struct n62_cli *cli;
	struct base_cli_asked *asked;
	const struct base_cli_table *table;
	struct option *longs;
	char *shorts;
	int argc;
	char **argv;
	int at; /* the word of argv that getopt is in */
};

/* A user's word made short enough for a message. */
struct shown {
	char text[48];
};

static struct shown show(const char *word)
{
	struct shown s;
	size_t n = strlen(word);
	size_t keep = n > 40 ? 40 : n;

	/* A cut inside a UTF-8 character moves to its start. */
	while (
	    keep < n && keep > 0 && ((unsigned char)word[keep] & 0xc0) == 0x80)
		keep--;
	memcpy(s.text, word, keep);
	memcpy(s.text + keep, keep < n ? "..." : "", keep < n ? 4 : 1);
	return s;
}

static int prepare(struct parse *p, struct n62_err *err)
{
	const struct base_cli_table *t = p->table;
	struct n62_arena *a = &p->cli->arena;
	char *s;

	p->longs = n62_arena_new(a, t->n + 1, sizeof(*p->longs), err);
	p->shorts = n62_arena_new(a, 2 * t->n + 3, 1, err);
	if (!p->longs || !p->shorts)
		return -1;
	s = p->shorts;
	*s++ = '-';
	*s++ = ':';
	for (size_t i = 0; i < t->n; i++) {
		const struct n62_opt *opt = t->v[i].opt;
		bool flag = opt->kind == N62_OPT_FLAG;

		p->longs[i].name = opt->name;
		p->longs[i].has_arg = flag ? no_argument : required_argument;
		p->longs[i].val = LONG + (int)i;
		if (!opt->letter)
			continue;
		*s++ = opt->letter;
		if (!flag)
			*s++ = ':';
	}
	return 0;
}

static const struct base_cli_row *find(const struct base_cli_table *t, int c)
{
	if (c >= LONG)
		return &t->v[c - LONG];
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].opt->letter == c)
			return &t->v[i];
	return NULL;
}

/* Whether a long option was typed in full, not as the abbreviation that
 * getopt accepts. */
static bool in_full(const struct parse *p, const struct n62_opt *opt)
{
	return strcspn(p->argv[p->at] + 2, "=") == strlen(opt->name);
}

/* The only name that begins with word, as an abbreviation would have meant,
 * or else the nearest. */
static const char *suggest(const char *word, const char *const *names)
{
	const char *only = NULL;
	size_t n = strlen(word);

	if (n == 0)
		return NULL;
	for (const char *const *name = names; *name; name++) {
		if (strncmp(*name, word, n))
			continue;
		if (only)
			return n62_nearest(word, names);
		only = *name;
	}
	return only ? only : n62_nearest(word, names);
}

static int nearest_option(struct parse *p, const char *word, size_t n,
    const char **near, struct n62_err *err)
{
	const struct base_cli_table *t = p->table;
	struct n62_arena *a = &p->cli->arena;
	const char **names =
	    n62_arena_new(a, t->visible + 1, sizeof(*names), err);
	char *name = n62_arena_text(a, word, n, err);

	if (!names || !name)
		return -1;
	for (size_t i = 0; i < t->visible; i++)
		names[i] = t->v[i].opt->name;
	*near = suggest(name, names);
	return 0;
}

static int refuse_unknown(struct parse *p, const char *typed, const char *word,
    size_t n, struct n62_err *err)
{
	const char *near;

	if (nearest_option(p, word, n, &near, err) < 0)
		return -1;
	if (near)
		return n62_fail(err, N62_USAGE,
		    "unknown option '%s'; did you mean '--%s'?", typed, near);
	return n62_fail(err, N62_USAGE, "unknown option '%s'; try '%s --help'",
	    typed, p->cli->tool->name);
}

static int refuse_long(struct parse *p, struct n62_err *err)
{
	const char *word = p->argv[p->at];
	size_t n = strcspn(word, "=");
	char *typed = n62_arena_text(&p->cli->arena, word, n, err);

	if (!typed)
		return -1;
	return refuse_unknown(p, show(typed).text, word + 2, n - 2, err);
}

/* An unknown letter; -threads is more likely meant as --threads. */
static int refuse_letter(struct parse *p, int letter, struct n62_err *err)
{
	const char *word = p->argv[p->at];
	char typed[3] = { '-', (char)letter, 0 };

	if (letter <= ' ' || letter > '~')
		return refuse_unknown(p, show(word).text, "", 0, err);
	if (strlen(word) > 3 && word[1] == letter)
		return refuse_unknown(
		    p, show(word).text, word + 1, strcspn(word + 1, "="), err);
	return refuse_unknown(p, typed, "", 0, err);
}

static int refuse(struct parse *p, int c, struct n62_err *err)
{
	const struct base_cli_row *row = find(p->table, optopt);

	if (optopt == 0 || (optopt >= LONG && !in_full(p, row->opt)))
		return refuse_long(p, err);
	if (c == '?' && optopt < LONG)
		return refuse_letter(p, optopt, err);
	if (c == '?')
		return n62_fail(err, N62_USAGE,
		    "--%s takes no value; try '%s --help'", row->opt->name,
		    p->cli->tool->name);
	return n62_fail(err, N62_USAGE,
	    "--%s: no value given for %s; "
	    "try '%s --help'",
	    row->opt->name, show(row->opt->value).text, p->cli->tool->name);
}

/* The words of "a|b|c", ending with NULL. */
static const char **split(
    const char *choices, struct n62_arena *a, struct n62_err *err)
{
	size_t length = strlen(choices), n = 0;
	char *text = n62_arena_text(a, choices, length, err);
	const char **words = n62_arena_new(a, length + 2, sizeof(*words), err);

	if (!text || !words)
		return NULL;
	for (char *word = text; word; n++) {
		char *bar = strchr(word, '|');

		words[n] = word;
		if (bar)
			*bar++ = 0;
		word = bar;
	}
	return words;
}

static int check_choice(struct parse *p, const struct n62_opt *opt,
    const char *value, struct n62_err *err)
{
	const char **words = split(opt->value, &p->cli->arena, err);
	const char *near;

	if (!words)
		return -1;
	for (size_t i = 0; words[i]; i++)
		if (!strcmp(words[i], value))
			return 0;
	near = suggest(value, words);
	if (near)
		return n62_fail(err, N62_USAGE,
		    "--%s: unknown value '%s'; did you mean '%s'?", opt->name,
		    show(value).text, near);
	return n62_fail(err, N62_USAGE, "--%s: '%s' is not one of %s",
	    opt->name, show(value).text, show(opt->value).text);
}

static int set_uint(const struct n62_opt *opt, const char *value, uint64_t most,
    uint64_t *place, struct n62_err *err)
{
	uint64_t least = most == MAX_THREADS ? 1 : 0;

	if (!n62_get_u64(value, strlen(value), place) && *place >= least &&
	    *place <= most)
		return 0;
	return n62_fail(err, N62_USAGE,
	    "--%s: '%s' is not a whole number from %" PRIu64 " to %" PRIu64,
	    opt->name, show(value).text, least, most);
}

static int set_real(const struct n62_opt *opt, const char *value, double *place,
    struct n62_err *err)
{
	if (!n62_get_f64(value, strlen(value), place))
		return 0;
	return n62_fail(err, N62_USAGE, "--%s: '%s' is not a number", opt->name,
	    show(value).text);
}

/* Appends to a list that is at most as long as the command line. */
static int append(struct parse *p, struct n62_texts *list, const char *text,
    struct n62_err *err)
{
	if (!list->v) {
		list->v = n62_arena_new(
		    &p->cli->arena, (size_t)p->argc, sizeof(*list->v), err);
		if (!list->v)
			return -1;
	}
	list->v[list->n++] = text;
	return 0;
}

static int set(struct parse *p, const struct n62_opt *opt, void *place,
    const char *value, struct n62_err *err)
{
	bool threads = place == (void *)&p->cli->common.threads;

	if (base_cli_closed(opt) && check_choice(p, opt, value, err) < 0)
		return -1;
	switch (opt->kind) {
	case N62_OPT_FLAG:
		*(bool *)place = true;
		return 0;
	case N62_OPT_TEXT:
		*(const char **)place = value;
		return 0;
	case N62_OPT_UINT:
		return set_uint(
		    opt, value, threads ? MAX_THREADS : UINT64_MAX, place, err);
	case N62_OPT_REAL:
		return set_real(opt, value, place, err);
	case N62_OPT_LIST:
		return append(p, place, value, err);
	}
	return 0;
}

static int record(struct parse *p, const struct n62_opt *opt, const char *value,
    struct n62_err *err)
{
	size_t room = strlen(opt->name) + (value ? strlen(value) : 0) + 4;
	char *text;

	if (opt->aside)
		return 0;
	text = n62_arena_new(&p->cli->arena, room, 1, err);
	if (!text)
		return -1;
	snprintf(text, room, "--%s%s%s", opt->name, value ? "=" : "",
	    value ? value : "");
	return append(p, &p->cli->record, text, err);
}

static char *home(const struct parse *p, enum base_cli_owner owner)
{
	switch (owner) {
	case BASE_CLI_TOOL:
		return p->cli->options;
	case BASE_CLI_COMMON:
		return (char *)&p->cli->common;
	case BASE_CLI_ASKED:
		break;
	}
	return (char *)p->asked;
}

/* One thing that getopt found. */
static int take(struct parse *p, int c, struct n62_err *err)
{
	const struct base_cli_row *row;

	if (c == OPERAND) {
		p->cli->operands[p->cli->noperands++] = optarg;
		return 0;
	}
	if (c == '?' || c == ':')
		return refuse(p, c, err);
	row = find(p->table, c);
	if (c >= LONG && !in_full(p, row->opt))
		return refuse_long(p, err);
	if (set(p, row->opt, home(p, row->owner) + row->opt->at, optarg, err) <
	    0)
		return -1;
	return record(p, row->opt, optarg, err);
}

static bool answered(const struct base_cli_asked *a)
{
	return a->help || a->version || a->table || a->completion;
}

static void set_defaults(struct n62_common *common)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	common->threads = DEFAULT_THREADS;
	if (cores < DEFAULT_THREADS)
		common->threads = cores > 1 ? (uint64_t)cores : 1;
	common->compress = "auto";
}

int base_cli_parse(struct n62_cli *cli, struct base_cli_asked *asked,
    const struct base_cli_table *t, int argc, char **argv, struct n62_err *err)
{
	struct parse p = { .cli = cli,
		.asked = asked,
		.table = t,
		.argc = argc,
		.argv = argv };
	int c;

	set_defaults(&cli->common);
	cli->operands = n62_arena_new(
	    &cli->arena, (size_t)argc + 1, sizeof(*cli->operands), err);
	if (!cli->operands || prepare(&p, err) < 0)
		return -1;
	optind = 0; /* glibc: forget the state of an earlier parse */
	opterr = 0;
	while (!answered(asked)) {
		p.at = optind > 0 ? optind : 1;
		c = getopt_long(argc, argv, p.shorts, p.longs, NULL);
		if (c == -1)
			break;
		if (take(&p, c, err) < 0)
			return -1;
	}
	if (!answered(asked))
		while (optind < argc)
			cli->operands[cli->noperands++] = argv[optind++];
	return 0;
}
