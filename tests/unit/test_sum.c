/*
 * test_sum.c - exact sums against integers of 2400 bits.
 *
 * The oracle shares nothing with sum.c: it adds bits, one by one, into an
 * array of bits in two's complement, and finds the nearest double by
 * comparing its neighbours. Some values come from fsum of Python.
 */
#include "check.h"
#include "record/record.h"

#include <float.h>
#include <math.h>

/* ---- the oracle ----------------------------------------------------- */

enum {
	BITS = 2400 /* bit i is worth 2^(i - 1080) */
};

struct wide {
	unsigned char bit[BITS];
};

static void wide_add(struct wide *a, const struct wide *b)
{
	int over = 0;

	for (int i = 0; i < BITS; i++) {
		over += a->bit[i] + b->bit[i];
		a->bit[i] = over & 1;
		over >>= 1;
	}
}

static void wide_negate(struct wide *a)
{
	int over = 1;

	for (int i = 0; i < BITS; i++) {
		over += !a->bit[i];
		a->bit[i] = over & 1;
		over >>= 1;
	}
}

static struct wide wide_of(double v)
{
	struct wide w = { { 0 } };
	int e;
	double f = frexp(fabs(v), &e); /* v = f * 2^e */

	for (int i = e + 1080 - 1; f > 0; i--) {
		f *= 2;
		if (f >= 1) {
			w.bit[i] = 1;
			f -= 1;
		}
	}
	if (v < 0)
		wide_negate(&w);
	return w;
}

static bool wide_negative(const struct wide *a)
{
	return a->bit[BITS - 1];
}

static int wide_compare(const struct wide *a, const struct wide *b)
{
	for (int i = BITS - 1; i >= 0; i--)
		if (a->bit[i] != b->bit[i])
			return a->bit[i] - b->bit[i];
	return 0;
}

/* The canonical bytes, straight from the words of n62(5). */
static size_t wide_bytes(const struct wide *a, unsigned char *out)
{
	const unsigned char sign = wide_negative(a) ? 0xff : 0;
	unsigned char m[BITS / 8] = { 0 };
	size_t k = 0, n = BITS / 8;

	for (int i = 0; i < BITS; i++)
		m[i / 8] = (unsigned char)(m[i / 8] | a->bit[i] << i % 8);
	while (k < n && m[k] == 0)
		k++;
	if (k == n)
		return 0;
	while (n > k + 1 && m[n - 1] == sign && (m[n - 2] ^ sign) < 0x80)
		n--;
	out[0] = (unsigned char)k;
	out[1] = (unsigned char)(k >> 8);
	memcpy(out + 2, m + k, n - k);
	return n - k + 2;
}

/*
 * The nearest double to a number that is not negative: the largest double
 * not above it by bisection over the bits of doubles, then its neighbour if
 * that is nearer. The step behind the largest double is the one before it.
 */
static double wide_nearest(const struct wide *a)
{
	uint64_t low = 0, high = 0x7fefffffffffffff, mid;
	struct wide w, twice = *a;
	double v, next;
	int c;

	while (low < high) {
		mid = low + (high - low + 1) / 2;
		memcpy(&v, &mid, 8);
		w = wide_of(v);
		if (wide_compare(&w, a) <= 0)
			low = mid;
		else
			high = mid - 1;
	}
	memcpy(&v, &low, 8);
	next = nextafter(v, INFINITY);
	w = wide_of(v);
	wide_add(&w, &w);
	{
		struct wide step = wide_of(
		    isinf(next) ? DBL_MAX - nextafter(DBL_MAX, 0) : next - v);

		wide_add(&w, &step); /* twice the middle of v and next */
	}
	wide_add(&twice, a);
	c = wide_compare(&twice, &w);
	return c > 0 || (c == 0 && low & 1) ? next : v;
}

static double wide_value(const struct wide *a)
{
	struct wide b = *a;

	if (!wide_negative(a))
		return wide_nearest(a);
	wide_negate(&b);
	return -wide_nearest(&b);
}

/* ---- helpers -------------------------------------------------------- */

