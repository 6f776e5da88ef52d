/*
 * systems.c - the bits by which lists of bad bursts and the quality of an
 * event name the parts of the experiment. A bit is the number of a source
 * divided by 4; guests of a source have bits of their own.
 */
#include <strings.h>

#include "raw/raw.h"

static const char *const names[] = { "event", "KTAG", "GTK", "CHANTI", "LAV",
	"STRAW", "CHOD", "RICH", "IRC", "LKr", "MUV1", "MUV2", "MUV3", "SAC",
	"NewCHOD", "HASC", "L0TP", "L1TP", "L2EB", "DIM", "MUV0", "SAV", NULL };

int n62_system_find(const char *name, struct n62_err *err)
{
	const char *nearest = n62_nearest(name, names);

	for (int i = 0; names[i]; i++)
		if (strcasecmp(names[i], name) == 0)
			return i;
	return n62_fail(err, N62_USAGE, "there is no system '%s'%s%s", name,
	    nearest ? "; did you mean " : "", nearest ? nearest : "");
}

int n62_system_of_detector(int d)
{
	switch (d) {
	case N62_SAC:
		return 13;
	case N62_NEWCHOD:
		return 14;
	case N62_MUV0:
		return 20;
	case N62_SAV:
		return 21;
	default:
		return n62_det_info[d].source / 4;
	}
}

uint64_t n62_systems_of_source(int source)
{
	uint64_t bits = 0;

	if (source < 0)
		return 1;
	bits = (uint64_t)1 << (source / 4 & 63);
	for (int d = 0; d < N62_DETS; d++)
		if (n62_det_info[d].source == source)
			bits |= (uint64_t)1 << n62_system_of_detector(d);
	return bits;
}
