/*
 * test_raw_damage.c - damage is counted, costs what it must, and no more.
 *
 * usage: test_raw_damage [EVENTS [SEED]]
 */
#include "check.h"
#include "raw_random.h"

#include <inttypes.h>
#include <unistd.h>

static uint64_t events = 150, seed = 4;
static struct n62_err err;

/* ---- one event ------------------------------------------------------ */

static uint32_t count_kind(const struct n62_raw_event *e, int kind)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < e->n[N62_RAW_A_FAULT]; i++)
		n += e->fault[i].kind == kind;
	return n;
}

static bool has_block(
    const struct n62_raw_event *e, const struct n62_raw_block *b)
{
	for (uint32_t i = 0; i < e->n[N62_RAW_A_BLOCK]; i++)
		if (e->block[i].source == b->source &&
		    e->block[i].sub == b->sub)
			return true;
	return false;
}

/* Blocks of the good event that the damaged one has not. */
static uint32_t lost_blocks(
    const struct n62_raw_event *good, const struct n62_raw_event *bad)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < good->n[N62_RAW_A_BLOCK]; i++)
		n += !has_block(bad, &good->block[i]);
	return n;
}

/* Sources of the good event that have lost a block. */
static uint32_t touched_sources(
    const struct n62_raw_event *good, const struct n62_raw_event *bad)
{
	bool touched[256] = { false };
	uint32_t n = 0;

	for (uint32_t i = 0; i < good->n[N62_RAW_A_BLOCK]; i++)
		if (!has_block(bad, &good->block[i]))
			touched[good->block[i].source] = true;
	for (int i = 0; i < 256; i++)
		n += touched[i];
	return n;
}

/* Kinds that only the file as a whole can show, or the channel map. */
static bool of_event(int kind)
{
	return !(kind < N62_RAW_EVENT_MAGIC ||
		 (kind >= N62_RAW_EVENT_NUMBER && kind <= N62_RAW_EVENT_RUN) ||
		 kind == N62_RAW_EOB_ABSENT || kind == N62_RAW_EOB_ORDER ||
		 kind == N62_RAW_SOURCE_UNREAD ||
		 kind == N62_RAW_TEL62_UNCONNECTED ||
		 kind == N62_RAW_SRB_UNCONNECTED ||
		 kind == N62_RAW_CREAM_MASKED);
}

/* How many sources a fault of this kind may cost. */
static uint32_t worst(int kind)
{
	switch (kind) {
	case N62_RAW_POINTER_RANGE:
		return 2; /* both sides of the wrong offset */
	default:
		return n62_raw_kinds[kind].level == N62_RAW_FATAL ? 255 : 1;
	}
}

static bool has_fault(const struct n62_raw_event *e, int32_t source)
{
	for (uint32_t i = 0; i < e->n[N62_RAW_A_FAULT]; i++)
		if (e->fault[i].source == source)
			return true;
	return false;
}

/*
 * Whether all sources without a fault have the same values in both: encoded
 * without the others, the two are the same bytes.
 */
static bool others_same(struct n62_raw_event *good, struct n62_raw_event *bad)
{
	struct n62_buf a = { 0 }, b = { 0 };
	bool same;

	if (good->n[N62_RAW_A_SOURCE] != bad->n[N62_RAW_A_SOURCE])
		return false;
	bad->head = good->head;
	for (uint32_t i = 0; i < good->n[N62_RAW_A_SOURCE]; i++) {
		struct n62_raw_source *x = &good->source[i];
		struct n62_raw_source *y = &bad->source[i];

		if (!has_fault(bad, x->id) && !has_fault(bad, y->id))
			continue;
		x->nblocks = y->nblocks = 0;
		y->id = x->id;
	}
	same = n62_raw_encode(good, &a, &err) == 0 &&
	       n62_raw_encode(bad, &b, &err) == 0 && a.len == b.len &&
	       memcmp(a.data, b.data, a.len) == 0;
	n62_buf_free(&a);
	n62_buf_free(&b);
	return same;
}

