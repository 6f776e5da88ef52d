/*
 * filter.c - a complete filter to copy: keeps the events with a small squared
 * missing mass, and adds the missing mass as a column.
 */
#include <math.h>

#include "record/record.h"

static struct filter {
	double max; /* GeV2/c4 */
	struct n62_col m2, m;
} filter = { .max = 0.01 };

static const struct n62_opt options[] = {
	{ "max", 0, N62_OPT_REAL, "X", offsetof(struct filter, max),
	    "Largest mmiss2 in GeV2/c4 (default 0.01)", false },
	{ 0 },
};
static const char *const examples[] = { "Below the neutral pion",
	"filter --max 0.017 events.n62 >low.n62", NULL };
static const struct n62_tool tool = { "filter", "Keeps events by missing mass",
	"[FILE ...]", options, examples };
static const struct n62_column mass = { "mmiss", "GeV/c2", "missing mass",
	N62_F64, 1, -1, .key = false };

static int step(struct n62_block *b, void *ctx, struct n62_err *err)
{
	struct filter *f = ctx;

	if (b->kind == N62_HEAD) {
		if (n62_find(
			b->schema, "event", "mmiss2", N62_F64, &f->m2, err) < 0)
			return -1;
		return n62_add_column(
		    b->schema, f->m2.table, &mass, &f->m, err);
	}
	if (b->kind != N62_ROWS || b->table != f->m2.table)
		return 0;
	const double *m2 = n62_values(b, f->m2);
	double *m = n62_change(b, f->m);
	uint8_t *keep = n62_mask(b, err);

	for (uint32_t i = 0; keep && i < b->rows; i++) {
		m[i] = m2[i] > 0 ? sqrt(m2[i]) : 0;
		keep[i] = m2[i] <= f->max;
	}
	return keep ? 0 : -1;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	return n62_filter(cli, step, &filter, err);
}

int main(int argc, char **argv)
{
	return n62_main(&tool, argc, argv, &filter, run);
}
