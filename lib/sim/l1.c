/*
 * l1.c - the algorithms of L1, from the digitised hits; the tracks of the
 * STRAW are found in l1_points.c and l1_tracks.c.
 *
 * Definitions and windows are those of the experiment's public code
 * (NA62/na62-trigger-algorithms, l1/). What it asks of the ring that it fits
 * in the RICH is a CHOICE.
 */
#include <math.h>
#include <string.h>

#include "sim/trigger.h"

enum {
	L1_RICH_HITS = 64 /* of a ring that is fitted */
};

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
	return (struct sim_verdict){ true, n >= t->l1_sectors, n, false };
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
	return (struct sim_verdict){ true, n > 0, n, false };
}

/* Hits of the RICH, both discs with a common focal centre. */
struct ring_hits {
	double x[L1_RICH_HITS], y[L1_RICH_HITS];
	uint32_t n, kept; /* all, and those above */
};

static void rich_hits(struct near l, struct ring_hits *r)
{
	struct n62_rich_place p;
	int32_t element;

	r->n = r->kept = 0;
	while ((element = next(&l)) >= 0) {
		if (!n62_rich_place(element, &p) || p.pmt > 7)
			continue;
		if (r->n++ >= L1_RICH_HITS)
			continue;
		r->x[r->kept] = p.x - n62_rich_shift[p.disc];
		r->y[r->kept++] = p.y;
	}
}

static bool is_narrow(const double *v, uint32_t n, double spread)
{
	double low = INFINITY, high = -INFINITY;

	for (uint32_t i = 0; i < n; i++) {
		low = fmin(low, v[i]);
		high = fmax(high, v[i]);
	}
	return high - low <= spread;
}

/*
 * The circle of least squares of x^2 + y^2 = 2 a x + 2 b y + c (I. Kasa, IEEE
 * Trans. Instrum. Meas. 25 (1976) 8), in places around their mean: its radius,
 * and the rms distance of hits from it. false: they are on a line.
 */
static bool fit_ring(const struct ring_hits *r, double *radius, double *off)
{
	double n = r->kept, mx = 0, my = 0, a, b, d;
	double xx = 0, yy = 0, xy = 0, xw = 0, yw = 0, w = 0;

	for (uint32_t i = 0; i < r->kept; i++) {
		mx += r->x[i] / n;
		my += r->y[i] / n;
	}
	for (uint32_t i = 0; i < r->kept; i++) {
		double x = r->x[i] - mx, y = r->y[i] - my, s = x * x + y * y;

		xx += x * x;
		yy += y * y;
		xy += x * y;
		xw += x * s;
		yw += y * s;
		w += s;
	}
	d = 2 * (xx * yy - xy * xy);
	if (!(d > 1e-9 * xx * yy))
		return false;
	a = (xw * yy - yw * xy) / d;
	b = (yw * xx - xw * xy) / d;
	*radius = sqrt(w / n + a * a + b * b);
	*off = 0;
	for (uint32_t i = 0; i < r->kept; i++) {
		double x = r->x[i] - mx - a, y = r->y[i] - my - b;

		*off += pow(sqrt(x * x + y * y) - *radius, 2) / n;
	}
	*off = sqrt(*off);
	return true;
}

static struct sim_verdict ask_rich(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	struct ring_hits r;
	double radius, off;

	rich_hits(near_hits(h, N62_RICH, time, t->l1_window), &r);
	return (struct sim_verdict){ true,
		r.n >= t->l1_rich_least && r.n <= t->l1_rich_most &&
		    is_narrow(r.x, r.kept, t->l1_rich_spread) &&
		    is_narrow(r.y, r.kept, t->l1_rich_spread) &&
		    fit_ring(&r, &radius, &off) && radius < t->l1_rich_radius &&
		    off < t->l1_rich_off,
		r.n, false };
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
	return (struct sim_verdict){ true, n >= t->l1_lav, n, false };
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
	return (struct sim_verdict){ true, n > 0, n, false };
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

	return (struct sim_verdict){ true, n > 0, n, false };
}

static struct sim_verdict ask_newchod(
    const struct sim_trigger *t, const struct n62_hits *h, double time)
{
	uint32_t n = count_pairs(near_hits(h, N62_NEWCHOD, time, t->l1_window),
	    50, t->l1_newchod, newchod_second);

	return (struct sim_verdict){ true, n > 0, n, false };
}

/* ---- STRAW ---------------------------------------------------------- */

/* A positive track of a decay to one, not too fast. */
static bool is_one(const struct sim_l1_straw *t, const struct sim_l1_track *k)
{
	return k->charge > 0 && k->momentum < t->most_one && k->z < t->vertex &&
	       k->cda < t->cda && !k->paired;
}

static struct sim_verdict ask_straw(const struct sim_trigger *t,
    const struct n62_hits *h, double time, int kind, struct sim_verdicts *v)
{
	const struct sim_l1_tracks *k = &v->tracks;
	uint32_t negative = 0, one = 0, tracks;

	if (!v->searched) {
		struct sim_l1_points points;

		sim_l1_points(&t->straw, h, time, &points);
		sim_l1_tracks(&t->straw, &points, &v->tracks);
		v->searched = true;
	}
	tracks = (uint32_t)k->n;
	for (int i = 0; i < k->n; i++) {
		negative += k->v[i].charge < 0;
		one += is_one(&t->straw, &k->v[i]);
	}
	switch (kind) {
	case STRAW_NEGATIVE:
		return (
		    struct sim_verdict){ true, negative > 0, tracks, k->full };
	case STRAW_THREE:
		return (
		    struct sim_verdict){ true, tracks >= 3, tracks, k->full };
	default:
		return (struct sim_verdict){ true, one > 0, tracks, k->full };
	}
}

/* ---- all ------------------------------------------------------------ */

static struct sim_verdict ask(const struct sim_trigger *t,
    const struct n62_hits *h, double time, const struct sim_call *call,
    struct sim_verdicts *v)
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
		return ask_straw(t, h, time, call->kind, v);
	case L1_MUV3:
		return ask_muv3(t, h, time);
	default:
		return ask_newchod(t, h, time);
	}
}

bool sim_l1_ask(const struct sim_trigger *t, const struct n62_hits *h,
    double time, const struct sim_call *call, struct sim_verdicts *v)
{
	struct sim_verdict *one = &v->of[call->algorithm][call->kind];

	if (!one->asked)
		*one = ask(t, h, time, call, v);
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
