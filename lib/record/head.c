/*
 * head.c - the JSON object of HEAD, both ways. What is not understood stays
 * in the objects as they were read and is written again.
 */
#include "record/json.h"
#include "record/private.h"

#include <jansson.h>
#include <string.h>

void rec_head_release(struct n62_schema *s)
{
	json_decref(s->json);
}

/* ---- reading -------------------------------------------------------- */

/* The string under key; fallback when it is absent and fallback not NULL. */
static const char *text_of(
    const json_t *o, const char *key, const char *fallback, struct n62_err *err)
{
	const json_t *v = json_object_get(o, key);

	if (!v && fallback)
		return fallback;
	if (!json_is_string(v)) {
		n62_fail(err, N62_DATA, "HEAD: '%s' is %s", key,
		    v ? "not a string" : "missing");
		return NULL;
	}
	return json_string_value(v);
}

/* The array under key; an empty one counts as present. -1, 0 absent, 1. */
static int array_of(
    const json_t *o, const char *key, const json_t **array, struct n62_err *err)
{
	*array = json_object_get(o, key);
	if (*array && !json_is_array(*array))
		return n62_fail(
		    err, N62_DATA, "HEAD: '%s' is not an array", key);
	return *array != NULL;
}

static int length_of(const json_t *o, uint32_t *length, struct n62_err *err)
{
	const json_t *v = json_object_get(o, "length");
	json_int_t n = v ? json_integer_value(v) : 1;

	if (v && (!json_is_integer(v) || n < 1 || n > N62_MAX_LENGTH))
		return n62_fail(err, N62_DATA,
		    "HEAD: 'length' is not a number from 1 to %d",
		    N62_MAX_LENGTH);
	*length = (uint32_t)n;
	return 0;
}

static int parse_column(
    struct n62_schema *s, int table, int list, json_t *o, struct n62_err *err)
{
	struct n62_column c = { .list = list };
	struct n62_col col;
	const char *type;
	int t;

	if (!json_is_object(o))
		return n62_fail(err, N62_DATA, "HEAD: a column is no object");
	c.name = text_of(o, "name", NULL, err);
	type = text_of(o, "type", NULL, err);
	c.unit = text_of(o, "unit", "", err);
	c.doc = text_of(o, "doc", "", err);
	if (!c.name || !type || !c.unit || !c.doc ||
	    length_of(o, &c.length, err) < 0)
		return -1;
	t = n62_type_of(type);
	if (t < 0)
		return n62_fail(err, N62_DATA,
		    "HEAD: column %.80s has the unknown type '%.40s'", c.name,
		    type);
	c.type = (enum n62_type)t;
	c.key = json_is_true(json_object_get(o, "key"));
	if (n62_add_column(s, table, &c, &col, err) < 0)
		return -1;
	s->tables[table].columns[col.column].given = true;
	s->tables[table].columns[col.column].json = o;
	return 0;
}

static int parse_columns(struct n62_schema *s, int table, int list,
    const json_t *o, struct n62_err *err)
{
	const json_t *columns;
	int r = array_of(o, "columns", &columns, err);

	for (size_t i = 0; r >= 0 && i < json_array_size(columns); i++)
		r = parse_column(
		    s, table, list, json_array_get(columns, i), err);
	return r < 0 ? -1 : 0;
}

static int parse_list(
    struct n62_schema *s, int table, json_t *o, struct n62_err *err)
{
	const char *name = text_of(o, "name", NULL, err);
	const char *doc = text_of(o, "doc", "", err);
	int before = s->tables[table].ncolumns, list;

	if (!name || !doc)
		return -1;
	list = n62_add_list(s, table, name, doc, err);
	if (list < 0)
		return -1;
	s->tables[table].lists[list].given = true;
	s->tables[table].lists[list].json = o;
	if (parse_columns(s, table, list, o, err) < 0)
		return -1;
	if (s->tables[table].ncolumns == before)
		return n62_fail(err, N62_DATA, "HEAD: list %s has no columns",
		    s->tables[table].lists[list].name);
	return 0;
}

static int merge_of(const json_t *o, enum n62_merge *merge, struct n62_err *err)
{
	const char *name = text_of(o, "merge", NULL, err);

	if (!name)
		return -1;
	for (int m = N62_APPEND; m <= N62_SAME; m++)
		if (strcmp(n62_merge_name((enum n62_merge)m), name) == 0) {
			*merge = (enum n62_merge)m;
			return 0;
		}
	return n62_fail(err, N62_DATA, "HEAD: '%.40s' is no merge rule", name);
}

