/*
 * trigger.c - masks of L0 and the decision of L1: the table of masks, what
 * becomes of an event, and how the event says it.
 */
#include "sim/trigger.h"

#include <math.h>
#include <string.h>

/* ---- the table of masks --------------------------------------------- */

/* The next part of "A,!B,C"; false at the end. */
static bool next_part(
    struct n62_word *list, struct n62_word *part, bool *forbidden)
{
	const char *comma;

	if (list->n == 0 || n62_word_is(*list, "-"))
		return false;
	comma = memchr(list->at, ',', list->n);
	*part = *list;
	part->n = comma ? (size_t)(comma - list->at) : list->n;
	list->at += part->n + (comma != NULL);
	list->n -= part->n + (comma != NULL);
	*forbidden = part->n > 0 && *part->at == '!';
	part->at += *forbidden;
	part->n -= *forbidden;
	return true;
}

static int read_l0(
    struct sim_mask *m, struct n62_word list, struct n62_err *err)
{
	struct n62_word part;
	bool forbidden;

	while (next_part(&list, &part, &forbidden)) {
		int c = sim_condition_find(part.at, part.n);
		uint64_t bit = (uint64_t)1 << (c < 0 ? 0 : c);

		if (c < 0)
			return n62_fail(err, N62_DATA,
			    "L0 has no condition '%.*s'; see na62-sim(1)",
			    (int)part.n, part.at);
		if (forbidden)
			m->forbidden |= bit;
		else
			m->required |= bit;
	}
	if ((m->forbidden | m->required) == 0)
		return n62_fail(
		    err, N62_DATA, "mask %s asks nothing of L0", m->name);
	return 0;
}

static int read_l1(
    struct sim_mask *m, struct n62_word list, struct n62_err *err)
{
	struct n62_word part;
	bool forbidden;

	while (next_part(&list, &part, &forbidden)) {
		struct sim_call call = { 0 };

		if (!sim_call_find(part.at, part.n, &call))
			return n62_fail(err, N62_DATA,
			    "L1 has no algorithm '%.*s'; see na62-sim(1)",
			    (int)part.n, part.at);
		if (m->ncalls == L1_ALGORITHMS)
			return n62_fail(err, N62_DATA,
			    "mask %s has more than %d algorithms", m->name,
			    L1_ALGORITHMS);
		call.forbidden = forbidden;
		m->call[m->ncalls++] = call;
	}
	return 0;
}

static int read_count(struct n62_word w, uint64_t low, uint64_t high,
    const char *what, uint64_t *v, struct n62_err *err)
{
	if (n62_get_u64(w.at, w.n, v) < 0 || *v < low || *v > high)
		return n62_fail(err, N62_DATA,
		    "'%.*s' is no %s from %llu to %llu", (int)w.n, w.at, what,
		    (unsigned long long)low, (unsigned long long)high);
	return 0;
}

static int read_line(struct sim_mask *m, struct n62_line l, struct n62_arena *a,
    struct n62_err *err)
{
	struct n62_word number, name, scale, l0, l1;
	uint64_t v = 0;

	*m = (struct sim_mask){ .number = -1 };
	if (!n62_next_word(&l, &number) || !n62_next_word(&l, &name) ||
	    !n62_next_word(&l, &scale) || !n62_next_word(&l, &l0) ||
	    !n62_next_word(&l, &l1))
		return n62_fail(err, N62_DATA,
		    "a mask is NUMBER NAME DOWNSCALING L0 L1 SOURCE ABOUT");
	m->name = n62_arena_text(a, name.at, name.n, err);
	if (!m->name)
		return -1;
	if (!n62_word_is(number, "control")) {
		if (read_count(number, 0, SIM_MASKS - 1, "mask", &v, err) < 0)
			return -1;
		m->number = (int)v;
	}
	if (read_count(scale, 1, 1000000000, "downscaling", &v, err) < 0)
		return -1;
	m->downscaling = (uint32_t)v;
	if (read_l0(m, l0, err) < 0 || read_l1(m, l1, err) < 0)
		return -1;
	if (m->number < 0 && m->ncalls > 0)
		return n62_fail(
		    err, N62_DATA, "L1 does not look at control triggers");
	return 0;
}

