/*
 * question.c - from a card and its counts to what lib/stats is asked: the
 * arithmetic of na62-card(5). Relative errors add in quadrature; a result
 * that nothing is known of is not given.
 */
#include <math.h>
#include <string.h>

#include "card/private.h"

static double square(double x)
{
	return x * x;
}

void n62_card_defaults(struct n62_card *c, struct n62_question_text *o)
{
	c->varied = o->events || o->background || o->control || o->ses ||
		    o->norm || o->efficiency ||
		    (!isnan(o->cl) && o->cl != (c->cl != 0 ? c->cl : 0.9));
	if (!o->method)
		o->method = c->method;
	if (isnan(o->cl) && c->cl != 0)
		o->cl = c->cl;
	if (!o->hnl && strcmp(c->channel, "hnl-e") == 0)
		o->hnl = "e";
	if (!o->hnl && strcmp(c->channel, "hnl-mu") == 0)
		o->hnl = "mu";
}

/* ---- counts --------------------------------------------------------- */

/* Whether counts are those of a stream, and not those of the card. */
static bool from_stream(const struct n62_card *c)
{
	return c->streamed && (c->signal.decays == 0 || c->counts);
}

static int region_count(const struct n62_card *c,
    const struct n62_card_region *r, double *n, struct n62_err *err)
{
	if (from_stream(c)) {
		*n = r->n;
		return 0;
	}
	if (!r->observed.given)
		return n62_fail(err, N62_DATA,
		    "card %s: region %s has no observed, and there is no "
		    "stream to take its count from",
		    c->name, r->name);
	*n = r->observed.value;
	return 0;
}

/* A count with its error. */
static int counted(const struct n62_card *c, const struct n62_card_region *r,
    struct n62_card_number *to, struct n62_err *err)
{
	*to = (struct n62_card_number){ .given = true };
	if (region_count(c, r, &to->value, err) < 0)
		return -1;
	to->up = to->down = sqrt(fmax(to->value, 1));
	return 0;
}

/* ---- normalisation and sensitivity ---------------------------------- */

/* The square of the larger relative error of a number that is not 0. */
static double relative2(const struct n62_card_number *v)
{
	return v->given ? square(fmax(v->up, v->down) / v->value) : 0;
}

/* 1 where it is not given. */
static double factor(const struct n62_card_number *v)
{
	return v->given ? v->value : 1;
}

static void set(struct n62_card_number *to, double value, double error2)
{
	to->given = true;
	to->value = value;
	to->up = to->down = value * sqrt(error2);
}

static int yield_of(
    const struct n62_card *c, struct n62_card_number *y, struct n62_err *err)
{
	const struct n62_card_norm *n = &c->norm;
	double background = n->background.given ? n->background.value : 0;

	*y = n->yield;
	if (n->region && counted(c, n->region, y, err) < 0)
		return -1;
	if (y->up == 0)
		y->up = sqrt(y->value);
	y->up =
	    sqrt(square(y->up) +
		 (n->background.given
			 ? square(fmax(n->background.up, n->background.down))
			 : 0));
	y->down = y->up;
	y->value -= background;
	if (y->value > 0)
		return 0;
	return n62_fail(err, N62_DATA,
	    "card %s: the yield of the normalisation, less its background, is "
	    "%g",
	    c->name, y->value);
}

/* A factor of lib/stats, 1 where it is not given. */
static struct n62_value value_of(const struct n62_card_number *v)
{
	if (!v->given)
		return (struct n62_value){ 1, 0 };
	return (struct n62_value){ v->value, fmax(v->up, v->down) };
}

int n62_card_kaons(const struct n62_card *c, struct n62_card_number *kaons,
    struct n62_err *err)
{
	const struct n62_card_norm *n = &c->norm;
	struct n62_card_number y;
	struct n62_norm norm;

	*kaons = n->kaons;
	if (n->kaons.given || !n->given)
		return 0;
	if (yield_of(c, &y, err) < 0)
		return -1;
	norm = (struct n62_norm){ .yield = value_of(&y),
		.ratio = value_of(&n->branching),
		.acceptance = value_of(&n->acceptance),
		.downscaling = value_of(&n->downscaling),
		.efficiency = value_of(&n->efficiency) };
	if (n62_norm_kaons(&norm, err) < 0)
		return n62_fail_at(err, "card %s", c->name);
	*kaons = (struct n62_card_number){ .value = norm.kaons.value,
		.up = norm.kaons.sigma,
		.down = norm.kaons.sigma,
		.given = true };
	return 0;
}

