/*
 * numpy.c - columns as npy and npz. An npy file begins with the number of its
 * values (NumPy Enhancement Proposal 1, format 1.0), so the columns wait in
 * one temporary file: for each block a row of offsets, one for each array and
 * one more, and behind it the pieces of the arrays.
 */
#include "text/private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum what {
	VALUES,
	SUMS,        /* rounded to doubles */
	TEXTS,       /* their bytes */
	TEXT_ENDS,   /* where each of them ends */
	LIST_OFFSETS /* where the elements of each row end */
};

/* One array of the result. */
struct array {
	const char *name;
	enum what what;
	int cell;
	const char *type; /* as numpy writes it */
	uint32_t length;  /* second dimension, or 1 */
	uint64_t values;
	uint64_t bytes;
	uint64_t end; /* the last offset so far */
	uint32_t crc;
};

struct numpy {
	struct n62_text_options o;
	struct text_walk walk;
	struct text_plan plan;
	struct array *arrays;
	size_t n;
	int temp;
	uint64_t size; /* of the temporary */
	struct n62_buf block;
	struct n62_arena names;
	struct text_sink sink;
};

/* ---- arrays --------------------------------------------------------- */

static const char *numpy_type(enum n62_type t)
{
	static const char *const types[] = {
		[N62_I8] = "|i1",
		[N62_I16] = "<i2",
		[N62_I32] = "<i4",
		[N62_I64] = "<i8",
		[N62_U8] = "|u1",
		[N62_U16] = "<u2",
		[N62_U32] = "<u4",
		[N62_U64] = "<u8",
		[N62_F32] = "<f4",
		[N62_F64] = "<f8",
		[N62_STR] = "|u1",
		[N62_SUM] = "<f8",
	};

	return types[t];
}

static int add_array(struct numpy *x, const struct text_cell *c, enum what what,
    struct n62_err *err)
{
	bool offsets = what == TEXT_ENDS || what == LIST_OFFSETS;
	const char *list = c->list_name ? c->list_name : "";
	struct n62_buf name = { 0 };
	struct array *a = &x->arrays[x->n];
	int r;

	*a = (struct array){
		.what = what,
		.cell = (int)(c - x->plan.cells),
		.type = offsets ? "<i8" : numpy_type(c->type),
		.length = offsets || what == TEXTS ? 1 : c->length,
	};
	r = what == LIST_OFFSETS
		? n62_buf_printf(&name, err, "%s.offsets", list)
		: n62_buf_printf(&name, err, "%s%s%s%s", list, *list ? "." : "",
		      c->name, offsets ? ".offsets" : "");
	if (r == 0)
		a->name = n62_arena_text(&x->names, name.data, name.len, err);
	n62_buf_free(&name);
	x->n++;
	return a->name ? 0 : -1;
}

static bool first_of_list(const struct text_plan *p, int cell)
{
	for (int i = 0; i < cell; i++)
		if (p->cells[i].list == p->cells[cell].list)
			return false;
	return p->cells[cell].list >= 0;
}

static int check_single(const struct text_plan *p, struct n62_err *err)
{
	if (p->ncells != 1)
		return n62_fail(err, N62_USAGE,
		    "npy holds one column; choose it with --columns, or use "
		    "--format npz");
	if (p->cells[0].shape == TEXT_TEXTS)
		return n62_fail(err, N62_USAGE,
		    "npy cannot hold the text column %s; use --format npz",
		    p->cells[0].name);
	return 0;
}

static int add_arrays(struct numpy *x, struct n62_err *err)
{
	const struct text_plan *p = &x->plan;

	x->arrays = n62_new(3 * (size_t)p->ncells, sizeof *x->arrays, err);
	if (!x->arrays)
		return -1;
	for (int i = 0; i < p->ncells; i++) {
		const struct text_cell *c = &p->cells[i];
		enum what what = c->shape == TEXT_TEXTS  ? TEXTS
				 : c->shape == TEXT_SUMS ? SUMS
							 : VALUES;

		if (x->o.format == N62_NPZ && first_of_list(p, i) &&
		    add_array(x, c, LIST_OFFSETS, err) < 0)
			return -1;
		if (c->list >= 0 && strcmp(c->name, "offsets") == 0 &&
		    x->o.format == N62_NPZ)
			return n62_fail(err, N62_DATA,
			    "column %s.offsets would have the name of the "
			    "offsets of list %s in npz",
			    c->list_name, c->list_name);
		if (add_array(x, c, what, err) < 0 ||
		    (what == TEXTS && add_array(x, c, TEXT_ENDS, err) < 0))
			return -1;
	}
	return x->o.format == N62_NPZ ? 0 : check_single(p, err);
}

