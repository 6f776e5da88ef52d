/*
 * test_expr.c - expressions over a few events against values computed by
 * hand: names and scopes, units, floats at the edge, four-vectors of all kinds
 * of objects and their covariances, parameters, and what is evaluated when.
 */
#include "check.h"
#include "expr_fixture.h"
#include "physics/physics.h"

static struct fixture f;
static struct n62_err err;

static struct n62_col column(const char *name)
{
	struct n62_col col = { 0, -1 };

	CHECK(n62_find(f.s, "event", name, N62_ANY, &col, &err) == 0);
	return col;
}

static uint32_t first(const char *name, uint32_t event)
{
	return n62_offsets(f.b, column(name))[event];
}

/* Value k of a column, of element i of the block. */
static double get(const char *name, uint32_t i, uint32_t k)
{
	struct n62_col col = column(name);
	const struct n62_column *c = &f.s->tables[0].columns[col.column];

	return n62_value_f64(
	    c->type, n62_values(f.b, col), (size_t)i * c->length + k);
}

static void set_float(const char *name, uint32_t i, uint32_t k, double v)
{
	struct n62_col col = column(name);
	const struct n62_column *c = &f.s->tables[0].columns[col.column];

	((float *)n62_change(f.b, col))[(size_t)i * c->length + k] = (float)v;
}

static void set_int(const char *name, uint32_t i, uint32_t k, int32_t v)
{
	struct n62_col col = column(name);
	const struct n62_column *c = &f.s->tables[0].columns[col.column];

	((int32_t *)n62_change(f.b, col))[(size_t)i * c->length + k] = v;
}

/* ---- evaluating one text ---------------------------------------------- */

static const int32_t *const *roles; /* of the rows, or NULL */
static double values[6][4096];
static uint32_t offsets[4096];
static char unit[64];
static enum n62_expr_kind kind;

/* Evaluates expression n over all events; the values go to values. */
static int evaluate(struct n62_exprs *x, int n, const char *list, int columns)
{
	struct n62_expr_rows rows = { f.b->rows, NULL, roles };
	const double *numbers[6];
	const uint8_t *truths;
	uint32_t count = rows.nrows;

	strcpy(unit, n62_exprs_unit(x, n));
	kind = n62_exprs_kind(x, n);
	if (kind == N62_EXPR_VECTOR)
		columns = 4;
	if (n62_exprs_begin(x, f.b, &rows, &err) < 0 ||
	    (kind == N62_EXPR_TRUTH
		    ? n62_exprs_truths(x, n, &truths, &err)
		    : n62_exprs_columns(x, n, numbers, &err)) < 0)
		return -1;
	if (list) {
		memcpy(offsets, n62_exprs_offsets(x, n),
		    (rows.nrows + 1) * sizeof *offsets);
		count = offsets[rows.nrows];
	}
	for (int i = 0; i < columns; i++)
		for (uint32_t j = 0; j < count; j++)
			values[i][j] =
			    kind == N62_EXPR_TRUTH ? truths[j] : numbers[i][j];
	return 0;
}

static struct n62_exprs *make_set(void)
{
	struct n62_exprs *x = n62_exprs_new(&err);

	CHECK(n62_exprs_role(x, "v", "vertex", 0, -1, NULL, &err) == 0);
	CHECK(n62_exprs_role(x, "a", "track", 211, 0, NULL, &err) == 1);
	CHECK(n62_exprs_role(x, "b", "track", -11, -1, NULL, &err) == 2);
	CHECK(n62_exprs_role(x, "g", "cluster", 22, -1, NULL, &err) == 3);
	CHECK(n62_exprs_role(x, "z", "pi0", 111, -1, NULL, &err) == 4);
	CHECK(n62_exprs_role(x, "t", "mc", 13, -1, NULL, &err) == 5);
	CHECK(n62_exprs_role(x, "k", "beam", 321, -1, NULL, &err) == 6);
	CHECK(n62_exprs_param(x, "cut", "30 GeV", NULL, &err) == 0);
	CHECK(n62_exprs_let(x, "track.hard", "p > cut", NULL, &err) == 0);
	CHECK(n62_exprs_let(x, "two", "2", NULL, &err) == 0);
	return x;
}

static bool run(const char *text, const char *list)
{
	struct n62_exprs *x = make_set();
	int n = n62_exprs_add(x, text, N62_EXPR_ANY, -1, list, NULL, &err);
	bool ok = CHECK(n >= 0 && n62_exprs_bind(x, f.s, 0, &err) == 0 &&
			evaluate(x, n, list, 1) == 0);

	if (!ok)
		printf("# %s: %s\n", text, err.text);
	err = (struct n62_err){ 0 };
	n62_exprs_free(x);
	return ok;
}

