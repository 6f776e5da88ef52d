/*
 * vector.c - four-vectors: of elements of lists under a hypothesis, of the
 * kaon, and functions of them. Each is four nodes; what is computed with them
 * is arithmetic of nodes.
 *
 * A track has the momentum that the vertex of its candidate says, where it is
 * one of its tracks; else that of its slopes behind the magnet. Photons come
 * from the vertex.
 */
#include <string.h>

#include "expr/private.h"

/* The mean beam: na62-detector(7). Momentum in GeV, slopes. */
static const double beam_p = 75, beam_dxdz = 1.2e-3, beam_dydz = 2.5e-5;

/* Where clusters of the LKr are given, mm: na62-reco(1). */
static const double lkr_z = 241093;

/* ---- nodes that fail together ----------------------------------------- */

/* An operand that is -1 has failed before; so does the result. */
static int pair(struct binder *b, enum node_op op, int p, int q)
{
	return p < 0 || q < 0 ? -1 : expr_op(b->x, op, p, q, -1, b->err);
}

static int single(struct binder *b, enum node_op op, int p)
{
	return p < 0 ? -1 : expr_op(b->x, op, p, -1, -1, b->err);
}

static int number(struct binder *b, double v)
{
	return expr_number(b->x, v, b->err);
}

static int squares(struct binder *b, const int v[3])
{
	int sum = pair(b, N_MUL, v[0], v[0]);

	sum = pair(b, N_ADD, sum, pair(b, N_MUL, v[1], v[1]));
	return pair(b, N_ADD, sum, pair(b, N_MUL, v[2], v[2]));
}

static int scalar_product(struct binder *b, const int v[3], const int w[3])
{
	int sum = pair(b, N_MUL, v[0], w[0]);

	sum = pair(b, N_ADD, sum, pair(b, N_MUL, v[1], w[1]));
	return pair(b, N_ADD, sum, pair(b, N_MUL, v[2], w[2]));
}

int expr_vector_size(struct binder *b, const int v[3])
{
	return single(b, N_SQRT, squares(b, v));
}

/* |v x w| */
static int cross_size(struct binder *b, const int v[3], const int w[3])
{
	int cross[3];

	for (int i = 0; i < 3; i++) {
		int j = (i + 1) % 3, k = (i + 2) % 3;

		cross[i] = pair(b, N_SUB, pair(b, N_MUL, v[j], w[k]),
		    pair(b, N_MUL, v[k], w[j]));
	}
	return expr_vector_size(b, cross);
}

/* ---- columns of an element -------------------------------------------- */

static int find(const struct binder *b, int list, const char *name)
{
	return expr_find_column(
	    b->x, list, (struct n62_word){ name, strlen(name) });
}

/* The node of a column that must be there. */
static int column(struct binder *b, int view, int list, const char *name, int k)
{
	int col = find(b, list, name);
	struct value v;

	if (col < 0)
		return expr_bad(b, b->at,
		    "list %s of the stream has no column %s",
		    b->x->table->lists[list].name, name);
	if (b->x->table->columns[col].type == N62_STR ||
	    b->x->table->columns[col].type == N62_SUM ||
	    k >= (int)b->x->table->columns[col].length + (k == 0))
		return expr_bad(b, b->at,
		    "column %s of list %s cannot be used as it is", name,
		    b->x->table->lists[list].name);
	return expr_load(b->x, view, col, k, &v, b->err) < 0 ? -1 : v.v[0];
}

/* Momentum from its size and two slopes. */
static int from_slopes(struct binder *b, int p, int dxdz, int dydz, int v[3])
{
	int slopes[3] = { dxdz, dydz, number(b, 1) };
	int norm = expr_vector_size(b, slopes);

	v[2] = pair(b, N_DIV, p, norm);
	v[0] = pair(b, N_MUL, dxdz, v[2]);
	v[1] = pair(b, N_MUL, dydz, v[2]);
	return v[0] < 0 || v[1] < 0 || v[2] < 0 ? -1 : 0;
}

