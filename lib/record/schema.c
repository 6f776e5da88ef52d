/*
 * schema.c - tables, lists and columns of a segment: making, finding,
 * checking, comparing.
 */
#include "record/private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	size_t size;
} types[] = {
	[N62_I8] = { "i8", 1 },
	[N62_I16] = { "i16", 2 },
	[N62_I32] = { "i32", 4 },
	[N62_I64] = { "i64", 8 },
	[N62_U8] = { "u8", 1 },
	[N62_U16] = { "u16", 2 },
	[N62_U32] = { "u32", 4 },
	[N62_U64] = { "u64", 8 },
	[N62_F32] = { "f32", 4 },
	[N62_F64] = { "f64", 8 },
	[N62_STR] = { "str", 0 },
	[N62_SUM] = { "sum", 0 },
};

static const char *const merges[] = {
	[N62_APPEND] = "append",
	[N62_BY_SUM] = "sum",
	[N62_UNIQUE] = "unique",
	[N62_SAME] = "same",
};

const char *n62_type_name(enum n62_type t)
{
	return t < N62_ANY ? types[t].name : "any";
}

int n62_type_of(const char *name)
{
	for (int t = 0; t < N62_ANY; t++)
		if (strcmp(types[t].name, name) == 0)
			return t;
	return -1;
}

size_t n62_type_size(enum n62_type t)
{
	return t < N62_ANY ? types[t].size : 0;
}

const char *n62_merge_name(enum n62_merge m)
{
	return merges[m];
}

struct n62_schema *n62_schema_new(struct n62_err *err)
{
	return n62_new(1, sizeof(struct n62_schema), err);
}

/* ---- adding --------------------------------------------------------- */

static bool word_start(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

/* Words separated by sep (0: one word), with the extra characters inside. */
static bool name_ok(const char *name, char sep, const char *extra)
{
	size_t n = strlen(name);
	bool start = true;

	if (n == 0 || n > N62_MAX_NAME)
		return false;
	for (; *name; name++) {
		if (start && !word_start(*name))
			return false;
		start = sep && *name == sep;
		if (!start && !isalnum((unsigned char)*name) && *name != '_' &&
		    !strchr(extra, *name))
			return false;
	}
	return !start;
}

/* A copy of a unit or description, which has one line of UTF-8. */
static char *keep(struct n62_schema *s, const char *text, struct n62_err *err)
{
	for (const char *c = text ? text : ""; *c; c++)
		if (iscntrl((unsigned char)*c)) {
			n62_fail(err, N62_DATA,
			    "a unit or description has more than one line of "
			    "text");
			return NULL;
		}
	if (text && !n62_utf8(text, strlen(text))) {
		n62_fail(err, N62_DATA, "a unit or description is not UTF-8");
		return NULL;
	}
	return n62_arena_text(
	    &s->arena, text ? text : "", text ? strlen(text) : 0, err);
}

int n62_add_table(struct n62_schema *s, const char *name, enum n62_merge merge,
    const char *doc, struct n62_err *err)
{
	struct n62_table *t;

	if (!name_ok(name, '/', ".-"))
		return n62_fail(
		    err, N62_DATA, "'%.80s' cannot name a table", name);
	if (n62_table_number(s, name) >= 0)
		return n62_fail(
		    err, N62_DATA, "there are two tables called %s", name);
	if (s->ntables == N62_MAX_TABLES)
		return n62_fail(
		    err, N62_DATA, "more than %d tables", N62_MAX_TABLES);
	t = n62_resize(
	    s->tables, (size_t)s->ntables + 1, sizeof *s->tables, err);
	if (!t)
		return -1;
	s->tables = t;
	t += s->ntables;
	*t = (struct n62_table){ .merge = merge, .changed = true };
	t->name = keep(s, name, err);
	t->doc = keep(s, doc, err);
	if (!t->name || !t->doc)
		return -1;
	return s->ntables++;
}

/* A list that lost all its columns makes room for another of its name. */
static bool list_is_there(const struct n62_table *t, int list)
{
	bool lost = false;

	for (int i = 0; i < t->ncolumns; i++) {
		if (t->columns[i].list != list)
			continue;
		if (!t->columns[i].dropped)
			return true;
		lost = true;
	}
	return !lost;
}

static bool entry_exists(const struct n62_table *t, int list, const char *name)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (t->columns[i].list == list && !t->columns[i].dropped &&
		    strcmp(t->columns[i].name, name) == 0)
			return true;
	for (int i = 0; list < 0 && i < t->nlists; i++)
		if (strcmp(t->lists[i].name, name) == 0 && list_is_there(t, i))
			return true;
	return false;
}

