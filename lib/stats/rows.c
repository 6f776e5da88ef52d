/*
 * rows.c - limits of the rows of a table of text. Every column stays as it
 * was read; what is added comes behind.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

enum {
	MOST_COLUMNS = 1000
};

struct cell {
	const char *text;
	size_t n;
};

struct n62_limit_table {
	struct n62_question q;
	struct stats_set set;
	bool json, typed;
	bool asks; /* there is no output: rows are asked for their questions */
	int at[STATS_CELLS], method; /* number of the column, or -1 */
	struct stats_row row;
	int ncells;
	char *header;
	struct cell *names, *cells;
};

static int split(const char *line, struct cell *cells)
{
	int n = 0;

	for (;;) {
		size_t len = strcspn(line, "\t");

		if (n < MOST_COLUMNS)
			cells[n] = (struct cell){ line, len };
		n++;
		if (!line[len])
			return n;
		line += len + 1;
	}
}

static bool is(struct cell c, const char *name)
{
	return strlen(name) == c.n && memcmp(c.text, name, c.n) == 0;
}

/* ---- the header ----------------------------------------------------- */

/* Without ":f64[unit]". */
static struct cell bare(struct cell c)
{
	const char *colon = memchr(c.text, ':', c.n);

	if (colon)
		c.n = (size_t)(colon - c.text);
	return c;
}

/* What is in the brackets of ":f64[MeV]". */
static double mass_unit(struct cell c)
{
	const char *open = memchr(c.text, '[', c.n);

	if (!open)
		return 1;
	return stats_mass_unit(open + 1, c.n - (size_t)(open + 1 - c.text));
}

static int column_of(const struct n62_limit_table *t, const char *name)
{
	for (int i = t->ncells - 1; i >= 0; i--)
		if (is(bare(t->names[i]), name))
			return i;
	return -1;
}

static int find_columns(
    struct n62_limit_table *t, bool banded, struct n62_err *err)
{
	t->row.mass_unit = 1;
	t->method = column_of(t, "method");
	for (int k = 0; k < STATS_CELLS; k++) {
		t->at[k] = column_of(t, stats_cells[k]);
		t->row.there[k] = t->at[k] >= 0;
	}
	if (!t->asks)
		t->row.there[STATS_LOW] = t->row.there[STATS_HIGH] = false;
	if (stats_row_complete(t->row.there, &t->q, err) < 0)
		return -1;
	if (t->asks)
		t->row.there[STATS_MASS] = t->at[STATS_MASS] >= 0;
	if (t->row.there[STATS_MASS])
		t->row.mass_unit = mass_unit(t->names[t->at[STATS_MASS]]);
	t->set = stats_set_of(&t->q, t->row.there, banded);
	for (int k = 0; k < STATS_ADDED; k++) {
		char name[STATS_NAME];
		const char *doc;

		stats_added(k, name, &doc);
		if (!t->asks && stats_is_added(&t->set, k) &&
		    column_of(t, name) >= 0)
			return n62_fail(err, N62_DATA,
			    "the table already has a column %s", name);
	}
	return 0;
}

static int put_header(
    const struct n62_limit_table *t, struct n62_buf *out, struct n62_err *err)
{
	if (n62_buf_add(out, t->header, strlen(t->header), err) < 0)
		return -1;
	for (int k = 0; k < STATS_ADDED; k++) {
		char name[STATS_NAME];
		const char *doc;

		stats_added(k, name, &doc);
		if (stats_is_added(&t->set, k) &&
		    n62_buf_printf(
			out, err, "\t%s%s", name, t->typed ? ":f64" : "") < 0)
			return -1;
	}
	return n62_buf_printf(out, err, "\tnote%s\n", t->typed ? ":str" : "");
}

struct n62_limit_table *n62_limit_table_new(const char *header,
    const struct n62_question *q, bool banded, bool json, struct n62_buf *out,
    struct n62_err *err)
{
	struct n62_limit_table *t = n62_new(1, sizeof(*t), err);
	size_t n = strlen(header);

	if (!t)
		return NULL;
	t->q = *q;
	t->json = json;
	t->asks = !out;
	t->header = n62_new(n + 1, 1, err);
	t->names = n62_new(2 * MOST_COLUMNS, sizeof(*t->names), err);
	if (!t->header || !t->names)
		goto fail;
	memcpy(t->header, header, n);
	t->cells = t->names + MOST_COLUMNS;
	t->ncells = split(t->header, t->names);
	if (t->ncells > MOST_COLUMNS) {
		n62_fail(err, N62_DATA, "the table has more than %d columns",
		    MOST_COLUMNS);
		goto fail;
	}
	t->typed = memchr(header, ':', n) != NULL;
	if (find_columns(t, banded, err) < 0 ||
	    (!json && out && put_header(t, out, err) < 0))
		goto fail;
	return t;
fail:
	n62_limit_table_free(t);
	return NULL;
}

void n62_limit_table_free(struct n62_limit_table *t)
{
	if (!t)
		return;
	free(t->header);
	free(t->names);
	free(t);
}

/* ---- a row ---------------------------------------------------------- */

static int get_real(
    struct n62_limit_table *t, enum stats_cell k, struct n62_err *err)
{
	struct cell c;

	if (!t->row.there[k])
		return 0;
	c = t->cells[t->at[k]];
	if (n62_get_f64(c.text, c.n, &t->row.v[k]) < 0)
		return n62_fail(err, N62_DATA, "%s is '%.*s', not a%s number",
		    stats_cells[k], (int)c.n, c.text,
		    k == STATS_N ? " whole" : "");
	return 0;
}

