/*
 * provenance.c - how a stream came to be: the entries of all its inputs, and
 * one for the program that writes.
 */
#include "record/json.h"
#include "record/private.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The array being made, and the place of each entry by its text. */
struct collection {
	json_t *all, *places;
};

static int no_memory(struct n62_err *err)
{
	return n62_fail(err, N62_MEM, "out of memory making the provenance");
}

/* Where the entry stands, added if it is not there yet; -1: no memory. */
static json_int_t place(
    struct collection *c, json_t *entry, struct n62_err *err)
{
	struct n62_buf b = { 0 };
	json_int_t n = (json_int_t)json_array_size(c->all);
	const char *text = NULL;
	json_t *at;
	int r;

	if (rec_json_write(entry, true, &b, err) == 0)
		text = n62_buf_text(&b, err);
	at = text ? json_object_get(c->places, text) : NULL;
	r = text ? 0 : -1;
	if (at) {
		n = json_integer_value(at);
	} else if (text) {
		r = json_object_set_new(c->places, text, json_integer(n));
		r |= json_array_append(c->all, entry);
	}
	n62_buf_free(&b);
	return r < 0 ? -1 : n;
}

/* A copy of an entry whose references go to the places in map. */
static json_t *translate(const json_t *entry, const json_int_t *map, size_t n)
{
	json_t *copy = json_deep_copy(entry), *input, *to;
	size_t i;

	/* Where memory runs out json_deep_copy leaves parts out. */
	if (!json_equal(copy, entry)) {
		json_decref(copy);
		return NULL;
	}
	json_array_foreach(json_object_get(copy, "inputs"), i, input)
	{
		json_int_t from;

		to = json_object_get(input, "entry");
		from = json_integer_value(to);
		if (!to)
			continue;
		if (!json_is_integer(to) || from < 0 || (size_t)from >= n) {
			json_object_del(input, "entry");
		} else if (json_object_set_new(
			       input, "entry", json_integer(map[from])) < 0) {
			json_decref(copy);
			return NULL;
		}
	}
	return copy;
}

/* Adds the entries of one stream; last becomes the place of the last one,
 * -1 where there is none. */
static int add_entries(struct collection *c, const json_t *entries,
    json_int_t *last, struct n62_err *err)
{
	size_t n = json_array_size(entries);
	json_int_t *map = n62_new(n, sizeof *map, err);
	int r = map ? 0 : -1;

	*last = -1;
	for (size_t i = 0; r == 0 && i < n; i++) {
		json_t *entry = translate(json_array_get(entries, i), map, i);

		map[i] = entry ? place(c, entry, err) : -1;
		*last = map[i];
		json_decref(entry);
		if (map[i] < 0)
			r = no_memory(err);
	}
	free(map);
	return r;
}

static json_t *text_array(const char *const *texts, int n)
{
	json_t *array = json_array();

	for (int i = 0; array && i < n; i++)
		if (json_array_append_new(array, json_string(texts[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

/* Appends to inputs what is said of a stream that was read. */
static int add_stream(struct collection *c, json_t *inputs,
    const struct n62_schema *s, struct n62_err *err)
{
	json_int_t last;
	json_t *o;
	int r;

	if (add_entries(c, json_object_get(s->json, "provenance"), &last, err) <
	    0)
		return -1;
	o = json_pack("{ss, ss}", "name", s->input, "head", s->digest);
	r = o ? 0 : -1;
	if (o && last >= 0)
		r = json_object_set_new(o, "entry", json_integer(last));
	if (r == 0)
		r = json_array_append(inputs, o);
	json_decref(o);
	return r == 0 ? 0 : no_memory(err);
}

/* Names and options need not be UTF-8, as JSON must be. */
static int check_texts(const char *const *texts, int n, struct n62_err *err)
{
	for (int i = 0; i < n; i++)
		if (!n62_utf8(texts[i], strlen(texts[i])))
			return n62_fail(err, N62_USAGE,
			    "'%.80s' is not UTF-8 and cannot be recorded; "
			    "--no-provenance leaves it out",
			    texts[i]);
	return 0;
}

static json_t *own_entry(
    const struct n62_origin *o, json_t *inputs, struct n62_err *err)
{
	json_t *entry;
	int r = 0;

	if (check_texts(o->options, o->noptions, err) < 0 ||
	    check_texts(o->inputs, o->ninputs, err) < 0)
		return NULL;
	entry = json_pack("{ss, ss, so}", "tool", o->tool, "version",
	    o->version, "options", text_array(o->options, o->noptions));
	for (int i = 0; entry && i < o->ninputs; i++)
		r |= json_array_append_new(
		    inputs, json_pack("{ss}", "name", o->inputs[i]));
	if (entry && json_array_size(inputs) > 0)
		r |= json_object_set(entry, "inputs", inputs);
	if (entry && o->seed)
		r |= json_object_set_new(
		    entry, "seed", json_integer((json_int_t)*o->seed));
	if (entry && r == 0)
		return entry;
	json_decref(entry);
	no_memory(err);
	return NULL;
}

void *rec_provenance(const struct n62_schema *const *streams, int nstreams,
    const struct n62_origin *o, struct n62_err *err)
{
	struct collection c = { json_array(), json_object() };
	json_t *inputs = json_array(), *entry = NULL;
	int r = c.all && c.places && inputs ? 0 : no_memory(err);

	for (int i = 0; r == 0 && i < nstreams; i++)
		if (streams[i]->json)
			r = add_stream(&c, inputs, streams[i], err);
	if (r == 0) {
		entry = own_entry(o, inputs, err);
		r = entry ? 0 : -1;
	}
	if (r == 0 && json_array_append(c.all, entry) < 0)
		r = no_memory(err);
	json_decref(entry);
	json_decref(inputs);
	json_decref(c.places);
	if (r == 0)
		return c.all;
	json_decref(c.all);
	return NULL;
}
