/*
 * test_text.c - text to streams and back: values of every type and any bits,
 * the pieces of the formats, and the sentences of errors.
 */
#include "check.h"
#include "text/private.h"

#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <unistd.h>

/* ---- files in memory ------------------------------------------------ */

static char folder[] = "/tmp/na62-test-XXXXXX";

static const char *path(const char *name)
{
	static char text[4][sizeof folder + 40];
	static int i;

	i = (i + 1) % 4;
	snprintf(text[i], sizeof text[i], "%s/%s", folder, name);
	return text[i];
}

static void read_file(const char *name, struct n62_buf *to)
{
	struct n62_err err = { 0 };
	struct n62_in in = { 0 };
	ssize_t n;

	to->len = 0;
	CHECK(n62_in_open(&in, name, &err) == 0);
	CHECK(n62_buf_reserve(to, in.size + 1, &err) == 0);
	n = n62_in_read(&in, to->data, in.size + 1, &err);
	to->len = n < 0 ? 0 : (size_t)n;
	to->data[to->len] = '\0';
	n62_in_free(&in);
}

static void write_file(const char *name, const void *bytes, size_t n)
{
	struct n62_err err = { 0 };
	struct n62_out out = { 0 };

	CHECK(n62_out_open(&out, name, &err) == 0);
	CHECK(n62_out_write(&out, bytes, n, &err) == 0);
	CHECK(n62_out_commit(&out, &err) == 0);
	n62_out_free(&out);
}

static bool same_files(const char *a, const char *b)
{
	struct n62_buf x = { 0 }, y = { 0 };
	bool same;

	read_file(a, &x);
	read_file(b, &y);
	same = x.len == y.len && memcmp(x.data, y.data, x.len) == 0;
	n62_buf_free(&x);
	n62_buf_free(&y);
	return same;
}

/* ---- conversions ---------------------------------------------------- */

/* 0, or -1 with the sentence in err. */
static int to_stream(const char *from, bool csv,
    const struct n62_import_options *o, const char *to, struct n62_err *err)
{
	struct n62_write_options wo = { .name = to, .compress = N62_RAW };
	struct n62_in in = { 0 };
	struct n62_writer *w;
	struct n62_importer *im;
	int rc = -1;

	wo.threads = 1;
	w = n62_writer_open(&wo, err);
	im = w ? n62_import_new(o, w, err) : NULL;
	if (im && n62_in_open(&in, from, err) == 0 &&
	    n62_import_read(im, &in, csv, err) == 0 &&
	    n62_import_end(im, err) == 0)
		rc = n62_commit(w, err);
	n62_in_free(&in);
	n62_writer_free(w);
	n62_import_free(im);
	return rc;
}

static int to_text(const char *from, const struct n62_text_options *o,
    const char *to, struct n62_err *err)
{
	struct n62_read_options ro = { .names = &from, .nnames = 1 };
	struct n62_out out = { 0 };
	struct n62_reader *in;
	int rc = -1;

	ro.threads = 1;
	ro.join = true;
	in = n62_reader_open(&ro, err);
	if (in && n62_out_open(&out, to, err) == 0 &&
	    n62_text_rows(in, &out, o, err) == 0)
		rc = n62_out_commit(&out, err);
	n62_out_free(&out);
	n62_reader_free(in);
	return rc;
}

/* ---- a table of every type, filled with any bits -------------------- */

enum {
	ROWS = 400
};

static const char *const odd_texts[] = { "", "plain", "a\tb\nc\r\\", "x,y;z",
	"\"quoted\"", "\\", "\\e", "\xc3\xa9\xe2\x82\xac", " ", "# table x" };

static const char *odd_text(struct n62_rng *r)
{
	return odd_texts[n62_rng_below(r, 10)];
}

