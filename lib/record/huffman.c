/*
 * huffman.c - bytes as deflate (RFC 1951) that uses no matches: Huffman codes
 * alone.
 *
 * In the planes that come here matches are not worth looking for, and without
 * them the size of a block is known before it is written. No code is longer
 * than 11 bits: five of them fit into a word, and the tables of decoders are
 * of that size.
 */
#include "record/private.h"

#include <string.h>

enum {
	BLOCK = 1 << 15, /* bytes with codes of their own; counts fit 16 bits */
	END = 256,       /* the symbol behind the last byte */
	SYMBOLS = 257,
	LENGTHS = SYMBOLS + 1, /* and that of the one code for distances */
	KINDS = 19,            /* symbols for lengths */
	LONGEST = 11,
	LONGEST_KIND = 7,
	DYNAMIC = 2 /* type of a block that brings its codes */
};

/* Codes of an alphabet. An entry has the code, first bit lowest, in its upper
 * bytes and the length in the lowest; 0: the symbol does not occur. */
struct code {
	uint32_t entry[SYMBOLS];
};

/* ---- making codes -------------------------------------------------------- */

/* The symbols that occur in the order of their counts; returns how many. Equal
 * ones keep their order. Sorts by the low byte of the count, then the high. */
static int sort_symbols(const uint16_t *count, int n, uint16_t *symbol)
{
	uint16_t half[SYMBOLS];
	int used = 0;

	for (int s = 0; s < n; s++)
		if (count[s] > 0)
			half[used++] = (uint16_t)s;
	for (int shift = 0; shift <= 8; shift += 8) {
		const uint16_t *from = shift ? symbol : half;
		uint16_t *to = shift ? half : symbol;
		int start[257] = { 0 };

		for (int i = 0; i < used; i++)
			start[(count[from[i]] >> shift & 255) + 1]++;
		for (int i = 0; i < 256; i++)
			start[i + 1] += start[i];
		for (int i = 0; i < used; i++)
			to[start[count[from[i]] >> shift & 255]++] = from[i];
	}
	memcpy(symbol, half, (size_t)used * sizeof *symbol);
	return used;
}

/*
 * How many codes of each length the tree of Huffman has, with those that are
 * longer than the limit cut off. Leaves come sorted, and so do the nodes made
 * of them, so that the two lightest are at the heads of two queues (J. van
 * Leeuwen, On the construction of Huffman trees, 1976).
 */
static void count_lengths(const uint16_t *count, const uint16_t *symbol, int n,
    int limit, int *of_length)
{
	uint32_t weight[2 * SYMBOLS];
	int parent[2 * SYMBOLS], depth[2 * SYMBOLS];
	int leaf = 0, node = n;

	for (int i = 0; i < n; i++)
		weight[i] = count[symbol[i]];
	for (int made = n; made < 2 * n - 1; made++) {
		weight[made] = 0;
		for (int k = 0; k < 2; k++) {
			const bool is_leaf =
			    leaf < n &&
			    (node == made || weight[leaf] <= weight[node]);
			const int child = is_leaf ? leaf++ : node++;

			weight[made] += weight[child];
			parent[child] = made;
		}
	}
	depth[2 * n - 2] = 0;
	for (int i = 2 * n - 3; i >= 0; i--) {
		depth[i] = depth[parent[i]] + 1;
		if (i < n)
			of_length[depth[i] < limit ? depth[i] : limit]++;
	}
}

/*
 * Cutting off long codes has used up more than there is. Each step hangs one
 * of the longest codes beside the longest code that is shorter, one deeper.
 */
static void balance(int *of_length, int limit)
{
	int over = -(1 << limit), k;

	for (k = 1; k <= limit; k++)
		over += of_length[k] << (limit - k);
	for (; over > 0; over--) {
		for (k = limit - 1; of_length[k] == 0;)
			k--;
		of_length[k]--;
		of_length[k + 1] += 2;
		of_length[limit]--;
	}
}

