/*
 * test_expr_random.c - random expressions, printed with as few parentheses as
 * their operators need, and evaluated one value at a time by the tree that
 * they were printed from: all bits must agree.
 */
#include "check.h"
#include "expr_fixture.h"

enum kind {
	PURE,
	ENERGY,
	LENGTH,
	TRUTH
};

enum op {
	LITERAL,
	COLUMN,  /* of the event, list -1; of a scope; of a role */
	ELEMENT, /* column of list[kid 0] */
	PLACE,   /* index in a scope */
	NEGATIVE,
	ABSOLUTE,
	ROOT,
	SQUARE,
	LEAST,
	LARGEST,
	ADD,
	SUBTRACT,
	MULTIPLY,
	DIVIDE,
	CHOICE,
	COUNT,
	SUM,
	MEAN,
	LIST_LEAST,
	LIST_LARGEST,
	ANY,
	ALL,
	COMPARE, /* two or three kids, ops */
	RANGE,
	SET,
	BITS,
	NOT,
	AND,
	OR,
	EXISTS,
	BOOLEAN,
	TEXT,
	LET /* of an element, as a column is */
};

struct tree {
	enum op op;
	struct tree *kid[3];
	double value;
	char unit[8];
	int column, k;  /* of the fixture */
	int scope;      /* -1: none; or the number of one */
	bool role;      /* column of the role a */
	int list;       /* of a reduction or element */
	int compare[2]; /* < <= > >= == != */
	int let;
};

/* Names for values of tracks. */
static struct tree *lets[2];
static enum kind let_kinds[2];
static int nlets;

enum {
	TREES = 4000,
	SCOPES = 3
};

static struct tree trees[TREES];
static int ntrees;
static struct n62_rng rng;
static int scopes[SCOPES], nscopes; /* lists, while a tree is made */
static struct fixture f;

static uint32_t below(uint32_t n)
{
	return n62_rng_below(&rng, n);
}

static struct tree *new_tree(enum op op)
{
	struct tree *t = &trees[ntrees++];

	*t = (struct tree){ .op = op, .scope = -1, .list = -1 };
	return t;
}

/* ---- making ----------------------------------------------------------- */

static struct tree *make(enum kind kind, int depth);

static enum kind kind_of(const struct fixture_column *c)
{
	if (strstr(c->unit, "eV"))
		return ENERGY;
	return strcmp(c->unit, "mm") == 0 || strcmp(c->unit, "cm") == 0 ? LENGTH
									: PURE;
}

static bool usable(int column, int list, enum kind kind)
{
	const struct fixture_column *c = &fixture_columns[column];

	return fixture_list(c->list) == list && kind_of(c) == kind &&
	       c->type != N62_STR && c->type != N62_SUM && c->type != N62_U64 &&
	       strstr(c->unit, "clock") == NULL && strcmp(c->unit, "ns") != 0;
}

/* A column of a list, -1: of the event, of that kind; or -1. */
static int pick_column(int list, enum kind kind)
{
	int found = -1, n = 0;

	for (int i = 0; i < fixture_columns_n; i++)
		if (usable(i, list, kind) && below((uint32_t)++n) == 0)
			found = i;
	return found;
}

static struct tree *make_literal(enum kind kind)
{
	static const char *const units[3][4] = { { "", "", "%", "mrad" },
		{ "GeV", "MeV", "GeV/c", "keV" }, { "mm", "m", "cm", "um" } };
	static const double values[] = { 0, 0.5, 1, 2, 8, 65, 3.25, 470, 1e3,
		0.1 };
	struct tree *t = new_tree(LITERAL);

	t->value = values[below(10)];
	strcpy(t->unit, units[kind][below(4)]);
	return t;
}

static bool is_inner(int scope)
{
	for (int i = scope + 1; i < nscopes; i++)
		if (scopes[i] == scopes[scope])
			return false;
	return true;
}

/* A let of that kind, of the element that t says. */
static bool make_let(struct tree *t, enum kind kind, int list)
{
	int i = (int)below(2);

	if (list != fixture_list("track") || i >= nlets || let_kinds[i] != kind)
		return false;
	if (t->op == ELEMENT)
		t->kid[1] = t->kid[0];
	t->kid[0] = lets[i];
	t->op = LET;
	t->let = i;
	return true;
}