/* Random bits; NaN only in its plain form, since text has one NaN. */
static void odd_number(struct n62_rng *r, enum n62_type type, void *to)
{
	uint64_t bits = n62_rng_u64(r);
	static const double some[] = { 0, -0.0, 5e-324, 1.7976931348623157e308,
		1, -1, 0.1, 1e22 };
	unsigned k = n62_rng_below(r, 32);
	double d;
	float f;

	if (type == N62_F64) {
		memcpy(&d, &bits, 8);
		d = k < 8    ? some[k]
		    : k == 8 ? INFINITY
		    : k == 9 ? -INFINITY
			     : d;
		d = isnan(d) ? (double)NAN : d;
		memcpy(to, &d, 8);
	} else if (type == N62_F32) {
		memcpy(&f, &bits, 4);
		f = k < 8 ? (float)some[k] : k == 9 ? -INFINITY : f;
		f = isnan(f) ? NAN : f;
		memcpy(to, &f, 4);
	} else {
		bits = k == 0 ? 0 : k == 1 ? UINT64_MAX : bits;
		bits = k == 2 ? 0x8080808080808080 : bits;
		memcpy(to, &bits, n62_type_size(type));
	}
}

static void add_sum(struct n62_rng *r, struct n62_block *b, struct n62_col c)
{
	struct n62_err err = { 0 };
	struct n62_sum sum = { 0 };
	unsigned char bytes[N62_SUM_BYTES];
	uint32_t span = n62_rng_below(r, 20) ? 200 : 2000;

	for (unsigned n = n62_rng_below(r, 5); n > 0; n--)
		n62_sum_add(
		    &sum, ldexp(n62_rng_uniform(r) - 0.5,
			      (int)n62_rng_below(r, span) - (int)span / 2));
	CHECK(n62_fill_text(
		  b, c, (char *)bytes, n62_sum_bytes(&sum, bytes), &err) == 0);
}

static void fill(struct n62_rng *r, struct n62_block *b, struct n62_col c,
    enum n62_type type)
{
	struct n62_err err = { 0 };
	uint32_t n = n62_count(b, c);

	for (uint32_t i = 0; i < n; i++) {
		const char *s = odd_text(r);

		if (type == N62_SUM)
			add_sum(r, b, c);
		else if (type == N62_STR)
			CHECK(n62_fill_text(b, c, s, strlen(s), &err) == 0);
		else
			odd_number(r, type,
			    (char *)n62_change(b, c) + i * n62_type_size(type));
	}
}

/* Columns of each type: single, array; in the lists a and b: single, array. */
static int add_columns(
    struct n62_schema *s, struct n62_col *col, enum n62_type *type)
{
	static const char *const units[] = { "", "GeV/c2", "a]b ,\"\\" };
	struct n62_err err = { 0 };
	int n = 0;

	for (int list = -1; list < 2; list++) {
		if (list >= 0)
			CHECK(n62_add_list(s, 0, list ? "b" : "a", "", &err) ==
			      list);
		for (int t = 0; t < N62_ANY; t++)
			for (uint32_t length = 1; length < 4; length += 2) {
				char name[16];
				struct n62_column c = { .name = name,
					.unit = units[n % 3],
					.doc = "",
					.type = (enum n62_type)t,
					.length = length,
					.list = list };

				snprintf(name, sizeof name, "%s%u",
				    n62_type_name(c.type), length);
				type[n] = c.type;
				CHECK(n62_add_column(
					  s, 0, &c, &col[n++], &err) == 0);
			}
	}
	return n;
}

static void make_stream(const char *name)
{
	struct n62_write_options wo = { .name = name, .compress = N62_RAW };
	struct n62_err err = { 0 };
	struct n62_schema *s = n62_schema_new(&err);
	struct n62_writer *w;
	struct n62_block *b;
	struct n62_rng r;
	struct n62_col col[6 * N62_ANY];
	enum n62_type type[6 * N62_ANY];
	uint32_t counts[ROWS];
	int n;

	wo.threads = 1;
	n62_rng_init(&r, 7, 0, 0);
	w = n62_writer_open(&wo, &err);
	CHECK(n62_add_table(s, "event", N62_APPEND, "", &err) == 0);
	n = add_columns(s, col, type);
	CHECK(n == 6 * N62_ANY);
	CHECK(n62_write_head(w, s, &err) == 0);
	/* Blocks as the importer makes them, for the bytes to be equal. */
	b = n62_rows(w, 0, ROWS, &err);
	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < ROWS; k++)
			counts[k] = n62_rng_below(&r, 4);
		CHECK(n62_fill_list(
			  b, col[(i + 1) * 2 * N62_ANY], counts, &err) == 0);
	}
	for (int i = 0; i < n; i++)
		fill(&r, b, col[i], type[i]);
	CHECK(n62_write(w, b, &err) == 0);
	CHECK(n62_write_end(w, &err) == 0);
	CHECK(n62_commit(w, &err) == 0);
	CHECK_TEXT(err.text, "");
	n62_writer_free(w);
	n62_schema_free(s);
}

