/*
 * numbers.c - single values as text: a function for each type, chosen once
 * for a column, so that no cell is formatted by way of a format string.
 */
#include "text/private.h"

#include <math.h>
#include <string.h>

static size_t put_i8(char *text, const void *values, size_t i)
{
	return n62_put_i64(text, ((const int8_t *)values)[i]);
}

static size_t put_i16(char *text, const void *values, size_t i)
{
	return n62_put_i64(text, ((const int16_t *)values)[i]);
}

static size_t put_i32(char *text, const void *values, size_t i)
{
	return n62_put_i64(text, ((const int32_t *)values)[i]);
}

static size_t put_i64(char *text, const void *values, size_t i)
{
	return n62_put_i64(text, ((const int64_t *)values)[i]);
}

static size_t put_u8(char *text, const void *values, size_t i)
{
	return n62_put_u64(text, ((const uint8_t *)values)[i]);
}

static size_t put_u16(char *text, const void *values, size_t i)
{
	return n62_put_u64(text, ((const uint16_t *)values)[i]);
}

static size_t put_u32(char *text, const void *values, size_t i)
{
	return n62_put_u64(text, ((const uint32_t *)values)[i]);
}

static size_t put_u64(char *text, const void *values, size_t i)
{
	return n62_put_u64(text, ((const uint64_t *)values)[i]);
}

static size_t put_f32(char *text, const void *values, size_t i)
{
	return n62_put_f32(text, ((const float *)values)[i]);
}

static size_t put_f64(char *text, const void *values, size_t i)
{
	return n62_put_f64(text, ((const double *)values)[i]);
}

static size_t put_null(char *text)
{
	memcpy(text, "null", 4);
	return 4;
}

static size_t put_json_f32(char *text, const void *values, size_t i)
{
	float v = ((const float *)values)[i];

	return isfinite(v) ? n62_put_f32(text, v) : put_null(text);
}

static size_t put_json_f64(char *text, const void *values, size_t i)
{
	double v = ((const double *)values)[i];

	return isfinite(v) ? n62_put_f64(text, v) : put_null(text);
}

size_t (*text_putter(enum n62_type t, bool json))(
    char *text, const void *values, size_t i)
{
	switch (t) {
	case N62_I8:
		return put_i8;
	case N62_I16:
		return put_i16;
	case N62_I32:
		return put_i32;
	case N62_I64:
		return put_i64;
	case N62_U8:
		return put_u8;
	case N62_U16:
		return put_u16;
	case N62_U32:
		return put_u32;
	case N62_U64:
		return put_u64;
	case N62_F32:
		return json ? put_json_f32 : put_f32;
	case N62_F64:
		return json ? put_json_f64 : put_f64;
	case N62_STR:
	case N62_SUM:
	case N62_ANY:
		break;
	}
	return NULL;
}

/*
 * A sum as an expansion: its nearest double, the nearest double to what is
 * left, and so on until nothing is. Each term leaves less than half of its
 * last bit, so there are at most 45.
 */
static int put_expansion(
    struct n62_buf *to, const char *bytes, size_t n, struct n62_err *err)
{
	struct n62_sum rest = { 0 };
	unsigned char left[N62_SUM_BYTES];
	double term = n62_sum_value(bytes, n);

	if (n62_sum_add_bytes(&rest, bytes, n) < 0)
		return n62_fail(err, N62_DATA, "a malformed exact sum");
	for (bool first = true;; first = false) {
		if (n62_buf_reserve(to, N62_NUMBER + 1, err) < 0)
			return -1;
		if (!first)
			to->data[to->len++] = '+';
		to->len += n62_put_f64(to->data + to->len, term);
		if (n62_sum_add(&rest, -term) < 0)
			return 0;
		n = n62_sum_bytes(&rest, left);
		if (n == 0)
			return 0;
		term = n62_sum_value(left, n);
		if (term == 0)
			return 0;
	}
}

int text_put_sum(struct n62_buf *to, const char *bytes, size_t n, bool exact,
    bool json, struct n62_err *err)
{
	double v;

	if (exact && !json)
		return put_expansion(to, bytes, n, err);
	v = n62_sum_value(bytes, n);
	if (n62_buf_reserve(to, N62_NUMBER, err) < 0)
		return -1;
	to->len += text_putter(N62_F64, json)(to->data + to->len, &v, 0);
	return 0;
}