static uint32_t reverse(uint32_t code, int length)
{
	uint32_t r = 0;

	for (; length > 0; length--, code >>= 1)
		r = r << 1 | (code & 1);
	return r;
}

/* The codes for n symbols with these counts, two of which at least occur:
 * those of RFC 1951, section 3.2.2. */
static void make_code(
    const uint16_t *count, int n, int limit, struct code *code)
{
	uint16_t symbol[SYMBOLS];
	int of_length[LONGEST + 1] = { 0 }, used, k;
	uint32_t next[LONGEST + 1] = { 0 };

	used = sort_symbols(count, n, symbol);
	count_lengths(count, symbol, used, limit, of_length);
	balance(of_length, limit);
	for (k = 1; k < limit; k++)
		next[k + 1] = (next[k] + (uint32_t)of_length[k]) << 1;
	memset(code->entry, 0, sizeof code->entry);
	for (k = limit, used = 0; k > 0; k--)
		for (; of_length[k] > 0; of_length[k]--)
			code->entry[symbol[used++]] = (uint32_t)k;
	for (int s = 0; s < n; s++) {
		k = (int)code->entry[s];
		if (k > 0)
			code->entry[s] |= reverse(next[k]++, k) << 8;
	}
}

/* ---- the lengths, themselves coded --------------------------------------- */

/* How the lengths of a block are told: symbols, with what follows them. */
struct lengths {
	unsigned char symbol[LENGTHS], extra[LENGTHS];
	int n;
	uint16_t count[KINDS];
	struct code code;
};

/* Bits that follow a symbol. */
static int extra_bits(int symbol)
{
	return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
}

/* Told at once: a length, or a run of 3 to 6 equal to the one before, of 3 to
 * 10 zeros, of 11 to 138. Returns how many lengths it is. */
static int add_run(struct lengths *l, int length, bool again, int run)
{
	int symbol = length, least = 1, most = 1;

	if (length == 0 && run >= 11) {
		symbol = 18, least = 11, most = 138;
	} else if (length == 0 && run >= 3) {
		symbol = 17, least = 3, most = 10;
	} else if (again && run >= 3) {
		symbol = 16, least = 3, most = 6;
	}
	run = run < most ? run : most;
	l->symbol[l->n] = (unsigned char)symbol;
	l->extra[l->n++] = (unsigned char)(run - least);
	l->count[symbol]++;
	return run;
}

static void tell_lengths(struct lengths *l, const struct code *code)
{
	unsigned char length[LENGTHS];
	int run;

	for (int s = 0; s < SYMBOLS; s++)
		length[s] = (unsigned char)code->entry[s];
	length[SYMBOLS] = 0; /* no distances */
	l->n = 0;
	memset(l->count, 0, sizeof l->count);
	for (int i = 0; i < LENGTHS; i += run) {
		for (run = 1;
		     i + run < LENGTHS && length[i + run] == length[i];)
			run++;
		run = add_run(
		    l, length[i], i > 0 && length[i] == length[i - 1], run);
	}
	make_code(l->count, KINDS, LONGEST_KIND, &l->code);
}

/* ---- bits ---------------------------------------------------------------- */

/* Bits on their way out, first bit lowest. */
struct bits {
	uint64_t word;
	unsigned n;
	unsigned char *out;
};

/* Writes the whole bytes; eight bytes of out may change. */
static inline void flush_bits(struct bits *b)
{
	const uint64_t word = b->word;

	memcpy(b->out, &word, sizeof word);
	b->out += b->n >> 3;
	b->word = word >> (b->n & 56);
	b->n &= 7;
}

static inline void add_code(struct bits *b, uint32_t entry)
{
	b->word |= (uint64_t)(entry >> 8) << b->n;
	b->n += entry & 255;
}

static void add_bits(struct bits *b, uint32_t value, int n)
{
	add_code(b, value << 8 | (uint32_t)n);
	flush_bits(b);
}

/* ---- a block ------------------------------------------------------------- */