static void returns(enum n62_text_format format)
{
	struct n62_text_options o = { .format = format,
		.exact = true,
		.rows = UINT64_MAX,
		.threads = 1,
		.temporary = folder };
	struct n62_import_options io = { .table = "event" };
	struct n62_err err = { 0 };

	make_stream(path("a.n62"));
	CHECK(to_text(path("a.n62"), &o, path("a.txt"), &err) == 0);
	CHECK(to_stream(path("a.txt"), format == N62_CSV, &io, path("b.n62"),
		  &err) == 0);
	CHECK_TEXT(err.text, "");
	CHECK(same_files(path("a.n62"), path("b.n62")));
	/* And on threads, the same text. */
	o.threads = 3;
	CHECK(to_text(path("b.n62"), &o, path("b.txt"), &err) == 0);
	CHECK(same_files(path("a.txt"), path("b.txt")));
}

static void tsv_returns(void)
{
	returns(N62_TSV);
}

static void csv_returns(void)
{
	returns(N62_CSV);
}

/* ---- several tables ------------------------------------------------- */

/* Tables a and b, 600 rows each, in alternating blocks of 100. */
static void make_tables(const char *name)
{
	struct n62_write_options wo = { .name = name, .threads = 1 };
	struct n62_err err = { 0 };
	struct n62_schema *s = n62_schema_new(&err);
	struct n62_writer *w = n62_writer_open(&wo, &err);
	struct n62_column c = { .name = "n", .type = N62_U32, .list = -1 };
	struct n62_col col[2];

	for (int t = 0; t < 2; t++) {
		CHECK(
		    n62_add_table(s, t ? "b" : "a", N62_APPEND, "", &err) == t);
		CHECK(n62_add_column(s, t, &c, &col[t], &err) == 0);
	}
	CHECK(n62_write_head(w, s, &err) == 0);
	for (uint32_t i = 0; i < 12; i++) {
		struct n62_block *b = n62_rows(w, (int)i % 2, 100, &err);
		uint32_t *v = n62_change(b, col[i % 2]);

		for (uint32_t k = 0; k < 100; k++)
			v[k] = i / 2 * 100 + k + i % 2 * 1000;
		CHECK(n62_write(w, b, &err) == 0);
	}
	CHECK(n62_write_end(w, &err) == 0 && n62_commit(w, &err) == 0);
	n62_writer_free(w);
	n62_schema_free(s);
}

static char said[500];

static void hear(void *ctx, const char *sentence)
{
	(void)ctx;
	snprintf(said, sizeof said, "%s", sentence);
}

static void shows(const struct n62_text_options *o, const char *wanted)
{
	struct n62_err err = { 0 };
	struct n62_buf got = { 0 };

	CHECK(to_text(path("t.n62"), o, path("t.txt"), &err) == 0);
	read_file(path("t.txt"), &got);
	CHECK_TEXT(got.data, wanted);
	CHECK_TEXT(err.text, "");
	n62_buf_free(&got);
}

