/*
 * ledger.c - the rows of a table that is merged by sum: equal keys are added
 * as they come, and the rows stand in the order of their keys.
 *
 * Rows are added in batches: the batch is sorted, joined with the rows so
 * far into a plan, and each column is then made anew by the plan.
 */
#include "record/private.h"

#include <stdlib.h>
#include <string.h>

struct rec_ledger {
	const struct n62_table *table;
	const struct rec_layout *layout;
	int nparts; /* of the layout, which may be gone when it is freed */
	struct rec_array *rows, *next; /* next: being made */
	uint32_t n;
	struct n62_buf order, spare; /* row numbers of the batch, sorted */
	struct n62_buf plan;         /* struct step */
};

/* One row to be: the old row or NONE, and where its part of the batch, in
 * sorted order, begins. */
struct step {
	uint32_t old, first;
};
#define NONE UINT32_MAX

struct rec_ledger *rec_ledger_new(
    const struct n62_table *t, struct n62_err *err)
{
	struct rec_ledger *g = n62_new(1, sizeof *g, err);

	if (!g)
		return NULL;
	g->table = t;
	g->layout = t->layout;
	g->nparts = t->layout->n;
	g->rows = n62_new((size_t)t->layout->n, sizeof *g->rows, err);
	g->next = n62_new((size_t)t->layout->n, sizeof *g->next, err);
	if (g->rows && g->next)
		return g;
	rec_ledger_free(g);
	return NULL;
}

void rec_ledger_free(struct rec_ledger *g)
{
	if (!g)
		return;
	rec_arrays_free(g->rows, g->nparts);
	rec_arrays_free(g->next, g->nparts);
	n62_buf_free(&g->order);
	n62_buf_free(&g->spare);
	n62_buf_free(&g->plan);
	free(g);
}

void rec_ledger_clear(struct rec_ledger *g)
{
	g->n = 0;
	rec_rows_clear(g->layout, g->rows);
}

struct rec_array *rec_ledger_rows(struct rec_ledger *g, uint32_t *rows)
{
	*rows = g->n;
	return g->rows;
}

/* ---- order of keys -------------------------------------------------- */

static bool is_key(const struct rec_ledger *g, int part)
{
	const struct rec_part *p = &g->layout->part[part];

	return p->kept && p->role != REC_BYTES &&
	       g->table->columns[p->column].key;
}

static void store(void *p, unsigned width, size_t i, uint64_t v)
{
	switch (width) {
	case 1:
		((uint8_t *)p)[i] = (uint8_t)v;
		break;
	case 2:
		((uint16_t *)p)[i] = (uint16_t)v;
		break;
	case 4:
		((uint32_t *)p)[i] = (uint32_t)v;
		break;
	default:
		((uint64_t *)p)[i] = v;
		break;
	}
}

/* Maps the bits of IEEE 754 numbers to integers in their total order. */
static int64_t ordered(const void *values, unsigned width, size_t i)
{
	int64_t v = n62_value_i64(width == 4 ? N62_I32 : N62_I64, values, i);

	return v >= 0 ? v : (width == 4 ? INT32_MIN : INT64_MIN) - v - 1;
}

static int compare_texts(const struct rec_array *a, uint32_t i,
    const struct rec_array *b, uint32_t k)
{
	const uint32_t *ao = a[0].p, *bo = b[0].p;
	uint32_t an = ao[i + 1] - ao[i], bn = bo[k + 1] - bo[k];
	uint32_t n = an < bn ? an : bn;
	int r = 0;

	if (n > 0)
		r = memcmp((const char *)a[1].p + ao[i],
		    (const char *)b[1].p + bo[k], n);
	return r != 0 ? r : (an > bn) - (an < bn);
}

static int compare_values(const struct rec_part *p, const void *a, uint32_t i,
    const void *b, uint32_t k)
{
	uint64_t au, bu;
	int64_t as, bs;

	if (p->type >= N62_U8 && p->type <= N62_U64) {
		au = n62_value_u64(p->type, a, i);
		bu = n62_value_u64(p->type, b, k);
		return (au > bu) - (au < bu);
	}
	if (p->type <= N62_I64) {
		as = n62_value_i64(p->type, a, i);
		bs = n62_value_i64(p->type, b, k);
	} else {
		as = ordered(a, p->width, i);
		bs = ordered(b, p->width, k);
	}
	return (as > bs) - (as < bs);
}

