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

/* Reads the index, once a segment; without one blocks are skipped singly. */
static int load_index(struct n62_reader *r, struct n62_err *err)
{
	uint64_t here = r->in.at;

	r->index_tried = true;
	if (!r->in.seekable)
		return 0;
	if (rec_index_read(
		&r->in, r->begin, r->salt, &r->index, &r->index_at, err) < 0)
		return n62_fail_at(err, "%s", r->in.name);
	return n62_in_seek(&r->in, here, err);
}

int reader_skip(struct n62_reader *r, struct n62_err *err)
{
	uint64_t n;
	uint32_t i = r->sequence - 1;
	const char *entry;

	if (!r->index_tried && load_index(r, err) < 0)
		return -1;
	n = r->index.len / REC_INDEX_ENTRY;
	for (; i < n; i++) {
		uint32_t rows, table;

		entry = r->index.data + (size_t)i * REC_INDEX_ENTRY;
		rows = n62_get32(entry + 8);
		table = n62_get32(entry + 12);
		if (table >= (uint32_t)r->ntables)
			return n62_fail(err, N62_DATA,
			    "%s: INDEX names a table %u", r->in.name, table);
		if (overlaps(r, table, rows))
			break;
		r->tables[table].rows += rows;
	}
	if (i == r->sequence - 1)
		return 0;
	entry = r->index.data + (size_t)i * REC_INDEX_ENTRY;
	r->sequence = i + 1;
	return n62_in_seek(
	    &r->in, r->begin + (i < n ? n62_get64(entry) : r->index_at), err);
}
