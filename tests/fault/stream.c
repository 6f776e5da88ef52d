/*
 * stream.c - one stream of 65536 bytes, and streams as lists of blocks.
 *
 * The library gathers small blocks into large ones, so the stream is written
 * as many small ones whose blocks are then put into two segments, by code
 * that knows n62(5) and nothing of the library.
 */
#define _GNU_SOURCE /* memfd_create */
#include "stream.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const unsigned char magic[4] = { 0xce, 'n', '6', '2' };

void give_up(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	_exit(99);
}

int miss(const char *format, ...)
{
	static int said;
	va_list args;

	if (said++ < 10) {
		va_start(args, format);
		vfprintf(stderr, format, args);
		va_end(args);
		fputc('\n', stderr);
	}
	return -1;
}

/* ---- blocks --------------------------------------------------------- */

uint32_t stream_block(
    struct stream *to, const struct piece *p, uint32_t sequence, uint32_t salt)
{
	unsigned char *b = realloc(to->bytes, to->size + FRAME + p->stored);
	uint32_t crc;

	if (!b)
		give_up("no memory");
	to->bytes = b;
	b += to->size;
	memcpy(b, magic, 4);
	b[4] = p->type;
	b[5] = p->codec;
	n62_put16(b + 6, p->table);
	n62_put32(b + 8, p->rows);
	n62_put32(b + 12, p->stored);
	n62_put32(b + 16, p->raw);
	n62_put32(b + 20, sequence);
	n62_put32(b + 24, n62_crc32(0, p->payload, p->stored));
	crc = n62_crc32(salt, b, 28);
	n62_put32(b + 28, crc);
	memcpy(b + FRAME, p->payload, p->stored);
	to->size += FRAME + p->stored;
	return crc;
}

void stream_split(struct stream *s)
{
	unsigned segment = 0;

	s->n = 0;
	for (size_t at = 0; at < s->size; s->n++) {
		const unsigned char *b = s->bytes + at;
		struct piece *p = &s->piece[s->n];

		if (s->n == MOST_BLOCKS || s->size - at < FRAME ||
		    memcmp(b, magic, 4) != 0)
			give_up("no block at byte %zu", at);
		segment += b[4] == 'H';
		*p = (struct piece){ b[4], b[5], n62_get16(b + 6),
			n62_get32(b + 8), n62_get32(b + 12), n62_get32(b + 16),
			b + FRAME, at, 0, segment, n62_get32(b + 20) };
		p->size = FRAME + p->stored;
		at += p->size;
	}
}

/* The arrays that END and INDEX are made of. */
struct totals {
	struct n62_sha256 sha;
	size_t begin;
	uint64_t rows[STREAM_TABLES];
	unsigned char index[16 * MOST_BLOCKS];
	uint32_t nindex;
};

static void count_block(
    struct totals *t, const struct stream *to, const struct piece *p)
{
	unsigned char *entry = t->index + 16 * (size_t)t->nindex++;
	size_t at = to->size - FRAME - p->stored;

	n62_put64(entry, at - t->begin);
	n62_put32(entry + 8, p->rows);
	n62_put32(entry + 12, p->table);
	t->rows[p->table] += p->rows;
}

static void put_end(struct stream *to, struct totals *t, uint64_t index_at,
    uint32_t sequence, uint32_t salt)
{
	enum {
		SIZE = 64 + 8 * STREAM_TABLES
	};
	unsigned char b[SIZE] = { 0 };
	struct piece p = { 'E', 0, 0, STREAM_TABLES, SIZE, SIZE, b, 0, 0, 0,
		0 };

	n62_put64(b + 8, to->size - t->begin);
	n62_put64(b + 16, index_at);
	n62_sha256_end(&t->sha, b + 24);
	for (int i = 0; i < STREAM_TABLES; i++)
		n62_put64(b + 56 + 8 * i, t->rows[i]);
	n62_put32(b + SIZE - 8, SIZE + FRAME);
	memcpy(b + SIZE - 4, magic, 4);
	stream_block(to, &p, sequence, salt);
}