static int parse_table(struct n62_schema *s, json_t *o, struct n62_err *err)
{
	const char *name = text_of(o, "name", NULL, err);
	const char *doc = text_of(o, "doc", "", err);
	const json_t *lists;
	enum n62_merge merge = N62_APPEND;
	int table, r;

	if (!name || !doc || merge_of(o, &merge, err) < 0)
		return -1;
	table = n62_add_table(s, name, merge, doc, err);
	if (table < 0 || parse_columns(s, table, -1, o, err) < 0)
		return -1;
	s->tables[table].given = true;
	s->tables[table].json = o;
	r = array_of(o, "lists", &lists, err);
	for (size_t i = 0; r >= 0 && i < json_array_size(lists); i++)
		r = parse_list(s, table, json_array_get(lists, i), err);
	return r < 0 ? -1 : rec_layout_make(&s->tables[table], err);
}

static int check_features(const json_t *head, struct n62_err *err)
{
	const json_t *features, *f;
	int r;

	if (!json_is_integer(json_object_get(head, "n62")))
		return n62_fail(err, N62_DATA, "HEAD has no format version");
	if (json_integer_value(json_object_get(head, "n62")) != 1)
		return n62_fail(err, N62_DATA,
		    "the stream has version %lld of the format; this program "
		    "reads version 1",
		    (long long)json_integer_value(
			json_object_get(head, "n62")));
	r = array_of(head, "features", &features, err);
	if (r <= 0)
		return r < 0 ? -1
			     : n62_fail(err, N62_DATA,
				   "HEAD: 'features' is missing");
	if (json_array_size(features) == 0)
		return 0;
	f = json_array_get(features, 0);
	return n62_fail(err, N62_DATA,
	    "the stream needs the feature '%.80s', which this program does "
	    "not know",
	    json_is_string(f) ? json_string_value(f) : "?");
}

static int parse_head(struct n62_schema *s, struct n62_err *err)
{
	const json_t *tables, *unused;
	int r;

	if (check_features(s->json, err) < 0)
		return -1;
	r = array_of(s->json, "tables", &tables, err);
	if (r == 0)
		return n62_fail(err, N62_DATA, "HEAD: 'tables' is missing");
	for (size_t i = 0; r >= 0 && i < json_array_size(tables); i++)
		r = parse_table(s, json_array_get(tables, i), err);
	if (r < 0 || array_of(s->json, "provenance", &unused, err) < 0)
		return -1;
	return rec_schema_check(s, err);
}

