/*
 * sensitivity.c - from counts to physics: kaon decays from a normalisation
 * channel, the single event sensitivity from them and an acceptance, and the
 * mixing of a heavy neutral lepton from a branching ratio.
 *
 * The factors are independent of each other; their relative errors are added
 * in quadrature.
 */
#include <math.h>
#include <string.h>

#include "physics/physics.h"
#include "private.h"

static double relative(struct n62_value v)
{
	return v.sigma / v.value;
}

static int check_factor(
    const char *name, struct n62_value v, struct n62_err *err)
{
	if (!(v.value > 0 && isfinite(v.value)))
		return n62_fail(
		    err, N62_DATA, "%s is %g, not above 0", name, v.value);
	if (!(v.sigma >= 0 && v.sigma <= v.value))
		return n62_fail(err, N62_DATA,
		    "the error of %s %g is %g, not 0 to 100 %%", name, v.value,
		    v.sigma);
	return 0;
}

int n62_norm_kaons(struct n62_norm *n, struct n62_err *err)
{
	const struct {
		const char *name;
		struct n62_value v;
	} factor[] = {
		{ "the yield N", n->yield },
		{ "the branching ratio B", n->ratio },
		{ "the acceptance A", n->acceptance },
		{ "the downscaling D", n->downscaling },
		{ "the efficiency E", n->efficiency },
	};
	double sum = 0;

	for (int i = 0; i < 5; i++) {
		if (check_factor(factor[i].name, factor[i].v, err) < 0)
			return -1;
		sum += relative(factor[i].v) * relative(factor[i].v);
	}
	n->kaons.value =
	    n->yield.value * n->downscaling.value /
	    (n->ratio.value * n->acceptance.value * n->efficiency.value);
	n->kaons.sigma = n->kaons.value * sqrt(sum);
	return 0;
}

/* ---- as people write it --------------------------------------------- */

/* One factor with a symmetric error, without an end of its own. */
static int read_factor(
    const char *text, size_t n, struct n62_value *v, struct n62_err *err)
{
	char copy[64];
	double down;

	if (n >= sizeof copy)
		return n62_fail(err, N62_DATA, "%.20s... is too long", text);
	memcpy(copy, text, n);
	copy[n] = 0;
	if (n62_measured(copy, &v->value, &v->sigma, &down, err) < 0)
		return -1;
	if (down != v->sigma)
		return n62_fail(
		    err, N62_DATA, "the error of %s must be symmetric", copy);
	return 0;
}

/* "0.0311*0.2067+-0.0008": factors of which each may have an error. */
static int read_product(
    const char *text, size_t n, struct n62_value *v, struct n62_err *err)
{
	double sum = 0;
	size_t at = 0;

	v->value = 1;
	for (;;) {
		const char *star = memchr(text + at, '*', n - at);
		size_t len = star ? (size_t)(star - text) - at : n - at;
		struct n62_value f;

		if (read_factor(text + at, len, &f, err) < 0 ||
		    check_factor("a factor", f, err) < 0)
			return -1;
		v->value *= f.value;
		sum += relative(f) * relative(f);
		if (!star)
			break;
		at += len + 1;
	}
	v->sigma = v->value * sqrt(sum);
	return 0;
}

int n62_product_read(const char *text, struct n62_value *v, struct n62_err *err)
{
	return read_product(text, strlen(text), v, err);
}

static int read_item(struct n62_norm *n, const char *item, size_t len,
    unsigned *seen, struct n62_err *err)
{
	static const char letters[] = "NBADE";
	struct n62_value *const to[] = { &n->yield, &n->ratio, &n->acceptance,
		&n->downscaling, &n->efficiency };
	const char *which =
	    len > 2 && item[1] == '=' ? memchr(letters, item[0], 5) : NULL;
	size_t k = which ? (size_t)(which - letters) : 0;

	if (!which)
		return n62_fail(err, N62_DATA,
		    "'%.*s' is none of N=, B=, A=, D= and E=", (int)len, item);
	if (*seen & 1u << k)
		return n62_fail(err, N62_DATA, "%c= is there twice", item[0]);
	*seen |= 1u << k;
	if (read_product(item + 2, len - 2, to[k], err) < 0)
		return n62_fail_at(err, "%c", item[0]);
	return 0;
}

