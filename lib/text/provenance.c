/*
 * provenance.c - the provenance of a stream as a chain for people and as a
 * shell script. An entry whose output only one other entry reads from a pipe
 * becomes a part of a pipeline; any other is made once, in a temporary
 * folder. What a file says about itself is not trusted: every word is quoted.
 */
#include "text/private.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The text under a key, or "". */
static const char *get_text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

/* The entry that an input of entry number me came from, or -1. */
static long get_entry(const json_t *input, long me)
{
	const json_t *e = json_object_get(input, "entry");
	json_int_t k = json_integer_value(e);

	return json_is_integer(e) && k >= 0 && k < me ? (long)k : -1;
}

/* A word for a POSIX shell. */
static int put_word(struct n62_buf *to, const char *s, struct n62_err *err)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	if (*s && s[strspn(s, plain)] == '\0')
		return n62_buf_add(to, s, strlen(s), err);
	if (n62_buf_add(to, "'", 1, err) < 0)
		return -1;
	for (; *s; s++) {
		bool mark = *s == '\'';

		if (n62_buf_add(to, mark ? "'\\''" : s, mark ? 4 : 1, err) < 0)
			return -1;
	}
	return n62_buf_add(to, "'", 1, err);
}

static int put_command(
    const json_t *entry, struct n62_buf *to, struct n62_err *err)
{
	const json_t *options = json_object_get(entry, "options");

	if (put_word(to, get_text(entry, "tool"), err) < 0)
		return -1;
	for (size_t i = 0; i < json_array_size(options); i++) {
		const char *s = json_string_value(json_array_get(options, i));

		if (n62_buf_add(to, " ", 1, err) < 0 ||
		    put_word(to, s ? s : "", err) < 0)
			return -1;
	}
	return 0;
}

/* ---- chain ---------------------------------------------------------- */

static int chain_input(
    const json_t *input, long me, struct n62_buf *to, struct n62_err *err)
{
	const char *name = get_text(input, "name");
	long from = get_entry(input, me);

	if (n62_buf_printf(to, err, "    from ") < 0 ||
	    (strcmp(name, "-") == 0 ? n62_buf_printf(to, err, "standard input")
				    : put_word(to, name, err)) < 0)
		return -1;
	if (from >= 0)
		return n62_buf_printf(to, err, ", made by %ld\n", from);
	return n62_buf_add(to, "\n", 1, err);
}

static int chain_entry(
    const json_t *entry, long me, struct n62_buf *to, struct n62_err *err)
{
	const json_t *inputs = json_object_get(entry, "inputs");
	const json_t *seed = json_object_get(entry, "seed");

	if (n62_buf_printf(to, err, "%2ld  ", me) < 0 ||
	    put_command(entry, to, err) < 0 ||
	    n62_buf_printf(to, err, "    (version ") < 0 ||
	    put_word(to, get_text(entry, "version"), err) < 0 ||
	    n62_buf_printf(to, err, ")\n") < 0)
		return -1;
	for (size_t i = 0; i < json_array_size(inputs); i++)
		if (chain_input(json_array_get(inputs, i), me, to, err) < 0)
			return -1;
	if (!json_is_integer(seed))
		return 0;
	return n62_buf_printf(to, err, "    seed %" JSON_INTEGER_FORMAT "\n",
	    json_integer_value(seed));
}

int text_put_chain(
    const json_t *provenance, struct n62_buf *to, struct n62_err *err)
{
	if (json_array_size(provenance) == 0)
		return n62_fail(
		    err, N62_DATA, "the stream says nothing of its origin");
	for (size_t i = 0; i < json_array_size(provenance); i++)
		if (chain_entry(
			json_array_get(provenance, i), (long)i, to, err) < 0)
			return -1;
	return 0;
}

/* ---- script --------------------------------------------------------- */

struct script {
	const json_t *entries;
	bool *needed; /* by the last entry */
	bool *file;   /* made in the temporary folder */
	long *stages; /* room for the longest pipeline */
	long n;
	struct n62_buf *to;
};

static const json_t *inputs_of(const struct script *s, long i)
{
	return json_object_get(json_array_get(s->entries, (size_t)i), "inputs");
}

