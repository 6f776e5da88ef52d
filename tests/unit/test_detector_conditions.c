/*
 * test_detector_conditions.c - conditions of the user: what replaces what,
 * files and archives of all sorts, and what is said about malformed ones.
 */
#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include "check.h"
#include "detector/detector.h"

static char directory[] = "/tmp/na62-detector-XXXXXX";
static struct n62_err err;

static void put(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(name, "w");

	if (!f || fwrite(text, 1, n, f) != n || fclose(f) != 0) {
		perror(name);
		exit(1);
	}
}

static void put_text(const char *name, const char *text)
{
	put(name, text, strlen(text));
}

/* Conditions that have read the text as a file of that name. */
static struct n62_conditions *with(const char *text)
{
	struct n62_conditions *c = n62_conditions_new(&err);

	put_text("cond.txt", text);
	if (!CHECK(c && n62_conditions_read(c, "cond.txt", &err) == 0))
		check_note("%s", err.text);
	return c;
}

static struct n62_wiring *wiring(const struct n62_conditions *c, uint32_t run)
{
	struct n62_wiring *w = n62_wiring_new(c, run, &err);

	if (!CHECK(w != NULL)) {
		check_note("%s", err.text);
		exit(1);
	}
	return w;
}

static int32_t element(const struct n62_wiring *w, int d, uint32_t channel)
{
	const struct n62_cable *cable =
	    n62_cable(w, n62_det_info[d].source, channel);

	return cable && cable->detector == d ? cable->element : -1;
}

/* ---- what replaces what ----------------------------------------------- */

static void map_replaced(void)
{
	struct n62_conditions *c = with("map chod # a comment\n"
					"\telement slab\r\n"
					"\n"
					"7 = 100\n"
					"10+3 = 20-22 - 5 for 2 by 100 40\n"
					"20 = 9-8 tag MINE\n");
	struct n62_wiring *w = wiring(c, 1);

	CHECK(w->map[N62_CHOD].used == 1 + 8 + 2);
	CHECK(element(w, N62_CHOD, 0) == -1);
	CHECK(element(w, N62_CHOD, 7) == 100);
	CHECK(element(w, N62_CHOD, 10) == 20);
	CHECK(element(w, N62_CHOD, 16) == 22);
	CHECK(element(w, N62_CHOD, 19) == -1);
	CHECK(element(w, N62_CHOD, 22) == 5);
	CHECK(element(w, N62_CHOD, 110) == 60);
	CHECK(element(w, N62_CHOD, 122) == 45);
	CHECK(element(w, N62_CHOD, 20) == 9 && element(w, N62_CHOD, 21) == 8);
	CHECK_TEXT(w->tags[n62_cable(w, 0x18, 20)->tag], "MINE");
	CHECK_TEXT(w->tags[n62_cable(w, 0x18, 7)->tag], "");
	CHECK_TEXT(w->map[N62_CHOD].numbering, "slab");
	CHECK(w->map[N62_RICH].used == 2196);
	n62_wiring_free(w);
	n62_conditions_free(c);
}

