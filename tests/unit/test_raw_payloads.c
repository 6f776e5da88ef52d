/*
 * test_raw_payloads.c - events of raw bursts there and back.
 *
 * usage: test_raw_payloads [EVENTS [SEED]]
 *
 * For random events x of every kind of payload, decode(encode(x)) is x, and
 * for their bytes y, encode(decode(y)) is y. Times are checked once more
 * against the formulas of the format, written down a second time in
 * floating point.
 */
#include "check.h"
#include "raw_random.h"

#include <inttypes.h>
#include <math.h>

static uint64_t events = 3000, seed = 20181112;
static struct n62_err err;

/* ---- comparing ------------------------------------------------------ */

#define SAME(a) (x->a == y->a)

static bool same_block(
    const struct n62_raw_block *x, const struct n62_raw_block *y)
{
	return SAME(source) && SAME(payload) && SAME(format) && SAME(trigger) &&
	       SAME(sub) && SAME(spare) && SAME(timestamp) && SAME(number) &&
	       SAME(n) && SAME(head) && SAME(clock) && SAME(samples) &&
	       (x->n == 0 || SAME(first));
}

static bool same_tdc(const struct n62_raw_tdc *x, const struct n62_raw_tdc *y)
{
	return SAME(time) && SAME(channel) && SAME(word) && SAME(edge);
}

static bool same_fpga(
    const struct n62_raw_fpga *x, const struct n62_raw_fpga *y)
{
	return SAME(first) && SAME(n) && SAME(nerrors) && SAME(number) &&
	       SAME(spare) && SAME(flags) && SAME(error0) && SAME(block) &&
	       (x->nerrors == 0 || SAME(error));
}

static bool same_straw(
    const struct n62_raw_straw *x, const struct n62_raw_straw *y)
{
	return SAME(time) && SAME(channel) && SAME(edge) && SAME(flags);
}

static bool same_giga(
    const struct n62_raw_giga *x, const struct n62_raw_giga *y)
{
	return SAME(lead) && SAME(trail) && SAME(station) && SAME(chip) &&
	       SAME(quarter) && SAME(pixel_group) && SAME(arbiter) &&
	       SAME(pileup) && SAME(flags);
}

static bool same_group(
    const struct n62_raw_group *x, const struct n62_raw_group *y)
{
	return SAME(first) && SAME(n) && SAME(number) && SAME(timestamp) &&
	       SAME(count) && SAME(before) && SAME(chip) && SAME(type);
}

static bool same_cell(
    const struct n62_raw_cell *x, const struct n62_raw_cell *y)
{
	return SAME(channel) && SAME(first) && SAME(n);
}

static bool same_text(
    const struct n62_raw_text *x, const struct n62_raw_text *y)
{
	return SAME(first) && SAME(n) && SAME(head) && SAME(number);
}

static bool same_packet(
    const struct n62_raw_packet *x, const struct n62_raw_packet *y)
{
	return SAME(first) && SAME(n) && SAME(timestamp) && SAME(detector) &&
	       SAME(block);
}

static bool same_l0tp(
    const struct n62_raw_l0tp *x, const struct n62_raw_l0tp *y)
{
	bool same = SAME(fine) && SAME(data_type) && SAME(type) &&
		    SAME(previous_type) && SAME(flags) && SAME(previous) &&
		    SAME(word7) && memcmp(x->primitives, y->primitives, 4) == 0;

	for (int i = 0; i < 3; i++) {
		same = same && SAME(slot[i].spare) && SAME(slot[i].pad);
		for (int k = 0; k < 7; k++)
			same = same && SAME(slot[i].primitive[k]) &&
			       SAME(slot[i].fine[k]);
	}
	return same;
}

static bool same_l1tp(
    const struct n62_raw_l1tp *x, const struct n62_raw_l1tp *y)
{
	return SAME(first) && SAME(n) && SAME(length) && SAME(fine) &&
	       SAME(source) && SAME(flag_mode) && SAME(format) &&
	       SAME(bypass) && SAME(downscale) && SAME(reduction) &&
	       SAME(autoflag);
}

static bool same_l1mask(
    const struct n62_raw_l1mask *x, const struct n62_raw_l1mask *y)
{
	return SAME(first) && SAME(n) && SAME(trigger) && SAME(id) &&
	       SAME(flags) && SAME(fine) && SAME(source) && SAME(straw_type) &&
	       SAME(reduction);
}

