/*
 * stat/moments.h - running count, mean, spread and range of doubles.
 *
 * One written shape: the same values in the same order give the same bits.  Another order
 * gives others, so whoever adds or merges does it in the order of ids.
 *
 * Units:   of the values.
 * Errors:  none; what too few values cannot say is NAN.
 * Source:  B. P. Welford, Technometrics 4(3), 1962; T. Chan, G. Golub and R. LeVeque,
 *          "Updating Formulae and a Pairwise Algorithm", 1979, for the merge.
 */
#ifndef TINYFLEET_STAT_MOMENTS_H
#define TINYFLEET_STAT_MOMENTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct Moments {
    int64_t n;
    double mean, squares; /* squares: sum of (x - mean)^2 */
    double min, max;
} Moments;

/* No values: mean, min and max are NAN. */
Moments moments_none(void);
Moments moments_of(const double *values, size_t count);

void moments_add(Moments *moments, double value);
void moments_merge(Moments *moments, const Moments *other);

/* Of the sample, divided by n - 1; NAN for n < 2. */
double moments_variance(const Moments *moments);
double moments_sd(const Moments *moments);

#endif
