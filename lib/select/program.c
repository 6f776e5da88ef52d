/*
 * program.c - the expressions of a selection, handed to lib/expr in the order
 * of the statements, and the steps that its events go through.
 *
 * Events of data in a blind region leave directly behind the candidate, before
 * any cut that follows, so that no count tells how many would have passed.
 */
#include "select/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the functions of this file share. */
struct maker {
	struct sel_program *p;
	struct n62_err *err;
};

static int add(struct maker *m, const char *text, struct sel_piece at,
    enum n62_expr_kind kind, int role)
{
	struct n62_expr_place place = sel_place(m->p->s, at);

	return n62_exprs_add(m->p->x, text, kind, role, NULL, &place, m->err);
}

/* ---- roles ------------------------------------------------------------ */

int sel_vertex_of(const struct n62_selection *s, int role)
{
	const struct sel_role *r = &s->roles[role];

	if (strcmp(r->list, "vertex") == 0)
		return -1;
	if (r->of >= 0 && strcmp(s->roles[r->of].list, "vertex") == 0)
		return r->of;
	for (int i = 0; i < role; i++)
		if (strcmp(s->roles[i].list, "vertex") == 0)
			return i;
	return -1;
}

static int add_role(struct maker *m, int number)
{
	struct sel_program *p = m->p;
	const struct sel_role *r = &p->s->roles[number];
	struct n62_expr_place place = sel_place(p->s, r->place);

	if (r->as &&
	    n62_exprs_particle(p->x, r->as, &p->pdg[number], m->err) < 0) {
		struct n62_expr_place as = sel_place(p->s, r->as_place);

		return n62_fail_at(
		    m->err, "%s:%d:%d", as.name, as.line, as.column);
	}
	return n62_exprs_role(p->x, r->name, r->list, p->pdg[number],
	    sel_vertex_of(p->s, number), &place, m->err);
}

/* A role is known to the conditions behind its own, and to its own. */
static int add_roles(struct maker *m)
{
	struct sel_program *p = m->p;
	const struct n62_selection *s = p->s;

	for (int i = 0; i < s->nroles; i++) {
		const struct sel_role *r = &s->roles[i];

		if (add_role(m, i) < 0)
			return -1;
		if (!r->where)
			continue;
		p->where[i] =
		    add(m, r->where, r->where_place, N62_EXPR_TRUTH, i);
		if (p->where[i] < 0)
			return -1;
	}
	if (s->best) {
		p->best = add(m, s->best, s->best_place, N62_EXPR_NUMBER, -1);
		if (p->best < 0)
			return -1;
	}
	return 0;
}

/* ---- members of list cand --------------------------------------------- */

static int add_kaon(struct maker *m)
{
	struct sel_program *p = m->p;

	p->member[0] = -1;
	p->vector[0] =
	    n62_exprs_add(p->x, "K", N62_EXPR_VECTOR, -1, NULL, NULL, m->err);
	p->cov[0] = n62_exprs_add_covariance(p->x, -1, m->err);
	p->nmembers = 1;
	return p->vector[0] < 0 || p->cov[0] < 0 ? -1 : 0;
}

static int add_members(struct maker *m)
{
	struct sel_program *p = m->p;

	for (int i = 0; i < p->s->nroles; i++) {
		int n = p->nmembers;

		if (p->pdg[i] == 0)
			continue;
		if (n == 0 && add_kaon(m) < 0)
			return -1;
		n = p->nmembers++;
		p->member[n] = i;
		p->vector[n] = n62_exprs_add(p->x, p->s->roles[i].name,
		    N62_EXPR_VECTOR, -1, NULL, NULL, m->err);
		p->cov[n] = n62_exprs_add_covariance(p->x, i, m->err);
		if (p->vector[n] < 0 || p->cov[n] < 0)
			return -1;
	}
	return 0;
}

/* ---- regions ---------------------------------------------------------- */

static bool constant(struct sel_program *p, const char *from, size_t n,
    const char *behind, double *v, const char **unit)
{
	struct n62_err unused = { 0 };
	char text[200];

	if (n + strlen(behind) + 2 > sizeof text)
		return false;
	snprintf(text, sizeof text, "%.*s %s", (int)n, from, behind);
	return n62_exprs_constant(p->x, text, NULL, v, unit, &unused) == 0;
}

/* What stands behind a number: its unit. */
static const char *behind_number(const char *text)
{
	const char *digits = "0123456789.+-";
	const char *c = text + strspn(text, " ");

	c += strspn(c, digits);
	if (*c == 'e' && c[1] && strchr(digits, c[1]))
		c += 1 + strspn(c + 1, digits);
	return c;
}

/* The ends of "X in LOW..HIGH UNIT" or "LOW < X < HIGH": what a picture of
 * the region needs. Other forms have none. */
