/*
 * spoiler.c - damage on purpose, by the texts of an option: which kinds, in
 * which part of the events. The same seed damages the same events in the
 * same way.
 */
#define _GNU_SOURCE /* memfd_create */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "raw/raw.h"

/* "cream-checksum:0.1" */
static int parse_one(
    struct n62_raw_spoiler *s, const char *text, struct n62_err *err)
{
	const char *colon = strchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : strlen(text);
	double rate = 1;
	char name[64];
	int kind;

	n = n < sizeof name ? n : sizeof name - 1;
	memcpy(name, text, n);
	name[n] = '\0';
	kind = n62_raw_kind_find(name);
	if (kind < 0)
		return n62_fail(err, N62_USAGE,
		    "--damage: there is no kind '%s'; na62-raw(5) lists them",
		    name);
	if (colon && (n62_get_f64(colon + 1, strlen(colon + 1), &rate) < 0 ||
			 !(rate >= 0 && rate <= 1)))
		return n62_fail(err, N62_USAGE,
		    "--damage: '%s' is no part of the events from 0 to 1",
		    colon + 1);
	s->rate[kind] = rate;
	return 0;
}

int n62_raw_spoiler_parse(struct n62_raw_spoiler *s,
    const struct n62_texts *texts, struct n62_err *err)
{
	for (size_t i = 0; i < texts->n; i++)
		if (parse_one(s, texts->v[i], err) < 0)
			return -1;
	return 0;
}

/* Whether this event is to get damage of kind k. */
static bool is_chosen(
    const struct n62_raw_spoiler *s, uint32_t k, struct n62_rng *rng)
{
	n62_rng_init(rng, s->seed, s->events, k);
	return s->rate[k] > 0 && n62_rng_uniform(rng) < s->rate[k];
}

static void made(struct n62_raw_spoiler *s, uint32_t k, uint64_t n)
{
	s->done[k] += n;
	s->made += n;
}

/* ---- channels that the wiring does not have ------------------------- */

/* A channel without a cable among n from first on, or -1. */
static int32_t unconnected(
    const struct n62_wiring *w, unsigned source, uint32_t first, uint32_t n)
{
	for (uint32_t c = first; c < first + n; c++)
		if (!n62_cable(w, source, c))
			return (int32_t)c;
	return -1;
}

static bool spoil_tdc(struct n62_raw_event *e, const struct n62_raw_block *b,
    const struct n62_wiring *w)
{
	for (uint32_t k = 0; k < b->n; k++) {
		const struct n62_raw_fpga *f = &e->fpga[b->first + k];
		struct n62_raw_tdc *t = &e->tdc[f->first];
		int32_t c;

		if (f->n == 0)
			continue;
		c = unconnected(w, b->source, t->channel & ~127u, 128);
		if (c < 0)
			continue;
		t->channel = (uint32_t)c;
		return true;
	}
	return false;
}

static bool spoil_straw(struct n62_raw_event *e, const struct n62_raw_block *b,
    const struct n62_wiring *w)
{
	struct n62_raw_straw *h = &e->straw[b->first];
	int32_t c;

	if (b->n == 0)
		return false;
	c = unconnected(w, b->source, h->channel & ~255u, 256);
	if (c >= 0)
		h->channel = (uint16_t)c;
	return c >= 0;
}

/* Channels of a block ascend: a cell may become one between its neighbours. */
static bool spoil_cell(struct n62_raw_event *e, const struct n62_raw_block *b,
    const struct n62_wiring *w)
{
	for (uint32_t i = 0; i < b->n; i++) {
		struct n62_raw_cell *cell = &e->cell[b->first + i];
		uint32_t from = cell->channel & ~31u, to = from + 32;

		if (i > 0)
			from = cell[-1].channel + 1;
		if (i + 1 < b->n)
			to = cell[1].channel;
		for (uint32_t c = from; c < to; c++) {
			const struct n62_cable *cable =
			    n62_cable(w, b->source, c);

			if (!cable || !cable->dead)
				continue;
			cell->channel = c;
			return true;
		}
	}
	return false;
}

static bool spoil_block(struct n62_raw_event *e, const struct n62_raw_block *b,
    const struct n62_wiring *w, uint32_t kind)
{
	if (kind == N62_RAW_TEL62_UNCONNECTED && b->payload == N62_RAW_TEL62)
		return spoil_tdc(e, b, w);
	if (kind == N62_RAW_SRB_UNCONNECTED && b->payload == N62_RAW_SRB)
		return spoil_straw(e, b, w);
	if (kind == N62_RAW_CREAM_MASKED && b->payload == N62_RAW_CREAM)
		return spoil_cell(e, b, w);
	return false;
}

