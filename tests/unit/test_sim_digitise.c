/*
 * test_sim_digitise.c - pulses become hits: those that are close join, windows
 * and latencies, and hits that come back from the bytes of an event as they
 * were made.
 */
#include "sim_fixture.h"

#include <unistd.h>

static struct n62_conditions *conditions;
static struct n62_wiring *wiring;

static struct n62_hits hits(void)
{
	struct n62_hits h;

	n62_hits_init(
	    &h, (struct n62_hits_shape){
		    (1u << N62_DETS) - 1 + (1u << N62_G_EVENT), true });
	return h;
}

static void digitise(struct n62_hits *h)
{
	if (!CHECK(sim_digitise(&ev, wiring, h, &err) == 0))
		check_note("%s", err.text);
}

static int32_t raw(const struct n62_hits *h, int d, int column, uint32_t i)
{
	return ((int32_t *)h->group[d].v[column])[i];
}

static float real(const struct n62_hits *h, int d, int column, uint32_t i)
{
	return ((float *)h->group[d].v[column])[i];
}

static void joins(void)
{
	struct n62_hits h = hits();
	double tick = wiring->clock / 256;

	next_event();
	ev.phase = 10;
	/* two that overlap; one that comes 9.9 ns later, too soon; another */
	sim_pulse_add(&ev, N62_RICH, 300, 0, 5);
	sim_pulse_add(&ev, N62_RICH, 300, 9.9, 2);
	sim_pulse_add(&ev, N62_RICH, 300, 4, 5);
	sim_pulse_add(&ev, N62_RICH, 300, 17, 6);
	sim_pulse_add(&ev, N62_RICH, 301, 3, 7);
	/* nobody's: no time, no such element */
	sim_pulse_add(&ev, N62_RICH, 302, (double)NAN, 5);
	sim_pulse_add(&ev, N62_RICH, 302, 0, HUGE_VAL);
	sim_pulse_add(&ev, N62_RICH, 302, 1e30, 5);
	sim_pulse_add(&ev, N62_RICH, 309, 0, 5);
	sim_pulse_add(&ev, N62_RICH, -1, 0, 5);
	digitise(&h);
	CHECK(h.group[N62_RICH].n == 3);
	CHECK(raw(&h, N62_RICH, N62_HIT_ELEMENT, 0) == 300);
	CHECK(raw(&h, N62_RICH, N62_HIT_LEAD_RAW, 0) == (int)(10 / tick));
	CHECK(raw(&h, N62_RICH, N62_HIT_TRAIL_RAW, 0) == (int)(21.9 / tick));
	CHECK(raw(&h, N62_RICH, N62_HIT_ELEMENT, 1) == 301);
	CHECK(raw(&h, N62_RICH, N62_HIT_LEAD_RAW, 2) == (int)(27 / tick));
	CHECK(near((double)real(&h, N62_RICH, N62_HIT_LEAD, 2),
	    (int)(27 / tick) * tick, 1e-4));
	n62_hits_free(&h);
}

