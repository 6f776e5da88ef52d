/*
 * read.c - the text of a selection as statements: a word, a name, an
 * expression, a description in quotes, a source in brackets.
 *
 * Comments become blanks in a copy of the text, so that places in the copy
 * are places in the text, and expressions may go over several lines.
 */
#include "select/private.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How the text of each statement is made up. */
static const struct form {
	const char *word;
	bool named, equals, expression, once;
} forms[] = {
	[SEL_PARAM] = { "param", true, true, true, false },
	[SEL_LET] = { "let", true, true, true, false },
	[SEL_CANDIDATE] = { "candidate", false, false, false, true },
	[SEL_CUT] = { "cut", true, false, true, false },
	[SEL_REGION] = { "region", true, false, true, false },
	[SEL_BLIND] = { "blind", true, false, false, false },
	[SEL_WEIGHT] = { "weight", false, false, true, true },
	[SEL_TITLE] = { "title", false, false, false, true },
	[SEL_ABOUT] = { "about", false, false, false, false },
	[SEL_SOURCE] = { "source", false, false, false, false },
};

/* ---- the parts of a statement ----------------------------------------- */

/* Whether a text in quotes behind this is a description: an expression may
 * end here. */
static bool may_end(const char *from, const char *end)
{
	static const char *const joins[] = { "in", "and", "or", "not", "then",
		"else", "where", NULL };
	const char *word = end;

	if (end == from)
		return false;
	if (!isalnum((unsigned char)end[-1]))
		return strchr("_)]}\"%", end[-1]) != NULL;
	while (word > from && isalpha((unsigned char)word[-1]))
		word--;
	for (int i = 0; joins[i]; i++)
		if ((size_t)(end - word) == strlen(joins[i]) &&
		    strncmp(word, joins[i], strlen(joins[i])) == 0)
			return false;
	return true;
}

static const char *before_blanks(const char *from, const char *end)
{
	while (end > from && isspace((unsigned char)end[-1]))
		end--;
	return end;
}

/* Takes "[source]" off the end; where it stands it is behind a blank or a
 * quote, which an index is not. */
static int take_source(struct sel_reader *r, const char *from, const char **end,
    struct sel_statement *st)
{
	const char *open = *end - 1;

	st->source = "";
	if (*end == from || *open != ']')
		return 0;
	while (open > from && *open != '[')
		open--;
	if (open == from || *open != '[' ||
	    (!isspace((unsigned char)open[-1]) && open[-1] != '"'))
		return 0;
	st->source = sel_copy(r, sel_piece(r, open + 1, *end - 1));
	*end = before_blanks(from, open);
	return st->source ? 0 : -1;
}

/* Takes a description in quotes off the end. */
static int take_doc(struct sel_reader *r, const char *from, const char **end,
    struct sel_statement *st)
{
	const char *open = *end - 1;

	st->doc = "";
	if (*end - from < 2 || *open != '"')
		return 0;
	do
		open--;
	while (open > from && *open != '"');
	if (*open != '"' || !may_end(from, before_blanks(from, open)))
		return 0;
	st->doc = sel_copy(r, sel_piece(r, open + 1, *end - 1));
	*end = before_blanks(from, open);
	return st->doc ? 0 : -1;
}

static const char *skip_blanks(const char *c, const char *end)
{
	while (c < end && isspace((unsigned char)*c))
		c++;
	return c;
}

static const char *word_end(const char *c, const char *end)
{
	while (c < end && !isspace((unsigned char)*c))
		c++;
	return c;
}

/* A name of a let may be that of a quantity of a list: "track.electron". */
static bool is_let_name(const char *at, size_t n)
{
	const char *dot = memchr(at, '.', n);
	size_t first = dot ? (size_t)(dot - at) : n;

	return sel_is_name(at, first) &&
	       (!dot || sel_is_name(dot + 1, n - first - 1));
}

static bool is_label(const char *at, size_t n)
{
	if (n == 0 || n > N62_MAX_NAME || !isalpha((unsigned char)*at))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)at[i]) && !strchr("_-", at[i]))
			return false;
	return true;
}

/* The name behind the word; *from moves behind it. */
static int take_name(struct sel_reader *r, const char **from, const char *end,
    struct sel_statement *st)
{
	const struct form *f = &forms[st->kind];
	const char *at = *from, *stop = at;
	bool let = st->kind == SEL_LET || st->kind == SEL_PARAM;

