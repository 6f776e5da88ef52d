/*
 * test_raw_files.c - burst files: names, the examples of the format's
 * description, compressed and packed files, header-less ones, hostile ones.
 */
#include "check.h"
#include "raw_random.h"

#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <unistd.h>

static const uint64_t seed = 12;
static struct n62_err err;
static char *top;

enum {
	in_burst = 60
};

/* ---- helpers -------------------------------------------------------- */

static void save(const char *name, const void *bytes, size_t n)
{
	struct n62_out out;

	CHECK(n62_out_open(&out, name, &err) == 0);
	CHECK(n62_out_write(&out, bytes, n, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
}

static void load(const char *name, struct n62_buf *b)
{
	struct n62_in in;
	ssize_t n;

	CHECK(n62_in_open(&in, name, &err) == 0);
	CHECK(n62_buf_reserve(b, in.size, &err) == 0);
	n = n62_in_read(&in, b->data, in.size, &err);
	b->len = n > 0 ? (size_t)n : 0;
	n62_in_free(&in);
}

/* A burst of all kinds of events, an end of burst last. */
static void make_burst(const char *name, uint32_t burst)
{
	struct n62_raw_writer *w = n62_raw_writer_new(9000, burst, &err);
	struct n62_raw_event x = { 0 };
	struct n62_buf e = { 0 };
	struct n62_out out;

	for (uint32_t i = 0; i < in_burst; i++) {
		e.len = 0;
		rnd_event(&x,
		    i == in_burst - 1 ? RND_EOB
				      : (i % 2 ? RND_ALL : RND_SIMULATED),
		    seed + burst, i);
		x.head.burst = burst;
		CHECK(n62_raw_encode(&x, &e, &err) == 0);
		CHECK(n62_raw_writer_add(w, e.data, e.len, &err) == 0);
	}
	CHECK(n62_out_open(&out, name, &err) == 0);
	CHECK(n62_raw_writer_end(w, &out, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
	n62_raw_writer_free(w);
	n62_buf_free(&e);
	n62_raw_free(&x);
}

/* A check sum over all events of all bursts of a file; *events counts. */
static uint32_t digest(const char *name, uint32_t *events, uint32_t *bursts)
{
	struct n62_raw_reader *r = n62_raw_open(name, &err);
	const struct n62_raw_burst *b = NULL;
	struct n62_raw_piece p;
	uint32_t crc = 0;
	int more;

	*events = *bursts = 0;
	if (!CHECK(r != NULL)) {
		check_note("%s", err.text);
		return 0;
	}
	while ((more = n62_raw_next_burst(r, &b, &err)) > 0) {
		++*bursts;
		while ((more = n62_raw_next_event(r, &p, &err)) > 0) {
			crc = n62_crc32(crc, p.bytes, p.n);
			++*events;
		}
		if (more < 0)
			break;
		for (int i = 0; i < N62_RAW_KINDS; i++)
			CHECK(b->count[i] == 0);
	}
	if (!CHECK(more == 0))
		check_note("%s", err.text);
	n62_raw_close(r);
	return crc;
}

/* ---- names ---------------------------------------------------------- */

static void names(void)
{
	static const char *const bad[] = { "", "na62raw_", "x.dat",
		"na62raw_1-1-000001-0001.dat", "na62raw_1-01-00001-0001.dat",
		"na62raw_1-01-000001-001.dat", "na62raw_1-01-000001-0001.txt",
		"na62raw_1-01-000001-0001_.dat",
		"na62raw_1-01-000001-0001.data",
		"na62raw_99999999999-01-000001-0001.dat" };
	static const char *const good[] = {
		"na62raw_1507352270-03-008215-0020.dat",
		"na62raw_1476916073-03-006610-0008.dat",
		"na62raw_0-100-1234567-12345_2.dat"
	};
	struct n62_raw_name n;
	struct n62_buf b = { 0 };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!n62_raw_name_parse(&n, bad[i]));
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		b.len = 0;
		CHECK(n62_raw_name_parse(&n, good[i]));
		CHECK(n62_raw_name_print(&n, &b, &err) == 0);
		CHECK_TEXT(n62_buf_text(&b, &err), good[i]);
	}
	CHECK(n62_raw_name_parse(
	    &n, "dir/na62raw_1507352270-03-008215-0020.dat.gz"));
	CHECK(n.sob == 1507352270 && n.merger == 3 && n.run == 8215 &&
	      n.burst == 20 && n.copy == 0);
	n62_buf_free(&b);
}

/* ---- the examples --------------------------------------------------- */

static char example[4096];

static bool find_example(const char *name)
{
	snprintf(example, sizeof example,
	    "%s/../shared/reference/raw-example/%s", top ? top : ".", name);
	return access(example, R_OK) == 0;
}

static void check_chod(const struct n62_raw_event *e)
{
	static const struct n62_raw_tdc hits[] = {
		{ 0x48, 0, 0, N62_RAW_LEAD },
		{ 0x110, 0, 0, N62_RAW_TRAIL },
		{ -0x10, 388, 0, N62_RAW_LEAD },
	};

	CHECK(e->n[N62_RAW_A_TDC] == 3);
	for (uint32_t i = 0; i < 3 && i < e->n[N62_RAW_A_TDC]; i++)
		CHECK(e->tdc[i].time == hits[i].time &&
		      e->tdc[i].channel == hits[i].channel &&
		      e->tdc[i].edge == hits[i].edge);
}

static void check_l0tp(const struct n62_raw_event *e)
{
	static const uint16_t primitives[] = { 0x4001, 0x6001, 0, 0x4000,
		0x7fff, 0, 0x4011 };
	static const uint8_t fines[] = { 0x52, 0x50, 0, 0x4e, 0x53, 0, 0x60 };
	const struct n62_raw_l0tp *l = e->l0tp;

	if (!CHECK(e->n[N62_RAW_A_L0TP] == 1))
		return;
	CHECK(l->fine == 0x50 && l->data_type == 1 && l->type == 1 &&
	      l->previous_type == 1 && l->flags == 2);
	CHECK(l->previous == e->head.timestamp - 400);
	for (int i = 0; i < 7; i++)
		CHECK(l->slot[0].primitive[i] == primitives[i] &&
		      l->slot[0].fine[i] == fines[i] &&
		      l->slot[1].primitive[i] == 0 &&
		      l->slot[2].primitive[i] == 0);
}

/* The hit and the samples that the second example was made from. */
static void check_calorimeters(const struct n62_raw_event *e)
{
	static const uint16_t samples[] = { 400, 401, 420, 900, 1400, 1200, 800,
		500 };
	const struct n62_raw_giga *g = e->giga;

	CHECK(e->n[N62_RAW_A_GROUP] == 10 && e->n[N62_RAW_A_GIGA] == 1);
	CHECK(g->chip == 2 && g->quarter == 3 && g->pixel_group == 80 &&
	      g->arbiter == 4 && g->lead == 0x35 && g->station == 0);
	CHECK(e->n[N62_RAW_A_CELL] == 2 && e->n[N62_RAW_A_SAMPLE] == 16);
	CHECK(e->cell[0].channel == 512 * 5 && e->cell[0].n == 8);
	CHECK(e->cell[1].channel == 512 * 5 + 5 && e->cell[1].n == 8);
	CHECK(memcmp(e->sample, samples, sizeof samples) == 0);
	for (int i = 8; i < 16; i++)
		CHECK(e->sample[i] == 399);
}

static void check_straw(const struct n62_raw_event *e)
{
	/* Slot, straw, trailing, fine; in the order of slots. */
	static const struct {
		int32_t slot;
		uint16_t straw;
		uint8_t edge;
		int32_t fine;
	} hits[] = { { 2, 0, 0, 7 }, { 3, 33, 0, 0 }, { 4, 0, 1, 19 } };

	CHECK(e->n[N62_RAW_A_STRAW] == 3);
	for (int i = 0; i < 3; i++)
		CHECK(
		    e->straw[i].channel == 256 * 17 + hits[i].straw &&
		    e->straw[i].edge == hits[i].edge &&
		    e->straw[i].time == (0x1f01 - 0x2006 + hits[i].slot) * 256 +
					    8 * hits[i].fine);
}

static void check_l1tp(const struct n62_raw_event *e)
{
	CHECK(e->n[N62_RAW_A_L1TP] == 1 && e->n[N62_RAW_A_L1MASK] == 1 &&
	      e->n[N62_RAW_A_L1ALGO] == 3);
	CHECK(e->l1tp->fine == 0x50 && e->l1tp->format == 2);
	CHECK(e->l1mask->id == 1 && e->l1mask->trigger == 1);
	CHECK(e->l1algo[1].algorithm == 2 && e->l1algo[1].quality == 0x41 &&
	      e->l1algo[1].window == 5 && e->l1algo[1].flags == 0x44 &&
	      e->l1algo[1].data[0] == 5 && e->l1algo[1].data[1] == 0x50);
	CHECK(e->l1algo[2].words == 13 && e->l1algo[2].data[10] == 10);
}

static void check_last(const struct n62_raw_event *e)
{
	static const char text[] =
	    "LAST_TIMESTAMP=00017345\nCHANNEL_COUNT_L=00000100:01000020\n";

	CHECK(e->head.l0 == N62_RAW_EOB);
	CHECK(e->n[N62_RAW_A_TEXT] == 1 && e->text->number == 0);
	CHECK(e->text->n >= sizeof text - 1 &&
	      memcmp(e->chars, text, sizeof text - 1) == 0);
	CHECK(e->n[N62_RAW_A_PACKET] == 2);
	CHECK(e->packet[0].detector == N62_RAW_L1TP && e->packet[0].n == 64 &&
	      e->packet[0].block == 7);
	CHECK(e->packet[1].detector == N62_RAW_DIM && e->packet[1].n == 71);
}

static void check_example_event(
    const struct n62_raw_event *e, uint32_t i, bool tour)
{
	CHECK(e->head.number == 0x1234 + i && e->head.sob == 1600000000);
	if (i == 1) {
		check_last(e);
		return;
	}
	CHECK(e->head.timestamp == 0x12345 && e->head.fine == 0x50 &&
	      e->head.l0 == 1 && e->head.l1 == 1 && e->head.l2 == tour);
	check_chod(e);
	check_l0tp(e);
	if (!tour)
		return;
	check_straw(e);
	check_l1tp(e);
	check_calorimeters(e);
}

/* Reads an example, checks every value, and encodes it to the same bytes. */
static void check_example(bool tour)
{
	struct n62_raw_reader *r = n62_raw_open(example, &err);
	const struct n62_raw_burst *burst = NULL;
	struct n62_raw_piece p;
	struct n62_raw_event e = { 0 };
	struct n62_raw_options o;
	struct n62_buf b = { 0 };
	uint32_t i = 0;

	if (!CHECK(r && n62_raw_next_burst(r, &burst, &err) == 1))
		return;
	CHECK(burst->run == 9999 && burst->burst == 20 &&
	      burst->events == 1u + tour);
	n62_raw_options_init(&o, burst->run);
	for (; n62_raw_next_event(r, &p, &err) > 0; i++) {
		CHECK(p.nfaults == 0);
		CHECK(n62_raw_decode(&e, p.bytes, p.n, p.at, &o, NULL, &err) ==
		      1);
		check_example_event(&e, i, tour);
		for (uint32_t k = 0; k < e.n[N62_RAW_A_FAULT]; k++)
			CHECK(e.fault[k].kind == N62_RAW_BOARD_MISSING ||
			      e.fault[k].kind == N62_RAW_GTK_PCS);
		b.len = 0;
		CHECK(n62_raw_encode(&e, &b, &err) == 0);
		CHECK(b.len == p.n && memcmp(b.data, p.bytes, p.n) == 0);
	}
	CHECK(i == 1u + tour);
	n62_buf_free(&b);
	n62_raw_free(&e);
	n62_raw_close(r);
}

static void mini(void)
{
	check_example(false);
}

static void tour(void)
{
	check_example(true);
}

static void run_example(const char *name, const char *file, void (*test)(void))
{
	if (find_example(file))
		check_run(name, test);
	else
		printf("ok %d - %s # SKIP the example bursts are not there\n",
		    ++check_tests, name);
}

/* ---- compressed and packed ------------------------------------------ */

static void write_archive(
    struct archive *a, const char *name, const char *const *members, int n)
{
	CHECK(archive_write_open_filename(a, name) == ARCHIVE_OK);
	for (int i = 0; i < n; i++) {
		struct archive_entry *entry = archive_entry_new();
		struct n62_buf b = { 0 };

		load(members[i], &b);
		archive_entry_set_pathname(entry, members[i]);
		archive_entry_set_size(entry, (la_int64_t)b.len);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0644);
		CHECK(archive_write_header(a, entry) == ARCHIVE_OK);
		CHECK(
		    archive_write_data(a, b.data, b.len) == (la_ssize_t)b.len);
		archive_entry_free(entry);
		n62_buf_free(&b);
	}
	CHECK(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
}

static const char *const bursts[] = { "na62raw_1500000000-01-009000-0020.dat",
	"na62raw_1500000010-02-009000-0021.dat" };

static void compressed(void)
{
	static int (*const filters[])(
	    struct archive *) = { archive_write_add_filter_gzip,
		archive_write_add_filter_bzip2, archive_write_add_filter_xz,
		archive_write_add_filter_zstd, archive_write_add_filter_lz4 };
	static const char *const endings[] = { "gz", "bz2", "xz", "zst",
		"lz4" };
	uint32_t events, n, crc = digest(bursts[0], &events, &n);

	CHECK(events == in_burst && n == 1);
	for (size_t i = 0; i < 5; i++) {
		struct archive *a = archive_write_new();
		char name[100];

		snprintf(name, sizeof name, "burst.%s", endings[i]);
		CHECK(filters[i](a) == ARCHIVE_OK);
		CHECK(archive_write_set_format_raw(a) == ARCHIVE_OK);
		write_archive(a, name, bursts, 1);
		CHECK(digest(name, &events, &n) == crc);
		CHECK(events == in_burst && n == 1);
		unlink(name);
	}
}

static void packed(void)
{
	static int (*const formats[])(
	    struct archive *) = { archive_write_set_format_pax_restricted,
		archive_write_set_format_zip, archive_write_set_format_cpio,
		archive_write_set_format_ustar };
	uint32_t events, n, crc, second;
	struct n62_raw_reader *r;
	const struct n62_raw_burst *b = NULL;

	crc = digest(bursts[0], &events, &n);
	for (size_t i = 0; i < 4; i++) {
		struct archive *a = archive_write_new();

		CHECK(formats[i](a) == ARCHIVE_OK);
		if (i == 3)
			archive_write_add_filter_gzip(a);
		write_archive(a, "bursts", bursts, 2);
		second = digest("bursts", &events, &n);
		CHECK(events == 2 * in_burst && n == 2 && second != crc);
		r = n62_raw_open("bursts", &err);
		CHECK(r && n62_raw_next_burst(r, &b, &err) == 1);
		CHECK(b->named && b->name.burst == 20 && b->burst == 20);
		/* The rest of the first is passed over. */
		CHECK(n62_raw_next_burst(r, &b, &err) == 1);
		CHECK(b->named && b->name.burst == 21 && b->burst == 21);
		CHECK_TEXT(
		    b->path, "bursts:na62raw_1500000010-02-009000-0021.dat");
		CHECK(n62_raw_next_burst(r, &b, &err) == 0);
		n62_raw_close(r);
	}
	unlink("bursts");
}

/* A compressed file that ends too early is a failure, not a short burst. */
static void cut_compressed(void)
{
	struct archive *a = archive_write_new();
	struct n62_raw_reader *r;
	const struct n62_raw_burst *burst = NULL;
	struct n62_raw_piece p;
	struct n62_buf b = { 0 };
	int more = 1;

	archive_write_add_filter_gzip(a);
	archive_write_set_format_raw(a);
	write_archive(a, "burst.gz", bursts, 1);
	load("burst.gz", &b);
	save("burst.gz", b.data, b.len / 2);
	r = n62_raw_open("burst.gz", &err);
	CHECK(r && n62_raw_next_burst(r, &burst, &err) == 1);
	while (more > 0)
		more = n62_raw_next_event(r, &p, &err);
	CHECK(more == -1 && err.code == N62_DATA);
	n62_raw_close(r);
	unlink("burst.gz");
	n62_buf_free(&b);
}

/* ---- other framings ------------------------------------------------- */

/* 2014: no header and no tables; the numbers come from the name. */
static void headerless(void)
{
	const char *name = "na62raw_1412000000-01-001234-0020.dat";
	struct n62_raw_reader *r;
	const struct n62_raw_burst *burst = NULL;
	struct n62_raw_piece p;
	struct n62_buf b = { 0 };
	uint32_t n = 0;

	load(bursts[0], &b);
	save(name, b.data + 16 + 12 * in_burst, b.len - 16 - 12 * in_burst);
	r = n62_raw_open(name, &err);
	CHECK(r && n62_raw_next_burst(r, &burst, &err) == 1);
	CHECK(burst->headerless && burst->run == 1234 && burst->burst == 20);
	while (n62_raw_next_event(r, &p, &err) > 0)
		n++;
	CHECK(n == in_burst);
	n62_raw_close(r);
	unlink(name);
	n62_buf_free(&b);
}

/* Headers that promise more than there is: no memory for promises. */
static void promises(void)
{
	static const uint32_t counts[] = { 1, 1000, 1 << 20, 1 << 21, 1 << 24,
		UINT32_MAX };
	unsigned char head[64] = { 1 };

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct n62_raw_reader *r;
		const struct n62_raw_burst *burst = NULL;
		struct n62_raw_piece p;

		n62_put32(head + 4, counts[i]);
		save("promise.dat", head, sizeof head);
		r = n62_raw_open("promise.dat", &err);
		CHECK(r && n62_raw_next_burst(r, &burst, &err) == 1);
		CHECK(n62_raw_next_event(r, &p, &err) == 0);
		CHECK(burst->nfaults > 0);
		n62_raw_close(r);
	}
	unlink("promise.dat");
}

/* Megabytes in which every word could be the start of an event. */
static void all_candidates(void)
{
	const size_t words = 3 << 20;
	struct n62_buf b = { 0 };
	struct n62_raw_reader *r;
	const struct n62_raw_burst *burst = NULL;
	struct n62_raw_piece p;

	CHECK(n62_buf_reserve(&b, 4 * words, &err) == 0);
	for (size_t i = 0; i < words; i++)
		n62_put32(b.data + 4 * i, 0x62000000 | (i % 2 ? 0 : 0x123456));
	for (size_t i = 1; i < words; i += 2)
		n62_put32(b.data + 4 * i, N62_RAW_MAX_EVENT / 4);
	save("candidates.dat", b.data, 4 * words);
	r = n62_raw_open("candidates.dat", &err);
	CHECK(r && n62_raw_next_burst(r, &burst, &err) == 1);
	CHECK(n62_raw_next_event(r, &p, &err) == 0);
	CHECK(burst->skipped == 4 * words);
	n62_raw_close(r);
	unlink("candidates.dat");
	n62_buf_free(&b);
}

int main(void)
{
	char dir[] = "/tmp/test_raw_files.XXXXXX";

	top = getenv("NA62_TOP");
	if (!mkdtemp(dir) || chdir(dir) != 0)
		return 1;
	check_run("names of burst files", names);
	run_example("the smallest example", "mini.dat", mini);
	run_example("the example of every payload", "tour.dat", tour);
	make_burst(bursts[0], 20);
	make_burst(bursts[1], 21);
	check_run("compressed files", compressed);
	check_run("archives", packed);
	check_run("a compressed file that is cut", cut_compressed);
	check_run("files without a header", headerless);
	check_run("headers that promise too much", promises);
	check_run("every word a candidate", all_candidates);
	unlink(bursts[0]);
	unlink(bursts[1]);
	if (chdir("/") != 0 || rmdir(dir) != 0)
		return 1;
	return check_end();
}