static void spoil_one(int kind, uint64_t i, uint32_t *made,
    struct n62_raw_event *good, struct n62_raw_event *bad, struct n62_buf *b)
{
	enum rnd_family family = i % 4 == 3 ? RND_EOB : RND_SIMULATED;
	struct n62_raw_options o;
	uint64_t count[N62_RAW_KINDS] = { 0 };
	struct n62_rng rng;
	uint32_t lost;
	int r;

	n62_raw_options_init(&o, 9000);
	n62_rng_init(&rng, seed, i, (uint32_t)kind);
	rnd_event(good, family, seed, (uint32_t)i);
	b->len = 0;
	CHECK(n62_raw_encode(good, b, &err) == 0);
	CHECK(n62_raw_decode(good, b->data, b->len, 0, &o, NULL, &err) == 1);
	r = n62_raw_spoil(b, (enum n62_raw_kind)kind, &rng, &err);
	CHECK(r >= 0);
	if (r <= 0)
		return;
	++*made;
	r = n62_raw_decode(bad, b->data, b->len, 0, &o, count, &err);
	if (!CHECK(count[kind] > 0) || !CHECK(count_kind(bad, kind) > 0))
		check_note("%s, seed %" PRIu64 ", event %" PRIu64,
		    n62_raw_kinds[kind].name, seed, i);
	CHECK(r == (n62_raw_kinds[kind].level != N62_RAW_FATAL));
	if (r == 0)
		return;
	lost = lost_blocks(good, bad);
	if (n62_raw_kinds[kind].level == N62_RAW_WARNING &&
	    kind != N62_RAW_BOARD_MISSING && kind != N62_RAW_PIECE_MISSING &&
	    !CHECK(lost == 0))
		check_note("%s: a warning has cost %" PRIu32 " blocks",
		    n62_raw_kinds[kind].name, lost);
	if (!CHECK(touched_sources(good, bad) <= worst(kind)))
		check_note("%s: %" PRIu32 " sources touched",
		    n62_raw_kinds[kind].name, touched_sources(good, bad));
	if (!CHECK(others_same(good, bad)))
		check_note(
		    "%s: other sources differ", n62_raw_kinds[kind].name);
}

static void every_kind(void)
{
	struct n62_raw_event good = { 0 }, bad = { 0 };
	struct n62_buf b = { 0 };
	uint32_t all = 0, kinds = 0;

	for (int kind = 0; kind < N62_RAW_KINDS; kind++) {
		uint32_t made = 0;

		if (!of_event(kind))
			continue;
		for (uint64_t i = 0; i < events; i++)
			spoil_one(kind, i, &made, &good, &bad, &b);
		if (!CHECK(made > 0))
			check_note(
			    "%s was never made", n62_raw_kinds[kind].name);
		all += made;
		kinds++;
	}
	check_note("%" PRIu32 " kinds in %" PRIu32 " events, seed %" PRIu64,
	    kinds, all, seed);
	n62_buf_free(&b);
	n62_raw_free(&good);
	n62_raw_free(&bad);
}

/* ---- names and texts ------------------------------------------------ */

static void names(void)
{
	struct n62_buf b = { 0 };
	struct n62_raw_fault f = { .at = 68,
		.event = 4660,
		.source = 0x18,
		.board = 0,
		.kind = N62_RAW_TEL62_SLOT };
	int condition = 0;

	for (int i = 0; i < N62_RAW_KINDS; i++) {
		CHECK(n62_raw_kind_find(n62_raw_kinds[i].name) == i);
		CHECK(n62_raw_kinds[i].condition == condition ||
		      n62_raw_kinds[i].condition == condition + 1);
		condition = n62_raw_kinds[i].condition;
	}
	CHECK(condition == 25);
	CHECK(n62_raw_kind_find("nothing") == -1);
	CHECK(n62_raw_fault_text(&f, &b, &err) == 0);
	CHECK_TEXT(n62_buf_text(&b, &err),
	    "event 4660, byte 68, source CHOD (0x18), board 0: "
	    "a slot of no words");
	b.len = 0;
	f = (struct n62_raw_fault){ .at = 0,
		.event = UINT32_MAX,
		.source = -1,
		.board = -1,
		.kind = N62_RAW_FILE_VERSION };
	CHECK(n62_raw_fault_text(&f, &b, &err) == 0);
	CHECK_TEXT(
	    n62_buf_text(&b, &err), "byte 0: the version of the file is not 1");
	n62_buf_free(&b);
}