static void map_of_some_runs(void)
{
	struct n62_conditions *c = with("map CHOD runs 100-199\n"
					"1 = 1\n"
					"2 = 2 runs -149\n"
					"2 = 3 runs 150\n"
					"3 = 2 runs 151-\n"
					"map CHOD runs 300-\n"
					"1 = 9\n");
	static const struct {
		uint32_t run, first, last, used;
		int32_t on1, on2, on3;
	} cases[] = {
		{ 0, 0, 99, 128, -1, -1, -1 },
		{ 99, 0, 99, 128, -1, -1, -1 },
		{ 100, 100, 149, 2, 1, 2, -1 },
		{ 150, 150, 150, 2, 1, 3, -1 },
		{ 151, 151, 199, 2, 1, -1, 2 },
		{ 199, 151, 199, 2, 1, -1, 2 },
		{ 200, 200, 299, 128, -1, -1, -1 },
		{ 300, 300, UINT32_MAX, 1, 9, -1, -1 },
		{ UINT32_MAX, 300, UINT32_MAX, 1, 9, -1, -1 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct n62_wiring *w = wiring(c, cases[i].run);
		const struct n62_map *map = &w->map[N62_CHOD];

		CHECK(map->first_run == cases[i].first);
		CHECK(map->last_run == cases[i].last);
		CHECK(map->used == cases[i].used);
		CHECK(element(w, N62_CHOD, 1) == cases[i].on1);
		CHECK(element(w, N62_CHOD, 2) == cases[i].on2);
		CHECK(element(w, N62_CHOD, 3) == cases[i].on3);
		n62_wiring_free(w);
	}
	n62_conditions_free(c);
}

/* Elements that do not exist have no wire, and do not clash either. */
static void existing_elements(void)
{
	struct n62_conditions *c = with("map CHOD\n"
					"exists 3 for 3 by 10\n"
					"0 = 0-30\n"
					"40 = 34-35\n"
					"42 = 4-5\n"
					"exists 35 runs 6-\n"
					"5 = - - -\n");
	struct n62_wiring *w = wiring(c, 5);

	CHECK(w->map[N62_CHOD].used == 3);
	CHECK(element(w, N62_CHOD, 13) == 13);
	CHECK(element(w, N62_CHOD, 12) == -1);
	n62_wiring_free(w);
	w = wiring(c, 6);
	CHECK(w->map[N62_CHOD].used == 4);
	CHECK(element(w, N62_CHOD, 41) == 35);
	n62_wiring_free(w);
	put_text("cond.txt", "map CHOD\nexists 3-5\n0 = 0-30\n40 = 4\n");
	CHECK(n62_conditions_read(c, "cond.txt", &err) < 0);
	CHECK_TEXT(
	    err.text, "cond.txt:4: element 4 of CHOD is on channel 4 already");
	n62_conditions_free(c);
}

static void offsets_and_dead(void)
{
	struct n62_conditions *c = with("t0 CHOD\n"
					"0+4 = 1.5 -0.25 - 1e-3 for 2 by 64\n"
					"dead CHOD runs 10-\n"
					"8 12 66\n"
					"128-128 for 3 by 4 runs 20-\n"
					"dead IRC runs -8557\n"
					"66\n"
					"clock 25 runs 7-9\n"
					"boards CHOD 2 runs 8\n"
					"window CHOD -1 0\n");
	struct n62_wiring *w;

	/* Channel 64 has no slab, so an offset for it is an error. */
	CHECK(!n62_wiring_new(c, 10, &err));
	CHECK_TEXT(err.text, "cond.txt:2: channel 64 is not connected to CHOD "
			     "in some of these runs");
	n62_conditions_free(c);
	c = with("t0 CHOD\n"
		 "0+4 = 1.5 -0.25 - 1e-3 for 2 by 128\n"
		 "dead CHOD runs 10-\n"
		 "8 12 66\n"
		 "128-128 for 3 by 4 runs 20-\n"
		 "clock 25 runs 7-9\n"
		 "boards CHOD 2 runs 8\n"
		 "window CHOD -1 0\n");
	w = wiring(c, 8);
	CHECK(n62_cable(w, 0x18, 0)->t0 == 1.5f);
	CHECK(n62_cable(w, 0x18, 4)->t0 == -0.25f);
	CHECK(n62_cable(w, 0x18, 8)->t0 == 0);
	CHECK(n62_cable(w, 0x18, 140)->t0 == 1e-3f);
	CHECK(!n62_cable(w, 0x18, 8)->dead);
	CHECK(w->clock == 25 && w->map[N62_CHOD].boards == 2);
	CHECK(w->map[N62_CHOD].first_slot == -1);
	CHECK(w->map[N62_CHOD].last_slot == 0);
	CHECK(w->first_run == 8 && w->last_run == 8);
	n62_wiring_free(w);
	w = wiring(c, 20);
	CHECK(w->clock == N62_CLOCK && w->map[N62_CHOD].boards == 1);
	CHECK(n62_cable(w, 0x18, 8)->dead && n62_cable(w, 0x18, 66)->dead);
	CHECK(n62_cable(w, 0x18, 136)->dead && !n62_cable(w, 0x18, 140)->dead);
	n62_wiring_free(w);
	n62_conditions_free(c);
}

/* A guest may not take a channel of another one. */
static void guests(void)
{
	struct n62_conditions *c = with("map SAC\n192 = 0\n");

	CHECK(!n62_wiring_new(c, 9000, &err));
	CHECK_TEXT(err.text, "cond.txt:2: channel 192 has element 101 of "
			     "NewCHOD already");
	n62_conditions_free(c);
}

/* Offsets are for the channels of the detector, once each. */
static void misplaced_offsets(void)
{
	struct n62_conditions *c = with("t0 SAC\n192 = 1\n");

	CHECK(!n62_wiring_new(c, 9000, &err));
	CHECK_TEXT(err.text, "cond.txt:2: channel 192 is not connected to SAC "
			     "in some of these runs");
	n62_conditions_free(c);
	c = with("t0 SAC\n2 = 1.5\n\n2 = 1\n");
	CHECK(!n62_wiring_new(c, 9000, &err));
	CHECK_TEXT(
	    err.text, "cond.txt:4: channel 2 has the offset 1.5 ns already");
	n62_conditions_free(c);
}

/* A second file replaces the first; a failed one changes nothing. */
static void layers(void)
{
	struct n62_conditions *c = with("map CHOD\n1 = 1\n");
	struct n62_wiring *w;

	put_text("second.txt", "map CHOD runs 5-\n2 = 2\n");
	CHECK(n62_conditions_read(c, "second.txt", &err) == 0);
	put_text("second.txt", "map CHOD\n3 = 3\nclock x\n");
	CHECK(n62_conditions_read(c, "second.txt", &err) < 0);
	CHECK_TEXT(err.text, "second.txt:3: 'x' is not a number");
	w = wiring(c, 4);
	CHECK(element(w, N62_CHOD, 1) == 1 && w->map[N62_CHOD].used == 1);
	CHECK(w->clock == N62_CLOCK);
	n62_wiring_free(w);
	w = wiring(c, 5);
	CHECK(element(w, N62_CHOD, 2) == 2 && w->map[N62_CHOD].used == 1);
	n62_wiring_free(w);
	n62_conditions_free(c);
}

/* ---- printed and read again ------------------------------------------- */

static bool same_cable(const struct n62_wiring *a, const struct n62_wiring *b,
    unsigned source, uint32_t channel)
{
	const struct n62_cable *x = n62_cable(a, source, channel);
	const struct n62_cable *y = n62_cable(b, source, channel);

	if (!x || !y)
		return x == y;
	return x->element == y->element && x->detector == y->detector &&
	       x->t0 == y->t0 && x->dead == y->dead &&
	       strcmp(a->tags[x->tag], b->tags[y->tag]) == 0;
}

static void check_same(const struct n62_wiring *a, const struct n62_wiring *b)
{
	for (unsigned id = 0; id < N62_SOURCES_END; id += 4)
		for (uint32_t k = 0; k < 1 << 16; k++)
			CHECK(same_cable(a, b, id, k));
	for (int d = 0; d < N62_DETS; d++) {
		CHECK(a->map[d].used == b->map[d].used);
		CHECK(a->map[d].first_run == b->map[d].first_run);
		CHECK(a->map[d].last_run == b->map[d].last_run);
		CHECK_TEXT(a->map[d].numbering, b->map[d].numbering);
	}
}

static void print_and_read(void)
{
	struct n62_conditions *c = with("t0 STRAW\n0+1 = 0.1 -3e-7 12345.678\n"
					"dead LKr runs 100-200\n1000 1001\n");
	const uint32_t runs[] = { 0, 100, 8508, 8600 };

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		struct n62_conditions *again = n62_conditions_new(&err);
		struct n62_wiring *w = wiring(c, runs[i]), *back;
		struct n62_buf text = { 0 };

		for (int d = 0; d < N62_DETS; d++)
			CHECK(n62_map_print(w, d, &text, &err) == 0);
		put("map.txt", text.data, text.len);
		if (!CHECK(n62_conditions_read(again, "map.txt", &err) == 0))
			check_note("%s", err.text);
		back = wiring(again, runs[i]);
		check_same(w, back);
		n62_wiring_free(back);
		n62_wiring_free(w);
		n62_buf_free(&text);
		n62_conditions_free(again);
	}
	n62_conditions_free(c);
}