/* A value that stands in the stream. */
static struct tree *make_column(enum kind kind, int depth)
{
	struct tree *t = new_tree(COLUMN);
	int list = -1;

	t->scope = nscopes > 0 ? (int)below((uint32_t)nscopes + 2) - 2 : -1;
	if (t->scope >= 0 && !is_inner(t->scope))
		t->scope = nscopes - 1;
	if (t->scope >= 0) {
		list = scopes[t->scope];
		if (kind == PURE && below(6) == 0)
			t->op = PLACE;
	} else if (below(4) == 0) {
		t->role = true;
		list = fixture_list("track");
	} else if (below(3) == 0 && depth > 0) {
		t->op = ELEMENT;
		list = t->list = (int)below(FIXTURE_LISTS);
		t->kid[0] = make(PURE, below(3) ? 0 : depth - 1);
	}
	if (make_let(t, kind, list))
		return t;
	t->column = pick_column(list, kind);
	if (t->column < 0)
		return make_literal(kind);
	t->k = (int)below(fixture_columns[t->column].length);
	return t;
}

static struct tree *make_pair(enum op op, enum kind p, enum kind q, int depth)
{
	struct tree *t = new_tree(op);

	t->kid[0] = make(p, depth - 1);
	t->kid[1] = make(q, depth - 1);
	return t;
}

/* op ( kid 0 of list where kid 1 ) */
static struct tree *make_reduction(enum op op, enum kind kind, int depth)
{
	struct tree *t = new_tree(op);

	t->list = (int)below(FIXTURE_LISTS);
	scopes[nscopes++] = t->list;
	if (op != COUNT && op != ANY)
		t->kid[0] = make(kind, depth - 1);
	if (below(4))
		t->kid[1] = make(TRUTH, depth - 1);
	nscopes--;
	return t;
}

static struct tree *make_number(enum kind kind, int depth)
{
	static const enum op simple[] = { NEGATIVE, ABSOLUTE, LEAST, LARGEST,
		ADD, SUBTRACT };
	struct tree *t;
	enum op op;

	switch (below(nscopes < SCOPES - 1 ? 12 : 9)) {
	case 0:
	case 1:
	case 2:
	case 3:
		op = simple[below(6)];
		return make_pair(op, kind, kind, depth);
	case 4:
		return make_pair(MULTIPLY, kind, PURE, depth);
	case 5:
		return make_pair(DIVIDE, kind, PURE, depth);
	case 6:
		if (kind != PURE)
			break;
		return below(2) ? make_pair(DIVIDE, ENERGY, ENERGY, depth)
				: make_pair(SQUARE, PURE, PURE, depth);
	case 7:
		t = make_pair(CHOICE, TRUTH, kind, depth);
		t->kid[2] = make(kind, depth - 1);
		return t;
	case 8:
		return kind == PURE ? make_pair(ROOT, PURE, PURE, depth)
				    : make_column(kind, depth);
	case 9:
		if (kind == PURE)
			return make_reduction(COUNT, PURE, depth);
		return make_reduction(SUM, kind, depth);
	default:
		op = SUM + below(4);
		return make_reduction(op, kind, depth);
	}
	return make_column(kind, depth);
}

static struct tree *make_comparison(int depth)
{
	enum kind kind = below(3);
	struct tree *t = make_pair(COMPARE, kind, kind, depth);

	t->compare[0] = (int)below(6);
	t->compare[1] = (int)below(6);
	if (below(4) == 0)
		t->kid[2] = make(kind, depth - 1);
	return t;
}

/* A truth that has a name, or a comparison. */
static struct tree *make_named(int depth)
{
	struct tree *t = new_tree(LET);
	int list = -1;

	if (nscopes > 0 && below(2)) {
		t->scope = nscopes - 1;
		list = scopes[t->scope];
	} else if (below(2)) {
		t->role = true;
		list = fixture_list("track");
	} else {
		t->op = ELEMENT;
		list = t->list = fixture_list("track");
		t->kid[0] = make(PURE, 0);
	}
	return make_let(t, TRUTH, list) ? t : make_comparison(depth);
}