static int get_method(
    const struct n62_limit_table *t, enum n62_method *m, struct n62_err *err)
{
	struct cell c;

	if (t->method < 0)
		return 0;
	c = t->cells[t->method];
	for (int k = 0; k < N62_METHODS; k++)
		if (is(c, n62_method_name((enum n62_method)k))) {
			*m = (enum n62_method)k;
			return 0;
		}
	return n62_fail(
	    err, N62_DATA, "method is '%.*s', which is none", (int)c.n, c.text);
}

static int get_question(
    struct n62_limit_table *t, struct n62_question *q, struct n62_err *err)
{
	for (int k = 0; k < STATS_CELLS; k++)
		if (get_real(t, (enum stats_cell)k, err) < 0)
			return -1;
	if (stats_row_question(&t->row, &t->q, q, err) < 0)
		return -1;
	return get_method(t, &q->method, err);
}

static int put_cells(const struct n62_limit_table *t, const char *line,
    const double v[STATS_ADDED], const char *note, struct n62_buf *out,
    struct n62_err *err)
{
	if (n62_buf_add(out, line, strlen(line), err) < 0)
		return -1;
	for (int k = 0; k < STATS_ADDED; k++)
		if (stats_is_added(&t->set, k) &&
		    n62_buf_printf(out, err, "\t%.10g", v[k]) < 0)
			return -1;
	return n62_buf_printf(out, err, "\t%s\n", note);
}

static int put_object(const struct n62_limit_table *t,
    const double v[STATS_ADDED], const char *note, struct n62_buf *out,
    struct n62_err *err)
{
	int r = n62_buf_add(out, "{", 1, err);

	for (int i = 0; r == 0 && i < t->ncells; i++) {
		struct cell c = t->cells[i], name = bare(t->names[i]);
		double number;

		r = stats_json_text(name.text, name.n, out, err);
		if (r == 0)
			r = n62_buf_add(out, ": ", 2, err);
		if (r == 0 && n62_get_f64(c.text, c.n, &number) == 0 &&
		    isfinite(number))
			r = n62_buf_printf(out, err, "%.15g", number);
		else if (r == 0)
			r = stats_json_text(c.text, c.n, out, err);
		if (r == 0)
			r = n62_buf_add(out, ", ", 2, err);
	}
	if (r == 0)
		r = stats_json_values(&t->set, v, out, err);
	if (r == 0)
		r = n62_buf_printf(out, err, "\"note\": ");
	if (r == 0)
		r = stats_json_text(note, strlen(note), out, err);
	return r < 0 ? -1 : n62_buf_add(out, "}\n", 2, err);
}

/* The line with what is added to it. */
static int put_row(const struct n62_limit_table *t, const char *line,
    const struct n62_question *q, const struct n62_answer *a, const char *note,
    struct n62_buf *out, struct n62_err *err)
{
	double v[STATS_ADDED];

	stats_values(q, a, v);
	return t->json ? put_object(t, v, note, out, err)
		       : put_cells(t, line, v, note, out, err);
}

/* ---- all of a row --------------------------------------------------- */

/* A row with too many or too few cells: as many as there are names, so that
 * what is added is in its columns. */
static int misfit(struct n62_limit_table *t, const char *line, int n,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_err ignored = { 0 };
	struct n62_buf cut = { 0 };
	const char *all;
	int r = 0;

	n62_fail(
	    err, N62_DATA, "%d cells, not %d as in the header", n, t->ncells);
	for (int i = 0; r == 0 && i < t->ncells; i++) {
		if (i >= n)
			t->cells[i] = (struct cell){ line, 0 };
		if (i > 0)
			r = n62_buf_add(&cut, "\t", 1, &ignored);
		if (r == 0)
			r = n62_buf_add(
			    &cut, t->cells[i].text, t->cells[i].n, &ignored);
	}
	all = r < 0 ? NULL : n62_buf_text(&cut, &ignored);
	if (!all || put_row(t, all, &t->q, NULL, err->text, out, &ignored) < 0)
		*err = ignored;
	n62_buf_free(&cut);
	return -1;
}

int n62_limit_table_row(struct n62_limit_table *t, const char *line,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_question q;
	struct n62_answer a;
	struct n62_err ignored = { 0 };
	const char *note;
	int n = split(line, t->cells), r;

	if (n != t->ncells)
		return misfit(t, line, n, out, err);
	r = get_question(t, &q, err);
	if (r == 0)
		r = n62_answer(&q, t->set.banded, &a, err);
	note = r < 0 ? err->text : n62_remark(q.method, &a.count);
	if (put_row(t, line, &q, r < 0 ? NULL : &a, note, out, &ignored) < 0) {
		*err = ignored;
		return -1;
	}
	return r;
}

int n62_limit_table_ask(struct n62_limit_table *t, const char *line,
    struct n62_limit_row *row, struct n62_err *err)
{
	int n = split(line, t->cells);

	if (n != t->ncells)
		return n62_fail(err, N62_DATA,
		    "%d cells, not %d as in the header", n, t->ncells);
	if (get_question(t, &row->q, err) < 0)
		return -1;
	row->low = t->row.there[STATS_LOW] ? t->row.v[STATS_LOW] : NAN;
	row->high = t->row.there[STATS_HIGH] ? t->row.v[STATS_HIGH] : NAN;
	return 0;
}