/* A text without columns has one value everywhere. */
static void check_value(const char *text, double wanted)
{
	if (!run(text, NULL))
		return;
	if (!CHECK(values[0][0] == wanted ||
		   (isnan(values[0][0]) && isnan(wanted))))
		printf("# %s: %.17g, not %.17g\n", text, values[0][0], wanted);
}

/* ---- constants -------------------------------------------------------- */

static void binds_operators(void)
{
	check_value("1 + 2 * 3", 7);
	check_value("2 * 3 ^ 2", 18);
	check_value("-2 ^ 2", -4);
	check_value("2 ^ -1", 0.5);
	check_value("2 ^ 3 ^ 2", 512);
	check_value("10 - 4 - 3", 3);
	check_value("16 / 4 / 2", 2);
	check_value("4 ^ 0.5", 2);
	check_value("2 ^ 0.3", pow(2, 0.3));
	check_value("7 & 3 + 1", 4);
	check_value("7 & 12 == 4", 1);
	check_value("1 < 2 < 3", 1);
	check_value("1 < 3 < 2", 0);
	check_value("3 > 2 >= 2 > 1", 1);
	check_value("true or false and false", 1);
	check_value("not true or true", 1);
	check_value("not 1 > 2", 1);
	check_value("5 in 1..5 and 5 not in 1..4.9", 1);
	check_value("2 in {1, 2, 3} and 2 not in {1, 3}", 1);
	check_value("if 1 > 2 then 3 else if 2 > 1 then 4 else 5", 4);
	check_value("(if true then false else true) == false", 1);
	check_value("\"a\" == \"a\" and \"a\" != \"b\" and \"a\" in {\"b\", "
		    "\"a\"}",
	    1);
	check_value("0x10 & 0xff", 16);
	check_value("1 # + 2", 1);
	check_value("1 \\\n + 2", 3);
}

static void knows_functions(void)
{
	check_value("abs(-3) + sqrt(16) + exp(0) + log(1)", 8);
	check_value("sin(1)", sin(1));
	check_value("cos(1) + tan(1)", cos(1) + tan(1));
	check_value("asin(0.5) + acos(0.5)", asin(0.5) + acos(0.5));
	check_value("atan(2)", atan(2));
	check_value("atan2(1 mm, -1 mm)", atan2(1, -1));
	check_value("min(3, 1, 2) + max(3, 1, 2)", 4);
	check_value("min(0/0, 2)", 2);
	check_value("max(2, 0/0)", 2);
	check_value("floor(-1.5) + round(2.5)", 1);
	check_value("exists(0/0) or isfinite(1/0)", 0);
	check_value("exists(1/0) and isfinite(1)", 1);
	check_value("m(pi+) - m(pi0)", N62_M_PI / 1000 - N62_M_PI0 / 1000);
	check_value("0/0 != 1 or 0/0 == 0/0 or 0/0 < 1", 0);
	check_value("not (0/0 < 1)", 1);
}

static void converts_units(void)
{
	check_value("470 MeV == 0.47 GeV", 1);
	check_value("3 MeV / (1 GeV)", 0.003);
	check_value("180 m", 180000);
	check_value("1 c/GeV * 2 GeV", 2);
	check_value("30 mm/ns * 2 ns", 60);
	check_value("0.02 GeV2 == 20000 MeV^2", 1);
	check_value("2 mm2", 2);
	check_value("15 mrad", 0.015);
	check_value("5 %", 0.05);
	check_value("1 clock", 24.951059536);
	check_value("1 us", 1000);
	check_value("1 ns * 1 MHz", 0.001);
	check_value("sqrt(4 GeV2) + 1 GeV/c2", 3);
	check_value("9 MeV in 8..65 MeV and 9 in 800 %..1000", 1);
	check_value("2eV / 1 keV", 0.002);
	run("sqrt(2 GeV) * 3 mm / 1 ns^2", NULL);
	CHECK_TEXT(unit, "GeV^0.5 mm/ns2");
	run("1 / 3 ns", NULL);
	CHECK_TEXT(unit, "1/ns");
	run("m(e-) / m(mu+)", NULL);
	CHECK_TEXT(unit, "");
}

/* ---- columns ---------------------------------------------------------- */

