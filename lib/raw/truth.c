/*
 * truth.c - what is true of a simulated event: its weight, its decay, its
 * particles; as a block and as columns.
 *
 * Particles lie in the order in which they came to be, so that a parent is
 * always there before its children; those of a large event go into several
 * blocks, each with the weight and the decay, and are numbered through.
 */
#include <math.h>
#include <string.h>

#include "raw/fill.h"
#include "raw/private.h"

enum {
	VERSION = 1,
	REALS = 11, /* of a particle */
	FIRST_REAL = PARTICLE_START
};

static float get_real(const struct n62_raw_field *f, const unsigned char *p)
{
	uint32_t bits = raw_get(f, p);
	float v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

static void put_real(const struct n62_raw_field *f, unsigned char *p, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof bits);
	raw_put(f, p, bits);
}

/* Real k of a particle, in the order of the fields. */
static float *real_of(struct n62_raw_particle *t, int k)
{
	if (k < 4)
		return &t->start[k];
	return k < 7 ? &t->p[k - 4] : &t->end[k - 7];
}

/* ---- from words ----------------------------------------------------- */

/* Printable characters, and nothing behind the first zero. */
static bool is_name(const char *s)
{
	size_t n = 0;

	while (n < N62_RAW_DECAY && s[n] > ' ' && s[n] < 127)
		n++;
	while (n < N62_RAW_DECAY && s[n] == '\0')
		n++;
	return n == N62_RAW_DECAY;
}

/* Whether the header is one of this version. */
static bool read_head(struct n62_raw_truth *t, const unsigned char *p)
{
	const struct n62_raw_field *weight = &raw_truth[TRUTH_WEIGHT];
	const struct n62_raw_field *decay = &raw_truth[TRUTH_DECAY];
	uint64_t bits = raw_word(p, weight->word) |
			(uint64_t)raw_word(p, weight->word + 1) << 32;

	memcpy(&t->weight, &bits, sizeof bits);
	memcpy(t->decay, p + 4 * (size_t)decay->word, N62_RAW_DECAY);
	return raw_get(&raw_truth[TRUTH_VERSION], p) == VERSION &&
	       raw_get(&raw_truth[TRUTH_SIZE], p) == PARTICLE_WORDS &&
	       isfinite(t->weight) && is_name(t->decay);
}

/* Whether the parent is before the particle, whose place in the list is i. */
static bool read_particle(
    struct n62_raw_particle *t, const unsigned char *p, uint32_t i)
{
	t->pdg = (int32_t)raw_get(&raw_particle[PARTICLE_PDG], p);
	t->parent = (int16_t)raw_get(&raw_particle[PARTICLE_PARENT], p);
	t->process = (uint8_t)raw_get(&raw_particle[PARTICLE_PROCESS], p);
	t->overlay = (uint8_t)raw_get(&raw_particle[PARTICLE_OVERLAY], p);
	for (int k = 0; k < REALS; k++)
		*real_of(t, k) = get_real(&raw_particle[FIRST_REAL + k], p);
	return t->parent >= -1 && t->parent < (int64_t)i;
}

