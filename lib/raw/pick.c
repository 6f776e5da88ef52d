/*
 * pick.c - which runs, bursts and events are wanted: the texts of options
 * and lists, and the questions asked for each burst and event.
 */
#include "raw/raw.h"

#include <stdlib.h>
#include <string.h>

struct n62_range {
	uint32_t run_from, run_to;
	uint32_t from, to;
};

/* ---- parsing -------------------------------------------------------- */

/* The next word of text up to a comma; false at the end. */
static bool next_word(const char **text, const char **word, size_t *n)
{
	if (!*text)
		return false;
	*word = *text;
	*n = strcspn(*text, ",");
	*text = (*text)[*n] ? *text + *n + 1 : NULL;
	return true;
}

/* A number, in hexadecimal after 0x. */
static int get_number(const char *s, size_t n, uint64_t most, uint64_t *v)
{
	uint64_t x = 0;

	if (n < 3 || s[0] != '0' || s[1] != 'x')
		return n62_get_u64(s, n, v) < 0 || *v > most ? -1 : 0;
	for (size_t i = 2; i < n; i++) {
		const char *digits = "0123456789abcdef0123456789ABCDEF";
		const char *d = s[i] ? strchr(digits, s[i]) : NULL;

		if (!d || x >> 60)
			return -1;
		x = x << 4 | (uint64_t)((d - digits) & 15);
	}
	*v = x;
	return x > most ? -1 : 0;
}

/* "7", "7-9", "7-" */
static int get_span(
    const char *s, size_t n, uint64_t most, uint32_t *from, uint32_t *to)
{
	const char *dash = memchr(s, '-', n);
	size_t first = dash ? (size_t)(dash - s) : n;
	uint64_t a, b;

	if (get_number(s, first, most, &a) < 0)
		return -1;
	b = a;
	if (dash && first + 1 == n)
		b = most;
	else if (dash && get_number(dash + 1, n - first - 1, most, &b) < 0)
		return -1;
	*from = (uint32_t)a;
	*to = (uint32_t)b;
	return a <= b ? 0 : -1;
}

static int get_range(
    struct n62_range *r, const char *s, size_t n, bool with_runs)
{
	const char *colon = with_runs ? memchr(s, ':', n) : NULL;
	size_t first = colon ? (size_t)(colon - s) : 0;

	*r = (struct n62_range){ 0, UINT32_MAX, 0, UINT32_MAX };
	if (!colon)
		return get_span(s, n, UINT32_MAX, &r->from, &r->to);
	if (get_span(s, first, UINT32_MAX, &r->run_from, &r->run_to) < 0)
		return -1;
	return get_span(colon + 1, n - first - 1, UINT32_MAX, &r->from, &r->to);
}

int n62_pick_ranges(struct n62_ranges *r, const char *text, bool with_runs,
    struct n62_arena *a, struct n62_err *err)
{
	size_t n, most = 1;
	const char *word;

	for (const char *c = text; *c; c++)
		most += *c == ',';
	r->n = 0;
	r->v = n62_arena_new(a, most, sizeof *r->v, err);
	if (!r->v)
		return -1;
	while (next_word(&text, &word, &n)) {
		if (get_range(&r->v[r->n++], word, n, with_runs) < 0)
			return n62_fail(err, N62_USAGE,
			    "'%.*s' is no range such as %s", (int)n, word,
			    with_runs ? "8600:12-40" : "12-40");
	}
	return 0;
}

static const struct {
	const char *name;
	uint8_t type;
} types[] = { { "physics", 0x01 }, { "periodic", 0x02 }, { "control", 0x10 },
	{ "both", 0x11 }, { "sob", 0x22 }, { "eob", 0x23 },
	{ "calibration", 0x30 } };

enum {
	NTYPES = sizeof types / sizeof *types
};

static int get_type(const char *s, size_t n, uint64_t *type)
{
	for (size_t i = 0; i < NTYPES; i++)
		if (strlen(types[i].name) == n &&
		    memcmp(types[i].name, s, n) == 0) {
			*type = types[i].type;
			return 0;
		}
	return get_number(s, n, 0xff, type);
}

