/*
 * numbers.c - single values as text, beyond what the library of records does:
 * numbers that JSON does not have, and exact sums.
 */
#include "text/private.h"

#include <math.h>
#include <string.h>

size_t text_put_json_number(
    char *text, enum n62_type t, const void *values, size_t i)
{
	if (t <= N62_U64 || isfinite(n62_value_f64(t, values, i)))
		return n62_value_text(text, t, values, i);
	memcpy(text, "null", 4);
	return 4;
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
	to->len +=
	    json ? text_put_json_number(to->data + to->len, N62_F64, &v, 0)
		 : n62_put_f64(to->data + to->len, v);
	return 0;
}
