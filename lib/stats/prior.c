/*
 * prior.c - priors of nuisances in a standard variable, and the points at
 * which to integrate over them.
 *
 * A smooth function times a Gaussian on the whole line is integrated by the
 * rule of equal steps, whose error is about exp(-2 pi^2 w^2 / h^2) for
 * features of width w (L. Trefethen, J. Weideman, SIAM Review 56 (2014) 385);
 * up to a hard edge, by Gauss and Legendre's rule in panels.
 */
#include <math.h>

#include "private.h"

#define LN_SQRT_2PI 0.91893853320467274178
#define STEP 0.7  /* of the narrowest width: error exp(-40) */
#define DROP 40.0 /* in the logarithm */

double stats_value(const struct stats_piece *p, double z)
{
	return p->exponential ? p->mid * exp(p->width * z)
			      : fmax(p->mid + p->width * z, 0);
}

double stats_log_density(const struct stats_piece *p, double z)
{
	double u = p->width * z;

	return p->log_norm + (p->gamma ? p->k * (u - expm1(u)) : -0.5 * z * z);
}

/* Its derivative. */
static double density_slope(const struct stats_piece *p, double z)
{
	return p->gamma ? -p->k * p->width * expm1(p->width * z) : -z;
}

/* ---- the shapes ----------------------------------------------------- */

/* One value only. */
static void make_known(double mid, struct stats_prior *p)
{
	p->n = 1;
	p->piece[0] = (struct stats_piece){ .mid = mid };
}

/* Normal, cut off at 0. */
static void make_gauss(double mid, double sigma, struct stats_prior *p)
{
	double edge = -mid / sigma;

	p->n = 1;
	p->piece[0] = (struct stats_piece){ .mid = mid,
		.width = sigma,
		.lo = edge,
		.hi = INFINITY,
		.log_norm = -LN_SQRT_2PI - n62_normal_log_below(-edge) };
}

/* Two halves of normal distributions, each with probability 1/2, cut off
 * at 0 (R. Barlow, physics/0401042, model 1). */
static void make_halves(
    double mid, double up, double down, struct stats_prior *p)
{
	double edge = -mid / down;
	double norm = -LN_SQRT_2PI - n62_normal_log_below(-edge);

	p->n = 2;
	p->piece[0] = (struct stats_piece){
		.mid = mid, .width = down, .lo = edge, .log_norm = norm
	};
	p->piece[1] = (struct stats_piece){
		.mid = mid, .width = up, .hi = INFINITY, .log_norm = norm
	};
}

static void make_lognormal(double mid, double sigma, struct stats_prior *p)
{
	p->n = 1;
	p->piece[0] = (struct stats_piece){ .mid = mid,
		.width = log1p(sigma / mid),
		.lo = -INFINITY,
		.hi = INFINITY,
		.log_norm = -LN_SQRT_2PI,
		.exponential = true };
}

/* Mean and standard deviation as given: shape k = (mid / sigma)^2. */
static void make_gamma(double mid, double sigma, struct stats_prior *p)
{
	double k = mid / sigma * (mid / sigma);

	p->n = 1;
	p->piece[0] = (struct stats_piece){ .mid = mid,
		.width = sigma / mid,
		.lo = -INFINITY,
		.hi = INFINITY,
		.k = k,
		.exponential = true,
		.gamma = true };
	/* k^k exp(-k) / Gamma(k), and dz for d ln x. */
	p->piece[0].log_norm = n62_poisson_log(k, k) + 0.5 * log(k);
}

static void make(enum n62_shape shape, double mid, double up, double down,
    struct stats_prior *p)
{
	if (shape == N62_KNOWN || up <= 0)
		make_known(mid, p);
	else if (shape == N62_LOGNORMAL)
		make_lognormal(mid, up, p);
	else if (shape == N62_GAMMA)
		make_gamma(mid, up, p);
	else if (shape == N62_HALVES && up != down)
		make_halves(mid, up, down, p);
	else
		make_gauss(mid, up, p);
}

void stats_control(const struct n62_count *c, double *y, double *tau)
{
	if (c->b_shape == N62_CONTROL) {
		*y = c->control;
		*tau = c->tau;
	} else {
		*y = c->b / c->b_up * (c->b / c->b_up);
		*tau = *y / c->b;
	}
}

int n62_count_control(struct n62_count *c, struct n62_err *err)
{
	double y = c->control, tau = c->tau;

	if (!(y >= 0 && y <= 1e9))
		return n62_fail(err, N62_DATA,
		    "the control events are %g, not 0 to 1e9", y);
	if (!(tau > 0 && tau <= 1e9))
		return n62_fail(err, N62_DATA,
		    "the size of the control region is %g, not above 0 to 1e9",
		    tau);
	c->b_shape = N62_CONTROL;
	c->b = y / tau;
	c->b_up = c->b_down = sqrt(y + 1) / tau;
	return 0;
}

/* With a flat prior in b, y events in tau b: shape y + 1, scale 1 / tau. */
void stats_prior_of_b(const struct n62_count *c, struct stats_prior *p)
{
	if (c->b_shape == N62_CONTROL) {
		double y = c->control + 1;

		make_gamma(y / c->tau, sqrt(y) / c->tau, p);
		return;
	}
	make(c->b_shape, c->b, c->b_up, c->b_down, p);
}

void stats_prior_of_e(const struct n62_count *c, struct stats_prior *p)
{
	make(c->e_shape, 1, c->e_sigma, c->e_sigma, p);
}

/* ---- the range ------------------------------------------------------ */

static double log_product(
    const struct stats_piece *p, const struct stats_weight *g, double z)
{
	double slope;

	return stats_log_density(p, z) +
	       g->fn(g->ctx, stats_value(p, z), &slope);
}

