/*
 * plane.c - the places of constant z behind GTK3 where something is: which
 * detector, which tube around, and how much material.
 *
 * Places and radii are those of na62-detector(7). A thick calorimeter stands
 * twice: with its front, where it sees the particle, and with its middle,
 * where what passes is scattered and loses energy. Each half of the gas of
 * the RICH stands in its own middle. The vessel of the RICH stops nothing, so
 * that MUV0 beside it sees the pions that it is for.
 */
#include <math.h>

#include "sim/beam.h"

#define STRAW_HOLE 63.8 /* half width */
/* The beam pipe leads from x = 34 at 219445 to x = 2 at 237326. */
#define RICH_PIPE 85

const struct sim_plane sim_planes[] = {
	{ .z = 102427, .hit = sim_chanti_hit, .name = "CHANTI 1" },
	{ .z = 102485, .hit = sim_chanti_hit, .which = 1, .name = "CHANTI 2" },
	{ .z = 102600, .hit = sim_chanti_hit, .which = 2, .name = "CHANTI 3" },
	{ .z = 102830, .hit = sim_chanti_hit, .which = 3, .name = "CHANTI 4" },
	{ .z = 103290, .hit = sim_chanti_hit, .which = 4, .name = "CHANTI 5" },
	{ .z = 104210, .hit = sim_chanti_hit, .which = 5, .name = "CHANTI 6" },
	{ .z = 121363, .radius = 960, .hit = sim_lav_hit, .name = "LAV1" },
	{ .z = 128973,
	    .radius = 960,
	    .hit = sim_lav_hit,
	    .which = 1,
	    .name = "LAV2" },
	{ .z = 136583,
	    .radius = 960,
	    .hit = sim_lav_hit,
	    .which = 2,
	    .name = "LAV3" },
	{ .z = 144193,
	    .radius = 960,
	    .hit = sim_lav_hit,
	    .which = 3,
	    .name = "LAV4" },
	{ .z = 151803,
	    .radius = 960,
	    .hit = sim_lav_hit,
	    .which = 4,
	    .name = "LAV5" },
	{ .z = 165313,
	    .radius = 1200,
	    .hit = sim_lav_hit,
	    .which = 5,
	    .name = "LAV6" },
	{ .z = 172823,
	    .radius = 1200,
	    .hit = sim_lav_hit,
	    .which = 6,
	    .name = "LAV7" },
	{ .z = 180333,
	    .radius = 1200,
	    .hit = sim_lav_hit,
	    .which = 7,
	    .name = "LAV8" },
	{ .z = 183508,
	    .radius = 1400,
	    .hit = sim_straw_hit,
	    .name = "STRAW 1",
	    .material = "material.straw",
	    .nuclear = "nuclear.straw",
	    .hole_x = 101.2,
	    .hole = STRAW_HOLE },
	{ .z = 192709,
	    .radius = 1400,
	    .hit = sim_lav_hit,
	    .which = 8,
	    .name = "LAV9" },
	{ .z = 194066,
	    .radius = 1400,
	    .hit = sim_straw_hit,
	    .which = 1,
	    .name = "STRAW 2",
	    .material = "material.straw",
	    .nuclear = "nuclear.straw",
	    .hole_x = 114.4,
	    .hole = STRAW_HOLE },
	{ .z = 203102,
	    .radius = 1400,
	    .hit = sim_lav_hit,
	    .which = 9,
	    .name = "LAV10" },
	{ .z = 204459,
	    .radius = 1400,
	    .hit = sim_straw_hit,
	    .which = 2,
	    .name = "STRAW 3",
	    .material = "material.straw",
	    .nuclear = "nuclear.straw",
	    .hole_x = 92.4,
	    .hole = STRAW_HOLE },
	{ .z = 217528,
	    .radius = 1400,
	    .hit = sim_lav_hit,
	    .which = 10,
	    .name = "LAV11" },
	{ .z = 218885,
	    .radius = 1400,
	    .hit = sim_straw_hit,
	    .which = 3,
	    .name = "STRAW 4",
	    .material = "material.straw",
	    .nuclear = "nuclear.straw",
	    .hole_x = 52.8,
	    .hole = STRAW_HOLE },
	{ .z = 219600,
	    .radius = 1940,
	    .name = "RICH window",
	    .material = "material.rich_front",
	    .nuclear = "nuclear.rich_front",
	    .hole_x = 34,
	    .hole = RICH_PIPE },
	{ .z = 223900,
	    .name = "RICH gas 1",
	    .material = "material.neon",
	    .nuclear = "nuclear.neon",
	    .hole_x = 26,
	    .hole = RICH_PIPE },
	{ .z = 232600,
	    .name = "RICH gas 2",
	    .material = "material.neon",
	    .nuclear = "nuclear.neon",
	    .hole_x = 10,
	    .hole = RICH_PIPE },
	{ .z = 236873,
	    .hit = sim_rich_hit,
	    .name = "RICH",
	    .material = "material.mirror",
	    .nuclear = "nuclear.mirror",
	    .hole_x = 3,
	    .hole = RICH_PIPE },
	{ .z = 237358, .hit = sim_muv0_hit, .name = "MUV0" },
	{ .z = 237578,
	    .name = "RICH exit",
	    .material = "material.rich_back",
	    .nuclear = "nuclear.rich_back",
	    .hole_x = 2,
	    .hole = RICH_PIPE },
	{ .z = 238131,
	    .hit = sim_newchod_hit,
	    .name = "NewCHOD",
	    .material = "material.newchod",
	    .nuclear = "nuclear.newchod",
	    .hole = 140 },
	{ .z = 238313, .hit = sim_lav_hit, .which = 11, .name = "LAV12" },
	{ .z = 239009,
	    .hit = sim_chod_hit,
	    .name = "CHOD V",
	    .material = "material.chod",
	    .nuclear = "nuclear.chod",
	    .hole = 128 },
	{ .z = 239389,
	    .hit = sim_chod_hit,
	    .which = 1,
	    .name = "CHOD H",
	    .material = "material.chod",
	    .nuclear = "nuclear.chod",
	    .hole = 128 },
	{ .z = 239611, .hit = sim_irc_hit, .name = "IRC" },
	{ .z = 240388,
	    .name = "LKr windows",
	    .material = "material.lkr_front",
	    .nuclear = "nuclear.lkr_front",
	    .hole = 83 },
	{ .z = 241093, .hit = sim_calorimeter_hit, .name = "LKr front" },
	{ .z = 241728,
	    .name = "LKr",
	    .material = "material.lkr",
	    .loss = "loss.lkr",
	    .hole = 83 },
	{ .z = 243877,
	    .name = "MUV1",
	    .material = "material.muv1",
	    .loss = "loss.muv1",
	    .hole = 108 },
	{ .z = 244830,
	    .name = "MUV2",
	    .material = "material.muv2",
	    .loss = "loss.muv2",
	    .hole = 106 },
	{ .z = 246300,
	    .name = "wall",
	    .material = "material.wall",
	    .loss = "loss.wall",
	    .hole = 103 },
	{ .z = 246800, .hit = sim_muv3_hit, .name = "MUV3" },
	{ .z = 253350, .hit = sim_hasc_hit, .name = "HASC" },
	{ .z = 260956, .hit = sim_sac_hit, .name = "SAC" },
	{ .z = 0 },
};

