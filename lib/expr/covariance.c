/*
 * covariance.c - errors of the momenta of objects and of the kaon: those of
 * slopes and size of the momentum, through the derivatives of its components.
 */
#include <string.h>

#include "expr/private.h"

/* The spread of the beam: na62-detector(7). GeV, slopes. */
static const double beam_sigma[3] = { 1.2e-4, 1e-4, 0.75 };

static int pair(struct binder *b, enum node_op op, int p, int q)
{
	return p < 0 || q < 0 ? -1 : expr_op(b->x, op, p, q, -1, b->err);
}

static int square(struct binder *b, int p)
{
	return pair(b, N_MUL, p, p);
}

/* The element of a symmetric matrix whose lower triangle is kept. */
static int at(int i, int j)
{
	return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

/* to = d c d^T, where d[i] are the derivatives of component i. */
static int propagate(
    struct binder *b, int d[3][3], const int c[6], struct value *to)
{
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j <= i; j++) {
			int sum = expr_number(b->x, 0, b->err);

			for (int k = 0; k < 9; k++) {
				int l = k / 3, m = k % 3;
				int term = pair(b, N_MUL, d[i][l],
				    pair(b, N_MUL, c[at(l, m)], d[j][m]));

				sum = pair(b, N_ADD, sum, term);
			}
			if (sum < 0)
				return -1;
			to->v[at(i, j)] = sum;
		}
	}
	return 0;
}

/*
 * Derivatives of p (a, b, 1) / n, n^2 = 1 + a^2 + b^2, by a, b and by what
 * changes p by the fraction `stretch`. With u = 1/n the direction cosines are
 * (au, bu, u), and the derivatives by a: pu (1 - (au)^2), -pu (au)(bu),
 * -pu (au) u; those by b alike.
 */
static int derive(
    struct binder *b, const struct value *p4, int stretch, int d[3][3])
{
	int size = expr_vector_size(b, p4->v), cosine[3], pu = p4->v[2];

	for (int i = 0; i < 3; i++) {
		cosine[i] = pair(b, N_DIV, p4->v[i], size);
		d[i][2] = pair(b, N_MUL, p4->v[i], stretch);
	}
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 2; k++) {
			int same = expr_number(b->x, i == k, b->err);
			int product = pair(b, N_MUL, cosine[i], cosine[k]);

			d[i][k] =
			    pair(b, N_MUL, pu, pair(b, N_SUB, same, product));
			if (d[i][k] < 0)
				return -1;
		}
		if (d[i][2] < 0)
			return -1;
	}
	return size < 0 ? -1 : 0;
}

static int find(const struct binder *b, int list, const char *name)
{
	return expr_find_column(
	    b->x, list, (struct n62_word){ name, strlen(name) });
}

static bool has_values(
    const struct binder *b, int list, const char *name, uint32_t length)
{
	int col = find(b, list, name);

	return col >= 0 && b->x->table->columns[col].length == length &&
	       b->x->table->columns[col].type != N62_STR &&
	       b->x->table->columns[col].type != N62_SUM;
}

/* Covariance of slopes and q/p of a track at its vertex, nan where it is none
 * of its tracks. */
static int vertex_track(
    struct binder *b, const struct role *r, int vertex, int c[6])
{
	int list = b->x->roles[vertex].list;
	int slot = expr_vertex_slot(b, r->view, vertex);
	int six = expr_number(b->x, 6, b->err);
	int first = pair(b, N_MUL, slot, six);

	for (int i = 0; i < 6; i++) {
		int number = expr_number(b->x, i, b->err);

		c[i] = expr_vertex_value(
		    b, list, "track_cov", pair(b, N_ADD, first, number));
		if (c[i] < 0)
			return -1;
	}
	return 0;
}

