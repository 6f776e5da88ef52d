/*
 * stats.c - per column: values, missing, smallest, largest, mean. The sums
 * behind the means are exact, so that neither the order of the rows nor
 * their number spoils them.
 */
#include "text/private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is known of one column, or of the lengths of one list. */
struct tally {
	char *name, *unit; /* as in TSV */
	const char *type;
	int cell;    /* in the plan; of a list, one of its columns */
	bool counts; /* numbers of elements */
	uint64_t values, missing;
	enum {
		NONE,
		SIGNED,
		UNSIGNED,
		REAL
	} kind; /* of the extremes */
	int64_t imin, imax;
	uint64_t umin, umax;
	double min, max;
	bool up, down; /* an infinity was met */
	struct n62_sum sum;
};

struct table_stats {
	struct text_plan plan;
	struct tally *tallies;
	int ntallies;
};

struct stats {
	struct n62_text_options o;
	struct text_walk walk;
	struct table_stats *tables;
	int ntables;
	struct n62_arena names;
};

/* ---- adding values -------------------------------------------------- */

/* Integers are added in halves of 32 bits, as many at once as stay exact when
 * they become doubles. */
enum {
	AT_ONCE = 65536
};

static void add_halves(struct tally *t, int64_t high, uint64_t low)
{
	n62_sum_add(&t->sum, (double)high * 4294967296.0);
	n62_sum_add(&t->sum, (double)low);
}

static void add_extremes(struct tally *t, double v)
{
	if (t->kind == NONE)
		t->min = t->max = v;
	t->kind = REAL;
	t->min = v < t->min ? v : t->min;
	t->max = v > t->max ? v : t->max;
}

static void add_real(struct tally *t, double v)
{
	if (isnan(v)) {
		t->missing++;
		return;
	}
	add_extremes(t, v);
	t->up = t->up || v == INFINITY;
	t->down = t->down || v == -INFINITY;
	n62_sum_add(&t->sum, v);
}

static void add_signed(
    struct tally *t, const struct text_cell *c, size_t first, size_t last)
{
	int64_t min = t->imin, max = t->imax, high = 0;
	uint64_t low = 0;

	if (t->kind == NONE)
		min = max = n62_value_i64(c->type, c->values, first);
	for (size_t i = first; i < last; i++) {
		int64_t v = n62_value_i64(c->type, c->values, i);

		min = v < min ? v : min;
		max = v > max ? v : max;
		low += (uint64_t)v & 0xffffffff;
		high += (v - (v & 0xffffffff)) / 4294967296;
	}
	add_halves(t, high, low);
	t->imin = min;
	t->imax = max;
	t->kind = SIGNED;
}

static void add_unsigned(
    struct tally *t, const struct text_cell *c, size_t first, size_t last)
{
	uint64_t min = t->umin, max = t->umax, low = 0;
	int64_t high = 0;

	if (t->kind == NONE)
		min = max = n62_value_u64(c->type, c->values, first);
	for (size_t i = first; i < last; i++) {
		uint64_t v = n62_value_u64(c->type, c->values, i);

		min = v < min ? v : min;
		max = v > max ? v : max;
		low += v & 0xffffffff;
		high += (int64_t)(v >> 32);
	}
	add_halves(t, high, low);
	t->umin = min;
	t->umax = max;
	t->kind = UNSIGNED;
}

static void add_numbers(
    struct tally *t, const struct text_cell *c, size_t first, size_t last)
{
	if (c->type == N62_F32) {
		for (size_t i = first; i < last; i++)
			add_real(t, ((const float *)c->values)[i]);
	} else if (c->type == N62_F64) {
		for (size_t i = first; i < last; i++)
			add_real(t, ((const double *)c->values)[i]);
	} else {
		for (size_t i = first, end; i < last; i = end) {
			end = last - i < AT_ONCE ? last : i + AT_ONCE;
			if (c->type <= N62_I64)
				add_signed(t, c, i, end);
			else
				add_unsigned(t, c, i, end);
		}
	}
}

static void add_lengths(
    struct tally *t, const struct text_cell *c, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i < last; i++) {
		uint64_t v = c->offsets[i + 1] - c->offsets[i];

		t->umin = t->kind == NONE || v < t->umin ? v : t->umin;
		t->umax = t->kind == NONE || v > t->umax ? v : t->umax;
		t->kind = UNSIGNED;
	}
	t->values += last - first;
	add_halves(t, 0, c->offsets[last] - c->offsets[first]);
}