static void reads_columns(void)
{
	run("time", NULL);
	CHECK_TEXT(unit, "ns");
	for (uint32_t i = 0; i < f.b->rows; i++)
		CHECK(values[0][i] == get("time", i, 0) * 24.951059536);
	run("fine", NULL);
	for (uint32_t i = 0; i < f.b->rows; i++)
		CHECK(values[0][i] == get("fine", i, 0) * 24.951059536 / 256);
	run("mc[0].pz - mc[0].px", NULL);
	CHECK_TEXT(unit, "GeV");
	run("event.run == run and primitive[3] + primitive[two] > 0", NULL);
	for (uint32_t i = 0; i < f.b->rows; i++)
		CHECK(values[0][i] ==
		      (get("primitive", i, 3) + get("primitive", i, 2) > 0));
}

/* Bits of 64 that a double does not hold. */
static void sees_all_bits(void)
{
	uint64_t *quality = n62_change(f.b, column("quality"));

	quality[0] = 0x8000000000000001;
	quality[1] = 0x7ffffffffffffffe;
	run("quality & 1 != 0", NULL);
	CHECK(values[0][0] == 1 && values[0][1] == 0);
	run("0x8000000000000000 & quality != 0", NULL);
	CHECK(values[0][0] == 1 && values[0][1] == 0);
	run("quality & 0xffffffffffffffff == quality", NULL);
	CHECK(values[0][0] == 1 && values[0][1] == 1);
	run("big & 1 == 1", NULL);
	for (uint32_t i = 0; i < f.b->rows; i++)
		CHECK(values[0][i] == (fmod(fabs(get("big", i, 0)), 2) == 1));
}

/* A float against a constant between two floats, and at one. */
static void compares_floats_as_doubles(void)
{
	static const char *const ops[] = { "<", "<=", ">", ">=" };
	static const double constants[] = { 0.9, 0.5, 1e-50, 1e300, -0.9, 0.1,
		16777217 };
	uint32_t n = n62_offsets(f.b, column("track.eop"))[f.b->rows];
	char text[100];

	for (uint32_t i = 0; i < n; i++) {
		double c = constants[i % 7];
		float near = (float)c;

		set_float("track.eop", i, 0,
		    (double)(i / 7 % 3 == 0   ? near
			     : i / 7 % 3 == 1 ? nextafterf(near, 2)
					      : nextafterf(near, -2)));
	}
	for (int k = 0; k < 7 * 4 * 2; k++) {
		double c = constants[k % 7];
		const char *op = ops[k / 7 % 4];
		bool turned = k >= 28;

		if (!turned)
			snprintf(text, sizeof text, "eop %s %.17g", op, c);
		else
			snprintf(text, sizeof text, "%.17g %s eop", c, op);
		run(text, "track");
		for (uint32_t i = 0; i < n; i++) {
			double v = get("track.eop", i, 0);
			double p = turned ? c : v, q = turned ? v : c;
			bool wanted = k / 7 % 4 == 0   ? p < q
				      : k / 7 % 4 == 1 ? p <= q
				      : k / 7 % 4 == 2 ? p > q
						       : p >= q;

			CHECK(values[0][i] == wanted);
		}
	}
}

static void gives_lists(void)
{
	run("if hard then index else -run", "track");
	for (uint32_t i = 0; i < f.b->rows; i++) {
		uint32_t from = first("track.p", i);

		CHECK(offsets[i] == from);
		for (uint32_t j = from; j < first("track.p", i + 1); j++)
			CHECK(values[0][j] == (get("track.p", j, 0) > 30
						      ? j - from
						      : -get("run", i, 0)));
	}
	run("3 mm", "track");
	CHECK(values[0][offsets[f.b->rows] - 1] == 3);
	run("run > 8005", "track");
	CHECK(kind == N62_EXPR_TRUTH);
	CHECK(values[0][offsets[f.b->rows] - 1] ==
	      (get("run", f.b->rows - 1, 0) > 8005));
}

/* What is in names: lists within lists, lets, lists' names. */
static void finds_names(void)
{
	double wanted;

	run("sum(index of track where track.x > 0 and any(cluster where "
	    "cluster.x < track.x and track[0].x == track[0].x and x < "
	    "track.x))",
	    NULL);
	for (uint32_t i = 0; i < f.b->rows; i++) {
		wanted = 0;
		for (uint32_t j = first("track.x", i);
		     j < first("track.x", i + 1); j++) {
			bool any = false;

			for (uint32_t c = first("cluster.x", i);
			     c < first("cluster.x", i + 1); c++)
				any |= get("cluster.x", c, 0) <
				       get("track.x", j, 0);
			if (any && get("track.x", j, 0) > 0)
				wanted += j - first("track.x", i);
		}
		CHECK(values[0][i] == wanted);
	}
	run("count(track where any(track where index > 0)) == count(track)",
	    NULL);
	for (uint32_t i = 0; i < f.b->rows; i++)
		CHECK(values[0][i] ==
		      (first("track.x", i + 1) - first("track.x", i) != 1));
	run("count(tag where name == \"mix\" or name == \"\")", NULL);
	CHECK(kind == N62_EXPR_NUMBER);
}

