/*
 * unit.c - units: their names, powers and quotients, and dimensions.
 *
 * c = 1 among energies, momenta and masses: GeV/c is GeV. A length is not a
 * time all the same.
 */
#include <string.h>

#include "expr/private.h"

/* Scales are kept as a factor and a divisor, both exact, so that 470 MeV is
 * the same double as 0.47 GeV. */
static const struct {
	const char *name;
	struct unit unit;
} units[] = {
	{ "eV", { { 2, 0, 0 }, 1, 1e9 } },
	{ "keV", { { 2, 0, 0 }, 1, 1e6 } },
	{ "MeV", { { 2, 0, 0 }, 1, 1e3 } },
	{ "GeV", { { 2, 0, 0 }, 1, 1 } },
	{ "TeV", { { 2, 0, 0 }, 1e3, 1 } },
	{ "m", { { 0, 2, 0 }, 1e3, 1 } },
	{ "cm", { { 0, 2, 0 }, 10, 1 } },
	{ "mm", { { 0, 2, 0 }, 1, 1 } },
	{ "um", { { 0, 2, 0 }, 1, 1e3 } },
	{ "km", { { 0, 2, 0 }, 1e6, 1 } },
	{ "s", { { 0, 0, 2 }, 1e9, 1 } },
	{ "ms", { { 0, 0, 2 }, 1e6, 1 } },
	{ "us", { { 0, 0, 2 }, 1e3, 1 } },
	{ "ns", { { 0, 0, 2 }, 1, 1 } },
	{ "ps", { { 0, 0, 2 }, 1, 1e3 } },
	/* period of the 40.08 MHz clock: na62-raw(5) */
	{ "clock", { { 0, 0, 2 }, 24.951059536, 1 } },
	{ "Hz", { { 0, 0, -2 }, 1, 1e9 } },
	{ "kHz", { { 0, 0, -2 }, 1, 1e6 } },
	{ "MHz", { { 0, 0, -2 }, 1, 1e3 } },
	{ "rad", { { 0, 0, 0 }, 1, 1 } },
	{ "mrad", { { 0, 0, 0 }, 1, 1e3 } },
	{ "urad", { { 0, 0, 0 }, 1, 1e6 } },
	{ "c", { { 0, 0, 0 }, 1, 1 } },
};

enum {
	nunits = sizeof units / sizeof units[0],
	most_power = 8
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool expr_dim_same(struct dim a, struct dim b)
{
	return a.e == b.e && a.l == b.l && a.t == b.t;
}

bool expr_dim_none(struct dim d)
{
	return d.e == 0 && d.l == 0 && d.t == 0;
}

static int add(int a, int b, int8_t *sum)
{
	int s = a + b;

	*sum = (int8_t)s;
	return s < -100 || s > 100 ? -1 : 0;
}

int expr_dim_add(struct dim a, struct dim b, int sign, struct dim *sum)
{
	if (add(a.e, sign * b.e, &sum->e) < 0 ||
	    add(a.l, sign * b.l, &sum->l) < 0 ||
	    add(a.t, sign * b.t, &sum->t) < 0)
		return -1;
	return 0;
}

/* A power behind a name, "2" or "^-1"; returns its bytes. */
static size_t scan_power(const char *text, size_t n, int *power)
{
	size_t i = 0;
	bool minus;

	*power = 1;
	if (i < n && text[i] == '^')
		i++;
	minus = i > 0 && i < n && text[i] == '-';
	i += minus;
	if (i == n || !is_digit(text[i]) ||
	    (i + 1 < n && is_digit(text[i + 1])) || text[i] - '0' > most_power)
		return 0;
	*power = minus ? -(text[i] - '0') : text[i] - '0';
	return i + 1;
}

/* A name with its power, multiplied to u. */
static size_t scan_factor(const char *text, size_t n, int sign, struct unit *u)
{
	size_t letters = 0, digits;
	int power;

	while (letters < n && is_letter(text[letters]))
		letters++;
	digits = scan_power(text + letters, n - letters, &power);
	if (letters + digits < n && (is_letter(text[letters + digits]) ||
					is_digit(text[letters + digits])))
		return 0;
	for (int i = 0; i < nunits; i++) {
		const struct unit *f = &units[i].unit;

		if (strlen(units[i].name) != letters ||
		    memcmp(units[i].name, text, letters) != 0)
			continue;
		power *= sign;
		sign = power < 0 ? -1 : 1;
		for (; power != 0; power -= sign) {
			u->mul *= sign > 0 ? f->mul : f->div;
			u->div *= sign > 0 ? f->div : f->mul;
			expr_dim_add(u->dim, f->dim, sign, &u->dim);
		}
		return letters + digits;
	}
	return 0;
}

size_t expr_unit_scan(const char *text, size_t n, struct unit *u)
{
	size_t at = 0, more;
	int factors = 0;

	*u = (struct unit){ { 0, 0, 0 }, 1, 1 };
	if (n > 0 && text[0] == '%') {
		u->div = 100;
		return 1;
	}
	for (;; factors++) {
		size_t slash = factors > 0;
		struct unit next = *u;

		if (factors == 4 || (slash && (at == n || text[at] != '/')))
			return at;
		more = scan_factor(
		    text + at + slash, n - at - slash, slash ? -1 : 1, &next);
		if (more == 0)
			return at;
		*u = next;
		at += slash + more;
	}
}

struct unit expr_unit_of(const char *text)
{
	const struct unit pure = { { 0, 0, 0 }, 1, 1 };
	size_t n = strlen(text), skip = 0;
	struct unit u;

