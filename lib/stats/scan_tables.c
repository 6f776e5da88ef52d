/*
 * scan_tables.c - limits of the mass scans of a stream: for each table
 * scan/NAME a table limit/NAME with its columns and those of the limits. A
 * row is answered by stream.c, in the new table.
 */
#include <stdlib.h>
#include <string.h>

#include "private.h"

struct column {
	struct n62_col from, to;
	enum n62_type type;
	uint32_t length;
};

struct stats_scan {
	int from, to; /* tables */
	struct column *columns;
	int ncolumns;
	struct n62_limit_stream limit;
};

const char *n62_scan_name(const char *table)
{
	return strncmp(table, "scan/", 5) == 0 ? table + 5 : NULL;
}

static void forget(struct n62_limit_scans *s)
{
	for (int i = 0; i < s->nscans; i++) {
		free(s->scans[i].columns);
		n62_limit_stream_free(&s->scans[i].limit);
	}
	free(s->scans);
	s->scans = NULL;
	s->nscans = 0;
}

void n62_limit_scans_free(struct n62_limit_scans *s)
{
	forget(s);
	n62_limit_table_free(s->text);
	s->text = NULL;
	n62_buf_free(&s->line);
}

/* ---- the new table -------------------------------------------------- */

/* A column of the scan that the limits have, too. */
static int copy_column(struct stats_scan *scan, struct n62_schema *schema,
    int number, struct n62_err *err)
{
	struct n62_column c = schema->tables[scan->from].columns[number];
	struct column *to = &scan->columns[scan->ncolumns];

	if (c.list >= 0 || c.dropped || c.type == N62_SUM)
		return 0;
	c.key = false;
	*to = (struct column){ .from = { scan->from, number },
		.type = c.type,
		.length = c.length ? c.length : 1 };
	if (n62_add_column(schema, scan->to, &c, &to->to, err) < 0)
		return -1;
	scan->ncolumns++;
	return 0;
}

static int begin_scan(const struct n62_limit_scans *s, struct stats_scan *scan,
    struct n62_schema *schema, struct n62_err *err)
{
	char name[N62_MAX_NAME + 8] = "limit/";
	int n = schema->tables[scan->from].ncolumns;

	strncat(
	    name, n62_scan_name(schema->tables[scan->from].name), N62_MAX_NAME);
	if (n62_table_number(schema, name) >= 0)
		return n62_fail(
		    err, N62_DATA, "the stream has a table %s already", name);
	scan->to = n62_add_table(schema, name, N62_APPEND,
	    "limits of the hypotheses of a scan", err);
	scan->columns = n62_new((size_t)n, sizeof *scan->columns, err);
	if (scan->to < 0 || !scan->columns)
		return -1;
	for (int i = 0; i < n; i++)
		if (copy_column(scan, schema, i, err) < 0)
			return -1;
	scan->limit = (struct n62_limit_stream){ .q = s->q,
		.table = schema->tables[scan->to].name,
		.banded = s->banded,
		.say = s->say,
		.ctx = s->ctx };
	return n62_limit_stream_step(
	    &(struct n62_block){ .kind = N62_HEAD, .schema = schema },
	    &scan->limit, err);
}

static int begin(
    struct n62_limit_scans *s, struct n62_schema *schema, struct n62_err *err)
{
	int n = schema->ntables;

	forget(s);
	s->scans = n62_new((size_t)n, sizeof *s->scans, err);
	if (!s->scans)
		return -1;
	for (int i = 0; i < n; i++) {
		const char *name = n62_scan_name(schema->tables[i].name);

		if (!name || (s->only && strcmp(s->only, name) != 0))
			continue;
		s->scans[s->nscans] = (struct stats_scan){ .from = i };
		if (begin_scan(s, &s->scans[s->nscans++], schema, err) < 0)
			return -1;
	}
	s->found += (uint64_t)s->nscans;
	return 0;
}

/* ---- rows ----------------------------------------------------------- */

static int copy_values(const struct column *c, const struct n62_block *from,
    struct n62_block *to, struct n62_err *err)
{
	size_t size = n62_type_size(c->type);

	if (c->type != N62_STR) {
		memcpy(n62_change(to, c->to), n62_values(from, c->from),
		    size * c->length * from->rows);
		return 0;
	}
	for (uint32_t i = 0; i < from->rows * c->length; i++) {
		size_t n;
		const char *text = n62_text(from, c->from, i, &n);

		if (n62_fill_text(to, c->to, text, n, err) < 0)
			return -1;
	}
	return 0;
}

static int add_limits(struct n62_limit_scans *s, struct stats_scan *scan,
    const struct n62_block *b, struct n62_writer *out, struct n62_err *err)
{
	struct n62_block *to = n62_rows(out, scan->to, b->rows, err);
	uint64_t bad = scan->limit.bad;

	for (int i = 0; to && i < scan->ncolumns; i++)
		if (copy_values(&scan->columns[i], b, to, err) < 0)
			return -1;
	if (!to || n62_limit_stream_step(to, &scan->limit, err) < 0)
		return -1;
	s->rows += b->rows;
	s->bad += scan->limit.bad - bad;
	return n62_write(out, to, err);
}

int n62_limit_scans_step(struct n62_limit_scans *s, struct n62_block *b,
    struct n62_writer *out, struct n62_err *err)
{
	if (b->kind == N62_HEAD && begin(s, b->schema, err) < 0)
		return -1;
	if (n62_write(out, b, err) < 0)
		return -1;
	for (int i = 0; b->kind == N62_ROWS && i < s->nscans; i++)
		if (s->scans[i].from == b->table && b->rows > 0 &&
		    add_limits(s, &s->scans[i], b, out, err) < 0)
			return -1;
	return 0;
}
