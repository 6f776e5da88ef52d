/*
 * test_select_work.c - a selection with cuts, a candidate, a blind region and
 * weights over random events, against loops over the same events that do
 * what na62-sel(5) says, one event and one combination at a time.
 */
#include "check.h"

#include <math.h>
#include <unistd.h>

#include "select/select.h"

enum {
	EVENTS = 4000,
	TRACKS = 7,
	VERTICES = 3,
	STEPS = 5 /* flag, candidate, blind, sum, dif */
};

static const char text[] = "param least = 5 GeV\n"
			   "cut flag flag > 0\n"
			   "candidate v: vertex where n == 3\n"
			   "  a: track of v as pi+ where q > 0 and p > least\n"
			   "  b, c: track as e- where q < 0\n"
			   "  best by max a.p + b.p - c.p\n"
			   "cut sum a.p + b.p + c.p < 60 GeV\n"
			   "cut dif abs(b.p - c.p) < 15 GeV\n"
			   "region hidden a.p in 10..20 GeV\n"
			   "region high 20 GeV < a.p <= 40 GeV\n"
			   "region any a.q > 0 or b.q > 0\n"
			   "blind hidden\n";

struct event {
	double weight;
	int flag, mc, ntracks, nvertices;
	float p[TRACKS];
	int q[TRACKS], n[VERTICES], track[VERTICES][3];
};

static struct event events[EVENTS];

static void make_events(void)
{
	struct n62_rng r;

	for (int i = 0; i < EVENTS; i++) {
		struct event *e = &events[i];

		n62_rng_init(&r, 62, (uint64_t)i, 0);
		e->weight = n62_rng_below(&r, 2) == 0
				? 1
				: 0.25 * (double)n62_rng_below(&r, 9);
		e->flag = n62_rng_below(&r, 4) > 0;
		e->mc = (int)n62_rng_below(&r, 3);
		e->ntracks = (int)n62_rng_below(&r, TRACKS + 1);
		for (int k = 0; k < e->ntracks; k++) {
			/* Few values: many combinations are equally good. */
			e->p[k] = (float)(4 * n62_rng_below(&r, 10)) + 0.3f;
			e->q[k] = n62_rng_below(&r, 2) ? 1 : -1;
		}
		e->nvertices = (int)n62_rng_below(&r, VERTICES + 1);
		for (int v = 0; v < e->nvertices; v++) {
			e->n[v] = 2 + (int)n62_rng_below(&r, 2);
			for (int k = 0; k < 3; k++)
				e->track[v][k] =
				    (int)n62_rng_below(&r, TRACKS + 2) - 1;
		}
	}
}

/* ---- the stream ------------------------------------------------------- */

static char names[2][40] = { "/tmp/na62-select-a-XXXXXX",
	"/tmp/na62-select-b-XXXXXX" };

enum {
	NUMBER,
	WEIGHT,
	FLAG,
	MC,
	P,
	Q,
	DXDZ,
	DYDZ,
	N,
	TRACK,
	COLUMNS
};

static bool add_columns(struct n62_schema *s, struct n62_col *col)
{
	static const struct {
		int list;
		struct n62_column c;
	} all[COLUMNS] = {
		[NUMBER] = { -1, { .name = "number", .type = N62_U32 } },
		[WEIGHT] = { -1, { .name = "weight", .type = N62_F64 } },
		[FLAG] = { -1, { .name = "flag", .type = N62_I32 } },
		[MC] = { 0, { .name = "pdg", .type = N62_I32 } },
		[P] = { 1, { .name = "p", .unit = "GeV/c", .type = N62_F32 } },
		[Q] = { 1, { .name = "q", .type = N62_I32 } },
		[DXDZ] = { 1, { .name = "dxdz", .type = N62_F32 } },
		[DYDZ] = { 1, { .name = "dydz", .type = N62_F32 } },
		[N] = { 2, { .name = "n", .type = N62_I32 } },
		[TRACK] = { 2,
		    { .name = "track", .type = N62_I32, .length = 3 } },
	};
	static const char *const lists[] = { "mc", "track", "vertex" };
	struct n62_err err = { 0 };
	int table = n62_add_table(s, "event", N62_APPEND, "", &err);

	for (int i = 0; i < 3; i++)
		if (n62_add_list(s, table, lists[i], "", &err) < 0)
			return false;
	for (int i = 0; i < COLUMNS; i++) {
		struct n62_column c = all[i].c;

		c.list = all[i].list;
		if (n62_add_column(s, table, &c, &col[i], &err) < 0)
			return false;
	}
	return true;
}