static void sections(void)
{
	static const char *const both[] = { "b", "a" };
	struct n62_text_options o = { .tables = both,
		.ntables = 2,
		.skip = 99,
		.rows = 2,
		.threads = 1,
		.temporary = folder,
		.note = hear };
	struct n62_buf got = { 0 };
	struct n62_err err = { 0 };

	make_tables(path("t.n62"));
	shows(
	    &o, "# table b\nn:u32\n1099\n1100\n\n# table a\nn:u32\n99\n100\n");
	CHECK_TEXT(said, "");
	o.format = N62_JSON;
	shows(&o, "{\"b\":{\"n\":1099}}\n{\"b\":{\"n\":1100}}\n"
		  "{\"a\":{\"n\":99}}\n{\"a\":{\"n\":100}}\n");
	o.ntables = 0;
	o.format = N62_CSV;
	shows(&o, "n:u32\n99\n100\n");
	CHECK_TEXT(said, "this is table a; others: b");
	/* All rows: more than one write of the temporary. */
	o.ntables = 2;
	o.skip = 0;
	o.rows = UINT64_MAX;
	o.no_header = true;
	CHECK(to_text(path("t.n62"), &o, path("t.txt"), &err) == 0);
	read_file(path("t.txt"), &got);
	for (unsigned i = 0, at = 0; i < 1200; i++) {
		char line[32];
		size_t n = (size_t)snprintf(line, sizeof line, "%s%u\n",
		    i == 0     ? "# table b\n"
		    : i == 600 ? "\n# table a\n"
			       : "",
		    i < 600 ? 1000 + i : i - 600);

		if (!CHECK(strncmp(got.data + at, line, n) == 0))
			break;
		at += (unsigned)n;
	}
	n62_buf_free(&got);
}

/* ---- exact sums ----------------------------------------------------- */

static void sums(void)
{
	static const struct {
		double v[4];
		const char *rounded, *exact;
	} known[] = {
		{ { 0 }, "0", "0" },
		{ { 1.5 }, "1.5", "1.5" },
		/* 0.1 + 0.2 is 0.3000000000000000166..., in doubles 2^-54
		 * more than their rounded sum minus 2^-54. */
		{ { 0.1, 0.2 }, "0.30000000000000004",
		    "0.30000000000000004+-2.7755575615628914e-17" },
		{ { 1e300, 1, -1e300 }, "1", "1" },
		{ { 1e300, 1e-300, 1 }, "1e300", "1e300+1+1e-300" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct n62_sum s = { 0 };
		struct n62_err err = { 0 };
		struct n62_buf text = { 0 };
		unsigned char bytes[N62_SUM_BYTES];
		size_t n;

		for (int k = 0; k < 4; k++)
			CHECK(n62_sum_add(&s, known[i].v[k]) == 0);
		n = n62_sum_bytes(&s, bytes);
		CHECK(text_put_sum(
			  &text, (char *)bytes, n, false, false, &err) == 0);
		CHECK_TEXT(n62_buf_text(&text, &err), known[i].rounded);
		text.len = 0;
		CHECK(text_put_sum(
			  &text, (char *)bytes, n, true, false, &err) == 0);
		CHECK_TEXT(n62_buf_text(&text, &err), known[i].exact);
		n62_buf_free(&text);
	}
}

/* ---- errors of import ----------------------------------------------- */

static const struct {
	bool csv;
	const char *text, *sentence;
} wrong[] = {
	{ false, "",
	    ":1: it is empty; a header line name:type[unit] is needed" },
	{ false, "a:i9\n", ":1: \"a:i9\" names no column: a type is one of" },
	{ false, "a\tb[GeV\n",
	    ":1: \"b[GeV\" names no column: the unit does not end with ]" },
	{ false, "a:f64x0\n", "a length is a number from 1 to 65536" },
	{ false, "a b\n", "'a b' cannot name a column" },
	{ false, "a\ta\n", "table event has two entries a" },
	{ false, "a\tb\n1\t2\n1\n", ":3: 1 cells where the header has 2" },
	{ false, "a\n1\t2\n", ":2: 2 cells where the header has 1" },
	{ false, "a\tm\n1\t1.2.3\n",
	    ":2: column m: \"1.2.3\" is not a number of type f64" },
	{ false, "a:u8\n255\n256\n",
	    ":3: column a: \"256\" is not a number of type u8" },
	{ false, "a:i8\n-129\n",
	    ":2: column a: \"-129\" is not a number of type i8" },
	{ false, "a:u32\n-1\n", "\"-1\" is not a number of type u32" },
	{ false, "a\n\n", ":2: column a: \"\" is not a number of type f64" },
	{ false, "a:str\nx\\y\n",
	    ":2: column a: \"x\\y\" has a backslash without one of" },
	{ false, "a:str\nx\xff\n", ":2: column a: \"x?\" is not UTF-8" },
	{ false, "a:f64x3\n1;2\n", "column a: 2 values where arrays have 3" },
	{ false, "a:f64x2\n1,2\n",
	    "column a: ',' behind value 1, where arrays have 2 values" },
	{ false, "t.a\tt.b\n1,2\t1\n",
	    ":2: column t.b: 1 elements where t.a has 2" },
	{ false, "t.a:u8x2\n1;2,3\n",
	    "column t.a: 3 values where arrays have 2" },
	{ false, "a:sum\n1+inf\n",
	    "column a: \"1+inf\" is not a sum of finite numbers" },
	{ false, "a\n12345678901234567890123456789012345678901234567890x\n",
	    "\"1234567890123456789012345678901234567890...\" is not" },
	{ true, "a\n\"1\n", ":2: a quotation mark is never closed" },
	{ true, "a,b\n1,2\"3\"\n",
	    ":2: cell 2: a quotation mark inside an unquoted cell" },
	{ true, "a,b:str\n1,\"2\"3\n",
	    ":2: cell 2: text behind its closing quotation mark" },
	{ true, "a:str,b\n\"x\ny\",1\nz,w\n",
	    ":4: column b: \"w\" is not a number of type f64" },
};

static void errors(void)
{
	struct n62_import_options io = { .table = "event" };

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct n62_err err = { 0 };
		const char *name = path("wrong.txt");

		write_file(name, wrong[i].text, strlen(wrong[i].text));
		CHECK(to_stream(name, wrong[i].csv, &io, path("w.n62"), &err) ==
		      -1);
		if (!CHECK(strstr(err.text, wrong[i].sentence)))
			check_note(
			    "%s\n#   not: %s", err.text, wrong[i].sentence);
		CHECK(strncmp(err.text, name, strlen(name)) == 0);
		CHECK(access(path("w.n62"), F_OK) != 0);
	}
}

