/*
 * set.c - a set of expressions: what is declared in it, and the bind to the
 * columns of a stream.
 */
#include <stdlib.h>
#include <string.h>

#include "expr/private.h"

struct n62_exprs *n62_exprs_new(struct n62_err *err)
{
	struct n62_exprs *x = n62_new(1, sizeof *x, err);

	if (!x)
		return NULL;
	x->physics = n62_physics_new(err);
	if (!x->physics) {
		n62_exprs_free(x);
		return NULL;
	}
	return x;
}

static void unbind(struct n62_exprs *x)
{
	x->bound = false;
	x->table = NULL;
	expr_nodes_free(x);
	expr_spaces_free(x);
	free(x->memos);
	free(x->words);
	x->memos = NULL;
	x->words = NULL;
	x->nmemos = x->nwords = 0;
}

void n62_exprs_free(struct n62_exprs *x)
{
	if (!x)
		return;
	unbind(x);
	free(x->params);
	free(x->lets);
	free(x->roles);
	free(x->entries);
	n62_buf_free(&x->caret);
	n62_physics_free(x->physics);
	n62_arena_free(&x->arena);
	free(x);
}

/* ---- declarations ----------------------------------------------------- */

static int copy_source(struct n62_exprs *x, const char *text,
    const struct n62_expr_place *place, struct source *s, struct n62_err *err)
{
	*s = (struct source){ .n = strlen(text) };
	if (place)
		s->place = *place;
	s->text = n62_arena_text(&x->arena, text, s->n, err);
	if (!s->text)
		return -1;
	x->caret.len = 0;
	if (s->n > EXPR_TEXT)
		return n62_fail(err, N62_USAGE,
		    "an expression of more than %d bytes", EXPR_TEXT);
	if (!n62_utf8(text, s->n))
		return n62_fail(
		    err, N62_USAGE, "an expression is not UTF-8 text");
	return 0;
}

static int read_tree(struct n62_exprs *x, const char *text,
    const struct n62_expr_place *place, struct tree *t, struct n62_err *err)
{
	if (copy_source(x, text, place, &t->source, err) < 0)
		return -1;
	t->root = expr_parse(x, &t->source, NULL, err);
	return t->root ? 0 : -1;
}

static struct known known_now(const struct n62_exprs *x)
{
	return (struct known){ x->nparams, x->nlets, x->nroles };
}

/* A name as it may be given to something; copied. */
static const char *new_name(struct n62_exprs *x, const char *name, size_t n,
    const struct source *s, struct n62_err *err)
{
	struct token t = expr_token(name, n, 0);
	const char *copy;

	if (t.kind != T_NAME || t.at != 0 || t.end != n || n > N62_MAX_NAME) {
		expr_fail(x, s, 0, err, "\"%.*s\" cannot be a name",
		    n < 64 ? (int)n : 64, name);
		return NULL;
	}
	copy = n62_arena_text(&x->arena, name, n, err);
	return copy;
}

static int is_new(struct n62_exprs *x, const char *name, const char *list,
    const struct source *s, struct n62_err *err)
{
	bool taken = false;

	for (int i = 0; i < x->nparams && !list; i++)
		taken |= strcmp(x->params[i].name, name) == 0;
	for (int i = 0; i < x->nroles && !list; i++)
		taken |= strcmp(x->roles[i].name, name) == 0;
	for (int i = 0; i < x->nlets; i++) {
		const struct let *l = &x->lets[i];
		bool same =
		    !list == !l->list && (!list || strcmp(list, l->list) == 0);

		taken |= same && strcmp(l->name, name) == 0;
	}
	return taken ? expr_fail(x, s, 0, err,
			   "there is something called %s already", name)
		     : 0;
}

/* The value of a tree without columns. */
static int constant(struct n62_exprs *x, const struct tree *t,
    struct known known, struct value *v, double *value, struct n62_err *err)
{
	const struct n62_table *table = x->table;
	struct binder b = {
		.x = x, .source = &t->source, .known = known, .err = err
	};
	int r;

	/* Without a table there is nothing that could vary. */
	b.known.lets = b.known.roles = 0;
	x->table = NULL;
	r = expr_check_number(&b, t->root, v);
	x->table = table;
	if (r < 0)
		return -1;
	*value = x->nodes[v->v[0]].value;
	return 0;
}

