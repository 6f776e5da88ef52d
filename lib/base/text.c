/*
 * text.c - words and characters: the words of a line, the nearest known name,
 * UTF-8.
 */
#include <string.h>

#include "base/base.h"

enum {
	longest_word = 64
};

/* isspace asks the locale. */
static bool blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool n62_next_word(struct n62_line *l, struct n62_word *w)
{
	while (l->at < l->end && blank(*l->at))
		l->at++;
	w->at = l->at;
	while (l->at < l->end && !blank(*l->at))
		l->at++;
	w->n = (size_t)(l->at - w->at);
	return w->n > 0;
}

struct n62_word n62_rest(struct n62_line l)
{
	while (l.at < l.end && blank(*l.at))
		l.at++;
	while (l.at < l.end && blank(l.end[-1]))
		l.end--;
	return (struct n62_word){ l.at, (size_t)(l.end - l.at) };
}

bool n62_word_is(struct n62_word w, const char *text)
{
	return w.n == strlen(text) && memcmp(w.at, text, w.n) == 0;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/*
 * Edit distance where a letter is inserted, removed or replaced, or two
 * neighbours change places ("optimal string alignment"). Three rows of the
 * usual table are enough.
 */
static int distance(const char *a, size_t na, const char *b, size_t nb)
{
	int rows[3][longest_word + 1];
	int *above = rows[0], *row = rows[1], *spare = rows[2];

	for (size_t j = 0; j <= nb; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= na; i++) {
		int *old = spare;

		spare = above;
		above = row;
		row = old;
		row[0] = (int)i;
		for (size_t j = 1; j <= nb; j++) {
			int cost = a[i - 1] != b[j - 1];

			row[j] = least(above[j - 1] + cost,
			    least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], spare[j - 2] + 1);
		}
	}
	return row[nb];
}

const char *n62_nearest(const char *word, const char *const *names)
{
	size_t nword = strlen(word);
	/* One slip in three letters, two in six: more is another word. */
	int best = (int)(nword / 3) + 1;
	const char *nearest = NULL;

	if (nword > longest_word)
		return NULL;
	for (; *names; names++) {
		size_t n = strlen(*names);
		int d;

		if (n > longest_word)
			continue;
		d = distance(word, nword, *names, n);
		/* A name that shares no letter is no suggestion. */
		if (d < best && (size_t)d < n) {
			best = d;
			nearest = *names;
		}
	}
	return nearest;
}

/*
 * The length of the character at p, of n > 0 bytes left, or 0. Second bytes
 * are narrower after some first bytes, which keeps out overlong forms,
 * surrogates and what lies above U+10FFFF (RFC 3629, section 4).
 */
static size_t character(const unsigned char *p, size_t n)
{
	unsigned low = 0x80, high = 0xbf;
	size_t len;

	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n < len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

bool n62_utf8(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len;

	for (; n > 0; p += len, n -= len) {
		len = character(p, n);
		if (len == 0)
			return false;
	}
	return true;
}
