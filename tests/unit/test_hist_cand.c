/*
 * test_hist_cand.c - masses of the candidates of na62-select, and histograms
 * that are read back.
 */
#include <math.h>
#include <unistd.h>

#include "check.h"
#include "hist/hist.h"
#include "physics/physics.h"

enum {
	EVENTS = 4,
	MEMBERS = 4
};

/* K+ -> pi+ e+ e- with something missing; the second event has no candidate,
 * the third no beam particle, the fourth another decay. */
static const struct member {
	int32_t pdg, object, index;
	float p[3];
	double mass;
} members[MEMBERS] = {
	{ 321, 0, 0, { 0.09F, 0.002F, 75.2F }, N62_M_K / 1000 },
	{ 211, 1, 2, { 0.11F, -0.05F, 30.1F }, N62_M_PI / 1000 },
	{ -11, 1, 0, { -0.03F, 0.09F, 25.2F }, N62_M_E / 1000 },
	{ 11, 1, 1, { 0.02F, -0.04F, 18.9F }, N62_M_E / 1000 },
};
static const uint32_t counts[EVENTS] = { 4, 0, 4, 3 };

static char name[200];
static struct n62_err err;

static struct n62_col column(struct n62_schema *s, const char *called,
    enum n62_type type, uint32_t length, int list)
{
	struct n62_column c = { .name = called,
		.unit = "",
		.doc = "",
		.type = type,
		.length = length,
		.list = list };
	struct n62_col col = { 0, 0 };

	CHECK(n62_add_column(s, 0, &c, &col, &err) == 0);
	return col;
}

static void fill(struct n62_block *b, const struct n62_col *c)
{
	uint32_t e = 0;

	CHECK(n62_fill_list(b, c[0], counts, &err) == 0);
	for (uint32_t i = 0; i < EVENTS; i++)
		for (uint32_t k = 0; k < counts[i]; k++, e++) {
			const struct member *m = &members[k];
			float *cov = (float *)n62_change(b, c[6]) + 6 * e;

			((int32_t *)n62_change(b, c[0]))[e] = m->pdg;
			((uint8_t *)n62_change(b, c[1]))[e] =
			    (uint8_t)m->object;
			((int32_t *)n62_change(b, c[2]))[e] =
			    i == 2 && k == 0 ? -1 : m->index;
			for (uint32_t j = 0; j < 3; j++) {
				((float *)n62_change(b, c[3 + j]))[e] = m->p[j];
				cov[j * (j + 3) / 2] = 1e-4F * (float)(j + 1);
			}
		}
}

static void make(void)
{
	const char *tmp = getenv("TMPDIR");
	struct n62_write_options o = { .name = name, .threads = 1 };
	struct n62_schema *s = n62_schema_new(&err);
	struct n62_writer *w;
	struct n62_block *b;
	struct n62_col c[7];

	snprintf(name, sizeof name, "%s/na62-cand-XXXXXX",
	    tmp && *tmp ? tmp : "/tmp");
	CHECK(mkstemp(name) >= 0);
	w = n62_writer_open(&o, &err);
	CHECK(s && w && n62_add_table(s, "event", N62_APPEND, "", &err) == 0);
	CHECK(n62_add_list(s, 0, "cand", "", &err) == 0);
	c[0] = column(s, "pdg", N62_I32, 1, 0);
	c[1] = column(s, "object", N62_U8, 1, 0);
	c[2] = column(s, "index", N62_I32, 1, 0);
	c[3] = column(s, "px", N62_F32, 1, 0);
	c[4] = column(s, "py", N62_F32, 1, 0);
	c[5] = column(s, "pz", N62_F32, 1, 0);
	c[6] = column(s, "cov", N62_F32, 6, 0);
	CHECK(n62_write_head(w, s, &err) == 0);
	b = n62_rows(w, 0, EVENTS, &err);
	fill(b, c);
	CHECK(n62_write(w, b, &err) == 0 && n62_write_end(w, &err) == 0 &&
	      n62_commit(w, &err) == 0);
	n62_writer_free(w);
	n62_schema_free(s);
}

