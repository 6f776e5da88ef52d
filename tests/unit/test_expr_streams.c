/*
 * test_expr_streams.c - expressions over streams that are not as they expect:
 * columns that are missing, of another type or dropped, and lists that are
 * longer than memory should hold.
 */
#include "check.h"
#include "expr_fixture.h"

static struct n62_err err;

/* A stream of one list, with columns "name:type:length". */
struct stream {
	struct n62_schema *s;
	struct n62_writer *w;
	struct n62_block *b;
	struct n62_col last;
};

static void add_column(struct stream *t, int list, const char *text)
{
	char name[40] = "", type[10] = "";
	struct n62_column c = { .name = name, .unit = "", .list = list };

	sscanf(text, "%39[^:]:%9[^:]:%u", name, type, &c.length);
	c.type = (enum n62_type)n62_type_of(type);
	CHECK(n62_add_column(t->s, 0, &c, &t->last, &err) == 0);
}

static struct stream make(
    const char *list, const char *const *columns, uint32_t rows, uint32_t n)
{
	struct n62_write_options o = { .name = "/dev/null", .threads = 1 };
	struct stream t = { .s = n62_schema_new(&err) };
	uint32_t *counts = calloc(rows, sizeof *counts);

	n62_add_table(t.s, "event", N62_APPEND, "", &err);
	n62_add_list(t.s, 0, list, "", &err);
	n62_add_list(t.s, 0, "vertex", "", &err);
	add_column(&t, -1, "run:u32:1");
	add_column(&t, 1, "x:f32:1");
	add_column(&t, 1, "track:i32:3");
	add_column(&t, 1, "track_px:f32:3");
	for (; *columns; columns++)
		add_column(&t, 0, *columns);
	t.w = n62_writer_open(&o, &err);
	CHECK(n62_write_head(t.w, t.s, &err) == 0);
	t.b = n62_rows(t.w, 0, rows, &err);
	for (uint32_t i = 0; i < rows; i++)
		counts[i] = n;
	CHECK(n62_fill_list(t.b, t.last, counts, &err) == 0);
	free(counts);
	return t;
}

static void discard(struct stream *t)
{
	n62_writer_free(t->w);
	n62_schema_free(t->s);
}

/* Binds a text about the object a of the list. */
static void check_bind(const char *list, const char *const *columns,
    bool vertex, const char *text, const char *sentence)
{
	struct stream t = make(list, columns, 2, 1);
	struct n62_exprs *x = n62_exprs_new(&err);

	CHECK(n62_exprs_role(x, "a", list, 211, -1, NULL, &err) == 0);
	if (vertex)
		CHECK(n62_exprs_role(x, "v", "vertex", 0, -1, NULL, &err) == 1);
	CHECK(n62_exprs_add(x, text, N62_EXPR_ANY, -1, NULL, NULL, &err) == 0);
	CHECK((n62_exprs_bind(x, t.s, 0, &err) < 0) == (sentence[0] != '\0'));
	CHECK_TEXT(err.text, sentence);
	err = (struct n62_err){ 0 };
	n62_exprs_free(x);
	discard(&t);
}

static void misses_columns(void)
{
	static const char *const slopes[] = { "p:f32:1", "dxdz:f32:1", NULL };
	static const char *const texts[] = { "p:str:1", "dxdz:f32:1",
		"dydz:f32:1", NULL };
	static const char *const track[] = { "p:f32:1", "dxdz:f32:1",
		"dydz:f32:1", NULL };
	static const char *const cluster[] = { "e:f32:1", "x:f32:1", "y:f32:1",
		NULL };
	static const char *const pair[] = { "px:f32:1", "py:f32:1", "pz:f32:2",
		"q:sum:1", NULL };

	check_bind("track", slopes, false, "mass(a)",
	    "expression: column 6: list track of "
	    "the stream has no column dydz");
	check_bind("track", texts, false, "mass(a)",
	    "expression: column 6: column p of "
	    "list track cannot be used as it is");
	check_bind("track", track, true, "mass(a)",
	    "expression: column 6: list vertex of the "
	    "stream has no column track_py");
	check_bind("track", track, false, "mass(a)", "");
	check_bind("cluster", cluster, false, "mass(a)",
	    "expression: column 6: the direction of a cluster is known only "
	    "from a vertex; there is no role of list vertex");
	check_bind("cluster", cluster, true, "mass(a)",
	    "expression: column 6: list vertex of the "
	    "stream has no column z");
	check_bind("pair", pair, false, "mass(a)", "");
	check_bind("pair", pair, false, "a.pz",
	    "expression: column 1: a.pz has 2 values; one is a.pz[0]");
	check_bind("pair", pair, false, "a.q",
	    "expression: column 1: a.q is an exact sum, which has no place in "
	    "an expression");
	/* Without beam particles there is the mean beam. */
	check_bind("track", track, true, "p(K) - p(K_beam)", "");
}

