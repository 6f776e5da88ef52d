/*
 * count.c - how many rows the tables have. No value is looked at; the reader
 * has checked the bytes.
 */
#include "text/private.h"

#include <stdlib.h>

/* Indexed by the table; shown marks the tables that were asked for. */
struct counts {
	uint64_t *rows;
	bool *shown;
	int n, nshown;
	const struct n62_schema *schema;
};

/* One column is enough for counting; all of those of other merge rules are
 * needed for the rule. */
static void drop_columns(struct n62_schema *s, int table)
{
	const struct n62_table *t = &s->tables[table];

	for (int i = 1; t->merge == N62_APPEND && i < t->ncolumns; i++)
		n62_drop_column(s, (struct n62_col){ table, i });
}

static int begin(struct counts *c, struct n62_schema *s,
    const struct n62_text_options *o, struct n62_err *err)
{
	if (c->rows)
		return n62_fail(err, N62_USAGE,
		    "a reader that joins the segments is needed");
	c->schema = s;
	c->n = s->ntables;
	c->nshown = o->ntables ? o->ntables : c->n;
	c->rows = n62_new((size_t)c->n, sizeof *c->rows, err);
	c->shown = n62_new((size_t)c->n, sizeof *c->shown, err);
	if (!c->rows || !c->shown)
		return -1;
	for (int i = 0; i < c->n; i++) {
		c->shown[i] = o->ntables == 0;
		drop_columns(s, i);
	}
	for (int i = 0; i < o->ntables; i++) {
		int t = n62_find_table(s, o->tables[i], err);

		if (t < 0)
			return text_usage(err);

		c->shown[t] = true;
	}
	return 0;
}

static int write_counts(
    const struct counts *c, struct n62_out *out, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int rc = -1;

	for (int i = 0; i < c->n; i++) {
		const char *name = c->schema->tables[i].name;

		if (!c->shown[i])
			continue;
		if ((c->nshown > 1 &&
			n62_buf_printf(&text, err, "%s\t", name) < 0) ||
		    n62_buf_printf(&text, err, "%llu\n",
			(unsigned long long)c->rows[i]) < 0)
			goto out;
	}
	rc = n62_out_write(out, text.data, text.len, err);
out:
	n62_buf_free(&text);
	return rc;
}

int n62_text_count(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err)
{
	struct counts c = { 0 };
	struct n62_block *b;
	int rc = -1, r;

	while ((r = n62_read(in, &b, err)) > 0) {
		if (b->kind == N62_HEAD && begin(&c, b->schema, o, err) < 0)
			goto out;
		if (b->kind == N62_ROWS)
			c.rows[b->table] += b->rows;
	}
	if (r == 0)
		rc = write_counts(&c, out, err);
out:
	free(c.rows);
	free(c.shown);
	return rc;
}
