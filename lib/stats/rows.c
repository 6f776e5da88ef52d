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

enum column {
	N,
	B,
	SIGMA_B,
	B_UP,
	B_DOWN,
	SES,
	SIGMA_SES,
	CL,
	METHOD,
	KNOWN
};

static const char *const columns[KNOWN] = { "n", "b", "sigma_b", "sigma_b_up",
	"sigma_b_down", "ses", "sigma_ses", "cl", "method" };

static const char *const results[] = { "lower", "upper", "exp_m2", "exp_m1",
	"exp_med", "exp_p1", "exp_p2", "p0", "z" };

enum {
	RESULTS = 9,
	LIMITS = 7, /* of the results, those that are also branching ratios */
	BAND = 2    /* the first result of the band */
};

struct cell {
	const char *text;
	size_t n;
};

struct n62_limit_table {
	struct n62_question q;
	bool banded, json, ratio, typed;
	int at[KNOWN]; /* number of the column, or -1 */
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

static int find_columns(struct n62_limit_table *t, struct n62_err *err)
{
	for (int k = 0; k < KNOWN; k++) {
		t->at[k] = -1;
		for (int i = 0; i < t->ncells; i++)
			if (is(t->names[i], columns[k]))
				t->at[k] = i;
	}
	for (int k = N; k <= B; k++)
		if (t->at[k] < 0)
			return n62_fail(err, N62_DATA,
			    "the table has no column %s", columns[k]);
	for (int i = 0; i < t->ncells; i++)
		for (int k = 0; k < RESULTS; k++)
			if (is(t->names[i], results[k]))
				return n62_fail(err, N62_DATA,
				    "the table already has a column %s",
				    results[k]);
	t->ratio = t->at[SES] >= 0 || !isnan(t->q.ses);
	return 0;
}

/* Whether a result is given: the band may not be. */
static bool given(const struct n62_limit_table *t, int k)
{
	return t->banded || k < BAND || k >= LIMITS;
}

static int put_header(
    const struct n62_limit_table *t, struct n62_buf *out, struct n62_err *err)
{
	const char *type = t->typed ? ":f64" : "";

	if (n62_buf_add(out, t->header, strlen(t->header), err) < 0)
		return -1;
	for (int k = 0; k < RESULTS; k++)
		if (given(t, k) &&
		    n62_buf_printf(out, err, "\t%s%s", results[k], type) < 0)
			return -1;
	for (int k = 0; t->ratio && k < LIMITS; k++)
		if (given(t, k) &&
		    n62_buf_printf(out, err, "\tbr_%s%s", results[k], type) < 0)
			return -1;
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
	t->banded = banded;
	t->json = json;
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
	for (int i = 0; i < t->ncells; i++)
		t->names[i] = bare(t->names[i]);
	if (find_columns(t, err) < 0 || (!json && put_header(t, out, err) < 0))
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

static int get_real(const struct n62_limit_table *t, enum column k,
    double *value, struct n62_err *err)
{
	struct cell c;

	if (t->at[k] < 0)
		return 0;
	c = t->cells[t->at[k]];
	if (n62_get_f64(c.text, c.n, value) < 0)
		return n62_fail(err, N62_DATA, "%s is '%.*s', not a number",
		    columns[k], (int)c.n, c.text);
	return 0;
}

static int get_count(
    const struct n62_limit_table *t, int64_t *value, struct n62_err *err)
{
	struct cell c = t->cells[t->at[N]];
	double v;

	if (n62_get_i64(c.text, c.n, value) == 0)
		return 0;
	/* 12.0 and 1e6 are whole, too. */
	if (n62_get_f64(c.text, c.n, &v) == 0 && v == floor(v) &&
	    fabs(v) < 1e15) {
		*value = (int64_t)v;
		return 0;
	}
	return n62_fail(
	    err, N62_DATA, "n is '%.*s', not a whole number", (int)c.n, c.text);
}

static int get_method(
    const struct n62_limit_table *t, enum n62_method *m, struct n62_err *err)
{
	struct cell c;

	if (t->at[METHOD] < 0)
		return 0;
	c = t->cells[t->at[METHOD]];
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
	*q = t->q;
	if (get_count(t, &q->c.n, err) < 0 ||
	    get_real(t, B, &q->c.b, err) < 0 ||
	    get_real(t, SIGMA_B, &q->c.b_up, err) < 0)
		return -1;
	q->c.b_down = t->at[SIGMA_B] < 0 ? q->c.b_down : q->c.b_up;
	if (get_real(t, B_UP, &q->c.b_up, err) < 0 ||
	    get_real(t, B_DOWN, &q->c.b_down, err) < 0 ||
	    get_real(t, SES, &q->ses, err) < 0 ||
	    get_real(t, SIGMA_SES, &q->ses_sigma, err) < 0 ||
	    get_real(t, CL, &q->c.cl, err) < 0)
		return -1;
	if (t->at[SES] >= 0 && isnan(q->ses))
		return n62_fail(err, N62_DATA, "ses is nan");
	return get_method(t, &q->method, err);
}

static void collect(const struct n62_answer *a, double v[RESULTS])
{
	v[0] = a->limit.lower;
	v[1] = a->limit.upper;
	memcpy(v + BAND, a->band, sizeof(a->band));
	v[7] = a->p0;
	v[8] = a->z;
}

static int put_cells(const struct n62_limit_table *t, const char *line,
    const double v[RESULTS], double ses, const char *note, struct n62_buf *out,
    struct n62_err *err)
{
	if (n62_buf_add(out, line, strlen(line), err) < 0)
		return -1;
	for (int k = 0; k < RESULTS; k++)
		if (given(t, k) &&
		    n62_buf_printf(out, err, "\t%.10g", v[k]) < 0)
			return -1;
	for (int k = 0; t->ratio && k < LIMITS; k++)
		if (given(t, k) &&
		    n62_buf_printf(out, err, "\t%.10g", v[k] * ses) < 0)
			return -1;
	return n62_buf_printf(out, err, "\t%s\n", note);
}

/* ---- JSON ----------------------------------------------------------- */

static int put_text(
    const char *text, size_t n, struct n62_buf *out, struct n62_err *err)
{
	if (n62_buf_add(out, "\"", 1, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c == '"' || c == '\\') {
			if (n62_buf_printf(out, err, "\\u%04x", c) < 0)
				return -1;
		} else if (n62_buf_add(out, text + i, 1, err) < 0)
			return -1;
	}
	return n62_buf_add(out, "\"", 1, err);
}

/* JSON has no infinity and no NaN. */
static int put_real(const char *prefix, const char *name, double v,
    struct n62_buf *out, struct n62_err *err)
{
	if (!isfinite(v))
		return n62_buf_printf(
		    out, err, "\"%s%s\": null, ", prefix, name);
	return n62_buf_printf(out, err, "\"%s%s\": %.10g, ", prefix, name, v);
}

static int put_results(const double v[RESULTS], bool banded, double ses,
    struct n62_buf *out, struct n62_err *err)
{
	for (int k = 0; k < RESULTS; k++)
		if ((banded || k < BAND || k >= LIMITS) &&
		    put_real("", results[k], v[k], out, err) < 0)
			return -1;
	for (int k = 0; !isnan(ses) && k < LIMITS; k++)
		if ((banded || k < BAND) &&
		    put_real("br_", results[k], v[k] * ses, out, err) < 0)
			return -1;
	return 0;
}

static int put_object(const struct n62_limit_table *t, const double v[RESULTS],
    double ses, const char *note, struct n62_buf *out, struct n62_err *err)
{
	int r = n62_buf_add(out, "{", 1, err);

	for (int i = 0; r == 0 && i < t->ncells; i++) {
		struct cell c = t->cells[i];
		double number;

		r = put_text(t->names[i].text, t->names[i].n, out, err);
		if (r == 0)
			r = n62_buf_add(out, ": ", 2, err);
		if (r == 0 && n62_get_f64(c.text, c.n, &number) == 0 &&
		    isfinite(number))
			r = n62_buf_printf(out, err, "%.15g", number);
		else if (r == 0)
			r = put_text(c.text, c.n, out, err);
		if (r == 0)
			r = n62_buf_add(out, ", ", 2, err);
	}
	if (r == 0)
		r = put_results(v, t->banded, t->ratio ? ses : NAN, out, err);
	if (r == 0)
		r = n62_buf_printf(out, err, "\"note\": ");
	if (r == 0)
		r = put_text(note, strlen(note), out, err);
	return r < 0 ? -1 : n62_buf_add(out, "}\n", 2, err);
}

int n62_answer_json(const struct n62_question *q, const struct n62_answer *a,
    struct n62_buf *out, struct n62_err *err)
{
	double v[RESULTS];

	collect(a, v);
	if (n62_buf_printf(out, err,
		"{\"method\": \"%s\", \"cl\": %.15g, \"n\": %lld, ",
		n62_method_name(q->method), q->c.cl, (long long)q->c.n) < 0 ||
	    put_real("", "b", q->c.b, out, err) < 0 ||
	    put_real("", "sigma_b_up", q->c.b_up, out, err) < 0 ||
	    put_real("", "sigma_b_down", q->c.b_down, out, err) < 0)
		return -1;
	if (!isnan(q->ses) &&
	    (put_real("", "ses", q->ses, out, err) < 0 ||
		put_real("", "sigma_ses", q->ses_sigma, out, err) < 0))
		return -1;
	if (put_results(v, a->banded, q->ses, out, err) < 0)
		return -1;
	return n62_buf_printf(
	    out, err, "\"note\": \"%s\"}\n", n62_remark(q->method, &a->count));
}

/* ---- all of a row --------------------------------------------------- */

/* A row with too many or too few cells: as many as there are names, so that
 * what is added is in its columns. */
static int misfit(struct n62_limit_table *t, const char *line, int n,
    struct n62_buf *out, struct n62_err *err)
{
	struct n62_err ignored = { 0 };
	struct n62_buf cut = { 0 };
	double v[RESULTS];
	const char *all;
	int r = 0;

	n62_fail(
	    err, N62_DATA, "%d cells, not %d as in the header", n, t->ncells);
	for (int k = 0; k < RESULTS; k++)
		v[k] = NAN;
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
	if (!all ||
	    (t->json ? put_object(t, v, NAN, err->text, out, &ignored)
		     : put_cells(t, all, v, NAN, err->text, out, &ignored)) < 0)
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
	double v[RESULTS];
	const char *note;
	int n = split(line, t->cells), r;

	for (int k = 0; k < RESULTS; k++)
		v[k] = NAN;
	q.ses = NAN;
	if (n != t->ncells)
		return misfit(t, line, n, out, err);
	r = get_question(t, &q, err);
	if (r == 0)
		r = n62_answer(&q, t->banded, &a, err);
	if (r == 0)
		collect(&a, v);
	note = r < 0 ? err->text : n62_remark(q.method, &a.count);
	if ((t->json ? put_object(t, v, q.ses, note, out, &ignored)
		     : put_cells(t, line, v, q.ses, note, out, &ignored)) < 0) {
		*err = ignored;
		return -1;
	}
	return r;
}
