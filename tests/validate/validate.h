/*
 * validate.h - what the measuring programs of make validate share: events of
 * a simulated stream as plain arrays, lists of numbers, lines of the report.
 *
 * A program reads the stream of na62-sim --level hits from its standard
 * input, and prints lines "KEY VALUE ERROR [NOTE]" for targets.txt. Any
 * failure ends it with a sentence and status 1. Units: mm, ns, MeV.
 */
#ifndef NA62_VALIDATE_H
#define NA62_VALIDATE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "detector/detector.h"
#include "physics/physics.h"
#include "record/record.h"

/* ---- events --------------------------------------------------------- */

/* Hits of one detector: of a TDC, or pulses of a calorimeter (height above
 * the pedestal, time, pedestal), whose other columns are NULL. */
struct val_hits {
	uint32_t n;
	const int32_t *element;
	const float *lead, *trail;
	const float *peak, *time, *pedestal;
};

struct val_truth {
	uint32_t n;
	const int32_t *pdg;
	const int16_t *parent;
	const uint8_t *process, *overlay;
	const float *x, *y, *z, *t, *px, *py, *pz, *end_z;
};

struct val_event {
	const char *decay; /* its short name */
	double weight;
	uint16_t masks;
	struct val_hits det[N62_DETS];
	struct val_truth mc;
};

/* Calls each for every event of standard input, without the record at the
 * end of a burst; returns their number. */
uint64_t val_events(
    void (*each)(const struct val_event *e, void *ctx), void *ctx);

/* Time of a hit after the time stamp of the event; the latency of the boards
 * is taken off. NaN without a leading edge. */
static inline double val_time(const struct val_event *e, int d, uint32_t i)
{
	const struct val_hits *h = &e->det[d];
	double raw = h->lead ? (double)h->lead[i] : (double)h->time[i];

	return raw - n62_det_info[d].latency * N62_CLOCK;
}

/* Mean time of all hits of the KTAG: that of the kaon where there is no
 * pile-up. NaN with less than five hits. */
double val_kaon_time(const struct val_event *e);
/* Half of what two halves of these hits differ by: as wrong as their mean. */
double val_kaon_halves(const struct val_event *e);

/* The first daughter of the kaon that is a pdg, or -1. */
int val_daughter(const struct val_event *e, int32_t pdg);
/* Its four-momentum at its beginning. */
struct n62_p4 val_p4(const struct val_event *e, int i, double mass);

/* Where a true charged particle is at z, with the kick of MNP33 and without
 * the field of the decay tank and scattering. */
struct val_line {
	double x, y, tx, ty;
};
struct val_line val_line_at(const struct val_event *e, int i, double z);

/* ---- lists of numbers ----------------------------------------------- */

struct val_list {
	double *v;
	uint32_t n, cap;
};

void val_add(struct val_list *l, double v);
double val_mean(const struct val_list *l);
/* The value that a part of the list is below. Sorts. */
double val_quantile(struct val_list *l, double part);
/* Half the width of the middle 68.27 %: sigma of a normal distribution, and
 * not moved by tails. Sorts. */
double val_sigma(struct val_list *l);

/* ---- lines of the report -------------------------------------------- */

void val_row(const char *key, double value, double error);
/* Mean, with its error; width, with its error, times scale. */
void val_row_mean(const char *key, struct val_list *l);
void val_row_sigma(const char *key, struct val_list *l, double scale);
/* Standard deviation, for what is not normal. */
void val_row_rms(const char *key, const struct val_list *l, double scale);
/* k of n. */
void val_row_part(const char *key, double k, double n);
/* Counts against expectations of any normalisation: the probability of
 * chi-squared, with that and the degrees of freedom as a note. If path is not
 * NULL, "x count error expected" go there. */
void val_row_chi2(const char *key, const char *path, double low, double high,
    const double *counts, double *expected, int n);

/*
 * The points of a picture of a list, DIRECTORY/KEY.hist: "x count error
 * expected", 60 bins from low to high. What is expected is a normal
 * distribution of this mean and width, with as many entries; sigma 0: none.
 */
struct val_picture {
	const char *key;
	double low, high, mean, sigma;
};
void val_draw(const char *directory, const struct val_picture *p,
    const struct val_list *l);

_Noreturn void val_die(const char *sentence);

#endif