static void count_bytes(const unsigned char *p, size_t n, uint16_t *count)
{
	/* four, so that equal neighbours do not wait for each other */
	uint16_t part[4][256] = { { 0 } };
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		part[0][p[i]]++;
		part[1][p[i + 1]]++;
		part[2][p[i + 2]]++;
		part[3][p[i + 3]]++;
	}
	for (; i < n; i++)
		part[0][p[i]]++;
	for (i = 0; i < 256; i++)
		count[i] = (uint16_t)(part[0][i] + part[1][i] + part[2][i] +
				      part[3][i]);
	count[END] = 1;
}

/* Bits that the symbols take. */
static uint64_t code_size(const struct code *code, const uint16_t *count, int n)
{
	uint64_t size = 0;

	for (int s = 0; s < n; s++)
		size += (uint64_t)count[s] * (code->entry[s] & 255);
	return size;
}

static uint64_t block_size(
    const struct code *code, const struct lengths *l, const uint16_t *count)
{
	uint64_t size = 3 + 5 + 5 + 4 + 3 * KINDS;

	for (int s = 16; s < KINDS; s++)
		size += (uint64_t)l->count[s] * (unsigned)extra_bits(s);
	size += code_size(&l->code, l->count, KINDS);
	return size + code_size(code, count, SYMBOLS);
}

static void write_lengths(struct bits *b, const struct lengths *l, bool last)
{
	static const unsigned char order[KINDS] = { 16, 17, 18, 0, 8, 7, 9, 6,
		10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };

	add_bits(b, last, 1);
	add_bits(b, DYNAMIC, 2);
	add_bits(b, SYMBOLS - 257, 5);
	add_bits(b, 0, 5); /* one code for distances */
	add_bits(b, KINDS - 4, 4);
	for (int i = 0; i < KINDS; i++)
		add_bits(b, l->code.entry[order[i]] & 255, 3);
	for (int i = 0; i < l->n; i++) {
		add_code(b, l->code.entry[l->symbol[i]]);
		add_bits(b, l->extra[i], extra_bits(l->symbol[i]));
	}
}

static void write_bytes(struct bits *bits, const struct code *code,
    const unsigned char *p, size_t n)
{
	const uint32_t *entry = code->entry;
	struct bits b = *bits;
	size_t i = 0;

	for (; i + 5 <= n; i += 5) {
		add_code(&b, entry[p[i]]);
		add_code(&b, entry[p[i + 1]]);
		add_code(&b, entry[p[i + 2]]);
		add_code(&b, entry[p[i + 3]]);
		add_code(&b, entry[p[i + 4]]);
		flush_bits(&b);
	}
	for (; i < n; i++) {
		add_code(&b, entry[p[i]]);
		flush_bits(&b);
	}
	add_code(&b, entry[END]);
	flush_bits(&b);
	*bits = b;
}

/* Writes a block; -1 when it may reach beyond end. */
static int write_block(struct bits *b, const unsigned char *p, size_t n,
    bool last, const unsigned char *end)
{
	uint16_t count[SYMBOLS];
	struct lengths lengths;
	struct code code;
	uint64_t size;

	count_bytes(p, n, count);
	make_code(count, SYMBOLS, LONGEST, &code);
	tell_lengths(&lengths, &code);
	size = (b->n + block_size(&code, &lengths, count)) / 8;
	if (size + 8 > (uint64_t)(end - b->out))
		return -1;
	write_lengths(b, &lengths, last);
	write_bytes(b, &code, p, n);
	return 0;
}

uint32_t rec_huffman(
    const unsigned char *p, uint32_t n, unsigned char *out, uint32_t room)
{
	struct bits b = { .out = out };

	for (uint32_t i = 0; i < n; i += BLOCK) {
		const uint32_t left = n - i;

		if (write_block(&b, p + i, left < BLOCK ? left : BLOCK,
			left <= BLOCK, out + room) < 0)
			return 0;
	}
	if (b.n > 0)
		b.out++; /* flushed already, but for counting it */
	return (uint32_t)(b.out - out);
}
