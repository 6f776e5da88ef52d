/*
 * import.c - text with a header line to rows of a table. Values collect in
 * one array for each column and become a block when there are enough.
 */
#include "text/private.h"

#include <stdlib.h>
#include <string.h>

/* A block is full with this many rows or bytes; a row never has more than
 * what is left to the limit of a block. */
enum {
	FULL_ROWS = 2048,
	FULL_BYTES = 1 << 20,
	ROW_BYTES = 14 << 20
};

struct column {
	const char *name; /* LIST.NAME */
	struct n62_col col;
	enum n62_type type;
	uint32_t length;
	int list;              /* or -1 */
	struct n62_buf values; /* numbers, or the bytes of texts */
	struct n62_buf sizes;  /* of the texts: u32 each */
};

struct list {
	int column; /* the first of its columns */
	struct n62_buf counts;
	uint32_t last; /* elements of the row at hand */
};

struct n62_importer {
	struct n62_import_options o;
	struct n62_writer *writer;
	struct n62_schema *schema;
	int table;
	struct column *columns; /* in the order of the cells */
	size_t ncolumns;
	struct list *lists;
	uint32_t rows; /* of the block at hand */
	size_t bytes;
	uint64_t done; /* rows in the blocks before */
};

/* ---- errors --------------------------------------------------------- */

/* The offending text, cut between characters and without control codes. */
static int fail_quoting(struct n62_err *err, const char *s, size_t n,
    const char *what, const char *more)
{
	char text[48];
	bool utf8 = n62_utf8(s, n), cut = n > 40;

	if (cut)
		for (n = 40; n > 0 && (s[n] & 0xc0) == 0x80;)
			n--;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		text[i] =
		    c < 0x20 || c == 0x7f || (!utf8 && c > 0x7f) ? '?' : s[i];
	}
	return n62_fail(err, N62_DATA, "\"%.*s%s\" %s%s", (int)n, text,
	    cut ? "..." : "", what, more);
}

/* ---- header --------------------------------------------------------- */

static bool is_key(const struct n62_importer *im, const char *name)
{
	size_t n = strlen(name);

	for (int i = 0; i < im->o.nkeys; i++)
		for (const char *p = im->o.keys[i];; p++) {
			size_t m = strcspn(p, ",");

			if (m == n && memcmp(p, name, n) == 0)
				return true;
			p += m;
			if (!*p)
				break;
		}
	return false;
}

/* Every key must be a column outside of lists. */
static int check_keys(const struct n62_importer *im, struct n62_err *err)
{
	const struct n62_table *t = &im->schema->tables[im->table];
	size_t asked = 0, found = 0;

	for (int i = 0; i < im->o.nkeys; i++) {
		asked++;
		for (const char *p = im->o.keys[i]; *p; p++)
			asked += *p == ',';
	}
	for (int i = 0; i < t->ncolumns; i++)
		found += t->columns[i].key;
	if (asked != found)
		return n62_fail(err, N62_USAGE,
		    "a key is not a column of the header, or given twice");
	return 0;
}

/* The number of the list, made when it is new; -1 for no list. */
static int get_list(
    struct n62_importer *im, const char *name, int *list, struct n62_err *err)
{
	const struct n62_table *t = &im->schema->tables[im->table];

	*list = -1;
	if (!*name)
		return 0;
	for (int i = 0; i < t->nlists; i++)
		if (strcmp(t->lists[i].name, name) == 0)
			*list = i;
	if (*list < 0) {
		*list = n62_add_list(im->schema, im->table, name, "", err);
		if (*list < 0)
			return -1;
		im->lists[*list].column = (int)im->ncolumns;
	}
	return 0;
}

static int add_column(
    struct n62_importer *im, const struct text_name *name, struct n62_err *err)
{
	struct column *c = &im->columns[im->ncolumns];
	struct n62_column column = {
		.name = name->name,
		.unit = name->unit,
		.doc = "",
		.type = name->type,
		.length = name->length,
		.key = !*name->list && is_key(im, name->name),
	};
	struct n62_buf full = { 0 };

	if (get_list(im, name->list, &column.list, err) < 0 ||
	    n62_add_column(im->schema, im->table, &column, &c->col, err) < 0)
		return -1;
	c->type = name->type;
	c->length = name->length;
	c->list = column.list;
	im->ncolumns++;
	if (n62_column_name(
		&im->schema->tables[im->table], c->col.column, &full, err) == 0)
		c->name = n62_arena_text(
		    &im->schema->arena, full.data, full.len, err);
	n62_buf_free(&full);
	return c->name ? 0 : -1;
}