int n62_exprs_param(struct n62_exprs *x, const char *name, const char *text,
    const struct n62_expr_place *place, struct n62_err *err)
{
	struct param *p = expr_grow(x->params, x->nparams, sizeof *p, err);
	struct value v;

	if (!p)
		return -1;
	x->params = p;
	p += x->nparams;
	if (read_tree(x, text, place, &p->tree, err) < 0)
		return -1;
	p->name = new_name(x, name, strlen(name), &p->tree.source, err);
	if (!p->name || is_new(x, name, NULL, &p->tree.source, err) < 0 ||
	    constant(x, &p->tree, known_now(x), &v, &p->value, err) < 0)
		return -1;
	p->dim = v.dim;
	x->nparams++;
	return 0;
}

static struct param *find_param(
    struct n62_exprs *x, const char *name, struct n62_err *err)
{
	const char **names;
	const char *near;

	for (int i = 0; i < x->nparams; i++)
		if (strcmp(x->params[i].name, name) == 0)
			return &x->params[i];
	names = n62_new((size_t)x->nparams + 1, sizeof *names, err);
	if (!names)
		return NULL;
	for (int i = 0; i < x->nparams; i++)
		names[i] = x->params[i].name;
	near = n62_nearest(name, names);
	if (near)
		n62_fail(err, N62_USAGE,
		    "there is no parameter %s; do you mean %s?", name, near);
	else
		n62_fail(err, N62_USAGE, "there is no parameter %s", name);
	free(names);
	return NULL;
}

/* 0, or the unit that the parameter has and the value has not. */
static int check_dim(struct n62_exprs *x, const struct param *p,
    const struct value *v, double value, const struct source *s,
    struct n62_err *err)
{
	char has[EXPR_UNIT_TEXT], wanted[EXPR_UNIT_TEXT];

	if (expr_dim_same(p->dim, v->dim) ||
	    (value == 0 && expr_dim_none(v->dim)))
		return 0;
	expr_dim_text(p->dim, wanted);
	expr_dim_text(v->dim, has);
	if (expr_dim_none(p->dim))
		return expr_fail(x, s, 0, err,
		    "parameter %s has no unit, but this is in %s", p->name,
		    has);
	if (expr_dim_none(v->dim))
		return expr_fail(x, s, 0, err,
		    "parameter %s has a unit, such as %s; this has none",
		    p->name, wanted);
	return expr_fail(x, s, 0, err,
	    "parameter %s has a unit such as %s, but this is in %s", p->name,
	    wanted, has);
}

/* Parameters that are made of others, after one was changed. */
static int update_params(struct n62_exprs *x, struct n62_err *err)
{
	for (int i = 0; i < x->nparams; i++) {
		struct param *p = &x->params[i];
		struct value v;

		if (!p->defined &&
		    constant(x, &p->tree, (struct known){ .params = i }, &v,
			&p->value, err) < 0)
			return -1;
	}
	return 0;
}

int n62_exprs_define(
    struct n62_exprs *x, const char *setting, struct n62_err *err)
{
	const char *equal = strchr(setting, '=');
	struct n62_expr_place place = { .name = "--define" };
	char name[N62_MAX_NAME + 1] = "";
	struct param *p;
	struct tree t;
	struct value v;
	double value;
	size_t n;

	x->caret.len = 0;
	if (!equal)
		return n62_fail(err, N62_USAGE,
		    "\"%s\" is no setting; the form is NAME=VALUE", setting);
	for (n = (size_t)(equal - setting); n > 0 && setting[n - 1] == ' ';)
		n--;
	memcpy(name, setting, n < sizeof name ? n : sizeof name - 1);
	p = find_param(x, name, err);
	if (!p)
		return -1;
	place.column = (int)(equal - setting) + 2;
	place.line_text = setting;
	if (read_tree(x, equal + 1, &place, &t, err) < 0 ||
	    constant(x, &t, known_now(x), &v, &value, err) < 0 ||
	    check_dim(x, p, &v, value, &t.source, err) < 0)
		return -1;
	p->value = value;
	p->defined = true;
	return update_params(x, err);
}

int n62_exprs_let(struct n62_exprs *x, const char *name, const char *text,
    const struct n62_expr_place *place, struct n62_err *err)
{
	struct let *l = expr_grow(x->lets, x->nlets, sizeof *l, err);
	const char *dot = strchr(name, '.'), *own = dot ? dot + 1 : name;

	if (!l)
		return -1;
	x->lets = l;
	l += x->nlets;
	if (read_tree(x, text, place, &l->tree, err) < 0)
		return -1;
	l->name = new_name(x, own, strlen(own), &l->tree.source, err);
	if (!l->name)
		return -1;
	if (dot) {
		l->list = new_name(
		    x, name, (size_t)(dot - name), &l->tree.source, err);
		if (!l->list)
			return -1;
	}
	if (is_new(x, l->name, l->list, &l->tree.source, err) < 0)
		return -1;
	l->known = known_now(x);
	x->nlets++;
	return 0;
}

