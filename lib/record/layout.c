/*
 * layout.c - a table as a sequence of arrays, and the two codecs that turn a
 * payload into such arrays. All that a payload claims is checked here.
 */
#include "record/private.h"

#include <stdlib.h>
#include <string.h>

void rec_layout_free(struct rec_layout *l)
{
	if (!l)
		return;
	free(l->part);
	free(l->list);
	free(l);
}

static bool list_is_kept(const struct n62_table *t, int list)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (t->columns[i].list == list && !t->columns[i].dropped)
			return true;
	return false;
}

static bool list_is_wanted(const struct n62_table *t, int list)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (t->columns[i].list == list &&
		    (!t->columns[i].dropped || t->columns[i].hidden))
			return true;
	return false;
}

static void add_part(struct rec_layout *l, struct rec_part part)
{
	l->part[l->n++] = part;
}

static void add_column(struct rec_layout *l, struct n62_column *c, int number)
{
	struct rec_part part = {
		.role = REC_VALUES,
		.type = c->type,
		.width = (unsigned)n62_type_size(c->type),
		.length = c->length,
		.list = c->list,
		.column = number,
		.given = c->given,
		.kept = !c->dropped,
		.wanted = !c->dropped || c->hidden,
	};

	c->part = l->n;
	if (part.width == 0) {
		part.role = REC_OFFSETS;
		part.width = 4;
		add_part(l, part);
		part.role = REC_BYTES;
		part.width = 1;
	}
	add_part(l, part);
}

static void add_list(struct rec_layout *l, const struct n62_table *t, int list)
{
	l->list[list] = l->n;
	add_part(l, (struct rec_part){ .role = REC_LIST,
			.type = N62_U32,
			.width = 4,
			.length = 1,
			.list = list,
			.column = -1,
			.given = t->lists[list].given,
			.kept = list_is_kept(t, list),
			.wanted = list_is_wanted(t, list) });
}

int rec_layout_make(struct n62_table *t, struct n62_err *err)
{
	struct rec_layout *l = n62_new(1, sizeof *l, err);
	size_t most = (size_t)t->nlists + 2 * (size_t)t->ncolumns;

	if (!l)
		return -1;
	rec_layout_free(t->layout);
	t->layout = l;
	l->part = n62_new(most, sizeof *l->part, err);
	l->list = n62_new((size_t)t->nlists, sizeof *l->list, err);
	if (!l->part || !l->list)
		return -1;
	for (int list = -1; list < t->nlists; list++) {
		if (list >= 0)
			add_list(l, t, list);
		for (int i = 0; i < t->ncolumns; i++)
			if (t->columns[i].list == list)
				add_column(l, &t->columns[i], i);
	}
	t->changed = false;
	return 0;
}

static const uint32_t *offsets_of(const struct rec_array *a)
{
	return a->p;
}

uint64_t rec_expected(const struct rec_layout *l, int i,
    const struct rec_array *arrays, uint32_t rows)
{
	const struct rec_part *p = &l->part[i];
	uint64_t entries = rows;

	if (p->role == REC_LIST)
		return (uint64_t)rows + 1;
	if (p->role == REC_BYTES)
		return offsets_of(&arrays[i - 1])[arrays[i - 1].n - 1];
	if (p->list >= 0)
		entries = offsets_of(&arrays[l->list[p->list]])[rows];
	return entries * p->length + (p->role == REC_OFFSETS);
}

int rec_array_reserve(
    struct rec_array *a, unsigned width, uint64_t n, struct n62_err *err)
{
	size_t need = (size_t)n * width, cap = a->cap;
	void *p;

	if (need <= cap && cap > 0)
		return 0;
	if (n > UINT32_MAX)
		return n62_fail(err, N62_DATA,
		    "%llu values do not fit into one block",
		    (unsigned long long)n);
	cap = (need + need / 2 + 127) & ~(size_t)63;
	if (posix_memalign(&p, 64, cap) != 0)
		return n62_fail(err, N62_MEM, "out of memory");
	if (a->cap > 0) {
		memcpy(p, a->p, a->cap);
		free(a->p);
	}
	a->p = p;
	a->cap = cap;
	return 0;
}

void rec_arrays_free(struct rec_array *a, int n)
{
	for (int i = 0; a && i < n; i++)
		if (a[i].cap > 0)
			free(a[i].p);
	free(a);
}

static uint64_t align64(uint64_t n)
{
	return (n + 63) & ~(uint64_t)63;
}

uint64_t rec_raw_size(const struct rec_layout *l, const struct rec_array *a)
{
	uint64_t size = 0;

	for (int i = 0; i < l->n; i++)
		if (l->part[i].kept)
			size =
			    align64(size) + (uint64_t)a[i].n * l->part[i].width;
	return size;
}

/* ---- checking what a payload claims --------------------------------- */

static int check_offsets(const uint32_t *o, uint32_t n, struct n62_err *err)
{
	uint32_t wrong = o[0] != 0;

	for (uint32_t i = 1; i < n; i++)
		wrong |= o[i] < o[i - 1];
	if (wrong)
		return n62_fail(err, N62_DATA, "its offsets decrease");
	return 0;
}

/* Each value of a column of texts must be right by itself. */
static int check_texts(const struct rec_array *offsets,
    const struct rec_array *bytes, struct n62_err *err)
{
	const uint32_t *o = offsets->p;
	const unsigned char *b = bytes->p;

	if (bytes->n == 0)
		return 0;
	if (!n62_utf8((const char *)b, bytes->n))
		return n62_fail(err, N62_DATA, "its text is not UTF-8");
	for (uint32_t i = 0; i < offsets->n; i++)
		if (o[i] < bytes->n && (b[o[i]] & 0xc0) == 0x80)
			return n62_fail(
			    err, N62_DATA, "a text begins inside a character");
	return 0;
}

