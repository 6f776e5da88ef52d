/*
 * test_card.c - analysis cards: what is read and what is refused, and the
 * arithmetic from a card to a question, by hand.
 */
#include <math.h>

#include "card/card.h"
#include "check.h"

static const char whole[] =
    "channel: piee\n"
    "title: all of it\n"
    "method: fc\n"
    "cl: 0.95\n"
    "published: 8.1e-11\n"
    "regions:\n"
    "  signal: {low: 1, high: 2, observed: 3}\n"
    "  control: {observed: 8}\n"
    "  norm:\n"
    "    observed: 10000\n"
    "signal:\n"
    "  acceptance: 2.0 +- 0.1 %\n"
    "  efficiency: 0.5\n"
    "  branching: 0.2 +- 0.02\n"
    "normalisation:\n"
    "  yield: norm\n"
    "  background: 1000 +- 200\n"
    "  branching: 3e-7 +- 0.3e-7\n"
    "  acceptance: 0.1\n"
    "  downscaling: 8\n"
    "backgrounds:\n"
    "  - {name: x, value: 0.4 +0.2 -0.1}\n"
    "  - {name: y, region: control, factor: "
    "0.05 +- 0.01}\n"
    "systematics:\n"
    "  - {name: trigger, of: signal, relative: 3 %}\n"
    "  - {name: model, of: x, relative: 0.5}\n"
    "  - {name: all, of: backgrounds, relative: 10 %}\n";

static struct n62_card *parse(const char *text, struct n62_err *err)
{
	*err = (struct n62_err){ 0 };
	return n62_card_parse(text, strlen(text), "here", err);
}

static bool near(double a, double b)
{
	return fabs(a - b) <= 1e-12 * fabs(b);
}

static void reads(void)
{
	struct n62_err err;
	struct n62_card *c = parse(whole, &err);

	if (!CHECK(c != NULL)) {
		check_note("%s", err.text);
		return;
	}
	CHECK_TEXT(c->channel, "piee");
	CHECK_TEXT(c->method, "fc");
	CHECK(c->cl == 0.95 && c->published == 8.1e-11);
	CHECK(c->nregions == 3 && c->signal.region == &c->regions[0]);
	CHECK(c->regions[0].low == 1 && c->regions[0].high == 2);
	CHECK(isnan(c->regions[1].low));
	CHECK(near(c->signal.acceptance.value, 0.02));
	CHECK(near(c->signal.acceptance.up, 0.001));
	CHECK(c->norm.region == &c->regions[2] && !c->norm.yield.given);
	CHECK(c->backgrounds[0].value.up == 0.2);
	CHECK(c->backgrounds[0].value.down == 0.1);
	CHECK(c->backgrounds[1].region == &c->regions[1]);
	CHECK(c->errors[1].background == &c->backgrounds[0]);
	CHECK(c->errors[2].of_all && !c->errors[0].of_all);
	n62_card_free(c);
}

static double sum2(double a, double b, double c, double d)
{
	return sqrt(a * a + b * b + c * c + d * d);
}

static void computes(void)
{
	/* Yield 9000 +- sqrt(10000 + 200^2), its relative error squared. */
	const double yield2 = (10000. + 40000.) / (9000. * 9000.);
	const double kaons = 9000 * 8 / (3e-7 * 0.1);
	const double ses = 1 / (kaons * 0.02 * 0.5 * 0.2);
	struct n62_question_text o = { .shape = "gauss",
		.ses_shape = "lognormal",
		.cl = NAN,
		.mass = NAN };
	struct n62_card_number k, s, b;
	struct n62_question q;
	enum n62_shape shape;
	struct n62_err err;
	struct n62_card *c = parse(whole, &err);
	bool blinded = true;

	if (!CHECK(c != NULL))
		return;
	n62_card_defaults(c, &o);
	CHECK_TEXT(o.method, "fc");
	CHECK(o.cl == 0.95);
	CHECK(n62_card_kaons(c, &k, &err) == 0);
	CHECK(near(k.value, kaons));
	CHECK(near(k.up, kaons * sqrt(yield2 + 0.01)));
	CHECK(n62_card_ses(c, &s, &err) == 0);
	CHECK(near(s.value, ses));
	CHECK(near(s.up,
	    ses * sqrt(yield2 + 0.01 + 0.05 * 0.05 + 0.1 * 0.1 + 0.03 * 0.03)));
	/* x: 0.4 with 0.2 of its own; y: 8 x 0.05 with sqrt(8) x 0.05 and
	 * 8 x 0.01; 10 % of the sum. */
	CHECK(n62_card_background(c, &b, &shape, &err) == 0);
	CHECK(near(b.value, 0.8) && shape == N62_GAUSS);
	CHECK(near(b.up, sum2(sum2(0.2, 0.2, 0, 0),
			     sum2(sqrt(8) * 0.05, 0.08, 0, 0), 0.08, 0)));
	CHECK(near(b.down, sum2(sum2(0.1, 0.2, 0, 0),
			       sum2(sqrt(8) * 0.05, 0.08, 0, 0), 0.08, 0)));
	CHECK(n62_question_read(&o, &q, &err) == 0);
	CHECK(n62_card_ask(c, &o, &q, &blinded, &err) == 0);
	CHECK(q.c.n == 3 && q.c.b == b.value && q.ses == s.value);
	CHECK(q.method == N62_FC && q.c.cl == 0.95 && !blinded);
	/* Options go before the card. */
	o.events = "7";
	o.background = "2";
	o.ses = "1e-9";
	CHECK(n62_question_read(&o, &q, &err) == 0);
	CHECK(n62_card_ask(c, &o, &q, &blinded, &err) == 0);
	CHECK(q.c.n == 7 && q.c.b == 2 && q.c.b_up == 0 && q.ses == 1e-9);
	n62_card_free(c);
}

