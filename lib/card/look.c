/*
 * look.c - counts of a card's regions from the tables of a stream: those of
 * regions, histograms and cut flows, and the decays of a simulation.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "card/private.h"

/* A table that may hold the count of a region. */
struct source {
	struct n62_card_region *region;
	int table;
	struct n62_col key, number, low, high, n, w, w2, blinded;
	enum n62_type n_type, number_type;
	bool has_blinded;
};

struct n62_card_look {
	struct n62_card *card;
	struct source *sources;
	int nsources, room;
	struct n62_col tally_name, tally_sum;
	int tally; /* table, or -1 */
	struct state *states;
};

/* What was seen of a region so far. */
struct state {
	char table[N62_MAX_NAME + 1]; /* where it was found */
	int64_t cut;                  /* number of the cut that is kept */
	double low, high;             /* borders of the bins that were added */
};

struct n62_card_look *n62_card_look_new(struct n62_card *c, struct n62_err *err)
{
	struct n62_card_look *l = n62_new(1, sizeof *l, err);

	if (!l)
		return NULL;
	l->card = c;
	l->tally = -1;
	l->states = n62_new((size_t)c->nregions + 1, sizeof *l->states, err);
	if (!l->states) {
		n62_card_look_free(l);
		return NULL;
	}
	for (int i = 0; i < c->nregions; i++)
		l->states[i] = (struct state){
			.cut = -1, .low = INFINITY, .high = -INFINITY
		};
	return l;
}

void n62_card_look_free(struct n62_card_look *l)
{
	if (!l)
		return;
	free(l->sources);
	free(l->states);
	free(l);
}

/* ---- tables --------------------------------------------------------- */

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static int integer(const struct n62_schema *s, const char *table,
    const char *name, struct n62_col *col, enum n62_type *type,
    struct n62_err *err)
{
	if (n62_find(s, table, name, N62_ANY, col, err) < 0)
		return -1;
	*type = s->tables[col->table].columns[col->column].type;
	if (n62_type_size(*type) > 0)
		return 0;
	return n62_fail(
	    err, N62_DATA, "column %s of table %s is no number", name, table);
}

/* Adds the table as a place where the region may be. */
static int add_source(struct n62_card_look *l, const struct n62_schema *s,
    int table, struct n62_card_region *r, struct n62_err *err)
{
	const char *name = s->tables[table].name;
	bool histogram = r->histogram, flow = r->cutflow;
	struct n62_err absent = { 0 };
	struct source *to;

	if (l->nsources == l->room) {
		int room = 2 * l->room + 8;

		to = n62_resize(
		    l->sources, (size_t)room, sizeof *l->sources, err);
		if (!to)
			return -1;
		l->sources = to;
		l->room = room;
	}
	to = &l->sources[l->nsources];
	*to = (struct source){ .region = r, .table = table };
	if (integer(s, name, flow ? "events" : "n", &to->n, &to->n_type, err) <
		0 ||
	    n62_find(s, name, "w", N62_SUM, &to->w, err) < 0 ||
	    n62_find(s, name, "w2", N62_SUM, &to->w2, err) < 0)
		return -1;
	if (histogram &&
	    (n62_find(s, name, "low", N62_F64, &to->low, err) < 0 ||
		n62_find(s, name, "high", N62_F64, &to->high, err) < 0))
		return -1;
	if (flow &&
	    (n62_find(s, name, "selection", N62_STR, &to->key, err) < 0 ||
		n62_find(s, name, "cut", N62_STR, &to->low, err) < 0 ||
		integer(s, name, "number", &to->number, &to->number_type, err) <
		    0))
		return -1;
	if (!histogram && !flow &&
	    n62_find(s, name, "region", N62_STR, &to->key, err) < 0)
		return -1;
	to->has_blinded =
	    n62_find(s, name, "blinded", N62_U8, &to->blinded, &absent) == 0;
	l->nsources++;
	return 0;
}

static int places_of(struct n62_card_look *l, const struct n62_schema *s,
    struct n62_card_region *r, struct n62_err *err)
{
	for (int i = 0; i < s->ntables; i++) {
		const char *name = s->tables[i].name;
		bool here;

		if (r->histogram)
			here = begins(name, "hist/") &&
			       strcmp(name + 5, r->histogram) == 0;
		else if (r->cutflow)
			here = strcmp(name, "cutflow") == 0;
		else if (r->table)
			here = strcmp(name, r->table) == 0;
		else
			here = begins(name, "region/");
		if (here && add_source(l, s, i, r, err) < 0)
			return -1;
	}
	return 0;
}

static int look_at_head(
    struct n62_card_look *l, const struct n62_schema *s, struct n62_err *err)
{
	struct n62_err absent = { 0 };

	l->nsources = 0;
	for (int i = 0; i < l->card->nregions; i++)
		if (places_of(l, s, &l->card->regions[i], err) < 0)
			return -1;
	l->tally = n62_table_number(s, "tally");
	if (l->tally >= 0 && (n62_find(s, "tally", "name", N62_STR,
				  &l->tally_name, &absent) < 0 ||
				 n62_find(s, "tally", "sum", N62_SUM,
				     &l->tally_sum, &absent) < 0))
		l->tally = -1;
	return 0;
}

void card_drop_others(const struct n62_card_look *l, struct n62_schema *s)
{
	for (int i = 0; i < s->ntables; i++) {
		bool used = i == l->tally;

		for (int k = 0; k < l->nsources; k++)
			used |= l->sources[k].table == i;
		if (!used)
			n62_drop_table(s, i);
	}
}

/* ---- rows ----------------------------------------------------------- */

static bool is_text(const struct n62_block *b, struct n62_col col, uint32_t row,
    const char *text)
{
	size_t n;
	const char *at = n62_text(b, col, row, &n);

	return n == strlen(text) && memcmp(at, text, n) == 0;
}