static struct tree *make_truth(int depth)
{
	enum kind kind = below(3);
	struct tree *t;

	switch (below(nscopes < SCOPES - 1 ? 13 : 11)) {
	case 0:
	case 1:
		return make_comparison(depth);
	case 2:
		return make_named(depth);
	case 3:
	case 4:
		t = make_pair(below(2) ? RANGE : SET, kind, kind, depth);
		t->kid[2] = make(kind, depth - 1);
		return t;
	case 5:
		return make_pair(BITS, PURE, PURE, depth);
	case 6:
		return make_pair(NOT, TRUTH, TRUTH, depth);
	case 7:
		return make_pair(AND, TRUTH, TRUTH, depth);
	case 8:
		return make_pair(OR, TRUTH, TRUTH, depth);
	case 9:
		return make_pair(EXISTS, kind, kind, depth);
	case 10:
		t = new_tree(below(2) ? BOOLEAN : TEXT);
		t->value = below(2);
		return t;
	default:
		return make_reduction(below(2) ? ANY : ALL, TRUTH, depth);
	}
}

static struct tree *make(enum kind kind, int depth)
{
	if (kind == TRUTH)
		return depth > 0 ? make_truth(depth) : make_comparison(1);
	if (depth <= 0 || ntrees > TREES / 2)
		return below(3) ? make_column(kind, 0) : make_literal(kind);
	return make_number(kind, depth);
}

/* ---- printing --------------------------------------------------------- */

static char text[100000];
static size_t length;

__attribute__((format(printf, 1, 2))) static void put(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	length += (size_t)vsnprintf(
	    text + length, sizeof text - length, format, args);
	va_end(args);
}

static int level(const struct tree *t)
{
	switch (t->op) {
	case CHOICE:
		return 0;
	case OR:
		return 1;
	case AND:
		return 2;
	case NOT:
		return 3;
	case COMPARE:
	case RANGE:
	case SET:
	case BITS: /* a & b != 0 */
		return 4;
	case ADD:
	case SUBTRACT:
		return 6;
	case MULTIPLY:
	case DIVIDE:
		return 7;
	case NEGATIVE:
		return 8;
	case SQUARE:
		return 9;
	default:
		return 10;
	}
}

static void print(const struct tree *t, int least);

static void print_name(const struct tree *t)
{
	const struct fixture_column *c = &fixture_columns[t->column];
	const char *name = t->op == PLACE ? "index" : c->name;
	int innermost = -1;

	for (int i = 0; i < nscopes; i++)
		for (int j = 0; j < fixture_columns_n; j++)
			if (fixture_list(fixture_columns[j].list) ==
				scopes[i] &&
			    strcmp(fixture_columns[j].name, name) == 0)
				innermost = i;
	if (t->op == PLACE)
		innermost = nscopes - 1;
	if (t->role)
		put("a.%s", name);
	else if (innermost == t->scope || (t->scope < 0 && innermost < 0))
		put("%s", name);
	else
		put("%s.%s",
		    t->scope < 0 ? "event" : fixture_lists[scopes[t->scope]],
		    name);
	if (t->op != PLACE && c->length > 1)
		put("[%d]", t->k);
}

static void print_let(const struct tree *t)
{
	if (t->role)
		put("a.");
	else if (t->kid[1]) {
		put("track[");
		print(t->kid[1], 0);
		put("].");
	} else if (scopes[nscopes - 1] != fixture_list("track") ||
		   below(4) == 0)
		put("track.");
	put("l%d", t->let);
}

static void print_call(const struct tree *t, const char *name)
{
	put("%s(", name);
	print(t->kid[0], 0);
	if (t->op == LEAST || t->op == LARGEST) {
		put(", ");
		print(t->kid[1], 0);
	}
	put(")");
}

static void print_infix(const struct tree *t, const char *op, int n)
{
	print(t->kid[0], n);
	put(" %s ", op);
	print(t->kid[1], n + 1);
}