static void fill_lists(
    struct n62_block *b, const struct n62_col *col, int from, int n)
{
	static uint32_t counts[3][EVENTS];
	struct n62_err err = { 0 };
	float *p;
	int *q, *nv, *track;

	for (int i = 0; i < n; i++) {
		counts[0][i] = (uint32_t)events[from + i].mc;
		counts[1][i] = (uint32_t)events[from + i].ntracks;
		counts[2][i] = (uint32_t)events[from + i].nvertices;
	}
	CHECK(n62_fill_list(b, col[MC], counts[0], &err) == 0);
	CHECK(n62_fill_list(b, col[P], counts[1], &err) == 0);
	CHECK(n62_fill_list(b, col[N], counts[2], &err) == 0);
	p = n62_change(b, col[P]);
	q = n62_change(b, col[Q]);
	nv = n62_change(b, col[N]);
	track = n62_change(b, col[TRACK]);
	for (int i = 0; i < n; i++) {
		const struct event *e = &events[from + i];

		for (int k = 0; k < e->ntracks; k++) {
			*p++ = e->p[k];
			*q++ = e->q[k];
		}
		for (int v = 0; v < e->nvertices; v++) {
			*nv++ = e->n[v];
			for (int k = 0; k < 3; k++)
				*track++ = e->track[v][k];
		}
	}
}

static void write_events(void)
{
	struct n62_write_options o = {
		.name = names[0], .threads = 1, .compress = N62_RAW
	};
	struct n62_err err = { 0 };
	struct n62_schema *s = n62_schema_new(&err);
	struct n62_writer *w = n62_writer_open(&o, &err);
	struct n62_col col[COLUMNS];

	CHECK(w && s && add_columns(s, col));
	CHECK(n62_write_head(w, s, &err) == 0);
	for (int from = 0, n = 0; from < EVENTS; from += n) {
		struct n62_block *b;

		n = EVENTS - from < 1700 ? EVENTS - from : 1700;
		b = n62_rows(w, col[0].table, (uint32_t)n, &err);
		if (!CHECK(b))
			break;
		for (int i = 0; i < n; i++) {
			const struct event *e = &events[from + i];

			((uint32_t *)n62_change(b, col[NUMBER]))[i] =
			    (uint32_t)(from + i);
			((double *)n62_change(b, col[WEIGHT]))[i] = e->weight;
			((int32_t *)n62_change(b, col[FLAG]))[i] = e->flag;
		}
		fill_lists(b, col, from, n);
		CHECK(n62_write(w, b, &err) == 0);
	}
	CHECK(n62_write_end(w, &err) == 0 && n62_commit(w, &err) == 0);
	n62_writer_free(w);
	n62_schema_free(s);
}

/* ---- by hand ---------------------------------------------------------- */

struct tally {
	uint64_t n;
	double w;
};

struct wanted {
	struct tally step[STEPS + 1], others[STEPS + 1], region[3];
	int kept[EVENTS], nkept;
	int index[EVENTS][3]; /* of a, b, c */
};

static void count(struct tally *t, double w)
{
	t->n++;
	t->w += w;
}

static bool has_track(const struct event *e, int k)
{
	return k >= 0 && k < e->ntracks;
}

/* The best combination, or false. */
static bool combine(const struct event *e, int best[3])
{
	double most = -INFINITY;

	for (int v = 0; v < e->nvertices; v++)
		for (int k = 0; k < 3; k++) {
			int a = e->track[v][k];

			if (e->n[v] != 3 || !has_track(e, a) || e->q[a] < 0 ||
			    !(e->p[a] > 5))
				continue;
			for (int b = 0; b < e->ntracks; b++)
				for (int c = b + 1; c < e->ntracks; c++) {
					double x =
					    (double)e->p[a] + e->p[b] - e->p[c];

					if (e->q[b] > 0 || e->q[c] > 0 ||
					    !(x > most))
						continue;
					most = x;
					best[0] = a;
					best[1] = b;
					best[2] = c;
				}
		}
	return most > -INFINITY;
}

