/*
 * space.c - the spaces in which expressions are evaluated: rows, elements of
 * lists, single elements; and which event and element each entry is of.
 */
#include <stdlib.h>

#include "expr/private.h"

int expr_shape(const struct n62_exprs *x, int view)
{
	return x->spaces[view].op == S_POINT ? x->spaces[view].parent : view;
}

int expr_space(struct n62_exprs *x, enum space_op op, int parent, int list,
    int index, int role, struct n62_err *err)
{
	struct space *s;

	for (int i = 0; i < x->nspaces; i++) {
		s = &x->spaces[i];
		if (s->op == op && s->parent == parent && s->list == list &&
		    s->index == index && s->role == role)
			return i;
	}
	if (x->nspaces >= EXPR_SPACES)
		return n62_fail(
		    err, N62_USAGE, "the expressions are too large");
	s = expr_grow(x->spaces, x->nspaces, sizeof *s, err);
	if (!s)
		return -1;
	x->spaces = s;
	s = &s[x->nspaces];
	s->op = op;
	s->parent = parent;
	s->list = list;
	s->index = index;
	s->role = role;
	if (parent >= 0) {
		s->depth = x->spaces[parent].depth + (op == S_LIST);
		x->spaces[parent].wants_event = true;
	}
	return x->nspaces++;
}

void expr_spaces_free(struct n62_exprs *x)
{
	for (int i = 0; i < x->nspaces; i++) {
		free(x->spaces[i].own_event);
		free(x->spaces[i].own_element);
		free(x->spaces[i].own_offsets);
		free(x->spaces[i].own_parent);
	}
	free(x->spaces);
	x->spaces = NULL;
	x->nspaces = 0;
}

/* ---- evaluation ------------------------------------------------------ */

int expr_room(
    void **own, size_t *room, size_t n, size_t size, struct n62_err *err)
{
	size_t bytes = n * size;
	void *new;

	if (bytes <= *room && *own)
		return 0;
	bytes += bytes / 4 + 64;
	new = n62_new(1, bytes, err);
	if (!new)
		return -1;
	free(*own);
	*own = new;
	*room = bytes;
	return 0;
}

static int room32(uint32_t **own, size_t *room, size_t n, struct n62_err *err)
{
	void *at = *own;

	if (expr_room(&at, room, n, sizeof **own, err) < 0)
		return -1;
	*own = at;
	return 0;
}

/* Offsets of a list in the block; NULL when it has no column that is there. */
static const uint32_t *list_offsets(const struct n62_exprs *x, int list)
{
	for (int i = 0; i < x->table->ncolumns; i++) {
		struct n62_col col = { x->table_number, i };

		if (x->table->columns[i].list == list &&
		    n62_offsets(x->block, col))
			return n62_offsets(x->block, col);
	}
	return NULL;
}

static uint32_t event_of(const struct space *s, uint32_t entry)
{
	return s->event ? s->event[entry] : entry;
}

/* The entries of the parent [first, to): offsets in the space, until there
 * are more than a batch; returns the entry behind the last. */
static int64_t lay_offsets(struct space *s, const struct space *parent,
    const uint32_t *in_block, uint32_t first, uint32_t most,
    struct n62_err *err)
{
	uint64_t n = 0;
	uint32_t i;

	if (room32(&s->own_offsets, &s->room_offsets,
		(size_t)parent->n - first + 1, err) < 0)
		return -1;
	s->own_offsets[0] = 0;
	for (i = first; i < parent->n; i++) {
		uint32_t e = event_of(parent, i);
		uint32_t count = in_block ? in_block[e + 1] - in_block[e] : 0;

		if (count > EXPR_ELEMENTS)
			return n62_fail(err, N62_DATA,
			    "an event has %u elements in a list, more than %d",
			    count, EXPR_ELEMENTS);
		if (n + count > most && i > first)
			break;
		n += count;
		if (n > EXPR_AT_ONCE)
			return n62_fail(err, N62_DATA,
			    "the rows have more than %d elements of a list",
			    EXPR_AT_ONCE);
		s->own_offsets[i - first + 1] = (uint32_t)n;
	}
	s->n = (uint32_t)n;
	return i;
}