static int add_texts(struct tally *t, const struct text_cell *c,
    const struct n62_block *b, size_t first, size_t last, struct n62_err *err)
{
	for (size_t i = first; i < last; i++) {
		size_t n;
		const char *s = n62_text(b, c->col, (uint32_t)i, &n);

		if (c->shape == TEXT_TEXTS) {
			t->missing += n == 0;
			continue;
		}
		add_extremes(t, n62_sum_value(s, n));
		if (n62_sum_add_bytes(&t->sum, s, n) < 0)
			return n62_fail(err, N62_DATA,
			    "column %s: the sum of its sums is too large",
			    t->name);
	}
	return 0;
}

static int add_rows(struct tally *t, const struct text_plan *p,
    const struct text_view *v, struct n62_err *err)
{
	const struct text_cell *c = &p->cells[t->cell];
	size_t first, last, end;

	if (t->counts) {
		add_lengths(t, c, v->from, v->to);
		return 0;
	}
	text_range(c, v->from, &first, &end);
	text_range(c, v->to - 1, &end, &last);
	t->values += last - first;
	if (c->shape != TEXT_NUMBERS)
		return add_texts(t, c, v->block, first, last, err);
	add_numbers(t, c, first, last);
	return 0;
}

/* ---- tables --------------------------------------------------------- */

/* A cell of the header is NAME:TYPE[UNIT]. */
static int name_tally(struct stats *s, struct tally *t, const char *cell,
    size_t n, struct n62_err *err)
{
	const char *colon = memchr(cell, ':', n);
	const char *unit = memchr(cell, '[', n);
	const char *end = unit ? unit : cell + n;
	char *type;

	t->name = n62_arena_text(&s->names, cell, (size_t)(colon - cell), err);
	type = n62_arena_text(
	    &s->names, colon + 1, (size_t)(end - colon - 1), err);
	t->type = type;
	t->unit = n62_arena_text(&s->names, unit ? unit + 1 : "",
	    unit ? (size_t)(cell + n - unit - 2) : 0, err);
	return t->name && type && t->unit ? 0 : -1;
}

static int name_list(struct stats *s, struct tally *t,
    const struct text_cell *c, struct n62_err *err)
{
	t->counts = true;
	t->type = "list";
	t->unit = n62_arena_text(&s->names, "", 0, err);
	t->name =
	    n62_arena_text(&s->names, c->list_name, strlen(c->list_name), err);
	return t->unit && t->name ? 0 : -1;
}

static int make_tallies(
    struct stats *s, struct table_stats *x, struct n62_err *err)
{
	const struct text_plan *p = &x->plan;
	const char *cell = p->header.data, *end = cell + p->header.len;
	int last = -1;

	x->tallies = n62_new(2 * (size_t)p->ncells, sizeof *x->tallies, err);
	if (!x->tallies)
		return -1;
	for (int i = 0; i < p->ncells; i++) {
		const char *tab = memchr(cell, '\t', (size_t)(end - cell));
		size_t n = (size_t)((tab ? tab : end) - cell);
		struct tally *t = &x->tallies[x->ntallies];

		if (p->cells[i].list >= 0 && p->cells[i].list != last) {
			t->cell = i;
			x->ntallies++;
			if (name_list(s, t++, &p->cells[i], err) < 0)
				return -1;
		}
		last = p->cells[i].list;
		t->cell = i;
		x->ntallies++;
		if (name_tally(s, t, cell, n, err) < 0)
			return -1;
		cell = tab ? tab + 1 : end;
	}
	return 0;
}

static int begin(
    struct stats *s, struct n62_schema *schema, struct n62_err *err)
{
	for (int i = 0; i < s->ntables; i++) {
		struct table_stats *x = &s->tables[i];

		if (text_plan_make(&x->plan, schema, s->walk.tracks[i].table,
			&s->o, err) < 0)
			return -1;
		text_plan_drop(&x->plan, schema);
		if (make_tallies(s, x, err) < 0)
			return -1;
	}
	return 0;
}

