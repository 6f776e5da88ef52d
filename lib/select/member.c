/*
 * member.c - the roles of a candidate: what list each is of, under what
 * hypothesis, on what condition, and which of the combinations is the best.
 */
#include "select/private.h"

#include <ctype.h>
#include <string.h>

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static const char *blanks(const char *c, const char *end)
{
	while (c < end && isspace((unsigned char)*c))
		c++;
	return c;
}

static const char *name_end(const char *c, const char *end)
{
	while (c < end && is_word(*c))
		c++;
	return c;
}

/* Behind the word, if that is what stands at c; otherwise NULL. */
static const char *behind(const char *c, const char *end, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(end - c) < n || strncmp(c, word, n) != 0 ||
	    (c + n < end && is_word(c[n])))
		return NULL;
	return blanks(c + n, end);
}

/* ---- where members begin ---------------------------------------------- */

/* "a:" or "a, b:" or "best by" at c. */
static bool begins(const char *c, const char *end)
{
	if (behind(c, end, "best"))
		return true;
	for (;;) {
		const char *stop = name_end(c, end);

		if (stop == c)
			return false;
		c = blanks(stop, end);
		if (c == end || *c != ',')
			return c < end && *c == ':';
		c = blanks(c + 1, end);
	}
}

/* The end of the member at c: a semicolon, or a line that begins another. */
static const char *member_end(const char *c, const char *end)
{
	bool quoted = false;

	for (; c < end; c++) {
		if (*c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (*c == ';' || (*c == '\n' && begins(blanks(c, end), end)))
			return c;
	}
	return end;
}

/* ---- the parts of a member -------------------------------------------- */

static int find_role(const struct n62_selection *s, const char *at, size_t n)
{
	for (int i = 0; i < s->nroles; i++)
		if (strlen(s->roles[i].name) == n &&
		    strncmp(s->roles[i].name, at, n) == 0)
			return i;
	return -1;
}

/* The hypothesis at the end of a condition: "... as pi+". */
static const char *trailing_as(const char *from, const char *end)
{
	const char *c = end;

	while (c > from && !isspace((unsigned char)c[-1]))
		c--;
	while (c > from && isspace((unsigned char)c[-1]))
		c--;
	if (c - from < 3 || strncmp(c - 2, "as", 2) != 0 ||
	    !isspace((unsigned char)c[-3]))
		return NULL;
	return c - 2;
}

static int take_as(struct sel_reader *r, const char **from, const char *end,
    struct sel_role *role)
{
	const char *at = behind(*from, end, "as"), *stop = at;

	if (!at)
		return 0;
	while (stop < end && !isspace((unsigned char)*stop))
		stop++;
	if (stop == at)
		return sel_fail(r, at, "as needs a particle, such as pi+");
	role->as_place = sel_piece(r, at, stop);
	role->as = sel_copy(r, role->as_place);
	*from = blanks(stop, end);
	return role->as ? 0 : -1;
}

static int take_of(struct sel_reader *r, const char **from, const char *end,
    struct sel_role *role)
{
	const char *at = behind(*from, end, "of"), *stop;

	if (!at)
		return 0;
	stop = name_end(at, end);
	role->of = find_role(r->s, at, (size_t)(stop - at));
	if (role->of < 0)
		return sel_fail(r, at,
		    "there is no role '%.*s' in front of this",
		    (int)(stop - at), at);
	*from = blanks(stop, end);
	return 0;
}

static int take_where(struct sel_reader *r, const char **from, const char *end,
    struct sel_role *role)
{
	const char *at = behind(*from, end, "where"), *as, *tail;

	if (!at)
		return 0;
	as = trailing_as(at, end);
	tail = as ? as : end;
	if (as && take_as(r, &tail, end, role) < 0)
		return -1;
	role->where_place = sel_piece(r, at, as ? as : end);
	if (role->where_place.n == 0)
		return sel_fail(r, at, "where needs a condition");
	role->where = sel_copy(r, role->where_place);
	*from = end;
	return role->where ? 0 : -1;
}

/* What stands behind the colon is the same for all names in front of it. */
static int take_kind(struct sel_reader *r, const char *from, const char *end,
    struct sel_role *role)
{
	const char *stop = name_end(from, end);

	*role = (struct sel_role){ .of = -1, .twin = -1 };
	if (stop == from)
		return sel_fail(
		    r, from, "a list is missing, such as track, vertex or pi0");
	role->list = sel_copy(r, sel_piece(r, from, stop));
	from = blanks(stop, end);
	if (!role->list || take_of(r, &from, end, role) < 0 ||
	    take_as(r, &from, end, role) < 0 ||
	    take_where(r, &from, end, role) < 0)
		return -1;
	if (from != end)
		return sel_fail(r, from,
		    "of ROLE, as PARTICLE or where CONDITION is expected here");
	return 0;
}

static int add_role(struct sel_reader *r, const char *at, size_t n,
    const struct sel_role *kind, int twin)
{
	struct n62_selection *s = r->s;
	struct sel_role *role = &s->roles[s->nroles];

	if (!sel_is_name(at, n))
		return sel_fail(r, at, "'%.*s' cannot name a role", (int)n, at);
	if (find_role(s, at, n) >= 0)
		return sel_fail(r, at, "a second role %.*s", (int)n, at);
	if (s->nroles == SEL_MAX_ROLES)
		return sel_fail(
		    r, at, "a candidate has at most %d roles", SEL_MAX_ROLES);
	*role = *kind;
	role->place = sel_piece(r, at, at + n);
	role->name = sel_copy(r, role->place);
	role->twin = twin;
	if (!role->name)
		return -1;
	s->nroles++;
	return 0;
}

static int read_roles(struct sel_reader *r, const char *from, const char *end)
{
	const char *colon = from;
	struct sel_role kind;
	int twin = -1;

	while (colon < end && *colon != ':')
		colon++;
	if (!begins(from, end) || colon == end)
		return sel_fail(r, from,
		    "ROLE: LIST, or best by, is expected "
		    "here");
	if (take_kind(r, blanks(colon + 1, end), end, &kind) < 0)
		return -1;
	while (from < colon) {
		const char *stop = name_end(from, colon);

		if (add_role(r, from, (size_t)(stop - from), &kind, twin) < 0)
			return -1;
		twin = r->s->nroles - 1;
		from = blanks(stop, colon);
		if (from < colon)
			from = blanks(from + 1, colon);
	}
	return 0;
}

static int read_best(struct sel_reader *r, const char *from, const char *end)
{
	struct n62_selection *s = r->s;
	const char *at = behind(from, end, "by"), *least, *most;

	if (!at)
		return sel_fail(r, from, "by is expected here: best by min X");
	if (s->best)
		return sel_fail(r, from, "a second best");
	least = behind(at, end, "min");
	most = behind(at, end, "max");
	/* min(a, b) is a function. */
	if (least && (least == end || *least != '('))
		at = least;
	s->best_max = most && (most == end || *most != '(');
	if (s->best_max)
		at = most;
	s->best_place = sel_piece(r, at, end);
	if (s->best_place.n == 0)
		return sel_fail(r, at, "best by needs a value");
	s->best = sel_copy(r, s->best_place);
	return s->best ? 0 : -1;
}

int sel_read_members(struct sel_reader *r, const char *from, const char *end)
{
	const char *at = from, *stop, *best;

	for (from = blanks(from, end); from < end; from = blanks(stop, end)) {
		struct sel_piece p;

		stop = member_end(from, end);
		p = sel_piece(r, from, stop);
		best = behind(from, p.at + p.n, "best");
		if (best ? read_best(r, best, p.at + p.n) < 0
			 : read_roles(r, from, p.at + p.n) < 0)
			return -1;
		if (stop < end && *stop == ';')
			stop++;
	}
	if (r->s->nroles == 0)
		return sel_fail(r, at,
		    "a candidate needs a role, such as "
		    "pi: track as pi+ where q > 0");
	return 0;
}
