/*
 * fuzz_expr.c - any text as a set of expressions, a line each: "let NAME
 * EXPR", "param NAME EXPR", "role EXPR", a condition for the role c, "list
 * EXPR", for all tracks, or an expression. What binds must evaluate, to the
 * same bits whether rows are all events in order or are named one by one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "expr/private.h"
#include "unit/expr_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	ROWS = 12,
	TEXTS = 32
};

/* A failure has a sentence. */
static bool failed(int r, struct n62_err *err)
{
	if ((r < 0) != (err->text[0] != '\0'))
		abort();
	*err = (struct n62_err){ 0 };
	return r < 0;
}

static int role(struct n62_exprs *x, const char *name, const char *list,
    int32_t pdg, int vertex, struct n62_err *err)
{
	return n62_exprs_role(x, name, list, pdg, vertex, NULL, err);
}

static void declare(struct n62_exprs *x, struct n62_err *err)
{
	if (role(x, "v", "vertex", 0, -1, err) != 0 ||
	    role(x, "a", "track", 211, 0, err) != 1 ||
	    role(x, "b", "track", -11, -1, err) != 2 ||
	    role(x, "c", "track", 0, 0, err) != 3 ||
	    role(x, "g", "cluster", 22, -1, err) != 4 ||
	    role(x, "z", "pi0", 111, -1, err) != 5 ||
	    role(x, "t", "mc", 13, -1, err) != 6 ||
	    n62_exprs_param(x, "z_low", "107 m", NULL, err) < 0 ||
	    n62_exprs_let(x, "track.electron", "eop in 0.9..1.1", NULL, err) <
		0 ||
	    n62_exprs_let(x, "m3", "mass(a, b)", NULL, err) < 0)
		abort();
}

static bool take(char **line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*line, word, n) != 0)
		return false;
	*line += n;
	return true;
}

/* The number of the expression of a line, or -1. */
static int add(struct n62_exprs *x, char *line, struct n62_err *err)
{
	const struct n62_expr_place place = { "fuzz", 3, 5, NULL };
	bool let = take(&line, "let "), param = !let && take(&line, "param ");
	char *space = strchr(line, ' ');
	int n;

	if (let || param) {
		if (!space)
			return -1;
		*space = '\0';
		n = let ? n62_exprs_let(x, line, space + 1, &place, err)
			: n62_exprs_param(x, line, space + 1, &place, err);
		failed(n, err);
		return -1;
	}
	if (take(&line, "role "))
		n = n62_exprs_add(
		    x, line, N62_EXPR_TRUTH, 3, NULL, &place, err);
	else if (take(&line, "list "))
		n = n62_exprs_add(
		    x, line, N62_EXPR_ANY, -1, "track", &place, err);
	else
		n = n62_exprs_add(x, line, N62_EXPR_ANY, -1, NULL, &place, err);
	if (n62_expr_end(line) > line + strlen(line))
		abort();
	if (failed(n, err) && strlen(n62_exprs_caret(x)) > 10000)
		abort();
	return n;
}

struct result {
	uint32_t n;
	int columns;
	bool truth;
	uint8_t *bytes[6];
};

static void evaluate(struct n62_exprs *x, int number, bool list,
    const struct fixture *f, const struct n62_expr_rows *rows, struct result *r)
{
	struct n62_err err = { 0 };
	const uint8_t *truths = NULL;
	const double *columns[6] = { NULL };
	size_t size = sizeof(double);

	*r = (struct result){ .n = rows->nrows, .columns = 1 };
	if (failed(n62_exprs_begin(x, f->b, rows, &err), &err))
		abort();
	r->truth = n62_exprs_kind(x, number) == N62_EXPR_TRUTH;
	if (n62_exprs_kind(x, number) == N62_EXPR_VECTOR)
		r->columns = 4;
	if (failed(r->truth ? n62_exprs_truths(x, number, &truths, &err)
			    : n62_exprs_columns(x, number, columns, &err),
		&err))
		abort();
	if (list)
		r->n = n62_exprs_offsets(x, number)[rows->nrows];
	if (r->truth)
		size = 1;
	for (int i = 0; i < r->columns; i++) {
		r->bytes[i] = malloc(r->n * size + 1);
		memcpy(r->bytes[i],
		    r->truth ? (const void *)truths : columns[i], r->n * size);
		for (uint32_t j = 0; j < r->n && r->truth; j++)
			if (r->bytes[i][j] > 1)
				abort();
	}
}

/* Bits, but for the sign of nan. */
static bool same(const struct result *p, const struct result *q)
{
	if (p->n != q->n || p->columns != q->columns)
		return false;
	for (int i = 0; i < p->columns; i++) {
		if (p->truth) {
			if (memcmp(p->bytes[i], q->bytes[i], p->n) != 0)
				return false;
			continue;
		}
		for (uint32_t j = 0; j < p->n; j++) {
			double v, w;

			memcpy(&v, p->bytes[i] + j * sizeof v, sizeof v);
			memcpy(&w, q->bytes[i] + j * sizeof w, sizeof w);
			if (v != w && (v == v || w == w))
				return false;
		}
	}
	return true;
}

static void evaluate_twice(
    struct n62_exprs *x, int number, bool list, const struct fixture *f)
{
	static const int32_t places[ROWS] = { 0, 1, 2, -1, 0, 1, 2, 7, 0, 0, 1,
		0 };
	static const int32_t *const index[7] = { places, places, places + 0,
		NULL, places, places, places };
	uint32_t event[ROWS];
	struct n62_expr_rows rows = { ROWS, NULL, index };
	struct result p, q;

	for (uint32_t i = 0; i < ROWS; i++)
		event[i] = i;
	evaluate(x, number, list, f, &rows, &p);
	rows.event = event;
	evaluate(x, number, list, f, &rows, &q);
	if (!same(&p, &q))
		abort();
	for (int i = 0; i < p.columns; i++) {
		free(p.bytes[i]);
		free(q.bytes[i]);
	}
}

/* The tables of particles are read once: that takes longer than the rest. */
static struct n62_exprs *new_set(struct n62_err *err)
{
	static struct n62_physics *physics;
	struct n62_exprs *x = calloc(1, sizeof *x);

	if (!physics)
		physics = n62_physics_new(err);
	if (!x || !physics)
		abort();
	x->physics = physics;
	return x;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fixture f;
	struct n62_err err = { 0 };
	struct n62_exprs *x = new_set(&err);
	char *text = malloc(size + 1), *line, *next;
	bool list[TEXTS];
	int n = 0;

	if (!f.s)
		fixture_make(&f, ROWS, 5, FIXTURE_LONGEST);
	if (!text || f.err.text[0])
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	declare(x, &err);
	for (line = text; line && n < TEXTS - 1; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		list[n] = strncmp(line, "list ", 5) == 0;
		n += add(x, line, &err) >= 0;
	}
	if (!failed(n62_exprs_bind(x, f.s, 0, &err), &err))
		for (int i = 0; i < n; i++)
			evaluate_twice(x, i, list[i], &f);
	x->physics = NULL;
	n62_exprs_free(x);
	free(text);
	return 0;
}