int n62_add_list(struct n62_schema *s, int table, const char *name,
    const char *doc, struct n62_err *err)
{
	struct n62_table *t = &s->tables[table];
	struct n62_list *l;

	if (!name_ok(name, 0, ""))
		return n62_fail(err, N62_DATA,
		    "table %s: '%.80s' cannot name a list", t->name, name);
	if (entry_exists(t, -1, name))
		return n62_fail(err, N62_DATA, "table %s has two entries %s",
		    t->name, name);
	if (t->nlists == N62_MAX_LISTS)
		return n62_fail(err, N62_DATA,
		    "table %s has more than %d lists", t->name, N62_MAX_LISTS);
	l = n62_resize(t->lists, (size_t)t->nlists + 1, sizeof *l, err);
	if (!l)
		return -1;
	t->lists = l;
	l += t->nlists;
	*l = (struct n62_list){ .name = keep(s, name, err) };
	l->doc = keep(s, doc, err);
	if (!l->name || !l->doc)
		return -1;
	t->changed = true;
	return t->nlists++;
}

static int check_column(const struct n62_schema *s, const struct n62_table *t,
    const struct n62_column *c, struct n62_err *err)
{
	if (!name_ok(c->name, 0, ""))
		return n62_fail(err, N62_DATA,
		    "table %s: '%.80s' cannot name a column", t->name, c->name);
	if (entry_exists(t, c->list, c->name))
		return n62_fail(err, N62_DATA,
		    "table %s has two entries %s%s%s", t->name,
		    c->list < 0 ? "" : t->lists[c->list].name,
		    c->list < 0 ? "" : ".", c->name);
	if (c->length > N62_MAX_LENGTH)
		return n62_fail(err, N62_DATA,
		    "table %s: column %s has the length %u, more than %d",
		    t->name, c->name, c->length, N62_MAX_LENGTH);
	if (t->ncolumns == N62_MAX_COLUMNS ||
	    s->ncolumns == N62_MAX_ALL_COLUMNS)
		return n62_fail(
		    err, N62_DATA, "table %s has too many columns", t->name);
	return 0;
}

int n62_add_column(struct n62_schema *s, int table,
    const struct n62_column *column, struct n62_col *col, struct n62_err *err)
{
	struct n62_table *t = &s->tables[table];
	struct n62_column *c;

	if (check_column(s, t, column, err) < 0)
		return -1;
	c = n62_resize(t->columns, (size_t)t->ncolumns + 1, sizeof *c, err);
	if (!c)
		return -1;
	t->columns = c;
	c += t->ncolumns;
	*c = (struct n62_column){
		.name = keep(s, column->name, err),
		.type = column->type,
		.length = column->length ? column->length : 1,
		.list = column->list,
		.key = column->key,
	};
	c->unit = keep(s, column->unit, err);
	c->doc = keep(s, column->doc, err);
	if (!c->name || !c->unit || !c->doc)
		return -1;
	t->changed = true;
	if (col)
		*col = (struct n62_col){ table, t->ncolumns };
	t->ncolumns++;
	s->ncolumns++;
	return 0;
}

void n62_drop_table(struct n62_schema *s, int table)
{
	s->tables[table].dropped = true;
}

void n62_drop_column(struct n62_schema *s, struct n62_col col)
{
	s->tables[col.table].columns[col.column].dropped = true;
	s->tables[col.table].changed = true;
}

void n62_hide_column(struct n62_schema *s, struct n62_col col)
{
	n62_drop_column(s, col);
	s->tables[col.table].columns[col.column].hidden = true;
}

void n62_schema_free(struct n62_schema *s)
{
	if (!s)
		return;
	rec_head_release(s);
	for (int i = 0; i < s->ntables; i++) {
		free(s->tables[i].columns);
		free(s->tables[i].lists);
		rec_layout_free(s->tables[i].layout);
	}
	free(s->tables);
	n62_arena_free(&s->arena);
	free(s);
}

/* ---- finding -------------------------------------------------------- */

int n62_table_number(const struct n62_schema *s, const char *name)
{
	for (int i = 0; i < s->ntables; i++)
		if (!s->tables[i].dropped &&
		    strcmp(s->tables[i].name, name) == 0)
			return i;
	return -1;
}

