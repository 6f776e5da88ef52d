/*
 * progress.c - one line on standard error that says how far a program is. On
 * a terminal it is rewritten in place and wiped at the end; in a log file,
 * where only --progress brings it, each report is a line of its own.
 */
#include "cli.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#define DELAY 2.0      /* seconds until the first line, without --progress */
#define PERIOD 0.2     /* seconds between two lines on a terminal */
#define LOG_PERIOD 5.0 /* and in a log file */
#define WIDTH 72       /* columns that are written and wiped */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void n62_progress_start(struct n62_progress *p, const struct n62_cli *cli)
{
	bool wanted = cli->common.progress || isatty(STDERR_FILENO);

	p->cli = wanted && !cli->common.quiet ? cli : NULL;
	p->start = p->last = p->cli ? now() : 0;
	p->shown = false;
}

static bool due(const struct n62_progress *p, double t)
{
	if (!p->shown)
		return p->cli->common.progress || t - p->start >= DELAY;
	return t - p->last >= (isatty(STDERR_FILENO) ? PERIOD : LOG_PERIOD);
}

/* A rate with three digits and the prefix of its size. */
static double scale(double rate, const char **prefix)
{
	static const char *const prefixes[] = { "", "k", "M", "G" };
	int i = 0;

	for (; rate >= 999.5 && i < 3; i++)
		rate /= 1000;
	*prefix = prefixes[i];
	return rate;
}

void n62_progress_show(
    struct n62_progress *p, uint64_t rows, uint64_t bytes, uint64_t total)
{
	char text[WIDTH + 1], part[16] = "";
	const char *prefix;
	double t, rate;
	bool terminal;

	if (!p->cli)
		return;
	t = now();
	if (!due(p, t))
		return;
	terminal = isatty(STDERR_FILENO);
	rate = t > p->start ? (double)rows / (t - p->start) : 0;
	rate = scale(rate, &prefix);
	if (total)
		snprintf(part, sizeof(part), ", %.0f %%",
		    bytes < total ? 100 * (double)bytes / (double)total : 100);
	snprintf(text, sizeof(text), "%s: %" PRIu64 " rows, %.3g%s rows/s%s",
	    p->cli->tool->name, rows, rate, prefix, part);
	fprintf(stderr, "%-*s%c", terminal ? WIDTH : 0, text,
	    terminal ? '\r' : '\n');
	p->last = t;
	p->shown = true;
}

void n62_progress_end(struct n62_progress *p)
{
	if (p->cli && p->shown && isatty(STDERR_FILENO))
		fprintf(stderr, "%*s\r", WIDTH, "");
	p->shown = false;
}
