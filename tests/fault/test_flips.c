/*
 * test_flips.c - each single bit of a stream flipped, and blocks lost,
 * repeated and swapped: the reader must find all of it, and say where.
 *
 * A flip in segment 2 changes no byte of segment 1, so there only segment 2
 * is read, except for every 64th bit.
 */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct stream whole;
static struct memory memory; /* one for each worker, made when first used */

static void open_memory(void)
{
	static pid_t owner;

	if (owner == getpid())
		return;
	owner = getpid();
	memory_open(&memory);
}

/* The block that byte at belongs to. */
static const struct piece *block_at(size_t at)
{
	const struct piece *p = whole.piece;

	while (at >= p->at + p->size)
		p++;
	return p;
}

/* Whether the message tells where a block is in what was read from byte
 * start of the stream on. */
static bool names(const char *text, const struct piece *p, size_t start)
{
	char block[64], place[64];
	bool second = p->segment == 2 && start == 0;

	snprintf(block, sizeof block, "%sblock %u%s",
	    second ? ": segment 2, " : ": ", p->sequence, " ");
	snprintf(place, sizeof place, " at byte %zu: ", p->at - start);
	return strstr(text, block) && strstr(text, place);
}

/* ---- bits ----------------------------------------------------------- */

enum {
	DETECTED,
	NAMED
};

/* A sanitizer has the time for some of the bits only. */
static size_t stride = 1;

/* Reads without looking at the values; the result of the last n62_read. */
static int detect(const char *name, struct n62_err *err)
{
	struct n62_read_options o = {
		.names = &name, .nnames = 1, .threads = 1
	};
	struct n62_reader *r = n62_reader_open(&o, err);
	struct n62_block *b;
	int status = r ? 1 : -1;

	while (status > 0)
		status = n62_read(r, &b, err);
	n62_reader_free(r);
	return status;
}

/* The stream from byte 0, and from the begin of segment 2, in memory. */
static struct memory from[2];
static size_t begin[2];

static void open_both(void)
{
	static pid_t owner;

	if (owner == getpid())
		return;
	owner = getpid();
	while (block_at(begin[1])->segment == 1)
		begin[1] += block_at(begin[1])->size;
	for (int k = 0; k < 2; k++) {
		memory_open(&from[k]);
		memory_set(
		    &from[k], whole.bytes + begin[k], whole.size - begin[k]);
	}
}

static void put(int k, size_t at, unsigned flipped)
{
	unsigned char byte = (unsigned char)(whole.bytes[at] ^ flipped);

	if (pwrite(from[k].fd, &byte, 1, (off_t)(at - begin[k])) != 1)
		give_up("cannot write a file in memory");
}

static int flip(size_t n, uint64_t *counters)
{
	size_t i = n * stride, at = i / 8;
	const struct piece *p = block_at(at);
	struct n62_err err = { 0 };
	int status, k;

	open_both();
	k = p->segment == 2 && i % 64 != 0;
	put(k, at, 1u << i % 8);
	status = detect(from[k].name, &err);
	put(k, at, 0);
	if (status != -1)
		return miss("bit %zu of byte %zu: not detected", i % 8, at);
	counters[DETECTED]++;
	/* Without its first bytes it is a file of another kind. */
	if (at - begin[k] >= 4 && !names(err.text, p, begin[k]))
		return miss("bit %zu of byte %zu: %s", i % 8, at, err.text);
	counters[NAMED]++;
	return 0;
}

static uint64_t flips(void)
{
	const char *sanitizer = getenv("NA62_SANITIZE");
	uint64_t c[COUNTERS], misses;
	size_t n;

	if (sanitizer && *sanitizer)
		stride = 11;
	n = (8 * whole.size + stride - 1) / stride;
	misses = share(n, flip, c);
	printf("%zu bit flips: %llu detected, %llu with the block\n", n,
	    (unsigned long long)c[DETECTED], (unsigned long long)c[NAMED]);
	return misses + (c[NAMED] != n);
}

/* ---- blocks --------------------------------------------------------- */

/* Blocks of the stream in another order. */
struct order {
	int n, block[MOST_BLOCKS + 1];
};