/* A let wins over a column, and its own names are those of its place. */
static void hides_columns_by_lets(void)
{
	struct n62_exprs *x = make_set();

	CHECK(n62_exprs_let(x, "weight", "3", NULL, &err) == 0);
	CHECK(n62_exprs_let(x, "track.p", "event.weight", NULL, &err) == 0);
	CHECK(n62_exprs_let(x, "n", "count(track where p == p)", NULL, &err) ==
	      0);
	CHECK(n62_exprs_add(x, "weight + sum(1 of cluster where n > 100)",
		  N62_EXPR_NUMBER, -1, NULL, NULL, &err) == 0);
	CHECK(n62_exprs_add(x, "mean(p of track)", N62_EXPR_NUMBER, -1, NULL,
		  NULL, &err) == 1);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0);
	CHECK(evaluate(x, 0, NULL, 1) == 0 && values[0][3] == 3);
	CHECK(evaluate(x, 1, NULL, 1) == 0);
	for (uint32_t i = 0; i < f.b->rows; i++)
		if (first("track.p", i + 1) > first("track.p", i) &&
		    values[0][i] == values[0][i])
			CHECK(fabs(values[0][i] - get("weight", i, 0)) < 1e-12);
	n62_exprs_free(x);
}

static void takes_settings(void)
{
	struct n62_exprs *x = make_set();
	double v;
	const char *u;

	CHECK(n62_exprs_add(x, "cut / 1 MeV", N62_EXPR_NUMBER, -1, NULL, NULL,
		  &err) == 0);
	CHECK(n62_exprs_define(x, "cut = 2 * 20000 MeV", &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0);
	CHECK(evaluate(x, 0, NULL, 1) == 0 && values[0][0] == 40000);
	CHECK(n62_exprs_constant(x, "cut + 500 MeV", NULL, &v, &u, &err) == 0);
	CHECK(v == 40.5);
	CHECK_TEXT(u, "GeV");
	CHECK(n62_exprs_param(x, "above", "cut + 1 GeV", NULL, &err) == 0);
	CHECK(n62_exprs_param(x, "below", "above - 2 GeV", NULL, &err) == 0);
	CHECK(n62_exprs_define(x, "above=60 GeV", &err) == 0);
	CHECK(n62_exprs_define(x, "cut=50 GeV", &err) == 0);
	CHECK(
	    n62_exprs_constant(x, "above + below", NULL, &v, NULL, &err) == 0);
	CHECK(v == 118);
	CHECK(n62_exprs_define(x, "cut=0", &err) == 0);
	CHECK(n62_exprs_constant(x, "cut", NULL, &v, NULL, &err) == 0);
	CHECK(v == 0);
	n62_exprs_free(x);
}

/* A condition of a role: bare names are of its list. */
static void looks_into_a_role_first(void)
{
	struct n62_exprs *x = make_set();
	int32_t index[2][8] = { { 0, 1, 2, 3, -1, 4, 0, 1 } };
	const int32_t *all[7] = { NULL, index[0] };

	roles = all;
	CHECK(n62_exprs_add(x, "p > 20 GeV and not hard", N62_EXPR_TRUTH, 1,
		  NULL, NULL, &err) == 0);
	CHECK(n62_exprs_add(x, "a.hard or not a.hard and v.chi2 > 0",
		  N62_EXPR_TRUTH, -1, NULL, NULL, &err) == 1);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0);
	CHECK(evaluate(x, 0, NULL, 1) == 0);
	for (uint32_t i = 0; i < 8; i++) {
		uint32_t n = first("track.p", i + 1) - first("track.p", i);
		bool there = index[0][i] >= 0 && index[0][i] < (int32_t)n;
		double p =
		    there ? get("track.p",
				first("track.p", i) + (uint32_t)index[0][i], 0)
			  : 0;

		CHECK(values[0][i] == (there && p > 20 && p <= 30));
	}
	/* The vertex is not chosen yet: nothing of it holds. */
	CHECK(evaluate(x, 1, NULL, 1) == 0);
	for (uint32_t i = 0; i < 8; i++)
		CHECK(values[0][i] == 0 || values[0][i] == 1);
	roles = NULL;
	n62_exprs_free(x);
}

/* ---- four-vectors ----------------------------------------------------- */

