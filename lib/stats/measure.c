/*
 * measure.c - a branching ratio with its errors, from one count or several,
 * by the profile likelihood; and what of the errors is due to nuisances.
 */
#include <math.h>

#include "private.h"

struct fit {
	struct n62_rolke model[STATS_EXPERIMENTS];
	double share[STATS_EXPERIMENTS];
	int n;
	double common; /* ln of a factor, one standard deviation */
};

/* The smallest f(ctx, x) on [lo, hi], and where. */
static double smallest(double (*f)(const void *ctx, double x), const void *ctx,
    double lo, double hi, double *at)
{
	const double golden = 0.5 * (sqrt(5) - 1);
	double a = hi - golden * (hi - lo), b = lo + golden * (hi - lo);
	double fa = f(ctx, a), fb = f(ctx, b);

	while (hi - lo > 1e-9 * (fabs(lo) + fabs(hi)) + 1e-12) {
		if (fa < fb) {
			hi = b;
			b = a;
			fb = fa;
			a = hi - golden * (hi - lo);
			fa = f(ctx, a);
		} else {
			lo = a;
			a = b;
			fa = fb;
			b = lo + golden * (hi - lo);
			fb = f(ctx, b);
		}
	}
	*at = 0.5 * (lo + hi);
	return f(ctx, *at);
}

static double sum(const struct fit *f, double s)
{
	double q = 0;

	for (int i = 0; i < f->n; i++)
		q += n62_rolke_profile(&f->model[i], s * f->share[i]);
	return q;
}

struct shifted {
	const struct fit *f;
	double s;
};

static double at_shift(const void *ctx, double z)
{
	const struct shifted *h = ctx;

	return sum(h->f, h->s * exp(h->f->common * z)) + z * z;
}

/* -2 ln of the largest likelihood for a signal of s events. */
static double profile(const void *ctx, double s)
{
	struct shifted h = { ctx, s };
	double z;

	if (h.f->common == 0)
		return sum(h.f, s);
	return smallest(at_shift, &h, -6, 6, &z);
}

/* Where the profile passes the level, between in, below it, and out. */
static double cross(const struct fit *f, double level, double in, double out)
{
	for (int i = 0; i < 100 && fabs(out - in) > 1e-10 * fabs(out); i++) {
		double mid = 0.5 * (in + out);

		*(profile(f, mid) < level ? &in : &out) = mid;
	}
	return 0.5 * (in + out);
}

struct errors {
	double best, up, down, z;
};

static void solve(const struct fit *f, double cl, struct errors *e)
{
	double delta = n62_normal_z(log((1 - cl) / 2)), most = 1, n = 0;
	double none = profile(f, 0), least, out, step;

	delta *= delta;
	for (int i = 0; i < f->n; i++) {
		n += f->model[i].n;
		most = fmax(most, f->model[i].n / f->share[i]);
	}
	least = smallest(profile, f, 0, most, &e->best);
	if (least >= none) {
		e->best = 0;
		least = none;
	}
	e->z = sqrt(none - least);
	step = sqrt(n + 1);
	for (out = e->best + step; profile(f, out) < least + delta; step *= 2)
		out = e->best + step;
	e->up = cross(f, least + delta, e->best, out) - e->best;
	e->down = e->best;
	if (none > least + delta)
		e->down -= cross(f, least + delta, e->best, 0);
}

/* What is left of an error without another. */
static double without(double all, double other)
{
	return sqrt(fmax(all * all - other * other, 0));
}

int n62_measure(const struct n62_question *q, int n, double common,
    struct n62_measurement *m, struct n62_err *err)
{
	struct n62_count c[STATS_EXPERIMENTS];
	struct fit f = { .n = n, .common = log1p(common) };
	struct n62_answer all;
	struct errors e, known;
	double unit;

	if (stats_shares(q, n, c, f.share, &all, err) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		stats_rolke_model(&c[i], (double)c[i].n, &f.model[i]);
	solve(&f, q[0].c.cl, &e);
	for (int i = 0; i < n; i++)
		f.model[i] = (struct n62_rolke){
			.n = (double)c[i].n, .b = c[i].b, .e = 1
		};
	f.common = 0;
	solve(&f, q[0].c.cl, &known);
	unit = isnan(all.ses) ? 1 : all.ses;
	*m = (struct n62_measurement){ .ratio = !isnan(all.ses),
		.cl = q[0].c.cl,
		.best = e.best * unit,
		.up = e.up * unit,
		.down = e.down * unit,
		.stat_up = known.up * unit,
		.stat_down = known.down * unit,
		.syst_up = without(e.up, known.up) * unit,
		.syst_down = without(e.down, known.down) * unit,
		.z = e.z };
	return 0;
}

int n62_measurement_sentence(
    const struct n62_measurement *m, struct n62_buf *out, struct n62_err *err)
{
	return n62_buf_printf(out, err,
	    "%s = %.3g +%.3g -%.3g at %.10g %% CL (profile likelihood; "
	    "statistical +%.3g -%.3g, the rest +%.2g -%.2g); Z = %.2f\n",
	    m->ratio ? "BR" : "signal", m->best, m->up, m->down, 100 * m->cl,
	    m->stat_up, m->stat_down, m->syst_up, m->syst_down, m->z);
}

int n62_measurement_json(
    const struct n62_measurement *m, struct n62_buf *out, struct n62_err *err)
{
	return n62_buf_printf(out, err,
	    "{\"quantity\": \"%s\", \"cl\": %.15g, \"value\": %.10g, "
	    "\"up\": %.10g, \"down\": %.10g, \"stat_up\": %.10g, "
	    "\"stat_down\": %.10g, \"syst_up\": %.10g, \"syst_down\": %.10g, "
	    "\"z\": %.10g}\n",
	    m->ratio ? "br" : "signal", m->cl, m->best, m->up, m->down,
	    m->stat_up, m->stat_down, m->syst_up, m->syst_down, m->z);
}
