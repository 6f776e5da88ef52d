/*
 * lay.c - unrolls the lines of a section into the arrays of a wiring.
 *
 * Here two lines meet that give the same channel or the same element twice;
 * the message names the later one.
 */
#include <math.h>
#include <stdlib.h>

#include "detector/private.h"

/* What one line is being put into. */
struct laying {
	const struct det_section *section;
	const struct det_line *line;
	struct n62_wiring *w;
	struct det_runs *same;
	struct n62_cable *cable;
	uint32_t *channel;
	bool *exists; /* by element; NULL: all do */
};

typedef int lay_one(const struct laying *l, int32_t i, int32_t channel,
    int32_t element, struct n62_err *err);

/* One turn of the innermost loop that is not through; false at the end. */
static bool turn(const struct det_line *line, int32_t at[DET_LOOPS],
    int32_t *channel, int32_t *element)
{
	for (int k = 0; k < line->loops; k++) {
		const struct det_loop *loop = &line->loop[k];

		*channel += loop->channel;
		*element += loop->element;
		if (++at[k] < loop->count)
			return true;
		*channel -= loop->count * loop->channel;
		*element -= loop->count * loop->element;
		at[k] = 0;
	}
	return false;
}

/* Calls put for every entry of the list and every turn of the loops, with
 * the sums of the steps. */
static int unroll(const struct laying *l, lay_one *put, struct n62_err *err)
{
	int32_t at[DET_LOOPS] = { 0 };
	int32_t channel = 0, element = 0;

	do
		for (int32_t i = 0; i < l->line->n; i++)
			if (put(l, i, channel, element, err) < 0)
				return n62_fail_at(err, "%s:%d",
				    l->section->file, l->line->number);
	while (turn(l->line, at, &channel, &element));
	return 0;
}

/* Unrolls the lines of one sort that cover the run. */
static int lay(struct laying *l, uint32_t run, enum det_what what, lay_one *put,
    struct n62_err *err)
{
	for (int i = 0; i < l->section->nlines; i++) {
		l->line = &l->section->lines[i];
		if (l->line->what != what ||
		    !det_covers(&l->line->runs, run, l->same))
			continue;
		if (unroll(l, put, err) < 0)
			return -1;
	}
	return 0;
}

static struct laying laying(const struct det_section *s, struct det_build *b)
{
	return (struct laying){
		.section = s,
		.w = &b->w,
		.same = &b->same[s->detector],
		.cable = b->cable[n62_det_info[s->detector].source / 4],
		.channel = b->channel[s->detector],
	};
}

/* ---- maps ------------------------------------------------------------- */

static int put_exists(const struct laying *l, int32_t i, int32_t channel,
    int32_t element, struct n62_err *err)
{
	(void)channel;
	(void)err;
	if (l->line->list[i] >= 0)
		l->exists[l->line->list[i] + element] = true;
	return 0;
}

static int put_wire(const struct laying *l, int32_t i, int32_t channel,
    int32_t element, struct n62_err *err)
{
	int d = l->section->detector;
	struct n62_cable *cable;

	if (l->line->list[i] < 0)
		return 0;
	element += l->line->list[i];
	channel += l->line->channel + l->line->step * i;
	if (l->exists && !l->exists[element])
		return 0;
	cable = &l->cable[channel];
	if (cable->element >= 0)
		return n62_fail(err, N62_DATA,
		    "channel %d has element %d of %s already", channel,
		    cable->element, n62_det_info[cable->detector].name);
	if (l->channel[element] != 0)
		return n62_fail(err, N62_DATA,
		    "element %d of %s is on channel %u already", element,
		    n62_det_info[d].name, l->channel[element] - 1);
	cable->element = element;
	cable->detector = (uint8_t)d;
	cable->tag = l->line->tag;
	l->channel[element] = (uint32_t)channel + 1;
	l->w->map[d].used++;
	return 0;
}

/* Whether the section says which elements exist. */
static bool has_exists(const struct det_section *s)
{
	for (int i = 0; i < s->nlines; i++)
		if (s->lines[i].what == DET_EXISTS)
			return true;
	return false;
}

int det_lay_map(const struct det_section *s, uint32_t run, struct det_build *b,
    struct n62_err *err)
{
	struct laying l = laying(s, b);
	int r = 0;

	b->w.map[s->detector].numbering = s->numbering;
	if (has_exists(s)) {
		l.exists = n62_new((size_t)s->elements, 1, err);
		if (!l.exists)
			return -1;
		r = lay(&l, run, DET_EXISTS, put_exists, err);
	}
	if (r == 0)
		r = lay(&l, run, DET_WIRES, put_wire, err);
	free(l.exists);
	return r;
}

/* ---- offsets and dead channels ---------------------------------------- */

/* The cable of a channel that the section speaks of. */
static struct n62_cable *find(
    const struct laying *l, int32_t channel, struct n62_err *err)
{
	const struct n62_det_info *info = &n62_det_info[l->section->detector];
	const struct n62_source *source = &l->w->source[info->source / 4];
	struct n62_cable *cable;

	if ((uint32_t)channel < source->channels) {
		cable = &l->cable[channel];
		if (cable->element >= 0 &&
		    cable->detector == l->section->detector)
			return cable;
	}
	n62_fail(err, N62_DATA,
	    "channel %d is not connected to %s in some of these runs", channel,
	    info->name);
	return NULL;
}

static int put_t0(const struct laying *l, int32_t i, int32_t channel,
    int32_t element, struct n62_err *err)
{
	struct n62_cable *cable;

	(void)element;
	if (isnan(l->line->offset[i]))
		return 0;
	channel += l->line->channel + l->line->step * i;
	cable = find(l, channel, err);
	if (!cable)
		return -1;
	if (cable->t0 != 0)
		return n62_fail(err, N62_DATA,
		    "channel %d has the offset %g ns already", channel,
		    (double)cable->t0);
	cable->t0 = l->line->offset[i];
	return 0;
}

static int put_dead(const struct laying *l, int32_t i, int32_t channel,
    int32_t element, struct n62_err *err)
{
	struct n62_cable *cable;

	(void)element;
	if (l->line->list[i] < 0)
		return 0;
	cable = find(l, channel + l->line->list[i], err);
	if (!cable)
		return -1;
	cable->dead = true;
	return 0;
}

int det_lay_t0(const struct det_section *s, uint32_t run, struct det_build *b,
    struct n62_err *err)
{
	struct laying l = laying(s, b);

	return lay(&l, run, DET_T0, put_t0, err);
}

int det_lay_dead(const struct det_section *s, uint32_t run, struct det_build *b,
    struct n62_err *err)
{
	struct laying l = laying(s, b);

	return lay(&l, run, DET_DEAD, put_dead, err);
}
