/*
 * lex.c - the tokens of an expression. A number takes its unit along.
 */
#include <string.h>

#include "expr/private.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const struct {
	const char *text;
	enum token_kind kind;
} marks[] = {
	/* longer ones first */
	{ "..", T_RANGE },
	{ "<=", T_LE },
	{ ">=", T_GE },
	{ "==", T_EQ },
	{ "!=", T_NE },
	{ "<", T_LT },
	{ ">", T_GT },
	{ "+", T_ADD },
	{ "-", T_SUB },
	{ "*", T_MUL },
	{ "/", T_DIV },
	{ "^", T_POWER },
	{ "&", T_BITS },
	{ ".", T_DOT },
	{ ",", T_COMMA },
	{ ":", T_COLON },
	{ "(", T_OPEN },
	{ ")", T_CLOSE },
	{ "[", T_INDEX },
	{ "]", T_INDEX_END },
	{ "{", T_SET },
	{ "}", T_SET_END },
};

static const struct {
	const char *text;
	enum token_kind kind;
} words[] = {
	{ "and", T_AND },
	{ "or", T_OR },
	{ "not", T_NOT },
	{ "in", T_IN },
	{ "if", T_IF },
	{ "then", T_THEN },
	{ "else", T_ELSE },
	{ "where", T_WHERE },
	{ "of", T_OF },
	{ "as", T_AS },
	{ "true", T_TRUE },
	{ "false", T_FALSE },
};

/* What other languages write. */
static const struct {
	const char *text, *why;
} foreign[] = {
	{ "&&", "the operator is written `and`" },
	{ "||", "the operator is written `or`" },
	{ "**", "powers are written with ^" },
	{ "=", "equality is written ==" },
	{ "!", "the operator is written `not`" },
	{ "|", "there is no operator |; `or` joins conditions" },
	{ "~", "there is no operator ~; `not` turns a condition round" },
	{ "?", "a choice is written `if a then b else c`" },
	{ "'", "texts are written in \"...\"" },
};

/* Blanks, a backslash before the end of a line, comments. */
static size_t skip_blanks(const char *text, size_t n, size_t at)
{
	for (;;) {
		if (at < n && is_blank(text[at])) {
			at++;
		} else if (at < n && text[at] == '\\' &&
			   (at + 1 == n || text[at + 1] == '\n' ||
			       text[at + 1] == '\r')) {
			at++;
		} else if (at < n && text[at] == '#') {
			while (at < n && text[at] != '\n')
				at++;
		} else {
			return at;
		}
	}
}

static void bad(struct token *t, size_t end, const char *why)
{
	t->kind = T_BAD;
	t->end = end;
	t->bad = why;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void scan_hex(struct token *t, const char *text, size_t n)
{
	size_t i = t->at + 2;
	uint64_t v = 0;
	int digit;

	for (; i < n && (digit = hex_digit(text[i])) >= 0; i++) {
		if (v >> 60) {
			bad(t, i, "a number of more than 64 bits");
			return;
		}
		v = v << 4 | (uint64_t)digit;
	}
	t->end = i;
	t->number = (double)v;
	if (i == t->at + 2)
		bad(t, i, "0x wants digits behind it");
	else if (v >> 53 && v != UINT64_MAX && (v & (v - 1)) != 0)
		bad(t, i, "a number of more than 53 bits");
}

/* Digits, a point that is not the begin of "..", an exponent that is not the
 * begin of "eV". */
static size_t scan_decimal(const char *text, size_t n, size_t i)
{
	size_t sign;

	while (i < n && is_digit(text[i]))
		i++;
	if (i < n && text[i] == '.' && !(i + 1 < n && text[i + 1] == '.')) {
		i++;
		while (i < n && is_digit(text[i]))
			i++;
	}
	if (i < n && (text[i] | 0x20) == 'e') {
		sign = i + 1 < n && (text[i + 1] == '+' || text[i + 1] == '-');
		if (i + 1 + sign < n && is_digit(text[i + 1 + sign]))
			for (i += 1 + sign; i < n && is_digit(text[i]);)
				i++;
	}
	return i;
}

static bool is_word(const char *text, size_t n)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i].text) == n &&
		    memcmp(words[i].text, text, n) == 0)
			return true;
	return false;
}

