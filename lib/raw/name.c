/*
 * name.c - names of burst files:
 * na62raw_<sob>-<merger>-<run>-<burst>[_<copy>].dat
 */
#include <string.h>

#include "raw/private.h"

/* Takes a number of at least least digits off *text. */
static bool take_number(const char **text, size_t least, uint32_t *value)
{
	size_t n = strspn(*text, "0123456789");
	uint64_t v;

	if (n < least || n62_get_u64(*text, n, &v) < 0 || v > UINT32_MAX)
		return false;
	*value = (uint32_t)v;
	*text += n;
	return true;
}

static bool take(const char **text, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*text, word, n) != 0)
		return false;
	*text += n;
	return true;
}

bool n62_raw_name_parse(struct n62_raw_name *name, const char *path)
{
	const char *p = strrchr(path, '/');

	*name = (struct n62_raw_name){ 0 };
	p = p ? p + 1 : path;
	if (!take(&p, "na62raw_") || !take_number(&p, 1, &name->sob) ||
	    !take(&p, "-") || !take_number(&p, 2, &name->merger) ||
	    !take(&p, "-") || !take_number(&p, 6, &name->run) ||
	    !take(&p, "-") || !take_number(&p, 4, &name->burst))
		return false;
	if (*p == '_' && (p++, !take_number(&p, 1, &name->copy)))
		return false;
	/* A compressed file has one more ending. */
	return take(&p, ".dat") && (*p == '\0' || *p == '.');
}

int n62_raw_name_print(
    const struct n62_raw_name *name, struct n62_buf *b, struct n62_err *err)
{
	if (n62_buf_printf(b, err, "na62raw_%lu-%02lu-%06lu-%04lu",
		(unsigned long)name->sob, (unsigned long)name->merger,
		(unsigned long)name->run, (unsigned long)name->burst) < 0)
		return -1;
	if (name->copy > 0 &&
	    n62_buf_printf(b, err, "_%lu", (unsigned long)name->copy) < 0)
		return -1;
	return n62_buf_add(b, ".dat", 4, err);
}