static int compare_keys(const struct rec_ledger *g, const struct rec_array *a,
    uint32_t i, const struct rec_array *b, uint32_t k)
{
	int r = 0;

	for (int part = 0; r == 0 && part < g->layout->n; part++) {
		if (!is_key(g, part))
			continue;
		if (g->layout->part[part].role == REC_OFFSETS)
			r = compare_texts(&a[part], i, &b[part], k);
		else
			r = compare_values(
			    &g->layout->part[part], a[part].p, i, b[part].p, k);
	}
	return r;
}

bool rec_ledger_ascend(const struct rec_ledger *g,
    const struct rec_array *before, const struct rec_array *arrays,
    uint32_t rows)
{
	if (before && compare_keys(g, before, 0, arrays, 0) >= 0)
		return false;
	for (uint32_t i = 1; i < rows; i++)
		if (compare_keys(g, arrays, i - 1, arrays, i) >= 0)
			return false;
	return true;
}

/* ---- sorting the batch ---------------------------------------------- */

static bool is_sorted(const struct rec_ledger *g, const struct rec_array *a,
    const uint32_t *order, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		if (compare_keys(g, a, order[i - 1], a, order[i]) > 0)
			return false;
	return true;
}

/* Merges the sorted runs [at, mid) and [mid, end) of from into to. */
static void merge_runs(const struct rec_ledger *g, const struct rec_array *a,
    const uint32_t *from, uint32_t *to, uint32_t at, uint32_t mid, uint32_t end)
{
	uint32_t i = at, k = mid;

	while (at < end)
		if (k == end ||
		    (i < mid && compare_keys(g, a, from[i], a, from[k]) <= 0))
			to[at++] = from[i++];
		else
			to[at++] = from[k++];
}

/* Sorts stably, bottom up; the result is in g->order. */
static void sort(struct rec_ledger *g, const struct rec_array *a, uint32_t n)
{
	for (uint64_t run = 1; run < n; run *= 2) {
		uint32_t *from = (uint32_t *)(void *)g->order.data;
		uint32_t *to = (uint32_t *)(void *)g->spare.data;
		struct n62_buf swap = g->order;

		for (uint64_t at = 0; at < n; at += 2 * run) {
			uint64_t mid = at + run < n ? at + run : n;
			uint64_t end = mid + run < n ? mid + run : n;

			merge_runs(g, a, from, to, (uint32_t)at, (uint32_t)mid,
			    (uint32_t)end);
		}
		g->order = g->spare;
		g->spare = swap;
	}
}

static int order_batch(struct rec_ledger *g, const struct rec_array *a,
    struct rec_range r, struct n62_err *err)
{
	uint32_t n = r.to - r.from, *order;
	size_t size = (size_t)n * sizeof *order;

	g->order.len = g->spare.len = 0;
	if (n62_buf_reserve(&g->order, size, err) < 0 ||
	    n62_buf_reserve(&g->spare, size, err) < 0)
		return -1;
	order = (uint32_t *)(void *)g->order.data;
	for (uint32_t i = 0; i < n; i++)
		order[i] = r.pick ? r.pick[r.from + i] : r.from + i;
	if (!is_sorted(g, a, order, n))
		sort(g, a, n);
	return 0;
}

/* ---- the plan ------------------------------------------------------- */

static int add_step(
    struct rec_ledger *g, uint32_t old, uint32_t first, struct n62_err *err)
{
	struct step s = { old, first };

	return n62_buf_add(&g->plan, &s, sizeof s, err);
}

static const struct step *steps_of(const struct rec_ledger *g, uint32_t *n)
{
	/* The last step only says where the batch ends. */
	*n = (uint32_t)(g->plan.len / sizeof(struct step)) - 1;
	return (const struct step *)(const void *)g->plan.data;
}