int raw_truth_decode(struct raw_decoder *d, struct n62_raw_block *b,
    const unsigned char *p, uint32_t n)
{
	struct n62_raw_event *e = d->e;
	uint32_t place = e->n[N62_RAW_A_PARTICLE], particles;
	struct n62_raw_truth *t;
	struct n62_raw_particle *v;

	particles =
	    n < TRUTH_WORDS ? 0 : raw_get(&raw_truth[TRUTH_PARTICLES], p);
	if (n != TRUTH_WORDS + PARTICLE_WORDS * particles) {
		raw_fault(d, N62_RAW_TRUTH_SIZE, b->sub, b->at);
		return 0;
	}
	t = n62_raw_more(e, N62_RAW_A_TRUTH, 1, d->err);
	v = n62_raw_more(e, N62_RAW_A_PARTICLE, particles, d->err);
	if (!t || !v)
		return -1;
	/* Behind one that is lost, nobody knows whose children these are. */
	if (!read_head(t, p) || b->sub != e->n[N62_RAW_A_TRUTH] - 1) {
		raw_fault(d, N62_RAW_TRUTH_HEAD, b->sub, raw_at(d, p));
		return 0;
	}
	p += 4 * TRUTH_WORDS;
	for (uint32_t i = 0; i < particles; i++, p += 4 * PARTICLE_WORDS)
		if (!read_particle(&v[i], p, place + i)) {
			raw_fault(
			    d, N62_RAW_TRUTH_PARENT, b->sub, raw_at(d, p));
			return 0;
		}
	t->first = place;
	t->n = particles;
	b->payload = N62_RAW_TRUE;
	b->first = e->n[N62_RAW_A_TRUTH] - 1;
	b->n = 1;
	return 1;
}

/* ---- to words ------------------------------------------------------- */

static void write_head(const struct n62_raw_truth *t, unsigned char *p)
{
	const struct n62_raw_field *weight = &raw_truth[TRUTH_WEIGHT];
	const struct n62_raw_field *decay = &raw_truth[TRUTH_DECAY];
	uint64_t bits;

	memcpy(&bits, &t->weight, sizeof bits);
	raw_put(&raw_truth[TRUTH_VERSION], p, VERSION);
	raw_put(&raw_truth[TRUTH_SIZE], p, PARTICLE_WORDS);
	raw_put(&raw_truth[TRUTH_PARTICLES], p, t->n);
	raw_set_word(p, weight->word, (uint32_t)bits);
	raw_set_word(p, weight->word + 1, (uint32_t)(bits >> 32));
	memcpy(p + 4 * (size_t)decay->word, t->decay, N62_RAW_DECAY);
}

static void write_particle(const struct n62_raw_particle *t, unsigned char *p)
{
	struct n62_raw_particle copy = *t;

	raw_put(&raw_particle[PARTICLE_PDG], p, (uint32_t)t->pdg);
	raw_put(&raw_particle[PARTICLE_PARENT], p, (uint16_t)t->parent);
	raw_put(&raw_particle[PARTICLE_PROCESS], p, t->process);
	raw_put(&raw_particle[PARTICLE_OVERLAY], p, t->overlay);
	for (int k = 0; k < REALS; k++)
		put_real(&raw_particle[FIRST_REAL + k], p, *real_of(&copy, k));
}

int raw_truth_encode(struct raw_encoder *c, const struct n62_raw_block *b)
{
	const struct n62_raw_truth *t;
	unsigned char *p;

	if (!raw_has(c->e, N62_RAW_A_TRUTH, b->first, 1))
		return raw_cannot(c, b, "the block");
	t = &c->e->truth[b->first];
	if (t->n > N62_RAW_MAX_PARTICLES ||
	    !raw_has(c->e, N62_RAW_A_PARTICLE, t->first, t->n))
		return raw_cannot(c, b, "a list of particles");
	if (!isfinite(t->weight))
		return raw_cannot(c, b, "a weight that is no number");
	if (!is_name(t->decay))
		return raw_cannot(
		    c, b, "a decay of other than printable characters");
	p = raw_add_room(c, TRUTH_WORDS + PARTICLE_WORDS * t->n);
	if (!p)
		return -1;
	write_head(t, p);
	p += 4 * TRUTH_WORDS;
	for (uint32_t i = t->first; i < t->first + t->n; i++) {
		const struct n62_raw_particle *v = &c->e->particle[i];

		if (v->parent < -1 || v->parent >= (int64_t)i)
			return raw_cannot(c, b, "a particle before its parent");
		write_particle(v, p);
		p += 4 * PARTICLE_WORDS;
	}
	return 0;
}

/* ---- columns -------------------------------------------------------- */

