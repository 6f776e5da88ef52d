/*
 * test_raw_end.c - what the end-of-burst event says, in table burst.
 *
 * Every word holds its own place, so that each column must hold the places
 * that the format gives it: here they are written down once more, as offsets
 * in bodies of packets, apart from the layouts that the library goes by.
 */
#include "check.h"
#include "raw/raw.h"

static struct n62_err err;

enum {
	BASE = 1000 /* of the words of a packet, so that none is 0 */
};

static void add_packet(struct n62_raw_event *e, uint8_t detector, uint32_t n)
{
	struct n62_raw_packet *p = n62_raw_more(e, N62_RAW_A_PACKET, 1, &err);
	uint32_t *w = n62_raw_more(e, N62_RAW_A_WORD, n, &err);

	if (!CHECK(p && w))
		return;
	p->detector = detector;
	p->first = e->n[N62_RAW_A_WORD] - n;
	p->n = n;
	for (uint32_t i = 0; i < n; i++)
		w[i] = BASE + i;
}

static struct n62_hits *new_row(void)
{
	static struct n62_hits h;

	n62_hits_free(&h);
	n62_hits_init(&h, (struct n62_hits_shape){ 1u << N62_G_BURST, false });
	CHECK(n62_hits_add(&h, N62_G_BURST, &err) == 0);
	return &h;
}

/* Whether n values of a column are first, first + step, ... */
static bool is(const struct n62_hits *h, int column, uint32_t n, uint32_t first,
    uint32_t step)
{
	const struct n62_column_doc *doc =
	    &n62_group_docs[N62_G_BURST].columns[column];
	const uint32_t *v = h->group[N62_G_BURST].v[column];
	bool good = doc->length == n;

	for (uint32_t i = 0; i < n && good; i++)
		good = v[i] == first + i * step;
	if (!good)
		check_note("column %s", doc->name);
	return good;
}

/* Bodies of 71 words have no rates; those of 89 four words more up front. */
static void beam(void)
{
	static const struct {
		uint32_t words, magnets, rates;
	} bodies[] = { { 71, 7, 0 }, { 85, 7, 71 }, { 89, 11, 75 } };
	struct n62_raw_event e = { 0 };

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct n62_hits *h = new_row();
		uint32_t magnets = BASE + bodies[i].magnets;
		uint32_t rates = bodies[i].rates ? BASE + bodies[i].rates : 0;

		n62_raw_clear(&e);
		add_packet(&e, N62_RAW_DIM, bodies[i].words);
		n62_hits_fill_end(h, &e);
		CHECK(is(h, N62_BU_T10, 1, BASE, 0));
		CHECK(is(h, N62_BU_T10_DOWNSTREAM, 1, BASE + 1, 0));
		CHECK(is(h, N62_BU_T10_RAW, 1, BASE + 2, 0));
		CHECK(is(h, N62_BU_T10_MULTIPLICITY, 1, BASE + 3, 0));
		CHECK(is(h, N62_BU_T10_SYMMETRY, 1, BASE + 4, 0));
		CHECK(is(h, N62_BU_T10_SYMMETRY_BARE, 1, BASE + 5, 0));
		CHECK(is(h, N62_BU_MAGNETS, 3, magnets + 3, 4));
		CHECK(is(h, N62_BU_SCALERS, 13, magnets + 12 + 1, 4));
		CHECK(is(h, N62_BU_STRUCTURE, 7, rates, rates > 0));
		CHECK(is(h, N62_BU_RATES, 7, rates ? rates + 7 : 0, rates > 0));
		CHECK(*(uint8_t *)h->group[N62_G_BURST].v[N62_BU_ENDED] == 1);
	}
	n62_raw_free(&e);
}

static void l0(void)
{
	struct n62_raw_event e = { 0 };
	struct n62_hits *h = new_row();
	struct n62_raw_l0eob *t = n62_raw_more(&e, N62_RAW_A_L0EOB, 1, &err);

	if (!CHECK(t != NULL))
		return;
	for (uint32_t i = 0; i < 210; i++)
		t->word[i] = 0x10000 * (BASE + i) + i;
	n62_hits_fill_end(h, &e);
	CHECK(is(h, N62_BU_LATENCY, 1, BASE, 0));
	CHECK(is(h, N62_BU_CONTROL_DOWNSCALING, 1, BASE + 2, 0));
	CHECK(is(h, N62_BU_CONTROL_GENERATED, 1, t->word[3], 0));
	CHECK(is(h, N62_BU_PRIMITIVES, 7, t->word[6], 0x10001));
	CHECK(is(h, N62_BU_CHOKES, 1, t->word[13], 0));
	CHECK(is(h, N62_BU_ERRORS, 1, t->word[14], 0));
	CHECK(is(h, N62_BU_PERIODIC, 1, t->word[15], 0));
	CHECK(is(h, N62_BU_CALIBRATION, 1, t->word[16], 0));
	CHECK(is(h, N62_BU_CONTROL, 1, t->word[17], 0));
	CHECK(is(h, N62_BU_DOWNSCALING, 16, t->word[19], 12 * 0x10001));
	CHECK(is(h, N62_BU_TRIGGERS, 16, t->word[20], 12 * 0x10001));
	CHECK(is(h, N62_BU_GENERATED, 16, t->word[21], 12 * 0x10001));
	n62_raw_free(&e);
}

