/*
 * test_base_number.c - numbers to text and back.
 *
 * The oracle is the C library: what is written must be read back by strtod
 * as the same bits, no decimal with one digit less may be, and of the
 * decimals of that length it must be the one that printf rounds to.
 */
#include <float.h>
#include <inttypes.h>
#include <math.h>

#include "base/base.h"
#include "check.h"

/* ---- integers ------------------------------------------------------- */

static void one_integer(uint64_t u)
{
	char text[N62_NUMBER + 1], wanted[N62_NUMBER];
	int64_t i, back;
	uint64_t uback;
	size_t n;

	memcpy(&i, &u, sizeof i);
	n = n62_put_u64(text, u);
	text[n] = '\0';
	snprintf(wanted, sizeof wanted, "%" PRIu64, u);
	CHECK_TEXT(text, wanted);
	CHECK(n62_get_u64(text, n, &uback) == 0 && uback == u);
	n = n62_put_i64(text, i);
	text[n] = '\0';
	snprintf(wanted, sizeof wanted, "%" PRId64, i);
	CHECK_TEXT(text, wanted);
	CHECK(n62_get_i64(text, n, &back) == 0 && back == i);
}

static void integers(void)
{
	struct n62_rng r;
	uint64_t p = 1;

	for (uint64_t u = 0; u < 20000; u++)
		one_integer(u);
	for (int i = 0; i < 20; i++, p *= 10)
		for (uint64_t d = 0; d < 5; d++)
			one_integer(p + d - 2);
	n62_rng_init(&r, 1, 0, 0);
	for (int i = 0; i < 200000; i++)
		one_integer(n62_rng_u64(&r) >> n62_rng_below(&r, 64));
	for (int i = 0; i < 64; i++) {
		one_integer((uint64_t)1 << i);
		one_integer(((uint64_t)1 << i) - 1);
		one_integer(0 - ((uint64_t)1 << i));
	}
}

static int i64(const char *s)
{
	int64_t v = 0;

	return n62_get_i64(s, strlen(s), &v) == 0 ? 0 : -1;
}

static int u64(const char *s)
{
	uint64_t v = 0;

	return n62_get_u64(s, strlen(s), &v) == 0 ? 0 : -1;
}

static void not_integers(void)
{
	static const char *const bad[] = { "", "+", "-", " 1", "1 ", "1.0",
		"0x10", "1e3", "--1", "+-1", "18446744073709551616",
		"99999999999999999999", "184467440737095516150", "1\n" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK(i64(bad[i]) < 0) || !CHECK(u64(bad[i]) < 0))
			check_note("text '%s'", bad[i]);
	CHECK(u64("18446744073709551615") == 0 && u64("-1") < 0);
	CHECK(u64("+7") == 0 && i64("+7") == 0 && u64("007") == 0);
	CHECK(i64("9223372036854775807") == 0);
	CHECK(i64("9223372036854775808") < 0);
	CHECK(i64("-9223372036854775808") == 0);
	CHECK(i64("-9223372036854775809") < 0);
}

/* ---- reals to text -------------------------------------------------- */

/* Significant digits of a decimal, without zeros at either end. */
static int significant(const char *s)
{
	int digits = 0, zeros = 0;

	for (; *s && *s != 'e'; s++) {
		if (*s < '0' || *s > '9')
			continue;
		if (*s == '0' && digits > 0)
			zeros++;
		if (*s == '0')
			continue;
		digits += zeros + 1;
		zeros = 0;
	}
	return digits ? digits : 1;
}

