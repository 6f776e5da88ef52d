/*
 * parametric_calo.c - clusters of the LKr, pairs of photons, and what LAV, IRC
 * and SAC see. Photons are missed as often as in the full simulation.
 */
#include <math.h>
#include <stdlib.h>

#include "sim/parametric.h"
#include "sim/showers.h"

#define IRC_Z 239611
#define SAC_Z 260956
#define PION_MOST 0.95 /* above, they count as those that leave all */

/* ---- the LKr ---------------------------------------------------------- */

static double smeared(struct par_event *e, double energy)
{
	const struct sim_parametric *par = e->par;
	double gev = 1e-3 * energy, a = par->lkr_stochastic, b = par->lkr_noise;
	double sigma = sqrt(a * a / gev + b * b / (gev * gev) +
			    par->lkr_constant * par->lkr_constant);

	sigma = sigma < 0.5 ? sigma : 0.5;
	return energy * par->lkr_scale * fmax(1 + sigma * par_normal(e), 0);
}

/* A hadron leaves what its track leaves, or a part of its energy; a few of
 * them nearly all, as electrons do. */
static double hadron(struct par_event *e, double energy)
{
	const struct sim_parametric *par = e->par;
	double part;

	if (par_happens(e, par->pion_mip))
		return par->mip_energy + par->mip_sigma * par_normal(e);
	if (par_happens(e, par->pion_tail))
		return smeared(e, energy);
	do
		part = par->pion_mean + par->pion_sigma * par_normal(e);
	while (!(part > 0 && part < PION_MOST));
	return part * energy;
}

double par_energy(struct par_event *e, const struct par_way *w)
{
	const struct sim_parametric *par = e->par;
	int kind = par_kind(w->p->pdg);
	double energy;

	if (!w->lkr ||
	    !par_happens(e, w->p->charge != 0 ? par->lkr_efficiency
					      : par->photon_efficiency) ||
	    (kind == 2 && !par_happens(e, par->pion_efficiency)))
		return 0;
	if (kind == 1)
		energy = par->mip_energy + par->mip_sigma * par_normal(e);
	else if (kind == 2)
		energy = hadron(e, w->p->e);
	else if (w->p->pdg == N62_PHOTON &&
		 sim_missed(e->rng, &sim_showers(e->ev)->lkr.miss, w->p->e))
		energy = 0;
	else
		energy = smeared(e, w->p->e);
	return energy > 0 ? energy : 0;
}

int32_t par_cluster_add(
    struct par_event *e, const struct par_way *w, double energy)
{
	const struct sim_parametric *par = e->par;
	double gev = 1e-3 * energy, low = fmax(gev, 0.3);
	double place = par_size2(par->lkr_place / sqrt(low), par->lkr_place0);
	double time = par->lkr_time + par->lkr_time_low / low;
	double a = par->lkr_stochastic, b = par->lkr_noise,
	       c = par->lkr_constant;
	uint32_t n;
	struct par_cluster *q;

	par_here(e->out, PAR_CLUSTER, &n);
	q = par_add(e->out, PAR_CLUSTER);
	q->e = (float)gev;
	q->e_sigma = (float)sqrt(a * a * gev + b * b + c * c * gev * gev);
	q->x = (float)(w->x + place * par_normal(e));
	q->y = (float)(w->y + place * par_normal(e));
	q->xy_sigma = (float)place;
	q->time = (float)(w->p->t + e->late + time * par_normal(e));
	q->time_sigma = (float)time;
	q->seed = 0.35F * q->e;
	q->cells = 1 + (int32_t)(1.25 * energy * 1e-3);
	q->track = -1;
	q->nearest = q->distance = NAN;
	return (int32_t)n;
}

/* ---- pairs of photons ------------------------------------------------- */

/* The distance of the next cluster. */
static void set_nearest(struct par_cluster *c, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < n; k++) {
			float d =
			    (float)par_size2(c[i].x - c[k].x, c[i].y - c[k].y);

			if (i != k && !(c[i].nearest < d))
				c[i].nearest = d;
		}
}