static int unknown_table(
    const struct n62_schema *s, const char *name, struct n62_err *err)
{
	const char **names, *near;

	names = n62_new((size_t)s->ntables + 1, sizeof *names, err);
	if (!names)
		return -1;
	for (int i = 0; i < s->ntables; i++)
		names[i] = s->tables[i].name;
	near = n62_nearest(name, names);
	n62_fail(err, N62_DATA, "the stream has no table '%.80s'%s%s%s", name,
	    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	free(names);
	return -1;
}

int n62_find_table(
    const struct n62_schema *s, const char *name, struct n62_err *err)
{
	int i = n62_table_number(s, name);

	return i >= 0 ? i : unknown_table(s, name, err);
}

int n62_column_name(const struct n62_table *t, int column, struct n62_buf *b,
    struct n62_err *err)
{
	const struct n62_column *c = &t->columns[column];

	if (c->list < 0)
		return n62_buf_add(b, c->name, strlen(c->name), err);
	return n62_buf_printf(b, err, "%s.%s", t->lists[c->list].name, c->name);
}

static bool is_called(
    const struct n62_table *t, const struct n62_column *c, const char *name)
{
	size_t n;

	if (c->dropped)
		return false;
	if (c->list >= 0) {
		n = strlen(t->lists[c->list].name);
		if (strncmp(t->lists[c->list].name, name, n) != 0 ||
		    name[n] != '.')
			return false;
		name += n + 1;
	}
	return strcmp(c->name, name) == 0;
}

static int unknown_column(
    const struct n62_table *t, const char *name, struct n62_err *err)
{
	struct n62_arena arena = { 0 };
	struct n62_buf b = { 0 };
	const char **names, *near = NULL;
	int r = -1;

	names =
	    n62_arena_new(&arena, (size_t)t->ncolumns + 1, sizeof *names, err);
	for (int i = 0; names && i < t->ncolumns; i++) {
		b.len = 0;
		if (n62_column_name(t, i, &b, err) < 0)
			goto out;
		names[i] = n62_arena_text(&arena, b.data, b.len, err);
		if (!names[i])
			goto out;
	}
	if (!names)
		goto out;
	near = n62_nearest(name, names);
	r = n62_fail(err, N62_DATA, "table %s has no column '%.80s'%s%s%s",
	    t->name, name, near ? "; did you mean '" : "", near ? near : "",
	    near ? "'?" : "");
out:
	n62_buf_free(&b);
	n62_arena_free(&arena);
	return r;
}

int n62_find(const struct n62_schema *s, const char *table, const char *name,
    enum n62_type type, struct n62_col *col, struct n62_err *err)
{
	int n = n62_find_table(s, table, err);
	const struct n62_table *t;

	if (n < 0)
		return -1;
	t = &s->tables[n];
	for (int i = 0; i < t->ncolumns; i++) {
		if (!is_called(t, &t->columns[i], name))
			continue;
		if (type != N62_ANY && t->columns[i].type != type)
			return n62_fail(err, N62_DATA,
			    "column %s of table %s is of type %s, not %s", name,
			    table, n62_type_name(t->columns[i].type),
			    n62_type_name(type));
		*col = (struct n62_col){ n, i };
		return 0;
	}
	return unknown_column(t, name, err);
}

/* ---- checking and comparing ----------------------------------------- */

static int check_key(
    const struct n62_table *t, const struct n62_column *c, struct n62_err *err)
{
	bool keyed = t->merge == N62_BY_SUM || t->merge == N62_UNIQUE;

	if (c->key &&
	    (!keyed || c->list >= 0 || c->length != 1 || c->type == N62_SUM))
		return n62_fail(err, N62_DATA,
		    "column %s of table %s cannot be a key", c->name, t->name);
	if (t->merge == N62_BY_SUM && !c->key &&
	    (c->type == N62_STR || c->type == N62_F32 || c->type == N62_F64))
		return n62_fail(err, N62_DATA,
		    "column %s of table %s is of type %s, which has no exact "
		    "sum: make it a key, an integer or a sum",
		    c->name, t->name, n62_type_name(c->type));
	return 0;
}

static int check_table(const struct n62_table *t, struct n62_err *err)
{
	int keys = 0, columns = 0;

	for (int i = 0; i < t->ncolumns; i++) {
		const struct n62_column *c = &t->columns[i];

		if (c->dropped)
			continue;
		columns++;
		keys += c->key;
		if (check_key(t, c, err) < 0)
			return -1;
	}
	if (columns == 0)
		return n62_fail(
		    err, N62_DATA, "table %s has no columns", t->name);
	if (t->merge == N62_BY_SUM && t->nlists > 0)
		return n62_fail(err, N62_DATA,
		    "table %s is merged by sum and has lists", t->name);
	if (keys == 0 && (t->merge == N62_BY_SUM || t->merge == N62_UNIQUE))
		return n62_fail(err, N62_DATA,
		    "table %s is merged by %s and has no key", t->name,
		    n62_merge_name(t->merge));
	return 0;
}

int rec_schema_check(const struct n62_schema *s, struct n62_err *err)
{
	for (int i = 0; i < s->ntables; i++)
		if (!s->tables[i].dropped &&
		    check_table(&s->tables[i], err) < 0)
			return -1;
	return 0;
}

int rec_table_out(const struct n62_schema *s, int table)
{
	int n = 0;

	for (int i = 0; i < table; i++)
		n += !s->tables[i].dropped;
	return n;
}

int rec_tables_out(const struct n62_schema *s)
{
	return rec_table_out(s, s->ntables);
}

/* The column that is written n-th, by the order of the arrays, or NULL. */
static const struct n62_column *nth_column(const struct n62_table *t, int n)
{
	for (int list = -1; list < t->nlists; list++)
		for (int i = 0; i < t->ncolumns; i++)
			if (t->columns[i].list == list &&
			    !t->columns[i].dropped && n-- == 0)
				return &t->columns[i];
	return NULL;
}

static const char *list_name(
    const struct n62_table *t, const struct n62_column *c)
{
	return c->list < 0 ? "" : t->lists[c->list].name;
}

static const char *column_difference(const struct n62_table *at,
    const struct n62_column *a, const struct n62_table *bt,
    const struct n62_column *b)
{
	if (strcmp(a->name, b->name) != 0 ||
	    strcmp(list_name(at, a), list_name(bt, b)) != 0)
		return "name";
	if (a->type != b->type)
		return "type";
	if (a->length != b->length)
		return "length";
	if (strcmp(a->unit, b->unit) != 0)
		return "unit";
	if (a->key != b->key)
		return "key";
	return NULL;
}

static int compare_tables(const struct n62_table *a, const char *aname,
    const struct n62_table *b, const char *bname, struct n62_err *err)
{
	const struct n62_column *ac, *bc;
	const char *what;

	if (strcmp(a->name, b->name) != 0)
		return n62_fail(err, N62_DATA,
		    "different tables: %s in %s, %s in %s", a->name, aname,
		    b->name, bname);
	if (a->merge != b->merge)
		return n62_fail(err, N62_DATA,
		    "table %s is merged by %s in %s and by %s in %s", a->name,
		    n62_merge_name(a->merge), aname, n62_merge_name(b->merge),
		    bname);
	for (int i = 0;; i++) {
		ac = nth_column(a, i);
		bc = nth_column(b, i);
		if (!ac && !bc)
			return 0;
		what = ac && bc ? column_difference(a, ac, b, bc) : "name";
		if (what)
			return n62_fail(err, N62_DATA,
			    "table %s, column %d differs in its %s: %s%s%s in "
			    "%s, "
			    "%s%s%s in %s",
			    a->name, i + 1, what, ac ? list_name(a, ac) : "",
			    ac && ac->list >= 0 ? "." : "",
			    ac ? ac->name : "none", aname,
			    bc ? list_name(b, bc) : "",
			    bc && bc->list >= 0 ? "." : "",
			    bc ? bc->name : "none", bname);
	}
}

/* The table at or behind i that is written, or NULL. */
static const struct n62_table *next_table(const struct n62_schema *s, int *i)
{
	while (*i < s->ntables && s->tables[*i].dropped)
		++*i;
	return *i < s->ntables ? &s->tables[(*i)++] : NULL;
}

int n62_schema_same(const struct n62_schema *a, const char *aname,
    const struct n62_schema *b, const char *bname, struct n62_err *err)
{
	int i = 0, k = 0;

	for (;;) {
		const struct n62_table *at = next_table(a, &i);
		const struct n62_table *bt = next_table(b, &k);

		if (!at && !bt)
			return 0;
		if (!at || !bt)
			return n62_fail(err, N62_DATA,
			    "table %s is in %s but not in %s",
			    (at ? at : bt)->name, at ? aname : bname,
			    at ? bname : aname);
		if (compare_tables(at, aname, bt, bname, err) < 0)
			return -1;
	}
}
