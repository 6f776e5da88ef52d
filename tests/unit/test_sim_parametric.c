/*
 * test_sim_parametric.c - vertices of lines that are known, and what depends
 * on the momentum.
 */
#include "unit/check.h"

#include <math.h>

#include "sim/parametric.h"

enum {
	TRIALS = 4000
};

static const double place[3] = { 10, -5, 119000 };
static const double slope[3][2] = { { 0.004, 0.001 }, { -0.003, 0.002 },
	{ 0.001, -0.004 } };

static struct par_event event, *const e = &event;
static struct n62_rng rng, *const r = &rng;

/* Three lines through a place, given 1 m behind it, with errors. */
static void aim(double size)
{
	double lever = e->kaon.z - PAR_UP_Z, angle = 3e-5, near = 0.1;

	e->out->events = 0;
	sim_objects_clear(e->out);
	for (int i = 0; i < PAR_LISTS; i++)
		e->out->list[i].count[0] = 0;
	for (int i = 0; i < 3; i++) {
		struct par_leg *l = &e->leg[i];
		struct par_track *t = par_add(e->out, PAR_TRACK);
		double off[4];

		for (int k = 0; k < 4; k++)
			off[k] =
			    size * (k < 2 ? near : angle) * n62_rng_normal(r);
		t->p = 20;
		t->q = i < 2 ? 1 : -1;
		t->time_sigma = 0.2F;
		l->tx = slope[i][0];
		l->ty = slope[i][1];
		l->x = place[0] + (e->kaon.z - place[2]) * l->tx + off[0] +
		       lever * off[2];
		l->y = place[1] + (e->kaon.z - place[2]) * l->ty + off[1] +
		       lever * off[3];
		l->tx += off[2];
		l->ty += off[3];
		l->angle2 = angle * angle;
		l->var = near * near + lever * lever * l->angle2;
		l->gain = lever * l->angle2 / l->var;
	}
	par_vertices(e);
}

static void exact(void)
{
	const struct par_vertex *v;
	uint32_t n;

	aim(0);
	v = par_here(e->out, PAR_VERTEX, &n);
	CHECK(n == 4); /* of three, and three of two; there is no beam */
	for (uint32_t i = 0; i < n; i++) {
		CHECK(fabs((double)v[i].x - place[0]) < 1e-3);
		CHECK(fabs((double)v[i].y - place[1]) < 1e-3);
		CHECK(fabs((double)v[i].z - place[2]) < 0.1);
		CHECK((double)v[i].chi2 < 1e-6);
		CHECK(v[i].beam == -1 && isnan(v[i].cda));
	}
	CHECK(v[0].n == 3 && v[0].q == 1 && v[1].n == 2 && v[1].q == 2);
	CHECK(fabs((double)v[0].track_px[1] / (double)v[0].track_pz[1] -
		   slope[1][0]) < 1e-7);
	CHECK(fabs((double)v[0].pz - 60) < 0.01);
}

/* Errors over those that the vertex says, the correlation of two of them, and
 * the slope that the vertex has made better. */
static void pulls(void)
{
	double z = 0, x = 0, xz = 0, chi2 = 0, t = 0, seen = 0;

	for (int i = 0; i < TRIALS; i++) {
		const struct par_vertex *v;
		double dx, dz, dt;
		uint32_t n;

		aim(1);
		v = par_here(e->out, PAR_VERTEX, &n);
		if (n == 0 || v[0].n != 3)
			continue;
		dx = (double)v->x - place[0];
		dz = (double)v->z - place[2];
		dt = (double)v->track_px[0] / (double)v->track_pz[0] -
		     slope[0][0];
		seen++;
		x += dx * dx / (double)v->cov[0];
		z += dz * dz / (double)v->cov[5];
		xz += dx * dz / (double)v->cov[3];
		t += dt * dt / (double)v->track_cov[0];
		chi2 += (double)v->chi2;
	}
	check_note("pulls^2: x %.3f, z %.3f, xz %.3f, slope %.3f; chi2 %.3f",
	    x / seen, z / seen, xz / seen, t / seen, chi2 / seen);
	CHECK(seen == TRIALS);
	/* sqrt(2 / 4000) is 0.022 */
	CHECK(fabs(x / seen - 1) < 0.1);
	CHECK(fabs(z / seen - 1) < 0.1);
	CHECK(fabs(xz / seen - 1) < 0.15);
	CHECK(fabs(t / seen - 1) < 0.1);
	CHECK(fabs(chi2 / seen - 3) < 0.2);
}

static void curves(void)
{
	struct par_curve c = { { 0, 1, 2, 3, 4, 5, 6, 7 } };

	CHECK(par_curve_at(&c, 0) == 0);
	CHECK(par_curve_at(&c, 5) == 0);
	CHECK(fabs(par_curve_at(&c, 7.5) - 0.5) < 1e-12);
	CHECK(fabs(par_curve_at(&c, 10) - 1) < 1e-12);
	CHECK(fabs(par_curve_at(&c, 25) - 3.5) < 1e-12);
	CHECK(par_curve_at(&c, 65) == 7 && par_curve_at(&c, 400) == 7);
	CHECK(par_kind(-N62_ELECTRON) == 0 && par_kind(N62_PION) == 2);
	CHECK(par_kind(N62_PHOTON) == -1);
}

/* Straight down the holes, and beside them. */
static void acceptance(void)
{
	struct sim_particle p = { .pdg = -N62_MUON,
		.charge = 1,
		.mass = N62_M_MU,
		.mc = -1,
		.x = 20,
		.z = 130000,
		.px = 60,
		.pz = 50000 };
	struct par_way w;

	p.e = hypot(p.pz, p.mass);
	CHECK(par_follow(e, &p, &w) && !w.track);
	p.py = 300; /* 0.3 m at the first chamber */
	CHECK(par_follow(e, &p, &w) && w.track && w.chambers == 15);
	CHECK(w.lkr && w.lav == 0);
	p.py = 2000; /* outside all chambers, into the LAV */
	CHECK(par_follow(e, &p, &w) && !w.track && w.lav > 0);
	p.pz = -p.pz;
	CHECK(!par_follow(e, &p, &w));
}

int main(void)
{
	struct n62_err err = { 0 };
	struct n62_sim_wish wish = { .decay = "munu" };
	struct n62_sim *sim = n62_sim_new(&wish, &err);
	struct n62_sim_objects *o = sim_objects_new(&err);
	struct sim_event ev;

	if (!sim || !o || sim_event_init(&ev, sim, &err) < 0)
		return 1;
	for (uint32_t i = 0; i < SIM_STREAMS; i++)
		n62_rng_init(&ev.rng[i], 1, 2, i);
	n62_rng_init(r, 3, 4, 5);
	event = (struct par_event){ .ev = &ev,
		.par = sim->parametric,
		.out = o,
		.rng = &ev.rng[SIM_RNG_RESPONSE],
		.kaon = { .z = 120000 } };
	check_run("values by momentum", curves);
	check_run("lines without errors", exact);
	check_run("lines with errors", pulls);
	check_run("acceptance", acceptance);
	sim_event_free(&ev);
	sim_objects_free(o);
	n62_sim_free(sim);
	return check_end();
}
