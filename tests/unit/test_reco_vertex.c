/*
 * test_reco_vertex.c - steps through the field of the decay tank against
 * small ones, and vertices against what is true.
 */
#include "check.h"

#include <math.h>

#include "reco_toy.h"

/* By matrix and by 100 mm at a time, forwards; and there and back. */
static void steps(void)
{
	static struct toy t;
	struct reco_step s;

	toy_open(&t, NULL);
	for (int i = 0; i < 20; i++) {
		struct toy_particle p = { .x = 10,
			.y = -5,
			.z = 104000 + 3700 * i,
			.tx = 0.004,
			.ty = -0.003,
			.k = (i % 2 ? -1 : 1) / 15e3 };
		double v[RECO_STATE] = { p.x, p.y, p.tx, p.ty, p.k };
		double w[RECO_STATE];

		reco_step_init(&s, &t.reco->tube, p.z, RECO_UP_Z);
		reco_step_state(&s, v, w);
		reco_step_init(&s, &t.reco->tube, RECO_UP_Z, p.z);
		reco_step_state(&s, w, v);
		CHECK(fabs(v[0] - p.x) < 1e-9 && fabs(v[1] - p.y) < 1e-9);
		CHECK(fabs(v[2] - p.tx) < 1e-14 && fabs(v[3] - p.ty) < 1e-14);
		toy_carry(&t, &p, RECO_UP_Z);
		CHECK(fabs(w[0] - p.x) < 5e-3 && fabs(w[1] - p.y) < 5e-3);
		CHECK(fabs(w[2] - p.tx) < 1e-7 && fabs(w[3] - p.ty) < 1e-7);
	}
	toy_close(&t);
}

/* The covariance is f c f', f by differences. */
static void covariance(void)
{
	double c[RECO_STATE][RECO_STATE], f[RECO_STATE][RECO_STATE];
	double c0[RECO_STATE][RECO_STATE];
	struct n62_blue_tube tube;
	struct reco_step s;

	n62_blue_tube_init(&tube, 1);
	reco_step_init(&s, &tube, RECO_UP_Z, 120000);
	for (int k = 0; k < RECO_STATE; k++) {
		double v[RECO_STATE] = { 0 };

		v[k] = 1;
		reco_step_state(&s, v, v);
		for (int i = 0; i < RECO_STATE; i++)
			f[i][k] = v[i];
	}
	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k < RECO_STATE; k++)
			c[i][k] = c0[i][k] = 1.0 / (1 + i + k) + (i == k);
	reco_step_cov(&s, c);
	for (int i = 0; i < RECO_STATE; i++)
		for (int k = 0; k < RECO_STATE; k++) {
			double sum = 0;

			for (int m = 0; m < RECO_STATE; m++)
				for (int n = 0; n < RECO_STATE; n++)
					sum += f[i][m] * c0[m][n] * f[k][n];
			CHECK(fabs(c[i][k] - sum) <= 1e-9 * fabs(sum));
		}
}

struct figures {
	struct toy_mean pull[3], mass, p_pull, slope_pull, dz;
	double chi2, ndf, n, wanted;
};

static void start(struct figures *f)
{
	*f = (struct figures){ 0 };
	for (int i = 0; i < 3; i++)
		f->pull[i].limit = 8;
	f->mass.limit = f->dz.limit = HUGE_VAL;
	f->p_pull.limit = f->slope_pull.limit = 8;
}

