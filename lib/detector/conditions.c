/*
 * conditions.c - what is known for all runs: the sections that are compiled
 * in, then those of each input, checked before they count.
 */
#include <stdlib.h>

#include "detector/private.h"

/* ---- checks of one input ---------------------------------------------- */

static bool overlap(const struct det_section *a, const struct det_section *b)
{
	return a->kind == b->kind && a->detector == b->detector &&
	       a->runs.first <= b->runs.last && b->runs.first <= a->runs.last;
}

/* Within one input the order must not matter. */
static int check_twice(
    const struct n62_conditions *c, size_t from, size_t i, struct n62_err *err)
{
	const struct det_section *s = det_section(c, i);

	for (size_t k = from; k < i; k++) {
		const struct det_section *other = det_section(c, k);

		if (!overlap(s, other))
			continue;
		n62_fail(err, N62_DATA,
		    "this is said for some of these runs at %s:%d already",
		    other->file, other->number);
		return n62_fail_at(err, "%s:%d", s->file, s->number);
	}
	return 0;
}

/* Lays a map out by itself for the runs from run on; *next is the first run
 * for which it may differ, or 0. */
static int check_map_at(const struct det_section *s, uint32_t run,
    uint32_t *next, struct n62_err *err)
{
	const struct det_section *maps[N62_DETS] = { 0 };
	struct det_build *b;
	int r;

	maps[s->detector] = s;
	b = det_build_new(maps, err);
	if (!b)
		return -1;
	r = det_lay_map(s, run, b, err);
	*next = b->same[s->detector].last;
	*next = *next < s->runs.last ? *next + 1 : 0;
	det_build_free(b);
	return r;
}

static int check_map(const struct det_section *s, struct n62_err *err)
{
	enum {
		MOST = 1000
	};
	uint32_t run = s->runs.first, next;

	for (int i = 0; i < MOST; i++) {
		if (check_map_at(s, run, &next, err) < 0)
			return -1;
		if (next == 0)
			return 0;
		run = next;
	}
	n62_fail(err, N62_DATA,
	    "the map changes more than %d times; give "
	    "each range of runs a section of its own",
	    MOST);
	return n62_fail_at(err, "%s:%d", s->file, s->number);
}

/* The sections from number from on are those of the input. */
static int check_input(
    const struct n62_conditions *c, size_t from, struct n62_err *err)
{
	for (size_t i = from; i < det_sections(c); i++) {
		const struct det_section *s = det_section(c, i);

		if (check_twice(c, from, i, err) < 0)
			return -1;
		if (s->kind == DET_MAP_SECTION && check_map(s, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- public ----------------------------------------------------------- */

void n62_conditions_free(struct n62_conditions *c)
{
	if (!c)
		return;
	n62_buf_free(&c->sections);
	n62_arena_free(&c->arena);
	free(c);
}

static int read_builtin(struct n62_conditions *c, struct n62_err *err)
{
	for (const struct n62_builtin *b = detector_builtin; b->name; b++)
		if (det_parse(c, b->name, b->text, b->size, err) < 0)
			return -1;
	return check_input(c, 0, err);
}

struct n62_conditions *n62_conditions_new(struct n62_err *err)
{
	struct n62_conditions *c = n62_new(1, sizeof *c, err);

	if (!c)
		return NULL;
	c->tags[0] = "";
	c->ntags = 1;
	if (read_builtin(c, err) == 0)
		return c;
	n62_conditions_free(c);
	return NULL;
}

int n62_conditions_read(
    struct n62_conditions *c, const char *name, struct n62_err *err)
{
	size_t before = c->sections.len;
	size_t from = det_sections(c);

	if (det_load(c, name, err) == 0 && check_input(c, from, err) == 0)
		return 0;
	c->sections.len = before;
	return -1;
}
