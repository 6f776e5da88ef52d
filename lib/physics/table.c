/*
 * table.c - the text of particles and decays, line by line. The format is
 * said at the top of the files in data/.
 */
#include <string.h>

#include "physics/private.h"

struct parser {
	struct n62_physics *p;
	struct n62_line line; /* the rest of it */
	int number;           /* from 1 */
};

/* The next word as a text of its own. */
static int text(struct parser *l, const char **to, struct n62_err *err)
{
	struct n62_word w;

	if (!n62_next_word(&l->line, &w))
		return n62_fail(err, N62_DATA, "the line is too short");
	*to = n62_arena_text(&l->p->arena, w.at, w.n, err);
	return *to ? 0 : -1;
}

/* All that is left. */
static int rest(struct parser *l, const char **to, struct n62_err *err)
{
	struct n62_word w = n62_rest(l->line);

	*to = n62_arena_text(&l->p->arena, w.at, w.n, err);
	return *to ? 0 : -1;
}

static int number(struct parser *l, double *v, struct n62_err *err)
{
	struct n62_word w;

	if (!n62_next_word(&l->line, &w))
		return n62_fail(err, N62_DATA, "the line is too short");
	if (n62_get_f64(w.at, w.n, v) < 0)
		return n62_fail(
		    err, N62_DATA, "'%.*s' is not a number", (int)w.n, w.at);
	return 0;
}

/* ---- particles -------------------------------------------------------- */

/* NAME ANTIPARTICLE PDG CHARGE MASS LIFETIME SOURCE */
static int particle(struct parser *l, struct n62_err *err)
{
	struct n62_particle q = { .lifetime = INFINITY };
	const char *anti;
	double pdg, charge;
	struct n62_word w;

	if (text(l, &q.name, err) < 0 || text(l, &anti, err) < 0 ||
	    number(l, &pdg, err) < 0 || number(l, &charge, err) < 0 ||
	    number(l, &q.mass, err) < 0 || !n62_next_word(&l->line, &w))
		return -1;
	if (!n62_word_is(w, "stable") &&
	    n62_get_f64(w.at, w.n, &q.lifetime) < 0)
		return n62_fail(
		    err, N62_DATA, "'%.*s' is not a lifetime", (int)w.n, w.at);
	if (text(l, &q.source, err) < 0)
		return -1;
	q.pdg = (int32_t)pdg;
	q.charge = (int)charge;
	if (n62_buf_add(&l->p->particles, &q, sizeof q, err) < 0)
		return -1;
	if (strcmp(anti, "-") == 0)
		return 0;
	q.name = anti;
	q.pdg = -q.pdg;
	q.charge = -q.charge;
	return n62_buf_add(&l->p->particles, &q, sizeof q, err);
}

/* ---- decays ----------------------------------------------------------- */

static int about(struct parser *l, struct n62_err *err)
{
	struct phys_about a;

	if (text(l, &a.name, err) < 0 || rest(l, &a.about, err) < 0)
		return -1;
	return n62_buf_add(&l->p->abouts, &a, sizeof a, err);
}

/* mass PARTICLE PARAMETER */
static int mass(struct parser *l, struct n62_err *err)
{
	struct n62_particle *particles = (void *)l->p->particles.data;
	size_t n = l->p->particles.len / sizeof *particles;
	const struct n62_param *param;
	const char *name, *parameter;
	struct phys_tie tie = { 0, 0 };

	if (text(l, &name, err) < 0 || text(l, &parameter, err) < 0)
		return -1;
	param = n62_params_find(&l->p->params, parameter, err);
	if (!param)
		return -1;
	tie.param = (size_t)(param - l->p->params.v);
	while ((size_t)tie.particle < n &&
	       strcmp(particles[tie.particle].name, name) != 0)
		tie.particle++;
	if ((size_t)tie.particle == n)
		return n62_fail(
		    err, N62_DATA, "there is no particle '%s'", name);
	particles[tie.particle].mass = param->value;
	return n62_buf_add(&l->p->ties, &tie, sizeof tie, err);
}

