/*
 * test_failures.c - the k-th allocation, read, write, open, fsync, rename and
 * close of every tool fails, for every k of a short run: the tool either says
 * so in one line and fails, without a leak and without an output, or is not
 * disturbed at all.
 */
#include "stream.h"
#include "tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const calls[] = { "malloc", "read", "write", "open", "fsync",
	"rename", "close" };

enum {
	NCALLS = sizeof calls / sizeof *calls,
	FAILED = 0,
	UNDISTURBED = 1
};

static const struct run *run; /* the one under test */
static const char *call;
static struct outcome whole; /* without a failure */
static char preload[500];

/* Each line is "tool: sentence" without a full stop. */
static bool is_message(const struct outcome *o, const char *tool)
{
	size_t n = strlen(tool);
	const char *line = o->err, *end;

	for (; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!end || strncmp(line, tool, n) != 0 ||
		    strncmp(line + n, ": ", 2) != 0 || end < line + n + 4 ||
		    end[-1] == '.')
			return false;
	}
	return line > o->err;
}

/* What the tool says when all is well may stand before it. */
static bool is_one_more(const struct outcome *o)
{
	size_t lines = 0;

	for (const char *c = o->err; *c; c++)
		lines += *c == '\n';
	for (const char *c = whole.err; *c; c++)
		lines -= *c == '\n';
	return lines == 1 || (lines == 0 && whole.nerr > 0);
}

static bool same_as_whole(const struct outcome *o)
{
	return o->file == whole.file && o->nout == whole.nout &&
	       memcmp(o->out, whole.out, o->nout) == 0 &&
	       o->nerr == whole.nerr && memcmp(o->err, whole.err, o->nerr) == 0;
}

/* NULL, or what is wrong. */
static const char *judge(const struct outcome *o, uint64_t *c)
{
	if (o->left)
		return "a file is left";
	if (o->report[1] > whole.report[1])
		return "memory is not freed";
	if (o->status == 0) {
		c[UNDISTURBED]++;
		return same_as_whole(o) ? NULL : "status 0, other output";
	}
	c[FAILED]++;
	if (o->status != 1 && o->status != 2 && o->status != 75)
		return "an unexpected status";
	if (!is_message(o, run->tool) || !is_one_more(o))
		return "no message of one line";
	if (o->file)
		return "an output in spite of the failure";
	/* Nobody can take back what went through a pipe before its close. */
	if (run->stream && strcmp(call, "close") != 0 &&
	    is_whole(o->out, o->nout))
		return "a whole stream in spite of the failure";
	return NULL;
}

static void run_with(uint64_t k, struct outcome *o)
{
	char which[40], at[40];
	const char *variables[] = { preload, which, at, NULL };

	snprintf(which, sizeof which, "FAIL_CALL=%s", call);
	snprintf(at, sizeof at, "FAIL_AT=%llu", (unsigned long long)k);
	run_tool(run, variables, o);
}

static int fail_one(size_t i, uint64_t *c)
{
	static struct outcome o;
	static pid_t owner;
	const char *wrong;
	char name[200];

	if (owner != getpid()) {
		owner = getpid();
		run_begin();
		share_end = run_end;
	}
	run_with(i + 1, &o);
	wrong = judge(&o, c);
	if (!wrong)
		return 0;
	run_name(run, name, sizeof name);
	return miss("%s, %s %zu: %s (status %d, %lld pieces)\n  %s", name, call,
	    i + 1, wrong, o.status, (long long)o.report[1], o.err);
}

static uint64_t fail_all(const struct run *r, uint64_t sums[3])
{
	uint64_t c[COUNTERS], misses = 0;
	char name[200];

	run = r;
	run_name(r, name, sizeof name);
	for (int i = 0; i < NCALLS; i++) {
		call = calls[i];
		run_with(0, &whole);
		if (whole.status != 0 || whole.left ||
		    (r->stream && !is_whole(whole.out, whole.nout)))
			return 1 + (uint64_t)-miss("%s: status %d: %s", name,
				       whole.status, whole.err);
		if (i == 0 && whole.report[0] == 0)
			give_up("the preloaded object does nothing");
		misses += share((size_t)whole.report[0], fail_one, c);
		sums[0] += whole.report[0];
		sums[1] += c[FAILED];
		sums[2] += c[UNDISTURBED];
	}
	return misses;
}

int main(void)
{
	uint64_t misses = 0;
	int n = 0;

	if (getenv("NA62_SANITIZE") && *getenv("NA62_SANITIZE"))
		return 77; /* which has an allocator of its own */
	snprintf(preload, sizeof preload, "%s", run_preload("fail"));
	run_begin();
	for (const struct run *r = runs; r->tool; r++) {
		uint64_t sums[3] = { 0 };
		char name[200];

		if (!run_exists(r))
			continue;
		n++;
		misses += fail_all(r, sums);
		run_name(r, name, sizeof name);
		printf("%s: %llu calls failed: %llu errors, %llu undisturbed\n",
		    name, (unsigned long long)sums[0],
		    (unsigned long long)sums[1], (unsigned long long)sums[2]);
	}
	run_end();
	return misses > 0 || n == 0;
}