void stream_join(struct stream *to, const struct piece *pieces, int n)
{
	struct totals t = { .begin = to->size };
	struct piece index = { .type = 'I' };
	uint32_t sequence = 0, salt = 0;

	n62_sha256_init(&t.sha);
	for (int i = 0; i < n; i++) {
		const struct piece *p = &pieces[i];
		uint32_t crc = stream_block(to, p, sequence++, salt);

		if (p->type == 'H')
			salt = crc;
		else
			count_block(&t, to, p);
		n62_sha256_add(
		    &t.sha, to->bytes + to->size - FRAME - p->stored, FRAME);
	}
	index.rows = t.nindex;
	index.stored = index.raw = 16 * t.nindex;
	index.payload = t.index;
	stream_block(to, &index, sequence++, salt);
	n62_sha256_add(
	    &t.sha, to->bytes + to->size - FRAME - index.stored, FRAME);
	put_end(
	    to, &t, to->size - FRAME - index.stored - t.begin, sequence, salt);
}

void stream_free(struct stream *s)
{
	free(s->bytes);
	s->bytes = NULL;
	s->size = 0;
}

/* ---- the stream ----------------------------------------------------- */

enum {
	EVENT,
	BURST,
	TALLY,
	CONFIG
};

/* Texts of HEAD of more than 16, 32, 64, 128 and 256 bytes: a buffer for them
 * has to grow that often, and each time that can fail. */
static const char about_run[] = "The number of the run";
static const char unit_of_time[] = "ns since the start of the burst, as sent";
static const char about_time[] =
    "The time of the event as the trigger processor gives it, in units that "
    "are rounded";
static const char about_mass[] =
    "The squared missing mass of the beam particle and the track, where the "
    "track is taken for a pion and the beam has the momentum of its own run; "
    "it is negative where the resolution makes it so";
static const char about_word[] =
    "Three words of the trigger: what was asked for, what was seen, and what "
    "was sent. A word has one bit for each condition. The bits above the "
    "tenth are always zero in this stream, which is made of random numbers "
    "and means nothing, but has a description of more than two hundred and "
    "fifty-six bytes";

static const struct {
	int table;
	bool in_list;
	struct n62_column c;
} columns[] = {
	{ EVENT, false, { .name = "run", .type = N62_U32, .doc = about_run } },
	{ EVENT, false,
	    { .name = "time",
		.type = N62_I64,
		.unit = unit_of_time,
		.doc = about_time } },
	{ EVENT, false,
	    { .name = "mmiss2",
		.type = N62_F64,
		.unit = "GeV2",
		.doc = about_mass } },
	{ EVENT, false,
	    { .name = "word",
		.type = N62_U16,
		.length = 3,
		.doc = about_word } },
	{ EVENT, false, { .name = "note", .type = N62_STR } },
	{ EVENT, true, { .name = "p", .type = N62_F32, .unit = "GeV/c" } },
	{ EVENT, true, { .name = "q", .type = N62_I8 } },
	{ EVENT, true, { .name = "what", .type = N62_STR } },
	{ BURST, false, { .name = "number", .type = N62_U32, .key = true } },
	{ BURST, false, { .name = "n", .type = N62_U64 } },
	{ TALLY, false, { .name = "cut", .type = N62_STR, .key = true } },
	{ TALLY, false, { .name = "n", .type = N62_I64 } },
	{ TALLY, false, { .name = "weight", .type = N62_SUM } },
	{ CONFIG, false, { .name = "name", .type = N62_STR } },
	{ CONFIG, false, { .name = "value", .type = N62_F64 } },
};
enum {
	NCOLUMNS = sizeof columns / sizeof *columns
};

static void must(int status, const struct n62_err *err)
{
	if (status < 0)
		give_up("cannot make the stream: %s", err->text);
}

static struct n62_schema *make_schema(
    struct n62_col col[NCOLUMNS], struct n62_err *err)
{
	static const struct {
		const char *name;
		enum n62_merge merge;
	} tables[STREAM_TABLES] = { { "event", N62_APPEND },
		{ "burst", N62_UNIQUE }, { "tally", N62_BY_SUM },
		{ "config", N62_SAME } };
	struct n62_schema *s = n62_schema_new(err);

	must(s ? 0 : -1, err);
	for (int i = 0; i < STREAM_TABLES; i++)
		must(n62_add_table(
			 s, tables[i].name, tables[i].merge, "rows", err),
		    err);
	must(n62_add_list(s, EVENT, "track", "tracks", err), err);
	for (int i = 0; i < NCOLUMNS; i++) {
		struct n62_column c = columns[i].c;

		c.list = columns[i].in_list ? 0 : -1;
		c.unit = c.unit ? c.unit : "";
		c.doc = c.doc ? c.doc : "";
		must(
		    n62_add_column(s, columns[i].table, &c, &col[i], err), err);
	}
	return s;
}