static void windows(void)
{
	struct n62_hits h = hits();
	double clock = wiring->clock;

	next_event();
	ev.phase = 0;
	/* KTAG: from 2 clocks before the trigger to the end of the 4th */
	sim_pulse_add(&ev, N62_KTAG, 166, -2 * clock - 0.1, 3);
	sim_pulse_add(&ev, N62_KTAG, 168, 5 * clock - 0.2, 3);
	sim_pulse_add(&ev, N62_KTAG, 165, 5 * clock + 0.1, 3);
	/* STRAW: 100 ns before to 300 ns behind */
	sim_pulse_add(&ev, N62_STRAW, 30, -99, 50);
	sim_pulse_add(&ev, N62_STRAW, 31, -101, 50);
	sim_pulse_add(&ev, N62_STRAW, 32, 298, 50);
	sim_pulse_add(&ev, N62_STRAW, 33, 301, 50);
	sim_pulse_add(&ev, N62_GTK, 33, 74, 10);
	sim_pulse_add(&ev, N62_GTK, 34, 76, 10);
	digitise(&h);
	CHECK(h.group[N62_KTAG].n == 2);
	for (uint32_t i = 0; i < 2; i++) {
		bool early = raw(&h, N62_KTAG, N62_HIT_ELEMENT, i) == 166;

		CHECK((raw(&h, N62_KTAG, N62_HIT_LEAD_RAW, i) == N62_NO_EDGE) ==
		      early);
		CHECK((raw(&h, N62_KTAG, N62_HIT_TRAIL_RAW, i) ==
			  N62_NO_EDGE) == !early);
		CHECK(isnan(real(&h, N62_KTAG, N62_HIT_TRAIL, i)) == !early);
	}
	CHECK(h.group[N62_STRAW].n == 3);
	for (uint32_t i = 0; i < 3; i++) {
		int32_t e = raw(&h, N62_STRAW, N62_HIT_ELEMENT, i);
		int32_t lead = raw(&h, N62_STRAW, N62_HIT_LEAD_RAW, i);

		CHECK((lead == N62_NO_EDGE) == (e == 31));
		CHECK(e == 31 || lead % 8 == 0);
		CHECK(e != 30 ||
		      near(lead * clock / 256, -99 - 257 * clock, 0.8));
	}
	CHECK(h.group[N62_GTK].n == 1);
	CHECK(near((double)real(&h, N62_GTK, N62_HIT_LEAD, 0), 74 - 301 * clock,
	    0.06));
	n62_hits_free(&h);
}

/* Pulses everywhere: on any element, at any time. */
static void litter(int d, int n)
{
	uint32_t elements = wiring->map[d].elements;

	for (int i = 0; i < n; i++) {
		double time = uniform(-150, 350), width = uniform(0, 60);
		int32_t e;

		do
			e = (int32_t)n62_rng_below(
			    &ev.rng[SIM_RNG_TRANSPORT], elements);
		while (n62_channel(wiring, d, e) < 0);
		for (int k = 0; k < 1 + i % 3; k++)
			sim_pulse_add(&ev, d, e, time + 17 * k, width);
	}
}

static void set_event(
    struct n62_hits *h, int column, const void *value, size_t size)
{
	memcpy((char *)h->group[N62_G_EVENT].v[column] + h->events * size,
	    value, size);
}

static void add_event(struct n62_hits *h)
{
	uint32_t stamp = n62_rng_u32(&ev.rng[SIM_RNG_TRIGGER]) & 0x7fffffff;
	uint32_t number = (uint32_t)ev.number, run = 9000;
	uint8_t l0 = N62_RAW_PHYSICS;
	double one = 1;

	CHECK(n62_hits_add(h, N62_G_EVENT, &err) == 0);
	set_event(h, N62_EV_RUN, &run, 4);
	set_event(h, N62_EV_NUMBER, &number, 4);
	set_event(h, N62_EV_TIME, &stamp, 4);
	set_event(h, N62_EV_L0TYPE, &l0, 1);
	set_event(h, N62_EV_WEIGHT, &one, 8);
	CHECK(n62_hits_end_event(h, &err) == 0);
}

/* The bytes of the last event of h, and its hits again. */
static void there_and_back(struct n62_hits *h, struct n62_hits *again)
{
	static struct n62_raw_event e;
	static struct n62_make make;
	static struct n62_fill fill;
	uint64_t count[N62_RAW_KINDS] = { 0 };
	struct n62_buf b = { 0 };

	n62_raw_options_init(&make.options, 9000);
	if (!fill.wiring)
		CHECK(n62_fill_init(&fill, &err) == 0);
	fill.wiring = wiring;
	fill.run = 9000;
	if (!CHECK(n62_hits_make(h, h->events - 1, &make, &e, &err) == 0) ||
	    !CHECK(n62_raw_encode(&e, &b, &err) == 0) ||
	    !CHECK(n62_raw_decode(&e, b.data, b.len, 0, &make.options, count,
		       &err) == 1) ||
	    !CHECK(n62_hits_fill(again, &fill, &e, (unsigned char *)b.data,
		       count, &err) == 0))
		check_note("%s", err.text);
	for (int k = 0; k < N62_RAW_KINDS; k++)
		if (k != N62_RAW_GTK_FULL)
			CHECK(count[k] == 0);
	n62_buf_free(&b);
}