static void print_reduction(const struct tree *t)
{
	static const char *const names[] = { "count", "sum", "mean", "min",
		"max", "any", "all" };
	const char *list = fixture_lists[t->list];

	put("%s(", names[t->op - COUNT]);
	scopes[nscopes++] = t->list;
	if (t->op >= SUM && t->op <= LIST_LARGEST) {
		print(t->kid[0], 0);
		put(" of ");
	}
	put("%s", list);
	if (t->kid[1]) {
		put(" where ");
		print(t->kid[1], 0);
	}
	if (t->op == ALL) {
		put(": ");
		print(t->kid[0], 0);
	}
	nscopes--;
	put(")");
}

/* A bare number takes the unit of the other end of its range. */
static bool takes_unit(const struct tree *t)
{
	while (t->op == NEGATIVE)
		t = t->kid[0];
	return t->op == LITERAL && t->unit[0] == '\0';
}

static void print_condition(const struct tree *t)
{
	static const char *const ops[] = { "<", "<=", ">", ">=", "==", "!=" };

	print(t->kid[0], 5);
	if (t->op == COMPARE) {
		put(" %s ", ops[t->compare[0]]);
		print(t->kid[1], 5);
		if (t->kid[2]) {
			put("%s", ops[t->compare[1]]);
			print(t->kid[2], 5);
		}
		return;
	}
	if (t->op == BITS) {
		put(" & ");
		print(t->kid[1], 6);
		put(" != 0");
		return;
	}
	put(t->op == SET            ? " in {"
	    : takes_unit(t->kid[1]) ? " in min(1e9, ("
				    : " in (");
	print(t->kid[1], 0);
	put(t->op == SET ? "," : takes_unit(t->kid[1]) ? "))..(" : ")..(");
	print(t->kid[2], 0);
	put(t->op == RANGE ? ")" : "}");
}

static void print_bare(const struct tree *t)
{
	switch (t->op) {
	case LITERAL:
		put("%.17g%s%s", t->value, below(2) ? " " : "", t->unit);
		return;
	case COLUMN:
	case PLACE:
		print_name(t);
		return;
	case ELEMENT:
		put("%s[", fixture_lists[t->list]);
		print(t->kid[0], 0);
		put("].%s", fixture_columns[t->column].name);
		if (fixture_columns[t->column].length > 1)
			put("[%d]", t->k);
		return;
	case LET:
		print_let(t);
		return;
	case NEGATIVE:
		put("-");
		print(t->kid[0], 8);
		return;
	case ABSOLUTE:
		print_call(t, "abs");
		return;
	case ROOT:
		print_call(t, "sqrt");
		return;
	case LEAST:
		print_call(t, "min");
		return;
	case LARGEST:
		print_call(t, "max");
		return;
	case EXISTS:
		print_call(t, "exists");
		return;
	case SQUARE:
		/* 8 mm^2 is 8 (mm^2). */
		print(t->kid[0], t->kid[0]->op == LITERAL ? 11 : 10);
		put("^2");
		return;
	case ADD:
		print_infix(t, "+", 6);
		return;
	case SUBTRACT:
		print_infix(t, "-", 6);
		return;
	case MULTIPLY:
		print_infix(t, "*", 7);
		return;
	case DIVIDE:
		print_infix(t, "/", 7);
		return;
	case AND:
		print_infix(t, "and", 2);
		return;
	case OR:
		print_infix(t, "or", 1);
		return;
	case NOT:
		put("not ");
		print(t->kid[0], 3);
		return;
	case CHOICE:
		put("if ");
		print(t->kid[0], 0);
		put(" then ");
		print(t->kid[1], 0);
		put(" else ");
		print(t->kid[2], 0);
		return;
	case BOOLEAN:
		put(t->value != 0 ? "true" : "false");
		return;
	case TEXT:
		put("decay == \"%s\"", t->value != 0 ? "mix" : "");
		return;
	default:
		if (t->op >= COUNT && t->op <= ALL)
			print_reduction(t);
		else
			print_condition(t);
	}
}

/* In parentheses, where an operator of at least this level is needed; and
 * sometimes where not. */
static void print(const struct tree *t, int least)
{
	bool inside =
	    level(t) < least || below(12) == 0 || (t->op == TEXT && least > 4);

	put(inside ? "(" : "");
	print_bare(t);
	put(inside ? ")" : "");
}

/* ---- evaluating ------------------------------------------------------- */