static void judge(struct wanted *w, int i, bool unblind)
{
	const struct event *e = &events[i];
	int t[3] = { 0 }, fails = 0, failed = 0, passed = STEPS;
	bool ok[STEPS + 1] = { true, e->flag > 0, combine(e, t), true, true,
		true };
	double a = e->p[t[0]], b = e->p[t[1]], c = e->p[t[2]];

	if (ok[2]) {
		ok[3] = unblind || e->mc > 0 || !(a >= 10 && a <= 20);
		ok[4] = a + b + c < 60;
		ok[5] = fabs(b - c) < 15;
	} else {
		ok[4] = ok[5] = false;
	}
	for (int s = STEPS; s > 0; s--) {
		/* Who is blind is not there any more. */
		fails += s == 3 && !ok[s] ? 2 : !ok[s];
		if (!ok[s]) {
			failed = s;
			passed = s - 1;
		}
	}
	for (int s = 0; s <= passed; s++)
		count(&w->step[s], e->weight);
	for (int s = 1; s <= STEPS; s++)
		if (s != 3 && (fails == 0 || (fails == 1 && failed == s)))
			count(&w->others[s], e->weight);
	if (fails > 0)
		return;
	memcpy(w->index[w->nkept], t, sizeof t);
	w->kept[w->nkept++] = i;
	if (a >= 10 && a <= 20)
		count(&w->region[0], e->weight);
	if (a > 20 && a <= 40)
		count(&w->region[1], e->weight);
	count(&w->region[2], e->weight);
}

/* ---- the comparison --------------------------------------------------- */

static void compare_flow(struct n62_select *s, const struct wanted *w)
{
	struct n62_select_flow f;
	struct n62_err err = { 0 };

	if (!CHECK(n62_select_flow(s, &f, &err) == 0) ||
	    !CHECK(f.n == STEPS + 1) || !CHECK(f.nregions == 3))
		return;
	for (int i = 0; i <= STEPS; i++) {
		CHECK(f.v[i].events == w->step[i].n);
		CHECK(f.v[i].weight == w->step[i].w);
		CHECK(f.v[i].cut == (i > 0 && i != 3));
		if (f.v[i].cut) {
			CHECK(f.v[i].others == w->others[i].n);
			CHECK(f.v[i].others_weight == w->others[i].w);
		}
	}
	for (int i = 0; i < 3; i++) {
		CHECK(f.regions[i].events == w->region[i].n);
		CHECK(f.regions[i].weight == w->region[i].w);
	}
	CHECK(f.data + f.simulated == EVENTS);
}

static void compare_rows(struct n62_block *b, const struct wanted *w, int *at)
{
	struct n62_col number, index, pdg, object, px;
	struct n62_err err = { 0 };
	const uint32_t *offset, *n;
	const int32_t *k, *p;
	const float *x;

	if (!CHECK(n62_find(b->schema, "event", "number", N62_U32, &number,
		       &err) == 0) ||
	    !CHECK(n62_find(b->schema, "event", "cand.index", N62_I32, &index,
		       &err) == 0) ||
	    !CHECK(n62_find(b->schema, "event", "cand.pdg", N62_I32, &pdg,
		       &err) == 0) ||
	    !CHECK(n62_find(b->schema, "event", "cand.object", N62_U8, &object,
		       &err) == 0) ||
	    !CHECK(n62_find(
		       b->schema, "event", "cand.pz", N62_F32, &px, &err) == 0))
		return;
	n = n62_values(b, number);
	k = n62_values(b, index);
	p = n62_values(b, pdg);
	x = n62_values(b, px);
	offset = n62_offsets(b, index);
	for (uint32_t i = 0; i < b->rows && *at < w->nkept; i++, ++*at) {
		const struct event *e = &events[w->kept[*at]];
		const int *t = w->index[*at];
		uint32_t o = offset[i];

		CHECK(n[i] == (uint32_t)w->kept[*at]);
		if (!CHECK(offset[i + 1] - o == 4))
			continue;
		CHECK(k[o] == -1 && p[o] == 321 && fabs(x[o] - 75) < 0.01);
		CHECK(p[o + 1] == 211 && p[o + 2] == 11 && p[o + 3] == 11);
		for (uint32_t j = 0; j < 3; j++) {
			CHECK(k[o + 1 + j] == t[j]);
			CHECK(x[o + 1 + j] == e->p[t[j]]);
		}
	}
}