static bool same_hits(const struct n62_hits *a, const struct n62_hits *b, int d)
{
	uint32_t n = a->group[d].n;
	bool same = n == b->group[d].n;

	for (int c = 0; same && n > 0 && c < n62_group_docs[d].ncolumns; c++)
		same = memcmp(a->group[d].v[c], b->group[d].v[c],
			   n * n62_type_size(
				   n62_group_docs[d].columns[c].type)) == 0;
	return same;
}

static void round_trip(void)
{
	struct n62_hits h = hits(), again = hits();
	uint32_t n[N62_DETS] = { 0 };

	for (int i = 0; i < 300; i++) {
		next_event();
		ev.phase = uniform(0, 24.95);
		for (int d = 0; d < N62_DETS; d++)
			if (n62_det_info[d].boards != N62_BOARD_CREAM)
				litter(d, (int)uniform(0, 60));
		digitise(&h);
		add_event(&h);
		there_and_back(&h, &again);
		for (int d = 0; d < N62_DETS; d++) {
			if (!CHECK(same_hits(&h, &again, d)))
				check_note("%s", n62_det_info[d].name);
			n[d] += h.group[d].n;
		}
		if (i % 50 == 49) {
			n62_hits_clear(&h);
			n62_hits_clear(&again);
		}
	}
	for (int d = 0; d < N62_DETS; d++)
		if (n62_det_info[d].boards != N62_BOARD_CREAM)
			CHECK(n[d] > 1000);
	n62_hits_free(&h);
	n62_hits_free(&again);
}

/* Offsets and dead channels that a user gives. */
static int read_patch(void)
{
	static const char text[] = "t0 STRAW\n0+1 = 3.5 -2 7.25 for 50 by 3\n"
				   "t0 KTAG\n0+8 = 1.5 for 90 by 8\n"
				   "dead KTAG\n8 16 24\n";
	char name[] = "/tmp/na62-tracking-XXXXXX";
	int fd = mkstemp(name), r = -1;

	if (fd < 0)
		return -1;
	if (write(fd, text, sizeof text - 1) == sizeof text - 1)
		r = n62_conditions_read(conditions, name, &err);
	close(fd);
	unlink(name);
	n62_wiring_free(wiring);
	wiring = r == 0 ? n62_wiring_new(conditions, 9000, &err) : NULL;
	return wiring ? 0 : -1;
}

static void with_conditions(void)
{
	struct n62_hits h = hits();
	double tick = wiring->clock / 256;

	next_event();
	ev.phase = 1;
	sim_pulse_add(&ev, N62_KTAG, 166, 2, 10);
	sim_pulse_add(&ev, N62_KTAG, 167, 2, 10);
	digitise(&h);
	/* 167 is on channel 8, which is dead */
	CHECK(h.group[N62_KTAG].n == 1);
	CHECK(raw(&h, N62_KTAG, N62_HIT_LEAD_RAW, 0) == (int)(4.5 / tick));
	CHECK(near((double)real(&h, N62_KTAG, N62_HIT_LEAD, 0), 3, 0.1));
	n62_hits_free(&h);
	round_trip();
}

/* ---- */

int main(void)
{
	conditions = n62_conditions_new(&err);
	wiring = conditions ? n62_wiring_new(conditions, 9000, &err) : NULL;
	if (!wiring || prepare() < 0) {
		check_note("%s", err.text);
		return 1;
	}
	check_run("pulses that are close join", joins);
	check_run("windows of the readout, latencies", windows);
	check_run("hits come back from bytes as they were made", round_trip);
	if (read_patch() < 0) {
		check_note("%s", err.text);
		return 1;
	}
	check_run("the same with offsets and dead channels", with_conditions);
	n62_wiring_free(wiring);
	n62_conditions_free(conditions);
	release();
	return check_end();
}
