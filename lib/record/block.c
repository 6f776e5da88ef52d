/*
 * block.c - the rows of one table in memory: access to columns, filling of
 * added ones, keeping a part of the rows.
 */
#include "record/private.h"

#include <string.h>

static const struct rec_layout *layout_of(const struct n62_block *b)
{
	return b->schema->tables[b->table].layout;
}

static const struct n62_column *column_of(
    const struct n62_block *b, struct n62_col col)
{
	return &b->schema->tables[b->table].columns[col.column];
}

static struct rec_array *array_of(const struct n62_block *b, struct n62_col col)
{
	return &b->arrays[column_of(b, col)->part];
}

const void *n62_values(const struct n62_block *b, struct n62_col col)
{
	return array_of(b, col)->p;
}

void *n62_change(struct n62_block *b, struct n62_col col)
{
	b->stored = NULL;
	return array_of(b, col)->p;
}

uint32_t n62_count(const struct n62_block *b, struct n62_col col)
{
	const struct rec_part *p = &layout_of(b)->part[column_of(b, col)->part];

	return array_of(b, col)->n - (p->role == REC_OFFSETS);
}

const uint32_t *n62_offsets(const struct n62_block *b, struct n62_col col)
{
	int list = column_of(b, col)->list;

	return list < 0 ? NULL : b->arrays[layout_of(b)->list[list]].p;
}

const char *n62_text(
    const struct n62_block *b, struct n62_col col, uint32_t i, size_t *n)
{
	const struct rec_array *a = array_of(b, col);
	const uint32_t *offset = a[0].p;
	const char *bytes = a[1].p;

	*n = offset[i + 1] - offset[i];
	return bytes ? bytes + offset[i] : "";
}

/* Makes room in the arrays, from part i on, that the library owns, and zeroes
 * them; stops at the next list when list is set. Values that will be written
 * need no zeroes, offsets do. */
static int ready_parts(
    struct n62_block *b, int i, int list, bool zeroed, struct n62_err *err)
{
	const struct rec_layout *l = layout_of(b);

	for (; i < l->n && (list < 0 || l->part[i].list == list); i++) {
		const struct rec_part *p = &l->part[i];
		struct rec_array *a = &b->arrays[i];
		uint64_t n;

		if (p->given && !b->own)
			continue;
		n = p->role == REC_BYTES
			? 0
			: rec_expected(l, i, b->arrays, b->rows);
		if (rec_array_reserve(a, p->width, n, err) < 0)
			return -1;
		if (zeroed || p->role == REC_OFFSETS)
			memset(a->p, 0, (size_t)n * p->width);
		a->n = (uint32_t)n;
		a->set = 0;
	}
	return 0;
}

int rec_block_ready(struct n62_block *b, struct n62_err *err)
{
	b->mask.len = 0;
	return ready_parts(b, 0, -1, true, err);
}

static int size_list(struct n62_block *b, struct n62_col col,
    const uint32_t *counts, bool zeroed, struct n62_err *err)
{
	const struct rec_layout *l = layout_of(b);
	int list = column_of(b, col)->list;
	uint32_t *offset = b->arrays[l->list[list]].p;
	uint64_t sum = 0;

	for (uint32_t i = 0; i < b->rows; i++) {
		sum += counts[i];
		offset[i + 1] = (uint32_t)sum;
	}
	if (sum > UINT32_MAX)
		return n62_fail(err, N62_DATA,
		    "a block of table %s has too many elements in list %s",
		    b->schema->tables[b->table].name,
		    b->schema->tables[b->table].lists[list].name);
	return ready_parts(b, l->list[list] + 1, list, zeroed, err);
}

int n62_fill_list(struct n62_block *b, struct n62_col col,
    const uint32_t *counts, struct n62_err *err)
{
	return size_list(b, col, counts, true, err);
}

int n62_size_list(struct n62_block *b, struct n62_col col,
    const uint32_t *counts, struct n62_err *err)
{
	return size_list(b, col, counts, false, err);
}

int n62_fill_text(struct n62_block *b, struct n62_col col, const char *text,
    size_t n, struct n62_err *err)
{
	struct rec_array *a = array_of(b, col);
	uint32_t *offset = a[0].p;

	if (rec_array_reserve(&a[1], 1, (uint64_t)a[1].n + n, err) < 0)
		return -1;
	if (n > 0)
		memcpy((char *)a[1].p + a[1].n, text, n);
	a[1].n += (uint32_t)n;
	offset[++a[0].set] = a[1].n;
	return 0;
}

void rec_block_settle(struct n62_block *b)
{
	const struct rec_layout *l = layout_of(b);

	for (int i = 0; i < l->n; i++) {
		struct rec_array *a = &b->arrays[i];
		uint32_t *offset = a->p;

		if ((l->part[i].given && !b->own) ||
		    l->part[i].role != REC_OFFSETS)
			continue;
		while (a->set + 1 < a->n) {
			offset[a->set + 1] = offset[a->set];
			a->set++;
		}
	}
}

uint8_t *n62_mask(struct n62_block *b, struct n62_err *err)
{
	if (b->mask.len == 0) {
		if (n62_buf_reserve(&b->mask, b->rows, err) < 0)
			return NULL;
		memset(b->mask.data, 1, b->rows);
		b->mask.len = b->rows;
	}
	return (uint8_t *)b->mask.data;
}