/* The energy of a particle of this mass, in v[3]. */
static int on_shell(struct binder *b, double mass, struct value *v)
{
	int m2 = number(b, mass * mass);

	v->kind = N62_EXPR_VECTOR;
	v->v[3] = single(b, N_SQRT, pair(b, N_ADD, squares(b, v->v), m2));
	return v->v[3] < 0 ? -1 : 0;
}

static int place(struct binder *b, int view)
{
	struct node n = EXPR_NODE(N_PLACE);

	n.view = view;
	n.shape = expr_shape(b->x, view);
	return expr_node(b->x, &n, b->err);
}

/*
 * Which of the tracks of a vertex a track is, as a number in the whole column
 * vertex.track; -1. Both are of one row.
 */
int expr_vertex_slot(struct binder *b, int view, int vertex)
{
	const struct role *v = &b->x->roles[vertex];
	struct node n = EXPR_NODE(N_SLOT);

	n.view = v->view;
	n.col = find(b, v->list, "track");
	n.shape = expr_shape(b->x, v->view);
	n.a = place(b, view);
	return n.a < 0 || n.col < 0 ? -1 : expr_node(b->x, &n, b->err);
}

/* Value number `at` of a column of the vertices. */
int expr_vertex_value(struct binder *b, int list, const char *name, int at)
{
	struct node n = EXPR_NODE(N_AT);

	n.col = find(b, list, name);
	if (n.col < 0 || at < 0)
		return at < 0 ? -1 : column(b, 0, list, name, 0);
	n.a = at;
	n.shape = b->x->nodes[at].shape;
	n.view = n.shape;
	return expr_node(b->x, &n, b->err);
}

static int track_vector(
    struct binder *b, int view, int list, int vertex, struct value *v)
{
	static const char *const names[] = { "track_px", "track_py",
		"track_pz" };
	int slot, at;

	if (from_slopes(b, column(b, view, list, "p", 0),
		column(b, view, list, "dxdz", 0),
		column(b, view, list, "dydz", 0), v->v) < 0)
		return -1;
	if (vertex < 0 || find(b, b->x->roles[vertex].list, "track_px") < 0 ||
	    find(b, b->x->roles[vertex].list, "track") < 0)
		return 0;
	slot = expr_vertex_slot(b, view, vertex);
	for (int i = 0; i < 3; i++) {
		at = expr_vertex_value(
		    b, b->x->roles[vertex].list, names[i], slot);
		v->v[i] = pair(b, N_OR_ELSE, at, v->v[i]);
		if (v->v[i] < 0)
			return -1;
	}
	return 0;
}

/* A photon from the vertex to a cluster. */
static int photon_vector(
    struct binder *b, int view, int list, int vertex, int v[3])
{
	const struct role *r = &b->x->roles[vertex];
	int way[3], factor;

	way[0] = pair(b, N_SUB, column(b, view, list, "x", 0),
	    column(b, r->view, r->list, "x", 0));
	way[1] = pair(b, N_SUB, column(b, view, list, "y", 0),
	    column(b, r->view, r->list, "y", 0));
	way[2] = pair(
	    b, N_SUB, number(b, lkr_z), column(b, r->view, r->list, "z", 0));
	factor = pair(
	    b, N_DIV, column(b, view, list, "e", 0), expr_vector_size(b, way));
	for (int i = 0; i < 3; i++) {
		v[i] = pair(b, N_MUL, way[i], factor);
		if (v[i] < 0)
			return -1;
	}
	return 0;
}

/* The sum of two photons from the vertex. */
static int pair_vector(
    struct binder *b, int view, int list, int vertex, int clusters, int v[3])
{
	int photon[2][3];

	for (int k = 0; k < 2; k++) {
		int index = column(b, view, list, "cluster", k), at;

		if (index < 0)
			return -1;
		at = expr_space(b->x, S_POINT, expr_shape(b->x, view), clusters,
		    index, -1, b->err);
		if (at < 0 ||
		    photon_vector(b, at, clusters, vertex, photon[k]) < 0)
			return -1;
	}
	for (int i = 0; i < 3; i++) {
		v[i] = pair(b, N_ADD, photon[0][i], photon[1][i]);
		if (v[i] < 0)
			return -1;
	}
	return 0;
}

