/*
 * place_lav.c - where the blocks of the LAV are.
 *
 * Radii, z, numbers of blocks and the rotation from ring to ring are those of
 * the software of the experiment (GeometricAcceptance, LAVGeometry). The
 * azimuth grows with the number of the block: CHOICE, its sense is not known.
 */
#include "detector/detector.h"

#include <math.h>

#define DEGREE (3.14159265358979324 / 180)

enum {
	HIGH = 1000000, /* added to an element: the high threshold */
	IN_BANANA = 4   /* blocks */
};

/* z between rings of glass */
static const double gap = 10;

#define SMALL(front, back)                                                     \
	{                                                                      \
		front, back, 536.5, 906.5, 5, 32, 98.86 * DEGREE,              \
		    -2.25 * DEGREE                                             \
	}
#define MIDDLE(front, back)                                                    \
	{                                                                      \
		front, back, 767.5, 1137.5, 5, 48, 92.28 * DEGREE,             \
		    -1.5 * DEGREE                                              \
	}
#define LARGE(front, back, first)                                              \
	{                                                                      \
		front, back, 980, 1350, 4, 60, (first)*DEGREE, -1.5 * DEGREE   \
	}

static const struct n62_lav_station stations[] = {
	SMALL(121363, 121953),
	SMALL(128973, 129563),
	SMALL(136583, 137173),
	SMALL(144193, 144783),
	SMALL(151803, 152393),
	MIDDLE(165313, 165903),
	MIDDLE(172823, 173413),
	MIDDLE(180333, 180923),
	LARGE(192709, 193179, 92.25),
	LARGE(203102, 203572, 104.25),
	LARGE(217528, 217998, 92.25),
	{ 238313, 238783, 1070, 1440, 4, 64, 91.125 * DEGREE, 1.5 * DEGREE },
};

enum {
	STATIONS = sizeof stations / sizeof *stations
};

const struct n62_lav_station *n62_lav_station(int station)
{
	if (station < 1 || station > STATIONS)
		return NULL;
	return &stations[station - 1];
}

int n62_lav_place(int32_t element, struct n62_lav_place *p)
{
	bool high = element >= HIGH;
	int32_t e = high ? element - HIGH : element;
	const struct n62_lav_station *s = n62_lav_station(e / 10000);
	double pitch, radius;

	p->station = e / 10000;
	p->layer = e / 1000 % 10;
	p->block = e / 10 % 100 * IN_BANANA + e % 10;
	p->high = high;
	if (!s || e % 10 >= IN_BANANA || p->layer >= s->layers ||
	    p->block >= s->blocks)
		return -1;
	pitch = (s->back - s->front + gap) / s->layers;
	radius = (s->inner + s->outer) / 2;
	p->phi = s->first + p->layer * s->turn +
		 p->block * (360 * DEGREE / s->blocks);
	p->x = radius * cos(p->phi);
	p->y = radius * sin(p->phi);
	p->z = s->front + pitch * p->layer + (pitch - gap) / 2;
	return 0;
}

int32_t n62_lav_element(int station, int layer, double x, double y)
{
	const struct n62_lav_station *s = n62_lav_station(station);
	double step, blocks;
	int block;

	if (!s || layer < 0 || layer >= s->layers)
		return -1;
	step = 360 * DEGREE / s->blocks;
	blocks = (atan2(y, x) - s->first - layer * s->turn) / step;
	block = (int)floor(blocks + 0.5) % s->blocks;
	block = block < 0 ? block + s->blocks : block;
	return 10000 * station + 1000 * layer + 10 * (block / IN_BANANA) +
	       block % IN_BANANA;
}
