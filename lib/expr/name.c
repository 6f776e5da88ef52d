/*
 * name.c - what names stand for: columns, lists, elements, roles, lets and
 * parameters; and the nearest known one where there is none.
 */
#include <math.h>
#include <string.h>

#include "expr/private.h"

/* ---- looking up ------------------------------------------------------- */

static bool is_called(const char *name, struct n62_word w)
{
	return strlen(name) == w.n && memcmp(name, w.at, w.n) == 0;
}

int expr_find_list(const struct n62_exprs *x, struct n62_word name)
{
	for (int i = 0; x->table && i < x->table->nlists; i++)
		if (is_called(x->table->lists[i].name, name))
			return i;
	return -1;
}

int expr_find_column(const struct n62_exprs *x, int list, struct n62_word name)
{
	for (int i = 0; x->table && i < x->table->ncolumns; i++) {
		const struct n62_column *c = &x->table->columns[i];

		if (c->list == list && (!c->dropped || c->hidden) &&
		    is_called(c->name, name))
			return i;
	}
	return -1;
}

int expr_find_role(const struct binder *b, struct n62_word name)
{
	for (int i = 0; i < b->known.roles; i++)
		if (is_called(b->x->roles[i].name, name))
			return i;
	return -1;
}

/* A let of a list, NULL: of the event. */
static int find_let(
    const struct binder *b, const char *list, struct n62_word name)
{
	for (int i = 0; i < b->known.lets; i++) {
		const struct let *l = &b->x->lets[i];

		if (is_called(l->name, name) &&
		    (list ? l->list && strcmp(l->list, list) == 0 : !l->list))
			return i;
	}
	return -1;
}

static int find_param(const struct binder *b, struct n62_word name)
{
	for (int i = 0; i < b->known.params; i++)
		if (is_called(b->x->params[i].name, name))
			return i;
	return -1;
}

/* ---- values ----------------------------------------------------------- */

static int scale(
    struct n62_exprs *x, const char *text, struct value *v, struct n62_err *err)
{
	const struct unit u = expr_unit_of(text);
	const double by[2] = { u.mul, u.div };

	v->dim = u.dim;
	v->unit = expr_dim_none(u.dim) && u.mul == u.div ? NULL : text;
	for (int i = 0; i < 2; i++) {
		int factor;

		if (by[i] == 1)
			continue;
		factor = expr_number(x, by[i], err);
		if (factor < 0)
			return -1;
		v->v[0] = expr_op(
		    x, i == 0 ? N_MUL : N_DIV, v->v[0], factor, -1, err);
		if (v->v[0] < 0)
			return -1;
	}
	return 0;
}

int expr_load(struct n62_exprs *x, int view, int col, int k, struct value *v,
    struct n62_err *err)
{
	const struct n62_column *c = &x->table->columns[col];
	struct node n = EXPR_NODE(N_LOAD);

	*v = (struct value){ .kind = N62_EXPR_NUMBER };
	n.view = view;
	n.shape = expr_shape(x, view);
	n.col = col;
	n.k = k;
	if (c->type == N62_STR) {
		*v = (struct value){ .kind = N62_EXPR_TEXT,
			.v = { view, col, k } };
		return 0;
	}
	v->v[0] = expr_node(x, &n, err);
	return v->v[0] < 0 ? -1 : scale(x, c->unit, v, err);
}