static double sum_of(
    const struct n62_block *b, struct n62_col col, uint32_t row)
{
	size_t n;
	const char *at = n62_text(b, col, row, &n);

	/* A row that was never added to. */
	return n == 0 ? 0 : n62_sum_value(at, n);
}

static void add(const struct source *s, const struct n62_block *b, uint32_t row)
{
	struct n62_card_region *r = s->region;

	r->found = true;
	r->n += n62_value_f64(s->n_type, n62_values(b, s->n), row);
	r->w += sum_of(b, s->w, row);
	r->w2 += sum_of(b, s->w2, row);
	if (s->has_blinded &&
	    ((const uint8_t *)n62_values(b, s->blinded))[row] != 0)
		r->blinded = true;
}

/* A row of a table of regions. */
static int take_region(const struct source *s, struct state *state,
    const struct n62_block *b, uint32_t row, struct n62_err *err)
{
	const char *table = b->schema->tables[b->table].name;

	if (!is_text(b, s->key, row, s->region->name))
		return 0;
	if (*state->table && strcmp(state->table, table) != 0)
		return n62_fail(err, N62_DATA,
		    "region %s is in table %s and in table %s: give the card "
		    "its table",
		    s->region->name, state->table, table);
	memcpy(state->table, table, strlen(table) + 1);
	add(s, b, row);
	return 0;
}

static int take_bin(const struct source *s, struct state *state,
    const struct n62_block *b, uint32_t row, struct n62_err *err)
{
	const struct n62_card_region *r = s->region;
	double low = ((const double *)n62_values(b, s->low))[row];
	double high = ((const double *)n62_values(b, s->high))[row];
	/* Borders may be rounded where a histogram is booked. */
	double near = 1e-9 * fmax(fabs(r->low), fabs(r->high));

	if (high <= r->low + near || low >= r->high - near || low == high)
		return 0;
	if (low < r->low - near || high > r->high + near)
		return n62_fail(err, N62_DATA,
		    "region %s: its borders %g and %g are not borders of bins "
		    "of hist/%s: one goes from %g to %g",
		    r->name, r->low, r->high, r->histogram, low, high);
	state->low = fmin(state->low, low);
	state->high = fmax(state->high, high);
	add(s, b, row);
	return 0;
}

static void take_cut(const struct source *s, struct state *state,
    const struct n62_block *b, uint32_t row)
{
	struct n62_card_region *r = s->region;
	int64_t number =
	    n62_value_i64(s->number_type, n62_values(b, s->number), row);

	if (!is_text(b, s->key, row, r->cutflow))
		return;
	if (r->cut ? !is_text(b, s->low, row, r->cut) : number < state->cut)
		return;
	if (number > state->cut)
		r->n = r->w = r->w2 = 0;
	state->cut = number;
	add(s, b, row);
}

static int take_row(struct n62_card_look *l, const struct source *s,
    const struct n62_block *b, uint32_t row, struct n62_err *err)
{
	struct state *state = &l->states[s->region - l->card->regions];

	if (s->region->histogram)
		return take_bin(s, state, b, row, err);
	if (!s->region->cutflow)
		return take_region(s, state, b, row, err);
	take_cut(s, state, b, row);
	return 0;
}

int n62_card_look_at(
    struct n62_card_look *l, const struct n62_block *b, struct n62_err *err)
{
	l->card->streamed = true;
	if (b->kind == N62_HEAD)
		return look_at_head(l, b->schema, err);
	if (b->kind != N62_ROWS)
		return 0;
	for (int i = 0; i < l->nsources; i++)
		for (uint32_t row = 0;
		     l->sources[i].table == b->table && row < b->rows; row++)
			if (take_row(l, &l->sources[i], b, row, err) < 0)
				return -1;
	for (uint32_t row = 0; b->table == l->tally && row < b->rows; row++)
		if (is_text(b, l->tally_name, row, "simulated/fiducial"))
			l->card->signal.decays += sum_of(b, l->tally_sum, row);
	return 0;
}

/* ---- the end -------------------------------------------------------- */

static bool needed(const struct n62_card *c, const struct n62_card_region *r)
{
	if (r == c->signal.region)
		return true;
	if (c->signal.decays > 0 && !c->counts)
		return false;
	for (int i = 0; i < c->nbackgrounds; i++)
		if (c->backgrounds[i].region == r)
			return true;
	return c->norm.region == r;
}

int n62_card_look_end(struct n62_card_look *l, struct n62_err *err)
{
	const struct n62_card *c = l->card;

	for (int i = 0; i < c->nregions; i++) {
		const struct n62_card_region *r = &c->regions[i];
		const struct state *s = &l->states[i];
		double near = 1e-9 * fmax(fabs(r->low), fabs(r->high));

		if (!needed(c, r))
			continue;
		if (!r->found)
			return n62_fail(err, N62_DATA,
			    "card %s: region %s is not in the stream: there is "
			    "no such row in %s%s%s",
			    c->name, r->name,
			    r->histogram ? "hist/"
			    : r->cutflow ? "table cutflow of "
			    : r->table   ? "table "
					 : "any table region/",
			    r->histogram ? r->histogram
			    : r->cutflow ? r->cutflow
			    : r->table   ? r->table
					 : "",
			    r->histogram || r->cutflow || r->table ? "" : "*");
		if (r->histogram &&
		    (s->low > r->low + near || s->high < r->high - near))
			return n62_fail(err, N62_DATA,
			    "card %s: region %s is from %g to %g, but hist/%s "
			    "has bins from %g to %g only",
			    c->name, r->name, r->low, r->high, r->histogram,
			    s->low, s->high);
	}
	return 0;
}
