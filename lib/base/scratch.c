/*
 * scratch.c - files without a name, which go when they are closed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"

int n62_scratch_open(const char *folder, struct n62_err *err)
{
	struct n62_buf name = { 0 };
	int fd = -1;

	if (n62_buf_printf(&name, err, "%s/na62-XXXXXX", folder) < 0 ||
	    !n62_buf_text(&name, err))
		goto out;
	fd = mkstemp(name.data);
	if (fd < 0) {
		n62_fail_errno(
		    err, errno, "cannot make a temporary file in %s", folder);
		goto out;
	}
	unlink(name.data);
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
		n62_fail_errno(err, errno, "temporary file");
		close(fd);
		fd = -1;
	}
out:
	n62_buf_free(&name);
	return fd;
}

int n62_scratch_write(int fd, const void *bytes, size_t n, struct n62_err *err)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return n62_fail_errno(err, errno, "temporary file");
		p += w;
		n -= (size_t)w;
	}
	return 0;
}
