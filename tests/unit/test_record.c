/*
 * test_record.c - streams of random tables, written and read back in many
 * ways: what comes back is compared with what was put in, column by column.
 */
#include "check.h"
#include "record/record.h"

#include <unistd.h>

enum {
	MOST_TABLES = 4,
	MOST_COLUMNS = 40
};

/* All rows of a table: the bytes of each column one row behind the other,
 * for a list also how many elements each row has. */
struct content {
	struct n62_buf column[MOST_COLUMNS], counts[MOST_COLUMNS];
	uint64_t rows;
};

static struct n62_err err;
static struct n62_rng rng;
static char name[2][40] = { "/tmp/na62-record-a-XXXXXX",
	"/tmp/na62-record-b-XXXXXX" };

static uint32_t draw(uint32_t n)
{
	return n62_rng_below(&rng, n);
}

/* ---- random tables -------------------------------------------------- */

static void add_column(struct n62_schema *s, int table, int list, int number)
{
	char text[20];
	struct n62_column c = { .name = text, .unit = "mm", .doc = "a column" };

	snprintf(text, sizeof text, "c%d", number);
	c.list = list;
	c.type = (enum n62_type)draw(N62_SUM);
	c.length = draw(4) ? 1 : 1 + draw(5);
	CHECK(n62_add_column(s, table, &c, NULL, &err) == 0);
}

static struct n62_schema *random_schema(void)
{
	struct n62_schema *s = n62_schema_new(&err);
	int ntables = 1 + (int)draw(MOST_TABLES - 1), n;
	char text[20];

	for (int i = 0; i < ntables; i++) {
		snprintf(text, sizeof text, "dir/t%d", i);
		CHECK(n62_add_table(s, text, N62_APPEND, "a table", &err) == i);
		n = 0;
		for (uint32_t k = draw(8); k > 0 || n == 0; k -= k > 0)
			add_column(s, i, -1, n++);
		for (uint32_t l = draw(4); l > 0; l--) {
			snprintf(text, sizeof text, "l%u", l);
			int list = n62_add_list(s, i, text, "", &err);

			for (uint32_t k = 1 + draw(5); k > 0; k--)
				add_column(s, i, list, n++);
		}
	}
	return s;
}

/* Numbers like those of an experiment: near to each other, or noise. */
static void random_values(void *p, size_t n)
{
	unsigned char *b = p;
	uint32_t kind = draw(3);

	for (size_t i = 0; i < n; i++)
		b[i] = kind == 0   ? 0
		       : kind == 1 ? (unsigned char)(i % 8 < 2 ? draw(256) : 7)
				   : (unsigned char)draw(256);
}

static void fill_column(
    struct n62_block *b, struct n62_col col, const struct n62_column *c)
{
	uint32_t n = n62_count(b, col);
	char text[24];

	if (c->type != N62_STR) {
		random_values(n62_change(b, col), n * n62_type_size(c->type));
		return;
	}
	for (uint32_t i = 0; i < n - n / 7; i++) {
		size_t length = draw(20);

		memset(text, 'a' + (int)draw(26), length);
		CHECK(n62_fill_text(b, col, text, length, &err) == 0);
	}
}

static void fill_block(struct n62_block *b)
{
	const struct n62_table *t = &b->schema->tables[b->table];
	uint32_t *counts = calloc(b->rows, sizeof *counts);
	int list = -1;

	for (int i = 0; i < t->ncolumns; i++) {
		struct n62_col col = { b->table, i };

		if (t->columns[i].list > list) {
			list = t->columns[i].list;
			for (uint32_t k = 0; k < b->rows; k++)
				counts[k] = draw(3) ? draw(4) : 0;
			CHECK(n62_fill_list(b, col, counts, &err) == 0);
		}
		fill_column(b, col, &t->columns[i]);
	}
	free(counts);
}

/* ---- what is in a block --------------------------------------------- */

/* The values of entries [from, to) of a column behind the bytes in out. */
static void append_entries(struct n62_buf *out, const struct n62_block *b,
    struct n62_col col, uint32_t from, uint32_t to)
{
	const struct n62_column *c =
	    &b->schema->tables[col.table].columns[col.column];
	size_t size = n62_type_size(c->type) * c->length, n;
	const char *text;

	if (c->type < N62_STR) {
		n62_buf_add(out, (const char *)n62_values(b, col) + from * size,
		    (to - from) * size, &err);
		return;
	}
	for (uint32_t i = from * c->length; i < to * c->length; i++) {
		text = n62_text(b, col, i, &n);
		n62_buf_add(out, text, n, &err);
		n62_buf_add(out, "", 1, &err);
	}
}