struct place {
	uint32_t event;
	int32_t role;             /* element of the role a */
	uint32_t element[SCOPES]; /* of the scopes, in the block */
	uint32_t index[SCOPES];   /* in its list */
	int depth;
};

static double value_of(const struct tree *t, const struct place *p);

static bool truth_of(const struct tree *t, const struct place *p)
{
	return value_of(t, p) != 0;
}

static uint32_t first_of(int list, uint32_t event, uint32_t *count)
{
	struct n62_col col = { 0, 0 };
	const uint32_t *offsets;

	while (fixture_list(fixture_columns[col.column].list) != list)
		col.column++;
	offsets = n62_offsets(f.b, col);
	*count = offsets[event + 1] - offsets[event];
	return offsets[event];
}

static double in_column(const struct tree *t, uint32_t element)
{
	const struct fixture_column *c = &fixture_columns[t->column];
	double v = n62_value_f64(c->type,
	    n62_values(f.b, (struct n62_col){ 0, t->column }),
	    (size_t)element * c->length + (size_t)t->k);

	if (strcmp(c->unit, "MeV/c") == 0)
		v /= 1000;
	return strcmp(c->unit, "cm") == 0 ? v * 10 : v;
}

static double in_list(
    const struct tree *t, int list, double index, const struct place *p)
{
	uint32_t count, first = first_of(list, p->event, &count);

	if (!(index >= 0 && index < count))
		return (double)NAN;
	return in_column(t, first + (uint32_t)index);
}

static double literal(const struct tree *t)
{
	static const struct {
		const char *unit;
		double mul, div;
	} units[] = { { "", 1, 1 }, { "%", 1, 100 }, { "mrad", 1, 1000 },
		{ "GeV", 1, 1 }, { "MeV", 1, 1000 }, { "GeV/c", 1, 1 },
		{ "keV", 1, 1e6 }, { "mm", 1, 1 }, { "m", 1000, 1 },
		{ "cm", 10, 1 }, { "um", 1, 1000 } };

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (strcmp(units[i].unit, t->unit) == 0)
			return t->value * units[i].mul / units[i].div;
	abort();
}

static double lesser(double a, double b)
{
	if (isnan(a))
		return b;
	return b < a ? b : a;
}

static double greater(double a, double b)
{
	if (isnan(a))
		return b;
	return b > a ? b : a;
}

static double reduce(const struct tree *t, const struct place *p)
{
	uint32_t count, first = first_of(t->list, p->event, &count), n = 0;
	double sum = 0, least = (double)NAN, largest = (double)NAN;
	bool all = true;

	for (uint32_t i = 0; i < count; i++) {
		struct place q = *p;
		double v;

		q.element[q.depth] = first + i;
		q.index[q.depth++] = i;
		if (t->kid[1] && !truth_of(t->kid[1], &q))
			continue;
		n++;
		v = t->kid[0] ? value_of(t->kid[0], &q) : 0;
		all = all && v != 0;
		sum += v;
		least = lesser(least, v);
		largest = greater(largest, v);
	}
	switch (t->op) {
	case COUNT:
		return n;
	case SUM:
		return sum;
	case MEAN:
		return sum / n;
	case LIST_LEAST:
		return least;
	case LIST_LARGEST:
		return largest;
	default:
		return t->op == ANY ? n > 0 : all;
	}
}

static bool holds(int op, double a, double b)
{
	if (isnan(a) || isnan(b))
		return false;
	switch (op) {
	case 0:
		return a < b;
	case 1:
		return a <= b;
	case 2:
		return a > b;
	case 3:
		return a >= b;
	case 4:
		return a == b;
	default:
		return a != b;
	}
}

static double bits_of(double a, double b)
{
	const double v[2] = { a, b };
	uint64_t bits[2];

	for (int i = 0; i < 2; i++) {
		if (!(v[i] >= -0x1p63 && v[i] <= 0x1p64))
			return (double)NAN;
		bits[i] = v[i] < 0 ? -(uint64_t)-v[i] : (uint64_t)v[i];
		if (v[i] == 0x1p64)
			bits[i] = UINT64_MAX;
	}
	return (double)(bits[0] & bits[1]);
}

