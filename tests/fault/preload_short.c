/*
 * preload_short.c - reads and writes that move 1 to 7 bytes, and calls that
 * are interrupted, at random from the seed SHORT_SEED.
 */
#define _GNU_SOURCE /* syscall */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static uint64_t state;

__attribute__((constructor)) static void begin(void)
{
	const char *seed = getenv("SHORT_SEED");

	state = seed ? strtoull(seed, NULL, 10) : 0;
}

/* SplitMix64 (G. Steele et al., OOPSLA 2014). */
static unsigned draw(unsigned below)
{
	uint64_t z =
	    __atomic_add_fetch(&state, 0x9e3779b97f4a7c15, __ATOMIC_RELAXED);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (unsigned)((z ^ z >> 31) % below);
}

static bool interrupted(void)
{
	if (draw(4) > 0)
		return false;
	errno = EINTR;
	return true;
}

static size_t shorter(size_t n)
{
	size_t most = 1 + draw(7);

	return n < most ? n : most;
}

ssize_t read(int fd, void *bytes, size_t n)
{
	return interrupted() ? -1 : syscall(SYS_read, fd, bytes, shorter(n));
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	return interrupted() ? -1 : syscall(SYS_write, fd, bytes, shorter(n));
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
	while (n > 1 && parts->iov_len == 0) {
		parts++;
		n--;
	}
	return n > 0 ? write(fd, parts->iov_base, parts->iov_len) : 0;
}

static int open_file(const char *path, int flags, mode_t mode)
{
	if (interrupted())
		return -1;
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	return open_file(path, flags, mode);
}

int fsync(int fd)
{
	return interrupted() ? -1 : (int)syscall(SYS_fsync, fd);
}
