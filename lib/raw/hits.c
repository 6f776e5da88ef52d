/*
 * hits.c - memory of a batch of events as columns.
 */
#include "raw/fill.h"

#include <stdlib.h>
#include <string.h>

static bool is_list(int group)
{
	return group < N62_G_EVENT;
}

static bool is_detector(int group)
{
	return group < N62_DETS;
}

static bool is_calorimeter(int group)
{
	return is_detector(group) &&
	       n62_det_info[group].boards == N62_BOARD_CREAM;
}

/* Whether the shape has the group, and this column of it. */
bool raw_hits_has(struct n62_hits_shape shape, int group, int column)
{
	if (!(shape.groups >> group & 1) ||
	    column >= n62_group_docs[group].ncolumns)
		return false;
	return shape.samples || !is_calorimeter(group) ||
	       column != N62_PULSE_SAMPLES;
}

uint32_t n62_hits_first(const struct n62_hits *h, int group, uint32_t event)
{
	return event > 0 ? h->group[group].end[event - 1] : 0;
}

void n62_hits_init(struct n62_hits *h, struct n62_hits_shape shape)
{
	*h = (struct n62_hits){ .shape = shape };
}

void n62_hits_clear(struct n62_hits *h)
{
	for (int g = 0; g < N62_GROUPS; g++)
		h->group[g].n = 0;
	h->events = 0;
}

void n62_hits_free(struct n62_hits *h)
{
	if (!h)
		return;
	for (int g = 0; g < N62_GROUPS; g++) {
		for (int c = 0; c < N62_GROUP_COLUMNS; c++)
			free(h->group[g].v[c]);
		free(h->group[g].end);
	}
	*h = (struct n62_hits){ .shape = h->shape };
}

size_t raw_hits_size(int group, int column)
{
	const struct n62_column_doc *c = &n62_group_docs[group].columns[column];

	/* the only text is the name of a decay */
	if (c->type == N62_STR)
		return N62_RAW_DECAY;
	return n62_type_size(c->type) * c->length;
}

static int grow(
    struct n62_hits *h, int group, uint32_t need, struct n62_err *err)
{
	struct n62_group_data *d = &h->group[group];
	uint32_t cap = d->cap ? d->cap : 256;

	while (cap < need)
		cap *= 2;
	for (int c = 0; c < n62_group_docs[group].ncolumns; c++) {
		void *v;

		if (!raw_hits_has(h->shape, group, c))
			continue;
		v = n62_resize(d->v[c], cap, raw_hits_size(group, c), err);
		if (!v)
			return -1;
		d->v[c] = v;
	}
	d->cap = cap;
	return 0;
}

int n62_hits_reserve(
    struct n62_hits *h, int group, uint32_t more, struct n62_err *err)
{
	struct n62_group_data *d = &h->group[group];

	if (more > (1u << 30) - d->n)
		return n62_fail(
		    err, N62_MEM, "too many hits for one batch of events");
	/* even an empty group has an address */
	if (d->cap > 0 && d->n + more <= d->cap)
		return 0;
	return grow(h, group, d->n + more, err);
}

int n62_hits_add(struct n62_hits *h, int group, struct n62_err *err)
{
	struct n62_group_data *d = &h->group[group];

	if (n62_hits_reserve(h, group, 1, err) < 0)
		return -1;
	for (int c = 0; c < n62_group_docs[group].ncolumns; c++) {
		size_t size = raw_hits_size(group, c);

		if (d->v[c])
			memset((char *)d->v[c] + d->n * size, 0, size);
	}
	d->n++;
	return 0;
}

static int grow_events(struct n62_hits *h, uint32_t need, struct n62_err *err)
{
	uint32_t cap = h->cap ? h->cap : 256;

	while (cap < need)
		cap *= 2;
	for (int g = 0; g < N62_G_EVENT; g++) {
		uint32_t *end = n62_resize(h->group[g].end, cap, 4, err);

		if (!end)
			return -1;
		h->group[g].end = end;
	}
	h->cap = cap;
	return 0;
}