/* A column that a text names, without or with an index. */
static int load_column(struct binder *b, const struct ast *a,
    const struct ast *index, int view, int col, struct value *v)
{
	struct n62_exprs *x = b->x;
	const struct n62_column *c = &x->table->columns[col];
	uint32_t length = c->length > 1 ? c->length : 1;
	struct value i = { 0 };
	struct node n = EXPR_NODE(N_LOAD_X);

	if (c->type == N62_SUM)
		return expr_bad(b, a->at,
		    "%s is an exact sum, which has no place in an expression",
		    expr_quote(b, a).text);
	if (!index && length > 1)
		return expr_bad(b, a->at, "%s has %u values; one is %s[0]",
		    expr_quote(b, a).text, length, expr_quote(b, a).text);
	if (!index)
		return expr_load(x, view, col, 0, v, b->err);
	if (length == 1)
		return expr_bad(b, a->at, "%s has one value, and no index",
		    expr_quote(b, a).text);
	if (expr_check_pure(b, index, &i) < 0)
		return -1;
	if (x->nodes[i.v[0]].shape < 0) {
		double k = x->nodes[i.v[0]].value;

		if (!(k >= 0 && k < length))
			return expr_bad(b, index->at,
			    "the values of %s are numbered from 0 to %u",
			    expr_quote(b, a).text, length - 1);
		return expr_load(x, view, col, (int)k, v, b->err);
	}
	if (c->type == N62_STR)
		return expr_bad(
		    b, index->at, "the index of a text must be a constant");
	/* Both in one shape: the inner one. */
	n.view = view;
	n.col = col;
	n.shape = expr_shape(x, view);
	if (x->spaces[x->nodes[i.v[0]].shape].depth > x->spaces[n.shape].depth)
		return expr_bad(b, index->at,
		    "the index of %s changes from element to element of "
		    "another list",
		    expr_quote(b, a).text);
	n.a = expr_bring(x, i.v[0], n.shape, b->err);
	if (n.a < 0)
		return -1;
	*v = (struct value){ .kind = N62_EXPR_NUMBER };
	v->v[0] = expr_node(x, &n, b->err);
	return v->v[0] < 0 ? -1 : scale(x, c->unit, v, b->err);
}

/* The place of a view's element in its list. */
static int load_place(struct binder *b, int view, struct value *v)
{
	struct node n = EXPR_NODE(N_PLACE);

	*v = (struct value){ .kind = N62_EXPR_NUMBER };
	n.view = view;
	n.shape = expr_shape(b->x, view);
	v->v[0] = expr_node(b->x, &n, b->err);
	return v->v[0] < 0 ? -1 : 0;
}

/* ---- lets ------------------------------------------------------------- */

/* What a let is where the view may have no element: nan or false. */
static int guard(struct binder *b, int view, struct value *v)
{
	struct node n = EXPR_NODE(N_VALID);
	int valid, nan;

	n.view = view;
	n.shape = expr_shape(b->x, view);
	valid = expr_node(b->x, &n, b->err);
	if (valid < 0)
		return -1;
	if (v->kind == N62_EXPR_TRUTH) {
		v->v[0] = expr_op(b->x, N_AND, valid, v->v[0], -1, b->err);
		return v->v[0] < 0 ? -1 : 0;
	}
	nan = expr_number(b->x, (double)NAN, b->err);
	for (int i = 0; nan >= 0 && i < 4; i++) {
		if (i > 0 && v->kind != N62_EXPR_VECTOR)
			return 0;
		v->v[i] = expr_op(b->x, N_IF, valid, v->v[i], nan, b->err);
		if (v->v[i] < 0)
			return -1;
	}
	return nan < 0 ? -1 : 0;
}

static int remember(struct binder *b, int let, int view, const struct value *v)
{
	struct memo *m =
	    expr_grow(b->x->memos, b->x->nmemos, sizeof *m, b->err);

	if (!m)
		return -1;
	b->x->memos = m;
	m[b->x->nmemos++] =
	    (struct memo){ .let = let, .view = view, .value = *v };
	return 0;
}

/* The value of a let in a view of its list, -1: of the rows. */
static int check_let(struct binder *b, int let, int view, struct value *v)
{
	const struct let *l = &b->x->lets[let];
	struct scope scope = { .view = view };
	struct binder inner = { .x = b->x,
		.source = &l->tree.source,
		.scope = view >= 0 ? &scope : NULL,
		.known = l->known,
		.err = b->err };

	for (int i = 0; i < b->x->nmemos; i++) {
		const struct memo *m = &b->x->memos[i];

		if (m->let == let && m->view == view) {
			*v = m->value;
			return 0;
		}
	}
	if (view >= 0)
		scope.list = b->x->spaces[view].list;
	if (expr_check(&inner, l->tree.root, v) < 0)
		return -1;
	if (v->kind == N62_EXPR_TEXT)
		return expr_bad(
		    &inner, l->tree.root->at, "a let cannot be a text");
	if (view >= 0 && b->x->spaces[view].op == S_POINT &&
	    guard(&inner, view, v) < 0)
		return -1;
	return remember(b, let, view, v);
}