/* Three PCs of L1 and one of L2. */
static void levels(void)
{
	static const int counters[] = { N62_BU_L1_CORRUPTED, N62_BU_L1_INPUT,
		N62_BU_L1_SPECIAL, N62_BU_L1_CONTROL, N62_BU_L1_PERIODIC,
		N62_BU_L1_PHYSICS, N62_BU_L1_SEVERAL, N62_BU_L1_REQUESTS,
		N62_BU_L1_OUTPUT, N62_BU_L1_ACCEPTED, N62_BU_L1_LATE,
		N62_BU_L1_DISABLED, N62_BU_L1_BYPASS, N62_BU_L1_FLAGGED,
		N62_BU_L1_AUTOPASS };
	struct n62_raw_event e = { 0 };
	struct n62_hits *h = new_row();

	for (int i = 0; i < 3; i++)
		add_packet(&e, N62_RAW_L1TP, 64);
	add_packet(&e, N62_RAW_L2EB, 63);
	/* bodies of other lengths are none that are known */
	add_packet(&e, N62_RAW_L1TP, 63);
	add_packet(&e, N62_RAW_KTAG, 64);
	n62_hits_fill_end(h, &e);
	CHECK(is(h, N62_BU_L1_PCS, 1, 3, 0));
	for (uint32_t i = 0; i < sizeof counters / sizeof *counters; i++)
		CHECK(is(h, counters[i], 1, 3 * (BASE + 1 + i), 0));
	CHECK(is(h, N62_BU_L1_MASK_INPUT, 16, 3 * (BASE + 17), 9));
	CHECK(is(h, N62_BU_L1_MASK_ACCEPTED, 16, 3 * (BASE + 18), 9));
	CHECK(is(h, N62_BU_L2_PCS, 1, 1, 0));
	CHECK(is(h, N62_BU_L2_INPUT, 1, BASE + 2, 0));
	CHECK(is(h, N62_BU_L2_OUTPUT, 1, BASE + 8, 0));
	CHECK(is(h, N62_BU_L2_ACCEPTED, 1, BASE + 9, 0));
	CHECK(is(h, N62_BU_L2_MASK_INPUT, 16, BASE + 16, 3));
	CHECK(is(h, N62_BU_L2_MASK_ACCEPTED, 16, BASE + 17, 3));
	CHECK(is(h, N62_BU_T10, 1, 0, 0));
	n62_raw_free(&e);
}

static const struct n62_raw_field *field(const char *layout, const char *name)
{
	const struct n62_raw_layout *l = n62_raw_layout(layout);

	for (unsigned i = 0; l && i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return &l->fields[i];
	return NULL;
}

/* A column of several values names them as its layout does, in that order. */
static void names(void)
{
	static const struct {
		int column;
		const char *layout, *field;
	} columns[] = { { N62_BU_SCALERS, "eob-beam-89", "scaler" },
		{ N62_BU_MAGNETS, "eob-beam-89", "magnet-current" },
		{ N62_BU_STRUCTURE, "eob-beam-89", "structure" },
		{ N62_BU_RATES, "eob-beam-89", "rate" },
		{ N62_BU_PRIMITIVES, "l0tp-eob", "primitives" } };

	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		const struct n62_raw_field *f =
		    field(columns[i].layout, columns[i].field);
		const struct n62_column_doc *doc =
		    &n62_group_docs[N62_G_BURST].columns[columns[i].column];
		const char *at = doc->doc;

		if (!CHECK(f && f->names && f->times == doc->length))
			continue;
		for (unsigned k = 0; k < f->times; k++) {
			at = strstr(at, f->names[k]);
			if (!CHECK(at != NULL)) {
				check_note("%s: %s", doc->name, f->names[k]);
				break;
			}
			at += strlen(f->names[k]);
		}
	}
}

int main(void)
{
	check_run("the beam", beam);
	check_run("L0TP", l0);
	check_run("PCs of L1 and L2", levels);
	check_run("names of values", names);
	n62_hits_free(new_row());
	return check_end();
}
