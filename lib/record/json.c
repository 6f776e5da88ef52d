/*
 * json.c - JSON text to a tree and back.
 *
 * Each value is put into its parent before what is inside it is read. So the
 * root owns all there is at any moment, a key is needed only until its value
 * begins, and one buffer for strings is enough.
 */
#include "record/json.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "record/record.h"

struct reader {
	const char *text;
	size_t n, at;
	json_t *root;
	struct n62_buf key, word; /* terminated strings */
	int depth, containers;
	struct n62_err *err;
};

/* ---- characters ----------------------------------------------------- */

static int refuse(struct reader *r, const char *what, size_t at)
{
	return n62_fail(
	    r->err, N62_DATA, "HEAD is not JSON: %s (byte %zu)", what, at);
}

/* Says what stands where something else has to. */
static int refuse_next(struct reader *r, const char *wanted)
{
	char what[80], found[16] = "the end";

	if (r->at < r->n) {
		unsigned char c = (unsigned char)r->text[r->at];
		bool plain = c > ' ' && c < 0x7f;

		snprintf(found, sizeof found, plain ? "'%c'" : "byte %02x", c);
	}
	snprintf(what, sizeof what, "%s instead of %s", found, wanted);
	return refuse(r, what, r->at);
}

/* The next character, -1 at the end. */
static int peek(const struct reader *r)
{
	return r->at < r->n ? (unsigned char)r->text[r->at] : -1;
}

/* The same behind blanks. */
static int peek_token(struct reader *r)
{
	int c = peek(r);

	while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
		r->at++;
		c = peek(r);
	}
	return c;
}

static bool skip(struct reader *r, int c)
{
	if (peek(r) != c)
		return false;
	r->at++;
	return true;
}

/* ---- strings -------------------------------------------------------- */

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of \uXXXX; -1 where they are not there. */
static int32_t read_unit(struct reader *r)
{
	int32_t unit = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(peek(r));

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
		r->at++;
	}
	return unit;
}