static void misses_dropped_columns(void)
{
	static const char *const columns[] = { "p:f32:1", NULL };
	struct stream t = make("track", columns, 2, 1);
	struct n62_exprs *x = n62_exprs_new(&err);
	struct n62_expr_rows rows = { 2, NULL, NULL };
	const double *numbers;

	CHECK(n62_exprs_add(
		  x, "track[0].p", N62_EXPR_NUMBER, -1, NULL, NULL, &err) == 0);
	CHECK(n62_exprs_bind(x, t.s, 0, &err) == 0);
	CHECK(n62_exprs_begin(x, t.b, &rows, &err) == 0);
	CHECK(n62_exprs_numbers(x, 0, &numbers, &err) == 0);
	CHECK(numbers[1] == 0);
	n62_drop_column(t.s, t.last);
	CHECK(n62_exprs_bind(x, t.s, 0, &err) < 0);
	CHECK_TEXT(err.text, "expression: column 10: list track has no p");
	n62_exprs_free(x);
	discard(&t);
	err = (struct n62_err){ 0 };
}

/* More elements than one array should have, of one event and of all rows; a
 * reduction goes through those of several rows in batches. */
static void bounds_lists(void)
{
	static const char *const columns[] = { "a:u8:1", NULL };
	static uint32_t event[20000];
	struct stream t = make("hit", columns, 2, 5000000);
	struct n62_exprs *x = n62_exprs_new(&err);
	struct n62_expr_rows rows = { 2, NULL, NULL };
	const double *numbers;

	CHECK(n62_exprs_add(x, "count(hit where a == 0)", N62_EXPR_NUMBER, -1,
		  NULL, NULL, &err) == 0);
	CHECK(n62_exprs_add(
		  x, "a + 1", N62_EXPR_NUMBER, -1, "hit", NULL, &err) == 1);
	CHECK(n62_exprs_bind(x, t.s, 0, &err) == 0);
	CHECK(n62_exprs_begin(x, t.b, &rows, &err) == 0);
	CHECK(n62_exprs_numbers(x, 0, &numbers, &err) < 0);
	CHECK_TEXT(err.text, "an event has 5000000 elements in a list, more "
			     "than 4194304");
	discard(&t);
	t = make("hit", columns, 2, 4000);
	rows = (struct n62_expr_rows){ 20000, event, NULL };
	err = (struct n62_err){ 0 };
	CHECK(n62_exprs_bind(x, t.s, 0, &err) == 0);
	CHECK(n62_exprs_begin(x, t.b, &rows, &err) == 0);
	CHECK(n62_exprs_numbers(x, 1, &numbers, &err) < 0);
	CHECK_TEXT(
	    err.text, "the rows have more than 33554432 elements of a list");
	err = (struct n62_err){ 0 };
	CHECK(n62_exprs_numbers(x, 0, &numbers, &err) == 0);
	CHECK(numbers[0] == 4000 && numbers[19999] == 4000);
	n62_exprs_free(x);
	discard(&t);
}

/* Batches of a reduction, of what is inside of it, and of all elements, with
 * one list. */
static void keeps_batches_apart(void)
{
	static const char *const columns[] = { "a:u8:1", NULL };
	struct stream t = make("hit", columns, 30, 4000);
	struct n62_exprs *x = n62_exprs_new(&err);
	struct n62_expr_rows rows = { 30, NULL, NULL };
	const double *numbers;

	CHECK(
	    n62_exprs_let(x, "n", "count(hit where a == 0)", NULL, &err) == 0);
	CHECK(n62_exprs_add(x, "count(hit where index < 10 and a < n)",
		  N62_EXPR_NUMBER, -1, NULL, NULL, &err) == 0);
	CHECK(n62_exprs_add(x, "a + n + index", N62_EXPR_NUMBER, -1, "hit",
		  NULL, &err) == 1);
	CHECK(n62_exprs_bind(x, t.s, 0, &err) == 0);
	CHECK(n62_exprs_begin(x, t.b, &rows, &err) == 0);
	CHECK(n62_exprs_numbers(x, 0, &numbers, &err) == 0);
	for (int i = 0; i < 30; i++)
		CHECK(numbers[i] == 10);
	CHECK(n62_exprs_numbers(x, 1, &numbers, &err) == 0);
	CHECK(n62_exprs_offsets(x, 1)[30] == 120000);
	for (int i = 0; i < 120000; i++)
		CHECK(numbers[i] == 4000 + i % 4000);
	n62_exprs_free(x);
	discard(&t);
}

int main(void)
{
	check_run("misses columns", misses_columns);
	check_run("misses dropped columns", misses_dropped_columns);
	check_run("bounds lists", bounds_lists);
	check_run("keeps batches apart", keeps_batches_apart);
	CHECK_TEXT(err.text, "");
	return check_end();
}