static void printed_lines(void)
{
	struct n62_conditions *c = with("map SAC runs 7-9\n"
					"element PMT\n"
					"2 = 4 tag ME\n"
					"3 = 1000\n"
					"t0 SAC\n2 = -0.5\n"
					"dead SAC\n3\n");
	struct n62_wiring *w = wiring(c, 8);
	struct n62_buf text = { 0 };

	CHECK(n62_map_print(w, N62_SAC, &text, &err) == 0);
	CHECK_TEXT(n62_buf_text(&text, &err),
	    "# SAC: source 0x20, 2 channels are connected.\n"
	    "map SAC runs 7-9\n"
	    "element PMT\n"
	    "    2 = 4       tag ME # board 0 FPGA 0 TDC 0 channel 2\n"
	    "    3 = 1000    # board 0 FPGA 0 TDC 0 channel 3\n"
	    "\nt0 SAC runs 7-9\n"
	    "    2 = -0.5\n"
	    "\ndead SAC runs 7-9\n"
	    "    3\n");
	text.len = 0;
	CHECK(n62_map_print(w, N62_SAV, &text, &err) == 0);
	CHECK(strstr(n62_buf_text(&text, &err), "\nmap SAV\nelement 10 "));
	CHECK(strstr(text.data, "\n16238 = 14      tag FW "
				"# crate 31 slot 16 channel 14\n"));
	n62_buf_free(&text);
	n62_wiring_free(w);
	n62_conditions_free(c);
}

