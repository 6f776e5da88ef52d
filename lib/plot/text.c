/*
 * text.c - titles and labels: particles, powers and units typeset, for
 * gnuplot as enhanced text between single quotes, in which gnuplot replaces
 * nothing, for the terminal in Unicode.
 */
#include "plot/private.h"

#include <ctype.h>
#include <string.h>

struct pen {
	struct n62_buf *b;
	enum plot_pen pen;
	struct n62_err *err;
	bool failed;
};

static void put(struct pen *p, const char *text, size_t n)
{
	if (!p->failed && n62_buf_add(p->b, text, n, p->err) < 0)
		p->failed = true;
}

/* The bytes of the UTF-8 character at text; control characters, also those
 * of two bytes, count but are not to be shown. */
static size_t character(const char *text, bool *control)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = s[0] < 0xc0 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	for (size_t i = 1; i < n; i++)
		if (!s[i])
			n = i;
	*control = s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0);
	return n;
}

/* One character as it is; returns its bytes. */
static size_t literal(struct pen *p, const char *text)
{
	bool control, gnuplot = p->pen == PLOT_PEN_GNUPLOT;
	size_t n = character(text, &control);

	if (control)
		put(p, " ", 1);
	else if (*text == '\'' && (gnuplot || p->pen == PLOT_PEN_MARKUP))
		put(p, "''", 2);
	else if (n > 1 && p->pen == PLOT_PEN_ASCII)
		put(p, "?", 1);
	else {
		if (gnuplot && strchr("\\{}_^@&~", *text))
			put(p, "\\", 1);
		put(p, text, n);
	}
	return n;
}

/* ---- superscripts --------------------------------------------------- */

static const char *raised(char c)
{
	static const char *const digit[] = { "\xe2\x81\xb0", "\xc2\xb9",
		"\xc2\xb2", "\xc2\xb3", "\xe2\x81\xb4", "\xe2\x81\xb5",
		"\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8",
		"\xe2\x81\xb9" };

	if (c == '+')
		return "\xe2\x81\xba";
	if (c == '-')
		return "\xe2\x81\xbb";
	return digit[c - '0'];
}

/* n characters of digits, + and -. */
static void superscript(struct pen *p, const char *text, size_t n, bool caret)
{
	if (p->pen == PLOT_PEN_ASCII) {
		if (caret)
			put(p, "^", 1);
		put(p, text, n);
		return;
	}
	if (p->pen == PLOT_PEN_GNUPLOT)
		put(p, "^{", 2);
	for (size_t i = 0; i < n; i++) {
		if (p->pen == PLOT_PEN_UNICODE)
			put(p, raised(text[i]), strlen(raised(text[i])));
		else if (text[i] == '-')
			put(p, "\xe2\x88\x92", 3);
		else
			put(p, text + i, 1);
	}
	if (p->pen == PLOT_PEN_GNUPLOT)
		put(p, "}", 1);
}

/* ---- words ---------------------------------------------------------- */

static const struct word {
	const char *name, *shown;
	bool alone; /* may be without a charge */
} words[] = {
	{ "gamma", "\xce\xb3", true },
	{ "sigma", "\xcf\x83", true },
	{ "chi", "\xcf\x87", true },
	{ "tau", "\xcf\x84", true },
	{ "rho", "\xcf\x81", false },
	{ "eta", "\xce\xb7", true },
	{ "pi", "\xcf\x80", false },
	{ "mu", "\xce\xbc", false },
	{ "nu", "\xce\xbd", true },
	{ "K", "K", false },
	{ "e", "e", false },
	{ "p", "p", false },
};

static const struct word *find_word(const char *text)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (plot_begins(text, words[i].name))
			return &words[i];
	return NULL;
}

/* Whether a word may end before this text. */
static bool ends(const char *text)
{
	return !isalnum((unsigned char)*text) && *text != '_' && *text != '+' &&
	       *text != '-';
}

/* Bytes of a particle with its charge at the begin of text, or 0; after it
 * another one may follow at once. */
static size_t particle(const char *text, const struct word **w, size_t *charge)
{
	const struct word *next;
	size_t n, c = 0, more;

	*w = find_word(text);
	if (!*w)
		return 0;
	n = strlen((*w)->name);
	if (text[n] == '+' || text[n] == '-')
		c = text[n] == '+' && text[n + 1] == '-' ? 2 : 1;
	else if (text[n] == '0' && text[0] != 'e')
		c = 1;
	if (c == 0 && !(*w)->alone)
		return 0;
	*charge = c;
	if (ends(text + n + c) ||
	    (c > 0 && particle(text + n + c, &next, &more)))
		goto found;
	return 0;
found:
	*charge = c;
	return n + c;
}