static bool same_l1algo(
    const struct n62_raw_l1algo *x, const struct n62_raw_l1algo *y)
{
	return SAME(words) && SAME(order) && SAME(algorithm) && SAME(quality) &&
	       SAME(downscale) && SAME(window) && SAME(flags) &&
	       memcmp(x->data, y->data, sizeof x->data) == 0;
}

static bool same_truth(
    const struct n62_raw_truth *x, const struct n62_raw_truth *y)
{
	return SAME(first) && SAME(n) &&
	       memcmp(&x->weight, &y->weight, sizeof x->weight) == 0 &&
	       memcmp(x->decay, y->decay, sizeof x->decay) == 0;
}

static bool same_particle(
    const struct n62_raw_particle *x, const struct n62_raw_particle *y)
{
	return SAME(pdg) && SAME(parent) && SAME(process) && SAME(overlay) &&
	       memcmp(x->start, y->start, sizeof x->start) == 0 &&
	       memcmp(x->p, y->p, sizeof x->p) == 0 &&
	       memcmp(x->end, y->end, sizeof x->end) == 0;
}

static bool same_head(
    const struct n62_raw_header *x, const struct n62_raw_header *y)
{
	return SAME(number) && SAME(burst) && SAME(timestamp) && SAME(l0) &&
	       SAME(l1) && SAME(l2) && SAME(reserved1) && SAME(fine) &&
	       SAME(reserved2) && SAME(processing) && SAME(sob);
}

static bool same_source(
    const struct n62_raw_source *x, const struct n62_raw_source *y)
{
	return SAME(block) && SAME(nblocks) && SAME(id) && SAME(skipped);
}