static double condition(const struct tree *t, const struct place *p)
{
	double a = value_of(t->kid[0], p), b = value_of(t->kid[1], p), c = 0;

	if (t->kid[2])
		c = value_of(t->kid[2], p);
	if (t->op == RANGE)
		return holds(3, a, b) && holds(1, a, c);
	if (t->op == SET)
		return holds(4, a, b) || holds(4, a, c);
	if (t->op == BITS)
		return holds(5, bits_of(a, b), 0);
	return holds(t->compare[0], a, b) &&
	       (!t->kid[2] || holds(t->compare[1], b, c));
}

static double text_of(const struct tree *t, const struct place *p)
{
	size_t n;
	const char *got = n62_text(f.b, (struct n62_col){ 0, 4 }, p->event, &n);

	return t->value != 0 ? n == 3 && memcmp(got, "mix", 3) == 0 : n == 0;
}

static double arithmetic(const struct tree *t, const struct place *p)
{
	double a = value_of(t->kid[0], p);
	double b = t->op >= LEAST ? value_of(t->kid[1], p) : 0;

	switch (t->op) {
	case NEGATIVE:
		return -a;
	case ABSOLUTE:
		return fabs(a);
	case ROOT:
		return sqrt(a);
	case SQUARE:
		return a * a;
	case LEAST:
		return lesser(a, b);
	case LARGEST:
		return greater(a, b);
	case ADD:
		return a + b;
	case SUBTRACT:
		return a - b;
	case MULTIPLY:
		return a * b;
	default:
		return a / b;
	}
}

/* The value of a let: its own text knows no lists but its own. */
static double let_of(const struct tree *t, const struct place *p)
{
	struct place q = { .event = p->event, .role = p->role, .depth = 1 };
	uint32_t count,
	    from = first_of(fixture_list("track"), p->event, &count);
	double index = p->role;

	if (t->kid[1])
		index = value_of(t->kid[1], p);
	else if (!t->role)
		index = p->index[t->scope];
	if (!(index >= 0 && index < count))
		return let_kinds[t->let] == TRUTH ? 0 : (double)NAN;
	q.index[0] = (uint32_t)index;
	q.element[0] = from + (uint32_t)index;
	return value_of(t->kid[0], &q);
}

static double value_of(const struct tree *t, const struct place *p)
{
	switch (t->op) {
	case LET:
		return let_of(t, p);
	case LITERAL:
		return literal(t);
	case COLUMN:
		if (t->role)
			return in_list(t, fixture_list("track"), p->role, p);
		return in_column(
		    t, t->scope < 0 ? p->event : p->element[t->scope]);
	case ELEMENT:
		return in_list(t, t->list, value_of(t->kid[0], p), p);
	case PLACE:
		return p->index[t->scope];
	case CHOICE:
		return value_of(t->kid[truth_of(t->kid[0], p) ? 1 : 2], p);
	case NOT:
		return !truth_of(t->kid[0], p);
	case AND:
		return truth_of(t->kid[0], p) && truth_of(t->kid[1], p);
	case OR:
		return truth_of(t->kid[0], p) || truth_of(t->kid[1], p);
	case EXISTS:
		return !isnan(value_of(t->kid[0], p));
	case BOOLEAN:
		return t->value;
	case TEXT:
		return text_of(t, p);
	default:
		if (t->op < CHOICE)
			return arithmetic(t, p);
		return t->op <= ALL ? reduce(t, p) : condition(t, p);
	}
}

/* ---- comparing -------------------------------------------------------- */

enum {
	MOST_ROWS = 64
};

/* Rows in any order, an event more than once. */
static void choose_rows(uint32_t *event, int32_t *role, uint32_t n, bool all)
{
	for (uint32_t i = 0; i < n; i++) {
		event[i] = all ? i : below(f.b->rows);
		role[i] = (int32_t)below(7) - 1;
	}
}

static bool agree(double got, double wanted)
{
	return got == wanted || (isnan(got) && isnan(wanted));
}

static void compare_rows(
    struct n62_exprs *x, const struct tree *t, int n, bool truth, bool all)
{
	struct n62_err err = { 0 };
	uint32_t event[MOST_ROWS];
	int32_t role[MOST_ROWS];
	const int32_t *index[1] = { role };
	struct n62_expr_rows rows = { f.b->rows, all ? NULL : event, index };
	const uint8_t *truths = NULL;
	const double *numbers = NULL;

