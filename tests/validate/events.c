/*
 * events.c - the events of a simulated stream as plain arrays.
 */
#include <stdio.h>

#include "validate.h"

_Noreturn void val_die(const char *sentence)
{
	fprintf(stderr, "validate: %s\n", sentence);
	exit(1);
}

struct columns {
	struct n62_col weight, masks, decay, type;
	struct n62_col element[N62_DETS], first[N62_DETS], second[N62_DETS],
	    pedestal[N62_DETS];
	struct n62_col pdg, parent, process, overlay, real[8];
};

static const char *const reals[8] = { "mc.x", "mc.y", "mc.z", "mc.t", "mc.px",
	"mc.py", "mc.pz", "mc.end_z" };

static struct n62_col find(const struct n62_schema *s, const char *name)
{
	struct n62_err err = { 0 };
	struct n62_col col;

	if (n62_find(s, "event", name, N62_ANY, &col, &err) < 0)
		val_die(err.text);
	return col;
}

static struct n62_col find_of(
    const struct n62_schema *s, int d, const char *column)
{
	char name[64];

	snprintf(name, sizeof name, "%s.%s", n62_det_info[d].list, column);
	return find(s, name);
}

static bool sampled(int d)
{
	return n62_det_info[d].boards == N62_BOARD_CREAM;
}

static void find_all(struct columns *c, const struct n62_schema *s)
{
	c->weight = find(s, "weight");
	c->masks = find(s, "l0masks");
	c->decay = find(s, "decay");
	c->type = find(s, "l0type");
	for (int d = 0; d < N62_DETS; d++) {
		c->element[d] = find_of(s, d, "element");
		c->first[d] = find_of(s, d, sampled(d) ? "peak" : "lead");
		c->second[d] = find_of(s, d, sampled(d) ? "time" : "trail");
		if (sampled(d))
			c->pedestal[d] = find_of(s, d, "pedestal");
	}
	c->pdg = find(s, "mc.pdg");
	c->parent = find(s, "mc.parent");
	c->process = find(s, "mc.process");
	c->overlay = find(s, "mc.overlay");
	for (int i = 0; i < 8; i++)
		c->real[i] = find(s, reals[i]);
}

static void fill_hits(struct val_event *e, const struct n62_block *b,
    const struct columns *c, uint32_t row)
{
	for (int d = 0; d < N62_DETS; d++) {
		const uint32_t *at = n62_offsets(b, c->element[d]) + row;
		const int32_t *element = n62_values(b, c->element[d]);
		const float *one = n62_values(b, c->first[d]);
		const float *two = n62_values(b, c->second[d]);
		struct val_hits *h = &e->det[d];

		*h = (struct val_hits){ .n = at[1] - at[0],
			.element = element + at[0] };
		*(sampled(d) ? &h->peak : &h->lead) = one + at[0];
		*(sampled(d) ? &h->time : &h->trail) = two + at[0];
		if (sampled(d))
			h->pedestal =
			    (const float *)n62_values(b, c->pedestal[d]) +
			    at[0];
	}
}

static void fill_truth(struct val_truth *t, const struct n62_block *b,
    const struct columns *c, uint32_t row)
{
	const uint32_t *at = n62_offsets(b, c->pdg) + row;
	const float **real[8] = { &t->x, &t->y, &t->z, &t->t, &t->px, &t->py,
		&t->pz, &t->end_z };

	t->n = at[1] - at[0];
	t->pdg = (const int32_t *)n62_values(b, c->pdg) + at[0];
	t->parent = (const int16_t *)n62_values(b, c->parent) + at[0];
	t->process = (const uint8_t *)n62_values(b, c->process) + at[0];
	t->overlay = (const uint8_t *)n62_values(b, c->overlay) + at[0];
	for (int i = 0; i < 8; i++)
		*real[i] = (const float *)n62_values(b, c->real[i]) + at[0];
}

