/*
 * reader.c - burst files: header, tables, and one event after another.
 *
 * The events are found by their lengths, the trailer of each repeats its
 * number, and the tables are only compared: the experiment's own writer is
 * known to leave entries of them unwritten. Where the chain of lengths is
 * broken, the next place is taken that begins like an event of this burst
 * and ends like one.
 */
#include <stdlib.h>
#include <string.h>

#include "raw/private.h"
#include "raw/stream.h"

struct n62_raw_reader {
	struct raw_stream s;
	struct n62_raw_burst burst;
	uint32_t *table; /* numbers, triggers, offsets */
	uint32_t n, at;  /* events in the table, next of them */
	bool dead, over; /* no events can be read; the end was said */
	bool eob;        /* the end of burst has been there */
};

/* ---- faults --------------------------------------------------------- */

static struct n62_raw_fault make_fault(
    const struct n62_raw_reader *r, enum n62_raw_kind kind, size_t after)
{
	return (struct n62_raw_fault){ .at = r->s.at + after,
		.event = UINT32_MAX,
		.source = -1,
		.board = -1,
		.kind = (uint16_t)kind,
		.level = n62_raw_kinds[kind].level };
}

/* Of the file. */
static void file_fault(struct n62_raw_reader *r, enum n62_raw_kind kind)
{
	struct n62_raw_burst *b = &r->burst;

	b->count[kind]++;
	if (b->nfaults < sizeof b->fault / sizeof *b->fault)
		b->fault[b->nfaults++] = make_fault(r, kind, 0);
}

/* Of the event that is next delivered, or was lost before it. */
static void event_fault(struct n62_raw_reader *r, struct n62_raw_piece *piece,
    enum n62_raw_kind kind, size_t after, uint32_t number)
{
	struct n62_raw_fault *f = &piece->fault[piece->nfaults];

	r->burst.count[kind]++;
	if (piece->nfaults == sizeof piece->fault / sizeof *piece->fault)
		return;
	*f = make_fault(r, kind, after);
	f->event = number;
	piece->nfaults++;
}

/* ---- header and tables ---------------------------------------------- */

/* The file cannot be used; its run is that of its name when it says none. */
static int give_up(struct n62_raw_reader *r, enum n62_raw_kind kind)
{
	struct n62_raw_burst *b = &r->burst;

	if (b->named && b->events == 0) {
		b->run = b->name.run;
		b->burst = b->name.burst;
	}
	/* before what its name contradicts */
	b->nfaults = 0;
	file_fault(r, kind);
	b->lost = r->dead = true;
	return 0;
}

/* Reads the tables, into memory that grows only as bytes arrive. */
static int read_tables(struct n62_raw_reader *r, struct n62_err *err)
{
	size_t words = 3 * (size_t)r->burst.events, have = 0, cap = 0;

	while (have < words) {
		size_t want = words - have < 16384 ? words - have : 16384;
		ssize_t got = raw_stream_fill(&r->s, 4 * want, err);

		if (got < 0)
			return -1;
		if ((size_t)got < 4 * want)
			return give_up(r, N62_RAW_FILE_TABLES);
		if (have + want > cap) {
			uint32_t *table;

			cap = have + want > 2 * cap ? have + want : 2 * cap;
			table = n62_resize(r->table, cap, 4, err);
			if (!table)
				return -1;
			r->table = table;
		}
		for (size_t i = 0; i < want; i++)
			r->table[have + i] =
			    raw_word(r->s.bytes + r->s.begin, i);
		raw_stream_skip(&r->s, 4 * want);
		have += want;
	}
	r->n = r->burst.events;
	if (r->table[2 * (size_t)r->n] != FILE_WORDS + 3 * r->n) {
		/* Where N itself is wrong, no entry is at its place. */
		file_fault(r, N62_RAW_FILE_FIRST);
		r->n = 0;
	}
	return 0;
}

static void check_name(struct n62_raw_reader *r)
{
	struct n62_raw_burst *b = &r->burst;

	if (b->named && b->headerless) {
		b->run = b->name.run;
		b->burst = b->name.burst;
	}
	if (b->named && ((b->name.run != 0 && b->name.run != b->run) ||
			    b->name.burst != b->burst))
		file_fault(r, N62_RAW_EVENT_RUN);
}

