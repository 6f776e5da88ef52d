/*
 * planes_bench.c - how fast and how small the byte planes are.
 *
 * usage: planes_bench [VALUES]
 *
 * Packs and unpacks synthetic columns of VALUES values (16384 when not
 * given): events of 12 integers and 38 reals of 4 bytes, and then arrays of
 * integers alone, each without and with the filter delta allowed. MB/s are
 * raw bytes per second of CPU time on one core, the best of five rounds.
 */
#include "record/private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	INTEGERS = 12,
	REALS = 38,
	BLOCKS = 10, /* of events */
	ROUNDS = 5
};

static uint64_t state = 1;

/* G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number
 * generators, OOPSLA 2014. */
static uint64_t draw(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint32_t below(uint32_t n)
{
	return (uint32_t)((draw() >> 32) * n >> 32);
}

static double uniform(void)
{
	return ((double)(draw() >> 12) + 0.5) / 4503599627370496.0;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* ---- columns of events ---------------------------------------------- */

/* Value i of integer column c: run, burst, number, time, bits of triggers,
 * fine time, kind of trigger, and counts that are mostly small or zero. */
static uint32_t integer_value(int c, uint32_t i)
{
	static uint32_t now;

	switch (c) {
	case 0:
		return 8600;
	case 1:
		return 1 + i / 100000;
	case 2:
		return i;
	case 3:
		return now += 1 + below(400);
	case 4:
		return 1u << below(7);
	case 5:
		return below(256);
	case 6:
		return 16 + below(3);
	case 7:
		return 1 + below(20);
	case 8:
		return 1 + below(3);
	case 9:
		return below(9);
	case 10:
		return below(10) ? 0 : below(4);
	default:
		return below(20) ? 0 : 1;
	}
}

/* Value of real column c: momenta, masses, positions along the beam, angles,
 * likelihoods, energies; then times and transverse positions. */
static float real_value(int c)
{
	switch (c) {
	case 0:
		return (float)(10 + 35 * uniform());
	case 1:
		return (float)(75 + 0.8 * normal());
	case 2:
		return (float)(0.02 + 0.05 * normal());
	case 3:
		return (float)(102000 + 78000 * uniform());
	case 4:
		return (float)(0.001 + 0.009 * uniform());
	case 5:
	case 6:
		return (float)(0.0012 + 0.0001 * normal());
	case 7:
		return (float)(17.9 + 0.1 * normal());
	case 8:
	case 9:
	case 10:
	case 11:
		return (float)(-5 * log(uniform()));
	case 12:
	case 13:
		return (float)(45 * uniform() * uniform());
	case 14:
		return below(4) ? 0 : (float)(2 * uniform());
	default:
		return (float)((c % 2 ? 0.1 : 100) * normal());
	}
}

static void fill_column(int c, uint32_t first, uint32_t n, uint32_t *v)
{
	for (uint32_t i = 0; i < n; i++) {
		if (c < INTEGERS) {
			v[i] = integer_value(c, first + i);
		} else {
			const float f = real_value(c - INTEGERS);

			memcpy(&v[i], &f, sizeof f);
		}
	}
}

/* ---- measuring ------------------------------------------------------ */

/* Columns of n values each, one behind the other, and their packed form. */
struct work {
	struct rec_codec *codec;
	unsigned char *raw, *back;
	uint32_t n, columns;
	unsigned width;
	const bool *integer; /* by column, repeated every period */
	uint32_t period;
	struct n62_buf directory, planes;
	double pack, unpack; /* seconds */
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int pack_all(struct work *w, struct n62_err *err)
{
	const size_t size = (size_t)w->n * w->width;

	w->directory.len = w->planes.len = 0;
	for (uint32_t c = 0; c < w->columns; c++)
		if (rec_pack(w->codec, w->raw + c * size, w->n, w->width,
			w->integer[c % w->period], &w->directory, &w->planes,
			err) < 0)
			return -1;
	return 0;
}

static int unpack_all(struct work *w, struct n62_err *err)
{
	const unsigned char *entry = (unsigned char *)w->directory.data;
	const unsigned char *planes = (unsigned char *)w->planes.data;
	const size_t size = (size_t)w->n * w->width;
	uint32_t count;
	uint64_t stored;

	for (uint32_t c = 0; c < w->columns; c++) {
		if (rec_entry_read(entry, w->width, w->integer[c % w->period],
			&count, &stored, err) < 0 ||
		    rec_unpack(w->codec, entry, planes, w->width,
			w->back + c * size, err) < 0)
			return -1;
		entry += rec_entry_size(w->width);
		planes += stored;
	}
	return 0;
}

/* Runs the rounds; returns the ratio, or a negative number. */
static double measure(struct work *w, struct n62_err *err)
{
	const size_t size = (size_t)w->n * w->width * w->columns;

	w->pack = w->unpack = 1e9;
	for (int i = 0; i < ROUNDS; i++) {
		double t = seconds();

		if (pack_all(w, err) < 0)
			return -1;
		t = seconds() - t;
		w->pack = t < w->pack ? t : w->pack;
		t = seconds();
		if (unpack_all(w, err) < 0)
			return -1;
		t = seconds() - t;
		w->unpack = t < w->unpack ? t : w->unpack;
	}
	if (memcmp(w->raw, w->back, size) != 0)
		return n62_fail(err, N62_DATA, "the values have changed");
	return (double)size / (double)(w->directory.len + w->planes.len);
}

static int show(const char *name, struct work *w, struct n62_err *err)
{
	const double size = (double)w->n * w->width * w->columns * 1e-6;
	const double ratio = measure(w, err);

	if (ratio < 0)
		return -1;
	printf("%-32s %8.3f %8.0f %8.0f\n", name, ratio, size / w->pack,
	    size / w->unpack);
	return 0;
}

static int bench_events(struct work *w, struct n62_err *err)
{
	static bool integer[INTEGERS + REALS];
	uint32_t *v = (uint32_t *)(void *)w->raw;

	for (int c = 0; c < INTEGERS; c++)
		integer[c] = true;
	w->integer = integer;
	w->period = INTEGERS + REALS;
	w->columns = BLOCKS * (INTEGERS + REALS);
	w->width = 4;
	for (uint32_t b = 0; b < BLOCKS; b++)
		for (int c = 0; c < INTEGERS + REALS; c++, v += w->n)
			fill_column(c, b * w->n, w->n, v);
	return show("events, 12 integers 38 reals", w, err);
}

/* ---- integers alone ------------------------------------------------- */

enum kind {
	TIMES32,
	TIMES64,
	CHANNELS,
	SORTED_CHANNELS,
	OFFSETS,
	FINE_TIMES,
	ADC,
	KINDS
};

static const struct {
	const char *name;
	unsigned width;
} kinds[KINDS] = {
	[TIMES32] = { "sorted times u32", 4 },
	[TIMES64] = { "sorted times u64", 8 },
	[CHANNELS] = { "channels u16", 2 },
	[SORTED_CHANNELS] = { "channels u16, sorted by event", 2 },
	[OFFSETS] = { "offsets of lists u32", 4 },
	[FINE_TIMES] = { "fine times u8", 1 },
	[ADC] = { "pulse samples u16", 2 },
};

static uint64_t next_value(enum kind kind, uint64_t last)
{
	switch (kind) {
	case TIMES32:
		return last + below(400);
	case TIMES64:
		return last + below(10000000);
	case CHANNELS:
		return below(2048);
	case SORTED_CHANNELS:
		last += below(300);
		return last < 2048 ? last : below(100);
	case OFFSETS:
		return last + below(12);
	case FINE_TIMES:
		return below(256);
	default:
		return 200 + (last * 3 + below(4000)) / 8;
	}
}

static int bench_integers(struct work *w, enum kind kind, struct n62_err *err)
{
	static const bool no = false, yes = true;
	char name[64];
	uint64_t last = 0;

	w->width = kinds[kind].width;
	w->columns = 50;
	w->period = 1;
	for (size_t i = 0; i < (size_t)w->n * w->columns; i++) {
		unsigned char bytes[8];

		last = next_value(kind, last);
		n62_put64(bytes, last);
		memcpy(w->raw + i * w->width, bytes, w->width);
	}
	w->integer = &no;
	snprintf(name, sizeof name, "%s, plain", kinds[kind].name);
	if (show(name, w, err) < 0)
		return -1;
	w->integer = &yes;
	snprintf(name, sizeof name, "%s, delta", kinds[kind].name);
	return show(name, w, err);
}

static int bench(struct work *w, struct n62_err *err)
{
	const size_t size = (size_t)w->n * 4 * BLOCKS * (INTEGERS + REALS);

	w->codec = rec_codec_new(err);
	w->raw = n62_new(1, size, err);
	w->back = n62_new(1, size, err);
	if (!w->codec || !w->raw || !w->back)
		return -1;
	printf("%-32s %8s %8s %8s\n", "columns", "ratio", "pack", "unpack");
	if (bench_events(w, err) < 0)
		return -1;
	for (int kind = 0; kind < KINDS; kind++)
		if (bench_integers(w, (enum kind)kind, err) < 0)
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	struct n62_err err = { 0 };
	struct work w = { 0 };
	int r;

	w.n = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 16384;
	if (w.n == 0 || w.n > 1 << 20) {
		fprintf(stderr, "usage: planes_bench [VALUES]\n");
		return 2;
	}
	r = bench(&w, &err);
	if (r < 0)
		fprintf(stderr, "planes_bench: %s\n", err.text);
	rec_codec_free(w.codec);
	free(w.raw);
	free(w.back);
	n62_buf_free(&w.directory);
	n62_buf_free(&w.planes);
	return r < 0;
}
