/*
 * raw_bench.c - how fast events of raw bursts are decoded and encoded.
 *
 * usage: raw_bench [EVENTS [NAME]]
 *
 * Makes EVENTS events (2000 when not given) like those of 2017-18, and says
 * MB/s of raw bytes per second of CPU time on one core, the best of five
 * rounds: all sources, then each alone. NAME is a file to write the burst to
 * and to read it back from.
 */
#include "raw_random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ROUNDS = 5
};

static struct n62_err err;
static struct n62_raw_event event;
static struct n62_buf bytes;
static size_t *starts;
static uint32_t events = 2000;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void fail(void)
{
	fprintf(stderr, "raw_bench: %s\n", err.text);
	exit(1);
}

static void make_events(void)
{
	starts = malloc((events + 1) * sizeof *starts);
	if (!starts)
		exit(1);
	for (uint32_t i = 0; i < events; i++) {
		starts[i] = bytes.len;
		rnd_event(&event, RND_FULL, 1, i);
		if (n62_raw_encode(&event, &bytes, &err) < 0)
			fail();
	}
	starts[events] = bytes.len;
}

/* Seconds to decode all events with these options. */
static double decode_all(const struct n62_raw_options *o)
{
	double start = now();

	for (uint32_t i = 0; i < events; i++)
		if (n62_raw_decode(&event, bytes.data + starts[i],
			starts[i + 1] - starts[i], starts[i], o, NULL,
			&err) < 1)
			fail();
	return now() - start;
}

static double best_decode(const struct n62_raw_options *o)
{
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double t = decode_all(o);

		best = t < best ? t : best;
	}
	return best;
}

/* Bytes of one source in all events. */
static double bytes_of(uint8_t id, const struct n62_raw_options *o)
{
	double sum = 0;

	for (uint32_t i = 0; i < events; i++) {
		if (n62_raw_decode(&event, bytes.data + starts[i],
			starts[i + 1] - starts[i], starts[i], o, NULL,
			&err) < 1)
			fail();
		for (uint32_t k = 0; k < event.n[N62_RAW_A_SOURCE]; k++)
			if (event.source[k].id == id)
				sum += event.source[k].size;
	}
	return sum;
}

static void decode_sources(void)
{
	struct n62_raw_options o;
	double nothing;

	n62_raw_options_init(&o, 9000);
	o.wanted = 0;
	nothing = best_decode(&o);
	for (unsigned id = 4; id <= N62_RAW_DIM; id += 4) {
		double size, t;

		if (!n62_raw_source_name(id))
			continue;
		n62_raw_options_init(&o, 9000);
		o.wanted = (uint64_t)1 << id / 4;
		size = bytes_of((uint8_t)id, &o);
		t = best_decode(&o) - nothing;
		if (size > 0)
			printf("decode %-6s %6.0f bytes/event  %6.0f MB/s\n",
			    n62_raw_source_name(id), size / events,
			    size / 1e6 / t);
	}
}

static void encode_events(void)
{
	struct n62_raw_options o;
	struct n62_buf b = { 0 };
	double best = 1e9;

	n62_raw_options_init(&o, 9000);
	for (int i = 0; i < ROUNDS; i++) {
		double sum = 0;

		for (uint32_t k = 0; k < events; k++) {
			double start;

			if (n62_raw_decode(&event, bytes.data + starts[k],
				starts[k + 1] - starts[k], 0, &o, NULL,
				&err) < 1)
				fail();
			b.len = 0;
			start = now();
			if (n62_raw_encode(&event, &b, &err) < 0)
				fail();
			sum += now() - start;
		}
		best = sum < best ? sum : best;
	}
	printf("encode all    %6.0f bytes/event  %6.0f MB/s\n",
	    (double)bytes.len / events, (double)bytes.len / 1e6 / best);
	n62_buf_free(&b);
}

static void write_burst(const char *name)
{
	struct n62_raw_writer *w = n62_raw_writer_new(9000, 20, &err);
	struct n62_out out;

	if (!w || n62_out_open(&out, name, &err) < 0)
		fail();
	for (uint32_t i = 0; i < events; i++)
		if (n62_raw_writer_add(w, bytes.data + starts[i],
			starts[i + 1] - starts[i], &err) < 0)
			fail();
	if (n62_raw_writer_end(w, &out, &err) < 0 ||
	    n62_out_commit(&out, &err) < 0)
		fail();
	n62_out_free(&out);
	n62_raw_writer_free(w);
}

/* Reads the file as often as the rest was measured; decodes when asked. */
static void read_burst(const char *name, bool decode)
{
	struct n62_raw_options o;
	double best = 1e9;

	n62_raw_options_init(&o, 9000);
	for (int i = 0; i < ROUNDS; i++) {
		struct n62_raw_reader *r;
		const struct n62_raw_burst *b = NULL;
		struct n62_raw_piece p;
		double start = now();

		r = n62_raw_open(name, &err);
		if (!r || n62_raw_next_burst(r, &b, &err) < 1)
			fail();
		while (n62_raw_next_event(r, &p, &err) > 0)
			if (decode && n62_raw_decode(&event, p.bytes, p.n, p.at,
					  &o, NULL, &err) < 1)
				fail();
		n62_raw_close(r);
		start = now() - start;
		best = start < best ? start : best;
	}
	printf("read%s %6.0f bytes/event  %6.0f MB/s\n",
	    decode ? ", decode " : "          ", (double)bytes.len / events,
	    (double)bytes.len / 1e6 / best);
}

int main(int argc, char **argv)
{
	struct n62_raw_options o;
	uint64_t n;

	if (argc > 1) {
		if (n62_get_u64(argv[1], strlen(argv[1]), &n) < 0 || n == 0 ||
		    n > 1000000)
			return 2;
		events = (uint32_t)n;
	}
	make_events();
	n62_raw_options_init(&o, 9000);
	printf("decode all    %6.0f bytes/event  %6.0f MB/s\n",
	    (double)bytes.len / events,
	    (double)bytes.len / 1e6 / best_decode(&o));
	decode_sources();
	encode_events();
	if (argc > 2) {
		write_burst(argv[2]);
		read_burst(argv[2], false);
		read_burst(argv[2], true);
	}
	n62_raw_free(&event);
	n62_buf_free(&bytes);
	free(starts);
	return 0;
}