static void assemble(const struct order *o)
{
	static unsigned char bytes[2 * STREAM_BYTES];
	size_t n = 0;

	for (int i = 0; i < o->n; i++) {
		const struct piece *p = &whole.piece[o->block[i]];

		memcpy(bytes + n, whole.bytes + p->at, p->size);
		n += p->size;
	}
	memory_set(&memory, bytes, n);
}

/* Whether words are in the text, with no digit behind them. */
static bool has(const char *text, const char *words)
{
	const char *at = strstr(text, words);
	char next = at ? at[strlen(words)] : 0;

	return at && !(next >= '0' && next <= '9');
}

/* The message must have the number of the block that was due where the order
 * is broken first, or of the one that stands there. */
static bool tells(const struct order *o, const char *text)
{
	const struct piece *due, *found;
	char a[40], b[40];
	int i = 0;

	/* A HEAD cannot be told from another HEAD but by what follows. */
	while (i < o->n && i < whole.n &&
	       (o->block[i] == i || (whole.piece[i].type == 'H' &&
					whole.piece[o->block[i]].type == 'H')))
		i++;
	/* Two HEADs changed places: seen at the first block behind. */
	if (i == o->n && i == whole.n)
		i = 1;
	due = &whole.piece[i < whole.n ? i : whole.n - 1];
	found = &whole.piece[i < o->n ? o->block[i] : whole.n - 1];
	snprintf(a, sizeof a, "block %u", due->sequence);
	snprintf(b, sizeof b, "block %u", found->sequence);
	return has(text, a) || has(text, b);
}

static int try_order(const struct order *o, const char *what, uint64_t *c)
{
	struct seen seen;

	open_memory();
	assemble(o);
	if (stream_read(memory.name, NULL, &seen) != -1)
		return miss("%s: not detected", what);
	c[DETECTED]++;
	if (!tells(o, seen.err.text))
		return miss("%s: %s", what, seen.err.text);
	c[NAMED]++;
	return 0;
}

static void as_it_is(struct order *o)
{
	o->n = whole.n;
	for (int i = 0; i < whole.n; i++)
		o->block[i] = i;
}

static int lose(size_t i, uint64_t *c)
{
	struct order o;
	char what[64];

	as_it_is(&o);
	memmove(o.block + i, o.block + i + 1,
	    (size_t)(--o.n - (int)i) * sizeof *o.block);
	snprintf(what, sizeof what, "block %zu lost", i);
	return try_order(&o, what, c);
}

/* Block i once more, before block k. */
static int repeat(size_t pair, uint64_t *c)
{
	int i = (int)pair % whole.n, k = (int)pair / whole.n;
	struct order o;
	char what[64];

	as_it_is(&o);
	memmove(o.block + k + 1, o.block + k,
	    (size_t)(o.n++ - k) * sizeof *o.block);
	o.block[k] = i;
	snprintf(what, sizeof what, "block %d repeated before %d", i, k);
	return try_order(&o, what, c);
}

static int swap(size_t pair, uint64_t *c)
{
	int i = (int)pair % whole.n, k = (int)pair / whole.n;
	struct order o;
	char what[64];

	if (i >= k)
		return 0;
	as_it_is(&o);
	o.block[i] = k;
	o.block[k] = i;
	snprintf(what, sizeof what, "blocks %d and %d swapped", i, k);
	return try_order(&o, what, c);
}

static uint64_t blocks(const char *what, size_t n, size_t of,
    int (*work)(size_t i, uint64_t *counters))
{
	uint64_t c[COUNTERS], misses = share(n, work, c);

	printf("%zu blocks %s: %llu detected, %llu with the block\n", of, what,
	    (unsigned long long)c[DETECTED], (unsigned long long)c[NAMED]);
	return misses + (c[NAMED] != of);
}

int main(void)
{
	struct seen seen;
	uint64_t misses = 0;
	size_t n;

	stream_make(&whole);
	n = (size_t)whole.n;
	open_memory();
	memory_set(&memory, whole.bytes, whole.size);
	if (whole.size != STREAM_BYTES ||
	    stream_read(memory.name, NULL, &seen) != 0 || seen.ends != 2)
		give_up("the stream itself cannot be read: %s", seen.err.text);
	misses += flips();
	misses += blocks("lost", n, n, lose);
	misses += blocks("repeated elsewhere", n * n, n * n, repeat);
	misses += blocks("swapped in pairs", n * n, n * (n - 1) / 2, swap);
	stream_free(&whole);
	return misses > 0;
}
