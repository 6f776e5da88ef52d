/*
 * combine.c - all ways to choose objects for the roles of a candidate, and the
 * best of them for each event.
 *
 * Roles are placed one after the other: each row becomes one for each element
 * that may have the role, and those that fail its condition go before the
 * next role is placed. Where the rows become too many, events are taken in
 * smaller numbers.
 */
#include "select/private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_WAYS = 1 << 18 /* rows at once, 20 MB with all roles */
};

/* ---- rows ------------------------------------------------------------- */

static int grow(void **p, uint32_t n, struct n62_err *err)
{
	void *q = n62_resize(*p, n, 4, err);

	if (!q)
		return -1;
	*p = q;
	return 0;
}

int sel_rows_reserve(struct sel_rows *r, uint32_t cap, struct n62_err *err)
{
	void *p = r->event;
	int status;

	if (cap <= r->cap)
		return 0;
	cap += cap / 4 + 64;
	status = grow(&p, cap, err);
	r->event = p;
	for (int i = 0; i < r->nroles && status == 0; i++) {
		p = r->index[i];
		status = grow(&p, cap, err);
		r->index[i] = p;
	}
	if (status == 0)
		r->cap = cap;
	return status;
}

void sel_rows_free(struct sel_rows *r)
{
	free(r->event);
	for (int i = 0; i < r->nroles; i++)
		free(r->index[i]);
	*r = (struct sel_rows){ 0 };
}

void sel_rows_move(struct sel_rows *dst, uint32_t to,
    const struct sel_rows *src, uint32_t from)
{
	dst->event[to] = src->event[from];
	for (int i = 0; i < src->nroles; i++)
		dst->index[i][to] = src->index[i][from];
}

int sel_rows_begin(struct sel_rows *r, int nroles, struct sel_program *p,
    const struct n62_block *b, struct n62_err *err)
{
	struct n62_expr_rows rows = { .nrows = r->n,
		.event = r->whole ? NULL : r->event,
		.index = r->placed };

	for (int i = 0; i < SEL_MAX_ROLES; i++)
		r->placed[i] = i < nroles ? r->index[i] : NULL;
	return n62_exprs_begin(p->x, b, &rows, err);
}

/* ---- placing a role --------------------------------------------------- */

/* The elements that a role may have in one row: those of a list, or those
 * whose places stand in a column. */
struct choice {
	const uint32_t *offset; /* of the list */
	const uint32_t *of_offset;
	const void *places; /* NULL: all of the list */
	enum n62_type type;
	uint32_t length;
	int of, twin;
	int same[SEL_MAX_ROLES], nsame; /* roles before of the same list */
};

static void choice_init(struct choice *h, const struct sel_chunk *c,
    const struct sel_worker *w, int role)
{
	const struct n62_selection *s = w->program.s;
	const struct sel_role *r = &s->roles[role];
	struct n62_col of = c->columns->of[role];

	*h = (struct choice){ .of = r->of, .twin = r->twin };
	h->offset = n62_offsets(c->block, c->columns->list[role]);
	if (r->of >= 0) {
		const struct n62_column *column =
		    &c->block->schema->tables[of.table].columns[of.column];

		h->of_offset = n62_offsets(c->block, of);
		h->places = n62_values(c->block, of);
		h->type = column->type;
		h->length = column->length;
	}
	for (int i = 0; i < role; i++)
		if (strcmp(s->roles[i].list, r->list) == 0)
			h->same[h->nsame++] = i;
}

/* How many elements there are to try in a row, and which is number k. */
static uint32_t choices(
    const struct choice *h, const struct sel_rows *r, uint32_t row)
{
	uint32_t e = r->event[row];

	return h->places ? h->length : h->offset[e + 1] - h->offset[e];
}

static int64_t choose(
    const struct choice *h, const struct sel_rows *r, uint32_t row, uint32_t k)
{
	uint32_t e = r->event[row];
	int64_t i = k, n = h->offset[e + 1] - h->offset[e];

	if (h->places)
		i = n62_value_i64(h->type, h->places,
		    ((size_t)h->of_offset[e] + (uint32_t)r->index[h->of][row]) *
			    h->length +
			k);
	if (i < 0 || i >= n || (h->twin >= 0 && i <= r->index[h->twin][row]))
		return -1;
	for (int j = 0; j < h->nsame; j++)
		if (r->index[h->same[j]][row] == i)
			return -1;
	return i;
}

/* 1 when there are too many. */
static int expand(const struct choice *h, const struct sel_rows *src, int role,
    struct sel_rows *dst, struct n62_err *err)
{
	dst->n = 0;
	for (uint32_t row = 0; row < src->n; row++) {
		uint32_t n = choices(h, src, row);

		if (dst->n + (uint64_t)n > MAX_WAYS)
			return 1;
		if (sel_rows_reserve(dst, dst->n + n, err) < 0)
			return -1;
		for (uint32_t k = 0; k < n; k++) {
			int64_t i = choose(h, src, row, k);

			if (i < 0)
				continue;
			dst->event[dst->n] = src->event[row];
			for (int j = 0; j < role; j++)
				dst->index[j][dst->n] = src->index[j][row];
			dst->index[role][dst->n++] = (int32_t)i;
		}
	}
	return 0;
}