	choose_rows(event, role, rows.nrows, all);
	CHECK(n62_exprs_begin(x, f.b, &rows, &err) == 0);
	if (!CHECK((truth ? n62_exprs_truths(x, n, &truths, &err)
			  : n62_exprs_numbers(x, n, &numbers, &err)) == 0))
		return;
	for (uint32_t i = 0; i < rows.nrows; i++) {
		struct place p = { .event = event[i], .role = role[i] };
		double wanted = value_of(t, &p);
		double got = truth ? truths[i] : numbers[i];

		if (!CHECK(agree(got, wanted))) {
			length = 0;
			print(t, 0);
			printf("# %.17g, not %.17g: %s\n", got, wanted, text);
			return;
		}
	}
}

static void declare_lets(struct n62_exprs *x, int depth)
{
	static const char *const names[2] = { "track.l0", "track.l1" };
	struct n62_err err = { 0 };

	for (nlets = 0; nlets < 2;) {
		enum kind kind = below(4);

		scopes[nscopes++] = fixture_list("track");
		lets[nlets] = make(kind, depth);
		length = 0;
		print(lets[nlets], 0);
		nscopes--;
		let_kinds[nlets] = kind;
		if (!CHECK(n62_exprs_let(x, names[nlets++], text, NULL, &err) ==
			   0))
			printf("# %s\n# %s\n", err.text, text);
	}
}

/* Several expressions in one set, so that they share what they have in
 * common. */
static void compare_some(int n, int depth)
{
	struct n62_err err = { 0 };
	struct n62_exprs *x = n62_exprs_new(&err);
	const struct tree *roots[8];
	bool truth[8];

	CHECK(n62_exprs_role(x, "a", "track", 0, -1, NULL, &err) == 0);
	ntrees = 0;
	nlets = 0;
	declare_lets(x, depth / 2);
	for (int i = 0; i < n; i++) {
		enum kind kind = below(4);

		truth[i] = kind == TRUTH;
		roots[i] = make(kind, depth);
		length = 0;
		print(roots[i], 0);
		if (!CHECK(n62_exprs_add(x, text,
			       truth[i] ? N62_EXPR_TRUTH : N62_EXPR_NUMBER, -1,
			       NULL, NULL, &err) == i))
			printf("# %s\n# %s\n", err.text, text);
	}
	if (!CHECK(n62_exprs_bind(x, f.s, 0, &err) == 0))
		printf("# %s\n# %s\n", err.text, n62_exprs_caret(x));
	for (int i = 0; i < n && err.text[0] == '\0'; i++) {
		compare_rows(x, roots[i], i, truth[i], true);
		compare_rows(x, roots[i], i, truth[i], false);
	}
	n62_exprs_free(x);
}

static void agree_on_short_lists(void)
{
	fixture_make(&f, 40, 11, 4);
	n62_rng_init(&rng, 1, 0, 0);
	for (int i = 0; i < 3000; i++)
		compare_some(1 + i % 4, 1 + i % 5);
	fixture_free(&f);
}

/* Lists of lists that are gone through in several batches. */
static void agree_on_long_lists(void)
{
	fixture_make(&f, 5, 12, 300);
	n62_rng_init(&rng, 2, 0, 0);
	for (int i = 0; i < 60; i++)
		compare_some(2, 1 + i % 4);
	fixture_free(&f);
}

static void agree_on_empty_blocks(void)
{
	fixture_make(&f, 0, 13, 3);
	n62_rng_init(&rng, 3, 0, 0);
	for (int i = 0; i < 50; i++)
		compare_some(4, 4);
	fixture_free(&f);
	fixture_make(&f, 7, 13, 0);
	for (int i = 0; i < 50; i++)
		compare_some(4, 4);
	fixture_free(&f);
}

int main(void)
{
	check_run("agree on short lists", agree_on_short_lists);
	check_run("agree on long lists", agree_on_long_lists);
	check_run("agree on empty blocks", agree_on_empty_blocks);
	return check_end();
}