/* The values of a column after a pass. */
static void pass(
    const struct n62_mmiss_options *o, const char *called, double v[EVENTS])
{
	const char *names[] = { name };
	struct n62_read_options in = {
		.names = names, .nnames = 1, .threads = 1, .join = true
	};
	struct n62_reader *r = n62_reader_open(&in, &err);
	struct n62_mmiss *m = n62_mmiss_new(o, &err);
	struct n62_block *b;

	CHECK(r && m);
	while (r && m && n62_read(r, &b, &err) > 0) {
		struct n62_col col;

		if (!CHECK(n62_mmiss_step(m, b, NULL, &err) == 0))
			break;
		if (b->kind != N62_ROWS || b->table != 0)
			continue;
		CHECK(n62_find(b->schema, "event", called, N62_F64, &col,
			  &err) == 0);
		memcpy(v, n62_values(b, col), EVENTS * sizeof *v);
	}
	n62_mmiss_free(m);
	n62_reader_free(r);
}

/* Energy and momentum of some members: bit k of which is member k. */
static double mass2(unsigned which, unsigned less)
{
	double s[4] = { 0 };

	for (int k = 0; k < MEMBERS; k++) {
		const struct member *m = &members[k];
		double sign = (less >> k & 1) ? -1 : 1, e = m->mass * m->mass;

		if (!(which >> k & 1))
			continue;
		for (int j = 0; j < 3; j++) {
			e += (double)m->p[j] * (double)m->p[j];
			s[j] += sign * (double)m->p[j];
		}
		s[3] += sign * sqrt(e);
	}
	return s[3] * s[3] - s[0] * s[0] - s[1] * s[1] - s[2] * s[2];
}

static const struct n62_texts none;

static void all_members(void)
{
	struct n62_mmiss_options o = { .hist = none };
	double v[EVENTS];

	pass(&o, "mass", v);
	CHECK(fabs(v[0] - sqrt(mass2(14, 0))) < 1e-9);
	CHECK(isnan(v[1]) && v[2] == v[0]);
	CHECK(fabs(v[3] - sqrt(mass2(6, 0))) < 1e-9);
	pass(&o, "mmiss2", v);
	CHECK(fabs(v[0] - mass2(15, 14)) < 1e-9);
	CHECK(isnan(v[1]) && fabs(v[3] - mass2(7, 6)) < 1e-9);
	pass(&o, "mmiss2_sigma", v);
	CHECK(v[0] > 0 && isnan(v[1]) && v[2] > v[0]);
}

/* Without its beam particle the kaon is the average: 75 GeV at 1.2 mrad. */
static double average(void)
{
	struct n62_p4 k, q;
	double a = 1.2e-3, b = 2.5e-5, s = sqrt(1 + a * a + b * b);
	const struct member *m = &members[1];

	k = n62_p4_on_shell(75 * a / s, 75 * b / s, 75 / s, members[0].mass);
	q = n62_p4_on_shell(
	    (double)m->p[0], (double)m->p[1], (double)m->p[2], m->mass);
	return n62_p4_mass2(n62_p4_minus(k, q));
}

static void kaons(void)
{
	const char *miss = "x=K - pi+";
	struct n62_mmiss_options o = { .miss = { &miss, 1 } };
	double v[EVENTS];

	pass(&o, "x", v);
	CHECK(fabs(v[0] - mass2(3, 2)) < 1e-9 && isnan(v[1]));
	CHECK(fabs(v[2] - average()) < 1e-9);
	o.kaon = "gtk";
	pass(&o, "x", v);
	CHECK(fabs(v[0] - mass2(3, 2)) < 1e-9 && isnan(v[2]));
	o.kaon = "beam";
	pass(&o, "x", v);
	CHECK(fabs(v[0] - average()) < 1e-9 && fabs(v[2] - v[0]) < 1e-12);
}

