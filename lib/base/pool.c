/*
 * pool.c - jobs on several threads, results in the order of the jobs.
 *
 * One ring of depth places, three running numbers: jobs handed over, jobs
 * started, jobs fetched. A job's place is its number modulo depth. The
 * caller's thread alone changes put and got, so it reads them unlocked.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/base.h"

struct place {
	void *job;
	bool done;
};

struct worker {
	struct n62_pool *pool;
	pthread_t thread;
	int index;
};

struct n62_pool {
	n62_job *run;
	struct place *ring;
	size_t depth;
	size_t put, started, got;
	struct worker *workers;
	int nworkers; /* 0: jobs run inside n62_pool_put */
	bool stop;
	pthread_mutex_t lock;
	pthread_cond_t work; /* a job came, or stop */
	pthread_cond_t done; /* the oldest job inside is done */
};

static void *serve(void *arg)
{
	struct worker *w = arg;
	struct n62_pool *p = w->pool;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		size_t number;
		struct place *place;

		while (!p->stop && p->started == p->put)
			pthread_cond_wait(&p->work, &p->lock);
		if (p->stop)
			break;
		number = p->started++;
		place = &p->ring[number % p->depth];
		pthread_mutex_unlock(&p->lock);
		p->run(place->job, w->index);
		pthread_mutex_lock(&p->lock);
		place->done = true;
		if (number == p->got)
			pthread_cond_signal(&p->done);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* Starts as many threads as can be had, possibly none. */
static void start(struct n62_pool *p, int threads)
{
	for (int i = 0; i < threads; i++) {
		struct worker *w = &p->workers[i];

		w->pool = p;
		w->index = i;
		if (pthread_create(&w->thread, NULL, serve, w) != 0)
			break;
		p->nworkers++;
	}
}

struct n62_pool *n62_pool_new(
    int threads, int depth, n62_job *run, struct n62_err *err)
{
	struct n62_pool *p = n62_new(1, sizeof *p, err);

	if (!p)
		return NULL;
	p->run = run;
	p->depth = depth > 1 ? (size_t)depth : 1;
	if (threads < 1)
		threads = 1;
	/* With default attributes these cannot fail on the systems we know. */
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	pthread_cond_init(&p->done, NULL);
	p->ring = n62_new(p->depth, sizeof *p->ring, err);
	p->workers = n62_new((size_t)threads, sizeof *p->workers, err);
	if (!p->ring || !p->workers) {
		n62_pool_free(p);
		return NULL;
	}
	if (threads > 1)
		start(p, threads);
	return p;
}

void n62_pool_put(struct n62_pool *p, void *job)
{
	struct place *place = &p->ring[p->put % p->depth];

	place->job = job;
	place->done = false;
	if (p->nworkers == 0) {
		p->run(job, 0);
		place->done = true;
		p->put++;
		return;
	}
	pthread_mutex_lock(&p->lock);
	p->put++;
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->lock);
}

void *n62_pool_get(struct n62_pool *p)
{
	struct place *place = &p->ring[p->got % p->depth];

	if (p->got == p->put)
		return NULL;
	pthread_mutex_lock(&p->lock);
	while (!place->done)
		pthread_cond_wait(&p->done, &p->lock);
	p->got++;
	pthread_mutex_unlock(&p->lock);
	return place->job;
}

int n62_pool_inside(const struct n62_pool *p)
{
	return (int)(p->put - p->got);
}

void n62_pool_free(struct n62_pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->nworkers; i++)
		pthread_join(p->workers[i].thread, NULL);
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	free(p->workers);
	free(p->ring);
	free(p);
}
