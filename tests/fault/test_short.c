/*
 * test_short.c - every tool with reads and writes of 1 to 7 bytes and calls
 * that are interrupted: the output is the same to the last byte.
 */
#include "stream.h"
#include "tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SEEDS = 10
};

static int compare(const struct run *r, const char *preload, int seed)
{
	static struct outcome whole, shorter;
	char variable[40], name[200];
	const char *variables[] = { preload, variable, NULL };

	run_name(r, name, sizeof name);
	snprintf(variable, sizeof variable, "SHORT_SEED=%d", seed);
	run_tool(r, NULL, &whole);
	if (whole.status != 0)
		return miss("%s: %s", name, whole.err);
	run_tool(r, variables, &shorter);
	if (shorter.status != 0 || shorter.left ||
	    strcmp(shorter.err, whole.err) != 0)
		return miss("%s, seed %d: status %d: %s", name, seed,
		    shorter.status, shorter.err);
	if (shorter.file != whole.file || shorter.nout != whole.nout ||
	    memcmp(shorter.out, whole.out, whole.nout) != 0)
		return miss("%s, seed %d: the output differs", name, seed);
	return 0;
}

int main(void)
{
	int n = 0, same = 0;

	run_begin();
	for (const struct run *r = runs; r->tool; r++)
		for (int seed = 1; run_exists(r) && seed <= SEEDS; seed++) {
			n++;
			same += compare(r, run_preload("short"), seed) == 0;
		}
	run_end();
	printf(
	    "%d runs with short and interrupted calls: %d the same\n", n, same);
	return n == 0 || same != n;
}