static bool same_f64(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

static bool same_f32(float a, float b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

/* Compares values: as decimals, "1.5e3" and "1500" are the same. */
static void one_f64(double v)
{
	char room[N62_NUMBER], text[N62_NUMBER + 1], other[40];
	size_t n = n62_put_f64(room, v);
	double back;
	int digits;
	bool right;

	memcpy(text, room, n);
	text[n] = '\0';
	digits = significant(text);
	right = n <= N62_NUMBER && same_f64(strtod(text, NULL), v);
	if (digits > 1) {
		snprintf(other, sizeof other, "%.*e", digits - 2, v);
		right = right && strtod(other, NULL) != v;
	}
	snprintf(other, sizeof other, "%.*e", digits - 1, v);
	if (strtod(other, NULL) == v)
		right = right && strtold(other, NULL) == strtold(text, NULL);
	right = right && n62_get_f64(text, n, &back) == 0 && same_f64(back, v);
	if (!CHECK(right) && check_failures < 20)
		check_note("%a gives %s", v, text);
}

static void one_f32(float v)
{
	char room[N62_NUMBER], text[N62_NUMBER + 1], other[40];
	size_t n = n62_put_f32(room, v);
	float back;
	int digits;
	bool right;

	memcpy(text, room, n);
	text[n] = '\0';
	digits = significant(text);
	right = n <= N62_NUMBER && same_f32(strtof(text, NULL), v);
	if (digits > 1) {
		snprintf(other, sizeof other, "%.*e", digits - 2, (double)v);
		right = right && strtof(other, NULL) != v;
	}
	snprintf(other, sizeof other, "%.*e", digits - 1, (double)v);
	if (strtof(other, NULL) == v)
		right = right && strtod(other, NULL) == strtod(text, NULL);
	right = right && n62_get_f32(text, n, &back) == 0 && same_f32(back, v);
	if (!CHECK(right) && check_failures < 20)
		check_note("%a gives %s", (double)v, text);
}

static double bits_f64(uint64_t bits)
{
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

static float bits_f32(uint32_t bits)
{
	float v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

static void random_f64(void)
{
	const int wanted = 1500000;
	struct n62_rng r;
	int n = 0;

	n62_rng_init(&r, 64, 0, 0);
	for (int i = 0; i < wanted; i++) {
		double v = bits_f64(n62_rng_u64(&r));

		if (isfinite(v)) {
			one_f64(v);
			n++;
		}
	}
	for (int i = 0; i < wanted / 5; i++, n++)
		one_f64(n62_rng_below(&r, 1000000000) / 1000.0);
	check_note("%d random doubles: shortest, nearest, read back", n);
}

static void random_f32(void)
{
	const int wanted = 1500000;
	struct n62_rng r;
	int n = 0;

	n62_rng_init(&r, 32, 0, 0);
	for (int i = 0; i < wanted; i++) {
		float v = bits_f32(n62_rng_u32(&r));

		if (isfinite(v)) {
			one_f32(v);
			n++;
		}
	}
	for (int i = 0; i < wanted / 5; i++, n++)
		one_f32((float)n62_rng_below(&r, 100000000) / 1000.0f);
	check_note("%d random floats: shortest, nearest, read back", n);
}

/* Around every power of two, down to the smallest denormal, and of ten. */
static void edges(void)
{
	int n = 0;

	for (int e = -1074; e < 1024; e++) {
		double v = ldexp(1, e);

		one_f64(v);
		one_f64(nextafter(v, 0));
		one_f64(-nextafter(v, INFINITY));
		n += 3;
	}
	for (int e = -149; e < 128; e++) {
		float v = ldexpf(1, e);

		one_f32(v);
		one_f32(nextafterf(v, 0));
		one_f32(-nextafterf(v, INFINITY));
		n += 3;
	}
	for (int e = -323; e <= 308; e++) {
		char text[20];

		snprintf(text, sizeof text, "1e%d", e);
		one_f64(strtod(text, NULL));
		one_f64(nextafter(strtod(text, NULL), 0));
		if (e > -46 && e < 39)
			one_f32(strtof(text, NULL));
		n += 2;
	}
	for (uint32_t i = 0; i < 3000; i++) {
		one_f64(bits_f64(i));
		one_f64(bits_f64(0x7fefffffffffffff - i));
		one_f32(bits_f32(i));
		one_f32(bits_f32(0x7f7fffff - i));
		n += 4;
	}
	check_note("%d edges", n);
}

static void shows_f64(double v, const char *wanted)
{
	char text[N62_NUMBER + 1];

	text[n62_put_f64(text, v)] = '\0';
	CHECK_TEXT(text, wanted);
}

static void shows_f32(float v, const char *wanted)
{
	char text[N62_NUMBER + 1];

	text[n62_put_f32(text, v)] = '\0';
	CHECK_TEXT(text, wanted);
}

static void appearance(void)
{
	shows_f64(0, "0");
	shows_f64(-0.0, "-0");
	shows_f64(5, "5");
	shows_f64(12.5, "12.5");
	shows_f64(-0.001, "-0.001");
	shows_f64(1e-5, "0.00001");
	shows_f64(1.25e-5, "0.0000125");
	shows_f64(9.9e-6, "9.9e-6");
	shows_f64(1.25e-11, "1.25e-11");
	shows_f64(1e15, "1000000000000000");
	shows_f64(9007199254740993e0, "9007199254740992");
	shows_f64(1e16, "1e16");
	shows_f64(1.5e300, "1.5e300");
	shows_f64(0.1, "0.1");
	shows_f64(1.0 / 3, "0.3333333333333333");
	shows_f64(123456.789, "123456.789");
	shows_f64(5e-324, "5e-324");
	shows_f64(DBL_MAX, "1.7976931348623157e308");
	shows_f64(-DBL_MIN, "-2.2250738585072014e-308");
	shows_f64(-1.2345678901234567e-5, "-0.000012345678901234568");
	shows_f64(2e-44, "2e-44");
	shows_f64(9.5367431640625e-07, "9.5367431640625e-7");
	shows_f64(NAN, "nan");
	shows_f64(-(double)NAN, "nan");
	shows_f64(INFINITY, "inf");
	shows_f64(-INFINITY, "-inf");
	shows_f32(0.1f, "0.1");
	shows_f32(-0.0f, "-0");
	shows_f32(16777216, "16777216");
	shows_f32(33554432, "33554432");
	shows_f32(3e9f, "3000000000");
	shows_f32(1e20f, "1e20");
	shows_f32(FLT_MAX, "3.4028235e38");
	shows_f32(FLT_MIN, "1.1754944e-38");
	shows_f32(1e-45f, "1e-45");
	shows_f32(493.677f, "493.677");
	shows_f32(-1e-5f, "-0.00001");
	shows_f32(NAN, "nan");
	shows_f32(-INFINITY, "-inf");
}

/* ---- text to reals -------------------------------------------------- */

/* Against strtod and strtof on the same text. */
static void reads(const char *text)
{
	size_t n = strlen(text);
	double d = 0, wanted = strtod(text, NULL);
	float f = 0, fwanted = strtof(text, NULL);
	bool right;

	right = n62_get_f64(text, n, &d) == (isinf(wanted) ? -1 : 0);
	right = right && same_f64(d, wanted);
	right = right && n62_get_f32(text, n, &f) == (isinf(fwanted) ? -1 : 0);
	right = right && same_f32(f, fwanted);
	if (!CHECK(right) && check_failures < 20)
		check_note("%.60s: %a not %a, or %a not %a", text, d, wanted,
		    (double)f, (double)fwanted);
}

static void random_decimals(void)
{
	const int wanted = 500000;
	struct n62_rng r;
	char text[80];

	n62_rng_init(&r, 10, 0, 0);
	for (int i = 0; i < wanted; i++) {
		uint64_t m = n62_rng_u64(&r) >> n62_rng_below(&r, 64);
		int range = i % 2 ? 30 : 350;
		int e = (int)n62_rng_below(&r, 2 * (uint32_t)range) - range;

		if (i % 3 == 0)
			snprintf(text, sizeof text, "%" PRIu64 "e%d", m, e);
		else
			snprintf(text, sizeof text, "-%" PRIu64 ".%u%sE+%d", m,
			    n62_rng_u32(&r), i % 7 ? "" : "00000000012",
			    abs(e));
		reads(text);
	}
	check_note("%d random decimals read as strtod and strtof do", wanted);
}

/*
 * The hardest texts: exactly between two numbers, and a last digit beside.
 * The midpoint of neighbouring floats is a double; that of doubles has as
 * many as 767 digits, from long double.
 */
static void near_midpoint(long double v)
{
	char text[1200], *e, power[20];
	size_t at;

	snprintf(text, sizeof text, "%.800Le", v);
	e = strchr(text, 'e');
	snprintf(power, sizeof power, "%s", e);
	reads(text);
	memcpy(e, "000000001", 9);
	strcpy(e + 9, power);
	reads(text);
	*e = '\0';
	for (at = strlen(text); text[at - 1] == '0'; at--)
		;
	if (text[at - 1] == '.')
		return;
	text[at - 1]--;
	memset(text + at, '9', 60);
	strcpy(text + at + 60, power);
	reads(text);
}

static void midpoints(void)
{
	const int wanted = 20000;
	struct n62_rng r;

	n62_rng_init(&r, 5, 0, 0);
	for (int i = 0; i < wanted; i++) {
		double d = bits_f64(n62_rng_u64(&r) >> 1);
		float f = bits_f32(n62_rng_u32(&r) >> 1);

		if (isfinite(d))
			near_midpoint(
			    ((long double)d + (long double)nextafter(d, 0)) /
			    2);
		if (isfinite(f))
			near_midpoint(
			    ((long double)f + (long double)nextafterf(f, 0)) /
			    2);
	}
	near_midpoint(0x1p-1075L);
	near_midpoint(0x1p-150L);
	near_midpoint(((long double)DBL_MAX + 0x1p1024L) / 2);
	near_midpoint(((long double)FLT_MAX + 0x1p128L) / 2);
	check_note("%d midpoints and their sides", 2 * wanted + 4);
}

/*
 * Decimals beside a midpoint of floats that is the nearest double to them:
 * rounding to double and then to float would go wrong for half of them.
 */
static void twice_rounded(void)
{
	char text[40];

	for (int i = 0; i < 20000; i++) {
		snprintf(text, sizeof text, "%.15f", 8 + (2 * i + 1) * 0x1p-21);
		reads(text);
	}
}

static void odd_decimals(void)
{
	static const char *const texts[] = { "0", "-0", "+0.0", "1.", ".5",
		"-.5e1", "00012.500", "1e5", "1E+5", "1e-400", "-1e-400",
		"1e400", "0e999999999999999999999", "1e-99999999999999999999",
		"9007199254740993", "9007199254740992.5", "1e22", "1e23",
		"8.5e22", "123456789012345678901234567890",
		"1.0000000596046448", "16777217", "16777219",
		"3.4028235677973366e38",
		"0.000000000000000000000000000000000000000000001",
		"179769313486231580793e289", "2.2250738585072011e-308" };
	char text[12000];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		reads(texts[i]);
	/* A one, 5000 zeros, and an exponent that takes them away again. */
	text[0] = '1';
	memset(text + 1, '0', 5000);
	strcpy(text + 5001, "e-4999");
	reads(text);
	strcpy(text, "0.");
	memset(text + 2, '0', 5000);
	strcpy(text + 5002, "125e5000");
	reads(text);
	memset(text, '9', 10000);
	strcpy(text + 10000, "e-9990");
	reads(text);
	memset(text, '0', 10000);
	strcpy(text + 10000, "7");
	reads(text);
}

static int f64(const char *s)
{
	double v;

	return n62_get_f64(s, strlen(s), &v);
}

static int f32(const char *s)
{
	float v;

	return n62_get_f32(s, strlen(s), &v);
}

static void not_reals(void)
{
	static const char *const bad[] = { "", ".", "-", "+.", "e5", ".e5",
		"1e", "1e+", "1e5.", "1.2.3", " 1", "1 ", "0x1p3", "1f", "1,5",
		"na", "nan(1)", "in", "infinit", "infinityx", "--1", "1e5x",
		"1\n", "i\xceN", "nAo" };
	double d = 0;
	float f = 0;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK(f64(bad[i]) < 0) || !CHECK(f32(bad[i]) < 0))
			check_note("text '%s'", bad[i]);
	/* Only n bytes count. */
	CHECK(n62_get_f64("12345", 2, &d) == 0 && d == 12);
	CHECK(n62_get_f64("-Inf", 4, &d) == 0 && d == -INFINITY);
	CHECK(n62_get_f64("+infinity", 9, &d) == 0 && d == INFINITY);
	CHECK(n62_get_f64("NaN", 3, &d) == 0 && isnan(d));
	CHECK(n62_get_f32("-inf", 4, &f) == 0 && f == -INFINITY);
	CHECK(n62_get_f32("nan", 3, &f) == 0 && isnan(f));
	CHECK(f32("1e39") < 0 && f64("1e39") == 0);
}

int main(void)
{
	check_run("integers", integers);
	check_run("texts that are no integers", not_integers);
	check_run("how reals look", appearance);
	check_run("edges of reals", edges);
	check_run("random floats", random_f32);
	check_run("random doubles", random_f64);
	check_run("unusual decimals", odd_decimals);
	check_run("random decimals", random_decimals);
	check_run("midpoints", midpoints);
	check_run("midpoints after rounding to double", twice_rounded);
	check_run("texts that are no reals", not_reals);
	return check_end();
}
