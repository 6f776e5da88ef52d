/*
 * fill.c - from the arrays of one event to columns: channels become elements,
 * edges become hits, samples become pulses.
 */
#include "raw/fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHANNELS = 8192 /* of a TEL62 source or of the straws */
};

int n62_fill_init(struct n62_fill *f, struct n62_err *err)
{
	*f = (struct n62_fill){ 0 };
	for (int d = 0; d < N62_DETS; d++) {
		f->from[d] = INT32_MIN;
		f->to[d] = INT32_MAX;
	}
	f->open = n62_new(CHANNELS, sizeof *f->open, err);
	return f->open ? 0 : -1;
}

void n62_fill_free(struct n62_fill *f)
{
	if (f)
		free(f->open);
}

bool raw_wanted(const struct raw_fill *x, int group)
{
	return x->h->shape.groups >> group & 1;
}

/* Counts what only the wiring can tell of a block. */
static void complain(
    struct raw_fill *x, enum n62_raw_kind kind, const struct n62_raw_block *b)
{
	x->count[kind]++;
	if (x->f->faulty)
		return;
	x->f->faulty = true;
	x->f->fault = (struct n62_raw_fault){ .at = x->f->at + b->at,
		.event = x->e->head.number,
		.source = b->source,
		.board = b->sub,
		.kind = (uint16_t)kind,
		.level = N62_RAW_WARNING };
}

/* Room for all that the event may add to the lists of detectors. */
int raw_fill_reserve(struct raw_fill *x)
{
	static const uint8_t arrays[] = {
		[N62_BOARD_TEL62] = N62_RAW_A_TDC,
		[N62_BOARD_SRB] = N62_RAW_A_STRAW,
		[N62_BOARD_GTK] = N62_RAW_A_GIGA,
		[N62_BOARD_CREAM] = N62_RAW_A_CELL,
	};

	for (int d = 0; d < N62_DETS; d++)
		if (raw_wanted(x, d) &&
		    n62_hits_reserve(x->h, d,
			x->e->n[arrays[n62_det_info[d].boards]], x->err) < 0)
			return -1;
	return 0;
}

/* ---- cables --------------------------------------------------------- */

enum {
	AHEAD = 8 /* hits */
};

/*
 * The maps of a run are larger than the cache, and their channels come in no
 * order: so the cable of a hit is asked for some hits ahead. The hits of the
 * blocks of a source are side by side.
 */
static inline void ask_cable(
    const struct raw_fill *x, unsigned source, uint32_t channel)
{
	const struct n62_source *s = &x->f->wiring->source[source / 4];

	if (channel < s->channels)
		__builtin_prefetch(&s->cable[channel]);
}

/* ---- edges ---------------------------------------------------------- */

/* The list that edges are being added to. The innermost loops keep it at
 * hand: most edges go where the one before went. */
struct lane {
	struct n62_group_data *list;
	int32_t *element, *raw[2]; /* leading, trailing */
	float *ns[2];
	uint16_t *channel;
	int32_t from, to; /* window */
	int detector;
};

static inline struct lane lane_of(const struct raw_fill *x, int detector)
{
	struct n62_group_data *d = &x->h->group[detector];
	struct lane l = { d, d->v[N62_HIT_ELEMENT],
		{ d->v[N62_HIT_LEAD_RAW], d->v[N62_HIT_TRAIL_RAW] },
		{ d->v[N62_HIT_LEAD], d->v[N62_HIT_TRAIL] },
		d->v[N62_HIT_CHANNEL], x->f->from[detector], x->f->to[detector],
		detector };

	/* Into a list that is not wanted goes nothing. */
	if (!raw_wanted(x, detector)) {
		l.from = INT32_MAX;
		l.to = INT32_MIN;
	}
	return l;
}

/* One edge of hit i; trailing is 0 or 1. */
static inline void set_edge(
    const struct lane *l, uint32_t i, unsigned trailing, int32_t time, float ns)
{
	l->raw[trailing][i] = time;
	l->ns[trailing][i] = ns;
}

