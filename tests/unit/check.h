/*
 * check.h - a harness for unit tests: functions, run one by one, TAP output.
 *
 *	static void
 *	adds(void)
 *	{
 *		CHECK(1 + 1 == 2);
 *	}
 *
 *	int
 *	main(void)
 *	{
 *		check_run("sums", adds);
 *		return check_end();
 *	}
 *
 * A CHECK that fails says file, line and expression and lets the test go on;
 * it evaluates to whether it held, for tests that cannot. A test that misses
 * something of the machine calls check_skip with what that is, and returns.
 */
#ifndef NA62_CHECK_H
#define NA62_CHECK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(x) check_that((x), #x, __FILE__, __LINE__)

/* Two strings, shown when they differ. */
#define CHECK_TEXT(got, wanted)                                                \
	check_text((got), (wanted), #got, __FILE__, __LINE__)

static int check_tests, check_failed_tests, check_failures;
static const char *check_skipped; /* why the test was not made, or NULL */

static inline bool check_that(
    bool held, const char *what, const char *file, int line)
{
	/* A loop over millions of values should not print millions of lines. */
	if (!held && check_failures++ < 20)
		printf("# %s:%d: does not hold: %s\n", file, line, what);
	return held;
}

static inline bool check_text(const char *got, const char *wanted,
    const char *what, const char *file, int line)
{
	bool held = got && wanted && strcmp(got, wanted) == 0;

	if (!check_that(held, what, file, line) && check_failures < 20)
		printf("#   got:    %s\n#   wanted: %s\n", got ? got : "NULL",
		    wanted ? wanted : "NULL");
	return held;
}

/* A line of figures in the output, which TAP readers pass over. */
__attribute__((format(printf, 1, 2))) static inline void check_note(
    const char *format, ...)
{
	va_list args;

	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

/* The test counts as skipped, unless a CHECK before has failed. */
static inline void check_skip(const char *why)
{
	check_skipped = why;
}

static inline void check_run(const char *name, void (*test)(void))
{
	check_failures = 0;
	check_skipped = NULL;
	test();
	check_tests++;
	if (check_failures > 0)
		check_failed_tests++;
	printf(
	    "%s %d - %s", check_failures ? "not ok" : "ok", check_tests, name);
	if (check_skipped && check_failures == 0)
		printf(" # SKIP %s", check_skipped);
	printf("\n");
	fflush(stdout);
}

/* The plan, and the exit status of the program. */
static inline int check_end(void)
{
	printf("1..%d\n", check_tests);
	return check_failed_tests > 0 || fflush(stdout) != 0;
}

#endif