static uint64_t draw(void)
{
	static uint64_t state = 42;
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* A finite double with any bits. */
static double any_double(void)
{
	uint64_t u;
	double v;

	do {
		u = draw();
		memcpy(&v, &u, 8);
	} while (!isfinite(v));
	return v;
}

static void add_all(struct n62_sum *s, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		CHECK(n62_sum_add(s, v[i]) == 0);
}

static double value(struct n62_sum *s)
{
	unsigned char b[N62_SUM_BYTES];

	return n62_sum_value(b, n62_sum_bytes(s, b));
}

/* Equal to the last bit, sign of zero included. */
static bool same(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

static bool same_bytes(struct n62_sum *a, struct n62_sum *b)
{
	unsigned char x[N62_SUM_BYTES], y[N62_SUM_BYTES];
	const size_t n = n62_sum_bytes(a, x), m = n62_sum_bytes(b, y);

	return n == m && memcmp(x, y, n) == 0;
}

static void shuffle(double *v, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		const size_t j = draw() % i;
		const double t = v[i - 1];

		v[i - 1] = v[j];
		v[j] = t;
	}
}

/* ---- tests ---------------------------------------------------------- */

static void one_double(void)
{
	static const double special[] = { 0, -0.0, 1, -1, DBL_MIN, DBL_MAX,
		-DBL_MAX, 4.9406564584124654e-324, -4.9406564584124654e-324,
		2.2250738585072009e-308, 0.1, -256, 255, 128, -128, 127 };

	for (size_t i = 0; i < 20000; i++) {
		const double v = i < sizeof special / sizeof *special
				     ? special[i]
				     : any_double();
		struct n62_sum s = { { 0 }, 0 };

		CHECK(n62_sum_add(&s, v) == 0);
		CHECK(value(&s) == v);
	}
}

static void not_finite(void)
{
	struct n62_sum s = { { 0 }, 0 };

	CHECK(n62_sum_add(&s, 1.5) == 0);
	CHECK(n62_sum_add(&s, (double)INFINITY) == -1);
	CHECK(n62_sum_add(&s, (double)-INFINITY) == -1);
	CHECK(n62_sum_add(&s, (double)NAN) == -1);
	CHECK(value(&s) == 1.5);
}

/* Doubles of one range of exponents, so that sums round in every way. */
static double near_double(int spread)
{
	const double m = (double)(int64_t)draw() * 0x1p-63;

	return ldexp(m, (int)(draw() % (unsigned)spread) - 20);
}

static void against_oracle(void)
{
	for (int round = 0; round < 300; round++) {
		struct wide w = { { 0 } };
		struct n62_sum s = { { 0 }, 0 };
		unsigned char a[N62_SUM_BYTES], b[BITS / 8 + 2];
		size_t n = 1 + draw() % 20, m;

		for (size_t i = 0; i < n; i++) {
			const double v = round % 3 == 0   ? any_double()
					 : round % 3 == 1 ? near_double(120)
							  : near_double(8);
			const struct wide x = wide_of(v);

			n62_sum_add(&s, v);
			wide_add(&w, &x);
		}
		n = n62_sum_bytes(&s, a);
		m = wide_bytes(&w, b);
		CHECK(n == m && memcmp(a, b, n) == 0);
		CHECK(same(n62_sum_value(a, n), wide_value(&w)));
	}
}

/* Sums made to lie at, just under and just over the middle of two doubles. */
static void ties(void)
{
	for (int i = 0; i < 200; i++) {
		double v = i < 100 ? any_double() : near_double(40);
		const double ulp = nextafter(fabs(v), INFINITY) - fabs(v);

		if (fabs(v) < 1e-290 || fabs(v) > 1e300)
			continue;
		for (int j = -1; j <= 1; j++) {
			struct wide w = wide_of(v), x = wide_of(ulp / 2);
			struct wide y = wide_of(j * 5e-324);
			struct n62_sum s = { { 0 }, 0 };

			wide_add(&w, &x);
			wide_add(&w, &y);
			n62_sum_add(&s, v);
			n62_sum_add(&s, ulp / 2);
			n62_sum_add(&s, j * 5e-324);
			CHECK(same(value(&s), wide_value(&w)));
		}
	}
}

/* Numbers of fsum in Python 3.11. */
static void against_fsum(void)
{
	static const double tenths[] = { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1,
		0.1, 0.1 };
	static const double cancel[] = { 1e16, 1, -1e16, 1e-30, 3.25e-300 };
	static const double edge[] = { 1e308, -1e308, 1e308, -1e308, 5e-324 };
	static const double half[] = { 9007199254740992, 1, 1e-100 };
	static const double even[] = { 9007199254740992, 1 };
	static const double odd[] = { 9007199254740994, 1 };
	static const struct {
		const double *v;
		size_t n;
		double sum;
	} known[] = {
		{ tenths, 10, 1.0 },
		{ cancel, 5, 1.0 },
		{ edge, 5, 5e-324 },
		{ half, 3, 9007199254740994 },
		{ even, 2, 9007199254740992 },
		{ odd, 2, 9007199254740996 },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct n62_sum s = { { 0 }, 0 };

		add_all(&s, known[i].v, known[i].n);
		CHECK(same(value(&s), known[i].sum));
	}
}

/* fsum of 1 / k for k up to 1000000, and that of the alternating series. */
static void harmonic(void)
{
	struct n62_sum s = { { 0 }, 0 }, t = { { 0 }, 0 };

	for (int k = 1000000; k > 0; k--) {
		n62_sum_add(&s, 1.0 / k);
		n62_sum_add(&t, (k % 2 ? 1.0 : -1.0) / k);
	}
	CHECK(same(value(&s), 0x1.cc9137a1df274p+3));
	CHECK(same(value(&t), 0x1.62e41f28ac8b0p-1));
}

static void order_and_splits(void)
{
	enum {
		N = 3000
	};
	static double v[N];
	struct n62_sum whole = { { 0 }, 0 };

	for (int i = 0; i < N; i++)
		v[i] = i % 2 ? any_double() : near_double(200);
	add_all(&whole, v, N);
	for (int round = 0; round < 100; round++) {
		struct n62_sum merged = { { 0 }, 0 };
		size_t i = 0;

		shuffle(v, N);
		while (i < N) {
			const size_t most = N - i;
			const size_t n = 1 + draw() % most;
			struct n62_sum part = { { 0 }, 0 };
			unsigned char b[N62_SUM_BYTES];

			add_all(&part, v + i, n);
			CHECK(n62_sum_add_bytes(
				  &merged, b, n62_sum_bytes(&part, b)) == 0);
			i += n;
		}
		CHECK(same_bytes(&merged, &whole));
	}
}

static void cancellation(void)
{
	enum {
		N = 500
	};
	static double v[2 * N + 1];
	struct n62_sum s = { { 0 }, 0 };
	unsigned char b[N62_SUM_BYTES];

	for (int i = 0; i < N; i++) {
		v[2 * i] = any_double();
		v[2 * i + 1] = -v[2 * i];
	}
	v[2 * N] = 4.9406564584124654e-324;
	shuffle(v, 2 * N + 1);
	add_all(&s, v, 2 * N + 1);
	CHECK(same(value(&s), 4.9406564584124654e-324));
	CHECK(n62_sum_add(&s, -4.9406564584124654e-324) == 0);
	CHECK(n62_sum_bytes(&s, b) == 0);
}

/* More additions than may wait for their carries: the counter is set near
 * its end in place of 2^29 additions. */
static void pending_carries(void)
{
	static const uint32_t start[] = { (1u << 29) - 3, (1u << 29) - 1, 0 };

	for (int i = 0; i < 3; i++) {
		struct n62_sum s = { { 0 }, 0 }, t = { { 0 }, 0 };

		s.pending = start[i];
		for (int k = 0; k < 10; k++) {
			n62_sum_add(&s, -0x1.fffffffffffffp+300);
			n62_sum_add(&t, -0x1.fffffffffffffp+300);
		}
		CHECK(s.pending < 20);
		CHECK(same_bytes(&s, &t));
	}
}

/* Digits as full as they may be before the carries are done. */
static void full_digits(void)
{
	struct n62_sum s = { { 0 }, 0 };
	unsigned char a[N62_SUM_BYTES], b[N62_SUM_BYTES];
	const double big = 0x1.fffffffffffffp+31;
	size_t n;

	for (int i = 0; i < 1 << 20; i++)
		n62_sum_add(&s, big);
	n = n62_sum_bytes(&s, a);
	memset(&s, 0, sizeof s);
	n62_sum_add(&s, big * 0x1p20);
	CHECK(n62_sum_bytes(&s, b) == n && memcmp(a, b, n) == 0);
}

static void too_large_for_double(void)
{
	struct n62_sum s = { { 0 }, 0 };

	n62_sum_add(&s, DBL_MAX);
	n62_sum_add(&s, 0x1p969); /* a quarter of the last place */
	CHECK(same(value(&s), DBL_MAX));
	n62_sum_add(&s, 0x1p969); /* half: the tie goes to infinity */
	CHECK(same(value(&s), (double)INFINITY));
	n62_sum_add(&s, -5e-324);
	CHECK(same(value(&s), DBL_MAX));
	memset(&s, 0, sizeof s);
	n62_sum_add(&s, -DBL_MAX);
	n62_sum_add(&s, -DBL_MAX);
	CHECK(same(value(&s), (double)-INFINITY));
	n62_sum_add(&s, DBL_MAX);
	CHECK(same(value(&s), -DBL_MAX));
}

static bool refused(const void *bytes, size_t n)
{
	struct n62_sum s = { { 0 }, 0 }, zero = { { 0 }, 0 };

	return n62_sum_add_bytes(&s, bytes, n) == -1 &&
	       isnan(n62_sum_value(bytes, n)) &&
	       memcmp(s.digit, zero.digit, sizeof s.digit) == 0;
}

static void malformed(void)
{
	unsigned char b[400] = { 0 };

	CHECK(refused("\0", 1));
	CHECK(refused("\0\0", 2));
	CHECK(refused("\x80\0\1", 2));      /* nothing behind k */
	CHECK(refused("\0\0\0", 3));        /* zero written out */
	CHECK(refused("\0\0\0\1", 4));      /* a multiple of 256 */
	CHECK(refused("\0\0\1\0", 4));      /* a byte too much */
	CHECK(refused("\0\0\x80\xff", 4));  /* the same, negative */
	CHECK(!refused("\0\0\x80\0", 4));   /* 128 needs it */
	CHECK(!refused("\0\0\x7f\xff", 4)); /* -129 as well */
	CHECK(refused("\x2d\1\1", 3));      /* k of 301 */
	CHECK(refused("\xff\xff\1", 3));
	memset(b + 2, 1, sizeof b - 2);
	CHECK(refused(b, N62_SUM_BYTES + 1));
	CHECK(n62_sum_value(b, N62_SUM_BYTES) > 0);
}

/* Well formed, but beyond what n62_sum holds. */
static void out_of_range(void)
{
	struct n62_sum s = { { 0 }, 0 }, before;
	unsigned char b[N62_SUM_BYTES] = { 0x2c, 1, 1 };

	CHECK(n62_sum_add(&s, 3.5) == 0);
	before = s;
	CHECK(n62_sum_add_bytes(&s, b, 3) == -1);
	CHECK(isinf(n62_sum_value(b, 3)));
	memset(b, 1, sizeof b);
	b[0] = b[1] = 0;
	CHECK(n62_sum_add_bytes(&s, b, N62_SUM_BYTES) == -1);
	CHECK(same_bytes(&s, &before));
	for (unsigned k = 270; k < 300; k++) {
		n62_put16(b, (uint16_t)k);
		b[2] = 0x40; /* 2^(8k + 6): 2^2238 is too much */
		memset(&s, 0, sizeof s);
		CHECK(n62_sum_add_bytes(&s, b, 3) == (k < 279 ? 0 : -1));
	}
}

/* Sums that fit one by one and leave the range together are refused from
 * some number on, and nothing of them is lost. */
static void creeping_out(void)
{
	for (int sign = -1; sign <= 1; sign += 2) {
		struct n62_sum s = { { 0 }, 0 }, before;
		unsigned char b[] = { 279 % 256, 1, (unsigned char)sign };
		int fit = 0;

		CHECK(n62_sum_add(&s, 3.5) == 0);
		before = s;
		while (fit < 200 && n62_sum_add_bytes(&s, b, 3) == 0)
			fit++;
		CHECK(fit == 32);
		CHECK(n62_sum_add_bytes(&s, b, 3) == -1);
		b[2] = (unsigned char)-sign;
		while (fit-- > 0)
			CHECK(n62_sum_add_bytes(&s, b, 3) == 0);
		CHECK(same_bytes(&s, &before));
	}
}

/* Bytes that no sum of doubles has, far under and over their range. */
static void values_of_bytes(void)
{
	for (int i = 0; i < 3000; i++) {
		unsigned char b[40];
		/* every fourth is just under the smallest normal number */
		const bool edge = i % 4 == 0;
		const size_t n = edge ? 8 : 1 + draw() % (i % 2 ? 20 : 3);
		const unsigned k =
		    edge ? 0 : (unsigned)(draw() % (i % 3 ? 280 : 4));
		struct wide w = { { 0 } };

		n62_put16(b, (uint16_t)k);
		for (size_t j = 0; j < n; j++)
			b[2 + j] = (unsigned char)draw();
		if (edge)
			b[9] = 1 + b[9] % 3;
		if (isnan(n62_sum_value(b, 2 + n)))
			continue;
		for (int j = 8 * (int)k; j < BITS; j++) {
			size_t from = (size_t)j / 8 - k;
			int bit = j % 8;

			if (from >= n) {
				from = n - 1;
				bit = 7;
			}
			w.bit[j] = b[2 + from] >> bit & 1;
		}
		CHECK(same(n62_sum_value(b, 2 + n), wide_value(&w)));
	}
}

/* All short byte strings that are accepted give themselves back, and the
 * value is that of the integer they spell. */
static void canonical_bytes(void)
{
	unsigned long accepted = 0;

	for (uint32_t m = 0; m < 1u << 16; m++) {
		for (size_t n = 3; n <= 4; n++) {
			unsigned char a[4], b[N62_SUM_BYTES];
			struct n62_sum s = { { 0 }, 0 };
			const int low = n == 3 ? (int8_t)m : (int16_t)m;

			n62_put16(a, 135); /* 256^135 / 2^1080 = 1 */
			n62_put16(a + 2, (uint16_t)m);
			if (n62_sum_add_bytes(&s, a, n) < 0)
				continue;
			accepted++;
			CHECK(n62_sum_bytes(&s, b) == n);
			CHECK(memcmp(a, b, n) == 0);
			CHECK(n62_sum_value(a, n) == low);
		}
	}
	/* of one byte 255, 256 times over; of two all with a low byte, less
	 * those that one byte can hold */
	CHECK(accepted == 255 * 256 + 65536 - 256 - 255);
}

int main(void)
{
	check_run("one double is its own sum", one_double);
	check_run("what is not finite is refused", not_finite);
	check_run(
	    "random sums have the oracle's bytes and value", against_oracle);
	check_run("ties round to even", ties);
	check_run("known sums of fsum", against_fsum);
	check_run("a million terms", harmonic);
	check_run("any order and any split give equal bytes", order_and_splits);
	check_run("catastrophic cancellation", cancellation);
	check_run("carries are done in time", pending_carries);
	check_run("full digits", full_digits);
	check_run("sums beyond the largest double", too_large_for_double);
	check_run("malformed bytes are refused", malformed);
	check_run("sums out of range are refused whole", out_of_range);
	check_run("sums that creep out of range", creeping_out);
	check_run("short byte strings", canonical_bytes);
	check_run("values of bytes that no doubles add up to", values_of_bytes);
	return check_end();
}