static int make_plan(struct rec_ledger *g, const struct rec_array *a,
    uint32_t n, struct n62_err *err)
{
	const uint32_t *order = (const uint32_t *)(void *)g->order.data;
	uint32_t old = 0, k = 0, first;
	int c, r = 0;

	g->plan.len = 0;
	while (r == 0 && (old < g->n || k < n)) {
		if (old == g->n)
			c = 1;
		else if (k == n)
			c = -1;
		else
			c = compare_keys(g, g->rows, old, a, order[k]);
		first = k;
		if (c >= 0)
			for (k++; k < n && compare_keys(g, a, order[first], a,
					       order[k]) == 0;)
				k++;
		r = add_step(g, c <= 0 ? old : NONE, first, err);
		old += c <= 0;
	}
	return r == 0 ? add_step(g, NONE, n, err) : -1;
}

/* ---- making the columns --------------------------------------------- */

static int overflow(
    const struct rec_ledger *g, const struct rec_part *p, struct n62_err *err)
{
	return n62_fail(err, N62_DATA,
	    "table %s: the sum of column %s leaves the range of %s",
	    g->table->name, g->table->columns[p->column].name,
	    n62_type_name(p->type));
}

/* Adds value k of from to value i of to; false when the sum does not fit. */
static bool add_value(
    const struct rec_part *p, void *to, size_t i, const void *from, size_t k)
{
	const unsigned spare = 64 - 8 * p->width;
	int64_t ssum, smax = INT64_MAX >> spare;
	uint64_t usum;

	if (p->type > N62_I64) {
		if (__builtin_add_overflow(n62_value_u64(p->type, to, i),
			n62_value_u64(p->type, from, k), &usum) ||
		    usum > UINT64_MAX >> spare)
			return false;
		store(to, p->width, i, usum);
		return true;
	}
	if (__builtin_add_overflow(n62_value_i64(p->type, to, i),
		n62_value_i64(p->type, from, k), &ssum) ||
	    ssum > smax || ssum < -smax - 1)
		return false;
	store(to, p->width, i, (uint64_t)ssum);
	return true;
}

/* Adds rows [from, to) of the sorted batch to the entry at row. */
static bool add_rows(const struct rec_part *p, void *row,
    const struct rec_array *batch, const uint32_t *from, const uint32_t *to)
{
	bool ok = true;

	for (; ok && from < to; from++)
		for (uint32_t j = 0; ok && j < p->length; j++)
			ok = add_value(
			    p, row, j, batch->p, (size_t)*from * p->length + j);
	return ok;
}

/* Each new entry is the old one, or the first of the batch, and on it the
 * others of the batch; keys are all equal. */
static int add_numbers(struct rec_ledger *g, int part,
    const struct rec_array *batch, struct n62_err *err)
{
	const struct rec_part *p = &g->layout->part[part];
	const uint32_t *order = (const uint32_t *)(void *)g->order.data;
	bool ok = true, key = g->table->columns[p->column].key;
	size_t size = (size_t)p->width * p->length;
	struct rec_array *to = &g->next[part];
	uint32_t n;
	const struct step *s = steps_of(g, &n);

	if (rec_array_reserve(to, p->width, (uint64_t)n * p->length, err) < 0)
		return -1;
	to->n = n * p->length;
	for (uint32_t o = 0; ok && o < n; o++) {
		char *row = (char *)to->p + o * size;
		bool old = s[o].old != NONE;

		memcpy(row,
		    old ? (char *)g->rows[part].p + s[o].old * size
			: (char *)batch[part].p + order[s[o].first] * size,
		    size);
		if (!key)
			ok = add_rows(p, row, &batch[part],
			    order + s[o].first + !old, order + s[o + 1].first);
	}
	return ok ? 0 : overflow(g, p, err);
}

static int append_text(
    struct rec_array *to, const void *bytes, size_t n, struct n62_err *err)
{
	uint32_t *offset;