static inline void set_hit(
    const struct lane *l, uint32_t i, int32_t element, uint32_t channel)
{
	l->element[i] = element;
	l->channel[i] = (uint16_t)channel;
}

/*
 * Adds an edge: a trailing one ends the hit of its channel that is open. The
 * place of the hit in its list, or -1 when the edge is left out. Whether an
 * edge begins a hit cannot be foretold, so no branch depends on it: a hit
 * without edges is made behind the last one in any case, and counted when it
 * stays.
 */
__attribute__((always_inline)) static inline int64_t add_edge(
    struct raw_fill *x, struct lane *l, const struct n62_cable *cable,
    uint32_t channel, int32_t time, unsigned trailing)
{
	struct raw_open *o = &x->f->open[channel & (CHANNELS - 1)];
	float ns = (float)(time * x->tick - (double)cable->t0);
	uint32_t ends = trailing & (o->stamp == x->f->stamp), next, i;

	if (cable->detector != l->detector)
		*l = lane_of(x, cable->detector);
	if (cable->dead || time < l->from || time > l->to) {
		x->plain = false;
		return -1;
	}
	next = l->list->n;
	i = next ^ ((next ^ o->index) & (0 - ends));
	set_edge(l, next, 0, N62_NO_EDGE, NAN);
	set_edge(l, next, 1, N62_NO_EDGE, NAN);
	set_hit(l, i, cable->element, channel);
	set_edge(l, i, trailing, time, ns);
	l->list->n = next + 1 - ends;
	o->index = i;
	o->stamp = x->f->stamp & (trailing - 1);
	return i;
}

/* Begins a block: no hit is open. */
static void new_block(struct raw_fill *x)
{
	if (++x->f->stamp == 0) {
		memset(x->f->open, 0, CHANNELS * sizeof *x->f->open);
		x->f->stamp = 1;
	}
}

/* The words of the FPGAs of a block that was decoded are side by side. */
void raw_fill_tel62(struct raw_fill *x, const struct n62_raw_block *b)
{
	const struct n62_raw_fpga *fpga = x->e->fpga + b->first;
	const struct n62_raw_tdc *t = x->e->tdc + fpga[0].first;
	const struct n62_raw_tdc *end =
	    x->e->tdc + fpga[b->n - 1].first + fpga[b->n - 1].n;
	struct lane l = { .detector = N62_DETS };

	new_block(x);
	for (; t < end; t++) {
		const struct n62_cable *cable;

		if (t->edge == N62_RAW_TDC_WORD)
			continue;
		cable = n62_cable(x->f->wiring, b->source, t->channel);
		if (cable) {
			add_edge(x, &l, cable, t->channel, t->time,
			    t->edge == N62_RAW_TRAIL);
		} else {
			complain(x, N62_RAW_TEL62_UNCONNECTED, b);
			x->plain = false;
		}
	}
}

/* Adds an edge of a straw, with its flags. */
static inline void add_straw(struct raw_fill *x, struct lane *l,
    const struct n62_cable *cable, const struct n62_edge *e)
{
	uint8_t *flags = l->list->v[N62_STRAW_FLAGS];
	uint32_t next = l->list->n;
	int64_t i = add_edge(x, l, cable, e->channel, e->time, e->trailing);

	if (i < 0)
		return;
	flags[next] = 0;
	flags[i] = (uint8_t)(flags[i] | e->flags << 2 * e->trailing);
}

void raw_fill_srb(struct raw_fill *x, const struct n62_raw_block *b)
{
	const struct n62_raw_straw *s = x->e->straw + b->first;
	struct lane l = lane_of(x, N62_STRAW);

	new_block(x);
	for (uint32_t k = 0; k < b->n; k++, s++) {
		const struct n62_edge e = { s->time, s->channel, s->edge,
			s->flags };
		const struct n62_cable *cable =
		    n62_cable(x->f->wiring, N62_RAW_STRAW, s->channel);

		if (cable) {
			add_straw(x, &l, cable, &e);
		} else {
			complain(x, N62_RAW_SRB_UNCONNECTED, b);
			x->plain = false;
		}
	}
}

