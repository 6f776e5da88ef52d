/*
 * raw_compare.c - how a damaged burst differs from the whole one, both
 * decoded:
 *
 *	raw_compare WHOLE.n62 DAMAGED.n62 KIND
 *
 * prints in one line
 *	count     damage/KIND in the table tally of the damaged
 *	lost      events of the whole that are not in the damaged
 *	added     events of the damaged that are not in the whole
 *	changed   events that are in both with different lists or trigger
 *	flagged   events whose quality names a system
 *	unflagged lists that differ, and quality does not name the detector
 *	boards    most boards of one list from which hits are missing
 *	more      lists that have a hit that is not in the whole
 *	hits      hits missing
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "raw/raw.h"

enum {
	EVENTS = 4096
};

struct burst {
	struct n62_hits hits[EVENTS / 16]; /* of the blocks */
	int nblocks;
	uint64_t count;
};

static struct result {
	uint64_t lost, added, changed, flagged, unflagged, boards, more, hits;
} result;

static void fail(const char *text)
{
	fprintf(stderr, "raw_compare: %s\n", text);
	exit(1);
}

/* ---- reading -------------------------------------------------------- */

static uint64_t tally(const struct n62_block *b, const char *kind)
{
	struct n62_col name = { b->table, 0 }, count = { b->table, 1 };
	char wanted[128];

	snprintf(wanted, sizeof wanted, "damage/%s", kind);
	for (uint32_t i = 0; i < b->rows; i++) {
		size_t n;
		const char *text = n62_text(b, name, i, &n);

		if (n == strlen(wanted) && memcmp(text, wanted, n) == 0)
			return ((const uint64_t *)n62_values(b, count))[i];
	}
	return 0;
}

static void read_burst(const char *path, const char *kind, struct burst *to)
{
	struct n62_read_options o = { .names = &path, .nnames = 1 };
	struct n62_err err = { 0 };
	struct n62_reader *r = n62_reader_open(&o, &err);
	struct n62_hits_cols cols = { .event = -1 };
	struct n62_block *b;
	int status = r ? 1 : -1, t = -1;

	while (status > 0 && (status = n62_read(r, &b, &err)) > 0) {
		if (b->kind == N62_HEAD) {
			status =
			    n62_hits_find(b->schema, &cols, &err) < 0 ? -1 : 1;
			t = n62_table_number(b->schema, "tally");
		} else if (b->kind == N62_ROWS && b->table == t) {
			to->count = tally(b, kind);
		} else if (b->kind == N62_ROWS && b->table == cols.event) {
			struct n62_hits *h = &to->hits[to->nblocks++];

			n62_hits_init(h, cols.shape);
			if (to->nblocks == EVENTS / 16 ||
			    n62_hits_read(b, &cols, h, &err) < 0)
				status = -1;
		}
	}
	if (status < 0)
		fail(err.text);
	n62_reader_free(r);
}

static uint32_t number(const struct n62_hits *h, uint32_t i)
{
	return ((uint32_t *)h->group[N62_G_EVENT].v[N62_EV_NUMBER])[i];
}

/* The event of that number, or NULL. */
static const struct n62_hits *find(
    const struct burst *b, uint32_t wanted, uint32_t *at)
{
	for (int k = 0; k < b->nblocks; k++)
		for (uint32_t i = 0; i < b->hits[k].events; i++)
			if (number(&b->hits[k], i) == wanted) {
				*at = i;
				return &b->hits[k];
			}
	return NULL;
}

/* ---- comparing ------------------------------------------------------ */

struct list {
	const struct n62_hits *h;
	int group;
	uint32_t from, to;
};

static struct list list_of(const struct n62_hits *h, int group, uint32_t i)
{
	return (struct list){ h, group, n62_hits_first(h, group, i),
		h->group[group].end[i] };
}

static bool same_hit(
    const struct list *a, uint32_t i, const struct list *b, uint32_t j)
{
	const struct n62_group_doc *doc = &n62_group_docs[a->group];

	for (int c = 0; c < doc->ncolumns; c++) {
		const struct n62_column_doc *d = &doc->columns[c];
		size_t size = n62_type_size(d->type) * d->length;
		const char *x = a->h->group[a->group].v[c];
		const char *y = b->h->group[b->group].v[c];

		if (x && y && memcmp(x + i * size, y + j * size, size) != 0)
			return false;
	}
	return true;
}