/* ---- accepted forms ------------------------------------------------- */

static const struct {
	bool csv;
	const char *text, *tsv;
} forms[] = {
	{ false,
	    "\xef\xbb\xbf"
	    "a\r\n1\r\n2",
	    "a:f64\n1\n2\n" },
	{ false, "a:i8\n+5\n", "a:i8\n5\n" },
	{ false, "a[GeV/c2]\tb:str\n", "a:f64[GeV/c2]\tb:str\n" },
	{ true, "a:str,b\n\"x, \"\"y\"\"\n\",1e3\n",
	    "a:str\tb:f64\nx, \"y\"\\n\t1000\n" },
	{ true, "a:str\n\"\"\n\nx\\ty\n", "a:str\n\n\nx\\\\ty\n" },
	{ true, "t.a,t.b:str\n\"1,2\",\"x\\,y,\\e\"\n,\n",
	    "t.a:f64\tt.b:str\n1,2\tx\\,y,\\e\n\t\n" },
	{ false, "s:sum\n0.1+0.2\n1e+2+-1e+2\n",
	    "s:sum\n0.30000000000000004\n0\n" },
};

static void accepts(void)
{
	struct n62_import_options io = { .table = "event" };
	struct n62_text_options o = { .rows = UINT64_MAX, .threads = 1 };
	struct n62_buf got = { 0 };

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct n62_err err = { 0 };

		write_file(path("f.txt"), forms[i].text, strlen(forms[i].text));
		CHECK(to_stream(path("f.txt"), forms[i].csv, &io, path("f.n62"),
			  &err) == 0);
		CHECK(to_text(path("f.n62"), &o, path("g.txt"), &err) == 0);
		CHECK_TEXT(err.text, "");
		read_file(path("g.txt"), &got);
		CHECK_TEXT(got.data, forms[i].tsv);
	}
	n62_buf_free(&got);
}