const struct sim_mask *sim_mask_of(const struct sim_trigger *t, int number)
{
	for (int i = 0; i < t->masks; i++)
		if (t->mask[i].number == number)
			return &t->mask[i];
	return NULL;
}

int sim_masks_read(struct sim_trigger *t, const char *what, const char *text,
    struct n62_arena *a, struct n62_err *err)
{
	const char *end;

	t->masks = 0;
	for (unsigned line = 1; *text; line++, text = end + (*end != 0)) {
		struct sim_mask m;
		struct n62_word all;

		end = text + strcspn(text, "\n");
		all = n62_rest((struct n62_line){ text, end });
		if (all.n == 0 || *all.at == '#')
			continue;
		if (read_line(&m, (struct n62_line){ text, end }, a, err) < 0)
			return n62_fail_at(err, "%s: line %u", what, line);
		if (sim_mask_of(t, m.number))
			return n62_fail(err, N62_DATA,
			    "%s: line %u: this mask is there twice", what,
			    line);
		t->mask[t->masks++] = m;
	}
	if (t->masks == 0)
		return n62_fail(
		    err, N62_DATA, "%s: there is no mask in it", what);
	return 0;
}

/* ---- parameters ----------------------------------------------------- */

#define SLOT(name, field)                                                      \
	{                                                                      \
		name, offsetof(struct sim_trigger, field)                      \
	}

struct sim_trigger *sim_trigger_new(
    const struct n62_params *p, struct n62_arena *a, struct n62_err *err)
{
	static const struct n62_param_slot slots[] = {
		SLOT("trigger.window", window),
		SLOT("trigger.coincidence", coincidence),
		SLOT("trigger.rich_cells", rich_cells),
		SLOT("trigger.utmc", utmc),
		SLOT("trigger.talk_sectors", talk_sectors),
		SLOT("trigger.lkr_least", lkr_least),
		SLOT("trigger.e10", e10),
		SLOT("trigger.e20", e20),
		SLOT("trigger.e40", e40),
		SLOT("trigger.cluster", cluster),
		SLOT("trigger.downscaling", downscaling),
		SLOT("trigger.rate", rate),
		SLOT("trigger.primitives", primitives),
		SLOT("trigger.periodic", periodic),
		SLOT("trigger.l1_window", l1_window),
		SLOT("trigger.l1_veto", l1_veto),
		SLOT("trigger.l1_sectors", l1_sectors),
		SLOT("trigger.l1_rich_least", l1_rich_least),
		SLOT("trigger.l1_rich_most", l1_rich_most),
		SLOT("trigger.l1_rich_spread", l1_rich_spread),
		SLOT("trigger.l1_lav", l1_lav),
		SLOT("trigger.l1_newchod", l1_newchod),
		SLOT("trigger.l1_rich_radius", l1_rich_radius),
		SLOT("trigger.l1_rich_off", l1_rich_off),
		SLOT("trigger.l1_momentum", straw.most),
		SLOT("trigger.l1_momentum_least", straw.least),
		SLOT("trigger.l1_momentum_one", straw.most_one),
		SLOT("trigger.l1_slope", straw.slope),
		SLOT("trigger.l1_vertex", straw.vertex),
		SLOT("trigger.l1_cda", straw.cda),
		SLOT("trigger.l1_partner", straw.partner),
		SLOT("l1straw.lead", straw.lead),
		SLOT("l1straw.trail_from", straw.trail_from),
		SLOT("l1straw.trail_to", straw.trail_to),
		SLOT("l1straw.pair_from", straw.pair_from),
		SLOT("l1straw.pair_to", straw.pair_to),
		SLOT("l1straw.across_from", straw.across_from),
		SLOT("l1straw.across_to", straw.across_to),
		SLOT("l1straw.third", straw.third),
		SLOT("l1straw.point", straw.point),
		SLOT("l1straw.step", straw.step),
		SLOT("l1straw.range", straw.range),
		SLOT("l1straw.match", straw.match),
		SLOT("magnet.mnp33", straw.kick),
		SLOT("trigger.lkr_window", lkr_window),
		SLOT("cream.count", lkr_count),
		SLOT("burst.protons", protons),
		{ NULL, 0 },
	};
	struct sim_trigger *t = n62_arena_new(a, 1, sizeof *t, err);

	if (!t || n62_params_get(p, slots, t, err) < 0)
		return NULL;
	if (t->l1_rich_least > t->l1_rich_most)
		n62_fail(err, N62_USAGE,
		    "trigger.l1_rich_least, %g, must not be above "
		    "trigger.l1_rich_most, %g",
		    t->l1_rich_least, t->l1_rich_most);
	else if (t->straw.most_one > t->straw.most)
		n62_fail(err, N62_USAGE,
		    "trigger.l1_momentum_one, %g MeV, must not be above "
		    "trigger.l1_momentum, %g MeV",
		    t->straw.most_one, t->straw.most);
	else
		return t;
	return NULL;
}