int n62_pick_types(struct n62_pick *p, const char *text, struct n62_err *err)
{
	const char *word;
	uint64_t type;
	size_t n;

	p->types_given = true;
	while (next_word(&text, &word, &n)) {
		if (get_type(word, n, &type) < 0)
			return n62_fail(err, N62_USAGE,
			    "'%.*s' is no type of trigger: physics, periodic, "
			    "control, both, sob, eob, calibration or a number",
			    (int)n, word);
		p->types[type] = true;
	}
	return 0;
}

int n62_pick_masks(struct n62_pick *p, const char *text, struct n62_err *err)
{
	const char *word;
	uint32_t from, to;
	size_t n;

	while (next_word(&text, &word, &n)) {
		if (get_span(word, n, 15, &from, &to) < 0)
			return n62_fail(err, N62_USAGE,
			    "'%.*s' is no L0 mask from 0 to 15", (int)n, word);
		for (uint32_t m = from; m <= to; m++)
			p->masks |= (uint16_t)(1u << m);
	}
	return 0;
}

int n62_pick_part(struct n62_pick *p, const char *text, struct n62_err *err)
{
	const char *slash = strchr(text, '/');

	if (!slash || n62_get_u64(text, (size_t)(slash - text), &p->part) < 0 ||
	    n62_get_u64(slash + 1, strlen(slash + 1), &p->parts) < 0 ||
	    p->part < 1 || p->part > p->parts)
		return n62_fail(err, N62_USAGE,
		    "'%s' is no part such as 3/10, with 3 from 1 to 10", text);
	return 0;
}

int n62_pick_ignore(struct n62_pick *p, const char *text, struct n62_err *err)
{
	const char *word;
	char name[32];
	size_t n;
	int bit;

	while (next_word(&text, &word, &n)) {
		n = n < sizeof name ? n : sizeof name - 1;
		memcpy(name, word, n);
		name[n] = '\0';
		bit = n62_system_find(name, err);
		if (bit < 0)
			return -1;
		p->ignore |= (uint64_t)1 << bit;
	}
	return 0;
}

int n62_pick_detectors(uint32_t *groups, const char *text, struct n62_err *err)
{
	const char *word;
	char name[32];
	size_t n;
	int d;

	while (next_word(&text, &word, &n)) {
		n = n < sizeof name ? n : sizeof name - 1;
		memcpy(name, word, n);
		name[n] = '\0';
		d = n62_det_find(name, err);
		if (d < 0)
			return -1;
		*groups |= 1u << d;
	}
	return 0;
}

static int get_window(const char *text, const char *colon, double *from,
    double *to, struct n62_err *err)
{
	if (n62_get_f64(text, (size_t)(colon - text), from) < 0 ||
	    n62_get_f64(colon + 1, strlen(colon + 1), to) < 0 ||
	    !(*from <= *to) || *from < -1e7 || *to > 1e7)
		return n62_fail(err, N62_USAGE,
		    "'%s' is no window such as -50:50, in ns", text);
	return 0;
}

int n62_flow_window(struct n62_flow *f, const char *text, struct n62_err *err)
{
	const char *equal = strchr(text, '=');
	const char *colon = equal ? strchr(equal, ':') : NULL;
	char name[32] = "";
	int d;

	if (!colon || (size_t)(equal - text) >= sizeof name)
		return n62_fail(err, N62_USAGE,
		    "'%s' is no window such as CHOD=-50:50", text);
	memcpy(name, text, (size_t)(equal - text));
	d = n62_det_find(name, err);
	if (d < 0)
		return -1;
	if (n62_det_info[d].boards == N62_BOARD_CREAM)
		return n62_fail(err, N62_USAGE,
		    "the pulses of the %s cannot be put into a window",
		    n62_det_info[d].name);
	f->window[d] = true;
	return get_window(equal + 1, colon, &f->from[d], &f->to[d], err);
}

/* ---- the list of bad bursts ----------------------------------------- */