	if (strcmp(text, "clock/256") == 0) {
		u = expr_unit_of("clock");
		u.div *= 256;
		return u;
	}
	if (n > 2 && memcmp(text, "1/", 2) == 0)
		skip = 2;
	if (expr_unit_scan(text + skip, n - skip, &u) != n - skip)
		return pure;
	if (skip) {
		double mul = u.mul;

		u.mul = u.div;
		u.div = mul;
		expr_dim_add((struct dim){ 0, 0, 0 }, u.dim, -1, &u.dim);
	}
	return u;
}

const char *expr_unit_nearest(const char *word)
{
	const char *names[nunits + 1] = { NULL };

	for (int i = 0; i < nunits; i++)
		names[i] = units[i].name;
	return n62_nearest(word, names);
}

/* One factor of the text, of exponent half/2 > 0. */
static void put_factor(char *text, size_t *n, const char *name, int half)
{
	size_t length = strlen(name);

	memcpy(text + *n, name, length);
	*n += length;
	if (half % 2 != 0) {
		text[(*n)++] = '^';
		*n += n62_put_f64(text + *n, half / 2.0);
	} else if (half != 2) {
		*n += n62_put_i64(text + *n, half / 2);
	}
}

void expr_dim_text(struct dim d, char text[EXPR_UNIT_TEXT])
{
	const int half[3] = { d.e, d.l, d.t };
	const char *const names[3] = { "GeV", "mm", "ns" };
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		if (half[i] > 0 && n > 0)
			text[n++] = ' ';
		if (half[i] > 0)
			put_factor(text, &n, names[i], half[i]);
	}
	for (int i = 0; i < 3; i++) {
		if (half[i] >= 0)
			continue;
		if (n == 0)
			text[n++] = '1';
		text[n++] = '/';
		put_factor(text, &n, names[i], -half[i]);
	}
	text[n] = '\0';
}

int n62_unit_ratio(
    const char *from, const char *to, double *ratio, struct n62_err *err)
{
	struct unit f = expr_unit_of(from), t = expr_unit_of(to);

	if (!expr_dim_same(f.dim, t.dim))
		return n62_fail(err, N62_USAGE,
		    "\"%s\" cannot be converted to \"%s\"", from, to);
	*ratio = f.mul * t.div / (f.div * t.mul);
	return 0;
}