static void digest_of(const char *text, size_t n, char hex[65])
{
	struct n62_sha256 sha;
	unsigned char digest[32];

	n62_sha256_init(&sha);
	n62_sha256_add(&sha, text, n);
	n62_sha256_end(&sha, digest);
	for (int i = 0; i < 32; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	hex[64] = 0;
}

struct n62_schema *rec_head_parse(
    const char *text, size_t n, const char *input, struct n62_err *err)
{
	struct n62_schema *s = n62_schema_new(err);

	if (!s)
		return NULL;
	if (n == 0 || memchr(text, '\n', n) != text + n - 1) {
		n62_fail(err, N62_DATA, "HEAD is not one line");
		n62_schema_free(s);
		return NULL;
	}
	s->json = rec_json_read(text, n, err);
	if (s->json && !json_is_object((json_t *)s->json))
		n62_fail(err, N62_DATA, "HEAD is not a JSON object");
	else if (s->json) {
		s->input = n62_arena_text(&s->arena, input, strlen(input), err);
		digest_of(text, n, s->digest);
		if (s->input && parse_head(s, err) == 0)
			return s;
	}
	n62_schema_free(s);
	return NULL;
}

/* ---- writing -------------------------------------------------------- */

/* A copy of what was read, or a new object. Where memory runs out json_copy
 * leaves keys out and does not say so. */
static json_t *start(void *json)
{
	json_t *o = json ? json_copy(json) : json_object();

	if (json_object_size(o) == json_object_size(json))
		return o;
	json_decref(o);
	return NULL;
}

/* Sets key to text, or leaves it out when the text is empty. */
static int put_text(json_t *o, const char *key, const char *text)
{
	if (!*text && !json_object_get(o, key))
		return 0;
	return json_object_set_new(o, key, json_string(text));
}

static json_t *render_column(const struct n62_column *c)
{
	json_t *o = start(c->json);
	int r = put_text(o, "name", c->name);

	r |= put_text(o, "type", n62_type_name(c->type));
	r |= put_text(o, "unit", c->unit);
	r |= put_text(o, "doc", c->doc);
	if (c->length != 1)
		r |= json_object_set_new(o, "length", json_integer(c->length));
	if (c->key)
		r |= json_object_set_new(o, "key", json_true());
	if (r == 0)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *render_columns(const struct n62_table *t, int list)
{
	json_t *columns = json_array();

	for (int i = 0; columns && i < t->ncolumns; i++)
		if (t->columns[i].list == list && !t->columns[i].dropped &&
		    json_array_append_new(
			columns, render_column(&t->columns[i])) < 0) {
			json_decref(columns);
			return NULL;
		}
	return columns;
}

/* The list, or null where none of its columns are written. */
static json_t *render_list(const struct n62_table *t, int list)
{
	json_t *o = start(t->lists[list].json);
	json_t *columns = render_columns(t, list);
	int r = put_text(o, "name", t->lists[list].name);

	r |= put_text(o, "doc", t->lists[list].doc);
	if (columns && json_array_size(columns) == 0) {
		json_decref(columns);
		json_decref(o);
		return json_null();
	}
	r |= json_object_set_new(o, "columns", columns);
	if (r == 0)
		return o;
	json_decref(o);
	return NULL;
}

static int render_lists(json_t *o, const struct n62_table *t)
{
	json_t *lists = json_array();

	for (int i = 0; lists && i < t->nlists; i++) {
		json_t *l = render_list(t, i);

		if (json_is_null(l))
			continue;
		if (json_array_append_new(lists, l) < 0) {
			json_decref(lists);
			return -1;
		}
	}
	if (lists && json_array_size(lists) == 0) {
		json_decref(lists);
		json_object_del(o, "lists");
		return 0;
	}
	return json_object_set_new(o, "lists", lists);
}

static json_t *render_table(const struct n62_table *t)
{
	json_t *o = start(t->json);
	int r = put_text(o, "name", t->name);

	r |= put_text(o, "merge", n62_merge_name(t->merge));
	r |= put_text(o, "doc", t->doc);
	r |= json_object_set_new(o, "columns", render_columns(t, -1));
	r |= render_lists(o, t);
	if (r == 0)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *render_tables(const struct n62_schema *s)
{
	json_t *tables = json_array();

	for (int i = 0; tables && i < s->ntables; i++)
		if (!s->tables[i].dropped &&
		    json_array_append_new(tables, render_table(&s->tables[i])) <
			0) {
			json_decref(tables);
			return NULL;
		}
	return tables;
}

static json_t *render_head(const struct n62_schema *s, void *provenance)
{
	json_t *o = start(s->json);
	int r = json_object_set_new(o, "n62", json_integer(1));

	r |= json_object_set_new(o, "features", json_array());
	r |= json_object_set_new(o, "tables", render_tables(s));
	if (provenance)
		r |= json_object_set(o, "provenance", provenance);
	else
		json_object_del(o, "provenance");
	if (r == 0)
		return o;
	json_decref(o);
	return NULL;
}

/* A tree takes up to a hundred times the memory of its text. */
static int check_size(const char *text, size_t n, struct n62_err *err)
{
	size_t count = 0;
	bool inside = false;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '"')
			inside = !inside;
		else if (inside && text[i] == '\\')
			i++;
		else if (!inside && (text[i] == '{' || text[i] == '['))
			count++;
	}
	if (count <= N62_MAX_TREE)
		return 0;
	return n62_fail(err, N62_DATA,
	    "HEAD has more than %d objects and arrays", N62_MAX_TREE);
}

int rec_head_render(const struct n62_schema *s, void *provenance,
    struct n62_buf *b, struct n62_err *err)
{
	json_t *o = render_head(s, provenance);
	size_t before = b->len;
	int r = o ? rec_json_write(o, false, b, err)
		  : n62_fail(err, N62_MEM, "out of memory writing HEAD");

	json_decref(o);
	if (r < 0 || n62_buf_add(b, "\n", 1, err) < 0)
		return -1;
	if (check_size(b->data + before, b->len - before, err) < 0)
		return -1;
	if (b->len - before > N62_MAX_HEAD)
		return n62_fail(err, N62_DATA,
		    "HEAD would have %zu bytes, more than the format allows; "
		    "--no-provenance makes it shorter",
		    b->len - before);
	return 0;
}