static int direct_vector(struct binder *b, int view, int list, int v[3])
{
	static const char *const names[] = { "px", "py", "pz" };

	for (int i = 0; i < 3; i++) {
		v[i] = column(b, view, list, names[i], 0);
		if (v[i] < 0)
			return -1;
	}
	return 0;
}

static int find_list(const struct binder *b, const char *name)
{
	return expr_find_list(b->x, (struct n62_word){ name, strlen(name) });
}

/* The role of list vertex that is the vertex of the candidate: the first. */
static int candidate_vertex(const struct binder *b)
{
	for (int i = 0; i < b->known.roles; i++)
		if (strcmp(b->x->roles[i].list_name, "vertex") == 0)
			return i;
	return -1;
}

/* The vertex where a role's momentum is taken, or -1. */
int expr_role_vertex(const struct binder *b, int vertex)
{
	return vertex >= 0 ? vertex : candidate_vertex(b);
}

static bool is_list(const struct binder *b, int list, const char *name)
{
	return strcmp(b->x->table->lists[list].name, name) == 0;
}

int expr_particle_vector(struct binder *b, const struct ast *a, int view,
    int list, int32_t pdg, int vertex, struct value *v)
{
	const struct n62_particle *p = n62_particle(b->x->physics, pdg);
	int clusters = find_list(b, "cluster"), done;

	/* Only an element that each row has one of belongs to its vertex. */
	vertex = expr_shape(b->x, view) == 0 ? expr_role_vertex(b, vertex) : -1;
	*v = (struct value){ .kind = N62_EXPR_VECTOR };
	if (is_list(b, list, "cluster") && vertex >= 0)
		done = photon_vector(b, view, list, vertex, v->v);
	else if (is_list(b, list, "cluster"))
		return expr_bad(b, a->at,
		    "the direction of a cluster is known only from a vertex; "
		    "there is no role of list vertex");
	else if (is_list(b, list, "pi0") && vertex >= 0 && clusters >= 0)
		done = pair_vector(b, view, list, vertex, clusters, v->v);
	else if (find(b, list, "px") >= 0 && !is_list(b, list, "vertex"))
		done = direct_vector(b, view, list, v->v);
	else if (find(b, list, "p") >= 0 && find(b, list, "dxdz") >= 0)
		done = track_vector(
		    b, view, list, is_list(b, list, "track") ? vertex : -1, v);
	else
		return expr_bad(b, a->at,
		    "an element of list %s is no particle",
		    b->x->table->lists[list].name);
	return done < 0 ? -1 : on_shell(b, p->mass / 1000, v);
}

int expr_role_vector(struct binder *b, const struct ast *a, int role,
    int32_t pdg, struct value *v)
{
	const struct role *r = &b->x->roles[role];

	return expr_particle_vector(b, a, r->view, r->list, pdg, r->vertex, v);
}

/* ---- the kaon --------------------------------------------------------- */

int expr_kaon_view(struct binder *b, int *view, int *list)
{
	int vertex = candidate_vertex(b), index;
	const struct role *r;

	*list = find_list(b, "beam");
	if (vertex < 0 || *list < 0)
		return 1;
	r = &b->x->roles[vertex];
	if (find(b, r->list, "beam") < 0)
		return 1;
	index = column(b, r->view, r->list, "beam", 0);
	if (index < 0)
		return -1;
	*view = expr_space(b->x, S_POINT, 0, *list, index, -1, b->err);
	return *view < 0 ? -1 : 0;
}

