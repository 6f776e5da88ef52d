/*
 * parse.c - a card from its tree: the keys of each of its parts, and what the
 * parts must agree in.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "card/private.h"

static int count(const struct card_node *n)
{
	int i = 0;

	for (n = n->first; n; n = n->next)
		i++;
	return i;
}

/* ---- regions -------------------------------------------------------- */

#define AT(member) offsetof(struct n62_card_region, member)

static const struct card_key region_keys[] = {
	{ "observed", CARD_KEY_NUMBER, AT(observed) },
	{ "variable", CARD_KEY_TEXT, AT(variable) },
	{ "low", CARD_KEY_REAL, AT(low) },
	{ "high", CARD_KEY_REAL, AT(high) },
	{ "unit", CARD_KEY_TEXT, AT(unit) },
	{ "table", CARD_KEY_TEXT, AT(table) },
	{ "histogram", CARD_KEY_TEXT, AT(histogram) },
	{ "cutflow", CARD_KEY_TEXT, AT(cutflow) },
	{ "cut", CARD_KEY_TEXT, AT(cut) },
	{ NULL, CARD_KEY_TEXT, 0 },
};

#undef AT

static int read_region(struct card_reader *r, const struct card_node *n,
    struct n62_card_region *to)
{
	int ways;

	*to =
	    (struct n62_card_region){ .name = n->key, .low = NAN, .high = NAN };
	if (card_read(r, n, n->key, region_keys, to) < 0)
		return -1;
	ways = (to->table != NULL) + (to->histogram != NULL) +
	       (to->cutflow != NULL);
	if (ways > 1)
		return card_say(r, n,
		    "region %.40s: give one of table, histogram and cutflow",
		    n->key);
	if (to->cut && !to->cutflow)
		return card_say(
		    r, n, "region %.40s: cut goes with cutflow", n->key);
	if ((to->histogram && (isnan(to->low) || isnan(to->high))) ||
	    to->low >= to->high)
		return card_say(
		    r, n, "region %.40s: low must be below high", n->key);
	if (to->observed.given &&
	    (!(to->observed.value >= 0 && to->observed.value <= 1e15) ||
		to->observed.up > 0 || to->observed.down > 0 ||
		to->observed.value != floor(to->observed.value)))
		return card_say(r, n,
		    "region %.40s: observed must be a whole number", n->key);
	return 0;
}

static int read_regions(struct card_reader *r, const struct card_node *n)
{
	struct n62_card *c = r->card;

	if (!n)
		return 0;
	if (n->kind != CARD_MAP || !n->first)
		return card_say(r, n, "regions must be names with keys");
	c->nregions = count(n);
	c->regions = n62_arena_new(
	    &c->arena, (size_t)c->nregions, sizeof *c->regions, r->err);
	if (!c->regions)
		return -1;
	c->nregions = 0;
	for (n = n->first; n; n = n->next)
		if (read_region(r, n, &c->regions[c->nregions++]) < 0)
			return -1;
	return 0;
}

static struct n62_card_region *find_region(
    const struct n62_card *c, const char *name)
{
	for (int i = 0; i < c->nregions; i++)
		if (strcmp(c->regions[i].name, name) == 0)
			return &c->regions[i];
	return NULL;
}

static int read_reference(struct card_reader *r, const struct card_node *n,
    struct n62_card_region **to)
{
	*to = n->kind == CARD_TEXT ? find_region(r->card, n->text) : NULL;
	if (*to)
		return 0;
	return card_say(r, n, "%s must be the name of a region", n->key);
}

/* ---- signal and normalisation --------------------------------------- */

struct raw_signal {
	struct n62_card_signal s;
	const struct card_node *region;
};

#define AT(member) offsetof(struct raw_signal, member)

static const struct card_key signal_keys[] = {
	{ "region", CARD_KEY_NODE, AT(region) },
	{ "acceptance", CARD_KEY_NUMBER, AT(s.acceptance) },
	{ "efficiency", CARD_KEY_NUMBER, AT(s.efficiency) },
	{ "branching", CARD_KEY_NUMBER, AT(s.branching) },
	{ "ses", CARD_KEY_NUMBER, AT(s.ses) },
	{ "shape", CARD_KEY_SHAPE, AT(s.shape) },
	{ NULL, CARD_KEY_TEXT, 0 },
};