/* A unit behind a number; a name there that is none is a mistake. */
static void scan_unit(struct token *t, const char *text, size_t n)
{
	size_t at = skip_blanks(text, n, t->end), length, letters = 0;

	while (at + letters < n &&
	       (is_letter(text[at + letters]) || is_digit(text[at + letters])))
		letters++;
	if (letters > 0 && is_word(text + at, letters))
		return;
	length = expr_unit_scan(text + at, n - at, &t->unit);
	if (length > 0) {
		t->end = at + length;
		t->has_unit = true;
	} else if (letters > 0 && is_letter(text[at])) {
		t->at = at;
		bad(t, at + letters, NULL);
	}
}

static void scan_number(struct token *t, const char *text, size_t n)
{
	t->kind = T_NUMBER;
	t->unit = (struct unit){ { 0, 0, 0 }, 1, 1 };
	if (t->at + 1 < n && text[t->at] == '0' &&
	    (text[t->at + 1] | 0x20) == 'x') {
		scan_hex(t, text, n);
	} else {
		t->end = scan_decimal(text, n, t->at);
		if (n62_get_f64(text + t->at, t->end - t->at, &t->number) < 0)
			bad(t, t->end, "this number is too large");
	}
	if (t->kind == T_NUMBER)
		scan_unit(t, text, n);
}

static void scan_name(struct token *t, const char *text, size_t n)
{
	size_t i = t->at;

	while (i < n && (is_letter(text[i]) || is_digit(text[i])))
		i++;
	t->kind = T_NAME;
	t->end = i;
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i].text) == t->end - t->at &&
		    memcmp(words[i].text, text + t->at, t->end - t->at) == 0)
			t->kind = words[i].kind;
}

static void scan_text(struct token *t, const char *text, size_t n)
{
	size_t i = t->at + 1;

	while (i < n && text[i] != '"' && text[i] != '\n')
		i++;
	t->kind = T_TEXT;
	t->end = i + 1;
	if (i == n || text[i] == '\n')
		bad(t, i, "a text ends with \" on its line");
}

static bool begins(const char *text, size_t n, size_t at, const char *with)
{
	size_t length = strlen(with);

	return n - at >= length && memcmp(text + at, with, length) == 0;
}

static void scan_mark(struct token *t, const char *text, size_t n)
{
	static const char *const strange = "this character has no meaning here";

	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
		bool other = begins(text, n, t->at, "==") ||
			     begins(text, n, t->at, "!=");

		if (begins(text, n, t->at, foreign[i].text) && !other) {
			bad(t, t->at + strlen(foreign[i].text), foreign[i].why);
			return;
		}
	}
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (begins(text, n, t->at, marks[i].text)) {
			t->kind = marks[i].kind;
			t->end = t->at + strlen(marks[i].text);
			return;
		}
	}
	bad(t, t->at + 1, strange);
}

struct token expr_token(const char *text, size_t n, size_t from)
{
	struct token t = { .kind = T_END };

	t.at = t.end = skip_blanks(text, n, from);
	t.blank = t.at > from || from == 0;
	if (t.at == n)
		return t;
	if (is_digit(text[t.at]) ||
	    (text[t.at] == '.' && t.at + 1 < n && is_digit(text[t.at + 1])))
		scan_number(&t, text, n);
	else if (is_letter(text[t.at]))
		scan_name(&t, text, n);
	else if (text[t.at] == '"')
		scan_text(&t, text, n);
	else
		scan_mark(&t, text, n);
	return t;
}