static void fill_particle(
    struct n62_group_data *d, struct n62_raw_particle *t, uint32_t i)
{
	((int32_t *)d->v[N62_MC_PDG])[i] = t->pdg;
	((int16_t *)d->v[N62_MC_PARENT])[i] = t->parent;
	((uint8_t *)d->v[N62_MC_PROCESS])[i] = t->process;
	((uint8_t *)d->v[N62_MC_OVERLAY])[i] = t->overlay;
	for (int k = 0; k < REALS; k++)
		((float *)d->v[N62_MC_X + k])[i] = *real_of(t, k);
}

static void make_particle(
    const struct n62_group_data *d, struct n62_raw_particle *t, uint32_t i)
{
	t->pdg = ((const int32_t *)d->v[N62_MC_PDG])[i];
	t->parent = ((const int16_t *)d->v[N62_MC_PARENT])[i];
	t->process = ((const uint8_t *)d->v[N62_MC_PROCESS])[i];
	t->overlay = ((const uint8_t *)d->v[N62_MC_OVERLAY])[i];
	for (int k = 0; k < REALS; k++)
		*real_of(t, k) = ((const float *)d->v[N62_MC_X + k])[i];
}

/* The weight and the decay in the row of an event. */
static double *weight_of(const struct n62_hits *h, uint32_t event)
{
	return (double *)h->group[N62_G_EVENT].v[N62_EV_WEIGHT] + event;
}

static char *decay_of(const struct n62_hits *h, uint32_t event)
{
	return (char *)h->group[N62_G_EVENT].v[N62_EV_DECAY] +
	       (size_t)event * N62_RAW_DECAY;
}

int raw_fill_truth(struct raw_fill *x, const struct n62_raw_block *b)
{
	const struct n62_raw_truth *t = &x->e->truth[b->first];
	struct n62_group_data *d = &x->h->group[N62_G_MC];
	double *weight = weight_of(x->h, x->h->events);
	char *decay = decay_of(x->h, x->h->events);

	if (b->first == 0) {
		*weight = t->weight;
		memcpy(decay, t->decay, N62_RAW_DECAY);
	}
	x->plain = memcmp(weight, &t->weight, sizeof *weight) == 0 &&
		   memcmp(decay, t->decay, N62_RAW_DECAY) == 0;
	if (!raw_wanted(x, N62_G_MC))
		return 0;
	if (n62_hits_reserve(x->h, N62_G_MC, t->n, x->err) < 0)
		return -1;
	for (uint32_t i = 0; i < t->n; i++)
		fill_particle(d, &x->e->particle[t->first + i], d->n++);
	return 0;
}

int raw_make_truth(const struct n62_hits *h, uint32_t event, uint32_t from,
    uint32_t rows, struct n62_raw_event *e, struct n62_raw_block *b,
    struct n62_err *err)
{
	const struct n62_group_data *d = &h->group[N62_G_MC];
	bool there = h->shape.groups >> N62_G_MC & 1;
	uint32_t first = there ? n62_hits_first(h, N62_G_MC, event) : 0;
	uint32_t n = there ? d->end[event] - first : 0;
	struct n62_raw_truth *t = n62_raw_more(e, N62_RAW_A_TRUTH, 1, err);
	struct n62_raw_particle *v;

	if (!t)
		return -1;
	if (from > n || rows > n - from)
		return n62_fail(err, N62_DATA,
		    "list mc has fewer particles than list block counts");
	v = n62_raw_more(e, N62_RAW_A_PARTICLE, rows, err);
	if (!v)
		return -1;
	t->weight = *weight_of(h, event);
	memcpy(t->decay, decay_of(h, event), N62_RAW_DECAY);
	t->first = e->n[N62_RAW_A_PARTICLE] - rows;
	t->n = rows;
	for (uint32_t i = 0; i < rows; i++)
		make_particle(d, &v[i], first + from + i);
	b->first = e->n[N62_RAW_A_TRUTH] - 1;
	b->n = 1;
	return 0;
}