/* Entries only refer to earlier ones, so one way back finds all. */
static void mark(struct script *s)
{
	s->needed[s->n - 1] = true;
	for (long i = s->n - 1; i >= 0; i--) {
		const json_t *inputs = inputs_of(s, i);
		size_t n = json_array_size(inputs);

		for (size_t k = 0; s->needed[i] && k < n; k++) {
			long e = get_entry(json_array_get(inputs, k), i);

			if (e < 0)
				continue;
			if (n > 1 || s->needed[e])
				s->file[e] = true;
			s->needed[e] = true;
		}
	}
}

static int put_operand(
    struct script *s, const json_t *input, long me, struct n62_err *err)
{
	long from = get_entry(input, me);

	if (from >= 0)
		return n62_buf_printf(s->to, err, " \"$tmp/%ld.n62\"", from);
	if (n62_buf_add(s->to, " ", 1, err) < 0)
		return -1;
	return put_word(s->to, get_text(input, "name"), err);
}

/* The entry whose output entry i reads from a pipe, or -1. */
static long piped_from(const struct script *s, long i)
{
	const json_t *inputs = inputs_of(s, i);
	long from = -1;

	if (json_array_size(inputs) == 1)
		from = get_entry(json_array_get(inputs, 0), i);
	return from >= 0 && !s->file[from] ? from : -1;
}

/* A command and its operands; what comes by pipe needs none. */
static int put_stage(struct script *s, long i, struct n62_err *err)
{
	const json_t *inputs = inputs_of(s, i);
	size_t n = json_array_size(inputs);

	if (put_command(json_array_get(s->entries, (size_t)i), s->to, err) < 0)
		return -1;
	if (piped_from(s, i) >= 0)
		return 0;
	for (size_t k = 0; k < n; k++) {
		const json_t *input = json_array_get(inputs, k);
		const char *name = get_text(input, "name");

		if (get_entry(input, i) < 0 && name[0] == '-' && name[1]) {
			if (n62_buf_printf(s->to, err, " --") < 0)
				return -1;
			break;
		}
	}
	for (size_t k = 0; k < n; k++)
		if (put_operand(s, json_array_get(inputs, k), i, err) < 0)
			return -1;
	return 0;
}

/* The pipeline that ends with entry i. A chain may be as long as a HEAD can
 * hold, too long to descend it by recursion. */
static int put_pipeline(struct script *s, long i, struct n62_err *err)
{
	long n = 0;

	for (; i >= 0; i = piped_from(s, i))
		s->stages[n++] = i;
	while (n-- > 0)
		if (put_stage(s, s->stages[n], err) < 0 ||
		    (n > 0 && n62_buf_printf(s->to, err, " |\n    ") < 0))
			return -1;
	return 0;
}

static int put_lines(struct script *s, struct n62_err *err)
{
	bool folder = false;

	for (long i = 0; i < s->n; i++)
		folder = folder || s->file[i];
	if (n62_buf_printf(s->to, err,
		"#!/bin/sh\n"
		"# Writes the stream to standard output.\n"
		"set -eu\n") < 0)
		return -1;
	if (folder && n62_buf_printf(s->to, err,
			  "tmp=$(mktemp -d)\n"
			  "trap 'rm -rf \"$tmp\"' EXIT\n"
			  "trap 'exit 1' HUP INT TERM\n") < 0)
		return -1;
	for (long i = 0; i < s->n; i++)
		if (s->file[i] && (put_pipeline(s, i, err) < 0 ||
				      n62_buf_printf(s->to, err,
					  " >\"$tmp/%ld.n62\"\n", i) < 0))
			return -1;
	if (put_pipeline(s, s->n - 1, err) < 0)
		return -1;
	return n62_buf_add(s->to, "\n", 1, err);
}

int text_put_script(
    const json_t *provenance, struct n62_buf *to, struct n62_err *err)
{
	struct script s = { .entries = provenance, .to = to };
	int rc = -1;

	s.n = (long)json_array_size(provenance);
	if (s.n == 0)
		return n62_fail(
		    err, N62_DATA, "the stream says nothing of its origin");
	s.needed = n62_new((size_t)s.n, sizeof *s.needed, err);
	s.file = n62_new((size_t)s.n, sizeof *s.file, err);
	s.stages = n62_new((size_t)s.n, sizeof *s.stages, err);
	if (s.needed && s.file && s.stages) {
		mark(&s);
		rc = put_lines(&s, err);
	}
	free(s.needed);
	free(s.file);
	free(s.stages);
	return rc;
}