static int add_character(struct reader *r, struct n62_buf *to, uint32_t c)
{
	unsigned char b[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		b[i] = (unsigned char)(0x80 | (c & 0x3f));
	b[0] = (unsigned char)(first[n] | c);
	return n62_buf_add(to, b, n, r->err);
}

/* Behind \u: one unit, or two that are a surrogate pair. */
static int read_unicode(struct reader *r, struct n62_buf *to)
{
	size_t from = r->at - 2;
	int32_t c = read_unit(r), low;

	if (c >= 0xd800 && c < 0xdc00) {
		low = skip(r, '\\') && skip(r, 'u') ? read_unit(r) : -1;
		if (low < 0xdc00 || low > 0xdfff)
			return refuse(r, "half of a surrogate pair", from);
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	} else if (c >= 0xdc00 && c <= 0xdfff) {
		return refuse(r, "half of a surrogate pair", from);
	}
	if (c < 0)
		return refuse(r, "\\u without four digits", from);
	if (c == 0)
		return refuse(r, "NUL in a string", from);
	return add_character(r, to, (uint32_t)c);
}

/* Behind a backslash. */
static int read_escape(struct reader *r, struct n62_buf *to)
{
	static const char letters[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	int c = peek(r);
	const char *found = c > 0 ? strchr(letters, c) : NULL;

	if (c == 'u') {
		r->at++;
		return read_unicode(r, to);
	}
	if (!found)
		return refuse(r, "an unknown escape", r->at - 1);
	r->at++;
	return n62_buf_add(to, &means[found - letters], 1, r->err);
}

/*
 * A string without its first quote, terminated. An escape never gives a part
 * of a character, so that looking at the whole text for UTF-8 is looking at
 * all of its pieces.
 */
static int read_string(struct reader *r, struct n62_buf *to)
{
	size_t from = r->at - 1;

	to->len = 0;
	while (!skip(r, '"')) {
		size_t begin = r->at;

		if (skip(r, '\\')) {
			if (read_escape(r, to) < 0)
				return -1;
			continue;
		}
		while (peek(r) >= 0x20 && peek(r) != '"' && peek(r) != '\\')
			r->at++;
		if (r->at == r->n)
			return refuse(r, "a string without an end", from);
		if (peek(r) < 0x20)
			return refuse(
			    r, "a control character in a string", r->at);
		if (n62_buf_add(to, r->text + begin, r->at - begin, r->err) < 0)
			return -1;
	}
	if (!n62_utf8(to->data, to->len))
		return refuse(r, "a string is not UTF-8", from);
	return n62_buf_add(to, "", 1, r->err);
}

/* ---- numbers and words ---------------------------------------------- */

static bool skip_digits(struct reader *r)
{
	size_t from = r->at;

	while (peek(r) >= '0' && peek(r) <= '9')
		r->at++;
	return r->at > from;
}

/* The grammar of numbers; real: has a fraction or an exponent. */
static int skip_number(struct reader *r, bool *real)
{
	skip(r, '-');
	if (!skip(r, '0') && !skip_digits(r))
		return refuse_next(r, "a digit");
	if (skip(r, '.')) {
		*real = true;
		if (!skip_digits(r))
			return refuse_next(r, "a digit");
	}
	if (skip(r, 'e') || skip(r, 'E')) {
		*real = true;
		if (!skip(r, '+'))
			skip(r, '-');
		if (!skip_digits(r))
			return refuse_next(r, "a digit");
	}
	return 0;
}

static int read_number(struct reader *r, json_t **v)
{
	const char *from = r->text + r->at;
	size_t begin = r->at;
	bool real = false;
	int64_t whole;
	double number;

	if (skip_number(r, &real) < 0)
		return -1;
	if (real) {
		if (n62_get_f64(from, r->at - begin, &number) < 0)
			return refuse(r, "a number is too large", begin);
		*v = json_real(number);
	} else {
		if (n62_get_i64(from, r->at - begin, &whole) < 0)
			return refuse(r, "a number is too large", begin);
		*v = json_integer(whole);
	}
	return 0;
}

static int read_word(struct reader *r, json_t **v)
{
	static const char *const words[] = { "true", "false", "null" };
	json_t *values[] = { json_true(), json_false(), json_null() };

	for (int i = 0; i < 3; i++) {
		size_t n = strlen(words[i]);

		if (r->n - r->at >= n &&
		    memcmp(r->text + r->at, words[i], n) == 0) {
			r->at += n;
			*v = values[i];
			return 0;
		}
	}
	return refuse_next(r, "a value");
}

/* ---- values --------------------------------------------------------- */

static int read_value(struct reader *r, json_t *to);

/* Behind a value: 1 where another one follows, 0 behind the last one. */
static int read_separator(struct reader *r, int end)
{
	char wanted[] = "',' or '?'";

	peek_token(r);
	if (skip(r, end))
		return 0;
	if (skip(r, ','))
		return 1;
	wanted[8] = (char)end;
	return refuse_next(r, wanted);
}

/* The values of an array whose bracket was read. */
static int fill_array(struct reader *r, json_t *to)
{
	int more = peek_token(r) != ']';

	if (!more)
		r->at++;
	while (more > 0)
		more = read_value(r, to) < 0 ? -1 : read_separator(r, ']');
	return more;
}

/* A key and its colon. */
static int read_key(struct reader *r, const json_t *to)
{
	size_t at;

	peek_token(r);
	at = r->at;
	if (!skip(r, '"'))
		return refuse_next(r, "a key");
	if (read_string(r, &r->key) < 0)
		return -1;
	if (json_object_get(to, r->key.data))
		return refuse(r, "a key for the second time", at);
	peek_token(r);
	return skip(r, ':') ? 0 : refuse_next(r, "':'");
}

static int fill_object(struct reader *r, json_t *to)
{
	int more = peek_token(r) != '}';

	if (!more)
		r->at++;
	while (more > 0)
		more = read_key(r, to) < 0 || read_value(r, to) < 0
			   ? -1
			   : read_separator(r, '}');
	return more;
}

/* Puts a new value, NULL when there was no memory for it, where it belongs. */
static int add_value(struct reader *r, json_t *to, json_t *v)
{
	int status = v ? 0 : -1;

	if (!to)
		r->root = v;
	else if (json_is_object(to))
		status = json_object_set_new_nocheck(to, r->key.data, v);
	else
		status = json_array_append_new(to, v);
	if (status == 0)
		return 0;
	return n62_fail(r->err, N62_MEM, "out of memory reading HEAD");
}

static int read_container(struct reader *r, json_t *to, int c)
{
	json_t *v;
	int status;

	if (r->depth == N62_MAX_DEPTH)
		return n62_fail(r->err, N62_DATA,
		    "HEAD is nested more than %d deep (byte %zu)",
		    N62_MAX_DEPTH, r->at);
	if (r->containers++ == N62_MAX_TREE)
		return n62_fail(r->err, N62_DATA,
		    "HEAD has more than %d objects and arrays", N62_MAX_TREE);
	r->at++;
	v = c == '{' ? json_object() : json_array();
	if (add_value(r, to, v) < 0)
		return -1;
	r->depth++;
	status = c == '{' ? fill_object(r, v) : fill_array(r, v);
	r->depth--;
	return status;
}

static int read_value(struct reader *r, json_t *to)
{
	int c = peek_token(r), status = 0;
	json_t *v = NULL;

	if (c == '{' || c == '[')
		return read_container(r, to, c);
	if (skip(r, '"')) {
		status = read_string(r, &r->word);
		if (status == 0)
			v = json_string_nocheck(r->word.data);
	} else if (c == '-' || (c >= '0' && c <= '9')) {
		status = read_number(r, &v);
	} else {
		status = read_word(r, &v);
	}
	return status < 0 ? -1 : add_value(r, to, v);
}

json_t *rec_json_read(const char *text, size_t n, struct n62_err *err)
{
	struct reader r = { .text = text, .n = n, .err = err };
	int status = read_value(&r, NULL);

	if (status == 0 && peek_token(&r) >= 0)
		status = refuse_next(&r, "the end");
	n62_buf_free(&r.key);
	n62_buf_free(&r.word);
	if (status == 0)
		return r.root;
	json_decref(r.root);
	return NULL;
}

/* ---- writing -------------------------------------------------------- */

/* The library goes on behind some failures of its callback, so it keeps
 * them. */
struct written {
	struct n62_buf *to;
	struct n62_err *err;
	bool failed;
};

static int add_text(const char *text, size_t n, void *ctx)
{
	struct written *w = ctx;

	if (!w->failed && n62_buf_add(w->to, text, n, w->err) < 0)
		w->failed = true;
	return w->failed ? -1 : 0;
}

int rec_json_write(
    const json_t *v, bool sorted, struct n62_buf *to, struct n62_err *err)
{
	struct written w = { .to = to, .err = err };
	size_t flags = JSON_COMPACT | JSON_ENCODE_ANY |
		       (sorted ? (size_t)JSON_SORT_KEYS : 0);

	if (json_dump_callback(v, add_text, &w, flags) < 0 || w.failed)
		return n62_fail(err, N62_MEM, "out of memory writing HEAD");
	return 0;
}
