/*
 * filter.c - a complete filter to copy: keeps the events whose squared missing
 * mass lies in a window, and adds the missing mass as a column.
 */
#include <math.h>

#include "record/record.h"

static struct options {
	double low, high; /* GeV2/c4 */
} opt = { -0.01, 0.01 };

static const struct n62_opt options[] = {
	{ "low", 0, N62_OPT_REAL, "X", offsetof(struct options, low),
	    "lower end of the window in GeV2/c4 (default -0.01)", false },
	{ "high", 0, N62_OPT_REAL, "X", offsetof(struct options, high),
	    "upper end of the window in GeV2/c4 (default 0.01)", false },
	{ 0 }
};

static const struct n62_column mass = { .name = "mmiss",
	.type = N62_F64,
	.unit = "GeV/c2",
	.doc = "missing mass, 0 where its square is negative",
	.list = -1 };

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_reader *in;
	struct n62_writer *out;
	struct n62_block *b;
	struct n62_col m2, m;
	int r = n62_open(cli, &in, &out, err);

	while (r >= 0 && (r = n62_read(in, &b, err)) > 0) {
		if (b->kind == N62_HEAD) {
			r = n62_find(
			    b->schema, "event", "mmiss2", N62_F64, &m2, err);
			if (r == 0)
				r = n62_add_column(
				    b->schema, m2.table, &mass, &m, err);
		} else if (b->kind == N62_ROWS && b->table == m2.table) {
			const double *x = n62_values(b, m2);
			double *y = n62_change(b, m);
			uint8_t *keep = n62_mask(b, err);

			for (uint32_t i = 0; keep && i < b->rows; i++) {
				y[i] = x[i] > 0 ? sqrt(x[i]) : 0;
				keep[i] = x[i] >= opt.low && x[i] <= opt.high;
			}
			r = keep ? 0 : -1;
		}
		if (r >= 0)
			r = n62_write(out, b, err);
	}
	if (r == 0)
		r = n62_commit(out, err);
	n62_close(in, out);
	return r;
}

int main(int argc, char **argv)
{
	static const char *const examples[] = { "Kaon decays to a pion alone",
		"filter --low 0.017 --high 0.022 events.n62 >pi0.n62",
		"The same in a pipe", "filter <events.n62 | na62-view", NULL };
	static const struct n62_tool tool = { "filter",
		"keeps events in a window of missing mass", "[FILE ...]",
		options, examples };

	return n62_main(&tool, argc, argv, &opt, run);
}
