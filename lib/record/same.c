/*
 * same.c - holding the rows of a table merged by same against those of an
 * earlier segment.
 */
#include "record/private.h"

#include <string.h>

size_t rec_put_value(
    char *text, enum n62_type type, const void *values, size_t i)
{
	switch (type) {
	case N62_I8:
		return n62_put_i64(text, ((const int8_t *)values)[i]);
	case N62_I16:
		return n62_put_i64(text, ((const int16_t *)values)[i]);
	case N62_I32:
		return n62_put_i64(text, ((const int32_t *)values)[i]);
	case N62_I64:
		return n62_put_i64(text, ((const int64_t *)values)[i]);
	case N62_U8:
		return n62_put_u64(text, ((const uint8_t *)values)[i]);
	case N62_U16:
		return n62_put_u64(text, ((const uint16_t *)values)[i]);
	case N62_U32:
		return n62_put_u64(text, ((const uint32_t *)values)[i]);
	case N62_U64:
		return n62_put_u64(text, ((const uint64_t *)values)[i]);
	case N62_F32:
		return n62_put_f32(text, ((const float *)values)[i]);
	case N62_F64:
		return n62_put_f64(text, ((const double *)values)[i]);
	default:
		return 0;
	}
}

static int differs(
    const struct n62_table *t, const struct rec_part *p, struct n62_err *err)
{
	const char *list = p->list >= 0 ? t->lists[p->list].name : NULL;
	const char *column = p->column >= 0 ? t->columns[p->column].name : NULL;

	return n62_fail(err, N62_DATA,
	    "table %s must be the same in all segments, but %s%s%s differs",
	    t->name, list ? list : "", list && column ? "." : "",
	    column ? column : "");
}

int rec_rows_equal(const struct n62_table *t, const struct rec_array *a,
    const struct rec_array *b, struct n62_err *err)
{
	const struct rec_layout *l = t->layout;

	for (int i = 0; i < l->n; i++) {
		const struct rec_part *p = &l->part[i];

		if (!p->kept)
			continue;
		if (a[i].n != b[i].n ||
		    (a[i].n > 0 &&
			memcmp(a[i].p, b[i].p, (size_t)a[i].n * p->width) != 0))
			return differs(t, p, err);
	}
	return 0;
}
