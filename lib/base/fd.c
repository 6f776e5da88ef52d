/*
 * fd.c - descriptors: opening, pipes, interrupted transfers.
 *
 * A program may be started with descriptors 0, 1 or 2 closed. The next file
 * opened would then become "standard output", and messages would land in
 * it; so descriptors below 3 are never used for files.
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ and F_GETPIPE_SZ of Linux */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/fd.h"

int base_fd_open(const char *path, int flags)
{
	int fd, high, number;

	do
		fd = open(path, flags | O_CLOEXEC | O_NOCTTY, 0666);
	while (fd < 0 && errno == EINTR);
	if (fd < 0 || fd > 2)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	number = errno;
	close(fd);
	errno = number;
	return high;
}

void base_fd_enlarge(int fd)
{
#ifdef F_SETPIPE_SZ
	const int wanted = 1 << 20;
	int size = fcntl(fd, F_GETPIPE_SZ);

	if (size > 0 && size < wanted)
		(void)fcntl(fd, F_SETPIPE_SZ, wanted);
#else
	(void)fd;
#endif
}

int base_fd_again(int fd, int number, short event)
{
	struct pollfd ready = { .fd = fd, .events = event };

	if (number == EINTR)
		return 1;
	if (number != EAGAIN && number != EWOULDBLOCK)
		return 0;
	return poll(&ready, 1, -1) >= 0 || errno == EINTR;
}
