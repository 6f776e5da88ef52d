/*
 * det_muv12.c - energy in the strips of MUV1 and MUV2.
 *
 * Half of the energy is seen by strips along x, half by those along y. It is
 * laid into the strips in a few grains; light is weakened on its way to the
 * ends. At either end of a strip that is read twice the whole energy is seen:
 * their geometric mean is the energy.
 */
#include "sim/showers.h"

enum {
	GRAINS = 8 /* of a shower, in each view */
};

struct strips {
	int32_t (*element)(int side, double x, double y);
	int (*place)(int32_t element, struct n62_place *p);
	double z;
};

static const struct strips muv1 = { n62_muv1_element, n62_muv1_place, 243418 };
static const struct strips muv2 = { n62_muv2_element, n62_muv2_place, 244435 };

/* Light at the end of the strip: with the whole length when both are read. */
static double light(const struct sim_showers *s, const struct n62_place *p,
    int side, double along)
{
	double middle = side % 2 == 0 ? p->x : p->y;
	double half = side % 2 == 0 ? p->hx : p->hy;
	double end = middle + (side < 2 ? half : -half);

	return exp((half - fabs(end - along)) / s->muv12.attenuation);
}

static void add_grain(struct sim_event *ev, int d, const struct strips *m,
    int view, double x, double y, double t, double e)
{
	const struct sim_showers *s = sim_showers(ev);

	for (int side = view; side < 4; side += 2) {
		int32_t element = m->element(side, x, y);
		struct n62_place p;

		if (element < 0 || m->place(element, &p) < 0)
			continue;
		sim_deposit_add(ev, d, element, t,
		    e * light(s, &p, side, view == 0 ? x : y));
	}
}

/* Symmetric exponential. */
static double across(struct n62_rng *r, double range)
{
	double u = 2 * n62_rng_uniform(r) - 1;

	return u < 0 ? range * log1p(u) : -range * log1p(-u);
}

void sim_muv12_shower(struct sim_event *ev, int d, const struct sim_particle *p,
    double e, bool track)
{
	const struct sim_showers *s = sim_showers(ev);
	const struct strips *m = d == N62_MUV1 ? &muv1 : &muv2;
	struct n62_rng *r = sim_rng(ev, d);
	double t = p->t + s->muv12.time * n62_rng_normal(r);
	double x = sim_x_at(p, m->z), y = sim_y_at(p, m->z);
	double range = track ? 0 : s->hadron.strip;
	int n = track ? 1 : GRAINS;

	for (int k = 0; k < n; k++) {
		double dx = across(r, range), dy = across(r, range);

		add_grain(ev, d, m, 0, x, y + dy, t, e / 2 / n);
		add_grain(ev, d, m, 1, x + dx, y, t, e / 2 / n);
	}
}