	while (stop < end && !isspace((unsigned char)*stop) && *stop != '=')
		stop++;
	if (stop == at)
		return sel_fail(r, at, "%s needs a name", f->word);
	if (!(let ? is_let_name(at, (size_t)(stop - at))
		  : is_label(at, (size_t)(stop - at))))
		return sel_fail(r, at, "'%.*s' cannot name a %s",
		    (int)(stop - at), at, f->word);
	st->name = sel_copy(r, sel_piece(r, at, stop));
	*from = skip_blanks(stop, end);
	if (!st->name || !f->equals)
		return st->name ? 0 : -1;
	if (*from == end || **from != '=' || (*from)[1] == '=')
		return sel_fail(
		    r, *from, "%s %s needs = and a value", f->word, st->name);
	*from = skip_blanks(*from + 1, end);
	return 0;
}

/* Words with single blanks between them. */
static int take_words(struct sel_reader *r, const char *from, const char *end,
    struct sel_statement *st)
{
	struct n62_line line = { from, end };
	struct n62_buf b = { 0 };
	struct n62_word w;
	int status = 0;

	while (status == 0 && n62_next_word(&line, &w)) {
		if (b.len > 0)
			status = n62_buf_add(&b, " ", 1, r->err);
		if (status == 0)
			status = n62_buf_add(&b, w.at, w.n, r->err);
	}
	if (status == 0) {
		st->text = n62_arena_text(&r->s->arena, b.data, b.len, r->err);
		status = st->text ? 0 : -1;
	}
	n62_buf_free(&b);
	return status;
}

static int take_expression(struct sel_reader *r, const char *from,
    const char *end, struct sel_statement *st)
{
	const struct form *f = &forms[st->kind];

	if (take_source(r, from, &end, st) < 0 ||
	    take_doc(r, from, &end, st) < 0)
		return -1;
	st->where = sel_piece(r, from, end);
	if (st->where.n == 0)
		return sel_fail(r, from, "%s%s%s needs %s", f->word,
		    st->name ? " " : "", st->name ? st->name : "",
		    st->kind == SEL_CUT || st->kind == SEL_REGION
			? "a condition"
			: "a value");
	st->text = sel_copy(r, st->where);
	return st->text ? 0 : -1;
}

/* ---- statements ------------------------------------------------------- */

static int check_again(
    struct sel_reader *r, const struct sel_statement *st, const char *at)
{
	const struct n62_selection *s = r->s;

	for (int i = 0; i < s->nstatements; i++) {
		const struct sel_statement *o = &s->statements[i];

		if (o->kind != st->kind)
			continue;
		if (forms[st->kind].once)
			return sel_fail(
			    r, at, "a second %s", forms[st->kind].word);
		if (st->name && strcmp(o->name, st->name) == 0)
			return sel_fail(r, at, "a second %s %s",
			    forms[st->kind].word, st->name);
	}
	return 0;
}

static int check_blind(struct sel_reader *r, const char *name, const char *at)
{
	const struct n62_selection *s = r->s;

	for (int i = 0; i < s->nstatements; i++)
		if (s->statements[i].kind == SEL_REGION &&
		    strcmp(s->statements[i].name, name) == 0)
			return 0;
	return sel_fail(r, at, "there is no region %s in front of this", name);
}