int n62_exprs_role(struct n62_exprs *x, const char *name, const char *list,
    int32_t pdg, int vertex, const struct n62_expr_place *place,
    struct n62_err *err)
{
	struct role *r = expr_grow(x->roles, x->nroles, sizeof *r, err);

	if (!r)
		return -1;
	x->roles = r;
	r += x->nroles;
	if (copy_source(x, list, place, &r->source, err) < 0)
		return -1;
	r->list_name = r->source.text;
	r->name = new_name(x, name, strlen(name), &r->source, err);
	if (!r->name || is_new(x, name, NULL, &r->source, err) < 0)
		return -1;
	if (vertex >= x->nroles)
		return n62_fail(
		    err, N62_USAGE, "role %s comes from no role", name);
	if (pdg != 0 && !n62_particle(x->physics, pdg))
		return expr_fail(x, &r->source, 0, err,
		    "no particle has the number %d", (int)pdg);
	r->pdg = pdg;
	r->vertex = vertex;
	return x->nroles++;
}

int n62_exprs_add(struct n62_exprs *x, const char *text,
    enum n62_expr_kind kind, int role, const char *list,
    const struct n62_expr_place *place, struct n62_err *err)
{
	struct entry *e = expr_grow(x->entries, x->nentries, sizeof *e, err);

	if (!e)
		return -1;
	x->entries = e;
	e += x->nentries;
	if (read_tree(x, text, place, &e->tree, err) < 0)
		return -1;
	if (list) {
		e->list = n62_arena_text(&x->arena, list, strlen(list), err);
		if (!e->list)
			return -1;
	}
	if (role >= x->nroles || (list && role >= 0))
		return n62_fail(
		    err, N62_USAGE, "an expression of a role that is none");
	e->kind = kind;
	e->role = role;
	e->known = known_now(x);
	return x->nentries++;
}

int n62_exprs_add_covariance(struct n62_exprs *x, int role, struct n62_err *err)
{
	const char *name =
	    role < 0 || role >= x->nroles ? "K" : x->roles[role].name;
	int number = n62_exprs_add(x, name, N62_EXPR_ANY, -1, NULL, NULL, err);

	if (number < 0)
		return -1;
	x->entries[number].role = role;
	x->entries[number].covariance = true;
	return number;
}

/* ---- the bind --------------------------------------------------------- */

static int bind_role(struct n62_exprs *x, int number, struct n62_err *err)
{
	struct role *r = &x->roles[number];
	struct ast a = { .list = { r->list_name, strlen(r->list_name) } };
	struct binder b = { .x = x, .source = &r->source, .err = err };

	r->list = expr_find_list(x, a.list);
	if (r->list < 0)
		return expr_unknown_list(&b, &a);
	r->view = expr_space(x, S_POINT, 0, r->list, -1, number, err);
	return r->view < 0 ? -1 : 0;
}

static int bind_let(struct n62_exprs *x, int number, struct n62_err *err)
{
	struct let *l = &x->lets[number];
	struct ast a = { 0 };
	struct binder b = {
		.x = x, .source = &l->tree.source, .known = l->known, .err = err
	};
	struct value v;

	if (l->list) {
		a.list = (struct n62_word){ l->list, strlen(l->list) };
		if (expr_find_list(x, a.list) < 0)
			return expr_unknown_list(&b, &a);
	}
	return expr_check_let(&b, number, &v);
}

/* The space of an entry, and the names its text begins with. */
static int bind_place(struct n62_exprs *x, struct entry *e, struct binder *b,
    struct scope *scope, struct n62_err *err)
{
	struct ast a = { 0 };

	e->shape = 0;
	if (e->role >= 0) {
		*scope = (struct scope){ .list = x->roles[e->role].list,
			.view = x->roles[e->role].view };
		b->scope = scope;
	}
	if (!e->list)
		return 0;
	a.list = (struct n62_word){ e->list, strlen(e->list) };
	scope->list = expr_find_list(x, a.list);
	if (scope->list < 0)
		return expr_unknown_list(b, &a);
	e->shape = scope->view =
	    expr_space(x, S_LIST, 0, scope->list, -1, -1, err);
	b->scope = scope;
	return e->shape < 0 ? -1 : 0;
}

