/*
 * private.h - what the files of this room share.
 */
#ifndef NA62_HIST_PRIVATE_H
#define NA62_HIST_PRIVATE_H

#include "hist/hist.h"

/* ---- axis.c */

int hist_axis_check(
    const struct n62_axis *a, const char *name, struct n62_err *err);
/* Bins of equal width; label and unit stay. */
int hist_axis_regular(struct n62_axis *a, int bins, double low, double high,
    struct n62_arena *arena, struct n62_err *err);
bool hist_axis_is_regular(const struct n62_axis *a);

/* ---- hist.c */

/* Adds an entry; sums are put into the arena. */
int hist_cell_add(struct n62_cell *c, double weight, struct n62_arena *a,
    struct n62_err *err);

/* ---- table.c */

/* Sum 0 or 1 of a cell as the next value of a column. */
int hist_cell_put(const struct n62_cell *c, int which, struct n62_block *b,
    struct n62_col col, struct n62_err *err);

/* ---- solve.c: symmetric matrices of n <= N62_PEAK rows */

/* Replaces a by its inverse; false when it is not positive. */
bool hist_invert(double a[N62_PEAK][N62_PEAK], int n);
/* Solves a x = b into b; a is used up; false when it is not positive. */
bool hist_solve(double a[N62_PEAK][N62_PEAK], double *b, int n);

/* ---- peak.c */

/* The part of a Gaussian from a to b. */
double hist_gauss(double mean, double width, double a, double b);

/* ---- poly.c */

/* Integrals of the n polynomials of f over a bin. */
void hist_basis(
    const struct n62_poly *f, double a, double b, double basis[N62_POLY]);

#endif