/* Keeps the rows that meet the condition of a role. */
static int filter(struct sel_chunk *c, struct sel_worker *w, int role,
    struct sel_rows *r, struct n62_err *err)
{
	int where = w->program.where[role];
	const uint8_t *truths;
	uint32_t n = 0;

	if (where < 0 || r->n == 0)
		return 0;
	if (sel_rows_begin(r, role + 1, &w->program, c->block, err) < 0 ||
	    n62_exprs_truths(w->program.x, where, &truths, err) < 0)
		return -1;
	for (uint32_t i = 0; i < r->n; i++) {
		if (!truths[i])
			continue;
		r->event[n] = r->event[i];
		for (int j = 0; j <= role; j++)
			r->index[j][n] = r->index[j][i];
		n++;
	}
	r->n = n;
	return 0;
}

/* All ways for the events in w->ways, there; 1 when they are too many. */
static int place_all(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	struct choice h;
	struct sel_rows swap;
	int status = 0;

	for (int i = 0; i < w->program.s->nroles && status == 0; i++) {
		choice_init(&h, c, w, i);
		status = expand(&h, &w->ways, i, &w->spare, err);
		swap = w->ways;
		w->ways = w->spare;
		w->spare = swap;
		if (status == 0)
			status = filter(c, w, i, &w->ways, err);
	}
	return status;
}

/* ---- the best --------------------------------------------------------- */

/* Whether way i of the event is better than way best. nan is the worst. */
static bool is_better(const double *value, bool max, uint32_t i, uint32_t best)
{
	if (isnan(value[best]))
		return !isnan(value[i]);
	return max ? value[i] > value[best] : value[i] < value[best];
}

/* Appends the best way of each event in w->ways to w->rows, which has room:
 * there are not more than events. */
static int choose_best(
    struct sel_chunk *c, struct sel_worker *w, struct n62_err *err)
{
	const struct sel_program *p = &w->program;
	struct sel_rows *r = &w->ways;
	const double *value = NULL;

	if (r->n == 0)
		return 0;
	if (p->best >= 0 &&
	    (sel_rows_begin(r, p->s->nroles, &w->program, c->block, err) < 0 ||
		n62_exprs_numbers(p->x, p->best, &value, err) < 0))
		return -1;
	for (uint32_t i = 0, next; i < r->n; i = next) {
		uint32_t best = i;

		for (next = i + 1; next < r->n && r->event[next] == r->event[i];
		     next++)
			if (value &&
			    is_better(value, p->s->best_max, next, best))
				best = next;
		sel_rows_move(&w->rows, w->rows.n++, r, best);
	}
	return 0;
}

/* ---- events ----------------------------------------------------------- */

/* The events from..to of a list of them. */
static int combine(struct sel_chunk *c, struct sel_worker *w,
    const uint32_t *event, uint32_t from, uint32_t to, struct n62_err *err)
{
	uint32_t middle = from + (to - from) / 2;
	int status;

	if (sel_rows_reserve(&w->ways, to - from, err) < 0)
		return -1;
	for (uint32_t i = from; i < to; i++)
		w->ways.event[i - from] = event[i];
	w->ways.n = to - from;
	status = place_all(c, w, err);
	if (status <= 0)
		return status < 0 ? -1 : choose_best(c, w, err);
	if (to - from == 1)
		return n62_fail(err, N62_DATA,
		    "an event has more than %d combinations: stricter "
		    "conditions behind where would leave fewer",
		    MAX_WAYS);
	if (combine(c, w, event, from, middle, err) < 0)
		return -1;
	return combine(c, w, event, middle, to, err);
}

int sel_combine(struct sel_chunk *c, struct sel_worker *w, uint8_t step,
    struct n62_err *err)
{
	const struct sel_program *p = &w->program;
	bool last = step + 1 == p->nsteps;
	uint32_t n = w->rows.n, *event, i = 0;
	int status;

	event = n62_new(n, sizeof *event, err);
	if (!event)
		return -1;
	memcpy(event, w->rows.event, n * sizeof *event);
	w->rows.n = 0;
	w->rows.whole = false;
	status = combine(c, w, event, 0, n, err);
	/* Those without: a cut that follows would fail too. */
	for (uint32_t k = 0; k < n && status == 0; k++) {
		if (i < w->rows.n && w->rows.event[i] == event[k]) {
			i++;
			continue;
		}
		w->fails[event[k] - c->from]++;
		w->fails[event[k] - c->from] += !last;
		w->failed[event[k] - c->from] = step;
	}
	free(event);
	return status;
}