/* Column c of row i behind what k has of its column out. */
static void append_cell(
    struct content *k, int out, const struct n62_block *b, int c, uint32_t i)
{
	struct n62_col col = { b->table, c };
	const uint32_t *o = n62_offsets(b, col);
	uint32_t n = o ? o[i + 1] - o[i] : 1;

	n62_buf_add(&k->counts[out], &n, sizeof n, &err);
	append_entries(
	    &k->column[out], b, col, o ? o[i] : i, o ? o[i + 1] : i + 1);
}

/* Columns in the order in which they are written. */
static void append_row(struct content *k, const struct n62_block *b, uint32_t i)
{
	const struct n62_table *t = &b->schema->tables[b->table];
	int out = 0;

	for (int list = -1; list < t->nlists; list++)
		for (int c = 0; c < t->ncolumns; c++)
			if (t->columns[c].list == list &&
			    !t->columns[c].dropped)
				append_cell(k, out++, b, c, i);
	k->rows++;
}

static void append_block(
    struct content *k, struct n62_block *b, const uint8_t *mask)
{
	for (uint32_t i = 0; i < b->rows; i++)
		if (!mask || mask[i])
			append_row(k, b, i);
}

static bool same_bytes(const struct n62_buf *a, const struct n62_buf *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static bool same_content(const struct content *a, const struct content *b)
{
	bool same = a->rows == b->rows;

	for (int i = 0; i < MOST_COLUMNS; i++)
		same = same && same_bytes(&a->column[i], &b->column[i]) &&
		       same_bytes(&a->counts[i], &b->counts[i]);
	return same;
}

static void clear(struct content *k)
{
	for (int t = 0; t < MOST_TABLES; t++) {
		for (int i = 0; i < MOST_COLUMNS; i++) {
			n62_buf_free(&k[t].column[i]);
			n62_buf_free(&k[t].counts[i]);
		}
		k[t].rows = 0;
	}
}

/* ---- writing, passing on, reading ----------------------------------- */

static struct n62_writer *open_writer(
    const char *file, int threads, enum n62_compress compress)
{
	struct n62_write_options o = {
		.name = file, .threads = threads, .compress = compress
	};

	return n62_writer_open(&o, &err);
}

static struct n62_reader *open_reader(const char *file, int threads, bool join)
{
	struct n62_read_options o = {
		.names = &file, .nnames = 1, .threads = threads, .join = join
	};

	return n62_reader_open(&o, &err);
}

/* Writes a random stream; k becomes its content. */
static void make(const char *file, struct content *k, uint32_t blocks)
{
	struct n62_writer *w =
	    open_writer(file, 1 + (int)draw(3), (enum n62_compress)draw(3));
	struct n62_schema *s = random_schema();

	CHECK(w && n62_write_head(w, s, &err) == 0);
	for (; blocks > 0; blocks--) {
		int table = (int)draw((uint32_t)s->ntables);
		struct n62_block *b =
		    n62_rows(w, table, 1 + draw(draw(4) ? 50 : 5000), &err);

		fill_block(b);
		CHECK(n62_write(w, b, &err) == 0);
		append_block(&k[table], b, NULL);
	}
	CHECK(n62_write_end(w, &err) == 0 && n62_commit(w, &err) == 0);
	n62_writer_free(w);
	n62_schema_free(s);
}

static void read_content(const char *file, struct content *k)
{
	struct n62_reader *r = open_reader(file, 1 + (int)draw(3), draw(2));
	struct n62_block *b;
	int status;

	while ((status = n62_read(r, &b, &err)) > 0)
		if (b->kind == N62_ROWS) {
			CHECK(b->first == k[b->table].rows);
			append_block(&k[b->table], b, NULL);
		}
	if (!CHECK(status == 0))
		printf("# %s\n", err.text);
	n62_reader_free(r);
}

static void check_file(const char *file, const struct content *wanted)
{
	struct content got[MOST_TABLES] = { 0 };

	read_content(file, got);
	for (int t = 0; t < MOST_TABLES; t++)
		CHECK(same_content(&wanted[t], &got[t]));
	clear(got);
}

static void round_trips(void)
{
	struct content k[MOST_TABLES] = { 0 };

	for (int round = 0; round < 60; round++) {
		make(name[0], k, draw(40));
		check_file(name[0], k);
		clear(k);
	}
}

/* A filter that masks rows out, drops a column and adds two; k becomes what
 * it should write. */
static void filter(const char *from, const char *to, struct content *k)
{
	static const struct n62_column added = {
		.name = "added", .type = N62_U32, .list = -1
	};
	static const struct n62_column word = {
		.name = "word", .type = N62_STR, .list = -1
	};
	struct n62_reader *r = open_reader(from, 1 + (int)draw(3), false);
	struct n62_writer *w =
	    open_writer(to, 1 + (int)draw(3), (enum n62_compress)draw(3));
	struct n62_col a = { 0, 0 }, t = { 0, 0 };
	struct n62_block *b;
	uint8_t *mask;

	while (n62_read(r, &b, &err) > 0) {
		if (b->kind == N62_HEAD) {
			CHECK(n62_add_column(b->schema, 0, &added, &a, &err) ==
			      0);
			CHECK(
			    n62_add_column(b->schema, 0, &word, &t, &err) == 0);
			if (b->schema->tables[0].ncolumns > 4)
				n62_drop_column(
				    b->schema, (struct n62_col){ 0, 1 });
		}
		if (b->kind == N62_ROWS && b->table == 0) {
			uint32_t *v = n62_change(b, a);

			mask = n62_mask(b, &err);
			for (uint32_t i = 0; i < b->rows; i++) {
				v[i] = (uint32_t)b->first + i;
				mask[i] = draw(10) < 3;
				n62_fill_text(b, t, "xyz", i % 4, &err);
			}
			append_block(&k[0], b, mask);
		} else if (b->kind == N62_ROWS) {
			append_block(&k[b->table], b, NULL);
		}
		if (!CHECK(n62_write(w, b, &err) == 0))
			printf("# %s\n", err.text);
	}
	CHECK(n62_commit(w, &err) == 0);
	n62_reader_free(r);
	n62_writer_free(w);
}

static void filters(void)
{
	struct content k[MOST_TABLES] = { 0 };

	for (int round = 0; round < 40; round++) {
		make(name[0], k, draw(40));
		clear(k);
		filter(name[0], name[1], k);
		check_file(name[1], k);
		clear(k);
	}
}

/* ---- the same bytes ------------------------------------------------- */

/* A list that loses its columns makes room for one of its name. */
static void replaces_lists(void)
{
	static const struct n62_column column = { .name = "x",
		.type = N62_F32 };
	struct n62_schema *s = n62_schema_new(&err);
	int table = n62_add_table(s, "event", N62_APPEND, "", &err);
	struct n62_column c = column;
	struct n62_col first, second;

	c.list = n62_add_list(s, table, "cand", "", &err);
	CHECK(n62_add_list(s, table, "cand", "", &err) < 0);
	CHECK(n62_add_column(s, table, &c, &first, &err) == 0);
	CHECK(n62_add_list(s, table, "cand", "", &err) < 0);
	n62_drop_column(s, first);
	c.list = n62_add_list(s, table, "cand", "", &err);
	CHECK(c.list == 1);
	CHECK(n62_add_column(s, table, &c, &second, &err) == 0);
	CHECK(n62_find(s, "event", "cand.x", N62_F32, &first, &err) == 0 &&
	      first.column == second.column);
	n62_schema_free(s);
}

static void pass(
    const char *from, const char *to, int threads, enum n62_compress compress)
{
	struct n62_reader *r = open_reader(from, threads, false);
	struct n62_writer *w = open_writer(to, threads, compress);
	struct n62_block *b;

	while (n62_read(r, &b, &err) > 0)
		CHECK(n62_write(w, b, &err) == 0);
	CHECK(n62_commit(w, &err) == 0);
	n62_reader_free(r);
	n62_writer_free(w);
}

static struct n62_buf bytes_of(const char *file)
{
	struct n62_buf b = { 0 };
	struct n62_in in;

	CHECK(n62_in_open(&in, file, &err) == 0);
	CHECK(n62_buf_reserve(&b, in.size, &err) == 0);
	CHECK(n62_in_read(&in, b.data, in.size, &err) == (ssize_t)in.size);
	b.len = in.size;
	n62_in_free(&in);
	return b;
}

static void any_threads(void)
{
	struct content k[MOST_TABLES] = { 0 };

	for (int round = 0; round < 10; round++) {
		struct n62_buf first = { 0 }, other;

		make(name[0], k, 60);
		clear(k);
		for (int threads = 1; threads < 6; threads++) {
			pass(name[0], name[1], threads, N62_PLANES);
			other = bytes_of(name[1]);
			CHECK(threads == 1 || same_bytes(&first, &other));
			n62_buf_free(&first);
			first = other;
		}
		n62_buf_free(&first);
	}
}

int main(void)
{
	n62_rng_init(&rng, 62, 1, 0);
	for (int i = 0; i < 2; i++)
		close(mkstemp(name[i]));
	check_run("random tables come back as they were", round_trips);
	check_run("rows masked, columns added and dropped", filters);
	check_run("a list in the place of another", replaces_lists);
	check_run("the same bytes with any number of threads", any_threads);
	unlink(name[0]);
	unlink(name[1]);
	return check_end();
}
