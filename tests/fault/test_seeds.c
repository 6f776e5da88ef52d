/*
 * test_seeds.c - the seeds of the fuzzer of the reader: one byte of mode and
 * a stream, which must be a whole one, or the fuzzer starts from rubble.
 *
 *	test_seeds        checks those of the source tree
 *	test_seeds DIR    writes them anew
 */
#include "stream.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The mode is that of tests/fuzz/fuzz_reader.c. */
static const struct {
	const char *name;
	unsigned char mode;
	unsigned batches[2];
	bool planes[2];
} seeds[] = {
	{ "raw", 0x04, { 1, 0 }, { false, false } },
	{ "planes", 0x0c, { 1, 0 }, { true, false } },
	{ "two", 0x04, { 1, 1 }, { true, true } },
	{ "joined", 0x0d, { 1, 1 }, { true, true } },
	{ "salvaged", 0x06, { 3, 0 }, { false, false } },
	{ "joined-salvaged", 0x07, { 1, 1 }, { true, true } },
	{ "window", 0x14, { 3, 0 }, { true, false } },
	{ "as-it-is", 0x00, { 1, 1 }, { true, true } },
};

static void save(const char *folder, size_t k)
{
	struct stream s = { 0 };
	char name[1024];
	FILE *f;

	for (uint32_t i = 0; i < 2; i++) {
		struct recipe r = { .seed = 1 + 10 * i,
			.batches = seeds[k].batches[i],
			.rows = 1,
			.planes = seeds[k].planes[i] };

		if (r.batches > 0)
			stream_segment(&s, &r);
	}
	snprintf(name, sizeof name, "%s/%s", folder, seeds[k].name);
	f = fopen(name, "wb");
	if (!f || fputc(seeds[k].mode, f) == EOF ||
	    fwrite(s.bytes, 1, s.size, f) != s.size || fclose(f) != 0)
		give_up("cannot write %s", name);
	stream_free(&s);
}

static int check(const char *folder, const char *file)
{
	static unsigned char bytes[4096];
	struct memory memory;
	struct seen seen;
	char name[1024];
	size_t n = 0;
	FILE *f;

	snprintf(name, sizeof name, "%s/%s", folder, file);
	f = fopen(name, "rb");
	if (f)
		n = fread(bytes, 1, sizeof bytes, f);
	if (!f || fclose(f) != 0 || n < 2 || n == sizeof bytes)
		return miss("%s: no file of 2 to 4095 bytes", name);
	memory_open(&memory);
	memory_set(&memory, bytes + 1, n - 1);
	if (stream_read(memory.name, NULL, &seen) != 0)
		return miss("%s: %s", name, seen.err.text);
	return 0;
}

int main(int argc, char **argv)
{
	const char *top = getenv("NA62_TOP");
	char folder[400];
	struct dirent *e;
	int whole = 0, all = 0;
	DIR *d;

	for (size_t k = 0; argc > 1 && k < sizeof seeds / sizeof *seeds; k++)
		save(argv[1], k);
	snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/reader",
	    top ? top : ".");
	d = opendir(argc > 1 ? argv[1] : folder);
	if (!d)
		give_up("cannot read %s", folder);
	while ((e = readdir(d)))
		if (e->d_name[0] != '.') {
			all++;
			whole +=
			    check(argc > 1 ? argv[1] : folder, e->d_name) == 0;
		}
	closedir(d);
	printf("%d seeds of the fuzzer: %d whole\n", all, whole);
	return all == 0 || whole != all;
}
