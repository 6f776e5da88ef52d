/*
 * source.c - what the options say is to be drawn, and from where it is read.
 */
#include "plot/private.h"

#include <string.h>

/* ---- TABLE:LABEL and LABEL=FILE:TABLE ------------------------------- */

/* Takes "@FACTOR" off the end of the text. */
static double take_factor(char *text)
{
	char *at = strrchr(text, '@');
	double factor;

	if (!at || n62_get_f64(at + 1, strlen(at + 1), &factor) < 0)
		return 1;
	*at = 0;
	return factor;
}

static int parse(struct plot_source *s, char *text, struct n62_err *err)
{
	char *equal, *colon;

	s->factor = take_factor(text);
	equal = strchr(text, '=');
	colon = strchr(text, ':');
	if (equal && (!colon || equal < colon)) {
		*equal = 0;
		s->label = text;
		s->file = equal + 1;
		colon = strrchr(equal + 1, ':');
		if (colon)
			s->table = colon + 1;
	} else {
		s->table = text;
		if (colon)
			s->label = colon + 1;
	}
	if (colon)
		*colon = 0;
	if ((s->file && !*s->file) || (s->table && !*s->table))
		return n62_fail(err, N62_USAGE,
		    "a source is TABLE:LABEL or LABEL=FILE:TABLE");
	return 0;
}

/* The end of the part of text before the next comma, whose backslashes
 * before commas are taken out. */
static char *split(char *text)
{
	char *to = text;

	for (; *text && *text != ','; text++) {
		if (text[0] == '\\' && text[1] == ',')
			text++;
		*to++ = *text;
	}
	if (!*text) {
		*to = 0;
		return NULL;
	}
	*to = 0;
	return text + 1;
}

int plot_sources_add(struct plot_sources *s, struct n62_arena *a,
    enum plot_role role, const char *text, struct n62_err *err)
{
	char *at = n62_arena_text(a, text, strlen(text), err);

	if (!at)
		return -1;
	while (at) {
		char *next = split(at);
		struct plot_source *all =
		    n62_arena_new(a, (size_t)s->n + 1, sizeof *all, err);

		if (!all)
			return -1;
		if (s->n > 0)
			memcpy(all, s->v, (size_t)s->n * sizeof *all);
		s->v = all;
		all[s->n] = (struct plot_source){ .role = role };
		if (parse(&all[s->n], at, err) < 0)
			return n62_fail_at(err, "%s", text);
		s->n++;
		at = next;
	}
	return 0;
}

/* ---- which table is meant ------------------------------------------- */

/* What tables of a role are called, in order of preference. */
static const char *const *prefixes(enum plot_role role)
{
	static const char *const any[] = { "hist/", "limit/", "scan/", NULL };
	static const char *const hist[] = { "hist/", NULL };
	static const char *const limit[] = { "limit/", "scan/", NULL };
	static const char *const fit[] = { "fit/", NULL };
	static const char *const region[] = { "region/", NULL };

	switch (role) {
	case PLOT_TABLE:
		return any;
	case PLOT_CURVE:
		return limit;
	case PLOT_FIT:
		return fit;
	case PLOT_REGION:
		return region;
	default:
		return hist;
	}
}

static bool means(const char *given, const char *name)
{
	return strcmp(given, name) == 0 ||
	       (!strchr(given, '/') && strchr(name, '/') &&
		   strcmp(given, plot_short(name)) == 0);
}

/* A table that is drawn without being asked for. */
static bool drawable(const char *name)
{
	return plot_begins(name, "hist/") || plot_begins(name, "limit/") ||
	       plot_begins(name, "scan/");
}

struct wish {
	const struct n62_plot *p;
	const struct plot_source *s; /* NULL: all those of the input */
	const char *table;
};

static bool want(void *ctx, const char *name)
{
	const struct wish *w = ctx;
	const struct n62_plot *p = w->p;
	bool none = true;

	if (w->s)
		return w->table ? means(w->table, name) : drawable(name);
	if (plot_begins(name, "region/") || plot_begins(name, "fit/"))
		return true;
	for (int i = 0; i < p->sources.n; i++) {
		const struct plot_source *s = &p->sources.v[i];

		none = none && (s->role >= PLOT_FIT);
		if (!s->file && means(s->table, name))
			return true;
	}
	return none && drawable(name);
}

/* ---- resolving ------------------------------------------------------ */

static int no_table(const struct plot_tables *t, const char *name,
    const char *where, struct n62_err *err)
{
	const char *near = t->seen ? n62_nearest(name, t->seen) : NULL;

	return n62_fail(err, N62_DATA, "%s: there is no table %s%s%s%s", where,
	    name, near ? "; is it " : "", near ? near : "", near ? "?" : "");
}

/* The table called name among those from number from on. */
static const struct plot_table *resolve(const struct plot_tables *t, int from,
    enum plot_role role, const char *name)
{
	const char *const *prefix = prefixes(role);

	for (int i = from; i < t->n; i++)
		if (strcmp(t->v[i]->name, name) == 0)
			return t->v[i];
	for (; *prefix; prefix++)
		for (int i = from; i < t->n; i++)
			if (plot_begins(t->v[i]->name, *prefix) &&
			    means(name, t->v[i]->name))
				return t->v[i];
	return NULL;
}

/* The names of tables that begin with one of two prefixes; how many. */
static int candidates(const struct plot_tables *t, int from, const char *a,
    const char *b, const struct plot_table **only, struct n62_buf *list,
    struct n62_err *err)
{
	int n = 0;