static void fill_numbers(
    struct n62_block *b, const struct n62_col *col, uint32_t seed)
{
	struct n62_rng rng;
	uint32_t *run = n62_change(b, col[0]);
	int64_t *time = n62_change(b, col[1]);
	double *mass = n62_change(b, col[2]);
	uint16_t *word = n62_change(b, col[3]);
	float *p = n62_change(b, col[5]);
	int8_t *q = n62_change(b, col[6]);

	n62_rng_init(&rng, seed, 1, 1);
	for (uint32_t i = 0; i < b->rows; i++) {
		run[i] = 8600;
		time[i] = 1000000 * (int64_t)seed + 25 * i;
		mass[i] = n62_rng_normal(&rng) * 0.05;
		for (uint32_t k = 0; k < 3; k++)
			word[3 * i + k] = (uint16_t)(k << i % 16);
	}
	for (uint32_t i = 0; i < n62_count(b, col[5]); i++) {
		p[i] = (float)(10 + 60 * n62_rng_uniform(&rng));
		q[i] = n62_rng_below(&rng, 2) ? 1 : -1;
	}
}

static void write_events(struct n62_writer *w, const struct n62_col *col,
    uint32_t seed, uint32_t rows, struct n62_err *err)
{
	struct n62_block *b = n62_rows(w, EVENT, rows, err);
	uint32_t counts[256];
	char text[32];

	must(b ? 0 : -1, err);
	for (uint32_t i = 0; i < rows; i++)
		counts[i] = (i + seed) % 4;
	must(n62_fill_list(b, col[5], counts, err), err);
	fill_numbers(b, col, seed);
	for (uint32_t i = 0; i < rows; i++) {
		int n = snprintf(text, sizeof text, "event %u", i * i);

		must(n62_fill_text(b, col[4], text, (size_t)n % 8, err), err);
	}
	for (uint32_t i = 0; i < n62_count(b, col[7]); i++)
		must(n62_fill_text(
			 b, col[7], i % 3 ? "K+" : "", i % 3 ? 2 : 0, err),
		    err);
	must(n62_write(w, b, err), err);
}

/* The rows of the small tables. */
static void write_others(struct n62_writer *w, const struct n62_col *col,
    uint32_t seed, struct n62_err *err)
{
	static const char *const cuts[] = { "all", "one track", "mass" };
	struct n62_sum sum = { 0 };
	unsigned char bytes[N62_SUM_BYTES];
	struct n62_block *b = n62_rows(w, BURST, 3, err);

	must(b ? 0 : -1, err);
	for (uint32_t i = 0; i < 3; i++) {
		((uint32_t *)n62_change(b, col[8]))[i] = 3 * seed + i;
		((uint64_t *)n62_change(b, col[9]))[i] = 1000 + i;
	}
	must(n62_write(w, b, err), err);
	b = n62_rows(w, TALLY, 3, err);
	must(b ? 0 : -1, err);
	for (uint32_t i = 0; i < 3; i++) {
		n62_sum_add(&sum, 0.1 * seed + i);
		((int64_t *)n62_change(b, col[11]))[i] = 50 - 10 * (int)i;
		must(n62_fill_text(b, col[10], cuts[i], strlen(cuts[i]), err),
		    err);
		must(n62_fill_text(b, col[12], (char *)bytes,
			 n62_sum_bytes(&sum, bytes), err),
		    err);
	}
	must(n62_write(w, b, err), err);
	b = n62_rows(w, CONFIG, 2, err);
	must(b ? 0 : -1, err);
	for (uint32_t i = 0; i < 2; i++) {
		((double *)n62_change(b, col[14]))[i] = 0.5 + i;
		must(n62_fill_text(
			 b, col[13], i ? "cut" : "field", i ? 3 : 5, err),
		    err);
	}
	must(n62_write(w, b, err), err);
}

static void load(struct stream *s, const char *name)
{
	FILE *f = fopen(name, "rb");
	struct stat st;

	if (!f || fstat(fileno(f), &st) < 0)
		give_up("cannot read %s", name);
	s->size = (size_t)st.st_size;
	s->bytes = malloc(s->size);
	if (!s->bytes || fread(s->bytes, 1, s->size, f) != s->size)
		give_up("cannot read %s", name);
	fclose(f);
}

