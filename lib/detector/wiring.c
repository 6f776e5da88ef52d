/*
 * wiring.c - the wiring of one run: of each kind of section and each
 * detector, the last one that covers the run.
 */
#include <stdlib.h>
#include <string.h>

#include "detector/private.h"

bool det_covers(const struct det_runs *r, uint32_t run, struct det_runs *same)
{
	struct det_runs around = *r;
	bool covers = run >= r->first && run <= r->last;

	if (run < r->first)
		around = (struct det_runs){ 0, r->first - 1 };
	else if (run > r->last)
		around = (struct det_runs){ r->last + 1, UINT32_MAX };
	if (same->first < around.first)
		same->first = around.first;
	if (same->last > around.last)
		same->last = around.last;
	return covers;
}

/* ---- memory ----------------------------------------------------------- */

void det_build_free(struct det_build *b)
{
	if (!b)
		return;
	for (int i = 0; i < N62_SOURCES_END / 4; i++)
		free(b->cable[i]);
	for (int d = 0; d < N62_DETS; d++)
		free(b->channel[d]);
	free(b);
}

/* Calloc's pages cost nothing until they are used, so that an array by
 * element may have holes of a million. */
static int room_by_element(struct det_build *b, int d,
    const struct det_section *s, struct n62_err *err)
{
	struct n62_source *source = &b->w.source[n62_det_info[d].source / 4];
	size_t n = (size_t)s->elements;

	b->channel[d] = n62_new(n, sizeof *b->channel[d], err);
	if (!b->channel[d])
		return -1;
	b->w.map[d].channel = b->channel[d];
	b->w.map[d].elements = (uint32_t)n;
	if (source->channels < (uint32_t)s->channels)
		source->channels = (uint32_t)s->channels;
	return 0;
}

static int room_by_channel(struct det_build *b, int i, struct n62_err *err)
{
	struct n62_source *source = &b->w.source[i];

	b->cable[i] = n62_new(source->channels, sizeof *source->cable, err);
	if (!b->cable[i])
		return -1;
	for (uint32_t k = 0; k < source->channels; k++)
		b->cable[i][k] =
		    (struct n62_cable){ .element = -1, .detector = N62_DETS };
	source->cable = b->cable[i];
	return 0;
}

struct det_build *det_build_new(
    const struct det_section *const maps[N62_DETS], struct n62_err *err)
{
	struct det_build *b = n62_new(1, sizeof *b, err);
	int r = 0;

	if (!b)
		return NULL;
	b->w.clock = N62_CLOCK;
	for (int d = 0; d < N62_DETS && r == 0; d++) {
		b->same[d].last = UINT32_MAX;
		if (maps[d])
			r = room_by_element(b, d, maps[d], err);
	}
	for (int i = 0; i < N62_SOURCES_END / 4 && r == 0; i++)
		r = room_by_channel(b, i, err);
	if (r == 0)
		return b;
	det_build_free(b);
	return NULL;
}

/* ---- choosing --------------------------------------------------------- */

/* The section that is valid in the run, or NULL. */
static const struct det_section *choose(const struct n62_conditions *c,
    enum det_kind kind, int detector, uint32_t run, struct det_runs *same)
{
	for (size_t i = det_sections(c); i-- > 0;) {
		const struct det_section *s = det_section(c, i);

		if (s->kind == kind && s->detector == detector &&
		    det_covers(&s->runs, run, same))
			return s;
	}
	return NULL;
}

static int lay_detector(const struct n62_conditions *c, int d, uint32_t run,
    struct det_build *b, struct n62_err *err)
{
	struct n62_map *map = &b->w.map[d];
	struct det_runs *same = &b->same[d];
	const struct det_section *s;

	s = choose(c, DET_T0_SECTION, d, run, same);
	if (s && det_lay_t0(s, run, b, err) < 0)
		return -1;
	s = choose(c, DET_DEAD_SECTION, d, run, same);
	if (s && det_lay_dead(s, run, b, err) < 0)
		return -1;
	s = choose(c, DET_BOARDS, d, run, same);
	if (s)
		map->boards = s->value[0];
	s = choose(c, DET_WINDOW, d, run, same);
	if (s) {
		map->first_slot = s->value[0];
		map->last_slot = s->value[1];
	}
	return 0;
}

static int lay_all(const struct n62_conditions *c,
    const struct det_section *const maps[N62_DETS], uint32_t run,
    struct det_build *b, struct n62_err *err)
{
	for (int d = 0; d < N62_DETS; d++)
		if (maps[d] && det_lay_map(maps[d], run, b, err) < 0)
			return -1;
	for (int d = 0; d < N62_DETS; d++)
		if (lay_detector(c, d, run, b, err) < 0)
			return -1;
	return 0;
}

/* The runs of each map, and those of all of them. */
static void set_runs(struct det_build *b, struct det_runs all)
{
	for (int d = 0; d < N62_DETS; d++) {
		const struct det_runs *same = &b->same[d];

		b->w.map[d].first_run = same->first;
		b->w.map[d].last_run = same->last;
		if (all.first < same->first)
			all.first = same->first;
		if (all.last > same->last)
			all.last = same->last;
	}
	b->w.first_run = all.first;
	b->w.last_run = all.last;
}

struct n62_wiring *n62_wiring_new(
    const struct n62_conditions *c, uint32_t run, struct n62_err *err)
{
	const struct det_section *maps[N62_DETS], *clock;
	struct det_runs same[N62_DETS], all = { 0, UINT32_MAX };
	struct det_build *b;

	for (int d = 0; d < N62_DETS; d++) {
		same[d] = all;
		maps[d] = choose(c, DET_MAP_SECTION, d, run, &same[d]);
	}
	b = det_build_new(maps, err);
	if (!b)
		return NULL;
	memcpy(b->same, same, sizeof same);
	b->w.tags = c->tags;
	clock = choose(c, DET_CLOCK, -1, run, &all);
	if (clock)
		b->w.clock = clock->clock;
	if (lay_all(c, maps, run, b, err) < 0) {
		det_build_free(b);
		return NULL;
	}
	set_runs(b, all);
	return &b->w;
}

void n62_wiring_free(struct n62_wiring *w)
{
	/* The wiring is the first member of what was made. */
	det_build_free((struct det_build *)w);
}