/* The beam particle of the vertex, where there is one, instead of v. */
static int beam_of_vertex(struct binder *b, struct value *v)
{
	static const char *const names[] = { "dxdz", "dydz" };
	static const char *const there[] = { "beam_dxdz", "beam_dydz" };
	int list, view, p[3], slope[2], known = expr_kaon_view(b, &view, &list);
	const struct role *r;

	if (known != 0)
		return -(known < 0);
	r = &b->x->roles[candidate_vertex(b)];
	for (int i = 0; i < 2; i++) {
		slope[i] = column(b, view, list, names[i], 0);
		if (find(b, r->list, there[i]) >= 0)
			slope[i] = pair(b, N_OR_ELSE,
			    column(b, r->view, r->list, there[i], 0), slope[i]);
	}
	if (from_slopes(
		b, column(b, view, list, "p", 0), slope[0], slope[1], p) < 0)
		return -1;
	for (int i = 0; i < 3; i++) {
		v->v[i] = pair(b, N_OR_ELSE, p[i], v->v[i]);
		if (v->v[i] < 0)
			return -1;
	}
	return 0;
}

int expr_kaon_vector(struct binder *b, bool average, struct value *v)
{
	*v = (struct value){ .kind = N62_EXPR_VECTOR };
	if (from_slopes(b, number(b, beam_p), number(b, beam_dxdz),
		number(b, beam_dydz), v->v) < 0)
		return -1;
	if (!average && beam_of_vertex(b, v) < 0)
		return -1;
	return on_shell(b, N62_M_K / 1000, v);
}

/* ---- functions -------------------------------------------------------- */

/* (e - p)(e + p), of which rounding leaves more than of e^2 - p^2. */
static int mass2(struct binder *b, const int v[4])
{
	int p = expr_vector_size(b, v);

	return pair(b, N_MUL, pair(b, N_SUB, v[3], p), pair(b, N_ADD, v[3], p));
}

static int sum_arguments(struct binder *b, const struct ast *a, struct value *v)
{
	struct value next;

	if (expr_check_vector(b, a->kid[0], v) < 0)
		return -1;
	for (const struct ast *k = a->kid[0]->next; k; k = k->next) {
		if (expr_check_vector(b, k, &next) < 0)
			return -1;
		for (int i = 0; i < 4; i++) {
			v->v[i] = pair(b, N_ADD, v->v[i], next.v[i]);
			if (v->v[i] < 0)
				return -1;
		}
	}
	return 0;
}

static int give(struct value *v, int halves, int node)
{
	*v = (struct value){ .kind = N62_EXPR_NUMBER, .v = { node } };
	v->dim.e = (int8_t)halves;
	return node < 0 ? -1 : 0;
}

static int call_two(struct binder *b, const struct ast *a, struct value *v)
{
	bool angle = n62_word_is(a->word, "angle");
	struct value w;
	int cross, node;

	if (expr_check_vector(b, a->kid[0], v) < 0 ||
	    expr_check_vector(b, a->kid[0]->next, &w) < 0)
		return -1;
	cross = cross_size(b, v->v, w.v);
	node = angle ? pair(b, N_ATAN2, cross, scalar_product(b, v->v, w.v))
		     : pair(b, N_DIV, cross, expr_vector_size(b, w.v));
	return give(v, angle ? 0 : 2, node);
}

int expr_check_vector_call(
    struct binder *b, const struct ast *a, int n, struct value *v)
{
	bool two = n62_word_is(a->word, "pt") || n62_word_is(a->word, "angle");
	bool square = n62_word_is(a->word, "mass2");

	if (two && n == 2)
		return call_two(b, a, v);
	if (two)
		return expr_bad(b, a->at,
		    "%.*s takes two four-vectors, as in %.*s(mu + e1, K)",
		    (int)a->word.n, a->word.at, (int)a->word.n, a->word.at);
	if (!square && !n62_word_is(a->word, "mass") &&
	    !n62_word_is(a->word, "p") && !n62_word_is(a->word, "energy"))
		return 1;
	if (sum_arguments(b, a, v) < 0)
		return -1;
	if (square)
		return give(v, 4, mass2(b, v->v));
	if (n62_word_is(a->word, "mass"))
		return give(v, 2, single(b, N_SQRT, mass2(b, v->v)));
	if (n62_word_is(a->word, "energy"))
		return give(v, 2, v->v[3]);
	return give(v, 2, expr_vector_size(b, v->v));
}
