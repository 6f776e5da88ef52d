/*
 * burst.c - events as the experiment would write them: numbers and times in
 * the burst, columns and bytes.
 *
 * The number of an event in its burst is that of its decay, and its time
 * follows from that, so that both are known without the events before.
 */
#include "sim/burst.h"

#include <math.h>
#include <string.h>

/* In clocks since the start of the burst: the spill of 4.8 s (na62-detector(7))
 * begins a second after. CHOICE, but for the length. */
#define SPILL_FROM 40000000.0
#define SPILL_LENGTH 192376600.0

enum {
	FIDUCIAL_FROM = 105000, /* mm; arXiv:2312.17188 */
	FIDUCIAL_TO = 180000,
	CLOSEST = 3,         /* clocks between two triggers, 75 ns; RECALLED */
	STARTS = 1534500000, /* seconds since 1970: in August 2018; CHOICE */
	CYCLE = 15           /* seconds from burst to burst; CHOICE */
};

uint32_t n62_sim_start(uint32_t burst)
{
	return STARTS + CYCLE * burst;
}

struct n62_hits_shape sim_shape(void)
{
	return (struct n62_hits_shape){ ((1u << N62_DETS) - 1) |
					    1u << N62_G_L1 | 1u << N62_G_MC |
					    1u << N62_G_EVENT |
					    1u << N62_G_BURST,
		true };
}

/* ---- sums ----------------------------------------------------------- */

static void add_sum(struct n62_sum *to, struct n62_sum from)
{
	unsigned char bytes[N62_SUM_BYTES];
	size_t n = n62_sum_bytes(&from, bytes);

	n62_sum_add_bytes(to, bytes, n);
}

/* Everything but what is simulated. */
static void add_counts(struct n62_sim_sums *to, const struct n62_sim_sums *from)
{
	for (int k = 0; k < 7; k++)
		to->primitives[k] += from->primitives[k];
	for (int m = 0; m < 16; m++) {
		to->made[m] += from->made[m];
		to->sent[m] += from->sent[m];
	}
	for (int m = 0; m < 16; m++)
		to->passed[m] += from->passed[m];
	for (int k = 0; k < N62_SIM_L1_COUNTS; k++)
		to->l1[k] += from->l1[k];
	for (int k = 0; k < 2; k++)
		to->control[k] += from->control[k];
	to->opposite += from->opposite;
	to->any += from->any;
}

void sim_sums_add(struct n62_sim_sums *to, const struct n62_sim_sums *from)
{
	for (int k = 0; k < N62_SIMULATED_COUNTS; k++) {
		to->simulated.count[k] += from->simulated.count[k];
		add_sum(&to->simulated.sum[k], from->simulated.sum[k]);
	}
	add_counts(to, from);
}

void sim_sums_take(struct n62_sim_sums *to, struct n62_sim_sums *burst)
{
	n62_simulated_take(&to->simulated, &burst->simulated);
	add_counts(to, burst);
}

static void count_l1(struct n62_sim_sums *s, const struct sim_decision *d)
{
	bool several = (d->sent & (d->sent - 1)) != 0;
	bool physics = d->sent != 0, is[N62_SIM_L1_COUNTS];

	is[N62_SIM_L1_PERIODIC] = d->type == N62_RAW_PERIODIC;
	is[N62_SIM_L1_INPUT] = d->data != 0;
	is[N62_SIM_L1_CONTROL] = d->control_sent;
	is[N62_SIM_L1_PHYSICS] = physics;
	is[N62_SIM_L1_SEVERAL] = several;
	is[N62_SIM_L1_OUTPUT] = d->kept;
	is[N62_SIM_L1_ACCEPTED] = d->l1 & SIM_L1_ACCEPTED;
	is[N62_SIM_L1_DISABLED] = d->l1 & SIM_L1_DISABLED;
	is[N62_SIM_L1_AUTOPASS] = d->l1 & SIM_L1_AUTOPASS;
	is[N62_SIM_L2_PHYSICS] = physics && d->kept;
	is[N62_SIM_L2_SEVERAL] = several && d->kept;
	for (int k = 0; k < N62_SIM_L1_COUNTS; k++)
		s->l1[k] += is[k];
	for (int m = 0; m < SIM_MASKS; m++)
		s->passed[m] += d->l1masks >> m & 1;
}

