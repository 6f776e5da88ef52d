/*
 * walk.c - the blocks of the chosen tables of a stream, cut to the chosen
 * rows. The reader joins the segments, so there is one HEAD.
 */
#include "text/private.h"

#include <stdlib.h>
#include <string.h>

void text_walk_start(struct text_walk *w, struct n62_reader *in,
    const struct n62_text_options *o)
{
	*w = (struct text_walk){ .in = in, .o = o };
}

void text_walk_free(struct text_walk *w)
{
	free(w->tracks);
	n62_arena_free(&w->names);
	*w = (struct text_walk){ 0 };
}

static uint64_t last_row(const struct n62_text_options *o)
{
	return o->rows > UINT64_MAX - o->skip ? UINT64_MAX : o->skip + o->rows;
}

/* ---- choosing the tables -------------------------------------------- */

static int default_table(const struct n62_schema *s)
{
	for (int i = 0; i < s->ntables; i++)
		if (s->tables[i].merge == N62_APPEND)
			return i;
	return 0;
}

static int note_others(const struct text_walk *w, const struct n62_schema *s,
    int chosen, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int rc = -1, said = 0;

	if (!w->o->note || s->ntables < 2)
		return 0;
	if (n62_buf_printf(&text, err,
		"this is table %s; others:", s->tables[chosen].name) < 0)
		goto out;
	for (int i = 0; i < s->ntables && text.len < 400; i++)
		if (i != chosen && ++said &&
		    n62_buf_printf(&text, err, " %s", s->tables[i].name) < 0)
			goto out;
	if (said < s->ntables - 1 &&
	    n62_buf_printf(&text, err, " and %d more; see --schema",
		s->ntables - 1 - said) < 0)
		goto out;
	if (!n62_buf_text(&text, err))
		goto out;
	w->o->note(w->o->ctx, text.data);
	rc = 0;
out:
	n62_buf_free(&text);
	return rc;
}

static int choose(
    struct text_walk *w, const struct n62_schema *s, struct n62_err *err)
{
	int n = w->o->ntables, chosen = 0;

	if (s->ntables == 0)
		return n62_fail(err, N62_DATA, "the stream has no table");
	w->tracks = n62_new(n ? (size_t)n : 1, sizeof *w->tracks, err);
	if (!w->tracks)
		return -1;
	for (int i = 0; i < n; i++) {
		w->tracks[i].name = w->o->tables[i];
		for (int k = 0; k < i; k++)
			if (!strcmp(w->tracks[k].name, w->tracks[i].name))
				return n62_fail(err, N62_USAGE,
				    "table %s is chosen twice",
				    w->tracks[i].name);
	}
	if (n == 0) {
		const char *name;

		chosen = default_table(s);
		name = s->tables[chosen].name;
		w->tracks[0].name =
		    n62_arena_text(&w->names, name, strlen(name), err);
		if (!w->tracks[0].name || note_others(w, s, chosen, err) < 0)
			return -1;
	}
	w->ntracks = n ? n : 1;
	return 0;
}

/* ---- walking -------------------------------------------------------- */

/* Saves decoding what is not shown. */
static void drop_others(const struct text_walk *w, struct n62_schema *s)
{
	for (int i = 0; i < s->ntables; i++) {
		bool chosen = false;

		for (int k = 0; k < w->ntracks; k++)
			chosen = chosen || w->tracks[k].table == i;
		if (!chosen)
			n62_drop_table(s, i);
	}
}

/* Blocks without rows to show need not be read, where only one table of
 * plain rows is shown. */
static int set_window(struct text_walk *w, struct n62_err *err)
{
	const struct text_track *t = &w->tracks[0];
	uint64_t from = w->o->skip, to = last_row(w->o);

	if (w->ntracks > 1 || t->by_sum || (from == 0 && to == UINT64_MAX))
		return 0;
	return n62_read_window(w->in, t->table, from, to, err);
}

static int begin(struct text_walk *w, struct n62_schema *s, struct n62_err *err)
{
	if (w->begun)
		return n62_fail(err, N62_USAGE,
		    "a reader that joins the segments is needed");
	w->begun = true;
	if (choose(w, s, err) < 0)
		return -1;
	for (int i = 0; i < w->ntracks; i++) {
		struct text_track *t = &w->tracks[i];

		t->table = n62_find_table(s, t->name, err);
		if (t->table < 0)
			return text_usage(err);

		t->by_sum = s->tables[t->table].merge == N62_BY_SUM;
	}
	drop_others(w, s);
	return set_window(w, err);
}

/* Cuts the block to the rows in the range; false when it has none. */
static bool cut(struct text_walk *w, struct text_track *t, struct text_view *v)
{
	uint64_t first = v->block->first, rows = v->block->rows;
	uint64_t to = last_row(w->o), from = w->o->skip;

	if (first >= to || first + rows <= from)
		return false;
	v->from = first < from ? (uint32_t)(from - first) : 0;
	v->to = (uint32_t)(first + rows > to ? to - first : rows);
	t->taken += v->to - v->from;
	return true;
}

/* No row is wanted any more. */
static bool finished(const struct text_walk *w)
{
	for (int i = 0; i < w->ntracks; i++)
		if (w->tracks[i].taken < w->o->rows)
			return false;
	return w->begun;
}

int text_walk_next(
    struct text_walk *w, struct text_view *v, struct n62_err *err)
{
	int r;

	if (finished(w))
		return 0;
	while ((r = n62_read(w->in, &v->block, err)) > 0) {
		if (v->block->kind == N62_HEAD) {
			if (begin(w, v->block->schema, err) < 0)
				return -1;
			return 1;
		}
		if (v->block->kind != N62_ROWS)
			continue;
		for (v->track = 0; v->track < w->ntracks; v->track++)
			if (w->tracks[v->track].table == v->block->table)
				break;
		if (v->track < w->ntracks && cut(w, &w->tracks[v->track], v))
			return 1;
	}
	return r;
}