void n62_raw_spoiler_wiring(struct n62_raw_spoiler *s, struct n62_raw_event *e,
    const struct n62_wiring *w)
{
	static const uint32_t kinds[] = { N62_RAW_TEL62_UNCONNECTED,
		N62_RAW_SRB_UNCONNECTED, N62_RAW_CREAM_MASKED };
	uint32_t n = e->n[N62_RAW_A_BLOCK];

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct n62_rng rng;
		uint32_t first;

		if (n == 0 || !is_chosen(s, kinds[i], &rng))
			continue;
		first = n62_rng_below(&rng, n);
		for (uint32_t k = 0; k < n; k++)
			if (spoil_block(
				e, &e->block[(first + k) % n], w, kinds[i])) {
				made(s, kinds[i], 1);
				break;
			}
	}
}

/* ---- bytes of an event ---------------------------------------------- */

static bool ends_burst(const struct n62_buf *event)
{
	struct n62_raw_header head;

	return n62_raw_head(&head, event->data, event->len) &&
	       head.l0 == N62_RAW_EOB;
}

int n62_raw_spoiler_add(struct n62_raw_spoiler *s, struct n62_raw_writer *w,
    struct n62_buf *event, struct n62_err *err)
{
	if (s->rate[N62_RAW_EOB_ABSENT] > 0 && ends_burst(event)) {
		made(s, N62_RAW_EOB_ABSENT, 1);
		return 0;
	}
	for (uint32_t k = 0; k < N62_RAW_KINDS; k++) {
		struct n62_rng rng;
		int r;

		if (!is_chosen(s, k, &rng))
			continue;
		r = n62_raw_spoil(event, (enum n62_raw_kind)k, &rng, err);
		if (r < 0)
			return -1;
		made(s, k, (uint64_t)r);
	}
	s->events++;
	return n62_raw_writer_add(w, event->data, event->len, err);
}

/* ---- the file as a whole ----------------------------------------------- */

static bool spoils_file(const struct n62_raw_spoiler *s)
{
	for (int k = 0; k < N62_RAW_KINDS; k++)
		if (s->rate[k] > 0 && s->done[k] == 0)
			return true;
	return false;
}

static int read_all(int fd, struct n62_buf *b, struct n62_err *err)
{
	off_t size = lseek(fd, 0, SEEK_END);

	if (size < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return n62_fail_errno(err, errno, "cannot read a temporary");
	if (n62_buf_reserve(b, (size_t)size, err) < 0)
		return -1;
	while (b->len < (size_t)size) {
		ssize_t n = read(fd, b->data + b->len, (size_t)size - b->len);

		if (n <= 0)
			return n62_fail_errno(err, n < 0 ? errno : EIO,
			    "cannot read a temporary");
		b->len += (size_t)n;
	}
	return 0;
}

static int spoil_file(struct n62_raw_spoiler *s, struct n62_raw_writer *w,
    struct n62_buf *file, struct n62_err *err)
{
	char name[] = "temporary";
	struct n62_out memory = { .name = name };
	int r;

	memory.fd = memfd_create("burst", MFD_CLOEXEC);
	if (memory.fd < 0)
		return n62_fail_errno(err, errno, "cannot make a temporary");
	r = n62_raw_writer_end(w, &memory, err);
	if (r == 0)
		r = read_all(memory.fd, file, err);
	close(memory.fd);
	for (uint32_t k = 0; k < N62_RAW_KINDS && r >= 0; k++) {
		struct n62_rng rng;

		if (s->rate[k] <= 0 || s->done[k] > 0)
			continue;
		n62_rng_init(&rng, s->seed, UINT64_MAX, k);
		r = n62_raw_spoil_file(file, (enum n62_raw_kind)k, &rng, err);
		s->made += r > 0;
	}
	return r < 0 ? -1 : 0;
}

int n62_raw_spoiler_end(struct n62_raw_spoiler *s, struct n62_raw_writer *w,
    struct n62_out *out, struct n62_err *err)
{
	struct n62_buf file = { 0 };
	int r;

	if (!spoils_file(s))
		return n62_raw_writer_end(w, out, err);
	r = spoil_file(s, w, &file, err);
	if (r == 0)
		r = n62_out_write(out, file.data, file.len, err);
	n62_buf_free(&file);
	return r;
}