static void count_trigger(struct n62_sim_sums *s, const struct sim_decision *d)
{
	for (int k = 0; k < L0_DETECTORS; k++)
		s->primitives[k] += d->slot[0].word[k] != 0;
	for (int m = 0; m < SIM_MASKS; m++) {
		s->made[m] += d->made >> m & 1;
		s->sent[m] += d->sent >> m & 1;
	}
	s->opposite += d->slot[0].have >> L0_QX & 1;
	s->any += d->slot[0].have >> L0_Q1 & 1;
	s->control[0] += d->control_made;
	s->control[1] += d->control_sent;
	count_l1(s, d);
}

/* The kaon is the first true particle. */
static bool is_fiducial(const struct sim_event *ev)
{
	double z = ev->ntruth > 0 ? (double)ev->truth[0].end_z : 0;

	return z >= FIDUCIAL_FROM && z <= FIDUCIAL_TO;
}

static int count_event(struct n62_sim_sums *s, const struct sim_event *ev,
    bool written, struct n62_err *err)
{
	struct n62_simulated *t = &s->simulated;
	double w = ev->weight;

	if ((!ev->periodic &&
		(n62_simulated_add(t, N62_SIMULATED_KAONS, 1) < 0 ||
		    n62_simulated_add(t, N62_SIMULATED_DECAYS, w) < 0 ||
		    (is_fiducial(ev) && n62_simulated_add(t,
					    N62_SIMULATED_FIDUCIAL, w) < 0))) ||
	    (written && n62_simulated_add(t, N62_SIMULATED_WRITTEN, w) < 0))
		return n62_fail(err, N62_DATA,
		    "event %llu has a weight that is no number",
		    (unsigned long long)ev->number);
	return 0;
}

/* ---- an event ------------------------------------------------------- */

static uint32_t burst_of(const struct n62_sim_run *r, uint64_t number)
{
	return r->burst + (uint32_t)(number / r->per_burst);
}

static void set32(struct n62_hits *h, int column, uint32_t v)
{
	((uint32_t *)h->group[N62_G_EVENT].v[column])[h->events] = v;
}

/* The time of the event in its burst, in clocks. */
static double time_of(const struct n62_sim_run *r, struct sim_event *ev)
{
	struct n62_rng *rng = &ev->rng[SIM_RNG_TRIGGER];
	double place = (double)(ev->number % r->per_burst);
	double share = (place + n62_rng_uniform(rng)) / (double)r->per_burst;

	return floor(SPILL_FROM + SPILL_LENGTH * share);
}

/* The time of the trigger, and what was since the one before. */
static void fill_times(const struct n62_sim_run *r, struct sim_event *ev,
    const struct sim_decision *d, struct n62_hits *h)
{
	static const int counted[4] = { L0_A_CHOD, L0_B_RICH, L0_D_MUV3,
		L0_E_NEWCHOD };
	const struct sim_trigger *t = r->sim->trigger;
	struct n62_rng *rng = &ev->rng[SIM_RNG_TRIGGER];
	double now = time_of(r, ev);
	double since = n62_rng_exponential(rng) / (t->rate * N62_CLOCK);
	double others;
	uint8_t *count = h->group[N62_G_EVENT].v[N62_EV_PRIMITIVE_COUNT];

	since = floor(fmin(CLOSEST + since, now));
	others = since * N62_CLOCK * t->primitives * r->sim->intensity;
	set32(h, N62_EV_TIME, (uint32_t)now);
	set32(h, N62_EV_BEFORE, (uint32_t)(now - since));
	((uint8_t *)h->group[N62_G_EVENT].v[N62_EV_BEFORE_TYPE])[h->events] =
	    N62_RAW_PHYSICS;
	for (int k = 0; k < 4; k++)
		count[4 * h->events + (size_t)k] = (uint8_t)fmin(
		    255, floor(others) + (d->slot[0].word[counted[k]] != 0));
}

static int fill_truth(
    const struct sim_event *ev, struct n62_hits *h, struct n62_err *err)
{
	struct n62_group_data *g = &h->group[N62_G_MC];
	char *decay = h->group[N62_G_EVENT].v[N62_EV_DECAY];

	((double *)h->group[N62_G_EVENT].v[N62_EV_WEIGHT])[h->events] =
	    ev->weight;
	/* zeroes behind a name that is shorter than its room */
	if (ev->decay)
		strncpy(decay + (size_t)h->events * N62_RAW_DECAY, ev->decay,
		    N62_RAW_DECAY);
	if (n62_hits_reserve(h, N62_G_MC, ev->ntruth, err) < 0)
		return -1;
	for (uint32_t i = 0; i < ev->ntruth; i++) {
		const struct sim_truth *t = &ev->truth[i];
		const float real[] = { t->x, t->y, t->z, t->t, t->px, t->py,
			t->pz, t->end_x, t->end_y, t->end_z, t->end_t };
		uint32_t k = g->n++;

		((int32_t *)g->v[N62_MC_PDG])[k] = t->pdg;
		((int16_t *)g->v[N62_MC_PARENT])[k] = t->parent;
		((uint8_t *)g->v[N62_MC_PROCESS])[k] = t->process;
		((uint8_t *)g->v[N62_MC_OVERLAY])[k] = t->overlay;
		for (int c = 0; c < N62_MC_COLUMNS - N62_MC_X; c++)
			((float *)g->v[N62_MC_X + c])[k] = real[c];
	}
	return 0;
}