/* One block of events, and all other tables when others is set. */
static void make_batch(struct stream *s, const char *name,
    const struct recipe *r, uint32_t seed, bool others)
{
	static const char *const options[] = { "--seed=1", "--long" };
	struct n62_origin origin = { .tool = "stream",
		.version = "1",
		.options = options,
		.noptions = 2 };
	struct n62_err err = { 0 };
	struct n62_write_options o = { .name = name,
		.threads = 1,
		.origin = &origin,
		.compress = r->planes ? N62_PLANES : N62_RAW };
	struct n62_col col[NCOLUMNS];
	struct n62_schema *schema = make_schema(col, &err);
	struct n62_writer *w = n62_writer_open(&o, &err);

	must(w ? 0 : -1, &err);
	must(n62_write_head(w, schema, &err), &err);
	write_events(w, col, seed, r->rows, &err);
	if (others)
		write_others(w, col, seed, &err);
	must(n62_write_end(w, &err), &err);
	must(n62_commit(w, &err), &err);
	n62_writer_free(w);
	n62_schema_free(schema);
	load(s, name);
	stream_split(s);
	unlink(name);
}

/* HEAD with a key that means nothing, of size bytes in all. */
static unsigned char *padded_head(const struct piece *head, uint32_t size)
{
	static const char key[] = "{\"padding\":\"";
	size_t before = sizeof key - 1, pad = size - head->stored - before - 1;
	unsigned char *b = malloc(size);

	if (!b || size < head->stored + before + 1)
		give_up("the stream has no room to be filled");
	memcpy(b, key, before);
	memset(b + before, '.', pad);
	memcpy(b + before + pad, "\",", 2);
	memcpy(b + before + pad + 2, head->payload + 1, head->stored - 1);
	return b;
}

static bool belongs(const struct piece *p, unsigned batch)
{
	return p->type == 'D' || p->type == 'S' || (p->type == 'H' && !batch);
}

static const char *temporary(void)
{
	static char name[256];
	const char *tmp = getenv("TMPDIR");
	int n = snprintf(name, sizeof name, "%s/na62-fault-%ld.n62",
	    tmp && *tmp ? tmp : "/tmp", (long)getpid());

	if (n < 0 || (size_t)n >= sizeof name)
		give_up("TMPDIR is too long");
	return name;
}

void stream_segment(struct stream *to, const struct recipe *r)
{
	struct stream *batch = calloc(r->batches, sizeof *batch);
	struct piece all[MOST_BLOCKS];
	unsigned char *head = NULL;
	int n = 0;

	if (!batch)
		give_up("no memory");
	for (unsigned k = 0; k < r->batches; k++) {
		make_batch(&batch[k], temporary(), r, r->seed + k,
		    k == r->batches - 1);
		for (int i = 0; i < batch[k].n; i++)
			if (belongs(&batch[k].piece[i], k))
				all[n++] = batch[k].piece[i];
	}
	if (r->head_size > 0) {
		head = padded_head(&all[0], r->head_size);
		all[0].payload = head;
		all[0].stored = all[0].raw = r->head_size;
	}
	stream_join(to, all, n);
	free(head);
	for (unsigned k = 0; k < r->batches; k++)
		stream_free(&batch[k]);
	free(batch);
}

void stream_make(struct stream *s)
{
	struct recipe one = { .seed = 1, .batches = 6, .rows = 133 }, two = {
		.seed = 100, .batches = 6, .rows = 150, .planes = true
	};
	struct stream bare = { 0 };

	stream_segment(&bare, &one);
	one.head_size = n62_get32(bare.bytes + 12);
	stream_segment(&bare, &two);
	if (bare.size + 16 > STREAM_BYTES)
		give_up("the stream has %zu bytes", bare.size);
	one.head_size += STREAM_BYTES - (uint32_t)bare.size;
	stream_free(&bare);
	*s = (struct stream){ 0 };
	stream_segment(s, &one);
	stream_segment(s, &two);
	stream_split(s);
}

/* ---- reading -------------------------------------------------------- */

