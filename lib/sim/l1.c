/*
 * l1.c - the algorithms of L1: from the digitised hits, but for the STRAW,
 * where every true track that crosses three chambers is taken for found.
 *
 * Definitions and windows are those of the experiment's public code
 * (NA62/na62-trigger-algorithms, l1/), as far as they are simple; the fit of
 * a ring in the RICH is left out.
 */
#include <math.h>
#include <string.h>

#include "sim/trigger.h"

/* Hits of a detector near a time. */
struct near {
	const int32_t *element;
	const float *lead;
	uint32_t n, i;
	double time, window;
};

static struct near near_hits(
    const struct n62_hits *h, int d, double time, double window)
{
	const struct n62_group_data *g = &h->group[d];

	uint32_t first = n62_hits_first(h, d, h->events);

	return (struct near){ (int32_t *)g->v[N62_HIT_ELEMENT] + first,
		(float *)g->v[N62_HIT_LEAD] + first, g->n - first, 0, time,
		window };
}

/* The element of the next one, or -1. */
static int32_t next(struct near *l)
{
	while (l->i < l->n) {
		uint32_t i = l->i++;

		if (l->element[i] >= 0 &&
		    fabs((double)l->lead[i] - l->time) < l->window)
			return l->element[i];
	}
	return -1;
}

/* ---- from hits ------------------------------------------------------ */

static struct sim_verdict ask_ktag(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	struct near l = near_hits(h, N62_KTAG, time, t->l1_window);
	unsigned sectors = 0;
	int32_t element;
	uint32_t n;

	while ((element = next(&l)) >= 0)
		sectors |= 1u << element / 100 % 16;
	n = (uint32_t)__builtin_popcount(sectors);
	return (struct sim_verdict){ true, n >= t->l1_sectors, n };
}

/* Quadrants with a hit in both planes. */
static struct sim_verdict ask_chod(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	struct near l = near_hits(h, N62_CHOD, time, t->l1_window);
	unsigned quadrants[2] = { 0 };
	int32_t element;
	uint32_t n;

	while ((element = next(&l)) >= 0)
		quadrants[element / 64 % 2] |= 1u << element / 16 % 4;
	n = (uint32_t)__builtin_popcount(quadrants[0] & quadrants[1]);
	return (struct sim_verdict){ true, n > 0, n };
}

static struct sim_verdict ask_rich(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	struct near l = near_hits(h, N62_RICH, time, t->l1_window);
	double low[2] = { INFINITY, INFINITY }, high[2];
	struct n62_rich_place p;
	int32_t element;
	uint32_t n = 0;
	bool narrow;

	high[0] = high[1] = -INFINITY;
	while ((element = next(&l)) >= 0) {
		if (!n62_rich_place(element, &p) || p.pmt > 7)
			continue;
		n++;
		/* both discs to a common focal centre */
		p.x -= n62_rich_shift[p.disc];
		low[0] = fmin(low[0], p.x);
		high[0] = fmax(high[0], p.x);
		low[1] = fmin(low[1], p.y);
		high[1] = fmax(high[1], p.y);
	}
	narrow = high[0] - low[0] <= t->l1_rich_spread &&
		 high[1] - low[1] <= t->l1_rich_spread;
	return (struct sim_verdict){ true,
		narrow && n >= t->l1_rich_least && n <= t->l1_rich_most, n };
}

/* Blocks above the low threshold, without the first and the last station. */
static struct sim_verdict ask_lav(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	struct near l = near_hits(h, N62_LAV, time, t->l1_veto);
	int32_t element;
	uint32_t n = 0;

	while ((element = next(&l)) >= 0) {
		int station = element / 10000;

		n += station > 1 && station < 12;
	}
	return (struct sim_verdict){ true, n >= t->l1_lav, n };
}

static struct sim_verdict ask_ircsac(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	static const int detectors[] = { N62_IRC, N62_SAC };
	uint32_t n = 0;

	for (int k = 0; k < 2; k++) {
		struct near l = near_hits(h, detectors[k], time, t->l1_veto);

		while (next(&l) >= 0)
			n++;
	}
	return (struct sim_verdict){ true, n > 0, n };
}

/* Tiles whose two photomultipliers, offset apart, are in time. */
static uint32_t count_pairs(
    struct near l, int offset, double apart, bool (*is_second)(int32_t element))
{
	int32_t element;
	uint32_t n = 0;

	while ((element = next(&l)) >= 0) {
		double first = (double)l.lead[l.i - 1];
		struct near other = l;

		if (is_second(element))
			continue;
		other.i = 0;
		for (int32_t e; (e = next(&other)) >= 0;)
			if (e == element + offset &&
			    fabs((double)other.lead[other.i - 1] - first) <
				apart) {
				n++;
				break;
			}
	}
	return n;
}

static bool muv3_second(int32_t element)
{
	return element >= 200;
}

static bool newchod_second(int32_t element)
{
	return element % 100 > 50;
}

static struct sim_verdict ask_muv3(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	uint32_t n = count_pairs(near_hits(h, N62_MUV3, time, t->l1_window),
	    200, t->l1_window, muv3_second);

	return (struct sim_verdict){ true, n > 0, n };
}

static struct sim_verdict ask_newchod(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	uint32_t n = count_pairs(near_hits(h, N62_NEWCHOD, time, t->l1_window),
	    50, t->l1_newchod, newchod_second);

	return (struct sim_verdict){ true, n > 0, n };
}