void card_acceptance(const struct n62_card *c, struct n62_card_number *a)
{
	const struct n62_card_signal *s = &c->signal;
	const struct n62_card_region *r = s->region;

	*a = s->acceptance;
	if (!c->streamed || s->decays == 0 || c->counts)
		return;
	/* The events of the region are a part of the decays: binomial. */
	set(a, r->w / s->decays,
	    r->w > 0 ? r->w2 / square(r->w) * fmax(1 - r->w / s->decays, 0)
		     : 0);
}

double card_systematics2(const struct n62_card *c)
{
	double sum = 0;

	for (int i = 0; i < c->nerrors; i++)
		if (!c->errors[i].of_all && !c->errors[i].background)
			sum += square(c->errors[i].relative);
	return sum;
}

/* By kaon decays and acceptance. */
static int made_ses(
    const struct n62_card *c, struct n62_card_number *ses, struct n62_err *err)
{
	const struct n62_card_signal *s = &c->signal;
	struct n62_card_number kaons, a;

	*ses = (struct n62_card_number){ 0 };
	card_acceptance(c, &a);
	if (n62_card_kaons(c, &kaons, err) < 0)
		return -1;
	if (!a.given || !kaons.given)
		return 0;
	set(ses,
	    1 / (kaons.value * a.value * factor(&s->efficiency) *
		    factor(&s->branching)),
	    relative2(&kaons) + relative2(&a) + relative2(&s->efficiency) +
		relative2(&s->branching) + card_systematics2(c));
	return 0;
}

/* That of the card, scaled to an acceptance that was simulated. */
static int scaled_ses(
    const struct n62_card *c, struct n62_card_number *ses, struct n62_err *err)
{
	const struct n62_card_signal *s = &c->signal;
	struct n62_card_number a;

	card_acceptance(c, &a);
	if (!s->ses.given || !s->acceptance.given)
		return n62_fail(err, N62_DATA,
		    "card %s: an acceptance that was simulated needs a "
		    "normalisation, or ses and acceptance to be scaled",
		    c->name);
	set(ses, s->ses.value * s->acceptance.value / a.value,
	    relative2(&s->ses) + relative2(&a) + card_systematics2(c));
	return 0;
}

int n62_card_ses(
    const struct n62_card *c, struct n62_card_number *ses, struct n62_err *err)
{
	bool simulated = c->streamed && c->signal.decays > 0 && !c->counts;

	if (simulated && !(c->signal.region->w > 0))
		return n62_fail(err, N62_DATA,
		    "card %s: no simulated event is in region %s, so there is "
		    "no acceptance",
		    c->name, c->signal.region->name);
	if (simulated && !c->norm.given)
		return scaled_ses(c, ses, err);
	if (simulated || !c->signal.ses.given)
		return made_ses(c, ses, err);
	set(ses, c->signal.ses.value,
	    relative2(&c->signal.ses) + card_systematics2(c));
	return 0;
}

/* ---- backgrounds ---------------------------------------------------- */

static int one_background(const struct n62_card *c,
    const struct n62_card_background *b, struct n62_card_number *to,
    struct n62_err *err)
{
	struct n62_card_number n;
	double own = 0;

	*to = b->value;
	if (b->region) {
		if (counted(c, b->region, &n, err) < 0)
			return -1;
		to->given = true;
		to->value = n.value * b->factor.value;
		to->up = to->down =
		    sqrt(square(n.up * b->factor.value) +
			 square(n.value * fmax(b->factor.up, b->factor.down)));
	}
	for (int i = 0; i < c->nerrors; i++)
		if (c->errors[i].background == b)
			own += square(c->errors[i].relative * to->value);
	to->up = sqrt(square(to->up) + own);
	to->down = sqrt(square(to->down) + own);
	return 0;
}

