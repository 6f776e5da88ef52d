/*
 * window.c - reading only the blocks of some rows of one table, by the INDEX
 * where there is one.
 */
#include "record/reader.h"

int n62_read_window(struct n62_reader *r, int table, uint64_t from, uint64_t to,
    struct n62_err *err)
{
	if (!r->head_given)
		return n62_fail(err, N62_USAGE, "a window must be set at HEAD");
	r->window_table = table;
	r->window_from = from;
	r->window_to = to;
	return 0;
}

static bool overlaps(const struct n62_reader *r, uint32_t table, uint32_t rows)
{
	const struct table_state *t = &r->tables[table];
	uint64_t first = t->before + t->rows;

	return (int)table == r->window_table && first < r->window_to &&
	       first + rows > r->window_from;
}

bool reader_wants(const struct n62_reader *r, const struct rec_frame *f)
{
	return r->window_table < 0 || overlaps(r, f->table, f->rows);
}

/* Reads the index, once a segment; without one blocks are skipped singly. In
 * the end the input is where it was, for what salvages goes on from there. */
static int load_index(struct n62_reader *r, struct n62_err *err)
{
	uint64_t here = r->in.at;
	struct n62_err back = { 0 };
	int status;

	r->index_tried = true;
	if (!r->in.seekable)
		return 0;
	status = rec_index_read(
	    &r->in, r->begin, r->salt, &r->index, &r->index_at, err);
	if (status < 0)
		n62_fail_at(err, "%s", r->in.name);
	if (n62_in_seek(&r->in, here, &back) == 0)
		return status;
	*err = back;
	return -1;
}

/* The table and the rows of an entry of the index. */
static int read_entry(const struct n62_reader *r, uint32_t i, uint32_t *table,
    uint32_t *rows, struct n62_err *err)
{
	const char *entry = r->index.data + (size_t)i * REC_INDEX_ENTRY;

	*rows = n62_get32(entry + 8);
	*table = n62_get32(entry + 12);
	if (*table < (uint32_t)r->ntables)
		return 0;
	return n62_fail(
	    err, N62_DATA, "%s: INDEX names a table %u", r->in.name, *table);
}

/* Goes on at block i of n. Only forward: a hostile INDEX could lead back to
 * HEAD, and a salvaging reader round and round. */
static int go_to(
    struct n62_reader *r, uint32_t i, uint32_t n, struct n62_err *err)
{
	const char *entry = r->index.data + (size_t)i * REC_INDEX_ENTRY;
	uint64_t to = r->begin + (i < n ? n62_get64(entry) : r->index_at);

	if (to < r->in.at)
		return n62_fail(
		    err, N62_DATA, "%s: INDEX points back", r->in.name);
	r->sequence = i + 1;
	return n62_in_seek(&r->in, to, err);
}

static int skip_by_index(struct n62_reader *r, struct n62_err *err)
{
	uint32_t n = (uint32_t)(r->index.len / REC_INDEX_ENTRY);
	uint32_t i, table, rows;

	for (i = r->sequence - 1; i < n; i++) {
		if (read_entry(r, i, &table, &rows, err) < 0)
			return -1;
		if (overlaps(r, table, rows))
			break;
		r->tables[table].rows += rows;
	}
	return i == r->sequence - 1 ? 0 : go_to(r, i, n, err);
}

int reader_skip(struct n62_reader *r, struct n62_err *err)
{
	if (!r->index_tried && load_index(r, err) < 0)
		return -1;
	if (skip_by_index(r, err) == 0)
		return 0;
	/* What salvages goes on without it. */
	r->index.len = 0;
	return -1;
}
