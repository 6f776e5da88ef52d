/*
 * columns.c - the columns of tables that limits are made from and those that
 * are added, for text and streams alike.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "private.h"

const char *const stats_cells[STATS_CELLS] = { "n", "b", "sigma_b",
	"sigma_b_up", "sigma_b_down", "ses", "sigma_ses", "cl", "acceptance",
	"sigma_acceptance", "mass", "control", "tau", "low", "high" };

/* ---- a row's question ----------------------------------------------- */

static void take(const struct stats_row *r, enum stats_cell k, double *to)
{
	if (r->there[k])
		*to = r->v[k];
}

static int take_count(
    const struct stats_row *r, struct n62_question *q, struct n62_err *err)
{
	double n = r->v[STATS_N];

	if (!(fabs(n) < 1e15) || n != floor(n))
		return n62_fail(
		    err, N62_DATA, "n is %.15g, not a whole number", n);
	q->c.n = (int64_t)n;
	return 0;
}

static int take_control(
    const struct stats_row *r, struct n62_question *q, struct n62_err *err)
{
	take(r, STATS_TAU, &q->c.tau);
	if (!r->there[STATS_CONTROL])
		return 0;
	q->c.control = r->v[STATS_CONTROL];
	if (q->c.tau == 0)
		q->c.tau = 1;
	return n62_count_control(&q->c, err);
}

int stats_row_question(const struct stats_row *r, const struct n62_question *of,
    struct n62_question *q, struct n62_err *err)
{
	*q = *of;
	take(r, STATS_B, &q->c.b);
	take(r, STATS_SIGMA_B, &q->c.b_up);
	take(r, STATS_SIGMA_B, &q->c.b_down);
	take(r, STATS_B_UP, &q->c.b_up);
	take(r, STATS_B_DOWN, &q->c.b_down);
	take(r, STATS_SES, &q->ses);
	take(r, STATS_SIGMA_SES, &q->ses_sigma);
	take(r, STATS_CL, &q->c.cl);
	take(r, STATS_ACCEPTANCE, &q->acceptance.value);
	take(r, STATS_SIGMA_ACCEPTANCE, &q->acceptance.sigma);
	if (r->there[STATS_MASS])
		q->mass = r->v[STATS_MASS] * r->mass_unit;
	for (int k = 0; k < STATS_CELLS; k++)
		if (r->there[k] && isnan(r->v[k]) && k != STATS_N &&
		    k != STATS_B && k != STATS_CL && k < STATS_MASS)
			return n62_fail(
			    err, N62_DATA, "%s is nan", stats_cells[k]);
	return take_count(r, q, err) < 0 ? -1 : take_control(r, q, err);
}

int stats_row_complete(
    bool there[STATS_CELLS], const struct n62_question *q, struct n62_err *err)
{
	if (!(q->norm.kaons.value > 0))
		there[STATS_ACCEPTANCE] = there[STATS_SIGMA_ACCEPTANCE] = false;
	if (!(q->lepton_ratio > 0))
		there[STATS_MASS] = false;
	if (!there[STATS_CONTROL])
		there[STATS_TAU] = false;
	if (!there[STATS_N])
		return n62_fail(err, N62_DATA, "the table has no column n");
	if (!there[STATS_B] && !there[STATS_CONTROL])
		return n62_fail(err, N62_DATA,
		    "the table has no column b, and no column control");
	return 0;
}

double stats_mass_unit(const char *unit, size_t n)
{
	return n >= 3 && memcmp(unit, "MeV", 3) == 0 ? 1e-3 : 1;
}

/* ---- what is added -------------------------------------------------- */

enum {
	EVENTS = 9, /* lower to z */
	LIMITS = 7, /* of them, those that have other units */
	BAND = 2,   /* the first of the expected ones */
	RATIO = EVENTS,
	COUPLING = RATIO + LIMITS,
	GLOBAL = COUPLING + LIMITS
};

static const char *const added[EVENTS][2] = {
	{ "lower", "lower end, events" },
	{ "upper", "upper end, events" },
	{ "exp_m2", "expected without a signal, -2 sigma" },
	{ "exp_m1", "expected without a signal, -1 sigma" },
	{ "exp_med", "expected without a signal, median" },
	{ "exp_p1", "expected without a signal, +1 sigma" },
	{ "exp_p2", "expected without a signal, +2 sigma" },
	{ "p0", "P(>= n) without a signal" },
	{ "z", "significance" },
};

static const char *const global[2][2] = {
	{ "p_global", "p0 of the best of all places" },
	{ "z_global", "significance of it, one-sided" },
};

void stats_added(int k, char name[STATS_NAME], const char **doc)
{
	if (k >= GLOBAL) {
		snprintf(name, STATS_NAME, "%s", global[k - GLOBAL][0]);
		*doc = global[k - GLOBAL][1];
	} else if (k >= COUPLING) {
		snprintf(name, STATS_NAME, "u2_%s", added[k - COUPLING][0]);
		*doc = "the same as a mixing |U|^2";
	} else if (k >= RATIO) {
		snprintf(name, STATS_NAME, "br_%s", added[k - RATIO][0]);
		*doc = "the same as a branching ratio";
	} else {
		snprintf(name, STATS_NAME, "%s", added[k][0]);
		*doc = added[k][1];
	}
}

bool stats_is_added(const struct stats_set *s, int k)
{
	bool band;

	if (k >= GLOBAL)
		return s->global;
	if (k >= COUPLING && !s->coupling)
		return false;
	if (k >= RATIO && !s->ratio)
		return false;
	k = k >= COUPLING ? k - COUPLING : (k >= RATIO ? k - RATIO : k);
	band = k >= BAND && k < LIMITS;
	return s->banded || !band;
}

struct stats_set stats_set_of(
    const struct n62_question *q, const bool there[STATS_CELLS], bool banded)
{
	struct stats_set s = { .banded = banded, .global = q->trials > 0 };

	s.ratio = !isnan(q->ses) || q->norm.kaons.value > 0 ||
		  (there && there[STATS_SES]);
	s.coupling = s.ratio && q->lepton_ratio > 0;
	return s;
}

void stats_values(const struct n62_question *q, const struct n62_answer *a,
    double v[STATS_ADDED])
{
	double p;

	for (int k = 0; k < STATS_ADDED; k++)
		v[k] = NAN;
	if (!a)
		return;
	v[0] = a->limit.lower;
	v[1] = a->limit.upper;
	if (a->banded)
		memcpy(v + BAND, a->band, sizeof(a->band));
	v[7] = a->p0;
	v[8] = a->z;
	for (int k = 0; k < LIMITS; k++) {
		v[RATIO + k] = v[k] * a->ses;
		v[COUPLING + k] = v[k] * a->ses * a->coupling;
	}
	if (!(q->trials > 0))
		return;
	p = n62_global_trials(a->log_p0, q->trials);
	v[GLOBAL] = exp(p);
	v[GLOBAL + 1] = n62_normal_z(p);
}
