/*
 * test_base_pool.c - the thread pool: order, workers, the end.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "check.h"

enum {
	jobs = 2000,
	most_workers = 8
};

struct job {
	int number;
	uint64_t result;
	long pause; /* nanoseconds */
	atomic_int runs;
};

static struct job job[jobs];
static atomic_int busy[most_workers], clashes, strangers, started;

static void work(void *arg, int worker)
{
	struct job *j = arg;
	struct timespec pause = { 0, j->pause };

	if (worker < 0 || worker >= most_workers) {
		strangers++;
		return;
	}
	/* A worker's index is its own as long as the job runs. */
	if (atomic_fetch_add(&busy[worker], 1) != 0)
		clashes++;
	started++;
	if (j->pause > 0)
		nanosleep(&pause, NULL);
	j->result = (uint64_t)j->number * 2654435761u;
	j->runs++;
	atomic_fetch_sub(&busy[worker], 1);
}

static void prepare(long longest_pause)
{
	struct n62_rng r;

	n62_rng_init(&r, 1, 2, 3);
	started = clashes = strangers = 0;
	for (int i = 0; i < jobs; i++) {
		job[i] = (struct job){ .number = i };
		if (longest_pause > 0 && n62_rng_below(&r, 10) == 0)
			job[i].pause =
			    n62_rng_below(&r, (uint32_t)longest_pause);
	}
}

static void in_order(int threads, int depth)
{
	struct n62_err err = { 0 };
	struct n62_pool *p = n62_pool_new(threads, depth, work, &err);
	int got = 0;

	if (!CHECK(p != NULL))
		return;
	prepare(300000);
	CHECK(n62_pool_get(p) == NULL);
	for (int i = 0; i < jobs; i++) {
		while (n62_pool_inside(p) == depth)
			CHECK(n62_pool_get(p) == &job[got++]);
		n62_pool_put(p, &job[i]);
	}
	while (n62_pool_inside(p) > 0)
		CHECK(n62_pool_get(p) == &job[got++]);
	CHECK(got == jobs && n62_pool_get(p) == NULL);
	for (int i = 0; i < jobs; i++)
		CHECK(job[i].runs == 1 &&
		      job[i].result == (uint64_t)i * 2654435761u);
	CHECK(clashes == 0 && strangers == 0);
	n62_pool_free(p);
}

static void order(void)
{
	static const int threads[] = { 1, 2, 3, 8 }, depths[] = { 1, 2, 7, 64 };

	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++)
			in_order(threads[i], depths[k]);
}

static void inline_job(void *arg, int worker)
{
	*(pthread_t *)arg = pthread_self();
	CHECK(worker == 0);
}

static void inside_put(int threads)
{
	struct n62_err err = { 0 };
	struct n62_pool *p = n62_pool_new(threads, 4, inline_job, &err);
	pthread_t self;

	if (!CHECK(p != NULL))
		return;
	memset(&self, 0, sizeof self);
	n62_pool_put(p, &self);
	CHECK(pthread_equal(self, pthread_self()));
	CHECK(n62_pool_get(p) == &self);
	n62_pool_free(p);
}

/* One thread means no thread: the job is done when put returns. */
static void one_thread(void)
{
	inside_put(1);
	inside_put(0);
	n62_pool_free(NULL);
}

/* What runs is waited for; what was never begun is not begun. */
static void early_end(void)
{
	struct n62_err err = { 0 };
	struct n62_pool *p = n62_pool_new(2, 100, work, &err);
	int runs = 0, begun;

	if (!CHECK(p != NULL))
		return;
	prepare(0);
	for (int i = 0; i < 100; i++) {
		job[i].pause = 2000000;
		n62_pool_put(p, &job[i]);
	}
	CHECK(n62_pool_get(p) == &job[0]);
	n62_pool_free(p);
	begun = started;
	for (int i = 0; i < 100; i++)
		runs += job[i].runs;
	CHECK(runs == begun);
	CHECK(runs >= 1 && runs < 100);
}

/* No thread can be had: the work is done all the same. */
static void without_threads(void)
{
	struct rlimit limit = { 0, 0 };

	/* Root may start threads beyond the limit; be nobody. */
	if (getuid() == 0 && setuid(65534) != 0)
		_exit(2);
	if (setrlimit(RLIMIT_NPROC, &limit) != 0)
		_exit(2);
	check_failures = 0;
	inside_put(4);
	in_order(4, 8);
	_exit(check_failures ? 1 : 0);
}

static void no_threads(void)
{
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		without_threads();
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
	check_run("results in the order of the jobs", order);
	check_run("one thread runs inside put", one_thread);
	check_run("freed before the end", early_end);
	check_run("no threads to be had", no_threads);
	return check_end();
}