static int check_entry(struct binder *b, struct entry *e)
{
	const struct ast *a = e->tree.root;

	switch (e->kind) {
	case N62_EXPR_NUMBER:
		return expr_check_number(b, a, &e->value);
	case N62_EXPR_TRUTH:
		return expr_check_truth(b, a, &e->value);
	case N62_EXPR_VECTOR:
		return expr_check_vector(b, a, &e->value);
	default:
		if (expr_check(b, a, &e->value) < 0)
			return -1;
		return e->value.kind == N62_EXPR_TEXT
			   ? expr_check_number(b, a, &e->value)
			   : 0;
	}
}

static int bind_entry(struct n62_exprs *x, struct entry *e, struct n62_err *err)
{
	struct scope scope = { 0 };
	struct binder b = {
		.x = x, .source = &e->tree.source, .known = e->known, .err = err
	};
	int n = 1;

	if (e->covariance) {
		e->shape = 0;
		n = 6;
		if (expr_covariance(&b, e->role, &e->value) < 0)
			return -1;
	} else if (bind_place(x, e, &b, &scope, err) < 0 ||
		   check_entry(&b, e) < 0) {
		return -1;
	}
	if (e->value.kind == N62_EXPR_VECTOR && !e->covariance)
		n = 4;
	for (int i = 0; i < n; i++) {
		e->value.v[i] = expr_fill(x, e->value.v[i], e->shape, err);
		if (e->value.v[i] < 0)
			return -1;
	}
	if (e->value.kind == N62_EXPR_VECTOR)
		e->value.dim = (struct dim){ 2, 0, 0 };
	expr_dim_text(e->value.dim, e->unit);
	return 0;
}

int n62_exprs_bind(struct n62_exprs *x, const struct n62_schema *s, int table,
    struct n62_err *err)
{
	int r = 0;

	unbind(x);
	x->caret.len = 0;
	x->table = &s->tables[table];
	x->table_number = table;
	if (expr_space(x, S_ROWS, -1, -1, -1, -1, err) < 0)
		r = -1;
	for (int i = 0; r == 0 && i < x->nroles; i++)
		r = bind_role(x, i, err);
	for (int i = 0; r == 0 && i < x->nlets; i++)
		r = bind_let(x, i, err);
	for (int i = 0; r == 0 && i < x->nentries; i++)
		r = bind_entry(x, &x->entries[i], err);
	x->bound = r == 0;
	return r;
}

const char *n62_exprs_unit(const struct n62_exprs *x, int number)
{
	return x->entries[number].unit;
}

enum n62_expr_kind n62_exprs_kind(const struct n62_exprs *x, int number)
{
	return x->entries[number].value.kind;
}

/* ---- single things ---------------------------------------------------- */

int n62_exprs_constant(struct n62_exprs *x, const char *text,
    const struct n62_expr_place *place, double *value, const char **unit,
    struct n62_err *err)
{
	struct value v;
	struct tree t;

	if (read_tree(x, text, place, &t, err) < 0 ||
	    constant(x, &t, known_now(x), &v, value, err) < 0)
		return -1;
	expr_dim_text(v.dim, x->unit);
	if (unit)
		*unit = x->unit;
	return 0;
}

const char *n62_expr_end(const char *text)
{
	struct n62_exprs x = { 0 };
	struct n62_err err = { 0 };
	struct source s = { .text = text, .n = strlen(text) };
	size_t end = s.n;

	/* Without physics, which here leaves particles without number. */
	if (!expr_parse(&x, &s, &end, &err))
		end = s.n;
	n62_buf_free(&x.caret);
	n62_arena_free(&x.arena);
	return text + end;
}

int n62_exprs_particle(const struct n62_exprs *x, const char *name,
    int32_t *pdg, struct n62_err *err)
{
	const struct n62_particle *p;
	const char *names[64] = { NULL }, *near;

	for (int i = 0; (p = n62_physics_particle(x->physics, i)); i++) {
		if (strcmp(p->name, name) == 0) {
			*pdg = p->pdg;
			return 0;
		}
		if (i < 63)
			names[i] = p->name;
	}
	near = n62_nearest(name, names);
	return near
		   ? n62_fail(err, N62_USAGE,
			 "there is no particle %s; do you mean %s?", name, near)
		   : n62_fail(err, N62_USAGE, "there is no particle %s", name);
}