static int32_t chosen[7][8];
static const int32_t *const chosen_roles[7] = { chosen[0], chosen[1], chosen[2],
	chosen[3], chosen[4], chosen[5], chosen[6] };

/* Of every list the first element, of tracks the first two. */
static void choose(void)
{
	memset(chosen, 0, sizeof chosen);
	for (int i = 0; i < 8; i++)
		chosen[2][i] = 1;
	roles = chosen_roles;
}

static bool near(double v, double w)
{
	return fabs(v - w) <= 1e-12 * (1 + fabs(w));
}

static void check_p4(uint32_t row, const double p[3], double mass)
{
	double e = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2] + mass * mass);

	for (int i = 0; i < 3; i++)
		CHECK(near(values[i][row], p[i]));
	CHECK(near(values[3][row], e));
}

static void check_slopes(
    uint32_t row, double p, double dxdz, double dydz, double mass)
{
	double n = sqrt(1 + dxdz * dxdz + dydz * dydz);
	const double v[3] = { p * dxdz / n, p * dydz / n, p / n };

	check_p4(row, v, mass);
}

/* The first event that has n elements of a list. */
static uint32_t event_with(const char *name, uint32_t n, uint32_t from)
{
	while (from < 7 && first(name, from + 1) - first(name, from) < n)
		from++;
	return from;
}

static void makes_tracks(void)
{
	uint32_t e = event_with("track.p", 2, 0);
	uint32_t v = first("vertex.n", e), t = first("track.p", e);
	double p[3];

	while (first("vertex.n", e + 1) == first("vertex.n", e) ||
	       first("track.p", e + 1) - first("track.p", e) < 2)
		e++;
	v = first("vertex.n", e);
	t = first("track.p", e);
	/* The second track is slot 1 of the vertex, the first is in none. */
	set_int("vertex.track", v, 0, 2);
	set_int("vertex.track", v, 1, 1);
	set_int("vertex.track", v, 2, -1);
	choose();
	run("b", NULL);
	CHECK_TEXT(unit, "GeV");
	for (int i = 0; i < 3; i++)
		p[i] = get(i == 0   ? "vertex.track_px"
			   : i == 1 ? "vertex.track_py"
				    : "vertex.track_pz",
		    v, 1);
	check_p4(e, p, N62_M_E / 1000);
	run("b as K+", NULL);
	check_p4(e, p, N62_M_K / 1000);
	run("a", NULL);
	check_slopes(e, get("track.p", t, 0), get("track.dxdz", t, 0),
	    get("track.dydz", t, 0), N62_M_PI / 1000);
	run("track[1] as mu+", NULL);
	check_p4(e, p, N62_M_MU / 1000);
	run("max(p(track as pi+) - p of track)", NULL);
	CHECK(fabs(values[0][e]) < 1e-9);
	run("(a - b).px - a.px + b.px", NULL);
	CHECK(fabs(values[0][e]) < 1e-12);
	roles = NULL;
}

static void makes_kaons(void)
{
	uint32_t e = 0, v, k;

	while (first("vertex.n", e + 1) == first("vertex.n", e) ||
	       first("beam.p", e + 1) == first("beam.p", e))
		e++;
	v = first("vertex.n", e);
	k = first("beam.p", e);
	choose();
	set_int("vertex.beam", v, 0, 0);
	set_float("vertex.beam_dxdz", v, 0, 0.0011);
	set_float("vertex.beam_dydz", v, 0, (double)NAN);
	run("K", NULL);
	check_slopes(e, get("beam.p", k, 0), (double)0.0011f,
	    get("beam.dydz", k, 0), N62_M_K / 1000);
	run("k", NULL);
	check_slopes(e, get("beam.p", k, 0), get("beam.dxdz", k, 0),
	    get("beam.dydz", k, 0), N62_M_K / 1000);
	run("K_beam", NULL);
	check_slopes(e, 75, 0.0012, 2.5e-5, N62_M_K / 1000);
	set_int("vertex.beam", v, 0, -1);
	run("K", NULL);
	check_slopes(e, 75, 0.0012, 2.5e-5, N62_M_K / 1000);
	roles = NULL;
}

static void add_photon(uint32_t c, uint32_t v, double p[3])
{
	const double way[3] = { get("cluster.x", c, 0) - get("vertex.x", v, 0),
		get("cluster.y", c, 0) - get("vertex.y", v, 0),
		241093 - get("vertex.z", v, 0) };
	double n = sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2]);

	for (int i = 0; i < 3; i++)
		p[i] += way[i] * get("cluster.e", c, 0) / n;
}