/* One background that is a control count times a number: exact. */
static void controls(void)
{
	static const char text[] =
	    "channel: x\n"
	    "regions: {signal: {observed: 2}, side: {observed: 6}}\n"
	    "backgrounds: [{name: s, region: side, factor: 0.25}]\n";
	struct n62_question_text o = { .method = "cls",
		.shape = "gauss",
		.ses_shape = "lognormal",
		.cl = 0.9,
		.mass = NAN };
	struct n62_question q;
	struct n62_err err;
	struct n62_card *c = parse(text, &err);
	bool blinded;

	if (!CHECK(c != NULL))
		return;
	CHECK(n62_question_read(&o, &q, &err) == 0);
	CHECK(n62_card_ask(c, &o, &q, &blinded, &err) == 0);
	CHECK(q.c.b_shape == N62_CONTROL && q.c.control == 6 && q.c.tau == 4);
	CHECK(isnan(q.ses));
	n62_card_free(c);
}

/* What a card says, and what is said of it. */
static const struct {
	const char *text, *said;
} wrong[] = {
	{ "", "here:1: the card is empty" },
	{ "channel: [", "here:2: it is no YAML: did not find expected node "
			"content" },
	{ "channel: a\n---\nchannel: b\n", "here:3: a second document" },
	{ "channel: &a b\n", "here:1: anchors and tags are not for cards" },
	{ "channel: a\nregions: *x\n",
	    "here:2: anchors, aliases and tags are not for cards" },
	{ "channel: a\nregions: !!map {}\n",
	    "here:2: anchors, aliases and tags are not for cards" },
	{ "channel: \"a\\0b\"\n", "here:1: a text with a zero" },
	{ "channel: a\ncl: 0.9\nchannel: b\n",
	    "here:3: key 'channel' is also in line 1" },
	{ "[a]: b\n", "here:1: a key must be a word" },
	{ "- a\n", "here:1: a card must be keys with values" },
	{ "cl: 0.9\n", "here:1: a card needs a channel" },
	{ "chanel: a\n",
	    "here:1: unknown key 'chanel'; did you mean 'channel'?" },
	{ "channel: a\nzzzzzz: b\n", "here:2: unknown key 'zzzzzz'" },
	{ "channel: [a]\n", "here:1: channel must be one value" },
	{ "channel: \"a\\nb\"\n", "here:1: channel must be one line" },
	{ "channel: a\npublished: 1 +- 2\n", "here:2: published has no error" },
	{ "channel: a\nmethod: csl\n",
	    "here:2: there is no method csl; did you mean cls" },
	{ "channel: a\ncl: 90\n",
	    "here:2: cl must be a number from 0.5 to 1 - 1e-9" },
	{ "channel: a\ncl: 90 %\nsimulated: no\n",
	    "here:3: simulated must be acceptance or counts" },
	{ "channel: a\nregions: [b]\n",
	    "here:2: regions must be names with keys" },
	{ "channel: a\nregions:\n  r:\n    obsreved: 1\n",
	    "here:4: unknown key 'obsreved'; did you mean 'observed'?" },
	{ "channel: a\nregions:\n  r: {low: 2, high: 1}\n",
	    "here:3: region r: low must be below high" },
	{ "channel: a\nregions:\n  r: {observed: 1.5}\n",
	    "here:3: region r: observed must be a whole number" },
	{ "channel: a\nregions:\n  r: {observed: 1e16}\n",
	    "here:3: region r: observed must be a whole number" },
	{ "channel: a\nregions:\n  r: {observed: -1}\n",
	    "here:3: region r: observed must be a whole number" },
	{ "channel: a\nregions:\n  r: {table: b, histogram: c}\n",
	    "here:3: region r: give one of table, histogram and cutflow" },
	{ "channel: a\nregions:\n  r: {cut: c}\n",
	    "here:3: region r: cut goes with cutflow" },
	{ "channel: a\nregions:\n  r: {histogram: c}\n",
	    "here:3: region r: low must be below high" },
	{ "channel: a\nsignal:\n  region: r\n",
	    "here:3: region must be the name of a region" },
	{ "channel: a\nsignal:\n  ses: -1\n",
	    "here:3: all numbers of signal must be above 0" },
	{ "channel: a\nsignal:\n  ses: 1e-11+-\n",
	    "here:3: ses is '1e-11+-', not a number such as 0.26, 0.26 +- "
	    "0.04, 7.0 +1.1 -0.8 or 1.4 %" },
	{ "channel: a\nsignal:\n  ses: nan\n",
	    "here:3: ses is 'nan', not a number such as 0.26, 0.26 +- 0.04, "
	    "7.0 +1.1 -0.8 or 1.4 %" },
	{ "channel: a\nsignal:\n  shape: gamma\n",
	    "here:3: the sensitivity cannot have shape gamma" },
	{ "channel: a\nsignal:\n  shape: round\n",
	    "here:3: shape is 'round', not gauss, lognormal, gamma or "
	    "known" },
	{ "channel: a\nnormalisation:\n  yield: 8\n",
	    "here:3: normalisation needs kaons, or yield and branching" },
	{ "channel: a\nnormalisation:\n  yield: b\n",
	    "here:3: yield is 'b', neither a number nor a region" },
	{ "channel: a\nbackgrounds: 3\n",
	    "here:2: backgrounds must be a list" },
	{ "channel: a\nbackgrounds:\n  - value: 1\n",
	    "here:3: a background needs a name" },
	{ "channel: a\nbackgrounds:\n  - name: x\n",
	    "here:3: background 'x' needs either value or region" },
	{ "channel: a\nbackgrounds:\n  - {name: x, value: -1}\n",
	    "here:3: background 'x' is below 0" },
	{ "channel: a\nbackgrounds:\n  - {name: x, value: 1 +1 -2, shape: "
	  "gamma}\n",
	    "here:3: background 'x': errors that differ go with shape "
	    "gauss" },
	{ "channel: a\nregions: {r: {}}\nbackgrounds:\n"
	  "  - {name: x, region: r}\n",
	    "here:4: background 'x': region goes with factor" },
	{ "channel: a\nsystematics:\n  - {of: b, relative: 1 %}\n",
	    "here:3: of is 'b', neither signal nor backgrounds nor the name "
	    "of one" },
	{ "channel: a\nsystematics:\n  - {of: signal}\n",
	    "here:3: a systematic error needs of and relative, which is not "
	    "below 0" },
	{ "channel: a\ntitle: [[[[[[[[b]]]]]]]]\n",
	    "here:2: deeper than 8 levels" },
};

