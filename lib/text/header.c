/*
 * header.c - one cell of a header line: name:type[unit], where the name may
 * be LIST.NAME, and the type TYPExLENGTH.
 */
#include "text/private.h"

#include <string.h>

static int set_name(
    char to[N62_MAX_NAME + 1], const char *s, size_t n, struct n62_err *err)
{
	if (n == 0 || n > N62_MAX_NAME)
		return n62_fail(err, N62_DATA,
		    "a name has 1 to %d characters, not %zu", N62_MAX_NAME, n);
	memcpy(to, s, n);
	to[n] = '\0';
	return 0;
}

static int set_length(struct text_name *to, const char *s, struct n62_err *err)
{
	uint64_t v;

	if (n62_get_u64(s, strlen(s), &v) < 0 || v < 1 || v > N62_MAX_LENGTH)
		return n62_fail(err, N62_DATA,
		    "a length is a number from 1 to %d", N62_MAX_LENGTH);
	to->length = (uint32_t)v;
	return 0;
}

static int set_type(struct text_name *to, char *s, struct n62_err *err)
{
	char *x = strchr(s, 'x');
	int type;

	if (x) {
		*x = '\0';
		if (set_length(to, x + 1, err) < 0)
			return -1;
	}
	type = n62_type_of(s);
	if (type < 0)
		return n62_fail(err, N62_DATA,
		    "a type is one of i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 "
		    "str sum");
	to->type = (enum n62_type)type;
	return 0;
}

int text_name_parse(struct text_name *to, char *cell, struct n62_err *err)
{
	size_t n = strlen(cell), name = strcspn(cell, ":[");
	char *unit = strchr(cell, '['), *dot;
	bool typed = cell[name] == ':';

	*to = (struct text_name){ .type = N62_F64, .length = 1 };
	to->unit = cell + n;
	if (unit) {
		ssize_t m;

		if (cell[n - 1] != ']')
			return n62_fail(
			    err, N62_DATA, "the unit does not end with ]");
		cell[n - 1] = '\0';
		*unit++ = '\0';
		m = text_unescape(unit, strlen(unit));
		if (m < 0)
			return n62_fail(err, N62_DATA,
			    "the unit has an escape that does not exist");
		unit[m] = '\0';
		to->unit = unit;
	}
	cell[name] = '\0';
	if (typed && set_type(to, cell + name + 1, err) < 0)
		return -1;
	dot = strchr(cell, '.');
	if (!dot)
		return set_name(to->name, cell, name, err);
	if (set_name(to->list, cell, (size_t)(dot - cell), err) < 0)
		return -1;
	return set_name(to->name, dot + 1, strlen(dot + 1), err);
}