/* ---- the decision --------------------------------------------------- */

static bool has(const struct sim_mask *m, const struct sim_primitives *p)
{
	return (p->have & m->required) == m->required &&
	       (p->have & m->forbidden) == 0;
}

/* The L0TP counts; a random number instead needs no order of events. */
static bool survives(
    const struct sim_trigger *t, const struct sim_mask *m, struct n62_rng *r)
{
	uint32_t x = n62_rng_below(r, m->downscaling);

	return t->downscaling < 1 || x == 0;
}

static void decide_l0(
    const struct sim_trigger *t, struct n62_rng *r, struct sim_decision *d)
{
	for (int i = 0; i < t->masks; i++) {
		const struct sim_mask *m = &t->mask[i];
		bool made = has(m, &d->slot[0]), sent = survives(t, m, r);

		if (m->number < 0) {
			d->control_made = made;
			d->control_sent = made && sent;
			continue;
		}
		d->made |= (uint16_t)(made << m->number);
		d->sent |= (uint16_t)((made && sent) << m->number);
	}
	d->data = (uint8_t)((d->sent ? N62_RAW_PHYSICS : 0) |
			    (d->control_sent ? N62_RAW_CONTROL : 0));
	/* what is kept without any trigger is called physics */
	d->type = d->data ? d->data : N62_RAW_PHYSICS;
}

static bool passes(const struct sim_trigger *t, const struct n62_hits *h,
    const struct sim_mask *m, struct sim_decision *d)
{
	for (int k = 0; k < m->ncalls; k++)
		if (sim_l1_ask(t, h, d->time, &m->call[k], &d->verdicts) ==
		    m->call[k].forbidden)
			return false;
	return true;
}

enum {
	SPECIAL_SLOTS = 3
};

void sim_decide_l1(const struct sim_trigger *t, const struct n62_hits *h,
    struct sim_decision *d)
{
	for (int i = 0; i < t->masks; i++) {
		const struct sim_mask *m = &t->mask[i];

		if (m->number < 0 || !(d->sent >> m->number & 1) ||
		    !passes(t, h, m, d))
			continue;
		d->l1masks |= (uint16_t)(1u << m->number);
		d->l1 |= m->ncalls > 0 ? SIM_L1_ACCEPTED : SIM_L1_DISABLED;
	}
	if (d->control_sent || d->type == N62_RAW_PERIODIC)
		d->l1 |= SIM_L1_AUTOPASS;
	d->kept = d->l1 != 0;
}