	for (int i = from; i < t->n; i++) {
		const char *name = t->v[i]->name;

		if (!plot_begins(name, a) && !plot_begins(name, b))
			continue;
		*only = t->v[i];
		if (n62_buf_printf(list, err, "%s%s", n > 0 ? ", " : "", name) <
		    0)
			return -1;
		n++;
	}
	return n;
}

/* The only limit: the end of the way that the histograms are the begin of. */
static const struct plot_table *only_limit(
    const struct n62_plot *p, int from, int to)
{
	const struct plot_table *only = NULL;
	int n = 0;

	for (int i = from; i < to; i++)
		if (plot_begins(p->tables.v[i]->name, "limit/")) {
			only = p->tables.v[i];
			n++;
		}
	if (n != 1)
		return NULL;
	plot_say(p, false,
	    "drawing %s; there are histograms, too: choose with --table",
	    only->name);
	return only;
}

/* The only table that can be drawn, when none is named. */
static const struct plot_table *only_one(const struct n62_plot *p, int from,
    int to, bool hist, const char *where, struct n62_err *err)
{
	const struct plot_table *only = NULL, *limit = NULL;
	struct plot_tables t = p->tables;
	struct n62_buf list = { 0 };
	int n;

	t.n = to;
	n = candidates(
	    &t, from, "hist/", hist ? "hist/" : "limit/", &only, &list, err);
	if (n > 1 && !hist)
		limit = only_limit(p, from, to);
	if (n == 0 && !hist)
		n = candidates(&t, from, "scan/", "scan/", &only, &list, err);
	if (n >= 0 && n62_buf_add(&list, "", 1, err) < 0)
		n = -1;
	if (n == 0)
		n62_fail(err, N62_DATA,
		    "%s: there is no table hist/, limit/ or scan/ to draw; "
		    "choose columns with --table, --x and --y",
		    where);
	if (n > 1 && !limit)
		n62_fail(err, N62_USAGE,
		    "%s: there are %d tables to draw: %s; choose with --table",
		    where, n, list.data);
	n62_buf_free(&list);
	return n == 1 ? only : n > 1 ? limit : NULL;
}

static int read_file(
    struct n62_plot *p, struct plot_source *s, struct n62_err *err)
{
	const char *first = NULL;
	struct n62_read_options ro = { .names = &s->file,
		.nnames = 1,
		.threads = p->o->threads,
		.join = true,
		.salvage = p->o->salvage };
	struct n62_reader *in;
	int from = p->tables.n, r;

	for (int i = 0; !first && i < p->sources.n; i++)
		if (p->sources.v[i].role < PLOT_CURVE)
			first = p->sources.v[i].table;
	if (s->role == PLOT_CURVE)
		first = NULL;
	in = n62_reader_open(&ro, err);
	if (!in)
		return -1;
	r = plot_tables_read(&p->tables, in, want,
	    &(struct wish){ p, s, s->table ? s->table : first }, err);
	n62_reader_free(in);
	if (r < 0)
		return -1;
	if (!s->table && !first) {
		s->t = only_one(p, from, p->tables.n,
		    s->role != PLOT_TABLE && s->role != PLOT_CURVE, s->file,
		    err);
		return s->t ? 0 : -1;
	}
	first = s->table ? s->table : first;
	s->t = resolve(&p->tables, from, s->role, first);
	return s->t ? 0 : no_table(&p->tables, first, s->file, err);
}

static int read_source(
    struct n62_plot *p, struct plot_source *s, struct n62_err *err)
{
	struct plot_table *t;
	bool stream = true;

	if (s->role == PLOT_CURVE && !s->table &&
	    plot_is_stream(s->file, &stream, err) < 0)
		return -1;
	if (stream)
		return read_file(p, s, err);
	if (plot_curve_read(&p->tables, s->file, &t, err) < 0)
		return -1;
	s->t = t;
	return 0;
}

/* The sources that are in the input, once it was read. */
static int find_in_input(struct n62_plot *p, int ntables, struct n62_err *err)
{
	struct plot_tables input = p->tables;
	bool none = true;

	input.n = ntables;
	for (int i = 0; i < p->sources.n; i++) {
		struct plot_source *s = &p->sources.v[i];

		none = none && s->role >= PLOT_FIT;
		if (s->file)
			continue;
		s->t = resolve(&input, 0, s->role, s->table);
		if (!s->t)
			return no_table(&input, s->table, "input", err);
	}
	if (!none)
		return 0;
	if (plot_sources_add(&p->sources, &p->arena, PLOT_TABLE, "-", err) < 0)
		return -1;
	p->sources.v[p->sources.n - 1].t =
	    only_one(p, 0, ntables, false, "input", err);
	return p->sources.v[p->sources.n - 1].t ? 0 : -1;
}

int plot_sources_read(
    struct n62_plot *p, struct n62_reader *in, struct n62_err *err)
{
	if (in && plot_tables_read(&p->tables, in, want,
		      &(struct wish){ p, NULL, NULL }, err) < 0)
		return -1;
	if (in && find_in_input(p, p->tables.n, err) < 0)
		return -1;
	for (int i = 0; i < p->sources.n; i++)
		if (p->sources.v[i].file &&
		    read_source(p, &p->sources.v[i], err) < 0)
			return -1;
	return 0;
}