#undef AT

static bool above_0(const struct n62_card_number *v)
{
	return !v->given || v->value > 0;
}

static int read_signal(struct card_reader *r, const struct card_node *n)
{
	struct n62_card *c = r->card;
	struct raw_signal raw = { .s.shape = N62_LOGNORMAL };

	if (n && card_read(r, n, "signal", signal_keys, &raw) < 0)
		return -1;
	c->signal = raw.s;
	if (n && c->signal.shape == N62_GAMMA)
		return card_say(
		    r, n, "the sensitivity cannot have shape gamma");
	if (!above_0(&raw.s.acceptance) || !above_0(&raw.s.efficiency) ||
	    !above_0(&raw.s.branching) || !above_0(&raw.s.ses))
		return card_say(r, n, "all numbers of signal must be above 0");
	if (raw.region)
		return read_reference(r, raw.region, &c->signal.region);
	c->signal.region = find_region(c, "signal");
	if (!c->signal.region && c->nregions == 1)
		c->signal.region = c->regions;
	return 0;
}

struct raw_norm {
	struct n62_card_norm n;
	const struct card_node *yield;
};

#define AT(member) offsetof(struct raw_norm, member)

static const struct card_key norm_keys[] = {
	{ "kaons", CARD_KEY_NUMBER, AT(n.kaons) },
	{ "channel", CARD_KEY_TEXT, AT(n.channel) },
	{ "yield", CARD_KEY_NODE, AT(yield) },
	{ "background", CARD_KEY_NUMBER, AT(n.background) },
	{ "branching", CARD_KEY_NUMBER, AT(n.branching) },
	{ "acceptance", CARD_KEY_NUMBER, AT(n.acceptance) },
	{ "efficiency", CARD_KEY_NUMBER, AT(n.efficiency) },
	{ "downscaling", CARD_KEY_NUMBER, AT(n.downscaling) },
	{ NULL, CARD_KEY_TEXT, 0 },
};

#undef AT

static int read_yield(
    struct card_reader *r, const struct card_node *n, struct n62_card_norm *to)
{
	if (n->kind != CARD_TEXT)
		return card_say(r, n, "yield must be one value");
	if (card_number(n->text, &to->yield) == 0)
		return 0;
	to->yield.given = false;
	to->region = find_region(r->card, n->text);
	if (to->region)
		return 0;
	return card_say(
	    r, n, "yield is '%.40s', neither a number nor a region", n->text);
}

static int read_norm(struct card_reader *r, const struct card_node *n)
{
	struct raw_norm raw = { .n.given = true };
	struct n62_card_norm *to = &r->card->norm;

	if (!n)
		return 0;
	if (card_read(r, n, "normalisation", norm_keys, &raw) < 0 ||
	    (raw.yield && read_yield(r, raw.yield, &raw.n) < 0))
		return -1;
	*to = raw.n;
	if (!above_0(&to->kaons) || !above_0(&to->yield) ||
	    !above_0(&to->branching) || !above_0(&to->acceptance) ||
	    !above_0(&to->efficiency) || !above_0(&to->downscaling))
		return card_say(r, n,
		    "all numbers of normalisation must be "
		    "above 0");
	if (!to->kaons.given && (!raw.yield || !to->branching.given))
		return card_say(
		    r, n, "normalisation needs kaons, or yield and branching");
	return 0;
}

/* ---- backgrounds and systematics ------------------------------------ */

struct raw_background {
	struct n62_card_background b;
	const struct card_node *region;
};

#define AT(member) offsetof(struct raw_background, member)

static const struct card_key background_keys[] = {
	{ "name", CARD_KEY_TEXT, AT(b.name) },
	{ "value", CARD_KEY_NUMBER, AT(b.value) },
	{ "shape", CARD_KEY_SHAPE, AT(b.shape) },
	{ "region", CARD_KEY_NODE, AT(region) },
	{ "factor", CARD_KEY_NUMBER, AT(b.factor) },
	{ NULL, CARD_KEY_TEXT, 0 },
};