int n62_hits_edges(struct n62_hits *h, struct n62_fill *f, unsigned source,
    const struct n62_edge *edge, uint32_t n, struct n62_err *err)
{
	struct raw_fill x = {
		.f = f, .h = h, .tick = f->wiring->clock / 256, .err = err
	};
	bool straw = source == N62_RAW_STRAW;
	int shift = straw ? 8 : 9, board = -1;
	struct lane l;

	for (int d = 0; d < N62_DETS; d++)
		if (n62_det_info[d].source == source && raw_wanted(&x, d) &&
		    n62_hits_reserve(h, d, n, err) < 0)
			return -1;
	l = straw ? lane_of(&x, N62_STRAW)
		  : (struct lane){ .detector = N62_DETS };
	for (uint32_t i = 0; i < n; i++) {
		const struct n62_edge *e = &edge[i];
		const struct n62_cable *cable =
		    n62_cable(f->wiring, source, e->channel);

		if (e->channel >> shift != board)
			new_block(&x);
		board = e->channel >> shift;
		if (cable && straw)
			add_straw(&x, &l, cable, e);
		else if (cable)
			add_edge(
			    &x, &l, cable, e->channel, e->time, e->trailing);
	}
	return 0;
}

/* ---- GTK ------------------------------------------------------------ */

static unsigned lowest_bit(unsigned mask)
{
	return mask ? (unsigned)__builtin_ctz(mask) : 0;
}

static uint32_t giga_channel(const struct n62_raw_giga *g)
{
	return 18000u * g->station + 1800u * g->chip + 450u * g->quarter +
	       5u * g->pixel_group + lowest_bit(g->arbiter);
}

static void add_giga(struct raw_fill *x, const struct lane *l,
    const struct n62_raw_giga *g, int32_t shift)
{
	uint32_t channel = giga_channel(g);
	const struct n62_cable *cable =
	    n62_cable(x->f->wiring, N62_RAW_GTK, channel);
	double t0 = cable ? (double)cable->t0 : 0;
	int32_t lead = g->lead + shift, trail = g->trail + shift;
	uint32_t i = l->list->n;

	if (lead < l->from || lead > l->to) {
		x->plain = false;
		return;
	}
	set_hit(l, i, cable && g->arbiter ? cable->element : -1, channel);
	set_edge(l, i, 0, lead, (float)((lead + 0.5) * x->tick - t0));
	set_edge(l, i, 1, trail, (float)((trail + 0.5) * x->tick - t0));
	((uint32_t *)l->list->v[N62_GTK_BITS])[i] =
	    (uint32_t)g->pileup << N62_GTK_PILEUP |
	    (uint32_t)g->arbiter << N62_GTK_ARBITER |
	    (uint32_t)g->flags << N62_GTK_FLAGS;
	l->list->n++;
}

void raw_fill_gtk(struct raw_fill *x, const struct n62_raw_block *b)
{
	const struct lane l = lane_of(x, N62_GTK);

	for (uint32_t k = 0; k < b->n; k++) {
		const struct n62_raw_group *g = &x->e->group[b->first + k];
		uint32_t ahead = g->timestamp - x->e->head.timestamp;
		int32_t shift = (int32_t)(ahead << 8);

		for (uint32_t i = g->first; i < g->first + g->n; i++) {
			if (i + AHEAD < x->e->n[N62_RAW_A_GIGA])
				ask_cable(x, N62_RAW_GTK,
				    giga_channel(&x->e->giga[i + AHEAD]));
			add_giga(x, &l, &x->e->giga[i], shift);
		}
	}
}

int n62_hits_giga(struct n62_hits *h, struct n62_fill *f,
    const struct n62_raw_giga *g, struct n62_err *err)
{
	struct raw_fill x = {
		.f = f, .h = h, .tick = f->wiring->clock / 256, .err = err
	};
	struct lane l;

	if (!raw_wanted(&x, N62_GTK))
		return 0;
	if (n62_hits_reserve(h, N62_GTK, 1, err) < 0)
		return -1;
	l = lane_of(&x, N62_GTK);
	add_giga(&x, &l, g, 0);
	return 0;
}

