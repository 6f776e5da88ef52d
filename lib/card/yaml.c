/*
 * yaml.c - the text of a card as a tree of mappings, lists and scalars, by
 * the events of libyaml. What a card does not need of YAML is refused, and
 * size and depth are bounded, so that no text takes long or much.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "card/private.h"

struct tree {
	yaml_parser_t parser;
	const char *what;
	struct n62_arena *arena;
	struct n62_err *err;
	int nodes;
};

int card_fail(
    struct n62_err *err, const char *what, size_t line, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	/* Names of files may be long, and the sentence is to be seen. */
	return n62_fail(err, N62_DATA, "%.80s:%zu: %s", what, line, text);
}

static size_t line_of(const yaml_event_t *e)
{
	return e->start_mark.line + 1;
}

/* The next event, or -1. */
static int next(struct tree *t, yaml_event_t *e)
{
	const yaml_parser_t *p = &t->parser;
	size_t line;

	if (yaml_parser_parse(&t->parser, e))
		return 0;
	if (p->error == YAML_MEMORY_ERROR)
		return n62_fail(t->err, N62_MEM, "no memory for a card");
	line = p->problem_mark.line + 1;
	return card_fail(t->err, t->what, line, "it is no YAML: %s",
	    p->problem ? p->problem : "unknown");
}

static struct card_node *new_node(
    struct tree *t, const yaml_event_t *e, enum card_kind kind)
{
	struct card_node *n;

	if (t->nodes++ == N62_CARD_NODES) {
		card_fail(t->err, t->what, line_of(e), "more than %d values",
		    N62_CARD_NODES);
		return NULL;
	}
	n = n62_arena_new(t->arena, 1, sizeof *n, t->err);
	if (n) {
		n->kind = kind;
		n->line = line_of(e);
	}
	return n;
}

static const char *scalar_text(struct tree *t, const yaml_event_t *e)
{
	if (e->data.scalar.anchor || e->data.scalar.tag) {
		card_fail(t->err, t->what, line_of(e),
		    "anchors and tags are not for cards");
		return NULL;
	}
	/* "\0" in quotes is allowed in YAML. */
	if (memchr(e->data.scalar.value, 0, e->data.scalar.length)) {
		card_fail(t->err, t->what, line_of(e), "a text with a zero");
		return NULL;
	}
	return n62_arena_text(t->arena, (const char *)e->data.scalar.value,
	    e->data.scalar.length, t->err);
}

static struct card_node *value(struct tree *t, yaml_event_t *e, int depth);

/* Appends the values up to the end of a list. */
static int fill_list(struct tree *t, struct card_node *list, int depth)
{
	struct card_node **to = &list->first;

	for (;;) {
		yaml_event_t e;

		if (next(t, &e) < 0)
			return -1;
		if (e.type == YAML_SEQUENCE_END_EVENT)
			break;
		*to = value(t, &e, depth);
		if (!*to)
			return -1;
		to = &(*to)->next;
	}
	return 0;
}

/* The key that an event has; it must not be there yet. */
static const char *key_of(
    struct tree *t, const struct card_node *map, const yaml_event_t *e)
{
	const char *key;

	if (e->type != YAML_SCALAR_EVENT) {
		card_fail(t->err, t->what, line_of(e), "a key must be a word");
		return NULL;
	}
	key = scalar_text(t, e);
	for (const struct card_node *n = map->first; key && n; n = n->next)
		if (strcmp(n->key, key) == 0) {
			card_fail(t->err, t->what, line_of(e),
			    "key '%.40s' is also in line %zu", key,
			    n->key_line);
			return NULL;
		}
	return key;
}

static int fill_map(struct tree *t, struct card_node *map, int depth)
{
	struct card_node **to = &map->first;

	for (;;) {
		yaml_event_t e;
		const char *key;
		size_t line;

		if (next(t, &e) < 0)
			return -1;
		if (e.type == YAML_MAPPING_END_EVENT)
			break;
		line = line_of(&e);
		key = key_of(t, map, &e);
		yaml_event_delete(&e);
		if (!key || next(t, &e) < 0)
			return -1;
		*to = value(t, &e, depth);
		if (!*to)
			return -1;
		(*to)->key = key;
		(*to)->key_line = line;
		to = &(*to)->next;
	}
	return 0;
}

/* What begins with an event, which is used up. */
static struct card_node *value(struct tree *t, yaml_event_t *e, int depth)
{
	struct card_node *n = NULL;
	int r = 0;

	if (depth == N62_CARD_DEPTH)
		card_fail(t->err, t->what, line_of(e), "deeper than %d levels",
		    N62_CARD_DEPTH);
	else if (e->type == YAML_SCALAR_EVENT) {
		n = new_node(t, e, CARD_TEXT);
		if (n)
			n->text = scalar_text(t, e);
		r = n && n->text ? 0 : -1;
	} else if (e->type == YAML_SEQUENCE_START_EVENT &&
		   !e->data.sequence_start.anchor &&
		   !e->data.sequence_start.tag) {
		n = new_node(t, e, CARD_LIST);
		r = n ? fill_list(t, n, depth + 1) : -1;
	} else if (e->type == YAML_MAPPING_START_EVENT &&
		   !e->data.mapping_start.anchor &&
		   !e->data.mapping_start.tag) {
		n = new_node(t, e, CARD_MAP);
		r = n ? fill_map(t, n, depth + 1) : -1;
	} else
		card_fail(t->err, t->what, line_of(e),
		    "anchors, aliases and tags are not for cards");
	yaml_event_delete(e);
	return r == 0 ? n : NULL;
}

/* The one document of a text. */
static struct card_node *document(struct tree *t)
{
	struct card_node *root = NULL;
	yaml_event_t e;

	for (;;) {
		if (next(t, &e) < 0)
			return NULL;
		if (e.type == YAML_STREAM_END_EVENT)
			break;
		if (e.type == YAML_STREAM_START_EVENT ||
		    e.type == YAML_DOCUMENT_START_EVENT ||
		    e.type == YAML_DOCUMENT_END_EVENT) {
			yaml_event_delete(&e);
			continue;
		}
		if (root) {
			card_fail(
			    t->err, t->what, line_of(&e), "a second document");
			yaml_event_delete(&e);
			return NULL;
		}
		root = value(t, &e, 0);
		if (!root)
			return NULL;
	}
	yaml_event_delete(&e);
	if (!root)
		card_fail(t->err, t->what, 1, "the card is empty");
	return root;
}

struct card_node *card_yaml(const char *text, size_t n, const char *what,
    struct n62_arena *a, struct n62_err *err)
{
	struct tree t = { .what = what, .arena = a, .err = err };
	struct card_node *root;

	if (n > N62_CARD_BYTES) {
		n62_fail(err, N62_DATA, "%.80s: a card has at most %d bytes",
		    what, N62_CARD_BYTES);
		return NULL;
	}
	if (!n62_utf8(text, n)) {
		n62_fail(err, N62_DATA,
		    "%.80s: a card is text in UTF-8, and this is not", what);
		return NULL;
	}
	if (!yaml_parser_initialize(&t.parser)) {
		n62_fail(err, N62_MEM, "no memory for a card");
		return NULL;
	}
	yaml_parser_set_encoding(&t.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&t.parser, (const unsigned char *)text, n);
	root = document(&t);
	yaml_parser_delete(&t.parser);
	return root;
}