static int read_header(struct n62_raw_reader *r, struct n62_err *err)
{
	ssize_t n = raw_stream_fill(&r->s, 4 * FILE_WORDS, err);
	const unsigned char *p = r->s.bytes + r->s.begin;

	if (n < 0)
		return -1;
	if (n < 4 * FILE_WORDS)
		return give_up(r, N62_RAW_FILE_MAGIC);
	if (raw_get(&raw_file[FILE_ZERO], p) == 0x62) {
		r->burst.headerless = true;
		check_name(r);
		return 0;
	}
	if (raw_get(&raw_file[FILE_ZERO], p) != 0)
		return give_up(r, N62_RAW_FILE_MAGIC);
	if (raw_get(&raw_file[FILE_VERSION], p) != 1)
		return give_up(r, N62_RAW_FILE_VERSION);
	r->burst.events = raw_get(&raw_file[FILE_EVENTS], p);
	r->burst.run = raw_get(&raw_file[FILE_RUN], p);
	r->burst.burst = raw_get(&raw_file[FILE_BURST], p);
	check_name(r);
	if (r->burst.events == 0)
		return give_up(r, N62_RAW_FILE_EMPTY);
	if (r->burst.events > N62_RAW_MAX_EVENTS)
		return give_up(r, N62_RAW_FILE_TABLES);
	raw_stream_skip(&r->s, 4 * FILE_WORDS);
	return read_tables(r, err);
}

struct n62_raw_reader *n62_raw_open(const char *name, struct n62_err *err)
{
	struct n62_raw_reader *r = n62_new(1, sizeof *r, err);

	if (!r)
		return NULL;
	r->dead = true;
	if (raw_stream_open(&r->s, name, err) < 0) {
		n62_raw_close(r);
		return NULL;
	}
	return r;
}

void n62_raw_close(struct n62_raw_reader *r)
{
	if (!r)
		return;
	raw_stream_free(&r->s);
	free(r->table);
	free(r);
}

void n62_raw_call(struct n62_raw_reader *r, const char *name)
{
	r->s.called = name;
}

int n62_raw_next_burst(struct n62_raw_reader *r,
    const struct n62_raw_burst **burst, struct n62_err *err)
{
	int more = raw_stream_next(&r->s, err);
	struct n62_raw_burst *b = &r->burst;

	*burst = b;
	r->dead = true;
	if (more <= 0)
		return more;
	*b = (struct n62_raw_burst){ .path = r->s.path.data };
	b->named = n62_raw_name_parse(&b->name, b->path + r->s.member);
	r->n = r->at = 0;
	r->dead = r->over = r->eob = false;
	return read_header(r, err) < 0 ? -1 : 1;
}

/* ---- finding events ------------------------------------------------- */

/*
 * Whether the window begins with a whole event: 1, 0 with the kind of
 * damage, or -1.
 */
static int whole_event(struct n62_raw_reader *r, struct n62_raw_header *h,
    enum n62_raw_kind *kind, struct n62_err *err)
{
	const unsigned char *p = r->s.bytes + r->s.begin;
	ssize_t n;

	*kind = N62_RAW_EVENT_MAGIC;
	if (!n62_raw_head(h, p, r->s.end - r->s.begin))
		return 0;
	*kind = N62_RAW_EVENT_LENGTH;
	if (h->length < EVENT_LEAST + raw_get(&raw_event[EVENT_SOURCES], p) ||
	    h->length > N62_RAW_MAX_EVENT / 4)
		return 0;
	n = raw_stream_fill(&r->s, 4 * (size_t)h->length, err);
	if (n < 0)
		return -1;
	if ((size_t)n < 4 * (size_t)h->length)
		return 0;
	*kind = N62_RAW_EVENT_TRAILER;
	return raw_word(r->s.bytes + r->s.begin, h->length - 1) == h->number;
}

/* Passes over what belongs to no event, a word or the rest of the file. */
static void pass_over(struct n62_raw_reader *r)
{
	size_t left = r->s.end - r->s.begin;

	raw_stream_skip(&r->s, left < 4 ? left : 4);
	r->burst.skipped += left < 4 ? left : 4;
}

/* Whether an event at this place is one of the burst and not a chance. */
static bool belongs(
    const struct n62_raw_reader *r, const struct n62_raw_header *h)
{
	return r->burst.headerless || h->burst == r->burst.burst;
}

/* The number of the event that should be here, UINT32_MAX when nobody knows:
 * that of the table where that has this place, or what its header says. */
static uint32_t number_here(const struct n62_raw_reader *r)
{
	const unsigned char *p = r->s.bytes + r->s.begin;
	struct n62_raw_header h;

	if (r->at < r->n && r->table[2 * (size_t)r->n + r->at] == r->s.at / 4)
		return r->table[r->at] & 0xffffff;
	return n62_raw_head(&h, p, r->s.end - r->s.begin) ? h.number
							  : UINT32_MAX;
}

