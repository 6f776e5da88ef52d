/*
 * fill_end.c - from the end-of-burst event to the row of table burst: what
 * each column takes is a field of a layout, found by its name.
 */
#include <string.h>

#include "raw/fill.h"
#include "raw/layout.h"

struct part {
	uint8_t column;
	const char *field;
};

static const struct part beam[] = {
	{ N62_BU_T10, "t10-intensity" },
	{ N62_BU_T10_DOWNSTREAM, "t10-downstream" },
	{ N62_BU_T10_RAW, "t10-raw" },
	{ N62_BU_T10_MULTIPLICITY, "t10-multiplicity" },
	{ N62_BU_T10_SYMMETRY, "t10-symmetry" },
	{ N62_BU_T10_SYMMETRY_BARE, "t10-symmetry-bare" },
	{ N62_BU_MAGNETS, "magnet-current" },
	{ N62_BU_SCALERS, "scaler" },
	{ N62_BU_STRUCTURE, "structure" },
	{ N62_BU_RATES, "rate" },
	{ 0, NULL },
};

static const struct part l0[] = {
	{ N62_BU_LATENCY, "latency" },
	{ N62_BU_PRIMITIVES, "primitives" },
	{ N62_BU_TRIGGERS, "mask-sent" },
	{ N62_BU_GENERATED, "mask-made" },
	{ N62_BU_DOWNSCALING, "mask-downscale" },
	{ N62_BU_CHOKES, "chokes" },
	{ N62_BU_ERRORS, "errors" },
	{ N62_BU_PERIODIC, "periodic" },
	{ N62_BU_CALIBRATION, "calibration" },
	{ N62_BU_CONTROL, "control-sent" },
	{ N62_BU_CONTROL_GENERATED, "control-made" },
	{ N62_BU_CONTROL_DOWNSCALING, "control-downscale" },
	{ 0, NULL },
};

static const struct part l1[] = {
	{ N62_BU_L1_CORRUPTED, "corrupted" },
	{ N62_BU_L1_INPUT, "input" },
	{ N62_BU_L1_SPECIAL, "special" },
	{ N62_BU_L1_CONTROL, "control" },
	{ N62_BU_L1_PERIODIC, "periodic" },
	{ N62_BU_L1_PHYSICS, "physics" },
	{ N62_BU_L1_SEVERAL, "several" },
	{ N62_BU_L1_REQUESTS, "requests" },
	{ N62_BU_L1_OUTPUT, "output" },
	{ N62_BU_L1_ACCEPTED, "accepted" },
	{ N62_BU_L1_LATE, "late" },
	{ N62_BU_L1_DISABLED, "disabled" },
	{ N62_BU_L1_BYPASS, "bypass" },
	{ N62_BU_L1_FLAGGED, "flagged" },
	{ N62_BU_L1_AUTOPASS, "autopass" },
	{ N62_BU_L1_MASK_INPUT, "mask-input" },
	{ N62_BU_L1_MASK_ACCEPTED, "mask-accepted" },
	{ 0, NULL },
};

static const struct part l2[] = {
	{ N62_BU_L2_INPUT, "input" },
	{ N62_BU_L2_OUTPUT, "output" },
	{ N62_BU_L2_ACCEPTED, "accepted" },
	{ N62_BU_L2_MASK_INPUT, "mask-input" },
	{ N62_BU_L2_MASK_ACCEPTED, "mask-accepted" },
	{ 0, NULL },
};

static void *burst_value(struct n62_hits *h, int column)
{
	struct n62_group_data *d = &h->group[N62_G_BURST];

	return (char *)d->v[column] +
	       (d->n - 1) * raw_hits_size(N62_G_BURST, column);
}

static const struct n62_raw_field *field_of(
    const struct n62_raw_layout *l, const char *name)
{
	for (unsigned i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, name) == 0)
			return &l->fields[i];
	return NULL;
}

/* Adds the fields of the words w to the columns, or sets those that are reals;
 * a layout of other runs may lack some. */
static void take(struct n62_hits *h, const struct part *parts,
    const struct n62_raw_layout *l, const uint32_t *w)
{
	for (; parts->field; parts++) {
		const struct n62_raw_field *f = field_of(l, parts->field);
		uint32_t *to = burst_value(h, parts->column);
		unsigned times;

		if (!f)
			continue;
		times = f->times ? f->times : 1;
		for (unsigned i = 0; i < times; i++) {
			uint32_t v = raw_of(f, w[f->word + i * f->stride]);

			to[i] = f->number == N62_RAW_UNSIGNED ? to[i] + v : v;
		}
	}
}

static void take_packet(struct n62_hits *h, const struct n62_raw_event *e,
    const struct n62_raw_packet *p)
{
	const struct n62_raw_layout *l =
	    n62_raw_packet_layout(p->detector, p->n);
	const uint32_t *w = e->word + p->first;

	if (!l)
		return;
	switch (p->detector) {
	case N62_RAW_L1TP:
		take(h, l1, l, w);
		++*(uint32_t *)burst_value(h, N62_BU_L1_PCS);
		break;
	case N62_RAW_L2EB:
		take(h, l2, l, w);
		++*(uint32_t *)burst_value(h, N62_BU_L2_PCS);
		break;
	default:
		take(h, beam, l, w);
	}
}

void n62_hits_fill_end(struct n62_hits *h, const struct n62_raw_event *e)
{
	uint8_t *ended = burst_value(h, N62_BU_ENDED);

	/* A second end of burst, which is damage, is not added to the first. */
	if (*ended)
		return;
	*ended = 1;
	if (e->n[N62_RAW_A_L0EOB] > 0)
		take(
		    h, l0, n62_raw_layout_at(RAW_L_L0TP_EOB), e->l0eob[0].word);
	for (uint32_t i = 0; i < e->n[N62_RAW_A_PACKET]; i++)
		take_packet(h, e, &e->packet[i]);
}