/* ---- long lines ----------------------------------------------------- */

static void long_lines(void)
{
	struct n62_import_options io = { .table = "event" };
	struct n62_err err = { 0 };
	struct n62_buf text = { 0 };
	size_t limit = 16 << 20;

	/* A line at the limit fails only for the size of its row. */
	for (size_t more = 0; more < 2; more++) {
		text.len = 0;
		n62_buf_add(&text, "a:str\n", 6, &err);
		CHECK(n62_buf_reserve(&text, limit + more + 1, &err) == 0);
		memset(text.data + 6, 'x', limit + more);
		text.len = 6 + limit + more;
		write_file(path("long.txt"), text.data, text.len);
		CHECK(to_stream(path("long.txt"), false, &io, path("l.n62"),
			  &err) == -1);
		CHECK(strstr(err.text, more ? "the line is longer than 16 MiB"
					    : "takes more than 14 MiB"));
	}
	err = (struct n62_err){ 0 };
	text.len = 6 + (13 << 20);
	write_file(path("long.txt"), text.data, text.len);
	CHECK(
	    to_stream(path("long.txt"), false, &io, path("l.n62"), &err) == 0);
	CHECK_TEXT(err.text, "");
	n62_buf_free(&text);
}

/* ---- scripts -------------------------------------------------------- */

static const struct {
	const char *json, *script;
} scripts[] = {
	{ "[{\"tool\":\"na62-sim\",\"options\":[\"munu\",\"-n\",\"5\"]}]",
	    "na62-sim munu -n 5\n" },
	/* A pipeline, and words that need quotes. */
	{ "[{\"tool\":\"a\",\"inputs\":[{\"name\":\"x y\"}]},"
	  "{\"tool\":\"b\",\"options\":[\"--cut\",\"p > 'q'\"],"
	  "\"inputs\":[{\"name\":\"-\",\"entry\":0}]}]",
	    "a 'x y' |\n    b --cut 'p > '\\''q'\\'''\n" },
	/* A merge of two, of which one was a pipeline. */
	{ "[{\"tool\":\"a\"},{\"tool\":\"b\","
	  "\"inputs\":[{\"name\":\"-\",\"entry\":0}]},{\"tool\":\"c\"},"
	  "{\"tool\":\"m\",\"inputs\":[{\"name\":\"1\",\"entry\":1},"
	  "{\"name\":\"2\",\"entry\":2}]}]",
	    "tmp=$(mktemp -d)\n"
	    "trap 'rm -rf \"$tmp\"' EXIT\n"
	    "trap 'exit 1' HUP INT TERM\n"
	    "a |\n    b >\"$tmp/1.n62\"\n"
	    "c >\"$tmp/2.n62\"\n"
	    "m \"$tmp/1.n62\" \"$tmp/2.n62\"\n" },
	/* An entry that two others read, and one that nothing needs. */
	{ "[{\"tool\":\"a\"},{\"tool\":\"u\"},{\"tool\":\"b\","
	  "\"inputs\":[{\"name\":\"1\",\"entry\":0}]},"
	  "{\"tool\":\"m\",\"inputs\":[{\"name\":\"1\",\"entry\":0},"
	  "{\"name\":\"2\",\"entry\":2}]}]",
	    "tmp=$(mktemp -d)\n"
	    "trap 'rm -rf \"$tmp\"' EXIT\n"
	    "trap 'exit 1' HUP INT TERM\n"
	    "a >\"$tmp/0.n62\"\n"
	    "b \"$tmp/0.n62\" >\"$tmp/2.n62\"\n"
	    "m \"$tmp/0.n62\" \"$tmp/2.n62\"\n" },
	/* Hostile: references that lead nowhere, names that are options. */
	{ "[{\"tool\":\"a\\n; rm *\",\"inputs\":[{\"name\":\"-rf\","
	  "\"entry\":7},{\"name\":3},{\"entry\":-1}]}]",
	    "'a\n; rm *' -- -rf '' ''\n" },
};