static uint64_t of_block(const struct n62_block *b, const struct columns *c,
    void (*each)(const struct val_event *e, void *ctx), void *ctx)
{
	const double *weight = n62_values(b, c->weight);
	const uint16_t *masks = n62_values(b, c->masks);
	uint64_t n = 0;

	for (uint32_t i = 0; i < b->rows; i++) {
		struct val_event e = { .weight = weight[i], .masks = masks[i] };
		char name[64];
		size_t size;
		const char *text = n62_text(b, c->decay, i, &size);

		/* The end of a burst is no decay. */
		if (size == 0 || size >= sizeof name)
			continue;
		memcpy(name, text, size);
		name[size] = '\0';
		e.decay = name;
		fill_hits(&e, b, c, i);
		fill_truth(&e.mc, b, c, i);
		each(&e, ctx);
		n++;
	}
	return n;
}

uint64_t val_events(
    void (*each)(const struct val_event *e, void *ctx), void *ctx)
{
	const struct n62_read_options o = { .threads = 1 };
	struct n62_err err = { 0 };
	struct n62_reader *r = n62_reader_open(&o, &err);
	struct n62_block *b;
	struct columns c = { 0 };
	uint64_t n = 0;
	int got;

	if (!r)
		val_die(err.text);
	while ((got = n62_read(r, &b, &err)) > 0) {
		if (b->kind == N62_HEAD)
			find_all(&c, b->schema);
		else if (b->kind == N62_ROWS && b->table == c.pdg.table)
			n += of_block(b, &c, each, ctx);
	}
	if (got < 0)
		val_die(err.text);
	n62_reader_free(r);
	return n;
}

double val_kaon_time(const struct val_event *e)
{
	double sum = 0;
	int n = 0;

	for (uint32_t i = 0; i < e->det[N62_KTAG].n; i++) {
		double t = val_time(e, N62_KTAG, i);

		if (isnan(t))
			continue;
		sum += t;
		n++;
	}
	return n >= 5 ? sum / n : NAN;
}

double val_kaon_halves(const struct val_event *e)
{
	double sum[2] = { 0 };
	int n = 0;

	for (uint32_t i = 0; i < e->det[N62_KTAG].n; i++) {
		double t = val_time(e, N62_KTAG, i);

		if (isnan(t))
			continue;
		sum[n++ % 2] += t;
	}
	return n >= 5 ? (sum[0] / ((n + 1) / 2) - sum[1] / (n / 2)) / 2 : NAN;
}

int val_daughter(const struct val_event *e, int32_t pdg)
{
	for (uint32_t i = 1; i < e->mc.n && e->mc.overlay[i] == 0; i++)
		if (e->mc.pdg[i] == pdg && e->mc.parent[i] == 0)
			return (int)i;
	return -1;
}

struct n62_p4 val_p4(const struct val_event *e, int i, double mass)
{
	return n62_p4_on_shell((double)e->mc.px[i], (double)e->mc.py[i],
	    (double)e->mc.pz[i], mass);
}

static int charge_of(int32_t pdg)
{
	if (pdg == N62_PHOTON)
		return 0;
	if (abs(pdg) == N62_PION)
		return pdg > 0 ? 1 : -1;
	return pdg < 0 ? 1 : -1; /* an antilepton, a lepton */
}

struct val_line val_line_at(const struct val_event *e, int i, double z)
{
	const struct val_truth *t = &e->mc;
	double pz = (double)t->pz[i], from = (double)t->z[i];
	double kick = charge_of(t->pdg[i]) * N62_MNP33_KICK / pz;
	struct val_line l = { .x = (double)t->x[i],
		.y = (double)t->y[i],
		.tx = (double)t->px[i] / pz,
		.ty = (double)t->py[i] / pz };

	l.x += l.tx * (z - from);
	l.y += l.ty * (z - from);
	if (z > N62_MNP33_Z && from < N62_MNP33_Z) {
		l.tx -= kick;
		l.x -= kick * (z - N62_MNP33_Z);
	}
	return l;
}
