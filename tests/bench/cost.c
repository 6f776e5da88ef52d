/*
 * cost.c - what a command costs: runs it and appends one line to a file, with
 * its wall time, its CPU time (user and system, of all processes that it
 * waited for) in seconds, and its largest resident memory in KiB. With -f it
 * reads the command's standard output, and the wall time is that from before
 * the start to the first byte.
 */
#define _DEFAULT_SOURCE /* wait4, which knows the peak memory */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* Reads all; returns when the first byte came. */
static double drain(int fd)
{
	char bytes[65536];
	double first = 0;

	while (read(fd, bytes, sizeof bytes) > 0)
		if (first == 0)
			first = now();
	close(fd);
	return first;
}

static void run(char **command, const int *output)
{
	if (output) {
		dup2(output[1], STDOUT_FILENO);
		close(output[0]);
		close(output[1]);
	}
	execvp(*command, command);
	perror(*command);
	_exit(127);
}

static int measure(const char *file, char **command, const int *output)
{
	double start = now(), wall = 0;
	pid_t child = fork();
	struct rusage use;
	FILE *f;
	int status;

	if (child == 0)
		run(command, output);
	if (output) {
		close(output[1]);
		wall = drain(output[0]) - start;
	}
	if (child < 0 || wait4(child, &status, 0, &use) < 0) {
		perror("cost");
		return 1;
	}
	if (!output)
		wall = now() - start;
	f = fopen(file, "a");
	if (f)
		fprintf(f, "%.6f %.6f %ld\n", wall,
		    seconds(use.ru_utime) + seconds(use.ru_stime),
		    use.ru_maxrss);
	if (!f || fclose(f) != 0) {
		perror(file);
		return 1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	int output[2], first = argc > 1 && strcmp(argv[1], "-f") == 0;

	if (argc < 3 + first) {
		fputs("usage: cost [-f] FILE COMMAND [ARGUMENT ...]\n", stderr);
		return 2;
	}
	if (first && pipe(output) < 0) {
		perror("cost");
		return 1;
	}
	argv += first;
	return measure(argv[1], argv + 2, first ? output : NULL);
}