static void refuses(void)
{
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct n62_err err;
		struct n62_card *c = parse(wrong[i].text, &err);

		if (!CHECK(c == NULL))
			check_note("%s", wrong[i].text);
		CHECK_TEXT(err.text, wrong[i].said);
		n62_card_free(c);
	}
}

static void is_bounded(void)
{
	static char text[N62_CARD_BYTES + 2];
	struct n62_err err = { 0 };
	size_t n = 0;

	memset(text, ' ', sizeof text - 1);
	CHECK(!n62_card_parse(text, N62_CARD_BYTES + 1, "here", &err));
	CHECK_TEXT(err.text, "here: a card has at most 262144 bytes");
	CHECK(!n62_card_parse("channel: \xff", 10, "here", &err));
	CHECK_TEXT(err.text, "here: a card is text in UTF-8, and this is not");
	n += (size_t)snprintf(text, sizeof text, "channel: a\ntitle: [");
	for (int i = 0; i <= N62_CARD_NODES; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "b,");
	text[n++] = ']';
	CHECK(!n62_card_parse(text, n, "here", &err));
	CHECK_TEXT(err.text, "here:2: more than 10000 values");
}

/* Counts and sensitivities of a published limit: its digits. */
static void knows_cards(void)
{
	static const struct {
		const char *name;
		double upper;
	} cards[] = {
		{ "munuee", 8.13e-11 },
		{ "lnv-piee", 5.25e-11 },
		{ "lfv-pimue", 6.56e-11 },
		{ "lnv-pimumu", 4.31e-11 },
		{ "pinunu-2016", 1.45e-9 },
	};

	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		struct n62_question_text o = { .shape = "gauss",
			.ses_shape = "lognormal",
			.cl = NAN,
			.mass = NAN };
		struct n62_err err = { 0 };
		struct n62_card *c = n62_card_read(cards[i].name, &err);
		struct n62_question q;
		struct n62_answer a;
		bool blinded;

		if (!CHECK(c != NULL))
			continue;
		n62_card_defaults(c, &o);
		CHECK(n62_question_read(&o, &q, &err) == 0);
		CHECK(n62_card_ask(c, &o, &q, &blinded, &err) == 0);
		CHECK(n62_answer(&q, false, &a, &err) == 0);
		CHECK(
		    fabs(a.limit.upper * q.ses / cards[i].upper - 1) < 0.0015);
		n62_card_free(c);
	}
}

int main(void)
{
	check_run("a card is read", reads);
	check_run("its numbers become a question", computes);
	check_run("a control count stays one", controls);
	check_run("what is wrong is said with its line", refuses);
	check_run("size and depth are bounded", is_bounded);
	check_run("built-in cards give the published limits", knows_cards);
	return check_end();
}
