/*
 * test_hostile.c - streams whose checksums are right and whose contents are
 * not: lengths, counts and widths that overflow, too many or too deep things,
 * text that is none. Each is refused within little memory and time.
 */
#define _GNU_SOURCE /* wait4 */
#include "stream.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	MOST_MEMORY = 256 << 10, /* KiB; a sanitizer takes more */
	MOST_SECONDS = 5,
	MOST_TEXT = 9 << 20
};

/* ---- making --------------------------------------------------------- */

static char text[MOST_TEXT];
static size_t ntext;

__attribute__((format(printf, 1, 2))) static void add(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text + ntext, sizeof text - ntext, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof text - ntext)
		give_up("a case is too long");
	ntext += (size_t)n;
}

static void repeat(const char *what, size_t times)
{
	size_t n = strlen(what);

	if (n * times >= sizeof text - ntext)
		give_up("a case is too long");
	for (size_t i = 0; i < times; i++, ntext += n)
		memcpy(text + ntext, what, n);
}

/* Appends the text as HEAD; returns its checksum. */
static uint32_t head(struct stream *s)
{
	struct piece p = { .type = 'H',
		.stored = (uint32_t)ntext,
		.raw = (uint32_t)ntext,
		.payload = (unsigned char *)text };

	return stream_block(s, &p, 0, 0);
}

/* A stream of one table of columns, and a block of it. */
static void table(struct stream *s, const char *columns, uint8_t codec,
    uint32_t rows, uint32_t raw, const void *payload, uint32_t stored)
{
	struct piece p = { 'D', codec, 0, rows, stored, raw, payload, 0, 0, 0,
		0 };

	add("{\"n62\":1,\"features\":[],\"tables\":[{\"name\":\"t\",\"merge\":"
	    "\"append\","
	    "\"columns\":[%s",
	    columns);
	add("}]}\n");
	stream_block(s, &p, 1, head(s));
}

/* Gives a field of the last frame another value, with the right checksum. */
static void forge(struct stream *s, size_t frame, int field, uint32_t value)
{
	uint32_t salt = frame ? n62_get32(s->bytes + 28) : 0;

	n62_put32(s->bytes + frame + field, value);
	n62_put32(s->bytes + frame + 28, n62_crc32(salt, s->bytes + frame, 28));
}

static void begin_tables(void)
{
	add("{\"n62\":1,\"features\":[],\"tables\":[");
}

static void begin_table(const char *name)
{
	add("{\"name\":\"%s\",\"merge\":\"append\",\"columns\":[", name);
}

static void many_columns(int tables, int columns)
{
	char name[20];

	begin_tables();
	for (int t = 0; t < tables; t++) {
		snprintf(name, sizeof name, "t%d", t);
		add("%s", t ? "," : "");
		begin_table(name);
		for (int c = 0; c < columns; c++)
			add("%s{\"name\":\"c%d\",\"type\":\"u8\"}",
			    c ? "," : "", c);
		add("]}");
	}
	add("]}\n");
}

/* ---- the cases ------------------------------------------------------ */

static const char one_u8[] = "{\"name\":\"a\",\"type\":\"u8\"}]";
static const char one_str[] = "{\"name\":\"a\",\"type\":\"str\"}]";
static const char one_list[] =
    "],\"lists\":[{\"name\":\"l\",\"columns\":[{\"name\":\"a\","
    "\"type\":\"u64\",\"length\":65536}]}]";

static void stored_length(struct stream *s)
{
	table(s, one_u8, 0, 1, 1, "x", 1);
	forge(s, FRAME + ntext, 12, UINT32_MAX);
	forge(s, FRAME + ntext, 16, UINT32_MAX);
}

static void raw_length(struct stream *s)
{
	table(s, one_u8, 1, 1, UINT32_MAX, "0123456789abc", 13);
}

static void head_length(struct stream *s)
{
	table(s, one_u8, 0, 1, 1, "x", 1);
	forge(s, 0, 12, N62_MAX_HEAD + 1);
	forge(s, 0, 16, N62_MAX_HEAD + 1);
}

static void head_ends(struct stream *s)
{
	table(s, one_u8, 0, 1, 1, "x", 1);
	forge(s, 0, 12, N62_MAX_HEAD);
	forge(s, 0, 16, N62_MAX_HEAD);
}

static void rows(struct stream *s)
{
	table(s, one_u8, 0, UINT32_MAX, 1, "x", 1);
}

static void rows_in_planes(struct stream *s)
{
	unsigned char entry[13] = { 0 };

	n62_put32(entry, UINT32_MAX);
	n62_put32(entry + 8, 2u << 30 | 1);
	table(s, one_u8, 1, UINT32_MAX, N62_MAX_RAW, entry, sizeof entry);
}