void sim_decide_l0(const struct sim_trigger *t, struct sim_event *ev,
    const struct n62_hits *h, uint32_t run, struct sim_decision *d)
{
	static const int steps[SPECIAL_SLOTS] = { 0, -1, 1 };

	*d = (struct sim_decision){ 0 };
	d->time = ev->periodic ? ev->phase : sim_l0_time(t, h, ev->phase);
	for (int k = 0; k < SPECIAL_SLOTS; k++)
		sim_l0_primitives(
		    t, h, d->time + 2 * steps[k] * t->window, run, &d->slot[k]);
	if (ev->periodic)
		d->type = d->data = N62_RAW_PERIODIC;
	else
		decide_l0(t, &ev->rng[SIM_RNG_TRIGGER], d);
}

/* ---- into columns --------------------------------------------------- */

static uint8_t fine_of(double time, double from)
{
	double fine = floor((time - from) / (N62_CLOCK / 256));

	return (uint8_t)fmin(fmax(fine, 0), 255);
}

/* Bits of the quality and of the flags of an algorithm. */
enum {
	QUALITY_PROCESSED = 1 << 6,
	QUALITY_VERDICT = 1,
	FLAGS_ENABLED = 1 << 6,
	FLAGS_REQUIRED = 1 << 2,
	QUALITY_OVERFLOW = 1 << 1
};

static const struct sim_verdict *verdict_of(
    const struct sim_decision *d, const struct sim_call *call)
{
	return &d->verdicts.of[call->algorithm][call->kind];
}

/* Both 0 when it was not asked. */
static uint8_t quality_of(const struct sim_verdict *v)
{
	if (!v->asked)
		return 0;
	return (uint8_t)(QUALITY_PROCESSED |
			 (v->overflow ? QUALITY_OVERFLOW : 0) |
			 (v->positive ? QUALITY_VERDICT : 0));
}

static uint8_t flags_of(
    const struct sim_verdict *v, const struct sim_call *call)
{
	if (!v->asked)
		return 0;
	return FLAGS_ENABLED | (call->forbidden ? 0 : FLAGS_REQUIRED);
}

/* Of all algorithms of a mask, by their numbers. */
static void fill_algorithms(const struct sim_decision *d,
    const struct sim_mask *m, uint8_t *quality, uint8_t *flags)
{
	for (int k = 0; k < m->ncalls; k++) {
		const struct sim_call *call = &m->call[k];
		const struct sim_verdict *v = verdict_of(d, call);

		quality[call->algorithm] = quality_of(v);
		flags[call->algorithm] = flags_of(v, call);
	}
}

static int fill_l1(const struct sim_trigger *t, const struct sim_decision *d,
    struct n62_hits *h, struct n62_err *err)
{
	struct n62_group_data *g = &h->group[N62_G_L1];

	for (int i = 0; i < t->masks; i++) {
		const struct sim_mask *m = &t->mask[i];
		uint8_t kind = 0;
		bool pass;

		if (m->number < 0 || !(d->sent >> m->number & 1))
			continue;
		if (n62_hits_add(h, N62_G_L1, err) < 0)
			return -1;
		pass = d->l1masks >> m->number & 1;
		for (int k = 0; k < m->ncalls; k++)
			if (m->call[k].algorithm == L1_STRAW)
				kind = m->call[k].kind;
		((uint8_t *)g->v[N62_L1_MASK])[g->n - 1] = (uint8_t)m->number;
		((uint8_t *)g->v[N62_L1_WORD])[g->n - 1] =
		    !pass           ? 0
		    : m->ncalls > 0 ? SIM_L1_ACCEPTED
				    : SIM_L1_DISABLED;
		((uint8_t *)g->v[N62_L1_ALGORITHMS])[g->n - 1] =
		    (uint8_t)m->ncalls;
		((uint16_t *)g->v[N62_L1_REDUCTION])[g->n - 1] = 1;
		((uint8_t *)g->v[N62_L1_FINE])[g->n - 1] = fine_of(d->time, 0);
		((uint8_t *)g->v[N62_L1_REFERENCE])[g->n - 1] =
		    (uint8_t)(kind << 4);
		fill_algorithms(d, m,
		    (uint8_t *)g->v[N62_L1_QUALITY] +
			L1_ALGORITHMS * (g->n - 1),
		    (uint8_t *)g->v[N62_L1_ALGORITHM_FLAGS] +
			L1_ALGORITHMS * (g->n - 1));
	}
	return 0;
}

