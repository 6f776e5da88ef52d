/*
 * cut.c - one filter stage, as a user would write it: a cut on four of the
 * fifty columns that events.c makes. --keep all forwards every row, --keep
 * none reads all and writes none.
 */
#include <string.h>

#include "record/record.h"

static struct options {
	const char *keep;
} opt = { "cut" };

static const struct n62_opt options[] = {
	{ "keep", 0, N62_OPT_TEXT, "cut|all|none",
	    offsetof(struct options, keep), "which rows pass (default cut)",
	    false },
	{ 0 }
};

struct columns {
	struct n62_col p, mmiss2, z, cda;
};

static int find(
    struct columns *c, const struct n62_schema *s, struct n62_err *err)
{
	if (strcmp(opt.keep, "cut") != 0)
		return 0;
	if (n62_find(s, "event", "p", N62_F32, &c->p, err) < 0 ||
	    n62_find(s, "event", "mmiss2", N62_F32, &c->mmiss2, err) < 0 ||
	    n62_find(s, "event", "z", N62_F32, &c->z, err) < 0)
		return -1;
	return n62_find(s, "event", "cda", N62_F32, &c->cda, err);
}

static int select(
    const struct columns *c, struct n62_block *b, struct n62_err *err)
{
	const float *p, *m, *z, *d;
	uint8_t *keep;

	if (strcmp(opt.keep, "all") == 0)
		return 0;
	keep = n62_mask(b, err);
	if (!keep)
		return -1;
	if (strcmp(opt.keep, "none") == 0) {
		memset(keep, 0, b->rows);
		return 0;
	}
	p = n62_values(b, c->p);
	m = n62_values(b, c->mmiss2);
	z = n62_values(b, c->z);
	d = n62_values(b, c->cda);
	for (uint32_t i = 0; i < b->rows; i++)
		keep[i] = (p[i] > 15) & (p[i] < 35) & (z[i] > 115000) &
			  (z[i] < 165000) & (m[i] > 0) & (m[i] < 0.068f) &
			  (d[i] < 4);
	return 0;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct columns columns = { 0 };
	struct n62_reader *in;
	struct n62_writer *out;
	struct n62_block *b;
	int r = n62_open(cli, &in, &out, err);

	while (r >= 0 && (r = n62_read(in, &b, err)) > 0) {
		if (b->kind == N62_HEAD)
			r = find(&columns, b->schema, err);
		else if (b->kind == N62_ROWS)
			r = select(&columns, b, err);
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
	static const char *const examples[] = { "One event in nine",
		"cut <events.n62 >few.n62", "All of them, compressed",
		"cut --keep all -o events.n62", NULL };
	static const struct n62_tool tool = { "cut",
		"keeps events by four of their columns", "[FILE ...]", options,
		examples };

	return n62_main(&tool, argc, argv, &opt, run);
}