#undef AT

static int read_background(struct card_reader *r, const struct card_node *n,
    struct n62_card_background *to)
{
	struct raw_background raw = { .b.shape = N62_GAUSS };

	if (card_read(r, n, "a background", background_keys, &raw) < 0 ||
	    (raw.region && read_reference(r, raw.region, &raw.b.region) < 0))
		return -1;
	*to = raw.b;
	if (!to->name)
		return card_say(r, n, "a background needs a name");
	if (to->value.given == (to->region != NULL))
		return card_say(r, n,
		    "background '%.40s' needs either value or region",
		    to->name);
	if (to->region ? !to->factor.given : to->factor.given)
		return card_say(r, n,
		    "background '%.40s': region goes with factor", to->name);
	if (to->value.value < 0 || to->factor.value < 0)
		return card_say(
		    r, n, "background '%.40s' is below 0", to->name);
	if (to->value.up != to->value.down && to->shape != N62_GAUSS)
		return card_say(r, n,
		    "background '%.40s': errors that differ go with shape "
		    "gauss",
		    to->name);
	return 0;
}

static int read_backgrounds(struct card_reader *r, const struct card_node *n)
{
	struct n62_card *c = r->card;

	if (!n)
		return 0;
	if (n->kind != CARD_LIST)
		return card_say(r, n, "backgrounds must be a list");
	c->nbackgrounds = count(n);
	c->backgrounds = n62_arena_new(
	    &c->arena, (size_t)c->nbackgrounds, sizeof *c->backgrounds, r->err);
	if (!c->backgrounds)
		return -1;
	c->nbackgrounds = 0;
	for (n = n->first; n; n = n->next)
		if (read_background(r, n, &c->backgrounds[c->nbackgrounds++]) <
		    0)
			return -1;
	return 0;
}

struct raw_error {
	struct n62_card_error e;
	const char *of;
};

static const struct card_key error_keys[] = {
	{ "name", CARD_KEY_TEXT, offsetof(struct raw_error, e.name) },
	{ "relative", CARD_KEY_REAL, offsetof(struct raw_error, e.relative) },
	{ "of", CARD_KEY_TEXT, offsetof(struct raw_error, of) },
	{ NULL, CARD_KEY_TEXT, 0 },
};

static int read_error(
    struct card_reader *r, const struct card_node *n, struct n62_card_error *to)
{
	struct raw_error raw = { .e.relative = NAN };
	const struct n62_card *c = r->card;

	if (card_read(r, n, "a systematic error", error_keys, &raw) < 0)
		return -1;
	*to = raw.e;
	if (!raw.of || !(to->relative >= 0))
		return card_say(r, n,
		    "a systematic error needs of and relative, "
		    "which is not below 0");
	if (strcmp(raw.of, "signal") == 0)
		return 0;
	to->of_all = strcmp(raw.of, "backgrounds") == 0;
	for (int i = 0; i < c->nbackgrounds; i++)
		if (strcmp(c->backgrounds[i].name, raw.of) == 0)
			to->background = &c->backgrounds[i];
	if (to->of_all || to->background)
		return 0;
	return card_say(r, n,
	    "of is '%.40s', neither signal nor backgrounds nor the name of "
	    "one",
	    raw.of);
}

static int read_errors(struct card_reader *r, const struct card_node *n)
{
	struct n62_card *c = r->card;

	if (!n)
		return 0;
	if (n->kind != CARD_LIST)
		return card_say(r, n, "systematics must be a list");
	c->nerrors = count(n);
	c->errors = n62_arena_new(
	    &c->arena, (size_t)c->nerrors, sizeof *c->errors, r->err);
	if (!c->errors)
		return -1;
	c->nerrors = 0;
	for (n = n->first; n; n = n->next)
		if (read_error(r, n, &c->errors[c->nerrors++]) < 0)
			return -1;
	return 0;
}

/* ---- the card ------------------------------------------------------- */

