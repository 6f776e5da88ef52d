/*
 * parse.c - the text of conditions, line by line, into sections.
 *
 * The format is that of na62-conditions(5). Each line is read and checked
 * for itself: afterwards every channel and element that its loops can reach
 * is inside the arrays, so that laying it out needs no checks of bounds.
 */
#include <math.h>
#include <string.h>

#include "detector/private.h"

struct parser {
	struct n62_conditions *c;
	const char *file;
	int number;
	struct n62_line rest;       /* of the line */
	bool open;                  /* whether s is a section */
	struct det_section section; /* the one that lines are added to */
	struct n62_buf lines;       /* its lines */
	struct n62_buf list;        /* of the line */
};

/* ---- clauses ---------------------------------------------------------- */

/* The number of a tag; the same text has the same number. */
static int tag_number(struct n62_conditions *c, const struct n62_word *w,
    uint8_t *tag, struct n62_err *err)
{
	for (int i = 0; i < c->ntags; i++)
		if (n62_word_is(*w, c->tags[i])) {
			*tag = (uint8_t)i;
			return 0;
		}
	if (c->ntags == DET_TAGS)
		return n62_fail(err, N62_DATA,
		    "there are more than %d different tags", DET_TAGS - 1);
	c->tags[c->ntags] = n62_arena_text(&c->arena, w->at, w->n, err);
	if (!c->tags[c->ntags])
		return -1;
	*tag = (uint8_t)c->ntags++;
	return 0;
}

static int clause_tag(
    struct parser *p, struct det_line *line, struct n62_err *err)
{
	struct n62_word w;

	if (!n62_next_word(&p->rest, &w))
		return n62_fail(err, N62_DATA, "tag needs a word");
	return tag_number(p->c, &w, &line->tag, err);
}

static int run_number(
    const struct n62_word *w, uint32_t *run, struct n62_err *err)
{
	int64_t v;

	if (det_number(w, 0, UINT32_MAX, "a run", &v, err) < 0)
		return -1;
	*run = (uint32_t)v;
	return 0;
}

/* "A", "A-", "-B" or "A-B". */
static int clause_runs(
    struct parser *p, struct det_line *line, struct n62_err *err)
{
	struct n62_word w, a, b;
	struct det_runs *runs = &line->runs;

	if (!n62_next_word(&p->rest, &w))
		return n62_fail(
		    err, N62_DATA, "runs needs a range, as 8000-8557");
	*runs = (struct det_runs){ 0, UINT32_MAX };
	if (w.at[0] == '-') {
		b = (struct n62_word){ w.at + 1, w.n - 1 };
		return run_number(&b, &runs->last, err);
	}
	if (!det_range(&w, '-', &a, &b)) {
		if (run_number(&w, &runs->first, err) < 0)
			return -1;
		runs->last = runs->first;
		return 0;
	}
	if (run_number(&a, &runs->first, err) < 0)
		return -1;
	if (b.n > 0 && run_number(&b, &runs->last, err) < 0)
		return -1;
	if (runs->first > runs->last)
		return n62_fail(err, N62_DATA, "run %u is behind run %u",
		    runs->first, runs->last);
	return 0;
}

/* The next word as a whole number. */
static int next_number(struct parser *p, int64_t low, int64_t high,
    const char *what, int64_t *v, struct n62_err *err)
{
	struct n62_word w;

	if (!n62_next_word(&p->rest, &w))
		return n62_fail(err, N62_DATA, "%s is missing", what);
	return det_number(&w, low, high, what, v, err);
}

/* "for N by STEP", where wires have two steps, of channel and of element. */
static int clause_for(
    struct parser *p, struct det_line *line, struct n62_err *err)
{
	struct det_loop *loop = &line->loop[line->loops];
	int64_t count, channel = 0, element = 0;
	struct n62_word w;

