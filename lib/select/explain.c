/*
 * explain.c - a selection told statement by statement, and its cut flow as a
 * table for people.
 */
#include "select/private.h"

#include <stdio.h>
#include <string.h>

const char *sel_title(const struct n62_selection *s)
{
	for (int i = 0; i < s->nstatements; i++)
		if (s->statements[i].kind == SEL_TITLE)
			return s->statements[i].text;
	return "";
}

/* ---- statements ------------------------------------------------------- */

/* The text with single blanks, as one line. */
static int put_line(struct n62_buf *b, const char *text, struct n62_err *err)
{
	struct n62_line line = { text, text + strlen(text) };
	struct n62_word w;
	bool first = true;

	while (n62_next_word(&line, &w)) {
		/* What follows # in a line is a comment: blank by now. */
		if ((!first && n62_buf_add(b, " ", 1, err) < 0) ||
		    n62_buf_add(b, w.at, w.n, err) < 0)
			return -1;
		first = false;
	}
	return 0;
}

static int put_behind(
    struct n62_buf *b, const struct sel_statement *st, struct n62_err *err)
{
	if (*st->doc && n62_buf_printf(b, err, "\n      %s", st->doc) < 0)
		return -1;
	if (*st->source &&
	    n62_buf_printf(b, err, "\n      [%s]", st->source) < 0)
		return -1;
	return n62_buf_add(b, "\n", 1, err);
}

static int explain_role(const struct n62_selection *s, const struct sel_role *r,
    struct n62_buf *b, struct n62_err *err)
{
	if (n62_buf_printf(b, err, "      %s: one of list %s%s%s", r->name,
		r->list, r->of >= 0 ? " of " : "",
		r->of >= 0 ? s->roles[r->of].name : "") < 0)
		return -1;
	if (r->as && n62_buf_printf(b, err, ", taken for %s", r->as) < 0)
		return -1;
	if (r->twin >= 0 && n62_buf_printf(b, err, ", another one like %s",
				s->roles[r->twin].name) < 0)
		return -1;
	if (r->where && (n62_buf_printf(b, err, ", where ") < 0 ||
			    put_line(b, r->where, err) < 0))
		return -1;
	return n62_buf_add(b, "\n", 1, err);
}

static int explain_candidate(
    const struct n62_selection *s, struct n62_buf *b, struct n62_err *err)
{
	if (n62_buf_printf(b, err, "candidate\n") < 0)
		return -1;
	for (int i = 0; i < s->nroles; i++)
		if (explain_role(s, &s->roles[i], b, err) < 0)
			return -1;
	if (!s->best)
		return n62_buf_printf(
		    b, err, "      the first combination is taken\n");
	if (n62_buf_printf(b, err, "      the combination with the %s ",
		s->best_max ? "largest" : "smallest") < 0 ||
	    put_line(b, s->best, err) < 0)
		return -1;
	return n62_buf_printf(b, err, " is taken\n");
}

static int explain_statement(const struct n62_selection *s,
    const struct sel_statement *st, int *number, struct n62_buf *b,
    struct n62_err *err)
{
	static const char *const words[] = { [SEL_PARAM] = "parameter",
		[SEL_LET] = "quantity",
		[SEL_REGION] = "region",
		[SEL_WEIGHT] = "weight" };

	switch (st->kind) {
	case SEL_CANDIDATE:
		++*number;
		if (n62_buf_printf(b, err, "%3d. ", *number) < 0)
			return -1;
		return explain_candidate(s, b, err);
	case SEL_CUT:
		if (n62_buf_printf(b, err, "%3d. %s: ", ++*number, st->name) <
		    0)
			return -1;
		break;
	case SEL_BLIND:
		return n62_buf_printf(b, err,
		    "     region %s is blind: events of data in it are left "
		    "out behind the candidate, unless --unblind\n",
		    st->name);
	case SEL_TITLE:
		return 0;
	case SEL_ABOUT:
		return n62_buf_printf(b, err, "%s\n", st->text);
	case SEL_SOURCE:
		return n62_buf_printf(b, err, "Source: %s\n", st->text);
	default:
		if (n62_buf_printf(b, err, "     %s %s%s", words[st->kind],
			st->name ? st->name : "", st->name ? ": " : "") < 0)
			return -1;
	}
	return put_line(b, st->text, err) < 0 ? -1 : put_behind(b, st, err);
}

