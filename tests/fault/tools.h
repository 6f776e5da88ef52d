/*
 * tools.h - short runs of every tool, for the tests that disturb them.
 *
 * A run happens in a folder of its own that holds a.n62, b.n62, table.tsv and
 * list.txt; stdin, stdout and stderr are files, and nothing else may appear
 * there but the output out.n62.
 */
#ifndef NA62_FAULT_TOOLS_H
#define NA62_FAULT_TOOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MOST_ARGS = 12,
	MOST_OUTPUT = 1 << 16
};

struct run {
	const char *tool;
	const char *args[MOST_ARGS];
	const char *input; /* file for standard input, or NULL */
	bool stream;       /* its standard output is a stream */
};

/* Ends with a NULL tool. To test another tool, add its runs there. */
extern const struct run runs[];

struct outcome {
	int status; /* as the shell sees it: 128 and more by a signal */
	bool left;  /* something is in the folder that should not be */
	bool file;  /* out.n62 is there */
	char out[MOST_OUTPUT], err[4096]; /* of out.n62 where it is there */
	size_t nout, nerr;
	uint64_t report[2]; /* what the preloaded object told */
};

/* Whether the tool has been built. */
bool run_exists(const struct run *r);
/* "na62-view --stats a.n62" */
void run_name(const struct run *r, char *name, size_t size);
/* Makes the folder of this process and goes there. */
void run_begin(void);
void run_end(void);
/* Runs it with additional variables, "NAME=VALUE" and a NULL at the end. */
void run_tool(
    const struct run *r, const char *const *variables, struct outcome *o);
/* Where tests/fault/preload_NAME.so is: "LD_PRELOAD=...". */
const char *run_preload(const char *name);
/* Whether a stream is accepted by the reader. */
bool is_whole(const void *bytes, size_t n);

#endif