	if (line->loops == DET_LOOPS)
		return n62_fail(
		    err, N62_DATA, "there are more than %d for", DET_LOOPS);
	if (next_number(
		p, 1, DET_CHANNELS, "the number of times", &count, err) < 0)
		return -1;
	if (!n62_next_word(&p->rest, &w) || !n62_word_is(w, "by"))
		return n62_fail(
		    err, N62_DATA, "for needs 'by' behind its number");
	if (line->what != DET_EXISTS &&
	    next_number(p, -DET_CHANNELS, DET_CHANNELS,
		"the step of the channel", &channel, err) < 0)
		return -1;
	if ((line->what == DET_EXISTS || line->what == DET_WIRES) &&
	    next_number(p, -DET_ELEMENTS, DET_ELEMENTS,
		"the step of the element", &element, err) < 0)
		return -1;
	*loop = (struct det_loop){ (int32_t)count, (int32_t)channel,
		(int32_t)element };
	line->loops++;
	return 0;
}

static bool begins_clause(const struct n62_word *w)
{
	return n62_word_is(*w, "for") || n62_word_is(*w, "runs") ||
	       n62_word_is(*w, "tag");
}

/* The clauses from the word w to the end of the line; w may be empty. */
static int clauses(struct parser *p, struct n62_word w, bool loops,
    struct det_line *line, struct n62_err *err)
{
	int r = 0;

	if (w.n == 0)
		n62_next_word(&p->rest, &w);
	for (; w.n > 0 && r == 0; n62_next_word(&p->rest, &w)) {
		if (n62_word_is(w, "runs"))
			r = clause_runs(p, line, err);
		else if (n62_word_is(w, "tag"))
			r = clause_tag(p, line, err);
		else if (loops && n62_word_is(w, "for"))
			r = clause_for(p, line, err);
		else
			r = n62_fail(err, N62_DATA, "'%.*s' should not be here",
			    w.n < 40 ? (int)w.n : 40, w.at);
	}
	return r;
}

/* ---- lists ------------------------------------------------------------ */

static int list_add(struct parser *p, int64_t v, struct n62_err *err)
{
	int32_t entry = (int32_t)v;

	if (p->list.len == DET_CHANNELS * sizeof entry)
		return n62_fail(err, N62_DATA,
		    "the list has more than %d entries", DET_CHANNELS);
	return n62_buf_add(&p->list, &entry, sizeof entry, err);
}

static int list_add_range(struct parser *p, const struct n62_word *from,
    const struct n62_word *to, int64_t end, const char *what,
    struct n62_err *err)
{
	int64_t a, b, step;

	if (det_number(from, 0, end, what, &a, err) < 0 ||
	    det_number(to, 0, end, what, &b, err) < 0)
		return -1;
	step = a <= b ? 1 : -1;
	for (; a != b; a += step)
		if (list_add(p, a, err) < 0)
			return -1;
	return list_add(p, b, err);
}

/* Numbers, ranges up or down, and "-" for none. */
static int list_entry(struct parser *p, const struct det_line *line,
    const struct n62_word *w, struct n62_err *err)
{
	bool dead = line->what == DET_DEAD;
	const char *what = dead ? "a channel" : "an element";
	int64_t v, end = (dead ? DET_CHANNELS : DET_ELEMENTS) - 1;
	struct n62_word a, b;

	if (n62_word_is(*w, "-"))
		return list_add(p, -1, err);
	if (det_range(w, '-', &a, &b))
		return list_add_range(p, &a, &b, end, what, err);
	if (det_number(w, 0, end, what, &v, err) < 0)
		return -1;
	return list_add(p, v, err);
}

static int offset_entry(
    struct parser *p, const struct n62_word *w, struct n62_err *err)
{
	double v = NAN;
	float offset;

	if (!n62_word_is(*w, "-") && det_real(w, 1e6, &v, err) < 0)
		return -1;
	offset = (float)v;
	return n62_buf_add(&p->list, &offset, sizeof offset, err);
}

/* Reads entries, from the word w on, up to the first clause, which becomes
 * *w, and gives them to the line. */
static int list(struct parser *p, struct n62_word *w, struct det_line *line,
    struct n62_err *err)
{
	void *copy;

	p->list.len = 0;
	for (; w->n > 0 && !begins_clause(w); n62_next_word(&p->rest, w))
		if ((line->what == DET_T0 ? offset_entry(p, w, err)
					  : list_entry(p, line, w, err)) < 0)
			return -1;
	if (p->list.len == 0)
		return n62_fail(err, N62_DATA, "the list is empty");
	copy = n62_arena_new(&p->c->arena, p->list.len, 1, err);
	if (!copy)
		return -1;
	memcpy(copy, p->list.data, p->list.len);
	line->n = (int32_t)(p->list.len / sizeof(int32_t));
	if (line->what == DET_T0)
		line->offset = copy;
	else
		line->list = copy;
	return 0;
}

