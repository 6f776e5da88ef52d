/*
 * test_json.c - JSON of HEAD, beside the parser of jansson, which reads the
 * same language but for the differences listed here: what one refuses the
 * other refuses, and what they read is equal.
 */
#include "check.h"
#include "record/json.h"
#include "record/record.h"

#include <jansson.h>
#include <math.h>
#include <stdint.h>

static unsigned long accepted, refused;

/* Equal in every bit that can be written, and in the order of keys. */
static bool same_tree(const json_t *a, const json_t *b)
{
	const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
	char *x = json_dumps(a, flags), *y = json_dumps(b, flags);
	bool same = json_equal(a, b) && x && y && strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

/* Reads a copy of exactly n bytes, so that a sanitizer sees the byte behind;
 * the sentence of a refusal stays in err. */
static json_t *read_ours(const char *text, size_t n, struct n62_err *err)
{
	char *copy = malloc(n ? n : 1);
	json_t *v;

	memcpy(copy, text, n);
	*err = (struct n62_err){ 0 };
	v = rec_json_read(copy, n, err);
	free(copy);
	CHECK(!v == (err->code == N62_DATA) && !v == (err->text[0] != 0));
	return v;
}

/* Whether both do the same; says so when they do not. No JSON has a NUL, but
 * see passes_over_no_nul. */
static bool agree(const char *text, size_t n)
{
	const size_t flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES;
	struct n62_err err;
	json_t *ours = read_ours(text, n, &err);
	json_t *theirs = json_loadb(text, n, flags, NULL);
	bool same = memchr(text, 0, n) ? !ours
				       : !ours == !theirs &&
					     (!ours || same_tree(ours, theirs));

	if (ours)
		accepted++;
	else
		refused++;
	if (!CHECK(same))
		check_note("%s, jansson %s: %.*s", ours ? "read" : err.text,
		    theirs ? "read" : "refused", (int)n, text);
	json_decref(ours);
	json_decref(theirs);
	return same;
}

static void tell(void)
{
	check_note(
	    "%lu texts read and %lu refused, as by jansson", accepted, refused);
	accepted = refused = 0;
}

/* ---- cases ---------------------------------------------------------- */

#define TEXT(s) s, sizeof(s) - 1

static const struct {
	const char *text;
	size_t n;
	bool good;
} cases[] = {
	/* values and blanks */
	{ TEXT("null"), true },
	{ TEXT(" true "), true },
	{ TEXT("\t\r\n false\n"), true },
	{ TEXT("[]"), true },
	{ TEXT("{ }"), true },
	{ TEXT("[[], {}, \"\"]"), true },
	{ TEXT("{\"\":1}"), true },
	{ TEXT("{\"a\":1,\"b\":1}"), true },
	{ TEXT(""), false },
	{ TEXT(" "), false },
	{ TEXT("nul"), false },
	{ TEXT("nulll"), false },
	{ TEXT("True"), false },
	{ TEXT("truefalse"), false },
	{ TEXT("NaN"), false },
	{ TEXT("Infinity"), false },
	{ TEXT("-Infinity"), false },
	{ TEXT("[]]"), false },
	{ TEXT("[] []"), false },
	{ TEXT("]"), false },
	{ TEXT("[1,]"), false },
	{ TEXT("[,1]"), false },
	{ TEXT("["), false },
	{ TEXT("[1 2]"), false },
	{ TEXT("[1}"), false },
	{ TEXT("{"), false },
	{ TEXT("{]"), false },
	{ TEXT("{\"a\"}"), false },
	{ TEXT("{\"a\":}"), false },
	{ TEXT("{\"a\":1,}"), false },
	{ TEXT("{a:1}"), false },
	{ TEXT("{1:1}"), false },
	{ TEXT("{\"a\" 1}"), false },
	{ TEXT("{\"a\"::1}"), false },
	{ TEXT("{'a':1}"), false },
	{ TEXT("[1]//"), false },
	{ TEXT("[1]/**/"), false },
	{ TEXT("#"), false },
	{ TEXT("\f[]"), false },
	{ TEXT("\v[]"), false },
	{ TEXT("\0"), false },
	{ TEXT("[]\0"), false },
	{ TEXT("[\0]"), false },
	{ TEXT("\xef\xbb\xbf[]"), false },
	{ TEXT("\xc2\xa0[]"), false },
	{ TEXT("[1\xff]"), false },
	/* keys that come twice */
	{ TEXT("{\"a\":1,\"a\":1}"), false },
	{ TEXT("{\"a\":1,\"\\u0061\":2}"), false },
	{ TEXT("{\"a\":{\"a\":1}}"), true },
	{ TEXT("{\"\":1,\"\":1}"), false },
	{ TEXT("{\"a\":{\"b\":1},\"b\":1,\"c\":{\"b\":[{\"b\":0}]}}"), true },
	/* numbers */
	{ TEXT("0"), true },
	{ TEXT("-0"), true },
	{ TEXT("-0.0"), true },
	{ TEXT("0e0"), true },
	{ TEXT("1E+2"), true },
	{ TEXT("1e-2"), true },
	{ TEXT("1.50"), true },
	{ TEXT("123456789012345678"), true },
	{ TEXT("9223372036854775807"), true },
	{ TEXT("9223372036854775808"), false },
	{ TEXT("-9223372036854775808"), true },
	{ TEXT("-9223372036854775809"), false },
	{ TEXT("9223372036854775808.0"), true },
	{ TEXT("100000000000000000000000000000000"), false },
	{ TEXT("1e308"), true },
	{ TEXT("1.7976931348623157e308"), true },
	{ TEXT("1.7976931348623159e308"), false },
	{ TEXT("1e309"), false },
	{ TEXT("1e999"), false },
	{ TEXT("-1e999"), false },
	{ TEXT("0e999"), true },
	{ TEXT("1e99999999999999999999"), false },
	{ TEXT("1e-999"), true },
	{ TEXT("4.9e-324"), true },
	{ TEXT("2.2250738585072011e-308"), true },
	{ TEXT("0.1000000000000000055511151231257827"), true },
	{ TEXT("9007199254740993.0"), true },
	{ TEXT("-"), false },
	{ TEXT("+1"), false },
	{ TEXT("--1"), false },
	{ TEXT("- 1"), false },
	{ TEXT("01"), false },
	{ TEXT("-01"), false },
	{ TEXT("00"), false },
	{ TEXT(".5"), false },
	{ TEXT("-.5"), false },
	{ TEXT("1."), false },
	{ TEXT("1.e1"), false },
	{ TEXT("1e"), false },
	{ TEXT("1e+"), false },
	{ TEXT("1e1.5"), false },
	{ TEXT("1.2.3"), false },
	{ TEXT("0x10"), false },
	{ TEXT("1_000"), false },
	{ TEXT("1-2"), false },
	{ TEXT("[1,-]"), false },
	{ TEXT("1d0"), false },
	{ TEXT("1,5"), false },
	{ TEXT("inf"), false },
	/* strings */
	{ TEXT("\"\""), true },
	{ TEXT("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\""), true },
	{ TEXT("\"\x7f\""), true },
	{ TEXT("\"\\u00e9\\u20AC\\uffff\""), true },
	{ TEXT("\"\\ud83d\\ude00\""), true },
	{ TEXT("\"\\uD800\\uDC00\\uDBFF\\uDFFF\""), true },
	{ TEXT("\"\\\\u0000\""), true },
	{ TEXT("\"\\u0001\\u001f\""), true },
	{ TEXT("\""), false },
	{ TEXT("\"a"), false },
	{ TEXT("\"\\\""), false },
	{ TEXT("\"\\"), false },
	{ TEXT("\"\\u"), false },
	{ TEXT("\"\\u12"), false },
	{ TEXT("\"\\u123\""), false },
	{ TEXT("\"\\u12g4\""), false },
	{ TEXT("\"\\u 123\""), false },
	{ TEXT("\"\\u+123\""), false },
	{ TEXT("\"\\x41\""), false },
	{ TEXT("\"\\a\""), false },
	{ TEXT("\"\\v\""), false },
	{ TEXT("\"\\0\""), false },
	{ TEXT("\"\\'\""), false },
	{ TEXT("\"\\\0\""), false },
	{ TEXT("\"\\U0041\""), false },
	{ TEXT("'a'"), false },
	{ TEXT("\"a\nb\""), false },
	{ TEXT("\"\t\""), false },
	{ TEXT("\"\x1f\""), false },
	{ TEXT("\"\0\""), false },
	{ TEXT("\"a\0b\""), false },
	{ TEXT("\"\\u0000\""), false },
	{ TEXT("{\"a\\u0000\":1}"), false },
	/* halves of surrogate pairs */
	{ TEXT("\"\\ud83d\""), false },
	{ TEXT("\"\\ude00\""), false },
	{ TEXT("\"\\ud83dx\""), false },
	{ TEXT("\"\\ud83d\\n\""), false },
	{ TEXT("\"\\ud83d\\u0041\""), false },
	{ TEXT("\"\\ud83d\\ud83d\""), false },
	{ TEXT("\"\\ude00\\ud83d\""), false },
	{ TEXT("\"\\ud83d\\ude0\""), false },
	{ TEXT("\"\\ud83d"), false },
	{ TEXT("\"\\ud83d\\"), false },
	{ TEXT("\"\\ud83d\\u"), false },
	/* UTF-8: right, overlong, surrogates, too large, cut, strayed */
	{ TEXT("\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\""), true },
	{ TEXT("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""), true },
	{ TEXT("\"\xc0\x80\""), false },
	{ TEXT("\"\xc1\xbf\""), false },
	{ TEXT("\"\xe0\x9f\xbf\""), false },
	{ TEXT("\"\xf0\x8f\xbf\xbf\""), false },
	{ TEXT("\"\xed\xa0\x80\""), false },
	{ TEXT("\"\xed\xbf\xbf\""), false },
	{ TEXT("\"\xf4\x90\x80\x80\""), false },
	{ TEXT("\"\xf5\x80\x80\x80\""), false },
	{ TEXT("\"\xff\""), false },
	{ TEXT("\"\x80\""), false },
	{ TEXT("\"\xc3\""), false },
	{ TEXT("\"\xe2\x82\""), false },
	{ TEXT("\"\xf0\x9f\x98\""), false },
	{ TEXT("\"\xc3\\u00a9\""), false },
	{ TEXT("\"\xc3\\n\xa9\""), false },
	{ TEXT("{\"\xc3\":1}"), false },
};

enum {
	NCASES = sizeof cases / sizeof *cases
};

static void reads_cases(void)
{
	for (size_t i = 0; i < NCASES; i++) {
		unsigned long before = accepted;

		agree(cases[i].text, cases[i].n);
		if (!CHECK((accepted > before) == cases[i].good))
			check_note("case %zu: %s", i, cases[i].text);
	}
	tell();
}

/* ---- mutations ------------------------------------------------------ */

/* Every kind of token, every escape, and characters of one to four bytes. */
static const char *const documents[] = {
	"{\"n62\":1,\"features\":[],\"tables\":[{\"name\":\"event\","
	"\"merge\":\"append\",\"columns\":[{\"name\":\"p\",\"type\":"
	"\"f64\",\"unit\":\"GeV/c\",\"length\":3,\"key\":true}]}]}\n",
	" [ -0 , 10.25e+3 ,1E-7, null,true , false,{ } ,[[ ]],\"\" ] ",
	"{\"\\\"\\\\\\/\\b\\f\\n\\r\\t\":\"\\u0041\\u00fc\\u20ac"
	"\\ud83d\\ude00\",\"\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\":"
	"-9223372036854775808,\"a\":{\"a\":[0.5,{\"b\":9e307}]}}",
};

static void reads_every_prefix(void)
{
	for (int d = 0; d < 3; d++)
		for (size_t n = 0; n <= strlen(documents[d]); n++)
			agree(documents[d], n);
	CHECK(accepted >= 3);
	tell();
}

/* Every byte replaced by, and followed by, every byte; every byte lost. */
static void reads_every_mutation(void)
{
	char text[400];

	for (int d = 0; d < 3; d++) {
		const char *from = documents[d];
		size_t n = strlen(from);

		for (size_t i = 0; i < n; i++) {
			memcpy(text, from, i);
			memcpy(text + i, from + i + 1, n - i - 1);
			agree(text, n - 1);
			memcpy(text + i + 1, from + i, n - i);
			for (int c = 0; c < 256; c++) {
				text[i] = (char)c;
				agree(text, n + 1);
			}
			memcpy(text, from, n);
			for (int c = 0; c < 256; c++) {
				text[i] = (char)c;
				agree(text, n);
			}
		}
	}
	CHECK(accepted > 10000 && refused > 10000);
	tell();
}

/* Several bytes at once, taken from anywhere in the documents. */
static void reads_random_mutations(void)
{
	struct n62_rng rng;
	char text[400];

	n62_rng_init(&rng, 62, 1, 1);
	for (int round = 0; round < 50000; round++) {
		const char *from = documents[round % 3];
		uint32_t n = (uint32_t)strlen(from);

		memcpy(text, from, n);
		for (uint32_t k = 2 + n62_rng_below(&rng, 3); k > 0; k--) {
			const char *other = documents[n62_rng_below(&rng, 3)];
			uint32_t most = (uint32_t)strlen(other);
			uint32_t size = 1 + n62_rng_below(&rng, 4);

			memcpy(text + n62_rng_below(&rng, n - size),
			    other + n62_rng_below(&rng, most - size), size);
		}
		agree(text, n);
	}
	CHECK(accepted > 100 && refused > 100);
	tell();
}

/* ---- random trees --------------------------------------------------- */

static json_t *random_string(struct n62_rng *rng)
{
	static const uint32_t limits[] = { 0x20, 0x80, 0x800, 0xd800, 0x2000 };
	char text[400];
	size_t n = 0;

	for (uint32_t k = n62_rng_below(rng, 80); k > 0; k--) {
		uint32_t most = limits[n62_rng_below(rng, 5)];
		uint32_t c = 1 + n62_rng_below(rng, most - 1);

		if (n62_rng_below(rng, 20) == 0)
			c = 0x10000 + n62_rng_below(rng, 0x100000);
		if (c >= 0x10000) {
			text[n++] = (char)(0xf0 | c >> 18);
			text[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			text[n++] = (char)(0x80 | (c & 0x3f));
		} else if (c >= 0x800) {
			text[n++] = (char)(0xe0 | c >> 12);
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			text[n++] = (char)(0x80 | (c & 0x3f));
		} else if (c >= 0x80) {
			text[n++] = (char)(0xc0 | c >> 6);
			text[n++] = (char)(0x80 | (c & 0x3f));
		} else {
			text[n++] = (char)c;
		}
	}
	return json_stringn(text, n);
}

static json_t *random_scalar(struct n62_rng *rng)
{
	uint64_t bits = n62_rng_u64(rng);
	double v;

	switch (n62_rng_below(rng, 5)) {
	case 0:
		return json_boolean(bits & 1);
	case 1:
		return json_null();
	case 2:
		return json_integer((json_int_t)(bits >> bits % 64));
	case 3:
		memcpy(&v, &bits, sizeof v);
		return isfinite(v) ? json_real(v) : json_null();
	default:
		return random_string(rng);
	}
}

static json_t *random_tree(struct n62_rng *rng, int depth)
{
	uint32_t kind = n62_rng_below(rng, 3), n = n62_rng_below(rng, 7);
	json_t *v = kind == 0 ? json_array() : json_object();

	if (depth == 0 || kind == 2) {
		json_decref(v);
		return random_scalar(rng);
	}
	for (; n > 0; n--) {
		json_t *key = random_string(rng);
		json_t *in = random_tree(rng, depth - 1);

		if (kind == 0)
			json_array_append_new(v, in);
		else
			json_object_set_new(v, json_string_value(key), in);
		json_decref(key);
	}
	return v;
}

/* What jansson writes is read, and what we write is read by both. */
static void reads_random_trees(void)
{
	static const size_t ways[] = { JSON_COMPACT, JSON_INDENT(3),
		JSON_ENSURE_ASCII, JSON_ESCAPE_SLASH | JSON_SORT_KEYS };
	struct n62_buf b = { 0 };
	struct n62_err err = { 0 };
	struct n62_rng rng;

	n62_rng_init(&rng, 62, 2, 1);
	for (int round = 0; round < 3000; round++) {
		json_t *v = random_tree(&rng, 5), *back;
		char *text = json_dumps(v, JSON_ENCODE_ANY | ways[round % 4]);

		agree(text, strlen(text));
		b.len = 0;
		CHECK(rec_json_write(v, round % 2, &b, &err) == 0);
		agree(b.data, b.len);
		back = read_ours(b.data, b.len, &err);
		CHECK(json_equal(v, back));
		json_decref(back);
		free(text);
		json_decref(v);
	}
	n62_buf_free(&b);
	CHECK(refused == 0);
	tell();
}

/* ---- differences on purpose ----------------------------------------- */

/* Behind a number or a word jansson passes over a NUL. */
static void passes_over_no_nul(void)
{
	static const char number[] = "[1\0]", word[] = "[null\0]";
	struct n62_err err;
	json_t *a = json_loadb(TEXT(number), 0, NULL);
	json_t *b = json_loadb(TEXT(word), 0, NULL);

	CHECK(a && !read_ours(TEXT(number), &err));
	CHECK(b && !read_ours(TEXT(word), &err));
	CHECK_TEXT(err.text,
	    "HEAD is not JSON: byte 00 instead of ',' or ']' (byte 5)");
	json_decref(a);
	json_decref(b);
}

/* "[[...]]" or, of objects, {"":{"":...}}, n deep. */
static char *nested(int n, bool object)
{
	const char *begin = object ? "{\"\":" : "[";
	size_t size = strlen(begin), at = 0;
	char *text = malloc((size + 1) * (size_t)n + 8);

	for (int i = 0; i < n; i++, at += size)
		memcpy(text + at, begin, size);
	text[at++] = '1';
	memset(text + at, object ? '}' : ']', (size_t)n);
	text[at + (size_t)n] = 0;
	return text;
}

/* n62(5) ends at a depth of 1000, jansson at 2048 with the value inside. */
static void refuses_what_is_too_deep(void)
{
	for (int kind = 0; kind < 2; kind++) {
		char *most = nested(N62_MAX_DEPTH, kind);
		char *deeper = nested(N62_MAX_DEPTH + 1, kind);
		char *deepest = nested(1000000, kind);
		struct n62_err err;
		json_t *theirs = json_loads(deeper, 0, NULL);

		agree(most, strlen(most));
		CHECK(accepted == 1);
		CHECK(theirs && !read_ours(deeper, strlen(deeper), &err));
		CHECK_TEXT(err.text,
		    kind ? "HEAD is nested more than 1000 deep (byte 4000)"
			 : "HEAD is nested more than 1000 deep (byte 1000)");
		CHECK(!read_ours(deepest, strlen(deepest), &err));
		json_decref(theirs);
		free(most);
		free(deeper);
		free(deepest);
		accepted = refused = 0;
	}
}

/* n62(5) bounds the objects and arrays; jansson only has memory. */
static void refuses_too_many(void)
{
	size_t n = 3 * (size_t)(N62_MAX_TREE - 1) + 1;
	char *text = malloc(n + 3);
	struct n62_err err;
	json_t *v;

	text[0] = '[';
	for (size_t i = 1; i < n; i += 3)
		memcpy(text + i, i % 2 ? "[]," : "{},", 3);
	text[n - 1] = ']';
	v = read_ours(text, n, &err);
	CHECK(json_array_size(v) == N62_MAX_TREE - 1);
	json_decref(v);
	memcpy(text + n - 1, ",[]]", 4);
	CHECK(!read_ours(text, n + 3, &err));
	CHECK_TEXT(err.text, "HEAD has more than 262144 objects and arrays");
	free(text);
}

/* ---- messages ------------------------------------------------------- */

static void says_what_is_wrong_and_where(void)
{
	static const struct {
		const char *text, *sentence;
	} wrong[] = {
		{ "", "the end instead of a value (byte 0)" },
		{ "{\"a\": }", "'}' instead of a value (byte 6)" },
		{ "[1, 2", "the end instead of ',' or ']' (byte 5)" },
		{ "{\"a\":1]", "']' instead of ',' or '}' (byte 6)" },
		{ "{\"a\" 1}", "'1' instead of ':' (byte 5)" },
		{ "{\"a\":1,}", "'}' instead of a key (byte 7)" },
		{ "[-x]", "'x' instead of a digit (byte 2)" },
		{ "{} \x01", "byte 01 instead of the end (byte 3)" },
		{ "[1, 1e400]", "a number is too large (byte 4)" },
		{ "[\"a\\q\"]", "an unknown escape (byte 3)" },
		{ "[\"a\\u12\"]", "\\u without four digits (byte 3)" },
		{ "[\"\\udc00\"]", "half of a surrogate pair (byte 2)" },
		{ "[\"\\u0000\"]", "NUL in a string (byte 2)" },
		{ "[\"a\nb\"]", "a control character in a string (byte 3)" },
		{ "[\"\xff\"]", "a string is not UTF-8 (byte 1)" },
		{ "[\"abc", "a string without an end (byte 1)" },
		{ "{\"a\":1,\"a\":2}", "a key for the second time (byte 7)" },
	};
	char wanted[200];
	struct n62_err err;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		snprintf(wanted, sizeof wanted, "HEAD is not JSON: %s",
		    wrong[i].sentence);
		CHECK(!read_ours(wrong[i].text, strlen(wrong[i].text), &err));
		CHECK_TEXT(err.text, wanted);
	}
}

/* Equal objects give equal texts where that is asked for. */
static void writes_sorted(void)
{
	static const char text[] = "{\"b\":[1,{\"d\":0,\"c\":0}],\"a\":2}";
	struct n62_buf b = { 0 };
	struct n62_err err;
	json_t *v = read_ours(TEXT(text), &err);

	CHECK(rec_json_write(v, false, &b, &err) == 0);
	CHECK_TEXT(n62_buf_text(&b, &err), text);
	b.len = 0;
	CHECK(rec_json_write(v, true, &b, &err) == 0);
	CHECK_TEXT(
	    n62_buf_text(&b, &err), "{\"a\":2,\"b\":[1,{\"c\":0,\"d\":0}]}");
	n62_buf_free(&b);
	json_decref(v);
}

int main(void)
{
	check_run("cases of all kinds", reads_cases);
	check_run("every prefix", reads_every_prefix);
	check_run("every byte changed, added and lost", reads_every_mutation);
	check_run("random mutations", reads_random_mutations);
	check_run("random trees, both ways", reads_random_trees);
	check_run("no NUL is passed over", passes_over_no_nul);
	check_run("what is too deep is refused", refuses_what_is_too_deep);
	check_run("too many objects and arrays are refused", refuses_too_many);
	check_run("messages say what and where", says_what_is_wrong_and_where);
	check_run("keys are sorted on request", writes_sorted);
	return check_end();
}