#define SAME_ALL(which, member, same)                                          \
	for (uint32_t i = 0; i < x->n[which]; i++)                             \
		if (!same(&x->member[i], &y->member[i])) {                     \
			check_note("%s %" PRIu32 " differs", #member, i);      \
			return false;                                          \
		}

static bool same_event(
    const struct n62_raw_event *x, const struct n62_raw_event *y)
{
	for (int i = 0; i < N62_RAW_A_FAULT; i++)
		if (x->n[i] != y->n[i]) {
			check_note("array %d: %" PRIu32 " and %" PRIu32, i,
			    x->n[i], y->n[i]);
			return false;
		}
	if (!same_head(&x->head, &y->head))
		return false;
	SAME_ALL(N62_RAW_A_SOURCE, source, same_source)
	SAME_ALL(N62_RAW_A_BLOCK, block, same_block)
	SAME_ALL(N62_RAW_A_FPGA, fpga, same_fpga)
	SAME_ALL(N62_RAW_A_TDC, tdc, same_tdc)
	SAME_ALL(N62_RAW_A_TEXT, text, same_text)
	SAME_ALL(N62_RAW_A_STRAW, straw, same_straw)
	SAME_ALL(N62_RAW_A_GROUP, group, same_group)
	SAME_ALL(N62_RAW_A_GIGA, giga, same_giga)
	SAME_ALL(N62_RAW_A_CELL, cell, same_cell)
	SAME_ALL(N62_RAW_A_L0TP, l0tp, same_l0tp)
	SAME_ALL(N62_RAW_A_L1TP, l1tp, same_l1tp)
	SAME_ALL(N62_RAW_A_L1MASK, l1mask, same_l1mask)
	SAME_ALL(N62_RAW_A_L1ALGO, l1algo, same_l1algo)
	SAME_ALL(N62_RAW_A_PACKET, packet, same_packet)
	SAME_ALL(N62_RAW_A_TRUTH, truth, same_truth)
	SAME_ALL(N62_RAW_A_PARTICLE, particle, same_particle)
	for (uint32_t i = 0; i < x->n[N62_RAW_A_WORD]; i++)
		if (x->word[i] != y->word[i])
			return false;
	for (uint32_t i = 0; i < x->n[N62_RAW_A_CHAR]; i++)
		if (x->chars[i] != y->chars[i])
			return false;
	for (uint32_t i = 0; i < x->n[N62_RAW_A_SAMPLE]; i++)
		if (x->sample[i] != y->sample[i])
			return false;
	for (uint32_t i = 0; i < x->n[N62_RAW_A_L0EOB]; i++)
		if (memcmp(&x->l0eob[i], &y->l0eob[i], sizeof *x->l0eob) != 0)
			return false;
	return true;
}

/* ---- there and back ------------------------------------------------- */

static bool is_lost(const struct n62_raw_event *e)
{
	for (uint32_t i = 0; i < e->n[N62_RAW_A_FAULT]; i++)
		if (e->fault[i].level > N62_RAW_WARNING &&
		    e->fault[i].kind != N62_RAW_GTK_PCS) {
			check_note("event %" PRIu32 ": %s", e->fault[i].event,
			    n62_raw_kinds[e->fault[i].kind].name);
			return true;
		}
	return false;
}

static void round_trips(enum rnd_family family, const char *name)
{
	struct n62_raw_event x = { 0 }, y = { 0 };
	struct n62_buf first = { 0 }, second = { 0 };
	struct n62_raw_options o;
	uint64_t bytes = 0, good = 0;

	n62_raw_options_init(&o, 9000);
	for (uint64_t i = 0; i < events; i++) {
		rnd_event(&x, family, seed, (uint32_t)i);
		first.len = second.len = 0;
		if (!CHECK(n62_raw_encode(&x, &first, &err) == 0)) {
			check_note("%s", err.text);
			break;
		}
		if (!CHECK(n62_raw_decode(&y, first.data, first.len, 0, &o,
			       NULL, &err) == 1) ||
		    !CHECK(!is_lost(&y)) || !CHECK(same_event(&x, &y)) ||
		    !CHECK(n62_raw_encode(&y, &second, &err) == 0) ||
		    !CHECK(first.len == second.len) ||
		    !CHECK(memcmp(first.data, second.data, first.len) == 0)) {
			check_note("%s: seed %" PRIu64 ", event %" PRIu64, name,
			    seed, i);
			break;
		}
		bytes += first.len;
		good++;
	}
	CHECK(good == events);
	check_note("%s: %" PRIu64 " events there and back, %" PRIu64
		   " MB, seed %" PRIu64,
	    name, good, bytes / 1000000, seed);
	n62_buf_free(&first);
	n62_buf_free(&second);
	n62_raw_free(&x);
	n62_raw_free(&y);
}

static void tel62(void)
{
	round_trips(RND_TEL62, "TEL62");
}

static void srb(void)
{
	round_trips(RND_SRB, "SRB");
}

static void gtk(void)
{
	round_trips(RND_GTK, "GTK");
}

static void cream(void)
{
	round_trips(RND_CREAM, "CREAM");
}

static void l0tp(void)
{
	round_trips(RND_L0TP, "L0TP");
}

static void l1tp(void)
{
	round_trips(RND_L1TP, "L1TP");
}

static void l2(void)
{
	round_trips(RND_L2, "L2");
}

static void dim(void)
{
	round_trips(RND_DIM, "DIM");
}

static void truth(void)
{
	round_trips(RND_TRUTH, "truth");
}

/*
 * The words of a truth block, written down by hand: an electron of 2 MeV/c
 * from the conversion of a photon, in an event of weight 0.5.
 */
static void truth_words(void)
{
	static const uint32_t words[] = { 0x62000007, 45, 0, 0x12345, 1, 1 << 8,
		0, 0, 0x7c000009, 0x01000000 + 8 + 28 + 104, 0x12345,
		2 << 16 | 13 << 8 | 1, 0, 0x3fe00000, 0, 0, 0, 0, 22, 0xffff, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0x03020000, 0x3f800000, 0, 0,
		0xc0000000, 0, 0, 0x40000000, 0, 0, 0x42c80000, 0, 7 };
	static const char name[] = "Kpi0gg";
	unsigned char b[sizeof words], *decay = b + 4 * 14;
	struct n62_raw_event x = { 0 };
	struct n62_raw_options o;
	const struct n62_raw_particle *v;

	n62_raw_options_init(&o, 9000);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		n62_put32(b + 4 * i, words[i]);
	memcpy(decay, name, strlen(name));
	CHECK(n62_raw_decode(&x, b, sizeof b, 0, &o, NULL, &err) == 1);
	CHECK(x.n[N62_RAW_A_FAULT] == 0);
	if (!CHECK(x.n[N62_RAW_A_PARTICLE] == 2))
		return;
	CHECK(x.truth[0].weight == 0.5 && x.truth[0].n == 2);
	CHECK(strcmp(x.truth[0].decay, name) == 0);
	v = x.particle;
	CHECK(v[0].pdg == 22 && v[0].parent == -1);
	CHECK(v[0].process == N62_RAW_OF_BEAM);
	CHECK(v[1].pdg == 11 && v[1].parent == 0);
	CHECK(v[1].process == N62_RAW_OF_CONVERSION && v[1].overlay == 3);
	CHECK(v[1].start[0] == 1 && v[1].start[3] == -2);
	CHECK(v[1].p[2] == 2 && v[1].end[2] == 100);
	n62_raw_free(&x);
}

static void eob(void)
{
	round_trips(RND_EOB, "end of burst");
}

static void all(void)
{
	round_trips(RND_ALL, "all at once");
}

/* ---- times, by the formulas ----------------------------------------- */

static uint32_t ungray(uint32_t v)
{
	uint32_t binary = 0;

	for (; v; v >>= 1)
		binary ^= v;
	return binary;
}

/*
 * A hit of the GTK from its two words, in clocks: t = F 256 + (ct mod 2048)/8
 * + ft/256 - L, all in exact doubles.
 */
static double gtk_lead(const unsigned char *p, double l)
{
	uint32_t w = n62_get32(p + 4), sent = w >> 17 & 0xfff;
	int ct = (int)ungray(sent), ft = (int)ungray(w >> 12 & 31);
	double frame = floor(l / 256);

	if (ft > 20 && (unsigned)__builtin_popcount(sent) % 2 != (w >> 29 & 1))
		ct = (ct + 4095) % 4096;
	if (fabs(fmod(frame, 2)) != ct / 2048)
		frame -= 1;
	return frame * 256 + ct % 2048 / 8.0 + ft / 256.0 - l;
}

/* One PC whose hits lie where the encoder has put them. */
static void gtk_times(void)
{
	struct n62_raw_event x = { 0 };
	struct n62_buf b = { 0 };
	uint64_t hits = 0;

	for (uint32_t i = 0; i < 500; i++) {
		rnd_event(&x, RND_GTK, seed, i);
		b.len = 0;
		if (!CHECK(n62_raw_encode(&x, &b, &err) == 0))
			break;
		/* Words 8 header, 1 pointer, then blocks of 4 and their items:
		 * each group has its hits first. */
		const unsigned char *p = (unsigned char *)b.data + 36;

		for (uint32_t k = 0; k < x.n[N62_RAW_A_GROUP]; k++) {
			const struct n62_raw_group *g = &x.group[k];

			if (k % 10 == 0)
				p += 16;
			for (uint32_t h = 0; h < g->n; h++, p += 8, hits++)
				CHECK(gtk_lead(p, g->timestamp) ==
				      x.giga[g->first + h].lead / 256.0);
			p += 16;
		}
	}
	check_note("%" PRIu64 " leading times of the GTK", hits);
	CHECK(hits > 1000);
	n62_buf_free(&b);
	n62_raw_free(&x);
}

/*
 * Slots of a TEL62 around all places where their 16 bits wrap: the time
 * stamp of a hit comes back wherever it is within 64 clocks.
 */
static void tel62_wraps(void)
{
	static const uint32_t near[] = { 0, 0x800, 0xfff, 0x1000, 0xf000,
		0xffff, 0x10000, 0x10fff, 0x1ffff, 0x7ffff, 0x80000, 0xfffff,
		0x7fffffff, 0xffffffff };
	struct n62_raw_event x = { 0 }, y = { 0 };
	struct n62_buf b = { 0 };
	struct n62_raw_options o;

	n62_raw_options_init(&o, 9000);
	for (size_t i = 0; i < sizeof near / sizeof *near; i++)
		for (int32_t off = -70; off <= 70; off++) {
			struct rnd t = { .e = &x, .full = true };

			n62_rng_init(&t.g, seed, i, 1);
			n62_raw_clear(&x);
			x.head.l0 = 1;
			x.head.timestamp = near[i] + (uint32_t)off;
			rnd_tel62_source(&t, N62_RAW_CHOD, 1, 30);
			for (uint32_t k = 0; k < x.n[N62_RAW_A_TDC]; k++)
				x.tdc[k].time +=
				    256 * (int32_t)(i % 2 ? 50 : -50);
			b.len = 0;
			CHECK(n62_raw_encode(&x, &b, &err) == 0);
			CHECK(n62_raw_decode(
				  &y, b.data, b.len, 0, &o, NULL, &err) == 1);
			CHECK(same_event(&x, &y));
		}
	n62_buf_free(&b);
	n62_raw_free(&x);
	n62_raw_free(&y);
}

/* ---- what cannot be encoded ----------------------------------------- */

static bool refused(struct n62_raw_event *x)
{
	struct n62_buf b = { 0 };
	struct n62_err e = { 0 };
	bool refused = n62_raw_encode(x, &b, &e) < 0 && e.text[0];

	n62_buf_free(&b);
	return refused;
}

static void refusals(void)
{
	struct n62_raw_event x = { 0 };

	rnd_event(&x, RND_FULL, seed, 1);
	CHECK(!refused(&x));
	x.head.number = 1 << 24;
	CHECK(refused(&x));
	x.head.number = 1;
	x.tdc[0].time += 0x20000 * 256;
	CHECK(refused(&x));
	rnd_event(&x, RND_FULL, seed, 1);
	x.tdc[0].channel += 128;
	CHECK(refused(&x));
	rnd_event(&x, RND_FULL, seed, 1);
	x.straw[0].time += 1;
	CHECK(refused(&x));
	rnd_event(&x, RND_FULL, seed, 1);
	x.straw[0].time += 16 * 256;
	CHECK(refused(&x));
	rnd_event(&x, RND_FULL, seed, 1);
	x.giga[0].trail += 64 * 32;
	CHECK(refused(&x));
	rnd_event(&x, RND_FULL, seed, 1);
	x.cell[1].channel = x.cell[0].channel;
	CHECK(refused(&x));
	rnd_event(&x, RND_FULL, seed, 1);
	x.source[0].nblocks = 1 << 20;
	CHECK(refused(&x));
	rnd_event(&x, RND_FULL, seed, 1);
	x.fpga[0].flags |= 1;
	x.fpga[0].block = true;
	CHECK(!refused(&x));
	x.fpga[0].nerrors = 1;
	CHECK(refused(&x));
	rnd_event(&x, RND_TRUTH, seed, 1);
	CHECK(!refused(&x));
	x.truth[0].decay[0] = '\n';
	CHECK(refused(&x));
	rnd_event(&x, RND_TRUTH, seed, 1);
	x.truth[0].weight = NAN;
	CHECK(refused(&x));
	rnd_event(&x, RND_TRUTH, seed, 1);
	x.particle[0].parent = 0;
	CHECK(refused(&x));
	x.particle[0].parent = -1;
	CHECK(!refused(&x));
	x.truth[0].n = 2000;
	CHECK(refused(&x));
	n62_raw_free(&x);
}

/* ---- the end-of-burst packets of more than 16 bits ------------------ */

static void carried_size(void)
{
	struct n62_raw_event x = { 0 }, y = { 0 };
	struct n62_buf b = { 0 };
	struct n62_raw_options o;
	struct rnd t = { .e = &x };
	const unsigned char *block;

	n62_raw_options_init(&o, 9000);
	n62_rng_init(&t.g, seed, 0, 0);
	x.head.l0 = N62_RAW_EOB;
	rnd_dim(&t, 0);
	rnd_more(&t, N62_RAW_A_PACKET, 3);
	x.block[0].n = 3;
	rnd_more(&t, N62_RAW_A_WORD, 20000);
	for (int i = 0; i < 3; i++)
		x.packet[i].n = 20000;
	CHECK(n62_raw_encode(&x, &b, &err) == 0);
	block = (unsigned char *)b.data + 36;
	CHECK(n62_get32(block) == (1u << 24) + 12 + 3 * 80008);
	CHECK(n62_raw_decode(&y, b.data, b.len, 0, &o, NULL, &err) == 1);
	CHECK(y.n[N62_RAW_A_PACKET] == 3 && y.n[N62_RAW_A_FAULT] == 0);
	CHECK(y.block[0].sub == 0 && y.packet[2].n == 20000);
	n62_buf_free(&b);
	n62_raw_free(&x);
	n62_raw_free(&y);
}

int main(int argc, char **argv)
{
	if (argc > 1 && n62_get_u64(argv[1], strlen(argv[1]), &events) < 0)
		return 2;
	if (argc > 2 && n62_get_u64(argv[2], strlen(argv[2]), &seed) < 0)
		return 2;
	check_run("TEL62 there and back", tel62);
	check_run("SRB there and back", srb);
	check_run("GTK there and back", gtk);
	check_run("CREAM there and back", cream);
	check_run("L0TP there and back", l0tp);
	check_run("L1TP there and back", l1tp);
	check_run("L2 there and back", l2);
	check_run("DIM there and back", dim);
	check_run("truth there and back", truth);
	check_run("words of a truth block", truth_words);
	check_run("end of burst there and back", eob);
	check_run("all at once there and back", all);
	check_run("times of the GTK by the formula", gtk_times);
	check_run("slots where 16 bits wrap", tel62_wraps);
	check_run("values without a place are refused", refusals);
	check_run("packets of more than 64 KiB", carried_size);
	return check_end();
}
