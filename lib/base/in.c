/*
 * in.c - inputs: a file or standard input, read to the last byte.
 *
 * Positions count from where the input stood when it was opened, so that a
 * shell may have read a part of standard input before.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "base/fd.h"

bool n62_in_is_once(const char *name)
{
	struct stat st;

	if (strcmp(name, "-") == 0)
		return true;
	return stat(name, &st) == 0 && !S_ISREG(st.st_mode) &&
	       !S_ISDIR(st.st_mode);
}

/* A copy of the name that the messages use. */
static char *display_name(const char *name, bool std, struct n62_err *err)
{
	const char *shown = std ? "standard input" : name;
	size_t n = strlen(shown) + 1;
	char *copy = n62_new(n, 1, err);

	return copy ? memcpy(copy, shown, n) : NULL;
}

/* Learns what kind of file the descriptor is. */
static int look(struct n62_in *in, struct n62_err *err)
{
	struct stat st;
	off_t start;

	if (fstat(in->fd, &st) < 0)
		return n62_fail_errno(err, errno, "cannot read %s", in->name);
	if (S_ISDIR(st.st_mode))
		return n62_fail(
		    err, N62_IO, "%s is a directory, not a file", in->name);
	base_fd_enlarge(in->fd);
	start = S_ISREG(st.st_mode) ? lseek(in->fd, 0, SEEK_CUR) : -1;
	if (start < 0)
		return 0;
	in->seekable = true;
	in->start = (uint64_t)start;
	in->size = st.st_size > start ? (uint64_t)(st.st_size - start) : 0;
	return 0;
}

int n62_in_open(struct n62_in *in, const char *name, struct n62_err *err)
{
	bool std = strcmp(name, "-") == 0;

	*in = (struct n62_in){ .fd = -1 };
	in->name = display_name(name, std, err);
	if (!in->name)
		return -1;
	if (std && fcntl(STDIN_FILENO, F_GETFD) < 0)
		return n62_fail(err, N62_IO, "standard input is closed");
	in->fd = std ? STDIN_FILENO : base_fd_open(name, O_RDONLY);
	if (in->fd < 0)
		return n62_fail_errno(err, errno, "cannot open %s", name);
	return look(in, err);
}

/* Takes what was given back; returns how many bytes. What is left stays at
 * the end of the buffer. */
static size_t read_back(struct n62_in *in, void *bytes, size_t n)
{
	if (n > in->nback)
		n = in->nback;
	if (n == 0)
		return 0;
	memcpy(bytes, in->back + in->back_size - in->nback, n);
	in->nback -= n;
	return n;
}

ssize_t n62_in_read(
    struct n62_in *in, void *bytes, size_t n, struct n62_err *err)
{
	size_t got = read_back(in, bytes, n);
	ssize_t more = 1;

	while (got < n && more != 0) {
		more = read(in->fd, (char *)bytes + got, n - got);
		if (more > 0)
			got += (size_t)more;
		else if (more < 0 && !base_fd_again(in->fd, errno, POLLIN))
			break;
	}
	in->at += got;
	if (more < 0)
		return n62_fail_errno(err, errno, "cannot read %s at byte %llu",
		    in->name, (unsigned long long)in->at);
	return (ssize_t)got;
}

/* Room for n more bytes in front of those given back, and as many again. */
static int grow_back(struct n62_in *in, size_t n, struct n62_err *err)
{
	unsigned char *back;
	size_t size = 2 * (in->nback + n);

	if (n > SIZE_MAX / 4 - in->nback)
		return n62_fail(err, N62_MEM, "no memory for %zu bytes", n);
	back = n62_new(size, 1, err);
	if (!back)
		return -1;
	if (in->nback > 0)
		memcpy(back + size - in->nback,
		    in->back + in->back_size - in->nback, in->nback);
	free(in->back);
	in->back = back;
	in->back_size = size;
	return 0;
}

int n62_in_back(
    struct n62_in *in, const void *bytes, size_t n, struct n62_err *err)
{
	if (n == 0)
		return 0;
	if (n > in->back_size - in->nback && grow_back(in, n, err) < 0)
		return -1;
	memcpy(in->back + in->back_size - in->nback - n, bytes, n);
	in->nback += n;
	in->at -= n;
	return 0;
}

/* Moves forward by reading. */
static int skip(struct n62_in *in, uint64_t to, struct n62_err *err)
{
	char waste[16384];

	while (in->at < to) {
		uint64_t left = to - in->at;
		size_t n = left < sizeof waste ? (size_t)left : sizeof waste;
		ssize_t got = n62_in_read(in, waste, n, err);

		if (got < 0)
			return -1;
		if ((size_t)got < n)
			return n62_fail(err, N62_DATA,
			    "%s ends at byte %llu, before byte %llu", in->name,
			    (unsigned long long)in->at, (unsigned long long)to);
	}
	return 0;
}

int n62_in_seek(struct n62_in *in, uint64_t to, struct n62_err *err)
{
	if (to == in->at)
		return 0;
	if (!in->seekable && to < in->at)
		return n62_fail(err, N62_IO,
		    "cannot go back in %s, which is not a regular file",
		    in->name);
	if (!in->seekable)
		return skip(in, to, err);
	if (to > INT64_MAX - in->start)
		return n62_fail(err, N62_DATA, "%s has no byte %llu", in->name,
		    (unsigned long long)to);
	if (lseek(in->fd, (off_t)(in->start + to), SEEK_SET) < 0)
		return n62_fail_errno(
		    err, errno, "cannot seek in %s", in->name);
	in->nback = 0;
	in->at = to;
	return 0;
}

void n62_in_free(struct n62_in *in)
{
	if (!in)
		return;
	/* A zeroed object has no name and owns no descriptor. */
	if (in->name && in->fd > STDERR_FILENO)
		close(in->fd);
	free(in->name);
	free(in->back);
	*in = (struct n62_in){ .fd = -1 };
}