int n62_card_background(const struct n62_card *c, struct n62_card_number *b,
    enum n62_shape *shape, struct n62_err *err)
{
	double all = 0;
	bool any = false;

	*b = (struct n62_card_number){ .given = true };
	*shape = N62_GAUSS;
	for (int i = 0; i < c->nbackgrounds; i++) {
		struct n62_card_number one;

		if (one_background(c, &c->backgrounds[i], &one, err) < 0)
			return -1;
		b->value += one.value;
		b->up += square(one.up);
		b->down += square(one.down);
		if (one.up == 0 && one.down == 0)
			continue;
		*shape = !any || *shape == c->backgrounds[i].shape
			     ? c->backgrounds[i].shape
			     : N62_GAUSS;
		any = true;
	}
	for (int i = 0; i < c->nerrors; i++)
		if (c->errors[i].of_all)
			all += square(c->errors[i].relative * b->value);
	b->up = sqrt(b->up + all);
	b->down = sqrt(b->down + all);
	/* A gamma or log-normal distribution has no mean 0. */
	if (b->value == 0)
		*shape = N62_GAUSS;
	return 0;
}

/* ---- the question --------------------------------------------------- */

static int ask_count(const struct n62_card *c, struct n62_question *q,
    bool *blinded, struct n62_err *err)
{
	const struct n62_card_region *r = c->signal.region;
	double n = 0;

	if (!r)
		return n62_fail(err, N62_DATA,
		    "card %s has no signal region, so a stream with a scan is "
		    "needed, or --events",
		    c->name);
	*blinded = from_stream(c) && r->blinded;
	if (region_count(c, r, &n, err) < 0)
		return -1;
	q->c.n = (int64_t)n;
	return 0;
}

/* One background that is a control count times a known factor. */
static bool is_control(const struct n62_card *c)
{
	const struct n62_card_background *b = c->backgrounds;

	if (c->nbackgrounds != 1 || !b->region || b->factor.up > 0 ||
	    b->factor.down > 0 || !(b->factor.value > 0))
		return false;
	for (int i = 0; i < c->nerrors; i++)
		if (c->errors[i].of_all || c->errors[i].background)
			return false;
	return true;
}

static int ask_background(
    const struct n62_card *c, struct n62_count *to, struct n62_err *err)
{
	struct n62_card_number b;

	if (is_control(c)) {
		to->tau = 1 / c->backgrounds[0].factor.value;
		return region_count(
			   c, c->backgrounds[0].region, &to->control, err) < 0
			   ? -1
			   : n62_count_control(to, err);
	}
	if (n62_card_background(c, &b, &to->b_shape, err) < 0)
		return -1;
	to->b = b.value;
	to->b_up = b.up;
	to->b_down = b.down;
	return 0;
}

int n62_card_ask(const struct n62_card *c, const struct n62_question_text *o,
    struct n62_question *q, bool *blinded, struct n62_err *err)
{
	struct n62_card_number ses;

	*blinded = false;
	if (!o->events && ask_count(c, q, blinded, err) < 0)
		return -1;
	if (!o->background && !o->control && ask_background(c, &q->c, err) < 0)
		return -1;
	if (o->ses || o->norm)
		return 0;
	if (n62_card_ses(c, &ses, err) < 0)
		return -1;
	q->ses = ses.given ? ses.value : NAN;
	q->ses_sigma = ses.up;
	q->c.e_shape = c->signal.shape;
	return 0;
}

int n62_card_ask_scan(const struct n62_card *c,
    const struct n62_question_text *o, struct n62_question *q,
    struct n62_err *err)
{
	const struct n62_card_signal *s = &c->signal;
	struct n62_card_number kaons, all;

	if (o->ses || o->norm || !c->norm.given)
		return 0;
	if (n62_card_kaons(c, &kaons, err) < 0)
		return -1;
	set(&all, kaons.value * factor(&s->efficiency) * factor(&s->branching),
	    relative2(&kaons) + relative2(&s->efficiency) +
		relative2(&s->branching) + card_systematics2(c));
	q->norm.kaons = (struct n62_value){ all.value, all.up };
	if (s->acceptance.given)
		q->acceptance = value_of(&s->acceptance);
	q->c.e_shape = s->shape;
	return 0;
}