/* Takes the cell apart; the sentence of a failure has the cell in it. */
static int parse_name(
    struct text_name *to, const struct text_span *cell, struct n62_err *err)
{
	struct n62_buf copy = { 0 };
	struct n62_err why = { 0 };
	int rc = -1;

	if (n62_buf_add(&copy, cell->s, cell->n, err) < 0)
		goto out;
	if (!n62_utf8(cell->s, cell->n))
		fail_quoting(err, copy.data, copy.len, "is not UTF-8", "");
	else if (text_name_parse(to, cell->s, &why) < 0)
		fail_quoting(
		    err, copy.data, copy.len, "names no column: ", why.text);
	else
		rc = 0;
out:
	n62_buf_free(&copy);
	return rc;
}

static int begin(
    struct n62_importer *im, const struct text_lines *l, struct n62_err *err)
{
	im->columns = n62_new(l->ncells, sizeof *im->columns, err);
	im->lists = n62_new(l->ncells, sizeof *im->lists, err);
	if (!im->columns || !im->lists)
		return -1;
	im->table =
	    n62_add_table(im->schema, im->o.table, im->o.merge, "", err);
	if (im->table < 0)
		return text_usage(err);

	for (size_t i = 0; i < l->ncells; i++) {
		struct text_name name;

		if (parse_name(&name, &l->cells[i], err) < 0 ||
		    add_column(im, &name, err) < 0)
			return -1;
	}
	if (check_keys(im, err) < 0)
		return -1;
	return n62_write_head(im->writer, im->schema, err);
}

/* The header of a further text must be that of the first. */
static int compare(const struct n62_importer *im, const struct text_lines *l,
    struct n62_err *err)
{
	const struct n62_table *t = &im->schema->tables[im->table];

	if (l->ncells != im->ncolumns)
		return n62_fail(err, N62_DATA,
		    "%zu columns where the first text has %zu", l->ncells,
		    im->ncolumns);
	for (size_t i = 0; i < l->ncells; i++) {
		const struct column *c = &im->columns[i];
		const struct n62_column *d = &t->columns[c->col.column];
		const char *list = c->list < 0 ? "" : t->lists[c->list].name;
		struct text_name name;

		if (parse_name(&name, &l->cells[i], err) < 0)
			return -1;
		if (strcmp(name.name, d->name) || strcmp(name.list, list) ||
		    name.type != c->type || name.length != c->length ||
		    strcmp(name.unit, d->unit))
			return n62_fail(err, N62_DATA,
			    "column %zu is not %s as in the first text", i + 1,
			    c->name);
	}
	return 0;
}

/* ---- values --------------------------------------------------------- */

static int get_signed(enum n62_type type, const char *s, size_t n, void *to)
{
	static const int64_t limit[] = { INT8_MAX, INT16_MAX, INT32_MAX,
		INT64_MAX };
	int64_t v;

	if (n62_get_i64(s, n, &v) < 0 || v > limit[type - N62_I8] ||
	    v < -limit[type - N62_I8] - 1)
		return -1;
	/* Little-endian: the low bytes come first. */
	n62_put64(to, (uint64_t)v);
	return 0;
}

static int get_unsigned(enum n62_type type, const char *s, size_t n, void *to)
{
	static const uint64_t limit[] = { UINT8_MAX, UINT16_MAX, UINT32_MAX,
		UINT64_MAX };
	uint64_t v;

	if (n62_get_u64(s, n, &v) < 0 || v > limit[type - N62_U8])
		return -1;
	n62_put64(to, v);
	return 0;
}

/* Appends a number; all of them fit 8 bytes. */
static int add_number(struct n62_importer *im, struct column *c, const char *s,
    size_t n, struct n62_err *err)
{
	size_t width = n62_type_size(c->type);
	char *to;
	int r;

	if (n62_buf_reserve(&c->values, 8, err) < 0)
		return -1;
	to = c->values.data + c->values.len;
	if (c->type == N62_F64) {
		double v;

		r = n62_get_f64(s, n, &v);
		memcpy(to, &v, sizeof v);
	} else if (c->type == N62_F32) {
		float v;

		r = n62_get_f32(s, n, &v);
		memcpy(to, &v, sizeof v);
	} else if (c->type <= N62_I64) {
		r = get_signed(c->type, s, n, to);
	} else {
		r = get_unsigned(c->type, s, n, to);
	}
	if (r < 0)
		return fail_quoting(err, s, n, "is not a number of type ",
		    n62_type_name(c->type));
	c->values.len += width;
	im->bytes += width;
	return 0;
}