static void read_back(const struct wanted *w)
{
	const char *name = names[1];
	struct n62_read_options o = {
		.names = &name, .nnames = 1, .threads = 1, .join = true
	};
	struct n62_err err = { 0 };
	struct n62_reader *r = n62_reader_open(&o, &err);
	struct n62_block *b;
	int at = 0;

	while (r && n62_read(r, &b, &err) > 0)
		if (b->kind == N62_ROWS &&
		    b->table == n62_table_number(b->schema, "event"))
			compare_rows(b, w, &at);
	CHECK(at == w->nkept);
	n62_reader_free(r);
}

static bool apply(struct n62_select *s, struct n62_err *err)
{
	const char *name = names[0];
	struct n62_read_options ro = {
		.names = &name, .nnames = 1, .threads = 1
	};
	struct n62_write_options wo = {
		.name = names[1], .threads = 1, .compress = N62_RAW
	};
	struct n62_reader *r = n62_reader_open(&ro, err);
	struct n62_writer *w = n62_writer_open(&wo, err);
	struct n62_block *b;
	int status = r && w ? 1 : -1;

	while (status > 0 && (status = n62_read(r, &b, err)) > 0)
		if (n62_select_step(s, b, err) < 0 ||
		    (b->kind == N62_END && n62_select_tables(s, w, err) < 0) ||
		    n62_write(w, b, err) < 0)
			status = -1;
	if (status == 0)
		status = n62_commit(w, err);
	n62_writer_free(w);
	n62_reader_free(r);
	return status == 0;
}

static void run(int threads, bool unblind)
{
	static struct wanted w;
	struct n62_err err = { 0 };
	struct n62_buf caret = { 0 };
	struct n62_selection *sel =
	    n62_selection_text("test", text, sizeof text - 1, &caret, &err);
	struct n62_select_options o = { .selection = sel,
		.threads = threads,
		.unblind = unblind,
		.caret = &caret };
	struct n62_select *s = sel ? n62_select_new(&o, &err) : NULL;

	memset(&w, 0, sizeof w);
	for (int i = 0; i < EVENTS; i++)
		judge(&w, i, unblind);
	if (CHECK(s) && CHECK(apply(s, &err))) {
		compare_flow(s, &w);
		read_back(&w);
		check_note("%d of %d events pass", w.nkept, EVENTS);
		CHECK(w.nkept > 50);
	} else {
		check_note("%s", err.text);
	}
	n62_select_free(s);
	n62_selection_free(sel);
	n62_buf_free(&caret);
}

static void one_thread(void)
{
	run(1, false);
}

static void unblinded(void)
{
	run(1, true);
}

static void three_threads(void)
{
	run(3, false);
}

/* Weights without a sum are refused. */
static void bad_weights(void)
{
	static const char *const weights[] = { "weight 1 / (flag - flag)\n",
		"weight log(-1 - flag)\n", "weight 1e200 * (1 + flag)\n" };

	for (int i = 0; i < 3; i++) {
		struct n62_err err = { 0 };
		struct n62_selection *sel = n62_selection_text(
		    "test", weights[i], strlen(weights[i]), NULL, &err);
		struct n62_select_options o = { .selection = sel,
			.threads = 1 };
		struct n62_select *s = n62_select_new(&o, &err);

		CHECK(s && !apply(s, &err));
		CHECK_TEXT(err.text, "event 0 has a weight that is not "
				     "finite, or too large");
		n62_select_free(s);
		n62_selection_free(sel);
	}
}

int main(void)
{
	for (int i = 0; i < 2; i++)
		close(mkstemp(names[i]));
	make_events();
	write_events();
	check_run("one thread, the same as by hand", one_thread);
	check_run("unblinded", unblinded);
	check_run("three threads", three_threads);
	check_run("weights that are no numbers", bad_weights);
	for (int i = 0; i < 2; i++)
		unlink(names[i]);
	return check_end();
}
