/*
 * objects.h - what na62-reco found, for the programs of make validate that
 * measure it: columns of the table event by number, and the true particles.
 */
#ifndef NA62_VALIDATE_OBJECTS_H
#define NA62_VALIDATE_OBJECTS_H

#include "validate.h"

/* Columns of list mc, which are always read; a program's own follow. */
enum val_mc {
	MC_PDG,
	MC_PARENT,
	MC_OVERLAY,
	MC_X,
	MC_Y,
	MC_Z,
	MC_T,
	MC_PX,
	MC_PY,
	MC_PZ,
	MC_END_X,
	MC_END_Y,
	MC_END_Z,
	VAL_OWN
};

/*
 * Calls each for every row of standard input whose first true particle is a
 * kaon; kaon is its place among the elements of list mc. own: names of the
 * columns that are VAL_OWN, VAL_OWN + 1, ... to val_get, up to NULL.
 */
void val_objects(const char *const *own, void (*each)(uint32_t row));

/* Value k of element i of a column; the elements of a row are [from, to). */
double val_get(int column, uint32_t i, uint32_t k);
void val_range(int column, uint32_t row, uint32_t *from, uint32_t *to);

/* Of true particle i: charge, momentum in MeV. */
int val_charge(uint32_t i);
double val_momentum(uint32_t i);
/* Whether it is charged, a daughter of the kaon, and crosses all chambers of
 * the STRAW where they have straws. */
bool val_accepted(uint32_t i);

#endif
