/*
 * cli_main.c - the life of a program: parse, answer or run, say the failure,
 * give the exit status.
 */
#include "cli.h"
#include "version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A message is padded to this on a terminal, to cover a progress line. */
#define COVER 72

static void put_line(const struct n62_tool *tool, const char *text)
{
	int used = (int)(strlen(tool->name) + strlen(text)) + 2;
	int pad = isatty(STDERR_FILENO) && used < COVER ? COVER - used : 0;

	fprintf(stderr, "%s: %s%*s\n", tool->name, text, pad, "");
}

void n62_say(const struct n62_cli *cli, const char *format, ...)
{
	struct n62_err line;
	char text[2 * sizeof(line.text)];
	va_list args;

	if (cli->common.quiet)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* Makes it one line without control characters, as a failure is. */
	n62_fail(&line, N62_OK, "%s", text);
	put_line(cli->tool, line.text);
}

int n62_cli_inputs(struct n62_cli *cli, struct n62_err *err)
{
	if (cli->noperands > 0)
		return 0;
	if (isatty(STDIN_FILENO))
		return n62_fail(err, N62_USAGE,
		    "no input: name a file, or '-' to read the terminal; "
		    "try '%s --help'",
		    cli->tool->name);
	cli->operands[cli->noperands++] = "-";
	return 0;
}

/*
 * A program started without one of the descriptors 0 to 2 would open its
 * files there and mix them up with messages. Each gap gets a descriptor that
 * fails when used.
 */
static int fill_gaps(struct n62_err *err)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int mode = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (open("/dev/null", mode) < 0)
			return n62_fail_errno(err, errno, "/dev/null");
	}
	return 0;
}

static bool want_bold(void)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (!no_color || !*no_color);
}

static int write_page(const struct n62_cli *cli,
    const struct base_cli_asked *asked, const struct base_cli_table *t,
    FILE *out, struct n62_err *err)
{
	if (asked->help)
		base_cli_help(cli->tool, t, want_bold(), out);
	else if (asked->version)
		fprintf(out,
		    "%s " N62_VERSION "\n"
		    "Free software under GPL-3.0-or-later, without warranty.\n",
		    cli->tool->name);
	else if (!asked->table && !strcmp(asked->completion, "bash"))
		base_cli_bash(cli->tool, t, out);
	else if (!asked->table && !strcmp(asked->completion, "zsh"))
		base_cli_zsh(cli->tool, t, out);
	else if (!asked->table)
		base_cli_fish(cli->tool, t, out);
	else if (base_cli_check(cli->tool, err) < 0)
		return -1;
	else
		base_cli_dump(t, out);
	return 0;
}

/* The stream is our own, so that its buffer is freed and its close seen. */
static int answer(const struct n62_cli *cli, const struct base_cli_asked *asked,
    const struct base_cli_table *t, struct n62_err *err)
{
	int fd = dup(STDOUT_FILENO);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	bool lost;

	if (!out) {
		/* EINVAL: fdopen found the gap filled above. */
		n62_fail(err, N62_IO, "standard output: %s",
		    errno == EINVAL ? "closed" : strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (write_page(cli, asked, t, out, err) < 0) {
		fclose(out);
		return -1;
	}
	lost = ferror(out);
	if (fclose(out) || lost)
		return n62_fail(
		    err, N62_IO, "standard output: %s", strerror(errno));
	return 0;
}

static int live(struct n62_cli *cli, int argc, char **argv,
    int (*run)(struct n62_cli *cli, struct n62_err *err), struct n62_err *err)
{
	struct base_cli_asked asked = { 0 };
	struct base_cli_table table;

	if (fill_gaps(err) < 0 ||
	    base_cli_join(&table, cli->tool, &cli->arena, err) < 0 ||
	    base_cli_parse(cli, &asked, &table, argc, argv, err) < 0)
		return -1;
	if (asked.help || asked.version || asked.table || asked.completion)
		return answer(cli, &asked, &table, err);
	return run(cli, err);
}

static int exit_status(enum n62_code code)
{
	switch (code) {
	case N62_USAGE:
		return 2;
	case N62_RETRY:
		return 75;
	case N62_OK:
	case N62_DATA:
	case N62_IO:
	case N62_MEM:
		break;
	}
	return 1;
}

int n62_main(const struct n62_tool *tool, int argc, char **argv, void *options,
    int (*run)(struct n62_cli *cli, struct n62_err *err))
{
	struct n62_cli cli = { .tool = tool, .options = options };
	struct n62_err err = { 0 };
	int status = 0;

	if (live(&cli, argc, argv, run, &err) < 0) {
		put_line(tool, err.text);
		status = exit_status(err.code);
	}
	n62_arena_free(&cli.arena);
	return status;
}