void memory_open(struct memory *m)
{
	m->fd = memfd_create("stream", MFD_CLOEXEC);
	if (m->fd < 0)
		give_up("no file in memory");
	snprintf(m->name, sizeof m->name, "/proc/self/fd/%d", m->fd);
}

void memory_set(struct memory *m, const void *bytes, size_t n)
{
	if (ftruncate(m->fd, (off_t)n) < 0 ||
	    pwrite(m->fd, bytes, n, 0) != (ssize_t)n)
		give_up("cannot write a file in memory");
}

static uint64_t add_bytes(uint64_t sum, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;

	for (size_t i = 0; i < n; i++)
		sum += b[i];
	return sum;
}

static uint64_t touch_column(const struct n62_block *b, struct n62_col col)
{
	const struct n62_column *c =
	    &b->schema->tables[col.table].columns[col.column];
	size_t size = n62_type_size(c->type), n;
	uint32_t count = n62_count(b, col);
	uint64_t sum = 0;

	if (size > 0)
		return add_bytes(0, n62_values(b, col), count * size);
	for (uint32_t i = 0; i < count; i++) {
		const char *text = n62_text(b, col, i, &n);

		sum = add_bytes(sum + n, text, n);
	}
	return sum;
}

uint64_t stream_touch(const struct n62_block *b)
{
	const struct n62_table *t = &b->schema->tables[b->table];
	uint64_t sum = 0;

	for (int i = 0; i < t->ncolumns; i++) {
		struct n62_col col = { b->table, i };
		const uint32_t *offset = n62_offsets(b, col);

		if (offset)
			sum += offset[b->rows];
		sum += touch_column(b, col);
	}
	return sum;
}

static int take(const struct n62_block *b, struct seen *seen)
{
	if (b->kind == N62_HEAD) {
		seen->heads++;
	} else if (b->kind == N62_END) {
		seen->ends++;
	} else {
		if (b->table < STREAM_TABLES)
			seen->rows[b->table] += b->rows;
		seen->sum += stream_touch(b);
	}
	return 0;
}

int stream_read(
    const char *name, const struct n62_write_options *out, struct seen *seen)
{
	struct n62_read_options o = {
		.names = &name, .nnames = 1, .threads = 1
	};
	struct n62_err *err = &seen->err;
	struct n62_writer *w = NULL;
	struct n62_block *b;
	struct n62_reader *r;
	int status = -1;

	*seen = (struct seen){ 0 };
	r = n62_reader_open(&o, err);
	if (r)
		status = 0;
	if (r && out) {
		w = n62_writer_open(out, err);
		status = w ? 0 : -1;
	}
	while (status >= 0 && (status = n62_read(r, &b, err)) > 0) {
		take(b, seen);
		if (w)
			status = n62_write(w, b, err);
	}
	if (status == 0 && w)
		status = n62_commit(w, err);
	n62_writer_free(w);
	n62_reader_free(r);
	return status;
}

/* ---- loops ---------------------------------------------------------- */

enum {
	WORKERS = 2
};

void (*share_end)(void);

/* What the workers have in common. */
struct shared {
	uint64_t misses[WORKERS], counters[WORKERS][COUNTERS];
};

static void worker(struct shared *s, int k, size_t n,
    int (*work)(size_t i, uint64_t *counters))
{
	for (size_t i = (size_t)k; i < n; i += WORKERS)
		if (work(i, s->counters[k]) < 0)
			s->misses[k]++;
	if (share_end)
		share_end();
	fflush(NULL);
	_exit(0);
}

uint64_t share(size_t n, int (*work)(size_t i, uint64_t *counters),
    uint64_t counters[COUNTERS])
{
	struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid[WORKERS];
	uint64_t misses = 0;
	int status;

	if (s == MAP_FAILED)
		give_up("no memory");
	fflush(NULL);
	for (int k = 0; k < WORKERS; k++) {
		pid[k] = fork();
		if (pid[k] < 0)
			give_up("no process");
		if (pid[k] == 0)
			worker(s, k, n, work);
	}
	for (int i = 0; i < COUNTERS; i++)
		counters[i] = 0;
	for (int k = 0; k < WORKERS; k++) {
		if (waitpid(pid[k], &status, 0) < 0 || status != 0)
			misses++;
		misses += s->misses[k];
		for (int i = 0; i < COUNTERS; i++)
			counters[i] += s->counters[k][i];
	}
	munmap(s, sizeof *s);
	return misses;
}