static int bad_order(const void *a, const void *b)
{
	const struct n62_bad *x = a, *y = b;

	if (x->run != y->run)
		return x->run < y->run ? -1 : 1;
	return x->burst < y->burst ? -1 : x->burst > y->burst;
}

/* The next word of a line between blanks. */
static size_t field(const char **line)
{
	*line += strspn(*line, " \t");
	return strcspn(*line, " \t");
}

/* "B 8600 12 40" or without the letter, the mask with or without 0x. */
static int get_bad(struct n62_bad *b, const char *line)
{
	uint64_t run, burst;
	char mask[20] = "0x";
	size_t n = field(&line);

	if (n > 0 && *line == 'B') {
		line += n > 1 ? 1 : n;
		n = field(&line);
	}
	if (get_number(line, n, UINT32_MAX, &run) < 0)
		return -1;
	line += n;
	n = field(&line);
	if (get_number(line, n, UINT32_MAX, &burst) < 0)
		return -1;
	line += n;
	n = field(&line);
	if (n > 2 && line[0] == '0' && line[1] == 'x') {
		line += 2;
		n -= 2;
	}
	if (n == 0 || n > 16)
		return -1;
	memcpy(mask + 2, line, n);
	if (get_number(mask, n + 2, UINT64_MAX, &b->systems) < 0)
		return -1;
	line += n;
	b->run = (uint32_t)run;
	b->burst = (uint32_t)burst;
	return field(&line) == 0 ? 0 : -1;
}

int n62_pick_bad_file(struct n62_pick *p, const char *name, struct n62_arena *a,
    struct n62_err *err)
{
	struct n62_texts lines = { 0 };

	if (n62_list_read(name, a, &lines, err) < 0)
		return -1;
	p->bad = n62_arena_new(a, lines.n + 1, sizeof *p->bad, err);
	if (!p->bad)
		return -1;
	for (p->nbad = 0; p->nbad < lines.n; p->nbad++)
		if (get_bad(&p->bad[p->nbad], lines.v[p->nbad]) < 0)
			return n62_fail(err, N62_DATA,
			    "%s: '%.80s' is not a run, a burst and a "
			    "hexadecimal mask of systems",
			    name, lines.v[p->nbad]);
	qsort(p->bad, p->nbad, sizeof *p->bad, bad_order);
	return 0;
}

/* ---- questions ------------------------------------------------------ */

static bool contains(const struct n62_ranges *r, uint32_t run, uint32_t v)
{
	if (!r->v)
		return true;
	for (size_t i = 0; i < r->n; i++)
		if (run >= r->v[i].run_from && run <= r->v[i].run_to &&
		    v >= r->v[i].from && v <= r->v[i].to)
			return true;
	return false;
}

uint32_t n62_pick_first_run(const struct n62_pick *p)
{
	/* the end of 2018, up to which the maps are documented */
	return p->runs.n > 0 ? p->runs.v[0].from : 9462;
}

bool n62_picks_input(const struct n62_pick *p, uint64_t i)
{
	return p->parts == 0 || i % p->parts == p->part - 1;
}

uint64_t n62_bad_systems(const struct n62_pick *p, uint32_t run, uint32_t burst)
{
	struct n62_bad key = { run, burst, 0 };
	uint64_t systems = 0;
	size_t low = 0, high = p->nbad;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (bad_order(&p->bad[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < p->nbad && bad_order(&p->bad[low], &key) == 0; low++)
		systems |= p->bad[low].systems;
	return systems;
}

bool n62_picks_burst(const struct n62_pick *p, uint32_t run, uint32_t burst)
{
	/* bit 0 of a mask says where it came from */
	uint64_t bad =
	    n62_bad_systems(p, run, burst) & ~p->ignore & ~(uint64_t)1;

	return contains(&p->runs, run, run) &&
	       contains(&p->bursts, run, burst) && (bad != 0) == p->only_bad;
}

bool n62_picks_event(const struct n62_pick *p, uint32_t number, uint8_t l0)
{
	return (!p->types_given || p->types[l0]) &&
	       contains(&p->events, 0, number);
}