int n62_norm_read(const char *text, struct n62_norm *n, struct n62_err *err)
{
	unsigned seen = 0;

	*n = (struct n62_norm){ .downscaling = { 1, 0 },
		.efficiency = { 1, 0 } };
	if (!strchr(text, '=')) {
		if (n62_product_read(text, &n->kaons, err) < 0)
			return -1;
		return check_factor("the number of kaons", n->kaons, err);
	}
	for (const char *at = text; *at;) {
		size_t len = strcspn(at, ",");

		if (read_item(n, at, len, &seen, err) < 0)
			return -1;
		at += len + (at[len] != 0);
	}
	if ((seen & 7) != 7)
		return n62_fail(err, N62_DATA,
		    "N=, B= and A= of the normalisation must be there");
	/* A yield is a count unless its error is said. */
	if (n->yield.sigma == 0)
		n->yield.sigma = sqrt(n->yield.value);
	return n62_norm_kaons(n, err);
}

/* ---- heavy neutral leptons ------------------------------------------ */

int n62_question_hnl(
    struct n62_question *q, const char *lepton, struct n62_err *err)
{
	bool e = strcmp(lepton, "e") == 0;
	struct n62_physics *p = n62_physics_new(err);
	const struct n62_mode *m = NULL;

	if (!p)
		return -1;
	for (int i = 0; (m = n62_physics_mode(p, i)); i++)
		if (strcmp(m->name, e ? "enu" : "munu") == 0)
			break;
	q->lepton_mass = e ? N62_M_E : N62_M_MU;
	q->lepton_ratio = m ? m->br : 0;
	n62_physics_free(p);
	return 0;
}

/* |U|^2 of a branching ratio 1: 1 / (B(K -> l nu) rho(m)). */
static int coupling(
    const struct n62_question *q, double *factor, struct n62_err *err)
{
	double rho, most = (N62_M_K - q->lepton_mass) / 1e3;

	*factor = NAN;
	if (!(q->lepton_ratio > 0))
		return 0;
	if (isnan(q->ses) && !(q->norm.kaons.value > 0))
		return n62_fail(
		    err, N62_USAGE, "a limit on a mixing needs a sensitivity");
	if (!(q->mass >= 0 && q->mass < most))
		return n62_fail(err, N62_DATA,
		    "the mass is %g, not 0 to %.4f GeV", q->mass, most);
	rho = n62_hnl_rho(N62_M_K, q->lepton_mass, q->mass * 1e3);
	*factor = 1 / (q->lepton_ratio * rho);
	return 0;
}

/* ---- all together --------------------------------------------------- */

int stats_sensitivity(
    const struct n62_question *q, struct n62_answer *a, struct n62_err *err)
{
	const struct n62_value *k = &q->norm.kaons, *acc = &q->acceptance;

	a->ses = q->ses;
	a->ses_sigma = q->ses_sigma;
	if (isnan(q->ses) && k->value > 0) {
		if (check_factor("the number of kaons", *k, err) < 0 ||
		    check_factor("the acceptance", *acc, err) < 0)
			return -1;
		a->ses = 1 / (k->value * acc->value);
		a->ses_sigma = a->ses * sqrt(relative(*k) * relative(*k) +
					     relative(*acc) * relative(*acc));
	}
	if (!isnan(a->ses) && !(a->ses > 0 && isfinite(a->ses)))
		return n62_fail(err, N62_DATA,
		    "the single event sensitivity is %g, not above 0", a->ses);
	return coupling(q, &a->coupling, err);
}