/* 2^29 * 65536 * 8 is 0 modulo 2^32, and 2^48. */
static void width_times_rows(struct stream *s)
{
	table(s, "{\"name\":\"a\",\"type\":\"u64\",\"length\":65536}]", 0,
	    1u << 29, 0, "", 0);
}

static void elements(struct stream *s)
{
	unsigned char offsets[8] = { 0 };

	n62_put32(offsets + 4, UINT32_MAX);
	table(s, one_list, 0, 1, 8, offsets, 8);
}

static void offsets_decrease(struct stream *s)
{
	unsigned char b[67] = { 0 };

	n62_put32(b + 4, 3);
	n62_put32(b + 8, 2);
	n62_put32(b + 12, 3);
	table(s, one_str, 0, 3, 67, b, 67);
}

static void text_length(struct stream *s)
{
	unsigned char b[65] = { 0 };

	n62_put32(b + 4, UINT32_MAX);
	table(s, one_str, 0, 1, 65, b, 65);
}

static void text_of_bytes(struct stream *s, const char *bytes, uint32_t n)
{
	unsigned char b[80] = { 0 };

	n62_put32(b + 4, n);
	memcpy(b + 64, bytes, n);
	table(s, one_str, 0, 1, 64 + n, b, 64 + n);
}

static void overlong(struct stream *s)
{
	text_of_bytes(s, "\xc0\x80", 2);
}

static void surrogate(struct stream *s)
{
	text_of_bytes(s, "\xed\xa0\x80", 3);
}

static void nul(struct stream *s)
{
	text_of_bytes(s, "", 1);
}

static void cut_text(struct stream *s)
{
	text_of_bytes(s, "a\xc3", 2);
}

static void index_entries(struct stream *s)
{
	struct piece p = { .type = 'I',
		.rows = 0x10000001,
		.stored = 16,
		.raw = 16,
		.payload = (const unsigned char *)text };

	table(s, one_u8, 0, 1, 1, "x", 1);
	stream_block(s, &p, 2, n62_get32(s->bytes + 28));
}

/* An INDEX whose second entry leads back to HEAD, and an END to find it by. */
static void index_back(struct stream *s)
{
	unsigned char entries[32] = { 0 }, end[72] = { 0 };
	struct piece index = { .type = 'I',
		.rows = 2,
		.stored = 32,
		.raw = 32,
		.payload = entries };
	struct piece last = {
		.type = 'E', .rows = 1, .stored = 72, .raw = 72, .payload = end
	};
	uint32_t salt;

	table(s, one_u8, 0, 1, 1, "x", 1);
	salt = n62_get32(s->bytes + 28);
	n62_put64(entries, 32 + n62_get32(s->bytes + 12));
	n62_put32(entries + 8, 1);
	n62_put32(entries + 24, 1);
	n62_put64(end + 16, s->size);
	stream_block(s, &index, 2, salt);
	n62_put64(end + 8, s->size);
	n62_put32(end + 64, 32 + sizeof end);
	memcpy(end + 68, s->bytes, 4);
	stream_block(s, &last, 3, salt);
}

static void end_tables(struct stream *s)
{
	struct piece p = { .type = 'E',
		.rows = UINT32_MAX,
		.stored = 72,
		.raw = 72,
		.payload = (const unsigned char *)text };

	table(s, one_u8, 0, 1, 1, "x", 1);
	stream_block(s, &p, 2, n62_get32(s->bytes + 28));
}

static void columns_of_a_table(struct stream *s)
{
	many_columns(1, N62_MAX_COLUMNS + 1);
	head(s);
}

static void columns_of_all(struct stream *s)
{
	many_columns(17, 4096);
	head(s);
}

static void tables(struct stream *s)
{
	many_columns(N62_MAX_TABLES + 1, 1);
	head(s);
}

static void wide_row(struct stream *s)
{
	add("{\"n62\":1,\"features\":[],\"tables\":[{\"name\":\"t\",\"merge\":"
	    "\"append\","
	    "\"columns\":[");
	for (int i = 0; i < 4096; i++)
		add("%s{\"name\":\"c%d\",\"type\":\"u64\",\"length\":65536}",
		    i ? "," : "", i);
	add("]}]}\n");
	stream_block(s,
	    &(struct piece){
		'D', 0, 0, 1, 64, 64, (const unsigned char *)text, 0, 0, 0, 0 },
	    1, head(s));
}

static void named(struct stream *s, const char *part, size_t times)
{
	begin_tables();
	add("{\"name\":\"t");
	repeat(part, times);
	add("\",\"merge\":\"append\",\"columns\":[%s}]}\n", one_u8);
	head(s);
}