static void hypotheses(void)
{
	const char *mass[] = { "ee=e+ e-", "two=e+ e+", "other=mu+ e-" };
	struct n62_mmiss_options o = { .mass = { mass, 3 } };
	double v[EVENTS];

	pass(&o, "ee", v);
	CHECK(fabs(v[0] - sqrt(mass2(12, 0))) < 1e-7);
	CHECK(isnan(v[3]));
	pass(&o, "two", v);
	CHECK(isnan(v[0]));
	pass(&o, "other", v);
	CHECK(isnan(v[0]));
}

/* ---- bins ------------------------------------------------------------- */

static void bins(void)
{
	double odd[] = { -1, 0.5, 0.75, 4 };
	struct n62_axis a = { "x", "", 3, odd, .regular = false };
	struct n62_arena arena = { NULL };
	struct n62_hist h;

	CHECK(n62_axis_find(&a, -1.1) == 0 && n62_axis_find(&a, -1) == 1);
	CHECK(n62_axis_find(&a, 0.5) == 2 && n62_axis_find(&a, 0.6) == 2);
	CHECK(n62_axis_find(&a, 4) == 3 && n62_axis_find(&a, 4.1) == 4);
	CHECK(n62_axis_find(&a, INFINITY) == 4);
	CHECK(n62_axis_find(&a, -INFINITY) == 0);
	CHECK(n62_axis_find(&a, NAN) == -1);
	CHECK(n62_hist_init(&h, "h", "", 1, &a, &arena, &err) == 0);
	CHECK(n62_hist_fill(&h, 0.6, 0, 0.1, &err) == 0);
	CHECK(n62_hist_fill(&h, 0.6, 0, 1, &err) == 0);
	CHECK(n62_hist_fill(&h, NAN, 0, 1, &err) == 0);
	CHECK(n62_hist_fill(&h, 0.6, 0, NAN, &err) == -1);
	CHECK(h.cells[2].n == 3 && n62_cell_w(&h.cells[2]) == 1.1);
	CHECK(fabs(n62_cell_w2(&h.cells[2]) - 1.01) < 1e-15);
	odd[2] = 0.5;
	CHECK(n62_hist_init(&h, "h", "", 1, &a, &arena, &err) == -1);
	n62_arena_free(&arena);
}

/* Every edge, and its neighbours, of axes with edges that are not exact. */
static void regular(void)
{
	for (int n = 1; n < 400; n += 7) {
		double edge[401];
		struct n62_axis a = { "x", "", n, edge, .regular = true };

		for (int i = 0; i <= n; i++)
			edge[i] = -0.1 + 0.7 * i / n;
		for (int i = 0; i < n; i++) {
			CHECK(n62_axis_find(&a, edge[i]) == i + 1);
			CHECK(n62_axis_find(&a, nextafter(edge[i], -9)) == i);
		}
		CHECK(n62_axis_find(&a, edge[n]) == n);
	}
}

static void units(void)
{
	double f;
	int p;

	CHECK(n62_energy_unit("MeV", &f, &p) && f == 1e-3 && p == 1);
	CHECK(n62_energy_unit("GeV/c2", &f, &p) && f == 1 && p == 1);
	CHECK(n62_energy_unit("GeV2/c4", &f, &p) && f == 1 && p == 2);
	CHECK(n62_energy_unit("MeV^2", &f, &p) && f == 1e-6 && p == 2);
	CHECK(!n62_energy_unit("MeV3", &f, &p));
	CHECK(!n62_energy_unit("mm", &f, &p) && !n62_energy_unit("", &f, &p));
}

int main(void)
{
	make();
	check_run("all members of a candidate", all_members);
	check_run("the kaon of the GTK and the average", kaons);
	check_run("members by their hypothesis", hypotheses);
	check_run("bins of different widths", bins);
	check_run("bins of equal widths", regular);
	check_run("units of masses", units);
	unlink(name);
	return check_end();
}