static bool has(const struct list *l, const struct list *of, uint32_t i)
{
	for (uint32_t j = l->from; j < l->to; j++)
		if (same_hit(l, j, of, i))
			return true;
	return false;
}

static unsigned board_of(int d, unsigned channel)
{
	static const unsigned size[] = { [N62_BOARD_TEL62] = 512,
		[N62_BOARD_SRB] = 256,
		[N62_BOARD_GTK] = 9000,
		[N62_BOARD_CREAM] = 32 };

	return channel / size[n62_det_info[d].boards];
}

/* Hits that the damaged list lacks, and of how many boards they are. */
static void compare_missing(const struct list *whole, const struct list *bad)
{
	const uint16_t *channel =
	    whole->h->group[whole->group].v[N62_HIT_CHANNEL];
	uint64_t boards = 0;
	unsigned last = UINT32_MAX;
	bool truth = whole->group == N62_G_MC;

	for (uint32_t i = whole->from; i < whole->to; i++) {
		if (has(bad, whole, i))
			continue;
		result.hits++;
		/* boards follow each other in a list */
		boards += !truth && board_of(whole->group, channel[i]) != last;
		last = truth ? 0 : board_of(whole->group, channel[i]);
	}
	if (boards > result.boards)
		result.boards = boards;
}

/* Whether the lists of a detector differ. */
static bool compare_list(
    const struct list *whole, const struct list *bad, uint64_t quality)
{
	uint32_t n = whole->to - whole->from, extra = 0;
	bool differ = n != bad->to - bad->from;
	int system;

	for (uint32_t i = 0; i < n && !differ; i++)
		differ = !same_hit(whole, whole->from + i, bad, bad->from + i);
	if (!differ)
		return false;
	system = whole->group == N62_G_MC
		     ? N62_RAW_TRUTH / 4
		     : n62_system_of_detector(whole->group);
	if (!(quality >> system & 1))
		result.unflagged++;
	compare_missing(whole, bad);
	for (uint32_t i = bad->from; i < bad->to; i++)
		extra += !has(whole, bad, i);
	result.more += extra > 0;
	return true;
}

static void compare_event(const struct n62_hits *whole, uint32_t i,
    const struct n62_hits *bad, uint32_t j)
{
	uint64_t quality =
	    ((uint64_t *)bad->group[N62_G_EVENT].v[N62_EV_QUALITY])[j];
	bool changed = false;

	for (int g = 0; g < N62_DETS || g == N62_G_MC;
	     g = g == N62_DETS - 1 ? N62_G_MC : g + 1) {
		struct list a = list_of(whole, g, i), b = list_of(bad, g, j);

		changed |= compare_list(&a, &b, quality);
	}
	result.changed += changed;
	result.flagged += quality != 0;
}

static void compare(const struct burst *whole, const struct burst *bad)
{
	for (int k = 0; k < whole->nblocks; k++) {
		const struct n62_hits *h = &whole->hits[k];

		for (uint32_t i = 0; i < h->events; i++) {
			uint32_t at = 0;
			const struct n62_hits *b = find(bad, number(h, i), &at);

			if (b)
				compare_event(h, i, b, at);
			else
				result.lost++;
		}
	}
	for (int k = 0; k < bad->nblocks; k++)
		for (uint32_t i = 0; i < bad->hits[k].events; i++) {
			uint32_t at;

			result.added +=
			    !find(whole, number(&bad->hits[k], i), &at);
		}
}

int main(int argc, char **argv)
{
	static struct burst whole, bad;

	if (argc != 4)
		fail("usage: raw_compare WHOLE.n62 DAMAGED.n62 KIND");
	read_burst(argv[1], argv[3], &whole);
	read_burst(argv[2], argv[3], &bad);
	compare(&whole, &bad);
	printf("count=%llu lost=%llu added=%llu changed=%llu flagged=%llu "
	       "unflagged=%llu boards=%llu more=%llu hits=%llu\n",
	    (unsigned long long)bad.count, (unsigned long long)result.lost,
	    (unsigned long long)result.added,
	    (unsigned long long)result.changed,
	    (unsigned long long)result.flagged,
	    (unsigned long long)result.unflagged,
	    (unsigned long long)result.boards, (unsigned long long)result.more,
	    (unsigned long long)result.hits);
	for (int k = 0; k < whole.nblocks; k++)
		n62_hits_free(&whole.hits[k]);
	for (int k = 0; k < bad.nblocks; k++)
		n62_hits_free(&bad.hits[k]);
	return 0;
}