static void long_name(struct stream *s)
{
	named(s, "a", 64);
}

static void endless_name(struct stream *s)
{
	named(s, "a", 8000000);
}

static void deep_name(struct stream *s)
{
	named(s, "/t", 4000000);
}

static void name_of_bytes(struct stream *s)
{
	named(s, "\xff\xfe", 1);
}

static void name_with_nul(struct stream *s)
{
	named(s, "\\u0000", 1);
}

static void name_with_newline(struct stream *s)
{
	named(s, "\\n", 1);
}

static void doc_of_bytes(struct stream *s)
{
	table(s, "{\"name\":\"a\",\"type\":\"u8\",\"doc\":\"\xc3\x28\"}]", 0, 1,
	    1, "x", 1);
}

static void same_name(struct stream *s)
{
	table(s,
	    "{\"name\":\"a\",\"type\":\"u8\"},{\"name\":\"a\",\"type\":\"u8\"}"
	    "]",
	    0, 1, 2, "xx", 2);
}

static void length_of(struct stream *s, const char *length)
{
	char column[100];

	snprintf(column, sizeof column,
	    "{\"name\":\"a\",\"type\":\"u8\",\"length\":%s}]", length);
	table(s, column, 0, 1, 1, "x", 1);
}

static void no_length(struct stream *s)
{
	length_of(s, "0");
}

static void negative_length(struct stream *s)
{
	length_of(s, "-1");
}

static void great_length(struct stream *s)
{
	length_of(s, "4294967297");
}

static void endless_length(struct stream *s)
{
	length_of(s, "99999999999999999999999");
}

static void junk(const char *before, const char *part)
{
	add("{\"n62\":1,\"features\":[],\"tables\":[],\"junk\":%s", before);
	repeat(part, (N62_MAX_HEAD - ntext - 100) / strlen(part));
}

static void nested(struct stream *s)
{
	add("{\"n62\":1,\"features\":[],\"tables\":[],\"junk\":");
	repeat("[", 200000);
	add("\n");
	head(s);
}

static void nested_objects(struct stream *s)
{
	add("{\"n62\":1,\"features\":[],\"tables\":[],\"junk\":");
	repeat("{\"a\":", 200000);
	add("\n");
	head(s);
}

/* What is well formed and long is a stream without END. */
static void arrays(struct stream *s)
{
	junk("[", "[],");
	add("0]}\n");
	head(s);
}

static void objects(struct stream *s)
{
	junk("[", "{},");
	add("0]}\n");
	head(s);
}

static void numbers(struct stream *s)
{
	junk("[", "1,");
	add("0]}\n");
	head(s);
}

static void one_text(struct stream *s)
{
	junk("\"", "\\u0041");
	add("\"}\n");
	head(s);
}

static void noise(struct stream *s)
{
	struct n62_rng rng;

	n62_rng_init(&rng, 1, 1, 1);
	add("{");
	while (ntext < N62_MAX_HEAD - 1)
		text[ntext++] = (char)n62_rng_below(&rng, 256);
	for (size_t i = 0; i < ntext; i++)
		text[i] = text[i] == '\n' ? ' ' : text[i];
	add("\n");
	head(s);
}

static const struct {
	const char *name;
	void (*make)(struct stream *s);
	const char *words; /* of the refusal */
} cases[] = { { "stored_length", stored_length,
		  "block 1 at byte 134: DATA has 4294967295" },
	{ "raw_length", raw_length,
	    "block 1 at byte 134: DATA has 4294967295" },
	{ "head_length", head_length, "HEAD has 8388609 bytes" },
	{ "head_ends", head_ends, "truncated" },
	{ "rows", rows, "contradicts" },
	{ "rows_in_planes", rows_in_planes, "4294967295 values" },
	{ "width_times_rows", width_times_rows, "contradicts" },
	{ "elements", elements, "contradicts" },
	{ "offsets_decrease", offsets_decrease, "offsets decrease" },
	{ "text_length", text_length, "contradicts" },
	{ "overlong", overlong, "not UTF-8" },
	{ "surrogate", surrogate, "not UTF-8" }, { "nul", nul, "not UTF-8" },
	{ "cut_text", cut_text, "not UTF-8" },
	{ "index_entries", index_entries, "(INDEX)" },
	{ "index_back", index_back, "(INDEX)" },
	{ "end_tables", end_tables, "(END)" },
	{ "columns_of_a_table", columns_of_a_table,
	    "table t0 has too many columns" },
	{ "columns_of_all", columns_of_all, "too many columns" },
	{ "tables", tables, "more than 4096 tables" },
	{ "wide_row", wide_row, "contradicts" },
	{ "long_name", long_name, "cannot name a table" },
	{ "endless_name", endless_name, "cannot name a table" },
	{ "deep_name", deep_name, "cannot name a table" },
	{ "name_of_bytes", name_of_bytes, "not JSON" },
	{ "name_with_nul", name_with_nul, "not JSON" },
	{ "name_with_newline", name_with_newline, "cannot name a table" },
	{ "doc_of_bytes", doc_of_bytes, "not JSON" },
	{ "same_name", same_name, "two entries a" },
	{ "no_length", no_length, "'length'" },
	{ "negative_length", negative_length, "'length'" },
	{ "great_length", great_length, "'length'" },
	{ "endless_length", endless_length, "not JSON" },
	{ "nested", nested, "nested more than 1000 deep" },
	{ "nested_objects", nested_objects, "nested more than 1000 deep" },
	{ "arrays", arrays, "262144 objects" },
	{ "objects", objects, "262144 objects" },
	{ "numbers", numbers, "truncated" },
	{ "one_text", one_text, "truncated" }, { "noise", noise, "not JSON" } };