static int begin(struct numpy *x, struct n62_schema *s, struct n62_err *err)
{
	if (text_plan_make(&x->plan, s, x->walk.tracks[0].table, &x->o, err) <
	    0)
		return -1;
	text_plan_drop(&x->plan, s);
	return add_arrays(x, err);
}

/* ---- collecting ----------------------------------------------------- */

static int add_ends(struct numpy *x, struct array *a, const struct text_cell *c,
    const struct text_view *v, struct n62_err *err)
{
	struct n62_buf *to = &x->block;
	size_t rows = v->to - v->from;

	if (n62_buf_reserve(to, 8 * rows, err) < 0)
		return -1;
	for (uint32_t i = v->from; i < v->to; i++, to->len += 8) {
		a->end += c->offsets[i + 1] - c->offsets[i];
		n62_put64(to->data + to->len, a->end);
	}
	return 0;
}

/* Texts, their ends, and sums, which have no array of their own. */
static int add_each(struct numpy *x, struct array *a, const struct text_cell *c,
    const struct text_view *v, size_t first, size_t last, struct n62_err *err)
{
	struct n62_buf *to = &x->block;

	for (size_t i = first; i < last; i++) {
		size_t n;
		const char *s = n62_text(v->block, c->col, (uint32_t)i, &n);
		double sum = a->what == SUMS ? n62_sum_value(s, n) : 0;

		if (n62_buf_reserve(to, n + 8, err) < 0)
			return -1;
		a->end += n;
		if (a->what == TEXTS)
			memcpy(to->data + to->len, s, n);
		else if (a->what == SUMS)
			memcpy(to->data + to->len, &sum, 8);
		else
			n62_put64(to->data + to->len, a->end);
		to->len += a->what == TEXTS ? n : 8;
	}
	return 0;
}

static int add_piece(struct numpy *x, struct array *a,
    const struct text_view *v, struct n62_err *err)
{
	const struct text_cell *c = &x->plan.cells[a->cell];
	size_t first, last, end, width = n62_type_size(c->type);
	const char *values = c->values;

	if (a->what == LIST_OFFSETS)
		return add_ends(x, a, c, v, err);
	text_range(c, v->from, &first, &end);
	text_range(c, v->to - 1, &end, &last);
	if (a->what != VALUES)
		return add_each(x, a, c, v, first, last, err);
	return n62_buf_add(
	    &x->block, values + first * width, (last - first) * width, err);
}

static size_t value_size(const struct array *a)
{
	return (size_t)(a->type[2] - '0');
}

static int add_block(
    struct numpy *x, const struct text_view *v, struct n62_err *err)
{
	size_t head = 8 * (x->n + 1), from;

	text_plan_bind(&x->plan, v->block);
	x->block.len = 0;
	if (n62_buf_reserve(&x->block, head, err) < 0)
		return -1;
	x->block.len = head;
	for (size_t i = 0; i < x->n; i++) {
		struct array *a = &x->arrays[i];
		const char *data;

		from = x->block.len;
		n62_put64(x->block.data + 8 * i, from);
		if (add_piece(x, a, v, err) < 0)
			return -1;
		data = x->block.data + from;
		a->bytes += x->block.len - from;
		a->values += (x->block.len - from) / value_size(a);
		a->crc = n62_crc32(a->crc, data, x->block.len - from);
	}
	n62_put64(x->block.data + 8 * x->n, x->block.len);
	x->size += x->block.len;
	return n62_scratch_write(x->temp, x->block.data, x->block.len, err);
}

/* ---- writing -------------------------------------------------------- */

/* The header of an array, and the zero that begins offsets. */
static int put_head(
    const struct array *a, struct n62_buf *to, struct n62_err *err)
{
	bool offsets = a->what == TEXT_ENDS || a->what == LIST_OFFSETS;
	unsigned long long n = a->values + offsets;

	to->len = 0;
	if (n62_buf_add(to, "\x93NUMPY\1\0\0\0", 10, err) < 0 ||
	    n62_buf_printf(to, err,
		"{'descr': '%s', 'fortran_order': False, 'shape': (%llu,",
		a->type, n / a->length) < 0 ||
	    (a->length > 1 && n62_buf_printf(to, err, " %u", a->length) < 0) ||
	    n62_buf_printf(to, err, "), }") < 0 ||
	    n62_buf_reserve(to, 64 + 8, err) < 0)
		return -1;
	while (to->len % 64 != 63)
		to->data[to->len++] = ' ';
	to->data[to->len++] = '\n';
	n62_put16(to->data + 8, (uint16_t)(to->len - 10));
	if (offsets) {
		memset(to->data + to->len, 0, 8);
		to->len += 8;
	}
	return 0;
}

