/*
 * test_raw_trigger.c - what L0 and L1 said of an event, in table event.
 */
#include "check.h"
#include "raw_random.h"

static struct n62_err err;
static const uint32_t events = 500;

static void *value(const struct n62_hits *h, int column, size_t size)
{
	return (char *)h->group[N62_G_EVENT].v[column] + size * (h->events - 1);
}

/* Fills h with random event i of a family. */
static bool fill(struct n62_hits *h, struct n62_fill *f,
    struct n62_raw_event *e, enum rnd_family family, uint32_t i)
{
	uint64_t count[N62_RAW_KINDS] = { 0 };

	rnd_event(e, family, 7, i);
	for (int a = 0; a < N62_RAW_ARRAYS; a++)
		if (!n62_raw_more(e, (enum n62_raw_array)a, 0, &err))
			return false;
	n62_hits_clear(h);
	return n62_hits_fill(h, f, e, NULL, count, &err) == 0;
}

static void l0_words(const struct n62_hits *h, const struct n62_raw_event *e)
{
	const struct n62_raw_l0tp *t = &e->l0tp[0];
	const uint16_t *primitive = value(h, N62_EV_PRIMITIVE, 42);
	const uint8_t *fine = value(h, N62_EV_PRIMITIVE_FINE, 21);

	CHECK(*(uint16_t *)value(h, N62_EV_MASKS, 2) == t->flags);
	CHECK(*(uint8_t *)value(h, N62_EV_DATATYPE, 1) == t->data_type);
	CHECK(*(uint32_t *)value(h, N62_EV_BEFORE, 4) == t->previous);
	CHECK(*(uint8_t *)value(h, N62_EV_BEFORE_TYPE, 1) == t->previous_type);
	CHECK(
	    memcmp(value(h, N62_EV_PRIMITIVE_COUNT, 4), t->primitives, 4) == 0);
	for (int s = 0; s < 3; s++)
		for (int k = 0; k < 7; k++) {
			CHECK(primitive[7 * s + k] == t->slot[s].primitive[k]);
			CHECK(fine[7 * s + k] == t->slot[s].fine[k]);
		}
}

/* Of algorithms of one number, the last counts. */
static uint8_t last_quality(const struct n62_raw_event *e,
    const struct n62_raw_l1mask *m, uint8_t algorithm, uint8_t *flags)
{
	uint8_t quality = *flags = 0;

	for (uint32_t k = m->first; k < m->first + m->n; k++)
		if (e->l1algo[k].algorithm == algorithm) {
			quality = e->l1algo[k].quality;
			*flags = e->l1algo[k].flags;
		}
	return quality;
}

static void l1_words(const struct n62_hits *h, const struct n62_raw_event *e)
{
	void *const *v = h->group[N62_G_L1].v;

	if (!CHECK(h->group[N62_G_L1].n == e->n[N62_RAW_A_L1MASK]))
		return;
	for (uint32_t i = 0; i < h->group[N62_G_L1].n; i++) {
		const struct n62_raw_l1mask *m = &e->l1mask[i];
		const uint8_t *quality = (uint8_t *)v[N62_L1_QUALITY] + 8 * i;
		const uint8_t *flags =
		    (uint8_t *)v[N62_L1_ALGORITHM_FLAGS] + 8 * i;

		CHECK(((uint8_t *)v[N62_L1_MASK])[i] == m->id);
		CHECK(((uint8_t *)v[N62_L1_WORD])[i] == m->trigger);
		CHECK(((uint8_t *)v[N62_L1_ALGORITHMS])[i] == m->n);
		CHECK(((uint16_t *)v[N62_L1_REDUCTION])[i] == m->reduction);
		for (uint8_t k = 0; k < N62_L1_MOST; k++) {
			uint8_t wanted;

			CHECK(quality[k] == last_quality(e, m, k, &wanted));
			CHECK(flags[k] == wanted);
		}
	}
}

static void words(void)
{
	struct n62_conditions *c = n62_conditions_new(&err);
	struct n62_wiring *w = n62_wiring_new(c, 8800, &err);
	struct n62_raw_event e = { 0 };
	struct n62_hits h;
	struct n62_fill f;
	uint32_t numbered = 0;

	n62_hits_init(&h, (struct n62_hits_shape){
			      1u << N62_G_EVENT | 1u << N62_G_L1, false });
	if (!CHECK(w && n62_fill_init(&f, &err) == 0))
		return;
	f.wiring = w;
	for (uint32_t i = 0; i < events; i++) {
		if (!CHECK(fill(&h, &f, &e, RND_L0TP, i)))
			break;
		l0_words(&h, &e);
		if (!CHECK(fill(&h, &f, &e, RND_L1TP, i)))
			break;
		l1_words(&h, &e);
		for (uint32_t k = 0; k < e.n[N62_RAW_A_L1ALGO]; k++)
			numbered += e.l1algo[k].algorithm < N62_L1_MOST;
	}
	check_note("%u algorithms with a number", numbered);
	CHECK(numbered > 100);
	n62_hits_free(&h);
	n62_raw_free(&e);
	n62_fill_free(&f);
	n62_wiring_free(w);
	n62_conditions_free(c);
}

int main(void)
{
	check_run("words of L0 and L1", words);
	return check_end();
}
