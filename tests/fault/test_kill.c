/*
 * test_kill.c - a program that writes a file is killed at random moments: the
 * file is absent or complete. Each stage of a pipeline is killed in turn: the
 * last one does not end with status 0.
 */
#define _GNU_SOURCE /* pipe2 */
#include "stream.h"
#include "tools.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	MOMENTS = 200,
	ROWS = 30000,
	STAGES = 5,
	CUTS = 8
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void wait_seconds(double s)
{
	struct timespec t = { (time_t)s,
		(long)((s - (double)(time_t)s) * 1e9) };

	nanosleep(&t, NULL);
}

static pid_t start(const char *tool, const char *const *args, int in, int out)
{
	const char *bin = getenv(tool[0] == 'n' ? "NA62_BIN" : "NA62_BUILD");
	pid_t pid = fork();
	char path[500];
	char *list[MOST_ARGS] = { path };

	if (pid < 0)
		give_up("no process");
	if (pid > 0)
		return pid;
	snprintf(path, sizeof path, "%s/%s%s", bin ? bin : "",
	    tool[0] == 'n' ? "" : "examples/", tool);
	for (int i = 0; args[i]; i++)
		list[i + 1] = (char *)(uintptr_t)args[i];
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(98);
	/* Of those who are told to, all complain. */
	dup2(open("/dev/null", O_WRONLY), 2);
	signal(SIGPIPE, SIG_DFL);
	alarm(60);
	execv(path, list);
	_exit(97);
}

static int status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) < 0)
		give_up("no status");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- one program ---------------------------------------------------- */

static void write_table(void)
{
	FILE *f = fopen("big.tsv", "w");
	struct n62_rng rng;

	if (!f)
		give_up("cannot write a table");
	n62_rng_init(&rng, 1, 1, 1);
	fputs("n:u32\tx:f64[GeV]\ty:f64\n", f);
	for (int i = 0; i < ROWS; i++)
		fprintf(f, "%d\t%.9f\t%.9f\n", i, n62_rng_uniform(&rng),
		    n62_rng_normal(&rng));
	if (fclose(f) != 0)
		give_up("cannot write a table");
}

static pid_t start_import(int null)
{
	static const char *const args[] = { "--import", "-t", "t", "-o",
		"out.n62", "big.tsv", NULL };

	return start("na62-view", args, null, null);
}

/* 1 when the file is there and complete, 0 when it is absent. */
static int look(void)
{
	struct seen seen;

	if (access("out.n62", F_OK) < 0)
		return 0;
	if (stream_read("out.n62", NULL, &seen) != 0 || seen.rows[0] != ROWS)
		return miss(
		    "the file is there and not whole: %s", seen.err.text);
	return 1;
}

static uint64_t kill_one(void)
{
	int null = open("/dev/null", O_RDWR), complete = 0, absent = 0;
	uint64_t misses = 0;
	double time = 0;
	struct n62_rng rng;

	write_table();
	for (int i = 0; i < 2; i++) {
		unlink("out.n62");
		time = now();
		if (status_of(start_import(null)) != 0)
			give_up("the import does not work");
		time = now() - time;
	}
	if (look() != 1)
		give_up("the import does not work");
	n62_rng_init(&rng, 2, 1, 1);
	for (int i = 0; i < MOMENTS; i++) {
		pid_t pid;
		int found;

		unlink("out.n62");
		pid = start_import(null);
		wait_seconds(time * n62_rng_uniform(&rng));
		kill(pid, SIGKILL);
		status_of(pid);
		found = look();
		misses += found < 0;
		complete += found > 0;
		absent += found == 0;
	}
	close(null);
	printf("%d times killed while writing a file: %d absent, %d complete\n",
	    MOMENTS, absent, complete);
	return misses + (absent == 0);
}

/* ---- a pipeline ----------------------------------------------------- */

/* A filter, three merges and a count, from the descriptor in. */
static void start_all(pid_t pid[STAGES], int in)
{
	static const char *const tools[STAGES] = { "filter", "na62-merge",
		"na62-merge", "na62-merge", "na62-view" };
	static const char *const plain[] = { "-j1", NULL };
	static const char *const count[] = { "--count", NULL };
	int null = open("/dev/null", O_WRONLY), fd[2];

	for (int i = 0; i < STAGES; i++) {
		bool last = i == STAGES - 1;

		if (!last && pipe2(fd, O_CLOEXEC) < 0)
			give_up("no pipe");
		pid[i] = start(
		    tools[i], last ? count : plain, in, last ? null : fd[1]);
		close(in);
		if (!last) {
			close(fd[1]);
			in = fd[0];
		}
	}
	close(null);
}

static void feed(int fd, const unsigned char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);

		/* Nobody reads any more. */
		if (done < 0)
			return;
		bytes += done;
		n -= (size_t)done;
	}
}

/* The status of the last stage when stage k is killed after cut bytes. */
static int kill_stage(const struct stream *s, int k, size_t cut)
{
	pid_t pid[STAGES];
	int fd[2], last = 0;

	if (pipe2(fd, O_CLOEXEC) < 0)
		give_up("no pipe");
	start_all(pid, fd[0]);
	feed(fd[1], s->bytes, cut);
	wait_seconds(0.02);
	if (k >= 0)
		kill(pid[k], SIGKILL);
	wait_seconds(k >= 0 ? 0.002 : 0);
	feed(fd[1], s->bytes + cut, s->size - cut);
	close(fd[1]);
	for (int i = 0; i < STAGES; i++)
		last = status_of(pid[i]);
	return last;
}

/* The cuts lie anywhere, but two of them between the segments and in the
 * middle of END. */
static size_t cut_at(const struct stream *s, int i, struct n62_rng *rng)
{
	const struct piece *p = s->piece;

	while (p->segment == 1)
		p++;
	if (i < 2)
		return i ? p->at - 50 : p->at;
	return n62_rng_below(rng, (uint32_t)s->size);
}

static uint64_t kill_stages(void)
{
	uint64_t noticed = 0, all = 0;
	struct n62_rng rng;
	struct stream s;

	stream_make(&s);
	n62_rng_init(&rng, 3, 1, 1);
	if (kill_stage(&s, -1, 1000) != 0)
		give_up("the pipeline does not work");
	for (int k = 0; k < STAGES; k++)
		for (int i = 0; i < CUTS; i++) {
			size_t cut = cut_at(&s, i, &rng);
			int status = kill_stage(&s, k, cut);

			all++;
			noticed += status != 0;
			if (status == 0)
				miss("stage %d killed after %zu bytes: status "
				     "0",
				    k + 1, cut);
		}
	stream_free(&s);
	printf("%llu times a stage of five killed: %llu times the last status "
	       "is not 0\n",
	    (unsigned long long)all, (unsigned long long)noticed);
	return all - noticed;
}

int main(void)
{
	uint64_t misses;

	signal(SIGPIPE, SIG_IGN);
	run_begin();
	misses = kill_one();
	misses += kill_stages();
	run_end();
	return misses > 0;
}