static void find_range(struct sel_program *p, struct sel_region *g)
{
	const char *text = g->text;
	const char *in = strstr(text, " in "), *dots = strstr(text, "..");
	const char *less = strchr(text, '<'), *high, *behind, *stop, *unit;
	size_t n;

	if (strstr(text, " and ") || strstr(text, " or "))
		return;
	if (in && dots && dots > in) {
		text = in + 4;
		stop = dots;
		high = dots + 2;
	} else if (less && strrchr(text, '<') != less) {
		stop = less;
		high = strrchr(text, '<') + 1;
		high += *high == '=';
	} else {
		return;
	}
	/* The unit behind the upper end is that of both. */
	behind = behind_number(high);
	n = (size_t)(stop - text);
	if ((!constant(p, text, n, behind, &g->low, NULL) &&
		!constant(p, text, n, "", &g->low, NULL)) ||
	    !constant(p, high, strlen(high), "", &g->high, &unit))
		g->low = g->high = 0;
	else
		snprintf(g->unit, sizeof g->unit, "%s", unit);
}

static int add_region(struct maker *m, const struct sel_statement *st)
{
	struct sel_program *p = m->p;
	struct sel_region *g = &p->regions[p->nregions++];

	*g = (struct sel_region){ .name = st->name, .text = st->text };
	g->expr = add(m, st->text, st->where, N62_EXPR_TRUTH, -1);
	return g->expr < 0 ? -1 : 0;
}

static void set_blind(struct sel_program *p, const char *name)
{
	for (int i = 0; i < p->nregions; i++)
		if (strcmp(p->regions[i].name, name) == 0)
			p->regions[i].blind = true;
}

/* ---- statements ------------------------------------------------------- */

static void add_step(
    struct sel_program *p, enum sel_step_kind kind, const char *name, int expr)
{
	p->steps[p->nsteps++] = (struct sel_step){ kind, name, expr };
}

static int add_statement(struct maker *m, const struct sel_statement *st)
{
	struct sel_program *p = m->p;
	struct n62_expr_place place = sel_place(p->s, st->where);
	int n = 0;

	switch (st->kind) {
	case SEL_PARAM:
		return n62_exprs_param(
		    p->x, st->name, st->text, &place, m->err);
	case SEL_LET:
		return n62_exprs_let(p->x, st->name, st->text, &place, m->err);
	case SEL_CANDIDATE:
		add_step(p, SEL_STEP_CANDIDATE, "candidate", -1);
		return add_roles(m);
	case SEL_CUT:
		n = add(m, st->text, st->where, N62_EXPR_TRUTH, -1);
		add_step(p, SEL_STEP_CUT, st->name, n);
		break;
	case SEL_WEIGHT:
		n = p->weight =
		    add(m, st->text, st->where, N62_EXPR_NUMBER, -1);
		break;
	case SEL_REGION:
		return add_region(m, st);
	case SEL_BLIND:
		set_blind(p, st->name);
		break;
	default:
		break;
	}
	return n < 0 ? -1 : 0;
}

/* Behind the candidate, or in front of all. */
static void add_blinding(struct sel_program *p)
{
	bool blind = false;
	int at = 0;

	for (int i = 0; i < p->nregions; i++)
		blind |= p->regions[i].blind;
	if (!blind)
		return;
	for (int i = 0; i < p->nsteps; i++)
		if (p->steps[i].kind == SEL_STEP_CANDIDATE)
			at = i + 1;
	memmove(&p->steps[at + 1], &p->steps[at],
	    (size_t)(p->nsteps - at) * sizeof *p->steps);
	p->steps[at] = (struct sel_step){ SEL_STEP_BLIND, "blind", -1 };
	p->nsteps++;
}

static int make(struct maker *m, const struct n62_texts *defines)
{
	struct sel_program *p = m->p;

	p->regions =
	    n62_new((size_t)p->s->nstatements, sizeof *p->regions, m->err);
	if (!p->regions)
		return -1;
	for (int i = 0; i < p->s->nstatements; i++)
		if (add_statement(m, &p->s->statements[i]) < 0)
			return -1;
	for (size_t i = 0; defines && i < defines->n; i++)
		if (n62_exprs_define(p->x, defines->v[i], m->err) < 0)
			return n62_fail_at(m->err, "--define");
	for (int i = 0; i < p->nregions; i++)
		find_range(p, &p->regions[i]);
	add_blinding(p);
	return add_members(m);
}

int sel_program_init(struct sel_program *p, const struct n62_selection *s,
    const struct n62_texts *defines, struct n62_buf *caret, struct n62_err *err)
{
	struct maker m = { p, err };
	struct n62_err unused = { 0 };

	*p = (struct sel_program){ .s = s, .best = -1, .weight = -1 };
	for (int i = 0; i < SEL_MAX_ROLES; i++)
		p->where[i] = -1;
	p->x = n62_exprs_new(err);
	if (!p->x)
		return -1;
	if (make(&m, defines) == 0)
		return 0;
	if (caret && *n62_exprs_caret(p->x))
		n62_buf_printf(caret, &unused, "%s\n", n62_exprs_caret(p->x));
	return -1;
}

void sel_program_free(struct sel_program *p)
{
	n62_exprs_free(p->x);
	free(p->regions);
	*p = (struct sel_program){ 0 };
}