/* "K+ -> mu+ nu_mu" */
static int daughters(struct parser *l, struct n62_mode *m, struct n62_err *err)
{
	const struct n62_particle *q;
	struct n62_word w;

	for (int i = -1; n62_next_word(&l->line, &w); i++) {
		bool arrow = n62_word_is(w, "->");

		if (arrow != (i == 0) || i > N62_DECAY_BODIES)
			return n62_fail(err, N62_DATA,
			    "the decay cannot have '%.*s' at its place",
			    (int)w.n, w.at);
		if (arrow)
			continue;
		q = phys_named(l->p, w.at, w.n);
		if (!q)
			return n62_fail(err, N62_DATA,
			    "'%.*s' is not a particle", (int)w.n, w.at);
		if (i < 0)
			m->mother = q->pdg;
		else
			m->pdg[m->n++] = q->pdg;
	}
	return 0;
}

static const char *about_of(const struct n62_physics *p, const char *matrix)
{
	const struct phys_about *a = (const void *)p->abouts.data;

	for (size_t i = 0; i < p->abouts.len / sizeof *a; i++)
		if (strcmp(a[i].name, matrix) == 0)
			return a[i].about;
	return "";
}

/* One of "within MODE" and "pi0 MODE". */
static int relation(struct parser *l, struct n62_word w, struct n62_mode *m,
    struct n62_err *err)
{
	const char **to = n62_word_is(w, "within") ? &m->within
			  : n62_word_is(w, "pi0")  ? &m->pi0
						   : NULL;

	if (!to || *to)
		return n62_fail(err, N62_DATA,
		    "'%.*s' is none of within MODE, pi0 MODE, and the colon "
		    "before the decay",
		    (int)w.n, w.at);
	return text(l, to, err);
}

/* NAME BR ERROR SOURCE MATRIX [within MODE] [pi0 MODE] : DECAY */
static int mode(struct parser *l, struct n62_err *err)
{
	struct n62_mode m = { 0 };
	struct parser decay;
	struct n62_word w;

	if (text(l, &m.name, err) < 0 || number(l, &m.br, err) < 0 ||
	    number(l, &m.error, err) < 0 || text(l, &m.source, err) < 0 ||
	    text(l, &m.matrix, err) < 0)
		return -1;
	m.about = about_of(l->p, m.matrix);
	while (n62_next_word(&l->line, &w) && !n62_word_is(w, ":"))
		if (relation(l, w, &m, err) < 0)
			return -1;
	decay = *l;
	if (rest(l, &m.decay, err) < 0 || daughters(&decay, &m, err) < 0 ||
	    phys_check_mode(l->p, &m, err) < 0)
		return -1;
	if (n62_buf_add(&l->p->lines, &l->number, sizeof l->number, err) < 0)
		return -1;
	return n62_buf_add(&l->p->modes, &m, sizeof m, err);
}

static int line(struct parser *l, struct n62_err *err)
{
	static const struct {
		const char *word;
		int (*read)(struct parser *l, struct n62_err *err);
	} words[] = { { "matrix", about }, { "mass", mass }, { "mode", mode } };
	struct n62_word w;

	n62_next_word(&l->line, &w);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (n62_word_is(w, words[i].word))
			return words[i].read(l, err);
	return n62_fail(err, N62_DATA,
	    "a line begins with mode, mass or matrix, not with '%.*s'",
	    (int)w.n, w.at);
}

/* ---- files ------------------------------------------------------------ */

/* Each line that has something, without comments. */
static int parse(struct n62_physics *p, const struct n62_builtin *file,
    int (*read)(struct parser *l, struct n62_err *err), struct n62_err *err)
{
	const char *at = file->text, *end = at + file->size;

	for (int number_of = 1; at < end; number_of++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		const char *hash;
		struct parser l = { p, { at, stop ? stop : end }, number_of };

		hash = memchr(at, '#', (size_t)(l.line.end - at));
		at = l.line.end + 1;
		if (hash)
			l.line.end = hash;
		if (n62_rest(l.line).n > 0 && read(&l, err) < 0)
			return n62_fail_at(
			    err, "%s: line %d", file->name, number_of);
	}
	return 0;
}

int phys_parse_particles(
    struct n62_physics *p, const struct n62_builtin *file, struct n62_err *err)
{
	return parse(p, file, particle, err);
}

int phys_parse_decays(
    struct n62_physics *p, const struct n62_builtin *file, struct n62_err *err)
{
	if (parse(p, file, line, err) < 0)
		return -1;
	return phys_check_modes(p, file->name, err);
}
