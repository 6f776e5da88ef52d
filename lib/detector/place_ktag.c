/*
 * place_ktag.c - the light guides of a sector of the KTAG: eight rows of cones,
 * 48 in all.
 */
#include "detector/detector.h"

/* Cones of a row, one bit each (FW). */
static const uint16_t rows[8] = { 1 << 5, 0x3f << 2, 0x7f << 2, 0xff << 1,
	0x1ff << 1, 0xff << 1, 0x7f << 2, 1 << 2 | 1 << 7 };

bool n62_ktag_place(int32_t element, struct n62_ktag_place *p)
{
	int sector = element / 100, row = element / 10 % 10;
	int cone = element % 10;

	if (element < 0 || sector < 1 || sector > N62_KTAG_SECTORS || row < 1 ||
	    row > 8 || !(rows[row - 1] >> cone & 1))
		return false;
	*p = (struct n62_ktag_place){ sector - 1, row, cone, 0 };
	for (int i = 0; i < row - 1; i++)
		p->pmt += __builtin_popcount(rows[i]);
	p->pmt += __builtin_popcount(rows[row - 1] & ((1u << cone) - 1));
	return true;
}

int32_t n62_ktag_element(int sector, int pmt)
{
	if (sector < 0 || sector >= N62_KTAG_SECTORS || pmt < 0)
		return -1;
	for (int row = 0; row < 8; row++)
		for (int cone = 0; cone < 10; cone++)
			if (rows[row] >> cone & 1 && pmt-- == 0)
				return 100 * (sector + 1) + 10 * (row + 1) +
				       cone;
	return -1;
}