static void compare(struct figures *f, const struct reco_vertex *v,
    const struct reco_track *t, const struct toy_three *e)
{
	double d[3] = { v->x - e->x, v->y - e->y, v->z - e->z };

	for (int i = 0; i < 3; i++)
		toy_add(&f->pull[i], d[i] / sqrt(v->cov[i * (i + 3) / 2]));
	toy_add(&f->dz, d[2]);
	f->chi2 += v->chi2;
	f->ndf += v->ndf;
	f->n++;
	for (int i = 0; i < v->n; i++) {
		const struct toy_particle *p = &e->v[t[v->track[i]].mc];
		const float *c = &v->track_cov[6 * i];
		double size =
		    sqrt(pow(v->track_px[i], 2) + pow(v->track_py[i], 2) +
			 pow(v->track_pz[i], 2));

		toy_add(&f->slope_pull,
		    (v->track_px[i] / v->track_pz[i] - p->tx) / sqrt(c[0]));
		toy_add(
		    &f->p_pull, (1 / size - fabs(1000 * p->k)) / sqrt(c[5]));
	}
}

static void vertices(void)
{
	static struct toy t;
	struct figures f[4];

	for (int n = 2; n < 4; n++)
		start(&f[n]);
	toy_open(&t, NULL);
	for (uint64_t i = 0; i < 3000; i++) {
		const struct reco_vertex *v;
		const struct reco_track *tr;
		struct toy_three e;
		uint32_t n, tracks;

		toy_clear(&t, i);
		toy_three(&t, &e);
		toy_make(&t);
		v = reco_objects(&t.ev, RECO_VERTEX, &n);
		tr = toy_tracks(&t, &tracks);
		if (tracks != 3 || tr[0].mc < 0 || tr[1].mc < 0 || tr[2].mc < 0)
			continue;
		f[3].wanted++;
		f[2].wanted += 3;
		for (uint32_t k = 0; k < n; k++)
			compare(&f[v[k].n], &v[k], tr, &e);
	}
	for (int n = 2; n < 4; n++) {
		check_note("%d tracks: found %.4f, chi2/ndf %.3f, z +- %.0f mm",
		    n, f[n].n / f[n].wanted, f[n].chi2 / f[n].ndf,
		    toy_spread(&f[n].dz));
		CHECK(f[n].n / f[n].wanted > 0.97);
		CHECK(fabs(f[n].chi2 / f[n].ndf - 1) < 0.15);
		for (int i = 0; i < 3; i++) {
			check_note("  pull %d: %+.3f +- %.3f", i,
			    toy_mean(&f[n].pull[i]), toy_spread(&f[n].pull[i]));
			CHECK(fabs(toy_mean(&f[n].pull[i])) < 0.1);
			CHECK(fabs(toy_spread(&f[n].pull[i]) - 1) < 0.1);
		}
		check_note("  slopes %.3f, momenta %.3f",
		    toy_spread(&f[n].slope_pull), toy_spread(&f[n].p_pull));
		CHECK(fabs(toy_spread(&f[n].slope_pull) - 1) < 0.1);
		CHECK(fabs(toy_spread(&f[n].p_pull) - 1) < 0.1);
	}
	toy_close(&t);
}

/* A field ten times as strong is corrected for; one that is not known to be
 * there is seen. */
static double shift(const char *tube)
{
	static struct toy t;
	const char *set[] = { tube, NULL };
	struct toy_mean m = { .limit = 1e4 };

	toy_open(&t, set);
	t.tube = 10;
	for (uint64_t i = 0; i < 600; i++) {
		const struct reco_vertex *v;
		struct toy_three e;
		uint32_t n;

		toy_clear(&t, i);
		toy_three(&t, &e);
		toy_make(&t);
		v = reco_objects(&t.ev, RECO_VERTEX, &n);
		if (n > 0 && v[0].n == 3)
			toy_add(&m, v[0].x - e.x);
	}
	toy_close(&t);
	return toy_mean(&m);
}

static void field(void)
{
	double with = shift("field.tube=10"), without = shift("field.tube=0");

	check_note("field: %.2f mm corrected, %.2f mm not", with, without);
	CHECK(fabs(with) < 0.2);
	CHECK(fabs(without) > 0.3);
}

int main(void)
{
	check_run("steps through the field", steps);
	check_run("covariance", covariance);
	check_run("vertices", vertices);
	check_run("field", field);
	return check_end();
}