/*
 * Brings the window to the next whole event: 1, 0 at the end, or -1. After a
 * place that was none, what is found must look better than what follows a
 * good event.
 */
static int find_event(struct n62_raw_reader *r, struct n62_raw_piece *piece,
    struct n62_raw_header *h, bool *lost, struct n62_err *err)
{
	for (*lost = false;; *lost = true) {
		enum n62_raw_kind kind;
		ssize_t n = raw_stream_fill(&r->s, 4 * EVENT_LEAST, err);
		int good;

		if (n <= 0)
			return (int)n;
		good = whole_event(r, h, &kind, err);
		if (good < 0)
			return -1;
		if (good && (!*lost || belongs(r, h)))
			return 1;
		if (n < 4 * EVENT_LEAST)
			kind = N62_RAW_EVENT_LENGTH;
		if (!*lost)
			event_fault(r, piece, kind, 0, number_here(r));
		pass_over(r);
	}
}

/* ---- tables against events ------------------------------------------ */

/*
 * The entry of the table for an event at this offset, r->n when there is
 * none. An entry may be rubbish, so some behind it are looked at, but not
 * all: that would take long in a file made to do so.
 */
static uint32_t find_entry(struct n62_raw_reader *r, uint32_t offset)
{
	const uint32_t *offsets = r->table + 2 * (size_t)r->n;
	const uint32_t far = 64;

	for (uint32_t i = r->at; i < r->n && i - r->at < far; i++)
		if (offsets[i] == offset)
			return i;
	while (r->at < r->n && offsets[r->at] < offset)
		r->at++;
	if (r->at < r->n && offsets[r->at] == offset)
		return r->at;
	return r->n;
}

static void check_table(struct n62_raw_reader *r, struct n62_raw_piece *piece,
    const struct n62_raw_header *h, bool lost)
{
	uint32_t trigger =
	    (uint32_t)h->l0 | (uint32_t)h->l1 << 8 | (uint32_t)h->l2 << 16;
	uint32_t before = r->at, i;

	if (r->n == 0)
		return;
	i = find_entry(r, (uint32_t)(piece->at / 4));
	if (i == r->n || (i != before && !lost))
		event_fault(r, piece, N62_RAW_FILE_ORDER, 0, h->number);
	if (i == r->n)
		i = before;
	if (i == r->n)
		return;
	r->at = i + 1;
	if ((r->table[i] & 0xffffff) != h->number)
		event_fault(r, piece, N62_RAW_EVENT_NUMBER, 0, h->number);
	if ((r->table[r->n + i] & 0xffffff) != trigger)
		event_fault(r, piece, N62_RAW_EVENT_TRIGGER, 16, h->number);
}

static void check_event(struct n62_raw_reader *r, struct n62_raw_piece *piece,
    const struct n62_raw_header *h, bool lost)
{
	check_table(r, piece, h, lost);
	if (!belongs(r, h))
		event_fault(r, piece, N62_RAW_EVENT_BURST, 8, h->number);
	if (r->eob)
		event_fault(r, piece, N62_RAW_EOB_ORDER, 0, h->number);
	if (h->l0 == N62_RAW_EOB)
		r->eob = true;
	if (r->burst.headerless && r->burst.burst == 0)
		r->burst.burst = h->burst;
}

/* What can only be said at the end; said once. */
static int finish(struct n62_raw_reader *r)
{
	if (r->over || r->dead)
		return 0;
	r->over = true;
	if (!r->eob)
		file_fault(r, N62_RAW_EOB_ABSENT);
	if (r->at < r->n)
		file_fault(r, N62_RAW_FILE_ORDER);
	return 0;
}

int n62_raw_next_event(
    struct n62_raw_reader *r, struct n62_raw_piece *piece, struct n62_err *err)
{
	struct n62_raw_header h;
	bool lost;
	int found;

	piece->nfaults = 0;
	if (r->dead || r->over)
		return 0;
	found = find_event(r, piece, &h, &lost, err);
	if (found < 0)
		return -1;
	if (!found)
		return finish(r);
	piece->bytes = r->s.bytes + r->s.begin;
	piece->n = 4 * (size_t)h.length;
	piece->at = r->s.at;
	check_event(r, piece, &h, lost);
	raw_stream_skip(&r->s, piece->n);
	r->burst.bytes = r->s.at;
	return 1;
}