int expr_check_let(struct binder *b, int let, struct value *v)
{
	const char *name = b->x->lets[let].list;
	int list, view;

	if (!name)
		return check_let(b, let, -1, v);
	list = expr_find_list(b->x, (struct n62_word){ name, strlen(name) });
	view = expr_space(b->x, S_LIST, 0, list, -1, -1, b->err);
	return view < 0 ? -1 : check_let(b, let, view, v);
}

/* ---- mistakes --------------------------------------------------------- */

/* Names that would have been understood. */
struct names {
	const char *v[512];
	int n;
};

static void suggest(struct names *s, const char *name)
{
	if (s->n < (int)(sizeof s->v / sizeof s->v[0]) - 1)
		s->v[s->n++] = name;
}

static void suggest_list(struct names *s, const struct binder *b, int list)
{
	const struct n62_table *t = b->x->table;

	for (int i = 0; t && i < t->ncolumns; i++)
		if (t->columns[i].list == list && !t->columns[i].dropped)
			suggest(s, t->columns[i].name);
	for (int i = 0; i < b->known.lets; i++) {
		const struct let *l = &b->x->lets[i];

		if (list < 0
			? !l->list
			: l->list && strcmp(l->list, t->lists[list].name) == 0)
			suggest(s, l->name);
	}
}

static void suggest_objects(struct names *s, const struct binder *b)
{
	const struct n62_table *t = b->x->table;

	for (int i = 0; i < b->known.roles; i++)
		suggest(s, b->x->roles[i].name);
	for (int i = 0; t && i < t->nlists; i++)
		suggest(s, t->lists[i].name);
}

static const char *nearest(const struct names *s, const char *word)
{
	return n62_nearest(word, s->v);
}

/* The list that has a column of that name, to say where it could be: tracks
 * before all others. */
static const char *list_with(const struct binder *b, struct n62_word name)
{
	const struct n62_table *t = b->x->table;
	const char *found = NULL;

	for (int i = 0; t && i < t->nlists; i++) {
		if (expr_find_column(b->x, i, name) < 0)
			continue;
		if (!found || strcmp(t->lists[i].name, "track") == 0)
			found = t->lists[i].name;
	}
	return found;
}

static int unknown_name(struct binder *b, const struct ast *a)
{
	const char *word = expr_quote(b, a).text, *near, *list;
	struct quote q = expr_quote(b, a);
	struct names s = { .n = 0 };

	word = q.text;
	if (a->word.n > N62_MAX_NAME)
		return expr_bad(b, a->at, "there is no %s", word);
	for (const struct scope *p = b->scope; p; p = p->outer)
		suggest_list(&s, b, p->list);
	for (int i = 0; i < b->known.params; i++)
		suggest(&s, b->x->params[i].name);
	suggest_list(&s, b, -1);
	suggest_objects(&s, b);
	near = nearest(&s, word);
	if (near)
		return expr_bad(
		    b, a->at, "there is no %s; do you mean %s?", word, near);
	list = list_with(b, a->word);
	if (list)
		return expr_bad(b, a->at,
		    "%s is a column of list %s: name the element, as in "
		    "%s[0].%s, or write any(%s where ...)",
		    word, list, list, word, list);
	return expr_bad(b, a->at, "there is no %s", word);
}

static int unknown_column(struct binder *b, const struct ast *a, int list)
{
	struct names s = { .n = 0 };
	char word[N62_MAX_NAME + 1] = "";
	const char *near = NULL;
	const char *of = list < 0 ? "the table" : b->x->table->lists[list].name;

	if (a->word.n <= N62_MAX_NAME) {
		memcpy(word, a->word.at, a->word.n);
		suggest_list(&s, b, list);
		near = nearest(&s, word);
	}
	if (near)
		return expr_bad(b, a->mark, "%s%s has no %s; do you mean %s?",
		    list < 0 ? "" : "list ", of, word, near);
	return expr_bad(
	    b, a->mark, "%s%s has no %s", list < 0 ? "" : "list ", of, word);
}