/* ---- STRAW ---------------------------------------------------------- */

static int charge_of(int32_t pdg)
{
	switch (pdg) {
	case N62_ELECTRON:
	case N62_MUON:
	case -N62_PION:
		return -1;
	case -N62_ELECTRON:
	case -N62_MUON:
	case N62_PION:
		return 1;
	default:
		return 0;
	}
}

/* Whether a straight line, bent in MNP33, is in a chamber, not in its hole. */
static bool crosses(const struct sim_truth *p, int charge, int chamber)
{
	double z = n62_straw_z[chamber], behind = z - N62_MNP33_Z;
	double tx = (double)p->px / (double)p->pz;
	double ty = (double)p->py / (double)p->pz;
	double x = (double)p->x + tx * (z - (double)p->z);
	double y = (double)p->y + ty * (z - (double)p->z);
	double from_hole;

	if ((double)p->z > z || (double)p->end_z < z)
		return false;
	if (behind > 0 && (double)p->z < N62_MNP33_Z)
		x -= charge * N62_MNP33_KICK / (double)p->pz * behind;
	from_hole = x - n62_straw_hole_x[chamber];
	return from_hole * from_hole + y * y >
		   N62_STRAW_HOLE * N62_STRAW_HOLE &&
	       x * x + y * y < N62_STRAW_LENGTH * N62_STRAW_LENGTH / 4;
}

/* The charge of a particle that is found as a track, or 0. */
static int track_of(
    const struct sim_trigger *t, const struct sim_truth *p, double *momentum)
{
	int charge = charge_of(p->pdg), chambers = 0;
	double px = (double)p->px, py = (double)p->py, pz = (double)p->pz;

	*momentum = sqrt(px * px + py * py + pz * pz);
	if (charge == 0 || p->process == SIM_BEAM || *momentum < 3000 ||
	    *momentum > t->l1_momentum || fabs(px / pz) > t->l1_slope ||
	    fabs(py / pz) > t->l1_slope)
		return 0;
	for (int c = 0; c < 4; c++)
		chambers += crosses(p, charge, c);
	return chambers >= 3 ? charge : 0;
}

static struct sim_verdict ask_straw(
    const struct sim_trigger *t, const struct sim_event *ev, int kind)
{
	uint32_t tracks = 0, negative = 0, slow = 0;
	double p;

	for (uint32_t i = 0; i < ev->ntruth; i++) {
		int charge = track_of(t, &ev->truth[i], &p);

		tracks += charge != 0;
		negative += charge < 0;
		slow += charge > 0 && p < t->l1_momentum_one &&
			(double)ev->truth[i].z < t->l1_vertex;
	}
	switch (kind) {
	case STRAW_NEGATIVE:
		return (struct sim_verdict){ true, negative > 0, tracks };
	case STRAW_THREE:
		return (struct sim_verdict){ true, tracks >= 3, tracks };
	default:
		return (struct sim_verdict){ true, slow > 0, tracks };
	}
}

/* ---- all ------------------------------------------------------------ */

static struct sim_verdict ask(const struct sim_trigger *t,
    const struct sim_event *ev, const struct n62_hits *h, double time,
    const struct sim_call *call)
{
	switch (call->algorithm) {
	case L1_CHOD:
		return ask_chod(t, h, time);
	case L1_RICH:
		return ask_rich(t, h, time);
	case L1_KTAG:
		return ask_ktag(t, h, time);
	case L1_LAV:
		return ask_lav(t, h, time);
	case L1_IRCSAC:
		return ask_ircsac(t, h, time);
	case L1_STRAW:
		return ask_straw(t, ev, call->kind);
	case L1_MUV3:
		return ask_muv3(t, h, time);
	default:
		return ask_newchod(t, h, time);
	}
}

bool sim_l1_ask(const struct sim_trigger *t, const struct sim_event *ev,
    const struct n62_hits *h, double time, const struct sim_call *call,
    struct sim_verdicts *v)
{
	struct sim_verdict *one = &v->of[call->algorithm][call->kind];

	if (!one->asked)
		*one = ask(t, ev, h, time, call);
	return one->positive;
}

double sim_l1_window(const struct sim_trigger *t, int algorithm)
{
	return algorithm == L1_LAV || algorithm == L1_IRCSAC ? t->l1_veto
							     : t->l1_window;
}

bool sim_call_find(const char *name, size_t n, struct sim_call *call)
{
	static const struct {
		const char *name;
		uint8_t algorithm, kind;
	} calls[] = {
		{ "CHOD", L1_CHOD, 0 },
		{ "RICH", L1_RICH, 0 },
		{ "KTAG", L1_KTAG, 0 },
		{ "LAV", L1_LAV, 0 },
		{ "IRCSAC", L1_IRCSAC, 0 },
		{ "STRAW1", L1_STRAW, STRAW_ONE },
		{ "STRAWEXO", L1_STRAW, STRAW_NEGATIVE },
		{ "STRAW3", L1_STRAW, STRAW_THREE },
		{ "MUV3", L1_MUV3, 0 },
		{ "NewCHOD", L1_NEWCHOD, 0 },
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strlen(calls[i].name) == n &&
		    memcmp(calls[i].name, name, n) == 0) {
			call->algorithm = calls[i].algorithm;
			call->kind = calls[i].kind;
			return true;
		}
	return false;
}