/* Copies the pieces of array i, block by block. */
static int put_pieces(struct numpy *x, size_t i, struct n62_err *err)
{
	struct n62_buf *b = &x->block;
	uint64_t at = 0;

	while (at < x->size) {
		unsigned char span[16], end[8];
		uint64_t from;
		size_t n;

		if (text_temp_read(x->temp, span, 16, at + 8 * i, err) < 0 ||
		    text_temp_read(x->temp, end, 8, at + 8 * x->n, err) < 0)
			return -1;
		from = n62_get64(span);
		n = (size_t)(n62_get64(span + 8) - from);
		b->len = 0;
		if (n62_buf_reserve(b, n, err) < 0 ||
		    text_temp_read(x->temp, b->data, n, at + from, err) < 0 ||
		    text_sink_add(&x->sink, b->data, n, err) < 0)
			return -1;
		at += n62_get64(end);
	}
	return 0;
}

static int put_array(struct numpy *x, struct text_zip *z, size_t i,
    struct n62_buf *text, struct n62_err *err)
{
	const struct array *a = &x->arrays[i];
	struct n62_buf name = { 0 };
	uint32_t crc;
	int r;

	if (put_head(a, text, err) < 0)
		return -1;
	if (x->o.format == N62_NPY) {
		if (text_sink_add(&x->sink, text->data, text->len, err) < 0)
			return -1;
		return put_pieces(x, i, err);
	}
	crc = (uint32_t)crc32_combine(
	    n62_crc32(0, text->data, text->len), a->crc, (z_off_t)a->bytes);
	r = n62_buf_printf(&name, err, "%s.npy", a->name);
	if (r == 0)
		r = n62_buf_text(&name, err) ? 0 : -1;
	if (r == 0)
		r = text_zip_member(
		    z, name.data, text->len + a->bytes, crc, err);
	if (r == 0)
		r = text_zip_add(z, text->data, text->len, err);
	if (r == 0)
		r = put_pieces(x, i, err);
	z->at += a->bytes;
	n62_buf_free(&name);
	return r;
}

static int write_arrays(struct numpy *x, struct n62_err *err)
{
	struct text_zip z = { .sink = &x->sink };
	struct n62_buf text = { 0 };
	int rc = -1;

	for (size_t i = 0; i < x->n; i++)
		if (put_array(x, &z, i, &text, err) < 0)
			goto out;
	if (x->o.format == N62_NPZ && text_zip_end(&z, err) < 0)
		goto out;
	rc = text_sink_flush(&x->sink, err);
out:
	n62_buf_free(&z.directory);
	n62_buf_free(&text);
	return rc;
}

static void free_numpy(struct numpy *x)
{
	if (x->temp >= 0)
		close(x->temp);
	free(x->arrays);
	text_plan_free(&x->plan);
	n62_buf_free(&x->block);
	n62_arena_free(&x->names);
	text_sink_free(&x->sink);
	text_walk_free(&x->walk);
}

static int check_options(const struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err)
{
	if (o->ntables > 1)
		return n62_fail(err, N62_USAGE, "npy and npz hold one table");
	if (out->terminal)
		return n62_fail(err, N62_USAGE,
		    "npy and npz are not for a terminal: write them to a "
		    "file with -o");
	return 0;
}

int text_numpy(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err)
{
	struct numpy x = {
		.o = *o, .temp = -1, .sink = { .out = out, .temp = -1 }
	};
	struct text_view v;
	int rc = -1, more;

	x.o.lists = N62_LISTS_CELLS;
	text_walk_start(&x.walk, in, &x.o);
	if (check_options(out, o, err) < 0)
		goto out;
	x.temp = n62_scratch_open(o->temporary, err);
	if (x.temp < 0)
		goto out;
	while ((more = text_walk_next(&x.walk, &v, err)) > 0) {
		if (v.block->kind == N62_HEAD
			? begin(&x, v.block->schema, err) < 0
			: add_block(&x, &v, err) < 0)
			goto out;
	}
	rc = more < 0 ? -1 : write_arrays(&x, err);
out:
	free_numpy(&x);
	return rc;
}