/* A list, or with index an element, where a value is wanted. */
static int bare_list(
    struct binder *b, const struct ast *a, int list, bool index)
{
	const struct n62_table *t = b->x->table;
	const char *name = t->lists[list].name, *column = "index";

	for (int i = t->ncolumns - 1; i >= 0; i--)
		if (t->columns[i].list == list)
			column = t->columns[i].name;
	if (index)
		return expr_bad(b, a->at,
		    "an element of list %s is no value; say what of it, as in "
		    "%s[0].%s",
		    name, name, column);
	return expr_bad(b, a->at,
	    "%s is a list: name one element, %s[0].%s, or write count(%s where "
	    "...), any, all, or sum(EXPRESSION of %s)",
	    name, name, column, name, name);
}

/* ---- names ------------------------------------------------------------ */

/* A name of a list's elements: 0, 1: it is none, -1. */
static int check_in_view(struct binder *b, const struct ast *a,
    const struct ast *index, struct n62_word word, int view, int list,
    struct value *v)
{
	const char *name = b->x->table->lists[list].name;
	int let = find_let(b, name, word), col;

	if (let >= 0 && index)
		return expr_bad(
		    b, index->at, "%s has no index", expr_quote(b, a).text);
	if (let >= 0)
		return check_let(b, let, view, v);
	col = expr_find_column(b->x, list, word);
	if (col >= 0)
		return load_column(b, a, index, view, col, v);
	if (!index && is_called("index", word))
		return load_place(b, view, v);
	return 1;
}

static int check_param(struct binder *b, int param, struct value *v)
{
	const struct param *p = &b->x->params[param];

	v->kind = N62_EXPR_NUMBER;
	v->dim = p->dim;
	v->v[0] = expr_number(b->x, p->value, b->err);
	return v->v[0] < 0 ? -1 : 0;
}

static int check_bare_role(
    struct binder *b, const struct ast *a, int role, struct value *v)
{
	const struct role *r = &b->x->roles[role];

	if (r->pdg == 0)
		return expr_bad(b, a->at,
		    "%s is taken for no particle; say which, as in %s as pi+",
		    r->name, r->name);
	return expr_role_vector(b, a, role, r->pdg, v);
}

/* What has a name and is no column: 0, 1: there is nothing, -1. */
static int check_named(struct binder *b, const struct ast *a, struct value *v)
{
	int i = expr_find_role(b, a->word);

	if (i >= 0)
		return check_bare_role(b, a, i, v);
	i = find_let(b, NULL, a->word);
	if (i >= 0)
		return check_let(b, i, -1, v);
	i = find_param(b, a->word);
	if (i >= 0)
		return check_param(b, i, v);
	if (b->x->table &&
	    (is_called("K", a->word) || is_called("K_beam", a->word)))
		return expr_kaon_vector(b, a->word.n > 1, v);
	return 1;
}

static int check_word(struct binder *b, const struct ast *a,
    const struct ast *index, struct value *v)
{
	int i, done;

	for (const struct scope *s = b->scope; s; s = s->outer) {
		done = check_in_view(b, a, index, a->word, s->view, s->list, v);
		if (done <= 0)
			return done;
	}
	done = check_named(b, a, v);
	if (done == 0 && index)
		return expr_bad(
		    b, index->at, "%s has no index", expr_quote(b, a).text);
	if (done <= 0)
		return done;
	i = expr_find_column(b->x, -1, a->word);
	if (i >= 0)
		return load_column(b, a, index, 0, i, v);
	i = expr_find_list(b->x, a->word);
	if (i >= 0)
		return bare_list(b, a, i, index != NULL);
	return unknown_name(b, a);
}

int expr_check_name(struct binder *b, const struct ast *a, struct value *v)
{
	return check_word(b, a, NULL, v);
}

/* ---- elements --------------------------------------------------------- */

static int element_at(
    struct binder *b, const struct ast *index, int list, int *view)
{
	struct value i = { 0 };
	int shape;

