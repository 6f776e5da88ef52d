/*
 * same.c - holding the rows of a table merged by same against those of an
 * earlier segment.
 */
#include "record/private.h"

#include <string.h>

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
