/*
 * preload_fail.c - makes one call of a program fail, and counts.
 *
 * FAIL_CALL names the call, FAIL_AT says which one of them, from 1 (0: none).
 * At the end the number of such calls, and of pieces of memory that were not
 * freed, go to the descriptor FAIL_REPORT as two u64.
 */
#define _GNU_SOURCE /* syscall, RTLD_NEXT */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t align, size_t n);
void __libc_free(void *p);

static const struct {
	const char *name;
	int number;
} calls[] = {
	{ "malloc", ENOMEM },
	{ "read", EIO },
	{ "write", ENOSPC },
	{ "open", EMFILE },
	{ "fsync", EIO },
	{ "rename", EACCES },
	{ "close", EIO },
};

enum {
	MALLOC,
	READ,
	WRITE,
	OPEN,
	FSYNC,
	RENAME,
	CLOSE,
	NCALLS
};

static int chosen = -1, report = -1;
static uint64_t at, count, pieces;

__attribute__((constructor)) static void begin(void)
{
	const char *call = getenv("FAIL_CALL"), *k = getenv("FAIL_AT"),
		   *fd = getenv("FAIL_REPORT");

	for (int i = 0; call && i < NCALLS; i++)
		if (strcmp(calls[i].name, call) == 0)
			chosen = i;
	at = k ? strtoull(k, NULL, 10) : 0;
	report = fd ? (int)strtol(fd, NULL, 10) : -1;
	pieces = count = 0;
}

__attribute__((destructor)) static void end(void)
{
	uint64_t text[2] = { count, pieces };

	if (report >= 0)
		syscall(SYS_write, report, text, sizeof text);
}

/* Whether this call is the one. */
static bool fails(int call)
{
	if (call != chosen ||
	    __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) != at)
		return false;
	errno = calls[call].number;
	return true;
}

static void *counted(void *p)
{
	if (p)
		__atomic_add_fetch(&pieces, 1, __ATOMIC_RELAXED);
	return p;
}

void *malloc(size_t n)
{
	return fails(MALLOC) ? NULL : counted(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
	return fails(MALLOC) ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
	void *q;

	if (fails(MALLOC))
		return NULL;
	q = __libc_realloc(p, n);
	return p ? q : counted(q);
}

int posix_memalign(void **p, size_t align, size_t n)
{
	int before = errno;
	void *q = fails(MALLOC) ? NULL : counted(__libc_memalign(align, n));

	errno = before;
	if (!q)
		return ENOMEM;
	*p = q;
	return 0;
}

void *aligned_alloc(size_t align, size_t n)
{
	return fails(MALLOC) ? NULL : counted(__libc_memalign(align, n));
}

void free(void *p)
{
	if (p)
		__atomic_sub_fetch(&pieces, 1, __ATOMIC_RELAXED);
	__libc_free(p);
}

ssize_t read(int fd, void *bytes, size_t n)
{
	return fails(READ) ? -1 : syscall(SYS_read, fd, bytes, n);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	return fails(WRITE) ? -1 : syscall(SYS_write, fd, bytes, n);
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
	return fails(WRITE) ? -1 : syscall(SYS_writev, fd, parts, n);
}

/* The mode counts only where a file may be made. */
static int open_file(const char *path, int flags, mode_t mode)
{
	if (fails(OPEN))
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

int open64(const char *path, int flags, ...)
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
	return fails(FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
	return fails(RENAME)
		   ? -1
		   : (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

/* The descriptor is gone even so, as with a real one. */
int close(int fd)
{
	bool failed = fails(CLOSE);
	int status = (int)syscall(SYS_close, fd);

	if (failed)
		errno = calls[CLOSE].number;
	return failed ? -1 : status;
}