/* ---- bounds ----------------------------------------------------------- */

struct reach {
	int64_t low, high;
};

/* How far the loops go from where they start. */
static void reach_loops(
    const struct det_line *line, struct reach *channel, struct reach *element)
{
	for (int k = 0; k < line->loops; k++) {
		const struct det_loop *loop = &line->loop[k];
		int64_t dc = (int64_t)(loop->count - 1) * loop->channel;
		int64_t de = (int64_t)(loop->count - 1) * loop->element;

		*(dc < 0 ? &channel->low : &channel->high) += dc;
		*(de < 0 ? &element->low : &element->high) += de;
	}
}

/* The least and the greatest entry of the list, or 0 and -1. */
static struct reach reach_list(const struct det_line *line)
{
	struct reach r = { DET_ELEMENTS, -1 };

	for (int32_t i = 0; i < line->n; i++) {
		int32_t v = line->list[i];

		if (v >= 0 && v < r.low)
			r.low = v;
		if (v > r.high)
			r.high = v;
	}
	if (r.high < 0)
		r.low = 0;
	return r;
}

static int inside(const struct reach *r, int64_t end, const char *what,
    int32_t *seen, struct n62_err *err)
{
	if (r->low < 0 || r->high >= end)
		return n62_fail(err, N62_DATA,
		    "the line reaches %s %lld, outside of 0 to %lld", what,
		    (long long)(r->low < 0 ? r->low : r->high),
		    (long long)end - 1);
	if (*seen <= r->high)
		*seen = (int32_t)r->high + 1;
	return 0;
}

/* Loops may be long only as far as there are things to name. */
static int check_size(const struct det_line *line, struct n62_err *err)
{
	int64_t most = line->what == DET_EXISTS ? DET_ELEMENTS : DET_CHANNELS;
	int64_t n = line->n;

	for (int k = 0; k < line->loops && n <= most; k++)
		n *= line->loop[k].count;
	if (n > most)
		return n62_fail(err, N62_DATA,
		    "the line names more than %lld things", (long long)most);
	return 0;
}

static int check_bounds(
    struct parser *p, const struct det_line *line, struct n62_err *err)
{
	struct reach channel = { line->channel,
		line->channel + (int64_t)line->step * (line->n - 1) };
	struct reach element = { 0, 0 };
	struct reach *entries = line->what == DET_DEAD ? &channel : &element;

	if (check_size(line, err) < 0)
		return -1;
	if (line->what != DET_T0)
		*entries = reach_list(line);
	if (entries->high < 0)
		entries->high = 0;
	reach_loops(line, &channel, &element);
	if (inside(&channel, DET_CHANNELS, "channel", &p->section.channels,
		err) < 0)
		return -1;
	return inside(
	    &element, DET_ELEMENTS, "element", &p->section.elements, err);
}

/* ---- lines of a section ----------------------------------------------- */

/* Reads list and clauses, checks, and adds the line. */
static int add_line(struct parser *p, struct n62_word w, struct det_line *line,
    struct n62_err *err)
{
	line->number = p->number;
	line->runs = (struct det_runs){ 0, UINT32_MAX };
	line->tag = p->section.tag;
	if (list(p, &w, line, err) < 0)
		return -1;
	if (w.n > 0 && clauses(p, w, true, line, err) < 0)
		return -1;
	if (check_bounds(p, line, err) < 0)
		return -1;
	return n62_buf_add(&p->lines, line, sizeof *line, err);
}

/* "CHANNEL = LIST" or "CHANNEL+STEP = LIST". */
static int assignment(struct parser *p, const struct n62_word *first,
    struct det_line *line, struct n62_err *err)
{
	struct n62_word a = *first, b, w;
	int64_t channel, step = 1;
	bool stepped = det_range(first, '+', &a, &b);