struct top {
	const char *channel, *title, *source, *scan;
	double published;
	const struct card_node *method, *cl, *simulated;
	const struct card_node *regions, *signal, *normalisation;
	const struct card_node *backgrounds, *systematics;
};

#define AT(member) offsetof(struct top, member)

static const struct card_key top_keys[] = {
	{ "channel", CARD_KEY_TEXT, AT(channel) },
	{ "title", CARD_KEY_TEXT, AT(title) },
	{ "source", CARD_KEY_TEXT, AT(source) },
	{ "scan", CARD_KEY_TEXT, AT(scan) },
	{ "published", CARD_KEY_REAL, AT(published) },
	{ "method", CARD_KEY_NODE, AT(method) },
	{ "cl", CARD_KEY_NODE, AT(cl) },
	{ "simulated", CARD_KEY_NODE, AT(simulated) },
	{ "regions", CARD_KEY_NODE, AT(regions) },
	{ "signal", CARD_KEY_NODE, AT(signal) },
	{ "normalisation", CARD_KEY_NODE, AT(normalisation) },
	{ "backgrounds", CARD_KEY_NODE, AT(backgrounds) },
	{ "systematics", CARD_KEY_NODE, AT(systematics) },
	{ NULL, CARD_KEY_TEXT, 0 },
};

#undef AT

static int read_method(struct card_reader *r, const struct card_node *n)
{
	enum n62_method ignored;
	struct n62_err why = { 0 };

	if (!n)
		return 0;
	if (n->kind != CARD_TEXT ||
	    n62_method_read(n->text, &ignored, &why) < 0)
		return card_say(r, n, "%s",
		    *why.text ? why.text : "method must be one word");
	r->card->method = n->text;
	return 0;
}

static int read_level(struct card_reader *r, const struct card_node *n)
{
	double *cl = &r->card->cl;

	if (!n)
		return 0;
	if (n->kind != CARD_TEXT || card_real(r, n, cl) < 0 ||
	    !(*cl >= 0.5 && *cl <= 1 - 1e-9))
		return card_say(
		    r, n, "cl must be a number from 0.5 to 1 - 1e-9");
	return 0;
}

static int read_simulated(struct card_reader *r, const struct card_node *n)
{
	if (!n)
		return 0;
	r->card->counts =
	    n->kind == CARD_TEXT && strcmp(n->text, "counts") == 0;
	if (r->card->counts ||
	    (n->kind == CARD_TEXT && strcmp(n->text, "acceptance") == 0))
		return 0;
	return card_say(r, n, "simulated must be acceptance or counts");
}

static int read_card(struct card_reader *r, const struct card_node *root)
{
	struct top top = { .published = NAN };
	struct n62_card *c = r->card;

	if (card_read(r, root, "a card", top_keys, &top) < 0)
		return -1;
	if (!top.channel)
		return card_say(r, root, "a card needs a channel");
	c->channel = top.channel;
	c->title = top.title;
	c->source = top.source;
	c->scan = top.scan;
	c->published = top.published;
	return read_method(r, top.method) < 0 || read_level(r, top.cl) < 0 ||
		       read_simulated(r, top.simulated) < 0 ||
		       read_regions(r, top.regions) < 0 ||
		       read_signal(r, top.signal) < 0 ||
		       read_norm(r, top.normalisation) < 0 ||
		       read_backgrounds(r, top.backgrounds) < 0 ||
		       read_errors(r, top.systematics) < 0
		   ? -1
		   : 0;
}

struct n62_card *n62_card_parse(
    const char *text, size_t n, const char *what, struct n62_err *err)
{
	struct n62_card *c = n62_new(1, sizeof *c, err);
	struct card_reader r = { .card = c, .what = what, .err = err };
	struct card_node *root;

	if (!c)
		return NULL;
	c->name = n62_arena_text(&c->arena, what, strlen(what), err);
	root = c->name ? card_yaml(text, n, what, &c->arena, err) : NULL;
	if (root && read_card(&r, root) == 0)
		return c;
	n62_card_free(c);
	return NULL;
}

void n62_card_free(struct n62_card *c)
{
	if (!c)
		return;
	n62_arena_free(&c->arena);
	free(c);
}