static int add_block(
    struct stats *s, const struct text_view *v, struct n62_err *err)
{
	struct table_stats *x = &s->tables[v->track];

	text_plan_bind(&x->plan, v->block);
	for (int i = 0; i < x->ntallies; i++)
		if (add_rows(&x->tallies[i], &x->plan, v, err) < 0)
			return -1;
	return 0;
}

/* ---- writing -------------------------------------------------------- */

static double mean(struct tally *t)
{
	unsigned char bytes[N62_SUM_BYTES];
	size_t n = n62_sum_bytes(&t->sum, bytes);

	if (t->up || t->down)
		return t->up && t->down ? NAN : t->up ? INFINITY : -INFINITY;
	return n62_sum_value(bytes, n) / (double)(t->values - t->missing);
}

static void put_extremes(const struct tally *t, struct n62_buf *to)
{
	char *p = to->data + to->len;

	if (t->kind == SIGNED) {
		p += n62_put_i64(p, t->imin);
		*p++ = '\t';
		p += n62_put_i64(p, t->imax);
	} else if (t->kind == UNSIGNED) {
		p += n62_put_u64(p, t->umin);
		*p++ = '\t';
		p += n62_put_u64(p, t->umax);
	} else {
		p += n62_put_f64(p, t->kind == NONE ? NAN : t->min);
		*p++ = '\t';
		p += n62_put_f64(p, t->kind == NONE ? NAN : t->max);
	}
	to->len = (size_t)(p - to->data);
}

static int put_tally(struct tally *t, struct n62_buf *to, struct n62_err *err)
{
	if (n62_buf_printf(to, err, "%s\t%s\t%s\t%llu\t%llu\t", t->name,
		t->type, t->unit, (unsigned long long)t->values,
		(unsigned long long)t->missing) < 0 ||
	    n62_buf_reserve(to, 3 * N62_NUMBER + 4, err) < 0)
		return -1;
	put_extremes(t, to);
	to->data[to->len++] = '\t';
	to->len +=
	    n62_put_f64(to->data + to->len, t->kind == NONE ? NAN : mean(t));
	to->data[to->len++] = '\n';
	return 0;
}

static int write_stats(
    struct stats *s, struct n62_out *out, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int rc = -1;

	for (int i = 0; i < s->ntables; i++) {
		struct table_stats *x = &s->tables[i];

		if (s->ntables > 1 &&
		    n62_buf_printf(&text, err, "%s# table %s\n", i ? "\n" : "",
			s->walk.tracks[i].name) < 0)
			goto out;
		if (!s->o.no_header &&
		    n62_buf_printf(&text, err,
			"column:str\ttype:str\tunit:str\tvalues:u64\t"
			"missing:u64\tmin:f64\tmax:f64\tmean:f64\n") < 0)
			goto out;
		for (int k = 0; k < x->ntallies; k++)
			if (put_tally(&x->tallies[k], &text, err) < 0)
				goto out;
	}
	rc = n62_out_write(out, text.data, text.len, err);
out:
	n62_buf_free(&text);
	return rc;
}

static void free_stats(struct stats *s)
{
	for (int i = 0; i < s->ntables; i++) {
		text_plan_free(&s->tables[i].plan);
		free(s->tables[i].tallies);
	}
	free(s->tables);
	n62_arena_free(&s->names);
	text_walk_free(&s->walk);
}

int n62_text_stats(struct n62_reader *in, struct n62_out *out,
    const struct n62_text_options *o, struct n62_err *err)
{
	struct stats s = { .o = *o };
	struct text_view v;
	int rc = -1, more;

	s.o.format = N62_TSV;
	s.o.lists = N62_LISTS_CELLS;
	text_walk_start(&s.walk, in, &s.o);
	s.ntables = o->ntables > 1 ? o->ntables : 1;
	s.tables = n62_new((size_t)s.ntables, sizeof *s.tables, err);
	if (!s.tables) {
		s.ntables = 0;
		goto out;
	}
	while ((more = text_walk_next(&s.walk, &v, err)) > 0) {
		if (v.block->kind == N62_HEAD
			? begin(&s, v.block->schema, err) < 0
			: add_block(&s, &v, err) < 0)
			goto out;
	}
	rc = more < 0 ? -1 : write_stats(&s, out, err);
out:
	free_stats(&s);
	return rc;
}