	if (rec_array_reserve(&to[0], 4, (uint64_t)to[0].n + 2, err) < 0 ||
	    rec_array_reserve(&to[1], 1, (uint64_t)to[1].n + n, err) < 0)
		return -1;
	offset = to[0].p;
	if (to[0].n == 0)
		offset[to[0].n++] = 0;
	if (n > 0)
		memcpy((char *)to[1].p + to[1].n, bytes, n);
	to[1].n += (uint32_t)n;
	offset[to[0].n++] = to[1].n;
	return 0;
}

static const char *text_at(const struct rec_array *a, size_t i, size_t *n)
{
	const uint32_t *o = a[0].p;

	*n = o[i + 1] - o[i];
	return a[1].p ? (const char *)a[1].p + o[i] : "";
}

/* Texts are keys: all of a step are equal, the first one stands for all. */
static int copy_texts(struct rec_ledger *g, int part,
    const struct rec_array *batch, struct n62_err *err)
{
	const uint32_t *order = (const uint32_t *)(void *)g->order.data;
	uint32_t n;
	const struct step *s = steps_of(g, &n);
	const char *text;
	size_t length;
	int r = 0;

	for (uint32_t o = 0; r == 0 && o < n; o++) {
		if (s[o].old != NONE)
			text = text_at(&g->rows[part], s[o].old, &length);
		else
			text =
			    text_at(&batch[part], order[s[o].first], &length);
		r = append_text(&g->next[part], text, length, err);
	}
	return r;
}

/* One value of type sum: the old one and those of the batch. */
static int add_sum(struct rec_ledger *g, int part,
    const struct rec_array *batch, const struct step *s, uint32_t j,
    struct n62_err *err)
{
	const struct rec_part *p = &g->layout->part[part];
	const uint32_t *order = (const uint32_t *)(void *)g->order.data;
	unsigned char bytes[N62_SUM_BYTES];
	struct n62_sum sum = { 0 };
	const char *text;
	size_t n;
	int r = 0;

	if (s[0].old != NONE) {
		text = text_at(
		    &g->rows[part], (size_t)s[0].old * p->length + j, &n);
		r = n62_sum_add_bytes(&sum, text, n);
	}
	for (uint32_t k = s[0].first; r == 0 && k < s[1].first; k++) {
		text =
		    text_at(&batch[part], (size_t)order[k] * p->length + j, &n);
		r = n62_sum_add_bytes(&sum, text, n);
	}
	if (r < 0)
		return n62_fail(err, N62_DATA,
		    "table %s: column %s has a malformed or too large sum",
		    g->table->name, g->table->columns[p->column].name);
	n = n62_sum_bytes(&sum, bytes);
	return append_text(&g->next[part], bytes, n, err);
}

static int add_sums(struct rec_ledger *g, int part,
    const struct rec_array *batch, struct n62_err *err)
{
	uint32_t n, length = g->layout->part[part].length;
	const struct step *s = steps_of(g, &n);
	int r = 0;

	for (uint32_t o = 0; r == 0 && o < n; o++)
		for (uint32_t j = 0; r == 0 && j < length; j++)
			r = add_sum(g, part, batch, &s[o], j, err);
	return r;
}

int rec_ledger_add(struct rec_ledger *g, const struct rec_array *batch,
    struct rec_range r, struct n62_err *err)
{
	struct rec_array *swap = g->rows;
	int status;

	if (order_batch(g, batch, r, err) < 0 ||
	    make_plan(g, batch, r.to - r.from, err) < 0)
		return -1;
	rec_rows_clear(g->layout, g->next);
	for (int i = 0; i < g->layout->n; i++) {
		const struct rec_part *p = &g->layout->part[i];

		if (!p->kept || p->role == REC_BYTES)
			continue;
		if (p->role == REC_VALUES)
			status = add_numbers(g, i, batch, err);
		else if (p->type == N62_SUM)
			status = add_sums(g, i, batch, err);
		else
			status = copy_texts(g, i, batch, err);
		if (status < 0)
			return -1;
	}
	steps_of(g, &g->n);
	g->rows = g->next;
	g->next = swap;
	return 0;
}
