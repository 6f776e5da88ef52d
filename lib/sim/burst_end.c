/*
 * burst_end.c - the end of a burst: what the L0TP, the PCs of L1 and L2 and the
 * beam line say of it, as an event and as a row of table burst.
 */
#include <string.h>

#include "sim/burst.h"

/* Clocks since the start of the burst: behind the spill (CHOICE). */
#define SPILL_END 280000000u

/* Words of the block of the L0TP, see na62-raw(5). */
enum {
	EOB_CONTROL_DOWNSCALING = 2,
	EOB_CONTROL_MADE = 3,
	EOB_PRIMITIVES = 6,
	EOB_PERIODIC = 15,
	EOB_CONTROL_SENT = 17,
	EOB_MASKS = 18,
	EOB_MASK_WORDS = 12
};

/* Of the bodies of packets of L1 and L2. */
enum {
	L1_WORDS = 64,
	L2_WORDS = 63
};

static void fill_l0eob(const struct sim_trigger *t,
    const struct n62_sim_sums *s, struct n62_raw_l0eob *b)
{
	const struct sim_mask *control = sim_mask_of(t, -1);

	if (control)
		b->word[EOB_CONTROL_DOWNSCALING] = control->downscaling << 16;
	b->word[EOB_CONTROL_MADE] = (uint32_t)s->control[0];
	b->word[EOB_PERIODIC] = (uint32_t)s->l1[N62_SIM_L1_PERIODIC];
	b->word[EOB_CONTROL_SENT] = (uint32_t)s->control[1];
	for (int k = 0; k < L0_DETECTORS; k++)
		b->word[EOB_PRIMITIVES + k] = (uint32_t)s->primitives[k];
	for (int m = 0; m < SIM_MASKS; m++) {
		uint32_t *w = &b->word[EOB_MASKS + EOB_MASK_WORDS * m];
		const struct sim_mask *mask = sim_mask_of(t, m);

		w[0] = (uint32_t)m;
		w[1] = mask ? mask->downscaling : 0;
		w[2] = (uint32_t)s->sent[m];
		w[3] = (uint32_t)s->made[m];
	}
}

/* Entry i of a field that is at the low end of its words. */
static void put(const struct n62_raw_event *e, const struct n62_raw_packet *p,
    const char *field, unsigned i, uint64_t v)
{
	const struct n62_raw_layout *l =
	    n62_raw_packet_layout(p->detector, p->n);

	for (unsigned k = 0; l && k < l->nfields; k++) {
		const struct n62_raw_field *f = &l->fields[k];

		if (strcmp(f->name, field) == 0)
			e->word[p->first + f->word + i * f->stride] =
			    (uint32_t)v;
	}
}

/* Scalers count the events of the simulation, not those of a real spill. */
static void fill_beam(const struct n62_sim_run *r, const struct n62_sim_sums *s,
    const struct n62_raw_event *e)
{
	enum {
		QX,
		Q1_OR,
		MUV3 = 3,
		NHOD
	};
	const struct n62_raw_packet *p = e->packet;
	float protons = (float)(r->sim->trigger->protons * r->sim->intensity);
	uint32_t bits;

	memcpy(&bits, &protons, sizeof bits);
	put(e, p, "t10-intensity", 0, bits);
	put(e, p, "scaler", QX, s->opposite);
	put(e, p, "scaler", Q1_OR, s->any);
	put(e, p, "scaler", MUV3, s->primitives[L0_D_MUV3]);
	put(e, p, "scaler", NHOD, s->primitives[L0_E_NEWCHOD]);
}

/*
 * One PC did the L1 and the L2 of all events. What it counts is what L0 sent,
 * also when events are kept that L0 did not send.
 */
