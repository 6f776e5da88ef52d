/*
 * keys.c - the keys of a table merged by unique: a set that grows with the
 * stream, so that nothing is counted twice.
 */
#include "record/private.h"

#include <stdlib.h>
#include <string.h>

struct rec_keys {
	struct n62_buf bytes; /* all keys, each behind its length (u32) */
	uint32_t *slot;       /* begin of a key in bytes, plus 1; 0: free */
	uint32_t size, used;  /* of slot; size is a power of two */
	struct n62_buf key;   /* the one being looked up */
};

struct rec_keys *rec_keys_new(struct n62_err *err)
{
	struct rec_keys *k = n62_new(1, sizeof *k, err);

	if (!k)
		return NULL;
	k->size = 256;
	k->slot = n62_new(k->size, sizeof *k->slot, err);
	if (k->slot)
		return k;
	free(k);
	return NULL;
}

void rec_keys_free(struct rec_keys *k)
{
	if (!k)
		return;
	n62_buf_free(&k->bytes);
	n62_buf_free(&k->key);
	free(k->slot);
	free(k);
}

/* FNV-1a, 64 bits, folded. */
static uint32_t hash(const char *bytes, uint32_t n)
{
	uint64_t h = 0xcbf29ce484222325;

	for (uint32_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)bytes[i]) * 0x100000001b3;
	return (uint32_t)(h ^ (h >> 32));
}

/* The slot where the key is, or the free one where it belongs. */
static uint32_t *find(const struct rec_keys *k, const char *key, uint32_t n)
{
	uint32_t i = hash(key, n) & (k->size - 1);

	while (k->slot[i]) {
		const char *there = k->bytes.data + k->slot[i] - 1;

		if (n62_get32(there) == n && memcmp(there + 4, key, n) == 0)
			break;
		i = (i + 1) & (k->size - 1);
	}
	return &k->slot[i];
}

static int grow(struct rec_keys *k, struct n62_err *err)
{
	uint32_t *old = k->slot, size = k->size;

	k->slot = n62_new((size_t)size * 2, sizeof *k->slot, err);
	if (!k->slot) {
		k->slot = old;
		return -1;
	}
	k->size = size * 2;
	for (uint32_t i = 0; i < size; i++) {
		const char *key = k->bytes.data + old[i] - 1;

		if (old[i])
			*find(k, key + 4, n62_get32(key)) = old[i];
	}
	free(old);
	return 0;
}

static int append_value(struct n62_buf *b, const struct rec_part *p,
    const struct rec_array *a, uint32_t row, struct n62_err *err)
{
	const uint32_t *o = a[0].p;

	if (p->role == REC_VALUES)
		return n62_buf_add(
		    b, (const char *)a[0].p + row * p->width, p->width, err);
	if (n62_buf_add(b, &(uint32_t){ o[row + 1] - o[row] }, 4, err) < 0)
		return -1;
	return n62_buf_add(b, a[1].p ? (const char *)a[1].p + o[row] : "",
	    o[row + 1] - o[row], err);
}

/* The key of a row as bytes, in k->key. */
static int make_key(struct rec_keys *k, const struct n62_table *t,
    const struct rec_array *a, uint32_t row, struct n62_err *err)
{
	int r = 0;

	k->key.len = 0;
	for (int i = 0; r == 0 && i < t->ncolumns; i++)
		if (t->columns[i].key && !t->columns[i].dropped)
			r = append_value(&k->key,
			    &t->layout->part[t->columns[i].part],
			    &a[t->columns[i].part], row, err);
	return r;
}

static int describe(struct n62_buf *b, const struct n62_column *c,
    const struct rec_array *a, uint32_t row, struct n62_err *err)
{
	char text[N62_NUMBER];
	const uint32_t *o = a[0].p;
	size_t n;

	if (n62_buf_printf(b, err, "%s%s ", b->len ? ", " : "", c->name) < 0)
		return -1;
	if (c->type == N62_STR)
		return n62_buf_add(
		    b, (const char *)a[1].p + o[row], o[row + 1] - o[row], err);
	n = n62_value_text(text, c->type, a[0].p, row);
	return n62_buf_add(b, text, n, err);
}

static int repeated(const struct n62_table *t, const struct rec_array *a,
    uint32_t row, struct n62_err *err)
{
	struct n62_buf b = { 0 };
	const char *text;
	int r = 0;

	for (int i = 0; r == 0 && i < t->ncolumns; i++)
		if (t->columns[i].key && !t->columns[i].dropped)
			r = describe(&b, &t->columns[i], &a[t->columns[i].part],
			    row, err);
	text = r == 0 ? n62_buf_text(&b, err) : NULL;
	if (text)
		n62_fail(err, N62_DATA,
		    "table %s has the key %s twice: something would be "
		    "counted twice",
		    t->name, text);
	n62_buf_free(&b);
	return -1;
}

static int add_key(struct rec_keys *k, uint32_t *slot, struct n62_err *err)
{
	uint32_t n = (uint32_t)k->key.len;
	uint64_t at = k->bytes.len;
	unsigned char length[4];

	if (at + n + 4 >= UINT32_MAX)
		return n62_fail(
		    err, N62_DATA, "the keys of a table exceed 4 GiB");
	n62_put32(length, n);
	if (n62_buf_add(&k->bytes, length, 4, err) < 0 ||
	    n62_buf_add(&k->bytes, k->key.data, n, err) < 0)
		return -1;
	*slot = (uint32_t)at + 1;
	k->used++;
	return k->used * 2 > k->size ? grow(k, err) : 0;
}

int rec_keys_add(struct rec_keys *k, const struct n62_table *t,
    const struct rec_array *arrays, struct rec_range r, struct n62_err *err)
{
	for (uint32_t i = r.from; i < r.to; i++) {
		uint32_t row = r.pick ? r.pick[i] : i, *slot;

		if (make_key(k, t, arrays, row, err) < 0)
			return -1;
		slot = find(k, k->key.data, (uint32_t)k->key.len);
		if (*slot)
			return repeated(t, arrays, row, err);
		if (add_key(k, slot, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- one set for each table ----------------------------------------- */

struct rec_keys *rec_key_sets_get(
    struct rec_key_sets *sets, const char *name, struct n62_err *err)
{
	struct rec_key_set *v;
	size_t n = strlen(name) + 1;

	for (int i = 0; i < sets->n; i++)
		if (strcmp(sets->v[i].name, name) == 0)
			return sets->v[i].keys;
	v = n62_resize(sets->v, (size_t)sets->n + 1, sizeof *v, err);
	if (!v)
		return NULL;
	sets->v = v;
	v += sets->n;
	v->name = n62_new(1, n, err);
	if (!v->name)
		return NULL;
	memcpy(v->name, name, n);
	v->keys = rec_keys_new(err);
	sets->n++;
	return v->keys;
}

void rec_key_sets_free(struct rec_key_sets *sets)
{
	for (int i = 0; i < sets->n; i++) {
		free(sets->v[i].name);
		rec_keys_free(sets->v[i].keys);
	}
	free(sets->v);
}
