/*
 * fuzz_mmiss.c - any texts as options of na62-mmiss, over a small stream: no
 * crash, and a sentence for each refusal. The first character of a line says
 * which option its rest is for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hist/hist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MOST = 8,
	EVENTS = 40
};

static const char *lines[6][MOST];

static void split(char *text, struct n62_mmiss_options *o)
{
	struct n62_texts *to[6] = { &o->hist, &o->region, &o->fit, &o->scan,
		&o->miss, &o->mass };
	static const char marks[] = "HRFSMA";

	for (int i = 0; i < 6; i++)
		*to[i] = (struct n62_texts){ lines[i], 0 };
	for (char *next; text; text = next) {
		const char *mark = *text ? strchr(marks, *text) : NULL;

		next = strchr(text, '\n');
		if (next)
			*next++ = 0;
		/* Files of points are not what is looked at. */
		if (!mark || strstr(text, "points"))
			continue;
		if (to[mark - marks]->n < MOST)
			lines[mark - marks][to[mark - marks]->n++] = text + 1;
	}
}

static void fill(struct n62_writer *w, struct n62_schema *s, int event,
    const struct n62_col *col, struct n62_err *err)
{
	struct n62_block *b;
	uint32_t counts[EVENTS];

	if (n62_write_head(w, s, err) < 0 ||
	    !(b = n62_rows(w, event, EVENTS, err)))
		abort();
	for (uint32_t i = 0; i < EVENTS; i++) {
		((double *)n62_change(b, col[0]))[i] = 2 + sin(i * 77.7);
		((double *)n62_change(b, col[1]))[i] = i % 7;
		counts[i] = i % 4;
	}
	if (n62_fill_list(b, col[2], counts, err) < 0)
		abort();
	for (uint32_t i = 0; i < n62_count(b, col[2]); i++) {
		((float *)n62_change(b, col[2]))[i] = (float)i;
		((int32_t *)n62_change(b, col[3]))[i] = i % 2 ? 1 : -1;
	}
	if (n62_write(w, b, err) < 0 || n62_write_end(w, err) < 0 ||
	    n62_commit(w, err) < 0)
		abort();
}

static char name[] = "/tmp/na62-fuzz-mmiss-XXXXXX";

static void forget(void)
{
	unlink(name);
}

/* Once: a stream in a file, which goes with the process. */
static const char *input(void)
{
	static const struct n62_column columns[] = {
		{ .name = "x", .unit = "GeV/c2", .type = N62_F64, .list = -1 },
		{ .name = "x2", .unit = "GeV2", .type = N62_F64, .list = -1 },
		{ .name = "p", .unit = "GeV/c", .type = N62_F32, .list = 0 },
		{ .name = "q", .unit = "", .type = N62_I32, .list = 0 },
	};
	struct n62_write_options o = { .name = name, .threads = 1 };
	struct n62_err err = { 0 };
	struct n62_schema *s;
	struct n62_writer *w;
	struct n62_col col[4];
	static bool made;
	int event, fd;

	if (made)
		return name;
	made = true;
	fd = mkstemp(name);
	if (fd < 0 || close(fd) < 0 || atexit(forget) != 0)
		abort();
	s = n62_schema_new(&err);
	w = n62_writer_open(&o, &err);
	event = s ? n62_add_table(s, "event", N62_APPEND, "", &err) : -1;
	if (!w || event < 0 || n62_add_list(s, event, "track", "", &err) < 0)
		abort();
	for (int i = 0; i < 4; i++) {
		struct n62_column c = columns[i];

		c.doc = "";
		if (n62_add_column(s, event, &c, &col[i], &err) < 0)
			abort();
	}
	fill(w, s, event, col, &err);
	n62_writer_free(w);
	n62_schema_free(s);
	return name;
}

static int pass(struct n62_mmiss *m, struct n62_err *err)
{
	const char *names[] = { input() };
	struct n62_read_options in = { names, 1, 1, .join = true };
	struct n62_reader *r = n62_reader_open(&in, err);
	struct n62_block *b;
	struct n62_buf text = { 0 };
	int got = r ? 1 : -1;

	while (got > 0) {
		got = n62_read(r, &b, err);
		if (got > 0 && n62_mmiss_step(m, b, NULL, err) < 0)
			got = -1;
	}
	if (got == 0)
		got = n62_mmiss_print(m, &text, err);
	n62_buf_free(&text);
	n62_reader_free(r);
	return got;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct n62_mmiss_options o = { .unblind = false };
	struct n62_err err = { 0 };
	char *text = calloc(size + 1, 1);
	struct n62_mmiss *m;

	if (!text)
		abort();
	memcpy(text, data, size);
	split(text, &o);
	m = n62_mmiss_new(&o, &err);
	if ((!m || pass(m, &err) < 0) &&
	    (err.code == N62_OK || !*err.text || strchr(err.text, '\n')))
		abort();
	n62_mmiss_free(m);
	free(text);
	return 0;
}