static int track_covariance(struct binder *b, const struct role *r,
    const struct value *p4, struct value *v)
{
	/* Those of dx/dz, dy/dz and q/p among those of x, y and them. */
	static const int slopes[6] = { 5, 8, 9, 12, 13, 14 };
	int vertex = expr_role_vertex(b, r->vertex);
	int c[6], d[3][3], q, size;
	struct value own;

	if (!has_values(b, r->list, "cov", 15) ||
	    !has_values(b, r->list, "q", 1))
		return 0;
	for (int i = 0; i < 6; i++)
		if (expr_load(b->x, r->view, find(b, r->list, "cov"), slopes[i],
			&own, b->err) < 0)
			return -1;
		else
			c[i] = own.v[0];
	if (vertex >= 0 &&
	    has_values(b, b->x->roles[vertex].list, "track", 3) &&
	    has_values(b, b->x->roles[vertex].list, "track_cov", 18)) {
		int there[6];

		if (vertex_track(b, r, vertex, there) < 0)
			return -1;
		for (int i = 0; i < 6; i++)
			c[i] = pair(b, N_OR_ELSE, there[i], c[i]);
	}
	if (expr_load(b->x, r->view, find(b, r->list, "q"), 0, &own, b->err) <
	    0)
		return -1;
	/* p changes by the fraction -p/q for a change of q/p by 1. */
	q = expr_op(b->x, N_NEG, own.v[0], -1, -1, b->err);
	size = expr_vector_size(b, p4->v);
	if (derive(b, p4, pair(b, N_DIV, size, q), d) < 0)
		return -1;
	return propagate(b, d, c, v);
}

/* Independent errors of two slopes and of the size of the momentum. */
static int from_sigmas(struct binder *b, const struct value *p4,
    const int sigma[3], struct value *v)
{
	int zero = expr_number(b->x, 0, b->err);
	int one = expr_number(b->x, 1, b->err);
	int c[6], d[3][3];

	for (int i = 0; i < 6; i++)
		c[i] = zero;
	for (int i = 0; i < 3; i++)
		c[at(i, i)] = square(b, sigma[i]);
	if (derive(b, p4, pair(b, N_DIV, one, expr_vector_size(b, p4->v)), d) <
	    0)
		return -1;
	return propagate(b, d, c, v);
}

/* The errors of a beam particle in a view. */
static int beam_sigmas(struct binder *b, int view, int list, int sigma[3])
{
	static const char *const names[] = { "dxdz_sigma", "dydz_sigma",
		"p_sigma" };
	struct value s;

	for (int i = 0; i < 3; i++) {
		if (!has_values(b, list, names[i], 1))
			return 1;
		if (expr_load(
			b->x, view, find(b, list, names[i]), 0, &s, b->err) < 0)
			return -1;
		sigma[i] = s.v[0];
	}
	return 0;
}

static int kaon_covariance(struct binder *b, struct value *v)
{
	int view, list, known, sigma[3], average[3];
	struct value p4;

	if (expr_kaon_vector(b, false, &p4) < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		average[i] = sigma[i] =
		    expr_number(b->x, beam_sigma[i], b->err);
	known = expr_kaon_view(b, &view, &list);
	if (known < 0)
		return -1;
	if (known == 0) {
		known = beam_sigmas(b, view, list, sigma);
		for (int i = 0; i < 3 && known == 0; i++)
			sigma[i] = pair(b, N_OR_ELSE, sigma[i], average[i]);
	}
	return known < 0 ? -1 : from_sigmas(b, &p4, sigma, v);
}

/* An energy with an error, in a direction that is exact. */
static int energy_covariance(struct binder *b, const struct role *r,
    const struct value *p4, struct value *v)
{
	int sigma[3], zero = expr_number(b->x, 0, b->err);
	struct value s;

	if (expr_load(
		b->x, r->view, find(b, r->list, "e_sigma"), 0, &s, b->err) < 0)
		return -1;
	sigma[0] = sigma[1] = zero;
	sigma[2] = s.v[0];
	return from_sigmas(b, p4, sigma, v);
}

static int role_covariance(struct binder *b, int role, struct value *v)
{
	const struct role *r = &b->x->roles[role];
	struct ast a = { 0 };
	int sigma[3], known;
	struct value p4;

	if (expr_role_vector(b, &a, role, r->pdg ? r->pdg : N62_KAON, &p4) < 0)
		return -1;
	if (find(b, r->list, "dxdz_sigma") >= 0) {
		known = beam_sigmas(b, r->view, r->list, sigma);
		return known == 0 ? from_sigmas(b, &p4, sigma, v)
				  : -(known < 0);
	}
	if (has_values(b, r->list, "e_sigma", 1))
		return energy_covariance(b, r, &p4, v);
	return track_covariance(b, r, &p4, v);
}

int expr_covariance(struct binder *b, int role, struct value *v)
{
	int zero = expr_number(b->x, 0, b->err);

	*v = (struct value){ .kind = N62_EXPR_NUMBER, .dim = { 4, 0, 0 } };
	for (int i = 0; i < 6; i++)
		v->v[i] = zero;
	if (zero < 0)
		return -1;
	return role < 0 ? kaon_covariance(b, v) : role_covariance(b, role, v);
}