static int lay_elements(struct space *s, const struct space *parent,
    const uint32_t *in_block, struct n62_err *err)
{
	const uint32_t *offsets = s->own_offsets;

	if (room32(&s->own_element, &s->room_element, s->n, err) < 0)
		return -1;
	for (uint32_t i = 0; i < s->entries && in_block; i++) {
		uint32_t from = in_block[event_of(parent, s->first + i)];

		for (uint32_t j = offsets[i]; j < offsets[i + 1]; j++)
			s->own_element[j] = from + j - offsets[i];
	}
	s->element = s->own_element;
	return 0;
}

static int lay_events(
    struct space *s, const struct space *parent, struct n62_err *err)
{
	if (room32(&s->own_event, &s->room_event, s->n, err) < 0)
		return -1;
	for (uint32_t i = 0; i < s->entries; i++)
		for (uint32_t j = s->own_offsets[i]; j < s->own_offsets[i + 1];
		     j++)
			s->own_event[j] = event_of(parent, s->first + i);
	s->event = s->own_event;
	return 0;
}

static int lay_parents(struct space *s, struct n62_err *err)
{
	if (room32(&s->own_parent, &s->room_parent, s->n, err) < 0)
		return -1;
	for (uint32_t i = 0; i < s->entries; i++)
		for (uint32_t j = s->own_offsets[i]; j < s->own_offsets[i + 1];
		     j++)
			s->own_parent[j] = s->first + i;
	return 0;
}

/* Elements of a list, those of the parent's entries from first on. */
static int64_t lay_list(struct n62_exprs *x, struct space *s, uint32_t first,
    uint32_t most, struct n62_err *err)
{
	const struct space *parent = &x->spaces[s->parent];
	const uint32_t *in_block = list_offsets(x, s->list);
	int64_t end = lay_offsets(s, parent, in_block, first, most, err);

	if (end < 0)
		return -1;
	s->first = first;
	s->entries = (uint32_t)end - first;
	s->offsets = s->own_offsets;
	/* All elements of the first events, in order, need no list of them. */
	s->element = NULL;
	if ((parent->event || first > 0) &&
	    lay_elements(s, parent, in_block, err) < 0)
		return -1;
	if (s->wants_event && lay_events(s, parent, err) < 0)
		return -1;
	if (s->wants_parent && lay_parents(s, err) < 0)
		return -1;
	s->of = parent->epoch;
	s->epoch = ++x->tick;
	return (int64_t)s->entries;
}

/* One element for each entry of the parent, by a number or by the role. */
static int lay_point(struct n62_exprs *x, struct space *s, struct n62_err *err)
{
	const struct space *parent = &x->spaces[s->parent];
	const uint32_t *in_block = list_offsets(x, s->list);
	const int32_t *role = NULL;
	struct operand index = { 0 };

	if (s->index >= 0) {
		if (expr_eval(x, s->index, err) < 0)
			return -1;
		index = expr_operand(x, s->index);
	} else if (x->rows.index) {
		role = x->rows.index[s->role];
	}
	s->n = parent->n;
	if (room32(&s->own_element, &s->room_element, s->n, err) < 0)
		return -1;
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t e = event_of(parent, i);
		double count = in_block ? in_block[e + 1] - in_block[e] : 0;
		double at = index.number ? index.number[i * index.step]
			    : role       ? role[i]
					 : -1;

		s->own_element[i] = at >= 0 && at < count
					? in_block[e] + (uint32_t)at
					: EXPR_NONE;
	}
	s->element = s->own_element;
	s->event = parent->event;
	s->of = parent->epoch;
	s->epoch = ++x->tick;
	return 0;
}

int expr_space_ready(struct n62_exprs *x, int space, struct n62_err *err)
{
	struct space *s = &x->spaces[space];

	if (s->op == S_ROWS)
		return 0;
	if (expr_space_ready(x, s->parent, err) < 0)
		return -1;
	if (s->of == x->spaces[s->parent].epoch)
		return 0;
	if (s->op == S_POINT)
		return lay_point(x, s, err);
	return lay_list(x, s, 0, UINT32_MAX, err) < 0 ? -1 : 0;
}

int64_t expr_space_batch(
    struct n62_exprs *x, int space, uint32_t first, struct n62_err *err)
{
	return lay_list(x, &x->spaces[space], first, EXPR_BATCH, err);
}