int n62_hits_end_event(struct n62_hits *h, struct n62_err *err)
{
	if (h->events == h->cap && grow_events(h, h->events + 1, err) < 0)
		return -1;
	for (int g = 0; g < N62_G_EVENT; g++)
		h->group[g].end[h->events] = h->group[g].n;
	h->events++;
	return 0;
}

void n62_hits_undo_event(struct n62_hits *h)
{
	for (int g = 0; g < N62_G_EVENT; g++)
		h->group[g].n = n62_hits_first(h, g, h->events);
	h->group[N62_G_EVENT].n = h->events;
}

/* ---- tables --------------------------------------------------------- */

static int add_group(struct n62_schema *s, int table, int group,
    struct n62_hits_cols *cols, struct n62_err *err)
{
	const struct n62_group_doc *doc = &n62_group_docs[group];
	int list = -1;

	if (is_list(group)) {
		list = n62_add_list(s, table, doc->name, doc->doc, err);
		if (list < 0)
			return -1;
	}
	for (int c = 0; c < doc->ncolumns; c++) {
		const struct n62_column_doc *d = &doc->columns[c];
		struct n62_column column = { .name = d->name,
			.unit = d->unit,
			.doc = d->doc,
			.type = d->type,
			.length = d->length,
			.list = list,
			.key = c < doc->nkeys };

		if (!raw_hits_has(cols->shape, group, c))
			continue;
		if (n62_add_column(
			s, table, &column, &cols->col[group][c], err) < 0)
			return -1;
	}
	return 0;
}

static void no_columns(struct n62_hits_cols *cols)
{
	for (int g = 0; g < N62_GROUPS; g++)
		for (int c = 0; c < N62_GROUP_COLUMNS; c++)
			cols->col[g][c] = (struct n62_col){ -1, -1 };
	cols->event = cols->burst = -1;
}

int n62_hits_schema(struct n62_schema *s, struct n62_hits_shape shape,
    struct n62_hits_cols *cols, struct n62_err *err)
{
	const struct n62_group_doc *event = &n62_group_docs[N62_G_EVENT];
	const struct n62_group_doc *burst = &n62_group_docs[N62_G_BURST];

	no_columns(cols);
	shape.groups |= 1u << N62_G_EVENT | 1u << N62_G_BURST;
	cols->shape = shape;
	cols->event =
	    n62_add_table(s, event->name, N62_APPEND, event->doc, err);
	if (cols->event < 0 ||
	    add_group(s, cols->event, N62_G_EVENT, cols, err) < 0)
		return -1;
	for (int g = 0; g < N62_G_EVENT; g++)
		if (shape.groups >> g & 1 &&
		    add_group(s, cols->event, g, cols, err) < 0)
			return -1;
	cols->burst =
	    n62_add_table(s, burst->name, N62_UNIQUE, burst->doc, err);
	return cols->burst < 0
		   ? -1
		   : add_group(s, cols->burst, N62_G_BURST, cols, err);
}

/* Finds one column; one that is not there is no failure, another type is. */
static int find_column(const struct n62_schema *s, int group, int column,
    struct n62_hits_cols *cols, struct n62_err *err)
{
	const struct n62_group_doc *doc = &n62_group_docs[group];
	const struct n62_column_doc *c = &doc->columns[column];
	const char *table = group == N62_G_BURST ? "burst" : "event";
	struct n62_col *col = &cols->col[group][column];
	const struct n62_column *found;
	struct n62_buf name = { 0 };
	struct n62_err none = { 0 };
	int r = n62_buf_printf(&name, err, "%s%s%s",
	    is_list(group) ? doc->name : "", is_list(group) ? "." : "",
	    c->name);

	if (r < 0 || !n62_buf_text(&name, err))
		r = -1;
	else if (n62_find(s, table, name.data, N62_ANY, col, &none) < 0)
		*col = (struct n62_col){ -1, -1 };
	else {
		found = &s->tables[col->table].columns[col->column];
		cols->shape.groups |= 1u << group;
		if (is_calorimeter(group) && column == N62_PULSE_SAMPLES)
			cols->shape.samples = true;
		if (found->type != c->type || found->length != c->length)
			r = n62_fail(err, N62_DATA,
			    "column %s.%s has %u values of type %s instead of "
			    "%u of %s",
			    table, name.data, found->length,
			    n62_type_name(found->type), c->length,
			    n62_type_name(c->type));
	}
	n62_buf_free(&name);
	return r;
}