static void makes_photons(void)
{
	double p[3] = { 0 }, q[3] = { 0 };
	uint32_t e = 0, v, c, z;

	while (first("vertex.n", e + 1) == first("vertex.n", e) ||
	       first("pi0.e", e + 1) == first("pi0.e", e) ||
	       first("cluster.e", e + 1) - first("cluster.e", e) < 2)
		e++;
	v = first("vertex.n", e);
	c = first("cluster.e", e);
	z = first("pi0.e", e);
	choose();
	add_photon(c, v, p);
	run("g", NULL);
	check_p4(e, p, 0);
	set_int("pi0.cluster", z, 0, 1);
	set_int("pi0.cluster", z, 1, 0);
	add_photon(c + 1, v, q);
	add_photon(c, v, q);
	run("z", NULL);
	check_p4(e, q, N62_M_PI0 / 1000);
	run("energy(z) - (z - K + K).e + mass(z) - m(pi0)", NULL);
	CHECK(fabs(values[0][e]) < 1e-9);
	roles = NULL;
}

static void makes_true_particles(void)
{
	uint32_t e = event_with("mc.px", 1, 0), t = first("mc.px", e);
	double p[3] = { get("mc.px", t, 0) / 1000, get("mc.py", t, 0) / 1000,
		get("mc.pz", t, 0) / 1000 };

	choose();
	run("t", NULL);
	check_p4(e, p, N62_M_MU / 1000);
	roles = NULL;
}

/* Masses, transverse momenta and angles, of two vectors that are given by
 * their components. */
static void computes_kinematics(void)
{
	uint32_t e = event_with("track.p", 2, 0);
	struct n62_p4 a, b, s;
	double cross;

	choose();
	run("a", NULL);
	a = (struct n62_p4){ values[0][e], values[1][e], values[2][e],
		values[3][e] };
	run("b", NULL);
	b = (struct n62_p4){ values[0][e], values[1][e], values[2][e],
		values[3][e] };
	s = n62_p4_add(a, b);
	run("mass(a, b)", NULL);
	CHECK(near(values[0][e], sqrt(n62_p4_mass2(s))));
	CHECK_TEXT(unit, "GeV");
	run("mass2(a + b)", NULL);
	CHECK(near(values[0][e], n62_p4_mass2(s)));
	CHECK_TEXT(unit, "GeV2");
	run("mass2(K_beam - a - b) - mass2(-(a + b - K_beam))", NULL);
	CHECK(fabs(values[0][e]) < 1e-10);
	run("p(a, b)", NULL);
	CHECK(near(values[0][e], n62_p4_p(s)));
	run("energy(a, b)", NULL);
	CHECK(near(values[0][e], s.e));
	cross = sqrt(pow(a.py * b.pz - a.pz * b.py, 2) +
		     pow(a.pz * b.px - a.px * b.pz, 2) +
		     pow(a.px * b.py - a.py * b.px, 2));
	run("pt(a, b)", NULL);
	CHECK(near(values[0][e], cross / n62_p4_p(b)));
	CHECK_TEXT(unit, "GeV");
	run("angle(a, b)", NULL);
	CHECK(near(values[0][e], asin(cross / n62_p4_p(a) / n62_p4_p(b))));
	CHECK_TEXT(unit, "");
	run("mass(a - K_beam)", NULL);
	CHECK(isnan(values[0][e]));
	roles = NULL;
}

/* ---- covariances ------------------------------------------------------ */

/* Those of (a, b, r) to those of the momentum (a, b, 1) / n / |r|, by
 * differences. */
static void by_differences(
    const double at[3], const double c[3][3], bool inverse, double to[6])
{
	double d[3][3];

	for (int k = 0; k < 3; k++) {
		double step = 1e-5 * (k < 2 ? 1 : fabs(at[k])), p[2][3];

		for (int s = 0; s < 2; s++) {
			double v[3] = { at[0], at[1], at[2] }, n;

			v[k] += s ? step : -step;
			n = sqrt(1 + v[0] * v[0] + v[1] * v[1]);
			n = inverse ? fabs(v[2]) * n : n / v[2];
			p[s][0] = v[0] / n;
			p[s][1] = v[1] / n;
			p[s][2] = 1 / n;
		}
		for (int i = 0; i < 3; i++)
			d[i][k] = (p[1][i] - p[0][i]) / (2 * step);
	}
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j <= i; j++) {
			double sum = 0;

			for (int k = 0; k < 9; k++)
				sum +=
				    d[i][k / 3] * c[k / 3][k % 3] * d[j][k % 3];
			to[i * (i + 1) / 2 + j] = sum;
		}
	}
}