double sim_highland(double x0)
{
	if (x0 <= 0)
		return 0;
	return 13.6 * sqrt(x0) * (1 + 0.038 * log(x0));
}

static int look_up(const struct n62_params *p, const char *name, double *to,
    struct n62_err *err)
{
	const struct n62_param *param;

	*to = 0;
	if (!name)
		return 0;
	param = n62_params_find(p, name, err);
	if (!param)
		return -1;
	*to = param->value;
	return 0;
}

static int stop_init(struct sim_stop *s, const struct sim_plane *plane,
    const struct n62_params *p, struct n62_err *err)
{
	const double showers = 3; /* radiation lengths */

	s->plane = plane;
	s->z = plane->z;
	s->tube2 = plane->radius > 0 ? plane->radius * plane->radius : INFINITY;
	if (look_up(p, plane->material, &s->x0, err) < 0 ||
	    look_up(p, plane->nuclear, &s->nuclear, err) < 0 ||
	    look_up(p, plane->loss, &s->loss, err) < 0)
		return -1;
	s->nuclear = -expm1(-s->nuclear);
	s->angle = sim_highland(s->x0);
	/* The attenuation length of pairs is 9/7 of a radiation length. */
	s->convert = -expm1(-7.0 / 9 * s->x0);
	s->showers = s->x0 > showers;
	s->hole_x = plane->hole_x;
	s->hole2 = plane->hole * plane->hole;
	return 0;
}

int sim_stops_init(
    struct sim_beam *b, const struct n62_params *p, struct n62_err *err)
{
	for (const struct sim_plane *plane = sim_planes; plane->z > 0; plane++)
		if (stop_init(&b->stop[b->nstops++], plane, p, err) < 0)
			return -1;
	return 0;
}