int n62_hits_find(
    const struct n62_schema *s, struct n62_hits_cols *cols, struct n62_err *err)
{
	no_columns(cols);
	cols->shape = (struct n62_hits_shape){ 0 };
	cols->event = n62_find_table(s, "event", err);
	if (cols->event < 0)
		return -1;
	cols->burst = n62_table_number(s, "burst");
	for (int g = 0; g < N62_GROUPS; g++)
		for (int c = 0; c < n62_group_docs[g].ncolumns; c++)
			if (find_column(s, g, c, cols, err) < 0)
				return -1;
	return 0;
}

/* ---- rows ----------------------------------------------------------- */

enum {
	ROWS = 256
}; /* of a block at most: keeps it far below 16 MiB */

static int write_texts(struct n62_block *b, struct n62_col col,
    const char *text, uint32_t n, struct n62_err *err)
{
	for (uint32_t i = 0; i < n; i++, text += N62_RAW_DECAY)
		if (n62_fill_text(
			b, col, text, strnlen(text, N62_RAW_DECAY), err) < 0)
			return -1;
	return 0;
}

static int write_group(struct n62_block *b, const struct n62_hits_cols *cols,
    const struct n62_hits *h, int group, uint32_t from, uint32_t rows,
    struct n62_err *err)
{
	const struct n62_group_data *d = &h->group[group];
	const struct n62_col *col = cols->col[group];
	uint32_t first = is_list(group) ? n62_hits_first(h, group, from) : from;
	uint32_t n = is_list(group) ? d->end[from + rows - 1] - first : rows;
	uint32_t counts[ROWS];

	if (is_list(group)) {
		for (uint32_t i = 0; i < rows; i++)
			counts[i] = d->end[from + i] -
				    n62_hits_first(h, group, from + i);
		if (n62_size_list(b, col[0], counts, err) < 0)
			return -1;
	}
	for (int c = 0; n > 0 && c < n62_group_docs[group].ncolumns; c++) {
		size_t size = raw_hits_size(group, c);
		const char *v = (const char *)d->v[c] + first * size;

		if (col[c].table < 0)
			continue;
		if (n62_group_docs[group].columns[c].type != N62_STR)
			memcpy(n62_change(b, col[c]), v, n * size);
		else if (write_texts(b, col[c], v, n, err) < 0)
			return -1;
	}
	return 0;
}

/* Bytes of some events in a block, and more than that. */
static size_t bytes_of(const struct n62_hits *h, uint32_t from, uint32_t rows)
{
	size_t bytes = 512 * (size_t)rows;

	for (int g = 0; g < N62_G_EVENT; g++) {
		const struct n62_group_data *d = &h->group[g];
		size_t n = d->end[from + rows - 1] - n62_hits_first(h, g, from);

		for (int c = 0; n > 0 && c < n62_group_docs[g].ncolumns; c++)
			bytes += d->v[c] ? n * raw_hits_size(g, c) : 0;
	}
	return bytes;
}

/* So many events that they fit into one block, at least one. */
static uint32_t events_of_block(const struct n62_hits *h, uint32_t from)
{
	uint32_t rows = h->events - from < ROWS ? h->events - from : ROWS;

	while (rows > 1 && bytes_of(h, from, rows) > N62_MAX_RAW / 4)
		rows /= 2;
	return rows;
}

static int write_block(struct n62_writer *w, const struct n62_hits_cols *cols,
    const struct n62_hits *h, uint32_t from, uint32_t rows, struct n62_err *err)
{
	struct n62_block *b = n62_rows(w, cols->event, rows, err);

	if (!b || write_group(b, cols, h, N62_G_EVENT, from, rows, err) < 0)
		return -1;
	for (int g = 0; g < N62_G_EVENT; g++)
		if (cols->shape.groups >> g & 1 &&
		    write_group(b, cols, h, g, from, rows, err) < 0)
			return -1;
	return n62_write(w, b, err);
}

