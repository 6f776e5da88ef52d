/*
 * test_prefix.c - a stream cut at every length, as a file and as a pipe: what
 * was complete is delivered, then it is an error, and what a filter made of
 * it is no stream either.
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "stream.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct stream whole;
static struct memory input, output;

static void open_memory(void)
{
	static pid_t owner;

	if (owner == getpid())
		return;
	owner = getpid();
	memory_open(&input);
	memory_open(&output);
}

/* What can be known from the first n bytes: rows of complete blocks, sums
 * of complete segments. */
static void expect(size_t n, struct seen *seen)
{
	uint64_t sums = 0;

	*seen = (struct seen){ 0 };
	for (int i = 0; i < whole.n; i++) {
		const struct piece *p = &whole.piece[i];

		if (p->at + p->size > n)
			break;
		if (p->type == 'D')
			seen->rows[p->table] += p->rows;
		if (p->type == 'S')
			sums += p->rows;
		if (p->type == 'E') {
			seen->rows[2] += sums;
			sums = 0;
		}
		seen->heads += p->type == 'H';
		seen->ends += p->type == 'E';
	}
}

/* Whether the first n bytes are whole segments. */
static bool is_stream(size_t n)
{
	for (int i = 0; i < whole.n; i++)
		if (whole.piece[i].type == 'E' &&
		    whole.piece[i].at + whole.piece[i].size == n)
			return true;
	return false;
}

static int check(size_t n, const char *how, int status, const struct seen *seen)
{
	struct seen wanted;

	expect(n, &wanted);
	if (status != (is_stream(n) ? 0 : -1))
		return miss("%zu bytes as a %s: result %d", n, how, status);
	if (memcmp(seen->rows, wanted.rows, sizeof wanted.rows) != 0 ||
	    seen->heads != wanted.heads || seen->ends != wanted.ends)
		return miss("%zu bytes as a %s: %llu rows of event, not %llu",
		    n, how, (unsigned long long)seen->rows[0],
		    (unsigned long long)wanted.rows[0]);
	if (status < 0 && !strstr(seen->err.text, n ? "truncated" : "is empty"))
		return miss("%zu bytes as a %s: %s", n, how, seen->err.text);
	return 0;
}

enum {
	REFUSED,
	COMPLETE,
	OUTPUTS
};

/* Reads the prefix and writes it on, to standard output; then reads that. */
static int through_filter(size_t n, uint64_t *c)
{
	struct n62_write_options o = { .threads = 1, .compress = N62_RAW };
	struct seen seen;
	int status;

	memory_set(&input, whole.bytes, n);
	memory_set(&output, "", 0);
	lseek(output.fd, 0, SEEK_SET);
	if (dup2(output.fd, STDOUT_FILENO) < 0)
		give_up("no standard output");
	status = stream_read(input.name, &o, &seen);
	if (check(n, "file", status, &seen) < 0)
		return -1;
	c[status < 0 ? REFUSED : COMPLETE]++;
	if (stream_read(output.name, NULL, &seen) != status)
		return miss("%zu bytes: the output of a filter is %s", n,
		    status < 0 ? "a stream" : seen.err.text);
	c[OUTPUTS] += status < 0;
	return 0;
}

/* A sanitizer has the time for some of the lengths only. */
static size_t stride = 1;

static int cut_file(size_t i, uint64_t *c)
{
	open_memory();
	return through_filter(i * stride, c);
}

static int cut_pipe(size_t i, uint64_t *c)
{
	size_t n = i * stride;
	struct seen seen;
	int fd[2], status;

	if (pipe(fd) < 0 || fcntl(fd[1], F_SETPIPE_SZ, 2 * STREAM_BYTES) < 0 ||
	    write(fd[1], whole.bytes, n) != (ssize_t)n ||
	    dup2(fd[0], STDIN_FILENO) < 0)
		give_up("no pipe");
	close(fd[0]);
	close(fd[1]);
	status = stream_read("-", NULL, &seen);
	c[status < 0 ? REFUSED : COMPLETE]++;
	return check(n, "pipe", status, &seen);
}

static uint64_t prefixes(
    const char *how, int (*work)(size_t i, uint64_t *counters))
{
	size_t n = whole.size / stride + 1;
	uint64_t c[COUNTERS], misses = share(n, work, c);

	printf("%zu prefixes as %s: %llu truncated, %llu complete", n, how,
	    (unsigned long long)c[REFUSED], (unsigned long long)c[COMPLETE]);
	if (work == cut_file)
		printf("; %llu outputs of a filter refused",
		    (unsigned long long)c[OUTPUTS]);
	putchar('\n');
	misses += c[REFUSED] + c[COMPLETE] != n;
	return misses + (stride == 1 && c[COMPLETE] != 2);
}

int main(void)
{
	const char *sanitizer = getenv("NA62_SANITIZE");
	uint64_t misses;

	if (sanitizer && *sanitizer)
		stride = 13;
	stream_make(&whole);
	misses = prefixes("files", cut_file);
	misses += prefixes("pipes", cut_pipe);
	stream_free(&whole);
	return misses > 0;
}
