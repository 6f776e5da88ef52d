/*
 * writer.c - burst files. The tables are the first thing in a file and the
 * last that is known, so the events are put aside until then.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "raw/private.h"

struct n62_raw_writer {
	uint32_t run, burst;
	FILE *aside; /* the events */
	uint32_t *table[3];
	size_t n, cap;
	uint64_t words; /* of the events */
	bool headerless;
};

struct n62_raw_writer *n62_raw_writer_new(
    uint32_t run, uint32_t burst, struct n62_err *err)
{
	struct n62_raw_writer *w = n62_new(1, sizeof *w, err);

	if (!w)
		return NULL;
	w->run = run;
	w->burst = burst;
	w->aside = tmpfile();
	if (w->aside)
		return w;
	n62_fail_errno(err, errno, "cannot make a temporary file");
	free(w);
	return NULL;
}

void n62_raw_writer_headerless(struct n62_raw_writer *w)
{
	w->headerless = true;
}

static int grow(struct n62_raw_writer *w, struct n62_err *err)
{
	size_t cap = w->cap ? 2 * w->cap : 1024;

	if (w->n < w->cap)
		return 0;
	for (int i = 0; i < 3; i++) {
		uint32_t *p = n62_resize(w->table[i], cap, 4, err);

		if (!p)
			return -1;
		w->table[i] = p;
	}
	w->cap = cap;
	return 0;
}

int n62_raw_writer_add(
    struct n62_raw_writer *w, const void *bytes, size_t n, struct n62_err *err)
{
	/* An event may be damaged on purpose, so nothing is checked. */
	const unsigned char *p = bytes;

	if (n == 0)
		return 0;
	if (n < 4 * EVENT_LEAST || n % 4 != 0 || n > N62_RAW_MAX_EVENT)
		return n62_fail(
		    err, N62_DATA, "an event cannot have %zu bytes", n);
	if (w->n == N62_RAW_MAX_EVENTS ||
	    w->words + n / 4 > UINT32_MAX - 4 * N62_RAW_MAX_EVENTS)
		return n62_fail(err, N62_DATA,
		    "a burst file cannot hold more than %zu events", w->n);
	if (grow(w, err) < 0)
		return -1;
	if (fwrite(bytes, 1, n, w->aside) != n)
		return n62_fail_errno(
		    err, errno, "cannot write to a temporary file");
	w->table[0][w->n] = raw_get(&raw_event[EVENT_NUMBER], p);
	w->table[1][w->n] = raw_word(p, raw_event[EVENT_L0].word) & 0xffffff;
	w->table[2][w->n] = (uint32_t)w->words;
	w->n++;
	w->words += n / 4;
	return 0;
}

static int write_tables(
    struct n62_raw_writer *w, struct n62_out *out, struct n62_err *err)
{
	uint32_t n = (uint32_t)w->n, first = FILE_WORDS + 3 * n;
	unsigned char head[4 * FILE_WORDS] = { 0 };

	raw_put(&raw_file[FILE_VERSION], head, 1);
	raw_put(&raw_file[FILE_EVENTS], head, n);
	raw_put(&raw_file[FILE_RUN], head, w->run);
	raw_put(&raw_file[FILE_BURST], head, w->burst);
	if (n62_out_write(out, head, sizeof head, err) < 0)
		return -1;
	for (int k = 0; k < 3; k++) {
		for (uint32_t i = 0; i < n; i++)
			raw_set_word((unsigned char *)w->table[k], i,
			    w->table[k][i] + (k == 2 ? first : 0));
		if (n > 0 &&
		    n62_out_write(out, w->table[k], 4 * (size_t)n, err) < 0)
			return -1;
	}
	return 0;
}

int n62_raw_writer_end(
    struct n62_raw_writer *w, struct n62_out *out, struct n62_err *err)
{
	char bytes[65536];
	size_t n;

	if (fflush(w->aside) != 0 || fseek(w->aside, 0, SEEK_SET) != 0)
		return n62_fail_errno(
		    err, errno, "cannot write to a temporary file");
	if (!w->headerless && write_tables(w, out, err) < 0)
		return -1;
	while ((n = fread(bytes, 1, sizeof bytes, w->aside)) > 0)
		if (n62_out_write(out, bytes, n, err) < 0)
			return -1;
	if (ferror(w->aside))
		return n62_fail_errno(
		    err, errno, "cannot read from a temporary file");
	return 0;
}

void n62_raw_writer_free(struct n62_raw_writer *w)
{
	if (!w)
		return;
	if (w->aside)
		fclose(w->aside);
	for (int i = 0; i < 3; i++)
		free(w->table[i]);
	free(w);
}
