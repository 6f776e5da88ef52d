/*
 * clause.c - the words of a text that asks for a histogram, a fit or a scan.
 *
 * What is in parentheses, braces or quotes is no keyword, so that expressions
 * need no marks around them.
 */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "hist/spec.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The end of the word at i, and whether it is bare. */
static int end_of_word(const char *s, int i, bool *bare)
{
	int depth = 0;
	bool quoted = false;

	*bare = true;
	for (; s[i] && (depth > 0 || quoted || !is_blank(s[i])); i++) {
		if (s[i] == '"') {
			quoted = !quoted;
			*bare = false;
		}
		if (quoted)
			continue;
		if (strchr("([{", s[i])) {
			depth++;
			*bare = false;
		} else if (strchr(")]}", s[i])) {
			depth--;
			*bare = false;
		}
	}
	return i;
}

int hist_clause_begin(struct hist_clause *c, const char *text,
    struct n62_arena *a, struct n62_err *err)
{
	int i = 0;

	*c = (struct hist_clause){ .text = text, .arena = a };
	if (strlen(text) > 10000)
		return n62_fail(err, N62_USAGE, "the text is too long");
	if (!n62_utf8(text, strlen(text)))
		return n62_fail(err, N62_USAGE, "the text is not UTF-8");
	for (;;) {
		while (is_blank(text[i]))
			i++;
		if (!text[i])
			return 0;
		if (c->n == HIST_WORDS)
			return n62_fail(err, N62_USAGE,
			    "the text has more than %d words", HIST_WORDS);
		c->w[c->n].at = i;
		i = end_of_word(text, i, &c->w[c->n].bare);
		c->w[c->n].n = i - c->w[c->n].at;
		c->n++;
	}
}

bool hist_clause_name(struct hist_clause *c, const char **name)
{
	struct n62_err err = { 0 };
	int n = c->n > 0 ? c->w[0].n : 0;

	if (n < 2 || c->text[c->w[0].at + n - 1] != ':')
		return false;
	c->w[0].n--;
	*name = hist_clause_word(c, 0, &err);
	c->w[0].n++;
	c->i = 1;
	return *name != NULL;
}

bool hist_clause_is(const struct hist_clause *c, int i, const char *keyword)
{
	return i >= 0 && i < c->n && c->w[i].bare &&
	       (int)strlen(keyword) == c->w[i].n &&
	       memcmp(c->text + c->w[i].at, keyword, strlen(keyword)) == 0;
}

bool hist_clause_any(
    const struct hist_clause *c, int i, const char *const *keywords)
{
	for (; *keywords; keywords++)
		if (hist_clause_is(c, i, *keywords))
			return true;
	return false;
}

int hist_clause_part(const struct hist_clause *c, int i, int to,
    struct hist_part *p, struct n62_err *err)
{
	int from, end;

	if (i >= to)
		return hist_clause_fail(c, i, "an expression", err);
	from = c->w[i].at;
	end = c->w[to - 1].at + c->w[to - 1].n;
	p->at = from;
	p->text =
	    n62_arena_text(c->arena, c->text + from, (size_t)(end - from), err);
	return p->text ? 0 : -1;
}

const char *hist_clause_word(
    const struct hist_clause *c, int i, struct n62_err *err)
{
	if (i >= c->n) {
		hist_clause_fail(c, i, "a word", err);
		return NULL;
	}
	return n62_arena_text(
	    c->arena, c->text + c->w[i].at, (size_t)c->w[i].n, err);
}

int hist_clause_fail(
    const struct hist_clause *c, int i, const char *due, struct n62_err *err)
{
	if (i >= c->n)
		return n62_fail(err, N62_USAGE, "%s is due at the end of '%s'",
		    due, c->text);
	return n62_fail(err, N62_USAGE, "%s is due where '%.*s' stands", due,
	    c->w[i].n < 100 ? c->w[i].n : 100, c->text + c->w[i].at);
}

int hist_clause_number(struct hist_clause *c, double *v, struct n62_err *err)
{
	if (c->i >= c->n ||
	    n62_get_f64(c->text + c->w[c->i].at, (size_t)c->w[c->i].n, v) < 0 ||
	    !isfinite(*v))
		return hist_clause_fail(c, c->i, "a number", err);
	c->i++;
	return 0;
}

/* Where the mark stands in word i, or -1. */
static int find(const struct hist_clause *c, int i, const char *mark)
{
	int n = (int)strlen(mark);

	if (i >= c->n)
		return -1;
	for (int k = 0; k + n <= c->w[i].n; k++)
		if (memcmp(c->text + c->w[i].at + k, mark, (size_t)n) == 0)
			return k;
	return -1;
}

/* Two numbers with a mark between them in one word. */
static bool split(
    const struct hist_clause *c, int i, const char *mark, double *a, double *b)
{
	int k = find(c, i, mark), n = (int)strlen(mark);
	const char *word;

	if (k < 0)
		return false;
	word = c->text + c->w[i].at;
	return n62_get_f64(word, (size_t)k, a) == 0 && isfinite(*a) &&
	       n62_get_f64(word + k + n, (size_t)(c->w[i].n - k - n), b) == 0 &&
	       isfinite(*b);
}

bool hist_clause_is_range(const struct hist_clause *c, int i)
{
	return find(c, i, "..") >= 0;
}

int hist_clause_range(
    struct hist_clause *c, double *low, double *high, struct n62_err *err)
{
	if (!split(c, c->i, "..", low, high))
		return hist_clause_fail(c, c->i, "a range such as 0..80", err);
	if (!(*low < *high))
		return hist_clause_fail(
		    c, c->i, "a range from a smaller to a larger number", err);
	c->i++;
	return 0;
}

int hist_clause_measured(
    struct hist_clause *c, double *v, double *sigma, struct n62_err *err)
{
	*sigma = 0;
	if (!split(c, c->i, "+-", v, sigma))
		return hist_clause_number(c, v, err);
	c->i++;
	return 0;
}

int hist_clause_unit(struct hist_clause *c, const char *const *keywords,
    const char **unit, struct n62_err *err)
{
	*unit = "";
	if (c->i >= c->n || hist_clause_any(c, c->i, keywords))
		return 0;
	*unit = hist_clause_word(c, c->i, err);
	if (!*unit)
		return -1;
	if (strlen(*unit) > 30)
		return hist_clause_fail(c, c->i, "a unit", err);
	c->i++;
	return 0;
}
