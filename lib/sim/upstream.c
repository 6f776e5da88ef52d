/*
 * upstream.c - the way to GTK3 of what comes of a beam particle that decays
 * before: through the magnets and what is around them.
 *
 * Magnets are thin lenses as for the beam. Iron and collimator stop
 * everything but muons, and the toroid of the scraper sweeps those away that
 * are outside of its hole (CHOICE). Apertures are those of a public framework
 * (GigaTrackerParameterTools); that the 80 mm of a gap are along its field,
 * which is along x, is a CHOICE, too. Decays on these 23 m are left out.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/beam.h"

enum what {
	GTK,
	MAGNET,
	SCRAPER,
	COLLIMATOR,
	TRIM5
};

/* Along the beam; half sizes of holes, and y of their middle. */
static const struct element {
	double z;
	enum what what;
	int which; /* station, or sign of the slope in y */
	double x, y, middle;
} elements[] = {
	{ 79600, GTK, 0, 0, 0, 0 },
	{ 82980, MAGNET, -1, 40, 80, 0 },
	{ 86580, MAGNET, 1, 40, 80, -50 },
	{ 92310, SCRAPER, 0, 140, 30, -50 },
	{ 92800, GTK, 1, 0, 0, 0 },
	{ 95860, MAGNET, 1, 40, 80, -50 },
	{ 99460, MAGNET, -1, 40, 80, 0 },
	{ 101255, COLLIMATOR, 0, 33, 16.5, 0 },
	{ 102000, TRIM5, 0, 0, 0, 0 },
	{ 102400, GTK, 2, 0, 0, 0 },
};

static bool in_hole(const struct sim_particle *p, const struct element *e)
{
	return fabs(p->x) < e->x && fabs(p->y - e->middle) < e->y;
}

/* Changes the slopes as the way back of the beam does; false: the momentum is
 * too small for that. */
static bool turn(struct sim_particle *p, double dpx, double dpy)
{
	double size = sqrt(sim_p2(p));
	double tx = p->px / p->pz + dpx / size, ty = p->py / p->pz + dpy / size;

	if (fabs(tx) > 1 || fabs(ty) > 1)
		return false;
	p->pz = size / sqrt(1 + tx * tx + ty * ty);
	p->px = tx * p->pz;
	p->py = ty * p->pz;
	return true;
}

/* false: it ends here. */
static bool pass(
    struct sim_event *ev, struct sim_particle *p, const struct element *e)
{
	const struct sim_beam *b = ev->sim->beam;
	bool muon = abs(p->pdg) == N62_MUON;

	switch (e->what) {
	case GTK:
		sim_gtk_hit(ev, p, e->which);
		return true;
	case MAGNET:
		if (!in_hole(p, e))
			return muon;
		return turn(p, 0, e->which * p->charge * b->achromat);
	case SCRAPER:
		return in_hole(p, e);
	case COLLIMATOR:
		return muon || in_hole(p, e) || fabs(p->x) > b->collimator ||
		       fabs(p->y) > b->collimator;
	default:
		return turn(p, p->charge * b->trim5, 0);
	}
}

bool sim_upstream(struct sim_event *ev, struct sim_particle *p)
{
	size_t n = sizeof elements / sizeof elements[0];

	for (size_t i = 0; i < n; i++) {
		if (elements[i].z <= p->z)
			continue;
		sim_fly(p, elements[i].z);
		if (!pass(ev, p, &elements[i]))
			return false;
	}
	return true;
}
