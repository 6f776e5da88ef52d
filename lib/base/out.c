/*
 * out.c - outputs: standard output, or a file that appears when complete.
 *
 * Every write and every close is checked, because a full disk, a quota or a
 * network file system may report the loss of data as late as that. After a
 * crash of the machine the file is the old one or the new one: the data are
 * made permanent before the rename.
 */
#define _XOPEN_SOURCE 700 /* realpath, of the XSI part of POSIX */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/base.h"
#include "base/fd.h"
#include "base/temp.h"

static char *copy_text(const char *s, struct n62_err *err)
{
	size_t n = strlen(s) + 1;
	char *copy = n62_new(n, 1, err);

	return copy ? memcpy(copy, s, n) : NULL;
}

static int cannot_write(
    const struct n62_out *out, int number, struct n62_err *err)
{
	return n62_fail_errno(err, number, "cannot write %s", out->name);
}

static int open_standard(struct n62_out *out, struct n62_err *err)
{
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		return n62_fail(err, N62_IO, "standard output is closed");
	out->fd = STDOUT_FILENO;
	return 0;
}

/* Where name leads: a link stays a link, and its file is replaced. */
static char *follow(const char *name, struct n62_err *err)
{
	struct stat st;
	char *path;

	if (lstat(name, &st) < 0 || !S_ISLNK(st.st_mode))
		return copy_text(name, err);
	path = realpath(name, NULL);
	if (!path)
		n62_fail_errno(
		    err, errno, "cannot follow the symbolic link %s", name);
	return path;
}

static int open_named(struct n62_out *out, struct n62_err *err)
{
	struct stat st;
	bool exists = stat(out->name, &st) == 0;

	if (exists && !S_ISREG(st.st_mode)) {
		out->fd = base_fd_open(out->name, O_WRONLY);
		return out->fd < 0 ? cannot_write(out, errno, err) : 0;
	}
	/* A rename would replace even a file that is write-protected. */
	if (exists && access(out->name, W_OK) < 0)
		return cannot_write(out, errno, err);
	out->target = follow(out->name, err);
	if (!out->target)
		return -1;
	return base_temp_open(out->target, &out->temp, &out->fd, err);
}

int n62_out_open(struct n62_out *out, const char *name, struct n62_err *err)
{
	bool std = !name || strcmp(name, "-") == 0;
	struct stat st;

	*out = (struct n62_out){ .fd = -1 };
	out->name = copy_text(std ? "standard output" : name, err);
	if (!out->name)
		return -1;
	if ((std ? open_standard(out, err) : open_named(out, err)) < 0)
		return -1;
	if (fstat(out->fd, &st) < 0)
		return cannot_write(out, errno, err);
	out->regular = S_ISREG(st.st_mode);
	out->terminal = isatty(out->fd) == 1;
	base_fd_enlarge(out->fd);
	return 0;
}

int n62_out_check(
    const struct n62_out *out, const struct n62_in *in, struct n62_err *err)
{
	struct stat from, to;

	if (in->fd < 0 || fstat(in->fd, &from) < 0 || !S_ISREG(from.st_mode))
		return 0;
	if ((out->temp ? stat(out->target, &to) : fstat(out->fd, &to)) < 0)
		return 0;
	if (from.st_dev != to.st_dev || from.st_ino != to.st_ino)
		return 0;
	return n62_fail(err, N62_USAGE, "the output %s is also the input %s",
	    out->name, in->name);
}

int n62_out_write(
    struct n62_out *out, const void *bytes, size_t n, struct n62_err *err)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t done = write(out->fd, p, n);

		if (done > 0) {
			p += done;
			n -= (size_t)done;
			out->at += (uint64_t)done;
		} else if (done == 0) {
			return cannot_write(out, EIO, err);
		} else if (!base_fd_again(out->fd, errno, POLLOUT)) {
			return cannot_write(out, errno, err);
		}
	}
	return 0;
}

/* Takes done bytes off the front of the parts; returns the rest. */
static struct iovec *advance(
    struct iovec *part, const struct iovec *end, size_t done)
{
	while (part < end && done >= part->iov_len) {
		done -= part->iov_len;
		part++;
	}
	if (part < end) {
		part->iov_base = (char *)part->iov_base + done;
		part->iov_len -= done;
	}
	return part;
}

int n62_out_writev(
    struct n62_out *out, struct iovec *parts, int n, struct n62_err *err)
{
	const int most = 1024; /* IOV_MAX of Linux */
	struct iovec *part = parts, *end = parts + n;

	for (part = advance(part, end, 0); part < end;) {
		int count = end - part > most ? most : (int)(end - part);
		ssize_t done = writev(out->fd, part, count);

		if (done > 0) {
			part = advance(part, end, (size_t)done);
			out->at += (uint64_t)done;
		} else if (done == 0) {
			return cannot_write(out, EIO, err);
		} else if (!base_fd_again(out->fd, errno, POLLOUT)) {
			return cannot_write(out, errno, err);
		}
	}
	return 0;
}

/* Some file systems have no fsync; they are as permanent as they can be. */
static int make_permanent(int fd)
{
	int r;

	do
		r = fsync(fd);
	while (r < 0 && errno == EINTR);
	if (r < 0 &&
	    (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP))
		r = 0;
	return r;
}

/* Closes once: after EINTR the descriptor of Linux is closed as well. */
static int close_out(struct n62_out *out)
{
	int fd = out->fd;

	out->fd = -1;
	return close(fd) < 0 && errno != EINTR ? -1 : 0;
}

int n62_out_commit(struct n62_out *out, struct n62_err *err)
{
	if (out->temp && make_permanent(out->fd) < 0)
		return cannot_write(out, errno, err);
	if (close_out(out) < 0)
		return cannot_write(out, errno, err);
	if (!out->temp)
		return 0;
	if (rename(out->temp, out->target) < 0)
		return n62_fail_errno(
		    err, errno, "cannot rename %s to %s", out->temp, out->name);
	base_temp_forget(out->temp);
	out->temp = NULL;
	return 0;
}

void n62_out_free(struct n62_out *out)
{
	if (!out)
		return;
	/* A zeroed object has no name and owns no descriptor. */
	if (out->name && out->fd > STDERR_FILENO)
		close(out->fd);
	base_temp_remove(out->temp);
	free(out->target);
	free(out->name);
	*out = (struct n62_out){ .fd = -1 };
}

int n62_out_text(
    const char *name, const struct n62_buf *text, struct n62_err *err)
{
	struct n62_out out = { .fd = -1 };
	int r = n62_out_open(&out, name, err);

	if (r == 0)
		r = n62_out_write(&out, text->data, text->len, err);
	if (r == 0)
		r = n62_out_commit(&out, err);
	n62_out_free(&out);
	return r;
}