static int check_sums(const struct rec_array *offsets,
    const struct rec_array *bytes, struct n62_err *err)
{
	const uint32_t *o = offsets->p;
	const char *b = bytes->p;

	for (uint32_t i = 0; i + 1 < offsets->n; i++)
		if (o[i + 1] > o[i] &&
		    !n62_sum_valid(b + o[i], o[i + 1] - o[i]))
			return n62_fail(err, N62_DATA, "a sum is malformed");
	return 0;
}

static int check_part(const struct rec_layout *l, int i,
    const struct rec_array *arrays, struct n62_err *err)
{
	const struct rec_part *p = &l->part[i];
	const struct rec_array *a = &arrays[i];

	if (p->role == REC_LIST || p->role == REC_OFFSETS)
		return check_offsets(a->p, a->n, err);
	if (p->role == REC_BYTES && p->type == N62_STR)
		return check_texts(a - 1, a, err);
	if (p->role == REC_BYTES)
		return check_sums(a - 1, a, err);
	return 0;
}

static bool all_zero(const unsigned char *from, const unsigned char *to)
{
	unsigned any = 0;

	while (from < to)
		any |= *from++;
	return any == 0;
}

static int too_short(struct n62_err *err)
{
	return n62_fail(err, N62_DATA,
	    "its length contradicts its numbers of rows and elements");
}

int rec_decode_raw(const struct rec_layout *l, uint32_t rows,
    unsigned char *raw, uint32_t nraw, struct rec_array *arrays,
    struct n62_err *err)
{
	uint64_t at = 0, begin, n;

	for (int i = 0; i < l->n; i++) {
		if (!l->part[i].given)
			continue;
		begin = align64(at);
		n = rec_expected(l, i, arrays, rows);
		if (begin > nraw || n > (nraw - begin) / l->part[i].width)
			return too_short(err);
		if (!all_zero(raw + at, raw + begin))
			return n62_fail(err, N62_DATA,
			    "the gaps between its arrays are used");
		at = begin;
		arrays[i] = (struct rec_array){ raw + at, (uint32_t)n, 0, 0 };
		if (check_part(l, i, arrays, err) < 0)
			return -1;
		at += n * l->part[i].width;
	}
	return at == nraw ? 0 : too_short(err);
}

static bool is_integer(const struct rec_part *p)
{
	return p->role == REC_LIST || p->role == REC_OFFSETS ||
	       (p->role == REC_VALUES && p->type < N62_F32);
}

static uint64_t directory_size(const struct rec_layout *l)
{
	uint64_t n = 0;

	for (int i = 0; i < l->n; i++)
		if (l->part[i].given)
			n += rec_entry_size(l->part[i].width);
	return n;
}

/* Where the decoder of planes is. */
struct cursor {
	const unsigned char *entry, *planes, *end;
	uint64_t at; /* in the raw payload */
};

static int decode_part(struct rec_codec *c, const struct rec_layout *l, int i,
    uint32_t rows, struct cursor *k, unsigned char *raw, uint32_t nraw,
    struct rec_array *arrays, struct n62_err *err)
{
	const struct rec_part *p = &l->part[i];
	uint64_t stored;
	uint32_t n;

	k->at = align64(k->at);
	if (rec_entry_read(
		k->entry, p->width, is_integer(p), &n, &stored, err) < 0)
		return -1;
	if (stored > (uint64_t)(k->end - k->planes) || k->at > nraw ||
	    n > (nraw - k->at) / p->width)
		return too_short(err);
	arrays[i] = (struct rec_array){ NULL, n, 0, 0 };
	if (p->wanted) {
		if (n != rec_expected(l, i, arrays, rows))
			return too_short(err);
		arrays[i].p = raw + k->at;
		if (rec_unpack(c, k->entry, k->planes, p->width, arrays[i].p,
			err) < 0 ||
		    check_part(l, i, arrays, err) < 0)
			return -1;
	}
	k->entry += rec_entry_size(p->width);
	k->planes += stored;
	k->at += (uint64_t)n * p->width;
	return 0;
}

int rec_decode_planes(struct rec_codec *c, const struct rec_layout *l,
    uint32_t rows, const unsigned char *stored, uint32_t nstored,
    unsigned char *raw, uint32_t nraw, struct rec_array *arrays,
    struct n62_err *err)
{
	uint64_t directory = directory_size(l);
	struct cursor k = { .entry = stored, .end = stored + nstored };

	if (directory > nstored)
		return too_short(err);
	k.planes = stored + directory;
	for (int i = 0; i < l->n; i++)
		if (l->part[i].given &&
		    decode_part(c, l, i, rows, &k, raw, nraw, arrays, err) < 0)
			return -1;
	return k.at == nraw && k.planes == k.end ? 0 : too_short(err);
}

int rec_encode_planes(struct rec_codec *c, const struct rec_layout *l,
    const struct rec_array *arrays, struct n62_buf *directory,
    struct n62_buf *planes, struct n62_err *err)
{
	directory->len = planes->len = 0;
	for (int i = 0; i < l->n; i++)
		if (l->part[i].kept &&
		    rec_pack(c, arrays[i].p, arrays[i].n, l->part[i].width,
			is_integer(&l->part[i]), directory, planes, err) < 0)
			return -1;
	return 0;
}
