/*
 * explain.c - every step from a card to a question, in words and numbers.
 */
#include <math.h>

#include "card/private.h"

struct page {
	struct n62_buf *out;
	struct n62_err *err;
};

static int put(const struct page *p, const char *what,
    const struct n62_card_number *v, const char *from)
{
	const char *space = *from ? " = " : "";

	if (!v->given)
		return 0;
	if (v->up != v->down)
		return n62_buf_printf(p->out, p->err,
		    "%s%s%s = %.6g +%.4g -%.4g\n", what, space, from, v->value,
		    v->up, v->down);
	if (v->up > 0)
		return n62_buf_printf(p->out, p->err, "%s%s%s = %.6g +- %.4g\n",
		    what, space, from, v->value, v->up);
	return n62_buf_printf(
	    p->out, p->err, "%s%s%s = %.6g\n", what, space, from, v->value);
}

static int put_regions(const struct n62_card *c, const struct page *p)
{
	for (int i = 0; i < c->nregions; i++) {
		const struct n62_card_region *r = &c->regions[i];
		int n = 0;

		if (r->found)
			n = n62_buf_printf(p->out, p->err,
			    "region %s of the stream: %.15g events, sum of "
			    "weights %.6g%s\n",
			    r->name, r->n, r->w, r->blinded ? ", blinded" : "");
		if (n >= 0 && r->observed.given)
			n = n62_buf_printf(p->out, p->err,
			    "region %s of the card: %.15g events\n", r->name,
			    r->observed.value);
		if (n < 0)
			return -1;
	}
	return 0;
}

static int put_norm(const struct n62_card *c, const struct page *p)
{
	const struct n62_card_norm *n = &c->norm;
	struct n62_card_number kaons;

	if (n62_card_kaons(c, &kaons, p->err) < 0 ||
	    put(p, "yield of the normalisation", &n->yield, "") < 0 ||
	    put(p, "  background in it", &n->background, "") < 0 ||
	    put(p, "  branching ratio", &n->branching, "") < 0 ||
	    put(p, "  acceptance", &n->acceptance, "") < 0 ||
	    put(p, "  efficiency", &n->efficiency, "") < 0 ||
	    put(p, "  downscaling", &n->downscaling, "") < 0)
		return -1;
	return put(p, "kaon decays", &kaons,
	    n->kaons.given ? ""
			   : "(yield - background) x downscaling / "
			     "(branching x acceptance x efficiency)");
}

/* The sensitivity that was given beside the one that follows. */
static int put_check(const struct n62_card *c, const struct page *p)
{
	const struct n62_card_signal *s = &c->signal;
	struct n62_card_number kaons, a;
	double made;

	card_acceptance(c, &a);
	if (n62_card_kaons(c, &kaons, p->err) < 0)
		return -1;
	if (!s->ses.given || !a.given || !kaons.given)
		return 0;
	made = kaons.value * a.value;
	if (s->efficiency.given)
		made *= s->efficiency.value;
	if (s->branching.given)
		made *= s->branching.value;
	return n62_buf_printf(p->out, p->err,
	    "  1 / (kaons x acceptance x efficiency x branching) = %.4g, %.3f "
	    "of ses of the card\n",
	    1 / made, 1 / made / s->ses.value);
}

static int put_signal(const struct n62_card *c, const struct page *p)
{
	const struct n62_card_signal *s = &c->signal;
	struct n62_card_number a, ses, decays = { .value = s->decays };

	decays.given = s->decays > 0;
	card_acceptance(c, &a);
	if (n62_card_ses(c, &ses, p->err) < 0 ||
	    put(p, "simulated decays", &decays, "") < 0 ||
	    put(p, "acceptance of the signal", &a, "") < 0 ||
	    put(p, "  efficiency", &s->efficiency, "") < 0 ||
	    put(p, "  branching ratio of further decays", &s->branching, "") <
		0 ||
	    put(p, "single event sensitivity", &ses, "") < 0)
		return -1;
	return put_check(c, p);
}

static int put_backgrounds(const struct n62_card *c, const struct page *p)
{
	struct n62_card_number sum;
	enum n62_shape shape;

	for (int i = 0; i < c->nbackgrounds; i++) {
		const struct n62_card_background *b = &c->backgrounds[i];

		if (b->region &&
		    n62_buf_printf(p->out, p->err,
			"background %s: %.6g of region %s\n", b->name,
			b->factor.value, b->region->name) < 0)
			return -1;
		if (!b->region &&
		    (n62_buf_printf(p->out, p->err, "background ") < 0 ||
			put(p, b->name, &b->value, "") < 0))
			return -1;
	}
	for (int i = 0; i < c->nerrors; i++) {
		const struct n62_card_error *e = &c->errors[i];

		if (n62_buf_printf(p->out, p->err, "error %s: %.4g %% of %s\n",
			e->name ? e->name : "", 100 * e->relative,
			e->background ? e->background->name
			: e->of_all   ? "all backgrounds"
				      : "the signal") < 0)
			return -1;
	}
	if (c->nbackgrounds == 0)
		return 0;
	if (n62_card_background(c, &sum, &shape, p->err) < 0)
		return -1;
	return put(p, "sum of the backgrounds", &sum, "");
}

int n62_card_explain(
    const struct n62_card *c, struct n62_buf *out, struct n62_err *err)
{
	struct page p = { out, err };

	if (n62_buf_printf(out, err, "card %s: %s\n", c->name,
		c->title ? c->title : c->channel) < 0 ||
	    (c->source &&
		n62_buf_printf(out, err, "source: %s\n", c->source) < 0))
		return -1;
	return put_regions(c, &p) < 0 || put_norm(c, &p) < 0 ||
		       put_signal(c, &p) < 0 || put_backgrounds(c, &p) < 0
		   ? -1
		   : 0;
}