	if (expr_check_pure(b, index, &i) < 0)
		return -1;
	shape = b->x->nodes[i.v[0]].shape;
	*view = expr_space(
	    b->x, S_POINT, shape < 0 ? 0 : shape, list, i.v[0], -1, b->err);
	return *view < 0 ? -1 : 0;
}

int expr_find_view(struct binder *b, const struct ast *a, int *view, int *list)
{
	int role;

	if (a->op == A_INDEX && a->kid[0]->op == A_NAME) {
		*list = expr_find_list(b->x, a->kid[0]->word);
		if (*list >= 0)
			return element_at(b, a->kid[1], *list, view);
	}
	if (a->op != A_NAME || !b->x->table)
		return 1;
	for (const struct scope *s = b->scope; s; s = s->outer) {
		if (is_called(b->x->table->lists[s->list].name, a->word)) {
			*view = s->view;
			*list = s->list;
			return 0;
		}
	}
	role = expr_find_role(b, a->word);
	if (role < 0)
		return 1;
	*view = b->x->roles[role].view;
	*list = b->x->roles[role].list;
	return 0;
}

/* .px and so on of a four-vector. */
static int check_component(
    struct binder *b, const struct ast *a, struct value *v)
{
	static const char *const names[] = { "px", "py", "pz", "e" };
	struct value of = { 0 };

	if (expr_check(b, a->kid[0], &of) < 0)
		return -1;
	if (of.kind != N62_EXPR_VECTOR)
		return expr_bad(b, a->mark, "%s is no object and has no %.*s",
		    expr_quote(b, a->kid[0]).text, (int)a->word.n, a->word.at);
	for (int i = 0; i < 4; i++) {
		if (!is_called(names[i], a->word))
			continue;
		v->kind = N62_EXPR_NUMBER;
		v->dim = (struct dim){ 2, 0, 0 };
		v->v[0] = of.v[i];
		return 0;
	}
	return expr_bad(b, a->mark,
	    "a four-vector has px, py, pz and e, and no %.*s", (int)a->word.n,
	    a->word.at);
}

static bool is_vector_name(struct n62_word w)
{
	return is_called("px", w) || is_called("py", w) || is_called("pz", w) ||
	       is_called("e", w);
}

static int check_dot(struct binder *b, const struct ast *a,
    const struct ast *index, struct value *v)
{
	const struct ast *of = a->kid[0];
	int view, list, found = expr_find_view(b, of, &view, &list), done, col;

	if (found < 0)
		return -1;
	if (found == 0) {
		done = check_in_view(b, a, index, a->word, view, list, v);
		if (done <= 0)
			return done;
		if (of->op == A_NAME && expr_find_role(b, of->word) >= 0 &&
		    is_vector_name(a->word) && !index)
			return check_component(b, a, v);
		return unknown_column(b, a, list);
	}
	if (of->op != A_NAME)
		return check_component(b, a, v);
	list = expr_find_list(b->x, of->word);
	if (list >= 0)
		return expr_bad(b, a->at,
		    "%s has a value for each element of the list: name one, "
		    "%.*s[0].%.*s, or write any(%.*s where ...)",
		    expr_quote(b, a).text, (int)of->word.n, of->word.at,
		    (int)a->word.n, a->word.at, (int)of->word.n, of->word.at);
	if (b->x->table && is_called(b->x->table->name, of->word)) {
		col = expr_find_column(b->x, -1, a->word);
		return col >= 0 ? load_column(b, a, index, 0, col, v)
				: unknown_column(b, a, -1);
	}
	return check_component(b, a, v);
}

int expr_check_dot(struct binder *b, const struct ast *a, struct value *v)
{
	return check_dot(b, a, NULL, v);
}

int expr_check_index(struct binder *b, const struct ast *a, struct value *v)
{
	if (a->kid[0]->op == A_NAME)
		return check_word(b, a->kid[0], a->kid[1], v);
	if (a->kid[0]->op == A_DOT)
		return check_dot(b, a->kid[0], a->kid[1], v);
	return expr_bad(
	    b, a->mark, "%s has no index", expr_quote(b, a->kid[0]).text);
}
