/*
 * temp.c - temporaries beside an output, removed when a signal ends us.
 *
 * The list of names, with the process it belongs to, is the one object with
 * static storage of this library that changes: a signal handler can reach
 * nothing else. A name in the list belongs to whoever takes it out with one
 * atomic exchange, the handler or the thread that is done with the file; so
 * it is never freed under the handler and never removed twice. Once the
 * handler has a name the process is about to end, and the name is left
 * unfreed.
 *
 * A signal that the program ignores or handles itself stays as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/temp.h"

enum {
	slots = 64
};

static _Atomic(char *) names[slots];

/* The process that the names belong to: a child of fork inherits the list,
 * but not the files. */
static _Atomic(pid_t) owner;

static void remove_and_die(int signal_number)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	if (getpid() == atomic_load(&owner)) {
		for (int i = 0; i < slots; i++) {
			char *name = atomic_exchange(&names[i], NULL);

			if (name)
				unlink(name);
		}
	}
	/* Blocked while we are here; it takes effect when we return. */
	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
	raise(signal_number);
}

static void catch_signals(void)
{
	static const int deadly[] = { SIGHUP, SIGINT, SIGTERM, SIGXCPU };
	struct sigaction action = { .sa_handler = remove_and_die }, old;
	size_t n = sizeof deadly / sizeof deadly[0];

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < n; i++)
		sigaddset(&action.sa_mask, deadly[i]);
	for (size_t i = 0; i < n; i++) {
		if (sigaction(deadly[i], NULL, &old) == 0 &&
		    !(old.sa_flags & SA_SIGINFO) && old.sa_handler == SIG_DFL)
			sigaction(deadly[i], &action, NULL);
	}
}

/* Puts name into the list. */
static int remember(char *name, struct n62_err *err)
{
	pid_t self = getpid(), before = atomic_load(&owner);

	if (before != 0 && before != self)
		for (int i = 0; i < slots; i++)
			atomic_store(&names[i], NULL);
	atomic_store(&owner, self);
	catch_signals();
	for (int i = 0; i < slots; i++) {
		char *empty = NULL;

		if (atomic_compare_exchange_strong(&names[i], &empty, name))
			return 0;
	}
	return n62_fail(
	    err, N62_IO, "more than %d output files are open", (int)slots);
}

void base_temp_forget(char *name)
{
	for (int i = 0; i < slots; i++) {
		char *ours = name;

		if (atomic_compare_exchange_strong(&names[i], &ours, NULL)) {
			free(name);
			return;
		}
	}
}

void base_temp_remove(char *name)
{
	if (!name)
		return;
	unlink(name);
	base_temp_forget(name);
}

/*
 * "DIR/.BASE.RANDOM.tmp". The base is cut so that a name of the greatest
 * length stays possible.
 */
static char *temporary_name(const char *target, struct n62_err *err)
{
	const char *slash = strrchr(target, '/');
	const char *base = slash ? slash + 1 : target;
	size_t ndir = (size_t)(base - target);
	size_t size = ndir + 240;
	uint64_t random;
	char *name;

	if (getrandom(&random, sizeof random, 0) != sizeof random) {
		n62_fail_errno(err, errno, "no random name for %s", target);
		return NULL;
	}
	name = n62_new(size, 1, err);
	if (!name)
		return NULL;
	memcpy(name, target, ndir);
	snprintf(name + ndir, size - ndir, ".%.200s.%016llx.tmp", base,
	    (unsigned long long)random);
	return name;
}

/*
 * The name is in the list before the file exists: a signal between the two
 * finds nothing to remove, the other way round it would leave a file.
 */
int base_temp_open(
    const char *target, char **name, int *fd, struct n62_err *err)
{
	char *n = temporary_name(target, err);

	if (!n)
		return -1;
	if (remember(n, err) < 0) {
		free(n);
		return -1;
	}
	*fd = base_fd_open(n, O_WRONLY | O_CREAT | O_EXCL);
	if (*fd < 0) {
		n62_fail_errno(err, errno, "cannot create %s", target);
		base_temp_forget(n);
		return -1;
	}
	*name = n;
	return 0;
}
