/*
 * names.c - the detectors, and the sources in which they are read out.
 */
#include <strings.h>

#include "detector.h"

const struct n62_det_info n62_det_info[N62_DETS] = {
	[N62_KTAG] = { "KTAG", "ktag", 0x04, N62_BOARD_TEL62, 0 },
	[N62_GTK] = { "GTK", "gtk", 0x08, N62_BOARD_GTK, -301 },
	[N62_CHANTI] = { "CHANTI", "chanti", 0x0c, N62_BOARD_TEL62, 0 },
	[N62_LAV] = { "LAV", "lav", 0x10, N62_BOARD_TEL62, 0 },
	[N62_STRAW] = { "STRAW", "straw", 0x14, N62_BOARD_SRB, -257 },
	[N62_CHOD] = { "CHOD", "chod", 0x18, N62_BOARD_TEL62, 0 },
	[N62_NEWCHOD] = { "NewCHOD", "newchod", 0x20, N62_BOARD_TEL62, 0 },
	[N62_RICH] = { "RICH", "rich", 0x1c, N62_BOARD_TEL62, 0 },
	[N62_IRC] = { "IRC", "irc", 0x20, N62_BOARD_TEL62, 0 },
	[N62_SAC] = { "SAC", "sac", 0x20, N62_BOARD_TEL62, 0 },
	[N62_LKR] = { "LKr", "lkr", 0x24, N62_BOARD_CREAM, 4 },
	[N62_MUV0] = { "MUV0", "muv0", 0x20, N62_BOARD_TEL62, 0 },
	[N62_MUV1] = { "MUV1", "muv1", 0x28, N62_BOARD_CREAM, 4 },
	[N62_MUV2] = { "MUV2", "muv2", 0x2c, N62_BOARD_CREAM, 4 },
	[N62_MUV3] = { "MUV3", "muv3", 0x30, N62_BOARD_TEL62, 0 },
	[N62_HASC] = { "HASC", "hasc", 0x3c, N62_BOARD_TEL62, 0 },
	[N62_SAV] = { "SAV", "sav", 0x2c, N62_BOARD_CREAM, 4 },
};

int n62_det_find(const char *name, struct n62_err *err)
{
	const char *names[N62_DETS + 1] = { 0 };
	const char *nearest;

	for (int d = 0; d < N62_DETS; d++) {
		names[d] = n62_det_info[d].name;
		if (strcasecmp(name, names[d]) == 0)
			return d;
	}
	nearest = n62_nearest(name, names);
	return n62_fail(err, N62_USAGE, "there is no detector '%s'%s%s", name,
	    nearest ? "; did you mean " : "", nearest ? nearest : "");
}