static void set_pi0(struct par_pi0 *p, const struct par_cluster *c, double d)
{
	double e[2] = { c[p->cluster[0]].e, c[p->cluster[1]].e };
	double far = sqrt(e[0] * e[1]) * d / (1e-3 * N62_M_PI0), part2 = 0;
	double k[3] = { 0 };

	for (int i = 0; i < 2; i++) {
		const struct par_cluster *q = &c[p->cluster[i]];
		double r =
		    sqrt((double)q->x * q->x + (double)q->y * q->y + far * far);
		double s = (double)q->e_sigma / e[i];

		k[0] += e[i] * q->x / r;
		k[1] += e[i] * q->y / r;
		k[2] += e[i] * far / r;
		part2 += s * s / 4;
	}
	p->e = (float)(e[0] + e[1]);
	p->z = (float)(PAR_LKR_Z - far);
	p->px = (float)k[0];
	p->py = (float)k[1];
	p->pz = (float)k[2];
	p->z_sigma = (float)(far * sqrt(part2));
}

/* The mass of a decay at the vertex: the first, as all are in time. */
static void set_mass(struct par_event *e, struct par_pi0 *p, double d)
{
	uint32_t n;
	const struct par_vertex *v = par_here(e->out, PAR_VERTEX, &n);
	const struct par_cluster *c;
	double far, part, apart;

	p->vertex = -1;
	p->mass = p->mass_sigma = NAN;
	if (n == 0)
		return;
	c = par_here(e->out, PAR_CLUSTER, &n);
	p->vertex = 0;
	far = PAR_LKR_Z - (double)v->z;
	p->mass = (float)(sqrt((double)c[p->cluster[0]].e *
			       (double)c[p->cluster[1]].e) *
			  d / far);
	part = (double)p->z_sigma / (PAR_LKR_Z - (double)p->z);
	apart = sqrt((double)v->cov[5]) / far;
	p->mass_sigma = (float)((double)p->mass * par_size2(part, apart));
}

void par_pairs(struct par_event *e)
{
	uint32_t n;
	struct par_cluster *c = par_here(e->out, PAR_CLUSTER, &n);

	set_nearest(c, n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = i + 1; k < n; k++) {
			double d = par_size2((double)c[i].x - (double)c[k].x,
			    (double)c[i].y - (double)c[k].y);
			struct par_pi0 *p;

			if (c[i].track >= 0 || c[k].track >= 0 || c[i].e < 1 ||
			    c[k].e < 1 || d < 200)
				continue;
			p = par_add(e->out, PAR_PI0);
			p->cluster[0] = (int32_t)i;
			p->cluster[1] = (int32_t)k;
			p->e_sigma =
			    (float)par_size2(c[i].e_sigma, c[k].e_sigma);
			p->time = (c[i].time + c[k].time) / 2;
			p->time_sigma =
			    (float)par_size2(c[i].time_sigma, c[k].time_sigma) /
			    2;
			set_pi0(p, c, d);
			set_mass(e, p, d);
		}
}

/* ---- vetoes ----------------------------------------------------------- */

void par_candidate_add(struct par_event *e, enum par_list list, double t,
    double x, double y, double z, int32_t element)
{
	struct par_candidate *c = par_add(e->out, list);

	*c = (struct par_candidate){ (float)t, (float)e->par->veto_time,
		(float)x, (float)y, (float)z, element, 2, 1 };
}

/* At z, where the particle goes straight. */
static void see(struct par_event *e, const struct par_way *w,
    enum par_list list, double z, const struct sim_miss *miss)
{
	const struct sim_particle *p = list == PAR_LAV ? w->p : &w->down;
	double x = p->x + (z - p->z) * p->px / p->pz;
	double y = p->y + (z - p->z) * p->py / p->pz;
	int32_t element = list == PAR_LAV   ? n62_lav_element(w->lav, 0, x, y)
			  : list == PAR_IRC ? n62_irc_element(x, y)
					    : n62_sac_element(x, y);

	if (element < 0 ||
	    (w->p->pdg == N62_PHOTON && sim_missed(e->rng, miss, w->p->e)))
		return;
	par_candidate_add(e, list,
	    w->p->t + e->late + e->par->veto_time * par_normal(e), x, y, z,
	    element);
}

void par_vetoes(struct par_event *e, const struct par_way *w)
{
	const struct sim_showers *s = sim_showers(e->ev);
	uint32_t before, now;

	if (w->lav > 0)
		see(e, w, PAR_LAV, n62_lav_station(w->lav)->front,
		    &s->lav.miss);
	if (w->lkr || (w->lav > 0 && par_kind(w->p->pdg) != 1))
		return;
	par_here(e->out, PAR_IRC, &before);
	see(e, w, PAR_IRC, IRC_Z, &s->irc.miss);
	par_here(e->out, PAR_IRC, &now);
	if (w->p->charge == 0 && now == before)
		see(e, w, PAR_SAC, SAC_Z, &s->irc.miss);
}