static void writes_scripts(void)
{
	static const char head[] = "#!/bin/sh\n"
				   "# Writes the stream to standard output.\n"
				   "set -eu\n";

	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		struct n62_err err = { 0 };
		struct n62_buf text = { 0 };
		json_t *j = json_loads(scripts[i].json, 0, NULL);

		CHECK(text_put_script(j, &text, &err) == 0);
		CHECK(n62_buf_text(&text, &err));
		CHECK(strncmp(text.data, head, strlen(head)) == 0);
		CHECK_TEXT(text.data + strlen(head), scripts[i].script);
		n62_buf_free(&text);
		json_decref(j);
	}
}

/* ---- zip64 ---------------------------------------------------------- */

/* Members that claim more than 4 GiB; their bytes are left out, since only
 * the headers are of interest here. */
static void large_archives(void)
{
	struct n62_err err = { 0 };
	struct text_sink sink = { .temp = n62_scratch_open(folder, &err) };
	struct text_zip z = { .sink = &sink };
	unsigned char b[400];
	uint64_t big = 5000000000;

	CHECK(text_zip_member(&z, "a", big, 1, &err) == 0);
	CHECK(z.at == 30 + 1 + 20);
	z.at += big;
	CHECK(text_zip_member(&z, "b", 7, 2, &err) == 0);
	z.at += 7;
	CHECK(text_zip_end(&z, &err) == 0);
	CHECK(text_sink_flush(&sink, &err) == 0);
	CHECK(z.at - big - 7 <= sizeof b);
	CHECK(text_temp_read(sink.temp, b, z.at - big - 7, 0, &err) == 0);
	/* Local header of a: sizes in the zip64 field. */
	CHECK(
	    n62_get32(b + 18) == UINT32_MAX && n62_get32(b + 22) == UINT32_MAX);
	CHECK(n62_get16(b + 31) == 1 && n62_get16(b + 33) == 16);
	CHECK(n62_get64(b + 35) == big && n62_get64(b + 43) == big);
	/* Local header of b: none needed. */
	CHECK(n62_get32(b + 51 + 18) == 7 && n62_get16(b + 51 + 28) == 0);
	/* Directory of a: both sizes, no offset; of b: the offset only. */
	CHECK(n62_get16(b + 82 + 30) == 20 && n62_get32(b + 82 + 42) == 0);
	CHECK(n62_get16(b + 149 + 30) == 12);
	CHECK(n62_get32(b + 149 + 42) == UINT32_MAX);
	CHECK(n62_get64(b + 149 + 46 + 1 + 4) == big + 51);
	/* The zip64 end: two members, where the directory is. */
	CHECK(memcmp(b + 208, "PK\6\6", 4) == 0);
	CHECK(n62_get64(b + 208 + 32) == 2);
	CHECK(n62_get64(b + 208 + 40) == 67 + 59);
	CHECK(n62_get64(b + 208 + 48) == big + 7 + 82);
	CHECK(memcmp(b + 264, "PK\6\7", 4) == 0);
	CHECK(n62_get64(b + 264 + 8) == big + 7 + 208);
	CHECK(memcmp(b + 284, "PK\5\6", 4) == 0);
	n62_buf_free(&z.directory);
	text_sink_free(&sink);
}

int main(void)
{
	char command[64];

	if (!mkdtemp(folder))
		return 1;
	check_run("TSV reads back to the same bytes", tsv_returns);
	check_run("CSV reads back to the same bytes", csv_returns);
	check_run("several tables become sections", sections);
	check_run("sums are rounded, or written exactly", sums);
	check_run("import says what is wrong and where", errors);
	check_run("import accepts other forms", accepts);
	check_run("lines have a limit", long_lines);
	check_run("provenance becomes a script", writes_scripts);
	check_run("archives beyond 4 GiB have zip64 fields", large_archives);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) != 0 || check_end();
}