int n62_selection_explain(
    const struct n62_selection *s, struct n62_buf *b, struct n62_err *err)
{
	int number = 0;

	if (n62_buf_printf(b, err, "%s: %s\n", s->name, sel_title(s)) < 0)
		return -1;
	for (int i = 0; i < s->nstatements; i++)
		if (explain_statement(s, &s->statements[i], &number, b, err) <
		    0)
			return -1;
	return 0;
}

/* ---- the cut flow ----------------------------------------------------- */

/* "12.34 %", or "-" of nothing. */
static const char *percent(char *text, size_t size, double part, double all)
{
	if (all == 0)
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.2f %%", 100 * part / all);
	return text;
}

static bool is_weighted(const struct n62_select_flow *f)
{
	for (int i = 0; i < f->n; i++)
		if (f->v[i].weight != (double)f->v[i].events)
			return true;
	return false;
}

static int print_row(const struct n62_select_flow *f, int row, int width,
    bool weighted, struct n62_buf *b, struct n62_err *err)
{
	const struct n62_select_count *c = &f->v[row];
	const struct n62_select_count *last = &f->v[f->n - 1];
	char one[32], all[32], others[32], n1[32] = "-";

	if (row == 0) {
		if (n62_buf_printf(b, err, "%-*s %12llu", width, c->name,
			(unsigned long long)c->events) < 0)
			return -1;
	} else {
		if (c->cut)
			snprintf(n1, sizeof n1, "%llu",
			    (unsigned long long)c->others);
		if (n62_buf_printf(b, err, "%-*s %12llu %10s %10s %12s %10s",
			width, c->name, (unsigned long long)c->events,
			percent(one, sizeof one, c->weight, c[-1].weight),
			percent(all, sizeof all, c->weight, f->v[0].weight), n1,
			c->cut ? percent(others, sizeof others, last->weight,
				     c->others_weight)
			       : "-") < 0)
			return -1;
	}
	if (weighted && n62_buf_printf(b, err, "%*s %14.6g", row == 0 ? 46 : 0,
			    "", c->weight) < 0)
		return -1;
	return n62_buf_add(b, "\n", 1, err);
}

static int print_region(const struct n62_select_flow *f, int i, int width,
    struct n62_buf *b, struct n62_err *err)
{
	const struct n62_select_region *g = &f->regions[i];
	char all[32] = "";

	if (g->blinded && f->simulated == 0)
		return n62_buf_printf(
		    b, err, "region %-*s blind\n", width - 7, g->name);
	return n62_buf_printf(b, err, "region %-*s %12llu %21s%s\n", width - 7,
	    g->name, (unsigned long long)g->events,
	    percent(all, sizeof all, g->weight, f->v[0].weight),
	    g->blinded ? " simulated, of data blind" : "");
}

int n62_select_flow_print(
    struct n62_select *s, struct n62_buf *b, struct n62_err *err)
{
	struct n62_select_flow f;
	bool weighted;
	int width = 10, n;

	if (n62_select_flow(s, &f, err) < 0)
		return -1;
	weighted = is_weighted(&f);
	for (int i = 0; i < f.n; i++)
		if ((n = (int)strlen(f.v[i].name)) > width)
			width = n;
	for (int i = 0; i < f.nregions; i++)
		if ((n = (int)strlen(f.regions[i].name) + 7) > width)
			width = n;
	if (n62_buf_printf(b, err, "%-*s %12s %10s %10s %12s %10s%s\n", width,
		"cut", "events", "of before", "of all", "all others",
		"of those", weighted ? "         weight" : "") < 0)
		return -1;
	for (int i = 0; i < f.n; i++)
		if (print_row(&f, i, width, weighted, b, err) < 0)
			return -1;
	for (int i = 0; i < f.nregions; i++)
		if (print_region(&f, i, width, b, err) < 0)
			return -1;
	return 0;
}