static int add_bytes(struct n62_importer *im, struct column *c, const void *s,
    size_t n, struct n62_err *err)
{
	uint32_t size = (uint32_t)n;

	if (n62_buf_add(&c->values, s, n, err) < 0 ||
	    n62_buf_add(&c->sizes, &size, sizeof size, err) < 0)
		return -1;
	im->bytes += n + 4;
	return 0;
}

/* A sum of reals such as 0.3+1.1e-17. */
static int add_sum(struct n62_importer *im, struct column *c, const char *s,
    size_t n, struct n62_err *err)
{
	unsigned char bytes[N62_SUM_BYTES];
	struct n62_sum sum = { 0 };
	size_t from = 0;

	for (size_t i = 1; i <= n || from == 0; i++) {
		double v;

		if (i < n &&
		    (s[i] != '+' || s[i - 1] == 'e' || s[i - 1] == 'E'))
			continue;
		if (n == 0 || n62_get_f64(s + from, i - from, &v) < 0 ||
		    n62_sum_add(&sum, v) < 0)
			return fail_quoting(
			    err, s, n, "is not a sum of finite numbers", "");
		from = i + 1;
	}
	return add_bytes(im, c, bytes, n62_sum_bytes(&sum, bytes), err);
}

static int add_text(struct n62_importer *im, struct column *c, char *s,
    size_t n, bool escaped, struct n62_err *err)
{
	ssize_t m = (ssize_t)n;

	if (escaped && memchr(s, '\\', n)) {
		m = text_unescape(s, n);
		if (m < 0)
			return fail_quoting(err, s, n,
			    "has a backslash without one of t n r e \\ , ; "
			    "behind it",
			    "");
	}
	if (!n62_utf8(s, (size_t)m))
		return fail_quoting(err, s, (size_t)m, "is not UTF-8", "");
	return add_bytes(im, c, s, (size_t)m, err);
}

static int add_value(struct n62_importer *im, struct column *c, char *s,
    size_t n, bool escaped, struct n62_err *err)
{
	if (c->type == N62_STR)
		return add_text(im, c, s, n, escaped, err);
	if (c->type == N62_SUM)
		return add_sum(im, c, s, n, err);
	return add_number(im, c, s, n, err);
}

/* Where the value that begins at s ends: at a separator or at end. */
static char *value_end(const struct column *c, char *s, char *end)
{
	for (; s < end && *s != ',' && *s != ';'; s++)
		if (*s == '\\' && c->type == N62_STR && s + 1 < end)
			s++;
	return s;
}

/* A list is as long in all of its columns. */
static int set_count(
    struct n62_importer *im, size_t column, uint32_t n, struct n62_err *err)
{
	struct column *c = &im->columns[column];
	struct list *l = &im->lists[c->list];

	if (l->column != (int)column && n != l->last)
		return n62_fail(err, N62_DATA, "%u elements where %s has %u", n,
		    im->columns[l->column].name, l->last);
	if (l->column != (int)column)
		return 0;
	l->last = n;
	im->bytes += sizeof n;
	return n62_buf_add(&l->counts, &n, sizeof n, err);
}

/* A cell of several values. */
static int add_values(struct n62_importer *im, size_t column,
    const struct text_span *cell, struct n62_err *err)
{
	struct column *c = &im->columns[column];
	char *s = cell->s, *end = s + cell->n, *stop;
	uint32_t n = 0;

	for (; cell->n > 0; s = stop + 1) {
		stop = value_end(c, s, end);
		if (add_value(im, c, s, (size_t)(stop - s), true, err) < 0)
			return -1;
		n++;
		if (stop == end)
			break;
		if (*stop != (n % c->length ? ';' : ',') ||
		    (c->list < 0 && *stop == ','))
			return n62_fail(err, N62_DATA,
			    "'%c' behind value %u, where arrays have %u "
			    "values",
			    *stop, n, c->length);
	}
	if (n % c->length || (c->list < 0 && n != c->length))
		return n62_fail(err, N62_DATA, "%u values where arrays have %u",
		    n, c->length);
	if (c->list < 0)
		return 0;
	return set_count(im, column, n / c->length, err);
}

/* ---- rows ----------------------------------------------------------- */

static int add_row(
    struct n62_importer *im, const struct text_lines *l, struct n62_err *err)
{
	size_t before = im->bytes;