/* ---- calorimeters --------------------------------------------------- */

struct pulse {
	float pedestal, peak, clocks;
};

/*
 * The largest sample above the smallest, and the vertex of the parabola
 * through it and its neighbours.
 */
static struct pulse find_pulse(const uint16_t *s, uint32_t n)
{
	uint32_t low = UINT16_MAX, first = 0, at, high;
	struct pulse p;
	float a, b;

	/* The largest sample and its place in one number: of equal samples
	 * the first is the largest. */
	for (uint32_t i = 0, left = UINT16_MAX; i < n; i++, left--) {
		uint32_t v = s[i], placed = v << 16 | left;

		low = v < low ? v : low;
		first = placed > first ? placed : first;
	}
	at = UINT16_MAX - (first & UINT16_MAX);
	high = first >> 16;
	p.pedestal = (float)(int32_t)low;
	p.peak = (float)(int32_t)(high - low);
	p.clocks = (float)(int32_t)at;
	if (at == 0 || at + 1 >= n)
		return p;
	a = (float)(int32_t)(s[at - 1] - 2 * high + s[at + 1]);
	b = (float)(s[at + 1] - s[at - 1]) / 2;
	if (a < 0) {
		p.clocks -= b / a;
		p.peak -= b * b / (2 * a);
	}
	return p;
}

void n62_hits_pulse(struct n62_hits *h, const struct n62_cable *cable,
    double clock, uint32_t channel, const uint16_t *samples, uint32_t n)
{
	struct n62_group_data *d = &h->group[cable->detector];
	uint32_t length =
	    n62_group_docs[cable->detector].columns[N62_PULSE_SAMPLES].length;
	uint16_t *kept = d->v[N62_PULSE_SAMPLES];
	uint32_t i = d->n++;
	struct pulse p = { 0 };

	if (n > 0)
		p = find_pulse(samples, n);
	((int32_t *)d->v[N62_PULSE_ELEMENT])[i] = cable->element;
	((uint16_t *)d->v[N62_PULSE_CHANNEL])[i] = (uint16_t)channel;
	((float *)d->v[N62_PULSE_PEAK])[i] = p.peak;
	((float *)d->v[N62_PULSE_PEDESTAL])[i] = p.pedestal;
	((float *)d->v[N62_PULSE_TIME])[i] =
	    (float)((double)p.clocks * clock - (double)cable->t0);
	if (!kept)
		return;
	kept += (size_t)i * length;
	n = n < length ? n : length;
	memcpy(kept, samples, n * sizeof *kept);
	memset(kept + n, 0, (length - n) * sizeof *kept);
}

static void add_cell(struct raw_fill *x, const struct n62_cable *cable,
    const struct n62_raw_cell *c)
{
	uint32_t length =
	    n62_group_docs[cable->detector].columns[N62_PULSE_SAMPLES].length;

	if (c->n != length)
		x->plain = false;
	n62_hits_pulse(x->h, cable, x->f->wiring->clock, c->channel,
	    x->e->sample + c->first, c->n);
}

void raw_fill_cream(struct raw_fill *x, const struct n62_raw_block *b)
{
	for (uint32_t i = b->first; i < b->first + b->n; i++) {
		const struct n62_raw_cell *c = &x->e->cell[i];
		const struct n62_cable *cable =
		    n62_cable(x->f->wiring, b->source, c->channel);

		if (i + AHEAD < x->e->n[N62_RAW_A_CELL])
			ask_cable(x, b->source, c[AHEAD].channel);
		if (cable && cable->dead)
			complain(x, N62_RAW_CREAM_MASKED, b);
		if (!cable || cable->dead || !raw_wanted(x, cable->detector))
			x->plain = false;
		else
			add_cell(x, cable, c);
	}
}