/* ---- any bytes ------------------------------------------------------ */

/* Random changes of many bytes: it ends, and faults stay inside the event. */
static void any_bytes(void)
{
	struct n62_raw_event x = { 0 };
	struct n62_buf b = { 0 }, text = { 0 };
	struct n62_raw_options o;
	uint64_t lost = 0, i;

	n62_raw_options_init(&o, 9000);
	for (i = 0; i < 20 * events; i++) {
		struct n62_rng g;
		uint32_t n;

		n62_rng_init(&g, seed, i, 99);
		rnd_event(&x, (enum rnd_family)(i % (RND_SIMULATED + 1)), seed,
		    (uint32_t)i);
		b.len = text.len = 0;
		CHECK(n62_raw_encode(&x, &b, &err) == 0);
		n = 1 + n62_rng_below(&g, 30);
		while (n-- > 0)
			b.data[n62_rng_below(&g, (uint32_t)b.len)] ^=
			    (char)(1 << n62_rng_below(&g, 8));
		if (i % 5 == 0)
			b.len = n62_rng_below(&g, (uint32_t)b.len);
		/* A copy of exactly that size, for the sanitizer. */
		unsigned char *copy = malloc(b.len + 1);

		memcpy(copy, b.data, b.len);
		CHECK(n62_raw_decode(&x, copy, b.len, 0, &o, NULL, &err) >= 0);
		for (uint32_t k = 0; k < x.n[N62_RAW_A_FAULT]; k++)
			CHECK(x.fault[k].at <= b.len);
		lost += x.n[N62_RAW_A_FAULT] > 0;
		if (i % 50 == 0)
			CHECK(n62_raw_dump(copy, b.len, 0, &text, &err) == 0);
		free(copy);
	}
	check_note("%" PRIu64 " events with up to 30 bits changed, %" PRIu64
		   " show it",
	    i, lost);
	n62_buf_free(&b);
	n62_buf_free(&text);
	n62_raw_free(&x);
}

/* ---- burst files ---------------------------------------------------- */

enum {
	in_burst = 40
};