/* ---- archives --------------------------------------------------------- */

static void add_member(
    struct archive *a, const char *path, const char *text, unsigned type)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, path);
	archive_entry_set_filetype(e, type);
	archive_entry_set_perm(e, 0644);
	if (type != AE_IFLNK)
		archive_entry_set_size(e, (la_int64_t)strlen(text));
	if (type == AE_IFLNK)
		archive_entry_set_symlink(e, text);
	CHECK(archive_write_header(a, e) == ARCHIVE_OK);
	if (type == AE_IFREG)
		CHECK(archive_write_data(a, text, strlen(text)) ==
		      (la_ssize_t)strlen(text));
	archive_entry_free(e);
}

static const char map_text[] = "map CHOD\n1 = 1\n";
static const char clock_text[] = "clock 25\n";

static void make_archive(int format, int filter, bool link)
{
	struct archive *a = archive_write_new();

	CHECK(archive_write_set_format(a, format) == ARCHIVE_OK);
	CHECK(archive_write_add_filter(a, filter) == ARCHIVE_OK);
	CHECK(archive_write_open_filename(a, "cond.arc") == ARCHIVE_OK);
	add_member(a, "cond", "", AE_IFDIR);
	add_member(a, "cond/map.txt", map_text, AE_IFREG);
	add_member(a, "cond/._map.txt", "no conditions", AE_IFREG);
	if (link)
		add_member(a, "cond/link", "map.txt", AE_IFLNK);
	add_member(a, "cond/clock.txt", clock_text, AE_IFREG);
	CHECK(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
}

static void check_archive(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	struct n62_wiring *w;

	if (!CHECK(n62_conditions_read(c, "cond.arc", &err) == 0))
		check_note("%s", err.text);
	w = wiring(c, 1);
	CHECK(w->map[N62_CHOD].used == 1 && element(w, N62_CHOD, 1) == 1);
	CHECK(w->clock == 25);
	n62_wiring_free(w);
	n62_conditions_free(c);
}

static void archives(void)
{
	const int formats[] = { ARCHIVE_FORMAT_TAR_USTAR,
		ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FORMAT_TAR_GNUTAR,
		ARCHIVE_FORMAT_CPIO_POSIX, ARCHIVE_FORMAT_CPIO_SVR4_NOCRC,
		ARCHIVE_FORMAT_ZIP };
	const int filters[] = { ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP,
		ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD,
		ARCHIVE_FILTER_LZ4 };

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		for (size_t k = 0; k < sizeof filters / sizeof *filters; k++) {
			make_archive(formats[i], filters[k], false);
			check_archive();
		}
}

static void compressed_text(void)
{
	struct archive *a = archive_write_new();

	CHECK(archive_write_set_format_raw(a) == ARCHIVE_OK);
	CHECK(archive_write_add_filter_gzip(a) == ARCHIVE_OK);
	CHECK(archive_write_open_filename(a, "cond.arc") == ARCHIVE_OK);
	add_member(a, "x", "map CHOD\n1 = 1\nclock 25\n", AE_IFREG);
	CHECK(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
	check_archive();
}

/* Every beginning of a compressed archive is an error, never a crash or
 * fewer conditions. */
static void truncated_archives(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	static char bytes[1 << 16];
	size_t n;
	FILE *f;

	make_archive(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, false);
	f = fopen("cond.arc", "r");
	n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
	CHECK(n > 100 && n < sizeof bytes && fclose(f) == 0);
	for (size_t k = 0; k < n; k++) {
		put("short.arc", bytes, k);
		CHECK(n62_conditions_read(c, "short.arc", &err) < 0);
	}
	n62_conditions_free(c);
}

static void refused_archives(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);

	make_archive(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, true);
	CHECK(n62_conditions_read(c, "cond.arc", &err) < 0);
	CHECK_TEXT(err.text, "cond.arc: cond/link is not a regular file");
	CHECK(n62_conditions_read(c, "none.tar", &err) < 0);
	CHECK_TEXT(err.text, "cannot open none.tar: No such file or directory");
	CHECK(n62_conditions_read(c, ".", &err) < 0);
	CHECK_TEXT(err.text, ". is a directory, not a file");
	put_text("empty", "");
	CHECK(n62_conditions_read(c, "empty", &err) < 0);
	CHECK_TEXT(err.text, "empty says nothing");
	put_text("empty", "# only this\n");
	CHECK(n62_conditions_read(c, "empty", &err) < 0);
	CHECK_TEXT(err.text, "empty says nothing");
	n62_conditions_free(c);
}

/* A file that blows up is refused before it is read. */
static void too_large(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	struct archive *a = archive_write_new();
	static char lines[1 << 20];

	memset(lines, '\n', sizeof lines);
	CHECK(archive_write_set_format_raw(a) == ARCHIVE_OK);
	CHECK(archive_write_add_filter_gzip(a) == ARCHIVE_OK);
	CHECK(archive_write_open_filename(a, "cond.arc") == ARCHIVE_OK);
	add_member(a, "x", "", AE_IFREG);
	for (int i = 0; i < 65; i++)
		CHECK(
		    archive_write_data(a, lines, sizeof lines) == sizeof lines);
	CHECK(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
	CHECK(n62_conditions_read(c, "cond.arc", &err) < 0);
	CHECK_TEXT(err.text, "cond.arc holds more than 64 MiB");
	n62_conditions_free(c);
}

/* The member is named, too. */
static void member_named(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	struct archive *a = archive_write_new();

	CHECK(archive_write_set_format_ustar(a) == ARCHIVE_OK);
	CHECK(archive_write_open_filename(a, "cond.arc") == ARCHIVE_OK);
	add_member(a, "a/b.txt", "clock 25\nfoo\n", AE_IFREG);
	CHECK(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
	CHECK(n62_conditions_read(c, "cond.arc", &err) < 0);
	CHECK_TEXT(err.text, "cond.arc:a/b.txt:2: 'foo' begins no line");
	n62_conditions_free(c);
}

/* ---- malformed texts -------------------------------------------------- */

static const struct {
	const char *text, *error;
} malformed[] = {
	{ "mpa CHOD", "1: 'mpa' begins no line; did you mean map" },
	{ "exsits 1", "1: 'exsits' begins no line; did you mean exists" },
	{ "map", "1: the detector is missing" },
	{ "map CHOP", "1: there is no detector 'CHOP'; did you mean CHOD" },
	{ "map CHOD 5", "1: '5' should not be here" },
	{ "map CHOD for 2 by 1 1", "1: 'for' should not be here" },
	{ "# x\n1 = 1",
	    "2: numbers need a line 'map', 't0' or 'dead' before them" },
	{ "clock 25\n1 = 1",
	    "2: numbers need a line 'map', 't0' or 'dead' before them" },
	{ "map CHOD\n1", "2: '=' is missing behind 1" },
	{ "map CHOD\n1 =", "2: the list is empty" },
	{ "map CHOD\n1 = for 2 by 1 1", "2: the list is empty" },
	{ "map CHOD\n1: 2", "2: '1:' is not a channel" },
	{ "map CHOD\n1+ = 2", "2: '' is not a step" },
	{ "map CHOD\n1+0 = 2", "2: a step must be from 1 to 65536, not 0" },
	{ "map CHOD\n65536 = 2",
	    "2: a channel must be from 0 to 65535, not 65536" },
	{ "map CHOD\n65535 = 1 2",
	    "2: the line reaches channel 65536, outside of 0 to 65535" },
	{ "map CHOD\n5 = 1 for 2 by -6 1",
	    "2: the line reaches channel -1, outside of 0 to 65535" },
	{ "map CHOD\n1 = x", "2: 'x' is not an element" },
	{ "map CHOD\n1 = 1.5", "2: '1.5' is not an element" },
	{ "map CHOD\n1 = -5",
	    "2: an element must be from 0 to 2097151, not -5" },
	{ "map CHOD\n1 = 2097152",
	    "2: an element must be from 0 to 2097151, not 2097152" },
	{ "map CHOD\n1 = 0-2000000",
	    "2: the list has more than 65536 entries" },
	{ "map CHOD\n1 = 5 for 2 by 1 -6",
	    "2: the line reaches element -1, outside of 0 to 2097151" },
	{ "map CHOD\n1 = 5 for 2 by 1 2097153",
	    "2: the step of the element must be from -2097152 to 2097152, "
	    "not 2097153" },
	{ "map CHOD\n0 = 0 for 65536 by 0 0 for 65536 by 0 0",
	    "2: the line names more than 65536 things" },
	{ "map CHOD\n1 = 5 for", "2: the number of times is missing" },
	{ "map CHOD\n1 = 5 for 0 by 1 1",
	    "2: the number of times must be from 1 to 65536, not 0" },
	{ "map CHOD\n1 = 5 for 2 1 1", "2: for needs 'by' behind its number" },
	{ "map CHOD\n1 = 5 for 2 by 1",
	    "2: the step of the element is missing" },
	{ "map CHOD\n1 = 5 for 2 by 1 1 1", "2: '1' should not be here" },
	{ "map CHOD\n1 = 5 for 1 by 0 0 for 1 by 0 0 for 1 by 0 0 "
	  "for 1 by 0 0 for 1 by 0 0 for 1 by 0 0 for 1 by 0 0 for 1 by 0 0 "
	  "for 1 by 0 0",
	    "2: there are more than 8 for" },
	{ "map CHOD\n1 = 5 runs", "2: runs needs a range, as 8000-8557" },
	{ "map CHOD\n1 = 5 runs 9-8", "2: run 9 is behind run 8" },
	{ "map CHOD\n1 = 5 runs x-8", "2: 'x' is not a run" },
	{ "map CHOD\n1 = 5 runs 4294967296",
	    "2: a run must be from 0 to 4294967295, not 4294967296" },
	{ "map CHOD\n1 = 5 tag", "2: tag needs a word" },
	{ "map CHOD\n1 = 5\n\n1 = 6",
	    "4: channel 1 has element 5 of CHOD already" },
	{ "map CHOD\n1 = 5 6\n7 = 6",
	    "3: element 6 of CHOD is on channel 2 already" },
	{ "map CHOD\n1 = 5 runs -10\n1 = 6 runs 10-",
	    "3: channel 1 has element 5 of CHOD already" },
	{ "map CHOD\n1 = 1\nmap CHOD runs 7-\n2 = 2",
	    "3: this is said for some of these runs at cond.txt:1 already" },
	{ "clock 25\nclock 25",
	    "2: this is said for some of these runs at cond.txt:1 already" },
	{ "map CHOD\nelement", "2: the description is missing" },
	{ "element x", "1: element belongs into a map" },
	{ "t0 CHOD\nexists 4", "2: exists belongs into a map" },
	{ "map CHOD\nexists", "2: the list is empty" },
	{ "map CHOD\nexists 4 for 2 by 1 1", "2: '1' should not be here" },
	{ "t0 CHOD\n1 = x", "2: 'x' is not a number" },
	{ "t0 CHOD\n1 = nan", "2: nan ns is not between -1e+06 and 1e+06 ns" },
	{ "t0 CHOD\n1 = inf", "2: inf ns is not between -1e+06 and 1e+06 ns" },
	{ "t0 CHOD\n1 = 1.5 for 2 by 1 1", "2: '1' should not be here" },
	{ "dead CHOD\n1 = 5", "2: '=' is not a channel" },
	{ "dead CHOD\n70000",
	    "2: a channel must be from 0 to 65535, not 70000" },
	{ "clock", "1: the period is missing" },
	{ "clock 0", "1: the period is not positive" },
	{ "clock -25", "1: the period is not positive" },
	{ "boards RICH", "1: the number of boards is missing" },
	{ "boards RICH 0", "1: the number of boards must be from 1 to 65536, "
			   "not 0" },
	{ "window RICH 3 2", "1: the last slot must be from 3 to 1000, not 2" },
	{ "map CHOD\n\xff\xfe", "2: this is not text" },
};

static void malformed_texts(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	char wanted[600];

	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		const char *text = malformed[i].text;

		put_text("cond.txt", text);
		err.text[0] = '\0';
		CHECK(n62_conditions_read(c, "cond.txt", &err) < 0);
		snprintf(
		    wanted, sizeof wanted, "cond.txt:%s", malformed[i].error);
		CHECK_TEXT(err.text, wanted);
		CHECK(err.code == N62_DATA);
	}
	n62_conditions_free(c);
}

/* The first example of na62-conditions(5) means what its text says. */
static void manual(void)
{
	const char *top = getenv("NA62_TOP"), *begin, *end;
	static char page[1 << 16];
	struct n62_conditions *c = n62_conditions_new(&err);
	struct n62_wiring *w;
	FILE *f;

	snprintf(page, sizeof page, "%s/man/man5/na62-conditions.5",
	    top ? top : ".");
	f = fopen(page, "r");
	if (!CHECK(f != NULL))
		return;
	page[fread(page, 1, sizeof page - 1, f)] = '\0';
	fclose(f);
	begin = strstr(page, "# patch.txt");
	end = begin ? strstr(begin, ".Ed") : NULL;
	if (!CHECK(end != NULL))
		return;
	put("cond.txt", begin, (size_t)(end - begin));
	if (!CHECK(n62_conditions_read(c, "cond.txt", &err) == 0))
		check_note("%s", err.text);
	w = wiring(c, 8120);
	CHECK(w->map[N62_SAC].used == 8);
	CHECK(element(w, N62_SAC, 18) == 1002 && element(w, N62_SAC, 19) == 2);
	CHECK(element(w, N62_SAC, 10) == 1 && element(w, N62_SAC, 11) == 1001);
	CHECK(n62_cable(w, 0x20, 26)->dead && !n62_cable(w, 0x20, 18)->dead);
	CHECK(n62_cable(w, 0x18, 12)->t0 == 0.4f);
	CHECK(n62_cable(w, 0x18, 66)->t0 == 1.25f);
	n62_wiring_free(w);
	n62_conditions_free(c);
}

/* A map that changes with every run is refused, not checked for ever. */
static void many_ranges(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	struct n62_buf text = { 0 };

	CHECK(n62_buf_printf(&text, &err, "map CHOD\n") == 0);
	for (int i = 0; i < 2000; i++)
		CHECK(n62_buf_printf(
			  &text, &err, "0 = %d runs %d\n", i % 7, i) == 0);
	put("cond.txt", text.data, text.len);
	CHECK(n62_conditions_read(c, "cond.txt", &err) < 0);
	CHECK_TEXT(err.text, "cond.txt:1: the map changes more than 1000 "
			     "times; give each range of runs a section of its "
			     "own");
	n62_buf_free(&text);
	n62_conditions_free(c);
}

int main(void)
{
	const char *made[] = { "cond.txt", "second.txt", "map.txt", "cond.arc",
		"short.arc", "empty" };

	if (!mkdtemp(directory) || chdir(directory) < 0) {
		perror(directory);
		return 1;
	}
	check_run("a map is replaced", map_replaced);
	check_run("a map is replaced in some runs", map_of_some_runs);
	check_run("elements that exist", existing_elements);
	check_run("offsets, dead channels, clock", offsets_and_dead);
	check_run("guests do not share a channel", guests);
	check_run("offsets of other channels, or twice", misplaced_offsets);
	check_run("the last file counts, a failed one does not", layers);
	check_run("what is printed reads back the same", print_and_read);
	check_run("how a map is printed", printed_lines);
	check_run("archives of all sorts", archives);
	check_run("a compressed text", compressed_text);
	check_run("truncated archives", truncated_archives);
	check_run("what is no archive of conditions", refused_archives);
	check_run("an archive that blows up", too_large);
	check_run("the member of an archive is named", member_named);
	check_run("malformed texts", malformed_texts);
	check_run("the example of the manual page", manual);
	check_run("a map with too many ranges of runs", many_ranges);
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		unlink(made[i]);
	CHECK(chdir("/") == 0 && rmdir(directory) == 0);
	return check_end();
}
