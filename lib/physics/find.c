/*
 * find.c - modes by their short names, or by a decay written down in any
 * order.
 *
 * A decay becomes a key: the mother and the sorted daughters, where all
 * neutrinos are equal. Behind a comma may follow the decay of its pi0.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "physics/private.h"

enum {
	MOST = 12
};

struct key {
	int32_t mother, v[MOST];
	int n;
};

static int32_t same_neutrinos(int32_t pdg)
{
	int a = abs(pdg);

	return a == N62_NU_E || a == N62_NU_MU || a == N62_NU_TAU ? N62_NU_E
								  : pdg;
}

const struct n62_particle *phys_named(
    const struct n62_physics *p, const char *name, size_t n)
{
	const struct n62_particle *q;

	if ((n == 2 && memcmp(name, "nu", 2) == 0) ||
	    (n == 5 && memcmp(name, "nubar", 5) == 0))
		return n62_particle(p, N62_NU_E);
	for (int i = 0; (q = n62_physics_particle(p, i)); i++)
		if (strlen(q->name) == n && memcmp(q->name, name, n) == 0)
			break;
	return q;
}

static void insert(struct key *k, int32_t pdg)
{
	int i = k->n++;

	for (; i > 0 && k->v[i - 1] > pdg; i--)
		k->v[i] = k->v[i - 1];
	k->v[i] = pdg;
}

static struct key key_of(const struct n62_mode *m)
{
	struct key k = { .mother = m->mother };

	for (int i = 0; i < m->n; i++)
		insert(&k, same_neutrinos(m->pdg[i]));
	return k;
}

static bool equal(const struct key *a, const struct key *b)
{
	return a->mother == b->mother && a->n == b->n &&
	       memcmp(a->v, b->v, (size_t)a->n * sizeof *a->v) == 0;
}

static const struct n62_mode *mode_named(
    const struct n62_physics *p, const char *name, int *index)
{
	const struct n62_mode *m;

	for (*index = 0; (m = n62_physics_mode(p, *index)); ++*index)
		if (strcmp(m->name, name) == 0)
			break;
	return m;
}

/* ---- what the user wrote ---------------------------------------------- */

static int no_particle(
    const struct n62_physics *p, const char *at, size_t n, struct n62_err *err)
{
	const char *names[64] = { 0 }, *near;
	char word[32];

	snprintf(word, sizeof word, "%.*s", (int)n, at);
	for (int i = 0; i < 63 && n62_physics_particle(p, i); i++)
		names[i] = n62_physics_particle(p, i)->name;
	near = n62_nearest(word, names);
	return n62_fail(err, N62_USAGE, "'%s' is not a particle%s%s", word,
	    near ? "; did you mean " : "", near ? near : "");
}

/* Words up to a comma or the end; an arrow may touch its neighbours. */
static int parse(const struct n62_physics *p, const char **text, struct key *k,
    struct n62_err *err)
{
	const struct n62_particle *q;
	const char *at = *text;
	bool arrow = false;

	*k = (struct key){ 0 };
	while (*at && *at != ',') {
		size_t n;

		if (isspace((unsigned char)*at)) {
			at++;
			continue;
		}
		if (strncmp(at, "->", 2) == 0) {
			arrow = true;
			at += 2;
			continue;
		}
		n = strcspn(at, " \t,");
		if (strstr(at, "->") && (size_t)(strstr(at, "->") - at) < n)
			n = (size_t)(strstr(at, "->") - at);
		q = phys_named(p, at, n);
		if (!q)
			return no_particle(p, at, n, err);
		if (arrow && k->n < MOST)
			insert(k, same_neutrinos(q->pdg));
		else if (!arrow)
			k->mother = q->pdg;
		at += n;
	}
	*text = *at ? at + 1 : at;
	return 0;
}

/* Daughters that two decays do not share; those of other mothers are far. */
static int apart(const struct key *a, const struct key *b)
{
	int i = 0, j = 0, common = 0;

	while (i < a->n && j < b->n) {
		common += a->v[i] == b->v[j];
		if (a->v[i] < b->v[j])
			i++;
		else if (a->v[i] > b->v[j])
			j++;
		else
			i++, j++;
	}
	if (a->mother != b->mother || common == 0)
		return MOST;
	return (a->n > b->n ? a->n : b->n) - common;
}

enum {
	SUGGESTIONS = 3
};

/* The modes nearest to a decay that is written down; their number. */
static int near_decays(
    const struct n62_physics *p, const struct key *k, const char **near)
{
	const struct n62_mode *m;
	int best = MOST, n = 0;

	for (int i = 0; (m = n62_physics_mode(p, i)); i++) {
		struct key own = key_of(m);
		int d = apart(k, &own);

		if (m->pi0 || d > best || d == MOST)
			continue;
		n = d < best ? 0 : n;
		best = d;
		if (n < SUGGESTIONS)
			near[n++] = m->decay;
	}
	return n;
}

/* The short name nearest to a word: 0 or 1. */
static int near_name(const struct n62_physics *p, const char *name,
    const char **near, struct n62_err *err)
{
	size_t n = p->modes.len / sizeof(struct n62_mode);
	const char **names = n62_new(n + 1, sizeof *names, err);

	if (!names)
		return -1;
	for (size_t i = 0; i < n; i++)
		names[i] = n62_physics_mode(p, (int)i)->name;
	*near = n62_nearest(name, names);
	free(names);
	return *near != NULL;
}

/* k: the decay that was written down, or NULL. */
static int not_found(const struct n62_physics *p, const char *name,
    const struct key *k, struct n62_err *err)
{
	static const char *const before[] = { "; did you mean ", ", or " };
	const char *near[SUGGESTIONS];
	char text[160] = "";
	int n = k ? near_decays(p, k, near) : near_name(p, name, near, err);

	if (n < 0)
		return -1;
	for (int i = 0; i < n; i++) {
		size_t at = strlen(text);

		snprintf(text + at, sizeof text - at, "%s%s", before[i > 0],
		    near[i]);
	}
	return n62_fail(err, N62_USAGE,
	    "there is no decay '%.100s' in the table%s", name, text);
}

int n62_decay_find(
    const struct n62_physics *p, const char *name, struct n62_err *err)
{
	const struct n62_mode *m;
	const char *at = name;
	struct key first, second, own;
	int i, pi0;

	if (mode_named(p, name, &i))
		return i;
	if (!strstr(name, "->"))
		return not_found(p, name, NULL, err);
	if (parse(p, &at, &first, err) < 0 || parse(p, &at, &second, err) < 0)
		return -1;
	for (i = 0; (m = n62_physics_mode(p, i)); i++) {
		own = key_of(m);
		if (!equal(&own, &first) || !m->pi0 != (second.n == 0))
			continue;
		if (!m->pi0)
			return i;
		own = key_of(mode_named(p, m->pi0, &pi0));
		if (equal(&own, &second))
			return i;
	}
	return not_found(p, name, &first, err);
}
