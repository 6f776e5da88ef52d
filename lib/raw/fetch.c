/*
 * fetch.c - an input by its name. What begins with root:// is read from a
 * pipe into which a child process copies it; the child's own status decides
 * whether all of it came.
 */
#define _GNU_SOURCE /* pipe2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "raw/raw.h"

struct n62_fetch {
	const char *name;
	struct n62_raw_reader *reader;
	const char *copier;
	pid_t child; /* 0: none */
	int fd;      /* -1: none */
};

static int start_child(struct n62_fetch *f, int write_end, struct n62_err *err)
{
	extern char **environ;
	char copier[256], url[4096], flag[] = "-s", out[] = "-";
	char *argv[] = { copier, flag, url, out, NULL };
	posix_spawn_file_actions_t actions;
	int e;

	if (snprintf(copier, sizeof copier, "%s", f->copier) >=
		(int)sizeof copier ||
	    snprintf(url, sizeof url, "%s", f->name) >= (int)sizeof url)
		return n62_fail(
		    err, N62_USAGE, "%.200s: the name is too long", f->name);
	e = posix_spawn_file_actions_init(&actions);
	if (e == 0)
		e = posix_spawn_file_actions_adddup2(&actions, write_end, 1);
	if (e == 0)
		e = posix_spawnp(
		    &f->child, copier, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (e == 0)
		return 0;
	f->child = 0;
	return n62_fail_errno(err, e,
	    "%s: cannot run %s, which fetches root:// files", f->name,
	    f->copier);
}

static int open_remote(struct n62_fetch *f, struct n62_err *err)
{
	char name[32];
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return n62_fail_errno(err, errno, "cannot make a pipe");
	f->fd = ends[0];
	if (start_child(f, ends[1], err) < 0) {
		close(ends[1]);
		return -1;
	}
	close(ends[1]);
	snprintf(name, sizeof name, "/dev/fd/%d", f->fd);
	f->reader = n62_raw_open(name, err);
	if (!f->reader)
		return n62_fail_at(err, "%s", f->name);
	n62_raw_call(f->reader, f->name);
	close(f->fd);
	f->fd = -1;
	return 0;
}

struct n62_fetch *n62_fetch_open(
    const char *name, const char *copier, struct n62_err *err)
{
	struct n62_fetch *f = n62_new(1, sizeof *f, err);
	struct n62_err none = { 0 };

	if (!f)
		return NULL;
	*f = (struct n62_fetch){ .name = name, .fd = -1 };
	f->copier = copier ? copier : "xrdcp";
	if (strncmp(name, "root://", 7) != 0) {
		f->reader = n62_raw_open(name, err);
	} else if (open_remote(f, err) < 0 && f->reader) {
		n62_raw_close(f->reader);
		f->reader = NULL;
	}
	if (f->reader)
		return f;
	/* a child that could not fetch explains an empty input */
	if (f->child > 0 && n62_fetch_close(f, true, &none) < 0) {
		*err = none;
		return NULL;
	}
	if (f->child == 0)
		n62_fetch_close(f, false, &none);
	return NULL;
}

struct n62_raw_reader *n62_fetch_reader(struct n62_fetch *f)
{
	return f->reader;
}

/* Waits for the child; fails by its status when that matters. */
static int end_child(const struct n62_fetch *f, bool whole, struct n62_err *err)
{
	int status = 0;

	if (!whole)
		kill(f->child, SIGTERM);
	while (waitpid(f->child, &status, 0) < 0)
		if (errno != EINTR)
			return n62_fail_errno(err, errno,
			    "%s: cannot wait for %s", f->name, f->copier);
	if (!whole || status == 0)
		return 0;
	if (WIFSIGNALED(status))
		return n62_fail(err, N62_RETRY,
		    "%s: %s was killed by signal %d", f->name, f->copier,
		    WTERMSIG(status));
	return n62_fail(err, N62_RETRY, "%s: %s failed with status %d", f->name,
	    f->copier, WEXITSTATUS(status));
}

int n62_fetch_close(struct n62_fetch *f, bool whole, struct n62_err *err)
{
	int r = 0;

	if (!f)
		return 0;
	n62_raw_close(f->reader);
	if (f->fd >= 0)
		close(f->fd);
	if (f->child > 0)
		r = end_child(f, whole, err);
	free(f);
	return r;
}