	if (det_number(&a, 0, DET_CHANNELS - 1, "a channel", &channel, err) < 0)
		return -1;
	if (stepped &&
	    det_number(&b, 1, DET_CHANNELS, "a step", &step, err) < 0)
		return -1;
	line->channel = (int32_t)channel;
	line->step = (int32_t)step;
	if (!n62_next_word(&p->rest, &w) || !n62_word_is(w, "="))
		return n62_fail(err, N62_DATA, "'=' is missing behind %.*s",
		    first->n < 40 ? (int)first->n : 40, first->at);
	n62_next_word(&p->rest, &w);
	return add_line(p, w, line, err);
}

/* A line that begins with a number. */
static int numbers(
    struct parser *p, const struct n62_word *first, struct n62_err *err)
{
	struct det_line line = { 0 };

	if (!p->open)
		return n62_fail(err, N62_DATA,
		    "numbers need a line 'map', 't0' or 'dead' before them");
	switch (p->section.kind) {
	case DET_MAP_SECTION:
		line.what = DET_WIRES;
		return assignment(p, first, &line, err);
	case DET_T0_SECTION:
		line.what = DET_T0;
		return assignment(p, first, &line, err);
	default:
		line.what = DET_DEAD;
		return add_line(p, *first, &line, err);
	}
}

/* ---- statements ------------------------------------------------------- */

/* Gives the open section, if there is one, to the conditions. */
static int close_section(struct parser *p, struct n62_err *err)
{
	struct det_section *s = &p->section;

	if (!p->open)
		return 0;
	p->open = false;
	s->nlines = (int)(p->lines.len / sizeof *s->lines);
	s->lines = n62_arena_new(&p->c->arena, p->lines.len, 1, err);
	if (!s->lines)
		return -1;
	if (p->lines.len > 0)
		memcpy(s->lines, p->lines.data, p->lines.len);
	p->lines.len = 0;
	return n62_buf_add(&p->c->sections, s, sizeof *s, err);
}

static int detector_name(struct parser *p, int *d, struct n62_err *err)
{
	char name[40] = "";
	struct n62_word w;

	if (!n62_next_word(&p->rest, &w))
		return n62_fail(err, N62_DATA, "the detector is missing");
	memcpy(name, w.at, w.n < sizeof name ? w.n : sizeof name - 1);
	*d = n62_det_find(name, err);
	if (*d < 0)
		err->code = N62_DATA;
	return *d;
}

/* Begins a section; its detector and its values come from the line. */
static int begin(struct parser *p, enum det_kind kind, struct n62_err *err)
{
	struct det_section *s = &p->section;

	if (close_section(p, err) < 0)
		return -1;
	*s = (struct det_section){ .kind = kind,
		.detector = -1,
		.file = p->file,
		.number = p->number };
	if (kind != DET_CLOCK && detector_name(p, &s->detector, err) < 0)
		return -1;
	return 0;
}

/* The clauses of a heading or of a statement. */
static int heading(struct parser *p, struct n62_err *err)
{
	struct det_line line = { .runs = { 0, UINT32_MAX } };

	if (clauses(p, (struct n62_word){ 0 }, false, &line, err) < 0)
		return -1;
	p->section.runs = line.runs;
	p->section.tag = line.tag;
	p->open = true;
	return 0;
}

static int read_map(struct parser *p, struct n62_err *err)
{
	return begin(p, DET_MAP_SECTION, err) < 0 ? -1 : heading(p, err);
}

static int read_t0(struct parser *p, struct n62_err *err)
{
	return begin(p, DET_T0_SECTION, err) < 0 ? -1 : heading(p, err);
}

static int read_dead(struct parser *p, struct n62_err *err)
{
	return begin(p, DET_DEAD_SECTION, err) < 0 ? -1 : heading(p, err);
}

static int read_clock(struct parser *p, struct n62_err *err)
{
	struct n62_word w;

	if (begin(p, DET_CLOCK, err) < 0)
		return -1;
	if (!n62_next_word(&p->rest, &w))
		return n62_fail(err, N62_DATA, "the period is missing");
	if (det_real(&w, 1000, &p->section.clock, err) < 0)
		return -1;
	if (p->section.clock <= 0)
		return n62_fail(err, N62_DATA, "the period is not positive");
	return heading(p, err) < 0 ? -1 : close_section(p, err);
}

static int read_boards(struct parser *p, struct n62_err *err)
{
	int64_t n;

	if (begin(p, DET_BOARDS, err) < 0 ||
	    next_number(p, 1, 1 << 16, "the number of boards", &n, err) < 0)
		return -1;
	p->section.value[0] = (int)n;
	return heading(p, err) < 0 ? -1 : close_section(p, err);
}