int sim_decision_fill(const struct sim_trigger *t, const struct sim_decision *d,
    struct n62_hits *h, struct n62_err *err)
{
	void *const *v = h->group[N62_G_EVENT].v;
	size_t i = h->events;
	uint16_t *word = (uint16_t *)v[N62_EV_PRIMITIVE] + 21 * i;
	uint8_t *fine = (uint8_t *)v[N62_EV_PRIMITIVE_FINE] + 21 * i;

	((uint8_t *)v[N62_EV_FINE])[i] = fine_of(d->time, 0);
	((uint8_t *)v[N62_EV_L0TYPE])[i] = d->type;
	((uint8_t *)v[N62_EV_L1WORD])[i] = d->l1;
	((uint8_t *)v[N62_EV_DATATYPE])[i] = d->data;
	((uint16_t *)v[N62_EV_MASKS])[i] = d->sent;
	for (int s = 0; s < SPECIAL_SLOTS; s++)
		for (int k = 0; k < L0_DETECTORS; k++) {
			const struct sim_primitives *p = &d->slot[s];

			if (p->word[k] == 0)
				continue;
			word[7 * s + k] = p->word[k];
			fine[7 * s + k] = fine_of(p->time[k], 0);
		}
	return fill_l1(t, d, h, err);
}

/* ---- into the L1TP block -------------------------------------------- */

static uint32_t whole(double x)
{
	return (uint32_t)(int32_t)fmax(-1e9, fmin(1e9, round(x)));
}

/* Vertices of four tracks, their momenta, how close two of them come, how far
 * from the axis of the beam, and how many they are: mm and MeV, CHOICE. */
static void set_tracks(const struct sim_l1_tracks *k, uint32_t data[11])
{
	for (int i = 0; i < k->n && i < 4; i++) {
		data[i] = whole(k->v[i].z);
		data[4 + i] = whole(k->v[i].charge * k->v[i].momentum);
	}
	if (k->n > 1) {
		data[8] = whole(k->closest);
		data[9] = whole(k->displaced);
	}
	data[10] = (uint32_t)k->n;
}

/* An algorithm that was not asked has only its size. */
static void set_algorithm(const struct sim_trigger *t,
    const struct sim_decision *d, const struct sim_call *call, int order,
    struct n62_raw_l1algo *a)
{
	const struct sim_verdict *v = verdict_of(d, call);
	bool straw = call->algorithm == L1_STRAW;

	a->words = straw ? 13 : 4;
	if (!v->asked)
		return;
	a->order = (uint8_t)order;
	a->algorithm = call->algorithm;
	a->quality = quality_of(v);
	a->downscale = 1;
	a->window = (uint8_t)sim_l1_window(t, call->algorithm);
	a->flags = flags_of(v, call);
	if (straw) {
		set_tracks(&d->verdicts.tracks, a->data);
		return;
	}
	a->data[0] = v->count;
	a->data[1] = fine_of(d->time, 0);
}

int sim_decision_algorithms(const struct sim_trigger *t,
    const struct sim_decision *d, struct n62_raw_event *e, struct n62_err *err)
{
	for (uint32_t i = 0; i < e->n[N62_RAW_A_L1MASK]; i++) {
		const struct sim_mask *m = sim_mask_of(t, e->l1mask[i].id);
		struct n62_raw_l1algo *a;

		if (!m)
			continue;
		a = n62_raw_more(e, N62_RAW_A_L1ALGO, (uint32_t)m->ncalls, err);
		if (!a)
			return -1;
		e->l1mask[i].n = (uint32_t)m->ncalls;
		e->l1mask[i].first =
		    e->n[N62_RAW_A_L1ALGO] - (uint32_t)m->ncalls;
		for (int k = 0; k < m->ncalls; k++)
			set_algorithm(t, d, &m->call[k], k, &a[k]);
	}
	return 0;
}