static int add_l1(
    const struct n62_sim_sums *s, struct n62_raw_event *e, struct n62_err *err)
{
	static const struct {
		const char *name;
		int count;
	} fields[] = {
		{ "input", N62_SIM_L1_INPUT },
		{ "control", N62_SIM_L1_CONTROL },
		{ "periodic", N62_SIM_L1_PERIODIC },
		{ "physics", N62_SIM_L1_PHYSICS },
		{ "several", N62_SIM_L1_SEVERAL },
		{ "requests", N62_SIM_L1_OUTPUT },
		{ "output", N62_SIM_L1_OUTPUT },
		{ "accepted", N62_SIM_L1_ACCEPTED },
		{ "disabled", N62_SIM_L1_DISABLED },
		{ "autopass", N62_SIM_L1_AUTOPASS },
	};
	const struct n62_raw_packet *p =
	    n62_raw_packet_add(e, N62_RAW_L1TP, L1_WORDS, err);

	if (!p)
		return -1;
	put(e, p, "format", 0, 1);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		put(e, p, fields[i].name, 0, s->l1[fields[i].count]);
	for (unsigned m = 0; m < SIM_MASKS; m++) {
		put(e, p, "mask-input", m, s->sent[m]);
		put(e, p, "mask-accepted", m, s->passed[m]);
	}
	return 0;
}

/* L2 decides nothing: everything goes through it. */
static int add_l2(
    const struct n62_sim_sums *s, struct n62_raw_event *e, struct n62_err *err)
{
	const struct n62_raw_packet *p =
	    n62_raw_packet_add(e, N62_RAW_L2EB, L2_WORDS, err);

	if (!p)
		return -1;
	put(e, p, "input", 0, s->l1[N62_SIM_L1_OUTPUT]);
	put(e, p, "control", 0, s->l1[N62_SIM_L1_CONTROL]);
	put(e, p, "periodic", 0, s->l1[N62_SIM_L1_PERIODIC]);
	put(e, p, "physics", 0, s->l1[N62_SIM_L2_PHYSICS]);
	put(e, p, "several", 0, s->l1[N62_SIM_L2_SEVERAL]);
	put(e, p, "output", 0, s->l1[N62_SIM_L1_OUTPUT]);
	put(e, p, "bypass", 0, s->l1[N62_SIM_L1_OUTPUT]);
	for (unsigned m = 0; m < SIM_MASKS; m++)
		put(e, p, "mask-input", m, s->passed[m]);
	return 0;
}

/* The arrays of the event, from its row and the sums. */
static int make_end(const struct n62_sim_run *r, struct sim_worker *w,
    struct n62_sim_sums *sums, const struct n62_hits *h, struct n62_err *err)
{
	if (n62_hits_make(h, 0, &w->make, &w->raw, err) < 0)
		return -1;
	fill_l0eob(r->sim->trigger, sums, &w->raw.l0eob[0]);
	fill_beam(r, sums, &w->raw);
	if (add_l1(sums, &w->raw, err) < 0 || add_l2(sums, &w->raw, err) < 0)
		return -1;
	return n62_simulated_put(&sums->simulated, &w->raw, err);
}

static void set_burst(struct n62_hits *h, int column, uint32_t v)
{
	*(uint32_t *)h->group[N62_G_BURST].v[column] = v;
}

int sim_burst_end(const struct n62_sim_run *r, struct sim_worker *w,
    uint32_t burst, uint64_t decays, struct n62_sim_sums *sums,
    struct n62_hits *h, struct n62_buf *b, struct n62_err *err)
{
	/* of objects, jobs may share a burst: all of them are written */
	uint64_t written =
	    r->objects ? decays : sums->simulated.count[N62_SIMULATED_WRITTEN];
	uint32_t events = (uint32_t)written + 1;

	n62_hits_clear(h);
	b->len = 0;
	if (sim_burst_reserve(h, err) < 0 ||
	    sim_burst_row(r, burst, (uint32_t)decays, h, err) < 0)
		return -1;
	((uint32_t *)h->group[N62_G_EVENT].v[N62_EV_TIME])[0] = SPILL_END;
	((uint8_t *)h->group[N62_G_EVENT].v[N62_EV_L0TYPE])[0] = N62_RAW_EOB;
	if (n62_hits_end_event(h, err) < 0 ||
	    n62_hits_add(h, N62_G_BURST, err) < 0 ||
	    make_end(r, w, sums, h, err) < 0)
		return -1;
	set_burst(h, N62_BU_RUN, r->run);
	set_burst(h, N62_BU_BURST, burst);
	set_burst(h, N62_BU_START, n62_sim_start(burst));
	set_burst(h, N62_BU_VERSION, 1);
	set_burst(h, N62_BU_EVENTS, events);
	set_burst(h, N62_BU_READ, events);
	n62_hits_fill_end(h, &w->raw);
	return n62_raw_encode(&w->raw, b, err);
}