enum {
	NCASES = sizeof cases / sizeof *cases
};

/* ---- judging -------------------------------------------------------- */

/* How a stream is read. */
enum way {
	WHOLE,
	SALVAGED,
	WINDOW_SALVAGED, /* only the second row of the first table */
	WAYS
};
static const char *const ways[] = { "", ", salvaged", ", a window salvaged" };

/* The exit status of the process that reads: 0 when the stream is refused for
 * the right reason, or, salvaging, is done with. */
static int refuse(const char *name, const char *words, enum way way)
{
	bool salvage = way != WHOLE;
	struct n62_err err = { 0 };
	struct n62_read_options o = {
		.names = &name, .nnames = 1, .threads = 1, .salvage = salvage
	};
	struct n62_reader *r = n62_reader_open(&o, &err);
	struct n62_block *b;
	int status = r ? 1 : -1;

	while (status > 0 && (status = n62_read(r, &b, &err)) > 0) {
		if (b->kind == N62_ROWS)
			stream_touch(b);
		if (b->kind == N62_HEAD && b->schema->ntables > 0 &&
		    way == WINDOW_SALVAGED)
			status = n62_read_window(r, 0, 1, 2, &err) < 0 ? -1 : 1;
	}
	if (!salvage && (status != -1 || err.code != N62_DATA ||
			    !strstr(err.text, words))) {
		fprintf(stderr, "result %d: %s\n", status, err.text);
		return 1;
	}
	if (strchr(err.text, '\n') || (status < 0 && !*err.text))
		return 2;
	n62_reader_free(r);
	return 0;
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* Reads it in a process of its own, in each way. */
static int try_case(
    size_t i, const struct memory *m, long *memory, double *time)
{
	const char *sanitizer = getenv("NA62_SANITIZE");
	bool sanitized = sanitizer && *sanitizer;
	struct rusage used;
	int status, misses = 0;

	for (enum way way = WHOLE; way < WAYS; way++) {
		pid_t pid = fork();

		if (pid == 0) {
			alarm(60);
			_exit(refuse(m->name, cases[i].words, way));
		}
		if (pid < 0 || wait4(pid, &status, 0, &used) < 0)
			give_up("no process");
		if (used.ru_maxrss > *memory)
			*memory = used.ru_maxrss;
		if (seconds(used.ru_utime) > *time)
			*time = seconds(used.ru_utime);
		if (status == 0 &&
		    (sanitized || used.ru_maxrss <= MOST_MEMORY) &&
		    seconds(used.ru_utime) <= MOST_SECONDS)
			continue;
		misses++;
		miss("%s%s: status %x, %ld KiB, %.1f s", cases[i].name,
		    ways[way], (unsigned)status, used.ru_maxrss,
		    seconds(used.ru_utime));
	}
	return misses;
}

int main(void)
{
	int misses = 0;
	long memory = 0;
	double time = 0;

	for (size_t i = 0; i < NCASES; i++) {
		struct stream s = { 0 };
		struct memory m;

		ntext = 0;
		cases[i].make(&s);
		memory_open(&m);
		memory_set(&m, s.bytes, s.size);
		stream_free(&s);
		misses += try_case(i, &m, &memory, &time);
		close(m.fd);
	}
	printf("%d hostile streams: %d refused; at most %ld MiB and %.1f s\n",
	    WAYS * NCASES, WAYS * NCASES - misses, memory >> 10, time);
	return misses > 0;
}