static void check_covariance(int role, uint32_t row, const double wanted[6])
{
	struct n62_exprs *x = make_set();
	int n = n62_exprs_add_covariance(x, role, &err);

	CHECK(n == 0 && n62_exprs_bind(x, f.s, 0, &err) == 0);
	CHECK(evaluate(x, n, NULL, 6) == 0);
	CHECK_TEXT(unit, "GeV2");
	for (int i = 0; i < 6; i++)
		CHECK(fabs(values[i][row] - wanted[i]) <=
		      1e-6 * (fabs(wanted[i]) + sqrt(wanted[0] * wanted[5])));
	n62_exprs_free(x);
}

static void propagates_errors_of_tracks(void)
{
	static const uint32_t own[3][3] = { { 5, 8, 12 }, { 8, 9, 13 },
		{ 12, 13, 14 } };
	static const uint32_t there[3][3] = { { 0, 1, 3 }, { 1, 2, 4 },
		{ 3, 4, 5 } };
	double c[3][3], wanted[6], p[3], size;
	uint32_t e = 0, v, t;

	while (first("vertex.n", e + 1) == first("vertex.n", e) ||
	       first("track.p", e + 1) - first("track.p", e) < 2)
		e++;
	v = first("vertex.n", e);
	t = first("track.p", e);
	set_int("track.q", t, 0, -1);
	set_int("track.q", t + 1, 0, 1);
	choose();
	for (int k = 0; k < 9; k++)
		c[k / 3][k % 3] = get("track.cov", t, own[k / 3][k % 3]);
	by_differences((double[]){ get("track.dxdz", t, 0),
			   get("track.dydz", t, 0), -1 / get("track.p", t, 0) },
	    c, true, wanted);
	check_covariance(1, e, wanted);
	for (int k = 0; k < 9; k++)
		c[k / 3][k % 3] =
		    get("vertex.track_cov", v, 6 + there[k / 3][k % 3]);
	p[0] = get("vertex.track_px", v, 1);
	p[1] = get("vertex.track_py", v, 1);
	p[2] = get("vertex.track_pz", v, 1);
	size = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
	by_differences(
	    (double[]){ p[0] / p[2], p[1] / p[2], 1 / size }, c, true, wanted);
	check_covariance(2, e, wanted);
	roles = NULL;
}

static void propagates_errors_of_kaons(void)
{
	double c[3][3] = { { 0 } }, wanted[6];
	uint32_t e = 0, v, k;

	while (first("vertex.n", e + 1) == first("vertex.n", e) ||
	       first("beam.p", e + 1) == first("beam.p", e))
		e++;
	v = first("vertex.n", e);
	k = first("beam.p", e);
	choose();
	set_int("vertex.beam", v, 0, -1);
	c[0][0] = 1.2e-4 * 1.2e-4;
	c[1][1] = 1e-4 * 1e-4;
	c[2][2] = 0.75 * 0.75;
	by_differences((double[]){ 0.0012, 2.5e-5, 75 }, c, false, wanted);
	check_covariance(-1, e, wanted);
	set_int("vertex.beam", v, 0, 0);
	set_float("vertex.beam_dxdz", v, 0, 0.0011);
	set_float("vertex.beam_dydz", v, 0, 1e-4);
	c[0][0] = pow(get("beam.dxdz_sigma", k, 0), 2);
	c[1][1] = pow(get("beam.dydz_sigma", k, 0), 2);
	c[2][2] = pow(get("beam.p_sigma", k, 0), 2);
	by_differences(
	    (double[]){ (double)0.0011f, (double)1e-4f, get("beam.p", k, 0) },
	    c, false, wanted);
	check_covariance(-1, e, wanted);
	roles = NULL;
}

/* The error of an energy stretches the momentum; true particles have none. */
static void propagates_errors_of_energies(void)
{
	double wanted[6], p[3];
	uint32_t e = 0, c;

	while (first("vertex.n", e + 1) == first("vertex.n", e) ||
	       first("cluster.e", e + 1) == first("cluster.e", e))
		e++;
	c = first("cluster.e", e);
	choose();
	run("g", NULL);
	for (int i = 0; i < 3; i++)
		p[i] = values[i][e] / get("cluster.e", c, 0);
	for (int i = 0; i < 3; i++)
		for (int j = 0; j <= i; j++)
			wanted[i * (i + 1) / 2 + j] =
			    p[i] * p[j] * pow(get("cluster.e_sigma", c, 0), 2);
	check_covariance(3, e, wanted);
	memset(wanted, 0, sizeof wanted);
	check_covariance(5, e, wanted);
	roles = NULL;
}