/* A burst in a file of the working directory, and in b. */
static void make_burst(const char *name, struct n62_buf *b)
{
	struct n62_raw_writer *w = n62_raw_writer_new(9000, 20, &err);
	struct n62_raw_event x = { 0 };
	struct n62_buf e = { 0 };
	struct n62_out out;
	struct n62_in in;
	ssize_t n;

	for (uint32_t i = 0; i < in_burst; i++) {
		e.len = 0;
		rnd_event(
		    &x, i == in_burst - 1 ? RND_EOB : RND_SIMULATED, seed, i);
		CHECK(n62_raw_encode(&x, &e, &err) == 0);
		CHECK(n62_raw_writer_add(w, e.data, e.len, &err) == 0);
	}
	CHECK(n62_out_open(&out, name, &err) == 0);
	CHECK(n62_raw_writer_end(w, &out, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	n62_raw_writer_free(w);
	CHECK(n62_in_open(&in, name, &err) == 0);
	CHECK(n62_buf_reserve(b, in.size, &err) == 0);
	n = n62_in_read(&in, b->data, in.size, &err);
	b->len = n > 0 ? (size_t)n : 0;
	n62_in_free(&in);
	n62_buf_free(&e);
	n62_raw_free(&x);
}

static void write_file(const char *name, const struct n62_buf *b)
{
	struct n62_out out;

	CHECK(n62_out_open(&out, name, &err) == 0);
	CHECK(n62_out_write(&out, b->data, b->len, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
}

/* What a reader says of a file. */
struct verdict {
	uint32_t events;
	uint64_t numbers; /* bit i: event i was there */
	uint64_t count[N62_RAW_KINDS];
	uint64_t skipped;
	int status;
};

static struct verdict read_file(const char *name)
{
	struct verdict v = { 0 };
	struct n62_raw_reader *r = n62_raw_open(name, &err);
	const struct n62_raw_burst *burst = NULL;
	struct n62_raw_piece piece;
	struct n62_raw_header h;

	v.status = r ? n62_raw_next_burst(r, &burst, &err) : -1;
	if (v.status <= 0) {
		n62_raw_close(r);
		return v;
	}
	while ((v.status = n62_raw_next_event(r, &piece, &err)) > 0) {
		CHECK(n62_raw_head(&h, piece.bytes, piece.n));
		v.events++;
		if (h.number < 64)
			v.numbers |= (uint64_t)1 << h.number;
	}
	memcpy(v.count, burst->count, sizeof v.count);
	v.skipped = burst->skipped;
	n62_raw_close(r);
	return v;
}

static const uint64_t every = ((uint64_t)1 << in_burst) - 1;
static const char burst_name[] = "na62raw_1500000000-01-009000-0020.dat";

static void file_kinds(void)
{
	static const int kinds[] = { N62_RAW_FILE_MAGIC, N62_RAW_FILE_VERSION,
		N62_RAW_FILE_EMPTY, N62_RAW_FILE_TABLES, N62_RAW_FILE_FIRST,
		N62_RAW_FILE_ORDER, N62_RAW_EVENT_NUMBER, N62_RAW_EVENT_TRIGGER,
		N62_RAW_EVENT_RUN, N62_RAW_EOB_ORDER };
	struct n62_buf good = { 0 }, bad = { 0 };
	struct verdict v;

	make_burst(burst_name, &good);
	v = read_file(burst_name);
	CHECK(v.status == 0 && v.numbers == every && v.skipped == 0);
	for (int i = 0; i < N62_RAW_KINDS; i++)
		CHECK(v.count[i] == 0);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		int kind = kinds[i];
		struct n62_rng rng;

		n62_rng_init(&rng, seed, i, 0);
		bad.len = 0;
		CHECK(n62_buf_add(&bad, good.data, good.len, &err) == 0);
		CHECK(n62_raw_spoil_file(
			  &bad, (enum n62_raw_kind)kind, &rng, &err) == 1);
		write_file(burst_name, &bad);
		v = read_file(burst_name);
		if (!CHECK(v.status == 0 && v.count[kind] == 1))
			check_note("%s", n62_raw_kinds[kind].name);
		if (n62_raw_kinds[kind].level == N62_RAW_WARNING)
			CHECK(v.numbers == every);
		else
			CHECK(v.events == 0);
	}
	unlink(burst_name);
	n62_buf_free(&good);
	n62_buf_free(&bad);
}

/* Kinds of the file that an event can show. */
static void event_in_file(void)
{
	static const struct {
		int kind;
		uint32_t event;
	} cases[] = { { N62_RAW_EVENT_BURST, 7 },
		{ N62_RAW_EOB_ABSENT, in_burst - 1 } };
	const char *name = "raw-event.dat";

	for (size_t k = 0; k < 2; k++) {
		struct n62_raw_writer *w = n62_raw_writer_new(9000, 20, &err);
		struct n62_raw_event x = { 0 };
		struct n62_buf e = { 0 };
		struct n62_out out;
		struct verdict v;
		struct n62_rng g;

		n62_rng_init(&g, seed, k, 3);
		for (uint32_t i = 0; i < in_burst; i++) {
			e.len = 0;
			rnd_event(&x,
			    i == in_burst - 1 ? RND_EOB : RND_SIMULATED, seed,
			    i);
			CHECK(n62_raw_encode(&x, &e, &err) == 0);
			if (i == cases[k].event)
				CHECK(n62_raw_spoil(&e,
					  (enum n62_raw_kind)cases[k].kind, &g,
					  &err) == 1);
			CHECK(n62_raw_writer_add(w, e.data, e.len, &err) == 0);
		}
		CHECK(n62_out_open(&out, name, &err) == 0);
		CHECK(n62_raw_writer_end(w, &out, &err) == 0);
		CHECK(n62_out_commit(&out, &err) == 0);
		n62_out_free(&out);
		v = read_file(name);
		CHECK(v.status == 0 && v.count[cases[k].kind] == 1);
		CHECK(v.events == in_burst - (k == 1));
		n62_raw_writer_free(w);
		n62_buf_free(&e);
		n62_raw_free(&x);
	}
	unlink(name);
}

/* Any one event with a broken frame costs that event alone. */
static void one_event_lost(void)
{
	static const int kinds[] = { N62_RAW_EVENT_MAGIC, N62_RAW_EVENT_LENGTH,
		N62_RAW_EVENT_TRAILER };
	const char *name = "raw-damage.dat";
	struct n62_buf good = { 0 }, bad = { 0 };
	struct verdict v;

	make_burst(name, &good);
	for (uint32_t k = 0; k < 3 * in_burst; k++) {
		uint32_t i = k / 3;
		const char *offsets = good.data + 16 + 8 * in_burst;
		size_t at = 4 * (size_t)n62_get32(offsets + 4 * i);
		unsigned char *p;
		int kind = kinds[k % 3];

		bad.len = 0;
		CHECK(n62_buf_add(&bad, good.data, good.len, &err) == 0);
		p = (unsigned char *)bad.data + at;
		if (kind == N62_RAW_EVENT_MAGIC)
			p[3] ^= 4;
		else if (kind == N62_RAW_EVENT_LENGTH)
			n62_put32(p + 4, k % 2 ? 3 : 0x3fffffff);
		else
			p[4 * (size_t)n62_get32(p + 4) - 4] ^= 1;
		write_file(name, &bad);
		v = read_file(name);
		CHECK(v.status == 0 && v.count[kind] == 1);
		if (!CHECK(v.numbers == (every & ~((uint64_t)1 << i))))
			check_note("%s of event %" PRIu32,
			    n62_raw_kinds[kind].name, i);
		CHECK(v.skipped > 0);
	}
	unlink(name);
	n62_buf_free(&good);
	n62_buf_free(&bad);
}

/* A file that ends anywhere gives the events before and says so. */
static void cut_anywhere(void)
{
	const char *name = "raw-cut.dat";
	struct n62_buf good = { 0 }, bad = { 0 };
	size_t step;

	make_burst(name, &good);
	step = good.len / 300;
	for (size_t n = 0; n < good.len; n += 1 + step) {
		struct verdict v;
		uint64_t sum = 0;

		bad.len = 0;
		CHECK(n62_buf_add(&bad, good.data, n, &err) == 0);
		write_file(name, &bad);
		v = read_file(name);
		for (int i = 0; i < N62_RAW_KINDS; i++)
			sum += v.count[i];
		CHECK(v.status == 0);
		CHECK(n == 0 || sum > 0);
		CHECK((v.numbers & (v.numbers + 1)) == 0);
	}
	unlink(name);
	n62_buf_free(&good);
	n62_buf_free(&bad);
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/test_raw_damage.XXXXXX";

	if (argc > 1 && n62_get_u64(argv[1], strlen(argv[1]), &events) < 0)
		return 2;
	if (argc > 2 && n62_get_u64(argv[2], strlen(argv[2]), &seed) < 0)
		return 2;
	if (!mkdtemp(dir) || chdir(dir) != 0)
		return 1;
	check_run("kinds of damage have names and texts", names);
	check_run("every kind is counted and costs what it must", every_kind);
	check_run("any bytes can be decoded", any_bytes);
	check_run("damage of the file", file_kinds);
	check_run("an event of another burst, no end of burst", event_in_file);
	check_run("a broken frame costs one event", one_event_lost);
	check_run("a file may end anywhere", cut_anywhere);
	if (chdir("/") != 0 || rmdir(dir) != 0)
		return 1;
	return check_end();
}