/* The derivative of the logarithm of the product. */
static double product_slope(
    const struct stats_piece *p, const struct stats_weight *g, double z)
{
	double slope, x = stats_value(p, z);

	g->fn(g->ctx, x, &slope);
	return density_slope(p, z) +
	       slope * p->width * (p->exponential ? x : 1);
}

/* Where the product is largest: its slope falls through zero. */
static double find_mode(
    const struct stats_piece *p, const struct stats_weight *g)
{
	double at = fmin(fmax(0, p->lo), p->hi), lo, hi, step = 1;
	bool right = product_slope(p, g, at) > 0;

	lo = hi = at;
	for (int i = 0; i < 200; i++, step *= 2) {
		if (right) {
			lo = hi;
			hi = fmin(hi + step, p->hi);
			if (hi == p->hi || product_slope(p, g, hi) <= 0)
				break;
		} else {
			hi = lo;
			lo = fmax(lo - step, p->lo);
			if (lo == p->lo || product_slope(p, g, lo) > 0)
				break;
		}
	}
	for (int i = 0; i < 40 && hi - lo > 0.05; i++) {
		double mid = 0.5 * (lo + hi);

		*(product_slope(p, g, mid) > 0 ? &lo : &hi) = mid;
	}
	return 0.5 * (lo + hi);
}

/* How far from the mode, towards the end, the product has dropped. */
static double find_end(const struct stats_piece *p,
    const struct stats_weight *g, double mode, double end, double sign)
{
	double top = log_product(p, g, mode), far = REACH_OF_PRIOR;

	while (far < 1e6 && sign * (end - mode) > far &&
	       log_product(p, g, mode + sign * far) > top - DROP)
		far *= 1.5;
	while (far > 1e-12 &&
	       log_product(p, g,
		   sign > 0 ? fmin(end, mode + 0.5 * far)
			    : fmax(end, mode - 0.5 * far)) < top - DROP)
		far *= 0.5;
	return sign > 0 ? fmin(end, mode + far) : fmax(end, mode - far);
}

void stats_range(const struct stats_piece *p, const struct stats_weight *g,
    double *lo, double *hi)
{
	double mode;

	/* A weight that hardly shifts a normal prior needs no search. */
	if (!p->gamma && p->lo < -REACH_OF_PRIOR - 1 &&
	    p->hi > REACH_OF_PRIOR + 1 && fabs(product_slope(p, g, 0)) < 0.25) {
		*lo = -REACH_OF_PRIOR - 0.25;
		*hi = REACH_OF_PRIOR + 0.25;
		return;
	}
	mode = find_mode(p, g);
	*lo = find_end(p, g, mode, p->lo, -1);
	*hi = find_end(p, g, mode, p->hi, 1);
}

/* ---- points --------------------------------------------------------- */

/* log_w is the logarithm of the weight that the rule gives. */
static void add(const struct stats_piece *p, double z, double log_w,
    struct stats_nodes *nodes)
{
	nodes->x[nodes->n] = stats_value(p, z);
	nodes->log_w[nodes->n++] = stats_log_density(p, z) + log_w;
}

/* Abscissas of Gauss and Legendre for 16 points, ln of their weights. */
static const double legendre[8][2] = {
	{ 0.989400934991649933, -3.6062876506365718 },
	{ 0.944575023073232576, -2.7765401357833839 },
	{ 0.865631202387831744, -2.3522112338284447 },
	{ 0.755404408355003034, -2.0824141855666389 },
	{ 0.617876244402643748, -1.8998170265246452 },
	{ 0.458016777657227386, -1.776930842405315 },
	{ 0.281603550779258913, -1.7004386086690819 },
	{ 0.0950125098376374402, -1.6636269192737427 },
};

void stats_add_panel(const struct stats_piece *p, double lo, double hi,
    struct stats_nodes *nodes)
{
	double mid = 0.5 * (lo + hi), half = 0.5 * (hi - lo);
	double log_half = log(half);

	for (int k = 0; k < 8; k++) {
		double d = half * legendre[k][0];
		double log_w = log_half + legendre[k][1];

		add(p, mid - d, log_w, nodes);
		add(p, mid + d, log_w, nodes);
	}
}

static int add_panels(const struct stats_piece *p, double lo, double hi,
    double width, struct stats_nodes *nodes)
{
	double panels = fmax(ceil((hi - lo) / (3 * width)), 6);
	double size = (hi - lo) / panels;

	if (!(nodes->n + 16 * panels <= STATS_NODES))
		return -1;
	for (int i = 0; i < (int)panels; i++)
		stats_add_panel(p, lo + i * size, lo + (i + 1) * size, nodes);
	return 0;
}

int stats_add_nodes(const struct stats_piece *p, double lo, double hi,
    double curve, struct stats_nodes *nodes)
{
	double width = 1 / sqrt(1 + curve), n, h, log_h;

	if (p->width == 0) {
		nodes->x[nodes->n] = p->mid;
		nodes->log_w[nodes->n++] = 0;
		return 0;
	}
	/* The density itself gets narrower to the right. */
	if (p->gamma)
		width = 1 / sqrt(exp(p->width * hi) + curve);
	if (lo <= p->lo || hi >= p->hi)
		return add_panels(p, lo, hi, width, nodes);
	n = ceil((hi - lo) / (STEP * width));
	if (!(nodes->n + n + 1 <= STATS_NODES))
		return -1;
	h = (hi - lo) / n;
	log_h = log(h);
	for (int i = 0; i <= (int)n; i++)
		add(p, lo + i * h, log_h, nodes);
	return 0;
}