/* ---- the rest --------------------------------------------------------- */

static void finds_the_end(void)
{
	static const struct {
		const char *text;
		int n;
	} ends[] = { { "v.chi2 < 25  \"quality\" [PLB 797]", 11 },
		{ "v.chi2 < 25 [PLB 797]", 11 }, { "a[1] + b", 8 },
		{ "q > 0 as pi+", 12 }, { "p where x", 1 },
		{ "decay == \"mix\" \"text\"", 14 }, { "mu as pi+ , x", 9 },
		{ "1 + ", 4 }, { "x in 8..65 GeV in y", 14 }, { "", 0 } };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (!CHECK(
			n62_expr_end(ends[i].text) - ends[i].text == ends[i].n))
			printf("# %s: %d\n", ends[i].text,
			    (int)(n62_expr_end(ends[i].text) - ends[i].text));
}

static void knows_particles(void)
{
	struct n62_exprs *x = n62_exprs_new(&err);
	int32_t pdg = 0;

	CHECK(n62_exprs_particle(x, "mu+", &pdg, &err) == 0 && pdg == -13);
	CHECK(n62_exprs_particle(x, "K+", &pdg, &err) == 0 && pdg == 321);
	CHECK(n62_exprs_particle(x, "pi", &pdg, &err) < 0);
	err = (struct n62_err){ 0 };
	n62_exprs_free(x);
}

/* The same set for another segment whose columns stand elsewhere. */
static void binds_again(void)
{
	struct n62_exprs *x = n62_exprs_new(&err);
	struct fixture other;

	CHECK(n62_exprs_add(x, "count(track where p > 30 GeV)", N62_EXPR_ANY,
		  -1, NULL, NULL, &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0);
	CHECK(evaluate(x, 0, NULL, 1) == 0);
	fixture_make(&other, 8, 99, 3);
	for (int i = 0; i < 2; i++) {
		struct fixture swap = f;

		f = other;
		other = swap;
		CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0);
		CHECK(evaluate(x, 0, NULL, 1) == 0);
		for (uint32_t e = 0; e < 8; e++) {
			double n = 0;

			for (uint32_t j = first("track.p", e);
			     j < first("track.p", e + 1); j++)
				n += get("track.p", j, 0) > 30;
			CHECK(values[0][e] == n);
		}
	}
	fixture_free(&other);
	n62_exprs_free(x);
}

/* Lets one within the other, as deep as is allowed. */
static void evaluates_deep_chains(void)
{
	struct n62_exprs *x = n62_exprs_new(&err);
	char name[20], text[40] = "run";

	for (int i = 0; i < 1400; i++) {
		snprintf(name, sizeof name, "l%d", i);
		CHECK(n62_exprs_let(x, name, text, NULL, &err) == 0);
		snprintf(text, sizeof text, "l%d + 1", i);
	}
	CHECK(n62_exprs_add(x, "l1399 - run", N62_EXPR_NUMBER, -1, NULL, NULL,
		  &err) == 0);
	CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0);
	CHECK(evaluate(x, 0, NULL, 1) == 0);
	CHECK(values[0][3] == 1399);
	n62_exprs_free(x);
}

int main(void)
{
	fixture_make(&f, 8, 3, 6);
	CHECK_TEXT(f.err.text, "");
	check_run("binds operators", binds_operators);
	check_run("knows functions", knows_functions);
	check_run("converts units", converts_units);
	check_run("reads columns", reads_columns);
	check_run("sees all bits", sees_all_bits);
	check_run("compares floats as doubles", compares_floats_as_doubles);
	check_run("gives lists", gives_lists);
	check_run("finds names", finds_names);
	check_run("hides columns by lets", hides_columns_by_lets);
	check_run("takes settings", takes_settings);
	check_run("looks into a role first", looks_into_a_role_first);
	check_run("makes tracks", makes_tracks);
	check_run("makes kaons", makes_kaons);
	check_run("makes photons", makes_photons);
	check_run("makes true particles", makes_true_particles);
	check_run("computes kinematics", computes_kinematics);
	check_run("propagates errors of tracks", propagates_errors_of_tracks);
	check_run("propagates errors of kaons", propagates_errors_of_kaons);
	check_run(
	    "propagates errors of energies", propagates_errors_of_energies);
	check_run("finds the end", finds_the_end);
	check_run("knows particles", knows_particles);
	check_run("binds again", binds_again);
	check_run("evaluates deep chains", evaluates_deep_chains);
	CHECK_TEXT(err.text, "");
	fixture_free(&f);
	return check_end();
}