static int find_kind(struct sel_reader *r, const char *at, size_t n)
{
	const char *names[SEL_KINDS + 1] = { NULL }, *near;
	char word[32];

	for (int k = 0; k < SEL_KINDS; k++) {
		names[k] = forms[k].word;
		if (strlen(names[k]) == n && strncmp(names[k], at, n) == 0)
			return k;
	}
	snprintf(word, sizeof word, "%.*s", (int)n, at);
	near = n62_nearest(word, names);
	return sel_fail(r, at, "there is no statement '%s'%s%s%s", word,
	    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static int read_statement(
    struct sel_reader *r, const char *from, const char *end)
{
	struct n62_selection *s = r->s;
	struct sel_statement *st = &s->statements[s->nstatements];
	const char *stop = word_end(from, end), *name;
	int kind = find_kind(r, from, (size_t)(stop - from));
	int status = 0;

	if (kind < 0)
		return -1;
	*st = (struct sel_statement){
		.kind = (enum sel_kind)kind, .doc = "", .source = ""
	};
	name = stop = skip_blanks(stop, end);
	if (forms[kind].named)
		status = take_name(r, &stop, end, st);
	if (status < 0 || check_again(r, st, forms[kind].named ? name : from))
		return -1;
	if (forms[kind].expression)
		status = take_expression(r, stop, end, st);
	else if (kind == SEL_CANDIDATE)
		status = sel_read_members(r, stop, end);
	else if (kind != SEL_BLIND)
		status = take_words(r, stop, end, st);
	else if (stop != end)
		status = sel_fail(r, stop, "there is more than one name");
	else
		status = check_blind(r, st->name, name);
	s->nstatements++;
	return status;
}

/* ---- lines ------------------------------------------------------------ */

/* Whether nothing but blanks is between c and the end of its line. */
static bool ends_line(const char *c, const char *end)
{
	while (c < end && *c != '\n' && isspace((unsigned char)*c))
		c++;
	return c == end || *c == '\n';
}

static const char *line_end(const char *c, const char *end)
{
	const char *nl = memchr(c, '\n', (size_t)(end - c));

	return nl ? nl : end;
}

static int indent_of(const char *c, const char *end)
{
	int n = 0;

	for (; c < end && (*c == ' ' || *c == '\t'); c++)
		n = *c == '\t' ? (n | 7) + 1 : n + 1;
	return n;
}

/* Whether the line ends with a backslash, which becomes a blank. */
static bool goes_on(const char *from, const char *end)
{
	const char *last = before_blanks(from, end);

	if (last == from || last[-1] != '\\')
		return false;
	*(char *)(uintptr_t)(last - 1) = ' ';
	return true;
}

/* The end of the statement that begins in the line at c: lines that are
 * indented deeper, and those behind a backslash, belong to it. */
static const char *statement_end(const char *c, const char *end)
{
	int indent = indent_of(c, end);
	const char *last = line_end(c, end), *next;
	bool more = goes_on(c, last);

	for (c = last; c < end; c = next) {
		next = line_end(c + 1, end);
		if (ends_line(c + 1, end) && !more)
			continue;
		if (!more && indent_of(c + 1, end) <= indent)
			break;
		more = goes_on(c + 1, next);
		last = next;
	}
	return last;
}

static int read_lines(struct sel_reader *r)
{
	const char *c = r->clean, *end = c + r->s->size, *stop;

	while (c < end) {
		if (ends_line(c, end)) {
			c = line_end(c, end) + 1;
			continue;
		}
		stop = statement_end(c, end);
		if (r->s->nstatements == SEL_MAX_STEPS)
			return sel_fail(r, c,
			    "there are more than %d statements", SEL_MAX_STEPS);
		if (read_statement(
			r, skip_blanks(c, stop), before_blanks(c, stop)) < 0)
			return -1;
		c = stop + 1;
	}
	return 0;
}

/* ---- selections ------------------------------------------------------- */

/* The name without folders and .sel. */
static const char *key_of(struct n62_selection *s, struct n62_err *err)
{
	const char *slash = strrchr(s->name, '/');
	const char *from = slash ? slash + 1 : s->name;
	size_t n = strlen(from);
	char *key;

	if (n > 4 && strcmp(from + n - 4, ".sel") == 0)
		n -= 4;
	key = n62_arena_text(&s->arena, from, n < 50 ? n : 50, err);
	for (char *c = key; c && *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-')
			*c = '_';
	return key;
}

static int make(struct n62_selection *s, const char *name, const char *text,
    size_t size, struct n62_err *err)
{
	s->name = n62_arena_text(&s->arena, name, strlen(name), err);
	s->text = n62_arena_text(&s->arena, text, size, err);
	s->size = size;
	s->statements =
	    n62_arena_new(&s->arena, SEL_MAX_STEPS, sizeof *s->statements, err);
	s->roles =
	    n62_arena_new(&s->arena, SEL_MAX_ROLES, sizeof *s->roles, err);
	if (!s->name || !s->text || !s->statements || !s->roles)
		return -1;
	s->key = key_of(s, err);
	return s->key ? 0 : -1;
}

struct n62_selection *n62_selection_text(const char *name, const char *text,
    size_t size, struct n62_buf *caret, struct n62_err *err)
{
	struct n62_selection *s = n62_new(1, sizeof *s, err);
	struct sel_reader r = { .s = s, .caret = caret, .err = err };

	if (s && make(s, name, text, size, err) == 0 && sel_clean(&r) == 0 &&
	    read_lines(&r) == 0)
		return s;
	n62_selection_free(s);
	return NULL;
}

void n62_selection_free(struct n62_selection *s)
{
	if (!s)
		return;
	n62_arena_free(&s->arena);
	free(s);
}