int sim_burst_row(const struct n62_sim_run *r, uint32_t burst, uint32_t number,
    struct n62_hits *h, struct n62_err *err)
{
	if (n62_hits_add(h, N62_G_EVENT, err) < 0)
		return -1;
	set32(h, N62_EV_RUN, r->run);
	set32(h, N62_EV_BURST, burst);
	set32(h, N62_EV_NUMBER, number);
	set32(h, N62_EV_START, n62_sim_start(burst));
	((double *)h->group[N62_G_EVENT].v[N62_EV_WEIGHT])[h->events] = 1;
	return 0;
}

int sim_burst_reserve(struct n62_hits *h, struct n62_err *err)
{
	for (int g = 0; g < N62_G_EVENT; g++)
		if (h->shape.groups >> g & 1 &&
		    n62_hits_reserve(h, g, 1, err) < 0)
			return -1;
	return 0;
}

/* What L0 does not send needs only the detectors that it looks at. */
static int decide(const struct n62_sim_run *r, struct sim_worker *w,
    const struct n62_wiring *wiring, struct n62_hits *h, struct n62_err *err)
{
	struct sim_decision *d = &w->decision;

	if (sim_digitise_some(&w->event, wiring, SIM_L0_LOOKS, h, err) < 0)
		return -1;
	sim_decide_l0(r->sim->trigger, &w->event, h, r->run, d);
	if (r->trigger && d->data == 0)
		return 0;
	if (sim_digitise_some(&w->event, wiring, ~SIM_L0_LOOKS, h, err) < 0)
		return -1;
	sim_decide_l1(r->sim->trigger, h, d);
	return 0;
}

int sim_burst_event(const struct n62_sim_run *r, struct sim_worker *w,
    const struct n62_wiring *wiring, uint64_t number, struct n62_hits *h,
    struct n62_sim_sums *sums, struct n62_err *err)
{
	struct sim_event *ev = &w->event;
	struct sim_decision *d = &w->decision;
	bool periodic = r->trigger && sim_event_is_periodic(r->sim, number);
	bool kept;

	if ((periodic ? sim_event_make_periodic(ev, number, err)
		      : sim_event_make(ev, number, err)) < 0 ||
	    sim_burst_reserve(h, err) < 0 || decide(r, w, wiring, h, err) < 0)
		return -1;
	kept = d->kept || !r->trigger;
	count_trigger(sums, d);
	if (count_event(sums, ev, kept, err) < 0)
		return -1;
	if (!kept) {
		n62_hits_undo_event(h);
		return 0;
	}
	if (sim_burst_row(r, burst_of(r, number),
		(uint32_t)(number % r->per_burst), h, err) < 0)
		return -1;
	fill_times(r, ev, d, h);
	if (sim_decision_fill(r->sim->trigger, d, h, err) < 0 ||
	    (r->truth && fill_truth(ev, h, err) < 0) ||
	    n62_hits_end_event(h, err) < 0)
		return -1;
	return 1;
}

int sim_burst_objects(const struct n62_sim_run *r, struct sim_worker *w,
    uint64_t number, struct n62_sim_objects *o, struct n62_sim_sums *sums,
    struct n62_err *err)
{
	struct sim_event *ev = &w->event;

	if (sim_objects_event(ev, number, r->truth, o, err) < 0 ||
	    count_event(sums, ev, true, err) < 0)
		return -1;
	sim_objects_row(o, r->run, burst_of(r, number),
	    (uint32_t)(number % r->per_burst), time_of(r, ev));
	return 0;
}

int sim_burst_bytes(const struct n62_sim_run *r, struct sim_worker *w,
    const struct n62_hits *h, struct n62_buf *b, struct n62_err *err)
{
	if (n62_hits_make(h, h->events - 1, &w->make, &w->raw, err) < 0 ||
	    sim_decision_algorithms(
		r->sim->trigger, &w->decision, &w->raw, err) < 0)
		return -1;
	return n62_raw_encode(&w->raw, b, err);
}