int n62_hits_write(struct n62_writer *w, const struct n62_hits_cols *cols,
    const struct n62_hits *h, struct n62_err *err)
{
	uint32_t rows;

	for (uint32_t i = 0; i < h->events; i += rows) {
		rows = events_of_block(h, i);
		if (write_block(w, cols, h, i, rows, err) < 0)
			return -1;
	}
	return 0;
}

int n62_hits_write_burst(struct n62_writer *w, const struct n62_hits_cols *cols,
    const struct n62_hits *h, struct n62_err *err)
{
	uint32_t n = h->group[N62_G_BURST].n;
	struct n62_block *b;

	if (n == 0)
		return 0;
	b = n62_rows(w, cols->burst, n, err);
	if (!b || write_group(b, cols, h, N62_G_BURST, 0, n, err) < 0)
		return -1;
	return n62_write(w, b, err);
}

static int read_texts(const struct n62_block *b, struct n62_col col, char *to,
    uint32_t n, struct n62_err *err)
{
	memset(to, 0, (size_t)n * N62_RAW_DECAY);
	for (uint32_t i = 0; i < n; i++, to += N62_RAW_DECAY) {
		size_t length;
		const char *text = n62_text(b, col, i, &length);

		if (length > N62_RAW_DECAY)
			return n62_fail(err, N62_DATA,
			    "column event.decay: '%.80s' has more than %d "
			    "bytes",
			    text, N62_RAW_DECAY);
		memcpy(to, text, length);
	}
	return 0;
}

static int read_group(const struct n62_block *b,
    const struct n62_hits_cols *cols, int group, struct n62_hits *h,
    struct n62_err *err)
{
	struct n62_group_data *d = &h->group[group];
	const struct n62_col *col = cols->col[group];
	const uint32_t *offsets = NULL;
	uint32_t n = 0;

	d->n = 0;
	for (int c = 0; c < n62_group_docs[group].ncolumns; c++) {
		size_t size = raw_hits_size(group, c);

		if (col[c].table < 0)
			continue;
		n = n62_count(b, col[c]) /
		    n62_group_docs[group].columns[c].length;
		if (n62_hits_reserve(h, group, n, err) < 0)
			return -1;
		if (n > 0 && n62_group_docs[group].columns[c].type != N62_STR)
			memcpy(d->v[c], n62_values(b, col[c]), n * size);
		else if (n > 0 && read_texts(b, col[c], d->v[c], n, err) < 0)
			return -1;
		offsets = n62_offsets(b, col[c]);
	}
	d->n = n;
	for (uint32_t i = 0; is_list(group) && i < b->rows; i++)
		d->end[i] = offsets ? offsets[i + 1] : 0;
	return 0;
}

/* Columns that the input lacks are zero, but a weight is 1. */
static int clear_columns(const struct n62_hits_cols *cols, struct n62_hits *h,
    int group, struct n62_err *err)
{
	struct n62_group_data *d = &h->group[group];

	if (n62_hits_reserve(h, group, 0, err) < 0)
		return -1;
	for (int c = 0; c < n62_group_docs[group].ncolumns; c++)
		if (d->v[c] && cols->col[group][c].table < 0)
			memset(d->v[c], 0, d->n * raw_hits_size(group, c));
	if (group == N62_G_EVENT && cols->col[group][N62_EV_WEIGHT].table < 0)
		for (uint32_t i = 0; i < d->n; i++)
			((double *)d->v[N62_EV_WEIGHT])[i] = 1;
	return 0;
}

int n62_hits_read(const struct n62_block *b, const struct n62_hits_cols *cols,
    struct n62_hits *h, struct n62_err *err)
{
	bool event = b->table == cols->event;
	int from = event ? 0 : N62_G_BURST;
	int to = event ? N62_G_BURST : N62_GROUPS;

	h->events = 0;
	if (event && h->cap < b->rows && grow_events(h, b->rows, err) < 0)
		return -1;
	for (int g = from; g < to; g++) {
		if (read_group(b, cols, g, h, err) < 0 ||
		    clear_columns(cols, h, g, err) < 0)
			return -1;
	}
	if (event)
		h->events = b->rows;
	return 0;
}