	if (l->ncells != im->ncolumns)
		return n62_fail(err, N62_DATA,
		    "%zu cells where the header has %zu", l->ncells,
		    im->ncolumns);
	for (size_t i = 0; i < im->ncolumns; i++) {
		struct column *c = &im->columns[i];
		const struct text_span *cell = &l->cells[i];
		bool one = c->list < 0 && c->length == 1;

		if ((one ? add_value(im, c, cell->s, cell->n, !l->csv, err)
			 : add_values(im, i, cell, err)) < 0)
			return n62_fail_at(err, "column %s", c->name);
	}
	if (im->bytes - before > ROW_BYTES)
		return n62_fail(err, N62_DATA, "the row takes more than %d MiB",
		    ROW_BYTES >> 20);
	im->rows++;
	return 0;
}

static int fill_texts(
    struct n62_block *b, const struct column *c, struct n62_err *err)
{
	const char *s = c->values.data ? c->values.data : "";

	for (size_t i = 0; i < c->sizes.len; i += 4) {
		size_t n = n62_get32(c->sizes.data + i);

		if (n62_fill_text(b, c->col, s, n, err) < 0)
			return -1;
		s += n;
	}
	return 0;
}

static int fill_block(
    struct n62_importer *im, struct n62_block *b, struct n62_err *err)
{
	int nlists = im->schema->tables[im->table].nlists;

	for (int i = 0; i < nlists; i++) {
		struct list *l = &im->lists[i];
		const void *counts = l->counts.data;

		if (n62_fill_list(b, im->columns[l->column].col, counts, err) <
		    0)
			return -1;
		l->counts.len = 0;
	}
	for (size_t i = 0; i < im->ncolumns; i++) {
		struct column *c = &im->columns[i];

		if (n62_type_size(c->type) == 0) {
			if (fill_texts(b, c, err) < 0)
				return -1;
		} else if (c->values.len > 0) {
			memcpy(n62_change(b, c->col), c->values.data,
			    c->values.len);
		}
		c->values.len = c->sizes.len = 0;
	}
	return 0;
}

static int flush(struct n62_importer *im, struct n62_err *err)
{
	struct n62_block *b;

	if (im->rows == 0)
		return 0;
	b = n62_rows(im->writer, im->table, im->rows, err);
	if (!b || fill_block(im, b, err) < 0)
		return -1;
	im->done += im->rows;
	im->rows = 0;
	im->bytes = 0;
	return n62_write(im->writer, b, err);
}

/* ---- the whole ------------------------------------------------------ */

struct n62_importer *n62_import_new(const struct n62_import_options *o,
    struct n62_writer *w, struct n62_err *err)
{
	struct n62_importer *im = n62_new(1, sizeof *im, err);

	if (!im)
		return NULL;
	im->o = *o;
	im->writer = w;
	im->schema = n62_schema_new(err);
	if (im->schema)
		return im;
	free(im);
	return NULL;
}

static int read_rows(
    struct n62_importer *im, struct text_lines *l, struct n62_err *err)
{
	int r = text_lines_next(l, err);

	if (r == 0)
		n62_fail(err, N62_DATA,
		    "it is empty; a header line name:type[unit] is needed");
	if (r <= 0)
		return -1;
	if ((im->ncolumns ? compare(im, l, err) : begin(im, l, err)) < 0)
		return -1;
	while ((r = text_lines_next(l, err)) > 0) {
		if (add_row(im, l, err) < 0)
			return -1;
		if (im->rows < FULL_ROWS && im->bytes < FULL_BYTES)
			continue;
		if (flush(im, err) < 0)
			return -1;
		if (im->o.progress)
			n62_progress_show(im->o.progress, im->done, l->in->at,
			    l->in->seekable ? l->in->size : 0);
	}
	return r;
}

int n62_import_read(
    struct n62_importer *im, struct n62_in *in, bool csv, struct n62_err *err)
{
	struct text_lines l = { .in = in, .csv = csv };
	int rc;

	if (n62_writer_check(im->writer, in, err) < 0)
		return -1;
	rc = read_rows(im, &l, err);
	if (rc < 0 && (err->code == N62_DATA || err->code == N62_USAGE))
		n62_fail_at(
		    err, "%s:%llu", in->name, (unsigned long long)l.number);
	text_lines_free(&l);
	return rc;
}

int n62_import_end(struct n62_importer *im, struct n62_err *err)
{
	if (flush(im, err) < 0)
		return -1;
	return n62_write_end(im->writer, err);
}

void n62_import_free(struct n62_importer *im)
{
	if (!im)
		return;
	for (size_t i = 0; i < im->ncolumns; i++) {
		n62_buf_free(&im->columns[i].values);
		n62_buf_free(&im->columns[i].sizes);
		if (im->columns[i].list >= 0)
			n62_buf_free(&im->lists[im->columns[i].list].counts);
	}
	free(im->columns);
	free(im->lists);
	n62_schema_free(im->schema);
	free(im);
}