/* A particle, an arrow, a power, +-; its bytes, or 0. */
static size_t special(struct pen *p, const char *text, bool begin)
{
	const struct word *w;
	size_t charge, n;

	if (p->pen == PLOT_PEN_MARKUP)
		return 0;
	if (*text == '^') {
		n = text[1] == '-' || text[1] == '+' ? 2 : 1;
		charge = n;
		while (isdigit((unsigned char)text[n]))
			n++;
		if (n > charge)
			superscript(p, text + 1, n - 1, true);
		return n > charge ? n : 0;
	}
	if (p->pen == PLOT_PEN_ASCII)
		return 0;
	if (plot_begins(text, "->")) {
		put(p, "\xe2\x86\x92", 3);
		return 2;
	}
	if (plot_begins(text, "+-")) {
		put(p, "\xc2\xb1", 2);
		return 2;
	}
	n = begin ? particle(text, &w, &charge) : 0;
	if (n > 0)
		put(p, w->shown, strlen(w->shown));
	if (n > 0 && charge > 0)
		superscript(p, text + n - charge, charge, false);
	return n;
}

static void typeset(struct pen *p, const char *text)
{
	bool begin = true;

	while (*text) {
		size_t n = special(p, text, begin);

		begin = n > 0 || (!isalnum((unsigned char)*text) &&
				     *text != '_' && *text > 0);
		text += n > 0 ? n : literal(p, text);
	}
}

/* The digits behind the letters of a unit are powers: GeV2/c4, cm-2. */
static void typeset_unit(struct pen *p, const char *text)
{
	bool letter = false;

	while (*text) {
		size_t n = *text == '-' && letter;

		while (letter && isdigit((unsigned char)text[n]))
			n++;
		letter = isalpha((unsigned char)*text);
		if (n > 0 && text[n - 1] != '-') {
			superscript(p, text, n, false);
			text += n;
			letter = false;
		} else {
			text += literal(p, text);
		}
	}
}

/* ---- whole texts ---------------------------------------------------- */

static bool quoted(enum plot_pen pen)
{
	return pen == PLOT_PEN_GNUPLOT || pen == PLOT_PEN_MARKUP;
}

int plot_text(
    struct n62_buf *b, enum plot_pen pen, const char *text, struct n62_err *err)
{
	struct pen p = { b, pen, err, false };

	if (quoted(pen))
		put(&p, "'", 1);
	if (n62_utf8(text, strlen(text)))
		typeset(&p, text);
	else
		put(&p, "?", 1);
	if (quoted(pen))
		put(&p, "'", 1);
	return p.failed ? -1 : 0;
}

int plot_label(struct n62_buf *b, enum plot_pen pen, const struct plot_axis *a,
    struct n62_err *err)
{
	struct pen p = { b, pen, err, false };
	const char *unit = a->unit && strcmp(a->unit, "1") ? a->unit : "";

	if (quoted(pen))
		put(&p, "'", 1);
	if (n62_utf8(a->label, strlen(a->label)))
		typeset(&p, a->label);
	if (*unit && n62_utf8(unit, strlen(unit))) {
		put(&p, " [", 2);
		typeset_unit(&p, unit);
		put(&p, "]", 1);
	}
	if (a->suffix)
		typeset(&p, a->suffix);
	if (quoted(pen))
		put(&p, "'", 1);
	return p.failed ? -1 : 0;
}

static double width_of(const char *text)
{
	double width = 0;
	bool control;

	for (; *text; text += character(text, &control))
		width += strchr("iljtf.,:;|!'()[] ", *text) ? 0.55
			 : strchr("mwMW", *text)            ? 1.5
			 : isupper((unsigned char)*text)    ? 1.25
							    : 1;
	return width;
}

double plot_text_width(const char *text)
{
	struct n62_buf b = { 0 };
	struct n62_err err = { 0 };
	const char *shown = NULL;
	double width;

	/* Without memory the text as it is will do for a guess. */
	if (plot_text(&b, PLOT_PEN_UNICODE, text, &err) == 0)
		shown = n62_buf_text(&b, &err);
	width = width_of(shown ? shown : text);
	n62_buf_free(&b);
	return width;
}