static int read_window(struct parser *p, struct n62_err *err)
{
	int64_t first, last;

	if (begin(p, DET_WINDOW, err) < 0 ||
	    next_number(p, -1000, 1000, "the first slot", &first, err) < 0 ||
	    next_number(p, first, 1000, "the last slot", &last, err) < 0)
		return -1;
	p->section.value[0] = (int)first;
	p->section.value[1] = (int)last;
	return heading(p, err) < 0 ? -1 : close_section(p, err);
}

static int need_map(
    const struct parser *p, const char *what, struct n62_err *err)
{
	if (p->open && p->section.kind == DET_MAP_SECTION)
		return 0;
	return n62_fail(err, N62_DATA, "%s belongs into a map", what);
}

static int read_element(struct parser *p, struct n62_err *err)
{
	struct n62_word w = n62_rest(p->rest);

	if (need_map(p, "element", err) < 0)
		return -1;
	if (w.n == 0)
		return n62_fail(err, N62_DATA, "the description is missing");
	p->section.numbering = n62_arena_text(&p->c->arena, w.at, w.n, err);
	return p->section.numbering ? 0 : -1;
}

static int read_exists(struct parser *p, struct n62_err *err)
{
	struct det_line line = { .what = DET_EXISTS };
	struct n62_word w;

	if (need_map(p, "exists", err) < 0)
		return -1;
	n62_next_word(&p->rest, &w);
	return add_line(p, w, &line, err);
}

/* ---- a text ----------------------------------------------------------- */

static const struct statement {
	const char *name;
	int (*read)(struct parser *p, struct n62_err *err);
} statements[] = {
	{ "map", read_map },
	{ "t0", read_t0 },
	{ "dead", read_dead },
	{ "clock", read_clock },
	{ "boards", read_boards },
	{ "window", read_window },
	{ "element", read_element },
	{ "exists", read_exists },
};

enum {
	nstatements = sizeof statements / sizeof *statements
};

static int unknown(const struct n62_word *w, struct n62_err *err)
{
	const char *names[nstatements + 1] = { 0 }, *nearest;
	char name[40] = "";

	for (int i = 0; i < nstatements; i++)
		names[i] = statements[i].name;
	memcpy(name, w->at, w->n < sizeof name ? w->n : sizeof name - 1);
	nearest = n62_nearest(name, names);
	return n62_fail(err, N62_DATA, "'%s' begins no line%s%s", name,
	    nearest ? "; did you mean " : "", nearest ? nearest : "");
}

static int read_line(struct parser *p, struct n62_err *err)
{
	struct n62_word w;

	if (!n62_next_word(&p->rest, &w))
		return 0;
	if (w.at[0] >= '0' && w.at[0] <= '9')
		return numbers(p, &w, err);
	for (int i = 0; i < nstatements; i++)
		if (n62_word_is(w, statements[i].name))
			return statements[i].read(p, err);
	return unknown(&w, err);
}

/* One line without its newline. */
static int take_line(
    struct parser *p, const char *line, size_t n, struct n62_err *err)
{
	const char *comment = memchr(line, '#', n);

	p->number++;
	if (!n62_utf8(line, n)) {
		n62_fail(err, N62_DATA, "this is not text");
		return n62_fail_at(err, "%s:%d", p->file, p->number);
	}
	if (comment)
		n = (size_t)(comment - line);
	p->rest = (struct n62_line){ line, line + n };
	if (read_line(p, err) < 0)
		return n62_fail_at(err, "%s:%d", p->file, p->number);
	return 0;
}

int det_parse(struct n62_conditions *c, const char *file, const char *text,
    size_t n, struct n62_err *err)
{
	struct parser p = { .c = c };
	size_t at = 0;
	int r = 0;

	p.file = n62_arena_text(&c->arena, file, strlen(file), err);
	if (!p.file)
		return -1;
	while (at < n && r == 0) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t length = end ? (size_t)(end - text) - at : n - at;

		r = take_line(&p, text + at, length, err);
		at += length + 1;
	}
	if (r == 0)
		r = close_section(&p, err);
	n62_buf_free(&p.lines);
	n62_buf_free(&p.list);
	return r;
}
